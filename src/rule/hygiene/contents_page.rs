//! DOC-04: the contents page against the headings.

use super::{Survey, Words, bare, short};
use crate::document::{BlockKind, Document, HeadingEvidence, SectionId, numbering};
use crate::rule::{Case, Outcome, Remark, Verdict};
use crate::span::Span;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

const WORDS: Words =
    Words {
        nothing: "没有目录页", fine: "目录与正文标题一致", wrong: "处目录与正文标题不一致"
    };

/// Fewer lines make no contents page, but a line that looks like one.
const FEWEST_ENTRIES: usize = 2;

/// Headings that contents pages commonly leave out.
const LEFT_OUT: &[&str] = &["附件", "附录", "附表", "附图", "目录", "目次", "前言", "摘要", "封面"];

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    let mut stale = None;
    for (idx, reading) in case.readings.iter().enumerate() {
        let document = &reading.document;
        let entries = entries(document);
        let Some(first) = entries.first().filter(|_| entries.len() >= FEWEST_ENTRIES) else { continue };
        survey.look(case.place(idx, first.span));
        let compared = compare(document, &entries);
        if compared.known * 2 < entries.len() && entries.len() > FEWEST_ENTRIES {
            stale.get_or_insert((case.place(idx, first.span), entries.len() - compared.known, entries.len()));
            continue;
        }
        for (span, message) in compared.faults {
            survey.find(Remark::new(message, Some(case.place(idx, span))));
        }
    }
    let outcome = survey.conclude(case, &WORDS);
    match stale {
        // Most lines without a heading: an old contents page, or headings that were not recognised.
        Some((place, unknown, all)) if outcome.verdict != Verdict::Contradicted => {
            let reason = format!("目录共 {all} 行，其中 {unknown} 行在正文中没有对应的标题");
            Outcome::new(Verdict::Doubtful, reason.clone()).say(
                Remark::new(reason, Some(place)).help("更新目录；正文标题没有使用标题样式的，先设置样式"),
            )
        }
        _ => outcome,
    }
}

/// A line of the contents page.
struct Entry {
    span: Span,
    /// The text without leaders and page number.
    text: String,
    /// Its title in one form, without number.
    title: String,
    label: String,
}

/// What the comparison gave.
struct Compared {
    /// Entries that name something in the document.
    known: usize,
    faults: Vec<(Span, String)>,
}

fn entries(document: &Document) -> Vec<Entry> {
    let lines = document.blocks.iter().filter(|block| block.kind == BlockKind::Contents);
    lines.filter_map(|block| entry(document.slice(block.span), block.span)).collect()
}

fn entry(line: &str, span: Span) -> Option<Entry> {
    let text = without_page(line);
    let (label, title) = split(text);
    let title = bare(title);
    let is_head = matches!(title.as_str(), "目录" | "目次" | "contents" | "图目录" | "表目录");
    // `3.1` alone: the title is lost, and a number is no name.
    let says_something = title.contains(|c: char| c.is_alphabetic());
    (says_something && !is_head).then(|| Entry { span, text: text.to_owned(), title, label: bare(label) })
}

/// `3.2 总体架构……12` → `3.2 总体架构`
fn without_page(line: &str) -> &str {
    let is_page =
        |c: char| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X' | 'i' | 'v' | 'x' | '-' | '–' | '—');
    let is_leader =
        |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '·' | '．' | '⋯' | '_' | '-' | '—' | '\u{1f}');
    let line = line.trim();
    if let Some((text, page)) = line.rsplit_once('\t')
        && page.trim().chars().all(|c| is_page(c) || matches!(c, '(' | ')' | '（' | '）'))
    {
        return text.trim_end_matches(is_leader);
    }
    let body = line.trim_end_matches([')', '）']).trim_end_matches(is_page).trim_end_matches(['(', '（']);
    let text = body.trim_end_matches(is_leader);
    if text.len() < body.len() && body.len() < line.len() { text } else { line }
}

/// Number and title.
fn split(text: &str) -> (&str, &str) {
    let length = numbering::parse(text).map_or(0, |numbering| numbering.label_len as usize);
    text.split_at(length.min(text.len()))
}

