//! Bytes of a zip → [`Source`]s, archives inside archives included. Nothing is ever written anywhere.
//!
//! Every file of the archive becomes a source. One that could not be had has no bytes and a gap that
//! says why; names that could deceive are made safe, and that is said as well.

use super::container::{Allowance, Container, Entry, EntryKind};
use super::{Limits, format};
use crate::document::Format;
use crate::gap::{Gap, GapKind};
use crate::source::Source;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Longest path that is shown in full, in characters.
const LONGEST_PATH: usize = 400;

/// What one package may still take in; shared by all archives of the package.
#[derive(Debug)]
pub struct Budget {
    files_left: u64,
    inflated_left: u64,
}

impl Budget {
    /// What the limits grant to one package.
    pub fn new(limits: &Limits) -> Self {
        Self { files_left: limits.package_files, inflated_left: limits.package_inflated_bytes }
    }

    /// Takes one file; `false` when the package has as many as it may have.
    pub fn take_file(&mut self) -> bool {
        let granted = self.files_left > 0;
        self.files_left = self.files_left.saturating_sub(1);
        granted
    }
}

/// The files of an archive, in the order of its directory. Their paths stand behind `prefix`
/// (`附件.zip/`, or nothing when the archive is the package); what concerns the archive as a whole
/// comes as a source of the path `name` without bytes.
pub fn unpack(name: &str, prefix: &str, bytes: &[u8], budget: &mut Budget, limits: &Limits) -> Vec<Source> {
    let mut unpacked = Unpacked { sources: Vec::new(), budget, limits };
    unpacked.archive(name, prefix, bytes, 1);
    unpacked.sources
}

/// Whether a file or folder of this name is no part of a submission: left behind by systems and
/// editors, or hidden.
pub fn is_clutter(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "__macosx" | "thumbs.db" | "desktop.ini" | "$recycle.bin" | "system volume information"
    ) || name.starts_with("~$")
        || (name.starts_with('.') && !matches!(name, "." | ".."))
}

/// The name with control characters and those that change the direction of text written as `\u{…}`.
pub fn escape_name(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for character in name.chars() {
        if is_deceptive(character) {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

struct Unpacked<'a> {
    sources: Vec<Source>,
    budget: &'a mut Budget,
    limits: &'a Limits,
}

impl Unpacked<'_> {
    fn archive(&mut self, name: &str, prefix: &str, bytes: &[u8], depth: u64) {
        if depth > self.limits.archive_depth {
            let gap = Gap::limit("archive-depth", depth, self.limits.archive_depth);
            return self.without_bytes(name, vec![gap]);
        }
        let container = match Container::open(bytes, self.limits.archive_entries) {
            Ok(container) => container,
            Err(what) => return self.without_bytes(name, vec![Gap::new(GapKind::Damaged(what))]),
        };
        if !container.faults.is_empty() {
            self.without_bytes(name, container.faults.clone());
        }
        let before = self.sources.len();
        self.files(name, prefix, &container, depth);
        if container.entries.is_empty() && self.sources.len() == before {
            self.without_bytes(name, vec![Gap::new(GapKind::Empty)]);
        }
    }

    fn without_bytes(&mut self, path: &str, gaps: Vec<Gap>) {
        self.sources.push(Source { path: path.to_owned(), bytes: Vec::new(), gaps });
    }

    fn files(&mut self, name: &str, prefix: &str, container: &Container<'_>, depth: u64) {
        let plan = plan(&container.entries);
        let mut allowance = Allowance::new(self.limits);
        for (entry, planned) in container.entries.iter().zip(plan) {
            let Some((path, mut gaps)) = planned else { continue };
            if !self.budget.take_file() {
                let allowed = self.limits.package_files;
                let gap = Gap::limit("package-files", allowed.saturating_add(1), allowed);
                return self.without_bytes(name, vec![gap]);
            }
            let path = format!("{prefix}{path}");
            if entry.kind == EntryKind::Link {
                let what = "是符号链接，未跟随读取";
                gaps.push(Gap::new(GapKind::Inaccessible(what.into())));
                self.without_bytes(&path, gaps);
                continue;
            }
            allowance.package = self.budget.inflated_left;
            let (content, kind) = container.inflate(entry, &mut allowance);
            self.budget.inflated_left = allowance.package;
            gaps.extend(kind.map(Gap::new));
            self.file(path, content, gaps, depth);
        }
    }

    /// A file; one that is an archive itself is opened.
    fn file(&mut self, path: String, content: Vec<u8>, gaps: Vec<Gap>, depth: u64) {
        if format::detect(&path, &content) != Format::Zip {
            return self.sources.push(Source { path, bytes: content, gaps });
        }
        if !gaps.is_empty() {
            self.without_bytes(&path, gaps);
        }
        self.archive(&path, &format!("{path}/"), &content, depth + 1);
    }
}

/// The path and the gaps of each entry that is taken; `None` for folders, clutter, and all but the
/// last of several entries with one name.
fn plan(entries: &[Entry]) -> Vec<Option<(String, Vec<Gap>)>> {
    let mut planned: Vec<Option<(String, Vec<Gap>)>> = entries.iter().enumerate().map(plan_entry).collect();
    let mut same_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, plan) in planned.iter().enumerate() {
        if let Some((path, _)) = plan {
            same_key.entry(collision_key(path)).or_default().push(at);
        }
    }
    for places in same_key.values().filter(|places| places.len() > 1) {
        resolve_collision(&mut planned, places);
    }
    planned
}

