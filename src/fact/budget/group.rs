//! Lines one by one → groups: who stands under whom, which sums are of parts and which of all.

use super::order::{Key, Nesting};
use super::{AmountState, BudgetLine, LineKind};
use crate::document::NumberStyle;

/// Finds out the kinds and parents of the lines of a budget.
pub(super) fn arrange(lines: &mut [BudgetLine]) {
    find_heads(lines);
    find_totals(lines);
    find_parents(lines);
    for at in 0..lines.len() {
        let Some(parent) = lines[at].parent else { continue };
        let parent = &mut lines[parent as usize];
        if parent.kind == LineKind::Item {
            parent.kind = LineKind::Group;
        }
    }
    drop_empty_groups(lines);
}

/// Whether the row holds nothing but its name.
fn is_valueless(line: &BudgetLine) -> bool {
    let empty = |state: &AmountState| matches!(state, AmountState::Absent | AmountState::Empty);
    empty(&line.printed.state)
        && line.quantity.is_none()
        && line.unit_price.is_none()
        && line.specification.is_empty()
        && line.parts.iter().all(|part| empty(&part.state))
}

/// Rows without number and values between rows with values are heads; in a table that is not filled in
/// nothing is.
fn find_heads(lines: &mut [BudgetLine]) {
    let items = |lines: &[BudgetLine]| lines.iter().filter(|line| line.kind == LineKind::Item).count();
    let valued = lines.iter().filter(|line| line.kind == LineKind::Item && !is_valueless(line)).count();
    let numbered =
        lines.iter().any(|line| line.kind == LineKind::Item && !is_valueless(line) && line.number.is_some());
    if valued * 2 < items(lines) || valued == 0 {
        for line in lines.iter_mut().filter(|line| line.kind == LineKind::Group && line.number.is_none()) {
            line.kind = LineKind::Item;
        }
        return;
    }
    for line in lines.iter_mut() {
        let is_head = line.kind == LineKind::Item
            && numbered
            && line.number.is_none()
            && line.printed.state != AmountState::Absent
            && is_valueless(line);
        if is_head {
            line.kind = LineKind::Group;
        }
    }
}

/// A 合计 that others follow is the sum of a part, unless it stands above all; the last sum of a table
/// without a sum of all is that.
fn find_totals(lines: &mut [BudgetLine]) {
    let is_item = |line: &BudgetLine| matches!(line.kind, LineKind::Item | LineKind::Group);
    let last_total = lines.iter().rposition(|line| line.kind == LineKind::Total);
    let first_item = lines.iter().position(is_item);
    let Some(last_total) = last_total else {
        let last_item = lines.iter().rposition(is_item);
        let subtotals = lines.iter().filter(|line| line.kind == LineKind::Subtotal).count();
        if let Some(last) = lines.last_mut()
            && last.kind == LineKind::Subtotal
            && subtotals == 1
            && last_item.is_some()
        {
            last.kind = LineKind::Total;
        }
        return;
    };
    for at in 0..last_total {
        let followed = lines[at + 1..last_total].iter().any(is_item);
        let above_all = first_item.is_none_or(|first| at < first);
        if lines[at].kind == LineKind::Total && followed && !above_all {
            lines[at].kind = LineKind::Subtotal;
        }
    }
}

fn find_parents(lines: &mut [BudgetLine]) {
    let mut nesting = Nesting::default();
    let mut previous: Option<u32> = None;
    for at in 0..lines.len() {
        let line_idx = u32::try_from(at).unwrap_or(u32::MAX);
        let line = &lines[at];
        match line.kind {
            LineKind::Total => nesting.close(),
            LineKind::Subtotal => {}
            LineKind::OfWhich => lines[at].parent = None,
            LineKind::Group | LineKind::Item => {
                let parent = match (&line.number, line.kind) {
                    (Some(label), _) => nesting.place(Key::Numbered(label.style), line_idx),
                    (None, LineKind::Group) => nesting.place(Key::Head, line_idx),
                    (None, _) => plain_parent(lines, &mut nesting, previous, line_idx),
                };
                lines[at].parent = parent;
                previous = Some(line_idx);
            }
        }
    }
}

/// A row without number stands under the head above it, else beside the row above it.
fn plain_parent(
    lines: &[BudgetLine],
    nesting: &mut Nesting,
    previous: Option<u32>,
    line_idx: u32,
) -> Option<u32> {
    let previous = previous? as usize;
    let above = &lines[previous];
    let heads = above.kind == LineKind::Group
        || (above.number.as_ref().is_some_and(|label| is_outer(label.style))
            && above.quantity.is_none()
            && above.unit_price.is_none()
            && is_sum_of_run(lines, above, line_idx));
    if above.number.is_none() && above.kind == LineKind::Item || heads {
        nesting.place(Key::Plain, line_idx)
    } else {
        above.parent
    }
}

/// Whether a row is the head of the rows without number that follow: it has no amount of its own, or
/// their sum.
fn is_sum_of_run(lines: &[BudgetLine], above: &BudgetLine, first: u32) -> bool {
    let Some(amount) = above.printed.read() else { return true };
    let run = lines[first as usize..]
        .iter()
        .take_while(|line| line.number.is_none() && line.kind == LineKind::Item);
    let amounts = run.filter_map(|line| line.printed.read()).map(|amount| amount.fen.0);
    amounts.fold(0_i64, i64::saturating_add) == amount.fen.0
}

fn is_outer(style: NumberStyle) -> bool {
    matches!(
        style,
        NumberStyle::Chapter | NumberStyle::Section | NumberStyle::Chinese | NumberStyle::ChineseBracketed
    )
}

/// Heads under which nothing stands are things without an amount.
fn drop_empty_groups(lines: &mut [BudgetLine]) {
    let mut has_children = vec![false; lines.len()];
    for line in lines.iter() {
        if let Some(parent) = line.parent {
            has_children[parent as usize] = true;
        }
    }
    for (line, has_children) in lines.iter_mut().zip(has_children) {
        if line.kind == LineKind::Group && !has_children {
            line.kind = LineKind::Item;
        }
    }
}
