//! Does development say how much work it is.

use super::{Entry, absent, cost_sections, entries, has_amounts};
use crate::fact::budget::{LineClass, LineKind};
use crate::fact::{Quantity, Value};
use crate::finding::Place;
use crate::rule::{Case, Outcome, Reading, Remark, Verdict};
use crate::span::Span;

/// What work is measured in.
const UNITS: &[&str] = &[
    "人月",
    "人·月",
    "人/月",
    "人日",
    "人·日",
    "人/日",
    "人天",
    "人·天",
    "人/天",
    "人年",
    "人·年",
    "人时",
    "功能点",
    "个功能点",
    "人工月",
    "人工日",
    "FP",
    "代码行",
];
/// Bytes around a measure of work in which development must be named, outside the chapters on costs.
const NEAR: u32 = 180;

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let priced = has_amounts(case);
    let lines: Vec<Entry<'_>> = entries(case)
        .filter(|entry| !priced || entry.budget.has_amounts())
        .filter(|entry| entry.line.class == Some(LineClass::Development) && entry.line.kind == LineKind::Item)
        .collect();
    let (with, without): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        lines.iter().partition(|entry| measured(entry).is_some());
    if !with.is_empty() {
        return in_tables(case, &with, &without);
    }
    let stated = stated(case);
    if let Some(place) = stated.certain.first() {
        let reason = format!("文中写明开发工作量“{}”", case.quote(*place));
        return Outcome::met(reason, stated.certain);
    }
    if let Some(&place) = stated.possible.first() {
        let message = format!("文中写有“{}”，不能确定是否为应用系统的开发工作量", case.quote(place));
        return Outcome::new(Verdict::Doubtful, message.clone()).say(Remark::new(message, Some(place)));
    }
    let reason = match lines.len() {
        0 => "费用表和投资章节中没有写明开发工作量（人月、人日或功能点）".to_owned(),
        count => format!("费用表列有 {count} 项开发费用，都没有写明工作量（人月、人日或功能点）"),
    };
    let remarks = lines.iter().map(|entry| {
        let message = format!("{}没有写明开发工作量（人月、人日或功能点）", entry.words());
        Remark::new(message, Some(entry.place(case, entry.line.name)))
    });
    absent(case, reason, remarks.collect())
}

fn in_tables(case: &Case<'_>, with: &[&Entry<'_>], without: &[&Entry<'_>]) -> Outcome {
    let evidence: Vec<Place> =
        with.iter().filter_map(|entry| measured(entry).map(|span| entry.place(case, span))).collect();
    // A gap in a table that states effort elsewhere; a summary beside it states none.
    let gaps: Vec<&&Entry<'_>> = without
        .iter()
        .filter(|entry| with.iter().any(|other| std::ptr::eq(other.budget, entry.budget)))
        .collect();
    if gaps.is_empty() {
        return Outcome::met(format!("{} 项开发费用写明了工作量", with.len()), evidence);
    }
    let reason = format!("{} 项开发费用写明了工作量，{} 项没有写", with.len(), gaps.len());
    let remarks = gaps
        .into_iter()
        .map(|entry| {
            let message = format!("{}没有写明开发工作量，同表其他开发项写有", entry.words());
            Remark::new(message, Some(entry.place(case, entry.line.name)))
        })
        .collect();
    Outcome { verdict: Verdict::Doubtful, reason, evidence, remarks }
}

/// The cell in which a line says how much work it is.
fn measured(entry: &Entry<'_>) -> Option<Span> {
    let line = entry.line;
    let counts = line.quantity.iter().chain(&line.factors);
    let in_count = counts
        .filter(|count| count.value.mantissa() > 0)
        .find(|count| count.unit.as_deref().is_some_and(is_effort));
    if let Some(count) = in_count {
        return Some(count.span);
    }
    let cells = line.remarks.iter().chain(&line.specification).copied().chain([line.name]);
    cells.into_iter().find(|&span| efforts(entry.reading, span).next().is_some())
}

fn is_effort(unit: &str) -> bool {
    UNITS.iter().any(|known| unit.contains(known))
}

/// Stated amounts of work inside a span.
fn efforts(reading: &Reading, within: Span) -> impl Iterator<Item = Span> + '_ {
    reading.facts.values_in(within).iter().filter_map(|fact| match &fact.value {
        Value::Quantity(Quantity { unit, high_milli, .. }) if *high_milli > 0 && is_effort(unit) => {
            Some(fact.span)
        }
        _ => None,
    })
}

/// Amounts of work in running text.
#[derive(Default)]
struct Stated {
    /// In a chapter on costs, or beside development.
    certain: Vec<Place>,
    /// Elsewhere.
    possible: Vec<Place>,
}

fn stated(case: &Case<'_>) -> Stated {
    let mut stated = Stated::default();
    for (reading_idx, reading) in case.readings.iter().enumerate() {
        let document = reading.content();
        let costs = cost_sections(case, reading);
        for span in efforts(reading, Span::new(0, document.text.len())) {
            let place = case.place(reading_idx, span);
            let in_costs = costs.iter().any(|cost| cost.contains(span));
            let around = document.sentence_around(span);
            let before = document.slice(Span {
                start: floor(&document.text, around.start.max(span.start.saturating_sub(NEAR))),
                end: around.end.min(floor(&document.text, span.end.saturating_add(NEAR))),
            });
            let of_others =
                ["监理", "运维", "测试", "培训", "项目管理"].iter().any(|word| before.contains(word));
            let of_development =
                ["开发", "软件", "系统建设", "编码", "功能点"].iter().any(|word| before.contains(word));
            if of_development || (in_costs && !of_others) {
                stated.certain.push(place);
            } else {
                stated.possible.push(place);
            }
        }
    }
    stated
}

/// The last character boundary at or before a byte.
fn floor(text: &str, at: u32) -> u32 {
    let mut at = (at as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}
