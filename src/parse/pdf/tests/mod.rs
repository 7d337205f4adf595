//! Whole files in, documents out.

mod arrangement;
mod fonts;
mod locked;

use super::read;
use super::testing::{TestPdf, show};
use crate::document::{BlockKind, Document, HeadingEvidence, Origin};
use crate::gap::GapKind;
use crate::parse::Limits;

fn document(file: &[u8]) -> Document {
    let document = read("t.pdf", file, &Limits::default(), None);
    document.assert_valid();
    document
}

fn kinds(document: &Document) -> Vec<(&BlockKind, &str)> {
    document.blocks.iter().map(|block| (&block.kind, document.slice(block.span))).collect()
}

fn headings(document: &Document) -> Vec<(u8, &str)> {
    (1..document.sections.len() as u32)
        .map(|id| (document.sections[id as usize].level, document.heading(id)))
        .collect()
}

/// A full line of the test files: 39 characters of 10 points from 90 to 480.
const FULL: &str = "本项目建设统一的数据共享交换平台并接入全部业务系统形成覆盖各部门的信息资源目录";

fn lines(font: char, start_y: f64, texts: &[&str]) -> String {
    let indent = |text: &str| if text.starts_with('　') { 20.0 } else { 0.0 };
    (0..)
        .zip(texts)
        .map(|(at, text)| {
            show(
                font,
                10.0,
                90.0 + indent(text),
                start_y - 16.0 * f64::from(at),
                text.trim_start_matches('　'),
            )
        })
        .collect()
}

#[test]
fn lines_become_paragraphs_over_lines_and_pages() {
    let cut = format!("　{}", FULL.chars().take(38).collect::<String>());
    let body = ["　第一段只有一行。", cut.as_str(), FULL, "到这里结束。", cut.as_str(), FULL];
    let first = lines('C', 760.0, &body) + &show('C', 9.0, 290.0, 40.0, "- 1 -");
    let second = lines('C', 760.0, &["接着上一页。", "　新的一段。"]) + &show('C', 9.0, 290.0, 40.0, "- 2 -");
    let document = document(&TestPdf::new().page(&first).page(&second).build());
    let texts: Vec<&str> = kinds(&document)
        .into_iter()
        .filter(|(kind, _)| **kind == BlockKind::Paragraph)
        .map(|(_, text)| text)
        .collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    assert_eq!(texts[0], "第一段只有一行。");
    assert!(texts[1].ends_with("到这里结束。") && texts[1].contains(FULL));
    assert!(texts[2].ends_with("接着上一页。") && !texts[2].contains(' '), "{}", texts[2]);
    assert_eq!(texts[3], "新的一段。");
    let furniture = kinds(&document).into_iter().filter(|(kind, _)| **kind == BlockKind::PageFurniture);
    assert_eq!(furniture.map(|(_, text)| text).collect::<Vec<_>>(), ["- 1 -", "- 2 -"]);
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
    assert_eq!(document.pages, Some(2));
}

#[test]
fn size_and_face_show_headings_and_boxes_their_places() {
    let page = show('B', 16.0, 200.0, 780.0, "第一章 项目概述")
        + &show('B', 12.0, 90.0, 750.0, "一、建设背景")
        + &lines('C', 730.0, &[FULL, FULL, "内容。"]);
    let document = document(&TestPdf::new().page(&page).build());
    assert_eq!(headings(&document), [(1, "第一章 项目概述"), (2, "一、建设背景")]);
    let Origin::Page { page, bbox } = document.blocks[0].origin else { panic!("no place") };
    assert_eq!((page, bbox.x0, bbox.y0, bbox.y1), (1, 20_000, 4_840, 6_440));
}

#[test]
fn bookmarks_are_headings_with_their_levels() {
    let page = lines('C', 780.0, &["概述", FULL, "内容。", "背景", "内容。"]);
    let top = TestPdf::page_object(0);
    let file = TestPdf::new()
        .page(&page)
        .catalog("/Outlines 50 0 R")
        .object(50, "<</First 51 0 R/Last 51 0 R>>")
        .object(51, &format!("<</Title<feff69828ff0>/Dest[{top} 0 R/XYZ 0 800 0]/First 52 0 R>>"))
        .object(52, "<</Title<feff80cc666f>/A<</S/GoTo/D(b)>>/Next 51 0 R>>")
        .catalog("/Names<</Dests<</Names[(b)[0/FitH 740]]>>>>")
        .build();
    let document = document(&file);
    assert_eq!(headings(&document), [(1, "概述"), (2, "背景")]);
    let evidence = document.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading { evidence, .. } => Some(*evidence),
        _ => None,
    });
    assert!(evidence.into_iter().all(|evidence| evidence == HeadingEvidence::Explicit));
}

