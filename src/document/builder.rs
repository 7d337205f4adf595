//! [`Builder`]: what a reader fills while it walks a file.

use super::{Block, BlockKind, Cell, Document, Format, HeadingEvidence, Origin, Section, Table, structure};
use crate::gap::Gap;
use crate::span::Span;

/// Collects the paragraphs and tables of one file in reading order.
#[derive(Debug, Default)]
pub struct Builder {
    document: Document,
    drafts: Vec<DraftBlock>,
    confidence: Option<u8>,
}

/// What a reader knows about a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Draft {
    /// What the file says that it is.
    pub kind: DraftKind,
    /// Where it was.
    pub origin: Origin,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Font size in half points, where known: evidence for headings in files without styles.
    pub size: Option<u16>,
}

/// What the file itself says about a paragraph. [`Builder::finish`] may still find a heading in `Text`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DraftKind {
    /// Running text, or a heading that the file does not mark.
    #[default]
    Text,
    /// A heading that the file marks (outline level, style, `#`, bookmark), or that its typography
    /// shows; levels from 1.
    Heading {
        /// 1 for chapters.
        level: u8,
        /// What marks it.
        evidence: HeadingEvidence,
    },
    /// An item of a list that the file marks.
    ListItem,
    /// A line of the contents page that the file marks.
    Contents,
    /// A caption that the file marks.
    Caption,
    /// A footnote, an endnote, text of a drawing.
    Note,
    /// Running header, footer, page number.
    PageFurniture,
    /// Text that is none of these and never a heading (code, quotations).
    Verbatim,
}

/// A table as a reader met it.
#[derive(Clone, Debug, Default)]
pub struct TableDraft {
    /// The cells of each row, left to right; positions of cells that a merged one covers are left out.
    pub rows: Vec<Vec<CellDraft>>,
    /// The row number in the sheet of the first row, for workbooks.
    pub first_sheet_row: Option<u32>,
}

/// One cell as a reader met it.
#[derive(Clone, Debug, Default)]
pub struct CellDraft {
    /// Column of its left edge, from 0.
    pub column_idx: u32,
    /// Rows that it covers; 0 counts as 1.
    pub row_span: u32,
    /// Columns that it covers; 0 counts as 1.
    pub column_span: u32,
    /// Its text; paragraphs separated by `\n`.
    pub text: String,
    /// Where it was, if more is known than of the table.
    pub origin: Origin,
    /// Tables inside it.
    pub nested: Vec<TableDraft>,
}

/// A block before it is decided what it is.
#[derive(Debug)]
pub(super) struct DraftBlock {
    pub(super) span: Span,
    pub(super) draft: Draft,
    pub(super) table: Option<u32>,
    pub(super) confidence: Option<u8>,
}

impl Builder {
    /// An empty document.
    pub fn new(path: impl Into<String>, format: Format) -> Self {
        let document = Document { path: path.into(), format, ..Document::default() };
        Self { document, drafts: Vec::new(), confidence: None }
    }

    /// How sure text recognition was of what is added from now on, in percent; `None` for text that was
    /// read.
    pub fn confidence(&mut self, confidence: Option<u8>) {
        self.confidence = confidence;
    }

