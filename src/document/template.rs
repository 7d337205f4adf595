//! Notes of a template to its author, `【请填写建设背景】`: they stand where content will stand, and are none.

use super::{BlockKind, Document};
use crate::span::Span;
use memchr::memmem;

/// What an instruction in brackets begins with.
pub(crate) const INSTRUCTION_LEADS: &[&str] = &[
    "请填",
    "请补",
    "请根据",
    "请按",
    "请在此",
    "请在这里",
    "请说明",
    "请列",
    "请描述",
    "请简要",
    "请简述",
    "请插入",
    "请写",
    "请注明",
    "请详细",
    "请输入项目",
    "请替换",
    "此处",
    "在此处",
    "在此填",
    "待补充",
    "待填",
    "待完善",
    "待定",
    "需填写",
    "需补充",
    "根据实际情况",
    "根据项目实际",
    "按实际情况填",
    "按实际填",
    "如实填写",
    "填写说明",
    "填写要求",
    "填写单位",
    "填写项目",
    "填写名称",
    "填写具体",
    "填写内容",
    "填写日期",
    "填写数量",
    "填写金额",
    "插入图",
    "插入表",
    "项目名称",
    "单位名称",
    "建设单位名称",
    "编制单位名称",
];

/// What an instruction in brackets may hold anywhere.
pub(crate) const INSTRUCTION_PARTS: &[&str] = &[
    "请填写",
    "请补充",
    "自行填写",
    "如实填写",
    "根据实际情况填",
    "提交时删除",
    "提交前删除",
    "删除本段",
    "删除此",
    "写作提示",
];

/// What a note for the author in 【】 begins with besides.
const NOTE_LEADS: &[&str] = &[
    "阐明",
    "列出",
    "说明",
    "应包括",
    "可包括",
    "应说明",
    "应写明",
    "逐个",
    "逐项",
    "如，",
    "简述",
    "描述",
    "介绍",
    "概述",
    "分析",
];

/// Characters of the shortest note: 【说明】 is a label.
const SHORTEST_NOTE: usize = 6;
/// Longest note, in bytes: 【 without its 】 must not swallow a chapter.
const LONGEST_NOTE: usize = 6_000;
/// Bytes of a note in which the words that tell it stand.
const TELLING: usize = 180;

/// Whether the words behind 【 tell the author what to write.
pub(crate) fn is_note(inner: &str) -> bool {
    let inner = inner.trim();
    inner.chars().take(SHORTEST_NOTE).count() == SHORTEST_NOTE
        && NOTE_LEADS.iter().any(|lead| inner.starts_with(lead))
}

/// Whether the words in brackets tell the author what to do. A name alone does where `names` says so: in
/// round brackets （项目名称） may be meant.
pub(crate) fn is_instruction(inner: &str, names: Names) -> bool {
    let leads = |lead: &str| {
        inner.starts_with(lead)
            && (!lead.ends_with("名称") || (inner.len() == lead.len() && names == Names::AreSlots))
    };
    let telling = &inner[..inner.floor_char_boundary(TELLING)];
    INSTRUCTION_LEADS.iter().any(|lead| leads(lead))
        || INSTRUCTION_PARTS.iter().any(|part| telling.contains(part))
}

/// What a name alone in brackets is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Something to fill in.
    AreSlots,
    /// Perhaps meant.
    AreNames,
}

/// Length in bytes of the closed note that the text begins with, brackets included.
pub(crate) fn note_length(text: &str) -> Option<usize> {
    let body = text.strip_prefix('【')?;
    let body = &body[..body.floor_char_boundary(LONGEST_NOTE)];
    let end = body.find(['【', '】']).filter(|&at| body[at..].starts_with('】'))?;
    let inner = body[..end].trim();
    (is_note(inner) || is_instruction(inner, Names::AreSlots)).then_some("【】".len() + end)
}

