//! OFD (GB/T 33190-2016) → [`Document`]: the pages as [`fixed`] layout, the outline as headings.
//!
//! An OFD file is a zip of XML parts: `OFD.xml` names the documents, each document its pages,
//! templates, resources, annotations and outline. Its text objects say of every character where
//! it stands, in millimetres; what they say is drawn as ink and assembled like the pages of a PDF.

mod content;
mod contents;
mod package;
mod resource;
mod text;
mod value;

#[cfg(test)]
mod tests;

use super::Limits;
use super::fixed::{self, Area, PageText};
use super::opc::OfficeFile;
use crate::document::{Builder, Document, Format};
use crate::gap::{Gap, GapKind};
use content::Canvas;
use contents::Contents;
use package::{Package, Step, folder_of};
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};
use value::POINTS;

/// Attachments that are named one by one.
const ATTACHMENTS_SHOWN: usize = 20;

/// Reads an OFD file.
pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut builder = Builder::new(path, Format::Ofd);
    let deadline = Instant::now() + Duration::from_secs(limits.file_seconds);
    match OfficeFile::open(bytes, limits) {
        Ok(file) => {
            let mut package = Package::new(file, limits, deadline);
            read_file(&mut package, &mut builder);
            report(package, &mut builder);
        }
        Err(gap) => builder.gap(gap),
    }
    builder.finish()
}

/// What was noticed on the way. In an encrypted file what looks damaged is what is encrypted.
fn report(package: Package<'_>, builder: &mut Builder) {
    let is_encrypted = package.file.contains("Encryptions.xml");
    if is_encrypted {
        builder.gap(Gap::new(GapKind::Encrypted));
    }
    let is_told = |gap: &Gap| !(is_encrypted && matches!(gap.kind, GapKind::Damaged(_)));
    package.file.gaps.into_iter().filter(is_told).for_each(|gap| builder.gap(gap));
}

/// Reads the documents of the file; their pages are counted on.
fn read_file(package: &mut Package<'_>, builder: &mut Builder) {
    let mut roots: Vec<String> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    package.walk("OFD.xml", |open, step| {
        if let (Some("DocRoot"), Step::Text(path)) = (open.last().map(String::as_str), step) {
            let path = path.to_owned();
            if seen.insert(path.clone()) {
                roots.push(path);
            }
        }
    });
    if roots.is_empty() {
        roots.push("Doc_0/Document.xml".to_owned());
    }
    let mut progress = Progress { pages: 0, characters: 0, is_over: false };
    for root in roots {
        match package.locate("", &root) {
            Some(part) => read_document(&part, package, &mut progress, builder),
            None => package.gap(Gap::new(GapKind::Damaged("找不到文档的主部件".into())).in_part(root)),
        }
        if !progress.is_over
            && let Some(gap) = over_limit(&progress, package)
        {
            package.gap(gap);
            progress.is_over = true;
        }
        if progress.is_over {
            break;
        }
    }
    builder.pages(progress.pages);
    if progress.pages == 0 {
        package.gap(Gap::new(GapKind::Damaged("文件中没有页面".into())));
    }
}

/// What was read so far of the whole file.
struct Progress {
    pages: u32,
    characters: u64,
    is_over: bool,
}

fn read_document(part: &str, package: &mut Package<'_>, progress: &mut Progress, builder: &mut Builder) {
    package.enter(part);
    let contents = Contents::read(package, part);
    let annotations = annotations(&contents, package);
    let mut pages: Vec<PageText> = Vec::new();
    let mut hidden = 0;
    for (id, path) in &contents.pages {
        if u64::from(progress.pages) >= package.limits.ofd_pages {
            let measured = u64::from(progress.pages) + 1;
            package.gap(Gap::limit("ofd-pages", measured, package.limits.ofd_pages));
            progress.is_over = true;
            break;
        }
        progress.pages += 1;
        let drawn_on = annotations.get(id).map(Vec::as_slice).unwrap_or_default();
        let (page, hidden_here) = read_page(path, contents.paper, progress.pages, drawn_on, package);
        hidden += hidden_here;
        progress.characters += u64::from(page.characters);
        pages.push(page);
        if let Some(gap) = over_limit(progress, package) {
            package.gap(gap.on_page(progress.pages));
            progress.is_over = true;
            break;
        }
    }
    if hidden > 0 {
        let what = format!("有约 {hidden} 个字符标为不显示，未读取");
        package.gap(Gap::new(GapKind::Remark(what)).in_part(part));
    }
    name_attachments(&contents, package);
    fixed::report(&pages, builder);
    fixed::assemble(pages, &contents.bookmarks(), builder);
}

