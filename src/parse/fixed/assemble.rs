//! Pages as read → blocks of the document: paragraphs and tables joined over pages.

use super::bookmark::{self, Bookmark};
use super::columns::{is_amount, is_total};
use super::furniture;
use super::geometry::Direction;
use super::page::{Line, PageBlock, PageText, Role};
use super::page_break;
use super::paragraph::{Margins, PageMeasure, Paragraph, body_margins};
use super::table::{PageTable, TableCell};
use crate::document::{Builder, Draft, DraftKind, HeadingEvidence, TableDraft};

/// Column boundaries of a table that goes on may differ by this, in points.
const SAME_COLUMN: f64 = 6.0;

/// Fills the builder.
pub(in crate::parse) fn assemble(mut pages: Vec<PageText>, bookmarks: &[Bookmark], builder: &mut Builder) {
    furniture::mark(&mut pages);
    for page in pages.iter().filter(|page| page.is_framed_picture()) {
        builder.gap(page.picture_gap());
    }
    bookmark::mark(bookmarks, &mut pages);
    page_break::join_heads(&mut pages);
    let body = body_margins(&pages);
    let is_bold_usual = is_bold_usual(&pages);
    let mut flow = Flow { builder, open: None, waiting: Vec::new(), is_bold_usual };
    for page in pages {
        let measure = PageMeasure::of(&page, body);
        flow.page(page, &measure);
    }
    flow.close();
}

/// Where most of the text is bold, bold says nothing.
fn is_bold_usual(pages: &[PageText]) -> bool {
    let (mut bold, mut all) = (0_u64, 0_u64);
    for line in pages.iter().flat_map(|page| &page.blocks) {
        if let PageBlock::Line(line) = line {
            all += u64::from(line.characters);
            bold += if line.is_bold { u64::from(line.characters) } else { 0 };
        }
    }
    bold * 2 > all
}

/// What may go on in the next line or on the next page.
enum Open {
    Paragraph { paragraph: Paragraph, direction: Direction, margins: Margins },
    Table { table: PageTable, page: u32, last_page: u32, direction: Direction, confidence: Option<u8> },
}

struct Flow<'b> {
    builder: &'b mut Builder,
    open: Option<Open>,
    /// Furniture met while a paragraph was open: it comes behind it.
    waiting: Vec<(Line, u32, Direction)>,
    is_bold_usual: bool,
}

impl Flow<'_> {
    fn page(&mut self, mut page: PageText, measure: &PageMeasure) {
        let (number, direction, confidence) = (page.number, page.direction, page.confidence);
        if let Some(Open::Table { table, last_page, direction: other, confidence: sure, .. }) = &mut self.open
            && *last_page + 1 == number
            && *other == direction
            && let Some(mut rest) = page_break::take_rest(table, &mut page.blocks)
        {
            rest.set_origins(number, direction);
            *sure = (*sure).into_iter().chain(confidence).min();
            continue_table(table, rest);
            // What follows at once may go on with the table, too.
            let next = page.blocks.iter().find(|block| !block.is_furniture());
            if !matches!(next, Some(PageBlock::Table(_))) {
                *last_page = number;
            }
        }
        for block in page.blocks {
            match block {
                PageBlock::Line(line) if line.role == Role::Furniture || line.role == Role::Aside => {
                    self.waiting.push((line, number, direction));
                }
                PageBlock::Line(line) => self.line(&line, number, direction, measure),
                PageBlock::Table(table) => self.table(table, number, direction, confidence),
            }
        }
    }

    fn line(&mut self, line: &Line, page: u32, direction: Direction, measure: &PageMeasure) {
        let own = measure.margins(line.column);
        if let Some(Open::Paragraph { paragraph, margins, direction: other }) = &mut self.open
            && *other == direction
            && paragraph.goes_on_in(line, page, [*margins, own], measure.leading)
        {
            paragraph.append(line, page);
            *margins = own;
            return;
        }
        self.close();
        let paragraph = Paragraph::start(line, page);
        self.open = Some(Open::Paragraph { paragraph, direction, margins: own });
    }

    fn table(&mut self, table: PageTable, page: u32, direction: Direction, confidence: Option<u8>) {
        if let Some(Open::Table { table: open, last_page, direction: other, confidence: sure, .. }) =
            &mut self.open
            && *last_page + 1 == page
            && *other == direction
            && goes_on(open, &table)
        {
            *last_page = page;
            *sure = (*sure).into_iter().chain(confidence).min();
            continue_table(open, table);
            return;
        }
        self.close();
        self.open = Some(Open::Table { table, page, last_page: page, direction, confidence });
    }

    fn close(&mut self) {
        match self.open.take() {
            Some(Open::Paragraph { paragraph, direction, .. }) => {
                let kind = match paragraph.role {
                    Role::Heading { level, .. } => {
                        DraftKind::Heading { level, evidence: HeadingEvidence::Explicit }
                    }
                    _ if paragraph.is_contents => DraftKind::Contents,
                    _ => DraftKind::Text,
                };
                let draft = Draft {
                    kind,
                    origin: direction.on_page(&paragraph.area).origin(paragraph.page),
                    bold: paragraph.is_bold && !self.is_bold_usual,
                    size: half_points(paragraph.size),
                };
                self.builder.confidence(paragraph.confidence);
                self.builder.paragraph(&paragraph.text, draft);
            }
            Some(Open::Table { table, page, direction, confidence, .. }) => {
                self.builder.confidence(confidence);
                let origin = direction.on_page(&table.area).origin(page);
                let rows = table.into_drafts();
                self.builder.table(TableDraft { rows, first_sheet_row: None }, origin);
            }
            None => {}
        }
        for (line, page, direction) in std::mem::take(&mut self.waiting) {
            let kind = if line.role == Role::Aside { DraftKind::Note } else { DraftKind::PageFurniture };
            let origin = direction.on_page(&line.area).origin(page);
            self.builder.confidence(line.confidence);
            self.builder.paragraph(&line.text, Draft { kind, origin, ..Draft::default() });
        }
    }
}

