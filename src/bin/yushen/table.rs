//! Rows of cells → lines whose columns stand under each other.

use yushen::report::layout;

/// The rows below their head; the last column is broken at the terminal's width, others are as wide as
/// their widest cell.
pub(crate) fn render(head: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let mut widths: Vec<usize> = head.iter().map(|title| layout::columns(title)).collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(layout::columns(cell));
        }
    }
    let mut out = String::new();
    push(&mut out, &head.iter().map(|&title| title.to_owned()).collect::<Vec<_>>(), &widths, width);
    for row in rows {
        push(&mut out, row, &widths, width);
    }
    out
}

fn push(out: &mut String, row: &[String], widths: &[usize], width: usize) {
    let Some((last, others)) = row.split_last() else { return };
    let mut indent = 0;
    for (cell, column) in others.iter().zip(widths) {
        out.push_str(&layout::pad(cell, *column));
        out.push_str("  ");
        indent += column + 2;
    }
    let broken = layout::wrap(last, width.saturating_sub(indent).max(16), 0);
    out.push_str(&broken.replace('\n', &format!("\n{}", " ".repeat(indent))));
    while out.ends_with(' ') {
        out.pop();
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [vec!["总投资".to_owned(), "1".to_owned()], vec!["级别".to_owned(), "2".to_owned()]];
        assert_eq!(render(&["名称", "值"], &rows, 80), "名称    值\n总投资  1\n级别    2\n");
    }
}
