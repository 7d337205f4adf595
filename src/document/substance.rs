//! Blocks → how much of them is content, counted once: many rules ask it of the same sections.

use super::{BlockKind, Document, SectionId};
use crate::span::Span;

impl Document {
    /// Characters of content under a heading: letters, digits and Chinese characters of text, lists,
    /// tables and notes, without what a template says to its author.
    pub fn substance(&self, section: SectionId) -> usize {
        let blocks = self.sections.get(section as usize).map_or(0..0, |s| s.blocks.clone());
        let before = |block: u32| self.substance.get(block as usize).copied().unwrap_or(0) as usize;
        before(blocks.end).saturating_sub(before(blocks.start))
    }

    pub(super) fn count_substance(&mut self) {
        let mut before = vec![0];
        let mut sum = 0_u32;
        for block in &self.blocks {
            if is_content(&block.kind) {
                let characters = self.count(block.span) - self.template_within(block.span);
                sum = sum.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
            }
            before.push(sum);
        }
        self.substance = before;
    }

    fn count(&self, span: Span) -> usize {
        self.slice(span).chars().filter(|&c| says_something(c)).count()
    }

    /// Characters that a template says to its author in a block.
    fn template_within(&self, block: Span) -> usize {
        let first = self.template.partition_point(|note| note.end <= block.start);
        let notes = self.template[first..].iter().take_while(|note| note.start < block.end);
        let inside = |note: &Span| Span { start: note.start.max(block.start), end: note.end.min(block.end) };
        notes.map(|note| self.count(inside(note))).sum()
    }
}

fn is_content(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Table(_) | BlockKind::Note)
}

/// Chinese characters first: the tables behind `is_alphanumeric` are slow for them.
fn says_something(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}') || character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::says_something;
    use crate::document::{Builder, Draft, DraftKind, Format, HeadingEvidence};

    #[test]
    fn counts_what_stands_under_a_heading_with_its_subsections() {
        let mut builder = Builder::new("t", Format::Docx);
        let heading = |level| DraftKind::Heading { level, evidence: HeadingEvidence::Explicit };
        let mut add = |text: &str, kind| builder.paragraph(text, Draft { kind, ..Draft::default() });
        add("建设目标", heading(1));
        add("建成一个平台。", DraftKind::Verbatim);
        add("总体目标", heading(2));
        add("3 年，OK", DraftKind::ListItem);
        add("第 1 页", DraftKind::PageFurniture);
        add("建设内容", heading(1));
        let document = builder.finish();
        assert_eq!([0, 1, 2, 3, 4].map(|section| document.substance(section)), [10, 10, 4, 0, 0]);
    }

    #[test]
    fn the_short_cut_says_the_same() {
        assert!(('\u{4E00}'..='\u{9FFF}').all(char::is_alphanumeric));
        assert!(says_something('a') && says_something('九') && !says_something('，'));
    }
}
