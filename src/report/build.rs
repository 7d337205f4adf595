//! [`PackageReview`]s → [`Report`]: symbolic places become quotes and locations.

use super::fact::FactReport;
use super::fingerprint::fingerprints;
use super::model::{
    CountsReport, FileReport, FindingReport, InForceReport, OutlineReport, Pack, PackageReport,
    RegulationReport, RelatedReport, Report, ResultReport, Tool,
};
use super::passage::Passage;
use crate::check::{FileRecord, Note, PackageReview, Readable, notes};
use crate::date::Date;
use crate::document::Document;
use crate::fact::NamedFact;
use crate::finding::{Finding, Place, RequirementResult, Severity, Status};
use std::cmp::Reverse;
use std::sync::Arc;

/// The program that writes the reports.
pub(super) const TOOL: Tool = Tool { name: "yushen", version: env!("CARGO_PKG_VERSION") };

impl Report {
    /// The report on these packages.
    pub fn new(as_of: Date, reviews: &[PackageReview]) -> Self {
        Self::of(as_of, reviews.iter().map(PackageReport::new).collect())
    }

    /// The report of these packages; those of one path stay in the order given.
    pub fn of(as_of: Date, mut packages: Vec<PackageReport>) -> Self {
        packages.sort_by(|a, b| a.path.cmp(&b.path));
        Self { schema: "yushen/1", tool: TOOL, as_of, packages }
    }
}

impl PackageReport {
    /// The report on one package.
    pub fn new(review: &PackageReview) -> Self {
        Self {
            name: review.name.clone(),
            path: review.path.clone(),
            outline: outline(review),
            summary: review.summary(),
            verdict: review.verdict(),
            counts: counts(review),
            notices: review.notices(),
            files: review
                .readings
                .iter()
                .zip(&review.files)
                .map(|(reading, record)| file(&reading.document, record))
                .collect(),
            facts: facts(review),
            results: review.results.iter().map(|result| self::result(review, result)).collect(),
            findings: findings(review),
        }
    }
}

fn outline(review: &PackageReview) -> OutlineReport {
    let outline = &review.outline;
    let regulation = &outline.regulation;
    OutlineReport {
        id: outline.id.clone(),
        title: outline.title.clone(),
        version: outline.version.clone(),
        in_force: review.is_in_force(),
        regulation: RegulationReport {
            title: regulation.title.clone(),
            number: regulation.number.clone(),
            issuer: regulation.issuer.clone(),
            in_force: InForceReport { from: regulation.in_force.from, until: regulation.in_force.until },
        },
        pack: Pack(Arc::clone(&review.outline)),
    }
}

fn counts(review: &PackageReview) -> CountsReport {
    let counts = review.counts();
    CountsReport {
        met: counts.met,
        unmet: counts.unmet,
        doubtful: counts.doubtful,
        unreadable: counts.unreadable,
        inapplicable: counts.inapplicable,
        accepted: review.results.iter().filter(|result| result.accepted.is_some()).count(),
    }
}

fn file(document: &Document, record: &FileRecord) -> FileReport {
    FileReport {
        path: document.path.clone(),
        format: document.format.name(),
        sha256: record.sha256.clone(),
        bytes: record.bytes,
        pages: document.pages,
        characters: document.character_count(),
        readable: Readable::of(document),
        notes: notes(&document.gaps).iter().map(Note::line).collect(),
    }
}

fn facts(review: &PackageReview) -> Vec<FactReport> {
    let shown = |(document_idx, fact): (usize, &NamedFact)| {
        let document = &review.readings[document_idx].document;
        FactReport::named(document, fact, Passage::new(document, fact.span))
    };
    named_facts(review).map(shown).collect()
}

/// The facts behind [`PackageReport::facts`], in the same order, each with its document's index.
pub(super) fn named_facts(review: &PackageReview) -> impl Iterator<Item = (usize, &NamedFact)> {
    review.readings.iter().enumerate().flat_map(|(document_idx, reading)| {
        let mut named: Vec<_> = reading.facts.named.iter().collect();
        named.sort_by_key(|fact| (fact.span, fact.name));
        named.into_iter().map(move |fact| (document_idx, fact))
    })
}

fn passage(review: &PackageReview, place: Place) -> Passage {
    let reading = review.readings.get(place.document_idx as usize);
    reading.map(|reading| Passage::new(&reading.document, place.span)).unwrap_or_default()
}

fn result(review: &PackageReview, result: &RequirementResult) -> ResultReport {
    ResultReport {
        requirement: result.requirement.clone(),
        title: result.title.clone(),
        group: result.group.clone(),
        status: result.status,
        severity: result.severity,
        veto: result.veto,
        clause: result.clause.clone(),
        reason: result.reason.clone(),
        accepted: result.accepted.clone(),
        evidence: result.evidence.iter().map(|&place| passage(review, place)).collect(),
    }
}

