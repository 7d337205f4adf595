//! Document and its values → [`NamedFact`]s: what an amount, a length of time or a level is about,
//! and the names of project and owner.
//!
//! Three places say so: a sentence ([`sentence`]), a label with its value in a cell,
//! under a heading or behind a colon ([`label`]), and the cover ([`title`]).

use super::{Fact, FactName, NamedFact, label, sentence, title, values_in};
use crate::document::{BlockKind, Document};
use crate::span::Span;

/// All named facts, in order of place.
pub(super) fn find(document: &Document, values: &[Fact]) -> Vec<NamedFact> {
    let mut named = Vec::new();
    label::in_tables(document, values, &mut named);
    label::under_headings(document, values, &mut named);
    for_each_text(document, |span| label::inline_names(document, span, &mut named));
    let explicit = named.iter().any(|fact| fact.name == FactName::ProjectName);
    named.extend(title::find(document, explicit));
    let stages = own_stages(&named);
    for_each_text(document, |span| {
        let scope = sentence::Scope { document, span, values: values_in(values, span), own_stages: &stages };
        sentence::bind(&scope, &mut named);
    });
    named.sort_by_key(|fact| (fact.span.start, fact.name, fact.span.end));
    named.dedup_by(|b, a| a.name == b.name && a.span.overlaps(b.span));
    named
}

/// Every paragraph, list item, note, caption and cell.
fn for_each_text(document: &Document, mut visit: impl FnMut(Span)) {
    for block in &document.blocks {
        match block.kind {
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Note | BlockKind::Caption => {
                visit(block.span)
            }
            BlockKind::Table(id) => {
                document.tables[id as usize].cells.iter().for_each(|cell| visit(cell.span));
            }
            BlockKind::Heading { .. } | BlockKind::Contents | BlockKind::PageFurniture => {}
        }
    }
}

/// 一期, 二期 in the project's own name: what is said of them is said of this project.
fn own_stages(named: &[NamedFact]) -> Vec<&'static str> {
    let names = || {
        named.iter().filter(|fact| fact.name == FactName::ProjectName).filter_map(|fact| fact.text.as_deref())
    };
    sentence::STAGES.into_iter().filter(|stage| names().any(|name| name.contains(stage))).collect()
}
