//! Ruled lines of a [`Picture`]: found, for they make tables, and wiped out, for recognition takes them
//! for letters.

use super::Picture;

/// Darker than this is ink.
const DARK: u8 = 150;
/// Light pixels inside a line: dust and weak print.
const GAP: usize = 3;
/// Shortest line, in parts of an inch: longer than any stroke of running text.
const SHORTEST: f64 = 0.4;
/// Longer than any stroke of a title, in parts of an inch. Shorter lines are taken for such only where
/// they meet a long one: sides of the cells of a table.
const LONG: f64 = 0.65;
/// Long lines that shorter ones may meet; a photograph may have more.
const MOST_LONG: usize = 1_000;
/// Thicker than this, in parts of an inch, is a bar or a photograph.
const THICKEST: f64 = 0.05;
/// A line goes on where the next run starts so close, in pixels: no scan is quite straight.
const NEAR: usize = 12;
/// Runs looked at on one page; a photograph may have more.
const MOST_RUNS: usize = 100_000;
/// Lines that a run may still belong to.
const OPEN: usize = 200;

/// A line along an axis of the picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct RuledLine {
    pub(in crate::parse) is_horizontal: bool,
    /// Row of a horizontal line, column of a vertical one: the middle.
    pub(in crate::parse) at: u32,
    pub(in crate::parse) start: u32,
    pub(in crate::parse) end: u32,
}

/// Dark pixels of one row.
#[derive(Clone, Copy, Debug)]
struct Run {
    row: usize,
    start: usize,
    end: usize,
}

/// Runs of neighbouring rows that make one line.
#[derive(Debug)]
struct Band {
    runs: Vec<Run>,
    start: usize,
    end: usize,
    last_row: usize,
}

/// Takes the lines out of a picture.
pub(super) fn take(picture: &mut Picture) -> Vec<RuledLine> {
    let mut turned = picture.turned();
    let across = bands(picture);
    let down = bands(&turned);
    let height = picture.height;
    let with_lines = |bands: Vec<Band>, line: &dyn Fn(&Band) -> RuledLine| -> Vec<(RuledLine, Band)> {
        bands.into_iter().map(|band| (line(&band), band)).collect()
    };
    let across = with_lines(across, &|band| band.line(true));
    let down = with_lines(down, &|band| {
        // The turned picture's columns run upwards.
        let line = band.line(false);
        let (start, end) = (height.saturating_sub(line.end), height.saturating_sub(line.start));
        RuledLine { start, end, ..line }
    });
    let long = (f64::from(picture.dots_per_inch) * LONG) as u32;
    let (across, down) = (sure(&across, &down, long), sure(&down, &across, long));
    let lines = across.iter().chain(&down).map(|(line, _)| *line).collect();
    // The vertical ones are wiped out where they lie in a row, then the picture is turned back.
    let edge = (picture.dots_per_inch / 100).max(1) as usize;
    down.iter().for_each(|(_, band)| band.wipe(&mut turned, edge));
    if !down.is_empty() {
        *picture = turned.turned().turned().turned();
    }
    across.iter().for_each(|(_, band)| band.wipe(picture, edge));
    lines
}

/// Those that are long, or meet a long one of the other direction.
fn sure<'b>(
    bands: &'b [(RuledLine, Band)],
    others: &[(RuledLine, Band)],
    long: u32,
) -> Vec<&'b (RuledLine, Band)> {
    let is_long = |line: &RuledLine| line.end - line.start >= long;
    let others: Vec<&RuledLine> =
        others.iter().map(|(line, _)| line).filter(|line| is_long(line)).take(MOST_LONG).collect();
    bands.iter().filter(|(line, _)| is_long(line) || others.iter().any(|other| line.meets(other))).collect()
}

/// The horizontal lines.
fn bands(picture: &Picture) -> Vec<Band> {
    let inch = f64::from(picture.dots_per_inch);
    let shortest = (inch * SHORTEST).max(8.0) as usize;
    let mut bands: Vec<Band> = Vec::new();
    let mut count = 0;
    for (row, pixels) in picture.grey.chunks(picture.width as usize).enumerate() {
        for (start, end) in runs(pixels, shortest) {
            count += 1;
            if count > MOST_RUNS {
                return Vec::new(); // no page of text
            }
            let from = bands.len().saturating_sub(OPEN);
            match bands[from..].iter_mut().rev().find(|band| band.goes_on(row, start, end)) {
                Some(band) => band.add(Run { row, start, end }),
                None => {
                    bands.push(Band { runs: vec![Run { row, start, end }], start, end, last_row: row });
                }
            }
        }
    }
    bands.retain(|band| band.thickness() <= (inch * THICKEST).max(2.0));
    bands
}

