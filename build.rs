//! `outlines/lexicon/*.toml` → tables in Rust. Making them takes as long as all the rest of checking a
//! small document, so it is done once, here.

#![expect(clippy::disallowed_methods, reason = "building the program reads and writes files")]

use std::path::Path;
use std::{env, fs};

#[path = "src/numeral.rs"]
#[expect(dead_code, unreachable_pub, reason = "shared with the program, which uses all of it")]
mod numeral;
#[path = "src/span.rs"]
#[expect(dead_code, unreachable_pub, reason = "shared with the program, which uses all of it")]
mod span;

#[path = "src/document"]
mod document {
    #[expect(dead_code, unreachable_pub, reason = "shared with the program, which uses all of it")]
    pub(crate) mod numbering;
}

#[path = "src/lexicon"]
#[expect(dead_code, unreachable_pub, reason = "shared with the program, which uses all of it")]
mod lexicon {
    mod compile;
    mod concept;
    mod data;
    mod forms;
    mod line;
    mod normal;
    mod prefix;
    mod segment;
    mod similar;
    mod standard;
    mod words;

    use data::{SetData, TermFile};
    use serde::Deserialize;
    use std::collections::BTreeSet;

    /// What `Debug` shows of plain data is Rust.
    pub(super) fn tables() -> String {
        let concepts = parse("concepts", include_str!("outlines/lexicon/concepts.toml"));
        let concepts = held("concepts", compile::concepts::concepts(&concepts));
        let budget = parse("budget", include_str!("outlines/lexicon/budget.toml"));
        let lines = held("budget", compile::lines(&budget, &concepts.folding));
        let standards = parse("standards", include_str!("outlines/lexicon/standards.toml"));
        let superseded = compile::superseded(standards);
        format!(
            "pub(super) static CONCEPTS: Concepts = {concepts:?};\n\
             pub(super) static LINES: LineClasses = {lines:?};\n\
             pub(super) static SUPERSEDED: List<Superseded> = {superseded:?};\n{}",
            terms(),
        )
    }

    fn terms() -> String {
        let file: TermFile<'static> = parse("terms", include_str!("outlines/lexicon/terms.toml"));
        let mut known = BTreeSet::new();
        let twice = file.set.iter().find(|set| !known.insert(set.id));
        assert!(twice.is_none(), "terms.toml has a set twice: {twice:?}");
        let set = |set: &SetData<'_>| format!("TermSet {{ id: {:?}, title: {:?} }}", set.id, set.title);
        let sets = file.set.iter().map(set).collect::<Vec<_>>().join(",\n");
        let made = compile::patterns(&file.set);
        format!(
            "pub(super) static SETS: &[TermSet] = &[{sets}];\n\
             pub(super) static PATTERNS: Patterns = Patterns {{\n\
             arena: Cow::Borrowed({:?}),\npatterns: Cow::Borrowed(&{:?}),\nfirst: Cow::Borrowed(&{:?}),\n\
             singles: Cow::Borrowed(&{:?}),\npairs: Cow::Borrowed(&{:?}),\nknown: Cow::Borrowed(&{:?}),\n}};\n",
            made.arena, made.patterns, made.first, made.singles, made.pairs, made.known,
        )
    }

    fn parse<T: Deserialize<'static>>(name: &str, text: &'static str) -> T {
        held(name, toml::from_str(text))
    }

    fn held<T, E: std::fmt::Display>(name: &str, made: Result<T, E>) -> T {
        made.unwrap_or_else(|error| panic!("outlines/lexicon/{name}.toml: {error}"))
    }
}

fn main() {
    for path in [
        "build.rs",
        "src/numeral.rs",
        "src/span.rs",
        "src/document/numbering.rs",
        "src/lexicon",
        "outlines/lexicon",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("lexicon.rs"), lexicon::tables()).expect("cargo made the folder");
}
