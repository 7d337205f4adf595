//! Paragraphs that a conversion from PDF cut in the middle of a sentence → paragraphs.
//!
//! Only where the document as a whole shows it: many long paragraphs end without the end of a sentence,
//! and what follows these is hardly ever indented, while what follows a whole sentence mostly is.
//! Documents that people wrote are left as they are.

use super::walk::{Indent, Item, Story};
use crate::document::{DraftKind, numbering};
use crate::parse::plain::append;

/// Characters from which on a paragraph is running text.
const SHORTEST_LINE: usize = 20;
/// Fewer cuts than this show nothing.
const FEWEST_CUTS: usize = 20;
/// Cuts in a hundred long paragraphs that a careless writer does not reach.
const CUTS_IN_A_HUNDRED: usize = 20;

/// Puts cut paragraphs together again.
pub(in crate::parse) fn rejoin(items: Vec<Item>) -> Vec<Item> {
    if !is_cut(&items) {
        return items;
    }
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    // The indent of the last piece: the first line of a paragraph may stand further in than the rest.
    let mut above: Option<Indent> = None;
    for item in items {
        let Some((text, indent)) = running_text(&item) else {
            above = None;
            joined.push(item);
            continue;
        };
        if let (Some(above), Some(Item::Paragraph { text: open, .. })) = (above, joined.last_mut())
            && is_unfinished(open)
            && !indent.opens_below(above)
            && !opens_item(text)
        {
            append(open, text.trim());
        } else {
            joined.push(item.clone());
        }
        above = Some(indent);
    }
    joined
}

impl Indent {
    /// Whether a paragraph with this indent looks like a new one below the other.
    fn opens_below(self, above: Indent) -> bool {
        self.first_line > 0 || self.left > above.left
    }
}

fn running_text(item: &Item) -> Option<(&str, Indent)> {
    match item {
        Item::Paragraph { text, draft, story: Story::Body, indent } if draft.kind == DraftKind::Text => {
            Some((text, *indent))
        }
        _ => None,
    }
}

fn is_long(text: &str) -> bool {
    text.chars().nth(SHORTEST_LINE - 1).is_some()
}

/// Long, and without the end of a sentence.
fn is_unfinished(text: &str) -> bool {
    let end = text.trim_end_matches(['”', '’', '"', '）', ')', '》']);
    is_long(text) && !end.ends_with(['。', '！', '？', '；', '：', ':', ';', '!', '?', '…', '.'])
}

fn opens_item(text: &str) -> bool {
    numbering::parse(text).is_some()
        || text.starts_with(['●', '•', '■', '◆', '▪', '·', '○', '□', '★', '※', '➢', '◇', '-', '—'])
}

fn is_cut(items: &[Item]) -> bool {
    let (mut long, mut cuts) = (0, 0);
    // Paragraphs behind a whole sentence and behind a cut: all, and those that are indented.
    let mut behind = [[0_usize; 2]; 2];
    for pair in items.windows(2) {
        let Some((text, above)) = running_text(&pair[0]).filter(|(text, _)| is_long(text)) else { continue };
        long += 1;
        let is_open = is_unfinished(text);
        cuts += usize::from(is_open);
        if let Some((_, indent)) = running_text(&pair[1]) {
            let count = &mut behind[usize::from(is_open)];
            count[0] += 1;
            count[1] += usize::from(indent.opens_below(above));
        }
    }
    let [[whole, whole_indented], [open, open_indented]] = behind;
    // A list without full stops has no sentence that a cut could have left unfinished.
    let ended =
        items.iter().filter_map(running_text).filter(|(text, _)| text.trim_end().ends_with('。')).count();
    cuts >= FEWEST_CUTS
        && ended * 4 >= cuts
        && cuts * 100 >= long * CUTS_IN_A_HUNDRED
        && open_indented * 4 <= open
        && whole > 0
        && whole_indented * 5 >= whole * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Draft;

    fn paragraph(text: &str, first_line: i32) -> Item {
        let indent = Indent { left: 100, first_line };
        Item::Paragraph { text: text.into(), draft: Draft::default(), story: Story::Body, indent }
    }

    fn texts(items: &[Item]) -> Vec<&str> {
        items.iter().filter_map(running_text).map(|(text, _)| text).collect()
    }

    #[test]
    fn pieces_of_a_conversion_become_paragraphs() {
        let line = "系统面向各部门提供统一的数据共享服务能力并支持按照主题目录";
        let mut items = Vec::new();
        for _ in 0..25 {
            items.extend([paragraph(line, 400), paragraph("进行检索和申请使用，由主管部门审批。", 0)]);
            items.push(paragraph("平台按月统计各部门目录更新情况并予以通报。", 400));
        }
        let joined = rejoin(items);
        let whole = format!("{line}进行检索和申请使用，由主管部门审批。");
        assert_eq!(texts(&joined)[..2], [whole.as_str(), "平台按月统计各部门目录更新情况并予以通报。"]);
        assert_eq!(joined.len(), 50);
    }

    #[test]
    fn what_people_wrote_stays() {
        let line = "支持面向各部门提供统一的数据共享服务能力并按照主题目录检索";
        let items: Vec<Item> = (0..90).map(|nth| paragraph(line, 400 * (nth % 2))).collect();
        assert_eq!(rejoin(items).len(), 90);
        let listed: Vec<Item> = (0..90).map(|_| paragraph(line, 0)).collect();
        assert_eq!(rejoin(listed).len(), 90, "a list without indents and full stops");
    }
}
