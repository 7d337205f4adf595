//! Text → lines of a terminal: columns, not characters; nothing that a file could smuggle in.

use std::borrow::Cow;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that the text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// The text, filled with spaces to that many columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The text, cut with `…` where it is wider than so many columns.
pub fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if columns(text) <= width {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}…", &text[..fitting(text, width.saturating_sub(1))]))
}

/// Text from a file, safe to print: control and bidirectional characters are written out, line breaks
/// become spaces, tabs (between cells) bars, characters without width are left out.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(needs_care) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' => out.push(' '),
            '\t' => out.push_str(" │ "),
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            other if needs_care(other) => out.extend(other.escape_unicode()),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

fn needs_care(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// The byte ranges of the lines into which the text breaks at that many columns: at spaces and between
/// Chinese characters, never before a closing or behind an opening mark.
pub fn lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut used = 0;
    for piece in pieces(text) {
        let piece_width = columns(text[piece.clone()].trim_end());
        if used + piece_width > width && piece.start > start {
            lines.push(start..piece.start);
            start = piece.start;
            used = 0;
        }
        used += columns(&text[piece.clone()]);
        while used > width && columns(&text[start..piece.end]) > width {
            let end = start + fitting(&text[start..piece.end], width);
            if end >= piece.end || end == start {
                break;
            }
            lines.push(start..end);
            start = end;
            used = columns(&text[start..piece.end]);
        }
    }
    if start < text.len() || lines.is_empty() {
        lines.push(start..text.len());
    }
    lines
}

/// The text broken to that many columns, further lines indented.
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let first = lines(text, width);
    let Some(head) = first.first() else { return String::new() };
    let mut out = text[head.clone()].trim_end().to_owned();
    let rest = text[head.end..].trim_start();
    if rest.is_empty() {
        return out;
    }
    for line in lines(rest, width.saturating_sub(indent).max(8)) {
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push_str(rest[line].trim());
    }
    out
}

/// Bytes of the text that fit into so many columns; at least one character.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.width().unwrap_or(0);
        if used > width && at > 0 {
            return at;
        }
    }
    text.len()
}

/// The parts between which a line may break.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut breaks = text
        .char_indices()
        .filter_map(move |(at, character)| {
            let may_break = before.is_some_and(|before| breaks_between(before, character));
            before = Some(character);
            may_break.then_some(at)
        })
        .chain(std::iter::once(text.len()));
    std::iter::from_fn(move || {
        let end = breaks.next()?;
        let piece = start..end;
        start = end;
        Some(piece)
    })
    .filter(|piece| !piece.is_empty())
}

fn breaks_between(before: char, after: char) -> bool {
    if is_closing(after) || is_opening(before) || after == ' ' {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

fn is_closing(character: char) -> bool {
    "，。；：！？、）》」』】”’…,.;:!?)]}%〕".contains(character)
}

fn is_opening(character: char) -> bool {
    "（《「『【“‘([{〔".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, width: usize) -> Vec<&str> {
        lines(text, width).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn breaks_chinese_text_and_keeps_marks() {
        assert_eq!(broken("总投资前后不一致，请改正。", 16), ["总投资前后不一", "致，请改正。"]);
        assert_eq!(broken("见《管理办法》", 8), ["见《管理", "办法》"]);
        assert_eq!(broken("", 8), [""]);
    }

    #[test]
    fn breaks_words_only_when_nothing_else_helps() {
        assert_eq!(broken("use GB/T 22239", 9), ["use GB/T ", "22239"]);
        assert_eq!(broken("abcdefgh", 3), ["abc", "def", "gh"]);
        for width in 1..20 {
            let text = "建设 2 个平台，采用GB/T22239-2019，（见附件1）。";
            let lines = lines(text, width);
            assert_eq!(lines.iter().map(|l| &text[l.clone()]).collect::<String>(), text, "width {width}");
        }
    }

    #[test]
    fn indents_further_lines() {
        assert_eq!(wrap("一二三四五六七八九十", 12, 2), "一二三四五六\n  七八九十");
        assert_eq!(wrap("短", 12, 2), "短");
    }

    #[test]
    fn cuts_by_columns() {
        assert_eq!(cut("信息安全方案", 8), "信息安…");
        assert_eq!(cut("信息安全", 8), "信息安全");
    }

    #[test]
    fn pads_by_columns() {
        assert_eq!(pad("符合", 8), "符合    ");
        assert_eq!(columns("符合ab"), 6);
    }

    #[test]
    fn what_could_mislead_is_written_out() {
        assert_eq!(printable("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(printable("甲\u{202e}乙"), "甲\\u{202e}乙");
        assert_eq!(printable("名称\t金额\n合计"), "名称 │ 金额 合计");
        assert_eq!(printable("零\u{200b}宽"), "零宽");
        assert!(matches!(printable("普通"), Cow::Borrowed(_)));
    }
}
