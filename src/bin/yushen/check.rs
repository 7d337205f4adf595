//! `yushen check`: paths → one report.

use crate::args::{CheckArgs, FailOn};
use crate::config::Config;
use crate::failure::{Exit, Failure};
use crate::intake::{IntakeError, read_package};
use crate::reports::{Checked, Keep, Reports};
use crate::{clock, outlines, output, target};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yushen::check::{self, Options, PackageVerdict, Readable};
use yushen::finding::Status;
use yushen::gap::{Gap, GapKind};
use yushen::lexicon::Lexicon;
use yushen::outline::Outline;
use yushen::report::{PackageReport, Report};
use yushen::source::{Package, Source};

/// Checks every path and writes the reports.
pub(crate) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let paths = distinct(&args.paths);
    let config = Config::find(args.config.as_deref(), paths[0])?;
    let targets = target::resolve(&args.report, &paths)?;
    let extended = extended(&config)?;
    let lexicon = extended.as_ref().unwrap_or_else(|| Lexicon::builtin());
    let outlines = Outlines::of(args, &config)?;
    warn_of_unknown(&config, &outlines);
    let as_of = args.as_of.unwrap_or_else(clock::today);
    let options = Options { as_of, limits: config.limits.clone(), lexicon };
    let keep = target::keep(&targets);
    let check = || -> Result<Vec<Vec<Checked>>, Failure> {
        paths.par_iter().map(|path| check_path(path, &outlines, &config, &options, keep)).collect()
    };
    let reports = Reports::of(as_of, pool(args)?.install(check)?.into_iter().flatten().collect());
    reports.write(&targets, args)?;
    Ok(exit(&reports.report, args.fail_on.or(config.fail_on).unwrap_or(FailOn::Error)))
}

/// A path that is given twice is one package.
fn distinct(paths: &[PathBuf]) -> Vec<&Path> {
    let mut distinct: Vec<&Path> = Vec::new();
    for path in paths {
        if !distinct.contains(&path.as_path()) {
            distinct.push(path);
        }
    }
    distinct
}

/// The words with those of the configuration; `None` where it has none.
fn extended(config: &Config) -> Result<Option<Lexicon>, Failure> {
    if config.terms.is_empty() {
        return Ok(None);
    }
    Ok(Some(Lexicon::extended(&config.terms)?))
}

/// What packages are checked against.
enum Outlines {
    /// These, each one.
    Named(Vec<Arc<Outline>>),
    /// The best fitting one, package by package.
    Chosen,
}

impl Outlines {
    fn of(args: &CheckArgs, config: &Config) -> Result<Self, Failure> {
        let mut names: Vec<&String> = args.outline.iter().collect();
        if names.is_empty() {
            names.extend(&config.outline);
        }
        names.dedup();
        if names.is_empty() {
            return Ok(Self::Chosen);
        }
        let named: Result<_, Failure> = names.iter().map(|name| outlines::load(name)).collect();
        Ok(Self::Named(named?))
    }

    /// Whether one of them has the requirement.
    fn know(&self, id: &str) -> bool {
        match self {
            Self::Named(outlines) => {
                outlines.iter().any(|outline| outline.requirements.iter().any(|known| known.id == id))
            }
            Self::Chosen => outlines::ship(id),
        }
    }
}

/// Tells where settings come from, and of accepted requirements that no outline has.
fn warn_of_unknown(config: &Config, outlines: &Outlines) {
    let Some(path) = &config.path else { return };
    output::say(&format!("使用配置 {}", output::shown(path)));
    for id in config.ignore.keys() {
        if !outlines.know(id) {
            output::say(&format!("警告：配置 [[ignore]] 中的“{id}”不是所用大纲的要求，没有作用"));
        }
    }
}

fn pool(args: &CheckArgs) -> Result<rayon::ThreadPool, Failure> {
    let threads = args.jobs.map_or(0, usize::from);
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    built.map_err(|error| Failure::Message(format!("线程建不起来：{error}。用 --jobs 1 再试")))
}

/// One report for each outline on the package at a path.
fn check_path(
    path: &Path,
    outlines: &Outlines,
    config: &Config,
    options: &Options<'_>,
    keep: Keep,
) -> Result<Vec<Checked>, Failure> {
    let package = Arc::new(read_package(path, &options.limits).unwrap_or_else(|error| {
        output::say(&format!("yushen：{error}"));
        without_content(path, &error)
    }));
    let accept = |mut review: check::PackageReview| {
        review.accept(&config.ignore);
        Checked::of(&package, review, keep)
    };
    match outlines {
        Outlines::Named(named) => {
            Ok(named.iter().map(|outline| accept(check::check(&package, outline, options))).collect())
        }
        Outlines::Chosen => {
            let readings = check::read(&package, options);
            let (outline, reason) = outlines::choose(&readings)?;
            let mut review = check::judge(&package, readings, &outline, options);
            review.chosen = Some(reason);
            Ok(vec![accept(review)])
        }
    }
}

/// The package at a path that leads nowhere: nothing in it can be read, and it says why.
fn without_content(path: &Path, error: &IntakeError) -> Package {
    let shown = output::shown(path);
    let why = match error {
        IntakeError::Missing(_) => "路径不存在".to_owned(),
        IntakeError::Inaccessible(_, error) => output::why(error),
        IntakeError::NotAFile(_) => "不是文件或文件夹".to_owned(),
    };
    let gap = Gap::new(GapKind::Inaccessible(why));
    let source = Source { path: shown.clone(), bytes: Vec::new(), gaps: vec![gap] };
    Package { name: shown.clone(), path: shown, sources: vec![source] }
}

/// The exit code that the report amounts to.
fn exit(report: &Report, fail_on: FailOn) -> Exit {
    let packages = &report.packages;
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
    package.findings.iter().filter(|finding| fail_on.is_reached_by(finding.severity)).any(|finding| {
        let result = package.result_of(finding);
        result.is_none_or(|result| result.accepted.is_none() && result.status != Status::Unreadable)
    })
}

fn is_partly_unread(package: &PackageReport) -> bool {
    package.verdict == PackageVerdict::Unchecked
        || package.files.iter().any(|file| file.readable != Readable::Full)
        || package.results.iter().any(|r| r.status == Status::Unreadable && r.accepted.is_none())
}
