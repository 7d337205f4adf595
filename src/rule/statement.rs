//! Statements: terms in one sentence, not denied, not about another system.

use super::sense::{Mood, Sense};
use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::finding::{Place, Severity};
use crate::span::Span;
use serde::Deserialize;

/// Something that the text must say.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatementRule {
    /// Term sets of which one sentence must hold one term each; the first names the subject. The
    /// heading of the section serves for a sentence under it.
    pub says: Vec<String>,
    /// Term sets that complete the statement, anywhere around it; without them it is met with a note.
    #[serde(default)]
    pub also: Vec<String>,
    /// How near to each other the terms must stand.
    #[serde(default)]
    pub scope: Scope,
    /// Concepts of the sections in which to look first; a statement elsewhere counts as well.
    #[serde(default, rename = "in")]
    pub within: Vec<String>,
    /// What the subject without the rest of the statement is worth.
    #[serde(default)]
    pub subject_alone: SubjectAlone,
    /// Whether the title of a cited document is a statement.
    #[serde(default)]
    pub titles: bool,
    /// Whether what is said of an existing or earlier system counts: a duty about what there is already.
    #[serde(default)]
    pub existing: bool,
    /// Further statements that a whole answer holds: an explained exception to the first covers them. One
    /// that is not made is a near miss, or a lack when its own subject alone is worth nothing.
    #[serde(default)]
    pub with: Vec<StatementRule>,
}

/// How near to each other the terms of a statement must stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// In one sentence, or in the heading above it.
    #[default]
    Sentence,
    /// Each in a statement of its own, anywhere.
    Document,
}

/// What the subject of a statement is worth when the rest is not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectAlone {
    /// A near miss that a person looks at.
    #[default]
    Doubtful,
    /// Nothing: the word is common and means something else as often. Its denial alone is nothing either.
    Nothing,
}

/// Everything that was said about the subject.
#[derive(Default)]
struct Said {
    full: Vec<(usize, Sense)>,
    partial: Vec<(usize, Sense)>,
    bare_denials: Vec<(usize, Sense)>,
    reasoned_denials: Vec<(usize, Sense)>,
}

/// Terms looked at in one document; a subject that occurs more often is surely there.
const MOST_TERMS: usize = 2_000;

