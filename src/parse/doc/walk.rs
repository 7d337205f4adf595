//! A range of characters → its paragraphs and tables in reading order.
//!
//! The properties of a paragraph are those of the mark at its end, so its characters are kept until the
//! mark comes ([MS-DOC] 2.4.2 and 2.4.6.1).

use super::pages::Runs;
use super::pieces::{Piece, Pieces, expand};
use super::property::{CharacterLook, ParagraphLook};
use super::stylesheet::style_id;
use super::table::OpenTable;
use crate::document::{Draft, DraftKind, Origin};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::docx::blocks::{count, kind};
use crate::parse::docx::field::Fields;
use crate::parse::docx::numbering::{Counters, Label, Numbering};
use crate::parse::docx::paragraph::{Direct, Keep, Paragraph};
use crate::parse::docx::styles::Styles;
use crate::parse::docx::walk::{Indent, Item, Story, Tally};
use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// What all parts of the text share.
pub(super) struct Shared<'a> {
    /// `WordDocument`.
    pub(super) stream: &'a [u8],
    /// `Data`.
    pub(super) data: &'a [u8],
    pub(super) pieces: Pieces,
    pub(super) character_runs: Runs<'a>,
    pub(super) paragraph_runs: Runs<'a>,
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    pub(super) fonts: Vec<String>,
    /// Characters that end a section, not only a page.
    pub(super) section_marks: HashSet<u32>,
    /// Bytes of `Data` that may still be read as properties; each is meant for one paragraph.
    pub(super) long_left: Cell<usize>,
    pub(super) limits: &'a Limits,
}

/// The walk through one part of the text.
pub(super) struct Walk<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) tally: Tally,
    /// Shapes that stand somewhere on the page.
    pub(super) shapes: u32,
    pub(super) fields: Fields,
    /// What was found, in reading order.
    pub(super) items: Vec<Item>,
    /// Drawings, boxes and notes that come behind the block that is being read.
    pub(super) after: Vec<Item>,
    /// Boxes and notes by the character that they belong to.
    pub(super) anchored: BTreeMap<u32, Vec<Item>>,
    story: Story,
    counters: Counters,
    /// Text of paragraphs whose marks are deleted, for the next one.
    carried: String,
    runs: Vec<Run>,
    /// The open tables, outermost first.
    tables: Vec<OpenTable>,
    is_too_deep: bool,
    is_between_paragraphs: bool,
}

/// Characters with the same look.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) look: CharacterLook,
    pub(super) units: Vec<u16>,
}

/// The mark at the end of a paragraph.
struct Mark {
    look: ParagraphLook,
    character: CharacterLook,
    is_cell_mark: bool,
    at: u32,
}

impl<'a> Walk<'a> {
    /// A walk that goes on counting where another one stopped.
    pub(super) fn new(shared: &'a Shared<'a>, story: Story, tally: Tally) -> Self {
        Self {
            shared,
            tally,
            shapes: 0,
            fields: Fields::default(),
            items: Vec::new(),
            after: Vec::new(),
            anchored: BTreeMap::new(),
            story,
            counters: Counters::default(),
            carried: String::new(),
            runs: Vec::new(),
            tables: Vec::new(),
            is_too_deep: false,
            is_between_paragraphs: false,
        }
    }

    /// Walks the characters; the fault tells why the rest could not be read. What came before is in the
    /// items.
    pub(super) fn run(&mut self, characters: Range<u32>) -> Option<GapKind> {
        let mut next = characters.start;
        let mut fault = None;
        while next < characters.end {
            let piece = self.shared.pieces.at(next).map(|idx| &self.shared.pieces.pieces[idx]);
            let Some(piece) = piece.filter(|piece| piece.characters.start < characters.end) else {
                fault = Some(GapKind::Damaged("文字比文件自己声明的少".into()));
                break;
            };
            if piece.characters.start > next {
                fault = Some(GapKind::Damaged("文字中间缺少一段".into()));
            }
            let from = next.max(piece.characters.start);
            match self.stretch(piece, from, piece.characters.end.min(characters.end)) {
                Ok(end) => next = end,
                Err(kind) => {
                    fault = Some(kind);
                    break;
                }
            }
        }
        self.finish(characters.end);
        fault
    }

