//! styles.xml → for each style what it gives a paragraph or run, through the styles it is based on.
//!
//! A heading style is known by its outline level or its name, never by its id: Chinese word processors
//! number the ids.

use super::numbering::Numbering;
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::opc::PartText;
use crate::parse::xml::{Node, Space, Tag, Xml};
use std::collections::HashMap;

/// Index of a style.
pub(in crate::parse) type StyleId = u32;
/// Outline level of running text.
pub(in crate::parse) const BODY_LEVEL: u8 = 9;

/// The styles of a document.
#[derive(Debug, Default)]
pub(in crate::parse) struct Styles {
    styles: Vec<Style>,
    by_id: HashMap<String, StyleId>,
    /// What the document says for all text.
    defaults: RunLook,
    default_paragraph: Option<StyleId>,
    is_missing: bool,
}

/// One style as written.
#[derive(Debug, Default)]
pub(in crate::parse) struct Style {
    /// What paragraphs and other styles call it.
    pub(in crate::parse) id: String,
    /// Its name; the built-in ones in English.
    pub(in crate::parse) name: String,
    /// The style that it is based on.
    pub(in crate::parse) parent: Option<String>,
    /// What it says itself.
    pub(in crate::parse) own: Look,
    /// Whether `own` holds what its parents say too.
    pub(in crate::parse) is_resolved: bool,
}

/// What a style gives a paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::parse) struct Look {
    /// Outline level from 0; [`BODY_LEVEL`] for running text.
    pub(in crate::parse) outline: Option<u8>,
    /// What the name says.
    pub(in crate::parse) role: Option<Role>,
    /// List of automatic numbers; 0 for none.
    pub(in crate::parse) list: Option<i64>,
    /// Level in the list.
    pub(in crate::parse) list_level: Option<u8>,
    /// Of its text.
    pub(in crate::parse) run: RunLook,
}

/// What a style or a run says of its characters.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::parse) struct RunLook {
    /// Bold.
    pub(in crate::parse) bold: Option<bool>,
    /// In half points.
    pub(in crate::parse) size: Option<u16>,
    /// Not shown.
    pub(in crate::parse) hidden: Option<bool>,
}

/// What the name of a style says about its paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Role {
    /// A title of the document or its second line.
    Title,
    /// A line of the contents page or its title.
    Contents,
    /// A caption of a table or picture.
    Caption,
}

impl RunLook {
    /// This, and where it says nothing, the other.
    pub(in crate::parse) fn over(self, under: RunLook) -> RunLook {
        RunLook {
            bold: self.bold.or(under.bold),
            size: self.size.or(under.size),
            hidden: self.hidden.or(under.hidden),
        }
    }

    /// This on top of another style: a switch that both turn on is off again.
    pub(in crate::parse) fn toggled_over(self, under: RunLook) -> RunLook {
        let toggle = |over: Option<bool>, under: Option<bool>| match (over, under) {
            (Some(over), Some(under)) => Some(over != under),
            (over, under) => over.or(under),
        };
        RunLook {
            bold: toggle(self.bold, under.bold),
            size: self.size.or(under.size),
            hidden: toggle(self.hidden, under.hidden),
        }
    }

    /// Takes over a property of a run; whether it was one.
    pub(in crate::parse) fn set(&mut self, name: &[u8], tag: &Tag<'_>) {
        match name {
            b"b" => self.bold = Some(tag.is_on()),
            b"vanish" => self.hidden = Some(tag.is_on()),
            b"sz" => self.size = tag.number().and_then(|size| u16::try_from(size).ok()).or(self.size),
            _ => {}
        }
    }
}

impl Styles {
    /// The styles of a document that has none.
    pub(in crate::parse) fn missing() -> Self {
        Self { is_missing: true, ..Self::default() }
    }

    /// Reads the styles and links them with the lists; what was read before a fault is kept.
    pub(in crate::parse) fn read(
        part: &PartText,
        limits: &Limits,
        numbering: &mut Numbering,
    ) -> (Self, Option<GapKind>) {
        let mut reading = Reading::default();
        let mut xml = Xml::new(&part.text, limits).cut_short(part.is_cut);
        let fault = loop {
            match xml.next() {
                Ok(Node::Open(tag)) => reading.open(&tag),
                Ok(Node::Close) => reading.close(),
                Ok(Node::End) => break xml.broken_references(),
                Ok(_) => {}
                Err(kind) => break Some(kind),
            }
        };
        let mut styles = reading.styles;
        for (style, list) in reading.numbering_styles {
            numbering.link_style(&style, list);
        }
        styles.resolve_all(numbering);
        (styles, fault)
    }

