//! Tables → [`Budget`]s: what is bought, how many, at what price, and what the printed sums say.

use super::Fen;
use crate::document::TableId;
use crate::span::Span;

/// A table of costs.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    /// The table.
    pub table: TableId,
    /// Worth of the amounts' unit in 分, from header, caption or cell; `None` when it is nowhere stated.
    pub unit: Option<Fen>,
    /// Rows below the header, in order.
    pub lines: Vec<BudgetLine>,
}

/// What a row of a budget is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Something that is paid for.
    #[default]
    Item,
    /// Sum of a group (小计), or a group's head that carries its sum.
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
    /// Row of the table, from 0.
    pub row_idx: u32,
    /// What the row is.
    pub kind: LineKind,
    /// What it pays for, by its own name or its group's; `None` when neither tells.
    pub class: Option<LineClass>,
    /// The name's cell.
    pub name: Span,
    /// Model, brand, configuration, parameters: what the table says about it (cells with content).
    pub specification: Vec<Span>,
    /// Whole row.
    pub span: Span,
    /// Amount in 分, where the cell holds a number and the unit is known.
    pub amount: Option<Fen>,
}

/// Reads the tables of costs of a document.
pub fn read_budgets(
    _document: &crate::document::Document,
    _lexicon: &crate::lexicon::Lexicon,
) -> Vec<Budget> {
    Vec::new()
}
