//! Rows of a page → lines in reading order: columns one after the other.

use super::geometry::Area;
use super::line::{Piece, Row};

/// Rows with text on both sides of a gutter that make it one.
const LEAST_ROWS: usize = 5;
/// A page with more rows is no text to sort into columns.
const MOST_ROWS: usize = 600;
/// Gaps that are tried as a gutter.
const MOST_GAPS: usize = 12;
/// Narrowest gutter, in units of the font size.
const GUTTER: f64 = 0.7;

/// A line of text in its column.
#[derive(Clone, Debug)]
pub(super) struct ColumnLine {
    pub(super) row: Row,
    /// Columns are numbered within the page in reading order; 0 reaches across the page.
    pub(super) column: u32,
}

/// Sorts the rows of a page. `obstacles` are tables and the like, which no column crosses.
pub(super) fn lines(rows: Vec<Row>, obstacles: &[Area]) -> Vec<ColumnLine> {
    let mut ordered = Vec::with_capacity(rows.len());
    let mut columns = 0;
    sort(rows, obstacles, 0, 0, &mut columns, &mut ordered);
    ordered
}

fn sort(
    rows: Vec<Row>,
    obstacles: &[Area],
    column: u32,
    depth: u32,
    columns: &mut u32,
    out: &mut Vec<ColumnLine>,
) {
    if rows.len() > MOST_ROWS || depth > 3 {
        out.extend(rows.into_iter().map(|row| ColumnLine { row, column }));
        return;
    }
    let mut rest = rows.into_iter().collect::<std::collections::VecDeque<Row>>();
    while !rest.is_empty() {
        let band = band(rest.make_contiguous(), obstacles);
        let Some(band) = band else {
            if let Some(row) = rest.pop_front() {
                out.push(ColumnLine { row, column });
            }
            continue;
        };
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for row in rest.drain(..band.rows) {
            let (before, after): (Vec<Piece>, Vec<Piece>) =
                row.pieces.into_iter().partition(|piece| middle(piece) < band.gutter);
            for (side, pieces) in [(&mut left, before), (&mut right, after)] {
                if !pieces.is_empty() {
                    side.push(Row { y: row.y, size: row.size, pieces });
                }
            }
        }
        for side in [left, right] {
            *columns += 1;
            sort(side, obstacles, *columns, depth + 1, columns, out);
        }
    }
}

struct Band {
    rows: usize,
    gutter: f64,
}

fn middle(piece: &Piece) -> f64 {
    (piece.x0 + piece.x1) / 2.0
}

/// Rows from the first one on that stand in two columns.
fn band(rows: &[Row], obstacles: &[Area]) -> Option<Band> {
    let first = rows.first()?;
    // The first row may stand in one column only: a gutter is proposed by the next rows too.
    let proposals = rows
        .iter()
        .take(LEAST_ROWS)
        .flat_map(|row| row.pieces.windows(2).map(|pair| (pair[0].x1, pair[1].x0)).collect::<Vec<_>>());
    // Lines of two columns may stand beside each other without a common baseline.
    let staggered = rows.windows(2).take(LEAST_ROWS).filter_map(|pair| gap_between(&pair[0], &pair[1]));
    proposals
        .take(MOST_GAPS)
        .chain(staggered)
        .filter_map(|gap| try_gutter(rows, obstacles, gap))
        .filter(|band| {
            first.pieces.iter().all(|piece| !crosses(piece.x0, piece.x1, band.gutter, band.gutter))
        })
        .max_by_key(|band| band.rows)
}

/// The gap between two rows that stand in different columns, too near to stand below each other.
fn gap_between(row: &Row, next: &Row) -> Option<(f64, f64)> {
    let ends = |row: &Row| Some((row.pieces.first()?.x0, row.pieces.last()?.x1));
    let (a, b) = (ends(row)?, ends(next)?);
    let (left, right) = if a.0 < b.0 { (a, b) } else { (b, a) };
    (next.y - row.y < 0.95 * row.size.max(next.size) && left.1 < right.0).then_some((left.1, right.0))
}

fn crosses(x0: f64, x1: f64, left: f64, right: f64) -> bool {
    x0 < right && x1 > left
}

