//! Remarks → the page and the boxes of their words.

use crate::document::{BlockKind, Document, Origin, Rect};
use crate::parse::pdf::trace::{Quad, TracedPage, trace};
use crate::report::annotate::Remark;
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Longer words are not looked for character by character: their block is marked.
const MOST_CHARACTERS: usize = 3_000;

/// A remark with its place on a page.
pub(super) struct Highlight<'a> {
    /// From 1.
    pub(super) page: u32,
    pub(super) quads: Vec<Quad>,
    pub(super) remark: &'a Remark,
}

/// What has a place, and where notes on the whole go.
pub(super) struct Located<'a> {
    pub(super) highlights: Vec<Highlight<'a>>,
    /// Points in the first page's coordinates, for a row of notes in its corner: each top left and
    /// bottom right.
    pub(super) corner: Vec<[(f64, f64); 2]>,
}

/// Finds the places. What has none is given back.
pub(super) fn locate<'a>(
    bytes: &[u8],
    document: &Document,
    remarks: &'a [Remark],
    page_count: usize,
) -> Result<(Located<'a>, Vec<Remark>), String> {
    let origins: Vec<Option<(u32, Rect, Span)>> =
        remarks.iter().map(|remark| origin(document, remark.span)).collect();
    // A paragraph may go on overleaf.
    let mut numbers: BTreeSet<u32> =
        origins.iter().flatten().flat_map(|(page, ..)| [*page, page + 1]).collect();
    numbers.insert(1);
    let unreadable = "PDF 的页面不能再次读取，不能写入批注";
    let (pages, count) = trace(bytes, &numbers).ok_or(unreadable)?;
    if count != page_count {
        return Err("PDF 的页面树有损坏，不能确定批注的页。用 PDF 软件另存一份再检查".into());
    }
    let first = pages.get(&1).ok_or(unreadable)?;
    let (mut highlights, mut unplaced) = (Vec::new(), Vec::new());
    for (remark, origin) in remarks.iter().zip(origins) {
        match origin.and_then(|origin| place(document, remark.span, origin, &pages)) {
            Some((page, quads)) => highlights.push(Highlight { page, quads, remark }),
            None => unplaced.push(remark.clone()),
        }
    }
    let corner = (0..2).map(|nth| {
        let x = 12.0 + 26.0 * f64::from(nth);
        [first.point(x, 12.0), first.point(x + 20.0, 32.0)]
    });
    let corner = corner.collect();
    Ok((Located { highlights, corner }, unplaced))
}

fn place(
    document: &Document,
    span: Span,
    (number, bbox, around): (u32, Rect, Span),
    pages: &BTreeMap<u32, TracedPage>,
) -> Option<(u32, Vec<Quad>)> {
    let page = pages.get(&number)?;
    let words = document.slice(span);
    if words.chars().count() <= MOST_CHARACTERS {
        let before = document.slice(Span { start: around.start, end: span.start });
        let quads = page.quads(bbox, before, words);
        if !quads.is_empty() {
            return Some((number, quads));
        }
        let overleaf = pages.get(&(number + 1)).map(|next| next.quads(Rect::default(), "", words));
        if let Some(quads) = overleaf.filter(|quads| !quads.is_empty()) {
            return Some((number + 1, quads));
        }
    }
    (bbox != Rect::default()).then(|| (number, vec![page.quad(bbox)]))
}

/// Page and box of the cell or block that a span starts in, and its text.
fn origin(document: &Document, span: Span) -> Option<(u32, Rect, Span)> {
    let block = &document.blocks[document.block_at(span.start)? as usize];
    let mut found = (block.origin, block.span);
    if let BlockKind::Table(id) = block.kind {
        let cells = &document.tables[id as usize].cells;
        let behind = cells.partition_point(|cell| cell.span.start <= span.start);
        let cell = cells[..behind].last().filter(|cell| cell.span.contains(span));
        if let Some(cell) = cell.filter(|cell| cell.origin != Origin::Unknown) {
            found = (cell.origin, cell.span);
        }
    }
    match found {
        (Origin::Page { page, bbox }, around) => Some((page, bbox, around)),
        _ => None,
    }
}
