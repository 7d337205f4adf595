//! Bytes of a workbook (xlsx, xlsm, xltx) → [`Document`].

mod sheet;

use super::Limits;
use super::opc::{OfficeFile, Relationship, Target};
use super::sheets::{self, Book, Epoch, Formats, Listed, Sheet};
use super::xml::{Node, Xml};
use crate::document::{Builder, Document, Format};
use crate::gap::{Gap, GapKind};

/// What a sheet is linked with when pictures, shapes or comments stand on it.
const DRAWINGS: [&str; 3] = ["drawing", "comments", "threadedComment"];

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
    sheets::finish(builder)
}

fn read_book(file: &mut OfficeFile<'_>, builder: &mut Builder, limits: &Limits) {
    let Some(part) = book_part(file) else {
        return builder.gap(Gap::new(GapKind::Damaged("找不到工作簿的主部件（workbook.xml）".into())));
    };
    let (listed, epoch) = list_sheets(file, &part, limits);
    let relationships = file.relationships(&part);
    // Where a link is missing the part has its usual name.
    let linked = |kind: &str| {
        let linked = relationships.iter().find(|link| link.kind == kind).and_then(part_of);
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        linked.unwrap_or_else(|| format!("{folder}/{kind}.xml"))
    };
    let (strings, styles) = (linked("sharedStrings"), linked("styles"));
    let strings = read_strings(file, &strings, limits);
    let formats = read_formats(file, &styles, limits);
    let mut book = Book::new(strings, formats, epoch, limits);
    sheets::add_sheets(&listed, &mut book, builder, limits, |id, book| {
        let link = relationships.iter().find(|link| link.id == *id);
        if link.is_some_and(|link| link.kind == "chartsheet" || link.kind == "dialogsheet") {
            return None;
        }
        let Some(part) = link.and_then(part_of) else { return Some(Sheet::unreadable()) };
        let Some(source) = file.read(&part) else { return Some(Sheet::unreadable()) };
        let mut sheet = sheet::read(&source.text, source.is_cut, book, limits);
        sheet.has_drawings =
            file.relationships(&part).iter().any(|link| DRAWINGS.contains(&link.kind.as_str()));
        Some(sheet)
    });
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

fn list_sheets(file: &mut OfficeFile<'_>, part: &str, limits: &Limits) -> (Vec<Listed<String>>, Epoch) {
    let mut listed = Vec::new();
    let mut epoch = Epoch::Y1900;
    let Some(source) = file.read(part) else { return (listed, epoch) };
    let mut xml = Xml::new(&source.text, limits).cut_short(source.is_cut);
    loop {
        match xml.next() {
            Ok(Node::Open(tag)) if tag.local() == b"sheet" => listed.push(Listed {
                name: tag.attribute("name").unwrap_or_default().into_owned(),
                place: tag.attribute("id").unwrap_or_default().into_owned(),
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
                    if strings.len() as u64 >= limits.xlsx_cells {
                        file.gaps.push(sheets::too_many_strings(limits));
                        break;
                    }
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
fn read_formats(file: &mut OfficeFile<'_>, part: &str, limits: &Limits) -> Formats {
    let mut codes: Vec<(u32, String)> = Vec::new();
    let mut ids: Vec<u32> = Vec::new();
    let Some(source) = file.read(part) else { return Formats::default() };
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
    Formats::new(&ids, codes)
}

#[cfg(test)]
mod tests;
