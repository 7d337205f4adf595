//! Numbers at places of a stream; what lies past its end is not there.

/// The byte there.
pub(super) fn byte_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// The little-endian number of two bytes there.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

/// The little-endian number of four bytes there.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

/// So many bytes from there on.
pub(super) fn part(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..)?.get(..length)
}

/// Text of so many UTF-16 units from there on.
pub(super) fn utf16(bytes: &[u8], at: usize, units: usize) -> Option<String> {
    let text = part(bytes, at, units.checked_mul(2)?)?;
    let units = text.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

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

    #[test]
    fn past_the_end_is_nothing() {
        assert_eq!(u32_at(&[1, 2, 3], 0), None);
        assert_eq!(u16_at(&[1, 2, 3], usize::MAX), None);
        assert_eq!(utf16(&[0x2D, 0x4E], 0, 1).as_deref(), Some("中"));
        assert_eq!(utf16(&[0x2D, 0x4E], 0, usize::MAX), None);
    }
}
