//! Heading → the concepts whose wordings share most pairs of characters with it: near misses.

use super::ConceptId;
use std::collections::BTreeMap;

/// Least likeness (Dice coefficient over pairs of characters), in hundredths.
const LIKE_HUNDREDTHS: usize = 60;
/// Least number of shared pairs: one pair alone is one word that both happen to have.
const SHARED: usize = 2;

/// The pairs of characters of all wordings.
#[derive(Debug, Default)]
pub(super) struct Wordings {
    /// Pair of characters above the index of a wording in the lowest 16 bits, sorted.
    pairs: Vec<u64>,
    /// Concept and number of pairs of each wording.
    wordings: Vec<(ConceptId, usize)>,
}

impl Wordings {
    /// Adds a wording.
    pub(super) fn add(&mut self, core: &str, concept: ConceptId) {
        let Ok(index) = u16::try_from(self.wordings.len()) else { return };
        self.pairs.extend(pairs(core).map(|(pair, _)| pair | u64::from(index)));
        self.wordings.push((concept, 0));
    }

    /// Must be called when all are added. Pairs that are words without sense tell nothing and do not count.
    pub(super) fn finish<'w>(&mut self, neutral: impl Iterator<Item = &'w str>) {
        let mut neutral: Vec<u64> = neutral.filter_map(only_pair).collect();
        neutral.sort_unstable();
        self.pairs.retain(|pair| neutral.binary_search(&(pair & !INDEX)).is_err());
        for pair in &self.pairs {
            self.wordings[(pair & INDEX) as usize].1 += 1;
        }
        self.pairs.sort_unstable();
    }

    /// Concepts like the heading, the most like first.
    pub(super) fn nearest(&self, core: &str, is_neutral: impl Fn(&str) -> bool) -> Vec<ConceptId> {
        let own: Vec<u64> = pairs(core).filter(|(_, text)| !is_neutral(text)).map(|(pair, _)| pair).collect();
        let mut sharing: Vec<u16> = Vec::new();
        for &pair in &own {
            let from = self.pairs.partition_point(|other| *other < pair);
            let same = self.pairs[from..].iter().take_while(|other| *other & !INDEX == pair);
            sharing.extend(same.map(|other| (other & INDEX) as u16));
        }
        sharing.sort_unstable();
        let mut best: BTreeMap<ConceptId, usize> = BTreeMap::new();
        for same in sharing.chunk_by(|a, b| a == b).filter(|same| same.len() >= SHARED) {
            let (concept, length) = self.wordings[usize::from(same[0])];
            let likeness = 200 * same.len().min(length) / (own.len() + length);
            let known = best.entry(concept).or_default();
            *known = likeness.max(*known);
        }
        let mut ranked: Vec<(usize, ConceptId)> = best
            .into_iter()
            .filter(|(_, likeness)| *likeness >= LIKE_HUNDREDTHS)
            .map(|(concept, likeness)| (likeness, concept))
            .collect();
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, concept)| concept).collect()
    }
}

/// The bits of a pair's number that are free for the index of a wording.
const INDEX: u64 = 0xFFFF;

/// Pairs of neighbours as numbers, with their text.
fn pairs(core: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut before = None;
    core.char_indices().filter_map(move |(next, b)| {
        let (start, a) = before.replace((next, b))?;
        let number = u64::from(u32::from(a)) << 37 | u64::from(u32::from(b)) << 16;
        Some((number, &core[start..next + b.len_utf8()]))
    })
}

/// The number of a word of two characters.
fn only_pair(word: &str) -> Option<u64> {
    let (number, text) = pairs(word).next()?;
    (text == word).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_by_shared_pairs() {
        let mut wordings = Wordings::default();
        let none = |_: &str| false;
        wordings.add("投资概算", ConceptId(1));
        wordings.add("投资估算依据", ConceptId(2));
        wordings.add("资金来源", ConceptId(3));
        wordings.finish(["资金", "资金来"].into_iter());
        assert_eq!(wordings.nearest("投资概算表", none), [ConceptId(1)]);
        assert_eq!(wordings.nearest("投资概算表", |pair| pair != "投资"), []);
        assert_eq!(wordings.nearest("资金来源表", none), [ConceptId(3)]);
        assert_eq!(wordings.nearest("资金来", none), []);
        assert_eq!(wordings.nearest("天气", none), []);
        assert_eq!(wordings.nearest("投", none), []);
    }
}
