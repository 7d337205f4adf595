//! [`Document`]: the one model that every format becomes.
//!
//! One text arena; blocks in reading order point into it; a section tree over the headings; tables
//! with cells; the gaps. A reader fills a [`Builder`]; [`Builder::finish`] decides what is a heading,
//! builds the tree and returns the document. Rules point with [`Span`]s, and
//! [`Document::locate`] says a place in words that a reader can use.

mod builder;
mod contents;
mod levels;
mod lists;
mod location;
pub mod numbering;
mod sentence;
mod structure;
mod substance;
pub(crate) mod template;

pub use builder::{Builder, CellDraft, Draft, DraftKind, TableDraft};
pub use location::Location;
pub use numbering::{NumberStyle, Numbering};

use crate::gap::Gap;
use crate::span::Span;
use std::ops::Range;

/// Index of a block in [`Document::blocks`].
pub type BlockId = u32;
/// Index of a section in [`Document::sections`]; 0 is the document itself.
pub type SectionId = u32;
/// Index of a table in [`Document::tables`].
pub type TableId = u32;

/// A document as read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Path inside the package.
    pub path: String,
    /// What its content is.
    pub format: Format,
    /// All text in reading order. Blocks are separated by `\n`, cells of a row by `\t`.
    pub text: String,
    /// In reading order, by ascending span, without overlap.
    pub blocks: Vec<Block>,
    /// The heading tree in reading order; `sections[0]` is the document itself.
    pub sections: Vec<Section>,
    /// In reading order.
    pub tables: Vec<Table>,
    /// Where pictures and drawings stand: bytes of `text` before each, ascending. Their content is not
    /// read, but a section that shows one is not empty.
    pub pictures: Vec<u32>,
    /// Notes of a template to its author, in order: shown like all text, and evidence for nothing.
    pub template: Vec<Span>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// Number of pages, where the format has them.
    pub pages: Option<u32>,
    /// Sheet names of a workbook, in order.
    pub sheets: Vec<String>,
    /// What stands before each 256th byte of `text`, counted.
    pub(crate) marks: Vec<location::Mark>,
    /// Characters of content before each block, and of all of them.
    substance: Vec<u32>,
}

/// The formats that are told apart, by content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Word 2007 and later, WPS
    Docx,
    /// Portable Document Format
    Pdf,
    /// Markdown
    Markdown,
    /// Plain text
    Text,
    /// Excel 2007 and later
    Xlsx,
    /// A zip archive that is no document
    Zip,
    /// Word 97-2003 and WPS binary
    Doc,
    /// Legacy Excel and ET binary
    Xls,
    /// GB/T 33190 fixed layout
    Ofd,
    /// Rich Text Format
    Rtf,
    /// HTML
    Html,
    /// A picture
    Image,
    /// Anything else
    #[default]
    Unknown,
}

impl Format {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::Xlsx => "xlsx",
            Self::Zip => "zip",
            Self::Doc => "doc",
            Self::Xls => "xls",
            Self::Ofd => "ofd",
            Self::Rtf => "rtf",
            Self::Html => "html",
            Self::Image => "image",
            Self::Unknown => "unknown",
        }
    }
}

/// One paragraph, heading or table.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text.
    pub span: Span,
    /// The innermost section that it stands in; a heading stands in the section that it opens.
    pub section: SectionId,
    /// Where it was in the file.
    pub origin: Origin,
    /// How sure text recognition was, in percent; `None` for text that was read, not recognised.
    pub confidence: Option<u8>,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Opens a section.
    Heading {
        /// 1 for chapters.
        level: u8,
        /// The number in front, also when the word processor printed it.
        numbering: Option<Numbering>,
        /// Why it is taken for a heading.
        evidence: HeadingEvidence,
    },
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A table; its cells hold the spans.
    Table(TableId),
    /// `表3-1 投资概算表`, `图2 总体架构`
    Caption,
    /// A line of the contents page. Never evidence for anything.
    Contents,
    /// A footnote, an endnote or the text of a drawing.
    Note,
    /// Running header, footer, page number. Never evidence for anything.
    PageFurniture,
}

/// What shows that a block is a heading, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeadingEvidence {
    /// Outline level, heading style, `#`, bookmark.
    Explicit,
    /// Larger or bolder than the text around it.
    Typography,
    /// Only its number and shape.
    Pattern,
}

