//! numbering.xml → the numbers that a word processor prints in front of paragraphs.
//!
//! [`Numbering`] holds the definitions; a [`Counters`] goes along one part of the text and counts.
//! Lists (`num`) that share a definition (`abstractNum`) go on counting where the other one stopped,
//! unless they override the start.

use super::numerals::{NumberFormat, format_named, print};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::opc::PartText;
use crate::parse::xml::{Node, Space, Tag, Xml};
use std::collections::{HashMap, HashSet};

/// Levels of a list.
pub(in crate::parse) const LEVELS: usize = 9;
/// Characters kept of the text of a level; word processors allow fewer.
const LONGEST_LEVEL_TEXT: usize = 100;
/// Links from list to numbering style to list that are followed.
const LONGEST_LINK: usize = 8;
/// No list counts further.
const LARGEST_START: i64 = 1_000_000;

/// The definitions of a document's lists.
#[derive(Debug, Default)]
pub(in crate::parse) struct Numbering {
    definitions: HashMap<i64, Definition>,
    lists: HashMap<i64, List>,
    /// Numbering style → its list, from the styles.
    style_lists: HashMap<String, i64>,
}

#[derive(Debug, Default)]
struct Definition {
    levels: [Option<Level>; LEVELS],
    /// The numbering style that holds the levels instead.
    link: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    definition: i64,
    levels: [Option<Level>; LEVELS],
    starts: [Option<u32>; LEVELS],
}

/// One level of a list.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct Level {
    /// Its first number.
    pub(in crate::parse) start: u32,
    /// How its number is printed.
    pub(in crate::parse) format: Option<NumberFormat>,
    /// What is printed, `%1` … `%9` for the numbers of the levels.
    pub(in crate::parse) text: String,
    /// Between number and text.
    pub(in crate::parse) separator: &'static str,
    /// Starts again only after that level or a higher one.
    pub(in crate::parse) restart_after: Option<i64>,
    /// All numbers in Arabic digits.
    pub(in crate::parse) is_legal: bool,
    /// The paragraph style that belongs to it.
    pub(in crate::parse) style: Option<String>,
    /// A picture instead of a number.
    pub(in crate::parse) is_picture: bool,
}

/// What stands in front of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Label {
    /// A number with what separates it from the text.
    Number(String),
    /// A sign.
    Bullet,
}

/// How far the lists of one part of the text have counted.
#[derive(Debug, Default)]
pub(in crate::parse) struct Counters {
    values: HashMap<i64, [Option<u32>; LEVELS]>,
    /// Lists whose own start has been used, by level.
    started: HashSet<(i64, usize)>,
}

impl Numbering {
    /// Reads the definitions; what was read before a fault is kept.
    pub(in crate::parse) fn read(part: &PartText, limits: &Limits) -> (Self, Option<GapKind>) {
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
        (reading.numbering, fault)
    }

    /// Sets a level of a definition.
    pub(in crate::parse) fn define(&mut self, definition: i64, idx: usize, level: Level) {
        if let Some(place) = self.definitions.entry(definition).or_default().levels.get_mut(idx) {
            *place = Some(level);
        }
    }

    /// Adds a list that prints the numbers of a definition.
    pub(in crate::parse) fn list(&mut self, list: i64, definition: i64) {
        self.lists.entry(list).or_default().definition = definition;
    }

    /// Changes a level of one list only: its start, or all of it.
    pub(in crate::parse) fn override_level(
        &mut self,
        list: i64,
        idx: usize,
        start: Option<u32>,
        level: Option<Level>,
    ) {
        let list = self.lists.entry(list).or_default();
        if let Some((own_start, own_level)) = list.starts.get_mut(idx).zip(list.levels.get_mut(idx)) {
            *own_start = start;
            *own_level = level;
        }
    }

    /// Says which list a numbering style stands for.
    pub(in crate::parse) fn link_style(&mut self, style: &str, list: i64) {
        self.style_lists.insert(style.to_owned(), list);
    }

