//! Page content (GB/T 33190-2016, 7.7, 8 and 9) → [`Ink`].

use super::package::{Package, folder_of};
use super::text::{TextObject, is_true, placed};
use super::value::{POINTS, array, trace};
use crate::gap::{Gap, GapKind};
use crate::parse::fixed::{Area, Ink, Matrix};
use crate::parse::xml::{Node, Tag, Xml};
use std::time::Instant;

/// Nodes between two looks at the clock.
const CLOCK_EVERY: u64 = 1 << 12;
/// Bytes of an outline that count as one more element.
const OUTLINE_BYTES: usize = 64;

/// One page being drawn.
pub(super) struct Canvas<'p, 'a> {
    package: &'p mut Package<'a>,
    number: u32,
    pub(super) ink: Ink,
    /// The paper that the page asks for.
    pub(super) paper: Option<Area>,
    /// Templates that it is drawn upon, by their IDs.
    pub(super) templates: Vec<String>,
    /// Characters of objects that the file says not to show.
    pub(super) hidden_characters: u64,
    elements: u64,
    steps: u64,
    /// Composite objects being drawn.
    depth: u64,
    is_over: bool,
}

/// Open elements that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    /// Nothing of its own: what is inside counts.
    Plain,
    /// Nothing inside is drawn.
    Skipped,
    Text,
    Code,
    Transform,
    Glyphs,
    Path,
    Outline,
    Annotation,
    Appearance,
    PhysicalBox,
    Resources,
}

/// A path object while its elements are met.
struct PathObject {
    matrix: Matrix,
    is_filled: bool,
    is_stroked: bool,
}

/// One part being walked.
struct Walk {
    space: Matrix,
    /// The space outside of the appearance that is open.
    outer: Matrix,
    open: Vec<Element>,
    skipped: usize,
    text: Option<TextObject>,
    path: Option<PathObject>,
    characters: String,
    is_watermark: bool,
    folder: String,
}

impl<'p, 'a> Canvas<'p, 'a> {
    pub(super) fn new(package: &'p mut Package<'a>, number: u32) -> Self {
        Self {
            package,
            number,
            ink: Ink::default(),
            paper: None,
            templates: Vec::new(),
            hidden_characters: 0,
            elements: 0,
            steps: 0,
            depth: 0,
            is_over: false,
        }
    }

    /// Draws a part; `false` if there is none of that name.
    pub(super) fn draw_part(&mut self, name: &str) -> bool {
        let Some(part) = self.package.file.read(name) else { return false };
        self.draw(&part.text, part.is_cut, &part.name, Matrix([POINTS, 0.0, 0.0, POINTS, 0.0, 0.0]));
        true
    }

    /// Draws the templates that the page named.
    pub(super) fn draw_templates(&mut self) {
        for id in std::mem::take(&mut self.templates) {
            let name = self.package.templates.get(&id).cloned();
            let Some(part) = name.and_then(|name| self.package.kept(&name)) else {
                self.refuse(GapKind::Damaged(format!("找不到所用的模板页（ID {id}）")), None);
                continue;
            };
            let paper = self.paper;
            self.draw(&part.text, part.is_cut, &part.name, Matrix([POINTS, 0.0, 0.0, POINTS, 0.0, 0.0]));
            self.paper = paper.or(self.paper);
        }
        self.templates.clear();
    }

    /// What was drawn.
    pub(super) fn finish(mut self) -> Ink {
        self.ink.operators = self.elements;
        self.ink
    }

    fn draw(&mut self, source: &str, is_cut: bool, name: &str, space: Matrix) {
        let mut xml = Xml::new(source, self.package.limits).cut_short(is_cut);
        let mut walk = Walk {
            space,
            outer: space,
            open: Vec::new(),
            skipped: 0,
            text: None,
            path: None,
            characters: String::new(),
            is_watermark: false,
            folder: folder_of(name).to_owned(),
        };
        while !self.is_over {
            self.count_step();
            match xml.next() {
                Ok(Node::Open(tag)) => self.open(&mut walk, &tag),
                Ok(Node::Text(text)) => walk.take(&text),
                Ok(Node::Character(character)) => walk.take(character.encode_utf8(&mut [0; 4])),
                Ok(Node::Close) => self.close(&mut walk),
                Ok(Node::End) => break,
                Err(kind) => {
                    self.refuse(kind, Some(name));
                    break;
                }
            }
        }
        if let Some(kind) = xml.broken_references() {
            self.refuse(kind, Some(name));
        }
        // A part that breaks off inside an object shows what there is of it.
        if let Some(Element::Code) = walk.open.last() {
            self.close(&mut walk);
        }
        self.set_text(&mut walk);
    }

