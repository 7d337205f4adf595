//! Labels with their values → [`NamedFact`]s: `建设周期 | 6个月` in a table, `项目名称:…` in a line, a
//! heading 建设单位 with the name under it.

use super::scan::{starts_with_any, tokens};
use super::sentence::{Scope, fitting};
use super::{
    Comparator, Duration, Fact, FactName, Fen, NamedFact, TimeUnit, Value, money_in_cell, parse_number,
    values_in, words,
};
use crate::document::{BlockKind, Cell, Document, Table, numbering};
use crate::span::Span;
use crate::words::{holds_any, without_spaces};

/// A longer cell is a text, not the value of a label.
const LONGEST_VALUE: usize = 80;

/// What a label says: the name, and the unit in its brackets.
struct Label<'a> {
    name: FactName,
    unit: Option<&'a str>,
}

/// Reads a cell or heading as a label: numbers in front, `:`, `*` and brackets around it fall away.
fn label(text: &str) -> Option<Label<'_>> {
    let text = text.trim().trim_start_matches(['*', '※', '★']).trim();
    // Labels are Chinese; most cells are numbers.
    if text.is_ascii() || text.chars().count() > 24 {
        return None;
    }
    let body = match numbering::parse(text) {
        Some(number) => &text[number.label_len as usize..],
        None => text,
    };
    let body = body.trim_end_matches([':', '：', ' ']);
    let (word, unit) = match body.find(['(', '（']) {
        Some(at) => (&body[..at], Some(body[at..].trim_matches(['(', '（', ')', '）', ' ']))),
        None => (body, None),
    };
    words::label(&without_spaces(word))
        .map(|name| Label { name, unit: unit.map(|unit| unit.trim_start_matches(UNIT_WORDS)) })
}

/// `(单位:万元)`
const UNIT_WORDS: [char; 6] = ['单', '位', ':', '：', ' ', '计'];

/// Adds what the tables of the document name.
pub(super) fn in_tables(document: &Document, values: &[Fact], named: &mut Vec<NamedFact>) {
    for block in &document.blocks {
        let BlockKind::Table(id) = block.kind else { continue };
        let table = &document.tables[id as usize];
        for (at, cell) in table.cells.iter().enumerate() {
            if let Some(label) = label(document.slice(cell.span))
                && let Some(value) = value_cell(document, table, at)
            {
                named.extend(from_cell(document, values, table, &label, value));
            }
        }
    }
}

/// The cell that holds a label's value: to the right, or below in a table of one head and one row.
fn value_cell<'a>(document: &Document, table: &'a Table, at: usize) -> Option<&'a Cell> {
    let cell = &table.cells[at];
    let is_head = cell.row_idx == 0 && table.row_count > 1 && is_head_row(document, table);
    if is_head {
        return table.cell(1, cell.column_idx).filter(|below| table.row_count == 2 && below.row_idx == 1);
    }
    let right = table.cells.get(at + 1).filter(|right| right.row_idx == cell.row_idx)?;
    label(document.slice(right.span)).is_none().then_some(right)
}

/// Whether the first row names columns: three or more short cells without digits.
fn is_head_row(document: &Document, table: &Table) -> bool {
    let row = table.row(0);
    let is_title = |cell: &Cell| {
        let text = document.slice(cell.span);
        text.chars().count() <= 14 && !text.chars().any(|c| c.is_ascii_digit())
    };
    row.len() >= 3 && row.iter().all(is_title)
        || row.len() == 2 && row.iter().all(|cell| label(document.slice(cell.span)).is_some())
}

fn from_cell(
    document: &Document,
    values: &[Fact],
    table: &Table,
    label: &Label<'_>,
    cell: &Cell,
) -> Option<NamedFact> {
    let text = document.slice(cell.span);
    if matches!(label.name, FactName::ProjectName | FactName::Owner) {
        return name_fact(label.name, text, cell.span.start);
    }
    if text.chars().count() > LONGEST_VALUE {
        return None; // its sentences are read on their own
    }
    if let Some((value, span)) = first_fitting(document, values, cell.span, label.name) {
        return Some(NamedFact { name: label.name, value: Some(value), text: None, span });
    }
    let head = table.cell(0, cell.column_idx).filter(|head| head.row_idx < cell.row_idx);
    let unit = label.unit.or_else(|| head.and_then(|head| unit_in_brackets(document.slice(head.span))));
    let value = bare_value(text, label.name, unit?)?;
    Some(NamedFact { name: label.name, value: Some(value), text: None, span: cell.span })
}

