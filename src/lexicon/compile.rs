//! `terms.toml` → [`Patterns`]. This runs when the program is built: `build.rs` takes this file and those
//! that it uses, and writes the result down as Rust.

use super::data::words;
use super::forms::forms;
use super::prefix::Patterns;
use serde::Deserialize;

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

/// The terms of all sets. The value of a pattern is twice its set's index, plus one for a phrase that does
/// not mean it.
pub(super) fn patterns(sets: &[SetData<'static>]) -> Patterns {
    let lists = sets.iter().flat_map(|set| [set.terms, set.not]).zip(0..);
    let typed = lists.flat_map(|(list, value)| words(list).flat_map(forms).map(move |form| (form, value)));
    Patterns::new(typed.collect())
}
