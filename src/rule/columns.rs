//! Tables that are no cost tables → which column holds what, by the words of their header.

use super::Reading;
use crate::document::{Cell, Table};
use crate::lexicon::TermSetId;
use crate::span::Span;

/// Rows from the top among which the header begins: a title may stand above it.
const HEADER_ROWS: u32 = 4;
/// Characters of a cell that may be a header.
const LONGEST_HEADER: usize = 16;

/// A table whose header was understood.
pub(super) struct Columns<'a> {
    pub(super) table: &'a Table,
    /// First row below the header.
    pub(super) first_row: u32,
    /// Column of each role, in the order of the roles asked for.
    pub(super) of_role: Vec<Option<u32>>,
}

impl<'a> Columns<'a> {
    /// Finds the columns that the term sets name; `None` where the header names none of them.
    pub(super) fn find(reading: &'a Reading, table: &'a Table, roles: &[TermSetId]) -> Option<Self> {
        let named = |cell: &Cell| {
            let is_short = reading.document.slice(cell.span).trim().chars().count() <= LONGEST_HEADER;
            roles.iter().position(|&set| is_short && reading.hits.any(set, cell.span))
        };
        let is_filled = |row: &u32| table.row(*row).iter().filter(|cell| !cell.span.is_empty()).count() >= 2;
        // Below the first row with several cells a name that only ends with such a word is no header: 核心
        // 业务系统 is one of the 业务系统.
        let is_header = |cell: &&Cell| {
            let characters =
                |span: Span| reading.document.slice(span).chars().filter(|c| c.is_alphanumeric()).count();
            let hit = named(cell).and_then(|role| reading.hits.of(roles[role], cell.span).next());
            hit.is_some_and(|hit| {
                let (named, all) = (characters(hit), characters(cell.span));
                2 * named > all && (hit.start == cell.span.start || 4 * named > 3 * all)
            })
        };
        let mut rows = (0..table.row_count.min(HEADER_ROWS)).filter(is_filled);
        let first = rows.next()?;
        let top = match table.row(first).iter().any(|cell| named(cell).is_some()) {
            true => first,
            false => rows.find(|&row| table.row(row).iter().any(|cell| is_header(&cell)))?,
        };
        // A header cell over several rows or columns says that the header goes on below it.
        let depth =
            |cell: &Cell| if cell.column_span > 1 { cell.row_span.max(1) + 1 } else { cell.row_span.max(1) };
        let rows = table.row(top).iter().map(depth).max().unwrap_or(1).min(3);
        let first_row = (top + rows).min(table.row_count);
        let mut of_role = vec![None; roles.len()];
        for cell in (top..first_row).flat_map(|row| table.row(row)) {
            // 共享属性 over three columns names the group; the cell below names the column.
            if let Some(role) = named(cell)
                && (of_role[role].is_none() || cell.column_span == 1)
            {
                of_role[role] = Some(cell.column_idx);
            }
        }
        Some(Self { table, first_row, of_role })
    }

    /// The rows below the header that hold anything, without repeated headers.
    pub(super) fn rows(&self, reading: &'a Reading) -> impl Iterator<Item = u32> + '_ {
        let header = |row: u32, column: u32| {
            let text = |row| self.cell(row, column).map(|cell| reading.document.slice(cell.span).trim());
            text(row).is_some_and(|text_below| {
                !text_below.is_empty() && Some(text_below) == text(self.first_row - 1)
            })
        };
        (self.first_row..self.table.row_count).filter(move |&row| {
            let filled = self
                .table
                .row(row)
                .iter()
                .filter(|cell| !reading.document.slice(cell.span).trim().is_empty());
            let columns = self.of_role.iter().flatten();
            filled.count() >= 2 && !columns.clone().any(|&column| header(row, column))
        })
    }

    /// The cell of a column in a row, a merged one from above included.
    pub(super) fn cell(&self, row: u32, column: u32) -> Option<&'a Cell> {
        self.table.cell(row, column)
    }

    /// What stands in the column of a role in a row, with its place; an empty cell has an empty text.
    pub(super) fn text(&self, reading: &'a Reading, row: u32, role: usize) -> Option<(&'a str, Span)> {
        let cell = self.cell(row, self.of_role[role]?)?;
        Some((reading.document.slice(cell.span).trim(), cell.span))
    }

    /// The number of a row as reports count it.
    pub(super) fn row_number(&self, row: u32) -> u32 {
        self.table.first_sheet_row.unwrap_or(1) + row
    }

    /// A row from its first to its last cell.
    pub(super) fn row_span(&self, row: u32) -> Span {
        let cells = self.table.row(row);
        match (cells.first(), cells.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => self.table.span,
        }
    }
}

/// Whether a cell holds nothing, or a sign for nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || matches!(c, '/' | '\\' | '-' | '—' | '–' | '－' | '／' | '无' | '空'))
}
