//! Text → [`Hits`]: one pass finds every term of every set.

use super::forms::forms;
use super::prefix::Patterns;
use super::shipped::{PATTERNS, SETS};
use super::{Hits, TermSetId};
use crate::span::Span;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The term sets and all their terms.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    sets: Cow<'static, [TermSet]>,
    /// The value of a pattern is twice its set's index, plus one for a phrase that does not mean it.
    patterns: Cow<'static, Patterns>,
    /// Indices of the sets by their names: rules ask for them by name at every place of a term.
    by_name: OnceLock<HashMap<&'static str, u16>>,
}

/// What is known of a set besides its terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermSet {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
}

impl Default for Terms {
    fn default() -> Self {
        Self { sets: Cow::Borrowed(SETS), patterns: Cow::Borrowed(&PATTERNS), by_name: OnceLock::new() }
    }
}

impl Terms {
    /// The terms with users' own, pairs of set and term.
    pub(super) fn extended(self, extra: &[(String, String)]) -> Result<Self, String> {
        let mut list: Vec<_> = self.patterns.list().collect();
        for (id, term) in extra {
            let set = self.set(id).ok_or_else(|| format!("没有名为“{id}”的词集，请用已有的词集名称"))?;
            let term = term.trim();
            if term.is_empty() {
                return Err(format!("词集“{id}”中有一个空词，请删去"));
            }
            let typed = forms(term.to_owned().into());
            list.extend(typed.into_iter().map(|form| (form, 2 * u32::from(set.0))));
        }
        Ok(Self { patterns: Cow::Owned(Patterns::new(list)), ..self })
    }

    /// The set of that name.
    pub(super) fn set(&self, name: &str) -> Option<TermSetId> {
        let by_name = || (0..).zip(self.sets.iter()).map(|(index, set)| (set.id, index)).collect();
        self.by_name.get_or_init(by_name).get(name).copied().map(TermSetId)
    }

    /// The Chinese title of a set.
    pub(super) fn title(&self, set: TermSetId) -> &str {
        self.sets.get(usize::from(set.0)).map_or("", |set| set.title)
    }

    /// Names of all sets, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sets.iter().map(|set| set.id)
    }

    /// Every term of every set. Where terms of one set overlap, the first and longest stands.
    pub(super) fn scan(&self, text: &str) -> Hits {
        let mut found: Vec<(u32, Span)> = Vec::new();
        self.patterns.scan(text, |span, value| {
            if !splits_a_word(text, span) {
                found.push((value, span));
            }
        });
        let (spans, ends) = by_value(&found, 2 * self.sets.len());
        let mut hits = Hits { starts: Vec::with_capacity(self.sets.len() + 1), spans: Vec::new() };
        hits.starts.push(0);
        let mut from = 0;
        for pair in ends.chunks_exact(2) {
            let (meant, phrases) = (&spans[from..pair[0]], outermost(&spans[pair[0]..pair[1]]));
            from = pair[1];
            let meant = meant.iter().copied().filter(|hit| !lies_in(&phrases, *hit));
            let first = hits.spans.len();
            for hit in meant {
                push_first_and_longest(&mut hits.spans, first, hit, text);
            }
            hits.starts.push(hits.spans.len());
        }
        hits
    }
}

/// The spans ordered by their values, those of one value as they came, and where each value's end. Values
/// are few, so they are counted rather than compared.
fn by_value(found: &[(u32, Span)], values: usize) -> (Vec<Span>, Vec<usize>) {
    let mut ends = vec![0; values];
    for (value, _) in found {
        ends[*value as usize] += 1;
    }
    let mut next: Vec<usize> = Vec::with_capacity(values);
    let mut sum = 0;
    for end in &mut ends {
        next.push(sum);
        sum += *end;
        *end = sum;
    }
    let mut spans = vec![Span::default(); found.len()];
    for (value, span) in found {
        let place = &mut next[*value as usize];
        spans[*place] = *span;
        *place += 1;
    }
    (spans, ends)
}

/// Hits arrive by ascending start, the shortest first at each. A row of one and the same sign
/// (`________`) is one hit.
fn push_first_and_longest(spans: &mut Vec<Span>, first: usize, span: Span, text: &str) {
    match spans[first..].last_mut() {
        Some(last) if last.start == span.start => *last = span,
        Some(last) if last.end >= span.start && is_one_sign(&text[last.to(span).range()]) => {
            *last = last.to(span);
        }
        Some(last) if last.overlaps(span) => {}
        _ => spans.push(span),
    }
}

/// The phrases that lie in no other: both their starts and their ends ascend.
fn outermost(phrases: &[Span]) -> Vec<Span> {
    let mut kept: Vec<Span> = Vec::new();
    for &phrase in phrases {
        match kept.last_mut() {
            Some(last) if last.start == phrase.start => *last = phrase,
            Some(last) if last.contains(phrase) => {}
            _ => kept.push(phrase),
        }
    }
    kept
}

