//! Lines of text that stand in columns → the rows and cells of a table.

use super::geometry::Area;
use super::join::{append_line, first_word_width};
use super::line::{Piece, Row};
use super::table::{PageTable, TableCell};
use std::collections::BTreeMap;

/// Cells of one line of a table that no lines divide: a line with more is none.
pub(super) const MOST_COLUMNS: usize = 100;

/// Narrowest gap between two columns, in points.
const GAP: f64 = 3.0;
/// The first line of a row stands this much further below the line above it than the other lines
/// of its cells do.
const ROW_STEP: f64 = 1.25;
/// And at least this much, in points.
const ROW_STEP_POINTS: f64 = 2.0;
/// Lines closer than this, in units of the font size, overlap: cells set to the middle of their row.
const OVERLAP: f64 = 0.9;
/// A cell narrower than this, in units of the font size, does not tell whether its text was wrapped.
const WRAPPED: f64 = 2.5;

/// What may be the text of one cell on one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Baseline.
    pub(super) y: f64,
    pub(super) size: f64,
    /// With the space that stands before the next segment of the same piece.
    pub(super) text: String,
}

/// Where the text of each column begins and ends, left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns(pub(super) Vec<(f64, f64)>);

impl Segment {
    fn area(&self) -> Area {
        Area { x0: self.x0, y0: self.y - 0.85 * self.size, x1: self.x1, y1: self.y + 0.15 * self.size }
    }

    pub(super) fn middle(&self) -> f64 {
        (self.x0 + self.x1) / 2.0
    }
}

/// The row, cut wherever a column may end.
pub(super) fn segments<'p>(pieces: impl IntoIterator<Item = &'p Piece>) -> Vec<Segment> {
    pieces.into_iter().flat_map(piece_segments).collect()
}

pub(super) fn row_segments(row: &Row) -> Vec<Segment> {
    segments(&row.pieces)
}

fn piece_segments(piece: &Piece) -> Vec<Segment> {
    let mut found = Vec::with_capacity(piece.cuts.len() + 1);
    let (mut from, mut x0) = (0, piece.x0);
    let mut push = |from: usize, to: usize, x0: f64, x1: f64| {
        let text = piece.text[from..to].to_owned();
        found.push(Segment { x0, x1, y: piece.y, size: piece.size, text });
    };
    for cut in &piece.cuts {
        push(from, cut.at, x0, cut.x0);
        (from, x0) = (cut.at, cut.x1);
    }
    push(from, piece.text.len(), x0, piece.x1);
    found
}

impl Columns {
    /// The stretches that any line covers. Lines with few cells are left out: they may hold cells that
    /// reach over several columns.
    pub(super) fn of(lines: &[Vec<Segment>]) -> Self {
        let most = lines.iter().map(Vec::len).max().unwrap_or(0);
        let spans = lines.iter().filter(|line| line.len() * 2 > most).flatten();
        Self::union(spans.map(|segment| (segment.x0, segment.x1)).collect())
    }

    fn union(mut spans: Vec<(f64, f64)>) -> Self {
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut columns: Vec<(f64, f64)> = Vec::new();
        for span in spans {
            match columns.last_mut() {
                Some(column) if span.0 < column.1 + GAP => column.1 = column.1.max(span.1),
                _ => columns.push(span),
            }
        }
        Self(columns)
    }

    /// Makes one column of neighbours that hold single characters only: words set wide.
    pub(super) fn join_letters(&mut self, lines: &[Vec<Segment>]) {
        const WIDE: f64 = 3.0;
        let mut letters = vec![true; self.len()];
        for cell in lines.iter().flatten() {
            let is_letter =
                cell.text.trim().chars().count() == 1 && !cell.text.contains(|c: char| c.is_ascii());
            if let Some(letters) = letters.get_mut(self.at(cell.middle())) {
                *letters &= is_letter;
            }
        }
        let size = lines.iter().flatten().map(|cell| cell.size).fold(0.0, f64::max);
        for at in (1..self.len()).rev() {
            let gap = self.0[at].0 - self.0[at - 1].1;
            if letters[at] && letters[at - 1] && gap < WIDE * size {
                self.0[at - 1].1 = self.0[at].1;
                self.0.remove(at);
            }
        }
    }

