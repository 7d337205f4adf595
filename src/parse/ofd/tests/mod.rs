//! Small OFD files, written here from scratch, and what is read from them.

mod faults;
mod pages;

use super::read;
use crate::document::{BlockKind, Document};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::container::tests::zip_of;

/// An OFD file under construction: one document, `Doc_0`.
#[derive(Clone, Default)]
struct TestOfd {
    parts: Vec<(String, Vec<u8>)>,
    pages: String,
    page_count: usize,
    common: String,
    more: String,
}

impl TestOfd {
    /// Adds a page with these objects on A4 paper.
    fn page(self, objects: &str) -> Self {
        self.page_with("", objects)
    }

    /// Adds a page with more elements before its content.
    fn page_with(mut self, before: &str, objects: &str) -> Self {
        let (at, id) = (self.page_count, self.page_count + 1);
        self.page_count += 1;
        self.pages.push_str(&format!("<ofd:Page ID=\"{id}\" BaseLoc=\"Pages/Page_{at}/Content.xml\"/>"));
        let content = format!(
            "<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\">{before}<ofd:Content><ofd:Layer ID=\"9\">\
             {objects}</ofd:Layer></ofd:Content></ofd:Page>"
        );
        self.part(&format!("Doc_0/Pages/Page_{at}/Content.xml"), content.as_bytes())
    }

    fn part(mut self, name: &str, content: &[u8]) -> Self {
        self.parts.push((name.to_owned(), content.to_vec()));
        self
    }

    /// Adds elements to the common data of the document.
    fn common(mut self, elements: &str) -> Self {
        self.common.push_str(elements);
        self
    }

    /// Adds elements to the document.
    fn more(mut self, elements: &str) -> Self {
        self.more.push_str(elements);
        self
    }

    fn build(&self) -> Vec<u8> {
        let root = "<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:DocBody><ofd:DocRoot>\
                    Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
        let document = format!(
            "<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>\
             </ofd:PageArea>{}</ofd:CommonData><ofd:Pages>{}</ofd:Pages>{}</ofd:Document>",
            self.common, self.pages, self.more
        );
        let fixed = [("OFD.xml", root.as_bytes()), ("Doc_0/Document.xml", document.as_bytes())];
        let own = self.parts.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
        zip_of(&fixed.into_iter().filter(|(name, _)| !self.holds(name)).chain(own).collect::<Vec<_>>())
    }

    fn holds(&self, name: &str) -> bool {
        self.parts.iter().any(|(other, _)| other == name)
    }

    fn read(&self) -> Document {
        read_bytes(&self.build(), &Limits::default())
    }
}

fn read_bytes(bytes: &[u8], limits: &Limits) -> Document {
    let document = read("a.ofd", bytes, limits);
    document.assert_valid();
    document
}

/// A text object of one line, 5 mm high; ASCII is half as wide.
fn line(x: f64, y: f64, text: &str) -> String {
    with("", x, y, text)
}

fn with(attributes: &str, x: f64, y: f64, text: &str) -> String {
    let steps: Vec<&str> = text.chars().map(|c| if c.is_ascii() { "2.5" } else { "5" }).collect();
    format!(
        "<ofd:TextObject ID=\"1\" Boundary=\"{x} {y} 150 6\" Font=\"3\" Size=\"5\" {attributes}>\
         <ofd:TextCode X=\"0\" Y=\"4.4\" DeltaX=\"{}\">{text}</ofd:TextCode></ofd:TextObject>",
        steps.join(" ")
    )
}

fn kinds(document: &Document) -> Vec<&GapKind> {
    document.gaps.iter().map(|gap| &gap.kind).collect()
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| document.slice(block.span)).collect()
}

fn headings(document: &Document) -> Vec<(u8, &str)> {
    let heading = |block: &crate::document::Block| match block.kind {
        BlockKind::Heading { level, .. } => Some((level, document.slice(block.span))),
        _ => None,
    };
    document.blocks.iter().filter_map(heading).collect()
}
