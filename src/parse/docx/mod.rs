//! Bytes of a docx (docm, dotx, dotm) → [`Document`].
//!
//! The container is opened, the main part is found through the relationships, then styles, lists,
//! notes, headers and the body are walked. Everything that is missing or broken becomes a gap; what
//! was read before is kept.

pub(super) mod blocks;
mod element;
pub(super) mod field;
pub(super) mod numbering;
pub(super) mod numerals;
pub(super) mod paragraph;
mod record;
pub(super) mod rejoin;
pub(super) mod scan;
pub(super) mod styles;
pub(super) mod symbol;
pub(super) mod table;
pub(crate) mod trace;
pub(super) mod walk;

use super::Limits;
use super::opc::{OfficeFile, PartText, Relationship, Target};
use super::recognise::Recogniser;
use crate::document::{Builder, CellDraft, Document, Draft, DraftKind, Format, Origin, TableDraft};
use crate::gap::{Gap, GapKind};
use numbering::Numbering;
use scan::Scans;
use std::collections::{BTreeSet, HashMap};
use styles::Styles;
use walk::{Indent, Item, NoteKey, NoteKind, Shared, Story, Tally, Walk};

/// Content types of main parts: document, template, each with and without macros.
const MAIN_TYPES: [&str; 4] = [
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroEnabled.main+xml",
    "ms-word.template.macroEnabledTemplate.main+xml",
];
/// Where the main part is when nothing says it.
const USUAL_MAIN: &str = "word/document.xml";
/// Boxes that hold more characters than this and than the rest hold the document itself.
const LAYOUT_OF_BOXES: usize = 500;

/// Reads a docx; whatever the bytes are, the document says what could not be read.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    limits: &Limits,
    recogniser: Option<&dyn Recogniser>,
) -> Document {
    let mut builder = Builder::new(path, Format::Docx);
    match OfficeFile::open(bytes, limits) {
        Ok(file) => Reading { file, limits, recogniser, tally: Tally::default() }.fill(&mut builder),
        Err(gap) => builder.gap(gap),
    }
    builder.finish()
}

struct Reading<'a> {
    file: OfficeFile<'a>,
    limits: &'a Limits,
    recogniser: Option<&'a dyn Recogniser>,
    tally: Tally,
}

