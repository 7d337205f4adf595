//! Broken files of every format, made with fixed seeds: no panic, no hang, and a document that holds together.
//!
//! `YUSHEN_MUTATIONS=20000 cargo test --release --test it mutated` makes more of them.

#![expect(clippy::disallowed_methods, reason = "fixtures are files")]

use crate::limits::Blind;
use rayon::prelude::*;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use yushen::check;
use yushen::lexicon::Lexicon;
use yushen::parse::{self, Limits};
use yushen::source::Source;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Broken files of each format in an ordinary run.
const USUAL: u64 = 150;
/// Seconds that one of them may take; a debug build on a shared machine is slow.
const SECONDS: u64 = 20;

/// Files that are broken, and the parts of those that are archives.
const SEEDS: [(&str, &[&str]); 10] = [
    ("construction/proposal.docx", &["word/document.xml", "word/styles.xml", "word/numbering.xml"]),
    ("construction/proposal.pdf", &[]),
    ("construction/proposal.md", &[]),
    ("formats/costs.xls", &["/Workbook"]),
    ("formats/proposal.doc", &["/WordDocument", "/1Table"]),
    ("formats/proposal.html", &[]),
    ("formats/proposal.rtf", &[]),
    ("page.mht", &[]),
    ("workbook.xlsx", &["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]),
    ("layout.ofd", &["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"]),
];

/// Numbers that look like chance and are the same in every run (xorshift64*).
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % end.max(1)
    }
}

