//! [`Report`] → a workbook: 申报包, 问题, 核对清单, 文件, 规则集; one row each, to sort and filter.
//!
//! The bytes depend on the report alone: the workbook's own dates are the day of judgement.

mod cell;
mod sheets;
mod style;

use super::{Report, text};
use cell::Cell;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use style::Styles;

/// Rows that a sheet takes, the header not counted. A spreadsheet holds 1,048,576.
const MOST_ROWS: usize = 1_000_000;
/// Points that a line takes, the header, and the highest row that there may be.
const LINE_HEIGHT: f64 = 13.5;
const HEADER_HEIGHT: f64 = 22.0;
const HIGHEST: f64 = 409.0;
/// A4, as page setups number it.
const A4: u8 = 9;

/// A table with a header.
struct Sheet {
    name: &'static str,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// Lines below the table.
    remarks: Vec<String>,
    /// Columns that are printed, from the first on.
    printed: usize,
}

/// A column: its title, and its width in half-width characters.
type Column = (&'static str, u16);

/// The workbook's bytes.
///
/// # Errors
/// In words, when the library that writes it refuses: no input is known that leads there.
pub fn render(report: &Report) -> Result<Vec<u8>, String> {
    workbook(report).map_err(|error| format!("工作簿写不成：{error}"))
}

fn workbook(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day =
        ExcelDateTime::from_ymd(report.as_of.year().max(1900), report.as_of.month(), report.as_of.day())?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title("预审报告")
            .set_author(format!("{} {}", report.tool.name, report.tool.version))
            .set_comment(text::LIMITS_OF_THE_PROGRAM)
            .set_creation_datetime(&day),
    );
    let styles = Styles::new();
    for sheet in sheets::all(report) {
        write(workbook.add_worksheet(), sheet, &styles)?;
    }
    workbook.save_to_buffer()
}

fn write(worksheet: &mut Worksheet, mut sheet: Sheet, styles: &Styles) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.name)?;
    let left_out = sheet.rows.len().saturating_sub(MOST_ROWS);
    if left_out > 0 {
        sheet.rows.truncate(MOST_ROWS);
        sheet.remarks.insert(0, format!("另有 {left_out} 行未列出：一张工作表放不下，见 JSON 报告"));
    }
    for (column, &(title, width)) in (0..).zip(&sheet.columns) {
        worksheet.set_column_width(column, f64::from(width))?;
        worksheet.write_string_with_format(0, column, title, &styles.header)?;
    }
    worksheet.set_row_height(0, HEADER_HEIGHT)?;
    for (row, cells) in (1..).zip(&sheet.rows) {
        let mut lines = 1;
        for (column, (cell, &(_, width))) in (0..).zip(cells.iter().zip(&sheet.columns)) {
            cell.write(worksheet, row, column, styles)?;
            lines = lines.max(cell.lines(width));
        }
        // Not every program makes room for wrapped text by itself.
        worksheet.set_row_height(row, (f64::from(lines) * LINE_HEIGHT + 4.0).min(HIGHEST))?;
    }
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    let last_column = last_index(sheet.columns.len());
    worksheet.autofilter(0, 0, last_row, last_column)?;
    for (row, remark) in (last_row + 2..).zip(&sheet.remarks) {
        worksheet.write_string_with_format(row, 0, cell::safe(remark), &styles.remark)?;
    }
    set_up_page(worksheet, &sheet, last_row)
}

/// A4 across, all columns on one page, the header on each.
fn set_up_page(worksheet: &mut Worksheet, sheet: &Sheet, last_row: u32) -> Result<(), XlsxError> {
    let last_printed_row = last_row + if sheet.remarks.is_empty() { 0 } else { 1 };
    let last_printed_row = last_printed_row + u32::try_from(sheet.remarks.len()).unwrap_or(0);
    worksheet
        .set_freeze_panes(1, 0)?
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(0, 0)?
        .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_header("&L&A&R预审报告")
        .set_footer("&L辅助检查，不替代评审&R第 &P 页，共 &N 页")
        .set_print_area(0, 0, last_printed_row, last_index(sheet.printed))?;
    Ok(())
}

fn last_index(count: usize) -> u16 {
    u16::try_from(count.saturating_sub(1)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use crate::check::sample::faulty_proposal;
    use crate::report::Report;
    use calamine::{Data, Range, Reader, Xlsx};
    use std::io::Cursor;

    fn bytes(report: &Report) -> Vec<u8> {
        super::render(report).unwrap()
    }

    fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
        book.worksheet_range(name).unwrap()
    }

    fn sample() -> Vec<u8> {
        let review = faulty_proposal();
        bytes(&Report::new(review.as_of, &[review]))
    }

    #[test]
    fn numbers_are_numbers_and_dates_are_dates() {
        let packages = sheet(&sample(), "申报包");
        let header: Vec<String> = packages.rows().next().unwrap().iter().map(ToString::to_string).collect();
        let at =
            |title: &str| &packages.rows().nth(1).unwrap()[header.iter().position(|h| h == title).unwrap()];
        assert_eq!(at("不符合"), &Data::Float(2.0));
        assert_eq!(at("问题"), &Data::Float(3.0));
        let Data::DateTime(day) = at("判断日期") else { panic!("{:?}", at("判断日期")) };
        assert_eq!(day.to_ymd_hms_milli(), (2024, 1, 1, 0, 0, 0, 0));
        assert_eq!(at("结论"), &Data::String("不予审核".into()));
    }

    #[test]
    fn every_finding_and_result_has_a_row() {
        let bytes = sample();
        assert_eq!(sheet(&bytes, "问题").height(), 1 + 3);
        assert_eq!(sheet(&bytes, "核对清单").height(), 1 + 6);
        assert_eq!(sheet(&bytes, "文件").height(), 1 + 1);
        assert_eq!(sheet(&bytes, "规则集").height(), 1, "the sample's outline has no requirements");
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        assert_eq!(sample(), sample());
    }

    #[test]
    fn cells_hold_no_formulas_and_no_control_characters() {
        let mut review = faulty_proposal();
        review.results[2].findings[0].message = "=1+1\u{1b}\u{202e}".into();
        review.results[2].findings[0].help = "长".repeat(40_000);
        review.results[1].findings[0].message = "_x0041_ 原样".into();
        let findings = sheet(&bytes(&Report::new(review.as_of, &[review])), "问题");
        let column = findings.rows().next().unwrap().iter().position(|cell| *cell == "问题").unwrap();
        let row = |nth: usize| {
            findings.rows().nth(nth).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(row(1)[column], "'=1+1\\u{1b}\\u{202e}");
        let help = row(1).into_iter().find(|cell| cell.starts_with("长长")).unwrap();
        assert_eq!((help.chars().count(), help.ends_with('…')), (32_767, true));
        assert_eq!(row(2)[column], "_x0041_ 原样");
    }
}
