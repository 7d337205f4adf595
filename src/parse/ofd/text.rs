//! A text object (GB/T 33190-2016, 11.2–11.4) → [`Glyph`]s at their places on the page.

use super::package::Package;
use super::value::{array, number, offsets};
use crate::parse::fixed::{Direction, Glyph, Ink, Matrix, Text, is_wide, ordinary};
use crate::parse::xml::Tag;

/// Weight from which a face is bold; 400 is ordinary.
const BOLD_WEIGHT: f64 = 600.0;
/// A step that is wider than its character by this, in units of the font size, leaves a gap.
const LOOSE: f64 = 0.2;
/// A narrow letter of a typewriter face takes half an ideograph, and a little more.
const HALF: f64 = 0.55;
/// Size of text that names none: 10.5 points, in millimetres.
const USUAL_SIZE: f64 = 3.7;

/// A text object while its elements are met.
#[derive(Debug, Default)]
pub(super) struct TextObject {
    font: String,
    size: f64,
    /// Width of a character as part of what its font says.
    stretch: f64,
    matrix: Option<Matrix>,
    is_bold: bool,
    is_filled: bool,
    is_stroked: bool,
    is_transparent: bool,
    /// Degrees by which the line of text is turned, clockwise.
    reading: i64,
    /// Degrees by which each character is turned within it.
    turn: i64,
    /// Whether it is not shown at all.
    pub(super) is_hidden: bool,
    codes: Vec<Code>,
    transforms: Vec<Transform>,
}

/// A `TextCode`: characters with their places, in the space of the object.
#[derive(Debug, Default)]
struct Code {
    x: f64,
    y: f64,
    delta_x: String,
    delta_y: String,
    text: String,
}

/// A `CGTransform`: characters from `start` on are shown by these glyphs.
#[derive(Debug, Default)]
struct Transform {
    start: usize,
    count: usize,
    glyphs: Vec<u16>,
}

impl TextObject {
    /// Begins an object that is drawn in `space`.
    pub(super) fn start(tag: &Tag<'_>, space: Matrix) -> Self {
        let text = |name| tag.attribute(name);
        let value = |name| text(name).map(|value| number(&value));
        let is = |name, otherwise| text(name).map_or(otherwise, |value| is_true(&value));
        let size = value("Size").filter(|size| *size != 0.0).unwrap_or(USUAL_SIZE);
        let degrees = |name| value(name).map_or(0, |degrees| (degrees as i64).rem_euclid(360));
        Self {
            font: text("Font").unwrap_or_default().trim().to_owned(),
            size,
            stretch: value("HScale").filter(|scale| *scale > 0.0).unwrap_or(1.0),
            matrix: Some(placed(tag, space)),
            is_bold: value("Weight").is_some_and(|weight| weight >= BOLD_WEIGHT),
            is_filled: is("Fill", true),
            is_stroked: is("Stroke", false),
            is_transparent: value("Alpha") == Some(0.0),
            reading: degrees("ReadDirection"),
            turn: degrees("CharDirection"),
            is_hidden: !is("Visible", true),
            codes: Vec::new(),
            transforms: Vec::new(),
        }
    }

    pub(super) fn start_code(&mut self, tag: &Tag<'_>) {
        let last = self.codes.last().map_or((0.0, 0.0), |code| (code.x, code.y));
        let place = |name, otherwise| tag.attribute(name).map_or(otherwise, |value| number(&value));
        let text = |name| tag.attribute(name).unwrap_or_default().into_owned();
        self.codes.push(Code {
            x: place("X", last.0),
            y: place("Y", last.1),
            delta_x: text("DeltaX"),
            delta_y: text("DeltaY"),
            text: String::new(),
        });
    }

    /// Takes the characters of the code begun last. Line ends come from files that were indented.
    pub(super) fn end_code(&mut self, text: &str) {
        if let Some(code) = self.codes.last_mut() {
            code.text = if text.contains('\n') { text.trim().to_owned() } else { text.to_owned() };
        }
    }

    pub(super) fn start_transform(&mut self, tag: &Tag<'_>) {
        let count = |name| tag.attribute(name).and_then(|value| value.trim().parse().ok());
        let (start, count) = (count("CodePosition").unwrap_or(0), count("CodeCount").unwrap_or(1));
        self.transforms.push(Transform { start, count, glyphs: Vec::new() });
    }

    pub(super) fn end_glyphs(&mut self, text: &str) {
        if let Some(transform) = self.transforms.last_mut() {
            transform.glyphs = text.split_whitespace().map(|glyph| glyph.parse().unwrap_or(0)).collect();
        }
    }

    /// Notes the colour of the fill; one that is not to be seen makes the text invisible.
    pub(super) fn fill_color(&mut self, tag: &Tag<'_>) {
        self.is_transparent |= tag.attribute("Alpha").is_some_and(|alpha| alpha.trim() == "0");
    }

