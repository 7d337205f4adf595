//! [`Report`] → text for the terminal: the verdict, what to do, the whole checklist, the evidence.

mod checklist;
pub mod compare;
mod diagnostic;
pub(super) mod finding;
mod paint;

use super::layout;
use super::{FileReport, FindingReport, OutlineReport, PackageReport, Report, Tool, side_by_side};
use crate::check::{PackageVerdict, Readable};
use crate::date::Date;
use crate::finding::Status;
use paint::Paint;
use std::collections::BTreeMap;

/// How the text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use colours.
    pub colour: Colour,
    /// How much is shown.
    pub detail: Detail,
}

/// Whether to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Off,
    /// Escape sequences.
    On,
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    Full,
    /// Findings and the verdict.
    Brief,
    /// How many packages stand how, and a verdict for each.
    Overview,
}

/// What a program cannot judge; stands in every report.
pub(super) const LIMITS_OF_THE_PROGRAM: &str = "辅助检查，不替代评审。建设必要性、需求是否真实、投资与价格是否合理、技术路线优劣、\
     效益能否实现，程序不能判断，由评审人员审定。";

/// Narrower terminals get lines of this length all the same.
const NARROWEST: usize = 40;

/// The report as text.
pub fn render(report: &Report, style: &Style) -> String {
    let style = Style { width: style.width.max(NARROWEST), ..*style };
    if style.detail == Detail::Overview {
        let mut out = String::new();
        push_overview(&mut out, &report.packages, &style);
        return out;
    }
    let mut out = side_by_side(&report.packages, |out, package| {
        push_package(out, package, report, &style);
        out.push('\n');
    });
    match report.packages.as_slice() {
        [] => out.push_str("未能检查：没有申报包。\n"),
        [package] => push_verdict(&mut out, "", package, &style),
        packages => push_overview(&mut out, packages, &style),
    }
    out
}

fn push_package(out: &mut String, package: &PackageReport, report: &Report, style: &Style) {
    let paint = Paint::new(style.colour);
    out.push_str(&paint.bold(&layout::printable(&package.path)));
    out.push('\n');
    push_verdict(out, "", package, style);
    for notice in &package.notices {
        push_wrapped(out, &paint.warning("! "), &layout::printable(notice), style);
    }
    push_findings(out, package, style);
    if style.detail == Detail::Brief {
        return;
    }
    push_title(out, &format!("清单（{} 项）", package.results.len()), style);
    if package.files.iter().all(|file| file.readable == Readable::None) {
        push_wrapped(out, "  ", "没有读到任何文字，各项都未能检查。", style);
    } else {
        checklist::push(out, package, style);
    }
    push_title(out, &format!("文件（{} 个）", package.files.len()), style);
    for file in &package.files {
        push_file(out, file, style);
    }
    push_title(out, "依据", style);
    push_basis(out, &package.outline, report.as_of, report.tool, style);
}

/// What could not be checked has nothing to quote: the checklist says it.
fn push_findings(out: &mut String, package: &PackageReport, style: &Style) {
    let shown: Vec<&FindingReport> =
        package.findings.iter().filter(|finding| package.has_words_for(finding)).collect();
    if !shown.is_empty() {
        push_title(out, &format!("问题（{} 处）", shown.len()), style);
        finding::push_all(out, package, &shown, style);
    }
    let unread: Vec<&str> = package
        .results
        .iter()
        .filter(|result| result.status == Status::Unreadable)
        .map(|result| result.requirement.as_str())
        .collect();
    if !unread.is_empty() && package.verdict != PackageVerdict::Unchecked {
        out.push('\n');
        let line = format!("另有 {} 项无法检查：{}。", unread.len(), unread.join("、"));
        push_wrapped(out, "", &line, style);
    }
}

fn push_verdict(out: &mut String, mark: &str, package: &PackageReport, style: &Style) {
    let colour = match package.verdict {
        PackageVerdict::Veto | PackageVerdict::Incomplete | PackageVerdict::Unchecked => Paint::error,
        PackageVerdict::Advice => Paint::warning,
        PackageVerdict::Clean => Paint::good,
    };
    push_painted(out, mark, &layout::printable(&package.summary), colour, style);
}

