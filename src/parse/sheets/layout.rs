//! Cells of a sheet → paragraphs and tables as a reader sees them.
//!
//! Two empty rows end a table. Rows of one cell above the header are its title and its unit.

use super::{Range, Sheet, SheetCell};
use crate::document::{Builder, CellDraft, Draft, DraftKind, Origin, TableDraft};
use std::collections::BTreeMap;

/// Rows without content that end a table.
const ROWS_BETWEEN_TABLES: u32 = 2;
/// Longest line above a table that is its title and no explanation, in characters.
const LONGEST_TITLE: usize = 50;

/// A row that holds something.
struct Row {
    number: u32,
    cells: Vec<CellDraft>,
}

/// Puts a sheet into the document.
pub(super) fn place(sheet: Sheet, sheet_idx: u16, builder: &mut Builder) {
    let mut region: Vec<Row> = Vec::new();
    for row in rows(sheet) {
        if region.last().is_some_and(|last| row.number - last.number > ROWS_BETWEEN_TABLES) {
            place_region(std::mem::take(&mut region), sheet_idx, builder);
        }
        region.push(row);
    }
    place_region(region, sheet_idx, builder);
}

fn place_region(mut region: Vec<Row>, sheet_idx: u16, builder: &mut Builder) {
    let titles = region.iter().take_while(|row| row.cells.len() == 1).count();
    let table = region.split_off(titles);
    let is_title = |row: &Row| row.cells[0].text.chars().count() <= LONGEST_TITLE;
    // Titles right above the table are its caption, together, so that the unit is not lost.
    let caption_from = if table.is_empty() {
        titles
    } else {
        titles - region.iter().rev().take_while(|row| is_title(row)).count()
    };
    let origin = |number: u32| Origin::Sheet { sheet_idx, row_number: number + 1 };
    let caption = region.split_off(caption_from);
    for row in region {
        builder.paragraph(&row.cells[0].text, Draft { origin: origin(row.number), ..Draft::default() });
    }
    if let Some(first) = caption.first() {
        let kind = DraftKind::Caption;
        let lines: Vec<&str> = caption.iter().map(|row| row.cells[0].text.as_str()).collect();
        builder
            .paragraph(&lines.join("\n"), Draft { kind, origin: origin(first.number), ..Draft::default() });
    }
    let Some(first) = table.first().map(|row| row.number) else { return };
    let mut rows: Vec<Vec<CellDraft>> = Vec::with_capacity(table.len());
    for row in table {
        rows.resize_with((row.number - first) as usize, Vec::new);
        rows.push(row.cells);
    }
    builder.table(TableDraft { rows, first_sheet_row: Some(first + 1) }, origin(first));
}

/// The rows that hold something, in order; cells that a merged one covers are left out.
fn rows(mut sheet: Sheet) -> Vec<Row> {
    let place = |cell: &SheetCell| (cell.row, cell.column);
    sheet.cells.sort_by_key(place);
    sheet.cells.dedup_by_key(|cell| place(cell));
    let mut merges = Merges::new(sheet.merges);
    let mut rows: Vec<Row> = Vec::new();
    for cell in sheet.cells {
        if rows.last().is_none_or(|row| row.number != cell.row) {
            merges.advance(cell.row);
            rows.push(Row { number: cell.row, cells: Vec::new() });
        }
        let Some((row_span, column_span)) = merges.spans(cell.row, cell.column) else { continue };
        if let Some(row) = rows.last_mut() {
            let column_idx = cell.column;
            row.cells.push(CellDraft {
                column_idx,
                row_span,
                column_span,
                text: cell.text,
                ..CellDraft::default()
            });
        }
    }
    rows.retain(|row| !row.cells.is_empty());
    rows
}

/// Merged ranges while the rows go by.
struct Merges {
    waiting: std::iter::Peekable<std::vec::IntoIter<Range>>,
    /// By first column; no two share a column.
    open: BTreeMap<u32, Range>,
    /// The last row at which nothing in `open` has ended.
    holds_until: u32,
}

impl Merges {
    fn new(mut ranges: Vec<Range>) -> Self {
        ranges.retain(|range| range.first != range.last);
        ranges.sort_by_key(|range| (range.first, range.last));
        ranges.dedup_by_key(|range| range.first);
        Self { waiting: ranges.into_iter().peekable(), open: BTreeMap::new(), holds_until: u32::MAX }
    }

    fn advance(&mut self, row: u32) {
        while let Some(range) = self.waiting.next_if(|range| range.first.0 <= row) {
            if range.last.0 < row {
                continue;
            }
            self.expire(range.first.0);
            let before = self.open.range(..=range.last.1).next_back();
            // Ranges that overlap are a mistake: the first one counts.
            if before.is_none_or(|(_, open)| open.last.1 < range.first.1) {
                self.holds_until = self.holds_until.min(range.last.0);
                self.open.insert(range.first.1, range);
            }
        }
        self.expire(row);
    }

    fn expire(&mut self, row: u32) {
        if row > self.holds_until {
            self.open.retain(|_, range| range.last.0 >= row);
            self.holds_until = self.open.values().map(|range| range.last.0).min().unwrap_or(u32::MAX);
        }
    }

    /// Rows and columns that a cell covers; `None` for one that another covers.
    fn spans(&self, row: u32, column: u32) -> Option<(u32, u32)> {
        let range = self
            .open
            .range(..=column)
            .next_back()
            .map(|(_, range)| range)
            .filter(|range| range.last.1 >= column);
        match range {
            None => Some((1, 1)),
            Some(range) if range.first == (row, column) => {
                Some((range.last.0 - range.first.0 + 1, range.last.1 - range.first.1 + 1))
            }
            Some(_) => None,
        }
    }
}
