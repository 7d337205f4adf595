//! Document → [`Facts`]: typed values with their places.
//!
//! Anchors (`元`, `年`, `%`, `级`, …) are found in one pass; the number around each anchor is parsed
//! locally. Money is counted in 分, everything else in integers of its unit: there are no floats.

pub mod budget;
mod citation;
mod comparator;
mod date;
mod duration;
mod label;
mod level;
mod measure;
mod money;
mod named;
mod number;
mod percent;
mod quantity;
mod scan;
mod sentence;
#[cfg(test)]
mod testing;
mod title;
mod words;

pub use money::{CellMoney, money_in_cell};
pub use number::{Decimal, Number, Script, parse_number};

use crate::date::Date;
use crate::document::{BlockKind, Document, Table};
use crate::span::Span;

/// Reads all facts of a document: from running text, list items, notes, captions and cells. Headings
/// only name things; the contents page and page furniture say nothing.
pub fn extract(document: &Document) -> Facts {
    let mut facts = Facts::default();
    for block in &document.blocks {
        match block.kind {
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Note | BlockKind::Caption => {
                read_text(
                    &Segment { text: document.slice(block.span), base: block.span.start, cell: None },
                    &mut facts,
                );
            }
            BlockKind::Table(id) => read_table(document, &document.tables[id as usize], &mut facts),
            BlockKind::Heading { .. } | BlockKind::Contents | BlockKind::PageFurniture => {}
        }
    }
    facts.named = named::find(document, &facts.values);
    facts
}

fn read_table(document: &Document, table: &Table, facts: &mut Facts) {
    let mut left = "";
    let mut row_idx = 0;
    for cell in &table.cells {
        if cell.row_idx != row_idx {
            (left, row_idx) = ("", cell.row_idx);
        }
        let text = document.slice(cell.span);
        if text.is_empty() {
            continue;
        }
        let head = table.cell(0, cell.column_idx).filter(|_| cell.row_idx > 0);
        let head = head.map_or("", |head| document.slice(head.span));
        read_text(&Segment { text, base: cell.span.start, cell: Some([left, head]) }, facts);
        left = text;
    }
}

/// A paragraph or a cell: what a fact cannot reach across.
struct Segment<'a> {
    text: &'a str,
    /// Its place in the document's text.
    base: u32,
    /// For cells: the text to the left and at the top of the column.
    cell: Option<[&'a str; 2]>,
}

fn read_text(segment: &Segment<'_>, facts: &mut Facts) {
    let text = segment.text;
    let tokens = scan::tokens(text);
    if tokens.is_empty() {
        return;
    }
    let mut taken = vec![false; tokens.len()];
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        at = match whole_number(segment, &tokens, at) {
            Some((read, next)) => {
                for fact in &read {
                    mark_taken(&tokens, &mut taken, at, fact.span);
                }
                taken[at..next.max(at + 1)].fill(true);
                found.extend(read);
                next.max(at + 1)
            }
            None => at + 1,
        };
    }
    let context = measure::Context { text, tokens: &tokens, taken: &taken, is_cell: segment.cell.is_some() };
    let measures = measure::find(context);
    facts.malformed.extend(measures.malformed.into_iter().map(|span| span.offset(segment.base)));
    found.extend(measures.facts);
    found.sort_by_key(|fact| (fact.span.start, std::cmp::Reverse(fact.span.end)));
    let mut end = 0;
    for mut fact in found {
        if fact.span.start >= end {
            end = fact.span.end;
            fact.span = fact.span.offset(segment.base);
            facts.values.push(fact);
        }
    }
}

/// Citations, dates and levels: numbers that are no measures.
fn whole_number(segment: &Segment<'_>, tokens: &[scan::Token], at: usize) -> Option<(Vec<Fact>, usize)> {
    let text = segment.text;
    let one = |(fact, next)| (vec![fact], next);
    let around = segment.cell.unwrap_or([""; 2]);
    citation::find(text, tokens, at)
        .map(one)
        .or_else(|| date::find(text, tokens, at))
        .or_else(|| date::dotted(text, &tokens[at]).map(|fact| (vec![fact], at + 1)))
        .or_else(|| level::find(text, tokens, at, around).map(one))
}

/// Marks the tokens inside a fact's span, those before the one that it was found at included.
fn mark_taken(tokens: &[scan::Token], taken: &mut [bool], at: usize, span: Span) {
    let first = at.saturating_sub(4);
    for (token, taken) in tokens[first..=at].iter().zip(&mut taken[first..=at]) {
        *taken |= token.start >= span.start as usize && token.end <= span.end as usize;
    }
}

/// A value read from the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What was read.
    pub value: Value,
    /// The whole expression, comparator and unit included.
    pub span: Span,
}

/// The kinds of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An amount of money.
    Money(Money),
    /// A length of time.
    Duration(Duration),
    /// A percentage.
    Percent(Percent),
    /// A number with a unit that is neither money, time nor percent.
    Quantity(Quantity),
    /// A day, month or year of the calendar.
    Date(DateFact),
    /// A level of classified protection, 1 to 5.
    Level(u8),
    /// The number of a standard or of an official document.
    Citation(Citation),
}