/// One line a package, when there are several.
fn push_overview(out: &mut String, packages: &[PackageReport], style: &Style) {
    let paint = Paint::new(style.colour);
    push_title(out, &format!("汇总（{} 个申报包）", packages.len()), style);
    let mut reports_of: BTreeMap<&str, usize> = BTreeMap::new();
    for package in packages {
        *reports_of.entry(&package.path).or_default() += 1;
    }
    for package in packages {
        out.push_str(&paint.bold(&layout::printable(&package.path)));
        if reports_of[package.path.as_str()] > 1 {
            out.push_str(&format!("（{}）", package.outline.title));
        }
        out.push('\n');
        push_verdict(out, "  ", package, style);
    }
    push_wrapped(out, "\n", &tally(packages), style);
    push_wrapped(out, "", LIMITS_OF_THE_PROGRAM, style);
}

/// How many packages stand how.
fn tally(packages: &[PackageReport]) -> String {
    let verdicts = [
        PackageVerdict::Veto,
        PackageVerdict::Incomplete,
        PackageVerdict::Advice,
        PackageVerdict::Clean,
        PackageVerdict::Unchecked,
    ];
    let count = |verdict| packages.iter().filter(|package| package.verdict == verdict).count();
    let parts = verdicts.map(|verdict| (count(verdict), verdict.label()));
    let shown =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, label)| format!("{label} {count} 个"));
    format!("共 {} 个申报包：{}。", packages.len(), shown.collect::<Vec<_>>().join("，"))
}

fn push_title(out: &mut String, title: &str, style: &Style) {
    let rule = "─".repeat(style.width.saturating_sub(layout::columns(title) + 4));
    let line = format!("\n── {title} {rule}\n");
    out.push_str(&Paint::new(style.colour).faint(&line));
}

fn push_file(out: &mut String, file: &FileReport, style: &Style) {
    let paint = Paint::new(style.colour);
    let mut about = vec![file.format.to_owned(), format!("{} 字节", file.bytes)];
    about.extend(file.pages.map(|pages| format!("{pages} 页")));
    about.push(format!("{} 字", file.characters));
    about.push(file.readable.label().to_owned());
    let line = format!("{}  {}", layout::printable(&file.path), about.join("，"));
    push_wrapped(out, "  ", &line, style);
    out.push_str(&paint.faint(&format!("    sha256 {}\n", file.sha256)));
    for note in &file.notes {
        push_wrapped(out, &format!("    {}", paint.warning("! ")), &layout::printable(note), style);
    }
}

fn push_basis(out: &mut String, outline: &OutlineReport, as_of: Date, tool: Tool, style: &Style) {
    let regulation = &outline.regulation;
    let mut source = vec![regulation.number.clone().unwrap_or_default(), regulation.issuer.clone()];
    source.extend(regulation.in_force.from.map(|from| format!("{from} 起施行")));
    source.extend(regulation.in_force.until.map(|until| format!("有效期至 {until}")));
    source.retain(|part| !part.is_empty());
    let title = regulation.title.trim_matches(['《', '》']);
    let source = if source.is_empty() { String::new() } else { format!("（{}）", source.join("，")) };
    for line in [
        format!("大纲：{}，{} 版本 {}", outline.title, outline.id, outline.version),
        format!("办法：《{title}》{source}"),
        format!("判断日期：{as_of}　工具：{} {}", tool.name, tool.version),
        LIMITS_OF_THE_PROGRAM.to_owned(),
    ] {
        push_wrapped(out, "  ", &layout::printable(&line), style);
    }
}

/// A paragraph behind a mark, its further lines under its first word.
fn push_wrapped(out: &mut String, mark: &str, text: &str, style: &Style) {
    push_painted(out, mark, text, |_, line| line.to_owned(), style);
}

