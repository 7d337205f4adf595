//! Test help: texts with `«…»` around the facts, facts as short strings.

use super::{Citation, Comparator, Fact, FactName, Facts, TimeUnit, Value, extract};
use crate::document::{Builder, CellDraft, Document, Draft, DraftKind, Format, Origin, TableDraft};
use crate::span::Span;

/// For each text: its facts must be exactly these, at the marked places.
pub(super) fn check(cases: &[(&str, &[&str])]) {
    for (marked, expected) in cases {
        let (text, spans) = unmark(marked);
        let document = paragraph(&text);
        let facts = extract(&document);
        let shown: Vec<String> = facts.values.iter().map(|fact| show(&fact.value)).collect();
        assert_eq!(shown, *expected, "{marked}");
        let places: Vec<Span> = facts.values.iter().map(|fact| fact.span).collect();
        assert_eq!(places, spans, "{marked}: {:?}", quotes(&document, &facts.values));
    }
}

/// For each text: its named facts must be exactly these, `总投资 ¥100`.
pub(super) fn check_named(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let facts = extract(&lines(&text.split('\n').collect::<Vec<_>>()));
        assert_eq!(show_named(&facts), *expected, "{text}");
    }
}

fn quotes<'a>(document: &'a Document, facts: &[Fact]) -> Vec<&'a str> {
    facts.iter().map(|fact| document.slice(fact.span)).collect()
}

/// The text without the marks, and what they enclose.
pub(super) fn unmark(marked: &str) -> (String, Vec<Span>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), 0);
    for character in marked.chars() {
        match character {
            '«' => open = text.len(),
            '»' => spans.push(Span::new(open, text.len())),
            other => text.push(other),
        }
    }
    (text, spans)
}

pub(super) fn paragraph(text: &str) -> Document {
    let mut builder = Builder::new("t", Format::Text);
    builder.paragraph(text, Draft { kind: DraftKind::Verbatim, ..Draft::default() });
    builder.finish()
}

pub(super) fn lines(lines: &[&str]) -> Document {
    let mut builder = Builder::new("t", Format::Text);
    for line in lines {
        let kind = match line.strip_prefix('#') {
            Some(_) => DraftKind::Heading { level: 1, evidence: crate::document::HeadingEvidence::Explicit },
            None => DraftKind::Verbatim,
        };
        builder.paragraph(line.trim_start_matches('#'), Draft { kind, ..Draft::default() });
    }
    builder.finish()
}

/// A document of one table, cells parted by `|`.
pub(super) fn table(rows: &[&str]) -> Document {
    let cells = |row: &str| {
        let cell = |(idx, text): (usize, &str)| CellDraft {
            column_idx: u32::try_from(idx).unwrap(),
            text: text.into(),
            ..CellDraft::default()
        };
        row.split('|').enumerate().map(cell).collect()
    };
    let mut builder = Builder::new("t", Format::Text);
    let draft = TableDraft { rows: rows.iter().map(|row| cells(row)).collect(), first_sheet_row: None };
    builder.table(draft, Origin::Unknown);
    builder.finish()
}

pub(super) fn show_named(facts: &Facts) -> Vec<String> {
    let name = |name| match name {
        FactName::ProjectName => "名称",
        FactName::Owner => "单位",
        FactName::TotalInvestment => "总投资",
        FactName::ConstructionPeriod => "工期",
        FactName::FreeMaintenance => "运维",
        FactName::TrialOperation => "试运行",
        FactName::ServicePeriod => "服务期",
        FactName::Maintenance => "运维期",
        FactName::ProtectionLevel => "等保",
    };
    facts
        .named
        .iter()
        .map(|fact| {
            let value = fact.value.as_ref().map(show).or(fact.text.clone()).unwrap_or_default();
            format!("{} {value}", name(fact.name))
        })
        .collect()
}

pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Money(money) => {
            let yuan = |fen: i64| match fen % 100 {
                0 => format!("{}", fen / 100),
                cents => format!("{}.{cents:02}", fen / 100),
            };
            let capitals = if money.capitals { " 大写" } else { "" };
            let range = range(yuan(money.low.0), yuan(money.high.0));
            format!("{}¥{range}{capitals}", bound(money.comparator))
        }
        Value::Duration(duration) => {
            let unit = match duration.unit {
                TimeUnit::Second => "秒",
                TimeUnit::Minute => "分",
                TimeUnit::Hour => "时",
                TimeUnit::Day => "日",
                TimeUnit::Workday => "工作日",
                TimeUnit::Week => "周",
                TimeUnit::Month => "月",
                TimeUnit::Year => "年",
            };
            let range = range(milli(duration.low_milli), milli(duration.high_milli));
            format!("{}{range}{unit}", bound(duration.comparator))
        }
        Value::Percent(percent) => {
            format!(
                "{}{}%",
                bound(percent.comparator),
                range(milli(percent.low_milli), milli(percent.high_milli))
            )
        }
        Value::Quantity(quantity) => {
            let range = range(milli(quantity.low_milli), milli(quantity.high_milli));
            format!("{}{range}{}", bound(quantity.comparator), quantity.unit)
        }
        Value::Date(date) if date.from == date.until => date.from.to_string(),
        Value::Date(date) => format!("{}..{}", date.from, date.until),
        Value::Level(level) => format!("第{level}级"),
        Value::Citation(Citation::Standard(number)) => number.clone(),
        Value::Citation(Citation::Document { number, whole: true }) => number.clone(),
        Value::Citation(Citation::Document { number, whole: false }) => format!("{number} 缺括号"),
    }
}

fn range(low: String, high: String) -> String {
    if low == high { low } else { format!("{low}~{high}") }
}

fn milli(value: i64) -> String {
    let text = format!("{}.{:03}", value.abs() / 1000, value.abs() % 1000);
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", text.trim_end_matches('0').trim_end_matches('.'))
}

fn bound(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Exactly => "",
        Comparator::About => "≈",
        Comparator::AtLeast => "≥",
        Comparator::MoreThan => ">",
        Comparator::AtMost => "≤",
        Comparator::LessThan => "<",
    }
}
