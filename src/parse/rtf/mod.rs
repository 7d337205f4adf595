//! Bytes of an RTF file → [`Document`].
//!
//! Groups inherit the look of the text around them. What is not shown stands in groups of its own, which are
//! left out; notes, boxes and headers stand inside paragraphs and are put behind them.

mod group;
mod paragraph;
mod tables;
mod token;

use super::docx::styles::{Role, heading_level, role};
use super::{Limits, encoding};
use crate::document::{Builder, Document, Draft, DraftKind, Format, HeadingEvidence, Origin, TableDraft};
use crate::gap::{Gap, GapKind};
use encoding_rs::{Encoding, WINDOWS_1252};
use group::{Goal, Group, Story};
use paragraph::Paragraph;
use std::collections::BTreeMap;
use tables::Tables;
use token::{Token, Tokens};

/// Reads a file; whatever the bytes are, the document says what could not be read.
pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Rtf);
    let mut reading = Reading::new(limits);
    for token in Tokens::new(bytes) {
        reading.take(&token);
        if reading.is_over_a_limit() {
            break;
        }
    }
    let pictures = reading.pictures;
    reading.fill(&mut builder);
    let mut document = builder.finish();
    super::note_pictures(&mut document, pictures, super::CHARACTERS_PER_PICTURE * pictures);
    if document.text.is_empty() && document.gaps.is_empty() {
        document.gaps.push(Gap::new(GapKind::Empty));
    }
    document
}

/// What the document is made of, in order.
enum Item {
    Paragraph(String, Draft),
    Table(TableDraft, Origin),
    Picture,
}

/// A style of paragraphs.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    /// From 0, as the file counts.
    outline: Option<i32>,
}

struct Reading<'a> {
    limits: &'a Limits,
    groups: Vec<Group>,
    page: &'static Encoding,
    fonts: BTreeMap<i32, &'static Encoding>,
    styles: BTreeMap<i32, Style>,
    /// Bytes of text that are not decoded yet.
    bytes: Vec<u8>,
    /// The first half of a character that takes two numbers.
    high: Option<u16>,
    /// Characters to skip behind a number that stands for them.
    fallback_left: i32,
    paragraph: Paragraph,
    /// Paragraphs that a note interrupts, with the number of groups around the note.
    interrupted: Vec<(usize, Paragraph)>,
    tables: Tables,
    items: Vec<Item>,
    /// What stands behind the paragraph or table that is open.
    behind: Vec<Item>,
    /// Paragraphs of the body, and all others.
    paragraph_count: u32,
    aside_count: u32,
    pictures: usize,
    /// A brace closed more than was open, and whether text came behind it.
    is_unbalanced: bool,
    goes_on_unbalanced: bool,
    hidden_count: u64,
    change_count: u64,
    characters_left: u64,
    limit: Option<GapKind>,
}

