//! A message with its places → a frame around the quoted words, drawn by miette.

use super::{Colour, Style, layout};
use crate::finding::Severity;
use crate::report::Passage;
use crate::report::source_code::Snippets;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};
use std::fmt;

/// Columns of the frame that miette draws around quoted words.
const FRAME: usize = 6;

/// Draws messages.
pub(super) struct Pen {
    handler: GraphicalReportHandler,
    width: usize,
}

impl Pen {
    pub(super) fn new(style: &Style) -> Self {
        Self { handler: handler(style), width: style.width.saturating_sub(FRAME) }
    }

    /// The message with a frame for each place that has words; what a place is to it stands under them.
    pub(super) fn draw<'a>(
        &self,
        out: &mut String,
        severity: Severity,
        message: &str,
        places: impl Iterator<Item = (&'a Passage, Option<&'a str>)>,
    ) {
        let mut snippets = Snippets::default();
        for (passage, label) in places {
            snippets.push(passage, label.map(layout::printable).as_deref(), self.width);
        }
        let shown = Shown { severity, message, snippets };
        let mut drawn = String::new();
        if self.handler.render_report(&mut drawn, &shown).is_err() {
            drawn.push_str(message); // writing to a string does not fail
        }
        let mut frames = 0_usize;
        let is_needed = |line: &&str| {
            let body = line.trim_start();
            frames += usize::from(body.starts_with('╭'));
            let is_whole = frames.checked_sub(1).is_some_and(|number| shown.snippets.is_whole(number));
            !(is_whole && body.starts_with('·'))
        };
        push_without_line_numbers(out, drawn.lines().filter(is_needed));
    }
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let styles = match style.colour {
        Colour::Off => ThemeStyles::none(),
        Colour::On => ThemeStyles::ansi(),
    };
    let characters = ThemeCharacters {
        error: "✗".into(),
        warning: "!".into(),
        advice: "›".into(),
        ..ThemeCharacters::unicode()
    };
    // The number of a line is of no use where the header says page and paragraph: it is taken out below.
    let styles = ThemeStyles { linum: ThemeStyles::none().linum, ..styles };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(style.width)
        .without_primary_span_start()
        .without_cause_chain()
        .without_syntax_highlighting()
        .with_links(false)
}

/// A message as miette sees it.
struct Shown<'a> {
    severity: Severity,
    message: &'a str,
    snippets: Snippets,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&layout::printable(self.message))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.snippets.is_empty()).then_some(&self.snippets as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippets.labels()))
    }
}

/// The frame without the numbers of its lines: ` 1 │ ` → `   │ `.
fn push_without_line_numbers<'a>(out: &mut String, drawn: impl Iterator<Item = &'a str>) {
    for line in drawn {
        let body = line.trim_start();
        let unnumbered = body.trim_start_matches(|c: char| c.is_ascii_digit());
        if unnumbered.len() < body.len() && unnumbered.starts_with(" │") {
            out.push_str(&" ".repeat(line.len() - unnumbered.len()));
            out.push_str(unnumbered.trim_end());
        } else {
            out.push_str(line.trim_end());
        }
        out.push('\n');
    }
}
