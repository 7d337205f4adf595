//! What text recognition looks like from here: a page's [`Picture`] goes out, [`Line`]s come back.
//!
//! The library recognises nothing by itself and starts no program: whoever calls it may bring a
//! [`Recogniser`]. Pages read this way are marked with their confidence, block by block.

mod lines;

pub(super) use lines::RuledLine;

use crate::gap::GapKind;
use std::fmt;

/// A page, or a part of one, as a picture: grey, upright as a viewer shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across, at least 1.
    pub width: u32,
    /// Pixels down, at least 1.
    pub height: u32,
    /// `width × height` bytes, row by row from the top left; 0 is black, 255 white.
    pub grey: Vec<u8>,
    /// Pixels for each inch of paper.
    pub dots_per_inch: u32,
    /// Whether ruled lines were wiped out of it: its words stand in the rows of a table.
    pub is_ruled: bool,
}

/// A line of text that was recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its box.
    pub frame: Frame,
    /// From left to right.
    pub words: Vec<Word>,
}

/// A word that was recognised; in Chinese often a single character.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its characters, without white space.
    pub text: String,
    /// Its box.
    pub frame: Frame,
    /// How sure the recogniser is, in percent.
    pub confidence: u8,
}

/// A box in pixels from the top left of the picture; `left ≤ right`, `top ≤ bottom`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Left edge.
    pub left: u32,
    /// Upper edge.
    pub top: u32,
    /// Right edge.
    pub right: u32,
    /// Lower edge.
    pub bottom: u32,
}

/// Why a picture could not be recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A Chinese sentence without its full stop.
    Told(String),
    /// It took longer than the limit `ocr-page-seconds`, which is so many seconds.
    TooSlow(u64),
}

/// Recognises the text of pictures.
pub trait Recogniser: Sync + fmt::Debug {
    /// The lines of the picture in reading order; none where it sees no text.
    ///
    /// # Errors
    /// When nothing can be said about the picture; the page counts as unread.
    fn recognise(&self, picture: &Picture) -> Result<Vec<Line>, Failure>;

    /// How many pictures it takes at a time.
    fn lanes(&self) -> usize {
        1
    }
}

/// Ruled lines that make a table, not a headline.
const TABLE_LINES: usize = 4;
/// A page with less confidence than this, in percent, counts as unread.
pub(super) const LEAST_CONFIDENCE: u8 = 60;

impl Failure {
    /// What it says.
    pub(super) fn told(why: &str) -> Self {
        Self::Told(why.into())
    }

    /// The gap of a page that it happened on.
    pub(super) fn kind(self) -> GapKind {
        match self {
            Self::Told(why) => GapKind::Unrecognised(why),
            Self::TooSlow(allowed) => {
                let measured = allowed.saturating_add(1);
                GapKind::Limit { limit: "ocr-page-seconds", measured, allowed }
            }
        }
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} × {}, {} dpi)", self.width, self.height, self.dots_per_inch)
    }
}

impl Picture {
    /// A white one. Both sides count as at least one pixel.
    pub(super) fn white(width: u32, height: u32, dots_per_inch: u32) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let grey = vec![255; width as usize * height as usize];
        Self { width, height, grey, dots_per_inch, is_ruled: false }
    }

    /// The picture turned clockwise by a quarter.
    fn turned(&self) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let mut grey = Vec::with_capacity(self.grey.len());
        for x in 0..width {
            grey.extend((0..height).rev().map(|y| self.grey[y * width + x]));
        }
        Self { width: self.height, height: self.width, grey, ..*self }
    }

    /// Whether anything but paper is to be seen.
    fn has_ink(&self) -> bool {
        /// Darker than this is ink.
        const INK: u8 = 160;
        self.grey.iter().any(|&grey| grey < INK)
    }
}

/// A picture read in the position in which its text stands upright.
#[derive(Debug)]
pub(super) struct Recognised {
    pub(super) lines: Vec<Line>,
    /// The lines that were drawn, in the picture before it was turned.
    pub(super) ruled: Vec<RuledLine>,
    /// The picture as it was read.
    pub(super) picture: Picture,
    /// Clockwise quarter turns that made it upright.
    pub(super) turns: u8,
    /// Of all characters, in percent.
    pub(super) confidence: u8,
}

/// Reads a picture; where its text stands on its side or on its head, turned.
pub(super) fn upright(recogniser: &dyn Recogniser, picture: Picture) -> Result<Recognised, Failure> {
    if !picture.has_ink() {
        return Err(Failure::told("页面上没有可辨认的内容"));
    }
    let mut picture = picture;
    let ruled = lines::take(&mut picture);
    picture.is_ruled = ruled.len() >= TABLE_LINES;
    let mut has_words = false;
    for turns in 0..4 {
        let lines = recogniser.recognise(&picture)?;
        let confidence = confidence(lines.iter().flat_map(|line| &line.words)).unwrap_or(0);
        if confidence >= LEAST_CONFIDENCE {
            return Ok(Recognised { lines, ruled, picture, turns, confidence });
        }
        has_words |= confidence > 0;
        picture = picture.turned();
    }
    // The same of every such page, so that it is said once for all of them.
    Err(if has_words {
        Failure::Told(format!("置信度低于 {LEAST_CONFIDENCE}%"))
    } else {
        Failure::told("没有识别出文字")
    })
}

/// The confidence of words, each weighing as much as it has characters; `None` without any.
pub(super) fn confidence<'a>(words: impl Iterator<Item = &'a Word>) -> Option<u8> {
    let (mut sum, mut count) = (0_u64, 0_u64);
    for word in words {
        let characters = word.text.chars().count() as u64;
        sum += u64::from(word.confidence.min(100)) * characters;
        count += characters;
    }
    u8::try_from(sum.checked_div(count)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sees `字` in a picture whose first row is dark at its left end.
    #[derive(Debug)]
    struct CornerReader;

    impl Recogniser for CornerReader {
        fn recognise(&self, picture: &Picture) -> Result<Vec<Line>, Failure> {
            let confidence = if picture.grey[0] < 128 { 90 } else { 20 };
            let word = Word { text: "字".into(), confidence, ..Word::default() };
            Ok(vec![Line { words: vec![word], ..Line::default() }])
        }
    }

    #[test]
    fn a_picture_is_read_upright() {
        for (corner, turns) in [(0, 0), (3, 1), (5, 2), (2, 3)] {
            let mut picture = Picture::white(3, 2, 72);
            picture.grey[corner] = 0;
            let read = upright(&CornerReader, picture);
            assert_eq!(read.unwrap().turns, turns, "corner {corner}");
        }
        let mut picture = Picture::white(3, 2, 72);
        picture.grey[1] = 0;
        assert_eq!(upright(&CornerReader, picture).unwrap_err(), Failure::told("置信度低于 60%"));
        assert!(upright(&CornerReader, Picture::white(3, 2, 72)).is_err(), "blank paper says nothing");
    }

    #[test]
    fn long_words_weigh_more() {
        let word = |text: &str, confidence| Word { text: text.into(), confidence, ..Word::default() };
        assert_eq!(confidence([word("一二三", 90), word("四", 50)].iter()), Some(80));
        assert_eq!(confidence([].iter()), None);
    }
}