impl Reading<'_> {
    fn fill(mut self, builder: &mut Builder) {
        if let Some(main) = self.find_main() {
            self.read_document(&main, builder);
        } else {
            self.damaged("找不到主文档部件，可能不是 Word 文档");
        }
        for gap in self.file.gaps {
            builder.gap(gap);
        }
    }

    /// The main part: by relationship, by content type, by its usual name.
    fn find_main(&mut self) -> Option<String> {
        for relationship in self.file.relationships("") {
            if relationship.kind != "officeDocument" {
                continue;
            }
            match relationship.target {
                Target::Part(name) if self.file.contains(&name) => return Some(name),
                Target::Part(name) => self.damaged(&format!("主文档部件 {name} 不存在")),
                Target::External(_) => self.damaged("主文档指向文件之外的地址，未读取该地址"),
                Target::Outside(_) => self.damaged("主文档指向压缩包之外的路径，未读取该路径"),
            }
        }
        let by_type = self.file.part_of_type(&MAIN_TYPES);
        by_type.or_else(|| self.file.contains(USUAL_MAIN).then(|| USUAL_MAIN.to_owned()))
    }

    fn damaged(&mut self, detail: &str) {
        self.file.gaps.push(Gap::new(GapKind::Damaged(detail.to_owned())));
    }

    fn read_document(&mut self, main: &str, builder: &mut Builder) {
        let links = self.file.relationships(main);
        let (styles, numbering) = self.definitions(main, &links);
        let no_notes = HashMap::new();
        let shared = Shared { styles: &styles, numbering: &numbering, limits: self.limits, notes: &no_notes };
        let notes = self.read_notes(main, &links, &shared);
        self.read_furniture(&links, &shared, builder);
        let shared = Shared { notes: &notes, ..shared };
        let Some(part) = self.file.read(main) else { return };
        // A logo in a header is no page of the document.
        self.tally.pictures = 0;
        let mut items = self.walk(&part, Story::Body, &shared).items;
        let scans = self.recognise(&links, &mut items);
        self.look_at_settings(&links);
        self.remark(main, &items);
        add_items(builder, rejoin::rejoin(items), &scans);
    }

    /// The styles and the lists.
    fn definitions(&mut self, main: &str, links: &[Relationship]) -> (Styles, Numbering) {
        let mut numbering = match self.part(main, links, "numbering") {
            Some(part) => {
                let (numbering, fault) = Numbering::read(&part, self.limits);
                self.note_fault(&part, fault);
                numbering
            }
            None => Numbering::default(),
        };
        let styles = match self.part(main, links, "styles") {
            Some(part) => {
                let (styles, fault) = Styles::read(&part, self.limits, &mut numbering);
                self.note_fault(&part, fault);
                styles
            }
            None => Styles::missing(),
        };
        (styles, numbering)
    }

    /// The part that a relationship of that kind leads to, or the one of the usual name.
    fn part(&mut self, main: &str, links: &[Relationship], kind: &str) -> Option<PartText> {
        let linked = links.iter().find_map(|link| match &link.target {
            Target::Part(name) if link.kind == kind => Some(name.clone()),
            _ => None,
        });
        let name = linked.filter(|name| self.file.contains(name)).unwrap_or_else(|| {
            let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{kind}.xml")
        });
        self.file.read(&name)
    }

    fn note_fault(&mut self, part: &PartText, fault: Option<GapKind>) {
        self.file.gaps.extend(fault.map(|kind| Gap::new(kind).in_part(&part.name)));
    }

    fn walk<'s>(&mut self, part: &PartText, story: Story, shared: &'s Shared<'s>) -> Walk<'s> {
        let mut walk = Walk::new(shared, story, std::mem::take(&mut self.tally));
        let fault = walk.run(part);
        self.tally = std::mem::take(&mut walk.tally);
        self.note_fault(part, fault);
        let forbidden = std::mem::take(&mut self.tally.forbidden_characters);
        if forbidden > 0 {
            let detail = format!("含有 {forbidden} 个 XML 不允许的控制字符，已略过");
            self.note_fault(part, Some(GapKind::Damaged(detail)));
        }
        walk
    }

    fn read_notes(
        &mut self,
        main: &str,
        links: &[Relationship],
        shared: &Shared<'_>,
    ) -> HashMap<NoteKey, Vec<Item>> {
        let mut notes = HashMap::new();
        for (kind, name) in [(NoteKind::Foot, "footnotes"), (NoteKind::End, "endnotes")] {
            let Some(part) = self.part(main, links, name) else { continue };
            let found = self.walk(&part, Story::Note, shared).found_notes;
            notes.extend(found.into_iter().map(|(id, items)| ((kind, id), as_notes(items))));
        }
        notes
    }

    /// Headers and footers, each text once: a mark of secrecy may stand there.
    fn read_furniture(&mut self, links: &[Relationship], shared: &Shared<'_>, builder: &mut Builder) {
        let names: BTreeSet<&str> = links
            .iter()
            .filter(|link| matches!(link.kind.as_str(), "header" | "footer"))
            .filter_map(|link| match &link.target {
                Target::Part(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let mut seen = BTreeSet::new();
        for name in names {
            let Some(part) = self.file.read(name) else { continue };
            for line in self.walk(&part, Story::Furniture, shared).items.into_iter().filter_map(line_of) {
                if line.chars().any(char::is_alphabetic) && seen.insert(line.clone()) {
                    let draft = Draft { kind: DraftKind::PageFurniture, ..Draft::default() };
                    builder.paragraph(&line, draft);
                }
            }
        }
    }

    /// A template on another machine can change what the document shows; it is never fetched.
    fn look_at_settings(&mut self, links: &[Relationship]) {
        let settings: Vec<String> = links
            .iter()
            .filter_map(|link| match &link.target {
                Target::Part(name) if link.kind == "settings" => Some(name.clone()),
                _ => None,
            })
            .chain(["word/settings.xml".to_owned()])
            .take(1)
            .collect();
        for link in settings.iter().flat_map(|name| self.file.relationships(name)).collect::<Vec<_>>() {
            let Target::External(address) = link.target else { continue };
            if link.kind == "attachedTemplate" && address.to_ascii_lowercase().starts_with("http") {
                let remark = "文档引用网络上的模板，本工具不联网，未读取该模板";
                self.file.gaps.push(Gap::new(GapKind::Remark(remark.to_owned())));
            }
        }
    }

    /// What a person should know about the body.
    fn remark(&mut self, main: &str, items: &[Item]) {
        let gaps = remarks(&self.tally, items, self.limits);
        self.file.gaps.extend(gaps.into_iter().map(|kind| Gap::new(kind).in_part(main)));
    }
}

/// What a person should know about the body.
pub(super) fn remarks(tally: &Tally, items: &[Item], limits: &Limits) -> Vec<GapKind> {
    let mut gaps = Vec::new();
    if tally.imports > 0 {
        gaps.push(GapKind::Unsupported(format!("并入的外部文档（{} 处）", tally.imports)));
    }
    if tally.embedded_sheets > 0 {
        let what = format!("以对象方式嵌入的电子表格（{} 个）", tally.embedded_sheets);
        gaps.push(GapKind::Unsupported(what));
    }
    if tally.insertions > 0 || tally.deletions > 0 {
        gaps.push(GapKind::Remark(format!(
            "含有未接受的修订（插入 {} 处，删除 {} 处），按全部接受后的内容检查",
            tally.insertions, tally.deletions
        )));
    }
    if tally.flattened_tables > 0 {
        gaps.push(GapKind::Remark(format!(
            "表格嵌套超过 {} 层，更深的 {} 个表格按文字读取",
            limits.table_depth, tally.flattened_tables
        )));
    }
    if scan::is_scan(tally, items) {
        gaps.push(GapKind::ImagePage);
    }
    gaps
}

/// The items of the body, in order, with what was recognised on their pictures.
pub(super) fn add_items(builder: &mut Builder, items: Vec<Item>, scans: &Scans) {
    let boxed: usize = items.iter().filter(|item| in_box(item)).map(characters_of).sum();
    let all = || -> usize { items.iter().map(characters_of).sum() };
    let boxes_hold_the_text = boxed > LAYOUT_OF_BOXES && boxed * 2 > all();
    for item in items {
        match item {
            Item::Paragraph { text, mut draft, story, .. } => {
                if boxes_hold_the_text && story == Story::Box && draft.kind == DraftKind::Note {
                    draft.kind = DraftKind::Text;
                }
                builder.paragraph(&text, draft);
            }
            Item::Table(table, origin) if is_contents_page(&table) => {
                for row in table.rows {
                    let cells: Vec<String> = row.into_iter().map(|cell| cell.text).collect();
                    let draft = Draft { kind: DraftKind::Contents, origin, ..Draft::default() };
                    builder.paragraph(&cells.join("\t"), draft);
                }
            }
            Item::Table(table, origin) => builder.table(table, origin),
            Item::Drawing(drawing) => {
                builder.picture();
                scans.add(&drawing, builder);
            }
        }
    }
}

/// Whether a table only lays out a contents page: nearly all rows lead to a page number by dots.
fn is_contents_page(table: &TableDraft) -> bool {
    let leads_to_page = |row: &Vec<CellDraft>| {
        let ends_in_page = row.last().is_some_and(|cell| cell.text.ends_with(|c: char| c.is_ascii_digit()));
        ends_in_page && row.iter().any(|cell| cell.text.contains("....") || cell.text.contains("……"))
    };
    let leading = table.rows.iter().filter(|row| leads_to_page(row)).count();
    leading >= 2 && leading * 5 >= table.rows.len() * 4
}

fn in_box(item: &Item) -> bool {
    matches!(item, Item::Paragraph { story: Story::Box, .. })
}

fn characters_of(item: &Item) -> usize {
    let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    match item {
        Item::Paragraph { text, .. } => count(text),
        Item::Table(table, _) => {
            let mut sum = 0;
            each_cell_text(table, &mut |text| sum += count(text));
            sum
        }
        Item::Drawing(_) => 0,
    }
}

/// The texts of all cells, nested tables behind their cell; nesting is bounded by the walk.
fn each_cell_text(table: &TableDraft, with: &mut impl FnMut(&str)) {
    for cell in table.rows.iter().flatten() {
        with(&cell.text);
        for nested in &cell.nested {
            each_cell_text(nested, with);
        }
    }
}

/// Notes hold paragraphs only: a table in one becomes a line.
pub(super) fn as_notes(items: Vec<Item>) -> Vec<Item> {
    let note = |text| Item::Paragraph {
        text,
        draft: Draft { kind: DraftKind::Note, origin: Origin::Unknown, ..Draft::default() },
        story: Story::Note,
        indent: Indent::default(),
    };
    items.into_iter().filter_map(line_of).map(note).collect()
}

/// The text of an item in one line.
pub(super) fn line_of(item: Item) -> Option<String> {
    let line = match item {
        Item::Paragraph { text, .. } => text,
        Item::Table(table, _) => {
            let mut cells = Vec::new();
            each_cell_text(&table, &mut |text| cells.push(text.to_owned()));
            cells.join(" ")
        }
        Item::Drawing(_) => return None,
    };
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests;
