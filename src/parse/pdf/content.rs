//! Content stream → [`Ink`]: walks the operators of a page and of the forms that it draws.
//!
//! Our own walk over the library's operators, because it must be able to stop: the operators, the
//! calls of forms and the time are counted while drawing, and colours, pictures and patterns, which
//! cost most and say nothing, are never looked at.

mod show;

use super::budget::{Budget, Deadline, Refusal};
use super::canvas::Canvas;
use super::font::{Font, FontLoader};
use super::layer::Layers;
use super::marked::Marked;
use super::source::{appearance, content_streams, placing};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::fixed::{Ink, Matrix, Path};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Saved graphics states; deeper ones are counted but not kept.
const DEEPEST_SAVE: usize = 2_000;
/// Decoded forms up to this size are kept for the next call.
const KEPT_FORM: usize = 1 << 20;
/// Pictures that are looked at on one page.
const MOST_PICTURES: usize = 100_000;
/// Stands behind every content stream: where it is not reached, something before it was not read.
const END_MARK: &[u8] = b"\n/YushenEnd MP";
const END_NAME: &[u8] = b"YushenEnd";
/// Operators between two looks at the clock.
const CLOCK_EVERY: u64 = 4_096;
/// While painting, where each may cover the page.
const PAINTED_CLOCK_EVERY: u64 = 8;

/// What the pages of one file share.
pub(super) struct Reader<'a> {
    pub(super) budget: Rc<Budget>,
    pub(super) loader: Rc<FontLoader<'a>>,
    pub(super) layers: Layers,
    pub(super) limits: Limits,
    /// When the time is over. The work limits decide; this is the net below them, for
    /// files that are slow in ways that no count foresaw. It never changes what a readable file
    /// gives, only whether the reader gives up on one that it cannot finish.
    pub(super) deadline: Deadline,
    fonts: BTreeMap<ObjectIdentifier, Rc<Font<'a>>>,
    /// Stands for fonts that the file names but does not hold.
    unknown_font: Rc<Font<'a>>,
    forms: BTreeMap<ObjectIdentifier, Rc<Vec<u8>>>,
    forms_kept: usize,
}

/// The part of the graphics state that places text.
#[derive(Clone)]
struct State<'a> {
    matrix: Matrix,
    font: Option<Rc<Font<'a>>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

/// One page being drawn.
struct Walk<'r, 'a> {
    reader: &'r mut Reader<'a>,
    ink: Ink,
    state: State<'a>,
    saved: Vec<State<'a>>,
    skipped_saves: usize,
    text_matrix: Matrix,
    line_matrix: Matrix,
    path: Path,
    marked: Marked,
    operators: u64,
    form_calls: u64,
    /// The forms being drawn, outermost first: one that draws itself is drawn once.
    open_forms: Vec<ObjectIdentifier>,
    /// What the page is painted on, if anything.
    canvas: Option<Canvas>,
    page_width: f64,
    page_height: f64,
    is_over: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(budget: Rc<Budget>, layers: Layers, limits: &Limits, deadline: Deadline) -> Self {
        Self {
            loader: Rc::new(FontLoader::new(Rc::clone(&budget))),
            budget,
            layers,
            limits: limits.clone(),
            deadline,
            fonts: BTreeMap::new(),
            unknown_font: Rc::new(Font::missing()),
            forms: BTreeMap::new(),
            forms_kept: 0,
        }
    }

    /// What a page shows, in points from its top left corner.
    pub(super) fn page(&mut self, page: &Page<'a>) -> Ink {
        self.show_page(page, None).0
    }

    /// Paints a page; of one that is too much work, what was painted until then, and what is missing.
    pub(super) fn paint(&mut self, page: &Page<'a>, canvas: Canvas) -> (Option<Canvas>, Vec<GapKind>) {
        let (ink, canvas) = self.show_page(page, Some(canvas));
        (canvas, ink.refusals)
    }

    fn show_page(&mut self, page: &Page<'a>, canvas: Option<Canvas>) -> (Ink, Option<Canvas>) {
        let (content, refusals) = self.contents(page);
        let (width, height) = page.render_dimensions();
        let mut walk = Walk {
            ink: Ink { refusals: refusals.iter().map(Refusal::kind).collect(), ..Ink::default() },
            state: State::new(placing(page)),
            saved: Vec::new(),
            skipped_saves: 0,
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            path: Path::default(),
            marked: Marked::default(),
            operators: 0,
            form_calls: 0,
            open_forms: Vec::new(),
            canvas,
            page_width: f64::from(width),
            page_height: f64::from(height),
            is_over: false,
            reader: self,
        };
        walk.draw(&content, page.resources());
        walk.draw_annotations(page);
        let (mut ink, canvas) = (walk.ink, walk.canvas);
        ink.operators = walk.operators.saturating_sub(1); // without our own mark
        ink.refusals.extend(self.budget.take_notes().iter().map(Refusal::kind));
        (ink, canvas)
    }

