//! The piece table ([MS-DOC] 2.8.35 and 2.9.38): which bytes of the stream the characters are.

use super::plc::Plc;
use super::property::essence;
use crate::parse::bytes::{part, u16_at, u32_at};
use std::ops::Range;

/// Consecutive characters that stand consecutively in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Positions of its characters.
    pub(super) characters: Range<u32>,
    /// Byte of the first one in the stream.
    pub(super) byte: u32,
    /// One byte a character (Windows 1252), else two (UTF-16).
    pub(super) is_compressed: bool,
    /// `Prm`: a change to the properties of all of it.
    pub(super) change: u16,
}

/// All pieces in order with the changes that they refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    pub(super) pieces: Vec<Piece>,
    /// Groups of property changes by index.
    changes: Vec<Vec<u8>>,
}

impl Piece {
    /// Bytes of one character.
    pub(super) fn width(&self) -> u32 {
        if self.is_compressed { 1 } else { 2 }
    }

    /// The byte of a character.
    pub(super) fn byte_of(&self, character: u32) -> u32 {
        self.byte.saturating_add((character - self.characters.start).saturating_mul(self.width()))
    }
}

impl Pieces {
    /// Reads a `Clx`; `None` if no piece is in it.
    pub(super) fn read(clx: &[u8]) -> Option<Self> {
        let mut found = Self::default();
        let mut rest = clx;
        loop {
            match rest.split_first()? {
                (1, body) => {
                    let length = usize::from(u16_at(body, 0)?);
                    // A piece may be one character: what is read for each is kept short.
                    found.changes.push(essence(part(body, 2, length)?));
                    rest = &body[2 + length..];
                }
                (2, body) => {
                    let length = (u32_at(body, 0)? as usize).min(body.len() - 4);
                    found.read_pieces(&body[4..4 + length]);
                    break;
                }
                _ => return None,
            }
        }
        (!found.pieces.is_empty()).then_some(found)
    }

    fn read_pieces(&mut self, plc: &[u8]) {
        let mut end = 0;
        for (from, to, record) in Plc::new(plc, 8).iter() {
            let Some((place, change)) = u32_at(record, 2).zip(u16_at(record, 6)) else { continue };
            if from < end || to <= from {
                continue;
            }
            end = to;
            let is_compressed = place & 0x4000_0000 != 0;
            let byte = place & 0x3FFF_FFFF;
            let byte = if is_compressed { byte / 2 } else { byte };
            self.pieces.push(Piece { characters: from..to, byte, is_compressed, change });
        }
    }

    /// The piece that holds a character, or the first one behind it.
    pub(super) fn at(&self, character: u32) -> Option<usize> {
        let idx = self.pieces.partition_point(|piece| piece.characters.end <= character);
        (idx < self.pieces.len()).then_some(idx)
    }

    /// The changes of properties that a piece makes, as a group of its own.
    pub(super) fn change(&self, piece: &Piece) -> Change<'_> {
        if piece.change & 1 == 1 {
            return Change::Group(
                self.changes.get(usize::from(piece.change >> 1)).map_or(&[], Vec::as_slice),
            );
        }
        let [low, value] = piece.change.to_le_bytes();
        match short_change(low >> 1) {
            Some(code) => {
                let [first, second] = code.to_le_bytes();
                Change::One([first, second, value])
            }
            None => Change::Group(&[]),
        }
    }
}

/// A change of properties.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change<'a> {
    /// Of any length.
    Group(&'a [u8]),
    /// One property with a value of one byte.
    One([u8; 3]),
}

impl Change<'_> {
    /// The properties with their values.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Group(bytes) => bytes,
            Self::One(bytes) => bytes,
        }
    }
}

/// `Prm0.isprm` ([MS-DOC] 2.9.214) → the property, for those that matter here.
fn short_change(code: u8) -> Option<u16> {
    Some(match code {
        0x0C => 0x260A,
        0x18 => 0x2416,
        0x19 => 0x2417,
        0x41 => 0x0800,
        0x42 => 0x0801,
        0x55 => 0x0835,
        0x5C => 0x083C,
        _ => return None,
    })
}

/// A character of a compressed piece ([MS-DOC] 2.9.73): Windows 1252.
pub(super) fn expand(byte: u8) -> u16 {
    const HIGH: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
        0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
        0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => u16::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_and_pieces_are_read() {
        let mut clx = vec![1, 3, 0, 0x35, 0x08, 1, 2, 28, 0, 0, 0];
        for position in [0_u32, 4, 6] {
            clx.extend(position.to_le_bytes());
        }
        clx.extend([0, 0, 0x00, 0x04, 0x00, 0x00, 1, 0]);
        clx.extend([0, 0, 0x20, 0x08, 0x00, 0x40, 0xAA, 1]);
        let pieces = Pieces::read(&clx).unwrap();
        assert_eq!(pieces.pieces[0].byte_of(1), 0x402);
        assert_eq!((pieces.pieces[1].byte, pieces.pieces[1].is_compressed), (0x410, true));
        assert_eq!(pieces.change(&pieces.pieces[0]).bytes(), [0x35, 0x08, 1]);
        assert_eq!(pieces.change(&pieces.pieces[1]).bytes(), [0x35, 0x08, 1]);
        assert_eq!((pieces.at(3), pieces.at(4), pieces.at(6)), (Some(0), Some(1), None));
        assert!(Pieces::read(&clx[..20]).is_none());
    }

    #[test]
    fn one_byte_is_windows_1252() {
        assert_eq!([expand(b'A'), expand(0x93), expand(0xB7)], [0x41, 0x201C, 0xB7]);
    }
}
