//! A document whose pages are pictures → their text, where somebody brought a [`Recogniser`].
//!
//! The pictures are read together, as the pages of one scan: a paragraph or table may go on from one to the
//! next. What was read on each stands where the picture stands.

use super::walk::{Drawing, Item, Tally};
use super::{Reading, characters_of};
use crate::document::{Block, BlockKind, Builder, CellDraft, Document, Draft, DraftKind, Origin, TableDraft};
use crate::gap::{Gap, GapKind};
use crate::parse::opc::{Relationship, Target};
use crate::parse::recognise::Recogniser;
use crate::parse::{CHARACTERS_PER_PICTURE, picture};

/// The pictures of a document as they were recognised, one a page; empty where none were.
#[derive(Debug, Default)]
pub(in crate::parse) struct Scans(Document);

/// Whether a document with so little text beside its pictures is a scan.
pub(super) fn is_scan(tally: &Tally, items: &[Item]) -> bool {
    let characters = || -> usize { items.iter().map(characters_of).sum() };
    tally.pictures > 0 && characters() < CHARACTERS_PER_PICTURE * tally.pictures as usize
}

impl Reading<'_> {
    /// Recognises the pictures of a scan, and notes in its drawings which pages they are.
    pub(super) fn recognise(&mut self, links: &[Relationship], items: &mut [Item]) -> Scans {
        match self.recogniser {
            Some(recogniser) if is_scan(&self.tally, items) => {
                self.recognise_pictures(links, items, recogniser)
            }
            _ => Scans::default(),
        }
    }

    fn recognise_pictures(
        &mut self,
        links: &[Relationship],
        items: &mut [Item],
        recogniser: &dyn Recogniser,
    ) -> Scans {
        let mut names = Vec::new();
        let mut pictures = Vec::new();
        let mut found = 0;
        for item in items {
            let Item::Drawing(drawing) = item else { continue };
            let first = names.len() + 1;
            for link in &drawing.pictures {
                let Some(name) = part_of(links, link) else { continue };
                found += 1;
                if found > self.limits.ocr_pages {
                    continue;
                }
                let Some(bytes) = self.file.read_bytes(name).filter(|bytes| picture::is_known(bytes)) else {
                    continue;
                };
                names.push(name);
                pictures.push(bytes);
            }
            drawing.pages = first..names.len() + 1;
        }
        if found > self.limits.ocr_pages {
            self.file.gaps.push(Gap::limit("ocr-pages", found, self.limits.ocr_pages));
        }
        // What was looked at has gaps of its own, picture by picture; the others are pages all the same, however much
        // text stands beside so few.
        if self.tally.pictures as usize > names.len() {
            self.file.gaps.push(Gap::new(GapKind::ImagePage));
        }
        self.tally.pictures = 0;
        let document = picture::recognise("", &pictures, self.limits, recogniser);
        for gap in &document.gaps {
            let name = gap.page.and_then(|page| names.get(page as usize - 1));
            if let Some(name) = name.filter(|_| gap.kind.hides_content()) {
                self.file.gaps.push(Gap::new(gap.kind.clone()).in_part(*name));
            }
        }
        self.file.gaps.extend(remark(&document));
        Scans(document)
    }
}

/// The part that a picture is in.
fn part_of<'l>(links: &'l [Relationship], id: &str) -> Option<&'l str> {
    links.iter().find(|link| link.id == id).and_then(|link| match &link.target {
        Target::Part(name) => Some(name.as_str()),
        Target::External(_) | Target::Outside(_) => None,
    })
}

/// That text was recognised, and how surely.
fn remark(document: &Document) -> Option<Gap> {
    let sure: Vec<usize> =
        document.blocks.iter().filter_map(|block| block.confidence).map(usize::from).collect();
    let mean = sure.iter().sum::<usize>().checked_div(sure.len())?;
    let detail = format!(
        "图片中的内容由文字识别得到，平均置信度 {mean}%，可能有错字、漏字，以此为据的结论都列为待核实"
    );
    Some(Gap::new(GapKind::Remark(detail)))
}

impl Scans {
    /// Adds what was read on the pictures of a drawing.
    pub(super) fn add(&self, drawing: &Drawing, builder: &mut Builder) {
        for block in &self.0.blocks {
            let Origin::Page { page, .. } = block.origin else { continue };
            if drawing.pages.contains(&(page as usize)) {
                self.add_block(block, drawing.origin, builder);
            }
        }
        builder.confidence(None);
    }

    fn add_block(&self, block: &Block, origin: Origin, builder: &mut Builder) {
        builder.confidence(block.confidence);
        let kind = match block.kind {
            BlockKind::Table(id) => {
                builder.table(self.table(id), origin);
                return;
            }
            BlockKind::Heading { level, evidence, .. } => DraftKind::Heading { level, evidence },
            BlockKind::Paragraph => DraftKind::Text,
            BlockKind::ListItem => DraftKind::ListItem,
            BlockKind::Caption => DraftKind::Caption,
            BlockKind::Contents => DraftKind::Contents,
            BlockKind::Note => DraftKind::Note,
            BlockKind::PageFurniture => DraftKind::PageFurniture,
        };
        builder.paragraph(self.0.slice(block.span), Draft { kind, origin, ..Draft::default() });
    }

    fn table(&self, id: u32) -> TableDraft {
        let table = &self.0.tables[id as usize];
        let mut rows: Vec<Vec<CellDraft>> = (0..table.row_count).map(|_| Vec::new()).collect();
        for cell in &table.cells {
            rows[cell.row_idx as usize].push(CellDraft {
                column_idx: cell.column_idx,
                row_span: cell.row_span,
                column_span: cell.column_span,
                text: self.0.slice(cell.span).to_owned(),
                ..CellDraft::default()
            });
        }
        TableDraft { rows, first_sheet_row: None }
    }
}
