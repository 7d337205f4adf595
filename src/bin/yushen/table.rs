//! Rows of cells → lines whose columns stand under each other.

use yushen::report::layout;

/// What becomes of a last column that is too wide for the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overflow {
    /// Goes on below.
    Wrap,
    /// Ends in `…`.
    Cut,
}

/// Narrowest last column.
const NARROWEST: usize = 16;

/// The rows below their head; all columns but the last are as wide as their widest cell.
pub(crate) fn render(head: &[&str], rows: &[Vec<String>], overflow: Overflow, width: usize) -> String {
    let mut widths: Vec<usize> = head.iter().map(|title| layout::columns(title)).collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(layout::columns(cell));
        }
    }
    let mut out = String::new();
    push(&mut out, &head.iter().map(|&title| title.to_owned()).collect::<Vec<_>>(), &widths, overflow, width);
    for row in rows {
        push(&mut out, row, &widths, overflow, width);
    }
    out
}

fn push(out: &mut String, row: &[String], widths: &[usize], overflow: Overflow, width: usize) {
    let Some((last, others)) = row.split_last() else { return };
    let mut indent = 0;
    for (cell, column) in others.iter().zip(widths) {
        out.push_str(&layout::pad(cell, *column));
        out.push_str("  ");
        indent += column + 2;
    }
    let left = width.saturating_sub(indent).max(NARROWEST);
    match overflow {
        Overflow::Cut => out.push_str(&layout::cut(last, left)),
        Overflow::Wrap => {
            let broken = layout::wrap(last, left, 0);
            out.push_str(&broken.replace('\n', &format!("\n{}", " ".repeat(indent))));
        }
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::{Overflow, render};

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [vec!["总投资".to_owned(), "1".to_owned()], vec!["级别".to_owned(), "2".to_owned()]];
        assert_eq!(render(&["名称", "值"], &rows, Overflow::Wrap, 80), "名称    值\n总投资  1\n级别    2\n");
    }

    #[test]
    fn a_wide_last_column_is_broken_or_cut() {
        let rows = [vec!["甲".to_owned(), "一二三四五六七八九十".to_owned()]];
        assert_eq!(render(&["", "说明"], &rows, Overflow::Cut, 12), "    说明\n甲  一二三四五六七…\n");
        assert_eq!(
            render(&["", "说明"], &rows, Overflow::Wrap, 12),
            "    说明\n甲  一二三四五六七八\n    九十\n"
        );
    }
}
