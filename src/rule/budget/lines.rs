//! Are there lines for what must be paid.

use super::{Entry, absent, anchor, cost_sections, entries, has_amounts, in_table};
use crate::fact::budget::{LineClass, LineKind};
use crate::fact::{Quantity, Value};
use crate::finding::Place;
use crate::rule::sense::Mood;
use crate::rule::{Case, Outcome, Reading, Remark, Verdict};
use crate::span::Span;

/// What was found for one class.
enum Shown {
    /// A line with an amount, or an amount in the text.
    Paid(Place),
    /// A line without an amount.
    Unpaid(Place, String),
    /// A sentence that says why it is not paid.
    Explained(Place),
    /// A sentence that says that it is not paid.
    Denied(Place),
    Nothing,
}

pub(super) fn judge(case: &Case<'_>, all_of: &[LineClass], any_of: &[LineClass]) -> Outcome {
    let shown: Vec<(LineClass, Shown)> = all_of.iter().map(|&class| (class, find(case, class))).collect();
    let any: Vec<(LineClass, Shown)> = any_of.iter().map(|&class| (class, find(case, class))).collect();
    let paid = |shown: &Shown| matches!(shown, Shown::Paid(_));
    let mut evidence = Vec::new();
    let mut remarks = Vec::new();
    let mut missing: Vec<String> = Vec::new();
    let mut verdict = Verdict::Met;
    let table = anchor(case);
    for (class, shown) in &shown {
        let (level, remark) = report(*class, shown, table);
        match shown {
            Shown::Paid(place) => evidence.push(*place),
            _ => missing.push(class.title().to_owned()),
        }
        verdict = worse(verdict, level);
        remarks.extend(remark);
    }
    if !any.is_empty() {
        if any.iter().any(|(_, shown)| paid(shown)) {
            evidence.extend(any.iter().filter_map(|(_, shown)| match shown {
                Shown::Paid(place) => Some(*place),
                _ => None,
            }));
        } else {
            let titles: Vec<&str> = any.iter().map(|(class, _)| class.title()).collect();
            let names = titles.join("、");
            let best =
                any.iter().map(|(class, shown)| report(*class, shown, table)).min_by_key(|(v, _)| rank(*v));
            let (level, remark) = best.unwrap_or((Verdict::Silent, None));
            missing.push(format!("{names}中的任何一项"));
            verdict = worse(verdict, level);
            let place = remark.and_then(|remark| remark.place);
            remarks.push(Remark::new(format!("概算中没有{names}中的任何一项"), place));
        }
    }
    if verdict == Verdict::Met {
        let titles: Vec<&str> =
            shown.iter().chain(any.iter().filter(|(_, s)| paid(s))).map(|(c, _)| c.title()).collect();
        return Outcome::met(format!("概算列有{}", titles.join("、")), evidence);
    }
    conclude(case, verdict, &missing, evidence, remarks)
}

fn conclude(
    case: &Case<'_>,
    verdict: Verdict,
    missing: &[String],
    evidence: Vec<Place>,
    remarks: Vec<Remark>,
) -> Outcome {
    let names = missing.join("、");
    let has_chapter = case.readings.iter().any(|reading| !cost_sections(case, reading).is_empty());
    let reason = match (has_amounts(case), has_chapter) {
        (true, _) => format!("概算缺少{names}（已查费用表各行和投资章节的文字）"),
        (false, true) => format!("概算缺少{names}（没有识别到费用表，只查了投资章节的文字）"),
        (false, false) => format!("既没有投资章节，也没有费用表，没有列{names}"),
    };
    match verdict {
        Verdict::Silent => Outcome { evidence, ..absent(case, reason, remarks) },
        Verdict::Contradicted => {
            Outcome {
                verdict, reason: format!("文中写明不列{names}，没有说明理由"), evidence, remarks
            }
        }
        Verdict::Explained => {
            Outcome {
                verdict, reason: format!("文中说明了不列{names}的原因，需核实"), evidence, remarks
            }
        }
        _ => Outcome { verdict, reason: format!("{names}没有写出金额，需核实"), evidence, remarks },
    }
}

/// The worse of two verdicts: what is missing weighs more than what is unclear.
fn worse(a: Verdict, b: Verdict) -> Verdict {
    if rank(a) >= rank(b) { a } else { b }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::Explained => 1,
        Verdict::Doubtful => 2,
        Verdict::Silent => 3,
        _ => 4,
    }
}

fn report(class: LineClass, shown: &Shown, table: Option<Place>) -> (Verdict, Option<Remark>) {
    let title = class.title();
    match shown {
        Shown::Paid(_) => (Verdict::Met, None),
        Shown::Unpaid(place, words) => {
            (Verdict::Doubtful, Some(Remark::new(format!("{words}没有写出金额"), Some(*place))))
        }
        Shown::Explained(place) => {
            let message = format!("概算没有列{title}，此处说明了原因，需核实");
            (Verdict::Explained, Some(Remark::new(message, Some(*place))))
        }
        Shown::Denied(place) => {
            let message = format!("此处写明不列{title}，没有说明理由");
            (Verdict::Contradicted, Some(Remark::new(message, Some(*place))))
        }
        Shown::Nothing => (Verdict::Silent, Some(Remark::new(format!("概算中没有{title}"), table))),
    }
}

