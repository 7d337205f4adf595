//! Headings → their levels, by the file's marks, by their numbers and by their sizes.

use super::BlockKind;
use super::builder::DraftBlock;
use super::numbering::{NumberStyle, Numbering};
use super::structure::Candidate;
use std::collections::BTreeMap;

/// Percent by which a heading without number is larger than the one before it to stand above it.
const LARGER: u32 = 15;

/// The style of a number; parts and volumes (编、篇、部分) hold chapters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    pub(super) style: NumberStyle,
    pub(super) is_part: bool,
}

/// The shape of the number in front of a heading.
pub(super) fn shape(line: &str, numbering: Option<&Numbering>) -> Option<Shape> {
    let numbering = numbering?;
    let label = line.get(..numbering.label_len as usize).unwrap_or_default();
    let is_part = numbering.style == NumberStyle::Chapter && !label.contains('章');
    Some(Shape { style: numbering.style, is_part })
}

/// Puts `1.1` below `第一章`, and `1.1.1` below `1.1`, where the file marks both with one level.
pub(super) fn nest_by_number(kinds: &mut [BlockKind]) {
    struct Open {
        marked: u8,
        level: u8,
        parts: Vec<u32>,
    }
    let mut open: Vec<Open> = Vec::new();
    for kind in kinds {
        let BlockKind::Heading { level, numbering, .. } = kind else { continue };
        let marked = *level;
        let parts = numbering.as_ref().map_or(Vec::new(), nesting_parts);
        let is_below = |above: &Open| {
            above.marked == marked
                && !above.parts.is_empty()
                && parts.split_last().is_some_and(|(_, rest)| rest == above.parts)
        };
        while open.last().is_some_and(|above| above.marked >= marked && !is_below(above)) {
            open.pop();
        }
        *level = open.last().map_or(marked, |above| marked.max(above.level.saturating_add(1)));
        open.push(Open { marked, level: *level, parts });
    }
}

/// The number as far as it tells who stands below whom.
fn nesting_parts(numbering: &Numbering) -> Vec<u32> {
    match numbering.style {
        NumberStyle::Chapter | NumberStyle::Chinese | NumberStyle::Decimal(_) => numbering.parts.clone(),
        _ => Vec::new(),
    }
}

/// Gives the candidates their levels: that of the marked headings whose numbers they continue, else
/// below the marked heading before them, and among themselves by the order in which their shapes open.
pub(super) fn place_candidates(
    text: &str,
    drafts: &[DraftBlock],
    kinds: &mut [BlockKind],
    candidates: Vec<Candidate>,
) {
    let mut open: Vec<(Option<Shape>, Option<u16>)> = Vec::new();
    let mut marked = Marked::default();
    let mut candidates = candidates.into_iter().peekable();
    for (at, kind) in kinds.iter_mut().enumerate() {
        if let BlockKind::Heading { level, numbering, .. } = kind {
            marked.note(
                *level,
                shape(&text[drafts[at].span.range()], numbering.as_ref()),
                numbering.as_ref(),
            );
            open.clear();
            continue;
        }
        let Some(candidate) = candidates.next_if(|candidate| candidate.at == at) else { continue };
        let level = match marked.continued_by(&candidate) {
            Some(level) => {
                marked.note(level, candidate.shape, candidate.numbering.as_ref());
                open.clear();
                level
            }
            None => {
                let depth = open_depth(&mut open, &candidate, &mut marked);
                marked.below(depth)
            }
        };
        *kind = BlockKind::Heading { level, numbering: candidate.numbering, evidence: candidate.evidence };
    }
}

