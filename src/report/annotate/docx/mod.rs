//! A checked docx → a copy with native comments on the exact ranges.
//!
//! Only the main part, the comments, and the two lists that name them change; every other entry of the
//! zip is copied as it is, compressed bytes and all. What an earlier run has written is taken out first.

mod comments;
mod copy;
mod identity;
mod mark;
mod scan;
mod strip;
#[cfg(test)]
mod tests;

use super::{AUTHOR, INITIALS, MOST_REMARKS, Remark, Remarks, only_document};
use crate::document::Format;
use crate::gap::Gap;
use crate::parse::docx::trace::{Boundary, Trace, main_part};
use crate::report::{Original, PackageReport};
use comments::Comments;
use copy::Copy;
use mark::Marks;
use scan::Names;

/// A remark with the places of its marks.
struct Anchored {
    start: Boundary,
    end: Boundary,
    remark: Remark,
}

/// The docx of the package with the findings as comments.
///
/// # Errors
/// Why there can be none, and what to do instead.
pub fn render(package: &PackageReport, original: &Original) -> Result<Vec<u8>, String> {
    let idx = only_document(original, Format::Docx)?;
    let document = &original.review.readings[idx].document;
    let bytes = &original.package.sources[idx].bytes;
    let mut copy = Copy::open(bytes)?;
    let (main, _) = main_part(bytes).ok_or("主文档部件读不完整，不能写入批注。先修复文件再检查")?;
    let mut comments = Comments::open(&mut copy, &main)?;
    let clean = strip::strip(&copy.text(&main)?, &comments.own_ids)?;
    let digest = identity::digest(&copy, &main, &clean, &comments);
    let trace = Trace::new(bytes, (main.clone(), clean), document).map_err(|fault| {
        format!("主文档部件读不完整（{}），不能写入批注。先修复文件再检查", Gap::new(fault))
    })?;
    let first = trace.first_paragraph().ok_or("文档正文没有段落，不能写入批注")?;
    comments.reserve_ids(&strip::used_ids(&trace.source)?);

    let mut remarks = Remarks::new(package, original, idx);
    let placed = std::mem::take(&mut remarks.placed);
    let (mut anchored, mut unplaced) = (Vec::new(), Vec::new());
    for remark in placed.iter().cloned() {
        match trace.around(document, remark.span) {
            Some((start, end)) => anchored.push(Anchored { start, end, remark }),
            None => unplaced.push(remark),
        }
    }
    remarks.placed = placed;
    // The most important come first; where there are too many, those are kept.
    let left_out = anchored.len().saturating_sub(MOST_REMARKS);
    anchored.truncate(MOST_REMARKS);
    anchored.sort_by_key(|anchored| (anchored.start, anchored.end));

    let names = Names::at(&trace, first.paragraph);
    let mut marks = Marks::new(&trace, names);
    let date = original.review.as_of;
    let sha256 = comments.known_sha256(&digest).unwrap_or_else(|| original.review.files[idx].sha256.clone());
    let line = identity::line(date, &sha256, &digest);
    let front = remarks.front(&line, &unplaced, left_out);
    for lines in [&front.verdict, &front.checklist] {
        marks.point(first, comments.add(lines, date));
    }
    for Anchored { start, end, remark } in &anchored {
        marks.range(*start, *end, comments.add(&remark.lines, date));
    }
    copy.replace(&main, &marks.apply())?;
    comments.write(&mut copy, &main)?;
    copy.finish()
}
