//! Drafts → block kinds: which paragraphs are headings, captions, lines of the contents page.
//!
//! What the file marks is believed. Where it marks nothing, or marks only its upper levels, headings
//! are found by their number, shape and typography. A run of numbered lines without text between them
//! is a list, not a row of empty chapters.

use super::builder::DraftBlock;
use super::contents::{has_leaders, is_contents_title, mark_contents};
use super::numbering::{self, NumberStyle, Numbering};
use super::{BlockKind, DraftKind, HeadingEvidence};
use std::collections::BTreeMap;

/// Longest heading without a mark of its own, in characters.
const LONGEST_PATTERN_HEADING: usize = 40;
/// Longest heading that the file marks; a longer “heading” is a paragraph in the wrong style.
const LONGEST_MARKED_HEADING: usize = 120;
/// From here on the file's own marks are believed to cover the chapters.
const MARKS_THAT_COVER: usize = 3;

/// The kind of every draft, in order.
pub(super) fn resolve(text: &str, drafts: &[DraftBlock]) -> Vec<BlockKind> {
    let mut kinds: Vec<BlockKind> = drafts.iter().map(|block| first_look(text, block)).collect();
    mark_contents(text, drafts, &mut kinds);
    let marked = kinds.iter().filter(|kind| matches!(kind, BlockKind::Heading { .. })).count();
    let candidates = candidates(text, drafts, &kinds, marked >= MARKS_THAT_COVER);
    place_candidates(text, drafts, &mut kinds, candidates);
    nest_by_numbers(text, drafts, &mut kinds);
    raise_to_chapters(&mut kinds);
    kinds
}

fn first_look(text: &str, block: &DraftBlock) -> BlockKind {
    if let Some(table) = block.table {
        return BlockKind::Table(table);
    }
    let line = &text[block.span.range()];
    match block.draft.kind {
        DraftKind::Heading { level, evidence } if line.chars().count() <= LONGEST_MARKED_HEADING => {
            if is_caption(line) {
                return BlockKind::Caption;
            }
            BlockKind::Heading { level: level.max(1), numbering: numbering::parse(line), evidence }
        }
        DraftKind::Text if is_caption(line) => BlockKind::Caption,
        DraftKind::Text | DraftKind::Verbatim | DraftKind::Heading { .. } => BlockKind::Paragraph,
        DraftKind::ListItem => BlockKind::ListItem,
        DraftKind::Contents => BlockKind::Contents,
        DraftKind::Caption => BlockKind::Caption,
        DraftKind::Note => BlockKind::Note,
        DraftKind::PageFurniture => BlockKind::PageFurniture,
    }
}

/// `表3-1 投资概算表`, `图 2:总体架构`: short, and a number right behind the word.
fn is_caption(line: &str) -> bool {
    let Some(body) = line.strip_prefix(['表', '图']).or_else(|| line.strip_prefix("附表")) else {
        return false;
    };
    let body = body.trim_start();
    let number_len: usize = body
        .chars()
        .take_while(|&c| {
            c.is_ascii_digit()
                || matches!(c, '-' | '.' | '－' | '—' | '–')
                || crate::numeral::is_chinese_numeral(c)
        })
        .map(char::len_utf8)
        .sum();
    let rest = body[number_len..].trim();
    number_len > 0
        && line.chars().count() <= 50
        && !rest.is_empty()
        && !rest.ends_with(['。', '；', '，'])
        && !rest.starts_with(['所', '中', '为', '是', '给', '列', '可', '和', '、', '，', '）'])
}

/// A paragraph that may be a heading that the file does not mark.
struct Candidate {
    at: usize,
    numbering: Option<Numbering>,
    shape: Option<Shape>,
    size: Option<u16>,
    evidence: HeadingEvidence,
}

/// The style of a number; parts and volumes (编、篇、部分) hold chapters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    style: NumberStyle,
    is_part: bool,
}

