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
    /// Adds a wording. Pairs that are words without sense tell nothing and do not count.
    pub(super) fn add(&mut self, core: &str, concept: ConceptId, is_neutral: impl Fn(&str) -> bool) {
        let Ok(index) = u16::try_from(self.wordings.len()) else { return };
        let before = self.pairs.len();
        self.pairs.extend(telling_pairs(core, is_neutral).map(|pair| pair | u64::from(index)));
        self.wordings.push((concept, self.pairs.len() - before));
    }

    /// Must be called when all are added.
    pub(super) fn finish(&mut self) {
        self.pairs.sort_unstable();
    }

    /// Concepts like the heading, the most like first.
    pub(super) fn nearest(&self, core: &str, is_neutral: impl Fn(&str) -> bool) -> Vec<ConceptId> {
        let own: Vec<u64> = telling_pairs(core, is_neutral).collect();
        let mut sharing: Vec<u16> = Vec::new();
        for &pair in &own {
            let from = self.pairs.partition_point(|other| *other < pair);
            let same = self.pairs[from..].iter().take_while(|other| *other & !u64::from(u16::MAX) == pair);
            sharing.extend(same.map(|other| (other & u64::from(u16::MAX)) as u16));
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

/// Pairs of neighbours as numbers with 16 free bits below, without those that are neutral words.
fn telling_pairs<'a>(
    core: &'a str,
    is_neutral: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = u64> + 'a {
    core.char_indices().zip(core.char_indices().skip(1)).filter_map(move |((start, a), (next, b))| {
        let neutral = is_neutral(&core[start..next + b.len_utf8()]);
        (!neutral).then_some(u64::from(u32::from(a)) << 37 | u64::from(u32::from(b)) << 16)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_by_shared_pairs() {
        let mut wordings = Wordings::default();
        let none = |_: &str| false;
        wordings.add("投资概算", ConceptId(1), none);
        wordings.add("投资估算依据", ConceptId(2), none);
        wordings.add("资金来源", ConceptId(3), none);
        wordings.finish();
        assert_eq!(wordings.nearest("投资概算表", none), [ConceptId(1)]);
        assert_eq!(wordings.nearest("投资概算表", |pair| pair != "投资"), []);
        assert_eq!(wordings.nearest("天气", none), []);
        assert_eq!(wordings.nearest("投", none), []);
    }
}
