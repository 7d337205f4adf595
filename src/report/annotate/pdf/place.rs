//! Remarks → the page and the boxes of their words.

use crate::document::{BlockKind, Cell, Document, Origin, Rect};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::pdf::trace::{Quad, TracedPage, trace};
use crate::report::annotate::{Remark, refusal};
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

/// The file that the document was read from, to be read again.
pub(super) struct Again<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) page_count: usize,
    pub(super) limits: &'a Limits,
}

/// Where a span stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Site {
    page: u32,
    /// Empty where it is not known.
    bbox: Rect,
    /// Start of the block or cell.
    start: u32,
    /// A paragraph may go on overleaf, a cell is known page by page.
    is_paragraph: bool,
}

/// Finds the places. What has none is given back.
pub(super) fn locate<'a>(
    again: &Again<'_>,
    document: &Document,
    remarks: &'a [Remark],
) -> Result<(Located<'a>, Vec<Remark>), String> {
    let sites: Vec<Option<Site>> = remarks.iter().map(|remark| site(document, remark.span)).collect();
    let mut numbers: BTreeSet<u32> = sites
        .iter()
        .flatten()
        .flat_map(|site| [site.page, site.page + u32::from(site.is_paragraph)])
        .collect();
    numbers.insert(1);
    let unreadable = || {
        let what = "PDF 的页面不能再次读取";
        let limit = document.gaps.iter().find(|gap| matches!(gap.kind, GapKind::Limit { .. }));
        limit.map_or_else(|| format!("{what}，不能写入批注"), |limit| refusal(what, limit))
    };
    let (pages, count) = trace(again.bytes, &numbers, again.limits).ok_or_else(unreadable)?;
    if count != again.page_count {
        return Err("PDF 的页面树有损坏，不能确定批注的页。用 PDF 软件另存一份再检查".into());
    }
    let first = pages.get(&1).ok_or_else(unreadable)?;
    let (mut highlights, mut unplaced) = (Vec::new(), Vec::new());
    for (remark, site) in remarks.iter().zip(sites) {
        match site.and_then(|site| place(document, remark.span, site, &pages)) {
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
    site: Site,
    pages: &BTreeMap<u32, TracedPage>,
) -> Option<(u32, Vec<Quad>)> {
    let page = pages.get(&site.page)?;
    let words = document.slice(span);
    if words.chars().count() <= MOST_CHARACTERS {
        let before = document.slice(Span { start: site.start, end: span.start });
        let quads = page.quads(site.bbox, before, words);
        if !quads.is_empty() {
            return Some((site.page, quads));
        }
        let overleaf = site.page + 1;
        let next = pages.get(&overleaf).filter(|_| site.is_paragraph);
        let quads = next.map(|next| next.quads(Rect::default(), "", words));
        if let Some(quads) = quads.filter(|quads| !quads.is_empty()) {
            return Some((overleaf, quads));
        }
    }
    (site.bbox != Rect::default()).then(|| (site.page, vec![page.quad(site.bbox)]))
}

/// The block that a span starts in; in a table the cells of the page on which it starts.
fn site(document: &Document, span: Span) -> Option<Site> {
    let block = &document.blocks[document.block_at(span.start)? as usize];
    let is_paragraph = !matches!(block.kind, BlockKind::Table(_));
    let whole = match block.origin {
        Origin::Page { page, bbox } => Some(Site { page, bbox, start: block.span.start, is_paragraph }),
        _ => None,
    };
    match block.kind {
        BlockKind::Table(id) => cells_site(&document.tables[id as usize].cells, span).or(whole),
        _ => whole,
    }
}

/// The page of the cell that a span starts in, as a report names it, and the cells there that it touches.
fn cells_site(cells: &[Cell], span: Span) -> Option<Site> {
    let first_idx = cells.partition_point(|cell| cell.span.start <= span.start).checked_sub(1)?;
    let first = cells.get(first_idx).filter(|cell| span.start <= cell.span.end)?;
    let Origin::Page { page, .. } = first.origin else { return None };
    let touched = cells[first_idx..]
        .iter()
        .enumerate()
        .take_while(|(nth, cell)| *nth == 0 || cell.span.start < span.end);
    let boxes = touched.filter_map(|(_, cell)| match cell.origin {
        Origin::Page { page: other, bbox } if other == page && bbox != Rect::default() => Some(bbox),
        _ => None,
    });
    let around = |a: Rect, b: Rect| Rect {
        x0: a.x0.min(b.x0),
        y0: a.y0.min(b.y0),
        x1: a.x1.max(b.x1),
        y1: a.y1.max(b.y1),
    };
    let bbox = boxes.reduce(around).unwrap_or_default();
    Some(Site { page, bbox, start: first.span.start, is_paragraph: false })
}
