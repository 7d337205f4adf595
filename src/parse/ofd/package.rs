//! An OFD file's parts: found by the paths that people write, read as text, walked.

use super::resource::{Composite, Font};
use crate::gap::{Gap, GapKind};
use crate::parse::Limits;
use crate::parse::opc::{OfficeFile, PartText};
use crate::parse::xml::{Node, Tag, Xml};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::Instant;

/// An opened file, and what the pages of the document being read share.
pub(super) struct Package<'a> {
    pub(super) file: OfficeFile<'a>,
    pub(super) limits: &'a Limits,
    /// When reading is given up: the net behind the limits that count work.
    pub(super) deadline: Instant,
    /// Folder of the document's main part.
    pub(super) folder: String,
    pub(super) fonts: HashMap<String, Font>,
    pub(super) composites: HashMap<String, Composite>,
    /// Pages that others are drawn upon, by their IDs: the names of their parts.
    pub(super) templates: HashMap<String, String>,
    kept: HashMap<String, Rc<PartText>>,
    /// Resource parts of the document that were read already.
    pub(super) resources: HashSet<String>,
}

/// One step through a part, with the names of the open elements.
pub(super) enum Step<'t, 'a> {
    /// The last of the names begins.
    Open(&'t Tag<'a>),
    /// All text of the last of the names that stands before its first child.
    Text(&'t str),
    /// The last of the names ends.
    Close,
}

impl<'a> Package<'a> {
    pub(super) fn new(file: OfficeFile<'a>, limits: &'a Limits, deadline: Instant) -> Self {
        Self {
            file,
            limits,
            deadline,
            folder: String::new(),
            fonts: HashMap::new(),
            composites: HashMap::new(),
            templates: HashMap::new(),
            kept: HashMap::new(),
            resources: HashSet::new(),
        }
    }

    /// Forgets what belongs to the document before.
    pub(super) fn enter(&mut self, main_part: &str) {
        folder_of(main_part).clone_into(&mut self.folder);
        self.fonts.clear();
        self.composites.clear();
        self.templates.clear();
        self.resources.clear();
    }

    /// The name of the part that a path leads to, as written in a part of `folder`. Producers differ
    /// in what a path is relative to: tried are the folder, that of the document, the root.
    pub(super) fn locate(&self, folder: &str, path: &str) -> Option<String> {
        let path = path.trim().replace('\\', "/");
        if path.is_empty() {
            return None;
        }
        let folders =
            if path.starts_with('/') { ["", folder, &self.folder] } else { [folder, &self.folder, ""] };
        folders.into_iter().filter_map(|folder| join(folder, &path)).find(|name| self.file.contains(name))
    }

    /// The text of a part, kept for those that are drawn many times.
    pub(super) fn kept(&mut self, name: &str) -> Option<Rc<PartText>> {
        if let Some(known) = self.kept.get(name) {
            return Some(Rc::clone(known));
        }
        let part = Rc::new(self.file.read(name)?);
        self.kept.insert(name.to_owned(), Rc::clone(&part));
        Some(part)
    }

    /// Notes something that could not be read.
    pub(super) fn gap(&mut self, gap: Gap) {
        if !self.file.gaps.contains(&gap) {
            self.file.gaps.push(gap);
        }
    }

    /// Walks a part; `visit` is given the local names of the open elements. What cannot be read is
    /// noted, what came before it counts.
    pub(super) fn walk(&mut self, name: &str, visit: impl FnMut(&[String], Step<'_, '_>)) {
        let Some(part) = self.file.read(name) else { return };
        if let Some(kind) = walk(&part, self.limits, visit) {
            self.gap(Gap::new(kind).in_part(&part.name));
        }
    }
}

fn walk(part: &PartText, limits: &Limits, mut visit: impl FnMut(&[String], Step<'_, '_>)) -> Option<GapKind> {
    let mut xml = Xml::new(&part.text, limits).cut_short(part.is_cut);
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    loop {
        match xml.next() {
            Ok(Node::Open(tag)) => {
                text.clear();
                open.push(String::from_utf8_lossy(tag.local()).into_owned());
                visit(&open, Step::Open(&tag));
            }
            Ok(Node::Text(part)) => text.push_str(&part),
            Ok(Node::Character(character)) => text.push(character),
            Ok(Node::Close) => {
                if !text.trim().is_empty() {
                    visit(&open, Step::Text(text.trim()));
                }
                text.clear();
                visit(&open, Step::Close);
                open.pop();
            }
            Ok(Node::End) => return xml.broken_references(),
            Err(kind) => return Some(kind),
        }
    }
}

/// The folder that a part stands in.
pub(super) fn folder_of(name: &str) -> &str {
    name.trim_end_matches(['/', '\\']).rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
}

/// A folder and a path inside or beside it; `None` where `..` leads out of the file.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split(['/', '\\']).chain(path.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::container::tests::zip_of;

    #[test]
    fn paths_are_found_from_where_producers_start_them() {
        let bytes = zip_of(&[("Doc_0\\Pages\\Page_0\\Content.xml", b"<a/>"), ("DOC_0/Res/a.ttf", b"x")]);
        let limits = Limits::default();
        let file = OfficeFile::open(&bytes, &limits).ok().unwrap();
        let mut package = Package::new(file, &limits, Instant::now());
        package.enter("Doc_0/Document.xml");
        for (folder, path) in [
            ("Doc_0", "Pages/Page_0/Content.xml"),
            ("Doc_0", "/Doc_0/Pages/Page_0/Content.xml"),
            ("Doc_0", ".\\pages\\Page_0/../page_0/Content.xml"),
            ("Doc_0/Pages/Page_0", "Content.xml"),
            ("Doc_0/Pages/Page_0", "Pages/Page_0/Content.xml"),
            ("Doc_0", "Doc_0/Res/a.ttf"),
            ("Doc_0", "/Res/a.ttf"),
        ] {
            assert!(package.locate(folder, path).is_some(), "{folder} {path}");
        }
        for path in ["", "../../x", "Pages", "Pages/Page_1/Content.xml"] {
            assert_eq!(package.locate("Doc_0", path), None, "{path}");
        }
    }
}