    /// Links styles that were read from another format with each other and with the lists.
    pub(in crate::parse) fn of(
        styles: Vec<Style>,
        default_paragraph: Option<StyleId>,
        numbering: &Numbering,
    ) -> Self {
        let ids = styles.iter().map(|style| style.id.clone());
        let by_id = ids.zip(0..).collect();
        let default_paragraph = default_paragraph.filter(|idx| (*idx as usize) < styles.len());
        let mut styles = Self { styles, by_id, default_paragraph, ..Self::default() };
        styles.resolve_all(numbering);
        styles
    }

    /// What a paragraph of the style looks like; of the default style for `None` or an unknown one.
    pub(in crate::parse) fn paragraph(&self, id: Option<&str>) -> (Option<StyleId>, Look) {
        let known = id.and_then(|id| self.by_id.get(id).copied());
        let style = known.or(self.default_paragraph);
        let mut look = style.map_or_else(Look::default, |idx| self.styles[idx as usize].own);
        if self.is_missing
            && let Some(level) = id.and_then(heading_level)
        {
            look.outline = Some(level - 1);
        }
        look.run = look.run.over(self.defaults);
        (style, look)
    }

    /// What the character style says.
    pub(in crate::parse) fn character(&self, id: &str) -> RunLook {
        self.by_id.get(id).map_or_else(RunLook::default, |idx| self.styles[*idx as usize].own.run)
    }

    /// The id of a style.
    pub(in crate::parse) fn id(&self, style: StyleId) -> &str {
        &self.styles[style as usize].id
    }

    fn resolve_all(&mut self, numbering: &Numbering) {
        let mut chain: Vec<usize> = Vec::new();
        for first in 0..self.styles.len() {
            let mut next = Some(first);
            // A style counts as resolved from here on, so a circle ends.
            while let Some(idx) = next.filter(|idx| !self.styles[*idx].is_resolved) {
                self.styles[idx].is_resolved = true;
                chain.push(idx);
                next = self.parent(idx);
            }
            while let Some(idx) = chain.pop() {
                let parent = self.parent(idx).map(|parent| self.styles[parent].own).unwrap_or_default();
                let style = &mut self.styles[idx];
                style.own = inherit(style, parent, numbering);
            }
        }
    }

    fn parent(&self, idx: usize) -> Option<usize> {
        let parent = self.styles[idx].parent.as_ref()?;
        self.by_id.get(parent).map(|idx| *idx as usize)
    }
}

fn inherit(style: &Style, parent: Look, numbering: &Numbering) -> Look {
    let own = style.own;
    let role = role(&style.name);
    let named = heading_level(&style.name).map(|level| level - 1);
    let outline = match role {
        // A contents title is based on a heading, a document title often has a level of its own.
        Some(Role::Title | Role::Contents) => Some(BODY_LEVEL),
        // The built-in heading styles keep their level whatever the file says of it.
        _ if is_built_in_heading(&style.name) => named,
        _ => own.outline.or(named),
    };
    let list = own.list.or(parent.list);
    let linked = list.and_then(|list| numbering.level_of_style(list, &style.id));
    Look {
        outline: outline.or(parent.outline),
        role: role.or(if outline.is_some() { None } else { parent.role }),
        list,
        list_level: linked.or(own.list_level).or(parent.list_level),
        run: own.run.over(parent.run),
    }
}

/// `heading 1`, `标题 1`, `一级标题`, `标题一`, `章标题`, `一级条标题`: the level from 1.
pub(in crate::parse) fn heading_level(name: &str) -> Option<u8> {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let digit = |text: &str| -> Option<u8> {
        let mut characters = text.chars();
        let only = characters.next().filter(|_| characters.next().is_none())?;
        let value =
            only.to_digit(10).or_else(|| crate::numeral::digit(only).and_then(|d| d.try_into().ok()))?;
        u8::try_from(value).ok().filter(|level| (1..=9).contains(level))
    };
    if name == "章标题" {
        return Some(1);
    }
    for word in ["heading", "标题"] {
        if let Some(level) = name.strip_prefix(word).and_then(digit) {
            return Some(level);
        }
    }
    if let Some(level) = name.strip_suffix("级条标题").and_then(digit) {
        return Some((level + 1).min(9));
    }
    name.strip_suffix("级标题").and_then(digit)
}

fn is_built_in_heading(name: &str) -> bool {
    name.trim_start().to_ascii_lowercase().starts_with("heading ") && heading_level(name).is_some()
}

