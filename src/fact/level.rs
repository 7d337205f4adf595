//! 等保三级, 第三级, `S3A3G3` near words of protection → the level.

use super::scan::{
    Form, Token, begins, char_before, skip_space, skip_space_back, starts_with_any, window_after,
    window_before,
};
use super::{Fact, Value};
use crate::span::Span;

/// Words that make 三级 a level of classified protection.
const PROTECTION: [&str; 12] = [
    "等保",
    "等级保护",
    "保护等级",
    "等级测评",
    "定级",
    "安全等级",
    "等级备案",
    "保护定级",
    "保护级别",
    "安全级别",
    "GB/T 22239",
    "分等级",
];
/// How far, in bytes, they may be.
const REACH: usize = 90;

/// What follows a level that is none of ours: 三级医院, 二级页面.
const OTHER_THINGS: [&str; 61] = [
    "医院",
    "医疗",
    "甲等",
    "甲",
    "乙等",
    "综合",
    "专科",
    "建造",
    "注册",
    "页面",
    "菜单",
    "目录",
    "域名",
    "预警",
    "响应",
    "指标",
    "科目",
    "分类",
    "联动",
    "体系",
    "架构",
    "资质",
    "企业",
    "单位",
    "部门",
    "政府",
    "财政",
    "预算",
    "公路",
    "学校",
    "标题",
    "缓存",
    "存储",
    "节点",
    "服务",
    "管理",
    "网络",
    "网",
    "审核",
    "审批",
    "复核",
    "平台",
    "子",
    "市场",
    "学科",
    "工程师",
    "警",
    "负荷",
    "配电",
    "防雷",
    "耐火",
    "公司",
    "法人",
    "机构",
    "贯通",
    "协同",
    "造价",
    "库",
    "能效",
    "以上职称",
    "教授",
];

/// Reads the level at a token: the fact and the index behind it. `around` is what stands to
/// the left of a cell and at the top of its column.
pub(super) fn find(text: &str, tokens: &[Token], at: usize, around: [&str; 2]) -> Option<(Fact, usize)> {
    if let Some(found) = triple(text, tokens, at) {
        return Some(found);
    }
    let token = &tokens[at];
    let level = level_of(text, token)?;
    let end = starts_with_any(text, skip_space(text, token.end), &["级"])?;
    let shared = text[end..].starts_with(['别', '联', '次']);
    let start = with_ordinal(text, token.start);
    if shared || is_administrative(text, start) {
        return None;
    }
    let attached = is_attached(text, start, end);
    let other = OTHER_THINGS.iter().any(|word| begins(&text[end..], word));
    if !attached && (other || !is_near_protection(text, start, end, around)) {
        return None;
    }
    Some((fact(level, start, end), at + 1))
}

fn fact(level: u8, start: usize, end: usize) -> Fact {
    Fact { value: Value::Level(level), span: Span::new(start, end) }
}

fn level_of(text: &str, token: &Token) -> Option<u8> {
    let is_one_digit = text[token.start..token.end].chars().count() == 1;
    let is_digit = matches!(token.form, Form::Arabic { .. } | Form::Chinese | Form::Roman);
    let level = token.value.whole().filter(|_| is_one_digit && is_digit)?;
    let glued =
        char_before(text, token.start).is_some_and(|c| c.is_ascii_alphanumeric()) && !token.is_chinese();
    u8::try_from(level).ok().filter(|level| (1..=5).contains(level) && !glued)
}

/// `S3A3G3`: the level is that of G, else the higher of the two.
fn triple(text: &str, tokens: &[Token], at: usize) -> Option<(Fact, usize)> {
    let digit = |idx: usize, letter: char| {
        let token = tokens.get(idx)?;
        let is_digit = token.end - token.start == 1 && char_before(text, token.start) == Some(letter);
        token.value.whole().filter(|level| is_digit && (1..=5).contains(level))
    };
    let (system, availability) = digit(at, 'S').zip(digit(at + 1, 'A'))?;
    if tokens[at + 1].start != tokens[at].end + 1 {
        return None;
    }
    let general = digit(at + 2, 'G').filter(|_| tokens[at + 2].start == tokens[at + 1].end + 1);
    let last = if general.is_some() { at + 2 } else { at + 1 };
    let level = general.unwrap_or(system.max(availability));
    Some((fact(u8::try_from(level).ok()?, tokens[at].start - 1, tokens[last].end), last + 1))
}

