//! JPEG 2000 data → how many pixels decoding it costs, read from the heads of its code streams.

use memchr::memmem;

/// Colours and a mask: more parts than a page can need.
const MOST_PARTS: u16 = 5;
/// Pixels times parts: a large page (A3) in colour at 300 dots an inch. Decoding takes some 19 bytes for each.
const MOST_SAMPLES: u64 = 54_000_000;
/// Pieces that are decoded by themselves: what the standard allows.
const MOST_TILES: u64 = 65_535;
/// Least side of the parts of a piece whose data stands together, as a power of two: each costs as much as
/// some hundred pixels. Usual are 7 and 8.
const LEAST_PRECINCT: u8 = 5;

const CODING_STYLE: u16 = 0xff52;
const CODING_STYLE_OF_PART: u16 = 0xff53;
const TILE: u16 = 0xff90;
const DATA: u16 = 0xff93;
const END: u16 = 0xffd9;

/// Pixels that the data speaks of. `None` without a code stream, and where decoding one would cost far more
/// than its pixels.
pub(super) fn pixels(data: &[u8]) -> Option<u64> {
    // Whatever looks like the head of a code stream may be the one that is decoded.
    let heads = memmem::find_iter(data, b"\xff\x4f\xff\x51").map(|at| stream_pixels(&data[at..]));
    heads.collect::<Option<Vec<u64>>>()?.into_iter().max()
}

fn stream_pixels(data: &[u8]) -> Option<u64> {
    let (width, height) = (long(data, 8)?, long(data, 12)?);
    let along = |size: u32, tile: u32| size.checked_div(tile).map(|whole| u64::from(whole) + 1);
    let tiles = along(width, long(data, 24)?)?.saturating_mul(along(height, long(data, 28)?)?);
    let parts = short(data, 40)?;
    let pixels = u64::from(width) * u64::from(height);
    if tiles > MOST_TILES || parts > MOST_PARTS || pixels.saturating_mul(u64::from(parts)) > MOST_SAMPLES {
        return None;
    }
    let mut at = header(data, 2)?;
    // Pieces may say anew how they are coded.
    while short(data, at) == Some(TILE) {
        let length = long(data, at + 6)? as usize;
        header(data, at + 12)?;
        if length == 0 {
            break; // the last one
        }
        at = at.checked_add(length)?;
    }
    Some(pixels)
}

/// Where the marks of a head end; `None` where one of them asks for too much.
fn header(data: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let mark = match short(data, at) {
            Some(TILE | DATA | END) | None => return Some(at), // or the data is cut
            Some(mark) if mark < 0xff00 => return None,        // not where the decoder will look
            Some(mark) => mark,
        };
        let length = usize::from(short(data, at + 2)?);
        let segment = data.get(at + 4..at + 2 + length)?;
        // Behind the style: what is said of all parts, or the number of one, then five bytes.
        let precincts = match mark {
            CODING_STYLE => segment.split_first().map(|(style, rest)| (style, rest.get(9..))),
            CODING_STYLE_OF_PART => {
                segment.get(1..)?.split_first().map(|(style, rest)| (style, rest.get(5..)))
            }
            _ => None,
        };
        if let Some((style, Some(sides))) = precincts
            && style & 1 == 1
            && sides.iter().any(|sides| (sides & 0xf).min(sides >> 4) < LEAST_PRECINCT)
        {
            return None;
        }
        at += 2 + length;
    }
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?.first_chunk().copied().map(u16::from_be_bytes)
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code stream of one piece, with marks in its head and in that of its piece.
    fn stream(side: u32, tile: u32, parts: u16, marks: &[u8], tile_marks: &[u8]) -> Vec<u8> {
        let mut bytes = b"\xff\x4f\xff\x51".to_vec();
        bytes.extend((38 + 3 * parts).to_be_bytes());
        bytes.extend([0, 0]);
        for number in [side, side, 0, 0, tile, tile, 0, 0] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(parts.to_be_bytes());
        bytes.extend([7, 1, 1].repeat(usize::from(parts)));
        bytes.extend(marks);
        bytes.extend(b"\xff\x90\0\x0a\0\0\0\0\0\0\0\x01");
        bytes.extend(tile_marks);
        bytes.extend(b"\xff\x93\0\0\xff\xd9");
        bytes
    }

    fn coding_style(precinct: u8) -> Vec<u8> {
        [&[0xff, 0x52, 0, 13, 1, 0, 0, 1, 0, 0, 4, 4, 0, 1][..], &[precinct]].concat()
    }

    #[test]
    fn all_that_looks_like_a_code_stream_counts() {
        assert_eq!(pixels(&stream(20, 20, 3, &[], &[])), Some(400));
        let two = [stream(20, 20, 1, &[], &[]), stream(3_000, 3_000, 1, &[], &[])].concat();
        assert_eq!(pixels(&two), Some(9_000_000));
        assert_eq!(pixels(b"nothing of the kind"), None);
        assert_eq!(pixels(&stream(20, 20, 3, &[], &[])[..30]), None, "cut in its head");
    }

    #[test]
    fn what_costs_more_than_its_pixels_is_refused() {
        assert_eq!(pixels(&stream(20, 20, 40, &[], &[])), None, "parts");
        assert_eq!(pixels(&stream(4_200, 4_200, 3, &[], &[])), Some(17_640_000), "a large page");
        assert_eq!(pixels(&stream(4_300, 4_300, 3, &[], &[])), None, "samples");
        assert_eq!(pixels(&stream(2_000, 1, 1, &[], &[])), None, "tiles");
        assert_eq!(pixels(&stream(2_000, 0, 1, &[], &[])), None, "tiles without a size");
        assert_eq!(pixels(&stream(20, 20, 1, &coding_style(0x77), &[])), Some(400));
        assert_eq!(pixels(&stream(20, 20, 1, &coding_style(0x70), &[])), None, "precincts");
        assert_eq!(pixels(&stream(20, 20, 1, &[], &coding_style(0))), None, "precincts of a tile");
        let of_part = [0xff, 0x53, 0, 10, 0, 1, 0, 4, 4, 0, 1, 0];
        assert_eq!(pixels(&stream(20, 20, 1, &of_part, &[])), None, "precincts of a part");
        let mut short = coding_style(0);
        short[3] = 12;
        assert_eq!(pixels(&stream(20, 20, 1, &short, &[])), None, "precincts behind a wrong length");
    }
}
