//! A second look with another library, where the first finds no text: the two miss different things.
//!
//! It knows no places, so its lines are paragraphs of their page, and a remark says so.

use crate::document::{Builder, Draft, Origin, Rect};
use crate::gap::{Gap, GapKind};
use crate::parse::Limits;
use crate::parse::fixed::ordinary;
use lopdf::{Document, LoadOptions};
use std::panic::AssertUnwindSafe;
use std::time::Instant;

/// Largest file that is looked at twice: the library keeps all of it in memory.
const LARGEST_FILE: usize = 32 << 20;
/// Most bytes that one page may inflate to: each operator, two bytes at least, is kept as an object.
const PAGE_BYTES: usize = 512 << 10;
/// What the library writes where it knows no encoding.
const UNKNOWN_ENCODING: &str = "Unimplemented?";

/// Reads the text of the pages; whether any was found.
pub(super) fn read(bytes: &[u8], limits: &Limits, deadline: Instant, builder: &mut Builder) -> bool {
    if bytes.len() > LARGEST_FILE {
        return false;
    }
    // The last net: its limits count bytes, not everything that can go wrong.
    let pages = std::panic::catch_unwind(AssertUnwindSafe(|| pages(bytes, limits, deadline)));
    let Ok(Some(pages)) = pages else { return false };
    if pages.iter().all(|(_, lines)| lines.is_empty()) {
        return false;
    }
    for (page, lines) in &pages {
        for line in lines {
            let origin = Origin::Page { page: *page, bbox: Rect::default() };
            builder.paragraph(line, Draft { origin, ..Draft::default() });
        }
    }
    builder.pages(pages.last().map_or(0, |(page, _)| *page));
    let detail = "文字由备用方式读出，没有版面信息，标题和表格可能识别不全".to_owned();
    builder.gap(Gap::new(GapKind::Remark(detail)));
    true
}

fn pages(bytes: &[u8], limits: &Limits, deadline: Instant) -> Option<Vec<(u32, Vec<String>)>> {
    let stream_bytes = usize::try_from(limits.pdf_stream_bytes).unwrap_or(usize::MAX);
    let options = LoadOptions { max_decompressed_size: Some(stream_bytes), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).ok()?;
    if document.is_encrypted() {
        return None;
    }
    let most = usize::try_from(limits.pdf_pages).unwrap_or(usize::MAX);
    let mut pages = Vec::new();
    for number in document.get_pages().into_keys().take(most) {
        if Instant::now() > deadline {
            break;
        }
        let text = document.extract_text_with_limit(&[number], PAGE_BYTES).unwrap_or_default();
        pages.push((number, lines(&text)));
    }
    Some(pages)
}

fn lines(text: &str) -> Vec<String> {
    if text.contains(UNKNOWN_ENCODING) {
        return Vec::new();
    }
    text.lines()
        .map(|line| line.chars().filter_map(ordinary).collect::<String>().trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;
    use crate::parse::pdf::testing::TestPdf;

    #[test]
    fn another_library_reads_the_pages_too() {
        let file = TestPdf::new().page("BT /L 12 Tf 72 700 Td (Hello proposal) Tj ET").build();
        let mut builder = Builder::new("t.pdf", Format::Pdf);
        let deadline = Instant::now() + std::time::Duration::from_secs(5);
        assert!(read(&file, &Limits::default(), deadline, &mut builder));
        let document = builder.finish();
        document.assert_valid();
        assert_eq!(document.text, "Hello proposal");
        assert_eq!(document.gaps.len(), 1, "a remark says how it was read");
    }

    #[test]
    fn what_it_cannot_decode_is_no_text() {
        assert!(lines("?Identity-H Unimplemented?").is_empty());
        assert_eq!(lines("⼀期\n\n 概述 "), ["一期", "概述"]);
    }
}
