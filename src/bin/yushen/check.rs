//! `yushen check`: paths → one report.

use crate::args::{CheckArgs, FailOn, ReviewArgs, RunArgs};
use crate::failure::{Exit, Failure};
use crate::intake::packages_in;
use crate::judging::{Judge, distinct};
use crate::output;
use crate::reports::Reports;
use crate::target::{self, ReportTarget};
use std::path::{Path, PathBuf};
use yushen::check::{PackageVerdict, Readable};
use yushen::finding::Status;
use yushen::report::text::Detail;
use yushen::report::{FindingReport, PackageReport};

/// Checks every path as a package.
pub(crate) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let paths = distinct(&args.paths);
    let targets = target::resolve(&args.run.report, &paths)?;
    let detail = if args.run.quiet { Detail::Brief } else { Detail::Full };
    report_on(&paths, &targets, &args.run, detail)
}

/// Checks every entry of a folder as a package.
pub(crate) fn review(args: &ReviewArgs) -> Result<Exit, Failure> {
    let entries = packages_in(&args.folder)?;
    let targets = target::resolve(&args.run.report, &[&args.folder])?;
    let paths: Vec<&Path> = entries.iter().map(PathBuf::as_path).collect();
    if paths.is_empty() {
        output::say(&format!("yushen：“{}”里没有申报包", output::shown(&args.folder)));
        return Ok(Exit::Unchecked);
    }
    report_on(&paths, &targets, &args.run, Detail::Overview)
}

fn report_on(
    paths: &[&Path],
    targets: &[ReportTarget],
    args: &RunArgs,
    detail: Detail,
) -> Result<Exit, Failure> {
    let judge = Judge::new(&args.judge, paths[0])?.with_baseline(args.baseline.as_deref())?;
    let judge = judge.quietly(args.quiet);
    let checked = judge.check(paths, target::keep(targets))?;
    let reports = Reports::of(judge.as_of, checked);
    judge.on_threads(|| reports.write(targets, args.color, detail))?;
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
