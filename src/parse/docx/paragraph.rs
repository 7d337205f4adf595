//! Runs as they come → the text of a paragraph with what is known about its look.
//!
//! While it is collected, `\t` and `\n` stand for tabs and breaks only: white space of the XML itself is
//! a space. [`Paragraph::take_text`] decides what becomes of them.

use super::numbering::Label;
use super::styles::{Look, RunLook, StyleId};
use super::walk::Indent;
use crate::document::Origin;

/// A paragraph that is being read.
#[derive(Debug, Default)]
pub(in crate::parse) struct Paragraph {
    /// Where it is.
    pub(in crate::parse) origin: Origin,
    /// Its style and what that gives.
    pub(in crate::parse) style: Option<StyleId>,
    /// What the style gives.
    pub(in crate::parse) look: Look,
    /// Set at the paragraph itself.
    pub(in crate::parse) direct: Direct,
    /// What stands in front, once counted.
    pub(in crate::parse) label: Option<Label>,
    /// Whether it has been counted.
    pub(in crate::parse) is_counted: bool,
    /// The run that is being read.
    pub(in crate::parse) run: Run,
    /// Runs so far.
    pub(in crate::parse) runs: u64,
    /// Open links to the contents page's targets.
    pub(in crate::parse) contents_links: u32,
    text: String,
    /// Text inside the codes of fields, in case these never end.
    in_codes: String,
    weight: Weight,
}

/// Properties set at the paragraph itself.
#[derive(Debug, Default)]
pub(in crate::parse) struct Direct {
    pub(in crate::parse) outline: Option<u8>,
    pub(in crate::parse) list: Option<i64>,
    pub(in crate::parse) list_level: Option<u8>,
    pub(in crate::parse) indent: Indent,
    /// The mark at its end is deleted: it goes on in the next paragraph.
    pub(in crate::parse) mark_deleted: bool,
    /// The mark at its end is hidden.
    pub(in crate::parse) mark_hidden: bool,
}

/// A run's look.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::parse) struct Run {
    pub(in crate::parse) direct: RunLook,
    pub(in crate::parse) style: RunLook,
}

/// How much of the text looks how, in bytes.
#[derive(Debug, Default)]
struct Weight {
    all: usize,
    bold: usize,
    contents: usize,
    sizes: Vec<(u16, usize)>,
}

impl Paragraph {
    /// A paragraph that begins with the text of those before it whose marks are deleted.
    pub(in crate::parse) fn new(origin: Origin, look: Look, style: Option<StyleId>, carried: String) -> Self {
        Self { origin, look, style, text: carried, ..Self::default() }
    }

    /// The look of the current run.
    pub(in crate::parse) fn run_look(&self) -> RunLook {
        self.run.direct.over(self.run.style.toggled_over(self.look.run))
    }

    /// Adds text of the current run.
    pub(in crate::parse) fn push(&mut self, text: &str, in_contents: bool) {
        if self.run_look().hidden == Some(true) {
            return;
        }
        let before = self.text.len();
        push_visible(&mut self.text, text);
        self.weigh(before, in_contents);
    }

    /// Adds a tab (`\t`) or a break (`\n`).
    pub(in crate::parse) fn push_space(&mut self, space: char) {
        if self.run_look().hidden != Some(true) {
            self.text.push(space);
        }
    }

    /// Adds text that stands inside a field's code.
    pub(in crate::parse) fn push_code(&mut self, text: &str) {
        push_visible(&mut self.in_codes, text);
    }

    /// The codes have ended properly.
    pub(in crate::parse) fn forget_codes(&mut self) {
        self.in_codes.clear();
    }

    /// The codes never ended: what was taken for one is text.
    pub(in crate::parse) fn restore_codes(&mut self) {
        let text = std::mem::take(&mut self.in_codes);
        let before = self.text.len();
        self.text.push_str(&text);
        self.weigh(before, false);
    }

    fn weigh(&mut self, before: usize, in_contents: bool) {
        let look = self.run_look();
        let added = self.text[before..].trim().len();
        let weight = &mut self.weight;
        weight.all += added;
        if look.bold == Some(true) {
            weight.bold += added;
        }
        if in_contents || self.contents_links > 0 {
            weight.contents += added;
        }
        let Some(size) = look.size else { return };
        match weight.sizes.iter_mut().find(|(known, _)| *known == size) {
            Some((_, sum)) => *sum += added,
            None => weight.sizes.push((size, added)),
        }
    }

    /// Whether nothing but white space is in it.
    pub(in crate::parse) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The text as collected.
    pub(in crate::parse) fn raw_text(&self) -> &str {
        &self.text
    }

