//! The text of one block while its inline events arrive: lines, with what of them is bold.

use super::plain;
use unicode_width::UnicodeWidthStr;

/// Narrowest column at which a paragraph counts as wrapped, in columns of a terminal.
const NARROWEST_WRAP: usize = 50;

/// Collects the lines of one block.
#[derive(Debug, Default)]
pub(super) struct Inline {
    lines: Vec<Line>,
    alts: Vec<(u32, String)>,
    image: Option<(u32, String)>,
    image_depth: usize,
    bold_depth: usize,
    struck_depth: usize,
    /// For each open link whether it leads into the document itself.
    links: Vec<bool>,
    break_before: Option<Break>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Break {
    Soft,
    Hard,
}

/// One line of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// Line number in the file.
    pub(super) number: u32,
    /// Its text without marks.
    pub(super) text: String,
    /// Whether the author broke the line before it.
    pub(super) after_hard_break: bool,
    visible: usize,
    bold: usize,
    contents_links: usize,
}

impl Inline {
    pub(super) fn push(&mut self, number: u32, text: &str) {
        if self.struck_depth > 0 {
            return;
        }
        if let Some((_, alt)) = &mut self.image {
            alt.push_str(text);
            return;
        }
        let hard = self.break_before.take();
        if self.lines.is_empty() || hard.is_some() {
            let after_hard_break = hard == Some(Break::Hard);
            self.lines.push(Line { number, after_hard_break, ..Line::default() });
        }
        let Some(line) = self.lines.last_mut() else { return };
        let visible = text.chars().filter(|c| !c.is_whitespace()).count();
        line.text.push_str(text);
        line.visible += visible;
        if self.bold_depth > 0 {
            line.bold += visible;
        }
        if self.links.contains(&true) {
            line.contents_links += visible;
        }
    }

    pub(super) fn soft_break(&mut self) {
        if let Some((_, alt)) = &mut self.image {
            alt.push(' ');
        }
        self.break_before = self.break_before.or(Some(Break::Soft));
    }

    pub(super) fn hard_break(&mut self) {
        self.break_before = Some(Break::Hard);
    }

    pub(super) fn open_bold(&mut self) {
        self.bold_depth += 1;
    }

    pub(super) fn close_bold(&mut self) {
        self.bold_depth = self.bold_depth.saturating_sub(1);
    }

    pub(super) fn open_struck(&mut self) {
        self.struck_depth += 1;
    }

    pub(super) fn close_struck(&mut self) {
        self.struck_depth = self.struck_depth.saturating_sub(1);
    }

    pub(super) fn open_link(&mut self, into_document: bool) {
        self.links.push(into_document);
    }

    pub(super) fn close_link(&mut self) {
        self.links.pop();
    }

    pub(super) fn open_image(&mut self, number: u32) {
        self.image_depth += 1;
        self.image.get_or_insert((number, String::new()));
    }

    pub(super) fn close_image(&mut self) {
        self.image_depth = self.image_depth.saturating_sub(1);
        if self.image_depth == 0
            && let Some((number, alt)) = self.image.take()
            && says_something(&alt)
        {
            self.alts.push((number, alt.trim().to_owned()));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.alts.is_empty()
    }

    /// The lines, and the texts of images that say something, with their line numbers.
    pub(super) fn take(&mut self) -> (Vec<Line>, Vec<(u32, String)>) {
        self.break_before = None;
        self.bold_depth = 0;
        self.struck_depth = 0;
        let mut lines = std::mem::take(&mut self.lines);
        for line in &mut lines {
            line.text = without_stray_marks(&line.text);
        }
        (lines, std::mem::take(&mut self.alts))
    }
}

impl Line {
    pub(super) fn plain(number: u32, text: &str) -> Self {
        let visible = text.chars().filter(|c| !c.is_whitespace()).count();
        Self { number, text: text.to_owned(), visible, ..Self::default() }
    }

    /// Takes from the source what the events did not tell: emphasis that the grammar did not see.
    pub(super) fn finish(&mut self, source: &str) {
        let source = source.trim();
        let is_marked =
            |mark: &str| source.len() > 2 * mark.len() && source.starts_with(mark) && source.ends_with(mark);
        let inner = source.trim_matches('*');
        if is_marked("**") && !inner.replace("****", "").contains("**") {
            self.bold = self.visible;
        }
    }

    pub(super) fn append(&mut self, next: &Line) {
        plain::append(&mut self.text, &next.text);
        self.visible += next.visible;
        self.bold += next.bold;
        self.contents_links += next.contents_links;
    }

    /// Whether all of it is bold.
    pub(super) fn is_bold(&self) -> bool {
        self.visible > 0 && self.bold >= self.visible
    }

    /// Whether it is nothing but a link to a place in the document: a line of the contents.
    pub(super) fn is_contents_link(&self) -> bool {
        self.visible > 0 && self.contents_links >= self.visible
    }
}

/// All lines as one, for headings.
pub(super) fn one_line(lines: Vec<Line>) -> Option<Line> {
    let mut lines = lines.into_iter();
    let mut first = lines.next()?;
    for line in lines {
        first.append(&line);
    }
    Some(first)
}

/// The column at which the lines of a paragraph were wrapped: all but the last are about as long.
pub(super) fn wrap_width(lines: &[Line]) -> Option<usize> {
    let (_, full) = lines.split_last()?;
    let widths: Vec<usize> = full.iter().map(|line| line.text.width()).collect();
    let (least, most) = (widths.iter().min()?, widths.iter().max()?);
    (*most >= NARROWEST_WRAP && least + most / 6 >= *most).then_some(*most)
}

/// `[TOC]` and its like: the place where a contents page would be printed.
pub(super) fn is_contents_mark(text: &str) -> bool {
    let inner = text.trim().trim_start_matches('@').trim_matches(['[', ']']);
    inner.eq_ignore_ascii_case("toc") || (text.starts_with("@[") && inner.eq_ignore_ascii_case("toc](目录)"))
}

/// Marks of emphasis that the grammar left as text, because Chinese punctuation stands beside them
/// (`**重点：**建设`).
fn without_stray_marks(text: &str) -> String {
    if !text.contains("**") {
        return text.to_owned();
    }
    let is_operand = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == ' ');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("**") {
        kept.push_str(&rest[..at]);
        let behind = rest[at..].trim_start_matches('*');
        let run = rest.len() - at - behind.len();
        let hides_a_name = run == 3
            && kept.chars().next_back().is_some_and(is_chinese)
            && behind.chars().next().is_some_and(is_chinese);
        if hides_a_name || is_operand(kept.chars().next_back()) && is_operand(behind.chars().next()) {
            kept.push_str(&rest[at..rest.len() - behind.len()]); // 2**3
        }
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

/// Whether the text of an image tells more than that there is one.
fn says_something(alt: &str) -> bool {
    const HOLLOW: [&str; 7] = ["图片", "截图", "图像", "插入图片描述", "输入图片说明", "image", "img"];
    let chinese = alt.chars().filter(|c| is_chinese(*c)).count();
    let lower = alt.to_lowercase();
    let is_file =
        [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg"].iter().any(|end| lower.trim_end().ends_with(end));
    let is_hollow = HOLLOW.iter().any(|word| lower.contains(word)) && chinese <= 9;
    chinese >= 3 && !is_file && !is_hollow
}

/// Whether a text reads as Chinese prose rather than as code.
pub(super) fn is_mostly_chinese(text: &str) -> bool {
    let visible = text.chars().filter(|c| !c.is_whitespace()).count();
    let chinese = text.chars().filter(|c| is_chinese(*c)).count();
    chinese * 2 >= visible
}

fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
}
