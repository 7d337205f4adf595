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
    let mut total = 0_u64; // what 亿 and 万 have closed
    let mut section = 0_u64; // below the next 万
    let mut pending: Option<u64> = None; // a digit that waits for its unit
    for character in text.chars() {
        if let Some(value) = digit(character) {
            if pending.is_some_and(|waiting| waiting != 0) {
                return None; // two digits in a row: no structured number
            }
            pending = Some(value);
        } else if let Some(unit) = unit(character) {
            section =
                section.checked_add(pending.take().filter(|&d| d != 0).unwrap_or(1).checked_mul(unit)?)?;
        } else {
            let factor = match character {
                '万' | '萬' => 10_000,
                '亿' | '億' => 100_000_000,
                _ => return None,
            };
            section = section.checked_add(pending.take().unwrap_or(0))?;
            let whole = if factor == 100_000_000 { total.checked_add(section)? } else { section };
            if whole == 0 {
                return None;
            }
            total = if factor == 100_000_000 {
                whole.checked_mul(factor)?
            } else {
                total.checked_add(whole.checked_mul(factor)?)?
            };
            section = 0;
        }
    }
    total.checked_add(section)?.checked_add(pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::parse_chinese;

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
        ] {
            assert_eq!(parse_chinese(text), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "三五百", "方案", "万", "十二级"] {
            assert_eq!(parse_chinese(text), None, "{text}");
        }
    }
}
