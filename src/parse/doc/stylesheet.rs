//! The style sheet ([MS-DOC] 2.9.271 `STSH`, 2.9.260 `STD`) → the styles as the docx reader knows them.

use super::property::{CharacterLook, ParagraphLook};
use crate::parse::bytes::{part, u16_at, utf16};
use crate::parse::docx::numbering::Numbering;
use crate::parse::docx::styles::{Look, RunLook, Style, Styles};

/// Number of a style that is none ([MS-DOC] 2.9.260 `istdBase`).
const NO_STYLE: u16 = 0xFFF;
/// More styles than Word can number.
const MOST_STYLES: usize = 0xFFF;

/// The name that paragraphs use for a style.
pub(super) fn style_id(index: u16) -> String {
    index.to_string()
}

/// Reads the style sheet and links it with the lists.
pub(super) fn read(sheet: &[u8], data: &[u8], numbering: &Numbering) -> Styles {
    Styles::of(styles(sheet, data).unwrap_or_else(fixed), Some(0), numbering)
}

/// The styles whose numbers are fixed ([MS-DOC] 2.9.271): running text and the nine headings.
fn fixed() -> Vec<Style> {
    let style = |index| Style { id: style_id(index), name: name_of(index, ""), ..Style::default() };
    (0..=9).map(style).collect()
}

fn styles(sheet: &[u8], data: &[u8]) -> Option<Vec<Style>> {
    let head_length = usize::from(u16_at(sheet, 0)?);
    let head = part(sheet, 2, head_length)?;
    let count = usize::from(u16_at(head, 0)?).min(MOST_STYLES);
    let base_length = usize::from(u16_at(head, 2)?);
    let mut at = 2 + head_length;
    let mut found = Vec::new();
    for index in 0..count {
        let Some(length) = u16_at(sheet, at).map(usize::from) else { break };
        let Some(definition) = part(sheet, at + 2, length) else { break };
        let style = style(definition, base_length, data).unwrap_or_default();
        found.push(Style { id: style_id(u16::try_from(index).unwrap_or(NO_STYLE)), ..style });
        at += 2 + length + length % 2;
    }
    (!found.is_empty()).then_some(found)
}

/// One definition; an empty one is a style that does not exist.
fn style(definition: &[u8], base_length: usize, data: &[u8]) -> Option<Style> {
    let built_in = u16_at(definition, 0)? & 0x0FFF;
    let kind_and_base = u16_at(definition, 2)?;
    let (kind, base) = (kind_and_base & 0xF, kind_and_base >> 4);
    let name_units = usize::from(u16_at(definition, base_length)?);
    let name = utf16(definition, base_length + 2, name_units)?;
    // Behind the name stands a zero, then groups of properties, each with its length, padded to two.
    let mut at = base_length + 2 + 2 * name_units + 2;
    let mut next_group = || {
        let length = usize::from(u16_at(definition, at)?);
        let group = part(definition, at + 2, length)?;
        at += 2 + length + length % 2;
        Some(group)
    };
    let mut own = Look::default();
    if kind == 1 {
        own = paragraph_look(next_group().and_then(|group| group.get(2..)).unwrap_or_default(), data);
    }
    if matches!(kind, 1 | 2) {
        own.run = run_look(next_group().unwrap_or_default());
    }
    let parent = Some(base).filter(|base| *base != NO_STYLE).map(style_id);
    Some(Style { name: name_of(built_in, &name), parent, own, ..Style::default() })
}

fn paragraph_look(group: &[u8], data: &[u8]) -> Look {
    let mut look = ParagraphLook::default();
    look.apply(group, data);
    Look {
        outline: look.outline,
        list: look.list.map(i64::from),
        list_level: look.list_level,
        ..Look::default()
    }
}

fn run_look(group: &[u8]) -> RunLook {
    let mut look = CharacterLook::default();
    look.apply(group);
    RunLook {
        bold: look.bold.and_then(|switch| switch.over(None)),
        size: look.size,
        hidden: look.hidden.and_then(|switch| switch.over(None)),
    }
}

/// Built-in styles (`sti`, [MS-DOC] 2.9.260) keep their English name in every language of Word; of the
/// others the name in front of its aliases.
fn name_of(built_in: u16, name: &str) -> String {
    match built_in {
        1..=9 => format!("heading {built_in}"),
        19..=27 => format!("toc {}", built_in - 18),
        34 => "caption".to_owned(),
        35 => "table of figures".to_owned(),
        62 => "title".to_owned(),
        74 => "subtitle".to_owned(),
        _ => name.split(',').next().unwrap_or_default().to_owned(),
    }
}
