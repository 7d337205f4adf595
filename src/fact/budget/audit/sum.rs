//! Sums of groups, parts and all: every sensible reading is tried, the best one counts.

use super::{Side, SumCheck, SumKind, SumResult, Table, compare};
use crate::fact::Fen;
use crate::fact::budget::{
    AmountState, Budget, BudgetLine, ColumnRole, Figure, LineKind, ReadAmount, name, short_name,
};

/// Addends that a formula still shows one by one.
const MOST_SHOWN: usize = 6;
/// Lines that a head without number is compared with.
const LONGEST_RUN: usize = 100;
/// Lines looked at for all sums of a table; 2,000 lines with 200 sums need less than half of it.
const MOST_WORK: usize = 1_000_000;

/// Half 分 that rounding of `count` addends and of their sum can explain.
pub(super) fn halves(addend_precision: i64, count: usize, sum_precision: i64) -> i64 {
    let of_addends = addend_precision.saturating_mul(i64::try_from(count).unwrap_or(i64::MAX));
    let of_sum = if sum_precision > addend_precision { sum_precision } else { 0 };
    of_addends.saturating_add(of_sum)
}

/// All sums of a table.
pub(super) fn check(table: &Table<'_>, exact: &[bool]) -> Vec<SumCheck> {
    let tree = Tree::new(table.budget, exact);
    let mut checks = Vec::new();
    let mut covered: Vec<Vec<usize>> = vec![Vec::new(); tree.lines.len()];
    let mut work = 0;
    for at in 0..tree.lines.len() {
        let line = &tree.lines[at];
        if line.kind != LineKind::Item {
            work += if line.kind == LineKind::Group { tree.children[at].len() } else { tree.lines.len() };
        }
        if work > MOST_WORK {
            let side = Side { span: line.printed.span, amount: None };
            let result = SumResult::Unchecked("表太大，从这一行起没有再核对".into());
            checks.push(SumCheck { result, ..table.check(SumKind::Total, Some(at), side) });
            break;
        }
        let kind = match line.kind {
            LineKind::Group => SumKind::Group,
            LineKind::Subtotal => SumKind::Group,
            LineKind::Total => SumKind::Total,
            LineKind::Item | LineKind::OfWhich => {
                checks.extend(group_sum(table, &tree, at));
                continue;
            }
        };
        let readings = readings(table, &tree, at, &covered);
        if let Some((check, addends)) = best(table, &tree, at, kind, &Column::Amount, &readings) {
            if line.kind == LineKind::Subtotal {
                covered[at] = addends;
            }
            checks.push(check);
        }
        for part in 0..line.parts.len() {
            let column = Column::Part(part);
            checks
                .extend(best(table, &tree, at, SumKind::Column, &column, &readings).map(|(check, _)| check));
        }
        checks.extend(group_sum(table, &tree, at));
    }
    checks
}

/// A column of amounts.
enum Column {
    Amount,
    Part(usize),
}

impl Column {
    fn figure<'a>(&self, line: &'a BudgetLine) -> Option<&'a Figure> {
        match self {
            Self::Amount => Some(&line.printed),
            Self::Part(part) => line.parts.get(*part),
        }
    }

    fn read<'a>(&self, line: &'a BudgetLine) -> Option<&'a ReadAmount> {
        self.figure(line)?.read()
    }
}

/// The lines with who stands under whom.
struct Tree<'a> {
    lines: &'a [BudgetLine],
    children: Vec<Vec<usize>>,
    /// Lines whose amount is exactly quantity × price: nothing was rounded.
    exact: &'a [bool],
}

impl<'a> Tree<'a> {
    fn new(budget: &'a Budget, exact: &'a [bool]) -> Self {
        let mut children = vec![Vec::new(); budget.lines.len()];
        for (at, line) in budget.lines.iter().enumerate() {
            if let Some(parent) = line.parent {
                children[parent as usize].push(at);
            }
        }
        Self { lines: &budget.lines, children, exact }
    }

