//! A font dictionary → for each character code its text and its width.

use super::budget::Budget;
use super::composite::Composite;
use super::simple::Simple;
use crate::parse::fixed::{Text, names_bold_face};
use hayro_cmap::{BfString, CMap, CMapName};
use hayro_syntax::object::{Dict, Name, Object, Stream};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// One character code of a font, in units of the font size.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// `None` where nothing tells the Unicode value.
    pub(super) text: Option<Text>,
    /// How far the pen moves: to the right, or down in vertical fonts.
    pub(super) advance: f64,
}

/// A font as far as text needs it.
#[derive(Debug)]
pub(super) struct Font<'a> {
    kind: Kind<'a>,
    /// By its name or weight.
    pub(super) is_bold: bool,
    /// Height of a line of it in units of the font size; not 1 only in fonts with a matrix of their own.
    pub(super) height: f64,
    shapes: RefCell<HashMap<u32, Shape>>,
}

#[derive(Debug)]
enum Kind<'a> {
    Composite(Box<Composite<'a>>),
    Simple(Box<Simple<'a>>),
    /// No font at all: ASCII means itself, as in every viewer.
    Missing,
    /// A font that could not be read: nobody knows what its codes mean.
    Unreadable,
}

/// Shared by the fonts of one file.
pub(super) struct FontLoader<'a> {
    pub(super) budget: Rc<Budget>,
    pub(super) programs: hayro_font::FontCache<'a>,
    predefined: RefCell<HashMap<Vec<u8>, Option<Rc<CMap>>>>,
}

impl std::fmt::Debug for FontLoader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FontLoader").finish_non_exhaustive()
    }
}

impl<'a> Font<'a> {
    /// Reads the dictionary; `None` where it describes no font that could be read.
    pub(super) fn load(dict: &Dict<'a>, loader: &Rc<FontLoader<'a>>) -> Option<Self> {
        let subtype = dict.get::<Name<'_>>("Subtype")?;
        let mut height = 1.0;
        let (kind, described_by) = if &*subtype == b"Type0" {
            let composite = Composite::load(dict, loader)?;
            let descendant = composite.descendant().clone();
            (Kind::Composite(Box::new(composite)), descendant)
        } else {
            let simple = Simple::load(dict, loader);
            height = simple.height();
            (Kind::Simple(Box::new(simple)), dict.clone())
        };
        let is_bold = is_bold(dict, &described_by);
        Some(Self { kind, is_bold, height, shapes: RefCell::default() })
    }

    /// Stands for a font that the file does not hold.
    pub(super) fn missing() -> Self {
        Self { kind: Kind::Missing, is_bold: false, height: 1.0, shapes: RefCell::default() }
    }

    /// Stands for a font that could not be read.
    pub(super) fn unreadable() -> Self {
        Self { kind: Kind::Unreadable, ..Self::missing() }
    }

    /// The first code of a shown string and its length in bytes (at least 1).
    pub(super) fn read_code(&self, bytes: &[u8]) -> (u32, usize) {
        match &self.kind {
            Kind::Composite(font) => font.read_code(bytes),
            Kind::Simple(_) | Kind::Missing | Kind::Unreadable => {
                (bytes.first().copied().map_or(0, u32::from), 1)
            }
        }
    }

    /// Text and width of a code.
    pub(super) fn shape(&self, code: u32) -> Shape {
        if let Some(shape) = self.shapes.borrow().get(&code) {
            return shape.clone();
        }
        let shape = match &self.kind {
            Kind::Composite(font) => font.shape(code),
            Kind::Simple(font) => font.shape(code),
            Kind::Missing => {
                let ascii = char::from_u32(code).filter(|c| c.is_ascii_graphic() || *c == ' ');
                Shape { text: ascii.map(Text::Char), advance: 0.5 }
            }
            Kind::Unreadable => Shape { text: None, advance: 0.5 },
        };
        self.shapes.borrow_mut().insert(code, shape.clone());
        shape
    }

    /// Whether its lines run from top to bottom.
    pub(super) fn is_vertical(&self) -> bool {
        matches!(&self.kind, Kind::Composite(font) if font.is_vertical())
    }
}

impl<'a> FontLoader<'a> {
    /// For one file.
    pub(super) fn new(budget: Rc<Budget>) -> Self {
        Self { budget, programs: hayro_font::FontCache::new(), predefined: RefCell::default() }
    }

    /// A map that every reader must know by its name.
    pub(super) fn predefined(&self, name: CMapName<'_>) -> Option<Rc<CMap>> {
        let key = name.to_bytes().to_vec();
        if let Some(known) = self.predefined.borrow().get(&key) {
            return known.clone();
        }
        let map = hayro_cmap::load_embedded(name)
            .and_then(|data| CMap::parse(data, hayro_cmap::load_embedded))
            .map(Rc::new);
        self.predefined.borrow_mut().insert(key, map.clone());
        map
    }

    /// The map of an embedded stream, within the limits.
    pub(super) fn embedded(&self, stream: &Stream<'a>) -> Option<CMap> {
        match self.budget.decode(stream) {
            Ok(decoded) => CMap::parse(&decoded.bytes, hayro_cmap::load_embedded),
            Err(refusal) => {
                self.budget.note(refusal);
                None
            }
        }
    }

    /// The `ToUnicode` map of a font.
    pub(super) fn to_unicode(&self, dict: &Dict<'a>) -> Option<CMap> {
        match dict.get::<Object<'a>>("ToUnicode")? {
            Object::Stream(stream) => self.embedded(&stream),
            _ => None,
        }
    }
}

impl Text {
    /// What a map or an encoding gives; `None` for values that say nothing.
    pub(super) fn from_map(value: BfString) -> Option<Self> {
        match value {
            BfString::Char('\0' | '\u{fffd}') => None,
            BfString::Char(character) => Some(Self::Char(character)),
            BfString::String(text) => {
                let mut chars = text.chars().filter(|c| *c != '\0');
                match (chars.next(), chars.next()) {
                    (None, _) => None,
                    (Some(character), None) => Some(Self::Char(character)),
                    _ => Some(Self::Many(text.replace('\0', "").into())),
                }
            }
        }
    }
}

/// Whether name, weight or flags say so. 黑体 is the face that Chinese headings are set in.
fn is_bold(dict: &Dict<'_>, described_by: &Dict<'_>) -> bool {
    let descriptor = described_by.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    let forced = descriptor.get::<i64>("Flags").is_some_and(|flags| flags & (1 << 18) != 0);
    let heavy = descriptor.get::<f64>("FontWeight").is_some_and(|weight| weight >= 600.0);
    let named = [dict.get::<Name<'_>>("BaseFont"), descriptor.get::<Name<'_>>("FontName")]
        .into_iter()
        .flatten()
        .any(|name| names_bold_face(&face_name(&name)));
    forced || heavy || named
}

/// The name of the face; Chinese producers write it in UTF-8 or in GBK.
fn face_name(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(name).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_faces_may_be_gbk() {
        assert_eq!(face_name(b"\xba\xda\xcc\xe5"), "黑体");
    }

    #[test]
    fn values_that_say_nothing_are_no_text() {
        assert_eq!(Text::from_map(BfString::Char('\0')), None);
        assert_eq!(Text::from_map(BfString::String("\0\0".into())), None);
        assert_eq!(Text::from_map(BfString::String("a\0".into())), Some(Text::Char('a')));
        assert_eq!(Text::from_map(BfString::String("ffi".into())), Some(Text::Many("ffi".into())));
    }
}
