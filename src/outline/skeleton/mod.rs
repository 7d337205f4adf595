//! An outline → [`Skeleton`]: the chapters of a proposal that meets it, with what is to be written in each.
//!
//! The order is the regulation's where its requirements are numbered chapters, else the usual one of
//! `chapters.toml`. Everything to fill in stands in 【】, so that nothing of it counts as content.

mod ask;
mod form;
mod frame;
mod note;

use super::{Outline, PackageKind, Requirement};
use crate::document::numbering;
use crate::lexicon::Lexicon;
use ask::{Ask, Site, TableKind};
use frame::Frame;

/// A proposal that is still to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skeleton {
    /// `【请填写：项目名称】建设方案`
    pub title: String,
    /// Lines of the title page: what it is and where the answer goes.
    pub cover: Vec<(&'static str, String)>,
    /// What to know before writing; what leads to refusal first.
    pub notes: Vec<String>,
    /// In the order of the document, their headings without numbers.
    pub chapters: Vec<Chapter>,
    /// Whether the regulation numbers its chapters: 第一章.
    pub is_numbered_by_chapter: bool,
}

/// A chapter, or a file of a package of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Without its number.
    pub heading: String,
    /// What stands under it before its sections.
    pub parts: Vec<Part>,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A section of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Without its number.
    pub heading: String,
    /// What stands under it.
    pub parts: Vec<Part>,
}

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A paragraph: what a requirement asks, in 【】.
    Note(String),
    /// A table.
    Form(Form),
}

/// A table to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its title, without a number.
    pub title: String,
    /// `单位：万元`
    pub unit: Option<String>,
    /// The header row.
    pub columns: Vec<String>,
    /// Rows below it, as wide as the header.
    pub rows: Vec<Vec<String>>,
}

/// Something to fill in by its name: 【请填写：项目名称】.
pub(crate) fn fill(name: &str) -> String {
    format!("【请填写：{name}】")
}

/// The skeleton of what an outline asks.
pub fn skeleton(outline: &Outline, lexicon: &Lexicon) -> Skeleton {
    let asked: Vec<(&Requirement, Vec<Ask>)> = outline
        .requirements
        .iter()
        .filter(|requirement| !is_shared(outline, requirement))
        .map(|requirement| (requirement, ask::asks(&requirement.rule, lexicon)))
        .filter(|(_, asks)| !asks.is_empty())
        .collect();
    let mut plan = Plan { drafts: Vec::new(), outline, lexicon };
    for (requirement, asks) in &asked {
        match chapter_title(requirement) {
            Some(heading) => plan.add_chapter(requirement, heading, asks),
            None => plan.add(requirement, asks),
        }
    }
    let is_numbered_by_chapter = asked.iter().any(|(requirement, _)| chapter_title(requirement).is_some());
    if !is_numbered_by_chapter {
        plan.add_usual();
    }
    if matches!(outline.package, PackageKind::Construction | PackageKind::Operations) {
        plan.add_costs(&asked);
    }
    plan.drafts.sort_by_key(|draft| draft.order);
    Skeleton {
        title: format!("{}{}", fill("项目名称"), note::document_name(outline)),
        cover: ["项目名称", "建设单位", "编制单位", "编制日期"].map(|name| (name, fill(name))).to_vec(),
        notes: note::preface(outline),
        chapters: plan.drafts.into_iter().map(Draft::finish).collect(),
        is_numbered_by_chapter,
    }
}

/// Whether a requirement is one of form that every regulation shares.
fn is_shared(outline: &Outline, requirement: &Requirement) -> bool {
    requirement.regulation.as_ref().is_some_and(|title| *title != outline.regulation.title)
}

/// The heading of a requirement that is a chapter of its own: 第二章 项目建设背景和必要性.
fn chapter_title(requirement: &Requirement) -> Option<&str> {
    let numbering = numbering::parse(&requirement.title)?;
    (numbering.style == numbering::NumberStyle::Chapter)
        .then(|| &requirement.title[numbering.label_len as usize..])
}

/// Chapters while they are collected.
struct Plan<'a> {
    drafts: Vec<Draft>,
    outline: &'a Outline,
    lexicon: &'a Lexicon,
}

/// A chapter with its place: numbered chapters, then those in usual order, then files.
struct Draft {
    order: (u8, usize),
    heading: String,
    parts: Vec<Part>,
    /// Sections with their places.
    sections: Vec<(usize, Section)>,
}

const BY_NUMBER: u8 = 0;
const IN_USUAL_ORDER: u8 = 1;
const AS_FILES: u8 = 2;

impl Draft {
    fn finish(mut self) -> Chapter {
        self.sections.sort_by_key(|(order, _)| *order);
        let sections = self.sections.into_iter().map(|(_, section)| section).collect();
        Chapter { heading: self.heading, parts: self.parts, sections }
    }

    fn section(&mut self, order: usize, heading: &str) -> &mut Vec<Part> {
        let known = self.sections.iter().position(|(_, section)| section.heading == heading);
        let at = known.unwrap_or_else(|| {
            self.sections.push((order, Section { heading: heading.to_owned(), parts: Vec::new() }));
            self.sections.len() - 1
        });
        &mut self.sections[at].1.parts
    }
}

