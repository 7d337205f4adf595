//! Which blocks are the contents page: it names every chapter and shows none.

use super::BlockKind;
use super::builder::DraftBlock;
use super::numbering;
use std::collections::HashMap;

/// Longest line of a contents page, leaders not counted.
const LONGEST_LINE: usize = 60;
/// Fewest lines behind a contents title that carry no page numbers.
const FEWEST_BARE_LINES: usize = 2;

/// Whether the line is the title of a contents page.
pub(super) fn is_contents_title(line: &str) -> bool {
    let mut characters = line.chars().filter(|c| !c.is_whitespace());
    characters.next() == Some('目')
        && matches!(characters.next(), Some('录' | '次'))
        && characters.next().is_none()
}

/// Marks `目录` with the lines behind it, and lines that lead to a page number by dots.
pub(super) fn mark_contents(text: &str, drafts: &[DraftBlock], kinds: &mut [BlockKind]) {
    let line = |at: usize| &text[drafts[at].span.range()];
    let mut at = 0;
    while at < drafts.len() {
        let opens = !matches!(kinds[at], BlockKind::Table(_)) && is_contents_title(line(at));
        at += 1;
        if !opens {
            continue;
        }
        let numbered = (at..drafts.len())
            .take_while(|&next| {
                kinds[next] == BlockKind::Contents
                    || (drafts[next].table.is_none() && is_contents_line(line(next)))
            })
            .count();
        let lines = if numbered > 0 { numbered } else { bare_lines(text, drafts, at) };
        if lines > 0 || matches!(kinds[at - 1], BlockKind::Heading { .. }) {
            kinds[at - 1] = BlockKind::Contents;
        }
        kinds[at..at + lines].fill(BlockKind::Contents);
        at += lines;
    }
    for (at, kind) in kinds.iter_mut().enumerate() {
        if *kind == BlockKind::Paragraph && has_leaders(line(at)) {
            *kind = BlockKind::Contents;
        }
    }
}

/// Lines of a contents page without page numbers: what stands between its first line and the place
/// where that comes again, if most of it comes again from there on.
fn bare_lines(text: &str, drafts: &[DraftBlock], from: usize) -> usize {
    let key = |at: usize| -> String {
        text[drafts[at].span.range()].chars().filter(|c| !c.is_whitespace()).collect()
    };
    let is_short = |at: &usize| {
        let line = &text[drafts[*at].span.range()];
        drafts[*at].table.is_none()
            && line.chars().count() <= LONGEST_LINE
            && !line.ends_with(['。', '；', '：'])
    };
    let short = (from..drafts.len()).take_while(is_short).count();
    if short < FEWEST_BARE_LINES {
        return 0;
    }
    let first = key(from);
    let Some(again) = (from + 1..drafts.len()).find(|&at| is_short(&at) && key(at) == first) else {
        return 0;
    };
    let lines = again - from;
    let mut later: HashMap<String, ()> = HashMap::new();
    later.extend((again..drafts.len()).filter(is_short).map(|at| (key(at), ())));
    let told_again = (from..again).filter(|&at| later.contains_key(&key(at))).count();
    if lines <= short && lines >= FEWEST_BARE_LINES && told_again * 5 >= lines * 4 { lines } else { 0 }
}

/// Whether the line ends in a page number behind dots, a tab or spaces.
fn is_contents_line(line: &str) -> bool {
    let body = line
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X' | '-' | ' '))
        .trim_end_matches(')');
    body.len() < line.len()
        && line.chars().filter(|c| !matches!(c, '.' | '…' | '·' | '．')).count() <= LONGEST_LINE
        && !body.is_empty()
        && (has_leaders(line)
            || line.contains('\t')
            || line[body.len()..].starts_with(' ')
            || numbering::parse(line).is_some())
}

/// Dots that lead to a page number.
pub(super) fn has_leaders(line: &str) -> bool {
    let ends_in_page =
        line.trim_end().ends_with(|c: char| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X' | ')'));
    ends_in_page
        && (line.contains("....")
            || line.contains("……")
            || line.contains("····")
            || line.contains("．．．")
            || line.contains(". . . "))
}

#[cfg(test)]
mod tests {
    use crate::document::{BlockKind, Builder, Document, Draft, Format};

    fn read(lines: &[&str]) -> Document {
        let mut builder = Builder::new("t", Format::Text);
        for line in lines {
            builder.paragraph(line, Draft::default());
        }
        builder.finish()
    }

    fn contents(document: &Document) -> Vec<&str> {
        let blocks = document.blocks.iter().filter(|block| block.kind == BlockKind::Contents);
        blocks.map(|block| document.slice(block.span)).collect()
    }

    #[test]
    fn leaders_do_not_make_a_line_too_long() {
        let line = format!("一、概述{}1", ".".repeat(120));
        let document = read(&["目 录", &line, "附件", "内容。"]);
        assert_eq!(contents(&document), ["目 录", line.as_str()]);
    }

    #[test]
    fn lines_without_page_numbers_are_known_by_coming_again() {
        let document = read(&[
            "目　　录",
            "第一编 总则",
            "第一章 范围",
            "第二编 附则",
            "第一章 施行",
            "第一编 总则",
            "第一章　范　围",
            "内容。",
            "第二编 附则",
            "第一章 施行",
            "内容。",
        ]);
        assert_eq!(contents(&document).len(), 5);
        assert_eq!(document.sections.len(), 5);
    }

    #[test]
    fn a_title_without_a_page_of_contents_takes_nothing_along() {
        let document = read(&["目录", "本目录列出全部设备。", "一、服务器", "内容。", "二、存储", "内容。"]);
        assert!(contents(&document).is_empty());
        assert_eq!(document.sections.len(), 3);
    }
}
