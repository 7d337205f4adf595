//! Results → the checklist: every requirement under its chapter, met or not.

use super::paint::Paint;
use super::{Style, layout, push_painted, push_wrapped};
use crate::finding::{Severity, Status};
use crate::report::{PackageReport, Passage, ResultReport};

/// Columns of the mark and the longest status.
const STATUS_WIDTH: usize = 12;

/// Characters of a quote.
const QUOTE: usize = 40;

/// Groups in the order of their first requirement.
pub(super) fn push(out: &mut String, package: &PackageReport, style: &Style) {
    let mut groups: Vec<&str> = Vec::new();
    for result in &package.results {
        if !groups.contains(&result.group.as_str()) {
            groups.push(&result.group);
        }
    }
    let code_width = package.results.iter().map(|r| layout::columns(&r.requirement)).max().unwrap_or(0);
    for group in groups {
        out.push_str(&Paint::new(style.colour).bold(&layout::printable(group)));
        out.push('\n');
        for result in package.results.iter().filter(|result| result.group == group) {
            push_result(out, result, code_width, package.files.len(), style);
        }
    }
}

fn push_result(out: &mut String, result: &ResultReport, code_width: usize, files: usize, style: &Style) {
    let code = layout::pad(&result.requirement, code_width);
    let mark = format!("  {}{code}  ", status(result, Paint::new(style.colour)));
    let indent = " ".repeat(super::paint::columns(&mark));
    push_wrapped(out, &mark, &layout::printable(&format!("{}{}", result.title, clause(result))), style);
    if let Some(accepted) = &result.accepted {
        push_wrapped(out, &indent, &format!("已接受：{}", layout::printable(accepted)), style);
    }
    if !result.reason.is_empty() {
        push_wrapped(out, &indent, &layout::printable(&result.reason), style);
    }
    if let Some(evidence) = result.evidence.first() {
        let shown = shown(evidence, result.evidence.len(), files);
        push_painted(out, &indent, &shown, Paint::faint, style);
    }
}

fn status(result: &ResultReport, paint: Paint) -> String {
    let (mark, colour): (&str, fn(Paint, &str) -> String) = match result.status {
        Status::Met => ("✓", Paint::good),
        Status::Unmet if result.severity == Severity::Error => ("✗", Paint::error),
        Status::Unmet => ("✗", Paint::warning),
        Status::Doubtful => ("?", Paint::warning),
        Status::Unreadable => ("!", Paint::warning),
        Status::Inapplicable => ("-", Paint::faint),
    };
    colour(paint, &layout::pad(&format!("{mark} {}", result.status.label()), STATUS_WIDTH))
}

fn clause(result: &ResultReport) -> String {
    let mut parts: Vec<&str> = result.clause.article.as_deref().into_iter().collect();
    if result.veto {
        parts.push("不予审核项");
    }
    if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("，")) }
}

/// The first place that shows it, and how many more there are. The only file of a package is not named
/// again and again, and a heading that is itself the evidence is not quoted behind itself.
fn shown(passage: &Passage, count: usize, files: usize) -> String {
    let quote = passage.quote.trim();
    let mut location = passage.location.clone();
    if files == 1 && !location.section.is_empty() {
        location.file = None;
    }
    let is_heading = location.section.last().is_some_and(|heading| heading == quote);
    let place = layout::printable(location.describe().trim_start_matches(" › ")).into_owned();
    let words = if quote.is_empty() || is_heading {
        String::new()
    } else {
        let short: String = quote.chars().take(QUOTE).collect();
        let cut = if short.len() < quote.len() { "…" } else { "" };
        format!("：“{}{cut}”", layout::printable(&short))
    };
    let more = if count > 1 { format!("（共 {count} 处）") } else { String::new() };
    format!("{place}{words}{more}")
}
