//! `outlines/lexicon/*.toml` → plain data, when the program is built. Lists of words are one string with white space between
//! the words, so that hundreds of them stay readable; `_` stands for a space inside a word.

use serde::Deserialize;
use std::borrow::Cow;

/// `concepts.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptFile<'a> {
    #[serde(borrow)]
    pub(super) reading: ReadingData<'a>,
    #[serde(borrow)]
    pub(super) concept: Vec<ConceptData<'a>>,
}

/// How headings are read, whatever they mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingData<'a> {
    /// Pairs of a traditional character and its simplified one.
    pub(super) traditional: &'a str,
    /// Words that join two headings in one.
    pub(super) joints: &'a str,
    /// Words that only look as if they held a joint.
    pub(super) not_joints: &'a str,
    /// Words without a sense of their own in front of a heading.
    pub(super) prefixes: &'a str,
    /// The same behind.
    pub(super) suffixes: &'a str,
    /// Further words that say nothing about the chapter, in front of the word that does.
    pub(super) neutral: &'a str,
    /// Further words that say nothing about the chapter, also behind that word.
    pub(super) tails: &'a str,
    /// Nouns at the end that make the heading the name of a piece of software or of a table.
    pub(super) things: &'a str,
    /// Nouns that end the name of a project in front of the heading proper.
    pub(super) names: &'a str,
}

/// A section concept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptData<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// Headings that mean it; `*` stands for two characters or more.
    pub(super) wordings: &'a str,
    /// Headings that may mean it.
    #[serde(default)]
    pub(super) possible: &'a str,
    /// Words inside a longer heading that point to it.
    #[serde(default)]
    pub(super) terms: &'a str,
    /// Words that forbid the match.
    #[serde(default)]
    pub(super) guards: &'a str,
    /// Whether any other concept in the same heading says more.
    #[serde(default)]
    pub(super) weak: bool,
}

/// `terms.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermFile<'a> {
    #[serde(borrow)]
    pub(super) set: Vec<SetData<'a>>,
}

/// A set of terms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetData<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) terms: &'a str,
    /// Longer phrases that contain a term without meaning it.
    #[serde(default)]
    pub(super) not: &'a str,
}

/// `budget.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetFile<'a> {
    #[serde(borrow)]
    pub(super) class: Vec<ClassData<'a>>,
}

/// A class of budget lines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassData<'a> {
    pub(super) id: &'a str,
    pub(super) terms: &'a str,
    /// Terms that decide only where no other does.
    #[serde(default)]
    pub(super) weak: &'a str,
}

/// `standards.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardFile<'a> {
    #[serde(borrow)]
    pub(super) superseded: Vec<StandardData<'a>>,
}

/// A replaced standard or policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardData<'a> {
    pub(super) number: &'a str,
    pub(super) title: &'a str,
    pub(super) replaced_by: &'a str,
    /// How we know; for those who keep the file.
    #[serde(rename = "evidence")]
    pub(super) _evidence: &'a str,
}

/// The words of a list.
pub(super) fn words(list: &str) -> impl Iterator<Item = Cow<'_, str>> {
    list.split_whitespace().map(|word| match word.contains('_') {
        true => Cow::Owned(word.replace('_', " ")),
        false => Cow::Borrowed(word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_any_white_space_and_keeps_marked_spaces() {
        let list = "\n监理 项目监理\tSQL_Server\n";
        assert_eq!(words(list).collect::<Vec<_>>(), ["监理", "项目监理", "SQL Server"]);
    }
}
