//! The columns of a table together: which one names the lines, which one holds their amount.

use super::column::{Column, ColumnRole};
use super::grid::Grid;
use super::header::Header;
use super::{amount, unit};
use crate::fact::{Decimal, Fen, parse_number};

/// Rows that are looked at to decide between columns.
const SAMPLE: u32 = 200;

/// The columns of a table with at most one [`ColumnRole::Amount`] and at least one
/// [`ColumnRole::Name`]; `None` when nothing names the lines.
pub(super) fn settle(grid: &Grid<'_>, header: &Header, default: Option<Fen>) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = header.columns.iter().map(|(column, _)| column.clone()).collect();
    name_lines(grid, header.end, &mut columns)?;
    mark_categories(grid, header.end, &mut columns);
    if default.is_some() {
        find_amount(grid, header.end, &mut columns);
    }
    mark_group_sums(grid, header.end, &mut columns);
    let sample = Sample { grid, from: header.end, default };
    choose_amount(&sample, header, &mut columns);
    Some(columns)
}

/// Sees to it that a column names the lines.
fn name_lines(grid: &Grid<'_>, from: u32, columns: &mut Vec<Column>) -> Option<()> {
    let has = |columns: &[Column], role| columns.iter().rposition(|column| column.role == role);
    if has(columns, ColumnRole::Name).is_some() {
        return Some(());
    }
    let stand_in = has(columns, ColumnRole::Category).or_else(|| has(columns, ColumnRole::Content));
    if let Some(at) = stand_in {
        columns[at].role = ColumnRole::Name;
        return Some(());
    }
    let free = (0..grid.columns()).find(|&idx| {
        columns.iter().all(|column| column.column_idx != idx)
            && (from..grid.rows().min(from + SAMPLE)).any(|row| {
                grid.own(row, idx).is_some_and(|cell| {
                    let text = grid.text(cell);
                    !text.is_empty() && parse_number(text).is_none()
                })
            })
    })?;
    let at = columns.partition_point(|column| column.column_idx < free);
    let header = grid.cell(from.saturating_sub(1), free).map(|cell| cell.span).unwrap_or_default();
    columns.insert(at, Column { column_idx: free, role: ColumnRole::Name, unit: None, header });
    Some(())
}

/// Of two columns of names, the first names categories when it is empty or merged in rows that the second
/// still names.
fn mark_categories(grid: &Grid<'_>, from: u32, columns: &mut [Column]) {
    let names: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role == ColumnRole::Name).collect();
    for pair in names.windows(2) {
        let filled = |row: u32, at: usize| {
            grid.own(row, columns[at].column_idx).is_some_and(|cell| !cell.span.is_empty())
        };
        let goes_on = (from + 1..grid.rows().min(from + SAMPLE))
            .any(|row| !filled(row, pair[0]) && filled(row, pair[1]));
        if goes_on {
            columns[pair[0]].role = ColumnRole::Category;
        }
    }
}

/// Where the unit of amounts is stated but no header names them, the first column of numbers without a
/// meaning of its own holds them.
fn find_amount(grid: &Grid<'_>, from: u32, columns: &mut Vec<Column>) {
    let pays = |column: &Column| {
        column.role.is_part()
            || matches!(column.role, ColumnRole::Amount | ColumnRole::Price | ColumnRole::Quantity)
    };
    if columns.iter().any(pays) {
        return;
    }
    let numbers = |idx: u32| {
        let (mut filled, mut numbers) = (0, 0);
        for row in from..grid.rows().min(from + SAMPLE) {
            if let Some(cell) = grid.own(row, idx).filter(|cell| !cell.span.is_empty()) {
                filled += 1;
                numbers += u32::from(parse_number(grid.text(cell).trim_matches('*')).is_some());
            }
        }
        numbers >= 2 && numbers * 2 > filled
    };
    let unknown = |idx: u32| columns.iter().all(|column| column.column_idx != idx);
    let Some(idx) = (0..grid.columns()).find(|&idx| unknown(idx) && numbers(idx)) else { return };
    let at = columns.partition_point(|column| column.column_idx < idx);
    let header = grid.cell(from.saturating_sub(1), idx).map(|cell| cell.span).unwrap_or_default();
    columns.insert(at, Column { column_idx: idx, role: ColumnRole::Amount, unit: None, header });
}

/// A column of amounts whose cells mostly reach over several rows holds the sums of groups.
fn mark_group_sums(grid: &Grid<'_>, from: u32, columns: &mut [Column]) {
    let amounts = columns.iter().filter(|column| column.role == ColumnRole::Amount).count();
    if amounts < 2 {
        return;
    }
    for column in columns.iter_mut().filter(|column| column.role == ColumnRole::Amount) {
        let (mut merged, mut filled) = (0, 0);
        for row in from..grid.rows().min(from + SAMPLE) {
            if let Some(cell) = grid.own(row, column.column_idx).filter(|cell| !cell.span.is_empty()) {
                filled += 1;
                merged += u32::from(cell.row_span > 1);
            }
        }
        if merged * 2 > filled && merged > 0 {
            column.role = ColumnRole::GroupSum;
        }
    }
}

