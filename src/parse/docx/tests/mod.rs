//! Small documents, written part by part, against what a person sees in a word processor.

mod container;
mod fields;
mod headings;
mod places;
mod revisions;
mod scans;
mod tables;

use super::read;
use crate::document::{Block, BlockKind, Document};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::container::tests::zip_of;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a docx.
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    /// A document with this body and nothing else.
    fn body(body: &str) -> Self {
        let rels = relationships(&[("officeDocument", "word/document.xml")]);
        Self(Vec::new()).part("_rels/.rels", &rels).part("word/document.xml", &document_xml(body))
    }

    /// With another part of the folder of the main one.
    fn with(self, name: &str, root: &str, content: &str) -> Self {
        self.part(&format!("word/{name}.xml"), &format!(r#"<w:{root} xmlns:w="{WORD}">{content}</w:{root}>"#))
    }

    /// With relationships of the main part.
    fn linked(self, links: &[(&str, &str)]) -> Self {
        self.part("word/_rels/document.xml.rels", &relationships(links))
    }

    fn part(mut self, name: &str, content: &str) -> Self {
        self.0.push((name.to_owned(), content.as_bytes().to_vec()));
        self
    }

    fn zip(&self) -> Vec<u8> {
        let parts: Vec<(&str, &[u8])> =
            self.0.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        zip_of(&parts)
    }

    fn read(&self) -> Document {
        read_bytes(&self.zip())
    }
}

fn read_bytes(bytes: &[u8]) -> Document {
    let document = read("t.docx", bytes, &Limits::default(), None);
    document.assert_valid();
    document
}

fn document_xml(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"
        xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"
        xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:o="urn:schemas-microsoft-com:office:office"
        xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:new="urn:unknown"
        xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>"#
    )
}

fn relationships(links: &[(&str, &str)]) -> String {
    let links: String = links
        .iter()
        .enumerate()
        .map(|(nth, (kind, target))| {
            format!(r#"<Relationship Id="r{nth}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
        })
        .collect();
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
    )
}

/// A run.
fn r(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

/// A paragraph of one run.
fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", r(text))
}

/// A paragraph with properties.
fn pp(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", r(text))
}

/// A paragraph of a style.
fn ps(style: &str, text: &str) -> String {
    pp(&format!(r#"<w:pStyle w:val="{style}"/>"#), text)
}

/// The text of the body.
fn text_of(body: &str) -> String {
    Parts::body(body).read().text
}

/// The blocks as `kind text` lines: short to write down.
fn listing(document: &Document) -> Vec<String> {
    let line = |block: &Block| format!("{} {}", name(&block.kind), document.slice(block.span));
    document.blocks.iter().map(line).collect()
}

fn name(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Heading { level, .. } => format!("h{level}"),
        BlockKind::Paragraph => "p".into(),
        BlockKind::ListItem => "li".into(),
        BlockKind::Table(_) => "table".into(),
        BlockKind::Caption => "caption".into(),
        BlockKind::Contents => "contents".into(),
        BlockKind::Note => "note".into(),
        BlockKind::PageFurniture => "furniture".into(),
    }
}

fn kinds(document: &Document) -> Vec<&GapKind> {
    document.gaps.iter().map(|gap| &gap.kind).collect()
}
