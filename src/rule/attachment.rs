//! A file that must be in the package: found by its name and by its own title.

use super::file_title::{Shown, shown, titled};
use super::section::Found;
use super::sense::Mood;
use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::document::BlockKind;
use crate::finding::Place;
use crate::lexicon::TermSetId;
use crate::span::Span;
use serde::Deserialize;

/// Files that a message about an absent one names.
const FILES_SHOWN: usize = 12;
/// Characters below which a file is nothing but its title.
const FEWEST_CHARACTERS: usize = 12;
/// Characters under a heading from which the heading tells what they are about.
const CHAPTER_SUBSTANCE: usize = 40;

/// A file of the package.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AttachmentRule {
    /// Term set of what such a file is called.
    pub called: String,
    /// Term sets of which its text must say a term each.
    #[serde(default)]
    pub says: Vec<String>,
    /// Term sets that must meet in one sentence or one row of a table, each entry one such meeting: a
    /// party and its opinion.
    #[serde(default)]
    pub together: Vec<Vec<String>>,
    /// Term set of what a file is called of which a chapter of that name is only a draft: the contract in
    /// a call for tenders.
    pub unless: Option<String>,
    /// Whether its title says that as well: who met, in the minutes of a meeting.
    #[serde(default)]
    pub title_says: bool,
    /// What it means that a package of one file does not hold it.
    #[serde(default)]
    pub single_file: SingleFile,
}

/// What the absence of a file from a package of one file means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SingleFile {
    /// It is missing.
    #[default]
    Missing,
    /// Perhaps only one file of the package was given: a person must look.
    Doubtful,
}

impl AttachmentRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let title = case.set_title(&self.called);
        let Some(set) = case.lexicon.term_set(&self.called) else {
            return case.absent(format!("没有“{title}”的用语"));
        };
        let found = |wanted: fn(&Shown) -> bool| {
            let own = (0..case.readings.len()).filter(|&idx| !self.is_other(case, idx));
            let shown = own.filter_map(|idx| Some((idx, shown(case, idx, set)?)));
            shown.filter(|(_, shown)| wanted(shown)).collect::<Vec<_>>()
        };
        let titled = found(|shown| matches!(shown, Shown::Title(_)));
        let named = found(|shown| matches!(shown, Shown::Name));
        let outcomes = titled.into_iter().chain(named).map(|(idx, shown)| match shown {
            Shown::Title(place) => {
                let own_title = (!self.title_says).then_some(place.span);
                self.judge_content(case, &title, idx, place, own_title)
            }
            Shown::Name => self.judge_named(case, &title, set, (idx, &case.readings[idx])),
        });
        // Of several files of that name the one counts that says what it must.
        let mut first = None;
        for outcome in outcomes {
            if outcome.verdict == Verdict::Met {
                return outcome;
            }
            first = first.or(Some(outcome));
        }
        first.unwrap_or_else(|| self.absent(case, &title))
    }

    /// Whether a file is called something of which the one that is looked for is only a draft.
    fn is_other(&self, case: &Case<'_>, idx: usize) -> bool {
        let other = self.unless.as_deref().and_then(|set| case.lexicon.term_set(set));
        other.is_some_and(|other| titled(case, idx, other).is_some())
    }

    /// A file whose name says it, and whose title does not.
    fn judge_named(
        &self,
        case: &Case<'_>,
        title: &str,
        set: TermSetId,
        (idx, reading): (usize, &Reading),
    ) -> Outcome {
        let document = reading.content();
        let path = &document.path;
        if let Some(&hit) = reading.hits.all(set).first() {
            let place = case.place(idx, document.sentence_around(hit));
            return self.judge_content(case, title, idx, place, None);
        }
        if document.has_hidden_content() || document.blocks.is_empty() {
            return Outcome::unreadable(format!("“{path}”的文件名是{title}，内容无法读取，不能确认"));
        }
        let reason = format!("“{path}”的文件名是{title}，内容没有写到");
        Outcome::new(Verdict::Doubtful, reason.clone()).say(Remark::new(reason, first_block(case, idx)))
    }

    /// The file is there: does it say what it must, beside its own title?
    fn judge_content(
        &self,
        case: &Case<'_>,
        title: &str,
        idx: usize,
        place: Place,
        own_title: Option<Span>,
    ) -> Outcome {
        let reading = &case.readings[idx];
        let path = &reading.content().path;
        let unread = reading.content().has_hidden_content();
        let characters = reading.content().text.chars().filter(|c| c.is_alphanumeric()).count();
        let in_title = case.quote(place).chars().filter(|c| c.is_alphanumeric()).count();
        if characters < in_title + FEWEST_CHARACTERS && !unread {
            let reason = format!("“{path}”只有标题，没有内容");
            return Outcome::new(Verdict::Silent, reason.clone()).say(Remark::new(reason, Some(place)));
        }
        let mut missing: Vec<String> = self
            .says
            .iter()
            .filter(|set| !is_said(case, idx, set, own_title))
            .map(|set| case.set_title(set))
            .collect();
        missing.extend(self.together.iter().filter(|sets| !meet(case, reading, sets)).map(|sets| {
            let titles: Vec<String> = sets.iter().map(|set| case.set_title(set)).collect();
            titles.join("的")
        }));
        if missing.is_empty() {
            return Outcome::met(format!("{title}见“{path}”"), vec![place]);
        }
        let reason = format!("“{path}”没有写明{}", missing.join("、"));
        if unread {
            return Outcome::unreadable(format!("{reason}，但该文件有内容无法读取"));
        }
        Outcome { evidence: vec![place], ..Outcome::new(Verdict::Silent, reason.clone()) }
            .say(Remark::new(reason, Some(place)))
    }

    fn absent(&self, case: &Case<'_>, title: &str) -> Outcome {
        let paths: Vec<&str> = case.readings.iter().map(|reading| reading.content().path.as_str()).collect();
        if let ([only], SingleFile::Doubtful) = (paths.as_slice(), self.single_file) {
            let reason = format!("只检查了“{only}”一个文件，其中没有{title}；请确认申报包中另有该文件");
            return Outcome::new(Verdict::Doubtful, reason);
        }
        let more =
            if paths.len() > FILES_SHOWN { format!(" 等 {} 个", paths.len()) } else { String::new() };
        let shown = paths.iter().take(FILES_SHOWN).copied().collect::<Vec<_>>().join("、");
        case.absent(format!("没有{title}"))
            .say(Remark::new(format!("缺少{title}（按文件名和文件标题查找）；现有文件：{shown}{more}"), None))
    }

    pub(super) fn names(&self) -> Names<'_> {
        let sets = std::iter::once(&self.called)
            .chain(&self.says)
            .chain(&self.unless)
            .chain(self.together.iter().flatten());
        let term_sets = sets.map(String::as_str).collect();
        Names { concepts: Vec::new(), term_sets }
    }
}

