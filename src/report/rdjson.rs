//! [`Report`] → Reviewdog Diagnostic Format (`rdjson`): one diagnostic a finding.
//!
//! Lines and columns are those of the file and count from 1, columns in bytes of UTF-8, ends exclusive. A
//! document without lines has no range: the diagnostic is of the whole file.

use super::artifact::Artifact;
use super::layout::printable;
use super::{FindingReport, PackageReport, Passage, Report, detail};
use crate::finding::Severity;
use serde::Serialize;

#[derive(Serialize)]
struct Diagnostics<'a> {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Place,
    severity: &'static str,
    source: Source,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
    original_output: String,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// The report as indented JSON with a line break at its end.
pub fn render(report: &Report) -> String {
    let findings = || report.packages.iter().flat_map(|package| &package.findings);
    let name = report.tool.name;
    let all = Diagnostics {
        source: Source { name },
        severity: findings().map(severity).min_by_key(|&severity| rank(severity)).unwrap_or("INFO"),
        diagnostics: report
            .packages
            .iter()
            .flat_map(|package| package.findings.iter().map(|finding| diagnostic(package, finding, name)))
            .collect(),
    };
    let mut text =
        serde_json::to_string_pretty(&all).expect("diagnostics have string keys and no fallible serializer");
    text.push('\n');
    text
}

fn diagnostic<'a>(package: &PackageReport, finding: &'a FindingReport, name: &'static str) -> Diagnostic<'a> {
    let message = printable(&finding.message).into_owned();
    let (requirement, consequence) = (&finding.requirement, finding.consequence);
    let related = finding.related.iter().map(|related| Related {
        message: printable(&related.message).into_owned(),
        location: place(package, &related.passage),
    });
    Diagnostic {
        original_output: format!("{requirement} · {consequence} · {message}"),
        message: std::iter::once(format!("{consequence}：{message}"))
            .chain(detail::lines(package, finding))
            .collect::<Vec<_>>()
            .join("\n"),
        location: place(package, &finding.passage),
        severity: severity(finding),
        source: Source { name },
        code: Code { value: requirement },
        related_locations: related.collect(),
    }
}

fn place(package: &PackageReport, passage: &Passage) -> Place {
    let location = &passage.location;
    let column = passage.column;
    let position = |line, column| Position { line, column };
    Place {
        path: Artifact::new(package, location.file.as_deref()).disk,
        range: location.line.map(|line| Range {
            start: position(line, column.map(|column| column.byte_start)),
            end: column.map(|column| position(line, Some(column.byte_end))),
        }),
    }
}

fn severity(finding: &FindingReport) -> &'static str {
    match (finding.consequence, finding.severity) {
        ("已接受", _) | (_, Severity::Note) => "INFO",
        (_, Severity::Warning) => "WARNING",
        (_, Severity::Error) => "ERROR",
    }
}

fn rank(severity: &str) -> usize {
    ["ERROR", "WARNING", "INFO"].iter().position(|&known| known == severity).unwrap_or(3)
}

#[cfg(test)]
mod tests {
    use crate::check::sample::faulty_proposal;
    use crate::report::{PackageReport, Report};
    use crate::source::{Package, Source};
    use serde_json::{Value, json};

    const TEXT: &str = "# 第一章 运维服务\n\n项目总投资 1,280 万元。验收合格后提供 2 年免费运维服务。\n";

    fn rdjson(text: &str) -> Value {
        let review = faulty_proposal();
        let source = Source { path: "方案.md".into(), bytes: text.into(), gaps: Vec::new() };
        let package = Package { sources: vec![source], ..Package::default() };
        let report = PackageReport::new(&review).with_columns(&package);
        serde_json::from_str(&super::render(&Report::of(review.as_of, vec![report]))).unwrap()
    }

    #[test]
    fn columns_are_bytes_of_the_line() {
        let range = &rdjson(TEXT)["diagnostics"][0]["location"]["range"];
        let line = TEXT.lines().nth(2).unwrap();
        let column = |end: &str| usize::try_from(range[end]["column"].as_u64().unwrap()).unwrap();
        assert_eq!(&line[column("start") - 1..column("end") - 1], "2 年免费运维服务");
        assert_eq!((&range["start"]["line"], &range["end"]["line"]), (&json!(3), &json!(3)));
    }

    #[test]
    fn words_that_are_not_on_the_line_have_a_line_alone() {
        let range = &rdjson("# 第一章\n\n别的\n")["diagnostics"][0]["location"]["range"];
        assert_eq!(*range, json!({"start": {"line": 3}}));
    }

    #[test]
    fn a_diagnostic_says_all() {
        let all = rdjson(TEXT);
        assert_eq!(all["severity"], "ERROR");
        let contradiction = &all["diagnostics"][1];
        assert_eq!(contradiction["code"], json!({"value": "T-02"}));
        assert_eq!(contradiction["severity"], "WARNING");
        assert_eq!(contradiction["related_locations"][0]["message"], "概算表合计");
        assert!(contradiction["message"].as_str().unwrap().starts_with("待核实：总投资前后不一致"));
        assert!(contradiction.get("suggestions").is_none());
        assert_eq!(all["diagnostics"][2]["location"], json!({"path": "方案.md"}));
    }

    #[test]
    fn nothing_in_a_document_gets_out_of_its_string() {
        let mut review = faulty_proposal();
        review.results[2].findings[0].message = "引\"号\n\u{1}\u{202e} ]]> %".into();
        let text = super::render(&Report::new(review.as_of, &[review]));
        let all: Value = serde_json::from_str(&text).unwrap();
        let output = all["diagnostics"][0]["original_output"].as_str().unwrap();
        assert_eq!(output, "T-03 · 不予审核 · 引\"号 \\u{1}\\u{202e} ]]> %");
    }
}
