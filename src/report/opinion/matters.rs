//! Findings → the numbered matters of a letter, those of one consequence together, those of one requirement
//! under its title.

use crate::numeral::chapter_number;
use crate::report::layout;
use crate::report::model::{FindingReport, PackageReport};
use crate::report::paper::{Look, Paper};
use crate::report::passage::Passage;

/// What the findings amount to, in the order of a letter, each with its heading and the word for what to do.
const CONSEQUENCES: &[(&str, &str, &str)] = &[
    ("不予审核", "不予审核的情形", "补正方法"),
    ("需补正", "需补正的内容", "补正方法"),
    ("待核实", "待核实的事项", "核实方法"),
    (UNREAD, "无法检查的事项", "处理方法"),
    ("建议完善", "建议完善的内容", "完善方法"),
    ("提示", "提示事项", "参考做法"),
    ("已接受", "已接受的事项", "原有意见"),
];

const UNREAD: &str = "无法检查";
/// What to do about what could not be read: writing more is no help.
const FOR_UNREAD: &str = "提供能够完整读取的文件后再行审查";

/// Characters of a quote.
const QUOTE: usize = 120;

/// All findings of a package.
pub(super) struct Matters<'a> {
    package: &'a PackageReport,
}

impl<'a> Matters<'a> {
    pub(super) fn of(package: &'a PackageReport) -> Self {
        Self { package }
    }

    /// Writes them all.
    pub(super) fn push(&self, paper: &mut Paper) {
        let mut groups = 0;
        for (consequence, heading, next) in CONSEQUENCES {
            let found: Vec<&FindingReport> =
                self.package.findings.iter().filter(|finding| finding.consequence == *consequence).collect();
            if found.is_empty() {
                continue;
            }
            groups += 1;
            paper.head(2, format!("（{}）{heading}（{} 处）", chapter_number(groups), found.len()));
            let mut number = 0;
            let mut rest = found.as_slice();
            while let Some(first) = rest.first() {
                let same = rest.iter().take_while(|finding| finding.requirement == first.requirement).count();
                number += 1;
                self.push_requirement(paper, number, &rest[..same], next);
                rest = &rest[same..];
            }
        }
    }

    fn push_requirement(&self, paper: &mut Paper, number: usize, findings: &[&FindingReport], next: &str) {
        let first = findings[0];
        let result = self.package.result_of(first);
        let title = result.map_or(first.requirement.as_str(), |result| result.title.as_str());
        let clause = result.map(|result| &result.clause);
        let regulation = clause.and_then(|clause| clause.regulation.as_deref());
        let article = clause.and_then(|clause| clause.article.as_deref()).unwrap_or_default();
        // The letter opens with its regulation: another is named.
        let basis = regulation
            .filter(|title| *title != self.package.outline.regulation.title)
            .map(|title| format!("《{}》{article}", title.trim_matches(['《', '》'])))
            .unwrap_or_else(|| article.to_owned());
        let basis = if basis.is_empty() { String::new() } else { format!("，{basis}") };
        paper.head(3, format!("{number}. {title}（{}{basis}）", first.requirement));
        for (at, finding) in findings.iter().enumerate() {
            let label = if findings.len() > 1 { format!("（{}）", at + 1) } else { String::new() };
            paper.say(Look::Body, format!("{label}{}", self.matter(finding)));
            if let Some(reason) = &finding.accepted {
                paper.say(Look::Body, format!("接受理由：{}", sentence(reason)));
            }
            // What to do is said once for all findings that have it in common.
            let help = if finding.consequence == UNREAD { FOR_UNREAD } else { &finding.help };
            let is_last = at + 1 == findings.len();
            if is_last || finding.consequence != UNREAD && findings[at + 1].help != finding.help {
                paper.say(Look::Body, format!("{next}：{}", sentence(help)));
            }
        }
    }

    /// What was read, where, and what stands there.
    fn matter(&self, finding: &FindingReport) -> String {
        let mut text = format!("{}所在位置：{}", sentence(&finding.message), self.place(&finding.passage));
        for related in &finding.related {
            let message = layout::printable(&related.message);
            text.push_str(&format!("对照：{message}，{}", self.place(&related.passage)));
        }
        text
    }

    /// `第三章 运维，第 12 段。原文：“……”。` with the file's name where there are several.
    fn place(&self, passage: &Passage) -> String {
        let mut location = passage.location.clone();
        if self.package.files.len() == 1 && !location.section.is_empty() {
            location.file = None;
        }
        let place = location.describe();
        let place = place.trim_start_matches([' ', '›', '，']);
        if place.is_empty() {
            return "申报材料整体。".to_owned();
        }
        let place = sentence(place);
        let words = format!("{}{}{}", passage.before, passage.quote, passage.after);
        let words = words.trim();
        let is_heading = passage.location.section.last().is_some_and(|last| last == passage.quote.trim());
        if words.is_empty() || is_heading {
            return place;
        }
        format!("{place}原文：{}", quoted_words(words))
    }
}

fn quoted_words(words: &str) -> String {
    let short: String = words.chars().take(QUOTE).collect();
    let shown = layout::printable(&short);
    let cut = if short.len() < words.len() { "……" } else { "" };
    let stop = if cut.is_empty() && shown.ends_with(['。', '；']) { "" } else { "。" };
    format!("“{shown}{cut}”{stop}")
}

/// The words as a sentence.
pub(super) fn sentence(words: &str) -> String {
    let words = layout::printable(words.trim());
    format!("{}。", words.trim_end_matches(['。', '；']))
}
