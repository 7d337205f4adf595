//! [`Report`] → JUnit XML: a suite for each package and outline, a case for each requirement.
//!
//! | status | case |
//! | --- | --- |
//! | 符合 | passes; what shows it in `system-out` |
//! | 不符合 | `failure`, `type` says the consequence |
//! | 待核实 | `failure` of the type `doubtful`: a green case would read as 符合, and a skipped one as nothing to do |
//! | 无法检查, 不适用 | `skipped` with the reason |
//! | accepted | `skipped` with the status and who accepted why: CI goes on |
//!
//! A package of which nothing could be checked gets a case of its own with an `error`: skipped cases alone
//! would let CI pass.

use super::layout::printable;
use super::{FindingReport, PackageReport, Report, ResultReport, detail, text};
use crate::check::PackageVerdict;
use crate::finding::Status;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io;

/// What is written so far.
type Xml = Writer<Vec<u8>>;

/// The report as indented XML.
pub fn render(report: &Report) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut xml, report).expect("writing to memory does not fail");
    let mut text = String::from_utf8(xml.into_inner()).expect("only text was written");
    text.push('\n');
    text
}

/// How many cases of a suite end how.
#[derive(Clone, Copy, Default)]
struct Tally {
    cases: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Tally {
    fn of(package: &PackageReport) -> Self {
        let mut tally = Self { cases: package.results.len(), ..Self::default() };
        for result in &package.results {
            match Outcome::of(result) {
                Outcome::Passed => {}
                Outcome::Failed => tally.failures += 1,
                Outcome::Skipped => tally.skipped += 1,
            }
        }
        if package.verdict == PackageVerdict::Unchecked {
            tally.cases += 1;
            tally.errors += 1;
        }
        tally
    }

    fn and(self, other: Self) -> Self {
        Self {
            cases: self.cases + other.cases,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }

    fn push_to(self, element: &mut BytesStart<'_>) {
        let counts = [
            ("tests", self.cases),
            ("failures", self.failures),
            ("errors", self.errors),
            ("skipped", self.skipped),
        ];
        for (name, count) in counts {
            element.push_attribute((name, count.to_string().as_str()));
        }
        element.push_attribute(("time", "0"));
    }
}

enum Outcome {
    Passed,
    Failed,
    Skipped,
}

impl Outcome {
    fn of(result: &ResultReport) -> Self {
        match result.status {
            _ if result.accepted.is_some() => Self::Skipped,
            Status::Met => Self::Passed,
            Status::Unmet | Status::Doubtful => Self::Failed,
            Status::Unreadable | Status::Inapplicable => Self::Skipped,
        }
    }
}

fn write(xml: &mut Xml, report: &Report) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = start("testsuites", &[("name", "yushen 预审")]);
    report.packages.iter().map(Tally::of).fold(Tally::default(), Tally::and).push_to(&mut root);
    xml.write_event(Event::Start(root))?;
    for package in &report.packages {
        write_suite(xml, report, package)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))
}

