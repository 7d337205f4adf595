//! The form of a document, whatever its content: DOC-01 to DOC-10.

use super::{Case, Outcome};
use serde::Deserialize;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HygieneRule {
    /// Headings with nothing under them.
    EmptySection,
    /// Placeholders and remains of the template.
    Placeholder,
    /// Heading numbers that skip, repeat or mix styles.
    HeadingNumbers,
    /// Contents page against the headings.
    ContentsPage,
    /// Numbers of figures and tables, and references to them.
    References,
    /// Replaced standards and policies.
    Citations,
    /// Files that could not be read, or are not what they seem.
    Readable,
}

impl HygieneRule {
    pub(super) fn judge(self, _case: &Case<'_>) -> Outcome {
        Outcome::unreadable("规则尚未接入")
    }
}
