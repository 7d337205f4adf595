//! Heading → segments: the known words that cover most of it.

use super::concept::ConceptId;
use super::words::Words;

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
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) words: Words<Sense>,
    /// Length of the longest, in characters.
    pub(super) longest: usize,
}

/// The cheapest way to an end: unknown characters, then segments.
#[derive(Clone, Copy)]
struct Way {
    cost: (usize, usize),
    last: Segment,
}

impl Vocabulary {
    /// Whether the word is known to say nothing about the chapter.
    pub(super) fn is_neutral(&self, word: &str) -> bool {
        matches!(self.words.get(word), Some(Sense::Neutral | Sense::Tail))
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
    use super::super::compile::vocabulary;
    use super::*;

    #[test]
    fn covers_as_much_as_it_can_with_as_few_words() {
        let (security, platform) = (Sense::Concept(ConceptId(1)), Sense::Concept(ConceptId(2)));
        let words =
            [("安全", Sense::Neutral), ("网络", Sense::Neutral), ("网络安全", security), ("平台", platform)];
        let vocabulary = vocabulary(words.map(|(word, sense)| (word.to_owned(), sense)).into());
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
