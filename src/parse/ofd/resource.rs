//! Resource parts (GB/T 33190-2016, 7.9) → fonts, and drawings that pages use by their IDs.

use super::package::{Package, Step, folder_of, join};
use crate::gap::{Gap, GapKind};
use crate::parse::fixed::names_bold_face;
use crate::parse::opc::PartText;
use crate::parse::sfnt;
use crate::parse::xml::{Node, Xml};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// A font as far as text needs it.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// By its name or its own word.
    pub(super) is_bold: bool,
    /// Whether its Latin letters are half as wide as an ideograph.
    pub(super) is_half_width: bool,
    /// The part that holds it.
    file: Option<String>,
    /// The characters of its glyphs, once they were asked for.
    characters: Option<HashMap<u16, char>>,
}

/// A drawing of its own: a stretch of a resource part.
#[derive(Clone, Debug)]
pub(super) struct Composite {
    pub(super) part: Rc<PartText>,
    pub(super) content: Range<usize>,
}

impl Package<'_> {
    /// Takes what a resource part names.
    pub(super) fn read_resources(&mut self, name: &str) {
        let folder = folder_of(name).to_owned();
        let mut base = folder.clone();
        let mut files: Vec<(String, Font)> = Vec::new();
        let mut has_composites = false;
        self.walk(name, |open, step| match (open.last().map(String::as_str), step) {
            (Some("Res"), Step::Open(tag)) => {
                let path = tag.attribute("BaseLoc").unwrap_or_default();
                base = join(if path.starts_with(['/', '\\']) { "" } else { &folder }, &path)
                    .unwrap_or_else(|| folder.clone());
            }
            (Some("Font"), Step::Open(tag)) => {
                let text = |name| tag.attribute(name).unwrap_or_default();
                let is_on = |name| text(name).eq_ignore_ascii_case("true") || text(name) == "1";
                let names = [text("FontName"), text("FamilyName")];
                let font = Font {
                    is_bold: is_on("Bold") || names.iter().any(|name| names_bold_face(name)),
                    is_half_width: is_on("FixedWidth") || names.iter().any(|name| is_half_width(name)),
                    ..Font::default()
                };
                files.push((text("ID").trim().to_owned(), font));
            }
            (Some("FontFile"), Step::Text(path)) => {
                if let Some((_, font)) = files.last_mut() {
                    font.file = Some(path.to_owned());
                }
            }
            (Some("CompositeGraphicUnit"), Step::Open(_)) => has_composites = true,
            _ => {}
        });
        for (id, mut font) in files {
            font.file = font.file.and_then(|path| self.locate(&base, &path));
            self.fonts.insert(id, font);
        }
        if has_composites {
            self.find_composites(name);
        }
    }

    fn find_composites(&mut self, name: &str) {
        let Some(part) = self.kept(name) else { return };
        let mut xml = Xml::new(&part.text, self.limits).cut_short(part.is_cut);
        let mut open: Vec<Option<(String, usize)>> = Vec::new();
        loop {
            let at = xml.offset();
            match xml.next() {
                Ok(Node::Open(tag)) => {
                    let is_unit = tag.local() == b"CompositeGraphicUnit";
                    let id = || tag.attribute("ID").unwrap_or_default().trim().to_owned();
                    let unit = is_unit.then(|| (id(), xml.offset()));
                    open.push(unit);
                }
                Ok(Node::Close) => {
                    if let Some((id, start)) = open.pop().flatten() {
                        let content = start..at.max(start);
                        self.composites.insert(id, Composite { part: Rc::clone(&part), content });
                    }
                }
                // What is wrong with the part was said when it was walked.
                Ok(Node::End) | Err(_) => break,
                Ok(_) => {}
            }
        }
    }

    /// The character that a glyph of a font shows, by the embedded font's own table.
    pub(super) fn glyph_character(&mut self, font: &str, glyph: u16) -> Option<char> {
        let known = self.fonts.get_mut(font)?;
        if known.characters.is_none() {
            let bytes = known.file.as_ref().and_then(|file| self.file.read_bytes(file));
            known.characters =
                Some(bytes.and_then(|bytes| sfnt::glyph_characters(&bytes)).unwrap_or_default());
        }
        known.characters.as_ref()?.get(&glyph).copied()
    }

    /// Reads the resource parts that a list of paths names.
    pub(super) fn read_all_resources(&mut self, folder: &str, paths: &[String]) {
        for path in paths {
            match self.locate(folder, path) {
                Some(name) if self.resources.contains(&name) => {}
                Some(name) => {
                    self.read_resources(&name);
                    self.resources.insert(name);
                }
                // Fonts and pictures: the text is there without them.
                None => self.gap(Gap::new(GapKind::Remark("缺少资源部件，不影响文字".into())).in_part(path)),
            }
        }
    }
}

/// The faces of Chinese documents whose Latin letters are half as wide as an ideograph.
fn is_half_width(name: &str) -> bool {
    let name = name.to_lowercase();
    ["song", "simsun", "宋", "kai", "楷", "hei", "黑", "fz", "方正"].iter().any(|word| name.contains(word))
        && !["yahei", "雅黑", "dengxian", "等线"].iter().any(|word| name.contains(word))
}
