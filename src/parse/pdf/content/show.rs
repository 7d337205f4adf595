//! Strings of text → glyphs at their places on the page.

use super::{State, Walk};
use crate::parse::fixed::{Direction, Glyph, Text};
use crate::parse::pdf::budget::Refusal;
use hayro_syntax::object::{Array, Object};
use std::rc::Rc;

impl Walk<'_, '_> {
    pub(super) fn show_adjusted(&mut self, texts: &Array<'_>) {
        for object in texts.iter::<Object<'_>>() {
            match object {
                Object::String(text) => self.show(text.as_bytes()),
                Object::Number(number) => {
                    let state = &self.state;
                    let distance = -number.as_f64() / 1000.0 * state.size;
                    let is_vertical = state.font.as_ref().is_some_and(|font| font.is_vertical());
                    self.text_matrix = if is_vertical {
                        self.text_matrix.translated(0.0, distance)
                    } else {
                        self.text_matrix.translated(distance * state.scale, 0.0)
                    };
                }
                _ => {}
            }
            if self.is_over {
                return;
            }
        }
    }

    pub(super) fn show(&mut self, bytes: &[u8]) {
        const INVISIBLE: i64 = 3;
        self.count_operator();
        let font = match &self.state.font {
            Some(font) => Rc::clone(font),
            None => Rc::clone(&self.reader.unknown_font),
        };
        let State { size, scale, rise, mode, char_space, word_space, .. } = self.state;
        let matrix = self.state.matrix.after(self.text_matrix);
        let is_vertical = font.is_vertical();
        let along = if is_vertical { (0.0, -1.0) } else { (1.0, 0.0) };
        // A negative size or scale turns the text around.
        let turn = size * if is_vertical { 1.0 } else { scale };
        let (dx, dy) = matrix.vector(along.0 * turn, along.1 * turn);
        let direction = Direction::of(dx, dy);
        let unit = {
            let (ux, uy) = matrix.vector(along.0, along.1);
            ux.hypot(uy)
        };
        let (hx, hy) = matrix.vector(0.0, size * font.height);
        let height = if is_vertical { unit * size.abs() } else { hx.hypot(hy) };
        let is_hidden = self.marked.is_hidden() || !(height.is_finite() && height > 0.0);
        let mut pen = 0.0;
        let mut rest = bytes;
        while !rest.is_empty() && !self.is_over {
            let (code, length) = font.read_code(rest);
            rest = rest.get(length..).unwrap_or_default();
            let shape = font.shape(code);
            let spaces = char_space + if code == 32 && length == 1 { word_space } else { 0.0 };
            let step = shape.advance * size + spaces;
            if !is_hidden {
                let (x, y) = if is_vertical { matrix.point(0.0, -pen) } else { matrix.point(pen, rise) };
                let x = if is_vertical { x - 0.35 * height } else { x };
                let advance = (shape.advance * turn).abs() * unit;
                self.put(Glyph {
                    x,
                    y,
                    advance,
                    size: height,
                    direction,
                    text: shape.text.unwrap_or(Text::Char('\u{fffd}')),
                    is_bold: font.is_bold || mode == 2,
                    is_invisible: mode == INVISIBLE,
                });
            }
            pen += if is_vertical { step } else { step * scale };
        }
        self.text_matrix = if is_vertical {
            self.text_matrix.translated(0.0, -pen)
        } else {
            self.text_matrix.translated(pen, 0.0)
        };
    }

    /// Keeps a glyph that lies on the page.
    fn put(&mut self, glyph: Glyph) {
        let margin = glyph.size;
        let is_on_page = glyph.x > -margin
            && glyph.y > -margin
            && glyph.x < self.page_width + margin
            && glyph.y < self.page_height + 2.0 * margin;
        if !is_on_page {
            return;
        }
        self.ink.glyphs.push(glyph);
        let allowed = self.reader.limits.pdf_page_operators;
        if self.ink.glyphs.len() as u64 > allowed {
            self.give_up(Refusal::Limit("pdf-page-operators", self.ink.glyphs.len() as u64, allowed));
        }
    }
}
