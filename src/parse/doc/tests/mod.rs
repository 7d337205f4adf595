//! Small documents built by hand → what is read of them.

mod build;
mod damage;
mod parts;
mod text;

use crate::document::{BlockKind, Document};
use crate::parse::Limits;

fn read(bytes: &[u8]) -> Document {
    let document = super::read("方案.doc", bytes, &Limits::default());
    document.assert_valid();
    document
}

/// Kind and text of each block, headings with their level.
fn blocks(document: &Document) -> Vec<(String, &str)> {
    let name = |kind: &BlockKind| match kind {
        BlockKind::Heading { level, .. } => format!("h{level}"),
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::ListItem => "item".to_owned(),
        BlockKind::Table(_) => "table".to_owned(),
        BlockKind::Caption => "caption".to_owned(),
        BlockKind::Contents => "contents".to_owned(),
        BlockKind::Note => "note".to_owned(),
        BlockKind::PageFurniture => "furniture".to_owned(),
    };
    document.blocks.iter().map(|block| (name(&block.kind), document.slice(block.span))).collect()
}

/// The blocks as one text, a line each.
fn shown(document: &Document) -> String {
    let lines =
        blocks(document).into_iter().map(|(kind, text)| format!("{kind} {}", text.replace('\n', "/")));
    lines.collect::<Vec<_>>().join("\n")
}
