//! Pages as read → the gaps that say what of them could not be read.

use super::page::PageText;
use crate::document::Builder;
use crate::gap::{Gap, GapKind};

/// Tells of each page what is missing from its text.
pub(in crate::parse) fn report(pages: &[PageText], builder: &mut Builder) {
    pages.iter().for_each(|page| report_page(page, builder));
    report_invisible(pages, builder);
    report_recognised(pages, builder);
}

/// What of a page could not be read.
fn report_page(page: &PageText, builder: &mut Builder) {
    if page.unknown_characters > 0 {
        let kind = GapKind::UnmappedGlyphs(page.unknown_characters);
        builder.gap(Gap::new(kind).on_page(page.number));
    }
    if page.is_picture() {
        builder.gap(page.picture_gap());
    }
}

impl PageText {
    /// That the page is a picture, or why its text could not be recognised.
    pub(super) fn picture_gap(&self) -> Gap {
        let kind = match (&self.unrecognised, self.confidence) {
            (Some(why), _) => why.clone(),
            (None, Some(_)) => GapKind::Unrecognised("除页眉页脚外没有识别出文字".into()),
            (None, None) => GapKind::ImagePage,
        };
        Gap::new(kind).on_page(self.number)
    }
}

/// One remark for all pages whose text was recognised.
fn report_recognised(pages: &[PageText], builder: &mut Builder) {
    let recognised: Vec<(u32, u8)> =
        pages.iter().filter_map(|page| Some((page.number, page.confidence?))).collect();
    let Some(sum) = recognised.iter().map(|(_, confidence)| usize::from(*confidence)).reduce(|a, b| a + b)
    else {
        return;
    };
    let numbers: Vec<u32> = recognised.iter().map(|(number, _)| *number).collect();
    let detail = format!(
        "第 {} 页的内容由文字识别得到，平均置信度 {}%，可能有错字、漏字，以此为据的结论都列为待核实",
        ranges(&numbers),
        sum / recognised.len()
    );
    builder.gap(Gap::new(GapKind::Remark(detail)));
}

/// One remark for all pages whose text is drawn without ink.
fn report_invisible(pages: &[PageText], builder: &mut Builder) {
    let hidden: Vec<u32> =
        pages.iter().filter(|page| page.invisible_characters > 0).map(|page| page.number).collect();
    if !hidden.is_empty() {
        let detail = format!(
            "第 {} 页的文字来自看不见的文字层（一般由扫描件识别而来），可能有识别错误",
            ranges(&hidden)
        );
        builder.gap(Gap::new(GapKind::Remark(detail)));
    }
}

/// `1–3、7`
fn ranges(numbers: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => parts.push((number, number)),
        }
    }
    let written: Vec<String> = parts
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") })
        .collect();
    written.join("、")
}
