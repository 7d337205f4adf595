//! The TOML of a pack as serde sees it. [`load`](super::load) reads it, [`schema`](super::schema) is
//! derived from it.

use super::{Example, Force, PackageKind, Regulation};
use crate::date::Date;
use crate::finding::Status;
use crate::rule::Rule;
use crate::rule::condition::Condition;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A pack without its requirements, which are read one by one so that each can have its own mistake.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PackToml {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) package: PackageKind,
    pub(super) version: String,
    #[serde(default)]
    pub(super) extends: Vec<String>,
    pub(super) regulation: Option<Regulation>,
    /// Taken out before; named here so that a misspelt `requirment` is understood.
    #[serde(default, rename = "requirement")]
    pub(super) _requirement: Option<IgnoredAny>,
}

/// One `[[requirement]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RequirementToml {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) duty: Option<String>,
    pub(super) regulation: Option<String>,
    pub(super) clause: Option<String>,
    pub(super) group: Option<String>,
    pub(super) force: Force,
    #[serde(default)]
    pub(super) veto: bool,
    pub(super) when: Option<Condition>,
    pub(super) rule: Rule,
    pub(super) help: String,
    pub(super) limits: Option<String>,
    #[serde(default)]
    pub(super) example: Vec<ExampleToml>,
}

/// One `[[requirement.example]]`: a text under the status that it must get, and the day of judgement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ExampleToml {
    passes: Option<String>,
    fails: Option<String>,
    doubts: Option<String>,
    inapplicable: Option<String>,
    as_of: Option<Date>,
}

impl ExampleToml {
    /// The example; `None` unless it has exactly one text.
    pub(super) fn read(self) -> Option<Example> {
        let texts = [
            (Status::Met, self.passes),
            (Status::Unmet, self.fails),
            (Status::Doubtful, self.doubts),
            (Status::Inapplicable, self.inapplicable),
        ];
        let mut given = texts.into_iter().filter_map(|(expected, text)| Some((expected, text?)));
        match (given.next(), given.next()) {
            (Some((expected, text)), None) => Some(Example { expected, text, as_of: self.as_of }),
            _ => None,
        }
    }
}
