//! The model behind every report: `yushen/1`. Fields are added, never changed.

use super::fact::FactReport;
use super::passage::Passage;
use crate::check::{PackageVerdict, Readable};
use crate::date::Date;
use crate::finding::{Clause, Severity, Status};
use crate::outline::Outline;
use serde::Serialize;
use std::sync::Arc;

/// Everything that one run says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// `yushen/1`
    pub schema: &'static str,
    /// What made the report.
    pub tool: Tool,
    /// The day on which the packages were judged.
    pub as_of: Date,
    /// Sorted by path.
    pub packages: Vec<PackageReport>,
}

/// Name and version of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tool {
    /// `yushen`
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// One package against one outline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackageReport {
    /// Name shown to people.
    pub name: String,
    /// The path as given.
    pub path: String,
    /// What it was checked against.
    pub outline: OutlineReport,
    /// The verdict in one sentence.
    pub summary: String,
    /// The verdict in one word.
    pub verdict: PackageVerdict,
    /// How many requirements stand how.
    pub counts: CountsReport,
    /// Rules not in force, how the outline was chosen.
    pub notices: Vec<String>,
    /// Sorted by path.
    pub files: Vec<FileReport>,
    /// Facts whose subject the text names, file by file, in the order of the text.
    pub facts: Vec<FactReport>,
    /// In the outline's order.
    pub results: Vec<ResultReport>,
    /// Most important first.
    pub findings: Vec<FindingReport>,
}

/// The rule pack.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutlineReport {
    /// Its ID.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Whether its regulation is in force on the day of judgement.
    pub in_force: bool,
    /// The regulation.
    pub regulation: RegulationReport,
    /// The pack itself, for the formats that tell what its requirements ask.
    #[serde(skip)]
    pub pack: Pack,
}

/// A rule pack as loaded; equal to one of the same ID and version.
#[derive(Clone, Debug)]
pub struct Pack(pub Arc<Outline>);

impl PartialEq for Pack {
    fn eq(&self, other: &Self) -> bool {
        (&self.0.id, &self.0.version) == (&other.0.id, &other.0.version)
    }
}

/// The regulation behind a rule pack.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegulationReport {
    /// Full title.
    pub title: String,
    /// Document number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// When it is in force, as far as known.
    pub in_force: InForceReport,
}

/// The days on which a regulation is in force; an absent end is open or not known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct InForceReport {
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// How many requirements stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountsReport {
    /// 符合
    pub met: usize,
    /// 不符合
    pub unmet: usize,
    /// 待核实
    pub doubtful: usize,
    /// 无法检查
    pub unreadable: usize,
    /// 不适用
    pub inapplicable: usize,
    /// Accepted as they stand: part of 不符合, 待核实 or 无法检查.
    pub accepted: usize,
}

/// One file of the package.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReport {
    /// Path inside the package.
    pub path: String,
    /// What its content is.
    pub format: &'static str,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Number of pages, where the format has them.
    pub pages: Option<u32>,
    /// Unicode scalar values of the extracted text.
    pub characters: usize,
    /// How much of it could be read.
    pub readable: Readable,
    /// What could not be read, and what to do about it.
    pub notes: Vec<String>,
}

/// How one requirement stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResultReport {
    /// Its ID.
    pub requirement: String,
    /// The demand in a few words.
    pub title: String,
    /// Heading of the regulation under which it is listed.
    pub group: String,
    /// How it stands.
    pub status: Status,
    /// Weight when it is not met.
    pub severity: Severity,
    /// Whether the text says 不予审核.
    pub veto: bool,
    /// The article.
    pub clause: Clause,
    /// Why this status.
    pub reason: String,
    /// Why somebody accepts it as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// What shows it.
    pub evidence: Vec<Passage>,
}

/// Something to say at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingReport {
    /// The requirement.
    pub requirement: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The weight as a consequence: 不予审核, 需补正, 待核实, 建议完善, 提示, 已接受.
    pub consequence: &'static str,
    /// What was read, what was expected.
    pub message: String,
    /// The next step.
    pub help: String,
    /// Where; without quote and location for the package as a whole.
    #[serde(flatten)]
    pub passage: Passage,
    /// Further places.
    pub related: Vec<RelatedReport>,
    /// The same for the same words, wherever they stand.
    pub fingerprint: String,
    /// Why somebody accepts it; it is shown, but weighs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// A further place of a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelatedReport {
    /// What stands there.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub passage: Passage,
}

impl PackageReport {
    /// The result that a finding belongs to.
    pub fn result_of(&self, finding: &FindingReport) -> Option<&ResultReport> {
        self.results.iter().find(|result| result.requirement == finding.requirement)
    }

    /// Whether a report for people lists it among the findings: what could not be checked has nothing to
    /// quote, and the checklist says why.
    pub fn has_words_for(&self, finding: &FindingReport) -> bool {
        self.result_of(finding).is_none_or(|result| result.status != Status::Unreadable)
    }
}
