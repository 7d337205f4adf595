//! [`Budget`]: stream → bytes, never more of them than the limits allow.
//!
//! The PDF library inflates without a limit of its own, so every stream goes through here: decoded
//! by us while counting, or measured first where only the library can decode it.

use crate::gap::{Gap, GapKind};
use crate::parse::Limits;
use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

/// The highest ratio that deflate reaches; shorter streams need no measuring.
const DEFLATE_RATIO: u64 = 1_032;
/// Bytes inflated at a time.
const STEP: usize = 1 << 16;

/// Filters of a picture: honest ones have two.
const MOST_PICTURE_FILTERS: usize = 8;

/// What may still be inflated for one file.
#[derive(Debug)]
pub(super) struct Budget {
    stream_bytes: u64,
    filters: u64,
    file_bytes: u64,
    spent: Cell<u64>,
    notes: RefCell<Vec<Refusal>>,
}

/// Why a stream was not decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A limit: name, measured, allowed.
    Limit(&'static str, u64, u64),
    /// Data that no filter understands; what was met.
    Broken(&'static str),
}

/// When work must have ended, and the limit that says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    pub(super) at: Instant,
    limit: &'static str,
    seconds: u64,
}

/// Decoded bytes, and whether the data broke off.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) is_cut: bool,
}

impl Deadline {
    /// So many seconds from now.
    pub(super) fn new(limit: &'static str, seconds: u64) -> Self {
        // More is for ever, and beyond what a clock can add.
        let most = Duration::from_secs(seconds.min(u64::from(u32::MAX)));
        Self { at: Instant::now() + most, limit, seconds }
    }

    /// That the time is over, once it is.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        (Instant::now() > self.at)
            .then(|| Refusal::Limit(self.limit, self.seconds.saturating_add(1), self.seconds))
    }
}

impl Refusal {
    /// The gap that tells it.
    pub(super) fn gap(&self) -> Gap {
        Gap::new(self.kind())
    }

    /// What kind of gap it is.
    pub(super) fn kind(&self) -> GapKind {
        match *self {
            Self::Limit(limit, measured, allowed) => GapKind::Limit { limit, measured, allowed },
            Self::Broken(what) => GapKind::Damaged(what.to_owned()),
        }
    }
}

