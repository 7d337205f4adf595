//! Drafts → block kinds: which paragraphs are headings, captions, lines of the contents page.
//!
//! What the file marks is believed. Where it marks nothing, or marks only its upper levels, headings
//! are found by their number, shape and typography. A run of numbered lines without text between them
//! is a list, not a row of empty chapters.

use super::builder::DraftBlock;
use super::contents::{has_leaders, is_contents_title, mark_contents};
use super::levels::{Shape, lower_by_number, nest_by_number, place_candidates, raise_to_chapters, shape};
use super::lists::drop_lists;
use super::numbering::{self, NumberStyle, Numbering};
use super::{BlockKind, DraftKind, Format, HeadingEvidence};

/// Longest heading without a mark of its own, in characters.
const LONGEST_PATTERN_HEADING: usize = 40;
/// Longest heading that the file marks; a longer “heading” is a paragraph in the wrong style.
const LONGEST_MARKED_HEADING: usize = 120;
/// Longest heading that the file marks and that ends like a sentence; a longer one is a clause without title.
const LONGEST_MARKED_SENTENCE: usize = 20;
/// Largest number of a chapter that only its number shows; larger ones are years and amounts.
const MOST_CHAPTERS: u32 = 50;
/// From here on the file's own marks are believed to cover the chapters.
const MARKS_THAT_COVER: usize = 3;

/// Stands for a character that the reader could not tell.
const UNREADABLE: char = '\u{fffd}';

/// The kind of every draft, in order.
pub(super) fn resolve(text: &str, drafts: &[DraftBlock], format: Format) -> Vec<BlockKind> {
    let mut kinds: Vec<BlockKind> = drafts.iter().map(|block| first_look(text, block, format)).collect();
    mark_contents(text, drafts, &mut kinds);
    nest_by_number(&mut kinds);
    let marked = kinds.iter().filter(|kind| matches!(kind, BlockKind::Heading { .. })).count();
    let candidates = candidates(text, drafts, &kinds, marked >= MARKS_THAT_COVER);
    place_candidates(text, drafts, &mut kinds, candidates);
    lower_by_number(text, drafts, &mut kinds);
    raise_to_chapters(&mut kinds);
    kinds
}

