//! Numbers in front of headings: `第一章`, `一、`, `(一)`, `1.1`, `1、`, `(1)`, `①`.

use crate::numeral;

/// The way a heading is numbered. Two headings of one style are siblings or cousins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberStyle {
    /// 第一章, 第1章, 第一部分, 第一篇
    Chapter,
    /// 第一节
    Section,
    /// 第一条
    Article,
    /// 一、 一. 一 (followed by space)
    Chinese,
    /// (一) (一)
    ChineseBracketed,
    /// 1.1, 1.1.1; the number of parts
    Decimal(u8),
    /// 1、 1. 1．
    Arabic,
    /// (1) 1) (1)
    ArabicBracketed,
    /// ① ⑴
    Circled,
    /// A. A、 附录A
    Letter,
}

/// A number in front of a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// Its style.
    pub style: NumberStyle,
    /// Its parts: `[3, 2]` for `3.2`, one part for all other styles.
    pub parts: Vec<u32>,
    /// Bytes of the label with the space behind it; the title starts there.
    pub label_len: u32,
}

impl NumberStyle {
    /// Whether the style alone makes a short line look like a heading, not like an item of a list.
    pub fn is_strong(self) -> bool {
        matches!(self, Self::Chapter | Self::Section | Self::Chinese | Self::ChineseBracketed)
            || matches!(self, Self::Decimal(depth) if depth >= 2)
    }
}

/// The number in front of `text`, leading space skipped. `None` when the text starts otherwise or
/// consists of nothing but the number.
pub fn parse(text: &str) -> Option<Numbering> {
    let trimmed = text.trim_start();
    if trimmed.starts_with(is_plain_word) {
        return None;
    }
    let skipped = text.len() - trimmed.len();
    let (style, parts, length) = ordinal(trimmed)
        .or_else(|| bracketed(trimmed))
        .or_else(|| circled(trimmed))
        .or_else(|| chinese(trimmed))
        .or_else(|| arabic(trimmed))
        .or_else(|| letter(trimmed))?;
    let rest = &trimmed[length..];
    let space = rest.len() - rest.trim_start().len();
    if rest.trim_start().is_empty() {
        return None;
    }
    Some(Numbering { style, parts, label_len: u32::try_from(skipped + length + space).ok()? })
}

/// Characters that nearly all texts start with, and no number does.
fn is_plain_word(first: char) -> bool {
    matches!(first, '\u{4E00}'..='\u{9FFF}')
        && !matches!(first, '第' | '附')
        && !numeral::is_chinese_numeral(first)
}

type Label = (NumberStyle, Vec<u32>, usize);

/// 第…章/节/条/部分/篇
fn ordinal(text: &str) -> Option<Label> {
    let body = text.strip_prefix('第')?;
    let (value, length) = leading_number(body.trim_start())?;
    let padding = body.len() - body.trim_start().len();
    let after = &body[padding + length..];
    let unit_padding = after.len() - after.trim_start().len();
    let after = after.trim_start();
    let (style, unit) = [
        ("部分", NumberStyle::Chapter),
        ("章", NumberStyle::Chapter),
        ("篇", NumberStyle::Chapter),
        ("编", NumberStyle::Chapter),
        ("节", NumberStyle::Section),
        ("条", NumberStyle::Article),
    ]
    .into_iter()
    .find_map(|(unit, style)| after.starts_with(unit).then_some((style, unit)))?;
    let mut length = '第'.len_utf8() + padding + length + unit_padding + unit.len();
    if let Some(mark) = text[length..].chars().next().filter(|c| matches!(c, '、' | ':' | '：' | '.' | '．'))
    {
        length += mark.len_utf8();
    }
    Some((style, vec![value], length))
}

/// (一) (1) 1)
fn bracketed(text: &str) -> Option<Label> {
    let open = text.chars().next().filter(|c| matches!(c, '(' | '（' | '【' | '['));
    let body = open.map_or(text, |c| &text[c.len_utf8()..]);
    let inner = body.trim_start();
    let (value, length) = leading_number(inner)?;
    let chinese = inner.chars().next().is_some_and(numeral::is_chinese_numeral);
    if open.is_none() && chinese {
        return None; // 一) is rare; 三) may close a bracket opened before
    }
    let after = inner[length..].trim_start();
    let close = after.chars().next().filter(|c| matches!(c, ')' | '）' | '】' | ']'))?;
    let total = text.len() - after.len() + close.len_utf8();
    let mut total = total;
    if let Some(mark) = text[total..].chars().next().filter(|c| matches!(c, '、' | '.' | '．')) {
        total += mark.len_utf8();
    }
    let style = if chinese { NumberStyle::ChineseBracketed } else { NumberStyle::ArabicBracketed };
    Some((style, vec![value], total))
}

