//! Statements: terms in one sentence, not denied, not about another system.

use super::sense::{Mood, Sense, clause_around};
use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::document::{Block, BlockKind, Document, numbering};
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
    /// Term set of the words that deny the subject; without it any negation beside it does. 不得泄露
    /// denies no protection, and what an earlier system lacks is not denied of this one.
    pub denied_by: Option<String>,
    /// Whether the title of a cited document is a statement.
    #[serde(default)]
    pub titles: bool,
    /// Whether what is said of an existing or earlier system counts: a duty about what there is already.
    #[serde(default)]
    pub existing: bool,
    /// Whether a heading that names the subject makes a statement of the rest under it.
    #[serde(default = "yes")]
    pub headings: bool,
}

fn yes() -> bool {
    true
}

/// How near to each other the terms of a statement must stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// In one sentence, or in the heading above it.
    #[default]
    Sentence,
    /// In one paragraph with the list that it opens, in the title of a table with the table, or in the
    /// heading above; in a table, in one row.
    Paragraph,
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
    /// Not enough: the rest is missing, and the place is shown.
    Insufficient,
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
            Some(&(idx, sense)) if !wanted.is_empty() && self.subject_alone != SubjectAlone::Nothing => {
                let place = case.place(idx, sense.unit);
                let reason = format!("提到{subject}，没有同时写明{}", wanted.join("、"));
                let outcome = match self.subject_alone {
                    SubjectAlone::Insufficient => case.absent(reason),
                    _ => Outcome::new(Verdict::Doubtful, reason),
                };
                let mut outcome = outcome.say(Remark::new(
                    format!("提到了{subject}，但没有写明{}", wanted.join("、")),
                    Some(place),
                ));
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
            let all = Span::new(0, reading.content().text.len());
            for sense in case.senses(reading, subject, all).take(MOST_TERMS) {
                let full = match self.scope {
                    Scope::Sentence => {
                        self.says.iter().skip(1).all(|set| self.supplies(case, idx, &sense, set))
                    }
                    Scope::Paragraph => {
                        let around = paragraph_around(reading.content(), &sense);
                        self.says.iter().skip(1).all(|set| {
                            self.supplies(case, idx, &sense, set) || self.said_in(case, idx, set, around)
                        })
                    }
                    Scope::Document => stated_elsewhere,
                };
                let heard = full || self.subject_alone != SubjectAlone::Nothing;
                match self.mood(case, reading, &sense) {
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
            if self.headings {
                self.collect_headings(case, idx, &mut said);
            }
        }
        let rank = |(idx, sense): &(usize, Sense)| {
            let document = case.readings[*idx].content();
            let inside = preferred.iter().any(|f| {
                f.reading_idx == *idx && document.sections[f.section as usize].span.contains(sense.unit)
            });
            (!inside, *idx, sense.term)
        };
        said.full.sort_by_cached_key(rank);
        said.partial.sort_by_cached_key(rank);
        said
    }

    /// How the subject is meant, with the rule's own words of denial.
    fn mood(&self, case: &Case<'_>, reading: &Reading, sense: &Sense) -> Mood {
        let (Some(words), Mood::Denied { .. }) = (&self.denied_by, sense.mood) else { return sense.mood };
        let before = Span { start: sense.unit.start, end: sense.term.start };
        let ours = case.has(reading, "this-project", sense.unit);
        if !ours && case.has(reading, "foreign", before) {
            Mood::Foreign
        } else if case.has(reading, words, clause_around(reading, sense.term, sense.unit)) {
            sense.mood
        } else {
            Mood::Affirmed
        }
    }

    /// A section whose heading names the subject and whose text supplies the rest is a statement.
    fn collect_headings(&self, case: &Case<'_>, idx: usize, said: &mut Said) {
        let reading = &case.readings[idx];
        let Some(set) = self.says.first().and_then(|set| case.lexicon.term_set(set)) else { return };
        for section in 1..u32::try_from(reading.content().sections.len()).unwrap_or(0) {
            let heading = reading.content().heading_span(section);
            let Some(term) = reading.hits.of(set, heading).next() else { continue };
            let found = super::section::Found { reading_idx: idx, section };
            // 网络安全与密码应用 announces two things: which of them the text tells, it must say itself.
            let announces = reading.headings[section as usize].certain.len() > 1;
            if case.substance(found) < 10 {
                continue;
            }
            let content = case.content_place(found).span;
            let sense = |unit| Sense { term, unit, section, mood: Mood::Affirmed };
            match self.rest_under_heading(case, reading, content).filter(|_| !announces) {
                Some(unit) => said.full.push((idx, sense(unit))),
                None => said.partial.push((idx, sense(heading))),
            }
        }
    }

    /// Where a section says all but the subject; of a paragraph's statement, in one paragraph.
    fn rest_under_heading(&self, case: &Case<'_>, reading: &Reading, content: Span) -> Option<Span> {
        let (first, others) = self.says.get(1..)?.split_first()?;
        let affirmed = |set: &str, within: Span| {
            case.senses(reading, set, within).any(|other| other.mood == Mood::Affirmed)
        };
        let mut firsts = case.senses(reading, first, content).filter(|sense| sense.mood == Mood::Affirmed);
        let around = |sense: &Sense| match self.scope {
            Scope::Paragraph => table_or_paragraph(reading.content(), sense),
            _ => content,
        };
        let is_whole = |sense: &Sense| others.iter().all(|set| affirmed(set, around(sense)));
        firsts.find(is_whole).map(|sense| sense.unit)
    }

    /// Whether the sentence or the heading above it holds a term of the set.
    fn supplies(&self, case: &Case<'_>, idx: usize, sense: &Sense, set: &str) -> bool {
        let reading = &case.readings[idx];
        let heading = reading.content().heading_span(sense.section);
        self.holds_beside_subject(case, reading, set, sense.unit)
            || self.holds_beside_subject(case, reading, set, heading)
    }

    /// Whether a sentence of the paragraph says a term of the set, beside the subject's own name.
    fn said_in(&self, case: &Case<'_>, idx: usize, set: &str, paragraph: Span) -> bool {
        let reading = &case.readings[idx];
        let subject = self.says.first().and_then(|name| case.lexicon.term_set(name));
        case.senses(reading, set, paragraph).filter(|other| other.mood == Mood::Affirmed).any(|other| {
            let names_it = |name| reading.hits.of(name, other.unit).any(|hit| hit.contains(other.term));
            !subject.is_some_and(names_it)
        })
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
        Names {
            concepts: self.within.iter().map(String::as_str).collect(),
            term_sets: self
                .says
                .iter()
                .chain(&self.also)
                .chain(&self.denied_by)
                .map(String::as_str)
                .collect(),
        }
    }
}

