//! XML text → [`Node`]s, with namespaces resolved and the work counted.
//!
//! Names are looked at without their prefix; what a prefix means is a [`Space`]. A DTD, a limit that is
//! reached and an end inside an element stop the reading; broken character references are counted.

use super::Limits;
use crate::gap::GapKind;
use memchr::memmem::Finder;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// What a namespace is, as far as the readers care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// WordprocessingML, transitional or strict.
    Word,
    /// Office mathematics.
    Math,
    /// Markup compatibility: alternate contents.
    Compatibility,
    /// Any other namespace of the Office formats.
    Office,
    /// Anything else, also no namespace.
    Foreign,
}

/// One step through the XML.
#[derive(Debug)]
pub(crate) enum Node<'a> {
    /// An element begins; an empty one too, its `Close` follows at once.
    Open(Tag<'a>),
    /// The innermost open element ends.
    Close,
    /// Text between the tags, as it stands there.
    Text(Cow<'a, str>),
    /// One character that was written as a reference.
    Character(char),
    /// The end of the part.
    End,
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    start: BytesStart<'a>,
    prefix_len: usize,
    /// The namespace of its name.
    pub(crate) space: Space,
}

impl Tag<'_> {
    /// The name without its prefix.
    pub(crate) fn local(&self) -> &[u8] {
        &name_bytes(&self.start)[self.prefix_len..]
    }

    /// The value of an attribute, named without its prefix.
    pub(crate) fn attribute(&self, local: &str) -> Option<Cow<'_, str>> {
        let mut rest = self.start.attributes_raw();
        loop {
            let (name, value, behind) = split_attribute(rest)?;
            let is_named =
                name.strip_suffix(local).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(':'));
            if is_named {
                let plain = || quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value));
                return Some(if value.contains('&') { plain() } else { Cow::Borrowed(value) });
            }
            rest = behind;
        }
    }

    /// The `val` attribute.
    pub(crate) fn value(&self) -> Option<Cow<'_, str>> {
        self.attribute("val")
    }

    /// The `val` attribute as a number; what lies outside of `i64` is none.
    pub(crate) fn number(&self) -> Option<i64> {
        self.value()?.trim().parse().ok()
    }

    /// Whether a switch is on: it is, unless the `val` attribute says otherwise.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off"))
    }
}

fn name_bytes<'t>(start: &'t BytesStart<'_>) -> &'t [u8] {
    start.name().0.as_bytes()
}

/// Name and value of the first attribute, and what stands behind it.
fn split_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('=')?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, behind) = rest[1..].split_once(quote)?;
    Some((name.trim(), value, behind))
}

/// A prefix in force.
#[derive(Debug)]
struct Binding {
    depth: u64,
    prefix: Vec<u8>,
    space: Space,
}

/// Walks one part.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    limits: &'a Limits,
    is_cut: bool,
    depth: u64,
    close_pending: bool,
    bindings: Vec<Binding>,
    recent: (Vec<u8>, Space),
    declaration: Finder<'static>,
    broken_references: u32,
}

impl<'a> Xml<'a> {
    /// Reads a part from its start.
    pub(crate) fn new(text: &'a str, limits: &'a Limits) -> Self {
        Self {
            reader: Reader::from_str(text),
            limits,
            is_cut: false,
            depth: 0,
            close_pending: false,
            bindings: Vec::new(),
            recent: (Vec::new(), Space::Foreign),
            declaration: Finder::new("xmlns"),
            broken_references: 0,
        }
    }

    /// For a part whose end is missing for a reason that is reported already.
    pub(crate) fn cut_short(mut self, is_cut: bool) -> Self {
        self.is_cut = is_cut;
        self
    }

