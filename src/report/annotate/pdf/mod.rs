//! A checked pdf → a copy with highlights on the exact words, as an incremental update.
//!
//! The file's own bytes come first, unchanged; what is new stands behind them. An update of an earlier
//! run that is the last thing in the file is cut off first; where others have written behind it, a new
//! update leaves our old annotations out.

mod draw;
mod place;
#[cfg(test)]
mod tests;
mod update;

use super::{AUTHOR, Front, MOST_REMARKS, Remarks, identity, only_document};
use crate::document::Format;
use crate::report::{Original, PackageReport};
use place::Again;
use sha2::{Digest, Sha256};
use update::Update;

/// The pdf of the package with the findings as highlights.
///
/// # Errors
/// Why there can be none, and what to do instead.
pub fn render(package: &PackageReport, original: &Original) -> Result<Vec<u8>, String> {
    let idx = only_document(original, Format::Pdf)?;
    let document = &original.review.readings[idx].document;
    let bytes = update::without_own(&original.package.sources[idx].bytes);
    let mut update = Update::open(bytes)?;
    let remarks = Remarks::new(package, original, idx);
    let again = Again { bytes, page_count: update.page_count(), limits: &original.limits };
    let (located, unplaced) = place::locate(&again, document, &remarks.placed)?;
    let left_out = located.highlights.len().saturating_sub(MOST_REMARKS);
    let as_of = original.review.as_of;
    for highlight in located.highlights.iter().take(MOST_REMARKS) {
        update.add(highlight.page, draw::highlight(highlight, as_of));
    }
    let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let Front { verdict, checklist } = remarks.front(&identity(as_of, &sha256), &unplaced, left_out);
    for (nth, (name, lines)) in
        [("yushen-verdict", verdict), ("yushen-checklist", checklist)].into_iter().enumerate()
    {
        update.add(1, draw::note(&located.corner, nth, name, &lines, as_of));
    }
    update.finish()
}