impl Budget {
    /// The budget of one file.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            stream_bytes: limits.pdf_stream_bytes,
            filters: limits.pdf_filters,
            file_bytes: limits.pdf_inflated_bytes,
            spent: Cell::new(0),
            notes: RefCell::default(),
        }
    }

    /// The budget of a single stream that belongs to a picture.
    fn of_stream(most: u64) -> Self {
        Self {
            stream_bytes: most,
            filters: MOST_PICTURE_FILTERS as u64,
            file_bytes: most,
            spent: Cell::new(0),
            notes: RefCell::default(),
        }
    }

    /// Keeps a refusal met where nothing can be returned; said once.
    pub(super) fn note(&self, refusal: Refusal) {
        let mut notes = self.notes.borrow_mut();
        let is_known =
            notes.iter().any(|known| std::mem::discriminant(known) == std::mem::discriminant(&refusal));
        if !is_known {
            notes.push(refusal);
        }
    }

    /// The refusals noted since the last call.
    pub(super) fn take_notes(&self) -> Vec<Refusal> {
        std::mem::take(&mut self.notes.borrow_mut())
    }

    /// The decoded bytes of a stream that is no picture.
    pub(super) fn decode<'a>(&self, stream: &Stream<'a>) -> Result<Decoded<'a>, Refusal> {
        let filters = self.filters_of(stream)?;
        let raw = stream.raw_data();
        let lzw = filters.iter().position(|filter| matches!(filter, Filter::LzwDecode));
        if lzw.is_some_and(|at| at + 1 < filters.len()) {
            return Err(Refusal::Broken("数据流在 LZW 压缩之外又压缩了一次"));
        }
        let own = lzw.is_none() && !has_predictor(stream);
        let mut decoded = Decoded { bytes: raw, is_cut: false };
        for filter in &filters {
            let (bytes, is_cut) = self.apply(*filter, &decoded.bytes)?;
            decoded = Decoded { bytes: Cow::Owned(bytes), is_cut: decoded.is_cut || is_cut };
        }
        self.charge(decoded.bytes.len() as u64)?;
        if own {
            return Ok(decoded);
        }
        let bytes = stream.decoded_data().map_err(|_| Refusal::Broken("数据流无法解码"))?;
        if bytes.is_empty() && !stream.raw_data().is_empty() {
            return Err(Refusal::Broken("数据流无法解码"));
        }
        Ok(Decoded { bytes, is_cut: decoded.is_cut })
    }

    /// Whether the library may decode the stream by itself.
    pub(super) fn allow(&self, stream: &Stream<'_>) -> Result<(), Refusal> {
        let filters = self.filters_of(stream)?;
        let raw_len = stream.raw_data().len() as u64;
        let is_short = filters.len() <= 1 && raw_len.saturating_mul(DEFLATE_RATIO) < self.stream_bytes;
        if is_short {
            return self.charge(raw_len);
        }
        self.decode(stream).map(|_| ())
    }

    fn filters_of(&self, stream: &Stream<'_>) -> Result<Vec<Filter>, Refusal> {
        let filters = stream.filters();
        if filters.len() as u64 > self.filters {
            return Err(Refusal::Limit("pdf-filters", filters.len() as u64, self.filters));
        }
        if filters.iter().any(is_picture) {
            return Err(Refusal::Broken("数据流使用了图像压缩"));
        }
        if matches!(stream.dict().get::<Object<'_>>("F"), Some(Object::String(_) | Object::Dict(_))) {
            return Err(Refusal::Broken("数据流引用外部文件"));
        }
        Ok(filters.into_iter().filter(|filter| !matches!(filter, Filter::Crypt)).collect())
    }

    fn apply(&self, filter: Filter, data: &[u8]) -> Result<(Vec<u8>, bool), Refusal> {
        let bytes = match filter {
            Filter::FlateDecode => return inflate(data, self.stream_bytes),
            Filter::AsciiHexDecode => hex(data),
            Filter::Ascii85Decode => ascii85(data),
            Filter::RunLengthDecode => run_length(data, self.stream_bytes)?,
            Filter::LzwDecode => {
                let length = lzw_length(data, self.stream_bytes)?;
                // Stands for the bytes that the library will decode.
                vec![0; usize::try_from(length).unwrap_or(0)]
            }
            _ => return Err(Refusal::Broken("未知的压缩方式")),
        };
        Ok((bytes, false))
    }

    fn charge(&self, bytes: u64) -> Result<(), Refusal> {
        let spent = self.spent.get().saturating_add(bytes);
        self.spent.set(spent);
        if spent > self.file_bytes {
            return Err(Refusal::Limit("pdf-inflated-bytes", spent, self.file_bytes));
        }
        Ok(())
    }
}

/// The bytes of a picture as far as they are decoded before its picture format is: at most `most`.
pub(super) fn picture_data<'a>(stream: &Stream<'a>, most: u64) -> Result<Cow<'a, [u8]>, Refusal> {
    let filters = stream.filters();
    if filters.len() > MOST_PICTURE_FILTERS {
        return Err(Refusal::Broken("图像的压缩层数过多"));
    }
    let budget = Budget::of_stream(most);
    let mut data = stream.raw_data();
    for (at, filter) in filters.iter().enumerate().filter(|(_, filter)| !matches!(filter, Filter::Crypt)) {
        let is_last = at + 1 == filters.len();
        if !is_last && (is_picture(filter) || matches!(filter, Filter::LzwDecode)) {
            return Err(Refusal::Broken("图像在压缩之外又压缩了一次"));
        }
        if is_picture(filter) {
            break;
        }
        data = match budget.apply(*filter, &data) {
            Ok((bytes, _)) => Cow::Owned(bytes),
            Err(Refusal::Limit(..)) => return Err(Refusal::Broken("图像的数据远多于它的像素")),
            Err(broken) => return Err(broken),
        };
    }
    Ok(data)
}