    /// Adds a paragraph; empty ones (nothing but white space) leave no trace.
    pub fn paragraph(&mut self, text: &str, draft: Draft) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let start = self.open_block();
        self.document.text.push_str(text);
        let span = Span::new(start, self.document.text.len());
        self.drafts.push(DraftBlock { span, draft, table: None, confidence: self.confidence });
    }

    /// Adds a table and, behind it, the tables inside its cells. Tables without text leave no trace.
    pub fn table(&mut self, table: TableDraft, origin: Origin) {
        self.add_table(table, origin, None);
    }

    fn add_table(&mut self, draft: TableDraft, origin: Origin, nested_in: Option<u32>) {
        let mut nested = Vec::new();
        let start = self.open_block();
        let mut table = Table { nested_in, first_sheet_row: draft.first_sheet_row, ..Table::default() };
        table.row_count = u32::try_from(draft.rows.len()).unwrap_or(u32::MAX);
        for (row_idx, row) in draft.rows.into_iter().enumerate() {
            if row_idx > 0 {
                self.document.text.push('\n');
            }
            let row_idx = u32::try_from(row_idx).unwrap_or(u32::MAX);
            self.add_row(&mut table, row_idx, row, &mut nested);
        }
        table.span = Span::new(start, self.document.text.len());
        let is_blank = self.document.text[start..].trim().is_empty();
        let id = u32::try_from(self.document.tables.len()).unwrap_or(u32::MAX);
        if is_blank {
            self.document.text.truncate(start);
        } else {
            self.drafts.push(DraftBlock {
                span: table.span,
                draft: Draft { origin, ..Draft::default() },
                table: Some(id),
                confidence: self.confidence,
            });
            self.document.tables.push(table);
        }
        let parent = if is_blank { nested_in } else { Some(id) };
        for inner in nested {
            self.add_table(inner, origin, parent);
        }
    }

    fn add_row(
        &mut self,
        table: &mut Table,
        row_idx: u32,
        row: Vec<CellDraft>,
        nested: &mut Vec<TableDraft>,
    ) {
        let text = &mut self.document.text;
        let mut next_column = 0;
        for cell in row {
            let column_idx = cell.column_idx.max(next_column);
            if next_column > 0 {
                text.push('\t');
            }
            let start = text.len();
            text.push_str(cell.text.trim());
            let row_span = cell.row_span.clamp(1, table.row_count - row_idx);
            let column_span = cell.column_span.max(1);
            next_column = column_idx.saturating_add(column_span);
            table.column_count = table.column_count.max(next_column);
            table.cells.push(Cell {
                row_idx,
                column_idx,
                row_span,
                column_span,
                span: Span::new(start, text.len()),
                origin: cell.origin,
            });
            nested.extend(cell.nested);
        }
    }

    /// Notes that a picture or drawing stands here.
    pub fn picture(&mut self) {
        let at = u32::try_from(self.document.text.len()).unwrap_or(u32::MAX);
        if self.document.pictures.last() != Some(&at) {
            self.document.pictures.push(at);
        }
    }

    /// Notes something that could not be read.
    pub fn gap(&mut self, gap: Gap) {
        if !self.document.gaps.contains(&gap) {
            self.document.gaps.push(gap);
        }
    }

    /// Sets the number of pages.
    pub fn pages(&mut self, pages: u32) {
        self.document.pages = Some(pages);
    }

    /// Adds a sheet and returns its index.
    pub fn sheet(&mut self, name: impl Into<String>) -> u16 {
        self.document.sheets.push(name.into());
        u16::try_from(self.document.sheets.len() - 1).unwrap_or(u16::MAX)
    }

    /// Bytes of text collected so far.
    pub fn text_len(&self) -> usize {
        self.document.text.len()
    }

    /// Decides what is a heading, builds the section tree and returns the document.
    pub fn finish(self) -> Document {
        let Self { mut document, drafts, .. } = self;
        let kinds = structure::resolve(&document.text, &drafts, document.format);
        document.blocks = drafts
            .into_iter()
            .zip(kinds)
            .map(|(block, kind)| Block {
                kind,
                span: block.span,
                section: 0,
                origin: block.draft.origin,
                confidence: block.confidence,
            })
            .collect();
        build_sections(&mut document);
        attach_captions(&mut document);
        document.mark_text();
        document.find_template();
        document.count_substance();
        document
    }

    fn open_block(&mut self) -> usize {
        if !self.drafts.is_empty() {
            let text = &mut self.document.text;
            if !text.ends_with('\n')
                || self.drafts.last().is_some_and(|last| last.span.end as usize == text.len())
            {
                text.push('\n');
            }
        }
        self.document.text.len()
    }
}

/// Opens a section at each heading and closes those of the same or a deeper level.
fn build_sections(document: &mut Document) {
    let block_count = u32::try_from(document.blocks.len()).unwrap_or(u32::MAX);
    let text_end = document.text.len();
    let mut sections = vec![Section {
        heading: None,
        level: 0,
        parent: None,
        blocks: 0..block_count,
        span: Span::new(0, text_end),
    }];
    let mut open: Vec<u32> = vec![0];
    for id in 0..block_count {
        let block = &mut document.blocks[id as usize];
        if let BlockKind::Heading { level, .. } = block.kind {
            let level = level.max(1);
            close_sections(&mut sections, &mut open, level, id, block.span.start);
            let section = u32::try_from(sections.len()).unwrap_or(u32::MAX);
            sections.push(Section {
                heading: Some(id),
                level,
                parent: open.last().copied(),
                blocks: id + 1..block_count,
                span: Span { start: block.span.start, end: u32::try_from(text_end).unwrap_or(u32::MAX) },
            });
            open.push(section);
        }
        block.section = open.last().copied().unwrap_or(0);
    }
    document.sections = sections;
}

fn close_sections(sections: &mut [Section], open: &mut Vec<u32>, level: u8, at_block: u32, at_byte: u32) {
    while let Some(&top) = open.last().filter(|&&top| top != 0 && sections[top as usize].level >= level) {
        let section = &mut sections[top as usize];
        section.blocks.end = at_block;
        section.span.end = at_byte.max(section.span.start);
        open.pop();
    }
}

/// Gives each table the caption that stands just before it, else just behind it.
fn attach_captions(document: &mut Document) {
    for at in 0..document.blocks.len() {
        let BlockKind::Table(table) = document.blocks[at].kind else { continue };
        let is_table_caption = |&id: &usize| {
            document.blocks.get(id).is_some_and(|block| {
                block.kind == BlockKind::Caption && !document.slice(block.span).trim_start().starts_with('图')
            })
        };
        let before = at.checked_sub(1).filter(is_table_caption);
        let caption = before.or_else(|| Some(at + 1).filter(is_table_caption));
        document.tables[table as usize].caption = caption.and_then(|id| u32::try_from(id).ok());
    }
}