/// The dark stretches of a row that are long enough.
fn runs(pixels: &[u8], shortest: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (at, _) in pixels.iter().enumerate().filter(|(_, grey)| **grey < DARK) {
        open = match open {
            Some((start, end)) if at - end <= GAP => Some((start, at + 1)),
            done => {
                found.extend(done);
                Some((at, at + 1))
            }
        };
    }
    found.extend(open);
    found.retain(|(start, end)| end - start >= shortest);
    found
}

impl RuledLine {
    /// Whether it touches or crosses a line of the other direction.
    fn meets(&self, other: &Self) -> bool {
        let holds = |line: &Self, at: u32| {
            let near = NEAR as u32;
            line.start <= at.saturating_add(near) && at <= line.end.saturating_add(near)
        };
        holds(self, other.at) && holds(other, self.at)
    }
}

impl Band {
    fn goes_on(&self, row: usize, start: usize, end: usize) -> bool {
        row - self.last_row <= 2 && start <= self.end + NEAR && self.start <= end + NEAR
    }

    fn add(&mut self, run: Run) {
        self.start = self.start.min(run.start);
        self.end = self.end.max(run.end);
        self.last_row = run.row;
        self.runs.push(run);
    }

    /// Mean thickness in pixels.
    fn thickness(&self) -> f64 {
        let pixels: usize = self.runs.iter().map(|run| run.end - run.start).sum();
        pixels as f64 / (self.end - self.start).max(1) as f64
    }

    fn line(&self, is_horizontal: bool) -> RuledLine {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let first = self.runs.first().map_or(0, |run| run.row);
        let at = number((first + self.last_row) / 2);
        RuledLine { is_horizontal, at, start: number(self.start), end: number(self.end) }
    }

    /// Makes it white, with soft edges of that many pixels.
    fn wipe(&self, picture: &mut Picture, edge: usize) {
        let width = picture.width as usize;
        for run in &self.runs {
            for row in run.row.saturating_sub(edge)..(run.row + edge + 1).min(picture.height as usize) {
                picture.grey[row * width + run.start..row * width + run.end].fill(255);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(picture: &mut Picture, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) {
        let width = picture.width as usize;
        for row in rows {
            picture.grey[row * width..][columns.clone()].fill(0);
        }
    }

    #[test]
    fn lines_are_taken_out_and_strokes_stay() {
        let mut picture = Picture::white(300, 200, 100);
        draw(&mut picture, 10..210, 50..53); // a line across
        draw(&mut picture, 100..102, 20..180); // one down, through it
        draw(&mut picture, 230..250, 100..102); // the stroke of a letter
        draw(&mut picture, 220..290, 120..160); // a photograph
        let lines = take(&mut picture);
        assert_eq!(
            lines,
            [
                RuledLine { is_horizontal: true, at: 51, start: 10, end: 210 },
                RuledLine { is_horizontal: false, at: 100, start: 20, end: 180 },
            ]
        );
        let dark = picture.grey.iter().filter(|grey| **grey < DARK).count();
        assert_eq!(dark, 20 * 2 + 70 * 40, "the stroke and the photograph are left");
    }

    #[test]
    fn the_strokes_of_a_title_stay_and_the_sides_of_a_cell_do_not() {
        let mut picture = Picture::white(300, 200, 100);
        draw(&mut picture, 20..75, 20..24); // 一, on a cover
        draw(&mut picture, 120..175, 40..44); // 十
        draw(&mut picture, 145..149, 15..70);
        draw(&mut picture, 10..290, 100..102); // a row of a table
        draw(&mut picture, 10..290, 150..152);
        draw(&mut picture, 10..12, 100..152);
        draw(&mut picture, 288..290, 100..152);
        let lines = take(&mut picture);
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines.iter().all(|line| line.is_horizontal || line.start == 100), "{lines:?}");
        let dark = picture.grey.iter().filter(|grey| **grey < DARK).count();
        assert_eq!(dark, 55 * 4 + 55 * 4 + 51 * 4, "the letters are left");
    }

    #[test]
    fn a_slanted_line_is_one() {
        let mut picture = Picture::white(400, 100, 100);
        for step in 0..6 {
            draw(&mut picture, 10 + step * 60..70 + step * 60, 20 + step..22 + step);
        }
        let lines = take(&mut picture);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!((lines[0].start, lines[0].end), (10, 370));
    }
}
