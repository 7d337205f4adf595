//! The folder of real files that `YUSHEN_CORPUS` names, and its listing.

#![expect(clippy::disallowed_methods, reason = "reads the files that tests check")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::{Path, PathBuf};
use yushen::document::{Document, Origin};
use yushen::parse::{Limits, parse};
use yushen::source::Source;

/// One line of the listing: file, pages, characters.
pub(crate) struct Listed {
    pub(crate) file: String,
    pub(crate) pages: Option<u32>,
    pub(crate) characters: f64,
}

/// The folder; says that the test is skipped when none is named.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("YUSHEN_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: YUSHEN_CORPUS is not set");
    }
    folder
}

/// The files of one type in the listing.
pub(crate) fn listed(folder: &Path, kind: &str) -> Vec<Listed> {
    let listing = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    listing
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns.get(1) == Some(&kind))
        .map(|columns| Listed {
            file: columns[0].to_owned(),
            pages: columns[2].parse().ok(),
            characters: columns[3].parse().unwrap_or(0.0),
        })
        .collect()
}

/// One file as read.
pub(crate) fn read(folder: &Path, file: &str) -> Document {
    let bytes = std::fs::read(folder.join("files").join(file)).unwrap();
    let document = parse(&Source { path: file.to_owned(), bytes, gaps: Vec::new() }, &Limits::default());
    document.assert_valid();
    document
}

/// Reads the files of a format with pages. Each gives at least that part of the characters of its listing or
/// says why not, every block stands on a page, and a second reading is the same.
pub(crate) fn check_pages(kind: &str, least_part: f64) {
    let Some(folder) = folder() else { return };
    for listed in listed(&folder, kind) {
        let document = read(&folder, &listed.file);
        let file = &listed.file;
        assert!(document.pages.is_some_and(|pages| pages >= 1), "{file}: no pages");
        // Of other formats the listing counts templates among the pages.
        let is_listed = kind == "pdf" && listed.pages.is_some();
        assert!(!is_listed || document.pages == listed.pages, "{file}: {:?}", document.pages);
        let characters = document.text.chars().filter(|c| !c.is_whitespace()).count();
        let is_told = document.has_hidden_content();
        assert!(
            characters as f64 >= least_part * listed.characters || is_told,
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
        let again = read(&folder, file);
        assert!(again.text == document.text && again.gaps == document.gaps, "{file}: another answer");
    }
}
