//! House rules: import order, no jurisdiction in the code, short files and functions, and every rule
//! pack embedded.

#![expect(clippy::disallowed_methods, reason = "the house rules are about files, so they read files")]

use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up; a module may use those of its own tier's tiers below, never above.
const TIERS: &[&[&str]] = &[
    &["span", "date", "numeral", "words", "gap", "source"],
    &["finding", "document"],
    &["parse", "lexicon"],
    &["fact"],
    &["rule"],
    &["outline"],
    &["check"],
    &["report"],
];

/// Places and names that belong into `outlines/`.
const JURISDICTIONS: &[&str] = &[
    "上饶",
    "云浮",
    "哈尔滨",
    "南县",
    "天宁",
    "江西",
    "广东",
    "黑龙江",
    "湖南",
    "江苏",
    "常州",
    "益阳",
    "shangrao",
    "yunfu",
    "harbin",
    "nanxian",
    "tianning",
];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 80;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files with that ending below a folder, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

fn tier(module: &str) -> Option<usize> {
    TIERS.iter().position(|tier| tier.contains(&module))
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for path in files("src", ".rs") {
        let name = short(&path);
        let own = name.trim_start_matches("src/").split(['/', '.']).next().unwrap().to_owned();
        let Some(own_tier) = tier(&own) else { continue };
        for line in
            fs::read_to_string(&path).unwrap().lines().filter(|line| !line.trim_start().starts_with("//"))
        {
            for (at, _) in line.match_indices("crate::") {
                let used: String =
                    line[at + 7..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let Some(used_tier) = tier(&used) else { continue };
                if used != own && (used_tier > own_tier || (used_tier == own_tier && used_tier > 0)) {
                    wrong.push(format!("{name}: {own} uses {used}"));
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "imports against the order:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_tier() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for line in library.lines() {
        let Some(module) = line.trim().trim_start_matches("pub ").strip_prefix("mod ") else { continue };
        let module = module.trim_end_matches(';');
        assert!(tier(module).is_some(), "{module} has no place in the import order");
    }
}

#[test]
fn code_names_no_jurisdiction() {
    let mut wrong = Vec::new();
    for path in files("src", ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in
            code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            let embeds = line.contains("include_str!") || line.contains("outlines/");
            for name in JURISDICTIONS.iter().filter(|name| line.contains(*name) && !embeds) {
                wrong.push(format!("{}:{} names {name}", short(&path), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_and_functions_are_short() {
    let mut wrong = Vec::new();
    for path in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > LONGEST_FILE {
            wrong.push(format!("{}: {} lines", short(&path), lines.len()));
        }
        for (start, length) in functions(&lines) {
            if length > LONGEST_FUNCTION {
                wrong.push(format!("{}:{}: a function of {length} lines", short(&path), start + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// First line and length of each function; rustfmt closes it at the indentation that opened it.
fn functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let is_head = |line: &str| {
        let words = line.trim_start();
        [
            "fn ",
            "pub fn ",
            "pub(super) fn ",
            "pub(crate) fn ",
            "pub(in crate::parse) fn ",
            "const fn ",
            "pub const fn ",
        ]
        .iter()
        .any(|head| words.starts_with(head))
    };
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate().filter(|(_, line)| is_head(line)) {
        let indent = &line[..line.len() - line.trim_start().len()];
        let close = format!("{indent}}}");
        let length = lines[start..].iter().position(|line| *line == close).map_or(1, |at| at + 1);
        found.push((start, length));
    }
    found
}

#[test]
fn every_rule_pack_is_embedded() {
    // The build makes tables of the words.
    let code = files("src", ".rs").into_iter().chain([root().join("build.rs")]);
    let code: String = code.map(|path| fs::read_to_string(path).unwrap()).collect();
    for path in files("outlines", ".toml") {
        let name = short(&path);
        assert!(code.contains(&name), "{name} is embedded nowhere");
    }
}

#[test]
fn nothing_names_a_path_of_one_machine() {
    let needles = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/fa", "rm"].concat()];
    let all =
        ["src", "tests", "outlines", "benches", "docs", ".ci"].iter().flat_map(|folder| files(folder, ""));
    for path in all.chain([root().join("README.md")]) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for needle in &needles {
            assert!(!text.contains(needle.as_str()), "{} names a path of one machine", short(&path));
        }
    }
}
