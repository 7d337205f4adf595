//! DOC-02: placeholders and remains of the template.
//!
//! Words stand in the term set `placeholders`; marks (`XX`, `××`, `____`, `【请填写…】`, `<项目名称>`) are
//! found here by their shape.

use super::{CONTEXT, Survey, Words, around, pieces, short};
use crate::document::Document;
use crate::document::template::{Names, is_instruction, is_note, note_length};
use crate::lexicon::TermSetId;
use crate::rule::{Case, Outcome, Reading, Remark};
use crate::span::Span;
use std::ops::Range;

const WORDS: Words = Words {
    nothing: "没有可以检查的文字",
    fine: "没有发现占位内容和模板残留文字",
    wrong: "处占位内容或模板残留文字",
};

const TERM_SET: &str = "placeholders";

/// Words of sentences that speak of a form, an example or masked data: marks in them are meant.
const MEANT: &[&str] = &[
    "（如",
    "(如",
    "格式为",
    "格式：",
    "格式:",
    "形如",
    "例如",
    "比如",
    "譬如",
    "样例",
    "示例",
    "脱敏",
    "掩码",
    "打码",
    "命名规则",
    "命名为",
    "编码规则",
    "占位",
    "通配",
];

/// Lines that are signed by hand.
const SIGNED: &[&str] = &["签字", "签名", "签章", "盖章", "签署", "（章）", "(章)", "（公章）", "(公章)"];

/// The first characters of [`INSTRUCTION_LEADS`](crate::document::template::INSTRUCTION_LEADS).
const INSTRUCTION_FIRST: &[char] =
    &['请', '此', '在', '待', '需', '根', '按', '如', '填', '插', '项', '单', '建', '编'];

/// What follows `此处` in a template.
const HERE: &[&str] = &[
    "填写",
    "填入",
    "插入",
    "补充",
    "添加",
    "粘贴",
    "替换",
    "应写",
    "应填",
    "需填",
    "需补",
    "写明",
    "写入",
    "放置",
    "输入文字",
    "输入文本",
    "输入内容",
    "省略",
    "列出",
    "描述",
];

/// Longest instruction in brackets, in bytes.
const LONGEST_BRACKET: usize = 180;
/// Longest name in the brackets of a template, in bytes.
const LONGEST_SLOT: usize = 64;
/// Further places of one paragraph that are shown beside the first.
const MOST_PLACES: usize = 5;
/// Marks of one paragraph or cell that are looked at: a file of nothing but crosses is told all the same.
const MOST_MARKS: usize = 100;
/// Marks that stand this close belong to one place: `XX市XX局`.
const SAME_PLACE: usize = 15;

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    let words = case.lexicon.term_set(TERM_SET);
    for (idx, reading) in case.readings.iter().enumerate() {
        for (_, piece) in pieces(&reading.document) {
            if piece.is_empty() {
                continue;
            }
            if survey.is_full() {
                break;
            }
            survey.look(case.place(idx, piece));
            let places = placeholders(reading, words, piece);
            if let Some((first, others)) = places.split_first() {
                survey.find(remark(case, idx, piece, *first, others));
            }
        }
    }
    survey.conclude(case, &WORDS)
}

/// One remark for a paragraph or cell, however many placeholders it holds.
fn remark(case: &Case<'_>, idx: usize, piece: Span, first: Span, others: &[Span]) -> Remark {
    let document = &case.readings[idx].document;
    let range = shown(document, first, piece);
    let goes_on = document
        .text
        .get(range.end..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() && !c.is_ascii()));
    let shown = short(document.text.get(range).unwrap_or_default());
    let shown = if goes_on { format!("{}…", shown.trim_end_matches('…')) } else { shown };
    let times =
        if others.is_empty() { String::new() } else { format!("（本段共 {} 处）", others.len() + 1) };
    let message = format!("留有占位内容或填写说明“{shown}”{times}");
    let remark = Remark::new(message, Some(case.place(idx, first)));
    others
        .iter()
        .take(MOST_PLACES)
        .fold(remark, |remark, place| remark.label("这里也有", case.place(idx, *place)))
}

