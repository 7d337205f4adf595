//! Tables → [`Budget`]s: what is bought, how many, at what price, and what the printed sums say.
//!
//! [`read_budgets`] recognises the tables of costs by their header rows, finds the unit of their
//! amounts and reads each row into a [`BudgetLine`]; [`audit()`] does the sums over again. All of it
//! in integers of 分.

mod amount;
pub mod audit;
mod class;
mod column;
mod grid;
mod group;
mod header;
mod kind;
mod line;
mod name;
mod order;
mod read;
mod settle;
mod unit;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use amount::{AmountState, Figure, ReadAmount};
pub use audit::{ProjectTotal, Side, Sum, SumCheck, SumKind, SumResult, audit, paid_lines, project_total};
pub use column::{Column, ColumnRole};
pub use kind::BudgetTableKind;
pub(crate) use name::{bare as bare_name, core as core_name};
pub use order::Label;
pub use read::read_budgets;

use super::{Decimal, Fen};
use crate::document::{Document, TableId};
use crate::span::Span;

/// A table of costs, with the tables in which it goes on.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    /// The table; the first one where it goes on in others.
    pub table: TableId,
    /// What kind of table it is.
    pub kind: BudgetTableKind,
    /// Worth of the amounts' unit in 分, from header, caption, the text around it or its cells; `None`
    /// when it is nowhere stated.
    pub unit: Option<Fen>,
    /// Its title: caption, title row, else the heading that it stands under.
    pub title: Option<Span>,
    /// Its columns from left to right, where their meaning is known.
    pub columns: Vec<Column>,
    /// Whether the header of the amounts can mean nothing but money.
    pub(crate) strong_header: bool,
    /// Rows below the header, in order.
    pub lines: Vec<BudgetLine>,
}

/// What a row of a budget is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Something that is paid for.
    #[default]
    Item,
    /// A part of the line above, set apart by 其中: counted in no sum.
    OfWhich,
    /// The head of a group, with or without its sum.
    Group,
    /// Sum of a part (小计).
    Subtotal,
    /// Sum of all (合计、总计).
    Total,
}

/// What a line pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineClass {
    /// 硬件设备
    Hardware,
    /// 成品软件、系统软件
    PackagedSoftware,
    /// 应用系统定制开发
    Development,
    /// 数据资源、数据治理
    Data,
    /// 系统集成
    Integration,
    /// 云资源、网络租用
    Cloud,
    /// 项目管理、建设管理
    Management,
    /// 监理
    Supervision,
    /// 设计、咨询、可研编制
    Consulting,
    /// 招标代理
    Tendering,
    /// 软件测试、第三方测评
    Testing,
    /// 等保测评、安全评估
    SecurityAssessment,
    /// 密码应用安全性评估
    CryptographyAssessment,
    /// 验收
    Acceptance,
    /// 专家评审
    Review,
    /// 培训
    Training,
    /// 预备费
    Reserve,
    /// 运行维护
    Maintenance,
    /// Anything else
    Other,
}

/// A row of a budget.
#[derive(Clone, Debug, Default)]
pub struct BudgetLine {
    /// The table that it stands in: another than the budget's where that goes on.
    pub table: TableId,
    /// Row of the table, from 0.
    pub row_idx: u32,
    /// What the row is.
    pub kind: LineKind,
    /// What it pays for, by its own name or its group's; `None` when neither tells.
    pub class: Option<LineClass>,
    /// Its number, as written: 一、1.1
    pub number: Option<Label>,
    /// Index of the line that heads its group.
    pub parent: Option<u32>,
    /// The name's cell.
    pub name: Span,
    /// The cell of the merged column of categories, where there is one.
    pub category: Option<Span>,
    /// Model, brand, configuration, parameters: what the table says about it (cells with content).
    pub specification: Vec<Span>,
    /// Basis, derivation, content, remarks: cells with content.
    pub remarks: Vec<Span>,
    /// Whole row.
    pub span: Span,
    /// Amount in 分, where the cell holds a number and the unit is known.
    pub amount: Option<Fen>,
    /// The cell of the amount and what stands in it.
    pub printed: Figure,
    /// Rows that the amount's cell covers, when more than this one.
    pub amount_rows: u32,
    /// How many.
    pub quantity: Option<Count>,
    /// The price of one, or the base that a rate is applied to.
    pub unit_price: Option<Figure>,
    /// Further numbers by which it may be multiplied: months, persons, rates.
    pub factors: Vec<Count>,
    /// Amounts of the columns whose sum is the amount (years, sources of funds, kinds of cost), in the
    /// order of those columns.
    pub parts: Vec<Figure>,
    /// The sum of the group that starts here, in a merged cell, and the rows that it covers.
    pub group_sum: Option<(Figure, u32)>,
}

/// A number in a cell that is no money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The number; a percentage as its hundredths: 0.06 for 6%.
    pub value: Decimal,
    /// Whether it is written with a percent sign.
    pub percent: bool,
    /// The unit, in the cell, in the column of units or in the header: 台、人月.
    pub unit: Option<String>,
    /// The cell.
    pub span: Span,
}

impl Budget {
    /// Whether its lines say what the project pays for: not so for plans of years, sources of
    /// funds and tables that only mention amounts.
    pub fn is_plan(&self) -> bool {
        matches!(
            self.kind,
            BudgetTableKind::Summary | BudgetTableKind::Detail | BudgetTableKind::EquipmentList
        )
    }

    /// Whether it holds amounts at all.
    pub fn has_amounts(&self) -> bool {
        self.kind != BudgetTableKind::EquipmentList
    }

    /// The number of a line's row, as reports count them.
    pub fn row_number(document: &Document, line: &BudgetLine) -> u32 {
        let first = document.tables.get(line.table as usize).and_then(|table| table.first_sheet_row);
        first.unwrap_or(1) + line.row_idx
    }

    /// The line of the sum of all, the last if there are several.
    pub fn total(&self) -> Option<&BudgetLine> {
        self.lines.iter().rev().find(|line| line.kind == LineKind::Total && line.printed.read().is_some())
    }
}

/// A name for messages: on one line and not too long.
pub fn short_name(name: &str) -> String {
    let line: String = name.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    if line.chars().count() <= 24 { line } else { line.chars().take(23).chain(['…']).collect() }
}

impl Fen {
    /// The amount in a unit, for messages: `1,280.5 万元`; just the number where the unit is not
    /// known.
    pub fn show(self, unit: Option<Fen>) -> String {
        let name = match unit.map(|unit| unit.0) {
            Some(100_000) => " 千元",
            Some(1_000_000) => " 万元",
            Some(100_000_000) => " 百万元",
            Some(10_000_000_000) => " 亿元",
            Some(_) => " 元",
            None => "",
        };
        format!("{}{name}", self.number(unit))
    }

    /// Only the number of [`Fen::show`].
    pub fn number(self, unit: Option<Fen>) -> String {
        let worth = unit.map_or(100, |unit| unit.0);
        let known = matches!(worth, 100_000 | 1_000_000 | 100_000_000 | 10_000_000_000);
        grouped(self.0, if known { worth } else { 100 })
    }
}

/// `fen / worth` with separators between thousands and without zeros at the end.
fn grouped(fen: i64, worth: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    let worth = worth.unsigned_abs();
    let whole = (fen / worth).to_string();
    let mut shown = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    let decimals = worth.ilog10() as usize;
    let fraction = format!("{:0>decimals$}", fen % worth);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{shown}") } else { format!("{sign}{shown}.{fraction}") }
}
