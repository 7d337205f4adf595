//! Lines → paragraphs: which line goes on in the next one.

use super::geometry::Area;
use super::join::{append_line, first_word_width};
use super::page::{Line, PageBlock, PageText, Role};
use crate::document::{NumberStyle, numbering};

/// Text reaches at least this far across a page.
const LEAST_WIDTH: f64 = 0.7;

/// A paragraph under construction, maybe over several pages.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    /// Page of its first line.
    pub(super) page: u32,
    /// Of its lines on that page, in the upright frame.
    pub(super) area: Area,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) characters: u32,
    pub(super) role: Role,
    pub(super) is_contents: bool,
    /// In percent, where its text was recognised.
    pub(super) confidence: Option<u8>,
    last: Line,
    last_page: u32,
}

/// The margins of a column of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Margins {
    pub(super) left: f64,
    pub(super) right: f64,
}

impl Paragraph {
    pub(super) fn start(line: &Line, page: u32) -> Self {
        Self {
            text: line.text.trim().to_owned(),
            page,
            area: line.area,
            size: line.size,
            is_bold: line.is_bold,
            characters: line.characters,
            role: line.role,
            is_contents: is_contents_line(&line.text),
            confidence: line.confidence,
            last: line.clone(),
            last_page: page,
        }
    }

    pub(super) fn append(&mut self, line: &Line, page: u32) {
        append_line(&mut self.text, &line.text);
        if page == self.page {
            self.area = self.area.to(&line.area);
        }
        self.confidence = self.confidence_with(line);
        self.characters += line.characters;
        self.is_bold &= line.is_bold;
        self.is_contents = is_contents_line(&self.text);
        self.last = line.clone();
        self.last_page = page;
    }

    /// The confidence with one more line, each character weighing the same.
    fn confidence_with(&self, line: &Line) -> Option<u8> {
        let (Some(own), Some(other)) = (self.confidence, line.confidence) else {
            return self.confidence.or(line.confidence);
        };
        let (count, more) = (u64::from(self.characters), u64::from(line.characters));
        let mean = (u64::from(own) * count + u64::from(other) * more).checked_div(count + more);
        mean.and_then(|mean| u8::try_from(mean).ok())
    }

    /// Whether `line` continues the paragraph. `margins` are those of the paragraph's last line and
    /// of the new one; `leading` the usual distance of baselines on the page.
    pub(super) fn goes_on_in(&self, line: &Line, page: u32, margins: [Margins; 2], leading: f64) -> bool {
        let last = &self.last;
        match (self.role, line.role) {
            (Role::Heading { bookmark, .. }, Role::Heading { bookmark: other, .. }) => {
                return bookmark == other;
            }
            (Role::Body, Role::Body) => {}
            _ => return false,
        }
        if (last.size - line.size).abs() > 0.08 * last.size.max(line.size) || last.is_bold != line.is_bold {
            return self.is_run_on(line, page, margins[0], leading);
        }
        if self.is_contents || is_bullet(&line.text) {
            return false;
        }
        let is_same_flow =
            page == self.last_page && line.column == last.column && line.baseline > last.baseline;
        if is_same_flow && line.baseline - last.baseline > (1.35 * leading).max(1.9 * line.size) {
            return false;
        }
        let free = margins[0].right - last.area.x1;
        let slack = match self.reads_on(line, margins) {
            true if breaks_inside_words(&last.text) => 6.0,
            true => 2.5,
            false => 0.35,
        };
        let needed = first_word_width(&line.text) + slack;
        if free > needed * line.size {
            return is_same_flow && self.is_centered_title(line, margins);
        }
        if last.pieces > 1 && !self.reads_on(line, margins) {
            return false; // labels side by side, as on covers
        }
        if is_contents_line(&line.text) {
            // A long entry of the contents page: the leaders are on its last line.
            return !is_contents_line(&last.text) && numbering::parse(&line.text).is_none();
        }
        let is_indented = line.area.x0 > margins[1].left + 1.2 * line.size;
        let has_ended = ends_sentence(&last.text);
        if let Some(number) = numbering::parse(&line.text) {
            let is_label = number.style != NumberStyle::Decimal(1);
            if is_label && (has_ended || is_indented || is_colon(&last.text) || number.style.is_strong()) {
                return false;
            }
        }
        !(is_indented && has_ended)
    }

    /// Whether the last line looks cut off: nearly full, no end of a sentence, and the next one starts
    /// at the margin. Converters break lines raggedly.
    fn reads_on(&self, line: &Line, margins: [Margins; 2]) -> bool {
        let width = margins[0].right - margins[0].left;
        self.last.area.width() >= 0.75 * width
            && !ends_sentence(&self.last.text)
            && !is_colon(&self.last.text)
            && line.area.x0 <= margins[1].left + 0.8 * line.size
            && !starts_item(&line.text)
    }

