//! What begins and ends: paragraphs, tables, text boxes and notes become items.

use super::element::Element;
use super::field::Fields;
use super::numbering::{Counters, Label, Numbering};
use super::paragraph::{Keep, Paragraph};
use super::styles::{BODY_LEVEL, Role, Styles};
use super::table::{CellFrame, TableFrame};
use super::walk::{Frame, Indent, Item, NoteKind, Story, Walk};
use crate::document::{Draft, DraftKind, HeadingEvidence, NumberStyle, Origin, numbering};
use crate::gap::GapKind;
use crate::parse::xml::Tag;

/// No line of a contents page is longer; a longer one stands behind a page whose end is not marked.
const LONGEST_CONTENTS_LINE: usize = 150;

impl Walk<'_> {
    pub(super) fn begin_paragraph(&mut self) -> Result<Element, GapKind> {
        self.tally.count_paragraph(self.shared.limits)?;
        let origin = self.next_origin();
        let carried = self.carried().map(std::mem::take).unwrap_or_default();
        let (style, look) = self.shared.styles.paragraph(None);
        self.paragraphs.push(Paragraph::new(origin, look, style, carried));
        if let Some(recorder) = &mut self.recorder {
            recorder.begin_paragraph(self.frames.len());
        }
        Ok(Element::Paragraph)
    }

    fn next_origin(&mut self) -> Origin {
        match self.story() {
            Story::Body => {
                self.tally.body_paragraphs += 1;
                let origin = Origin::Paragraph(self.tally.body_paragraphs);
                self.place_tables(origin);
                origin
            }
            // A box is found where its anchor is.
            Story::Box => self.anchor(),
            Story::Note | Story::Furniture => Origin::Unknown,
        }
    }

    /// The origin of the paragraph that is being read.
    pub(super) fn anchor(&self) -> Origin {
        self.paragraphs.last().map_or(Origin::Unknown, |paragraph| paragraph.origin)
    }

    /// Tables and cells are found at their first paragraph.
    fn place_tables(&mut self, origin: Origin) {
        for frame in self.frames.iter_mut().rev() {
            let place = match frame {
                Frame::Table(table) => &mut table.origin,
                Frame::Cell { cell, .. } => &mut cell.draft.origin,
                Frame::Story { .. } => return,
            };
            if *place != Origin::Unknown {
                return;
            }
            *place = origin;
        }
    }

    pub(super) fn story(&self) -> Story {
        let mut stories = self.frames.iter().rev().filter_map(|frame| match frame {
            Frame::Story { story, .. } => Some(*story),
            _ => None,
        });
        stories.next().unwrap_or(Story::Body)
    }

    /// Text of paragraphs whose mark is deleted, for the next paragraph at this place.
    fn carried(&mut self) -> Option<&mut String> {
        match self.frames.last_mut()? {
            Frame::Story { carried, .. } | Frame::Cell { carried, .. } => Some(carried),
            Frame::Table(_) => None,
        }
    }

    /// Counts the paragraph as soon as its properties are known, before a text box inside it counts.
    pub(super) fn count_visible_paragraph(&mut self) {
        if self.paragraphs.last().is_some_and(|paragraph| !paragraph.direct.mark_hidden) {
            self.count_paragraph();
        }
    }

    fn count_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        count(paragraph, self.shared.styles, self.shared.numbering, &mut self.counters);
        if let Some(Label::Number(text)) = &paragraph.label {
            self.tally.characters += text.chars().count() as u64;
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        let is_shown = self.paragraphs.last().is_some_and(|p| !p.direct.mark_hidden || !p.is_blank());
        if is_shown {
            self.count_paragraph();
        }
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        paragraph.restore_codes();
        if let Some(fields) = self.fields.last_mut() {
            fields.give_up_codes();
        }
        let story = self.story();
        if let Some(recorder) = &mut self.recorder {
            recorder.end_paragraph(&paragraph, story, self.frames.len());
        }
        if paragraph.direct.mark_deleted
            && let Some(carried) = self.carried()
        {
            *carried = paragraph.take_raw_text();
            return;
        }
        if let Some(Frame::Cell { cell, .. }) = self.frames.last_mut() {
            let text = paragraph.take_text(Keep::No, Keep::Yes);
            if !text.is_empty() {
                cell.push(&text);
            }
            return;
        }
        let kind = self.kind(&paragraph);
        let tabs = if kind == DraftKind::Contents { Keep::Yes } else { Keep::No };
        let breaks = if matches!(kind, DraftKind::Heading { .. }) { Keep::No } else { Keep::Yes };
        let draft =
            Draft { kind, origin: paragraph.origin, bold: paragraph.is_bold(), size: paragraph.size() };
        let text = paragraph.take_text(tabs, breaks);
        let indent = paragraph.direct.indent;
        self.emit((!text.is_empty()).then_some(Item::Paragraph { text, draft, story, indent }));
    }

    /// What the file says that the paragraph is.
    fn kind(&mut self, paragraph: &Paragraph) -> DraftKind {
        let story = self.story();
        let in_contents_control = self.contents_controls > 0;
        kind(paragraph, story, in_contents_control, self.fields.last_mut())
    }

    /// Hands a block on; boxes and notes anchored in it follow.
    fn emit(&mut self, item: Option<Item>) {
        if self.frames.len() == 1 {
            self.items.extend(item);
            self.items.append(&mut self.after);
        } else {
            self.after.extend(item);
        }
    }

    pub(super) fn begin_table(&mut self) -> Element {
        let depth = self.frames.iter().filter(|frame| matches!(frame, Frame::Table(_))).count() as u64;
        if depth >= self.shared.limits.table_depth {
            self.tally.flattened_tables += 1;
            return Element::Plain;
        }
        self.frames.push(Frame::Table(TableFrame::default()));
        Element::Table
    }

    pub(super) fn begin_row(&mut self) -> Element {
        match self.frames.last_mut() {
            Some(Frame::Table(table)) if !table.in_row() => {
                table.open_row();
                Element::Row
            }
            _ => Element::Plain,
        }
    }

    pub(super) fn begin_cell(&mut self) -> Result<Element, GapKind> {
        if !matches!(self.frames.last(), Some(Frame::Table(table)) if table.in_row()) {
            return Ok(Element::Plain);
        }
        self.tally.cells += 1;
        let allowed = self.shared.limits.table_cells;
        if self.tally.cells > allowed {
            return Err(GapKind::Limit { limit: "table-cells", measured: self.tally.cells, allowed });
        }
        self.frames.push(Frame::Cell { cell: CellFrame::default(), carried: String::new() });
        Ok(Element::Cell)
    }

    pub(super) fn with_table(&mut self, change: impl FnOnce(&mut TableFrame)) {
        if let Some(Frame::Table(table)) = self.frames.last_mut() {
            change(table);
        }
    }

    pub(super) fn end_cell(&mut self) {
        let Some(Frame::Cell { mut cell, carried }) = self.frames.pop() else { return };
        if !carried.trim().is_empty() {
            cell.push(&carried.replace('\t', " "));
        }
        self.with_table(|table| table.push(cell));
    }

    pub(super) fn end_table(&mut self) {
        let Some(Frame::Table(table)) = self.frames.pop() else { return };
        let origin = table.origin;
        let draft = table.finish();
        if let Some(Frame::Cell { cell, .. }) = self.frames.last_mut() {
            cell.draft.nested.push(draft);
        } else {
            self.emit(Some(Item::Table(draft, origin)));
        }
    }

    pub(super) fn begin_box(&mut self) -> Element {
        self.frames.push(Frame::Story { story: Story::Box, carried: String::new() });
        self.fields.push(Fields::default());
        Element::TextBox
    }

    pub(super) fn end_box(&mut self) {
        self.flush_carried();
        self.frames.pop();
        self.fields.pop();
    }

    /// Text that waited for a next paragraph and found none.
    fn flush_carried(&mut self) {
        let text = self.carried().map(std::mem::take).unwrap_or_default().replace('\t', " ");
        if text.trim().is_empty() {
            return;
        }
        let story = self.story();
        let kind = match story {
            Story::Body => DraftKind::Text,
            Story::Box | Story::Note => DraftKind::Note,
            Story::Furniture => DraftKind::PageFurniture,
        };
        let draft = Draft { kind, origin: self.anchor(), ..Draft::default() };
        self.emit(Some(Item::Paragraph { text, draft, story, indent: Indent::default() }));
    }

    pub(super) fn begin_note(&mut self, tag: &Tag<'_>) -> Element {
        if self.story() != Story::Note {
            return Element::Plain;
        }
        self.open_note = tag.attribute("id").map(|id| id.into_owned());
        Element::Note
    }

    pub(super) fn end_note(&mut self) {
        self.flush_carried();
        self.items.append(&mut self.after);
        let items = std::mem::take(&mut self.items);
        self.found_notes.extend(self.open_note.take().map(|id| (id, items)));
    }

    /// The note comes behind the block; each note once.
    pub(super) fn note_reference(&mut self, tag: &Tag<'_>) {
        let kind = if tag.local() == b"footnoteReference" { NoteKind::Foot } else { NoteKind::End };
        let id = tag.attribute("id").unwrap_or_default().into_owned();
        let Some((key, items)) = self.shared.notes.get_key_value(&(kind, id)) else { return };
        if !self.used_notes.insert(key) {
            return;
        }
        let anchor = self.anchor();
        if let Some(recorder) = &mut self.recorder {
            recorder.note(anchor, items);
        }
        self.after.extend(items.iter().cloned().map(|item| match item {
            Item::Paragraph { text, draft, story, indent } => {
                Item::Paragraph { text, draft: Draft { origin: anchor, ..draft }, story, indent }
            }
            Item::Table(table, _) => Item::Table(table, anchor),
            Item::Drawing(drawing) => Item::Drawing(drawing),
        }));
    }

    /// The end of the part.
    pub(super) fn finish(&mut self) {
        self.flush_carried();
        self.items.append(&mut self.after);
    }
}

