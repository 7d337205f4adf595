//! What a walk passes → where each character of its paragraphs stands in the XML.

use super::paragraph::{Paragraph, visible};
use super::walk::{Item, Story};
use crate::document::Origin;
use crate::parse::xml::{Node, Space, Tag, Xml};
use std::collections::HashMap;
use std::ops::Range;

/// Index of an element of the part.
pub(crate) type ElementId = u32;

/// An element of the part; bytes of the part's text.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(super) kind: Kind,
    /// Start tag, content and end tag.
    pub(crate) outer: Range<usize>,
    /// What stands between the tags.
    pub(crate) inner: Range<usize>,
    /// Where its content begins behind its properties (`rPr`, `pPr`).
    pub(crate) content: usize,
}

/// What an element is, as far as places in it are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Run,
    Properties,
    Text,
    /// Holds runs as a paragraph does.
    Inline,
    Other,
}

/// Where a character stands.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// The paragraph of the body that it is in, or that what holds it is anchored in.
    pub(crate) paragraph: ElementId,
    pub(crate) holder: Holder,
    /// Bytes of the part that spell the text; empty where it is not spelled.
    pub(crate) spelled: Range<usize>,
}

/// What holds a character in its paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// A child of a run; a text that may be cut when the character is spelled in it.
    Run { run: ElementId, child: ElementId },
    /// Something else that stands as a whole: a formula, an alternative.
    Whole(ElementId),
}

/// A paragraph as the walk has put it together.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) origin: Origin,
    pub(super) story: Story,
    /// The number in front.
    pub(super) label: String,
    text: String,
    pieces: Vec<Piece>,
}

/// Bytes of a paragraph's text, and where they come from.
#[derive(Clone, Debug)]
struct Piece {
    bytes: Range<usize>,
    spot: u32,
}

/// A character that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) character: char,
    /// Index of its spot, if it stands anywhere, and the bytes that spell it.
    pub(super) place: Option<(u32, usize, usize)>,
}

/// Collects while the walk goes on.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    pub(super) elements: Vec<Element>,
    pub(super) spots: Vec<Spot>,
    pub(super) paragraphs: Vec<Recorded>,
    open: Vec<ElementId>,
    pieces: Vec<Vec<Piece>>,
    /// Pieces of paragraphs that go on in the next one, by the depth of frames.
    carried: HashMap<usize, Vec<Piece>>,
    spelled: Range<usize>,
}

impl Recorder {
    /// Notes what the walk is about to take.
    pub(super) fn before(&mut self, node: &Node<'_>, xml: &Xml<'_>, text: &str) {
        let end = xml.offset();
        self.spelled = end..end;
        match node {
            Node::Open(tag) => self.open(tag, xml.start_of(tag)..end),
            Node::Text(part) => self.spelled = end.saturating_sub(part.len())..end,
            Node::Character(_) => self.spelled = text[..end].rfind('&').unwrap_or(end)..end,
            Node::Close | Node::End => {}
        }
        // A marked section ends behind its text: what it spells cannot be cut.
        if matches!(node, Node::Text(part) if text.get(self.spelled.clone()) != Some(part)) {
            self.spelled = end..end;
        }
    }

    fn open(&mut self, tag: &Tag<'_>, start_tag: Range<usize>) {
        let id = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        let end = start_tag.end;
        self.elements.push(Element { kind: kind(tag), outer: start_tag, inner: end..end, content: end });
        self.open.push(id);
    }

    /// The innermost element ends.
    pub(super) fn close(&mut self, end: usize, text: &str) {
        let Some(id) = self.open.pop() else { return };
        let element = &mut self.elements[id as usize];
        element.outer.end = end;
        let is_empty = end == element.inner.start;
        element.inner.end = if is_empty { end } else { text[..end].rfind("</").unwrap_or(end) };
        if element.kind == Kind::Properties
            && let Some(&parent) = self.open.last()
        {
            let parent = &mut self.elements[parent as usize];
            if parent.content == parent.inner.start {
                parent.content = end;
            }
        }
    }

    pub(super) fn begin_paragraph(&mut self, depth: usize) {
        self.pieces.push(self.carried.remove(&depth).unwrap_or_default());
    }

    /// The text of the paragraph has grown by what the last node shows.
    pub(super) fn put(&mut self, bytes: Range<usize>) {
        if bytes.is_empty() {
            return;
        }
        let Some(spot) = self.spot() else { return };
        let id = u32::try_from(self.spots.len()).unwrap_or(u32::MAX);
        self.spots.push(spot);
        if let Some(pieces) = self.pieces.last_mut() {
            pieces.push(Piece { bytes, spot: id });
        }
    }

