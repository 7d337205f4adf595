//! Candidates for headings → those that are no items of a list.

use super::builder::DraftBlock;
use super::numbering::{self, NumberStyle};
use super::structure::Candidate;
use super::{BlockKind, HeadingEvidence};
use std::collections::BTreeMap;

/// Numbered lines of one style that follow each other without anything between them are a list.
pub(super) fn drop_lists(text: &str, found: &mut Vec<Candidate>, drafts: &[DraftBlock], kinds: &[BlockKind]) {
    let adjacent = |a: &Candidate, b: &Candidate| {
        (a.at + 1..b.at).all(|at| matches!(kinds[at], BlockKind::PageFurniture))
            && a.shape == b.shape
            && a.shape.is_some()
    };
    let in_run = |i: usize| {
        found.get(i + 1).is_some_and(|next| adjacent(&found[i], next))
            || (i > 0 && adjacent(&found[i - 1], &found[i]))
    };
    let told_twice = told_twice(text, found, drafts, &in_run);
    let unnumbered = unnumbered_runs(found, drafts, kinds);
    let in_list: Vec<bool> = (0..found.len())
        .map(|i| {
            let candidate = &found[i];
            if told_twice[i] || unnumbered[i] || counts_on_from_text(text, candidate, found, drafts, kinds) {
                return true;
            }
            if candidate.shape.is_some_and(|shape| shape.style == NumberStyle::Chapter)
                || drafts[candidate.at]
                    .draft
                    .size
                    .is_some_and(|_| candidate.evidence == HeadingEvidence::Typography)
            {
                return false;
            }
            let after = found.get(i + 1).is_some_and(|next| adjacent(candidate, next));
            let before = i > 0 && adjacent(&found[i - 1], candidate);
            // The last line of a run may be a heading with text under it only if it opened no list.
            after || (before && i >= 2 && adjacent(&found[i - 2], &found[i - 1]))
        })
        .collect();
    let mut keep = in_list.iter().map(|listed| !listed);
    found.retain(|_| keep.next().unwrap_or(true));
}

/// Lines of a cover, of a list of authors: large, without numbers, without text between them. The
/// first of the largest ones is the title of them all.
fn unnumbered_runs(found: &[Candidate], drafts: &[DraftBlock], kinds: &[BlockKind]) -> Vec<bool> {
    const LEAST: usize = 3;
    let mut dropped = vec![false; found.len()];
    let goes_on = |a: &Candidate, b: &Candidate| {
        b.numbering.is_none() && (a.at + 1..b.at).all(|at| kinds[at] == BlockKind::PageFurniture)
    };
    let mut from = 0;
    while from < found.len() {
        let mut to = from + 1;
        while found[from].numbering.is_none() && to < found.len() && goes_on(&found[to - 1], &found[to]) {
            to += 1;
        }
        if to - from >= LEAST {
            let size = |i: &usize| drafts[found[*i].at].draft.size;
            let largest = (from..to).map(|i| size(&i)).max().flatten();
            let title = (from..to).find(|i| size(i) == largest);
            (from..to).filter(|i| Some(*i) != title).for_each(|i| dropped[i] = true);
        }
        from = to;
    }
    dropped
}

/// `3. 短句` right behind `2. 一段话。`: an item like the one before it, not a heading.
fn counts_on_from_text(
    text: &str,
    candidate: &Candidate,
    found: &[Candidate],
    drafts: &[DraftBlock],
    kinds: &[BlockKind],
) -> bool {
    let Some(numbering) = candidate.numbering.as_ref().filter(|n| n.parts.len() == 1 && !n.style.is_strong())
    else {
        return false;
    };
    let before = (0..candidate.at).rev().find(|&at| kinds[at] != BlockKind::PageFurniture);
    let Some(before) = before.filter(|at| kinds[*at] == BlockKind::Paragraph) else { return false };
    let is_item = found.binary_search_by_key(&before, |other| other.at).is_err();
    candidate.evidence == HeadingEvidence::Pattern
        && is_item
        && numbering::parse(&text[drafts[before].span.range()]).is_some_and(|other| {
            other.style == numbering.style && other.parts[0].checked_add(1) == Some(numbering.parts[0])
        })
}

/// Chapters and their sections told one after the other where each comes again: later, or with text under it.
fn told_twice(
    text: &str,
    found: &[Candidate],
    drafts: &[DraftBlock],
    in_run: &dyn Fn(usize) -> bool,
) -> Vec<bool> {
    let key = |candidate: &Candidate| -> Option<(NumberStyle, u32, String)> {
        let numbering = candidate
            .numbering
            .as_ref()
            .filter(|n| matches!(n.style, NumberStyle::Chapter | NumberStyle::Section))?;
        let title = &text[drafts[candidate.at].span.range()][numbering.label_len as usize..];
        let start = title.chars().filter(|c| !c.is_whitespace()).take(4).collect();
        Some((numbering.style, numbering.parts.first().copied()?, start))
    };
    let mut places: BTreeMap<(NumberStyle, u32, String), Vec<usize>> = BTreeMap::new();
    for (i, candidate) in found.iter().enumerate() {
        if let Some(key) = key(candidate) {
            places.entry(key).or_default().push(i);
        }
    }
    let mut told_twice = vec![false; found.len()];
    for same in places.values() {
        let stands_alone = same.iter().any(|&i| !in_run(i));
        for (nth, &i) in same.iter().enumerate() {
            told_twice[i] = in_run(i) && (stands_alone || nth + 1 < same.len());
        }
    }
    told_twice
}
