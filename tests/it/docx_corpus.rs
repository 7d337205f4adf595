//! Real docx files, from the folder that `YUSHEN_CORPUS` names: each gives its text, or says why not.

#![expect(clippy::disallowed_methods, reason = "reads the files that it checks")]

use std::path::Path;
use yushen::document::{BlockKind, Document, Origin};
use yushen::parse::{Limits, parse};
use yushen::source::Source;

/// Part of the characters of the listing that must come out. It counts the codes of fields too, which a
/// reader never sees, and text boxes twice; so small files, of which these are a good part, are not compared.
const LEAST_PART: f64 = 0.85;
const SMALL: f64 = 5000.0;

/// File and characters of each docx of the listing.
fn listed(folder: &Path) -> Vec<(String, f64)> {
    let listing = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    listing
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns.get(1) == Some(&"docx"))
        .map(|columns| (columns[0].to_owned(), columns[3].parse().unwrap_or(0.0)))
        .collect()
}

fn read(folder: &Path, file: &str) -> Document {
    let bytes = std::fs::read(folder.join("files").join(file)).unwrap();
    let document = parse(&Source { path: file.to_owned(), bytes, gaps: Vec::new() }, &Limits::default());
    document.assert_valid();
    document
}

#[test]
fn real_files_give_their_text_or_say_why_not() {
    let Ok(folder) = std::env::var("YUSHEN_CORPUS") else {
        println!("skipped: YUSHEN_CORPUS is not set");
        return;
    };
    let folder = Path::new(&folder);
    for (file, listed) in listed(folder) {
        let document = read(folder, &file);
        let characters = document.text.chars().filter(|c| !c.is_whitespace()).count();
        let is_told = document.has_hidden_content();
        let is_whole = listed < SMALL || characters as f64 >= LEAST_PART * listed;
        assert!(is_whole || is_told, "{file}: {characters} of {listed}");
        assert!(characters > 0 || is_told, "{file}: nothing read and nothing said");
        let has_place =
            |kind: &BlockKind, origin| *kind == BlockKind::PageFurniture || origin != Origin::Unknown;
        assert!(
            document.blocks.iter().all(|block| has_place(&block.kind, block.origin)),
            "{file}: a block without a place"
        );
        assert!(
            document.blocks.iter().all(|block| {
                matches!(block.kind, BlockKind::Table(_) | BlockKind::Contents)
                    || !document.slice(block.span).contains('\t')
            }),
            "{file}: a tab outside of tables"
        );
        let again = read(folder, &file);
        assert!(again.text == document.text && again.gaps == document.gaps, "{file}: another answer");
    }
}
