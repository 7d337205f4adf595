//! Bookmarks → headings: the titles of the outline tree, found again on their pages.

use super::geometry::Area;
use super::page::{Line, PageBlock, PageText, Role};
use super::table::{PageTable, TableCell};
use crate::document::numbering;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Lines that one title may be broken into.
const TITLE_LINES: usize = 4;

/// One entry of the outline.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::parse) struct Bookmark {
    pub(in crate::parse) title: String,
    /// From 1.
    pub(in crate::parse) level: u8,
    /// Index of its page.
    pub(in crate::parse) page: usize,
    /// Its height on the page, in points from the top.
    pub(in crate::parse) top: Option<f64>,
}

/// Finds the titles again and gives their lines the role of a heading. The topmost level that is
/// found becomes 1: a bookmark of the whole document opens nothing.
pub(super) fn mark(bookmarks: &[Bookmark], pages: &mut [PageText]) {
    free_titles(bookmarks, pages);
    let mut known: BTreeMap<usize, Vec<TitleLine>> = BTreeMap::new();
    let mut matches: Vec<(usize, Found)> = Vec::new();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let wanted = Title::of(&bookmark.title);
        let nearby = [Some(bookmark.page), bookmark.page.checked_add(1), bookmark.page.checked_sub(1)];
        let found = nearby.into_iter().flatten().find_map(|at| {
            let page = pages.get(at)?;
            let top = bookmark.top.filter(|_| at == bookmark.page);
            let lines = known.entry(at).or_insert_with(|| title_lines(page));
            Some(Found { page: at, blocks: find_title(&wanted, top, lines)? })
        });
        matches.extend(found.map(|found| (index, found)));
    }
    let top_level = matches.iter().map(|(index, _)| bookmarks[*index].level).min().unwrap_or(1);
    for (index, found) in matches {
        let level = bookmarks[index].level - top_level + 1;
        let bookmark = u32::try_from(index).unwrap_or(u32::MAX);
        for block in found.blocks {
            if let PageBlock::Line(line) = &mut pages[found.page].blocks[block] {
                line.role = Role::Heading { level, bookmark };
            }
        }
    }
}

/// Takes the titles out of tables that no lines divide: such a table is a guess, and a title between
/// its rows, alone in its row, shows that it was two tables.
fn free_titles(bookmarks: &[Bookmark], pages: &mut [PageText]) {
    for bookmark in bookmarks {
        let wanted = Title::of(&bookmark.title);
        let Some(page) = pages.get_mut(bookmark.page).filter(|_| !wanted.whole.is_empty()) else { continue };
        if find_title(&wanted, None, &title_lines(page)).is_some() {
            continue;
        }
        let place = page.blocks.iter().enumerate().find_map(|(at, block)| match block {
            PageBlock::Table(table) if !table.gutters.is_empty() => {
                let is_title = |row: &Vec<TableCell>| {
                    only_cell(row).is_some_and(|cell| wanted.is_same(&Title::of(&cell.text)))
                };
                table.rows.iter().position(is_title).map(|row| (at, row))
            }
            _ => None,
        });
        if let Some((at, row)) = place
            && let PageBlock::Table(table) = page.blocks.remove(at)
        {
            page.blocks.splice(at..at, cut_at(table, row));
        }
    }
}

/// The cell of a row that holds all its text.
fn only_cell(row: &[TableCell]) -> Option<&TableCell> {
    let mut filled = row.iter().filter(|cell| !cell.text.is_empty());
    filled.next().filter(|_| filled.next().is_none())
}

/// What stands above a row of a table, the row as a line, and what stands below it.
fn cut_at(mut table: PageTable, row: usize) -> Vec<PageBlock> {
    let below = table.rows.split_off(row + 1);
    let title = table.rows.pop().unwrap_or_default();
    let part = |rows: Vec<Vec<TableCell>>| {
        let area = rows.iter().flatten().filter(|cell| !cell.text.is_empty()).map(|cell| cell.area);
        let area = area.reduce(|a, b| a.to(&b)).filter(|_| !rows.is_empty())?;
        let area = Area { x0: table.area.x0, x1: table.area.x1, ..area };
        Some(PageBlock::Table(PageTable {
            area,
            edges: table.edges.clone(),
            gutters: table.gutters.clone(),
            rows,
        }))
    };
    let line = only_cell(&title).map(|cell| PageBlock::Line(title_line(cell)));
    let above = part(std::mem::take(&mut table.rows));
    above.into_iter().chain(line).chain(part(below)).collect()
}

fn title_line(cell: &TableCell) -> Line {
    let size = cell.area.height();
    let characters = cell.text.chars().filter(|c| !c.is_whitespace()).count();
    Line {
        text: cell.text.clone(),
        area: cell.area,
        baseline: cell.area.y1 - 0.15 * size,
        size,
        characters: u32::try_from(characters).unwrap_or(u32::MAX),
        pieces: 1,
        ..Line::default()
    }
}

struct Found {
    page: usize,
    blocks: Vec<usize>,
}

/// A line that may be a title or a part of one.
struct TitleLine {
    block: usize,
    top: f64,
    title: Title,
}

fn title_lines(page: &PageText) -> Vec<TitleLine> {
    let line = |(block, part): (usize, &PageBlock)| match part {
        PageBlock::Line(line) if line.role == Role::Body => {
            Some(TitleLine { block, top: line.area.y0, title: Title::of(&line.text) })
        }
        _ => None,
    };
    page.blocks.iter().enumerate().filter_map(line).collect()
}

