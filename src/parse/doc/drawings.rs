//! The drawings ([MS-DOC] 2.9.172 `OfficeArtContent`, [MS-ODRAW] 2.2) → which group each shape is in.
//! Only the group as a whole is anchored in the text, while each shape in it can hold text.

use crate::parse::bytes::{part, u16_at, u32_at};
use std::collections::HashMap;

/// Bytes of the head of a record.
const HEAD: usize = 8;
const ALL_DRAWINGS: u16 = 0xF000;
const DRAWING: u16 = 0xF002;
const GROUP: u16 = 0xF003;
const SHAPE: u16 = 0xF004;
const SHAPE_ID: u16 = 0xF00A;

/// Shape → the outermost group that holds it. Shapes outside of groups are not in it.
pub(super) fn groups(content: &[u8]) -> HashMap<u32, u32> {
    let mut groups = HashMap::new();
    let mut at = 0;
    let mut drawing_end = 0;
    // All shapes of a drawing stand in a group that is none.
    let mut awaits_root = false;
    let mut group_end = 0;
    let mut group = None;
    while let Some((kind, length)) = head(content, at) {
        let end = at + HEAD + length;
        match kind {
            ALL_DRAWINGS => at = end + 1,
            DRAWING => {
                (drawing_end, awaits_root, group_end) = (end, true, 0);
                at += HEAD;
            }
            GROUP => {
                if !awaits_root && at >= group_end {
                    (group_end, group) = (end, None);
                }
                awaits_root = false;
                at += HEAD;
            }
            SHAPE => at += HEAD,
            _ => {
                if kind == SHAPE_ID && at < group_end {
                    let id = u32_at(content, at + HEAD).unwrap_or(0);
                    groups.insert(id, *group.get_or_insert(id));
                }
                at = end;
            }
        }
        // A byte that says where the next drawing belongs.
        if at == drawing_end {
            at += 1;
        }
    }
    groups
}

/// Kind and length of a record; none if it does not fit.
fn head(content: &[u8], at: usize) -> Option<(u16, usize)> {
    let length = u32_at(content, at + 4)? as usize;
    part(content, at + HEAD, length)?;
    Some((u16_at(content, at + 2)?, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xF, 0];
        bytes.extend(kind.to_le_bytes());
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    fn shape(id: u32) -> Vec<u8> {
        record(SHAPE, &record(SHAPE_ID, &[id.to_le_bytes(), [0; 4]].concat()))
    }

    #[test]
    fn shapes_of_a_group_know_its_first() {
        let inner = record(GROUP, &[shape(5), shape(6)].concat());
        let group = record(GROUP, &[shape(3), shape(4), inner].concat());
        let root = record(GROUP, &[shape(1), shape(2), group, shape(7)].concat());
        let mut content = record(ALL_DRAWINGS, &[1, 2, 3]);
        for _ in 0..2 {
            content.push(0);
            content.extend(record(DRAWING, &root));
        }
        let groups = groups(&content);
        assert_eq!([3, 4, 5, 6].map(|id| groups[&id]), [3; 4]);
        assert_eq!([1, 2, 7].map(|id| groups.get(&id)), [None; 3]);
    }
}
