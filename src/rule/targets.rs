//! Goals: measured indicators, and vague goals one by one.
//!
//! An indicator is a value with a unit (percent, count, time) in a sentence or a table row that names
//! what is measured. Dates, document numbers, chapter numbers and money are no indicators.

mod values;

use super::section::Found;
use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::document::BlockKind;
use crate::fact::{Comparator, Fact, TimeUnit, Value};
use crate::finding::{Place, Severity};
use crate::span::Span;
use serde::Deserialize;

/// Vague goals that are listed one by one; the rest is counted.
const MOST_VAGUE: usize = 20;
/// Indicators that are shown as evidence.
const SHOWN: usize = 8;

/// Goals with indicators.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TargetsRule {
    /// Concepts of the sections that hold the goals.
    #[serde(rename = "in")]
    pub within: Vec<String>,
}

impl TargetsRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let names: Vec<&str> = self.within.iter().map(String::as_str).collect();
        let found = outermost(case, case.sections_of(&names));
        if found.is_empty() {
            return case.absent("没有找到写建设目标或绩效指标的章节，无法看到定量指标");
        }
        let mut indicators = Vec::new();
        let mut vague = Vec::new();
        for &section in &found {
            let reading = &case.readings[section.reading_idx];
            for unit in units(reading, section) {
                if is_indicator(case, reading, unit) {
                    indicators.push(case.place(section.reading_idx, unit));
                } else if is_vague(case, reading, unit) {
                    vague.push(case.place(section.reading_idx, unit));
                }
            }
        }
        let mut outcome = outcome(case, found[0], indicators, vague);
        if outcome.verdict == Verdict::Met
            && let Some(remark) = without_use(case, &found)
        {
            outcome = outcome.say(remark);
        }
        let contradictions = values::contradictions(case);
        if !contradictions.is_empty() && outcome.verdict == Verdict::Met {
            outcome.verdict = Verdict::Doubtful;
            outcome.reason = format!("{}，有 {} 项指标前后不一", outcome.reason, contradictions.len());
        }
        outcome.remarks.extend(contradictions);
        outcome
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names { concepts: self.within.iter().map(String::as_str).collect(), term_sets: Vec::new() }
    }
}

fn outcome(case: &Case<'_>, goals: Found, indicators: Vec<Place>, vague: Vec<Place>) -> Outcome {
    let count = indicators.len();
    let heading = case.heading(goals).to_owned();
    let mut outcome = if count == 0 {
        let message = format!("“{heading}”没有可用于验收和绩效考核的定量指标");
        Outcome::new(Verdict::Silent, message.clone())
            .say(Remark::new(message, Some(case.heading_place(goals))))
    } else if count < 3 && vague.len() > count * 2 {
        let message = format!("只有 {count} 项定量指标，却有 {} 处没有数值的目标", vague.len());
        Outcome::new(Verdict::Doubtful, message.clone())
            .say(Remark::new(message, Some(case.heading_place(goals))))
    } else {
        Outcome::new(Verdict::Met, format!("识别到 {count} 项定量指标"))
    };
    let severity = if outcome.verdict == Verdict::Met { Severity::Note } else { Severity::Warning };
    let extra = vague.len().saturating_sub(MOST_VAGUE);
    for place in vague.into_iter().take(MOST_VAGUE) {
        outcome = outcome.say(
            Remark::new("目标空泛，没有可考核的数值", Some(place))
                .severity(severity)
                .help("写明考核对象、数值、单位和达到的期限，如“受理环节由 6 个压减到 2 个”"),
        );
    }
    if extra > 0 {
        outcome = outcome.say(Remark::new(format!("另有 {extra} 处目标没有数值"), None).severity(severity));
    }
    outcome.evidence = indicators.into_iter().take(SHOWN).collect();
    outcome
}

/// Indicators serve two purposes, acceptance and appraisal; a note where the goals name only one or none.
fn without_use(case: &Case<'_>, found: &[Found]) -> Option<Remark> {
    let says = |words: &[&str]| {
        found.iter().any(|&section| {
            let reading = &case.readings[section.reading_idx];
            let span = reading.content().sections[section.section as usize].span;
            let text = reading.content().slice(span);
            words.iter().any(|word| text.contains(word))
        })
    };
    let uses = [("验收", says(&["验收"])), ("绩效考核", says(&["绩效", "考核"]))];
    let missing: Vec<&str> = uses.iter().filter(|(_, said)| !said).map(|(name, _)| *name).collect();
    (!missing.is_empty()).then(|| {
        let message = format!("没有写明哪些指标用于{}", missing.join("、哪些用于"));
        Remark::new(message, Some(case.heading_place(found[0])))
            .severity(Severity::Note)
            .help("逐项注明指标用于项目验收还是绩效考核")
    })
}

