//! The usual order of chapters, from `chapters.toml`: a concept → the place where a skeleton treats it.

use crate::outline::PackageKind;
use serde::Deserialize;
use std::sync::LazyLock;

const CHAPTERS: &str = include_str!("../../../outlines/lexicon/chapters.toml");

/// All chapters in their usual order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Frame {
    pub(super) chapter: Vec<FrameChapter>,
}

/// A chapter with the sections that it may hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrameChapter {
    pub(super) concept: String,
    pub(super) heading: String,
    /// Packages that have it whether or not something is asked in it.
    #[serde(default)]
    pub(super) usual: Vec<PackageKind>,
    #[serde(default)]
    pub(super) section: Vec<FrameSection>,
}

/// A section of a chapter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrameSection {
    pub(super) concept: String,
    pub(super) heading: String,
}

impl Frame {
    /// The order that ships with the program.
    pub(super) fn builtin() -> &'static Self {
        static FRAME: LazyLock<Frame> =
            LazyLock::new(|| toml::from_str(CHAPTERS).expect("chapters.toml loads: a test holds it"));
        &FRAME
    }

    /// The chapter, and the section of it, that treats a concept; one that no chapter knows goes with the
    /// first chapter.
    pub(super) fn place(&self, concept: &str) -> (usize, Option<usize>) {
        let in_chapter = |chapter: &FrameChapter| -> Option<Option<usize>> {
            if chapter.concept == concept {
                return Some(None);
            }
            chapter.section.iter().position(|section| section.concept == concept).map(Some)
        };
        let found =
            self.chapter.iter().enumerate().find_map(|(at, chapter)| Some((at, in_chapter(chapter)?)));
        found.unwrap_or((0, None))
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;
    use crate::lexicon::Lexicon;

    #[test]
    fn every_heading_is_read_as_its_concept() {
        let lexicon = Lexicon::builtin();
        for chapter in &Frame::builtin().chapter {
            let sections = chapter.section.iter().map(|section| (&section.concept, &section.heading));
            for (concept, heading) in std::iter::once((&chapter.concept, &chapter.heading)).chain(sections) {
                let id = lexicon.concept(concept).unwrap_or_else(|| panic!("{concept}"));
                let read = lexicon.match_heading(heading).certain;
                assert!(read.contains(&id), "{heading} is not read as {concept}: {read:?}");
            }
        }
    }

    #[test]
    fn every_concept_has_its_place() {
        let frame = Frame::builtin();
        for concept in Lexicon::builtin().concept_names() {
            assert!(concept == "overview" || frame.place(concept) != (0, None), "{concept}");
        }
    }
}
