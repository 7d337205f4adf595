//! PDF → [`Document`]: glyphs → rows → columns → paragraphs, ruled tables, bookmarks, page furniture.
//!
//! A PDF knows glyphs at places and nothing of words, paragraphs or tables; what this reader says
//! about them it has measured. What it cannot read it says too: glyphs without a Unicode value,
//! pages that are pictures, files that need a password, limits.

mod budget;
mod canvas;
mod colour;
mod composite;
mod content;
mod font;
mod image;
mod integrity;
mod jbig2;
mod jpx;
mod layer;
mod marked;
mod outline;
mod scan;
mod screen;
mod second;
mod simple;
mod source;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub(crate) mod trace;
#[cfg(test)]
mod unpainted;

use super::Limits;
use super::fixed::{self, Area, PageText};
use super::recognise::Recogniser;
use crate::document::{Builder, Document, Format};
use crate::gap::{Gap, GapKind};
use budget::{Budget, Deadline};
use content::Reader;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use layer::Layers;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

/// Stack of the reading thread: damaged files nest their objects deeper than any honest one.
const STACK_BYTES: usize = 64 << 20;

/// Reads a PDF. It runs on a thread of its own with a bigger stack, and a panic of the library,
/// the last net, is a gap of this file.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    limits: &Limits,
    recogniser: Option<&dyn Recogniser>,
) -> Document {
    let on_thread = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
        let thread = builder.spawn_scoped(scope, || read_file(path, bytes, limits, recogniser)).ok()?;
        thread.join().ok()
    });
    on_thread.unwrap_or_else(|| {
        let mut builder = Builder::new(path, Format::Pdf);
        builder.gap(Gap::new(GapKind::Damaged("读取时发生内部错误".into())));
        builder.finish()
    })
}

fn read_file(path: &str, bytes: &[u8], limits: &Limits, recogniser: Option<&dyn Recogniser>) -> Document {
    let deadline = Deadline::new("file-seconds", limits.file_seconds);
    let mut builder = Builder::new(path, Format::Pdf);
    if let Err(refusal) = screen::screen(bytes, limits) {
        builder.gap(refusal.gap());
        return builder.finish();
    }
    match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => {
            integrity::check(&pdf, bytes).into_iter().for_each(|gap| builder.gap(gap));
            let mut pages = read_pages(&pdf, limits, deadline, &mut builder);
            if let Some(recogniser) = recogniser {
                scan::recognise(&pdf, &mut pages, recogniser, limits, &mut builder);
            }
            fixed::report(&pages, &mut builder);
            // Pages without text that are no pictures either: the library may have missed it.
            let is_unexplained = pages.iter().all(|page| page.characters == 0)
                && pages.iter().any(|page| page.has_content && !page.is_picture());
            if !(is_unexplained && second::read(bytes, limits, deadline.at, &mut builder)) {
                fixed::assemble(pages, &outline::bookmarks(&pdf, limits), &mut builder);
            }
        }
        Err(error) => {
            builder.gap(Gap::new(why_closed(error)));
            if error == LoadPdfError::Invalid {
                second::read(bytes, limits, deadline.at, &mut builder);
            }
        }
    }
    builder.finish()
}

fn why_closed(error: LoadPdfError) -> GapKind {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => GapKind::Encrypted,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            GapKind::Unsupported("采用未知加密方式的 PDF".into())
        }
        LoadPdfError::Decryption(_) => GapKind::Damaged("加密信息无效".into()),
        LoadPdfError::Invalid => GapKind::Damaged("找不到文件结构，可能不完整".into()),
    }
}

/// The pages, with a gap for everything that could not be read of them.
fn read_pages(pdf: &Pdf, limits: &Limits, deadline: Deadline, builder: &mut Builder) -> Vec<PageText> {
    let all = pdf.pages();
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    builder.pages(count);
    if all.is_empty() {
        builder.gap(Gap::new(GapKind::Damaged("文件中没有页面".into())));
        return Vec::new();
    }
    if pdf.len() as u64 > limits.pdf_objects {
        builder.gap(Gap::limit("pdf-objects", pdf.len() as u64, limits.pdf_objects));
        return Vec::new();
    }
    let depth = integrity::tree_depth(pdf, limits.pdf_tree_depth);
    if depth > limits.pdf_tree_depth {
        builder.gap(Gap::limit("pdf-tree-depth", depth, limits.pdf_tree_depth));
        return Vec::new();
    }
    let allowed = usize::try_from(limits.pdf_pages).unwrap_or(usize::MAX);
    let budget = Rc::new(Budget::new(limits));
    let mut reader = Reader::new(budget, Layers::of(pdf.xref()), limits, deadline);
    let mut pages: Vec<PageText> = Vec::new();
    let mut characters = 0_u64;
    for (number, page) in (1..=count).zip(all.iter()).take(allowed) {
        let page = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let ink = reader.page(page);
            let refusals = ink.refusals.clone();
            let (width, height) = page.render_dimensions();
            let paper = Area { x0: 0.0, y0: 0.0, x1: f64::from(width), y1: f64::from(height) };
            (fixed::read_page(paper, number, ink), refusals)
        }));
        let Ok((page, refusals)) = page else {
            builder.gap(Gap::new(GapKind::Damaged("读取该页时发生内部错误".into())).on_page(number));
            continue;
        };
        refusals.into_iter().for_each(|kind| builder.gap(Gap::new(kind).on_page(number)));
        characters += u64::from(page.characters);
        pages.push(page);
        if let Some(gap) = over_limit(characters, limits, deadline) {
            builder.gap(gap.on_page(number));
            break;
        }
    }
    if all.len() > allowed {
        builder.gap(Gap::limit("pdf-pages", all.len() as u64, limits.pdf_pages));
    }
    pages
}

fn over_limit(characters: u64, limits: &Limits, deadline: Deadline) -> Option<Gap> {
    if characters > limits.characters {
        return Some(Gap::limit("characters", characters, limits.characters));
    }
    deadline.refusal().map(|refusal| refusal.gap())
}
