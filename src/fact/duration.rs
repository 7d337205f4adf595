//! 三年, `36个月`, 一年半, `20个工作日`, `2小时` → [`Duration`].

use super::comparator::{self, Subject};
use super::measure::{self, Amount, Context};
use super::number::Decimal;
use super::scan::{Form, Token, begins, char_at, char_before, skip_space, skip_space_back, starts_with_any};
use super::{Comparator, Duration, TimeUnit};

/// A unit as written: 毫秒 is a thousandth of [`TimeUnit::Second`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// What it counts in.
    pub(super) unit: TimeUnit,
    /// Thousandths of that in one.
    pub(super) milli: i64,
}

const MONTH: Unit = Unit { unit: TimeUnit::Month, milli: 1000 };

/// The words; longer ones first. What may not follow stands behind each.
static WORDS: [(&str, TimeUnit, i64, &str); 37] = [
    ("个工作日", TimeUnit::Workday, 1000, "志"),
    ("个工作天", TimeUnit::Workday, 1000, ""),
    ("工作日", TimeUnit::Workday, 1000, "志"),
    ("工作天", TimeUnit::Workday, 1000, ""),
    ("个日历天", TimeUnit::Day, 1000, ""),
    ("个日历日", TimeUnit::Day, 1000, ""),
    ("个自然日", TimeUnit::Day, 1000, ""),
    ("个自然月", TimeUnit::Month, 1000, ""),
    ("个日历月", TimeUnit::Month, 1000, ""),
    ("日历天", TimeUnit::Day, 1000, ""),
    ("日历日", TimeUnit::Day, 1000, ""),
    ("自然日", TimeUnit::Day, 1000, ""),
    ("自然天", TimeUnit::Day, 1000, ""),
    ("个月", TimeUnit::Month, 1000, ""),
    ("個月", TimeUnit::Month, 1000, ""),
    ("个星期", TimeUnit::Week, 1000, ""),
    ("个小时", TimeUnit::Hour, 1000, ""),
    ("个钟头", TimeUnit::Hour, 1000, ""),
    ("个周", TimeUnit::Week, 1000, "边期转"),
    ("星期", TimeUnit::Week, 1000, ""),
    ("周年", TimeUnit::Year, 1000, ""),
    ("年", TimeUnit::Year, 1000, "级代度报龄鉴初底末终份均轻"),
    ("周", TimeUnit::Week, 1000, "岁边围刊报末期转折长密"),
    ("天", TimeUnit::Day, 1000, "津然气空河猫地线网"),
    ("小时", TimeUnit::Hour, 1000, ""),
    ("小時", TimeUnit::Hour, 1000, ""),
    ("分钟", TimeUnit::Minute, 1000, ""),
    ("分鐘", TimeUnit::Minute, 1000, ""),
    ("毫秒", TimeUnit::Second, 1, ""),
    ("微秒", TimeUnit::Second, 0, ""),
    ("秒钟", TimeUnit::Second, 1000, ""),
    ("秒", TimeUnit::Second, 1000, "杀"),
    ("ms", TimeUnit::Second, 1, ""),
    ("min", TimeUnit::Minute, 1000, ""),
    ("h", TimeUnit::Hour, 1000, ""),
    ("H", TimeUnit::Hour, 1000, ""),
    ("s", TimeUnit::Second, 1000, ""),
];

/// The unit at a byte behind a number, and its length in bytes.
pub(super) fn unit(context: &Context<'_>, token: &Token, at: usize) -> Option<(Unit, usize)> {
    let text = context.text;
    let rest = &text[at..];
    if token.form == Form::Half {
        return half(text, token, at);
    }
    if rest.starts_with('月') {
        return bare_month(text, token, at);
    }
    if rest.starts_with('日') && !rest.starts_with("日历") {
        return bare_day(text, token, at);
    }
    let (word, unit, milli, barred) = *WORDS.iter().find(|(word, ..)| begins(rest, word))?;
    let next = char_at(text, at + word.len());
    let is_latin = word.is_ascii();
    let is_word = next.is_none_or(|next| {
        !barred.contains(next)
            && !(is_latin && (next.is_ascii_alphanumeric() || matches!(next, '/' | '-' | '_')))
    });
    let glued =
        is_latin && (token.is_chinese() || char_before(text, token.start).is_some_and(is_latin_letter));
    if !is_word || glued || milli == 0 || !is_plausible(text, token, unit, at + word.len()) {
        return None;
    }
    Some((Unit { unit, milli }, word.len()))
}

fn is_latin_letter(character: char) -> bool {
    character.is_ascii_alphabetic()
}

