//! [`Ink`] of a page → [`PageText`]: its lines and tables in reading order.

use super::aligned;
use super::columns::{Segment, row_segments};
use super::figure;
use super::geometry::{Area, Direction};
use super::grid::grids;
use super::ink::{Ink, Rule};
use super::line::{Placed, Row, rows};
use super::order::{self, ColumnLine};
use super::table::{PageTable, row_text, ruled_tables};
use super::unruled::{self, Surroundings};
use crate::gap::GapKind;

/// Part of a page that a picture covers when it is a scan.
const SCANNED_SHARE: f64 = 0.2;

/// A page as read.
#[derive(Debug, Default)]
pub(in crate::parse) struct PageText {
    /// From 1.
    pub(super) number: u32,
    /// How most of its text runs; the boxes of lines and tables are in that frame.
    pub(super) direction: Direction,
    /// The page in that frame.
    pub(super) frame: Area,
    /// In reading order.
    pub(super) blocks: Vec<PageBlock>,
    pub(in crate::parse) characters: u32,
    pub(super) invisible_characters: u32,
    pub(super) unknown_characters: u32,
    /// Part of the page that pictures cover, 0 to 1.
    pub(super) picture_share: f64,
    /// Filled shapes: on a page without text, outlines of letters.
    pub(super) shapes: u32,
    /// Whether anything at all was drawn, text that could not be read included.
    pub(in crate::parse) has_content: bool,
    /// Of its text, in percent, where it was recognised.
    pub(super) confidence: Option<u8>,
    /// Why no text was recognised, where somebody tried.
    pub(super) unrecognised: Option<GapKind>,
}

/// A part of a page.
#[derive(Debug)]
pub(super) enum PageBlock {
    Line(Line),
    Table(PageTable),
}

impl PageBlock {
    pub(super) fn is_furniture(&self) -> bool {
        matches!(self, Self::Line(line) if line.role == Role::Furniture)
    }
}

/// One line of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    /// In the upright frame of the page.
    pub(super) area: Area,
    pub(super) baseline: f64,
    /// In points.
    pub(super) size: f64,
    pub(super) characters: u32,
    pub(super) is_bold: bool,
    /// Stretches of text with wide gaps between them.
    pub(super) pieces: usize,
    /// The line cut where columns of a table may end; empty where there are none.
    pub(super) segments: Vec<Segment>,
    /// Column of the page; 0 reaches across it.
    pub(super) column: u32,
    pub(super) role: Role,
    /// In percent, where its text was recognised.
    pub(super) confidence: Option<u8>,
}

/// What a line is, as far as the page or the bookmarks tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    Body,
    /// Header, footer, page number, watermark.
    Furniture,
    /// Text that runs in another direction: labels of drawings.
    Aside,
    /// The title of a bookmark; its level and the number of the bookmark, which lines of one
    /// title share.
    Heading { level: u8, bookmark: u32 },
}

/// Reads what was drawn on a page.
pub(in crate::parse) fn read_page(paper: Area, number: u32, ink: Ink) -> PageText {
    let direction = main_direction(&ink);
    let mut text = PageText {
        number,
        direction,
        frame: upright_area(&paper, direction),
        picture_share: picture_share(&ink.pictures, &paper),
        shapes: ink.shapes,
        has_content: !ink.refusals.is_empty() || ink.operators > 0,
        ..PageText::default()
    };
    let placed = |wanted: Direction| -> Vec<Placed> {
        ink.glyphs.iter().filter(|glyph| glyph.direction == wanted).filter_map(Placed::of).collect()
    };
    let mut glyphs = placed(direction);
    let rules: Vec<Rule> = ink.rules.iter().map(|rule| upright_rule(rule, direction)).collect();
    let grids = grids(&rules);
    let mut tables = ruled_tables(&grids, &mut glyphs);
    let mut rows = rows(glyphs);
    tables.extend(aligned::tables(&rules, &grids, &mut rows));
    let ordered = order_lines(rows, &rules, &ink, direction, &mut tables);
    tables.iter_mut().for_each(|table| table.set_origins(number, direction));
    let lines: Vec<Line> =
        ordered.into_iter().map(|ordered| text.line(&ordered.row, ordered.column, Role::Body)).collect();
    text.place(lines, tables);
    let drawings: Vec<Area> = ink.drawn.iter().chain(&ink.pictures).copied().collect();
    figure::mark(&mut text, &drawings);
    for other in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
        if other != direction {
            text.add_asides(placed(other), other);
        }
    }
    text.add_watermark(&placed(Direction::Slanted));
    text
}

