//! Groups of property changes ([MS-DOC] 2.6, `Sprm`) → what they say of characters, paragraphs and rows.

use crate::parse::bytes::{byte_at, part, u16_at, u32_at};

/// One change: its code and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Property<'a> {
    pub(super) code: u16,
    pub(super) value: &'a [u8],
}

impl Property<'_> {
    fn byte(&self) -> u8 {
        self.value.first().copied().unwrap_or(0)
    }

    fn is_on(&self) -> bool {
        self.byte() != 0
    }

    fn short(&self) -> u16 {
        u16_at(self.value, 0).unwrap_or(0)
    }
}

/// The changes of a group; the first one that is cut ends it.
pub(super) fn properties(group: &[u8]) -> impl Iterator<Item = Property<'_>> {
    let mut rest = group;
    std::iter::from_fn(move || {
        let code = u16_at(rest, 0)?;
        let body = &rest[2..];
        let (skipped, length) = extent(code, body)?;
        let value = part(body, skipped, length)?;
        rest = &body[skipped + length..];
        Some(Property { code, value })
    })
}

/// The last change of each kind that matters here, as a group of its own.
pub(super) fn essence(group: &[u8]) -> Vec<u8> {
    const KNOWN: [u16; 22] = [
        0x0800, 0x0801, 0x0835, 0x083C, 0x0855, 0x4A43, 0x4A30, 0x6A03, 0x6A09, 0x4600, 0x2416, 0x2417,
        0x244B, 0x244C, 0x6649, 0x260A, 0x460B, 0x2640, 0x840F, 0x845E, 0x8411, 0x8460,
    ];
    let mut last: [Option<Property<'_>>; KNOWN.len()] = [None; KNOWN.len()];
    for property in properties(group) {
        if let Some(idx) = KNOWN.iter().position(|code| *code == property.code) {
            last[idx] = Some(property);
        }
    }
    let write = |property: Property<'_>| [&property.code.to_le_bytes()[..], property.value].concat();
    last.into_iter().flatten().flat_map(write).collect()
}

/// Bytes that say the length, and the length of the value ([MS-DOC] 2.6.1, `spra`).
fn extent(code: u16, body: &[u8]) -> Option<(usize, usize)> {
    const TABLE_DEFINITION: u16 = 0xD608;
    const TABS: u16 = 0xC615;
    Some(match code >> 13 {
        0 | 1 => (0, 1),
        2 | 4 | 5 => (0, 2),
        3 => (0, 4),
        7 => (0, 3),
        _ if code == TABLE_DEFINITION => (2, usize::from(u16_at(body, 0)?).checked_sub(1)?),
        _ => match byte_at(body, 0)? {
            // More tabs than a byte counts: two lists with their own lengths.
            255 if code == TABS => {
                let deleted = usize::from(byte_at(body, 1)?);
                let added = usize::from(byte_at(body, 2 + 4 * deleted)?);
                (1, 2 + 4 * deleted + 3 * added)
            }
            length => (1, usize::from(length)),
        },
    })
}

/// What is said of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CharacterLook {
    pub(super) bold: Option<Switch>,
    pub(super) hidden: Option<Switch>,
    /// In half points.
    pub(super) size: Option<u16>,
    /// Index of the character style.
    pub(super) style: Option<u16>,
    /// Struck out by a tracked change.
    pub(super) is_deleted: bool,
    /// Added by a tracked change.
    pub(super) is_inserted: bool,
    /// Stands for something that is no text.
    pub(super) is_special: bool,
    /// Font and character of a symbol.
    pub(super) symbol: Option<(u16, u16)>,
    /// Byte in the data stream of what a picture character stands for.
    pub(super) data: Option<u32>,
}

/// A property that can also follow the style ([MS-DOC] 2.9.342, `ToggleOperand`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    Off,
    On,
    AsStyle,
    NotAsStyle,
}

impl Switch {
    fn of(value: u8) -> Option<Self> {
        Some(match value {
            0 => Self::Off,
            1 => Self::On,
            0x80 => Self::AsStyle,
            0x81 => Self::NotAsStyle,
            _ => return None,
        })
    }

    /// On or off; nothing where the style decides.
    pub(super) fn over(self, style: Option<bool>) -> Option<bool> {
        match self {
            Self::Off => Some(false),
            Self::On => Some(true),
            Self::AsStyle => None,
            Self::NotAsStyle => Some(!style.unwrap_or(false)),
        }
    }
}

