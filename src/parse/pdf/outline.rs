//! The outline tree of a file → [`Bookmark`]s.

use super::marked::text_string;
use crate::parse::Limits;
use crate::parse::fixed::{Bookmark, Matrix};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as PdfString};
use std::collections::{BTreeMap, BTreeSet};

/// Bookmarks that are read at most, and nodes of the tree of named places.
const MOST: usize = 20_000;

/// Reads the outline, in order, children behind their parents.
pub(super) fn bookmarks(pdf: &Pdf, limits: &Limits) -> Vec<Bookmark> {
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else { return Vec::new() };
    let Some(outlines) = catalog.get::<Dict<'_>>("Outlines") else { return Vec::new() };
    let mut places = Places::new(pdf, &catalog);
    let deepest = usize::try_from(limits.pdf_tree_depth).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut seen: BTreeSet<ObjectIdentifier> = BTreeSet::new();
    let mut open: Vec<Option<Dict<'_>>> = vec![outlines.get::<Dict<'_>>("First")];
    while let Some(next) = open.last_mut() {
        let Some(item) = next.take() else {
            open.pop();
            continue;
        };
        let is_new = item.obj_id().is_none_or(|id| seen.insert(id));
        if !is_new || found.len() >= MOST || seen.len() >= MOST {
            continue;
        }
        *next = item.get::<Dict<'_>>("Next");
        let level = u8::try_from(open.len()).unwrap_or(u8::MAX);
        if let Some((page, top)) = places.target(&item) {
            let title = item.get::<PdfString<'_>>("Title").map(|title| text_string(title.as_bytes()));
            found.push(Bookmark { title: title.unwrap_or_default(), level, page, top });
        }
        if open.len() < deepest {
            open.push(item.get::<Dict<'_>>("First"));
        }
    }
    found
}

/// Resolves places: explicit ones, named ones, those behind actions.
struct Places<'a> {
    pdf: &'a Pdf,
    pages: BTreeMap<ObjectIdentifier, usize>,
    old_names: Option<Dict<'a>>,
    tree: Option<Dict<'a>>,
    names: Option<BTreeMap<Vec<u8>, Object<'a>>>,
}

impl<'a> Places<'a> {
    fn new(pdf: &'a Pdf, catalog: &Dict<'a>) -> Self {
        let pages = pdf.pages().iter().enumerate();
        Self {
            pdf,
            pages: pages.filter_map(|(at, page)| Some((page.raw().obj_id()?, at))).collect(),
            old_names: catalog.get::<Dict<'a>>("Dests"),
            tree: catalog.get::<Dict<'a>>("Names").and_then(|names| names.get::<Dict<'a>>("Dests")),
            names: None,
        }
    }

    fn target(&mut self, item: &Dict<'a>) -> Option<(usize, Option<f64>)> {
        let place = item.get::<Object<'a>>("Dest").or_else(|| {
            let action = item.get::<Dict<'a>>("A")?;
            let goes_to = action.get::<Name<'_>>("S").is_some_and(|kind| &*kind == b"GoTo");
            goes_to.then(|| action.get::<Object<'a>>("D")).flatten()
        })?;
        self.resolve(place)
    }

    fn resolve(&mut self, place: Object<'a>) -> Option<(usize, Option<f64>)> {
        let array = match place {
            Object::Array(array) => array,
            Object::Name(name) => as_array(self.named(&name)?)?,
            Object::String(name) => as_array(self.named(name.as_bytes())?)?,
            _ => return None,
        };
        self.explicit(&array)
    }

    /// `[page /XYZ left top zoom]`, `[page /FitH top]`, …
    fn explicit(&self, array: &Array<'a>) -> Option<(usize, Option<f64>)> {
        let page = match array.raw_iter().next()? {
            MaybeRef::Ref(id) => *self.pages.get(&id.into())?,
            MaybeRef::NotRef(Object::Number(number)) => usize::try_from(number.as_i64()).ok()?,
            MaybeRef::NotRef(_) => return None,
        };
        let shown = self.pdf.pages().get(page)?;
        let mut rest = array.iter::<Object<'a>>().skip(1);
        let kind = rest.next().and_then(Object::into_name);
        let numbers: Vec<Option<f64>> =
            rest.map(|object| object.into_number().map(|number| number.as_f64())).take(4).collect();
        let top = match kind.as_deref() {
            Some(b"XYZ") => numbers.get(1).copied().flatten(),
            Some(b"FitH" | b"FitBH") => numbers.first().copied().flatten(),
            Some(b"FitR") => numbers.get(3).copied().flatten(),
            _ => None,
        };
        let matrix = Matrix(shown.initial_transform(true).as_coeffs());
        Some((page, top.map(|top| matrix.point(0.0, top).1)))
    }

    fn named(&mut self, name: &[u8]) -> Option<Object<'a>> {
        if let Some(place) = self.old_names.as_ref().and_then(|names| names.get::<Object<'a>>(name)) {
            return Some(place);
        }
        let tree = self.tree.clone();
        self.names
            .get_or_insert_with(|| tree.map(|root| read_names(&root)).unwrap_or_default())
            .get(name)
            .cloned()
    }
}

fn as_array(object: Object<'_>) -> Option<Array<'_>> {
    match object {
        Object::Array(array) => Some(array),
        Object::Dict(dict) => dict.get::<Array<'_>>("D"),
        _ => None,
    }
}

/// All names of a name tree.
fn read_names<'a>(root: &Dict<'a>) -> BTreeMap<Vec<u8>, Object<'a>> {
    let mut names = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![root.clone()];
    while let Some(node) = open.pop() {
        if node.obj_id().is_some_and(|id| !seen.insert(id)) || seen.len() > MOST {
            continue;
        }
        if let Some(pairs) = node.get::<Array<'a>>("Names") {
            let mut pairs = pairs.iter::<Object<'a>>();
            while let (Some(Object::String(name)), Some(place)) = (pairs.next(), pairs.next()) {
                if names.len() >= MOST {
                    return names;
                }
                names.insert(name.as_bytes().to_vec(), place);
            }
        }
        if let Some(kids) = node.get::<Array<'a>>("Kids") {
            open.extend(kids.iter::<Object<'a>>().filter_map(Object::into_dict).take(MOST));
        }
    }
    names
}