    /// Bold words at the start or the end of a paragraph make a line of one weight.
    fn is_run_on(&self, line: &Line, page: u32, margins: Margins, leading: f64) -> bool {
        let last = &self.last;
        let same_size = (last.size - line.size).abs() <= 0.08 * last.size.max(line.size);
        let is_next = page == self.last_page
            && line.column == last.column
            && line.baseline > last.baseline
            && line.baseline - last.baseline <= (1.35 * leading).max(1.9 * line.size);
        let is_full = margins.right - last.area.x1 <= (first_word_width(&line.text) + 0.35) * line.size;
        same_size
            && is_next
            && is_full
            && !self.is_contents
            && !ends_sentence(&last.text)
            && line.area.x0 <= margins.left + 1.2 * line.size
            && numbering::parse(&line.text).is_none()
            && !is_bullet(&line.text)
    }

    /// A title broken over two centred lines of the same face.
    fn is_centered_title(&self, line: &Line, margins: [Margins; 2]) -> bool {
        let middle = |area: &Area| (area.x0 + area.x1) / 2.0;
        let center = (margins[1].left + margins[1].right) / 2.0;
        let is_centered = |area: &Area| {
            (middle(area) - center).abs() < line.size && area.x0 > margins[1].left + 1.5 * line.size
        };
        let width = margins[0].right - margins[0].left;
        is_centered(&self.last.area)
            && is_centered(&line.area)
            && self.last.area.width() >= 0.6 * width
            && line.size >= 14.0
            && numbering::parse(&line.text).is_none()
    }
}

/// Whether the text ends where a sentence does.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '’', '）', ')', '』', '」', '"']);
    text.ends_with(['。', '！', '？', '；', '!', '?', ';', '.', '．'])
}

/// Whether a line begins with a number or a bullet.
pub(super) fn starts_item(text: &str) -> bool {
    is_bullet(text) || numbering::parse(text).is_some()
}

/// Whether the text ends in the middle of what it says: with a Chinese character or a comma.
fn breaks_inside_words(text: &str) -> bool {
    text.ends_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '、' | '，'))
}

fn is_colon(text: &str) -> bool {
    text.ends_with(['：', ':'])
}

fn is_bullet(text: &str) -> bool {
    text.starts_with(['•', '●', '■', '◆', '□', '☑', '√', '➢', '▪', '◇', '○', '★', '▲', '·', '※', '❖', '✓'])
}

/// Whether the line leads to a page number by dots.
pub(super) fn is_contents_line(text: &str) -> bool {
    let body = text.trim_end().trim_end_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X' | 'i' | 'v' | 'x' | '-' | ' ' | '(' | ')')
    });
    if body.len() >= text.trim_end().len() {
        return false;
    }
    let leaders =
        body.chars().rev().take_while(|c| matches!(c, '.' | '…' | '·' | '．' | '‥' | '_' | '-' | '─' | ' '));
    let weight: usize = leaders.map(|c| if c == '…' { 3 } else { usize::from(c != ' ') }).sum();
    weight >= 4
}

/// Margins of each column of a page, and the usual distance of its baselines.
#[derive(Debug, Default)]
pub(super) struct PageMeasure {
    columns: Vec<(u32, Margins)>,
    pub(super) leading: f64,
}

impl PageMeasure {
    /// Measures the body text of a page; `body` are the margins of the whole file's full lines.
    pub(super) fn of(page: &PageText, body: Option<Margins>) -> Self {
        let lines: Vec<&Line> = body_lines(page).collect();
        let mut columns: Vec<(u32, Margins)> = Vec::new();
        for line in &lines {
            if columns.iter().any(|(column, _)| *column == line.column) {
                continue;
            }
            let own: Vec<&Line> = lines.iter().copied().filter(|other| other.column == line.column).collect();
            let mut margins = margins(&own);
            if line.column == 0 {
                // A page of short lines has no full one.
                margins.right = margins.right.max(page.frame.x0 + LEAST_WIDTH * page.frame.width());
            }
            if let Some(body) = body.filter(|_| line.column == 0) {
                margins.right = body.right;
                if own.len() < 6 {
                    margins.left = margins.left.min(body.left);
                }
            }
            columns.push((line.column, margins));
        }
        Self { columns, leading: leading(&lines) }
    }

    pub(super) fn margins(&self, column: u32) -> Margins {
        let known = self.columns.iter().find(|(other, _)| *other == column);
        known.map_or(Margins { left: 0.0, right: 0.0 }, |(_, margins)| *margins)
    }
}

fn body_lines(page: &PageText) -> impl Iterator<Item = &Line> {
    page.blocks.iter().filter_map(|block| match block {
        PageBlock::Line(line) if !matches!(line.role, Role::Furniture | Role::Aside) => Some(line),
        _ => None,
    })
}

/// The left edge that most text keeps, and the right edge of the full lines.
fn margins(lines: &[&Line]) -> Margins {
    let left = common(lines.iter().map(|line| (line.area.x0, line.characters)));
    Margins { left: left.map_or(0.0, |(place, _)| place), right: right_edge(lines) }
}

