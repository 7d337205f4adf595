//! All rules over a package: sources → readings → results, in a fixed order whatever the threads.

mod notes;
mod recognised;
#[cfg(test)]
pub(crate) mod sample;
mod summary;

pub use notes::{Note, notes};
pub use summary::Readable;

use crate::date::Date;
use crate::document::{Builder, Document, Format};
use crate::fact;
use crate::finding::{Clause, Finding, RequirementResult, Severity, Status};
use crate::gap::{Gap, GapKind};
use crate::lexicon::Lexicon;
use crate::outline::select::unlike_proposal;
use crate::outline::{Example, Force, Outline, PackageKind, Requirement};
use crate::parse::recognise::Recogniser;
use crate::parse::{self, Limits};
use crate::rule::{Case, Outcome, Reading, Verdict};
use crate::source::{Package, Source};
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
    /// What recognises the text of pictures; without it they are reported as unread.
    pub recogniser: Option<&'a dyn Recogniser>,
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
    /// Why it does not look like what the outline is for, when it does not.
    pub unlike: Option<String>,
    /// What is to be known of the acceptances: some have expired, some match nothing.
    pub remarks: Vec<String>,
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

impl PackageVerdict {
    /// The words that reports show.
    pub fn label(self) -> &'static str {
        match self {
            Self::Veto => "不予审核",
            Self::Incomplete => "需补正",
            Self::Advice => "建议完善或待核实",
            Self::Clean => "未见问题",
            Self::Unchecked => "未能检查",
        }
    }
}

/// Reads the files of a package: parse, facts, terms, headings, budgets. Files side by side.
pub fn read(package: &Package, options: &Options<'_>) -> Vec<Reading> {
    package.sources.par_iter().map(|source| read_source(source, options)).collect()
}

/// Checks a package against an outline.
pub fn check(package: &Package, outline: &Arc<Outline>, options: &Options<'_>) -> PackageReview {
    judge(package, read(package, options), outline, options)
}

/// Judges a package whose files were read before: a second outline costs no second reading.
pub fn judge(
    package: &Package,
    readings: Vec<Reading>,
    outline: &Arc<Outline>,
    options: &Options<'_>,
) -> PackageReview {
    let case = Case { readings: &readings, lexicon: options.lexicon, as_of: options.as_of };
    let is_blank = readings.iter().all(|reading| reading.document.blocks.is_empty());
    let judge = |requirement: &Requirement| match is_blank {
        // Where nothing was read nothing can be missing either.
        true => result(outline, requirement, Outcome::unreadable("没有读到任何文字")),
        false => judge_requirement(outline, requirement, &case),
    };
    let results = || outline.requirements.par_iter().map(judge).collect::<Vec<RequirementResult>>();
    let about_files = || {
        let unlike = match outline.package {
            PackageKind::Construction | PackageKind::Operations => {
                unlike_proposal(&readings, options.lexicon)
            }
            PackageKind::Acceptance | PackageKind::Filing | PackageKind::Any => None,
        };
        (unlike, package.sources.iter().map(FileRecord::of).collect())
    };
    let (mut results, (unlike, files)) = rayon::join(results, about_files);
    let most = usize::try_from(options.limits.rule_findings).unwrap_or(usize::MAX);
    results.iter_mut().for_each(|result| limit_findings(&mut result.findings, most));
    PackageReview {
        name: package.name.clone(),
        path: package.path.clone(),
        outline: Arc::clone(outline),
        chosen: None,
        unlike,
        remarks: Vec::new(),
        as_of: options.as_of,
        files,
        readings,
        results,
    }
}

/// Keeps the first findings of one requirement and says how many more there are.
fn limit_findings(findings: &mut Vec<Finding>, most: usize) {
    let more = findings.len().saturating_sub(most);
    let Some(severity) = findings.iter().skip(most).map(|finding| finding.severity).max() else { return };
    findings.truncate(most);
    findings.push(Finding {
        severity,
        message: format!("另有 {more} 处，未逐一列出（上限 rule-findings 为 {most}）"),
        help: "先改正已列出的各处再检查；需要一次列全的，在 yushen.toml 的 [limits] 中调高 rule-findings"
            .into(),
        place: None,
        related: Vec::new(),
        accepted: None,
    });
}

/// Everything that rules look at, from one document.
pub fn prepare(document: Document, lexicon: &Lexicon) -> Reading {
    let reading = Reading { bare: document.without_template().map(Box::new), document, ..Reading::default() };
    let content = reading.content();
    let budgets = || {
        let headings = lexicon.match_headings(content);
        let budgets = fact::budget::read_budgets(content, &headings, lexicon);
        (headings, budgets)
    };
    let words = || rayon::join(budgets, || lexicon.find(&content.text));
    let (facts, ((headings, budgets), hits)) = rayon::join(|| fact::extract(content), words);
    Reading { facts, hits, headings, budgets, ..reading }
}

