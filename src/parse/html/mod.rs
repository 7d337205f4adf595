//! Bytes of a web page (html, mhtml, and what systems export as `.doc` or `.xls`) → [`Document`].
//!
//! The page is read as a row of tags, without a tree; what a browser does not show is left out.

pub(super) mod grid;
mod page;
pub(super) mod space;
pub(super) mod token;

use super::{Limits, encoding, plain};
use crate::document::{Builder, Document, Format, Origin};
use crate::gap::{Gap, GapKind};
use mail_parser::{MessageParser, MimeHeaders, PartType};
use page::Unread;

/// Bytes in which a page names its encoding.
const HEAD_BYTES: usize = 4096;

/// Reads a page; whatever the bytes are, the document says what could not be read.
pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Html);
    let (pages, place): (Vec<String>, fn(u32) -> Origin) = if is_archive(&start_of(bytes)) {
        (pages_of_archive(bytes, limits, &mut builder), |_| Origin::Unknown)
    } else {
        let label = named_encoding(bytes);
        let decode = |bytes: &[u8]| encoding::decode_named(bytes, label.as_deref());
        let page = plain::take_decoded(bytes, limits, &mut builder, decode);
        (page.into_iter().collect(), |line| Origin::Line(line + 1))
    };
    let Unread { pictures, frames } = page::fill(&pages, place, &mut builder, limits);
    // The further pages of an archive are what its frames show.
    let frames = (frames + 1).saturating_sub(pages.len().max(1));
    if frames > 0 {
        builder.gap(Gap::new(GapKind::Unsupported(format!("网页中的 {frames} 个框架"))));
    }
    let mut document = builder.finish();
    // A page shows many small signs.
    super::note_pictures(&mut document, pictures, super::CHARACTERS_PER_PICTURE);
    if document.text.is_empty() && document.gaps.is_empty() {
        document.gaps.push(Gap::new(GapKind::Empty));
    }
    document
}

/// Whether a text, in lower case, begins like a page; `is_promised` where the name says that it may be one.
pub(super) fn is_page(start: &str, is_promised: bool) -> bool {
    const FIRST_TAGS: [&str; 8] = ["<head", "<meta", "<body", "<table", "<div", "<style", "<title", "<p"];
    let start = start.trim_start();
    if ["<!doctype html", "<html"].iter().any(|mark| start.starts_with(mark)) {
        return true;
    }
    is_promised
        && (FIRST_TAGS.iter().any(|tag| start.starts_with(tag))
            || start.starts_with("<!--") && start.contains("<html"))
}

/// Whether a text, in lower case, begins like a page saved as one file with its pictures.
pub(super) fn is_archive(start: &str) -> bool {
    const FIRST_FIELDS: [&str; 6] =
        ["from:", "mime-version:", "subject:", "content-type:", "date:", "snapshot-content-location:"];
    FIRST_FIELDS.iter().any(|field| start.starts_with(field))
        && start.contains("mime-version:")
        && start.contains("multipart/related")
}

fn start_of(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    String::from_utf8_lossy(head).trim_start().to_ascii_lowercase()
}

/// `charset=gb2312` in the head of a page.
fn named_encoding(bytes: &[u8]) -> Option<String> {
    let head = start_of(bytes);
    let behind = head.split_once("charset")?.1.trim_start().strip_prefix('=')?;
    let label = behind.trim_start_matches([' ', '"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')));
    Some(label[..end.unwrap_or(label.len())].to_owned())
}

/// The pages among the parts of a file that holds them with their pictures.
fn pages_of_archive(bytes: &[u8], limits: &Limits, builder: &mut Builder) -> Vec<String> {
    let message = MessageParser::default().parse(bytes);
    let parts = message.map_or_else(Vec::new, |message| message.parts);
    let mut pages: Vec<String> = Vec::new();
    for part in parts {
        let (is_whole, is_plain) = (!part.is_encoding_problem, part.content_transfer_encoding().is_none());
        let is_page = part
            .content_type()
            .is_some_and(|kind| kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case("html")));
        match part.body {
            PartType::Html(page) => pages.push(page.into_owned()),
            // One that is cut, or not in the code that it names.
            PartType::Text(page) if !is_whole && is_page => {
                let damage = "单个文件网页（MHTML）中有网页已损坏或在中途断开";
                builder.gap(Gap::new(GapKind::Damaged(damage.into())));
                pages.extend(is_plain.then(|| page.into_owned()));
            }
            _ => {}
        }
    }
    if pages.is_empty() {
        builder.gap(Gap::new(GapKind::Damaged("单个文件网页（MHTML）中没有网页正文".into())));
    }
    let (allowed, measured) = (limits.text_file_bytes, pages.iter().map(String::len).sum::<usize>());
    if measured as u64 > allowed {
        builder.gap(Gap::limit("text-file-bytes", measured as u64, allowed));
    }
    let mut left = usize::try_from(allowed).unwrap_or(usize::MAX);
    for page in &mut pages {
        page.truncate(page.floor_char_boundary(left));
        left -= page.len();
    }
    pages
}

#[cfg(test)]
mod tests;
