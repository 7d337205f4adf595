//! A Word 97 document, written as simply as the format allows: one piece of text, a page of formatting for
//! each paragraph and each run.

use crate::parse::doc::fib::{Part, Structure};
use std::io::{Cursor, Write};
use std::ops::Range;

/// Where the text begins in the stream.
const TEXT_AT: usize = 0x400;
const PAGE: usize = 512;
/// Structures that the file information block of Word 97 names.
const STRUCTURES: usize = 93;

/// What goes into the document.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    /// Characters, style and properties of each paragraph.
    paragraphs: Vec<(Range<usize>, u16, Vec<u8>)>,
    /// Characters and properties of each run.
    runs: Vec<(Range<usize>, Vec<u8>)>,
    lengths: [u32; 8],
    structures: Vec<(Structure, Vec<u8>)>,
    /// One byte a character.
    pub(super) is_compressed: bool,
    /// `nFib` and the flags behind it.
    pub(super) version: u16,
    pub(super) flags: u16,
}

impl Draft {
    pub(super) fn new() -> Self {
        Self { version: 0xC1, flags: 0x0200, ..Self::default() }
    }

    /// A paragraph with the mark at its end.
    pub(super) fn paragraph(mut self, text: &str, style: u16, group: &[u8]) -> Self {
        let start = self.length();
        self.text.push_str(text);
        self.paragraphs.push((start..self.length(), style, group.to_vec()));
        self
    }

    /// A paragraph of running text.
    pub(super) fn plain(self, text: &str) -> Self {
        self.paragraph(&format!("{text}\r"), 0, &[])
    }

    /// Gives the last occurrence of a text so far a look.
    pub(super) fn look(mut self, text: &str, group: &[u8]) -> Self {
        let at = self.text.rfind(text).unwrap();
        let start = self.text[..at].encode_utf16().count();
        self.runs.push((start..start + text.encode_utf16().count(), group.to_vec()));
        self
    }

    /// What was added since the last part is that part.
    pub(super) fn part(mut self, part: Part) -> Self {
        let before: u32 = self.lengths.iter().sum();
        self.lengths[part as usize] = self.length() as u32 - before;
        self
    }

    /// A structure of the table stream.
    pub(super) fn structure(mut self, structure: Structure, bytes: Vec<u8>) -> Self {
        self.structures.push((structure, bytes));
        self
    }

    pub(super) fn length(&self) -> usize {
        self.text.encode_utf16().count()
    }

    /// The compound file.
    pub(super) fn build(mut self) -> Vec<u8> {
        if self.lengths.iter().all(|length| *length == 0) {
            self = self.part(Part::Main);
        }
        let mut stream = vec![0; TEXT_AT];
        let width = if self.is_compressed { 1 } else { 2 };
        match self.is_compressed {
            true => stream.extend(self.text.bytes()),
            false => stream.extend(self.text.encode_utf16().flat_map(u16::to_le_bytes)),
        }
        let byte = |character: usize| (TEXT_AT + width * character) as u32;
        let mut table = vec![0; 2];
        let mut places = vec![(0, 0); STRUCTURES];
        let runs: Vec<(u32, u32, Vec<u8>)> = self
            .runs
            .iter()
            .map(|(at, group)| (byte(at.start), byte(at.end), [&[group.len() as u8][..], group].concat()))
            .collect();
        let paragraphs: Vec<(u32, u32, Vec<u8>)> = self
            .paragraphs
            .iter()
            .map(|(at, style, group)| {
                let mut look = [&style.to_le_bytes()[..], group].concat();
                look.resize(look.len().next_multiple_of(2), 0);
                (byte(at.start), byte(at.end), [&[0, look.len() as u8 / 2][..], &look].concat())
            })
            .collect();
        let mut structures = self.structures.clone();
        structures.push((Structure::CharacterPages, pages(&mut stream, &runs)));
        structures.push((Structure::ParagraphPages, pages(&mut stream, &paragraphs)));
        structures.push((Structure::Pieces, self.pieces()));
        for (structure, bytes) in structures {
            places[structure as usize] = (table.len() as u32, bytes.len() as u32);
            table.extend(bytes);
            // The lists' levels stand behind the list of lists; nothing else looks there.
        }
        self.head(&mut stream, &places);
        compound(&[("WordDocument", &stream), ("1Table", &table)])
    }

