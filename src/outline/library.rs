//! [`Library`]: what a pack may refer to — other packs, concepts, sets of terms.

use super::builtin;
use crate::lexicon::Lexicon;
use std::sync::Arc;

/// The TOML of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Name shown to people.
    pub file: String,
    /// Its text.
    pub text: Arc<str>,
}

/// Answers what exists. The loader asks; nothing is read from a disk here.
pub trait Library {
    /// The pack of that id.
    fn pack(&self, id: &str) -> Option<PackFile>;
    /// Ids of all packs: to guess what a misspelt one meant.
    fn pack_ids(&self) -> Vec<String>;
    /// Names of all concepts.
    fn concepts(&self) -> Vec<String>;
    /// Names of all sets of terms.
    fn term_sets(&self) -> Vec<String>;
    /// Whether the packs are known to name only concepts and sets that exist: then nobody asks for these.
    fn names_are_known_good(&self) -> bool {
        false
    }
}

/// The packs that ship with the program, for loading one of them: a test has checked the names, so the
/// words need not be there.
#[derive(Clone, Copy, Debug)]
pub struct ShippedLibrary;

impl Library for ShippedLibrary {
    fn pack(&self, id: &str) -> Option<PackFile> {
        builtin::find(id).map(|pack| PackFile { file: pack.file.to_owned(), text: pack.text.into() })
    }

    fn pack_ids(&self) -> Vec<String> {
        builtin::builtin().iter().map(|pack| pack.id.to_owned()).collect()
    }

    fn concepts(&self) -> Vec<String> {
        Vec::new()
    }

    fn term_sets(&self) -> Vec<String> {
        Vec::new()
    }

    fn names_are_known_good(&self) -> bool {
        true
    }
}

/// The packs and the words that ship with the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltinLibrary<'a> {
    /// The words.
    pub lexicon: &'a Lexicon,
}

impl Library for BuiltinLibrary<'_> {
    fn pack(&self, id: &str) -> Option<PackFile> {
        ShippedLibrary.pack(id)
    }

    fn pack_ids(&self) -> Vec<String> {
        ShippedLibrary.pack_ids()
    }

    fn concepts(&self) -> Vec<String> {
        self.lexicon.concept_names().map(str::to_owned).collect()
    }

    fn term_sets(&self) -> Vec<String> {
        self.lexicon.term_set_names().map(str::to_owned).collect()
    }
}
