//! A piece of a document's text → its words with the passages highlighted, however these overlap.

use super::markup::{Anchor, Html};
use super::places::{LONGEST_MARK, Mark};
use crate::document::Document;
use crate::span::Span;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Highlights inside highlights; deeper ones are only anchors.
const DEEPEST: usize = 12;
/// Ways back behind one passage.
const MOST_REFERENCES: usize = 2;

/// Writes a document's words.
pub(super) struct Pen<'p, 'a> {
    pub(super) out: &'p mut Html,
    pub(super) document: &'a Document,
    pub(super) marks: &'p mut [Mark<'a>],
    /// Number of the package and of the file.
    pub(super) file: (usize, usize),
}

impl Pen<'_, '_> {
    /// The marks that may touch a span, by their index.
    pub(super) fn touching(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        let from = span.start.saturating_sub(LONGEST_MARK);
        let first = self.marks.partition_point(|mark| mark.span.start < from);
        let last = self.marks.partition_point(|mark| mark.span.start < span.end);
        (first..last.max(first)).filter(move |&at| self.marks[at].span.overlaps(span))
    }

    /// Whether a mark lies in a span.
    pub(super) fn is_marked(&self, span: Span) -> bool {
        self.touching(span).next().is_some()
    }

    /// The words of a span. Passages that cross the end of another one go on as a second piece.
    pub(super) fn words(&mut self, span: Span) {
        let mut pieces: BTreeSet<(u32, Reverse<u32>, usize)> = self
            .touching(span)
            .map(|at| {
                let mark = self.marks[at].span;
                (mark.start.max(span.start), Reverse(mark.end.min(span.end)), at)
            })
            .collect();
        let mut open: Vec<(u32, usize, bool)> = Vec::new();
        let mut at = span.start;
        while let Some((start, Reverse(end), mark)) = pieces.pop_first() {
            at = self.close_until(&mut open, at, start);
            let inner_end = open.last().map_or(end, |&(outer_end, ..)| outer_end.min(end));
            if inner_end < end {
                pieces.insert((inner_end, Reverse(end), mark));
            }
            self.plain(Span { start: at, end: start });
            at = start;
            let is_first = self.open(mark);
            if open.len() < DEEPEST {
                open.push((inner_end, mark, is_first));
            } else {
                self.close(mark, is_first);
            }
        }
        at = self.close_until(&mut open, at, span.end);
        self.plain(Span { start: at, end: span.end });
    }

    fn close_until(&mut self, open: &mut Vec<(u32, usize, bool)>, mut at: u32, until: u32) -> u32 {
        while let Some((end, mark, is_first)) = open.pop_if(|&mut (end, ..)| end <= until) {
            self.plain(Span { start: at, end });
            at = end;
            self.close(mark, is_first);
        }
        at
    }

    fn plain(&mut self, span: Span) {
        self.out.lines(self.document.slice(span));
    }

    /// Opens a mark and tells whether this piece is the one that links lead to.
    fn open(&mut self, mark: usize) -> bool {
        let mark = &mut self.marks[mark];
        let is_first = !std::mem::replace(&mut mark.is_shown, true);
        let (package, file) = self.file;
        let anchor = Anchor::Mark(package, file, mark.number);
        self.out.raw("<mark class=\"");
        self.out.raw(mark.references.first().map_or("t-none", |reference| reference.tone.class()));
        self.out.raw(if is_first { "\" id=\"" } else { "\" data-of=\"" }).anchor(anchor).raw("\">");
        is_first
    }

    fn close(&mut self, mark: usize, is_first: bool) {
        self.out.raw("</mark>");
        if !is_first {
            return;
        }
        let references = &self.marks[mark].references;
        for reference in references.iter().take(MOST_REFERENCES) {
            self.out.raw("<wbr><a class=\"ref ").raw(reference.tone.class()).raw("\" href=\"#");
            self.out.anchor(reference.anchor).raw("\"><span class=\"sr\">回到 </span>");
            self.out.raw(reference.tone.sign()).raw(" ").text(reference.code).raw("</a>");
        }
        let more = references.len().saturating_sub(MOST_REFERENCES);
        if more > 0 {
            self.out.raw("<span class=\"ref\">+").number(more).raw("</span>");
        }
    }
}
