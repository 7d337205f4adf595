//! When a requirement applies: conditions over facts, with the reason when they are false.

use super::amount::AmountBounds;
use super::duration::Period;
use super::sense::{Mood, Sense};
use super::{Case, Names, Outcome, Reading, Rule, Verdict};
use crate::fact::budget::{Budget, BudgetLine, LineClass, LineKind, paid_lines};
use crate::fact::{Fact, FactName, Fen, Value};
use crate::finding::Place;
use crate::span::Span;
use serde::Deserialize;

/// Term set of projects in stages.
const SPANS_YEARS: &str = "spans-years";

/// A condition of a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The budget pays for one of these.
    BudgetHas(Vec<LineClass>),
    /// A line of the budget names a term of the set.
    BudgetNames(String),
    /// More than half of the budget pays for these.
    BudgetMostly(Vec<LineClass>),
    /// The package tells costs that can be added up or compared: a table of costs, or an amount in
    /// capitals.
    Priced,
    /// The project takes longer than this, `6 个月`.
    PeriodOver(Period),
    /// An amount lies within bounds.
    Amount(AmountBounds),
    /// The text says a term of the set, not denied.
    Says(String),
    /// The document carries a mark of the set.
    Marked(String),
    /// One of these holds.
    Any(Vec<Condition>),
}

/// A rule with a condition of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GivenRule {
    /// When it applies.
    pub when: Condition,
    /// What is then asked.
    pub rule: Box<Rule>,
}

/// What a condition turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds, and this shows it.
    Yes(Vec<Place>),
    /// It does not, for this reason.
    No(String),
    /// It cannot be told, for this reason.
    Unknown(String),
}

impl Condition {
    /// Whether the condition holds for a package.
    pub fn test(&self, case: &Case<'_>) -> Truth {
        let truth = match self {
            Self::BudgetHas(classes) => budget_has(case, classes),
            Self::BudgetNames(set) => budget_names(case, set),
            Self::BudgetMostly(classes) => budget_mostly(case, classes),
            Self::Priced => priced(case),
            Self::PeriodOver(bound) => period_over(case, bound),
            Self::Amount(bounds) => bounds.test(case),
            Self::Says(set) => says(case, set),
            Self::Marked(set) => marked(case, set),
            Self::Any(conditions) => any(case, conditions),
        };
        match truth {
            Truth::No(reason) if case.readings.iter().any(|r| r.document.has_hidden_content()) => {
                Truth::Unknown(format!("{reason}，但有内容无法读取"))
            }
            other => other,
        }
    }

    /// Decides a rule that applies only when the condition holds.
    pub fn judge(&self, case: &Case<'_>, rule: &Rule) -> Outcome {
        match self.test(case) {
            Truth::Yes(_) => rule.judge(case),
            Truth::No(reason) => Outcome::new(Verdict::Inapplicable, reason),
            Truth::Unknown(reason) => {
                let mut outcome = rule.judge(case);
                // Whether it applies is open, so a lack is no more than a question.
                if matches!(outcome.verdict, Verdict::Silent | Verdict::Contradicted) {
                    outcome.verdict = Verdict::Doubtful;
                    let told =
                        reason.split('，').next().is_some_and(|first| outcome.reason.starts_with(first));
                    if !told {
                        outcome.reason = format!("{reason}；{}", outcome.reason);
                    }
                }
                outcome
            }
        }
    }

    /// The names that it takes from the lexicon.
    pub fn names(&self) -> Names<'_> {
        match self {
            Self::BudgetNames(set) | Self::Says(set) | Self::Marked(set) => {
                Names { concepts: Vec::new(), term_sets: vec![set] }
            }
            Self::Any(conditions) => Names {
                concepts: Vec::new(),
                term_sets: conditions.iter().flat_map(|condition| condition.names().term_sets).collect(),
            },
            Self::BudgetHas(_)
            | Self::BudgetMostly(_)
            | Self::Priced
            | Self::PeriodOver(_)
            | Self::Amount(_) => Names::default(),
        }
    }
}

fn budget_has(case: &Case<'_>, classes: &[LineClass]) -> Truth {
    let mut budgets = false;
    for (idx, reading) in case.readings.iter().enumerate() {
        for (budget, line) in planned_lines(reading) {
            budgets |= is_filled(budget);
            if line.kind != LineKind::Total && line.class.is_some_and(|class| classes.contains(&class)) {
                return Truth::Yes(vec![case.place(idx, line.name)]);
            }
        }
    }
    if budgets {
        Truth::No("费用表中没有这类费用".into())
    } else {
        Truth::Unknown("没有识别到费用表，不能确定是否有这类费用".into())
    }
}

/// The lines of the tables that plan costs.
fn planned_lines(reading: &Reading) -> impl Iterator<Item = (&Budget, &BudgetLine)> {
    let plans = reading.budgets.iter().filter(|budget| budget.is_plan());
    plans.flat_map(|budget| budget.lines.iter().map(move |line| (budget, line)))
}

/// Whether a table of costs tells amounts: a list of equipment or a blank form proves no absence.
fn is_filled(budget: &Budget) -> bool {
    budget.has_amounts()
        && budget.lines.iter().any(|line| line.amount.is_some() || line.printed.read().is_some())
}

