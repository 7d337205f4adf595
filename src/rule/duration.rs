//! A length of time within a bound.

use super::{Case, Names, Outcome};
use serde::Deserialize;

/// Parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DurationRule {
    /// Which: `free-maintenance`, `trial-operation`, `service-period`, `construction-period`.
    pub of: String,
    /// Lower bound, `3 年`.
    pub at_least: Option<String>,
    /// Upper bound.
    pub at_most: Option<String>,
}

impl DurationRule {
    pub(super) fn judge(&self, _case: &Case<'_>) -> Outcome {
        Outcome::unreadable("规则尚未接入")
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names::default()
    }
}
