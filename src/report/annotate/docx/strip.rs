//! A main part with our marks → the part without them: runs that the marks had cut are whole again.
//!
//! Cuts are known by the space before `>` in the tags around them: it says nothing to a reader of XML,
//! and no producer writes it. A word processor that has saved the file since has written its own tags;
//! then the marks go and the runs stay as it wrote them.

use super::scan::{Found, elements, without};
use crate::parse::Limits;
use std::collections::BTreeSet;
use std::ops::Range;

const MARKS: [&str; 3] = ["commentRangeStart", "commentRangeEnd", "commentReference"];

/// The part without the marks of these comments.
///
/// # Errors
/// When the XML cannot be read to its end.
pub(super) fn strip(text: &str, own: &BTreeSet<String>, limits: &Limits) -> Result<String, String> {
    if own.is_empty() {
        return Ok(text.to_owned());
    }
    let found = elements(text, &[MARKS[0], MARKS[1], MARKS[2], "r", "rPr", "t"], &["id"], limits)?;
    let is_ours = |element: &Found| {
        MARKS.contains(&element.local.as_str()) && element.attribute("id").is_some_and(|id| own.contains(id))
    };
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for element in found.iter().filter(|element| is_ours(element)) {
        let cut = whole_mark(element, &found);
        match cuts.last_mut().filter(|last| last.end == cut.start) {
            Some(last) => last.end = cut.end,
            None => cuts.push(cut),
        }
    }
    let cuts: Vec<Range<usize>> = cuts.into_iter().map(|cut| with_cut_tags(text, cut, &found)).collect();
    Ok(unspaced(&without(text, &cuts)))
}

/// The ids that marks of the part refer to.
pub(super) fn used_ids(text: &str, limits: &Limits) -> Result<Vec<i64>, String> {
    let found = elements(text, &MARKS, &["id"], limits)?;
    Ok(found.iter().filter_map(|element| element.attribute("id")?.parse().ok()).collect())
}

/// A reference goes with its run, when that holds nothing else.
fn whole_mark(mark: &Found, found: &[Found]) -> Range<usize> {
    let run = mark.parent.map(|idx| &found[idx]).filter(|parent| parent.local == "r");
    let Some(run) = run.filter(|_| mark.local == MARKS[2]) else { return mark.outer.clone() };
    let first = found.get(found.partition_point(|element| element.outer.start < run.inner.start));
    let content = first
        .filter(|first| first.local == "rPr" && first.outer.start == run.inner.start)
        .map_or(run.inner.start, |properties| properties.outer.end);
    if content == mark.outer.start && mark.outer.end == run.inner.end {
        run.outer.clone()
    } else {
        mark.outer.clone()
    }
}

/// The stretch with the tags that the marks had cut a run with.
fn with_cut_tags(text: &str, cut: Range<usize>, found: &[Found]) -> Range<usize> {
    let whole = cut.clone();
    let Some((start, name)) = spaced_end_tag(text, cut.start).filter(|(_, name)| local(name) == "r") else {
        return whole;
    };
    let at = found.partition_point(|element| element.outer.start < cut.end);
    let opens = |element: Option<&Found>, local: &str, at: usize| {
        element.is_some_and(|element| {
            element.local == local && element.outer.start == at && text[..element.inner.start].ends_with(" >")
        })
    };
    if !opens(found.get(at), "r", cut.end) || !text[cut.end + 1..].starts_with(name) {
        return whole;
    }
    let mut end = found[at].inner.start;
    let mut next = at + 1;
    if let Some(properties) = found.get(next).filter(|next| next.local == "rPr" && next.outer.start == end) {
        end = properties.outer.end;
        next = found.partition_point(|element| element.outer.start < end);
    }
    match spaced_end_tag(text, start).filter(|(_, name)| local(name) == "t") {
        Some((start, _)) if opens(found.get(next), "t", end) => start..found[next].inner.start,
        Some(_) => whole,
        None => start..end,
    }
}

/// Start and name of an end tag that ends here with a space before its `>`.
fn spaced_end_tag(text: &str, end: usize) -> Option<(usize, &str)> {
    let before = text[..end].strip_suffix(" >")?;
    let start = before.rfind("</")?;
    Some((start, &before[start + 2..]))
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Texts whose spaces a cut made count again stand as they stood.
fn unspaced(text: &str) -> String {
    text.replace(super::mark::KEEPS_SPACES, ">")
}
