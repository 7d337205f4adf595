//! The tags and texts of a page → paragraphs, headings, list items and tables.

use super::grid::Grid;
use super::space::{BREAK, collapse};
use super::token::{Tag, Token, Tokens};
use crate::document::{Builder, CellDraft, Draft, DraftKind, HeadingEvidence, Origin, TableDraft};
use crate::gap::{Gap, GapKind};
use crate::parse::Limits;

/// What pages show that is not read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unread {
    pub(super) pictures: usize,
    /// Frames, which show other pages.
    pub(super) frames: usize,
}

/// Puts pages into the document, one behind the other. `place` tells the origin of a line.
pub(super) fn fill(
    pages: &[String],
    place: fn(u32) -> Origin,
    builder: &mut Builder,
    limits: &Limits,
) -> Unread {
    let mut page = Page::new(limits);
    for html in pages {
        page.read(html);
        page.end();
    }
    for kind in page.gaps() {
        builder.gap(Gap::new(kind));
    }
    for (line, item) in page.items {
        match item {
            Item::Text(text, kind) => {
                builder.paragraph(&text, Draft { kind, origin: place(line), ..Draft::default() })
            }
            Item::Table(table, _) => builder.table(table, place(line)),
            Item::Picture => builder.picture(),
        }
    }
    page.unread
}

#[derive(Debug)]
enum Item {
    Text(String, DraftKind),
    /// With the number of its characters.
    Table(TableDraft, usize),
    Picture,
}

impl Item {
    fn characters(&self) -> usize {
        match self {
            Self::Text(text, _) => text.chars().count(),
            Self::Table(_, characters) => *characters,
            Self::Picture => 0,
        }
    }

    fn is_heading(&self) -> bool {
        matches!(self, Self::Text(_, DraftKind::Heading { .. }))
    }
}

/// Items with the number of line breaks before each.
type Items = Vec<(u32, Item)>;

struct Page<'a> {
    limits: &'a Limits,
    items: Items,
    tables: Vec<OpenTable>,
    text: String,
    /// Whether there is more in it than white space.
    has_text: bool,
    text_line: u32,
    heading: Option<u8>,
    /// What numbers the items of each open list; `None` for bullets.
    lists: Vec<Option<u32>>,
    /// The number of the open item, that no text carries yet; empty for bullets.
    label: Option<String>,
    /// Preformatted: line ends stay.
    pre_depth: u32,
    hidden: Option<Hidden>,
    hidden_count: u32,
    /// Elements that are not shown and do not end.
    endless: Vec<String>,
    /// Tables that are too deep to be tables.
    flattened_open: u64,
    flattened_count: u64,
    unread: Unread,
    paragraphs_left: u64,
    cells_left: u64,
    limit: Option<GapKind>,
}

/// An element that is not shown.
struct Hidden {
    name: String,
    /// How many are open inside that may hold others of its kind.
    depth: u32,
    has_text: bool,
}

struct OpenTable {
    line: u32,
    grid: Grid,
    /// What stands in the open cell.
    items: Items,
    /// What stands in the cells before, in the order of the file.
    cells: Vec<Items>,
}

