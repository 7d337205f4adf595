//! Plain text → [`Document`]: lines that were wrapped by hand become paragraphs again; page numbers
//! that a conversion left behind are page furniture. Headings are found by the builder.

use super::{Limits, encoding};
use crate::document::{Builder, Document, Draft, DraftKind, Format, Origin, numbering};
use crate::gap::{Gap, GapKind};
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Narrowest and widest column at which people and conversions wrap, in columns of a terminal.
const WRAP_COLUMNS: std::ops::RangeInclusive<usize> = 40..=160;
/// Lines in a hundred that may run past the column at which the rest was wrapped.
const LINES_PAST_THE_COLUMN: usize = 3;
/// Lines before and behind that show where a line was wrapped.
const LINES_AROUND: usize = 8;
/// Page numbers in a row that make a bare number on a line one of them.
const PAGE_NUMBERS_IN_A_ROW: usize = 4;

pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Text);
    let Some(text) = take_text(bytes, limits, &mut builder) else { return builder.finish() };
    for paragraph in paragraphs(&text) {
        let draft = Draft { kind: paragraph.kind, origin: Origin::Line(paragraph.line), ..Draft::default() };
        builder.paragraph(&paragraph.text, draft);
    }
    builder.finish()
}

/// The decoded text, cut where the limit of text files lies.
pub(super) fn take_text(bytes: &[u8], limits: &Limits, builder: &mut Builder) -> Option<String> {
    take_decoded(bytes, limits, builder, encoding::decode)
}

/// The text that `decode` gives, cut where the limit of text files lies.
pub(super) fn take_decoded(
    bytes: &[u8],
    limits: &Limits,
    builder: &mut Builder,
    decode: impl FnOnce(&[u8]) -> Option<(String, Option<Gap>)>,
) -> Option<String> {
    let allowed = limits.text_file_bytes;
    let mut kept = bytes;
    if bytes.len() as u64 > allowed {
        builder.gap(Gap::limit("text-file-bytes", bytes.len() as u64, allowed));
        kept = &bytes[..usize::try_from(allowed).unwrap_or(usize::MAX).min(bytes.len())];
        // Never in the middle of a character, if there is a line end at all.
        kept = &kept[..memchr::memrchr(b'\n', kept).map_or(kept.len(), |at| at + 1)];
    }
    let Some((text, gap)) = decode(kept) else {
        builder.gap(Gap::new(GapKind::Damaged("内容不是文本".into())));
        return None;
    };
    if let Some(gap) = gap {
        builder.gap(gap);
    }
    Some(text)
}

struct Line<'a> {
    number: u32,
    /// Without white space at its end.
    text: &'a str,
    is_furniture: bool,
    /// A page ends before it.
    breaks_page: bool,
}

impl Line<'_> {
    fn is_running_text(&self) -> bool {
        !self.is_furniture && !leads_to_page(self.text) && !self.text.trim().is_empty()
    }
}

struct Paragraph {
    line: u32,
    text: String,
    kind: DraftKind,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (at, raw) in text.split('\n').enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for (piece_at, piece) in raw.split('\u{C}').enumerate() {
            let text = piece.trim_end();
            lines.push(Line { number, text, is_furniture: false, breaks_page: piece_at > 0 });
        }
    }
    lines
}

fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut lines = lines(text);
    mark_page_numbers(&mut lines);
    let widths = is_wrapped(&lines).then(|| widths_around(&lines));
    let mut joiner = Joiner { done: Vec::new(), open: None, held: Vec::new(), width: None };
    let mut rest = lines.iter().enumerate().peekable();
    while let Some((at, line)) = rest.next() {
        joiner.width = widths.as_ref().map(|widths| widths[at]);
        // The word is often set wide, and then a conversion breaks it.
        if line.text.trim() == "目"
            && rest.peek().is_some_and(|(_, next)| matches!(next.text.trim(), "录" | "次"))
        {
            let end = rest.next().map_or("", |(_, next)| next.text.trim());
            joiner.close();
            joiner.push(line.number, format!("目{end}"));
            joiner.close();
        } else {
            joiner.line(line);
        }
    }
    joiner.close();
    joiner.done
}

