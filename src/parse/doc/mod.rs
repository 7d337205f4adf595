//! Bytes of a Word document from before 2007 (doc, dot, wps: [MS-DOC] in a compound file) → [`Document`].
//!
//! The file information block says where the rest is: the piece table (which bytes are which
//! characters), pages of formatting, style sheet, lists. The text is one row of characters with the
//! parts (body, notes, headers, boxes) one behind the other. Styles, numbers, fields and what becomes of
//! a paragraph are those of the docx reader.

mod drawings;
mod fib;
mod fonts;
mod lists;
mod pages;
mod pieces;
mod plc;
pub(super) mod property;
mod stylesheet;
pub(super) mod table;
mod text;
mod walk;

use super::Limits;
use super::compound::{self, stream};
use super::docx::scan::Scans;
use super::docx::walk::{Item, Story, Tally};
use super::docx::{add_items, as_notes, line_of, rejoin, remarks};
use crate::document::{Builder, Document, Draft, DraftKind, Format};
use crate::gap::{Gap, GapKind};
use crate::parse::bytes::u32_at;
use fib::{Fib, Part, Structure, Unusable};
use pages::{Kind, Runs};
use pieces::Pieces;
use plc::Plc;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use walk::{Shared, Walk};

/// Structures whose loss costs the reader something, and what.
const NEEDED: [(Structure, &str); 6] = [
    (Structure::Styles, "样式"),
    (Structure::CharacterPages, "字符格式"),
    (Structure::ParagraphPages, "段落格式"),
    (Structure::FootnoteTexts, "脚注"),
    (Structure::EndnoteTexts, "尾注"),
    (Structure::Boxes, "文本框"),
];

/// Reads a document; whatever the bytes are, the document says what could not be read.
pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Doc);
    match Streams::open(bytes, limits) {
        Ok(streams) => streams.fill(&mut builder, limits),
        Err(kind) => builder.gap(Gap::new(kind)),
    }
    builder.finish()
}

/// The streams of the compound file that are read.
struct Streams {
    fib: Fib,
    text: Vec<u8>,
    table: Vec<u8>,
    data: Vec<u8>,
    faults: Vec<Gap>,
}

impl Streams {
    fn open(bytes: &[u8], limits: &Limits) -> Result<Self, GapKind> {
        let damaged = |detail: &str| GapKind::Damaged(detail.to_owned());
        let mut file = compound::open(bytes)?;
        let mut faults = Vec::new();
        let text = stream(&mut file, "WordDocument", limits, &mut faults);
        let fib = Fib::read(&text).map_err(|fault| match fault {
            Unusable::Older => GapKind::Unsupported("Word 95 或更早版本的文档（.doc）".into()),
            Unusable::Foreign => damaged("Word 97-2003 文档的文件头已损坏"),
        })?;
        if fib.is_encrypted {
            return Err(GapKind::Encrypted);
        }
        let names = if fib.second_table { ["1Table", "0Table"] } else { ["0Table", "1Table"] };
        let name = names.into_iter().find(|name| file.is_stream(name));
        let name = name.ok_or_else(|| damaged("缺少记录文档结构的数据流（0Table、1Table）"))?;
        let table = stream(&mut file, name, limits, &mut faults);
        let data = match file.is_stream("Data") {
            true => stream(&mut file, "Data", limits, &mut faults),
            false => Vec::new(),
        };
        Ok(Self { fib, text, table, data, faults })
    }

    fn fill(mut self, builder: &mut Builder, limits: &Limits) {
        for gap in std::mem::take(&mut self.faults) {
            builder.gap(gap);
        }
        let lost = NEEDED.iter().filter(|(structure, _)| self.fib.is_cut(&self.table, *structure));
        let lost: Vec<&str> = lost.map(|(_, name)| *name).collect();
        if !lost.is_empty() {
            builder.gap(damage(&format!("{}的记录超出文件", lost.join("、"))));
        }
        let Some(pieces) = Pieces::read(self.structure(Structure::Pieces)) else {
            builder.gap(damage("文字位置表已损坏，文字没有读出"));
            return;
        };
        let numbering = lists::read(&self.fib, &self.table);
        let shared = Shared {
            stream: &self.text,
            data: &self.data,
            pieces,
            character_runs: Runs::read(
                Kind::Characters,
                &self.text,
                self.structure(Structure::CharacterPages),
            ),
            paragraph_runs: Runs::read(
                Kind::Paragraphs,
                &self.text,
                self.structure(Structure::ParagraphPages),
            ),
            styles: stylesheet::read(self.structure(Structure::Styles), &self.data, &numbering),
            numbering,
            fonts: fonts::names(self.structure(Structure::Fonts)),
            // A section's end is where the next one begins.
            section_marks: Plc::new(self.structure(Structure::Sections), 12)
                .iter()
                .filter_map(|(_, end, _)| end.checked_sub(1))
                .collect(),
            long_left: Cell::new(2 * self.data.len()),
            limits,
        };
        if shared.paragraph_runs.is_empty() {
            builder.gap(damage("段落格式已损坏，标题和表格可能没有认出"));
        }
        Reading { streams: &self, shared: &shared, tally: Tally::default(), faults: Vec::new() }
            .fill(builder);
    }