fn plan_entry((at, entry): (usize, &Entry)) -> Option<(String, Vec<Gap>)> {
    if entry.kind == EntryKind::Folder {
        return None;
    }
    let (path, doubts) = safe_path(&entry.name, at + 1);
    if path.split('/').any(is_clutter) {
        return None;
    }
    let gaps = (!doubts.is_empty()).then(|| {
        Gap::new(GapKind::Remark(format!(
            "压缩包内的文件名{}，已按安全的名称“{path}”读取",
            doubts.join("、")
        )))
    });
    Some((path, gaps.into_iter().collect()))
}

/// Files that would overwrite each other when unpacked.
fn resolve_collision(planned: &mut [Option<(String, Vec<Gap>)>], places: &[usize]) {
    let mut last_of_path: BTreeMap<String, usize> = BTreeMap::new();
    for &at in places {
        let Some((path, _)) = &planned[at] else { continue };
        if let Some(earlier) = last_of_path.insert(path.clone(), at) {
            planned[earlier] = None;
        }
    }
    let what = match last_of_path.len() {
        1 => format!("压缩包中有 {} 个同名文件，已读取最后一个", places.len()),
        _ => "压缩包中有只在大小写或写法上不同的文件名，解压时会相互覆盖".to_owned(),
    };
    for at in last_of_path.into_values() {
        if let Some((_, gaps)) = &mut planned[at] {
            gaps.push(Gap::new(GapKind::Ambiguous(what.clone())));
        }
    }
}

/// Names that one file system or another takes for the same.
fn collision_key(path: &str) -> String {
    let folded: String = path.nfc().flat_map(char::to_lowercase).collect();
    let parts: Vec<&str> = folded.split('/').map(|part| part.trim_end_matches([' ', '.'])).collect();
    parts.join("/")
}

/// A relative path without `..`, drives, control and direction characters; with what was wrong.
fn safe_path(name: &str, number: usize) -> (String, Vec<&'static str>) {
    let mut doubts = Vec::new();
    let unified = name.replace('\\', "/");
    if unified.starts_with('/') {
        doubts.push("是绝对路径");
    }
    let mut parts: Vec<&str> = unified.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.first().is_some_and(|part| is_drive(part)) {
        parts.remove(0);
        doubts.push("带有盘符");
    }
    if parts.contains(&"..") {
        parts.retain(|part| *part != "..");
        doubts.push("含有“..”，指向压缩包之外");
    }
    if parts.iter().any(|part| is_device(part)) {
        doubts.push("是系统保留的设备名");
    }
    if name.chars().any(is_deceptive) {
        doubts.push("含有控制字符或改变文字方向的字符");
    }
    let mut path = escape_name(&parts.join("/"));
    if path.is_empty() {
        doubts.push("为空");
        path = format!("未命名文件{number}");
    }
    if path.chars().count() > LONGEST_PATH {
        doubts.push("过长");
        path = shorten(&path);
    }
    (path, doubts)
}

fn is_drive(part: &str) -> bool {
    let mut characters = part.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic()) && characters.as_str() == ":"
}