fn budget_names(case: &Case<'_>, set: &str) -> Truth {
    let Some(terms) = case.lexicon.term_set(set) else {
        return Truth::No(format!("没有“{set}”的用语"));
    };
    let mut budgets = false;
    for (idx, reading) in case.readings.iter().enumerate() {
        for (budget, line) in planned_lines(reading) {
            budgets |= is_filled(budget);
            let is_sum = matches!(line.kind, LineKind::Total | LineKind::Subtotal);
            if !is_sum && reading.hits.any(terms, line.name) {
                return Truth::Yes(vec![case.place(idx, line.name)]);
            }
        }
    }
    let title = case.set_title(set);
    if budgets {
        Truth::No(format!("费用表中没有{title}"))
    } else {
        Truth::Unknown(format!("没有识别到费用表，不能确定是否有{title}"))
    }
}

/// Whether more than half of the budget pays for lines of these classes.
pub(super) fn budget_mostly(case: &Case<'_>, classes: &[LineClass]) -> Truth {
    let (mut of_class, mut all) = (0_i64, 0_i64);
    let mut places = Vec::new();
    for (idx, reading) in case.readings.iter().enumerate() {
        for line in paid_lines(&reading.budgets).filter(|line| line.kind == LineKind::Item) {
            let Some(Fen(amount)) = line.amount else { continue };
            all = all.saturating_add(amount);
            if line.class.is_some_and(|class| classes.contains(&class)) {
                of_class = of_class.saturating_add(amount);
                places.push(case.place(idx, line.name));
            }
        }
    }
    match (all, of_class) {
        (0, _) => Truth::Unknown("没有读到费用表中的金额，不能确定费用构成".into()),
        (all, part) if part > all / 2 => Truth::Yes(places),
        _ => Truth::No("这类费用不超过总费用的一半".into()),
    }
}

fn priced(case: &Case<'_>) -> Truth {
    let table = case.readings.iter().enumerate().find_map(|(idx, reading)| {
        let budget = reading.budgets.iter().find(|budget| budget.is_plan() && budget.has_amounts())?;
        Some(case.place(idx, reading.content().tables[budget.table as usize].span))
    });
    let capitals = || {
        case.readings.iter().enumerate().find_map(|(idx, reading)| {
            let is_capitals = |fact: &&Fact| matches!(&fact.value, Value::Money(money) if money.capitals);
            let fact = reading.facts.values.iter().find(is_capitals)?;
            Some(case.place(idx, fact.span))
        })
    };
    match table.or_else(capitals) {
        Some(place) => Truth::Yes(vec![place]),
        None => Truth::No("没有费用表，也没有大写金额，没有可以核算的数字".into()),
    }
}

fn period_over(case: &Case<'_>, bound: &Period) -> Truth {
    let stated = case.durations(FactName::ConstructionPeriod);
    match stated.iter().find(|(_, length)| length.months_milli() > bound.months_milli) {
        Some((place, _)) => Truth::Yes(vec![*place]),
        None if stated.is_empty() => Truth::Unknown("没有读到建设周期".into()),
        // A short length beside stages or years may be that of one stage.
        None if matches!(says(case, SPANS_YEARS), Truth::Yes(_)) => Truth::Unknown(format!(
            "读到的周期为 {}，文中又写到分期或跨年度，总工期不能确定",
            case.quote(stated[0].0)
        )),
        None => Truth::No(format!("建设周期为 {}，不超过 {}", case.quote(stated[0].0), bound.text)),
    }
}

fn says(case: &Case<'_>, set: &str) -> Truth {
    let title = case.set_title(set);
    let is_optional = |idx: usize, sense: &Sense| {
        let before = Span { start: sense.unit.start, end: sense.term.end };
        case.has(&case.readings[idx], "optional", before)
    };
    let mut optional = false;
    for (idx, sense) in case.all_senses(set).filter(|(_, sense)| sense.mood == Mood::Affirmed) {
        if !is_optional(idx, &sense) {
            return Truth::Yes(vec![case.place(idx, sense.unit)]);
        }
        optional = true;
    }
    match optional {
        true => Truth::Unknown(format!("文中把{title}写作可选的做法，不能确定是否采用")),
        false => Truth::No(format!("全文没有写到{title}")),
    }
}

fn marked(case: &Case<'_>, set: &str) -> Truth {
    let marks = case.markings(set);
    if marks.is_empty() { Truth::No("未见密级标志".into()) } else { Truth::Yes(marks) }
}

fn any(case: &Case<'_>, conditions: &[Condition]) -> Truth {
    let mut reasons = Vec::new();
    let mut unknown = false;
    for condition in conditions {
        match condition.test(case) {
            Truth::Yes(places) => return Truth::Yes(places),
            Truth::No(reason) => reasons.push(reason),
            Truth::Unknown(reason) => {
                unknown = true;
                reasons.push(reason);
            }
        }
    }
    let reason = reasons.join("；");
    if unknown { Truth::Unknown(reason) } else { Truth::No(reason) }
}