    /// Reads characters of one piece with one look; returns the character behind them.
    fn stretch(&mut self, piece: &Piece, from: u32, end: u32) -> Result<u32, GapKind> {
        let shared = self.shared;
        let byte = piece.byte_of(from);
        let (run, until) = shared.character_runs.at(byte);
        let count = (until - byte).div_ceil(piece.width()).clamp(1, end - from);
        let rest = shared.stream.get(byte as usize..).unwrap_or_default();
        let Some(bytes) = rest.get(..count as usize * piece.width() as usize) else {
            return Err(GapKind::Damaged("文字的位置超出文件".into()));
        };
        let mut look = CharacterLook::default();
        look.apply(run.group);
        look.apply(shared.pieces.change(piece).bytes());
        self.count_characters(u64::from(count))?;
        self.open_run(look)?;
        for idx in 0..count {
            let unit = match piece.is_compressed {
                true => expand(bytes[idx as usize]),
                false => u16::from_le_bytes([bytes[2 * idx as usize], bytes[2 * idx as usize + 1]]),
            };
            let at = from + idx;
            if matches!(unit, 0x07 | 0x0D) || (unit == 0x0C && shared.section_marks.contains(&at)) {
                let paragraph = self.paragraph_look(piece, byte + idx * piece.width())?;
                self.end_paragraph(Mark { look: paragraph, character: look, is_cell_mark: unit == 7, at })?;
                self.open_run(look)?;
            } else if let Some(run) = self.runs.last_mut() {
                run.units.push(unit);
            }
        }
        Ok(from + count)
    }

    fn count_characters(&mut self, count: u64) -> Result<(), GapKind> {
        self.tally.characters += count;
        let allowed = self.shared.limits.characters;
        match self.tally.characters > allowed {
            true => Err(GapKind::Limit { limit: "characters", measured: self.tally.characters, allowed }),
            false => Ok(()),
        }
    }

    fn open_run(&mut self, look: CharacterLook) -> Result<(), GapKind> {
        if let Some(last) = self.runs.last_mut() {
            self.tally.insertions += u32::from(look.is_inserted && !last.look.is_inserted);
            self.tally.deletions += u32::from(look.is_deleted && !last.look.is_deleted);
            if last.units.is_empty() || last.look == look {
                last.look = look;
                return Ok(());
            }
        } else if !self.is_between_paragraphs {
            self.tally.insertions += u32::from(look.is_inserted);
            self.tally.deletions += u32::from(look.is_deleted);
        }
        self.is_between_paragraphs = false;
        self.runs.push(Run { look, units: Vec::new() });
        let (measured, allowed) = (self.runs.len() as u64, self.shared.limits.docx_runs);
        match measured > allowed {
            true => Err(GapKind::Limit { limit: "docx-runs", measured, allowed }),
            false => Ok(()),
        }
    }

    fn paragraph_look(&self, piece: &Piece, byte: u32) -> Result<ParagraphLook, GapKind> {
        let shared = self.shared;
        let (run, _) = shared.paragraph_runs.at(byte);
        let mut look = ParagraphLook::of_style(run.style);
        let long =
            look.apply(run.group, shared.data) + look.apply(shared.pieces.change(piece).bytes(), shared.data);
        let Some(left) = shared.long_left.get().checked_sub(long) else {
            return Err(GapKind::Damaged("许多段落共用同一份过长的格式记录".into()));
        };
        shared.long_left.set(left);
        Ok(look)
    }

    fn end_paragraph(&mut self, mark: Mark) -> Result<(), GapKind> {
        self.is_between_paragraphs = true;
        self.tally.count_paragraph(self.shared.limits)?;
        let is_too_deep = self.settle_tables(mark.look.table_depth());
        if mark.look.ends_row() && !is_too_deep {
            self.runs.clear();
            if let Some(table) = self.tables.last_mut() {
                table.end_row(mark.look.row, mark.character.is_deleted);
            }
            return Ok(());
        }
        let origin = self.next_origin();
        let ends_cell = !is_too_deep && mark.look.ends_cell(mark.is_cell_mark);
        let paragraph = self.paragraph(&mark, origin, ends_cell);
        self.place(paragraph, origin, mark.at);
        if ends_cell {
            self.tally.cells += 1;
            let allowed = self.shared.limits.table_cells;
            if self.tally.cells > allowed {
                return Err(GapKind::Limit { limit: "table-cells", measured: self.tally.cells, allowed });
            }
            if let Some(table) = self.tables.last_mut() {
                table.end_cell();
            }
        }
        Ok(())
    }

    fn next_origin(&mut self) -> Origin {
        if self.story != Story::Body {
            return Origin::Unknown;
        }
        self.tally.body_paragraphs += 1;
        Origin::Paragraph(self.tally.body_paragraphs)
    }

