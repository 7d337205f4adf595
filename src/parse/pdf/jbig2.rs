//! JBIG2 data → how many pixels decoding it costs, read from the heads of its segments.

/// Regions may cover the page so many times for the price of one: text, pictures and what refines them.
const FREE_LAYERS: u64 = 8;

struct Segment<'d> {
    kind: u8,
    /// `None` where its length is not told.
    body: Option<&'d [u8]>,
    /// What stands behind it.
    after: &'d [u8],
}

/// Pixels that the data speaks of; `height` is that of pages that do not tell theirs. `None` without a page,
/// and where nobody can tell where a segment ends.
pub(super) fn pixels(data: &[u8], height: u32) -> Option<u64> {
    let mut rest = data;
    let (mut page, mut regions) = (None, 0_u64);
    // Data that breaks off inside a segment is decoded up to it.
    while let Some(segment) = segment(rest) {
        let body = segment.body?;
        let size = |from: usize| {
            let number = |at: usize| body.get(at..)?.first_chunk().copied().map(u32::from_be_bytes);
            let (width, own) = (number(from)?, number(from + 4)?);
            Some(u64::from(width) * u64::from(if own == u32::MAX { height } else { own }))
        };
        match segment.kind {
            48 => page = page.max(size(0)),
            // Text, halftones, bitmaps, refinements.
            4..=7 | 20..=23 | 36..=43 => regions = regions.saturating_add(size(0).unwrap_or(0)),
            _ => {}
        }
        rest = segment.after;
    }
    page.map(|page| page.max(regions / FREE_LAYERS))
}

/// The first segment; `None` at the end.
fn segment(data: &[u8]) -> Option<Segment<'_>> {
    const LONG_COUNT: u8 = 7;
    let (number, data) =
        data.split_first_chunk().map(|(number, data)| (u32::from_be_bytes(*number), data))?;
    let (&flags, data) = data.split_first()?;
    // How many other segments it refers to: three bits, or, where they are all set, 29 and a flag for each.
    let (referred, data) = if data.first()? >> 5 == LONG_COUNT {
        let (count, data) =
            data.split_first_chunk().map(|(count, data)| (u32::from_be_bytes(*count), data))?;
        let count = (count & 0x1fff_ffff) as usize;
        (count, data.get((count + 1).div_ceil(8)..)?)
    } else {
        (usize::from(data[0] >> 5), &data[1..])
    };
    let reference_size = match number {
        0..=256 => 1,
        257..=65_536 => 2,
        _ => 4,
    };
    let page_size = if flags & 0x40 == 0 { 1 } else { 4 };
    let data = data.get(referred.checked_mul(reference_size)?.checked_add(page_size)?..)?;
    let (length, data) =
        data.split_first_chunk().map(|(length, data)| (u32::from_be_bytes(*length), data))?;
    let kind = flags & 0x3f;
    match length {
        u32::MAX => Some(Segment { kind, body: None, after: &[] }),
        length => {
            let (body, after) = data.split_at_checked(length as usize)?;
            Some(Segment { kind, body: Some(body), after })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A segment whose data begins with a width and a height.
    fn sized(kind: u8, width: u32, height: u32, padding: usize) -> Vec<u8> {
        let length = u32::try_from(8 + padding).unwrap();
        let mut bytes = vec![0, 0, 0, 0, kind, 0, 1];
        for number in [length, width, height] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(vec![0; padding]);
        bytes
    }

    #[test]
    fn the_page_and_its_regions_count() {
        assert_eq!(pixels(&sized(48, 20, 30, 11), 1), Some(600));
        assert_eq!(pixels(&sized(48, 20, u32::MAX, 11), 7), Some(140));
        let page = [sized(48, 20, 30, 11), sized(38, 20, 30, 10)].concat();
        assert_eq!(pixels(&page, 1), Some(600));
        let large = [sized(48, 20, 30, 11), sized(38, 4_000, 2_000, 10)].concat();
        assert_eq!(pixels(&large, 1), Some(1_000_000));
        assert_eq!(pixels(&sized(38, 20, 30, 10), 1), None, "no page");
        assert_eq!(pixels(b"nothing of the kind", 1), None);
    }

    #[test]
    fn a_page_cannot_be_hidden_behind_another() {
        let decoy = sized(48, 2, 2, 11);
        let mut comment = vec![0, 0, 0, 1, 62, 0, 1];
        comment.extend(u32::try_from(decoy.len()).unwrap().to_be_bytes());
        comment.extend(&decoy);
        let file = [comment, sized(48, 9_000, 9_000, 12)].concat();
        assert_eq!(pixels(&file, 1), Some(81_000_000), "longer than its kind needs");
        let mut endless = sized(38, 20, 30, 10);
        endless[7..11].fill(0xff);
        assert_eq!(pixels(&[sized(48, 2, 2, 11), endless].concat(), 1), None);
    }

    #[test]
    fn references_are_stepped_over() {
        let mut long = vec![0, 0, 2, 0, 48, 0xe0, 0, 0, 3, 0, 0, 1, 0, 2, 0, 3, 1];
        long.extend([0, 0, 0, 8, 0, 0, 0, 5, 0, 0, 0, 6]);
        assert_eq!(pixels(&long, 1), Some(30));
        let mut short = vec![0, 0, 0, 9, 48 | 0x40, 0x40, 1, 2, 0, 0, 0, 1];
        short.extend([0, 0, 0, 8, 0, 0, 0, 5, 0, 0, 0, 6]);
        assert_eq!(pixels(&short, 1), Some(30));
    }
}