    /// Characters that it holds.
    pub(super) fn count(&self) -> u64 {
        let codes: usize = self.codes.iter().map(|code| code.text.chars().count()).sum();
        let glyphs: usize = self.transforms.iter().map(|transform| transform.glyphs.len()).sum();
        codes.max(glyphs) as u64
    }

    /// Sets its characters. Those that mean nothing outside their font are looked up in it by their
    /// glyphs.
    pub(super) fn set(mut self, package: &mut Package<'_>, is_watermark: bool, ink: &mut Ink) {
        self.complete();
        let (font_is_bold, is_half_width) =
            package.fonts.get(&self.font).map_or((false, false), |font| (font.is_bold, font.is_half_width));
        self.is_bold |= font_is_bold || (self.is_stroked && self.is_filled);
        let codes = std::mem::take(&mut self.codes);
        let has_only_blanks = codes.iter().all(|code| code.text.trim().is_empty());
        let mut position = 0;
        for code in codes {
            let characters: Vec<char> = code.text.chars().collect();
            let texts = characters
                .iter()
                .enumerate()
                .map(|(at, &character)| self.text_of(character, position + at, has_only_blanks, package))
                .collect();
            position += characters.len();
            self.set_code(&code, texts, is_half_width, is_watermark, ink);
        }
    }

    /// An object may show glyphs and name no characters at all.
    fn complete(&mut self) {
        let glyphs: usize = self.transforms.iter().map(|transform| transform.glyphs.len()).sum();
        if glyphs == 0 || self.codes.iter().any(|code| !code.text.is_empty()) {
            return;
        }
        if let Some(code) = self.codes.first_mut() {
            code.text = "\u{fffd}".repeat(glyphs);
            let mut start = 0;
            for transform in &mut self.transforms {
                (transform.start, transform.count) = (start, transform.glyphs.len());
                start += transform.count;
            }
        }
    }

    /// What stands at a position of the object; `None` for what leaves no trace.
    fn text_of(
        &self,
        character: char,
        position: usize,
        has_only_blanks: bool,
        package: &mut Package<'_>,
    ) -> Option<Text> {
        let own = ordinary(character);
        let is_private = matches!(character, '\u{e000}'..='\u{f8ff}');
        let has_meaning = own.is_some_and(|own| own != '\u{fffd}' && !(has_only_blanks && own == ' '));
        if has_meaning && !is_private {
            return Some(Text::Char(character));
        }
        let covers = |transform: &&Transform| {
            (transform.start..transform.start.saturating_add(transform.count)).contains(&position)
        };
        let Some(transform) = self.transforms.iter().find(covers) else {
            return own.map(|_| Text::Char(character));
        };
        let glyphs = if transform.count == transform.glyphs.len() {
            transform.glyphs.get(position - transform.start..=position - transform.start)
        } else if position == transform.start {
            Some(transform.glyphs.as_slice())
        } else {
            None
        };
        let glyphs = glyphs.unwrap_or_default();
        let shown: String =
            glyphs.iter().filter_map(|&glyph| package.glyph_character(&self.font, glyph)).collect();
        let mut all = shown.chars();
        match (all.next(), all.next()) {
            (None, _) => own.map(|_| Text::Char(character)),
            (Some(only), None) => Some(Text::Char(only)),
            _ => Some(Text::Many(shown.into())),
        }
    }

    fn set_code(
        &self,
        code: &Code,
        texts: Vec<Option<Text>>,
        is_half_width: bool,
        is_watermark: bool,
        ink: &mut Ink,
    ) {
        let Some(matrix) = self.matrix else { return };
        let em = self.size.abs();
        let width = |text: &Option<Text>| {
            text.as_ref().map_or(0.0, |text| natural_width(text, is_half_width)) * em * self.stretch
        };
        let (steps, is_placed) = self.steps(code, texts.iter().map(width));
        let along = if is_placed { main_axis(&steps) } else { turned(self.reading) };
        // Upright characters below each other start at their upper edge, not at their baseline.
        let is_column = along.0 == 0.0 && self.turn == 0 && self.reading == 0;
        let shift = if is_column { (0.15 * em, -0.85 * em) } else { (0.0, 0.0) };
        let length = |(x, y): (f64, f64)| x.hypot(y);
        let (unit, height) = (length(matrix.vector(along.0, along.1)), length(matrix.vector(0.0, em)));
        let (dx, dy) = matrix.vector(along.0, along.1);
        let direction = if is_watermark { Direction::Slanted } else { Direction::of(dx, dy) };
        let spacing = spacing(&steps, along, texts.iter().map(width));
        let (mut x, mut y) = (code.x, code.y);
        for (at, text) in texts.into_iter().enumerate() {
            let natural = if is_column { em } else { width(&text) };
            let step = steps.get(at).map(|&step| length_along(step, along)).filter(|step| *step > 0.0);
            // A step that is much wider than its character leaves a gap, which may part words.
            let room = (natural + LOOSE * em).max(HALF * em) + spacing;
            let advance = step.map_or(natural, |step| if step <= room { step } else { natural });
            if let Some(text) = text {
                let (page_x, page_y) = matrix.point(x + shift.0, y + shift.1);
                ink.glyphs.push(Glyph {
                    x: page_x,
                    y: page_y,
                    advance: advance * unit,
                    size: height,
                    direction,
                    text,
                    is_bold: self.is_bold,
                    is_invisible: self.is_transparent || !(self.is_filled || self.is_stroked),
                });
            }
            let (step_x, step_y) = steps.get(at).copied().unwrap_or_default();
            (x, y) = (x + step_x, y + step_y);
        }
    }

