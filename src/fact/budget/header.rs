//! Rows of a table → its header: which rows, and what each column holds.

use super::column::{Column, ColumnRole, Meaning, is_foreign, is_year};
use super::grid::Grid;
use super::unit;
use crate::document::Cell;
use crate::fact::parse_number;
use crate::span::Span;

/// Rows at the top among which the header is looked for.
const DEEPEST: u32 = 8;
/// Rows of a title that may stand above a header inside a table, with the header.
const TITLE_ROWS: u32 = 3;
/// Rows that one header takes at most.
const TALLEST: u32 = 4;

/// The header of a table.
pub(super) struct Header {
    /// First row below it.
    pub(super) end: u32,
    /// The columns that say what they hold, with the weight of amounts.
    pub(super) columns: Vec<(Column, u8)>,
    /// A row above it that holds one cell only.
    pub(super) title: Option<Span>,
    /// Whether it speaks of something else than costs.
    pub(super) foreign: bool,
}

/// The header of the part of a table that begins in a row, if it has one that speaks of costs or
/// equipment.
pub(super) fn find(grid: &Grid<'_>, from: u32) -> Option<Header> {
    let first = (from..grid.rows().min(from + DEEPEST)).find(|&row| is_header(grid, row))?;
    let mut end = first + 1;
    while end < grid.rows().min(first + TALLEST) && continues(grid, first, end) {
        end += 1;
    }
    let title = (from..first).find_map(|row| single(grid, row)).map(|cell| cell.span);
    let foreign = (first..end).any(|row| grid.filled(row).any(|cell| is_foreign(grid.text(cell))));
    let columns = (0..grid.columns()).filter_map(|column| read_column(grid, first, end, column)).collect();
    Some(Header { end, columns, title, foreign })
}

/// Whether a row says what the columns hold.
pub(super) fn is_header(grid: &Grid<'_>, row: u32) -> bool {
    // Most rows hold a plain number, and no header does: what their words mean need not be asked.
    if grid.filled(row).any(|cell| is_plain_number(grid.text(cell))) {
        return false;
    }
    let mut roles: Vec<ColumnRole> = Vec::new();
    let (mut filled, mut known) = (0, 0);
    for cell in grid.filled(row) {
        let text = grid.text(cell);
        filled += 1;
        if let Some(meaning) = grid.meaning(cell) {
            known += 1;
            if !roles.contains(&meaning.role) {
                roles.push(meaning.role);
            }
        } else if is_value(text) {
            return false;
        }
    }
    let names = [
        ColumnRole::Number,
        ColumnRole::Name,
        ColumnRole::Category,
        ColumnRole::Content,
        ColumnRole::Model,
        ColumnRole::Configuration,
    ];
    roles.len() >= 2
        && known * 2 >= filled
        && (roles.len() >= 3 || roles.iter().any(|role| names.contains(role)))
}

/// Digits, with a point among them at most, that are no year.
fn is_plain_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_short_number =
        |digits: &str| (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_short_number(whole) && is_short_number(fraction) && !is_year(text)
}

/// A number or an amount, which no header holds; years are headers.
fn is_value(text: &str) -> bool {
    !is_year(text) && (parse_number(text).is_some() || super::amount::money(text, None).is_some())
}

/// Whether a row below the first row of a header still belongs to it: it stands under merged cells and
/// holds no values, or goes on inside cells that reach down.
fn continues(grid: &Grid<'_>, first: u32, row: u32) -> bool {
    let reaches_down = grid.filled(first).any(|cell| cell.row_idx + cell.row_span > row);
    let spreads = grid.filled(first).any(|cell| cell.column_span > 1 && grid.meaning(cell).is_some());
    if !reaches_down && !spreads {
        return is_blank_below(grid, first, row);
    }
    let mut known = 0;
    for cell in grid.filled(row) {
        let text = grid.text(cell);
        if is_value(text) {
            return false;
        }
        known += u32::from(grid.meaning(cell).is_some() || under_amount(grid, first, row, cell.column_idx));
    }
    known > 0 || (reaches_down && grid.filled(row).next().is_none())
}

/// Headers of two rows without merged cells: the second row is filled only where the first is empty or
/// speaks of amounts, and says what columns hold.
fn is_blank_below(grid: &Grid<'_>, first: u32, row: u32) -> bool {
    let above_is_short =
        (0..grid.columns()).any(|column| grid.own(first, column).is_none_or(|cell| cell.span.is_empty()));
    let mut known = 0;
    for cell in grid.filled(row) {
        if is_value(grid.text(cell)) {
            return false;
        }
        let above = grid.cell(first, cell.column_idx).filter(|above| !above.span.is_empty());
        let is_amount = |above| grid.meaning(above).is_some_and(|m| m.role == ColumnRole::Amount);
        if !above.is_none_or(is_amount) {
            return false;
        }
        known += u32::from(grid.meaning(cell).is_some());
    }
    above_is_short && known >= 2
}

