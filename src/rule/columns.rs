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
            let is_short = reading.content().slice(cell.span).trim().chars().count() <= LONGEST_HEADER;
            roles.iter().position(|&set| is_short && reading.hits.any(set, cell.span))
        };
        let is_filled = |row: &u32| table.row(*row).iter().filter(|cell| !cell.span.is_empty()).count() >= 2;
        // Below the first row with several cells a name that only ends with such a word is no header: 核心
        // 业务系统 is one of the 业务系统.
        let is_header = |cell: &&Cell| {
            let characters =
                |span: Span| reading.content().slice(span).chars().filter(|c| c.is_alphanumeric()).count();
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
            let text = |row| self.cell(row, column).map(|cell| reading.content().slice(cell.span).trim());
            text(row).is_some_and(|text_below| {
                !text_below.is_empty() && Some(text_below) == text(self.first_row - 1)
            })
        };
        (self.first_row..self.table.row_count).filter(move |&row| {
            let filled = self
                .table
                .row(row)
                .iter()
                .filter(|cell| !reading.content().slice(cell.span).trim().is_empty());
            let columns = self.of_role.iter().flatten();
            filled.count() >= 2 && !columns.clone().any(|&column| header(row, column))
        })
    }

    /// The cell of a column in a row, a merged one from above included.
    pub(super) fn cell(&self, row: u32, column: u32) -> Option<&'a Cell> {
        self.table.cell(row, column)
    }

    /// What stands in the column of a role in a row, with its place; `None` without such a column. A row
    /// that ends before the column is as empty there as an empty cell.
    pub(super) fn text(&self, reading: &'a Reading, row: u32, role: usize) -> Option<(&'a str, Span)> {
        let column = self.of_role[role]?;
        let span = self.cell(row, column).map_or_else(Span::default, |cell| cell.span);
        Some((reading.content().slice(span).trim(), span))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Builder, CellDraft, Format, Origin, TableDraft};
    use crate::lexicon::Lexicon;

    #[test]
    fn a_row_that_ends_early_is_empty_in_the_columns_behind() {
        let row = |texts: &[&str]| {
            let cell = |(column_idx, text): (u32, &&str)| CellDraft {
                column_idx,
                text: (*text).to_owned(),
                ..CellDraft::default()
            };
            (0..).zip(texts).map(cell).collect()
        };
        let rows = vec![
            row(&["资源名称", "提供方", "更新周期"]),
            row(&["企业名录", "市场监管局", "每日"]),
            row(&["房屋名录", "住建局"]),
        ];
        let mut builder = Builder::new("t.docx", Format::Docx);
        builder.table(TableDraft { rows, first_sheet_row: None }, Origin::Unknown);
        let (document, lexicon) = (builder.finish(), Lexicon::builtin());
        let reading = Reading { hits: lexicon.find(&document.text), document, ..Reading::default() };
        let roles = ["catalogue-name", "catalogue-update-cycle"].map(|set| lexicon.term_set(set).unwrap());
        let columns = Columns::find(&reading, &reading.document.tables[0], &roles).unwrap();
        let told: Vec<_> =
            columns.rows(&reading).map(|row| columns.text(&reading, row, 1).map(|(text, _)| text)).collect();
        assert_eq!(told, [Some("每日"), Some("")]);
        assert!(columns.text(&reading, 1, 0).is_some_and(|(text, _)| text == "企业名录"));
    }
}