struct Sample<'g, 'd> {
    grid: &'g Grid<'d>,
    from: u32,
    default: Option<Fen>,
}

impl Sample<'_, '_> {
    fn rows(&self) -> std::ops::Range<u32> {
        self.from..self.grid.rows().min(self.from + SAMPLE)
    }

    fn fen(&self, row: u32, column: &Column) -> Option<i64> {
        let cell = self.grid.own(row, column.column_idx)?;
        let unit = column.unit.or(self.default);
        amount::money(self.grid.text(cell), unit).map(|amount| amount.fen.0)
    }

    fn count(&self, row: u32, column: &Column) -> Option<Decimal> {
        let cell = self.grid.own(row, column.column_idx)?;
        amount::count(self.grid.text(cell), cell.span).map(|count| count.value)
    }

    /// Rows in which quantity × price is the amount.
    fn products(&self, amount: &Column, quantity: &Column, price: &Column) -> usize {
        let fits = |row: u32| {
            let product = self.count(row, quantity)?.scaled(self.fen(row, price)?)?;
            (Some(product) == self.fen(row, amount) && product != 0).then_some(())
        };
        self.rows().filter(|&row| fits(row).is_some()).count()
    }

    /// Whether the columns add up to the one in at least half of the rows that have it.
    fn is_sum(&self, sum: &Column, parts: &[&Column]) -> bool {
        let (mut known, mut fits) = (0, 0);
        for row in self.rows() {
            let Some(sum) = self.fen(row, sum).filter(|&sum| sum != 0) else { continue };
            known += 1;
            let parts: Vec<i64> = parts.iter().filter_map(|part| self.fen(row, part)).collect();
            fits +=
                u32::from(!parts.is_empty() && parts.iter().copied().fold(0_i64, i64::saturating_add) == sum);
        }
        fits > 0 && fits * 2 >= known
    }
}

/// Leaves one column of amounts: the one that is quantity × price, the one that is the sum of the others,
/// else the one whose header says it most clearly, the first of those.
fn choose_amount(sample: &Sample<'_, '_>, header: &Header, columns: &mut [Column]) {
    let of = |columns: &[Column], role: ColumnRole| -> Vec<usize> {
        (0..columns.len()).filter(|&at| columns[at].role == role).collect()
    };
    let amounts = of(columns, ColumnRole::Amount);
    let parts: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role.is_part()).collect();
    if amounts.is_empty() {
        let costs = of(columns, ColumnRole::Part);
        if let ([only], true) = (&costs[..], parts.len() == 1) {
            columns[*only].role = ColumnRole::Amount;
        }
        return;
    }
    if amounts.len() == 1 {
        return;
    }
    let first = |role| of(columns, role).first().map(|&at| &columns[at]);
    let by_product =
        first(ColumnRole::Quantity).zip(first(ColumnRole::Price)).and_then(|(quantity, price)| {
            let score = |&at: &usize| sample.products(&columns[at], quantity, price);
            amounts.iter().copied().rev().max_by_key(score).filter(|at| score(at) > 0)
        });
    let by_sum = || {
        amounts.iter().copied().rev().find(|&at| {
            let others: Vec<&Column> = amounts.iter().filter(|&&o| o != at).map(|&o| &columns[o]).collect();
            sample.is_sum(&columns[at], &others)
        })
    };
    let is_sum = by_product.is_none().then(by_sum).flatten();
    let by_header = || {
        let weight = |&at: &usize| {
            let meant = header.columns.iter().find(|(column, _)| column.column_idx == columns[at].column_idx);
            meant.map_or(0, |&(_, weight)| weight)
        };
        amounts.iter().copied().rev().max_by_key(weight)
    };
    let Some(chosen) = by_product.or(is_sum).or_else(by_header) else { return };
    for at in amounts.iter().copied().filter(|&at| at != chosen) {
        columns[at].role = if is_sum.is_some() { ColumnRole::Part } else { ColumnRole::OtherAmount };
    }
}

/// The columns of a table without header inside a chapter on costs: names and amounts that carry their
/// own unit, or amounts in the unit that a line above states.
pub(super) fn without_header(grid: &Grid<'_>, default: Option<Fen>) -> Option<Vec<Column>> {
    let rows = 0..grid.rows().min(SAMPLE);
    let is_money = |row: u32, column: u32| {
        grid.own(row, column).is_some_and(|cell| {
            amount::money(grid.text(cell), default).is_some_and(|amount| amount.own_unit || default.is_some())
        })
    };
    let score = |column: u32| rows.clone().filter(|&row| is_money(row, column)).count();
    let best = (1..grid.columns()).rev().max_by_key(|&column| score(column))?;
    let enough = score(best) >= 2 && score(best) * 2 > rows.clone().count();
    let name = (0..best).find(|&column| {
        rows.clone().all(|row| {
            grid.cell(row, column).is_some_and(|cell| {
                let text = grid.text(cell);
                !text.is_empty() && unit::in_header(text).is_none() && parse_number(text).is_none()
            })
        })
    })?;
    let column =
        |column_idx, role| Column { column_idx, role, unit: None, header: crate::span::Span::default() };
    enough.then(|| vec![column(name, ColumnRole::Name), column(best, ColumnRole::Amount)])
}
