//! A document's tables → its budgets.

use super::column::{Column, ColumnRole};
use super::grid::{Grid, Meanings};
use super::header::{self, Header};
use super::kind::{self, Chapter, Chapters};
use super::line::Reader;
use super::{Budget, BudgetLine, Fen, LineKind, amount, class, group, settle, unit};
use crate::document::{BlockKind, Document, TableId};
use crate::lexicon::{HeadingMatch, Lexicon};
use crate::span::Span;
use std::collections::BTreeMap;

/// Rows at the top in which a row about the unit may stand.
const TOP_ROWS: u32 = 4;

/// Reads the tables of costs of a document with what its headings say, in order. A table that goes on in
/// the next one is one budget.
pub fn read_budgets(document: &Document, headings: &[HeadingMatch], lexicon: &Lexicon) -> Vec<Budget> {
    let chapters = Chapters::new(document, headings, lexicon);
    let budgets = read(document, lexicon, &chapters, &BTreeMap::new());
    let units = units_by_total(&budgets);
    if units.is_empty() { budgets } else { read(document, lexicon, &chapters, &units) }
}

/// Units of tables that state none, but whose sum of all is that of a table that does.
fn units_by_total(budgets: &[Budget]) -> BTreeMap<TableId, Fen> {
    let sum = |budget: &Budget| Some(budget.total()?.printed.read()?.fen.0);
    let known: Vec<i64> = budgets
        .iter()
        .filter(|budget| budget.unit.is_some())
        .filter_map(sum)
        .filter(|&sum| sum > 0)
        .collect();
    let mut units = BTreeMap::new();
    for budget in budgets.iter().filter(|budget| budget.unit.is_none()) {
        let Some(as_yuan) = sum(budget) else { continue };
        let unit = [unit::WAN, unit::YUAN].into_iter().find(|unit| {
            let meant = as_yuan.checked_mul(unit.0 / unit::YUAN.0);
            meant.is_some_and(|meant| {
                known.iter().any(|&known| known.abs_diff(meant) < unit.0.unsigned_abs() / 100)
            })
        });
        units.extend(unit.map(|unit| (budget.table, unit)));
    }
    units
}

fn read(
    document: &Document,
    lexicon: &Lexicon,
    chapters: &Chapters<'_>,
    units: &BTreeMap<TableId, Fen>,
) -> Vec<Budget> {
    let mut budgets: Vec<Budget> = Vec::new();
    let mut open: Option<Open> = None;
    let meanings = Meanings::default();
    for (id, table) in (0..).zip(&document.tables) {
        let Some(grid) = Grid::new(document, table, &meanings) else {
            open = None;
            continue;
        };
        let context = Context { document, chapters, grid: &grid, id, unit: units.get(&id).copied() };
        if let Some((budget, last)) = budgets.last_mut().zip(open.as_mut())
            && context.goes_on(budget, last)
        {
            context.add_lines(budget, last);
            continue;
        }
        open = None;
        let mut from = 0;
        while let Some((budget, first)) = context.begin(from) {
            from = first.end;
            open = Some(first);
            budgets.push(budget);
        }
    }
    budgets.retain_mut(|budget| finish(document, lexicon, chapters, budget).is_some());
    budgets
}

/// The table that a budget ended with, in case it goes on.
struct Open {
    table: TableId,
    width: u32,
    /// Unit of amounts that the table states for itself.
    unit: Option<Fen>,
    /// The row at which reading stopped: another table begins there, or this one ends.
    end: u32,
}

struct Context<'c, 'd> {
    document: &'d Document,
    chapters: &'c Chapters<'d>,
    grid: &'c Grid<'d>,
    id: TableId,
    /// The unit, where the table does not state it but its sum shows it.
    unit: Option<Fen>,
}

impl Context<'_, '_> {
    /// The budget that begins in a row of this table: the first, or one where another ended.
    fn begin(&self, from: u32) -> Option<(Budget, Open)> {
        if from >= self.grid.rows() {
            return None;
        }
        let table = &self.document.tables[self.id as usize];
        let found = header::find(self.grid, from);
        if found.as_ref().is_some_and(|header| header.foreign) {
            return None;
        }
        let title = self.title(found.as_ref());
        let stated = self.stated_inside(from).or_else(|| unit::around(self.document, table, title));
        let default = stated.or(self.unit);
        let (columns, first_line, strong) = match &found {
            Some(header) => {
                let strong = header
                    .columns
                    .iter()
                    .any(|(column, weight)| column.role == ColumnRole::Amount && matches!(weight, 3 | 5));
                (settle::settle(self.grid, header, default)?, header.end, strong)
            }
            None => {
                let chapter = self.chapters.around(table.span);
                if chapter != Chapter::Costs || from > 0 {
                    return None;
                }
                (settle::without_header(self.grid, default)?, 0, false)
            }
        };
        if !is_of_costs(&columns) {
            return None;
        }
        let mut budget =
            Budget { table: self.id, title, columns, strong_header: strong, ..Budget::default() };
        budget.unit = amount_unit(&budget.columns).or(default);
        let mut open =
            Open { table: self.id, width: self.grid.columns(), unit: budget.unit, end: first_line };
        self.read_lines(&mut budget, &mut open, first_line);
        Some((budget, open))
    }

    /// The unit in a row of its own: `单位：万元`.
    fn stated_inside(&self, from: u32) -> Option<Fen> {
        (from..self.grid.rows().min(from + TOP_ROWS)).find_map(|row| {
            self.grid.filled(row).take(3).find_map(|cell| unit::in_line(self.grid.text(cell)))
        })
    }

