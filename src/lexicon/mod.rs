//! Words as data: section [concepts](ConceptId) with their wordings, and [sets of terms](TermSetId)
//! that one pass over the text finds all at once.
//!
//! The words stand in `outlines/lexicon/*.toml`; code knows only the ids.

mod concept;
mod data;
mod find;
mod line;
mod normal;
mod prefix;
mod segment;
mod similar;
#[cfg(test)]
mod term_tests;
#[cfg(test)]
mod tests;
mod words;

use crate::span::Span;
use std::sync::OnceLock;

const CONCEPTS: &str = include_str!("../../outlines/lexicon/concepts.toml");
const TERMS: &str = include_str!("../../outlines/lexicon/terms.toml");
const STANDARDS: &str = include_str!("../../outlines/lexicon/standards.toml");
const BUDGET: &str = include_str!("../../outlines/lexicon/budget.toml");

/// A concept that a heading can name: `security`, `investment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub u16);

/// A set of terms that mean the same to a rule: `government-cloud`, `negation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermSetId(pub u16);

/// All words.
#[derive(Debug, Default)]
pub struct Lexicon {
    concepts: concept::Concepts,
    terms: find::Terms,
    lines: line::LineClasses,
    superseded: Vec<Superseded>,
}

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
pub struct Hits {
    /// Where each set's spans start in `spans`; one more than there are sets.
    starts: Vec<usize>,
    spans: Vec<Span>,
}

/// A standard or policy that a newer one replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Superseded {
    /// Normalised as [`Citation`](crate::fact::Citation)s are.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The successor's number, or its title where the number is not known.
    pub replaced_by: String,
}

impl Lexicon {
    /// The words that ship with the program; built once.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: OnceLock<Lexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::extended(&[]).expect("the words that ship with the program load: a test holds it")
        })
    }

    /// The words that ship with the program and terms of the user's own: pairs of a term set's name
    /// and a term. The error is a sentence for the user.
    pub fn extended(extra: &[(String, String)]) -> Result<Lexicon, String> {
        let concepts: data::ConceptFile<'static> = parse("concepts", CONCEPTS)?;
        let terms: data::TermFile<'static> = parse("terms", TERMS)?;
        let standards: data::StandardFile = parse("standards", STANDARDS)?;
        let budget: data::BudgetFile<'static> = parse("budget", BUDGET)?;
        let concepts = concept::Concepts::build(&concepts)?;
        let mut superseded: Vec<Superseded> =
            standards.superseded.into_iter().map(Superseded::from).collect();
        superseded.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(Lexicon {
            lines: line::LineClasses::build(&budget, concepts.folding())?,
            concepts,
            terms: find::Terms::build(&terms.set, extra)?,
            superseded,
        })
    }

    /// The concept of that name.
    pub fn concept(&self, name: &str) -> Option<ConceptId> {
        self.concepts.concept(name)
    }

    /// The Chinese title of a concept, for messages.
    pub fn concept_title(&self, concept: ConceptId) -> &str {
        self.concepts.title(concept)
    }

    /// The names of all concepts, in order of their ids.
    pub fn concept_names(&self) -> impl Iterator<Item = &str> {
        self.concepts.names()
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
        self.concepts.read(title)
    }

    /// All terms of all sets in a text, in one pass.
    pub fn find(&self, text: &str) -> Hits {
        self.terms.scan(text)
    }

    /// The successor of a replaced standard.
    pub fn superseded(&self, number: &str) -> Option<&Superseded> {
        let find = |number: &str| {
            let at = self.superseded.binary_search_by(|known| known.number.as_str().cmp(number)).ok()?;
            self.superseded.get(at)
        };
        // GB 28181-2016 is GB/T 28181-2016: the number is the standard's own.
        find(number).or_else(|| find(&number.strip_prefix("GB ").map(|rest| format!("GB/T {rest}"))?))
    }

    /// What a budget line of that name pays for: a name of
    /// [`LineClass`](crate::fact::budget::LineClass) in kebab case.
    pub fn line_class(&self, name: &str) -> Option<&str> {
        self.lines.class(&self.concepts.folding().core(name))
    }
}

impl From<data::StandardData> for Superseded {
    fn from(data: data::StandardData) -> Self {
        Self { number: data.number, title: data.title, replaced_by: data.replaced_by }
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(name: &str, text: &'a str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("{name}.toml：{error}"))
}

#[cfg(test)]
mod loading {
    use super::*;

    #[test]
    fn everything_that_ships_loads() {
        let lexicon = Lexicon::extended(&[]).expect("loads");
        let sets = lexicon.term_set_names().count();
        println!(
            "{} concepts, {} wordings, {sets} sets",
            lexicon.concept_names().count(),
            lexicon.concepts.wording_count(),
        );
        assert!(lexicon.concepts.wording_count() > 900);
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
        for known in &lexicon.superseded {
            assert!(lexicon.superseded(&known.number).is_some(), "{}", known.number);
            assert_ne!(known.number, known.replaced_by);
            assert!(lexicon.superseded(&known.replaced_by).is_none(), "{} ends nowhere", known.number);
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
