//! Pages of formatting ([MS-DOC] 2.9.33 `ChpxFkp`, 2.9.175 `PapxFkp`): which bytes of the stream have
//! which properties.

use super::bytes::{Plc, byte_at, part, u16_at, u32_at};
use std::collections::HashSet;

/// Bytes of a page.
const PAGE: usize = 512;

/// Consecutive bytes with the same properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index of the paragraph style; 0 for runs of characters.
    pub(super) style: u16,
    pub(super) group: &'a [u8],
}

/// All runs, by their first byte.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs<'a> {
    runs: Vec<Run<'a>>,
}

impl<'a> Runs<'a> {
    /// The runs of characters: `table` lists the pages, which stand in `stream`.
    pub(super) fn of_characters(stream: &'a [u8], table: &[u8]) -> Self {
        Self::read(stream, table, 1, |page, record| {
            let at = usize::from(record[0]) * 2;
            let length = usize::from(byte_at(page, at).filter(|_| at > 0)?);
            Some((0, part(page, at + 1, length)?))
        })
    }

    /// The runs of paragraphs.
    pub(super) fn of_paragraphs(stream: &'a [u8], table: &[u8]) -> Self {
        Self::read(stream, table, 13, |page, record| {
            let at = usize::from(record[0]) * 2;
            let half = usize::from(byte_at(page, at).filter(|_| at > 0)?);
            // A length of 0 is followed by the length proper, in words both.
            let (start, length) = match half {
                0 => (at + 2, 2 * usize::from(byte_at(page, at + 1)?)),
                _ => (at + 1, 2 * half - 1),
            };
            let group = part(page, start, length)?;
            Some((u16_at(group, 0)?, &group[2..]))
        })
    }

    fn read(
        stream: &'a [u8],
        table: &[u8],
        record_bytes: usize,
        properties: impl Fn(&'a [u8], &[u8]) -> Option<(u16, &'a [u8])>,
    ) -> Self {
        let mut seen = HashSet::new();
        let mut runs = Vec::new();
        for (_, _, record) in Plc::new(table, 4).iter() {
            let number = u32_at(record, 0).unwrap_or(0) & 0x003F_FFFF;
            if !seen.insert(number) {
                continue;
            }
            let Some(page) = part(stream, number as usize * PAGE, PAGE) else { continue };
            let count = usize::from(page[PAGE - 1]);
            let Some(plc) = part(page, 0, 4 + count * (4 + record_bytes)) else { continue };
            runs.extend(Plc::new(plc, record_bytes).iter().filter(|(start, end, _)| start < end).map(
                |(start, end, record)| {
                    let (style, group) = properties(page, record).unwrap_or_default();
                    Run { start, end, style, group }
                },
            ));
        }
        runs.sort_by_key(|run| run.start);
        Self { runs }
    }

    /// The run that holds a byte; behind it the byte at which that stops being the answer.
    pub(super) fn at(&self, byte: u32) -> (Option<Run<'a>>, u32) {
        let next = self.runs.partition_point(|run| run.start <= byte);
        let following = self.runs.get(next).map_or(u32::MAX, |run| run.start);
        match next.checked_sub(1).map(|idx| self.runs[idx]) {
            Some(run) if byte < run.end => (Some(run), run.end.min(following)),
            _ => (None, following),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}
