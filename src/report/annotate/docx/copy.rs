//! A docx → its copy: a few parts replaced or added, all other entries as they are.

use super::scan::{STRICT, appended, elements, namespace_of, root_prefix};
use crate::gap::Gap;
use crate::parse::Limits;
use crate::report::annotate::refusal;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const TYPES: &str = "[Content_Types].xml";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_OFFICE: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// The copy that is being made.
pub(super) struct Copy<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Index by the name, `/` between its parts and in lower case.
    by_name: BTreeMap<String, usize>,
    /// The name of every entry.
    names: Vec<String>,
    pub(super) limits: &'a Limits,
    replaced: BTreeMap<usize, Vec<u8>>,
    added: Vec<(String, Vec<u8>)>,
}

/// A part to be linked from another one.
pub(super) struct Link {
    /// The last word of the relationship's type, and the name in the content types.
    pub(super) kind: &'static str,
    /// Usual name of the file, beside the part.
    pub(super) file: &'static str,
}

/// How the bytes of a part spell its text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Utf8 { mark: bool },
    Utf16 { big: bool, mark: bool },
}

impl<'a> Copy<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, String> {
        let unusable = |error: zip::result::ZipError| {
            format!("压缩包的目录有问题（{error}），不能写入批注。用 Word 另存一份再检查")
        };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unusable)?;
        let (mut by_name, mut names) = (BTreeMap::new(), Vec::new());
        for idx in 0..archive.len() {
            let entry = archive.by_index_raw(idx).map_err(unusable)?;
            let name = entry.name().map_err(unusable)?.into_owned();
            names.push(name.clone());
            if by_name.insert(key(&name), idx).is_some() {
                return Err(format!("压缩包内有两个同名部件 {name}，不能写入批注。用 Word 另存一份再检查"));
            }
        }
        Ok(Self { archive, by_name, names, limits, replaced: BTreeMap::new(), added: Vec::new() })
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(&key(name))
    }

    /// The text of a part, as it is now.
    pub(super) fn text(&mut self, name: &str) -> Result<String, String> {
        Ok(decode(&self.bytes(name)?).ok_or_else(|| unusual(name))?.0)
    }

    fn bytes(&mut self, name: &str) -> Result<Vec<u8>, String> {
        let missing = || format!("压缩包内没有部件 {name}，不能写入批注");
        let &idx = self.by_name.get(&key(name)).ok_or_else(missing)?;
        if let Some(bytes) = self.replaced.get(&idx) {
            return Ok(bytes.clone());
        }
        let broken = |error: &dyn std::fmt::Display| format!("部件 {name} 解不开（{error}），不能写入批注");
        let entry = self.archive.by_index(idx).map_err(|error| broken(&error))?;
        let most = self.limits.part_inflated_bytes;
        let mut bytes = Vec::new();
        entry.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if bytes.len() as u64 > most {
            let gap = Gap::limit("part-inflated-bytes", bytes.len() as u64, most);
            return Err(refusal(&format!("部件 {name} 读不完整"), &gap));
        }
        Ok(bytes)
    }

    /// Replaces the text of a part; it is spelled as it was.
    pub(super) fn replace(&mut self, name: &str, text: &str) -> Result<(), String> {
        let (_, spelling) = decode(&self.bytes(name)?).ok_or_else(|| unusual(name))?;
        if let Some(&idx) = self.by_name.get(&key(name)) {
            self.replaced.insert(idx, encode(text, spelling));
        }
        Ok(())
    }

    /// Adds a part behind all others.
    pub(super) fn add(&mut self, name: &str, text: &str) {
        self.added.push((name.to_owned(), text.as_bytes().to_vec()));
    }

    /// The part that another one links to as of some kind.
    pub(super) fn linked(&mut self, part: &str, kind: &str) -> Result<Option<String>, String> {
        let rels = rels_name(part);
        if !self.contains(&rels) {
            return Ok(None);
        }
        let text = self.text(&rels)?;
        let found = elements(&text, &["Relationship"], &["Type", "Target", "TargetMode"], self.limits)?;
        let is_wanted = |found: &&super::scan::Found| {
            found.attribute("Type").is_some_and(|name| name.rsplit('/').next() == Some(kind))
                && !found.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"))
        };
        let target = found.iter().find(is_wanted).and_then(|found| found.attribute("Target"));
        Ok(target.map(|target| resolved(part, target)))
    }

    /// Links a new part from another one and returns its name.
    pub(super) fn link(&mut self, part: &str, link: &Link) -> Result<String, String> {
        let folder = part.replace('\\', "/");
        let folder = folder.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut file = link.file.to_owned();
        while self.contains(&format!("{folder}{file}")) {
            file = format!("yushen-{file}");
        }
        let rels = rels_name(part);
        let text = match self.contains(&rels) {
            true => self.text(&rels)?,
            false => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<Relationships xmlns=\"{RELATIONSHIPS}\"></Relationships>"
            ),
        };
        let mut id = "rIdYushen".to_owned();
        while text.contains(&format!("\"{id}\"")) || text.contains(&format!("'{id}'")) {
            id.push('1');
        }
        let is_strict = namespace_of(&self.text(part)?) == STRICT;
        let office = if is_strict { STRICT_OFFICE } else { OFFICE };
        let prefix = root_prefix(&text);
        let kind = link.kind;
        let more = format!(r#"<{prefix}Relationship Id="{id}" Type="{office}/{kind}" Target="{file}"/>"#);
        let text = appended(&text, &more);
        match self.contains(&rels) {
            true => self.replace(&rels, &text)?,
            false => self.add(&rels, &text),
        }
        Ok(format!("{folder}{file}"))
    }

    /// Sees to it that the content types name a part.
    pub(super) fn declare(&mut self, name: &str, content_type: &str) -> Result<(), String> {
        let text = self.text(TYPES)?;
        let found = elements(&text, &["Override"], &["PartName"], self.limits)?;
        let is_named = |found: &super::scan::Found| {
            found.attribute("PartName").is_some_and(|part| key(part) == key(name))
        };
        if found.iter().any(is_named) {
            return Ok(());
        }
        let (prefix, name) = (root_prefix(&text), name.replace('\\', "/"));
        let name = name.trim_start_matches('/');
        let more = format!(r#"<{prefix}Override PartName="/{name}" ContentType="{content_type}"/>"#);
        self.replace(TYPES, &appended(&text, &more))
    }

    /// The bytes of the copy.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, String> {
        let failed = |error: &dyn std::fmt::Display| format!("批注写不进压缩包：{error}");
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.set_raw_comment(self.archive.comment().into()).map_err(|error| failed(&error))?;
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for idx in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(idx).map_err(|error| failed(&error))?;
            let Some(bytes) = self.replaced.get(&idx) else {
                writer.raw_copy_file(entry).map_err(|error| failed(&error))?;
                continue;
            };
            let time = entry.last_modified().unwrap_or_default();
            drop(entry);
            let name = self.names[idx].as_str();
            writer.start_file(name, options.last_modified_time(time)).map_err(|error| failed(&error))?;
            writer.write_all(bytes).map_err(|error| failed(&error))?;
        }
        for (name, bytes) in &self.added {
            let options = options.last_modified_time(zip::DateTime::default());
            writer.start_file(name.as_str(), options).map_err(|error| failed(&error))?;
            writer.write_all(bytes).map_err(|error| failed(&error))?;
        }
        Ok(writer.finish().map_err(|error| failed(&error))?.into_inner())
    }
}

