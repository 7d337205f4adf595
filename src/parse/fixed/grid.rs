//! Ruled lines → grids: the cells of tables, merged ones included.

use super::geometry::Area;
use super::ink::Rule;

/// Lines closer than this, in points, are one line.
const SAME_LINE: f64 = 2.5;
/// Columns and rows narrower than this are double lines.
const NARROWEST: f64 = 4.0;
/// Pairs of lines that are compared at most; a page with more is a drawing.
const MOST_PAIRS: usize = 4_000_000;
/// Tables of a page at most: each one looks through all glyphs of the page.
const MOST_GRIDS: usize = 200;
/// Boxes of a grid at most.
const MOST_BOXES: usize = 60_000;

/// A ruled table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    /// Column boundaries, ascending; one more than columns.
    pub(super) xs: Vec<f64>,
    /// Row boundaries, ascending; one more than rows.
    pub(super) ys: Vec<f64>,
    /// Sorted by row, then column.
    pub(super) cells: Vec<GridCell>,
    /// For each box of the grid, row by row, the index of its cell.
    box_cells: Vec<usize>,
}

/// A cell; merged cells cover several rows or columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GridCell {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl Grid {
    pub(super) fn area(&self) -> Area {
        let ends =
            |values: &[f64]| (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
        let ((x0, x1), (y0, y1)) = (ends(&self.xs), ends(&self.ys));
        Area { x0, y0, x1, y1 }
    }

    pub(super) fn cell_area(&self, cell: &GridCell) -> Area {
        Area {
            x0: self.xs[cell.column],
            y0: self.ys[cell.row],
            x1: self.xs[cell.column + cell.columns],
            y1: self.ys[cell.row + cell.rows],
        }
    }

    /// The index of the cell around a point.
    pub(super) fn cell_at(&self, x: f64, y: f64) -> Option<usize> {
        let column = self.xs.partition_point(|&edge| edge <= x).checked_sub(1)?;
        let row = self.ys.partition_point(|&edge| edge <= y).checked_sub(1)?;
        (column + 1 < self.xs.len() && row + 1 < self.ys.len())
            .then(|| self.box_cells[row * (self.xs.len() - 1) + column])
    }
}

/// The tables that the lines of a page draw, top to bottom. A grid has at least two cells.
pub(super) fn grids(rules: &[Rule]) -> Vec<Grid> {
    let horizontal = merged(rules.iter().filter(|rule| rule.is_horizontal));
    let vertical = merged(rules.iter().filter(|rule| !rule.is_horizontal));
    if horizontal.len().saturating_mul(vertical.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let mut found: Vec<Grid> = connected(&horizontal, &vertical)
        .into_iter()
        .filter_map(|(across, down)| grid(&across, &down))
        .collect();
    found.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]).then(a.xs[0].total_cmp(&b.xs[0])));
    found.truncate(MOST_GRIDS);
    // A frame around a table is drawn by lines that do not touch it: the inner one is the table.
    let areas: Vec<Area> = found.iter().map(Grid::area).collect();
    let mut index = 0;
    found.retain(|grid| {
        let area = areas[index];
        index += 1;
        let holds_another = areas.iter().any(|other| {
            *other != area && area.contains(other.x0, other.y0) && area.contains(other.x1, other.y1)
        });
        !(holds_another && grid.cells.len() <= 3)
    });
    found
}

/// Lines joined where they continue or repeat each other, sorted by place.
pub(super) fn merged<'r>(rules: impl Iterator<Item = &'r Rule>) -> Vec<Rule> {
    let mut sorted: Vec<Rule> = rules.copied().collect();
    sorted.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.start.total_cmp(&b.start)));
    let mut lines: Vec<Rule> = Vec::new();
    let mut from = 0;
    while from < sorted.len() {
        let at = sorted[from].at;
        let count = sorted[from..].iter().take_while(|rule| rule.at - at <= SAME_LINE / 2.0).count();
        let group = &mut sorted[from..from + count];
        group.sort_by(|a, b| a.start.total_cmp(&b.start));
        let first = lines.len();
        for rule in group.iter() {
            match lines[first..].last_mut() {
                Some(line) if rule.start <= line.end + SAME_LINE => line.end = line.end.max(rule.end),
                _ => lines.push(*rule),
            }
        }
        from += count;
    }
    lines
}

