//! Findings → what, where, by which clause and how to put it right, requirement by requirement.

use super::checklist::key;
use super::markup::{Anchor, Html};
use super::sheet::{Sheet, Spoken};
use super::tone::Tone;
use super::words::{full_clause, open_part, push_badge, push_quote};
use crate::check::PackageVerdict;
use crate::finding::{Place, Status};
use crate::report::Passage;
use crate::report::text::finding::without_title;

/// Findings of one requirement that stand open; the others are behind a fold.
const OPEN: usize = 12;
/// Sides of a contradiction that are quoted; further ones are named.
const SIDES: usize = 4;

/// The findings of a package.
pub(super) fn push(out: &mut Html, sheet: &Sheet<'_>) {
    open_part(out, sheet.number, "findings", "findings");
    out.raw("问题（").number(sheet.findings.len()).raw(" 处）</h3>");
    let belongs = |a: &Spoken<'_>, b: &Spoken<'_>| {
        let (one, other) = (a.finding, b.finding);
        std::ptr::eq(a.result, b.result)
            && (one.consequence, one.severity, &one.accepted)
                == (other.consequence, other.severity, &other.accepted)
    };
    for run in sheet.findings.chunk_by(belongs) {
        push_run(out, sheet, run);
    }
    push_unreadable(out, sheet);
    out.raw("</section>");
}

/// What could not be checked has nothing to quote: the checklist says why. It never looks like a pass.
fn push_unreadable(out: &mut Html, sheet: &Sheet<'_>) {
    let unread = || {
        let results = (1..).zip(&sheet.package.results);
        results.filter(|(_, result)| result.status == Status::Unreadable)
    };
    if sheet.package.verdict == PackageVerdict::Unchecked {
        out.raw("<p class=\"unread\">! 各项都未能检查，原因见上。</p>");
        return;
    }
    if unread().next().is_none() {
        if sheet.findings.is_empty() {
            out.raw("<p class=\"none\">没有要列出的问题。</p>");
        }
        return;
    }
    out.raw("<p class=\"unread\">! 另有 ").number(unread().count()).raw(" 项无法检查，原因见清单：");
    for (at, (number, result)) in unread().enumerate() {
        out.raw(if at > 0 { "、" } else { "" });
        out.open_link("to", Anchor::Result(sheet.number, number)).text(&result.requirement).raw("</a>");
    }
    out.raw("。</p>");
}

fn push_run(out: &mut Html, sheet: &Sheet<'_>, run: &[Spoken<'_>]) {
    let (finding, result) = (run[0].finding, run[0].result);
    let tone = Tone::of_consequence(finding.consequence);
    out.raw("<section class=\"run ").raw(tone.class()).raw("\" data-status=\"").raw(key(result.status));
    out.raw("\" data-consequence=\"").text(finding.consequence).raw("\"><h4>");
    push_badge(out, tone, finding.consequence);
    out.raw(" <span class=\"code\">").text(&result.requirement).raw("</span> ").text(&result.title);
    out.raw("</h4><ol>");
    let has_one_help = run.iter().all(|spoken| spoken.finding.help == finding.help);
    let (open, folded) = run.split_at(if run.len() > OPEN + 2 { OPEN } else { run.len() });
    for spoken in open {
        push_finding(out, sheet, spoken, !has_one_help);
    }
    out.raw("</ol>");
    if !folded.is_empty() {
        out.raw("<details><summary>另有 ").number(folded.len()).raw(" 处</summary><ol>");
        for spoken in folded {
            push_finding(out, sheet, spoken, !has_one_help);
        }
        out.raw("</ol></details>");
    }
    out.raw("<dl class=\"foot\">");
    if let Some(accepted) = &finding.accepted {
        out.raw("<dt>已接受</dt><dd>").text(accepted).raw("</dd>");
    }
    let clause = full_clause(&result.clause);
    if !clause.is_empty() {
        out.raw("<dt>依据</dt><dd>").text(&clause).raw("</dd>");
    }
    if has_one_help && !finding.help.is_empty() {
        out.raw("<dt>改法</dt><dd>").text(&finding.help).raw("</dd>");
    }
    out.raw("</dl></section>");
}

fn push_finding(out: &mut Html, sheet: &Sheet<'_>, spoken: &Spoken<'_>, with_help: bool) {
    let finding = spoken.finding;
    out.raw("<li class=\"finding item\" tabindex=\"-1\" id=\"");
    out.anchor(Anchor::Finding(sheet.number, spoken.number)).raw("\"><p class=\"message\">");
    out.text(without_title(&finding.message, &spoken.result.title)).raw("</p>");
    let tone = Tone::of_consequence(finding.consequence);
    let sides = finding.related.len().min(SIDES);
    if sides > 0 {
        out.raw("<div class=\"sides\">");
    }
    if !finding.passage.is_empty() {
        push_side(out, sheet, None, spoken.place, &finding.passage, tone);
    }
    for (at, related) in finding.related.iter().take(SIDES).enumerate() {
        let place = spoken.related.get(at).copied();
        push_side(out, sheet, Some(&related.message), place, &related.passage, tone);
    }
    if sides > 0 {
        out.raw("</div>");
    }
    push_further(out, sheet, spoken);
    if with_help && !finding.help.is_empty() {
        out.raw("<p class=\"help\">改法：").text(&finding.help).raw("</p>");
    }
    out.raw("</li>");
}

fn push_side(
    out: &mut Html,
    sheet: &Sheet<'_>,
    label: Option<&str>,
    place: Option<Place>,
    passage: &Passage,
    tone: Tone,
) {
    out.raw("<figure class=\"side\">");
    if !passage.quote.is_empty() {
        push_quote(out, passage, "blockquote", tone);
    }
    out.raw("<figcaption>");
    if let Some(label) = label.filter(|label| !label.is_empty()) {
        out.raw("<strong>").text(label).raw("</strong> ");
    }
    sheet.push_place(out, place, &sheet.describe(passage));
    out.raw("</figcaption></figure>");
}

/// Related places beyond those that are quoted.
fn push_further(out: &mut Html, sheet: &Sheet<'_>, spoken: &Spoken<'_>) {
    let further = spoken.finding.related.iter().enumerate().skip(SIDES);
    let count = further.clone().count();
    if count == 0 {
        return;
    }
    out.raw("<details><summary>另有 ").number(count).raw(" 处</summary><ul>");
    for (at, related) in further {
        out.raw("<li>");
        sheet.push_place(out, spoken.related.get(at).copied(), &sheet.describe(&related.passage));
        out.raw("</li>");
    }
    out.raw("</ul></details>");
}
