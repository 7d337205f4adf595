//! Several rules in one requirement: each must hold, or one of them.

use super::{Case, Outcome, Remark, Rule, Verdict};
use crate::finding::{Place, Severity};

/// Places of evidence that one outcome shows.
const MOST_EVIDENCE: usize = 6;

/// The weakest of the outcomes decides, and what each has to say is said.
pub(super) fn judge(rules: &[Rule], case: &Case<'_>) -> Outcome {
    let outcomes: Vec<Outcome> = rules.iter().map(|rule| rule.ask(case)).collect();
    let Some(verdict) = outcomes.iter().map(|outcome| outcome.verdict).max_by_key(|&verdict| rank(verdict))
    else {
        return Outcome::new(Verdict::Inapplicable, "没有可以检查的内容");
    };
    let decides = |outcome: &&Outcome| verdict == Verdict::Met || outcome.verdict != Verdict::Met;
    let applies =
        |outcome: &&Outcome| verdict == Verdict::Inapplicable || outcome.verdict != Verdict::Inapplicable;
    let reasons: Vec<&str> =
        outcomes.iter().filter(applies).filter(decides).map(|outcome| outcome.reason.as_str()).collect();
    let reason = reasons.join("；");
    let mut evidence: Vec<Place> = outcomes.iter().flat_map(|outcome| outcome.evidence.clone()).collect();
    evidence.truncate(MOST_EVIDENCE);
    let remarks = outcomes.into_iter().flat_map(remarks).collect();
    Outcome { verdict, reason, evidence, remarks }
}

/// One that holds is enough; else the nearest to it decides, where a denial says more than silence.
pub(super) fn judge_any(rules: &[Rule], case: &Case<'_>) -> Outcome {
    let outcomes: Vec<Outcome> = rules.iter().map(|rule| rule.ask(case)).collect();
    let Some(verdict) = outcomes.iter().map(|outcome| outcome.verdict).min_by_key(|&v| distance(v)) else {
        return Outcome::new(Verdict::Inapplicable, "没有可以检查的内容");
    };
    let mut nearest = outcomes.into_iter().filter(|outcome| outcome.verdict == verdict);
    let mut outcome = nearest.next().unwrap_or_else(|| Outcome::new(verdict, ""));
    if verdict != Verdict::Met {
        for other in nearest.filter(|other| !outcome.reason.contains(&other.reason)).collect::<Vec<_>>() {
            outcome.reason = format!("{}；{}", outcome.reason, other.reason);
            outcome.evidence.extend(other.evidence);
            outcome.remarks.extend(other.remarks);
        }
        outcome.evidence.truncate(MOST_EVIDENCE);
    }
    outcome
}

/// How far from holding an outcome is.
fn distance(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::Explained => 1,
        Verdict::Doubtful => 2,
        Verdict::Unreadable => 3,
        Verdict::Contradicted => 4,
        Verdict::Silent => 5,
        Verdict::Inapplicable => 6,
    }
}

/// How much an outcome weighs against the others.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Inapplicable => 0,
        Verdict::Met => 1,
        Verdict::Explained => 2,
        Verdict::Doubtful => 3,
        Verdict::Unreadable => 4,
        Verdict::Silent => 5,
        Verdict::Contradicted => 6,
    }
}

/// What one of several outcomes has to say: each that is not met something, so that none hides behind
/// another one's words.
fn remarks(outcome: Outcome) -> Vec<Remark> {
    let mut remarks = outcome.remarks;
    match outcome.verdict {
        Verdict::Met | Verdict::Inapplicable => {
            remarks.iter_mut().for_each(|remark| remark.severity = Some(Severity::Note));
        }
        _ if remarks.is_empty() => {
            remarks.push(Remark::new(outcome.reason, outcome.evidence.first().copied()));
        }
        _ => {}
    }
    remarks
}
