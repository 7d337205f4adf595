//! Headers, footers, page numbers: what repeats at the same place, and numbers at the edge.

use super::page::{PageBlock, PageText, Role};
use std::collections::BTreeMap;

/// Rows at the top and at the bottom of a page that may be furniture.
const EDGE_ROWS: usize = 4;
/// Furniture stands within this part of the page at the top or the bottom.
const EDGE: f64 = 0.16;
/// Pages with the same line at the same place.
const LEAST_REPEATS: usize = 3;
/// The same place, in points.
const SAME_PLACE: f64 = 4.0;

#[derive(Clone, Debug)]
struct Candidate {
    page: usize,
    block: usize,
    is_top: bool,
    /// Distance of the baseline from the edge of the page.
    from_edge: f64,
    size: f64,
    key: String,
    is_number: bool,
}

/// Gives the lines that belong to the page, not to the text, their role.
pub(in crate::parse) fn mark(pages: &mut [PageText]) {
    let candidates: Vec<Candidate> =
        pages.iter().enumerate().flat_map(|(at, page)| candidates(at, page)).collect();
    let mut is_furniture: Vec<bool> = candidates.iter().map(|candidate| candidate.is_number).collect();
    mark_repeated(&candidates, pages.len(), &mut is_furniture);
    mark_slots(&candidates, pages.len(), &mut is_furniture);
    for (candidate, _) in candidates.iter().zip(&is_furniture).filter(|(_, marked)| **marked) {
        if let PageBlock::Line(line) = &mut pages[candidate.page].blocks[candidate.block] {
            line.role = Role::Furniture;
        }
    }
}

fn candidates(at: usize, page: &PageText) -> Vec<Candidate> {
    let height = page.frame.height();
    let mut lines: Vec<(usize, f64, f64, &str)> = page
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(block, part)| match part {
            PageBlock::Line(line) if line.role == Role::Body => {
                Some((block, line.baseline, line.size, line.text.as_str()))
            }
            _ => None,
        })
        .collect();
    lines.sort_by(|a, b| a.1.total_cmp(&b.1));
    let tables: Vec<(f64, f64)> = page
        .blocks
        .iter()
        .filter_map(|part| match part {
            PageBlock::Table(table) => Some((table.area.y0, table.area.y1)),
            PageBlock::Line(_) => None,
        })
        .collect();
    let count = lines.len();
    let mut found = Vec::new();
    for (index, (block, baseline, size, text)) in lines.into_iter().enumerate() {
        let from_top = baseline - page.frame.y0;
        let from_bottom = page.frame.y1 - baseline;
        let is_top =
            index < EDGE_ROWS && from_top <= EDGE * height && tables.iter().all(|t| t.0 >= baseline - size);
        let is_bottom = index + EDGE_ROWS >= count
            && from_bottom <= EDGE * height
            && tables.iter().all(|t| t.1 <= baseline + size);
        if !is_top && !is_bottom {
            continue;
        }
        let is_outermost = (is_top && index == 0) || (is_bottom && index + 1 == count);
        found.push(Candidate {
            page: at,
            block,
            is_top: is_top && (!is_bottom || from_top < from_bottom),
            from_edge: if is_top { from_top } else { from_bottom },
            size,
            key: key(text),
            is_number: is_outermost && is_page_number(text),
        });
    }
    found
}

/// The text with every number replaced, so that page numbers do not tell pages apart.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for character in text.chars().filter(|c| !c.is_whitespace()) {
        if character.is_numeric() && character.is_ascii() {
            if !key.ends_with('#') {
                key.push('#');
            }
        } else {
            key.push(character);
        }
    }
    key
}

/// `12`, `- 12 -`, `第 12 页 共 40 页`, `12/40`, `iv`.
fn is_page_number(text: &str) -> bool {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '—' | '–' | '－' | '~' | '·' | '•' | '_' | '|'))
        .collect();
    let words: String =
        bare.replace(['第', '页', '共', '/', '／', '，', ','], "").replace("Page", "").replace("of", "");
    let is_arabic = !words.is_empty() && words.len() <= 8 && words.chars().all(|c| c.is_ascii_digit());
    let is_roman = !words.is_empty()
        && words.len() <= 6
        && (words.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'))
            || words.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L')));
    let is_chinese = bare.starts_with('第')
        && bare.ends_with('页')
        && words.chars().all(|c| crate::numeral::is_chinese_numeral(c) || c.is_ascii_digit());
    is_arabic || is_roman || is_chinese
}

