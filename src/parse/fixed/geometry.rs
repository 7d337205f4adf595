//! [`Matrix`], [`Area`]: places on a page, in points, origin at the top left of the page as shown.

use crate::document::{Origin, Rect};

/// A transform: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::parse) struct Matrix(pub(in crate::parse) [f64; 6]);

/// A box; `x0 ≤ x1`, `y0 ≤ y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::parse) struct Area {
    pub(in crate::parse) x0: f64,
    pub(in crate::parse) y0: f64,
    pub(in crate::parse) x1: f64,
    pub(in crate::parse) y1: f64,
}

/// Where the lines of a text run to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::parse) enum Direction {
    /// As on most pages.
    #[default]
    Right,
    /// Turned clockwise by a quarter, or vertical writing.
    Down,
    /// Upside down.
    Left,
    /// Turned counter-clockwise by a quarter.
    Up,
    /// Anything between: watermarks.
    Slanted,
}

impl Matrix {
    pub(in crate::parse) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First `inner`, then `self`.
    pub(in crate::parse) fn after(self, inner: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, inner.0);
        Self([
            a * g + c * h,
            b * g + d * h,
            a * i + c * j,
            b * i + d * j,
            a * k + c * l + e,
            b * k + d * l + f,
        ])
    }

    /// What undoes it; `None` where it flattens everything, or nearly.
    pub(in crate::parse) fn inverse(self) -> Option<Self> {
        let [a, b, c, d, e, f] = self.0;
        let size = a * d - b * c;
        if !size.is_normal() {
            return None;
        }
        let [a, b, c, d] = [d / size, -b / size, -c / size, a / size];
        let inverse = Self([a, b, c, d, -(a * e + c * f), -(b * e + d * f)]);
        inverse.0.iter().all(|value| value.is_finite()).then_some(inverse)
    }

    pub(in crate::parse) fn translated(self, x: f64, y: f64) -> Self {
        self.after(Self([1.0, 0.0, 0.0, 1.0, x, y]))
    }

    pub(in crate::parse) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// A difference of points: without the shift.
    pub(in crate::parse) fn vector(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    /// The box around a transformed box.
    pub(in crate::parse) fn area(self, x0: f64, y0: f64, x1: f64, y1: f64) -> Area {
        let corners = [self.point(x0, y0), self.point(x1, y0), self.point(x0, y1), self.point(x1, y1)];
        Area::around(corners)
    }
}

impl Area {
    /// The smallest box with these points.
    pub(in crate::parse) fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut area = Self { x0: f64::MAX, y0: f64::MAX, x1: f64::MIN, y1: f64::MIN };
        for (x, y) in points {
            area.x0 = area.x0.min(x);
            area.y0 = area.y0.min(y);
            area.x1 = area.x1.max(x);
            area.y1 = area.y1.max(y);
        }
        area
    }

    pub(in crate::parse) fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    pub(in crate::parse) fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// The smallest box with both.
    pub(in crate::parse) fn to(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The common part; empty boxes have no width or height.
    pub(in crate::parse) fn overlap(&self, other: &Self) -> Self {
        let (x0, y0) = (self.x0.max(other.x0), self.y0.max(other.y0));
        Self { x0, y0, x1: self.x1.min(other.x1).max(x0), y1: self.y1.min(other.y1).max(y0) }
    }

    pub(in crate::parse) fn contains(&self, x: f64, y: f64) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }

    /// As a place of the document.
    pub(in crate::parse) fn origin(&self, page: u32) -> Origin {
        let hundredths = |value: f64| (value * 100.0).round().clamp(-2e9, 2e9) as i32;
        let bbox = Rect {
            x0: hundredths(self.x0),
            y0: hundredths(self.y0),
            x1: hundredths(self.x1),
            y1: hundredths(self.y1),
        };
        Origin::Page { page, bbox }
    }
}

impl Direction {
    /// Of the vector from one glyph to the next (`y` grows downwards).
    pub(in crate::parse) fn of(x: f64, y: f64) -> Self {
        // Italics and careless scans lean by a few degrees.
        const LEAN: f64 = 0.09;
        let length = x.hypot(y);
        if !length.is_finite() || length == 0.0 {
            Self::Right
        } else if y.abs() <= LEAN * length {
            if x > 0.0 { Self::Right } else { Self::Left }
        } else if x.abs() <= LEAN * length {
            if y > 0.0 { Self::Down } else { Self::Up }
        } else {
            Self::Slanted
        }
    }

    /// The point in a frame in which the text runs to the right.
    pub(in crate::parse) fn upright(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Self::Right | Self::Slanted => (x, y),
            Self::Down => (y, -x),
            Self::Left => (-x, -y),
            Self::Up => (-y, x),
        }
    }

    /// The box of the upright frame, back on the page.
    pub(in crate::parse) fn on_page(self, area: &Area) -> Area {
        let back = |x: f64, y: f64| match self {
            Self::Right | Self::Slanted => (x, y),
            Self::Down => (-y, x),
            Self::Left => (-x, -y),
            Self::Up => (y, -x),
        };
        Area::around([back(area.x0, area.y0), back(area.x1, area.y1)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_follow_each_other() {
        let twice = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(twice.translated(1.0, 3.0).point(1.0, 1.0), (4.0, 8.0));
        assert_eq!(twice.translated(1.0, 3.0).vector(1.0, 1.0), (2.0, 2.0));
        let turned = Matrix([0.0, 2.0, -1.0, 0.0, 5.0, 7.0]);
        let (x, y) = turned.point(3.0, 4.0);
        assert_eq!(turned.inverse().map(|back| back.point(x, y)), Some((3.0, 4.0)));
        assert_eq!(Matrix([1.0, 0.0, 1.0, 0.0, 0.0, 0.0]).inverse(), None);
        let far = Matrix([1e-300, 0.0, 0.0, 1.0, 1e300, 0.0]);
        assert_eq!(far.inverse(), None, "it would lead to infinity");
        assert_eq!(twice.area(1.0, 3.0, 0.0, 1.0), Area { x0: 0.0, y0: 2.0, x1: 2.0, y1: 6.0 });
    }

    #[test]
    fn turned_text_comes_back_to_its_place() {
        for direction in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
            let (x, y) = direction.upright(3.0, 5.0);
            let area = Area { x0: x, y0: y, x1: x, y1: y };
            assert_eq!(direction.on_page(&area), Area { x0: 3.0, y0: 5.0, x1: 3.0, y1: 5.0 });
        }
        assert_eq!(Direction::of(1.0, 0.02), Direction::Right);
        assert_eq!(Direction::of(0.0, -1.0), Direction::Up);
        assert_eq!(Direction::of(1.0, 1.0), Direction::Slanted);
    }
}
