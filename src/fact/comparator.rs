//! Words and signs around a number → how it bounds: 不少于 … 以上, ≤, 约.

use super::Comparator::{self, About, AtLeast, AtMost, LessThan, MoreThan};
use super::scan::{char_before, ends, skip_space, skip_space_back, starts_with_any, window_before};

/// Signs; longer ones first.
const SIGNS: [(&str, Comparator); 23] = [
    (">=", AtLeast),
    ("=>", AtLeast),
    ("＞=", AtLeast),
    ("＞＝", AtLeast),
    ("<=", AtMost),
    ("=<", AtMost),
    ("＜=", AtMost),
    ("＜＝", AtMost),
    ("≥", AtLeast),
    ("≧", AtLeast),
    ("⩾", AtLeast),
    ("≤", AtMost),
    ("≦", AtMost),
    ("⩽", AtMost),
    (">", MoreThan),
    ("＞", MoreThan),
    ("﹥", MoreThan),
    ("<", LessThan),
    ("＜", LessThan),
    ("﹤", LessThan),
    ("≈", About),
    ("～", About),
    ("~", About),
];

/// Words that bound as they stand; longer ones first.
const WORDS: [(&str, Comparator); 35] = [
    ("大于或等于", AtLeast),
    ("小于或等于", AtMost),
    ("大于等于", AtLeast),
    ("小于等于", AtMost),
    ("高于或等于", AtLeast),
    ("低于或等于", AtMost),
    ("高于等于", AtLeast),
    ("低于等于", AtMost),
    ("不足", LessThan),
    ("不到", LessThan),
    ("不满", LessThan),
    ("未满", LessThan),
    ("未达到", LessThan),
    ("不多于", AtMost),
    ("至少", AtLeast),
    ("最少", AtLeast),
    ("起码", AtLeast),
    ("最低", AtLeast),
    ("至多", AtMost),
    ("最多", AtMost),
    ("最高", AtMost),
    ("最长", AtMost),
    ("最短", AtLeast),
    ("大约", About),
    ("约为", About),
    ("约计", About),
    ("约合", About),
    ("大致", About),
    ("大概", About),
    ("将近", About),
    ("接近", About),
    ("约", About),
    ("逾", MoreThan),
    ("超", MoreThan),
    ("近", About),
];

/// Words whose sense turns around behind 不, 不得, 未 …
const TURNING: [(&str, Comparator, Comparator); 13] = [
    ("超过", MoreThan, AtMost),
    ("超出", MoreThan, AtMost),
    ("高于", MoreThan, AtMost),
    ("大于", MoreThan, AtMost),
    ("多于", MoreThan, AtMost),
    ("长于", MoreThan, AtMost),
    ("突破", MoreThan, AtMost),
    ("低于", LessThan, AtLeast),
    ("少于", LessThan, AtLeast),
    ("小于", LessThan, AtLeast),
    ("短于", LessThan, AtLeast),
    ("弱于", LessThan, AtLeast),
    ("慢于", MoreThan, AtMost),
];

/// What may stand between the comparator and the number.
const FILLERS: [&str; 20] = [
    "（大写）",
    "(大写)",
    "（含）",
    "(含)",
    "人民币",
    "RMB",
    "CNY",
    "达到",
    "等于",
    "为",
    "是",
    "在",
    "到",
    "至",
    "达",
    "：",
    ":",
    "¥",
    "￥",
    "±",
];

/// What bounds the number that starts at a byte, and where the expression starts with it: in front
/// of the comparator, or of `¥` and 人民币.
pub(super) fn before(text: &str, number: usize) -> (Comparator, usize) {
    let mut at = skip_space_back(text, number);
    let mut start = number;
    // One filler for 人民币 and one for 为 and the like is all that real texts have.
    for _ in 0..3 {
        if let Some((comparator, begin)) = comparator_before(text, at) {
            return (comparator, begin);
        }
        let Some(filler) = FILLERS.iter().find(|filler| ends(&text[..at], filler)) else { break };
        at -= filler.len();
        if matches!(*filler, "¥" | "￥" | "人民币" | "RMB" | "CNY") {
            start = at;
        }
        at = skip_space_back(text, at);
    }
    match comparator_before(text, at) {
        Some((comparator, begin)) => (comparator, begin),
        None => (Comparator::Exactly, start),
    }
}

fn comparator_before(text: &str, at: usize) -> Option<(Comparator, usize)> {
    let before = &text[..at];
    if let Some((sign, comparator)) = SIGNS.iter().find(|(sign, _)| ends(before, sign)) {
        // 3~5 and 3%~5% are ranges, read elsewhere; a tilde that ends one is no “about”.
        let start = at - sign.len();
        let after_value = char_before(text, start)
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '%' | '％' | ')' | '）' | '"' | '/'));
        let is_tilde = matches!(*sign, "~" | "～");
        return (!(is_tilde && after_value)).then_some((*comparator, start));
    }
    for (word, plain, turned) in TURNING {
        if ends(before, word) {
            let start = at - word.len();
            return Some(match negation(&text[..start]) {
                Some(length) => (turned, start - length),
                None => (plain, start),
            });
        }
    }
    let (word, comparator) = WORDS.iter().find(|(word, _)| ends(before, word))?;
    let start = at - word.len();
    (!is_part_of_word(word, char_before(text, start))).then_some((*comparator, start))
}

