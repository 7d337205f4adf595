//! What a term means where it stands: said of this project, denied, said of another system, or only
//! part of a title.

use super::{Case, Reading};
use crate::document::{BlockKind, SectionId};
use crate::lexicon::TermSetId;
use crate::span::Span;

/// Characters of a given reason below which a denial counts as bare.
const SHORTEST_REASON: usize = 8;

/// A term where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    /// The term.
    pub(super) term: Span,
    /// The sentence around it; in a table, the row.
    pub(super) unit: Span,
    /// The section that it stands in.
    pub(super) section: SectionId,
    /// What it is said to be.
    pub(super) mood: Mood,
}

/// How a term is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// Said of this project.
    Affirmed,
    /// Denied; whether a reason stands beside it.
    Denied { reasoned: bool },
    /// Said of an earlier or another system.
    Foreign,
    /// Part of the title of a document: 《…》.
    Title,
}

impl Case<'_> {
    /// The places of a set's terms in running text, tables and notes; headings, contents page and
    /// page furniture are left out.
    pub(super) fn senses<'s>(
        &'s self,
        reading: &'s Reading,
        set: &str,
        within: Span,
    ) -> impl Iterator<Item = Sense> + 's {
        let set = self.lexicon.term_set(set);
        set.into_iter()
            .flat_map(move |set| reading.hits.of(set, within))
            .filter_map(move |term| self.sense(reading, term))
    }

    /// A set's terms in all documents.
    pub(super) fn all_senses<'s>(&'s self, set: &'s str) -> impl Iterator<Item = (usize, Sense)> + 's {
        self.readings.iter().enumerate().flat_map(move |(idx, reading)| {
            let whole = Span::new(0, reading.content().text.len());
            self.senses(reading, set, whole).map(move |sense| (idx, sense))
        })
    }

    /// The first place of a set's terms that is meant so.
    pub(super) fn first_sense(&self, set: &str, is_it: impl Fn(&Sense) -> bool) -> Option<(usize, Sense)> {
        self.all_senses(set).find(|(_, sense)| is_it(sense))
    }

    /// What a term means where it stands; `None` outside running text.
    fn sense(&self, reading: &Reading, term: Span) -> Option<Sense> {
        let document = reading.content();
        let block = &document.blocks[document.block_at(term.start)? as usize];
        let unit = match block.kind {
            BlockKind::Contents | BlockKind::PageFurniture | BlockKind::Heading { .. } => return None,
            BlockKind::Table(id) => document.clip(row_around(reading, id, term)?, term),
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Caption | BlockKind::Note => {
                document.sentence_around(term)
            }
        };
        Some(Sense { term, unit, section: block.section, mood: self.mood(reading, term, unit) })
    }

    fn mood(&self, reading: &Reading, term: Span, unit: Span) -> Mood {
        if in_title(reading.content().slice(unit), (term.start - unit.start) as usize) {
            return Mood::Title;
        }
        // What is said of elsewhere before the term is said of it; behind it stands a remark: 部署在市政务云，
        // 可推广到其他城市.
        let lead = Span { start: unit.start, end: term.start };
        if self.has(reading, "elsewhere", lead) || self.has(reading, "not-ours", unit) {
            return Mood::Foreign;
        }
        let clause = clause_around(reading, term, unit);
        if self.has(reading, "negation", clause) && !is_occasion(reading.content().slice(clause)) {
            return Mood::Denied { reasoned: self.is_reasoned(reading, unit) };
        }
        let before = Span { start: clause.start, end: term.start };
        let ours = self.has(reading, "this-project", unit);
        if !ours && self.has(reading, "foreign", before) {
            return Mood::Foreign;
        }
        Mood::Affirmed
    }

    /// Whether a denial stands right before the term: 不接入共享交换平台, 不部署在政务云.
    pub(super) fn is_denied_closely(&self, reading: &Reading, sense: &Sense) -> bool {
        const REACH: u32 = 12;
        let before = Span { start: sense.unit.start, end: sense.term.start };
        self.lexicon.term_set("negation").is_some_and(|set| {
            reading.hits.of(set, before).any(|denial| denial.end + REACH >= sense.term.start)
        })
    }

    /// Whether a term of the set stands inside the span.
    pub(super) fn has(&self, reading: &Reading, set: &str, within: Span) -> bool {
        self.lexicon.term_set(set).is_some_and(|set: TermSetId| reading.hits.of(set, within).next().is_some())
    }

    /// Whether the sentence, or the one right behind it, gives a reason worth reading.
    pub(super) fn is_reasoned(&self, reading: &Reading, unit: Span) -> bool {
        let document = reading.content();
        let rest = Span { start: unit.end, end: document.near(unit).end };
        let line = document.slice(rest).find('\n').unwrap_or(rest.len());
        let behind = document.sentences(Span::new(0, line).offset(unit.end)).next();
        [Some(unit), behind].into_iter().flatten().any(|sentence| {
            let Some(set) = self.lexicon.term_set("exception-reasons") else { return false };
            reading.hits.of(set, sentence).any(|reason| {
                let rest = document.slice(Span { start: reason.start, end: sentence.end });
                let before = document.slice(Span { start: sentence.start, end: reason.start });
                rest.chars().count().max(before.chars().count()) >= SHORTEST_REASON
            })
        })
    }
}

/// Whether a clause says when: 无报警联动时 denies no interlocking. 实时 and its kin are no times.
fn is_occasion(clause: &str) -> bool {
    let clause = clause.trim_end();
    clause.ends_with('时')
        && !["实时", "及时", "同时", "暂时", "临时", "准时"].iter().any(|word| clause.ends_with(word))
}

/// The row of the table in which the term stands.
fn row_around(reading: &Reading, table: u32, term: Span) -> Option<Span> {
    let table = &reading.content().tables[table as usize];
    let at = table.cells.partition_point(|cell| cell.span.start <= term.start).checked_sub(1)?;
    let row = table.row(table.cells[at].row_idx);
    Some(row.first()?.span.to(row.last()?.span))
}

/// The part of the sentence between commas, colons and brackets.
pub(super) fn clause_around(reading: &Reading, term: Span, unit: Span) -> Span {
    let text = reading.content().slice(unit);
    let start = (term.start - unit.start) as usize;
    let end = (term.end.min(unit.end) - unit.start) as usize;
    let stop =
        |c: char| matches!(c, '，' | ',' | '；' | ';' | '：' | ':' | '（' | '）' | '(' | ')' | '\t' | '\n');
    let from =
        text[..start].rfind(stop).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let to = text[end..].find(stop).map_or(text.len(), |at| end + at);
    Span::new(from, to).offset(unit.start)
}

/// Whether the byte stands inside 《…》.
fn in_title(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let open = before.matches('《').count();
    open > before.matches('》').count() && text[at..].contains('》')
}