    /// From each character to the next, and whether the file says so. Where it says nothing,
    /// characters would stand on each other: they follow each other as the direction of reading
    /// says. The last offset counts on where there are too few.
    fn steps(&self, code: &Code, widths: impl Iterator<Item = f64>) -> (Vec<(f64, f64)>, bool) {
        let widths: Vec<f64> = widths.collect();
        let count = widths.len().saturating_sub(1);
        let along = |text: &str| {
            let mut given: Vec<f64> = offsets(text).take(count).collect();
            let last = given.last().copied().unwrap_or(0.0);
            given.resize(count, last);
            given
        };
        let (xs, ys) = (along(&code.delta_x), along(&code.delta_y));
        let is_placed = xs.iter().chain(&ys).any(|step| *step != 0.0);
        if is_placed {
            return (xs.into_iter().zip(ys).collect(), true);
        }
        let (x, y) = turned(self.reading);
        (widths.into_iter().take(count).map(|width| (x * width, y * width)).collect(), false)
    }
}

/// `true`, `1`.
pub(super) fn is_true(value: &str) -> bool {
    value.trim().eq_ignore_ascii_case("true") || value.trim() == "1"
}

/// The space of a graphic object: its `Boundary` moves it, its `CTM` draws it (8.5).
pub(super) fn placed(tag: &Tag<'_>, space: Matrix) -> Matrix {
    let boundary = tag.attribute("Boundary").and_then(|value| array::<4>(&value)).unwrap_or_default();
    let own = tag.attribute("CTM").and_then(|value| array::<6>(&value)).map_or(Matrix::IDENTITY, Matrix);
    space.translated(boundary[0], boundary[1]).after(own)
}

/// The axis that most steps follow.
fn main_axis(steps: &[(f64, f64)]) -> (f64, f64) {
    let count = |wanted: fn(&&(f64, f64)) -> bool| steps.iter().filter(wanted).count();
    let votes = [
        ((0.0, -1.0), count(|(x, y)| -y > x.abs())),
        ((0.0, 1.0), count(|(x, y)| *y > x.abs())),
        ((-1.0, 0.0), count(|(x, y)| -x >= y.abs() && *x != 0.0)),
        ((1.0, 0.0), count(|(x, y)| *x >= y.abs() && *x != 0.0)),
    ];
    votes.into_iter().max_by_key(|(_, count)| *count).map_or((1.0, 0.0), |(axis, _)| axis)
}

/// The direction of a line that is turned clockwise by so many degrees.
fn turned(degrees: i64) -> (f64, f64) {
    match degrees {
        90 => (0.0, 1.0),
        180 => (-1.0, 0.0),
        270 => (0.0, -1.0),
        _ => (1.0, 0.0),
    }
}

fn length_along(step: (f64, f64), axis: (f64, f64)) -> f64 {
    (step.0 * axis.0 + step.1 * axis.1).abs()
}

/// What every step of a line leaves free: characters that are spread evenly are one word.
fn spacing(steps: &[(f64, f64)], along: (f64, f64), widths: impl Iterator<Item = f64>) -> f64 {
    if steps.len() < 2 {
        return 0.0;
    }
    let free = steps.iter().zip(widths).map(|(&step, width)| length_along(step, along) - width);
    free.fold(f64::MAX, f64::min).max(0.0)
}

/// Width in units of the font size: fonts are not opened for it.
fn natural_width(text: &Text, is_half_width: bool) -> f64 {
    let of = |character: char| match character {
        character if is_wide(character) || !character.is_ascii() => 1.0,
        _ if is_half_width => 0.5,
        'i' | 'j' | 'l' | '!' | '|' | '\'' | '.' | ',' | ':' | ';' | ' ' => 0.27,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' => 0.35,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.85,
        'A'..='Z' => 0.68,
        _ => 0.52,
    };
    match text {
        Text::Char(character) => of(*character),
        Text::Many(text) => text.chars().map(of).sum(),
    }
}