/// A ruled table: column edges, row edges from the top, the cells row by row.
fn ruled(xs: &[f64], ys: &[f64], rows: &[&[&str]]) -> String {
    let (left, right) = (xs[0], xs[xs.len() - 1]);
    let (top, bottom) = (ys[0], ys[ys.len() - 1]);
    let mut content = String::new();
    for y in ys {
        content += &format!("{left} {y} m {right} {y} l S\n");
    }
    for x in xs {
        content += &format!("{x} {bottom} 0.5 {} re f\n", top - bottom);
    }
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            content += &show('C', 10.0, xs[column] + 4.0, ys[row] - 14.0, cell);
        }
    }
    content
}

#[test]
fn a_table_goes_on_behind_the_page_break_without_its_repeated_header() {
    let xs = [90.0, 130.0, 330.0, 490.0];
    let first = ruled(
        &xs,
        &[200.0, 180.0, 160.0],
        &[&["序号", "费用名称", "金额（万元）"], &["1", "软件开发", "1,200"]],
    );
    let second =
        ruled(&xs, &[780.0, 760.0, 740.0], &[&["序号", "费用名称", "金额（万元）"], &["2", "合计", "1,280"]]);
    let document = document(&TestPdf::new().page(&first).page(&second).build());
    assert_eq!(document.tables.len(), 1);
    assert_eq!(document.text, "序号\t费用名称\t金额（万元）\n1\t软件开发\t1,200\n2\t合计\t1,280");
    let place = document.locate(document.tables[0].cell(2, 2).unwrap().span);
    assert_eq!((place.page, place.table, place.row, place.column), (Some(2), Some(1), Some(3), Some(3)));
}

/// Cells at three places, 25 points between the rows.
fn unruled(start_y: f64, rows: &[&[&str]]) -> String {
    let cells = |(row, cells): (i32, &&[&str])| -> String {
        let y = start_y - 25.0 * f64::from(row);
        [90.0, 150.0, 300.0].iter().zip(cells.iter()).map(|(x, cell)| show('C', 10.0, *x, y, cell)).collect()
    };
    (0..).zip(rows).map(cells).collect()
}

#[test]
fn a_table_without_lines_goes_on_behind_the_page_break() {
    let head: &[&str] = &["序号", "费用名称", "金额（万元）"];
    let first = lines('C', 780.0, &[FULL])
        + &unruled(150.0, &[head, &["1", "软件开发", "1,200"], &["2", "硬件购置", "300"]]);
    let second = unruled(780.0, &[&["", "合计", "1,500"]]) + &lines('C', 700.0, &["表后的一段正文。"]);
    let document = document(&TestPdf::new().page(&first).page(&second).build());
    assert_eq!(document.tables.len(), 1);
    let table = document.slice(document.blocks[1].span);
    assert_eq!(table, "序号\t费用名称\t金额（万元）\n1\t软件开发\t1,200\n2\t硬件购置\t300\n\t合计\t1,500");
    assert_eq!(document.locate(document.tables[0].cell(3, 1).unwrap().span).page, Some(2));
}

#[test]
fn a_head_alone_at_the_foot_of_a_page_belongs_to_the_table_behind_the_break() {
    let first = lines('C', 780.0, &[FULL]) + &unruled(60.0, &[&["序号", "费用名称", "金额（万元）"]]);
    let second = unruled(780.0, &[&["1", "软件开发", "1,200"], &["2", "硬件购置", "300"]]);
    let document = document(&TestPdf::new().page(&first).page(&second).build());
    assert_eq!(document.text.lines().nth(1), Some("序号\t费用名称\t金额（万元）"));
    assert_eq!((document.tables.len(), document.blocks.len()), (1, 2));
}

#[test]
fn a_total_behind_the_page_break_is_a_row_of_its_own() {
    let xs = [90.0, 130.0, 330.0, 490.0];
    let first =
        ruled(&xs, &[200.0, 180.0, 160.0], &[&["序号", "费用名称", "金额"], &["1", "预备费", "9.06"]]);
    let second = ruled(&xs, &[780.0, 760.0], &[&["", "合计", "198.00"]]);
    let document = document(&TestPdf::new().page(&first).page(&second).build());
    assert_eq!(document.text, "序号\t费用名称\t金额\n1\t预备费\t9.06\n\t合计\t198.00");
}