/// Breaks bytes in one to eight places: another byte, a piece left out, doubled or put elsewhere, the end lost.
fn broken(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..=chance.below(8) {
        if bytes.is_empty() {
            break;
        }
        let at = chance.below(bytes.len());
        let piece = at..(at + 1 + chance.below(64)).min(bytes.len());
        match chance.below(6) {
            0 => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
            1 => bytes[at] ^= 1 << chance.below(8),
            2 => drop(bytes.drain(piece)),
            3 => {
                let copy = bytes[piece].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let copy = bytes[piece].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ if chance.below(4) == 0 => bytes.truncate(at),
            _ => bytes.insert(at, b"<>&\"'/\0\xff"[chance.below(8)]),
        }
    }
    bytes
}

/// The container with one of its parts broken, so that the reader behind the container sees it.
fn with_broken_part(bytes: &[u8], part: &str, chance: &mut Chance) -> Vec<u8> {
    if part.starts_with('/') {
        return with_broken_stream(bytes, part, chance);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name == part {
            content = broken(content, chance);
        }
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The same of a compound file.
fn with_broken_stream(bytes: &[u8], stream: &str, chance: &mut Chance) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).unwrap();
    let mut content = Vec::new();
    file.open_stream(stream).unwrap().read_to_end(&mut content).unwrap();
    file.create_stream(stream).unwrap().write_all(&broken(content, chance)).unwrap();
    file.into_inner().into_inner()
}

/// A page with a table of costs, saved with its parts as one file.
fn page() -> Vec<u8> {
    let table = String::from_utf8(seed_bytes("formats/costs.html")).unwrap();
    let head = "From: <saved>\r\nSubject: =?utf-8?B?6aKE566X?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related; type=\"text/html\"; boundary=\"--edge\"\r\n\r\n";
    let part = "----edge\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\
        Content-Location: file:///page.htm\r\n\r\n";
    let picture =
        "----edge\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n";
    format!("{head}{part}{table}\r\n{picture}----edge--\r\n").into_bytes()
}

/// Two pages of fixed layout: text, a path of lines, a picture, bookmarks.
fn layout() -> Vec<u8> {
    let text = |x: usize, y: usize, text: &str| {
        format!(
            r#"<ofd:TextObject ID="1" Boundary="{x} {y} 150 6" Font="3" Size="5"><ofd:TextCode X="0" Y="4.4" DeltaX="g 40 5">{text}</ofd:TextCode></ofd:TextObject>"#
        )
    };
    let rules: String = [50, 60, 70]
        .map(|y| format!(r#"<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>M 30 {y} L 130 {y}</ofd:AbbreviatedData></ofd:PathObject>"#))
        .concat();
    let columns: String = [30, 80, 130]
        .map(|x| format!(r#"<ofd:PathObject Boundary="0 0 210 297" CTM="1 0 0 1 0 0"><ofd:AbbreviatedData>M {x} 50 L {x} 70</ofd:AbbreviatedData></ofd:PathObject>"#))
        .concat();
    let cells =
        [text(32, 52, "名称"), text(82, 52, "金额"), text(32, 62, "软件"), text(82, 62, "12")].concat();
    let first =
        [text(30, 20, "第一章 概述"), text(30, 30, "本项目总投资一百万元。"), rules, columns, cells].concat();
    let second = text(30, 20, "第二章 建设内容")
        + r#"<ofd:ImageObject ID="8" Boundary="0 100 210 150" ResourceID="6"/>"#
        + &text(30, 60, "建设一个平台&#x3002;");
    let page = |objects: &str| {
        format!(
            r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>"#
        )
    };
    zipped(&[
        (
            "OFD.xml",
            r#"<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#,
        ),
        (
            "Doc_0/Document.xml",
            r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page ID="2" BaseLoc="Pages/Page_1/Content.xml"/></ofd:Pages><ofd:Outlines><ofd:OutlineElem Title="第一章 概述"><ofd:Actions><ofd:Action Event="CLICK"><ofd:Goto><ofd:Dest Type="XYZ" PageID="1" Top="20"/></ofd:Goto></ofd:Action></ofd:Actions></ofd:OutlineElem></ofd:Outlines></ofd:Document>"#,
        ),
        ("Doc_0/Pages/Page_0/Content.xml", &page(&first)),
        ("Doc_0/Pages/Page_1/Content.xml", &page(&second)),
    ])
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with a table of costs.
fn workbook() -> Vec<u8> {
    const PARTS: [(&str, &str); 5] = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="概算" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
        ),
        (
            "xl/sharedStrings.xml",
            r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="5" uniqueCount="5"><si><t>名称</t></si><si><t>数量</t></si><si><t>单价（万元）</t></si><si><t>金额（万元）</t></si><si><t>应用服务器</t></si></sst>"#,
        ),
    ];
    let row = |at: usize| {
        format!(
            r#"<row r="{at}"><c r="A{at}" t="s"><v>4</v></c><c r="B{at}"><v>2</v></c><c r="C{at}"><v>6</v></c><c r="D{at}"><f>B{at}*C{at}</f><v>12</v></c></row>"#
        )
    };
    let rows: String = (2..40).map(row).collect();
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>{rows}</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells></worksheet>"#
    );
    let parts = PARTS.into_iter().chain([("xl/worksheets/sheet1.xml", sheet.as_str())]);
    zipped(&parts.collect::<Vec<_>>())
}

fn seed_bytes(name: &str) -> Vec<u8> {
    match name {
        "layout.ofd" => layout(),
        "page.mht" => page(),
        "workbook.xlsx" => workbook(),
        _ => std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap(),
    }
}

/// Reads a file and everything that rules look at; its text.
fn read(name: &str, bytes: Vec<u8>) -> String {
    let source = Source { path: name.to_owned(), bytes, gaps: Vec::new() };
    let start = std::time::Instant::now();
    let document = parse::parse(&source, &Limits::default());
    document.assert_valid();
    let text = document.text.to_string();
    check::prepare(document, Lexicon::builtin());
    assert!(start.elapsed().as_secs() < SECONDS, "{name}: {:?}", start.elapsed());
    text
}

/// How many broken files are asked for.
fn count() -> u64 {
    std::env::var("YUSHEN_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(USUAL)
}

#[test]
fn broken_files_break_nothing() {
    for (name, parts) in SEEDS {
        let bytes = seed_bytes(name);
        assert!(!read(name, bytes.clone()).is_empty(), "{name} holds no text");
        (0..count()).into_par_iter().for_each(|seed| {
            let mut chance = Chance::new(seed);
            let which = chance.below(parts.len() + 1);
            let mutant = match parts.get(which) {
                Some(part) => with_broken_part(&bytes, part, &mut chance),
                None => broken(bytes.clone(), &mut chance),
            };
            let outcome = std::panic::catch_unwind(|| read(name, mutant));
            assert!(outcome.is_ok(), "{name}, seed {seed}");
        });
    }
}

#[test]
fn broken_scans_break_nothing() {
    let scan = seed_bytes("construction/scanned.pdf");
    let start = memchr::memmem::find(&scan, b"\xff\xd8\xff").unwrap();
    let end = memchr::memmem::find(&scan[start..], b"endstream").unwrap();
    let picture = scan[start..start + end].to_vec();
    // The pictures of the file just fit; a whole page of pixels takes a debug build long.
    let limits = Limits { ocr_pixels: 2_200_000, ..Limits::default() };
    for (name, bytes) in [("scanned.pdf", &scan), ("scanned.jpg", &picture)] {
        (0..count() / 10).into_par_iter().for_each(|seed| {
            let bytes = broken(bytes.clone(), &mut Chance::new(seed));
            let source = Source { path: name.into(), bytes, gaps: Vec::new() };
            let document = parse::parse_and_recognise(&source, &limits, Some(&Blind));
            document.assert_valid();
            assert!(document.has_hidden_content(), "{name}, seed {seed}: nothing was recognised");
        });
    }
}
