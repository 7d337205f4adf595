//! Text of a header cell → what the column holds.

use super::super::Fen;
use super::unit;
use crate::numeral;
use crate::span::Span;
use crate::words::{ends as ends_with, holds_any as has, without_spaces};
use std::borrow::Cow;

/// A column of a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// From 0.
    pub column_idx: u32,
    /// What it holds.
    pub role: ColumnRole,
    /// The unit of money in its header.
    pub unit: Option<Fen>,
    /// Its lowest header cell; empty where the table has no header.
    pub header: Span,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnRole {
    /// 序号
    Number,
    /// 类别
    Category,
    /// 名称、项目
    Name,
    /// 建设内容、功能描述
    Content,
    /// 品牌、型号
    Model,
    /// 规格、配置、参数; also 型号及配置 in one
    Configuration,
    /// 单位 of what is counted
    Unit,
    /// 数量、工作量
    Quantity,
    /// 单价、人月费率
    Price,
    /// 取费基数
    Base,
    /// 人数、月数、费率、系数
    Factor,
    /// 金额: the amount of the line
    Amount,
    /// A further amount: in another unit, before tax
    OtherAmount,
    /// The sum of a group in a merged cell
    GroupSum,
    /// One year's amount
    Year,
    /// One source's amount
    Source,
    /// One kind of cost's amount
    Part,
    /// 占比
    Share,
    /// 测算依据
    Basis,
    /// 备注
    Remark,
}

impl ColumnRole {
    /// Whether its cells are amounts of which several make up the line's amount.
    pub fn is_part(self) -> bool {
        matches!(self, Self::Year | Self::Source | Self::Part)
    }
}

/// What a header cell says, before the columns are looked at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) role: ColumnRole,
    /// How surely it is the amount of the line; 0 for other roles.
    pub(super) weight: u8,
}

/// Longest header cell in characters; longer ones are sentences.
const LONGEST: usize = 40;

/// What a header cell says; `None` when it is no header of a table of costs.
pub(super) fn meaning(text: &str) -> Option<Meaning> {
    let text = match without_spaces(text) {
        starred if starred.contains(['*', '＊']) => Cow::Owned(starred.replace(['*', '＊'], "")),
        plain => plain,
    };
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    let (base, note) = split_note(&text);
    let role = |role| Some(Meaning { role, weight: 0 });
    if is_number(base) {
        return role(ColumnRole::Number);
    }
    if has(base, &["占比", "比例", "百分比", "比重", "所占"]) {
        return role(ColumnRole::Share);
    }
    if is_year(base) {
        return role(ColumnRole::Year);
    }
    counted(base, note).or_else(|| described(base)).or_else(|| paid(base, note)).or_else(|| named(base))
}

/// Cuts the header at its first bracket or slash: `单价（元）` is 单价 with a note.
fn split_note(text: &str) -> (&str, &str) {
    match text.find(['（', '(', '【', '[', '/', '／']) {
        Some(at) if at > 0 => text.split_at(at),
        _ => (text, ""),
    }
}

fn ends(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| ends_with(text, word))
}

fn is_number(base: &str) -> bool {
    matches!(base, "序号" | "编号" | "序" | "号" | "项次" | "行次" | "项目编号" | "项目编码" | "编码")
        || base.eq_ignore_ascii_case("no")
        || base.eq_ignore_ascii_case("no.")
        || base == "#"
}

/// 2026年, 2026年度, 第一年, 2026
pub(super) fn is_year(base: &str) -> bool {
    let base = [
        "投资计划",
        "计划投资",
        "资金计划",
        "资金安排",
        "预算",
        "投资",
        "资金",
        "金额",
        "支出",
        "安排",
        "年度",
        "年",
    ]
    .iter()
    .fold(base, |base, word| without_end(base, word));
    let digits: String =
        base.chars().filter_map(numeral::ascii_digit).map(|digit| char::from(b'0' + digit)).collect();
    if digits.len() == 4 && base.chars().count() == 4 {
        return digits.starts_with("19") || digits.starts_with("20");
    }
    base.strip_prefix('第').is_some_and(|number| {
        number.chars().count() == 1
            && number.chars().all(|c| numeral::ascii_digit(c).is_some() || numeral::is_chinese_numeral(c))
    })
}

/// `trim_end_matches` for a word, without what its search costs to begin.
fn without_end<'t>(mut text: &'t str, word: &str) -> &'t str {
    while let Some(rest) = text.strip_suffix(word) {
        text = rest;
    }
    text
}

