//! XML of a part → the elements that matter, by their bytes; and the names that new ones get.

use crate::gap::Gap;
use crate::parse::Limits;
use crate::parse::docx::trace::{ElementId, Trace};
use crate::parse::xml::{Node, Xml};
use crate::report::annotate::refusal;
use std::ops::Range;

/// WordprocessingML as most write it.
pub(super) const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// WordprocessingML of ISO 29500 strict.
pub(super) const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

/// An element as found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Its name without prefix.
    pub(super) local: String,
    /// Start tag to end tag.
    pub(super) outer: Range<usize>,
    /// Between the two.
    pub(super) inner: Range<usize>,
    /// Index of the innermost found element around it.
    pub(super) parent: Option<usize>,
    attributes: Vec<(&'static str, String)>,
}

impl Found {
    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of these names, in the order of their start tags, with these attributes.
///
/// # Errors
/// When the XML cannot be read to its end.
pub(super) fn elements(
    text: &str,
    names: &[&str],
    attributes: &[&'static str],
    limits: &Limits,
) -> Result<Vec<Found>, String> {
    let mut xml = Xml::new(text, limits);
    let mut found: Vec<Found> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    loop {
        match xml.next().map_err(|fault| refusal("部件的 XML 读不完整", &Gap::new(fault)))? {
            Node::Open(tag) => {
                let local = String::from_utf8_lossy(tag.local());
                let end = xml.offset();
                let is_wanted = names.contains(&local.as_ref());
                open.push(is_wanted.then_some(found.len()));
                if is_wanted {
                    let value = |name: &&'static str| Some((*name, tag.attribute(name)?.into_owned()));
                    found.push(Found {
                        local: local.into_owned(),
                        outer: xml.start_of(&tag)..end,
                        inner: end..end,
                        parent: open.iter().rev().skip(1).find_map(|idx| *idx),
                        attributes: attributes.iter().filter_map(value).collect(),
                    });
                }
            }
            Node::Close => {
                if let Some(element) = open.pop().flatten().and_then(|idx| found.get_mut(idx)) {
                    let end = xml.offset();
                    element.outer.end = end;
                    let is_empty = end == element.inner.start;
                    element.inner.end = if is_empty { end } else { text[..end].rfind("</").unwrap_or(end) };
                }
            }
            Node::End => return Ok(found),
            Node::Text(_) | Node::Character(_) => {}
        }
    }
}

/// The text without these stretches, which do not overlap.
pub(super) fn without(text: &str, cuts: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        out.push_str(&text[at..cut.start]);
        at = cut.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The text with something more at the end of its root element.
pub(super) fn appended(text: &str, more: &str) -> String {
    if let Some(head) = text.trim_end().strip_suffix("/>") {
        let name = root_name(text);
        return format!("{}>{more}</{name}>", head.trim_end());
    }
    let end = text.rfind("</").unwrap_or(text.len());
    format!("{}{more}{}", &text[..end], &text[end..])
}

/// The name of the root element, with its prefix.
fn root_name(text: &str) -> &str {
    let is_start =
        |(at, _): &(usize, &str)| text[at + 1..].starts_with(|c: char| c.is_alphabetic() || c == '_');
    let start = text.match_indices('<').find(is_start).map_or(0, |(at, _)| at + 1);
    let rest = &text[start..];
    &rest[..rest.find([' ', '>', '/', '\t', '\r', '\n']).unwrap_or(rest.len())]
}

/// The prefix of the root element, with its colon.
pub(super) fn root_prefix(text: &str) -> &str {
    let name = root_name(text);
    &name[..name.find(':').map_or(0, |at| at + 1)]
}

/// How new elements of WordprocessingML are called.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// `w:`
    pub(super) prefix: String,
    /// Declares the prefix where none is in force that attributes could have.
    declaration: String,
}

impl Names {
    /// With a prefix that is in force, or with one of their own.
    pub(super) fn new(prefix: &str, namespace: &str) -> Self {
        match prefix {
            "" => Self { prefix: "w:".into(), declaration: format!(r#" xmlns:w="{namespace}""#) },
            prefix => Self { prefix: prefix.into(), declaration: String::new() },
        }
    }

    /// As the paragraph's tag has them.
    pub(super) fn at(trace: &Trace, paragraph: ElementId) -> Self {
        let tag = &trace.start_tag(paragraph)[1..];
        let name = &tag[..tag.find([' ', '>', '/', '\t', '\r', '\n']).unwrap_or(tag.len())];
        Self::new(&name[..name.find(':').map_or(0, |at| at + 1)], namespace_of(&trace.source))
    }

    /// `<w:name`, with what the prefix needs.
    pub(super) fn open(&self, name: &str) -> String {
        format!("<{}{name}{}", self.prefix, self.declaration)
    }
}

/// The namespace that a part uses.
pub(super) fn namespace_of(text: &str) -> &'static str {
    if text.contains(STRICT) { STRICT } else { TRANSITIONAL }
}
