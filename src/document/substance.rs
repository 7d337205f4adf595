//! Blocks → how much of them is content, counted once: many rules ask it of the same sections.

use super::{BlockKind, Cell, Document, SectionId, Table};
use crate::span::Span;

/// Characters of the longest head of a column.
const LONGEST_HEAD: usize = 12;
/// Names of rows that say nothing without their amounts.
const TOTALS: &[&str] = &["合计", "小计", "总计"];

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
            if self.is_content(&block.kind) {
                let characters = self.count(block.span) - self.template_within(block.span);
                sum = sum.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
            }
            before.push(sum);
        }
        self.substance = before;
    }

    fn is_content(&self, kind: &BlockKind) -> bool {
        match kind {
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Note => true,
            BlockKind::Table(id) => {
                self.tables.get(*id as usize).is_some_and(|table| !self.is_blank_form(table))
            }
            _ => false,
        }
    }

    /// Whether a table is a head row and nothing below it but the rows' numbers and 合计: a form that
    /// nobody filled in.
    pub(crate) fn is_blank_form(&self, table: &Table) -> bool {
        let said = |cell: &Cell| self.count(cell.span) - self.template_within(cell.span);
        let is_head = |cell: &Cell| {
            let text = self.slice(cell.span);
            text.chars().count() <= LONGEST_HEAD && !text.contains(|c: char| c.is_ascii_digit())
        };
        let is_blank = |(at, cell): (usize, &Cell)| {
            let text = self.slice(cell.span);
            let is_number = |c: char| !c.is_alphanumeric() || c.is_ascii_digit();
            said(cell) == 0 || at == 0 && text.chars().all(is_number) || TOTALS.contains(&text.trim())
        };
        let head = table.row(0);
        head.len() >= 2
            && head.iter().all(is_head)
            && (1..table.row_count).all(|row| table.row(row).iter().enumerate().all(is_blank))
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

/// Chinese characters first: the tables behind `is_alphanumeric` are slow for them.
fn says_something(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}') || character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::says_something;
    use crate::document::{
        Builder, CellDraft, Draft, DraftKind, Format, HeadingEvidence, Origin, TableDraft,
    };

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
    fn a_form_that_nobody_filled_in_is_no_content() {
        let substance = |rows: &[&[&str]]| {
            let mut builder = Builder::new("t", Format::Docx);
            let cell = |(column_idx, text): (u32, &&str)| CellDraft {
                column_idx,
                text: (*text).to_owned(),
                ..CellDraft::default()
            };
            let rows = rows.iter().map(|row| (0..).zip(*row).map(cell).collect()).collect();
            builder.table(TableDraft { rows, first_sheet_row: None }, Origin::Unknown);
            builder.finish().substance(0)
        };
        let head: &[&str] = &["序号", "名称", "金额"];
        assert_eq!(substance(&[head, &["1", "【请填写：服务器】", ""], &["", "合计", ""]]), 0);
        assert_eq!(substance(&[head, &["1", "服务器", ""]]), 10);
        assert_eq!(substance(&[head, &["", "合计", "12"]]), 10);
        assert_eq!(substance(&[&["一段占满整个表格的文字。"]]), 11);
    }

    #[test]
    fn the_short_cut_says_the_same() {
        assert!(('\u{4E00}'..='\u{9FFF}').all(char::is_alphanumeric));
        assert!(says_something('a') && says_something('九') && !says_something('，'));
    }
}