/// Refuses a stream that is no picture but belongs to one, where it gives more than `most` bytes.
pub(super) fn stays_below(stream: &Stream<'_>, most: u64) -> Result<(), Refusal> {
    match Budget::of_stream(most).decode(stream) {
        Ok(_) => Ok(()),
        Err(Refusal::Limit(..)) => Err(Refusal::Broken("图像的数据远多于它的像素")),
        Err(broken) => Err(broken),
    }
}

/// Whether the library decodes a picture format here.
fn is_picture(filter: &Filter) -> bool {
    matches!(filter, Filter::DctDecode | Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode)
}

fn has_predictor(stream: &Stream<'_>) -> bool {
    let predicts = |parms: Dict<'_>| parms.get::<i64>("Predictor").unwrap_or(1) > 1;
    let dict = stream.dict();
    ["DecodeParms", "DP"].into_iter().any(|key| match dict.get::<Object<'_>>(key) {
        Some(Object::Dict(parms)) => predicts(parms),
        Some(Object::Array(parms)) => any_dict(&parms, predicts),
        _ => false,
    })
}

fn any_dict(array: &Array<'_>, test: impl Fn(Dict<'_>) -> bool) -> bool {
    array.iter::<Object<'_>>().filter_map(Object::into_dict).any(test)
}

/// Inflates zlib or bare deflate data, at most `limit` bytes. The second value tells that the data
/// broke off; what came before is kept.
pub(super) fn inflate(data: &[u8], limit: u64) -> Result<(Vec<u8>, bool), Refusal> {
    let has_header = data.len() >= 2
        && data[0] & 0x0f == 8
        && (u16::from(data[0]) << 8 | u16::from(data[1])).is_multiple_of(31);
    let body = if has_header { &data[2..] } else { data };
    // Without the header the checksum behind the data is not looked at: files with a wrong one are
    // common, and every viewer shows them.
    let mut bytes = Vec::new();
    let is_cut = inflate_into(body, limit, |chunk| bytes.extend_from_slice(chunk))?;
    Ok((bytes, is_cut))
}

/// The length of the inflated data, without keeping it.
pub(super) fn inflated_len(data: &[u8], limit: u64) -> Result<u64, Refusal> {
    let has_header = data.len() >= 2 && data[0] & 0x0f == 8;
    let mut length = 0;
    inflate_into(if has_header { &data[2..] } else { data }, limit, |chunk| length += chunk.len() as u64)?;
    Ok(length)
}

fn inflate_into(mut data: &[u8], limit: u64, mut take: impl FnMut(&[u8])) -> Result<bool, Refusal> {
    let mut engine = Decompress::new(false);
    let mut chunk = vec![0; STEP.min(data.len().saturating_mul(16).max(1 << 10))];
    let mut total = 0;
    loop {
        let (before_in, before_out) = (engine.total_in(), engine.total_out());
        let status = engine.decompress(data, &mut chunk, FlushDecompress::None);
        let consumed = usize::try_from(engine.total_in() - before_in).unwrap_or(data.len());
        let produced = usize::try_from(engine.total_out() - before_out).unwrap_or(0).min(chunk.len());
        data = data.get(consumed..).unwrap_or_default();
        total += produced as u64;
        if total > limit {
            return Err(Refusal::Limit("pdf-stream-bytes", total, limit));
        }
        take(&chunk[..produced]);
        match status {
            Ok(Status::StreamEnd) => return Ok(false),
            Ok(_) if consumed > 0 || produced > 0 => {}
            Ok(_) | Err(_) => return Ok(true),
        }
    }
}

fn hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .take_while(|&&b| b != b'>')
        .filter_map(|&b| char::from(b).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut group: Vec<u32> = Vec::with_capacity(5);
    let mut flush = |group: &mut Vec<u32>| {
        let length = group.len();
        if length > 1 {
            group.resize(5, 84);
            let value = group.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(*digit));
            out.extend_from_slice(&value.to_be_bytes()[..length - 1]);
        }
        group.clear();
    };
    for &byte in data {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => {
                group.resize(5, 0);
                flush(&mut group);
            }
            b'!'..=b'u' => {
                group.push(u32::from(byte - b'!'));
                if group.len() == 5 {
                    flush(&mut group);
                }
            }
            _ => {}
        }
    }
    flush(&mut group);
    out
}

