//! Image streams → grey [`Image`]s with their cover, as far as recognition needs them.
//!
//! The library decodes the picture formats; how large a result may get is asked first, of the stream's
//! dictionary and, where the data tells its own size, of the data.

use super::budget::{Refusal, stays_below};
use hayro_syntax::Filter;
use hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use memchr::memmem;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Decoded pictures up to this many pixels are kept for the next call: tiles of a background.
const KEPT_PIXELS: u64 = 1 << 16;

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

/// How samples become grey.
enum Colours {
    Grey,
    Rgb,
    Cmyk,
    /// One sample: the more of it, the darker.
    Ink,
    /// Grey value of each index.
    Table(Vec<u8>),
    /// The data says it itself.
    OfData,
}

impl Images {
    /// At most so many pixels are decoded.
    pub(super) fn new(most_pixels: u64) -> Self {
        Self { known: BTreeMap::new(), most_pixels, pixels: 0, refusal: None }
    }

    /// Why some picture was not decoded.
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
        let header = Header::of(stream.dict(), resources)?;
        let pixels = u64::from(header.width) * u64::from(header.height);
        // A row of nothing costs nothing; what the data says beside its dictionary counts as well.
        let pixels = pixels.max(told_pixels(stream, &header)?);
        let spent = self.pixels.saturating_add(pixels);
        if pixels == 0 {
            return None;
        }
        if spent > self.most_pixels {
            self.refusal.get_or_insert(Refusal::Limit("ocr-pixels", spent, self.most_pixels));
            return None;
        }
        self.pixels = spent;
        if let Err(refusal) = bounded(stream, pixels) {
            self.refusal.get_or_insert(refusal);
            return None;
        }
        let params = ImageDecodeParams {
            is_indexed: matches!(header.colours, Colours::Table(_)),
            bpc: Some(header.bits),
            num_components: header.colours.components(),
            target_dimension: None,
            width: header.width,
            height: header.height,
        };
        let Ok(decoded) = stream.decoded_image(&params) else {
            self.refusal.get_or_insert(Refusal::Broken("图像无法解码"));
            return None;
        };
        let (header, alpha) = match &decoded.image_data {
            Some(own) => {
                let colours = match (header.colours, own.color_space) {
                    (kept @ (Colours::Table(_) | Colours::Ink), _) => kept,
                    (_, Some(ImageColorSpace::Gray)) => Colours::Grey,
                    (_, Some(ImageColorSpace::Rgb)) => Colours::Rgb,
                    (_, Some(ImageColorSpace::Cmyk)) => Colours::Cmyk,
                    (colours, _) => colours,
                };
                let (width, height, bits) = (own.width, own.height, own.bits_per_component);
                (Header { width, height, bits, colours, ..header }, own.alpha.clone())
            }
            None => (header, None),
        };
        header.image(&decoded.data, alpha)
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
        // What is missing at the end is paper.
        for row in data.chunks(row_bytes.max(1)).take(height) {
            samples.clear();
            unpack(row, self.bits, width * parts, &mut samples);
            if let (1 | 2 | 4, false) = (self.bits, is_table) {
                let full = 255 / ((1_u8 << self.bits) - 1);
                samples.iter_mut().for_each(|sample| *sample *= full);
            }
            grey.extend(samples.chunks(parts).map(|sample| self.grey(sample)));
        }
        grey.resize(width * height, if self.is_stencil { 0 } else { 255 });
        let cover = alpha.filter(|alpha| alpha.len() == grey.len());
        let is_stencil = self.is_stencil;
        // The mask covers where its samples are 0.
        let cover = if is_stencil { Some(grey.iter().map(|&grey| 255 - grey).collect()) } else { cover };
        Some(Image { width: self.width, height: self.height, grey, cover, is_stencil })
    }

    /// The grey value of a pixel whose samples reach from 0 to 255, or are indices.
    fn grey(&self, sample: &[u8]) -> u8 {
        let value = |at: usize| {
            let value = u32::from(sample.get(at).copied().unwrap_or(0));
            if self.is_inverted { 255 - value } else { value }
        };
        let mixed = |r: u32, g: u32, b: u32| ((299 * r + 587 * g + 114 * b) / 1000) as u8;
        match &self.colours {
            Colours::Grey | Colours::OfData => value(0) as u8,
            Colours::Ink => (255 - value(0)) as u8,
            Colours::Rgb => mixed(value(0), value(1), value(2)),
            Colours::Cmyk => {
                let light = 255 - value(3);
                let part = |at: usize| (255 - value(at)) * light / 255;
                mixed(part(0), part(1), part(2))
            }
            Colours::Table(table) => {
                table.get(sample.first().map_or(0, |&index| usize::from(index))).copied().unwrap_or(255)
            }
        }
    }
}