fn try_gutter(rows: &[Row], obstacles: &[Area], gap: (f64, f64)) -> Option<Band> {
    let (mut left, mut right) = gap;
    let mut count = 0;
    for row in rows {
        let center = (left + right) / 2.0;
        let (mut l, mut r) = (left, right);
        for piece in &row.pieces {
            if middle(piece) < center {
                l = l.max(piece.x1);
            } else {
                r = r.min(piece.x0);
            }
        }
        let above = if count == 0 { row.y } else { rows[count - 1].y };
        let is_cut = obstacles
            .iter()
            .any(|area| above < area.y1 && area.y0 < row.y && crosses(area.x0, area.x1, l, r));
        if is_cut || r - l < GUTTER * row.size {
            break;
        }
        (left, right) = (l, r);
        count += 1;
    }
    let gutter = (left + right) / 2.0;
    reads_as_columns(&rows[..count], gutter, (left, right)).then_some(Band { rows: count, gutter })
}

/// Whether both sides are running text: lines that fill their column. Labels with values beside
/// them, and tables without lines, do not.
fn reads_as_columns(rows: &[Row], gutter: f64, edges: (f64, f64)) -> bool {
    let side = |is_left: bool| -> Vec<(f64, f64, u32)> {
        rows.iter()
            .filter_map(|row| {
                let pieces = row.pieces.iter().filter(|piece| (middle(piece) < gutter) == is_left);
                let mut line: Option<(f64, f64, u32)> = None;
                for piece in pieces {
                    let known = line.get_or_insert((piece.x0, piece.x1, 0));
                    known.0 = known.0.min(piece.x0);
                    known.1 = known.1.max(piece.x1);
                    known.2 += piece.characters;
                }
                line
            })
            .collect()
    };
    let (left, right) = (side(true), side(false));
    let fills = |lines: &[(f64, f64, u32)], x0: f64, x1: f64| {
        let width = x1 - x0;
        let full = lines.iter().filter(|line| line.1 - line.0 >= 0.75 * width).count();
        let characters: u32 = lines.iter().map(|line| line.2).sum();
        lines.len() >= LEAST_ROWS && full * 2 >= lines.len() && characters as usize >= lines.len() * 8
    };
    let start = left.iter().map(|line| line.0).fold(f64::MAX, f64::min);
    let end = right.iter().map(|line| line.1).fold(f64::MIN, f64::max);
    fills(&left, start, edges.0) && fills(&right, edges.1, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::line::rows;
    use crate::parse::fixed::line::tests::set;

    fn order(placed: &[(&str, f64, f64)]) -> Vec<String> {
        let glyphs = placed.iter().flat_map(|(text, x, y)| set(text, *x, *y)).collect();
        lines(rows(glyphs), &[])
            .into_iter()
            .map(|line| line.row.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let mut placed = vec![("横跨两栏的论文标题在此", 50.0, 10.0)];
        for row in 0..6 {
            let y = 40.0 + 15.0 * f64::from(row);
            placed.push(("左栏正文左栏正文左栏", 0.0, y));
            placed.push(("右栏正文右栏正文右栏", 120.0, y));
        }
        let read = order(&placed);
        assert_eq!(read.len(), 13);
        assert!(read[1..7].iter().all(|line| line.starts_with('左')), "{read:?}");
        assert!(read[7..].iter().all(|line| line.starts_with('右')));
    }

    #[test]
    fn columns_need_no_common_baselines() {
        let placed: Vec<_> = (0..8)
            .flat_map(|row| {
                let y = 14.0 * f64::from(row);
                [("左栏正文左栏正文左栏", 0.0, y + 5.0), ("右栏正文右栏正文右栏", 120.0, y)]
            })
            .collect();
        let read = order(&placed);
        assert!(read[..8].iter().all(|line| line.starts_with('左')), "{read:?}");
    }

    #[test]
    fn labels_with_values_stay_on_their_lines() {
        let placed: Vec<_> = (0..8)
            .flat_map(|row| {
                [("项目名称", 0.0, 15.0 * f64::from(row)), ("某某平台建设", 120.0, 15.0 * f64::from(row))]
            })
            .collect();
        assert!(order(&placed).iter().all(|line| line == "项目名称|某某平台建设"));
    }
}