/// What sorts findings: the accepted last, else 不予审核 first, then by weight, the certain before the
/// doubtful, by the outline, and by place.
fn rank(
    at: usize,
    result: &RequirementResult,
    finding: &Finding,
) -> (bool, bool, Reverse<Severity>, bool, usize, Option<Place>) {
    let is_unmet = result.status == Status::Unmet;
    (
        finding.accepted.is_some(),
        !(is_unmet && result.veto),
        Reverse(finding.severity),
        !is_unmet,
        at,
        finding.place,
    )
}

fn findings(review: &PackageReview) -> Vec<FindingReport> {
    let mut prints = fingerprints(review);
    ranked_findings(review)
        .into_iter()
        .map(|(at, nth)| {
            let result = &review.results[at];
            finding(review, result, &result.findings[nth], std::mem::take(&mut prints[at][nth]))
        })
        .collect()
}

/// Where the findings of [`PackageReport::findings`] come from, in the same order: the index of the result
/// and that of the finding in it.
pub(super) fn ranked_findings(review: &PackageReview) -> Vec<(usize, usize)> {
    let mut ranked: Vec<(usize, usize)> = review
        .results
        .iter()
        .enumerate()
        .flat_map(|(at, result)| (0..result.findings.len()).map(move |nth| (at, nth)))
        .collect();
    ranked.sort_by_cached_key(|&(at, nth)| {
        let result = &review.results[at];
        rank(at, result, &result.findings[nth])
    });
    ranked
}

fn finding(
    review: &PackageReview,
    result: &RequirementResult,
    finding: &Finding,
    fingerprint: String,
) -> FindingReport {
    let passage = finding.place.map(|place| self::passage(review, place)).unwrap_or_default();
    let related: Vec<RelatedReport> = finding
        .related
        .iter()
        .map(|label| RelatedReport {
            message: label.message.clone(),
            passage: self::passage(review, label.place),
        })
        .collect();
    FindingReport {
        requirement: result.requirement.clone(),
        severity: finding.severity,
        consequence: consequence(result, finding),
        message: finding.message.clone(),
        help: finding.help.clone(),
        passage,
        related,
        fingerprint,
        accepted: finding.accepted.clone(),
    }
}

fn consequence(result: &RequirementResult, finding: &Finding) -> &'static str {
    match result.status {
        _ if finding.accepted.is_some() => "已接受",
        Status::Doubtful | Status::Unreadable => result.status.label(),
        Status::Unmet => finding.severity.consequence(result.veto),
        Status::Met | Status::Inapplicable => finding.severity.consequence(false),
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::check::sample::{faulty_proposal, review};
    use std::collections::BTreeMap;

    fn report() -> Report {
        let review = faulty_proposal();
        Report::new(review.as_of, &[review])
    }

    #[test]
    fn findings_stand_most_important_first() {
        let package = &report().packages[0];
        let shown: Vec<_> =
            package.findings.iter().map(|f| (f.requirement.as_str(), f.consequence)).collect();
        assert_eq!(shown, [("T-03", "不予审核"), ("T-02", "待核实"), ("T-04", "提示")]);
        let contradiction = &package.findings[1];
        assert_eq!(contradiction.passage.quote, "1,280 万元");
        assert_eq!(contradiction.related[0].passage.location.row, Some(2));
    }

    #[test]
    fn accepted_findings_are_shown_last() {
        let mut review = faulty_proposal();
        review.accept(&BTreeMap::from([("T-03".to_owned(), "已批准例外".to_owned())]));
        let report = Report::new(review.as_of, &[review]);
        let last = report.packages[0].findings.last().unwrap();
        assert_eq!((last.requirement.as_str(), last.consequence), ("T-03", "已接受"));
        assert_eq!(report.packages[0].counts.accepted, 1);
        assert_eq!(report.packages[0].counts.unmet, 2);
    }

    #[test]
    fn packages_are_sorted_by_path() {
        let mut first = review(Vec::new(), Vec::new());
        first.path = "b".into();
        let mut second = review(Vec::new(), Vec::new());
        second.path = "a".into();
        let as_of = first.as_of;
        let paths = |reviews| -> Vec<String> {
            Report::new(as_of, reviews).packages.into_iter().map(|package| package.path).collect()
        };
        assert_eq!(paths(&[first, second]), ["a", "b"]);
    }

    #[test]
    fn files_tell_what_could_not_be_read() {
        let file = &report().packages[0].files[0];
        assert_eq!(file.format, "md");
        assert!(file.notes[0].contains("第 9 页"), "{:?}", file.notes);
        assert_eq!(file.readable, crate::check::Readable::Partial);
    }
}
