//! Sorted patterns → every place in a text where one stands.
//!
//! A place is tried by its first two characters, which give the range of sorted patterns that begin with
//! them; a longer range is narrowed by the third. Against an automaton this builds in a
//! fraction of the time, and the lexicon is built at every start; on Chinese text it scans as fast.

use super::words::Word;
use crate::span::Span;
use std::ops::Range;

/// Ranges up to this length are tried one by one.
const SHORT_RANGE: usize = 4;
/// Mark of a character in [`Patterns::first`] that longer patterns begin with.
const BEGINS: u16 = 0x8000;

/// Patterns with their values.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// The texts of all patterns, one behind the other, in order.
    arena: String,
    /// Those of two characters and more.
    patterns: Vec<Pattern>,
    /// For each character of the basic plane: [`BEGINS`], and one plus the index in `singles`.
    first: Vec<u16>,
    /// Values of the patterns of one character.
    singles: Vec<Vec<u32>>,
    /// Range of the patterns that begin with two characters: an open table, its length a power of two.
    pairs: Vec<Pair>,
    /// Bits of the hashes of all pairs: small enough to stay at hand, it spares most looks at the table.
    known: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Pattern {
    start: u32,
    len: u32,
    value: u32,
    /// Its third character, to narrow a range without a look at the text; 0 where there is none.
    third: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    /// Both characters; 0 where the place is free.
    key: u64,
    from: u32,
    to: u32,
}

impl Patterns {
    /// Takes patterns in any order; the same text may stand there with several values.
    pub(super) fn new(list: Vec<(Word, u32)>) -> Self {
        // Most words differ in their first two characters: comparing these as a number spares a call.
        let mut list: Vec<(u64, Word, u32)> =
            list.into_iter().map(|(text, value)| (opening(&text), text, value)).collect();
        list.sort_unstable();
        list.dedup();
        let mut patterns = Self {
            first: vec![0; 1 << 16],
            pairs: vec![Pair::default(); (2 * list.len()).next_power_of_two()],
            known: vec![0; 1 << 10],
            ..Self::default()
        };
        patterns.patterns.reserve(list.len());
        patterns.arena.reserve(list.iter().map(|(_, text, _)| text.len()).sum());
        for (_, text, value) in &list {
            let mut characters = text.chars();
            match (characters.next(), characters.next()) {
                (Some(first), Some(second)) => patterns.add(text, first, second, *value),
                (Some(single), None) => patterns.add_single(single, *value),
                _ => {}
            }
        }
        patterns
    }

    fn add_single(&mut self, character: char, value: u32) {
        let Some(first) = self.first.get_mut(character as usize) else { return };
        if *first & !BEGINS == 0 {
            self.singles.push(Vec::new());
            *first |= u16::try_from(self.singles.len()).unwrap_or(0);
        }
        if let Some(values) =
            usize::from(*first & !BEGINS).checked_sub(1).and_then(|at| self.singles.get_mut(at))
        {
            values.push(value);
        }
    }

    fn add(&mut self, text: &str, first: char, second: char, value: u32) {
        let Some(mark) = self.first.get_mut(first as usize) else { return };
        *mark |= BEGINS;
        let index = number(self.patterns.len());
        let hash = hash(first, second);
        self.known[hash >> 6 & 0x3FF] |= 1 << (hash & 63);
        let place = self.place(first, second, hash);
        let pair = &mut self.pairs[place];
        if pair.key == 0 {
            *pair = Pair { key: key(first, second), from: index, to: index };
        }
        pair.to = index + 1;
        let third = text.chars().nth(2).map_or(0, u32::from);
        self.patterns.push(Pattern {
            start: number(self.arena.len()),
            len: number(text.len()),
            value,
            third,
        });
        self.arena.push_str(text);
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
            let single = usize::from(mark & !BEGINS).checked_sub(1).and_then(|at| self.singles.get(at));
            for value in single.into_iter().flatten() {
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
        for pattern in list.iter().filter(|pattern| text.as_bytes().starts_with(self.text(pattern))) {
            found(pattern.len as usize, pattern.value);
        }
    }

    fn text(&self, pattern: &Pattern) -> &[u8] {
        &self.arena.as_bytes()[pattern.start as usize..(pattern.start + pattern.len) as usize]
    }
}

/// The first eight bytes of a text as a number that orders like the text.
fn opening(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
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
}
