//! A sheet's XML → its cells that hold something, its merged ranges, and what is wrong with them.

use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::sheets::{Book, MOST_COLUMNS, MOST_ROWS, Range, Sheet};
use crate::parse::xml::{Node, Tag, Xml};

/// Reads a sheet's part.
pub(super) fn read(text: &str, is_cut: bool, book: &mut Book, limits: &Limits) -> Sheet {
    let mut xml = Xml::new(text, limits).cut_short(is_cut);
    let mut walk = Walk { sheet: Sheet::default(), book, path: Vec::new(), row: 0, column: 0, open: None };
    loop {
        match xml.next() {
            Ok(Node::Open(tag)) => {
                if !walk.open(&tag, limits) {
                    break;
                }
            }
            Ok(Node::Close) => walk.close(),
            Ok(Node::Text(text)) => walk.text(&text),
            Ok(Node::Character(character)) => walk.text(character.encode_utf8(&mut [0; 4])),
            Ok(Node::End) => break,
            Err(kind) => {
                walk.sheet.is_cut |= matches!(kind, GapKind::Limit { .. });
                walk.sheet.faults.push(kind);
                break;
            }
        }
    }
    walk.sheet.faults.extend(xml.broken_references());
    walk.sheet
}

struct Walk<'a> {
    sheet: Sheet,
    book: &'a mut Book,
    path: Vec<Element>,
    /// The next row and column where the file names none.
    row: u32,
    column: u32,
    open: Option<OpenCell>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Row,
    Cell,
    Value,
    Formula,
    InlineText,
    Phonetic,
    Other,
}

struct OpenCell {
    place: Option<(u32, u32)>,
    kind: String,
    style: usize,
    value: Option<String>,
    inline: String,
    has_formula: bool,
}

