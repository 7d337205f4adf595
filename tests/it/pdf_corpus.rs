//! Real PDF files, from the folder that `YUSHEN_CORPUS` names: each gives its text, or says why not.

#![expect(clippy::disallowed_methods, reason = "reads the files that it checks")]

use std::path::Path;
use yushen::document::{Document, Origin};
use yushen::parse::{Limits, parse};
use yushen::source::Source;

/// Part of the characters of the listing that must come out. It counts what stands once here: headers
/// that a table repeats on every page, glyphs drawn twice, spaces of private use.
const LEAST_PART: f64 = 0.88;

/// One line of the listing: file, type, pages, characters.
struct Listed {
    file: String,
    pages: Option<u32>,
    characters: f64,
}

fn listed(folder: &Path) -> Vec<Listed> {
    let listing = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    listing
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns.get(1) == Some(&"pdf"))
        .map(|columns| Listed {
            file: columns[0].to_owned(),
            pages: columns[2].parse().ok(),
            characters: columns[3].parse().unwrap_or(0.0),
        })
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
    for listed in listed(folder) {
        let document = read(folder, &listed.file);
        let file = &listed.file;
        assert!(listed.pages.is_none() || document.pages == listed.pages, "{file}: {:?}", document.pages);
        let characters = document.text.chars().filter(|c| !c.is_whitespace()).count();
        let is_told = document.has_hidden_content();
        assert!(
            characters as f64 >= LEAST_PART * listed.characters || is_told,
            "{file}: {characters} of {}",
            listed.characters
        );
        assert!(characters > 0 || is_told, "{file}: nothing read and nothing said");
        assert!(!document.text.contains('\u{fffd}') || is_told, "{file}: unknown characters and no gap");
        let has_place = |origin: Origin| matches!(origin, Origin::Page { page, .. } if page >= 1);
        assert!(
            document.blocks.iter().all(|block| has_place(block.origin)),
            "{file}: a block without a page"
        );
        let again = read(folder, file);
        assert!(again.text == document.text && again.gaps == document.gaps, "{file}: another answer");
    }
}
