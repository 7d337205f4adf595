//! Grids and glyphs → tables with the text of their cells.

use super::columns::Columns;
use super::geometry::{Area, Direction};
use super::grid::Grid;
use super::join::{append_line, first_word_width};
use super::line::{Placed, Row, rows};
use super::paragraph::{ends_sentence, starts_item};
use crate::document::{CellDraft, Origin};

/// What a wrapped line leaves free besides the room for its next character, in units of the font
/// size: padding, and marks that may not start a line.
const SLACK: f64 = 1.25;
/// The same in narrow cells, where words break anywhere and hardly anything is a line of its own.
const NARROW_SLACK: f64 = 2.0;
/// A cell is narrow up to this width, in units of the font size.
const NARROW: f64 = 12.0;

/// A table on one page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PageTable {
    /// In the upright frame of the page.
    pub(super) area: Area,
    /// Column boundaries, ascending.
    pub(super) edges: Vec<f64>,
    /// The white between the columns of a table without lines; its edges lie anywhere in it.
    pub(super) gutters: Vec<(f64, f64)>,
    pub(super) rows: Vec<Vec<TableCell>>,
}

/// One cell, in the upright frame of its page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TableCell {
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) text: String,
    pub(super) area: Area,
    /// Its place in the document, set when its page is complete.
    pub(super) origin: Origin,
}

impl PageTable {
    /// Where text may stand in the columns of a table without lines.
    pub(super) fn columns(&self) -> Columns {
        let starts =
            self.edges.first().copied().into_iter().chain(self.gutters.iter().map(|gutter| gutter.1));
        let ends = self.gutters.iter().map(|gutter| gutter.0).chain(self.edges.last().copied());
        Columns(starts.zip(ends).collect())
    }

    /// Notes where the cells stand, before parts of several pages are joined.
    pub(super) fn set_origins(&mut self, page: u32, direction: Direction) {
        for cell in self.rows.iter_mut().flatten() {
            cell.origin = direction.on_page(&cell.area).origin(page);
        }
    }

    /// The cells as the document model wants them.
    pub(super) fn into_drafts(self) -> Vec<Vec<CellDraft>> {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let draft = |cell: TableCell| CellDraft {
            column_idx: number(cell.column),
            row_span: number(cell.rows),
            column_span: number(cell.columns),
            origin: cell.origin,
            text: cell.text,
            nested: Vec::new(),
        };
        self.rows.into_iter().map(|row| row.into_iter().map(draft).collect()).collect()
    }
}

/// Takes the glyphs inside each grid out of `glyphs` and sets them in its cells. Grids with text in
/// fewer than two cells are frames and drawings; their glyphs stay.
pub(super) fn ruled_tables(grids: &[Grid], glyphs: &mut Vec<Placed>) -> Vec<PageTable> {
    grids.iter().filter_map(|grid| ruled_table(grid, glyphs)).collect()
}

fn ruled_table(grid: &Grid, glyphs: &mut Vec<Placed>) -> Option<PageTable> {
    let area = grid.area();
    let cell_of = |glyph: &Placed| {
        let (x, y) = glyph.middle();
        area.contains(x, y).then(|| grid.cell_at(x, y)).flatten()
    };
    let mut is_filled = vec![false; grid.cells.len()];
    for glyph in glyphs.iter() {
        if let Some(cell) = cell_of(glyph) {
            is_filled[cell] = true;
        }
    }
    let filled = is_filled.iter().filter(|filled| **filled).count();
    // A form to be filled in holds text in its header only.
    let heads = grid.cells.iter().filter(|cell| cell.row == 0).count();
    let filled_heads =
        grid.cells.iter().zip(&is_filled).filter(|(cell, filled)| cell.row == 0 && **filled).count();
    let is_sparse = grid.cells.len() >= 40 && filled * 8 < grid.cells.len() && filled_heads * 2 < heads;
    if filled < 2 || grid.xs.len() <= 2 || is_sparse {
        return None;
    }
    let mut inside: Vec<Vec<Placed>> = vec![Vec::new(); grid.cells.len()];
    let mut outside = Vec::with_capacity(glyphs.len());
    for glyph in glyphs.drain(..) {
        match cell_of(&glyph) {
            Some(cell) => inside[cell].push(glyph),
            None => outside.push(glyph),
        }
    }
    *glyphs = outside;
    let rows_count = grid.ys.len() - 1;
    let mut table = PageTable {
        area,
        edges: grid.xs.clone(),
        rows: vec![Vec::new(); rows_count],
        ..PageTable::default()
    };
    for (cell, glyphs) in grid.cells.iter().zip(inside) {
        let area = grid.cell_area(cell);
        table.rows[cell.row].push(TableCell {
            column: cell.column,
            rows: cell.rows,
            columns: cell.columns,
            text: cell_text(&rows(glyphs), area.width()),
            area,
            origin: Origin::Unknown,
        });
    }
    table.rows.iter_mut().for_each(|row| row.sort_by_key(|cell| cell.column));
    drop_blank_edges(&mut table);
    Some(table)
}

