//! [`Paper`] → docx: A4, native headings, real tables, a contents field, page numbers. The same paper is the
//! same bytes.

use super::{Look, Paper, PaperBlock, PaperTable, parts};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Width between the margins, in twentieths of a point.
const TEXT_WIDTH: u32 = 8_844;
/// Narrowest column, in twentieths of a point: two characters and the margins of a cell.
const NARROWEST: u32 = 740;

/// The document's bytes.
pub fn render(paper: &Paper) -> Vec<u8> {
    let has_header = !paper.header.is_empty();
    let mut files = vec![
        ("[Content_Types].xml", parts::content_types(has_header)),
        ("_rels/.rels", parts::RELATIONSHIPS.to_owned()),
        ("docProps/core.xml", parts::core(&escaped(&paper.name))),
        ("word/document.xml", document(paper)),
        ("word/_rels/document.xml.rels", parts::document_relationships(has_header)),
        ("word/styles.xml", parts::styles()),
        ("word/fontTable.xml", parts::fonts()),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
        ("word/footer1.xml", parts::footer()),
    ];
    if has_header {
        files.push(("word/header1.xml", parts::header(&escaped(&paper.header))));
    }
    zipped(&files).expect("writing to memory does not fail")
}

/// An archive that depends on nothing but its files: no clock, no owner.
fn zipped(files: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, content) in files {
        archive.start_file(*name, options)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn document(paper: &Paper) -> String {
    let mut body = String::new();
    let mut breaks = false;
    for block in &paper.blocks {
        match block {
            PaperBlock::PageBreak => {
                breaks = true;
                continue;
            }
            PaperBlock::Title(text) => push_paragraph(&mut body, "Title", breaks, text),
            PaperBlock::Heading(level, text) => {
                push_paragraph(&mut body, &format!("Heading{}", level.clamp(&1, &3)), breaks, text);
            }
            PaperBlock::Paragraph(look, text) => push_paragraph(&mut body, style(*look), breaks, text),
            PaperBlock::Table(table) => push_table(&mut body, table, breaks),
            PaperBlock::Contents => push_contents(&mut body, paper, breaks),
        }
        breaks = false;
    }
    // Word wants a paragraph behind the last table.
    if body.ends_with("</w:tbl>") {
        body.push_str("<w:p/>");
    }
    parts::document(&body, !paper.header.is_empty())
}

fn style(look: Look) -> &'static str {
    match look {
        Look::Body => "BodyText",
        Look::Flush => "Flush",
        Look::Centred => "Centred",
        Look::Signed => "Signed",
        Look::FillIn => "FillIn",
    }
}

fn push_paragraph(out: &mut String, style: &str, breaks: bool, text: &str) {
    let page = if breaks { "<w:pageBreakBefore/>" } else { "" };
    out.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{page}</w:pPr>{}</w:p>", run(text)));
}

/// The words as one run; line breaks and tabs are elements.
fn run(text: &str) -> String {
    let words = escaped(text)
        .replace('\n', "</w:t><w:br/><w:t xml:space=\"preserve\">")
        .replace('\t', "</w:t><w:tab/><w:t xml:space=\"preserve\">");
    format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

fn push_table(out: &mut String, table: &PaperTable, breaks: bool) {
    push_paragraph(out, "Caption", breaks, &table.caption);
    if let Some(unit) = &table.unit {
        push_paragraph(out, "Unit", false, unit);
    }
    let widths = widths(table);
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
         <w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    ));
    push_row(out, &table.columns, &widths, "TableHead");
    for row in &table.rows {
        push_row(out, row, &widths, "TableText");
    }
    out.push_str("</w:tbl>");
}

fn push_row(out: &mut String, cells: &[String], widths: &[u32], style: &str) {
    let repeats = if style == "TableHead" { "<w:tblHeader/>" } else { "" };
    out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>"));
    for (cell, width) in cells.iter().zip(widths) {
        out.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
        ));
        push_paragraph(out, style, false, cell);
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr>");
}

/// Widths of the columns that fill the line.
fn widths(table: &PaperTable) -> Vec<u32> {
    let count = table.columns.len().max(1);
    let weight = |at: usize| table.weights.get(at).copied().unwrap_or(1).max(1);
    let all: u32 = (0..count).map(weight).sum();
    let mut widths: Vec<u32> = (0..count).map(|at| (TEXT_WIDTH * weight(at) / all).max(NARROWEST)).collect();
    let used: u32 = widths.iter().sum();
    if let Some(widest) = widths.iter_mut().max() {
        *widest = (*widest + TEXT_WIDTH).saturating_sub(used).max(NARROWEST);
    }
    widths
}

/// The contents as a field: what it shows until Word fills in the pages are the headings alone.
fn push_contents(out: &mut String, paper: &Paper, breaks: bool) {
    push_paragraph(out, "ContentsTitle", breaks, "目　录");
    let headings: Vec<(u8, &str)> = paper
        .blocks
        .iter()
        .filter_map(|block| match block {
            PaperBlock::Heading(level @ 1..=2, text) => Some((*level, text.as_str())),
            _ => None,
        })
        .collect();
    for (at, (level, text)) in headings.iter().enumerate() {
        let opens = if at == 0 { parts::CONTENTS_BEGIN } else { "" };
        let closes = if at + 1 == headings.len() { parts::FIELD_END } else { "" };
        out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"TOC{level}\"/></w:pPr>{opens}{}{closes}</w:p>",
            run(text)
        ));
    }
}

/// Text for XML: what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Look, Paper, PaperBlock, PaperTable};
    use super::render;
    use crate::document::BlockKind;
    use crate::parse::{Limits, parse};
    use crate::source::Source;

    fn paper() -> Paper {
        let mut paper = Paper { name: "名".into(), header: "页眉".into(), blocks: Vec::new() };
        paper.blocks.push(PaperBlock::Title("关于<甲>&乙的意见".into()));
        paper.blocks.push(PaperBlock::Contents);
        paper.head(1, "一、目标");
        paper.say(Look::Body, "正文\u{1}\n第二行");
        let columns = vec!["名称".to_owned(), "金额".to_owned()];
        let rows = vec![vec!["服务器".to_owned(), String::new()]];
        let table = PaperTable { caption: "表1 概算".into(), columns, rows, ..PaperTable::default() };
        paper.blocks.push(PaperBlock::Table(table));
        paper
    }

    #[test]
    fn our_reader_reads_what_was_written() {
        let source = Source { path: "a.docx".into(), bytes: render(&paper()), gaps: Vec::new() };
        let document = parse(&source, &Limits::default());
        assert!(document.gaps.is_empty(), "{:?}", document.gaps);
        assert!(document.text.contains("关于<甲>&乙的意见"), "{}", document.text);
        assert_eq!(document.heading(1), "一、目标");
        assert_eq!((document.tables.len(), document.tables[0].row_count), (1, 2));
        let contents = document.blocks.iter().filter(|block| block.kind == BlockKind::Contents);
        assert_eq!(contents.count(), 2, "{:?}", document.blocks);
    }

    #[test]
    fn the_same_paper_is_the_same_bytes() {
        assert_eq!(render(&paper()), render(&paper()));
    }
}
