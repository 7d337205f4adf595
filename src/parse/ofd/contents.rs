//! `Document.xml` (GB/T 33190-2016, 7.5 and 7.8) → what it holds, by the paths of its parts.

use super::content::paper;
use super::package::{Package, Step, folder_of};
use super::value::{POINTS, number};
use crate::parse::fixed::{Area, Bookmark};
use crate::parse::xml::Tag;
use std::collections::HashMap;

/// Bookmarks that are read at most.
const MOST: usize = 20_000;

/// A document of the file.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// ID and path of each page, in order.
    pub(super) pages: Vec<(String, String)>,
    /// The paper of pages that ask for none.
    pub(super) paper: Option<Area>,
    /// Path of the list of annotations.
    pub(super) annotations: Option<String>,
    /// Path of the list of attachments.
    pub(super) attachments: Option<String>,
    resources: Vec<String>,
    templates: Vec<(String, String)>,
    entries: Vec<Entry>,
    places: HashMap<String, Place>,
    /// Name of the bookmark whose place comes next.
    place_name: Option<String>,
}

/// A page by its ID, and the height on it in points.
#[derive(Clone, Debug, Default)]
struct Place {
    page: String,
    top: Option<f64>,
}

/// An entry of the outline.
#[derive(Debug)]
struct Entry {
    title: String,
    level: u8,
    place: Option<Place>,
    /// The bookmark that it goes to instead.
    name: Option<String>,
}

impl Contents {
    /// Reads the main part of a document, and the resources that it names.
    pub(super) fn read(package: &mut Package<'_>, name: &str) -> Self {
        let mut contents = Self::default();
        let mut open_entries: Vec<Option<usize>> = Vec::new();
        package.walk(name, |open, step| {
            let Some(element) = open.last().map(String::as_str) else { return };
            match step {
                Step::Open(tag) => contents.open(open, element, tag, &mut open_entries),
                Step::Text(text) => contents.text(open, element, text),
                Step::Close if element == "OutlineElem" => drop(open_entries.pop()),
                Step::Close => {}
            }
        });
        let folder = folder_of(name).to_owned();
        package.read_all_resources(&folder, &contents.resources);
        for (id, path) in std::mem::take(&mut contents.templates) {
            if let Some(part) = package.locate(&folder, &path) {
                package.templates.insert(id, part);
            }
        }
        contents
    }

    fn open(&mut self, open: &[String], element: &str, tag: &Tag<'_>, entries: &mut Vec<Option<usize>>) {
        let text = |name| tag.attribute(name).unwrap_or_default().trim().to_owned();
        let place =
            || Place { page: text("PageID"), top: tag.attribute("Top").map(|top| number(&top) * POINTS) };
        let parent = open.len().checked_sub(2).map(|at| open[at].as_str());
        match element {
            "Page" if parent == Some("Pages") => self.pages.push((text("ID"), text("BaseLoc"))),
            "TemplatePage" => self.templates.push((text("ID"), text("BaseLoc"))),
            "OutlineElem" => {
                let level = u8::try_from(entries.len() + 1).unwrap_or(u8::MAX);
                let has_room = self.entries.len() < MOST;
                entries.push(has_room.then_some(self.entries.len()));
                if has_room {
                    self.entries.push(Entry { title: text("Title"), level, place: None, name: None });
                }
            }
            "Dest" if parent == Some("Bookmark") => {
                if let Some(name) = self.place_name.take().filter(|_| self.places.len() < MOST) {
                    self.places.insert(name, place());
                }
            }
            "Dest" => {
                if let Some(entry) = entries.last().copied().flatten().map(|at| &mut self.entries[at]) {
                    entry.place.get_or_insert_with(place);
                }
            }
            "Bookmark" => match entries.last().copied().flatten() {
                Some(at) => self.entries[at].name = Some(text("Name")),
                None => self.place_name = Some(text("Name")),
            },
            _ => {}
        }
    }

    fn text(&mut self, open: &[String], element: &str, text: &str) {
        match element {
            "PublicRes" | "DocumentRes" => self.resources.push(text.to_owned()),
            "Annotations" => self.annotations = Some(text.to_owned()),
            "Attachments" => self.attachments = Some(text.to_owned()),
            "PhysicalBox" if open.iter().any(|name| name == "CommonData") => self.paper = paper(text),
            _ => {}
        }
    }

    /// The outline, as far as it leads to pages.
    pub(super) fn bookmarks(&self) -> Vec<Bookmark> {
        let index: HashMap<&str, usize> =
            self.pages.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).rev().collect();
        let bookmark = |entry: &Entry| {
            let named = entry.name.as_ref().and_then(|name| self.places.get(name));
            let place = entry.place.as_ref().or(named)?;
            let page = *index.get(place.page.as_str())?;
            Some(Bookmark { title: entry.title.clone(), level: entry.level, page, top: place.top })
        };
        self.entries.iter().filter_map(bookmark).collect()
    }
}