/// The shape of the number in front of a heading.
fn shape(line: &str, numbering: Option<&Numbering>) -> Option<Shape> {
    let numbering = numbering?;
    let label = line.get(..numbering.label_len as usize).unwrap_or_default();
    let is_part = numbering.style == NumberStyle::Chapter && !label.contains('章');
    Some(Shape { style: numbering.style, is_part })
}

fn candidates(text: &str, drafts: &[DraftBlock], kinds: &[BlockKind], covered: bool) -> Vec<Candidate> {
    let body_size = common_size(text, drafts);
    let mut found: Vec<Candidate> = drafts
        .iter()
        .enumerate()
        .filter(|(at, block)| kinds[*at] == BlockKind::Paragraph && block.draft.kind == DraftKind::Text)
        .filter_map(|(at, block)| candidate(at, text, block, body_size, covered))
        .collect();
    drop_lists(text, &mut found, drafts, kinds);
    found
}

fn candidate(
    at: usize,
    text: &str,
    block: &DraftBlock,
    body_size: Option<u16>,
    covered: bool,
) -> Option<Candidate> {
    let line = &text[block.span.range()];
    if line.contains('\n')
        || line.chars().count() > LONGEST_PATTERN_HEADING
        || !looks_like_title(line)
        || is_contents_title(line)
    {
        return None;
    }
    let numbering = numbering::parse(line);
    let larger = matches!((block.draft.size, body_size), (Some(size), Some(body)) if size > body + 1);
    let stands_out = larger || block.draft.bold;
    let strong = numbering.as_ref().is_some_and(|n| n.style.is_strong());
    let evidence = if stands_out { HeadingEvidence::Typography } else { HeadingEvidence::Pattern };
    let accepted = match &numbering {
        Some(n) if n.style == NumberStyle::Article => false,
        Some(n) if matches!(n.style, NumberStyle::Chapter) => true,
        _ if !stands_out && reads_like_a_sentence(line) => false,
        Some(_) if covered => strong && (stands_out || is_bare_title(line, numbering.as_ref())),
        Some(_) => strong || stands_out || is_numbered_title(line, numbering.as_ref()),
        None => !covered && stands_out && line.chars().count() >= 2,
    };
    let shape = shape(line, numbering.as_ref());
    accepted.then_some(Candidate { at, numbering, shape, size: block.draft.size, evidence })
}

/// `1 概述`, `1. 概述`: a number of one part, and a short title without any punctuation.
fn is_numbered_title(line: &str, numbering: Option<&Numbering>) -> bool {
    numbering.is_some_and(|n| {
        matches!(n.style, NumberStyle::Decimal(1) | NumberStyle::Arabic | NumberStyle::Letter)
    }) && is_bare_title(line, numbering)
}

/// A number and a short title without any punctuation.
fn is_bare_title(line: &str, numbering: Option<&Numbering>) -> bool {
    let Some(numbering) = numbering else { return false };
    let title = &line[numbering.label_len as usize..];
    title.chars().count() <= 20 && !title.contains(['，', ',', '、', '：', ':', '。', '；', ';', '\t'])
}

/// Long and with a comma: the first part of a sentence that a conversion broke.
fn reads_like_a_sentence(line: &str) -> bool {
    line.contains(['，', ',']) && line.chars().count() > 24
}

