//! What is submitted: [`Source`] (one file's bytes) and [`Package`] (the files submitted together).

use crate::gap::Gap;

/// One file as it was submitted.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Path inside the package, `/` between its parts; files of an archive stand behind
    /// `archive.zip/`. Names that were not text are escaped.
    pub path: String,
    /// The bytes; empty where intake could not get them, and then `gaps` says why.
    pub bytes: Vec<u8>,
    /// What intake already knows about it: could not be opened, limit hit, name in doubt.
    pub gaps: Vec<Gap>,
}

/// The files submitted together: one file, a folder or a zip.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Name shown to people: the file's stem or the folder's name.
    pub name: String,
    /// The path as the user gave it.
    pub path: String,
    /// Its files, sorted by path.
    pub sources: Vec<Source>,
}