fn mark_repeated(candidates: &[Candidate], page_count: usize, is_furniture: &mut [bool]) {
    let mut groups: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        groups.entry((candidate.key.as_str(), candidate.is_top)).or_default().push(index);
    }
    let enough = if page_count <= LEAST_REPEATS { page_count.max(2) } else { LEAST_REPEATS };
    for group in groups.values_mut() {
        group.sort_by(|&a, &b| candidates[a].from_edge.total_cmp(&candidates[b].from_edge));
        let mut from = 0;
        while from < group.len() {
            let base = candidates[group[from]].from_edge;
            let same = group[from..]
                .iter()
                .take_while(|&&index| candidates[index].from_edge - base <= SAME_PLACE)
                .count();
            let members = &group[from..from + same];
            let mut on_pages: Vec<usize> = members.iter().map(|&index| candidates[index].page).collect();
            on_pages.sort_unstable();
            on_pages.dedup();
            if on_pages.len() >= enough {
                members.iter().for_each(|&index| is_furniture[index] = true);
            }
            from += same;
        }
    }
}

/// A place that holds furniture on most pages holds it on all of them: headers that name the
/// chapter change too often to repeat.
fn mark_slots(candidates: &[Candidate], page_count: usize, is_furniture: &mut [bool]) {
    let mut slots: Vec<(bool, f64, f64, usize)> = Vec::new();
    for (candidate, _) in candidates.iter().zip(is_furniture.iter()).filter(|(_, marked)| **marked) {
        let has_room = slots.len() < 64;
        let known = slots.iter_mut().find(|slot| {
            slot.0 == candidate.is_top
                && (slot.1 - candidate.from_edge).abs() <= 1.5
                && (slot.2 - candidate.size).abs() <= 0.3
        });
        match known {
            Some(slot) => slot.3 += 1,
            None if has_room => slots.push((candidate.is_top, candidate.from_edge, candidate.size, 1)),
            None => {}
        }
    }
    slots.retain(|slot| slot.3 >= LEAST_REPEATS && slot.3 * 2 > page_count);
    for (candidate, marked) in candidates.iter().zip(is_furniture.iter_mut()) {
        *marked |= slots.iter().any(|slot| {
            slot.0 == candidate.is_top
                && (slot.1 - candidate.from_edge).abs() <= 1.0
                && (slot.2 - candidate.size).abs() <= 0.3
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::geometry::Area;
    use crate::parse::fixed::page::Line;

    fn page(lines: &[(&str, f64)]) -> PageText {
        let block = |(text, y): &(&str, f64)| {
            PageBlock::Line(Line {
                text: (*text).to_owned(),
                baseline: *y,
                size: 10.0,
                area: Area { x0: 90.0, y0: y - 8.5, x1: 300.0, y1: y + 1.5 },
                ..Line::default()
            })
        };
        let frame = Area { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 };
        PageText { frame, blocks: lines.iter().map(block).collect(), ..PageText::default() }
    }

    fn furniture(pages: &mut [PageText]) -> Vec<String> {
        mark(pages);
        pages
            .iter_mut()
            .flat_map(|page| page.lines_mut().map(|line| line.clone()).collect::<Vec<_>>())
            .filter(|line| line.role == Role::Furniture)
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn what_repeats_at_the_edge_is_no_text() {
        let mut pages: Vec<PageText> = (1..=4)
            .map(|number| {
                let (body, foot) = (format!("正文{}", "段".repeat(number)), format!("第 {number} 页"));
                page(&[("某平台建设方案", 40.0), (&body, 90.0), ("同样的一句", 400.0), (&foot, 810.0)])
            })
            .collect();
        let found = furniture(&mut pages);
        assert_eq!(found.len(), 8, "{found:?}");
        assert!(found.iter().all(|text| text.contains("方案") || text.contains('页')));
    }

    #[test]
    fn a_header_with_the_chapter_is_known_by_its_place() {
        let titles = ["第一章 概述", "第一章 概述", "第一章 概述", "第二章 方案"];
        let mut pages: Vec<PageText> = titles
            .iter()
            .enumerate()
            .map(|(at, title)| page(&[(title, 40.0), (&"内容".repeat(at + 1), 90.0)]))
            .collect();
        assert_eq!(furniture(&mut pages), titles);
    }

    #[test]
    fn page_numbers_have_many_forms() {
        for text in ["12", "- 12 -", "第 3 页 共 40 页", "3/40", "IV", "第三页", "Page 3 of 9"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2026年", "1.1 概述", "共建", "A12", "第一章"] {
            assert!(!is_page_number(text), "{text}");
        }
        let mut pages = [page(&[("1280", 400.0), ("正文", 500.0)])];
        assert!(furniture(&mut pages).is_empty(), "a number in the middle is text");
    }
}
