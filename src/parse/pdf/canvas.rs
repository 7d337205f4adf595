//! [`Canvas`]: the pictures and filled shapes of a page → one grey [`Picture`] of it, for recognition.
//!
//! No renderer: what has a Unicode value is read as text and never comes here. Scans are pictures, and
//! printed web pages draw their letters as filled outlines; both are drawn, in the order and under the
//! rectangular clips of the page. Strokes, patterns and blending say nothing about letters.

use super::budget::Refusal;
use super::colour::Colours;
use super::image::{Image, Images};
use crate::parse::fixed::{Area, Matrix};
use crate::parse::recognise::Picture;
use ab_glyph_rasterizer::{Point, Rasterizer, point};
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Dict, Name, Number, Object, Stream};
use hayro_syntax::page::Resources;
use std::rc::Rc;

/// What recognition works best with.
const DOTS_PER_INCH: f64 = 300.0;
const POINTS_PER_INCH: f64 = 72.0;
/// The whole page may be painted over so many times.
const MOST_LAYERS: u64 = 100;
/// Points of one path.
const MOST_POINTS: usize = 200_000;
/// How light a pattern counts: both black and white letters are seen on it.
const PATTERN: f64 = 0.5;
/// Saved graphics states.
const DEEPEST_SAVE: usize = 2_000;

/// A page being painted.
pub(super) struct Canvas {
    picture: Picture,
    /// Pixels for each point.
    scale: f64,
    /// The page, in points.
    paper: Area,
    images: Images,
    state: Brush,
    saved: Vec<Brush>,
    /// How many states were saved when each open form began.
    forms: Vec<usize>,
    outline: Outline,
    /// The next painting operator ends with the path as a clip.
    is_clip: bool,
    /// Pixels that may still be painted.
    pixels_left: u64,
    /// Why something else than a picture is not on it, the first time.
    refusal: Option<Refusal>,
}

/// The part of the graphics state that paints.
#[derive(Clone)]
struct Brush {
    grey: f64,
    /// What the numbers of a colour mean.
    colours: Rc<Colours>,
    /// 0 paints nothing, 1 covers what is below.
    opacity: f64,
    /// In points.
    clip: Area,
}

/// A path in pixels.
#[derive(Default)]
struct Outline {
    lines: Vec<(Point, Point)>,
    curves: Vec<[Point; 4]>,
    start: Point,
    current: Point,
    /// It has more points than are kept.
    is_cut: bool,
}

impl Canvas {
    /// White paper of that size in points; at most `most_pixels` of it.
    pub(super) fn new(width: f64, height: f64, most_pixels: u64) -> Self {
        let (width, height) = (width.clamp(1.0, 1e5), height.clamp(1.0, 1e5));
        let most = (most_pixels as f64 / (width * height)).sqrt();
        let scale = (DOTS_PER_INCH / POINTS_PER_INCH).min(most);
        let side = |points: f64| (points * scale).floor().max(1.0) as u32;
        let dots_per_inch = (scale * POINTS_PER_INCH).round() as u32;
        let picture = Picture::white(side(width), side(height), dots_per_inch);
        let paper = Area { x0: 0.0, y0: 0.0, x1: width, y1: height };
        Self {
            pixels_left: (picture.grey.len() as u64).saturating_mul(MOST_LAYERS),
            picture,
            scale,
            paper,
            images: Images::new(most_pixels),
            state: Brush::new(paper),
            saved: Vec::new(),
            forms: Vec::new(),
            outline: Outline::default(),
            is_clip: false,
            refusal: None,
        }
    }

    /// The painted page, the pixels for each of its points, and why something is not on it.
    pub(super) fn finish(self) -> (Picture, f64, Vec<Refusal>) {
        let refusals = self.refusal.into_iter().chain(self.images.into_refusal());
        (self.picture, self.scale, refusals.collect())
    }

    fn refuse(&mut self, what: &'static str) {
        self.refusal.get_or_insert(Refusal::Broken(what));
    }

    pub(super) fn save(&mut self) {
        if self.saved.len() < DEEPEST_SAVE {
            self.saved.push(self.state.clone());
        } else {
            self.refuse("页面的图形状态嵌套过深");
        }
    }

    pub(super) fn restore(&mut self) {
        if self.saved.len() > self.forms.last().copied().unwrap_or(0)
            && let Some(state) = self.saved.pop()
        {
            self.state = state;
        }
    }