/// The sections that lie in no other of them, so that nothing is counted twice. A chapter that also holds
/// something else (建设目标与建设内容) gives way to the section inside it that holds the goals alone.
fn outermost(case: &Case<'_>, mut found: Vec<Found>) -> Vec<Found> {
    let span = |f: &Found| case.readings[f.reading_idx].content().sections[f.section as usize].span;
    let is_mixed = |f: &Found| case.readings[f.reading_idx].headings[f.section as usize].certain.len() > 1;
    let holds = |outer: &Found, inner: &Found| {
        outer.reading_idx == inner.reading_idx
            && outer.section != inner.section
            && span(outer).contains(span(inner))
    };
    let all = found.clone();
    found.retain(|outer| {
        !(is_mixed(outer) && all.iter().any(|inner| holds(outer, inner) && !is_mixed(inner)))
    });
    found.iter().filter(|inner| !found.iter().any(|outer| holds(outer, inner))).copied().collect()
}

/// Sentences of the text and rows of the tables under a heading.
fn units(reading: &Reading, section: Found) -> Vec<Span> {
    let document = reading.content();
    let mut units = Vec::new();
    for block in document.blocks_in(section.section) {
        match block.kind {
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Note => {
                units.extend(document.sentences(block.span))
            }
            BlockKind::Table(id) => {
                let table = &document.tables[id as usize];
                units.extend((1..table.row_count).filter_map(|row| {
                    let cells = table.row(row);
                    Some(cells.first()?.span.to(cells.last()?.span))
                }));
            }
            _ => {}
        }
    }
    units
}

fn is_indicator(case: &Case<'_>, reading: &Reading, unit: Span) -> bool {
    reading.facts_in(unit).any(|fact| is_measure(case, reading, unit, fact))
}

fn is_measure(case: &Case<'_>, reading: &Reading, unit: Span, fact: &Fact) -> bool {
    let (comparator, measured) = match &fact.value {
        Value::Percent(percent) => (percent.comparator, true),
        Value::Quantity(quantity) => (quantity.comparator, false),
        Value::Duration(duration) => {
            let short = matches!(
                duration.unit,
                TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day | TimeUnit::Workday
            );
            (duration.comparator, short)
        }
        Value::Money(_) | Value::Date(_) | Value::Level(_) | Value::Citation(_) => return false,
    };
    let named = case.has(reading, "measured-objects", unit);
    // 两个原则: a bare count is a measure only where it is to be reached.
    let bare = comparator == Comparator::Exactly
        && matches!(&fact.value, Value::Quantity(quantity) if COUNTED.contains(&quantity.unit.as_str()));
    let counts_parts = (bare && !verb(case, reading, unit)) || counts_words(reading, fact);
    (named && !counts_parts)
        || (measured && comparator != Comparator::Exactly)
        || (comparator != Comparator::Exactly && verb(case, reading, unit))
        || (verb(case, reading, unit) && !matches!(fact.value, Value::Duration(_)))
}

/// Units that count anything.
const COUNTED: &[&str] = &["个", "大", "项", "种", "类", "方面", "点"];

/// 四个方面, 两大原则: what is counted are parts of the text.
fn counts_words(reading: &Reading, fact: &Fact) -> bool {
    let document = reading.content();
    let rest = document.slice(Span { start: fact.span.end, end: document.near(fact.span).end });
    let behind: String = rest.chars().take(8).collect();
    ["原则", "方面", "部分", "防线", "阶段", "体系", "目标", "任务", "层面", "步骤", "问题", "要点"]
        .iter()
        .any(|word| behind.contains(word))
}

fn verb(case: &Case<'_>, reading: &Reading, unit: Span) -> bool {
    case.has(reading, "target-verbs", unit)
}

fn is_vague(case: &Case<'_>, reading: &Reading, unit: Span) -> bool {
    // 总体目标如下： leads to the goals and is none.
    let text = reading.content().slice(unit);
    let leads_in = text.ends_with(['：', ':']) || text.starts_with("例如");
    !leads_in
        && case.has(reading, "vague", unit)
        && reading.facts_in(unit).all(|fact| matches!(fact.value, Value::Date(_) | Value::Citation(_)))
}

impl Reading {
    /// The values inside a span.
    pub(super) fn facts_in(&self, span: Span) -> impl Iterator<Item = &Fact> {
        let from = self.facts.values.partition_point(|fact| fact.span.start < span.start);
        self.facts.values[from..].iter().take_while(move |fact| fact.span.start < span.end)
    }
}
