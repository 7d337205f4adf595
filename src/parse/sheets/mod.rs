//! What the readers of workbooks share: the sheets become sections, their used ranges tables with the
//! numbers of their rows, numbers stand as the sheet shows them.

mod layout;
mod number;

use super::Limits;
use crate::document::{Builder, Document, Draft, DraftKind, HeadingEvidence, Origin};
use crate::gap::{Gap, GapKind};
pub(super) use number::{Epoch, NumberFormat};
use std::collections::BTreeSet;

/// Rows and columns of the largest sheet that there is.
pub(super) const MOST_ROWS: u32 = 1_048_576;
pub(super) const MOST_COLUMNS: u32 = 16_384;
/// Merged ranges that are looked at.
const MOST_MERGES: usize = 100_000;
/// Ranges of hidden columns that are looked at.
const MOST_HIDDEN_RANGES: usize = 1_000;

/// A sheet as the workbook lists it, with the place where its cells are.
pub(super) struct Listed<P> {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    pub(super) place: P,
}

/// What the sheets of a workbook share.
#[derive(Debug)]
pub(super) struct Book {
    strings: Vec<String>,
    formats: Formats,
    epoch: Epoch,
    cells_left: u64,
    text_left: u64,
    is_over_text: bool,
}

/// The number formats, and which of them each cell style has.
#[derive(Debug, Default)]
pub(super) struct Formats {
    formats: Vec<NumberFormat>,
    of_styles: Vec<usize>,
}

impl Formats {
    /// From the numbers of the formats that the styles have, and the codes that the workbook itself gives
    /// to numbers.
    pub(super) fn new(ids: &[u32], mut codes: Vec<(u32, String)>) -> Self {
        codes.sort_by_key(|(id, _)| *id);
        let mut known: Vec<u32> = ids.to_vec();
        known.sort_unstable();
        known.dedup();
        let format = |id: &u32| match codes.binary_search_by_key(id, |(id, _)| *id) {
            Ok(at) => NumberFormat::parse(&codes[at].1),
            Err(_) => NumberFormat::builtin(*id).unwrap_or_default(),
        };
        let of_styles = ids.iter().filter_map(|id| known.binary_search(id).ok()).collect();
        Self { formats: known.iter().map(format).collect(), of_styles }
    }

    fn of(&self, style: usize) -> &NumberFormat {
        self.of_styles.get(style).and_then(|&at| self.formats.get(at)).unwrap_or(&NumberFormat::General)
    }
}

impl Book {
    /// A workbook of which no cell is read yet.
    pub(super) fn new(strings: Vec<String>, formats: Formats, epoch: Epoch, limits: &Limits) -> Self {
        let (cells_left, text_left) = (limits.xlsx_cells, limits.characters);
        Self { strings, formats, epoch, cells_left, text_left, is_over_text: false }
    }

    /// The text for a number as it is stored.
    pub(super) fn show_number(&self, stored: &str, style: usize) -> String {
        self.formats.of(style).show(stored, self.epoch)
    }

    /// The text for a number.
    pub(super) fn show_value(&self, value: f64, style: usize) -> String {
        self.formats.of(style).show_value(value, self.epoch)
    }

    /// A text that cells share.
    pub(super) fn string(&self, idx: usize) -> Option<&str> {
        self.strings.get(idx).map(String::as_str)
    }

    /// Whether so many bytes of text may still be kept.
    fn take_text(&mut self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        self.is_over_text |= bytes > self.text_left;
        self.text_left = if self.is_over_text { 0 } else { self.text_left - bytes };
        !self.is_over_text
    }
}

/// What a sheet holds; rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Cells with text, in the order of the file.
    cells: Vec<SheetCell>,
    /// Merged ranges in the order of the file.
    merges: Vec<Range>,
    /// What is wrong with the sheet.
    pub(super) faults: Vec<GapKind>,
    /// What was met in it.
    pub(super) counts: Counts,
    /// Whether a limit cut it.
    pub(super) is_cut: bool,
    /// Whether pictures, shapes or comments stand on it.
    pub(super) has_drawings: bool,
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct SheetCell {
    row: u32,
    column: u32,
    text: String,
}

/// A range of cells, both ends inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// Row and column.
    pub(super) first: (u32, u32),
    /// Row and column.
    pub(super) last: (u32, u32),
}

/// What a person should know about a sheet, counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) bad_places: u32,
    pub(super) bad_strings: u32,
    pub(super) formulas_without_value: u32,
    pub(super) error_values: u32,
}

impl Sheet {
    /// A sheet of which nothing could be read.
    pub(super) fn unreadable() -> Self {
        Self { faults: vec![GapKind::Damaged("找不到工作表的内容".into())], ..Self::default() }
    }

    /// Counts one more stored cell; whether it may be read.
    pub(super) fn take_cell(&mut self, book: &mut Book, limits: &Limits) -> bool {
        if book.cells_left == 0 {
            let allowed = limits.xlsx_cells;
            let measured = allowed.saturating_add(1);
            self.faults.push(GapKind::Limit { limit: "xlsx-cells", measured, allowed });
        }
        self.is_cut |= book.cells_left == 0 || book.is_over_text;
        book.cells_left = book.cells_left.saturating_sub(1);
        !self.is_cut
    }

