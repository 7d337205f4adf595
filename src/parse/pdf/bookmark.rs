//! Bookmarks → headings: the outline tree of the file, its titles found again on their pages.

use super::geometry::Matrix;
use super::marked::text_string;
use super::page::{PageBlock, PageText, Role};
use crate::document::numbering;
use crate::parse::Limits;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as PdfString};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// Bookmarks that are read at most, and nodes of the tree of named places.
const MOST: usize = 20_000;
/// Lines that one title may be broken into.
const TITLE_LINES: usize = 4;

/// One entry of the outline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bookmark {
    pub(super) title: String,
    /// From 1.
    pub(super) level: u8,
    /// Index of its page.
    pub(super) page: usize,
    /// Its height on the page, in points from the top.
    pub(super) top: Option<f64>,
}

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

/// Finds the titles again and gives their lines the role of a heading. The topmost level that is
/// found becomes 1: a bookmark of the whole document opens nothing.
pub(super) fn mark(bookmarks: &[Bookmark], pages: &mut [PageText]) {
    let mut known: BTreeMap<usize, Vec<TitleLine>> = BTreeMap::new();
    let mut matches: Vec<(usize, Found)> = Vec::new();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let wanted = Title::of(&bookmark.title);
        let nearby = [Some(bookmark.page), bookmark.page.checked_add(1), bookmark.page.checked_sub(1)];
        let found = nearby.into_iter().flatten().find_map(|at| {
            let page = pages.get(at)?;
            let top = bookmark.top.filter(|_| at == bookmark.page);
            let lines = known.entry(at).or_insert_with(|| title_lines(page));
            Some(Found { page: at, blocks: find_title(&wanted, top, lines)? })
        });
        matches.extend(found.map(|found| (index, found)));
    }
    let top_level = matches.iter().map(|(index, _)| bookmarks[*index].level).min().unwrap_or(1);
    for (index, found) in matches {
        let level = bookmarks[index].level - top_level + 1;
        let bookmark = u32::try_from(index).unwrap_or(u32::MAX);
        for block in found.blocks {
            if let PageBlock::Line(line) = &mut pages[found.page].blocks[block] {
                line.role = Role::Heading { level, bookmark };
            }
        }
    }
}

struct Found {
    page: usize,
    blocks: Vec<usize>,
}

/// A line that may be a title or a part of one.
struct TitleLine {
    block: usize,
    top: f64,
    title: Title,
}

fn title_lines(page: &PageText) -> Vec<TitleLine> {
    let line = |(block, part): (usize, &PageBlock)| match part {
        PageBlock::Line(line) if line.role == Role::Body => {
            Some(TitleLine { block, top: line.area.y0, title: Title::of(&line.text) })
        }
        _ => None,
    };
    page.blocks.iter().enumerate().filter_map(line).collect()
}

/// The blocks of the lines that hold a title; of several places the one nearest to the height that
/// the bookmark names.
fn find_title(wanted: &Title, top: Option<f64>, lines: &[TitleLine]) -> Option<Vec<usize>> {
    if wanted.whole.is_empty() {
        return None;
    }
    let fits = (0..lines.len()).filter_map(|from| {
        let mut joined = lines[from].title.clone();
        for length in 1..=TITLE_LINES.min(lines.len() - from) {
            if length > 1 {
                joined.append(&lines[from + length - 1].title);
            }
            if wanted.is_same(&joined) {
                return Some((from, length));
            }
            if !wanted.starts_with(&joined) {
                break;
            }
        }
        None
    });
    let distance = |from: usize| top.map_or(0.0, |top| (lines[from].top - top).abs());
    let (from, length) = fits.min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)))?;
    Some(lines[from..from + length].iter().map(|line| line.block).collect())
}

/// A title without spaces, in one form of width and case; with its number and without.
#[derive(Clone, Debug)]
struct Title {
    whole: String,
    bare: Option<String>,
}

impl Title {
    fn of(text: &str) -> Self {
        let plain = |text: &str| -> String {
            text.nfkc()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let bare = numbering::parse(text).map(|number| plain(&text[number.label_len as usize..]));
        Self { whole: plain(text), bare }
    }

    fn append(&mut self, rest: &Self) {
        self.whole.push_str(&rest.whole);
        if let Some(bare) = &mut self.bare {
            bare.push_str(&rest.whole);
        }
    }

    /// Whether both are the same title; one of them may lack the number.
    fn is_same(&self, other: &Self) -> bool {
        let is_bare = |bare: &Option<String>, whole: &str| {
            bare.as_ref().is_some_and(|bare| bare == whole && bare.chars().count() >= 2)
        };
        self.whole == other.whole
            || (other.bare.is_none() && is_bare(&self.bare, &other.whole))
            || (self.bare.is_none() && is_bare(&other.bare, &self.whole))
    }

    /// Whether more lines may complete `part`.
    fn starts_with(&self, part: &Self) -> bool {
        let forms = |title: &Self| {
            [Some(title.whole.clone()), title.bare.clone()].into_iter().flatten().collect::<Vec<_>>()
        };
        let parts = forms(part);
        forms(self).iter().any(|whole| parts.iter().any(|part| whole.starts_with(part.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_with_and_without_their_numbers() {
        let same = |a: &str, b: &str| Title::of(a).is_same(&Title::of(b));
        assert!(same("第一章 概述", "第一章　概述"));
        assert!(same("1.1 项目概述", "项目概述"));
        assert!(same("项目概述", "1.1项目概述"));
        assert!(!same("1.1 概述", "1.2 概述"));
        assert!(!same("概述", "概述如下"));
    }

    #[test]
    fn a_title_may_be_broken_over_lines() {
        let lines: Vec<TitleLine> = (0..)
            .zip(["正文", "1.2 数据共享交换", "平台建设方案", "正文"])
            .map(|(block, text)| TitleLine { block, top: 0.0, title: Title::of(text) })
            .collect();
        assert_eq!(find_title(&Title::of("数据共享交换平台建设方案"), None, &lines), Some(vec![1, 2]));
        assert_eq!(find_title(&Title::of("数据共享"), None, &lines), None);
    }
}
