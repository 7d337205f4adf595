//! Pictures (PNG, JPEG) → the pages of a PDF, read as a scan is.
//!
//! A scanned page that comes as a picture differs from one in a PDF by its container only. Put into
//! that container it is decoded, turned upright, recognised and limited by the same code.

mod png;

use super::recognise::Recogniser;
use super::{Limits, pdf};
use crate::document::{Builder, Document, Format};
use crate::gap::{Gap, GapKind};
use std::fmt::Write;

/// Short side of a page in points: nearly all pages are A4, whatever the picture says of its dots.
const SHORT_SIDE: f64 = 595.0;
/// A picture longer than so many times its width is no page.
const MOST_LENGTH: f64 = 10.0;
/// How a JPEG starts.
const JPEG: &[u8] = b"\xFF\xD8\xFF";

/// A picture, ready to be put into a page.
struct Page {
    width: u32,
    height: u32,
    /// Entries of the dictionary of the stream.
    keys: &'static str,
    data: Vec<u8>,
}

/// Whether pictures that start like this can be recognised.
pub(super) fn is_known(bytes: &[u8]) -> bool {
    bytes.starts_with(png::MAGIC) || bytes.starts_with(JPEG)
}

/// Reads a picture file: one page, unread without a recogniser.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    limits: &Limits,
    recogniser: Option<&dyn Recogniser>,
) -> Document {
    if let Some(recogniser) = recogniser {
        return recognise(path, &[bytes], limits, recogniser);
    }
    let mut builder = Builder::new(path, Format::Image);
    builder.pages(1);
    builder.gap(Gap::new(GapKind::ImagePage).on_page(1));
    builder.finish()
}

/// Reads pictures as the pages of one scan.
pub(super) fn recognise<P: AsRef<[u8]>>(
    path: &str,
    pictures: &[P],
    limits: &Limits,
    recogniser: &dyn Recogniser,
) -> Document {
    let mut gaps = Vec::new();
    let mut pages = Vec::new();
    for (number, picture) in (1..).zip(pictures) {
        let page = Page::of(picture.as_ref(), limits);
        // A page stays empty where its picture cannot be decoded.
        pages.push(page.map_err(|kind| gaps.push(Gap::new(kind).on_page(number))).ok());
    }
    let mut document = pdf::read(path, &file_of(pages), limits, Some(recogniser));
    document.format = Format::Image;
    document.gaps.extend(gaps);
    document
}

impl Page {
    fn of(bytes: &[u8], limits: &Limits) -> Result<Self, GapKind> {
        let page = if bytes.starts_with(png::MAGIC) { png::page(bytes, limits) } else { jpeg_page(bytes) }?;
        let (width, height) = (f64::from(page.width), f64::from(page.height));
        if width.max(height) > MOST_LENGTH * width.min(height) {
            return Err(GapKind::Unrecognised("图像过于狭长，不像页面".into()));
        }
        Ok(page)
    }
}

/// A file of pages, each of one picture.
fn file_of(pages: Vec<Option<Page>>) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", 3 + 3 * at)).collect();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()).into_bytes(),
    ];
    for page in pages {
        let number = objects.len() + 1;
        let sides = page.as_ref().map_or((1.0, 1.0), |page| (f64::from(page.width), f64::from(page.height)));
        let scale = SHORT_SIDE / sides.0.min(sides.1);
        let (width, height) = (sides.0 * scale, sides.1 * scale);
        let dict = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2} {height:.2}]/Contents {} 0 R\
             /Resources<</XObject<</I {} 0 R>>>>>>",
            number + 1,
            number + 2
        );
        objects.push(dict.into_bytes());
        match page {
            Some(page) => {
                let draw = format!("{width:.2} 0 0 {height:.2} 0 0 cm /I Do");
                objects.push(stream("", draw.as_bytes()));
                let keys = format!(
                    "/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8{}",
                    page.width, page.height, page.keys
                );
                objects.push(stream(&keys, &page.data));
            }
            None => objects.extend([stream("", b""), b"null".to_vec()]),
        }
    }
    write_file(&objects)
}

/// A JPEG is a stream of a PDF as it is.
fn jpeg_page(bytes: &[u8]) -> Result<Page, GapKind> {
    let (width, height, components) = jpeg_size(bytes).ok_or_else(undecodable)?;
    let keys = match components {
        1 => "/ColorSpace/DeviceGray/Filter/DCTDecode",
        // What writes such files writes the colours from the other end.
        4 => "/ColorSpace/DeviceCMYK/Decode[1 0 1 0 1 0 1 0]/Filter/DCTDecode",
        _ => "/ColorSpace/DeviceRGB/Filter/DCTDecode",
    };
    Ok(Page { width, height, keys, data: bytes.to_vec() })
}

