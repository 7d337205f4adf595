//! Drafts → block kinds: which paragraphs are headings, captions, lines of the contents page.
//!
//! What the file marks is believed. Where it marks nothing, or marks only its upper levels, headings
//! are found by their number, shape and typography. A run of numbered lines without text between them
//! is a list, not a row of empty chapters.

use super::builder::DraftBlock;
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
    nest_by_number(&mut kinds);
    let marked = kinds.iter().filter(|kind| matches!(kind, BlockKind::Heading { .. })).count();
    let candidates = candidates(text, drafts, &kinds, marked >= MARKS_THAT_COVER);
    place_candidates(&mut kinds, candidates);
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

/// `目录` with the lines behind it that end in a page number or lead to it by dots.
fn mark_contents(text: &str, drafts: &[DraftBlock], kinds: &mut [BlockKind]) {
    let mut at = 0;
    while at < drafts.len() {
        let line: String = text[drafts[at].span.range()].chars().filter(|c| !c.is_whitespace()).collect();
        let opens = matches!(line.as_str(), "目录" | "目次") && !matches!(kinds[at], BlockKind::Table(_));
        at += 1;
        if !opens {
            continue;
        }
        let lines = drafts[at..]
            .iter()
            .zip(&kinds[at..])
            .take_while(|(block, kind)| {
                **kind == BlockKind::Contents
                    || (block.table.is_none() && is_contents_line(&text[block.span.range()]))
            })
            .count();
        if lines > 0 {
            kinds[at - 1] = BlockKind::Contents;
            kinds[at..at + lines].fill(BlockKind::Contents);
            at += lines;
        }
    }
    for (block, kind) in drafts.iter().zip(kinds.iter_mut()) {
        if *kind == BlockKind::Paragraph && has_leaders(&text[block.span.range()]) {
            *kind = BlockKind::Contents;
        }
    }
}

/// Whether the line ends in a page number behind dots, a tab or spaces.
fn is_contents_line(line: &str) -> bool {
    let body = line
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X' | '-' | ' '))
        .trim_end_matches(')');
    body.len() < line.len()
        && line.chars().count() <= 100
        && !body.is_empty()
        && (has_leaders(line)
            || line.contains('\t')
            || line[body.len()..].starts_with(' ')
            || numbering::parse(line).is_some())
}

/// Dots that lead to a page number.
fn has_leaders(line: &str) -> bool {
    let ends_in_page =
        line.trim_end().ends_with(|c: char| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X' | ')'));
    ends_in_page
        && (line.contains("....")
            || line.contains("……")
            || line.contains("····")
            || line.contains("．．．")
            || line.contains(". . . "))
}

/// Puts `1.1` below `第一章`, and `1.1.1` below `1.1`, where the file marks both with one level.
fn nest_by_number(kinds: &mut [BlockKind]) {
    struct Open {
        marked: u8,
        level: u8,
        parts: Vec<u32>,
    }
    let mut open: Vec<Open> = Vec::new();
    for kind in kinds {
        let BlockKind::Heading { level, numbering, .. } = kind else { continue };
        let marked = *level;
        let parts = numbering.as_ref().map_or(Vec::new(), nesting_parts);
        let is_below = |above: &Open| {
            above.marked == marked
                && !above.parts.is_empty()
                && parts.split_last().is_some_and(|(_, rest)| rest == above.parts)
        };
        while open.last().is_some_and(|above| above.marked >= marked && !is_below(above)) {
            open.pop();
        }
        *level = open.last().map_or(marked, |above| marked.max(above.level.saturating_add(1)));
        open.push(Open { marked, level: *level, parts });
    }
}

/// The number as far as it tells who stands below whom.
fn nesting_parts(numbering: &Numbering) -> Vec<u32> {
    match numbering.style {
        NumberStyle::Chapter | NumberStyle::Chinese | NumberStyle::Decimal(_) => numbering.parts.clone(),
        _ => Vec::new(),
    }
}

/// A paragraph that may be a heading that the file does not mark.
struct Candidate {
    at: usize,
    numbering: Option<Numbering>,
    evidence: HeadingEvidence,
}

fn candidates(text: &str, drafts: &[DraftBlock], kinds: &[BlockKind], covered: bool) -> Vec<Candidate> {
    let body_size = common_size(text, drafts);
    let mut enclosing: &[u32] = &[];
    let mut found = Vec::new();
    for (at, (block, kind)) in drafts.iter().zip(kinds).enumerate() {
        match kind {
            BlockKind::Heading { numbering, .. } => {
                enclosing = numbering.as_ref().map_or(&[], |numbering| &numbering.parts);
            }
            BlockKind::Paragraph if block.draft.kind == DraftKind::Text => {
                found.extend(candidate(at, text, block, Around { body_size, covered, enclosing }));
            }
            _ => {}
        }
    }
    drop_lists(text, &mut found, drafts, kinds);
    found
}

/// What stands around a paragraph that may be a heading.
struct Around<'a> {
    /// The size that most of the text is set in.
    body_size: Option<u16>,
    /// Whether the file marks its chapters.
    covered: bool,
    /// The number of the marked heading above.
    enclosing: &'a [u32],
}

