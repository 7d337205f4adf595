//! Name of a budget line → the class of what it pays for. In Chinese the last word decides:
//! 数据库服务器 is hardware, 服务器操作系统 is software.

use super::data::{BudgetFile, words};
use super::normal::Folding;
use super::words::{Word, Words};

/// Longest name that is looked at, in characters; what follows is a remark.
const LONGEST_NAME: usize = 60;

/// The classes of budget lines.
#[derive(Debug, Default)]
pub(super) struct LineClasses {
    ids: Vec<String>,
    terms: Words<Term>,
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Term {
    class: usize,
    weak: bool,
}

impl LineClasses {
    /// Classes from their data; an error names the term that stands in two classes.
    pub(super) fn build(data: &BudgetFile<'static>, folding: &Folding) -> Result<Self, String> {
        let mut classes = Self::default();
        for (class, entry) in data.class.iter().enumerate() {
            classes.ids.push(entry.id.to_owned());
            for (list, weak) in [(entry.terms, false), (entry.weak, true)] {
                for word in words(list) {
                    classes.learn(folding.word(word), Term { class, weak })?;
                }
            }
        }
        Ok(classes)
    }

    fn learn(&mut self, term: Word, meaning: Term) -> Result<(), String> {
        self.longest = self.longest.max(term.chars().count());
        match self.terms.insert(term.clone(), meaning) {
            Some(other) if other.class != meaning.class => {
                let (a, b) = (&self.ids[other.class], &self.ids[meaning.class]);
                Err(format!("费用词“{term}”同时属于“{a}”与“{b}”"))
            }
            _ => Ok(()),
        }
    }

    /// The class of a normalised name: by the term that ends last, the longest of those; a weak term
    /// decides only where there is no other.
    pub(super) fn class(&self, core: &str) -> Option<&str> {
        let mut starts: Vec<usize> = core.char_indices().map(|(at, _)| at).collect();
        starts.push(core.len());
        starts.truncate(LONGEST_NAME + 1);
        let mut weak = None;
        for end in (1..starts.len()).rev() {
            for length in (1..=end.min(self.longest)).rev() {
                match self.terms.get(&core[starts[end - length]..starts[end]]) {
                    Some(term) if !term.weak => return Some(&self.ids[term.class]),
                    Some(term) => weak = weak.or(Some(term.class)),
                    None => {}
                }
            }
        }
        weak.map(|class| self.ids[class].as_str())
    }
}
