//! DOC-03: heading numbers that skip, repeat, go back, mix styles or do not fit the chapter.
//!
//! Siblings are compared in order. A number that seems to be missing is looked for in the text between
//! the two headings first: a heading that was not recognised is no mistake of the author.

use super::{Survey, Words, bare, leading_numbering, short};
use crate::document::{BlockKind, Document, HeadingEvidence, NumberStyle, Numbering, SectionId};
use crate::numeral;
use crate::rule::{Case, Outcome, Remark};
use crate::span::Span;

const WORDS: Words =
    Words {
        nothing: "没有带编号的标题可供核对", fine: "标题编号连续、样式一致", wrong: "处标题编号有误"
    };

/// A larger jump is no slip of numbering but another kind of number (a year, a document number).
const LARGEST_JUMP: u32 = 10;

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    for (idx, reading) in case.readings.iter().enumerate() {
        let document = &reading.document;
        let numbered: Vec<Vec<Step<'_>>> = siblings(document);
        let count = numbered.iter().flatten().filter(|step| step.numbering.is_some()).count();
        if count < 2 {
            continue;
        }
        let mut faults: Vec<Fault> =
            numbered.iter().flat_map(|steps| faults_among(document, steps)).collect();
        faults.extend(foreign_prefixes(document, &numbered));
        faults.sort_by_key(|fault| fault.at);
        let certain = numbered.iter().flatten().all(|step| step.evidence == HeadingEvidence::Explicit);
        if !certain {
            faults.retain(|fault| !matches!(fault.what, What::Back));
        }
        // So many faults in headings that the file does not mark speak against the reading, not the author.
        if !certain && faults.len() > 2.max(count / 10) {
            continue;
        }
        let first = numbered.iter().flatten().find(|step| step.numbering.is_some());
        if let Some(step) = first {
            survey.look(case.place(idx, document.heading_span(step.section)));
        }
        for fault in faults {
            survey.find(fault.remark(case, idx, document));
        }
        if let Some((section, number)) =
            first.filter(|_| count >= FEWEST_HEADINGS).and_then(|step| starts_late(document, step))
        {
            let message = format!(
                "标题从第 {number} 章（“{}”）开始，前面的章不在这份文件里",
                short(document.heading(section))
            );
            let place = case.place(idx, document.heading_span(section));
            survey.find(
                Remark::new(message, Some(place)).help("如为节选，请把全文一并提交；否则从 1 起重新编号"),
            );
        }
    }
    survey.conclude(case, &WORDS)
}

/// A heading among its siblings.
#[derive(Clone, Copy)]
struct Step<'a> {
    section: SectionId,
    numbering: Option<&'a Numbering>,
    evidence: HeadingEvidence,
}

/// A style of numbers; 第一编 and 第一章 are two, `1 概述` and `1、概述` are one.
type Family = (NumberStyle, Option<char>);

/// A number with its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Counted<'a> {
    section: SectionId,
    family: Family,
    prefix: &'a [u32],
    number: u32,
    /// Whether the file itself marks the heading.
    is_marked: bool,
}

struct Fault {
    at: SectionId,
    before: Option<SectionId>,
    what: What,
}

enum What {
    Skip(u32),
    Repeat,
    Back,
    Mix,
    Foreign,
}

impl Fault {
    fn remark(&self, case: &Case<'_>, idx: usize, document: &Document) -> Remark {
        let here = short(document.heading(self.at));
        let other = self.before.map(|id| short(document.heading(id))).unwrap_or_default();
        if let What::Skip(missing) = self.what
            && let Some(line) =
                self.before.and_then(|before| halved_label(document, before, self.at, missing))
        {
            let message = format!("标题编号不完整：“{}”的编号缺左括号", short(document.slice(line)));
            return Remark::new(message, Some(case.place(idx, line))).help("补全编号的括号");
        }
        let (message, help) = match self.what {
            What::Skip(missing) => (
                format!("标题编号不连续：“{other}”之后是“{here}”，缺第 {missing} 项"),
                "补上缺少的一节，或把编号改为连续",
            ),
            What::Repeat => (format!("标题编号重复：“{other}”和“{here}”用了同一编号"), "改正其中一个编号"),
            What::Back => (format!("标题编号倒退：“{other}”之后是“{here}”"), "按顺序重新编号"),
            What::Mix => {
                (format!("同级标题编号样式不一致：“{other}”之后是“{here}”"), "同一级标题使用同一种编号样式")
            }
            What::Foreign => (
                format!("标题编号与上级不符：“{here}”位于“{other}”之下"),
                "把编号改为与所在章节一致，或移到对应的章节",
            ),
        };
        let place = case.place(idx, document.heading_span(self.at));
        let remark = Remark::new(message, Some(place)).help(help);
        match self.before {
            Some(before) => remark.label("与此标题对照", case.place(idx, document.heading_span(before))),
            None => remark,
        }
    }
}

