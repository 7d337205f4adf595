//! What there is already: devices, software, systems, with what must be told of each.

use super::columns::{Columns, is_blank};
use super::sense::{Mood, Sense};
use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::document::BlockKind;
use crate::fact::Value;
use crate::fact::budget::short_name;
use crate::finding::Place;
use crate::lexicon::TermSetId;
use crate::span::Span;
use serde::Deserialize;

/// Remarks after which the rest is only counted.
const MOST_REMARKS: usize = 30;

/// Units that count no things.
const MEASURES: &[&str] = &[
    "次",
    "轮",
    "项次",
    "人",
    "人次",
    "名",
    "人月",
    "人日",
    "人天",
    "人年",
    "人时",
    "个人月",
    "个人日",
    "个人天",
    "核",
    "页",
    "GB",
    "TB",
    "MB",
    "PB",
    "KB",
    "G",
    "T",
    "M",
    "GHz",
    "MHz",
    "Hz",
    "Mbps",
    "Gbps",
    "kW",
    "KW",
    "W",
    "kVA",
    "KVA",
    "U",
    "米",
    "平方米",
    "公里",
    "寸",
    "英寸",
    "度",
    "毫秒",
    "并发",
];

/// A list of what there is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InventoryRule {
    /// Term set of the things that the list names; without it, any.
    pub of: Option<String>,
    /// Term set that names what must be told of each: the header of the column, a word of the sentence.
    pub told: Option<String>,
    /// Term set of the column's header, where it is called otherwise than what a sentence tells. Such
    /// headers are common words: their tables count in the sections alone.
    pub column: Option<String>,
    /// What it looks like.
    #[serde(default)]
    pub value: ValueKind,
    /// Whether that header names the things, so that every row below it is one.
    #[serde(default)]
    pub column_names: bool,
    /// Whether what is told has happened: a day still to come tells nothing of it.
    #[serde(default)]
    pub past: bool,
    /// Concepts of the sections in which sentences count; tables count everywhere. Without such a section
    /// in the package a table, and a sentence about what there is now, are near misses.
    #[serde(rename = "in")]
    pub within: Vec<String>,
}

/// What stands in a cell or a sentence of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Any words.
    #[default]
    Words,
    /// A number of things.
    Quantity,
    /// A day, a month or a year.
    Date,
}

/// What the tables of a package say.
#[derive(Default)]
struct Listed {
    rows: usize,
    evidence: Vec<Place>,
    lacks: Vec<Remark>,
}

