//! [`Ink`]: everything on a page that matters to a reader of text: glyphs, ruled lines, pictures.

use super::geometry::{Area, Direction, Matrix};
use crate::gap::GapKind;
use std::rc::Rc;

/// Ruled lines kept of one page; a drawing with more of them is no table.
const MOST_RULES: usize = 40_000;
/// Places of drawings kept of one page.
const MOST_DRAWN: usize = 2_000;
/// A filled box this thin, in points, is a line.
const THIN: f64 = 3.5;
/// Lines shorter than this, in points, are dots and ticks.
const SHORT: f64 = 3.0;

/// What one glyph says.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::parse) enum Text {
    /// One character.
    Char(char),
    /// Several (ligatures), or none.
    Many(Rc<str>),
}

/// One shown character.
#[derive(Clone, Debug)]
pub(in crate::parse) struct Glyph {
    /// Start of its baseline, in points from the left.
    pub(in crate::parse) x: f64,
    /// Its baseline, in points from the top.
    pub(in crate::parse) y: f64,
    /// How far the pen moves, in points.
    pub(in crate::parse) advance: f64,
    /// Size of the font as shown, in points.
    pub(in crate::parse) size: f64,
    pub(in crate::parse) direction: Direction,
    pub(in crate::parse) text: Text,
    pub(in crate::parse) is_bold: bool,
    /// Drawn without ink: the text layer of a recognised scan.
    pub(in crate::parse) is_invisible: bool,
}

/// A line along an axis of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::parse) struct Rule {
    pub(in crate::parse) is_horizontal: bool,
    /// `y` of a horizontal line, `x` of a vertical one.
    pub(in crate::parse) at: f64,
    /// Its ends along the other axis, ascending.
    pub(in crate::parse) start: f64,
    pub(in crate::parse) end: f64,
}

/// What was drawn on one page.
#[derive(Debug, Default)]
pub(in crate::parse) struct Ink {
    pub(in crate::parse) glyphs: Vec<Glyph>,
    pub(in crate::parse) rules: Vec<Rule>,
    /// Boxes of the pictures.
    pub(in crate::parse) pictures: Vec<Area>,
    /// Filled shapes that are no lines: outlined text consists of them.
    pub(in crate::parse) shapes: u32,
    /// Where lines and shapes were drawn, as far as they are needed to tell a figure.
    pub(in crate::parse) drawn: Vec<Area>,
    /// Operators met, those of forms included.
    pub(in crate::parse) operators: u64,
    /// What could not be read on the page.
    pub(in crate::parse) refusals: Vec<GapKind>,
}

/// A path under construction, in the coordinates of the page.
#[derive(Debug, Default)]
pub(in crate::parse) struct Path {
    lines: Vec<[(f64, f64); 2]>,
    boxes: Vec<Area>,
    start: (f64, f64),
    current: (f64, f64),
    has_curves: bool,
}

impl Ink {
    /// Takes the lines that a stroked path draws.
    pub(in crate::parse) fn stroke(&mut self, path: &Path) {
        self.note_place(path);
        for area in &path.boxes {
            let Area { x0, y0, x1, y1 } = *area;
            self.rule(x0, y0, x1, y0);
            self.rule(x0, y1, x1, y1);
            self.rule(x0, y0, x0, y1);
            self.rule(x1, y0, x1, y1);
        }
        for [from, to] in &path.lines {
            self.rule(from.0, from.1, to.0, to.1);
        }
    }

    /// Takes the lines that a filled path draws: boxes so thin that they are lines.
    pub(in crate::parse) fn fill(&mut self, path: &Path) {
        self.note_place(path);
        for area in &path.boxes {
            self.thin_box(area);
        }
        if path.has_curves {
            self.shapes = self.shapes.saturating_add(1);
        } else if path.boxes.is_empty() && !path.lines.is_empty() {
            let area = Area::around(path.lines.iter().flatten().copied());
            if path.lines.len() > 5 || !self.thin_box(&area) {
                self.shapes = self.shapes.saturating_add(1);
            }
        }
    }