/// The start with 第 in front.
fn with_ordinal(text: &str, start: usize) -> usize {
    let before = skip_space_back(text, start);
    if text[..before].ends_with('第') { before - '第'.len_utf8() } else { start }
}

/// 省、市、县三级: levels of government.
fn is_administrative(text: &str, start: usize) -> bool {
    char_before(text, start).is_some_and(|c| "省市县区乡镇村街部厅处校院局州盟旗".contains(c))
}

/// 等保三级, 三级等保, 等级保护(三级), 定级为三级: the word of protection touches the level.
fn is_attached(text: &str, start: usize, end: usize) -> bool {
    const LINKS: [char; 18] = [
        '第', '为', '是', '：', ':', '“', '"', '（', '(', '、', ' ', '的', '于', '达', '到', '以', '按', '国',
    ];
    const HEADS: [&str; 13] = [
        "等保",
        "等保2.0",
        "等级保护",
        "等级保护2.0",
        "保护等级",
        "定级",
        "安全等级",
        "保护级别",
        "等保测评",
        "等级测评",
        "拟定级",
        "安全级别",
        "定",
    ];
    let before = window_before(text, start, 30).trim_end_matches(LINKS);
    let behind = text[end..].trim_start_matches([' ', '的', '及', '以', '上', '（', '(', '“', '"', '”']);
    HEADS.iter().any(|head| before.ends_with(head) && *head != "定")
        || [
            "等保",
            "等级保护",
            "安全等级保护",
            "网络安全等级保护",
            "信息安全等级保护",
            "信息系统安全等级保护",
            "安全保护",
        ]
        .iter()
        .any(|word| behind.starts_with(word))
}

/// Whether a word of protection stands in the same sentence, not far away.
fn is_near_protection(text: &str, start: usize, end: usize, around: [&str; 2]) -> bool {
    let before = window_before(text, start, REACH);
    let before = before.rfind(['。', '；', '！', '？', '\n']).map_or(before, |stop| &before[stop..]);
    let behind = window_after(text, end, REACH);
    let behind = behind.find(['。', '；', '！', '？', '\n']).map_or(behind, |stop| &behind[..stop]);
    PROTECTION.iter().any(|word| {
        before.contains(word) || behind.contains(word) || around.iter().any(|text| text.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check;

    #[test]
    fn reads_levels() {
        check(&[
            ("本系统按等保«三级»建设。", &["第3级"]),
            ("本系统定级为«第三级»。", &["第3级"]),
            ("安全保护等级为«3级»", &["第3级"]),
            ("安全保护等级：«第 3 级»", &["第3级"]),
            ("«S3A3G3»", &["第3级"]),
            ("安全保护等级为«第三级»（«S3A2G3»）", &["第3级", "第3级"]),
            ("«二级»等保", &["第2级"]),
            ("按照等级保护要求,本项目为«三级»系统", &["第3级"]),
            ("由«三级»等保测评机构测评", &["第3级"]),
            ("等保2.0«三级»", &["第3级"]),
            ("等级保护（«三级»）", &["第3级"]),
            ("等保«Ⅲ级»", &["第3级"]),
            ("满足网络安全等级保护«第三级»要求", &["第3级"]),
            ("统一«三级»等保", &["第3级"]),
            ("等级保护对象分为«第一级»到«第五级»", &["第1级", "第5级"]),
        ]);
    }

    #[test]
    fn leaves_other_levels() {
        check(&[
            ("三级医院评审标准", &[]),
            ("开展等保测评,服务三级医院", &[]),
            ("一级建造师,二级页面", &[]),
            ("省、市、县三级联动", &[]),
            ("市县两级实施等保", &[]),
            ("符合等级保护要求,省市县三级贯通", &[]),
            ("等保测评。三级系统", &[]),
            ("一级菜单满足等级保护要求", &[]),
            ("等保六级,等保0级", &[]),
            ("三级甲等", &[]),
        ]);
    }
}