fn unusual(name: &str) -> String {
    format!("部件 {name} 不是 UTF-8 或 UTF-16 编码，不能写入批注。用 Word 另存一份再检查")
}

/// A name for comparing.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn rels_name(part: &str) -> String {
    let part = part.replace('\\', "/");
    let (folder, file) = part
        .rsplit_once('/')
        .map_or((String::new(), part.as_str()), |(folder, file)| (format!("{folder}/"), file));
    format!("{folder}_rels/{file}.rels")
}

/// A target, seen from a part, as a full name.
fn resolved(part: &str, target: &str) -> String {
    let (part, target) = (part.replace('\\', "/"), target.replace('\\', "/"));
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

fn decode(bytes: &[u8]) -> Option<(String, Spelling)> {
    let wide = |big: bool, mark: bool| {
        let pair = |pair: &[u8]| match (pair, big) {
            ([a, b], true) => u16::from_be_bytes([*a, *b]),
            ([a, b], false) => u16::from_le_bytes([*a, *b]),
            _ => 0xFFFD,
        };
        let units: Vec<u16> = bytes[if mark { 2 } else { 0 }..].chunks(2).map(pair).collect();
        Some((String::from_utf16(&units).ok()?, Spelling::Utf16 { big, mark }))
    };
    match bytes {
        [0xFF, 0xFE, ..] => wide(false, true),
        [0xFE, 0xFF, ..] => wide(true, true),
        [b'<', 0, ..] => wide(false, false),
        [0, b'<', ..] => wide(true, false),
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            Some((String::from_utf8(rest.to_vec()).ok()?, Spelling::Utf8 { mark: true }))
        }
        bytes => {
            let text = String::from_utf8(bytes.to_vec()).ok()?;
            let declared = text.get(..text.len().min(100)).unwrap_or_default().to_lowercase();
            let is_other = declared.starts_with("<?xml")
                && declared
                    .split("?>")
                    .next()
                    .is_some_and(|head| head.contains("encoding") && !head.contains("utf-8"));
            (!is_other).then_some((text, Spelling::Utf8 { mark: false }))
        }
    }
}

fn encode(text: &str, spelling: Spelling) -> Vec<u8> {
    match spelling {
        Spelling::Utf8 { mark } => [if mark { "\u{feff}" } else { "" }, text].concat().into_bytes(),
        Spelling::Utf16 { big, mark } => {
            let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        }
    }
}