/// What a style of that name is for.
pub(in crate::parse) fn role(name: &str) -> Option<Role> {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let is_contents = name.starts_with("toc")
        || name.strip_prefix("目录").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
        || matches!(
            name.as_str(),
            "tableoffigures" | "图表目录" | "目录标题" | "contents" | "contentsheading"
        );
    let is_caption = matches!(name.as_str(), "caption" | "题注" | "图题" | "表题" | "图名" | "表名")
        || name.ends_with("图标题")
        || name.ends_with("表标题");
    let is_title =
        matches!(name.as_str(), "title" | "subtitle" | "标题" | "副标题" | "文档标题" | "封面标题");
    if is_contents {
        Some(Role::Contents)
    } else if is_caption {
        Some(Role::Caption)
    } else {
        is_title.then_some(Role::Title)
    }
}

/// The styles while the part is read.
#[derive(Debug, Default)]
struct Reading {
    styles: Styles,
    numbering_styles: Vec<(String, i64)>,
    style: Option<(Style, Kind)>,
    path: Vec<Scope>,
    unseen: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Paragraph,
    DefaultParagraph,
    Numbering,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Root,
    Style,
    Paragraph,
    Run,
    Number,
    Defaults,
    DefaultRun,
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) {
        if self.unseen > 0 {
            self.unseen += 1;
            return;
        }
        match self.scope(tag) {
            Some(scope) => self.path.push(scope),
            None => {
                self.set(tag);
                self.unseen = 1;
            }
        }
    }

    fn scope(&mut self, tag: &Tag<'_>) -> Option<Scope> {
        let inside = self.path.last().copied();
        if inside.is_none() {
            return Some(Scope::Root);
        }
        if tag.space != Space::Word {
            return None;
        }
        match (inside?, tag.local()) {
            (Scope::Root, b"style") => {
                self.style = Some(begin(tag));
                Some(Scope::Style)
            }
            (Scope::Root, b"docDefaults") | (Scope::Defaults, b"rPrDefault") => Some(Scope::Defaults),
            (Scope::Defaults, b"rPr") => Some(Scope::DefaultRun),
            (Scope::Style, b"pPr") => Some(Scope::Paragraph),
            (Scope::Style, b"rPr") => Some(Scope::Run),
            (Scope::Paragraph, b"numPr") => Some(Scope::Number),
            _ => None,
        }
    }

    fn set(&mut self, tag: &Tag<'_>) {
        let Some(scope) = self.path.last() else { return };
        if *scope == Scope::DefaultRun {
            self.styles.defaults.set(tag.local(), tag);
            return;
        }
        let Some((style, _)) = &mut self.style else { return };
        match (scope, tag.local()) {
            (Scope::Style, b"name") => style.name = tag.value().unwrap_or_default().into_owned(),
            (Scope::Style, b"basedOn") => style.parent = tag.value().map(|id| id.into_owned()),
            (Scope::Paragraph, b"outlineLvl") => style.own.outline = outline_level(tag),
            (Scope::Number, b"numId") => style.own.list = tag.number(),
            (Scope::Number, b"ilvl") => style.own.list_level = list_level(tag),
            (Scope::Run, name) => style.own.run.set(name, tag),
            _ => {}
        }
    }

    fn close(&mut self) {
        if self.unseen > 0 {
            self.unseen -= 1;
            return;
        }
        if self.path.pop() != Some(Scope::Style) {
            return;
        }
        let Some((style, kind)) = self.style.take() else { return };
        let idx = StyleId::try_from(self.styles.styles.len()).unwrap_or(StyleId::MAX);
        match kind {
            Kind::DefaultParagraph => self.styles.default_paragraph = Some(idx),
            Kind::Numbering => {
                self.numbering_styles.extend(style.own.list.map(|list| (style.id.clone(), list)))
            }
            Kind::Paragraph | Kind::Other => {}
        }
        self.styles.by_id.insert(style.id.clone(), idx);
        self.styles.styles.push(style);
    }
}

fn begin(tag: &Tag<'_>) -> (Style, Kind) {
    let is_default = matches!(tag.attribute("default").as_deref(), Some("1" | "true" | "on"));
    let kind = match tag.attribute("type").as_deref() {
        Some("paragraph") | None if is_default => Kind::DefaultParagraph,
        Some("paragraph") | None => Kind::Paragraph,
        Some("numbering") => Kind::Numbering,
        Some(_) => Kind::Other,
    };
    let id = tag.attribute("styleId").unwrap_or_default().into_owned();
    (Style { id, ..Style::default() }, kind)
}

/// The outline level that a tag names, from 0.
pub(in crate::parse) fn outline_level(tag: &Tag<'_>) -> Option<u8> {
    tag.number().and_then(|level| u8::try_from(level).ok()).filter(|level| *level <= BODY_LEVEL)
}

/// The level of a list that a tag names, from 0.
pub(in crate::parse) fn list_level(tag: &Tag<'_>) -> Option<u8> {
    tag.number().map(|level| u8::try_from(level.clamp(0, 8)).unwrap_or(0))
}

#[cfg(test)]
#[path = "tests/styles.rs"]
mod tests;
