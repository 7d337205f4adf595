//! Facts → a short table of what was read: project, owner, total, periods, level, each with its places.

use super::markup::Html;
use super::sheet::{Sheet, place};
use crate::finding::Place;
use crate::report::build::named_facts;
use std::collections::BTreeMap;

/// Values that are listed.
const MOST: usize = 40;
/// Places of one value.
const PLACES: usize = 6;

/// The facts of a package: one row for each subject and value.
pub(super) fn push(out: &mut Html, sheet: &Sheet<'_>) {
    let facts = &sheet.package.facts;
    if facts.is_empty() {
        return;
    }
    let sources: Vec<Place> = sheet.review.map_or_else(Vec::new, |review| {
        named_facts(review).map(|(document_idx, fact)| place(document_idx, fact.span)).collect()
    });
    let mut index: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut rows: Vec<(&str, String, Vec<usize>)> = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        let value = fact.value.describe();
        let row = *index.entry((fact.label(), value.clone())).or_insert(rows.len());
        match rows.get_mut(row) {
            Some((_, _, places)) => places.push(at),
            None => rows.push((fact.label(), value, vec![at])),
        }
    }
    out.raw("<section class=\"figure\"><h4>读到的要素</h4><table class=\"facts\"><thead><tr>");
    out.raw("<th scope=\"col\">要素</th><th scope=\"col\">读作</th><th scope=\"col\">位置</th></tr></thead><tbody>");
    for (label, value, places) in rows.iter().take(MOST) {
        out.raw("<tr><th scope=\"row\">").text(label).raw("</th><td>").text(value).raw("</td><td>");
        for (nth, &at) in places.iter().take(PLACES).enumerate() {
            out.raw(if nth > 0 { "；" } else { "" });
            let mut passage = facts[at].passage.clone();
            passage.location.section.drain(..passage.location.section.len().saturating_sub(1));
            sheet.push_place(out, sources.get(at).copied(), &sheet.describe(&passage));
        }
        if places.len() > PLACES {
            out.raw(" 等 ").number(places.len()).raw(" 处");
        }
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table>");
    if rows.len() > MOST {
        out.raw("<p class=\"about\">另有 ").number(rows.len() - MOST).raw(" 个值，见 JSON 报告。</p>");
    }
    out.raw("</section>");
}
