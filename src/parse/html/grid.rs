//! Cells with their spans → the columns where they stand.

use super::token::Tag;
use crate::document::CellDraft;

/// Columns that one table may have, and rows that one cell may cover: what browsers allow.
const MOST_COLUMNS: u32 = 1_000;
const MOST_ROWS: u32 = 65_534;

/// The rows and cells of a table while its tags come.
#[derive(Debug, Default)]
pub(in crate::parse) struct Grid {
    pub(in crate::parse) rows: Vec<Vec<CellDraft>>,
    /// The open cell; its text is raw.
    pub(in crate::parse) cell: Option<CellDraft>,
    /// For each column the first row that no cell above covers.
    free_from: Vec<u32>,
}

impl Grid {
    /// Begins a cell where the row has place; one behind the last column is left out.
    pub(in crate::parse) fn open_cell(&mut self, tag: &Tag<'_>) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        let row_idx = u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX);
        let taken = self.rows.last().and_then(|row| row.last());
        let mut column_idx = taken.map_or(0, |cell| cell.column_idx + cell.column_span);
        while self.free_from.get(column_idx as usize).is_some_and(|&free| free > row_idx) {
            column_idx += 1;
        }
        if column_idx >= MOST_COLUMNS {
            return;
        }
        let column_span = tag.number("colspan").unwrap_or(1).clamp(1, MOST_COLUMNS - column_idx);
        let row_span = tag.number("rowspan").unwrap_or(1).clamp(1, MOST_ROWS);
        let end = (column_idx + column_span) as usize;
        if self.free_from.len() < end {
            self.free_from.resize(end, 0);
        }
        self.free_from[column_idx as usize..end].fill(row_idx.saturating_add(row_span));
        self.cell = Some(CellDraft { column_idx, row_span, column_span, ..CellDraft::default() });
    }

    /// Begins a row.
    pub(in crate::parse) fn open_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Ends the open cell with what stands in it.
    pub(in crate::parse) fn close_cell(&mut self, fill: impl FnOnce(&mut CellDraft)) {
        if let Some(mut cell) = self.cell.take() {
            fill(&mut cell);
            if let Some(row) = self.rows.last_mut() {
                row.push(cell);
            }
        }
    }
}