/// Whether the hit lies in a phrase that means something else.
fn lies_in(phrases: &[Span], hit: Span) -> bool {
    let at = phrases.partition_point(|phrase| phrase.end < hit.end);
    phrases.get(at).is_some_and(|phrase| phrase.contains(hit))
}

fn is_one_sign(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    characters.all(|other| Some(other) == first)
}

/// Whether a hit on Latin letters or digits is only a part of a longer word: `RAM` in `PROGRAM`.
fn splits_a_word(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    let (start, end) = (span.start as usize, span.end as usize);
    (start > 0 && one_word(bytes[start - 1], bytes[start]))
        || (end < bytes.len() && one_word(bytes[end - 1], bytes[end]))
}

fn one_word(left: u8, right: u8) -> bool {
    (left.is_ascii_alphabetic() && right.is_ascii_alphabetic())
        || (left.is_ascii_digit() && right.is_ascii_digit())
}

impl Hits {
    /// The places of a set's terms inside a part of the text, in order.
    pub fn of(&self, set: TermSetId, within: Span) -> impl Iterator<Item = Span> + '_ {
        self.slice(set, within).iter().copied()
    }

    /// Whether a part of the text has a term of the set.
    pub fn any(&self, set: TermSetId, within: Span) -> bool {
        !self.slice(set, within).is_empty()
    }

    /// All places of a set's terms, in order.
    pub fn all(&self, set: TermSetId) -> &[Span] {
        let set = usize::from(set.0);
        match (self.starts.get(set), self.starts.get(set + 1)) {
            (Some(&from), Some(&to)) => &self.spans[from..to],
            _ => &[],
        }
    }

    /// No hit lies in another of its set, so starts and ends both ascend.
    fn slice(&self, set: TermSetId, within: Span) -> &[Span] {
        let all = self.all(set);
        let from = all.partition_point(|span| span.start < within.start);
        let to = all.partition_point(|span| span.end <= within.end);
        all.get(from..to).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::compile;
    use crate::lexicon::data::SetData;

    fn terms() -> Terms {
        let set = |id, terms, not| SetData { id, title: "词", terms, not };
        let sets = [
            set("supervision", "监理 项目监理", "监理工程师资格 (监理)"),
            set("network", "IPv6 SQL_Server", ""),
            set("work", "项目 监理", ""),
            set("blank", "＿＿＿＿ XX单位", ""),
        ];
        let patterns = Cow::Owned(compile::patterns(&sets));
        let sets = sets.iter().map(|set| TermSet { id: set.id, title: set.title }).collect();
        Terms { sets, patterns, by_name: OnceLock::new() }
    }

    fn found(text: &str, set: &str) -> Vec<String> {
        let terms = terms();
        let set = terms.set(set).expect("known");
        let hits = terms.scan(text);
        hits.all(set).iter().map(|span| text[span.range()].to_owned()).collect()
    }

    #[test]
    fn finds_the_longest_term_of_each_set() {
        assert_eq!(found("项目监理由监理单位承担", "supervision"), ["项目监理", "监理"]);
        assert_eq!(found("项目监理", "work"), ["项目", "监理"]);
    }

    #[test]
    fn a_row_of_one_sign_is_one_hit() {
        assert_eq!(found("名称：____________，编号：____", "blank"), ["____________", "____"]);
    }

    #[test]
    fn drops_hits_inside_phrases_that_mean_something_else() {
        assert_eq!(found("持监理工程师资格证书，另聘监理", "supervision"), ["监理"]);
        assert_eq!(found("费用（监理）与项目监理", "supervision"), ["项目监理"]);
    }

    #[test]
    fn finds_latin_terms_in_every_form_but_not_inside_words() {
        assert_eq!(found("支持ipv6、IPV6、ＩＰｖ６", "network"), ["ipv6", "IPV6", "ＩＰｖ６"]);
        assert_eq!(found("xIPv6 IPv65 IPv6+ SQL Server2019", "network"), ["IPv6", "SQL Server"]);
    }

    #[test]
    fn hits_are_cut_to_a_part_of_the_text() {
        let terms = terms();
        let text = "监理、监理、监理";
        let hits = terms.scan(text);
        let set = terms.set("supervision").expect("known");
        assert_eq!(hits.of(set, Span::new(3, text.len())).count(), 2);
        assert_eq!(hits.of(set, Span::new(9, 18)).collect::<Vec<_>>(), [Span::new(9, 15)]);
        assert!(!hits.any(set, Span::new(1, 8)));
        assert_eq!(Hits::default().all(set), []);
    }

    #[test]
    fn takes_terms_of_users_and_names_an_unknown_set() {
        let extra = [("work".to_owned(), "数字赣鄱".to_owned())];
        let terms = terms().extended(&extra).expect("the set is known");
        let set = terms.set("work").expect("known");
        assert_eq!(terms.scan("接入数字赣鄱").all(set).len(), 1);
        let error =
            self::terms().extended(&[("nowhere".to_owned(), "词".to_owned())]).expect_err("unknown set");
        assert!(error.contains("nowhere"), "{error}");
    }
}
