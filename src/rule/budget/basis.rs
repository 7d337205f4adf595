//! Does each cost say how it was arrived at: quantity and price, a basis, or a detailed table.

use super::{Entry, absent, cost_sections, entries, in_table};
use crate::fact::Value;
use crate::fact::budget::{LineKind, bare_name};
use crate::finding::Place;
use crate::rule::{Case, Outcome, Remark, Verdict};
use crate::span::Span;

/// Characters of a line's name by which a sentence can speak of it.
const SHORTEST_NAME: usize = 3;

pub(super) fn judge(case: &Case<'_>, terms: &str) -> Outcome {
    let title = case.set_title(terms);
    let lines: Vec<Entry<'_>> = entries(case)
        .filter(|entry| entry.budget.has_amounts() && entry.line.kind == LineKind::Item && entry.is_paid())
        .collect();
    if lines.is_empty() {
        let outcome = absent(case, format!("没有识别到费用表，无从核对各项费用的{title}"), Vec::new());
        return outcome.into_inapplicable();
    }
    let mut evidence = Vec::new();
    let mut remarks = Vec::new();
    for entry in &lines {
        match shown(case, entry, terms) {
            Some(place) => evidence.push(place),
            None => remarks.push(Remark::new(
                format!("{}只有金额，没有写明{title}", entry.words()),
                Some(entry.place(case, entry.line.name)),
            )),
        }
    }
    let (all, without) = (lines.len(), remarks.len());
    if without == 0 {
        return case.if_all_read(Outcome::met(format!("{all} 项费用都写明了{title}"), evidence));
    }
    let reason = format!("{all} 项费用中有 {without} 项没有写明{title}");
    let verdict = if without == all { Verdict::Silent } else { Verdict::Contradicted };
    Outcome { verdict, reason, evidence, remarks }
}

/// Where the amount of a line is explained.
fn shown(case: &Case<'_>, entry: &Entry<'_>, terms: &str) -> Option<Place> {
    let line = entry.line;
    let priced = line.unit_price.as_ref().is_some_and(|price| price.read().is_some());
    if priced && (line.quantity.is_some() || !line.factors.is_empty()) {
        return Some(entry.place(case, line.span));
    }
    let tells = |span: Span| {
        let has_number = entry.text(span).contains(|c: char| c.is_ascii_digit());
        has_number || case.has(entry.reading, terms, span)
    };
    let in_row = line.remarks.iter().copied().find(|&span| tells(span)).map(|span| entry.place(case, span));
    in_row.or_else(|| detailed(case, entry)).or_else(|| in_text(case, entry, terms))
}

/// Another table of which the total is the line's amount.
fn detailed(case: &Case<'_>, entry: &Entry<'_>) -> Option<Place> {
    let amount = entry.line.amount?;
    let total = entries(case).find(|other| {
        let is_other = !std::ptr::eq(other.budget, entry.budget);
        is_other && other.line.kind == LineKind::Total && other.line.amount == Some(amount)
    })?;
    Some(total.place(case, total.line.name))
}

/// A sentence of a chapter on costs that names the line and says how its amount came about.
fn in_text(case: &Case<'_>, entry: &Entry<'_>, terms: &str) -> Option<Place> {
    let reading = entry.reading;
    let name = bare_name(entry.name());
    let name = ["费用", "费"].iter().find_map(|tail| name.strip_suffix(tail)).unwrap_or(&name);
    if name.chars().count() < SHORTEST_NAME {
        return None;
    }
    let blocks = cost_sections(case, reading).into_iter().flat_map(|section| {
        reading.content().blocks.iter().filter(move |block| section.contains(block.span))
    });
    let sentences = blocks
        .filter(|block| !in_table(reading, block.span))
        .flat_map(|block| reading.content().sentences(block.span));
    let explains = |sentence: Span| {
        let numbers = reading.facts.values_in(sentence).iter();
        let counted = numbers
            .filter(|fact| matches!(fact.value, Value::Money(_) | Value::Percent(_) | Value::Quantity(_)))
            .count();
        // The amount alone is no derivation of it.
        case.has(reading, terms, sentence) || counted >= 2
    };
    let found = sentences
        .into_iter()
        .find(|&sentence| reading.content().slice(sentence).contains(name) && explains(sentence))?;
    Some(entry.place(case, found))
}
