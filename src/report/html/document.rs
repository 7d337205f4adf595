//! The documents themselves → the text beside the report: headings, paragraphs and tables in reading
//! order, with the passages that the report speaks of. Of a very long document the parts around them.

use super::marked::Pen;
use super::markup::{Anchor, Html};
use super::places::Places;
use super::table;
use super::words::open_part;
use crate::check::Readable;
use crate::document::{Block, BlockKind, Document, Origin};
use crate::report::{FileReport, PackageReport};
use crate::span::Span;
use std::ops::Range;

/// Characters up to which a document is shown whole.
const WHOLE: usize = 250_000;
/// Bytes of markup of one of the longer documents.
const EXCERPTS: usize = 1_000_000;
/// Bytes of text of all documents of a report; each package has the same share.
const ALL: usize = 6_000_000;
/// Blocks shown on each side of a passage in an excerpt.
const AROUND: usize = 3;
/// Blocks of an excerpt that are written before the room is measured again.
const AT_ONCE: usize = 50;
/// Bytes of one paragraph; of a longer one the beginning and what is spoken of.
const LONGEST_BLOCK: u32 = 20_000;
/// Bytes shown around a passage in such a paragraph.
const CONTEXT: u32 = 600;
/// Chapters in the list of contents.
const MOST_CHAPTERS: usize = 300;

/// Bytes of text that may go into the page for each of so many packages.
pub(super) fn room(packages: usize) -> usize {
    ALL / packages.max(1)
}

/// The text of a package's files, as far as there is room. Marks which passages it shows.
pub(super) fn render(
    number: usize,
    package: &PackageReport,
    places: &mut Places<'_>,
    mut room: usize,
) -> Html {
    let mut out = Html::default();
    open_part(&mut out, number, "text", "text");
    out.raw("材料正文</h3><p class=\"choice\"><label><input type=\"checkbox\" class=\"print-text\"> ");
    out.raw("打印时附正文</label></p>");
    push_files(&mut out, number, package);
    let documents = places.documents().to_vec();
    for ((document_idx, document), file) in documents.into_iter().enumerate().zip(&package.files) {
        let before = out.len();
        push_document(&mut out, (number, document_idx + 1), document, file, places, room);
        room = room.saturating_sub(out.len() - before);
    }
    out.raw("</section>");
    out
}

fn push_files(out: &mut Html, number: usize, package: &PackageReport) {
    if package.files.len() < 2 {
        return;
    }
    out.raw("<nav class=\"files\" aria-label=\"文件\"><ul>");
    for (file_number, file) in (1..).zip(&package.files) {
        out.raw("<li>").open_link("go", Anchor::File(number, file_number)).text(&file.path).raw("</a></li>");
    }
    out.raw("</ul></nav>");
}

fn push_document<'a>(
    out: &mut Html,
    file: (usize, usize),
    document: &'a Document,
    about: &FileReport,
    places: &mut Places<'a>,
    room: usize,
) {
    let anchor = Anchor::File(file.0, file.1);
    out.raw("<article class=\"document\" id=\"").anchor(anchor).raw("\" tabindex=\"-1\" aria-labelledby=\"");
    out.anchor(anchor).raw("t\"><h4 id=\"").anchor(anchor).raw("t\">").text(&about.path).raw("</h4>");
    out.raw("<p class=\"about\">").text(about.format);
    if let Some(pages) = about.pages {
        out.raw("，").number(pages as usize).raw(" 页");
    }
    out.raw("，").number(about.characters).raw(" 字");
    let has_furniture = document.blocks.iter().any(|block| block.kind == BlockKind::PageFurniture);
    out.raw(if has_furniture { "。页眉、页脚和页码未列入。</p>" } else { "</p>" });
    for note in &about.notes {
        out.raw("<p class=\"gap\">! ").text(note).raw("</p>");
    }
    if about.readable == Readable::None {
        out.raw("<p class=\"gap\">没有读到文字。</p>");
    }
    let mut body = Html::default();
    let mut pen = Pen { out: &mut body, document, marks: places.marks_mut(file.1 - 1), file };
    let is_whole = about.characters <= WHOLE && document.text.len() <= room;
    let has_all_chapters = if is_whole {
        push_blocks(&mut pen, 0..document.blocks.len());
        true
    } else {
        push_excerpts(&mut pen, room.min(EXCERPTS))
    };
    if has_all_chapters {
        push_chapters(out, file, document);
    }
    out.append(&body).raw("</article>");
}