/// How a stated number bounds what it speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// Just the number.
    #[default]
    Exactly,
    /// 约、左右
    About,
    /// 不低于、以上、≥ (the number itself included)
    AtLeast,
    /// 超过、大于、>
    MoreThan,
    /// 不超过、以内、≤
    AtMost,
    /// 少于、低于、<
    LessThan,
}

/// An amount in 分.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

/// An amount of money as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The amount; the lower end of a range.
    pub low: Fen,
    /// The upper end of a range, else the same.
    pub high: Fen,
    /// How it bounds.
    pub comparator: Comparator,
    /// Worth of one of the last printed digit, in 分: 1 万元 for `1280万元`, 0.1 万元 for `1280.0万元`.
    /// Decides how much a rounded sum may differ.
    pub precision: Fen,
    /// Whether it is written in Chinese financial capitals.
    pub capitals: bool,
}

/// Units of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// 秒
    Second,
    /// 分钟
    Minute,
    /// 小时
    Hour,
    /// 日、天
    Day,
    /// 工作日
    Workday,
    /// 周
    Week,
    /// 月
    Month,
    /// 年 (also 半年, as 6 months)
    Year,
}

/// A length of time as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Thousandths of the unit; the lower end of a range.
    pub low_milli: i64,
    /// The upper end of a range, else the same.
    pub high_milli: i64,
    /// The unit as written.
    pub unit: TimeUnit,
    /// How it bounds.
    pub comparator: Comparator,
}

impl Duration {
    /// The lower end in days, counting a month as 30 and a year as 365 days, a workday as one.
    pub fn days(&self) -> i64 {
        days(self.low_milli, self.unit)
    }

    /// The lower end in thousandths of a month; a year is 12 months, 30 days are a month.
    pub fn months_milli(&self) -> i64 {
        match self.unit {
            TimeUnit::Year => self.low_milli * 12,
            TimeUnit::Month => self.low_milli,
            other => days(self.low_milli * 1000, other) / 30,
        }
    }
}

fn days(milli: i64, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => milli / 86_400_000,
        TimeUnit::Minute => milli / 1_440_000,
        TimeUnit::Hour => milli / 24_000,
        TimeUnit::Day | TimeUnit::Workday => milli / 1000,
        TimeUnit::Week => milli * 7 / 1000,
        TimeUnit::Month => milli * 30 / 1000,
        TimeUnit::Year => milli * 365 / 1000,
    }
}

/// A percentage as stated, in thousandths of a percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Percent {
    /// The lower end of a range.
    pub low_milli: i64,
    /// The upper end, else the same.
    pub high_milli: i64,
    /// How it bounds.
    pub comparator: Comparator,
}

/// A number with a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Thousandths; the lower end of a range.
    pub low_milli: i64,
    /// The upper end, else the same.
    pub high_milli: i64,
    /// The unit as written, without 万 and 亿, which are in the number: 个, 台, 人月, 功能点, `TB`; with
    /// what it is per where the text says so: `次/秒`, `万元/人月` (prices per unit are no [`Money`])
    pub unit: String,
    /// How it bounds.
    pub comparator: Comparator,
}

/// A date as precise as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateFact {
    /// The first day that it covers.
    pub from: Date,
    /// The last day that it covers.
    pub until: Date,
}

/// The number of a standard or an official document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Citation {
    /// `GB/T 22239-2019`, normalised: one space, ASCII, upper case; the year may be missing.
    Standard(String),
    /// `国办发〔2019〕57号`, normalised to 〔〕; `whole` is false where a bracket was lost in the text.
    Document {
        /// Normalised number.
        number: String,
        /// Whether the text has both brackets.
        whole: bool,
    },
}

/// What a fact is about, where the text says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactName {
    /// 项目名称
    ProjectName,
    /// 建设单位
    Owner,
    /// 项目总投资
    TotalInvestment,
    /// 建设周期
    ConstructionPeriod,
    /// 免费运维期
    FreeMaintenance,
    /// 试运行期
    TrialOperation,
    /// 服务期限
    ServicePeriod,
    /// 运维期, free or paid
    Maintenance,
    /// 等级保护级别
    ProtectionLevel,
}

/// A fact whose subject the text names. Names and owners have no [`Value`]; their text is the span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFact {
    /// What it is about.
    pub name: FactName,
    /// The value; `None` for names.
    pub value: Option<Value>,
    /// For names: the normalised text.
    pub text: Option<String>,
    /// The value's place.
    pub span: Span,
}

/// All that was read from one document.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// In order of place.
    pub values: Vec<Fact>,
    /// In order of place.
    pub named: Vec<NamedFact>,
    /// Amounts whose digit groups do not fit (`12,34万元`), in order of place. They are not among the
    /// values: what they mean would be a guess.
    pub malformed: Vec<Span>,
}

impl Facts {
    /// The facts of one name, in order of place.
    pub fn of(&self, name: FactName) -> impl Iterator<Item = &NamedFact> {
        self.named.iter().filter(move |fact| fact.name == name)
    }

    /// The values inside a part of the text, in order of place.
    pub fn values_in(&self, span: Span) -> &[Fact] {
        values_in(&self.values, span)
    }
}

fn values_in(values: &[Fact], span: Span) -> &[Fact] {
    let first = values.partition_point(|fact| fact.span.start < span.start);
    let end = values.partition_point(|fact| fact.span.start < span.end);
    &values[first..end.max(first)]
}
