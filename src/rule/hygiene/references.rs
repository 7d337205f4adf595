//! DOC-05: numbers of figures and tables, and references to things that do not exist.

use super::labels::{Kind, Label, label, name};
use super::{CONTEXT, Survey, Words, around, bare, leading_numbering, short};
use crate::document::{BlockKind, Document, NumberStyle};
use crate::fact::Value;
use crate::finding::Place;
use crate::numeral;
use crate::rule::{Case, Outcome, Reading, Remark};
use crate::span::Span;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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
const SEE: &[&str] =
    &["见", "如", "参照", "参考", "对照", "参阅", "符合", "满足", "按", "按照", "依据", "根据"];
/// Words behind a reference to a figure or table.
const SHOWN: &[&str] = &["所示", "所列", "所述", "给出", "列出", "展示了", "可见", "中所"];

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    let targets = Targets::of(case);
    let all_read = !case.readings.iter().any(|reading| reading.document.has_hidden_content());
    for (idx, reading) in case.readings.iter().enumerate() {
        let mut remarks = numbering(case, idx, &targets.mentions[idx], &mut survey);
        remarks.extend(broken(case, idx, &reading.document));
        if all_read {
            remarks.extend(dangling(case, idx, &targets, &mut survey));
        }
        remarks.sort_by_key(|remark| remark.place);
        remarks.into_iter().for_each(|remark| survey.find(remark));
    }
    survey.conclude(case, &WORDS)
}

/// A label in a document's text.
struct Mention {
    label: Label,
    span: Span,
    /// Whether the text sends the reader there.
    is_reference: bool,
    /// Whether the thing itself stands there: a title, or a line that begins with the label.
    is_target: bool,
}

/// The labels of a document, in order; contents page and page furniture are left out.
fn mentions(document: &Document) -> Vec<Mention> {
    let labelled = occurrences(document, &["表", "图", "附"]);
    labelled.into_iter().filter_map(|at| mention(document, at)).collect()
}

fn mention(document: &Document, at: u32) -> Option<Mention> {
    let label = label(document.text.get(at as usize..)?)?;
    let (line, kind) = line_around(document, at)?;
    let text = document.slice(line);
    let start = (at - line.start) as usize;
    let end = start + label.length;
    let is_title = matches!(kind, BlockKind::Heading { .. } | BlockKind::Caption);
    let is_reference = !is_title && refers(text, start, &label);
    // In a cell and in the middle of a line the text may as well stand at a thing that was not seen as one.
    let in_prose =
        matches!(kind, BlockKind::Paragraph | BlockKind::ListItem) && !text[..start].trim().is_empty();
    let is_spoken_of = in_prose && text[end..].trim_start().starts_with(['的', '中', '规']);
    let is_target = !is_reference && !is_spoken_of;
    Some(Mention { span: Span::new(start, end).offset(line.start), label, is_reference, is_target })
}

/// Places of the words in the text, in order.
fn occurrences(document: &Document, words: &[&str]) -> Vec<u32> {
    let text = document.text.as_bytes();
    let found = words.iter().flat_map(|word| memchr::memmem::find_iter(text, word.as_bytes()));
    let mut found: Vec<u32> = found.filter_map(|at| u32::try_from(at).ok()).collect();
    found.sort_unstable();
    found
}

/// The line or cell around a place, with the kind of its block; of a long one the part around the place.
fn line_around(document: &Document, at: u32) -> Option<(Span, &BlockKind)> {
    let block = document.blocks.get(document.block_at(at)? as usize)?;
    let (start, end, at) = (block.span.start as usize, block.span.end as usize, at as usize);
    if matches!(block.kind, BlockKind::Contents | BlockKind::PageFurniture) || at >= end {
        return None;
    }
    let text = document.text.as_str();
    let from = text.floor_char_boundary(at.saturating_sub(CONTEXT)).max(start);
    let to = text.floor_char_boundary(at.saturating_add(CONTEXT)).min(end);
    let bytes = text.as_bytes();
    let line_start = memchr::memrchr2(b'\n', b'\t', &bytes[from..at]).map_or(from, |end| from + end + 1);
    let line_end = memchr::memchr2(b'\n', b'\t', &bytes[at..to]).map_or(to, |end| at + end);
    Some((Span::new(line_start, line_end), &block.kind))
}

/// Labels that stand somewhere in the package, and numbers of chapters for each document.
struct Targets<'a> {
    /// Same index as the readings.
    mentions: Vec<Vec<Mention>>,
    labels: BTreeSet<(Kind, Vec<u32>)>,
    kinds: BTreeSet<Kind>,
    readings: &'a [Reading],
    /// Read when a document refers to a chapter.
    chapters: Vec<OnceCell<Chapters>>,
}

#[derive(Default)]
struct Chapters {
    /// Numbers of one part: 第三章, 三、, 3
    single: BTreeSet<u32>,
    /// Numbers of several parts: 3.2
    nested: BTreeSet<Vec<u32>>,
    nested_headings: usize,
}