/// Chapters and their sections, for finding one's way.
fn push_chapters(out: &mut Html, (package, file): (usize, usize), document: &Document) {
    let sections = document.sections.iter().enumerate().skip(1).filter(|(_, section)| section.level <= 2);
    let mut chapters: Vec<_> = sections.collect();
    let left_out = chapters.len().saturating_sub(MOST_CHAPTERS);
    chapters.truncate(MOST_CHAPTERS);
    if chapters.len() < 4 {
        return;
    }
    out.raw("<details class=\"chapters\"><summary>目录</summary><ul>");
    for (id, section) in chapters {
        let heading = u32::try_from(id).map_or("", |id| document.heading(id));
        out.raw(if section.level == 1 { "<li>" } else { "<li class=\"deeper\">" });
        out.open_link("go", Anchor::Section(package, file, id)).text(heading).raw("</a></li>");
    }
    out.raw("</ul>");
    if left_out > 0 {
        out.raw("<p class=\"cut\">另有 ").number(left_out).raw(" 个章节未列入目录。</p>");
    }
    out.raw("</details>");
}

/// What is spoken of with its surroundings, and the chapters in between: for documents that are too long.
/// Whether there was room for all of it.
fn push_excerpts(pen: &mut Pen<'_, '_>, room: usize) -> bool {
    pen.out.raw(
        "<p class=\"gap\">正文较长，这里只列出章节标题和报告提到的段落及其前后；略去的文字同样检查过。</p>",
    );
    let blocks = &pen.document.blocks;
    let mut is_shown: Vec<bool> =
        blocks.iter().map(|block| matches!(block.kind, BlockKind::Heading { level: 1..=2, .. })).collect();
    for mark in pen.marks.iter() {
        let at = pen.document.block_at(mark.span.start).unwrap_or_default() as usize;
        let until = (at + AROUND + 1).min(is_shown.len());
        is_shown[at.saturating_sub(AROUND).min(until)..until].fill(true);
    }
    let start = pen.out.len();
    let mut at = 0;
    for run in is_shown.chunk_by(|a, b| a == b) {
        let blocks = at..at + run.len();
        at = blocks.end;
        if !run[0] {
            pen.out.raw("<p class=\"cut\">…… 略去 ").number(blocks.len()).raw(" 段 ……</p>");
            continue;
        }
        for first in blocks.clone().step_by(AT_ONCE) {
            if pen.out.len() - start > room {
                pen.out.raw("<p class=\"gap\">其后的正文因篇幅略去，略去的文字同样检查过。</p>");
                return false;
            }
            push_blocks(pen, first..blocks.end.min(first + AT_ONCE));
        }
    }
    true
}

fn push_blocks(pen: &mut Pen<'_, '_>, blocks: Range<usize>) {
    let document = pen.document;
    let mut page = blocks.start.checked_sub(1).and_then(|before| page_of(&document.blocks[before]));
    let mut is_listing = false;
    for block in &document.blocks[blocks] {
        if block.kind == BlockKind::PageFurniture {
            continue;
        }
        let is_item = block.kind == BlockKind::ListItem;
        if is_listing != is_item {
            pen.out.raw(if is_item { "<ul>" } else { "</ul>" });
            is_listing = is_item;
        }
        if let Some(now) = page_of(block).filter(|&now| page != Some(now)) {
            push_page(pen.out, now, is_item);
            page = Some(now);
        }
        push_block(pen, block);
    }
    if is_listing {
        pen.out.raw("</ul>");
    }
}

fn page_of(block: &Block) -> Option<u32> {
    match block.origin {
        Origin::Page { page, .. } => Some(page),
        _ => None,
    }
}

