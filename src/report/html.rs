//! [`Report`] → one HTML page: the verdict, what to do, the whole checklist, and the documents' own text
//! beside it, each linked to the other.
//!
//! The page is self-contained: it loads nothing, and its policy forbids everything but its own style and
//! script, by their hashes. All words of documents go through `markup`, which escapes them. Without
//! its script the page still has all its words, links, folds and its print; the script adds filters, keys
//! and scrolling that keeps the reader's place.

mod budget;
mod checklist;
mod document;
mod facts;
mod finding;
mod marked;
mod markup;
mod places;
mod sheet;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod tone;
mod words;

use super::{Original, PackageReport, Report};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use markup::{Anchor, Html};
use sha2::{Digest, Sha256};
use sheet::Sheet;
use tone::Tone;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The report as a page, UTF-8. `originals` stand in the order of the report's packages; without them the
/// page has no text beside the report.
pub fn render(report: &Report, originals: &[Original]) -> String {
    let mut out = Html::default();
    push_head(&mut out, report);
    out.raw("<body>");
    push_top(&mut out, report);
    out.raw("<main id=\"main\">");
    if report.packages.is_empty() {
        out.raw("<p class=\"none\">未能检查：没有申报包。</p>");
    }
    if report.packages.len() > 1 {
        push_overview(&mut out, &report.packages);
    }
    let room = document::room(report.packages.len());
    for (at, package) in report.packages.iter().enumerate() {
        let original = originals.get(at).filter(|original| original.review.path == package.path);
        push_package(&mut out, report, Sheet::new(at + 1, package, original), room);
    }
    out.raw("</main><footer>").text(report.tool.name).raw(" ").text(report.tool.version).raw("，");
    out.text(&report.as_of.to_string()).raw("。本页不联网，可离线保存、打印。</footer>");
    out.raw("<a class=\"return\" href=\"#main\" hidden>↑ 回到问题</a>");
    out.raw("<script>").raw(SCRIPT).raw("</script></body></html>\n");
    out.into_string()
}

fn push_head(out: &mut Html, report: &Report) {
    out.raw("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">");
    out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-");
    out.text(&digest(STYLE)).raw("'; script-src 'sha256-").text(&digest(SCRIPT));
    out.raw("'; base-uri 'none'; form-action 'none'\"><meta name=\"referrer\" content=\"no-referrer\">");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.raw("<meta name=\"color-scheme\" content=\"light dark\"><title>预审报告 · ").text(&title(report));
    out.raw("</title><style>").raw(STYLE).raw("</style></head>");
}

/// The hash by which the policy knows a style or a script.
fn digest(content: &str) -> String {
    STANDARD.encode(Sha256::digest(content))
}

fn title(report: &Report) -> String {
    match report.packages.as_slice() {
        [] => "没有申报包".to_owned(),
        [package] => package.name.clone(),
        packages => format!("{} 个申报包", packages.len()),
    }
}

fn push_top(out: &mut Html, report: &Report) {
    out.raw("<a class=\"skip\" href=\"#main\">跳到正文</a><header class=\"top\"><h1>预审报告 · ");
    out.text(&title(report)).raw("</h1><p>判断日期 ").text(&report.as_of.to_string());
    out.raw("　辅助检查，不替代评审</p>");
    if report.packages.len() == 1 {
        out.raw("<nav aria-label=\"页内\"><a href=\"#p1-findings\">问题</a>");
        out.raw("<a href=\"#p1-list\">清单</a></nav>");
    }
    out.raw("</header>");
    push_filters(out, report);
}

/// Shown by the script: without it they could do nothing.
fn push_filters(out: &mut Html, report: &Report) {
    out.raw(
        "<details class=\"filters\" hidden><summary>筛选</summary><form role=\"search\" aria-label=\"筛选\">",
    );
    out.raw("<fieldset><legend>结论</legend>");
    for status in summary::STATUSES {
        let tone = Tone::of_status(status);
        let all: usize = report.packages.iter().map(|package| summary::count(&package.counts, status)).sum();
        out.raw("<label class=\"")
            .raw(tone.class())
            .raw("\"><input type=\"checkbox\" name=\"status\" value=\"");
        out.raw(checklist::key(status)).raw("\" checked> ").text(status.label()).raw(" ").number(all);
        out.raw("</label>");
    }
    out.raw("</fieldset><label>后果 <select name=\"consequence\"><option value=\"\">全部问题</option>");
    for word in ["不予审核", "需补正", "待核实", "建议完善", "提示", "已接受"] {
        out.raw("<option>").raw(word).raw("</option>");
    }
    out.raw("</select></label><label>查找 <input type=\"search\" name=\"words\" placeholder=\"编号或词语\"></label>");
    out.raw("<label title=\"j/k 上下一处问题，Enter 到正文，Esc 回来，/ 查找\"><input type=\"checkbox\" name=\"keys\" checked> 快捷键 j k</label>");
    out.raw(
        "<output aria-live=\"polite\"></output><button type=\"reset\">清除筛选</button></form></details>",
    );
}

/// One row a package, when there are several.
fn push_overview(out: &mut Html, packages: &[PackageReport]) {
    out.raw(
        "<section class=\"overview\" aria-labelledby=\"overview-title\"><h2 id=\"overview-title\">汇总（",
    );
    out.number(packages.len()).raw(" 个申报包）</h2><table class=\"packages\"><thead><tr>");
    out.raw("<th scope=\"col\">结论</th><th scope=\"col\">申报包</th><th scope=\"col\">说明</th></tr></thead><tbody>");
    for (number, package) in (1..).zip(packages) {
        out.raw("<tr><td>");
        words::push_badge(out, Tone::of_verdict(package.verdict), package.verdict.label());
        out.raw("</td><th scope=\"row\">").open_link("to", Anchor::Package(number)).text(&package.path);
        out.raw("</a>");
        if packages.iter().filter(|other| other.path == package.path).count() > 1 {
            out.raw("<span class=\"clause\">").text(&package.outline.title).raw("</span>");
        }
        out.raw("</th><td>").text(&package.summary).raw("</td></tr>");
    }
    out.raw("</tbody></table></section>");
}

fn push_package(out: &mut Html, report: &Report, mut sheet: Sheet<'_>, room: usize) {
    let text = match &mut sheet.places {
        Some(places) => Some(document::render(sheet.number, sheet.package, places, room)),
        None => None,
    };
    out.raw("<section class=\"package\" tabindex=\"-1\" id=\"").anchor(Anchor::Package(sheet.number));
    out.raw("\" aria-labelledby=\"").anchor(Anchor::Title(sheet.number, "verdict"));
    out.raw("\"><div class=\"report\">");
    summary::push(out, &sheet, report);
    finding::push(out, &sheet);
    checklist::push(out, &sheet);
    push_read(out, &sheet);
    out.raw("</div>");
    if let Some(text) = &text {
        out.append(text);
    }
    out.raw("</section>");
}

/// What was read, apart from any judgement: the costs and the facts.
fn push_read(out: &mut Html, sheet: &Sheet<'_>) {
    let mut read = Html::default();
    budget::push(&mut read, sheet);
    facts::push(&mut read, sheet);
    if read.len() == 0 {
        return;
    }
    words::open_part(out, sheet.number, "read", "read");
    out.raw("读到的内容</h3>").append(&read).raw("</section>");
}
