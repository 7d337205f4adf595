//! Text → [`Number`]: exact decimals from digits, full-width digits and Chinese numerals.
//!
//! [`parse_number`] reads a text that is nothing but a number, as table cells are;
//! [`leading_arabic`] and [`chinese`] read the numbers of running text for the scanner.

use crate::numeral;
use std::cmp::Ordering;
use std::fmt;

/// Decimals that a number may print; more are cut off as no amount needs them.
const MOST_DECIMALS: u8 = 12;
/// Bound of every mantissa, so that aligning two numbers cannot overflow.
const MOST: i128 = 10_i128.pow(24);

/// An exact decimal number: `mantissa / 10^scale`. Compared by value: `1.0` equals `1`.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

impl Decimal {
    /// `mantissa / 10^scale`; `None` past 24 digits or 12 decimals.
    pub fn new(mantissa: i128, scale: u8) -> Option<Self> {
        (mantissa.abs() < MOST && scale <= MOST_DECIMALS).then_some(Self { mantissa, scale })
    }

    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Self { mantissa: i128::from(value), scale: 0 }
    }

    /// The number without its decimal point.
    pub fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// How many digits of the mantissa are decimals.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// The product with a whole number; `None` on overflow.
    pub fn times(self, factor: i64) -> Option<Self> {
        Self::new(self.mantissa.checked_mul(i128::from(factor))?, self.scale)
    }

    /// The exact product; `None` on overflow.
    pub fn product(self, other: Self) -> Option<Self> {
        Self::new(self.mantissa.checked_mul(other.mantissa)?, self.scale + other.scale)
    }

    /// The exact sum; `None` on overflow.
    pub fn sum(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Self::new(self.aligned(scale).checked_add(other.aligned(scale))?, scale)
    }

    /// `self × factor` as a whole number, halves rounded away from zero; `None` on overflow.
    pub fn scaled(self, factor: i64) -> Option<i64> {
        let product = self.mantissa.checked_mul(i128::from(factor))?;
        let divisor = 10_i128.pow(u32::from(self.scale));
        let half = if product < 0 { -divisor / 2 } else { divisor / 2 };
        i64::try_from((product + half) / divisor).ok()
    }

    /// The whole number, if it is one.
    pub fn whole(self) -> Option<i64> {
        let divisor = 10_i128.pow(u32::from(self.scale));
        (self.mantissa % divisor == 0).then(|| i64::try_from(self.mantissa / divisor).ok())?
    }

    fn aligned(self, scale: u8) -> i128 {
        self.mantissa * 10_i128.pow(u32::from(scale - self.scale))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.aligned(scale).cmp(&other.aligned(scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let decimals = usize::from(self.scale);
        if decimals == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, fraction) = padded.split_at(padded.len() - decimals);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

/// A number as it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its exact value. Its scale is the number of decimals printed: 2 for `1.50`.
    pub value: Decimal,
    /// Whether the thousands separators, if any, stand where they belong: not so in `12,34`, whose
    /// value is then read as if they were not there.
    pub well_grouped: bool,
    /// How its digits are written.
    pub script: Script,
}

/// How the digits of a number are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// `1280`, also full-width
    Arabic,
    /// 一千二百八十
    Chinese,
    /// 壹仟贰佰捌拾
    Capitals,
}

/// Reads a text that is nothing but a number: ASCII or full-width digits with decimals, thousands
/// separators (`,`, `，`, spaces), in front `¥`, `￥`, a sign, or brackets around it for less than
/// zero; or Chinese numerals. Space around it is skipped. `None` for everything else: units, `—`,
/// section numbers, more than 18 digits.
pub fn parse_number(text: &str) -> Option<Number> {
    let mut body = text.trim();
    let mut negative = false;
    if let Some(inner) = unwrap_brackets(body) {
        (body, negative) = (inner, true);
    }
    loop {
        let first = body.chars().next()?;
        match first {
            '¥' | '￥' => {}
            '-' | '－' | '−' | '–' if !negative => negative = true,
            '+' | '＋' => {}
            _ => break,
        }
        body = body[first.len_utf8()..].trim_start();
    }
    let number = match leading_arabic(body, Spacing::AnySpace) {
        Some(run) => run.all_of(body)?,
        None => chinese_number(body)?,
    };
    let sign = if negative { -1 } else { 1 };
    Some(Number { value: number.value.times(sign)?, ..number })
}

/// What stands inside brackets that enclose all of it.
fn unwrap_brackets(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    Some(inner.trim())
}

/// Which white space may separate thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spacing {
    /// Only spaces that typesetters use inside numbers: running text has many others.
    Narrow,
    /// Any space: the text is known to be one number.
    AnySpace,
}

/// Digits with separators at the start of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct ArabicRun {
    /// The value; `None` when it has more digits than any amount.
    pub(super) value: Option<Decimal>,
    /// Bytes read.
    pub(super) len: usize,
    /// Digits before the decimal point.
    pub(super) whole_digits: u32,
    /// Whether thousands are separated.
    pub(super) grouped: bool,
    /// For `2026.3.15`: the three parts; zero parts for longer ones, which are section numbers.
    pub(super) dotted: Option<[u32; 3]>,
}