fn compare(document: &Document, entries: &[Entry]) -> Compared {
    let last_line = entries.iter().map(|entry| entry.span.end).max().unwrap_or(0);
    let headings = headings(document, last_line);
    let titles = index(&headings, |heading| &heading.title);
    let lines = LazyCell::new(|| other_lines(document));
    let mut listed: BTreeSet<&str> = BTreeSet::new();
    let mut missing = Vec::new();
    let mut renumbered = Vec::new();
    for entry in entries {
        if let Some(title) = heading_of(&titles, &entry.title) {
            listed.insert(title);
            renumbered.extend(other_number(document, entry, &headings));
        } else if !LEFT_OUT.iter().any(|word| entry.title.starts_with(word))
            && !lines.contains(&entry.title)
            && !lines.contains(&bare(&entry.text))
        {
            missing.push(entry);
        }
    }
    let known = entries.len() - missing.len();
    let labels = index(&headings, |heading| &heading.label);
    let mut faults = Vec::new();
    for entry in missing {
        let renamed = labels.get(entry.label.as_str()).filter(|_| !entry.label.is_empty());
        let renamed = renamed.filter(|heading| listed.insert(&heading.title));
        let shown = short(&entry.text);
        let message = match renamed.map(|heading| short(document.heading(heading.section))) {
            Some(now) => format!("目录写作“{shown}”，正文标题是“{now}”"),
            None => format!("目录中的“{shown}”在正文中没有对应的标题"),
        };
        faults.push((entry.span, message));
    }
    // So many other numbers speak against the reading of the numbers.
    if renumbered.len() * 4 <= entries.len() {
        faults.append(&mut renumbered);
    }
    faults.extend(unlisted(document, &headings, &listed));
    Compared { known, faults }
}

/// The same title under another number, where only one heading has that title.
fn other_number(document: &Document, entry: &Entry, headings: &[Heading]) -> Option<(Span, String)> {
    let mut same = headings.iter().filter(|heading| heading.title == entry.title);
    let (heading, None) = (same.next()?, same.next()) else { return None };
    let (listed, now) =
        (numbering::parse(&entry.text)?, numbering::parse(document.heading(heading.section))?);
    let differs = listed.style == now.style && listed.parts != now.parts;
    differs.then(|| {
        let now = short(document.heading(heading.section));
        (entry.span, format!("目录写作“{}”，正文编号是“{now}”", short(&entry.text)))
    })
}

/// The first heading of each name.
fn index(headings: &[Heading], name: fn(&Heading) -> &str) -> BTreeMap<&str, &Heading> {
    headings.iter().rev().map(|heading| (name(heading), heading)).collect()
}

/// The title of the heading that a line names: the same, or one that goes on behind what the line shows,
/// or the other way round.
fn heading_of<'a>(titles: &BTreeMap<&'a str, &Heading>, wanted: &str) -> Option<&'a str> {
    const FEWEST: usize = 4;
    const LONGEST: usize = 60;
    if let Some((title, _)) = titles.get_key_value(wanted) {
        return Some(title);
    }
    if wanted.chars().count() < FEWEST {
        return None;
    }
    let longer = titles.range::<str, _>((Bound::Included(wanted), Bound::Unbounded)).next();
    let longer = longer.map(|(title, _)| *title).filter(|title| title.starts_with(wanted));
    let ends = wanted.char_indices().map(|(at, _)| at).take(LONGEST).skip(FEWEST);
    longer.or_else(|| {
        ends.filter_map(|end| titles.get_key_value(&wanted[..end])).map(|(title, _)| *title).last()
    })
}

/// How the contents page treats a level of headings.
#[derive(Clone, Copy, Default)]
struct Level {
    all: usize,
    listed: usize,
    /// Listed ones with a number.
    numbered: usize,
}

/// Headings of the levels that the contents page covers, but which it does not list.
fn unlisted(document: &Document, headings: &[Heading], listed: &BTreeSet<&str>) -> Vec<(Span, String)> {
    let mut levels: BTreeMap<u8, Level> = BTreeMap::new();
    for heading in headings {
        let level = levels.entry(heading.level).or_default();
        let is_listed = listed.contains(heading.title.as_str());
        level.all += 1;
        level.listed += usize::from(is_listed);
        level.numbered += usize::from(is_listed && !heading.label.is_empty());
    }
    let missing = headings.iter().filter(|heading| {
        let level = levels.get(&heading.level).copied().unwrap_or_default();
        let covered = level.listed > 0 && level.listed * 3 >= level.all * 2;
        // Where the listed headings have numbers, one without is the document's title or a divider.
        let is_divider = heading.label.is_empty() && level.numbered * 2 > level.listed;
        covered
            && !is_divider
            && heading.is_marked
            && !listed.contains(heading.title.as_str())
            && !belongs_to_appendix(document, heading.section)
    });
    missing
        .map(|heading| {
            let span = document.heading_span(heading.section);
            (span, format!("正文标题“{}”没有列入目录", short(document.heading(heading.section))))
        })
        .collect()
}

struct Heading {
    section: SectionId,
    level: u8,
    /// Whether the file itself marks it as one.
    is_marked: bool,
    title: String,
    label: String,
}