fn first_fitting(document: &Document, values: &[Fact], span: Span, name: FactName) -> Option<(Value, Span)> {
    let scope = Scope { document, span, values: values_in(values, span), own_stages: &[] };
    (0..scope.values.len()).find_map(|at| fitting(&scope, at, name))
}

/// The unit in the brackets of a head: 金额(万元).
fn unit_in_brackets(text: &str) -> Option<&str> {
    let open = text.find(['(', '（'])?;
    Some(text[open..].trim_matches(['(', '（', ')', '）', ' ']).trim_start_matches(UNIT_WORDS))
}

/// A number without a unit, whose label names it: 总投资(万元) | 1280, 质保期(年) | 3.
fn bare_value(text: &str, name: FactName, unit: &str) -> Option<Value> {
    if name == FactName::TotalInvestment {
        let fen = match unit {
            "元" => 100,
            "千元" => 100_000,
            "万元" => 1_000_000,
            "百万元" => 100_000_000,
            "亿元" => 10_000_000_000,
            _ => return None,
        };
        let cell = money_in_cell(text, Some(Fen(fen)))?;
        return cell.well_grouped.then_some(Value::Money(cell.money));
    }
    let unit = match unit {
        "年" => TimeUnit::Year,
        "月" | "个月" => TimeUnit::Month,
        "周" => TimeUnit::Week,
        "天" | "日" | "日历天" => TimeUnit::Day,
        "工作日" => TimeUnit::Workday,
        _ => return None,
    };
    let milli = parse_number(text)?.value.scaled(1000).filter(|&milli| milli > 0)?;
    Some(Value::Duration(Duration {
        low_milli: milli,
        high_milli: milli,
        unit,
        comparator: Comparator::Exactly,
    }))
}

/// Adds what stands alone under a heading that is a label: `1.1 项目名称`.
pub(super) fn under_headings(document: &Document, values: &[Fact], named: &mut Vec<NamedFact>) {
    for (id, section) in document.sections.iter().enumerate().skip(1) {
        let Ok(id) = u32::try_from(id) else { return };
        let Some(label) = label(document.title(id)) else { continue };
        let first = document.blocks.get(section.blocks.start as usize..section.blocks.end as usize);
        let Some(block) = first.and_then(|blocks| blocks.first()) else { continue };
        let text = document.slice(block.span);
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem)
            || text.chars().count() > LONGEST_VALUE
        {
            continue;
        }
        if matches!(label.name, FactName::ProjectName | FactName::Owner) {
            named.extend(name_fact(label.name, text.trim_end_matches('。'), block.span.start));
        } else if let Some((value, span)) = first_fitting(document, values, block.span, label.name) {
            named.push(NamedFact { name: label.name, value: Some(value), text: None, span });
        }
    }
}

/// Bytes of the shortest word for the name of a project or its owner: 项目名称.
const SHORTEST_LABEL: usize = 12;

/// Adds the names behind labels inside a text: `项目名称:…`, 本项目名称为“…”.
pub(super) fn inline_names(document: &Document, span: Span, named: &mut Vec<NamedFact>) {
    let text = document.slice(span);
    if text.len() <= SHORTEST_LABEL {
        return;
    }
    for (start, end, word) in words::hits(text) {
        if !matches!(word.name, FactName::ProjectName | FactName::Owner) {
            continue;
        }
        let before = text[..start].chars().next_back();
        let is_whole = before.is_none_or(|c| !c.is_alphabetic() || matches!(c, '本' | '该'));
        if !is_whole {
            continue; // 子项目名称, 原建设单位
        }
        if let Some((from, until)) = name_behind(text, end) {
            named.extend(name_fact(
                word.name,
                &text[from..until],
                span.start + u32::try_from(from).unwrap_or(0),
            ));
        }
    }
}

/// What stands behind `:` or 为 at a byte, up to the end of the name.
fn name_behind(text: &str, at: usize) -> Option<(usize, usize)> {
    const LONGEST: usize = 240;
    let rest = text[at..].trim_start_matches([' ', '\u{3000}']);
    let mut from = text.len() - rest.len();
    if rest.starts_with(['(', '（']) {
        let close = rest.char_indices().take(16).find(|(_, c)| matches!(c, ')' | '）'))?;
        from += close.0 + close.1.len_utf8();
    }
    let rest = text[from..].trim_start_matches([' ', '\u{3000}']);
    from = text.len() - rest.len();
    let is_sentence = rest.starts_with(['为', '是']);
    from = starts_with_any(text, from, &["为：", "为:", "：", ":", "为", "是"])?;
    let spaces = text[from..].len() - text[from..].trim_start_matches([' ', '\u{3000}', '_']).len();
    from += spaces;
    let stops = |c: char| matches!(c, '\n' | '\t' | '。' | '；' | ';' | '，' | ',' | '！');
    let mut window = LONGEST.min(text.len() - from);
    while !text.is_char_boundary(from + window) {
        window -= 1;
    }
    let value = &text[from..from + window];
    let mut length = value.find(stops).unwrap_or(value.len());
    for gap in ["  ", "\u{3000}\u{3000}", "\u{3000}"] {
        length = length.min(value.find(gap).unwrap_or(length));
    }
    let value = &value[..length];
    if let Some((next, _, _)) = words::hits(value)
        .find(|(start, end, _)| *start > 0 && value[*end..].trim_start().starts_with([':', '：']))
    {
        length = next;
    }
    let value = text[from..from + length].trim_end();
    let quoted = value.starts_with(['“', '"', '《', '「', '『']);
    let ends_like_name = ENDINGS.iter().any(|ending| value.ends_with(ending));
    (!is_sentence || quoted || ends_like_name).then_some((from, from + value.len()))
}

