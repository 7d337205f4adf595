//! Checked packages → the formats that people and machines read.
//!
//! [`Report`] is the one model (`yushen/1`); every format is written from it, so each shows the same
//! counts. Nothing in it depends on threads or on the order of the arguments.

pub mod annotate;
pub mod baseline;
mod build;
pub mod compare;
pub mod extract;
mod fact;
mod fingerprint;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod layout;
mod model;
mod original;
mod passage;
mod source_code;
pub mod text;

pub use fact::{FactReport, FactValue};
pub use model::{
    CountsReport, FileReport, FindingReport, InForceReport, OutlineReport, PackageReport, RegulationReport,
    RelatedReport, Report, ResultReport, Tool,
};
pub use original::Original;
pub use passage::Passage;

/// The JSON schema of `yushen/1`.
pub const SCHEMA: &str = include_str!("report.schema.json");
