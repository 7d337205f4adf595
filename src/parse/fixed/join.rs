//! Lines of a paragraph → its text: nothing between Chinese characters, one space between words.

use super::character::is_wide;

/// Appends the next line of the same paragraph.
pub(super) fn append_line(text: &mut String, line: &str) {
    let line = line.trim();
    let (Some(before), Some(after)) = (text.chars().next_back(), line.chars().next()) else {
        text.push_str(line);
        return;
    };
    if before == '\u{ad}' {
        // A soft hyphen stands only where a word was cut.
        text.pop();
    } else if !is_wide(before) && !is_wide(after) && !joins_words(before, after) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Hyphens and slashes cut a word without a space; so do figures that are wrapped in a narrow cell.
fn joins_words(before: char, after: char) -> bool {
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    matches!(before, '-' | '/' | '‐' | '(' | '[') || (is_figure(before) && is_figure(after))
}

/// Width of the first word of a line in units of the font size: what would have had to fit.
pub(super) fn first_word_width(line: &str) -> f64 {
    match line.chars().next() {
        Some(first) if is_wide(first) => 1.0,
        _ => {
            let letters = line.chars().take_while(|&c| !c.is_whitespace() && !is_wide(c)).take(40).count();
            0.5 * letters as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str]) -> String {
        let mut text = String::new();
        lines.iter().for_each(|line| append_line(&mut text, line));
        text
    }

    #[test]
    fn lines_join_as_their_scripts_want() {
        assert_eq!(joined(&["建设统一的", "平台"]), "建设统一的平台");
        assert_eq!(joined(&["smart city", "platform"]), "smart city platform");
        assert_eq!(joined(&["采用 IPv6", "技术"]), "采用 IPv6技术");
        assert_eq!(joined(&["C-", "V2X"]), "C-V2X");
        assert_eq!(joined(&["inter\u{ad}", "face"]), "interface");
        assert_eq!(joined(&["1,280,0", "00.00"]), "1,280,000.00");
    }

    #[test]
    fn first_words_have_widths() {
        assert_eq!(first_word_width("建设"), 1.0);
        assert_eq!(first_word_width("IPv6 网络"), 2.0);
    }
}
