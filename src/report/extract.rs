//! A document as it was read → text, Markdown or JSON: what the rules saw, and what they could not see.

use super::build::TOOL;
use super::model::Tool;
use crate::document::{Block, BlockKind, Document, HeadingEvidence, Location, Table};
use serde::Serialize;

/// All text in reading order; cells of a row are separated by tabs.
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        out.push_str(document.slice(block.span));
        out.push('\n');
    }
    out
}

/// Headings, paragraphs, lists and tables (GFM) as Markdown. Contents pages, running headers and
/// footers are no content and left out.
pub fn markdown(document: &Document) -> String {
    let mut out = String::new();
    let mut was_item = false;
    for block in &document.blocks {
        let text = document.slice(block.span);
        let is_item = block.kind == BlockKind::ListItem;
        let piece = match &block.kind {
            BlockKind::Contents | BlockKind::PageFurniture => continue,
            BlockKind::Heading { level, .. } => {
                format!("{} {}", "#".repeat(usize::from(*level).clamp(1, 6)), one_line(text))
            }
            BlockKind::Paragraph | BlockKind::Caption => escaped(text),
            BlockKind::ListItem => format!("- {}", text.replace('\n', "\n  ")),
            BlockKind::Note => format!("> {}", text.replace('\n', "\n> ")),
            BlockKind::Table(id) => table(document, &document.tables[*id as usize]),
        };
        let is_next_item = is_item && was_item;
        if !out.is_empty() && !is_next_item {
            out.push('\n');
        }
        out.push_str(piece.trim_end());
        out.push('\n');
        was_item = is_item;
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph that would be read as a heading, list or quotation gets a backslash.
fn escaped(text: &str) -> String {
    let lines = text.lines().map(|line| match line.chars().next() {
        Some('#' | '>' | '|' | '-' | '+' | '*') => format!("\\{line}"),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A merged cell stands at its top left; the positions that it covers are empty.
fn table(document: &Document, table: &Table) -> String {
    let mut out = String::new();
    for row_idx in 0..table.row_count {
        let mut column_idx = 0;
        out.push('|');
        for cell in table.row(row_idx) {
            out.push_str(&"  |".repeat((cell.column_idx.saturating_sub(column_idx)) as usize));
            let text = one_line(document.slice(cell.span)).replace('|', "\\|");
            out.push_str(&format!(" {text} |"));
            column_idx = cell.column_idx + 1;
        }
        out.push_str(&"  |".repeat((table.column_count.saturating_sub(column_idx)) as usize));
        out.push('\n');
        if row_idx == 0 {
            out.push('|');
            out.push_str(&" --- |".repeat(table.column_count as usize));
            out.push('\n');
        }
    }
    out
}

/// The documents of a package as read: schema `yushen-document/1`.
#[derive(Debug, Serialize)]
pub struct Extract<'a> {
    schema: &'static str,
    tool: Tool,
    documents: Vec<DocumentExtract<'a>>,
}

#[derive(Debug, Serialize)]
struct DocumentExtract<'a> {
    path: &'a str,
    format: &'static str,
    pages: Option<u32>,
    characters: usize,
    blocks: Vec<BlockExtract<'a>>,
    gaps: Vec<GapExtract>,
}

#[derive(Debug, Serialize)]
struct BlockExtract<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    /// Why it is taken for a heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'static str>,
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cells: Vec<CellExtract<'a>>,
    location: Location,
}

#[derive(Debug, Serialize)]
struct CellExtract<'a> {
    row: u32,
    column: u32,
    #[serde(skip_serializing_if = "is_one")]
    row_span: u32,
    #[serde(skip_serializing_if = "is_one")]
    column_span: u32,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct GapExtract {
    message: String,
    help: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    /// Whether content may be missing from what was read.
    hides_content: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_one(number: &u32) -> bool {
    *number == 1
}

impl<'a> Extract<'a> {
    /// What was read from these documents.
    pub fn new(documents: impl IntoIterator<Item = &'a Document>) -> Self {
        let documents = documents.into_iter().map(DocumentExtract::new).collect();
        Self { schema: "yushen-document/1", tool: TOOL, documents }
    }
}

impl<'a> DocumentExtract<'a> {
    fn new(document: &'a Document) -> Self {
        let gaps = document.gaps.iter().map(|gap| GapExtract {
            message: gap.to_string(),
            help: gap.kind.remedy(),
            page: gap.page,
            hides_content: gap.kind.hides_content(),
        });
        Self {
            path: &document.path,
            format: document.format.name(),
            pages: document.pages,
            characters: document.character_count(),
            blocks: document.blocks.iter().map(|block| BlockExtract::new(document, block)).collect(),
            gaps: gaps.collect(),
        }
    }
}

impl<'a> BlockExtract<'a> {
    fn new(document: &'a Document, block: &Block) -> Self {
        let (level, evidence) = match &block.kind {
            BlockKind::Heading { level, evidence, .. } => (Some(*level), Some(evidence_key(*evidence))),
            _ => (None, None),
        };
        let cells = match block.kind {
            BlockKind::Table(id) => cells(document, &document.tables[id as usize]),
            _ => Vec::new(),
        };
        // A table is more than its first cell.
        let location = Location { row: None, column: None, ..document.locate(block.span) };
        Self {
            kind: kind_key(&block.kind),
            level,
            evidence,
            text: document.slice(block.span),
            cells,
            location,
        }
    }
}

fn cells<'a>(document: &'a Document, table: &Table) -> Vec<CellExtract<'a>> {
    let cell = |cell: &crate::document::Cell| CellExtract {
        row: cell.row_idx + table.first_sheet_row.unwrap_or(1),
        column: cell.column_idx + 1,
        row_span: cell.row_span,
        column_span: cell.column_span,
        text: document.slice(cell.span),
    };
    table.cells.iter().map(cell).collect()
}

fn kind_key(kind: &BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading { .. } => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem => "list-item",
        BlockKind::Table(_) => "table",
        BlockKind::Caption => "caption",
        BlockKind::Contents => "contents",
        BlockKind::Note => "note",
        BlockKind::PageFurniture => "page-furniture",
    }
}

