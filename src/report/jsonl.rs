//! [`Report`] → JSON lines: one object a line, told apart by `type`.
//!
//! First `report` (schema, tool, as_of); then for each package one `package` line (name, path, outline,
//! summary, verdict, counts, notices), followed by its `file`, `fact`, `result` and `finding` lines with
//! the fields of `yushen/1` and the package's path as `package` and outline's ID as `outline`.

use super::{CountsReport, OutlineReport, PackageReport, Report, Tool, side_by_side};
use crate::check::PackageVerdict;
use crate::date::Date;
use serde::Serialize;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a, T: Serialize> {
    Report { schema: &'static str, tool: Tool, as_of: Date },
    Package(Head<'a>),
    File(Item<'a, T>),
    Fact(Item<'a, T>),
    Result(Item<'a, T>),
    Finding(Item<'a, T>),
}

#[derive(Serialize)]
struct Head<'a> {
    name: &'a str,
    path: &'a str,
    outline: &'a OutlineReport,
    summary: &'a str,
    verdict: PackageVerdict,
    counts: CountsReport,
    notices: &'a [String],
}

#[derive(Serialize)]
struct Item<'a, T: Serialize> {
    package: &'a str,
    outline: &'a str,
    #[serde(flatten)]
    item: &'a T,
}

/// The report as JSON lines.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    let head = Line::Report { schema: report.schema, tool: report.tool, as_of: report.as_of };
    push::<()>(&mut out, &head);
    out + &side_by_side(&report.packages, push_package)
}

fn push_package(out: &mut String, package: &PackageReport) {
    let head = Head {
        name: &package.name,
        path: &package.path,
        outline: &package.outline,
        summary: &package.summary,
        verdict: package.verdict,
        counts: package.counts,
        notices: &package.notices,
    };
    push::<()>(out, &Line::Package(head));
    push_all(out, package, &package.files, Line::File);
    push_all(out, package, &package.facts, Line::Fact);
    push_all(out, package, &package.results, Line::Result);
    push_all(out, package, &package.findings, Line::Finding);
}

fn push_all<'a, T: Serialize>(
    out: &mut String,
    package: &'a PackageReport,
    items: &'a [T],
    line: impl Fn(Item<'a, T>) -> Line<'a, T>,
) {
    for item in items {
        push(out, &line(Item { package: &package.path, outline: &package.outline.id, item }));
    }
}

fn push<T: Serialize>(out: &mut String, line: &Line<'_, T>) {
    let text = serde_json::to_string(line).expect("the model has string keys and no fallible serializer");
    out.push_str(&text);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use crate::check::sample::faulty_proposal;
    use crate::report::Report;
    use serde_json::Value;

    #[test]
    fn has_a_line_for_everything_that_the_model_holds() {
        let review = faulty_proposal();
        let report = Report::new(review.as_of, &[review]);
        let text = super::render(&report);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
        let package = &report.packages[0];
        assert!(text.starts_with(r#"{"type":"report","schema":"yushen/1""#), "{text}");
        assert_eq!(count("package"), 1);
        assert_eq!(count("file"), package.files.len());
        assert_eq!(count("fact"), package.facts.len());
        assert_eq!(count("result"), package.results.len());
        assert_eq!(count("finding"), package.findings.len());
        assert!(lines[2..].iter().all(|line| line["package"] == "方案.md"));
    }
}