    /// The next node; an error is the reason why the rest cannot be read.
    pub(crate) fn next(&mut self) -> Result<Node<'a>, GapKind> {
        if self.close_pending {
            self.close_pending = false;
            self.leave();
            return Ok(Node::Close);
        }
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => return self.enter(start),
                Ok(Event::Empty(start)) => {
                    self.close_pending = true;
                    return self.enter(start);
                }
                Ok(Event::End(_)) => {
                    self.leave();
                    return Ok(Node::Close);
                }
                Ok(Event::Text(text)) => return self.text(text.into_inner()),
                Ok(Event::CData(text)) => return self.text(text.into_inner()),
                Ok(Event::GeneralRef(reference)) => match resolve(&reference) {
                    Some(character) => return Ok(Node::Character(character)),
                    None => self.broken_references += 1,
                },
                Ok(Event::DocType(_)) => {
                    return Err(GapKind::Damaged("含有 DTD 声明，文档部件不允许，未读取该部件".into()));
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => {}
                Ok(Event::Eof) => return self.end(),
                Err(Error::IllFormed(IllFormedError::UnclosedReference)) => self.broken_references += 1,
                Err(_) if self.is_cut => return Ok(Node::End),
                Err(error) => return Err(self.describe(&error)),
            }
        }
    }

    /// Byte of the part behind the last node.
    pub(crate) fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// First byte of a tag that was just read.
    pub(crate) fn start_of(&self, tag: &Tag<'_>) -> usize {
        // `<…>`, and `/` in an empty one.
        self.offset().saturating_sub(tag.start.len() + 2 + usize::from(self.close_pending))
    }

    /// What was skipped without stopping; asked once the reading is over.
    pub(crate) fn broken_references(&self) -> Option<GapKind> {
        (self.broken_references > 0)
            .then(|| GapKind::Damaged(format!("{} 处字符引用无效，已略过", self.broken_references)))
    }

    /// The space that a prefix stands for.
    pub(crate) fn space_of(&self, prefix: &[u8]) -> Space {
        let bound = self.bindings.iter().rev().find(|binding| binding.prefix == prefix);
        match (bound, prefix) {
            (Some(binding), _) => binding.space,
            // Not declared: no well-formed file, but what is meant is clear.
            (None, b"w") => Space::Word,
            (None, b"m") => Space::Math,
            (None, b"mc") => Space::Compatibility,
            (None, _) => Space::Foreign,
        }
    }

    fn enter(&mut self, start: BytesStart<'a>) -> Result<Node<'a>, GapKind> {
        self.depth += 1;
        check("xml-depth", self.depth, self.limits.xml_depth)?;
        let attributes = start.attributes_raw();
        let tag_bytes = start.len() as u64;
        check("xml-tag-bytes", tag_bytes, self.limits.xml_tag_bytes)?;
        // The shortest attribute takes five bytes.
        if attributes.len() as u64 / 5 > self.limits.xml_attributes {
            let count = start.attributes().with_checks(false).count() as u64;
            check("xml-attributes", count, self.limits.xml_attributes)?;
        }
        if attributes.len() > 8 && self.declaration.find(attributes.as_bytes()).is_some() {
            self.bind(&start)?;
        }
        let name = name_bytes(&start);
        let prefix_len = memchr::memchr(b':', name).map_or(0, |at| at + 1);
        let prefix = &name[..prefix_len.saturating_sub(1)];
        let space = if self.recent.0 == prefix { self.recent.1 } else { self.look_up(prefix.to_vec()) };
        Ok(Node::Open(Tag { start, prefix_len, space }))
    }

    fn look_up(&mut self, prefix: Vec<u8>) -> Space {
        let space = self.space_of(&prefix);
        self.recent = (prefix, space);
        space
    }

    fn bind(&mut self, start: &BytesStart<'a>) -> Result<(), GapKind> {
        for attribute in start.attributes().with_checks(false).map_while(Result::ok) {
            let name: &str = attribute.key.0;
            let Some(prefix) = name.strip_prefix("xmlns") else { continue };
            let prefix = prefix.strip_prefix(':').unwrap_or(prefix).as_bytes().to_vec();
            let space = classify(&attribute.value);
            self.bindings.push(Binding { depth: self.depth, prefix, space });
        }
        self.forget_recent();
        check("xml-attributes", self.bindings.len() as u64, self.limits.xml_attributes)
    }

    fn leave(&mut self) {
        while self.bindings.last().is_some_and(|binding| binding.depth >= self.depth) {
            self.bindings.pop();
            self.forget_recent();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn forget_recent(&mut self) {
        let space = self.space_of(&self.recent.0);
        self.recent.1 = space;
    }

    fn text(&self, text: Cow<'a, str>) -> Result<Node<'a>, GapKind> {
        check("xml-text-bytes", text.len() as u64, self.limits.xml_text_bytes)?;
        Ok(Node::Text(text))
    }

    fn end(&self) -> Result<Node<'a>, GapKind> {
        if self.depth > 0 && !self.is_cut {
            return Err(GapKind::Damaged(format!("XML 在 {} 个元素未结束时中断", self.depth)));
        }
        Ok(Node::End)
    }

    fn describe(&self, error: &Error) -> GapKind {
        let what = match error {
            Error::IllFormed(
                IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_),
            ) => "元素的开始和结束不配对",
            Error::Syntax(_) => "标记没有写完",
            _ => "XML 语法错误",
        };
        GapKind::Damaged(format!("{what}（第 {} 字节处），其后的内容未读取", self.reader.error_position()))
    }
}

fn check(limit: &'static str, measured: u64, allowed: u64) -> Result<(), GapKind> {
    if measured <= allowed { Ok(()) } else { Err(GapKind::Limit { limit, measured, allowed }) }
}

fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    let name: &str = reference;
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn classify(uri: &str) -> Space {
    match uri.trim() {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Space::Compatibility,
        uri if ["http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"]
            .iter()
            .any(|known| uri.starts_with(known))
            || uri.starts_with("http://schemas.microsoft.com/office/")
            || uri.starts_with("urn:schemas-microsoft-com:") =>
        {
            Space::Office
        }
        _ => Space::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spaces(text: &str) -> Result<Vec<(String, Space)>, GapKind> {
        let limits = Limits::default();
        let mut xml = Xml::new(text, &limits);
        let mut found = Vec::new();
        loop {
            match xml.next()? {
                Node::Open(tag) => found.push((String::from_utf8_lossy(tag.local()).into_owned(), tag.space)),
                Node::End => return Ok(found),
                _ => {}
            }
        }
    }

    #[test]
    fn prefixes_mean_what_their_namespace_says() {
        let text = r#"<x:a xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><y:b xmlns:y="urn:q" xmlns:x="urn:z"><x:c/></y:b><x:d/></x:a>"#;
        let found: Vec<Space> = spaces(text).expect("well-formed").into_iter().map(|(_, s)| s).collect();
        assert_eq!(found, [Space::Word, Space::Foreign, Space::Foreign, Space::Word]);
    }

    #[test]
    fn a_default_namespace_counts() {
        let text = r#"<p xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><t/></p>"#;
        assert!(spaces(text).expect("well-formed").iter().all(|(_, space)| *space == Space::Word));
    }

    #[test]
    fn an_end_inside_an_element_is_said() {
        assert!(matches!(spaces("<a><b></b>"), Err(GapKind::Damaged(_))));
        assert!(matches!(spaces("<a></b>"), Err(GapKind::Damaged(_))));
        assert!(matches!(spaces("<a"), Err(GapKind::Damaged(_))));
    }

    #[test]
    fn a_dtd_stops_the_reading() {
        assert!(matches!(spaces("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"), Err(GapKind::Damaged(_))));
    }

    #[test]
    fn depth_and_attributes_are_limited() {
        let deep = "<a>".repeat(300);
        assert!(matches!(spaces(&deep), Err(GapKind::Limit { limit: "xml-depth", measured: 257, .. })));
        let wide: String = (0..1500).map(|i| format!(" a{i}=\"1\"")).collect();
        let wide = format!("<a{wide}/>");
        assert!(matches!(spaces(&wide), Err(GapKind::Limit { limit: "xml-attributes", .. })));
    }

    #[test]
    fn references_become_characters_or_are_counted() {
        let limits = Limits::default();
        let mut xml = Xml::new("<a>&amp;&#x4E00;&bogus;&#0;&</a>", &limits);
        let mut text = String::new();
        loop {
            match xml.next().expect("the broken references are skipped") {
                Node::Character(character) => text.push(character),
                Node::Text(part) => text.push_str(&part),
                Node::End => break,
                _ => {}
            }
        }
        assert_eq!(text, "&一");
        assert_eq!(xml.broken_references(), Some(GapKind::Damaged("3 处字符引用无效，已略过".into())));
    }
}
