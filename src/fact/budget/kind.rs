//! Columns and lines of a table → what kind of table of costs it is.

use super::{Budget, ColumnRole, LineClass, LineKind};
use crate::document::Document;
use crate::fact::budget::column;
use crate::lexicon::{ConceptId, HeadingMatch, Lexicon};
use crate::span::Span;
use crate::words::{holds_any, without_spaces};

/// Kinds of tables of costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetTableKind {
    /// The kinds of cost of the project, one line each.
    Summary,
    /// What is bought: quantities, prices, modules.
    Detail,
    /// What is paid in which year.
    Yearly,
    /// Where the money comes from.
    Funding,
    /// What is bought or needed, without amounts.
    EquipmentList,
    /// Amounts that are no plan: existing systems, benefits.
    #[default]
    Other,
}

/// Chapters whose tables plan no costs.
const ELSEWHERE: &[&str] =
    &["current-state", "benefit", "performance", "background", "owner-profile", "risk"];
/// Chapters whose tables do.
const COSTS: &[&str] = &["investment", "funds", "annual-plan", "hardware-list"];

/// What the headings above a table say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chapter {
    /// A chapter on costs
    Costs,
    /// A chapter on something else that amounts are mentioned in
    Elsewhere,
    /// Neither
    Neutral,
}

/// The headings of a document, for the tables under them.
pub(super) struct Chapters<'d> {
    document: &'d Document,
    headings: &'d [HeadingMatch],
    costs: Vec<ConceptId>,
    elsewhere: Vec<ConceptId>,
}

impl<'d> Chapters<'d> {
    pub(super) fn new(document: &'d Document, headings: &'d [HeadingMatch], lexicon: &Lexicon) -> Self {
        let ids = |names: &[&str]| names.iter().filter_map(|name| lexicon.concept(name)).collect();
        Self { document, headings, costs: ids(COSTS), elsewhere: ids(ELSEWHERE) }
    }

    /// What the headings above a place say, the innermost first.
    pub(super) fn around(&self, place: Span) -> Chapter {
        let sections = self.document.ancestors(self.document.section_at(place.start));
        let said = sections.filter_map(|section| self.headings.get(section as usize)).find_map(|heading| {
            let names = |concepts: &[ConceptId]| heading.certain.iter().any(|c| concepts.contains(c));
            match (names(&self.costs), names(&self.elsewhere)) {
                (true, _) => Some(Chapter::Costs),
                (false, true) => Some(Chapter::Elsewhere),
                (false, false) => None,
            }
        });
        said.unwrap_or(Chapter::Neutral)
    }
}

/// What kind of table of costs it is; `None` when it is none.
pub(super) fn kind(document: &Document, budget: &Budget, chapter: Chapter) -> Option<BudgetTableKind> {
    let has = |role| budget.columns.iter().any(|column| column.role == role);
    let pays = has(ColumnRole::Amount) || budget.columns.iter().any(|column| column.role.is_part());
    if !pays && !has(ColumnRole::Price) {
        return is_equipment(budget).then_some(match chapter {
            Chapter::Elsewhere => BudgetTableKind::Other,
            _ => BudgetTableKind::EquipmentList,
        });
    }
    if !is_money(budget, chapter) {
        return None;
    }
    if chapter == Chapter::Elsewhere {
        return Some(BudgetTableKind::Other);
    }
    let of_sources = budget.columns.iter().any(|column| {
        column.role == ColumnRole::Name && document.slice(column.header).trim_end().ends_with("来源")
    });
    if of_sources || has(ColumnRole::Source) || names_are(document, budget, is_source) {
        return Some(BudgetTableKind::Funding);
    }
    let years = budget.columns.iter().filter(|column| column.role == ColumnRole::Year).count();
    if years >= 2 || names_are(document, budget, column::is_year) {
        return Some(BudgetTableKind::Yearly);
    }
    let is_detail = has(ColumnRole::Price) || has(ColumnRole::Quantity) || is_of_one_class(budget);
    Some(if is_detail { BudgetTableKind::Detail } else { BudgetTableKind::Summary })
}

/// Whether the table shows that its numbers are money: a unit, a price, a header that can mean nothing
/// else; and that it is filled in, or stands where costs stand.
fn is_money(budget: &Budget, chapter: Chapter) -> bool {
    let of = |line: &super::BudgetLine| {
        let parts = line.parts.iter().any(|part| part.read().is_some());
        parts || line.printed.read().is_some() || line.unit_price.as_ref().is_some_and(|p| p.read().is_some())
    };
    let filled = budget.lines.iter().any(of);
    let own_units = budget.lines.iter().any(|line| line.printed.read().is_some_and(|amount| amount.own_unit));
    let evident = budget.unit.is_some()
        || own_units
        || chapter == Chapter::Costs
        || budget.columns.iter().any(|column| column.role == ColumnRole::Price || column.unit.is_some())
        || budget.columns.iter().any(|column| column.role == ColumnRole::Source);
    if filled {
        return evident || budget.strong_header;
    }
    // A form that nobody filled in.
    chapter == Chapter::Costs && evident && !budget.lines.is_empty()
}

/// A list of things with quantities or configurations, among them devices or licences.
fn is_equipment(budget: &Budget) -> bool {
    let has = |role| budget.columns.iter().any(|column| column.role == role);
    let items = || budget.lines.iter().filter(|line| line.kind == LineKind::Item);
    let goods = items()
        .filter(|line| matches!(line.class, Some(LineClass::Hardware | LineClass::PackagedSoftware)))
        .count();
    let counted = has(ColumnRole::Quantity) && items().any(|line| line.quantity.is_some());
    let described = has(ColumnRole::Model) || has(ColumnRole::Configuration);
    (counted && goods > 0) || (described && goods > 0 && goods * 2 >= items().count())
}

/// Whether most lines (sums apart) have such a name.
fn names_are(document: &Document, budget: &Budget, is: impl Fn(&str) -> bool) -> bool {
    let mut of = 0;
    let mut all = 0;
    for line in budget.lines.iter().filter(|line| line.kind == LineKind::Item) {
        let name = without_spaces(document.slice(line.name));
        all += 1;
        of += usize::from(is(&name));
    }
    all >= 1 && of * 2 > all
}

fn is_source(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "财政资金",
        "财政拨款",
        "自筹",
        "中央资金",
        "中央补助",
        "中央预算",
        "省级资金",
        "省级财政",
        "市级资金",
        "市级财政",
        "市财政",
        "县财政",
        "区财政",
        "县级财政",
        "区级财政",
        "专项资金",
        "上级补助",
        "上级资金",
        "配套资金",
        "银行贷款",
        "社会资本",
        "债券资金",
        "专项债",
        "单位自有资金",
        "其他资金",
        "本级财政",
    ];
    holds_any(name, WORDS)
}

/// Whether all classed lines pay for the same: the table details one cost.
fn is_of_one_class(budget: &Budget) -> bool {
    let mut classes =
        budget.lines.iter().filter(|line| line.kind == LineKind::Item).filter_map(|line| line.class);
    let Some(first) = classes.next() else { return false };
    let mut count = 1;
    let same = classes.all(|class| {
        count += 1;
        class == first
    });
    same && count >= 2
}
