//! Findings → diagnostics with the words quoted, drawn by miette.

use super::paint::Paint;
use super::{Colour, Style, layout, push_wrapped};
use crate::finding::{Clause, Severity};
use crate::report::source_code::Snippets;
use crate::report::{FindingReport, PackageReport, ResultReport};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};
use std::fmt;

/// Columns of the frame that miette draws around quoted words.
const FRAME: usize = 6;

/// Findings of a package in the order given.
pub(super) fn push_all(
    out: &mut String,
    package: &PackageReport,
    findings: &[&FindingReport],
    style: &Style,
) {
    let handler = handler(style);
    for (at, finding) in findings.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push(out, finding, package.result_of(finding), &handler, style);
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

fn push(
    out: &mut String,
    finding: &FindingReport,
    result: Option<&ResultReport>,
    handler: &GraphicalReportHandler,
    style: &Style,
) {
    let paint = Paint::new(style.colour);
    let title = result.map_or("", |result| result.title.as_str());
    let code = format!("{} · {} · {title}", finding.requirement, finding.consequence);
    let coloured = match finding.severity {
        Severity::Error => paint.error(&code),
        Severity::Warning => paint.warning(&code),
        Severity::Note => paint.note(&code),
    };
    out.push_str(&coloured);
    out.push('\n');
    let width = style.width.saturating_sub(FRAME);
    let mut snippets = Snippets::default();
    snippets.push(&finding.passage, None, width);
    for related in &finding.related {
        snippets.push(&related.passage, Some(&layout::printable(&related.message)), width);
    }
    let shown = Shown { finding, snippets };
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &shown).is_err() {
        drawn.push_str(&finding.message); // writing to a string does not fail
    }
    let has_context = shown.snippets.has_context();
    push_without_line_numbers(out, drawn.lines().filter(|line| has_context || !is_underline(line)));
    push_where(out, finding, style);
    if let Some(result) = result {
        push_clause(out, &result.clause, style);
        if let Some(reason) = &result.accepted {
            push_wrapped(out, "  已接受：", &layout::printable(reason), style);
        }
    }
    push_wrapped(out, &paint.note("  建议："), &layout::printable(&finding.help), style);
}

/// A finding as miette sees it.
struct Shown<'a> {
    finding: &'a FindingReport,
    snippets: Snippets,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&layout::printable(&self.finding.message))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
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

fn is_underline(line: &str) -> bool {
    line.trim_start().starts_with("·")
}

/// Places without words: a file as a whole.
fn push_where(out: &mut String, finding: &FindingReport, style: &Style) {
    let related = finding.related.iter().map(|r| (r.message.as_str(), &r.passage));
    for (message, passage) in std::iter::once(("位置", &finding.passage)).chain(related) {
        if passage.quote.is_empty() && !passage.is_empty() {
            let line = format!("{message}：{}", passage.location.describe());
            push_wrapped(out, "  ", &layout::printable(&line), style);
        }
    }
}

fn push_clause(out: &mut String, clause: &Clause, style: &Style) {
    let regulation =
        clause.regulation.as_deref().map(|title| format!("《{}》", title.trim_matches(['《', '》'])));
    let words = [regulation.as_deref(), clause.article.as_deref()].map(Option::unwrap_or_default).concat();
    if !words.is_empty() {
        push_wrapped(out, "  依据：", &words, style);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Colour, Detail, Style, render};
    use crate::check::sample::faulty_proposal;
    use crate::report::Report;

    const STYLE: Style = Style { width: 80, colour: Colour::Off, detail: Detail::Brief };

    #[test]
    fn quotes_both_sides_of_a_contradiction() {
        let review = faulty_proposal();
        let text = render(&Report::new(review.as_of, &[review]), &STYLE);
        let expected = "\
T-02 · 待核实 · 要求
  ! 总投资前后不一致：概述写 1,280 万元，概算表合计 1,208 万元
   ╭─[方案.md › 第一章 运维服务，第 3 行]
   │ 项目总投资 1,280 万元。
   ·            ──────────
   ╰────
   ╭─[方案.md › 第一章 运维服务，表格 1 第 2 行第 2 列]
   │ 合计 │ 1,208
   ·        ──┬──
   ·          ╰── 概算表合计
   ╰────
  依据：《示例办法》第七条
  建议：写明验收后的免费运维年限，不少于 3 年
";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn a_thousand_findings_are_drawn_fast() {
        let mut review = faulty_proposal();
        let finding = review.results[1].findings[0].clone();
        review.results[1].findings = vec![finding; 1000];
        let report = Report::new(review.as_of, &[review]);
        let start = std::time::Instant::now();
        let text = render(&report, &STYLE);
        assert_eq!(text.matches("概算表合计\n   ╰────").count(), 1000);
        // Optimised code takes a hundredth of this; a source that walks the text takes far longer.
        assert!(start.elapsed() < std::time::Duration::from_secs(3), "{:?}", start.elapsed());
    }
}
