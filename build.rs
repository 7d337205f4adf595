//! `outlines/lexicon/terms.toml` → tables in Rust. Making them takes as long as all the rest of checking
//! a small document, so it is done once, here.

#![expect(clippy::disallowed_methods, reason = "building the program reads and writes files")]

use std::path::Path;
use std::{env, fs};

#[path = "src/span.rs"]
#[expect(dead_code, unreachable_pub, reason = "shared with the program, which uses all of it")]
mod span;

#[path = "src/lexicon"]
#[expect(dead_code, reason = "shared with the program, which uses all of it")]
mod lexicon {
    mod compile;
    mod data;
    mod forms;
    mod prefix;
    mod words;

    use compile::{SetData, TermFile, patterns};
    use std::collections::BTreeSet;

    const TERMS: &str = include_str!("outlines/lexicon/terms.toml");

    /// What `Debug` shows of plain data is Rust.
    pub(super) fn tables() -> String {
        let file: TermFile<'static> =
            toml::from_str(TERMS).unwrap_or_else(|error| panic!("terms.toml: {error}"));
        let mut known = BTreeSet::new();
        let twice = file.set.iter().find(|set| !known.insert(set.id));
        assert!(twice.is_none(), "terms.toml has a set twice: {twice:?}");
        let set = |set: &SetData<'_>| format!("TermSet {{ id: {:?}, title: {:?} }}", set.id, set.title);
        let sets = file.set.iter().map(set).collect::<Vec<_>>().join(",\n");
        let made = patterns(&file.set);
        format!(
            "pub(super) const SETS: &[TermSet] = &[{sets}];\n\
             pub(super) static PATTERNS: Patterns = Patterns {{\n\
             arena: Cow::Borrowed({:?}),\npatterns: Cow::Borrowed(&{:?}),\nfirst: Cow::Borrowed(&{:?}),\n\
             singles: Cow::Borrowed(&{:?}),\npairs: Cow::Borrowed(&{:?}),\nknown: Cow::Borrowed(&{:?}),\n}};\n",
            made.arena, made.patterns, made.first, made.singles, made.pairs, made.known,
        )
    }
}

fn main() {
    for path in ["build.rs", "src/span.rs", "src/lexicon", "outlines/lexicon/terms.toml"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("terms.rs"), lexicon::tables()).expect("cargo made the folder");
}