fn run_length(data: &[u8], limit: u64) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    let mut rest = data;
    while let Some((&length, tail)) = rest.split_first() {
        match length {
            128 => break,
            0..=127 => {
                let count = (usize::from(length) + 1).min(tail.len());
                out.extend_from_slice(&tail[..count]);
                rest = &tail[count..];
            }
            129..=255 => {
                let Some((&byte, tail)) = tail.split_first() else { break };
                out.resize(out.len() + 257 - usize::from(length), byte);
                rest = tail;
            }
        }
        if out.len() as u64 > limit {
            return Err(Refusal::Limit("pdf-stream-bytes", out.len() as u64, limit));
        }
    }
    Ok(out)
}

/// How long LZW data gets: the same walk as decoding it, over lengths instead of bytes.
fn lzw_length(data: &[u8], limit: u64) -> Result<u64, Refusal> {
    const CLEAR: u32 = 256;
    const END: u32 = 257;
    let mut lengths: Vec<u64> = Vec::new();
    let (mut buffer, mut bits, mut total, mut width) = (0_u32, 0, 0_u64, 9);
    let mut previous: Option<u64> = None;
    for &byte in data {
        buffer = buffer << 8 | u32::from(byte);
        bits += 8;
        if bits < width {
            continue;
        }
        bits -= width;
        let code = buffer >> bits & ((1 << width) - 1);
        match code {
            CLEAR => {
                lengths.clear();
                previous = None;
                width = 9;
                continue;
            }
            END => break,
            _ => {}
        }
        let known = if code < 256 { Some(1) } else { lengths.get(code as usize - 258).copied() };
        let Some(length) = known.or(previous.map(|length| length + 1)) else { break };
        total += length;
        if total > limit {
            return Err(Refusal::Limit("pdf-stream-bytes", total, limit));
        }
        if let Some(previous) = previous.filter(|_| lengths.len() < 4096 - 258) {
            lengths.push(previous + 1);
        }
        previous = Some(length);
        width = match lengths.len() + 258 {
            ..=510 => 9,
            511..=1022 => 10,
            1023..=2046 => 11,
            _ => 12,
        };
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut engine = Compress::new(Compression::best(), true);
        let mut out = Vec::with_capacity(data.len() + 64);
        engine.compress_vec(data, &mut out, FlushCompress::Finish).unwrap();
        out
    }

    #[test]
    fn inflates_up_to_the_limit_and_no_further() {
        let packed = deflated(&vec![b'a'; 100_000]);
        assert_eq!(inflate(&packed, 100_000).unwrap().0.len(), 100_000);
        assert_eq!(inflated_len(&packed, 100_000), Ok(100_000));
        assert!(matches!(inflate(&packed, 99_999), Err(Refusal::Limit("pdf-stream-bytes", _, 99_999))));
    }

    #[test]
    fn keeps_what_came_before_the_break() {
        let text: Vec<u8> = (0..20_000_u32).flat_map(u32::to_be_bytes).collect();
        let packed = deflated(&text);
        let (bytes, is_cut) = inflate(&packed[..packed.len() / 2], 1 << 20).unwrap();
        assert!(is_cut && !bytes.is_empty());
        assert!(text.starts_with(&bytes));
        let mut wrong_checksum = packed.clone();
        *wrong_checksum.last_mut().unwrap() ^= 1;
        assert_eq!(inflate(&wrong_checksum, 1 << 20).unwrap(), (text, false));
    }

    #[test]
    fn decodes_the_text_filters() {
        assert_eq!(hex(b"48 65 6C6c 6F 7>"), b"Hellop");
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(ascii85(b"z~>"), [0; 4]);
        assert_eq!(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 9], 100).unwrap(), b"abcxxx");
        assert!(run_length(&[129, 0].repeat(1_000), 1_000).is_err());
    }

    #[test]
    fn measures_lzw_without_decoding_it() {
        // The example of the PDF standard: 45 45 45 45 45 65 45 45 45 66.
        let data = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(lzw_length(&data, 100), Ok(10));
        assert!(lzw_length(&data, 9).is_err());
    }
}
