//! Documents for the tests of this folder, written line by line.

use crate::date::Date;
use crate::document::{Builder, CellDraft, Draft, DraftKind, Format, HeadingEvidence, Origin, TableDraft};
use crate::fact;
use crate::finding::Place;
use crate::gap::Gap;
use crate::lexicon::Lexicon;
use crate::rule::{Case, Outcome, Reading, Verdict};

/// Reads `# heading`, `| cell | cell |`, `@ line of the contents page`, `: caption`, `![]` for a
/// picture, and plain paragraphs.
pub(super) fn reading(text: &str) -> Reading {
    read_file("方案.md", text, Vec::new())
}

/// The same, with a path and gaps.
pub(super) fn read_file(path: &str, text: &str, gaps: Vec<Gap>) -> Reading {
    let mut builder = Builder::new(path, Format::Markdown);
    let mut rows: Vec<Vec<CellDraft>> = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if let Some(row) = line.strip_prefix('|') {
            rows.push(cells(row.trim_end_matches('|')));
            continue;
        }
        if line == "![]" {
            builder.picture();
            continue;
        }
        if !rows.is_empty() {
            builder.table(
                TableDraft { rows: std::mem::take(&mut rows), first_sheet_row: None },
                Origin::Unknown,
            );
        }
        let level = u8::try_from(line.chars().take_while(|&c| c == '#').count()).unwrap();
        let (text, kind) = match line.chars().next() {
            Some('#') => (
                line.trim_start_matches('#'),
                DraftKind::Heading { level, evidence: HeadingEvidence::Explicit },
            ),
            Some('@') => (&line[1..], DraftKind::Contents),
            Some(':') => (&line[1..], DraftKind::Caption),
            _ => (line, DraftKind::Text),
        };
        builder.paragraph(text, Draft { kind, ..Draft::default() });
    }
    for gap in gaps {
        builder.gap(gap);
    }
    let document = builder.finish();
    document.assert_valid();
    let lexicon = Lexicon::builtin();
    let headings = lexicon.match_headings(&document);
    let (facts, hits) = (fact::extract(&document), lexicon.find(&document.text));
    Reading { document, facts, hits, headings, ..Reading::default() }
}

fn cells(row: &str) -> Vec<CellDraft> {
    row.split('|')
        .enumerate()
        .map(|(at, text)| CellDraft {
            column_idx: u32::try_from(at).unwrap(),
            text: text.trim().to_owned(),
            ..CellDraft::default()
        })
        .collect()
}

/// What a kind says of the documents.
pub(super) fn outcome(judge: fn(&Case<'_>) -> Outcome, readings: &[Reading]) -> Outcome {
    judge(&Case { readings, lexicon: Lexicon::builtin(), as_of: Date::new(2026, 1, 1).unwrap() })
}

/// The text at a place.
pub(super) fn quote(readings: &[Reading], place: Place) -> &str {
    readings[place.document_idx as usize].document.slice(place.span)
}

/// The messages that a kind says of one document.
pub(super) fn messages(judge: fn(&Case<'_>) -> Outcome, text: &str) -> Vec<String> {
    let readings = [reading(text)];
    let outcome = outcome(judge, &readings);
    assert_eq!(outcome.remarks.is_empty(), outcome.verdict != Verdict::Contradicted, "{outcome:?}");
    outcome.remarks.into_iter().map(|remark| remark.message).collect()
}

/// Checks that a kind has nothing to say of one document, having looked at it.
pub(super) fn assert_met(judge: fn(&Case<'_>) -> Outcome, text: &str) {
    let readings = [reading(text)];
    let outcome = outcome(judge, &readings);
    assert_eq!(outcome.verdict, Verdict::Met, "{text}: {outcome:?}");
    assert!(!outcome.evidence.is_empty());
}