impl<'a> Reading<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            groups: vec![Group::default()],
            page: WINDOWS_1252,
            fonts: BTreeMap::new(),
            styles: BTreeMap::new(),
            bytes: Vec::new(),
            high: None,
            fallback_left: 0,
            paragraph: Paragraph::default(),
            interrupted: Vec::new(),
            tables: Tables::new(limits),
            items: Vec::new(),
            behind: Vec::new(),
            paragraph_count: 0,
            aside_count: 0,
            pictures: 0,
            is_unbalanced: false,
            goes_on_unbalanced: false,
            hidden_count: 0,
            change_count: 0,
            characters_left: limits.characters,
            limit: None,
        }
    }

    fn fill(mut self, builder: &mut Builder) {
        self.decode();
        // The group around the whole file is the second.
        let is_open = self.groups.len() > 1 && !self.is_over_a_limit();
        while let Some(&(depth, _)) = self.interrupted.last() {
            self.groups.truncate(depth - 1);
            self.end_story();
        }
        self.end_paragraph();
        self.leave_tables();
        self.items.append(&mut self.behind);
        let remark = |text: String| GapKind::Remark(text);
        let gaps = [
            self.limit.take(),
            self.tables.limit(),
            is_open.then(|| GapKind::Damaged("文件在中途断开，其后的内容没有读出".into())),
            self.goes_on_unbalanced.then(|| remark("花括号不配对，多余的右括号之后的内容已一并读取".into())),
            self.tables.remark().map(remark),
            (self.change_count > 0).then(|| remark("含有未接受的修订，按全部接受后的内容检查".into())),
            (self.hidden_count > 0).then(|| remark(format!("有 {} 处隐藏文字，没有读取", self.hidden_count))),
        ];
        for kind in gaps.into_iter().flatten() {
            builder.gap(Gap::new(kind));
        }
        for item in self.items {
            match item {
                Item::Paragraph(text, draft) => builder.paragraph(&text, draft),
                Item::Table(table, origin) => builder.table(table, origin),
                Item::Picture => builder.picture(),
            }
        }
    }

    fn is_over_a_limit(&self) -> bool {
        self.limit.is_some() || self.tables.limit().is_some()
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        self.groups.last_mut().expect("one was just pushed if there was none")
    }

    fn take(&mut self, token: &Token<'_>) {
        match *token {
            Token::Text(bytes) => self.text(bytes),
            Token::Byte(byte) => self.text(&[byte]),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Word(name, number) => {
                self.decode();
                if name != "u" {
                    self.high = None;
                }
                self.word(name, number);
            }
            Token::Open => self.open(),
            Token::Close => self.close(),
        }
    }

    fn open(&mut self) {
        self.decode();
        self.fallback_left = 0;
        let (measured, allowed) = (self.groups.len() as u64, self.limits.xml_depth);
        if measured > allowed {
            self.limit = Some(GapKind::Limit { limit: "xml-depth", measured, allowed });
            return;
        }
        let group = self.group().inside();
        self.groups.push(group);
    }

    fn close(&mut self) {
        self.decode();
        self.fallback_left = 0;
        self.is_unbalanced |= self.groups.len() == 1;
        self.groups.pop();
        if self.interrupted.last().is_some_and(|(depth, _)| *depth > self.groups.len()) {
            self.end_story();
        }
    }

    /// Text in the encoding of its font.
    fn text(&mut self, mut bytes: &[u8]) {
        if self.fallback_left > 0 {
            let skipped = bytes.len().min(usize::try_from(self.fallback_left).unwrap_or(0));
            self.fallback_left -= i32::try_from(skipped).unwrap_or(i32::MAX);
            bytes = &bytes[skipped..];
        }
        if self.group().goal != Goal::Skip {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        self.high = None;
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.group().look.font;
        let encoding = self.fonts.get(&font).copied().unwrap_or(self.page);
        let text = encoding.decode_without_bom_handling(&bytes).0;
        self.show(&text);
    }

    fn show(&mut self, text: &str) {
        let Group { goal, look, story, style, .. } = *self.group();
        match goal {
            Goal::Skip | Goal::Fonts => {}
            Goal::Styles => self.styles.entry(style).or_default().name.push_str(text),
            Goal::Body if look.is_hidden || look.is_deleted => {}
            Goal::Body => {
                let count = text.chars().count() as u64;
                if count > self.characters_left {
                    let allowed = self.limits.characters;
                    let measured = allowed.saturating_add(1);
                    self.limit = Some(GapKind::Limit { limit: "characters", measured, allowed });
                    return;
                }
                self.characters_left -= count;
                self.goes_on_unbalanced |= self.is_unbalanced && !text.trim().is_empty();
                self.paragraph.push(text, look, story);
            }
        }
    }

    /// A character by its number; a text for those that cannot follows.
    fn unicode(&mut self, number: i32) {
        self.fallback_left = self.group().fallback;
        let Ok(unit) = u16::try_from(number & 0xFFFF) else { return };
        let units = self.high.take().into_iter().chain([unit]);
        match char::decode_utf16(units).next() {
            Some(Ok(character)) => self.show(character.encode_utf8(&mut [0; 4])),
            _ if (0xD800..0xDC00).contains(&unit) => self.high = Some(unit),
            _ => self.show("\u{FFFD}"),
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if symbol == b'*' {
            self.group().is_optional = true;
            return;
        }
        if self.fallback_left > 0 {
            self.fallback_left -= 1;
            return;
        }
        match symbol {
            b'{' | b'}' | b'\\' => self.text(&[symbol]),
            b'~' => self.show_word(" "),
            b'_' => self.show_word("-"),
            b'\r' | b'\n' => {
                self.decode();
                self.end_paragraph();
            }
            _ => {}
        }
    }

    fn show_word(&mut self, text: &str) {
        self.decode();
        self.show(text);
    }

    fn word(&mut self, name: &str, number: Option<i32>) {
        if name == "pict" && self.group().shows_pictures() {
            return self.picture();
        }
        if group::enter(self.group(), name) {
            self.begin_story(name);
            return;
        }
        match self.group().goal {
            Goal::Skip => {}
            Goal::Fonts => self.font(name, number),
            Goal::Styles => self.style(name, number.unwrap_or(0)),
            Goal::Body => self.body(name, number),
        }
    }

    fn font(&mut self, name: &str, number: Option<i32>) {
        let number = number.unwrap_or(0);
        match name {
            "f" => self.group().look.font = number,
            "fcharset" | "cpg" => {
                let page =
                    if name == "cpg" { u16::try_from(number).ok() } else { group::page_of_charset(number) };
                let font = self.group().look.font;
                if let Some(encoding) = page.and_then(encoding::of_code_page) {
                    self.fonts.insert(font, encoding);
                }
            }
            _ => {}
        }
    }

    fn style(&mut self, name: &str, number: i32) {
        match name {
            "s" => self.group().style = number,
            "u" => self.unicode(number),
            "uc" => self.group().fallback = number.clamp(0, 100),
            "outlinelevel" => {
                let style = self.group().style;
                self.styles.entry(style).or_default().outline = Some(number);
            }
            _ => {}
        }
    }

    fn body(&mut self, name: &str, number: Option<i32>) {
        let count = number.unwrap_or(0);
        match name {
            "par" | "sect" => self.end_paragraph(),
            "u" => self.unicode(count),
            "uc" => self.group().fallback = count.clamp(0, 100),
            "ansicpg" => {
                self.page = u16::try_from(count).ok().and_then(encoding::of_code_page).unwrap_or(self.page);
            }
            "cell" | "nestcell" => self.end_cell(name == "nestcell"),
            "row" | "nestrow" => self.end_row(name == "nestrow"),
            "v" if number != Some(0) => self.hidden_count += 1,
            "revised" | "deleted" if number != Some(0) => self.change_count += 1,
            _ => {}
        }
        if let Some(text) = group::character(name) {
            self.show(text);
        }
        let is_nested = self.group().is_nested_row;
        self.tables.property(name, count, is_nested);
        self.group().property(name, number);
    }

    /// The data of a picture begin.
    fn picture(&mut self) {
        let group = self.group();
        (group.goal, group.in_shape) = (Goal::Skip, false);
        if group.story != Story::Furniture {
            self.pictures += 1;
            // Those at one place are one to the document.
            if !matches!(self.items.last(), Some(Item::Picture)) {
                self.items.push(Item::Picture);
            }
        }
    }

    /// A note, a box or a header begins: the paragraph around it goes on behind it.
    fn begin_story(&mut self, name: &str) {
        let Some(story) = Story::named(name) else { return };
        let group = self.group();
        group.story = story;
        group.in_table = false;
        let depth = self.groups.len();
        // A group that is one already goes on.
        if self.interrupted.last().is_none_or(|(around, _)| *around < depth) {
            self.interrupted.push((depth, std::mem::take(&mut self.paragraph)));
        }
    }

    fn end_story(&mut self) {
        if !self.paragraph.is_empty() {
            self.end_paragraph();
        }
        if let Some((_, paragraph)) = self.interrupted.pop() {
            self.paragraph = paragraph;
        }
    }

    fn end_paragraph(&mut self) {
        let group = *self.group();
        let paragraph = std::mem::take(&mut self.paragraph);
        let allowed = self.limits.docx_paragraphs;
        if u64::from(self.paragraph_count) + u64::from(self.aside_count) >= allowed {
            let measured = allowed.saturating_add(1);
            self.limit = Some(GapKind::Limit { limit: "docx-paragraphs", measured, allowed });
            return;
        }
        let story = paragraph.story.unwrap_or(group.story);
        if story != Story::Body {
            self.aside_count += 1;
            let kind = if story == Story::Note { DraftKind::Note } else { DraftKind::PageFurniture };
            let (text, _) = paragraph.finish();
            return self.behind.push(Item::Paragraph(text, Draft { kind, ..Draft::default() }));
        }
        self.paragraph_count += 1;
        let origin = Origin::Paragraph(self.paragraph_count);
        let (text, draft) = paragraph.finish();
        let depth = self.tables.depth(&group);
        if depth > 0 {
            return self.tables.push(&text, origin, depth);
        }
        self.leave_tables();
        self.items.push(Item::Paragraph(text, Draft { kind: self.kind(&group), origin, ..draft }));
        self.items.append(&mut self.behind);
    }

    fn kind(&self, group: &Group) -> DraftKind {
        let style = self.styles.get(&group.style);
        let name = style.map_or("", |style| style.name.trim().trim_end_matches(';'));
        let named = heading_level(name).map(|level| i32::from(level) - 1);
        let outline = group.outline.or(style.and_then(|style| style.outline)).or(named);
        match (role(name), outline) {
            (Some(Role::Contents), _) => DraftKind::Contents,
            (_, Some(level @ 0..=8)) => DraftKind::Heading {
                level: u8::try_from(level + 1).unwrap_or(1),
                evidence: HeadingEvidence::Explicit,
            },
            (Some(Role::Caption), _) => DraftKind::Caption,
            _ => DraftKind::Text,
        }
    }

    fn end_cell(&mut self, is_nested: bool) {
        self.decode();
        let group = *self.group();
        if group.story != Story::Body {
            return self.paragraph.push(" ", group.look, group.story);
        }
        let (text, _) = std::mem::take(&mut self.paragraph).finish();
        self.paragraph_count = self.paragraph_count.saturating_add(1);
        let origin = Origin::Paragraph(self.paragraph_count);
        self.tables.end_cell(&text, origin, if is_nested { group.depth.max(2) } else { 1 });
    }

    fn end_row(&mut self, is_nested: bool) {
        let group = *self.group();
        if group.story == Story::Body {
            self.tables.end_row(if is_nested { group.depth.max(2) } else { 1 }, is_nested);
        }
    }

    fn leave_tables(&mut self) {
        if let Some((table, origin)) = self.tables.leave() {
            self.items.push(Item::Table(table, origin));
            self.items.append(&mut self.behind);
        }
    }
}

#[cfg(test)]
mod tests;