#[test]
fn what_was_drawn_for_the_eye_only_is_told() {
    let picture = "q 595 0 0 842 0 0 cm /I Do Q\n";
    let image = "<</Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\nx\nendstream";
    let scanned = picture.to_owned()
        + "BT 3 Tr ET\n"
        + &show('C', 10.0, 90.0, 700.0, "识别出的文字").replace("BT", "BT 3 Tr");
    let unknown = "BT /X 10 Tf 90 700 Td <00010002> Tj ET";
    let numbered = picture.to_owned() + &show('C', 9.0, 290.0, 40.0, "- 4 -");
    let file =
        TestPdf::new().page(picture).page(&scanned).page(unknown).page(&numbered).object(21, image).build();
    let document = document(&file);
    let gaps: Vec<(Option<u32>, &GapKind)> = document.gaps.iter().map(|gap| (gap.page, &gap.kind)).collect();
    assert_eq!(gaps[0], (Some(1), &GapKind::ImagePage));
    assert_eq!(gaps[1], (Some(3), &GapKind::UnmappedGlyphs(2)));
    assert_eq!(gaps[3], (Some(4), &GapKind::ImagePage), "a page number is no text");
    assert!(matches!(gaps[2], (None, GapKind::Remark(detail)) if detail.contains("第 2 页")), "{gaps:?}");
    assert_eq!(document.text, "识别出的文字\n\u{fffd}\u{fffd}\n- 4 -");
}

#[test]
fn the_actual_text_counts_and_hidden_layers_do_not() {
    let page = "/Span<</ActualText<feff4e00671f>>>BDC BT /X 10 Tf 90 700 Td <00010002> Tj ET EMC\n"
        .to_owned()
        + "/OC/Off BDC "
        + &show('C', 10.0, 90.0, 650.0, "看不见的图层")
        + " EMC\n"
        + &show('C', 10.0, 90.0, 600.0, "看得见的文字");
    let file = TestPdf::new()
        .page(&page)
        .object(22, "<</Type/OCG/Name(x)>>")
        .catalog("/OCProperties<</OCGs[22 0 R]/D<</OFF[22 0 R]>>>>")
        .build();
    let document = document(&file);
    assert_eq!(document.text, "一期\n看得见的文字");
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
}

#[test]
fn turned_pages_read_like_upright_ones() {
    let upright = lines('C', 780.0, &["第一行文字", "第二行文字"]);
    // Drawn on its side: the text runs upwards, the second line to the right of the first.
    let turned = upright
        .replace("1 0 0 1 90 780 Tm", "0 1 -1 0 90 90 Tm")
        .replace("1 0 0 1 90 764 Tm", "0 1 -1 0 106 90 Tm");
    let file = TestPdf::new().page_with("/Rotate 90", upright.clone().into_bytes()).page(&turned).build();
    let document = document(&file);
    assert_eq!(document.text, "第一行文字\n第二行文字\n第一行文字\n第二行文字");
    let Origin::Page { bbox, .. } = document.blocks[2].origin else { panic!("no place") };
    assert!(bbox.y1 - bbox.y0 > bbox.x1 - bbox.x0, "its box on the page stands upright: {bbox:?}");
}

#[test]
fn a_form_that_draws_itself_is_drawn_once() {
    let form = "<</Subtype/Form/BBox[0 0 595 842]/Resources 3 0 R/Length 60>>stream\nBT /L 12 Tf 72 700 Td (from a form) Tj ET /F Do           \nendstream";
    let document = document(&TestPdf::new().page("/F Do").object(20, form).build());
    assert_eq!(document.text, "from a form");
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
}

#[test]
fn limits_stop_the_work_and_are_told() {
    let limits = Limits { pdf_page_operators: 50, pdf_pages: 2, ..Limits::default() };
    let many = "BT /L 12 Tf 72 700 Td (a) Tj ET ".repeat(40);
    let file = TestPdf::new().page("BT /L 12 Tf 72 700 Td (kept) Tj ET").page(&many).page(&many).build();
    let document = read("t.pdf", &file, &limits, None);
    document.assert_valid();
    assert!(document.text.starts_with("kept"));
    let told: Vec<(Option<u32>, &str)> = document
        .gaps
        .iter()
        .filter_map(|gap| match gap.kind {
            GapKind::Limit { limit, .. } => Some((gap.page, limit)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(Some(2), "pdf-page-operators"), (None, "pdf-pages")]);
}

#[test]
fn broken_and_locked_files_say_so() {
    let kinds = |file: &[u8]| document(file).gaps.into_iter().map(|gap| gap.kind).collect::<Vec<_>>();
    let whole = TestPdf::new().page("BT /L 12 Tf 72 700 Td (text) Tj ET").build();
    assert!(matches!(kinds(b"%PDF-1.7 nothing")[..], [GapKind::Damaged(_)]));
    assert!(kinds(&whole[..whole.len() / 2]).iter().any(GapKind::hides_content));
    let locked = TestPdf::new()
        .page("BT /L 12 Tf 72 700 Td (text) Tj ET")
        .trailer(&format!(
            "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{0}>/U<{0}>>>",
            "11".repeat(32)
        ))
        .build();
    assert_eq!(kinds(&locked), [GapKind::Encrypted]);
    let unparsable = TestPdf::new().page("BT /L 12 Tf 72 700 Td (text) Tj ET (never closed").build();
    assert!(matches!(kinds(&unparsable)[..], [GapKind::Damaged(_)]));
}