    fn is_counted(&self, at: usize) -> bool {
        matches!(self.lines[at].kind, LineKind::Item | LineKind::Group)
    }

    /// The line itself if it has an amount, else what stands under it.
    fn shallow(&self, at: usize, found: &mut Vec<usize>) {
        if self.children[at].is_empty() || self.lines[at].printed.read().is_some() {
            found.push(at);
        } else {
            for &child in &self.children[at] {
                self.shallow(child, found);
            }
        }
    }

    /// What stands under the line at the very bottom, as far as amounts stand there.
    fn deep(&self, at: usize, found: &mut Vec<usize>) {
        let before = found.len();
        for &child in &self.children[at] {
            self.deep(child, found);
        }
        let any = found[before..].iter().any(|&leaf| self.lines[leaf].printed.read().is_some());
        if !any {
            found.truncate(before);
            found.push(at);
        }
    }

    /// The outermost lines of a range.
    fn roots(&self, range: std::ops::Range<usize>) -> Vec<usize> {
        let outside = |at: usize| self.lines[at].parent.is_none_or(|p| !range.contains(&(p as usize)));
        range.clone().filter(|&at| self.is_counted(at) && outside(at)).collect()
    }

    fn all_shallow(&self, nodes: &[usize]) -> Vec<usize> {
        let mut found = Vec::new();
        nodes.iter().for_each(|&node| self.shallow(node, &mut found));
        found
    }

    fn all_deep(&self, nodes: &[usize]) -> Vec<usize> {
        let mut found = Vec::new();
        nodes.iter().for_each(|&node| self.deep(node, &mut found));
        found
    }

    /// Lines at the bottom of a range, without those whose amount is the sum of the run behind them:
    /// heads that no number shows.
    fn without_silent_heads(&self, range: std::ops::Range<usize>) -> Vec<usize> {
        let leaves = self.all_deep(&self.roots(range));
        let amount = |at: usize| self.lines[at].printed.read().map_or(0, |read| read.fen.0);
        let mut kept = Vec::new();
        let mut at = 0;
        while at < leaves.len() {
            let head = amount(leaves[at]);
            let mut sum = 0_i64;
            let run = leaves[at + 1..].iter().take(LONGEST_RUN).position(|&next| {
                sum = sum.saturating_add(amount(next));
                sum == head && head != 0
            });
            match run.filter(|&last| last >= 1 && self.lines[leaves[at]].quantity.is_none()) {
                Some(last) => {
                    kept.extend_from_slice(&leaves[at + 1..=at + 1 + last]);
                    at += last + 2;
                }
                None => {
                    kept.push(leaves[at]);
                    at += 1;
                }
            }
        }
        kept
    }
}

/// The sets of lines that the sum at `at` may be the sum of, the most sensible first.
fn readings(table: &Table<'_>, tree: &Tree<'_>, at: usize, covered: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut readings = Vec::new();
    let line = &tree.lines[at];
    if line.kind == LineKind::Group {
        readings.push(tree.all_shallow(&tree.children[at]));
        readings.push(tree.all_deep(&tree.children[at]));
        readings.retain(|reading| reading.iter().any(|&addend| tree.lines[addend].printed.read().is_some()));
        return readings;
    }
    readings.extend(named_parts(table, tree, at));
    let sum_before = (0..at).rev().find(|&before| !tree.is_counted(before) && is_sum(&tree.lines[before]));
    let after_sum = sum_before.map_or(0, |before| before + 1);
    if line.kind == LineKind::Total {
        readings.extend(whole_table(tree, at, covered, after_sum));
    } else {
        readings.extend(part_of_table(tree, at, covered, after_sum));
    }
    readings.retain(|reading| !reading.is_empty());
    readings
}

fn is_sum(line: &BudgetLine) -> bool {
    matches!(line.kind, LineKind::Subtotal | LineKind::Total)
}