/// Bytes of a negation that ends the text: 不, 不得, 不应, 不能, 未.
fn negation(text: &str) -> Option<usize> {
    let modal = ["得", "应", "能", "可", "宜", "会", "许", "允许", "应当"]
        .into_iter()
        .filter(|modal| ends(text, modal))
        .map(str::len)
        .max()
        .unwrap_or(0);
    let rest = &text[..text.len() - modal];
    ["不", "未", "没有"].into_iter().find(|word| rest.ends_with(word)).map(|word| word.len() + modal)
}

/// 节约, 附近, 高超: the last character of another word.
fn is_part_of_word(word: &str, before: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match word {
        "约" => "节合契预条特续违履签制公守隐简邀相".contains(before),
        "近" => "附最邻临就靠贴远亲".contains(before),
        "超" => "高".contains(before),
        _ => false,
    }
}

/// What kind of number the words behind it speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// 3 个月内 is a bound.
    Time,
    /// 内 starts another word: 3 台内部…
    Other,
}

/// What bounds the number whose unit ends at a byte, and where the expression ends with it.
pub(super) fn after(text: &str, unit_end: usize, subject: Subject) -> (Comparator, usize) {
    let (mut inclusive, mut at) = inclusion(text, unit_end);
    let (comparator, end) = word_after(text, skip_space(text, at), subject);
    if comparator != Comparator::Exactly {
        at = end;
        let (again, end) = inclusion(text, at);
        if again.is_some() {
            (inclusive, at) = (again, end);
        }
    }
    match (comparator, inclusive) {
        (AtLeast, Some(false)) => (MoreThan, at),
        (AtMost, Some(false)) => (LessThan, at),
        (Comparator::Exactly, _) => (comparator, unit_end),
        _ => (comparator, at),
    }
}

/// The comparator with what `(含)` behind the expression says: 超过 100 万元(含) includes the number.
pub(super) fn with_inclusion(comparator: Comparator, text: &str, unit_end: usize) -> (Comparator, usize) {
    let (inclusive, end) = inclusion(text, unit_end);
    match (comparator, inclusive) {
        (_, None) => (comparator, unit_end),
        (MoreThan | AtLeast, Some(true)) => (AtLeast, end),
        (LessThan | AtMost, Some(true)) => (AtMost, end),
        (MoreThan | AtLeast, Some(false)) => (MoreThan, end),
        (LessThan | AtMost, Some(false)) => (LessThan, end),
        _ => (comparator, unit_end),
    }
}

/// `(含)`, `(含 3 年)`, `(不含)`, `(含本数)` at a byte.
fn inclusion(text: &str, at: usize) -> (Option<bool>, usize) {
    let open = skip_space(text, at);
    let Some(mut inner) = starts_with_any(text, open, &["(", "（"]) else { return (None, at) };
    let excluded = text[inner..].starts_with('不');
    if excluded {
        inner += '不'.len_utf8();
    }
    if !text[inner..].starts_with('含') {
        return (None, at);
    }
    let close = text[inner..].char_indices().take(10).find(|(_, c)| matches!(c, ')' | '）'));
    match close {
        // (含税), (含 13% 增值税), (含安装) say something else.
        Some((length, mark)) if !text[inner..inner + length].contains(['税', '安', '运', '费']) => {
            (Some(!excluded), inner + length + mark.len_utf8())
        }
        _ => (None, at),
    }
}

fn word_after(text: &str, at: usize, subject: Subject) -> (Comparator, usize) {
    const LEAST: [&str; 6] = ["及其以上", "及以上", "或以上", "含以上", "以上", "起步"];
    const MOST: [&str; 8] = ["及其以下", "及以下", "或以下", "含以下", "以下", "以内", "之内", "封顶"];
    const ABOUT: [&str; 3] = ["左右", "上下", "许"];
    if starts_with_any(text, at, &["上下班", "上下级", "上下游", "上下文", "上下行"]).is_some()
    {
        return (Comparator::Exactly, at);
    }
    if let Some(end) = starts_with_any(text, at, &LEAST) {
        return match text[end..].starts_with("述") {
            true => (Comparator::Exactly, at),
            false => (AtLeast, end),
        };
    }
    if let Some(end) = starts_with_any(text, at, &MOST) {
        let enumerates = starts_with_any(
            text,
            end,
            &["内容", "方面", "功能", "要求", "条件", "部分", "几", "子", "各", "简称", "：", ":", "称"],
        );
        return match enumerates {
            Some(_) => (Comparator::Exactly, at),
            None => (AtMost, end),
        };
    }
    if let Some(end) = starts_with_any(text, at, &ABOUT) {
        let part_of_word = text[at..].starts_with('许') && text[end..].starts_with(['可', '多']);
        return if part_of_word { (Comparator::Exactly, at) } else { (About, end) };
    }
    if subject == Subject::Time && text[at..].starts_with('内') {
        let end = at + '内'.len_utf8();
        if !continues_inner(&text[end..]) {
            return (AtMost, end);
        }
    }
    (Comparator::Exactly, at)
}

/// Whether 内 starts a word with what follows: 内容, 内部, but 3 日内部署.
fn continues_inner(rest: &str) -> bool {
    let is_word = rest.starts_with(['容', '部', '存', '网', '涵', '控', '外', '置', '蒙', '嵌', '核', '地']);
    is_word && starts_with_any(rest, 0, &["部署", "存储", "网络", "置换", "核实", "核对", "容灾"]).is_none()
}

/// Whether 分别 stands shortly before a byte: the numbers behind it are a list.
pub(super) fn is_distributed(text: &str, at: usize) -> bool {
    let window = window_before(text, at, 60);
    let clause = window.rfind(['。', '；', '\n']).map_or(window, |stop| &window[stop..]);
    clause.contains("分别") || clause.contains("依次") || clause.contains("各为")
}
