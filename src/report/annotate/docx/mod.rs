//! A checked docx → a copy with native comments on the exact ranges.
//!
//! Only the main part, the comments, and the two lists that name them change; every other entry of the
//! zip is copied as it is, compressed bytes and all. What an earlier run has written is taken out first.

mod comments;
mod copy;
mod mark;
mod scan;
mod strip;
#[cfg(test)]
mod tests;

use super::{AUTHOR, INITIALS, MOST_REMARKS, Remark, Remarks, identity, only_document, refusal};
use crate::document::Format;
use crate::gap::Gap;
use crate::parse::docx::trace::{Boundary, Trace, main_part};
use crate::report::{Original, PackageReport};
use comments::Comments;
use copy::Copy;
use mark::Marks;
use scan::Names;

/// A remark with the places of its marks.
struct Anchored<'a> {
    start: Boundary,
    end: Boundary,
    remark: &'a Remark,
}

/// The docx of the package with the findings as comments.
///
/// # Errors
/// Why there can be none, and what to do instead.
pub fn render(package: &PackageReport, original: &Original) -> Result<Vec<u8>, String> {
    let idx = only_document(original, Format::Docx)?;
    let document = &original.review.readings[idx].document;
    let bytes = &original.package.sources[idx].bytes;
    let limits = &original.limits;
    let mut copy = Copy::open(bytes, limits)?;
    let (main, _) = main_part(bytes, limits).ok_or_else(|| incomplete(document.gaps.iter()))?;
    let mut comments = Comments::open(&mut copy, &main)?;
    let clean = strip::strip(&copy.text(&main)?, &comments.own_ids, limits)?;
    let trace = Trace::new(bytes, (main.clone(), clean), document, limits)
        .map_err(|fault| incomplete([Gap::new(fault)].iter()))?;
    let first = trace.first_paragraph().ok_or("文档正文没有段落，不能写入批注")?;
    comments.reserve_ids(&strip::used_ids(&trace.source, limits)?);

    let remarks = Remarks::new(package, original, idx);
    let (mut anchored, mut unplaced) = (Vec::new(), Vec::new());
    for remark in &remarks.placed {
        match trace.around(document, remark.span) {
            Some((start, end)) => anchored.push(Anchored { start, end, remark }),
            None => unplaced.push(remark.clone()),
        }
    }
    // The most important come first; where there are too many, those are kept.
    let left_out = anchored.len().saturating_sub(MOST_REMARKS);
    anchored.truncate(MOST_REMARKS);
    anchored.sort_by_key(|anchored| (anchored.start, anchored.end));

    let names = Names::at(&trace, first.paragraph);
    let mut marks = Marks::new(&trace, names);
    let date = original.review.as_of;
    let line = identity(date, &original.review.files[idx].sha256);
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

/// Why there is no main part to write into: the first that hides content.
fn incomplete<'a>(mut gaps: impl Iterator<Item = &'a Gap>) -> String {
    let what = "主文档部件读不完整";
    match gaps.find(|gap| gap.kind.hides_content()) {
        Some(gap) => refusal(what, gap),
        None => format!("{what}，不能写入批注。先修复文件再检查"),
    }
}
