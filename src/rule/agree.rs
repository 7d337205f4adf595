//! One fact, told the same way everywhere in the package.

use super::{Case, Outcome, Remark, Verdict};
use crate::fact::{FactName, NamedFact, Value};
use crate::finding::Place;
use serde::Deserialize;

/// A fact told in more ways than this is contradictory enough; each further one would be compared with all.
const MOST_TELLINGS: usize = 50;

/// Facts that must agree.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AgreeRule {
    /// Which.
    pub facts: Vec<AgreedFact>,
}

/// The facts that a proposal tells more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgreedFact {
    /// 项目名称
    ProjectName,
    /// 建设单位
    Owner,
    /// 总投资
    TotalInvestment,
    /// 建设周期
    ConstructionPeriod,
    /// 等级保护级别
    ProtectionLevel,
    /// 免费运维期
    FreeMaintenance,
    /// 试运行期
    TrialOperation,
}

impl AgreedFact {
    fn name(self) -> FactName {
        match self {
            Self::ProjectName => FactName::ProjectName,
            Self::Owner => FactName::Owner,
            Self::TotalInvestment => FactName::TotalInvestment,
            Self::ConstructionPeriod => FactName::ConstructionPeriod,
            Self::ProtectionLevel => FactName::ProtectionLevel,
            Self::FreeMaintenance => FactName::FreeMaintenance,
            Self::TrialOperation => FactName::TrialOperation,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::ProjectName => "项目名称",
            Self::Owner => "建设单位",
            Self::TotalInvestment => "总投资",
            Self::ConstructionPeriod => "建设周期",
            Self::ProtectionLevel => "等级保护级别",
            Self::FreeMaintenance => "免费运维期",
            Self::TrialOperation => "试运行期",
        }
    }
}

impl AgreeRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let mut evidence = Vec::new();
        let mut remarks = Vec::new();
        let (mut once, mut compared) = (Vec::new(), Vec::new());
        for &fact in &self.facts {
            let told: Vec<(Place, &NamedFact)> =
                case.named(fact.name()).map(|(idx, named)| (case.place(idx, named.span), named)).collect();
            let Some(&(first, reference)) = told.first() else { continue };
            match told.len() {
                1 => once.push(fact.title()),
                _ => {
                    compared.push(fact.title());
                    evidence.push(first);
                }
            }
            let mut seen: Vec<&NamedFact> = vec![reference];
            for &(place, named) in &told[1..] {
                if seen.len() >= MOST_TELLINGS || seen.iter().any(|known| agree(known, named)) {
                    continue;
                }
                seen.push(named);
                let message = format!(
                    "{}前后不一：一处写“{}”，此处写“{}”",
                    fact.title(),
                    case.quote(first),
                    case.quote(place)
                );
                remarks.push(
                    Remark::new(message, Some(place)).label(format!("此处写“{}”", case.quote(first)), first),
                );
            }
        }
        if evidence.is_empty() {
            let reason = match once.as_slice() {
                [] => "没有读到项目名称、单位、总投资、工期等可以比对的事实".to_owned(),
                once => format!("{}各只读到一处，无从比对", once.join("、")),
            };
            return case.absent(reason).into_inapplicable();
        }
        if remarks.is_empty() {
            let reason = format!("多处写到的{}前后一致", compared.join("、"));
            return case.if_all_read(Outcome::met(reason, evidence));
        }
        let mut outcome = Outcome::new(Verdict::Contradicted, format!("{} 处前后不一", remarks.len()));
        outcome.evidence = evidence;
        outcome.remarks = remarks;
        outcome
    }
}

fn agree(a: &NamedFact, b: &NamedFact) -> bool {
    match (&a.value, &b.value) {
        (Some(Value::Duration(a)), Some(Value::Duration(b))) => a.months_milli() == b.months_milli(),
        (Some(Value::Money(a)), Some(Value::Money(b))) => {
            // 1,280 万元 and 1,279.8 万元 agree within what the coarser one prints.
            let coarse = a.precision.max(b.precision).0;
            (a.low.0 - b.low.0).abs() * 2 <= coarse
        }
        (Some(a), Some(b)) => a == b,
        (None, None) => match (&a.text, &b.text) {
            // A short form of the same name is the same name.
            (Some(a), Some(b)) => {
                let (a, b) = (bare(a), bare(b));
                a.contains(b) || b.contains(a)
            }
            _ => true,
        },
        _ => true,
    }
}

/// A name without the word that it is a project: 监管系统建设项目 is 监管系统.
fn bare(name: &str) -> &str {
    const TAILS: [&str; 4] = ["建设项目", "项目", "工程", "建设"];
    TAILS.iter().find_map(|tail| name.strip_suffix(tail)).filter(|rest| !rest.is_empty()).unwrap_or(name)
}
