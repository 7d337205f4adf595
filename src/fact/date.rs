//! `2026年3月15日`, `2026-03-15`, `2026.03`, 二〇二六年三月 → [`DateFact`]. A range is two facts.

use super::scan::{Form, Token, char_at, char_before, skip_space, starts_with_any};
use super::{DateFact, Fact, Value};
use crate::date::Date;
use crate::span::Span;

/// Reads the date that starts at a token: its facts, and the index behind it. A date that does not
/// exist (13月) is passed over without a fact. `None` where no date starts.
pub(super) fn find(text: &str, tokens: &[Token], at: usize) -> Option<(Vec<Fact>, usize)> {
    let year = tokens[at].year()?;
    if char_before(text, tokens[at].start).is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    worded(text, tokens, at, year)
        .or_else(|| numeric(text, tokens, at, year))
        .or_else(|| shared_unit(text, tokens, at, year))
}

/// Reads the date at a token with decimal points: `2026.03.15`, `2026.03`.
pub(super) fn dotted(text: &str, token: &Token) -> Option<Fact> {
    let [year, month, day] = match token.form {
        Form::Dotted(parts) => parts,
        Form::Arabic { whole_digits: 4, grouped: false } => {
            let digits = text[token.start..token.end].split(['.', '．']).nth(1)?;
            let month = digits.parse().ok().filter(|_| digits.len() <= 2)?;
            [
                u32::try_from(token.value.mantissa() / 10_i128.pow(u32::from(token.value.scale()))).ok()?,
                month,
                0,
            ]
        }
        _ => return None,
    };
    let glued =
        char_before(text, token.start).is_some_and(|c| c.is_ascii_alphanumeric() || "-_V¥￥版本".contains(c));
    let followed =
        char_at(text, skip_space(text, token.end)).is_some_and(|c| "万亿元个台套项条人年版%％".contains(c));
    if glued || followed || !(1990..=2050).contains(&year) {
        return None;
    }
    let day = (day > 0).then(|| u8::try_from(day)).transpose().ok()?;
    let covers = covering(u16::try_from(year).ok()?, Some(u8::try_from(month).ok()?), day)?;
    Some(dated(covers, token.start, token.end))
}

/// `2026年`, `2026年3月`, `2026年3月15日`, with what narrows them, and the range that they open.
fn worded(text: &str, tokens: &[Token], at: usize, year: u16) -> Option<(Vec<Fact>, usize)> {
    let start = tokens[at].start;
    let year_end = starts_with_any(text, skip_space(text, tokens[at].end), &["年"])?;
    if starts_with_any(text, year_end, &["级", "代", "版"]).is_some() {
        return Some((Vec::new(), at + 1)); // 2019年版, 2019年级: no time that the text speaks of
    }
    let Some((month, month_end, day_at)) = part(text, tokens, at + 1, year_end, &["月"]) else {
        let (covers, end, next) = part_of_year(text, tokens, at + 1, year, year_end)?;
        return Some((vec![dated(covers, start, end)], next));
    };
    let mut facts = Vec::new();
    let (end, next, has_day) = match part(text, tokens, day_at, month_end, &["日", "号"]) {
        Some((day, day_end, next)) => {
            facts.extend(covering(year, Some(month), Some(day)).map(|covers| dated(covers, start, day_end)));
            (day_end, next, true)
        }
        None => {
            let (covers, end) = part_of_month(text, year, month, month_end);
            facts.extend(covers.map(|covers| dated(covers, start, end)));
            (end, day_at, false)
        }
    };
    let known = (year, has_day.then_some(month));
    match until(text, tokens, next, end, known) {
        Some((fact, next)) => {
            facts.push(fact);
            Some((facts, next))
        }
        None => Some((facts, next)),
    }
}

/// A month or day with its unit, right behind a byte.
fn part(
    text: &str,
    tokens: &[Token],
    at: usize,
    behind: usize,
    units: &[&str],
) -> Option<(u8, usize, usize)> {
    let token = tokens.get(at).filter(|token| token.start == skip_space(text, behind))?;
    let end = starts_with_any(text, skip_space(text, token.end), units)?;
    let is_number = text[..end].ends_with('号') && starts_with_any(text, end, &["楼", "文", "线"]).is_some();
    if is_number {
        return None;
    }
    let value = token.small().or_else(|| (!token.is_value()).then_some(0))?;
    Some((value, end, at + 1))
}

