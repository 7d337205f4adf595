//! DOC-05: numbers of figures and tables, and references to things that do not exist.

use super::labels::{Kind, Label, label, name};
use super::{Survey, Words, bare, leading_numbering, pieces, short};
use crate::document::{BlockKind, Document, NumberStyle};
use crate::fact::Value;
use crate::finding::Place;
use crate::numeral;
use crate::rule::{Case, Outcome, Reading, Remark};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

const WORDS: Words = Words {
    nothing: "没有图表编号，也没有对图表、附件、章节的引用",
    fine: "图表编号连续，引用的图表、附件和章节都存在",
    wrong: "处图表编号或引用有误",
};

/// What a word processor leaves where a reference has lost its target.
const BROKEN: &[&str] = &[
    "错误!未找到引用源",
    "错误！未找到引用源",
    "错误!未定义书签",
    "错误！未定义书签",
    "错误!文档中没有指定样式的文字",
    "Error! Reference source not found",
    "Error! Bookmark not defined",
];

/// Words before a reference.
const SEE: &[&str] = &["见", "如", "参照", "参考", "对照", "参阅"];
/// Words behind a reference to a figure or table.
const SHOWN: &[&str] = &["所示", "所列", "所述", "给出", "列出", "展示了", "可见"];

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    let targets = Targets::of(case);
    for (idx, reading) in case.readings.iter().enumerate() {
        let mut remarks = numbering(case, idx, &reading.document, &mut survey);
        remarks.extend(broken(case, idx, &reading.document));
        if !case.readings.iter().any(|reading| reading.document.has_hidden_content()) {
            remarks.extend(dangling(case, idx, reading, &targets, &mut survey));
        }
        remarks.sort_by_key(|remark| remark.place);
        remarks.into_iter().for_each(|remark| survey.find(remark));
    }
    survey.conclude(case, &WORDS)
}

/// Labels that stand somewhere in the package, and numbers of chapters for each document.
struct Targets {
    labels: BTreeSet<(Kind, Vec<u32>)>,
    chapters: Vec<Chapters>,
}

#[derive(Default)]
struct Chapters {
    /// Numbers of one part: 第三章, 三、, 3
    single: BTreeSet<u32>,
    /// Numbers of several parts: 3.2
    nested: BTreeSet<Vec<u32>>,
    nested_headings: usize,
}

impl Targets {
    fn of(case: &Case<'_>) -> Self {
        let mut labels = BTreeSet::new();
        let mut chapters = Vec::new();
        for reading in case.readings {
            let document = &reading.document;
            for (block, piece) in pieces(document) {
                for line in document.slice(piece).lines() {
                    let line = line.trim_start_matches(|c: char| {
                        c.is_whitespace() || matches!(c, '续' | '（' | '【' | '“')
                    });
                    labels.extend(label(line).map(|label| (label.kind, label.parts)));
                }
                if block.kind == BlockKind::Caption {
                    labels.extend(labels_inside(document.slice(piece)));
                }
            }
            labels.extend(labels_inside(&document.path));
            for sheet in &document.sheets {
                labels.extend(labels_inside(sheet));
            }
            chapters.push(Chapters::of(document));
        }
        Self { labels, chapters }
    }

    /// Whether the label stands somewhere; `表1-3` may also mean tables 1 to 3.
    fn has(&self, label: &Label) -> bool {
        let known = |parts: &[u32]| self.labels.contains(&(label.kind, parts.to_vec()));
        known(&label.parts)
            || (label.parts.len() == 2 && label.parts.iter().all(|part| known(&[*part])))
            || (label.parts.len() > 1
                && known(&label.parts[..label.parts.len() - 1])
                && label.kind == Kind::Figure)
    }

    fn has_kind(&self, kind: Kind) -> bool {
        self.labels.iter().any(|(known, _)| *known == kind)
    }
}

/// Every label inside a short text: a file's name, a sheet's name.
fn labels_inside(text: &str) -> Vec<(Kind, Vec<u32>)> {
    let starts = text.char_indices().filter(|(_, c)| matches!(c, '表' | '图' | '附'));
    starts.filter_map(|(at, _)| label(&text[at..])).map(|label| (label.kind, label.parts)).collect()
}

impl Chapters {
    fn of(document: &Document) -> Self {
        let mut chapters = Self::default();
        for block in &document.blocks {
            if matches!(block.kind, BlockKind::Contents | BlockKind::PageFurniture | BlockKind::Table(_)) {
                continue;
            }
            let Some(numbering) = leading_numbering(document.slice(block.span)) else { continue };
            let is_heading = matches!(block.kind, BlockKind::Heading { .. });
            match numbering.parts.as_slice() {
                [single]
                    if numbering.style != NumberStyle::Section && numbering.style != NumberStyle::Article =>
                {
                    chapters.single.insert(*single);
                }
                [_, _, ..] => {
                    chapters.nested_headings += usize::from(is_heading);
                    chapters.nested.insert(numbering.parts);
                }
                _ => {}
            }
        }
        chapters
    }
}

