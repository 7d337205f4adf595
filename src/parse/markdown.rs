//! Markdown → [`Document`]: headings, paragraphs, lists, GFM tables, footnotes, and HTML inside.

mod html;
mod inline;
mod source;

use super::{Limits, plain};
use crate::document::{
    Builder, CellDraft, Document, Draft, DraftKind, Format, HeadingEvidence, Origin, TableDraft,
};
use crate::gap::Gap;
use inline::{Inline, Line};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Longest line over dashes that is a heading; a longer one is a paragraph before a rule.
const LONGEST_UNDERLINED_HEADING: usize = 60;

pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Markdown);
    let Some(text) = plain::take_text(bytes, limits, &mut builder) else { return builder.finish() };
    let prepared = source::prepare(&text);
    drop(text);
    if let Some((line, title)) = &prepared.title {
        builder.paragraph(title, Draft { origin: Origin::Line(*line), ..Draft::default() });
    }
    let mut walker = Walker::new(builder, &prepared.text, limits.table_cells);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    for (event, range) in Parser::new_ext(&prepared.text, options).into_offset_iter() {
        walker.event(event, range);
    }
    walker.flush_list();
    let pictures = walker.pictures;
    let mut document = walker.builder.finish();
    super::note_pictures(&mut document, pictures, super::CHARACTERS_PER_PICTURE * pictures);
    document
}

struct Walker<'a> {
    builder: Builder,
    source: &'a str,
    /// Byte of each line's start.
    line_starts: Vec<usize>,
    inline: Inline,
    quote_depth: usize,
    note_depth: usize,
    /// What counts up in each open list; `None` for bullets.
    lists: Vec<Ordered>,
    /// The blocks of the open list, held back until it is known what kind of list it is.
    held: Vec<Held>,
    /// Pictures so far.
    pictures: usize,
    /// Items of the outermost list.
    items: usize,
    table: Option<OpenTable>,
    cells_left: u64,
    cells_allowed: u64,
    code: Option<OpenCode>,
    html: Option<(u32, String)>,
}

/// Whether a list is numbered, and the label of its open item that no text carries yet.
struct Ordered {
    is_numbered: bool,
    label: Option<String>,
}

struct OpenTable {
    line: u32,
    rows: Vec<Vec<CellDraft>>,
}

struct OpenCode {
    line: u32,
    text: String,
    is_indented: bool,
}

/// A block inside a list.
struct Held {
    line: u32,
    content: HeldContent,
    /// Which item of the outermost list.
    item: usize,
    /// Lists around it.
    depth: usize,
    is_label: bool,
}

enum HeldContent {
    Paragraph { text: String, bold: bool, kind: DraftKind },
    Table(TableDraft),
}

