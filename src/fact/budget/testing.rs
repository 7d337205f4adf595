//! Test help: documents with tables from rows of texts.

use super::{Budget, SumCheck, SumResult, audit, read_budgets};
use crate::document::{
    Builder, CellDraft, Document, Draft, DraftKind, Format, HeadingEvidence, Origin, TableDraft,
};
use crate::lexicon::Lexicon;

/// A table from rows of cells. `>` is covered by the cell to its left, `^` by the one above.
pub(crate) fn table(rows: &[&[&str]]) -> TableDraft {
    let mut draft = TableDraft::default();
    for (row_idx, row) in rows.iter().enumerate() {
        let mut cells = Vec::new();
        for (column, text) in row.iter().enumerate() {
            if matches!(*text, ">" | "^") {
                continue;
            }
            let span = |n: usize| u32::try_from(n).unwrap();
            let column_span = 1 + row[column + 1..].iter().take_while(|t| **t == ">").count();
            let below = &rows[row_idx + 1..];
            let row_span = 1 + below.iter().take_while(|r| r.get(column) == Some(&"^")).count();
            cells.push(CellDraft {
                column_idx: span(column),
                row_span: span(row_span),
                column_span: span(column_span),
                text: (*text).to_owned(),
                ..CellDraft::default()
            });
        }
        draft.rows.push(cells);
    }
    draft
}

/// A piece of a document.
pub(crate) enum Piece<'a> {
    /// A heading of level 1.
    Heading(&'a str),
    /// Running text.
    Text(&'a str),
    /// A line that the file marks as caption.
    Caption(&'a str),
    /// A page number between two parts of a table.
    Furniture(&'a str),
    /// See [`table`].
    Table(&'a [&'a [&'a str]]),
}

/// A document from pieces.
pub(crate) fn document(pieces: &[Piece<'_>]) -> Document {
    let mut builder = Builder::new("方案.docx", Format::Docx);
    add(&mut builder, pieces);
    let document = builder.finish();
    document.assert_valid();
    document
}

/// Adds pieces to a document.
pub(crate) fn add(builder: &mut Builder, pieces: &[Piece<'_>]) {
    let paragraph = |builder: &mut Builder, text: &str, kind| {
        builder.paragraph(text, Draft { kind, ..Draft::default() });
    };
    for piece in pieces {
        match piece {
            Piece::Heading(text) => {
                let kind = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
                paragraph(builder, text, kind);
            }
            Piece::Text(text) => paragraph(builder, text, DraftKind::Verbatim),
            Piece::Caption(text) => paragraph(builder, text, DraftKind::Caption),
            Piece::Furniture(text) => paragraph(builder, text, DraftKind::PageFurniture),
            Piece::Table(rows) => builder.table(table(rows), Origin::Unknown),
        }
    }
}

/// The budgets of a document.
pub(crate) fn budgets(document: &Document) -> Vec<Budget> {
    let lexicon = Lexicon::builtin();
    read_budgets(document, &lexicon.match_headings(document), lexicon)
}

/// The only budget of a table under a chapter on costs.
pub(crate) fn budget(rows: &[&[&str]]) -> (Document, Budget) {
    let document = document(&[Piece::Heading("投资概算"), Piece::Table(rows)]);
    let mut found = budgets(&document);
    assert_eq!(found.len(), 1, "one budget");
    (document, found.remove(0))
}

/// What the audit of a table under a chapter on costs says, without what agrees:
/// `第 2 行 Product Differ`.
pub(crate) fn complaints(rows: &[&[&str]]) -> Vec<String> {
    let (document, budget) = budget(rows);
    let checks = audit(&document, std::slice::from_ref(&budget));
    shown(&document, &[budget], &checks)
}

/// The amounts of its lines in 元.
pub(crate) fn amounts(budget: &Budget) -> Vec<Option<i64>> {
    budget.lines.iter().map(|line| line.amount.map(|fen| fen.0 / 100)).collect()
}

/// The checks that do not agree.
pub(crate) fn shown(document: &Document, budgets: &[Budget], checks: &[SumCheck]) -> Vec<String> {
    let open = checks.iter().filter(|check| check.result != SumResult::Agree);
    open.map(|check| {
        let row = check.line_idx.map(|at| Budget::row_number(document, &budgets[check.budget_idx].lines[at]));
        let row = row.map_or(String::new(), |row| format!("{row} "));
        let result = match &check.result {
            SumResult::Unchecked(_) => "Unchecked".to_owned(),
            other => format!("{other:?}"),
        };
        format!("{row}{:?} {result}", check.kind)
    })
    .collect()
}