    /// A form begins: what it saves and does not restore ends with it.
    pub(super) fn open_form(&mut self) {
        self.saved.push(self.state.clone());
        self.forms.push(self.saved.len());
    }

    pub(super) fn close_form(&mut self) {
        self.saved.truncate(self.forms.pop().unwrap_or(0));
        if let Some(state) = self.saved.pop() {
            self.state = state;
        }
    }

    /// Paints on as at the start of a page.
    pub(super) fn reset(&mut self) {
        self.saved.clear();
        self.state = Brush::new(self.paper);
    }

    /// Takes what a dictionary of graphics state says about filling.
    pub(super) fn set_state(&mut self, state: &Dict<'_>) {
        if let Some(opacity) = state.get::<f64>("ca") {
            self.state.opacity = opacity.clamp(0.0, 1.0);
        }
    }

    /// Takes paths, colours and painting; `is_hidden` content leaves no trace.
    pub(super) fn apply(&mut self, operator: &Op<'_, '_>, matrix: Matrix, is_hidden: bool) {
        let n = |number: Number| number.as_f64();
        let at = |x: Number, y: Number| self.pixel(matrix.point(n(x), n(y)));
        match operator {
            Op::MoveTo(to) => self.outline.move_to(at(to.0, to.1)),
            Op::LineTo(to) => self.outline.line_to(at(to.0, to.1)),
            Op::CubicTo(c) => self.outline.curve_to(at(c.0, c.1), at(c.2, c.3), at(c.4, c.5)),
            Op::CubicStartTo(c) => {
                self.outline.curve_to(self.outline.current, at(c.0, c.1), at(c.2, c.3));
            }
            Op::CubicEndTo(c) => self.outline.curve_to(at(c.0, c.1), at(c.2, c.3), at(c.2, c.3)),
            Op::ClosePath(_) => self.outline.close(),
            Op::RectPath(r) => {
                let (x, y, width, height) = (n(r.0), n(r.1), n(r.2), n(r.3));
                let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
                let corners = corners.map(|(x, y)| self.pixel(matrix.point(x, y)));
                self.outline.move_to(corners[0]);
                corners[1..].iter().for_each(|&corner| self.outline.line_to(corner));
                self.outline.close();
            }
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => self.is_clip = true,
            Op::FillPathNonZero(_)
            | Op::FillPathNonZeroCompatibility(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => {
                if !is_hidden {
                    self.fill();
                }
                self.end_path();
            }
            Op::StrokePath(_) | Op::CloseAndStrokePath(_) | Op::EndPath(_) => self.end_path(),
            Op::NonStrokeColorDeviceGray(c) => self.set_colour(Colours::Grey, &[n(c.0)]),
            Op::NonStrokeColorDeviceRgb(c) => self.set_colour(Colours::Rgb, &[n(c.0), n(c.1), n(c.2)]),
            Op::NonStrokeColorCmyk(c) => {
                self.set_colour(Colours::Cmyk, &[n(c.0), n(c.1), n(c.2), n(c.3)]);
            }
            Op::NonStrokeColor(c) => {
                self.state.grey = self.state.colours.light(&c.0.iter().map(|v| n(*v)).collect::<Vec<_>>());
            }
            Op::NonStrokeColorNamed(c) if c.1.is_some() => self.state.grey = PATTERN,
            Op::NonStrokeColorNamed(c) => {
                self.state.grey = self.state.colours.light(&c.0.iter().map(|v| n(*v)).collect::<Vec<_>>());
            }
            _ => {}
        }
    }

    /// Fills in another colour space from here on; until a colour is named, in its darkest.
    pub(super) fn set_colour_space(&mut self, space: &Name<'_>, resources: &Resources<'_>) {
        self.state.grey = 0.0;
        self.state.colours = Rc::new(Colours::of(Object::Name(space.clone()), resources, 0));
    }

    /// Draws a picture into the unit square of `matrix`.
    pub(super) fn draw(&mut self, stream: &Stream<'_>, resources: &Resources<'_>, matrix: Matrix) {
        let Some(image) = self.images.get(stream, resources) else { return };
        let clip = self.state.clip.overlap(&matrix.area(0.0, 0.0, 1.0, 1.0));
        // From a pixel of the page back to one of the picture, whose rows run downwards.
        let to_page = Matrix([self.scale, 0.0, 0.0, self.scale, 0.0, 0.0]).after(matrix);
        let Some(from_page) = to_page.inverse() else { return }; // too flat to be seen
        let Some([x0, y0, x1, y1]) = self.pixels(&clip) else { return };
        let (width, height) = (f64::from(image.width), f64::from(image.height));
        let back = Matrix([width, 0.0, 0.0, -height, 0.0, height]).after(from_page);
        let sample = Sampler::new(back);
        let across = self.picture.width as usize;
        for y in y0..y1 {
            let row = &mut self.picture.grey[y as usize * across..][..across];
            for x in x0..x1 {
                let at = back.point(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let (grey, cover) = sample.at(&image, at);
                let grey = if image.is_stencil { self.state.grey * 255.0 } else { grey };
                blend(&mut row[x as usize], grey, cover * self.state.opacity);
            }
        }
    }

    fn set_colour(&mut self, colours: Colours, parts: &[f64]) {
        self.state.grey = colours.light(parts);
        self.state.colours = Rc::new(colours);
    }

    fn pixel(&self, (x, y): (f64, f64)) -> Point {
        // What is drawn far beside the page costs as much as what is seen.
        let far = 2.0 * f64::from(self.picture.width.max(self.picture.height));
        let to =
            |value: f64| if value.is_finite() { (value * self.scale).clamp(-far, far) as f32 } else { 0.0 };
        point(to(x), to(y))
    }

    /// The pixels of an area of the page; `None` without any, or, which is told, when no more may be
    /// painted.
    fn pixels(&mut self, area: &Area) -> Option<[u32; 4]> {
        let side = |value: f64, most: u32| (value * self.scale).clamp(0.0, f64::from(most));
        let (width, height) = (self.picture.width, self.picture.height);
        let (x0, x1) = (side(area.x0, width).floor() as u32, side(area.x1, width).ceil() as u32);
        let (y0, y1) = (side(area.y0, height).floor() as u32, side(area.y1, height).ceil() as u32);
        let count = u64::from(x1.saturating_sub(x0)) * u64::from(y1.saturating_sub(y0));
        (count > 0 && self.spend(count)).then_some([x0, y0, x1, y1])
    }

    /// Whether so many pixels may still be painted.
    fn spend(&mut self, pixels: u64) -> bool {
        let left = self.pixels_left.checked_sub(pixels);
        self.pixels_left = left.unwrap_or(self.pixels_left);
        if left.is_none() {
            self.refuse("页面上层层重叠的内容过多，有一部分没有画出");
        }
        left.is_some()
    }

    fn fill(&mut self) {
        self.check_outline();
        let clip = self.state.clip.overlap(&self.outline.area(self.scale));
        let Some([x0, y0, x1, y1]) = self.pixels(&clip) else { return };
        self.outline.close();
        if !self.spend(self.outline.rows()) {
            return;
        }
        let (width, height) = ((x1 - x0) as usize, (y1 - y0) as usize);
        let mut rasterizer = Rasterizer::new(width, height);
        self.outline.draw(&mut rasterizer, point(x0 as f32, y0 as f32), width as f32);
        let across = self.picture.width as usize;
        let (grey, opacity) = (self.state.grey * 255.0, self.state.opacity);
        rasterizer.for_each_pixel_2d(|x, y, cover| {
            let at = (y0 + y) as usize * across + (x0 + x) as usize;
            blend(&mut self.picture.grey[at], grey, f64::from(cover.clamp(0.0, 1.0)) * opacity);
        });
    }

    fn end_path(&mut self) {
        if std::mem::take(&mut self.is_clip) {
            self.check_outline();
            self.state.clip = self.state.clip.overlap(&self.outline.area(self.scale));
        }
        self.outline.lines.clear();
        self.outline.curves.clear();
        self.outline.is_cut = false;
    }

    fn check_outline(&mut self) {
        if self.outline.is_cut {
            self.refuse("页面上有一条路径的点过多，没有画全");
        }
    }
}

impl Brush {
    fn new(clip: Area) -> Self {
        Self { grey: 0.0, colours: Rc::new(Colours::Grey), opacity: 1.0, clip }
    }
}

impl Outline {
    fn move_to(&mut self, to: Point) {
        self.close();
        self.start = to;
        self.current = to;
    }

    fn line_to(&mut self, to: Point) {
        if self.has_room() {
            self.lines.push((self.current, to));
        }
        self.current = to;
    }

    fn curve_to(&mut self, first: Point, second: Point, to: Point) {
        if self.has_room() {
            self.curves.push([self.current, first, second, to]);
        }
        self.current = to;
    }

    fn close(&mut self) {
        if self.current != self.start {
            self.line_to(self.start);
        }
    }

    fn has_room(&mut self) -> bool {
        let has_room = self.lines.len() + self.curves.len() < MOST_POINTS;
        self.is_cut |= !has_room;
        has_room
    }

    fn points(&self) -> impl Iterator<Item = Point> + '_ {
        let lines = self.lines.iter().flat_map(|line| [line.0, line.1]);
        lines.chain(self.curves.iter().flatten().copied())
    }

    /// Rows that its lines and curves cross: what drawing it costs.
    fn rows(&self) -> u64 {
        let rows = |from: Point, to: Point| (from.y - to.y).abs() as u64 + 1;
        let lines = self.lines.iter().map(|line| rows(line.0, line.1));
        let curves = self.curves.iter().flat_map(|curve| curve.windows(2)).map(|part| rows(part[0], part[1]));
        lines.chain(curves).sum()
    }

    /// The box around it, in points.
    fn area(&self, scale: f64) -> Area {
        if self.lines.is_empty() && self.curves.is_empty() {
            return Area::default();
        }
        Area::around(self.points().map(|at| (f64::from(at.x) / scale, f64::from(at.y) / scale)))
    }

    /// Draws it into a window; what lies right of the window covers nothing in it and is drawn at its
    /// edge, what lies left of it is drawn at the left edge, for it covers everything to its right.
    fn draw(&self, rasterizer: &mut Rasterizer, origin: Point, width: f32) {
        let place = |at: Point| point((at.x - origin.x).clamp(0.0, width), at.y - origin.y);
        for (from, to) in &self.lines {
            rasterizer.draw_line(place(*from), place(*to));
        }
        for [from, first, second, to] in &self.curves {
            rasterizer.draw_cubic(place(*from), place(*first), place(*second), place(*to));
        }
    }
}

/// How the pixels of a picture are mixed into one of the page.
struct Sampler {
    /// Pixels of the picture, each way, that one pixel of the page covers.
    step: u32,
    /// The way from one of them to the next.
    across: (f64, f64),
    down: (f64, f64),
}

impl Sampler {
    fn new(back: Matrix) -> Self {
        /// More are not looked at: a page of thumbnails is not readable anyway.
        const MOST: f64 = 4.0;
        let (right, below) = (back.vector(1.0, 0.0), back.vector(0.0, 1.0));
        let reach = right.0.hypot(right.1).max(below.0.hypot(below.1));
        let step = if reach <= 1.25 { 1.0 } else { reach.ceil().min(MOST) };
        let part = |(x, y): (f64, f64)| (x / step, y / step);
        Self { step: step as u32, across: part(right), down: part(below) }
    }

