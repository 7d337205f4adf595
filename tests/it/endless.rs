//! A file may be one endless line or one endless cell, a baseline may hold all of a package's findings: four times as
//! much must not cost sixteen times the time.

use crate::cases::review;
use crate::growth::{self, assert_linear};
use std::time::Duration;
use yushen::finding::Status;
use yushen::report::baseline::Baseline;
use yushen::report::{PackageReport, Report};

/// Repeats of a piece in the shorter text; the longer one has four times as many.
const REPEATS: usize = 5_000;
/// Pieces that anchor facts, terms, scopes and titles.
const PIECES: [&str; 14] = [
    "总投资1元",
    "免费运维1年",
    "监理",
    "不聘请监理",
    "等级保护三级",
    "政务云部署",
    "显著提升",
    "《政务云",
    "（政务云",
    "政务云，",
    "因政务云不部署",
    "初步验收竣工验收",
    "见表1",
    "项目名称：",
];

fn time(text: String) -> Duration {
    growth::time(|| {
        let review = review("endless.md", text.into_bytes());
        let report = Report::new(review.as_of, &[review]);
        assert_eq!(report.packages.len(), 1);
    })
    .0
}

fn assert_text_is_linear(name: &str, text: impl Fn(usize) -> String) {
    assert_linear(name, time(text(REPEATS)), time(text(REPEATS * 4)));
}

#[test]
fn an_endless_paragraph_costs_its_length() {
    for piece in PIECES {
        assert_text_is_linear(piece, |repeats| format!("# 建设目标\n\n{}\n", piece.repeat(repeats)));
    }
}

#[test]
fn values_that_all_differ_cost_their_number() {
    assert_text_is_linear("amounts", |repeats| {
        (1..repeats).map(|amount| format!("总投资{amount}元")).collect()
    });
}

#[test]
fn an_endless_cell_costs_its_length() {
    assert_text_is_linear("cell", |repeats| {
        format!("| 名称 | 金额 |\n| --- | --- |\n| {} | 1 |\n", "政务云部署，总投资1元".repeat(repeats))
    });
}

/// Accepts so many findings of one requirement, checks with the baseline and cleans it up.
fn time_to_accept(findings: usize) -> Duration {
    let mut review = review("endless.md", b"# a\n\nb\n".to_vec());
    let result = review.results.iter_mut().find(|result| result.status == Status::Unmet).unwrap();
    result.findings = vec![result.findings[0].clone(); findings];
    let report = PackageReport::new(&review);
    let mut baseline = Baseline::default();
    let (taken, added) = growth::time(|| {
        let added = baseline.add(&report, &[], "会议同意", None);
        baseline.apply(&mut review);
        assert!(baseline.prune(&[&review], review.as_of).is_empty());
        added
    });
    assert!(added >= findings && review.results.iter().any(|result| result.accepted.is_some()));
    taken
}

#[test]
fn accepting_costs_the_number_of_findings() {
    assert_linear("findings", time_to_accept(REPEATS * 2), time_to_accept(REPEATS * 8));
}
