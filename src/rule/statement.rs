//! Statements: terms near each other, in the right section, not denied and not about something else.

use super::{Case, Names, Outcome};
use serde::Deserialize;

/// Parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatementRule {
    /// Term sets of which one sentence must hold one term each.
    pub says: Vec<String>,
    /// Concepts of the sections in which to look first; elsewhere a statement counts as well.
    #[serde(default, rename = "in")]
    pub within: Vec<String>,
}

impl StatementRule {
    pub(super) fn judge(&self, _case: &Case<'_>) -> Outcome {
        Outcome::unreadable("规则尚未接入")
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names::default()
    }
}