    /// Grey value and cover at a place of the picture.
    fn at(&self, image: &Image, (x, y): (f64, f64)) -> (f64, f64) {
        if self.step == 1 {
            return image.between(x - 0.5, y - 0.5);
        }
        let middle = f64::from(self.step - 1) / 2.0;
        let (mut grey, mut cover) = (0.0, 0.0);
        for row in 0..self.step {
            for column in 0..self.step {
                let (i, j) = (f64::from(column) - middle, f64::from(row) - middle);
                let at = (x + i * self.across.0 + j * self.down.0, y + i * self.across.1 + j * self.down.1);
                let (value, part) = image.nearest(at.0, at.1);
                grey += value * part;
                cover += part;
            }
        }
        let mean = if cover > 0.0 { grey / cover } else { 255.0 };
        (mean, cover / f64::from(self.step * self.step))
    }
}

fn blend(pixel: &mut u8, grey: f64, cover: f64) {
    let mixed = f64::from(*pixel) * (1.0 - cover) + grey * cover;
    *pixel = mixed.round().clamp(0.0, 255.0) as u8;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_page_gets_fewer_pixels() {
        let picture = |width, height, most| Canvas::new(width, height, most).finish().0;
        assert_eq!(picture(72.0, 144.0, u64::MAX).dots_per_inch, 300);
        let poster = picture(72_000.0, 72_000.0, 1_000_000);
        assert!(poster.grey.len() <= 1_000_000 && poster.width >= 900, "{poster:?}");
    }
}
