//! Real docx files, from the folder that `YUSHEN_CORPUS` names: each gives its text, or says why not.

use crate::corpus::{folder, listed, read};
use yushen::document::{BlockKind, Origin};

/// Part of the characters of the listing that must come out. It counts the codes of fields too, which a
/// reader never sees, and text boxes twice; so small files, of which these are a good part, are not compared.
const LEAST_PART: f64 = 0.85;
const SMALL: f64 = 5000.0;

#[test]
fn real_files_give_their_text_or_say_why_not() {
    let Some(folder) = folder() else { return };
    for listed in listed(&folder, "docx") {
        let (file, listed) = (listed.file, listed.characters);
        let document = read(&folder, &file);
        let characters = document.text.chars().filter(|c| !c.is_whitespace()).count();
        let is_told = document.has_hidden_content();
        let is_whole = listed < SMALL || characters as f64 >= LEAST_PART * listed;
        assert!(is_whole || is_told, "{file}: {characters} of {listed}");
        assert!(characters > 0 || is_told, "{file}: nothing read and nothing said");
        let has_place =
            |kind: &BlockKind, origin| *kind == BlockKind::PageFurniture || origin != Origin::Unknown;
        assert!(
            document.blocks.iter().all(|block| has_place(&block.kind, block.origin)),
            "{file}: a block without a place"
        );
        assert!(
            document.blocks.iter().all(|block| {
                matches!(block.kind, BlockKind::Table(_) | BlockKind::Contents)
                    || !document.slice(block.span).contains('\t')
            }),
            "{file}: a tab outside of tables"
        );
        let again = read(&folder, &file);
        assert!(again.text == document.text && again.gaps == document.gaps, "{file}: another answer");
    }
}
