//! Secrecy markings: at the head of the document, on its pages, at the start of a block.

use super::{Case, Names, Outcome, Remark, Verdict};
use crate::document::BlockKind;
use crate::finding::Place;
use crate::span::Span;
use serde::Deserialize;

/// A block that is longer is running text that speaks of markings.
const LONGEST_MARK_LINE: usize = 24;

/// A secrecy marking.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MarkingRule {
    /// Term set of the markings.
    pub terms: String,
}

impl MarkingRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let marks = case.markings(&self.terms);
        if let Some(&first) = marks.first() {
            let reason = format!("文件带有密级标志“{}”", case.quote(first));
            let mut outcome = Outcome::new(Verdict::Contradicted, reason.clone());
            for &mark in marks.iter().take(5) {
                outcome = outcome.say(
                    Remark::new(format!("此处有密级标志“{}”", case.quote(mark)), Some(mark))
                        .help("停止在非涉密环境处理该文件；涉密项目按保密规定办理，标志有误的先更正"),
                );
            }
            return outcome;
        }
        let outcome = case.absent("未见密级标志");
        match (outcome.verdict, case.opening()) {
            (Verdict::Silent, Some(place)) => {
                Outcome::met("首页、页眉页脚和各段开头未见密级标志", vec![place])
            }
            _ => outcome,
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names { concepts: Vec::new(), term_sets: vec![&self.terms] }
    }
}

impl Case<'_> {
    /// The markings of all documents: short lines that begin with one.
    pub(super) fn markings(&self, set: &str) -> Vec<Place> {
        let mut marks = Vec::new();
        let Some(set) = self.lexicon.term_set(set) else { return marks };
        for (idx, reading) in self.readings.iter().enumerate() {
            let document = reading.content();
            for hit in reading.hits.of(set, Span::new(0, document.text.len())) {
                let Some(block) = document.block_at(hit.start) else { continue };
                let block = &document.blocks[block as usize];
                let line = match block.kind {
                    BlockKind::Contents => continue,
                    BlockKind::Table(_) => document.sentence_around(hit),
                    _ => block.span,
                };
                let before = document.slice(Span { start: line.start, end: hit.start });
                let opens = before.chars().all(|c| !c.is_alphanumeric()) || before.contains("密级");
                if opens && document.slice(line).chars().count() <= LONGEST_MARK_LINE {
                    marks.push(self.place(idx, hit));
                }
            }
        }
        marks
    }

    /// The first block of text of the package: evidence for what was looked at and not found.
    pub(super) fn opening(&self) -> Option<Place> {
        self.readings.iter().enumerate().find_map(|(idx, reading)| {
            let block =
                reading.content().blocks.iter().find(|block| block.kind != BlockKind::PageFurniture)?;
            let line = reading.content().slice(block.span);
            let end = line.find(['\n', '\t']).unwrap_or(line.len());
            Some(self.place(idx, Span::new(block.span.start as usize, block.span.start as usize + end)))
        })
    }
}
