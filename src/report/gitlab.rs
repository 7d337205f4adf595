//! [`Report`] → GitLab's Code Quality JSON: one entry a finding.
//!
//! GitLab shows an entry at a line of a file; a document without lines gets line 1. It tells new entries
//! from old ones by their fingerprints, so they hold the package, the outline and the words, never a place.

use super::artifact::Artifact;
use super::fingerprint::short_hash;
use super::layout::printable;
use super::{FindingReport, PackageReport, Report, detail};
use crate::finding::Severity;
use serde::Serialize;

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// The report as an indented JSON array with a line break at its end.
pub fn render(report: &Report) -> String {
    let entries: Vec<Entry<'_>> = report
        .packages
        .iter()
        .flat_map(|package| {
            let scope = short_hash(&[&package.path, &package.outline.id]);
            package.findings.iter().map(move |finding| entry(package, finding, &scope))
        })
        .collect();
    let mut text =
        serde_json::to_string_pretty(&entries).expect("entries have string keys and no fallible serializer");
    text.push('\n');
    text
}

fn entry<'a>(package: &PackageReport, finding: &'a FindingReport, scope: &str) -> Entry<'a> {
    let location = &finding.passage.location;
    let mut description = format!("{}：{}", finding.consequence, printable(&finding.message));
    for line in detail::lines(package, finding) {
        description.push('\n');
        description.push_str(&line);
    }
    Entry {
        description,
        check_name: &finding.requirement,
        fingerprint: format!("{scope}{}", finding.fingerprint),
        severity: severity(finding),
        location: Place {
            path: Artifact::new(package, location.file.as_deref()).disk,
            lines: Lines { begin: location.line.unwrap_or(1) },
        },
    }
}

fn severity(finding: &FindingReport) -> &'static str {
    match (finding.consequence, finding.severity) {
        ("已接受", _) | (_, Severity::Note) => "info",
        ("不予审核", _) => "blocker",
        (_, Severity::Error) => "critical",
        (_, Severity::Warning) => "minor",
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::faulty_proposal;
    use crate::report::Report;
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    fn entries(report: &Report) -> Vec<Value> {
        serde_json::from_str(&super::render(report)).unwrap()
    }

    #[test]
    fn an_entry_has_all_that_gitlab_asks_for() {
        let review = faulty_proposal();
        let entries = entries(&Report::new(review.as_of, &[review]));
        let shown: Vec<_> = entries
            .iter()
            .map(|e| {
                (&e["check_name"], &e["severity"], &e["location"]["path"], &e["location"]["lines"]["begin"])
            })
            .map(|(a, b, c, d)| format!("{a} {b} {c} {d}"))
            .collect();
        assert_eq!(
            shown,
            [
                r#""T-03" "blocker" "方案.md" 3"#,
                r#""T-02" "minor" "方案.md" 3"#,
                r#""T-04" "info" "方案.md" 1"#
            ]
        );
        let description = entries[1]["description"].as_str().unwrap();
        assert!(description.starts_with("待核实：总投资前后不一致"), "{description}");
        assert!(description.contains("\n概算表合计：1,208（"), "{description}");
    }

    #[test]
    fn fingerprints_tell_packages_and_outlines_apart() {
        let (first, mut second, mut third) = (faulty_proposal(), faulty_proposal(), faulty_proposal());
        second.path = "乙.md".into();
        std::sync::Arc::get_mut(&mut third.outline).unwrap().id = "test/other".into();
        let report = Report::new(first.as_of, &[first, second, third]);
        let entries = entries(&report);
        let prints: BTreeSet<&str> = entries.iter().map(|e| e["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), 9);
        assert!(prints.iter().all(|print| print.len() >= 32));
    }

    #[test]
    fn nothing_in_a_document_gets_out_of_its_string() {
        let mut review = faulty_proposal();
        review.results[2].findings[0].message = "引\"号\n\u{1}\u{202e}，]]> % ::error::".into();
        review.accept(&BTreeMap::from([("T-02".to_owned(), "已批准例外".to_owned())]));
        let entries = entries(&Report::new(review.as_of, &[review]));
        let description = entries[0]["description"].as_str().unwrap();
        assert!(
            description.starts_with("不予审核：引\"号 \\u{1}\\u{202e}，]]> % ::error::\n"),
            "{description}"
        );
        let accepted = entries[2]["description"].as_str().unwrap();
        assert!(accepted.starts_with("已接受：") && accepted.ends_with("\n已接受：已批准例外"), "{accepted}");
        assert_eq!(entries[2]["severity"], "info");
    }
}
