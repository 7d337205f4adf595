//! A file of a package → whether it is the one that is looked for, by its own title or its name.

use super::Case;
use super::section::Found;
use crate::document::{BlockKind, numbering};
use crate::finding::Place;
use crate::lexicon::TermSetId;
use crate::span::Span;

/// Blocks at the head of a file among which its title stands.
const TITLE_BLOCKS: usize = 12;
/// Blocks at the head of a file of which one may begin with 附件.
const FIRST_BLOCKS: usize = 2;
/// Characters of a block that may be a title.
const LONGEST_TITLE: usize = 60;
/// Characters under a chapter's heading that make it more than an entry of a list.
const CHAPTER_SUBSTANCE: usize = 20;

/// How a file shows that it is the one.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    /// By its title, or by a chapter of that name.
    Title(Place),
    /// By its name alone.
    Name,
}

/// Whether a file is called by a term of the set.
pub(super) fn shown(case: &Case<'_>, idx: usize, set: TermSetId) -> Option<Shown> {
    let chapter = || chapters(case, idx).into_iter().find(|&span| names(case, idx, set, span));
    if let Some(span) = titled(case, idx, set).or_else(chapter) {
        return Some(Shown::Title(case.place(idx, span)));
    }
    let path = case.readings[idx].content().path.as_str();
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let by_name = stem.split(['/', '\\']).any(|part| {
        let hits = case.lexicon.find(part);
        hits.all(set).iter().any(|hit| is_name(part, hit.end))
    });
    by_name.then_some(Shown::Name)
}

/// The title of a file, where it is a term of the set.
pub(super) fn titled(case: &Case<'_>, idx: usize, set: TermSetId) -> Option<Span> {
    head(case, idx).into_iter().find(|&span| names(case, idx, set, span))
}

/// Whether a line is no more than a name that ends with a term of the set.
fn names(case: &Case<'_>, idx: usize, set: TermSetId, line: Span) -> bool {
    let reading = &case.readings[idx];
    let text = reading.content().slice(line);
    let is_short = text.chars().count() <= LONGEST_TITLE;
    let ends_so =
        |hit: Span| is_name(text, hit.end - line.start) || hidden(case, set, text, hit.start - line.start);
    is_short && reading.hits.of(set, line).any(ends_so)
}

/// Whether a longer name begins inside the one at a byte of a title: 系统网络拓扑图及说明 is a 网络拓扑图及说明.
fn hidden(case: &Case<'_>, set: TermSetId, title: &str, at: u32) -> bool {
    const FARTHEST: usize = 8;
    let rest = &title[at as usize..];
    rest.char_indices().skip(1).take(FARTHEST).any(|(from, _)| {
        let hits = case.lexicon.find(&rest[from..]);
        hits.all(set).iter().any(|hit| hit.start == 0 && is_name(title, at + from as u32 + hit.end))
    })
}

/// The blocks at the head of a file that may be its title: no rows, no entries of a list.
fn head(case: &Case<'_>, idx: usize) -> Vec<Span> {
    let document = case.readings[idx].content();
    let is_text = |kind: &BlockKind| !matches!(kind, BlockKind::PageFurniture | BlockKind::Contents);
    let blocks = || document.blocks.iter().filter(|block| is_text(&block.kind)).take(TITLE_BLOCKS);
    let list = blocks().take(FIRST_BLOCKS).position(|block| lists_files(document.slice(block.span)));
    let may_be = |(at, kind, text): (usize, &BlockKind, &str)| match kind {
        // A heading below the first is a chapter, and counts where it has content.
        BlockKind::Heading { .. } => at < FIRST_BLOCKS,
        BlockKind::Paragraph => {
            let is_listed = numbering::parse(text).is_some() || text.trim_start().starts_with('附');
            at == 0 || list.map_or(at < FIRST_BLOCKS || !is_listed, |list| at <= list)
        }
        _ => false,
    };
    blocks()
        .enumerate()
        .filter(|(at, block)| may_be((*at, &block.kind, document.slice(block.span))))
        .map(|(_, block)| block.span)
        .collect()
}

/// Whether a title is that of a list of files: the names below it are no titles.
fn lists_files(title: &str) -> bool {
    ["目录", "清单", "一览表", "目录表", "清单表"].iter().any(|tail| title.trim_end().ends_with(tail))
}

/// The headings of a file's chapters that have content: of the second level where the first is the title.
fn chapters(case: &Case<'_>, idx: usize) -> Vec<Span> {
    let document = case.readings[idx].content();
    let of_level = |level: u8| {
        let ids = 1..u32::try_from(document.sections.len()).unwrap_or(0);
        ids.filter(move |&id| document.sections[id as usize].level == level)
    };
    let has_content =
        |&section: &u32| case.substance(Found { reading_idx: idx, section }) >= CHAPTER_SUBSTANCE;
    let below = if of_level(1).count() == 1 { 2 } else { 1 };
    (1..=below).flat_map(of_level).filter(has_content).map(|id| document.heading_span(id)).collect()
}

/// Whether a term that ends at a byte of a title is what the title names: 监理报告（终稿）, not 监理报告的批复.
fn is_name(title: &str, end: u32) -> bool {
    let (before, behind) = title.split_at(end as usize);
    !before.contains(['，', '。', '；', ',']) && is_version(behind)
}

/// Whether the words behind a name only tell which copy it is.
fn is_version(text: &str) -> bool {
    const COPIES: &[&str] = &[
        "终稿",
        "定稿",
        "初稿",
        "最终版",
        "终版",
        "正式版",
        "修订版",
        "修订稿",
        "修改稿",
        "送审稿",
        "报批稿",
        "评审稿",
        "扫描件",
        "扫描版",
        "盖章版",
        "签字版",
        "盖章",
        "签字",
        "签章",
        "复印件",
        "原件",
        "正本",
        "副本",
        "全本",
        "全文",
        "及附件",
        "书",
        "表",
        "单",
        "材料",
        "资料",
        "文件",
        "第",
        "版",
        "稿",
        "件",
        "份",
        "年",
        "月",
        "日",
    ];
    let mut depth = 0_u32;
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' | '【' | '[' | '〔' => depth += 1,
            '）' | ')' | '】' | ']' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() && !c.is_ascii() => bare.push(c),
            _ => {}
        }
    }
    let mut rest = bare.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    while let Some(after) = COPIES.iter().find_map(|copy| rest.strip_prefix(copy)) {
        rest = after.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_with_what_the_file_is() {
        let ends = |title: &str, name: &str| {
            is_name(title, u32::try_from(title.find(name).unwrap() + name.len()).unwrap())
        };
        for title in [
            "项目监理报告",
            "监理报告（终稿）",
            "05-监理报告_V1.2盖章扫描件",
            "监理报告2026年8月",
            "监理报告第二版",
        ] {
            assert!(ends(title, "监理报告"), "{title}");
        }
        for title in
            ["监理报告的批复", "关于报送监理报告的函", "监理报告编号：12号文", "我单位已完成，监理报告"]
        {
            assert!(!ends(title, "监理报告"), "{title}");
        }
    }
}