impl InventoryRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let what = self.title(case);
        let listed = self.tables(case);
        let has_sections = (0..case.readings.len()).any(|idx| !self.sections(case, idx).is_empty());
        if let (false, true, Some(&place)) = (has_sections, listed.lacks.is_empty(), listed.evidence.first())
        {
            return stray_outcome(&what, place);
        }
        if listed.rows > listed.lacks.len() {
            return listed.outcome(&what);
        }
        if let Some(places) = self.sentences(case) {
            return Outcome::met(format!("写明了{what}"), places);
        }
        if listed.rows > 0 {
            return listed.outcome(&what);
        }
        let reason = format!("没有写明{what}");
        if !has_sections && let Some(place) = self.stray(case) {
            return stray_outcome(&what, place);
        }
        match self.mention(case) {
            Some(place) => {
                case.absent(reason).say(Remark::new(format!("此处写到有关内容，没有写明{what}"), Some(place)))
            }
            None => case.absent(reason),
        }
    }

    /// What is asked, in words.
    fn title(&self, case: &Case<'_>) -> String {
        if let (Some(set), Some(_)) | (None, Some(set)) = (&self.of, &self.column) {
            return case.set_title(set);
        }
        match (&self.of, &self.told) {
            (Some(of), Some(told)) => format!("{}的{}", case.set_title(of), case.set_title(told)),
            (Some(set), None) | (None, Some(set)) => case.set_title(set),
            (None, None) => "清单".into(),
        }
    }

    fn tables(&self, case: &Case<'_>) -> Listed {
        let mut listed = Listed::default();
        let header = self.column.as_deref().or(self.told.as_deref());
        let header = header.and_then(|set| case.lexicon.term_set(set));
        let of = self.of.as_deref().and_then(|set| case.lexicon.term_set(set));
        for (idx, reading) in case.readings.iter().enumerate() {
            for (id, table) in reading.content().tables.iter().enumerate() {
                let is_price_list = reading
                    .budgets
                    .iter()
                    .any(|budget| budget.table as usize == id && budget.is_plan() && budget.has_amounts());
                let roles: Vec<TermSetId> = header.or(of).into_iter().collect();
                if is_price_list || roles.is_empty() {
                    continue;
                }
                let Some(columns) = Columns::find(reading, table, &roles) else { continue };
                let sections = self.sections(case, idx);
                if self.column.is_some() && !sections.iter().any(|section| section.contains(table.span)) {
                    continue;
                }
                self.rows(case, (idx, reading), &columns, of, &mut listed);
            }
        }
        listed
    }

    /// The rows of one table that name such a thing, and those that do not tell what they must.
    fn rows(
        &self,
        case: &Case<'_>,
        (idx, reading): (usize, &Reading),
        columns: &Columns<'_>,
        of: Option<TermSetId>,
        listed: &mut Listed,
    ) {
        // A header of its own that names the things makes each of its rows one.
        let is_list = self.told.is_none() && self.column.is_none();
        let names_all =
            is_list || self.column_names || of.is_none() || named_above(reading, columns.table.span, of);
        for row in columns.rows(reading) {
            let span = columns.row_span(row);
            let is_sum = ["合计", "小计", "总计", "共计"].contains(&table_name(reading, columns, row));
            if is_sum {
                continue;
            }
            if !names_all && !of.is_some_and(|set| reading.hits.any(set, span)) {
                continue;
            }
            listed.rows += 1;
            let Some((text, cell)) = columns.text(reading, row, 0) else { continue };
            if self.fits(text) && !(self.past && is_to_come(case, reading, cell)) {
                listed.evidence.push(case.place(idx, span));
            } else {
                let name = table_name(reading, columns, row);
                let message = format!(
                    "第 {} 行“{}”没有填写{}",
                    columns.row_number(row),
                    short_name(name),
                    self.column
                        .as_deref()
                        .or(self.told.as_deref())
                        .map_or_else(|| "名称".into(), |set| case.set_title(set))
                );
                let place = if cell.is_empty() { span } else { cell };
                listed.lacks.push(Remark::new(message, Some(case.place(idx, place))));
            }
        }
    }

    /// Whether a cell tells it.
    fn fits(&self, text: &str) -> bool {
        match self.value {
            ValueKind::Words => !is_blank(text),
            ValueKind::Quantity => text.contains(|c: char| c.is_numeric()),
            ValueKind::Date => text.contains(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)),
        }
    }

    /// Sentences of the right sections that tell it.
    fn sentences(&self, case: &Case<'_>) -> Option<Vec<Place>> {
        let mut places = Vec::new();
        for idx in 0..case.readings.len() {
            for within in self.sections(case, idx) {
                places.extend(self.told_in(case, idx, within));
            }
        }
        // One word is a mention; a list without anything told of its things names several.
        let enough = self.told.is_some() || places.len() >= 2;
        places.dedup();
        places.truncate(3);
        (enough && !places.is_empty()).then_some(places)
    }

    /// Where there is no such section in the whole package: a sentence that speaks of the present.
    fn stray(&self, case: &Case<'_>) -> Option<Place> {
        (0..case.readings.len()).find_map(|idx| {
            let reading = &case.readings[idx];
            let whole = Span::new(0, reading.content().text.len());
            let found = self.told_in(case, idx, whole);
            found.into_iter().find(|place| case.has(reading, "at-present", place.span))
        })
    }

    /// The sentences of a part of a document that tell it.
    fn told_in(&self, case: &Case<'_>, idx: usize, within: Span) -> Vec<Place> {
        let reading = &case.readings[idx];
        let Some(subject) = self.of.as_deref().or(self.told.as_deref()) else { return Vec::new() };
        let of = self.of.as_deref().and_then(|set| case.lexicon.term_set(set));
        case.senses(reading, subject, within)
            .filter(|sense| !matches!(sense.mood, Mood::Denied { .. }))
            .filter(|sense| self.sentence_tells(case, reading, sense))
            .filter(|sense| self.column.is_none() || !is_unnamed_row(reading, sense.unit, of))
            .map(|sense| case.place(idx, sense.unit))
            .collect()
    }

    fn sentence_tells(&self, case: &Case<'_>, reading: &Reading, sense: &Sense) -> bool {
        let unit = sense.unit;
        let told = self.told.as_deref().is_none_or(|set| case.has(reading, set, unit));
        match self.value {
            ValueKind::Words => told,
            // A number with its unit tells how many without the word for it.
            ValueKind::Quantity => {
                reading.facts.values_in(count_clause(reading, sense)).iter().any(|fact| match &fact.value {
                    Value::Quantity(quantity) => !MEASURES.contains(&quantity.unit.as_str()),
                    _ => false,
                })
            }
            ValueKind::Date => self.is_dated(case, reading, unit),
        }
    }

    /// Whether a date stands in one clause with what is told: 设备已过保，2025年故障三次 dates the failures.
    fn is_dated(&self, case: &Case<'_>, reading: &Reading, unit: Span) -> bool {
        let Some(told) = self.told.as_deref().and_then(|set| case.lexicon.term_set(set)) else {
            return false;
        };
        let is_date = |value: &Value| match value {
            Value::Date(date) => !self.past || date.from <= case.as_of,
            _ => false,
        };
        reading.hits.of(told, unit).any(|term| {
            let clause = comma_clause(reading, term, unit);
            reading.facts.values_in(clause).iter().any(|fact| is_date(&fact.value))
        })
    }

    /// The sections in which sentences count.
    fn sections(&self, case: &Case<'_>, reading_idx: usize) -> Vec<Span> {
        let names: Vec<&str> = self.within.iter().map(String::as_str).collect();
        let reading = &case.readings[reading_idx];
        case.sections_of(&names)
            .into_iter()
            .filter(|found| found.reading_idx == reading_idx)
            .map(|found| reading.content().sections[found.section as usize].span)
            .collect()
    }

    /// A place that names such a thing at all.
    fn mention(&self, case: &Case<'_>) -> Option<Place> {
        let set = self.of.as_deref()?;
        let names: Vec<&str> = self.within.iter().map(String::as_str).collect();
        case.sections_of(&names).into_iter().find_map(|found| {
            let reading = &case.readings[found.reading_idx];
            let span = reading.content().sections[found.section as usize].span;
            let sense = case.senses(reading, set, span).next()?;
            Some(case.place(found.reading_idx, sense.unit))
        })
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names {
            concepts: self.within.iter().map(String::as_str).collect(),
            term_sets: [&self.of, &self.told, &self.column]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .chain(["at-present"])
                .collect(),
        }
    }
}