    /// Caption, title row, else the innermost heading.
    fn title(&self, header: Option<&Header>) -> Option<Span> {
        let table = &self.document.tables[self.id as usize];
        let caption = table.caption.map(|id| self.document.blocks[id as usize].span);
        let heading = || {
            let section = self.document.section_at(table.span.start);
            Some(self.document.heading_span(section)).filter(|span| !span.is_empty())
        };
        caption.or_else(|| header.and_then(|header| header.title)).or_else(heading)
    }

    /// Whether this table carries on the one before: nothing between them, as many columns, no header
    /// of its own or the same again, and no sum of all before it.
    fn goes_on(&self, budget: &Budget, last: &Open) -> bool {
        if last.table + 1 != self.id || last.width != self.grid.columns() {
            return false;
        }
        let table = &self.document.tables[self.id as usize];
        if table.nested_in.is_some() || !self.is_adjacent(last.table) {
            return false;
        }
        match header::find(self.grid, 0) {
            None => budget.total().is_none() || self.has_amount(budget),
            Some(header) => {
                budget.total().is_none()
                    && header.title.is_none()
                    && !header.foreign
                    && header::is_repeated(self.grid, header.end - 1, &budget.columns)
            }
        }
    }

    /// Whether the first row holds an amount where the budget's amounts stand.
    fn has_amount(&self, budget: &Budget) -> bool {
        let column = budget.columns.iter().find(|column| column.role == ColumnRole::Amount);
        let cell = column.and_then(|column| self.grid.own(0, column.column_idx));
        cell.is_some_and(|cell| amount::money(self.grid.text(cell), None).is_some())
    }

    fn is_adjacent(&self, last: TableId) -> bool {
        let block_of = |id: TableId| self.document.block_at(self.document.tables[id as usize].span.start);
        let (Some(before), Some(here)) = (block_of(last), block_of(self.id)) else { return false };
        self.document.blocks[before as usize + 1..here as usize].iter().all(|block| {
            let text = self.document.slice(block.span);
            block.kind == BlockKind::PageFurniture
                || (text.chars().count() <= 40 && (text.contains("续表") || text.starts_with('续')))
        })
    }

    fn add_lines(&self, budget: &mut Budget, open: &mut Open) {
        open.table = self.id;
        self.read_lines(budget, open, 0);
    }

    fn read_lines(&self, budget: &mut Budget, open: &mut Open, from: u32) {
        let quantity = budget.columns.iter().find(|column| column.role == ColumnRole::Quantity);
        let counted = quantity.and_then(|column| counted(self.document.slice(column.header)));
        let reader =
            Reader { grid: self.grid, table: self.id, columns: &budget.columns, unit: open.unit, counted };
        let end = (from..self.grid.rows())
            .find(|&row| header::next_part(self.grid, row, &budget.columns))
            .unwrap_or(self.grid.rows());
        open.end = end;
        let mut lines: Vec<_> = (from..end).filter_map(|row| reader.read(row)).collect();
        carry_categories(&mut lines);
        budget.lines.append(&mut lines);
    }
}

/// A category stands in the first of its rows only; those below belong to it as well.
fn carry_categories(lines: &mut [BudgetLine]) {
    let mut open = None;
    for line in lines {
        match line.kind {
            LineKind::Item | LineKind::OfWhich => {
                open = line.category.or(open);
                line.category = open;
            }
            LineKind::Group | LineKind::Subtotal | LineKind::Total => open = None,
        }
    }
}

/// Whether the columns are those of costs or of equipment.
fn is_of_costs(columns: &[Column]) -> bool {
    columns.iter().any(|column| {
        column.role.is_part()
            || matches!(
                column.role,
                ColumnRole::Amount
                    | ColumnRole::Price
                    | ColumnRole::Quantity
                    | ColumnRole::Model
                    | ColumnRole::Configuration
            )
    })
}

/// The unit in the header of the amounts.
fn amount_unit(columns: &[Column]) -> Option<Fen> {
    let amount = columns.iter().find(|column| column.role == ColumnRole::Amount);
    let of_parts = || columns.iter().filter(|column| column.role.is_part()).find_map(|column| column.unit);
    amount.and_then(|column| column.unit).or_else(of_parts)
}

/// What a header of quantities says that they count: 人月 in `工作量（人月）`.
fn counted(header: &str) -> Option<String> {
    const UNITS: [&str; 6] = ["人月", "人日", "人天", "人年", "功能点", "人时"];
    if let Some(unit) = UNITS.iter().find(|unit| header.contains(**unit)) {
        return Some((*unit).to_owned());
    }
    let open = header.find(['（', '('])?;
    let inner =
        header[open..].trim_matches(|c| matches!(c, '（' | '）' | '(' | ')') || char::is_whitespace(c));
    (!inner.is_empty() && inner.chars().count() <= 6).then(|| inner.to_owned())
}

/// What can only be told when all lines are there.
fn finish(
    document: &Document,
    lexicon: &Lexicon,
    chapters: &Chapters<'_>,
    budget: &mut Budget,
) -> Option<()> {
    group::arrange(&mut budget.lines);
    class::classify(document, lexicon, budget);
    if budget.unit.is_none() {
        budget.unit = own_unit(document, budget);
    }
    let place = document.tables[budget.table as usize].span;
    budget.kind = kind::kind(document, budget, chapters.around(place))?;
    (!budget.lines.is_empty()).then_some(())
}

/// The unit that all amounts name in their own cells.
fn own_unit(document: &Document, budget: &Budget) -> Option<Fen> {
    let mut units = budget.lines.iter().filter(|line| line.printed.read().is_some()).map(|line| {
        let own = line.printed.read().is_some_and(|amount| amount.own_unit);
        own.then(|| unit::in_header(document.slice(line.printed.span))).flatten()
    });
    let first = units.next()??;
    units.all(|unit| unit == Some(first)).then_some(first)
}