fn push_page(out: &mut Html, page: u32, is_item: bool) {
    let page = page as usize;
    if is_item {
        out.raw("<li class=\"page\"><span>第 ").number(page).raw(" 页</span></li>");
    } else {
        out.raw("<p class=\"page\"><span>第 ").number(page).raw(" 页</span></p>");
    }
}

fn push_block(pen: &mut Pen<'_, '_>, block: &Block) {
    push_pictures(pen, block);
    let (open, close) = match &block.kind {
        BlockKind::Heading { level, .. } => return push_heading(pen, block, *level),
        BlockKind::Table(id) => {
            let document = pen.document;
            return table::push(pen, &document.tables[*id as usize], *id as usize + 1);
        }
        BlockKind::Paragraph => ("<p>", "</p>"),
        BlockKind::ListItem => ("<li>", "</li>"),
        BlockKind::Caption => ("<p class=\"caption\">", "</p>"),
        BlockKind::Contents => ("<p class=\"contents\">", "</p>"),
        BlockKind::Note => ("<p class=\"note\">", "</p>"),
        BlockKind::PageFurniture => return,
    };
    pen.out.raw(open);
    push_words(pen, block.span);
    pen.out.raw(close);
}

/// Chapters are headings of the fifth level: the page itself takes four.
fn push_heading(pen: &mut Pen<'_, '_>, block: &Block, level: u8) {
    let (package, file) = pen.file;
    pen.out.raw(if level <= 1 { "<h5" } else { "<h6" });
    if level > 2 {
        pen.out.raw(" aria-level=\"").number(usize::from(level) + 4).raw("\" role=\"heading\"");
    }
    let is_listed = level <= 2 && (block.section as usize) < pen.document.sections.len();
    if is_listed {
        pen.out.raw(" id=\"").anchor(Anchor::Section(package, file, block.section as usize)).raw("\"");
    }
    pen.out.raw(">");
    pen.words(block.span);
    pen.out.raw(if level <= 1 { "</h5>" } else { "</h6>" });
}

/// A paragraph; of an endless one the beginning and the surroundings of what is spoken of.
fn push_words(pen: &mut Pen<'_, '_>, span: Span) {
    if u32::try_from(span.len()).is_ok_and(|length| length <= LONGEST_BLOCK) {
        return pen.words(span);
    }
    let mut windows = vec![window(pen.document, span, Span { start: span.start, end: span.start + CONTEXT })];
    let marks: Vec<Span> = pen.touching(span).map(|at| pen.marks[at].span).collect();
    for mark in marks {
        let next = window(pen.document, span, mark);
        match windows.last_mut().filter(|last| next.start <= last.end) {
            Some(last) => *last = last.to(next),
            None => windows.push(next),
        }
    }
    for window in windows {
        pen.words(window);
        if window.end < span.end {
            pen.out.raw("<span class=\"cut\"> …… </span>");
        }
    }
}

/// The surroundings of a place, inside a block and on character boundaries.
fn window(document: &Document, block: Span, place: Span) -> Span {
    let text = &document.text;
    let start = text.floor_char_boundary(place.start.saturating_sub(CONTEXT).max(block.start) as usize);
    let end = text.ceil_char_boundary(place.end.saturating_add(CONTEXT).min(block.end) as usize);
    Span::new(start, end)
}

/// Pictures that stand between this block and the one before it.
fn push_pictures(pen: &mut Pen<'_, '_>, block: &Block) {
    let document = pen.document;
    let before = document.blocks.partition_point(|other| other.span.start < block.span.start);
    let from = before.checked_sub(1).map_or(0, |before| document.blocks[before].span.start + 1);
    let first = document.pictures.partition_point(|&at| at < from);
    let count = document.pictures.partition_point(|&at| at <= block.span.start).saturating_sub(first);
    if count > 0 {
        let tag = if block.kind == BlockKind::ListItem { ("<li", "</li>") } else { ("<p", "</p>") };
        pen.out.raw(tag.0).raw(" class=\"picture\">〔图片，内容未读取〕").raw(tag.1);
    }
}
