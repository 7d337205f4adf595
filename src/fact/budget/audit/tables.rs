//! Sums between tables: a line that another table details, the plan of years, the sources of funds.

use super::sum::halves;
use super::{Side, SumCheck, SumKind, Table, compare};
use crate::document::Document;
use crate::fact::Fen;
use crate::fact::budget::{Budget, BudgetLine, BudgetTableKind, LineKind, name};
use std::collections::BTreeMap;

/// Pairs of tables beyond which they are not compared.
const MOST_BUDGETS: usize = 300;

/// What a table says that the project costs in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProjectTotal {
    /// Index of the budget.
    pub budget_idx: usize,
    /// The printed sum.
    pub side: Sum,
}

/// An amount in a cell with its precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The cell.
    pub span: crate::span::Span,
    /// The amount.
    pub fen: Fen,
    /// Worth of one unit of the last printed digit.
    pub precision: Fen,
}

/// The sum of all of a table: printed, else added up from lines that all have an amount.
fn sum_of(budget: &Budget) -> Option<Sum> {
    if let Some(line) = budget.total() {
        let fen = line.amount?;
        let precision = line.printed.read()?.precision;
        return Some(Sum { span: line.printed.span, fen, precision });
    }
    if let Some(line) = budget.lines.iter().rev().find(|line| line.kind == LineKind::Total) {
        return sum_of_parts(line);
    }
    let mut sum = 0_i64;
    let mut precision = i64::MAX;
    let mut span = None;
    for line in budget.lines.iter().filter(|line| is_outermost(line)) {
        let side = match line.printed.read() {
            Some(read) => Sum { span: line.printed.span, fen: line.amount?, precision: read.precision },
            None => sum_of_parts(line)?,
        };
        sum = sum.checked_add(side.fen.0)?;
        precision = precision.min(side.precision.0);
        span = Some(span.map_or(side.span, |span: crate::span::Span| span.to(side.span)));
    }
    Some(Sum { span: span?, fen: Fen(sum), precision: Fen(precision) })
}

fn is_outermost(line: &BudgetLine) -> bool {
    line.parent.is_none() && matches!(line.kind, LineKind::Item | LineKind::Group)
}

/// A row whose amount is only spread over years or sources.
fn sum_of_parts(line: &BudgetLine) -> Option<Sum> {
    let read: Vec<_> = line.parts.iter().filter_map(|part| part.read()).collect();
    let sum = read.iter().try_fold(0_i64, |sum, read| sum.checked_add(read.fen.0))?;
    let precision = read.iter().map(|read| read.precision).min()?;
    Some(Sum { span: line.span, fen: Fen(sum), precision })
}

/// The budget that plans all costs of the project, with its sum: the table of kinds of cost, else the only
/// table of costs or the one that is as large as all the others together. `None` when that cannot be told.
pub fn project_total(budgets: &[Budget]) -> Option<ProjectTotal> {
    let plans = || {
        budgets.iter().enumerate().filter(|(_, budget)| budget.is_plan() && budget.has_amounts()).filter_map(
            |(budget_idx, budget)| Some((budget, ProjectTotal { budget_idx, side: sum_of(budget)? })),
        )
    };
    let largest = |of: &dyn Fn(&Budget) -> bool| {
        plans().filter(|(budget, _)| of(budget)).map(|(_, total)| total).max_by_key(|t| t.side.fen)
    };
    let has_total = |budget: &Budget| budget.total().is_some();
    let summary = largest(&|b: &Budget| b.kind == BudgetTableKind::Summary && has_total(b));
    let detail = largest(&|b: &Budget| b.kind == BudgetTableKind::Detail && has_total(b));
    let rest = |total: &ProjectTotal| {
        let others = plans().filter(|(_, other)| other.budget_idx != total.budget_idx);
        others.map(|(_, other)| other.side.fen.0).fold(0_i64, i64::saturating_add)
    };
    match (summary, detail) {
        (Some(summary), Some(detail)) if detail.side.fen > summary.side.fen => {
            (rest(&detail) <= detail.side.fen.0).then_some(detail)
        }
        (Some(summary), _) => Some(summary),
        (None, Some(detail)) => (rest(&detail) <= detail.side.fen.0).then_some(detail),
        (None, None) => {
            let mut all = plans();
            let only = all.next()?.1;
            all.next().is_none().then_some(only)
        }
    }
}