/// Sets of lines that touch each other.
fn connected(horizontal: &[Rule], vertical: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let count = horizontal.len();
    let mut sets = Sets::new(count + vertical.len());
    for (i, across) in horizontal.iter().enumerate() {
        let from = vertical.partition_point(|down| down.at < across.start - SAME_LINE);
        for (j, down) in vertical.iter().enumerate().skip(from) {
            if down.at > across.end + SAME_LINE {
                break;
            }
            if down.start - SAME_LINE <= across.at && across.at <= down.end + SAME_LINE {
                sets.join(i, count + j);
            }
        }
    }
    let mut groups: Vec<(Vec<Rule>, Vec<Rule>)> = Vec::new();
    let mut group_of = vec![usize::MAX; count + vertical.len()];
    for (index, rule) in horizontal.iter().chain(vertical).enumerate() {
        let root = sets.root(index);
        if group_of[root] == usize::MAX {
            group_of[root] = groups.len();
            groups.push(Default::default());
        }
        let group = &mut groups[group_of[root]];
        if index < count { group.0.push(*rule) } else { group.1.push(*rule) }
    }
    groups.retain(|(across, down)| across.len() >= 2 && !down.is_empty());
    groups
}

fn grid(across: &[Rule], down: &[Rule]) -> Option<Grid> {
    let ends = |rules: &[Rule]| {
        let start = rules.iter().map(|rule| rule.start).fold(f64::MAX, f64::min);
        let end = rules.iter().map(|rule| rule.end).fold(f64::MIN, f64::max);
        [start, end]
    };
    let xs = boundaries(down.iter().map(|rule| rule.at).chain(ends(across)));
    let ys = boundaries(across.iter().map(|rule| rule.at).chain(ends(down)));
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if columns == 0 || rows == 0 || columns * rows < 2 || columns * rows > MOST_BOXES {
        return None;
    }
    let walls_right = walls(down, &xs, &ys);
    let walls_below = walls(across, &ys, &xs);
    let mut sets = Sets::new(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let at = row * columns + column;
            if column + 1 < columns && !walls_right[(column + 1) * rows + row] {
                sets.join(at, at + 1);
            }
            if row + 1 < rows && !walls_below[(row + 1) * columns + column] {
                sets.join(at, at + columns);
            }
        }
    }
    cells(xs, ys, &mut sets)
}

/// Boxes without walls between them → cells. What is no rectangle is a drawing, not a table.
fn cells(xs: Vec<f64>, ys: Vec<f64>, sets: &mut Sets) -> Option<Grid> {
    let columns = xs.len() - 1;
    let boxes = columns * (ys.len() - 1);
    let mut cells: Vec<GridCell> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut cell_of_root = vec![usize::MAX; boxes];
    let mut box_cells = Vec::with_capacity(boxes);
    for at in 0..boxes {
        let (row, column) = (at / columns, at % columns);
        let root = sets.root(at);
        if cell_of_root[root] == usize::MAX {
            cell_of_root[root] = cells.len();
            cells.push(GridCell { row, column, rows: 1, columns: 1 });
            sizes.push(0);
        }
        let index = cell_of_root[root];
        let cell = &mut cells[index];
        if column < cell.column {
            cell.columns += cell.column - column;
            cell.column = column;
        }
        cell.rows = cell.rows.max(row - cell.row + 1);
        cell.columns = cell.columns.max(column - cell.column + 1);
        sizes[index] += 1;
        box_cells.push(index);
    }
    let odd = cells.iter().zip(&sizes).filter(|(cell, size)| cell.rows * cell.columns != **size).count();
    if cells.len() < 2 || odd * 4 > cells.len() {
        return None;
    }
    sort_cells(&mut cells, &mut box_cells);
    Some(Grid { xs, ys, cells, box_cells })
}

