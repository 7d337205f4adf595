//! Words as data: section [concepts](ConceptId) with their wordings, and [sets of terms](TermSetId)
//! that one pass over the text finds all at once.
//!
//! The words stand in `outlines/lexicon/*.toml`; code knows only the ids.

use crate::span::Span;

/// A concept that a heading can name: `security`, `budget`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub u16);

/// A set of terms that mean the same to a rule: `government-cloud`, `negation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermSetId(pub u16);

/// All words.
#[derive(Debug, Default)]
pub struct Lexicon {}

/// What a heading says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadingMatch {
    /// Concepts that it names.
    pub certain: Vec<ConceptId>,
    /// Concepts that it may mean, best first: only ever a reason for 待核实.
    pub possible: Vec<ConceptId>,
}

/// The terms found in one text, in order.
#[derive(Clone, Debug, Default)]
pub struct Hits {}

/// A standard or policy that a newer one replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Superseded {
    /// Normalised as [`Citation`](crate::fact::Citation)s are.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The successor's number.
    pub replaced_by: String,
}

impl Lexicon {
    /// The words that ship with the program; built once.
    pub fn builtin() -> &'static Lexicon {
        static EMPTY: Lexicon = Lexicon {};
        &EMPTY
    }

    /// The concept of that name.
    pub fn concept(&self, _name: &str) -> Option<ConceptId> {
        None
    }

    /// The Chinese title of a concept, for messages.
    pub fn concept_title(&self, _concept: ConceptId) -> &str {
        ""
    }

    /// The names of all concepts.
    pub fn concept_names(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    /// The names of all term sets.
    pub fn term_set_names(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    /// The term set of that name.
    pub fn term_set(&self, _name: &str) -> Option<TermSetId> {
        None
    }

    /// The Chinese title of a term set, for messages.
    pub fn term_set_title(&self, _set: TermSetId) -> &str {
        ""
    }

    /// What a heading (its title without number) says.
    pub fn match_heading(&self, _title: &str) -> HeadingMatch {
        HeadingMatch::default()
    }

    /// All terms of all sets in a text, in one pass.
    pub fn find(&self, _text: &str) -> Hits {
        Hits::default()
    }

    /// The successor of a replaced standard.
    pub fn superseded(&self, _number: &str) -> Option<&Superseded> {
        None
    }
}

impl Hits {
    /// The places of a set's terms inside a part of the text, in order.
    pub fn of(&self, _set: TermSetId, _within: Span) -> impl Iterator<Item = Span> + '_ {
        std::iter::empty()
    }
}
