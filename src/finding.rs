//! What a check says: [`Status`], [`Severity`], [`Finding`], [`RequirementResult`].
//!
//! Places are symbolic ([`Place`]); reports turn them into
//! [`Location`](crate::document::Location)s at the edge.

use crate::span::Span;
use serde::{Deserialize, Serialize};

/// A place in one document of the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into the package's documents.
    pub document_idx: u32,
    /// Where in that document's text; an empty span at 0 means the file as a whole.
    pub span: Span,
}

/// How a requirement stands. The five are never mixed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// 符合: shown by evidence.
    Met,
    /// 不符合: looked everywhere it could be, and it is missing or wrong.
    Unmet,
    /// 待核实: a person must look.
    Doubtful,
    /// 无法检查: what could show it could not be read.
    Unreadable,
    /// 不适用: its condition is false.
    Inapplicable,
}

impl Status {
    /// The word that reports show.
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "符合",
            Self::Unmet => "不符合",
            Self::Doubtful => "待核实",
            Self::Unreadable => "无法检查",
            Self::Inapplicable => "不适用",
        }
    }
}

/// How much a finding weighs; follows the article's own verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 提示
    Note,
    /// 原则上/一般
    Warning,
    /// 必须/应当
    Error,
}

impl Severity {
    /// The consequence that reports show. `veto` marks 不予审核.
    pub fn consequence(self, veto: bool) -> &'static str {
        match self {
            Self::Error if veto => "不予审核",
            Self::Error => "需补正",
            Self::Warning => "建议完善",
            Self::Note => "提示",
        }
    }
}

/// A second place that belongs to a finding: the other side of a contradiction, a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What stands there.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// Something to say at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// One line that stands alone: what was read, what was expected.
    pub message: String,
    /// The next step for the author.
    pub help: String,
    /// Where; `None` when it concerns the package as a whole.
    pub place: Option<Place>,
    /// Further places.
    pub related: Vec<Label>,
    /// Why somebody accepts it; it is shown, but weighs nothing.
    pub accepted: Option<String>,
}

/// A requirement's status for one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementResult {
    /// Stable ID, `SR-C07`.
    pub requirement: String,
    /// The demand in a few words.
    pub title: String,
    /// Heading of the regulation under which reports list it.
    pub group: String,
    /// How it stands.
    pub status: Status,
    /// Weight when it is not met.
    pub severity: Severity,
    /// Whether the text says 不予审核.
    pub veto: bool,
    /// The article.
    pub clause: Clause,
    /// Why this status, in one sentence.
    pub reason: String,
    /// What shows it. Never empty when met.
    pub evidence: Vec<Place>,
    /// What to say.
    pub findings: Vec<Finding>,
    /// Why somebody accepts all of it as it stands; it is shown, but weighs nothing.
    pub accepted: Option<String>,
}

impl RequirementResult {
    /// Whether something is left to do about it.
    pub fn is_open(&self) -> bool {
        self.accepted.is_none() && !matches!(self.status, Status::Met | Status::Inapplicable)
    }
}

/// The place in the regulation that a requirement rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// Title of the regulation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<String>,
    /// Article, `第七条`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}
