//! Results → the whole checklist by the chapters of the regulation, met and not applicable too.

use super::markup::{Anchor, Html};
use super::sheet::Sheet;
use super::tone::Tone;
use super::words::{clause, open_part, push_quote, push_status};
use crate::finding::{Place, Status};
use crate::report::{Passage, ResultReport};

/// Places of one requirement that stand open, and those behind a fold.
const OPEN: usize = 2;
const FOLDED: usize = 40;

/// The checklist of a package.
pub(super) fn push(out: &mut Html, sheet: &Sheet<'_>) {
    open_part(out, sheet.number, "checklist", "list");
    out.raw("清单（").number(sheet.package.results.len()).raw(" 项）</h3>");
    for group in groups(&sheet.package.results) {
        push_group(out, sheet, group);
    }
    out.raw("</section>");
}

/// The groups in the order of their first requirement.
fn groups(results: &[ResultReport]) -> Vec<&str> {
    let mut groups: Vec<&str> = Vec::new();
    for result in results {
        if !groups.contains(&result.group.as_str()) {
            groups.push(&result.group);
        }
    }
    groups
}

fn push_group(out: &mut Html, sheet: &Sheet<'_>, group: &str) {
    let title = if group.is_empty() { "其他要求" } else { group };
    let members = || (1..).zip(&sheet.package.results).filter(|(_, result)| result.group == group);
    out.raw("<div class=\"chapter\"><h4>").text(title).raw("</h4><table class=\"list\" role=\"table\">");
    out.raw("<caption class=\"sr\">")
        .text(title)
        .raw("：")
        .number(members().count())
        .raw(" 项要求</caption>");
    out.raw("<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">结论</th>");
    out.raw("<th role=\"columnheader\" scope=\"col\">要求</th>");
    out.raw("<th role=\"columnheader\" scope=\"col\">说明与依据的原文</th></tr></thead>");
    out.raw("<tbody role=\"rowgroup\">");
    for (number, result) in members() {
        push_row(out, sheet, number, result);
    }
    out.raw("</tbody></table></div>");
}

fn push_row(out: &mut Html, sheet: &Sheet<'_>, number: usize, result: &ResultReport) {
    out.raw("<tr role=\"row\" class=\"item\" tabindex=\"-1\" id=\"");
    out.anchor(Anchor::Result(sheet.number, number));
    out.raw("\" data-status=\"").raw(key(result.status)).raw("\"><td role=\"cell\">");
    push_status(out, result.status);
    if result.accepted.is_some() {
        out.raw("<span class=\"badge t-quiet\">– 已接受</span>");
    }
    out.raw("</td><th role=\"rowheader\" scope=\"row\"><span class=\"code\">").text(&result.requirement);
    out.raw("</span> ").text(&result.title);
    if result.veto {
        out.raw(" <span class=\"veto\">不予审核项</span>");
    }
    let clause = clause(&result.clause, &sheet.package.outline.regulation.title);
    if !clause.is_empty() {
        out.raw("<span class=\"clause\">").text(&clause).raw("</span>");
    }
    out.raw("</th><td role=\"cell\"><p>").text(&result.reason).raw("</p>");
    if let Some(accepted) = &result.accepted {
        out.raw("<p class=\"accepted\">已接受：").text(accepted).raw("</p>");
    }
    push_evidence(out, sheet, number, result);
    push_findings_of(out, sheet, result);
    out.raw("</td></tr>");
}

/// The value that filters compare.
pub(super) fn key(status: Status) -> &'static str {
    match status {
        Status::Met => "met",
        Status::Unmet => "unmet",
        Status::Doubtful => "doubtful",
        Status::Unreadable => "unreadable",
        Status::Inapplicable => "inapplicable",
    }
}

fn push_evidence(out: &mut Html, sheet: &Sheet<'_>, number: usize, result: &ResultReport) {
    let places = sheet.review.and_then(|review| review.results.get(number - 1)).map(|r| &r.evidence);
    let place = |at: usize| places.and_then(|places| places.get(at)).copied();
    let mut passages: Vec<(Option<Place>, &Passage)> =
        result.evidence.iter().enumerate().map(|(at, passage)| (place(at), passage)).collect();
    // One heading can stand for several chapters.
    passages.dedup_by(|a, b| a.1 == b.1);
    let (open, folded) = passages.split_at(passages.len().min(OPEN));
    for (place, passage) in open {
        push_passage(out, sheet, *place, passage);
    }
    if folded.is_empty() {
        return;
    }
    out.raw("<details><summary>另有 ").number(folded.len()).raw(" 处</summary>");
    for (place, passage) in folded.iter().take(FOLDED) {
        push_passage(out, sheet, *place, passage);
    }
    if folded.len() > FOLDED {
        out.raw("<p>其余 ").number(folded.len() - FOLDED).raw(" 处见 JSON 报告。</p>");
    }
    out.raw("</details>");
}

/// A heading that is itself the evidence is not quoted behind itself.
fn push_passage(out: &mut Html, sheet: &Sheet<'_>, place: Option<Place>, passage: &Passage) {
    let quote = passage.quote.trim();
    let is_heading = passage.location.section.last().is_some_and(|heading| heading == quote);
    out.raw("<p class=\"passage\">");
    if !quote.is_empty() && !is_heading {
        push_quote(out, passage, "q", Tone::Plain);
        out.raw(" ");
    }
    sheet.push_place(out, place, &sheet.describe(passage));
    out.raw("</p>");
}

/// The way to what is said about it above.
fn push_findings_of(out: &mut Html, sheet: &Sheet<'_>, result: &ResultReport) {
    if matches!(result.status, Status::Unreadable | Status::Inapplicable) {
        return;
    }
    let mut spoken = sheet.findings.iter().filter(|spoken| std::ptr::eq(spoken.result, result));
    let Some(first) = spoken.next() else { return };
    let count = 1 + spoken.count();
    out.raw("<p>").open_link("to", Anchor::Finding(sheet.number, first.number));
    out.raw("问题 ").number(count).raw(" 处</a></p>");
}
