//! Amounts that rules turn on: the project's total, the cost of development.

use super::Case;
use super::condition::Truth;
use crate::fact::budget::{LineClass, LineKind, paid_lines, project_total};
use crate::fact::{Comparator, FactName, Fen, Value, money_in_cell};
use crate::finding::Place;
use serde::{Deserialize, Deserializer, de::Error};

/// An amount within bounds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AmountBounds {
    /// Which amount.
    pub of: AmountName,
    /// Lower bound, the number itself included.
    pub at_least: Option<Sum>,
    /// Upper bound, the number itself excluded.
    pub below: Option<Sum>,
    /// Upper bound, the number itself included.
    pub at_most: Option<Sum>,
}

/// The amounts that thresholds speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmountName {
    /// 项目总投资
    TotalInvestment,
    /// 应用软件开发费
    Development,
}

/// A bound, written `200 万元`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// In 分.
    pub fen: Fen,
    /// As written in the pack.
    pub text: String,
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read = money_in_cell(&text, None).filter(|cell| cell.own_unit);
        let fen = read
            .map(|cell| cell.money.low)
            .ok_or_else(|| D::Error::custom(format!("“{text}”不是金额，应写作“200 万元”")))?;
        Ok(Self { fen, text })
    }
}

impl AmountName {
    /// The word that messages use.
    pub fn title(self) -> &'static str {
        match self {
            Self::TotalInvestment => "总投资",
            Self::Development => "应用软件开发费",
        }
    }

    /// All that the package says the amount is, with the places.
    pub(super) fn read(self, case: &Case<'_>) -> Vec<(Place, Fen)> {
        match self {
            Self::TotalInvestment => totals(case),
            Self::Development => development(case).into_iter().collect(),
        }
    }
}

/// The total as the text tells it, and as the tables sum up to it.
fn totals(case: &Case<'_>) -> Vec<(Place, Fen)> {
    let told = case.named(FactName::TotalInvestment).filter_map(|(idx, fact)| match &fact.value {
        Some(Value::Money(money)) if money.comparator == Comparator::Exactly => {
            Some((case.place(idx, fact.span), money.low))
        }
        _ => None,
    });
    let summed = case.readings.iter().enumerate().filter_map(|(idx, reading)| {
        let total = project_total(&reading.budgets)?;
        Some((case.place(idx, total.side.span), total.side.fen))
    });
    told.chain(summed).collect()
}

/// What the table of all costs pays for development, at its first such line; `None` when one of them tells
/// no amount, for the rest would read as less than it is.
fn development(case: &Case<'_>) -> Option<(Place, Fen)> {
    let mut sum = 0_i64;
    let mut first = None;
    for (idx, reading) in case.readings.iter().enumerate() {
        let items = paid_lines(&reading.budgets).filter(|line| line.kind == LineKind::Item);
        for line in items.filter(|line| line.class == Some(LineClass::Development)) {
            sum = sum.saturating_add(line.amount?.0);
            first = first.or(Some(case.place(idx, line.name)));
        }
    }
    first.map(|place| (place, Fen(sum)))
}

impl AmountBounds {
    /// Whether the amount lies within the bounds. Values on both sides of a bound leave it open.
    pub(super) fn test(&self, case: &Case<'_>) -> Truth {
        let title = self.of.title();
        let read = self.of.read(case);
        let (inside, outside): (Vec<_>, Vec<_>) = read.iter().partition(|(_, fen)| self.holds(*fen));
        match (inside.first(), outside.first()) {
            (None, None) => Truth::Unknown(format!("没有读到{title}，不能确定是否达到 {}", self.words())),
            (Some(&(_, a)), Some(&(_, b))) => Truth::Unknown(format!(
                "{title}前后不一（{}、{}），不能确定是否达到 {}",
                in_wan(a),
                in_wan(b),
                self.words()
            )),
            (Some(_), None) => Truth::Yes(inside.iter().map(|(place, _)| *place).collect()),
            (None, Some(&(_, fen))) => {
                Truth::No(format!("{title}为 {}，不属于{}", in_wan(fen), self.words()))
            }
        }
    }

    /// Whether an amount lies within the bounds.
    pub(super) fn holds(&self, fen: Fen) -> bool {
        self.at_least.as_ref().is_none_or(|bound| fen >= bound.fen)
            && self.below.as_ref().is_none_or(|bound| fen < bound.fen)
            && self.at_most.as_ref().is_none_or(|bound| fen <= bound.fen)
    }

    /// `200 万元及以上`
    pub fn words(&self) -> String {
        let parts = [
            self.at_least.as_ref().map(|bound| format!("{}及以上", bound.text)),
            self.below.as_ref().map(|bound| format!("不足 {}", bound.text)),
            self.at_most.as_ref().map(|bound| format!("不超过 {}", bound.text)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("、")
    }
}

/// An amount for messages, in 万元.
pub(super) fn in_wan(fen: Fen) -> String {
    fen.show(Some(Fen(1_000_000)))
}
