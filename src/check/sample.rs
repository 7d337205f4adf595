//! Checked packages built by hand, for the tests of what is said about them.

use super::{FileRecord, PackageReview};
use crate::document::{Builder, CellDraft, Draft, DraftKind, Format, HeadingEvidence, Origin, TableDraft};
use crate::fact::{Comparator, FactName, Fen, Money, NamedFact, Value};
use crate::finding::{Clause, Finding, Label, Place, RequirementResult, Severity, Status};
use crate::gap::{Gap, GapKind};
use crate::outline::{InForce, Outline, PackageKind, Regulation};
use crate::rule::Reading;
use crate::span::Span;
use std::sync::Arc;

/// A file of one paragraph, none when `text` is empty.
pub(crate) fn reading(text: &str, gap: Option<GapKind>) -> Reading {
    let mut builder = Builder::new("方案.md", Format::Markdown);
    builder.paragraph(text, Draft::default());
    if let Some(kind) = gap {
        builder.gap(Gap::new(kind));
    }
    Reading { document: builder.finish(), ..Reading::default() }
}

/// A result without evidence or findings.
pub(crate) fn result(id: &str, status: Status, severity: Severity) -> RequirementResult {
    RequirementResult {
        requirement: id.into(),
        title: "要求".into(),
        group: "第一章 总则".into(),
        status,
        severity,
        veto: false,
        clause: Clause { regulation: Some("示例办法".into()), article: Some("第七条".into()) },
        reason: "理由".into(),
        evidence: Vec::new(),
        findings: Vec::new(),
        accepted: None,
    }
}

/// A package with these results, judged on 2024-01-01 by rules in force from 2020-06-01 to 2025-05-31.
pub(crate) fn review(results: Vec<RequirementResult>, readings: Vec<Reading>) -> PackageReview {
    let regulation = Regulation {
        title: "示例办法".into(),
        number: Some("示府发〔2020〕1号".into()),
        issuer: "示例市人民政府".into(),
        in_force: InForce { from: "2020-06-01".parse().ok(), until: "2025-05-31".parse().ok() },
        source: String::new(),
    };
    let outline = Outline {
        id: "test/construction".into(),
        title: "示例方案".into(),
        package: PackageKind::Construction,
        version: "1".into(),
        regulation,
        requirements: Vec::new(),
    };
    PackageReview {
        name: "方案".into(),
        path: "方案.md".into(),
        outline: Arc::new(outline),
        chosen: None,
        unlike: None,
        remarks: Vec::new(),
        as_of: "2024-01-01".parse().unwrap(),
        files: readings.iter().map(|_| FileRecord { sha256: "0".repeat(64), bytes: 1 }).collect(),
        readings,
        results,
    }
}

/// A proposal with a chapter, a promise that is too short, a total told in two ways and a scanned page.
pub(crate) fn faulty_proposal() -> PackageReview {
    let mut builder = Builder::new("方案.md", Format::Markdown);
    let at = |line| Draft { origin: Origin::Line(line), ..Draft::default() };
    let kind = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
    builder.paragraph("第一章 运维服务", Draft { kind, ..at(1) });
    builder
        .paragraph("项目总投资 1,280 万元。验收合格后提供 2 年免费运维服务，期满后另行签订运维合同。", at(3));
    builder.table(budget_table(), Origin::Line(5));
    builder.gap(Gap::new(GapKind::ImagePage).on_page(9));
    let document = builder.finish();
    let place = |words: &str| {
        let start = document.text.find(words).expect("the words stand in the sample");
        Place { document_idx: 0, span: Span::new(start, start + words.len()) }
    };
    let money = Money {
        low: Fen(1_280_000_000),
        high: Fen(1_280_000_000),
        comparator: Comparator::Exactly,
        precision: Fen(1_000_000),
        capitals: false,
    };
    let total = NamedFact {
        name: FactName::TotalInvestment,
        value: Some(Value::Money(money)),
        text: None,
        span: place("1,280 万元").span,
    };
    let results = faulty_results(place);
    let mut reading = Reading { document, ..Reading::default() };
    reading.facts.named.push(total);
    review(results, vec![reading])
}

fn budget_table() -> TableDraft {
    let cell = |(column_idx, text): (u32, &&str)| CellDraft {
        column_idx,
        text: (*text).to_owned(),
        ..CellDraft::default()
    };
    let row = |cells: &[&str]| (0..).zip(cells).map(cell).collect();
    TableDraft {
        rows: vec![row(&["名称", "金额（万元）"]), row(&["合计", "1,208"])], first_sheet_row: None
    }
}

fn faulty_results(place: impl Fn(&str) -> Place) -> Vec<RequirementResult> {
    let finding = |severity, message: &str, words: &str| Finding {
        severity,
        message: message.into(),
        help: "写明验收后的免费运维年限，不少于 3 年".into(),
        place: Some(place(words)),
        related: Vec::new(),
        accepted: None,
    };
    let mut chapter = result("T-01", Status::Met, Severity::Error);
    chapter.evidence = vec![place("第一章 运维服务")];
    let mut total = result("T-02", Status::Doubtful, Severity::Warning);
    total.findings = vec![Finding {
        related: vec![Label { message: "概算表合计".into(), place: place("1,208") }],
        ..finding(
            Severity::Warning,
            "总投资前后不一致：概述写 1,280 万元，概算表合计 1,208 万元",
            "1,280 万元",
        )
    }];
    let mut maintenance = result("T-03", Status::Unmet, Severity::Error);
    maintenance.veto = true;
    maintenance.findings =
        vec![finding(Severity::Error, "承诺免费运维 2 年，少于要求的 3 年", "2 年免费运维服务")];
    let mut absent = result("T-04", Status::Unmet, Severity::Note);
    absent.findings =
        vec![Finding { place: None, ..finding(Severity::Note, "未见项目联系人", "合计") }];
    vec![
        chapter,
        total,
        maintenance,
        absent,
        result("T-05", Status::Unreadable, Severity::Error),
        result("T-06", Status::Inapplicable, Severity::Error),
    ]
}