impl<'a> Targets<'a> {
    fn of(case: &Case<'a>) -> Self {
        let mentions: Vec<Vec<Mention>> = case.readings.iter().map(|r| mentions(&r.document)).collect();
        let standing = mentions.iter().flatten().filter(|mention| mention.is_target);
        let mut labels: BTreeSet<_> =
            standing.map(|mention| (mention.label.kind, mention.label.parts.clone())).collect();
        for reading in case.readings {
            labels.extend(labels_inside(&reading.document.path));
            labels.extend(reading.document.sheets.iter().flat_map(|sheet| labels_inside(sheet)));
        }
        let chapters = case.readings.iter().map(|_| OnceCell::new()).collect();
        let kinds = labels.iter().map(|(kind, _)| *kind).collect();
        Self { mentions, labels, kinds, readings: case.readings, chapters }
    }

    fn chapters(&self, idx: usize) -> &Chapters {
        self.chapters[idx].get_or_init(|| Chapters::of(&self.readings[idx].document))
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
        self.kinds.contains(&kind)
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
struct Caption<'a> {
    label: &'a Label,
    title: String,
    span: Span,
}

fn captions<'a>(document: &Document, mentions: &'a [Mention]) -> Vec<Caption<'a>> {
    let captions = mentions.iter().filter_map(|mention| {
        let block = &document.blocks[document.block_at(mention.span.start)? as usize];
        let opens = block.kind == BlockKind::Caption && block.span.start == mention.span.start;
        let rest = Span { start: mention.span.end, end: block.span.end };
        opens.then(|| Caption { title: bare(document.slice(rest)), span: block.span, label: &mention.label })
    });
    captions.collect()
}

/// Numbers that repeat or skip, for each kind and chapter.
fn numbering(case: &Case<'_>, idx: usize, mentions: &[Mention], survey: &mut Survey) -> Vec<Remark> {
    let document = &case.readings[idx].document;
    let mut groups: BTreeMap<(Kind, &[u32]), Vec<Caption<'_>>> = BTreeMap::new();
    for caption in captions(document, mentions) {
        survey.look(case.place(idx, caption.span));
        let Some((_, prefix)) = caption.label.parts.split_last() else { continue };
        groups.entry((caption.label.kind, prefix)).or_default().push(caption);
    }
    let standing = mentions.iter().filter(|mention| mention.is_target);
    let own: BTreeSet<(Kind, &[u32])> =
        standing.map(|mention| (mention.label.kind, mention.label.parts.as_slice())).collect();
    groups.values().flat_map(|group| group_faults(case, idx, group, &own)).collect()
}

