//! `concepts.toml` → [`Concepts`].

use super::super::concept::{Affixes, ByChar, Chapter, ConceptId, Concepts, Frame};
use super::super::data::{ConceptData, ConceptFile, ReadingData, words};
use super::super::normal::{Folding, JOINT};
use super::super::segment::Sense;
use super::{folding, list, vocabulary, word_map, wordings};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Shortest wording that may stand inside a longer heading, in characters; shorter ones are `terms`.
const SHORTEST_INNER: usize = 3;

/// Concepts from their data; an error names the word that stands in two places.
pub(in super::super) fn concepts(data: &ConceptFile<'static>) -> Result<Concepts, String> {
    let mut lesson = Lesson::new(folding(&data.reading));
    lesson.learn_neutral_words(&data.reading);
    for (id, concept) in (0..).map(ConceptId).zip(&data.concept) {
        lesson.learn(id, concept)?;
    }
    Ok(lesson.learned(affixes(&data.reading)))
}

/// What was learned so far.
struct Lesson {
    folding: Folding,
    list: Vec<Chapter>,
    exact: BTreeMap<String, ConceptId>,
    maybe: BTreeMap<String, Vec<ConceptId>>,
    endings: BTreeMap<String, ConceptId>,
    frames: Vec<Frame>,
    vocabulary: BTreeMap<String, Sense>,
    wordings: Vec<(String, ConceptId)>,
}

impl Lesson {
    fn new(folding: Folding) -> Self {
        Self {
            folding,
            list: Vec::new(),
            exact: BTreeMap::new(),
            maybe: BTreeMap::new(),
            endings: BTreeMap::new(),
            frames: Vec::new(),
            vocabulary: BTreeMap::new(),
            wordings: Vec::new(),
        }
    }

    fn cores(&self, words_: &'static str) -> Vec<String> {
        words(words_).map(|word| self.folding.core(&word)).collect()
    }

    fn learn_neutral_words(&mut self, data: &ReadingData<'static>) {
        let neutral = [data.prefixes, data.neutral, data.names].map(|list| (list, Sense::Neutral));
        let tails = [data.suffixes, data.tails].map(|list| (list, Sense::Tail));
        for (list, sense) in neutral.into_iter().chain(tails) {
            for word in self.cores(list) {
                self.name(word, sense);
            }
        }
        self.name(JOINT.to_string(), Sense::Tail);
    }

    /// The first concept of a word stays, any other sense yields to the next.
    fn name(&mut self, word: String, sense: Sense) {
        let known = self.vocabulary.entry(word).or_insert(sense);
        if !matches!(known, Sense::Concept(_)) {
            *known = sense;
        }
    }

    fn learn(&mut self, id: ConceptId, data: &ConceptData<'static>) -> Result<(), String> {
        if self.list.iter().any(|known| known.id == data.id) {
            return Err(format!("概念“{}”出现了两次", data.id));
        }
        for wording in words(data.wordings) {
            match wording.contains('*') {
                true => self.learn_frame(id, &wording),
                false => self.learn_wording(id, self.folding.core(&wording), data.id)?,
            }
        }
        for core in self.cores(data.possible) {
            self.maybe.entry(core).or_default().push(id);
        }
        for core in self.cores(data.terms) {
            self.name(core, Sense::Concept(id));
        }
        let guards = self.cores(data.guards).into_iter().map(|guard| &*guard.leak());
        self.list.push(Chapter { id: data.id, title: data.title, guards: list(guards), weak: data.weak });
        Ok(())
    }

    fn learn_wording(&mut self, id: ConceptId, core: String, name: &str) -> Result<(), String> {
        if let Some(other) = self.exact.insert(core.clone(), id).filter(|other| *other != id) {
            let other = self.list[usize::from(other.0)].id;
            return Err(format!("说法“{core}”同时属于概念“{other}”与“{name}”"));
        }
        self.wordings.push((core.clone(), id));
        if core.chars().count() >= SHORTEST_INNER {
            self.name(core, Sense::Concept(id));
        }
        Ok(())
    }

    fn learn_frame(&mut self, concept: ConceptId, wording: &str) {
        const FILLER: &str = "某某某";
        let core = self.folding.core(&wording.replace('*', FILLER));
        if let Some(behind) = core.strip_prefix(FILLER) {
            self.endings.insert(behind.to_owned(), concept);
        } else if let Some((before, behind)) = core.split_once(FILLER) {
            let (before, behind) = (before.to_owned().leak(), behind.to_owned().leak());
            self.frames.push(Frame { before, behind, concept });
        }
    }

    fn learned(mut self, affixes: Affixes) -> Concepts {
        self.frames.sort_by_key(|frame| Reverse(frame.before.len() + frame.behind.len()));
        let is_neutral = |sense: &Sense| matches!(sense, Sense::Neutral | Sense::Tail);
        let neutral = self.vocabulary.iter().filter(|(_, sense)| is_neutral(sense));
        Concepts {
            wordings: wordings(&self.wordings, neutral.map(|(word, _)| word.as_str())),
            folding: self.folding,
            list: list(self.list),
            exact: word_map(self.exact),
            maybe: word_map(self.maybe.into_iter().map(|(word, concepts)| (word, list(concepts))).collect()),
            endings: word_map(self.endings),
            frames: list(self.frames),
            vocabulary: vocabulary(self.vocabulary),
            affixes,
        }
    }
}

fn affixes(data: &ReadingData<'static>) -> Affixes {
    let first = |word: &str| word.chars().next();
    let last = |word: &str| word.chars().next_back();
    Affixes {
        prefixes: longest_first(data.prefixes, first),
        suffixes: longest_first(data.suffixes, last),
        things: longest_first(data.things, last),
        names: longest_first(data.names, first),
    }
}

fn longest_first(words_: &'static str, key: impl Fn(&str) -> Option<char>) -> ByChar {
    let mut all: BTreeMap<char, Vec<&'static str>> = BTreeMap::new();
    for word in words(words_) {
        if let Some(key) = key(&word) {
            all.entry(key).or_default().push(word.into_owned().leak());
        }
    }
    list(all.into_iter().map(|(key, mut words)| {
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        (key, list(words))
    }))
}

#[cfg(test)]
mod tests {
    use super::concepts;

    fn learned(text: &'static str) -> String {
        let reading = "[reading]\ntraditional = ''\njoints = '与'\nnot_joints = ''\nprefixes = ''\nsuffixes = ''\nneutral = ''\ntails = ''\nthings = ''\nnames = ''\n";
        let text: &str = format!("{reading}{text}").leak();
        let made = concepts(&toml::from_str(text).expect("well-formed"));
        made.map_or_else(
            |error| error,
            |made| made.exact.get("目标").map(|id| format!("{id:?}")).unwrap_or_default(),
        )
    }

    #[test]
    fn what_stands_twice_is_named() {
        let one = "[[concept]]\nid = 'a'\ntitle = '甲'\nwordings = '目标 目标 某*目标'\n";
        assert_eq!(learned(one), "ConceptId(0)");
        let same_name = format!("{one}{one}").leak();
        assert!(learned(same_name).contains("概念“a”出现了两次"));
        let same_words = format!("{one}{}", one.replace("'a'", "'b'")).leak();
        assert!(learned(same_words).contains("说法“目标”同时属于概念“a”与“b”"), "{}", learned(same_words));
    }
}