/// Where the full lines end: justified text ends at one place; of ragged text three lines in four
/// end before it.
fn right_edge(lines: &[&Line]) -> f64 {
    let longest = lines.iter().map(|line| line.area.width()).fold(0.0, f64::max);
    let long = lines.iter().filter(|line| line.area.width() > 0.6 * longest);
    let whole: u32 = long.clone().map(|line| line.characters).sum();
    match common(long.clone().map(|line| (line.area.x1, line.characters))) {
        Some((place, weight)) if weight >= whole / 7 => place,
        _ => {
            let mut ends: Vec<f64> = long.map(|line| line.area.x1).collect();
            ends.sort_by(f64::total_cmp);
            ends.get(ends.len() * 3 / 4).copied().unwrap_or(0.0)
        }
    }
}

/// The margins that the pages of a file share, by the left edge and the full lines of most text;
/// files whose pages differ in width have none.
pub(super) fn body_margins(pages: &[PageText]) -> Option<Margins> {
    let first = pages.first()?;
    let is_same = |page: &PageText| (page.frame.width() - first.frame.width()).abs() < 2.0;
    if !pages.iter().all(is_same) {
        return None;
    }
    let long = |page: &&Line| page.column == 0 && page.area.width() > 0.5 * first.frame.width();
    let lines: Vec<&Line> = pages.iter().flat_map(body_lines).filter(long).collect();
    if lines.len() < 10 {
        return None;
    }
    let (left, _) = common(lines.iter().map(|line| (line.area.x0, line.characters)))?;
    Some(Margins { left, right: right_edge(&lines) })
}

/// The place, to two points, that carries the most characters, and how many.
fn common(places: impl Iterator<Item = (f64, u32)>) -> Option<(f64, u32)> {
    let mut sorted: Vec<(f64, u32)> = places.collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best: Option<(u32, f64)> = None;
    let (mut from, mut sum) = (0, 0);
    for to in 0..sorted.len() {
        sum += sorted[to].1;
        while sorted[to].0 - sorted[from].0 > 2.0 {
            sum -= sorted[from].1;
            from += 1;
        }
        if best.is_none_or(|(most, _)| sum > most) {
            best = Some((sum, (sorted[from].0 + sorted[to].0) / 2.0));
        }
    }
    best.map(|(weight, place)| (place, weight))
}

/// Median distance of neighbouring baselines.
fn leading(lines: &[&Line]) -> f64 {
    let mut steps: Vec<f64> = lines
        .windows(2)
        .filter(|pair| pair[0].column == pair[1].column)
        .map(|pair| pair[1].baseline - pair[0].baseline)
        .filter(|step| *step > 0.0 && *step < 80.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARGINS: Margins = Margins { left: 90.0, right: 510.0 };

    fn line(text: &str, x0: f64, x1: f64, baseline: f64) -> Line {
        Line {
            text: text.to_owned(),
            area: Area { x0, y0: baseline - 8.5, x1, y1: baseline + 1.5 },
            baseline,
            size: 10.0,
            characters: text.chars().count() as u32,
            ..Line::default()
        }
    }

    fn goes_on(first: Line, second: Line) -> bool {
        Paragraph::start(&first, 1).goes_on_in(&second, 1, [MARGINS, MARGINS], 15.0)
    }

    #[test]
    fn full_lines_go_on_and_short_ones_end() {
        assert!(goes_on(line("一行写满的正文", 110.0, 508.0, 100.0), line("接着写", 90.0, 300.0, 115.0)));
        assert!(!goes_on(line("一段写完。", 110.0, 300.0, 100.0), line("下一段", 110.0, 300.0, 115.0)));
        assert!(!goes_on(line("恰好写满。", 110.0, 508.0, 100.0), line("下一段", 110.0, 300.0, 115.0)));
        assert!(goes_on(line("恰好写满。", 110.0, 508.0, 100.0), line("同一段", 90.0, 300.0, 115.0)));
        assert!(!goes_on(line("写满", 110.0, 508.0, 100.0), line("隔得远", 90.0, 300.0, 140.0)));
        assert!(!goes_on(line("写满", 110.0, 508.0, 100.0), line("1.2 新标题", 90.0, 300.0, 115.0)));
        assert!(!goes_on(line("写满", 110.0, 508.0, 100.0), line("● 条目", 90.0, 300.0, 115.0)));
    }

    #[test]
    fn contents_lines_stand_alone() {
        assert!(is_contents_line("一、概述........ 3"));
        assert!(is_contents_line("一、概述……3"));
        assert!(is_contents_line("1.1 概述 . . . . . . 12"));
        assert!(!is_contents_line("等等……"));
        assert!(!is_contents_line("投资 1,280"));
        let first = line("第一章 概述........ 1", 90.0, 510.0, 100.0);
        assert!(!goes_on(first, line("第二章 方案........ 2", 90.0, 510.0, 115.0)));
    }
}