/// Numbers that are counted: quantities, prices, factors.
fn counted(base: &str, note: &str) -> Option<Meaning> {
    const QUANTITY: &[&str] = &[
        "数量",
        "工程量",
        "台数",
        "套数",
        "个数",
        "人月数",
        "功能点数",
        "功能点",
        "工作量",
        "点位数",
        "需求量",
        "采购量",
        "人月",
        "人日",
        "人天",
        "人年",
        "规模",
    ];
    const FACTOR: &[&str] = &[
        "人数",
        "年限",
        "月数",
        "天数",
        "期限",
        "服务期",
        "时长",
        "次数",
        "系数",
        "折扣",
        "税率",
        "费率",
        "比率",
        "年数",
        "期数",
        "复用度",
        "使用月份",
        "租期",
        "频次",
        "使用时间",
    ];
    let role = |role| Some(Meaning { role, weight: 0 });
    if has(
        base,
        &[
            "单价",
            "均价",
            "单位价格",
            "单位成本",
            "基准价",
            "人月费率",
            "人日费率",
            "月费率",
            "费用标准",
            "收费标准",
        ],
    ) || (ends(base, &["费率", "价格", "标准"]) && has(note, &["元/", "元／"]))
    {
        return role(ColumnRole::Price);
    }
    if has(base, &["基数"]) {
        return role(ColumnRole::Base);
    }
    if ends(base, &["金额", "费用", "投资", "总价", "合价", "经费", "费"]) {
        return None;
    }
    if has(base, QUANTITY) {
        return role(ColumnRole::Quantity);
    }
    let timed = ends(base, &["时间", "周期"]) && has(note, &["月", "年", "天", "日"]);
    (has(base, FACTOR) || timed).then_some(Meaning { role: ColumnRole::Factor, weight: 0 })
}

/// Words about what is bought.
fn described(base: &str) -> Option<Meaning> {
    let role = |role| Some(Meaning { role, weight: 0 });
    if matches!(base, "单位" | "计量单位" | "计价单位" | "数量单位") {
        return role(ColumnRole::Unit);
    }
    if has(
        base,
        &[
            "依据",
            "公式",
            "计算过程",
            "测算过程",
            "计算方法",
            "测算方法",
            "取费标准",
            "测算说明",
            "计算说明",
            "费用说明",
        ],
    ) {
        return role(ColumnRole::Basis);
    }
    if has(base, &["配置", "参数", "规格", "技术要求", "技术指标", "性能", "技术描述", "版本"])
        && !ends(base, &["费", "费用"])
    {
        return role(ColumnRole::Configuration);
    }
    if has(base, &["型号", "品牌", "厂家", "厂商"]) {
        return role(ColumnRole::Model);
    }
    if matches!(base, "备注" | "说明" | "附注" | "其他说明" | "备注说明" | "注") {
        return role(ColumnRole::Remark);
    }
    if ends(
        base,
        &[
            "描述",
            "内容说明",
            "功能说明",
            "主要功能",
            "建设内容",
            "服务内容",
            "工作内容",
            "具体内容",
            "主要内容",
            "用途",
        ],
    ) {
        return role(ColumnRole::Content);
    }
    if ends(base, &["类别", "分类", "大类", "类型", "种类", "阶段", "分项工程"]) {
        return role(ColumnRole::Category);
    }
    None
}

/// Amounts of money.
fn paid(base: &str, note: &str) -> Option<Meaning> {
    const SOURCES: &[&str] = &[
        "财政",
        "自筹",
        "中央",
        "省级",
        "市级",
        "县级",
        "区级",
        "专项",
        "上级",
        "地方",
        "配套",
        "单位自有",
        "贷款",
        "社会资本",
    ];
    let amount = |weight| Some(Meaning { role: ColumnRole::Amount, weight });
    let is_money = unit::in_header(base).or_else(|| unit::in_header(note)).is_some();
    if ends(base, &["来源"]) {
        return Some(Meaning { role: ColumnRole::Name, weight: 0 });
    }
    if SOURCES.iter().any(|word| base.starts_with(word)) && !ends(base, &["名称", "项目", "内容"]) {
        return Some(Meaning { role: ColumnRole::Source, weight: 0 });
    }
    if has(base, &["金额", "合价", "总价", "总额", "价款", "总投资", "总费用", "总计", "总概算"])
    {
        return amount(5);
    }
    if ends(base, &["合计", "共计"]) || matches!(base, "计" | "总和") {
        return amount(4);
    }
    if ends(
        base,
        &[
            "投资",
            "概算",
            "预算",
            "估算",
            "经费",
            "造价",
            "报价",
            "资金",
            "概算价",
            "预算价",
            "价格",
            "限价",
            "投资额",
            "价值",
            "概算值",
            "投入",
            "额度",
            "开支",
            "概算额",
            "预算额",
        ],
    ) {
        return amount(if is_money { 4 } else { 3 });
    }
    if ends(base, &["小计"]) {
        return amount(4);
    }
    if matches!(base, "费用" | "支出" | "测算" | "估价") {
        return amount(2);
    }
    if ends(base, &["费", "费用"]) {
        return Some(Meaning { role: ColumnRole::Part, weight: 0 });
    }
    let bare = matches!(base, "万元" | "元" | "人民币");
    bare.then_some(Meaning { role: ColumnRole::Amount, weight: 3 })
}

