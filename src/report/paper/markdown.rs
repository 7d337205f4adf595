//! [`Paper`] → Markdown. The title is the first level, chapters the second.

use super::{Paper, PaperBlock, PaperTable};

/// The document as Markdown, ending with a line break. The table of contents is left out.
pub fn render(paper: &Paper) -> String {
    let mut out = String::new();
    for block in &paper.blocks {
        match block {
            PaperBlock::Title(text) => out.push_str(&format!("# {}\n\n", escaped(text))),
            PaperBlock::Heading(level, text) => {
                out.push_str(&format!("{} {}\n\n", "#".repeat(usize::from(*level) + 1), escaped(text)));
            }
            PaperBlock::Paragraph(_, text) if text.is_empty() => {}
            PaperBlock::Paragraph(_, text) => {
                out.push_str(&format!("{}\n\n", escaped(text)));
            }
            PaperBlock::Table(table) => push_table(&mut out, table),
            PaperBlock::Contents => {}
            PaperBlock::PageBreak if out.ends_with("---\n\n") => {}
            PaperBlock::PageBreak => out.push_str("---\n\n"),
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn push_table(out: &mut String, table: &PaperTable) {
    out.push_str(&format!("{}\n\n", escaped(&table.caption)));
    if let Some(unit) = &table.unit {
        out.push_str(&format!("{}\n\n", escaped(unit)));
    }
    push_row(out, &table.columns);
    out.push_str(&format!("|{}\n", " --- |".repeat(table.columns.len())));
    for row in &table.rows {
        push_row(out, row);
    }
    out.push('\n');
}

fn push_row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    out.push_str(&format!("| {} |\n", cells.join(" | ")));
}

/// The words without a meaning in Markdown: marks are escaped, a line break is a space.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            // Inside a word it is no mark: 意见_终稿.
            '_' if out.ends_with(char::is_alphanumeric) => out.push('_'),
            '\n' | '\r' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' => out.extend(['\\', character]),
            '#' | '+' | '-' if out.is_empty() => out.extend(['\\', character]),
            // A number and a space begin a list: 1.1 does not.
            '.' | ')' if is_list_number(&text[..at]) && text[at + 1..].starts_with(' ') => {
                out.extend(['\\', character]);
            }
            other => out.push(other),
        }
    }
    out
}

fn is_list_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn marks_lose_their_meaning() {
        assert_eq!(escaped("# 一*二*|三"), "\\# 一\\*二\\*\\|三");
        assert_eq!(escaped("1. 目标\n内容"), "1\\. 目标 内容");
        assert_eq!(escaped("_甲_乙"), "\\_甲_乙");
        assert_eq!(escaped("1.1 概况"), "1.1 概况");
        assert_eq!(escaped("第 1.2 节 a-b"), "第 1.2 节 a-b");
    }
}