/// Years are no dates (2026年, 20年3月), hours no timetable (7×24小时).
fn is_plausible(text: &str, token: &Token, unit: TimeUnit, end: usize) -> bool {
    const TIMES: [char; 7] = ['×', 'x', 'X', '*', '＊', '✕', '╳'];
    let before = char_before(text, skip_space_back(text, token.start));
    if before.is_some_and(|c| TIMES.contains(&c))
        || char_at(text, skip_space(text, end)).is_some_and(|c| TIMES.contains(&c))
    {
        return false;
    }
    match unit {
        TimeUnit::Year => {
            let short_date = token.small().is_some_and(|year| year >= 10) && month_follows(text, end);
            token.value <= Decimal::integer(100) && !short_date && token.form != Form::Positional
        }
        _ => true,
    }
}

/// `3月` without 个.
fn month_follows(text: &str, at: usize) -> bool {
    let at = skip_space(text, at);
    let digits = text[at..].bytes().take(3).take_while(u8::is_ascii_digit).count();
    let after = skip_space(text, at + digits);
    (1..=2).contains(&digits) && text[after..].starts_with('月')
}

/// 半年, 半个月, 半天, 半小时; not 上半年.
fn half(text: &str, token: &Token, at: usize) -> Option<(Unit, usize)> {
    const WORDS: [(&str, TimeUnit); 8] = [
        ("个月", TimeUnit::Month),
        ("个小时", TimeUnit::Hour),
        ("个工作日", TimeUnit::Workday),
        ("年", TimeUnit::Year),
        ("月", TimeUnit::Month),
        ("天", TimeUnit::Day),
        ("日", TimeUnit::Day),
        ("小时", TimeUnit::Hour),
    ];
    if char_before(text, token.start).is_some_and(|c| "上下前后大小一多夜对".contains(c)) {
        return None;
    }
    let (word, unit) = *WORDS.iter().find(|(word, _)| begins(&text[at..], word))?;
    let barred = char_at(text, at + word.len()).is_some_and(|c| "度报刊制".contains(c));
    if barred {
        return None;
    }
    let in_months = unit == TimeUnit::Year;
    let unit =
        if in_months { Unit { unit: TimeUnit::Month, milli: 12_000 } } else { Unit { unit, milli: 1000 } };
    Some((unit, word.len()))
}

/// `36月` is a duration, `6月` is June.
fn bare_month(text: &str, token: &Token, at: usize) -> Option<(Unit, usize)> {
    let end = at + '月'.len_utf8();
    let many = token.value > Decimal::integer(12) && token.value < Decimal::integer(1000);
    let is_duration =
        many && token.year().is_none() && char_at(text, end).is_none_or(|c| !c.is_ascii_digit());
    is_duration.then_some((MONTH, '月'.len_utf8()))
}

/// `15日` is a day of the month, unless a bound, 工期 or its size says otherwise.
fn bare_day(text: &str, token: &Token, at: usize) -> Option<(Unit, usize)> {
    let end = at + '日'.len_utf8();
    if char_at(text, end).is_some_and(|c| "志常均报期活程元前起止".contains(c)) {
        return None;
    }
    let many = token.value > Decimal::integer(31) && token.value < Decimal::integer(10_000);
    let bounded = || {
        comparator::before(text, token.start).0 != Comparator::Exactly
            || comparator::after(text, end, Subject::Time).0 != Comparator::Exactly
    };
    let in_term = || {
        let before = text[..token.start].trim_end_matches([' ', '：', ':', '为', '共', '计']);
        before.ends_with('期') && !before.ends_with("日期")
    };
    let single = char_before(text, token.start).is_none_or(|c| !matches!(c, '月' | '每'));
    (single && (many || bounded() || in_term()))
        .then_some((Unit { unit: TimeUnit::Day, milli: 1000 }, '日'.len_utf8()))
}

/// Adds 半 behind a unit (一年半, 一个半月) and months behind years (3年6个月, 2年零3个月).
pub(super) fn add_rest(context: &Context<'_>, amount: &mut Amount) {
    let text = context.text;
    let Some(next) = context.tokens.get(amount.next) else { return };
    match &amount.unit {
        None => {
            if next.form == Form::Half && &text[amount.end..next.start] == "个" {
                add_half_of_counted(text, next, amount);
            }
        }
        Some(measure::Unit::Time(unit)) => {
            let continues = char_at(text, next.end).is_some_and(|c| "年月天日小个".contains(c));
            if next.form == Form::Half && next.start == amount.end && !continues {
                let Some(half) = Decimal::new(5, 1).and_then(|half| amount.low.sum(half)) else { return };
                (amount.low, amount.high) = (half, half);
                (amount.end, amount.next) = (next.end, amount.next + 1);
            } else if unit.unit == TimeUnit::Year && unit.milli == 1000 {
                add_months(context, amount);
            }
        }
        Some(_) => {}
    }
}