fn named(base: &str) -> Option<Meaning> {
    const NAMES: &[&str] = &[
        "名称",
        "项目",
        "内容",
        "科目",
        "构成",
        "事项",
        "明细",
        "子系统",
        "模块",
        "产品",
        "设备",
        "货物",
        "分项",
        "品名",
        "子项",
        "条目",
        "清单",
        "组成",
        "用项",
        "支出方向",
        "系统",
        "软件",
        "硬件",
        "服务",
        "任务",
        "费用项",
        "年度",
        "年份",
        "功能",
        "岗位",
        "角色",
        "工种",
        "人员",
    ];
    ends(base, NAMES).then_some(Meaning { role: ColumnRole::Name, weight: 0 })
}

/// Words in a header of tables that hold amounts or quantities but are no plan of costs:
/// indicators, scores, contracts of the past.
pub(super) fn is_foreign(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "指标值",
        "目标值",
        "一级指标",
        "二级指标",
        "三级指标",
        "绩效",
        "分值",
        "评分",
        "得分",
        "权重",
        "字段",
        "数据类型",
        "字段类型",
        "承建单位",
        "中标单位",
        "合同编号",
        "合同签订",
        "建成时间",
        "建设时间",
        "上线时间",
        "投入使用",
        "购置时间",
        "过保",
        "业绩",
        "姓名",
        "职称",
        "付款节点",
        "付款条件",
        "支付节点",
        "付款比例",
        "付款阶段",
        "支付比例",
    ];
    has(&without_spaces(text), WORDS)
}

#[cfg(test)]
mod tests {
    use super::{ColumnRole::*, *};

    #[test]
    fn headers_say_what_columns_hold() {
        for (text, role) in [
            ("序号", Some(Number)),
            ("序 号", Some(Number)),
            ("名称", Some(Name)),
            ("费用名称", Some(Name)),
            ("工程或费用名称", Some(Name)),
            ("投资构成", Some(Name)),
            ("预算项目", Some(Name)),
            ("资金来源", Some(Name)),
            ("**设备名称**", Some(Name)),
            ("类别", Some(Category)),
            ("建设内容", Some(Content)),
            ("品牌型号", Some(Model)),
            ("参考型号及配置", Some(Configuration)),
            ("技术参数", Some(Configuration)),
            ("单位", Some(Unit)),
            ("数量", Some(Quantity)),
            ("数量(台)", Some(Quantity)),
            ("工作量（人月）", Some(Quantity)),
            ("单价", Some(Price)),
            ("单价（万元）", Some(Price)),
            ("人月费率（元/人月）", Some(Price)),
            ("取费基数（万元）", Some(Base)),
            ("费率（%）", Some(Factor)),
            ("服务期（年）", Some(Factor)),
            ("时间（月）", Some(Factor)),
            ("金额", Some(Amount)),
            ("金额\n（万元）", Some(Amount)),
            ("合价", Some(Amount)),
            ("小计", Some(Amount)),
            ("投资估算（万元）", Some(Amount)),
            ("费用", Some(Amount)),
            ("万元", Some(Amount)),
            ("设备购置费", Some(Part)),
            ("2026年", Some(Year)),
            ("2026年度投资", Some(Year)),
            ("第一年", Some(Year)),
            ("２０２６年", Some(Year)),
            ("年度", Some(Name)),
            ("市级财政资金", Some(Source)),
            ("自筹", Some(Source)),
            ("占总投资比例（%）", Some(Share)),
            ("测算依据", Some(Basis)),
            ("计算过程", Some(Basis)),
            ("备注", Some(Remark)),
            ("字段", None),
            ("Description", None),
            ("负责人", None),
            ("", None),
        ] {
            assert_eq!(meaning(text).map(|meaning| meaning.role), role, "{text}");
        }
    }
}
