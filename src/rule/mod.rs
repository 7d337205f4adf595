//! Rule kinds: what a requirement can ask of a package, and how each is decided.
//!
//! A [`Rule`] looks at a [`Case`] and returns an [`Outcome`]. Rules look at term hits, facts and
//! sections that were found once for all of them; none searches the whole text by itself.

pub mod agree;
pub mod amount;
pub mod attachment;
pub mod avoids;
pub mod budget;
pub mod catalogue;
mod columns;
mod combine;
pub mod condition;
pub mod duration;
mod file_title;
pub mod hygiene;
pub mod inventory;
pub mod level;
pub mod marking;
pub mod route;
pub mod section;
mod sense;
pub mod statement;
pub mod targets;
pub mod validity;

use crate::date::Date;
use crate::document::Document;
use crate::fact::Facts;
use crate::fact::budget::{Budget, SumCheck, audit};
use crate::finding::{Label, Place, Severity};
use crate::lexicon::{HeadingMatch, Hits, Lexicon};
use serde::Deserialize;
use std::sync::OnceLock;

/// What a requirement asks: the register of all kinds. A kind that is not handled does not compile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A chapter with substance.
    Section(section::SectionRule),
    /// Several chapters, in a sensible order.
    Sections(section::SectionsRule),
    /// Something said, in the right place, not denied.
    Statement(statement::StatementRule),
    /// Goals that can be measured.
    Targets(targets::TargetsRule),
    /// A length of time within a bound.
    Duration(duration::DurationRule),
    /// The table of costs.
    Budget(budget::BudgetRule),
    /// Level of classified protection with its procedure.
    Level(level::LevelRule),
    /// One fact, told the same way everywhere.
    Agree(agree::AgreeRule),
    /// A secrecy marking.
    Marking(marking::MarkingRule),
    /// Form of the document, whatever its content.
    Hygiene(hygiene::HygieneRule),
    /// The catalogue of data resources.
    Catalogue(catalogue::CatalogueRule),
    /// What there is already.
    Inventory(inventory::InventoryRule),
    /// A file of the package.
    Attachment(attachment::AttachmentRule),
    /// The way of review that the amount leads to.
    Route(route::RouteRule),
    /// Whether the rules are still in force.
    Validity(validity::ValidityRule),
    /// Something that must not be said.
    Avoids(avoids::AvoidsRule),
    /// Each of several rules.
    All(Vec<Rule>),
    /// One of several rules.
    Any(Vec<Rule>),
    /// A rule that holds only under a condition: a part of [`Rule::All`].
    Given(condition::GivenRule),
}

/// One document with everything that rules look at.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The document as written.
    pub document: Document,
    /// The same without what a template says to its author; `None` where it says nothing.
    pub bare: Option<Box<Document>>,
    /// Its typed values.
    pub facts: Facts,
    /// Its terms.
    pub hits: Hits,
    /// What each section's heading says; same index as [`Document::sections`].
    pub headings: Vec<HeadingMatch>,
    /// Its tables of costs.
    pub budgets: Vec<Budget>,
    /// Their sums done over again, once somebody asked.
    pub sums: OnceLock<Vec<SumCheck>>,
}

impl Reading {
    /// What the author says: the document, blanks where a template speaks. Places are the same in both.
    pub fn content(&self) -> &Document {
        self.bare.as_deref().unwrap_or(&self.document)
    }

    /// All sums of its tables of costs done over again.
    pub fn sums(&self) -> &[SumCheck] {
        self.sums.get_or_init(|| audit(self.content(), &self.budgets))
    }
}

/// A package as rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its documents, sorted by path.
    pub readings: &'a [Reading],
    /// The words.
    pub lexicon: &'a Lexicon,
    /// The day on which the package is judged.
    pub as_of: Date,
}

/// What a rule found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How the requirement stands.
    pub verdict: Verdict,
    /// Why, in one sentence.
    pub reason: String,
    /// What shows it.
    pub evidence: Vec<Place>,
    /// What to say.
    pub remarks: Vec<Remark>,
}

impl Outcome {
    /// An outcome without findings.
    pub fn new(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self { verdict, reason: reason.into(), evidence: Vec::new(), remarks: Vec::new() }
    }

    /// Shown by evidence.
    pub fn met(reason: impl Into<String>, evidence: Vec<Place>) -> Self {
        debug_assert!(!evidence.is_empty(), "met needs evidence");
        Self { evidence, ..Self::new(Verdict::Met, reason) }
    }

    /// What could show it could not be read.
    pub fn unreadable(reason: impl Into<String>) -> Self {
        Self::new(Verdict::Unreadable, reason)
    }

