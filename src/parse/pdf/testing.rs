//! Small PDF files for tests, written here from scratch, and somebody who recognises their pages.

use crate::parse::recognise::{Failure, Frame, Line, Picture, Recogniser, Word};
use std::fmt::Write;
use std::sync::Mutex;

/// Builds a file of pages. Every page knows the fonts `L` (Helvetica), `C` (GBK, 宋体, not embedded),
/// `B` (the same, 黑体) and `X` (two-byte codes that nothing explains).
pub(super) struct TestPdf {
    contents: Vec<Vec<u8>>,
    page_keys: Vec<String>,
    catalog: String,
    trailer: String,
    fonts: String,
    extra: Vec<(u32, Vec<u8>)>,
}

/// Number of the first page's object; each page takes two numbers.
const FIRST_PAGE: u32 = 100;

impl TestPdf {
    pub(super) fn new() -> Self {
        Self {
            contents: Vec::new(),
            page_keys: Vec::new(),
            catalog: String::new(),
            trailer: String::new(),
            fonts: String::new(),
            extra: Vec::new(),
        }
    }

    /// Adds a page with a content stream.
    pub(super) fn page(self, content: &str) -> Self {
        self.page_with("", content.as_bytes().to_vec())
    }

    /// Adds a page with more entries in its dictionary.
    pub(super) fn page_with(mut self, keys: &str, content: Vec<u8>) -> Self {
        self.contents.push(content);
        self.page_keys.push(keys.to_owned());
        self
    }

    /// Adds entries to the catalog.
    pub(super) fn catalog(mut self, entries: &str) -> Self {
        self.catalog.push_str(entries);
        self
    }

    /// Adds entries to the trailer.
    pub(super) fn trailer(mut self, entries: &str) -> Self {
        self.trailer.push_str(entries);
        self
    }

    /// Adds a font that every page knows by this name.
    pub(super) fn font(mut self, name: char, number: u32, dict: &str) -> Self {
        let _ = write!(self.fonts, "/{name} {number} 0 R");
        self.object(number, dict)
    }

    /// Adds a composite font, not embedded, in objects of this number and the next.
    pub(super) fn composite(self, name: char, number: u32, encoding: &str, descendant: &str) -> Self {
        let dict = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding {encoding}/DescendantFonts[{} 0 R]>>",
            number + 1
        );
        let descendant = format!("<</Type/Font/Subtype/CIDFontType0/BaseFont/X{descendant}>>");
        self.font(name, number, &dict).object(number + 1, &descendant)
    }

    /// Adds an object.
    pub(super) fn object(mut self, number: u32, body: &str) -> Self {
        self.extra.push((number, body.as_bytes().to_vec()));
        self
    }

    /// Adds a stream.
    pub(super) fn stream(mut self, number: u32, keys: &str, content: &[u8]) -> Self {
        self.extra.push((number, stream(keys, content)));
        self
    }

    /// The number of the object of a page, from 0.
    pub(super) fn page_object(page: u32) -> u32 {
        FIRST_PAGE + page * 2
    }

    /// The file.
    pub(super) fn build(&self) -> Vec<u8> {
        let mut objects: Vec<(u32, Vec<u8>)> = self.fixed_objects();
        for (page, content) in (0..).zip(&self.contents) {
            let number = Self::page_object(page);
            let keys = &self.page_keys[page as usize];
            let dict = format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 3 0 R/Contents {} 0 R{keys}>>",
                number + 1
            );
            objects.push((number, dict.into_bytes()));
            objects.push((number + 1, stream("", content)));
        }
        objects.extend(self.extra.clone());
        write(&objects, &self.trailer)
    }

    fn fixed_objects(&self) -> Vec<(u32, Vec<u8>)> {
        let kids: String = (0..self.contents.len() as u32).fold(String::new(), |mut kids, page| {
            let _ = write!(kids, "{} 0 R ", Self::page_object(page));
            kids
        });
        let composite = |face: &str, encoding: &str, descendant: u32| {
            format!(
                "<</Type/Font/Subtype/Type0/BaseFont/{face}/Encoding/{encoding}/DescendantFonts[{descendant} 0 R]>>"
            )
        };
        let descendant = |face: &str, ordering: &str| {
            format!(
                "<</Type/Font/Subtype/CIDFontType2/BaseFont/{face}/W[814 939 500]\
                 /CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 2>>>>"
            )
        };
        [
            (1, format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalog)),
            (2, format!("<</Type/Pages/Kids[{kids}]/Count {}>>", self.contents.len())),
            (
                3,
                format!(
                    "<</Font<</L 4 0 R/C 5 0 R/B 7 0 R/X 9 0 R{}>>/XObject<</F 20 0 R/I 21 0 R>>\
                     /Properties<</Off 22 0 R>>>>",
                    self.fonts
                ),
            ),
            (4, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned()),
            (5, composite("SimSun", "GBK-EUC-H", 6)),
            (6, descendant("SimSun", "GB1")),
            (7, composite("SimHei", "GBK-EUC-H", 8)),
            (8, descendant("SimHei", "GB1")),
            (9, composite("Secret", "Identity-H", 10)),
            (10, descendant("Secret", "Identity")),
        ]
        .into_iter()
        .map(|(number, body)| (number, body.into_bytes()))
        .collect()
    }
}

fn stream(keys: &str, content: &[u8]) -> Vec<u8> {
    let mut stream = format!("<</Length {}{keys}>>stream\n", content.len()).into_bytes();
    stream.extend_from_slice(content);
    stream.extend_from_slice(b"\nendstream");
    stream
}

fn write(objects: &[(u32, Vec<u8>)], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (number, body) in objects {
        let _ = write!(table, "{number} 1\n{:010} 00000 n \n", file.len());
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(body);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let end =
        format!("xref\n{table}trailer\n<</Size 1000/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
    file.extend_from_slice(end.as_bytes());
    file
}

/// Operators that show a line of Chinese text at a place, in a font of the test files.
pub(super) fn show(font: char, size: f64, x: f64, y: f64, text: &str) -> String {
    show_bytes(font, size, x, y, &encoding_rs::GBK.encode(text).0)
}

/// Operators that show a string of bytes at a place.
pub(super) fn show_bytes(font: char, size: f64, x: f64, y: f64, bytes: &[u8]) -> String {
    let hex: String = bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm <{hex}> Tj ET\n")
}

/// Says the same of every picture, one line below the other, and keeps the pictures.
#[derive(Debug, Default)]
pub(super) struct FakeReader {
    lines: Vec<&'static str>,
    confidence: u8,
    /// What it says instead of them.
    pub(super) failure: Option<Failure>,
    pub(super) seen: Mutex<Vec<Picture>>,
}

impl FakeReader {
    pub(super) fn new(confidence: u8) -> Self {
        let lines = vec!["第一章项目概述", "本项目投资一百万元。"];
        Self { lines, confidence, ..Self::default() }
    }

    pub(super) fn with(lines: Vec<&'static str>) -> Self {
        Self { lines, ..Self::new(90) }
    }
}

impl Recogniser for FakeReader {
    fn recognise(&self, picture: &Picture) -> Result<Vec<Line>, Failure> {
        self.seen.lock().unwrap().push(picture.clone());
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let (width, height) = (picture.width, picture.height);
        let line = |(nth, text): (u32, &&str)| {
            let top = height / 10 * (nth + 1);
            let frame = Frame { left: width / 4, top, right: width / 2, bottom: top + height / 50 };
            let word = Word { text: (*text).into(), frame, confidence: self.confidence };
            Line { frame, words: vec![word] }
        };
        Ok((0..).zip(&self.lines).map(line).collect())
    }
}
