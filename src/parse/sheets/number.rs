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
#[derive(Clone, Debug, PartialEq, Eq, Default)]
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
        if let Some(affixed) = affixed(code) {
            return affixed;
        }
        let tokens = tokens(code);
        let letters: Vec<char> = tokens
            .iter()
            .filter_map(|token| if let Token::Mark(c) = token { Some(c.to_ascii_lowercase()) } else { None })
            .collect();
        let has = |letter| letters.contains(&letter);
        if has('y') || has('d') || has('h') || has('s') {
            return Self::Moment { month: has('y') || has('d'), day: has('d'), time: has('h') || has('s') };
        }
        if has('e') || has('/') || !(has('0') || has('#')) {
            return Self::General;
        }
        fixed(&tokens).map_or(Self::General, Self::Fixed)
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
        }
    }
}

enum Token {
    /// A character that means something.
    Mark(char),
    /// Text that is shown as it is.
    Literal(String),
}

/// The first section of a code: what positive numbers look like.
fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = code.chars();
    while let Some(character) = rest.next() {
        match character {
            ';' => break,
            '"' => tokens.push(Token::Literal(rest.by_ref().take_while(|&c| c != '"').collect())),
            '\\' | '!' => tokens.extend(rest.next().map(|c| Token::Literal(c.to_string()))),
            '_' | '*' => _ = rest.next(),
            '[' => {
                let inner: String = rest.by_ref().take_while(|&c| c != ']').collect();
                let currency = inner.strip_prefix('$').and_then(|inner| inner.split('-').next());
                if let Some(currency) = currency.filter(|currency| !currency.is_empty()) {
                    tokens.push(Token::Literal(currency.to_owned()));
                }
                if matches!(inner.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    tokens.push(Token::Mark('h'));
                }
            }
            '¥' | '￥' | '$' | '€' | '£' | '(' | ')' | '+' | '-' => {
                tokens.push(Token::Literal(character.to_string()))
            }
            c if !c.is_ascii() => tokens.push(Token::Literal(c.to_string())),
            c => tokens.push(Token::Mark(c)),
        }
    }
    tokens
}

/// `General"元"`: the name of the plain format with literal text around it.
fn affixed(code: &str) -> Option<NumberFormat> {
    let lower = code.to_ascii_lowercase();
    let name = ["general", "g/通用格式"].into_iter().find(|name| lower.contains(name))?;
    let at = lower.find(name)?;
    let literals = |code| {
        let mut text = String::new();
        for token in tokens(code) {
            if let Token::Literal(literal) = token {
                text.push_str(&literal);
            }
        }
        text
    };
    Some(NumberFormat::Affixed(literals(&code[..at]), literals(&code[at + name.len()..])))
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
    for token in &tokens[..first] {
        if let Token::Literal(text) = token {
            fixed.prefix.push_str(text);
        }
    }
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
