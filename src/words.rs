//! Short texts → which words stand in them. Names, cells and clauses are asked for dozens of words each,
//! and a search that is made for long texts takes longer to begin than these take to end.

use std::borrow::Cow;

/// Whether a text starts with a word that is not empty. The lists of words are long, and nearly all of
/// their words differ in the last byte, long before a call of `memcmp` would pay.
#[inline(always)]
pub(crate) fn begins(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let last = word.len().wrapping_sub(1);
    text.get(last) == word.get(last) && text.starts_with(word)
}

/// Whether a text ends with a word; see [`begins`].
#[inline(always)]
pub(crate) fn ends(text: &str, word: &str) -> bool {
    text.as_bytes().last() == word.as_bytes().last() && text.ends_with(word)
}

/// Whether a short text holds one of many words that are not empty; see [`begins`].
pub(crate) fn holds_any(text: &str, words: &[&str]) -> bool {
    text.char_indices().any(|(at, _)| words.iter().any(|word| begins(&text[at..], word)))
}

/// Index of the first of the words that a short text holds; see [`begins`].
pub(crate) fn first_held(text: &str, words: &[&str]) -> Option<usize> {
    let places = text.char_indices();
    places.filter_map(|(at, _)| words.iter().position(|word| begins(&text[at..], word))).min()
}

/// The text without its white space.
pub(crate) fn without_spaces(text: &str) -> Cow<'_, str> {
    match text.contains(char::is_whitespace) {
        true => text.chars().filter(|c| !c.is_whitespace()).collect::<String>().into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_at_every_place() {
        assert!(holds_any("应用软件开发费", &["硬件", "开发"]) && holds_any("开发", &["开发"]));
        assert!(!holds_any("应用软件", &["软件开", "件应"]) && !holds_any("", &["软"]));
        assert_eq!(first_held("应用软件开发费", &["硬件", "费", "开发"]), Some(1));
        assert_eq!(first_held("应用软件", &["硬件"]), None);
        assert!(begins("开发费", "开发") && !begins("开", "开发"));
        assert!(ends("开发费", "费") && !ends("", "费"));
    }

    #[test]
    fn white_space_falls_away() {
        assert_eq!(without_spaces("金 额\n（万元）\u{3000}"), "金额（万元）");
        assert!(matches!(without_spaces("金额"), Cow::Borrowed("金额")));
    }
}
