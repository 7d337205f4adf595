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
    are_whole: Vec<bool>,
}

#[derive(Debug)]
struct Snippet {
    name: String,
    span: Range<usize>,
    line_count: usize,
}

impl Snippets {
    /// Adds a place, broken to so many columns; `label` stands under its words. A passage without words
    /// shows only where it is.
    pub(super) fn push(&mut self, passage: &Passage, label: Option<&str>, width: usize) {
        let before = layout::printable(&passage.before);
        let quote = layout::printable(&passage.quote);
        let shown = format!("{before}{quote}{}", layout::printable(&passage.after));
        let words = before.len()..before.len() + quote.len();
        if !words.is_empty() {
            self.are_whole.push(label.is_none() && words.len() == shown.len());
        }
        let start = self.text.len();
        let lines = layout::lines(&shown, width);
        let last = lines.iter().rposition(|line| line.start < words.end).unwrap_or(0);
        for (at, line) in lines.iter().enumerate() {
            let line_start = self.text.len();
            let marked = words.start.max(line.start)..words.end.min(line.end);
            self.text.push_str(&shown[line.clone()]);
            self.text.push('\n');
            if marked.start < marked.end {
                let label = (at == last).then(|| label.map(str::to_owned)).flatten();
                let offset = line_start + marked.start - line.start;
                self.labels.push(LabeledSpan::new(label, offset, marked.len()));
            }
        }
        let name = short_place(&passage.location, width);
        self.snippets.push(Snippet { name, span: start..self.text.len(), line_count: lines.len() });
    }

    /// The labels under the words of all places.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.labels.iter().cloned()
    }

    /// For each place with words, in order: whether there is nothing to see but these words, so that
    /// underlining them says nothing.
    pub(super) fn are_whole(&self) -> &[bool] {
        &self.are_whole
    }

    /// Whether there is anything to show.
    pub(super) fn is_empty(&self) -> bool {
        self.labels.is_empty()
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
            snippet.line_count,
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
        Passage { quote: quote.into(), before: before.into(), after: after.into(), location }
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
