//! Something that the text must not say: terms that must not meet in one sentence.

use super::sense::Mood;
use super::{Case, Names, Outcome, Remark, Verdict};
use serde::Deserialize;

/// Places that one outcome shows.
const MOST_SHOWN: usize = 5;

/// What must not be said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AvoidsRule {
    /// Term sets: a sentence that affirms the first and holds a term of each other one is against the rule.
    pub says: Vec<String>,
}

impl AvoidsRule {
    /// Silence is nothing to speak about; a reason in the sentence is for a person to weigh.
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let titles: Vec<String> = self.says.iter().map(|set| case.set_title(set)).collect();
        let what = titles.join("、");
        let Some(subject) = self.says.first() else {
            return Outcome::new(Verdict::Inapplicable, "没有可以检查的内容");
        };
        let (mut bare, mut reasoned) = (Vec::new(), Vec::new());
        for (idx, sense) in case.all_senses(subject) {
            let reading = &case.readings[idx];
            let holds_all = || self.says.iter().skip(1).all(|set| case.has(reading, set, sense.unit));
            if sense.mood == Mood::Affirmed && holds_all() {
                let place = case.place(idx, sense.unit);
                if case.is_reasoned(reading, sense.unit) { reasoned.push(place) } else { bare.push(place) }
            }
        }
        bare.dedup();
        let (verdict, places, tail) = match (bare.is_empty(), reasoned.is_empty()) {
            (false, _) => (Verdict::Contradicted, bare, "，与条款要求相反"),
            (true, false) => (Verdict::Explained, reasoned, "，所给理由需人工判断"),
            (true, true) => return case.absent(format!("全文没有写到{what}")).into_inapplicable(),
        };
        let mut outcome = Outcome::new(verdict, format!("文中写到{what}{tail}"));
        for &place in places.iter().take(MOST_SHOWN) {
            outcome = outcome.say(Remark::new(format!("此处写到{what}{tail}"), Some(place)));
        }
        outcome
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names { concepts: Vec::new(), term_sets: self.says.iter().map(String::as_str).collect() }
    }
}
