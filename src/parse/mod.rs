//! Bytes → [`Document`], never an error: what could not be read is a [`Gap`].

pub mod archive;
mod bytes;
mod compound;
mod container;
mod doc;
pub(crate) mod docx;
pub(crate) mod encoding;
mod fixed;
pub mod format;
mod html;
mod limits;
mod markdown;
mod ofd;
mod opc;
pub(crate) mod pdf;
mod picture;
mod plain;
pub mod recognise;
mod rtf;
mod sfnt;
mod sheets;
mod xls;
mod xlsx;
pub(crate) mod xml;

pub use limits::Limits;

use crate::document::{Builder, Document, Format};
use crate::gap::{Gap, GapKind};
use crate::source::Source;
use recognise::Recogniser;

/// With fewer characters for each picture these are taken for scanned pages.
const CHARACTERS_PER_PICTURE: usize = 50;

/// Reads one file. Format by content, never by extension alone; limits counted while reading.
pub fn parse(source: &Source, limits: &Limits) -> Document {
    parse_and_recognise(source, limits, None)
}

/// Reads one file; what is a picture of text is given to the recogniser, if there is one.
pub fn parse_and_recognise(
    source: &Source,
    limits: &Limits,
    recogniser: Option<&dyn Recogniser>,
) -> Document {
    let format = format::detect(&source.path, &source.bytes);
    let mut document = if source.bytes.is_empty() {
        Builder::new(&source.path, format).finish()
    } else {
        read(source, format, limits, recogniser)
    };
    let mut gaps = source.gaps.clone();
    if source.bytes.is_empty() && gaps.is_empty() {
        gaps.push(Gap::new(GapKind::Empty));
    }
    gaps.extend(format::extension_mismatch(&source.path, format));
    gaps.append(&mut document.gaps);
    document.gaps = gaps;
    document
}

fn read(source: &Source, format: Format, limits: &Limits, recogniser: Option<&dyn Recogniser>) -> Document {
    match format {
        Format::Docx => docx::read(&source.path, &source.bytes, limits, recogniser),
        Format::Doc => doc::read(&source.path, &source.bytes, limits),
        Format::Pdf => pdf::read(&source.path, &source.bytes, limits, recogniser),
        Format::Markdown => markdown::read(&source.path, &source.bytes, limits),
        Format::Text => plain::read(&source.path, &source.bytes, limits),
        Format::Html => html::read(&source.path, &source.bytes, limits),
        Format::Ofd => ofd::read(&source.path, &source.bytes, limits),
        Format::Rtf => rtf::read(&source.path, &source.bytes, limits),
        Format::Xls => xls::read(&source.path, &source.bytes, limits),
        Format::Xlsx => xlsx::read(&source.path, &source.bytes, limits),
        Format::Image if picture::is_known(&source.bytes) => {
            picture::read(&source.path, &source.bytes, limits, recogniser)
        }
        other => unread(source, other),
    }
}

/// A file whose format is known but not read.
fn unread(source: &Source, format: Format) -> Document {
    let mut builder = Builder::new(&source.path, format);
    builder.gap(Gap::new(format::why_unread(&source.path, &source.bytes)));
    builder.finish()
}

/// Says that pictures are not read; a document with fewer characters than `least` is taken for scanned.
fn note_pictures(document: &mut Document, pictures: usize, least: usize) {
    if pictures > 0 {
        let kind = match document.character_count() < least {
            true => GapKind::ImagePage,
            false => GapKind::Remark(format!("有 {pictures} 张图片，图中的内容没有读取")),
        };
        document.gaps.push(Gap::new(kind));
    }
}
