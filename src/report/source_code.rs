//! [`Passage`]s → [`Snippets`]: a miette source that knows where each snippet lies.
//!
//! miette's own source walks the whole text for every label and names places by byte columns. Here each
//! place is a snippet of its own, broken to the terminal's width, that names itself in words.

use super::layout;
use super::passage::Passage;
use crate::document::Location;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;

/// Snippets behind each other in one text, with a label under the words of each.
#[derive(Debug, Default)]
pub(super) struct Snippets {
    text: String,
    snippets: Vec<Snippet>,
    labels: Vec<LabeledSpan>,
}

#[derive(Debug)]
struct Snippet {
    name: String,
    /// Where it lies in the text of all snippets.
    span: Range<usize>,
    /// What it shows, before it was broken into lines.
    shown: String,
    /// The lines of `shown`.
    lines: Vec<Range<usize>>,
    /// Whether there is nothing to see but the words, so that underlining them says nothing.
    is_whole: bool,
}

impl Snippets {
    /// Adds a place, broken to so many columns; `label` stands under its words. Places of one sentence
    /// share a snippet. A passage without words is not shown.
    pub(super) fn push(&mut self, passage: &Passage, label: Option<&str>, width: usize) {
        let before = layout::printable(&passage.before);
        let quote = layout::printable(&passage.quote);
        if quote.is_empty() {
            return;
        }
        let shown = format!("{before}{quote}{}", layout::printable(&passage.after));
        let words = before.len()..before.len() + quote.len();
        let name = short_place(&passage.location, width);
        let is_same = |snippet: &Snippet| snippet.name == name && snippet.shown == shown;
        let at = self.snippets.iter().position(is_same).unwrap_or_else(|| self.open(name, shown, width));
        let snippet = &mut self.snippets[at];
        snippet.is_whole = label.is_none() && words.len() == snippet.shown.len();
        for mark in snippet.mark(&words, label) {
            // Two marks under the same words would be drawn over each other.
            self.labels.retain(|known| known.inner() != mark.inner());
            self.labels.push(mark);
        }
    }

    fn open(&mut self, name: String, shown: String, width: usize) -> usize {
        let start = self.text.len();
        let lines = layout::lines(&shown, width);
        for line in &lines {
            self.text.push_str(&shown[line.clone()]);
            self.text.push('\n');
        }
        self.snippets.push(Snippet { name, span: start..self.text.len(), shown, lines, is_whole: false });
        self.snippets.len() - 1
    }

    /// The labels under the words of all places.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.labels.iter().cloned()
    }

    /// Whether the words of the snippet of that number are all that it shows.
    pub(super) fn is_whole(&self, number: usize) -> bool {
        self.snippets.get(number).is_some_and(|snippet| snippet.is_whole)
    }

    /// Whether there is anything to show.
    pub(super) fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

impl Snippet {
    /// Marks under the words on each of their lines, the label at the last.
    fn mark(&self, words: &Range<usize>, label: Option<&str>) -> Vec<LabeledSpan> {
        let mut marks = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let marked = words.start.max(line.start)..words.end.min(line.end);
            if marked.start < marked.end {
                let is_last = words.end <= line.end;
                let label = label.filter(|_| is_last).map(str::to_owned);
                // One line break stands behind each line before this one.
                let offset = self.span.start + marked.start + at;
                marks.push(LabeledSpan::new(label, offset, marked.len()));
            }
        }
        marks
    }
}

/// The place in words; where it is too long, without the headings between file and innermost one.
fn short_place(location: &Location, width: usize) -> String {
    let whole = layout::printable(&location.describe()).into_owned();
    if layout::columns(&whole) <= width || location.section.len() < 2 {
        return whole;
    }
    let innermost = location.section.last().cloned().unwrap_or_default();
    let short = Location { section: vec!["…".to_owned(), innermost], ..location.clone() };
    layout::printable(&short.describe()).into_owned()
}

impl SourceCode for Snippets {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let at = self.snippets.partition_point(|snippet| snippet.span.end <= span.offset());
        let snippet = self.snippets.get(at).ok_or(MietteError::OutOfBounds)?;
        if span.offset() + span.len() > snippet.span.end {
            return Err(MietteError::OutOfBounds); // two places are never shown as one
        }
        let data = &self.text.as_bytes()[snippet.span.start..snippet.span.end - 1];
        let whole = SourceSpan::from((snippet.span.start, data.len()));
        Ok(Box::new(MietteSpanContents::new_named(
            snippet.name.clone(),
            data,
            whole,
            0,
            0,
            snippet.lines.len(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::Snippets;
    use crate::document::Location;
    use crate::report::Passage;
    use miette::SourceCode;

    fn passage(before: &str, quote: &str, after: &str) -> Passage {
        let location = Location { file: Some("方案.md".into()), line: Some(7), ..Location::default() };
        Passage { quote: quote.into(), before: before.into(), after: after.into(), location, column: None }
    }

    #[test]
    fn each_place_is_a_snippet_with_its_name() {
        let mut snippets = Snippets::default();
        snippets.push(&passage("提供 ", "2 年", "服务"), None, 80);
        snippets.push(&passage("", "1,208", ""), Some("合计"), 80);
        let labels: Vec<_> = snippets.labels().collect();
        assert_eq!(labels.len(), 2);
        let contents = snippets.read_span(labels[0].inner(), 1, 1).unwrap();
        assert_eq!(contents.data(), "提供 2 年服务".as_bytes());
        assert_eq!(contents.name(), Some("方案.md，第 7 行"));
        let both = (labels[0].offset(), labels[1].offset() + labels[1].len() - labels[0].offset());
        assert!(snippets.read_span(&both.into(), 1, 1).is_err());
    }

    #[test]
    fn places_of_one_sentence_share_a_snippet() {
        let mut snippets = Snippets::default();
        snippets.push(&passage("由", "待补充", "人负责XX。"), None, 80);
        snippets.push(&passage("由待补充人负责", "XX", "。"), Some("这里也有"), 80);
        assert_eq!(snippets.snippets.len(), 1);
        let marked: Vec<&str> =
            snippets.labels().map(|l| &snippets.text[l.offset()..l.offset() + l.len()]).collect();
        assert_eq!(marked, ["待补充", "XX"]);
    }

    #[test]
    fn long_words_are_marked_on_every_line() {
        let mut snippets = Snippets::default();
        snippets.push(&passage("一二三", "四五六七八九", "十"), Some("此处"), 10);
        let labels: Vec<_> = snippets.labels().collect();
        let marked: Vec<&str> =
            labels.iter().map(|l| &snippets.text[l.offset()..l.offset() + l.len()]).collect();
        assert_eq!(marked, ["四五", "六七八九"]);
        assert_eq!(labels.iter().map(|l| l.label()).collect::<Vec<_>>(), [None, Some("此处")]);
    }
}