/// Depth of a candidate among those that are open, from 1.
fn open_depth(
    open: &mut Vec<(Option<Shape>, Option<u16>)>,
    candidate: &Candidate,
    marked: &mut Marked,
) -> usize {
    if candidate.shape.is_some_and(|shape| shape.style == NumberStyle::Chapter) {
        marked.level = 0;
        let part = open.iter().position(|(shape, _)| shape.is_some_and(|shape| shape.is_part));
        let is_chapter = candidate.shape.is_some_and(|shape| !shape.is_part);
        open.truncate(part.filter(|_| is_chapter).map_or(0, |at| at + 1));
    }
    let same = open.iter().position(|(known, _)| *known == candidate.shape);
    // Without a number the size tells beside which headings it stands, if it tells them apart.
    let is_at_most = |more: u32, size: Option<u16>| {
        candidate
            .size
            .zip(size)
            .is_some_and(|(own, size)| u32::from(size) * (100 + more) <= u32::from(own) * 100)
    };
    let is_larger =
        candidate.shape.is_none() && open.last().is_some_and(|(_, size)| is_at_most(LARGER, *size));
    let as_large = open.iter().position(|(_, size)| is_larger && is_at_most(0, *size));
    let depth = as_large.or(same).unwrap_or_else(|| {
        open.iter().position(|(known, _)| rank(*known) > rank(candidate.shape)).unwrap_or(open.len())
    });
    open.truncate(depth);
    open.push((candidate.shape, candidate.size));
    depth + 1
}

/// The marked headings so far.
#[derive(Default)]
struct Marked {
    /// Level of the last one.
    level: u8,
    /// Level and last number by shape.
    shapes: BTreeMap<Shape, (u8, u32)>,
}

impl Marked {
    fn note(&mut self, level: u8, shape: Option<Shape>, numbering: Option<&Numbering>) {
        self.level = level;
        let number = numbering.and_then(|n| n.parts.last()).copied().unwrap_or(0);
        if let Some(shape) = shape {
            self.shapes.insert(shape, (level, number));
        }
    }

    /// The level of the marked headings of one shape with the candidate, if it is the next of them.
    /// Numbers of several parts say themselves where they belong.
    fn continued_by(&self, candidate: &Candidate) -> Option<u8> {
        let (level, last) = *self.shapes.get(&candidate.shape?)?;
        let parts = &candidate.numbering.as_ref()?.parts;
        (parts.len() > 1 || parts.last().copied() == last.checked_add(1)).then_some(level)
    }

    fn below(&self, depth: usize) -> u8 {
        self.level.saturating_add(u8::try_from(depth).unwrap_or(u8::MAX)).min(9)
    }
}

/// The usual order of the styles from the outside in; decides only where nesting does not show it.
fn rank(shape: Option<Shape>) -> u8 {
    let Some(shape) = shape else { return 15 };
    match shape.style {
        NumberStyle::Chapter if shape.is_part => 0,
        NumberStyle::Chapter | NumberStyle::Letter => 1,
        NumberStyle::Section => 2,
        NumberStyle::Chinese => 3,
        NumberStyle::ChineseBracketed => 4,
        NumberStyle::Article => 5,
        NumberStyle::Decimal(depth) => 5 + depth.min(6),
        NumberStyle::Arabic => 6,
        NumberStyle::ArabicBracketed => 13,
        NumberStyle::Circled => 14,
    }
}

/// `2.3.1` stands below `2.3`, and `2.3` below `第二章`, also where one of them has no mark.
pub(super) fn lower_by_number(text: &str, drafts: &[DraftBlock], kinds: &mut [BlockKind]) {
    let mut open: Vec<(Vec<u32>, u8)> = Vec::new();
    for (at, kind) in kinds.iter_mut().enumerate() {
        let BlockKind::Heading { level, numbering: Some(numbering), .. } = kind else { continue };
        let shape = shape(&text[drafts[at].span.range()], Some(numbering));
        let counts = match numbering.style {
            NumberStyle::Chapter => shape.is_some_and(|shape| !shape.is_part),
            NumberStyle::Decimal(_) => true,
            _ => false,
        };
        if !counts {
            continue;
        }
        let parts = &numbering.parts;
        while open.last().is_some_and(|(above, _)| above.len() >= parts.len() || !parts.starts_with(above)) {
            open.pop();
        }
        if let Some((above, above_level)) = open.last()
            && *level <= *above_level
        {
            let steps = u8::try_from(parts.len() - above.len()).unwrap_or(1);
            *level = above_level.saturating_add(steps).min(9);
        }
        open.push((parts.clone(), *level));
    }
}

