//! Paragraphs, headings, fields, revisions and numbers.

use super::build::{Draft, styles};
use super::{read, shown};
use crate::document::{Format, Origin};
use crate::gap::GapKind;
use crate::parse::doc::fib::Structure;

const BOLD: &[u8] = &[0x35, 0x08, 1];
const HIDDEN: &[u8] = &[0x3C, 0x08, 1];
const DELETED: &[u8] = &[0x00, 0x08, 1];
const INSERTED: &[u8] = &[0x01, 0x08, 1];
const SPECIAL: &[u8] = &[0x55, 0x08, 1];

#[test]
fn paragraphs_are_read_from_both_kinds_of_pieces() {
    let document = read(&Draft::new().plain("本项目建设一个平台。").plain("第二段。").build());
    assert_eq!(shown(&document), "p 本项目建设一个平台。\np 第二段。");
    assert_eq!(document.format, Format::Doc);
    assert_eq!(document.blocks[1].origin, Origin::Paragraph(2));
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
    let mut compressed = Draft::new().plain("Plain text.");
    compressed.is_compressed = true;
    assert_eq!(shown(&read(&compressed.build())), "p Plain text.");
}

#[test]
fn headings_come_from_styles_and_outline_levels() {
    let sheet = styles(&[
        (0, "正文", 0xFFF, &[]),
        (1, "标题 1", 0, &[]),
        (0xFFE, "二级标题", 0, &[]),
        (0xFFE, "我的样式,别名", 1, &[]),
        (19, "目录 1", 0, &[]),
        (34, "题注", 0, &[]),
    ]);
    let document = Draft::new()
        .structure(Structure::Styles, sheet)
        .paragraph("概述\r", 1, &[])
        .paragraph("背景\r", 2, &[])
        .paragraph("目标\r", 3, &[])
        .paragraph("范围\r", 0, &[0x40, 0x26, 2])
        .paragraph("概述\t1\r", 4, &[])
        .paragraph("总体架构\r", 5, &[])
        .plain("第一章 依据")
        .plain("依据如下，内容见后。")
        .build();
    let document = read(&document);
    let expected = "h1 概述\nh2 背景\nh1 目标\nh3 范围\ncontents 概述\t1\ncaption 总体架构\nh1 第一章 依据\np 依据如下，内容见后。";
    assert_eq!(shown(&document), expected);
}

#[test]
fn fields_show_their_results_only() {
    let document = Draft::new()
        .plain("见\u{13} REF _a \\h \u{14}第二章\u{15}，以及\u{13} TC \"x\" \u{15}下文。")
        .plain("从\u{13} HYPERLINK \"x\" 没有结束")
        .plain("后文。")
        .build();
    assert_eq!(shown(&read(&document)), "p 见第二章，以及下文。\np 从 HYPERLINK \"x\" 没有结束\np 后文。");
}

#[test]
fn a_contents_field_makes_contents_lines() {
    let document = Draft::new()
        .plain("\u{13} TOC \\o \"1-3\" \u{14}一、概述\t1")
        .plain("二、需求\t5\u{15}")
        .plain("正文在此。")
        .build();
    assert_eq!(shown(&read(&document)), "contents 一、概述\t1\ncontents 二、需求\t5\np 正文在此。");
}

#[test]
fn hidden_and_deleted_text_is_not_shown() {
    let document = Draft::new()
        .plain("总投资旧新万元秘密。")
        .look("旧", DELETED)
        .look("新", INSERTED)
        .look("秘密", HIDDEN)
        .plain("前半")
        .look("\r", DELETED)
        .plain("后半。")
        .build();
    let document = read(&document);
    assert_eq!(shown(&document), "p 总投资新万元。\np 前半后半。");
    let is_told = |gap: &crate::gap::Gap| matches!(&gap.kind, GapKind::Remark(text) if text.contains("插入 1 处，删除 2 处"));
    assert!(document.gaps.iter().any(is_told), "{:?}", document.gaps);
}

#[test]
fn breaks_tabs_and_signs_become_text() {
    let document = Draft::new()
        .plain("第一行\u{B}第二行\t甲\u{1E}乙\u{1F}丙(\u{8}")
        .look("\u{8}", SPECIAL)
        .look("(", &[SPECIAL, &[0x09, 0x6A, 0, 0, 0xB3, 0xF0]].concat())
        .structure(Structure::Fonts, [&[1, 0, 0, 0, 53][..], &[0; 39], &symbol_font()].concat())
        .build();
    let document = read(&document);
    assert_eq!(shown(&document), "p 第一行/第二行 甲-乙丙≥");
    assert_eq!(document.pictures.len(), 1);
}

fn symbol_font() -> Vec<u8> {
    "Symbol\0".encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn bold_and_size_are_known() {
    let document = Draft::new()
        .plain("建设依据")
        .look("建设依据", &[BOLD, &[0x43, 0x4A, 32, 0]].concat())
        .plain("依据《办法》编制，本段是正文，比标题长得多，用普通字号。")
        .plain("主要内容如下，本段也是正文，比标题长得多，用普通字号。")
        .build();
    assert!(shown(&read(&document)).starts_with("h1 建设依据\n"));
}

#[test]
fn lists_are_numbered() {
    let list = list_tables("第\0章", 37);
    let in_list: &[u8] = &[0x0A, 0x26, 0, 0x0B, 0x46, 1, 0];
    let document = Draft::new()
        .structure(Structure::ListOverrides, list.1)
        .structure(Structure::Lists, list.0)
        .paragraph("概述\r", 0, &[in_list, &[0x40, 0x26, 0]].concat())
        .paragraph("需求\r", 0, &[in_list, &[0x40, 0x26, 0]].concat())
        .paragraph("不编号\r", 0, &[0x0B, 0x46, 0, 0xF8])
        .build();
    assert_eq!(shown(&read(&document)), "h1 第一章 概述\nh1 第二章 需求\np 不编号");
}

/// One simple list and one reference to it.
fn list_tables(text: &str, format: u8) -> (Vec<u8>, Vec<u8>) {
    let mut list = vec![1, 0, 7, 0, 0, 0];
    list.resize(2 + 28, 0xFF);
    list[28] = 1;
    let mut level = vec![0; 28];
    (level[0], level[4], level[15]) = (1, format, 1);
    list.extend(level);
    list.extend((text.encode_utf16().count() as u16).to_le_bytes());
    list.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let mut reference = vec![1, 0, 0, 0, 7, 0, 0, 0];
    reference.resize(4 + 16, 0);
    reference.extend([0xFF; 4]);
    (list, reference)
}
