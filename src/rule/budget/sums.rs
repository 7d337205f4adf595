//! Do the numbers agree: products, sums, tables with each other, the text with the tables, capitals with
//! figures.

use super::{absent, entries, has_amounts, line_words, table_words};
use crate::fact::budget::{Budget, ProjectTotal, SumCheck, SumKind, SumResult, project_total};
use crate::fact::{Comparator, Fact, FactName, Fen, Money, Value};
use crate::finding::Place;
use crate::rule::{Case, Outcome, Reading, Remark, Verdict};
use crate::span::Span;

/// Addends that a remark points at.
const MOST_LABELS: usize = 6;
/// Bytes between an amount in capitals and the same in figures.
const CAPITALS_REACH: u32 = 48;

/// What was found out so far.
#[derive(Default)]
struct Found {
    wrong: Vec<Remark>,
    doubtful: Vec<Remark>,
    agreed: Vec<Place>,
    sums: usize,
}

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut found = Found::in_documents(case);
    totals(case, &mut found);
    found.judged(case)
}

/// Whether each document's sums add up, without a word on whether documents of different stages tell the
/// same total; nothing to check is no fault.
pub(super) fn judge_each(case: &Case<'_>) -> Outcome {
    Found::in_documents(case).judged(case).into_inapplicable()
}

impl Found {
    fn in_documents(case: &Case<'_>) -> Self {
        let mut found = Self::default();
        for (reading_idx, reading) in case.readings.iter().enumerate() {
            for check in reading.sums() {
                found.add_check(case, reading_idx, check);
            }
            capitals(case, reading_idx, &mut found);
            found.doubtful.extend(reading.facts.malformed.iter().map(|&span| {
                let message = format!("“{}”的千位分隔不成组，无法确定金额", reading.content().slice(span));
                Remark::new(message, Some(case.place(reading_idx, span))).help("改正数字，千位分隔每三位一组")
            }));
        }
        found
    }

    fn judged(self, case: &Case<'_>) -> Outcome {
        if !has_amounts(case) && self.wrong.is_empty() && self.doubtful.is_empty() {
            let has_tables = case.readings.iter().any(|reading| !reading.content().tables.is_empty());
            let reason = match has_tables {
                true => {
                    "没有识别到费用表：各表的表头里没有找到名称与金额、单价等费用列，也没有可核对的大小写金额"
                }
                false => "全文没有表格，也没有可核对的大小写金额",
            };
            return absent(case, reason.into(), Vec::new());
        }
        self.into_outcome(case)
    }

    fn add_check(&mut self, case: &Case<'_>, reading_idx: usize, check: &SumCheck) {
        let reading = &case.readings[reading_idx];
        let place = |span: Span| case.place(reading_idx, span);
        if check.result == SumResult::Agree {
            self.agreed.push(place(check.printed.span));
            self.sums += 1;
            return;
        }
        let message = message(reading, check);
        let mut remark = Remark::new(message, Some(place(check.printed.span)));
        for side in check.addends.iter().take(MOST_LABELS) {
            let shown = match side.amount {
                Some(amount) => amount.show(check.unit),
                None => reading.content().slice(side.span).trim().to_owned(),
            };
            remark = remark.label(format!("此处写 {shown}"), place(side.span));
        }
        match check.result {
            SumResult::Differ => {
                self.wrong.push(remark.help("核对原始数据，改正该数或其分项，并同步修改引用它的合计"))
            }
            SumResult::UnitSlip => {
                self.doubtful.push(remark.help("统一金额单位，并在表头或表题写明“单位：元”或“单位：万元”"));
            }
            SumResult::Rounding => {
                self.doubtful.push(remark.help("确认是四舍五入所致的，在表下注明；否则改正"));
            }
            SumResult::Unchecked(_) | SumResult::Agree => {
                self.doubtful.push(remark.help("补全金额或单位后重新核对"));
            }
        }
    }

