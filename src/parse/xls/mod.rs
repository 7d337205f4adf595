//! Bytes of a workbook from before 2007 (xls, xlt, et: [MS-XLS], BIFF5 and BIFF8) → [`Document`].
//!
//! The stream is a row of records. Its first part lists the sheets, the texts that cells share and the
//! formats of numbers; each sheet is a part of its own. Scripts write the stream without a container.

mod record;
mod sheet;
mod text;

use super::bytes::{byte_at, u16_at, u32_at};
use super::compound;
use super::sheets::{self, Book, Epoch, Formats, Listed, Sheet};
use super::{Limits, encoding};
use crate::document::{Builder, Document, Format};
use crate::gap::{Gap, GapKind};
use record::{BOF, Reader, Record, Records};
use text::Code;

/// Types of parts in the record that begins them.
const SHEET: u16 = 0x0010;
const CHART: u16 = 0x0020;
const MODULE: u16 = 0x0006;
/// Cell styles, and formats, that there can be: their number has two bytes.
const MOST_STYLES: usize = 1 << 16;

/// Reads a workbook; whatever the bytes are, the document says what could not be read.
pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Xls);
    let mut faults = Vec::new();
    match stream(bytes, limits, &mut faults) {
        Ok(stream) => match Globals::read(&stream, limits, &mut faults) {
            Ok(globals) => globals.add_sheets(&stream, &mut builder, limits),
            Err(kind) => faults.push(Gap::new(kind)),
        },
        Err(kind) => faults.push(Gap::new(kind)),
    }
    for gap in faults {
        builder.gap(gap);
    }
    sheets::finish(builder)
}

/// Whether the bytes are a stream of records without a container.
pub(super) fn is_bare(bytes: &[u8]) -> bool {
    u16_at(bytes, 0) == Some(BOF)
        && matches!(u16_at(bytes, 2), Some(8 | 16))
        && matches!(u16_at(bytes, 4), Some(0 | 0x0500 | 0x0600))
        && matches!(u16_at(bytes, 6), Some(0x0005 | SHEET))
}

fn stream(bytes: &[u8], limits: &Limits, faults: &mut Vec<Gap>) -> Result<Vec<u8>, GapKind> {
    if !bytes.starts_with(compound::MAGIC) {
        return Ok(bytes.to_vec());
    }
    let mut file = compound::open(bytes)?;
    let name = ["Workbook", "Book"].into_iter().find(|name| file.is_stream(name));
    let name = name.ok_or_else(|| GapKind::Damaged("缺少工作簿的数据流（Workbook、Book）".into()))?;
    Ok(compound::stream(&mut file, name, limits, faults))
}

/// What the first part of the stream says.
struct Globals {
    code: Code,
    epoch: Epoch,
    listed: Vec<Listed<Place>>,
    strings: Vec<String>,
    /// Number of the format of each cell style.
    styles: Vec<u32>,
    codes: Vec<(u32, String)>,
}

/// Where a sheet begins in the stream.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    is_table: bool,
}

impl Globals {
    fn read(stream: &[u8], limits: &Limits, faults: &mut Vec<Gap>) -> Result<Self, GapKind> {
        let mut records = Records::new(stream);
        let first = records.next().filter(|first| first.kind == BOF);
        let first = first.ok_or_else(|| GapKind::Damaged("工作簿的开头已损坏".into()))?;
        let is_unicode = u16_at(first.body, 0) == Some(0x0600);
        let mut globals = Self {
            code: if is_unicode { Code::Unicode } else { Code::Page(None) },
            epoch: Epoch::Y1900,
            listed: Vec::new(),
            strings: Vec::new(),
            styles: Vec::new(),
            codes: Vec::new(),
        };
        if u16_at(first.body, 2) == Some(SHEET) {
            let place = Place { at: 0, is_table: true };
            globals.listed.push(Listed { name: "Sheet1".into(), is_hidden: false, place });
            return Ok(globals);
        }
        for record in records.by_ref() {
            globals.take(&record, limits, faults)?;
        }
        if !records.has_ended() {
            faults.push(Gap::new(GapKind::Damaged("工作簿的数据在中途断开".into())));
        }
        Ok(globals)
    }