/// What a sum of all may be the sum of.
fn whole_table(tree: &Tree<'_>, at: usize, covered: &[Vec<usize>], after_sum: usize) -> Vec<Vec<usize>> {
    let any_before = (0..at).any(|before| tree.is_counted(before));
    if !any_before {
        let end = (at + 1..tree.lines.len()).find(|&next| tree.lines[next].kind == LineKind::Total);
        let mut readings = Vec::new();
        // Only figures repeat each other above: 大写 below 小写.
        readings.extend(at.checked_sub(1).map(|before| vec![before]));
        let roots = tree.roots(at + 1..end.unwrap_or(tree.lines.len()));
        readings.push(tree.all_shallow(&roots));
        readings.push(tree.all_deep(&roots));
        return readings;
    }
    let mut readings = Vec::new();
    if tree.lines[..at].iter().any(|line| line.kind == LineKind::Subtotal) {
        readings.push(open_sums(tree, at, covered));
    }
    let before = (0..at).rev().find(|&before| tree.lines[before].kind == LineKind::Total);
    if let Some(before) = before {
        let behind = tree.all_shallow(&tree.roots(before + 1..at));
        if behind.is_empty() {
            readings.push(vec![before]);
        } else {
            readings.push([vec![before], behind.clone()].concat());
            readings.push(behind);
        }
    }
    let roots = tree.roots(0..at);
    readings.push(tree.all_shallow(&roots));
    readings.push(tree.all_deep(&roots));
    readings.push(tree.without_silent_heads(0..at));
    // 合计 + 税金 = 总计: the last sum and what follows it.
    if after_sum > 0 && tree.lines[after_sum - 1].kind == LineKind::Subtotal {
        let behind = tree.all_shallow(&tree.roots(after_sum..at));
        if !behind.is_empty() {
            readings.push([vec![after_sum - 1], behind].concat());
        }
    }
    readings
}

/// What a sum of a part may be the sum of.
fn part_of_table(tree: &Tree<'_>, at: usize, covered: &[Vec<usize>], after_sum: usize) -> Vec<Vec<usize>> {
    let mut readings = Vec::new();
    if let Some(category) = tree.lines[at].category {
        let same = |&other: &usize| tree.is_counted(other) && tree.lines[other].category == Some(category);
        readings.push((0..tree.lines.len()).filter(same).collect());
    }
    let last_head = (after_sum..at).rev().find(|&before| tree.lines[before].kind == LineKind::Group);
    if let Some(head) = last_head {
        readings.push(tree.all_shallow(&tree.roots(head + 1..at)));
    }
    let roots = tree.roots(after_sum..at);
    readings.push(tree.all_shallow(&roots));
    readings.push(tree.all_deep(&roots));
    let mut ancestor = (0..at).rev().find(|&before| tree.is_counted(before));
    while let Some(node) = ancestor {
        let inner: Vec<usize> = tree.children[node].iter().copied().filter(|&child| child < at).collect();
        readings.push(tree.all_shallow(&inner));
        readings.push(tree.all_deep(&inner));
        ancestor = tree.lines[node].parent.map(|parent| parent as usize);
    }
    readings.push(open_sums(tree, at, covered));
    readings.push(tree.all_shallow(&tree.roots(0..at)));
    readings.push(tree.all_deep(&tree.roots(0..at)));
    readings.push(tree.without_silent_heads(after_sum..at));
    readings.push(tree.without_silent_heads(0..at));
    let next = (at + 1..tree.lines.len()).find(|&next| is_sum(&tree.lines[next]));
    readings.push(tree.all_shallow(&tree.roots(at + 1..next.unwrap_or(tree.lines.len()))));
    readings
}

