//! A table's cells by position, in constant time, merged ones at every position that they cover.

use super::column::{self, Meaning};
use crate::document::{Cell, Document, Table};
use std::cell::RefCell;
use std::collections::HashMap;

/// Positions beyond which a table is not looked at: 500,000 cells are the readers' own limit.
const MOST_POSITIONS: u64 = 4_000_000;

/// The cells of one table.
pub(super) struct Grid<'a> {
    document: &'a Document,
    table: &'a Table,
    /// 1 + index of the cell, 0 where there is none; row by row.
    cells: Vec<u32>,
    meanings: &'a Meanings<'a>,
}

/// What texts say as headers, once somebody asked: rows are asked again and again whether they are one,
/// and the same words head table after table.
#[derive(Default)]
pub(super) struct Meanings<'a>(RefCell<HashMap<&'a str, Option<Meaning>>>);

impl<'a> Meanings<'a> {
    fn of(&self, text: &'a str) -> Option<Meaning> {
        *self.0.borrow_mut().entry(text).or_insert_with(|| column::meaning(text))
    }
}

impl<'a> Grid<'a> {
    /// The grid of a table; `None` for tables too large to be a budget.
    pub(super) fn new(document: &'a Document, table: &'a Table, meanings: &'a Meanings<'a>) -> Option<Self> {
        let size = u64::from(table.row_count) * u64::from(table.column_count);
        if size == 0 || size > MOST_POSITIONS {
            return None;
        }
        let width = table.column_count as usize;
        let mut cells = vec![0; usize::try_from(size).ok()?];
        for (number, cell) in (1..).zip(&table.cells) {
            for row in cell.row_idx..cell.row_idx + cell.row_span {
                let start = row as usize * width + cell.column_idx as usize;
                if let Some(covered) = cells.get_mut(start..start + cell.column_span as usize) {
                    covered.fill(number);
                }
            }
        }
        Some(Self { document, table, cells, meanings })
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> u32 {
        self.table.row_count
    }

    /// Number of columns.
    pub(super) fn columns(&self) -> u32 {
        self.table.column_count
    }

    /// The cell that covers the position.
    pub(super) fn cell(&self, row: u32, column: u32) -> Option<&'a Cell> {
        if column >= self.table.column_count {
            return None;
        }
        let at = row as usize * self.table.column_count as usize + column as usize;
        let number = *self.cells.get(at)?;
        self.table.cells.get(number.checked_sub(1)? as usize)
    }

    /// The cell that starts in the row and covers the column.
    pub(super) fn own(&self, row: u32, column: u32) -> Option<&'a Cell> {
        self.cell(row, column).filter(|cell| cell.row_idx == row)
    }

    /// The text of a cell.
    pub(super) fn text(&self, cell: &Cell) -> &'a str {
        self.document.slice(cell.span)
    }

    /// What a cell says as a header.
    pub(super) fn meaning(&self, cell: &Cell) -> Option<Meaning> {
        self.meanings.of(self.text(cell))
    }

    /// The text at a place of the table.
    pub(super) fn at(&self, span: crate::span::Span) -> &'a str {
        self.document.slice(span)
    }

    /// The cells that start in the row and hold text.
    pub(super) fn filled(&self, row: u32) -> impl Iterator<Item = &'a Cell> + '_ {
        self.table.row(row).iter().filter(|cell| !cell.span.is_empty())
    }
}
