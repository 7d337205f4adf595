//! Heading → [`HeadingMatch`]: which chapter of a proposal it opens.
//!
//! Exact wording first, then without words that carry no sense, then the halves of a compound, then
//! how much of the heading known words cover. What is left is compared by pairs of characters, which
//! only ever says “possible”.

use super::normal::{Folding, JOINT};
use super::segment::{Sense, Vocabulary};
use super::similar::Wordings;
use super::words::{List, Words};
use std::collections::BTreeSet;

/// Longest core that can be a chapter's title, in characters; longer ones are sentences.
const LONGEST_CORE: usize = 40;
/// Part of a heading that known words must cover, in tenths: for certain, for certain where the concept
/// is weak, and for possible.
const COVERED_TENTHS: usize = 6;
const COVERED_TENTHS_WEAK: usize = 8;
const COVERED_TENTHS_POSSIBLE: usize = 4;
/// 数字档案管理 names a piece of software as often as a chapter.
const MODULE_TAIL: &str = "管理";
/// Shortest part of a compound that stands for itself, in characters.
const SHORTEST_PART: usize = 3;
/// How many concepts a near miss may name.
const MOST_POSSIBLE: usize = 3;

/// A concept that a heading can name: `security`, `investment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub u16);

/// What a heading says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadingMatch {
    /// Concepts that it names.
    pub certain: Vec<ConceptId>,
    /// Concepts that it may mean, best first: only ever a reason for 待核实.
    pub possible: Vec<ConceptId>,
}

/// All section concepts.
#[derive(Debug)]
pub(super) struct Concepts {
    pub(super) folding: Folding,
    pub(super) list: List<Chapter>,
    pub(super) exact: Words<ConceptId>,
    pub(super) maybe: Words<List<ConceptId>>,
    /// Frames that are open in front, by what stands behind.
    pub(super) endings: Words<ConceptId>,
    pub(super) frames: List<Frame>,
    pub(super) vocabulary: Vocabulary,
    pub(super) wordings: Wordings,
    pub(super) affixes: Affixes,
}

#[derive(Debug)]
pub(super) struct Chapter {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) guards: List<&'static str>,
    pub(super) weak: bool,
}

/// `与*接口`: what stands around two characters or more.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) before: &'static str,
    pub(super) behind: &'static str,
    pub(super) concept: ConceptId,
}

