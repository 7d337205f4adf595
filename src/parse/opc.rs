//! Bytes of an Office file → its parts as text, with their relationships.
//!
//! A part is found whatever the case and the slashes of its name; two of one name are reported, as
//! readers disagree on them. UTF-8 and UTF-16 are read, anything else is decoded and said. What is
//! left of a part that is damaged or over a limit is given, marked as cut.

use super::Limits;
use super::container::{Allowance, Container, EntryKind, part_key};
use super::xml::{Node, Xml};
use crate::gap::{Gap, GapKind};
use std::collections::HashMap;

/// So many ambiguous names are reported one by one.
const AMBIGUOUS_NAMES_SHOWN: usize = 5;

/// An opened Office file.
pub(super) struct OfficeFile<'a> {
    container: Container<'a>,
    by_name: HashMap<String, usize>,
    allowance: Allowance,
    limits: &'a Limits,
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

impl<'a> OfficeFile<'a> {
    /// Reads the directory of the zip.
    ///
    /// # Errors
    /// The gap that says why there is none.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Gap> {
        let container = Container::open(bytes, limits.archive_entries)
            .map_err(|what| Gap::new(GapKind::Damaged(format!("{what}，未能读取"))))?;
        let gaps = container.faults.clone();
        let allowance = Allowance::new(limits);
        let mut file = Self { container, by_name: HashMap::new(), allowance, limits, gaps };
        file.index();
        Ok(file)
    }

    fn index(&mut self) {
        let mut repeated: Vec<&str> = Vec::new();
        for (idx, entry) in self.container.entries.iter().enumerate() {
            if entry.kind == EntryKind::File && self.by_name.insert(part_key(&entry.name), idx).is_some() {
                repeated.push(&entry.name);
            }
        }
        let ambiguous = |what: String| Gap::new(GapKind::Ambiguous(what));
        for name in repeated.iter().take(AMBIGUOUS_NAMES_SHOWN) {
            self.gaps.push(ambiguous("压缩包内有同名部件".into()).in_part(*name));
        }
        if let Some(more) = repeated.len().checked_sub(AMBIGUOUS_NAMES_SHOWN).filter(|more| *more > 0) {
            self.gaps.push(ambiguous(format!("压缩包内另有 {more} 个同名部件")));
        }
    }

    /// Whether there is a part of that name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(&part_key(name))
    }

    /// The text of a part; `None` if there is none of that name. What could not be read of it is put
    /// into [`OfficeFile::gaps`].
    pub(super) fn read(&mut self, name: &str) -> Option<PartText> {
        let entry = self.container.entries.get(*self.by_name.get(&part_key(name))?)?;
        let name = entry.name.clone();
        let (bytes, fault) = self.container.inflate_partly(entry, &mut self.allowance);
        // Another place for its name does not change what is in it.
        let is_cut = fault.as_ref().is_some_and(|kind| !matches!(kind, GapKind::Ambiguous(_)));
        self.gaps.extend(fault.map(|kind| Gap::new(kind).in_part(&name)));
        let (text, fault) = decode(bytes, is_cut);
        self.gaps.extend(fault.map(|kind| Gap::new(kind).in_part(&name)));
        Some(PartText { name, text, is_cut })
    }

    /// The bytes of a part that is no text; `None` if there is none of that name.
    pub(super) fn read_bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let entry = self.container.entries.get(*self.by_name.get(&part_key(name))?)?;
        let (bytes, fault) = self.container.inflate(entry, &mut self.allowance);
        self.gaps.extend(fault.map(|kind| Gap::new(kind).in_part(&entry.name)));
        Some(bytes)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::container::tests::zip_of;

    #[test]
    fn targets_are_resolved_against_the_folder_of_their_part() {
        let part = |name: &str| Target::Part(name.to_owned());
        assert_eq!(resolve("word", "styles.xml"), part("word/styles.xml"));
        assert_eq!(resolve("word", "/word/styles.xml"), part("word/styles.xml"));
        assert_eq!(resolve("word", "..\\docProps/./app.xml"), part("docProps/app.xml"));
        assert_eq!(resolve("", "word/document.xml#a"), part("word/document.xml"));
        assert_eq!(resolve("word", "../../x"), Target::Outside("../../x".into()));
        assert_eq!(resolve("word", "file:///x"), Target::External("file:///x".into()));
    }

    #[test]
    fn parts_are_found_whatever_their_case_and_slashes() {
        let bytes = zip_of(&[("Word\\Styles.XML", b"<a/>")]);
        let limits = Limits::default();
        let mut file = OfficeFile::open(&bytes, &limits).ok().unwrap();
        assert!(file.contains("/word/styles.xml"));
        assert_eq!(file.read("word/styles.xml").unwrap().text, "<a/>");
        assert!(file.read("word/other.xml").is_none());
    }

    #[test]
    fn relationships_name_their_kind_by_its_last_word() {
        let rels = r#"<Relationships><Relationship Id="a" Type="http://x/y/styles" Target="s.xml"/>
            <Relationship Id="b" Type="http://x/hyperlink" TargetMode="External" Target="http://z"/></Relationships>"#;
        let bytes = zip_of(&[("word/_rels/document.xml.rels", rels.as_bytes())]);
        let limits = Limits::default();
        let mut file = OfficeFile::open(&bytes, &limits).ok().unwrap();
        let found = file.relationships("word/document.xml");
        assert_eq!(found[0].kind, "styles");
        assert_eq!(found[0].target, Target::Part("word/s.xml".into()));
        assert_eq!(found[1].target, Target::External("http://z".into()));
        assert!(file.relationships("word/other.xml").is_empty());
    }

    #[test]
    fn a_cut_inside_a_character_is_no_fault_of_its_own() {
        let bytes = "方案".as_bytes()[..4].to_vec();
        assert_eq!(decode(bytes.clone(), true), ("方".to_owned(), None));
        assert!(matches!(decode(bytes, false), (_, Some(GapKind::Damaged(_)))));
    }
}
