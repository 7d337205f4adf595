//! [`Plc`]: records of equal size with their places, as the table stream holds them.

use crate::parse::bytes::{part, u32_at};

/// A PLC ([MS-DOC] 2.2.2): n + 1 positions of four bytes, then n records of equal size.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Plc<'a> {
    positions: &'a [u8],
    records: &'a [u8],
    record_bytes: usize,
}

impl<'a> Plc<'a> {
    /// Splits the bytes; a rest that makes no whole record is left out.
    pub(super) fn new(bytes: &'a [u8], record_bytes: usize) -> Self {
        let count = bytes.len().saturating_sub(4) / (4 + record_bytes);
        if count == 0 {
            return Self::default();
        }
        let (positions, records) = bytes.split_at(4 * (count + 1));
        Self { positions, records, record_bytes }
    }

    /// Start, end and record of each.
    pub(super) fn iter(self) -> impl Iterator<Item = (u32, u32, &'a [u8])> {
        (0..(self.positions.len() / 4).saturating_sub(1)).filter_map(move |idx| {
            let record = part(self.records, idx * self.record_bytes, self.record_bytes)?;
            Some((u32_at(self.positions, idx * 4)?, u32_at(self.positions, idx * 4 + 4)?, record))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plc_is_split_into_whole_records() {
        let bytes = [0, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 1, 2, 3, 4, 0xFF];
        let found: Vec<_> = Plc::new(&bytes, 2).iter().collect();
        assert_eq!(found, [(0, 5, &[1, 2][..]), (5, 9, &[3, 4][..])]);
        assert_eq!(Plc::new(&bytes[..3], 2).iter().count(), 0);
    }
}
