//! Names of rows and tables: which are sums, which parts a sum names, which mean the same.

use super::LineKind;
use super::order::{self, Label};
use crate::numeral;
use crate::words::{first_held, without_spaces};

/// Words that fill a cell of the sum of all.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "总合计",
    "共计",
    "总和",
    "总投资",
    "项目总投资",
    "总费用",
    "费用合计",
    "投资合计",
    "合计金额",
    "总金额",
    "金额合计",
    "项目合计",
    "项目总计",
    "工程总投资",
    "概算总投资",
    "估算总投资",
    "预算总额",
    "总概算",
    "总预算",
    "总估算",
    "总价",
    "合计总价",
    "费用总计",
    "投资总计",
    "投资总额",
    "项目总费用",
    "项目投资合计",
    "项目投资总计",
    "项目总概算",
    "项目总预算",
    "项目投资总额",
    "建设总投资",
    "合计费用",
    "总额",
    "预算合计",
    "概算合计",
    "经费合计",
    "资金合计",
    "总投资合计",
    "项目总投资合计",
    "建设投资合计",
    "总造价",
    "总报价",
    "报价合计",
    "含税合计",
    "含税总价",
    "合计小写",
    "总计小写",
    "合计大写",
    "总计大写",
    "大写",
    "小写",
    "人民币大写",
    "全部合计",
    "各项合计",
    "项目建设总投资",
    "项目总价",
    "总投资估算",
    "总投资概算",
];

/// `合计金额小写` is a sum, a longer name that starts with 合计 is a thing.
const LONGEST_SUM_WITH_TAIL: usize = 7;

/// What the name of a row says it is, apart from its values: a sum, or a part of the row above.
pub(super) fn sum_kind(text: &str) -> Option<LineKind> {
    let bare = bare(text);
    if bare.is_empty() || bare.chars().count() > 30 {
        return None;
    }
    if bare.starts_with("其中") && !bare.contains("合计") {
        return Some(LineKind::OfWhich);
    }
    if TOTALS.contains(&bare.as_str()) {
        return Some(LineKind::Total);
    }
    if bare.ends_with("小计") || bare.starts_with("小计") || bare.ends_with("分计") {
        return Some(LineKind::Subtotal);
    }
    let sums = ["合计", "总计", "共计"];
    if sums.iter().any(|word| bare.ends_with(word)) {
        return Some(LineKind::Subtotal);
    }
    let begins = sums.iter().any(|word| bare.starts_with(word));
    (begins && bare.chars().count() <= LONGEST_SUM_WITH_TAIL).then_some(LineKind::Total)
}

/// A name without number, brackets, spaces, stars and the colon at its end.
pub(crate) fn bare(text: &str) -> String {
    let text = text.trim().trim_matches('*');
    let text = order::prefix(text).map_or(text, |(_, length)| &text[length..]);
    let mut depth = 0_u32;
    let mut bare = String::new();
    for character in text.chars() {
        match character {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            ':' | '：' if depth == 0 => break,
            c if depth > 0 || c.is_whitespace() || c == '*' => {}
            c => bare.push(c),
        }
    }
    bare
}

/// The parts that a sum names: 一至三合计, 合计（1+2+3）, （一）～（三）小计. Labels of one style.
pub(super) fn named_parts(text: &str) -> Vec<Label> {
    let text = without_spaces(text);
    let pieces: Vec<(Label, usize, usize)> = labels_in(&text);
    if pieces.len() < 2 {
        return Vec::new();
    }
    let mut parts = vec![pieces[0].0.clone()];
    for pair in pieces.windows(2) {
        let (from, to) = (&pair[0], &pair[1]);
        let between = &text[from.2..to.1];
        if from.0.style != to.0.style || from.0.parts.len() != to.0.parts.len() {
            return Vec::new();
        }
        match between {
            "+" | "＋" | "、" | "," | "，" | "和" | "及" => parts.push(to.0.clone()),
            "至" | "到" | "~" | "～" | "-" | "—" | "－" | "–" => {
                let (Some(&first), Some(&last)) = (from.0.parts.last(), to.0.parts.last()) else {
                    return Vec::new();
                };
                if last <= first || last - first > 50 {
                    return Vec::new();
                }
                for number in first + 1..=last {
                    let mut label = to.0.clone();
                    if let Some(part) = label.parts.last_mut() {
                        *part = number;
                    }
                    parts.push(label);
                }
            }
            _ => return Vec::new(),
        }
    }
    parts
}

