//! The table of costs: what it must hold and must not hold, and whether it adds up.

mod basis;
mod effort;
mod excluded;
mod lines;
mod model;
mod purpose;
mod sums;
#[cfg(test)]
mod tests;

use super::{Case, Names, Outcome, Reading, Remark};
use crate::fact::budget::{Budget, BudgetLine, LineClass, LineKind, bare_name, short_name};
use crate::finding::Place;
use crate::span::Span;
use serde::Deserialize;

/// Remarks of one rule after which the rest is only counted.
const MOST_REMARKS: usize = 50;
/// Places of evidence that one outcome shows.
const MOST_EVIDENCE: usize = 5;

/// Parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BudgetRule {
    /// What is asked of it.
    pub asks: BudgetAsk,
}

/// What a rule asks of the table of costs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BudgetAsk {
    /// Model and configuration of each device and each packaged software.
    Model,
    /// Effort of development.
    Effort,
    /// Lines of these classes.
    #[serde(rename_all = "kebab-case")]
    Lines {
        /// Each of these.
        #[serde(default)]
        all_of: Vec<LineClass>,
        /// At least one of these.
        #[serde(default)]
        any_of: Vec<LineClass>,
    },
    /// Quantity and price, or another basis, of each cost.
    Basis {
        /// Term set of what costs are based on.
        terms: String,
    },
    /// Sums that add up.
    Sums,
    /// Sums that add up in each document, in a package that need not hold any: papers of different stages
    /// tell different totals.
    SumsIfAny,
    /// Items that do not belong into it.
    #[serde(rename_all = "kebab-case")]
    Excluded {
        /// Term set that names them.
        terms: String,
        /// Term set of the words with which the name of such an item may begin: 新建.
        #[serde(default)]
        opened_by: Option<String>,
    },
    /// Another purpose than these: no more than half of it pays for them.
    NotMostly {
        /// What it must not be for.
        classes: Vec<LineClass>,
    },
}

impl BudgetRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let outcome = match &self.asks {
            BudgetAsk::Model => model::judge(case),
            BudgetAsk::Effort => effort::judge(case),
            BudgetAsk::Lines { all_of, any_of } => lines::judge(case, all_of, any_of),
            BudgetAsk::Basis { terms } => basis::judge(case, terms),
            BudgetAsk::Sums => sums::judge(case),
            BudgetAsk::SumsIfAny => sums::judge_each(case),
            BudgetAsk::Excluded { terms, opened_by } => excluded::judge(case, terms, opened_by.as_deref()),
            BudgetAsk::NotMostly { classes } => purpose::judge(case, classes),
        };
        capped(outcome)
    }

    pub(super) fn names(&self) -> Names<'_> {
        match &self.asks {
            BudgetAsk::Excluded { terms, opened_by } => Names {
                concepts: Vec::new(),
                term_sets: std::iter::once(terms).chain(opened_by).map(String::as_str).collect(),
            },
            BudgetAsk::Basis { terms } => Names { concepts: Vec::new(), term_sets: vec![terms.as_str()] },
            _ => Names::default(),
        }
    }
}

/// The outcome with no more remarks and evidence than a person reads.
fn capped(mut outcome: Outcome) -> Outcome {
    let more = outcome.remarks.len().saturating_sub(MOST_REMARKS);
    if more > 0 {
        let place = outcome.remarks[MOST_REMARKS].place;
        outcome.remarks.truncate(MOST_REMARKS);
        outcome.remarks.push(Remark::new(format!("另有 {more} 处同类问题，未逐一列出"), place));
    }
    outcome.evidence.dedup();
    outcome.evidence.truncate(MOST_EVIDENCE);
    outcome
}

/// A line of a budget with what it belongs to.
#[derive(Clone, Copy)]
struct Entry<'a> {
    reading_idx: usize,
    reading: &'a Reading,
    budget: &'a Budget,
    line: &'a BudgetLine,
}

/// The lines of all tables that plan costs, with or without amounts.
fn entries<'a>(case: &Case<'a>) -> impl Iterator<Item = Entry<'a>> {
    case.readings.iter().enumerate().flat_map(|(reading_idx, reading)| {
        reading.budgets.iter().filter(|budget| budget.is_plan()).flat_map(move |budget| {
            budget.lines.iter().map(move |line| Entry { reading_idx, reading, budget, line })
        })
    })
}