/// Fewer numbered headings do not show where a document begins.
const FEWEST_HEADINGS: usize = 5;

/// The first numbered heading of a document that begins in the middle: 9.1 without anything of chapters 1 to 8.
fn starts_late(document: &Document, first: &Step<'_>) -> Option<(SectionId, u32)> {
    let numbering = first.numbering?;
    let is_chapter = matches!(numbering.style, NumberStyle::Chapter | NumberStyle::Decimal(_));
    let chapter = *numbering.parts.first()?;
    let heading = document.sections[first.section as usize].heading?;
    let before = &document.blocks[..heading as usize];
    let is_first = before.iter().all(|block| block.kind != BlockKind::Contents)
        && before.iter().all(|block| leading_numbering(document.slice(block.span)).is_none());
    (is_chapter && is_first && (2..=LARGEST_JUMP * 3).contains(&chapter)).then_some((first.section, chapter))
}

/// Characters of a line that may be a heading.
const LONGEST_HEADING: usize = 40;

/// A short line between two headings that carries the missing number with half of its bracket:
/// `十三）地图`.
fn halved_label(document: &Document, before: SectionId, after: SectionId, missing: u32) -> Option<Span> {
    let heading = |id: SectionId| document.sections[id as usize].heading;
    let between = document.blocks.get(heading(before)? as usize..heading(after)? as usize)?;
    between.iter().map(|block| block.span).find(|&span| {
        let text = document.slice(span).trim_start();
        let label = text.split(['）', ')']).next().filter(|label| label.len() < text.len());
        let number = label.and_then(|label| {
            label.parse().ok().or_else(|| u32::try_from(numeral::parse_chinese(label)?).ok())
        });
        number == Some(missing) && text.chars().count() <= LONGEST_HEADING
    })
}

/// The headings of each parent, in order.
fn siblings(document: &Document) -> Vec<Vec<Step<'_>>> {
    let mut groups: Vec<Vec<Step<'_>>> = vec![Vec::new(); document.sections.len()];
    for (id, section) in document.sections.iter().enumerate().skip(1) {
        let Some(heading) = section.heading else { continue };
        let BlockKind::Heading { numbering, evidence, .. } = &document.blocks[heading as usize].kind else {
            continue;
        };
        let step = Step {
            section: u32::try_from(id).unwrap_or(u32::MAX),
            numbering: numbering.as_ref().filter(|numbering| is_counted(numbering, *evidence)),
            evidence: *evidence,
        };
        groups[section.parent.unwrap_or(0) as usize].push(step);
    }
    groups
}

/// Articles count through a whole law, letters name appendices, and the small styles number lists as
/// often as headings.
fn is_counted(numbering: &Numbering, evidence: HeadingEvidence) -> bool {
    match numbering.style {
        NumberStyle::Article | NumberStyle::Letter => false,
        NumberStyle::Arabic | NumberStyle::ArabicBracketed | NumberStyle::Circled => {
            evidence == HeadingEvidence::Explicit
        }
        _ => evidence != HeadingEvidence::Pattern || numbering.style.is_strong(),
    }
}

fn counted<'a>(document: &Document, step: &Step<'a>) -> Option<Counted<'a>> {
    let numbering = step.numbering?;
    let (number, prefix) = numbering.parts.split_last()?;
    // `5.7. 2 概述`: the number does not end where the label ends.
    let is_whole = !document.title(step.section).starts_with(|c: char| c.is_ascii_digit());
    let family = family(numbering, document.heading(step.section));
    let is_marked = step.evidence == HeadingEvidence::Explicit;
    is_whole.then_some(Counted { section: step.section, family, prefix, number: *number, is_marked })
}

fn family(numbering: &Numbering, text: &str) -> Family {
    match numbering.style {
        NumberStyle::Decimal(1) => (NumberStyle::Arabic, None),
        NumberStyle::Chapter => {
            let label = text.get(..numbering.label_len as usize).unwrap_or(text);
            (NumberStyle::Chapter, label.chars().rfind(|c| matches!(c, '章' | '编' | '篇' | '分')))
        }
        style => (style, None),
    }
}

