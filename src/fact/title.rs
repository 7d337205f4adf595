//! Cover → the project's name: the title in front of 可行性研究报告, 建设方案 and the like.

use super::label::name_fact;
use super::{FactName, NamedFact};
use crate::document::{BlockKind, Document};
use crate::span::Span;
use crate::words::without_spaces;

/// What the document is; longer ones first.
const KINDS: [&str; 36] = [
    "可行性研究报告（代项目建议书）",
    "可行性研究报告(代项目建议书)",
    "可行性研究报告",
    "可行性分析报告",
    "可研报告",
    "初步设计方案",
    "初步设计报告",
    "初步设计说明书",
    "初步设计",
    "项目建议书",
    "方案建议书",
    "建设方案建议书",
    "技术建议书",
    "建议方案",
    "项目申报方案",
    "申报方案",
    "项目申报书",
    "申报书",
    "详细设计方案",
    "总体设计方案",
    "总体方案",
    "设计方案",
    "建设方案",
    "实施方案",
    "技术方案",
    "解决方案",
    "运维方案",
    "运行维护方案",
    "采购需求",
    "公开招标文件",
    "邀请招标文件",
    "招标文件",
    "需求规格说明书",
    "投资概算书",
    "立项报告",
    "方案",
];
/// Blocks in which a cover ends at the latest.
const COVER_BLOCKS: usize = 24;
/// Characters of a title at most.
const LONGEST_TITLE: usize = 50;

/// The name on the cover. Where another place names the project, only a title that is beyond doubt
/// (ends in 项目 or 工程) is taken.
pub(super) fn find(document: &Document, explicit: bool) -> Option<NamedFact> {
    let mut previous: Vec<Span> = Vec::new();
    for block in document.blocks.iter().take(COVER_BLOCKS) {
        let numbered = matches!(&block.kind, BlockKind::Heading { numbering: Some(_), .. });
        if numbered || matches!(block.kind, BlockKind::Contents | BlockKind::Table(_)) {
            return None;
        }
        let text = document.slice(block.span);
        if block.kind == BlockKind::PageFurniture || !looks_like_title(text) {
            previous.clear();
            continue;
        }
        if let Some(stem) = stem(text) {
            let span = Span::new(block.span.start as usize, block.span.start as usize + stem.len());
            let name = named(document, &previous, span);
            return name.filter(|name| !explicit || name.text.as_deref().is_some_and(is_beyond_doubt));
        }
        previous.push(block.span);
    }
    None
}

fn is_beyond_doubt(name: &str) -> bool {
    name.ends_with("项目") || name.ends_with("工程")
}

fn looks_like_title(text: &str) -> bool {
    text.chars().count() <= LONGEST_TITLE
        && text.chars().any(char::is_alphabetic)
        && !text.contains(['。', '，', ',', '：', ':', '；', '？', '、', '\t', '|', '='])
        && !["本", "该", "附件", "关于", "根据", "编制", "一种"].iter().any(|word| text.starts_with(word))
}

/// The text in front of the kind of document that ends it; empty where it is nothing else.
fn stem(text: &str) -> Option<&str> {
    let mut body = text.trim_end();
    while let Some(open) = body.rfind(['（', '(']).filter(|_| body.ends_with(['）', ')']))
        && !KINDS.iter().any(|kind| body.ends_with(kind))
    {
        body = body[..open].trim_end(); // (送审稿)
    }
    let version =
        body.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | 'V' | 'v' | ' ' | '-'));
    body = if version.len() < body.len() { version } else { body };
    let compact = without_spaces(body);
    let kind = KINDS.iter().find(|kind| compact.ends_with(**kind))?;
    let mut left = kind.chars().count();
    let cut = body.char_indices().rev().find(|(_, c)| {
        left -= usize::from(!c.is_whitespace());
        left == 0
    })?;
    Some(body[..cut.0].trim_end())
}

/// The name in the stem; with the lines before it, where the stem alone is none.
fn named(document: &Document, previous: &[Span], stem: Span) -> Option<NamedFact> {
    let text = document.slice(stem);
    if text.chars().count() >= 7 || (previous.is_empty() && text.chars().count() >= 5) {
        return name_fact(FactName::ProjectName, text, stem.start);
    }
    let last = *previous.last()?;
    let whole = if stem.is_empty() { last } else { last.to(stem) };
    name_fact(FactName::ProjectName, document.slice(whole), whole.start)
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check_named;

    #[test]
    fn the_cover_names_the_project() {
        check_named(&[
            (
                "江北区智慧停车平台建设项目\n可行性研究报告\n江北区城管局\n正文。",
                &["名称 江北区智慧停车平台建设项目"],
            ),
            ("江北区智慧停车平台建设项目可行性研究报告（送审稿）", &["名称 江北区智慧停车平台建设项目"]),
            ("#江北区智慧停车平台建设方案 V1.0", &["名称 江北区智慧停车平台"]),
            ("江北区智慧停车\n平台项目建设方案", &["名称 江北区智慧停车平台项目"]),
            ("江北区智慧停车平台项目\n可 行 性 研 究 报 告", &["名称 江北区智慧停车平台项目"]),
        ]);
    }

    #[test]
    fn the_label_goes_before_a_vague_title() {
        check_named(&[(
            "江北区智慧停车建设方案\n项目名称：江北区智慧停车平台建设项目",
            &["名称 江北区智慧停车平台建设项目"],
        )]);
    }

    #[test]
    fn other_lines_are_no_title() {
        check_named(&[
            ("建设方案", &[]),
            ("本文件为江北区智慧停车平台建设方案", &[]),
            ("根据要求，编制江北区智慧停车平台建设方案", &[]),
            ("#第三章 江北区智慧停车平台技术方案\n正文。", &[]),
        ]);
    }
}
