//! The folder of real files that `YUSHEN_CORPUS` names, and its listing.

#![expect(clippy::disallowed_methods, reason = "reads the files that tests check")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::{Path, PathBuf};
use yushen::document::Document;
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
