//! Sentences: the scope in which words belong together.

use super::Document;
use crate::span::Span;

/// Closing marks that still belong to the sentence before them.
const CLOSERS: [char; 5] = ['”', '’', '』', '」', '）'];

/// Bytes on each side of a place beyond which nothing belongs to its sentence. A file may be one endless
/// line: without a bound, every term in it would cost the whole line.
const REACH: usize = 4096;

impl Document {
    /// The sentences of a part of the text, trimmed, without empty ones. A sentence ends at `。！？；`,
    /// at the ASCII `;`, at the end of a line and at the end of a cell.
    pub fn sentences(&self, within: Span) -> impl Iterator<Item = Span> + '_ {
        let mut at = within.start;
        std::iter::from_fn(move || {
            while at < within.end {
                let rest = self.slice(Span { start: at, end: within.end });
                let length = sentence_length(rest);
                let raw = &rest[..length];
                let lead = raw.len() - raw.trim_start().len();
                let start = at as usize + lead;
                let end = start + raw.trim().len();
                at += u32::try_from(length).unwrap_or(u32::MAX).max(1);
                if start < end {
                    return Some(Span::new(start, end));
                }
            }
            None
        })
    }

    /// The sentence around a place, cut at the ends of its block or cell, and 4 KiB away on each side.
    pub fn sentence_around(&self, place: Span) -> Span {
        let near = self.near(place);
        let bytes = &self.text.as_bytes()[..near.end as usize];
        let line_start = memchr::memrchr2(b'\n', b'\t', &bytes[near.start as usize..place.start as usize])
            .map_or(near.start as usize, |at| near.start as usize + at + 1);
        let line_end = memchr::memchr2(b'\n', b'\t', &bytes[place.end as usize..])
            .map_or(near.end as usize, |at| place.end as usize + at);
        let line = Span::new(line_start, line_end);
        // A place at the very start of a sentence is no part of the one before it.
        let around = self.sentences(line).filter(|s| s.start < place.end && place.start < s.end);
        let touching = || self.sentences(line).filter(|s| s.start <= place.end && place.start <= s.end);
        around.reduce(Span::to).or_else(|| touching().reduce(Span::to)).unwrap_or(line)
    }

    /// The text around a place that can belong to it at all: at most 4 KiB on each side.
    pub fn near(&self, place: Span) -> Span {
        let start = self.text.floor_char_boundary((place.start as usize).saturating_sub(REACH));
        let end = self.text.ceil_char_boundary(self.text.len().min(place.end as usize + REACH));
        Span::new(start, end)
    }

    /// The part of a span that is [near](Document::near) a place inside it.
    pub fn clip(&self, span: Span, place: Span) -> Span {
        let near = self.near(place);
        Span { start: span.start.max(near.start), end: span.end.min(near.end) }
    }
}

fn sentence_length(text: &str) -> usize {
    let is_end = |c: char| matches!(c, '\n' | '\t' | '。' | '！' | '？' | '；' | ';' | '!');
    let Some((at, end)) = text.char_indices().find(|&(_, c)| is_end(c)) else { return text.len() };
    if matches!(end, '\n' | '\t') {
        return at + 1;
    }
    let behind = at + end.len_utf8();
    let closers = text[behind..].chars().take_while(|c| CLOSERS.contains(c));
    behind + closers.map(char::len_utf8).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Builder, Draft, Format};

    #[test]
    fn a_word_that_opens_a_sentence_is_no_part_of_the_one_before() {
        let mut builder = Builder::new("t", Format::Text);
        builder.paragraph("全年不停机。总体任务有四项。", Draft::default());
        let document = builder.finish();
        let at = document.text.find("总体任务").unwrap();
        let place = Span::new(at, at + "总体任务".len());
        assert_eq!(document.slice(document.sentence_around(place)), "总体任务有四项。");
    }
}