/// The places of a piece that hold a placeholder, in order.
fn placeholders(reading: &Reading, words: Option<TermSetId>, piece: Span) -> Vec<Span> {
    let document = &reading.document;
    let text = document.slice(piece);
    let marks = marks(text);
    let has_words = words.is_some_and(|set| reading.hits.any(set, piece));
    if marks.is_empty() && !has_words {
        return Vec::new();
    }
    let marks = marks.into_iter().map(|range| Span::new(range.start, range.end).offset(piece.start));
    let mut found: Vec<Span> =
        marks.chain(words.into_iter().flat_map(|set| reading.hits.of(set, piece))).collect();
    found.sort();
    let mut places: Vec<Span> = Vec::new();
    for span in found.into_iter().filter(|span| !is_meant(document, *span)) {
        match places.last_mut() {
            Some(last) if span.start <= last.end || is_same_place(document, *last, span) => {
                *last = last.to(span)
            }
            _ => places.push(span),
        }
    }
    places
}

fn is_same_place(document: &Document, before: Span, after: Span) -> bool {
    let between = document.slice(Span { start: before.end, end: after.start });
    between.len() <= SAME_PLACE
        && !between.contains(['，', '。', '；', '、', ',', ';', '：', ':', '\t', '\n'])
}

/// Whether the sentence speaks of a form or an example, or the mark stands alone in quotes.
fn is_meant(document: &Document, span: Span) -> bool {
    let (before, after) = around(document, span);
    if MEANT.iter().any(|word| before.contains(word) || after.contains(word)) {
        return true;
    }
    let opened = before.rsplit(['“', '‘', '「', '"']).next().filter(|rest| rest.len() < before.len());
    let closed = after.split(['”', '’', '」', '"']).next().filter(|rest| rest.len() < after.len());
    // Words in quotes are shown by a program or named by the text; marks may stand in a project's name.
    let is_word = !document.slice(span).contains(['X', 'x', 'Ｘ', '×', '_', '*']);
    let is_bare = |rest: &str| is_word || rest.chars().all(|c| !c.is_alphanumeric() || c.is_ascii());
    matches!((opened, closed), (Some(left), Some(right)) if is_bare(left) && is_bare(right))
}

/// The placeholder with the words behind it: `XX市XX局` rather than `XX市XX`.
fn shown(document: &Document, span: Span, piece: Span) -> Range<usize> {
    let rest = document.slice(Span { start: span.end, end: piece.end });
    let is_mark = document.slice(span).ends_with(['X', 'x', 'Ｘ', '×', '_', '*']);
    let tail: usize = rest
        .chars()
        .take_while(|c| (c.is_alphanumeric() && !c.is_ascii()) || *c == ' ')
        .take(if is_mark { 6 } else { 0 })
        .map(char::len_utf8)
        .sum();
    span.start as usize..span.end as usize + tail
}

/// The marks of a piece of text, in order.
fn marks(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut behind_last = 0;
    for (at, character) in text.char_indices() {
        let length = match character {
            _ if at < behind_last => None,
            'X' | 'x' | 'Ｘ' | 'ｘ' => crosses(text, at, character),
            '×' | '╳' | '✕' => run(text, at, &[character], 2),
            '*' | '＊' => stars(text, at, character),
            '_' | '＿' => blank(text, at),
            '【' | '（' | '(' | '[' | '〔' => instruction(text, at, character),
            '<' | '＜' | '{' => slot(text, at),
            '此' => here(text, at),
            'T' | 'F' => note_to_self(text, at),
            _ => None,
        };
        if let Some(length) = length {
            behind_last = at + length;
            found.push(at..behind_last);
            if found.len() == MOST_MARKS {
                break;
            }
        }
    }
    found
}

/// Length of a run of at least `least` of these characters.
fn run(text: &str, at: usize, characters: &[char], least: usize) -> Option<usize> {
    let rest = &text[at..];
    let length = rest.len() - rest.trim_start_matches(characters).len();
    (rest[..length].chars().take(least).count() == least).then_some(length)
}

/// `某***局`: three stars and more between Chinese characters hide a name.
fn stars(text: &str, at: usize, character: char) -> Option<usize> {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let length = run(text, at, &[character], 3)?;
    (text[..at].ends_with(is_han) && text[at + length..].starts_with(is_han)).then_some(length)
}