    /// Keeps a cell; one without text leaves no trace.
    pub(super) fn push(&mut self, (row, column): (u32, u32), text: &str, book: &mut Book) {
        let text = text.trim();
        if !text.is_empty() && book.take_text(text.len()) {
            self.cells.push(SheetCell { row, column, text: text.to_owned() });
        }
    }

    /// Keeps a merged range.
    pub(super) fn merge(&mut self, range: Range) {
        if range.first.0 <= range.last.0 && range.first.1 <= range.last.1 && self.merges.len() < MOST_MERGES {
            self.merges.push(range);
        }
    }

    /// Notes that a row is not shown.
    pub(super) fn hide_row(&mut self, row: u32) {
        if self.hidden_rows.last() != Some(&row) {
            self.hidden_rows.push(row);
        }
    }

    /// Notes that columns, both ends among them, are not shown.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        if self.hidden_columns.len() < MOST_HIDDEN_RANGES {
            self.hidden_columns.push((first, last));
        }
    }

    /// How much of what it holds is not shown; rows and columns without content are no loss.
    fn hidden(&mut self) -> Vec<GapKind> {
        self.hidden_rows.sort_unstable();
        let is_hidden_row = |row: &u32| self.hidden_rows.binary_search(row).is_ok();
        let rows: BTreeSet<u32> = self.cells.iter().map(|cell| cell.row).filter(is_hidden_row).collect();
        let columns: BTreeSet<u32> = self.cells.iter().map(|cell| cell.column).collect();
        let is_hidden =
            |column: &&u32| self.hidden_columns.iter().any(|(first, last)| (first..=last).contains(column));
        let columns = columns.iter().filter(is_hidden).count();
        let said = |count: usize, what| {
            (count > 0).then(|| GapKind::Remark(format!("有 {count} {what}被隐藏，已一并读取")))
        };
        [said(rows.len(), "行"), said(columns, "列")].into_iter().flatten().collect()
    }
}

impl Counts {
    fn faults(&self) -> Vec<GapKind> {
        let mut faults = Vec::new();
        let mut add = |count: u32, kind: fn(u32) -> GapKind| {
            if count > 0 {
                faults.push(kind(count));
            }
        };
        add(self.bad_places, |n| GapKind::Damaged(format!("{n} 个单元格的位置无效，未读取")));
        add(self.bad_strings, |n| GapKind::Damaged(format!("{n} 个单元格的文本缺失或不完整")));
        add(self.formulas_without_value, GapKind::FormulaWithoutValue);
        add(self.error_values, |n| {
            GapKind::Remark(format!("有 {n} 个单元格的公式结果是错误值（如 #REF!、#VALUE!）"))
        });
        faults
    }
}

/// Reads the listed sheets one after the other, until a limit; `read` gives `None` for what is no table,
/// such as a chart.
pub(super) fn add_sheets<P>(
    listed: &[Listed<P>],
    book: &mut Book,
    builder: &mut Builder,
    limits: &Limits,
    mut read: impl FnMut(&P, &mut Book) -> Option<Sheet>,
) {
    for (at, entry) in listed.iter().enumerate() {
        if at as u64 >= limits.xlsx_sheets {
            builder.gap(Gap::limit("xlsx-sheets", listed.len() as u64, limits.xlsx_sheets));
            break;
        }
        let Some(sheet) = read(&entry.place, book) else { continue };
        let is_cut = sheet.is_cut;
        add_sheet(entry, sheet, builder);
        if book.is_over_text {
            builder.gap(Gap::limit("characters", limits.characters.saturating_add(1), limits.characters));
        }
        if is_cut && book.cells_left == 0 || book.is_over_text {
            break;
        }
    }
}

fn add_sheet<P>(listed: &Listed<P>, mut sheet: Sheet, builder: &mut Builder) {
    let said = |kind| Gap::new(kind).in_part(&listed.name);
    let hidden = sheet.hidden();
    let drawings = "工作表上有图片、图形或批注，其中的内容没有读取";
    let drawings = sheet.has_drawings.then(|| GapKind::Remark(drawings.to_owned()));
    for kind in sheet.faults.drain(..).chain(sheet.counts.faults()).chain(hidden).chain(drawings) {
        builder.gap(said(kind));
    }
    if sheet.cells.is_empty() {
        return;
    }
    if listed.is_hidden {
        builder.gap(said(GapKind::Remark("工作表被隐藏，已一并读取".into())));
    }
    let sheet_idx = builder.sheet(&listed.name);
    let kind = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
    let origin = Origin::Sheet { sheet_idx, row_number: 1 };
    builder.paragraph(&listed.name, Draft { kind, origin, ..Draft::default() });
    layout::place(sheet, sheet_idx, builder);
}

/// More texts than cells are allowed: cells show no more of them.
pub(super) fn too_many_strings(limits: &Limits) -> Gap {
    Gap::limit("xlsx-cells", limits.xlsx_cells.saturating_add(1), limits.xlsx_cells).in_part("共享文本")
}

/// A workbook without anything in it says so, and one whose sheets hold pictures only.
pub(super) fn finish(builder: Builder) -> Document {
    let mut document = builder.finish();
    if document.text.is_empty() && !document.has_hidden_content() {
        let is_empty = document.gaps.is_empty();
        document.gaps.push(Gap::new(if is_empty { GapKind::Empty } else { GapKind::ImagePage }));
    }
    document
}
