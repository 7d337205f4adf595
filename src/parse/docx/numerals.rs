//! A number → the way a word processor prints it in front of a paragraph.

/// A format of automatic numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) enum NumberFormat {
    /// 1, 2, 3; stands in for the formats of other scripts too.
    #[default]
    Decimal,
    /// 01, 02; the number of digits.
    Padded(u8),
    /// １, ２, ３
    FullWidth,
    /// I, II, III
    UpperRoman,
    /// i, ii, iii
    LowerRoman,
    /// A … Z, AA, BB
    UpperLetter,
    /// a … z, aa, bb
    LowerLetter,
    /// 1st, 2nd
    Ordinal,
    /// ①, ②
    Circled,
    /// ⑴, ⑵
    Parenthesised,
    /// ⒈, ⒉
    FullStop,
    /// ㊀, ㊁
    CircledChinese,
    /// - 1 -
    InDashes,
    /// 一, 二, 十一; digit by digit from 一○○ on
    ChineseCounting,
    /// 一, 十一, 一百零一
    ChineseThousand,
    /// 一, 十一, 百一
    Japanese,
    /// 一, 二, 一〇, 一一
    Digits,
    /// 壹, 拾, 壹佰
    Legal,
    /// 壹, 拾, 壹佰 in traditional characters
    LegalTraditional,
    /// 甲, 乙, 丙
    Stems,
    /// 子, 丑, 寅
    Branches,
    /// 甲子, 乙丑
    StemsAndBranches,
    /// No number, a sign.
    Bullet,
    /// Nothing.
    Nothing,
}

/// The format of that name in the file; `pattern` belongs to custom formats.
pub(in crate::parse) fn format_named(name: &str, pattern: Option<&str>) -> NumberFormat {
    use NumberFormat as F;
    match name {
        "decimalZero" => F::Padded(2),
        "custom" => custom(pattern.unwrap_or_default()),
        "decimalFullWidth" | "decimalFullWidth2" => F::FullWidth,
        "upperRoman" => F::UpperRoman,
        "lowerRoman" => F::LowerRoman,
        "upperLetter" => F::UpperLetter,
        "lowerLetter" => F::LowerLetter,
        "ordinal" => F::Ordinal,
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => F::Circled,
        "decimalEnclosedParen" => F::Parenthesised,
        "decimalEnclosedFullstop" => F::FullStop,
        "ideographEnclosedCircle" => F::CircledChinese,
        "numberInDash" => F::InDashes,
        "chineseCounting" | "taiwaneseCounting" => F::ChineseCounting,
        "chineseCountingThousand" | "taiwaneseCountingThousand" => F::ChineseThousand,
        "japaneseCounting" | "koreanCounting" => F::Japanese,
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital2" => {
            F::Digits
        }
        "chineseLegalSimplified" => F::Legal,
        "ideographLegalTraditional" | "japaneseLegal" => F::LegalTraditional,
        "ideographTraditional" => F::Stems,
        "ideographZodiac" => F::Branches,
        "ideographZodiacTraditional" => F::StemsAndBranches,
        "bullet" => F::Bullet,
        "none" => F::Nothing,
        _ => F::Decimal,
    }
}

/// `001, 002, 003, ...`: the first number of the list shows the width.
fn custom(pattern: &str) -> NumberFormat {
    let first = pattern.split(',').next().unwrap_or_default().trim();
    let is_padded = first.len() > 1 && first.len() < 10 && first.bytes().all(|b| b.is_ascii_digit());
    match u8::try_from(first.len()) {
        Ok(width) if is_padded => NumberFormat::Padded(width),
        _ => NumberFormat::Decimal,
    }
}

