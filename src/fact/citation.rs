//! `GB/T 22239-2019`, `国办发〔2019〕57号`, `国务院令第745号` → [`Citation`].

use super::scan::{Form, Token, char_at, char_before, skip_space, skip_space_back, starts_with_any};
use super::{Citation, Fact, Value};
use crate::numeral;
use crate::span::Span;

/// Reads the citation that a token belongs to: the fact and the index behind it.
pub(super) fn find(text: &str, tokens: &[Token], at: usize) -> Option<(Fact, usize)> {
    standard(text, tokens, at).or_else(|| document(text, tokens, at))
}

/// Prefixes of national, military and industry standards. `/T` and `/Z` may follow each.
const PREFIXES: [&str; 62] = [
    "GB", "GBJ", "GBZ", "GJB", "GM", "GA", "GY", "GD", "YD", "YDB", "YDC", "SJ", "JR", "HJ", "JGJ", "CJJ",
    "CJ", "JG", "JT", "JTG", "BD", "DL", "WS", "LY", "MZ", "SL", "NY", "TD", "CH", "CHT", "DZ", "QX", "AQ",
    "RB", "YY", "XF", "HG", "TB", "JB", "JC", "JJG", "JJF", "MH", "MT", "QB", "SB", "SC", "SN", "SY", "SH",
    "WB", "WH", "YB", "YC", "YZ", "ZY", "BB", "DA", "LB", "LD", "EJ", "NB",
];

/// Prefixes of international standards, whose year stands behind a colon.
const INTERNATIONAL: [&str; 9] =
    ["ISO", "IEC", "ISO/IEC", "ISO/IEC/IEEE", "ISO/TS", "ISO/TR", "IEEE", "ITU-T", "ISO/IEC TR"];

fn standard(text: &str, tokens: &[Token], at: usize) -> Option<(Fact, usize)> {
    let token = &tokens[at];
    if !matches!(token.form, Form::Arabic { grouped: false, .. } | Form::Dotted(_)) {
        return None;
    }
    let (prefix, start) = prefix_before(text, token.start)?;
    let is_international = INTERNATIONAL.contains(&prefix.as_str());
    let prefix = if is_international { prefix } else { national_prefix(&prefix)? };
    let number = ascii(&text[token.start..token.end]);
    let (year, end, next) = match year_behind(text, tokens, at, is_international) {
        Some((year, end)) => (Some(year), end, at + 2),
        None => (None, token.end, at + 1),
    };
    let enough =
        year.is_some() || number.len() >= if prefix.contains('/') || is_international { 3 } else { 4 };
    if !enough {
        return None;
    }
    let number = match year {
        Some(year) if is_international => format!("{prefix} {number}:{year}"),
        Some(year) => format!("{prefix} {number}-{year}"),
        None => format!("{prefix} {number}"),
    };
    Some((cite(Citation::Standard(number), start, end), next))
}

fn cite(citation: Citation, start: usize, end: usize) -> Fact {
    Fact { value: Value::Citation(citation), span: Span::new(start, end) }
}

/// The letters in front of a number, normalised to upper-case ASCII, and where they start.
fn prefix_before(text: &str, number: usize) -> Option<(String, usize)> {
    const MOST_CHARS: usize = 16;
    let mut start = skip_space_back(text, number);
    let mut reversed = Vec::new();
    while reversed.len() < MOST_CHARS {
        let Some(character) = char_before(text, start) else { break };
        let narrow = narrow(character);
        if narrow.is_ascii_alphanumeric() || narrow == '/' || (narrow == '-' && reversed.last() == Some(&'T'))
        {
            reversed.push(narrow.to_ascii_uppercase());
            start -= character.len_utf8();
        } else if character == ' ' && is_split_by_space(&text[..start], reversed.last()) {
            start -= 1;
        } else {
            break;
        }
    }
    let prefix: String = reversed.into_iter().rev().collect();
    let follows_number = char_before(text, skip_space_back(text, start)).is_some_and(|c| c.is_ascii_digit());
    let is_size = follows_number && !prefix.contains('/'); // 16 GB 3200
    (prefix.starts_with(|c: char| c.is_ascii_uppercase()) && !is_size).then_some((prefix, start))
}

