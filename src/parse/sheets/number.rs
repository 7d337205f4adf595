//! A stored number with its format → the text that the sheet shows, without the noise of binary
//! fractions.

use crate::date::Date;

/// Significant digits of a stored number that mean something; what lies behind is noise.
const MEANT_DIGITS: usize = 15;
/// Bytes of a code that is followed; Excel allows 255 characters.
const LONGEST_CODE: usize = 1024;
/// Significant digits that a cell without a format shows.
const SHOWN_DIGITS: i32 = 10;

/// How a cell shows its number.
#[derive(Clone, Debug, PartialEq, Default)]
pub(in crate::parse) enum NumberFormat {
    /// As many digits as it takes.
    #[default]
    General,
    /// As many digits as it takes, with what stands before and behind them.
    Affixed(String, String),
    /// A fixed number of decimals, with what stands before and behind the digits.
    Fixed(Fixed),
    /// A day, a time, or both.
    Moment {
        /// Year and month are shown.
        month: bool,
        /// The day of the month is shown.
        day: bool,
        /// The time is shown.
        time: bool,
    },
    /// By the value: the first whose condition it meets, else as `General`.
    Choice(Vec<(Condition, NumberFormat)>),
}

/// `[>=10000]`: the numbers that a section of a code is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::parse) struct Condition {
    below: bool,
    same: bool,
    above: bool,
    number: f64,
}

impl Condition {
    const ALWAYS: Self = Self { below: true, same: true, above: true, number: 0.0 };
    const NEGATIVE: Self = Self { below: true, same: false, above: false, number: 0.0 };

    /// The condition between square brackets; `None` for colours, currencies and the like.
    fn parse(inner: &str) -> Option<Self> {
        let number = inner.trim_start_matches(['<', '=', '>']);
        let sign = &inner[..inner.len() - number.len()];
        let has = |part| sign.contains(part);
        // A condition that cannot be read is never met.
        let number = number.trim().parse().unwrap_or(f64::NAN);
        (!sign.is_empty()).then(|| Self { below: has('<'), same: has('='), above: has('>'), number })
    }

    fn holds(self, value: f64) -> bool {
        self.below && value < self.number
            || self.same && value == self.number
            || self.above && value > self.number
    }
}

/// Digits of a fixed number of decimals.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(in crate::parse) struct Fixed {
    decimals: u8,
    groups: bool,
    /// Powers of ten that the value is multiplied by: 2 for percentages, −3 for thousands.
    shift: i8,
    prefix: String,
    suffix: String,
}

/// What a serial number counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Epoch {
    /// 1900-01-00, with the 29th of February that never was.
    Y1900,
    /// 1904-01-01.
    Y1904,
}

impl NumberFormat {
    /// The format of a number that every workbook knows; `None` for numbers that it defines itself.
    pub(in crate::parse) fn builtin(id: u32) -> Option<Self> {
        let moment = |month, day, time| Some(Self::Moment { month, day, time });
        match id {
            0 | 49 => Some(Self::General),
            1 => Some(Self::parse("0")),
            2 => Some(Self::parse("0.00")),
            3 | 37 | 38 | 41 | 42 => Some(Self::parse("#,##0")),
            4 | 39 | 40 | 43 | 44 => Some(Self::parse("#,##0.00")),
            9 => Some(Self::parse("0%")),
            10 => Some(Self::parse("0.00%")),
            11..=13 | 48 => Some(Self::General),
            14..=16 | 28..=31 | 36 | 51 | 53 | 54 | 58 => moment(true, true, false),
            17 | 27 | 50 | 52 | 57 => moment(true, false, false),
            18..=21 | 32..=35 | 45..=47 | 55 | 56 => moment(false, false, true),
            22 => moment(true, true, true),
            _ => None,
        }
    }

    /// The format of a code such as `#,##0.00"万元"`; codes that cannot be followed are `General`.
    pub(in crate::parse) fn parse(code: &str) -> Self {
        if code.len() > LONGEST_CODE {
            return Self::General;
        }
        let mut sections = sections(code);
        // What is for texts.
        if sections.len() > 1 && sections.last().is_some_and(|last| last.marks().contains('@')) {
            sections.pop();
        }
        let conditions: Vec<Option<Condition>> = sections.iter().map(|section| section.condition).collect();
        let mut formats = sections.iter().map(Section::format);
        let mut next = || formats.next().unwrap_or_default();
        let first = next();
        Self::Choice(match *conditions {
            [] | [None] => return first,
            [None, None, ..] => vec![(Condition::NEGATIVE, next()), (Condition::ALWAYS, first)],
            [Some(one), None] => vec![(one, first), (Condition::ALWAYS, next())],
            [Some(one), Some(two), _, ..] => {
                vec![(one, first), (two, next()), (Condition::ALWAYS, next())]
            }
            [Some(one), Some(two)] => vec![(one, first), (two, next())],
            [Some(one), ..] => vec![(one, first)],
            [None, Some(_), ..] => return Self::General,
        })
    }