    fn open(&mut self, walk: &mut Walk, tag: &Tag<'_>) {
        walk.characters.clear();
        self.count_elements(1);
        let element = if walk.skipped > 0 { Element::Skipped } else { self.element(walk, tag) };
        walk.skipped += usize::from(element == Element::Skipped);
        walk.open.push(element);
    }

    /// What an element is; what its tag says is done.
    fn element(&mut self, walk: &mut Walk, tag: &Tag<'_>) -> Element {
        match tag.local() {
            b"TextObject" => {
                walk.text = Some(TextObject::start(tag, walk.space));
                Element::Text
            }
            b"TextCode" => walk.in_text(Element::Code, |text| text.start_code(tag)),
            b"CGTransform" => walk.in_text(Element::Transform, |text| text.start_transform(tag)),
            b"Glyphs" => Element::Glyphs,
            b"FillColor" => {
                walk.in_text(Element::Skipped, |text| text.fill_color(tag));
                Element::Skipped
            }
            b"PathObject" if is_shown(tag) => {
                let is = |name, otherwise| tag.attribute(name).map_or(otherwise, |value| is_true(&value));
                let matrix = placed(tag, walk.space);
                walk.path =
                    Some(PathObject { matrix, is_filled: is("Fill", false), is_stroked: is("Stroke", true) });
                Element::Path
            }
            b"AbbreviatedData" => Element::Outline,
            b"ImageObject" | b"VideoObject" => {
                self.picture(tag, walk.space);
                Element::Skipped
            }
            b"CompositeObject" => {
                self.composite(tag, walk.space);
                Element::Skipped
            }
            b"Annot" if is_shown(tag) => {
                let kind = tag.attribute("Type").unwrap_or_default();
                walk.is_watermark = kind.eq_ignore_ascii_case("watermark");
                Element::Annotation
            }
            b"Appearance" => {
                walk.outer = walk.space;
                walk.space = placed(tag, walk.space);
                Element::Appearance
            }
            b"Template" => {
                self.templates.extend(tag.attribute("TemplateID").map(|id| id.trim().to_owned()));
                Element::Plain
            }
            b"PhysicalBox" => Element::PhysicalBox,
            b"PageRes" => Element::Resources,
            b"PathObject" | b"Annot" | b"Clips" | b"StrokeColor" | b"Actions" | b"Remark" | b"Parameters" => {
                Element::Skipped
            }
            _ => Element::Plain,
        }
    }

    fn close(&mut self, walk: &mut Walk) {
        match walk.open.pop() {
            Some(Element::Skipped) => walk.skipped -= 1,
            Some(Element::Text) => self.set_text(walk),
            Some(Element::Code) => {
                let characters = std::mem::take(&mut walk.characters);
                walk.in_text(Element::Plain, |text| text.end_code(&characters));
            }
            Some(Element::Glyphs) => {
                let characters = std::mem::take(&mut walk.characters);
                walk.in_text(Element::Plain, |text| text.end_glyphs(&characters));
            }
            Some(Element::Outline) => self.draw_path(walk),
            Some(Element::Path) => walk.path = None,
            Some(Element::Annotation) => walk.is_watermark = false,
            Some(Element::Appearance) => walk.space = walk.outer,
            Some(Element::PhysicalBox) => self.paper = self.paper.or_else(|| paper(&walk.characters)),
            Some(Element::Resources) => {
                let path = std::mem::take(&mut walk.characters);
                self.package.read_all_resources(&walk.folder, &[path]);
            }
            Some(Element::Plain | Element::Transform) | None => {}
        }
        walk.characters.clear();
    }

    fn set_text(&mut self, walk: &mut Walk) {
        let Some(text) = walk.text.take() else { return };
        let count = text.count();
        if text.is_hidden {
            self.hidden_characters += count;
        } else if self.count_elements(count) {
            text.set(self.package, walk.is_watermark, &mut self.ink);
        }
    }

