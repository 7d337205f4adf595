//! Damage, passwords, other versions, limits, and any bytes at all.

use super::build::{Draft, compound, plc, row, styles};
use super::{read, shown};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::doc::fib::{Part, Structure};

fn kinds(bytes: &[u8]) -> Vec<GapKind> {
    read(bytes).gaps.into_iter().map(|gap| gap.kind).collect()
}

fn is_damaged(bytes: &[u8]) -> bool {
    matches!(kinds(bytes).as_slice(), [GapKind::Damaged(_)])
}

#[test]
fn what_is_not_read_is_named() {
    let mut locked = Draft::new().plain("秘密");
    locked.flags = 0x0300;
    assert_eq!(kinds(&locked.build()), [GapKind::Encrypted]);
    let mut older = Draft::new().plain("旧");
    older.version = 104;
    assert!(matches!(&kinds(&older.build())[..], [GapKind::Unsupported(what)] if what.contains("Word 95")));
    assert!(is_damaged(&compound(&[("WordDocument", &[0; 64])])));
    assert!(is_damaged(&compound(&[("WordDocument", &[])])));
    assert!(is_damaged(&Draft::new().plain("甲").build()[..1000]));
}

#[test]
fn missing_structures_are_said_and_the_rest_is_read() {
    let lost = Draft::new().plain("甲").structure(Structure::Pieces, vec![]);
    let mut bytes = lost.build();
    let at = bytes.windows(2).position(|pair| pair == 0xA5EC_u16.to_le_bytes()).unwrap();
    let place = at + 0x9A + 8 * Structure::ParagraphPages as usize;
    bytes[place..place + 4].copy_from_slice(&0x00FF_FFFF_u32.to_le_bytes());
    let document = read(&bytes);
    assert_eq!(shown(&document), "p 甲");
    assert_eq!(document.gaps.len(), 2, "{:?}", document.gaps);
    let mut no_pieces = Draft::new().plain("甲").build();
    let place = at + 0x9A + 8 * Structure::Pieces as usize;
    no_pieces[place + 4..place + 8].copy_from_slice(&[0; 4]);
    assert!(is_damaged(&no_pieces));
}

#[test]
fn limits_keep_what_came_before() {
    let bytes = Draft::new().plain("第一段").plain("第二段").plain("第三段").build();
    let limits = Limits { docx_paragraphs: 2, ..Limits::default() };
    let document = crate::parse::doc::read("a.doc", &bytes, &limits);
    assert_eq!(shown(&document), "p 第一段\np 第二段");
    assert!(matches!(
        document.gaps[0].kind,
        GapKind::Limit { limit: "docx-paragraphs", measured: 3, allowed: 2 }
    ));
    let limits = Limits { characters: 3, ..Limits::default() };
    assert_eq!(crate::parse::doc::read("a.doc", &bytes, &limits).gaps.len(), 1);
}

/// A document with something of everything.
fn everything() -> Vec<u8> {
    let mut shape = vec![0; 22];
    shape[14] = 9;
    let in_table: &[u8] = &[0x16, 0x24, 1];
    Draft::new()
        .structure(
            Structure::Styles,
            styles(&[(0, "正文", 0xFFF, &[]), (1, "标题 1", 0, &[0x0B, 0x46, 1, 0])]),
        )
        .paragraph("概述\r", 1, &[])
        .plain("见\u{13} REF a \u{14}第二章\u{15}\u{2}。")
        .look("\u{2}", &[0x55, 0x08, 1])
        .paragraph("甲\u{7}", 0, in_table)
        .paragraph("乙\u{7}", 0, in_table)
        .paragraph("\u{7}", 0, &row(&[0, 100, 300], &[3, 0]))
        .plain("旧文")
        .look("旧", &[0x00, 0x08, 1])
        .part(Part::Main)
        .plain("脚注。")
        .part(Part::Footnotes)
        .plain("页眉")
        .part(Part::Headers)
        .plain("框")
        .part(Part::Boxes)
        .structure(Structure::FootnoteReferences, plc(&[3, 30], &[1, 0]))
        .structure(Structure::FootnoteTexts, plc(&[0, 4, 5], &[]))
        .structure(Structure::Boxes, plc(&[0, 2], &shape))
        .build()
}

#[test]
fn any_bytes_give_a_document() {
    let whole = everything();
    assert_eq!(
        shown(&read(&whole)),
        "furniture 页眉\nh1 概述\np 见第二章。\nnote 脚注。\ntable 甲\t乙\np 文\nnote 框"
    );
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for round in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..=next(6) {
            let at = next(bytes.len());
            bytes[at] = [0, 0xFF, 0x80, next(256) as u8][next(4)];
        }
        if round % 5 == 0 {
            bytes.truncate(next(bytes.len()));
        }
        read(&bytes);
    }
    // The head, where a byte counts most.
    let head = whole.windows(2).position(|pair| pair == 0xA5EC_u16.to_le_bytes()).unwrap();
    for at in head..head + 0x400 {
        for value in [0, 0x7F, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            read(&bytes);
        }
    }
}
