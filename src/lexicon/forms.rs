//! Term → the ways in which it is typed.

use super::words::Word;
use std::collections::BTreeSet;

/// Latin letters in any case, signs in their ASCII and their
/// full-width form.
pub(super) fn forms(term: Word) -> Vec<Word> {
    if term.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        return vec![term];
    }
    let narrow: String = term.chars().map(narrow).collect();
    let cases = [narrow.to_ascii_lowercase(), narrow.to_ascii_uppercase(), narrow];
    let typed = cases.into_iter().flat_map(|case| {
        let signs_wide = case.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { widen(c) }).collect();
        let wide = case.chars().map(widen).collect();
        [case, signs_wide, wide]
    });
    let all: BTreeSet<String> = typed.chain([term.into_owned()]).collect();
    all.into_iter().map(Word::Owned).collect()
}

fn widen(character: char) -> char {
    match character {
        '!'..='~' => char::from_u32(u32::from(character) - 0x21 + 0xFF01).unwrap_or(character),
        other => other,
    }
}

fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFF01 + 0x21).unwrap_or(character),
        other => other,
    }
}