/// No end of a sentence, no page number behind dots, and words in it.
fn looks_like_title(line: &str) -> bool {
    !line.ends_with(['。', '；', ';', '，', ',', '、', '：', ':', '！', '？', '.'])
        && !line.contains(['。', '；', '！', '？', '=', '|'])
        && !has_leaders(line)
        && line.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// Numbered lines of one style that follow each other without anything between them are a list.
fn drop_lists(text: &str, found: &mut Vec<Candidate>, drafts: &[DraftBlock], kinds: &[BlockKind]) {
    let style = |c: &Candidate| c.shape;
    let adjacent = |a: &Candidate, b: &Candidate| {
        (a.at + 1..b.at).all(|at| matches!(kinds[at], BlockKind::PageFurniture))
            && style(a) == style(b)
            && style(a).is_some()
    };
    let in_run = |i: usize| {
        found.get(i + 1).is_some_and(|next| adjacent(&found[i], next))
            || (i > 0 && adjacent(&found[i - 1], &found[i]))
    };
    let told_twice = told_twice(text, found, drafts, &in_run);
    let in_list: Vec<bool> = (0..found.len())
        .map(|i| {
            let candidate = &found[i];
            if told_twice[i] {
                return true;
            }
            if style(candidate).is_some_and(|shape| shape.style == NumberStyle::Chapter)
                || drafts[candidate.at]
                    .draft
                    .size
                    .is_some_and(|_| candidate.evidence == HeadingEvidence::Typography)
            {
                return false;
            }
            let after = found.get(i + 1).is_some_and(|next| adjacent(candidate, next));
            let before = i > 0 && adjacent(&found[i - 1], candidate);
            // The last line of a run may be a heading with text under it only if it opened no list.
            after || (before && i >= 2 && adjacent(&found[i - 2], &found[i - 1]))
        })
        .collect();
    let mut keep = in_list.iter().map(|listed| !listed);
    found.retain(|_| keep.next().unwrap_or(true));
}

/// Chapters told one after the other where each comes again: later, or with text under it.
fn told_twice(
    text: &str,
    found: &[Candidate],
    drafts: &[DraftBlock],
    in_run: &dyn Fn(usize) -> bool,
) -> Vec<bool> {
    let key = |candidate: &Candidate| -> Option<(u32, String)> {
        let numbering = candidate.numbering.as_ref().filter(|n| n.style == NumberStyle::Chapter)?;
        let title = &text[drafts[candidate.at].span.range()][numbering.label_len as usize..];
        let start = title.chars().filter(|c| !c.is_whitespace()).take(4).collect();
        Some((numbering.parts.first().copied()?, start))
    };
    let mut places: BTreeMap<(u32, String), Vec<usize>> = BTreeMap::new();
    for (i, candidate) in found.iter().enumerate() {
        if let Some(key) = key(candidate) {
            places.entry(key).or_default().push(i);
        }
    }
    let mut told_twice = vec![false; found.len()];
    for same in places.values() {
        let stands_alone = same.iter().any(|&i| !in_run(i));
        for (nth, &i) in same.iter().enumerate() {
            told_twice[i] = in_run(i) && (stands_alone || nth + 1 < same.len());
        }
    }
    told_twice
}

/// The size that most of the text is set in.
fn common_size(text: &str, drafts: &[DraftBlock]) -> Option<u16> {
    let mut weights: Vec<(u16, usize)> = Vec::new();
    for block in drafts {
        let Some(size) = block.draft.size else { continue };
        let weight = text[block.span.range()].len();
        match weights.iter_mut().find(|(known, _)| *known == size) {
            Some((_, sum)) => *sum += weight,
            None => weights.push((size, weight)),
        }
    }
    weights.into_iter().max_by_key(|&(size, weight)| (weight, size)).map(|(size, _)| size)
}

/// Gives the candidates their levels: that of the marked headings whose numbers they continue, else
/// below the marked heading before them, and among themselves by the order in which their shapes open.
fn place_candidates(text: &str, drafts: &[DraftBlock], kinds: &mut [BlockKind], candidates: Vec<Candidate>) {
    let mut open: Vec<(Option<Shape>, Option<u16>)> = Vec::new();
    let mut marked = Marked::default();
    let mut candidates = candidates.into_iter().peekable();
    for (at, kind) in kinds.iter_mut().enumerate() {
        if let BlockKind::Heading { level, numbering, .. } = kind {
            marked.note(
                *level,
                shape(&text[drafts[at].span.range()], numbering.as_ref()),
                numbering.as_ref(),
            );
            open.clear();
            continue;
        }
        let Some(candidate) = candidates.next_if(|candidate| candidate.at == at) else { continue };
        let level = match marked.continued_by(&candidate) {
            Some(level) => {
                marked.note(level, candidate.shape, candidate.numbering.as_ref());
                open.clear();
                level
            }
            None => {
                let depth = open_depth(&mut open, &candidate, &mut marked);
                marked.below(depth)
            }
        };
        *kind = BlockKind::Heading { level, numbering: candidate.numbering, evidence: candidate.evidence };
    }
}

/// Depth of a candidate among those that are open, from 1.
fn open_depth(
    open: &mut Vec<(Option<Shape>, Option<u16>)>,
    candidate: &Candidate,
    marked: &mut Marked,
) -> usize {
    if candidate.shape.is_some_and(|shape| shape.style == NumberStyle::Chapter) {
        marked.level = 0;
        let part = open.iter().position(|(shape, _)| shape.is_some_and(|shape| shape.is_part));
        let is_chapter = candidate.shape.is_some_and(|shape| !shape.is_part);
        open.truncate(part.filter(|_| is_chapter).map_or(0, |at| at + 1));
    }
    let same = open.iter().position(|(known, _)| *known == candidate.shape);
    // Without a number the size tells which headings it stands beside.
    let as_large = open.iter().position(|(_, size)| {
        candidate.shape.is_none() && matches!((size, candidate.size), (Some(a), Some(b)) if *a <= b)
    });
    let depth = as_large.or(same).unwrap_or_else(|| {
        open.iter().position(|(known, _)| rank(*known) > rank(candidate.shape)).unwrap_or(open.len())
    });
    open.truncate(depth);
    open.push((candidate.shape, candidate.size));
    depth + 1
}

/// The marked headings so far.
#[derive(Default)]
struct Marked {
    /// Level of the last one.
    level: u8,
    /// Level and last number by shape.
    shapes: BTreeMap<Shape, (u8, u32)>,
}

impl Marked {
    fn note(&mut self, level: u8, shape: Option<Shape>, numbering: Option<&Numbering>) {
        self.level = level;
        let number = numbering.and_then(|n| n.parts.last()).copied().unwrap_or(0);
        if let Some(shape) = shape {
            self.shapes.insert(shape, (level, number));
        }
    }

    /// The level of the marked headings of one shape with the candidate, if it is the next of them.
    /// Numbers of several parts say themselves where they belong.
    fn continued_by(&self, candidate: &Candidate) -> Option<u8> {
        let (level, last) = *self.shapes.get(&candidate.shape?)?;
        let parts = &candidate.numbering.as_ref()?.parts;
        (parts.len() > 1 || parts.last().copied() == last.checked_add(1)).then_some(level)
    }

    fn below(&self, depth: usize) -> u8 {
        self.level.saturating_add(u8::try_from(depth).unwrap_or(u8::MAX)).min(9)
    }
}

/// The usual order of the styles from the outside in; decides only where nesting does not show it.
fn rank(shape: Option<Shape>) -> u8 {
    let Some(shape) = shape else { return 15 };
    match shape.style {
        NumberStyle::Chapter if shape.is_part => 0,
        NumberStyle::Chapter | NumberStyle::Letter => 1,
        NumberStyle::Section => 2,
        NumberStyle::Chinese => 3,
        NumberStyle::ChineseBracketed => 4,
        NumberStyle::Article => 5,
        NumberStyle::Decimal(depth) => 5 + depth.min(6),
        NumberStyle::Arabic => 6,
        NumberStyle::ArabicBracketed => 13,
        NumberStyle::Circled => 14,
    }
}

/// `2.3.1` stands below `2.3`, and `2.3` below `第二章`, whatever level the file gives it.
fn nest_by_numbers(text: &str, drafts: &[DraftBlock], kinds: &mut [BlockKind]) {
    let mut open: Vec<(Vec<u32>, u8)> = Vec::new();
    for (at, kind) in kinds.iter_mut().enumerate() {
        let BlockKind::Heading { level, numbering: Some(numbering), .. } = kind else { continue };
        let shape = shape(&text[drafts[at].span.range()], Some(numbering));
        let counts = match numbering.style {
            NumberStyle::Chapter => shape.is_some_and(|shape| !shape.is_part),
            NumberStyle::Decimal(_) => true,
            _ => false,
        };
        if !counts {
            continue;
        }
        let parts = &numbering.parts;
        while open.last().is_some_and(|(above, _)| above.len() >= parts.len() || !parts.starts_with(above)) {
            open.pop();
        }
        if let Some((above, above_level)) = open.last()
            && *level <= *above_level
        {
            let steps = u8::try_from(parts.len() - above.len()).unwrap_or(1);
            *level = above_level.saturating_add(steps).min(9);
        }
        open.push((parts.clone(), *level));
    }
}

/// The outermost headings are chapters, whatever level the file starts with.
fn raise_to_chapters(kinds: &mut [BlockKind]) {
    let levels = kinds.iter().filter_map(|kind| match kind {
        BlockKind::Heading { level, .. } => Some(*level),
        _ => None,
    });
    let surplus = levels.min().unwrap_or(1).saturating_sub(1);
    for kind in kinds.iter_mut() {
        if let BlockKind::Heading { level, .. } = kind {
            *level -= surplus;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{BlockKind, Builder, Document, Draft, Format};

    fn read(lines: &[&str]) -> Document {
        let mut builder = Builder::new("t", Format::Text);
        for line in lines {
            builder.paragraph(line, Draft::default());
        }
        let document = builder.finish();
        document.assert_valid();
        document
    }

    fn outline(document: &Document) -> Vec<(u8, &str)> {
        (1..document.sections.len() as u32)
            .map(|id| (document.sections[id as usize].level, document.title(id)))
            .collect()
    }

    #[test]
    fn official_numbering_becomes_levels() {
        let document =
            read(&["一、概述", "说明。", "(一)目标", "内容。", "1、近期", "内容。", "二、方案", "内容。"]);
        assert_eq!(outline(&document), [(1, "概述"), (2, "目标"), (3, "近期"), (1, "方案")]);
    }

    #[test]
    fn decimals_nest_by_their_parts() {
        let document = read(&[
            "第一章 概述",
            "1.1 目标",
            "内容。",
            "1.1.1 近期",
            "内容。",
            "1.2 依据",
            "内容。",
            "第二章 方案",
            "2.1 架构",
            "内容。",
        ]);
        assert_eq!(
            outline(&document),
            [(1, "概述"), (2, "目标"), (3, "近期"), (2, "依据"), (1, "方案"), (2, "架构")]
        );
    }

    #[test]
    fn a_run_of_numbered_lines_is_a_list() {
        let document = read(&[
            "一、目标",
            "本项目建设以下内容:",
            "(一)甲系统",
            "(二)乙系统",
            "(三)丙系统",
            "二、方案",
            "内容。",
        ]);
        assert_eq!(outline(&document), [(1, "目标"), (1, "方案")]);
    }

    #[test]
    fn chapters_told_in_a_row_and_again_later_are_headings_once() {
        let document = read(&[
            "文件由以下部分组成：",
            "第一章 概述",
            "第二章 方案",
            "第三章 概算",
            "第一章 概述",
            "内容。",
            "第二章 方案",
            "内容。",
            "第三章 概算",
            "内容。",
        ]);
        assert_eq!(outline(&document), [(1, "概述"), (1, "方案"), (1, "概算")]);
        assert_eq!(document.locate(document.heading_span(1)).char_start, Some(32));
    }

    #[test]
    fn the_contents_page_opens_no_chapter() {
        let document =
            read(&["目 录", "一、概述……1", "二、方案……3", "一、概述", "内容。", "二、方案", "内容。"]);
        assert_eq!(outline(&document), [(1, "概述"), (1, "方案")]);
        assert_eq!(document.blocks.iter().filter(|b| b.kind == BlockKind::Contents).count(), 3);
    }
}