fn faults_among(document: &Document, steps: &[Step<'_>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    // Styles that are counted side by side under one parent, the outer ones first.
    let mut open: Vec<Counted<'_>> = Vec::new();
    let mut seen: Vec<Family> = Vec::new();
    let mut unnumbered_since = false;
    for step in steps {
        let Some(now) = counted(document, step) else {
            unnumbered_since = true;
            continue;
        };
        match open.iter().rposition(|known| known.family == now.family) {
            Some(at) => {
                let before = open[at];
                let interrupted = unnumbered_since || at + 1 < open.len();
                open.truncate(at);
                faults.extend(compare(document, before, now, interrupted));
            }
            None => {
                let continues = open.last().filter(|last| {
                    !unnumbered_since
                        && !seen.contains(&now.family)
                        && now.number > 1
                        && last.number + 1 == now.number
                        && now.prefix.is_empty()
                });
                if let Some(last) = continues.copied() {
                    faults.push(Fault { at: now.section, before: Some(last.section), what: What::Mix });
                    open.pop();
                }
            }
        }
        open.push(now);
        if !seen.contains(&now.family) {
            seen.push(now.family);
        }
        unnumbered_since = false;
    }
    faults
}

fn compare(document: &Document, before: Counted<'_>, now: Counted<'_>, interrupted: bool) -> Option<Fault> {
    if before.prefix != now.prefix {
        return None; // another chapter: whether it fits is asked of the parent
    }
    let fault = |what| Some(Fault { at: now.section, before: Some(before.section), what });
    if now.number == before.number + 1 {
        None
    } else if now.number == before.number {
        let same = bare(document.title(before.section)) == bare(document.title(now.section));
        if same || interrupted && now.number == 1 { None } else { fault(What::Repeat) }
    } else if now.number > before.number {
        let missing = before.number + 1..now.number;
        let jump = now.number - before.number;
        let unread = missing.clone().all(|number| stands_between(document, before, now, number));
        if jump > LARGEST_JUMP || unread { None } else { fault(What::Skip(before.number + 1)) }
    } else if now.number == 1 {
        None // numbers start anew behind another heading, in a form or in an attachment
    } else {
        fault(What::Back)
    }
}

/// Whether the number that seems to be missing stands between two headings: at the start of a line, or,
/// where the file does not mark its headings, anywhere but in a reference.
fn stands_between(document: &Document, before: Counted<'_>, now: Counted<'_>, number: u32) -> bool {
    let block_of = |section: SectionId| document.sections[section as usize].heading.unwrap_or(0) as usize;
    let (from, to) = (block_of(before.section) + 1, block_of(now.section));
    let between = document.blocks.get(from..to).unwrap_or_default();
    if let (NumberStyle::Decimal(_), false, Some(first), Some(last)) =
        (now.family.0, now.is_marked, between.first(), between.last())
    {
        let text = document.slice(first.span.to(last.span));
        let parts = now.prefix.iter().chain([&number]).map(u32::to_string).collect::<Vec<_>>();
        if names_number(text, &parts.join(".")) {
            return true;
        }
    }
    between.iter().any(|block| {
        let lines = document.slice(block.span).split(['\n', '\t']);
        lines.filter_map(|line| Some((leading_numbering(line)?, line))).any(|(found, line)| {
            let Some((last, prefix)) = found.parts.split_last() else { return false };
            *last == number && prefix == now.prefix && family(&found, line) == now.family
        })
    })
}

/// Whether the text holds the number as a whole, not behind 见 or 第.
fn names_number(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let (before, after) = (text[..at].trim_end(), &text[at + number.len()..]);
        let inside = |c: char| c.is_ascii_digit() || c == '.';
        !before.ends_with(['见', '第', '按', '照'])
            && !text[..at].ends_with(inside)
            && !after.starts_with(inside)
    })
}