/// The outermost headings are chapters, whatever level the file starts with.
pub(super) fn raise_to_chapters(kinds: &mut [BlockKind]) {
    let levels = kinds.iter().filter_map(|kind| match kind {
        BlockKind::Heading { level, .. } => Some(*level),
        _ => None,
    });
    let surplus = levels.min().unwrap_or(1).saturating_sub(1);
    for kind in kinds.iter_mut() {
        if let BlockKind::Heading { level, .. } = kind {
            *level -= surplus;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Builder, Document, Draft, DraftKind, Format, HeadingEvidence};

    /// Level (0: not marked), size and text of each line.
    fn read(lines: &[(u8, u16, &str)]) -> Document {
        let mut builder = Builder::new("t", Format::Docx);
        for &(level, size, line) in lines {
            let kind = match level {
                0 => DraftKind::Text,
                level => DraftKind::Heading { level, evidence: HeadingEvidence::Explicit },
            };
            builder.paragraph(line, Draft { kind, size: Some(size), ..Draft::default() });
        }
        let document = builder.finish();
        document.assert_valid();
        document
    }

    fn outline(document: &Document) -> Vec<(u8, &str)> {
        (1..document.sections.len() as u32)
            .map(|id| (document.sections[id as usize].level, document.heading(id)))
            .collect()
    }

    const BODY: (u8, u16, &str) = (0, 21, "这里是正文，正文比标题长得多，所以字号以正文为准。");

    #[test]
    fn what_goes_on_with_marked_numbers_stands_beside_them() {
        let document = read(&[
            (1, 32, "第一章 概述"),
            (2, 28, "1.1 背景"),
            (3, 24, "1.1.1 现状"),
            BODY,
            (0, 28, "1.2 目标"),
            BODY,
            (0, 32, "第二章 方案"),
            BODY,
            (0, 28, "2.1 架构"),
            BODY,
            (1, 32, "第三章 概算"),
        ]);
        assert_eq!(
            outline(&document),
            [
                (1, "第一章 概述"),
                (2, "1.1 背景"),
                (3, "1.1.1 现状"),
                (2, "1.2 目标"),
                (1, "第二章 方案"),
                (2, "2.1 架构"),
                (1, "第三章 概算")
            ]
        );
    }

    #[test]
    fn chapters_stand_below_parts() {
        let document = read(&[
            (0, 21, "第一编 总则"),
            (0, 21, "第一章 范围"),
            BODY,
            (0, 21, "第二章 依据"),
            BODY,
            (0, 21, "第二编 附则"),
            (0, 21, "第一章 施行"),
            BODY,
        ]);
        let levels: Vec<u8> = outline(&document).into_iter().map(|(level, _)| level).collect();
        assert_eq!(levels, [1, 2, 2, 1, 2]);
    }

    #[test]
    fn a_larger_line_without_number_closes_smaller_headings() {
        let document = read(&[
            (0, 36, "第一章 概述"),
            (0, 28, "一、背景"),
            BODY,
            (0, 36, "结语"),
            BODY,
            (0, 36, "第二章 方案"),
            (0, 28, "一、架构"),
            BODY,
            (0, 28, "术语"),
            BODY,
        ]);
        assert_eq!(
            outline(&document),
            [
                (1, "第一章 概述"),
                (2, "一、背景"),
                (1, "结语"),
                (1, "第二章 方案"),
                (2, "一、架构"),
                (3, "术语")
            ]
        );
    }

    #[test]
    fn the_outermost_headings_are_chapters() {
        let document = read(&[(2, 21, "概述"), (3, 21, "背景"), BODY, (2, 21, "方案"), BODY]);
        assert_eq!(outline(&document), [(1, "概述"), (2, "背景"), (1, "方案")]);
    }
}