    fn note_place(&mut self, path: &Path) {
        if self.drawn.len() < MOST_DRAWN {
            self.drawn.extend(path.boxes.iter().take(8));
            if !path.lines.is_empty() {
                self.drawn.push(Area::around(path.lines.iter().take(64).flatten().copied()));
            }
        }
    }

    fn thin_box(&mut self, area: &Area) -> bool {
        let Area { x0, y0, x1, y1 } = *area;
        let (middle_x, middle_y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        if area.height() <= THIN && area.width() > area.height() {
            self.rule(x0, middle_y, x1, middle_y);
        } else if area.width() <= THIN && area.height() > area.width() {
            self.rule(middle_x, y0, middle_x, y1);
        } else {
            return false;
        }
        true
    }

    fn rule(&mut self, x0: f64, y0: f64, x1: f64, y1: f64) {
        const LEAN: f64 = 0.5;
        if self.rules.len() >= MOST_RULES || !(x0 + y0 + x1 + y1).is_finite() {
            return;
        }
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        if height <= LEAN && width >= SHORT {
            let (start, end) = (x0.min(x1), x0.max(x1));
            self.rules.push(Rule { is_horizontal: true, at: (y0 + y1) / 2.0, start, end });
        } else if width <= LEAN && height >= SHORT {
            let (start, end) = (y0.min(y1), y0.max(y1));
            self.rules.push(Rule { is_horizontal: false, at: (x0 + x1) / 2.0, start, end });
        }
    }
}

impl Path {
    pub(in crate::parse) fn move_to(&mut self, point: (f64, f64)) {
        self.start = point;
        self.current = point;
    }

    pub(in crate::parse) fn line_to(&mut self, point: (f64, f64)) {
        if self.lines.len() < MOST_RULES {
            self.lines.push([self.current, point]);
        }
        self.current = point;
    }

    pub(in crate::parse) fn curve_to(&mut self, point: (f64, f64)) {
        self.has_curves = true;
        self.current = point;
    }

    pub(in crate::parse) fn close(&mut self) {
        if self.current != self.start {
            self.line_to(self.start);
        }
    }

    pub(in crate::parse) fn rectangle(&mut self, matrix: Matrix, x: f64, y: f64, width: f64, height: f64) {
        if self.boxes.len() < MOST_RULES {
            self.boxes.push(matrix.area(x, y, x + width, y + height));
        }
    }

    /// Whether it may be the outline of a letter: small, with curves. Its straight parts rule nothing.
    pub(in crate::parse) fn is_letter(&self) -> bool {
        const LARGEST: f64 = 36.0;
        let area = Area::around(self.lines.iter().flatten().copied());
        self.has_curves && self.boxes.is_empty() && area.width().max(area.height()) <= LARGEST
    }

    pub(in crate::parse) fn clear(&mut self) {
        self.lines.clear();
        self.boxes.clear();
        self.has_curves = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_from_strokes_boxes_and_thin_fills() {
        let mut ink = Ink::default();
        let mut path = Path::default();
        path.move_to((0.0, 10.0));
        path.line_to((100.0, 10.0));
        path.line_to((100.0, 200.0));
        path.line_to((130.0, 260.0));
        ink.stroke(&path);
        assert_eq!(ink.rules.len(), 2, "a slanted line is no rule");
        path.clear();
        path.rectangle(Matrix::IDENTITY, 0.0, 0.0, 100.0, 0.5);
        path.rectangle(Matrix::IDENTITY, 0.0, 0.0, 100.0, 50.0);
        ink.fill(&path);
        assert_eq!(ink.rules[2], Rule { is_horizontal: true, at: 0.25, start: 0.0, end: 100.0 });
        assert_eq!(ink.rules.len(), 3, "a shaded box is no line");
        ink.stroke(&path);
        assert_eq!(ink.rules.len(), 9, "the thin box has no vertical edges");
    }
}
