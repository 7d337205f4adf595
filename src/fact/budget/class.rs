//! Names → what a line pays for: its own words, else those of its group, of its category, of its table.

use super::{Budget, BudgetLine, LineClass, LineKind, name};
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::span::Span;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

/// Classes a line's own words and its surroundings can both give.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bought {
    /// Devices and licences
    Goods,
    /// Custom work
    Work,
    /// Fees and services
    Service,
}

impl LineClass {
    /// The class of a name in the lexicon's words.
    pub fn of_name(lexicon: &Lexicon, name: &str) -> Option<Self> {
        let id = lexicon.line_class(name)?;
        Self::deserialize(StrDeserializer::<Error>::new(id)).ok()
    }

    /// The word that messages use.
    pub fn title(self) -> &'static str {
        match self {
            Self::Hardware => "硬件设备",
            Self::PackagedSoftware => "成品软件",
            Self::Development => "应用开发",
            Self::Data => "数据资源",
            Self::Integration => "系统集成费",
            Self::Cloud => "云资源和网络租用",
            Self::Management => "项目管理费",
            Self::Supervision => "监理费",
            Self::Consulting => "设计咨询费",
            Self::Tendering => "招标代理费",
            Self::Testing => "软件测试费",
            Self::SecurityAssessment => "安全测评费",
            Self::CryptographyAssessment => "密码应用评估费",
            Self::Acceptance => "验收费",
            Self::Review => "评审费",
            Self::Training => "培训费",
            Self::Reserve => "预备费",
            Self::Maintenance => "运行维护费",
            Self::Other => "其他费用",
        }
    }

    /// All classes that a name speaks of: `项目管理及监理费`, `其他费用（含验收、评审）`.
    pub fn all_in_name(lexicon: &Lexicon, name: &str) -> Vec<Self> {
        const PARTS: [char; 18] = [
            '及', '与', '和', '、', '，', ',', '/', '／', '；', ';', '（', '(', '）', ')', '含', '\n', '+',
            '：',
        ];
        if !name.contains(PARTS) {
            return Self::of_name(lexicon, name).into_iter().collect();
        }
        let mut classes: Vec<Self> =
            name.split(PARTS).chain([name]).filter_map(|part| Self::of_name(lexicon, part)).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    fn bought(self) -> Bought {
        match self {
            Self::Hardware | Self::PackagedSoftware => Bought::Goods,
            Self::Development | Self::Data => Bought::Work,
            _ => Bought::Service,
        }
    }
}

/// Gives each line its class.
pub(super) fn classify(document: &Document, lexicon: &Lexicon, budget: &mut Budget) {
    let of_table = budget.title.and_then(|title| of_span(document, lexicon, title));
    for at in 0..budget.lines.len() {
        let line = &budget.lines[at];
        let class = class_of(document, lexicon, budget, line, of_table);
        budget.lines[at].class = class;
    }
}

fn class_of(
    document: &Document,
    lexicon: &Lexicon,
    budget: &Budget,
    line: &BudgetLine,
    of_table: Option<LineClass>,
) -> Option<LineClass> {
    if line.kind == LineKind::Total {
        return None;
    }
    let own = of_span(document, lexicon, line.name);
    let group = line.parent.and_then(|parent| budget.lines[parent as usize].class);
    let category = line.category.and_then(|span| of_span(document, lexicon, span));
    let around = group.or(category).filter(|class| class.bought() != Bought::Service);
    match (own, around) {
        // 视频监控 among custom modules is a module, 管理平台 among products is a product.
        (Some(own), Some(around)) if own.bought() != around.bought() && own.bought() != Bought::Service => {
            Some(around)
        }
        (Some(own), _) => Some(own),
        (None, Some(around)) => Some(around),
        (None, None) => group.or(category).or(of_table),
    }
}

fn of_span(document: &Document, lexicon: &Lexicon, span: Span) -> Option<LineClass> {
    let text = document.slice(span);
    if text.is_empty() {
        return None;
    }
    let bare = name::bare(text);
    LineClass::of_name(lexicon, if bare.is_empty() { text } else { &bare })
}
