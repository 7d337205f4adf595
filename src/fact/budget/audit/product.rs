//! quantity × price = amount, row by row.

use super::{Side, SumCheck, SumKind, SumResult, Table, compare};
use crate::fact::budget::{BudgetLine, ColumnRole, Count, LineKind, ReadAmount};
use crate::fact::{Decimal, Fen};

/// Factors beyond which a row's further ones are not tried.
const MOST_FACTORS: usize = 3;

/// The product of every row that has one, and the sum of the columns of every row that has those.
pub(super) fn check(table: &Table<'_>) -> Vec<SumCheck> {
    let mut checks: Vec<SumCheck> =
        (0..table.budget.lines.len()).filter_map(|at| product_of(table, at)).collect();
    if let Some(unlabelled) = all_slip(table, &checks) {
        checks = vec![unlabelled];
    }
    checks.extend((0..table.budget.lines.len()).filter_map(|at| columns_of(table, at)));
    checks
}

/// Every row slips by the same ten thousand: the price's header lacks its unit, said once.
fn all_slip(table: &Table<'_>, checks: &[SumCheck]) -> Option<SumCheck> {
    let price = table.budget.columns.iter().find(|column| column.role == ColumnRole::Price)?;
    let slips = checks.iter().filter(|check| check.result == SumResult::UnitSlip).count();
    if price.unit.is_some() || slips < 2 || slips != checks.len() {
        return None;
    }
    let first = &checks[0];
    Some(SumCheck {
        kind: SumKind::Unit,
        line_idx: first.line_idx,
        printed: Side { span: price.header, amount: None },
        addends: vec![first.printed.clone()],
        ..first.clone()
    })
}

/// One way to multiply, with what it comes to.
struct Way {
    fen: i64,
    /// Half 分 that rounding of the printed price can explain.
    tolerance_halves: i64,
    formula: String,
}

fn product_of(table: &Table<'_>, line_idx: usize) -> Option<SumCheck> {
    let line = &table.budget.lines[line_idx];
    if matches!(line.kind, LineKind::Total | LineKind::Subtotal) {
        return None;
    }
    let amount = line.printed.read()?;
    let price_cell = line.unit_price.as_ref()?;
    let price = price_cell.read()?;
    let precision = amount.precision.0;
    let counts: Vec<&Count> = line.quantity.iter().chain(line.factors.iter().take(MOST_FACTORS)).collect();
    if counts.is_empty() {
        return None;
    }
    let mut ways = ways(table, line, price, &counts);
    if line.amount_rows > 1 {
        ways.extend(merged_way(table, line_idx, line.amount_rows));
    }
    let judged = ways.into_iter().map(|way| {
        let halves = way.tolerance_halves.saturating_add(precision);
        (compare(way.fen, amount.fen.0, halves), way)
    });
    let (result, way) = judged.min_by_key(|(result, _)| rank(result))?;
    let mut check = table.check(
        SumKind::Product,
        Some(line_idx),
        Side { span: line.printed.span, amount: Some(amount.fen) },
    );
    check.result = result;
    check.addends = counts.iter().map(|count| Side { span: count.span, amount: None }).collect();
    check.addends.push(Side { span: price_cell.span, amount: Some(price.fen) });
    check.computed = Some(Fen(way.fen));
    check.formula = way.formula;
    Some(check)
}

/// The better reading first.
pub(super) fn rank(result: &SumResult) -> u8 {
    match result {
        SumResult::Agree => 0,
        SumResult::Rounding => 1,
        SumResult::UnitSlip => 2,
        SumResult::Unchecked(_) => 3,
        SumResult::Differ => 4,
    }
}

/// The products of the price with the quantity, alone and with every choice of the further factors. The
/// first is the plainest: all whole factors.
fn ways(table: &Table<'_>, line: &BudgetLine, price: &ReadAmount, counts: &[&Count]) -> Vec<Way> {
    let price_shown = price.fen.show(price_unit(table, price));
    let must_have_quantity = line.quantity.is_some();
    let mut open: Vec<(Decimal, String)> = vec![(Decimal::integer(1), String::new())];
    for (at, count) in counts.iter().enumerate() {
        let mut next = Vec::new();
        for (value, shown) in &open {
            for (factor, factor_shown) in readings(count) {
                if let Some(product) = value.product(factor).filter(|product| product.scale() <= 10) {
                    let joined =
                        if shown.is_empty() { factor_shown } else { format!("{shown} × {factor_shown}") };
                    next.push((product, joined));
                }
            }
            if at > 0 || !must_have_quantity {
                next.push((*value, shown.clone()));
            }
        }
        open = next;
    }
    open.into_iter()
        .filter(|(_, shown)| !shown.is_empty())
        .filter_map(|(value, shown)| {
            let fen = value.scaled(price.fen.0)?;
            // Two or more decimals: the price itself may have been rounded.
            let rounded =
                if price.decimals >= 2 { value.scaled(price.precision.0)?.saturating_abs() } else { 0 };
            Some(Way { fen, tolerance_halves: rounded, formula: format!("{shown} × {price_shown}") })
        })
        .collect()
}

