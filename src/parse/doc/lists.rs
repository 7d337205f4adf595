//! The lists ([MS-DOC] 2.9.191 `PlfLst`, 2.9.189 `PlfLfo`) → the numbering as the docx reader knows it.

use super::fib::{Fib, Structure};
use super::stylesheet::style_id;
use crate::parse::bytes::{byte_at, part, u16_at, u32_at, utf16};
use crate::parse::docx::numbering::{LEVELS, Level, Numbering, clamp_start};
use crate::parse::docx::numerals::{NumberFormat, format_named};

/// Bytes of a list's head and of a reference to a list.
const LIST: usize = 28;
const REFERENCE: usize = 16;
/// From this number on a paragraph is in no list ([MS-DOC] 2.6.2 `sprmPIlfo`).
const MOST_REFERENCES: usize = 0xF800;
/// A level that no style belongs to.
const NO_STYLE: u16 = 0xFFF;

/// `MSONFC` ([MS-OSHARED] 2.2.1.3) in order; docx calls the same formats by these names.
const FORMATS: [&str; 44] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
    "koreanDigital",
    "koreanCounting",
    "koreanLegal",
    "koreanDigital2",
];

/// Reads the lists; what is cut is left out.
pub(super) fn read(fib: &Fib, table: &[u8]) -> Numbering {
    let mut numbering = Numbering::default();
    read_definitions(fib.from(table, Structure::Lists), &mut numbering);
    read_references(fib.from(table, Structure::ListOverrides), &mut numbering);
    numbering
}

/// The heads of all lists, then the levels of all lists.
fn read_definitions(table: &[u8], numbering: &mut Numbering) -> Option<()> {
    let count = usize::from(u16_at(table, 0)?);
    let heads = part(table, 2, count * LIST)?;
    let mut levels = &table[2 + count * LIST..];
    for head in heads.chunks_exact(LIST) {
        let id = i64::from(u32_at(head, 0)?);
        let is_simple = byte_at(head, 26)? & 1 == 1;
        for idx in 0..if is_simple { 1 } else { LEVELS } {
            let (level, rest) = read_level(levels)?;
            levels = rest;
            let style = u16_at(head, 8 + 2 * idx).filter(|style| *style < NO_STYLE).map(style_id);
            numbering.define(id, idx, Level { style, ..level });
        }
    }
    Some(())
}

/// `LVL` ([MS-DOC] 2.9.150); behind it what follows.
fn read_level(bytes: &[u8]) -> Option<(Level, &[u8])> {
    let start = u32_at(bytes, 0)?.cast_signed();
    let format = byte_at(bytes, 4)?;
    let flags = byte_at(bytes, 5)?;
    let follows = byte_at(bytes, 15)?;
    let properties = usize::from(byte_at(bytes, 24)?) + usize::from(byte_at(bytes, 25)?);
    let restart_after = i64::from(byte_at(bytes, 26)?);
    let text_at = LIST + properties;
    let units = usize::from(u16_at(bytes, text_at)?);
    let text = utf16(bytes, text_at + 2, units)?;
    let level = Level {
        start: clamp_start(i64::from(start)),
        format: Some(number_format(format)),
        text: pattern(&text),
        separator: if follows == 2 { "" } else { " " },
        restart_after: (flags & 8 != 0).then_some(restart_after),
        is_legal: flags & 4 != 0,
        ..Level::default()
    };
    Some((level, &bytes[text_at + 2 + 2 * units..]))
}

fn number_format(code: u8) -> NumberFormat {
    match code {
        0x39 => format_named("numberInDash", None),
        0xFF => format_named("none", None),
        _ => format_named(FORMATS.get(usize::from(code)).copied().unwrap_or("decimal"), None),
    }
}

/// Characters 0 to 8 stand for the numbers of the levels; `%1` to `%9` in docx.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars().take(100) {
        match character {
            '\0'..='\u{8}' => pattern.extend(['%', char::from(b'1' + character as u8)]),
            _ => pattern.push(character),
        }
    }
    pattern
}

/// All references to lists, then what each of them changes.
fn read_references(table: &[u8], numbering: &mut Numbering) -> Option<()> {
    let count = u32_at(table, 0)? as usize;
    let heads = part(table, 4, count.checked_mul(REFERENCE)?)?;
    for (head, number) in heads.chunks_exact(REFERENCE).take(MOST_REFERENCES).zip(1..) {
        numbering.list(number, i64::from(u32_at(head, 0)?));
    }
    let mut changes = &table[4 + count * REFERENCE..];
    for (head, number) in heads.chunks_exact(REFERENCE).take(MOST_REFERENCES).zip(1..) {
        changes = changes.get(4..)?;
        for _ in 0..byte_at(head, 12)? {
            let start = clamp_start(i64::from(u32_at(changes, 0)?.cast_signed()));
            let flags = u32_at(changes, 4)?;
            changes = &changes[8..];
            let mut level = None;
            if flags & 0x20 != 0 {
                let (own, rest) = read_level(changes)?;
                changes = rest;
                level = Some(own);
            }
            let own_start = match &level {
                Some(level) => level.start,
                None => start,
            };
            let start = (flags & 0x10 != 0).then_some(own_start);
            numbering.override_level(number, (flags & 0xF) as usize, start, level);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_has_a_pattern() {
        let mut bytes = vec![0; LIST];
        bytes[0] = 1;
        bytes[4] = 37;
        bytes[15] = 2;
        bytes.extend([3, 0, 0x2C, 0x7B, 0, 0, 0xE0, 0x7A, 9, 9]);
        let (level, rest) = read_level(&bytes).unwrap();
        assert_eq!((level.start, level.text.as_str(), level.separator), (1, "第%1章", ""));
        assert_eq!(level.format, Some(NumberFormat::ChineseCounting));
        assert_eq!(rest, [9, 9]);
        assert!(read_level(&bytes[..33]).is_none());
    }
}