impl StatementRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let own = self.judge_own(case);
        if own.verdict == Verdict::Explained {
            return own;
        }
        self.with.iter().fold(own, |outcome, rule| outcome.completed_by(rule.judge(case), rule.subject_alone))
    }

    fn judge_own(&self, case: &Case<'_>) -> Outcome {
        let said = self.collect(case);
        let subject = self.says.first().map(|set| case.set_title(set)).unwrap_or_default();
        let all = |senses: &[(usize, Sense)]| -> Vec<Place> {
            let mut places: Vec<Place> =
                senses.iter().map(|(idx, sense)| case.place(*idx, sense.unit)).collect();
            places.dedup();
            places.truncate(3);
            places
        };
        let denial = said.bare_denials.first().or(said.reasoned_denials.first());
        match (said.full.first(), denial, said.bare_denials.first()) {
            (Some(_), Some(&(idx, denial)), _) => {
                let place = case.place(idx, denial.unit);
                let mut remark =
                    Remark::new(format!("关于{subject}的说法前后不一：此处否定，另一处写有"), Some(place));
                for other in all(&said.full).into_iter().take(1) {
                    remark = remark.label("另一处写有", other);
                }
                let mut outcome =
                    Outcome::new(Verdict::Doubtful, format!("关于{subject}的说法前后不一")).say(remark);
                outcome.evidence = all(&said.full);
                outcome
            }
            (Some(_), None, _) => self.met(case, &subject, &said, all(&said.full)),
            (None, _, Some(&(idx, denial))) => {
                Outcome::new(Verdict::Contradicted, format!("文中否定了{subject}，没有说明理由")).say(
                    Remark::new(format!("写明没有{subject}，未说明理由"), Some(case.place(idx, denial.unit))),
                )
            }
            (None, Some(&(idx, denial)), None) => {
                Outcome::new(Verdict::Explained, format!("说明了不具备{subject}的理由，是否成立由人工判断"))
                    .say(Remark::new(
                        format!("{subject}：作者说明了例外，理由需人工判断"),
                        Some(case.place(idx, denial.unit)),
                    ))
            }
            (None, None, None) => self.not_said(case, &subject, &said),
        }
    }

    fn met(&self, case: &Case<'_>, subject: &str, said: &Said, evidence: Vec<Place>) -> Outcome {
        let missing: Vec<String> = self
            .also
            .iter()
            .filter(|set| {
                !said
                    .full
                    .iter()
                    .any(|(idx, sense)| case.has(&case.readings[*idx], set, widened(case, *idx, sense)))
            })
            .map(|set| case.set_title(set))
            .collect();
        let first = evidence.first().copied();
        let outcome = Outcome::met(format!("写明了{subject}"), evidence);
        if missing.is_empty() {
            return outcome;
        }
        outcome.say(
            Remark::new(format!("写到了{subject}，但没有写明{}", missing.join("、")), first)
                .severity(Severity::Note),
        )
    }

    fn not_said(&self, case: &Case<'_>, subject: &str, said: &Said) -> Outcome {
        let wanted: Vec<String> = self.says.iter().skip(1).map(|set| case.set_title(set)).collect();
        match said.partial.first() {
            Some(&(idx, sense)) if !wanted.is_empty() && self.subject_alone == SubjectAlone::Doubtful => {
                let place = case.place(idx, sense.unit);
                let mut outcome = Outcome::new(
                    Verdict::Doubtful,
                    format!("提到{subject}，没有同时写明{}", wanted.join("、")),
                )
                .say(Remark::new(format!("提到了{subject}，但没有写明{}", wanted.join("、")), Some(place)));
                outcome.evidence = vec![place];
                outcome
            }
            _ => case.absent(format!("全文没有写到{subject}")),
        }
    }

    fn collect(&self, case: &Case<'_>) -> Said {
        let mut said = Said::default();
        let Some(subject) = self.says.first() else { return said };
        let names: Vec<&str> = self.within.iter().map(String::as_str).collect();
        let preferred = case.sections_of(&names);
        let stated = |set: &String| case.first_sense(set, |sense| sense.mood == Mood::Affirmed).is_some();
        let stated_elsewhere = self.scope == Scope::Document && self.says.iter().skip(1).all(stated);
        for (idx, reading) in case.readings.iter().enumerate() {
            let all = Span::new(0, reading.document.text.len());
            for sense in case.senses(reading, subject, all).take(MOST_TERMS) {
                let full = match self.scope {
                    Scope::Sentence => {
                        self.says.iter().skip(1).all(|set| self.supplies(case, idx, &sense, set))
                    }
                    Scope::Document => stated_elsewhere,
                };
                let heard = full || self.subject_alone == SubjectAlone::Doubtful;
                match sense.mood {
                    Mood::Denied { .. } if !heard => {}
                    Mood::Foreign if !self.existing || case.has(reading, "other-places", sense.unit) => {}
                    Mood::Title if !self.titles => {}
                    Mood::Affirmed | Mood::Title | Mood::Foreign if full => said.full.push((idx, sense)),
                    Mood::Affirmed | Mood::Title | Mood::Foreign => said.partial.push((idx, sense)),
                    // A denial speaks of the subject's part of the statement, or stands right before it.
                    Mood::Denied { .. } if !full && !case.is_denied_closely(reading, &sense) => {}
                    Mood::Denied { reasoned: true } => said.reasoned_denials.push((idx, sense)),
                    Mood::Denied { reasoned: false } => said.bare_denials.push((idx, sense)),
                }
            }
            self.collect_headings(case, idx, &mut said);
        }
        let rank = |(idx, sense): &(usize, Sense)| {
            let document = &case.readings[*idx].document;
            let inside = preferred.iter().any(|f| {
                f.reading_idx == *idx && document.sections[f.section as usize].span.contains(sense.unit)
            });
            (!inside, *idx, sense.term)
        };
        said.full.sort_by_cached_key(rank);
        said.partial.sort_by_cached_key(rank);
        said
    }

    /// A section whose heading names the subject and whose text supplies the rest is a statement.
    fn collect_headings(&self, case: &Case<'_>, idx: usize, said: &mut Said) {
        let reading = &case.readings[idx];
        let Some(set) = self.says.first().and_then(|set| case.lexicon.term_set(set)) else { return };
        for section in 1..u32::try_from(reading.document.sections.len()).unwrap_or(0) {
            let heading = reading.document.heading_span(section);
            let Some(term) = reading.hits.of(set, heading).next() else { continue };
            let found = super::section::Found { reading_idx: idx, section };
            if case.substance(found) < 10 {
                continue;
            }
            let content = case.content_place(found).span;
            let sense = |unit| Sense { term, unit, section, mood: Mood::Affirmed };
            let rest: Vec<Span> = self
                .says
                .iter()
                .skip(1)
                .filter_map(|set| {
                    case.senses(reading, set, content).find(|s| s.mood == Mood::Affirmed).map(|s| s.unit)
                })
                .collect();
            if rest.len() == self.says.len() - 1 {
                said.full.push((idx, sense(rest.first().copied().unwrap_or(heading))));
            } else {
                said.partial.push((idx, sense(heading)));
            }
        }
    }

    /// Whether the sentence or the heading above it holds a term of the set.
    fn supplies(&self, case: &Case<'_>, idx: usize, sense: &Sense, set: &str) -> bool {
        let reading = &case.readings[idx];
        let heading = reading.document.heading_span(sense.section);
        self.holds_beside_subject(case, reading, set, sense.unit)
            || self.holds_beside_subject(case, reading, set, heading)
    }

    /// Whether the span holds a term of the set that is no part of the subject's own name: 共享 in
    /// 数据共享平台 says nothing about it.
    fn holds_beside_subject(&self, case: &Case<'_>, reading: &Reading, set: &str, span: Span) -> bool {
        let subject = self.says.first().and_then(|name| case.lexicon.term_set(name));
        let is_inside = |hit: Span| {
            subject.is_some_and(|subject| reading.hits.of(subject, span).any(|name| name.contains(hit)))
        };
        case.lexicon.term_set(set).is_some_and(|set| reading.hits.of(set, span).any(|hit| !is_inside(hit)))
    }

    pub(super) fn names(&self) -> Names<'_> {
        let mut names = Names {
            concepts: self.within.iter().map(String::as_str).collect(),
            term_sets: self.says.iter().chain(&self.also).map(String::as_str).collect(),
        };
        for more in self.with.iter().map(Self::names) {
            names.concepts.extend(more.concepts);
            names.term_sets.extend(more.term_sets);
        }
        names
    }
}