    fn into_outcome(self, case: &Case<'_>) -> Outcome {
        let (wrong, doubtful) = (self.wrong.len(), self.doubtful.len());
        let mut outcome = if wrong > 0 {
            let more =
                if doubtful > 0 { format!("，另有 {doubtful} 处需核实") } else { String::new() };
            Outcome::new(Verdict::Contradicted, format!("{wrong} 处数字不符{more}"))
        } else if doubtful > 0 {
            let reason = format!("{} 处核对相符，{doubtful} 处需核实", self.sums);
            Outcome::new(Verdict::Doubtful, reason)
        } else if self.agreed.is_empty() {
            let (reason, help) = match entries(case).any(|entry| entry.is_paid()) {
                true => (
                    "费用表中没有可核对的算式：没有写出合计，也没有成对的数量与单价",
                    "补写合计行，并列出数量和单价",
                ),
                false => ("费用表的数量、单价和金额都没有填写", "填写后再核对"),
            };
            let mut outcome = Outcome::new(Verdict::Doubtful, reason);
            if let Some(place) = first_table(case) {
                outcome = outcome.say(Remark::new(reason, Some(place)).help(help));
            }
            outcome
        } else if let Some(remark) = without_total(case) {
            Outcome::new(Verdict::Doubtful, remark.message.clone()).say(remark)
        } else {
            let reason = format!("逐项核对 {} 处，数量、单价、分项与合计均相符", self.sums);
            return case.if_all_read(Outcome::met(reason, self.agreed));
        };
        outcome.evidence = self.agreed;
        outcome.remarks.extend(self.wrong);
        outcome.remarks.extend(self.doubtful);
        outcome
    }
}

fn first_table(case: &Case<'_>) -> Option<Place> {
    case.readings.iter().enumerate().find_map(|(reading_idx, reading)| {
        let budget = reading.budgets.iter().find(|budget| budget.is_plan() && budget.has_amounts())?;
        Some(case.place(reading_idx, budget.lines.first()?.name))
    })
}

/// Tables of costs of which none says what all of it costs.
fn without_total(case: &Case<'_>) -> Option<Remark> {
    let mut plans = case
        .readings
        .iter()
        .flat_map(|reading| &reading.budgets)
        .filter(|budget| budget.is_plan() && budget.has_amounts());
    if plans.any(|budget| budget.total().is_some()) {
        return None;
    }
    let message = "费用表没有写出合计，总额无从核对";
    Some(Remark::new(message, Some(first_table(case)?)).help("在表末补写合计行"))
}

/// What a check that does not agree says.
fn message(reading: &Reading, check: &SumCheck) -> String {
    let budget = &reading.budgets[check.budget_idx];
    let line = check.line_idx.map(|at| line_words(reading, budget, &budget.lines[at])).unwrap_or_default();
    let table = table_words(reading, budget);
    let show = |amount: Option<Fen>| amount.map_or_else(String::new, |amount| amount.show(check.unit));
    let (computed, printed) = (show(check.computed), show(check.printed.amount));
    if let SumResult::Unchecked(why) = &check.result {
        return match check.kind {
            SumKind::Unit => format!("{table}的金额单位不明：{why}，总额无法判断"),
            _ => format!("{line}写 {printed}，无法核对：{why}"),
        };
    }
    let statement = match check.kind {
        SumKind::Product => format!("{line}：{} = {computed}，表中写 {printed}", check.formula),
        SumKind::Row => format!("{line}：各列 {} = {computed}，合计列写 {printed}", check.formula),
        SumKind::Group | SumKind::Total => {
            format!("{line}：分项 {} = {computed}，表中写 {printed}", check.formula)
        }
        SumKind::Column => {
            let column = column_name(reading, budget, check.printed.span);
            format!("{line}的{column}：分项 {} = {computed}，表中写 {printed}", check.formula)
        }
        SumKind::Across => format!("{line}写 {printed}，同名明细表合计 {computed}"),
        SumKind::Yearly => format!("{table}各年度合计 {printed}，费用表总计 {computed}"),
        SumKind::Funding => format!("{table}资金来源合计 {printed}，费用表总计 {computed}"),
        SumKind::Unit if check.printed.amount.is_none() => {
            return format!("{table}的单价没有写明单位：按元计算才与金额相符，例如{line}");
        }
        SumKind::Unit => {
            return format!("{line}写 {printed}，数额过大，疑单位应为元而不是万元");
        }
    };
    let difference =
        check.computed.zip(check.printed.amount).map(|(a, b)| Fen(a.0.saturating_sub(b.0).saturating_abs()));
    match check.result {
        SumResult::Rounding => {
            format!("{statement}，相差 {}，可能是四舍五入，需核实", show(difference))
        }
        SumResult::UnitSlip => format!("{statement}，相差约一万倍，疑元与万元混用"),
        _ => statement,
    }
}