/// Puts lines together as long as they run on.
struct Joiner<'a> {
    done: Vec<Paragraph>,
    open: Option<Open<'a>>,
    /// Page furniture inside the open paragraph; stands behind it.
    held: Vec<Paragraph>,
    /// The column at which the lines around were wrapped.
    width: Option<usize>,
}

struct Open<'a> {
    paragraph: Paragraph,
    last_line: &'a str,
    blank_behind: bool,
    page_behind: bool,
}

impl<'a> Joiner<'a> {
    fn line(&mut self, line: &Line<'a>) {
        if line.breaks_page
            && let Some(open) = &mut self.open
        {
            open.page_behind = true;
        }
        if line.text.trim().is_empty() {
            if let Some(open) = &mut self.open {
                open.blank_behind = true;
            }
            return;
        }
        if line.is_furniture {
            let furniture =
                Paragraph { line: line.number, text: line.text.to_owned(), kind: DraftKind::PageFurniture };
            match &mut self.open {
                Some(open) => {
                    open.page_behind = true;
                    self.held.push(furniture);
                }
                None => self.done.push(furniture),
            }
            return;
        }
        let width = self.width;
        if let Some(open) = &mut self.open
            && (!open.blank_behind || open.page_behind)
            && width.is_some_and(|width| runs_on(open.last_line, line.text, width))
        {
            append(&mut open.paragraph.text, line.text.trim());
            *open = Open {
                paragraph: std::mem::replace(&mut open.paragraph, empty()),
                last_line: line.text,
                blank_behind: false,
                page_behind: false,
            };
            return;
        }
        self.close();
        self.open = Some(Open {
            paragraph: Paragraph {
                line: line.number,
                text: line.text.trim().to_owned(),
                kind: DraftKind::Text,
            },
            last_line: line.text,
            blank_behind: false,
            page_behind: false,
        });
    }

    fn push(&mut self, line: u32, text: String) {
        self.done.push(Paragraph { line, text, kind: DraftKind::Text });
    }

    fn close(&mut self) {
        self.done.extend(self.open.take().map(|open| open.paragraph));
        self.done.append(&mut self.held);
    }
}

fn empty() -> Paragraph {
    Paragraph { line: 0, text: String::new(), kind: DraftKind::Text }
}

/// Adds a wrapped line; only words in Latin letters need a space between them.
pub(super) fn append(text: &mut String, line: &str) {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ',' | ';'));
    if is_latin(text.chars().next_back()) && line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether a line goes on in the next one: it is full, its sentence has not ended, and the next one
/// opens nothing of its own.
pub(super) fn runs_on(line: &str, next: &str, width: usize) -> bool {
    let opens_anew =
        next.starts_with(['\u{3000}', '\t']) || next.starts_with("  ") || opens_item(next.trim_start());
    if opens_anew || leads_to_page(line) {
        return false;
    }
    let line = line.trim_end();
    if next.starts_with('《') && line.ends_with(['》', '）', ')']) {
        return false; // a list of standards
    }
    if line.ends_with(['，', '、', '（', '《', '“']) {
        return true;
    }
    !ends_sentence(line) && line.width() + slack(width) >= width
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['”', '’', '"', '）', ')', '》']);
    line.ends_with(['。', '！', '？', '；', '：', ':', ';', '!', '?', '…'])
}

fn opens_item(line: &str) -> bool {
    numbering::parse(line).is_some()
        || line.starts_with(['●', '•', '■', '◆', '▪', '·', '○', '□', '★', '※', '➢', 'Ø', '|'])
        || line.starts_with(|c| matches!(c, '\u{F000}'..='\u{F0FF}')) // bullets of symbol fonts
        || line.starts_with("- ")
        || line.starts_with("* ")
}

/// A line of a contents page.
fn leads_to_page(line: &str) -> bool {
    line.contains("....") || line.contains("……") || line.contains("····")
}

