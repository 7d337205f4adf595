//! The records of a stream ([MS-XLS] 2.1.4), and values that go on over the ends of records.

use super::text::Code;
use crate::parse::bytes::{part, u16_at};
use encoding_rs::{GB18030, UTF_8};

/// Begins a part of the stream: the workbook's own, a sheet, a chart in a sheet.
pub(super) const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;

/// A record; of one that the stream cuts off, what there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) body: &'a [u8],
    /// The stream behind it.
    behind: &'a [u8],
}

/// The records of one part of the stream; those of parts inside it are left out.
#[derive(Debug)]
pub(super) struct Records<'a> {
    rest: &'a [u8],
    depth: u32,
    has_ended: bool,
}

impl<'a> Records<'a> {
    /// The records from the beginning of a part, which is the first of them.
    pub(super) fn new(stream: &'a [u8]) -> Self {
        Self { rest: stream, depth: 0, has_ended: false }
    }

    /// Whether the part was read to its end.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.has_ended {
            let record = record(self.rest)?;
            self.rest = record.behind;
            match record.kind {
                BOF => self.depth = self.depth.saturating_add(1),
                EOF => {
                    self.depth = self.depth.saturating_sub(1);
                    self.has_ended = self.depth == 0;
                    continue;
                }
                _ => {}
            }
            if self.depth == 1 {
                return Some(record);
            }
        }
        None
    }
}

fn record(stream: &[u8]) -> Option<Record<'_>> {
    let (kind, length) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
    let (body, behind) = stream[4..].split_at(length.min(stream.len() - 4));
    Some(Record { kind, body, behind })
}

/// Reads on over the end of a record: what does not fit goes on in the records behind it.
pub(super) struct Reader<'a> {
    body: &'a [u8],
    behind: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads a record from a byte on.
    pub(super) fn new(record: &Record<'a>, at: usize) -> Self {
        Self { body: record.body.get(at..).unwrap_or_default(), behind: record.behind }
    }

    /// Goes on to the next record if nothing is left of this one; whether there is something to read.
    fn fill(&mut self) -> bool {
        while self.body.is_empty() {
            match record(self.behind) {
                Some(next) if next.kind == CONTINUE => (self.body, self.behind) = (next.body, next.behind),
                _ => return false,
            }
        }
        true
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        if !self.fill() {
            return None;
        }
        let (first, rest) = self.body.split_first()?;
        self.body = rest;
        Some(*first)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) {
        while count > 0 && self.fill() {
            let taken = count.min(self.body.len());
            self.body = &self.body[taken..];
            count -= taken;
        }
    }

    /// A text of so many characters, or bytes where the workbook has a code page; `None` where some of it are
    /// missing.
    pub(super) fn text(&mut self, count: usize, code: Code) -> Option<String> {
        match code {
            Code::Unicode => self.unicode(count),
            Code::Page(encoding) => {
                let bytes = self.bytes(count)?;
                let encoding = encoding.unwrap_or(match std::str::from_utf8(&bytes) {
                    Ok(_) => UTF_8,
                    Err(_) => GB18030,
                });
                Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
            }
        }
    }

    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        while bytes.len() < count && self.fill() {
            let taken = (count - bytes.len()).min(self.body.len());
            bytes.extend_from_slice(&self.body[..taken]);
            self.body = &self.body[taken..];
        }
        (bytes.len() == count).then_some(bytes)
    }

    /// [MS-XLS] 2.5.293: flags, then the characters; what describes runs and readings stands behind them.
    fn unicode(&mut self, count: usize) -> Option<String> {
        const WIDE: u8 = 1;
        const READING: u8 = 4;
        const RUNS: u8 = 8;
        let flags = self.byte()?;
        let runs = if flags & RUNS == 0 { 0 } else { usize::from(self.u16()?) };
        let reading = if flags & READING == 0 { 0 } else { self.u32()? };
        let mut is_wide = flags & WIDE != 0;
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            if self.body.is_empty() {
                // The rest of the characters begins with flags of its own.
                is_wide = self.byte()? & WIDE != 0;
                continue;
            }
            let width = if is_wide { 2 } else { 1 };
            let taken = (count - units.len()).min(self.body.len() / width);
            let characters = part(self.body, 0, taken * width).unwrap_or_default();
            if is_wide {
                units.extend(characters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(characters.iter().map(|&byte| u16::from(byte)));
            }
            // Half a character at the end of a record is none.
            self.body = if taken == 0 { &[] } else { &self.body[taken * width..] };
        }
        self.skip(4 * runs);
        self.skip(usize::try_from(reading).unwrap_or(usize::MAX));
        Some(String::from_utf16_lossy(&units))
    }
}
