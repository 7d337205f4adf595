//! Span → [`Location`]: a place in words that a reader can use.

use super::{BlockKind, Document, Origin, Rect};
use crate::span::Span;
use serde::Serialize;

/// A place for a reader. Unknown parts are absent, never invented.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Location {
    /// Path inside the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Headings from the chapter down to the innermost one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub section: Vec<String>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Paragraph of the docx body, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    /// Number of the table in the document, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<u32>,
    /// Row of the table (of the sheet, in a workbook), from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Column, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Name of the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Line of a text file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// First character, in Unicode scalar values of the extracted text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub char_start: Option<usize>,
    /// One past the last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub char_end: Option<usize>,
    /// Left, top, right, bottom in points; origin at the top left of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<[f64; 4]>,
    /// How sure text recognition was, in percent; only for text that was recognised, not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocr_confidence: Option<u8>,
}

/// Bytes between two character marks.
pub(super) const MARK_EVERY: usize = 256;

/// What stands before a byte of the text, so that no place has to count from the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Unicode scalar values.
    characters: u32,
    /// Line breaks.
    lines: u32,
}

impl Mark {
    /// The counts with the bytes behind them.
    fn and(self, bytes: &[u8]) -> Self {
        // A scalar value starts at every byte that continues none.
        let characters = count(bytes, |byte| byte & 0xC0 != 0x80);
        let lines = count(bytes, |byte| byte == b'\n');
        let add = |known: u32, more: usize| known.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        Self { characters: add(self.characters, characters), lines: add(self.lines, lines) }
    }
}

/// How many of the bytes are such. Sums of single bytes are added up many at a time.
fn count(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let sum = |part: &[u8]| part.iter().map(|&byte| u8::from(is_such(byte))).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|part| usize::from(sum(part))).sum()
}

impl Document {
    /// Where a span is, for a reader. The empty span at 0 means the file as a whole.
    pub fn locate(&self, span: Span) -> Location {
        let mut location = Location { file: Some(self.path.clone()), ..Location::default() };
        if span == Span::default() {
            return location;
        }
        location.char_start = Some(self.char_offset(span.start as usize));
        location.char_end = Some(self.char_offset(span.end as usize));
        let Some(block_id) = self.block_at(span.start) else { return location };
        let block = &self.blocks[block_id as usize];
        let mut path: Vec<String> =
            self.ancestors(block.section).map(|id| self.heading(id).trim().to_owned()).collect();
        path.reverse();
        location.section = path;
        location.ocr_confidence = self.confidence(span);
        self.apply_origin(block.origin, span.start - block.span.start, block.span, &mut location);
        if let BlockKind::Table(id) = block.kind {
            self.locate_in_table(id, span, &mut location);
        }
        location
    }

    fn locate_in_table(&self, id: u32, span: Span, location: &mut Location) {
        let table = &self.tables[id as usize];
        location.table = Some(id + 1);
        let behind = table.cells.partition_point(|cell| cell.span.start <= span.start);
        let Some(cell) = table.cells[..behind].last().filter(|cell| span.start <= cell.span.end) else {
            return;
        };
        let row_number = match table.first_sheet_row {
            Some(first) => first + cell.row_idx,
            None => cell.row_idx + 1,
        };
        location.row = Some(row_number);
        location.column = Some(cell.column_idx + 1);
        if cell.origin != Origin::Unknown {
            self.apply_origin(cell.origin, 0, cell.span, location);
        }
    }

    fn apply_origin(&self, origin: Origin, offset: u32, block: Span, location: &mut Location) {
        match origin {
            Origin::Unknown => {}
            Origin::Line(line) => {
                let breaks = self.count_before((block.start + offset) as usize).lines
                    - self.count_before(block.start as usize).lines;
                location.line = Some(line + breaks);
            }
            Origin::Paragraph(paragraph) => location.paragraph = Some(paragraph),
            Origin::Page { page, bbox } => {
                location.page = Some(page);
                location.bbox = (bbox != Rect::default())
                    .then(|| [bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(|n| f64::from(n) / 100.0));
            }
            Origin::Sheet { sheet_idx, row_number } => {
                location.sheet = self.sheets.get(usize::from(sheet_idx)).cloned();
                location.row = Some(row_number);
            }
        }
    }

    /// Number of Unicode scalar values before a byte of the text.
    pub fn char_offset(&self, byte: usize) -> usize {
        self.count_before(byte).characters as usize
    }

    /// Characters and line breaks before a byte of the text.
    fn count_before(&self, byte: usize) -> Mark {
        let byte = byte.min(self.text.len());
        let nth = byte / MARK_EVERY;
        let (mark, from) = match self.marks.get(nth) {
            Some(&mark) => (mark, nth * MARK_EVERY),
            None => (
                self.marks.last().copied().unwrap_or_default(),
                self.marks.len().saturating_sub(1) * MARK_EVERY,
            ),
        };
        mark.and(&self.text.as_bytes()[from..byte])
    }

    pub(super) fn mark_text(&mut self) {
        let mut mark = Mark::default();
        self.marks.clear();
        for chunk in self.text.as_bytes().chunks(MARK_EVERY) {
            self.marks.push(mark);
            mark = mark.and(chunk);
        }
    }
}

impl Location {
    /// The place in words: `方案.docx › 第三章 … › 3.2 …,第 12 页,表 2 第 3 行第 4 列`.
    pub fn describe(&self) -> String {
        let mut text = self.file.clone().unwrap_or_default();
        for heading in &self.section {
            text.push_str(" › ");
            text.push_str(heading);
        }
        let mut parts = Vec::new();
        if let Some(page) = self.page {
            parts.push(format!("第 {page} 页"));
        }
        if let Some(sheet) = &self.sheet {
            parts.push(format!("工作表“{sheet}”"));
        } else if let Some(table) = self.table {
            parts.push(format!("表格 {table}"));
        }
        match (self.row, self.column) {
            (Some(row), Some(column)) => parts.push(format!("第 {row} 行第 {column} 列")),
            (Some(row), None) => parts.push(format!("第 {row} 行")),
            _ => {}
        }
        if self.table.is_none()
            && let Some(paragraph) = self.paragraph
        {
            parts.push(format!("第 {paragraph} 段"));
        }
        if self.table.is_none()
            && let Some(line) = self.line
        {
            parts.push(format!("第 {line} 行"));
        }
        if !parts.is_empty() {
            text.push('，');
            text.push_str(&parts.join(" "));
        }
        if let Some(confidence) = self.ocr_confidence {
            text.push_str(&format!("（文字识别，置信度 {confidence}%）"));
        }
        text
    }
}