fn under_amount(grid: &Grid<'_>, first: u32, row: u32, column: u32) -> bool {
    (first..row).any(|above| {
        grid.cell(above, column).is_some_and(|cell| {
            cell.row_idx + cell.row_span <= row
                && grid.meaning(cell).is_some_and(|meaning| meaning.role == ColumnRole::Amount)
        })
    })
}

/// What the cells of the header above a column say together: the lowest decides, those above it give
/// what it leaves open.
fn read_column(grid: &Grid<'_>, first: u32, end: u32, column: u32) -> Option<(Column, u8)> {
    let mut cells: Vec<&Cell> = Vec::new();
    for row in (first..end).rev() {
        if let Some(cell) = grid.cell(row, column).filter(|cell| !cell.span.is_empty())
            && !cells.contains(&cell)
        {
            cells.push(cell);
        }
    }
    let lowest = *cells.first()?;
    if lowest.column_idx != column {
        return None; // a merged cell speaks for its first column
    }
    let says: Vec<Option<Meaning>> = cells.iter().map(|cell| grid.meaning(cell)).collect();
    let above_pays =
        says[1..].iter().flatten().any(|above| above.role == ColumnRole::Amount || above.role.is_part());
    let part = Meaning { role: ColumnRole::Part, weight: 0 };
    let meaning = match says[0] {
        Some(own) if above_pays && own.role == ColumnRole::Amount => Meaning { weight: 5, ..own },
        Some(own) if above_pays && own.role == ColumnRole::Name => part,
        Some(own) => own,
        None if above_pays => part,
        None => says[1..].iter().flatten().next().copied()?,
    };
    let unit = cells.iter().find_map(|cell| unit::in_header(grid.text(cell)));
    Some((Column { column_idx: column, role: meaning.role, unit, header: lowest.span }, meaning.weight))
}

/// The one cell with text in a row.
pub(super) fn single<'a>(grid: &Grid<'a>, row: u32) -> Option<&'a Cell> {
    let mut filled = grid.filled(row);
    let cell = filled.next()?;
    filled.next().is_none().then_some(cell)
}

/// Whether a row repeats the header: on a new page, or in the middle.
pub(super) fn is_repeated(grid: &Grid<'_>, row: u32, columns: &[Column]) -> bool {
    is_header(grid, row)
        && columns
            .iter()
            .filter(|column| {
                grid.own(row, column.column_idx).is_some_and(|cell| {
                    grid.meaning(cell).is_some_and(|meaning| same_role(meaning.role, column.role))
                })
            })
            .count()
            >= 2
}

/// The row in which another table begins inside this one, as in sheets: its header names other columns,
/// one of them with amounts; rows of its title belong to it.
pub(super) fn next_part(grid: &Grid<'_>, row: u32, columns: &[Column]) -> bool {
    let ends_title = |below: u32| match is_header(grid, below) {
        true => Some(Some(below)),
        false => single(grid, below).is_none().then_some(None),
    };
    let Some(header) = (row..grid.rows().min(row + TITLE_ROWS)).find_map(ends_title).flatten() else {
        return false;
    };
    let known = |column_idx: u32| columns.iter().find(|column| column.column_idx == column_idx);
    let (mut roles, mut pays, mut differs) = (0, false, false);
    for cell in grid.filled(header) {
        let text = grid.text(cell);
        let Some(meaning) = grid.meaning(cell) else { continue };
        roles += 1;
        let of_amounts = meaning.role.is_part()
            || matches!(meaning.role, ColumnRole::Amount | ColumnRole::Price | ColumnRole::Quantity);
        if of_amounts {
            pays = true;
            differs |= known(cell.column_idx).is_none_or(|column| {
                let unit = unit::in_header(text).zip(column.unit);
                !same_role(meaning.role, column.role) || unit.is_some_and(|(here, there)| here != there)
            });
        }
    }
    pays && roles >= 3 && differs
}

/// Roles before and after the columns were looked at together.
fn same_role(meant: ColumnRole, settled: ColumnRole) -> bool {
    meant == settled
        || matches!((meant, settled), (ColumnRole::Category | ColumnRole::Content, ColumnRole::Name))
        || (meant == ColumnRole::Name && settled == ColumnRole::Category)
        || (meant == ColumnRole::Part && settled == ColumnRole::Amount)
        || (meant == ColumnRole::Amount
            && (settled.is_part() || matches!(settled, ColumnRole::GroupSum | ColumnRole::OtherAmount)))
}