    /// Silence means that there is nothing to speak about.
    pub(crate) fn into_inapplicable(mut self) -> Self {
        if self.verdict == Verdict::Silent {
            self.verdict = Verdict::Inapplicable;
        }
        self
    }

    /// The outcome with more to show it.
    pub(crate) fn and_rests_on(mut self, places: impl Iterator<Item = Place>) -> Self {
        self.evidence.extend(places);
        self
    }

    /// The outcome with one more thing to say.
    pub fn say(mut self, remark: Remark) -> Self {
        self.remarks.push(remark);
        self
    }
}

impl Remark {
    /// A remark with the requirement's own help and weight.
    pub fn new(message: impl Into<String>, place: Option<Place>) -> Self {
        Self { message: message.into(), help: None, place, related: Vec::new(), severity: None }
    }

    /// The remark with its own next step.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The remark with a weight of its own.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The remark with one more place.
    pub fn label(mut self, message: impl Into<String>, place: Place) -> Self {
        self.related.push(Label { message: message.into(), place });
        self
    }
}

impl<'a> Case<'a> {
    /// What to say when something was looked for and not found: 无法检查 as soon as a part of the
    /// package could not be read, for unread evidence never proves absence.
    pub fn absent(&self, reason: impl Into<String>) -> Outcome {
        let reason = reason.into();
        match self.unread() {
            Some(path) => Outcome::unreadable(format!(
                "在可读部分未找到（{reason}），但“{path}”有内容无法读取，不能断定缺失"
            )),
            None => Outcome::new(Verdict::Silent, reason),
        }
    }

    /// A verdict about everything there is (nothing excluded, all alike) holds only where everything was
    /// read: with a part unread it is 无法检查, while what was found wrong stays wrong.
    pub fn if_all_read(&self, outcome: Outcome) -> Outcome {
        match self.unread() {
            Some(path) if outcome.verdict == Verdict::Met => Outcome {
                verdict: Verdict::Unreadable,
                reason: format!("可读部分：{}；但“{path}”有内容无法读取，不能断定其余部分", outcome.reason),
                ..outcome
            },
            _ if outcome.verdict == Verdict::Met => outcome.and_rests_on(self.recognised_files()),
            _ => outcome,
        }
    }

    /// The files with recognised text, as a whole: a verdict about everything there is rests on them too.
    pub fn recognised_files(&self) -> impl Iterator<Item = Place> {
        let is_recognised = |(_, reading): &(usize, &Reading)| reading.document.has_recognised_text();
        let files = self.readings.iter().enumerate().filter(is_recognised);
        files.map(|(idx, _)| self.place(idx, crate::span::Span::default()))
    }

    /// The first document of which something could not be read.
    pub fn unread(&self) -> Option<&'a str> {
        let unread = self.readings.iter().find(|reading| reading.document.has_hidden_content())?;
        Some(&unread.document.path)
    }

    /// A place in the document of that index.
    pub fn place(&self, reading_idx: usize, span: crate::span::Span) -> Place {
        Place { document_idx: u32::try_from(reading_idx).unwrap_or(u32::MAX), span }
    }
}

/// How a requirement stands, with the two ways of not being met told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Shown by evidence.
    Met,
    /// Looked everywhere; nothing says it.
    Silent,
    /// Something says the opposite, or a value breaks the bound.
    Contradicted,
    /// A person must look.
    Doubtful,
    /// The author explains an exception: a person judges the reason.
    Explained,
    /// What could show it could not be read.
    Unreadable,
    /// There is nothing that the rule could speak about.
    Inapplicable,
}

/// Something to say at a place, before the requirement's force gives it a weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// One line that stands alone.
    pub message: String,
    /// The next step; `None` takes the requirement's own help.
    pub help: Option<String>,
    /// Where; `None` for the package as a whole.
    pub place: Option<Place>,
    /// Further places.
    pub related: Vec<Label>,
    /// A weight of its own; `None` takes the requirement's.
    pub severity: Option<Severity>,
}

impl Rule {
    /// Decides the requirement for a package.
    pub fn judge(&self, case: &Case<'_>) -> Outcome {
        let outcome = self.ask(case);
        match case.unread() {
            // The net that no rule can forget: what was not said may stand where nobody could read.
            Some(path) if outcome.verdict == Verdict::Silent => Outcome {
                verdict: Verdict::Unreadable,
                reason: format!("{}；但“{path}”有内容无法读取，不能断定缺失", outcome.reason),
                ..outcome
            },
            _ => outcome,
        }
    }