impl ArabicRun {
    /// The number, if the run and malformed groups behind it fill the text.
    fn all_of(self, text: &str) -> Option<Number> {
        let (script, value) = (Script::Arabic, self.value?);
        if self.dotted.is_some() {
            return None;
        }
        if self.len == text.len() {
            return Some(Number { value, well_grouped: true, script });
        }
        let bare: String = text.chars().filter(|c| !matches!(c, ',' | '，')).collect();
        let starts_with_digit = text.chars().next().and_then(numeral::ascii_digit).is_some();
        let run = leading_arabic(&bare, Spacing::Narrow)?;
        (starts_with_digit && run.len == bare.len() && run.dotted.is_none() && bare.len() < text.len())
            .then_some(Number { value: run.value?, well_grouped: false, script })
    }
}

/// The number at the start of `text`. Groups of three behind separators belong to it, other
/// groups do not: `10,20` gives `10`.
pub(super) fn leading_arabic(text: &str, spacing: Spacing) -> Option<ArabicRun> {
    let mut digits = Digits::default();
    let mut len = digits.take_run(text);
    if len == 0 {
        return None;
    }
    let first_group = digits.count;
    let mut grouped = false;
    while first_group <= 3
        && let Some(group) = group_len(&text[len..], spacing)
    {
        digits.take_run(&text[len + group.separator..]);
        len += group.separator + group.digits;
        grouped = true;
    }
    let whole_digits = digits.count;
    let mut dotted = None;
    if let Some(dot) = point_at(&text[len..]) {
        let whole_part = digits.small();
        let mut part = Digits::default();
        part.take_run(&text[len + dot..]);
        len += dot + digits.take_run(&text[len + dot..]);
        digits.decimals = part.count;
        if !grouped && let Some((more, parts)) = further_parts(&text[len..]) {
            let (third, longer) = parts;
            dotted = Some(if longer { [0; 3] } else { [whole_part, part.small(), third] });
            len += more;
        }
    }
    Some(ArabicRun { value: digits.value(), len, whole_digits, grouped, dotted })
}

struct Group {
    separator: usize,
    digits: usize,
}

/// A separator with exactly three digits behind it.
fn group_len(text: &str, spacing: Spacing) -> Option<Group> {
    let separator = text.chars().next()?;
    let separates = matches!(separator, ',' | '，' | '\u{a0}' | '\u{2009}' | '\u{202f}')
        || (spacing == Spacing::AnySpace && separator == ' ');
    if !separates {
        return None;
    }
    let mut chars = text[separator.len_utf8()..].chars();
    let mut digits = 0;
    for _ in 0..3 {
        let digit = chars.next()?;
        numeral::ascii_digit(digit)?;
        digits += digit.len_utf8();
    }
    let ends = chars.next().and_then(numeral::ascii_digit).is_none();
    ends.then_some(Group { separator: separator.len_utf8(), digits })
}

/// A decimal point with a digit behind it: bytes of the point.
fn point_at(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let dot = chars.next().filter(|c| matches!(c, '.' | '．'))?;
    numeral::ascii_digit(chars.next()?)?;
    Some(dot.len_utf8())
}

/// The further parts of a dotted number: bytes, and the third part with whether a fourth follows.
fn further_parts(text: &str) -> Option<(usize, (u32, bool))> {
    let mut len = 0;
    let mut count = 0;
    let mut third = 0;
    while let Some(dot) = point_at(&text[len..]) {
        let mut part = Digits::default();
        len += dot + part.take_run(&text[len + dot..]);
        count += 1;
        third = part.small();
    }
    (count > 0).then_some((len, (third, count > 1)))
}

/// Digits as they are collected.
#[derive(Clone, Copy, Default)]
struct Digits {
    mantissa: i128,
    count: u32,
    decimals: u32,
}

impl Digits {
    /// Takes the digits at the start of the text and returns their length in bytes.
    fn take_run(&mut self, text: &str) -> usize {
        let mut len = 0;
        for character in text.chars() {
            let Some(digit) = numeral::ascii_digit(character) else { break };
            if self.count < 19 {
                self.mantissa = self.mantissa * 10 + i128::from(digit);
            }
            self.count = self.count.saturating_add(1);
            len += character.len_utf8();
        }
        len
    }

    fn value(&self) -> Option<Decimal> {
        if self.count > 18 {
            return None;
        }
        Decimal::new(self.mantissa, u8::try_from(self.decimals).ok()?)
    }

    /// As a part of a date; 0 when it is too large for one.
    fn small(&self) -> u32 {
        if self.count > 4 { 0 } else { u32::try_from(self.mantissa).unwrap_or(0) }
    }
}

/// What a run of Chinese numerals means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChineseRun {
    /// A number; how many decimals it has is in its scale.
    Number(Decimal, Script),
    /// Digits written one by one, as years are: 二〇二六
    Positional(u32),
    /// 三五、七八: an estimate between two digits
    Pair(u8, u8),
}