fn candidate(at: usize, text: &str, block: &DraftBlock, around: Around<'_>) -> Option<Candidate> {
    let Around { body_size, covered, enclosing } = around;
    let line = &text[block.span.range()];
    if line.contains('\n') || line.chars().count() > LONGEST_PATTERN_HEADING || !looks_like_title(line) {
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
        Some(n) if covered => strong && (stands_out || counts_on(enclosing, n) && is_short_title(line, n)),
        Some(n) => strong || stands_out || is_numbered_title(line, n),
        None => !covered && stands_out && line.chars().count() >= 2,
    };
    accepted.then_some(Candidate { at, numbering, evidence })
}

/// `1 概述`, `1. 概述`: a number of one part, and a short title without any punctuation.
fn is_numbered_title(line: &str, numbering: &Numbering) -> bool {
    matches!(numbering.style, NumberStyle::Decimal(1) | NumberStyle::Arabic | NumberStyle::Letter)
        && is_short_title(line, numbering)
}

fn is_short_title(line: &str, numbering: &Numbering) -> bool {
    let title = &line[numbering.label_len as usize..];
    title.chars().count() <= 20 && !title.contains(['，', ',', '、', '：', ':', '。', '；', ';', '\t'])
}

/// `2.1.1` under `2.1`, `2.1` under `第二章`.
fn counts_on(enclosing: &[u32], numbering: &Numbering) -> bool {
    matches!(numbering.style, NumberStyle::Decimal(depth) if depth >= 2)
        && !enclosing.is_empty()
        && numbering.parts.len() > enclosing.len()
        && numbering.parts.starts_with(enclosing)
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
    let style = |c: &Candidate| c.numbering.as_ref().map(|n| n.style);
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
            if style(candidate) == Some(NumberStyle::Chapter)
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

/// Gives the candidates their levels: below the marked heading before them, and among themselves by
/// the order in which their styles of numbers open.
fn place_candidates(kinds: &mut [BlockKind], candidates: Vec<Candidate>) {
    let mut open: Vec<Option<NumberStyle>> = Vec::new();
    let mut marked_level = 0;
    let mut candidates = candidates.into_iter().peekable();
    for (at, kind) in kinds.iter_mut().enumerate() {
        if let BlockKind::Heading { level, .. } = kind {
            marked_level = *level;
            open.clear();
            continue;
        }
        let Some(candidate) = candidates.next_if(|candidate| candidate.at == at) else { continue };
        let style = candidate.numbering.as_ref().map(|n| n.style);
        if style == Some(NumberStyle::Chapter) {
            marked_level = 0;
            open.clear();
        }
        let depth = match open.iter().position(|known| *known == style) {
            Some(depth) => depth,
            None => open.iter().position(|known| rank(*known) > rank(style)).unwrap_or(open.len()),
        };
        open.truncate(depth);
        open.push(style);
        let level = marked_level.saturating_add(u8::try_from(depth + 1).unwrap_or(u8::MAX)).min(9);
        *kind = BlockKind::Heading { level, numbering: candidate.numbering, evidence: candidate.evidence };
    }
}

/// The usual order of the styles from the outside in; decides only where nesting does not show it.
fn rank(style: Option<NumberStyle>) -> u8 {
    match style {
        Some(NumberStyle::Chapter | NumberStyle::Letter) => 0,
        Some(NumberStyle::Section) => 1,
        Some(NumberStyle::Chinese) => 2,
        Some(NumberStyle::ChineseBracketed) => 3,
        Some(NumberStyle::Article) => 4,
        Some(NumberStyle::Decimal(depth)) => 4 + depth,
        Some(NumberStyle::Arabic) => 5,
        Some(NumberStyle::ArabicBracketed) => 12,
        Some(NumberStyle::Circled) => 13,
        None => 14,
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{BlockKind, Builder, Document, Draft, DraftKind, Format, HeadingEvidence};

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

    fn read_marked(lines: &[(u8, &str)]) -> Document {
        let mut builder = Builder::new("t", Format::Docx);
        for &(level, line) in lines {
            let kind = match level {
                0 => DraftKind::Text,
                level => DraftKind::Heading { level, evidence: HeadingEvidence::Explicit },
            };
            builder.paragraph(line, Draft { kind, ..Draft::default() });
        }
        let document = builder.finish();
        document.assert_valid();
        document
    }

    #[test]
    fn numbers_nest_what_the_file_marks_with_one_level() {
        let document = read_marked(&[
            (1, "第一章 概述"),
            (1, "1.1 背景"),
            (2, "1.1.1 现状"),
            (1, "1.2 目标"),
            (1, "第二章 方案"),
            (2, "2.1 架构"),
            (2, "2.1.1 总体"),
            (1, "附录"),
        ]);
        assert_eq!(
            outline(&document),
            [
                (1, "概述"),
                (2, "背景"),
                (3, "现状"),
                (2, "目标"),
                (1, "方案"),
                (2, "架构"),
                (3, "总体"),
                (1, "附录")
            ]
        );
    }

    #[test]
    fn an_unmarked_number_that_counts_on_is_a_heading() {
        let document = read_marked(&[
            (1, "第一章 概述"),
            (2, "1.1 背景"),
            (0, "1.1.1 现状"),
            (0, "内容。"),
            (0, "1.1.2 问题"),
            (0, "内容。"),
            (0, "2.4 秒内响应"),
            (0, "内容。"),
            (1, "第二章 方案"),
            (1, "第三章 概算"),
        ]);
        assert_eq!(
            outline(&document),
            [(1, "概述"), (2, "背景"), (3, "现状"), (3, "问题"), (1, "方案"), (1, "概算")]
        );
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
