//! Labels of drawings: words inside a figure are no paragraphs and no headings.

use super::geometry::Area;
use super::page::{PageBlock, PageText, Role};
use crate::document::numbering;

/// Lines above a caption that make a drawing.
const LEAST_LABELS: usize = 3;

/// Gives the labels of drawings their role. A figure ends in its caption below; its labels are the
/// short lines above, back to the last line of running text, if something is drawn among them.
pub(super) fn mark(page: &mut PageText, drawings: &[Area]) {
    let captions: Vec<usize> =
        (0..page.blocks.len()).filter(|&at| is_figure_caption(&page.blocks[at])).collect();
    let widest = page.lines_mut().map(|line| line.area.width()).fold(0.0, f64::max);
    for caption in captions {
        let labels = labels_above(page, caption, widest);
        let area = labels.iter().filter_map(|&at| area_of(&page.blocks[at])).reduce(|a, b| a.to(&b));
        let Some(area) = area.filter(|_| labels.len() >= LEAST_LABELS) else { continue };
        let on_page = page.direction.on_page(&area);
        let is_drawn = drawings.iter().filter(|drawn| touches(drawn, &on_page)).count() >= 2
            || drawings.iter().any(|drawn| drawn.overlap(&on_page).height() > 0.3 * on_page.height());
        if is_drawn {
            for at in labels {
                if let PageBlock::Line(line) = &mut page.blocks[at] {
                    line.role = Role::Aside;
                }
            }
        }
    }
}

fn area_of(block: &PageBlock) -> Option<Area> {
    match block {
        PageBlock::Line(line) => Some(line.area),
        PageBlock::Table(_) => None,
    }
}

fn touches(drawn: &Area, area: &Area) -> bool {
    drawn.x0 <= area.x1 && area.x0 <= drawn.x1 && drawn.y0 <= area.y1 && area.y0 <= drawn.y1
}

/// `图 2 总体架构`: short, and a number behind the word.
fn is_figure_caption(block: &PageBlock) -> bool {
    let PageBlock::Line(line) = block else { return false };
    let Some(rest) = line.text.strip_prefix('图') else { return false };
    rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
        && line.text.chars().count() <= 50
        && !line.text.ends_with(['。', '，', '；'])
}

/// The blocks of the labels above a caption, from the bottom.
fn labels_above(page: &PageText, caption: usize, widest: f64) -> Vec<usize> {
    let column = match &page.blocks[caption] {
        PageBlock::Line(line) => line.column,
        PageBlock::Table(_) => return Vec::new(),
    };
    let mut labels = Vec::new();
    for at in (0..caption).rev() {
        let PageBlock::Line(line) = &page.blocks[at] else { break };
        let is_text = line.text.ends_with(['。', '：', '；', ':', '!'])
            || (line.pieces == 1 && line.area.width() >= 0.7 * widest)
            || numbering::parse(&line.text).is_some_and(|number| number.style.is_strong())
            || is_figure_caption(&page.blocks[at]);
        if is_text || line.role != Role::Body || line.column != column {
            break;
        }
        labels.push(at);
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::page::Line;

    fn page(texts: &[(&str, f64)]) -> PageText {
        let block = |(at, (text, width)): (usize, &(&str, f64))| {
            let y = 100.0 + 20.0 * at as f64;
            PageBlock::Line(Line {
                text: (*text).to_owned(),
                area: Area { x0: 90.0, y0: y, x1: 90.0 + width, y1: y + 10.0 },
                pieces: 1,
                ..Line::default()
            })
        };
        PageText { blocks: texts.iter().enumerate().map(block).collect(), ..PageText::default() }
    }

    fn labels(page: &mut PageText) -> Vec<String> {
        page.lines_mut().filter(|line| line.role == Role::Aside).map(|line| line.text.clone()).collect()
    }

    #[test]
    fn words_in_a_drawing_are_its_labels() {
        let texts = [
            ("系统的总体架构如下图所示。", 300.0),
            ("展现层", 50.0),
            ("应用层", 50.0),
            ("数据层", 50.0),
            ("图 1 总体架构", 90.0),
        ];
        let box_around = Area { x0: 90.0, y0: 118.0, x1: 200.0, y1: 170.0 };
        let mut drawn = page(&texts);
        mark(&mut drawn, &[box_around]);
        assert_eq!(labels(&mut drawn), ["展现层", "应用层", "数据层"]);
        let mut bare = page(&texts);
        mark(&mut bare, &[]);
        assert!(labels(&mut bare).is_empty(), "without a drawing they are lines of text");
    }
}
