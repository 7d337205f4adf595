//! Places that the report speaks of → highlighted passages of the documents, each with the way back.

use super::markup::Anchor;
use super::tone::Tone;
use crate::check::PackageReview;
use crate::document::Document;
use crate::finding::Place;
use crate::span::Span;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a passage that are highlighted: an endless one would paint the whole page.
pub(super) const LONGEST_MARK: u32 = 4096;

/// Who speaks of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// Where it is said.
    pub(super) anchor: Anchor,
    /// The requirement.
    pub(super) code: &'a str,
    /// What is said.
    pub(super) tone: Tone,
}

/// A highlighted passage.
#[derive(Debug, Default)]
pub(super) struct Mark<'a> {
    pub(super) span: Span,
    /// From 1 in its file.
    pub(super) number: usize,
    /// Most important first.
    pub(super) references: Vec<Reference<'a>>,
    /// Whether the page holds it: not so where the text was too long to be shown.
    pub(super) is_shown: bool,
}

/// All passages of a package.
#[derive(Debug)]
pub(super) struct Places<'a> {
    package: usize,
    documents: Vec<&'a Document>,
    marks: Vec<Vec<Mark<'a>>>,
}

/// Passages of one document by their start, the longer first, with who speaks of them.
type Found<'a> = BTreeMap<(u32, Reverse<u32>), Vec<Reference<'a>>>;

/// Collects the passages before they get their numbers.
#[derive(Debug)]
pub(super) struct Collector<'a> {
    package: usize,
    documents: Vec<&'a Document>,
    found: Vec<Found<'a>>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(package: usize, review: &'a PackageReview) -> Self {
        let documents: Vec<_> = review.readings.iter().map(|reading| &reading.document).collect();
        let found = documents.iter().map(|_| BTreeMap::new()).collect();
        Self { package, documents, found }
    }

    /// Notes a place and who speaks of it.
    pub(super) fn add(&mut self, place: Place, reference: Option<Reference<'a>>) {
        let document_idx = place.document_idx as usize;
        let Some(document) = self.documents.get(document_idx) else { return };
        let Some(span) = passage(document, place.span) else { return };
        let references = self.found[document_idx].entry((span.start, Reverse(span.end))).or_default();
        references.extend(reference);
    }

    pub(super) fn finish(self) -> Places<'a> {
        let number = |found: Found<'a>| {
            let marks = found.into_iter().zip(1..);
            marks.map(|(((start, Reverse(end)), mut references), number)| {
                references.sort_by_key(|reference| reference.tone);
                let mut codes = BTreeSet::new();
                references.retain(|reference| codes.insert(reference.code));
                Mark { span: Span { start, end }, number, references, is_shown: false }
            })
        };
        let marks = self.found.into_iter().map(|found| number(found).collect()).collect();
        Places { package: self.package, documents: self.documents, marks }
    }
}

impl<'a> Places<'a> {
    pub(super) fn documents(&self) -> &[&'a Document] {
        &self.documents
    }

    /// The passages of a document by their start, the longer first.
    pub(super) fn marks_mut(&mut self, document_idx: usize) -> &mut [Mark<'a>] {
        self.marks.get_mut(document_idx).map_or(&mut [], |marks| marks.as_mut_slice())
    }

    /// Where a link to the place leads: to its passage, else to its file.
    pub(super) fn anchor(&self, place: Place) -> Option<Anchor> {
        let document_idx = place.document_idx as usize;
        let document = self.documents.get(document_idx)?;
        let marks = &self.marks[document_idx];
        let shown = passage(document, place.span).and_then(|span| {
            let key = (span.start, Reverse(span.end));
            let at = marks.binary_search_by_key(&key, |mark| (mark.span.start, Reverse(mark.span.end)));
            at.ok().map(|at| &marks[at]).filter(|mark| mark.is_shown)
        });
        Some(match shown {
            Some(mark) => Anchor::Mark(self.package, document_idx + 1, mark.number),
            None => Anchor::File(self.package, document_idx + 1),
        })
    }
}

/// What is highlighted for a span: its sentence where it is empty, its beginning where it is endless;
/// nothing for the file as a whole.
fn passage(document: &Document, span: Span) -> Option<Span> {
    if span == Span::default() || span.end as usize > document.text.len() {
        return None;
    }
    let span = if span.is_empty() { document.sentence_around(span) } else { span };
    let longest = span.start.saturating_add(LONGEST_MARK) as usize;
    let end = document.text.floor_char_boundary(longest.min(span.end as usize));
    Some(Span::new(span.start as usize, end)).filter(|span| !span.is_empty())
}
