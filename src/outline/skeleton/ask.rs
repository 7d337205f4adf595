//! A rule → where in a proposal it looks, and what it wants to read there.

use crate::fact::budget::LineClass;
use crate::lexicon::Lexicon;
use crate::rule::Rule;
use crate::rule::budget::BudgetAsk;
use crate::rule::duration::PeriodName;

/// One thing that a rule wants at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) site: Site,
    /// What must be said there, in the titles of its words.
    pub(super) points: Vec<String>,
    /// Rows that the table of costs must have.
    pub(super) costs: Vec<String>,
    pub(super) table: Option<TableKind>,
}

/// Where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// Where the concept is treated.
    Concept(String),
    /// In a file, or a chapter, of that title.
    File(String),
}

/// Tables whose columns are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableKind {
    /// The table of costs: one for all requirements.
    Costs,
    /// A list of things with what must be told of each.
    List,
}

/// What a rule wants, place by place; nothing for rules about form, markings and dates.
pub(super) fn asks(rule: &Rule, lexicon: &Lexicon) -> Vec<Ask> {
    let at = |concept: Option<&str>| Ask {
        site: Site::Concept(concept.unwrap_or("overview").to_owned()),
        points: Vec::new(),
        costs: Vec::new(),
        table: None,
    };
    let titles = |sets: &[String]| sets.iter().map(|set| set_title(lexicon, set)).collect::<Vec<_>>();
    let first = |concepts: &[String]| at(concepts.first().map(String::as_str));
    match rule {
        Rule::Section(rule) => vec![Ask { points: titles(&rule.says), ..at(Some(&rule.concept)) }],
        Rule::Sections(rule) => rule.all_of.iter().map(|names| first(names)).collect(),
        Rule::Statement(rule) => {
            vec![Ask { points: titles(&rule.says[..rule.says.len().min(1)]), ..first(&rule.within) }]
        }
        Rule::Targets(rule) => vec![first(&rule.within)],
        Rule::Duration(rule) => vec![at(Some(period_concept(rule.of)))],
        Rule::Budget(rule) => {
            let costs = costs(&rule.asks);
            let points = costs.clone();
            vec![Ask { points, costs, table: Some(TableKind::Costs), ..at(Some("investment")) }]
        }
        Rule::Level(rule) => vec![at(Some(&rule.subject))],
        Rule::Catalogue(rule) => vec![Ask { table: Some(TableKind::List), ..at(Some(&rule.concept)) }],
        Rule::Inventory(rule) => vec![Ask { table: Some(TableKind::List), ..first(&rule.within) }],
        Rule::Attachment(rule) => {
            let title = set_title(lexicon, &rule.called);
            let together = rule.together.iter().map(|sets| titles(sets).join("的"));
            let points = titles(&rule.says).into_iter().chain(together).collect();
            vec![Ask { site: Site::File(title), points, ..at(None) }]
        }
        Rule::Route(_) => vec![at(Some("overview"))],
        Rule::All(rules) => merged(rules.iter().flat_map(|rule| asks(rule, lexicon))),
        Rule::Any(rules) => rules.first().map(|rule| asks(rule, lexicon)).unwrap_or_default(),
        Rule::Given(rule) => asks(&rule.rule, lexicon),
        Rule::Agree(_) | Rule::Marking(_) | Rule::Hygiene(_) | Rule::Validity(_) | Rule::Avoids(_) => {
            Vec::new()
        }
    }
}

/// Several things at one place are one ask.
fn merged(asks: impl Iterator<Item = Ask>) -> Vec<Ask> {
    let mut merged: Vec<Ask> = Vec::new();
    for ask in asks {
        match merged.iter_mut().find(|known| known.site == ask.site) {
            Some(known) => {
                known.table = known.table.or(ask.table);
                add_new(&mut known.points, ask.points);
                add_new(&mut known.costs, ask.costs);
            }
            None => merged.push(ask),
        }
    }
    merged
}

/// Adds those that are not there yet.
pub(super) fn add_new(known: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for one in more {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}

fn set_title(lexicon: &Lexicon, set: &str) -> String {
    let title = lexicon.term_set(set).map(|id| lexicon.term_set_title(id)).unwrap_or_default();
    if title.is_empty() { set.to_owned() } else { title.to_owned() }
}

fn period_concept(period: PeriodName) -> &'static str {
    match period {
        PeriodName::FreeMaintenance | PeriodName::Maintenance | PeriodName::ServicePeriod => "maintenance",
        PeriodName::TrialOperation => "trial-operation",
        PeriodName::ConstructionPeriod => "implementation",
    }
}

/// The costs that must be listed.
fn costs(ask: &BudgetAsk) -> Vec<String> {
    match ask {
        BudgetAsk::Lines { all_of, any_of } => {
            all_of.iter().chain(any_of).map(|class: &LineClass| class.title().to_owned()).collect()
        }
        BudgetAsk::Model => vec!["硬件设备".to_owned(), "成品软件".to_owned()],
        BudgetAsk::Effort => vec!["应用开发".to_owned()],
        BudgetAsk::Basis { .. }
        | BudgetAsk::Sums
        | BudgetAsk::SumsIfAny
        | BudgetAsk::Excluded { .. }
        | BudgetAsk::NotMostly { .. } => Vec::new(),
    }
}
