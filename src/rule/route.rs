//! Which way of review the amount leads to, and whether the text says so.

use super::amount::{AmountBounds, in_wan};
use super::condition::Truth;
use super::sense::Mood;
use super::{Case, Names, Outcome, Remark, Verdict};
use serde::Deserialize;

/// The ways, each with the amounts that lead to it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RouteRule {
    /// In the order of looking; the first whose bounds hold is the one.
    pub routes: Vec<Route>,
}

/// One way of review.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Route {
    /// What the way is called.
    pub name: String,
    /// The amounts that lead to it.
    pub when: AmountBounds,
    /// Term set that speaks of it.
    pub says: String,
}

impl RouteRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let mut unknown = None;
        for route in &self.routes {
            match route.when.test(case) {
                Truth::Yes(places) => {
                    let amount = route.when.of.read(case).first().map(|(_, fen)| in_wan(*fen));
                    let because = format!(
                        "{} {}，应走“{}”",
                        route.when.of.title(),
                        amount.unwrap_or_default(),
                        route.name
                    );
                    let said = case.first_sense(&route.says, |sense| sense.mood == Mood::Affirmed);
                    return match said {
                        Some((idx, sense)) => {
                            Outcome::met(format!("{because}，文中已写明"), vec![case.place(idx, sense.unit)])
                        }
                        None => case
                            .absent(format!("{because}，文中没有写明"))
                            .say(Remark::new(format!("{because}，文中没有写明"), places.first().copied())),
                    };
                }
                Truth::Unknown(reason) => unknown = unknown.or(Some(reason)),
                Truth::No(_) => {}
            }
        }
        let told = self.routes.iter().any(|route| !route.when.of.read(case).is_empty());
        match unknown {
            Some(_) if !told => {
                let amount = self.routes.first().map_or("金额", |route| route.when.of.title());
                Outcome::new(Verdict::Doubtful, format!("没有读到{amount}，不能确定适用的评审方式"))
            }
            Some(reason) => Outcome::new(Verdict::Doubtful, reason),
            None => Outcome::new(Verdict::Inapplicable, "没有适用的评审方式"),
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        let term_sets = self.routes.iter().map(|route| route.says.as_str()).collect();
        Names { concepts: Vec::new(), term_sets }
    }
}