impl<'a> Page<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            items: Vec::new(),
            tables: Vec::new(),
            text: String::new(),
            has_text: false,
            text_line: 0,
            heading: None,
            lists: Vec::new(),
            label: None,
            pre_depth: 0,
            hidden: None,
            hidden_count: 0,
            endless: Vec::new(),
            flattened_open: 0,
            flattened_count: 0,
            unread: Unread { pictures: 0, frames: 0 },
            paragraphs_left: limits.docx_paragraphs,
            cells_left: limits.table_cells,
            limit: None,
        }
    }

    fn read(&mut self, html: &str) {
        let mut tokens = Tokens::new(html);
        while self.limit.is_none()
            && let Some((line, token)) = tokens.next()
        {
            match token {
                Token::Text(text) => self.text(line, text),
                Token::Tag(tag) => self.tag(line, &tag),
            }
        }
    }

    /// Ends what is open at the end of a page.
    fn end(&mut self) {
        self.flush();
        while !self.tables.is_empty() {
            self.end_table();
        }
        // Paragraphs need no end.
        let hidden = self.hidden.take().filter(|hidden| hidden.has_text && hidden.name != "p");
        self.endless.extend(hidden.filter(|_| self.limit.is_none()).map(|hidden| hidden.name));
        self.lists.clear();
        (self.heading, self.label, self.pre_depth, self.flattened_open) = (None, None, 0, 0);
    }

    fn gaps(&mut self) -> Vec<GapKind> {
        let mut remarks: Vec<GapKind> = self.limit.take().into_iter().collect();
        remarks.extend(
            self.endless
                .iter()
                .map(|name| GapKind::Damaged(format!("不显示的元素 <{name}> 没有结束，其后的内容没有读取"))),
        );
        if self.hidden_count > 0 {
            remarks.push(GapKind::Remark(format!("网页中有 {} 处不显示的内容，没有读取", self.hidden_count)));
        }
        if self.flattened_count > 0 {
            remarks.push(GapKind::Remark(format!(
                "表格嵌套超过 {} 层，更深的 {} 个表格按文字读取",
                self.limits.table_depth, self.flattened_count
            )));
        }
        remarks
    }

    fn text(&mut self, line: u32, text: &str) {
        if let Some(hidden) = &mut self.hidden {
            hidden.has_text |= !text.trim().is_empty();
            return;
        }
        if !self.has_text {
            self.has_text = !text.trim().is_empty();
            let before = text.len() - text.trim_start().len();
            let breaks = memchr::memchr_iter(b'\n', &text.as_bytes()[..before]).count();
            self.text_line = line.saturating_add(u32::try_from(breaks).unwrap_or(0));
        }
        match self.pre_depth {
            0 => self.text.push_str(text),
            _ => self.text.push_str(&text.replace('\n', BREAK.encode_utf8(&mut [0; 4]))),
        }
    }

    fn tag(&mut self, line: u32, tag: &Tag<'_>) {
        if self.hidden.is_some() && self.stays_hidden(tag) {
            return;
        }
        if !tag.is_end && self.hides(tag) {
            return;
        }
        match (tag.name.as_str(), tag.is_end) {
            ("table", false) => self.open_table(line),
            ("table", true) => self.close_table(),
            ("tr", is_end) => self.row(is_end),
            ("td" | "th", _) => self.cell(tag),
            ("ol" | "ul" | "li", _) => self.list(tag),
            ("pre", is_end) => {
                self.flush();
                self.pre_depth = if is_end { self.pre_depth.saturating_sub(1) } else { self.pre_depth + 1 };
            }
            ("img", false) => {
                self.unread.pictures += 1;
                self.push(line, Item::Picture);
            }
            ("br", _) => self.text.push(BREAK),
            (_, is_end) => {
                let level = tag.heading_level();
                if level.is_some() || tag.breaks_line() || tag.name == "body" {
                    self.flush();
                    // One without text yet goes on in the blocks inside.
                    let is_over = is_end && (level.is_some() || tag.name == "p");
                    self.heading = match is_end {
                        true => self.heading.filter(|_| !is_over),
                        false => level.or_else(|| outline_level(tag)).or(self.heading),
                    };
                }
            }
        }
    }

    /// Whether what is not shown goes on behind this tag.
    fn stays_hidden(&mut self, tag: &Tag<'_>) -> bool {
        let Some(hidden) = &mut self.hidden else { return false };
        let (own, found) = (hidden.name.as_str(), tag.name.as_str());
        // What may hold others of its kind, and what ends it without a tag of its own.
        let (is_holder, ends) = match own {
            "p" => (false, ends_paragraph(tag)),
            "li" => (matches!(found, "ul" | "ol"), found == own),
            "tr" => (found == "table", found == own),
            "td" | "th" => (found == "table", matches!(found, "td" | "th" | "tr")),
            _ => (found == own, false),
        };
        if is_holder && !tag.is_end {
            hidden.depth += 1;
        } else if is_holder && hidden.depth > 0 {
            hidden.depth -= 1;
        } else if is_holder || ends && hidden.depth == 0 {
            let is_own = tag.is_end && found == own;
            self.hidden = None;
            return is_own;
        }
        true
    }

    /// Whether the tag begins something that is not shown.
    fn hides(&mut self, tag: &Tag<'_>) -> bool {
        const NEVER_SHOWN: [&str; 7] =
            ["title", "noscript", "noframes", "template", "xml", "datalist", "iframe"];
        const WITHOUT_CONTENT: [&str; 16] = [
            "br", "img", "hr", "input", "meta", "link", "col", "area", "embed", "source", "track", "wbr",
            "base", "param", "frame", "body",
        ];
        let name = tag.name.as_str();
        let style = tag.attribute("style").unwrap_or_default();
        let style: String =
            style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        let is_hidden = tag.attribute("hidden").is_some()
            || ["display:none", "mso-hide:all", "visibility:hidden"].iter().any(|mark| style.contains(mark));
        let is_never_shown = NEVER_SHOWN.contains(&name);
        if matches!(name, "frame" | "iframe") && !is_hidden {
            let shows = |page: &str| !page.trim().is_empty() && !page.trim_start().starts_with("about:");
            self.unread.frames += usize::from(tag.attribute("src").is_some_and(shows));
        }
        // Browsers overlook the `/` of `<iframe/>`; whoever wrote it did not mean the rest of the page.
        if (is_hidden || is_never_shown) && !WITHOUT_CONTENT.contains(&name) && !tag.is_empty() {
            self.hidden = Some(Hidden { name: tag.name.clone(), depth: 0, has_text: false });
            self.hidden_count += u32::from(!is_never_shown);
        }
        is_hidden || is_never_shown
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let text = collapse(&std::mem::take(&mut self.text));
        self.has_text = false;
        if text.is_empty() {
            return;
        }
        let level = self.heading.take();
        let label = self.label.take();
        let kind = match (level, &label) {
            (Some(level), _) => DraftKind::Heading { level, evidence: HeadingEvidence::Explicit },
            (None, Some(_)) => DraftKind::ListItem,
            (None, None) => DraftKind::Text,
        };
        // A heading is one line.
        let text = if level.is_some() { text.replace('\n', " ") } else { text };
        let text = format!("{}{text}", label.unwrap_or_default());
        if self.paragraphs_left == 0 {
            let allowed = self.limits.docx_paragraphs;
            self.limit = Some(GapKind::Limit {
                limit: "docx-paragraphs",
                measured: allowed.saturating_add(1),
                allowed,
            });
            return;
        }
        self.paragraphs_left -= 1;
        self.push(self.text_line, Item::Text(text, kind));
    }

    /// Adds an item where it stands: in the innermost open cell, else in front of the table.
    fn push(&mut self, line: u32, item: Item) {
        let cell = self.tables.iter_mut().rev().find(|table| table.grid.cell.is_some());
        let items = cell.map_or(&mut self.items, |table| &mut table.items);
        // Pictures at one place are one to the document.
        if !matches!((items.last(), &item), (Some((_, Item::Picture)), Item::Picture)) {
            items.push((line, item));
        }
    }

    fn list(&mut self, tag: &Tag<'_>) {
        self.flush();
        self.heading = None;
        self.label = None;
        match (tag.name.as_str(), tag.is_end) {
            ("ol", false) => self.lists.push(Some(tag.number("start").unwrap_or(1))),
            ("ul", false) => self.lists.push(None),
            ("ol" | "ul", true) => _ = self.lists.pop(),
            (_, false) => {
                let number = self.lists.last_mut().and_then(Option::as_mut);
                self.label = Some(number.as_deref().map_or_else(String::new, |number| format!("{number}. ")));
                if let Some(number) = number {
                    *number = number.saturating_add(1);
                }
            }
            (_, true) => {}
        }
    }

    fn open_table(&mut self, line: u32) {
        self.flush();
        self.heading = None;
        if self.tables.len() as u64 >= self.limits.table_depth {
            self.flattened_open += 1;
            self.flattened_count += 1;
            return;
        }
        self.tables.push(OpenTable { line, grid: Grid::default(), items: Vec::new(), cells: Vec::new() });
    }

    fn close_table(&mut self) {
        self.flush();
        if self.flattened_open > 0 {
            self.flattened_open -= 1;
        } else {
            self.end_table();
        }
    }

    fn row(&mut self, is_end: bool) {
        self.flush();
        self.heading = None;
        if let Some(table) = self.tables.last_mut().filter(|_| self.flattened_open == 0) {
            table.close_cell();
            if !is_end {
                table.grid.open_row();
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        self.flush();
        self.heading = None;
        let Some(table) = self.tables.last_mut().filter(|_| self.flattened_open == 0) else { return };
        table.close_cell();
        if tag.is_end {
            return;
        }
        if self.cells_left == 0 {
            let allowed = self.limits.table_cells;
            self.limit =
                Some(GapKind::Limit { limit: "table-cells", measured: allowed.saturating_add(1), allowed });
            return;
        }
        self.cells_left -= 1;
        table.grid.open_cell(tag);
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.tables.pop() else { return };
        table.close_cell();
        if table.lays_out() {
            for (line, item) in table.cells.into_iter().flatten() {
                self.push(line, item);
            }
            return;
        }
        let characters = table.cells.iter().flatten().map(|(_, item)| item.characters()).sum();
        let mut contents = table.cells.into_iter();
        let mut rows = table.grid.rows;
        for cell in rows.iter_mut().flatten() {
            fill_cell(cell, contents.next().unwrap_or_default());
        }
        self.push(table.line, Item::Table(TableDraft { rows, first_sheet_row: None }, characters));
    }
}

impl OpenTable {
    fn close_cell(&mut self) {
        if self.grid.cell.is_some() {
            self.cells.push(std::mem::take(&mut self.items));
        }
        self.grid.close_cell(|_| {});
    }

    /// Whether the table only puts parts of the page in their places: one cell, most of the text in tables
    /// inside, or headings with something under them.
    fn lays_out(&self) -> bool {
        let heads = |items: &Items| {
            items.iter().position(|(_, item)| item.is_heading()).is_some_and(|at| at + 1 < items.len())
        };
        let all = || self.cells.iter().flatten().map(|(_, item)| item);
        let inside: usize = all().filter(|item| matches!(item, Item::Table(..))).map(Item::characters).sum();
        self.cells.len() == 1
            || 2 * inside > all().map(Item::characters).sum()
            || self.cells.iter().any(heads)
    }
}

/// Whether a paragraph that is not closed ends at this tag.
fn ends_paragraph(tag: &Tag<'_>) -> bool {
    const BLOCKS: [&str; 8] = ["table", "td", "th", "body", "form", "header", "footer", "main"];
    tag.breaks_line() && tag.name != "br"
        || tag.heading_level().is_some()
        || BLOCKS.contains(&tag.name.as_str())
}

fn fill_cell(cell: &mut CellDraft, items: Items) {
    let mut lines = Vec::new();
    for (_, item) in items {
        match item {
            Item::Text(text, _) => lines.push(text),
            Item::Table(table, _) => cell.nested.push(table),
            Item::Picture => {}
        }
    }
    cell.text = lines.join("\n");
}

/// The outline level that a word processor gave to a paragraph.
fn outline_level(tag: &Tag<'_>) -> Option<u8> {
    let behind = tag.attribute("style")?.split_once("mso-outline-level:")?.1;
    let digit = behind.trim_start().chars().next()?.to_digit(10)?;
    u8::try_from(digit).ok().filter(|level| (1..=9).contains(level))
}
