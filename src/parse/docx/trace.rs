//! A docx and the [`Document`] read from it → where each character of the document stands in the XML.
//!
//! The same walk that reads the document goes once more and notes what it passes. Its paragraphs are
//! then found again in the document, character by character but for white space: what differs is not
//! placed at all, so a place is exact or there is none.

pub(crate) use super::record::{Element, ElementId, Holder, Spot};

use super::record::{Kind, Recorded, Recorder, Seen};
use super::walk::{Shared, Story, Tally, Walk};
use super::{NoteKind, Reading};
use crate::document::{BlockKind, Document, Origin};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::opc::{OfficeFile, PartText};
use crate::span::Span;
use std::collections::HashMap;
use std::ops::Range;

/// Recorded paragraphs that are looked at for the text of a block before it is given up.
const MOST_LOOKED_AT: usize = 200;

/// The main part with what stands where.
#[derive(Debug)]
pub(crate) struct Trace {
    /// The text of the part.
    pub(crate) source: String,
    elements: Vec<Element>,
    spots: Vec<Spot>,
    /// By ascending byte of the document's text.
    placed: Vec<Placed>,
}

/// A character of the document, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Placed {
    /// Byte of the document's text.
    at: u32,
    spot: u32,
    /// Bytes of the part that spell it.
    start: usize,
    len: usize,
}

/// A place between two characters, where a mark can be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Boundary {
    /// Byte of the part.
    pub(crate) at: usize,
    /// What has to be cut for it.
    pub(crate) cut: Cut,
    /// The paragraph around it.
    pub(crate) paragraph: ElementId,
}

/// What a mark cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cut {
    /// Nothing: it stands between runs.
    Nothing,
    /// A run, between two of its children.
    Run(ElementId),
    /// A run inside one of its texts.
    Text {
        /// The run.
        run: ElementId,
        /// The text.
        text: ElementId,
    },
}

/// Name and text of the main part.
pub(crate) fn main_part(bytes: &[u8], limits: &Limits) -> Option<(String, String)> {
    let mut reading = open(bytes, limits)?;
    let name = reading.find_main()?;
    let part = reading.file.read(&name)?;
    (!part.is_cut).then_some((part.name, part.text))
}

fn open<'a>(bytes: &'a [u8], limits: &'a Limits) -> Option<Reading<'a>> {
    let file = OfficeFile::open(bytes, limits).ok()?;
    Some(Reading { file, limits, recogniser: None, tally: Tally::default() })
}

impl Trace {
    /// Follows the walk through the main part, given as name and text.
    ///
    /// # Errors
    /// Why the part cannot be read to its end.
    pub(crate) fn new(
        bytes: &[u8],
        (name, text): (String, String),
        document: &Document,
        limits: &Limits,
    ) -> Result<Self, GapKind> {
        let damaged = || GapKind::Damaged("压缩包无法再次打开".into());
        let mut reading = open(bytes, limits).ok_or_else(damaged)?;
        let links = reading.file.relationships(&name);
        let (styles, numbering) = reading.definitions(&name, &links);
        let no_notes: HashMap<(NoteKind, String), _> = HashMap::new();
        let shared = Shared { styles: &styles, numbering: &numbering, limits, notes: &no_notes };
        let notes = reading.read_notes(&name, &links, &shared);
        let shared = Shared { notes: &notes, ..shared };
        let part = PartText { name, text, is_cut: false };
        let mut walk = Walk::new(&shared, Story::Body, Tally::default());
        walk.recorder = Some(Recorder::default());
        if let Some(fault) = walk.run(&part) {
            return Err(fault);
        }
        let recorder = walk.recorder.take().unwrap_or_default();
        let placed = placed(document, &recorder, &part.text);
        let Recorder { elements, spots, .. } = recorder;
        Ok(Self { source: part.text, elements, spots, placed })
    }

    /// An element of the part.
    pub(crate) fn element(&self, id: ElementId) -> &Element {
        &self.elements[id as usize]
    }

    /// The bytes of an element's start tag.
    pub(crate) fn start_tag(&self, id: ElementId) -> &str {
        let element = self.element(id);
        &self.source[element.outer.start..element.inner.start]
    }

    /// The first paragraph that has content, where something can be put at its start.
    pub(crate) fn first_paragraph(&self) -> Option<Boundary> {
        let is_open =
            |element: &Element| element.kind == Kind::Paragraph && element.inner.end < element.outer.end;
        let id = self.elements.iter().position(is_open)?;
        let at = self.elements[id].content;
        Some(Boundary { at, cut: Cut::Nothing, paragraph: u32::try_from(id).ok()? })
    }

    /// Where the first and the last character of a span stand, as places for marks around them. Where
    /// none of it stands in the part (a number that is counted, an empty cell) what is around it is taken.
    pub(crate) fn around(&self, document: &Document, span: Span) -> Option<(Boundary, Boundary)> {
        let near = [span].into_iter().chain(wider(document, span));
        let placed = near.map(|span| self.placed_in(span)).find(|placed| !placed.is_empty())?;
        let (first, last) = (placed.first()?, placed.last()?);
        let (start, end) = (self.before(first), self.behind(last));
        if start.at < end.at {
            return Some((start, end));
        }
        // Boxes and notes stand behind the text that they are anchored in.
        let start = placed.iter().map(|placed| self.before(placed)).min()?;
        let end = placed.iter().map(|placed| self.behind(placed)).max()?;
        Some((start, end))
    }