impl<'a> Entry<'a> {
    fn text(&self, span: Span) -> &'a str {
        self.reading.document.slice(span)
    }

    fn name(&self) -> &'a str {
        self.text(self.line.name)
    }

    fn place(&self, case: &Case<'_>, span: Span) -> Place {
        case.place(self.reading_idx, span)
    }

    /// The line in words: `第 3 行“服务器”`, with the table's title where there are several.
    fn words(&self) -> String {
        line_words(self.reading, self.budget, self.line)
    }

    /// Whether the table says an amount for it that is not nothing.
    fn is_paid(&self) -> bool {
        let printed = self.line.printed.read().is_some_and(|amount| amount.fen.0 != 0);
        let priced = self.line.unit_price.as_ref().is_some_and(|price| price.read().is_some());
        let spread = self.line.parts.iter().any(|part| part.read().is_some_and(|amount| amount.fen.0 != 0));
        printed || priced || spread || self.is_merged()
    }

    /// Whether its amount stands in a cell that begins above.
    fn is_merged(&self) -> bool {
        use crate::fact::budget::AmountState;
        self.line.printed.state == AmountState::Absent && self.line.quantity.is_some()
    }
}

/// A line in words: `第 3 行“服务器”`, with the table's title where the document has several tables.
fn line_words(reading: &Reading, budget: &Budget, line: &BudgetLine) -> String {
    let row = Budget::row_number(&reading.document, line);
    let name = short_name(reading.document.slice(line.name));
    let several = reading.budgets.iter().filter(|other| other.has_amounts()).count() > 1;
    match title_of(reading, budget).filter(|_| several) {
        Some(title) => format!("“{title}”第 {row} 行“{name}”"),
        None => format!("第 {row} 行“{name}”"),
    }
}

/// The title of a table without number in front and unit behind.
fn title_of(reading: &Reading, budget: &Budget) -> Option<String> {
    let text = reading.document.slice(budget.title?);
    let title = short_name(&bare_name(text));
    (!title.is_empty()).then_some(title)
}

/// Where to say that a line is missing: at the table of costs, if there is one.
fn anchor(case: &Case<'_>) -> Option<Place> {
    let of_sum = |entry: &Entry<'_>| entry.line.kind == LineKind::Total;
    let with_amounts = || entries(case).filter(|entry| entry.budget.has_amounts());
    let entry = with_amounts().find(of_sum).or_else(|| with_amounts().next())?;
    Some(entry.place(case, entry.line.name))
}

/// The name of a table, for messages.
fn table_words(reading: &Reading, budget: &Budget) -> String {
    title_of(reading, budget).map_or_else(|| "费用表".into(), |title| format!("“{title}”表"))
}

/// Whether a package has a table of costs with amounts.
fn has_amounts(case: &Case<'_>) -> bool {
    case.readings
        .iter()
        .any(|reading| reading.budgets.iter().any(|budget| budget.is_plan() && budget.has_amounts()))
}

/// Outcome of a search that found nothing, with what to say about it.
fn absent(case: &Case<'_>, reason: String, remarks: Vec<Remark>) -> Outcome {
    let mut outcome = case.absent(reason);
    outcome.remarks = remarks;
    outcome
}

/// The sections on costs, as ranges of text; nested ones are inside their parents' ranges.
fn cost_sections(case: &Case<'_>, reading: &Reading) -> Vec<Span> {
    let concepts: Vec<_> =
        ["investment", "funds"].iter().filter_map(|name| case.lexicon.concept(name)).collect();
    let mut spans: Vec<Span> = Vec::new();
    for (section, heading) in reading.document.sections.iter().zip(&reading.headings) {
        let is_cost = heading.certain.iter().any(|concept| concepts.contains(concept));
        if is_cost && spans.last().is_none_or(|last| !last.contains(section.span)) {
            spans.push(section.span);
        }
    }
    spans
}

/// Whether a place stands in a table.
fn in_table(reading: &Reading, span: Span) -> bool {
    use crate::document::BlockKind;
    let block = reading.document.block_at(span.start);
    block.is_some_and(|id| matches!(reading.document.blocks[id as usize].kind, BlockKind::Table(_)))
}
