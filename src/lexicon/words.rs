//! Maps from words, and sets of characters: small, quick to build, the same in every run.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A word that mostly is a part of the lexicon's own text.
pub(super) type Word = Cow<'static, str>;

/// A map from words. Looked up; who iterates sorts.
pub(super) type Words<V> = HashMap<Word, V, BuildHasherDefault<WordHasher>>;

/// Hashes short words: the words are ours, so nobody can choose them to collide.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordHasher(u64);

impl WordHasher {
    fn mix(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.mix(u64::from_le_bytes(*chunk));
        }
        // What is left in one or two overlapping pieces: short words are all that most have.
        if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            self.mix(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
        } else if !rest.is_empty() {
            self.mix(rest.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// A set of characters of the basic plane.
#[derive(Debug, Default)]
pub(super) struct CharSet(Vec<u64>);

impl CharSet {
    pub(super) fn insert(&mut self, character: char) {
        let (word, bit) = place(character);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    pub(super) fn contains(&self, character: char) -> bool {
        let (word, bit) = place(character);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

fn place(character: char) -> (usize, u64) {
    let code = u32::from(character);
    ((code / 64) as usize, 1 << (code % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_words() {
        let mut words: Words<u8> = Words::default();
        words.insert("监理".into(), 1);
        words.insert("信息系统安全等级保护".into(), 2);
        assert_eq!(words.get("监理"), Some(&1));
        assert_eq!(words.get("信息系统安全等级保护"), Some(&2));
        assert_eq!(words.get("监"), None);
    }

    #[test]
    fn holds_characters() {
        let mut set = CharSet::default();
        assert!(!set.contains('与'));
        set.insert('与');
        assert!(set.contains('与') && !set.contains('𠀀') && !set.contains('a'));
    }
}
