//! The same indicator with two values: `并发用户数不少于 500 个` here, `不少于 800 个` there.

use crate::fact::{Comparator, Fact, TimeUnit, Value};
use crate::finding::Place;
use crate::rule::{Case, Reading, Remark};
use crate::span::Span;
use std::collections::BTreeMap;

/// Characters of an indicator's name; shorter ones name nothing in particular.
const SHORTEST_NAME: usize = 4;
/// Characters before a value in which its name stands.
const NAME_REACH: usize = 16;
/// Contradictions after which there is nothing more to learn.
const MOST: usize = 10;

/// Indicators that a package states with different values.
pub(super) fn contradictions(case: &Case<'_>) -> Vec<Remark> {
    let mut first: BTreeMap<(String, &'static str), (Place, &Fact)> = BTreeMap::new();
    let mut remarks = Vec::new();
    for (idx, reading) in case.readings.iter().enumerate() {
        for fact in &reading.facts.values {
            let Some(kind) = kind(&fact.value) else { continue };
            let Some(name) = name(case, reading, fact.span) else { continue };
            let place = case.place(idx, fact.span);
            match first.get(&(name.clone(), kind)) {
                // 不超过 100 米 and 超过 100 米 are two cases of one bound.
                Some(&(_, other)) if number(&other.value) == number(&fact.value) => {}
                Some(&(there, _)) => {
                    let (here_says, there_says) = (case.quote(place), case.quote(there));
                    let message = format!("指标“{name}”前后不一：一处写“{there_says}”，此处写“{here_says}”");
                    remarks.push(
                        Remark::new(message, Some(place))
                            .label(format!("此处写“{there_says}”"), there)
                            .help("统一同一指标在各章的数值；口径不同的，写明口径"),
                    );
                }
                None => drop(first.insert((name, kind), (place, fact))),
            }
            if remarks.len() == MOST {
                return remarks;
            }
        }
    }
    remarks
}

/// The kind of a bounded measure: plain numbers in running text may count anything.
fn kind(value: &Value) -> Option<&'static str> {
    let (comparator, kind) = match value {
        Value::Percent(percent) => (percent.comparator, "%"),
        Value::Quantity(quantity) => (quantity.comparator, "count"),
        Value::Duration(duration) => (duration.comparator, "time"),
        Value::Money(_) | Value::Date(_) | Value::Level(_) | Value::Citation(_) => return None,
    };
    (!matches!(comparator, Comparator::Exactly | Comparator::About)).then_some(kind)
}

/// The number of a measure, in one unit for each kind.
fn number(value: &Value) -> i64 {
    match value {
        Value::Percent(percent) => percent.low_milli,
        Value::Quantity(quantity) => quantity.low_milli,
        Value::Duration(duration) => duration.low_milli.saturating_mul(seconds(duration.unit)),
        Value::Money(_) | Value::Date(_) | Value::Level(_) | Value::Citation(_) => 0,
    }
}

fn seconds(unit: TimeUnit) -> i64 {
    const DAY: i64 = 86_400;
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Minute => 60,
        TimeUnit::Hour => 3_600,
        TimeUnit::Day | TimeUnit::Workday => DAY,
        TimeUnit::Week => 7 * DAY,
        TimeUnit::Month => 30 * DAY,
        TimeUnit::Year => 365 * DAY,
    }
}

/// The words right before a value, back to the start of its clause, when they name a measured object.
fn name(case: &Case<'_>, reading: &Reading, value: Span) -> Option<String> {
    let document = reading.content();
    let near = document.near(value);
    let before = document.slice(Span { start: near.start, end: value.start });
    let stop = |c: char| !c.is_alphanumeric() || c.is_ascii_digit();
    let words = before.trim_end_matches([' ', '：', ':', '\t', '|']);
    let start = words.rfind(stop).map_or(0, |at| at + words[at..].chars().next().map_or(1, char::len_utf8));
    let name = words[start..].trim_end_matches(['为', '达', '应', '需', '要', '到', '在']);
    let length = name.chars().count();
    let from = near.start as usize + start;
    let span = Span::new(from, from + name.len());
    let is_named =
        (SHORTEST_NAME..=NAME_REACH).contains(&length) && case.has(reading, "measured-objects", span);
    is_named.then(|| name.to_owned())
}