impl Listed {
    fn outcome(mut self, what: &str) -> Outcome {
        self.evidence.truncate(3);
        if self.lacks.is_empty() {
            return Outcome::met(format!("清单 {} 行写明了{what}", self.rows), self.evidence);
        }
        let lacks = self.lacks.len();
        let reason = format!("清单 {} 行中有 {lacks} 行没有写明{what}", self.rows);
        self.lacks.truncate(MOST_REMARKS);
        Outcome {
            evidence: self.evidence,
            remarks: self.lacks,
            ..Outcome::new(Verdict::Contradicted, reason)
        }
    }
}

/// Something that may be it where there is no section that is about what there is.
fn stray_outcome(what: &str, place: Place) -> Outcome {
    let reason = format!("没有说明现状的章节，此处可能写明了{what}");
    let remark = Remark::new(reason.clone(), Some(place));
    Outcome { evidence: vec![place], ..Outcome::new(Verdict::Doubtful, reason).say(remark) }
}

/// Whether a unit is a row of a table that names something else as a whole: what counts there is its
/// column.
fn is_unnamed_row(reading: &Reading, unit: Span, of: Option<TermSetId>) -> bool {
    let block = reading.content().block_at(unit.start).map(|at| &reading.content().blocks[at as usize]);
    block.is_some_and(|block| {
        matches!(block.kind, BlockKind::Table(_)) && !named_above(reading, block.span, of)
    })
}

