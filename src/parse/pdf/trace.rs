//! A pdf → where each character of its pages is drawn, in the page's own coordinates.
//!
//! The same drawing that reads the pages goes once more over those that are asked for.

use super::budget::{Budget, Deadline};
use super::content::Reader;
use super::layer::Layers;
use super::source::placing;
use super::{STACK_BYTES, screen};
use crate::document::Rect;
use crate::parse::Limits;
use crate::parse::fixed::{Area, Direction, Glyph, Matrix, Text, ordinary};
use hayro_syntax::Pdf;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

/// Part of the font's size that characters reach above and below their baseline.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = 0.18;
/// Glyphs on one line are joined over gaps up to this many times their size.
const JOINED_GAP: f64 = 2.0;
/// In points: how far a glyph may stand out of the box of its block.
const SLACK: f64 = 1.5;

/// Four corners in the page's coordinates: top left, top right, bottom left, bottom right of the text
/// as it is read.
pub(crate) type Quad = [(f64, f64); 4];

/// The characters of a page but white space, as drawn.
#[derive(Debug)]
pub(crate) struct TracedPage {
    glyphs: Vec<Drawn>,
    /// From points of the page as shown to the page's own coordinates.
    back: Matrix,
}

#[derive(Clone, Copy, Debug)]
struct Drawn {
    character: char,
    direction: Direction,
    /// In the frame in which the text runs to the right.
    upright: Area,
    /// On the page as shown.
    shown: Area,
}

/// The pages with these numbers, from 1; and how many there are in all.
pub(crate) fn trace(
    bytes: &[u8],
    numbers: &BTreeSet<u32>,
    limits: &Limits,
) -> Option<(BTreeMap<u32, TracedPage>, usize)> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
        let thread = builder.spawn_scoped(scope, || pages(bytes, numbers, limits)).ok()?;
        thread.join().ok()?
    })
}

fn pages(
    bytes: &[u8],
    numbers: &BTreeSet<u32>,
    limits: &Limits,
) -> Option<(BTreeMap<u32, TracedPage>, usize)> {
    screen::screen(bytes, limits).ok()?;
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let deadline = Deadline::new("file-seconds", limits.file_seconds);
    let budget = Rc::new(Budget::new(limits));
    let mut reader = Reader::new(budget, Layers::of(pdf.xref()), limits, deadline);
    let mut traced = BTreeMap::new();
    for (number, page) in (1..).zip(pdf.pages().iter()).filter(|(number, _)| numbers.contains(number)) {
        let ink = std::panic::catch_unwind(AssertUnwindSafe(|| reader.page(page)));
        let (Ok(ink), Some(back)) = (ink, placing(page).inverse()) else { continue };
        let glyphs = ink.glyphs.iter().flat_map(drawn).collect();
        traced.insert(number, TracedPage { glyphs, back });
    }
    Some((traced, pdf.pages().len()))
}

fn drawn(glyph: &Glyph) -> Vec<Drawn> {
    let (x, y) = glyph.direction.upright(glyph.x, glyph.y);
    let text = match &glyph.text {
        Text::Char(character) => character.to_string(),
        Text::Many(text) => text.to_string(),
    };
    let upright = Area::around([(x, y - ASCENT * glyph.size), (x + glyph.advance, y + DESCENT * glyph.size)]);
    let shown = glyph.direction.on_page(&upright);
    text.chars()
        .filter_map(ordinary)
        .filter(|character| !character.is_whitespace())
        .map(|character| Drawn { character, direction: glyph.direction, upright, shown })
        .collect()
}

impl TracedPage {
    /// The boxes around the words of a block, line by line; empty where the words are not found. `before`
    /// is what stands before them in the block.
    pub(crate) fn quads(&self, block: Rect, before: &str, words: &str) -> Vec<Quad> {
        let area = shown(block);
        let is_inside = |drawn: &&Drawn| {
            let (x, y) = middle(&drawn.shown);
            area.x0 - SLACK <= x && x <= area.x1 + SLACK && area.y0 - SLACK <= y && y <= area.y1 + SLACK
        };
        let inside: Vec<Drawn> = self.glyphs.iter().filter(is_inside).copied().collect();
        let by_place = by_line(&inside);
        let found = find(&without_doubles(&by_place), before, words)
            .or_else(|| find(&without_doubles(&inside), before, words))
            // A paragraph that began on the page before.
            .or_else(|| find(&without_doubles(&self.glyphs), "", words));
        self.lines(&found.unwrap_or_default())
    }