/// The blocks of the lines that hold a title; of several places the one nearest to the height that
/// the bookmark names.
fn find_title(wanted: &Title, top: Option<f64>, lines: &[TitleLine]) -> Option<Vec<usize>> {
    if wanted.whole.is_empty() {
        return None;
    }
    let fits = (0..lines.len()).filter_map(|from| {
        let mut joined = lines[from].title.clone();
        for length in 1..=TITLE_LINES.min(lines.len() - from) {
            if length > 1 {
                joined.append(&lines[from + length - 1].title);
            }
            if wanted.is_same(&joined) {
                return Some((from, length));
            }
            if !wanted.starts_with(&joined) {
                break;
            }
        }
        None
    });
    let distance = |from: usize| top.map_or(0.0, |top| (lines[from].top - top).abs());
    let (from, length) = fits.min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)))?;
    Some(lines[from..from + length].iter().map(|line| line.block).collect())
}

/// A title without spaces, in one form of width and case; with its number and without.
#[derive(Clone, Debug)]
struct Title {
    whole: String,
    bare: Option<String>,
}

impl Title {
    fn of(text: &str) -> Self {
        let plain = |text: &str| -> String {
            text.nfkc()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let bare = numbering::parse(text).map(|number| plain(&text[number.label_len as usize..]));
        Self { whole: plain(text), bare }
    }

    fn append(&mut self, rest: &Self) {
        self.whole.push_str(&rest.whole);
        if let Some(bare) = &mut self.bare {
            bare.push_str(&rest.whole);
        }
    }

    /// Whether both are the same title; one of them may lack the number.
    fn is_same(&self, other: &Self) -> bool {
        let is_bare = |bare: &Option<String>, whole: &str| {
            bare.as_ref().is_some_and(|bare| bare == whole && bare.chars().count() >= 2)
        };
        self.whole == other.whole
            || (other.bare.is_none() && is_bare(&self.bare, &other.whole))
            || (self.bare.is_none() && is_bare(&other.bare, &self.whole))
    }

    /// Whether more lines may complete `part`.
    fn starts_with(&self, part: &Self) -> bool {
        let forms = |title: &Self| {
            [Some(title.whole.clone()), title.bare.clone()].into_iter().flatten().collect::<Vec<_>>()
        };
        let parts = forms(part);
        forms(self).iter().any(|whole| parts.iter().any(|part| whole.starts_with(part.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_with_and_without_their_numbers() {
        let same = |a: &str, b: &str| Title::of(a).is_same(&Title::of(b));
        assert!(same("第一章 概述", "第一章　概述"));
        assert!(same("1.1 项目概述", "项目概述"));
        assert!(same("项目概述", "1.1项目概述"));
        assert!(!same("1.1 概述", "1.2 概述"));
        assert!(!same("概述", "概述如下"));
    }

    #[test]
    fn a_title_may_be_broken_over_lines() {
        let lines: Vec<TitleLine> = (0..)
            .zip(["正文", "1.2 数据共享交换", "平台建设方案", "正文"])
            .map(|(block, text)| TitleLine { block, top: 0.0, title: Title::of(text) })
            .collect();
        assert_eq!(find_title(&Title::of("数据共享交换平台建设方案"), None, &lines), Some(vec![1, 2]));
        assert_eq!(find_title(&Title::of("数据共享"), None, &lines), None);
    }

    fn row(y: f64, texts: [&str; 2]) -> Vec<TableCell> {
        let cell = |(column, text): (usize, &str)| {
            let x0 = 100.0 * column as f64;
            let area = Area { x0, y0: y - 8.5, x1: x0 + 80.0, y1: y + 1.5 };
            TableCell { column, rows: 1, columns: 1, text: text.to_owned(), area, ..TableCell::default() }
        };
        texts.into_iter().enumerate().map(cell).collect()
    }

    fn page_with(gutters: Vec<(f64, f64)>) -> PageText {
        let rows = vec![
            row(20.0, ["软件", "80"]),
            row(40.0, ["服务内容", ""]),
            row(60.0, ["培训", "12"]),
            row(80.0, ["运维", ""]),
        ];
        let table = PageTable { edges: vec![0.0, 90.0, 200.0], gutters, rows, area: Area::default() };
        PageText { blocks: vec![PageBlock::Table(table)], ..PageText::default() }
    }

    fn read(page: PageText) -> Vec<String> {
        let bookmark = Bookmark { title: "服务内容".to_owned(), level: 1, page: 0, top: None };
        let mut pages = vec![page];
        mark(&[bookmark], &mut pages);
        let shown = |block: &PageBlock| match block {
            PageBlock::Line(line) => format!("{:?} {}", line.role, line.text),
            PageBlock::Table(table) => {
                let rows = table.rows.iter().map(|row| row[0].text.clone()).collect::<Vec<_>>();
                format!("{} {}", table.area.y0, rows.join("/"))
            }
        };
        pages[0].blocks.iter().map(shown).collect()
    }

    #[test]
    fn a_title_between_the_rows_of_a_guessed_table_parts_it() {
        let parts = read(page_with(vec![(80.0, 100.0)]));
        assert_eq!(parts, ["11.5 软件", "Heading { level: 1, bookmark: 0 } 服务内容", "51.5 培训/运维"]);
    }

    #[test]
    fn a_title_in_a_drawn_table_stays_there() {
        assert_eq!(read(page_with(Vec::new())), ["0 软件/服务内容/培训/运维"]);
    }
}