/// 上半年, 第一季度, 一季度 behind a year; otherwise the year itself.
fn part_of_year(
    text: &str,
    tokens: &[Token],
    at: usize,
    year: u16,
    end: usize,
) -> Option<((Date, Date), usize, usize)> {
    let behind = skip_space(text, end);
    for (word, from, until) in [("上半年", 1, 6), ("下半年", 7, 12)] {
        if let Some(end) = starts_with_any(text, behind, &[word]) {
            return Some((months(year, from, until)?, end, at + 1)); // 半 is a token
        }
    }
    let quarter_start = starts_with_any(text, behind, &["第"]).unwrap_or(behind);
    if let Some(token) = tokens.get(at).filter(|token| token.start == skip_space(text, quarter_start))
        && let Some(end) = starts_with_any(text, skip_space(text, token.end), &["季度"])
        && let Some(quarter) = token.small().filter(|quarter| (1..=4).contains(quarter))
    {
        return Some((months(year, quarter * 3 - 2, quarter * 3)?, end, at + 1));
    }
    Some((covering(year, None, None)?, end, at))
}

/// 上旬, 中旬, 下旬 behind a month; otherwise the month itself.
fn part_of_month(text: &str, year: u16, month: u8, end: usize) -> (Option<(Date, Date)>, usize) {
    let Some((first, last)) = covering(year, Some(month), None) else { return (None, end) };
    for (word, from, until) in [("上旬", 1, 10), ("中旬", 11, 20), ("下旬", 21, last.day())] {
        if text[end..].starts_with(word) {
            return (Date::new(year, month, from).zip(Date::new(year, month, until)), end + word.len());
        }
    }
    (Some((first, last)), end)
}

/// The end of a range that names no year of its own: 2026年3月至6月, 2026年3月1日至5日.
fn until(
    text: &str,
    tokens: &[Token],
    at: usize,
    end: usize,
    known: (u16, Option<u8>),
) -> Option<(Fact, usize)> {
    let behind = range_mark(text, end)?;
    let start = tokens.get(at)?.start;
    let (year, month) = known;
    if let Some((month, month_end, next)) = part(text, tokens, at, behind, &["月"]) {
        return match part(text, tokens, next, month_end, &["日", "号"]) {
            Some((day, end, next)) => {
                Some((dated(covering(year, Some(month), Some(day))?, start, end), next))
            }
            None => Some((dated(covering(year, Some(month), None)?, start, month_end), next)),
        };
    }
    let (day, end, next) = part(text, tokens, at, behind, &["日", "号"])?;
    Some((dated(covering(year, Some(month?), Some(day))?, start, end), next))
}

/// `2026-03-15`, `2026/3/15`, `2026-03`.
fn numeric(text: &str, tokens: &[Token], at: usize, year: u16) -> Option<(Vec<Fact>, usize)> {
    let first = &tokens[at];
    let month = tokens.get(at + 1)?;
    let mark = &text[first.end..month.start];
    if !matches!(mark, "-" | "/" | "－" | "／" | "—" | "–" | ".") || matches!(first.form, Form::Positional)
    {
        return None;
    }
    let (month_number, end, next) = (month.small()?, month.end, at + 2);
    if month_number == 0 || month.end - month.start > 2 * '０'.len_utf8() {
        return None;
    }
    if let Some(day) = tokens.get(next).filter(|day| &text[end..day.start] == mark) {
        let day_number = day.small()?;
        if char_at(text, day.end).is_some_and(|c| matches!(c, '-' | '/') || c.is_ascii_alphabetic()) {
            return None;
        }
        let facts = covering(year, Some(month_number), Some(day_number))
            .map(|covers| dated(covers, first.start, day.end));
        return Some((facts.into_iter().collect(), next + 1));
    }
    let two_digits = text[month.start..month.end].chars().count() == 2;
    let plain =
        char_at(text, end).is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '/' | '〕' | ']'));
    let not_glued = char_before(text, first.start).is_none_or(|c| c != '-');
    if mark != "-" || !two_digits || !plain || !not_glued {
        return None;
    }
    Some((vec![dated(covering(year, Some(month_number), None)?, first.start, end)], next))
}

