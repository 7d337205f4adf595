//! Tables without lines that a page break cuts: what is left of them is no table by itself.

use super::columns::{self, Segment, row_starts};
use super::geometry::Area;
use super::page::{Line, PageBlock, PageText, Role};
use super::table::PageTable;
use super::unruled::{MOST_STEP, is_head, is_label};

/// Lines at the top of a page that are looked at as the rest of a table.
const MOST_REST: usize = 40;

/// Takes the lines at the top of the next page that keep to the columns of an open table without lines
/// out of `blocks`: too few to be known as a table by themselves.
pub(super) fn take_rest(table: &PageTable, blocks: &mut Vec<PageBlock>) -> Option<PageTable> {
    if table.gutters.is_empty() {
        return None;
    }
    let mut columns = table.columns();
    let mut lines: Vec<Vec<Segment>> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    let mut before: Option<f64> = None;
    let mut is_followed = false;
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| !block.is_furniture()) {
        let PageBlock::Line(line) = block else {
            is_followed =
                matches!(block, PageBlock::Table(next) if next.gutters.len() == table.gutters.len());
            break;
        };
        let segments = line_segments(line);
        let is_near = before.is_none_or(|y| line.baseline - y <= MOST_STEP * line.size && line.baseline > y);
        let is_text = line.role != Role::Body || is_label(&line.text) || lines.len() >= MOST_REST;
        let Some(merged) = columns.with(&segments).filter(|_| is_near && !is_text) else { break };
        columns = merged;
        before = Some(line.baseline);
        taken.push(at);
        lines.push(segments);
    }
    if !is_followed {
        // What ends the table has several cells.
        let full = lines.iter().rposition(|line| columns.filled(line) >= 2).map_or(0, |at| at + 1);
        lines.truncate(full);
        taken.truncate(full);
    }
    if lines.is_empty() {
        return None;
    }
    let mut index = 0;
    blocks.retain(|_| {
        index += 1;
        !taken.contains(&(index - 1))
    });
    let ends = (columns.0.first()?.0, columns.0.last()?.1);
    let starts = row_starts(&lines, &columns);
    let mut rest = columns::table(&lines, &columns, ends, &starts);
    rest.gutters = columns.gutters();
    Some(rest)
}

/// Gives tables at the top of a page the head that stands alone at the foot of the page before.
pub(super) fn join_heads(pages: &mut [PageText]) {
    for at in 1..pages.len() {
        let (before, after) = pages.split_at_mut(at);
        let (Some(page), Some(next)) = (before.last_mut(), after.first_mut()) else { continue };
        let Some(PageBlock::Table(table)) = next.blocks.iter_mut().find(|block| !block.is_furniture()) else {
            continue;
        };
        let Some(last) = page.blocks.iter().rposition(|block| !block.is_furniture()) else { continue };
        let PageBlock::Line(line) = &page.blocks[last] else { continue };
        let segments = line.segments.clone();
        let columns = table.columns();
        let is_near = line.role == Role::Body && page.direction == next.direction;
        if table.gutters.is_empty() || !is_near || !is_head(&segments, &columns) {
            continue;
        }
        let Some(columns) = columns.with(&segments) else { continue };
        let mut head = columns::table(&[segments], &columns, (line.area.x0, line.area.x1), &[true]);
        head.set_origins(page.number, page.direction);
        table.rows.splice(0..0, head.rows);
        table.gutters = columns.gutters();
        page.blocks.remove(last);
    }
}

fn line_segments(line: &Line) -> Vec<Segment> {
    if !line.segments.is_empty() {
        return line.segments.clone();
    }
    let Area { x0, x1, .. } = line.area;
    vec![Segment { x0, x1, y: line.baseline, size: line.size, text: line.text.clone() }]
}