/// What a factor can mean: a rate of 6% also on top or taken off.
fn readings(count: &Count) -> Vec<(Decimal, String)> {
    let value = count.value;
    if !count.percent {
        return vec![(value, value.to_string())];
    }
    let percent = value
        .product(Decimal::integer(100))
        .map_or_else(|| value.to_string(), |percent| format!("{}%", trimmed(percent)));
    let mut readings = vec![(value, percent.clone())];
    let one = Decimal::integer(1);
    readings.extend(one.sum(value).map(|more| (more, format!("(1 + {percent})"))));
    readings.extend(
        value.times(-1).and_then(|less| one.sum(less)).map(|less| (less, format!("(1 - {percent})"))),
    );
    readings
}

fn trimmed(value: Decimal) -> String {
    let shown = value.to_string();
    if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.').to_owned() } else { shown }
}

fn price_unit(table: &Table<'_>, price: &ReadAmount) -> Option<Fen> {
    let column = table
        .budget
        .columns
        .iter()
        .find(|column| matches!(column.role, ColumnRole::Price | ColumnRole::Base));
    let stated = column.and_then(|column| column.unit).or(table.budget.unit);
    // A price that names its own unit is shown in 元 when the table's would hide it.
    if price.own_unit && price.fen.0 < 1_000_000 { Some(Fen(100)) } else { stated }
}

/// An amount in a cell over several rows is the sum of their products.
fn merged_way(table: &Table<'_>, line_idx: usize, rows: u32) -> Option<Way> {
    let first = &table.budget.lines[line_idx];
    let covered = table.budget.lines[line_idx..]
        .iter()
        .take_while(|line| line.table == first.table && line.row_idx < first.row_idx + rows);
    let mut sum = 0_i64;
    let mut count = 0;
    for line in covered {
        let quantity = line.quantity.as_ref()?;
        let price = line.unit_price.as_ref()?.read()?;
        sum = sum.checked_add(quantity.value.scaled(price.fen.0)?)?;
        count += 1;
    }
    Some(Way { fen: sum, tolerance_halves: 0, formula: format!("{count} 行的数量 × 单价之和") })
}

/// The columns of years, sources or kinds of a row against its amount.
fn columns_of(table: &Table<'_>, line_idx: usize) -> Option<SumCheck> {
    let line = &table.budget.lines[line_idx];
    let amount = line.printed.read()?;
    let parts: Vec<(&crate::fact::budget::Figure, &ReadAmount)> =
        line.parts.iter().filter_map(|part| part.read().map(|read| (part, read))).collect();
    if parts.is_empty() || line.parts.len() < 2 {
        return None;
    }
    let sum = parts.iter().try_fold(0_i64, |sum, (_, read)| sum.checked_add(read.fen.0))?;
    let precision = parts.iter().map(|(_, read)| read.precision.0).min().unwrap_or(1);
    let halves = super::sum::halves(precision, parts.len(), amount.precision.0);
    let mut check =
        table.check(SumKind::Row, Some(line_idx), Side { span: line.printed.span, amount: Some(amount.fen) });
    check.result = compare(sum, amount.fen.0, halves);
    let unreadable = line.parts.iter().any(|part| part.state == crate::fact::budget::AmountState::Unreadable);
    if unreadable && check.result == SumResult::Differ {
        check.result = SumResult::Unchecked("同一行中有读不出金额的单元格".into());
    }
    check.computed = Some(Fen(sum));
    let unit = table.budget.unit;
    let shown: Vec<String> = parts.iter().map(|(_, read)| read.fen.number(unit)).collect();
    check.formula = shown.join(" + ");
    check.addends =
        parts.iter().map(|(part, read)| Side { span: part.span, amount: Some(read.fen) }).collect();
    Some(check)
}
