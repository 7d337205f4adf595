//! Budgets → [`SumCheck`]s: every product and every sum done over again, with both sides of what does
//! not agree.
//!
//! A sum in a table with groups can be read in several ways: of all things, of the groups, of what
//! follows the last sum. [`SumResult::Differ`] is only said when no sensible reading fits.

mod product;
mod sum;
mod tables;
#[cfg(test)]
mod tests;

use super::{Budget, Fen};
use crate::document::Document;
use crate::span::Span;
use std::collections::BTreeMap;

pub use tables::{ProjectTotal, Sum, paid_lines, project_total};

/// One calculation done over again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumCheck {
    /// Index of the budget in the slice.
    pub budget_idx: usize,
    /// Index of the line whose printed amount is checked; `None` for the table as a whole.
    pub line_idx: Option<usize>,
    /// What was calculated.
    pub kind: SumKind,
    /// What came out.
    pub result: SumResult,
    /// The printed amount.
    pub printed: Side,
    /// What it was calculated from.
    pub addends: Vec<Side>,
    /// The calculated amount.
    pub computed: Option<Fen>,
    /// The calculation as a person writes it: `2 × 12.5 万元`.
    pub formula: String,
    /// The unit to show the amounts in; `None` where it is nowhere stated.
    pub unit: Option<Fen>,
}

/// Kinds of calculations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SumKind {
    /// quantity × price = amount
    Product,
    /// columns of a row add up to its amount
    Row,
    /// lines of a group add up to its sum
    Group,
    /// lines add up to the sum of all
    Total,
    /// a column of years, sources or kinds adds up to its sum
    Column,
    /// a line of one table is the sum of another
    Across,
    /// the plan of years adds up to the sum of all
    Yearly,
    /// the sources of funds add up to the sum of all
    Funding,
    /// amounts have a unit, and one that can be
    Unit,
}

/// What a calculation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SumResult {
    /// Exactly.
    Agree,
    /// Within what rounding of the printed digits can explain.
    Rounding,
    /// Not.
    Differ,
    /// One side is ten thousand times the other: 元 and 万元 mixed up.
    UnitSlip,
    /// It could not be done, for this reason.
    Unchecked(String),
}

/// A cell with its amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The cell.
    pub span: Span,
    /// Its amount.
    pub amount: Option<Fen>,
}

/// Checks beyond which a document is not checked further.
const MOST_CHECKS: usize = 20_000;

/// Does all calculations of a document's budgets over again, in order of place.
pub fn audit(document: &Document, budgets: &[Budget]) -> Vec<SumCheck> {
    let mut checks = Vec::new();
    for (budget_idx, budget) in budgets.iter().enumerate() {
        if !budget.has_amounts() || checks.len() > MOST_CHECKS {
            continue;
        }
        let table = Table { document, budget, budget_idx };
        checks.extend(table.unit());
        let products = product::check(&table);
        let mut exact = vec![false; budget.lines.len()];
        for product in &products {
            if let (Some(at), SumKind::Product, SumResult::Agree) =
                (product.line_idx, product.kind, &product.result)
            {
                exact[at] = true;
            }
        }
        let mut of_table = products;
        of_table.extend(sum::check(&table, &exact));
        drop_consequences(&mut of_table);
        checks.append(&mut of_table);
    }
    checks.extend(tables::check(document, budgets));
    checks.sort_by_key(|check| (check.budget_idx, check.line_idx, check.kind));
    checks
}

