//! Bytes of an Office file → its parts as text: the zip container with its relationships.
//!
//! A part is found whatever the case and the slashes of its name. Inflating is counted while it goes
//! on; UTF-8 and UTF-16 are read, anything else is decoded and said. Two parts of one name, and names
//! that differ between the two places where a zip keeps them, are reported: readers disagree on them.

use super::Limits;
use super::xml::{Node, Xml};
use crate::gap::{Gap, GapKind};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Inflated size from which on the ratio of inflated to stored bytes is looked at.
const RATIO_FROM: u64 = 8 << 20;
/// So many ambiguous names are reported one by one.
const AMBIGUOUS_NAMES_SHOWN: usize = 5;

const SAME_NAME: &str = "压缩包内有同名部件";
/// First bytes of an entry of the zip's directory.
const ENTRY_MAGIC: &[u8] = b"PK\x01\x02";

/// An opened container.
pub(super) struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    stored_bytes: u64,
    limits: &'a Limits,
    names: Vec<String>,
    by_name: HashMap<String, usize>,
    inflated: u64,
    /// What was noticed so far; taken by the reader of the document.
    pub(super) gaps: Vec<Gap>,
}

/// The text of a part.
#[derive(Debug, Default)]
pub(super) struct PartText {
    /// Name of the part.
    pub(super) name: String,
    /// Its text, without byte order mark.
    pub(super) text: String,
    /// Whether the end is missing; the reason is among the gaps then.
    pub(super) is_cut: bool,
}

/// A link from one part to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relationship {
    /// Its name inside the part.
    pub(super) id: String,
    /// The last word of its type: `officeDocument`, `styles`, `header`.
    pub(super) kind: String,
    /// The part that it leads to; for external ones the address.
    pub(super) target: Target,
}

/// Where a relationship leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A part of the container, by its full name.
    Part(String),
    /// Something else: a web address, a file.
    External(String),
    /// Out of the container by `..`.
    Outside(String),
}