    fn draw_path(&mut self, walk: &Walk) {
        let Some(object) = &walk.path else { return };
        if !self.count_elements((walk.characters.len() / OUTLINE_BYTES) as u64) {
            return;
        }
        let path = trace(&walk.characters, object.matrix);
        let is_letter = path.is_letter();
        if object.is_stroked && !is_letter {
            self.ink.stroke(&path);
        }
        if object.is_filled || is_letter {
            self.ink.fill(&path);
        }
    }

    /// A picture fills the unit square of its matrix; without one its boundary.
    fn picture(&mut self, tag: &Tag<'_>, space: Matrix) {
        if !is_shown(tag) || self.is_over {
            return;
        }
        let area = if tag.attribute("CTM").is_some() {
            Some(placed(tag, space).area(0.0, 0.0, 1.0, 1.0))
        } else {
            let boundary = tag.attribute("Boundary").and_then(|value| array::<4>(&value));
            boundary.map(|[x, y, width, height]| space.area(x, y, x + width, y + height))
        };
        self.ink.pictures.extend(area);
    }

    fn composite(&mut self, tag: &Tag<'_>, space: Matrix) {
        if !is_shown(tag) || self.is_over {
            return;
        }
        let limit = self.package.limits.ofd_object_depth;
        if self.depth >= limit {
            let kind = GapKind::Limit { limit: "ofd-object-depth", measured: self.depth + 1, allowed: limit };
            self.refuse(kind, None);
            return;
        }
        let id = tag.attribute("ResourceID").unwrap_or_default();
        let Some(unit) = self.package.composites.get(id.trim()).cloned() else {
            self.refuse(GapKind::Damaged(format!("找不到所引用的复合图元（ID {}）", id.trim())), None);
            return;
        };
        let content = unit.part.text.get(unit.content.clone()).unwrap_or_default();
        self.depth += 1;
        self.draw(content, true, &unit.part.name, placed(tag, space));
        self.depth -= 1;
    }

    fn count_elements(&mut self, count: u64) -> bool {
        self.elements = self.elements.saturating_add(count);
        let allowed = self.package.limits.ofd_page_elements;
        if self.elements > allowed {
            self.give_up(GapKind::Limit { limit: "ofd-page-elements", measured: self.elements, allowed });
        }
        !self.is_over
    }

    fn count_step(&mut self) {
        self.steps += 1;
        if self.steps.is_multiple_of(CLOCK_EVERY) && Instant::now() > self.package.deadline {
            let allowed = self.package.limits.file_seconds;
            self.give_up(GapKind::Limit { limit: "file-seconds", measured: allowed + 1, allowed });
        }
    }

    fn give_up(&mut self, kind: GapKind) {
        if !self.is_over {
            self.refuse(kind, None);
        }
        self.is_over = true;
    }

    fn refuse(&mut self, kind: GapKind, part: Option<&str>) {
        let gap = Gap::new(kind).on_page(self.number);
        self.package.gap(match part {
            Some(part) => gap.in_part(part),
            None => gap,
        });
    }
}

impl Walk {
    /// Keeps text where some is wanted.
    fn take(&mut self, text: &str) {
        if matches!(
            self.open.last(),
            Some(
                Element::Code
                    | Element::Glyphs
                    | Element::Outline
                    | Element::PhysicalBox
                    | Element::Resources
            )
        ) {
            self.characters.push_str(text);
        }
    }

    /// Something of the text object that is open; nothing without one.
    fn in_text(&mut self, element: Element, act: impl FnOnce(&mut TextObject)) -> Element {
        match &mut self.text {
            Some(text) => {
                act(text);
                element
            }
            None => Element::Plain,
        }
    }
}

fn is_shown(tag: &Tag<'_>) -> bool {
    tag.attribute("Visible").is_none_or(|value| is_true(&value))
}

/// A `PhysicalBox` in points; one without extent is none.
pub(super) fn paper(text: &str) -> Option<Area> {
    let [x, y, width, height] = array::<4>(text)?.map(|value| value * POINTS);
    (width > 1.0 && height > 1.0).then_some(Area { x0: x, y0: y, x1: x + width, y1: y + height })
}
