//! Findings → what to do, requirement by requirement: each said once, with the words quoted.

use super::diagnostic::Pen;
use super::paint::Paint;
use super::{Style, layout, push_wrapped};
use crate::finding::{Clause, Severity};
use crate::report::detail::basis;
use crate::report::{FindingReport, PackageReport, Passage, ResultReport};

/// Messages of one requirement that are drawn with their words; further ones take a line each.
const DRAWN: usize = 5;
/// Messages that take a line each.
const LISTED: usize = 40;
/// Places that are quoted for one message, and related ones for each of them; further ones are named.
const QUOTED: usize = 3;
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
        (&a.requirement, a.consequence, a.severity, &a.accepted)
            == (&b.requirement, b.consequence, b.severity, &b.accepted)
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
    let head = layout::printable(&head);
    out.push_str(&match run[0].severity {
        Severity::Error => paint.error(&head),
        Severity::Warning => paint.warning(&head),
        Severity::Note => paint.note(&head),
    });
    out.push('\n');
    let has_one_help = run.iter().all(|finding| finding.help == run[0].help);
    let groups = same_messages(run);
    let (drawn, listed) = groups.split_at(groups.len().min(DRAWN));
    for same in drawn {
        push_message(out, same, title, pen, style);
        if !has_one_help {
            push_help(out, same[0], style);
        }
    }
    push_list(out, listed, title, style);
    if let Some(result) = result {
        push_clause(out, &result.clause, style);
    }
    if let Some(reason) = &run[0].accepted {
        push_wrapped(out, "  已接受：", &layout::printable(reason), style);
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
    let message = without_title(&first.message, title);
    let counted = format!("{message}，共 {} 处", same.len());
    let quoted = &same[..same.len().min(QUOTED)];
    let places = quoted.iter().flat_map(|finding| {
        let related = finding.related.iter().take(QUOTED).map(|r| (&r.passage, Some(r.message.as_str())));
        std::iter::once((&finding.passage, None)).chain(related)
    });
    pen.draw(out, first.severity, if same.len() > 1 { &counted } else { message }, places);
    for finding in quoted {
        push_where(out, finding, style);
    }
    let unquoted = quoted.iter().flat_map(|finding| finding.related.iter().skip(QUOTED)).map(|r| &r.passage);
    let further = same[quoted.len()..].iter().map(|finding| &finding.passage);
    push_further(out, first, &unquoted.chain(further).collect::<Vec<_>>(), style);
}

/// The head has just said the title.
pub(in crate::report) fn without_title<'a>(message: &'a str, title: &str) -> &'a str {
    message.strip_prefix(title).and_then(|rest| rest.strip_prefix('：')).unwrap_or(message)
}

/// The sign of a weight, as the drawn findings show it.
fn mark(severity: Severity) -> char {
    match severity {
        Severity::Error => '✗',
        Severity::Warning => '!',
        Severity::Note => '·',
    }
}

/// A line for each message: what and where.
fn push_list(out: &mut String, listed: &[Vec<&FindingReport>], title: &str, style: &Style) {
    for same in listed.iter().take(LISTED) {
        let first = same[0];
        let count = if same.len() > 1 { format!("，共 {} 处", same.len()) } else { String::new() };
        let place = short_place(&first.passage, None);
        let place = if place.is_empty() { place } else { format!("（{place}{count}）") };
        let line = format!("{}{place}", without_title(&first.message, title));
        push_wrapped(out, &format!("  {} ", mark(first.severity)), &layout::printable(&line), style);
    }
    let left: usize = listed.iter().skip(LISTED).map(Vec::len).sum();
    if left > 0 {
        push_wrapped(out, "  · ", &format!("另有 {left} 处同类问题，JSON 报告中逐处列出"), style);
    }
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

fn push_further(out: &mut String, first: &FindingReport, further: &[&Passage], style: &Style) {
    if further.is_empty() {
        return;
    }
    let file = first.passage.location.file.as_deref();
    let mut named: Vec<String> =
        further.iter().take(NAMED).map(|passage| short_place(passage, file)).collect();
    named.dedup();
    named.retain(|place| !place.is_empty());
    if further.len() > NAMED {
        named.push("……".to_owned());
    }
    let line = format!("另有 {} 处：{}", further.len(), named.join("、"));
    push_wrapped(out, "  ", &layout::printable(&line), style);
}

/// The place without its headings, and without the file where that is known.
fn short_place(passage: &Passage, known_file: Option<&str>) -> String {
    let mut location = passage.location.clone();
    location.section.clear();
    if known_file.is_some() && location.file.as_deref() == known_file {
        location.file = None;
    }
    location.describe().trim_start_matches('，').to_owned()
}

fn push_help(out: &mut String, finding: &FindingReport, style: &Style) {
    let mark = Paint::new(style.colour).note("  建议：");
    push_wrapped(out, &mark, &layout::printable(&finding.help), style);
}

fn push_clause(out: &mut String, clause: &Clause, style: &Style) {
    let words = basis(clause);
    if !words.is_empty() {
        push_wrapped(out, "  依据：", &words, style);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Colour, Detail, Style, render};
    use crate::check::sample::{faulty_proposal, result};
    use crate::finding::{Finding, RequirementResult, Severity, Status};
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
        assert!(text.contains("少于要求的 3 年，共 6 处"), "{text}");
        assert_eq!(text.matches("T-03 · 不予审核").count(), 1, "{text}");
        assert_eq!(text.matches("验收合格后提供").count(), 1, "{text}");
        assert!(text.contains("另有 3 处：第 3 行\n"), "{text}");
    }

    #[test]
    fn many_messages_of_one_requirement_take_a_line_each() {
        let mut review = faulty_proposal();
        let finding = review.results[2].findings[0].clone();
        let numbered = |number| Finding { message: format!("第 {number} 个问题"), ..finding.clone() };
        review.results[2].findings = (0..50).map(numbered).collect();
        let text = render(&Report::new(review.as_of, &[review]), &STYLE);
        assert_eq!(text.matches("个问题\n   ╭─").count(), 5, "{text}");
        assert!(text.contains("  ✗ 第 5 个问题（方案.md，第 3 行）"), "{text}");
        assert!(text.contains("另有 5 处同类问题"), "{text}");
    }

    #[test]
    fn a_thousand_findings_are_drawn_fast() {
        let mut review = faulty_proposal();
        let finding = &review.results[1].findings[0];
        let numbered = |number| Finding { message: format!("第 {number} 个问题"), ..finding.clone() };
        let title = review.results[1].title.clone();
        review.results = (0..1000)
            .map(|number| {
                let findings = vec![numbered(number)];
                RequirementResult {
                    findings,
                    requirement: format!("T-{number}"),
                    ..result(&title, Status::Doubtful, Severity::Warning)
                }
            })
            .collect();
        let report = Report::new(review.as_of, &[review]);
        let start = std::time::Instant::now();
        let text = render(&report, &STYLE);
        assert_eq!(text.matches("概算表合计\n   ╰────").count(), 1000);
        // Optimised code takes a hundredth of this; a source that walks the text takes far longer.
        assert!(start.elapsed() < std::time::Duration::from_secs(3), "{:?}", start.elapsed());
    }
}