    /// The paragraph with its text; none if it goes on in the next one.
    fn paragraph(&mut self, mark: &Mark, origin: Origin, ends_cell: bool) -> Option<Paragraph> {
        let shared = self.shared;
        let (style, look) = shared.styles.paragraph(Some(&style_id(mark.look.style)));
        let mut paragraph = Paragraph::new(origin, look, style, std::mem::take(&mut self.carried));
        paragraph.direct = Direct {
            outline: mark.look.outline,
            list: mark.look.list.map(i64::from),
            list_level: mark.look.list_level,
            indent: Indent { left: mark.look.left.into(), first_line: mark.look.first_line.into() },
            mark_deleted: mark.character.is_deleted && !ends_cell,
            mark_hidden: mark.character.hidden.and_then(|hidden| hidden.over(look.run.hidden)) == Some(true),
        };
        for run in std::mem::take(&mut self.runs) {
            self.write(&mut paragraph, &run);
        }
        paragraph.restore_codes();
        self.fields.give_up_codes();
        if paragraph.direct.mark_deleted {
            self.carried = paragraph.take_raw_text();
            return None;
        }
        if !paragraph.direct.mark_hidden || !paragraph.is_blank() {
            count(&mut paragraph, &shared.styles, &shared.numbering, &mut self.counters);
        }
        if let Some(Label::Number(text)) = &paragraph.label {
            self.tally.characters += text.chars().count() as u64;
        }
        Some(paragraph)
    }

    /// Hands a paragraph on, to its cell or as a block; what is anchored in it follows.
    fn place(&mut self, paragraph: Option<Paragraph>, origin: Origin, mark: u32) {
        let later = self.anchored.split_off(&mark.saturating_add(1));
        for item in std::mem::replace(&mut self.anchored, later).into_values().flatten() {
            self.after.push(placed(item, origin));
        }
        let Some(mut paragraph) = paragraph else { return };
        if let Some(table) = self.tables.last_mut() {
            table.push(&paragraph.take_text(Keep::No, Keep::Yes), origin);
            return;
        }
        let kind = kind(&paragraph, self.story, false, Some(&mut self.fields));
        let tabs = if kind == DraftKind::Contents { Keep::Yes } else { Keep::No };
        let breaks = if matches!(kind, DraftKind::Heading { .. }) { Keep::No } else { Keep::Yes };
        let draft = Draft { kind, origin, bold: paragraph.is_bold(), size: paragraph.size() };
        let text = paragraph.take_text(tabs, breaks);
        if !text.is_empty() {
            let (story, indent) = (self.story, paragraph.direct.indent);
            self.items.push(Item::Paragraph { text, draft, story, indent });
        }
        self.items.append(&mut self.after);
    }

    /// Closes and opens tables until so many are open; whether more would be needed than are allowed.
    fn settle_tables(&mut self, depth: u32) -> bool {
        let allowed = usize::try_from(self.shared.limits.table_depth).unwrap_or(usize::MAX);
        let depth = depth as usize;
        let is_too_deep = depth > allowed;
        self.tally.flattened_tables += u32::from(is_too_deep && !self.is_too_deep);
        self.is_too_deep = is_too_deep;
        let depth = depth.min(allowed);
        while self.tables.len() > depth {
            self.close_table();
        }
        self.tables.resize_with(depth, OpenTable::default);
        is_too_deep
    }

    fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        let origin = table.origin;
        let draft = table.finish();
        match self.tables.last_mut() {
            Some(outer) => outer.nest(draft),
            None => {
                self.items.push(Item::Table(draft, origin));
                self.items.append(&mut self.after);
            }
        }
    }

    /// The end of the part: a last paragraph may lack its mark.
    fn finish(&mut self, end: u32) {
        let is_open = self.runs.iter().any(|run| !run.units.is_empty()) || !self.carried.is_empty();
        if is_open {
            let depth = u32::try_from(self.tables.len()).unwrap_or(0);
            let look = ParagraphLook::in_tables(depth);
            let mark = Mark { look, character: CharacterLook::default(), is_cell_mark: false, at: end };
            // Whatever limit this reaches has been reached before.
            let _ = self.end_paragraph(mark);
        }
        self.settle_tables(0);
        let last = Origin::Paragraph(self.tally.body_paragraphs.max(1));
        for item in std::mem::take(&mut self.anchored).into_values().flatten() {
            self.after.push(placed(item, last));
        }
        self.items.append(&mut self.after);
    }
}

/// The item, found at another place.
fn placed(item: Item, origin: Origin) -> Item {
    match item {
        Item::Paragraph { text, draft, story, indent } => {
            Item::Paragraph { text, draft: Draft { origin, ..draft }, story, indent }
        }
        Item::Table(table, _) => Item::Table(table, origin),
        Item::Drawing(drawing) => Item::Drawing(drawing),
    }
}
