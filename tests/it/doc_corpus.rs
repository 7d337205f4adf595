//! Real doc and wps files, from the folder that `YUSHEN_CORPUS` names: each gives its text, or says why
//! not; damaged ones give a document all the same.

#![expect(clippy::disallowed_methods, reason = "reads the files that tests check")]

use crate::corpus::{folder, listed, read};
use yushen::document::{BlockKind, Document, Format, Origin};
use yushen::parse::{Limits, parse};
use yushen::source::Source;

/// Part of the characters of the listing that must come out. It counts the codes of fields too, which a
/// reader never sees.
const LEAST_PART: f64 = 0.97;
/// Damaged copies of each file.
const COPIES: u64 = 40;

#[test]
fn real_files_give_their_text_or_say_why_not() {
    let Some(folder) = folder() else { return };
    for listed in listed(&folder, "doc").into_iter().chain(listed(&folder, "wps")) {
        let document = read(&folder, &listed.file);
        let file = &listed.file;
        assert_eq!(document.format, Format::Doc, "{file}");
        let characters = document.text.chars().filter(|c| !c.is_whitespace()).count();
        let least = LEAST_PART * listed.characters;
        assert!(
            characters as f64 >= least || document.has_hidden_content(),
            "{file}: {characters} characters"
        );
        let has_place =
            |kind: &BlockKind, origin| *kind == BlockKind::PageFurniture || origin != Origin::Unknown;
        assert!(
            document.blocks.iter().all(|block| has_place(&block.kind, block.origin)),
            "{file}: a block without a place"
        );
        let again = read(&folder, file);
        assert!(again.text == document.text && again.gaps == document.gaps, "{file}: another answer");
    }
}

/// One standard in both formats.
const TWINS: [&str; 2] = ["s_hdc_p1.doc", "s_hdc_p1.docx"];

#[test]
fn a_document_reads_the_same_in_both_formats() {
    let Some(folder) = folder() else { return };
    if !TWINS.iter().all(|file| folder.join("files").join(file).exists()) {
        return;
    }
    let [old, new] = TWINS.map(|file| read(&folder, file));
    let blocks = |document: &Document| {
        let blocks = document.blocks.iter();
        blocks.map(|block| (block.kind.clone(), document.slice(block.span).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(blocks(&old), blocks(&new));
    let shape = |document: &Document| {
        let cells = document.tables.iter().flat_map(|table| table.cells.iter());
        cells.map(|c| (c.row_idx, c.column_idx, c.row_span, c.column_span)).collect::<Vec<_>>()
    };
    assert_eq!(shape(&old), shape(&new));
}

#[test]
fn damaged_files_give_a_document() {
    let Some(folder) = folder() else { return };
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap_or(0)
    };
    for listed in listed(&folder, "doc") {
        let whole = std::fs::read(folder.join("files").join(&listed.file)).unwrap();
        for _ in 0..COPIES {
            let mut bytes = whole.clone();
            for _ in 0..1 + next(30) {
                let at = next(bytes.len());
                bytes[at] = [0, 0xFF, 0x7F, 1][next(4)];
            }
            let source = Source { path: listed.file.clone(), bytes, gaps: Vec::new() };
            parse(&source, &Limits::default()).assert_valid();
        }
    }
}
