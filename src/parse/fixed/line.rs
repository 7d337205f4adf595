//! Glyphs → rows of pieces: what stands on one baseline, cut where a gap is wide.

use super::character::{self, is_wide};
use super::geometry::Area;
use super::ink::{Glyph, Text};

/// A gap this many times the font size cuts a row into pieces: columns, cells, tab stops.
const PIECE_GAP: f64 = 1.45;
/// A gap this many times the font size may lie between two columns of a table.
const CUT_GAP: f64 = 0.6;
/// The same behind marks that bring white of their own.
const LEAST_CUT: f64 = 0.25;
/// How far back, in glyphs, a second drawing of the same glyph may stand.
const DOUBLE_REACH: usize = 4;

/// A glyph in an upright frame, ready to be set in a row.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) advance: f64,
    pub(super) size: f64,
    pub(super) text: Text,
    pub(super) is_bold: bool,
    pub(super) is_invisible: bool,
}

/// A stretch of text without a wide gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Piece {
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Baseline.
    pub(super) y: f64,
    /// Size that most of its characters have.
    pub(super) size: f64,
    pub(super) text: String,
    pub(super) characters: u32,
    pub(super) bold_characters: u32,
    pub(super) invisible_characters: u32,
    pub(super) unknown_characters: u32,
    /// Gaps that are wider than those inside a sentence, left to right.
    pub(super) cuts: Vec<Cut>,
}

/// A gap inside a piece.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cut {
    /// Where the text behind it begins, in bytes.
    pub(super) at: usize,
    /// Where the text before it ends and the text behind it starts, in points.
    pub(super) x0: f64,
    pub(super) x1: f64,
}

/// What stands on one baseline, left to right.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) pieces: Vec<Piece>,
}

impl Placed {
    /// The glyph in the frame in which its text runs to the right; `None` for what leaves no trace.
    pub(super) fn of(glyph: &Glyph) -> Option<Self> {
        let (x, y) = glyph.direction.upright(glyph.x, glyph.y);
        Some(Self {
            x,
            y,
            advance: glyph.advance,
            size: glyph.size,
            text: ordinary(&glyph.text)?,
            is_bold: glyph.is_bold,
            is_invisible: glyph.is_invisible,
        })
    }

    pub(super) fn text(&self) -> String {
        match &self.text {
            Text::Many(text) => text.to_string(),
            Text::Char(character) => character.to_string(),
        }
    }

    fn end(&self) -> f64 {
        self.x + self.advance
    }

    fn is_space(&self) -> bool {
        match &self.text {
            Text::Char(character) => *character == ' ',
            Text::Many(text) => text.trim().is_empty(),
        }
    }

    /// Middle of the glyph.
    pub(super) fn middle(&self) -> (f64, f64) {
        (self.x + self.advance / 2.0, self.y - 0.35 * self.size)
    }
}

fn ordinary(text: &Text) -> Option<Text> {
    match text {
        Text::Char(character) => match character::ligature(*character) {
            Some(letters) => Some(Text::Many(letters.into())),
            None => character::ordinary(*character).map(Text::Char),
        },
        Text::Many(text) => {
            let text: String = text.chars().filter_map(character::ordinary).collect();
            (!text.is_empty()).then(|| Text::Many(text.into()))
        }
    }
}

impl Piece {
    /// Its box: an ideograph reaches from about 0.85 above the baseline to 0.15 below it.
    pub(super) fn area(&self) -> Area {
        Area { x0: self.x0, y0: self.y - 0.85 * self.size, x1: self.x1, y1: self.y + 0.15 * self.size }
    }
}

impl Row {
    pub(super) fn area(&self) -> Area {
        let areas = self.pieces.iter().map(Piece::area);
        areas.reduce(|a, b| a.to(&b)).unwrap_or_default()
    }
}

/// Sets glyphs in rows, top to bottom.
pub(super) fn rows(glyphs: Vec<Placed>) -> Vec<Row> {
    let mut lines = baselines(glyphs);
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    lines
        .into_iter()
        .filter_map(|line| {
            let pieces = pieces(line.glyphs);
            (!pieces.is_empty()).then_some(Row { y: line.y, size: line.size, pieces })
        })
        .collect()
}