/// ① to ⑳, ⑴ to ⒇, ㈠ to ㈩
fn circled(text: &str) -> Option<Label> {
    let first = text.chars().next()?;
    let (style, base) = match first {
        '①'..='⑳' => (NumberStyle::Circled, '①'),
        '⑴'..='⒇' => (NumberStyle::ArabicBracketed, '⑴'),
        '㈠'..='㈩' => (NumberStyle::ChineseBracketed, '㈠'),
        _ => return None,
    };
    Some((style, vec![first as u32 - base as u32 + 1], first.len_utf8()))
}

/// 一、 一. or 一 followed by white space
fn chinese(text: &str) -> Option<Label> {
    let first = text.chars().next()?;
    if !numeral::is_chinese_numeral(first) {
        return None;
    }
    let (value, length) = leading_number(text)?;
    let mark = text[length..].chars().next()?;
    match mark {
        '、' | '.' | '．' | ',' | '，' | ':' | '：' => {
            Some((NumberStyle::Chinese, vec![value], length + mark.len_utf8()))
        }
        ' ' | '\u{3000}' | '\t' => Some((NumberStyle::Chinese, vec![value], length)),
        _ => None,
    }
}

/// 1.1 1.1.1 1、 1. and `1 ` followed by a word
fn arabic(text: &str) -> Option<Label> {
    let mut parts = Vec::new();
    let mut at = 0;
    loop {
        let (value, length) = leading_digits(&text[at..])?;
        parts.push(value);
        at += length;
        let mut rest = text[at..].chars();
        match rest.next() {
            Some(dot @ ('.' | '．')) if rest.next().is_some_and(|c| numeral::ascii_digit(c).is_some()) => {
                at += dot.len_utf8();
            }
            Some(dot @ ('.' | '．' | '、')) => {
                let style = if parts.len() == 1 { NumberStyle::Arabic } else { decimal(&parts)? };
                return Some((style, parts, at + dot.len_utf8()));
            }
            Some(space) if space.is_whitespace() => {
                if parts.len() == 1 && is_unit(&text[at..]) {
                    return None;
                }
                return Some((decimal(&parts)?, parts, at));
            }
            Some(letter) if parts.len() >= 2 && (starts_title(letter) || starts_word(&text[at..])) => {
                return Some((decimal(&parts)?, parts, at));
            }
            _ => return None,
        }
        if parts.len() > 8 {
            return None;
        }
    }
}

fn decimal(parts: &[u32]) -> Option<NumberStyle> {
    Some(NumberStyle::Decimal(u8::try_from(parts.len()).ok()?))
}

/// `2023 年`, `90 日历天`, `12 家出版社`: a number set apart from its unit, no number of a heading.
fn is_unit(rest: &str) -> bool {
    const UNITS: [char; 22] = [
        '年', '月', '日', '天', '家', '名', '份', '批', '套', '台', '个', '元', '万', '亿', '倍', '米', '次',
        '%', '％', '秒', '吨', '册',
    ];
    rest.trim_start().starts_with(UNITS)
}

/// `3.2总体架构` is numbered; `3.2万元`, `1.5倍` and `2.0版` are amounts.
fn starts_title(character: char) -> bool {
    !matches!(
        character,
        '万' | '亿'
            | '元'
            | '倍'
            | '年'
            | '月'
            | '日'
            | '天'
            | '个'
            | '项'
            | '级'
            | '版'
            | '米'
            | '秒'
            | '分'
            | '小'
            | '次'
            | '人'
            | '台'
            | '套'
            | '千'
            | '公'
            | '吨'
            | '%'
            | '％'
            | '‰'
            | '以'
            | '至'
            | '到'
            | '-'
            | '~'
            | '—'
            | ','
            | '，'
            | '。'
            | ')'
            | '）'
            | '/'
            | ':'
            | '：'
    ) && (character.is_alphabetic() || matches!(character, '“' | '《' | '"'))
        && !character.is_ascii()
}

/// Words of titles that begin like a unit: `1.1项目概述`, `2.3人员配置`.
fn starts_word(text: &str) -> bool {
    const WORDS: [&str; 44] = [
        "项目",
        "公司",
        "公共",
        "公众",
        "公安",
        "公开",
        "公文",
        "公告",
        "公用",
        "人员",
        "人才",
        "人民",
        "人工",
        "人机",
        "人口",
        "人力",
        "人脸",
        "分类",
        "分析",
        "分布",
        "分期",
        "分项",
        "分级",
        "分包",
        "分部",
        "分工",
        "分析",
        "小区",
        "小程序",
        "小组",
        "小结",
        "个人",
        "个性",
        "台账",
        "年度",
        "月度",
        "日志",
        "日常",
        "天气",
        "级别",
        "级联",
        "套件",
        "元数据",
        "次要",
    ];
    WORDS.iter().any(|word| text.starts_with(word))
}