/// The labels in a text with where they start and end: digits or Chinese numerals, perhaps in
/// brackets of their own.
fn labels_in(text: &str) -> Vec<(Label, usize, usize)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let numeric = |c: char| {
        numeral::ascii_digit(c).is_some()
            || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '.')
    };
    let end_of = |at: usize| chars.get(at).map_or(text.len(), |&(byte, _)| byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let run = chars[at..].iter().take_while(|&&(_, c)| numeric(c)).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let (mut from, mut to) = (at, at + run);
        let opens = from > 0 && matches!(chars[from - 1].1, '(' | '（');
        let closes = chars.get(to).is_some_and(|&(_, c)| matches!(c, ')' | '）'));
        if opens && closes {
            (from, to) = (from - 1, to + 1);
        }
        if let Some(label) = order::label(&text[end_of(from)..end_of(to)]) {
            found.push((label, end_of(from), end_of(to)));
        }
        at = to.max(at + 1);
    }
    found
}

/// What is left of a title or a name when everything that only says that it is a list of costs is
/// taken away: `表3-2 硬件设备购置费用明细表` and `硬件设备购置` mean the same.
pub(crate) fn core(text: &str) -> String {
    const WORDS: &[&str] = &[
        "明细表",
        "明细",
        "清单",
        "汇总表",
        "汇总",
        "概算表",
        "预算表",
        "估算表",
        "测算表",
        "费用表",
        "概算",
        "预算",
        "估算",
        "测算",
        "投资",
        "费用",
        "购置",
        "采购",
        "建设",
        "一览表",
        "附表",
        "分项",
        "小计",
        "合计",
        "工作量",
        "功能点",
        "表",
        "费",
        "的",
        "及其",
    ];
    let mut core = bare(text);
    for prefix in ["附表", "表"] {
        if let Some(rest) = core.strip_prefix(prefix) {
            core = rest
                .trim_start_matches(|c: char| {
                    numeral::ascii_digit(c).is_some() || matches!(c, '-' | '.' | '－' | '—' | '、' | '：')
                })
                .to_owned();
        }
    }
    // One word after the other; each look finds the next one that is there at all.
    let mut next = 0;
    while let Some(held) = first_held(&core, &WORDS[next..]) {
        core = core.replace(WORDS[next + held], "");
        next += held + 1;
    }
    core
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sums() {
        for (text, kind) in [
            ("合计", Some(LineKind::Total)),
            ("合  计", Some(LineKind::Total)),
            ("**总计**", Some(LineKind::Total)),
            ("合计（万元）", Some(LineKind::Total)),
            ("合计：壹佰万元整", Some(LineKind::Total)),
            ("合计（大写）", Some(LineKind::Total)),
            ("项目总投资", Some(LineKind::Total)),
            ("三、项目总投资", Some(LineKind::Total)),
            ("小计", Some(LineKind::Subtotal)),
            ("硬件小计", Some(LineKind::Subtotal)),
            ("一至三合计", Some(LineKind::Subtotal)),
            ("硬件部分合计", Some(LineKind::Subtotal)),
            ("其中：服务器", Some(LineKind::OfWhich)),
            ("服务器", None),
            ("合计费用统计分析模块开发及部署实施服务以及后续的维护和升级工作的全部内容", None),
            ("共享平台", None),
            ("", None),
        ] {
            assert_eq!(sum_kind(text), kind, "{text}");
        }
    }

    #[test]
    fn sums_name_their_parts() {
        let shown = |text: &str| -> Vec<Vec<u32>> {
            named_parts(text).into_iter().map(|label| label.parts).collect()
        };
        assert_eq!(shown("一至三合计"), [[1], [2], [3]]);
        assert_eq!(shown("合计（一+二+三）"), [[1], [2], [3]]);
        assert_eq!(shown("（一）～（三）小计"), [[1], [2], [3]]);
        assert_eq!(shown("总计 1+2+4"), [[1], [2], [4]]);
        assert_eq!(shown("1.1+1.2合计"), [[1, 1], [1, 2]]);
        assert_eq!(shown("合计"), [[0; 1]; 0]);
        assert_eq!(shown("一期合计"), [[0; 1]; 0]);
    }

    #[test]
    fn titles_and_names_meet() {
        for (title, name) in [
            ("表3-2 硬件设备购置费用明细表", "硬件设备购置费"),
            ("附表2 应用软件开发费测算表", "应用软件开发"),
            ("（二）系统软件购置费", "系统软件费用"),
            ("表8-4 应用软件开发工作量估算表（单位：万元）", "应用软件开发费"),
        ] {
            assert_eq!(core(title), core(name), "{title}");
        }
        assert_ne!(core("硬件设备"), core("软件"));
    }
}