/// Width, height and components; `None` where the data is cut or holds no picture.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32, u8)> {
    // In coded data no marker but those that restart it occurs.
    let last_scan = memchr::memmem::rfind(bytes, b"\xFF\xDA")?;
    memchr::memmem::find(&bytes[last_scan..], b"\xFF\xD9")?;
    let mut at = 2;
    loop {
        let &[0xFF, marker, high, low] = bytes.get(at..at + 4)? else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        match marker {
            0xFF => at += 1,
            // Frames of all kinds; among their numbers stand tables.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let &[_, h1, h0, w1, w0, components] = bytes.get(at + 4..at + 10)? else { return None };
                let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
                let has_pixels = width > 0 && height > 0;
                return has_pixels.then_some((u32::from(width), u32::from(height), components));
            }
            _ if length < 2 => return None,
            _ => at += 2 + length,
        }
    }
}

fn undecodable() -> GapKind {
    GapKind::Unrecognised("图像无法解码".into())
}

fn stream(keys: &str, data: &[u8]) -> Vec<u8> {
    let mut body = format!("<</Length {}{keys}>>stream\n", data.len()).into_bytes();
    body.extend_from_slice(data);
    body.extend_from_slice(b"\nendstream");
    body
}

/// A PDF of these objects, the first of them its catalog.
fn write_file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (number, body) in (1_usize..).zip(objects) {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(body);
        file.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let end =
        format!("xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    file.extend_from_slice(end.as_bytes());
    file
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::parse::recognise::{Failure, Frame, Line, Picture, Word};
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write as _;
    use std::sync::Mutex;

    /// Says the same line of every picture and keeps the pictures.
    #[derive(Debug, Default)]
    pub(in crate::parse) struct FakeReader(Mutex<Vec<Picture>>);

    impl Recogniser for FakeReader {
        fn recognise(&self, picture: &Picture) -> Result<Vec<Line>, Failure> {
            self.0.lock().unwrap().push(picture.clone());
            let (width, height) = (picture.width, picture.height);
            let frame = Frame { left: width / 4, top: height / 2, right: width / 2, bottom: height / 2 + 40 };
            let word = Word { text: "本项目投资一百万元。".into(), frame, confidence: 88 };
            Ok(vec![Line { frame, words: vec![word] }])
        }
    }

    /// Enough pixels to tell what is where.
    fn small() -> Limits {
        Limits { ocr_pixels: 20_000, ..Limits::default() }
    }

    fn read_with(bytes: &[u8], limits: &Limits, reader: &FakeReader) -> Document {
        let document = read("图.png", bytes, limits, Some(reader));
        document.assert_valid();
        assert_eq!(document.format, Format::Image);
        document
    }

    /// Mean grey of the four quarters, as the recogniser saw them: above left and right, below left and right.
    fn quarters(bytes: &[u8]) -> [u8; 4] {
        let reader = FakeReader::default();
        let document = read_with(bytes, &small(), &reader);
        assert_eq!(document.text, "本项目投资一百万元。", "{:?}", document.gaps);
        let seen = reader.0.lock().unwrap();
        let (width, height) = (seen[0].width as usize, seen[0].height as usize);
        [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| seen[0].grey[height * y / 4 * width + width * x / 4])
    }

    fn chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32).to_be_bytes(), kind, content, b"crc!"].concat()
    }

    /// A PNG of these coded rows; `head` is depth, colours and interlace.
    fn png(width: u32, height: u32, head: [u8; 3], more: &[u8], rows: &[u8]) -> Vec<u8> {
        let mut coder = ZlibEncoder::new(Vec::new(), Compression::fast());
        coder.write_all(rows).unwrap();
        let [depth, colours, interlace] = head;
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let header = [sides, vec![depth, colours, 0, 0, interlace]].concat();
        let data = coder.finish().unwrap();
        let (first, second) = data.split_at(data.len() / 2);
        let data = [chunk(b"IDAT", first), chunk(b"IDAT", second)].concat();
        [png::MAGIC.to_vec(), chunk(b"IHDR", &header), more.to_vec(), data, chunk(b"IEND", b"")].concat()
    }

    #[test]
    fn a_picture_is_a_page_with_confidence() {
        let document =
            read_with(&png(2, 2, [8, 0, 0], b"", b"\0\0\xff\0\xff\xff"), &small(), &FakeReader::default());
        assert_eq!(document.blocks[0].confidence, Some(88));
        assert_eq!(document.pages, Some(1));
        assert!(
            matches!(&document.gaps[..], [gap] if matches!(&gap.kind, GapKind::Remark(told) if told.contains("88%")))
        );
        assert!(!document.has_hidden_content());
    }

    /// A name, the head, chunks before the data, the rows.
    type Kind<'a> = (&'a str, [u8; 3], &'a [u8], &'a [u8]);

    #[test]
    fn every_kind_of_png_shows_its_pixels() {
        // Two by two pixels: dark, light, light, middle.
        let shades = [0, 255, 255, 128];
        let palette = chunk(b"PLTE", b"\0\0\0\xff\xff\xff\x80\x80\x80");
        let clear = [palette.clone(), chunk(b"tRNS", b"\xff\xff\xff")].concat();
        let kinds: [Kind<'_>; 11] = [
            ("grey", [8, 0, 0], b"", b"\0\0\xff\0\xff\x80"),
            ("grey of 16 bits", [16, 0, 0], b"", b"\0\0\0\xff\xff\0\xff\xff\x80\0"),
            ("colour", [8, 2, 0], b"", b"\0\0\0\0\xff\xff\xff\0\xff\xff\xff\x80\x80\x80"),
            ("grey with cover", [8, 4, 0], b"", b"\0\0\xff\0\0\0\0\0\x80\xff"),
            ("colour with cover", [8, 6, 0], b"", b"\0\0\0\0\xff\0\0\0\0\0\0\0\0\0\0\0\0\x7f"),
            ("palette", [2, 3, 0], &palette, b"\0\x10\0\x60"),
            ("palette with cover", [8, 3, 0], &clear, b"\0\0\x01\0\x01\x02"),
            ("filters left and up", [8, 0, 0], b"", b"\x01\0\xff\x02\xff\x81"),
            ("filters mean and Paeth", [8, 0, 0], b"", b"\x03\0\xff\x04\xff\x81"),
            ("interlaced", [8, 0, 1], b"", b"\0\0\0\xff\0\xff\x80"),
            ("interlaced with a filter", [8, 0, 1], b"", b"\0\0\0\xff\x01\xff\x81"),
        ];
        for (name, head, more, rows) in kinds {
            let seen = quarters(&png(2, 2, head, more, rows));
            let is_like = seen.iter().zip(shades).all(|(seen, shade)| seen.abs_diff(shade) < 4);
            assert!(is_like, "{name}: {seen:?}");
        }
        let [a, b, c, d] = quarters(&png(2, 2, [1, 0, 0], b"", b"\0\x40\0\x80"));
        assert!(a.max(d) < 5 && b.min(c) > 250, "one bit: {a} {b} {c} {d}");
    }

    /// 16 × 24 pixels, the first quarter black.
    const JPEG_HEX: &str = "ffd8ffe000104a46494600010100000100010000ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763ffc0000b080018001001011100ffc400160001010100000000000000000000000000070008ffc400181001000301000000000000000000000000001765a4e2ffda0008010100003f003f6801fc656f9bb2024fffd9";

    pub(in crate::parse) fn jpeg() -> Vec<u8> {
        let digits = JPEG_HEX.as_bytes().chunks(2);
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    #[test]
    fn a_jpeg_shows_its_pixels() {
        let [dark, rest @ ..] = quarters(&jpeg());
        assert!(dark < 40 && rest.iter().all(|&light| light > 215), "{dark} {rest:?}");
    }

    #[test]
    fn what_cannot_be_decoded_stays_unread() {
        let whole = png(2, 2, [8, 0, 0], b"", b"\0\0\xff\0\xff\xff");
        let short = png(2, 2, [8, 0, 0], b"", b"\0\0\xff\0\xff");
        let filter = png(2, 2, [8, 0, 0], b"", b"\x09\0\xff\0\xff\xff");
        let depth = png(2, 2, [4, 2, 0], b"", b"\0\0\xff\0\xff\xff");
        let (jpeg, strip) = (jpeg(), png(11, 1, [8, 0, 0], b"", &[0; 12]));
        for bytes in
            [&whole[..40], &short, &filter, &depth, &jpeg[..jpeg.len() - 20], b"\xff\xd8\xff", &strip]
        {
            let reader = FakeReader::default();
            let document = read_with(bytes, &small(), &reader);
            let [gap] = &document.gaps[..] else { panic!("{:?}", document.gaps) };
            assert!(matches!(gap.kind, GapKind::Unrecognised(_)) && gap.page == Some(1), "{gap}");
            assert!(document.has_hidden_content() && document.text.is_empty());
            assert!(reader.0.lock().unwrap().is_empty());
        }
    }

    #[test]
    fn broken_pictures_break_nothing() {
        let palette = chunk(b"PLTE", b"\0\0\0\xff\xff\xff");
        for whole in [png(2, 2, [2, 3, 1], &palette, b"\0\0\0\0\0\x01"), jpeg()] {
            for at in 0..whole.len() {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << (at % 8);
                // Whatever is left of it; no limit may be asked for more than there is.
                read_with(&bytes, &small(), &FakeReader::default());
            }
        }
    }

    #[test]
    fn a_picture_with_too_many_pixels_is_not_decoded() {
        let limits = Limits { ocr_pixels: 3, ..Limits::default() };
        for bytes in [png(2, 2, [8, 0, 0], b"", b"\0\0\xff\0\xff\xff"), jpeg()] {
            let document = read_with(&bytes, &limits, &FakeReader::default());
            let told: Vec<&GapKind> = document.gaps.iter().map(|gap| &gap.kind).collect();
            assert!(matches!(told[0], GapKind::Limit { limit: "ocr-pixels", allowed: 3, .. }), "{told:?}");
            assert!(document.text.is_empty() && document.has_hidden_content());
        }
    }

    #[test]
    fn without_a_recogniser_it_is_a_page_without_text() {
        let document = read("图.jpg", &jpeg(), &Limits::default(), None);
        let told: Vec<String> = document.gaps.iter().map(Gap::to_string).collect();
        assert_eq!(told, ["第 1 页：只有图像，没有文字层"]);
        assert!(document.has_hidden_content());
    }
}
