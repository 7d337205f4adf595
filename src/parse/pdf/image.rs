//! Image streams → grey [`Image`]s with their cover, as far as recognition needs them.
//!
//! The library decodes the picture formats; how large a result may get is asked first, of the stream's
//! dictionary and, where the data tells its own size, of the data.

use super::budget::{Refusal, picture_data, stays_below};
use super::colour::Colours;
use super::{jbig2, jpx};
use hayro_syntax::Filter;
use hayro_syntax::object::stream::ImageDecodeParams;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use memchr::memmem;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Decoded pictures up to this many pixels are kept for the next call: tiles of a background.
const KEPT_PIXELS: u64 = 1 << 16;
/// Bytes of the symbols that JBIG2 pictures share; those of a whole book have some hundred kilobytes.
const MOST_GLOBALS: u64 = 16 << 20;
const UNDECODABLE: Refusal = Refusal::Broken("图像无法解码");

/// A decoded picture.
#[derive(Debug, Default)]
pub(super) struct Image {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Row by row from the top.
    grey: Vec<u8>,
    /// How much of what lies below each pixel covers; all of it without.
    cover: Option<Vec<u8>>,
    /// A mask through which the colour of the moment is painted.
    pub(super) is_stencil: bool,
    /// Some of its rows were not in the data.
    is_cut: bool,
}

/// The pictures of one page.
pub(super) struct Images {
    known: BTreeMap<ObjectIdentifier, Option<Rc<Image>>>,
    most_pixels: u64,
    /// Pixels decoded so far.
    pixels: u64,
    /// What was left out, the first time.
    refusal: Option<Refusal>,
}

/// What an image dictionary says.
struct Header {
    width: u32,
    height: u32,
    bits: u8,
    is_stencil: bool,
    colours: Colours,
    /// Samples count from the other end.
    is_inverted: bool,
}

impl Images {
    /// At most so many pixels are decoded.
    pub(super) fn new(most_pixels: u64) -> Self {
        Self { known: BTreeMap::new(), most_pixels, pixels: 0, refusal: None }
    }

    /// Why some picture was not decoded, or not all of it.
    pub(super) fn into_refusal(self) -> Option<Refusal> {
        self.refusal
    }

    /// The decoded picture; `None` for what cannot be decoded or is too large.
    pub(super) fn get(&mut self, stream: &Stream<'_>, resources: &Resources<'_>) -> Option<Rc<Image>> {
        let id = stream.dict().obj_id();
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return known.clone();
        }
        let image = self.decode(stream, resources).map(Rc::new);
        let is_small = |image: &Rc<Image>| image.grey.len() as u64 <= KEPT_PIXELS;
        if let Some(id) = id.filter(|_| image.as_ref().is_none_or(is_small)) {
            self.known.insert(id, image.clone());
        }
        image
    }

    fn decode(&mut self, stream: &Stream<'_>, resources: &Resources<'_>) -> Option<Image> {
        let mut image = self.decode_samples(stream, resources)?;
        let dict = stream.dict();
        let mask = dict.get::<Stream<'_>>("SMask").or_else(|| dict.get::<Stream<'_>>("Mask"));
        if let Some(mask) = mask.and_then(|mask| self.decode_samples(&mask, resources)) {
            image.cover = Some(mask.stretched(image.width, image.height));
        }
        Some(image)
    }

    fn decode_samples(&mut self, stream: &Stream<'_>, resources: &Resources<'_>) -> Option<Image> {
        let (image, refusal) = match self.try_decode(stream, resources) {
            Ok(image) if image.is_cut => (Some(image), Some(Refusal::Broken("图像数据不完整"))),
            Ok(image) => (Some(image), None),
            Err(refusal) => (None, Some(refusal)),
        };
        self.refusal = self.refusal.take().or(refusal);
        image
    }

    fn try_decode(&mut self, stream: &Stream<'_>, resources: &Resources<'_>) -> Result<Image, Refusal> {
        let header = Header::of(stream.dict(), resources).ok_or(UNDECODABLE)?;
        let pixels = u64::from(header.width) * u64::from(header.height);
        let data = picture_data(stream, most_bytes(pixels))?;
        // A row of nothing costs nothing; what the data says beside its dictionary counts as well.
        let pixels = pixels.max(told_pixels(&data, stream, &header).ok_or(UNDECODABLE)?);
        let spent = self.pixels.saturating_add(pixels);
        if pixels == 0 {
            return Err(UNDECODABLE);
        }
        if spent > self.most_pixels {
            return Err(Refusal::Limit("ocr-pixels", spent, self.most_pixels));
        }
        self.pixels = spent;
        for parms in all_parms(stream.dict()) {
            let globals = parms.get::<Stream<'_>>("JBIG2Globals");
            globals.map_or(Ok(()), |globals| stays_below(&globals, MOST_GLOBALS))?;
        }
        let params = ImageDecodeParams {
            is_indexed: matches!(header.colours, Colours::Table(_)),
            bpc: Some(header.bits),
            num_components: header.colours.components(),
            target_dimension: None,
            width: header.width,
            height: header.height,
        };
        let decoded = stream.decoded_image(&params).map_err(|_| UNDECODABLE)?;
        let (header, alpha) = match decoded.image_data {
            Some(own) => {
                let colours = match &own.color_space {
                    Some(space) => header.colours.or_own(space).ok_or(UNDECODABLE)?,
                    None => header.colours,
                };
                let (width, height, bits) = (own.width, own.height, own.bits_per_component);
                (Header { width, height, bits, colours, ..header }, own.alpha)
            }
            None => (header, None),
        };
        let mut image = header.image(&decoded.data, alpha).ok_or(UNDECODABLE)?;
        image.is_cut |= has_no_end(&data, stream);
        Ok(image)
    }
}

