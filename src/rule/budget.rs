//! The table of costs.

use super::{Case, Names, Outcome};
use serde::Deserialize;

/// Parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BudgetRule {
    /// What is asked of it.
    pub asks: BudgetAsk,
}

/// What a rule asks of the table of costs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BudgetAsk {
    /// Model and configuration of hardware and packaged software.
    Model,
    /// Effort of development.
    Effort,
    /// Lines of these classes.
    #[serde(rename_all = "kebab-case")]
    Lines {
        /// Each of these.
        #[serde(default)]
        all_of: Vec<crate::fact::budget::LineClass>,
        /// At least one of these.
        #[serde(default)]
        any_of: Vec<crate::fact::budget::LineClass>,
    },
    /// Sums that add up.
    Sums,
    /// Items that do not belong into it.
    Excluded {
        /// Term set.
        terms: String,
    },
}

impl BudgetRule {
    pub(super) fn judge(&self, _case: &Case<'_>) -> Outcome {
        Outcome::unreadable("规则尚未接入")
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names::default()
    }
}