    /// Where the innermost open element stands, seen from the paragraph of the body.
    fn spot(&self) -> Option<Spot> {
        let is_paragraph = |id: &&ElementId| self.elements[**id as usize].kind == Kind::Paragraph;
        let mut path = self.open.iter();
        let &paragraph = path.by_ref().find(is_paragraph)?;
        let &first = path.by_ref().find(|&&id| self.elements[id as usize].kind != Kind::Inline)?;
        let child = path.next();
        let holder = match (self.elements[first as usize].kind, child) {
            (Kind::Run, Some(&child)) => Holder::Run { run: first, child },
            (Kind::Run, None) => return None,
            _ => Holder::Whole(first),
        };
        let is_text = |child: &ElementId| self.elements[*child as usize].kind == Kind::Text;
        let can_cut = child.is_some_and(is_text) && path.next().is_none();
        let nowhere = self.spelled.end..self.spelled.end;
        let spelled = if can_cut { self.spelled.clone() } else { nowhere };
        Some(Spot { paragraph, holder, spelled })
    }

    pub(super) fn end_paragraph(&mut self, paragraph: &Paragraph, story: Story, depth: usize) {
        let pieces = self.pieces.pop().unwrap_or_default();
        if paragraph.direct.mark_deleted {
            self.carried.insert(depth, pieces);
        } else if !paragraph.is_blank() {
            self.paragraphs.push(Recorded {
                origin: paragraph.origin,
                story,
                label: paragraph.number().to_owned(),
                text: paragraph.raw_text().to_owned(),
                pieces,
            });
        }
    }

    /// A note stands where its reference is.
    pub(super) fn note(&mut self, origin: Origin, items: &[Item]) {
        let Some(spot) = self.spot() else { return };
        let id = u32::try_from(self.spots.len()).unwrap_or(u32::MAX);
        self.spots.push(spot);
        for item in items {
            let Item::Paragraph { text, .. } = item else { continue };
            let pieces = vec![Piece { bytes: 0..text.len(), spot: id }];
            let label = String::new();
            self.paragraphs.push(Recorded { origin, story: Story::Note, label, text: text.clone(), pieces });
        }
    }
}

impl Recorded {
    /// Its characters but white space, the number in front among them.
    pub(super) fn seen(&self, spots: &[Spot], source: &str) -> Vec<Seen> {
        let nowhere = |character| Seen { character, place: None };
        let mut seen: Vec<Seen> = self.label.chars().map(nowhere).collect();
        let mut at = 0;
        for piece in &self.pieces {
            seen.extend(self.text.get(at..piece.bytes.start).unwrap_or_default().chars().map(nowhere));
            at = piece.bytes.end;
            let text = self.text.get(piece.bytes.clone()).unwrap_or_default();
            let spelled = &spots[piece.spot as usize].spelled;
            let spelling = source.get(spelled.clone()).unwrap_or_default();
            let by_itself = || spelling.chars().filter_map(visible).eq(text.chars());
            if !spelling.is_empty() && by_itself() {
                let place =
                    |at: usize, character: char| (piece.spot, spelled.start + at, character.len_utf8());
                seen.extend(spelling.char_indices().filter_map(|(at, character)| {
                    Some(Seen { character: visible(character)?, place: Some(place(at, character)) })
                }));
            } else {
                let place = Some((piece.spot, spelled.start, spelled.len()));
                seen.extend(text.chars().map(|character| Seen { character, place }));
            }
        }
        seen.extend(self.text.get(at..).unwrap_or_default().chars().map(nowhere));
        seen.retain(|seen| !seen.character.is_whitespace());
        seen
    }
}

fn kind(tag: &Tag<'_>) -> Kind {
    if tag.space != Space::Word {
        return Kind::Other;
    }
    match tag.local() {
        b"p" => Kind::Paragraph,
        b"r" => Kind::Run,
        b"rPr" | b"pPr" => Kind::Properties,
        b"t" => Kind::Text,
        b"hyperlink" | b"ins" | b"moveTo" | b"smartTag" | b"sdt" | b"sdtContent" | b"customXml"
        | b"fldSimple" | b"dir" | b"bdo" => Kind::Inline,
        _ => Kind::Other,
    }
}
