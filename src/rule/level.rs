//! Classified protection: one level, with grading, filing and assessment.

use super::sense::Mood;
use super::{Case, Names, Outcome, Remark, Verdict};
use crate::fact::{FactName, Value};
use crate::finding::{Place, Severity};
use crate::numeral;
use serde::Deserialize;

/// The level of classified protection and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LevelRule {
    /// Term set of classified protection itself.
    pub subject: String,
    /// Term sets of what must be planned besides the level.
    #[serde(default)]
    pub says: Vec<String>,
}

impl LevelRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let levels = levels(case);
        let Some(&(first, level)) = levels.first() else { return self.no_level(case) };
        if let Some(&(other, differs)) = levels.iter().find(|(_, other)| *other != level) {
            return self.contradiction(case, (first, level), (other, differs));
        }
        let mut evidence: Vec<Place> = levels.iter().take(2).map(|(place, _)| *place).collect();
        let mut missing = Vec::new();
        for set in &self.says {
            match case.first_sense(set, |sense| sense.mood == Mood::Affirmed) {
                Some((idx, sense)) => evidence.push(case.place(idx, sense.unit)),
                None => missing.push(case.set_title(set)),
            }
        }
        let written = format!("等级保护写为{}", level_name(level));
        let remark = || Remark::new(format!("{written}，但没有写明{}", missing.join("、")), Some(first));
        if missing.is_empty() {
            Outcome::met(format!("{written}，并安排了定级备案和测评"), evidence)
        } else if missing.len() * 2 < self.says.len() {
            Outcome::met(written.clone(), evidence).say(remark().severity(Severity::Note))
        } else {
            let verdict = if missing.len() < self.says.len() { Verdict::Doubtful } else { Verdict::Silent };
            let mut outcome =
                Outcome::new(verdict, format!("{written}，没有写明{}", missing.join("、"))).say(remark());
            outcome.evidence = evidence;
            outcome
        }
    }

    fn contradiction(&self, case: &Case<'_>, first: (Place, u8), other: (Place, u8)) -> Outcome {
        let message =
            format!("等级保护级别前后不一：一处写{}，一处写{}", level_name(first.1), level_name(other.1));
        // Two systems may well have two levels: a sentence that lists both says so.
        let sentence =
            |place: Place| case.readings[place.document_idx as usize].content().sentence_around(place.span);
        let same_sentence =
            first.0.document_idx == other.0.document_idx && sentence(first.0) == sentence(other.0);
        let verdict = if same_sentence { Verdict::Doubtful } else { Verdict::Contradicted };
        Outcome::new(verdict, message.clone()).say(
            Remark::new(message, Some(other.0))
                .label(format!("此处写{}", level_name(first.1)), first.0)
                .help("统一全文的级别；确有多个系统的，逐个写明系统名称和级别"),
        )
    }

    fn no_level(&self, case: &Case<'_>) -> Outcome {
        let mut mentions = case.all_senses(&self.subject).collect::<Vec<_>>();
        // A list of the standards that the proposal goes by says the least.
        let basis = case.sections_of(&["basis", "standards"]);
        mentions.sort_by_key(|(idx, sense)| {
            basis.iter().any(|found| {
                let sections = &case.readings[*idx].content().sections;
                found.reading_idx == *idx && sections[found.section as usize].span.contains(sense.unit)
            })
        });
        let find =
            |wanted: fn(&Mood) -> bool| mentions.iter().find(|(_, sense)| wanted(&sense.mood)).copied();
        let outcome = case.absent("全文没有写到网络安全等级保护的级别");
        if outcome.verdict != Verdict::Silent {
            return outcome;
        }
        if let Some((idx, sense)) = find(|mood| *mood == Mood::Affirmed) {
            let message = "提到等级保护，但没有写明拟定的级别";
            return Outcome::new(Verdict::Silent, message)
                .say(Remark::new(message, Some(case.place(idx, sense.unit))));
        }
        match find(|mood| matches!(mood, Mood::Denied { .. })) {
            Some((idx, sense)) => {
                let reasoned = matches!(sense.mood, Mood::Denied { reasoned: true });
                let verdict = if reasoned { Verdict::Explained } else { Verdict::Contradicted };
                let message = "写明不实行等级保护";
                Outcome::new(verdict, message).say(Remark::new(message, Some(case.place(idx, sense.unit))))
            }
            None => outcome,
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        let term_sets = std::iter::once(&self.subject).chain(&self.says).map(String::as_str).collect();
        Names { concepts: Vec::new(), term_sets }
    }
}

/// The stated levels of the project's own systems, in order of place.
fn levels(case: &Case<'_>) -> Vec<(Place, u8)> {
    case.named(FactName::ProtectionLevel)
        .filter_map(|(idx, fact)| match fact.value {
            Some(Value::Level(level)) => Some((case.place(idx, fact.span), level)),
            _ => None,
        })
        .collect()
}

fn level_name(level: u8) -> String {
    let name = ['一', '二', '三', '四', '五'].iter().find(|&&c| numeral::digit(c) == Some(u64::from(level)));
    name.map_or_else(|| format!("第 {level} 级"), |c| format!("第{c}级"))
}