    /// The number in front, if it has one.
    pub(super) fn number(&self) -> &str {
        match &self.label {
            Some(Label::Number(number)) => number,
            _ => "",
        }
    }

    /// Whether all of it is bold.
    pub(in crate::parse) fn is_bold(&self) -> bool {
        self.weight.all > 0 && self.weight.bold == self.weight.all
    }

    /// The size that most of it is set in.
    pub(in crate::parse) fn size(&self) -> Option<u16> {
        self.weight.sizes.iter().max_by_key(|(size, sum)| (*sum, *size)).map(|(size, _)| *size)
    }

    /// Whether most of it stands in a contents page.
    pub(in crate::parse) fn is_contents(&self) -> bool {
        self.weight.contents * 2 > self.weight.all
    }

    /// The text with its number in front; tabs and breaks as the kind of block wants them.
    pub(in crate::parse) fn take_text(&mut self, tabs: Keep, breaks: Keep) -> String {
        let body = std::mem::take(&mut self.text);
        let body = body.trim();
        let number = if body.is_empty() { "" } else { self.number() };
        let mut text = String::with_capacity(number.len() + body.len());
        text.push_str(number);
        if breaks == Keep::No {
            push_line(&mut text, body);
        } else if tabs == Keep::Yes || !body.contains('\t') {
            text.push_str(body);
        } else {
            text.extend(body.chars().map(|character| match character {
                '\t' => ' ',
                character => character,
            }));
        }
        text
    }

    /// The text without number, for the next paragraph.
    pub(in crate::parse) fn take_raw_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// Whether a kind of white space stays or becomes a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Keep {
    Yes,
    No,
}

/// Appends the text as one line: tabs, breaks and rows of spaces become one space.
fn push_line(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\t' | '\n' | ' ' if out.ends_with(' ') => {}
            '\t' | '\n' => out.push(' '),
            character => out.push(character),
        }
    }
}

/// Appends what is visible of the text: white space becomes a space, soft hyphens and characters
/// without width are dropped.
fn push_visible(out: &mut String, text: &str) {
    if !needs_cleaning(text.as_bytes()) {
        out.push_str(text);
        return;
    }
    out.extend(text.chars().filter_map(visible));
}

/// What a character of the XML's text shows.
pub(super) fn visible(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\r' => Some(' '),
        '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => None,
        character if character.is_control() => None,
        character => Some(character),
    }
}

/// Whether a control character or one without width may be inside; looks at bytes, as nearly all text
/// is clean.
fn needs_cleaning(bytes: &[u8]) -> bool {
    // Without a way out of the loop many bytes are compared at a time.
    let has_control = bytes.iter().fold(false, |found, &byte| found | (byte < 0x20) | (byte == 0x7F));
    let is_odd = |at: usize| {
        matches!(
            bytes[at..],
            [0xC2, ..0xA0 | 0xAD, ..]
                | [0xE2, 0x80, 0x8B, ..]
                | [0xE2, 0x81, 0xA0, ..]
                | [0xEF, 0xBB, 0xBF, ..]
        )
    };
    has_control || memchr::memchr3_iter(0xC2, 0xE2, 0xEF, bytes).any(is_odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_of_the_xml_is_a_space() {
        let mut text = String::new();
        push_visible(&mut text, "软\u{AD}件\n平\u{200B}台\t\u{FEFF}，（甲）");
        assert_eq!(text, "软件 平台 ，（甲）");
    }

    #[test]
    fn size_and_weight_are_those_of_most_of_the_text() {
        let mut paragraph = Paragraph::default();
        paragraph.run.direct = RunLook { bold: Some(true), size: Some(32), hidden: None };
        paragraph.push("一、概述", false);
        assert!(paragraph.is_bold());
        paragraph.run.direct = RunLook { bold: None, size: Some(21), hidden: None };
        paragraph.push("本项目建设一个平台", false);
        assert!(!paragraph.is_bold());
        assert_eq!(paragraph.size(), Some(21));
    }

    #[test]
    fn the_number_stands_in_front_of_text_only() {
        let mut paragraph = Paragraph { label: Some(Label::Number("1. ".into())), ..Paragraph::default() };
        assert_eq!(paragraph.take_text(Keep::No, Keep::No), "");
        paragraph.push("目标", false);
        paragraph.push_space('\n');
        paragraph.push("范围", false);
        assert_eq!(paragraph.take_text(Keep::No, Keep::No), "1. 目标 范围");
    }
}