    /// The level of a list that belongs to a paragraph style.
    pub(in crate::parse) fn level_of_style(&self, list: i64, style: &str) -> Option<u8> {
        let (_, definition) = self.definition(list)?;
        let levels = definition.levels.iter();
        let idx = levels.into_iter().position(|level| {
            level.as_ref().and_then(|level| level.style.as_deref()).is_some_and(|known| known == style)
        })?;
        u8::try_from(idx).ok()
    }

    /// The definition of a list, through the numbering styles that stand between.
    fn definition(&self, list: i64) -> Option<(i64, &Definition)> {
        let mut list = list;
        for _ in 0..LONGEST_LINK {
            let id = self.lists.get(&list)?.definition;
            let definition = self.definitions.get(&id)?;
            match definition.link.as_ref().and_then(|style| self.style_lists.get(style)) {
                Some(next) => list = *next,
                None => return Some((id, definition)),
            }
        }
        None
    }

    fn level<'n>(&'n self, list: i64, definition: &'n Definition, idx: usize) -> Option<&'n Level> {
        let own = self.lists.get(&list).and_then(|list| list.levels[idx].as_ref());
        own.or(definition.levels[idx].as_ref())
    }
}

impl Counters {
    /// Counts a paragraph of the list and returns what stands in front of it; `None` for nothing.
    pub(in crate::parse) fn label(&mut self, numbering: &Numbering, list: i64, level: u8) -> Option<Label> {
        let idx = usize::from(level).min(LEVELS - 1);
        let (id, definition) = numbering.definition(list)?;
        let own = numbering.level(list, definition, idx)?;
        let own_start = numbering.lists.get(&list).and_then(|list| list.starts[idx]);
        let start = own_start.unwrap_or(own.start);
        let restarts = own_start.is_some() && self.started.insert((list, idx));
        let values = self.values.entry(id).or_default();
        values[idx] = Some(match values[idx] {
            Some(value) if !restarts => value.saturating_add(1),
            _ => start,
        });
        for (deeper, value) in values.iter_mut().enumerate().skip(idx + 1) {
            let after = numbering.level(list, definition, deeper).and_then(|level| level.restart_after);
            if after.is_none_or(|after| (idx as i64) < after) {
                *value = None;
            }
        }
        let values = *values;
        let format = own.format.unwrap_or_default();
        if format == NumberFormat::Bullet || own.is_picture {
            return Some(Label::Bullet);
        }
        let mut text = String::new();
        let value_at = |at: usize| {
            let level = numbering.level(list, definition, at)?;
            Some((values[at].unwrap_or(level.start), level.format.unwrap_or_default()))
        };
        print_level(&mut text, own, idx, value_at);
        if text.trim().is_empty() {
            return None;
        }
        text.push_str(own.separator);
        Some(Label::Number(text))
    }
}

/// Fills the pattern of a level: `第%1章`, `%1.%2`.
fn print_level(
    out: &mut String,
    level: &Level,
    idx: usize,
    value_at: impl Fn(usize) -> Option<(u32, NumberFormat)>,
) {
    let mut characters = level.text.chars().peekable();
    while let Some(character) = characters.next() {
        let number = characters.peek().filter(|_| character == '%').and_then(|c| c.to_digit(10));
        let Some(number) = number.filter(|number| *number > 0) else {
            out.push(if character.is_control() { ' ' } else { character });
            continue;
        };
        characters.next();
        let at = number as usize - 1;
        if at <= idx
            && let Some((value, format)) = value_at(at)
        {
            print(out, value, if level.is_legal { NumberFormat::Decimal } else { format });
        }
    }
}