fn write_suite(xml: &mut Xml, report: &Report, package: &PackageReport) -> io::Result<()> {
    let outline = &package.outline;
    let name = format!("{} · {}", package.path, outline.title);
    let day = format!("{}T00:00:00", report.as_of);
    let mut suite = start("testsuite", &[("name", &name), ("timestamp", &day)]);
    Tally::of(package).push_to(&mut suite);
    xml.write_event(Event::Start(suite))?;
    write_properties(xml, report, package)?;
    if package.verdict == PackageVerdict::Unchecked {
        let case = start("testcase", &[("name", "能否检查"), ("classname", &outline.id), ("time", "0")]);
        xml.write_event(Event::Start(case))?;
        let error = start("error", &[("message", &package.summary), ("type", "unchecked")]);
        xml.write_event(Event::Empty(error))?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    for result in &package.results {
        write_case(xml, package, result)?;
    }
    let mut said = vec![package.summary.clone()];
    said.extend(package.notices.iter().cloned());
    said.extend(
        package
            .files
            .iter()
            .flat_map(|file| file.notes.iter().map(|note| format!("读不到的内容 {}：{note}", file.path))),
    );
    said.push(text::LIMITS_OF_THE_PROGRAM.to_owned());
    write_text(xml, start("system-out", &[]), &said)?;
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn write_properties(xml: &mut Xml, report: &Report, package: &PackageReport) -> io::Result<()> {
    let outline = &package.outline;
    let mut properties = vec![
        ("tool".to_owned(), format!("{} {}", report.tool.name, report.tool.version)),
        ("as-of".to_owned(), report.as_of.to_string()),
        ("outline".to_owned(), format!("{} {}", outline.id, outline.version)),
        ("regulation".to_owned(), outline.regulation.title.clone()),
    ];
    properties
        .extend(package.files.iter().map(|file| (format!("sha256 {}", file.path), file.sha256.clone())));
    xml.write_event(Event::Start(BytesStart::new("properties")))?;
    for (name, value) in &properties {
        xml.write_event(Event::Empty(start("property", &[("name", name), ("value", value)])))?;
    }
    xml.write_event(Event::End(BytesEnd::new("properties")))
}

fn write_case(xml: &mut Xml, package: &PackageReport, result: &ResultReport) -> io::Result<()> {
    let name = format!("{} {}", result.requirement, result.title);
    let class = format!("{}.{}", package.outline.id, result.group);
    let case = start("testcase", &[("name", &name), ("classname", &class), ("time", "0")]);
    xml.write_event(Event::Start(case))?;
    let of_it = package.findings.iter().filter(|finding| finding.requirement == result.requirement);
    let findings: Vec<&FindingReport> = of_it.collect();
    let message = match &result.accepted {
        Some(reason) => format!("{}：{}（已接受：{reason}）", result.status.label(), result.reason),
        None => format!("{}：{}", result.status.label(), result.reason),
    };
    let mut shown: Vec<String> =
        findings.iter().flat_map(|finding| finding_lines(package, finding)).collect();
    match Outcome::of(result) {
        Outcome::Failed => {
            let kind = match (result.status, findings.first()) {
                (Status::Unmet, Some(finding)) => finding.consequence,
                (Status::Unmet, None) => result.severity.consequence(result.veto),
                _ => "doubtful",
            };
            write_text(xml, start("failure", &[("message", &message), ("type", kind)]), &shown)?;
            shown.clear();
        }
        Outcome::Skipped => xml.write_event(Event::Empty(start("skipped", &[("message", &message)])))?,
        Outcome::Passed => shown.insert(0, message),
    }
    let evidence = result.evidence.iter();
    shown.extend(
        evidence.map(|shows| format!("依据的原文：{}（{}）", shows.quote, shows.location.describe())),
    );
    if !shown.is_empty() {
        write_text(xml, start("system-out", &[]), &shown)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

fn finding_lines(package: &PackageReport, finding: &FindingReport) -> Vec<String> {
    let mut lines = vec![format!("{}：{}", finding.consequence, finding.message)];
    lines.extend(detail::lines(package, finding).into_iter().map(|line| format!("  {line}")));
    lines.push(format!("  指纹：{}", finding.fingerprint));
    lines
}

/// A start tag; values are made fit for XML here and nowhere else.
fn start<'a>(name: &'a str, attributes: &[(&'a str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, fit(value).as_str()));
    }
    element
}

fn write_text(xml: &mut Xml, element: BytesStart<'_>, lines: &[String]) -> io::Result<()> {
    let end = element.to_end().into_owned();
    let text = lines.iter().map(|line| fit(line)).collect::<Vec<_>>().join("\n");
    xml.write_event(Event::Start(element))?;
    xml.write_event(Event::Text(BytesText::new(&text)))?;
    xml.write_event(Event::End(end))
}

/// One line that XML can hold: control characters are written out, the two codes that are no characters
/// are left out.
fn fit(text: &str) -> String {
    printable(text).replace(['\u{fffe}', '\u{ffff}'], "")
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{faulty_proposal, review};
    use crate::report::Report;
    use std::collections::BTreeMap;

    fn junit(report: &Report) -> String {
        super::render(report)
    }

    fn sample() -> String {
        let review = faulty_proposal();
        junit(&Report::new(review.as_of, &[review]))
    }

    #[test]
    fn each_status_has_its_outcome() {
        let text = sample();
        let counts = r#"tests="6" failures="3" errors="0" skipped="2" time="0""#;
        assert_eq!(text.matches(counts).count(), 2, "{text}");
        for part in [
            r#"<testsuite name="方案.md · 示例方案" timestamp="2024-01-01T00:00:00" tests="6""#,
            r#"<testcase name="T-01 要求" classname="test/construction.第一章 总则" time="0">"#,
            r#"<failure message="待核实：理由" type="doubtful">"#,
            r#"<failure message="不符合：理由" type="不予审核">"#,
            r#"<skipped message="无法检查：理由"/>"#,
            r#"<skipped message="不适用：理由"/>"#,
            r#"<property name="sha256 方案.md" value="0000"#,
            "辅助检查，不替代评审",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn a_failure_says_where_and_what_to_do() {
        let text = sample();
        let said = "待核实：总投资前后不一致：概述写 1,280 万元，概算表合计 1,208 万元\n  位置：方案.md › 第一章 运维服务，\
                    第 3 行\n  原文：1,280 万元\n  概算表合计：1,208（";
        assert!(text.contains(said), "{text}");
        assert!(text.contains("符合：理由\n依据的原文：第一章 运维服务（方案.md"), "{text}");
    }

    #[test]
    fn what_is_accepted_fails_no_build_and_nothing_checked_does() {
        let mut accepted = faulty_proposal();
        accepted.accept(&BTreeMap::from([("T-03".to_owned(), "已批准例外".to_owned())]));
        let text = junit(&Report::new(accepted.as_of, &[accepted]));
        assert!(text.contains(r#"<skipped message="不符合：理由（已接受：已批准例外）"/>"#), "{text}");
        let empty = review(Vec::new(), Vec::new());
        let text = junit(&Report::new(empty.as_of, &[empty]));
        assert!(text.contains(r#"tests="1" failures="0" errors="1""#), "{text}");
        assert!(text.contains(r#"<error message="未能检查：没有找到可检查的文件。" type="unchecked"/>"#));
    }

    #[test]
    fn what_xml_cannot_hold_is_written_out() {
        let mut review = faulty_proposal();
        let hostile = "a]]>&<b>\"'\n\u{1}\u{202e}\u{ffff}%";
        review.results[2].findings[0].message = hostile.into();
        review.results[2].reason = hostile.into();
        let text = junit(&Report::new(review.as_of, &[review]));
        assert!(text.contains("不予审核：a]]&gt;&amp;&lt;b&gt;&quot;&apos; \\u{1}\\u{202e}%\n"), "{text}");
        assert!(
            text.contains("message=\"不符合：a]]&gt;&amp;&lt;b&gt;&quot;&apos; \\u{1}\\u{202e}%\""),
            "{text}"
        );
    }
}