/// `2024-2026年`, `2024、2025年`: the first year stands without its unit.
fn shared_unit(text: &str, tokens: &[Token], at: usize, year: u16) -> Option<(Vec<Fact>, usize)> {
    let token = &tokens[at];
    let second = tokens.get(at + 1)?;
    second.year().filter(|&second| second > year)?;
    let joined = range_mark(text, token.end) == Some(second.start)
        || matches!(text[token.end..second.start].trim(), "、" | "和" | "及");
    starts_with_any(text, skip_space(text, second.end), &["年"]).filter(|_| joined)?;
    Some((vec![dated(covering(year, None, None)?, token.start, token.end)], at + 1))
}

/// Past `-`, `~`, 至, 到 at a byte.
pub(super) fn range_mark(text: &str, at: usize) -> Option<usize> {
    const MARKS: [&str; 14] =
        ["——", "--", "-", "–", "—", "－", "―", "−", "~", "～", "〜", "至", "到", "起至"];
    starts_with_any(text, skip_space(text, at), &MARKS).map(|end| skip_space(text, end))
}

/// The days that a year, a month or a day covers; `None` if it does not exist.
fn covering(year: u16, month: Option<u8>, day: Option<u8>) -> Option<(Date, Date)> {
    match (month, day) {
        (None, _) => months(year, 1, 12),
        (Some(month), None) => months(year, month, month),
        (Some(month), Some(day)) => Date::new(year, month, day).map(|date| (date, date)),
    }
}

fn months(year: u16, from: u8, until: u8) -> Option<(Date, Date)> {
    let first = Date::new(year, from, 1)?;
    let last = (28..=31).rev().find_map(|day| Date::new(year, until, day))?;
    Some((first, last))
}

fn dated((from, until): (Date, Date), start: usize, end: usize) -> Fact {
    Fact { value: Value::Date(DateFact { from, until }), span: Span::new(start, end) }
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check;

    #[test]
    fn reads_dates() {
        check(&[
            ("«2026年3月15日»", &["2026-03-15"]),
            ("«2026 年 3 月 15 日»", &["2026-03-15"]),
            ("«２０２６年３月１５日»", &["2026-03-15"]),
            ("«2026-03-15»", &["2026-03-15"]),
            ("«2026/3/15»", &["2026-03-15"]),
            ("«2026.03.15»", &["2026-03-15"]),
            ("编制日期:«2026.03»", &["2026-03-01..2026-03-31"]),
            ("日期:«2026-03»。", &["2026-03-01..2026-03-31"]),
            ("«2024年2月»", &["2024-02-01..2024-02-29"]),
            ("«2026年»", &["2026-01-01..2026-12-31"]),
            ("«2019年»度", &["2019-01-01..2019-12-31"]),
            ("«二〇二六年三月»", &["2026-03-01..2026-03-31"]),
            ("«二○二六年三月十五日»", &["2026-03-15"]),
            ("«2026年上半年»", &["2026-01-01..2026-06-30"]),
            ("«2026年第三季度»", &["2026-07-01..2026-09-30"]),
            ("«2026年3月上旬»", &["2026-03-01..2026-03-10"]),
            ("«2026年3月»至«6月»", &["2026-03-01..2026-03-31", "2026-06-01..2026-06-30"]),
            ("«2026年3月1日»至«5日»", &["2026-03-01", "2026-03-05"]),
            ("«2026年3月»—«2027年2月»", &["2026-03-01..2026-03-31", "2027-02-01..2027-02-28"]),
            ("«2024»-«2026年»", &["2024-01-01..2024-12-31", "2026-01-01..2026-12-31"]),
            ("«2024年»-«2026年»", &["2024-01-01..2024-12-31", "2026-01-01..2026-12-31"]),
            ("«2026-03-01»至«2026-06-30»", &["2026-03-01", "2026-06-30"]),
        ]);
    }

    #[test]
    fn leaves_what_is_no_date() {
        check(&[
            ("2026年13月", &[]),
            ("2026年2月30日", &[]),
            ("2026-13-01", &[]),
            ("2026.13", &[]),
            ("版本2026.03", &[]),
            ("编号A2026-03", &[]),
            ("1800年", &[]),
            ("第2026号", &[]),
            ("2019年版", &[]),
        ]);
    }
}
