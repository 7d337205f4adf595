//! A workbook → [`Document`]: each sheet a section, its used ranges tables with the numbers of their
//! rows, numbers as the sheet shows them.

mod layout;
mod number;
mod sheet;

use super::Limits;
use super::opc::{OfficeFile, Relationship, Target};
use super::xml::{Node, Xml};
use crate::document::{Builder, Document, Draft, DraftKind, Format, HeadingEvidence, Origin};
use crate::gap::{Gap, GapKind};
use number::{Epoch, NumberFormat};

pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Xlsx);
    let mut file = match OfficeFile::open(bytes, limits) {
        Ok(file) => file,
        Err(gap) => {
            builder.gap(gap);
            return builder.finish();
        }
    };
    read_book(&mut file, &mut builder, limits);
    for gap in file.gaps {
        builder.gap(gap);
    }
    let mut document = builder.finish();
    if document.text.is_empty() && document.gaps.is_empty() {
        document.gaps.push(Gap::new(GapKind::Empty));
    }
    document
}

/// What the sheets of a workbook share.
#[derive(Debug)]
struct Book {
    strings: Vec<String>,
    formats: Vec<NumberFormat>,
    epoch: Epoch,
    cells_left: u64,
    text_left: u64,
    is_over_text: bool,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    id: String,
    is_hidden: bool,
}

impl Book {
    fn show_number(&self, stored: &str, style: usize) -> String {
        self.formats.get(style).unwrap_or(&NumberFormat::General).show(stored, self.epoch)
    }

    /// Whether so many bytes of text may still be kept.
    fn take_text(&mut self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        self.is_over_text |= bytes > self.text_left;
        self.text_left = if self.is_over_text { 0 } else { self.text_left - bytes };
        !self.is_over_text
    }
}

fn read_book(file: &mut OfficeFile<'_>, builder: &mut Builder, limits: &Limits) {
    let Some(part) = book_part(file) else {
        return builder.gap(Gap::new(GapKind::Damaged("找不到工作簿的主部件（workbook.xml）".into())));
    };
    let (listed, epoch) = list_sheets(file, &part, limits);
    let relationships = file.relationships(&part);
    let linked = |kind: &str| relationships.iter().find(|link| link.kind == kind).and_then(part_of);
    let strings = linked("sharedStrings").map_or_else(Vec::new, |part| read_strings(file, &part, limits));
    let formats = linked("styles").map_or_else(Vec::new, |part| read_formats(file, &part, limits));
    let (cells_left, text_left) = (limits.xlsx_cells, limits.characters);
    let mut book = Book { strings, formats, epoch, cells_left, text_left, is_over_text: false };
    for (at, sheet) in listed.iter().enumerate() {
        if at as u64 >= limits.xlsx_sheets {
            builder.gap(Gap::limit("xlsx-sheets", listed.len() as u64, limits.xlsx_sheets));
            break;
        }
        let link = relationships.iter().find(|link| link.id == sheet.id);
        if link.is_some_and(|link| link.kind == "chartsheet" || link.kind == "dialogsheet") {
            continue;
        }
        let is_cut = read_sheet(file, builder, sheet, link.and_then(part_of), &mut book, limits);
        if book.is_over_text {
            builder.gap(Gap::limit("characters", limits.characters.saturating_add(1), limits.characters));
        }
        if is_cut && book.cells_left == 0 || book.is_over_text {
            break;
        }
    }
}

fn part_of(link: &Relationship) -> Option<String> {
    match &link.target {
        Target::Part(part) => Some(part.clone()),
        Target::External(_) | Target::Outside(_) => None,
    }
}

fn book_part(file: &mut OfficeFile<'_>) -> Option<String> {
    let linked = file.relationships("").iter().find(|link| link.kind == "officeDocument").and_then(part_of);
    linked
        .filter(|part| file.contains(part))
        .or_else(|| file.part_of_type(&["spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"]))
        .or_else(|| file.contains("xl/workbook.xml").then(|| "xl/workbook.xml".to_owned()))
}

fn list_sheets(file: &mut OfficeFile<'_>, part: &str, limits: &Limits) -> (Vec<Listed>, Epoch) {
    let mut listed = Vec::new();
    let mut epoch = Epoch::Y1900;
    let Some(source) = file.read(part) else { return (listed, epoch) };
    let mut xml = Xml::new(&source.text, limits).cut_short(source.is_cut);
    loop {
        match xml.next() {
            Ok(Node::Open(tag)) if tag.local() == b"sheet" => listed.push(Listed {
                name: tag.attribute("name").unwrap_or_default().into_owned(),
                id: tag.attribute("id").unwrap_or_default().into_owned(),
                is_hidden: matches!(tag.attribute("state").as_deref(), Some("hidden" | "veryHidden")),
            }),
            Ok(Node::Open(tag)) if tag.local() == b"workbookPr" => {
                if matches!(tag.attribute("date1904").as_deref(), Some("1" | "true")) {
                    epoch = Epoch::Y1904;
                }
            }
            Ok(Node::End) => break,
            Ok(_) => {}
            Err(kind) => {
                file.gaps.push(Gap::new(kind).in_part(&source.name));
                break;
            }
        }
    }
    (listed, epoch)
}