    /// The columns with the line in them, if it does not bridge any.
    pub(super) fn with(&self, line: &[Segment]) -> Option<Self> {
        let spans = line.iter().map(|segment| (segment.x0, segment.x1)).chain(self.0.iter().copied());
        let merged = Self::union(spans.collect());
        (merged.len() == self.len()).then_some(merged)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The white between the columns.
    pub(super) fn gutters(&self) -> Vec<(f64, f64)> {
        self.0.windows(2).map(|pair| (pair[0].1, pair[1].0)).collect()
    }

    /// Boundaries of the columns of a table that reaches from `start` to `end`.
    fn edges(&self, start: f64, end: f64) -> Vec<f64> {
        let middles = self.gutters().into_iter().map(|(a, b)| (a + b) / 2.0);
        std::iter::once(start).chain(middles).chain([end]).collect()
    }

    /// The column that holds the place: each reaches to the middle of the white beside it.
    pub(super) fn at(&self, x: f64) -> usize {
        let after = self.0.partition_point(|column| column.0 <= x);
        let is_next = match (after.checked_sub(1).and_then(|own| self.0.get(own)), self.0.get(after)) {
            (Some(own), Some(next)) => f64::midpoint(own.1, next.0) <= x,
            _ => false,
        };
        if is_next { after } else { after.saturating_sub(1) }
    }

    /// The columns that the segment touches, first and last.
    pub(super) fn touched(&self, segment: &Segment) -> (usize, usize) {
        (self.at(segment.x0 + 0.5), self.at(segment.x1 - 0.5).max(self.at(segment.x0 + 0.5)))
    }

    /// How many columns hold something.
    pub(super) fn filled(&self, line: &[Segment]) -> usize {
        let mut columns: Vec<usize> = line.iter().map(|segment| self.at(segment.middle())).collect();
        columns.dedup();
        columns.len()
    }

    /// Whether `next` had no room behind `above`, the line before it in the same column, and `above` is
    /// long enough to tell.
    pub(super) fn is_wrapped(&self, above: &Segment, next: &Segment) -> bool {
        above.x1 - above.x0 >= WRAPPED * above.size && self.has_no_room(above, next)
    }

    fn has_no_room(&self, above: &Segment, next: &Segment) -> bool {
        let column = self.at(above.middle());
        let (x0, x1) = self.0.get(column).copied().unwrap_or_default();
        let free = (x1 - x0) - (above.x1 - above.x0);
        free < (first_word_width(&next.text) + 0.5) * next.size
    }
}

/// The table that `lines` make between `ends`; `starts` says of each line whether it begins a row.
pub(super) fn table(
    lines: &[Vec<Segment>],
    columns: &Columns,
    ends: (f64, f64),
    starts: &[bool],
) -> PageTable {
    let edges = columns.edges(ends.0, ends.1);
    let mut table = PageTable { edges, ..PageTable::default() };
    for (line, starts) in lines.iter().zip(starts) {
        if *starts || table.rows.is_empty() {
            let blank = |column| TableCell { column, rows: 1, columns: 1, ..TableCell::default() };
            table.rows.push((0..columns.len()).map(blank).collect());
        }
        let Some(row) = table.rows.last_mut() else { continue };
        for (at, segment) in line.iter().enumerate() {
            let is_first = at == 0 || columns.at(line[at - 1].middle()) != columns.at(segment.middle());
            put(row, columns, segment, is_first);
        }
    }
    for cell in table.rows.iter_mut().flatten() {
        cell.text.truncate(cell.text.trim_end().len());
    }
    let area = lines.iter().flatten().map(Segment::area).reduce(|a, b| a.to(&b)).unwrap_or_default();
    table.area = Area { x0: ends.0, x1: ends.1, ..area };
    table
}

/// Sets a segment in its cell; `is_first` says that nothing of this line stands in the cell yet.
fn put(row: &mut Vec<TableCell>, columns: &Columns, segment: &Segment, is_first: bool) {
    let (first, last) = columns.touched(segment);
    let is_free = |cell: &TableCell| cell.text.is_empty() || cell.column == first;
    let reaches =
        last > first && row.iter().filter(|cell| (first..=last).contains(&cell.column)).all(is_free);
    if reaches {
        row.retain(|cell| cell.column <= first || cell.column > last);
    }
    let column = if reaches { first } else { columns.at(segment.middle()) };
    let holds = |cell: &&mut TableCell| cell.column <= column && column < cell.column + cell.columns;
    let Some(cell) = row.iter_mut().find(holds) else { return };
    if reaches {
        cell.columns = cell.columns.max(last - first + 1);
    }
    let area = segment.area();
    cell.area = if cell.text.is_empty() { area } else { cell.area.to(&area) };
    if is_first {
        cell.text.truncate(cell.text.trim_end().len());
        append_line(&mut cell.text, segment.text.trim_start());
    } else {
        cell.text.push_str(&segment.text);
    }
}

/// For each line whether it begins a row: by the white above it where rows stand further apart than
/// the lines of a cell, by what it holds where they do not.
pub(super) fn row_starts(lines: &[Vec<Segment>], columns: &Columns) -> Vec<bool> {
    let holds: Vec<bool> = (0..lines.len()).map(|at| begins_row(lines, at, columns)).collect();
    let steps: Vec<f64> = lines.windows(2).map(|pair| baseline(&pair[1]) - baseline(&pair[0])).collect();
    let mut sizes: Vec<f64> = lines.iter().flatten().map(|segment| segment.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
    let is_staggered = steps.iter().any(|step| *step < OVERLAP * size);
    let by_white = row_step(&steps, size).map(|step| {
        let white = steps.iter().map(|height| *height >= step);
        std::iter::once(true).chain(white).collect::<Vec<bool>>()
    });
    let by_white = by_white.map(|starts| with_numbers(lines, columns, starts));
    match by_white {
        // Cells set to the middle of their row say nothing by what they hold.
        Some(starts)
            if is_staggered || agrees(&starts, &holds) || keeps_first_cells(lines, columns, &starts) =>
        {
            starts
        }
        _ => holds
            .into_iter()
            .enumerate()
            .map(|(at, holds)| at == 0 || (holds && steps[at - 1] >= OVERLAP * size * 0.9))
            .collect(),
    }
}

/// A second number in the first column begins a row, whatever the white.
fn with_numbers(lines: &[Vec<Segment>], columns: &Columns, starts: Vec<bool>) -> Vec<bool> {
    let mut has_number = false;
    let mut begins = |(line, starts): (&Vec<Segment>, bool)| {
        let is_number = |segment: &&Segment| {
            let text = segment.text.trim();
            columns.at(segment.middle()) == 0 && !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
        };
        let is_numbered = line.iter().find(is_number).is_some();
        let begins = starts || (has_number && is_numbered);
        has_number = is_numbered || (has_number && !begins);
        begins
    };
    lines.iter().zip(starts).map(&mut begins).collect()
}

fn baseline(line: &[Segment]) -> f64 {
    line.iter().map(|segment| segment.y).fold(f64::MIN, f64::max)
}

/// The least distance of two rows, where it differs from the distance of the lines of a cell.
fn row_step(steps: &[f64], size: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = steps.iter().copied().filter(|step| *step >= OVERLAP * size).collect();
    if sorted.len() < steps.len() {
        sorted.push(OVERLAP * size); // lines beside each other belong to one row
    }
    sorted.sort_by(f64::total_cmp);
    let jump = |pair: &[f64]| {
        let is_jump = pair[1] >= ROW_STEP * pair[0] && pair[1] - pair[0] >= ROW_STEP_POINTS;
        (is_jump && pair[0] <= 2.0 * size).then_some((pair[1] / pair[0], pair[1]))
    };
    let widest = sorted.windows(2).filter_map(jump).max_by(|a, b| a.0.total_cmp(&b.0));
    widest.map(|(_, step)| step - 0.01)
}

/// Whether rows by the white between them are rows by what they hold, too: hardly any line that looks
/// like the beginning of a row stands inside one.
fn agrees(starts: &[bool], holds: &[bool]) -> bool {
    let inside = starts.iter().filter(|starts| !**starts).count();
    let odd = starts.iter().zip(holds).filter(|(starts, holds)| !**starts && **holds).count();
    odd * 4 <= inside
}

/// Whether several rows by the white hold one cell each in the first column: cells may stand at the foot
/// of their row.
fn keeps_first_cells(lines: &[Vec<Segment>], columns: &Columns, starts: &[bool]) -> bool {
    let mut first: Option<&Segment> = None;
    let mut is_kept = true;
    for (line, starts) in lines.iter().zip(starts) {
        if *starts {
            first = None;
        }
        let Some(segment) = line.iter().find(|segment| columns.at(segment.middle()) == 0) else { continue };
        let is_number = segment.text.starts_with(|c: char| c.is_ascii_digit());
        is_kept &= first.is_none_or(|above| !is_number && columns.has_no_room(above, segment));
        first = Some(segment);
    }
    is_kept && starts.iter().filter(|starts| **starts).count() >= 2
}

/// Whether a line looks like the first one of a row: it fills most columns, or the first one, and not
/// because the cells above were full.
fn begins_row(lines: &[Vec<Segment>], at: usize, columns: &Columns) -> bool {
    let line = &lines[at];
    let Some(above) = at.checked_sub(1).map(|before| &lines[before]) else { return true };
    // The last one of each column.
    let above_by_column: BTreeMap<usize, &Segment> =
        above.iter().map(|segment| (columns.at(segment.middle()), segment)).collect();
    let before = |segment: &Segment| above_by_column.get(&columns.at(segment.middle())).copied();
    let is_rest =
        |segment: &Segment| before(segment).is_some_and(|before| columns.is_wrapped(before, segment));
    let has_first = line.iter().any(|segment| columns.at(segment.middle()) == 0);
    let filled = columns.filled(line);
    let is_full = filled * 2 > columns.len();
    let is_cut = filled <= columns.filled(above) && line.iter().all(is_rest);
    let has_amount = line.iter().any(|segment| {
        is_amount(&segment.text) && before(segment).is_some_and(|before| is_amount(&before.text))
    });
    (has_first && is_full)
        || ((has_first || is_full) && !is_cut)
        || has_amount
        || line.iter().any(|segment| is_total(&segment.text))
}

/// `合 计`, `小计：`.
pub(super) fn is_total(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).take(4).collect();
    ["合计", "总计", "小计", "共计"].iter().any(|word| bare.starts_with(word))
}

/// A number with a point: the rest of one that was cut has none.
pub(super) fn is_amount(text: &str) -> bool {
    text.contains('.') && text.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::line::rows;
    use crate::parse::fixed::line::tests::set;

    /// The rows of cells that stand at the given places, 10 points high.
    fn read(placed: &[(&str, f64, f64)]) -> Vec<Vec<String>> {
        let glyphs = placed.iter().flat_map(|(text, x, y)| set(text, *x, *y)).collect();
        let lines: Vec<Vec<Segment>> = rows(glyphs).iter().map(row_segments).collect();
        let columns = Columns::of(&lines);
        let starts = row_starts(&lines, &columns);
        let table = table(&lines, &columns, (0.0, 400.0), &starts);
        table.rows.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn rows_are_told_by_the_white_between_them() {
        let found = read(&[
            ("名称", 0.0, 0.0),
            ("用途", 100.0, 0.0),
            ("预约服务子系", 0.0, 24.0),
            ("市民在线预约", 100.0, 24.0),
            ("统", 0.0, 36.0),
            ("与取消", 100.0, 36.0),
            ("场馆管理", 0.0, 60.0),
            ("场馆名额调剂", 100.0, 60.0),
        ]);
        assert_eq!(found[1], ["预约服务子系统", "市民在线预约与取消"]);
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn cells_in_the_middle_of_their_row_belong_to_it() {
        let found = read(&[
            ("1", 0.0, 6.0),
            ("预约服务子系", 40.0, 0.0),
            ("统", 40.0, 12.0),
            ("32.00", 150.0, 6.0),
            ("2", 0.0, 36.0),
            ("场馆管理", 40.0, 36.0),
            ("28.00", 150.0, 36.0),
        ]);
        assert_eq!(found, [["1", "预约服务子系统", "32.00"], ["2", "场馆管理", "28.00"]]);
    }

    #[test]
    fn totals_and_amounts_begin_rows_without_a_number() {
        let found = read(&[
            ("1", 0.0, 0.0),
            ("软件开发", 40.0, 0.0),
            ("96.00", 150.0, 0.0),
            ("见附表", 250.0, 0.0),
            ("合计", 40.0, 14.0),
            ("96.00", 150.0, 14.0),
        ]);
        assert_eq!(found[1], ["", "合计", "96.00", ""]);
    }

    #[test]
    fn a_column_reaches_to_the_middle_of_the_white_beside_it() {
        let columns = Columns(vec![(0.0, 10.0), (20.0, 30.0), (40.0, 50.0)]);
        let found = [-5.0, 0.0, 14.9, 15.0, 20.0, 34.9, 35.0, 99.0].map(|x| columns.at(x));
        assert_eq!(found, [0, 0, 0, 1, 1, 1, 2, 2]);
        assert_eq!(Columns::default().at(3.0), 0);
    }

    #[test]
    fn a_head_over_two_columns_covers_both() {
        let lines: Vec<Vec<Segment>> = rows(
            [("投资金额", 85.0, 0.0), ("软件", 50.0, 20.0), ("硬件", 150.0, 20.0), ("名称", 0.0, 20.0)]
                .iter()
                .flat_map(|(text, x, y)| set(text, *x, *y))
                .collect(),
        )
        .iter()
        .map(row_segments)
        .collect();
        let columns = Columns::of(&lines);
        let found = table(&lines, &columns, (0.0, 200.0), &[true, true]);
        let head: Vec<_> =
            found.rows[0].iter().map(|cell| (cell.column, cell.columns, &*cell.text)).collect();
        assert_eq!(head, [(0, 1, ""), (1, 2, "投资金额")]);
    }
}
