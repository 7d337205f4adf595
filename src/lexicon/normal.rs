//! Heading → its core: one form for the many ways in which the same heading is typed.

use super::words::{CharSet, List};
use crate::document::numbering;
use crate::numeral;

/// The sign that stands for every joint (及、与、和 …) in a core.
pub(super) const JOINT: char = '、';

/// What normalisation needs to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folding {
    /// Traditional characters with their simplified ones, in order.
    pub(super) simplified: List<(char, char)>,
    /// Longest first.
    pub(super) joints: List<List<char>>,
    pub(super) not_joints: List<List<char>>,
    /// First characters of joints and of what only looks like one.
    pub(super) openers: CharSet,
    /// Characters that do not stay as they are.
    pub(super) folded: CharSet,
}

impl Folding {
    /// Whether a text is its own core, at a glance.
    fn is_core(&self, text: &str) -> bool {
        text.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}') && !self.folded.contains(c))
            && !text.starts_with(numeral::is_chinese_numeral)
    }

    /// The core of a heading: no number, no space, no bracketed remark, no quotation marks, no 的;
    /// simplified characters, ASCII forms in lower case, one [`JOINT`] for every joint.
    pub(super) fn core(&self, title: &str) -> String {
        if self.is_core(title) {
            return title.to_owned();
        }
        let mut plain: Vec<char> = Vec::with_capacity(title.len());
        for character in without_remarks(without_number(title)).chars().filter(|c| !is_dropped(*c)) {
            let character = self.fold(character);
            // 建设的必要性 is 建设必要性; 目的 stays.
            if character != '的' || plain.last() == Some(&'目') {
                plain.push(character);
            }
        }
        let joined = self.with_one_joint(&plain);
        let trimmed = joined.trim_matches(|c: char| c == JOINT || (!c.is_alphanumeric() && c != '*'));
        match joined.starts_with(JOINT) && trimmed.len() > JOINT.len_utf8() {
            true => format!("{JOINT}{trimmed}"),
            false => trimmed.to_owned(),
        }
    }

    fn fold(&self, character: char) -> char {
        let narrow = match character {
            '\u{FF01}'..='\u{FF5E}' => {
                char::from_u32(u32::from(character) - 0xFF01 + 0x21).unwrap_or(character)
            }
            other => other,
        };
        let lower = narrow.to_ascii_lowercase();
        let at = self.simplified.binary_search_by_key(&lower, |(traditional, _)| *traditional);
        at.map_or(lower, |at| self.simplified[at].1)
    }

    fn with_one_joint(&self, text: &[char]) -> String {
        let mut out = String::with_capacity(text.len() * 3);
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if !self.openers.contains(rest[0]) {
                out.push(rest[0]);
                at += 1;
            } else if let Some(word) = self.not_joints.iter().find(|word| rest.starts_with(word)) {
                out.extend(word.iter());
                at += word.len();
            } else if let Some(joint) = self.joints.iter().find(|joint| rest.starts_with(joint)) {
                if !out.ends_with(JOINT) {
                    out.push(JOINT);
                }
                at += joint.len();
            } else {
                out.push(rest[0]);
                at += 1;
            }
        }
        out
    }
}

/// Numbers that were left in the title: `01项目概况`, `3.2 目标`, `第三章 目标`.
fn without_number(title: &str) -> &str {
    let mut rest = title.trim();
    while let Some(number) = numbering::parse(rest) {
        rest = &rest[number.label_len as usize..];
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let behind = &rest[digits..];
    if behind.chars().next().is_some_and(|c| !c.is_ascii()) { behind } else { rest }
}

/// Text without what stands in brackets, unless that is all there is.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '(' | '（' | '[' | '［' | '【' | '〔' | '{' => depth += 1,
            ')' | '）' | ']' | '］' | '】' | '〕' | '}' => depth = depth.saturating_sub(1),
            other if depth == 0 => out.push(other),
            _ => {}
        }
    }
    if out.chars().any(char::is_alphanumeric) { out } else { text.to_owned() }
}

fn is_dropped(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{200B}'
                ..='\u{200F}'
                    | '\u{FEFF}'
                    | '《'
                    | '》'
                    | '“'
                    | '”'
                    | '"'
                    | '\''
                    | '‘'
                    | '’'
                    | '「'
                    | '」'
                    | '『'
                    | '』'
                    | '〈'
                    | '〉'
                    | '#'
                    | '`'
                    | '('
                    | '（'
                    | ')'
                    | '）'
                    | '【'
                    | '】'
        )
}

#[cfg(test)]
mod tests {
    use super::super::compile::folding;
    use super::super::data::ReadingData;

    fn core(title: &str) -> String {
        let data = ReadingData {
            traditional: "資资 設设",
            joints: "以及 及其 及 与 和 、 /",
            not_joints: "参与 普及",
            prefixes: "",
            suffixes: "",
            neutral: "",
            tails: "",
            things: "",
            names: "",
        };
        folding(&data).core(title)
    }

    #[test]
    fn brings_the_same_heading_to_one_form() {
        for title in
            ["投資概算", "3.2 投资概算", "第三章 投资概算", "投 资　概算：", "《投资概算》", "07投资概算"]
        {
            assert_eq!(core(title), "投资概算", "{title}");
        }
        assert_eq!(core("投资概算（单位：万元）"), "投资概算");
        assert_eq!(core("（投资概算）"), "投资概算");
        assert_eq!(core("ＩＰｖ６支持"), "ipv6支持");
        assert_eq!(core("项目建设的必要性和目的"), "项目建设必要性、目的");
    }

    #[test]
    fn joins_by_one_sign_but_not_inside_words() {
        assert_eq!(core("背景以及依据"), "背景、依据");
        assert_eq!(core("公众参与和普及"), "公众参与、普及");
        assert_eq!(core("与现有系统的关系"), "、现有系统关系");
        assert_eq!(core("、"), "");
    }
}
