//! All rules over a package: sources → readings → results, in a fixed order whatever the threads.

#[cfg(test)]
pub(crate) mod sample;
mod summary;

pub use summary::Readable;

use crate::date::Date;
use crate::finding::{RequirementResult, Severity, Status};
use crate::lexicon::Lexicon;
use crate::outline::Outline;
use crate::parse::Limits;
use crate::rule::Reading;
use crate::source::Package;
use serde::Serialize;
use std::sync::Arc;

/// What a check needs besides the package.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The day on which the package is judged.
    pub as_of: Date,
    /// Bounds on the work.
    pub limits: Limits,
    /// The words.
    pub lexicon: &'a Lexicon,
}

/// A checked package.
#[derive(Debug)]
pub struct PackageReview {
    /// Its name.
    pub name: String,
    /// Its path as given.
    pub path: String,
    /// The outline that it was checked against.
    pub outline: Arc<Outline>,
    /// Why this outline was chosen, when nobody named one.
    pub chosen: Option<String>,
    /// The day on which it was judged.
    pub as_of: Date,
    /// One for each reading, in the same order.
    pub files: Vec<FileRecord>,
    /// The documents with what was read from them.
    pub readings: Vec<Reading>,
    /// One for each requirement, in the outline's order.
    pub results: Vec<RequirementResult>,
}

/// What makes a report evidence: which bytes were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRecord {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// How many requirements stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
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
}

/// The package in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageVerdict {
    /// 不予审核
    Veto,
    /// 需补正
    Incomplete,
    /// 建议完善
    Advice,
    /// Nothing to say
    Clean,
    /// Nothing could be checked
    Unchecked,
}

/// Reads the files of a package: parse, facts, terms, headings, budgets. Files side by side.
pub fn read(package: &Package, options: &Options<'_>) -> Vec<Reading> {
    let _ = (package, options);
    Vec::new()
}

/// Checks a package against an outline.
pub fn check(package: &Package, outline: &Arc<Outline>, options: &Options<'_>) -> PackageReview {
    let readings = read(package, options);
    PackageReview {
        name: package.name.clone(),
        path: package.path.clone(),
        outline: Arc::clone(outline),
        chosen: None,
        as_of: options.as_of,
        files: Vec::new(),
        readings,
        results: Vec::new(),
    }
}

impl PackageReview {
    /// How many requirements stand how.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for result in &self.results {
            match result.status {
                Status::Met => counts.met += 1,
                Status::Unmet => counts.unmet += 1,
                Status::Doubtful => counts.doubtful += 1,
                Status::Unreadable => counts.unreadable += 1,
                Status::Inapplicable => counts.inapplicable += 1,
            }
        }
        counts
    }

    /// Whether anything could be checked: a file was read, with text in it.
    pub fn is_checked(&self) -> bool {
        !self.results.is_empty() && self.readings.iter().any(|reading| !reading.document.blocks.is_empty())
    }

    /// The package in one word.
    pub fn verdict(&self) -> PackageVerdict {
        let unmet = |is: fn(&RequirementResult) -> bool| {
            self.results.iter().any(|r| r.is_open() && r.status == Status::Unmet && is(r))
        };
        if !self.is_checked() {
            PackageVerdict::Unchecked
        } else if unmet(|r| r.veto) {
            PackageVerdict::Veto
        } else if unmet(|r| r.severity == Severity::Error) {
            PackageVerdict::Incomplete
        } else if self.files_unread() == 0 && !self.results.iter().any(RequirementResult::is_open) {
            PackageVerdict::Clean
        } else {
            PackageVerdict::Advice
        }
    }
}