    /// The text for a value as stored; one that is no number stays as it is.
    pub(in crate::parse) fn show(&self, stored: &str, epoch: Epoch) -> String {
        match stored.trim().parse::<f64>().ok().filter(|value| value.is_finite()) {
            Some(value) => self.show_value(value, epoch),
            None => stored.to_owned(),
        }
    }

    /// The text for a value; one that is no number reads `NaN` or `inf`.
    pub(in crate::parse) fn show_value(&self, value: f64, epoch: Epoch) -> String {
        let Some(decimal) = Decimal::from_f64(value) else { return value.to_string() };
        match self {
            Self::General => decimal.general(),
            Self::Affixed(prefix, suffix) => format!("{prefix}{}{suffix}", decimal.general()),
            Self::Fixed(fixed) => fixed.show(decimal),
            Self::Moment { month, day, time } => {
                moment(value, epoch, [*month, *day, *time]).unwrap_or_else(|| decimal.general())
            }
            Self::Choice(formats) => match formats.iter().find(|(condition, _)| condition.holds(value)) {
                Some((_, format)) if value < 0.0 => format.without_sign().show_value(value, epoch),
                Some((_, format)) => format.show_value(value, epoch),
                None => decimal.general(),
            },
        }
    }

    /// What a section for negative numbers writes for their sign goes: here all carry it themselves.
    fn without_sign(&self) -> Self {
        let rest = |affix: &String| affix.replace(['-', '(', ')'], "");
        match self {
            Self::Affixed(prefix, suffix) => Self::Affixed(rest(prefix), rest(suffix)),
            Self::Fixed(fixed) => Self::Fixed(Fixed {
                prefix: rest(&fixed.prefix),
                suffix: rest(&fixed.suffix),
                ..fixed.clone()
            }),
            other => other.clone(),
        }
    }
}

/// What a code says about some of the numbers.
#[derive(Default)]
struct Section {
    tokens: Vec<Token>,
    condition: Option<Condition>,
}

enum Token {
    /// A character that means something.
    Mark(char),
    /// Text that is shown as it is.
    Literal(String),
}

/// The sections of a code: what the numbers look like that each is for.
fn sections(code: &str) -> Vec<Section> {
    let mut done = Vec::new();
    let mut section = Section::default();
    let mut rest = code.chars();
    while let Some(character) = rest.next() {
        let tokens = &mut section.tokens;
        match character {
            ';' => done.push(std::mem::take(&mut section)),
            '"' => tokens.push(Token::Literal(rest.by_ref().take_while(|&c| c != '"').collect())),
            '\\' | '!' => tokens.extend(rest.next().map(|c| Token::Literal(c.to_string()))),
            '_' | '*' => _ = rest.next(),
            '[' => {
                let inner: String = rest.by_ref().take_while(|&c| c != ']').collect();
                section.take_brackets(&inner);
            }
            '¥' | '￥' | '$' | '€' | '£' | '(' | ')' | '+' | '-' => {
                tokens.push(Token::Literal(character.to_string()))
            }
            c if !c.is_ascii() => tokens.push(Token::Literal(c.to_string())),
            c => tokens.push(Token::Mark(c)),
        }
    }
    done.push(section);
    done
}

impl Section {
    fn take_brackets(&mut self, inner: &str) {
        let currency = inner.strip_prefix('$').and_then(|inner| inner.split('-').next());
        if let Some(currency) = currency.filter(|currency| !currency.is_empty()) {
            self.tokens.push(Token::Literal(currency.to_owned()));
        }
        if matches!(inner.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
            self.tokens.push(Token::Mark('h'));
        }
        self.condition = self.condition.or_else(|| Condition::parse(inner));
    }

    /// The characters that mean something, in lower case.
    fn marks(&self) -> String {
        let mark =
            |token: &Token| if let Token::Mark(c) = token { Some(c.to_ascii_lowercase()) } else { None };
        self.tokens.iter().filter_map(mark).collect()
    }