    fn placed_in(&self, span: Span) -> &[Placed] {
        let start = self.placed.partition_point(|placed| placed.at < span.start);
        let end = self.placed.partition_point(|placed| placed.at < span.end);
        self.placed.get(start..end).unwrap_or_default()
    }

    fn before(&self, placed: &Placed) -> Boundary {
        self.boundary(placed, |element| element.outer.start, placed.start)
    }

    fn behind(&self, placed: &Placed) -> Boundary {
        self.boundary(placed, |element| element.outer.end, placed.start + placed.len)
    }

    fn boundary(&self, placed: &Placed, side: impl Fn(&Element) -> usize, spelled_at: usize) -> Boundary {
        let spot = &self.spots[placed.spot as usize];
        let paragraph = spot.paragraph;
        let (run_id, child_id) = match spot.holder {
            Holder::Run { run, child } => (run, child),
            Holder::Whole(id) => {
                return Boundary { at: side(self.element(id)), cut: Cut::Nothing, paragraph };
            }
        };
        let (run, child) = (self.element(run_id), self.element(child_id));
        let is_inside = placed.len > 0 && child.inner.start < spelled_at && spelled_at < child.inner.end;
        if is_inside && self.can_cut(run_id, child_id, spelled_at) {
            let cut = Cut::Text { run: run_id, text: child_id };
            return Boundary { at: spelled_at, cut, paragraph };
        }
        let at = match placed.len > 0 && !is_inside {
            true if spelled_at == child.inner.start => child.outer.start,
            true => child.outer.end,
            false => side(child),
        };
        if at == run.content {
            Boundary { at: run.outer.start, cut: Cut::Nothing, paragraph }
        } else if at == run.inner.end {
            Boundary { at: run.outer.end, cut: Cut::Nothing, paragraph }
        } else {
            Boundary { at, cut: Cut::Run(run_id), paragraph }
        }
    }

    /// A text that does not keep the spaces at its ends must get no new ones unless its tag can say so.
    fn can_cut(&self, run: ElementId, text: ElementId, at: usize) -> bool {
        let is_plain = self.start_tag(text).find([' ', '\n', '\t']).is_none();
        let keeps = self.keeps_spaces(text);
        let element = self.element(text);
        let content = &self.source[element.inner.clone()];
        let has_loose_ends = content.starts_with(is_space) || content.ends_with(is_space);
        let cuts_at_space = self.source[..at].ends_with(is_space) || self.source[at..].starts_with(is_space);
        !self.start_tag(run).ends_with("/>") && (keeps || !cuts_at_space || (is_plain && !has_loose_ends))
    }

