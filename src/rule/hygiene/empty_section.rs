//! DOC-01: headings with nothing under them.

use super::{Survey, Words, bare, short};
use crate::document::{Block, BlockKind, Document, HeadingEvidence, SectionId, Table};
use crate::rule::{Case, Outcome, Remark};
use std::collections::BTreeMap;

const WORDS: Words =
    Words {
        nothing: "没有识别出标题", fine: "各标题下都有内容", wrong: "个标题下没有实际内容"
    };

/// Words that stand where content should.
const EMPTY_WORDS: &[&str] = &[
    "无",
    "略",
    "省略",
    "暂无",
    "没有",
    "同上",
    "待定",
    "待补充",
    "待完善",
    "待填写",
    "待续",
    "空",
    "tbd",
    "todo",
    "na",
];

/// Titles under which “无” is an answer.
const MAY_BE_NONE: &[&str] =
    &["其他", "其它", "备注", "附件", "附录", "附图", "附表", "补充", "特殊", "例外"];

/// Endings of a document's own title.
const TITLE_ENDINGS: &[&str] = &["方案", "报告", "书", "材料", "项目", "说明", "大纲", "计划", "表"];

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    for (idx, reading) in case.readings.iter().enumerate() {
        let document = &reading.document;
        let last = u32::try_from(document.sections.len()).unwrap_or(u32::MAX);
        let filled = filled_headings(document);
        for section in 1..last {
            let place = case.place(idx, document.heading_span(section));
            survey.look(place);
            if !counts(document, section) || belongs_elsewhere(case, document, section) {
                continue;
            }
            let Some(lack) = lack(document, section) else { continue };
            if !filled.contains_key(&bare(document.heading(section))) {
                survey.find(remark(document, section, &lack, place));
            }
        }
    }
    survey.conclude(case, &WORDS)
}

/// Why a section counts as empty.
enum Lack {
    Nothing,
    Word(String),
    TableHead,
}

fn remark(document: &Document, section: SectionId, lack: &Lack, place: crate::finding::Place) -> Remark {
    let title = short(document.heading(section));
    let message = match lack {
        Lack::Nothing => format!("“{title}”下没有内容"),
        Lack::Word(word) => format!("“{title}”下只写了“{word}”，没有实际内容"),
        Lack::TableHead => format!("“{title}”下的表格只有表头，没有填写数据"),
    };
    Remark::new(message, Some(place))
}

fn lack(document: &Document, section: SectionId) -> Option<Lack> {
    let child = document.sections.get(section as usize + 1);
    if child.is_some_and(|child| child.parent == Some(section)) {
        return None;
    }
    let mut lack = Lack::Nothing;
    for block in document.blocks_in(section) {
        match &block.kind {
            BlockKind::PageFurniture => {}
            BlockKind::Table(id) => {
                let table = document.tables.get(*id as usize)?;
                if !is_bare_table(document, table) {
                    return None;
                }
                lack = Lack::TableHead;
            }
            BlockKind::Paragraph | BlockKind::ListItem => {
                let word = empty_word(document, block)?;
                if may_be_none(document, section) {
                    return None;
                }
                lack = Lack::Word(word);
            }
            // A caption has its figure or table, a note its text.
            BlockKind::Heading { .. } | BlockKind::Caption | BlockKind::Note | BlockKind::Contents => {
                return None;
            }
        }
    }
    Some(lack)
}

/// `（略）` → `略`; nothing for text that says something.
fn empty_word(document: &Document, block: &Block) -> Option<String> {
    let text = document.slice(block.span);
    if text.chars().count() > 12 {
        return None;
    }
    let word = bare(text);
    let is_empty = word.is_empty() || EMPTY_WORDS.contains(&word.as_str());
    is_empty.then(|| short(text))
}

fn may_be_none(document: &Document, section: SectionId) -> bool {
    let title = document.title(section);
    MAY_BE_NONE.iter().any(|word| title.contains(word))
}

/// A head row and nothing in the rows below it but their numbers.
fn is_bare_table(document: &Document, table: &Table) -> bool {
    let is_head = |row: &[crate::document::Cell]| {
        row.len() >= 2
            && row.iter().all(|cell| {
                let text = document.slice(cell.span);
                text.chars().count() <= 12 && !text.contains(|c: char| c.is_ascii_digit())
            })
    };
    let is_filler = |text: &str| text.chars().all(|c| !c.is_alphanumeric() || c.is_ascii_digit());
    is_head(table.row(0))
        && (1..table.row_count).all(|row| {
            table.row(row).iter().enumerate().all(|(at, cell)| {
                let text = document.slice(cell.span);
                text.is_empty() || (at == 0 && is_filler(text)) || text.chars().all(|c| !c.is_alphanumeric())
            })
        })
}

