//! [`Report`] → the log of a GitHub Actions step: one workflow command a finding, which GitHub shows
//! beside the file, the checklist in a group that opens by a click.
//!
//! A command is `::error file=…,line=…,title=…::message` at the beginning of a line, or, in the old form that
//! runners still read, `##[command]` anywhere in one. So no line of ours begins with words of a document, and
//! a plain line never holds the old form.

use super::artifact::Artifact;
use super::layout::printable;
use super::{FindingReport, PackageReport, Report, detail, text};
use crate::check::PackageVerdict;
use crate::finding::Severity;
use std::fmt::Write;

/// The log.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for package in &report.packages {
        push_package(&mut out, report, package);
    }
    if report.packages.is_empty() {
        out.push_str("::error title=预审::未能检查：没有申报包。\n");
    }
    out
}

fn push_package(out: &mut String, report: &Report, package: &PackageReport) {
    for finding in &package.findings {
        push_finding(out, package, finding);
    }
    push_verdict(out, package);
    let outline = &package.outline;
    push_group(out, &format!("清单（{} 项）", package.results.len()), |line| {
        for result in &package.results {
            let accepted = result.accepted.as_ref().map(|reason| format!("；已接受：{reason}"));
            let accepted = accepted.unwrap_or_default();
            let (status, id, title) = (result.status.label(), &result.requirement, &result.title);
            line(&format!("{status} {id} {title}：{}{accepted}", result.reason));
        }
    });
    push_group(out, &format!("文件（{} 个）和依据", package.files.len()), |line| {
        for file in &package.files {
            line(&format!(
                "文件 {}，{}，{} 字节，sha256 {}",
                file.path, file.format, file.bytes, file.sha256
            ));
            file.notes.iter().for_each(|note| line(&format!("读不到的内容 {}：{note}", file.path)));
        }
        package.notices.iter().for_each(|notice| line(&format!("提示 {notice}")));
        let (title, id, version) = (&outline.title, &outline.id, &outline.version);
        line(&format!("大纲 {title}，{id} 版本 {version}；办法 {}", outline.regulation.title));
        line(&format!("判断日期 {}；工具 {} {}", report.as_of, report.tool.name, report.tool.version));
        line(text::LIMITS_OF_THE_PROGRAM);
    });
}

/// Each line begins with a word of ours, starts no command and is safe to print.
fn push_group(out: &mut String, title: &str, fill: impl Fn(&mut dyn FnMut(&str))) {
    let _ = writeln!(out, "::group::{title}"); // writing to a String cannot fail
    fill(&mut |words| {
        out.push_str(&printable(words).replace("##[", "# #["));
        out.push('\n');
    });
    out.push_str("::endgroup::\n");
}

fn push_finding(out: &mut String, package: &PackageReport, finding: &FindingReport) {
    let location = &finding.passage.location;
    let command = match finding.severity {
        _ if finding.consequence == "已接受" => "notice",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut place = format!("file={}", property(&Artifact::new(package, location.file.as_deref()).disk));
    if let Some(line) = location.line {
        let _ = write!(place, ",line={line}");
    }
    if let (Some(_), Some(column)) = (location.line, finding.passage.column) {
        let _ = write!(place, ",col={},endColumn={}", column.char_start, column.char_end);
    }
    let title = property(&format!("{} {}", finding.requirement, finding.consequence));
    let mut message = printable(&finding.message).into_owned();
    for line in detail::lines(package, finding) {
        message.push('\n');
        message.push_str(&line);
    }
    let _ = writeln!(out, "::{command} {place},title={title}::{}", data(&message));
}

/// What could not be checked at all is an error: nobody looks into the log of a green step.
fn push_verdict(out: &mut String, package: &PackageReport) {
    let command = match package.verdict {
        PackageVerdict::Unchecked => "error",
        _ => "notice",
    };
    let message = printable(&package.summary).into_owned();
    let title = property(&format!("预审 {}", package.path));
    let _ = writeln!(out, "::{command} title={title}::{}", data(&message));
}

/// A message: three characters are written otherwise.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, which ends at `,` and `:`.
fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{faulty_proposal, review};
    use crate::report::Report;
    use std::collections::BTreeMap;

    fn lines(report: &Report) -> Vec<String> {
        super::render(report).lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_finding_is_a_command_with_its_place() {
        let review = faulty_proposal();
        let lines = lines(&Report::new(review.as_of, &[review]));
        assert_eq!(
            lines[0],
            "::error file=方案.md,line=3,title=T-03 不予审核::承诺免费运维 2 年，少于要求的 3 年\
             %0A位置：方案.md › 第一章 运维服务，第 3 行%0A原文：2 年免费运维服务%0A依据：《示例办法》第七条\
             %0A建议：写明验收后的免费运维年限，不少于 3 年"
        );
        assert!(lines[1].starts_with("::warning file=方案.md,line=3,title=T-02 待核实::"), "{}", lines[1]);
        assert!(lines[2].starts_with("::notice file=方案.md,title=T-04 提示::未见项目联系人%0A依据"));
        assert!(lines[3].starts_with("::notice title=预审 方案.md::缺 1 项必备内容"), "{}", lines[3]);
        assert_eq!(lines[4], "::group::清单（6 项）");
        assert!(lines.iter().any(|line| line.starts_with("无法检查 T-05 要求：理由")));
    }

    #[test]
    fn words_of_a_document_start_no_command() {
        let mut review = faulty_proposal();
        review.path = "目录,a:b%/方案.md".into();
        review.readings[0].document.path = "方案.md".into();
        review.remarks = vec!["###[stop-commands]伪造".into()];
        review.results[0].reason =
            "100%##[set-env name=y]\n::error::伪造\r::set-env name=x::\u{1b}[2J\u{202e}".into();
        review.results[2].findings[0].message = review.results[0].reason.clone();
        let lines = lines(&Report::new(review.as_of, &[review]));
        assert!(
            lines[0].starts_with(
                "::error file=目录%2Ca%3Ab%25/方案.md,line=3,title=T-03 不予审核::100%25##[set-env name=y] ::error::伪造 ::set-env \
                 name=x::\\u{1b}[2J\\u{202e}%0A"
            ),
            "{}",
            lines[0]
        );
        let commands: Vec<&String> =
            lines.iter().filter(|line| line.trim_start().starts_with("::")).collect();
        assert_eq!(commands.len(), 3 + 1 + 4, "{commands:?}");
        // A line that is a command in the new form is not looked through for the old one.
        let plain: Vec<&String> = lines.iter().filter(|line| !line.starts_with("::")).collect();
        assert!(plain.iter().all(|line| !line.contains("##[")), "{plain:?}");
        assert!(plain.iter().any(|line| line.as_str() == "提示 ## #[stop-commands]伪造"), "{plain:?}");
    }

    #[test]
    fn nothing_checked_is_an_error_and_what_is_accepted_none() {
        let empty = review(Vec::new(), Vec::new());
        let said = lines(&Report::new(empty.as_of, &[empty]));
        assert!(said[0].starts_with("::error title=预审 方案.md::未能检查"), "{}", said[0]);
        let mut review = faulty_proposal();
        review.accept(&BTreeMap::from([("T-03".to_owned(), "已批准例外".to_owned())]));
        let said = lines(&Report::new(review.as_of, &[review]));
        assert!(said.iter().all(|line| !line.starts_with("::error")));
        assert!(said.iter().any(|line| line.contains("%0A已接受：已批准例外")));
    }
}
