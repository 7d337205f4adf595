//! Pages of formatting ([MS-DOC] 2.9.33 `ChpxFkp`, 2.9.175 `PapxFkp`): which bytes of the stream have
//! which properties.

use super::plc::Plc;
use crate::parse::bytes::{byte_at, part, u16_at, u32_at};
use std::collections::HashSet;

/// Bytes of a page.
const PAGE: usize = 512;

/// Consecutive bytes with the same properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run<'a> {
    /// Index of the paragraph style; 0 for runs of characters.
    pub(super) style: u16,
    pub(super) group: &'a [u8],
}

/// The pages, by the first byte of the stream that each speaks about.
#[derive(Clone, Debug)]
pub(super) struct Runs<'a> {
    pages: Vec<(u32, &'a [u8])>,
    kind: Kind,
}

/// What pages speak about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Characters,
    Paragraphs,
}

impl Kind {
    /// Bytes of the record of a run.
    fn record_bytes(self) -> usize {
        match self {
            Self::Characters => 1,
            Self::Paragraphs => 13,
        }
    }

    /// What a run's record, whose first byte is the place in the page, leads to; nothing where it is 0.
    fn run<'a>(self, page: &'a [u8], record: u8) -> Option<Run<'a>> {
        let at = usize::from(record) * 2;
        let length = usize::from(byte_at(page, at).filter(|_| at > 0)?);
        if self == Self::Characters {
            return Some(Run { style: 0, group: part(page, at + 1, length)? });
        }
        // A length of 0 is followed by the length proper, in words both.
        let (start, length) = match length {
            0 => (at + 2, 2 * usize::from(byte_at(page, at + 1)?)),
            _ => (at + 1, 2 * length - 1),
        };
        let group = part(page, start, length)?;
        Some(Run { style: u16_at(group, 0)?, group: &group[2..] })
    }
}

impl<'a> Runs<'a> {
    /// Finds the pages: `table` lists them, they stand in `stream`.
    pub(super) fn read(kind: Kind, stream: &'a [u8], table: &[u8]) -> Self {
        let mut seen = HashSet::new();
        let mut pages = Vec::new();
        for (_, _, record) in Plc::new(table, 4).iter() {
            let number = u32_at(record, 0).unwrap_or(0) & 0x003F_FFFF;
            let Some(page) = part(stream, number as usize * PAGE, PAGE) else { continue };
            let count = usize::from(page[PAGE - 1]);
            let fits = count > 0 && 4 + count * (4 + kind.record_bytes()) < PAGE;
            if fits && seen.insert(number) {
                pages.push((u32_at(page, 0).unwrap_or(0), page));
            }
        }
        pages.sort_by_key(|(first, _)| *first);
        Self { pages, kind }
    }

    /// The run that holds a byte; behind it the byte at which that stops being the answer.
    pub(super) fn at(&self, byte: u32) -> (Run<'a>, u32) {
        let next = self.pages.partition_point(|(first, _)| *first <= byte);
        let following = self.pages.get(next).map_or(u32::MAX, |(first, _)| *first);
        let Some((_, page)) = next.checked_sub(1).map(|idx| self.pages[idx]) else {
            return (Run::default(), following);
        };
        let count = usize::from(page[PAGE - 1]);
        let edge = |idx: usize| u32_at(page, 4 * idx).unwrap_or(u32::MAX);
        let idx = (0..count).find(|idx| (edge(*idx)..edge(idx + 1)).contains(&byte));
        let Some(idx) = idx else { return (Run::default(), following) };
        let record = page[4 * (count + 1) + idx * self.kind.record_bytes()];
        (self.kind.run(page, record).unwrap_or_default(), edge(idx + 1).min(following))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_finds_its_run() {
        let mut page: Vec<u8> = [100_u32, 110, 120].iter().flat_map(|at| at.to_le_bytes()).collect();
        page.extend([20, 0]);
        page.resize(PAGE - 1, 0);
        page.push(2);
        page[40..44].copy_from_slice(&[3, 0x35, 0x08, 1]);
        let stream = [vec![0; PAGE], page].concat();
        let table: Vec<u8> = [0_u32, 0, 1].iter().flat_map(|at| at.to_le_bytes()).collect();
        let runs = Runs::read(Kind::Characters, &stream, &table);
        assert_eq!(runs.at(99), (Run::default(), 100));
        assert_eq!(runs.at(109), (Run { style: 0, group: &[0x35, 0x08, 1] }, 110));
        assert_eq!(runs.at(110), (Run::default(), 120));
        assert_eq!(runs.at(120), (Run::default(), u32::MAX));
    }
}