fn sort_cells(cells: &mut Vec<GridCell>, box_cells: &mut [usize]) {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|&index| (cells[index].row, cells[index].column));
    let mut place = vec![0; cells.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    *cells = order.iter().map(|&index| cells[index]).collect();
    for index in box_cells {
        *index = place[*index];
    }
}

/// Places of lines, those of one line merged.
fn boundaries(places: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = places.collect();
    sorted.sort_by(f64::total_cmp);
    let mut kept: Vec<f64> = Vec::new();
    for place in sorted {
        if kept.last().is_none_or(|last| place - last > NARROWEST) {
            kept.push(place);
        }
    }
    kept
}

/// For each boundary and each stretch between two cross boundaries: whether a line covers most of it.
fn walls(rules: &[Rule], boundaries: &[f64], cross: &[f64]) -> Vec<bool> {
    let stretches = cross.len() - 1;
    let mut covered = vec![0.0; boundaries.len() * stretches];
    for rule in rules {
        let at = boundaries.partition_point(|&place| place <= rule.at + 0.01).saturating_sub(1);
        let from = cross.partition_point(|&place| place <= rule.start).saturating_sub(1);
        for stretch in from..stretches {
            if cross[stretch] >= rule.end {
                break;
            }
            let length = rule.end.min(cross[stretch + 1]) - rule.start.max(cross[stretch]);
            covered[at * stretches + stretch] += length.max(0.0);
        }
    }
    covered
        .iter()
        .enumerate()
        .map(|(index, length)| {
            let stretch = index % stretches;
            *length >= 0.6 * (cross[stretch + 1] - cross[stretch])
        })
        .collect()
}

/// Disjoint sets of indices.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller index stays the root: the top left box of a cell.
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(at: f64, start: f64, end: f64) -> Rule {
        Rule { is_horizontal: true, at, start, end }
    }

    fn down(at: f64, start: f64, end: f64) -> Rule {
        Rule { is_horizontal: false, at, start, end }
    }

    #[test]
    fn crossing_lines_are_a_table() {
        let rules = [
            across(0.0, 0.0, 200.0),
            across(20.0, 0.0, 100.0),
            across(20.4, 100.0, 200.0),
            across(40.0, 0.0, 200.0),
            down(0.0, 0.0, 40.0),
            down(100.0, 0.0, 40.0),
            down(200.0, 0.0, 40.0),
        ];
        let grids = grids(&rules);
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].cells.len(), 4);
        assert_eq!(grids[0].cell_at(150.0, 30.0), Some(3));
        assert_eq!(grids[0].cell_at(250.0, 30.0), None);
    }

    #[test]
    fn missing_walls_merge_cells() {
        let rules = [
            across(0.0, 0.0, 300.0),
            across(20.0, 100.0, 300.0),
            across(40.0, 0.0, 300.0),
            down(100.0, 0.0, 40.0),
            down(200.0, 20.0, 40.0),
        ];
        let grid = &grids(&rules)[0];
        assert_eq!(
            grid.cells,
            [
                GridCell { row: 0, column: 0, rows: 2, columns: 1 },
                GridCell { row: 0, column: 1, rows: 1, columns: 2 },
                GridCell { row: 1, column: 1, rows: 1, columns: 1 },
                GridCell { row: 1, column: 2, rows: 1, columns: 1 },
            ],
            "open sides are closed by the ends of the lines"
        );
        assert_eq!(grid.cell_at(50.0, 30.0), Some(0));
    }

    #[test]
    fn a_frame_is_no_table() {
        let rules =
            [across(0.0, 0.0, 200.0), across(40.0, 0.0, 200.0), down(0.0, 0.0, 40.0), down(200.0, 0.0, 40.0)];
        assert!(grids(&rules).is_empty());
    }
}