/// The header of the column in which a cell stands.
fn column_name(reading: &Reading, budget: &Budget, cell: Span) -> String {
    let table = &reading.content().tables[budget.table as usize];
    let at = table.cells.partition_point(|known| known.span.start < cell.start);
    let column = table.cells[at..].iter().find(|known| known.span == cell).map(|known| known.column_idx);
    let header = budget.columns.iter().find(|known| Some(known.column_idx) == column);
    header.map_or_else(
        || "该列".to_owned(),
        |header| format!("“{}”列", crate::fact::budget::short_name(reading.content().slice(header.header))),
    )
}

/// The total in the text against the total in the tables, and the tables of different files.
fn totals(case: &Case<'_>, found: &mut Found) {
    let tables: Vec<(usize, ProjectTotal)> = case
        .readings
        .iter()
        .enumerate()
        .filter_map(|(reading_idx, reading)| Some((reading_idx, project_total(&reading.budgets)?)))
        .collect();
    let Some(&(first_idx, first)) = tables.first() else { return };
    for &(reading_idx, total) in &tables[1..] {
        if total.side.fen != first.side.fen {
            let unit = unit_of(case, first_idx, first);
            let other = case.place(first_idx, first.side.span);
            let message = format!(
                "费用表总计前后不一致：“{}”写 {}，“{}”写 {}",
                case.readings[reading_idx].content().path,
                total.side.fen.show(unit),
                case.readings[first_idx].content().path,
                first.side.fen.show(unit),
            );
            let remark = Remark::new(message, Some(case.place(reading_idx, total.side.span)))
                .label(format!("此处写 {}", first.side.fen.show(unit)), other)
                .help("统一各文件的总投资");
            found.doubtful.push(remark);
        }
    }
    for (reading_idx, reading) in case.readings.iter().enumerate() {
        let own = tables.iter().find(|(idx, _)| *idx == reading_idx);
        if let Some(&(table_idx, total)) = own.or(tables.first()) {
            text_totals(case, (reading_idx, reading), (table_idx, total), found);
        }
    }
}

fn unit_of(case: &Case<'_>, reading_idx: usize, total: ProjectTotal) -> Option<Fen> {
    case.readings[reading_idx].budgets[total.budget_idx].unit
}

fn text_totals(
    case: &Case<'_>,
    (reading_idx, reading): (usize, &Reading),
    (table_idx, total): (usize, ProjectTotal),
    found: &mut Found,
) {
    let unit = unit_of(case, table_idx, total);
    let table = total.side;
    let mut seen: Vec<Fen> = Vec::new();
    let audited = audited(reading);
    for named in reading.facts.of(FactName::TotalInvestment) {
        let Some(Value::Money(money)) = &named.value else { continue };
        let is_single =
            money.low == money.high && matches!(money.comparator, Comparator::Exactly | Comparator::About);
        if !is_single || seen.contains(&money.low) || audited.iter().any(|table| table.contains(named.span)) {
            continue;
        }
        seen.push(money.low);
        let place = case.place(reading_idx, named.span);
        let (said, listed) = (money.low.show(unit), table.fen.show(unit));
        let difference = (i128::from(money.low.0) - i128::from(table.fen.0)).abs();
        let rounding = i128::from(money.precision.0.max(table.precision.0));
        if difference == 0 || (money.comparator == Comparator::About && difference * 2 <= rounding) {
            found.agreed.push(place);
            found.sums += 1;
            continue;
        }
        let quote = reading.content().slice(named.span).trim();
        let remark = |message: String| {
            Remark::new(message, Some(place))
                .label(format!("费用表总计 {listed}"), case.place(table_idx, table.span))
                .help("统一正文与费用表的总投资")
        };
        let slip = is_slip(money.low, table.fen);
        if difference * 2 <= rounding {
            let message = format!("正文写总投资“{quote}”，费用表总计 {listed}，可能是四舍五入，需核实");
            found.doubtful.push(remark(message));
        } else if slip {
            let message = format!("正文写总投资“{quote}”，费用表总计 {listed}，相差约一万倍，疑元与万元混用");
            found.doubtful.push(remark(message));
        } else {
            let message = format!("总投资前后不一致：正文写 {said}，费用表总计 {listed}");
            found.wrong.push(remark(message));
        }
    }
}