    fn structure(&self, of: Structure) -> &[u8] {
        self.fib.structure(&self.table, of)
    }
}

fn damage(detail: &str) -> Gap {
    Gap::new(GapKind::Damaged(detail.to_owned()))
}

struct Reading<'a> {
    streams: &'a Streams,
    shared: &'a Shared<'a>,
    tally: Tally,
    faults: Vec<GapKind>,
}

impl Reading<'_> {
    fn fill(mut self, builder: &mut Builder) {
        self.read_furniture(builder);
        let mut anchored = BTreeMap::new();
        self.read_notes(
            Part::Footnotes,
            Structure::FootnoteReferences,
            Structure::FootnoteTexts,
            &mut anchored,
        );
        self.read_notes(Part::Endnotes, Structure::EndnoteReferences, Structure::EndnoteTexts, &mut anchored);
        self.read_boxes(&mut anchored);
        // A logo in a header is no page of the document.
        self.tally.pictures = 0;
        let mut walk = Walk::new(self.shared, Story::Body, std::mem::take(&mut self.tally));
        walk.anchored = anchored;
        let fault = walk.run(self.streams.fib.characters(Part::Main));
        self.faults.extend(fault);
        // Shapes may be lines of a drawing, so any number counts as one picture.
        walk.tally.pictures += walk.shapes.min(1);
        self.faults.extend(remarks(&walk.tally, &walk.items, self.shared.limits));
        for kind in self.faults {
            builder.gap(Gap::new(kind));
        }
        add_items(builder, rejoin::rejoin(walk.items), &Scans::default());
    }

    fn walk(&mut self, story: Story, characters: Range<u32>) -> Vec<Item> {
        let mut walk = Walk::new(self.shared, story, std::mem::take(&mut self.tally));
        self.faults.extend(walk.run(characters));
        self.tally = walk.tally;
        walk.items
    }

    /// Headers and footers, each text once: a mark of secrecy may stand there.
    fn read_furniture(&mut self, builder: &mut Builder) {
        let mut seen = BTreeSet::new();
        for part in [Part::Headers, Part::HeaderBoxes] {
            let items = self.walk(Story::Furniture, self.streams.fib.characters(part));
            for line in items.into_iter().filter_map(line_of) {
                if line.chars().any(char::is_alphabetic) && seen.insert(line.clone()) {
                    let draft = Draft { kind: DraftKind::PageFurniture, ..Draft::default() };
                    builder.paragraph(&line, draft);
                }
            }
        }
    }

    /// Notes by the character that refers to them.
    fn read_notes(
        &mut self,
        part: Part,
        references: Structure,
        texts: Structure,
        anchored: &mut BTreeMap<u32, Vec<Item>>,
    ) {
        let streams = self.streams;
        let all = streams.fib.characters(part);
        let references = Plc::new(streams.structure(references), 2).iter().map(|(at, _, _)| at);
        let texts = Plc::new(streams.structure(texts), 0).iter();
        let mut next = all.start;
        // Without references the notes come behind the text.
        for ((from, to, _), at) in texts.zip(references.chain(std::iter::repeat(u32::MAX - 1))) {
            let range = within(&all, from.max(next - all.start), to);
            if range.is_empty() {
                continue;
            }
            next = range.end;
            let notes = as_notes(self.walk(Story::Note, range));
            anchored.entry(at).or_default().extend(notes);
        }
        let rest = as_notes(self.walk(Story::Note, next..all.end));
        anchored.entry(u32::MAX - 1).or_default().extend(rest);
    }

    /// Texts of boxes by the character that their shape is anchored at.
    fn read_boxes(&mut self, anchored: &mut BTreeMap<u32, Vec<Item>>) {
        let streams = self.streams;
        let all = streams.fib.characters(Part::Boxes);
        if all.is_empty() {
            return;
        }
        let anchors: HashMap<u32, u32> = Plc::new(streams.structure(Structure::Shapes), 26)
            .iter()
            .filter_map(|(at, _, shape)| Some((u32_at(shape, 0)?, at)))
            .collect();
        let mut next = all.start;
        let groups = drawings::groups(streams.structure(Structure::Drawings));
        // One without an anchor stands near the one before it.
        let mut last = u32::MAX - 1;
        for (from, to, shape) in Plc::new(streams.structure(Structure::Boxes), 22).iter() {
            let range = within(&all, from.max(next - all.start), to);
            if range.is_empty() {
                continue;
            }
            next = range.end;
            let id = u32_at(shape, 14).unwrap_or(0);
            let anchor = anchors.get(&id).or_else(|| anchors.get(groups.get(&id)?));
            last = anchor.copied().unwrap_or(last);
            let items = self.walk(Story::Box, range);
            anchored.entry(last).or_default().extend(items);
        }
        let rest = self.walk(Story::Box, next..all.end);
        anchored.entry(u32::MAX - 1).or_default().extend(rest);
    }
}

/// A range that counts from the start of a part, cut to the part.
fn within(all: &Range<u32>, from: u32, to: u32) -> Range<u32> {
    let start = all.start.saturating_add(from).min(all.end);
    start..all.start.saturating_add(to).clamp(start, all.end)
}

#[cfg(test)]
mod tests;