impl<'a> Container<'a> {
    /// Reads the directory of the zip.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Gap> {
        // Opening builds an index of all entries: look at their number first. Ten times the limit
        // leaves room for archives stored inside this one.
        let entries = memchr::memmem::find_iter(bytes, ENTRY_MAGIC).count() as u64;
        if entries > limits.archive_entries.saturating_mul(10) {
            return Err(Gap::limit("archive-entries", entries, limits.archive_entries));
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Gap::new(GapKind::Damaged("压缩包目录不完整，文件可能没有传完".into())))?;
        let mut container = Self {
            stored_bytes: bytes.len() as u64,
            limits,
            names: Vec::new(),
            by_name: HashMap::new(),
            inflated: 0,
            gaps: Vec::new(),
            archive,
        };
        container.index(bytes);
        Ok(container)
    }

    fn index(&mut self, bytes: &[u8]) {
        let entries = self.archive.len() as u64;
        if entries > self.limits.archive_entries {
            self.gaps.push(Gap::limit("archive-entries", entries, self.limits.archive_entries));
        }
        let metadata = self.archive.metadata();
        let mut ambiguous: Vec<(String, &'static str)> = Vec::new();
        if self.archive.has_duplicate_names() {
            let repeated = repeated_names(bytes, self.archive.central_directory_start());
            ambiguous.extend(repeated.into_iter().map(|name| (name, SAME_NAME)));
        }
        let allowed = usize::try_from(self.limits.archive_entries).unwrap_or(usize::MAX);
        for idx in 0..metadata.len().min(allowed) {
            let Ok(entry) = metadata.entry(idx) else { continue };
            let raw = entry.name_raw();
            let name = normal_name(&String::from_utf8_lossy(raw));
            if local_name(bytes, entry.header_start()).is_some_and(|local| local != raw) {
                ambiguous.push((name.clone(), "压缩包内两处记录的部件名不一致"));
            }
            let is_folder = raw.ends_with(b"/") || raw.ends_with(b"\\");
            if !is_folder && self.by_name.insert(name.to_lowercase(), idx).is_some() {
                ambiguous.push((name.clone(), SAME_NAME));
            }
            self.names.push(name);
        }
        self.report_ambiguous(ambiguous);
    }

    fn report_ambiguous(&mut self, names: Vec<(String, &'static str)>) {
        let count = names.len();
        for (name, why) in names.into_iter().take(AMBIGUOUS_NAMES_SHOWN) {
            self.gaps.push(Gap::new(GapKind::Ambiguous(why.to_owned())).in_part(name));
        }
        if count > AMBIGUOUS_NAMES_SHOWN {
            let more = format!("另有 {} 个部件名重复或不一致", count - AMBIGUOUS_NAMES_SHOWN);
            self.gaps.push(Gap::new(GapKind::Ambiguous(more)));
        }
    }

    /// Whether there is a part of that name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(&normal_name(name).to_lowercase())
    }

    /// The text of a part; `None` if there is none of that name. What could not be read of it is put
    /// into [`Container::gaps`].
    pub(super) fn read(&mut self, name: &str) -> Option<PartText> {
        let idx = *self.by_name.get(&normal_name(name).to_lowercase())?;
        let name = self.names[idx].clone();
        let (bytes, fault) = self.inflate(idx);
        let mut is_cut = false;
        if let Some(kind) = fault {
            is_cut = true;
            self.gaps.push(Gap::new(kind).in_part(&name));
        }
        let (text, fault) = decode(bytes, is_cut);
        if let Some(kind) = fault {
            self.gaps.push(Gap::new(kind).in_part(&name));
        }
        Some(PartText { name, text, is_cut })
    }

    fn inflate(&mut self, idx: usize) -> (Vec<u8>, Option<GapKind>) {
        let broken = || GapKind::Damaged("部件无法解压".into());
        let (declared, stored) = match self.archive.metadata().entry(idx) {
            Ok(entry) if entry.encrypted() => return (Vec::new(), Some(GapKind::Encrypted)),
            Ok(entry) => (entry.size(), entry.compressed_size().min(self.stored_bytes)),
            Err(_) => return (Vec::new(), Some(broken())),
        };
        let bounds = [
            ("part-inflated-bytes", self.limits.part_inflated_bytes),
            ("file-inflated-bytes", self.limits.file_inflated_bytes.saturating_sub(self.inflated)),
            ("inflate-ratio", stored.saturating_mul(self.limits.inflate_ratio).max(RATIO_FROM)),
        ];
        let (limit, bound) = bounds.into_iter().min_by_key(|(_, bound)| *bound).unwrap_or_default();
        let Ok(file) = self.archive.by_index(idx) else { return (Vec::new(), Some(broken())) };
        let expected = usize::try_from(declared.min(bound).min(RATIO_FROM)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(expected);
        let outcome = file.take(bound.saturating_add(1)).read_to_end(&mut bytes);
        let length = bytes.len() as u64;
        self.inflated += length;
        if length > bound {
            bytes.truncate(usize::try_from(bound).unwrap_or(usize::MAX));
            return (bytes, Some(self.breach(limit, length, stored)));
        }
        let fault =
            outcome.err().map(|_| GapKind::Damaged("部件解压中断，或校验值不符，其后的内容未读取".into()));
        (bytes, fault)
    }

    /// The breach in the unit of the setting.
    fn breach(&self, limit: &'static str, length: u64, stored: u64) -> GapKind {
        let (measured, allowed) = match limit {
            "inflate-ratio" => (length.div_ceil(stored.max(1)), self.limits.inflate_ratio),
            "file-inflated-bytes" => (self.inflated, self.limits.file_inflated_bytes),
            _ => (length, self.limits.part_inflated_bytes),
        };
        GapKind::Limit { limit, measured, allowed }
    }

    /// The relationships of a part, in order; of the container itself for the empty name.
    pub(super) fn relationships(&mut self, part: &str) -> Vec<Relationship> {
        let part = normal_name(part);
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(source) = self.read(&format!("{folder}{slash}_rels/{file}.rels")) else { return Vec::new() };
        let mut xml = Xml::new(&source.text, self.limits).cut_short(source.is_cut);
        let mut found = Vec::new();
        loop {
            match xml.next() {
                Ok(Node::Open(tag)) if tag.local() == b"Relationship" => {
                    let text = |name| tag.attribute(name).unwrap_or_default();
                    let target = text("Target");
                    let is_external = text("TargetMode").eq_ignore_ascii_case("external");
                    found.push(Relationship {
                        id: text("Id").into_owned(),
                        kind: text("Type").rsplit('/').next().unwrap_or_default().to_owned(),
                        target: if is_external {
                            Target::External(target.into_owned())
                        } else {
                            resolve(folder, &target)
                        },
                    });
                }
                Ok(Node::End) => break,
                Ok(_) => {}
                Err(kind) => {
                    self.gaps.push(Gap::new(kind).in_part(&source.name));
                    break;
                }
            }
        }
        found
    }

    /// The name of the first part whose declared content type holds one of the words.
    pub(super) fn part_of_type(&mut self, words: &[&str]) -> Option<String> {
        let source = self.read("[Content_Types].xml")?;
        let mut xml = Xml::new(&source.text, self.limits).cut_short(source.is_cut);
        loop {
            match xml.next() {
                Ok(Node::Open(tag)) if tag.local() == b"Override" => {
                    let kind = tag.attribute("ContentType").unwrap_or_default();
                    let name = normal_name(&tag.attribute("PartName").unwrap_or_default());
                    if words.iter().any(|word| kind.contains(word)) && self.contains(&name) {
                        return Some(name);
                    }
                }
                Ok(Node::End) => return None,
                Ok(_) => {}
                Err(kind) => {
                    self.gaps.push(Gap::new(kind).in_part(&source.name));
                    return None;
                }
            }
        }
    }
}

/// The name in front of the data, which a reader that goes through the file sees.
fn local_name(bytes: &[u8], header_start: u64) -> Option<&[u8]> {
    let header = bytes.get(usize::try_from(header_start).ok()?..)?;
    let length = u16::from_le_bytes([*header.get(26)?, *header.get(27)?]);
    header.get(30..30 + usize::from(length))
}

/// The names that stand more than once in the zip's directory, each once.
fn repeated_names(bytes: &[u8], directory_start: u64) -> Vec<String> {
    let mut rest = usize::try_from(directory_start).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
    let mut seen: HashMap<&[u8], u32> = HashMap::new();
    let mut repeated = Vec::new();
    while rest.len() >= 46 && rest.starts_with(ENTRY_MAGIC) {
        let length = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
        let name_end = 46 + length(28);
        let Some(name) = rest.get(46..name_end) else { break };
        let count = seen.entry(name).or_default();
        *count += 1;
        if *count == 2 {
            repeated.push(normal_name(&String::from_utf8_lossy(name)));
        }
        rest = rest.get(name_end + length(30) + length(32)..).unwrap_or_default();
    }
    repeated
}

/// Forward slashes, none in front.
fn normal_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_owned()
}