    /// Whether the tag of a text says that spaces at its ends count.
    pub(crate) fn keeps_spaces(&self, text: ElementId) -> bool {
        let tag = self.start_tag(text);
        tag.contains(r#"xml:space="preserve""#) || tag.contains("xml:space='preserve'")
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// The cell, the row, and the block that a span stands in.
fn wider(document: &Document, span: Span) -> Vec<Span> {
    let Some(block) = document.block_at(span.start).map(|id| &document.blocks[id as usize]) else {
        return Vec::new();
    };
    let mut spans = Vec::new();
    if let BlockKind::Table(id) = block.kind {
        let table = &document.tables[id as usize];
        let behind = table.cells.partition_point(|cell| cell.span.start <= span.start);
        if let Some(cell) = table.cells[..behind].last() {
            let row = table.row(cell.row_idx);
            let ends = row.first().map(|first| first.span.start).zip(row.last().map(|last| last.span.end));
            spans.push(cell.span);
            spans.extend(ends.map(|(start, end)| Span { start, end }));
        }
    }
    spans.push(block.span);
    spans
}

/// The paragraphs of the walk, as they are found in the document.
struct Search<'a> {
    recorder: &'a Recorder,
    source: &'a str,
    /// The first paragraphs in a row of each origin: boxes and notes follow what they are anchored in.
    of_origin: HashMap<u32, Range<usize>>,
    /// For each paragraph itself, or one before the next that is not used yet.
    next_unused: Vec<usize>,
}

fn placed(document: &Document, recorder: &Recorder, source: &str) -> Vec<Placed> {
    let mut of_origin: HashMap<u32, Range<usize>> = HashMap::new();
    for (idx, paragraph) in recorder.paragraphs.iter().enumerate() {
        if let Origin::Paragraph(number) = paragraph.origin {
            let range = of_origin.entry(number).or_insert(idx..idx);
            range.end += usize::from(range.end == idx);
        }
    }
    let next_unused = (0..=recorder.paragraphs.len()).collect();
    let mut search = Search { recorder, source, of_origin, next_unused };
    let mut placed = Vec::new();
    for block in document.blocks.iter().filter(|block| block.kind != BlockKind::PageFurniture) {
        match block.kind {
            BlockKind::Table(id) => {
                for cell in &document.tables[id as usize].cells {
                    let origin = if cell.origin == Origin::Unknown { block.origin } else { cell.origin };
                    search.place(document, cell.span, origin, None, &mut placed);
                }
            }
            BlockKind::Note => search.place(document, block.span, block.origin, None, &mut placed),
            _ => search.place(document, block.span, block.origin, Some(Story::Body), &mut placed),
        }
    }
    placed.sort_by_key(|placed| placed.at);
    placed
}

impl Search<'_> {
    /// Finds the paragraphs that a stretch of the document is made of: one that is all of it, else those
    /// that it begins with, one behind the other.
    fn place(
        &mut self,
        document: &Document,
        span: Span,
        origin: Origin,
        story: Option<Story>,
        placed: &mut Vec<Placed>,
    ) {
        let Origin::Paragraph(number) = origin else { return };
        let Some(same_origin) = self.of_origin.get(&number).cloned() else { return };
        let text: Vec<(u32, char)> = document
            .slice(span)
            .char_indices()
            .filter(|(_, character)| !character.is_whitespace())
            .map(|(at, character)| (span.start + u32::try_from(at).unwrap_or(u32::MAX), character))
            .collect();
        let mut rest: &[(u32, char)] = &text;
        let whole = match story {
            Some(_) => self.whole(same_origin.clone(), story, rest),
            None => None,
        };
        if let Some((idx, seen)) = whole.or_else(|| self.whole(same_origin.clone(), None, rest)) {
            self.take(idx, &seen, rest, placed);
            return;
        }
        let mut looked_at = 0;
        let mut idx = self.unused_from(same_origin.start);
        while !rest.is_empty() && looked_at < MOST_LOOKED_AT && idx < self.recorder.paragraphs.len() {
            let seen = self.seen(idx);
            if begins(rest, &seen) {
                self.take(idx, &seen, rest, placed);
                rest = &rest[seen.len()..];
            } else {
                looked_at += 1;
            }
            idx = self.unused_from(idx + 1);
        }
    }

    /// The first paragraph of a range, and of a story if one is named, that is all of the text.
    fn whole(
        &mut self,
        range: Range<usize>,
        story: Option<Story>,
        text: &[(u32, char)],
    ) -> Option<(usize, Vec<Seen>)> {
        let mut looked_at = 0;
        let mut idx = self.unused_from(range.start);
        while looked_at < MOST_LOOKED_AT && idx < range.end {
            if story.is_none_or(|story| self.recorder.paragraphs[idx].story == story) {
                let seen = self.seen(idx);
                if seen.len() == text.len() && begins(text, &seen) {
                    return Some((idx, seen));
                }
                looked_at += 1;
            }
            idx = self.unused_from(idx + 1);
        }
        None
    }

    /// The first paragraph from one on that is not used yet. The way there is made shorter for the next time.
    fn unused_from(&mut self, mut idx: usize) -> usize {
        while self.next_unused[idx] != idx {
            let next = self.next_unused[self.next_unused[idx]];
            self.next_unused[idx] = next;
            idx = next;
        }
        idx
    }

    fn seen(&self, idx: usize) -> Vec<Seen> {
        let paragraph: &Recorded = &self.recorder.paragraphs[idx];
        paragraph.seen(&self.recorder.spots, self.source)
    }

    fn take(&mut self, idx: usize, seen: &[Seen], rest: &[(u32, char)], placed: &mut Vec<Placed>) {
        self.next_unused[idx] = idx + 1;
        placed.extend(seen.iter().zip(rest).filter_map(|(seen, &(at, _))| {
            let (spot, start, len) = seen.place?;
            Some(Placed { at, spot, start, len })
        }));
    }
}

/// Whether the text begins with what the paragraph shows.
fn begins(text: &[(u32, char)], seen: &[Seen]) -> bool {
    !seen.is_empty()
        && seen.len() <= text.len()
        && text.iter().zip(seen).all(|((_, character), seen)| *character == seen.character)
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// Characters of the document but white space and page furniture, and how many of them have a place.
    pub(in super::super) fn coverage(trace: &Trace, document: &Document) -> (usize, usize) {
        let body = document.blocks.iter().filter(|block| block.kind != BlockKind::PageFurniture);
        let count = |span| document.slice(span).chars().filter(|c| !c.is_whitespace()).count();
        (body.map(|block| count(block.span)).sum(), trace.placed.len())
    }

    /// Panics where a character has the place of another one.
    pub(in super::super) fn assert_exact(trace: &Trace, document: &Document) {
        let mut taken = std::collections::HashSet::new();
        for placed in trace.placed.iter().filter(|placed| placed.len > 0) {
            let shown = document.text[placed.at as usize..].chars().next();
            let spelled = &trace.source[placed.start..placed.start + placed.len];
            let is_same = spelled.chars().next() == shown || spelled.starts_with('&');
            assert!(is_same, "{shown:?} is not {spelled:?}");
            assert!(taken.insert(placed.start), "two characters at {}", placed.start);
        }
    }
}