/// A caption of a figure or table.
struct Caption {
    label: Label,
    title: String,
    span: Span,
}

fn captions(document: &Document) -> Vec<Caption> {
    let blocks = document.blocks.iter().filter(|block| block.kind == BlockKind::Caption);
    blocks
        .filter_map(|block| {
            let text = document.slice(block.span);
            let label = label(text)?;
            let title = bare(&text[label.length..]);
            Some(Caption { title, span: block.span, label })
        })
        .collect()
}

/// Numbers that repeat or skip, for each kind and chapter.
fn numbering(case: &Case<'_>, idx: usize, document: &Document, survey: &mut Survey) -> Vec<Remark> {
    let mut groups: BTreeMap<(Kind, Vec<u32>), Vec<Caption>> = BTreeMap::new();
    for caption in captions(document) {
        survey.look(case.place(idx, caption.span));
        let Some((_, prefix)) = caption.label.parts.split_last() else { continue };
        groups.entry((caption.label.kind, prefix.to_vec())).or_default().push(caption);
    }
    let own: BTreeSet<_> =
        pieces(document).flat_map(|(_, piece)| labels_inside_lines(document.slice(piece))).collect();
    groups.values().flat_map(|group| group_faults(case, idx, document, group, &own)).collect()
}

/// Labels at the start of each line, and within its first characters.
fn labels_inside_lines(text: &str) -> Vec<(Kind, Vec<u32>)> {
    text.lines().filter_map(|line| label(line.trim_start())).map(|label| (label.kind, label.parts)).collect()
}

fn group_faults(
    case: &Case<'_>,
    idx: usize,
    document: &Document,
    group: &[Caption],
    own: &BTreeSet<(Kind, Vec<u32>)>,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (at, caption) in group.iter().enumerate() {
        let here = short(document.slice(caption.span));
        let place = case.place(idx, caption.span);
        let twin = group[..at].iter().find(|other| other.label.parts == caption.label.parts);
        if let Some(twin) = twin.filter(|twin| is_other(twin, caption)) {
            let there = short(document.slice(twin.span));
            let message = format!("{}编号重复：“{there}”和“{here}”", caption.label.kind.word());
            remarks.push(
                Remark::new(message, Some(place))
                    .help("重新编号，并更新正文中对它的引用")
                    .label("先用了这个编号", case.place(idx, twin.span)),
            );
            continue;
        }
        let Some(before) = at.checked_sub(1).map(|before| &group[before]) else { continue };
        if let Some(missing) = missing_between(before, caption, own) {
            let there = short(document.slice(before.span));
            let word = caption.label.kind.word();
            let message = format!("{word}编号不连续：“{there}”之后是“{here}”，缺{missing}");
            remarks.push(
                Remark::new(message, Some(place))
                    .help(format!("补上缺少的{word}，或重新编号并更新引用"))
                    .label("前一个编号", case.place(idx, before.span)),
            );
        }
    }
    remarks
}

/// A table that goes on behind a page break repeats its caption.
fn is_other(twin: &Caption, caption: &Caption) -> bool {
    let goes_on = |title: &str| title.is_empty() || title.contains('续');
    !goes_on(&caption.title)
        && !goes_on(&twin.title)
        && !caption.title.starts_with(&twin.title)
        && !twin.title.starts_with(&caption.title)
}

fn missing_between(before: &Caption, now: &Caption, own: &BTreeSet<(Kind, Vec<u32>)>) -> Option<String> {
    let (last, prefix) = before.label.parts.split_last()?;
    let number = *now.label.parts.last()?;
    if number <= *last + 1 || number - last > 10 {
        return None;
    }
    let with = |number: u32| prefix.iter().copied().chain([number]).collect::<Vec<u32>>();
    let missing =
        (last + 1..number).map(with).find(|parts| !own.contains(&(now.label.kind, parts.clone())))?;
    Some(name(now.label.kind, &missing))
}

/// References whose target the word processor lost.
fn broken(case: &Case<'_>, idx: usize, document: &Document) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for lead in ["错误", "Error!"] {
        for (at, _) in document.text.match_indices(lead) {
            let Some(words) = BROKEN.iter().find(|words| document.text[at..].starts_with(**words)) else {
                continue;
            };
            let place = case.place(idx, Span::new(at, at + words.len()));
            let message = format!("引用已失效，正文显示“{words}”");
            remarks.push(Remark::new(message, Some(place)).help("在原文件中更新域，或重新插入交叉引用"));
        }
    }
    remarks
}

