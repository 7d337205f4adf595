//! Reading → [`Genre`]: what kind of document it is, by its title and its chapters.
//!
//! The words stand in `outlines/lexicon/choice.toml`.

use crate::document::{BlockKind, Document};
use crate::lexicon::Lexicon;
use crate::rule::Reading;
use crate::words::without_spaces;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const CHOICE: &str = include_str!("../../outlines/lexicon/choice.toml");

/// Blocks at the head of a document among which its title stands.
const TITLE_BLOCKS: usize = 8;
/// Characters of a block that may be a title.
const LONGEST_TITLE: usize = 50;
/// Articles that make a text a law.
const FEWEST_ARTICLES: usize = 20;

/// What the number of a heading consists of: 第三章, 一.
const NUMBERED: [char; 16] =
    ['第', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '章', '节', '条', '部', '分'];

/// The kind whose texts consist of articles.
const LAW: &str = "law";

/// `choice.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Kinds {
    core: String,
    core_least: usize,
    pub(super) genre: Vec<GenreData>,
    pub(super) place: Vec<PlaceData>,
}

/// A kind of document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GenreData {
    pub(super) id: String,
    title: String,
    /// Whether it is of the kinds that outlines are for.
    #[serde(default)]
    own: bool,
    titles: String,
    #[serde(default)]
    signs: String,
    #[serde(default)]
    least: usize,
    #[serde(default)]
    pub(super) packs: String,
    #[serde(default)]
    pub(super) national: String,
}

/// A place with outlines of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceData {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) words: String,
    #[serde(default)]
    pub(super) not: String,
}

/// What kind of document something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Genre {
    /// `feasibility`, `tender`; empty when it cannot be told.
    pub id: &'static str,
    /// 可行性研究报告
    pub title: &'static str,
    /// Whether outlines are for this kind.
    pub is_own: bool,
    /// What shows it, in words.
    pub because: String,
}

impl Kinds {
    pub(super) fn builtin() -> &'static Self {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(|| toml::from_str(CHOICE).expect("the words that ship load: a test holds it"))
    }

    pub(super) fn of(&self, id: &str) -> Option<&GenreData> {
        self.genre.iter().find(|genre| genre.id == id)
    }
}

/// How clearly a title names a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Clarity {
    /// The word stands somewhere in it.
    Holds,
    /// It ends with the word.
    Ends,
}

/// A kind that a title names.
#[derive(Clone)]
struct Named {
    genre: &'static GenreData,
    clarity: Clarity,
    line: String,
}

impl Genre {
    /// What kind of document this is.
    pub(super) fn of(reading: &Reading, lexicon: &Lexicon) -> Self {
        let kinds = Kinds::builtin();
        let named = named(kinds, &reading.document);
        // Of equally clear ones the first, which is the title rather than the file's name.
        let clearest = |is_own: bool| {
            named.iter().rev().filter(|named| named.genre.own == is_own).max_by_key(|named| named.clarity)
        };
        let (own, other) = (clearest(true), clearest(false));
        let chapters = core_chapters(kinds, reading, lexicon);
        let has_chapters = chapters >= kinds.core_least;
        let ends = |named: Option<&Named>| named.is_some_and(|named| named.clarity == Clarity::Ends);
        let signs = signs(kinds, &reading.document);
        match (own, other, signs) {
            (own, Some(other), signs)
                if ends(Some(other))
                    && !ends(own)
                    && signs.as_ref().is_none_or(|(genre, _)| genre.id != LAW) =>
            {
                other.into()
            }
            (own, _, Some((genre, because))) if !(ends(own) && has_chapters) => Self::new(genre, because),
            (Some(own), _, _) => own.into(),
            (None, Some(other), _) if !has_chapters => other.into(),
            _ if has_chapters => Self {
                because: format!("识别到 {chapters} 类方案章节"),
                ..kinds.of("construction").map_or_else(Self::unknown, |genre| Self::new(genre, String::new()))
            },
            _ => Self::unknown(),
        }
    }

    fn new(genre: &'static GenreData, because: String) -> Self {
        Self { id: &genre.id, title: &genre.title, is_own: genre.own, because }
    }

    fn unknown() -> Self {
        Self { id: "", title: "", is_own: false, because: "标题和章节都没有方案的样子".into() }
    }
}

impl From<&Named> for Genre {
    fn from(named: &Named) -> Self {
        Self::new(named.genre, format!("标题“{}”", named.line))
    }
}

/// The kinds that the title, and then the file's name, name.
fn named(kinds: &'static Kinds, document: &Document) -> Vec<Named> {
    let head = document
        .blocks
        .iter()
        .filter(|block| {
            !matches!(block.kind, BlockKind::PageFurniture | BlockKind::Contents | BlockKind::Table(_))
        })
        .take(TITLE_BLOCKS)
        .map(|block| document.slice(block.span).trim())
        .filter(|line| line.chars().count() <= LONGEST_TITLE && !line.ends_with(['。', '；', '：']));
    let name = document.path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    head.chain([stem]).filter_map(|line| named_by(kinds, line)).collect()
}

