//! DOC-01: headings with nothing under them.

use super::{Survey, Words, bare, short};
use crate::document::{
    Block, BlockKind, Document, HeadingEvidence, NumberStyle, Numbering, Origin, SectionId,
};
use crate::rule::{Case, Outcome, Reading, Remark, Verdict};
use std::collections::BTreeSet;

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

/// Words that may be the whole truth: a person judges.
const NONE_WORDS: &[&str] = &["无", "暂无", "没有", "na"];

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    let mut questions = 0;
    for (idx, reading) in case.readings.iter().enumerate() {
        let document = reading.content();
        let last = u32::try_from(document.sections.len()).unwrap_or(u32::MAX);
        let filled = filled_headings(document);
        for section in 1..last {
            let place = case.place(idx, document.heading_span(section));
            survey.look(place);
            if !counts(reading, section) || belongs_elsewhere(case, document, section) {
                continue;
            }
            let Some(lack) = lack(document, section) else { continue };
            if !filled.contains(&bare(document.heading(section))) {
                questions += usize::from(lack.is_question());
                survey.find(remark(document, section, &lack, place));
            }
        }
    }
    let only_questions = questions == survey.count;
    let mut outcome = survey.conclude(case, &WORDS);
    if only_questions && outcome.verdict == Verdict::Contradicted {
        outcome.verdict = Verdict::Doubtful;
    }
    outcome
}

/// Why a section counts as empty.
enum Lack {
    Nothing,
    Word(String),
    TableHead,
}

impl Lack {
    /// “无” may be the answer to what the heading asks.
    fn is_question(&self) -> bool {
        matches!(self, Self::Word(word) if NONE_WORDS.contains(&bare(word).as_str()))
    }
}

