//! Real OFD files, from the folder that `YUSHEN_CORPUS` names: each gives its text, or says why not.

use crate::corpus::{folder, listed, read};
use yushen::document::Origin;

/// Part of the characters of the listing that must come out. It counts templates that no page uses
/// and text that is drawn twice at one place.
const LEAST_PART: f64 = 0.85;

#[test]
fn real_files_give_their_text_or_say_why_not() {
    let Some(folder) = folder() else { return };
    for listed in listed(&folder, "ofd") {
        let document = read(&folder, &listed.file);
        let file = &listed.file;
        assert!(document.pages.is_some_and(|pages| pages >= 1), "{file}: no pages");
        let characters = document.text.chars().filter(|c| !c.is_whitespace()).count();
        let is_told = document.has_hidden_content();
        assert!(
            characters as f64 >= LEAST_PART * listed.characters || is_told,
            "{file}: {characters} of {}",
            listed.characters
        );
        assert!(characters > 0 || is_told, "{file}: nothing read and nothing said");
        assert!(!document.text.contains('\u{fffd}') || is_told, "{file}: unknown characters and no gap");
        let has_place = |origin: Origin| matches!(origin, Origin::Page { page, .. } if page >= 1);
        assert!(
            document.blocks.iter().all(|block| has_place(block.origin)),
            "{file}: a block without a page"
        );
        let again = read(&folder, file);
        assert!(again.text == document.text && again.gaps == document.gaps, "{file}: another answer");
    }
}