/// The first `3.1` under a chapter 4, of each chapter; nothing where the author's numbers do not
/// follow the chapters at all.
fn foreign_prefixes(document: &Document, groups: &[Vec<Step<'_>>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fitting = 0;
    for (parent, steps) in groups.iter().enumerate().skip(1) {
        let Some(path) = parent_path(document, parent) else { continue };
        let marked = steps.iter().filter(|step| step.evidence == HeadingEvidence::Explicit);
        let first = marked.filter_map(|step| counted(document, step)).find(|step| !step.prefix.is_empty());
        let Some(first) = first else { continue };
        let shared = path.len().min(first.prefix.len());
        if path[..shared] == first.prefix[..shared] {
            fitting += 1;
        } else {
            let before = u32::try_from(parent).ok();
            faults.push(Fault { at: first.section, before, what: What::Foreign });
        }
    }
    if fitting > faults.len() { faults } else { Vec::new() }
}

/// What the numbers under a heading must begin with, where its own number tells.
fn parent_path(document: &Document, parent: usize) -> Option<Vec<u32>> {
    let section = &document.sections[parent];
    let heading = &document.blocks[section.heading? as usize].kind;
    let BlockKind::Heading { numbering: Some(numbering), .. } = heading else { return None };
    let title = document.title(u32::try_from(parent).ok()?);
    if title.starts_with(|c: char| c.is_ascii_digit()) {
        return None; // the number goes on behind a space
    }
    match numbering.style {
        NumberStyle::Decimal(_) => Some(numbering.parts.clone()),
        NumberStyle::Chapter | NumberStyle::Chinese | NumberStyle::Arabic if section.level == 1 => {
            Some(numbering.parts.clone())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_met, messages, outcome, quote, reading};
    use super::judge;
    use crate::rule::Verdict;

    #[test]
    fn says_both_headings() {
        for (text, message) in [
            (
                "# 一、概述\n内容。\n# 二、目标\n内容。\n# 四、方案\n内容。",
                "标题编号不连续：“二、目标”之后是“四、方案”，缺第 3 项",
            ),
            (
                "# 第三章 方案\n## 3.1 架构\n内容。\n## 3.3 数据\n内容。",
                "标题编号不连续：“3.1 架构”之后是“3.3 数据”，缺第 2 项",
            ),
            ("# 一、概述\n内容。\n# 一、目标\n内容。", "标题编号重复：“一、概述”和“一、目标”用了同一编号"),
            (
                "# 二、概述\n内容。\n# 三、目标\n内容。\n# 二、方案\n内容。",
                "标题编号倒退：“三、目标”之后是“二、方案”",
            ),
            (
                "# 一、概述\n内容。\n# 二、目标\n内容。\n# 3、方案\n内容。",
                "同级标题编号样式不一致：“二、目标”之后是“3、方案”",
            ),
            (
                "# 第一章 甲\n## 1.1 乙\n# 第二章 丙\n## 2.1 丁\n# 第三章 戊\n## 2.1 己",
                "标题编号与上级不符：“2.1 己”位于“第三章 戊”之下",
            ),
        ] {
            assert_eq!(messages(judge, text), [message], "{text}");
        }
    }

    #[test]
    fn points_at_both_headings() {
        let readings = [reading("# 一、概述\n内容。\n# 三、方案\n内容。")];
        let outcome = outcome(judge, &readings);
        let remark = &outcome.remarks[0];
        assert_eq!(quote(&readings, remark.place.unwrap()), "三、方案");
        assert_eq!(quote(&readings, remark.related[0].place), "一、概述");
    }

    #[test]
    fn what_is_no_fault() {
        for text in [
            "# 一、概述\n## （一）甲\n## （二）乙\n# 二、目标\n## （一）丙\n## （二）丁",
            "# 1 概述\n# 2. 目标\n# 3、方案",
            "# 一、概述\n内容。\n二、没有识别为标题的一节，因为它是一整段文字。\n# 三、方案\n内容。",
            "# 第一部分 总则\n# 一、甲\n# 二、乙\n# 第二部分 细则\n# 一、丙\n# 二、丁",
            "# 1. 甲\n# 2. 乙\n# 附录\n# 1. 丙\n# 2. 丁",
            "# 前言\n# 第一章 概述\n# 第二章 目标\n# 结语",
            "# 一、概述\n## 1.1 甲\n## 1.2 乙\n# 二、目标\n## 1.1 丙\n## 1.2 丁",
            "# 第三章 回顾\n内容。\n# 第二十章 展望\n内容。",
            "# 第一章 甲\n# 第二章 乙\n# 第二章 乙",
            "# 第一编 总则\n# 第一章 甲\n# 第二章 乙\n# 第二编 细则\n# 第三章 丙",
            "# 一、甲\n# 二、乙\n# 一、附表填写\n# 二、附表提交",
            "# 5.7 甲\n## 5.7. 2 乙\n## 5.7. 3 丙",
        ] {
            assert_met(judge, text);
        }
    }

    #[test]
    fn without_numbers_there_is_nothing_to_check() {
        let readings = [reading("# 概述\n内容。\n# 目标\n内容。")];
        assert_eq!(outcome(judge, &readings).verdict, Verdict::Inapplicable);
    }
}
