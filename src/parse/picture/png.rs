//! PNG → grey pixels. What is transparent shows the white of the paper.

use super::{Page, undecodable};
use crate::gap::GapKind;
use crate::parse::Limits;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use std::io::{Read, Write};

/// How a PNG starts.
pub(super) const MAGIC: &[u8] = b"\x89PNG\r\n\x1A\n";
/// First column and row, and the steps from one to the next, of the passes of interlaced pictures.
const PASSES: [[usize; 4]; 7] =
    [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

/// What stands at the head of the file.
#[derive(Debug, Default)]
struct Header {
    width: usize,
    height: usize,
    /// Bits of a sample: 1, 2, 4, 8 or 16.
    depth: usize,
    colours: Colours,
    is_interlaced: bool,
    /// Grey value of each index, over white paper.
    palette: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Colours {
    #[default]
    Grey,
    Rgb,
    Palette,
    GreyAlpha,
    Rgba,
}

/// The picture as a page.
pub(super) fn page(bytes: &[u8], limits: &Limits) -> Result<Page, GapKind> {
    let (header, data) = read_chunks(bytes).ok_or_else(undecodable)?;
    let (measured, allowed) = (header.width as u64 * header.height as u64, limits.ocr_pixels);
    if measured > allowed {
        return Err(GapKind::Limit { limit: "ocr-pixels", measured, allowed });
    }
    let grey = decode(&header, &data).ok_or_else(undecodable)?;
    let (width, height) = (header.width as u32, header.height as u32);
    Ok(Page { width, height, keys: "/ColorSpace/DeviceGray/Filter/FlateDecode", data: deflated(&grey) })
}

/// Many pages are kept at a time; paper costs nothing then.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut coder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = coder.write_all(bytes);
    coder.finish().unwrap_or_default()
}

/// The head and the coded rows; `None` where the file is cut or means nothing.
fn read_chunks(bytes: &[u8]) -> Option<(Header, Vec<u8>)> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut header = None;
    let mut colours: Vec<[u8; 3]> = Vec::new();
    let mut opacity: &[u8] = &[];
    let mut data = Vec::new();
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
        let kind = rest.get(4..8)?;
        let content = rest.get(8..)?.get(..length)?;
        match kind {
            b"IHDR" => header = Some(Header::of(content)?),
            b"PLTE" => colours = content.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect(),
            b"tRNS" => opacity = content,
            b"IDAT" => data.extend_from_slice(content),
            b"IEND" => break,
            _ => {}
        }
        rest = rest.get(12 + length..)?;
    }
    let mut header = header?;
    let cover = |at: usize| opacity.get(at).copied().unwrap_or(u8::MAX);
    header.palette =
        colours.iter().enumerate().map(|(at, &colour)| over_white(grey(colour), cover(at))).collect();
    Some((header, data))
}

impl Header {
    fn of(content: &[u8]) -> Option<Self> {
        let side = |at: usize| {
            let side = u32::from_be_bytes(*content.get(at..)?.first_chunk()?);
            usize::try_from(side).ok().filter(|side| (1..=0x7FFF_FFFF).contains(side))
        };
        let &[depth, colours, _, _, interlace] = content.get(8..13)? else { return None };
        let (colours, depths): (Colours, &[u8]) = match colours {
            0 => (Colours::Grey, &[1, 2, 4, 8, 16]),
            2 => (Colours::Rgb, &[8, 16]),
            3 => (Colours::Palette, &[1, 2, 4, 8]),
            4 => (Colours::GreyAlpha, &[8, 16]),
            6 => (Colours::Rgba, &[8, 16]),
            _ => return None,
        };
        depths.contains(&depth).then_some(())?;
        Some(Self {
            width: side(0)?,
            height: side(4)?,
            depth: usize::from(depth),
            colours,
            is_interlaced: interlace == 1,
            palette: Vec::new(),
        })
    }

