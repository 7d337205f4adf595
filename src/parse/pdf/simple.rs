//! A simple font (one byte a code: Latin text, symbols, Type 3) → texts, widths.

use super::font::{FontLoader, Shape};
use crate::parse::fixed::Text;
use hayro_cmap::CMap;
use hayro_font::{FontGlyph, FontQuery};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

/// Type1, TrueType or Type3.
pub(super) struct Simple<'a> {
    dict: Dict<'a>,
    is_type3: bool,
    matrix: [f64; 6],
    to_unicode: Option<CMap>,
    is_windows_latin: bool,
    first_code: u32,
    widths: Vec<f32>,
    loader: Rc<FontLoader<'a>>,
    program: OnceCell<Option<hayro_font::Font<'a>>>,
}

impl std::fmt::Debug for Simple<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simple").field("is_type3", &self.is_type3).finish_non_exhaustive()
    }
}

impl<'a> Simple<'a> {
    /// Reads the dictionary; the program of the font only when something is missing.
    pub(super) fn load(dict: &Dict<'a>, loader: &Rc<FontLoader<'a>>) -> Self {
        let is_type3 = dict.get::<Name<'_>>("Subtype").is_some_and(|name| &*name == b"Type3");
        let matrix = dict.get::<[f64; 6]>("FontMatrix").unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
        let encoding = dict.get::<Object<'_>>("Encoding");
        let is_windows_latin =
            matches!(&encoding, Some(Object::Name(name)) if &**name == b"WinAnsiEncoding") && !is_type3;
        let widths = dict.get::<Array<'_>>("Widths");
        Self {
            dict: dict.clone(),
            is_type3,
            matrix,
            to_unicode: loader.to_unicode(dict),
            is_windows_latin,
            first_code: dict.get::<u32>("FirstChar").unwrap_or(0),
            widths: widths.map(|widths| widths.iter::<f32>().take(256).collect()).unwrap_or_default(),
            loader: Rc::clone(loader),
            program: OnceCell::new(),
        }
    }

    /// Height of a line in units of the font size.
    pub(super) fn height(&self) -> f64 {
        if !self.is_type3 {
            return 1.0;
        }
        let bbox = self.dict.get::<[f64; 4]>("FontBBox").unwrap_or_default();
        let by_box = (bbox[3] - bbox[1]).abs() * self.matrix[3].abs();
        let height = if by_box > 0.0 { by_box } else { self.matrix[3].abs() * 1000.0 };
        if height.is_finite() && height > 0.0 { height.clamp(1e-3, 1e3) } else { 1.0 }
    }

    /// Text and width of a code.
    pub(super) fn shape(&self, code: u32) -> Shape {
        Shape { text: self.text(code), advance: self.advance(code) }
    }

    fn text(&self, code: u32) -> Option<Text> {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code));
        mapped.and_then(Text::from_map).or_else(|| {
            if self.is_windows_latin {
                return windows_latin(code);
            }
            let program = self.program()?;
            let value = match program.glyph(program.map_code(code), code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            value.and_then(Text::from_map)
        })
    }

    fn advance(&self, code: u32) -> f64 {
        let index = code.checked_sub(self.first_code).and_then(|index| usize::try_from(index).ok());
        let width = index.and_then(|index| self.widths.get(index)).copied();
        let scale = if self.is_type3 { self.matrix[0] } else { 0.001 };
        match width {
            Some(width) => f64::from(width) * scale,
            None if self.is_type3 => 0.0,
            None => self.program().map_or(0.5, |program| program.code_advance(code).x / 1000.0),
        }
    }

    fn program(&self) -> Option<&hayro_font::Font<'a>> {
        self.program.get_or_init(|| self.load_program()).as_ref()
    }

    fn load_program(&self) -> Option<hayro_font::Font<'a>> {
        // The library makes room for every code before the first one.
        let codes_are_bytes = ["FirstChar", "LastChar"]
            .into_iter()
            .all(|key| self.dict.get::<i64>(key).is_none_or(|code| (0..=0xffff).contains(&code)));
        if !codes_are_bytes || !self.streams_are_bounded() {
            return None;
        }
        let standard: hayro_font::FontResolverFn = Arc::new(|query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
        });
        let maps: hayro_font::CMapResolverFn = Arc::new(hayro_cmap::load_embedded);
        self.loader.programs.font(&self.dict, &standard, &maps)
    }

    /// Whether everything that the library would inflate stays within the limits.
    fn streams_are_bounded(&self) -> bool {
        let descriptor = self.dict.get::<Dict<'a>>("FontDescriptor").unwrap_or_default();
        let streams = ["FontFile", "FontFile2", "FontFile3"]
            .into_iter()
            .filter_map(|key| descriptor.get::<Stream<'a>>(key))
            .chain(self.dict.get::<Stream<'a>>("ToUnicode"));
        for stream in streams {
            if let Err(refusal) = self.loader.budget.allow(&stream) {
                self.loader.budget.note(refusal);
                return false;
            }
        }
        true
    }
}

fn windows_latin(code: u32) -> Option<Text> {
    let byte = u8::try_from(code).ok().filter(|&byte| byte >= 0x20)?;
    let bytes = [byte];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().map(Text::Char)
}