fn is_slip(a: Fen, b: Fen) -> bool {
    let (small, large) = (i128::from(a.0.min(b.0)), i128::from(a.0.max(b.0)));
    small > 0 && (small * 10_000 - large).abs() * 200 <= large
}

/// The tables that were audited.
fn audited(reading: &Reading) -> Vec<Span> {
    let mut ids: Vec<u32> =
        reading.budgets.iter().flat_map(|budget| &budget.lines).map(|line| line.table).collect();
    ids.dedup();
    ids.iter().map(|&id| reading.content().tables[id as usize].span).collect()
}

/// Amounts in capitals against the figures beside them.
fn capitals(case: &Case<'_>, reading_idx: usize, found: &mut Found) {
    let reading = &case.readings[reading_idx];
    let audited = audited(reading);
    let values = &reading.facts.values;
    for (at, fact) in values.iter().enumerate() {
        let Value::Money(words) = &fact.value else { continue };
        if !words.capitals || audited.iter().any(|table| table.contains(fact.span)) {
            continue;
        }
        let figures = [at.checked_sub(1), at.checked_add(1)]
            .into_iter()
            .flatten()
            .filter_map(|beside| values.get(beside))
            .filter(|other| is_beside(reading, fact, other))
            .find_map(|other| match &other.value {
                Value::Money(money) if !money.capitals => Some((other, money)),
                _ => None,
            });
        let Some((other, figures)) = figures else { continue };
        compare_capitals(case, reading_idx, (fact, words), (other, figures), found);
    }
}

fn is_beside(reading: &Reading, fact: &Fact, other: &Fact) -> bool {
    let document = reading.content();
    let (first, second) =
        if fact.span.start < other.span.start { (fact.span, other.span) } else { (other.span, fact.span) };
    let between = document.slice(Span { start: first.end.min(second.start), end: second.start });
    second.start.saturating_sub(first.end) <= CAPITALS_REACH
        && document.block_at(first.start) == document.block_at(second.start)
        && !between.contains(['。', '；', ';', '\n'])
}

fn compare_capitals(
    case: &Case<'_>,
    reading_idx: usize,
    (fact, words): (&Fact, &Money),
    (other, figures): (&Fact, &Money),
    found: &mut Found,
) {
    let reading = &case.readings[reading_idx];
    let place = case.place(reading_idx, fact.span);
    let beside = case.place(reading_idx, other.span);
    if words.low == figures.low {
        found.agreed.push(place);
        found.sums += 1;
        return;
    }
    let yuan = Some(Fen(100));
    let message = format!(
        "大写与小写金额不一致：大写“{}”为 {}，小写“{}”为 {}",
        reading.content().slice(fact.span).trim(),
        words.low.show(yuan),
        reading.content().slice(other.span).trim(),
        figures.low.show(yuan)
    );
    let remark = Remark::new(message, Some(place))
        .label(format!("小写 {}", figures.low.show(yuan)), beside)
        .help("以核实后的金额为准，把大写和小写改成一致");
    if is_slip(words.low, figures.low) { found.doubtful.push(remark) } else { found.wrong.push(remark) }
}
