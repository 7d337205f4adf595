//! The head of a package: the verdict, the five counts, what was checked, by which rules, and what could
//! not be read.

use super::markup::{Anchor, Html};
use super::sheet::Sheet;
use super::tone::Tone;
use super::words::push_badge;
use crate::check::Readable;
use crate::finding::Status;
use crate::report::{CountsReport, FileReport, Report};

/// Files up to which all are listed without a fold.
const OPEN_FILES: usize = 4;
/// Units of the bar of the five counts.
const WIDTH: usize = 1000;

/// In the order in which they call for work.
pub(super) const STATUSES: [Status; 5] =
    [Status::Unmet, Status::Doubtful, Status::Unreadable, Status::Met, Status::Inapplicable];

/// Verdict, notices, counts and basis.
pub(super) fn push(out: &mut Html, sheet: &Sheet<'_>, report: &Report) {
    let package = sheet.package;
    let tone = Tone::of_verdict(package.verdict);
    out.raw("<header class=\"verdict ").raw(tone.class()).raw("\"><h2 id=\"");
    out.anchor(Anchor::Title(sheet.number, "verdict")).raw("\">");
    push_badge(out, tone, package.verdict.label());
    out.raw("<span class=\"summary\">").text(&package.summary).raw("</span></h2>");
    out.raw("<p class=\"path\" id=\"")
        .anchor(Anchor::Part(sheet.number, "path"))
        .raw("\">")
        .text(&package.path)
        .raw("</p>");
    out.raw("<p class=\"limits\">").text(crate::report::text::LIMITS_OF_THE_PROGRAM).raw("</p>");
    if !package.notices.is_empty() {
        out.raw("<ul class=\"notices\">");
        for notice in &package.notices {
            out.raw("<li>").text(notice).raw("</li>");
        }
        out.raw("</ul>");
    }
    push_counts(out, &package.counts);
    push_basis(out, sheet, report);
    push_files(out, sheet);
    out.raw("</header>");
}

/// Requirements of a status.
pub(super) fn count(counts: &CountsReport, status: Status) -> usize {
    match status {
        Status::Met => counts.met,
        Status::Unmet => counts.unmet,
        Status::Doubtful => counts.doubtful,
        Status::Unreadable => counts.unreadable,
        Status::Inapplicable => counts.inapplicable,
    }
}

/// A bar of five parts; its words stand beside it as a list.
fn push_counts(out: &mut Html, counts: &CountsReport) {
    let all: usize = STATUSES.iter().map(|&status| count(counts, status)).sum();
    out.raw("<div class=\"counts\"><svg viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">");
    let mut before = 0;
    for status in STATUSES {
        let count = count(counts, status);
        let (start, end) = (before * WIDTH / all.max(1), (before + count) * WIDTH / all.max(1));
        before += count;
        if count > 0 {
            out.raw("<rect class=\"").raw(Tone::of_status(status).class()).raw("\" x=\"").number(start);
            out.raw("\" width=\"").number((end - start).saturating_sub(3).max(2)).raw("\" height=\"14\"/>");
        }
    }
    out.raw("</svg><ul aria-label=\"各结论的项数\">");
    for status in STATUSES {
        let tone = Tone::of_status(status);
        out.raw("<li class=\"").raw(tone.class()).raw("\"><span class=\"sign\" aria-hidden=\"true\">");
        out.raw(tone.sign()).raw("</span> ").text(status.label()).raw(" <b>");
        out.number(count(counts, status)).raw("</b> 项</li>");
    }
    if counts.accepted > 0 {
        out.raw("<li class=\"t-quiet\">其中已接受 <b>").number(counts.accepted).raw("</b> 项</li>");
    }
    out.raw("</ul></div>");
}

fn push_basis(out: &mut Html, sheet: &Sheet<'_>, report: &Report) {
    let outline = &sheet.package.outline;
    let regulation = &outline.regulation;
    let mut about = vec![regulation.number.clone().unwrap_or_default(), regulation.issuer.clone()];
    about.extend(regulation.in_force.from.map(|from| format!("{from} 起施行")));
    about.extend(regulation.in_force.until.map(|until| format!("有效期至 {until}")));
    about.retain(|part| !part.is_empty());
    let title = regulation.title.trim_matches(['《', '》']);
    out.raw("<dl class=\"basis\"><dt>办法</dt><dd>《").text(title).raw("》");
    if !about.is_empty() {
        out.raw("（").text(&about.join("，")).raw("）");
    }
    out.raw("</dd><dt>大纲</dt><dd>").text(&outline.title).raw(" <code>").text(&outline.id);
    out.raw("</code> 版本 ").text(&outline.version);
    out.raw("</dd><dt>判断日期</dt><dd>").text(&report.as_of.to_string());
    out.raw("</dd><dt>工具</dt><dd>").text(report.tool.name).raw(" ").text(report.tool.version);
    out.raw("</dd></dl>");
}

fn push_files(out: &mut Html, sheet: &Sheet<'_>) {
    let files = &sheet.package.files;
    out.raw(if files.len() <= OPEN_FILES { "<details open>" } else { "<details>" });
    out.raw("<summary>所检查的文件（").number(files.len()).raw(" 个）</summary><ul class=\"sources\">");
    for (number, file) in (1..).zip(files) {
        push_file(out, sheet, number, file);
    }
    out.raw("</ul></details>");
    // What could not be read never hides behind a fold.
    let unread = || files.iter().filter(|file| file.readable != Readable::Full);
    if files.len() > OPEN_FILES && unread().next().is_some() {
        out.raw("<ul class=\"notices\">");
        for file in unread() {
            let note = file.notes.first().map_or("无法读取", String::as_str);
            out.raw("<li>").text(&file.path).raw("：").text(note).raw("</li>");
        }
        out.raw("</ul>");
    }
}

fn push_file(out: &mut Html, sheet: &Sheet<'_>, number: usize, file: &FileReport) {
    out.raw("<li>");
    if sheet.review.is_some() {
        out.open_link("go", Anchor::File(sheet.number, number)).text(&file.path).raw("</a>");
    } else {
        out.text(&file.path);
    }
    out.raw(" <span class=\"about\">").text(file.format).raw("，");
    out.text(&file.bytes.to_string()).raw(" 字节");
    if let Some(pages) = file.pages {
        out.raw("，").number(pages as usize).raw(" 页");
    }
    out.raw("，").number(file.characters).raw(" 字，").raw(file.readable.label());
    out.raw("</span><code class=\"hash\">sha256 ").text(&file.sha256).raw("</code>");
    for note in &file.notes {
        out.raw("<span class=\"gap\">! ").text(note).raw("</span>");
    }
    out.raw("</li>");
}
