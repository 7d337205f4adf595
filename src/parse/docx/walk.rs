//! The XML of a part → its paragraphs and tables in reading order.
//!
//! One pass with a stack of what is open; nothing recurses. Paragraphs nest only through text boxes,
//! whose content comes behind the paragraph (or table) that they are anchored in, as do notes.

use super::element::{Element, Property, classify};
use super::field::{Fields, names_contents};
use super::numbering::{Counters, Numbering};
use super::paragraph::{Paragraph, Run};
use super::record::Recorder;
use super::styles::{Styles, list_level, outline_level};
use super::symbol::symbol;
use super::table::{CellFrame, Merge, TableFrame, clamp_columns};
use crate::document::{Draft, Origin, TableDraft};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::opc::PartText;
use crate::parse::xml::{Node, Space, Tag, Xml};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What all parts of a document share.
pub(super) struct Shared<'a> {
    pub(super) styles: &'a Styles,
    pub(super) numbering: &'a Numbering,
    pub(super) limits: &'a Limits,
    /// Notes by kind and id.
    pub(super) notes: &'a HashMap<NoteKey, Vec<Item>>,
}

/// Kind (footnote or endnote) and id of a note.
pub(super) type NoteKey = (NoteKind, String);

/// The two kinds of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NoteKind {
    Foot,
    End,
}

/// A paragraph or table, ready for the document.
#[derive(Clone, Debug)]
pub(in crate::parse) enum Item {
    Paragraph { text: String, draft: Draft, story: Story, indent: Indent },
    Table(TableDraft, Origin),
    Drawing(Drawing),
}

/// A picture, a chart or shapes.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct Drawing {
    pub(in crate::parse) origin: Origin,
    /// The relationships that lead to its pictures.
    pub(in crate::parse) pictures: Vec<String>,
    /// Its pictures among those that were recognised, from 1.
    pub(in crate::parse) pages: Range<usize>,
}

/// How far in a paragraph is set, in twentieths of a point, as far as it says so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) struct Indent {
    pub(in crate::parse) left: i32,
    pub(in crate::parse) first_line: i32,
}

/// Which part of the document is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Story {
    Body,
    Box,
    Note,
    Furniture,
}

/// What a walk has counted; the next one goes on from there.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct Tally {
    pub(in crate::parse) paragraphs: u64,
    /// Those of the body, outside of text boxes.
    pub(in crate::parse) body_paragraphs: u32,
    pub(in crate::parse) cells: u64,
    pub(in crate::parse) characters: u64,
    pub(in crate::parse) pictures: u32,
    pub(in crate::parse) insertions: u32,
    pub(in crate::parse) deletions: u32,
    pub(in crate::parse) imports: u32,
    pub(in crate::parse) embedded_sheets: u32,
    pub(in crate::parse) flattened_tables: u32,
    pub(in crate::parse) forbidden_characters: u32,
}

impl Tally {
    /// Counts a paragraph, the end of a row among them; an error beyond the limit.
    pub(in crate::parse) fn count_paragraph(&mut self, limits: &Limits) -> Result<(), GapKind> {
        self.paragraphs += 1;
        let (measured, allowed) = (self.paragraphs, limits.docx_paragraphs);
        if measured > allowed {
            return Err(GapKind::Limit { limit: "docx-paragraphs", measured, allowed });
        }
        Ok(())
    }
}

/// The walk through one part.
pub(super) struct Walk<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) counters: Counters,
    pub(super) tally: Tally,
    pub(super) items: Vec<Item>,
    /// Boxes and notes that come behind the block that is being read.
    pub(super) after: Vec<Item>,
    /// Notes by id, when a part of notes is walked.
    pub(super) found_notes: Vec<(String, Vec<Item>)>,
    pub(super) open_note: Option<String>,
    pub(super) used_notes: HashSet<&'a NoteKey>,
    pub(super) frames: Vec<Frame>,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) fields: Vec<Fields>,
    pub(super) contents_controls: u32,
    /// Keeps where the text stands in the XML, for those who want to know.
    pub(super) recorder: Option<Recorder>,
    open: Vec<Open>,
    /// Open elements inside one that is not shown.
    unseen: u32,
}

