//! Numbers of rows (一, (一), 1, 1.1) → who stands under whom.

use crate::document::{NumberStyle, numbering};
use crate::words::without_spaces;

/// The number of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its style.
    pub style: NumberStyle,
    /// Its parts: `[1, 2]` for `1.2`.
    pub parts: Vec<u32>,
}

/// The number that fills a cell.
pub(super) fn label(text: &str) -> Option<Label> {
    let text = without_spaces(text);
    let text = text.trim_matches('*').trim_end_matches(['、', '.', '．', ',', '，', '。']);
    if text.is_empty() || text.chars().count() > 12 {
        return None;
    }
    if let Some(roman) = roman(text) {
        return Some(Label { style: NumberStyle::Chapter, parts: vec![roman] });
    }
    let text = text.replace(['-', '－', '—'], ".");
    let digits: Vec<&str> = text.split(['.', '．']).collect();
    let parts: Option<Vec<u32>> = digits.iter().map(|part| small(part)).collect();
    if let Some(parts) = parts {
        let style = match parts.len() {
            1 => NumberStyle::Arabic,
            depth => NumberStyle::Decimal(u8::try_from(depth).ok()?),
        };
        return Some(Label { style, parts });
    }
    [format!("{text}、项"), format!("{text}项")].iter().find_map(|numbered| {
        let parsed = numbering::parse(numbered)?;
        let fills = parsed.label_len as usize + '项'.len_utf8() == numbered.len();
        fills.then_some(Label { style: parsed.style, parts: parsed.parts })
    })
}

/// The number at the start of a name, and its length in bytes.
pub(super) fn prefix(text: &str) -> Option<(Label, usize)> {
    let parsed = numbering::parse(text)?;
    if matches!(parsed.style, NumberStyle::Article | NumberStyle::Letter) {
        return None;
    }
    Some((Label { style: parsed.style, parts: parsed.parts }, parsed.label_len as usize))
}

fn small(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    text.chars().try_fold(0, |value, c| Some(value * 10 + u32::from(crate::numeral::ascii_digit(c)?)))
}

fn roman(text: &str) -> Option<u32> {
    const ASCII: [&str; 9] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    const SIGNS: [&str; 9] = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ"];
    let at = ASCII.iter().position(|r| *r == text).or_else(|| SIGNS.iter().position(|r| *r == text))?;
    u32::try_from(at + 1).ok()
}

/// The groups that are open while rows are read from top to bottom.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<(Key, u32)>,
}

/// What places a row among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A row without values and without number: `硬件部分` over the whole width.
    Head,
    /// A numbered row.
    Numbered(NumberStyle),
    /// A row without number.
    Plain,
}

impl Nesting {
    /// Places a row below the groups that are open and returns the row that it stands under.
    pub(super) fn place(&mut self, key: Key, line: u32) -> Option<u32> {
        let depth = match self.open.iter().position(|(known, _)| *known == key) {
            Some(depth) => depth,
            None => {
                let rank = rank(&key);
                self.open.iter().position(|(known, _)| self::rank(known) > rank).unwrap_or(self.open.len())
            }
        };
        self.open.truncate(depth);
        let parent = self.open.last().map(|&(_, line)| line);
        self.open.push((key, line));
        parent
    }

    /// Closes all groups: what follows a sum of all stands under none of them.
    pub(super) fn close(&mut self) {
        self.open.clear();
    }
}

/// From the outside in.
fn rank(key: &Key) -> u8 {
    match key {
        Key::Numbered(NumberStyle::Chapter | NumberStyle::Letter) => 0,
        Key::Numbered(NumberStyle::Section) => 1,
        Key::Head => 2,
        Key::Numbered(NumberStyle::Chinese) => 3,
        Key::Numbered(NumberStyle::ChineseBracketed) => 4,
        Key::Numbered(NumberStyle::Article) => 5,
        Key::Numbered(NumberStyle::Arabic) => 6,
        Key::Numbered(NumberStyle::Decimal(depth)) => 6 + depth.min(&100),
        Key::Numbered(NumberStyle::ArabicBracketed) => 120,
        Key::Numbered(NumberStyle::Circled) => 121,
        Key::Plain => 200,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_numbers() {
        for (text, style, parts) in [
            ("1", NumberStyle::Arabic, vec![1]),
            ("１２", NumberStyle::Arabic, vec![12]),
            ("1.", NumberStyle::Arabic, vec![1]),
            ("1.2", NumberStyle::Decimal(2), vec![1, 2]),
            ("1-2", NumberStyle::Decimal(2), vec![1, 2]),
            ("2.1.3", NumberStyle::Decimal(3), vec![2, 1, 3]),
            ("一", NumberStyle::Chinese, vec![1]),
            ("十二、", NumberStyle::Chinese, vec![12]),
            ("（三）", NumberStyle::ChineseBracketed, vec![3]),
            ("(2)", NumberStyle::ArabicBracketed, vec![2]),
            ("①", NumberStyle::Circled, vec![1]),
            ("Ⅱ", NumberStyle::Chapter, vec![2]),
        ] {
            let expected = Label { style, parts };
            assert_eq!(label(text), Some(expected), "{text}");
        }
        for text in ["", "合计", "服务器", "1台", "2026-03-01-04x"] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn rows_nest_by_their_numbers() {
        let mut nesting = Nesting::default();
        let keys = [
            Key::Numbered(NumberStyle::Chinese),
            Key::Numbered(NumberStyle::Arabic),
            Key::Numbered(NumberStyle::Decimal(2)),
            Key::Numbered(NumberStyle::Decimal(2)),
            Key::Numbered(NumberStyle::Arabic),
            Key::Numbered(NumberStyle::Chinese),
        ];
        let parents: Vec<Option<u32>> = (0..).zip(keys).map(|(line, key)| nesting.place(key, line)).collect();
        assert_eq!(parents, [None, Some(0), Some(1), Some(1), Some(0), None]);
    }
}