fn remark(document: &Document, section: SectionId, lack: &Lack, place: crate::finding::Place) -> Remark {
    let title = short(document.heading(section));
    let message = match lack {
        Lack::Word(word) if lack.is_question() => {
            format!("“{title}”下只写了“{word}”，是否确实没有要说明的，需人工核实")
        }
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
    if document.has_picture(section) || leaves_room(document, section) {
        return None;
    }
    let mut lack = Lack::Nothing;
    for block in document.blocks_in(section) {
        match &block.kind {
            BlockKind::PageFurniture => {}
            BlockKind::Table(id) => {
                let table = document.tables.get(*id as usize)?;
                if !document.is_blank_form(table) {
                    return None;
                }
                lack = Lack::TableHead;
            }
            BlockKind::Paragraph | BlockKind::ListItem => {
                let word = empty_word(document, block)?;
                if may_be_none(document, section) {
                    return None;
                }
                if !word.is_empty() {
                    lack = Lack::Word(word);
                }
            }
            // A caption has its figure or table, a note its text.
            BlockKind::Heading { .. } | BlockKind::Caption | BlockKind::Note | BlockKind::Contents => {
                return None;
            }
        }
    }
    Some(lack)
}

/// Whether a page of the file has room for a figure under the heading: readers of fixed pages tell
/// text, not pictures.
fn leaves_room(document: &Document, section: SectionId) -> bool {
    const SMALLEST_FIGURE: i32 = 6_000; // hundredths of a point
    let at = document.sections[section as usize].heading.map(|id| id as usize);
    let Some(block) = at.and_then(|at| document.blocks.get(at)) else { return false };
    let Origin::Page { page, bbox } = block.origin else { return false };
    let rest = at.and_then(|at| document.blocks.get(at + 1..)).unwrap_or_default();
    match rest.iter().find(|block| block.kind != BlockKind::PageFurniture).map(|block| block.origin) {
        Some(Origin::Page { page: next_page, bbox: next }) => {
            next_page != page || next.y0 - bbox.y1 > SMALLEST_FIGURE || next.y0 < bbox.y0
        }
        _ => true,
    }
}

/// `（略）` → `略`, a note of the template → nothing at all; `None` for text that says something.
fn empty_word(document: &Document, block: &Block) -> Option<String> {
    let text = document.slice(block.span).trim();
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

/// Whether the heading is one for sure: a large line of a title page or a line of a list is not.
fn counts(reading: &Reading, section: SectionId) -> bool {
    let document = &reading.document;
    let Some((numbering, evidence)) = heading_kind(document, section) else { return false };
    let certain = match evidence {
        HeadingEvidence::Explicit => true,
        HeadingEvidence::Typography => numbering.is_some(),
        HeadingEvidence::Pattern => numbering.is_some_and(|numbering| numbering.style.is_strong()),
    };
    let title = document.title(section).trim();
    certain
        && title.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !title.ends_with(['。', '；', ';', '，', ',', '：', ':'])
        && !is_lone_number(title)
        && !matches!(bare(title).as_str(), "目录" | "目次")
        && !is_title_or_divider(reading, section)
}

fn heading_kind(document: &Document, section: SectionId) -> Option<(Option<&Numbering>, HeadingEvidence)> {
    let block = document.sections.get(section as usize)?.heading?;
    match &document.blocks[block as usize].kind {
        BlockKind::Heading { numbering, evidence, .. } => Some((numbering.as_ref(), *evidence)),
        _ => None,
    }
}

/// `第三章` on a line of its own, with the title on the next one.
fn is_lone_number(title: &str) -> bool {
    title.starts_with('第') && title.chars().count() <= 5 && title.ends_with(['章', '节', '分', '篇'])
}

/// The document's own title, or the head of a part (`第一编`, `基础篇`) that the file puts on the level of
/// the chapters behind it.
fn is_title_or_divider(reading: &Reading, section: SectionId) -> bool {
    let document = &reading.document;
    let own = heading_kind(document, section).and_then(|(numbering, _)| numbering);
    let next = heading_kind(document, section + 1).and_then(|(numbering, _)| numbering);
    // `3.4.3.1` behind `3.4.3`: below it by its number, whatever level the file gives it.
    let number = printed_number(document.heading(section));
    let below = printed_number(document.heading(section + 1));
    if below.strip_prefix(number.as_str()).is_some_and(|rest| rest.starts_with('.') && number.len() > 1) {
        return true;
    }
    let title = document.title(section).trim();
    let is_chapter =
        reading.headings.get(section as usize).is_some_and(|heading| !heading.certain.is_empty());
    match (own, next) {
        (None, Some(_)) => !is_chapter || section == 1,
        (None, None) => {
            section == 1 && title.chars().count() >= 8 && TITLE_ENDINGS.iter().any(|end| title.ends_with(end))
        }
        (Some(own), Some(next)) => {
            let unit = |section, numbering: &Numbering| {
                let label = document.heading(section).get(..numbering.label_len as usize).unwrap_or_default();
                label.chars().rfind(|c| matches!(c, '章' | '编' | '篇' | '分' | '节'))
            };
            next.parts.last() == Some(&1)
                && (own.style != next.style || unit(section, own) != unit(section + 1, next))
                && own.style == NumberStyle::Chapter
        }
        (Some(_), None) => false,
    }
}

/// The number as printed, without spaces: `A.1`, `8.28`.
fn printed_number(heading: &str) -> String {
    let number = heading.chars().filter(|c| !c.is_whitespace());
    let number: String = number.take_while(|c| c.is_ascii_alphanumeric() || *c == '.').take(16).collect();
    number.trim_end_matches('.').to_owned()
}

/// An attachment that is one of the package's other files.
fn belongs_elsewhere(case: &Case<'_>, document: &Document, section: SectionId) -> bool {
    let heading = document.heading(section).trim_start();
    case.readings.len() > 1 && ["附件", "附表", "附图", "附录"].iter().any(|word| heading.starts_with(word))
}

/// The headings with something under them: a heading that stands empty once and full another time is a
/// line of a list or of a contents page that was not recognised.
fn filled_headings(document: &Document) -> BTreeSet<String> {
    let last = u32::try_from(document.sections.len()).unwrap_or(u32::MAX);
    (1..last)
        .filter(|&section| lack(document, section).is_none())
        .map(|section| bare(document.heading(section)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_met, messages, outcome, quote, read_file, reading};
    use super::judge;
    use crate::document::{Builder, Draft, DraftKind, Format, HeadingEvidence, Origin, Rect};
    use crate::gap::{Gap, GapKind};
    use crate::rule::{Reading, Verdict};

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
            "# 一、网络拓扑\n![]\n# 二、目标\n内容。",
            "# 一、目标\n内容。\n# 二、网络拓扑\n![]",
            "# 3.4 停车\n内容。\n# 3.4.3 出入口\n# 3.4.3.1 道闸\n内容。",
            "# A.1 设备\n# A.1.1 终端\n内容。",
            "# 第一编 总则\n# 第一章 概述\n内容。",
            "# 第1部分：通用要求\n# 1 范围\n内容。",
            "# 1 概述\n内容。\n# 基础篇\n# 2 采集\n内容。",
            "# 1 概述\n内容。\n# 1）把“审查”改为“评价”。\n# 2 采集\n内容。",
        ] {
            assert_met(judge, text);
        }
    }

    #[test]
    fn a_page_may_have_room_for_a_figure() {
        for (gap, found) in [(20_000, 0), (1_000, 1)] {
            let mut builder = Builder::new("a.pdf", Format::Pdf);
            let mut y0 = 10_000;
            for (text, level) in [("1 概述", 1), ("内容。", 0), ("2 拓扑", 1), ("3 目标", 1), ("内容。", 0)]
            {
                let bbox = Rect { x0: 0, y0, x1: 10_000, y1: y0 + 1_000 };
                let evidence = HeadingEvidence::Explicit;
                let kind = if level > 0 { DraftKind::Heading { level, evidence } } else { DraftKind::Text };
                let origin = Origin::Page { page: 1, bbox };
                builder.paragraph(text, Draft { kind, origin, ..Draft::default() });
                y0 += 1_000 + if text == "2 拓扑" { gap } else { 500 };
            }
            let readings = [Reading { document: builder.finish(), ..Reading::default() }];
            assert_eq!(outcome(judge, &readings).remarks.len(), found, "{gap}");
        }
    }

    #[test]
    fn a_written_none_is_a_question() {
        let readings = [reading("# 一、概述\n内容。\n# 二、实施条件\n无")];
        let outcome = outcome(judge, &readings);
        assert_eq!(outcome.verdict, Verdict::Doubtful);
        assert_eq!(
            outcome.remarks[0].message,
            "“二、实施条件”下只写了“无”，是否确实没有要说明的，需人工核实"
        );
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