    fn pieces(&self) -> Vec<u8> {
        let place = if self.is_compressed { 0x4000_0000 | (TEXT_AT as u32 * 2) } else { TEXT_AT as u32 };
        let mut plc = [0_u32.to_le_bytes(), (self.length() as u32).to_le_bytes()].concat();
        plc.extend([&[0, 0][..], &place.to_le_bytes(), &[0, 0]].concat());
        [&[2][..], &(plc.len() as u32).to_le_bytes(), &plc].concat()
    }

    fn head(&self, stream: &mut [u8], places: &[(u32, u32)]) {
        let mut put = |at: usize, bytes: &[u8]| stream[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &0xA5EC_u16.to_le_bytes());
        put(2, &self.version.to_le_bytes());
        put(0x0A, &self.flags.to_le_bytes());
        put(0x20, &14_u16.to_le_bytes());
        put(0x3E, &22_u16.to_le_bytes());
        for (idx, length) in self.lengths.iter().enumerate() {
            put(0x4C + 4 * idx, &length.to_le_bytes());
        }
        put(0x98, &(STRUCTURES as u16).to_le_bytes());
        for (idx, (at, length)) in places.iter().enumerate() {
            put(0x9A + 8 * idx, &at.to_le_bytes());
            put(0x9E + 8 * idx, &length.to_le_bytes());
        }
    }
}

/// Appends a page for each look and returns the list of the pages.
fn pages(stream: &mut Vec<u8>, looks: &[(u32, u32, Vec<u8>)]) -> Vec<u8> {
    let mut numbers = Vec::new();
    for (start, end, look) in looks {
        stream.resize(stream.len().next_multiple_of(PAGE), 0);
        numbers.extend(((stream.len() / PAGE) as u32).to_le_bytes());
        let mut page = [start.to_le_bytes(), end.to_le_bytes()].concat();
        page.push(32);
        page.resize(64, 0);
        page.extend(look);
        assert!(page.len() < PAGE, "a look fits into its page");
        page.resize(PAGE - 1, 0);
        page.push(1);
        stream.extend(page);
    }
    stream.resize(stream.len().max(4096), 0);
    [vec![0; 4 * (looks.len() + 1)], numbers].concat()
}

/// A compound file with these streams.
pub(super) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in streams {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.into_inner().into_inner()
}

/// Numbers of four bytes, then the records.
pub(super) fn plc(positions: &[u32], records: &[u8]) -> Vec<u8> {
    [positions.iter().flat_map(|at| at.to_le_bytes()).collect(), records.to_vec()].concat()
}

/// A style sheet: for each style its built-in number, its name, what it is based on and its properties.
pub(super) fn styles(styles: &[(u16, &str, u16, &[u8])]) -> Vec<u8> {
    let mut sheet =
        [&4_u16.to_le_bytes()[..], &(styles.len() as u16).to_le_bytes(), &10_u16.to_le_bytes()].concat();
    for (built_in, name, base, group) in styles {
        let name: Vec<u16> = name.encode_utf16().collect();
        let mut style = [built_in.to_le_bytes(), (1 | base << 4).to_le_bytes()].concat();
        style.extend([2, 0, 0, 0, 0, 0]);
        style.extend((name.len() as u16).to_le_bytes());
        style.extend(name.into_iter().chain([0]).flat_map(u16::to_le_bytes));
        style.extend((group.len() as u16 + 2).to_le_bytes());
        style.extend([0, 0]);
        style.extend(*group);
        style.resize(style.len().next_multiple_of(2), 0);
        style.extend([0, 0]);
        sheet.extend((style.len() as u16).to_le_bytes());
        sheet.extend(style);
    }
    sheet
}

/// The row's end with the edges of its cells and the merges downward.
pub(super) fn row(edges: &[i16], down: &[u8]) -> Vec<u8> {
    let mut value = vec![down.len() as u8];
    value.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
    for merge in down {
        value.extend([&[merge << 5][..], &[0; 19]].concat());
    }
    let length = value.len() as u16 + 1;
    [&[0x16, 0x24, 1, 0x17, 0x24, 1, 0x08, 0xD6][..], &length.to_le_bytes(), &value].concat()
}
