//! Paths → packages judged by the outlines, with what is accepted marked: the same for every command.
#![expect(clippy::disallowed_methods, reason = "a baseline is a file")]

use crate::args::{FailOn, JudgeArgs};
use crate::config::Config;
use crate::failure::Failure;
use crate::intake::{IntakeError, read_package};
use crate::progress::Progress;
use crate::reports::{Checked, Keep};
use crate::tesseract::Tesseract;
use crate::{clock, outlines, output};
use rayon::prelude::*;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yushen::check::{self, Options, PackageReview};
use yushen::date::Date;
use yushen::gap::{Gap, GapKind};
use yushen::lexicon::Lexicon;
use yushen::outline::Outline;
use yushen::parse::recognise::Recogniser;
use yushen::report::baseline::Baseline;
use yushen::source::{Package, Source};

/// All that judging needs besides the paths.
pub(crate) struct Judge {
    /// The day on which packages are judged.
    pub(crate) as_of: Date,
    config: Config,
    /// The words with those of the configuration; `None` where it has none.
    extended: Option<Lexicon>,
    outlines: Outlines,
    baseline: Option<Baseline>,
    /// What recognises scanned pages, where that is asked for.
    recogniser: Option<Tesseract>,
    shows_progress: bool,
    pool: rayon::ThreadPool,
}

/// What packages are checked against.
enum Outlines {
    /// These, each one.
    Named(Vec<Arc<Outline>>),
    /// The best fitting one, package by package.
    Chosen,
}

impl Outlines {
    fn of(args: &JudgeArgs, config: &Config) -> Result<Self, Failure> {
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

impl Judge {
    /// The settings for checking `first_path`, from the arguments and the configuration; nothing is
    /// accepted by a baseline.
    ///
    /// # Errors
    /// When the configuration, an outline or the baseline cannot be read or has mistakes.
    pub(crate) fn new(args: &JudgeArgs, first_path: &Path) -> Result<Self, Failure> {
        let config = Config::find(args.config.as_deref(), first_path)?;
        let outlines = Outlines::of(args, &config)?;
        warn_of_unknown(&config, &outlines);
        Ok(Self {
            as_of: args.as_of.unwrap_or_else(clock::today),
            extended: extended(&config)?,
            outlines,
            baseline: None,
            recogniser: Tesseract::if_asked(args.ocr || config.ocr, &config.limits, args.jobs)?,
            shows_progress: output::can_sketch(),
            pool: pool(args.jobs)?,
            config,
        })
    }

    /// What the baseline in the file accepts is accepted; without one that of the configuration.
    pub(crate) fn with_baseline(self, file: Option<&Path>) -> Result<Self, Failure> {
        let file = file.or(self.config.baseline.as_deref());
        let baseline = file.map(read_baseline).transpose()?;
        Ok(Self { baseline, ..self })
    }

    /// Nothing is drawn on the terminal while it works.
    pub(crate) fn quietly(self, is_quiet: bool) -> Self {
        Self { shows_progress: self.shows_progress && !is_quiet, ..self }
    }

    /// From which weight on findings make the exit code 1, by the configuration.
    pub(crate) fn fail_on(&self) -> Option<FailOn> {
        self.config.fail_on
    }

    /// One report for each outline on each of the packages.
    pub(crate) fn check(&self, paths: &[&Path], keep: Keep) -> Result<Vec<Checked>, Failure> {
        let check = |progress: &Progress| -> Result<Vec<Vec<Checked>>, Failure> {
            let one = |path: &&Path| {
                progress.begin(output::shown(path.file_name().map_or(path, Path::new)));
                let checked = self.check_path(path, &self.outlines, keep)?;
                progress.finish(checked.first().map_or(0, |checked| checked.report.files.len()));
                Ok(checked)
            };
            self.pool.install(|| paths.par_iter().map(one).collect())
        };
        let checked = Progress::over(paths.len(), self.shows_progress, check)?;
        let mut checked: Vec<Checked> = checked.into_iter().flatten().collect();
        if let Some(baseline) = &self.baseline {
            let remarks = baseline.same_names(checked.iter().map(|checked| &checked.report));
            for Checked { report, .. } in &mut checked {
                report.notices.extend(remarks.get(&report.name).cloned());
            }
        }
        Ok(checked)
    }

    /// Does work on as many threads as were asked for.
    pub(crate) fn on_threads<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.pool.install(work)
    }

    /// One report for each of these outlines on a package.
    pub(crate) fn check_against(
        &self,
        path: &Path,
        outlines: Vec<Arc<Outline>>,
        keep: Keep,
    ) -> Result<Vec<Checked>, Failure> {
        self.pool.install(|| self.check_path(path, &Outlines::Named(outlines), keep))
    }

    fn check_path(&self, path: &Path, outlines: &Outlines, keep: Keep) -> Result<Vec<Checked>, Failure> {
        let limits = self.config.limits.clone();
        let lexicon = self.extended.as_ref().unwrap_or_else(|| Lexicon::builtin());
        let recogniser = self.recogniser.as_ref().map(|found| found as &dyn Recogniser);
        let options = Options { as_of: self.as_of, limits, lexicon, recogniser };
        let package = Arc::new(read_package(path, &options.limits).unwrap_or_else(|error| {
            output::say(&format!("yushen：{error}"));
            without_content(path, &error)
        }));
        let accept = |review| Checked::of(&package, self.accepted(review), &options.limits, keep);
        let readings = check::read(&package, &options);
        match outlines {
            Outlines::Named(named) => {
                let Some((last, others)) = named.split_last() else { return Ok(Vec::new()) };
                // What was read is copied for each outline: reading again takes longer, recognising text most of all.
                let judge = |outline| accept(check::judge(&package, readings.clone(), outline, &options));
                let mut checked: Vec<Checked> = others.iter().map(judge).collect();
                checked.push(accept(check::judge(&package, readings, last, &options)));
                Ok(checked)
            }
            Outlines::Chosen => {
                let (outline, reason) = outlines::choose(&readings)?;
                let mut review = check::judge(&package, readings, &outline, &options);
                review.chosen = Some(reason);
                Ok(vec![accept(review)])
            }
        }
    }

    fn accepted(&self, mut review: PackageReview) -> PackageReview {
        review.accept(&self.config.ignore);
        if let Some(baseline) = &self.baseline {
            baseline.apply(&mut review);
        }
        review
    }
}

/// The baseline in a file.
pub(crate) fn read_baseline(path: &Path) -> Result<Baseline, Failure> {
    let shown = output::shown(path);
    let text = fs::read_to_string(path).map_err(|error| {
        let why = output::why(&error);
        Failure::Message(format!("基线“{shown}”读不了：{why}。核对路径，或用 yushen baseline create 生成"))
    })?;
    Baseline::parse(&shown, &text).map_err(Failure::Toml)
}

/// A path that is given twice is one package.
pub(crate) fn distinct(paths: &[PathBuf]) -> Vec<&Path> {
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

fn pool(jobs: Option<NonZeroUsize>) -> Result<rayon::ThreadPool, Failure> {
    let threads = jobs.map_or(0, usize::from);
    // This thread is one of them: it has nothing else to do, and its memory is at hand already.
    let built = rayon::ThreadPoolBuilder::new().use_current_thread().num_threads(threads).build();
    built.map_err(|error| Failure::Message(format!("线程建不起来：{error}。用 --jobs 1 再试")))
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