impl Colours {
    fn of(space: Object<'_>, resources: &Resources<'_>, depth: u8) -> Self {
        /// Colour spaces that stand on others.
        const DEEPEST: u8 = 4;
        match space {
            _ if depth > DEEPEST => Self::OfData,
            Object::Name(name) => match &*name {
                b"DeviceGray" | b"G" | b"CalGray" => Self::Grey,
                b"DeviceRGB" | b"RGB" | b"CalRGB" => Self::Rgb,
                b"DeviceCMYK" | b"CMYK" => Self::Cmyk,
                _ => match resources.get_color_space(&name) {
                    Some(space) => Self::of(space, resources, depth + 1),
                    None => Self::OfData,
                },
            },
            Object::Array(array) => Self::of_array(&array, resources, depth),
            _ => Self::OfData,
        }
    }

    fn of_array(array: &Array<'_>, resources: &Resources<'_>, depth: u8) -> Self {
        let mut items = array.iter::<Object<'_>>();
        let (Some(Object::Name(kind)), second) = (items.next(), items.next()) else { return Self::OfData };
        match (&*kind, second) {
            (b"ICCBased", Some(Object::Stream(profile))) => match profile.dict().get::<u8>("N") {
                Some(1) => Self::Grey,
                Some(3) => Self::Rgb,
                Some(4) => Self::Cmyk,
                _ => Self::OfData,
            },
            (b"Indexed" | b"I", Some(base)) => {
                let base = Self::of(base, resources, depth + 1);
                let table = match items.nth(1) {
                    Some(Object::String(table)) => table.as_bytes().to_vec(),
                    Some(Object::Stream(table)) if bounded(&table, 1 << 10).is_ok() => {
                        table.decoded_data().map(|data| data.into_owned()).unwrap_or_default()
                    }
                    _ => Vec::new(),
                };
                Self::Table(base.table(&table))
            }
            (b"Separation", _) => Self::Ink,
            (b"CalGray" | b"DeviceGray" | b"G", _) => Self::Grey,
            (b"CalRGB" | b"DeviceRGB" | b"RGB" | b"Lab", _) => Self::Rgb,
            (b"DeviceCMYK" | b"CMYK", _) => Self::Cmyk,
            _ => Self::OfData,
        }
    }

    /// The grey values of a table whose entries are colours of this space.
    fn table(self, entries: &[u8]) -> Vec<u8> {
        let parts = usize::from(self.components().unwrap_or(1));
        let header =
            Header { width: 0, height: 0, bits: 8, is_stencil: false, is_inverted: false, colours: self };
        entries.chunks(parts).take(256).map(|entry| header.grey(entry)).collect()
    }

