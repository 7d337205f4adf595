//! Heading → the concepts whose wordings share most pairs of characters with it: near misses.

use super::concept::ConceptId;
use super::words::List;
use std::collections::BTreeMap;

/// Least likeness (Dice coefficient over pairs of characters), in hundredths.
const LIKE_HUNDREDTHS: usize = 60;
/// Least number of shared pairs: one pair alone is one word that both happen to have.
const SHARED: usize = 2;

/// The pairs of characters of all wordings.
#[derive(Debug)]
pub(super) struct Wordings {
    /// Pair of characters above the index of a wording in the bits of [`INDEX`], sorted.
    pub(super) pairs: List<u64>,
    /// Concept and number of pairs of each wording.
    pub(super) wordings: List<(ConceptId, usize)>,
}

impl Wordings {
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
pub(super) const INDEX: u64 = 0xFFFF;

/// Pairs of neighbours as numbers, with their text.
pub(super) fn pairs(core: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut before = None;
    core.char_indices().filter_map(move |(next, b)| {
        let (start, a) = before.replace((next, b))?;
        let number = u64::from(u32::from(a)) << 37 | u64::from(u32::from(b)) << 16;
        Some((number, &core[start..next + b.len_utf8()]))
    })
}

#[cfg(test)]
mod tests {
    use super::super::compile::wordings;
    use super::*;

    #[test]
    fn ranks_by_shared_pairs() {
        let none = |_: &str| false;
        let all = [("投资概算", 1), ("投资估算依据", 2), ("资金来源", 3)];
        let all = all.map(|(core, concept)| (core.to_owned(), ConceptId(concept)));
        let wordings = wordings(&all, ["资金", "资金来"].into_iter());
        assert_eq!(wordings.nearest("投资概算表", none), [ConceptId(1)]);
        assert_eq!(wordings.nearest("投资概算表", |pair| pair != "投资"), []);
        assert_eq!(wordings.nearest("资金来源表", none), [ConceptId(3)]);
        assert_eq!(wordings.nearest("资金来", none), []);
        assert_eq!(wordings.nearest("天气", none), []);
        assert_eq!(wordings.nearest("投", none), []);
    }
}