/// `GB /T 22239`, `GB/ T 22239`, `GB T 22239`, `DB36 /T`: a space inside the prefix.
fn is_split_by_space(before: &str, behind: Option<&char>) -> bool {
    let head = before.trim_end();
    behind == Some(&'/')
        || head.ends_with("JTG")
        || head.ends_with("JTG/T")
        || head.ends_with(['/', '／'])
        || (behind == Some(&'T') && head.ends_with("GB"))
}

fn narrow(character: char) -> char {
    match character {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '／' | '－' => {
            char::from_u32(character as u32 - 0xfee0).unwrap_or(character)
        }
        _ => numeral::ascii_digit(character).map_or(character, |digit| char::from(b'0' + digit)),
    }
}

/// The prefix as it is written in full, `GB/T`, if it is one of a Chinese standard.
fn national_prefix(prefix: &str) -> Option<String> {
    if let Some(issuer) = prefix.strip_prefix("T/").or_else(|| prefix.strip_prefix("Q/")) {
        let is_issuer =
            (2..=12).contains(&issuer.len()) && issuer.starts_with(|c: char| c.is_ascii_uppercase());
        return is_issuer.then(|| prefix.to_owned());
    }
    let (body, suffix) = match prefix.split_once('/') {
        Some((body, suffix @ ("T" | "Z"))) => (body, Some(suffix)),
        Some(_) => return None,
        None if PREFIXES.contains(&prefix) => (prefix, None),
        None => match prefix.strip_suffix('T') {
            Some(body) => (body, Some("T")), // GBT 22239
            None => (prefix, None),
        },
    };
    let is_local = body
        .strip_prefix("DB")
        .is_some_and(|region| (2..=6).contains(&region.len()) && region.bytes().all(|b| b.is_ascii_digit()));
    // JTGH20, JTG/T H21: a letter of the series stands before the number.
    let is_road = body
        .strip_prefix("JTG")
        .is_some_and(|series| series.len() == 1 && series.bytes().all(|b| b.is_ascii_uppercase()));
    let known = is_local || is_road || PREFIXES.contains(&body);
    known.then(|| suffix.map_or(body.to_owned(), |suffix| format!("{body}/{suffix}")))
}

/// The year behind the number: `-2019`, `—2017`, `:2013`, `-88`.
fn year_behind(text: &str, tokens: &[Token], at: usize, is_international: bool) -> Option<(String, usize)> {
    let token = &tokens[at];
    let year = tokens.get(at + 1)?;
    let gap = text.get(token.end..year.start).filter(|gap| gap.len() <= 12)?;
    let mark = gap.trim();
    let is_dash = !mark.is_empty() && mark.chars().all(|c| "-－—–―‐‑−﹣~".contains(c));
    if !is_dash && !matches!(mark, ":" | "：") {
        return None;
    }
    let digits = ascii(&text[year.start..year.end]);
    let is_year = match digits.len() {
        4 => matches!(digits.get(..2), Some("19" | "20")),
        2 => !is_international && ("70".."99").contains(&digits.as_str()),
        _ => false,
    };
    let ends = char_at(text, year.end).is_none_or(|c| !c.is_ascii_alphanumeric());
    (is_year && ends).then_some((digits, year.end))
}

fn ascii(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '．' => '.',
            _ => narrow(c),
        })
        .collect()
}

/// `国办发〔2019〕57号`, `国务院令第745号`, with brackets of any kind, or one of them lost.
fn document(text: &str, tokens: &[Token], at: usize) -> Option<(Fact, usize)> {
    let serial = &tokens[at];
    let end = starts_with_any(text, skip_space(text, serial.end), &["号"])?;
    if starts_with_any(text, end, &["楼", "线", "机", "井", "门", "院", "桥", "公告", "地块", "厂", "路"])
        .is_some()
    {
        return None;
    }
    let mut before = skip_space_back(text, serial.start);
    before = text[..before].strip_suffix('第').map_or(before, |head| skip_space_back(head, head.len()));
    let digits = ascii(&text[serial.start..serial.end]);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = order(text, before, end, &digits)
        .or_else(|| bracketed(text, tokens, at, before, &digits))
        .or_else(|| broken(text, before, &digits));
    let (citation, start, end) = number.map(|(citation, start)| (citation, start, end))?;
    let order_behind = text[end..].starts_with('令') && !text[start..end].contains('令');
    let end = if order_behind { end + '令'.len_utf8() } else { end };
    Some((cite(citation, start, end), at + 1))
}

