//! A place in a document → [`Passage`]: the words, what stands around them, and where.

use super::column::Column;
use crate::document::{BlockKind, Document, Location};
use crate::span::Span;
use serde::Serialize;

/// Characters kept on each side of the words.
const CONTEXT: usize = 40;
/// Characters kept of the words themselves.
const QUOTE: usize = 200;

/// Words of a document with what stands around them. Cells of a row are separated by `\t`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Passage {
    /// The words themselves; cut with `…` when there are very many.
    pub quote: String,
    /// What stands before them in the sentence or row.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// What stands behind them in the sentence or row.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// Where.
    pub location: Location,
    /// Where on its line, in files that have lines: for the formats that point into them.
    #[serde(skip)]
    pub column: Option<Column>,
}

impl Passage {
    /// The passage at a place. The empty span at 0 is the file as a whole: it has no words.
    pub fn new(document: &Document, span: Span) -> Self {
        let words = Self::words(document, span);
        if span == Span::default() {
            return words;
        }
        let around = surroundings(document, span);
        let before = document.slice(Span { start: around.start.min(span.start), end: span.start });
        let after = document.slice(Span { start: span.end, end: around.end.max(span.end) });
        Self {
            before: cut_start(before.trim_start(), CONTEXT),
            after: cut_end(after.trim_end(), CONTEXT),
            ..words
        }
    }

    /// The words at a place and where it is, without what stands around them: that costs most.
    pub fn words(document: &Document, span: Span) -> Self {
        Self { quote: quote(document, span), location: document.locate(span), ..Self::default() }
    }

    /// Whether the words were too many and end in an ellipsis of ours.
    pub(super) fn is_cut(&self) -> bool {
        self.quote.chars().nth(QUOTE).is_some()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.quote.is_empty() && self.location == Location::default()
    }
}

/// The words at a place; none for the file as a whole.
pub(super) fn quote(document: &Document, span: Span) -> String {
    if span == Span::default() { String::new() } else { cut_end(document.slice(span), QUOTE) }
}

/// The row for a place in a table, else the sentence.
fn surroundings(document: &Document, span: Span) -> Span {
    let block = document.block_at(span.start).map(|id| &document.blocks[id as usize]);
    let Some(table) = block.filter(|block| matches!(block.kind, BlockKind::Table(_))) else {
        return document.sentence_around(span);
    };
    let near = document.clip(table.span, span);
    let text = document.slice(near);
    let start = span.start.saturating_sub(near.start) as usize;
    let end = (span.end.min(near.end).saturating_sub(near.start)) as usize;
    let row_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let row_end = text[end.max(start)..].find('\n').map_or(text.len(), |at| end.max(start) + at);
    Span::new(row_start, row_end).offset(near.start)
}

fn cut_end(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn cut_start(text: &str, longest: usize) -> String {
    match text.char_indices().rev().nth(longest.saturating_sub(1)) {
        Some((at, _)) if at > 0 => format!("…{}", &text[at..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Passage, cut_end, cut_start};
    use crate::check::sample::faulty_proposal;
    use crate::document::Document;
    use crate::span::Span;

    fn passage(document: &Document, words: &str) -> Passage {
        let start = document.text.find(words).unwrap();
        Passage::new(document, Span::new(start, start + words.len()))
    }

    #[test]
    fn quotes_words_in_their_sentence() {
        let review = faulty_proposal();
        let passage = passage(&review.readings[0].document, "2 年");
        assert_eq!(passage.before, "验收合格后提供 ");
        assert_eq!(passage.quote, "2 年");
        assert_eq!(passage.after, "免费运维服务，期满后另行签订运维合同。");
        assert_eq!(passage.location.line, Some(3));
    }

    #[test]
    fn quotes_a_cell_in_its_row() {
        let review = faulty_proposal();
        let passage = passage(&review.readings[0].document, "1,208");
        assert_eq!((passage.before.as_str(), passage.after.as_str()), ("合计\t", ""));
        assert_eq!((passage.location.row, passage.location.column), (Some(2), Some(2)));
    }

    #[test]
    fn the_file_as_a_whole_has_no_words() {
        let review = faulty_proposal();
        let passage = Passage::new(&review.readings[0].document, Span::default());
        assert_eq!(passage.quote, "");
        assert_eq!(passage.location.file.as_deref(), Some("方案.md"));
        assert!(!passage.is_empty());
    }

    #[test]
    fn cuts_at_characters() {
        assert_eq!(cut_end("一二三四", 3), "一二三…");
        assert_eq!(cut_end("一二三", 3), "一二三");
        assert_eq!(cut_start("一二三四", 3), "…二三四");
        assert_eq!(cut_start("一二三", 3), "一二三");
        assert_eq!(cut_start("", 3), "");
    }
}
