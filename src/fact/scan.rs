//! Text → [`Token`]s: every number of a paragraph or cell, in one pass.
//!
//! Facts are read around numbers: a number that nothing around it explains is no fact. A bitmap over
//! the basic plane tells the few characters that can start a number from all others.

use super::number::{self, ChineseRun, Decimal, Script, Spacing};
use crate::numeral;
pub(super) use crate::words::{begins, ends};

/// A number of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Its value; zero for [`Form::Dotted`].
    pub(super) value: Decimal,
    /// How it is written.
    pub(super) form: Form,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `1280`, `1,280.5`; digits before the point, and whether thousands are separated
    Arabic { whole_digits: u32, grouped: bool },
    /// `2026.3.15`; zeros for longer ones
    Dotted([u32; 3]),
    /// More digits than a value has: an identifier.
    Long,
    /// 一千二百八十, 三
    Chinese,
    /// 壹仟贰佰捌拾
    Capitals,
    /// 二〇二六
    Positional,
    /// 三五, 七八: up to the second digit
    Pair(u8),
    /// 半
    Half,
    /// Ⅲ
    Roman,
}

impl Token {
    /// Whether it is written in Chinese numerals.
    pub(super) fn is_chinese(&self) -> bool {
        matches!(self.form, Form::Chinese | Form::Capitals | Form::Pair(_))
    }

    /// Whether it can be the number of a measure: no section number, no identifier, no year.
    pub(super) fn is_value(&self) -> bool {
        matches!(self.form, Form::Arabic { .. } | Form::Chinese | Form::Capitals | Form::Pair(_) | Form::Half)
    }

    /// The number as a year, 1900 to 2099, if it is written like one.
    pub(super) fn year(&self) -> Option<u16> {
        let written_like_one = match self.form {
            Form::Arabic { whole_digits, grouped } => {
                whole_digits == 4 && !grouped && self.value.scale() == 0
            }
            Form::Positional => true,
            _ => false,
        };
        let year = self.value.whole().filter(|_| written_like_one)?;
        u16::try_from(year).ok().filter(|year| (1900..=2099).contains(year))
    }

    /// The number as a month or a day of at most two digits.
    pub(super) fn small(&self) -> Option<u8> {
        let short = match self.form {
            Form::Arabic { whole_digits, grouped } => whole_digits <= 2 && !grouped,
            Form::Chinese => true,
            _ => false,
        };
        self.value.whole().filter(|_| short && self.value.scale() == 0).and_then(|v| u8::try_from(v).ok())
    }
}

/// The numbers of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at];
        if lead < 0x80 {
            if !lead.is_ascii_digit() {
                at += 1;
                continue;
            }
        } else if lead & 0xf0 == 0xe0 {
            if !can_start(&bytes[at..]) {
                at += 3;
                continue;
            }
        } else {
            at += 1; // two- and four-byte characters, one byte at a time: none starts a number
            continue;
        }
        at = take(text, at, &mut found);
    }
    found
}

/// Bytes of the groups of three digits that single spaces part from the one to three digits in front:
/// `1 280` may be one number or two, so it is taken for neither.
fn spaced_groups(text: &str, first: usize) -> usize {
    let bytes = text.as_bytes();
    if first > 3 || bytes[0] == b'0' || !bytes[..first].iter().all(u8::is_ascii_digit) {
        return 0;
    }
    let groups = bytes[first..].chunks_exact(4);
    let is_group = |group: &&[u8]| group[0] == b' ' && group[1..].iter().all(u8::is_ascii_digit);
    let len = 4 * groups.take_while(is_group).count();
    let goes_on = bytes.get(first + len).is_some_and(u8::is_ascii_digit);
    if goes_on { 0 } else { len }
}

/// Reads the number at a byte, if it is one, and returns where to go on.
fn take(text: &str, at: usize, found: &mut Vec<Token>) -> usize {
    let rest = &text[at..];
    if let Some(run) = number::leading_arabic(rest, Spacing::Narrow) {
        let form = match (run.value, run.dotted) {
            (_, Some(parts)) => Form::Dotted(parts),
            (Some(_), None) => Form::Arabic { whole_digits: run.whole_digits, grouped: run.grouped },
            (None, None) => Form::Long,
        };
        let (form, len) = match spaced_groups(rest, run.len) {
            0 => (form, run.len),
            more => (Form::Long, run.len + more),
        };
        let value = run.value.unwrap_or(Decimal::integer(0));
        found.push(Token { start: at, end: at + len, value, form });
        return at + len;
    }
    let Some(first) = rest.chars().next() else { return text.len() };
    if first == '半' {
        let value = Decimal::new(5, 1).unwrap_or(Decimal::integer(0));
        found.push(Token { start: at, end: at + 3, value, form: Form::Half });
        return at + 3;
    }
    if ('Ⅰ'..='Ⅴ').contains(&first) {
        let value = Decimal::integer(i64::from(first as u32 - 'Ⅰ' as u32 + 1));
        found.push(Token { start: at, end: at + 3, value, form: Form::Roman });
        return at + 3;
    }
    take_chinese(text, at, found)
}