/// Words by the character that they are looked up by, the longest first.
pub(super) type ByChar = List<(char, List<&'static str>)>;

#[derive(Debug)]
pub(super) struct Affixes {
    /// By first character.
    pub(super) prefixes: ByChar,
    /// By last character.
    pub(super) suffixes: ByChar,
    /// By last character.
    pub(super) things: ByChar,
    /// By first character.
    pub(super) names: ByChar,
}

/// What one part of a heading says.
#[derive(Debug, Default)]
struct Reading {
    certain: Vec<ConceptId>,
    possible: Vec<ConceptId>,
}

impl Concepts {
    /// The concept of that name.
    pub(super) fn concept(&self, name: &str) -> Option<ConceptId> {
        let index = self.list.iter().position(|concept| concept.id == name)?;
        u16::try_from(index).ok().map(ConceptId)
    }

    /// The Chinese title of a concept.
    pub(super) fn title(&self, concept: ConceptId) -> &str {
        self.list.get(usize::from(concept.0)).map_or("", |concept| concept.title)
    }

    /// Names of all concepts, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|concept| concept.id)
    }

    /// Number of wordings of all concepts.
    #[cfg(test)]
    pub(super) fn wording_count(&self) -> usize {
        [self.exact.entries.len(), self.endings.entries.len(), self.maybe.entries.len(), self.frames.len()]
            .iter()
            .sum()
    }

    /// What a heading says.
    pub(super) fn read(&self, title: &str) -> HeadingMatch {
        let core = self.folding.core(title);
        if core.is_empty() || core.chars().count() > LONGEST_CORE || is_caption(&core) {
            return HeadingMatch::default();
        }
        let reading = self
            .part(&core)
            .or_else(|| self.before_dash(title))
            .or_else(|| self.may_be_chapter(&core).then(|| self.longer(&core)).flatten())
            .unwrap_or_default();
        reading.finish()
    }

    /// 建设方案—云控平台: what stands before the dash names the chapter.
    fn before_dash(&self, title: &str) -> Option<Reading> {
        let (before, _) = title.split_once(['-', '—', '－', '–', '：', ':'])?;
        Some(Reading::certain(self.wording(&self.folding.core(before))?))
    }

    fn longer(&self, core: &str) -> Option<Reading> {
        self.compound(core)
            .or_else(|| self.behind_name(core))
            .or_else(|| self.covered(core))
            .or_else(|| self.similar(core))
    }

    /// Exact wording, as it stands or without affixes.
    fn part(&self, core: &str) -> Option<Reading> {
        let certain: Vec<ConceptId> = self.wording(core).into_iter().collect();
        let possible = self
            .without_affixes(core, |form| self.maybe.get(form).map(|concepts| concepts.to_vec()))
            .unwrap_or_default();
        (!certain.is_empty() || !possible.is_empty()).then_some(Reading { certain, possible })
    }

    fn wording(&self, core: &str) -> Option<ConceptId> {
        self.without_frames(core).or_else(|| self.frame(core))
    }

    fn without_frames(&self, core: &str) -> Option<ConceptId> {
        self.without_affixes(core, |form| {
            let concept = *self.exact.get(form)?;
            (form.len() == core.len() || self.allows(concept, core)).then_some(concept)
        })
    }

    /// The concept of the tightest frame around two characters or more.
    fn frame(&self, core: &str) -> Option<ConceptId> {
        let fits = |inner: &str| inner.chars().nth(1).is_some() && !inner.contains(JOINT);
        let framed = self.frames.iter().filter(|frame| {
            let inner = core.strip_prefix(frame.before).and_then(|rest| rest.strip_suffix(frame.behind));
            inner.is_some_and(fits)
        });
        let endings = core
            .char_indices()
            .filter_map(|(at, _)| self.endings.get(&core[at..]).copied().filter(|_| fits(&core[..at])));
        framed.map(|frame| frame.concept).chain(endings).find(|concept| self.allows(*concept, core))
    }

    /// The first answer for a form of the core, the least stripped first.
    fn without_affixes<T>(&self, core: &str, look: impl Fn(&str) -> Option<T>) -> Option<T> {
        let fronts = self.affixes.front_cuts(core);
        let backs = self.affixes.back_cuts(core);
        (0..fronts.len() + backs.len() - 1).find_map(|stripped| {
            (0..=stripped).find_map(|back| {
                let (&start, &end) = (fronts.get(stripped - back)?, backs.get(back)?);
                (start < end).then(|| look(&core[start..end])).flatten()
            })
        })
    }

    /// Whether no guard of the concept stands in the heading.
    fn allows(&self, concept: ConceptId, core: &str) -> bool {
        !self.list[usize::from(concept.0)].guards.iter().any(|guard| core.contains(*guard))
    }

    fn is_weak(&self, concept: ConceptId) -> bool {
        self.list[usize::from(concept.0)].weak
    }

    /// A heading that names a piece of software or a table opens no chapter of ours.
    fn may_be_chapter(&self, core: &str) -> bool {
        let (before, last) = core.rsplit_once(JOINT).unwrap_or(("", core));
        let ends = self.affixes.back_cuts(core);
        let mut ends = ends.iter().map(|&end| &core[..end]);
        (!before.is_empty() && self.wording(last).is_some())
            || !ends.any(|core| ends_in(&self.affixes.things, core).is_some())
    }

    /// 投资概算与资金来源, 建设目标和内容, 经济、社会效益
    fn compound(&self, core: &str) -> Option<Reading> {
        let parts: Vec<&str> = core.split(JOINT).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 {
            return None;
        }
        let readings: Vec<Option<Reading>> =
            (0..parts.len()).map(|at| self.part_of_compound(&parts, at)).collect();
        let characters = |part: &str| part.chars().count();
        let total: usize = parts.iter().map(|part| characters(part)).sum();
        let said: usize =
            parts.iter().zip(&readings).filter(|(_, r)| r.is_some()).map(|(part, _)| characters(part)).sum();
        let mut whole = Reading::default();
        for reading in readings.into_iter().flatten() {
            whole.certain.extend(reading.certain);
            whole.possible.extend(reading.possible);
        }
        if 2 * said < total {
            // 微课制作与管理: what the lesser part only may name, the heading does not name at all.
            whole.possible = std::mem::take(&mut whole.certain);
        }
        (!whole.certain.is_empty() || !whole.possible.is_empty()).then_some(whole)
    }

    /// One part of a compound. A short part may share the tail of the last one (技术、经济可行性) or the
    /// head of the first (建设目标、内容).
    fn part_of_compound(&self, parts: &[&str], at: usize) -> Option<Reading> {
        let (first, part, last) = (parts[0], parts[at], parts[parts.len() - 1]);
        let forms = if at + 1 < parts.len() { tails(part, last) } else { heads(first, part) };
        let shared = || {
            let concept = forms.iter().find_map(|form| self.without_frames(form))?;
            Some(Reading::certain(concept))
        };
        let covered = || forms.iter().find_map(|form| self.covered(form)).filter(|r| !r.certain.is_empty());
        if at > 0 && self.vocabulary.is_neutral(part) {
            return shared().or_else(covered).or_else(|| self.part(part));
        }
        let own = self.part(part).filter(|reading| !reading.certain.is_empty());
        let short = part.chars().count() < SHORTEST_PART && at + 1 < parts.len();
        let reading = if short { shared().or(own) } else { own.or_else(shared) };
        reading.or_else(|| self.covered(part)).or_else(|| self.part(part))
    }

    /// 某某市某某建设项目投资概算: what stands behind the name of the project.
    fn behind_name(&self, core: &str) -> Option<Reading> {
        let ends = core.char_indices().flat_map(|(at, first)| {
            let names = under(&self.affixes.names, first).iter();
            names.filter(move |name| core[at..].starts_with(**name)).map(move |name| at + name.len())
        });
        let ends: BTreeSet<usize> = ends.filter(|&end| end < core.len()).collect();
        ends.into_iter().find_map(|end| {
            let rest = &core[end..];
            let reading = self.part(rest).or_else(|| self.compound(rest))?;
            Some(reading.weakened(|concept| self.is_weak(concept) || !self.allows(concept, core)))
        })
    }

    /// How much of the heading words of one concept and words without sense cover.
    fn covered(&self, core: &str) -> Option<Reading> {
        let segments = self.vocabulary.segments(core);
        let length: usize = segments.iter().map(|segment| segment.characters).sum();
        let known =
            segments.iter().filter(|s| s.sense != Sense::Unknown).map(|s| s.characters).sum::<usize>();
        let named: Vec<(usize, ConceptId)> = segments
            .iter()
            .enumerate()
            .filter_map(|(at, segment)| match segment.sense {
                Sense::Concept(concept) if self.allows(concept, core) => Some((at, concept)),
                _ => None,
            })
            .collect();
        let &(head_at, head) = named.last()?;
        let strong =
            named.iter().rev().find(|(_, concept)| !self.is_weak(*concept)).map(|(_, concept)| *concept);
        let chosen = if self.is_weak(head) { strong.unwrap_or(head) } else { head };
        // Words of a concept that a guard forbids here are as good as tails: 等级保护 + 测评.
        let ends_in_it = segments[head_at + 1..]
            .iter()
            .all(|segment| matches!(segment.sense, Sense::Tail | Sense::Concept(_)));
        let needed = if self.is_weak(chosen) { COVERED_TENTHS_WEAK } else { COVERED_TENTHS };
        let may_be_module = core.ends_with(MODULE_TAIL);
        let mut reading = Reading::default();
        if ends_in_it && !may_be_module && 10 * known >= needed * length {
            reading.certain.push(chosen);
        } else if ends_in_it && 10 * known >= COVERED_TENTHS_POSSIBLE * length {
            reading.possible.push(chosen);
        } else {
            return None;
        }
        let others = named.iter().rev().map(|(_, concept)| *concept);
        reading.possible.extend(others.filter(|&other| other != chosen && !self.is_weak(other)));
        Some(reading)
    }

    fn similar(&self, core: &str) -> Option<Reading> {
        let near = self.wordings.nearest(core, |pair| self.vocabulary.is_neutral(pair));
        let possible: Vec<ConceptId> =
            near.into_iter().filter(|concept| self.allows(*concept, core)).collect();
        (!possible.is_empty()).then_some(Reading { certain: Vec::new(), possible })
    }
}

