//! How a workbook writes its texts.

use crate::parse::encoding;
use encoding_rs::Encoding;

/// How texts are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Code {
    /// UTF-16, with zero bytes left out where all characters allow it.
    Unicode,
    /// In a code page; one that is not named has to be guessed.
    Page(Option<&'static Encoding>),
}

/// A cell's text without what is not seen.
pub(super) fn tidy(text: String) -> String {
    let mut text = encoding::tidy(text);
    if text.contains(is_noise) {
        text.retain(|c| !is_noise(c));
    }
    text
}

fn is_noise(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}