/// A. A、 附录A 附件1
fn letter(text: &str) -> Option<Label> {
    let (body, appendix) = match text.strip_prefix("附录").or_else(|| text.strip_prefix("附件")) {
        Some(body) => (body, true),
        None => (text, false),
    };
    let padding = body.len() - body.trim_start().len();
    let inner = body.trim_start();
    if appendix && let Some((value, length)) = leading_number(inner) {
        let mut end = text.len() - inner.len() + length;
        if let Some(mark) = text[end..].chars().next().filter(|c| matches!(c, ':' | '：' | '、' | '.')) {
            end += mark.len_utf8();
        }
        return Some((NumberStyle::Letter, vec![value], end));
    }
    let first = inner.chars().next().filter(char::is_ascii_uppercase)?;
    let mark = inner[1..].chars().next()?;
    let marked = matches!(mark, '.' | '、' | '．');
    if !marked && !(appendix && (mark.is_whitespace() || mark.is_alphabetic())) {
        return None;
    }
    let length = text.len() - body.len() + padding + 1 + if marked { mark.len_utf8() } else { 0 };
    Some((NumberStyle::Letter, vec![first as u32 - 'A' as u32 + 1], length))
}

/// A number in Chinese numerals or digits at the start of `text`, with its length in bytes.
fn leading_number(text: &str) -> Option<(u32, usize)> {
    leading_digits(text).or_else(|| {
        let length: usize = text
            .chars()
            .take_while(|&c| numeral::is_chinese_numeral(c) && !matches!(c, '万' | '亿'))
            .map(char::len_utf8)
            .sum();
        let value = numeral::parse_chinese(&text[..length])?;
        Some((u32::try_from(value).ok()?, length))
    })
}

/// At most four digits, ASCII or full-width.
fn leading_digits(text: &str) -> Option<(u32, usize)> {
    let digits: Vec<(u8, usize)> =
        text.chars().map_while(|c| Some((numeral::ascii_digit(c)?, c.len_utf8()))).take(5).collect();
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    let value = digits.iter().fold(0, |value, (digit, _)| value * 10 + u32::from(*digit));
    Some((value, digits.iter().map(|(_, length)| length).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(NumberStyle, Vec<u32>, &str)> {
        parse(text).map(|n| (n.style, n.parts, &text[n.label_len as usize..]))
    }

    #[test]
    fn reads_the_styles_of_chinese_proposals() {
        use NumberStyle::*;
        assert_eq!(read("第一章 项目概述"), Some((Chapter, vec![1], "项目概述")));
        assert_eq!(read("第 3 章 方案"), Some((Chapter, vec![3], "方案")));
        assert_eq!(read("第二节 目标"), Some((Section, vec![2], "目标")));
        assert_eq!(read("十二、附则"), Some((Chinese, vec![12], "附则")));
        assert_eq!(read("（一）总体目标"), Some((ChineseBracketed, vec![1], "总体目标")));
        assert_eq!(read("(三) 总体目标"), Some((ChineseBracketed, vec![3], "总体目标")));
        assert_eq!(read("3.2 总体架构"), Some((Decimal(2), vec![3, 2], "总体架构")));
        assert_eq!(read("3.2.1总体架构"), Some((Decimal(3), vec![3, 2, 1], "总体架构")));
        assert_eq!(read("1.1项目概述"), Some((Decimal(2), vec![1, 1], "项目概述")));
        assert_eq!(read("2.3人员配置"), Some((Decimal(2), vec![2, 3], "人员配置")));
        assert_eq!(read("4 概算"), Some((Decimal(1), vec![4], "概算")));
        assert_eq!(read("1、硬件"), Some((Arabic, vec![1], "硬件")));
        assert_eq!(read("1. 硬件"), Some((Arabic, vec![1], "硬件")));
        assert_eq!(read("(2)软件"), Some((ArabicBracketed, vec![2], "软件")));
        assert_eq!(read("3)软件"), Some((ArabicBracketed, vec![3], "软件")));
        assert_eq!(read("③软件"), Some((Circled, vec![3], "软件")));
        assert_eq!(read("附录A 清单"), Some((Letter, vec![1], "清单")));
    }

    #[test]
    fn leaves_amounts_and_plain_words() {
        for text in [
            "3.2万元",
            "1.5倍以上",
            "2.5个月",
            "1.2公里",
            "2026年",
            "三年免费运维",
            "一体化平台",
            "12",
            "第三方测评",
            "20个部门",
            "2023 年 6 月",
            "90 日历天",
            "12 家单位",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