/// The definitions while the part is read.
#[derive(Debug, Default)]
struct Reading {
    numbering: Numbering,
    definition: Option<i64>,
    list: Option<i64>,
    level: Option<(usize, Level)>,
    override_idx: Option<usize>,
    /// Open elements below one whose content does not matter.
    unseen: u32,
    path: Vec<Scope>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Definition,
    List,
    Level,
    Override,
    Other,
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) {
        if self.unseen > 0 {
            self.unseen += 1;
            return;
        }
        let scope = if tag.space == Space::Word { self.word(tag) } else { Some(Scope::Other) };
        match scope {
            Some(scope) => self.path.push(scope),
            None => self.unseen = 1,
        }
    }

    /// The scope that the tag opens; none if its content does not matter.
    fn word(&mut self, tag: &Tag<'_>) -> Option<Scope> {
        match tag.local() {
            b"abstractNum" => {
                let id = attribute_number(tag, "abstractNumId")?;
                self.numbering.definitions.entry(id).or_default();
                self.definition = Some(id);
                return Some(Scope::Definition);
            }
            b"num" => {
                let id = attribute_number(tag, "numId")?;
                self.numbering.lists.entry(id).or_default();
                self.list = Some(id);
                return Some(Scope::List);
            }
            b"lvlOverride" => {
                self.override_idx = level_idx(tag);
                return Some(Scope::Override);
            }
            b"lvl" => {
                self.level = level_idx(tag).map(|idx| (idx, Level { separator: " ", ..Level::default() }));
                return Some(Scope::Level);
            }
            b"pPr" | b"rPr" | b"numPicBullet" => return None,
            b"abstractNumId" => {
                if let Some((list, id)) = self.open_list().zip(tag.number()) {
                    list.definition = id;
                }
            }
            b"startOverride" => {
                let start = tag.number().map(clamp_start);
                if let Some((idx, list)) = self.override_idx.zip(self.open_list()) {
                    list.starts[idx] = start;
                }
            }
            b"numStyleLink" => {
                let open = self.definition.and_then(|id| self.numbering.definitions.get_mut(&id));
                if let Some(definition) = open {
                    definition.link = tag.value().map(|style| style.into_owned());
                }
            }
            name => {
                if let Some((_, level)) = &mut self.level {
                    level.set(name, tag);
                }
            }
        }
        Some(Scope::Other)
    }

    fn open_list(&mut self) -> Option<&mut List> {
        self.list.and_then(|id| self.numbering.lists.get_mut(&id))
    }

    fn close(&mut self) {
        if self.unseen > 0 {
            self.unseen -= 1;
            return;
        }
        match self.path.pop() {
            Some(Scope::Definition) => self.definition = None,
            Some(Scope::List) => self.list = None,
            Some(Scope::Override) => self.override_idx = None,
            Some(Scope::Level) => self.keep_level(),
            Some(Scope::Other) | None => {}
        }
    }

    fn keep_level(&mut self) {
        let Some((idx, level)) = self.level.take() else { return };
        if let Some(list) = self.open_list() {
            list.levels[idx] = Some(level);
        } else if let Some(definition) =
            self.definition.and_then(|id| self.numbering.definitions.get_mut(&id))
        {
            definition.levels[idx] = Some(level);
        }
    }
}

impl Level {
    fn set(&mut self, name: &[u8], tag: &Tag<'_>) {
        match name {
            b"start" => self.start = tag.number().map_or(0, clamp_start),
            b"numFmt" if self.format.is_none() => {
                let name = tag.value().unwrap_or_default();
                self.format = Some(format_named(&name, tag.attribute("format").as_deref()));
            }
            b"lvlText" => {
                self.text = tag.value().unwrap_or_default().chars().take(LONGEST_LEVEL_TEXT).collect();
            }
            b"suff" => self.separator = if tag.value().as_deref() == Some("nothing") { "" } else { " " },
            b"lvlRestart" => self.restart_after = tag.number(),
            b"isLgl" => self.is_legal = tag.is_on(),
            b"pStyle" => self.style = tag.value().map(|style| style.into_owned()),
            b"lvlPicBulletId" => self.is_picture = true,
            _ => {}
        }
    }
}

fn attribute_number(tag: &Tag<'_>, name: &str) -> Option<i64> {
    tag.attribute(name)?.trim().parse().ok()
}

fn level_idx(tag: &Tag<'_>) -> Option<usize> {
    attribute_number(tag, "ilvl").and_then(|idx| usize::try_from(idx).ok()).filter(|idx| *idx < LEVELS)
}

pub(in crate::parse) fn clamp_start(value: i64) -> u32 {
    u32::try_from(value.clamp(0, LARGEST_START)).unwrap_or(0)
}

#[cfg(test)]
#[path = "tests/numbering.rs"]
mod tests;
