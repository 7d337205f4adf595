//! The comments of a docx: those of others stay, ours are written anew.

use super::copy::{Copy, Link};
use super::scan::{Found, Names, appended, elements, namespace_of, root_prefix, without};
use super::{AUTHOR, INITIALS};
use crate::date::Date;
use crate::report::layout;
use std::collections::BTreeSet;
use std::ops::Range;

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
/// Where comments are set the text may be large, indented and numbered; these are to be read in a margin.
const PARAGRAPH: &str = r#"<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr>"#;
const RUN: &str = r#"<w:rPr><w:sz w:val="18"/></w:rPr>"#;

/// The comments part, as it will be.
pub(super) struct Comments {
    /// Its name; `None` while there is none.
    name: Option<String>,
    /// Without ours.
    text: String,
    names: Names,
    /// Ids of ours that were there.
    pub(super) own_ids: BTreeSet<String>,
    own_paragraphs: BTreeSet<String>,
    /// Ids of others. What they are may be anything: Word itself reads 32 bits.
    used_ids: BTreeSet<i64>,
    /// No smaller id is free.
    next_id: i64,
    added: String,
}

impl Comments {
    /// Reads the part that the main one links to.
    pub(super) fn open(copy: &mut Copy<'_>, main: &str) -> Result<Self, String> {
        let linked = copy.linked(main, "comments")?;
        let name = linked.filter(|name| copy.contains(name));
        let namespace = namespace_of(&copy.text(main)?);
        let text = match &name {
            Some(name) => copy.text(name)?,
            None => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<w:comments xmlns:w=\"{namespace}\"></w:comments>"
            ),
        };
        let found = elements(&text, &["comment", "p"], &["id", "author", "paraId"], copy.limits)?;
        let is_ours =
            |element: &Found| element.local == "comment" && element.attribute("author") == Some(AUTHOR);
        let mut comments = Self {
            names: Names::new(root_prefix(&text), namespace_of(&text)),
            name,
            own_ids: BTreeSet::new(),
            own_paragraphs: BTreeSet::new(),
            used_ids: BTreeSet::new(),
            next_id: 0,
            added: String::new(),
            text: String::new(),
        };
        let mut cuts: Vec<Range<usize>> = Vec::new();
        for element in &found {
            let id = element.attribute("id").unwrap_or_default();
            if is_ours(element) {
                cuts.push(element.outer.clone());
                comments.own_ids.insert(id.to_owned());
            } else if element.local == "comment" {
                comments.used_ids.extend(id.parse::<i64>());
            } else if element.parent.is_some_and(|parent| is_ours(&found[parent])) {
                comments.own_paragraphs.extend(element.attribute("paraId").map(str::to_uppercase));
            }
        }
        comments.text = without(&text, &cuts);
        Ok(comments)
    }

    /// Keeps clear of ids that marks without a comment have.
    pub(super) fn reserve_ids(&mut self, ids: &[i64]) {
        self.used_ids.extend(ids);
    }

    /// Writes a comment and returns its id.
    pub(super) fn add(&mut self, lines: &[String], date: Date) -> i64 {
        while self.used_ids.contains(&self.next_id) {
            self.next_id += 1;
        }
        let id = self.next_id;
        self.next_id += 1;
        let mut content = String::new();
        for (nth, line) in lines.iter().enumerate() {
            let reference = if nth == 0 { "<w:r><w:annotationRef/></w:r>" } else { "" };
            let text = escaped(&layout::printable(line));
            content.push_str(&format!(
                r#"<w:p>{PARAGRAPH}{reference}<w:r>{RUN}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#
            ));
        }
        let prefix = &self.names.prefix;
        // Only tags and attributes hold the letters in front of a name.
        let content = if prefix == "w:" { content } else { renamed(&content, prefix) };
        let open = self.names.open("comment");
        self.added.push_str(&format!(
            r#"{open} {prefix}id="{id}" {prefix}author="{AUTHOR}" {prefix}date="{date}T00:00:00Z" {prefix}initials="{INITIALS}">{content}</{prefix}comment>"#
        ));
        id
    }

    /// Puts the part into the copy, and its name into the lists.
    pub(super) fn write(mut self, copy: &mut Copy<'_>, main: &str) -> Result<(), String> {
        let text = appended(&self.text, &self.added);
        self.forget_own_threads(copy, main)?;
        match self.name.take() {
            Some(name) => {
                copy.replace(&name, &text)?;
                copy.declare(&name, CONTENT_TYPE)
            }
            None => {
                let name = copy.link(main, &Link { kind: "comments", file: "comments.xml" })?;
                copy.add(&name, &text);
                copy.declare(&name, CONTENT_TYPE)
            }
        }
    }

    /// Word keeps the threads of comments in further parts: what these say of ours goes, answers of
    /// others to ours stand by themselves.
    fn forget_own_threads(&self, copy: &mut Copy<'_>, main: &str) -> Result<(), String> {
        if self.own_paragraphs.is_empty() {
            return Ok(());
        }
        let mut durable = BTreeSet::new();
        for (part, element) in [
            ("commentsExtended", "commentEx"),
            ("commentsIds", "commentId"),
            ("commentsExtensible", "commentExtensible"),
        ] {
            let Some(name) = copy.linked(main, part)?.filter(|name| copy.contains(name)) else { continue };
            let text = copy.text(&name)?;
            let mut cuts = Vec::new();
            for found in elements(&text, &[element], &["paraId", "paraIdParent", "durableId"], copy.limits)? {
                let id = |name| found.attribute(name).map(str::to_uppercase).unwrap_or_default();
                if self.own_paragraphs.contains(&id("paraId")) || durable.contains(&id("durableId")) {
                    durable.extend(Some(id("durableId")).filter(|id| !id.is_empty()));
                    cuts.push(found.outer);
                } else if self.own_paragraphs.contains(&id("paraIdParent")) {
                    cuts.extend(attribute_bytes(&text, &found, "paraIdParent"));
                }
            }
            if !cuts.is_empty() {
                copy.replace(&name, &without(&text, &cuts))?;
            }
        }
        Ok(())
    }
}

/// Where an attribute stands in the tag of an element.
fn attribute_bytes(text: &str, element: &Found, name: &str) -> Option<Range<usize>> {
    let tag = &text[element.outer.start..element.inner.start];
    let at = tag.find(&format!("{name}="))?;
    let start = tag[..at].rfind(char::is_whitespace)?;
    let value = at + name.len() + 1;
    let quote = tag[value..].chars().next()?;
    let end = value + 1 + tag[value + 1..].find(quote)? + 1;
    Some(element.outer.start + start..element.outer.start + end)
}

fn escaped(text: &str) -> String {
    let allowed = text.chars().filter(|c| !matches!(c, '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'));
    quick_xml::escape::escape(allowed.collect::<String>()).into_owned()
}

/// Our own markup with another prefix; text has no `<`, and our attributes no text.
fn renamed(markup: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    for (nth, part) in markup.split('<').enumerate() {
        if nth > 0 {
            out.push('<');
        }
        let (tag, text) = part.split_once('>').map_or(("", part), |(tag, text)| (tag, text));
        if nth > 0 {
            out.push_str(&tag.replace("w:", prefix));
            out.push('>');
        }
        out.push_str(text);
    }
    out
}
