//! Chapters: found in the heading tree, with substance under them.

use super::{Case, Names, Outcome};
use serde::Deserialize;

/// Parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SectionRule {
    /// The concept that the heading must name.
    pub concept: String,
    /// Further concepts that serve as well.
    #[serde(default)]
    pub or: Vec<String>,
    /// Characters of content that make it more than a heading.
    #[serde(default = "default_substance")]
    pub at_least_chars: u32,
    /// Term sets of which the section must say something: each entry one set.
    #[serde(default)]
    pub says: Vec<String>,
}

impl SectionRule {
    pub(super) fn judge(&self, _case: &Case<'_>) -> Outcome {
        Outcome::unreadable("规则尚未接入")
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names::default()
    }
}

/// Several chapters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SectionsRule {
    /// The chapters, in their usual order; each one concept or several that serve as well.
    pub all_of: Vec<Vec<String>>,
    /// Characters of content that make each more than a heading.
    #[serde(default = "default_substance")]
    pub at_least_chars: u32,
    /// Whether the order counts.
    #[serde(default)]
    pub in_order: bool,
}

fn default_substance() -> u32 {
    30
}

impl SectionsRule {
    pub(super) fn judge(&self, _case: &Case<'_>) -> Outcome {
        Outcome::unreadable("规则尚未接入")
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names::default()
    }
}
