//! Classified protection: one level, with grading, filing and assessment.

use super::{Case, Names, Outcome};
use serde::Deserialize;

/// Parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LevelRule {
    /// Term sets of which the document must say something besides the level.
    #[serde(default)]
    pub says: Vec<String>,
}

impl LevelRule {
    pub(super) fn judge(&self, _case: &Case<'_>) -> Outcome {
        Outcome::unreadable("规则尚未接入")
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names::default()
    }
}