fn over_limit(progress: &Progress, package: &Package<'_>) -> Option<Gap> {
    let limits = package.limits;
    if progress.characters > limits.characters {
        return Some(Gap::limit("characters", progress.characters, limits.characters));
    }
    (Instant::now() > package.deadline)
        .then(|| Gap::limit("file-seconds", limits.file_seconds + 1, limits.file_seconds))
}

/// Reads a page with its templates and annotations, and counts the characters not to be shown.
fn read_page(
    path: &str,
    usual_paper: Option<Area>,
    number: u32,
    annotations: &[String],
    package: &mut Package<'_>,
) -> (PageText, u64) {
    let name = package.locate(&package.folder, path);
    let mut canvas = Canvas::new(package, number);
    let is_found = name.is_some_and(|name| canvas.draw_part(&name));
    canvas.draw_templates();
    for annotation in annotations {
        canvas.draw_part(annotation);
    }
    let paper = canvas.paper.or(usual_paper);
    let hidden = canvas.hidden_characters;
    let mut ink = canvas.finish();
    if !is_found {
        package.gap(Gap::new(GapKind::Damaged("找不到该页的内容".into())).on_page(number).in_part(path));
    }
    if let Some(paper) = paper {
        // What lies beside the paper is not seen.
        ink.glyphs.retain(|glyph| {
            let margin = glyph.size;
            paper.x0 - margin < glyph.x
                && glyph.x < paper.x1 + margin
                && paper.y0 - margin < glyph.y
                && glyph.y < paper.y1 + 2.0 * margin
        });
    }
    let a4 = Area { x0: 0.0, y0: 0.0, x1: 210.0 * POINTS, y1: 297.0 * POINTS };
    (fixed::read_page(paper.unwrap_or(a4), number, ink), hidden)
}

/// The parts with the annotations of each page, by its ID (7.10). Viewers show the page without
/// those that are missing.
fn annotations(contents: &Contents, package: &mut Package<'_>) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let Some(path) = &contents.annotations else { return found };
    let missing = |path: &str| Gap::new(GapKind::Remark("缺少批注部件".into())).in_part(path);
    let Some(list) = package.locate(&package.folder, path) else {
        package.gap(missing(path));
        return found;
    };
    let mut page = String::new();
    let mut paths: Vec<(String, String)> = Vec::new();
    package.walk(&list, |open, step| match (open.last().map(String::as_str), step) {
        (Some("Page"), Step::Open(tag)) => {
            tag.attribute("PageID").unwrap_or_default().trim().clone_into(&mut page);
        }
        (Some("FileLoc"), Step::Text(path)) => paths.push((page.clone(), path.to_owned())),
        _ => {}
    });
    for (page, path) in paths {
        match package.locate(folder_of(&list), &path) {
            Some(part) => found.entry(page).or_default().push(part),
            None => package.gap(missing(&path)),
        }
    }
    found
}

/// Attachments are files of their own; they are named, not read.
fn name_attachments(contents: &Contents, package: &mut Package<'_>) {
    let list = contents.attachments.as_ref().and_then(|path| package.locate(&package.folder, path));
    let Some(list) = list else { return };
    let mut names: Vec<String> = Vec::new();
    package.walk(&list, |open, step| {
        if let (Some("Attachment"), Step::Open(tag)) = (open.last().map(String::as_str), step) {
            names.push(tag.attribute("Name").unwrap_or_default().into_owned());
        }
    });
    if !names.is_empty() {
        let more = names.len().saturating_sub(ATTACHMENTS_SHOWN);
        names.truncate(ATTACHMENTS_SHOWN);
        let others = if more > 0 { format!("等，另有 {more} 个") } else { String::new() };
        let what = format!("文件带有附件“{}”{others}，附件未读取，请单独提交", names.join("”“"));
        package.gap(Gap::new(GapKind::Remark(what)));
    }
}
