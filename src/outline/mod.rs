//! Rule packs: TOML → [`Outline`], the list of requirements that one regulation makes of one kind of
//! package.
//!
//! [`load`] reads and checks a pack, [`builtin`] holds the shipped ones, [`example`] runs their examples,
//! [`explain`](mod@explain) tells a requirement to people, [`schema`] tells the format to editors.

pub mod builtin;
mod error;
pub mod example;
pub mod explain;
mod extend;
mod format;
mod genre;
mod library;
pub mod load;
pub mod near;
pub mod schema;
pub mod select;
pub mod skeleton;
pub mod toml_message;
mod tree;

pub use error::PackError;
pub use example::{ExampleFailure, run_examples};
pub use explain::{Explanation, explain};
pub use library::{BuiltinLibrary, Library, PackFile, ShippedLibrary};

use crate::date::Date;
use crate::finding::Severity;
use crate::rule::Rule;
use crate::rule::condition::Condition;
use serde::Deserialize;

/// A rule pack.
#[derive(Clone, Debug)]
pub struct Outline {
    /// `place/construction`
    pub id: String,
    /// Title shown to people.
    pub title: String,
    /// What kind of package it is for.
    pub package: PackageKind,
    /// Version of the pack.
    pub version: String,
    /// The regulation that it states.
    pub regulation: Regulation,
    /// In the order of reports; those of the outlines that it extends come last.
    pub requirements: Vec<Requirement>,
}

/// Kinds of packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageKind {
    /// 建设类方案
    Construction,
    /// 运维类方案
    Operations,
    /// 验收材料
    Acceptance,
    /// 申报材料包
    Filing,
    /// Any: shared requirements
    Any,
}

/// A regulation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Regulation {
    /// Full title.
    pub title: String,
    /// Document number.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// When it is in force, as far as known.
    #[serde(default)]
    pub in_force: InForce,
    /// Where the text comes from and how sure its dates are.
    pub source: String,
}

/// The days on which a regulation is in force; an open end is not known or not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InForce {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// The verb of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Force {
    /// 应当、必须、不得
    #[serde(rename = "must")]
    Must,
    /// Binds the project rather than the text: silence warns, contradiction errs.
    #[serde(rename = "must*")]
    MustOfProject,
    /// 原则上、一般
    #[serde(rename = "should")]
    Should,
    /// 鼓励、可、提示
    #[serde(rename = "note")]
    Note,
}

impl Force {
    /// Weight of a requirement that is not met.
    pub fn severity(self) -> Severity {
        match self {
            Self::Must | Self::MustOfProject => Severity::Error,
            Self::Should => Severity::Warning,
            Self::Note => Severity::Note,
        }
    }
}

/// One demand.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Stable ID.
    pub id: String,
    /// The demand in a few words.
    pub title: String,
    /// The duty in our own words.
    pub duty: String,
    /// Title of the regulation, when it is another than the outline's.
    pub regulation: Option<String>,
    /// Article, `第七条`.
    pub clause: String,
    /// Heading under which reports list it.
    pub group: String,
    /// The article's verb.
    pub force: Force,
    /// Whether the text says 不予审核.
    pub veto: bool,
    /// When it applies; always, without one.
    pub when: Option<Condition>,
    /// What decides it.
    pub rule: Rule,
    /// The next step for an author who does not meet it.
    pub help: String,
    /// Known limits: may over-report, may under-report.
    pub limits: Option<String>,
    /// Texts with the status that they must get.
    pub examples: Vec<Example>,
}

/// A text with the status that it must get; Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it must get.
    pub expected: crate::finding::Status,
    /// Markdown; a line `=== name` begins a file of that name.
    pub text: String,
    /// The day on which it is judged; today without one.
    pub as_of: Option<Date>,
}
