//! Results and findings → `results`; what could not be read → notifications.

use super::artifacts::Artifacts;
use super::place::place;
use super::rule::level;
use super::shape::{Invocation, Notification, Place, Rule, SarifResult, Text};
use crate::check::{PackageVerdict, Readable};
use crate::finding::Status;
use crate::report::layout::printable;
use crate::report::{FindingReport, PackageReport, ResultReport};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Places of evidence that one result keeps; consumers refuse very many.
const EVIDENCE: usize = 20;

/// At least one for every requirement and package: one for each finding, or one that says why there is none.
pub(super) fn results<'a>(
    packages: &[&'a PackageReport],
    rules: &[Rule<'a>],
    artifacts: &mut Artifacts,
) -> Vec<SarifResult<'a>> {
    let rule_index: BTreeMap<&str, usize> = (0..).zip(rules).map(|(idx, rule)| (rule.id, idx)).collect();
    let mut results = Vec::new();
    for package in packages {
        for result in &package.results {
            let index = rule_index.get(result.requirement.as_str()).copied();
            let of_it = package.findings.iter().filter(|finding| finding.requirement == result.requirement);
            let findings: Vec<&FindingReport> = of_it.collect();
            if findings.is_empty() || !is_lacking(result.status) {
                results.push(without_finding(package, result, index, artifacts));
            }
            for finding in findings {
                results.push(with_finding(package, result, finding, index, artifacts));
            }
        }
    }
    results
}

fn is_lacking(status: Status) -> bool {
    matches!(status, Status::Unmet | Status::Doubtful | Status::Unreadable)
}

fn kind(status: Status) -> &'static str {
    match status {
        Status::Met => "pass",
        Status::Unmet => "fail",
        Status::Doubtful => "review",
        Status::Unreadable => "open",
        Status::Inapplicable => "notApplicable",
    }
}

fn without_finding<'a>(
    package: &'a PackageReport,
    result: &'a ResultReport,
    rule_index: Option<usize>,
    artifacts: &mut Artifacts,
) -> SarifResult<'a> {
    let evidence = result.evidence.iter().take(EVIDENCE);
    let mut locations: Vec<Place<'_>> =
        evidence.map(|passage| place(package, Some(passage), artifacts)).collect();
    if locations.is_empty() {
        locations.push(place(package, None, artifacts));
    }
    let mut words = format!("{}：{}。{}", result.title, result.status.label(), result.reason);
    if result.evidence.len() > EVIDENCE {
        words.push_str(&format!("（证据共 {} 处，列出 {EVIDENCE} 处）", result.evidence.len()));
    }
    SarifResult {
        rule_id: &result.requirement,
        rule_index,
        kind: kind(result.status),
        level: if result.status == Status::Unmet { level(result.severity) } else { "none" },
        message: Text::plain(unlinked(&words)),
        locations,
        related_locations: Vec::new(),
        partial_fingerprints: None,
        suppressions: suppressions(result.accepted.as_deref()),
        properties: properties(package, result.status),
    }
}

fn with_finding<'a>(
    package: &'a PackageReport,
    result: &'a ResultReport,
    finding: &'a FindingReport,
    rule_index: Option<usize>,
    artifacts: &mut Artifacts,
) -> SarifResult<'a> {
    let mut related_locations = Vec::new();
    let mut words = unlinked(&finding.message);
    for (number, related) in (1..).zip(&finding.related) {
        let mut place = place(package, Some(&related.passage), artifacts);
        place.id = Some(number);
        place.message = Some(Text::plain(&*related.message));
        related_locations.push(place);
        words.push_str(&format!("\n另见：[{}]({number})", unlinked(&related.message)));
    }
    words.push_str(&format!("\n建议：{}", unlinked(&finding.help)));
    let mut properties = properties(package, result.status);
    properties["consequence"] = json!(finding.consequence);
    SarifResult {
        rule_id: &finding.requirement,
        rule_index,
        kind: if is_lacking(result.status) { kind(result.status) } else { "informational" },
        level: if result.status == Status::Unmet { level(finding.severity) } else { "none" },
        message: Text::plain(words),
        locations: vec![place(package, Some(&finding.passage), artifacts)],
        related_locations,
        partial_fingerprints: Some(json!({"yushen/v1": finding.fingerprint})),
        suppressions: suppressions(finding.accepted.as_deref()),
        properties,
    }
}

/// Words in which nothing is a link: documents are not ours.
fn unlinked(text: &str) -> String {
    let text = printable(text);
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.into_owned() }
}

fn properties(package: &PackageReport, status: Status) -> Value {
    json!({"package": package.path, "status": status})
}

fn suppressions(accepted: Option<&str>) -> Vec<Value> {
    let suppression = |reason| json!({"kind": "external", "status": "accepted", "justification": reason});
    accepted.map(suppression).into_iter().collect()
}

/// How the check went: nothing checked is no success.
pub(super) fn invocation<'a>(packages: &[&'a PackageReport], artifacts: &mut Artifacts) -> Invocation<'a> {
    let mut unread = Vec::new();
    let mut notices = Vec::new();
    for package in packages {
        for file in &package.files {
            let level = match file.readable {
                Readable::Full => "note",
                Readable::Partial => "warning",
                Readable::None => "error",
            };
            for note in &file.notes {
                let mut place = place(package, None, artifacts);
                place.physical_location.artifact_location = artifacts.location(package, Some(&file.path));
                unread.push(Notification {
                    descriptor: json!({"id": "unread", "index": 0}),
                    level,
                    message: Text::plain(printable(note)),
                    locations: vec![place],
                });
            }
        }
        notices.extend(package.notices.iter().map(|notice| Notification {
            descriptor: json!({"id": "notice", "index": 1}),
            level: if package.outline.in_force { "note" } else { "warning" },
            message: Text::plain(printable(notice)),
            locations: Vec::new(),
        }));
    }
    Invocation {
        execution_successful: packages.iter().all(|package| package.verdict != PackageVerdict::Unchecked),
        tool_execution_notifications: unread,
        tool_configuration_notifications: notices,
    }
}