/// Whether a file says a term of the set without denying it; its headings count where they have content.
fn is_said(case: &Case<'_>, idx: usize, set: &str, own_title: Option<Span>) -> bool {
    let reading = &case.readings[idx];
    let whole = Span::new(0, reading.content().text.len());
    let in_title = |hit: Span| own_title.is_some_and(|title| title.contains(hit));
    let in_heading = |hit: Span| {
        let block = reading.content().block_at(hit.start).map(|at| &reading.content().blocks[at as usize]);
        block.is_some_and(|block| {
            let found = Found { reading_idx: idx, section: block.section };
            matches!(block.kind, BlockKind::Heading { .. }) && case.substance(found) >= CHAPTER_SUBSTANCE
        })
    };
    let affirmed =
        |sense: super::sense::Sense| !matches!(sense.mood, Mood::Denied { .. }) && !in_title(sense.term);
    case.senses(reading, set, whole).any(affirmed)
        || case
            .lexicon
            .term_set(set)
            .is_some_and(|set| reading.hits.all(set).iter().any(|&hit| in_heading(hit) && !in_title(hit)))
}

/// Whether one sentence says a term of each of the sets, the first one not denied; in a form, the row, the
/// cell below, or the chapter of that name.
fn meet(case: &Case<'_>, reading: &Reading, sets: &[String]) -> bool {
    let Some((first, rest)) = sets.split_first() else { return true };
    let document = reading.content();
    let all_in = |unit: Span| rest.iter().all(|set| case.has(reading, set, unit));
    let whole = Span::new(0, document.text.len());
    let said = case.senses(reading, first, whole).any(|sense| {
        let denied = matches!(sense.mood, Mood::Denied { .. });
        !denied && (all_in(sense.unit) || cell_below(reading, sense.term).is_some_and(all_in))
    });
    let Some(set) = case.lexicon.term_set(first) else { return said };
    said || reading.hits.all(set).iter().any(|hit| {
        let block = document.block_at(hit.start).map(|at| &document.blocks[at as usize]);
        block.is_some_and(|block| {
            matches!(block.kind, BlockKind::Heading { .. })
                && all_in(document.sections[block.section as usize].span)
        })
    })
}

/// The cell below the one in which a term stands: forms sign under the name of the party.
fn cell_below(reading: &Reading, term: Span) -> Option<Span> {
    let block = &reading.content().blocks[reading.content().block_at(term.start)? as usize];
    let BlockKind::Table(id) = block.kind else { return None };
    let table = &reading.content().tables[id as usize];
    let cell = table.cells.iter().find(|cell| cell.span.contains(term))?;
    let below = table.cell(cell.row_idx + cell.row_span.max(1), cell.column_idx)?;
    Some(below.span)
}

/// The first text of a file.
fn first_block(case: &Case<'_>, idx: usize) -> Option<Place> {
    let document = case.readings[idx].content();
    let block = document.blocks.iter().find(|block| block.kind != BlockKind::PageFurniture)?;
    Some(case.place(idx, document.clip(block.span, Span { end: block.span.start, ..block.span })))
}
