//! Words as data: section [concepts](ConceptId) with their wordings, and [sets of terms](TermSetId)
//! that one pass over the text finds all at once.
//!
//! The words stand in `outlines/lexicon/*.toml`; code knows only the ids. Each part of them is built when
//! somebody first asks for it: that is most of what a short run of the program does.

#[cfg(test)]
mod compile;
mod concept;
mod data;
mod find;
mod forms;
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

use crate::document::Document;
use crate::span::Span;
use std::sync::{LazyLock, OnceLock};

const CONCEPTS: &str = include_str!("../../outlines/lexicon/concepts.toml");
const STANDARDS: &str = include_str!("../../outlines/lexicon/standards.toml");
const BUDGET: &str = include_str!("../../outlines/lexicon/budget.toml");

/// A concept that a heading can name: `security`, `investment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub u16);

/// A set of terms that mean the same to a rule: `government-cloud`, `negation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermSetId(pub u16);

/// All words: those that ship with the program, and terms of the user's own.
#[derive(Debug, Default)]
pub struct Lexicon {
    concepts: OnceLock<concept::Concepts>,
    terms: find::Terms,
    lines: OnceLock<line::LineClasses>,
    superseded: OnceLock<Vec<Superseded>>,
}

/// Why what ships with the program can be expected to load.
const HELD: &str = "the words that ship with the program load: a test holds it";

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
        static BUILTIN: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);
        &BUILTIN
    }

    /// The words that ship with the program and terms of the user's own: pairs of a term set's name
    /// and a term. The error is a sentence for the user.
    pub fn extended(extra: &[(String, String)]) -> Result<Lexicon, String> {
        Ok(Lexicon { terms: find::Terms::default().extended(extra)?, ..Self::default() })
    }

    /// Builds what a check asks for, all at once: others may go on meanwhile with what needs no words.
    pub fn warm(&self) {
        self.lines();
    }

    fn concepts(&self) -> &concept::Concepts {
        self.concepts.get_or_init(|| concepts().expect(HELD))
    }

    fn lines(&self) -> &line::LineClasses {
        self.lines.get_or_init(|| lines(self.concepts().folding()).expect(HELD))
    }

    /// The concept of that name.
    pub fn concept(&self, name: &str) -> Option<ConceptId> {
        self.concepts().concept(name)
    }

    /// The Chinese title of a concept, for messages.
    pub fn concept_title(&self, concept: ConceptId) -> &str {
        self.concepts().title(concept)
    }

    /// The names of all concepts, in order of their ids.
    pub fn concept_names(&self) -> impl Iterator<Item = &str> {
        self.concepts().names()
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
        self.concepts().read(title)
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
        let known = self.superseded.get_or_init(|| superseded().expect(HELD));
        let find = |number: &str| {
            let at = known.binary_search_by(|known| known.number.as_str().cmp(number)).ok()?;
            known.get(at)
        };
        // GB 28181-2016 is GB/T 28181-2016: the number is the standard's own.
        find(number).or_else(|| find(&number.strip_prefix("GB ").map(|rest| format!("GB/T {rest}"))?))
    }

    /// What a budget line of that name pays for: a name of
    /// [`LineClass`](crate::fact::budget::LineClass) in kebab case.
    pub fn line_class(&self, name: &str) -> Option<&str> {
        self.lines().class(&self.concepts().folding().core(name))
    }
}

impl From<data::StandardData> for Superseded {
    fn from(data: data::StandardData) -> Self {
        Self { number: data.number, title: data.title, replaced_by: data.replaced_by }
    }
}

fn concepts() -> Result<concept::Concepts, String> {
    concept::Concepts::build(&parse("concepts", CONCEPTS)?)
}

fn lines(folding: &normal::Folding) -> Result<line::LineClasses, String> {
    line::LineClasses::build(&parse("budget", BUDGET)?, folding)
}

fn superseded() -> Result<Vec<Superseded>, String> {
    let standards: data::StandardFile = parse("standards", STANDARDS)?;
    let mut superseded: Vec<Superseded> = standards.superseded.into_iter().map(Superseded::from).collect();
    superseded.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(superseded)
}

fn parse<'a, T: serde::Deserialize<'a>>(name: &str, text: &'a str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("{name}.toml：{error}"))
}

#[cfg(test)]
mod loading {
    use super::*;

    #[test]
    fn everything_that_ships_loads() {
        let lexicon = Lexicon::default();
        lexicon.warm();
        let sets = lexicon.term_set_names().count();
        println!(
            "{} concepts, {} wordings, {sets} sets",
            lexicon.concept_names().count(),
            lexicon.concepts().wording_count(),
        );
        assert!(lexicon.concepts().wording_count() > 900);
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
        for known in lexicon.superseded.get().expect("asked for above") {
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
