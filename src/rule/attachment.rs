//! A file that must be in the package: found by its name and by its own title.

use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::document::BlockKind;
use crate::finding::Place;
use crate::lexicon::TermSetId;
use crate::span::Span;
use serde::Deserialize;

/// Blocks at the head of a file among which its title stands.
const TITLE_BLOCKS: usize = 12;
/// Characters of a block that may be a title.
const LONGEST_TITLE: usize = 60;
/// Files that a message about an absent one names.
const FILES_SHOWN: usize = 12;

/// A file of the package.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AttachmentRule {
    /// Term set of what such a file is called.
    pub called: String,
    /// Term sets of which its text must say a term each.
    #[serde(default)]
    pub says: Vec<String>,
    /// What it means that a package of one file does not hold it.
    #[serde(default)]
    pub single_file: SingleFile,
}

/// What the absence of a file from a package of one file means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SingleFile {
    /// It is missing.
    #[default]
    Missing,
    /// Perhaps only one file of the package was given: a person must look.
    Doubtful,
}

/// How a file shows that it is the one.
#[derive(Clone, Copy)]
enum Shown {
    /// By its title, or by a chapter of that name.
    Title(Place),
    /// By its name alone.
    Name,
}

impl AttachmentRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let title = case.set_title(&self.called);
        let Some(set) = case.lexicon.term_set(&self.called) else {
            return case.absent(format!("没有“{title}”的用语"));
        };
        let (mut named, mut titled) = (None, None);
        for (idx, reading) in case.readings.iter().enumerate() {
            match shown(case, idx, set) {
                Some(Shown::Title(place)) => {
                    // Another file may only cite it on its first page: the one that holds it counts.
                    let outcome = self.judge_content(case, &title, idx, place);
                    if outcome.verdict == Verdict::Met {
                        return outcome;
                    }
                    titled = titled.or(Some(outcome));
                }
                Some(Shown::Name) => named = named.or(Some((idx, reading))),
                None => {}
            }
        }
        match (named, titled) {
            (Some((idx, reading)), None) => self.judge_named(case, &title, set, (idx, reading)),
            (_, Some(outcome)) => outcome,
            (None, None) => self.absent(case, &title),
        }
    }

    /// A file whose name says it, and whose title does not.
    fn judge_named(
        &self,
        case: &Case<'_>,
        title: &str,
        set: TermSetId,
        (idx, reading): (usize, &Reading),
    ) -> Outcome {
        let document = &reading.document;
        let path = &document.path;
        if let Some(&hit) = reading.hits.all(set).first() {
            return self.judge_content(case, title, idx, case.place(idx, document.sentence_around(hit)));
        }
        if document.has_hidden_content() || document.blocks.is_empty() {
            return Outcome::unreadable(format!("“{path}”的文件名是{title}，内容无法读取，不能确认"));
        }
        let reason = format!("“{path}”的文件名是{title}，内容没有写到");
        Outcome::new(Verdict::Doubtful, reason.clone()).say(Remark::new(reason, first_block(case, idx)))
    }

    /// The file is there: does it say what it must?
    fn judge_content(&self, case: &Case<'_>, title: &str, idx: usize, place: Place) -> Outcome {
        let reading = &case.readings[idx];
        let whole = Span::new(0, reading.document.text.len());
        let missing: Vec<String> = self
            .says
            .iter()
            .filter(|set| !case.has(reading, set, whole))
            .map(|set| case.set_title(set))
            .collect();
        let path = &reading.document.path;
        if missing.is_empty() {
            return Outcome::met(format!("{title}见“{path}”"), vec![place]);
        }
        let reason = format!("“{path}”没有写明{}", missing.join("、"));
        if reading.document.has_hidden_content() {
            return Outcome::unreadable(format!("{reason}，但该文件有内容无法读取"));
        }
        Outcome { evidence: vec![place], ..Outcome::new(Verdict::Silent, reason.clone()) }
            .say(Remark::new(reason, Some(place)))
    }

    fn absent(&self, case: &Case<'_>, title: &str) -> Outcome {
        let paths: Vec<&str> = case.readings.iter().map(|reading| reading.document.path.as_str()).collect();
        if let ([only], SingleFile::Doubtful) = (paths.as_slice(), self.single_file) {
            let reason = format!("只检查了“{only}”一个文件，其中没有{title}；请确认申报包中另有该文件");
            return Outcome::new(Verdict::Doubtful, reason);
        }
        let more =
            if paths.len() > FILES_SHOWN { format!(" 等 {} 个", paths.len()) } else { String::new() };
        let shown = paths.iter().take(FILES_SHOWN).copied().collect::<Vec<_>>().join("、");
        case.absent(format!("没有{title}"))
            .say(Remark::new(format!("缺少{title}（按文件名和文件标题查找）；现有文件：{shown}{more}"), None))
    }

    pub(super) fn names(&self) -> Names<'_> {
        let term_sets = std::iter::once(&self.called).chain(&self.says).map(String::as_str).collect();
        Names { concepts: Vec::new(), term_sets }
    }
}

/// Whether a file is called by a term of the set.
fn shown(case: &Case<'_>, idx: usize, set: TermSetId) -> Option<Shown> {
    let reading = &case.readings[idx];
    let document = &reading.document;
    let is_title = |span: Span| {
        let text = document.slice(span);
        text.chars().count() <= LONGEST_TITLE && !text.contains(['，', '。', '；'])
    };
    let head = document
        .blocks
        .iter()
        .filter(|block| !matches!(block.kind, BlockKind::PageFurniture | BlockKind::Contents))
        .take(TITLE_BLOCKS)
        .map(|block| block.span);
    let chapters = document
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| section.level == 1)
        .map(|(at, _)| document.heading_span(u32::try_from(at).unwrap_or(0)));
    let title = head.chain(chapters).find(|&span| is_title(span) && reading.hits.any(set, span));
    if let Some(span) = title {
        return Some(Shown::Title(case.place(idx, span)));
    }
    let stem = document.path.rsplit_once('.').map_or(document.path.as_str(), |(stem, _)| stem);
    let whole = Span::new(0, stem.len());
    case.lexicon.find(stem).of(set, whole).next().map(|_| Shown::Name)
}

/// The first text of a file.
fn first_block(case: &Case<'_>, idx: usize) -> Option<Place> {
    let document = &case.readings[idx].document;
    let block = document.blocks.iter().find(|block| block.kind != BlockKind::PageFurniture)?;
    Some(case.place(idx, document.clip(block.span, Span { end: block.span.start, ..block.span })))
}
