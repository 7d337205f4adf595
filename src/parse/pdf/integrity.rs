//! What the structure of a file tells about missing parts, where the library repaired it in silence.

use crate::gap::{Gap, GapKind};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, FromBytes};
use memchr::memmem;
use std::collections::BTreeSet;

/// A page count beyond this is a lie, not a loss.
const MOST_PAGES: i64 = 100_000;
/// Length of the end of a file in which its last table is named.
const TAIL: usize = 2_048;

/// Gaps of a file whose page tree or cross-reference table is not what it should be.
pub(super) fn check(pdf: &Pdf, bytes: &[u8]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let found = i64::try_from(pdf.pages().len()).unwrap_or(i64::MAX);
    match page_count(pdf) {
        None => {
            gaps.push(GapKind::Damaged("页面目录缺失，已按文件中残留的页面读取，可能缺页或顺序有误".into()))
        }
        Some(said) if found < said && said <= MOST_PAGES => {
            gaps.push(GapKind::Damaged(format!("应有 {said} 页，只找到 {found} 页")));
        }
        Some(_) => {}
    }
    if !has_table(bytes) {
        gaps.push(GapKind::Remark("文件的交叉引用表缺失或损坏，已按文件内容重建".into()));
    }
    gaps.into_iter().map(Gap::new).collect()
}

/// How deep the page tree goes; one deeper than `most` is not followed further.
pub(super) fn tree_depth(pdf: &Pdf, most: u64) -> u64 {
    let xref = pdf.xref();
    let root = xref.get::<Dict<'_>>(xref.root_id()).and_then(|catalog| catalog.get::<Dict<'_>>("Pages"));
    let mut known = BTreeSet::new();
    let mut level: Vec<Dict<'_>> = root.into_iter().collect();
    let mut depth = 0;
    while !level.is_empty() && depth <= most {
        depth += 1;
        let kids = level.iter().filter_map(|node| node.get::<Array<'_>>("Kids"));
        let nodes = kids.flat_map(|kids| kids.iter::<Dict<'_>>());
        // Pages are leaves; a node that stands twice in the tree is followed once.
        level = nodes
            .filter(|node| node.contains_key("Kids") && node.obj_id().is_none_or(|id| known.insert(id)))
            .collect();
    }
    depth
}

/// How many pages the root of the page tree claims.
fn page_count(pdf: &Pdf) -> Option<i64> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let pages = catalog.get::<Dict<'_>>("Pages")?;
    Some(pages.get::<i64>("Count").unwrap_or(0))
}

/// Whether the end of the file names a cross-reference table that is there, with a trailer.
fn has_table(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let named = memmem::rfind(tail, b"startxref").map(|at| &tail[at + b"startxref".len()..]);
    let Some(offset) = named.and_then(leading_number) else { return false };
    // Bytes before the header shift every offset of the file.
    let shift = memmem::find(&bytes[..bytes.len().min(TAIL * 8)], b"%PDF-").unwrap_or(0);
    [0, shift].into_iter().any(|shift| {
        let Some(table) = bytes.get(offset.saturating_add(shift)..) else { return false };
        let table = table.trim_ascii_start();
        if !table.starts_with(b"xref") {
            return table.first().is_some_and(u8::is_ascii_digit);
        }
        let trailer =
            memmem::find(table, b"trailer").map(|at| table[at + b"trailer".len()..].trim_ascii_start());
        trailer.is_some_and(|trailer| Dict::from_bytes(trailer).is_some())
    })
}

fn leading_number(text: &[u8]) -> Option<usize> {
    let text = text.trim_ascii_start();
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    std::str::from_utf8(&text[..digits]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_file_must_name_its_table() {
        let file = |end: &str| format!("%PDF-1.7\nxref\n0 0\ntrailer\n<</Size 1>>\nstartxref\n{end}");
        assert!(has_table(file("9\n%%EOF").as_bytes()));
        assert!(!has_table(file("\n%%EOF").as_bytes()));
        assert!(!has_table(file("4\n%%EOF").as_bytes()));
        assert!(!has_table(b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Size [[[\nstartxref\n9\n%%EOF"));
        assert!(has_table(format!("junk{}", file("9")).as_bytes()));
    }
}