/// Appends the number as the format prints it.
pub(in crate::parse) fn print(out: &mut String, value: u32, format: NumberFormat) {
    use NumberFormat as F;
    let printed = match format {
        F::Bullet | F::Nothing => Some(String::new()),
        F::Padded(width) => Some(format!("{value:0width$}", width = usize::from(width))),
        F::FullWidth => Some(value.to_string().chars().map(full_width).collect()),
        F::UpperRoman => roman(value).map(|text| text.to_ascii_uppercase()),
        F::LowerRoman => roman(value),
        F::UpperLetter => letters(value, 'A'),
        F::LowerLetter => letters(value, 'a'),
        F::Ordinal => Some(ordinal(value)),
        F::Circled => enclosed(value, &[(1, 20, '①'), (21, 35, '㉑'), (36, 50, '㊱')]),
        F::Parenthesised => enclosed(value, &[(1, 20, '⑴')]),
        F::FullStop => enclosed(value, &[(1, 20, '⒈')]),
        F::CircledChinese => enclosed(value, &[(1, 10, '㊀')]),
        F::InDashes => Some(format!("- {value} -")),
        F::ChineseCounting if value < 100 => chinese(value, &EVERYDAY),
        F::ChineseCounting => Some(digits(value, '○')),
        F::ChineseThousand => chinese(value, &EVERYDAY),
        F::Japanese => chinese(value, &JAPANESE),
        F::Digits => Some(digits(value, '〇')),
        F::Legal => chinese(value, &LEGAL),
        F::LegalTraditional => chinese(value, &LEGAL_TRADITIONAL),
        F::Stems => cyclic(value, STEMS),
        F::Branches => cyclic(value, BRANCHES),
        F::StemsAndBranches => cyclic(value, STEMS).zip(cyclic(value, BRANCHES)).map(|(a, b)| a + &b),
        F::Decimal => None,
    };
    out.push_str(&printed.unwrap_or_else(|| value.to_string()));
}

fn full_width(digit: char) -> char {
    char::from_u32(digit as u32 - '0' as u32 + '０' as u32).unwrap_or(digit)
}

fn roman(value: u32) -> Option<String> {
    const PARTS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if value == 0 || value > 4999 {
        return None;
    }
    let mut rest = value;
    let mut text = String::new();
    for (part, letters) in PARTS {
        while rest >= part {
            text.push_str(letters);
            rest -= part;
        }
    }
    Some(text)
}

/// The alphabet once, then doubled letters, then threefold ones.
fn letters(value: u32, first: char) -> Option<String> {
    if value == 0 || value > 780 {
        return None;
    }
    let letter = char::from_u32(first as u32 + (value - 1) % 26)?;
    Some(std::iter::repeat_n(letter, (value as usize - 1) / 26 + 1).collect())
}