/// What paragraphs go into.
#[derive(Debug)]
pub(super) enum Frame {
    /// A story; the text of paragraphs whose mark is deleted waits in it.
    Story {
        story: Story,
        carried: String,
    },
    Table(TableFrame),
    Cell {
        cell: CellFrame,
        carried: String,
    },
}

/// An open element.
#[derive(Clone, Copy, Debug)]
struct Open {
    element: Element,
    /// What the element needs to remember: an alternative was chosen, a link leads to the contents, a
    /// control holds the contents page, a box is ticked.
    flag: bool,
}

impl<'a> Walk<'a> {
    /// A walk that goes on counting where another one stopped.
    pub(super) fn new(shared: &'a Shared<'a>, story: Story, tally: Tally) -> Self {
        Self {
            shared,
            counters: Counters::default(),
            tally,
            items: Vec::new(),
            after: Vec::new(),
            found_notes: Vec::new(),
            open_note: None,
            used_notes: HashSet::new(),
            frames: vec![Frame::Story { story, carried: String::new() }],
            paragraphs: Vec::new(),
            fields: vec![Fields::default()],
            contents_controls: 0,
            recorder: None,
            open: Vec::new(),
            unseen: 0,
        }
    }

    /// Walks the part; the fault tells why the rest of it could not be read. Whatever happens, what came
    /// before is in the items.
    pub(super) fn run(&mut self, part: &PartText) -> Option<GapKind> {
        let mut xml = Xml::new(&part.text, self.shared.limits).cut_short(part.is_cut);
        let fault = loop {
            let node = xml.next();
            if let (Some(recorder), Ok(node)) = (&mut self.recorder, &node) {
                recorder.before(node, &xml, &part.text);
            }
            let is_close = matches!(node, Ok(Node::Close));
            let step = match node {
                Ok(Node::Open(tag)) => self.enter(&tag, &xml),
                Ok(Node::Close) => {
                    self.leave();
                    Ok(())
                }
                Ok(Node::Text(text)) => self.text(&text),
                Ok(Node::Character(character)) => self.text(character.encode_utf8(&mut [0; 4])),
                Ok(Node::End) => break xml.broken_references(),
                Err(kind) => Err(kind),
            };
            if let Some(recorder) = self.recorder.as_mut().filter(|_| is_close) {
                recorder.close(xml.offset(), &part.text);
            }
            if let Err(kind) = step {
                break Some(kind);
            }
        };
        self.unseen = 0;
        while !self.open.is_empty() {
            self.leave();
        }
        self.finish();
        fault
    }

    fn enter(&mut self, tag: &Tag<'_>, xml: &Xml<'_>) -> Result<(), GapKind> {
        if self.unseen > 0 {
            self.unseen += 1;
            return Ok(());
        }
        let mut flag = false;
        let parent = self.open.last().map_or(Element::Plain, |open| open.element);
        let element = match classify(tag) {
            Element::Property(property) => {
                self.property(property, parent, tag);
                Element::Unseen
            }
            Element::RunProperties => match parent {
                Element::Run => Element::RunProperties,
                Element::ParagraphProperties => Element::MarkProperties,
                _ => Element::Unseen,
            },
            Element::Inserted => self.inserted(parent),
            Element::Deleted => {
                self.deleted(parent);
                Element::Unseen
            }
            Element::Choice => self.choice(tag, xml),
            Element::Fallback if self.open.last().is_some_and(|open| open.flag) => Element::Unseen,
            Element::ParagraphProperties if parent != Element::Paragraph => Element::Unseen,
            Element::RowProperties if parent != Element::Row => Element::Unseen,
            Element::CellProperties if parent != Element::Cell => Element::Unseen,
            Element::Run => self.begin_run()?,
            Element::Paragraph => self.begin_paragraph()?,
            Element::Table => self.begin_table(),
            Element::Row => self.begin_row(),
            Element::Cell => self.begin_cell()?,
            Element::TextBox => self.begin_box(),
            Element::Hyperlink => {
                flag = self.begin_link(tag);
                Element::Hyperlink
            }
            Element::SimpleField => {
                self.begin_simple_field(tag);
                Element::SimpleField
            }
            Element::FieldMark => {
                self.field_mark(tag);
                Element::FieldMark
            }
            Element::Gallery => {
                self.gallery(tag);
                Element::Unseen
            }
            Element::Note => self.begin_note(tag),
            other => {
                self.leaf(other, tag);
                other
            }
        };
        if element == Element::Unseen {
            self.unseen = 1;
        } else {
            self.open.push(Open { element, flag });
        }
        Ok(())
    }