/// 国务院令第745号
fn order(text: &str, before: usize, end: usize, digits: &str) -> Option<(Citation, usize)> {
    let start = issuer_start(text, before)?;
    let issuer = &text[start..before];
    if digits.len() > 4 || (!issuer.ends_with('令') && !text[end..].starts_with('令')) {
        return None;
    }
    let order = if issuer.ends_with('令') { "" } else { "令" };
    let long_enough = issuer.chars().count() >= 2;
    long_enough
        .then(|| (Citation::Document { number: format!("{issuer}{order}第{digits}号"), whole: true }, start))
}

const OPENERS: [char; 13] = ['〔', '[', '(', '（', '【', '［', '﹝', '{', '｛', '〈', '<', '「', '〖'];
const CLOSERS: [char; 13] = ['〕', ']', ')', '）', '】', '］', '﹞', '}', '｝', '〉', '>', '」', '〗'];

/// Both brackets, or only the closing one.
fn bracketed(
    text: &str,
    tokens: &[Token],
    at: usize,
    before: usize,
    digits: &str,
) -> Option<(Citation, usize)> {
    if digits.len() > 5 {
        return None;
    }
    let year = tokens.get(at.checked_sub(1)?)?;
    year.year()?;
    let closed = text[..before].strip_suffix(CLOSERS);
    let year_end = closed.map_or(before, |head| skip_space_back(head, head.len()));
    if year_end != year.end {
        return None;
    }
    let head = &text[..skip_space_back(text, year.start)];
    let opened = head.strip_suffix(OPENERS);
    let whole = closed.is_some() && opened.is_some();
    if closed.is_none() && opened.is_none() {
        return None; // 2019年第5号 and the like
    }
    let issuer_end = opened.map_or(head.len(), |head| skip_space_back(head, head.len()));
    let start = issuer_start(text, issuer_end)?;
    let issuer = &text[start..issuer_end];
    let round = opened.is_some_and(|rest| head[rest.len()..].starts_with(['(', '（', '<', '{']));
    if round && !ends_like_issuer(issuer) {
        return None; // 某工程(2020)3号
    }
    let year = ascii(&text[year.start..year.end]);
    let year = if year.is_ascii() { year } else { numeral::parse_chinese(&year)?.to_string() };
    Some((Citation::Document { number: format!("{issuer}〔{year}〕{digits}号"), whole }, start))
}

/// The closing bracket is lost, or both: 国办发〔201957号, 国办发201957号.
fn broken(text: &str, before: usize, digits: &str) -> Option<(Citation, usize)> {
    let (year, serial) = digits.split_at_checked(4)?;
    let is_year =
        ("1990".."2100").contains(&year) && (1..=4).contains(&serial.len()) && !serial.starts_with('0');
    if !is_year {
        return None;
    }
    let head = &text[..before];
    let opened = head.strip_suffix(OPENERS);
    let issuer_end = opened.map_or(before, |head| skip_space_back(head, head.len()));
    let start = issuer_start(text, issuer_end)?;
    let issuer = &text[start..issuer_end];
    if opened.is_none() && !ends_like_issuer(issuer) {
        return None;
    }
    Some((Citation::Document { number: format!("{issuer}〔{year}〕{serial}号"), whole: false }, start))
}

fn ends_like_issuer(issuer: &str) -> bool {
    issuer.ends_with([
        '发', '函', '字', '办', '规', '文', '通', '令', '政', '财', '建', '资', '数', '信', '厅', '局', '委',
        '技',
    ])
}