/// A sum that is right if the amounts of its lines were is no fault of its own: it becomes a further place
/// of the product, or of the row, that is wrong.
fn drop_consequences(checks: &mut Vec<SumCheck>) {
    let wrong: BTreeMap<Span, usize> = (0..checks.len())
        .filter(|&at| matches!(checks[at].kind, SumKind::Product | SumKind::Row))
        .filter(|&at| checks[at].result == SumResult::Differ)
        .map(|at| (checks[at].printed.span, at))
        .collect();
    let mut dropped = vec![false; checks.len()];
    for at in 0..checks.len() {
        let is_sum = matches!(checks[at].kind, SumKind::Total | SumKind::Group);
        if !is_sum || checks[at].result != SumResult::Differ {
            continue;
        }
        let held: Vec<usize> =
            checks[at].addends.iter().filter_map(|addend| wrong.get(&addend.span).copied()).collect();
        let excess =
            held.iter().filter_map(|&product| excess(&checks[product])).fold(0_i64, i64::saturating_add);
        if excess != 0 && excess_of_sum(&checks[at]) == Some(excess) {
            dropped[at] = true;
            let side = checks[at].printed.clone();
            held.into_iter().for_each(|product| checks[product].addends.push(side.clone()));
        }
    }
    let mut dropped = dropped.into_iter();
    checks.retain(|_| !dropped.next().unwrap_or(false));
}

/// By how much a printed product is too large.
fn excess(product: &SumCheck) -> Option<i64> {
    Some(product.printed.amount?.0.saturating_sub(product.computed?.0))
}

/// By how much the lines of a sum are larger than it.
fn excess_of_sum(sum: &SumCheck) -> Option<i64> {
    Some(sum.computed?.0.saturating_sub(sum.printed.amount?.0))
}

/// One budget with what is needed to speak of it.
#[derive(Clone, Copy)]
struct Table<'a> {
    document: &'a Document,
    budget: &'a Budget,
    budget_idx: usize,
}

/// Amounts in 万元 from which on they were probably meant in 元: 100 亿元.
const IMPLAUSIBLE: i64 = 1_000_000_000_000;

impl Table<'_> {
    fn check(&self, kind: SumKind, line_idx: Option<usize>, printed: Side) -> SumCheck {
        SumCheck {
            budget_idx: self.budget_idx,
            line_idx,
            kind,
            result: SumResult::Agree,
            printed,
            addends: Vec::new(),
            computed: None,
            formula: String::new(),
            unit: self.budget.unit,
        }
    }

    /// A unit that is nowhere stated, or under which an amount is larger than any project.
    fn unit(&self) -> Option<SumCheck> {
        let read = |line: &super::BudgetLine| line.printed.read().copied();
        let first = self.budget.lines.iter().position(|line| read(line).is_some());
        if self.budget.unit.is_none() {
            let at = first?;
            let line = &self.budget.lines[at];
            if self.budget.lines.iter().all(|line| line.printed.read().is_none() || line.amount.is_some()) {
                return None; // every cell names its own
            }
            let side = Side { span: line.printed.span, amount: None };
            let result = SumResult::Unchecked("表头、表题、表格前后和单元格中都没有写明金额单位".into());
            return Some(SumCheck { result, ..self.check(SumKind::Unit, Some(at), side) });
        }
        let huge = |line: &super::BudgetLine| {
            read(line).is_some_and(|amount| !amount.own_unit && amount.fen.0 >= IMPLAUSIBLE)
        };
        let at = self.budget.lines.iter().position(huge)?;
        let line = &self.budget.lines[at];
        let side = Side { span: line.printed.span, amount: line.amount };
        Some(SumCheck { result: SumResult::UnitSlip, ..self.check(SumKind::Unit, Some(at), side) })
    }
}

/// How two amounts stand to each other, when rounding may explain `tolerance` (in half 分).
fn compare(computed: i64, printed: i64, tolerance_halves: i64) -> SumResult {
    let difference = (i128::from(computed) - i128::from(printed)).abs();
    if difference == 0 {
        return SumResult::Agree;
    }
    if difference * 2 <= i128::from(tolerance_halves) {
        return SumResult::Rounding;
    }
    if is_slip(computed, printed) { SumResult::UnitSlip } else { SumResult::Differ }
}

/// Whether one is about ten thousand times the other.
fn is_slip(a: i64, b: i64) -> bool {
    let (small, large) =
        (i128::from(a).abs().min(i128::from(b).abs()), i128::from(a).abs().max(i128::from(b).abs()));
    small > 0 && (small * 10_000 - large).abs() * 200 <= large
}