/// `XX`, `xxx`, and `X年`, `X万元`: no part of a word, a model number, an address or a Roman numeral.
fn crosses(text: &str, at: usize, character: char) -> Option<usize> {
    // Inside a word: also every character of a run but its first, so that a run is measured once.
    if text[..at].ends_with(|c: char| is_word_character(c) || c == character) {
        return None;
    }
    let length = run(text, at, &[character], 1)?;
    let (before, after) = (&text[..at], &text[at + length..]);
    if after.starts_with(is_word_character) {
        return None;
    }
    let joined_before =
        before.ends_with(is_joint) && before.trim_end_matches(is_joint).ends_with(is_other_word);
    let joined_after =
        after.starts_with(is_joint) && after.trim_start_matches(is_joint).starts_with(is_other_word);
    if joined_before || joined_after {
        return None;
    }
    if length == character.len_utf8() {
        let counted =
            character.is_uppercase() && ["年X月", "万元", "亿元"].iter().any(|w| after.starts_with(w));
        return (counted && !before.ends_with(|c: char| c.is_ascii_digit())).then_some(length);
    }
    (!after.starts_with("世纪")).then_some(length)
}

fn is_word_character(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// What joins the parts of a model number, a path or an address.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '.' | '/' | '\\' | ':' | '@' | '#' | '_' | '+' | '&' | '=' | '%')
}

fn is_other_word(c: char) -> bool {
    c.is_ascii_alphanumeric() && !matches!(c, 'X' | 'x')
}

/// `____`, but not where somebody will sign, and not inside a name.
fn blank(text: &str, at: usize) -> Option<usize> {
    if text[..at].ends_with(['_', '＿']) {
        return None; // measured from its first character
    }
    let length = run(text, at, &['_', '＿'], 3)?;
    let (before, after) = (clip_end(&text[..at]), clip(&text[at + length..], CONTEXT));
    let is_name = before.ends_with(is_word_character) && after.starts_with(is_word_character);
    let line = [before.rsplit('\n').next().unwrap_or(before), after.split('\n').next().unwrap_or(after)];
    let is_signed = SIGNED.iter().any(|word| line.iter().any(|part| part.contains(word)));
    (!is_name && !is_signed).then_some(length)
}

/// The first bytes of a text.
fn clip(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length.min(text.len()))]
}

/// The last bytes of a text.
fn clip_end(text: &str) -> &str {
    &text[text.floor_char_boundary(text.len().saturating_sub(CONTEXT))..]
}

/// `【请填写…】`, `（此处…）`
fn instruction(text: &str, at: usize, open: char) -> Option<usize> {
    let close = match open {
        '【' => '】',
        '（' | '(' => '）',
        '[' => ']',
        _ => '〕',
    };
    if let Some(length) = note_length(&text[at..]) {
        return Some(length);
    }
    let body = clip(&text[at + open.len_utf8()..], LONGEST_BRACKET);
    let closes = |c: char| c == close || (close == '）' && c == ')');
    // A note of several paragraphs closes in a later one.
    let end = body.find(closes).or((open == '【').then_some(body.len()))?;
    let inner = body[..end].trim();
    if open == '【' && is_note(inner) {
        let closing = body[end..].chars().next().map_or(0, char::len_utf8);
        return Some(open.len_utf8() + end + closing);
    }
    if !inner.starts_with(INSTRUCTION_FIRST) && !inner.contains(['填', '删', '补', '写']) {
        return None; // most brackets: spared the comparison with every lead
    }
    let names = if matches!(open, '（' | '(') { Names::AreNames } else { Names::AreSlots };
    let closing = body[end..].chars().next()?; // without one it is no instruction but a slip
    is_instruction(inner, names).then(|| open.len_utf8() + end + closing.len_utf8())
}

/// `<项目名称>`, `{{单位}}`: Chinese words in the brackets of a template, not a comparison of numbers.
fn slot(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let (open, close) = match rest.chars().next()? {
        '{' => ("{{", "}}"),
        '<' => ("<", ">"),
        _ => ("＜", "＞"),
    };
    let body = rest.strip_prefix(open)?;
    let end = clip(body, LONGEST_SLOT).find(close)?;
    let inner = body[..end].trim();
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is_name = inner.starts_with(is_han)
        && inner.chars().filter(|c| is_han(*c)).count() >= 2
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '、' | '/' | ' ' | '_' | '-'));
    // `值<上限且值>下限` compares: a name stands before the bracket.
    let compares = open != "{{" && text[..at].trim_end().ends_with(char::is_alphanumeric);
    // `<类型>_<序号>` describes how names are built.
    let total = open.len() + end + close.len();
    let is_joined = text[..at].ends_with(is_joint) || rest[total..].starts_with(is_joint);
    (is_name && !compares && !is_joined).then_some(total)
}

/// `此处填写…`
fn here(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix("此处")?;
    let word = HERE.iter().find(|word| rest.starts_with(**word))?;
    Some("此处".len() + word.len())
}