    /// The content of a page, its streams joined.
    fn contents(&self, page: &Page<'a>) -> (Vec<u8>, Vec<Refusal>) {
        let mut refusals = Vec::new();
        let mut content = Vec::new();
        let (streams, named) = content_streams(page);
        if streams.len() < named {
            refusals.push(Refusal::Broken("页面内容缺失"));
        }
        for stream in streams {
            match self.budget.decode(&stream) {
                Ok(decoded) => {
                    if decoded.is_cut {
                        refusals.push(Refusal::Broken("页面内容在中途断开"));
                    }
                    content.extend_from_slice(&decoded.bytes);
                    content.push(b' ');
                }
                Err(refusal @ Refusal::Limit(..)) => {
                    refusals.push(refusal);
                    break;
                }
                Err(refusal) => refusals.push(refusal),
            }
            let allowed = self.limits.pdf_stream_bytes;
            if content.len() as u64 > allowed {
                refusals.push(Refusal::Limit("pdf-stream-bytes", content.len() as u64, allowed));
                break;
            }
        }
        content.extend_from_slice(END_MARK);
        (content, refusals)
    }

    fn font(&mut self, fonts: &Dict<'a>, name: &Name<'_>) -> Rc<Font<'a>> {
        let id = fonts.get_ref(name).map(ObjectIdentifier::from);
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Rc::clone(known);
        }
        let Some(dict) = fonts.get::<Dict<'a>>(name) else { return Rc::clone(&self.unknown_font) };
        let font = Rc::new(Font::load(&dict, &self.loader).unwrap_or_else(Font::unreadable));
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        font
    }

    fn form(&mut self, stream: &Stream<'a>) -> Result<Rc<Vec<u8>>, Refusal> {
        let id = stream.obj_id();
        if let Some(known) = self.forms.get(&id) {
            return Ok(Rc::clone(known));
        }
        let mut content = self.budget.decode(stream)?.bytes.into_owned();
        content.extend_from_slice(END_MARK);
        let content = Rc::new(content);
        if content.len() <= KEPT_FORM && self.forms_kept <= 64 * KEPT_FORM {
            self.forms_kept += content.len();
            self.forms.insert(id, Rc::clone(&content));
        }
        Ok(content)
    }
}