impl Plan<'_> {
    fn draft(&mut self, order: (u8, usize), heading: &str) -> &mut Draft {
        let known = self.drafts.iter().position(|draft| draft.order.0 == order.0 && draft.heading == heading);
        let at = known.unwrap_or_else(|| {
            let heading = heading.to_owned();
            self.drafts.push(Draft { order, heading, parts: Vec::new(), sections: Vec::new() });
            self.drafts.len() - 1
        });
        &mut self.drafts[at]
    }

    /// Where what is looked for at a site stands.
    fn parts_at(&mut self, site: &Site) -> &mut Vec<Part> {
        let frame = Frame::builtin();
        match site {
            Site::Concept(concept) => {
                let (at, section) = frame.place(concept);
                let chapter = &frame.chapter[at];
                let draft = self.draft((IN_USUAL_ORDER, at), &chapter.heading);
                match section {
                    None => &mut draft.parts,
                    Some(at) => draft.section(at, &chapter.section[at].heading),
                }
            }
            Site::File(title) if self.is_of_files() => {
                let order = (AS_FILES, self.drafts.len());
                &mut self.draft(order, title).parts
            }
            Site::File(title) => {
                let (at, _) = frame.place("attachments");
                let draft = self.draft((IN_USUAL_ORDER, at), &frame.chapter[at].heading);
                if draft.parts.is_empty() {
                    draft.parts.push(Part::Note(note::attachments()));
                }
                let order = draft.sections.len();
                draft.section(order, title)
            }
        }
    }

    fn is_of_files(&self) -> bool {
        matches!(self.outline.package, PackageKind::Acceptance | PackageKind::Filing)
    }

    /// A requirement's fill-ins, each where the checker looks.
    fn add(&mut self, requirement: &Requirement, asks: &[Ask]) {
        let mut forms = Vec::new();
        for (at, ask) in asks.iter().enumerate() {
            let note = note::note(requirement, ask, at == 0, self.lexicon);
            if ask.table == Some(TableKind::List) {
                forms.extend(form::lists(requirement));
            }
            let parts = self.parts_at(&ask.site);
            parts.push(Part::Note(note));
            for form in forms.drain(..) {
                // One list serves all requirements that look at its columns.
                let is_known =
                    |part: &Part| matches!(part, Part::Form(known) if known.columns == form.columns);
                if !parts.iter().any(is_known) {
                    parts.push(Part::Form(form));
                }
            }
        }
    }

    /// A requirement that is a chapter: a section for each thing that it must say.
    fn add_chapter(&mut self, requirement: &Requirement, heading: &str, asks: &[Ask]) {
        let order = (BY_NUMBER, self.drafts.len());
        let guidance =
            note::note(requirement, &Ask { points: Vec::new(), ..asks[0].clone() }, true, self.lexicon);
        let headings: Vec<String> =
            asks.iter().flat_map(|ask| note::section_headings(ask, self.lexicon)).collect();
        let draft = self.draft(order, heading);
        draft.parts.push(Part::Note(guidance));
        for (at, section) in headings.iter().filter(|section| *section != heading).enumerate() {
            let parts = draft.section(at, section);
            if parts.is_empty() {
                parts.push(Part::Note(note::section_note(requirement, section)));
            }
        }
    }

    /// Chapters that such a package has although nothing is asked in them.
    fn add_usual(&mut self) {
        let package = self.outline.package;
        let usual = Frame::builtin().chapter.iter().enumerate();
        for (at, chapter) in usual.filter(|(_, chapter)| chapter.usual.contains(&package)) {
            let draft = self.draft((IN_USUAL_ORDER, at), &chapter.heading);
            if draft.parts.is_empty() && draft.sections.is_empty() {
                draft.parts.push(Part::Note(note::usual(&chapter.heading)));
            }
        }
    }

    /// The table of costs, in the chapter that is read as the one of the investment.
    fn add_costs(&mut self, asked: &[(&Requirement, Vec<Ask>)]) {
        let of_costs = |ask: &&Ask| ask.table == Some(TableKind::Costs);
        let requirements = asked.iter().filter(|(_, asks)| asks.iter().any(|ask| of_costs(&ask)));
        let requirements: Vec<&Requirement> = requirements.map(|(requirement, _)| *requirement).collect();
        let mut costs = Vec::new();
        for ask in asked.iter().flat_map(|(_, asks)| asks) {
            ask::add_new(&mut costs, ask.costs.iter().cloned());
        }
        let form = Part::Form(form::costs(&requirements, &costs));
        let lexicon = self.lexicon;
        let investment = lexicon.concept("investment");
        let is_it = |heading: &str| {
            investment.is_some_and(|concept| lexicon.match_heading(heading).certain.contains(&concept))
        };
        let numbered =
            self.drafts.iter_mut().find(|draft| draft.order.0 == BY_NUMBER && is_it(&draft.heading));
        match numbered {
            Some(draft) => match draft.sections.first_mut() {
                Some((_, section)) => section.parts.push(form),
                None => draft.parts.push(form),
            },
            None => self.parts_at(&Site::Concept("investment".into())).push(form),
        }
    }
}
