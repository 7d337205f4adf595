//! HTML inside Markdown → paragraphs and tables. Tags and comments go, what a reader sees stays.

use crate::document::{CellDraft, TableDraft};

/// Columns that one table may have, and rows that one cell may cover: what browsers allow.
const MOST_COLUMNS: u32 = 1_000;
const MOST_ROWS: u32 = 65_534;

/// A piece of the page.
pub(super) enum Piece {
    /// Running text, or a heading of a level.
    Text(String, Option<u8>),
    /// A table.
    Table(TableDraft),
}

/// The pieces with the number of line breaks before each.
pub(super) fn pieces(html: &str) -> Vec<(u32, Piece)> {
    let mut page = Page::default();
    let mut tokens =
        Tokens { rest: html, line: 0, closes_tag: true, closes_comment: true, closes_hidden: true };
    while let Some((line, token)) = tokens.next() {
        match token {
            Token::Text(text) => page.text(line, text),
            Token::Tag(tag) => page.tag(line, &tag),
        }
    }
    page.end_table();
    page.flush(None);
    page.pieces
}

/// A tag: its name in lower case, whether it closes, its attributes as written.
pub(super) struct Tag<'a> {
    pub(super) name: String,
    pub(super) is_end: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag in `<…>`; `None` for comments, declarations and what is no tag.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?.trim_end_matches('>');
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let attributes = &inner[end..];
        let is_tag = inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && (attributes.is_ascii() || attributes.contains('='));
        is_tag.then(|| Self { name: inner[..end].to_ascii_lowercase(), is_end, attributes })
    }

    fn number(&self, attribute: &str) -> Option<u32> {
        let lower = self.attributes.to_ascii_lowercase();
        let behind = lower.find(attribute).map(|at| &lower[at + attribute.len()..])?;
        let value = behind.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
        value[..end].parse().ok()
    }

    /// Whether the text goes on in a new line behind it.
    pub(super) fn breaks_line(&self) -> bool {
        matches!(
            self.name.as_str(),
            "br" | "p"
                | "div"
                | "li"
                | "ul"
                | "ol"
                | "hr"
                | "tr"
                | "section"
                | "article"
                | "blockquote"
                | "pre"
                | "center"
                | "dt"
                | "dd"
                | "caption"
                | "details"
                | "summary"
        )
    }

    fn heading_level(&self) -> Option<u8> {
        let digit = self.name.strip_prefix('h')?.parse().ok()?;
        (1..=6).contains(&digit).then_some(digit)
    }
}

enum Token<'a> {
    Text(&'a str),
    Tag(Tag<'a>),
}

struct Tokens<'a> {
    rest: &'a str,
    line: u32,
    /// Whether a `>` may still come: looked for once, not again behind every `<`.
    closes_tag: bool,
    closes_comment: bool,
    closes_hidden: bool,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<(u32, Token<'a>)> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let line = self.line;
            if self.rest.starts_with("<!--") && self.closes_comment {
                match self.rest.find("-->") {
                    Some(end) => {
                        self.take(end + 3);
                        continue;
                    }
                    None => self.closes_comment = false,
                }
            }
            if let Some(token) = self.tag() {
                return Some((line, Token::Tag(token)));
            }
            let skip = self.rest.chars().next().map_or(0, char::len_utf8);
            let end = self.rest[skip..].find('<').map_or(self.rest.len(), |at| skip + at);
            return Some((line, Token::Text(self.take(end))));
        }
    }

    fn tag(&mut self) -> Option<Tag<'a>> {
        let second = self.rest.strip_prefix('<')?.chars().next()?;
        if !self.closes_tag || !(second.is_ascii_alphabetic() || matches!(second, '/' | '!' | '?')) {
            return None;
        }
        let Some(end) = self.rest.find('>') else {
            self.closes_tag = false;
            return None;
        };
        let text = &self.rest[..=end];
        let tag = match Tag::parse(text) {
            Some(tag) => tag,
            None if second.is_ascii_alphabetic() => return None,
            None => Tag { name: String::new(), is_end: false, attributes: "" },
        };
        self.take(end + 1);
        if !tag.is_end && matches!(tag.name.as_str(), "script" | "style") && self.closes_hidden {
            match self.rest.find(&format!("</{}", tag.name)) {
                Some(end) => _ = self.take(end),
                None => self.closes_hidden = false,
            }
        }
        Some(tag)
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        let breaks = memchr::memchr_iter(b'\n', taken.as_bytes()).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.rest = rest;
        taken
    }
}

