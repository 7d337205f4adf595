//! Facts → the values that reports show.

use super::passage::Passage;
use crate::date::Date;
use crate::document::Document;
use crate::fact::{Citation, Comparator, Duration, Fact, FactName, Money, NamedFact, TimeUnit, Value};
use serde::Serialize;

/// A fact with its place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactReport {
    /// What it is about, `total-investment`; for a value whose subject is not named its kind, `money`.
    pub name: &'static str,
    /// The value in whole numbers of its unit.
    pub value: FactValue,
    /// Where it was read.
    #[serde(flatten)]
    pub passage: Passage,
}

/// A value in whole numbers. `to` is the upper end of a range; `bound` says how it bounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum FactValue {
    /// Money in 分.
    Money {
        /// The amount, or the lower end of a range.
        fen: i64,
        /// The upper end.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<i64>,
        /// `at-least`, `at-most`, …
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<&'static str>,
    },
    /// A length of time in whole months.
    Months {
        /// The length, or the lower end of a range.
        months: i64,
        /// The upper end.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<i64>,
        /// `at-least`, `at-most`, …
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<&'static str>,
    },
    /// Thousandths of a unit.
    Measured {
        /// The number, or the lower end of a range.
        milli: i64,
        /// `day`, `percent`, `台`
        unit: String,
        /// The upper end.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<i64>,
        /// `at-least`, `at-most`, …
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<&'static str>,
    },
    /// Days of the calendar.
    Days {
        /// First day.
        from: Date,
        /// Last day.
        until: Date,
    },
    /// Level of classified protection.
    Level {
        /// 1 to 5
        level: u8,
    },
    /// A name, or the number of a standard or document.
    Text {
        /// Normalised.
        text: String,
    },
}

impl FactReport {
    /// A fact whose subject the text names, at its passage.
    pub fn named(document: &Document, fact: &NamedFact, passage: Passage) -> Self {
        let text = || fact.text.clone().unwrap_or_else(|| document.slice(fact.span).to_owned());
        let value = fact.value.as_ref().map_or_else(|| FactValue::Text { text: text() }, FactValue::from);
        Self { name: key(fact.name), value, passage }
    }

    /// Any value of the text, at its passage.
    pub fn value(fact: &Fact, passage: Passage) -> Self {
        let name = match fact.value {
            Value::Money(_) => "money",
            Value::Duration(_) => "duration",
            Value::Percent(_) => "percent",
            Value::Quantity(_) => "quantity",
            Value::Date(_) => "date",
            Value::Level(_) => "level",
            Value::Citation(_) => "citation",
        };
        Self { name, value: FactValue::from(&fact.value), passage }
    }

    /// The name for people.
    pub fn label(&self) -> &'static str {
        match self.name {
            "project-name" => "项目名称",
            "owner" => "建设单位",
            "total-investment" => "总投资",
            "construction-period" => "建设周期",
            "free-maintenance" => "免费运维期",
            "trial-operation" => "试运行期",
            "service-period" => "服务期限",
            "maintenance" => "运维期",
            "protection-level" => "等保级别",
            "money" => "金额",
            "duration" => "期限",
            "percent" => "百分比",
            "quantity" => "数量",
            "date" => "日期",
            "level" => "级别",
            _ => "文号或标准号",
        }
    }
}

fn key(name: FactName) -> &'static str {
    match name {
        FactName::ProjectName => "project-name",
        FactName::Owner => "owner",
        FactName::TotalInvestment => "total-investment",
        FactName::ConstructionPeriod => "construction-period",
        FactName::FreeMaintenance => "free-maintenance",
        FactName::TrialOperation => "trial-operation",
        FactName::ServicePeriod => "service-period",
        FactName::Maintenance => "maintenance",
        FactName::ProtectionLevel => "protection-level",
    }
}

impl From<&Value> for FactValue {
    fn from(value: &Value) -> Self {
        let measured = |low, high, unit: &str, comparator| Self::Measured {
            milli: low,
            unit: unit.to_owned(),
            to: upper(low, high),
            bound: bound(comparator),
        };
        match value {
            Value::Money(money) => Self::money(money),
            Value::Duration(duration) => Self::duration(duration),
            Value::Percent(percent) => {
                measured(percent.low_milli, percent.high_milli, "percent", percent.comparator)
            }
            Value::Quantity(quantity) => {
                measured(quantity.low_milli, quantity.high_milli, &quantity.unit, quantity.comparator)
            }
            Value::Date(date) => Self::Days { from: date.from, until: date.until },
            Value::Level(level) => Self::Level { level: *level },
            Value::Citation(Citation::Standard(number) | Citation::Document { number, .. }) => {
                Self::Text { text: number.clone() }
            }
        }
    }
}

impl FactValue {
    fn money(money: &Money) -> Self {
        Self::Money { fen: money.low.0, to: upper(money.low.0, money.high.0), bound: bound(money.comparator) }
    }

    fn duration(duration: &Duration) -> Self {
        let (low, high) = (duration.low_milli, duration.high_milli);
        let months = match duration.unit {
            TimeUnit::Year => Some((low.saturating_mul(12), high.saturating_mul(12))),
            TimeUnit::Month => Some((low, high)),
            _ => None,
        };
        match months.filter(|(low, high)| low % 1000 == 0 && high % 1000 == 0) {
            Some((low, high)) => Self::Months {
                months: low / 1000,
                to: upper(low / 1000, high / 1000),
                bound: bound(duration.comparator),
            },
            None => Self::Measured {
                milli: low,
                unit: unit_key(duration.unit).to_owned(),
                to: upper(low, high),
                bound: bound(duration.comparator),
            },
        }
    }