/// Where a block was in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere that could be named.
    #[default]
    Unknown,
    /// Line number of a text file.
    Line(u32),
    /// Number of the paragraph in the body of a docx or doc, counted from 1 over all body paragraphs,
    /// those in table cells included.
    Paragraph(u32),
    /// Page number and box.
    Page {
        /// From 1.
        page: u32,
        /// In hundredths of a point, origin at the top left of the page as shown.
        bbox: Rect,
    },
    /// Row of a sheet.
    Sheet {
        /// Index into [`Document::sheets`].
        sheet_idx: u16,
        /// From 1.
        row_number: u32,
    },
}

/// A box in hundredths of a point, origin top left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left.
    pub x0: i32,
    /// Top.
    pub y0: i32,
    /// Right.
    pub x1: i32,
    /// Bottom.
    pub y1: i32,
}

/// A heading with what stands under it.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading; `None` for the document itself.
    pub heading: Option<BlockId>,
    /// 0 for the document itself.
    pub level: u8,
    /// The section that holds it.
    pub parent: Option<SectionId>,
    /// The blocks under the heading, subsections included.
    pub blocks: Range<BlockId>,
    /// The text from the heading's start to the end of the last block.
    pub span: Span,
}

/// A table. Rows and columns count from 0 here, from 1 in [`Location`].
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// All its text.
    pub span: Span,
    /// Number of rows.
    pub row_count: u32,
    /// Number of columns of the grid.
    pub column_count: u32,
    /// Sorted by row, then column; a merged cell stands once, at its top left.
    pub cells: Vec<Cell>,
    /// The caption block before or after it.
    pub caption: Option<BlockId>,
    /// The table whose cell holds this one.
    pub nested_in: Option<TableId>,
    /// The row number in the sheet of row 0, for workbooks.
    pub first_sheet_row: Option<u32>,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Row of its top, from 0.
    pub row_idx: u32,
    /// Column of its left, from 0.
    pub column_idx: u32,
    /// Rows that it covers.
    pub row_span: u32,
    /// Columns that it covers.
    pub column_span: u32,
    /// Its text, trimmed; empty cells have empty spans.
    pub span: Span,
    /// Where it was, if more is known than of the table.
    pub origin: Origin,
}

impl Table {
    /// The cell that covers the position, merged cells included.
    pub fn cell(&self, row_idx: u32, column_idx: u32) -> Option<&Cell> {
        let end = self.cells.partition_point(|c| (c.row_idx, c.column_idx) <= (row_idx, column_idx));
        let covers = |c: &&Cell| {
            (c.row_idx..c.row_idx + c.row_span).contains(&row_idx)
                && (c.column_idx..c.column_idx + c.column_span).contains(&column_idx)
        };
        self.cells[..end]
            .iter()
            .rev()
            .take_while(|c| c.row_idx == row_idx)
            .find(covers)
            .or_else(|| self.cells[..end].iter().rev().filter(|c| c.row_span > 1).find(covers))
    }

    /// The cells whose top is in the row.
    pub fn row(&self, row_idx: u32) -> &[Cell] {
        let start = self.cells.partition_point(|c| c.row_idx < row_idx);
        let end = self.cells.partition_point(|c| c.row_idx <= row_idx);
        &self.cells[start..end]
    }
}

impl Document {
    /// The text at a place.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The block at or before a byte of the text.
    pub fn block_at(&self, byte: u32) -> Option<BlockId> {
        let after = self.blocks.partition_point(|block| block.span.start <= byte);
        u32::try_from(after.checked_sub(1)?).ok()
    }

    /// The innermost section at a byte of the text.
    pub fn section_at(&self, byte: u32) -> SectionId {
        self.block_at(byte).map_or(0, |id| self.blocks[id as usize].section)
    }

