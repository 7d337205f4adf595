//! Markdown as people write it → Markdown as the grammar wants it, line for line.
//!
//! Front matter is cut, `#标题` becomes a heading, and a blank line inside an HTML table no longer ends
//! it. The number of lines stays the same, so that line numbers hold.

/// Longest front matter, in lines.
const LONGEST_FRONT_MATTER: usize = 500;
/// Longest heading that lacks the space behind its `#`, in characters.
const LONGEST_TIGHT_HEADING: usize = 60;

/// The text for the grammar, and the title that the front matter gives.
pub(super) struct Prepared {
    /// As many lines as the input.
    pub(super) text: String,
    /// Line number and text.
    pub(super) title: Option<(u32, String)>,
}

pub(super) fn prepare(text: &str) -> Prepared {
    let (skipped_lines, title) = front_matter(text).unwrap_or_default();
    let last_table_end = memchr::memmem::rfind(text.as_bytes(), b"</table").unwrap_or(0);
    let mut prepared = String::with_capacity(text.len() + 64);
    let mut fence: Option<Fence> = None;
    let mut in_table = false;
    let mut at = 0;
    for (nth, line) in text.split('\n').enumerate() {
        if nth > 0 {
            prepared.push('\n');
        }
        if nth < skipped_lines {
            // stays an empty line
        } else if let Some(open) = fence {
            prepared.push_str(line);
            fence = (!open.is_closed_by(line)).then_some(open);
        } else {
            fence = Fence::open(line);
            let trimmed = line.trim_start();
            in_table |= trimmed.starts_with("<table") && at < last_table_end;
            match tight_heading(line) {
                _ if in_table && trimmed.is_empty() => prepared.push_str("<!---->"),
                Some((marks, title)) if fence.is_none() && !in_table => {
                    prepared.extend(std::iter::repeat_n('#', marks));
                    prepared.push(' ');
                    prepared.push_str(title);
                }
                _ if line.contains('*') => push_times(line, &mut prepared),
                _ => prepared.push_str(line),
            }
            in_table &= !line.contains("</table");
        }
        at += line.len() + 1;
    }
    Prepared { text: prepared, title }
}

/// Adds a line in which the `*` of a product (`36*6TB`) is no mark of emphasis.
fn push_times(line: &str, prepared: &mut String) {
    let is_factor = |c: char| c.is_ascii_alphanumeric() || matches!(c, '万' | '千' | '百' | '十');
    let mut before = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let multiplies = character == '*'
            && before.is_some_and(|c: char| c.is_ascii_digit() || c == ')')
            && characters.peek().copied().is_some_and(is_factor);
        if multiplies {
            prepared.push('\\');
        }
        prepared.push(character);
        before = Some(character);
    }
}

/// An open fence of a code block.
#[derive(Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn open(line: &str) -> Option<Self> {
        let body = line.trim_start();
        let mark = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = body.len() - body.trim_start_matches(mark).len();
        let info = &body[length..];
        (length >= 3 && !(mark == '`' && info.contains('`'))).then_some(Self { mark, length })
    }

    fn is_closed_by(self, line: &str) -> bool {
        let body = line.trim();
        body.len() >= self.length && body.chars().all(|c| c == self.mark)
    }
}

/// `#标题`, `##1.1标题##`, `＃标题`: the number of marks and the title. A tag (`#话题#`), a directive
/// (`#include`) and a color are none.
fn tight_heading(line: &str) -> Option<(usize, &str)> {
    let body = line.trim_start_matches(' ');
    if line.len() - body.len() > 3 {
        return None;
    }
    let title = body.trim_start_matches(['#', '＃']);
    let marks = body[..body.len() - title.len()].chars().count();
    let is_wide = body.starts_with('＃');
    if !(1..=6).contains(&marks) || (title.starts_with([' ', '\t']) && !is_wide) {
        return None;
    }
    let title = title.trim();
    let inner = title.trim_end_matches('#').trim_end();
    let closing = title[inner.len()..].trim_start().len();
    let reads_like_title = inner.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
        && inner.chars().count() <= LONGEST_TIGHT_HEADING
        && !inner.contains('#')
        && !inner.ends_with(['。', '；', '，', ';']);
    let is_tag = marks == 1 && closing == 1;
    (reads_like_title && !is_tag).then_some((marks, inner))
}

/// The number of lines that the front matter takes, and the title in it.
fn front_matter(text: &str) -> Option<(usize, Option<(u32, String)>)> {
    let mut lines = text.split('\n').take(LONGEST_FRONT_MATTER).enumerate();
    let fence =
        lines.next().map(|(_, line)| line.trim_end()).filter(|line| matches!(*line, "---" | "+++"))?;
    let separator = if fence == "---" { ':' } else { '=' };
    let mut title = None;
    let mut has_entry = false;
    for (nth, line) in lines {
        let trimmed = line.trim();
        if line.trim_end() == fence || (fence == "---" && trimmed == "...") {
            return has_entry.then_some((nth + 1, title));
        }
        let entry = trimmed.split_once(separator).filter(|(key, _)| is_key(key.trim()));
        let continues = has_entry && (line.starts_with([' ', '\t', '-', ']', '}']) || trimmed.is_empty());
        if entry.is_none() && !continues && !trimmed.starts_with('#') && !trimmed.starts_with('[') {
            return None;
        }
        has_entry |= entry.is_some();
        if let Some((key, value)) = entry
            && key.trim().eq_ignore_ascii_case("title")
        {
            let value = value.trim().trim_matches(['"', '\'']).trim();
            let number = u32::try_from(nth + 1).unwrap_or(u32::MAX);
            title = (!value.is_empty()).then(|| (number, value.to_owned()));
        }
    }
    None
}

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.chars().count())
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '"' | '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_cut_and_its_title_kept() {
        let prepared = prepare("---\ntitle: \"政务平台建设方案\"\ntags:\n  - a\n---\n# 概述\n");
        assert_eq!(prepared.text, "\n\n\n\n\n# 概述\n");
        assert_eq!(prepared.title, Some((2, "政务平台建设方案".into())));
        assert_eq!(prepare("+++\ntitle = 'x'\n+++\n正文").text, "\n\n\n正文");
    }

    #[test]
    fn a_rule_at_the_start_is_no_front_matter() {
        for text in ["---\n\n# 概述\n\n---\n", "---\n概述\n---\n", "---\na: b\n没有结尾"] {
            assert_eq!(prepare(text).text, text);
        }
    }

    #[test]
    fn tight_headings_get_their_space() {
        for (line, fixed) in [
            ("#标题", "# 标题"),
            ("##1.1概述", "## 1.1概述"),
            ("###（一）目标###", "### （一）目标"),
            ("＃＃ 标题", "## 标题"),
            ("##GIS平台", "## GIS平台"),
            ("# 标题", "# 标题"),
            ("#话题#", "#话题#"),
            ("#include <a.h>", "#include <a.h>"),
            ("#FF0000", "#FF0000"),
            ("#这是一个完整的句子。", "#这是一个完整的句子。"),
            ("```\n#注释\n```", "```\n#注释\n```"),
        ] {
            assert_eq!(prepare(line).text, fixed);
        }
    }

    #[test]
    fn blank_lines_do_not_end_an_html_table() {
        let prepared = prepare("<table>\n<tr>\n\n<td>x</td></tr>\n</table>\n\n正文");
        assert_eq!(prepared.text, "<table>\n<tr>\n<!---->\n<td>x</td></tr>\n</table>\n\n正文");
        assert_eq!(prepare("<table>\n\n正文").text, "<table>\n\n正文");
    }
}
