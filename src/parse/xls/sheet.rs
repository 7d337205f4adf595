//! A sheet's records → its cells that hold something, its merged ranges, and what is wrong with them.

use super::record::{BOF, Reader, Record, Records};
use super::text::{self, Code};
use super::{CHART, MODULE};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::bytes::{byte_at, part, u16_at, u32_at};
use crate::parse::sheets::{Book, MOST_COLUMNS, Range, Sheet};

/// What stands in front of a cell's value: row, column and style.
const HEAD: usize = 6;

/// Reads a sheet's part of the stream; `None` for one that is no table.
pub(super) fn read(stream: &[u8], code: Code, book: &mut Book, limits: &Limits) -> Option<Sheet> {
    let mut records = Records::new(stream);
    let Some(first) = records.next().filter(|first| first.kind == BOF) else {
        return Some(Sheet::unreadable());
    };
    if matches!(u16_at(first.body, 2), Some(CHART | MODULE)) {
        return None;
    }
    let mut walk = Walk { sheet: Sheet::default(), book, code, waiting: None, limits };
    for record in records.by_ref() {
        walk.take(&record);
        if walk.sheet.is_cut {
            break;
        }
    }
    walk.give_up_waiting();
    if !records.has_ended() && !walk.sheet.is_cut {
        walk.sheet.faults.push(GapKind::Damaged("工作表的数据在中途断开".into()));
    }
    Some(walk.sheet)
}

struct Walk<'a> {
    sheet: Sheet,
    book: &'a mut Book,
    code: Code,
    /// The cell of a formula whose text is still to come.
    waiting: Option<Option<(u32, u32)>>,
    limits: &'a Limits,
}