    fn take(&mut self, record: &Record<'_>, limits: &Limits, faults: &mut Vec<Gap>) -> Result<(), GapKind> {
        match record.kind {
            0x002F => return Err(GapKind::Encrypted),
            0x0022 if u16_at(record.body, 0) == Some(1) => self.epoch = Epoch::Y1904,
            0x0042 => {
                if let (Code::Page(page), Some(number)) = (&mut self.code, u16_at(record.body, 0)) {
                    *page = encoding::of_code_page(number);
                }
            }
            // One more than is allowed tells that there are more.
            0x0085 if self.listed.len() as u64 <= limits.xlsx_sheets => match listed(record, self.code) {
                Some(listed) => self.listed.push(listed),
                None => {
                    let gap = Gap::new(GapKind::Damaged("工作表的名称或位置缺失，没有读取".into()));
                    if !faults.contains(&gap) {
                        faults.push(gap);
                    }
                }
            },
            0x00E0 if self.styles.len() < MOST_STYLES => {
                self.styles.push(u16_at(record.body, 2).unwrap_or(0).into());
            }
            0x041E if self.codes.len() < MOST_STYLES => self.codes.extend(format_code(record, self.code)),
            0x00FC => self.strings = strings(record, limits, faults),
            _ => {}
        }
        Ok(())
    }

    fn add_sheets(self, stream: &[u8], builder: &mut Builder, limits: &Limits) {
        let formats = Formats::new(&self.styles, self.codes);
        let mut book = Book::new(self.strings, formats, self.epoch, limits);
        // No sheet goes on behind the start of the next, so that no byte is read twice.
        let mut starts: Vec<usize> = self.listed.iter().map(|listed| listed.place.at).collect();
        starts.sort_unstable();
        let mut done: Vec<usize> = Vec::new();
        sheets::add_sheets(&self.listed, &mut book, builder, limits, |place, book| {
            if !place.is_table {
                return None;
            }
            let next = starts.partition_point(|&start| start <= place.at);
            let end = starts.get(next).copied().unwrap_or(usize::MAX);
            let part = stream.get(place.at..end.min(stream.len()));
            let part = part.filter(|_| !done.contains(&place.at));
            done.push(place.at);
            part.map_or_else(|| Some(Sheet::unreadable()), |part| sheet::read(part, self.code, book, limits))
        });
    }
}

/// A sheet's name and place.
fn listed(record: &Record<'_>, code: Code) -> Option<Listed<Place>> {
    let at = usize::try_from(u32_at(record.body, 0)?).ok()?;
    let is_hidden = byte_at(record.body, 4)? & 3 != 0;
    // Charts and modules; the record that begins the part knows better what others are.
    let is_table = !matches!(byte_at(record.body, 5)?, 2 | 6);
    let length = usize::from(byte_at(record.body, 6)?);
    let name = text::tidy(Reader::new(record, 7).text(length, code)?);
    Some(Listed { name, is_hidden, place: Place { at, is_table } })
}

/// A format's number and code.
fn format_code(record: &Record<'_>, code: Code) -> Option<(u32, String)> {
    let id = u16_at(record.body, 0)?;
    let mut reader = Reader::new(record, 2);
    let length = match code {
        Code::Unicode => usize::from(reader.u16()?),
        Code::Page(_) => usize::from(reader.byte()?),
    };
    Some((id.into(), reader.text(length, code)?))
}

/// The shared texts; what is said about how many there are is not believed.
fn strings(record: &Record<'_>, limits: &Limits, faults: &mut Vec<Gap>) -> Vec<String> {
    let mut strings = Vec::new();
    let mut reader = Reader::new(record, 8);
    while let Some(length) = reader.u16() {
        if strings.len() as u64 >= limits.xlsx_cells {
            faults.push(sheets::too_many_strings(limits));
            break;
        }
        let Some(text) = reader.text(length.into(), Code::Unicode) else { break };
        strings.push(text::tidy(text));
    }
    strings
}

#[cfg(test)]
mod tests;