fn evidence_key(evidence: HeadingEvidence) -> &'static str {
    match evidence {
        HeadingEvidence::Explicit => "explicit",
        HeadingEvidence::Typography => "typography",
        HeadingEvidence::Pattern => "pattern",
    }
}

#[cfg(test)]
mod tests {
    use super::{Extract, markdown, text};
    use crate::check::sample::faulty_proposal;
    use crate::document::{Builder, Draft, DraftKind, Format};

    #[test]
    fn markdown_has_headings_and_tables() {
        let review = faulty_proposal();
        let shown = markdown(&review.readings[0].document);
        assert_eq!(
            shown,
            "# 第一章 运维服务\n\n项目总投资 1,280 万元。验收合格后提供 2 年免费运维服务，期满后另行签订运维合同。\n\n\
             | 名称 | 金额（万元） |\n| --- | --- |\n| 合计 | 1,208 |\n"
        );
    }

    #[test]
    fn markdown_leaves_out_what_is_no_content() {
        let mut builder = Builder::new("a.pdf", Format::Pdf);
        let kind = |kind| Draft { kind, ..Draft::default() };
        builder.paragraph("第 3 页", kind(DraftKind::PageFurniture));
        builder.paragraph("甲", kind(DraftKind::ListItem));
        builder.paragraph("乙", kind(DraftKind::ListItem));
        builder.paragraph("#1 楼改造。", Draft::default());
        let document = builder.finish();
        assert_eq!(markdown(&document), "- 甲\n- 乙\n\n\\#1 楼改造。\n");
        assert_eq!(text(&document), "第 3 页\n甲\n乙\n#1 楼改造。\n");
    }

    #[test]
    fn json_has_places_and_gaps() {
        let review = faulty_proposal();
        let value = serde_json::to_value(Extract::new([&review.readings[0].document])).unwrap();
        let document = &value["documents"][0];
        assert_eq!(value["schema"], "yushen-document/1");
        assert_eq!(document["blocks"][0]["kind"], "heading");
        assert_eq!(document["blocks"][0]["location"]["line"], 1);
        assert_eq!(document["blocks"][0]["location"]["char_end"], 8);
        assert_eq!(document["blocks"][2]["cells"][3]["text"], "1,208");
        assert_eq!(document["gaps"][0]["page"], 9);
    }
}