/// How names of projects and owners end.
const ENDINGS: [&str; 36] = [
    "项目",
    "工程",
    "平台",
    "系统",
    "建设",
    "局",
    "委",
    "委员会",
    "办公室",
    "中心",
    "厅",
    "院",
    "公司",
    "政府",
    "部",
    "处",
    "队",
    "学校",
    "大学",
    "学院",
    "医院",
    "馆",
    "所",
    "站",
    "集团",
    "银行",
    "协会",
    "管委会",
    "街道办事处",
    "街道",
    "镇",
    "乡",
    "法院",
    "检察院",
    "库",
    "办",
];

/// The fact of a name; `None` for placeholders, sentences and other labels.
pub(super) fn name_fact(name: FactName, raw: &str, base: u32) -> Option<NamedFact> {
    const EDGES: [char; 24] = [
        '《', '》', '“', '”', '"', '\'', '‘', '’', '「', '」', '『', '』', '【', '】', '：', ':', '。', '；',
        '，', ',', ' ', '\u{3000}', '_', '.',
    ];
    let line = raw.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let trimmed = if line.len() <= 2 { raw.trim_matches(EDGES).trim() } else { return None };
    let start = trimmed.as_ptr() as usize - raw.as_ptr() as usize;
    let text = without_inner_spaces(without_stamp(trimmed));
    let shortest = if name == FactName::ProjectName { 5 } else { 3 };
    is_name(&text, shortest).then(|| NamedFact {
        name,
        value: None,
        text: Some(text),
        span: Span::new(start, start + trimmed.len()).offset(base),
    })
}

/// 某局(盖章) is the name of 某局.
fn without_stamp(text: &str) -> &str {
    for stamp in ["（盖章）", "(盖章)", "（公章）", "(公章)", "（章）", "(章)", "（签章）", "(签章)"]
    {
        if let Some(name) = text.strip_suffix(stamp) {
            return name.trim_end();
        }
    }
    text
}

/// Without the spaces between Chinese characters, which only typesetting put there.
fn without_inner_spaces(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(character) = chars.next() {
        let between_latin = character.is_whitespace()
            && kept.ends_with(|c: char| c.is_ascii_alphanumeric())
            && chars.peek().is_some_and(char::is_ascii_alphanumeric);
        if !character.is_whitespace() || between_latin {
            kept.push(character);
        }
    }
    kept
}

fn is_name(text: &str, shortest: usize) -> bool {
    const LONGEST: usize = 60;
    const NO_NAMES: [&str; 17] = [
        "填写",
        "前附表",
        "此处",
        "请",
        "同上",
        "详见",
        "见附件",
        "应当",
        "应为",
        "待定",
        "待补充",
        "不涉及",
        "负责",
        "根据",
        "要求",
        "如下",
        "注：",
    ];
    let characters = text.chars().count();
    let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let only_number = tokens(text).first().is_some_and(|token| token.end - token.start == text.len());
    (shortest..=LONGEST).contains(&characters)
        && chinese >= shortest
        && !only_number
        && !text.starts_with(['（', '(', '<', '[', '【'])
        && !text.contains(['。', '；', '？', '|'])
        && !holds_any(text, &NO_NAMES)
        && !is_other_label(text)
}

