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
        (Some(own), Some(around))
            if own.bought() != around.bought() && own.bought() != Bought::Service =>
        {
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