/// Whether lines were wrapped: many end shortly before one column in the middle of a sentence, and
/// hardly any runs past it.
fn is_wrapped(lines: &[Line<'_>]) -> bool {
    let widths: Vec<(usize, bool)> = lines
        .iter()
        .filter(|line| line.is_running_text())
        .map(|line| (line.text.width(), ends_sentence(line.text)))
        .collect();
    let mut sorted: Vec<usize> = widths.iter().map(|&(width, _)| width).collect();
    sorted.sort_unstable();
    let past = sorted.len() * LINES_PAST_THE_COLUMN / 100;
    let Some(&width) = sorted.iter().rev().nth(past) else { return false };
    let full = || widths.iter().filter(|&&(other, _)| (width - slack(width)..=width + 2).contains(&other));
    let mid_sentence = full().filter(|(_, ends)| !ends).count();
    WRAP_COLUMNS.contains(&width) && mid_sentence >= 5 && mid_sentence * 2 >= full().count()
}

/// For every line the width of the widest line around it: conversions wrap each font size elsewhere.
fn widths_around(lines: &[Line<'_>]) -> Vec<usize> {
    let running: Vec<(usize, usize)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.is_running_text())
        .map(|(at, line)| (at, line.text.width()))
        .collect();
    let mut around = vec![*WRAP_COLUMNS.start(); lines.len()];
    for (nth, &(at, _)) in running.iter().enumerate() {
        let near = &running[nth.saturating_sub(LINES_AROUND)..running.len().min(nth + LINES_AROUND + 1)];
        let usual = near.iter().map(|&(_, width)| width).filter(|width| width <= WRAP_COLUMNS.end());
        around[at] = usual.max().unwrap_or(0).max(*WRAP_COLUMNS.start());
    }
    around
}

/// Columns that a full line may fall short: punctuation and words that did not fit.
fn slack(width: usize) -> usize {
    width / 6
}

/// Marks the longest row of numbers that stand alone on their lines and count on.
fn mark_page_numbers(lines: &mut [Line<'_>]) {
    struct Link {
        at: usize,
        length: usize,
        before: Option<usize>,
        is_decorated: bool,
    }
    let mut links: Vec<Link> = Vec::new();
    let mut best_of_number: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((number, is_decorated)) = page_number(line.text.trim()) else { continue };
        let before = [1, 2]
            .into_iter()
            .filter_map(|step| best_of_number.get(&number.checked_sub(step)?).copied())
            .max_by_key(|&link| links[link].length);
        let length = before.map_or(1, |link| links[link].length + 1);
        links.push(Link { at, length, before, is_decorated });
        let known = best_of_number.get(&number).map_or(0, |&link| links[link].length);
        if length >= known {
            best_of_number.insert(number, links.len() - 1);
        }
    }
    let Some(longest) = (0..links.len()).max_by_key(|&link| links[link].length) else { return };
    let needed = if links[longest].is_decorated { 2 } else { PAGE_NUMBERS_IN_A_ROW };
    if links[longest].length < needed {
        return;
    }
    let mut link = Some(longest);
    while let Some(current) = link {
        lines[links[current].at].is_furniture = true;
        link = links[current].before;
    }
}

/// `3`, `- 3 -`, `第 3 页`, `第 3 页 共 9 页`, `3/9`; whether more than the number says that it is one.
fn page_number(line: &str) -> Option<(u32, bool)> {
    if line.is_empty() || line.len() > 60 {
        return None;
    }
    let compact: Cow<'_, str> = line.chars().filter(|c| !c.is_whitespace()).collect::<String>().into();
    let inner = compact.trim_matches(['-', '—', '–', '－', '·', '～', '~']);
    if let Some(rest) = inner.strip_prefix('第') {
        let (number, tail) = split_number(rest)?;
        let tail = tail.strip_prefix('页')?;
        let is_total = tail.is_empty()
            || tail.trim_start_matches(['，', ',', '/', '（']).starts_with('共')
                && tail.trim_end_matches('）').ends_with('页');
        return is_total.then_some((number, true));
    }
    let (number, tail) = split_number(inner)?;
    match tail {
        "" => Some((number, inner.len() < compact.len())),
        tail => tail
            .strip_prefix('/')
            .and_then(split_number)
            .filter(|(_, rest)| rest.is_empty())
            .map(|_| (number, true)),
    }
}

fn split_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (1..=4).contains(&end).then(|| text[..end].parse().ok().map(|number| (number, &text[end..])))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    fn document(text: &str) -> Document {
        let document = read("a.txt", text.as_bytes(), &Limits::default());
        document.assert_valid();
        document
    }

    fn blocks(document: &Document) -> Vec<&str> {
        document.blocks.iter().map(|block| document.slice(block.span)).collect()
    }

    #[test]
    fn every_line_is_a_paragraph_where_nothing_was_wrapped() {
        let document = document("一、概述\n\n本项目建设政务平台。\n总投资 1280 万元。\n二、方案\n分为三期。");
        assert_eq!(
            blocks(&document),
            ["一、概述", "本项目建设政务平台。", "总投资 1280 万元。", "二、方案", "分为三期。"]
        );
        assert_eq!(document.sections.len(), 3);
        assert_eq!(document.locate(document.blocks[2].span).line, Some(4));
    }

    #[test]
    fn wrapped_lines_become_paragraphs_again() {
        let sentence = "本项目面向全市各部门建设统一的数据共享交换平台并提供目录编制质量核查安全审计等能力";
        let wrapped: String =
            (0..6).map(|_| format!("    {sentence}\n{sentence}\n支撑业务协同。\n")).collect();
        let document = document(&format!("一、建设内容\n{wrapped}"));
        assert_eq!(document.blocks.len(), 7);
        assert_eq!(blocks(&document)[1], format!("{sentence}{sentence}支撑业务协同。"));
    }

    #[test]
    fn page_numbers_are_furniture_and_do_not_break_paragraphs() {
        let sentence = "本项目面向全市各部门建设统一的数据共享交换平台并提供目录编制质量核查安全审计等能力";
        let pages: String =
            (1..=6).map(|page| format!("{sentence}\n{sentence}\n{page}\n\u{C}{sentence}结束。\n")).collect();
        let document = document(&pages);
        let furniture: Vec<&str> = document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::PageFurniture)
            .map(|block| document.slice(block.span))
            .collect();
        assert_eq!(furniture, ["1", "2", "3", "4", "5", "6"]);
        assert_eq!(document.blocks.len(), 12);
    }

    #[test]
    fn page_numbers_come_in_many_forms() {
        for (line, number) in [
            ("3", Some((3, false))),
            ("- 3 -", Some((3, true))),
            ("第 3 页 共 9 页", Some((3, true))),
            ("第3页", Some((3, true))),
            ("3/9", Some((3, true))),
            ("3 台", None),
            ("2026", Some((2026, false))),
            ("12345", None),
        ] {
            assert_eq!(page_number(line), number, "{line}");
        }
    }

    #[test]
    fn the_contents_page_is_recognised_when_its_title_is_broken() {
        let document =
            document("目\n录\n一、概述......1\n二、方案......3\n一、概述\n内容。\n二、方案\n内容。");
        assert_eq!(document.sections.len(), 3);
        assert_eq!(document.blocks.iter().filter(|block| block.kind == BlockKind::Contents).count(), 3);
    }

    #[test]
    fn a_file_over_the_limit_is_read_in_part_and_said() {
        let limits = Limits { text_file_bytes: 20, ..Limits::default() };
        let document = read("a.txt", "第一行。\n第二行。\n第三行。\n".as_bytes(), &limits);
        assert_eq!(blocks(&document), ["第一行。"]);
        assert_eq!(document.gaps, [Gap::limit("text-file-bytes", 39, 20)]);
    }

    #[test]
    fn long_lines_and_many_lines_stay_cheap() {
        let started = std::time::Instant::now();
        document(&"方案".repeat(500_000));
        document(&"一、概述\n".repeat(50_000));
        document(&"7\n".repeat(100_000));
        assert!(started.elapsed().as_secs() < 10);
    }
}
