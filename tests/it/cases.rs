//! The fixtures: the good proposal has nothing unmet, and each case turns exactly what it names.

#![expect(clippy::disallowed_methods, reason = "fixtures are files")]

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use yushen::check::{Options, PackageReview, check};
use yushen::finding::Status;
use yushen::lexicon::Lexicon;
use yushen::parse::Limits;
use yushen::source::{Package, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// An edit of the good proposal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    turns: BTreeMap<String, Status>,
    #[serde(default)]
    replace: Vec<(String, String)>,
    #[serde(default)]
    also: Vec<(String, String)>,
    delete: Option<(String, String)>,
    #[serde(default)]
    insert: String,
}

impl Case {
    fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if let Some((from, to)) = &self.delete {
            let start = text.find(from).unwrap_or_else(|| panic!("{}: no “{from}”", self.name));
            let end = text.find(to).unwrap_or_else(|| panic!("{}: no “{to}”", self.name));
            text.replace_range(start..end, &self.insert);
        }
        for (old, new) in self.replace.iter().chain(&self.also) {
            assert!(text.contains(old.as_str()), "{}: no “{old}”", self.name);
            text = text.replacen(old.as_str(), new, 1);
        }
        text
    }
}

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/construction").join(name)).unwrap()
}

pub(crate) fn review(name: &str, bytes: Vec<u8>) -> PackageReview {
    review_of(&package(name, bytes), Limits::default())
}

/// A package of one file.
pub(crate) fn package(name: &str, bytes: Vec<u8>) -> Package {
    let source = Source { path: name.into(), bytes, gaps: Vec::new() };
    Package { name: "t".into(), path: name.into(), sources: vec![source] }
}

pub(crate) fn review_of(package: &Package, limits: Limits) -> PackageReview {
    let outline =
        Arc::new(yushen::outline::builtin::load("shangrao/construction").expect("our own pack loads"));
    let as_of = "2026-11-25".parse().unwrap();
    check(package, &outline, &Options { as_of, limits, lexicon: Lexicon::builtin(), recogniser: None })
}

/// Status of every requirement that is neither met nor inapplicable.
fn open(review: &PackageReview) -> BTreeMap<String, Status> {
    review
        .results
        .iter()
        .filter(|result| !matches!(result.status, Status::Met | Status::Inapplicable))
        .map(|result| (result.requirement.clone(), result.status))
        .collect()
}

fn explain(review: &PackageReview) -> String {
    let lines = review.results.iter().filter(|r| !matches!(r.status, Status::Met | Status::Inapplicable));
    lines
        .map(|r| {
            let findings: String = r.findings.iter().map(|f| format!("\n      - {}", f.message)).collect();
            format!("\n  {} {:?}: {}{findings}", r.requirement, r.status, r.reason)
        })
        .collect()
}

#[test]
fn the_good_proposal_has_nothing_open_in_any_format() {
    for name in ["proposal.md", "proposal.docx", "proposal.pdf"] {
        let review = review(name, fixture(name));
        assert!(open(&review).is_empty(), "{name}:{}", explain(&review));
    }
}

#[test]
fn each_case_turns_exactly_what_it_names() {
    let cases: Cases = toml::from_str(&String::from_utf8(fixture("cases.toml")).unwrap()).unwrap();
    let good = String::from_utf8(fixture("proposal.md")).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        let review = review("proposal.md", case.apply(&good).into_bytes());
        if open(&review) != case.turns {
            wrong.push_str(&format!("\n{}: expected {:?}, got:{}", case.name, case.turns, explain(&review)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_faulty_proposal_says_the_same_in_every_format() {
    let expected = open(&review("faulty.md", fixture("faulty.md")));
    assert!(expected.len() >= 12, "a dozen faults: {expected:?}");
    for name in ["faulty.docx", "faulty.pdf"] {
        let review = review(name, fixture(name));
        assert_eq!(open(&review), expected, "{name}:{}", explain(&review));
    }
}