fn find(case: &Case<'_>, class: LineClass) -> Shown {
    let mut unpaid = None;
    for entry in entries(case).filter(|entry| entry.budget.has_amounts()) {
        let named = speaks_of(case, &entry, class);
        if !named {
            continue;
        }
        if entry.is_paid() || effort_in(entry.reading, entry.line.span).is_some() {
            return Shown::Paid(entry.place(case, entry.line.name));
        }
        unpaid = unpaid.or(Some(Shown::Unpaid(entry.place(case, entry.line.name), entry.words())));
    }
    if let Some(place) = in_remarks(case, class).or_else(|| in_text(case, class)) {
        return Shown::Paid(place);
    }
    denied(case, class).or(unpaid).unwrap_or(Shown::Nothing)
}

/// Whether a line pays for the class, alone or among others.
fn speaks_of(case: &Case<'_>, entry: &Entry<'_>, class: LineClass) -> bool {
    if matches!(entry.line.kind, LineKind::Total | LineKind::Subtotal) {
        return false;
    }
    entry.line.class == Some(class) || LineClass::all_in_name(case.lexicon, entry.name()).contains(&class)
}

/// `其他费用 … 含验收、评审费用`: the remarks of a line that is paid say what it holds.
fn in_remarks(case: &Case<'_>, class: LineClass) -> Option<Place> {
    entries(case).filter(|entry| entry.line.printed.read().is_some()).find_map(|entry| {
        let holds = entry.line.remarks.iter().copied().find(|&span| {
            let text = entry.text(span);
            let Some(at) = ["含", "包括", "包含"].iter().filter_map(|word| text.find(word)).min() else {
                return false;
            };
            let denied = text[..at].ends_with('不') || text[..at].ends_with('未');
            !denied && LineClass::all_in_name(case.lexicon, &text[at..]).contains(&class)
        })?;
        Some(entry.place(case, holds))
    })
}

/// An amount, or an estimate of work, beside the words in the text of a chapter on costs.
fn in_text(case: &Case<'_>, class: LineClass) -> Option<Place> {
    case.readings.iter().enumerate().find_map(|(reading_idx, reading)| {
        let sections = cost_sections(case, reading);
        let facts = sections.iter().flat_map(|&section| reading.facts.values_in(section));
        let found = facts.filter(|fact| !in_table(reading, fact.span)).find(|fact| {
            let is_measure = match &fact.value {
                Value::Money(money) => money.high.0 > 0,
                Value::Quantity(quantity) => is_effort(quantity),
                _ => false,
            };
            is_measure && class_before(case, reading, fact.span) == Some(class)
        })?;
        Some(case.place(reading_idx, reading.content().sentence_around(found.span)))
    })
}

fn is_effort(quantity: &Quantity) -> bool {
    ["人月", "人日", "人天", "人年"].iter().any(|unit| quantity.unit.contains(unit))
        && quantity.high_milli > 0
}

fn effort_in(reading: &Reading, within: Span) -> Option<Span> {
    let mut facts = reading.facts.values_in(within).iter();
    facts.find(|fact| matches!(&fact.value, Value::Quantity(quantity) if is_effort(quantity))).map(|f| f.span)
}

/// What an amount in a sentence is for: the words between it and the amount before, the nearest clause
/// first.
fn class_before(case: &Case<'_>, reading: &Reading, amount: Span) -> Option<LineClass> {
    let document = reading.content();
    let sentence = document.sentence_around(amount);
    let before = Span { start: sentence.start, end: amount.start.max(sentence.start) };
    let last = reading
        .facts
        .values_in(before)
        .iter()
        .rev()
        .find(|fact| matches!(fact.value, Value::Money(_)) && fact.span.end <= amount.start);
    let from = last.map_or(before.start, |fact| fact.span.end);
    let text = document.slice(Span { start: from, end: before.end });
    let clauses = text.rsplit(['，', ',', '；', ';', '。', '：', ':', '、', '\n', '（', '）', '(', ')']);
    let stripped = |clause: &str| {
        let clause = clause.trim().trim_end_matches(['为', '约', '共', '计', '是', '按', '列', '取']);
        LineClass::of_name(case.lexicon, clause)
    };
    clauses.filter(|clause| !clause.trim().is_empty()).find_map(stripped)
}

/// A sentence in a chapter on costs that says that it is not paid.
fn denied(case: &Case<'_>, class: LineClass) -> Option<Shown> {
    let set = match class {
        LineClass::Supervision => "supervision",
        LineClass::Management => "project-management",
        LineClass::Acceptance => "acceptance",
        LineClass::Testing => "third-party-testing",
        LineClass::Training => "training",
        LineClass::Review => "review-fee",
        LineClass::CryptographyAssessment => "cryptography-assessment",
        _ => return None,
    };
    case.all_senses(set).find_map(|(reading_idx, sense)| {
        let reading = &case.readings[reading_idx];
        let in_costs = || {
            !in_table(reading, sense.unit)
                && cost_sections(case, reading).iter().any(|section| section.contains(sense.unit))
        };
        match sense.mood {
            Mood::Denied { reasoned } if in_costs() => {
                let place = case.place(reading_idx, sense.unit);
                Some(if reasoned { Shown::Explained(place) } else { Shown::Denied(place) })
            }
            _ => None,
        }
    })
}
