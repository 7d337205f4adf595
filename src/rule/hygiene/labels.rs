//! Labels of figures, tables and attachments: `表3-1`, `图 2`, `附表一`.

use crate::numeral;

/// What is labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Table,
    Figure,
    AttachedTable,
    AttachedFigure,
    Attachment,
}

/// A label at the start of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) kind: Kind,
    /// `[3, 1]` for `表3-1`.
    pub(super) parts: Vec<u32>,
    /// Bytes of the label.
    pub(super) length: usize,
}

impl Kind {
    const ALL: [Self; 5] =
        [Self::AttachedTable, Self::AttachedFigure, Self::Attachment, Self::Table, Self::Figure];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Table => "表",
            Self::Figure => "图",
            Self::AttachedTable => "附表",
            Self::AttachedFigure => "附图",
            Self::Attachment => "附件",
        }
    }
}

impl Label {
    /// The label as messages write it.
    pub(super) fn name(&self) -> String {
        name(self.kind, &self.parts)
    }
}

/// `表3-1`
pub(super) fn name(kind: Kind, parts: &[u32]) -> String {
    let numbers: Vec<String> = parts.iter().map(u32::to_string).collect();
    format!("{}{}", kind.word(), numbers.join("-"))
}

/// The label that the text starts with.
pub(super) fn label(text: &str) -> Option<Label> {
    let kind = Kind::ALL.into_iter().find(|kind| text.starts_with(kind.word()))?;
    let body = &text[kind.word().len()..];
    let padding = body.len() - body.trim_start_matches([' ', '\u{3000}', '\u{a0}']).len();
    let (parts, length) = numbers(&body[padding..])?;
    Some(Label { kind, parts, length: kind.word().len() + padding + length })
}

/// `3-1`, `3.1`, `三`: the parts and their length in bytes. At most four parts of at most four digits.
fn numbers(text: &str) -> Option<(Vec<u32>, usize)> {
    let mut parts = Vec::new();
    let mut at = 0;
    loop {
        let (value, length) = number(&text[at..])?;
        parts.push(value);
        at += length;
        let joint =
            text[at..].chars().next().filter(|c| matches!(c, '-' | '.' | '－' | '—' | '–' | '‑' | '．'));
        match joint {
            Some(joint) if parts.len() < 4 && number(&text[at + joint.len_utf8()..]).is_some() => {
                at += joint.len_utf8();
            }
            _ => return Some((parts, at)),
        }
    }
}

fn number(text: &str) -> Option<(u32, usize)> {
    let digits: Vec<char> = text.chars().take_while(|c| numeral::ascii_digit(*c).is_some()).take(5).collect();
    if !digits.is_empty() {
        let value =
            digits.iter().filter_map(|c| numeral::ascii_digit(*c)).fold(0, |v, d| v * 10 + u32::from(d));
        let length = digits.iter().map(|c| c.len_utf8()).sum();
        return (digits.len() <= 4).then_some((value, length));
    }
    let numerals: Vec<char> = text.chars().take_while(|c| is_small_numeral(*c)).take(4).collect();
    let length: usize = numerals.iter().map(|c| c.len_utf8()).sum();
    let value = numeral::parse_chinese(&text[..length])?;
    // 表一致、图二者: the number must end where the word ends.
    let closed =
        !text[length..].starts_with(['致', '般', '些', '样', '者', '个', '种', '类', '定', '直', '起', '并']);
    (closed && value > 0).then_some((u32::try_from(value).ok()?, length))
}

fn is_small_numeral(character: char) -> bool {
    "一二三四五六七八九十".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_labels() {
        for (text, kind, parts, length) in [
            ("表3-1 概算", Kind::Table, vec![3, 1], "表3-1"),
            ("图 2：架构", Kind::Figure, vec![2], "图 2"),
            ("表3.1-2", Kind::Table, vec![3, 1, 2], "表3.1-2"),
            ("附表一 清单", Kind::AttachedTable, vec![1], "附表一"),
            ("附件十二", Kind::Attachment, vec![12], "附件十二"),
            ("表３－２", Kind::Table, vec![3, 2], "表３－２"),
            ("图3-", Kind::Figure, vec![3], "图3"),
        ] {
            assert_eq!(label(text), Some(Label { kind, parts, length: length.len() }), "{text}");
        }
        for text in ["表格", "图书馆", "表一致", "附件", "表12345", "图一般"] {
            assert_eq!(label(text), None, "{text}");
        }
    }
}