fn ordinal(value: u32) -> String {
    let ending = match (value % 100, value % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{value}{ending}")
}

/// A sign of Unicode, by runs of signs: first and last number, first sign.
fn enclosed(value: u32, runs: &[(u32, u32, char)]) -> Option<String> {
    let (first, _, sign) = runs.iter().find(|(first, last, _)| (*first..=*last).contains(&value))?;
    char::from_u32(*sign as u32 + (value - first)).map(String::from)
}

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

fn cyclic(value: u32, signs: &str) -> Option<String> {
    let count = signs.chars().count();
    let idx = (value as usize).checked_sub(1)? % count;
    signs.chars().nth(idx).map(String::from)
}

fn digits(value: u32, zero: char) -> String {
    value
        .to_string()
        .bytes()
        .map(|digit| if digit == b'0' { zero } else { EVERYDAY.digits[usize::from(digit - b'0')] })
        .collect()
}

/// The signs of one way to write numbers in Chinese.
struct Signs {
    digits: [char; 10],
    /// Ten, hundred, thousand, ten thousand.
    units: [char; 4],
    /// Whether 11 is 十一, not 一十一.
    drops_leading_one: bool,
    /// Whether 100 is 百, not 一百.
    drops_every_one: bool,
    /// Whether 101 is 一百零一, not 一百一.
    says_zero: bool,
}

const EVERYDAY: Signs = Signs {
    digits: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    units: ['十', '百', '千', '万'],
    drops_leading_one: true,
    drops_every_one: false,
    says_zero: true,
};
const JAPANESE: Signs = Signs { drops_every_one: true, says_zero: false, ..EVERYDAY };
const LEGAL: Signs = Signs {
    digits: ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
    units: ['拾', '佰', '仟', '万'],
    drops_leading_one: false,
    ..EVERYDAY
};
const LEGAL_TRADITIONAL: Signs = Signs {
    digits: ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'],
    units: ['拾', '佰', '仟', '萬'],
    ..LEGAL
};

fn chinese(value: u32, signs: &Signs) -> Option<String> {
    if value > 99_999 {
        return None;
    }
    if value == 0 {
        return Some(signs.digits[0].into());
    }
    let mut text = String::new();
    let mut zero_waits = false;
    for place in (0..5_u32).rev() {
        let digit = (value / 10_u32.pow(place) % 10) as usize;
        if digit == 0 {
            zero_waits = !text.is_empty();
            continue;
        }
        if zero_waits && signs.says_zero {
            text.push(signs.digits[0]);
        }
        zero_waits = false;
        let unit = place.checked_sub(1).map(|idx| signs.units[idx as usize]);
        let leads_ten = place == 1 && text.is_empty() && signs.drops_leading_one;
        let is_dropped = digit == 1 && (leads_ten || (signs.drops_every_one && (1..4).contains(&place)));
        if unit.is_none() || !is_dropped {
            text.push(signs.digits[digit]);
        }
        text.extend(unit);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(format: &str, values: &[u32]) -> Vec<String> {
        values
            .iter()
            .map(|&value| {
                let mut text = String::new();
                print(&mut text, value, format_named(format, None));
                text
            })
            .collect()
    }

    #[test]
    fn chinese_formats() {
        let values = [1, 10, 11, 20, 21, 99, 100, 101, 110, 1001];
        assert_eq!(
            printed("chineseCountingThousand", &values),
            ["一", "十", "十一", "二十", "二十一", "九十九", "一百", "一百零一", "一百一十", "一千零一"]
        );
        assert_eq!(printed("chineseCounting", &[1, 10, 12, 100, 105]), ["一", "十", "十二", "一○○", "一○五"]);
        assert_eq!(printed("japaneseCounting", &[3, 10, 100, 111]), ["三", "十", "百", "百十一"]);
        assert_eq!(printed("ideographDigital", &[1, 10, 12]), ["一", "一〇", "一二"]);
        assert_eq!(
            printed("chineseLegalSimplified", &[1, 10, 12, 101]),
            ["壹", "壹拾", "壹拾贰", "壹佰零壹"]
        );
        assert_eq!(printed("ideographTraditional", &[1, 10, 11]), ["甲", "癸", "甲"]);
    }

    #[test]
    fn latin_formats() {
        assert_eq!(printed("upperRoman", &[1, 4, 9, 40, 1994]), ["I", "IV", "IX", "XL", "MCMXCIV"]);
        assert_eq!(printed("lowerLetter", &[1, 26, 27, 28]), ["a", "z", "aa", "bb"]);
        assert_eq!(printed("decimalZero", &[1, 10, 100]), ["01", "10", "100"]);
        assert_eq!(printed("decimalEnclosedCircleChinese", &[1, 20, 21, 51]), ["①", "⑳", "㉑", "51"]);
        assert_eq!(printed("decimalFullWidth", &[12]), ["１２"]);
        assert_eq!(printed("ordinal", &[1, 2, 3, 11, 21]), ["1st", "2nd", "3rd", "11th", "21st"]);
        assert_eq!(printed("none", &[1]), [""]);
        assert_eq!(printed("hebrew1", &[3]), ["3"]);
    }

    #[test]
    fn custom_formats_show_their_width() {
        assert_eq!(format_named("custom", Some("001, 002, 003, ...")), NumberFormat::Padded(3));
        assert_eq!(format_named("custom", Some("x")), NumberFormat::Decimal);
    }

    #[test]
    fn no_number_is_too_large() {
        for format in ["upperRoman", "upperLetter", "chineseCountingThousand", "ideographZodiacTraditional"] {
            for value in [0, u32::MAX] {
                assert!(printed(format, &[value])[0].chars().count() <= 10, "{format} {value}");
            }
        }
    }
}
