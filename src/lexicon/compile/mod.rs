//! `outlines/lexicon/*.toml` → the tables of the lexicon. This runs when the program is built: `build.rs`
//! takes this module and those that it uses, and writes the result down as Rust.

pub(super) mod concepts;

use super::concept::ConceptId;
use super::data::{BudgetFile, ReadingData, SetData, StandardFile, words};
use super::forms::forms;
use super::line::{LineClasses, Term};
use super::normal::Folding;
use super::prefix::Patterns;
use super::segment::{Sense, Vocabulary};
use super::similar::{INDEX, Wordings, pairs};
use super::standard::Superseded;
use super::words::{CharSet, Entry, List, Words, hash, place};
use std::collections::BTreeMap;

/// The terms of all sets. The value of a pattern is twice its set's index, plus one for a phrase that does
/// not mean it.
pub(super) fn patterns(sets: &[SetData<'static>]) -> Patterns {
    let lists = sets.iter().flat_map(|set| [set.terms, set.not]).zip(0..);
    let typed = lists.flat_map(|(list, value)| words(list).flat_map(forms).map(move |form| (form, value)));
    Patterns::new(typed.collect())
}

/// The classes of budget lines; an error names the term that stands in two classes.
pub(super) fn lines(file: &BudgetFile<'static>, folding: &Folding) -> Result<LineClasses, String> {
    let mut terms: BTreeMap<String, Term> = BTreeMap::new();
    for (entry, class) in file.class.iter().zip(0..) {
        for (list, weak) in [(entry.terms, false), (entry.weak, true)] {
            for word in words(list) {
                let core = folding.core(&word);
                let other = terms.insert(core, Term { class, weak }).filter(|other| other.class != class);
                if let Some(other) = other {
                    let other = file.class[usize::from(other.class)].id;
                    return Err(format!("费用词“{word}”同时属于“{other}”与“{}”", entry.id));
                }
            }
        }
    }
    let longest = terms.keys().map(|term| term.chars().count()).max().unwrap_or_default();
    Ok(LineClasses { ids: list(file.class.iter().map(|class| class.id)), terms: word_map(terms), longest })
}

/// The replaced standards, by their numbers.
pub(super) fn superseded(file: StandardFile<'static>) -> List<Superseded> {
    let all = file.superseded.into_iter();
    let all =
        all.map(|data| Superseded { number: data.number, title: data.title, replaced_by: data.replaced_by });
    let mut all: Vec<Superseded> = all.collect();
    all.sort_by_key(|superseded| superseded.number);
    list(all)
}

/// What normalisation needs to know.
pub(super) fn folding(data: &ReadingData<'static>) -> Folding {
    let pairs = words(data.traditional).filter_map(|pair| {
        let mut characters = pair.chars();
        Some((characters.next()?, characters.next()?))
    });
    let simplified: BTreeMap<char, char> = pairs.collect();
    let (joints, not_joints) = (longest_first(data.joints), longest_first(data.not_joints));
    let firsts = |words: &[List<char>]| words.iter().map(|word| word[0]).collect::<Vec<char>>();
    Folding {
        openers: char_set([firsts(&joints), firsts(&not_joints)].concat()),
        folded: char_set(firsts(&joints).into_iter().chain(simplified.keys().copied()).chain(['的', '第'])),
        simplified: list(simplified),
        joints: list(joints),
        not_joints: list(not_joints),
    }
}

fn longest_first(words_: &'static str) -> Vec<List<char>> {
    let mut all: Vec<List<char>> = words(words_).map(|word| list(word.chars())).collect();
    all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    all
}

/// The words that headings are cut into.
pub(super) fn vocabulary(words: BTreeMap<String, Sense>) -> Vocabulary {
    let longest = words.keys().map(|word| word.chars().count()).max().unwrap_or_default();
    Vocabulary { words: word_map(words), longest }
}

/// The pairs of characters of all wordings. Pairs that are words without sense tell nothing and do not count.
pub(super) fn wordings<'w>(all: &[(String, ConceptId)], neutral: impl Iterator<Item = &'w str>) -> Wordings {
    let mut neutral: Vec<u64> = neutral.filter_map(only_pair).collect();
    neutral.sort_unstable();
    let mut shared = Vec::new();
    let mut wordings: Vec<(ConceptId, usize)> = Vec::new();
    for ((core, concept), index) in all.iter().zip(0_u64..=INDEX) {
        let own = pairs(core).map(|(pair, _)| pair).filter(|pair| neutral.binary_search(pair).is_err());
        let before = shared.len();
        shared.extend(own.map(|pair| pair | index));
        wordings.push((*concept, shared.len() - before));
    }
    shared.sort_unstable();
    Wordings { pairs: list(shared), wordings: list(wordings) }
}

/// The number of a word of two characters.
fn only_pair(word: &str) -> Option<u64> {
    let (number, text) = pairs(word).next()?;
    (text == word).then_some(number)
}

/// A list for the rest of the run: that of the build, or of a test.
pub(super) fn list<T>(values: impl IntoIterator<Item = T>) -> List<T> {
    List(values.into_iter().collect::<Vec<T>>().leak())
}

/// A map from words.
pub(super) fn word_map<V>(words: BTreeMap<String, V>) -> Words<V> {
    let arena: String = words.keys().map(String::as_str).collect();
    let mut slots = vec![0_u16; (2 * words.len()).next_power_of_two()];
    let mut start = 0;
    let mut entries = Vec::with_capacity(words.len());
    for (word, value) in words {
        let len = u32::try_from(word.len()).expect("words are short");
        entries.push(Entry { start, len, value });
        start += len;
        let mut place = hash(&word) & (slots.len() - 1);
        while slots[place] != 0 {
            place = (place + 1) & (slots.len() - 1);
        }
        slots[place] = u16::try_from(entries.len()).expect("fewer words than that");
    }
    Words { arena: arena.leak(), entries: list(entries), slots: list(slots) }
}

/// A set of characters.
pub(super) fn char_set(characters: impl IntoIterator<Item = char>) -> CharSet {
    let mut bits: Vec<u64> = Vec::new();
    for character in characters {
        let (word, bit) = place(character);
        bits.resize(bits.len().max(word + 1), 0);
        bits[word] |= bit;
    }
    CharSet(list(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_of_two_classes_is_named() {
        let text =
            "[[class]]\nid = 'a'\nterms = '服务器'\n[[class]]\nid = 'b'\nterms = '软件'\nweak = '服务器'\n";
        let folding = Folding {
            simplified: list([]),
            joints: list([]),
            not_joints: list([]),
            openers: char_set([]),
            folded: char_set([]),
        };
        let error = lines(&toml::from_str(text).expect("well-formed"), &folding).expect_err("twice");
        assert!(error.contains("“服务器”同时属于“a”与“b”"), "{error}");
    }

    #[test]
    fn replaced_standards_are_in_order() {
        let text = include_str!("../../../outlines/lexicon/standards.toml");
        let made = superseded(toml::from_str(text).expect("well-formed"));
        assert!(made.len() > 5 && made.is_sorted_by_key(|superseded| superseded.number));
    }
}