/// Blocks on each side that may belong to the paragraph of a statement.
const LONGEST_LIST: usize = 12;

/// The table of a statement, or its paragraph.
fn table_or_paragraph(document: &Document, sense: &Sense) -> Span {
    let block = document.block_at(sense.term.start).map(|id| &document.blocks[id as usize]);
    match block.filter(|block| matches!(block.kind, BlockKind::Table(_))) {
        Some(table) => table.span,
        None => paragraph_around(document, sense),
    }
}

/// The paragraph of a statement: with the items of the list that it opens or belongs to.
fn paragraph_around(document: &Document, sense: &Sense) -> Span {
    let Some(id) = document.block_at(sense.term.start) else { return sense.unit };
    let id = id as usize;
    let own = &document.blocks[id];
    if matches!(own.kind, BlockKind::Table(_)) {
        return sense.unit;
    }
    let is_item = |block: &&Block| {
        block.section == own.section
            && match block.kind {
                BlockKind::ListItem => true,
                BlockKind::Paragraph => numbering::parse(document.slice(block.span)).is_some(),
                _ => false,
            }
    };
    // The title of a table speaks for its rows.
    let announces_table = own.kind == BlockKind::Caption || {
        let text = document.slice(own.span).trim_end_matches(['。', '：', ':', ' ']);
        text.ends_with("下表") || text.ends_with("如下")
    };
    let is_rest = |block: &&Block| {
        let is_table = block.section == own.section && matches!(block.kind, BlockKind::Table(_));
        announces_table && is_table || own.kind != BlockKind::Caption && is_item(block)
    };
    let after = document.blocks[id + 1..].iter().take(LONGEST_LIST).take_while(is_rest).last();
    let mut span = after.map_or(own.span, |last| own.span.to(last.span));
    if is_item(&own) {
        let before = document.blocks[..id].iter().rev().take(LONGEST_LIST);
        let items = before.clone().take_while(is_item).count();
        let opener = before
            .clone()
            .nth(items)
            .filter(|block| block.section == own.section && block.kind == BlockKind::Paragraph);
        let first = opener.or_else(|| before.clone().take(items).next_back());
        span = first.map_or(span, |first| first.span.to(span));
    }
    document.clip(span, sense.term)
}

/// The paragraph around a statement, with the heading above it.
fn widened(case: &Case<'_>, idx: usize, sense: &Sense) -> Span {
    let document = case.readings[idx].content();
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