impl Reading {
    fn certain(concept: ConceptId) -> Self {
        Self { certain: vec![concept], possible: Vec::new() }
    }

    /// The reading with some of its certain concepts only possible.
    fn weakened(mut self, is_weak: impl Fn(ConceptId) -> bool) -> Self {
        let (weak, strong): (Vec<_>, Vec<_>) =
            self.certain.into_iter().partition(|concept| is_weak(*concept));
        self.certain = strong;
        self.possible.splice(0..0, weak);
        self
    }

    fn finish(self) -> HeadingMatch {
        let mut known = BTreeSet::new();
        let certain: Vec<_> = self.certain.into_iter().filter(|concept| known.insert(*concept)).collect();
        let mut possible: Vec<_> =
            self.possible.into_iter().filter(|concept| known.insert(*concept)).collect();
        possible.truncate(MOST_POSSIBLE);
        HeadingMatch { certain, possible }
    }
}

impl Affixes {
    /// Where the core may start: at 0, and behind each prefix.
    fn front_cuts(&self, core: &str) -> Vec<usize> {
        let mut cuts = vec![0];
        let mut at = 0;
        while let Some(prefix) = starts_with(&self.prefixes, &core[at..]) {
            at += prefix.len();
            cuts.push(at);
        }
        cuts
    }

