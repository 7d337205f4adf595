//! [`Tables`]: cells and rows while they end; the looks of rows are those of the doc reader.

use super::group::Group;
use crate::document::{Origin, TableDraft};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::doc::property::{CellLook, RowLook};
use crate::parse::doc::table::OpenTable;

/// The open tables, the outermost first.
#[derive(Debug)]
pub(super) struct Tables {
    open: Vec<OpenTable>,
    /// The row of the outermost table, and that of the tables inside.
    rows: [Row; 2],
    /// A row was begun and has not ended.
    in_row: bool,
    deepest: usize,
    has_deeper: bool,
    cells: u64,
    cells_allowed: u64,
}

#[derive(Debug, Default)]
struct Row {
    left: i16,
    look: RowLook,
    cell: CellLook,
}

impl Tables {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            open: Vec::new(),
            rows: [Row::default(), Row::default()],
            in_row: false,
            deepest: usize::try_from(limits.table_depth).unwrap_or(usize::MAX),
            has_deeper: false,
            cells: 0,
            cells_allowed: limits.table_cells,
        }
    }

    /// Tables around a paragraph.
    pub(super) fn depth(&self, group: &Group) -> usize {
        if group.in_table || self.in_row { group.depth.max(1) } else { 0 }
    }

    pub(super) fn limit(&self) -> Option<GapKind> {
        let (measured, allowed) = (self.cells, self.cells_allowed);
        (measured > allowed).then_some(GapKind::Limit { limit: "table-cells", measured, allowed })
    }

    pub(super) fn remark(&self) -> Option<String> {
        self.has_deeper.then(|| format!("表格嵌套超过 {} 层，更深的表格按文字读取", self.deepest))
    }

    /// A paragraph that is not the last of its cell.
    pub(super) fn push(&mut self, text: &str, origin: Origin, depth: usize) {
        self.settle(depth);
        if let Some(table) = self.open.last_mut() {
            table.push(text, origin);
        }
    }

    pub(super) fn end_cell(&mut self, text: &str, origin: Origin, depth: usize) {
        self.in_row |= depth == 1;
        self.push(text, origin, depth);
        self.cells += 1;
        if let Some(table) = self.open.last_mut().filter(|_| self.cells <= self.cells_allowed) {
            table.end_cell();
        }
    }

    pub(super) fn end_row(&mut self, depth: usize, is_nested: bool) {
        self.settle(depth);
        self.in_row &= is_nested;
        let look = self.rows[usize::from(is_nested)].look.clone();
        if let Some(table) = self.open.last_mut() {
            table.end_row(look, false);
        }
    }

    /// The outermost table, if the text leaves it.
    pub(super) fn leave(&mut self) -> Option<(TableDraft, Origin)> {
        self.in_row = false;
        if !self.open.is_empty() {
            self.settle(1);
        }
        let table = self.open.pop()?;
        let origin = table.origin;
        Some((table.finish(), origin))
    }

    /// Opens and closes tables until so many are open.
    fn settle(&mut self, depth: usize) {
        self.has_deeper |= depth > self.deepest;
        let depth = depth.min(self.deepest);
        while self.open.len() < depth {
            self.open.push(OpenTable::default());
        }
        while self.open.len() > depth.max(1) {
            let Some(inner) = self.open.pop() else { return };
            if let Some(outer) = self.open.last_mut() {
                outer.nest(inner.finish());
            }
        }
    }

    /// What is said of the row to come.
    pub(super) fn property(&mut self, name: &str, number: i32, is_nested: bool) {
        let edge = || i16::try_from(number.clamp(-30_000, 30_000)).unwrap_or(0);
        let row = &mut self.rows[usize::from(is_nested)];
        match name {
            "trowd" => {
                *row = Row::default();
                self.in_row |= !is_nested;
            }
            "trleft" => row.left = edge(),
            "clvmgf" => row.cell.down = 3,
            "clvmrg" => row.cell.down = 1,
            "clmgf" => row.cell.across = 1,
            "clmrg" => row.cell.across = 2,
            "cellx" if row.look.cells.len() < 1_000 => {
                if row.look.edges.is_empty() {
                    row.look.edges.push(row.left);
                }
                row.look.edges.push(edge());
                row.look.cells.push(std::mem::take(&mut row.cell));
            }
            _ => {}
        }
    }
}
