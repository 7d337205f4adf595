//! PNG → grey pixels. What is transparent shows the white of the paper.

use super::{Page, undecodable};
use crate::gap::GapKind;
use crate::parse::Limits;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use png::{ColorType, Decoder, Transformations};
use std::io::{Cursor, Write};

/// How a PNG starts.
pub(super) const MAGIC: &[u8] = b"\x89PNG\r\n\x1A\n";

/// The picture as a page.
pub(super) fn page(bytes: &[u8], limits: &Limits) -> Result<Page, GapKind> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    // What a wrong sum leaves in doubt, the confidence of the recognition tells.
    decoder.ignore_checksums(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| undecodable())?;
    let (width, height) = reader.info().size();
    let (measured, allowed) = (u64::from(width) * u64::from(height), limits.ocr_pixels);
    if measured > allowed {
        return Err(GapKind::Limit { limit: "ocr-pixels", measured, allowed });
    }
    let mut samples = vec![0; reader.output_buffer_size().ok_or_else(undecodable)?];
    let colours = reader.next_frame(&mut samples).map_err(|_| undecodable())?.color_type;
    let grey: Vec<u8> = samples.chunks_exact(colours.samples()).map(|pixel| shade(colours, pixel)).collect();
    Ok(Page { width, height, keys: "/ColorSpace/DeviceGray/Filter/FlateDecode", data: deflated(&grey) })
}

/// Many pages are kept at a time; paper costs nothing then.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut coder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = coder.write_all(bytes);
    coder.finish().unwrap_or_default()
}

fn shade(colours: ColorType, pixel: &[u8]) -> u8 {
    match (colours, pixel) {
        (ColorType::GrayscaleAlpha, &[grey, cover]) => over_white(grey, cover),
        (ColorType::Rgb, &[red, green, blue]) => grey([red, green, blue]),
        (ColorType::Rgba, &[red, green, blue, cover]) => over_white(grey([red, green, blue]), cover),
        (_, pixel) => pixel.first().copied().unwrap_or(u8::MAX),
    }
}

fn grey([red, green, blue]: [u8; 3]) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000) as u8
}

fn over_white(grey: u8, cover: u8) -> u8 {
    let (grey, cover) = (u32::from(grey), u32::from(cover));
    ((grey * cover + 255 * (255 - cover)) / 255) as u8
}