impl Document {
    /// The document without what a template says to its author: blanks stand for it, so that every place
    /// is the same in both. `None` where there is no such note.
    pub fn without_template(&self) -> Option<Self> {
        if self.template.is_empty() {
            return None;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut end = 0;
        for note in &self.template {
            text.push_str(&self.text[end..note.start as usize]);
            text.extend(self.slice(*note).chars().flat_map(blank));
            end = note.end as usize;
        }
        text.push_str(&self.text[end..]);
        let mut bare = Self { text, ..self.clone() };
        for cell in bare.tables.iter_mut().flat_map(|table| &mut table.cells) {
            cell.span = trimmed(&bare.text, cell.span);
        }
        Some(bare)
    }

    /// Finds the notes of the template. One that goes over several paragraphs ends before the next heading.
    pub(super) fn find_template(&mut self) {
        let mut found: Vec<Span> = Vec::new();
        for at in memmem::find_iter(self.text.as_bytes(), "【") {
            let length = note_length(&self.text[at..]);
            let span = length.map(|length| Span::new(at, at + length));
            found.extend(span.filter(|span| !self.has_heading_within(*span)));
        }
        self.template = found;
    }

    fn has_heading_within(&self, span: Span) -> bool {
        let first = self.blocks.partition_point(|block| block.span.start <= span.start);
        let inside = self.blocks[first..].iter().take_while(|block| block.span.start < span.end);
        inside.into_iter().any(|block| matches!(block.kind, BlockKind::Heading { .. }))
    }
}

/// Blanks as long as the character; what separates paragraphs and cells stays.
fn blank(character: char) -> impl Iterator<Item = char> {
    let (first, second) = match character.len_utf8() {
        _ if matches!(character, '\n' | '\t') => (character, None),
        1 => (' ', None),
        2 => ('\u{a0}', None),
        3 => ('\u{3000}', None),
        _ => ('\u{3000}', Some(' ')),
    };
    std::iter::once(first).chain(second)
}

fn trimmed(text: &str, span: Span) -> Span {
    let words = &text[span.range()];
    let start = words.len() - words.trim_start().len();
    match words.trim() {
        "" => Span { end: span.start, ..span },
        kept => Span::new(start, start + kept.len()).offset(span.start),
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Builder, Document, Draft, DraftKind, Format, HeadingEvidence};

    fn document(paragraphs: &[&str]) -> Document {
        let mut builder = Builder::new("t", Format::Docx);
        for text in paragraphs {
            let kind = match text.strip_prefix("# ") {
                Some(_) => DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit },
                None => DraftKind::Verbatim,
            };
            builder.paragraph(text.trim_start_matches("# "), Draft { kind, ..Draft::default() });
        }
        builder.finish()
    }

    fn bare(paragraphs: &[&str]) -> String {
        let document = document(paragraphs);
        let bare = document.without_template();
        let text = bare.map_or(document.text.clone(), |bare| {
            bare.assert_valid();
            assert_eq!(bare.text.len(), document.text.len());
            bare.text
        });
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn notes_to_the_author_are_no_content() {
        assert_eq!(bare(&["总投资【请填写：金额，3 年】万元。"]), "总投资 万元。");
        assert_eq!(bare(&["【说明：写明部署在政务云😀é】", "正文。"]), "正文。");
        assert_eq!(bare(&["【请填写建设背景", "第二段】其余。"]), "其余。");
        assert_eq!(bare(&["【项目名称】建设方案"]), "建设方案");
    }

    #[test]
    fn other_brackets_are_content() {
        for text in ["点击【提交】按钮。", "【说明】系统部署在政务云。", "【背景】项目", "【请填写没有写完"]
        {
            assert_eq!(bare(&[text]), text);
        }
        assert_eq!(bare(&["【请填写背景", "# 目标", "正文】"]), "【请填写背景 目标 正文】");
    }

    #[test]
    fn a_chapter_of_notes_is_empty() {
        let document = document(&["# 建设目标", "【请填写：建设目标】", "# 建设内容", "【请填写】三项。"]);
        assert_eq!([1, 2].map(|section| document.substance(section)), [0, 2]);
    }
}
