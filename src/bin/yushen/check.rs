//! `yushen check`: paths → one report.

use crate::args::{CheckArgs, FailOn};
use crate::failure::{Exit, Failure};
use crate::judging::{Judge, distinct};
use crate::reports::Reports;
use crate::target;
use yushen::check::{PackageVerdict, Readable};
use yushen::finding::Status;
use yushen::report::{FindingReport, PackageReport};

/// Checks every path and writes the reports.
pub(crate) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let paths = distinct(&args.paths);
    let targets = target::resolve(&args.report, &paths)?;
    let judge = Judge::new(&args.judge, paths[0])?.with_baseline(args.baseline.as_deref())?;
    let checked = judge.check(&paths, target::keep(&targets))?;
    let reports = Reports::of(judge.as_of, checked);
    reports.write(&targets, args)?;
    Ok(exit(&reports.report.packages, args.fail_on.or(judge.fail_on())))
}

/// The exit code that these packages amount to.
pub(crate) fn exit(packages: &[PackageReport], fail_on: Option<FailOn>) -> Exit {
    let fail_on = fail_on.unwrap_or(FailOn::Error);
    let is_unchecked = |package: &PackageReport| package.verdict == PackageVerdict::Unchecked;
    if packages.iter().all(is_unchecked) {
        Exit::Unchecked
    } else if packages.iter().filter(|package| !is_unchecked(package)).any(|p| has_failed(p, fail_on)) {
        Exit::Findings
    } else if packages.iter().any(is_partly_unread) {
        Exit::Unread
    } else {
        Exit::Clean
    }
}

/// Whether a finding weighs enough. What is accepted weighs nothing, what could not be read is no failure.
fn has_failed(package: &PackageReport, fail_on: FailOn) -> bool {
    let weighs =
        |finding: &&FindingReport| finding.accepted.is_none() && fail_on.is_reached_by(finding.severity);
    package
        .findings
        .iter()
        .filter(weighs)
        .any(|finding| package.result_of(finding).is_none_or(|result| result.status != Status::Unreadable))
}

fn is_partly_unread(package: &PackageReport) -> bool {
    package.verdict == PackageVerdict::Unchecked
        || package.files.iter().any(|file| file.readable != Readable::Full)
        || package.results.iter().any(|r| r.status == Status::Unreadable && r.accepted.is_none())
}