/// `TBD`, `TODO`, `FIXME`
fn note_to_self(text: &str, at: usize) -> Option<usize> {
    let word = ["TBD", "TODO", "FIXME"].into_iter().find(|word| text[at..].starts_with(word))?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let stands_alone = !text[..at].ends_with(is_word) && !text[at + word.len()..].starts_with(is_word);
    stands_alone.then_some(word.len())
}

#[cfg(test)]
mod tests {
    use super::super::MOST_FINDINGS;
    use super::super::testing::{assert_met, messages, outcome, quote, reading};
    use super::judge;

    #[test]
    fn finds_placeholders() {
        for (text, found) in [
            ("建设单位：XX市XX局。", "XX市XX"),
            ("项目位于××区，由××公司承担。", "××"),
            ("总投资为XXX万元。", "XXX"),
            ("计划于2026年XX月完成。", "XX"),
            ("由ＸＸ单位负责。", "ＸＸ"),
            ("联系人：xxx，电话另行提供。", "xxx"),
            ("总投资X万元。", "X"),
            ("建设单位：______", "______"),
            ("【请填写项目背景】", "【请填写项目背景】"),
            ("建设内容（请根据实际情况补充）如下。", "（请根据实际情况补充）"),
            ("此处插入总体架构图。", "此处插入"),
            ("<项目名称>建设方案", "<项目名称>"),
            ("{{项目名称}}建设方案", "{{项目名称}}"),
            ("建设“XX市智慧社区”平台。", "XX"),
            ("服务器数量待定。", "待定"),
            ("验收标准：TBD", "TBD"),
            ("| 名称 | 金额 |\n| 服务器 | XX |", "XX"),
        ] {
            let readings = [reading(text)];
            let outcome = outcome(judge, &readings);
            let first = outcome.remarks.first().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(quote(&readings, first.place.unwrap()), found, "{text}");
        }
    }

    #[test]
    fn leaves_what_is_meant() {
        for text in [
            "采用 RTX-XX90 和 XXL 机箱。",
            "文件名格式为XXX-XXX.docx。",
            "姓名以“XXX”显示。",
            "地址为10.xx.xx.1，域名为xxx.gov.cn。",
            "数量×单价，规格4×1.92TB。",
            "20世纪与XX世纪。",
            "变量 user___name 保留。",
            "申报单位（签章）：______ 日期：______",
            "并发数<500，响应时间<3秒，可用率>99%。",
            "点击【提交】按钮，用户（管理员）登录。",
            "用户填写申请表（填写后提交）。",
            "手机号脱敏为138****XXXX显示。",
            "此处理流程由系统完成，待办事项自动推送。",
            "现有制度有待完善，等待确定责任人。",
            "未填时提示“请填写联系人”。",
            "附件名为<文件类型>_<通道号>_<序号>。",
            "方案按三级等保设计。",
        ] {
            assert_met(judge, text);
        }
    }

    #[test]
    fn the_message_shows_the_whole_name() {
        assert_eq!(
            messages(judge, "建设单位：XX市XX局负责建设。"),
            ["留有占位内容或填写说明“XX市XX局负责建设”"]
        );
    }

    #[test]
    fn every_lead_has_its_first_character() {
        for lead in crate::document::template::INSTRUCTION_LEADS {
            assert!(lead.starts_with(super::INSTRUCTION_FIRST), "{lead}");
        }
    }

    #[test]
    fn a_paragraph_is_told_once() {
        let readings = [reading("根据 xxx 的要求，xxx 负责，XX公司承担。")];
        let outcome = outcome(judge, &readings);
        assert_eq!(outcome.remarks.len(), 1);
        assert_eq!(outcome.remarks[0].message, "留有占位内容或填写说明“xxx 的要求”（本段共 3 处）");
        assert_eq!(quote(&readings, outcome.remarks[0].related[1].place), "XX");
    }

    #[test]
    fn a_line_as_long_as_a_file_is_no_trap() {
        for trap in ["（", "<", "1X", "____签字", "XX，", "XX——", "-X", "_＿a", "{{", "×", "“XX"]
        {
            outcome(judge, &[reading(&trap.repeat(5_000))]);
        }
    }

    #[test]
    fn many_placeholders_are_counted() {
        let text = "由XX公司承担。\n".repeat(MOST_FINDINGS + 7);
        let messages = messages(judge, &text);
        assert_eq!(messages.len(), MOST_FINDINGS + 1);
        assert_eq!(messages[MOST_FINDINGS], "另有 7 处占位内容或模板残留文字，未逐一列出");
    }
}