impl Outcome {
    /// The outcome of a statement together with that of a further one.
    fn completed_by(mut self, mut next: Self, subject_alone: SubjectAlone) -> Self {
        if next.verdict == Verdict::Silent && subject_alone == SubjectAlone::Doubtful {
            next.verdict = Verdict::Doubtful;
        }
        for part in [&mut self, &mut next] {
            if part.verdict != Verdict::Met && part.remarks.is_empty() {
                part.remarks.push(Remark::new(part.reason.clone(), part.evidence.first().copied()));
            }
        }
        let is_met = |outcome: &Self| outcome.verdict == Verdict::Met;
        self.reason = match (is_met(&self), is_met(&next)) {
            (true, false) => next.reason,
            (false, true) => self.reason,
            _ => format!("{}；{}", self.reason, next.reason),
        };
        if weight(next.verdict) > weight(self.verdict) {
            self.verdict = next.verdict;
        }
        self.evidence.extend(next.evidence);
        self.remarks.extend(next.remarks);
        self
    }
}

/// How much the verdict of one statement weighs against that of the next.
fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met | Verdict::Inapplicable => 0,
        Verdict::Explained => 1,
        Verdict::Doubtful => 2,
        Verdict::Unreadable => 3,
        Verdict::Silent => 4,
        Verdict::Contradicted => 5,
    }
}

/// The paragraph around a statement, with the heading above it.
fn widened(case: &Case<'_>, idx: usize, sense: &Sense) -> Span {
    let document = &case.readings[idx].document;
    match document.block_at(sense.unit.start) {
        Some(block) => document.blocks[block as usize].span,
        None => sense.unit,
    }
}

impl Case<'_> {
    /// The Chinese title of a term set.
    pub(super) fn set_title(&self, name: &str) -> String {
        self.lexicon
            .term_set(name)
            .map_or_else(|| name.to_owned(), |id| self.lexicon.term_set_title(id).to_owned())
    }
}
