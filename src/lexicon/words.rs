//! Lists of the lexicon as plain data, which the program is built with: maps from words, sets of characters.
//!
//! `Debug` of all of them is Rust: that is how `build.rs` writes them down.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// A word that mostly is a part of the lexicon's own text.
pub(super) type Word = Cow<'static, str>;

/// A list that the program is built with.
#[derive(Clone, Copy)]
pub(super) struct List<T: 'static>(pub(super) &'static [T]);

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "List(&{:?})", self.0)
    }
}

/// A map from words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<V: 'static> {
    /// The texts of all words, one behind the other.
    pub(super) arena: &'static str,
    pub(super) entries: List<Entry<V>>,
    /// One plus the index of an entry, at the hash of its word or behind it; 0 where the place is free. Their
    /// number is a power of two.
    pub(super) slots: List<u16>,
}

/// A word of a map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<V> {
    pub(super) start: u32,
    pub(super) len: u32,
    pub(super) value: V,
}

impl<V> Words<V> {
    /// The value of a word.
    pub(super) fn get(&self, word: &str) -> Option<&V> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut place = hash(word) & mask;
        loop {
            let entry = &self.entries[usize::from(self.slots[place].checked_sub(1)?)];
            let start = entry.start as usize;
            if self.arena.as_bytes()[start..start + entry.len as usize] == *word.as_bytes() {
                return Some(&entry.value);
            }
            place = (place + 1) & mask;
        }
    }
}

/// The hash of a short word: the words are ours, so nobody can choose them to collide.
pub(super) fn hash(word: &str) -> usize {
    let mix = |hash: u64, value: u64| (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (chunks, rest) = word.as_bytes().as_chunks::<8>();
    let whole = chunks.iter().fold(0, |hash, chunk| mix(hash, u64::from_le_bytes(*chunk)));
    // What is left in one or two overlapping pieces: short words are all that most have.
    let hash = match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            mix(whole, u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)))
        }
        _ => mix(whole, rest.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))),
    };
    (hash ^ (hash >> 29)) as usize
}

/// A set of characters of the basic plane.
#[derive(Clone, Copy, Debug)]
pub(super) struct CharSet(pub(super) List<u64>);

impl CharSet {
    pub(super) fn contains(&self, character: char) -> bool {
        let (word, bit) = place(character);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

/// Index of the word that holds a character's bit, and the bit.
pub(super) fn place(character: char) -> (usize, u64) {
    let code = u32::from(character);
    ((code / 64) as usize, 1 << (code % 64))
}

#[cfg(test)]
mod tests {
    use super::super::compile::{char_set, word_map};

    #[test]
    fn maps_words() {
        let long = "信息系统安全等级保护";
        let words = word_map([("监理".into(), 1_u8), (long.into(), 2)].into());
        assert_eq!(words.get("监理"), Some(&1));
        assert_eq!(words.get(long), Some(&2));
        assert_eq!(words.get("监"), None);
        assert_eq!(words.get(""), None);
        assert_eq!(word_map::<u8>([].into()).get("监理"), None);
        let all: Vec<String> = (0..1000).map(|number| format!("词{number}")).collect();
        let words = word_map(all.iter().cloned().zip(0_u16..).collect());
        assert!(all.iter().zip(0..).all(|(word, number)| words.get(word) == Some(&number)));
    }

    #[test]
    fn holds_characters() {
        let set = char_set(['与']);
        assert!(set.contains('与') && !set.contains('𠀀') && !set.contains('a'));
        assert!(!char_set([]).contains('与'));
    }
}
