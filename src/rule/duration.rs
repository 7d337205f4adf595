//! A length of time within a bound.

use super::{Case, Names, Outcome, Remark, Verdict};
use crate::fact::{Comparator, Duration, FactName, NamedFact, TimeUnit, Value};
use crate::finding::Place;
use serde::{Deserialize, Deserializer, de::Error};

/// A length of time that the text must state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DurationRule {
    /// Which one.
    pub of: PeriodName,
    /// Lower bound.
    pub at_least: Option<Period>,
    /// Upper bound.
    pub at_most: Option<Period>,
    /// Term set whose terms speak of it, for texts that name it without a length.
    pub words: Option<String>,
}

/// The periods that a proposal states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodName {
    /// 免费运维期
    FreeMaintenance,
    /// 试运行期
    TrialOperation,
    /// 服务期限
    ServicePeriod,
    /// 运维期
    Maintenance,
    /// 建设周期
    ConstructionPeriod,
}

/// A bound, written `3 年` or `6 个月`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Thousandths of a month.
    pub months_milli: i64,
    /// As written in the pack.
    pub text: String,
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let months_milli = parse_period(&text)
            .ok_or_else(|| D::Error::custom(format!("“{text}”不是期限，应写作“3 年”或“6 个月”")))?;
        Ok(Self { months_milli, text })
    }
}

fn parse_period(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number: i64 = digits.parse().ok()?;
    match text[digits.len()..].trim() {
        "年" => number.checked_mul(12_000),
        "个月" | "月" => number.checked_mul(1_000),
        "天" | "日" => number.checked_mul(1_000).map(|milli| milli / 30),
        _ => None,
    }
}

impl PeriodName {
    /// The named fact that holds it.
    pub fn fact(self) -> FactName {
        match self {
            Self::FreeMaintenance => FactName::FreeMaintenance,
            Self::TrialOperation => FactName::TrialOperation,
            Self::ServicePeriod => FactName::ServicePeriod,
            Self::Maintenance => FactName::Maintenance,
            Self::ConstructionPeriod => FactName::ConstructionPeriod,
        }
    }

    /// The word that messages use.
    pub fn title(self) -> &'static str {
        match self {
            Self::FreeMaintenance => "免费运维期",
            Self::TrialOperation => "试运行期",
            Self::ServicePeriod => "服务期限",
            Self::Maintenance => "运维期",
            Self::ConstructionPeriod => "建设周期",
        }
    }
}

/// How a stated length stands to the bounds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Inside,
    Outside,
    Unclear,
}

