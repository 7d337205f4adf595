//! Characters of a run → text of its paragraph: fields, symbols, tabs, pictures ([MS-DOC] 2.4.1 and
//! 2.8.25).

use super::property::CharacterLook;
use super::stylesheet::style_id;
use super::walk::{Run, Walk};
use crate::parse::bytes::{part, u16_at, u32_at};
use crate::parse::docx::paragraph::{self, Paragraph};
use crate::parse::docx::styles::RunLook;
use crate::parse::docx::symbol::symbol;
use crate::parse::docx::walk::{Drawing, Item};

/// Place of the head's length in what a picture character stands for ([MS-DOC] 2.9.158).
const HEAD_LENGTH_AT: usize = 4;

impl Walk<'_> {
    /// Adds the characters of a run to the paragraph.
    pub(super) fn write(&mut self, paragraph: &mut Paragraph, run: &Run) {
        if run.look.is_deleted {
            return;
        }
        paragraph.run = self.run_look(paragraph, &run.look);
        let mut text: Vec<u16> = Vec::new();
        for unit in &run.units {
            if *unit >= 0x20 && !(*unit == 0x28 && run.look.is_special) {
                text.push(*unit);
                continue;
            }
            self.push(paragraph, &mut text);
            self.write_sign(paragraph, *unit, &run.look);
        }
        self.push(paragraph, &mut text);
    }

    fn run_look(&self, paragraph: &Paragraph, look: &CharacterLook) -> paragraph::Run {
        let style = look.style.map(|style| self.shared.styles.character(&style_id(style)));
        let style = style.unwrap_or_default();
        let under = style.toggled_over(paragraph.look.run);
        let direct = RunLook {
            bold: look.bold.and_then(|bold| bold.over(under.bold)),
            size: look.size,
            hidden: look.hidden.and_then(|hidden| hidden.over(under.hidden)),
        };
        paragraph::Run { direct, style }
    }

    fn push(&mut self, paragraph: &mut Paragraph, units: &mut Vec<u16>) {
        if units.is_empty() {
            return;
        }
        let text: String = char::decode_utf16(units.drain(..))
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        if self.fields.hide_text() {
            self.fields.code(&text);
            paragraph.push_code(&text);
        } else {
            paragraph.push(&text, self.fields.in_contents());
        }
    }

    fn write_sign(&mut self, paragraph: &mut Paragraph, unit: u16, look: &CharacterLook) {
        match unit {
            0x13 => self.fields.begin(),
            0x14 => {
                self.end_code();
                self.fields.separate();
                self.forget_codes(paragraph);
            }
            0x15 => {
                self.end_code();
                self.fields.end();
                self.forget_codes(paragraph);
            }
            0x09 => self.push_space(paragraph, '\t'),
            0x0B | 0x0C | 0x0E => self.push_space(paragraph, '\n'),
            0x1E => self.push(paragraph, &mut vec![u16::from(b'-')]),
            0x01 if look.is_special => self.picture(paragraph, look),
            0x08 if look.is_special => {
                self.shapes += 1;
                self.after.push(Item::Drawing(Drawing::default()));
            }
            0x28 => {
                let sign = look.symbol.and_then(|(font, code)| {
                    let font = self.shared.fonts.get(usize::from(font)).map_or("", String::as_str);
                    symbol(font, &format!("{code:X}"))
                });
                if let Some(sign) = sign {
                    self.push(paragraph, &mut sign.encode_utf16(&mut [0; 2]).to_vec());
                }
            }
            _ => {}
        }
    }

    fn forget_codes(&self, paragraph: &mut Paragraph) {
        if !self.fields.hide_text() {
            paragraph.forget_codes();
        }
    }

    /// The code of a field is known as far as it goes.
    fn end_code(&mut self) {
        let Some(code) = self.fields.open_code() else { return };
        let mut words = code.split_whitespace();
        let is_embedded = words.next().is_some_and(|word| word.eq_ignore_ascii_case("EMBED"));
        let program = words.next().unwrap_or_default();
        if is_embedded && ["Excel.", "ET.", "Ket."].iter().any(|known| program.starts_with(known)) {
            self.tally.embedded_sheets += 1;
        }
    }

    fn push_space(&self, paragraph: &mut Paragraph, space: char) {
        if !self.fields.hide_text() {
            paragraph.push_space(space);
        }
    }

    /// A picture, or the box of a form where a field's code ends.
    fn picture(&mut self, paragraph: &mut Paragraph, look: &CharacterLook) {
        match self.fields.open_code() {
            Some(code) => {
                if code.trim_start().starts_with("FORMCHECKBOX") {
                    let is_ticked = look.data.and_then(|at| self.is_ticked(at)).unwrap_or(false);
                    paragraph.push(if is_ticked { "☑" } else { "☐" }, false);
                }
            }
            None => {
                self.tally.pictures += 1;
                self.after.push(Item::Drawing(Drawing::default()));
            }
        }
    }

    /// `FFData` ([MS-DOC] 2.9.78) behind the head in the data stream.
    fn is_ticked(&self, at: u32) -> Option<bool> {
        let data = self.shared.data.get(at as usize..)?;
        let data = part(data, 0, u32_at(data, 0)? as usize)?;
        let form = data.get(usize::from(u16_at(data, HEAD_LENGTH_AT)?)..)?;
        let result = u16_at(form, 4)? >> 2 & 0x1F;
        // 25: as by default, which stands behind the name: not looked up, boxes begin empty.
        Some(result == 1)
    }
}