/// Where the name of the issuer starts that ends at a byte: at most 14 Chinese characters, behind the
/// last word that cannot belong to it.
fn issuer_start(text: &str, end: usize) -> Option<usize> {
    const MOST_CHARS: usize = 14;
    const STOPS: [&str; 46] = [
        "符合", "遵守", "根据", "依据", "按照", "依照", "参照", "遵照", "遵循", "执行", "落实", "贯彻",
        "印发", "下发", "发布", "转发", "文件", "通知", "办法", "意见", "规定", "文号", "批复", "批准",
        "经过", "以及", "按", "由", "见", "与", "及", "或", "以", "为", "的", "是", "等", "在", "从", "即",
        "据", "了", "之", "令第", "条例", "编号",
    ];
    let mut start = end;
    for character in text[..end].chars().rev().take(MOST_CHARS) {
        if !('\u{4e00}'..='\u{9fff}').contains(&character) {
            break;
        }
        start -= character.len_utf8();
    }
    let run = &text[start..end];
    let cut = STOPS
        .iter()
        .filter_map(|stop| run.rfind(stop).map(|at| at + stop.len()))
        .filter(|&cut| cut < run.len())
        .max();
    start += cut.unwrap_or(0);
    if text[start..end].starts_with("和国") && !text[start..end].starts_with("和国人民") {
        start += '和'.len_utf8();
    }
    (text[start..end].chars().count() >= 2).then_some(start)
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check;

    #[test]
    fn reads_standards() {
        check(&[
            ("《基本要求》（«GB/T 22239-2019»）", &["GB/T 22239-2019"]),
            ("«GB 50174—2017»", &["GB 50174-2017"]),
            ("«GB/T22239—2019»", &["GB/T 22239-2019"]),
            ("«GB／T 22239－2019»", &["GB/T 22239-2019"]),
            ("«ＧＢ/Ｔ ２２２３９-２０１９»", &["GB/T 22239-2019"]),
            ("«GBT22239-2019»", &["GB/T 22239-2019"]),
            ("«gb/t 22239-2019»", &["GB/T 22239-2019"]),
            ("«GB/T 20984.1 - 2022»", &["GB/T 20984.1-2022"]),
            ("«GB/T 22239»", &["GB/T 22239"]),
            ("«GM/T 0054-2018»", &["GM/T 0054-2018"]),
            ("«DB36/T 1124-2019»", &["DB36/T 1124-2019"]),
            ("«DB3611/T 5-2020»", &["DB3611/T 5-2020"]),
            ("«T/ITS 0140-2020»", &["T/ITS 0140-2020"]),
            ("«YD/T 1099-2013»、«YD5003-2014»", &["YD/T 1099-2013", "YD 5003-2014"]),
            ("«GB 2887-89»", &["GB 2887-89"]),
            ("«ISO/IEC 27001:2013»", &["ISO/IEC 27001:2013"]),
            ("«ISO/IEC 27001：2013»", &["ISO/IEC 27001:2013"]),
            ("«ISO 9001»", &["ISO 9001"]),
            ("«GB/T 36626-2018»信息安全", &["GB/T 36626-2018"]),
        ]);
    }

    #[test]
    fn reads_document_numbers() {
        check(&[
            ("（«国办发〔2019〕57号»）", &["国办发〔2019〕57号"]),
            ("《通知》（«国办发[2019]57号»）", &["国办发〔2019〕57号"]),
            ("《通知》«国办发（2019）57 号»", &["国办发〔2019〕57号"]),
            ("«国办发【2019】57号»", &["国办发〔2019〕57号"]),
            ("«国办发［2019］57号»", &["国办发〔2019〕57号"]),
            ("«国办发〔2019〕第57号»", &["国办发〔2019〕57号"]),
            ("«国办发〔201957号»", &["国办发〔2019〕57号 缺括号"]),
            ("«南政办发〔202113号»", &["南政办发〔2021〕13号 缺括号"]),
            ("«国办发2019〕57号»", &["国办发〔2019〕57号 缺括号"]),
            ("«国办发201957号»", &["国办发〔2019〕57号 缺括号"]),
            ("根据«国办发〔2019〕57号»文件", &["国办发〔2019〕57号"]),
            ("应符合«国办发〔2019〕57号»要求", &["国办发〔2019〕57号"]),
            ("«国务院令第745号»", &["国务院令第745号"]),
            ("«国务院令 第 745 号»", &["国务院令第745号"]),
            ("根据«国家发展改革委令第55号»", &["国家发展改革委令第55号"]),
            ("«沪经信规范〔2021〕2号»", &["沪经信规范〔2021〕2号"]),
            ("«国办发〔二〇一九〕57号»", &["国办发〔2019〕57号"]),
        ]);
    }

    #[test]
    fn leaves_other_numbers() {
        check(&[
            ("某工程（2020）3号", &[]),
            ("内存«16 GB» 3200", &["16GB"]),
            ("一号楼,3号线,第5号", &[]),
            ("IPV6 1000,H3C 5130", &[]),
            ("（2019）京01民初57号", &[]),
            ("USB 3.0,HTML5", &[]),
        ]);
    }
}