impl Walk<'_> {
    fn take(&mut self, record: &Record<'_>) {
        match record.kind {
            0x0006 => self.formula(record),
            0x005D => self.sheet.has_drawings |= is_drawing(record),
            0x007D => self.columns(record),
            0x00BD => self.numbers(record),
            0x00D6 | 0x0204 => self.label(record),
            0x00E5 => self.merged(record),
            0x00FD => self.shared_text(record),
            0x0203 => self.number(record),
            0x0205 => self.truth_or_error(record),
            0x0207 => self.text_of_formula(record),
            0x0208 => self.row(record),
            0x027E => self.short_number(record),
            _ => {}
        }
    }

    /// The place of the record's cell, where there is one; `None` when no more may be read.
    fn place(&mut self, record: &Record<'_>, column: Option<u16>) -> Option<Option<(u32, u32)>> {
        if !self.sheet.take_cell(self.book, self.limits) {
            return None;
        }
        let row = u16_at(record.body, 0);
        let column = column.or_else(|| u16_at(record.body, 2));
        let place = row.zip(column).map(|(row, column)| (u32::from(row), u32::from(column)));
        let place = place.filter(|(_, column)| *column < MOST_COLUMNS);
        self.sheet.counts.bad_places += u32::from(place.is_none());
        Some(place)
    }

    fn push(&mut self, place: Option<(u32, u32)>, text: &str) {
        if let Some(place) = place {
            self.sheet.push(place, text, self.book);
        }
    }

    fn push_number(&mut self, place: Option<(u32, u32)>, style: Option<u16>, value: f64) {
        let text = self.book.show_value(value, style.unwrap_or(0).into());
        self.push(place, &text);
    }

    fn number(&mut self, record: &Record<'_>) {
        let Some(place) = self.place(record, None) else { return };
        if let Some(value) = f64_at(record.body, HEAD) {
            self.push_number(place, u16_at(record.body, 4), value);
        }
    }

    fn short_number(&mut self, record: &Record<'_>) {
        let Some(place) = self.place(record, None) else { return };
        if let Some(value) = u32_at(record.body, HEAD) {
            self.push_number(place, u16_at(record.body, 4), short(value));
        }
    }

    /// Numbers side by side.
    fn numbers(&mut self, record: &Record<'_>) {
        let Some(first) = u16_at(record.body, 2) else { return };
        let values = record.body.get(4..).unwrap_or_default().chunks_exact(HEAD);
        for (column, value) in (first..=u16::MAX).zip(values) {
            let Some(place) = self.place(record, Some(column)) else { return };
            self.push_number(place, u16_at(value, 0), u32_at(value, 2).map_or(0.0, short));
        }
    }

    fn shared_text(&mut self, record: &Record<'_>) {
        let Some(place) = self.place(record, None) else { return };
        let idx = u32_at(record.body, HEAD).and_then(|idx| usize::try_from(idx).ok());
        match idx.and_then(|idx| self.book.string(idx)).map(str::to_owned) {
            Some(text) => self.push(place, &text),
            None => self.sheet.counts.bad_strings += 1,
        }
    }

    fn label(&mut self, record: &Record<'_>) {
        let Some(place) = self.place(record, None) else { return };
        match text_from(record, HEAD, self.code) {
            Some(text) => self.push(place, &text),
            None => self.sheet.counts.bad_strings += 1,
        }
    }

    fn truth_or_error(&mut self, record: &Record<'_>) {
        let Some(place) = self.place(record, None) else { return };
        let value = byte_at(record.body, HEAD).unwrap_or(0);
        if byte_at(record.body, HEAD + 1) == Some(1) {
            self.push_error(place, value);
        } else {
            self.push(place, truth(value));
        }
    }

    fn push_error(&mut self, place: Option<(u32, u32)>, code: u8) {
        self.sheet.counts.error_values += 1;
        self.push(place, error(code));
    }

    fn formula(&mut self, record: &Record<'_>) {
        /// Old: the formula is to be calculated when the workbook opens, so that nothing was stored.
        const ON_LOAD: u16 = 2;
        self.give_up_waiting();
        let Some(place) = self.place(record, None) else { return };
        let is_unknown = u16_at(record.body, HEAD + 8).is_some_and(|flags| flags & ON_LOAD != 0);
        let value = part(record.body, HEAD, 8).unwrap_or_default();
        match *value {
            [0, .., 0xFF, 0xFF] => self.waiting = Some(place),
            [1, _, value, .., 0xFF, 0xFF] => self.push(place, truth(value)),
            [2, _, value, .., 0xFF, 0xFF] => self.push_error(place, value),
            [3, .., 0xFF, 0xFF] if !is_unknown => {} // an empty text
            [_, .., 0xFF, 0xFF] | [] => self.sheet.counts.formulas_without_value += 1,
            _ => match f64_at(value, 0) {
                Some(0.0) if is_unknown => self.sheet.counts.formulas_without_value += 1,
                value => self.push_number(place, u16_at(record.body, 4), value.unwrap_or(0.0)),
            },
        }
    }

    fn text_of_formula(&mut self, record: &Record<'_>) {
        let Some(place) = self.waiting.take() else { return };
        match text_from(record, 0, self.code) {
            Some(text) => self.push(place, &text),
            None => self.sheet.counts.formulas_without_value += 1,
        }
    }

    fn give_up_waiting(&mut self) {
        self.sheet.counts.formulas_without_value += u32::from(self.waiting.take().is_some());
    }

    fn merged(&mut self, record: &Record<'_>) {
        let count = usize::from(u16_at(record.body, 0).unwrap_or(0));
        for range in record.body.get(2..).unwrap_or_default().chunks_exact(8).take(count) {
            let number = |at| u16_at(range, at).map_or(0, u32::from);
            self.sheet.merge(Range { first: (number(0), number(4)), last: (number(2), number(6)) });
        }
    }

    fn row(&mut self, record: &Record<'_>) {
        const HIDDEN: u16 = 0x20;
        if let (Some(row), Some(flags)) = (u16_at(record.body, 0), u16_at(record.body, 12))
            && flags & HIDDEN != 0
        {
            self.sheet.hide_row(row.into());
        }
    }

    fn columns(&mut self, record: &Record<'_>) {
        const HIDDEN: u16 = 1;
        let number = |at| u16_at(record.body, at);
        if let (Some(first), Some(last), Some(flags)) = (number(0), number(2), number(8))
            && flags & HIDDEN != 0
        {
            self.sheet.hide_columns(first.into(), last.into());
        }
    }
}

/// Whether an object shows something of its own: a chart, a box, a picture, a comment, a shape; the buttons
/// of filters do not.
fn is_drawing(record: &Record<'_>) -> bool {
    matches!(u16_at(record.body, 4), Some(0x02..=0x09 | 0x19 | 0x1E))
}

/// A text with its length in front.
fn text_from(record: &Record<'_>, at: usize, code: Code) -> Option<String> {
    let mut reader = Reader::new(record, at);
    let length = reader.u16()?;
    reader.text(length.into(), code).map(text::tidy)
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().copied().map(f64::from_le_bytes)
}

/// [MS-XLS] 2.5.217: thirty bits of a number, and whether they are whole and count hundredths.
pub(super) fn short(bits: u32) -> f64 {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

fn truth(value: u8) -> &'static str {
    if value == 0 { "FALSE" } else { "TRUE" }
}

/// [MS-XLS] 2.5.10
fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    }
}