impl Header {
    fn of(dict: &Dict<'_>, resources: &Resources<'_>) -> Option<Self> {
        let size = |long: &str, short: &str| dict.get::<u32>(long).or_else(|| dict.get::<u32>(short));
        let flag = dict.get::<bool>("ImageMask").or_else(|| dict.get::<bool>("IM"));
        let is_stencil = flag.unwrap_or(false);
        let space = dict.get::<Object<'_>>("ColorSpace").or_else(|| dict.get::<Object<'_>>("CS"));
        let colours = match space {
            _ if is_stencil => Colours::Grey,
            Some(space) => Colours::of(space, resources, 0),
            None => Colours::OfData,
        };
        let bits = dict.get::<u8>("BitsPerComponent").or_else(|| dict.get::<u8>("BPC"));
        let decode = dict.get::<Array<'_>>("Decode").or_else(|| dict.get::<Array<'_>>("D"));
        let first = decode.and_then(|decode| decode.iter::<f64>().next());
        Some(Self {
            width: size("Width", "W")?,
            height: size("Height", "H")?,
            bits: if is_stencil { 1 } else { bits.unwrap_or(8) },
            is_stencil,
            // Ranges of indices say nothing about light and dark.
            is_inverted: first.is_some_and(|first| first >= 1.0) && !matches!(colours, Colours::Table(_)),
            colours,
        })
    }

    fn image(self, data: &[u8], alpha: Option<Vec<u8>>) -> Option<Image> {
        let (width, height) = (self.width as usize, self.height as usize);
        let parts = usize::from(self.colours.components().unwrap_or(1));
        let row_bytes = (width * parts * usize::from(self.bits)).div_ceil(8);
        let is_table = matches!(self.colours, Colours::Table(_));
        let mut grey = Vec::with_capacity(width.checked_mul(height)?);
        let mut samples = Vec::with_capacity(width * parts);
        for row in data.chunks(row_bytes.max(1)).take(height) {
            samples.clear();
            unpack(row, self.bits, width * parts, &mut samples);
            if let (1 | 2 | 4, false) = (self.bits, is_table) {
                let full = 255 / ((1_u8 << self.bits) - 1);
                samples.iter_mut().for_each(|sample| *sample *= full);
            }
            grey.extend(samples.chunks(parts).map(|sample| self.colours.grey(sample, self.is_inverted)));
        }
        let is_cut = grey.len() < width * height;
        grey.resize(width * height, if self.is_stencil { 0 } else { 255 });
        let cover = alpha.filter(|alpha| alpha.len() == grey.len());
        let is_stencil = self.is_stencil;
        // The mask covers where its samples are 0.
        let cover = if is_stencil { Some(grey.iter().map(|&grey| 255 - grey).collect()) } else { cover };
        Some(Image { width: self.width, height: self.height, grey, cover, is_stencil, is_cut })
    }
}