/// Whether a cell names days, and all of them are still to come.
fn is_to_come(case: &Case<'_>, reading: &Reading, cell: Span) -> bool {
    let mut dates = reading.facts.values_in(cell).iter().filter_map(|fact| match &fact.value {
        Value::Date(date) => Some(date.from),
        _ => None,
    });
    dates.clone().next().is_some() && dates.all(|date| date > case.as_of)
}

/// The part of a sentence between commas in which a term stands.
fn comma_clause(reading: &Reading, term: Span, unit: Span) -> Span {
    let text = reading.content().slice(unit);
    let stop = |c: char| matches!(c, '，' | ',' | '；' | ';');
    let (start, end) = ((term.start - unit.start) as usize, (term.end - unit.start) as usize);
    let from = text[..start].rfind(stop).map_or(0, |at| at + 1);
    let from = (from..=start).find(|&at| text.is_char_boundary(at)).unwrap_or(start);
    let to = text[end..].find(stop).map_or(text.len(), |at| end + at);
    Span::new(from, to).offset(unit.start)
}

/// Where the number of the things stands: in their clause, or behind it in one that sums them up. A row of
/// a table is one clause.
fn count_clause(reading: &Reading, sense: &Sense) -> Span {
    const SUMS_UP: [&str; 9] = ["共", "合计", "总计", "总数", "各", "分别", "均为", "数量", "其中"];
    let document = reading.content();
    let block = document.block_at(sense.term.start).map(|at| &document.blocks[at as usize]);
    if block.is_some_and(|block| matches!(block.kind, BlockKind::Table(_))) {
        return sense.unit;
    }
    let clause = comma_clause(reading, sense.term, sense.unit);
    let rest = document.slice(Span { start: clause.end, end: sense.unit.end });
    let next = rest.trim_start_matches(['，', ',', '；', ';', ' ']);
    match SUMS_UP.iter().any(|word| next.starts_with(word)) {
        true => Span { end: sense.unit.end, ..clause },
        false => clause,
    }
}

/// Whether the words above a table name such things as a whole.
fn named_above(reading: &Reading, table: Span, of: Option<TermSetId>) -> bool {
    of.is_some_and(|set| title_of(reading, table).iter().any(|&span| reading.hits.any(set, span)))
}

/// What names a table as a whole: the block right above it, and the heading.
fn title_of(reading: &Reading, table: Span) -> Vec<Span> {
    let document = reading.content();
    let above = document
        .block_at(table.start)
        .and_then(|at| at.checked_sub(1))
        .map(|at| document.blocks[at as usize].span);
    let heading = document.heading_span(document.section_at(table.start));
    above.into_iter().chain([heading]).collect()
}

/// The name in a row: its first cell that is no number.
fn table_name<'a>(reading: &'a Reading, columns: &Columns<'_>, row: u32) -> &'a str {
    let texts = columns.table.row(row).iter().map(|cell| reading.content().slice(cell.span).trim());
    texts.into_iter().find(|text| text.contains(char::is_alphabetic)).unwrap_or_default()
}
