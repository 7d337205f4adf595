//! Recognised words of a page → the same [`Ink`] that drawn glyphs leave, so that rows, paragraphs, tables
//! and headings are found by the same code.
//!
//! Recognition measures boxes, not fonts: the size of a line comes from the distance of its characters
//! and snaps to the sizes in which documents are set, so that chance does not make headings.

use super::character::is_wide;
use super::geometry::Direction;
use super::ink::{Glyph, Ink, Rule, Text};
use super::page::{PageBlock, PageText, read_page};
use crate::parse::recognise::{Line, Recognised, RuledLine, Word, confidence};

/// Sizes of Chinese print in points, those apart that can be told apart: 小五 to 初号.
const SIZES: [f64; 10] = [9.0, 10.5, 12.0, 14.0, 16.0, 18.0, 22.0, 26.0, 36.0, 42.0];
/// Characters never stand closer than this, in parts of their size.
const LEAST_STEP: f64 = 0.1;
/// What is left of a ruled line looks like these.
const LITTER: [char; 4] = ['“', '”', '|', '丨'];
/// Part of the size that an ideograph reaches below its baseline, in its box.
const DESCENT: f64 = 0.1;

impl PageText {
    /// Takes the text that was recognised on the page; header and footer that it has already stay.
    pub(in crate::parse) fn take_recognised(&mut self, read: &Recognised, scale: f64) {
        let direction = direction(read.turns);
        let rules = read.ruled.iter().map(|line| rule(line, scale)).collect();
        let mut ink = Ink { operators: 1, rules, ..Ink::default() };
        for line in &read.lines {
            set_line(line, read, scale, direction, &mut ink);
        }
        let paper = self.direction.on_page(&self.frame);
        let mut page = read_page(paper, self.number, ink);
        page.confidence = Some(read.confidence);
        let words: Vec<(f64, f64, &Word)> = read
            .lines
            .iter()
            .flat_map(|line| &line.words)
            .map(|word| {
                let frame = &word.frame;
                let middle = |from: u32, to: u32| f64::from(from + to) / 2.0;
                let at =
                    on_page(middle(frame.left, frame.right), middle(frame.top, frame.bottom), read, scale);
                let (x, y) = direction.upright(at.0, at.1);
                (x, y, word)
            })
            .collect();
        for line in page.lines_mut() {
            let own = words.iter().filter(|(x, y, _)| line.area.contains(*x, *y)).map(|(.., word)| *word);
            line.confidence = Some(confidence(own).unwrap_or(read.confidence));
        }
        page.picture_share = self.picture_share;
        // What the page has already stays, and with it what of it could not be read.
        page.unknown_characters += self.unknown_characters;
        page.invisible_characters += self.invisible_characters;
        let (above, below) = self.split_furniture(&page);
        page.blocks.splice(0..0, above);
        page.blocks.extend(below);
        *self = page;
    }

    /// The lines that the page has already, those of its upper and those of its lower half.
    fn split_furniture(&mut self, page: &Self) -> (Vec<PageBlock>, Vec<PageBlock>) {
        let middle = (page.frame.y0 + page.frame.y1) / 2.0;
        let is_above = |block: &PageBlock| match block {
            PageBlock::Line(line) => line.baseline < middle,
            PageBlock::Table(table) => table.area.y0 < middle,
        };
        std::mem::take(&mut self.blocks).into_iter().partition(is_above)
    }
}

fn rule(line: &RuledLine, scale: f64) -> Rule {
    let points = |pixels: u32| f64::from(pixels) / scale;
    let (at, start, end) = (points(line.at), points(line.start), points(line.end));
    Rule { is_horizontal: line.is_horizontal, at, start, end }
}

/// How text ran that had to be turned clockwise so many times.
fn direction(turns: u8) -> Direction {
    match turns % 4 {
        1 => Direction::Up,
        2 => Direction::Left,
        3 => Direction::Down,
        _ => Direction::Right,
    }
}

/// A place of the turned picture, in points of the page.
fn on_page(x: f64, y: f64, read: &Recognised, scale: f64) -> (f64, f64) {
    let (width, height) = (f64::from(read.picture.width), f64::from(read.picture.height));
    let (x, y) = match read.turns % 4 {
        1 => (y, width - x),
        2 => (width - x, height - y),
        3 => (height - y, x),
        _ => (x, y),
    };
    (x / scale, y / scale)
}

fn set_line(line: &Line, read: &Recognised, scale: f64, direction: Direction, ink: &mut Ink) {
    let em = em(line);
    let baseline = f64::from(line.frame.bottom) - DESCENT * em;
    let size = usual_size(em / scale);
    let is_littered = read.picture.is_ruled && !has_pairs(line);
    // Boxes overlap and lie; the order of the words is surer.
    let mut pen = f64::MIN;
    for (at, word) in line.words.iter().enumerate() {
        let text = if is_littered { word.text.trim_matches(LITTER) } else { &word.text };
        let (left, right) = (f64::from(word.frame.left), f64::from(word.frame.right));
        let count = text.chars().count().max(1);
        let step = (right - left) / count as f64;
        // Boxes hug the ink: between ideographs there is no space.
        let next = line.words.get(at + 1).filter(|next| is_joined(word, next, em));
        let end = next.map_or(right, |next| f64::from(next.frame.left).max(right));
        for (nth, character) in text.chars().enumerate() {
            let x = (left + step * nth as f64).max(pen);
            pen = x + LEAST_STEP * em;
            let advance = if nth + 1 == count { (end - x).max(0.0) } else { step };
            let (x, y) = on_page(x, baseline, read, scale);
            ink.glyphs.push(Glyph {
                x,
                y,
                advance: advance / scale,
                size,
                direction,
                text: Text::Char(character),
                is_bold: false,
                is_invisible: false,
            });
        }
    }
}

/// Whether the quotation marks of a line come in pairs: then somebody wrote them.
fn has_pairs(line: &Line) -> bool {
    let count = |mark: char| line.words.iter().map(|word| word.text.matches(mark).count()).sum::<usize>();
    count('“') == count('”') && count('|') + count('丨') == 0
}

/// The size of a line's characters in pixels: how far one ideograph is from the next, else its height.
fn em(line: &Line) -> f64 {
    let mut steps: Vec<f64> = line
        .words
        .windows(2)
        .filter(|pair| pair[0].text.chars().all(is_wide) && pair[1].text.starts_with(is_wide))
        .map(|pair| {
            let distance = f64::from(pair[1].frame.left) - f64::from(pair[0].frame.left);
            distance / pair[0].text.chars().count().max(1) as f64
        })
        .collect();
    let height = f64::from(line.frame.bottom.saturating_sub(line.frame.top)).max(1.0);
    // Letter-spaced titles stand wider than they are high, and a few steps are chance.
    if steps.len() < 4 {
        return height;
    }
    steps.sort_by(f64::total_cmp);
    steps[steps.len() / 2].clamp(0.8 * height, 1.3 * height)
}

fn usual_size(points: f64) -> f64 {
    SIZES
        .into_iter()
        .min_by(|a, b| (a - points).abs().total_cmp(&(b - points).abs()))
        .filter(|size| (size - points).abs() <= 0.2 * size)
        .unwrap_or(points)
}

fn is_joined(word: &Word, next: &Word, em: f64) -> bool {
    let gap = f64::from(next.frame.left) - f64::from(word.frame.right);
    gap < 0.9 * em && word.text.ends_with(is_wide) && next.text.starts_with(is_wide)
}