fn first_look(text: &str, block: &DraftBlock, format: Format) -> BlockKind {
    if let Some(table) = block.table {
        return BlockKind::Table(table);
    }
    let line = &text[block.span.range()];
    match block.draft.kind {
        DraftKind::Heading { level, evidence } if line.chars().count() <= LONGEST_MARKED_HEADING => {
            if is_caption(line) {
                return BlockKind::Caption;
            }
            let numbering = numbering::parse(line);
            // Styles number clauses, too; nobody types `#` before one.
            if format != Format::Markdown && is_clause(line, numbering.as_ref()) {
                return BlockKind::Paragraph;
            }
            BlockKind::Heading { level: level.max(1), numbering, evidence }
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

/// `6.4.1 平台的故障率应小于千分之一,故障恢复应在一小时之内。`: a sentence, whatever marks it.
fn is_clause(line: &str, numbering: Option<&Numbering>) -> bool {
    let words = &line[numbering.map_or(0, |n| n.label_len as usize)..];
    words.ends_with(['。', '；', '！']) && words.chars().count() > LONGEST_MARKED_SENTENCE
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
#[derive(Debug)]
pub(super) struct Candidate {
    /// Index of its draft.
    pub(super) at: usize,
    pub(super) numbering: Option<Numbering>,
    /// How it is numbered.
    pub(super) shape: Option<Shape>,
    /// Font size in half points.
    pub(super) size: Option<u16>,
    pub(super) evidence: HeadingEvidence,
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
    if covered {
        drop_lone_part(text, &mut found, drafts, kinds);
    }
    add_parents(text, &mut found, drafts, kinds);
    found
}

/// `第2部分：技术要求` before all that the file marks, and no other part: that is the name of the file.
fn drop_lone_part(text: &str, found: &mut Vec<Candidate>, drafts: &[DraftBlock], kinds: &[BlockKind]) {
    let is_part = |shape: Option<Shape>| shape.is_some_and(|shape| shape.is_part);
    let marked = || {
        drafts.iter().zip(kinds).enumerate().filter_map(|(at, (block, kind))| match kind {
            BlockKind::Heading { numbering, .. } => {
                Some((at, shape(&text[block.span.range()], numbering.as_ref())))
            }
            _ => None,
        })
    };
    let first_marked = marked().next().map_or(0, |(at, _)| at);
    let parts = marked().filter(|(_, shape)| is_part(*shape)).count()
        + found.iter().filter(|candidate| is_part(candidate.shape)).count();
    if parts == 1 {
        found.retain(|candidate| !is_part(candidate.shape) || candidate.at > first_marked);
    }
}

/// `5. 包装、标记和运输` right above the heading `5.1 包装`: however it reads, it is the heading of that.
fn add_parents(text: &str, found: &mut Vec<Candidate>, drafts: &[DraftBlock], kinds: &[BlockKind]) {
    let is_plain = |at: &usize| {
        kinds[*at] == BlockKind::Paragraph
            && drafts[*at].draft.kind == DraftKind::Text
            && found.binary_search_by_key(at, |known| known.at).is_err()
    };
    let above = |child: &Candidate| {
        let Some((1, parts)) = child.numbering.as_ref()?.parts.split_last() else { return None };
        let at = (0..child.at).rev().find(|at| kinds[*at] != BlockKind::PageFurniture).filter(is_plain)?;
        let line = &text[drafts[at].span.range()];
        let is_title =
            !line.contains('\n') && line.chars().count() <= LONGEST_PATTERN_HEADING && looks_like_title(line);
        let numbering = numbering::parse(line).filter(|own| own.parts == parts && is_title)?;
        let shape = shape(line, Some(&numbering));
        let size = drafts[at].draft.size;
        Some(Candidate { at, numbering: Some(numbering), shape, size, evidence: HeadingEvidence::Pattern })
    };
    let mut parents: Vec<Candidate> = found.iter().filter_map(above).collect();
    found.append(&mut parents);
    found.sort_by_key(|candidate| candidate.at);
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
    if line.contains('\n')
        || line.chars().count() > LONGEST_PATTERN_HEADING
        || !looks_like_title(line)
        || is_contents_title(line)
    {
        return None;
    }
    let numbering = numbering::parse(line);
    let is_larger = |more: u32| {
        let sizes = block.draft.size.zip(body_size);
        sizes.is_some_and(|(size, body)| u32::from(size) * 100 > u32::from(body) * (100 + more))
    };
    if gives_a_value(line, numbering.as_ref()) && !is_larger(30) {
        return None;
    }
    let larger =
        is_larger(0) && matches!((block.draft.size, body_size), (Some(size), Some(body)) if size > body + 1);
    let stands_out = larger || block.draft.bold;
    let strong = numbering.as_ref().is_some_and(|n| n.style.is_strong());
    let evidence = if stands_out { HeadingEvidence::Typography } else { HeadingEvidence::Pattern };
    let accepted = match &numbering {
        Some(n) if n.style == NumberStyle::Article => false,
        Some(n) if matches!(n.style, NumberStyle::Chapter) => true,
        _ if !stands_out && reads_like_a_sentence(line) => false,
        Some(n) if covered && strong => stands_out || counts_on(enclosing, n) && is_short_title(line, n),
        Some(n) if covered => stands_out && is_numbered_title(line, n),
        Some(n) => strong || stands_out || is_numbered_title(line, n),
        None => !covered && stands_out && line.chars().count() >= 2 && !line.contains(UNREADABLE),
    };
    let shape = shape(line, numbering.as_ref());
    accepted.then_some(Candidate { at, numbering, shape, size: block.draft.size, evidence })
}

/// `1 概述`, `1. 概述`: a number of one part, and a short title without any punctuation.
fn is_numbered_title(line: &str, numbering: &Numbering) -> bool {
    matches!(numbering.style, NumberStyle::Decimal(1) | NumberStyle::Arabic | NumberStyle::Letter)
        && numbering.parts.iter().all(|&part| part <= MOST_CHAPTERS)
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

/// `2.5 交货地点：某市`: a label and its value, not a title. Chapters may be told with a colon.
fn gives_a_value(line: &str, numbering: Option<&Numbering>) -> bool {
    let is_outer = numbering.is_some_and(|n| {
        matches!(n.style, NumberStyle::Chapter | NumberStyle::Section | NumberStyle::Letter)
    });
    let title = &line[numbering.map_or(0, |n| n.label_len as usize)..];
    !is_outer && title.split_once(['：', ':']).is_some_and(|(_, value)| !value.trim().is_empty())
}

/// Long and with a comma: the first part of a sentence that a conversion broke.
fn reads_like_a_sentence(line: &str) -> bool {
    line.contains(['，', ',']) && line.chars().count() > 24
}

/// No end of a sentence, no formula, no page number behind dots, and words in it.
fn looks_like_title(line: &str) -> bool {
    !line.ends_with(['。', '；', ';', '，', ',', '、', '：', ':', '！', '？', '.', '{', '｛'])
        && !line.contains(['。', '；', '！', '？', '=', '＝', '|'])
        && !has_leaders(line)
        && line.chars().filter(|c| c.is_alphabetic()).count() >= 2
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
    fn a_contents_page_without_page_numbers_tells_its_sections_once() {
        let document = read(&[
            "第一章 总则",
            "第二章 管理",
            "第一节 一般规定",
            "第二节 特别规定",
            "第一章 总则",
            "内容。",
            "第二章 管理",
            "第一节 一般规定",
            "内容。",
            "第二节 特别规定",
            "内容。",
        ]);
        assert_eq!(outline(&document), [(1, "总则"), (1, "管理"), (2, "一般规定"), (2, "特别规定")]);
    }

    fn read_set(lines: &[(u16, &str)]) -> Document {
        let mut builder = Builder::new("t", Format::Pdf);
        for &(size, line) in lines {
            builder.paragraph(line, Draft { size: Some(size), ..Draft::default() });
        }
        let document = builder.finish();
        document.assert_valid();
        document
    }

    #[test]
    fn a_label_with_its_value_is_no_heading_however_it_is_set() {
        let body = "正文正文正文正文正文正文正文正文正文正文正文正文。";
        let document = read_set(&[
            (32, "1.1 建设内容"),
            (21, body),
            (24, "1.2 交货地点：某市某区"),
            (21, body),
            (32, "1.3 阶段一：打基础"),
            (21, body),
        ]);
        assert_eq!(outline(&document), [(1, "建设内容"), (1, "阶段一：打基础")]);
    }

    #[test]
    fn the_lines_of_a_cover_have_one_title() {
        let body = "正文正文正文正文正文正文正文正文正文正文正文正文。";
        let document = read_set(&[
            (36, "某某单位"),
            (52, "某某平台建设方案"),
            (32, "二〇二六年三月"),
            (32, "一、概述"),
            (24, body),
        ]);
        assert_eq!(outline(&document), [(1, "某某平台建设方案"), (1, "概述")]);
    }

    #[test]
    fn an_item_behind_items_is_no_heading() {
        let document = read(&["1. 第一点说了一句话。", "2. 第二点也说了一句话。", "3. 是否经过审计", "否。"]);
        assert!(outline(&document).is_empty());
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

    #[test]
    fn a_marked_sentence_is_a_clause_without_title() {
        let document = read_marked(&[
            (1, "5 功能要求"),
            (2, "5.1 平台应支持每天采集不少于两次,并在一小时内入库。"),
            (2, "5.2 强化保障。"),
            (0, "内容。"),
            (2, "5.3 平台应支持每天采集不少于两次并在一小时内入库"),
        ]);
        assert_eq!(
            outline(&document),
            [(1, "功能要求"), (2, "强化保障。"), (2, "平台应支持每天采集不少于两次并在一小时内入库")]
        );
    }

    #[test]
    fn a_sentence_behind_a_typed_mark_is_a_heading() {
        let mut builder = Builder::new("t", Format::Markdown);
        let kind = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
        builder
            .paragraph("平台应支持每天采集不少于两次并在一小时内入库。", Draft { kind, ..Draft::default() });
        assert_eq!(builder.finish().sections.len(), 2);
    }

    #[test]
    fn a_part_without_fellow_is_the_name_of_a_marked_file() {
        let lines = |second: &'static str| {
            read_marked(&[
                (0, "平台建设规范"),
                (0, "第1部分：通用要求"),
                (0, "内容。"),
                (1, "1 范围"),
                (1, "2 术语"),
                (1, "3 架构"),
                (0, second),
            ])
        };
        assert_eq!(outline(&lines("内容。")), [(1, "范围"), (1, "术语"), (1, "架构")]);
        assert_eq!(outline(&lines("第2部分：数据要求")).len(), 5);
    }

    #[test]
    fn what_stands_right_above_its_first_part_is_a_heading() {
        let document = read(&[
            "第一章 合同",
            "4. 监造",
            "内容。",
            "5. 包装、标记和运输",
            "5.1 包装",
            "内容。",
            "5.2 标记",
            "内容。",
            "6. 备件、工具、资料",
            "内容。",
        ]);
        assert_eq!(
            outline(&document),
            [(1, "合同"), (2, "监造"), (2, "包装、标记和运输"), (3, "包装"), (3, "标记")]
        );
    }

    #[test]
    fn unreadable_lines_and_formulas_are_no_headings() {
        let body = "正文正文正文正文正文正文正文正文正文正文正文正文。";
        let document = read_set(&[
            (32, "\u{fffd}\u{fffd} 平台\u{fffd}"),
            (21, body),
            (32, "Seal＝SEQUENCE"),
            (21, body),
            (32, "一、数据\u{fffd}享"),
            (21, body),
            (32, "Sign SEQUENCE｛"),
            (21, body),
            (32, "二、{项目名称}概述"),
            (21, body),
        ]);
        assert_eq!(outline(&document), [(1, "数据\u{fffd}享"), (1, "{项目名称}概述")]);
    }
}