/// The sums of parts that no other sum holds, and the lines outside all of them.
fn open_sums(tree: &Tree<'_>, at: usize, covered: &[Vec<usize>]) -> Vec<usize> {
    let mut consumed = vec![false; at];
    let mut consume = |node: usize| {
        let mut inner = vec![node];
        while let Some(node) = inner.pop() {
            if let Some(mark) = consumed.get_mut(node) {
                *mark = true;
            }
            inner.extend(&tree.children[node]);
        }
    };
    for (line, held) in tree.lines[..at].iter().zip(covered) {
        if line.kind == LineKind::Subtotal {
            held.iter().for_each(|&node| consume(node));
        }
    }
    let has_consumed = |node: usize| {
        let mut inner = vec![node];
        while let Some(node) = inner.pop() {
            if consumed.get(node).copied().unwrap_or(false) {
                return true;
            }
            inner.extend(&tree.children[node]);
        }
        false
    };
    let mut open = Vec::new();
    let mut stack: Vec<usize> = tree.roots(0..at).into_iter().rev().collect();
    while let Some(node) = stack.pop() {
        if consumed[node] {
            continue;
        }
        if has_consumed(node) {
            stack.extend(tree.children[node].iter().rev().filter(|&&child| child < at));
        } else {
            tree.shallow(node, &mut open);
        }
    }
    let sums = (0..at).filter(|&before| tree.lines[before].kind == LineKind::Subtotal && !consumed[before]);
    open.extend(sums);
    open.sort_unstable();
    open
}

/// The lines that the sum itself names: 一至三合计.
fn named_parts(table: &Table<'_>, tree: &Tree<'_>, at: usize) -> Option<Vec<usize>> {
    let line = &tree.lines[at];
    let texts = std::iter::once(line.name).chain(line.remarks.iter().copied());
    let labels = texts.map(|span| name::named_parts(table.document.slice(span))).find(|l| !l.is_empty())?;
    let mut nodes = Vec::new();
    for label in &labels {
        let fits = |&before: &usize| {
            tree.is_counted(before)
                && tree.lines[before].number.as_ref().is_some_and(|number| number.parts == label.parts)
        };
        let styled = |&before: &usize| {
            fits(&before) && tree.lines[before].number.as_ref().is_some_and(|n| n.style == label.style)
        };
        let exact = (0..at).rev().find(styled);
        nodes.push(exact.or_else(|| (0..at).rev().filter(|b| tree.lines[*b].parent.is_none()).find(fits))?);
    }
    let found = tree.all_shallow(&nodes);
    (!found.is_empty()).then_some(found)
}

/// The reading that fits best, with the lines that it adds up.
fn best(
    table: &Table<'_>,
    tree: &Tree<'_>,
    at: usize,
    kind: SumKind,
    column: &Column,
    readings: &[Vec<usize>],
) -> Option<(SumCheck, Vec<usize>)> {
    let line = &tree.lines[at];
    let printed = *column.read(line)?;
    let mut chosen: Option<(SumResult, Added, &Vec<usize>)> = None;
    for reading in readings {
        let Some(added) = add(tree, column, reading) else { continue };
        let result = judge(&added, &printed, table, tree);
        let is_fit = |result: &SumResult| !matches!(result, SumResult::Differ | SumResult::Unchecked(_));
        let better = match &chosen {
            None => true,
            Some((before, ..)) => {
                is_fit(&result) && super::product::rank(&result) < super::product::rank(before)
            }
        };
        if better {
            chosen = Some((result, added, reading));
        }
    }
    let (mut result, added, reading) = chosen?;
    if is_adjusted(table.document.slice(line.name)) && result != SumResult::Agree {
        result = SumResult::Unchecked("该行含优惠、下浮或取整，不能由分项直接相加得出".into());
    }
    let figure = column.figure(line)?;
    let mut check = table.check(kind, Some(at), Side { span: figure.span, amount: Some(printed.fen) });
    check.result = result;
    check.computed = Some(Fen(added.sum));
    check.formula = formula(table, tree, column, reading);
    check.addends = reading
        .iter()
        .filter_map(|&addend| column.figure(&tree.lines[addend]))
        .filter(|figure| figure.read().is_some())
        .map(|figure| Side { span: figure.span, amount: figure.read().map(|read| read.fen) })
        .collect();
    Some((check, reading.clone()))
}

/// Sums that are not just the sum of what stands above them.
fn is_adjusted(name: &str) -> bool {
    ["优惠", "折后", "下浮", "取整", "审定", "核减", "抹零", "四舍五入"]
        .iter()
        .any(|word| name.contains(word))
}