fn take_chinese(text: &str, at: usize, found: &mut Vec<Token>) -> usize {
    let mut end = at;
    let mut has_point = false;
    for character in text[at..].chars() {
        let is_point = character == '点' && !has_point && followed_by_digit(&text[end + 3..]);
        if !is_point && !numeral::is_chinese_numeral(character) {
            break;
        }
        has_point |= is_point;
        end += character.len_utf8();
    }
    let end = end.max(at + 3);
    let start = skip_adverb(text, at, end);
    if &text[start..end] == "百" && text[..start].ends_with("分之") {
        found.push(Token { start, end, value: Decimal::integer(100), form: Form::Chinese });
        return end;
    }
    let is_vague =
        text[start..].starts_with('十') && char_before(text, start).is_some_and(|c| matches!(c, '几' | '数'));
    if is_vague {
        return end; // 几十, 数十
    }
    if let Some(run) = number::chinese(&text[start..end]) {
        let (value, form) = match run {
            ChineseRun::Number(value, Script::Capitals) => (value, Form::Capitals),
            ChineseRun::Number(value, _) => (value, Form::Chinese),
            ChineseRun::Positional(value) => (Decimal::integer(i64::from(value)), Form::Positional),
            ChineseRun::Pair(low, high) => (Decimal::integer(i64::from(low)), Form::Pair(high)),
        };
        found.push(Token { start, end, value, form });
    }
    end
}

fn followed_by_digit(text: &str) -> bool {
    text.chars().next().and_then(numeral::digit).is_some()
}

/// 统一、唯一、逐一 in front of a number are words: 统一三级等保.
fn skip_adverb(text: &str, at: usize, end: usize) -> usize {
    let is_adverb = text[at..].starts_with('一')
        && char_before(text, at).is_some_and(|c| matches!(c, '统' | '唯' | '逐' | '单'));
    if is_adverb && end > at + 3 { at + 3 } else { at }
}

/// Whether the three-byte character can start a number.
fn can_start(bytes: &[u8]) -> bool {
    let [a, b, c, ..] = *bytes else { return false };
    let code = usize::from(a & 0x0f) << 12 | usize::from(b & 0x3f) << 6 | usize::from(c & 0x3f);
    STARTS[code >> 6] & (1 << (code & 63)) != 0
}

static STARTS: [u64; 1024] = starts();

const fn starts() -> [u64; 1024] {
    let characters = [
        '０', '１', '２', '３', '４', '５', '６', '７', '８', '９', '〇', '零', '○', '一', '二', '三', '四',
        '五', '六', '七', '八', '九', '十', '百', '千', '两', '壹', '贰', '貳', '弍', '叁', '叄', '參', '肆',
        '伍', '陆', '陸', '柒', '捌', '玖', '拾', '佰', '仟', '万', '萬', '亿', '億', '半', 'Ⅰ', 'Ⅱ', 'Ⅲ',
        'Ⅳ', 'Ⅴ',
    ];
    let mut bitmap = [0; 1024];
    let mut at = 0;
    while at < characters.len() {
        let code = characters[at] as usize;
        bitmap[code >> 6] |= 1 << (code & 63);
        at += 1;
    }
    bitmap
}

/// The character that ends at a byte.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character that starts at a byte.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Past the spaces at a byte; line breaks and tabs separate.
pub(super) fn skip_space(text: &str, at: usize) -> usize {
    let spaces = text[at..].chars().take(MOST_SPACES).take_while(|&c| is_space(c));
    at + spaces.map(char::len_utf8).sum::<usize>()
}

/// Before the spaces that end at a byte.
pub(super) fn skip_space_back(text: &str, at: usize) -> usize {
    let spaces = text[..at].chars().rev().take(MOST_SPACES).take_while(|&c| is_space(c));
    at - spaces.map(char::len_utf8).sum::<usize>()
}

/// More spaces than this separate, whatever stands on both sides.
const MOST_SPACES: usize = 4;

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}')
}

/// The end of the longest of the words that starts at a byte. The words stand longest first.
pub(super) fn starts_with_any(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let rest = &text[at..];
    words.iter().find(|word| begins(rest, word)).map(|word| at + word.len())
}

/// At most `bytes` of the text before a byte, cut at a character.
pub(super) fn window_before(text: &str, at: usize, bytes: usize) -> &str {
    let mut start = at.saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

/// At most `bytes` of the text behind a byte, cut at a character.
pub(super) fn window_after(text: &str, at: usize, bytes: usize) -> &str {
    let mut end = text.len().min(at + bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[at..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| &text[token.start..token.end]).collect()
    }

    #[test]
    fn finds_the_numbers_of_a_text() {
        for (text, expected) in [
            ("共 1,280.5 万元", &["1,280.5"][..]),
            ("１２台、三套和壹佰个", &["１２", "三", "壹佰"]),
            ("10,20,30 万元", &["10", "20", "30"]),
            ("第3.2.1节,版本 1.2.3.4", &["3.2.1", "1.2.3.4"]),
            ("统一三级等保", &["三"]),
            ("百万级、千家万户、十四五、万元", &[]),
            ("九十九点九,三点要求", &["九十九点九", "三"]),
            ("半年,Ⅲ级", &["半", "Ⅲ"]),
            ("", &[]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn long_runs_are_one_token_and_no_value() {
        let digits = "9".repeat(100_000);
        let found = tokens(&digits);
        assert_eq!(found.len(), 1);
        assert!(!found[0].is_value());
        for spaced in ["1 280 万元", "3 000 m 及以上", "12 345 678 元"] {
            let found = tokens(spaced);
            assert!(found.len() == 1 && !found[0].is_value(), "{spaced}: {found:?}");
        }
        assert!(tokens("0 280 万元").iter().all(super::Token::is_value));
        assert!(tokens("2026 100 万元").iter().all(super::Token::is_value));
        assert!(tokens("3 2000 万元").iter().all(super::Token::is_value));
        assert!(tokens(&"万".repeat(100_000)).is_empty());
        assert!(tokens(&"一".repeat(100_000)).is_empty());
    }
}