/// Whether the heading is one for sure: a large line of a title page or a line of a list is not.
fn counts(document: &Document, section: SectionId) -> bool {
    let heading = document.sections[section as usize].heading.map(|id| &document.blocks[id as usize].kind);
    let Some(BlockKind::Heading { numbering, evidence, .. }) = heading else { return false };
    let strong = numbering.as_ref().is_some_and(|numbering| numbering.style.is_strong());
    let certain = match evidence {
        HeadingEvidence::Explicit => true,
        HeadingEvidence::Typography => numbering.is_some(),
        HeadingEvidence::Pattern => strong,
    };
    let title = document.title(section).trim();
    certain
        && title.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !is_lone_number(title)
        && !matches!(bare(title).as_str(), "目录" | "目次")
        && !(section == 1 && numbering.is_none() && is_document_title(document, title))
}

/// `第三章` on a line of its own, with the title on the next one.
fn is_lone_number(title: &str) -> bool {
    title.starts_with('第') && title.chars().count() <= 5 && title.ends_with(['章', '节', '分', '篇'])
}

fn is_document_title(document: &Document, title: &str) -> bool {
    let next_is_numbered = document.sections.get(2).and_then(|s| s.heading).is_some_and(|id| {
        matches!(document.blocks[id as usize].kind, BlockKind::Heading { numbering: Some(_), .. })
    });
    next_is_numbered
        || TITLE_ENDINGS.iter().any(|ending| title.ends_with(ending) && title.chars().count() >= 8)
}

/// An attachment that is one of the package's other files.
fn belongs_elsewhere(case: &Case<'_>, document: &Document, section: SectionId) -> bool {
    let heading = document.heading(section).trim_start();
    case.readings.len() > 1 && ["附件", "附表", "附图", "附录"].iter().any(|word| heading.starts_with(word))
}

/// The headings with something under them: a heading that stands empty once and full another time is a
/// line of a list or of a contents page that was not recognised.
fn filled_headings(document: &Document) -> BTreeMap<String, SectionId> {
    let last = u32::try_from(document.sections.len()).unwrap_or(u32::MAX);
    (1..last)
        .filter(|&section| lack(document, section).is_none())
        .map(|section| (bare(document.heading(section)), section))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_met, messages, outcome, quote, read_file, reading};
    use super::judge;
    use crate::gap::{Gap, GapKind};
    use crate::rule::Verdict;

    #[test]
    fn names_the_heading_without_content() {
        let readings = [reading("# 一、概述\n说明。\n# 二、目标\n# 三、方案\n内容。")];
        let outcome = outcome(judge, &readings);
        assert_eq!(outcome.verdict, Verdict::Contradicted);
        assert_eq!(outcome.remarks.len(), 1);
        assert_eq!(outcome.remarks[0].message, "“二、目标”下没有内容");
        assert_eq!(quote(&readings, outcome.remarks[0].place.unwrap()), "二、目标");
    }

    #[test]
    fn what_only_looks_like_content() {
        for (text, message) in [
            ("# 1 概述\n（略）\n# 2 目标\n内容。", "“1 概述”下只写了“（略）”，没有实际内容"),
            ("# 1 概述\n待补充。\n# 2 目标\n内容。", "“1 概述”下只写了“待补充。”，没有实际内容"),
            ("# 1 概述\n内容。\n# 2 概算\n| 名称 | 金额 |", "“2 概算”下的表格只有表头，没有填写数据"),
            (
                "# 1 概算\n| 序号 | 名称 |\n| 1 | |\n| 2 | / |\n# 2 目标\n内容。",
                "“1 概算”下的表格只有表头，没有填写数据",
            ),
            ("# 1 概述\n内容。\n# 2 设计\n## 2.1 架构\n## 2.2 数据\n内容。", "“2.1 架构”下没有内容"),
        ] {
            assert_eq!(messages(judge, text), [message], "{text}");
        }
    }

    #[test]
    fn what_is_no_lack() {
        for text in [
            "# 一、概述\n## （一）背景\n内容。",
            "# 某某平台建设方案\n# 第一章 概述\n内容。",
            "# 一、架构\n: 图1 总体架构",
            "# 一、其他需要说明的事项\n无\n# 二、目标\n内容。",
            "# 一、概算\n| 名称 | 金额 |\n| 服务器 | 12 |",
            "# 目录\n@ 一、概述 1\n# 一、概述\n内容。",
            "# 一、概述\n# 二、目标\n# 一、概述\n内容。\n# 二、目标\n内容。",
        ] {
            assert_met(judge, text);
        }
    }

    #[test]
    fn an_attachment_may_be_another_file() {
        let main = "# 一、概述\n内容。\n# 附件1 概算表";
        assert_eq!(messages(judge, main), ["“附件1 概算表”下没有内容"]);
        let readings = [reading(main), read_file("附件1.md", "概算如下。", Vec::new())];
        assert_eq!(outcome(judge, &readings).verdict, Verdict::Met);
    }

    #[test]
    fn unread_pages_prove_nothing() {
        let gap = Gap::new(GapKind::ImagePage).on_page(3);
        let readings = [read_file("a.pdf", "# 一、概述\n内容。", vec![gap])];
        assert_eq!(outcome(judge, &readings).verdict, Verdict::Unreadable);
        let readings = [reading("没有标题的文字。")];
        assert_eq!(outcome(judge, &readings).verdict, Verdict::Inapplicable);
    }
}