impl<'a> Walker<'a> {
    fn new(builder: Builder, source: &'a str, cells_allowed: u64) -> Self {
        let line_starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1))
            .collect();
        Self {
            builder,
            source,
            line_starts,
            inline: Inline::default(),
            pictures: 0,
            quote_depth: 0,
            note_depth: 0,
            lists: Vec::new(),
            held: Vec::new(),
            items: 0,
            table: None,
            cells_left: cells_allowed,
            cells_allowed,
            code: None,
            html: None,
        }
    }

    fn line_of(&self, byte: usize) -> u32 {
        u32::try_from(self.line_starts.partition_point(|&start| start <= byte)).unwrap_or(u32::MAX)
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(text) => {
                let line = self.line_of(range.start);
                self.inline.push(line, &text);
            }
            Event::Html(text) => self.html_text(&text, &range),
            Event::InlineHtml(text) => self.inline_html(&text, &range),
            Event::SoftBreak => self.inline.soft_break(),
            Event::HardBreak => self.inline.hard_break(),
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
            Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        match &mut self.code {
            Some(code) => code.text.push_str(text),
            None => {
                let line = self.line_of(range.start);
                self.inline.push(line, text);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::BlockQuote(_) => {
                self.flush_item_text();
                self.quote_depth += 1;
            }
            Tag::FootnoteDefinition(_) => self.note_depth += 1,
            Tag::List(first) => {
                self.flush_item_text();
                self.lists.push(Ordered { is_numbered: first.is_some(), label: None });
            }
            Tag::Item => self.open_item(range),
            Tag::CodeBlock(kind) => {
                self.flush_item_text();
                let is_indented = matches!(kind, CodeBlockKind::Indented);
                let line = self.line_of(range.start) + u32::from(!is_indented);
                self.code = Some(OpenCode { line, text: String::new(), is_indented });
            }
            Tag::HtmlBlock => {
                self.flush_item_text();
                self.html = Some((self.line_of(range.start), String::new()));
            }
            Tag::Table(_) => {
                self.flush_item_text();
                self.table = Some(OpenTable { line: self.line_of(range.start), rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Paragraph | Tag::Heading { .. } => self.flush_item_text(),
            Tag::Strong => self.inline.open_bold(),
            // A single mark is a range (`2~3 天`), not text struck out.
            Tag::Strikethrough if self.source[range.clone()].starts_with("~~") => self.inline.open_struck(),
            Tag::Strikethrough => self.push_mark(range.start),
            Tag::Image { .. } => self.inline.open_image(self.line_of(range.start)),
            Tag::Link { dest_url, .. } => self.inline.open_link(dest_url.starts_with('#')),
            _ => {}
        }
    }

    fn push_mark(&mut self, byte: usize) {
        let line = self.line_of(byte);
        self.inline.push(line, "~");
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(level) => self.close_heading(level as u8, range),
            TagEnd::BlockQuote(_) => self.quote_depth = self.quote_depth.saturating_sub(1),
            TagEnd::FootnoteDefinition => self.note_depth = self.note_depth.saturating_sub(1),
            TagEnd::Item => self.flush_item_text(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.flush_list();
                }
            }
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::HtmlBlock => self.close_html(),
            TagEnd::TableCell => self.close_cell(range),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.add_table(table.line, TableDraft { rows: table.rows, first_sheet_row: None });
                }
            }
            TagEnd::Strong => self.inline.close_bold(),
            TagEnd::Strikethrough if self.source[range.clone()].starts_with("~~") => {
                self.inline.close_struck()
            }
            TagEnd::Strikethrough => self.push_mark(range.end.saturating_sub(1)),
            TagEnd::Image => {
                self.inline.close_image();
                self.builder.picture();
                self.pictures += 1;
            }
            TagEnd::Link => self.inline.close_link(),
            _ => {}
        }
    }

    fn open_item(&mut self, range: &Range<usize>) {
        if self.lists.len() == 1 {
            self.items += 1;
        }
        let source = &self.source[range.clone()];
        let Some(list) = self.lists.last_mut() else { return };
        let digits = source.bytes().take_while(u8::is_ascii_digit).count();
        list.label = source.get(..=digits).filter(|_| list.is_numbered && digits > 0).map(str::to_owned);
    }

    /// The text of a tight item stands in no paragraph of its own.
    fn flush_item_text(&mut self) {
        if !self.inline.is_empty() {
            self.close_paragraph();
        }
    }

    fn close_paragraph(&mut self) {
        let (lines, alts) = self.inline.take();
        for paragraph in join(lines, self.source, &self.line_starts) {
            if inline::is_contents_mark(&paragraph.text) {
                continue;
            }
            self.add_paragraph(paragraph);
        }
        for (line, alt) in alts {
            self.add(line, alt, false, DraftKind::Note);
        }
    }

    fn add_paragraph(&mut self, paragraph: Line) {
        let kind = if self.note_depth > 0 {
            DraftKind::Note
        } else if self.quote_depth > 0 {
            DraftKind::Verbatim
        } else if paragraph.is_contents_link() {
            DraftKind::Contents
        } else {
            DraftKind::Text
        };
        let bold = paragraph.is_bold();
        self.add(paragraph.number, paragraph.text, bold, kind);
    }

    fn add(&mut self, line: u32, text: String, bold: bool, kind: DraftKind) {
        let depth = self.lists.len();
        let Some(list) = self.lists.last_mut() else {
            return self
                .builder
                .paragraph(&text, Draft { kind, origin: Origin::Line(line), bold, size: None });
        };
        let label = list.label.take();
        let is_label = label.is_some();
        let text = label.map_or(text.clone(), |label| format!("{label} {text}"));
        let content = HeldContent::Paragraph { text, bold, kind };
        self.held.push(Held { line, content, item: self.items, depth, is_label });
    }

    fn add_table(&mut self, line: u32, table: TableDraft) {
        let depth = self.lists.len();
        if depth == 0 {
            return self.builder.table(table, Origin::Line(line));
        }
        let content = HeldContent::Table(table);
        self.held.push(Held { line, content, item: self.items, depth, is_label: false });
    }

    /// Gives out the blocks of a list. A numbered item that stands alone, or with content under its
    /// first line, may be a heading written as a list: the builder decides.
    fn flush_list(&mut self) {
        self.flush_item_text();
        let held = std::mem::take(&mut self.held);
        let mut has_content = vec![self.items == 1; self.items + 1];
        let mut is_numbered = vec![false; self.items + 1];
        for block in held.iter().filter(|block| block.depth == 1) {
            has_content[block.item] |= !block.is_label;
            is_numbered[block.item] |= block.is_label;
        }
        self.items = 0;
        for block in held {
            let origin = Origin::Line(block.line);
            match block.content {
                HeldContent::Table(table) => self.builder.table(table, origin),
                HeldContent::Paragraph { text, bold, kind } => {
                    let may_be_heading =
                        block.depth == 1 && is_numbered[block.item] && has_content[block.item];
                    let kind = match kind {
                        DraftKind::Text if !may_be_heading => DraftKind::ListItem,
                        kind => kind,
                    };
                    self.builder.paragraph(&text, Draft { kind, origin, bold, size: None });
                }
            }
        }
    }

    fn close_heading(&mut self, level: u8, range: &Range<usize>) {
        let (lines, alts) = self.inline.take();
        let is_underlined = !self.source[range.clone()].trim_start().starts_with('#');
        let too_long = |line: &Line| {
            line.text.ends_with(['。', '；', '，', ';', '：'])
                || line.text.chars().count() > LONGEST_UNDERLINED_HEADING
        };
        if is_underlined && (lines.len() > 1 || lines.iter().any(too_long)) {
            // A paragraph with a rule drawn close below it.
            for paragraph in join(lines, self.source, &self.line_starts) {
                self.add_paragraph(paragraph);
            }
        } else if let Some(mut heading) = inline::one_line(lines) {
            if !is_underlined {
                heading.text.truncate(heading.text.trim_end_matches('#').trim_end().len());
            }
            let kind = DraftKind::Heading { level, evidence: HeadingEvidence::Explicit };
            self.add(heading.number, heading.text, false, kind);
        }
        for (line, alt) in alts {
            self.add(line, alt, false, DraftKind::Note);
        }
    }

    /// Fenced blocks are code; indented ones are how many people indent a paragraph.
    fn close_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        if !code.is_indented || !inline::is_mostly_chinese(&code.text) {
            return self.add(code.line, code.text, false, DraftKind::Verbatim);
        }
        for (number, line) in (code.line..).zip(code.text.split('\n')) {
            self.inline.push(number, line.trim());
            self.inline.hard_break();
        }
        self.close_paragraph();
    }

    fn html_text(&mut self, text: &str, range: &Range<usize>) {
        match &mut self.html {
            Some((_, html)) => html.push_str(text),
            None => self.inline_html(text, range),
        }
    }

    fn inline_html(&mut self, text: &str, range: &Range<usize>) {
        let Some(tag) = super::html::token::Tag::parse(text) else { return };
        match (tag.name.as_str(), tag.is_end) {
            ("b" | "strong", false) => self.inline.open_bold(),
            ("b" | "strong", true) => self.inline.close_bold(),
            ("s" | "del" | "strike", false) => self.inline.open_struck(),
            ("s" | "del" | "strike", true) => self.inline.close_struck(),
            ("td" | "th", false) => {
                let line = self.line_of(range.start);
                self.inline.push(line, " ");
            }
            _ if tag.breaks_line() => self.inline.hard_break(),
            _ => {}
        }
    }

    fn close_html(&mut self) {
        let Some((first_line, html)) = self.html.take() else { return };
        for (offset, piece) in html::pieces(&html) {
            let line = first_line.saturating_add(offset);
            match piece {
                html::Piece::Table(mut table) => {
                    for row in &mut table.rows {
                        let cells = row.len();
                        row.truncate(self.take_cells(cells));
                    }
                    self.add_table(line, table);
                }
                html::Piece::Text(text, Some(level)) => {
                    let kind = DraftKind::Heading { level, evidence: HeadingEvidence::Explicit };
                    self.add(line, text, false, kind);
                }
                html::Piece::Text(text, None) => {
                    for (number, text) in (line..).zip(text.split('\n')) {
                        self.add_paragraph(Line::plain(number, text));
                    }
                }
            }
        }
    }

    fn close_cell(&mut self, range: &Range<usize>) {
        let (lines, alts) = self.inline.take();
        if self.take_cells(1) == 0 {
            return;
        }
        let origin = Origin::Line(self.line_of(range.start));
        let texts: Vec<String> =
            lines.into_iter().map(|line| line.text).chain(alts.into_iter().map(|(_, alt)| alt)).collect();
        if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
            let column_idx = u32::try_from(row.len()).unwrap_or(u32::MAX);
            row.push(CellDraft { column_idx, text: texts.join("\n"), origin, ..CellDraft::default() });
        }
    }

    /// How many of these cells may still be kept.
    fn take_cells(&mut self, wanted: usize) -> usize {
        let granted = self.cells_left.min(wanted as u64);
        if granted < wanted as u64 {
            let allowed = self.cells_allowed;
            self.builder.gap(Gap::limit("table-cells", allowed.saturating_add(1), allowed));
        }
        self.cells_left -= granted;
        usize::try_from(granted).unwrap_or(wanted)
    }
}

/// The lines of one paragraph: wrapped ones are put together, others stand for themselves.
fn join(lines: Vec<Line>, source: &str, line_starts: &[usize]) -> Vec<Line> {
    let width = inline::wrap_width(&lines);
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    let mut last_text = String::new();
    for mut line in lines {
        line.finish(source_line(source, line_starts, line.number));
        if line.text.trim().is_empty() {
            continue;
        }
        let text = line.text.clone();
        match joined.last_mut() {
            Some(open)
                if !line.after_hard_break
                    && width.is_some_and(|width| plain::runs_on(&last_text, &text, width)) =>
            {
                open.append(&line);
            }
            _ => joined.push(line),
        }
        last_text = text;
    }
    joined
}

fn source_line<'a>(source: &'a str, line_starts: &[usize], number: u32) -> &'a str {
    let start = line_starts.get(number as usize - 1).copied().unwrap_or(source.len());
    let end = line_starts.get(number as usize).map_or(source.len(), |&next| next - 1);
    source.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
