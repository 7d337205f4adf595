//! Tables, notes, headers and boxes.

use super::build::{Draft, plc, row};
use super::{read, shown};
use crate::document::{BlockKind, Origin};
use crate::parse::doc::fib::{Part, Structure};

const IN_TABLE: &[u8] = &[0x16, 0x24, 1];
const SPECIAL: &[u8] = &[0x55, 0x08, 1];

fn cells(draft: Draft, texts: &[&str]) -> Draft {
    texts.iter().fold(draft, |draft, text| draft.paragraph(&format!("{text}\u{7}"), 0, IN_TABLE))
}

#[test]
fn rows_and_merged_cells_make_a_table() {
    let mut draft = Draft::new().plain("表1 概算");
    draft = cells(draft, &["名称", "金额（万元）"]).paragraph("\u{7}", 0, &row(&[0, 100, 300], &[3, 0]));
    draft = cells(draft, &["", "甲", "乙"]).paragraph("\u{7}", 0, &row(&[0, 100, 200, 300], &[1, 0, 0]));
    let document = read(&draft.plain("以上。").build());
    assert_eq!(shown(&document), "caption 表1 概算\ntable 名称\t金额（万元）/甲\t乙\np 以上。");
    let table = &document.tables[0];
    assert_eq!((table.row_count, table.column_count), (2, 3));
    let spans: Vec<_> =
        table.cells.iter().map(|c| (c.row_idx, c.column_idx, c.row_span, c.column_span)).collect();
    assert_eq!(spans, [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]);
    assert_eq!(document.blocks[1].origin, Origin::Paragraph(2));
    assert_eq!(document.blocks[2].origin, Origin::Paragraph(7));
}

#[test]
fn tables_stand_in_cells_of_tables() {
    let inner: &[u8] = &[0x16, 0x24, 1, 0x49, 0x66, 2, 0, 0, 0];
    let draft = Draft::new()
        .paragraph("外\r", 0, IN_TABLE)
        .paragraph("内\r", 0, &[inner, &[0x4B, 0x24, 1]].concat())
        .paragraph("\r", 0, &[inner, &[0x4C, 0x24, 1]].concat())
        .paragraph("\u{7}", 0, IN_TABLE)
        .paragraph("\u{7}", 0, &row(&[0, 100], &[0]));
    let document = read(&draft.plain("后。").build());
    assert_eq!(shown(&document), "table 外\ntable 内\np 后。");
    assert_eq!(document.tables[1].nested_in, Some(0));
}

#[test]
fn tables_that_never_end_their_row_are_kept() {
    let document = read(&cells(Draft::new(), &["甲", "乙"]).build());
    assert_eq!(shown(&document), "table 甲\t乙");
    let stray = read(&Draft::new().paragraph("甲\u{7}", 0, &[]).plain("乙").build());
    assert_eq!(shown(&stray), "p 甲\np 乙", "a cell mark outside of tables ends a paragraph");
}

#[test]
fn notes_follow_the_block_that_refers_to_them() {
    let document = Draft::new()
        .plain("正文\u{2}一。")
        .look("\u{2}", SPECIAL)
        .plain("正文二\u{2}。")
        .look("\u{2}", SPECIAL)
        .part(Part::Main)
        .plain("\u{2} 脚注。")
        .part(Part::Footnotes)
        .plain("页眉 内部资料")
        .plain("页眉 内部资料")
        .plain("- 1 -")
        .part(Part::Headers)
        .plain("尾注。")
        .plain("没有出处的尾注。")
        .part(Part::Endnotes)
        .structure(Structure::FootnoteReferences, plc(&[2, 11], &[1, 0]))
        .structure(Structure::FootnoteTexts, plc(&[0, 6, 7], &[]))
        .structure(Structure::EndnoteReferences, plc(&[8, 11], &[1, 0]))
        .structure(Structure::EndnoteTexts, plc(&[0, 4, 13], &[]))
        .build();
    let document = read(&document);
    let expected =
        "furniture 页眉 内部资料\np 正文一。\nnote 脚注。\np 正文二。\nnote 尾注。\nnote 没有出处的尾注。";
    assert_eq!(shown(&document), expected);
    assert_eq!(document.blocks[2].origin, Origin::Paragraph(1));
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
}

#[test]
fn boxes_follow_their_anchor() {
    let mut shape = vec![0; 22];
    shape[14] = 9;
    let mut anchor = vec![0; 26];
    anchor[0] = 9;
    let document = Draft::new()
        .plain("甲\u{8}")
        .look("\u{8}", SPECIAL)
        .plain("乙")
        .part(Part::Main)
        .plain("框内文字")
        .part(Part::Boxes)
        .structure(Structure::Shapes, plc(&[1, 5], &anchor))
        .structure(Structure::Boxes, plc(&[0, 5], &shape))
        .build();
    let document = read(&document);
    assert_eq!(shown(&document), "p 甲\nnote 框内文字\np 乙");
    assert!(matches!(document.blocks[1].kind, BlockKind::Note));
    assert_eq!(document.blocks[1].origin, Origin::Paragraph(1));
}
