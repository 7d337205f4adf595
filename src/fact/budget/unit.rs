//! Where the unit of a table's amounts is stated: header, caption, title row, the lines around it.

use super::super::Fen;
use crate::document::{BlockKind, Document, Table};
use crate::span::Span;
use crate::words::without_spaces;

/// 分 in one 元.
pub(super) const YUAN: Fen = Fen(100);
/// 分 in one 万元.
pub(super) const WAN: Fen = Fen(1_000_000);

/// Blocks before the table in which a line about the unit may stand.
const BLOCKS_BEFORE: usize = 12;

/// The unit of money that a header cell names, `金额（万元）`: the worth of one in 分.
pub(super) fn in_header(text: &str) -> Option<Fen> {
    let text = without_spaces(text);
    words(&text).into_iter().next()
}

/// The units of money in a text without spaces.
fn words(text: &str) -> Vec<Fen> {
    const SCALES: [(&str, i64); 5] = [
        ("千万", 1_000_000_000),
        ("百万", 100_000_000),
        ("亿", 10_000_000_000),
        ("万", 1_000_000),
        ("千", 100_000),
    ];
    let mut found = Vec::new();
    for (at, _) in text.match_indices('元') {
        let (before, after) = (&text[..at], &text[at + '元'.len_utf8()..]);
        if before.ends_with(['单', '多', '一', '二', '三', '美', '欧', '日', '港', '公', '状', '像'])
            || after.starts_with(['数', '素', '件', '器', '组', '旦', '月', '宇'])
        {
            continue;
        }
        let before = before.trim_end_matches("人民币");
        let scale = SCALES.iter().find(|(word, _)| before.ends_with(word));
        found.push(Fen(scale.map_or(YUAN.0, |(_, worth)| *worth)));
    }
    if found.is_empty() && ["（万）", "(万)", "/万"].iter().any(|word| text.ends_with(word)) {
        found.push(WAN);
    }
    found
}

/// The unit that a line of text states for amounts: `单位：万元`, `以下金额单位均为元`, `（万元）`.
pub(super) fn in_line(text: &str) -> Option<Fen> {
    let text = without_spaces(text);
    for (at, word) in text.match_indices("单位") {
        let rest = &text[at + word.len()..];
        let Some(stated) = rest.strip_prefix(['：', ':', '为', '均', '是', '（', '(', '统']) else {
            continue;
        };
        let near: String = stated.chars().take(10).collect();
        let near = near.split(['。', '；', ';', '，']).next().unwrap_or_default();
        if let Some(unit) = words(near).into_iter().next() {
            return Some(unit);
        }
    }
    let bare = text.trim_matches(|c| matches!(c, '（' | '）' | '(' | ')' | '【' | '】' | '：' | ':'));
    let bare = bare.strip_prefix("人民币").unwrap_or(bare);
    match bare {
        "万元" | "元" | "千元" | "百万元" | "亿元" => in_header(bare),
        _ => None,
    }
}

/// The unit that caption, title or the lines around a table state.
pub(super) fn around(document: &Document, table: &Table, title: Option<Span>) -> Option<Fen> {
    let caption = table.caption.map(|id| document.slice(document.blocks[id as usize].span));
    let of_title = |text: &str| in_line(text).or_else(|| bracketed(text));
    caption
        .and_then(of_title)
        .or_else(|| title.and_then(|span| of_title(document.slice(span))))
        .or_else(|| before(document, table))
        .or_else(|| behind(document, table))
}

/// `投资概算表（万元）`: a unit in brackets at the end.
pub(super) fn bracketed(text: &str) -> Option<Fen> {
    let open = text.rfind(['（', '('])?;
    let inner = &text[open..];
    (inner.chars().count() <= 10).then(|| in_header(inner))?
}

fn before(document: &Document, table: &Table) -> Option<Fen> {
    let at = document.block_at(table.span.start)? as usize;
    let section = document.blocks[at].section;
    for block in document.blocks[..at].iter().rev().take(BLOCKS_BEFORE) {
        if block.section != section {
            return None;
        }
        match block.kind {
            BlockKind::Table(_) | BlockKind::Heading { .. } => return None,
            BlockKind::Contents | BlockKind::PageFurniture => {}
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Caption | BlockKind::Note => {
                if let Some(unit) = in_line(document.slice(block.span)) {
                    return Some(unit);
                }
            }
        }
    }
    None
}

/// A note right behind the table.
fn behind(document: &Document, table: &Table) -> Option<Fen> {
    let at = document.block_at(table.span.start)? as usize;
    let next = document.blocks.get(at + 1)?;
    let is_text = matches!(next.kind, BlockKind::Paragraph | BlockKind::Note | BlockKind::Caption);
    is_text.then(|| in_line(document.slice(next.span)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_units() {
        for (text, unit) in [
            ("金额（万元）", Some(WAN)),
            ("单价\n(元)", Some(YUAN)),
            ("单价（元/人月）", Some(YUAN)),
            ("投资 万 元", Some(WAN)),
            ("总价/万元", Some(WAN)),
            ("金额（人民币元）", Some(YUAN)),
            ("金额（亿元）", Some(Fen(10_000_000_000))),
            ("金额（千元）", Some(Fen(100_000))),
            ("金额(万)", Some(WAN)),
            ("数量", None),
            ("单元名称", None),
            ("元数据", None),
            ("美元", None),
        ] {
            assert_eq!(in_header(text), unit, "{text}");
        }
    }

    #[test]
    fn lines_state_units() {
        for (text, unit) in [
            ("单位：万元", Some(WAN)),
            ("单位:人民币元", Some(YUAN)),
            ("金额单位： 万元", Some(WAN)),
            ("以下金额单位均为万元。", Some(WAN)),
            ("项目总投资 22 万元。单位：元", Some(YUAN)),
            ("（万元）", Some(WAN)),
            ("建设单位：市大数据局", None),
            ("项目总投资 22 万元。", None),
            ("建设单位为某某公司，总投资 22 万元", None),
        ] {
            assert_eq!(in_line(text), unit, "{text}");
        }
    }
}