    fn samples(&self) -> usize {
        match self.colours {
            Colours::Grey | Colours::Palette => 1,
            Colours::GreyAlpha => 2,
            Colours::Rgb => 3,
            Colours::Rgba => 4,
        }
    }

    /// Columns and rows of each pass that has any, with its first column and row and its steps.
    fn passes(&self) -> Vec<([usize; 4], usize, usize)> {
        let whole = [[0, 0, 1, 1]];
        let passes: &[[usize; 4]] = if self.is_interlaced { &PASSES } else { &whole };
        let count = |side: usize, first: usize, step: usize| side.saturating_sub(first).div_ceil(step);
        passes
            .iter()
            .map(|&pass| (pass, count(self.width, pass[0], pass[2]), count(self.height, pass[1], pass[3])))
            .filter(|(_, columns, rows)| *columns > 0 && *rows > 0)
            .collect()
    }

    fn row_bytes(&self, columns: usize) -> usize {
        (columns * self.samples() * self.depth).div_ceil(8)
    }

    /// The pixel of a row without its filter.
    fn pixel(&self, row: &[u8], column: usize) -> u8 {
        let sample = |nth: usize| {
            let at = column * self.samples() + nth;
            match self.depth {
                16 => row[at * 2],
                8 => row[at],
                depth => {
                    let bits = at * depth;
                    let most = (1_u8 << depth) - 1;
                    let value = (row[bits / 8] >> (8 - depth - bits % 8)) & most;
                    if self.colours == Colours::Palette { value } else { value * (u8::MAX / most) }
                }
            }
        };
        match self.colours {
            Colours::Grey => sample(0),
            Colours::Palette => self.palette.get(usize::from(sample(0))).copied().unwrap_or(u8::MAX),
            Colours::GreyAlpha => over_white(sample(0), sample(1)),
            Colours::Rgb => grey([sample(0), sample(1), sample(2)]),
            Colours::Rgba => over_white(grey([sample(0), sample(1), sample(2)]), sample(3)),
        }
    }
}

/// The pixels, row by row; `None` where the data is broken or ends too early.
fn decode(header: &Header, data: &[u8]) -> Option<Vec<u8>> {
    let mut pixels = vec![u8::MAX; header.width * header.height];
    let step = (header.samples() * header.depth).div_ceil(8);
    let mut rows_in = ZlibDecoder::new(data);
    for ([first_x, first_y, step_x, step_y], columns, rows) in header.passes() {
        let mut row = vec![0; 1 + header.row_bytes(columns)];
        let mut above = vec![0; header.row_bytes(columns)];
        for row_idx in 0..rows {
            rows_in.read_exact(&mut row).ok()?;
            let (filter, row) = row.split_first_mut()?;
            unfilter(*filter, row, &above, step)?;
            let start = (first_y + row_idx * step_y) * header.width;
            for column in 0..columns {
                pixels[start + first_x + column * step_x] = header.pixel(row, column);
            }
            above.copy_from_slice(row);
        }
    }
    Some(pixels)
}

/// Takes the filter off a row; `step` bytes lie between a byte and the one that it was told from.
fn unfilter(filter: u8, row: &mut [u8], above: &[u8], step: usize) -> Option<()> {
    for at in 0..row.len() {
        let left = if at >= step { row[at - step] } else { 0 };
        let (up, corner) = (above[at], if at >= step { above[at - step] } else { 0 });
        let guess = match filter {
            0 => 0,
            1 => left,
            2 => up,
            3 => left.midpoint(up),
            4 => nearest(left, up, corner),
            _ => return None,
        };
        row[at] = row[at].wrapping_add(guess);
    }
    Some(())
}

/// Paeth's predictor: the neighbour nearest to left + up − corner.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let aim = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (aim - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

fn grey([red, green, blue]: [u8; 3]) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000) as u8
}

fn over_white(grey: u8, cover: u8) -> u8 {
    let (grey, cover) = (u32::from(grey), u32::from(cover));
    ((grey * cover + 255 * (255 - cover)) / 255) as u8
}