/// A target as written in the relationships of a part that stands in `folder`.
fn resolve(folder: &str, target: &str) -> Target {
    let path = target.replace('\\', "/");
    let path = path.split(['#', '?']).next().unwrap_or_default();
    if path.contains("://") {
        return Target::External(target.to_owned());
    }
    let mut steps: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                if steps.pop().is_none() {
                    return Target::Outside(target.to_owned());
                }
            }
            step => steps.push(step),
        }
    }
    Target::Part(steps.join("/"))
}

/// Bytes of an XML part → text, and what was wrong with them.
fn decode(bytes: Vec<u8>, is_cut: bool) -> (String, Option<GapKind>) {
    let utf16 = match bytes.get(..4) {
        Some([0xFF, 0xFE, ..] | [b'<', 0, _, 0]) => Some(encoding_rs::UTF_16LE),
        Some([0xFE, 0xFF, ..] | [0, b'<', 0, _]) => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        let (text, _, had_errors) = encoding.decode(&bytes);
        let fault = had_errors.then(|| GapKind::Damaged("部件的 UTF-16 编码有错，错处以 � 表示".into()));
        return (text.into_owned(), fault);
    }
    if let Some(encoding) = declared_encoding(&bytes) {
        let (text, _, had_errors) = encoding.decode(&bytes);
        let name = encoding.name();
        let fault = if had_errors {
            GapKind::Damaged(format!("部件声明为 {name} 编码，但有不符合的字节，错处以 � 表示"))
        } else {
            GapKind::Remark(format!("部件以 {name} 编码（规范只允许 UTF-8 和 UTF-16），已按 {name} 读取"))
        };
        return (text.into_owned(), Some(fault));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (without_mark(text), None),
        Err(error) => {
            let valid = error.utf8_error();
            // A cut inside a character is no fault of its own.
            if is_cut && valid.error_len().is_none() {
                let mut bytes = error.into_bytes();
                bytes.truncate(valid.valid_up_to());
                return (without_mark(String::from_utf8(bytes).unwrap_or_default()), None);
            }
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let fault = GapKind::Damaged("部件含有不是 UTF-8 的字节，错处以 � 表示".into());
            (without_mark(text), Some(fault))
        }
    }
}

fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// The encoding that the XML declaration names, if it is not UTF-8.
fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = memchr::memmem::find(head, b"?>")?;
    let at = memchr::memmem::find(&head[..end], b"encoding")?;
    let mut words = head[at..end].split(|byte| matches!(byte, b'"' | b'\''));
    let encoding = encoding_rs::Encoding::for_label(words.nth(1)?)?;
    (encoding != encoding_rs::UTF_8 && encoding != encoding_rs::UTF_16LE && encoding != encoding_rs::UTF_16BE)
        .then_some(encoding)
}
