//! A part that could not be read proves nothing: neither that something is missing nor that all is well.

use crate::cases::{fixture, package, review_of};
use yushen::finding::Status;
use yushen::gap::{Gap, GapKind};
use yushen::parse::Limits;
use yushen::source::Source;

fn scan() -> Source {
    Source {
        path: "扫描件.pdf".into(),
        bytes: Vec::new(),
        gaps: vec![Gap::new(GapKind::ImagePage).on_page(1)],
    }
}

#[test]
fn what_speaks_about_everything_is_open_while_a_part_is_unread() {
    let mut package = package("proposal.md", fixture("proposal.md"));
    package.sources.push(scan());
    let review = review_of(&package, Limits::default());
    for id in ["SR-C03", "SR-C16", "SR-C17", "SR-C26", "DOC-02", "DOC-07", "DOC-08", "DOC-10"] {
        let result = review.results.iter().find(|result| result.requirement == id).unwrap();
        assert_eq!(result.status, Status::Unreadable, "{id}: {}", result.reason);
    }
    let shown = review.results.iter().find(|result| result.requirement == "SR-C07").unwrap();
    assert_eq!(shown.status, Status::Met, "what was shown stays shown");
}

#[test]
fn nothing_is_missing_while_a_part_is_unread() {
    let mut package = package(
        "short.md",
        "# 建设目标\n\n显著提升服务能力。\n\n# 信息安全\n\n# 信息共享\n\n见下。\n".into(),
    );
    package.sources.push(scan());
    let review = review_of(&package, Limits::default());
    let missing: Vec<&str> = review
        .results
        .iter()
        .filter(|result| result.status == Status::Unmet && result.requirement.starts_with("SR-"))
        .map(|result| result.requirement.as_str())
        .collect();
    assert!(missing.is_empty(), "said to be missing beside an unread file: {missing:?}");
}

#[test]
fn findings_beyond_the_limit_are_counted_not_dropped() {
    let text = format!("# 建设目标\n\n{}", "显著提升服务能力。\n\n".repeat(12));
    let limits = Limits { rule_findings: 5, ..Limits::default() };
    let review = review_of(&package("vague.md", text.into_bytes()), limits);
    let goals = review.results.iter().find(|result| result.requirement == "SR-C02").unwrap();
    assert_eq!(goals.findings.len(), 6);
    assert!(goals.findings[5].message.starts_with("另有 8 处"), "{}", goals.findings[5].message);
}