/// The meaning of a text that consists of Chinese numerals, with 点 for decimals. `None` when they
/// are no number: 万, 十四五, 一二三.
pub(super) fn chinese(text: &str) -> Option<ChineseRun> {
    if text.len() > 3 * 32 {
        return None;
    }
    let script = if text.contains(['壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾', '佰', '仟'])
    {
        Script::Capitals
    } else {
        Script::Chinese
    };
    if let Some((whole, fraction)) = text.split_once('点') {
        return decimal(whole, fraction, script);
    }
    let digits: Option<Vec<u64>> = text.chars().map(numeral::digit).collect();
    if let Some(digits) = digits {
        return match digits[..] {
            [digit] => Some(ChineseRun::Number(Decimal::integer(i64::try_from(digit).ok()?), script)),
            [0, digit] => Some(ChineseRun::Number(Decimal::integer(i64::try_from(digit).ok()?), script)),
            [low, high] if high == low + 1 || (low, high) == (3, 5) => {
                Some(ChineseRun::Pair(u8::try_from(low).ok()?, u8::try_from(high).ok()?))
            }
            [_, _, _, _] => u32::try_from(numeral::parse_chinese(text)?).ok().map(ChineseRun::Positional),
            _ => None,
        };
    }
    let counted = text.chars().any(|c| numeral::digit(c).is_some_and(|digit| digit > 0));
    if !counted && !text.starts_with(['十', '拾']) {
        return None; // 百万, 千: a unit, not a number
    }
    let value = i64::try_from(numeral::parse_chinese(text)?).ok()?;
    Some(ChineseRun::Number(Decimal::integer(value), script))
}

/// 九十九点九
fn decimal(whole: &str, fraction: &str, script: Script) -> Option<ChineseRun> {
    let ChineseRun::Number(whole, _) = chinese(whole)? else { return None };
    let (digits, unit) = match fraction.find(['十', '百', '千', '万', '亿']) {
        Some(at) => fraction.split_at(at),
        None => (fraction, ""),
    };
    let mut mantissa = whole.mantissa();
    for character in digits.chars() {
        mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(numeral::digit(character)?))?;
    }
    let scale = u8::try_from(digits.chars().count()).ok().filter(|&scale| scale > 0)?;
    let mut value = Decimal::new(mantissa, scale)?;
    for character in unit.chars() {
        value = value.times(match character {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => return None,
        })?;
    }
    Some(ChineseRun::Number(value, script))
}

fn chinese_number(text: &str) -> Option<Number> {
    match chinese(text)? {
        ChineseRun::Number(value, script) => Some(Number { value, well_grouped: true, script }),
        ChineseRun::Positional(value) => Some(Number {
            value: Decimal::integer(i64::from(value)),
            well_grouped: true,
            script: Script::Chinese,
        }),
        ChineseRun::Pair(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_cells() {
        for (text, printed, well_grouped) in [
            ("1280", "1280", true),
            (" 1,280.50 ", "1280.50", true),
            ("１２８０", "1280", true),
            ("１，２８０．５", "1280.5", true),
            ("1，280", "1280", true),
            ("1 280 000", "1280000", true),
            ("1\u{a0}280", "1280", true),
            ("12,34", "1234", false),
            ("1280,000", "1280000", false),
            ("1,28,000.5", "128000.5", false),
            ("¥1,280.00", "1280.00", true),
            ("￥ 80", "80", true),
            ("-3.5", "-3.5", true),
            ("－3", "-3", true),
            ("(1,280)", "-1280", true),
            ("（80）", "-80", true),
            ("+5", "5", true),
            ("0", "0", true),
            ("0.05", "0.05", true),
            ("三百二十", "320", true),
            ("壹仟贰佰捌拾万", "12800000", true),
            ("二〇二六", "2026", true),
            ("三点五", "3.5", true),
            ("一点二亿", "120000000.0", true),
            ("十", "10", true),
        ] {
            let number = parse_number(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (number.value.to_string().as_str(), number.well_grouped),
                (printed, well_grouped),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "",
            "-",
            "—",
            "/",
            "1280元",
            "5%",
            "1.2.3",
            "3 台",
            "万",
            "百万",
            "三五",
            "十四五",
            "1,2a",
            ",12",
            "1.",
            "--3",
            "1234567890123456789",
            "(",
            "()",
            "（）",
        ] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    #[test]
    fn decimals_are_exact() {
        let read = |text: &str| parse_number(text).map(|number| number.value).unwrap();
        assert_eq!(read("0.1").sum(read("0.2")), Some(read("0.30")));
        assert_eq!(read("1.5").product(read("2.25")), Some(read("3.375")));
        assert_eq!(read("1.005").scaled(100), Some(101));
        assert_eq!(read("-1.005").scaled(100), Some(-101));
        assert_eq!(read("12.50").scale(), 2);
        assert_eq!(read("12.00").whole(), Some(12));
        assert_eq!(read("12.50").whole(), None);
        assert!(read("99.9") < read("100"));
        assert_eq!(read("999999999999999999").times(i64::MAX), None);
    }
}
