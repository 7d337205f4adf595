//! Several rules in one requirement: each must hold, or one of them.

use super::{Case, Outcome, Remark, Rule, Verdict};
use crate::finding::{Place, Severity};

/// What a list without rules says.
const NOTHING: &str = "没有可以检查的内容";
/// Places of evidence that one outcome shows.
const MOST_EVIDENCE: usize = 6;

/// The weakest of the outcomes decides, and what each has to say is said.
pub(super) fn all(rules: &[Rule], case: &Case<'_>) -> Outcome {
    let outcomes: Vec<Outcome> = rules.iter().map(|rule| rule.ask(case)).collect();
    // An explained exception to the first covers what goes with it.
    if let Some(first) = outcomes.first().filter(|first| first.verdict == Verdict::Explained) {
        return first.clone();
    }
    let Some(verdict) = outcomes.iter().map(|outcome| outcome.verdict).max_by_key(|&verdict| rank(verdict))
    else {
        return Outcome::new(Verdict::Inapplicable, NOTHING);
    };
    let decides = |outcome: &&Outcome| verdict == Verdict::Met || outcome.verdict != Verdict::Met;
    let applies =
        |outcome: &&Outcome| verdict == Verdict::Inapplicable || outcome.verdict != Verdict::Inapplicable;
    let mut reasons: Vec<&str> =
        outcomes.iter().filter(applies).filter(decides).map(|outcome| outcome.reason.as_str()).collect();
    let mut told = std::collections::BTreeSet::new();
    reasons.retain(|reason| told.insert(*reason));
    let reason = reasons.join("；");
    let mut evidence: Vec<Place> = outcomes.iter().flat_map(|outcome| outcome.evidence.clone()).collect();
    evidence.truncate(MOST_EVIDENCE);
    let remarks = outcomes.into_iter().flat_map(remarks).collect();
    Outcome { verdict, reason, evidence, remarks }
}

/// The outcome that comes closest: what one way of saying it does not show, another may.
pub(super) fn any(rules: &[Rule], case: &Case<'_>) -> Outcome {
    let closeness = |verdict| match verdict {
        Verdict::Inapplicable => 0,
        Verdict::Silent => 1,
        Verdict::Unreadable => 2,
        Verdict::Doubtful => 3,
        Verdict::Contradicted => 4,
        // A reason given for one way is a reason for the other: a person weighs it.
        Verdict::Explained => 5,
        Verdict::Met => 6,
    };
    let outcomes = rules.iter().rev().map(|rule| rule.ask(case));
    let closest = outcomes.max_by_key(|outcome| closeness(outcome.verdict));
    closest.unwrap_or_else(|| Outcome::new(Verdict::Inapplicable, NOTHING))
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
