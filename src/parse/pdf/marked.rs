//! Marked content: hidden layers, and `ActualText`, which says what glyphs stand for.

use crate::parse::fixed::{Glyph, Text};
use hayro_syntax::object::{Dict, String as PdfString};

/// Open sequences that are kept apart; deeper ones are only counted.
const DEEPEST: usize = 1_000;

/// The open sequences of marked content.
#[derive(Debug, Default)]
pub(super) struct Marked {
    open: Vec<Sequence>,
    deeper: usize,
}

#[derive(Debug)]
struct Sequence {
    is_hidden: bool,
    actual_text: Option<String>,
    first_glyph: usize,
}

impl Marked {
    /// Whether what is drawn now belongs to a layer that is switched off.
    pub(super) fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|sequence| sequence.is_hidden)
    }

    /// Opens a sequence; glyphs from `first_glyph` on belong to it.
    pub(super) fn begin(&mut self, is_hidden: bool, properties: Option<&Dict<'_>>, first_glyph: usize) {
        if self.open.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        let actual_text = properties
            .and_then(|properties| properties.get::<PdfString<'_>>("ActualText"))
            .map(|text| text_string(text.as_bytes()));
        self.open.push(Sequence { is_hidden: is_hidden || self.is_hidden(), actual_text, first_glyph });
    }

    /// Closes the innermost sequence and gives its glyphs the text that they stand for.
    pub(super) fn end(&mut self, glyphs: &mut Vec<Glyph>) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(sequence) = self.open.pop() else { return };
        if let Some(text) = sequence.actual_text {
            replace(glyphs, sequence.first_glyph.min(glyphs.len()), &text);
        }
    }
}

/// A text string of a file: UTF-16 or UTF-8 with their marks, else Latin.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let utf16 = |pairs: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = pairs.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect::<String>()
    };
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        utf16(rest, u16::from_be_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        utf16(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Chinese producers write GBK here, which no standard foresees.
            Err(_) => encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }
}

/// Writes `text` over the glyphs: one character each where the numbers agree, else all of it at the
/// first one. Text over several lines is left as drawn when every glyph is known, since nothing says
/// which part of it belongs to which line.
fn replace(glyphs: &mut Vec<Glyph>, first: usize, text: &str) {
    let drawn = &mut glyphs[first..];
    let count = text.chars().count();
    let (Some(head), Some(tail)) = (drawn.first(), drawn.last()) else { return };
    if drawn.len() == count {
        for (glyph, character) in drawn.iter_mut().zip(text.chars()) {
            glyph.text = Text::Char(character);
        }
        return;
    }
    let is_one_line = head.direction == tail.direction
        && drawn.iter().all(|glyph| {
            let (_, y) = head.direction.upright(glyph.x, glyph.y);
            (y - head.direction.upright(head.x, head.y).1).abs() < 0.6 * head.size
        });
    let is_known = drawn.iter().all(|glyph| glyph.text != Text::Char('\u{fffd}'));
    if !is_one_line && is_known {
        return;
    }
    let start = head.direction.upright(head.x, head.y).0;
    let end = tail.direction.upright(tail.x, tail.y).0 + tail.advance;
    drawn[0].text = Text::Many(text.into());
    drawn[0].advance = if is_one_line { (end - start).max(0.0) } else { drawn[0].advance };
    glyphs.truncate(first + 1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::Direction;

    fn glyphs(text: &str) -> Vec<Glyph> {
        text.chars()
            .enumerate()
            .map(|(at, character)| Glyph {
                x: at as f64 * 10.0,
                y: 0.0,
                advance: 10.0,
                size: 10.0,
                direction: Direction::Right,
                text: Text::Char(character),
                is_bold: false,
                is_invisible: false,
            })
            .collect()
    }

    #[test]
    fn glyphs_get_the_text_that_they_stand_for() {
        let mut drawn = glyphs("⼀期");
        replace(&mut drawn, 0, "一期");
        assert_eq!(drawn[0].text, Text::Char('一'));
        let mut drawn = glyphs("xab");
        replace(&mut drawn, 1, "方案书");
        assert_eq!(drawn.len(), 2);
        assert_eq!((drawn[1].text.clone(), drawn[1].advance), (Text::Many("方案书".into()), 20.0));
    }

    #[test]
    fn text_over_several_lines_stays_where_it_was_drawn() {
        let mut drawn = glyphs("ab");
        drawn[1].y = 20.0;
        replace(&mut drawn, 0, "abc");
        assert_eq!(drawn.len(), 2);
        drawn[1].text = Text::Char('\u{fffd}');
        replace(&mut drawn, 0, "abc");
        assert_eq!(drawn[0].text, Text::Many("abc".into()));
    }

    #[test]
    fn text_strings_come_in_four_encodings() {
        assert_eq!(text_string(b"\xfe\xff\x4e\x00"), "一");
        assert_eq!(text_string(b"\xff\xfe\x00\x4e"), "一");
        assert_eq!(text_string("\u{feff}一".as_bytes()), "一");
        assert_eq!(text_string(b"\xb7\xbd\xb0\xb8"), "方案");
        assert_eq!(text_string(b"abc"), "abc");
    }
}
