//! Sorted patterns → every place in a text where one stands.
//!
//! A place is tried by its first two characters, which give the range of sorted patterns that begin with
//! them; a longer range is narrowed by the third. The tables are plain data, so those of the shipped words
//! are made when the program is built; on Chinese text they are as fast as an automaton.

use super::words::Word;
use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// Ranges up to this length are tried one by one.
const SHORT_RANGE: usize = 4;
/// Mark of a character in [`Patterns::first`] that longer patterns begin with.
const BEGINS: u16 = 0x8000;

/// Patterns with their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns {
    /// The texts of all patterns, one behind the other, in order.
    pub(super) arena: Cow<'static, str>,
    /// Those of two characters and more.
    pub(super) patterns: Cow<'static, [Pattern]>,
    /// For each character of the basic plane: [`BEGINS`], and one plus its first index in `singles`.
    pub(super) first: Cow<'static, [u16]>,
    /// The patterns of one character, in order: each with a value.
    pub(super) singles: Cow<'static, [(char, u32)]>,
    /// Range of the patterns that begin with two characters: an open table, its length a power of two.
    pub(super) pairs: Cow<'static, [Pair]>,
    /// Bits of the hashes of all pairs: small enough to stay at hand, it spares most looks at the table.
    pub(super) known: Cow<'static, [u64]>,
}

/// A pattern of two characters and more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern {
    pub(super) start: u32,
    pub(super) len: u32,
    pub(super) value: u32,
    /// Its third character, to narrow a range without a look at the text; 0 where there is none.
    pub(super) third: u32,
}

/// The patterns that begin with two characters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pair {
    /// Both characters; 0 where the place is free.
    pub(super) key: u64,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Patterns {
    /// Takes patterns in any order; the same text may stand there with several values.
    pub(super) fn new(mut list: Vec<(Word, u32)>) -> Self {
        list.sort_unstable();
        list.dedup();
        let openings = list.chunk_by(|(a, _), (b, _)| a.chars().take(2).eq(b.chars().take(2))).count();
        let mut patterns = Self {
            first: vec![0; 1 << 16].into(),
            pairs: vec![Pair::default(); (2 * openings).next_power_of_two()].into(),
            known: vec![0; 1 << 10].into(),
            ..Self::default()
        };
        for (text, value) in &list {
            let mut characters = text.chars();
            match (characters.next(), characters.next()) {
                (Some(first), Some(second)) => patterns.add(text, first, second, *value),
                (Some(single), None) => patterns.add_single(single, *value),
                _ => {}
            }
        }
        patterns
    }

    /// All patterns with their values, as [`new`](Self::new) takes them.
    pub(super) fn list(&self) -> impl Iterator<Item = (Word, u32)> {
        let single = |&(character, value): &(char, u32)| (Word::Owned(character.to_string()), value);
        let longer = |pattern: &Pattern| {
            let (start, len) = (pattern.start as usize, pattern.len as usize);
            (Word::Owned(self.arena[start..start + len].to_owned()), pattern.value)
        };
        self.singles.iter().map(single).chain(self.patterns.iter().map(longer))
    }

    fn add_single(&mut self, character: char, value: u32) {
        let Some(first) = self.first.to_mut().get_mut(character as usize) else { return };
        let singles = self.singles.to_mut();
        singles.push((character, value));
        if *first & !BEGINS == 0 {
            *first |= u16::try_from(singles.len()).unwrap_or(0);
        }
    }

    fn add(&mut self, text: &str, first: char, second: char, value: u32) {
        let Some(mark) = self.first.to_mut().get_mut(first as usize) else { return };
        *mark |= BEGINS;
        let index = number(self.patterns.len());
        let hash = hash(first, second);
        self.known.to_mut()[hash >> 6 & 0x3FF] |= 1 << (hash & 63);
        let place = self.place(first, second, hash);
        let pair = &mut self.pairs.to_mut()[place];
        if pair.key == 0 {
            *pair = Pair { key: key(first, second), from: index, to: index };
        }
        pair.to = index + 1;
        let third = text.chars().nth(2).map_or(0, u32::from);
        let start = number(self.arena.len());
        self.patterns.to_mut().push(Pattern { start, len: number(text.len()), value, third });
        self.arena.to_mut().push_str(text);
    }

    /// Where the pair stands in the table, or would stand.
    fn place(&self, first: char, second: char, hash: usize) -> usize {
        let key = key(first, second);
        let mask = self.pairs.len() - 1;
        let mut place = hash & mask;
        while self.pairs[place].key != 0 && self.pairs[place].key != key {
            place = (place + 1) & mask;
        }
        place
    }

    /// Calls `found` for every place of every pattern, by ascending start, the shortest first at each.
    pub(super) fn scan(&self, text: &str, mut found: impl FnMut(Span, u32)) {
        let mut characters = text.char_indices().peekable();
        while let Some((at, first)) = characters.next() {
            let mark = self.first.get(first as usize).copied().unwrap_or(0);
            if mark == 0 {
                continue;
            }
            let singles = usize::from(mark & !BEGINS).checked_sub(1).and_then(|at| self.singles.get(at..));
            for (_, value) in singles.unwrap_or_default().iter().take_while(|(single, _)| *single == first) {
                found(Span::new(at, at + first.len_utf8()), *value);
            }
            if let Some(&(_, second)) = characters.peek().filter(|_| mark & BEGINS != 0) {
                let hash = hash(first, second);
                if self.known[hash >> 6 & 0x3FF] & 1 << (hash & 63) != 0 {
                    let pair = self.pairs[self.place(first, second, hash)];
                    let range = pair.from as usize..pair.to as usize;
                    let depth = first.len_utf8() + second.len_utf8();
                    self.at(&text[at..], depth, range, |len, value| found(Span::new(at, at + len), value));
                }
            }
        }
    }

    /// The patterns of a range, all beginning with the first `depth` bytes of the text, that the text
    /// begins with.
    fn at(&self, text: &str, depth: usize, range: Range<usize>, mut found: impl FnMut(usize, u32)) {
        let mut list = &self.patterns[range];
        let next = text[depth..].chars().next();
        if list.len() > SHORT_RANGE {
            let ends_here = list.partition_point(|pattern| pattern.third == 0);
            list[..ends_here].iter().for_each(|pattern| found(depth, pattern.value));
            let Some(next) = next.map(u32::from) else { return };
            let from = list.partition_point(|pattern| pattern.third < next);
            let to = from + list[from..].partition_point(|pattern| pattern.third == next);
            list = &list[from.max(ends_here)..to.max(ends_here)];
        }
        let behind = &text.as_bytes()[depth..];
        for pattern in list {
            let end = (pattern.start + pattern.len) as usize;
            let tail = &self.arena.as_bytes()[pattern.start as usize + depth..end];
            // The last byte tells most patterns apart before the others need a comparison.
            let length = tail.len();
            let may_be = length == 0 || behind.get(length - 1) == tail.last();
            if may_be && behind.starts_with(tail) {
                found(depth + length, pattern.value);
            }
        }
    }
}