    /// Where the core may end: at its end, and before each suffix.
    fn back_cuts(&self, core: &str) -> Vec<usize> {
        let mut cuts = vec![core.len()];
        let mut at = core.len();
        while let Some(suffix) = ends_in(&self.suffixes, &core[..at]) {
            at -= suffix.len();
            cuts.push(at);
        }
        cuts
    }
}

/// The words under a character.
fn under(words: &ByChar, key: char) -> &'static [&'static str] {
    words.binary_search_by_key(&key, |(key, _)| *key).map_or(&[], |at| words[at].1.0)
}

/// The longest of the words, kept by their first character, that the text starts with.
fn starts_with(words: &ByChar, text: &str) -> Option<&'static str> {
    under(words, text.chars().next()?).iter().copied().find(|word| text.starts_with(word))
}

/// The longest of the words, kept by their last character, that the text ends in.
fn ends_in(words: &ByChar, text: &str) -> Option<&'static str> {
    under(words, text.chars().next_back()?).iter().copied().find(|word| text.ends_with(word))
}

/// 技术、经济可行性: 技术 with the tails of the last part.
fn tails(part: &str, last: &str) -> Vec<String> {
    let ends: Vec<usize> = last.char_indices().map(|(at, _)| at).collect();
    let lengths = [4, 3, 2].into_iter().filter(|length| *length < ends.len());
    lengths.map(|length| format!("{part}{}", &last[ends[ends.len() - length]..])).collect()
}

/// 建设目标、内容: 内容 with the heads of the first part.
fn heads(first: &str, part: &str) -> Vec<String> {
    let starts: Vec<usize> = first.char_indices().map(|(at, _)| at).collect();
    let lengths = [2, 3, 4].into_iter().filter(|length| *length < starts.len());
    lengths.map(|length| format!("{}{part}", &first[..starts[starts.len() - length]])).collect()
}

/// 表3-1 …, 图 2 …
fn is_caption(core: &str) -> bool {
    let body = core
        .strip_prefix(['表', '图'])
        .or_else(|| core.strip_prefix("附表"))
        .or_else(|| core.strip_prefix("附图"));
    body.and_then(|body| body.chars().next()).is_some_and(|c| c.is_ascii_digit())
}