impl Image {
    /// Grey value and cover (0 to 1) at a place between pixels.
    pub(super) fn between(&self, x: f64, y: f64) -> (f64, f64) {
        let (left, top) = (x.floor(), y.floor());
        let (right, below) = (x - left, y - top);
        let corners = [
            (0.0, 0.0, (1.0 - right) * (1.0 - below)),
            (1.0, 0.0, right * (1.0 - below)),
            (0.0, 1.0, (1.0 - right) * below),
            (1.0, 1.0, right * below),
        ];
        let (mut grey, mut cover) = (0.0, 0.0);
        for (dx, dy, weight) in corners {
            let (value, part) = self.nearest(left + dx + 0.5, top + dy + 0.5);
            grey += value * part * weight;
            cover += part * weight;
        }
        (if cover > 0.0 { grey / cover } else { 255.0 }, cover)
    }

    /// Grey value and cover (0 to 1) of the pixel at a place; beyond the edge, of the edge.
    pub(super) fn nearest(&self, x: f64, y: f64) -> (f64, f64) {
        let (last_x, last_y) = (f64::from(self.width - 1), f64::from(self.height - 1));
        let (x, y) = (x.floor().clamp(0.0, last_x) as usize, y.floor().clamp(0.0, last_y) as usize);
        let at = y * self.width as usize + x;
        let cover = self.cover.as_ref().map_or(1.0, |cover| f64::from(cover[at]) / 255.0);
        (f64::from(self.grey[at]), cover)
    }

    /// The cover that it is for a picture of that size.
    fn stretched(&self, width: u32, height: u32) -> Vec<u8> {
        // A stencil leaves out where its samples are 1; a soft mask covers as much as they say.
        let values = if self.is_stencil { self.cover.as_ref().unwrap_or(&self.grey) } else { &self.grey };
        let from = |at: u32, size: u32, own: u32| (u64::from(at) * u64::from(own) / u64::from(size)) as usize;
        let mut cover = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            let row = from(y, height, self.height) * self.width as usize;
            cover.extend((0..width).map(|x| values[row + from(x, width, self.width)]));
        }
        cover
    }
}

/// Samples of 1, 2, 4, 8 or 16 bits → a byte each, of the last their upper half.
fn unpack(row: &[u8], bits: u8, count: usize, samples: &mut Vec<u8>) {
    match bits {
        1 | 2 | 4 => {
            let per_byte = usize::from(8 / bits);
            let most = (1_u8 << bits) - 1;
            samples.extend((0..count).map(|at| {
                let byte = row.get(at / per_byte).copied().unwrap_or(0);
                byte >> (8 - bits as usize * (at % per_byte + 1)) & most
            }));
        }
        16 => samples.extend(row.chunks(2).take(count).map(|pair| pair[0])),
        _ => samples.extend(row.iter().take(count)),
    }
    // What is missing at the end of a row is paper.
    samples.resize(count, 255);
}

/// The most that a picture gives before its picture format is decoded.
fn most_bytes(pixels: u64) -> u64 {
    // Four samples of two bytes for each pixel, and what rows are padded with.
    pixels.saturating_mul(8).saturating_add(1 << 16)
}

/// How many pixels the data itself speaks of; 0 where it does not. `None` when that is nonsense.
fn told_pixels(data: &[u8], stream: &Stream<'_>, header: &Header) -> Option<u64> {
    match stream.filters().last() {
        Some(Filter::JpxDecode) => jpx::pixels(data),
        Some(Filter::CcittFaxDecode) => Some(u64::from(columns(stream.dict())) * u64::from(header.height)),
        Some(Filter::Jbig2Decode) => jbig2::pixels(data, header.height),
        _ => Some(0),
    }
}