fn key(first: char, second: char) -> u64 {
    u64::from(u32::from(first)) << 32 | u64::from(u32::from(second))
}

fn hash(first: char, second: char) -> usize {
    ((key(first, second).wrapping_mul(0x9E37_79B9_7F4A_7C15)) >> 40) as usize
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(patterns: &[(&'static str, u32)], text: &str) -> Vec<(String, u32)> {
        let patterns =
            Patterns::new(patterns.iter().map(|(text, value)| (Word::from(*text), *value)).collect());
        let mut all = Vec::new();
        patterns.scan(text, |span, value| all.push((text[span.range()].to_owned(), value)));
        all
    }

    #[test]
    fn finds_every_place_of_every_pattern() {
        let patterns =
            [("监理", 1), ("监理单位", 2), ("监", 3), ("单位", 4), ("监理", 5), ("ab", 6), ("abc", 7)];
        let found = scan(&patterns, "监理单位abcab");
        let expected = [
            ("监", 3),
            ("监理", 1),
            ("监理", 5),
            ("监理单位", 2),
            ("单位", 4),
            ("ab", 6),
            ("abc", 7),
            ("ab", 6),
        ];
        assert_eq!(found, expected.map(|(text, value)| (text.to_owned(), value)));
    }

    #[test]
    fn finds_nothing_in_nothing() {
        assert!(scan(&[], "监理").is_empty());
        assert!(scan(&[("", 1), ("监理", 2)], "").is_empty());
        assert!(scan(&[("监理", 2)], "监").is_empty());
        assert!(scan(&[("监理", 2)], "监\u{1F600}理").is_empty());
    }

    #[test]
    fn lists_what_it_was_made_from() {
        let list: Vec<(Word, u32)> =
            vec![("a".into(), 1), ("a".into(), 2), ("监".into(), 3), ("监理".into(), 4)];
        assert_eq!(Patterns::new(list.clone()).list().collect::<Vec<_>>(), list);
    }
}
