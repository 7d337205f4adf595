//! A requirement → the words of its fill-in, which DOC-02 finds until somebody replaces them.

use super::ask::{Ask, Site};
use super::frame::Frame;
use crate::finding::Status;
use crate::lexicon::Lexicon;
use crate::outline::explain::describe;
use crate::outline::{Force, Outline, PackageKind, Requirement};
use crate::rule::Rule;

/// Characters of the longest example that a fill-in shows.
const LONGEST_PATTERN: usize = 80;
/// Kinds of proposals by what an outline's title calls them, the narrowest first.
const NAMES: &[&str] =
    &["可行性研究报告", "初步设计方案", "项目建议书", "验收备案材料", "竣工验收材料", "验收材料"];

/// What the document is called behind the project's name.
pub(super) fn document_name(outline: &Outline) -> &'static str {
    let named = NAMES.iter().find(|name| outline.title.contains(**name)).copied();
    named.unwrap_or(match outline.package {
        PackageKind::Operations => "项目运维方案",
        PackageKind::Acceptance => "项目验收材料",
        PackageKind::Filing => "项目申报材料",
        PackageKind::Construction | PackageKind::Any => "项目建设方案",
    })
}

/// What to know before writing.
pub(super) fn preface(outline: &Outline) -> Vec<String> {
    let regulation = &outline.regulation;
    let number = regulation.number.as_ref().map(|number| format!("（{number}）")).unwrap_or_default();
    let mut notes = vec![format!(
        "【填写说明：本骨架依据《{}》{number}编排。方头括号内是填写说明，写完后整段删去；不涉及的内容写明理由。】",
        regulation.title.trim_matches(['《', '》'])
    )];
    let vetoes: Vec<&Requirement> = outline.requirements.iter().filter(|known| known.veto).collect();
    notes.extend(vetoes.iter().enumerate().map(|(at, requirement)| {
        format!(
            "【填写说明：不予审核情形之{}，务必先满足：{}（{}）。{}。】",
            at + 1,
            requirement.title,
            requirement.id,
            requirement.help.trim_end_matches('。')
        )
    }));
    if matches!(outline.package, PackageKind::Acceptance | PackageKind::Filing) {
        notes.push("【填写说明：每章对应一份材料，可以各自成文，文件名用章名。】".into());
    }
    notes
}

/// The fill-in of a requirement at one place: all about it at the first, the points alone at the others.
pub(super) fn note(requirement: &Requirement, ask: &Ask, is_first: bool, lexicon: &Lexicon) -> String {
    let points = match (&ask.site, ask.points.as_slice()) {
        (_, []) => String::new(),
        (Site::File(_), points) => format!("其中写明：{}。", points.join("、")),
        (Site::Concept(_), points) => format!("本节写明：{}。", points.join("、")),
    };
    let words = match is_first {
        // Of chapters that must be there each is told by its own heading.
        _ if matches!(requirement.rule, Rule::Sections(_)) => "写出本章的实际内容，不能只有标题。".to_owned(),
        true => format!(
            "{}{points}{}{}",
            sentence(&requirement.duty),
            sentence(&requirement.help),
            pattern(requirement)
        ),
        false if points.is_empty() => sentence(&requirement.title),
        false => points,
    };
    format!("【请填写：{words}（{}）】", source(requirement, lexicon))
}

/// The fill-in of a section that a requirement names.
pub(super) fn section_note(requirement: &Requirement, heading: &str) -> String {
    format!("【请填写：{heading}（{}，{}）】", requirement.id, requirement.clause)
}

/// The fill-in of a chapter in which nothing is asked.
pub(super) fn usual(heading: &str) -> String {
    format!("【请填写：{heading}。办法没有逐条要求本章，按通行写法编写。】")
}

/// The headings under which a chapter says what is asked: each point by its title, where the title or the
/// chapter is read as the right concept.
pub(super) fn section_headings(ask: &Ask, lexicon: &Lexicon) -> Vec<String> {
    let Site::Concept(concept) = &ask.site else { return ask.points.clone() };
    let is_read = |heading: &String| {
        let read = lexicon.match_heading(heading).certain;
        lexicon.concept(concept).is_some_and(|concept| read.contains(&concept))
    };
    if ask.points.iter().any(is_read) {
        return ask.points.clone();
    }
    let frame = Frame::builtin();
    let own = match frame.place(concept) {
        (at, None) => frame.chapter[at].heading.clone(),
        (at, Some(section)) => frame.chapter[at].section[section].heading.clone(),
    };
    match ask.points.as_slice() {
        [_] | [] => vec![own],
        points => std::iter::once(own).chain(points.iter().cloned()).collect(),
    }
}

/// The fill-in of the chapter that lists attachments.
pub(super) fn attachments() -> String {
    "【请填写：附件清单。下列各节的材料单独成文，文件名用节名，与本方案放在同一个文件夹中报送。】".into()
}

fn sentence(words: &str) -> String {
    let words = words.trim().trim_end_matches(['。', '；']);
    if words.is_empty() { String::new() } else { format!("{words}。") }
}

/// `SR-C07，第七条，必须；不予审核项；仅当…时适用`
fn source(requirement: &Requirement, lexicon: &Lexicon) -> String {
    let force = match requirement.force {
        Force::Must | Force::MustOfProject => "必须",
        Force::Should => "原则上",
        Force::Note => "提示",
    };
    let mut source = requirement.id.clone();
    for words in [requirement.clause.as_str(), force] {
        if !words.is_empty() {
            source.push_str(&format!("，{words}"));
        }
    }
    if requirement.veto {
        source.push_str("，不予审核项");
    }
    if let Some(condition) = &requirement.when {
        source.push_str(&format!("；仅当{}时适用", describe(condition, lexicon)));
    }
    source
}

/// A passing example of one line.
fn pattern(requirement: &Requirement) -> String {
    let is_short = |text: &&str| {
        text.chars().count() <= LONGEST_PATTERN && !text.contains(['\n', '【', '】', '“', '#', '|', '='])
    };
    let passing = requirement.examples.iter().filter(|example| example.expected == Status::Met);
    let shown = passing.map(|example| example.text.trim()).find(is_short);
    shown.map(|text| format!("写法参考：“{text}”")).unwrap_or_default()
}
