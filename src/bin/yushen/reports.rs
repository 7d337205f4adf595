//! Checked packages → the reports asked for, each written whole or not at all.

use crate::args::When;
use crate::failure::Failure;
use crate::output;
use crate::target::{ReportFormat, ReportTarget};
use std::sync::Arc;
use yushen::check::{PackageReview, PackageVerdict};
use yushen::date::Date;
use yushen::parse::Limits;
use yushen::report::text::{Colour, Detail, Style};
use yushen::report::{
    Original, PackageReport, Report, annotate, github, gitlab, html, json, jsonl, junit, opinion, rdjson,
    sarif, text, xlsx,
};
use yushen::source::Package;

/// A package's report, with what it was made from where a format needs that.
pub(crate) struct Checked {
    pub(crate) report: PackageReport,
    pub(crate) original: Option<Original>,
}

/// Whether the files and documents are kept until the reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Reports alone: a folder with thousands of packages fits into memory.
    Reports,
    /// A format shows or annotates the documents themselves.
    Originals,
}

impl Checked {
    pub(crate) fn of(package: &Arc<Package>, review: PackageReview, limits: &Limits, keep: Keep) -> Self {
        let report = PackageReport::new(&review).with_columns(package);
        let original = match keep {
            Keep::Reports => None,
            Keep::Originals => {
                Some(Original { package: Arc::clone(package), review, limits: limits.clone() })
            }
        };
        Self { report, original }
    }
}

/// Whether nothing of it could be checked.
pub(crate) fn is_unchecked(checked: &&Checked) -> bool {
    checked.report.verdict == PackageVerdict::Unchecked
}

/// What one run writes: the originals stand in the order of the report's packages, or there are none.
pub(crate) struct Reports {
    pub(crate) report: Report,
    originals: Vec<Original>,
}

impl Reports {
    /// The reports of these packages, whatever their order.
    pub(crate) fn of(as_of: Date, mut checked: Vec<Checked>) -> Self {
        checked.sort_by(|a, b| a.report.path.cmp(&b.report.path));
        let (packages, originals): (Vec<_>, Vec<_>) =
            checked.into_iter().map(|checked| (checked.report, checked.original)).unzip();
        Self { report: Report::of(as_of, packages), originals: originals.into_iter().flatten().collect() }
    }

    /// Writes what goes to files first, so that a failure there is not lost behind the text.
    pub(crate) fn write(&self, targets: &[ReportTarget], color: When, detail: Detail) -> Result<(), Failure> {
        let mut first_failure = None;
        for target in targets {
            let written = self.rendered(target, color, detail).and_then(|bytes| match &target.file {
                Some(file) => output::write_file(file, &bytes),
                None => output::print_bytes(&bytes),
            });
            if let Err(failure) = written {
                first_failure.get_or_insert(failure);
            }
        }
        first_failure.map_or(Ok(()), Err)
    }

    fn rendered(&self, target: &ReportTarget, color: When, detail: Detail) -> Result<Vec<u8>, Failure> {
        let report = &self.report;
        Ok(match target.format {
            ReportFormat::Json => json::render(report).into(),
            ReportFormat::Jsonl => jsonl::render(report).into(),
            ReportFormat::Html => html::render(report, &self.originals).into(),
            ReportFormat::Sarif => sarif::render(report).into(),
            ReportFormat::Github => github::render(report).into(),
            ReportFormat::Gitlab => gitlab::render(report).into(),
            ReportFormat::Junit => junit::render(report).into(),
            ReportFormat::Rdjson => rdjson::render(report).into(),
            ReportFormat::Xlsx => xlsx::render(report)?,
            ReportFormat::Opinion => match target.file.as_deref().and_then(output::extension).as_deref() {
                Some("md") => opinion::markdown(report).into(),
                _ => opinion::docx(report),
            },
            ReportFormat::Text => text::render(report, &style(target, color, detail)).into(),
            ReportFormat::Docx => self.annotated(annotate::docx::render)?,
            ReportFormat::Pdf => self.annotated(annotate::pdf::render)?,
        })
    }

    /// The one file of the one package, with comments in it.
    fn annotated(
        &self,
        render: impl Fn(&PackageReport, &Original) -> Result<Vec<u8>, String>,
    ) -> Result<Vec<u8>, Failure> {
        let ([package], [original]) = (self.report.packages.as_slice(), self.originals.as_slice()) else {
            let count = self.report.packages.len();
            return Err(Failure::Message(format!(
                "批注只能写进一个文件，这次有 {count} 份结果。一次检查一个申报包，用一份大纲"
            )));
        };
        render(package, original).map_err(Failure::Message)
    }
}

/// Standard output shows as much as asked for; a file has room for everything.
fn style(target: &ReportTarget, color: When, detail: Detail) -> Style {
    match target.file {
        None => Style { width: output::width(), colour: output::stdout_colour(color), detail },
        Some(_) => {
            let detail = if detail == Detail::Overview { Detail::Full } else { detail };
            Style { width: output::DEFAULT_WIDTH, colour: Colour::Off, detail }
        }
    }
}