    /// Samples of one pixel, where the space says it.
    fn components(&self) -> Option<u8> {
        match self {
            Self::Grey | Self::Ink | Self::Table(_) => Some(1),
            Self::Rgb => Some(3),
            Self::Cmyk => Some(4),
            Self::OfData => None,
        }
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

/// Refuses a stream whose filters give far more bytes than its pixels need.
fn bounded(stream: &Stream<'_>, pixels: u64) -> Result<(), Refusal> {
    // Four samples of two bytes for each pixel, and what rows are padded with.
    let most = pixels.saturating_mul(8).saturating_add(1 << 16);
    stays_below(stream, most)
}

/// How many pixels the data itself speaks of; 0 where it does not. `None` when that is nonsense.
fn told_pixels(stream: &Stream<'_>, header: &Header) -> Option<u64> {
    let product = |width: u32, height: u32| Some(u64::from(width) * u64::from(height));
    let number = |bytes: &[u8], at: usize| {
        let word = bytes.get(at..at + 4)?;
        word.try_into().ok().map(u32::from_be_bytes)
    };
    match stream.filters().last() {
        Some(Filter::JpxDecode) => {
            // The size stands behind the first two marks of the code stream.
            let data = stream.raw_data();
            let at = memmem::find(&data, b"\xff\x4f\xff\x51")? + 8;
            product(number(&data, at)?, number(&data, at + 4)?)
        }
        Some(Filter::CcittFaxDecode) => {
            let columns = last_parms(stream.dict()).and_then(|parms| parms.get::<u32>("Columns"));
            product(columns.unwrap_or(1728), header.height)
        }
        Some(Filter::Jbig2Decode) => {
            // A page information segment: its type, the page, the length 19, the size.
            let data = stream.raw_data();
            let lengths = memmem::find_iter(&data, b"\x00\x00\x00\x13");
            let is_page = |at: usize| {
                let has_type = |back: usize| at.checked_sub(back).is_some_and(|at| data[at] & 0x3f == 48);
                has_type(3) || has_type(6)
            };
            let sizes = lengths.filter(|&at| is_page(at)).filter_map(|at| {
                let (width, height) = (number(&data, at + 4)?, number(&data, at + 8)?);
                product(width, if height == u32::MAX { header.height } else { height })
            });
            sizes.max()
        }
        _ => Some(0),
    }
}

/// The parameters of the last filter.
fn last_parms<'a>(dict: &Dict<'a>) -> Option<Dict<'a>> {
    let parms = dict.get::<Object<'a>>("DecodeParms").or_else(|| dict.get::<Object<'a>>("DP"))?;
    match parms {
        Object::Dict(parms) => Some(parms),
        Object::Array(parms) => parms.iter::<Object<'a>>().filter_map(Object::into_dict).last(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(bits: u8, colours: Colours, is_inverted: bool, data: &[u8]) -> Vec<u8> {
        let header = Header { width: 2, height: 1, bits, is_stencil: false, colours, is_inverted };
        header.image(data, None).unwrap().grey
    }

    #[test]
    fn samples_of_every_kind_become_grey() {
        assert_eq!(image(8, Colours::Grey, false, &[7, 200]), [7, 200]);
        assert_eq!(image(8, Colours::Grey, true, &[7, 200]), [248, 55]);
        assert_eq!(image(1, Colours::Grey, false, &[0b0100_0000]), [0, 255]);
        assert_eq!(image(4, Colours::Grey, false, &[0x0f]), [0, 255]);
        assert_eq!(image(16, Colours::Grey, false, &[7, 9, 200, 9]), [7, 200]);
        assert_eq!(image(8, Colours::Ink, false, &[255, 0]), [0, 255]);
        assert_eq!(image(8, Colours::Rgb, false, &[255, 255, 255, 0, 0, 0]), [255, 0]);
        assert_eq!(image(8, Colours::Cmyk, false, &[0, 0, 0, 0, 0, 0, 0, 255]), [255, 0]);
        assert_eq!(image(4, Colours::Table(vec![9, 99]), false, &[0x10]), [99, 9]);
        assert_eq!(image(8, Colours::Rgb, false, &[0, 0, 0]), [0, 255], "what is missing is paper");
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
