//! Rows and cells as they come → a table with merged cells.

use crate::document::{CellDraft, Origin, TableDraft};
use std::collections::BTreeMap;

/// No word processor allows more columns; what a file says beyond is not believed.
const MOST_COLUMNS: u32 = 1024;

/// A table while its rows come.
#[derive(Debug, Default)]
pub(in crate::parse) struct TableFrame {
    rows: Vec<Vec<CellDraft>>,
    row: Option<Row>,
    /// Column → the cell that goes on downward: row and index in the row.
    going_down: BTreeMap<u32, (usize, usize)>,
    /// The first paragraph inside.
    pub(in crate::parse) origin: Origin,
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<CellDraft>,
    column_idx: u32,
    going_down: Vec<(u32, usize)>,
    is_hidden: bool,
}

/// A cell while its paragraphs come.
#[derive(Debug, Default)]
pub(in crate::parse) struct CellFrame {
    /// What stands in it.
    pub(in crate::parse) draft: CellDraft,
    /// Merged with the cell above.
    pub(in crate::parse) down: Merge,
    /// Merged with the cell before.
    pub(in crate::parse) across: Merge,
    /// Struck out by a tracked change.
    pub(in crate::parse) is_deleted: bool,
}

/// A cell's part in a merged one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) enum Merge {
    #[default]
    None,
    First,
    Further,
}

impl Merge {
    /// From the value of the property; without one it goes on.
    pub(in crate::parse) fn named(value: Option<&str>) -> Self {
        if value == Some("restart") { Self::First } else { Self::Further }
    }
}

impl CellFrame {
    /// Adds a paragraph.
    pub(in crate::parse) fn push(&mut self, text: &str) {
        if !self.draft.text.is_empty() {
            self.draft.text.push('\n');
        }
        self.draft.text.push_str(text.trim());
    }
}

impl TableFrame {
    pub(in crate::parse) fn open_row(&mut self) {
        self.row = Some(Row::default());
    }

    pub(in crate::parse) fn in_row(&self) -> bool {
        self.row.is_some()
    }

    /// The row begins so many columns to the right.
    pub(in crate::parse) fn skip_columns(&mut self, count: i64) {
        if let Some(row) = &mut self.row {
            row.column_idx = row.column_idx.saturating_add(clamp_columns(count, 0)).min(MOST_COLUMNS);
        }
    }

    /// The row is deleted or hidden.
    pub(in crate::parse) fn hide_row(&mut self) {
        if let Some(row) = &mut self.row {
            row.is_hidden = true;
        }
    }

    /// Adds a cell to the row.
    pub(in crate::parse) fn push(&mut self, cell: CellFrame) {
        let Some(row) = &mut self.row else { return };
        if cell.is_deleted {
            return;
        }
        let mut draft = cell.draft;
        let span = draft.column_span.clamp(1, MOST_COLUMNS);
        let row_count = self.rows.len() + 1;
        let column_idx = row.column_idx.min(MOST_COLUMNS);
        row.column_idx = column_idx + span;
        if cell.across == Merge::Further
            && let Some(before) = row.cells.last_mut()
        {
            before.column_span += span;
            add_text(before, draft);
            return;
        }
        if cell.down == Merge::Further
            && let Some(&(row_idx, cell_idx)) = self.going_down.get(&column_idx)
            && let Some(above) = self.rows.get_mut(row_idx).and_then(|row| row.get_mut(cell_idx))
        {
            above.row_span = u32::try_from(row_count - row_idx).unwrap_or(u32::MAX);
            return;
        }
        self.going_down.remove(&column_idx);
        if cell.down != Merge::None {
            row.going_down.push((column_idx, row.cells.len()));
        }
        draft.column_idx = column_idx;
        draft.column_span = span;
        draft.row_span = 1;
        row.cells.push(draft);
    }

    pub(in crate::parse) fn close_row(&mut self) {
        let Some(row) = self.row.take().filter(|row| !row.is_hidden) else { return };
        for (column_idx, cell_idx) in row.going_down {
            self.going_down.insert(column_idx, (self.rows.len(), cell_idx));
        }
        self.rows.push(row.cells);
    }

    pub(in crate::parse) fn finish(mut self) -> TableDraft {
        self.close_row();
        TableDraft { rows: self.rows, ..TableDraft::default() }
    }
}

/// The text of a cell that another one swallows is not lost.
fn add_text(cell: &mut CellDraft, swallowed: CellDraft) {
    if !swallowed.text.is_empty() {
        if !cell.text.is_empty() {
            cell.text.push('\n');
        }
        cell.text.push_str(&swallowed.text);
    }
    cell.nested.extend(swallowed.nested);
}

/// A number of columns as believed.
pub(in crate::parse) fn clamp_columns(count: i64, least: u32) -> u32 {
    u32::try_from(count.clamp(i64::from(least), i64::from(MOST_COLUMNS))).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, span: u32, down: Merge) -> CellFrame {
        let draft = CellDraft { text: text.into(), column_span: span, ..CellDraft::default() };
        CellFrame { draft, down, ..CellFrame::default() }
    }

    fn shape(table: TableDraft) -> Vec<Vec<(u32, u32, u32, String)>> {
        let cell = |c: CellDraft| (c.column_idx, c.row_span, c.column_span, c.text);
        table.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
    }

    #[test]
    fn merged_cells_stand_once() {
        let mut table = TableFrame::default();
        for row in [
            vec![cell("a", 1, Merge::First), cell("b", 2, Merge::None)],
            vec![cell("", 1, Merge::Further), cell("c", 1, Merge::None), cell("d", 1, Merge::None)],
            vec![cell("", 1, Merge::Further), cell("e", 2, Merge::None)],
            vec![cell("f", 1, Merge::None)],
        ] {
            table.open_row();
            row.into_iter().for_each(|cell| table.push(cell));
            table.close_row();
        }
        assert_eq!(
            shape(table.finish()),
            [
                vec![(0, 3, 1, "a".to_string()), (1, 1, 2, "b".to_string())],
                vec![(1, 1, 1, "c".to_string()), (2, 1, 1, "d".to_string())],
                vec![(1, 1, 2, "e".to_string())],
                vec![(0, 1, 1, "f".to_string())],
            ]
        );
    }

    #[test]
    fn a_merge_with_nothing_above_is_a_cell() {
        let mut table = TableFrame::default();
        table.open_row();
        table.push(cell("a", u32::MAX, Merge::Further));
        table.close_row();
        assert_eq!(shape(table.finish()), [vec![(0, 1, MOST_COLUMNS, "a".to_string())]]);
    }

    #[test]
    fn old_horizontal_merges_widen_the_cell_before() {
        let mut table = TableFrame::default();
        table.open_row();
        table.skip_columns(1);
        table.push(CellFrame { across: Merge::First, ..cell("a", 1, Merge::None) });
        table.push(CellFrame { across: Merge::Further, ..cell("b", 1, Merge::None) });
        table.close_row();
        assert_eq!(shape(table.finish()), [vec![(1, 1, 2, "a\nb".to_string())]]);
    }

    #[test]
    fn hidden_rows_and_deleted_cells_are_left_out() {
        let mut table = TableFrame::default();
        table.open_row();
        table.push(cell("gone", 1, Merge::None));
        table.hide_row();
        table.close_row();
        table.open_row();
        table.push(CellFrame { is_deleted: true, ..cell("gone too", 1, Merge::None) });
        table.push(cell("stays", 1, Merge::None));
        table.close_row();
        assert_eq!(shape(table.finish()), [vec![(0, 1, 1, "stays".to_string())]]);
    }
}