/// References to what stands nowhere.
fn dangling(
    case: &Case<'_>,
    idx: usize,
    reading: &Reading,
    targets: &Targets,
    survey: &mut Survey,
) -> Vec<Remark> {
    let document = &reading.document;
    let mut remarks = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (block, piece) in pieces(document) {
        if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Caption) {
            continue;
        }
        let text = document.slice(piece);
        for (at, character) in text.char_indices() {
            let reference = match character {
                '表' | '图' | '附' => label_reference(text, at),
                '见' | '照' => chapter_reference(text, at + character.len_utf8()),
                _ => continue,
            };
            let Some(reference) = reference else { continue };
            let place = case.place(idx, reference.span(piece));
            if is_foreign(reading, place.span) {
                continue;
            }
            survey.look(place);
            if let Some(remark) =
                reference.lack(targets, idx, place).filter(|r| told.insert(r.message.clone()))
            {
                remarks.push(remark);
            }
        }
    }
    remarks
}

/// A reference in running text.
struct Reference {
    start: usize,
    end: usize,
    to: To,
}

enum To {
    Label(Label),
    /// 第三章
    Chapter(u32),
    /// 3.2 节
    Section(Vec<u32>),
}

impl Reference {
    fn span(&self, piece: Span) -> Span {
        Span::new(self.start, self.end).offset(piece.start)
    }

    fn lack(&self, targets: &Targets, idx: usize, place: Place) -> Option<Remark> {
        let chapters = &targets.chapters[idx];
        let (message, help) = match &self.to {
            To::Label(label) if targets.has(label) => return None,
            // Pictures may carry their labels inside; attachments may be handed in elsewhere.
            To::Label(label) if !targets.has_kind(label.kind) && label.kind != Kind::Table => return None,
            To::Label(label) => (
                format!("引用的“{}”不存在：所交材料中没有这个编号", label.name()),
                "改正引用的编号，或补上所引的内容",
            ),
            To::Chapter(number) => {
                if chapters.single.len() < 2 || chapters.single.contains(number) {
                    return None;
                }
                (format!("引用的第 {number} 章不存在：没有这个编号的标题"), "改正引用的章号")
            }
            To::Section(parts) => {
                if chapters.nested_headings < 3 || chapters.nested.contains(parts) {
                    return None;
                }
                let number = parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
                (format!("引用的 {number} 节不存在：没有这个编号的标题"), "改正引用的节号")
            }
        };
        Some(Remark::new(message, Some(place)).help(help))
    }
}

/// `见表3-5`, `如图2所示`, `详见附件2`
fn label_reference(text: &str, at: usize) -> Option<Reference> {
    let label = label(&text[at..])?;
    let before = text[..at].trim_end_matches([' ', '（', '(', '“', '的', '下', '上']);
    let after = text[at + label.length..].trim_start();
    // 附表 was read at its first character; the second is no label of its own.
    if before.ends_with('附')
        || before.ends_with(char::is_alphabetic)
            && "代列图报年月季日总分".chars().any(|c| before.ends_with(c))
    {
        return None;
    }
    let seen = SEE.iter().any(|word| before.ends_with(word));
    let shown = SHOWN.iter().any(|word| after.starts_with(word)) || after.starts_with("中所");
    let refers = if label.kind == Kind::Attachment { before.ends_with('见') } else { seen || shown };
    refers.then(|| Reference { start: at, end: at + label.length, to: To::Label(label) })
}

/// `见第三章`, `详见本方案第3.2节`, from behind `见`
fn chapter_reference(text: &str, at: usize) -> Option<Reference> {
    let rest = &text[at..];
    let own =
        ["本方案", "本文", "本报告", "本文档", "本文件"].into_iter().find(|word| rest.starts_with(word));
    let mut start = at + own.map_or(0, str::len);
    start += text[start..].len() - text[start..].trim_start_matches([' ', '“', '（']).len();
    let body = &text[start..];
    let inner = body.strip_prefix('第').unwrap_or(body);
    let marked = inner.len() < body.len();
    let length: usize = inner
        .chars()
        .take_while(|&c| c.is_ascii_digit() || c == '.' || numeral::is_chinese_numeral(c))
        .map(char::len_utf8)
        .sum();
    let (number, after) = inner.split_at(length);
    let unit = ["章", "小节", "节", "部分"].into_iter().find(|unit| after.trim_start().starts_with(unit))?;
    let padding = after.len() - after.trim_start().len();
    let end = start + (body.len() - inner.len()) + length + padding + unit.len();
    let to = match number.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>() {
        Some(parts) if parts.len() > 1 => To::Section(parts),
        Some(parts) if unit == "章" || unit == "部分" => To::Chapter(*parts.first()?),
        None if unit == "章" || unit == "部分" => {
            To::Chapter(u32::try_from(numeral::parse_chinese(number)?).ok()?)
        }
        _ => return None, // 第二节 counts within its chapter
    };
    let is_whole = marked || matches!(to, To::Section(_));
    is_whole.then_some(Reference { start, end, to })
}