    /// A box of the page as shown, in its own coordinates.
    pub(crate) fn quad(&self, block: Rect) -> Quad {
        self.corners(&shown(block), Direction::Right)
    }

    /// Points of the page as shown, in its own coordinates.
    pub(crate) fn point(&self, x: f64, y: f64) -> (f64, f64) {
        self.back.point(x, y)
    }

    fn lines(&self, glyphs: &[Drawn]) -> Vec<Quad> {
        let mut lines: Vec<(Area, Direction)> = Vec::new();
        for drawn in glyphs {
            let height = drawn.upright.height();
            match lines.last_mut() {
                Some((line, direction))
                    if *direction == drawn.direction
                        && (middle(line).1 - middle(&drawn.upright).1).abs() < height / 2.0
                        && drawn.upright.x0 - line.x1 < JOINED_GAP * height
                        && drawn.upright.x0 > line.x0 - height =>
                {
                    *line = line.to(&drawn.upright);
                }
                _ => lines.push((drawn.upright, drawn.direction)),
            }
        }
        lines.iter().map(|(line, direction)| self.corners(line, *direction)).collect()
    }

    fn corners(&self, area: &Area, direction: Direction) -> Quad {
        [(area.x0, area.y0), (area.x1, area.y0), (area.x0, area.y1), (area.x1, area.y1)].map(|(x, y)| {
            let point = direction.on_page(&Area { x0: x, y0: y, x1: x, y1: y });
            self.back.point(point.x0, point.y0)
        })
    }
}

fn shown(rect: Rect) -> Area {
    let [x0, y0, x1, y1] = [rect.x0, rect.y0, rect.x1, rect.y1].map(|value| f64::from(value) / 100.0);
    Area { x0, y0, x1, y1 }
}

fn middle(area: &Area) -> (f64, f64) {
    ((area.x0 + area.x1) / 2.0, (area.y0 + area.y1) / 2.0)
}

/// The glyphs line by line from top to bottom, each from left to right, in the frame of the text.
fn by_line(glyphs: &[Drawn]) -> Vec<Drawn> {
    let mut sorted = glyphs.to_vec();
    sorted.sort_by(|a, b| middle(&a.upright).1.total_cmp(&middle(&b.upright).1));
    let is_one_line = |a: &Drawn, b: &Drawn| {
        middle(&b.upright).1 - middle(&a.upright).1 <= a.upright.height().min(b.upright.height()) / 3.0
    };
    for line in sorted.chunk_by_mut(is_one_line) {
        line.sort_by(|a, b| a.upright.x0.total_cmp(&b.upright.x0));
    }
    sorted
}

/// Letters that are drawn twice at one place, for boldness or a shadow, are one.
fn without_doubles(glyphs: &[Drawn]) -> Vec<Drawn> {
    let mut kept: Vec<Drawn> = Vec::with_capacity(glyphs.len());
    for drawn in glyphs {
        let is_double = kept.iter().rev().take(4).any(|other| {
            let near = drawn.upright.height() / 4.0;
            other.character == drawn.character
                && (other.upright.x0 - drawn.upright.x0).abs() < near
                && (other.upright.y0 - drawn.upright.y0).abs() < near
        });
        if !is_double {
            kept.push(*drawn);
        }
    }
    kept
}

/// The glyphs that spell the words: of several places the one as far on as in the block's text.
fn find(glyphs: &[Drawn], before: &str, words: &str) -> Option<Vec<Drawn>> {
    let seen = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (before, words) = (seen(before), seen(words));
    if words.is_empty() || words.len() > glyphs.len() {
        return None;
    }
    let spells = |at: usize| {
        glyphs[at..].iter().map(|drawn| drawn.character).take(words.len()).eq(words.iter().copied())
    };
    let places =
        (0..=glyphs.len() - words.len()).filter(|&at| glyphs[at].character == words[0] && spells(at));
    let at = places.min_by_key(|at| at.abs_diff(before.len()))?;
    Some(glyphs[at..at + words.len()].to_vec())
}