/// 一个半月, 一个半小时
fn add_half_of_counted(text: &str, half: &Token, amount: &mut Amount) {
    let unit = [
        ("月", TimeUnit::Month),
        ("小时", TimeUnit::Hour),
        ("工作日", TimeUnit::Workday),
        ("钟头", TimeUnit::Hour),
    ]
    .into_iter()
    .find(|(word, _)| text[half.end..].starts_with(word));
    let Some(((word, unit), sum)) = unit.zip(amount.low.sum(half.value)) else { return };
    (amount.low, amount.high) = (sum, sum);
    amount.unit = Some(measure::Unit::Time(Unit { unit, milli: 1000 }));
    (amount.end, amount.next) = (half.end + word.len(), amount.next + 1);
}

/// 3年6个月, 2年零3个月
fn add_months(context: &Context<'_>, amount: &mut Amount) {
    let text = context.text;
    let (mut at, mut behind) = (amount.next, skip_space(text, amount.end));
    if let Some(zero) = context.tokens.get(at).filter(|token| &text[token.start..token.end] == "零")
        && zero.start == behind
    {
        (at, behind) = (at + 1, zero.end); // 零三 is one token, and reads as 3
    }
    let behind = starts_with_any(text, behind, &["零", "又", "加"]).unwrap_or(behind);
    let Some(next) = context.tokens.get(at).filter(|next| next.start == behind && next.is_value()) else {
        return;
    };
    let Some(end) = starts_with_any(text, skip_space(text, next.end), &["个月"]) else { return };
    let Some(months) = amount.low.times(12).and_then(|months| months.sum(next.value)) else { return };
    (amount.low, amount.high) = (months, months);
    amount.unit = Some(measure::Unit::Time(MONTH));
    (amount.end, amount.next) = (end, at + 1);
}

/// The value; `None` on overflow.
pub(super) fn value(low: Decimal, high: Decimal, unit: &Unit, comparator: Comparator) -> Option<Duration> {
    Some(Duration {
        low_milli: low.scaled(unit.milli)?,
        high_milli: high.scaled(unit.milli)?,
        unit: unit.unit,
        comparator,
    })
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check;

    #[test]
    fn reads_durations() {
        check(&[
            ("为期«3年»", &["3年"]),
            ("为期«三年»", &["3年"]),
            ("共«36个月»", &["36月"]),
            ("共«36 个月»", &["36月"]),
            ("共«36月»", &["36月"]),
            ("«半年»", &["6月"]),
            ("«一年半»", &["1.5年"]),
            ("«两年半»", &["2.5年"]),
            ("«一个半月»", &["1.5月"]),
            ("«半个月»", &["0.5月"]),
            ("«2.5年»", &["2.5年"]),
            ("«二点五年»", &["2.5年"]),
            ("工期«90日»", &["90日"]),
            ("工期:«30日»", &["30日"]),
            ("«90天»,«30日历天»,«60个日历日»", &["90日", "30日", "60日"]),
            ("«20个工作日»", &["20工作日"]),
            ("«5 个工作日内»", &["≤5工作日"]),
            ("«24小时»", &["24时"]),
            ("«5分钟»", &["5分"]),
            ("«3秒»", &["3秒"]),
            ("«200毫秒以内»", &["≤0.2秒"]),
            ("«≤200ms»", &["≤0.2秒"]),
            ("«24h»", &["24时"]),
            ("«两周»", &["2周"]),
            ("«不少于3年»", &["≥3年"]),
            ("«不得少于三年»", &["≥3年"]),
            ("«3年以上»", &["≥3年"]),
            ("«三年及以上»", &["≥3年"]),
            ("«3年（含）以上»", &["≥3年"]),
            ("«不超过 12 个月»", &["≤12月"]),
            ("«3个月内»", &["≤3月"]),
            ("«15日内»", &["≤15日"]),
            ("«2小时之内»", &["≤2时"]),
            ("«至少3年»", &["≥3年"]),
            ("«≥3年»", &["≥3年"]),
            ("«约 6 个月»", &["≈6月"]),
            ("«6个月左右»", &["≈6月"]),
            ("«三五年»", &["≈3~5年"]),
            ("近«三年»来", &["3年"]),
            ("«十余年»", &[">10年"]),
            ("«３年»", &["3年"]),
            ("«三十六个月»", &["36月"]),
            ("«2年零3个月»", &["27月"]),
            ("«不少于1年»、«不超过3年»", &["≥1年", "≤3年"]),
        ]);
    }

    #[test]
    fn leaves_what_is_no_duration() {
        check(&[
            ("3年级,第3年,第三年,80年代,3年度,十四五,五年级", &[]),
            ("提供7×24小时和5*8小时服务", &[]),
            ("上半年、下半年、半年度", &[]),
            ("每月15日前,6月,三月", &[]),
            ("19年3月", &[]),
            ("5分,3秒杀,2周岁,3天然气", &[]),
            ("5S管理", &[]),
            ("百年大计,千年古城", &[]),
            ("3天津,1周边", &[]),
        ]);
    }

    #[test]
    fn an_inner_word_is_no_bound() {
        check(&[("«3年»内容规划", &["3年"]), ("«3日内»部署", &["≤3日"]), ("«2小时»内部流转", &["2时"])]);
    }
}
