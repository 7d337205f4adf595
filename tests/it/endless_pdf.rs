//! A page may hold any number of cells: four times as many must not cost sixteen times the time, and what
//! is too much to look through for tables is read as text.

use crate::cases::review;
use crate::growth::{assert_linear, time};

/// A file of one large page whose rows hold the text so many times, with wide gaps between.
fn page(rows: usize, cells: usize, text: &str) -> Vec<u8> {
    let row = format!("[{}] TJ T*\n", vec![format!("({text})"); cells].join(" -1600 "));
    let content = format!("BT /F 10 Tf 12 TL 10 14380 Td\n{}ET", row.repeat(rows));
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>\
         endobj\n4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n\
         trailer<</Size 6/Root 1 0 R>>\n%%EOF",
        content.len()
    )
    .into_bytes()
}

fn assert_page_is_linear(name: &str, file: impl Fn(usize) -> Vec<u8>) {
    let time = |times| {
        let file = file(times);
        time(|| review("endless.pdf", file)).0
    };
    assert_linear(name, time(1), time(4));
}

#[test]
fn a_page_of_cells_costs_their_number() {
    for text in ["1", "a:"] {
        assert_page_is_linear("wide rows", |times| page(30, 100 * times, text));
        assert_page_is_linear("many rows", |times| page(250 * times, 30, text));
    }
}