#[derive(Debug)]
struct Baseline {
    y: f64,
    size: f64,
    x0: f64,
    x1: f64,
    glyphs: Vec<Placed>,
}

/// Groups glyphs by their baselines; raised and lowered small ones join the line that they touch.
fn baselines(glyphs: Vec<Placed>) -> Vec<Baseline> {
    /// Baselines that a later glyph may still belong to.
    const OPEN: usize = 6;
    let mut runs = runs(glyphs);
    let usual = usual_size(&runs);
    runs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Baseline> = Vec::new();
    for run in runs {
        let from = lines.len().saturating_sub(OPEN);
        match lines[from..].iter_mut().rev().find(|line| belongs(line, &run, usual)) {
            Some(line) => {
                if run.size > line.size * 1.05 {
                    line.y = run.y;
                    line.size = run.size;
                }
                line.x0 = line.x0.min(run.x0);
                line.x1 = line.x1.max(run.x1);
                line.glyphs.extend(run.glyphs);
            }
            None => lines.push(run),
        }
    }
    join_small(&mut lines, usual);
    lines
}

/// Small baselines whose line came only behind them, another column's line in between.
fn join_small(lines: &mut Vec<Baseline>, usual: f64) {
    const REACH: usize = 4;
    for at in 0..lines.len() {
        let near = at.saturating_sub(REACH)..(at + REACH + 1).min(lines.len());
        let small = &lines[at];
        let host = near.into_iter().find(|&other| {
            other != at
                && !lines[other].glyphs.is_empty()
                && small.size < 0.75 * lines[other].size
                && belongs(&lines[other], small, usual)
        });
        if let Some(host) = host {
            let glyphs = std::mem::take(&mut lines[at].glyphs);
            lines[host].glyphs.extend(glyphs);
        }
    }
    lines.retain(|line| !line.glyphs.is_empty());
}

/// Glyphs drawn one after the other on the same baseline.
fn runs(glyphs: Vec<Placed>) -> Vec<Baseline> {
    let mut runs: Vec<Baseline> = Vec::new();
    for glyph in glyphs {
        let (x0, x1) = (glyph.x, glyph.end());
        match runs.last_mut() {
            Some(run) if (run.y - glyph.y).abs() < 0.01 && (run.size - glyph.size).abs() < 0.01 => {
                run.x0 = run.x0.min(x0);
                run.x1 = run.x1.max(x1);
                run.glyphs.push(glyph);
            }
            _ => runs.push(Baseline { y: glyph.y, size: glyph.size, x0, x1, glyphs: vec![glyph] }),
        }
    }
    runs
}