/// Names that Windows takes for devices, whatever their extension.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit() && c != '0'))
}

fn shorten(path: &str) -> String {
    let characters: Vec<char> = path.chars().collect();
    let head: String = characters[..LONGEST_PATH - 80].iter().collect();
    let tail: String = characters[characters.len() - 60..].iter().collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::container::tests::zip_of;

    fn read(bytes: &[u8], limits: &Limits) -> Vec<Source> {
        unpack("包.zip", "", bytes, &mut Budget::new(limits), limits)
    }

    fn paths(sources: &[Source]) -> Vec<&str> {
        sources.iter().map(|source| source.path.as_str()).collect()
    }

    #[test]
    fn files_of_nested_archives_stand_behind_their_archive() {
        let inner = zip_of(&[("b/c.md", b"# x")]);
        let sources = read(&zip_of(&[("a.zip", &inner), ("d.md", b"# y")]), &Limits::default());
        assert_eq!(paths(&sources), ["a.zip/b/c.md", "d.md"]);
        assert!(sources.iter().all(|source| source.gaps.is_empty()));
    }

    #[test]
    fn office_files_are_not_unpacked() {
        let docx = zip_of(&[("word/document.xml", b"<x/>")]);
        let sources = read(&zip_of(&[("a.docx", &docx)]), &Limits::default());
        assert_eq!((paths(&sources), sources[0].bytes.len()), (vec!["a.docx"], docx.len()));
    }

    #[test]
    fn nesting_is_limited() {
        let mut bytes = zip_of(&[("bottom.md", b"x")]);
        for _ in 0..5 {
            bytes = zip_of(&[("n.zip", &bytes)]);
        }
        let sources = read(&bytes, &Limits::default());
        assert_eq!(paths(&sources), ["n.zip/n.zip/n.zip"]);
        assert_eq!(sources[0].gaps, [Gap::limit("archive-depth", 4, 3)]);
    }

    #[test]
    fn clutter_is_passed_over() {
        let bytes =
            zip_of(&[("__MACOSX/._a.md", b"x"), ("d/.DS_Store", b"x"), ("~$a.docx", b"x"), ("a.md", b"x")]);
        assert_eq!(paths(&read(&bytes, &Limits::default())), ["a.md"]);
    }

    #[test]
    fn names_that_lead_astray_are_made_safe_and_said() {
        for (name, path) in [
            ("../../etc/x.md", "etc/x.md"),
            ("/srv/x.md", "srv/x.md"),
            ("C:\\Windows\\x.md", "Windows/x.md"),
            ("nul.docx", "nul.docx"),
            ("cod\u{202E}xcod.md", "cod\\u{202e}xcod.md"),
            ("a\nb.md", "a\\u{a}b.md"),
            ("..", "未命名文件7"),
        ] {
            let (safe, doubts) = safe_path(name, 7);
            assert_eq!(safe, path);
            assert!(!doubts.is_empty(), "{name}");
        }
        assert_eq!(safe_path("附件/方案.md", 1), ("附件/方案.md".into(), Vec::new()));
    }

    #[test]
    fn names_that_collide_are_ambiguous() {
        let sources = read(&zip_of(&[("A.md", b"x"), ("a.md", b"y"), ("b.md", b"z")]), &Limits::default());
        let ambiguous =
            |source: &Source| source.gaps.iter().any(|gap| matches!(gap.kind, GapKind::Ambiguous(_)));
        assert_eq!(sources.iter().map(ambiguous).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn the_number_of_files_is_limited() {
        let limits = Limits { package_files: 1, ..Limits::default() };
        let sources = read(&zip_of(&[("a.md", b"x"), ("b.md", b"y")]), &limits);
        assert_eq!(paths(&sources), ["a.md", "包.zip"]);
        assert_eq!(sources[1].gaps, [Gap::limit("package-files", 2, 1)]);
    }

    #[test]
    fn what_is_no_archive_is_damaged_and_what_is_empty_is_said() {
        assert!(matches!(read(b"PK\x03\x04", &Limits::default())[0].gaps[0].kind, GapKind::Damaged(_)));
        assert_eq!(read(&zip_of(&[]), &Limits::default())[0].gaps[0].kind, GapKind::Empty);
    }
}
