//! In which order what stands on a page is read, and what of it is text.

use super::{FULL, document, kinds, lines};
use crate::document::{BlockKind, Origin};
use crate::gap::GapKind;
use crate::parse::pdf::testing::{TestPdf, show};

/// A font whose lines run from top to bottom.
fn vertical(file: TestPdf) -> TestPdf {
    let gb = "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>";
    file.composite('V', 30, "/GBK-EUC-V", gb)
}

#[test]
fn vertical_lines_are_read_from_the_right() {
    let columns = ["　第一列文字从上到下。", "　第二列在它的左边。", "　第三列是最后一列。"];
    let page: String = (0..)
        .zip(columns)
        .map(|(at, text)| show('V', 12.0, 500.0 - 20.0 * f64::from(at), 780.0, text))
        .collect();
    let document = document(&vertical(TestPdf::new()).page(&page).build());
    assert_eq!(document.text, "第一列文字从上到下。\n第二列在它的左边。\n第三列是最后一列。");
    let Origin::Page { bbox, .. } = document.blocks[0].origin else { panic!("no place") };
    assert!(bbox.x0 < 50_000 && 50_000 < bbox.x1 && bbox.y1 - bbox.y0 > 10_000, "{bbox:?}");
}

#[test]
fn pages_turned_by_every_quarter_read_like_upright_ones() {
    let page =
        lines('C', 560.0, &["　第一段的文字。", "　第二段的文字。"]) + &show('C', 9.0, 90.0, 300.0, "第三段");
    let upright = document(&TestPdf::new().page(&page).build());
    assert_eq!(upright.text, "第一段的文字。\n第二段的文字。\n第三段");
    for angle in [0, 90, 180, 270, 360, -90] {
        let keys = format!("/Rotate {angle}");
        // The page is shown turned; its text, drawn upright, then runs in that direction.
        let turned = document(&TestPdf::new().page_with(&keys, page.clone().into_bytes()).build());
        assert_eq!(turned.text, upright.text, "turned by {angle}");
        // The text is drawn so that it stands upright on the turned page.
        let matrix = match angle {
            90 => "0 1 -1 0 595 0",
            180 => "-1 0 0 -1 595 842",
            270 | -90 => "0 -1 1 0 0 842",
            _ => "1 0 0 1 0 0",
        };
        let drawn = format!("q {matrix} cm {page} Q");
        let shown = document(&TestPdf::new().page_with(&keys, drawn.into_bytes()).build());
        assert_eq!(shown.text, upright.text, "drawn for a page turned by {angle}");
    }
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let column = |x: f64, first: &str| -> String {
        let texts = [first, "接着写第二行文字写满这一栏的宽度到头", "再写第三行文字写满这一栏的宽度到头了"];
        let rest = ["第四行还是写满这一栏的宽度直到栏的边", "第五行也要写满这一栏的宽度直到栏的边"];
        let all = texts.into_iter().chain(rest).chain(["到此为止。"]);
        (0..).zip(all).map(|(at, text)| show('C', 11.0, x, 740.0 - 16.0 * f64::from(at), text)).collect()
    };
    // The rows of the two columns are drawn in turn, as a producer of tables would.
    let (left, right) = (
        column(60.0, "左栏第一行文字写满这一栏的宽度直到头"),
        column(320.0, "右栏第一行文字写满这一栏的宽度直到头"),
    );
    let rows: String =
        left.lines().zip(right.lines()).map(|(left, right)| format!("{left}\n{right}\n")).collect();
    let page = show('B', 16.0, 220.0, 790.0, "一、跨两栏的标题") + &rows;
    let document = document(&TestPdf::new().page(&page).build());
    let rest = "接着写第二行文字写满这一栏的宽度到头再写第三行文字写满这一栏的宽度到头了\
        第四行还是写满这一栏的宽度直到栏的边第五行也要写满这一栏的宽度直到栏的边到此为止。";
    let expected = format!(
        "一、跨两栏的标题\n左栏第一行文字写满这一栏的宽度直到头{rest}\n右栏第一行文字写满这一栏的宽度直到头{rest}"
    );
    assert_eq!(document.text, expected);
    assert!(document.tables.is_empty());
}

#[test]
fn footnotes_stand_apart_from_the_text_that_goes_on_behind_the_page() {
    let body = lines('C', 760.0, &[FULL, FULL]) + &show('C', 6.0, 480.0, 748.0, "1");
    let rule = "90 110 m 230 110 l S\n";
    let note = show('C', 5.0, 90.0, 98.0, "1") + &show('C', 8.0, 94.0, 95.0, "数据来自统计年鉴。");
    let second = lines('C', 760.0, &["下一页接着写。"]);
    let document = document(&TestPdf::new().page(&(body + rule + &note)).page(&second).build());
    let texts: Vec<&str> = kinds(&document).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, [format!("{FULL}{FULL}1").as_str(), "1数据来自统计年鉴。", "下一页接着写。"]);
}

#[test]
fn text_drawn_twice_stands_once() {
    let shadow = |size: f64, x: f64, y: f64, step: f64, times: i32, text: &str| -> String {
        (0..times)
            .map(|at| show('C', size, x + step * f64::from(at), y - step * f64::from(at), text))
            .collect()
    };
    let page = shadow(16.0, 90.0, 700.0, 1.2, 2, "阴影标题文字")
        + &shadow(12.0, 90.0, 650.0, 0.3, 3, "加粗一一二二")
        + &shadow(12.0, 90.0, 600.0, 0.0, 4, "叠在原处共1122万元");
    let document = document(&TestPdf::new().page(&page).build());
    assert_eq!(document.text, "阴影标题文字\n加粗一一二二\n叠在原处共1122万元");
}

#[test]
fn characters_doubled_on_purpose_stay() {
    let page = show('C', 12.0, 90.0, 700.0, "一一对应，层层落实，1100万元，人人人从众");
    assert_eq!(
        document(&TestPdf::new().page(&page).build()).text,
        "一一对应，层层落实，1100万元，人人人从众"
    );
}

#[test]
fn a_hidden_layer_over_a_scan_is_its_text() {
    let picture = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x\nEI Q\n";
    let hidden = |text: &str, y: f64| show('C', 10.0, 90.0, y, text).replace("BT", "BT 3 Tr");
    let page = picture.to_owned() + &hidden("第一章 识别出的标题", 780.0) + &hidden("识别出的正文。", 740.0);
    let document = document(&TestPdf::new().page(&page).build());
    assert_eq!(document.text, "第一章 识别出的标题\n识别出的正文。");
    assert!(
        matches!(&document.gaps[..], [gap] if matches!(&gap.kind, GapKind::Remark(told) if told.contains("第 1 页")))
    );
    assert!(!document.has_hidden_content());
    assert!(matches!(document.blocks[1].kind, BlockKind::Paragraph));
}
