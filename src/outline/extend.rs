//! `extends`: shared requirements behind the pack's own ones; ids given here replace them in place.

use super::load::{Issues, Pack, Shelf, say};
use super::{Outline, toml_message};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The pack with what it extends. `None` when one of those does not load: its own mistakes are told
/// where they are.
pub(super) fn with_bases(
    shelf: &mut Shelf<'_>,
    mut own: Pack,
    extends: &[String],
    root: &Spanned<DeTable<'_>>,
    issues: &mut Issues,
) -> Option<Pack> {
    let mut bases = Vec::new();
    shelf.path.push(own.outline.id.clone());
    for (at, id) in extends.iter().enumerate() {
        let place = entry_place(root, at);
        if extends[..at].contains(id) {
            issues.error(place, say(format!("extends 里“{id}”写了两次"), "只保留一处"));
        } else {
            bases.push(base(shelf, id, &place, issues).map(|pack| (pack, place)));
        }
    }
    shelf.path.pop();
    let bases: Vec<(Pack, Range<usize>)> = bases.into_iter().collect::<Option<_>>()?;
    let mut shared =
        Pack { outline: Outline { requirements: Vec::new(), ..own.outline.clone() }, origins: Vec::new() };
    for (pack, place) in bases {
        append(&mut shared, pack, &mut own, &place, issues);
    }
    own.outline.requirements.append(&mut shared.outline.requirements);
    own.origins.append(&mut shared.origins);
    Some(own)
}

/// Where the entry stands in `extends = […]`.
fn entry_place(root: &Spanned<DeTable<'_>>, at: usize) -> Range<usize> {
    let entry = match root.get_ref().get("extends").map(Spanned::get_ref) {
        Some(DeValue::Array(array)) => array.get(at).map(Spanned::span),
        _ => None,
    };
    entry.unwrap_or_else(|| root.span())
}

fn base(shelf: &mut Shelf<'_>, id: &str, place: &Range<usize>, issues: &mut Issues) -> Option<Pack> {
    if let Some(start) = shelf.path.iter().position(|open| open == id) {
        let mut circle = shelf.path[start..].to_vec();
        circle.push(id.to_owned());
        let message = format!("大纲互相引用成环：{}", circle.join(" → "));
        issues.error(place.clone(), say(message, "去掉其中一处 extends"));
        return None;
    }
    if let Some(known) = shelf.done.get(id) {
        return known.clone();
    }
    let Some(file) = shelf.library.pack(id) else {
        let known = shelf.library.pack_ids();
        issues.error(place.clone(), toml_message::unknown("大纲", id, &known));
        return None;
    };
    let pack = shelf.read(&file);
    shelf.done.insert(id.to_owned(), pack.clone());
    pack
}

/// Adds a base's requirements; those that the pack states itself come from the pack.
fn append(shared: &mut Pack, base: Pack, own: &mut Pack, place: &Range<usize>, issues: &mut Issues) {
    let regulation = &base.outline.regulation.title;
    let foreign = !regulation.is_empty() && *regulation != own.outline.regulation.title;
    for (mut requirement, origin) in base.outline.requirements.into_iter().zip(base.origins) {
        let id = &requirement.id;
        if let Some(at) = shared.outline.requirements.iter().position(|known| known.id == *id) {
            let (first, replaced) = (&shared.origins[at], &own.outline.id);
            if *first != origin && first != replaced {
                let message = format!("“{id}”在“{first}”和“{origin}”里各有一份");
                issues.error(place.clone(), say(message, "在本大纲里重新写明这一项，或去掉其中一个 extends"));
            }
        } else if let Some(at) = own.outline.requirements.iter().position(|mine| mine.id == *id) {
            shared.outline.requirements.push(own.outline.requirements.remove(at));
            shared.origins.push(own.origins.remove(at));
        } else {
            if foreign && requirement.regulation.is_none() {
                requirement.regulation = Some(regulation.clone());
            }
            shared.outline.requirements.push(requirement);
            shared.origins.push(origin);
        }
    }
}