/// The shared strings; what is said about how many there are is not believed.
fn read_strings(file: &mut OfficeFile<'_>, part: &str, limits: &Limits) -> Vec<String> {
    let mut strings = Vec::new();
    let Some(source) = file.read(part) else { return strings };
    let mut xml = Xml::new(&source.text, limits).cut_short(source.is_cut);
    let mut path: Vec<bool> = Vec::new(); // whether the element is a text that is shown
    let mut phonetic_depth = None;
    let mut text = String::new();
    loop {
        match xml.next() {
            Ok(Node::Open(tag)) => {
                if tag.local() == b"rPh" {
                    phonetic_depth.get_or_insert(path.len());
                }
                path.push(tag.local() == b"t" && phonetic_depth.is_none());
                if tag.local() == b"si" {
                    text.clear();
                }
            }
            Ok(Node::Text(part)) if path.last() == Some(&true) => text.push_str(&part),
            Ok(Node::Character(character)) if path.last() == Some(&true) => text.push(character),
            Ok(Node::Close) => {
                path.pop();
                if phonetic_depth == Some(path.len()) {
                    phonetic_depth = None;
                }
                if path.len() == 1 {
                    strings.push(sheet::unescape(&text));
                }
            }
            Ok(Node::End) => break,
            Ok(_) => {}
            Err(kind) => {
                file.gaps.push(Gap::new(kind).in_part(&source.name));
                break;
            }
        }
    }
    strings
}

/// The number format of each cell style.
fn read_formats(file: &mut OfficeFile<'_>, part: &str, limits: &Limits) -> Vec<NumberFormat> {
    let mut codes: Vec<(u32, String)> = Vec::new();
    let mut ids: Vec<u32> = Vec::new();
    let Some(source) = file.read(part) else { return Vec::new() };
    let mut xml = Xml::new(&source.text, limits).cut_short(source.is_cut);
    let mut in_cell_styles = false;
    loop {
        match xml.next() {
            Ok(Node::Open(tag)) => {
                let id = || tag.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                match tag.local() {
                    b"numFmt" => {
                        codes.push((id(), tag.attribute("formatCode").unwrap_or_default().into_owned()))
                    }
                    b"cellXfs" => in_cell_styles = true,
                    b"cellStyles" | b"dxfs" => in_cell_styles = false,
                    b"xf" if in_cell_styles => ids.push(id()),
                    _ => {}
                }
            }
            Ok(Node::End) => break,
            Ok(_) => {}
            Err(kind) => {
                file.gaps.push(Gap::new(kind).in_part(&source.name));
                break;
            }
        }
    }
    codes.sort_by_key(|(id, _)| *id);
    let format = |id: &u32| match codes.binary_search_by_key(id, |(id, _)| *id) {
        Ok(at) => NumberFormat::parse(&codes[at].1),
        Err(_) => NumberFormat::builtin(*id).unwrap_or_default(),
    };
    ids.iter().map(format).collect()
}

/// Reads one sheet; whether a limit cut it.
fn read_sheet(
    file: &mut OfficeFile<'_>,
    builder: &mut Builder,
    listed: &Listed,
    part: Option<String>,
    book: &mut Book,
    limits: &Limits,
) -> bool {
    let said = |kind| Gap::new(kind).in_part(&listed.name);
    let Some(source) = part.and_then(|part| file.read(&part)) else {
        builder.gap(said(GapKind::Damaged("找不到工作表的内容".into())));
        return false;
    };
    let sheet = sheet::read(&source.text, source.is_cut, book, limits);
    let is_cut = sheet.is_cut;
    for kind in &sheet.faults {
        builder.gap(said(kind.clone()));
    }
    if sheet.cells.is_empty() {
        return is_cut;
    }
    if listed.is_hidden {
        builder.gap(said(GapKind::Remark("工作表被隐藏，已一并读取".into())));
    }
    let sheet_idx = builder.sheet(&listed.name);
    let kind = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
    let origin = Origin::Sheet { sheet_idx, row_number: 1 };
    builder.paragraph(&listed.name, Draft { kind, origin, ..Draft::default() });
    layout::place(sheet, sheet_idx, builder);
    is_cut
}

#[cfg(test)]
mod tests;