    fn format(&self) -> NumberFormat {
        let marks = self.marks();
        if let Some(affixed) = self.affixed(marks.trim()) {
            return affixed;
        }
        let has = |letter| marks.contains(letter);
        if has('y') || has('d') || has('h') || has('s') {
            let (month, day, time) = (has('y') || has('d'), has('d'), has('h') || has('s'));
            return NumberFormat::Moment { month, day, time };
        }
        if has('e') || has('/') || !(has('0') || has('#')) {
            return NumberFormat::General;
        }
        fixed(&self.tokens).map_or(NumberFormat::General, NumberFormat::Fixed)
    }

    /// `General"元"`: the name of the plain format with literal text around it.
    fn affixed(&self, marks: &str) -> Option<NumberFormat> {
        let name_end = match marks {
            "general" => "",
            "g/" => "通用格式",
            _ => return None,
        };
        let is_mark = |token: &Token| matches!(token, Token::Mark(c) if *c != ' ');
        let (first, last) = (self.tokens.iter().position(is_mark)?, self.tokens.iter().rposition(is_mark)?);
        let suffix = literals(&self.tokens[last + 1..]);
        let suffix = suffix.strip_prefix(name_end)?.to_owned();
        Some(NumberFormat::Affixed(literals(&self.tokens[..first]), suffix))
    }
}

fn literals(tokens: &[Token]) -> String {
    tokens
        .iter()
        .filter_map(|token| if let Token::Literal(text) = token { Some(&**text) } else { None })
        .collect()
}

fn fixed(tokens: &[Token]) -> Option<Fixed> {
    let is_digit = |token: &Token| matches!(token, Token::Mark('0' | '#' | '?'));
    let first = tokens.iter().position(is_digit)?;
    let last = tokens.iter().rposition(is_digit)?;
    let mut fixed = Fixed::default();
    let mut behind_point = false;
    for token in &tokens[first..=last] {
        match token {
            Token::Mark('.') => behind_point = true,
            Token::Mark(',') => fixed.groups = true,
            Token::Mark('0' | '#' | '?') => fixed.decimals += u8::from(behind_point),
            Token::Literal(_) => return None, // between the digits: tricks with the decimal point
            Token::Mark(_) => {}
        }
    }
    fixed.prefix = literals(&tokens[..first]);
    for token in &tokens[last + 1..] {
        match token {
            Token::Mark(',') => fixed.shift -= 3,
            Token::Mark('%') => {
                fixed.shift += 2;
                fixed.suffix.push('%');
            }
            Token::Literal(text) => fixed.suffix.push_str(text),
            Token::Mark(_) => {}
        }
    }
    // Brackets around a number mark negative ones, which carry their sign here.
    if fixed.prefix == "(" && fixed.suffix == ")" {
        fixed.prefix.clear();
        fixed.suffix.clear();
    }
    Some(fixed)
}

impl Fixed {
    fn show(&self, mut decimal: Decimal) -> String {
        decimal.point += i32::from(self.shift);
        decimal.round(i32::from(self.decimals));
        let digits = decimal.plain(usize::from(self.decimals));
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut shown = String::new();
        if decimal.is_negative && !decimal.digits.is_empty() {
            shown.push('-');
        }
        shown.push_str(&self.prefix);
        if self.groups {
            for (at, digit) in whole.chars().enumerate() {
                if at > 0 && (whole.len() - at).is_multiple_of(3) {
                    shown.push(',');
                }
                shown.push(digit);
            }
        } else {
            shown.push_str(whole);
        }
        if !fraction.is_empty() {
            shown.push('.');
            shown.push_str(fraction);
        }
        shown.push_str(&self.suffix);
        shown
    }
}

