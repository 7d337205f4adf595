//! Numbers as Chinese texts write them: `三`, `十二`, `二〇二六`, `壹佰贰拾`, `12,300`, `12`.

/// A number in Chinese numerals that fills the whole of `text`: everyday (`三百二十`), positional
/// (`二〇二六`) and financial (`壹仟贰佰`) forms, with `万` and `亿`. `None` for anything else.
pub fn parse_chinese(text: &str) -> Option<u64> {
    let digits: Option<Vec<u64>> = text.chars().map(digit).collect();
    match digits {
        Some(digits) if digits.is_empty() => None,
        Some(digits) => positional(&digits),
        None => structured(text),
    }
}

/// The number of a chapter in everyday numerals: `十二`. From 100 on in ASCII digits.
pub fn chapter_number(value: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (value / 10, value % 10) {
        (0, 0) | (10.., _) => value.to_string(),
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

/// The value of one Chinese digit, everyday or financial.
pub fn digit(character: char) -> Option<u64> {
    Some(match character {
        '〇' | '零' | '○' | 'Ｏ' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '貳' | '两' | '弍' => 2,
        '三' | '叁' | '叄' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Whether the character can stand in a Chinese number.
pub fn is_chinese_numeral(character: char) -> bool {
    digit(character).is_some() || unit(character).is_some() || matches!(character, '万' | '萬' | '亿' | '億')
}

/// The ASCII digit for a full-width or ASCII one.
pub fn ascii_digit(character: char) -> Option<u8> {
    match character {
        '0'..='9' => Some(character as u8 - b'0'),
        '０'..='９' => u8::try_from(character as u32 - '０' as u32).ok(),
        _ => None,
    }
}

fn unit(character: char) -> Option<u64> {
    Some(match character {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

fn positional(digits: &[u64]) -> Option<u64> {
    if digits.len() > 18 {
        return None;
    }
    Some(digits.iter().fold(0, |value, digit| value * 10 + digit))
}

fn structured(text: &str) -> Option<u64> {
    let mut number = Structured::default();
    for character in text.chars() {
        if let Some(value) = digit(character) {
            number.digit(value)?;
        } else if let Some(unit) = unit(character) {
            number.unit(unit, !matches!(character, '拾' | '佰' | '仟'))?;
        } else {
            number.close(match character {
                '万' | '萬' => 10_000,
                '亿' | '億' => 100_000_000,
                _ => return None,
            })?;
        }
    }
    number.finish()
}

/// A number of the structured form while it is read from left to right.
#[derive(Default)]
struct Structured {
    /// What 亿 and 万 have closed.
    total: u64,
    /// Below the next 万.
    section: u64,
    /// A digit that waits for its unit.
    pending: Option<u64>,
    /// Whether a 零 stands since the last unit.
    gap: bool,
    /// The last unit, and whether it is an everyday one.
    last: Option<(u64, bool)>,
}

impl Structured {
    fn digit(&mut self, value: u64) -> Option<()> {
        if self.pending.is_some_and(|waiting| waiting != 0) {
            return None; // two digits in a row: no structured number
        }
        self.gap |= value == 0;
        self.pending = Some(value);
        Some(())
    }

    fn unit(&mut self, unit: u64, everyday: bool) -> Option<()> {
        if !self.section.is_multiple_of(unit * 10) {
            return None; // 三十五百: the units of a section go down
        }
        let count = self.pending.take().filter(|&digit| digit != 0).unwrap_or(1);
        self.section = self.section.checked_add(count.checked_mul(unit)?)?;
        self.last = Some((unit, everyday));
        self.gap = false;
        Some(())
    }

    fn close(&mut self, factor: u64) -> Option<()> {
        self.section = self.section.checked_add(self.pending_value()?)?;
        if factor == 10_000 {
            if self.section == 0 || !self.total.is_multiple_of(100_000_000) {
                return None;
            }
            self.total = self.total.checked_add(self.section.checked_mul(factor)?)?;
        } else {
            let whole = self.total.checked_add(self.section)?;
            if whole == 0 {
                return None;
            }
            self.total = whole.checked_mul(factor)?;
        }
        self.section = 0;
        self.last = Some((factor, true));
        self.gap = false;
        Some(())
    }

    /// The last digit without a unit of its own: 一百零五 is 105, 一百五 is 150, 壹佰伍 is 105.
    fn pending_value(&mut self) -> Option<u64> {
        let Some(digit) = self.pending.take() else { return Some(0) };
        match self.last {
            Some((unit, true)) if unit >= 100 && !self.gap => digit.checked_mul(unit / 10),
            _ => Some(digit),
        }
    }

    fn finish(mut self) -> Option<u64> {
        let rest = self.pending_value()?;
        self.total.checked_add(self.section)?.checked_add(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::{chapter_number, parse_chinese};

    #[test]
    fn reads_the_usual_forms() {
        for (text, value) in [
            ("三", 3),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零五", 105),
            ("三百二十", 320),
            ("二〇二六", 2026),
            ("壹仟贰佰捌拾万", 12_800_000),
            ("壹亿贰仟万", 120_000_000),
            ("一万零五", 10_005),
            ("两", 2),
            ("一百五", 150),
            ("一万五", 15_000),
            ("壹佰伍", 105),
            ("三千零五十", 3050),
            ("一万亿", 1_000_000_000_000),
            ("叁亿零伍拾万", 300_500_000),
        ] {
            assert_eq!(parse_chinese(text), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "三五百", "方案", "万", "十二级", "三十五百", "十百", "一万二千万"]
        {
            assert_eq!(parse_chinese(text), None, "{text}");
        }
    }

    #[test]
    fn chapter_numbers_read_back() {
        for value in 1..100 {
            assert_eq!(parse_chinese(&chapter_number(value)), Some(value as u64));
        }
        assert_eq!([0, 10, 21, 100].map(chapter_number), ["0", "十", "二十一", "100"]);
    }
}