impl CharacterLook {
    /// Takes over a group of changes.
    pub(super) fn apply(&mut self, group: &[u8]) {
        for property in properties(group) {
            match property.code {
                0x0800 => self.is_deleted = property.is_on(),
                0x0801 => self.is_inserted = property.is_on(),
                0x0835 => self.bold = Switch::of(property.byte()).or(self.bold),
                0x083C => self.hidden = Switch::of(property.byte()).or(self.hidden),
                0x0855 => self.is_special = property.is_on(),
                0x4A43 => self.size = Some(property.short()),
                0x4A30 => self.style = Some(property.short()),
                0x6A03 => self.data = u32_at(property.value, 0),
                0x6A09 => self.symbol = u16_at(property.value, 0).zip(u16_at(property.value, 2)),
                _ => {}
            }
        }
    }
}

/// What is said of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ParagraphLook {
    /// Index of its style.
    pub(super) style: u16,
    /// From 0; 9 is running text.
    pub(super) outline: Option<u8>,
    /// Index of its list from 1; 0 is none.
    pub(super) list: Option<u16>,
    pub(super) list_level: Option<u8>,
    /// In twentieths of a point.
    pub(super) left: i16,
    pub(super) first_line: i16,
    in_table: bool,
    depth: Option<u32>,
    ends_row: bool,
    ends_inner_cell: bool,
    ends_inner_row: bool,
    /// What is said of the row that it ends.
    pub(super) row: RowLook,
}

/// What is said of a row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) struct RowLook {
    /// Edges of the cells from left to right, in twentieths of a point; one more than cells.
    pub(in crate::parse) edges: Vec<i16>,
    /// Merges of the cells.
    pub(in crate::parse) cells: Vec<CellLook>,
}

/// Merges of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) struct CellLook {
    /// 0 for none. The first cell of a set has another value than the further ones.
    pub(in crate::parse) across: u8,
    /// 0 for none, 1 for a further cell, 3 for the first.
    pub(in crate::parse) down: u8,
}

impl ParagraphLook {
    /// A paragraph of a style.
    pub(super) fn of_style(style: u16) -> Self {
        Self { style, ..Self::default() }
    }

    /// Running text inside so many tables.
    pub(super) fn in_tables(depth: u32) -> Self {
        Self { depth: Some(depth), ..Self::default() }
    }

    /// Takes over a group of changes; `data` is the stream where long ones stand. Returns how many bytes
    /// of it were looked at.
    pub(super) fn apply(&mut self, group: &[u8], data: &[u8]) -> usize {
        let mut looked_at = 0;
        for property in properties(group) {
            match property.code {
                // The group goes on in the data stream; one in there leads no further.
                0x6645 | 0x6646 => {
                    let long = u32_at(property.value, 0).and_then(|at| {
                        let length = usize::from(u16_at(data, at as usize)?);
                        part(data, at as usize + 2, length)
                    });
                    let long = long.unwrap_or_default();
                    looked_at += long.len();
                    properties(long).for_each(|property| self.set(property));
                }
                _ => self.set(property),
            }
        }
        looked_at
    }

    fn set(&mut self, property: Property<'_>) {
        match property.code {
            0x4600 => self.style = property.short(),
            0x2416 => self.in_table = property.is_on(),
            0x2417 => self.ends_row = property.is_on(),
            0x244B => self.ends_inner_cell = property.is_on(),
            0x244C => self.ends_inner_row = property.is_on(),
            0x6649 => self.depth = u32_at(property.value, 0),
            0x260A => self.list_level = Some(property.byte().min(8)),
            // From 0xF801 on: not in a list, with what it was remembered.
            0x460B => self.list = Some(Some(property.short()).filter(|list| *list < 0xF801).unwrap_or(0)),
            0x2640 => self.outline = Some(property.byte()).filter(|level| *level <= 9),
            0x840F | 0x845E => self.left = property.short().cast_signed(),
            0x8411 | 0x8460 => self.first_line = property.short().cast_signed(),
            // Hundredths of a character; a character is ten points and a half, more or less.
            0x4457 => {
                self.first_line =
                    self.first_line.max(property.short().cast_signed().clamp(0, 10_000) / 10 * 21)
            }
            _ => self.row.set(property),
        }
    }