/// Whether the reference points into another document: a title or a number stands before it.
fn is_foreign(reading: &Reading, span: Span) -> bool {
    let document = &reading.document;
    let sentence = document.sentence_around(span);
    let before = document.slice(Span { start: sentence.start, end: span.start });
    let cited = reading.facts.values.iter().any(|fact| {
        matches!(fact.value, Value::Citation(_))
            && fact.span.start >= sentence.start
            && fact.span.end <= span.start
    });
    let words = ["》", "标准", "规范", "规程", "招标文件", "采购文件", "合同", "办法", "上文", "文献"];
    cited || words.iter().any(|word| before.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_met, messages, outcome, quote, read_file, reading};
    use super::judge;
    use crate::gap::{Gap, GapKind};
    use crate::rule::Verdict;

    #[test]
    fn numbers_of_captions() {
        for (text, message) in [
            (
                "表3-1 概算表\n| 甲 | 乙 |\n| 1 | 2 |\n表3-3 清单\n| 甲 | 乙 |\n| 1 | 2 |",
                "表编号不连续：“表3-1 概算表”之后是“表3-3 清单”，缺表3-2",
            ),
            ("图1 总体架构\n说明。\n图1 网络拓扑", "图编号重复：“图1 总体架构”和“图1 网络拓扑”"),
        ] {
            assert_eq!(messages(judge, text), [message], "{text}");
        }
    }

    #[test]
    fn references_to_nothing() {
        for (text, message) in [
            ("表3-1 概算表\n明细见表3-5。", "引用的“表3-5”不存在：所交材料中没有这个编号"),
            ("图1 架构\n网络如图2所示。", "引用的“图2”不存在：所交材料中没有这个编号"),
            ("概算明细见表 2。", "引用的“表2”不存在：所交材料中没有这个编号"),
            ("附件1 清单\n详见附件2。", "引用的“附件2”不存在：所交材料中没有这个编号"),
            ("# 一、甲\n内容。\n# 二、乙\n详见第五章。", "引用的第 5 章不存在：没有这个编号的标题"),
            ("# 1.1 甲\n# 1.2 乙\n# 1.3 丙\n详见第1.9节。", "引用的 1.9 节不存在：没有这个编号的标题"),
            ("架构如错误!未找到引用源。所示。", "引用已失效，正文显示“错误!未找到引用源”"),
        ] {
            assert_eq!(messages(judge, text), [message], "{text}");
        }
    }

    #[test]
    fn the_place_is_the_reference() {
        let readings = [reading("表1 概算表\n明细见表3。")];
        let outcome = outcome(judge, &readings);
        assert_eq!(quote(&readings, outcome.remarks[0].place.unwrap()), "表3");
    }

    #[test]
    fn what_is_no_fault() {
        for text in [
            "表3-1 概算表\n明细见表3-1，表4-1 另附。\n表4-1 清单",
            "表1 概算表\n表1 概算表（续）\n明细见表1。",
            "表1 甲\n表2 乙\n表3 丙\n明细见表1-3。",
            "表1 甲\n要求见《建设规范》表9。",
            "表1 甲\n要求见 GB/T 22239-2019 表9。",
            "表3-1 甲\n表3-2所列内容如下，因分页未识别为题注\n表3-3 乙",
            "# 一、甲\n内容。\n# 二、乙\n详见第一章和本方案第二章第三节。",
            "表1 甲\n报表1份，代表2人，图表3张，每年表彰。",
            "图3-1 架构\n如图3-1所示，如图3-1-2所示。",
        ] {
            assert_met(judge, text);
        }
    }

    #[test]
    fn the_target_may_be_another_file() {
        let readings = [reading("附件1 清单\n详见附件2。"), read_file("附件2 报价.md", "报价。", Vec::new())];
        assert_eq!(outcome(judge, &readings).verdict, Verdict::Met);
    }

    #[test]
    fn unread_pages_may_hold_the_target() {
        let gap = Gap::new(GapKind::ImagePage).on_page(3);
        let readings = [read_file("a.pdf", "表1 概算表\n明细见表3。", vec![gap])];
        assert_eq!(outcome(judge, &readings).verdict, Verdict::Unreadable);
    }

    #[test]
    fn without_labels_there_is_nothing_to_check() {
        assert_eq!(outcome(judge, &[reading("正文。")]).verdict, Verdict::Inapplicable);
    }
}
