//! A composite font (Type0: nearly all Chinese text) → codes, texts, widths.
//!
//! Read by ourselves, not by the font library: the program of the font, often megabytes, is then
//! loaded only when nothing else tells a glyph's character, and lying ranges of widths cost nothing.

use super::font::{FontLoader, Shape};
use crate::parse::fixed::Text;
use crate::parse::sfnt;
use hayro_cmap::{CMap, CMapName, CidFamily, WritingMode};
use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

/// A Type0 font with its descendant.
#[derive(Debug)]
pub(super) struct Composite<'a> {
    descendant: Dict<'a>,
    encoding: Encoding,
    is_vertical: bool,
    to_unicode: Option<CMap>,
    default_width: f32,
    widths: Vec<WidthRange>,
    vertical_advance: f32,
    loader: Rc<FontLoader<'a>>,
    collection: OnceCell<Option<Rc<CMap>>>,
    program: OnceCell<Option<Program>>,
}

/// How codes are cut from a string and become the numbers of glyphs.
#[derive(Debug)]
enum Encoding {
    /// Two bytes are the glyph's number.
    Identity,
    /// GBK; the number of the glyph of the space.
    Gbk(u32),
    /// UTF-16, of the collection's characters.
    Utf16,
    /// UTF-16, with the map from it to the glyphs of another collection.
    Utf16Map(Rc<CMap>),
    /// A map, of the file or predefined.
    Map(Rc<CMap>),
}

#[derive(Debug)]
struct WidthRange {
    first: u32,
    last: u32,
    width: f32,
}

/// What an embedded font program says about its glyphs.
#[derive(Debug)]
struct Program {
    characters: HashMap<u16, char>,
    glyph_of: Option<Vec<u8>>,
}

impl<'a> Composite<'a> {
    /// Reads the dictionary of a Type0 font.
    pub(super) fn load(dict: &Dict<'a>, loader: &Rc<FontLoader<'a>>) -> Option<Self> {
        let descendant = dict.get::<Array<'a>>("DescendantFonts")?.iter::<Dict<'a>>().next()?;
        let (encoding, is_vertical) = read_encoding(&dict.get::<Object<'a>>("Encoding")?, loader)?;
        let vertical = descendant.get::<[f32; 2]>("DW2").unwrap_or([880.0, -1000.0]);
        Some(Self {
            encoding,
            is_vertical,
            to_unicode: loader.to_unicode(dict),
            default_width: descendant.get::<f32>("DW").unwrap_or(1000.0),
            widths: descendant.get::<Array<'a>>("W").map(|widths| read_widths(&widths)).unwrap_or_default(),
            vertical_advance: vertical[1],
            descendant,
            loader: Rc::clone(loader),
            collection: OnceCell::new(),
            program: OnceCell::new(),
        })
    }

    /// The dictionary with the descriptor.
    pub(super) fn descendant(&self) -> &Dict<'a> {
        &self.descendant
    }

    /// Whether its lines run from top to bottom.
    pub(super) fn is_vertical(&self) -> bool {
        self.is_vertical
    }

    /// The first code and its length.
    pub(super) fn read_code(&self, bytes: &[u8]) -> (u32, usize) {
        let byte = |at: usize| bytes.get(at).copied().map_or(0, u32::from);
        let length = match &self.encoding {
            Encoding::Identity => 2,
            Encoding::Gbk(_) if byte(0) > 0x80 => 2,
            Encoding::Gbk(_) => 1,
            Encoding::Utf16 | Encoding::Utf16Map(_) if (0xd8..0xdc).contains(&byte(0)) => 4,
            Encoding::Utf16 | Encoding::Utf16Map(_) => 2,
            Encoding::Map(map) => {
                let mut code = 0;
                for length in 1..=4_u8.min(u8::try_from(bytes.len()).unwrap_or(4)) {
                    code = code << 8 | byte(usize::from(length) - 1);
                    if map.lookup_cid_code(code, length).is_some() {
                        return (code, usize::from(length));
                    }
                }
                2
            }
        };
        ((0..length).fold(0, |code, at| code << 8 | byte(at)), length)
    }

    /// Text and width of a code.
    pub(super) fn shape(&self, code: u32) -> Shape {
        let advance = if self.is_vertical {
            f64::from(-self.vertical_advance) / 1000.0
        } else {
            f64::from(self.width(self.glyph_number(code))) / 1000.0
        };
        Shape { text: self.text(code), advance }
    }