/// The kind that a line names with its longest word, the last of several.
fn named_by(kinds: &'static Kinds, line: &str) -> Option<Named> {
    let bare = without_spaces(line);
    // Behind the title proper: a version, a date, a stage.
    let tail = |c: char| !c.is_alphabetic() || c.is_ascii_alphabetic();
    let bracket = bare.rfind(['（', '(', '【']).filter(|_| bare.ends_with(['）', ')', '】']));
    let core = bracket.map_or(&*bare, |at| &bare[..at]).trim_end_matches(tail);
    let words =
        kinds.genre.iter().flat_map(|genre| genre.titles.split_whitespace().map(move |word| (genre, word)));
    let found = words.filter_map(|(genre, word)| {
        let at = core.rfind(word)?;
        Some((at + word.len(), word.len(), genre))
    });
    let (end, _, genre) = found.max_by_key(|(end, length, _)| (*end, *length))?;
    let clarity = if end == core.len() { Clarity::Ends } else { Clarity::Holds };
    Some(Named { genre, clarity, line: line.trim().to_owned() })
}

/// The kind that the headings show: enough of them are the usual ones of that kind.
fn signs(kinds: &'static Kinds, document: &Document) -> Option<(&'static GenreData, String)> {
    let mut by_word: BTreeMap<&str, &'static GenreData> = BTreeMap::new();
    for genre in &kinds.genre {
        by_word.extend(genre.signs.split_whitespace().map(|word| (word, genre)));
    }
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut articles = 0;
    for block in &document.blocks {
        let text = document.slice(block.span);
        if is_article(text) {
            articles += 1;
        }
        if text.len() > LONGEST_TITLE || matches!(block.kind, BlockKind::Contents | BlockKind::PageFurniture)
        {
            continue;
        }
        // Chinese characters first: the tables behind `is_alphabetic` are slow for them.
        let is_letter =
            |c: &char| matches!(c, '\u{4E00}'..='\u{9FFF}') || (!c.is_ascii() && c.is_alphabetic());
        let bare: String = text.chars().filter(is_letter).collect();
        let title = bare.trim_start_matches(NUMBERED);
        let with_number = (title.len() < bare.len()).then_some(bare.as_str());
        for line in with_number.into_iter().chain([title]) {
            if let Some((word, genre)) = by_word.get_key_value(line) {
                seen.entry(&genre.id).or_default().insert(word);
            }
        }
    }
    if articles >= FEWEST_ARTICLES {
        return kinds.of(LAW).map(|genre| (genre, format!("正文由 {articles} 个条文组成")));
    }
    kinds.genre.iter().find_map(|genre| {
        let words = seen.get(genre.id.as_str()).filter(|words| words.len() >= genre.least.max(1))?;
        let shown: Vec<&str> = words.iter().take(4).copied().collect();
        Some((genre, format!("有“{}”等章节", shown.join("”“"))))
    })
}

/// `第十二条 …`
fn is_article(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('第') else { return false };
    let end = rest.find(|c: char| !"一二三四五六七八九十百零0123456789".contains(c));
    end.is_some_and(|end| end > 0 && rest[end..].starts_with('条'))
}

/// How many kinds of a proposal's chapters there are.
fn core_chapters(kinds: &Kinds, reading: &Reading, lexicon: &Lexicon) -> usize {
    let core: BTreeSet<_> = kinds.core.split_whitespace().filter_map(|name| lexicon.concept(name)).collect();
    let named: BTreeSet<_> =
        reading.headings.iter().flat_map(|heading| heading.certain.iter().copied()).collect();
    named.intersection(&core).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::builtin;

    #[test]
    fn what_the_words_name_exists() {
        let kinds = Kinds::builtin();
        for name in kinds.core.split_whitespace() {
            assert!(Lexicon::builtin().concept(name).is_some(), "no concept {name}");
        }
        let exists =
            |name: &str| builtin::builtin().iter().any(|pack| pack.id.ends_with(&format!("/{name}")));
        for genre in &kinds.genre {
            for pack in genre.packs.split_whitespace() {
                assert!(exists(pack), "{}: no pack is called {pack}", genre.id);
            }
            let national = format!("national/{}", genre.national);
            assert!(genre.national.is_empty() || builtin::find(&national).is_some(), "{national}");
        }
        for place in &kinds.place {
            let lead = format!("{}/", place.id);
            assert!(builtin::builtin().iter().any(|pack| pack.id.starts_with(&lead)), "{}", place.id);
        }
    }
}