    /// The value for people: `≥ 36 个月`, `12,800,000.00 元`.
    pub fn describe(&self) -> String {
        match self {
            Self::Money { fen, to, bound } => range(*fen, *to, *bound, yuan, " 元"),
            Self::Months { months, to, bound } => range(*months, *to, *bound, |n| n.to_string(), " 个月"),
            Self::Measured { milli, unit, to, bound } => {
                let unit = match unit.as_str() {
                    "percent" => "%".to_owned(),
                    unit => format!(" {}", unit_label(unit)),
                };
                range(*milli, *to, *bound, thousandths, &unit)
            }
            Self::Days { from, until } if from == until => from.to_string(),
            Self::Days { from, until } => format!("{from} 至 {until}"),
            Self::Level { level } => format!("第 {level} 级"),
            Self::Text { text } => text.clone(),
        }
    }
}

fn upper(low: i64, high: i64) -> Option<i64> {
    (low != high).then_some(high)
}

fn bound(comparator: Comparator) -> Option<&'static str> {
    Some(match comparator {
        Comparator::Exactly => return None,
        Comparator::About => "about",
        Comparator::AtLeast => "at-least",
        Comparator::MoreThan => "more-than",
        Comparator::AtMost => "at-most",
        Comparator::LessThan => "less-than",
    })
}

fn range(
    low: i64,
    high: Option<i64>,
    bound: Option<&str>,
    number: impl Fn(i64) -> String,
    unit: &str,
) -> String {
    let sign = match bound {
        Some("about") => "约 ",
        Some("at-least") => "≥ ",
        Some("more-than") => "> ",
        Some("at-most") => "≤ ",
        Some("less-than") => "< ",
        _ => "",
    };
    let high = high.map(|high| format!("—{}", number(high))).unwrap_or_default();
    format!("{sign}{}{high}{unit}", number(low))
}

/// 分 as `12,800,000.00`.
fn yuan(fen: i64) -> String {
    let digits = (fen.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{grouped}.{:02}", fen.unsigned_abs() % 100)
}

fn thousandths(milli: i64) -> String {
    let text = format!("{}.{:03}", milli.unsigned_abs() / 1000, milli.unsigned_abs() % 1000);
    let sign = if milli < 0 { "-" } else { "" };
    format!("{sign}{}", text.trim_end_matches('0').trim_end_matches('.'))
}

fn unit_key(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "second",
        TimeUnit::Minute => "minute",
        TimeUnit::Hour => "hour",
        TimeUnit::Day => "day",
        TimeUnit::Workday => "workday",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
    }
}

fn unit_label(unit: &str) -> &str {
    match unit {
        "second" => "秒",
        "minute" => "分钟",
        "hour" => "小时",
        "day" => "天",
        "workday" => "个工作日",
        "week" => "周",
        "month" => "个月",
        "year" => "年",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::FactValue;
    use crate::fact::{Comparator, Duration, Percent, TimeUnit, Value};

    fn duration(low_milli: i64, high_milli: i64, unit: TimeUnit, comparator: Comparator) -> FactValue {
        FactValue::from(&Value::Duration(Duration { low_milli, high_milli, unit, comparator }))
    }

    fn shown(value: &FactValue) -> (String, String) {
        (serde_json::to_string(value).unwrap(), value.describe())
    }

    #[test]
    fn years_and_months_become_months() {
        let three_years = duration(3000, 3000, TimeUnit::Year, Comparator::AtLeast);
        assert_eq!(
            shown(&three_years),
            (r#"{"months":36,"bound":"at-least"}"#.to_owned(), "≥ 36 个月".to_owned())
        );
        let range = duration(6000, 12_000, TimeUnit::Month, Comparator::Exactly);
        assert_eq!(shown(&range), (r#"{"months":6,"to":12}"#.to_owned(), "6—12 个月".to_owned()));
    }

    #[test]
    fn other_lengths_keep_their_unit() {
        let days = duration(90_000, 90_000, TimeUnit::Workday, Comparator::Exactly);
        assert_eq!(
            shown(&days),
            (r#"{"milli":90000,"unit":"workday"}"#.to_owned(), "90 个工作日".to_owned())
        );
        let third = duration(333, 333, TimeUnit::Month, Comparator::Exactly);
        assert_eq!(shown(&third), (r#"{"milli":333,"unit":"month"}"#.to_owned(), "0.333 个月".to_owned()));
    }

    #[test]
    fn money_and_percentages_stay_whole_numbers() {
        let money = FactValue::Money { fen: 128_000_050, to: None, bound: None };
        assert_eq!(shown(&money), (r#"{"fen":128000050}"#.to_owned(), "1,280,000.50 元".to_owned()));
        let percent = FactValue::from(&Value::Percent(Percent {
            low_milli: 99_900,
            high_milli: 99_900,
            comparator: Comparator::AtLeast,
        }));
        assert_eq!(percent.describe(), "≥ 99.9%");
    }
}