fn half_points(size: f64) -> Option<u16> {
    let halves = (size * 2.0).round();
    (1.0..=2_000.0).contains(&halves).then_some(halves as u16)
}

/// Whether the table at the top of a page is the rest of the one at the foot of the page before: it
/// has the same columns, or the same outer edges, or repeats the header.
fn goes_on(table: &PageTable, next: &PageTable) -> bool {
    if shares_gutters(table, next) {
        return true;
    }
    let ends = |edges: &[f64]| edges.first().copied().zip(edges.last().copied());
    let (Some(a), Some(b)) = (ends(&table.edges), ends(&next.edges)) else { return false };
    let same = |a: f64, b: f64| (a - b).abs() <= SAME_COLUMN;
    let has_same_columns = table.edges.len() == next.edges.len()
        && table.edges.iter().zip(&next.edges).all(|(x, y)| same(x - a.0, y - b.0));
    let repeats_header = table.edges.len() == next.edges.len()
        && table.rows.first().zip(next.rows.first()).is_some_and(|(old, new)| is_same_row(new, old));
    has_same_columns || repeats_header || (same(a.0, b.0) && same(a.1, b.1))
}

/// Whether the columns of both tables, which no lines divide, can be the same.
fn shares_gutters(table: &PageTable, next: &PageTable) -> bool {
    !table.gutters.is_empty()
        && table.gutters.len() == next.gutters.len()
        && table.gutters.iter().zip(&next.gutters).all(|(a, b)| a.0.max(b.0) < a.1.min(b.1))
}

/// Adds the rows of the next page: without the header rows that are repeated there, and with a row
/// that the page break cut put together again.
fn continue_table(table: &mut PageTable, mut next: PageTable) {
    if table.edges.len() != next.edges.len()
        || !table.edges.iter().zip(&next.edges).all(|(a, b)| (a - b).abs() <= SAME_COLUMN)
    {
        share_columns(table, &mut next);
    }
    for (gutter, other) in table.gutters.iter_mut().zip(&next.gutters) {
        *gutter = (gutter.0.max(other.0), gutter.1.min(other.1));
    }
    let mut rows = next.rows;
    let repeated = rows.iter().zip(&table.rows).take_while(|(new, old)| is_same_row(new, old)).count();
    if repeated < rows.len() {
        rows.drain(..repeated);
    }
    if repeated == 0
        && let Some((first, last)) = rows.first().zip(table.rows.last_mut())
        && is_cut_row(first, last)
    {
        for (cell, rest) in last.iter_mut().zip(rows.remove(0)) {
            super::join::append_line(&mut cell.text, &rest.text);
        }
    }
    table.rows.append(&mut rows);
}

/// Gives both parts the columns of either, so that merged cells cover as many as they should.
fn share_columns(table: &mut PageTable, next: &mut PageTable) {
    if table.edges.len() == next.edges.len() {
        return; // the same columns, drawn wider or narrower
    }
    let mut edges: Vec<f64> = Vec::new();
    let mut all: Vec<f64> = table.edges.iter().chain(&next.edges).copied().collect();
    all.sort_by(f64::total_cmp);
    for edge in all {
        if edges.last().is_none_or(|last| edge - last > SAME_COLUMN) {
            edges.push(edge);
        }
    }
    for part in [table, next] {
        let place: Vec<usize> = part
            .edges
            .iter()
            .map(|edge| edges.partition_point(|known| *known <= *edge).saturating_sub(1))
            .collect();
        for cell in part.rows.iter_mut().flatten() {
            let (start, end) = (place[cell.column], place[cell.column + cell.columns]);
            cell.column = start;
            cell.columns = end.saturating_sub(start).max(1);
        }
        part.edges = edges.clone();
    }
}

fn texts(row: &[TableCell]) -> impl Iterator<Item = &str> {
    row.iter().map(|cell| cell.text.as_str())
}

/// Whether both say the same; unknown characters say nothing.
fn is_same_row(a: &[TableCell], b: &[TableCell]) -> bool {
    !is_blank(a) && texts(a).eq(texts(b)) && !texts(a).any(|text| text.contains('\u{fffd}'))
}

fn is_blank(row: &[TableCell]) -> bool {
    texts(row).all(str::is_empty)
}

/// Whether the first row of a page is the rest of the last row before it: it starts with an empty
/// cell where that one has its number, and holds text only where the text above had not ended.
fn is_cut_row(first: &[TableCell], last: &[TableCell]) -> bool {
    let same_cells = first.len() == last.len()
        && first
            .iter()
            .zip(last)
            .all(|(a, b)| (a.column, a.columns, a.rows) == (b.column, b.columns, b.rows));
    let starts_blank = first.first().is_some_and(|cell| cell.text.is_empty())
        && last.first().is_some_and(|cell| !cell.text.is_empty());
    same_cells
        && starts_blank
        && !is_blank(first)
        && first.iter().zip(last).filter(|(new, _)| !new.text.is_empty()).all(|(new, old)| {
            let is_complete = old.text.is_empty() || old.text.ends_with(['。', '；', '！', '？']);
            let is_another = is_total(&new.text) || (is_amount(&old.text) && is_amount(&new.text));
            !is_complete && !is_another
        })
}