/// The size that most glyphs have.
fn usual_size(runs: &[Baseline]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = runs.iter().map(|run| (run.size, run.glyphs.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half: usize = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut seen = 0;
    let median = sizes.iter().find(|(_, count)| {
        seen += count;
        seen > half
    });
    median.map_or(0.0, |(size, _)| *size)
}

fn belongs(line: &Baseline, run: &Baseline, usual: f64) -> bool {
    let (small, large) = (line.size.min(run.size), line.size.max(run.size));
    if small >= 0.75 * large {
        return (line.y - run.y).abs() <= 0.35 * small;
    }
    if large > 2.0 * usual && small < 0.45 * large {
        return (line.y - run.y).abs() <= 0.1 * small; // a watermark behind the text
    }
    let (lesser, greater) = if line.size < run.size { (line, run) } else { (run, line) };
    let middle = lesser.y - 0.35 * lesser.size;
    let is_level = greater.y - 0.95 * greater.size <= middle && middle <= greater.y + 0.3 * greater.size;
    is_level && lesser.x1 >= greater.x0 - greater.size && lesser.x0 <= greater.x1 + greater.size
}

/// Cuts the glyphs of one baseline into pieces.
fn pieces(mut glyphs: Vec<Placed>) -> Vec<Piece> {
    glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    drop_doubles(&mut glyphs);
    let mut pieces: Vec<Composer> = Vec::new();
    let mut had_space = false;
    for glyph in &glyphs {
        if glyph.is_space() {
            had_space = true;
            continue;
        }
        match pieces.last_mut() {
            Some(piece) if glyph.x - piece.end < PIECE_GAP * glyph.size.max(piece.size) => {
                piece.add(glyph, had_space);
            }
            _ => pieces.push(Composer::start(glyph)),
        }
        had_space = false;
    }
    pieces.into_iter().map(Composer::finish).collect()
}

/// Bold and shadowed text is often one glyph drawn two to four times at nearly the same place.
fn drop_doubles(glyphs: &mut Vec<Placed>) {
    let mut kept: Vec<Placed> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs.drain(..) {
        let from = kept.len().saturating_sub(DOUBLE_REACH);
        let double = kept[from..].iter_mut().rev().find(|other| {
            other.text == glyph.text
                && glyph.text != Text::Char('\u{fffd}')
                && (other.x - glyph.x).abs() < 0.15 * glyph.size
                && (other.y - glyph.y).abs() < 0.2 * glyph.size
        });
        match double {
            Some(other) => other.is_bold |= !other.is_space(),
            None => kept.push(glyph),
        }
    }
    *glyphs = kept;
}

/// A piece under construction.
struct Composer {
    piece: Piece,
    end: f64,
    size: f64,
    last: char,
    sizes: Vec<(f64, u32)>,
    baseline: (f64, f64),
}

impl Composer {
    fn start(glyph: &Placed) -> Self {
        let mut composer = Self {
            piece: Piece { x0: glyph.x, x1: glyph.x, ..Piece::default() },
            end: glyph.x,
            size: glyph.size,
            last: ' ',
            sizes: Vec::new(),
            baseline: (glyph.size, glyph.y),
        };
        composer.push(glyph);
        composer
    }

    fn add(&mut self, glyph: &Placed, had_space: bool) {
        let first = match &glyph.text {
            Text::Char(character) => *character,
            Text::Many(text) => text.chars().next().unwrap_or(' '),
        };
        let gap = (glyph.x - self.end) / glyph.size.max(self.size).max(f64::MIN_POSITIVE);
        if needs_space(self.last, first, gap, had_space) {
            self.piece.text.push(' ');
        }
        if gap >= LEAST_CUT {
            let white = if is_closing(self.last) { 0.5 } else { 0.0 };
            if gap + white >= CUT_GAP {
                let x0 = self.end - white * self.size;
                self.piece.cuts.push(Cut { at: self.piece.text.len(), x0, x1: glyph.x });
            }
        }
        self.push(glyph);
    }

    fn push(&mut self, glyph: &Placed) {
        let before = self.piece.text.len();
        match &glyph.text {
            Text::Char(character) => self.piece.text.push(*character),
            Text::Many(text) => self.piece.text.push_str(text.trim()),
        }
        let added = &self.piece.text[before..];
        let count = u32::try_from(added.chars().count()).unwrap_or(u32::MAX);
        let unknown = added.matches('\u{fffd}').count();
        self.last = added.chars().next_back().unwrap_or(self.last);
        self.piece.characters = self.piece.characters.saturating_add(count);
        self.piece.unknown_characters += u32::try_from(unknown).unwrap_or(0);
        self.piece.bold_characters += if glyph.is_bold { count } else { 0 };
        self.piece.invisible_characters += if glyph.is_invisible { count } else { 0 };
        let has_room = self.sizes.len() < 32;
        match self.sizes.iter_mut().find(|(size, _)| (size - glyph.size).abs() < 0.05) {
            Some((_, sum)) => *sum += count,
            None if has_room => self.sizes.push((glyph.size, count)),
            None => {}
        }
        if glyph.size > self.baseline.0 * 1.05 {
            self.baseline = (glyph.size, glyph.y);
        }
        self.end = self.end.max(glyph.end());
        self.size = glyph.size;
    }

    fn finish(mut self) -> Piece {
        self.piece.x1 = self.end;
        self.piece.y = self.baseline.1;
        let main = self.sizes.iter().max_by(|a, b| a.1.cmp(&b.1).then(a.0.total_cmp(&b.0)));
        self.piece.size = main.map_or(self.size, |(size, _)| *size);
        self.piece
    }
}

/// Whether two neighbours are two words. Chinese text has no spaces; what looks like one is
/// justification unless a space was drawn too, or the gap is as wide as a character.
fn needs_space(before: char, after: char, gap: f64, had_space: bool) -> bool {
    let is_opening = |c: char| matches!(c, '（' | '《' | '“' | '‘' | '【');
    match (is_wide(before), is_wide(after)) {
        // These marks bring half a character of white of their own.
        _ if is_closing(before) || is_closing(after) || is_opening(after) => gap >= 1.3,
        (true, true) => gap >= 0.9 || (had_space && gap >= 0.2),
        (false, false) => gap >= 0.2 || (had_space && gap >= 0.08),
        _ => gap >= 0.6 || (had_space && gap >= 0.12),
    }
}

/// Marks whose right half is white.
fn is_closing(mark: char) -> bool {
    matches!(mark, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '”' | '’' | '】')
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Glyphs of a line of text, 10 points high; ASCII is half as wide.
    pub(in crate::parse::fixed) fn set(text: &str, x: f64, y: f64) -> Vec<Placed> {
        let mut pen = x;
        text.chars()
            .map(|character| {
                let advance = if character.is_ascii() { 5.0 } else { 10.0 };
                pen += advance;
                Placed {
                    x: pen - advance,
                    y,
                    advance,
                    size: 10.0,
                    text: Text::Char(character),
                    is_bold: false,
                    is_invisible: false,
                }
            })
            .collect()
    }

    fn texts(glyphs: Vec<Placed>) -> Vec<Vec<String>> {
        rows(glyphs).into_iter().map(|row| row.pieces.into_iter().map(|piece| piece.text).collect()).collect()
    }

    #[test]
    fn rows_come_from_the_top_and_pieces_from_the_left() {
        let mut glyphs = set("第二行", 0.0, 120.0);
        glyphs.extend(set("后半", 80.0, 100.3));
        glyphs.extend(set("前半", 0.0, 100.0));
        assert_eq!(texts(glyphs), [vec!["前半", "后半"], vec!["第二行"]]);
    }

    #[test]
    fn spaces_only_where_words_meet() {
        assert_eq!(texts(set("建设 IoT 平台", 0.0, 0.0)), [["建设 IoT 平台"]]);
        let mut spread = set("目录", 0.0, 0.0);
        spread[1].x += 5.0;
        assert_eq!(texts(spread), [["目录"]]);
        let mut words = set("ab", 0.0, 0.0);
        words[1].x += 3.0;
        assert_eq!(texts(words), [["a b"]]);
    }

    #[test]
    fn glyphs_drawn_twice_are_bold_and_stand_once() {
        let mut glyphs = set("加粗11", 0.0, 0.0);
        glyphs.extend(set("加粗11", 0.4, 0.2));
        let row = &rows(glyphs)[0];
        assert_eq!(row.pieces[0].text, "加粗11");
        assert_eq!(row.pieces[0].bold_characters, 4);
    }

    #[test]
    fn raised_figures_belong_to_their_line_and_watermarks_to_none() {
        let mut glyphs = set("面积m", 0.0, 100.0);
        let mut raised = set("2", 25.0, 96.0);
        raised[0].size = 6.0;
        raised[0].advance = 3.0;
        glyphs.extend(raised);
        assert_eq!(texts(glyphs), [["面积m2"]]);
        let mut glyphs = set("正文的一行", 0.0, 100.0);
        let mut mark = set("密", 0.0, 120.0);
        mark[0].size = 80.0;
        glyphs.extend(mark);
        assert_eq!(texts(glyphs), [["正文的一行"], ["密"]]);
    }
}