/// Lines added up.
struct Added {
    sum: i64,
    count: usize,
    inexact: usize,
    precision: i64,
    /// A line without amount, or with one that cannot be read.
    missing: Option<usize>,
}

fn add(tree: &Tree<'_>, column: &Column, reading: &[usize]) -> Option<Added> {
    let mut added = Added { sum: 0, count: 0, inexact: 0, precision: i64::MAX, missing: None };
    for &addend in reading {
        let line = &tree.lines[addend];
        match column.figure(line).map(|figure| &figure.state) {
            Some(AmountState::Read(read)) => {
                added.sum = added.sum.checked_add(read.fen.0)?;
                added.count += 1;
                added.inexact += usize::from(!tree.exact[addend]);
                added.precision = added.precision.min(read.precision.0);
            }
            Some(AmountState::Empty | AmountState::Unreadable) => {
                added.missing = added.missing.or(Some(addend));
            }
            Some(AmountState::Absent | AmountState::Waived) | None => {}
        }
    }
    (added.count > 0).then_some(added)
}

fn judge(added: &Added, printed: &ReadAmount, table: &Table<'_>, tree: &Tree<'_>) -> SumResult {
    let tolerance = halves(added.precision, added.inexact, printed.precision.0);
    let result = compare(added.sum, printed.fen.0, tolerance);
    match added.missing {
        Some(missing) if result == SumResult::Differ && added.sum < printed.fen.0 => {
            let line = &tree.lines[missing];
            let row = Budget::row_number(table.document, line);
            let name = table.document.slice(line.name);
            let why = match line.printed.state {
                AmountState::Unreadable => "的金额读不出来",
                _ => "没有金额",
            };
            SumResult::Unchecked(format!("第 {row} 行“{}”{why}", short_name(name)))
        }
        _ => result,
    }
}

fn formula(table: &Table<'_>, tree: &Tree<'_>, column: &Column, reading: &[usize]) -> String {
    let read: Vec<usize> =
        reading.iter().copied().filter(|&addend| column.read(&tree.lines[addend]).is_some()).collect();
    let unit = table.budget.unit;
    if read.len() <= MOST_SHOWN {
        let shown = read.iter().filter_map(|&addend| column.read(&tree.lines[addend]));
        return shown.map(|amount| amount.fen.number(unit)).collect::<Vec<_>>().join(" + ");
    }
    let row = |at: usize| Budget::row_number(table.document, &tree.lines[at]);
    format!("第 {}～{} 行的 {} 项相加", row(read[0]), row(read[read.len() - 1]), read.len())
}

/// A merged cell with the sum of the rows that it covers.
fn group_sum(table: &Table<'_>, tree: &Tree<'_>, at: usize) -> Option<SumCheck> {
    let first = &tree.lines[at];
    let (figure, rows) = first.group_sum.as_ref()?;
    let printed = *figure.read()?;
    let amounts = table.budget.columns.iter().any(|column| column.role == ColumnRole::Amount);
    let covers =
        |line: &BudgetLine| line.table == first.table && line.row_idx < first.row_idx.saturating_add(*rows);
    let reading: Vec<usize> = (at..tree.lines.len())
        .take_while(|&next| covers(&tree.lines[next]))
        .filter(|&next| tree.is_counted(next) && tree.children[next].is_empty())
        .collect();
    if !amounts || is_sum(first) {
        return None;
    }
    let added = add(tree, &Column::Amount, &reading)?;
    let mut check =
        table.check(SumKind::Group, Some(at), Side { span: figure.span, amount: Some(printed.fen) });
    check.result = judge(&added, &printed, table, tree);
    check.computed = Some(Fen(added.sum));
    check.formula = formula(table, tree, &Column::Amount, &reading);
    check.addends = reading
        .iter()
        .map(|&addend| &tree.lines[addend].printed)
        .filter(|figure| figure.read().is_some())
        .map(|figure| Side { span: figure.span, amount: figure.read().map(|read| read.fen) })
        .collect();
    Some(check)
}