impl Walk<'_> {
    /// `false` when no more may be read.
    fn open(&mut self, tag: &Tag<'_>, limits: &Limits) -> bool {
        let in_cell = self.open.is_some();
        let element = match tag.local() {
            b"row" => {
                self.open_row(tag);
                Element::Row
            }
            b"c" if self.path.last() == Some(&Element::Row) => {
                if !self.sheet.take_cell(self.book, limits) {
                    return false;
                }
                self.open_cell(tag);
                Element::Cell
            }
            b"v" if in_cell => {
                if let Some(cell) = &mut self.open {
                    cell.value.get_or_insert_default();
                }
                Element::Value
            }
            b"f" if in_cell => {
                if let Some(cell) = &mut self.open {
                    cell.has_formula = true;
                }
                Element::Formula
            }
            b"rPh" => Element::Phonetic,
            b"t" if in_cell && !self.path.contains(&Element::Phonetic) => Element::InlineText,
            b"col" if is_hidden(tag) => {
                let number = |name| tag.attribute(name).and_then(|text| text.parse::<u32>().ok());
                if let (Some(first @ 1..), Some(last @ 1..)) = (number("min"), number("max")) {
                    self.sheet.hide_columns(first - 1, last - 1);
                }
                Element::Other
            }
            b"mergeCell" => {
                if let Some(range) = tag.attribute("ref").and_then(|text| parse_range(&text)) {
                    self.sheet.merge(range);
                }
                Element::Other
            }
            _ => Element::Other,
        };
        self.path.push(element);
        true
    }

    fn open_row(&mut self, tag: &Tag<'_>) {
        let written = tag.attribute("r");
        self.row = match written.as_deref().map(|text| text.trim().parse::<u32>()) {
            None => self.row,
            Some(Ok(number)) if (1..=MOST_ROWS).contains(&number) => number - 1,
            Some(_) => MOST_ROWS, // its cells stand nowhere, unless they say so
        };
        self.column = 0;
        if is_hidden(tag) {
            self.sheet.hide_row(self.row);
        }
    }

    fn open_cell(&mut self, tag: &Tag<'_>) {
        let place = match tag.attribute("r") {
            Some(text) => parse_place(&text),
            None => (self.row < MOST_ROWS && self.column < MOST_COLUMNS).then_some((self.row, self.column)),
        };
        match place {
            Some((_, column)) => self.column = column + 1,
            None => self.sheet.counts.bad_places += 1,
        }
        self.open = Some(OpenCell {
            place,
            kind: tag.attribute("t").map_or_else(String::new, |kind| kind.into_owned()),
            style: tag.attribute("s").and_then(|text| text.parse().ok()).unwrap_or(0),
            value: None,
            inline: String::new(),
            has_formula: false,
        });
    }

    fn text(&mut self, text: &str) {
        let Some(cell) = &mut self.open else { return };
        match self.path.last() {
            Some(Element::Value) => cell.value.get_or_insert_default().push_str(text),
            Some(Element::InlineText) => cell.inline.push_str(text),
            _ => {}
        }
    }

    fn close(&mut self) {
        match self.path.pop() {
            Some(Element::Row) => self.row = self.row.saturating_add(1).min(MOST_ROWS),
            Some(Element::Cell) => self.close_cell(),
            _ => {}
        }
    }

    fn close_cell(&mut self) {
        let Some(cell) = self.open.take() else { return };
        let value = cell.value.as_deref().unwrap_or_default();
        if cell.has_formula && value.is_empty() && (cell.kind != "str" || cell.value.is_none()) {
            self.sheet.counts.formulas_without_value += 1;
        }
        self.sheet.counts.error_values += u32::from(cell.kind == "e");
        let text = match cell.kind.as_str() {
            "inlineStr" => unescape(&cell.inline),
            "s" if !value.is_empty() => {
                let shared = value.trim().parse().ok().and_then(|idx| self.book.string(idx));
                self.sheet.counts.bad_strings += u32::from(shared.is_none());
                shared.unwrap_or_default().to_owned()
            }
            "b" => match value.trim() {
                "1" | "true" => "TRUE".to_owned(),
                "0" | "false" => "FALSE".to_owned(),
                other => other.to_owned(),
            },
            "str" | "e" => unescape(value),
            "d" => value
                .split_once('T')
                .filter(|(_, time)| time.starts_with("00:00"))
                .map_or(value, |(day, _)| day)
                .to_owned(),
            _ if value.is_empty() => String::new(),
            _ => self.book.show_number(value, cell.style),
        };
        if let Some(place) = cell.place {
            self.sheet.push(place, &text, self.book);
        }
    }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.attribute("hidden").as_deref(), Some("1" | "true"))
}

/// `A1:C3`, `A1`.
fn parse_range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Some(Range { first: parse_place(first)?, last: parse_place(last)? })
}

/// `B3` → row 2, column 1.
fn parse_place(text: &str) -> Option<(u32, u32)> {
    let text = text.trim().replace('$', "");
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    if letters.is_empty() || letters.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let column =
        letters.bytes().fold(0, |column, byte| column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.parse().ok()?;
    ((1..=MOST_ROWS).contains(&row) && column <= MOST_COLUMNS).then(|| (row - 1, column - 1))
}

/// `_x000D_` and its like: characters that XML cannot hold.
pub(super) fn unescape(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(character) => {
                if !character.is_control() || matches!(character, '\n' | '\t') {
                    plain.push(character);
                }
                rest = &rest[7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_parsed_and_checked() {
        assert_eq!(parse_place("B3"), Some((2, 1)));
        assert_eq!(parse_place("$AA$10"), Some((9, 26)));
        assert_eq!(parse_place("XFD1048576"), Some((1_048_575, 16_383)));
        for text in ["A0", "", "1A", "A", "XFE1", "A1048577", "ZZZZZZZ1", "A99999999999999999999"] {
            assert_eq!(parse_place(text), None, "{text}");
        }
        assert_eq!(parse_range("A1:"), None);
    }

    #[test]
    fn escaped_characters_come_back() {
        assert_eq!(unescape("第一行_x000D_\n第二行_x005F_x_x"), "第一行\n第二行_x_x");
        assert_eq!(unescape("_xZZZZ_ 万元_x"), "_xZZZZ_ 万元_x");
    }
}