/// The lines that pay for the project, each cost once: those of the table of all costs where there is one, for
/// the tables that detail it pay for the same things.
pub fn paid_lines(budgets: &[Budget]) -> impl Iterator<Item = &BudgetLine> {
    let all_costs = project_total(budgets).map(|total| total.budget_idx);
    let is_counted = move |at: usize, budget: &Budget| all_costs.map_or(budget.is_plan(), |all| all == at);
    let counted = budgets.iter().enumerate().filter(move |(at, budget)| is_counted(*at, budget));
    counted.flat_map(|(_, budget)| &budget.lines)
}

/// The comparisons between the tables of a document.
pub(super) fn check(document: &Document, budgets: &[Budget]) -> Vec<SumCheck> {
    if budgets.len() > MOST_BUDGETS {
        return Vec::new();
    }
    let mut checks = Vec::new();
    if let Some(total) = project_total(budgets) {
        for (budget_idx, budget) in budgets.iter().enumerate() {
            let kind = match budget.kind {
                BudgetTableKind::Yearly => SumKind::Yearly,
                BudgetTableKind::Funding => SumKind::Funding,
                _ => continue,
            };
            let Some(own) = sum_of(budget) else { continue };
            let table = Table { document, budget, budget_idx };
            checks.push(pair(&table, kind, None, own, &[total.side]));
        }
    }
    let details = details(document, budgets);
    for (budget_idx, budget) in budgets.iter().enumerate() {
        if budget.is_plan() && budget.has_amounts() {
            checks.extend(detailed(&Table { document, budget, budget_idx }, budgets, &details));
        }
    }
    checks
}

fn pair(table: &Table<'_>, kind: SumKind, line_idx: Option<usize>, printed: Sum, others: &[Sum]) -> SumCheck {
    let sum = others.iter().map(|other| other.fen.0).fold(0_i64, i64::saturating_add);
    let precision = others.iter().map(|other| other.precision.0).max().unwrap_or(1);
    let tolerance = halves(precision, others.len(), printed.precision.0);
    // A sum in 元 against the same in 万元 with fewer digits: only the coarser side may be rounded.
    let result = compare(sum, printed.fen.0, tolerance);
    let mut check = table.check(kind, line_idx, Side { span: printed.span, amount: Some(printed.fen) });
    check.result = result;
    check.computed = Some(Fen(sum));
    check.addends = others.iter().map(|other| Side { span: other.span, amount: Some(other.fen) }).collect();
    check
}

/// What the title of a table says that it details.
struct Detail {
    budget_idx: usize,
    sum: Sum,
}

/// The tables that may detail a line of another, by the core of their titles.
fn details(document: &Document, budgets: &[Budget]) -> BTreeMap<String, Vec<Detail>> {
    let mut details: BTreeMap<String, Vec<Detail>> = BTreeMap::new();
    for (budget_idx, budget) in budgets.iter().enumerate() {
        let Some(title) = budget.title.filter(|_| budget.is_plan() && budget.has_amounts()) else { continue };
        let core = core(document.slice(title));
        if core.chars().count() >= 2
            && let Some(sum) = sum_of(budget)
        {
            details.entry(core).or_default().push(Detail { budget_idx, sum });
        }
    }
    details
}

/// The lines of a budget that other tables detail, by title.
fn detailed(table: &Table<'_>, budgets: &[Budget], details: &BTreeMap<String, Vec<Detail>>) -> Vec<SumCheck> {
    let Table { document, budget, budget_idx } = *table;
    let is_other = |detail: &&Detail| {
        detail.budget_idx != budget_idx && budgets[detail.budget_idx].title != budget.title
    };
    let mut checks = Vec::new();
    for (line_idx, line) in budget.lines.iter().enumerate() {
        let Some((read, fen)) = line.printed.read().zip(line.amount) else { continue };
        if !matches!(line.kind, LineKind::Item | LineKind::Group) {
            continue;
        }
        let Some(named) = details.get(&core(document.slice(line.name))) else { continue };
        let sums: Vec<Sum> = named.iter().filter(is_other).map(|detail| detail.sum).collect();
        if sums.is_empty() {
            continue;
        }
        let printed = Sum { span: line.printed.span, fen, precision: read.precision };
        checks.push(pair(table, SumKind::Across, Some(line_idx), printed, &sums));
    }
    checks
}

fn core(text: &str) -> String {
    name::core(text).trim_end_matches(['及', '和', '与', '、']).to_owned()
}