/// The same in a colour.
fn push_painted(
    out: &mut String,
    mark: &str,
    text: &str,
    colour: impl Fn(Paint, &str) -> String,
    style: &Style,
) {
    let paint = Paint::new(style.colour);
    let indent = paint::columns(mark);
    let wrapped = layout::wrap(text, style.width.saturating_sub(indent), 0);
    let lines: Vec<String> = wrapped.lines().map(|line| colour(paint, line)).collect();
    out.push_str(mark);
    out.push_str(&lines.join(&format!("\n{}", " ".repeat(indent))));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::{Colour, Detail, Style, layout, render};
    use crate::check::sample::{faulty_proposal, reading, result, review};
    use crate::finding::{Severity, Status};
    use crate::gap::GapKind;
    use crate::report::Report;

    const PLAIN: Style = Style { width: 80, colour: Colour::Off, detail: Detail::Full };

    fn text(style: &Style) -> String {
        let review = faulty_proposal();
        render(&Report::new(review.as_of, &[review]), style)
    }

    #[test]
    fn says_the_most_important_first_and_the_verdict_last() {
        let text = text(&Style { width: 120, ..PLAIN });
        let verdict = "缺 1 项必备内容";
        assert!(text.lines().nth(1).unwrap().starts_with(verdict), "{text}");
        assert!(text.lines().next_back().unwrap().starts_with(verdict), "{text}");
        let text = &text[text.find("── 问题").unwrap()..];
        let order = ["问题（3 处）", "清单（6 项）", "文件（1 个）", "── 依据", "不替代评审"];
        let places: Vec<_> = order.iter().map(|title| text.find(title).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn shows_every_result_and_every_status() {
        let text = text(&PLAIN);
        for shown in ["T-01", "T-02", "T-03", "T-04", "T-05", "T-06"] {
            assert!(text.contains(shown), "{shown} is missing:\n{text}");
        }
        for status in ["符合", "不符合", "待核实", "无法检查", "不适用"] {
            assert!(text.contains(status), "{status} is missing:\n{text}");
        }
    }

    #[test]
    fn says_for_each_result_why_nothing_could_be_checked() {
        let unread = || vec![result("T-01", Status::Unreadable, Severity::Error)];
        let scanned = review(unread(), vec![reading("封面", Some(GapKind::ImagePage))]);
        let text = render(&Report::new(scanned.as_of, &[scanned]), &PLAIN);
        assert!(text.contains("未能检查：1 项要求都无法检查") && text.contains("  理由"), "{text}");
        assert!(!text.contains("没有读到任何文字"), "{text}");
        let blank = review(unread(), vec![reading("", Some(GapKind::ImagePage))]);
        let text = render(&Report::new(blank.as_of, &[blank]), &PLAIN);
        assert!(text.contains("没有读到任何文字"), "{text}");
    }

    #[test]
    fn fits_the_terminal() {
        for width in [40, 80, 120] {
            let text = text(&Style { width, ..PLAIN });
            for line in text.lines().filter(|line| !line.contains("sha256") && !line.contains("╭─[")) {
                assert!(layout::columns(line) <= width, "{width} columns: {line}");
            }
        }
    }

    #[test]
    fn brief_text_has_findings_and_verdict_only() {
        let text = text(&Style { detail: Detail::Brief, ..PLAIN });
        assert!(text.contains("承诺免费运维 2 年") && text.contains("缺 1 项必备内容"), "{text}");
        assert!(!text.contains("清单") && !text.contains("sha256"), "{text}");
    }

    #[test]
    fn colours_are_the_only_difference() {
        let plain = text(&PLAIN);
        let coloured = text(&Style { colour: Colour::On, ..PLAIN });
        assert!(!plain.contains('\u{1b}'));
        assert_ne!(plain, coloured);
        assert_eq!(plain, super::paint::strip(&coloured));
    }

    #[test]
    fn file_names_cannot_write_to_the_terminal() {
        let mut review = faulty_proposal();
        review.path = "方\u{1b}[2J案\u{202e}.md".into();
        let text = render(&Report::new(review.as_of, &[review]), &PLAIN);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    }

    #[test]
    fn several_packages_end_in_an_overview() {
        let (first, mut second) = (faulty_proposal(), review(Vec::new(), Vec::new()));
        second.path = "空".into();
        let text = render(&Report::new(first.as_of, &[first, second]), &PLAIN);
        assert!(text.contains("汇总（2 个申报包）"), "{text}");
        let overview = &text[text.find("汇总").unwrap()..];
        assert!(overview.contains("  未能检查：没有找到可检查的文件。\n"), "{text}");
        assert!(overview.contains("\n共 2 个申报包：不予审核 1 个，未能检查 1 个。\n"), "{text}");
    }

    #[test]
    fn the_overview_alone_takes_a_few_lines_a_package() {
        let packages = [faulty_proposal(), faulty_proposal()];
        let style = Style { detail: Detail::Overview, width: 40, ..PLAIN };
        let text = render(&Report::new(packages[0].as_of, &packages), &style);
        assert!(!text.contains("T-03") && text.contains("共 2 个申报包"), "{text}");
        assert!(text.contains("\n  缺 1 项必备内容") && text.contains("\n  人工核实"), "{text}");
    }
}
