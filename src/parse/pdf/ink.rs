//! [`Ink`]: everything on a page that matters to a reader of text: glyphs, ruled lines, pictures.

use super::budget::Refusal;
use super::font::Text;
use super::geometry::{Area, Direction, Matrix};

/// Ruled lines kept of one page; a drawing with more of them is no table.
const MOST_RULES: usize = 40_000;
/// A filled box this thin, in points, is a line.
const THIN: f64 = 3.5;
/// Lines shorter than this, in points, are dots and ticks.
const SHORT: f64 = 3.0;

/// One shown character.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// Start of its baseline, in points from the left.
    pub(super) x: f64,
    /// Its baseline, in points from the top.
    pub(super) y: f64,
    /// How far the pen moves, in points.
    pub(super) advance: f64,
    /// Size of the font as shown, in points.
    pub(super) size: f64,
    pub(super) direction: Direction,
    pub(super) text: Text,
    pub(super) is_bold: bool,
    /// Drawn without ink: the text layer of a recognised scan.
    pub(super) is_invisible: bool,
}

/// A line along an axis of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) is_horizontal: bool,
    /// `y` of a horizontal line, `x` of a vertical one.
    pub(super) at: f64,
    /// Its ends along the other axis, ascending.
    pub(super) start: f64,
    pub(super) end: f64,
}

/// What was drawn on one page.
#[derive(Debug, Default)]
pub(super) struct Ink {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    /// Boxes of the pictures.
    pub(super) pictures: Vec<Area>,
    /// Filled shapes that are no lines: outlined text consists of them.
    pub(super) shapes: u32,
    /// What could not be read on the page.
    pub(super) refusals: Vec<Refusal>,
}

/// A path under construction, in the coordinates of the page.
#[derive(Debug, Default)]
pub(super) struct Path {
    lines: Vec<[(f64, f64); 2]>,
    boxes: Vec<Area>,
    start: (f64, f64),
    current: (f64, f64),
    has_curves: bool,
}

impl Ink {
    /// Takes the lines that a stroked path draws.
    pub(super) fn stroke(&mut self, path: &Path) {
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
    pub(super) fn fill(&mut self, path: &Path) {
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
    pub(super) fn move_to(&mut self, point: (f64, f64)) {
        self.start = point;
        self.current = point;
    }

    pub(super) fn line_to(&mut self, point: (f64, f64)) {
        if self.lines.len() < MOST_RULES {
            self.lines.push([self.current, point]);
        }
        self.current = point;
    }

    pub(super) fn curve_to(&mut self, point: (f64, f64)) {
        self.has_curves = true;
        self.current = point;
    }

    pub(super) fn close(&mut self) {
        if self.current != self.start {
            self.line_to(self.start);
        }
    }

    pub(super) fn rectangle(&mut self, matrix: Matrix, x: f64, y: f64, width: f64, height: f64) {
        if self.boxes.len() < MOST_RULES {
            self.boxes.push(matrix.area(x, y, x + width, y + height));
        }
    }

    pub(super) fn clear(&mut self) {
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
