//! Checked packages → the formats that people and machines read.
//!
//! [`Report`] is the one model (`yushen/1`); every format is written from it, so each shows the same
//! counts. Nothing in it depends on threads or on the order of the arguments.

pub mod annotate;
mod artifact;
pub mod baseline;
mod build;
mod column;
pub mod compare;
mod detail;
pub mod extract;
mod fact;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod layout;
mod model;
pub mod opinion;
mod original;
pub mod paper;
mod passage;
pub mod rdjson;
pub mod sarif;
pub mod skeleton;
mod source_code;
pub mod text;
pub mod xlsx;

pub use column::Column;
pub use fact::{FactReport, FactValue};
pub use model::{
    CountsReport, FileReport, FindingReport, InForceReport, OutlineReport, Pack, PackageReport,
    RegulationReport, RelatedReport, Report, ResultReport, Tool,
};
pub use original::Original;
pub use passage::Passage;

use rayon::prelude::*;

/// The JSON schema of `yushen/1`.
pub const SCHEMA: &str = include_str!("report.schema.json");

/// The parts of the packages, one behind the other. They are written side by side: for a folder of packages
/// this is a sixth of the work.
fn side_by_side(packages: &[PackageReport], push: impl Fn(&mut String, &PackageReport) + Sync) -> String {
    let parts = packages.par_iter().map(|package| {
        let mut part = String::new();
        push(&mut part, package);
        part
    });
    parts.collect::<Vec<String>>().concat()
}
