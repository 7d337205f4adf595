//! A table of a document → an HTML table; of a very long one the beginning and what is spoken of.

use super::marked::Pen;
use crate::document::{Cell, Table};
use crate::span::Span;
use std::ops::Range;

/// Rows up to which a table is shown whole.
const WHOLE: u32 = 300;
/// Rows of a longer table that are always shown.
const LEAD: u32 = 40;
/// Rows shown on each side of one that is spoken of.
const AROUND: u32 = 2;
/// From so many columns on the table may be wider than its place and scrolls by itself.
const WIDE: u32 = 6;

/// For each column the row behind the last one that a cell from above covers.
type Covering = Vec<u32>;

/// The table, with its first row as header.
pub(super) fn push(pen: &mut Pen<'_, '_>, table: &Table, number: usize) {
    let is_wide = table.column_count >= WIDE;
    pen.out.raw("<div class=\"scroll\"");
    if is_wide {
        pen.out.raw(" tabindex=\"0\" role=\"region\" aria-label=\"表格 ").number(number).raw("\"");
    }
    pen.out.raw("><table>");
    let mut covering: Covering = Vec::new();
    let mut row_idx = 0;
    while row_idx < table.row_count {
        let shown_until = shown_until(pen, table, row_idx);
        if shown_until == row_idx {
            let next = next_shown(pen, table, row_idx);
            push_omitted(pen, table, next - row_idx);
            covering.clear();
            row_idx = next;
            continue;
        }
        push_row(pen, table, row_idx, shown_until, &mut covering);
        row_idx += 1;
    }
    pen.out.raw("</table></div>");
}

/// One past the last row of the run of shown rows that this one stands in; itself when it is not shown.
fn shown_until(pen: &Pen<'_, '_>, table: &Table, row_idx: u32) -> u32 {
    if table.row_count <= WHOLE {
        return table.row_count;
    }
    if row_idx < LEAD {
        return LEAD;
    }
    if is_near_mark(pen, table, row_idx) { row_idx + 1 } else { row_idx }
}

fn is_near_mark(pen: &Pen<'_, '_>, table: &Table, row_idx: u32) -> bool {
    let first = row_idx.saturating_sub(AROUND);
    let last = (row_idx + AROUND).min(table.row_count.saturating_sub(1));
    let rows = (first..=last).filter_map(|row| row_span(table.row(row)));
    rows.reduce(Span::to).is_some_and(|span| pen.is_marked(span))
}

fn row_span(cells: &[Cell]) -> Option<Span> {
    cells.iter().map(|cell| cell.span).reduce(Span::to)
}

/// The next shown row, or the end: found from the marks, for a table may have a million rows.
fn next_shown(pen: &Pen<'_, '_>, table: &Table, row_idx: u32) -> u32 {
    let Some(start) = row_span(table.row(row_idx)).map(|span| span.start) else { return row_idx + 1 };
    let rest = Span { start, end: table.span.end };
    let Some(mark) = pen.touching(rest).map(|at| pen.marks[at].span).find(|mark| mark.start >= start) else {
        return table.row_count;
    };
    let at = table.cells.partition_point(|cell| cell.span.start <= mark.start);
    let row = table.cells[..at].last().map_or(row_idx, |cell| cell.row_idx);
    row.saturating_sub(AROUND).clamp(row_idx + 1, table.row_count)
}

fn push_omitted(pen: &mut Pen<'_, '_>, table: &Table, rows: u32) {
    pen.out.raw("<tr><td class=\"cut\" colspan=\"").number(table.column_count.min(1000) as usize);
    pen.out.raw("\">…… 略去 ").number(rows as usize).raw(" 行 ……</td></tr>");
}

fn push_row(pen: &mut Pen<'_, '_>, table: &Table, row_idx: u32, shown_until: u32, covering: &mut Covering) {
    let is_head = row_idx == 0 && table.row_count > 1;
    pen.out.raw("<tr>");
    let mut next = 0;
    for cell in table.row(row_idx) {
        push_gap(pen, next..cell.column_idx, row_idx, covering);
        pen.out.raw(if is_head { "<th scope=\"col\"" } else { "<td" });
        if cell.column_span > 1 {
            pen.out.raw(" colspan=\"").number(cell.column_span.min(1000) as usize).raw("\"");
        }
        let rows = cell.row_span.min(shown_until.saturating_sub(row_idx)).max(1);
        next = cell.column_idx + cell.column_span;
        if rows > 1 {
            pen.out.raw(" rowspan=\"").number(rows as usize).raw("\"");
            cover(covering, cell.column_idx..next, row_idx + rows);
        }
        pen.out.raw(">");
        pen.words(cell.span);
        pen.out.raw(if is_head { "</th>" } else { "</td>" });
    }
    push_gap(pen, next..table.column_count, row_idx, covering);
    pen.out.raw("</tr>");
}

fn cover(covering: &mut Covering, columns: Range<u32>, until: u32) {
    if covering.len() < columns.end as usize {
        covering.resize(columns.end as usize, 0);
    }
    covering[columns.start as usize..columns.end as usize].fill(until);
}

/// Positions without a cell that none from above covers.
fn push_gap(pen: &mut Pen<'_, '_>, columns: Range<u32>, row_idx: u32, covering: &Covering) {
    let last = covering.len().min(columns.end as usize);
    let ahead = |at: u32| covering.get(at as usize..last).unwrap_or_default().iter();
    let mut at = columns.start;
    while at < columns.end {
        let free = ahead(at).position(|&until| until > row_idx).map_or(columns.end - at, |free| free as u32);
        if free > 0 {
            pen.out.raw("<td colspan=\"").number(free.min(1000) as usize).raw("\"></td>");
        }
        at += free;
        at += ahead(at).take_while(|&&until| until > row_idx).count() as u32;
    }
}
