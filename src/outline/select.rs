//! Which outline fits a package: the kind of its main document, and the place that it speaks of.

use super::builtin;
use super::genre::{Genre, Kinds, PlaceData};
use crate::lexicon::Lexicon;
use crate::rule::Reading;
use std::collections::BTreeSet;

/// Bytes at the head of a document in which places are looked for: its title, its owner, its basis.
const PLACE_REACH: usize = 60_000;
/// Files of an acceptance set that make a folder one.
const FEWEST_OF_SET: usize = 3;

/// The national outline for kinds that have none.
const OTHER_KINDS: &str = "proposal";
/// The kind of the files that report on a project that is done.
const REPORTS: &str = "acceptance";

/// The outline for a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Why this one, in words.
    pub reason: String,
}

/// The outline that fits best. Where the package names no place, the national one of its kind.
pub fn choose(readings: &[Reading], lexicon: &Lexicon) -> Choice {
    let kinds = Kinds::builtin();
    let (genre, because) = package_genre(readings, lexicon);
    let data = kinds.of(genre).or_else(|| kinds.of("construction"));
    let place = place(kinds, readings);
    let packs = data.map_or("", |data| data.packs.as_str());
    if let Some((place, count)) = place {
        let own = packs.split_whitespace().map(|name| format!("{}/{name}", place.id));
        if let Some(id) = own.into_iter().find(|id| builtin::find(id).is_some()) {
            return Choice { id, reason: format!("文中 {count} 次写到{}，{because}", place.title) };
        }
    }
    let own_kind = data.map(|data| data.national.as_str()).filter(|name| !name.is_empty());
    let national = own_kind.unwrap_or(OTHER_KINDS);
    let outline = match own_kind {
        Some(_) => "国家提纲",
        None => "国家项目建议书提纲（国家没有这类材料的提纲）",
    };
    let where_from = match place {
        Some((place, _)) => format!("文中写到{}，该地没有这类材料的大纲", place.title),
        None => "文中没有写到内置大纲所属的地区".to_owned(),
    };
    let reason = format!("{where_from}，{because}；按{outline}检查，知道属地的请用 --outline 指定");
    Choice { id: format!("national/{national}"), reason }
}

/// The kind of the package and what shows it.
fn package_genre(readings: &[Reading], lexicon: &Lexicon) -> (&'static str, String) {
    let genres: Vec<Genre> = readings.iter().map(|reading| Genre::of(reading, lexicon)).collect();
    let in_set: BTreeSet<&str> =
        genres.iter().filter(|genre| genre.id == REPORTS).map(|genre| genre.because.as_str()).collect();
    if in_set.len() >= FEWEST_OF_SET {
        return (REPORTS, format!("{} 个文件是验收材料", in_set.len()));
    }
    let main = genres
        .iter()
        .zip(readings)
        .filter(|(genre, _)| genre.is_own)
        .max_by_key(|(genre, reading)| (genre.id != REPORTS, reading.document.text.len()));
    match main {
        Some((genre, _)) => (genre.id, format!("{}，是{}", genre.because, genre.title)),
        None => ("construction", "看不出是哪类材料".to_owned()),
    }
}

/// The place that is spoken of most often, and how often.
fn place<'a>(kinds: &'a Kinds, readings: &[Reading]) -> Option<(&'a PlaceData, usize)> {
    let counted = kinds.place.iter().map(|place| {
        let count = readings.iter().map(|reading| {
            let text = &reading.document.text;
            mentions(place, &text[..text.floor_char_boundary(PLACE_REACH.min(text.len()))])
        });
        (place, count.sum::<usize>())
    });
    // Once may be an example of somewhere else.
    counted.filter(|(_, count)| *count >= 2).max_by_key(|(_, count)| *count)
}

/// How often a text speaks of a place; a name inside a longer one counts once.
fn mentions(place: &PlaceData, text: &str) -> usize {
    let find = |word: &'_ str| -> Vec<(usize, usize)> {
        memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).map(|at| (at, at + word.len())).collect()
    };
    let excluded: Vec<(usize, usize)> = place.not.split_whitespace().flat_map(find).collect();
    let mut hits: Vec<(usize, usize)> = place.words.split_whitespace().flat_map(find).collect();
    hits.retain(|hit| !excluded.iter().any(|not| not.0 <= hit.0 && hit.1 <= not.1));
    hits.sort_unstable();
    let mut end = 0;
    hits.into_iter()
        .filter(|&(start, stop)| {
            let is_new = start >= end;
            end = end.max(stop);
            is_new
        })
        .count()
}

/// Why a package does not look like what outlines for proposals are for; `None` when it does.
pub fn unlike_proposal(readings: &[Reading], lexicon: &Lexicon) -> Option<String> {
    let read = readings.iter().filter(|reading| !reading.document.blocks.is_empty());
    let genres: Vec<(Genre, &Reading)> = read.map(|reading| (Genre::of(reading, lexicon), reading)).collect();
    if genres.iter().any(|(genre, _)| genre.is_own && genre.id != REPORTS) {
        return None;
    }
    let (genre, reading) = genres.iter().max_by_key(|(_, reading)| reading.document.text.len())?;
    let path = &reading.document.path;
    Some(match genre.title {
        "" => format!("“{path}”看不出是申报方案（{}）", genre.because),
        title => format!("“{path}”像是{title}（{}），不是申报方案", genre.because),
    })
}
