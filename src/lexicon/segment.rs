//! Heading → segments: the known words that cover most of it.

use super::ConceptId;
use super::words::{Word, Words};

/// What a word of the vocabulary means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// It points to a concept.
    Concept(ConceptId),
    /// It says nothing about the chapter, in front of the word that does.
    Neutral,
    /// It says nothing about the chapter, in front of that word or behind it.
    Tail,
    /// It is no word of ours.
    Unknown,
}

/// A stretch of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) sense: Sense,
    pub(super) characters: usize,
}

/// The known words.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Words<Sense>,
    longest: usize,
}

/// The cheapest way to an end: unknown characters, then segments.
#[derive(Clone, Copy)]
struct Way {
    cost: (usize, usize),
    last: Segment,
}

impl Vocabulary {
    /// Adds a word; the first concept of a word stays, any other sense yields to the next.
    pub(super) fn add(&mut self, word: Word, sense: Sense) {
        self.longest = self.longest.max(word.chars().count());
        let known = self.words.entry(word).or_insert(sense);
        if !matches!(known, Sense::Concept(_)) {
            *known = sense;
        }
    }

    /// Makes room for that many words.
    pub(super) fn reserve(&mut self, words: usize) {
        self.words.reserve(words);
    }

    /// Whether the word is known to say nothing about the chapter.
    pub(super) fn is_neutral(&self, word: &str) -> bool {
        matches!(self.words.get(word), Some(Sense::Neutral | Sense::Tail))
    }

    /// All words that are known to say nothing about the chapter.
    pub(super) fn neutral(&self) -> impl Iterator<Item = &str> {
        let is_neutral = |sense: &Sense| matches!(sense, Sense::Neutral | Sense::Tail);
        self.words.iter().filter(move |(_, sense)| is_neutral(sense)).map(|(word, _)| word.as_ref())
    }

    /// The heading cut so that the fewest characters are unknown, and then into the fewest words.
    pub(super) fn segments(&self, core: &str) -> Vec<Segment> {
        let mut starts: Vec<usize> = core.char_indices().map(|(at, _)| at).collect();
        starts.push(core.len());
        let start = Way { cost: (0, 0), last: Segment { sense: Sense::Unknown, characters: 0 } };
        let mut ways = vec![start];
        for end in 1..starts.len() {
            let unknown = extend(&ways, end, 1, Sense::Unknown);
            let words = (1..=end.min(self.longest)).rev().filter_map(|length| {
                let sense = *self.words.get(&core[starts[end - length]..starts[end]])?;
                Some(extend(&ways, end, length, sense))
            });
            let best = words.fold(unknown, |best, way| if way.cost < best.cost { way } else { best });
            ways.push(best);
        }
        let mut segments = Vec::new();
        let mut end = starts.len() - 1;
        while end > 0 {
            segments.push(ways[end].last);
            end -= ways[end].last.characters;
        }
        segments.reverse();
        segments
    }
}

fn extend(ways: &[Way], end: usize, length: usize, sense: Sense) -> Way {
    let (unknown, segments) = ways[end - length].cost;
    let cost = match sense {
        Sense::Unknown => (unknown + 1, segments),
        _ => (unknown, segments + 1),
    };
    Way { cost, last: Segment { sense, characters: length } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_as_much_as_it_can_with_as_few_words() {
        let mut vocabulary = Vocabulary::default();
        let (security, platform) = (Sense::Concept(ConceptId(1)), Sense::Concept(ConceptId(2)));
        vocabulary.add("安全".into(), Sense::Neutral);
        vocabulary.add("网络".into(), Sense::Neutral);
        vocabulary.add("网络安全".into(), security);
        vocabulary.add("平台".into(), platform);
        let segments = vocabulary.segments("某网络安全平台");
        assert_eq!(
            segments,
            [
                Segment { sense: Sense::Unknown, characters: 1 },
                Segment { sense: security, characters: 4 },
                Segment { sense: platform, characters: 2 },
            ]
        );
        assert!(vocabulary.segments("").is_empty());
    }
}
