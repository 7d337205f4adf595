//! Tables without vertical lines: rows between horizontal rules, columns where their cells align.

use super::columns::{self, Columns, MOST_COLUMNS, Segment, row_starts, segments};
use super::geometry::Area;
use super::grid::{Grid, merged};
use super::ink::Rule;
use super::line::{Piece, Row};
use super::table::PageTable;
use super::unruled::is_label;

/// Rules of one table start and end together, within this, in points.
const SAME_END: f64 = 6.0;
/// Shorter rules are underlines.
const SHORTEST: f64 = 90.0;
/// A page with more rows is no table to look through.
const MOST_ROWS: usize = 1_000;
/// Sets of rules with the same ends that are looked at.
const MOST_FAMILIES: usize = 50;

/// Takes the pieces of such tables out of `rows`. `grids` are the tables already found.
pub(super) fn tables(rules: &[Rule], grids: &[Grid], rows: &mut Vec<Row>) -> Vec<PageTable> {
    if rows.len() > MOST_ROWS {
        return Vec::new();
    }
    let is_free = |rule: &Rule| {
        let middle = (rule.start + rule.end) / 2.0;
        rule.end - rule.start >= SHORTEST
            && !grids.iter().any(|grid| {
                let area = grid.area();
                area.x0 - SAME_END <= middle
                    && middle <= area.x1 + SAME_END
                    && area.y0 - SAME_END <= rule.at
                    && rule.at <= area.y1 + SAME_END
            })
    };
    let lines: Vec<Rule> =
        merged(rules.iter().filter(|rule| rule.is_horizontal)).into_iter().filter(is_free).collect();
    let found: Vec<PageTable> =
        families(lines).iter().flat_map(|family| family_tables(family, rows)).collect();
    rows.retain(|row| !row.pieces.is_empty());
    found
}

/// Rules with the same ends, top to bottom.
fn families(lines: Vec<Rule>) -> Vec<Vec<Rule>> {
    let mut families: Vec<Vec<Rule>> = Vec::new();
    for line in lines {
        let known = families.iter_mut().find(|family| {
            (family[0].start - line.start).abs() <= SAME_END && (family[0].end - line.end).abs() <= SAME_END
        });
        match known {
            Some(family) => family.push(line),
            None => families.push(vec![line]),
        }
    }
    families.retain(|family| (2..=400).contains(&family.len()));
    families.truncate(MOST_FAMILIES);
    families
}

/// Stretches between neighbouring rules that hold rows of several pieces, joined.
fn family_tables(family: &[Rule], rows: &mut [Row]) -> Vec<PageTable> {
    let mut found = Vec::new();
    let mut from = 0;
    while from + 1 < family.len() {
        let mut to = from;
        while to + 1 < family.len() && is_tabular(rows, &family[to], &family[to + 1]) {
            to += 1;
        }
        if to > from {
            found.extend(table(&family[from..=to], rows));
        }
        from = to.max(from + 1);
    }
    found
}

/// The pieces of the rows between two rules.
fn inside<'r>(rows: &'r [Row], above: &Rule, below: &Rule) -> Vec<Vec<&'r Piece>> {
    rows.iter()
        .map(|row| row.pieces.iter().filter(|piece| is_inside(piece, above, below)).collect::<Vec<_>>())
        .filter(|pieces| !pieces.is_empty())
        .collect()
}

fn is_inside(piece: &Piece, above: &Rule, below: &Rule) -> bool {
    let (x, y) = ((piece.x0 + piece.x1) / 2.0, piece.y - 0.35 * piece.size);
    above.at < y && y < below.at && above.start - SAME_END <= x && x <= above.end + SAME_END
}

fn is_tabular(rows: &[Row], above: &Rule, below: &Rule) -> bool {
    let lines = inside(rows, above, below);
    let split = lines.iter().filter(|pieces| pieces.len() >= 2).count();
    // The rules under the heads of two tables have the text between the tables between them.
    let width = above.end - above.start;
    let is_between = |pieces: &Vec<&Piece>| {
        let [piece] = &pieces[..] else { return false };
        is_label(&piece.text) || (piece.x1 - piece.x0 >= 0.6 * width && piece.characters >= 20)
    };
    split > 0 && split * 5 >= lines.len() * 3 && !lines.iter().any(is_between)
}

fn table(rules: &[Rule], rows: &mut [Row]) -> Option<PageTable> {
    let (first, last) = (rules.first()?, rules.last()?);
    let lines: Vec<Vec<Segment>> = inside(rows, first, last).into_iter().map(segments).collect();
    if lines.len() < 2 || lines.iter().any(|line| line.len() > MOST_COLUMNS) {
        return None;
    }
    let columns = Columns::of(&lines);
    if columns.len() < 2 {
        return None;
    }
    // A rule under most rows marks the rows itself.
    let is_ruled = rules.len() >= 4 && rules.len() * 2 > lines.len();
    let by_text = if is_ruled { vec![false; lines.len()] } else { row_starts(&lines, &columns) };
    let mut band = 0;
    let mut starts = Vec::with_capacity(lines.len());
    for (line, by_text) in lines.iter().zip(by_text) {
        let y = line[0].y - 0.35 * line[0].size;
        let crossed = rules[band + 1..].iter().take_while(|rule| rule.at < y).count();
        band += crossed;
        starts.push(by_text || crossed > 0);
    }
    let mut table = columns::table(&lines, &columns, (first.start, first.end), &starts);
    table.gutters = columns.gutters();
    table.area = Area { x0: first.start, y0: first.at, x1: first.end, y1: last.at };
    for row in rows {
        row.pieces.retain(|piece| !is_inside(piece, first, last));
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::line::rows;
    use crate::parse::fixed::line::tests::set;

    fn rule(at: f64) -> Rule {
        Rule { is_horizontal: true, at, start: 0.0, end: 300.0 }
    }

    #[test]
    fn three_rules_make_a_table() {
        let mut glyphs = set("正文在表格之上", 0.0, 10.0);
        for (y, cells) in [
            (35.0, ["序号", "费用名称", "金额"]),
            (55.0, ["1", "软件开发", "120"]),
            (70.0, ["2", "数据治理", "80"]),
        ] {
            for (column, cell) in cells.iter().enumerate() {
                glyphs.extend(set(cell, 10.0 + 100.0 * column as f64, y));
            }
        }
        glyphs.extend(set("服务", 110.0, 82.0));
        let mut lines = rows(glyphs);
        let found = tables(&[rule(20.0), rule(40.0), rule(90.0)], &[], &mut lines);
        assert_eq!(lines.len(), 1);
        let texts: Vec<Vec<&str>> =
            found[0].rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(
            texts,
            [["序号", "费用名称", "金额"], ["1", "软件开发", "120"], ["2", "数据治理服务", "80"]]
        );
    }

    #[test]
    fn a_rule_above_and_one_below_the_text_make_none() {
        let mut lines = rows([set("一行正文", 0.0, 50.0), set("又一行正文", 0.0, 70.0)].concat());
        assert!(tables(&[rule(20.0), rule(90.0)], &[], &mut lines).is_empty());
        assert_eq!(lines.len(), 2);
    }
}
