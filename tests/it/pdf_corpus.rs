//! Real PDF files, from the folder that `YUSHEN_CORPUS` names: each gives its text, or says why not.

use crate::corpus::check_pages;

/// Part of the characters of the listing that must come out. It counts what stands once here: headers
/// that a table repeats on every page, glyphs drawn twice, spaces of private use.
const LEAST_PART: f64 = 0.88;

#[test]
fn real_files_give_their_text_or_say_why_not() {
    check_pages("pdf", LEAST_PART);
}