/// The headings behind the contents page.
fn headings(document: &Document, after: u32) -> Vec<Heading> {
    let last = u32::try_from(document.sections.len()).unwrap_or(u32::MAX);
    (1..last)
        .filter(|&section| document.heading_span(section).start >= after)
        .map(|section| {
            let text = document.heading(section);
            let (label, title) = split(text);
            Heading {
                section,
                level: document.sections[section as usize].level,
                is_marked: is_marked(document, section),
                title: bare(title),
                label: bare(label),
            }
        })
        .filter(|heading| !heading.title.is_empty())
        .collect()
}

/// Whether the heading or one above it opens an appendix: contents pages list those as they like.
fn belongs_to_appendix(document: &Document, section: SectionId) -> bool {
    document.ancestors(section).any(|id| {
        let heading = bare(document.heading(id));
        LEFT_OUT.iter().any(|word| heading.starts_with(word))
            || document.heading(id).starts_with(|c: char| c.is_ascii_uppercase())
    })
}

fn is_marked(document: &Document, section: SectionId) -> bool {
    let block = document.sections[section as usize].heading.map(|id| &document.blocks[id as usize].kind);
    matches!(block, Some(BlockKind::Heading { evidence: HeadingEvidence::Explicit, .. }))
}

/// Short lines that are no headings: a line of the contents page may name one that was not recognised,
/// a figure or a table.
fn other_lines(document: &Document) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for block in &document.blocks {
        if matches!(block.kind, BlockKind::Contents | BlockKind::PageFurniture) {
            continue;
        }
        for line in document.slice(block.span).split(['\n', '\t']).filter(|line| line.len() <= 200) {
            lines.insert(bare(line));
            lines.insert(bare(split(line).1));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_met, messages, outcome, reading};
    use super::{judge, without_page};
    use crate::rule::Verdict;

    const BODY: &str = "# 一、概述\n内容。\n## （一）背景\n内容。\n# 二、目标\n内容。\n# 三、方案\n内容。";

    #[test]
    fn tells_the_differences() {
        for (contents, expected) in [
            ("@ 一、概述\t1\n@ 二、目标\t2", vec!["正文标题“三、方案”没有列入目录"]),
            (
                "@ 一、概述\t1\n@ 二、目标\t2\n@ 三、方案\t3\n@ 四、概算\t5",
                vec!["目录中的“四、概算”在正文中没有对应的标题"],
            ),
            (
                "@ 一、概述……1\n@ 二、建设目标……2\n@ 三、方案……3",
                vec!["目录写作“二、建设目标”，正文标题是“二、目标”"],
            ),
        ] {
            assert_eq!(messages(judge, &format!("@ 目录\n{contents}\n{BODY}")), expected, "{contents}");
        }
    }

    #[test]
    fn spaces_numbers_and_leaders_do_not_count() {
        for contents in [
            "@ 一、 概 述 ........ 1\n@ 二、目标 ........ 2\n@ 三、方案 ........ 12",
            "@ 概述\t1\n@ 目标\t2\n@ 方案\t3",
            "@ 一、概述\t1\n@ （一）背景\t1\n@ 二、目标\t2\n@ 三、方案\t3",
        ] {
            assert_met(judge, &format!("@ 目录\n{contents}\n{BODY}"));
        }
    }

    #[test]
    fn a_line_that_is_no_heading_is_enough() {
        assert_met(
            judge,
            "@ 一、概述\t1\n@ 二、目标\t2\n@ 附表\t3\n# 一、概述\n内容。\n# 二、目标\n内容。\n附表",
        );
    }

    #[test]
    fn the_title_of_the_document_need_not_be_listed() {
        assert_met(judge, &format!("@ 一、概述\t1\n@ 二、目标\t2\n@ 三、方案\t3\n# 平台建设\n{BODY}"));
    }

    #[test]
    fn a_long_heading_may_be_cut() {
        let contents = "@ 一、概述\t1\n@ 二、建设目标和任务\t2";
        assert_met(judge, &format!("{contents}\n# 一、概述\n内容。\n# 二、建设目标和任务（修订）\n内容。"));
    }

    #[test]
    fn a_foreign_contents_page_is_a_question() {
        let readings = [reading(&format!("@ 一、总则\t1\n@ 二、职责\t2\n@ 三、附则\t3\n{BODY}"))];
        let outcome = outcome(judge, &readings);
        assert_eq!((outcome.verdict, outcome.remarks.len()), (Verdict::Doubtful, 1));
    }

    #[test]
    fn without_contents_page_there_is_nothing_to_check() {
        assert_eq!(outcome(judge, &[reading(BODY)]).verdict, Verdict::Inapplicable);
    }

    #[test]
    fn page_numbers_are_cut() {
        for (line, text) in [
            ("3.2 总体架构……12", "3.2 总体架构"),
            ("第一章 概述\t1", "第一章 概述"),
            ("附则 . . . . . (3)", "附则"),
            ("满足 GB 2312", "满足 GB"),
            ("第2节", "第2节"),
        ] {
            assert_eq!(without_page(line), text);
        }
    }
}