#[derive(Default)]
struct Page {
    pieces: Vec<(u32, Piece)>,
    text: String,
    text_line: u32,
    table: Option<OpenTable>,
    table_depth: u32,
}

#[derive(Default)]
struct OpenTable {
    line: u32,
    rows: Vec<Vec<CellDraft>>,
    cell: Option<CellDraft>,
    /// For each column the first row that no cell above covers.
    free_from: Vec<u32>,
}

impl Page {
    fn text(&mut self, line: u32, text: &str) {
        let target = match self.table.as_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => &mut cell.text,
            None => {
                if self.text.trim().is_empty() {
                    let before = text.len() - text.trim_start().len();
                    let breaks = memchr::memchr_iter(b'\n', &text.as_bytes()[..before]).count();
                    self.text_line = line + u32::try_from(breaks).unwrap_or(0);
                }
                &mut self.text
            }
        };
        target.push_str(text);
    }

    fn tag(&mut self, line: u32, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "table" if tag.is_end => self.close_table(),
            "table" => self.open_table(line),
            "tr" if self.table_depth == 1 => self.row(tag),
            "td" | "th" if self.table_depth == 1 => self.cell(tag),
            _ => self.inside(tag),
        }
    }

    fn inside(&mut self, tag: &Tag<'_>) {
        if let Some(cell) = self.table.as_mut().and_then(|table| table.cell.as_mut()) {
            if tag.breaks_line() {
                cell.text.push('\u{B}'); // a break that stays; line ends in the source do not
            }
        } else if let Some(level) = tag.heading_level() {
            self.flush(tag.is_end.then_some(level));
        } else if tag.breaks_line() {
            self.flush(None);
        }
    }

    fn flush(&mut self, level: Option<u8>) {
        let text = collapse(&std::mem::take(&mut self.text));
        if !text.is_empty() {
            self.pieces.push((self.text_line, Piece::Text(text, level)));
        }
    }

    fn open_table(&mut self, line: u32) {
        self.table_depth += 1;
        if self.table_depth == 1 {
            self.flush(None);
            self.table = Some(OpenTable { line, ..OpenTable::default() });
        }
    }

    fn close_table(&mut self) {
        self.table_depth = self.table_depth.saturating_sub(1);
        if self.table_depth == 0 {
            self.end_table();
        }
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        table.close_cell();
        self.flush(None); // text between the rows: a caption
        let line = table.line;
        self.pieces.push((line, Piece::Table(TableDraft { rows: table.rows, first_sheet_row: None })));
    }

    fn row(&mut self, tag: &Tag<'_>) {
        if let Some(table) = &mut self.table {
            table.close_cell();
            if !tag.is_end {
                table.rows.push(Vec::new());
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        if let Some(table) = &mut self.table {
            table.close_cell();
            if !tag.is_end {
                table.open_cell(tag);
            }
        }
    }
}

impl OpenTable {
    fn open_cell(&mut self, tag: &Tag<'_>) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        let row_idx = u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX);
        let taken = self.rows.last().and_then(|row| row.last());
        let mut column_idx = taken.map_or(0, |cell| cell.column_idx + cell.column_span);
        while self.free_from.get(column_idx as usize).is_some_and(|&free| free > row_idx) {
            column_idx += 1;
        }
        if column_idx >= MOST_COLUMNS {
            return;
        }
        let column_span = tag.number("colspan").unwrap_or(1).clamp(1, MOST_COLUMNS - column_idx);
        let row_span = tag.number("rowspan").unwrap_or(1).clamp(1, MOST_ROWS);
        let end = (column_idx + column_span) as usize;
        if self.free_from.len() < end {
            self.free_from.resize(end, 0);
        }
        self.free_from[column_idx as usize..end].fill(row_idx.saturating_add(row_span));
        self.cell = Some(CellDraft { column_idx, row_span, column_span, ..CellDraft::default() });
    }

    fn close_cell(&mut self) {
        if let Some(mut cell) = self.cell.take() {
            cell.text = collapse(&cell.text);
            if let Some(row) = self.rows.last_mut() {
                row.push(cell);
            }
        }
    }
}

/// White space as a browser shows it: runs become one space, none between Chinese characters at a
/// line end; entities become characters.
fn collapse(text: &str) -> String {
    let decoded = decode_entities(text);
    let lines: Vec<String> =
        decoded.split('\u{B}').map(collapse_line).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn collapse_line(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line.trim();
    while let Some(at) = rest.find(|c: char| c.is_ascii_whitespace()) {
        shown.push_str(&rest[..at]);
        let behind = rest[at..].trim_ascii_start();
        let space = &rest[at..rest.len() - behind.len()];
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
        let joins_words = is_latin(shown.chars().next_back()) || is_latin(behind.chars().next());
        if joins_words || !space.contains('\n') {
            shown.push(' ');
        }
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name known here has 6 letters.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end + 1))) {
            Some((character, length)) => {
                decoded.push(character);
                rest = &rest[length..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let value = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(value).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "middot" => '·',
        "times" => '×',
        "ge" => '≥',
        "le" => '≤',
        "plusmn" => '±',
        "deg" => '°',
        "yen" => '¥',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        let text = |(_, piece)| match piece {
            Piece::Text(text, level) => level.map_or(text.clone(), |level| format!("h{level} {text}")),
            Piece::Table(table) => {
                let cell = |cell: &CellDraft| format!("{}@{}", cell.text.replace('\n', "/"), cell.column_idx);
                let row = |row: &Vec<CellDraft>| row.iter().map(cell).collect::<Vec<_>>().join(" ");
                table.rows.iter().map(row).collect::<Vec<_>>().join(" | ")
            }
        };
        pieces(html).into_iter().map(text).collect()
    }

    #[test]
    fn merged_cells_keep_their_columns() {
        let html = "<table><tr><th rowspan=\"2\">序号</th><th colspan=2>费用</th></tr>\n<tr><td>软件</td><td>硬件</td></tr>\
                    <tr><td>1</td><td>2<br>万元</td><td>3</td></tr></table>";
        assert_eq!(texts(html), ["序号@0 费用@1 | 软件@1 硬件@2 | 1@0 2/万元@1 3@2"]);
    }

    #[test]
    fn what_is_not_seen_goes() {
        let html = "<!-- 备注 --><style>a{}</style><div align=center>总体&nbsp;架构</div><h2>概述</h2><p>第一行\n第二行</p>";
        assert_eq!(texts(html), ["总体 架构", "h2 概述", "第一行第二行"]);
    }

    #[test]
    fn what_looks_like_a_tag_but_is_none_stays() {
        assert_eq!(texts("a<b 且 x > y"), ["a<b 且 x > y"]);
        assert_eq!(texts("3 < 5 元 <!-- 未结束"), ["3 < 5 元 <!-- 未结束"]);
    }

    #[test]
    fn unclosed_markup_stays_linear() {
        let started = std::time::Instant::now();
        for html in ["<a href=\"", "</<!--", "<script", "<script>", "<!", "<td rowspan=9 colspan=9>"] {
            pieces(&html.repeat(50_000));
        }
        assert!(started.elapsed().as_secs() < 5);
    }
}