/// The lines in reading order, without the tables that no lines divide: those that reach across the
/// page are looked for before it is cut into columns, the others in their columns.
fn order_lines(
    rows: Vec<Row>,
    rules: &[Rule],
    ink: &Ink,
    direction: Direction,
    tables: &mut Vec<PageTable>,
) -> Vec<ColumnLine> {
    let areas = |tables: &[PageTable]| tables.iter().map(|table| table.area).collect::<Vec<Area>>();
    if !rows.iter().any(|row| row.pieces.len() > 1) {
        return order::lines(rows, &areas(tables));
    }
    let upright = |areas: &[Area]| areas.iter().map(|area| upright_area(area, direction)).collect::<Vec<_>>();
    let closed = [upright(&ink.pictures), areas(tables)].concat();
    let around = Surroundings { rules, closed, drawn: upright(&ink.drawn) };
    let mut lines: Vec<ColumnLine> = rows.into_iter().map(|row| ColumnLine { row, column: 0 }).collect();
    tables.extend(unruled::tables(&mut lines, &around));
    let mut ordered = order::lines(lines.into_iter().map(|line| line.row).collect(), &areas(tables));
    if ordered.iter().any(|line| line.column > 0) {
        tables.extend(unruled::tables(&mut ordered, &around));
    }
    ordered
}

/// The direction of most glyphs.
fn main_direction(ink: &Ink) -> Direction {
    let count = |wanted: Direction| ink.glyphs.iter().filter(|glyph| glyph.direction == wanted).count();
    [Direction::Up, Direction::Left, Direction::Down, Direction::Right]
        .into_iter()
        .max_by_key(|direction| count(*direction))
        .unwrap_or_default()
}

fn upright_area(area: &Area, direction: Direction) -> Area {
    Area::around([direction.upright(area.x0, area.y0), direction.upright(area.x1, area.y1)])
}

fn upright_rule(rule: &Rule, direction: Direction) -> Rule {
    let ends = if rule.is_horizontal {
        [(rule.start, rule.at), (rule.end, rule.at)]
    } else {
        [(rule.at, rule.start), (rule.at, rule.end)]
    };
    let [from, to] = ends.map(|(x, y)| direction.upright(x, y));
    let is_horizontal = match direction {
        Direction::Down | Direction::Up => !rule.is_horizontal,
        Direction::Right | Direction::Left | Direction::Slanted => rule.is_horizontal,
    };
    let (at, a, b) = if is_horizontal { (from.1, from.0, to.0) } else { (from.0, from.1, to.1) };
    Rule { is_horizontal, at, start: a.min(b), end: a.max(b) }
}

fn picture_share(pictures: &[Area], paper: &Area) -> f64 {
    let size = |area: &Area| area.width() * area.height();
    let covered: f64 = pictures.iter().map(|picture| size(&picture.overlap(paper))).sum();
    let whole = size(paper);
    if whole > 0.0 && covered.is_finite() { (covered / whole).min(1.0) } else { 0.0 }
}

impl PageText {
    /// From 1.
    pub(in crate::parse) fn number(&self) -> u32 {
        self.number
    }

    /// Whether the page is a picture, a frame of header and footer apart.
    pub(in crate::parse) fn is_scan(&self) -> bool {
        self.is_picture() || self.is_framed_picture()
    }

    /// Says why no text was recognised.
    pub(in crate::parse) fn set_unrecognised(&mut self, why: GapKind) {
        self.unrecognised = Some(why);
    }

    /// Whether the page shows pictures, or letters as outlines, and no text.
    pub(in crate::parse) fn is_picture(&self) -> bool {
        /// Filled shapes on a page without text that must be letters.
        const OUTLINED_SHAPES: u32 = 60;
        self.characters == 0 && (self.picture_share >= SCANNED_SHARE || self.shapes >= OUTLINED_SHAPES)
    }