fn read_source(source: &Source, options: &Options<'_>) -> Reading {
    // The last net: a reader that falls over one file must not take the package with it.
    let read = || {
        let document = parse::parse_and_recognise(source, &options.limits, options.recogniser);
        prepare(document, options.lexicon)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let mut builder = Builder::new(&source.path, Format::Unknown);
        builder.gap(Gap::new(GapKind::Damaged("读取时程序出错，该文件未能检查".into())));
        prepare(builder.finish(), options.lexicon)
    })
}

/// How one requirement stands; a rule that falls over is 无法检查, never 符合.
pub fn judge_requirement(outline: &Outline, requirement: &Requirement, case: &Case<'_>) -> RequirementResult {
    let decide = || recognised::cap(outcome(requirement, case), case);
    let outcome = catch_unwind(AssertUnwindSafe(decide))
        .unwrap_or_else(|_| Outcome::unreadable(format!("规则 {} 执行时出错，未能检查", requirement.id)));
    result(outline, requirement, outcome)
}

/// How a requirement stands for one of its examples.
pub fn judge_example(
    outline: &Outline,
    requirement: &Requirement,
    example: &Example,
    options: &Options<'_>,
) -> Status {
    let readings = read(&example.package(), options);
    let as_of = example.as_of.unwrap_or(options.as_of);
    let case = Case { readings: &readings, lexicon: options.lexicon, as_of };
    judge_requirement(outline, requirement, &case).status
}

fn outcome(requirement: &Requirement, case: &Case<'_>) -> Outcome {
    match &requirement.when {
        Some(when) => when.judge(case, &requirement.rule),
        None => requirement.rule.judge(case),
    }
}

fn result(outline: &Outline, requirement: &Requirement, outcome: Outcome) -> RequirementResult {
    let (status, severity) = weigh(requirement.force, outcome.verdict);
    let findings = findings(requirement, status, severity, &outcome);
    let regulation = requirement.regulation.clone().or_else(|| Some(outline.regulation.title.clone()));
    RequirementResult {
        requirement: requirement.id.clone(),
        title: requirement.title.clone(),
        group: requirement.group.clone(),
        status,
        severity,
        veto: requirement.veto,
        clause: Clause {
            regulation: regulation.filter(|title| !title.is_empty()),
            article: Some(requirement.clause.clone()).filter(|clause| !clause.is_empty()),
        },
        reason: outcome.reason,
        evidence: outcome.evidence,
        findings,
        accepted: None,
    }
}

/// Status and weight of a verdict under the article's verb.
fn weigh(force: Force, verdict: Verdict) -> (Status, Severity) {
    let own = force.severity();
    match verdict {
        Verdict::Met => (Status::Met, own),
        Verdict::Silent if force == Force::MustOfProject => (Status::Unmet, Severity::Warning),
        Verdict::Silent | Verdict::Contradicted => (Status::Unmet, own),
        Verdict::Doubtful => (Status::Doubtful, own.min(Severity::Warning)),
        Verdict::Explained => (Status::Doubtful, Severity::Note),
        Verdict::Unreadable => (Status::Unreadable, own.min(Severity::Warning)),
        Verdict::Inapplicable => (Status::Inapplicable, own),
    }
}

/// The remarks with weight and help; a lack without a remark gets one, so that nothing is unmet in silence.
fn findings(
    requirement: &Requirement,
    status: Status,
    severity: Severity,
    outcome: &Outcome,
) -> Vec<Finding> {
    let cap = if status == Status::Met { Severity::Note } else { severity };
    let mut findings: Vec<Finding> = outcome
        .remarks
        .iter()
        .map(|remark| Finding {
            severity: remark.severity.unwrap_or(cap).min(cap),
            message: remark.message.clone(),
            help: remark.help.clone().unwrap_or_else(|| requirement.help.clone()),
            place: remark.place,
            related: remark.related.clone(),
            accepted: None,
        })
        .collect();
    let must_speak = matches!(status, Status::Unmet | Status::Doubtful | Status::Unreadable);
    if must_speak && findings.is_empty() {
        findings.push(Finding {
            severity,
            message: format!("{}：{}", requirement.title, outcome.reason),
            help: requirement.help.clone(),
            place: outcome.evidence.first().copied(),
            related: Vec::new(),
            accepted: None,
        });
    }
    findings
}

impl FileRecord {
    fn of(source: &Source) -> Self {
        let digest = Sha256::digest(&source.bytes);
        let sha256 = digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self { sha256, bytes: source.bytes.len() as u64 }
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

    /// Whether anything could be checked: a file was read, with text in it, and so much of it that a
    /// requirement could be judged.
    pub fn is_checked(&self) -> bool {
        let counts = self.counts();
        let is_judged = counts.met + counts.unmet + counts.doubtful > 0;
        !self.results.is_empty() && self.has_text() && (is_judged || counts.unreadable == 0)
    }

    fn has_text(&self) -> bool {
        self.readings.iter().any(|reading| !reading.document.blocks.is_empty())
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
        } else if self.unlike.is_none()
            && self.files_unread() == 0
            && !self.results.iter().any(RequirementResult::is_open)
        {
            PackageVerdict::Clean
        } else {
            PackageVerdict::Advice
        }
    }
}
