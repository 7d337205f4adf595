//! Rows with the edges of their cells → a table on one grid.

use super::property::{CellLook, RowLook};
use crate::document::{CellDraft, Origin, TableDraft};
use crate::parse::docx::table::{CellFrame, Merge, TableFrame};

/// Edges that lie no further apart are the same, in twentieths of a point.
const SAME_EDGE: i16 = 15;

/// A table while its paragraphs come.
#[derive(Debug, Default)]
pub(in crate::parse) struct OpenTable {
    rows: Vec<(Vec<CellFrame>, RowLook)>,
    cells: Vec<CellFrame>,
    cell: CellFrame,
    /// The first paragraph inside.
    pub(in crate::parse) origin: Origin,
}

impl OpenTable {
    /// Adds a paragraph to the cell.
    pub(in crate::parse) fn push(&mut self, text: &str, origin: Origin) {
        for place in [&mut self.origin, &mut self.cell.draft.origin] {
            if *place == Origin::Unknown {
                *place = origin;
            }
        }
        if !text.is_empty() {
            self.cell.push(text);
        }
    }

    /// Adds a table to the cell.
    pub(in crate::parse) fn nest(&mut self, table: TableDraft) {
        self.cell.draft.nested.push(table);
    }

    /// The cell ends.
    pub(in crate::parse) fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
    }

    /// The row ends; one that is deleted or has no cells leaves no trace.
    pub(in crate::parse) fn end_row(&mut self, mut look: RowLook, is_deleted: bool) {
        if !self.cell.draft.text.is_empty() || !self.cell.draft.nested.is_empty() {
            self.end_cell();
        }
        self.cell = CellFrame::default();
        let cells = std::mem::take(&mut self.cells);
        if !is_deleted && !cells.is_empty() {
            look.cut_to(cells.len());
            self.rows.push((cells, look));
        }
    }

    /// The table with its merged cells.
    pub(in crate::parse) fn finish(mut self) -> TableDraft {
        self.end_row(RowLook::default(), false);
        let grid = Grid::of(self.rows.iter().map(|(_, look)| look));
        let mut table = TableFrame::default();
        for (cells, look) in self.rows {
            table.open_row();
            if let Some(first) = look.edges.first() {
                table.skip_columns(grid.column(*first) as i64);
            }
            let across = merges_across(&look.cells);
            for (idx, mut cell) in cells.into_iter().enumerate() {
                cell.draft.column_span = grid.columns(&look.edges, idx);
                cell.across = across.get(idx).copied().unwrap_or_default();
                cell.down = match look.cells.get(idx).map_or(0, |look| look.down) {
                    0 => Merge::None,
                    1 => Merge::Further,
                    _ => Merge::First,
                };
                push(&mut table, cell);
            }
            table.close_row();
        }
        table.finish()
    }
}

/// A further cell of a merge shows nothing; one that holds text all the same is a cell.
fn push(table: &mut TableFrame, mut cell: CellFrame) {
    let CellDraft { text, nested, .. } = &cell.draft;
    if cell.down == Merge::Further && !(text.is_empty() && nested.is_empty()) {
        cell.down = Merge::None;
    }
    table.push(cell);
}

/// In a set of merged cells the first has another value than those that follow. The specification and
/// older programs do not agree on which of the two it is.
fn merges_across(cells: &[CellLook]) -> Vec<Merge> {
    let mut first = 0;
    let merge = |cell: &CellLook| match cell.across {
        0 => {
            first = 0;
            Merge::None
        }
        value if first == 0 || value == first => {
            first = value;
            Merge::First
        }
        _ => Merge::Further,
    };
    cells.iter().map(merge).collect()
}

/// The edges of all rows, each once.
#[derive(Debug)]
struct Grid {
    edges: Vec<i16>,
}

impl Grid {
    fn of<'r>(rows: impl Iterator<Item = &'r RowLook>) -> Self {
        let mut all: Vec<i16> = rows.flat_map(|row| row.edges.iter().copied()).collect();
        all.sort_unstable();
        let mut edges: Vec<i16> = Vec::new();
        for edge in all {
            if edges.last().is_none_or(|last| edge.saturating_sub(*last) > SAME_EDGE) {
                edges.push(edge);
            }
        }
        Self { edges }
    }

    fn column(&self, edge: i16) -> usize {
        self.edges.partition_point(|known| *known <= edge).saturating_sub(1)
    }

    /// Columns that a cell of a row covers; one where its edges are not known.
    fn columns(&self, edges: &[i16], idx: usize) -> u32 {
        let (Some(left), Some(right)) = (edges.get(idx), edges.get(idx + 1)) else { return 1 };
        u32::try_from(self.column(*right).saturating_sub(self.column(*left))).unwrap_or(1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(table: &mut OpenTable, texts: &[&str], edges: &[i16], down: &[u8]) {
        for text in texts {
            table.push(text, Origin::Paragraph(1));
            table.end_cell();
        }
        let cells = down.iter().map(|down| CellLook { across: 0, down: *down }).collect();
        table.end_row(RowLook { edges: edges.to_vec(), cells }, false);
    }

    #[test]
    fn edges_make_columns() {
        let mut table = OpenTable::default();
        row(&mut table, &["a", "b"], &[0, 100, 300], &[3, 0]);
        row(&mut table, &["", "c", "d"], &[5, 108, 200, 301], &[1, 0, 0]);
        row(&mut table, &["e"], &[0, 300], &[0]);
        let cells = |cell: &CellDraft| (cell.column_idx, cell.row_span, cell.column_span, cell.text.clone());
        let rows: Vec<Vec<_>> =
            table.finish().rows.iter().map(|row| row.iter().map(cells).collect()).collect();
        assert_eq!(rows[0], [(0, 2, 1, "a".to_owned()), (1, 1, 2, "b".to_owned())]);
        assert_eq!(rows[1], [(1, 1, 1, "c".to_owned()), (2, 1, 1, "d".to_owned())]);
        assert_eq!(rows[2], [(0, 1, 3, "e".to_owned())]);
    }

    #[test]
    fn either_value_can_open_a_merge() {
        let looks = |values: &[u8]| {
            merges_across(
                &values.iter().map(|across| CellLook { across: *across, down: 0 }).collect::<Vec<_>>(),
            )
        };
        let merged =
            [Merge::None, Merge::First, Merge::Further, Merge::Further, Merge::First, Merge::Further];
        assert_eq!(looks(&[0, 2, 1, 1, 2, 1]), merged);
        assert_eq!(looks(&[0, 1, 2, 2, 1, 2]), merged);
    }
}