impl DurationRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let title = self.of.title();
        let stated = self.stated(case);
        let judged: Vec<(Place, Fit)> =
            stated.iter().map(|(place, duration)| (*place, self.fit(duration))).collect();
        let of = |fit: Fit| {
            judged.iter().filter(|(_, f)| *f == fit).map(|(place, _)| *place).collect::<Vec<Place>>()
        };
        let (inside, outside, unclear) = (of(Fit::Inside), of(Fit::Outside), of(Fit::Unclear));
        let wanted = self.wanted();
        if !outside.is_empty() && inside.is_empty() {
            let mut outcome = Outcome::new(
                Verdict::Contradicted,
                format!("{title}写为{}，要求{wanted}", case.quote(outside[0])),
            );
            for &place in &outside {
                let message = format!("{title}应{wanted}，此处写为“{}”", case.quote(place));
                outcome = outcome.say(Remark::new(message, Some(place)));
            }
            outcome
        } else if let (Some(&good), Some(&bad)) = (inside.first(), outside.first()) {
            let message = format!(
                "{title}前后不一：一处写“{}”，一处写“{}”，要求{wanted}",
                case.quote(good),
                case.quote(bad)
            );
            let mut outcome = Outcome::new(Verdict::Doubtful, message.clone())
                .say(Remark::new(message, Some(bad)).label(format!("此处写“{}”", case.quote(good)), good));
            outcome.evidence = inside;
            outcome
        } else if !inside.is_empty() {
            Outcome::met(
                format!("{title}写为{}", case.quote(inside[0])),
                inside.into_iter().take(3).collect(),
            )
        } else if let Some(&place) = unclear.first() {
            let message = format!("{title}写为“{}”，不能确定是否{wanted}", case.quote(place));
            Outcome::new(Verdict::Doubtful, message.clone()).say(Remark::new(message, Some(place)))
        } else {
            self.not_stated(case, &wanted)
        }
    }

    /// The lengths that the text states of the period.
    fn stated(&self, case: &Case<'_>) -> Vec<(Place, Duration)> {
        let mut stated = case.durations(self.of.fact());
        if self.of == PeriodName::Maintenance {
            // 运维服务期限 is a period of service and of maintenance.
            let is_ours = |(place, _): &(Place, Duration)| {
                let document = case.readings[place.document_idx as usize].content();
                document.slice(document.sentence_around(place.span)).contains("运维服务")
            };
            stated.extend(case.durations(FactName::ServicePeriod).into_iter().filter(is_ours));
        }
        if matches!(self.of, PeriodName::Maintenance | PeriodName::FreeMaintenance) {
            // 三年内免费运维 promises three years, no fewer.
            for (place, duration) in &mut stated {
                if case.quote(*place).ends_with('内') && duration.comparator == Comparator::AtMost {
                    duration.comparator = Comparator::Exactly;
                }
            }
        }
        stated
    }

    fn not_stated(&self, case: &Case<'_>, wanted: &str) -> Outcome {
        use super::sense::{Mood, Sense};
        let title = self.of.title();
        let is_of_ours = |sense: &Sense| !matches!(sense.mood, Mood::Foreign | Mood::Title);
        let mention = self.words.as_deref().and_then(|set| case.first_sense(set, is_of_ours));
        let mut outcome = case.absent(format!("全文没有写明{title}"));
        if outcome.verdict != Verdict::Silent {
            return outcome;
        }
        if let Some((idx, sense)) = mention {
            let place = case.place(idx, sense.unit);
            if matches!(sense.mood, Mood::Denied { .. }) {
                outcome.verdict = Verdict::Contradicted;
                outcome.reason = format!("文中写明不提供{title}");
            } else {
                outcome.reason = format!("提到{}，但没有写明期限", case.quote(case.place(idx, sense.term)));
            }
            let message = format!("{}，应{wanted}", outcome.reason);
            outcome = outcome.say(Remark::new(message, Some(place)));
        }
        outcome
    }

    fn wanted(&self) -> String {
        match (&self.at_least, &self.at_most) {
            (Some(low), Some(high)) => format!("在 {} 到 {} 之间", low.text, high.text),
            (Some(low), None) => format!("不少于 {}", low.text),
            (None, Some(high)) => format!("不超过 {}", high.text),
            (None, None) => "写明".into(),
        }
    }

    fn fit(&self, duration: &Duration) -> Fit {
        let low = duration.months_milli();
        let high = Duration { low_milli: duration.high_milli, ..duration.clone() }.months_milli();
        let open_below = matches!(duration.comparator, Comparator::AtMost | Comparator::LessThan);
        let open_above = matches!(duration.comparator, Comparator::AtLeast | Comparator::MoreThan);
        let lower = self.at_least.as_ref().map_or(Fit::Inside, |bound| {
            // Twenty workdays are four weeks: whether that is a month is for a person to say.
            let workdays = duration.unit == TimeUnit::Workday && high * 3 >= bound.months_milli * 2;
            match (high >= bound.months_milli, low >= bound.months_milli) {
                (true, true) if !open_below => Fit::Inside,
                (false, _) if open_above || workdays => Fit::Unclear,
                (false, _) => Fit::Outside,
                _ => Fit::Unclear,
            }
        });
        let upper = self.at_most.as_ref().map_or(Fit::Inside, |bound| {
            match (low <= bound.months_milli, high <= bound.months_milli) {
                (true, true) if !open_above => Fit::Inside,
                (false, _) if open_below => Fit::Unclear,
                (false, _) => Fit::Outside,
                _ => Fit::Unclear,
            }
        });
        match (lower, upper) {
            (Fit::Outside, _) | (_, Fit::Outside) => Fit::Outside,
            (Fit::Unclear, _) | (_, Fit::Unclear) => Fit::Unclear,
            _ => Fit::Inside,
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names { concepts: Vec::new(), term_sets: self.words.iter().map(String::as_str).collect() }
    }
}