fn group_faults(
    case: &Case<'_>,
    idx: usize,
    group: &[Caption<'_>],
    own: &BTreeSet<(Kind, &[u32])>,
) -> Vec<Remark> {
    let document = &case.readings[idx].document;
    let mut remarks = Vec::new();
    let mut first: BTreeMap<&[u32], &Caption<'_>> = BTreeMap::new();
    for (at, caption) in group.iter().enumerate() {
        let here = short(document.slice(caption.span));
        let place = case.place(idx, caption.span);
        let twin = first.get(caption.label.parts.as_slice()).copied();
        first.entry(&caption.label.parts).or_insert(caption);
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
fn is_other(twin: &Caption<'_>, caption: &Caption<'_>) -> bool {
    let goes_on = |title: &str| title.is_empty() || title.contains('续');
    !goes_on(&caption.title)
        && !goes_on(&twin.title)
        && !caption.title.starts_with(&twin.title)
        && !twin.title.starts_with(&caption.title)
}

fn missing_between(
    before: &Caption<'_>,
    now: &Caption<'_>,
    own: &BTreeSet<(Kind, &[u32])>,
) -> Option<String> {
    let (last, prefix) = before.label.parts.split_last()?;
    let number = *now.label.parts.last()?;
    if number <= *last + 1 || number - last > 10 {
        return None;
    }
    let with = |number: u32| prefix.iter().copied().chain([number]).collect::<Vec<u32>>();
    let missing =
        (last + 1..number).map(with).find(|parts| !own.contains(&(now.label.kind, parts.as_slice())))?;
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

/// References to what stands nowhere; each target is told once.
fn dangling(case: &Case<'_>, idx: usize, targets: &Targets<'_>, survey: &mut Survey) -> Vec<Remark> {
    let reading = &case.readings[idx];
    let labels = targets.mentions[idx].iter().filter(|mention| mention.is_reference);
    let labels = labels.map(|mention| (mention.span, To::Label(&mention.label)));
    let chapters = chapter_references(&reading.document);
    let mut remarks = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (span, to) in labels.chain(chapters) {
        let place = case.place(idx, span);
        let remark = lack(&to, targets, idx, place).filter(|remark| !told.contains(&remark.message));
        match remark {
            None => survey.look(place),
            Some(_) if is_foreign(reading, span) => {}
            Some(remark) => {
                told.insert(remark.message.clone());
                remarks.push(remark);
            }
        }
    }
    remarks
}

/// What a reference points to.
enum To<'a> {
    Label(&'a Label),
    /// 第三章
    Chapter(u32),
    /// 3.2 节
    Section(Vec<u32>),
}

fn lack(to: &To<'_>, targets: &Targets<'_>, idx: usize, place: Place) -> Option<Remark> {
    let (message, help) = match to {
        To::Label(label) if targets.has(label) => return None,
        // Pictures may carry their labels inside; attachments may be handed in elsewhere.
        To::Label(label) if !targets.has_kind(label.kind) && label.kind != Kind::Table => return None,
        To::Label(label) => (
            format!("引用的“{}”不存在：所交材料中没有这个编号", label.name()),
            "改正引用的编号，或补上所引的内容",
        ),
        To::Chapter(number) => {
            let chapters = targets.chapters(idx);
            if chapters.single.len() < 2 || chapters.single.contains(number) {
                return None;
            }
            (format!("引用的第 {number} 章不存在：没有这个编号的标题"), "改正引用的章号")
        }
        To::Section(parts) => {
            let chapters = targets.chapters(idx);
            if chapters.nested_headings < 3 || chapters.nested.contains(parts) {
                return None;
            }
            let number = parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
            (format!("引用的 {number} 节不存在：没有这个编号的标题"), "改正引用的节号")
        }
    };
    Some(Remark::new(message, Some(place)).help(help))
}

/// Whether the words around a label send the reader to it: `见表3-5`, `如图2所示`, `详见附件2`.
fn refers(line: &str, at: usize, label: &Label) -> bool {
    let before = line[..at].trim_end_matches([' ', '（', '(', '“', '的', '下', '上']);
    let after = line[at + label.length..].trim_start();
    // 附表 was read at its first character; 报表 and 图表 are words.
    if before.ends_with(|c| "附代列图报年月季日总分".contains(c)) {
        return false;
    }
    let seen = SEE.iter().any(|word| before.ends_with(word));
    // At the start of a line it may be the caption itself.
    let shown = !before.is_empty() && SHOWN.iter().any(|word| after.starts_with(word));
    if label.kind == Kind::Attachment { before.ends_with('见') } else { seen || shown }
}

/// References to chapters and numbered sections, in order.
fn chapter_references<'a>(document: &'a Document) -> impl Iterator<Item = (Span, To<'a>)> {
    const WORDS: [&str; 4] = ["见", "参照", "按", "符合"];
    occurrences(document, &WORDS).into_iter().filter_map(|at| {
        let rest = &document.text[at as usize..];
        let start = WORDS.iter().find(|word| rest.starts_with(**word))?.len();
        let (line, kind) = line_around(document, at)?;
        if matches!(kind, BlockKind::Heading { .. } | BlockKind::Caption) {
            return None;
        }
        let (range, to) = chapter_reference(document.slice(line), (at - line.start) as usize + start)?;
        Some((Span::new(range.start, range.end).offset(line.start), to))
    })
}

/// `见第三章`, `详见本方案第3.2节`, from behind `见`
fn chapter_reference<'a>(text: &str, at: usize) -> Option<(Range<usize>, To<'a>)> {
    let rest = &text[at..];
    const OWN: [&str; 9] =
        ["本方案", "本报告", "本文档", "本文件", "本文", "本指南", "本规范", "本标准", "本办法"];
    let own = OWN.into_iter().find(|word| rest.starts_with(word));
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
    let unit = ["章", "小节", "节", "部分"].into_iter().find(|unit| after.trim_start().starts_with(unit));
    // 本指南 5.1.3 needs no word behind it; a number after 见 or 按 alone may be anything.
    let unit = unit.or((own.is_some() && number.contains('.')).then_some(""))?;
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
    is_whole.then_some((start..end, to))
}

/// Whether the reference points into another document: a title or a number stands before it.
fn is_foreign(reading: &Reading, span: Span) -> bool {
    const WORDS: &[&str] =
        &["》", "标准", "规范", "规程", "招标文件", "采购文件", "合同", "办法", "上文", "文献"];
    let (before, _) = around(&reading.document, span);
    let start = span.start.saturating_sub(u32::try_from(before.len()).unwrap_or(u32::MAX));
    let facts = &reading.facts.values;
    let first = facts.partition_point(|fact| fact.span.start < start);
    let mut cited = facts[first..].iter().take_while(|fact| fact.span.start < span.start);
    cited.any(|fact| matches!(fact.value, Value::Citation(_)))
        || WORDS.iter().any(|word| before.contains(word))
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
    fn a_line_as_long_as_a_file_is_no_trap() {
        for trap in ["见表1", "表1-", "如图2所示，", "见第三章", "附表", "GB/T 22239-2019见表9，"]
        {
            outcome(judge, &[reading(&trap.repeat(5_000))]);
        }
        outcome(judge, &[reading(&"表1 甲\n".repeat(20_000))]);
    }

    #[test]
    fn without_labels_there_is_nothing_to_check() {
        assert_eq!(outcome(judge, &[reading("正文。")]).verdict, Verdict::Inapplicable);
    }
}
