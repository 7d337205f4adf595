//! A value → a typed cell that nothing in a document can turn into a formula.

use super::style::{Paint, Styles};
use crate::date::Date;
use crate::report::layout::{columns, printable};
use rust_xlsxwriter::{ExcelDateTime, Worksheet, XlsxError};

/// What a cell takes, in UTF-16 units.
const LONGEST: usize = 32_767;

/// What stands in a cell.
pub(super) enum Cell {
    Empty,
    Text(String),
    /// Lines of one cell.
    Lines(Vec<String>),
    Number(f64),
    Date(Date),
    /// A word with a colour.
    Painted(&'static str, Paint),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A count; a spreadsheet holds whole numbers below 2^53 exactly.
    pub(super) fn count(count: usize) -> Self {
        Self::Number(u32::try_from(count).map_or(f64::from(u32::MAX), f64::from))
    }

    pub(super) fn number(number: Option<u32>) -> Self {
        number.map_or(Self::Empty, |number| Self::Number(f64::from(number)))
    }

    /// Lines that it takes when it is so many half-width characters wide.
    pub(super) fn lines(&self, width: u16) -> u32 {
        // A little is lost at the end of each line, where no word or wide character fits.
        let usable = usize::from(width).saturating_sub(2).max(2);
        let wrapped = |text: &str| u32::try_from(columns(text).div_ceil(usable).max(1)).unwrap_or(u32::MAX);
        match self {
            Self::Text(text) => wrapped(text),
            Self::Painted(word, _) => wrapped(word),
            Self::Lines(lines) => lines.iter().map(|line| wrapped(line)).fold(0, u32::saturating_add),
            Self::Empty | Self::Number(_) | Self::Date(_) => 1,
        }
    }

    pub(super) fn write(
        &self,
        worksheet: &mut Worksheet,
        row: u32,
        column: u16,
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        match self {
            Self::Empty => worksheet.write_blank(row, column, &styles.text)?,
            Self::Text(text) => worksheet.write_string_with_format(row, column, safe(text), &styles.text)?,
            Self::Lines(lines) => {
                let text = lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n");
                worksheet.write_string_with_format(row, column, harmless(text), &styles.text)?
            }
            Self::Number(number) => {
                worksheet.write_number_with_format(row, column, *number, &styles.number)?
            }
            Self::Date(date) if date.year() >= 1900 => {
                let day = ExcelDateTime::from_ymd(date.year(), date.month(), date.day())?;
                worksheet.write_datetime_with_format(row, column, &day, &styles.date)?
            }
            Self::Date(date) => {
                worksheet.write_string_with_format(row, column, date.to_string(), &styles.text)?
            }
            Self::Painted(word, paint) => {
                worksheet.write_string_with_format(row, column, *word, styles.painted(*paint))?
            }
        };
        Ok(())
    }
}

/// One line of text for a cell.
pub(super) fn safe(text: &str) -> String {
    harmless(printable(text).into_owned())
}

/// No longer than a cell, and nothing that a spreadsheet takes for a formula, not even after it has been
/// saved as CSV: full-width signs count as well where Chinese is typed. Tabs and line ends are gone before.
fn harmless(mut text: String) -> String {
    const STARTERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    if text.trim_start_matches(' ').starts_with(STARTERS) {
        text.insert(0, '\'');
    }
    let mut units = 0;
    let mut cut = None;
    for (at, character) in text.char_indices() {
        if cut.is_none() && units + character.len_utf16() > LONGEST - 1 {
            cut = Some(at);
        }
        units += character.len_utf16();
    }
    if let (Some(at), true) = (cut, units > LONGEST) {
        text.truncate(at);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, safe};

    #[test]
    fn formulas_become_text() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-3", "'-3"),
            ("@甲", "'@甲"),
            ("  =1", "'  =1"),
            ("\t=1", " │ =1"),
            ("\r\n=1", "'  =1"),
            ("＝1", "'＝1"),
            ("甲=1", "甲=1"),
            ("", ""),
        ] {
            assert_eq!(safe(text), expected, "{text:?}");
        }
    }

    #[test]
    fn long_text_is_cut_by_utf16_units() {
        assert_eq!(safe(&"甲".repeat(LONGEST)), "甲".repeat(LONGEST));
        let cut = safe(&"𠀀".repeat(LONGEST));
        assert_eq!(cut.encode_utf16().count(), LONGEST);
        assert!(cut.ends_with('…'));
    }
}