impl Case<'_> {
    /// All named facts of a kind, in order of place.
    pub(super) fn named(&self, name: FactName) -> impl Iterator<Item = (usize, &NamedFact)> {
        self.readings.iter().enumerate().flat_map(move |(idx, reading)| {
            reading.facts.named.iter().filter(move |f| f.name == name).map(move |f| (idx, f))
        })
    }

    /// The lengths of time that the text states of one thing.
    pub(super) fn durations(&self, name: FactName) -> Vec<(Place, Duration)> {
        let length = |(idx, fact): (usize, &NamedFact)| match &fact.value {
            Some(Value::Duration(duration)) => Some((self.place(idx, fact.span), duration.clone())),
            _ => None,
        };
        self.named(name).filter_map(length).collect()
    }

    /// The text at a place.
    pub(super) fn quote(&self, place: Place) -> &str {
        let reading = self.readings.get(place.document_idx as usize);
        reading.map_or("", |reading| reading.content().slice(place.span).trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(at_least: Option<&str>, at_most: Option<&str>) -> DurationRule {
        let period = |text: &str| Period { months_milli: parse_period(text).unwrap(), text: text.into() };
        DurationRule {
            of: PeriodName::FreeMaintenance,
            at_least: at_least.map(period),
            at_most: at_most.map(period),
            words: None,
        }
    }

    fn years(low: i64, high: i64, comparator: Comparator) -> Duration {
        Duration { low_milli: low * 1000, high_milli: high * 1000, unit: TimeUnit::Year, comparator }
    }

    #[test]
    fn bounds_are_inclusive_and_ranges_unclear() {
        use Comparator::*;
        let at_least = rule(Some("3 年"), None);
        assert!(at_least.fit(&years(3, 3, Exactly)) == Fit::Inside);
        assert!(at_least.fit(&years(3, 3, AtLeast)) == Fit::Inside);
        assert!(at_least.fit(&years(2, 2, Exactly)) == Fit::Outside);
        assert!(at_least.fit(&years(2, 2, AtLeast)) == Fit::Unclear);
        assert!(at_least.fit(&years(2, 4, Exactly)) == Fit::Unclear);
        assert!(at_least.fit(&years(3, 3, AtMost)) == Fit::Unclear);
        let at_most = rule(None, Some("3 年"));
        assert!(at_most.fit(&years(3, 3, AtMost)) == Fit::Inside);
        assert!(at_most.fit(&years(5, 5, Exactly)) == Fit::Outside);
    }

    #[test]
    fn months_days_and_workdays_compare() {
        let month = rule(Some("1 个月"), None);
        let of = |n: i64, unit| Duration {
            low_milli: n * 1000,
            high_milli: n * 1000,
            unit,
            comparator: Comparator::Exactly,
        };
        assert!(month.fit(&of(30, TimeUnit::Day)) == Fit::Inside);
        assert!(month.fit(&of(15, TimeUnit::Day)) == Fit::Outside);
        assert!(month.fit(&of(22, TimeUnit::Workday)) == Fit::Unclear);
        assert!(month.fit(&of(5, TimeUnit::Workday)) == Fit::Outside);
    }
}