/// Counts the paragraph in its list, once; a paragraph without a mark of its own does not count.
pub(in crate::parse) fn count(
    paragraph: &mut Paragraph,
    styles: &Styles,
    numbering: &Numbering,
    counters: &mut Counters,
) {
    if paragraph.is_counted || paragraph.direct.mark_deleted {
        return;
    }
    paragraph.is_counted = true;
    let Some(list) = paragraph.direct.list.or(paragraph.look.list).filter(|list| *list != 0) else {
        return;
    };
    let of_style = match (paragraph.direct.list, paragraph.style) {
        (Some(list), Some(style)) => numbering.level_of_style(list, styles.id(style)),
        _ => None,
    };
    let level = paragraph.direct.list_level.or(of_style).or(paragraph.look.list_level).unwrap_or(0);
    paragraph.label = counters.label(numbering, list, level);
}

/// What the file says that a paragraph outside of tables is.
pub(in crate::parse) fn kind(
    paragraph: &Paragraph,
    story: Story,
    in_contents_control: bool,
    fields: Option<&mut Fields>,
) -> DraftKind {
    if story == Story::Furniture {
        return DraftKind::PageFurniture;
    }
    let outline = paragraph.direct.outline.or(paragraph.look.outline).filter(|level| *level < BODY_LEVEL);
    let heading = outline.map(|level| explicit_heading(level + 1));
    if paragraph.look.role == Some(Role::Contents) && paragraph.direct.outline.is_none() {
        return DraftKind::Contents;
    }
    if paragraph.is_contents() {
        if in_contents_control || (heading.is_none() && !reads_as_text(paragraph.raw_text())) {
            return DraftKind::Contents;
        }
        if let Some(fields) = fields {
            fields.give_up_contents();
        }
    }
    match (heading, paragraph.look.role) {
        (_, Some(Role::Caption)) => DraftKind::Caption,
        (Some(heading), _) => heading,
        (None, _) if story != Story::Body => DraftKind::Note,
        (None, Some(Role::Title)) => title_kind(paragraph),
        (None, _) if paragraph.label == Some(Label::Bullet) => DraftKind::ListItem,
        (None, _) => DraftKind::Text,
    }
}

fn explicit_heading(level: u8) -> DraftKind {
    DraftKind::Heading { level, evidence: HeadingEvidence::Explicit }
}

/// A title names the document and opens no chapter, unless it carries a chapter's number.
fn title_kind(paragraph: &Paragraph) -> DraftKind {
    let number = match &paragraph.label {
        Some(Label::Number(label)) => format!("{label}{}", paragraph.raw_text()),
        _ => paragraph.raw_text().to_owned(),
    };
    match numbering::parse(&number).map(|number| number.style) {
        Some(NumberStyle::Chapter | NumberStyle::Chinese | NumberStyle::Decimal(1) | NumberStyle::Arabic) => {
            explicit_heading(1)
        }
        _ => DraftKind::Verbatim,
    }
}

/// Whether a paragraph inside a contents field reads as running text: the field's end is missing.
fn reads_as_text(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['。', '；', '：']) || text.chars().count() > LONGEST_CONTENTS_LINE
}