    /// The section and those that hold it, innermost first, without the document itself.
    pub fn ancestors(&self, section: SectionId) -> impl Iterator<Item = SectionId> + '_ {
        std::iter::successors(Some(section), |&id| self.sections[id as usize].parent).filter(|&id| id != 0)
    }

    /// The heading's text with its number; empty for the document itself.
    pub fn heading(&self, section: SectionId) -> &str {
        let heading = self.sections.get(section as usize).and_then(|s| s.heading);
        heading.map_or("", |id| self.slice(self.blocks[id as usize].span))
    }

    /// The heading's text without its number.
    pub fn title(&self, section: SectionId) -> &str {
        let text = self.heading(section);
        match self.sections.get(section as usize).and_then(|s| s.heading) {
            Some(id) => match &self.blocks[id as usize].kind {
                BlockKind::Heading { numbering: Some(numbering), .. } => {
                    text.get(numbering.label_len as usize..).unwrap_or(text)
                }
                _ => text,
            },
            None => text,
        }
    }

    /// The span of the heading; the empty span for the document itself.
    pub fn heading_span(&self, section: SectionId) -> Span {
        let heading = self.sections.get(section as usize).and_then(|s| s.heading);
        heading.map_or(Span::default(), |id| self.blocks[id as usize].span)
    }

    /// The blocks under a heading, subsections included.
    pub fn blocks_in(&self, section: SectionId) -> &[Block] {
        let blocks = self.sections.get(section as usize).map_or(0..0, |s| s.blocks.clone());
        self.blocks.get(blocks.start as usize..blocks.end as usize).unwrap_or_default()
    }

    /// Whether a picture or drawing stands under a heading, subsections included.
    pub fn has_picture(&self, section: SectionId) -> bool {
        let Some(span) = self.sections.get(section as usize).map(|s| s.span) else { return false };
        let first = self.pictures.partition_point(|&at| at < self.heading_span(section).end);
        let at_end = span.end as usize == self.text.len();
        self.pictures.get(first).is_some_and(|&at| at < span.end || at_end)
    }

    /// Whether what could be read may be less than what is there.
    pub fn has_hidden_content(&self) -> bool {
        self.gaps.iter().any(|gap| gap.kind.hides_content())
    }

    /// How sure text recognition was of the least sure block at a place, in percent; `None` where all of
    /// it was read. The empty span at 0 is the file as a whole.
    pub fn confidence(&self, span: Span) -> Option<u8> {
        if span == Span::default() {
            return self.blocks.iter().filter_map(|block| block.confidence).min();
        }
        let first = self.block_at(span.start)? as usize;
        let touched = self.blocks[first..].iter().take_while(|block| block.span.start <= span.end);
        touched.filter_map(|block| block.confidence).min()
    }

    /// Whether any of its text was recognised, not read.
    pub fn has_recognised_text(&self) -> bool {
        self.blocks.iter().any(|block| block.confidence.is_some())
    }

    /// Number of Unicode scalar values of the text.
    pub fn character_count(&self) -> usize {
        self.char_offset(self.text.len())
    }

    /// Checks the laws that every document keeps, whatever bytes it was read from.
    ///
    /// # Panics
    /// When one is broken: a bug in a reader or in the builder, never the input's fault.
    pub fn assert_valid(&self) {
        let at_boundary = |span: Span| {
            assert!(
                span.start <= span.end && span.end as usize <= self.text.len(),
                "{span:?} lies outside the text"
            );
            assert!(self.text.is_char_boundary(span.start as usize), "{span:?} starts inside a character");
            assert!(self.text.is_char_boundary(span.end as usize), "{span:?} ends inside a character");
        };
        let mut end = 0;
        for block in &self.blocks {
            at_boundary(block.span);
            assert!(block.span.start >= end, "blocks overlap at {:?}", block.span);
            end = block.span.end;
            assert!((block.section as usize) < self.sections.len(), "block of no section");
            if let BlockKind::Table(id) = block.kind {
                assert!((id as usize) < self.tables.len(), "block of no table");
            }
        }
        self.template.iter().for_each(|&note| at_boundary(note));
        assert!(self.pictures.is_sorted(), "pictures run backward");
        let within = self.pictures.last().is_none_or(|&at| at as usize <= self.text.len());
        assert!(within, "a picture stands past the text");
        assert!(!self.sections.is_empty(), "the document itself is a section");
        for (id, section) in self.sections.iter().enumerate() {
            at_boundary(section.span);
            assert!(section.blocks.start <= section.blocks.end, "section blocks run backward");
            assert!(section.blocks.end as usize <= self.blocks.len(), "section past the last block");
            match section.parent {
                None => assert_eq!(id, 0, "only the document itself has no parent"),
                Some(parent) => {
                    assert!((parent as usize) < id, "a parent stands before its child");
                    assert!(
                        self.sections[parent as usize].level < section.level,
                        "a parent's level is smaller"
                    );
                    assert!(
                        self.sections[parent as usize].span.contains(section.span),
                        "a parent holds its child"
                    );
                }
            }
        }
        for table in &self.tables {
            at_boundary(table.span);
            for cell in &table.cells {
                at_boundary(cell.span);
                assert!(cell.row_span > 0 && cell.column_span > 0, "a cell covers something");
                assert!(cell.row_idx + cell.row_span <= table.row_count, "cell below its table");
                assert!(cell.column_idx + cell.column_span <= table.column_count, "cell right of its table");
                assert!(table.span.contains(cell.span), "cell text outside its table");
            }
        }
    }
}
