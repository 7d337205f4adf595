//! Words as data: section [concepts](ConceptId) with their wordings, and [sets of terms](TermSetId)
//! that one pass over the text finds all at once.
//!
//! The words stand in `outlines/lexicon/*.toml`; code knows only the ids. Their tables are made when the
//! program is built: making them takes as long as all the rest of checking a small document.

#[cfg(test)]
mod compile;
mod concept;
#[cfg(test)]
mod data;
mod find;
mod forms;
mod line;
mod normal;
mod prefix;
mod segment;
mod similar;
mod standard;
#[cfg(test)]
mod term_tests;
#[cfg(test)]
mod tests;
mod words;

pub use concept::{ConceptId, HeadingMatch};
pub use standard::Superseded;

use crate::document::Document;
use crate::span::Span;
use shipped::{CONCEPTS, LINES, SUPERSEDED};
use std::sync::LazyLock;

/// What `build.rs` makes of `outlines/lexicon`.
mod shipped {
    use super::concept::{Affixes, Chapter, ConceptId, Concepts, Frame};
    use super::find::TermSet;
    use super::line::{LineClasses, Term};
    use super::normal::Folding;
    use super::prefix::{Pair, Pattern, Patterns};
    use super::segment::Sense::{Concept, Neutral, Tail};
    use super::segment::Vocabulary;
    use super::similar::Wordings;
    use super::standard::Superseded;
    use super::words::{CharSet, Entry, List, Words};
    use std::borrow::Cow;
    include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));
}

/// A set of terms that mean the same to a rule: `government-cloud`, `negation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermSetId(pub u16);

/// All words: those that ship with the program, and terms of the user's own.
#[derive(Debug, Default)]
pub struct Lexicon {
    terms: find::Terms,
}

/// The terms found in one text, in order.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// Where each set's spans start in `spans`; one more than there are sets.
    starts: Vec<usize>,
    spans: Vec<Span>,
}

impl Lexicon {
    /// The words that ship with the program; built once.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);
        &BUILTIN
    }

    /// The words that ship with the program and terms of the user's own: pairs of a term set's name
    /// and a term. The error is a sentence for the user.
    pub fn extended(extra: &[(String, String)]) -> Result<Lexicon, String> {
        Ok(Lexicon { terms: find::Terms::default().extended(extra)? })
    }

    /// The concept of that name.
    pub fn concept(&self, name: &str) -> Option<ConceptId> {
        CONCEPTS.concept(name)
    }

    /// The Chinese title of a concept, for messages.
    pub fn concept_title(&self, concept: ConceptId) -> &str {
        CONCEPTS.title(concept)
    }

    /// The names of all concepts, in order of their ids.
    pub fn concept_names(&self) -> impl Iterator<Item = &str> {
        CONCEPTS.names()
    }

    /// The term set of that name.
    pub fn term_set(&self, name: &str) -> Option<TermSetId> {
        self.terms.set(name)
    }

    /// The Chinese title of a term set, for messages.
    pub fn term_set_title(&self, set: TermSetId) -> &str {
        self.terms.title(set)
    }

    /// The names of all term sets, in order of their ids.
    pub fn term_set_names(&self) -> impl Iterator<Item = &str> {
        self.terms.names()
    }

    /// What a heading (its title without number) says.
    pub fn match_heading(&self, title: &str) -> HeadingMatch {
        CONCEPTS.read(title)
    }

    /// What each section's heading says; same index as [`Document::sections`].
    pub fn match_headings(&self, document: &Document) -> Vec<HeadingMatch> {
        let sections = u32::try_from(document.sections.len()).unwrap_or(u32::MAX);
        (0..sections).map(|section| self.match_heading(document.title(section))).collect()
    }

    /// All terms of all sets in a text, in one pass.
    pub fn find(&self, text: &str) -> Hits {
        self.terms.scan(text)
    }

    /// The successor of a replaced standard.
    pub fn superseded(&self, number: &str) -> Option<&Superseded> {
        let find = |number: &str| {
            let at = SUPERSEDED.binary_search_by(|known| known.number.cmp(number)).ok()?;
            SUPERSEDED.get(at)
        };
        // GB 28181-2016 is GB/T 28181-2016: the number is the standard's own.
        find(number).or_else(|| find(&number.strip_prefix("GB ").map(|rest| format!("GB/T {rest}"))?))
    }

    /// What a budget line of that name pays for: a name of
    /// [`LineClass`](crate::fact::budget::LineClass) in kebab case.
    pub fn line_class(&self, name: &str) -> Option<&str> {
        LINES.class(&CONCEPTS.folding.core(name))
    }
}

#[cfg(test)]
mod loading {
    use super::*;

    #[test]
    fn everything_that_ships_loads() {
        let lexicon = Lexicon::default();
        let sets = lexicon.term_set_names().count();
        println!(
            "{} concepts, {} wordings, {sets} sets",
            lexicon.concept_names().count(),
            CONCEPTS.wording_count(),
        );
        assert!(CONCEPTS.wording_count() > 900);
        for name in lexicon.concept_names() {
            let concept = lexicon.concept(name).expect("its own name");
            assert!(!lexicon.concept_title(concept).is_empty(), "{name}");
        }
        for name in lexicon.term_set_names() {
            let set = lexicon.term_set(name).expect("its own name");
            assert!(!lexicon.term_set_title(set).is_empty(), "{name}");
        }
    }

    #[test]
    fn replaced_standards_name_their_successor() {
        let lexicon = Lexicon::builtin();
        let found = lexicon.superseded("GB/T 22239-2008").expect("replaced");
        assert_eq!(found.replaced_by, "GB/T 22239-2019");
        assert!(lexicon.superseded("GB/T 22239-2019").is_none());
        for known in SUPERSEDED.iter() {
            assert!(lexicon.superseded(known.number).is_some(), "{}", known.number);
            assert_ne!(known.number, known.replaced_by);
            assert!(lexicon.superseded(known.replaced_by).is_none(), "{} ends nowhere", known.number);
        }
    }

    #[test]
    fn users_terms_count_and_an_unknown_set_is_named() {
        let extra = [("government-cloud".to_owned(), "某某云脑".to_owned())];
        let lexicon = Lexicon::extended(&extra).expect("loads");
        let set = lexicon.term_set("government-cloud").expect("known");
        assert_eq!(lexicon.find("部署在某某云脑").all(set).len(), 1);
        let error = Lexicon::extended(&[("clouds".to_owned(), "云".to_owned())]).expect_err("unknown");
        assert!(error.contains("clouds"), "{error}");
    }
}
