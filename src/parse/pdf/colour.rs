//! Colour spaces → how light the samples and fills in them are.

use super::budget::stays_below;
use hayro_syntax::object::stream::ImageColorSpace;
use hayro_syntax::object::{Array, Object};
use hayro_syntax::page::Resources;

/// Bytes of a table of colours: 256 of them with four parts, and what carelessness adds.
const TABLE_BYTES: u64 = 1 << 14;

/// What samples mean.
#[derive(Debug)]
pub(super) enum Colours {
    Grey,
    Rgb,
    Cmyk,
    /// Lightness first.
    Lab,
    /// So many inks: the more of the strongest, the darker.
    Inks(u8),
    /// Grey value of each index.
    Table(Vec<u8>),
    /// The data says it itself, if anything does.
    OfData,
}

impl Colours {
    pub(super) fn of(space: Object<'_>, resources: &Resources<'_>, depth: u8) -> Self {
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
                    Some(Object::Stream(table)) if stays_below(&table, TABLE_BYTES).is_ok() => {
                        table.decoded_data().map(|data| data.into_owned()).unwrap_or_default()
                    }
                    _ => Vec::new(),
                };
                Self::Table(base.table(&table))
            }
            (b"Separation", _) => Self::Inks(1),
            (b"DeviceN", Some(Object::Array(names))) => {
                u8::try_from(names.iter::<Object<'_>>().count()).map_or(Self::OfData, Self::Inks)
            }
            (b"CalGray" | b"DeviceGray" | b"G", _) => Self::Grey,
            (b"CalRGB" | b"DeviceRGB" | b"RGB", _) => Self::Rgb,
            (b"DeviceCMYK" | b"CMYK", _) => Self::Cmyk,
            (b"Lab", _) => Self::Lab,
            _ => Self::OfData,
        }
    }

    /// These, unless the data of a picture has other parts; `None` where nobody knows what those mean.
    pub(super) fn or_own(self, own: &ImageColorSpace) -> Option<Self> {
        let (parts, own) = match own {
            ImageColorSpace::Gray => (1, Some(Self::Grey)),
            ImageColorSpace::Rgb => (3, Some(Self::Rgb)),
            ImageColorSpace::Cmyk => (4, Some(Self::Cmyk)),
            ImageColorSpace::Unknown(parts) => (*parts, None),
        };
        if self.components() == Some(parts) { Some(self) } else { own }
    }

    /// The grey values of a table whose entries are colours of this space.
    fn table(&self, entries: &[u8]) -> Vec<u8> {
        let parts = usize::from(self.components().unwrap_or(1));
        entries.chunks(parts.max(1)).take(256).map(|entry| self.grey(entry, false)).collect()
    }

    /// Samples of one pixel, where the space says it.
    pub(super) fn components(&self) -> Option<u8> {
        match self {
            Self::Grey | Self::Table(_) => Some(1),
            Self::Rgb | Self::Lab => Some(3),
            Self::Cmyk => Some(4),
            Self::Inks(inks) => Some(*inks),
            Self::OfData => None,
        }
    }

    /// The grey value of a pixel whose samples reach from 0 to 255, or are indices.
    pub(super) fn grey(&self, sample: &[u8], is_inverted: bool) -> u8 {
        let value = |at: usize| {
            let value = u32::from(sample.get(at).copied().unwrap_or(0));
            if is_inverted { 255 - value } else { value }
        };
        let mixed = |r: u32, g: u32, b: u32| ((299 * r + 587 * g + 114 * b) / 1000) as u8;
        match self {
            Self::Grey | Self::Lab | Self::OfData => value(0) as u8,
            Self::Inks(inks) => 255 - (0..usize::from(*inks)).map(value).max().unwrap_or(0) as u8,
            Self::Rgb => mixed(value(0), value(1), value(2)),
            Self::Cmyk => {
                let light = 255 - value(3);
                let part = |at: usize| (255 - value(at)) * light / 255;
                mixed(part(0), part(1), part(2))
            }
            Self::Table(table) => in_table(table, usize::from(sample.first().copied().unwrap_or(0))),
        }
    }

    /// How light a fill is that is given by these parts, from 0 to 1.
    pub(super) fn light(&self, parts: &[f64]) -> f64 {
        let light = match (self, parts) {
            (Self::Grey, [grey]) => *grey,
            (Self::Rgb, [r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b,
            (Self::Cmyk, [c, m, y, k]) => (1.0 - k) * (1.0 - (0.299 * c + 0.587 * m + 0.114 * y)),
            (Self::Lab, [lightness, ..]) => lightness / 100.0,
            (Self::Inks(_), tints) => 1.0 - tints.iter().copied().fold(0.0, f64::max),
            (Self::Table(table), [index]) => f64::from(in_table(table, *index as usize)) / 255.0,
            // What nobody knows is taken for ink: letters too many are seen, letters missing are not.
            _ => 0.0,
        };
        light.clamp(0.0, 1.0)
    }
}

/// An index beyond the end stands for the last entry; without a table, everything is ink.
fn in_table(table: &[u8], index: usize) -> u8 {
    table.get(index).or(table.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_ink_the_darker() {
        assert_eq!(Colours::Inks(1).light(&[1.0]), 0.0);
        assert_eq!(Colours::Inks(2).light(&[0.25, 0.0]), 0.75);
        assert_eq!(Colours::Inks(2).grey(&[0, 200], false), 55);
        assert_eq!(Colours::Grey.light(&[1.0]), 1.0);
        assert_eq!(Colours::Lab.light(&[20.0, 0.0, 90.0]), 0.2);
        assert_eq!(Colours::Table(vec![0, 255]).light(&[9.0]), 1.0, "the last entry");
        assert_eq!(Colours::OfData.light(&[1.0]), 0.0, "unknown");
        assert_eq!(Colours::Rgb.light(&[1.0]), 0.0, "not its number of parts");
    }

    #[test]
    fn the_data_of_a_picture_says_how_many_parts_it_has() {
        let kept = Colours::Inks(1).or_own(&ImageColorSpace::Gray);
        assert!(matches!(kept, Some(Colours::Inks(1))), "{kept:?}");
        let own = Colours::OfData.or_own(&ImageColorSpace::Cmyk);
        assert!(matches!(own, Some(Colours::Cmyk)), "{own:?}");
        assert!(Colours::OfData.or_own(&ImageColorSpace::Unknown(5)).is_none());
    }
}