/// Rows without a cell of their own (double lines) and blank rows at the foot (lines to sign on).
fn drop_blank_edges(table: &mut PageTable) {
    let is_blank = |row: &Vec<TableCell>| row.iter().all(|cell| cell.text.is_empty() && cell.rows <= 1);
    while table.rows.len() > 1 && table.rows.last().is_some_and(is_blank) {
        // Cells that reach down into the row are cut by the builder.
        table.rows.pop();
    }
}

/// The text of a cell: a line that filled the cell goes on in the next one.
pub(super) fn cell_text(rows: &[Row], width: f64) -> String {
    let mut text = String::new();
    let mut free: Option<f64> = None;
    for row in rows {
        let line = row_text(row);
        let slack = if width < NARROW * row.size { NARROW_SLACK } else { SLACK };
        let has_room = free.is_none_or(|free| free >= (first_word_width(&line) + slack) * row.size);
        let is_new = has_room || (ends_sentence(&text) && starts_item(&line));
        if !is_new {
            append_line(&mut text, &line);
        } else {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line);
        }
        let area = row.area();
        free = Some(width - area.width());
    }
    text
}

/// The pieces of a row, with a space where the gap is.
pub(super) fn row_text(row: &Row) -> String {
    let mut text = String::new();
    for piece in &row.pieces {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&piece.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::grid::grids;
    use crate::parse::fixed::ink::Rule;
    use crate::parse::fixed::line::tests::set;

    fn ruled(xs: &[f64], ys: &[f64]) -> Vec<Rule> {
        let (x, y) = ((xs[0], xs[xs.len() - 1]), (ys[0], ys[ys.len() - 1]));
        let across = ys.iter().map(|&at| Rule { is_horizontal: true, at, start: x.0, end: x.1 });
        let down = xs.iter().map(|&at| Rule { is_horizontal: false, at, start: y.0, end: y.1 });
        across.chain(down).collect()
    }

    fn texts(table: &PageTable) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect()
    }

    #[test]
    fn cells_hold_their_wrapped_lines() {
        let mut glyphs = set("序号", 5.0, 15.0);
        glyphs.extend(set("数据共享交换", 55.0, 15.0));
        glyphs.extend(set("平台", 55.0, 27.0));
        glyphs.extend(set("1", 5.0, 55.0));
        glyphs.extend(set("软件", 55.0, 55.0));
        glyphs.extend(set("定制", 55.0, 67.0));
        glyphs.extend(set("表外", 0.0, 200.0));
        let grids = grids(&ruled(&[0.0, 50.0, 120.0], &[0.0, 40.0, 80.0]));
        let tables = ruled_tables(&grids, &mut glyphs);
        assert_eq!(texts(&tables[0]), [["序号", "数据共享交换平台"], ["1", "软件\n定制"]]);
        assert_eq!(glyphs.len(), 2, "what stands outside stays");
    }

    #[test]
    fn a_drawing_with_one_label_is_no_table() {
        let grids = grids(&ruled(&[0.0, 50.0, 120.0], &[0.0, 40.0, 80.0]));
        let mut glyphs = set("平台", 5.0, 15.0);
        assert!(ruled_tables(&grids, &mut glyphs).is_empty());
        assert_eq!(glyphs.len(), 2);
    }
}