impl<'a> Walk<'_, 'a> {
    fn draw(&mut self, content: &[u8], resources: &Resources<'a>) {
        let mut operators = TypedIter::new(content);
        let mut fonts: BTreeMap<Vec<u8>, Rc<Font<'a>>> = BTreeMap::new();
        while !self.is_over {
            let Some(operator) = operators.next() else {
                // The library ends at what it cannot parse as it ends at the end.
                self.refuse(Refusal::Broken("页面内容有一部分无法解析"));
                break;
            };
            self.count_operator();
            match operator {
                Op::TextFont(font) => {
                    self.state.size = font.1.as_f64();
                    let name: &[u8] = font.0;
                    if !fonts.contains_key(name) {
                        let loaded = self.reader.font(&resources.fonts, font.0);
                        fonts.insert(name.to_vec(), loaded);
                    }
                    self.state.font = fonts.get(name).cloned();
                }
                Op::XObject(object) => {
                    match resources.get_x_object(object.0) {
                        Some(stream) => self.draw_object(&stream, resources),
                        // Read pages may name what they do not need; a painted one lacks a picture.
                        None if self.canvas.is_some() => self.refuse(Refusal::Broken("页面引用的图像缺失")),
                        None => {}
                    }
                }
                Op::BeginMarkedContentWithProperties(content) => {
                    let is_hidden = match content.1 {
                        Object::Name(name) => self.reader.layers.hides_property(resources, name),
                        _ => false,
                    };
                    let properties = match content.1 {
                        Object::Name(name) => resources.properties.get::<Dict<'_>>(name),
                        Object::Dict(dict) => Some(dict.clone()),
                        _ => None,
                    };
                    self.marked.begin(is_hidden, properties.as_ref(), self.ink.glyphs.len());
                }
                Op::InlineImage(image) => self.picture(image.0, resources),
                Op::SetGraphicsState(name) => {
                    if let (Some(canvas), Some(state)) = (&mut self.canvas, resources.get_ext_g_state(name.0))
                    {
                        canvas.set_state(&state);
                    }
                }
                Op::ColorSpaceNonStroke(space) => {
                    self.canvas.iter_mut().for_each(|canvas| canvas.set_colour_space(space.0, resources));
                }
                Op::MarkedContentPoint(point) if **point.0 == *END_NAME => break,
                other => self.apply(other),
            }
        }
    }

    fn apply(&mut self, operator: Op<'_, '_>) {
        let n = |number: Number| number.as_f64();
        match operator {
            Op::SaveState(_) => self.save(),
            Op::RestoreState(_) => self.restore(),
            Op::Transform(m) => {
                let inner = Matrix([n(m.0), n(m.1), n(m.2), n(m.3), n(m.4), n(m.5)]);
                self.state.matrix = self.state.matrix.after(inner);
            }
            Op::BeginMarkedContent(_) => self.marked.begin(false, None, self.ink.glyphs.len()),
            Op::EndMarkedContent(_) => self.marked.end(&mut self.ink.glyphs),
            Op::BeginText(_) => self.set_text_matrix(Matrix::IDENTITY),
            Op::SetTextMatrix(m) => {
                self.set_text_matrix(Matrix([n(m.0), n(m.1), n(m.2), n(m.3), n(m.4), n(m.5)]));
            }
            Op::NextLine(to) => self.next_line(n(to.0), n(to.1)),
            Op::NextLineAndSetLeading(to) => {
                self.state.leading = -n(to.1);
                self.next_line(n(to.0), n(to.1));
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::CharacterSpacing(space) => self.state.char_space = n(space.0),
            Op::WordSpacing(space) => self.state.word_space = n(space.0),
            Op::HorizontalScaling(scale) => self.state.scale = n(scale.0) / 100.0,
            Op::TextLeading(leading) => self.state.leading = n(leading.0),
            Op::TextRise(rise) => self.state.rise = n(rise.0),
            Op::TextRenderingMode(mode) => self.state.mode = mode.0.as_i64(),
            Op::ShowText(text) => self.show(text.0.as_bytes()),
            Op::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes());
            }
            Op::ShowTextWithParameters(text) => {
                self.state.word_space = n(text.0);
                self.state.char_space = n(text.1);
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes());
            }
            Op::ShowTexts(texts) => self.show_adjusted(texts.0),
            other => self.apply_path(other),
        }
    }

    fn apply_path(&mut self, operator: Op<'_, '_>) {
        let n = |number: Number| number.as_f64();
        let matrix = self.state.matrix;
        if let Some(canvas) = &mut self.canvas {
            canvas.apply(&operator, matrix, self.marked.is_hidden());
        }
        match operator {
            Op::MoveTo(to) => self.path.move_to(matrix.point(n(to.0), n(to.1))),
            Op::LineTo(to) => self.path.line_to(matrix.point(n(to.0), n(to.1))),
            Op::CubicTo(to) => self.path.curve_to(matrix.point(n(to.4), n(to.5))),
            Op::CubicStartTo(to) => self.path.curve_to(matrix.point(n(to.2), n(to.3))),
            Op::CubicEndTo(to) => self.path.curve_to(matrix.point(n(to.2), n(to.3))),
            Op::ClosePath(_) => self.path.close(),
            Op::RectPath(r) => self.path.rectangle(matrix, n(r.0), n(r.1), n(r.2), n(r.3)),
            Op::StrokePath(_) => self.paint(Paint::Stroke),
            Op::CloseAndStrokePath(_) => {
                self.path.close();
                self.paint(Paint::Stroke);
            }
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                self.paint(Paint::Fill);
            }
            Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => self.paint(Paint::Both),
            Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.path.close();
                self.paint(Paint::Both);
            }
            Op::EndPath(_) => self.path.clear(),
            _ => {}
        }
    }

    fn paint(&mut self, paint: Paint) {
        if !self.marked.is_hidden() {
            if paint != Paint::Fill {
                self.ink.stroke(&self.path);
            }
            if paint != Paint::Stroke {
                self.ink.fill(&self.path);
            }
        }
        self.path.clear();
    }

    fn save(&mut self) {
        self.canvas.iter_mut().for_each(Canvas::save);
        if self.saved.len() < DEEPEST_SAVE {
            self.saved.push(self.state.clone());
        } else {
            self.skipped_saves += 1;
        }
    }

    fn restore(&mut self) {
        self.canvas.iter_mut().for_each(Canvas::restore);
        if self.skipped_saves > 0 {
            self.skipped_saves -= 1;
        } else if let Some(state) = self.saved.pop() {
            self.state = state;
        }
    }

    fn set_text_matrix(&mut self, matrix: Matrix) {
        self.text_matrix = matrix;
        self.line_matrix = matrix;
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.set_text_matrix(self.line_matrix.translated(x, y));
    }

    fn picture(&mut self, stream: &Stream<'_>, resources: &Resources<'_>) {
        if self.marked.is_hidden() {
            return;
        }
        if self.ink.pictures.len() >= MOST_PICTURES {
            return self.refuse(Refusal::Broken("一页上的图像过多"));
        }
        let matrix = self.state.matrix;
        self.ink.pictures.push(matrix.area(0.0, 0.0, 1.0, 1.0));
        if let Some(canvas) = &mut self.canvas {
            canvas.draw(stream, resources, matrix);
        }
    }

    fn draw_object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>) {
        let dict = stream.dict();
        if self.reader.layers.hides_object(dict) {
            return;
        }
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => self.picture(stream, resources),
            Some(b"Form") => self.draw_form(stream, resources),
            _ => {}
        }
    }

    fn draw_form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>) {
        let id = stream.obj_id();
        if self.open_forms.contains(&id) {
            return;
        }
        let limits = &self.reader.limits;
        self.form_calls += 1;
        if self.form_calls > limits.pdf_form_calls {
            let refusal = Refusal::Limit("pdf-form-calls", self.form_calls, limits.pdf_form_calls);
            self.give_up(refusal);
            return;
        }
        let depth = self.open_forms.len() as u64;
        if depth >= limits.pdf_form_depth {
            self.refuse(Refusal::Limit("pdf-form-depth", depth + 1, limits.pdf_form_depth));
            return;
        }
        let content = match self.reader.form(stream) {
            Ok(content) => content,
            Err(refusal) => return self.refuse(refusal),
        };
        let dict = stream.dict();
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let inner = Matrix(dict.get::<[f64; 6]>("Matrix").unwrap_or(Matrix::IDENTITY.0));
        let outer = self.state.clone();
        let saved = std::mem::take(&mut self.saved);
        let skipped_saves = std::mem::take(&mut self.skipped_saves);
        let (text_matrix, line_matrix) = (self.text_matrix, self.line_matrix);
        self.state.matrix = self.state.matrix.after(inner);
        self.open_forms.push(id);
        self.canvas.iter_mut().for_each(Canvas::open_form);
        self.draw(&content, own.as_ref().unwrap_or(resources));
        self.open_forms.pop();
        self.canvas.iter_mut().for_each(Canvas::close_form);
        (self.text_matrix, self.line_matrix) = (text_matrix, line_matrix);
        self.saved = saved;
        self.skipped_saves = skipped_saves;
        self.state = outer;
    }

    /// Appearances of annotations: filled-in forms, stamps, notes written on the page.
    fn draw_annotations(&mut self, page: &Page<'a>) {
        const HIDDEN_OR_NO_VIEW: i64 = 1 << 1 | 1 << 5;
        let Some(annotations) = page.raw().get::<Array<'a>>("Annots") else { return };
        for annotation in annotations.iter::<Object<'a>>().filter_map(Object::into_dict) {
            let flags = annotation.get::<i64>("F").unwrap_or(0);
            if self.is_over || flags & HIDDEN_OR_NO_VIEW != 0 {
                continue;
            }
            self.count_operator();
            let Some(stream) = appearance(&annotation) else { continue };
            let rect = annotation.get::<[f64; 4]>("Rect").unwrap_or_default();
            let bbox = stream.dict().get::<[f64; 4]>("BBox").unwrap_or_default();
            let inner = Matrix(stream.dict().get::<[f64; 6]>("Matrix").unwrap_or(Matrix::IDENTITY.0));
            let from = inner.area(bbox[0], bbox[1], bbox[2], bbox[3]);
            let to = Matrix::IDENTITY.area(rect[0], rect[1], rect[2], rect[3]);
            let ratio = |to: f64, from: f64| if from > 0.0 { to / from } else { 1.0 };
            let (sx, sy) = (ratio(to.width(), from.width()), ratio(to.height(), from.height()));
            let fit = Matrix([sx, 0.0, 0.0, sy, to.x0 - sx * from.x0, to.y0 - sy * from.y0]);
            self.state = State::new(placing(page).after(fit));
            self.canvas.iter_mut().for_each(Canvas::reset);
            self.marked = Marked::default();
            self.draw_form(&stream, page.resources());
        }
    }

    fn count_operator(&mut self) {
        self.operators += 1;
        let allowed = self.reader.limits.pdf_page_operators;
        if self.operators > allowed {
            self.give_up(Refusal::Limit("pdf-page-operators", self.operators, allowed));
        }
        let clock_every = if self.canvas.is_some() { PAINTED_CLOCK_EVERY } else { CLOCK_EVERY };
        if self.operators.is_multiple_of(clock_every)
            && let Some(refusal) = self.reader.deadline.refusal()
        {
            self.give_up(refusal);
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        let kind = refusal.kind();
        if !self.ink.refusals.contains(&kind) {
            self.ink.refusals.push(kind);
        }
    }

    fn give_up(&mut self, refusal: Refusal) {
        if !self.is_over {
            self.refuse(refusal);
        }
        self.is_over = true;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Paint {
    Stroke,
    Fill,
    Both,
}

impl State<'_> {
    fn new(matrix: Matrix) -> Self {
        Self {
            matrix,
            font: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }
}
