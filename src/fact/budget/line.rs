//! A row below the header → [`BudgetLine`], before it is known which group it belongs to.

use super::amount::{self, AmountState, Figure};
use super::column::{Column, ColumnRole};
use super::grid::Grid;
use super::{BudgetLine, Count, LineKind, header, name, order, unit};
use crate::document::{Cell, TableId};
use crate::fact::Fen;
use crate::span::Span;

/// Characters beyond which a cell that fills a row is a note.
const LONGEST_HEAD: usize = 40;

/// How the rows of a table are read.
pub(super) struct Reader<'g, 'd> {
    pub(super) grid: &'g Grid<'d>,
    pub(super) table: TableId,
    pub(super) columns: &'g [Column],
    /// The unit of amounts without one of their own.
    pub(super) unit: Option<Fen>,
    /// What the header says that quantities count: 人月.
    pub(super) counted: Option<String>,
}

impl<'d> Reader<'_, 'd> {
    /// The line of a row; `None` for empty rows, notes and repeated headers.
    pub(super) fn read(&self, row: u32) -> Option<BudgetLine> {
        let first = self.grid.filled(row).next()?;
        if header::is_repeated(self.grid, row, self.columns) {
            return None;
        }
        let last = self.grid.filled(row).last().unwrap_or(first);
        let span = first.span.to(last.span);
        let line = BudgetLine { table: self.table, row_idx: row, span, ..BudgetLine::default() };
        match header::single(self.grid, row) {
            Some(cell) => self.read_single(line, cell),
            None => Some(self.read_row(line)),
        }
    }

    /// A row with one cell only: the head of a group, a sum in words, or a note.
    fn read_single(&self, mut line: BudgetLine, cell: &Cell) -> Option<BudgetLine> {
        let text = self.grid.text(cell);
        line.name = cell.span;
        line.number = order::prefix(text).map(|(label, _)| label);
        if let Some(kind) = name::sum_kind(text) {
            line.kind = kind;
            line.printed = self.sum_in_words(line.row_idx, row_unit(text).or(self.unit));
            self.set_amount(&mut line);
            return Some(line);
        }
        let is_note = text.chars().count() > LONGEST_HEAD
            || ["注", "说明", "备注", "※"].iter().any(|word| text.starts_with(word))
            || text.contains('。')
            || unit::in_line(text).is_some()
            || order::label(text).is_some()
            || amount::money(text, self.unit).is_some();
        if is_note {
            return None;
        }
        // Only the cell of the name, the others empty: a thing without values, unless it spans columns.
        line.kind = LineKind::Group;
        Some(line)
    }

    fn read_row(&self, mut line: BudgetLine) -> BudgetLine {
        let row = line.row_idx;
        self.read_name(&mut line);
        let sum = self.sum_word(row, line.name);
        if let Some((kind, word)) = sum {
            line.kind = kind;
            line.category = line.category.filter(|&category| category != word);
            if line.name.is_empty() || kind == LineKind::Total {
                line.name = word;
            }
        }
        let own_unit = sum.and_then(|(_, word)| row_unit(self.text(word)));
        for column in self.columns {
            self.read_value(&mut line, column, own_unit);
        }
        if line.quantity.is_some() {
            self.name_unit(&mut line);
        }
        let is_sum = matches!(line.kind, LineKind::Total | LineKind::Subtotal);
        if is_sum && line.printed.read().is_none() {
            let words = self.sum_in_words(row, own_unit.or(self.unit));
            if words.read().is_some() {
                line.printed = words;
            }
        }
        self.set_amount(&mut line);
        line
    }

    fn text(&self, span: Span) -> &'d str {
        self.grid.at(span)
    }

    /// Number, name and category.
    fn read_name(&self, line: &mut BudgetLine) {
        let row = line.row_idx;
        let names = self.columns.iter().filter(|column| column.role == ColumnRole::Name);
        let mut names = names.filter_map(|column| self.grid.cell(row, column.column_idx)).peekable();
        while let Some(cell) = names.next() {
            let merged = cell.row_span > 1 && names.peek().is_some_and(|next| next.span != cell.span);
            if merged && !self.grid.text(cell).is_empty() {
                line.category = Some(cell.span);
                continue;
            }
            if cell.row_idx == row && !cell.span.is_empty() {
                if line.name.is_empty() {
                    line.name = cell.span;
                } else if line.name != cell.span {
                    line.remarks.push(cell.span);
                }
            } else if cell.row_idx < row && cell.row_span > 1 && line.name.is_empty() {
                line.name = cell.span;
            }
        }
        let of = |role| self.columns.iter().filter(move |column: &&Column| column.role == role);
        if let Some(cell) =
            of(ColumnRole::Category).filter_map(|column| self.grid.cell(row, column.column_idx)).next_back()
            && !cell.span.is_empty()
        {
            line.category = line.category.or(Some(cell.span));
        }
        let number = of(ColumnRole::Number).find_map(|column| self.grid.own(row, column.column_idx));
        line.number = number.and_then(|cell| order::label(self.grid.text(cell)));
        let named = self.text(line.name);
        line.number =
            line.number.take().or_else(|| order::prefix(named.trim_matches('*')).map(|(label, _)| label));
    }

    /// The first cell before the values that says that the row is a sum.
    fn sum_word(&self, row: u32, name: Span) -> Option<(LineKind, Span)> {
        let values = self.columns.iter().filter(|column| {
            matches!(column.role, ColumnRole::Amount | ColumnRole::Quantity | ColumnRole::Price)
                || column.role.is_part()
        });
        let first_value = values.map(|column| column.column_idx).min().unwrap_or(u32::MAX);
        let mut cells =
            self.grid.filled(row).filter(|cell| cell.column_idx < first_value || cell.span == name);
        cells.find_map(|cell| name::sum_kind(self.grid.text(cell)).map(|kind| (kind, cell.span)))
    }

    fn read_value(&self, line: &mut BudgetLine, column: &Column, own_unit: Option<Fen>) {
        let row = line.row_idx;
        let cell = self.grid.own(row, column.column_idx);
        let unit = own_unit.or(column.unit).or(self.unit);
        let figure = || match cell {
            Some(cell) if cell.column_idx != column.column_idx && cell.span == line.name => Figure::default(),
            Some(cell) => amount::figure(self.grid.text(cell), cell.span, unit),
            None => Figure::default(),
        };
        let filled = cell.filter(|cell| !cell.span.is_empty() && cell.span != line.name);
        match column.role {
            ColumnRole::Amount => {
                line.printed = figure();
                line.amount_rows = cell.map_or(0, |cell| cell.row_span);
            }
            ColumnRole::GroupSum => {
                line.group_sum = filled.map(|cell| (figure(), cell.row_span));
            }
            ColumnRole::Year | ColumnRole::Source | ColumnRole::Part => {
                let figure = figure();
                line.parts.push(figure);
            }
            ColumnRole::Price | ColumnRole::Base => {
                let figure = figure();
                if filled.is_some() && line.unit_price.as_ref().is_none_or(|price| price.read().is_none()) {
                    line.unit_price = Some(figure);
                }
            }
            ColumnRole::Quantity => {
                let count = filled.and_then(|cell| amount::count(self.grid.text(cell), cell.span));
                match count {
                    Some(count) if line.quantity.is_some() => line.factors.push(count),
                    count => line.quantity = line.quantity.take().or(count),
                }
            }
            ColumnRole::Factor => {
                let header = self.grid.at(column.header);
                line.factors.extend(filled.and_then(|cell| factor(self.grid.text(cell), header, cell.span)));
            }
            ColumnRole::Model | ColumnRole::Configuration => {
                line.specification.extend(
                    self.grid
                        .cell(row, column.column_idx)
                        .filter(|cell| !cell.span.is_empty())
                        .map(|cell| cell.span),
                );
            }
            ColumnRole::Content | ColumnRole::Basis | ColumnRole::Remark => {
                line.remarks.extend(filled.map(|cell| cell.span));
            }
            ColumnRole::Number
            | ColumnRole::Category
            | ColumnRole::Name
            | ColumnRole::Unit
            | ColumnRole::OtherAmount
            | ColumnRole::Share => {}
        }
    }

    /// What is counted: the quantity's own unit, that of the column of units, that of the header.
    fn name_unit(&self, line: &mut BudgetLine) {
        let column = self.columns.iter().find(|column| column.role == ColumnRole::Unit);
        let cell = column.and_then(|column| self.grid.cell(line.row_idx, column.column_idx));
        let in_column = cell.map(|cell| self.grid.text(cell).trim()).filter(|text| !text.is_empty());
        if let Some(quantity) = &mut line.quantity
            && quantity.unit.is_none()
        {
            quantity.unit = in_column.map(str::to_owned).or_else(|| self.counted.clone());
        }
    }

    /// The amount of a sum that stands in words: `合计：壹佰万元整（¥1,000,000）`, or in another column
    /// than the others when no other number is in the row.
    fn sum_in_words(&self, row: u32, unit: Option<Fen>) -> Figure {
        let skipped = |cell: &Cell| {
            self.columns.iter().any(|column| {
                column.column_idx == cell.column_idx
                    && matches!(
                        column.role,
                        ColumnRole::Quantity
                            | ColumnRole::Share
                            | ColumnRole::Number
                            | ColumnRole::OtherAmount
                    )
            })
        };
        let mut in_capitals = None;
        let mut figures = Vec::new();
        for cell in self.grid.filled(row).filter(|cell| !skipped(cell)) {
            for piece in self.grid.text(cell).split(['：', ':', '（', '(', '）', ')', '\n', ' ', '　']) {
                let Some(read) = amount::money(piece.trim(), unit) else { continue };
                let figure = Figure { span: cell.span, state: AmountState::Read(read) };
                if read.capitals {
                    in_capitals = in_capitals.or(Some(figure));
                } else {
                    figures.push(figure);
                }
            }
        }
        match figures.len() {
            1 => figures.pop(),
            0 => in_capitals,
            _ => figures.into_iter().find(|figure| figure.read().is_some_and(|amount| amount.own_unit)),
        }
        .unwrap_or_default()
    }

    fn set_amount(&self, line: &mut BudgetLine) {
        let column = self.columns.iter().find(|column| column.role == ColumnRole::Amount);
        let known = self.unit.is_some()
            || column.is_some_and(|column| column.unit.is_some())
            || row_unit(self.text(line.name)).is_some();
        line.amount = line.printed.read().filter(|amount| known || amount.own_unit).map(|amount| amount.fen);
    }
}

/// A factor: a bare number under a header with a percent sign is a percentage.
fn factor(text: &str, header: &str, span: Span) -> Option<Count> {
    let mut count = amount::count(text, span)?;
    if !count.percent && header.contains(['%', '％']) {
        count.value = count.value.product(crate::fact::Decimal::new(1, 2)?)?;
        count.percent = true;
    }
    Some(count)
}

/// The unit that the name of a sum states: `合计（元）`.
fn row_unit(text: &str) -> Option<Fen> {
    unit::bracketed(text.trim())
}