/// Whether the mark that ends the data of its format is not there: decoders make up what is missing.
fn has_no_end(data: &[u8], stream: &Stream<'_>) -> bool {
    let last_part: &[u8] = match stream.filters().last() {
        Some(Filter::DctDecode) => b"\xff\xda",
        Some(Filter::JpxDecode) => b"\xff\x93",
        _ => return false,
    };
    let from = memmem::rfind(data, last_part).unwrap_or(0);
    memmem::find(&data[from..], b"\xff\xd9").is_none()
}

/// Pixels across a fax, at most: readers differ in which of several parameters they take.
fn columns(dict: &Dict<'_>) -> u32 {
    const USUAL: u32 = 1728;
    let told = |parms: Dict<'_>| parms.get::<u32>("Columns").unwrap_or(USUAL);
    let has_one_filter = dict.get::<Name<'_>>("F").or_else(|| dict.get::<Name<'_>>("Filter")).is_some();
    let own = dict.get::<Dict<'_>>("DP").or_else(|| dict.get::<Dict<'_>>("DecodeParms"));
    match own {
        Some(parms) if has_one_filter => told(parms),
        _ => all_parms(dict).into_iter().map(told).fold(USUAL, u32::max),
    }
}

/// The parameters of all filters.
fn all_parms<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    let parms = ["DP", "DecodeParms"].into_iter().filter_map(|key| dict.get::<Object<'a>>(key));
    parms
        .flat_map(|parms| match parms {
            Object::Dict(parms) => vec![parms],
            Object::Array(parms) => parms.iter::<Object<'a>>().filter_map(Object::into_dict).collect(),
            _ => Vec::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bits: u8, colours: Colours, is_inverted: bool, data: &[u8]) -> Image {
        let header = Header { width: 2, height: 1, bits, is_stencil: false, colours, is_inverted };
        header.image(data, None).unwrap()
    }

    fn image(bits: u8, colours: Colours, is_inverted: bool, data: &[u8]) -> Vec<u8> {
        decoded(bits, colours, is_inverted, data).grey
    }

    #[test]
    fn samples_of_every_kind_become_grey() {
        assert_eq!(image(8, Colours::Grey, false, &[7, 200]), [7, 200]);
        assert_eq!(image(8, Colours::Grey, true, &[7, 200]), [248, 55]);
        assert_eq!(image(1, Colours::Grey, false, &[0b0100_0000]), [0, 255]);
        assert_eq!(image(4, Colours::Grey, false, &[0x0f]), [0, 255]);
        assert_eq!(image(16, Colours::Grey, false, &[7, 9, 200, 9]), [7, 200]);
        assert_eq!(image(8, Colours::Inks(1), false, &[255, 0]), [0, 255]);
        assert_eq!(image(8, Colours::Rgb, false, &[255, 255, 255, 0, 0, 0]), [255, 0]);
        assert_eq!(image(8, Colours::Cmyk, false, &[0, 0, 0, 0, 0, 0, 0, 255]), [255, 0]);
        assert_eq!(image(4, Colours::Table(vec![9, 99]), false, &[0x10]), [99, 9]);
        assert_eq!(image(8, Colours::Rgb, false, &[0, 0, 0]), [0, 255], "what is missing is paper");
        assert!(decoded(8, Colours::Grey, false, &[]).is_cut, "and said to be missing");
        assert!(!decoded(8, Colours::Grey, false, &[0]).is_cut, "a row that was begun is there");
    }

    #[test]
    fn a_stencil_covers_where_its_samples_are_0() {
        let colours = Colours::Grey;
        let header = Header { width: 2, height: 1, bits: 1, is_stencil: true, colours, is_inverted: false };
        let stencil = header.image(&[0b0100_0000], None).unwrap();
        assert_eq!(stencil.cover, Some(vec![255, 0]));
        assert_eq!(stencil.nearest(0.5, 0.5).1, 1.0);
        assert_eq!(stencil.stretched(4, 1), [255, 255, 0, 0]);
    }
}