/// 建设内容, 联系人, 金额: heads of other columns.
fn is_other_label(text: &str) -> bool {
    const ENDINGS: [&str; 27] = [
        "内容",
        "单位",
        "名称",
        "时间",
        "金额",
        "备注",
        "说明",
        "性质",
        "类型",
        "类别",
        "负责人",
        "电话",
        "地址",
        "编号",
        "日期",
        "联系人",
        "情况",
        "周期",
        "规模",
        "来源",
        "地点",
        "目标",
        "阶段",
        "序号",
        "代码",
        "方式",
        "意见",
    ];
    text.chars().count() <= 8 && ENDINGS.iter().any(|ending| text.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use crate::fact::extract;
    use crate::fact::testing::{check_named, show_named, table};

    fn check_tables(cases: &[(&[&str], &[&str])]) {
        for (rows, expected) in cases {
            assert_eq!(show_named(&extract(&table(rows))), *expected, "{rows:?}");
        }
    }

    #[test]
    fn labels_with_the_value_to_the_right() {
        check_tables(&[
            (&["项目名称|江北区智慧停车平台建设项目"], &["名称 江北区智慧停车平台建设项目"]),
            (
                &["项目名称：|《江北区智慧停车平台》", "建设单位|江北区城管局（盖章）"],
                &["名称 江北区智慧停车平台", "单位 江北区城管局"],
            ),
            (&["总投资（万元）|1,280.5", "建设周期（月）|6"], &["总投资 ¥12805000", "工期 6月"]),
            (
                &["项目总投资|1280万元", "建设周期|2026年3月至2026年12月"],
                &["总投资 ¥12800000", "工期 2026-03-01..2026-12-31"],
            ),
            (
                &["质保期（年）|3", "试运行期|不少于3个月", "服务期限|2年"],
                &["运维 3年", "试运行 ≥3月", "服务期 2年"],
            ),
            (
                &["项目名称|江北区智慧停车平台|建设单位|江北区城管局"],
                &["名称 江北区智慧停车平台", "单位 江北区城管局"],
            ),
            (&["序号|项目|金额（万元）", "1|硬件|80", "2|总投资|100"], &["总投资 ¥1000000"]),
            (&["安全保护等级|第三级"], &["等保 第3级"]),
            (&["建设周期|建设周期为6个月,分三个阶段"], &["工期 6月"]),
        ]);
    }

    #[test]
    fn labels_with_the_value_below() {
        check_tables(&[(
            &["项目名称|建设单位|总投资(万元)|建设周期", "江北区智慧停车平台|江北区城管局|1280|12个月"],
            &["名称 江北区智慧停车平台", "单位 江北区城管局", "总投资 ¥12800000", "工期 12月"],
        )]);
    }

    #[test]
    fn lists_and_placeholders_name_nothing() {
        check_tables(&[
            (&["项目名称|建设内容|工期", "甲平台建设项目|软件|10天", "乙平台建设项目|硬件|20天"], &[]),
            (&["序号|任务|工期", "1|调研|10天", "2|开发|60天"], &[]),
            (&["项目名称|（填写全称）", "建设单位|", "总投资|", "建设周期|详见第五章"], &[]),
            (&["项目名称|建设地点", "总投资|资金来源"], &[]),
            (&["单位|台", "单位：万元|"], &[]),
        ]);
    }

    #[test]
    fn names_in_lines() {
        check_named(&[
            ("项目名称：江北区智慧停车平台建设项目", &["名称 江北区智慧停车平台建设项目"]),
            ("1. 项目名称: “江北区智慧停车平台”", &["名称 江北区智慧停车平台"]),
            ("项目名称：江北区 智慧停车 平台", &["名称 江北区智慧停车平台"]),
            ("本项目名称为“江北区智慧停车平台”。", &["名称 江北区智慧停车平台"]),
            ("本项目建设单位为江北区城管局，负责统筹。", &["单位 江北区城管局"]),
            (
                "项目名称：江北区智慧停车平台  建设单位：江北区城管局",
                &["名称 江北区智慧停车平台", "单位 江北区城管局"],
            ),
            (
                "项目名称：江北区智慧停车平台\u{3000}建设单位（盖章）：江北区城管局",
                &["名称 江北区智慧停车平台", "单位 江北区城管局"],
            ),
            ("申报单位（公章）：江北区城管局", &["单位 江北区城管局"]),
            ("#项目名称\n江北区智慧停车平台建设项目。", &["名称 江北区智慧停车平台建设项目"]),
            ("#1.2 建设单位\n江北区城管局", &["单位 江北区城管局"]),
            ("#建设周期\n自合同签订之日起12个月。", &["工期 12月"]),
        ]);
    }

    #[test]
    fn sentences_name_nobody() {
        check_named(&[
            ("建设单位应当在3日内整改。", &[]),
            ("建设单位负责组织验收。", &[]),
            ("项目名称：", &[]),
            ("项目名称：XXX", &[]),
            ("项目名称：见采购须知前附表", &[]),
            ("项目名称：（全称）", &[]),
            ("子项目名称：江北区智慧停车平台", &[]),
            ("项目名称应与批复一致", &[]),
        ]);
    }
}
