//! [`PackError`]: a mistake in a rule pack with its place in the TOML, and how it looks on a terminal.

use crate::finding::Severity;
use miette::{LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A mistake in a pack, or advice to its author.
#[derive(Clone, PartialEq, Eq)]
pub struct PackError {
    /// The file that holds it: with `extends`, not always the file that was asked for.
    pub file: String,
    /// That file's text.
    pub text: Arc<str>,
    /// Bytes of `text` that are wrong.
    pub span: Range<usize>,
    /// `Error`: the pack does not load. `Warning`: it does, and its author should know.
    pub severity: Severity,
    /// What is wrong, in one line that stands alone.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Other places in the same file that belong to it.
    pub related: Vec<(Range<usize>, String)>,
}

impl PackError {
    /// A mistake in that file's text.
    pub fn new(file: &str, text: &str, span: Range<usize>, message: String, help: Option<String>) -> Self {
        Self {
            file: file.to_owned(),
            text: Arc::from(text),
            span,
            severity: Severity::Error,
            message,
            help,
            related: Vec::new(),
        }
    }

    /// The piece of TOML under the caret.
    pub fn quote(&self) -> &str {
        self.text.get(self.span.clone()).unwrap_or_default()
    }

    /// Line and column of the caret, both from 1; the column counts Unicode scalar values.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = self.text.get(..self.span.start).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The mistake as a diagnostic with a caret in the TOML.
    pub fn to_report(&self) -> miette::Report {
        let source = NamedSource::new(self.file.clone(), Arc::clone(&self.text)).with_language("toml");
        miette::Report::new(PackDiagnostic { error: self.clone(), source })
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_and_column();
        write!(f, "{}:{line}:{column}：{}", self.file, self.message)?;
        match &self.help {
            Some(help) => write!(f, "（{help}）"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for PackError {
    /// Like [`Display`](fmt::Display): the whole file in a failed assertion helps nobody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {self} {:?}", self.severity, self.quote())
    }
}

impl std::error::Error for PackError {}

#[derive(Debug)]
struct PackDiagnostic {
    error: PackError,
    source: NamedSource<Arc<str>>,
}

impl fmt::Display for PackDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error.message)
    }
}

impl std::error::Error for PackDiagnostic {}

impl miette::Diagnostic for PackDiagnostic {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.error.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.error.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let caret = LabeledSpan::new_primary_with_span(None, self.error.span.clone());
        let related = self.error.related.iter();
        let related =
            related.map(|(span, text)| LabeledSpan::new_with_span(Some(text.clone()), span.clone()));
        Some(Box::new(std::iter::once(caret).chain(related)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::{GraphicalReportHandler, GraphicalTheme};

    #[test]
    fn shows_the_line_with_a_caret() {
        let error = PackError {
            file: "我的大纲.toml".into(),
            text: "id = \"a\"\ntitel = \"标题\"\n".into(),
            span: 9..14,
            severity: Severity::Error,
            message: "没有“titel”这个字段".into(),
            help: Some("是否想写“title”？".into()),
            related: Vec::new(),
        };
        assert_eq!(error.quote(), "titel");
        assert_eq!(error.to_string(), "我的大纲.toml:2:1：没有“titel”这个字段（是否想写“title”？）");
        let mut shown = String::new();
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
        handler.render_report(&mut shown, error.to_report().as_ref()).unwrap();
        for part in ["没有“titel”这个字段", "我的大纲.toml:2:1", "titel = \"标题\"", "是否想写“title”？"]
        {
            assert!(shown.contains(part), "{shown}");
        }
    }
}