/// `0.d₁d₂d₃… × 10^point`, without zeros at its end.
struct Decimal {
    is_negative: bool,
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// `None` for what is no number.
    fn from_f64(value: f64) -> Option<Self> {
        let text = format!("{:.*e}", MEANT_DIGITS - 1, value.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
        let mut decimal = Self { is_negative: value < 0.0, digits, point: exponent.parse::<i32>().ok()? + 1 };
        decimal.trim();
        Some(decimal)
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
    }

    /// Rounds half up to so many decimals.
    fn round(&mut self, decimals: i32) {
        let keep = self.point + decimals;
        if keep >= i32::try_from(self.digits.len()).unwrap_or(i32::MAX) {
            return;
        }
        let Ok(keep) = usize::try_from(keep) else {
            self.digits.clear();
            return;
        };
        let rounds_up = self.digits[keep] >= 5;
        self.digits.truncate(keep);
        if rounds_up {
            match self.digits.iter().rposition(|&digit| digit < 9) {
                Some(at) => {
                    self.digits[at] += 1;
                    self.digits[at + 1..].fill(0);
                }
                None => {
                    self.digits.clear();
                    self.digits.push(1);
                    self.point += 1;
                }
            }
        }
        self.trim();
    }

    /// Whole numbers in full, others to ten significant digits, but never fewer than two decimals.
    fn general(mut self) -> String {
        if self.point > 20 || self.point < -12 {
            return self.scientific();
        }
        self.round((SHOWN_DIGITS - self.point).max(2));
        let sign = if self.is_negative && !self.digits.is_empty() { "-" } else { "" };
        format!("{sign}{}", self.plain(0))
    }

    fn scientific(&self) -> String {
        let sign = if self.is_negative { "-" } else { "" };
        let text: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let (first, rest) = text.split_at(text.len().min(1));
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{first}{point}{rest}E{:+}", self.point - 1)
    }

    /// Without sign; at least so many decimals.
    fn plain(&self, decimals: usize) -> String {
        let digit_at = |place: i32| {
            // Places count from the point to the right, from 0.
            let idx = usize::try_from(place + self.point).ok();
            char::from(b'0' + idx.and_then(|idx| self.digits.get(idx)).copied().unwrap_or(0))
        };
        let whole: String = (-self.point.max(1)..0).map(digit_at).collect();
        let own = i32::try_from(self.digits.len()).unwrap_or(i32::MAX).saturating_sub(self.point).max(0);
        let shown = own.max(i32::try_from(decimals).unwrap_or(i32::MAX));
        if self.digits.is_empty() && decimals == 0 || shown == 0 {
            return whole;
        }
        let fraction: String = (0..shown).map(digit_at).collect();
        format!("{whole}.{fraction}")
    }
}

/// A serial number as day and time: `2026-03-01`, `2026年3月`, `08:30`.
fn moment(value: f64, epoch: Epoch, [month, day, time]: [bool; 3]) -> Option<String> {
    const DAYS_TO_1970: [i64; 2] = [25_569, 24_107];
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    // Whole seconds; the range above keeps this far inside of i64.
    #[expect(clippy::cast_possible_truncation, reason = "less than 2^38")]
    let seconds = (value * 86_400.0).round() as i64;
    let (serial, second_of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let clock = format!("{:02}:{:02}", second_of_day / 3600, second_of_day / 60 % 60);
    if !month && !day {
        return Some(clock);
    }
    let days = match epoch {
        Epoch::Y1900 => serial - DAYS_TO_1970[0] + i64::from(serial < 60),
        Epoch::Y1904 => serial - DAYS_TO_1970[1],
    };
    let date = civil(days)?;
    let date = match day {
        true => date.to_string(),
        false => format!("{}年{}月", date.year(), date.month()),
    };
    Some(if time { format!("{date} {clock}") } else { date })
}

/// The day that lies `days` after, or before, 1970-01-01.
fn civil(days: i64) -> Option<Date> {
    if days >= 0 {
        return Date::from_unix_days(days);
    }
    // The calendar repeats after 400 years, which are 146,097 days.
    let later = Date::from_unix_days(days + 146_097)?;
    Date::new(later.year().checked_sub(400)?, later.month(), later.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(code: &str, stored: &str) -> String {
        NumberFormat::parse(code).show(stored, Epoch::Y1900)
    }

    #[test]
    fn plain_numbers_have_no_noise() {
        for (stored, shown) in [
            ("1280", "1280"),
            ("1280.0", "1280"),
            ("0.30000000000000004", "0.3"),
            ("1279.9999999999998", "1280"),
            ("0.333333333333333", "0.3333333333"),
            ("123456789012", "123456789012"),
            ("1234567890.12", "1234567890.12"),
            ("-12.50", "-12.5"),
            ("0", "0"),
            ("-0.0", "0"),
            ("1E+3", "1000"),
            ("9.9999999999999", "10"),
            ("0.05", "0.05"),
            ("1e300", "1E+300"),
            ("-1.5e308", "-1.5E+308"),
            ("NaN", "NaN"),
            ("1e999", "1e999"),
        ] {
            assert_eq!(show("General", stored), shown, "{stored}");
        }
    }

    #[test]
    fn codes_are_followed() {
        for (code, stored, shown) in [
            ("0.00", "1280", "1280.00"),
            ("0.00", "2.675", "2.68"),
            ("#,##0.00", "1234567.891", "1,234,567.89"),
            ("#,##0", "999999.5", "1,000,000"),
            ("0%", "0.125", "13%"),
            ("0.0%", "0.125", "12.5%"),
            ("#,##0.00\"万元\"", "1280", "1,280.00万元"),
            ("\"¥\"#,##0.00", "-3", "-¥3.00"),
            ("[$¥-804]#,##0.00", "5", "¥5.00"),
            ("_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", "7", "¥7.00"),
            ("#,##0.00_);(#,##0.00)", "-1280", "-1,280.00"),
            ("0.0,", "12345", "12.3"),
            ("0!.0,\"万\"", "12345", "12345"),
            ("0.00", "0.001", "0.00"),
            ("0.00", "-0.001", "0.00"),
            ("@", "12", "12"),
            ("General\"万元\"", "12.5", "12.5万元"),
            ("\"约\"G/通用格式\"元\"", "-3", "约-3元"),
            ("[=1]\"一;二\"General;0", "1", "一;二1"),
            ("0.00E+00", "12", "12"),
        ] {
            assert_eq!(show(code, stored), shown, "{code} {stored}");
        }
    }

    #[test]
    fn each_number_is_shown_by_the_section_that_is_for_it() {
        for (code, stored, shown) in [
            ("#,##0.00;[Red]General", "1234.5", "1,234.50"),
            ("#,##0.00;[Red]General", "-1234.5", "-1234.5"),
            ("General;[Red]-General", "-3", "-3"),
            ("0\"General\"", "3", "3General"),
            ("[=0]\"-\";General", "12.5", "12.5"),
            ("[=0]\"-\";General", "0", "0"),
            ("[=1]\"一\"General;0.0", "2", "2.0"),
            ("[>=10000]0!.0,\"万\";General", "12345", "12345"),
            ("[>=10000]0!.0,\"万\";General", "500", "500"),
            ("[>=1000]0.0,\"千元\";0\"元\"", "12345", "12.3千元"),
            ("[>=1000]0.0,\"千元\";0\"元\"", "900", "900元"),
            ("[>=1000000]0.0,,\"兆\";[>=1000]0.0,\"千\";0", "2500", "2.5千"),
            ("[>=1000000]0.0,,\"兆\";[>=1000]0.0,\"千\";0", "25", "25"),
            ("[>=1000000]0.0,,\"兆\";[>=1000]0.0,\"千\"", "25.5", "25.5"),
            ("[>=1000]0.0,\"千\"", "25.5", "25.5"),
            ("[<0]-0.00\"元\";0.00\"元\"", "-3", "-3.00元"),
            ("0.0;[>5]0.0,", "12", "12"),
            ("[>万]0.0,;0", "12", "12"),
            ("\"盈\"0;\"亏\"0", "-3", "-亏3"),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-1280", "-1,280.00"),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "0", "0.00"),
            ("0.00_ ;[Red]\\-0.00\\ ", "-3", "-3.00 "),
            ("0.00;@", "-3", "-3.00"),
        ] {
            assert_eq!(show(code, stored), shown, "{code} {stored}");
        }
    }

    #[test]
    fn days_and_times() {
        for (code, stored, shown) in [
            ("yyyy-mm-dd", "46082", "2026-03-01"),
            ("yyyy\"年\"m\"月\"d\"日\";@", "46082", "2026-03-01"),
            ("yyyy年m月", "46082", "2026年3月"),
            ("yyyy/m/d h:mm", "46082.354166666664", "2026-03-01 08:30"),
            ("h:mm", "0.5", "12:00"),
            ("yyyy-mm-dd", "59", "1900-02-28"),
            ("yyyy-mm-dd", "61", "1900-03-01"),
            ("yyyy-mm-dd", "-5", "-5"),
            ("yyyy-mm-dd", "2958466", "2958466"),
        ] {
            assert_eq!(show(code, stored), shown, "{code} {stored}");
        }
        let day = NumberFormat::builtin(14).unwrap();
        assert_eq!(day.show("44620", Epoch::Y1904), "2026-03-01");
        assert_eq!(NumberFormat::builtin(57).unwrap().show("46082", Epoch::Y1900), "2026年3月");
        assert_eq!(NumberFormat::builtin(164), None);
    }
}
