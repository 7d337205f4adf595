//! When a requirement applies: conditions over facts, with the reason when they are false.

use super::{Case, Names};
use crate::fact::budget::LineClass;
use crate::finding::Place;
use serde::Deserialize;

/// A condition of a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The budget pays for one of these.
    BudgetHas(Vec<LineClass>),
    /// More than half of the budget pays for these.
    BudgetMostly(Vec<LineClass>),
    /// The project takes longer than this, `6 个月`, or spans calendar years.
    PeriodOver(String),
    /// The text says a term of the set, not denied.
    Says(String),
    /// The document carries a mark of the set.
    Marked(String),
    /// One of these holds.
    Any(Vec<Condition>),
}

/// What a condition turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds, and this shows it.
    Yes(Vec<Place>),
    /// It does not, for this reason.
    No(String),
    /// It cannot be told, for this reason.
    Unknown(String),
}

impl Condition {
    /// Whether the condition holds for a package.
    pub fn test(&self, _case: &Case<'_>) -> Truth {
        Truth::Unknown("条件尚未接入".into())
    }

    /// The names that it takes from the lexicon.
    pub fn names(&self) -> Names<'_> {
        Names::default()
    }
}
