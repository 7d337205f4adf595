//! Real OFD files, from the folder that `YUSHEN_CORPUS` names: each gives its text, or says why not.

use crate::corpus::check_pages;

/// Part of the characters of the listing that must come out. It counts templates that no page uses
/// and text that is drawn twice at one place.
const LEAST_PART: f64 = 0.85;

#[test]
fn real_files_give_their_text_or_say_why_not() {
    check_pages("ofd", LEAST_PART);
}