    /// How many tables hold the paragraph.
    pub(super) fn table_depth(&self) -> u32 {
        match self.depth {
            Some(depth) if depth > 0 => depth,
            _ => u32::from(self.in_table || self.ends_row),
        }
    }

    /// Whether its mark ends a cell of the innermost table.
    pub(super) fn ends_cell(&self, is_cell_mark: bool) -> bool {
        if self.table_depth() > 1 { self.ends_inner_cell } else { self.table_depth() == 1 && is_cell_mark }
    }

    /// Whether its mark ends a row of the innermost table.
    pub(super) fn ends_row(&self) -> bool {
        if self.table_depth() > 1 { self.ends_inner_row } else { self.ends_row }
    }
}

impl RowLook {
    fn set(&mut self, property: Property<'_>) {
        match property.code {
            0xD608 => self.define(property.value),
            0xD62B => {
                let [idx, down] = [property.byte(), byte_at(property.value, 1).unwrap_or(0)];
                if let Some(cell) = self.cells.get_mut(usize::from(idx)) {
                    cell.down = down & 3;
                }
            }
            0x5624 => {
                let [from, to] = property.short().to_le_bytes().map(usize::from);
                for (idx, cell) in self.cells.iter_mut().enumerate().take(to).skip(from) {
                    cell.across = if idx == from { 2 } else { 1 };
                }
            }
            _ => {}
        }
    }

    /// Forgets what is said of cells that the row does not have.
    pub(super) fn cut_to(&mut self, cells: usize) {
        self.edges.truncate(cells + 1);
        self.edges.shrink_to_fit();
        self.cells.truncate(cells);
        self.cells.shrink_to_fit();
    }

    /// `TDefTableOperand` ([MS-DOC] 2.9.322): number of cells, their edges, twenty bytes for each.
    fn define(&mut self, value: &[u8]) {
        let count = usize::from(byte_at(value, 0).unwrap_or(0));
        self.edges = (0..=count).map_while(|idx| u16_at(value, 1 + 2 * idx)).map(u16::cast_signed).collect();
        self.cells = (0..count)
            .map(|idx| {
                let flags = u16_at(value, 1 + 2 * (count + 1) + 20 * idx).unwrap_or(0);
                let [across, down] = [flags & 3, flags >> 5 & 3].map(|merge| merge as u8);
                CellLook { across, down }
            })
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_length_that_their_code_says() {
        let group = [
            0x35, 0x08, 1, 0x43, 0x4A, 32, 0, 0x03, 0x6A, 1, 0, 0, 0, 0x15, 0xC6, 255, 1, 0, 0, 0, 0, 1, 9,
            9, 9, 0x0F, 0x84, 7, 0, 0x35,
        ];
        let codes: Vec<(u16, usize)> = properties(&group).map(|p| (p.code, p.value.len())).collect();
        assert_eq!(codes, [(0x0835, 1), (0x4A43, 2), (0x6A03, 4), (0xC615, 9), (0x840F, 2)]);
    }

    #[test]
    fn a_style_can_decide_and_be_turned_round() {
        let mut look = CharacterLook::default();
        look.apply(&[0x35, 0x08, 0x81, 0x3C, 0x08, 0x80]);
        assert_eq!(look.bold.unwrap().over(Some(true)), Some(false));
        assert_eq!(look.hidden.unwrap().over(Some(true)), None);
    }

    #[test]
    fn a_row_has_edges_and_merges() {
        let mut value = vec![2, 0, 0, 100, 0, 200, 0];
        value.extend([[3 << 5, 0].as_slice(), &[0; 18], &[2, 0], &[0; 18]].concat());
        let mut group = vec![0x08, 0xD6];
        group.extend((value.len() as u16 + 1).to_le_bytes());
        group.extend(&value);
        group.extend([0x16, 0x24, 1, 0x17, 0x24, 1]);
        let mut look = ParagraphLook::default();
        look.apply(&group, &[]);
        assert_eq!(look.row.edges, [0, 100, 200]);
        assert_eq!(look.row.cells, [CellLook { across: 0, down: 3 }, CellLook { across: 2, down: 0 }]);
        assert!(look.ends_row() && look.table_depth() == 1);
    }
}
