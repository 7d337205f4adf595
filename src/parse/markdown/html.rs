//! HTML inside Markdown → paragraphs and tables. Tags and comments go, what a reader sees stays.

use crate::document::TableDraft;
use crate::parse::html::grid::Grid;
use crate::parse::html::space::{BREAK, collapse};
use crate::parse::html::token::{Tag, Token, Tokens};

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
    let mut tokens = Tokens::new(html);
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

#[derive(Default)]
struct Page {
    pieces: Vec<(u32, Piece)>,
    text: String,
    /// Whether there is more in it than white space.
    has_text: bool,
    text_line: u32,
    /// The line at which it begins, and its cells.
    table: Option<(u32, Grid)>,
    table_depth: u32,
}

impl Page {
    fn text(&mut self, line: u32, text: &str) {
        let target = match self.table.as_mut().and_then(|(_, table)| table.cell.as_mut()) {
            Some(cell) => &mut cell.text,
            None => {
                if !self.has_text {
                    self.has_text = !text.trim().is_empty();
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
        if let Some(cell) = self.table.as_mut().and_then(|(_, table)| table.cell.as_mut()) {
            if tag.breaks_line() {
                cell.text.push(BREAK);
            }
        } else if let Some(level) = tag.heading_level() {
            self.flush(tag.is_end.then_some(level));
        } else if tag.breaks_line() {
            self.flush(None);
        }
    }

    fn flush(&mut self, level: Option<u8>) {
        let text = collapse(&std::mem::take(&mut self.text));
        self.has_text = false;
        if !text.is_empty() {
            self.pieces.push((self.text_line, Piece::Text(text, level)));
        }
    }

    fn open_table(&mut self, line: u32) {
        self.table_depth += 1;
        if self.table_depth == 1 {
            self.flush(None);
            self.table = Some((line, Grid::default()));
        }
    }

    fn close_table(&mut self) {
        self.table_depth = self.table_depth.saturating_sub(1);
        if self.table_depth == 0 {
            self.end_table();
        }
    }

    fn end_table(&mut self) {
        let Some((line, mut table)) = self.table.take() else { return };
        close_cell(&mut table);
        self.flush(None); // text between the rows: a caption
        self.pieces.push((line, Piece::Table(TableDraft { rows: table.rows, first_sheet_row: None })));
    }

    fn row(&mut self, tag: &Tag<'_>) {
        if let Some((_, table)) = &mut self.table {
            close_cell(table);
            if !tag.is_end {
                table.open_row();
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        if let Some((_, table)) = &mut self.table {
            close_cell(table);
            if !tag.is_end {
                table.open_cell(tag);
            }
        }
    }
}

fn close_cell(table: &mut Grid) {
    table.close_cell(|cell| cell.text = collapse(&cell.text));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::CellDraft;

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
