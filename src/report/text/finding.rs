//! Findings → what to do, requirement by requirement: each said once, with the words quoted.

use super::diagnostic::Pen;
use super::paint::Paint;
use super::{Style, layout, push_wrapped};
use crate::finding::{Clause, Severity};
use crate::report::{FindingReport, PackageReport, Passage, ResultReport};

/// Places that are quoted for one message; further ones are only named.
const QUOTED: usize = 4;
/// Places that are named.
const NAMED: usize = 30;

/// Findings of a package in the order given. Neighbours of one requirement share its head and its foot.
pub(super) fn push_all(
    out: &mut String,
    package: &PackageReport,
    findings: &[&FindingReport],
    style: &Style,
) {
    let pen = Pen::new(style);
    let belongs = |a: &&FindingReport, b: &&FindingReport| {
        (&a.requirement, a.consequence, a.severity) == (&b.requirement, b.consequence, b.severity)
    };
    for (at, run) in findings.chunk_by(belongs).enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push_run(out, run, package.result_of(run[0]), &pen, style);
    }
}

fn push_run(
    out: &mut String,
    run: &[&FindingReport],
    result: Option<&ResultReport>,
    pen: &Pen,
    style: &Style,
) {
    let paint = Paint::new(style.colour);
    let title = result.map_or("", |result| result.title.as_str());
    let head = format!("{} · {} · {title}", run[0].requirement, run[0].consequence);
    out.push_str(&match run[0].severity {
        Severity::Error => paint.error(&head),
        Severity::Warning => paint.warning(&head),
        Severity::Note => paint.note(&head),
    });
    out.push('\n');
    let has_one_help = run.iter().all(|finding| finding.help == run[0].help);
    for same in same_messages(run) {
        push_message(out, &same, title, pen, style);
        if !has_one_help {
            push_help(out, same[0], style);
        }
    }
    if let Some(result) = result {
        push_clause(out, &result.clause, style);
        if let Some(reason) = &result.accepted {
            push_wrapped(out, "  已接受：", &layout::printable(reason), style);
        }
    }
    if has_one_help {
        push_help(out, run[0], style);
    }
}

/// Findings that say the same together, in the order of their first.
fn same_messages<'a>(run: &[&'a FindingReport]) -> Vec<Vec<&'a FindingReport>> {
    let mut groups: Vec<Vec<&FindingReport>> = Vec::new();
    let mut index = std::collections::BTreeMap::new();
    for &finding in run {
        let at = *index.entry((&finding.message, &finding.help)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn push_message(out: &mut String, same: &[&FindingReport], title: &str, pen: &Pen, style: &Style) {
    let first = same[0];
    // The head has just said the title.
    let message = first.message.strip_prefix(title).and_then(|rest| rest.strip_prefix('：'));
    let message = message.unwrap_or(&first.message);
    let counted = format!("{message}（{} 处）", same.len());
    let quoted = &same[..same.len().min(QUOTED)];
    let places = quoted.iter().flat_map(|finding| {
        let related = finding.related.iter().map(|r| (&r.passage, Some(r.message.as_str())));
        std::iter::once((&finding.passage, None)).chain(related)
    });
    pen.draw(out, first.severity, if same.len() > 1 { &counted } else { message }, places);
    for finding in quoted {
        push_where(out, finding, style);
    }
    push_further(out, first, &same[quoted.len()..], style);
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

fn push_further(out: &mut String, first: &FindingReport, further: &[&FindingReport], style: &Style) {
    if further.is_empty() {
        return;
    }
    let place = |passage: &Passage| {
        let mut location = passage.location.clone();
        location.section.clear();
        if location.file == first.passage.location.file {
            location.file = None;
        }
        location.describe().trim_start_matches('，').to_owned()
    };
    let mut named: Vec<String> = further.iter().take(NAMED).map(|finding| place(&finding.passage)).collect();
    if further.len() > NAMED {
        named.push("……".to_owned());
    }
    let line = format!("另有 {} 处：{}", further.len(), named.join("、"));
    push_wrapped(out, "  ", &layout::printable(&line), style);
}

fn push_help(out: &mut String, finding: &FindingReport, style: &Style) {
    let mark = Paint::new(style.colour).note("  建议：");
    push_wrapped(out, &mark, &layout::printable(&finding.help), style);
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
    use crate::finding::Finding;
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
    fn what_is_the_same_is_said_once() {
        let mut review = faulty_proposal();
        let finding = review.results[2].findings[0].clone();
        review.results[2].findings = vec![finding; 6];
        let text = render(&Report::new(review.as_of, &[review]), &STYLE);
        assert!(text.contains("问题（8 处）"), "{text}");
        assert!(text.contains("少于要求的 3 年（6 处）"), "{text}");
        assert_eq!(text.matches("T-03 · 不予审核").count(), 1, "{text}");
        assert_eq!(text.matches("验收合格后提供").count(), 1, "{text}");
        assert!(text.contains("另有 2 处：第 3 行、第 3 行"), "{text}");
    }

    #[test]
    fn a_thousand_findings_are_drawn_fast() {
        let mut review = faulty_proposal();
        let finding = &review.results[1].findings[0];
        let numbered = |number| Finding { message: format!("第 {number} 个问题"), ..finding.clone() };
        review.results[1].findings = (0..1000).map(numbered).collect();
        let report = Report::new(review.as_of, &[review]);
        let start = std::time::Instant::now();
        let text = render(&report, &STYLE);
        assert_eq!(text.matches("概算表合计\n   ╰────").count(), 1000);
        // Optimised code takes a hundredth of this; a source that walks the text takes far longer.
        assert!(start.elapsed() < std::time::Duration::from_secs(3), "{:?}", start.elapsed());
    }
}