    /// Whether the page is a picture but for its header, footer and number.
    pub(super) fn is_framed_picture(&self) -> bool {
        self.picture_share >= SCANNED_SHARE
            && !self.blocks.is_empty()
            && self.blocks.iter().all(PageBlock::is_furniture)
    }

    /// The lines, in reading order.
    pub(super) fn lines_mut(&mut self) -> impl Iterator<Item = &mut Line> {
        self.blocks.iter_mut().filter_map(|block| match block {
            PageBlock::Line(line) => Some(line),
            PageBlock::Table(_) => None,
        })
    }

    fn count(&mut self, row: &Row) {
        for piece in &row.pieces {
            self.characters += piece.characters;
            self.invisible_characters += piece.invisible_characters;
            self.unknown_characters += piece.unknown_characters;
        }
    }

    fn line(&mut self, row: &Row, column: u32, role: Role) -> Line {
        self.count(row);
        let characters: u32 = row.pieces.iter().map(|piece| piece.characters).sum();
        let bold: u32 = row.pieces.iter().map(|piece| piece.bold_characters).sum();
        let main = row.pieces.iter().max_by_key(|piece| piece.characters);
        Line {
            text: row_text(row),
            area: row.area(),
            baseline: row.y,
            size: main.map_or(row.size, |piece| piece.size),
            characters,
            is_bold: characters > 0 && bold * 10 >= characters * 9,
            pieces: row.pieces.len(),
            segments: if row.pieces.len() > 1 { row_segments(row) } else { Vec::new() },
            column,
            role,
            confidence: None,
        }
    }

    /// Puts each table before the first line of its column that stands below its top.
    fn place(&mut self, lines: Vec<Line>, tables: Vec<PageTable>) {
        for cell in tables.iter().flat_map(|table| table.rows.iter().flatten()) {
            let count = |c: usize| u32::try_from(c).unwrap_or(u32::MAX);
            self.characters += count(cell.text.chars().filter(|c| !c.is_whitespace()).count());
            self.unknown_characters += count(cell.text.matches('\u{fffd}').count());
        }
        let place_of = |table: &PageTable| {
            lines.iter().position(|line| {
                let shares_column = line.area.x0 < table.area.x1 && table.area.x0 < line.area.x1;
                shares_column && line.area.y0 + line.area.y1 > 2.0 * table.area.y0
            })
        };
        let mut placed: Vec<(usize, PageTable)> =
            tables.into_iter().map(|table| (place_of(&table).unwrap_or(lines.len()), table)).collect();
        placed.sort_by_key(|(at, _)| *at);
        let mut tables = placed.into_iter().peekable();
        for (at, line) in lines.into_iter().enumerate() {
            while let Some((_, table)) = tables.next_if(|(place, _)| *place <= at) {
                self.blocks.push(PageBlock::Table(table));
            }
            self.blocks.push(PageBlock::Line(line));
        }
        self.blocks.extend(tables.map(|(_, table)| PageBlock::Table(table)));
    }

    fn add_asides(&mut self, glyphs: Vec<Placed>, direction: Direction) {
        for row in rows(glyphs) {
            let mut line = self.line(&row, 0, Role::Aside);
            let corners = direction.on_page(&line.area);
            let (from, to) = (
                self.direction.upright(corners.x0, corners.y0),
                self.direction.upright(corners.x1, corners.y1),
            );
            line.area = Area::around([from, to]);
            self.blocks.push(PageBlock::Line(line));
        }
    }

    /// Slanted text, in the order in which it was drawn.
    fn add_watermark(&mut self, glyphs: &[Placed]) {
        if glyphs.is_empty() {
            return;
        }
        let text: String = glyphs.iter().map(Placed::text).collect();
        let characters = text.chars().filter(|c| !c.is_whitespace()).count();
        self.characters += u32::try_from(characters).unwrap_or(u32::MAX);
        let corners = glyphs.iter().map(|glyph| self.direction.upright(glyph.x, glyph.y));
        let area = Area::around(corners);
        let line = Line { text, area, baseline: area.y1, role: Role::Furniture, ..Line::default() };
        self.blocks.push(PageBlock::Line(line));
    }
}