    fn leave(&mut self) {
        if self.unseen > 0 {
            self.unseen -= 1;
            return;
        }
        let Some(Open { element, flag }) = self.open.pop() else { return };
        match element {
            Element::ParagraphProperties => self.count_visible_paragraph(),
            Element::Paragraph => self.end_paragraph(),
            Element::Cell => self.end_cell(),
            Element::Row => self.with_table(TableFrame::close_row),
            Element::Table => self.end_table(),
            Element::TextBox => self.end_box(),
            Element::Hyperlink if flag => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.contents_links = paragraph.contents_links.saturating_sub(1);
                }
            }
            Element::SimpleField => {
                if let Some(fields) = self.fields.last_mut() {
                    fields.end();
                }
            }
            Element::FormCheckBox => self.push_box(flag),
            Element::Control if flag => self.contents_controls = self.contents_controls.saturating_sub(1),
            Element::Note => self.end_note(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) -> Result<(), GapKind> {
        if self.unseen > 0 {
            return Ok(());
        }
        match self.open.last().map(|open| open.element) {
            Some(Element::Text) => self.push_text(text),
            Some(Element::Instruction) => {
                if let Some(fields) = self.fields.last_mut() {
                    fields.code(text);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn push_text(&mut self, text: &str) -> Result<(), GapKind> {
        if text.bytes().any(|byte| byte < 0x20) {
            let forbidden = text.bytes().filter(|byte| *byte < 0x20 && !byte.is_ascii_whitespace()).count();
            self.tally.forbidden_characters += u32::try_from(forbidden).unwrap_or(u32::MAX);
        }
        self.tally.characters += text.chars().count() as u64;
        let allowed = self.shared.limits.characters;
        if self.tally.characters > allowed {
            return Err(GapKind::Limit { limit: "characters", measured: self.tally.characters, allowed });
        }
        let fields = self.fields.last();
        let hides = fields.is_some_and(Fields::hide_text);
        let in_contents = self.contents_controls > 0 || fields.is_some_and(Fields::in_contents);
        if !hides {
            self.put(text, in_contents);
        } else if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_code(text);
        }
        Ok(())
    }

    /// Adds text to the paragraph.
    fn put(&mut self, text: &str, in_contents: bool) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let before = paragraph.raw_text().len();
        paragraph.push(text, in_contents);
        if let Some(recorder) = &mut self.recorder {
            recorder.put(before..paragraph.raw_text().len());
        }
    }

    /// Elements without content of their own.
    fn leaf(&mut self, element: Element, tag: &Tag<'_>) {
        match element {
            Element::Tab if self.in_run() => self.push_space('\t'),
            Element::Break | Element::CarriageReturn => self.push_space('\n'),
            Element::NoBreakHyphen => self.push_sign('-'),
            Element::Denominator => self.push_sign('/'),
            Element::Symbol => {
                let font = tag.attribute("font").unwrap_or_default();
                let code = tag.attribute("char").unwrap_or_default();
                if let Some(sign) = symbol(&font, &code) {
                    self.push_sign(sign);
                }
            }
            Element::Picture => {
                self.tally.pictures += 1;
                let link = tag.attribute("embed").or_else(|| tag.attribute("id"));
                if let (Some(link), Some(Item::Drawing(drawing))) = (link, self.after.last_mut()) {
                    drawing.pictures.push(link.into_owned());
                }
            }
            // Behind the paragraph or table that it stands in.
            Element::Drawing => {
                let drawing = Drawing { origin: self.anchor(), ..Drawing::default() };
                self.after.push(Item::Drawing(drawing));
            }
            Element::EmbeddedObject => {
                let program = tag.attribute("ProgID").unwrap_or_default();
                let is_sheet = ["Excel.", "ET.", "Ket."].iter().any(|known| program.starts_with(known));
                self.tally.embedded_sheets += u32::from(is_sheet);
            }
            Element::Import => self.tally.imports += 1,
            Element::NoteReference => self.note_reference(tag),
            _ => {}
        }
    }

    fn in_run(&self) -> bool {
        self.open.last().is_some_and(|open| open.element == Element::Run)
    }

    /// A sign that the file does not spell as text.
    fn push_sign(&mut self, sign: char) {
        // One character cannot cross the limit by much; the next text reports it.
        let _ = self.push_text(sign.encode_utf8(&mut [0; 4]));
    }

    /// A box of a form. It stands in the mark that begins a field, so the field does not hide it.
    fn push_box(&mut self, is_ticked: bool) {
        self.put(if is_ticked { "☑" } else { "☐" }, false);
    }

    fn push_space(&mut self, space: char) {
        if self.fields.last().is_some_and(Fields::hide_text) {
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_space(space);
        }
    }

    fn begin_run(&mut self) -> Result<Element, GapKind> {
        let allowed = self.shared.limits.docx_runs;
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.run = Run::default();
            paragraph.runs += 1;
            if paragraph.runs > allowed {
                return Err(GapKind::Limit { limit: "docx-runs", measured: paragraph.runs, allowed });
            }
        }
        Ok(Element::Run)
    }

    fn property(&mut self, property: Property, parent: Element, tag: &Tag<'_>) {
        match parent {
            Element::RunProperties => self.run_property(property, tag),
            Element::ParagraphProperties | Element::NumberProperties | Element::MarkProperties => {
                self.paragraph_property(property, parent, tag);
            }
            Element::RowProperties => match property {
                Property::SkippedColumns => {
                    let count = tag.number().unwrap_or(0);
                    self.with_table(|table| table.skip_columns(count));
                }
                Property::Hidden if tag.is_on() => self.with_table(TableFrame::hide_row),
                _ => {}
            },
            Element::CellProperties => self.cell_property(property, tag),
            Element::FormCheckBox if property == Property::Checked => {
                if let Some(open) = self.open.last_mut() {
                    open.flag = tag.is_on();
                }
            }
            _ => {}
        }
    }

    fn run_property(&mut self, property: Property, tag: &Tag<'_>) {
        let styles = self.shared.styles;
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if property == Property::Style {
            paragraph.run.style = tag.value().map(|id| styles.character(&id)).unwrap_or_default();
        } else {
            paragraph.run.direct.set(tag.local(), tag);
        }
    }

    fn paragraph_property(&mut self, property: Property, parent: Element, tag: &Tag<'_>) {
        let styles = self.shared.styles;
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match (parent, property) {
            (Element::ParagraphProperties, Property::Style) => {
                (paragraph.style, paragraph.look) = styles.paragraph(tag.value().as_deref());
            }
            (Element::ParagraphProperties, Property::Indent) => paragraph.direct.indent = indent(tag),
            (Element::ParagraphProperties, Property::OutlineLevel) => {
                paragraph.direct.outline = outline_level(tag);
            }
            (Element::NumberProperties, Property::NumberId) => paragraph.direct.list = tag.number(),
            (Element::NumberProperties, Property::Level) => paragraph.direct.list_level = list_level(tag),
            (Element::MarkProperties, Property::Hidden) => paragraph.direct.mark_hidden = tag.is_on(),
            _ => {}
        }
    }

    fn cell_property(&mut self, property: Property, tag: &Tag<'_>) {
        let Some(Frame::Cell { cell, .. }) = self.frames.last_mut() else { return };
        match property {
            Property::ColumnSpan => {
                cell.draft.column_span = clamp_columns(tag.number().unwrap_or(1), 1);
            }
            Property::RowMerge => cell.down = Merge::named(tag.value().as_deref()),
            Property::ColumnMerge => cell.across = Merge::named(tag.value().as_deref()),
            Property::CellDeleted => cell.is_deleted = true,
            _ => {}
        }
    }

    fn inserted(&mut self, parent: Element) -> Element {
        self.tally.insertions += 1;
        match parent {
            Element::RowProperties | Element::MarkProperties | Element::NumberProperties => Element::Unseen,
            _ => Element::Inserted,
        }
    }

    fn deleted(&mut self, parent: Element) {
        self.tally.deletions += 1;
        match parent {
            Element::RowProperties => self.with_table(TableFrame::hide_row),
            Element::MarkProperties => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.direct.mark_deleted = true;
                }
            }
            _ => {}
        }
    }

    /// The first alternative whose needs are known is taken, all others are not.
    fn choice(&mut self, tag: &Tag<'_>, xml: &Xml<'_>) -> Element {
        let needs = tag.attribute("Requires").unwrap_or_default();
        let is_known =
            needs.split_whitespace().all(|prefix| xml.space_of(prefix.as_bytes()) != Space::Foreign);
        match self.open.last_mut().filter(|open| open.element == Element::Alternates) {
            Some(open) if !open.flag && is_known => {
                open.flag = true;
                Element::Choice
            }
            _ => Element::Unseen,
        }
    }

    fn begin_link(&mut self, tag: &Tag<'_>) -> bool {
        let leads_to_contents = tag.attribute("anchor").is_some_and(|anchor| anchor.starts_with("_Toc"));
        if leads_to_contents && let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.contents_links += 1;
        }
        leads_to_contents && !self.paragraphs.is_empty()
    }

    fn begin_simple_field(&mut self, tag: &Tag<'_>) {
        if let Some(fields) = self.fields.last_mut() {
            fields.begin();
            fields.code(&tag.attribute("instr").unwrap_or_default());
            fields.separate();
        }
    }

    fn field_mark(&mut self, tag: &Tag<'_>) {
        let Some(fields) = self.fields.last_mut() else { return };
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") => fields.begin(),
            Some("separate") => fields.separate(),
            Some("end") => fields.end(),
            _ => {}
        }
        if !fields.hide_text()
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.forget_codes();
        }
    }

    /// A content control turns out to hold the contents page.
    fn gallery(&mut self, tag: &Tag<'_>) {
        let is_contents =
            tag.value().is_some_and(|name| name == "Table of Contents" || names_contents(&name));
        let control = self.open.iter_mut().rev().find(|open| open.element == Element::Control);
        if let Some(control) = control.filter(|control| is_contents && !control.flag) {
            control.flag = true;
            self.contents_controls += 1;
        }
    }
}

fn indent(tag: &Tag<'_>) -> Indent {
    let number = |name| tag.attribute(name).and_then(|value| value.trim().parse().ok()).unwrap_or(0);
    // Hundredths of a character; a character is ten points and a half, more or less.
    let characters: i32 = number("firstLineChars");
    Indent {
        left: number("left").max(number("start")),
        first_line: number("firstLine").max(characters.clamp(0, 10_000) * 21 / 10),
    }
}
