//! Rule kinds: what a requirement can ask of a package, and how each is decided.
//!
//! A [`Rule`] looks at a [`Case`] and returns an [`Outcome`]. Rules look at term hits, facts and
//! sections that were found once for all of them; none searches the whole text by itself.

pub mod condition;

use crate::date::Date;
use crate::document::Document;
use crate::fact::Facts;
use crate::fact::budget::Budget;
use crate::finding::{Label, Place, Severity};
use crate::lexicon::{HeadingMatch, Hits, Lexicon};
use serde::Deserialize;

/// One document with everything that rules look at.
#[derive(Debug, Default)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Its typed values.
    pub facts: Facts,
    /// Its terms.
    pub hits: Hits,
    /// What each section's heading says; same index as [`Document::sections`].
    pub headings: Vec<HeadingMatch>,
    /// Its tables of costs.
    pub budgets: Vec<Budget>,
}

/// A package as rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its documents, sorted by path.
    pub readings: &'a [Reading],
    /// The words.
    pub lexicon: &'a Lexicon,
    /// The day on which the package is judged.
    pub as_of: Date,
}

/// What a rule found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How the requirement stands.
    pub verdict: Verdict,
    /// Why, in one sentence.
    pub reason: String,
    /// What shows it.
    pub evidence: Vec<Place>,
    /// What to say.
    pub remarks: Vec<Remark>,
}

/// How a requirement stands, with the two ways of not being met told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Shown by evidence.
    Met,
    /// Looked everywhere; nothing says it.
    Silent,
    /// Something says the opposite, or a value breaks the bound.
    Contradicted,
    /// A person must look.
    Doubtful,
    /// The author explains an exception: a person judges the reason.
    Explained,
    /// What could show it could not be read.
    Unreadable,
    /// There is nothing that the rule could speak about.
    Inapplicable,
}

/// Something to say at a place, before the requirement's force gives it a weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// One line that stands alone.
    pub message: String,
    /// The next step; `None` takes the requirement's own help.
    pub help: Option<String>,
    /// Where; `None` for the package as a whole.
    pub place: Option<Place>,
    /// Further places.
    pub related: Vec<Label>,
    /// A weight of its own; `None` takes the requirement's.
    pub severity: Option<Severity>,
}