    fn ask(&self, case: &Case<'_>) -> Outcome {
        match self {
            Self::Section(rule) => rule.judge(case),
            Self::Sections(rule) => rule.judge(case),
            Self::Statement(rule) => rule.judge(case),
            Self::Targets(rule) => rule.judge(case),
            Self::Duration(rule) => rule.judge(case),
            Self::Budget(rule) => rule.judge(case),
            Self::Level(rule) => rule.judge(case),
            Self::Agree(rule) => rule.judge(case),
            Self::Marking(rule) => rule.judge(case),
            Self::Hygiene(rule) => rule.judge(case),
            Self::Catalogue(rule) => rule.judge(case),
            Self::Inventory(rule) => rule.judge(case),
            Self::Attachment(rule) => rule.judge(case),
            Self::Route(rule) => rule.judge(case),
            Self::Validity(rule) => rule.judge(case),
            Self::Avoids(rule) => rule.judge(case),
            Self::All(rules) => combine::all(rules, case),
            Self::Any(rules) => combine::any(rules, case),
            Self::Given(rule) => rule.when.judge(case, &rule.rule),
        }
    }

    /// The names of concepts and term sets that the rule speaks of: the loader asks whether they exist.
    pub fn names(&self) -> Names<'_> {
        match self {
            Self::Section(rule) => rule.names(),
            Self::Sections(rule) => rule.names(),
            Self::Statement(rule) => rule.names(),
            Self::Targets(rule) => rule.names(),
            Self::Duration(rule) => rule.names(),
            Self::Budget(rule) => rule.names(),
            Self::Level(rule) => rule.names(),
            Self::Agree(_) | Self::Hygiene(_) | Self::Validity(_) => Names::default(),
            Self::Marking(rule) => rule.names(),
            Self::Catalogue(rule) => rule.names(),
            Self::Inventory(rule) => rule.names(),
            Self::Attachment(rule) => rule.names(),
            Self::Route(rule) => rule.names(),
            Self::Avoids(rule) => rule.names(),
            Self::All(rules) | Self::Any(rules) => {
                rules.iter().map(Self::names).fold(Names::default(), Names::and)
            }
            Self::Given(rule) => rule.when.names().and(rule.rule.names()),
        }
    }

    /// How the kind decides, for `explain`.
    pub fn method(&self) -> String {
        let said = match self {
            Self::All(rules) | Self::Any(rules) => {
                let mut methods: Vec<String> = rules.iter().map(Self::method).collect();
                methods.dedup();
                return methods.join("；");
            }
            Self::Given(rule) => return rule.rule.method(),
            Self::Section(_) => {
                "在标题树中查找该章节（不看目录页和正文里顺带提到的词），并要求标题下有实际内容"
            }
            Self::Sections(_) => "在标题树中逐项查找各章节，要求每章有实际内容、顺序合理",
            Self::Statement(_) => {
                "在相关章节和全文的句子中查找同时说到各要素的陈述，排除否定、旧系统和一期等情形"
            }
            Self::Targets(_) => "逐句识别带对象、数值、单位的定量指标，并逐条列出没有数值的空泛目标",
            Self::Duration(_) => "读取与该事项相连的期限（年、月、日统一换算），与要求的上下限比较",
            Self::Budget(_) => "识别费用表的表头、单位、分类和层级，逐行核对并以整数“分”计算",
            Self::Level(_) => "读取等级保护级别及定级、备案、测评安排，并核对全文是否一致",
            Self::Agree(_) => "读取各处写明的同一事实（名称、单位、金额、期限、级别），逐处比对",
            Self::Marking(_) => "在首页和各段落开头查找密级标志",
            Self::Hygiene(rule) => rule.method(),
            Self::Catalogue(_) => {
                "按表头识别政务数据资源目录表，逐行核对必填列、共享类型的取值、共享条件和更新周期"
            }
            Self::Inventory(_) => "在现状章节和清单表中查找该项，逐行核对应写的内容（数量、时间、状况）",
            Self::Attachment(_) => "按文件名和文件自身的标题在申报包中查找该文件，并核对其中应写的内容",
            Self::Route(_) => "读取总投资，按金额区间确定评审方式，再查找文中是否写明",
            Self::Validity(_) => "比较检查日期与办法的有效期",
            Self::Avoids(_) => "逐句查找与条款相反的写法，排除否定、旧系统等情形",
        };
        said.to_owned()
    }
}

/// Names that a rule takes from the lexicon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names<'a> {
    /// Concepts.
    pub concepts: Vec<&'a str>,
    /// Term sets.
    pub term_sets: Vec<&'a str>,
}

impl Names<'_> {
    /// These names and those.
    fn and(mut self, more: Self) -> Self {
        self.concepts.extend(more.concepts);
        self.term_sets.extend(more.term_sets);
        self
    }
}
