//! Document → [`Facts`]: typed values with their places.
//!
//! Anchors (`元`, `年`, `%`, `级`, …) are found in one pass; the number around each anchor is parsed
//! locally. Money is counted in 分, everything else in integers of its unit: there are no floats.

pub mod budget;

use crate::date::Date;
use crate::span::Span;

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
    /// Worth of one unit of the last printed digit, in 分: 100 万分之一 precision decides tolerance.
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
    /// The unit as written: 个、台、套、人月、万条 (the multiplier is already in the number)
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
}

/// Reads the values of a document.
pub fn extract(_document: &crate::document::Document) -> Facts {
    Facts::default()
}
