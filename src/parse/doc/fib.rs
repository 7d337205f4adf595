//! The file information block at the start of the stream `WordDocument` ([MS-DOC] 2.5): where everything
//! else is.

use crate::parse::bytes::{part, u16_at, u32_at};
use std::ops::Range;

/// `wIdent` of Word 97 and later.
const IDENTIFIER: u16 = 0xA5EC;
/// `nFib` of Word 97; smaller numbers are older versions.
const WORD_97: u16 = 0xC0;

/// What the block says.
#[derive(Clone, Debug, Default)]
pub(super) struct Fib {
    /// Needs a password.
    pub(super) is_encrypted: bool,
    /// The tables stand in `1Table`, else in `0Table`.
    pub(super) second_table: bool,
    /// Lengths in characters of the parts of the text, in the order of [`Part`].
    lengths: [u32; 8],
    /// Place and length in the table stream of each structure.
    places: Vec<(u32, u32)>,
}

/// Why the block cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// Word 95 or older.
    Older,
    /// Not the block of a document.
    Foreign,
}

/// The parts of the text, one behind the other ([MS-DOC] 2.4.1 and `FibRgLw97`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Main,
    Footnotes,
    Headers,
    Endnotes = 5,
    Boxes = 6,
    HeaderBoxes = 7,
}

/// Structures in the table stream: index of their place in `FibRgFcLcb97`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Structure {
    Styles = 1,
    FootnoteReferences = 2,
    FootnoteTexts = 3,
    Sections = 6,
    CharacterPages = 12,
    ParagraphPages = 13,
    Fonts = 15,
    Pieces = 33,
    Shapes = 40,
    EndnoteReferences = 46,
    EndnoteTexts = 47,
    Drawings = 50,
    Boxes = 56,
    Lists = 73,
    ListOverrides = 74,
}

impl Fib {
    /// Reads the block at the start of the stream.
    pub(super) fn read(stream: &[u8]) -> Result<Self, Unusable> {
        let identifier = u16_at(stream, 0).ok_or(Unusable::Foreign)?;
        let version = u16_at(stream, 2).ok_or(Unusable::Foreign)?;
        if (1..WORD_97).contains(&version) && identifier & 0xFF00 == 0xA500 {
            return Err(Unusable::Older);
        }
        if identifier != IDENTIFIER {
            return Err(Unusable::Foreign);
        }
        let flags = u16_at(stream, 0x0A).ok_or(Unusable::Foreign)?;
        let mut fib =
            Self { is_encrypted: flags & 0x0100 != 0, second_table: flags & 0x0200 != 0, ..Self::default() };
        // All but the head is encrypted too.
        if !fib.is_encrypted {
            fib.read_places(stream).ok_or(Unusable::Foreign)?;
        }
        Ok(fib)
    }

    /// The three arrays behind the head, each with its length in front.
    fn read_places(&mut self, stream: &[u8]) -> Option<()> {
        let longs_at = 0x22 + 2 * usize::from(u16_at(stream, 0x20)?) + 2;
        // The first three numbers are the stream's length and reserved.
        for (idx, length) in self.lengths.iter_mut().enumerate() {
            *length = u32_at(stream, longs_at + 12 + 4 * idx)?.min(i32::MAX as u32);
        }
        let places_at = longs_at + 4 * usize::from(u16_at(stream, longs_at - 2)?);
        let count = usize::from(u16_at(stream, places_at)?);
        let places = part(stream, places_at + 2, 8 * count)?;
        self.places =
            places.chunks_exact(8).filter_map(|pair| u32_at(pair, 0).zip(u32_at(pair, 4))).collect();
        Some(())
    }

    /// The characters of a part of the text.
    pub(super) fn characters(&self, of: Part) -> Range<u32> {
        let idx = of as usize;
        let start = self.lengths[..idx].iter().fold(0_u32, |sum, length| sum.saturating_add(*length));
        start..start.saturating_add(self.lengths[idx])
    }

    /// The bytes of a structure in the table stream; none where there are none.
    pub(super) fn structure<'t>(&self, table: &'t [u8], of: Structure) -> &'t [u8] {
        let place = self.places.get(of as usize);
        place.and_then(|(at, length)| part(table, *at as usize, *length as usize)).unwrap_or_default()
    }

    /// Whether the block names a structure that does not lie inside the table stream.
    pub(super) fn is_cut(&self, table: &[u8], of: Structure) -> bool {
        let place = self.places.get(of as usize).filter(|(_, length)| *length > 0);
        place.is_some_and(|(at, length)| part(table, *at as usize, *length as usize).is_none())
    }

    /// The table stream from a structure on; the lists' levels stand behind it.
    pub(super) fn from<'t>(&self, table: &'t [u8], of: Structure) -> &'t [u8] {
        let place = self.places.get(of as usize).filter(|(_, length)| *length > 0);
        place.and_then(|(at, _)| table.get(*at as usize..)).unwrap_or_default()
    }
}
