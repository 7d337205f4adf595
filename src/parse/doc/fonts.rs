//! The font table ([MS-DOC] 2.9.286 `SttbfFfn`) → the names of the fonts, for symbols.

use crate::parse::bytes::{byte_at, part, u16_at};

/// Place of the name in a font's record ([MS-DOC] 2.9.87 `FFN`).
const NAME_AT: usize = 39;

/// The names by index.
pub(super) fn names(table: &[u8]) -> Vec<String> {
    let count = usize::from(u16_at(table, 0).unwrap_or(0));
    let mut at = 4;
    let mut names = Vec::new();
    for _ in 0..count {
        let Some(record) = byte_at(table, at).and_then(|length| part(table, at + 1, usize::from(length)))
        else {
            break;
        };
        at += 1 + record.len();
        let units = record.get(NAME_AT..).unwrap_or_default().chunks_exact(2);
        let units: Vec<u16> =
            units.map(|pair| u16::from_le_bytes([pair[0], pair[1]])).take_while(|unit| *unit != 0).collect();
        names.push(String::from_utf16_lossy(&units));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_end_with_a_zero() {
        let mut record = vec![0; 39];
        record.extend([b'A', 0, b'b', 0, 0, 0, b'x', 0]);
        let mut table = vec![2, 0, 0, 0, record.len() as u8];
        table.extend(record);
        table.push(200);
        assert_eq!(names(&table), ["Ab"]);
    }
}
