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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_the_end_is_nothing() {
        assert_eq!(u32_at(&[1, 2, 3], 0), None);
        assert_eq!(u16_at(&[1, 2, 3], usize::MAX), None);
        assert_eq!(utf16(&[0x2D, 0x4E], 0, 1).as_deref(), Some("中"));
        assert_eq!(utf16(&[0x2D, 0x4E], 0, usize::MAX), None);
    }
}