    fn text(&self, code: u32) -> Option<Text> {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code));
        mapped
            .and_then(Text::from_map)
            .or_else(|| self.text_by_encoding(code))
            .or_else(|| self.text_by_collection(code))
            .or_else(|| self.text_by_program(code))
    }

    fn text_by_encoding(&self, code: u32) -> Option<Text> {
        let bytes = code.to_be_bytes();
        match self.encoding {
            Encoding::Gbk(_) => {
                let bytes = if code > 0xff { &bytes[2..] } else { &bytes[3..] };
                let (text, had_errors) = encoding_rs::GBK.decode_without_bom_handling(bytes);
                let character = text.chars().next().filter(|_| !had_errors)?;
                Some(Text::Char(character))
            }
            Encoding::Utf16 | Encoding::Utf16Map(_) => {
                let units = [(code >> 16) as u16, code as u16];
                let units = if code > 0xffff { &units[..] } else { &units[1..] };
                char::decode_utf16(units.iter().copied()).next()?.ok().map(Text::Char)
            }
            Encoding::Identity | Encoding::Map(_) => None,
        }
    }

    /// Through the characters of Adobe-GB1 and its sisters.
    fn text_by_collection(&self, code: u32) -> Option<Text> {
        let map = self.collection.get_or_init(|| {
            let info = self.descendant.get::<Dict<'_>>("CIDSystemInfo")?;
            let registry = info.get::<PdfString<'_>>("Registry")?;
            let ordering = info.get::<PdfString<'_>>("Ordering")?;
            let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
            self.loader.predefined(family.ucs2_cmap()?)
        });
        map.as_ref()?.lookup_bf_string(self.glyph_number(code)).and_then(Text::from_map)
    }

    /// Back from the glyph to the character, through the table of the embedded font.
    fn text_by_program(&self, code: u32) -> Option<Text> {
        let program = self.program.get_or_init(|| self.load_program()).as_ref()?;
        let number = self.glyph_number(code);
        let glyph = match &program.glyph_of {
            None => u16::try_from(number).ok()?,
            Some(table) => {
                let at = usize::try_from(number).ok()? * 2;
                u16::from_be_bytes(table.get(at..at + 2)?.try_into().ok()?)
            }
        };
        program.characters.get(&glyph).copied().map(Text::Char)
    }

    fn load_program(&self) -> Option<Program> {
        let descriptor = self.descendant.get::<Dict<'a>>("FontDescriptor")?;
        let decode = |stream: &Stream<'a>| match self.loader.budget.decode(stream) {
            Ok(decoded) => Some(decoded.bytes.into_owned()),
            Err(refusal) => {
                self.loader.budget.note(refusal);
                None
            }
        };
        let file = descriptor
            .get::<Stream<'a>>("FontFile2")
            .or_else(|| descriptor.get::<Stream<'a>>("FontFile3"))
            .or_else(|| descriptor.get::<Stream<'a>>("FontFile"))?;
        let characters = sfnt::glyph_characters(&decode(&file)?)?;
        let glyph_of = self.descendant.get::<Stream<'a>>("CIDToGIDMap").and_then(|stream| decode(&stream));
        Some(Program { characters, glyph_of })
    }

    /// The number of the glyph (CID) of a code.
    fn glyph_number(&self, code: u32) -> u32 {
        match &self.encoding {
            Encoding::Identity => code,
            Encoding::Gbk(space) if code <= 0x7e => code.saturating_sub(0x20) + space,
            Encoding::Utf16 if code <= 0x7e => code.saturating_sub(0x1f),
            Encoding::Gbk(_) => self.number_by(CMapName::GbkEucH, code),
            Encoding::Utf16 => self.number_by(CMapName::UniGbUtf16H, code),
            Encoding::Map(map) | Encoding::Utf16Map(map) => number_in(map, code),
        }
    }

    /// Ideographs are as wide as the font is high in every collection: the map is needed only where
    /// the file gives widths beyond the Latin letters.
    fn number_by(&self, name: CMapName<'_>, code: u32) -> u32 {
        const LAST_LATIN: u32 = 939;
        if self.widths.last().is_none_or(|range| range.last <= LAST_LATIN) {
            return u32::MAX;
        }
        self.loader.predefined(name).map_or(u32::MAX, |map| number_in(&map, code))
    }

    fn width(&self, number: u32) -> f32 {
        let after = self.widths.partition_point(|range| range.first <= number);
        let range = after.checked_sub(1).map(|at| &self.widths[at]);
        range.filter(|range| number <= range.last).map_or(self.default_width, |range| range.width)
    }
}

fn number_in(map: &CMap, code: u32) -> u32 {
    (1..=4).find_map(|length| map.lookup_cid_code(code, length)).unwrap_or(0)
}

fn read_encoding<'a>(object: &Object<'a>, loader: &FontLoader<'a>) -> Option<(Encoding, bool)> {
    match object {
        Object::Name(name) => {
            let is_vertical = name.ends_with(b"-V") || &**name == b"V";
            let encoding = match &**name {
                b"Identity-H" | b"Identity-V" => Encoding::Identity,
                b"GBK-EUC-H" | b"GBK-EUC-V" => Encoding::Gbk(814),
                b"GBKp-EUC-H" | b"GBKp-EUC-V" | b"GB-EUC-H" | b"GB-EUC-V" => Encoding::Gbk(1),
                b"UniGB-UCS2-H" | b"UniGB-UCS2-V" | b"UniGB-UTF16-H" | b"UniGB-UTF16-V" => Encoding::Utf16,
                other => {
                    let map = loader.predefined(CMapName::from_bytes(other))?;
                    if other.starts_with(b"Uni") { Encoding::Utf16Map(map) } else { Encoding::Map(map) }
                }
            };
            Some((encoding, is_vertical))
        }
        Object::Stream(stream) => {
            let map = loader.embedded(stream)?;
            let is_vertical = map.metadata().writing_mode == Some(WritingMode::Vertical);
            Some((Encoding::Map(Rc::new(map)), is_vertical))
        }
        _ => None,
    }
}

/// `[1 [500 600] 7 99 1000]`: each entry of a list alone, ranges as ranges.
fn read_widths(array: &Array<'_>) -> Vec<WidthRange> {
    let mut ranges = Vec::new();
    let mut pending: Vec<f64> = Vec::new();
    for object in array.iter::<Object<'_>>() {
        match object {
            Object::Number(number) => pending.push(number.as_f64()),
            Object::Array(list) => {
                let first = pending.last().copied().unwrap_or(0.0) as u32;
                for (step, width) in (0..).zip(list.iter::<f32>()) {
                    let at = first.saturating_add(step);
                    ranges.push(WidthRange { first: at, last: at, width });
                }
                pending.clear();
            }
            _ => pending.clear(),
        }
        if let [first, last, width] = pending[..] {
            ranges.push(WidthRange { first: first as u32, last: last as u32, width: width as f32 });
            pending.clear();
        }
    }
    ranges.sort_by_key(|range| range.first);
    ranges
}
