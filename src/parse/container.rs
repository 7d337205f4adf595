//! Bytes of a zip → its central directory, checked, and its parts, inflated within limits.
//!
//! Archives and workbooks are read through this: what readers of zips usually pass over in silence
//! (two ends, wrong counts, two names for one place, shared data) becomes a [`GapKind`] here.

use super::Limits;
use crate::gap::{Gap, GapKind};
use encoding_rs::GB18030;
use flate2::{Crc, read::DeflateDecoder};
use std::io::Read;

/// Bytes of the end record without its comment.
const END_LENGTH: usize = 22;
/// Inflated bytes from which on the ratio counts.
const RATIO_FREE_BYTES: u64 = 8 << 20;

/// A zip's directory.
#[derive(Debug)]
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    /// The entries in the order of the directory.
    pub(super) entries: Vec<Entry>,
    /// What is wrong with the directory as a whole.
    pub(super) faults: Vec<Gap>,
}

/// One entry of the directory.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name as written, decoded but not made safe.
    pub(super) name: String,
    /// Whether it is a folder, a file or a symbolic link.
    pub(super) kind: EntryKind,
    /// Why it cannot or should not be read; [`Container::inflate`] still reads what it can.
    pub(super) fault: Option<GapKind>,
    flags: u16,
    method: u16,
    crc32: u32,
    stored: u64,
    size: u64,
    header_at: u64,
    raw_name: Vec<u8>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
}

/// The bytes that a container, and a whole package, may still inflate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// For one part.
    pub(super) part: u64,
    /// For all parts of this container; counted down.
    pub(super) file: u64,
    /// For the whole package; counted down.
    pub(super) package: u64,
    limits: [u64; 4],
}

impl Allowance {
    /// What the limits grant to one container that stands for itself.
    pub(super) fn new(limits: &Limits) -> Self {
        let (part, file, package) =
            (limits.part_inflated_bytes, limits.file_inflated_bytes, limits.package_inflated_bytes);
        Self { part, file, package, limits: [part, file, package, limits.inflate_ratio] }
    }

    /// The most that the next part may inflate to, and the limit that says so.
    fn next(&self) -> (u64, &'static str, u64) {
        let [part, file, package, _] = self.limits;
        [
            (self.part, "part-inflated-bytes", part),
            (self.file, "file-inflated-bytes", file),
            (self.package, "package-inflated-bytes", package),
        ]
        .into_iter()
        .min_by_key(|&(left, ..)| left)
        .unwrap_or((0, "part-inflated-bytes", part))
    }

    fn spend(&mut self, bytes: u64) {
        self.file = self.file.saturating_sub(bytes);
        self.package = self.package.saturating_sub(bytes);
    }
}

impl<'a> Container<'a> {
    /// Reads the directory, at most `max_entries` of it.
    ///
    /// # Errors
    /// Says what is missing where the bytes hold no directory at all.
    pub(super) fn open(bytes: &'a [u8], max_entries: u64) -> Result<Self, String> {
        let end = find_end(bytes)?;
        let mut container = Self { bytes, entries: Vec::new(), faults: Vec::new() };
        if end.is_ambiguous {
            container.fault(GapKind::Ambiguous("压缩包有两个结束记录，不同软件会列出不同的文件".into()));
        }
        let start = container.directory_start(&end)?;
        container.read_directory(start, &end, max_entries);
        container.check_places();
        Ok(container)
    }

    fn fault(&mut self, kind: GapKind) {
        self.faults.push(Gap::new(kind));
    }

    fn directory_start(&mut self, end: &End) -> Result<usize, String> {
        let is_directory =
            |at: usize| self.bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02"));
        let declared = usize::try_from(end.directory_at).unwrap_or(usize::MAX);
        let measured =
            usize::try_from(end.directory_bytes).ok().and_then(|length| end.at.checked_sub(length));
        if is_directory(declared) || (end.count == 0 && end.directory_bytes == 0) {
            return Ok(declared.min(end.at));
        }
        match measured.filter(|&at| is_directory(at)) {
            Some(at) => {
                self.fault(GapKind::Damaged("压缩包目录的位置记录有误，已按实际位置读取".into()));
                Ok(at)
            }
            None => Err("找不到压缩包目录".into()),
        }
    }

    fn read_directory(&mut self, start: usize, end: &End, max_entries: u64) {
        let mut at = start;
        let mut count = 0_u64;
        while let Some((entry, length)) = Entry::read(&self.bytes[..end.at], at) {
            count += 1;
            at += length;
            if count <= max_entries {
                self.entries.push(entry);
            }
        }
        if count > max_entries {
            self.faults.push(Gap::limit("archive-entries", count, max_entries));
        }
        let same = if end.is_zip64 { count == end.count } else { count & 0xFFFF == end.count };
        if !same {
            self.fault(GapKind::Damaged(format!("压缩包登记了 {} 个条目，目录中有 {count} 个", end.count)));
        }
    }

    /// Compares each entry with its local header and finds data that two entries share.
    fn check_places(&mut self) {
        let mut places: Vec<(u64, u64, usize)> = Vec::new();
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            match self.place(entry) {
                Ok((start, end)) => {
                    places.push((start, end, at));
                    let fault = self.local_mismatch(entry);
                    set_fault(&mut self.entries[at], fault);
                }
                Err(what) => set_fault(&mut self.entries[at], Some(GapKind::Damaged(what))),
            }
        }
        places.sort_unstable();
        let mut covered = 0;
        for (start, end, at) in places {
            if start < covered {
                let what = "与压缩包中另一文件共用同一段数据";
                self.entries[at].fault = Some(GapKind::Ambiguous(what.into()));
                self.entries[at].stored = u64::MAX; // never inflated: this is how bombs multiply
            }
            covered = covered.max(end);
        }
    }

    /// First byte of the local header and one past the last byte of the data.
    fn place(&self, entry: &Entry) -> Result<(u64, u64), String> {
        let data = self.data_start(entry)?;
        let end = data.checked_add(entry.stored).filter(|&end| end <= self.bytes.len() as u64);
        end.map(|end| (entry.header_at, end)).ok_or_else(|| "数据不完整：登记的长度超出文件末尾".into())
    }

    fn local_header(&self, entry: &Entry) -> Result<&'a [u8], String> {
        let at = usize::try_from(entry.header_at).unwrap_or(usize::MAX);
        self.bytes
            .get(at..)
            .filter(|rest| rest.starts_with(b"PK\x03\x04") && rest.len() >= 30)
            .ok_or_else(|| "找不到文件头".to_owned())
    }

    fn data_start(&self, entry: &Entry) -> Result<u64, String> {
        let header = self.local_header(entry)?;
        let lengths = u64::from(u16_at(header, 26)) + u64::from(u16_at(header, 28));
        Ok(entry.header_at + 30 + lengths)
    }

    fn local_mismatch(&self, entry: &Entry) -> Option<GapKind> {
        let header = self.local_header(entry).ok()?;
        let name = header.get(30..30 + usize::from(u16_at(header, 26)))?;
        let (flags, method, stored) = (u16_at(header, 6), u16_at(header, 8), u32_at(header, 18));
        let what = if name != entry.raw_name {
            format!("目录中的文件名与文件头中的“{}”不一致", clip(&decode_name(name, flags)))
        } else if method != entry.method || (flags ^ entry.flags) & 1 != 0 {
            "目录与文件头记录的压缩或加密方式不一致".to_owned()
        } else if flags & 8 == 0 && stored != u32::MAX && u64::from(stored) != entry.stored {
            "目录与文件头记录的长度不一致".to_owned()
        } else {
            return None;
        };
        Some(GapKind::Ambiguous(what))
    }

    /// The entry's content. A gap beside it says what is wrong with it; none of it is given where a
    /// limit was reached.
    pub(super) fn inflate(&self, entry: &Entry, allowance: &mut Allowance) -> (Vec<u8>, Option<GapKind>) {
        match self.inflate_partly(entry, allowance) {
            (_, gap @ Some(GapKind::Limit { .. })) => (Vec::new(), gap),
            read => read,
        }
    }

    /// Like [`Container::inflate`], but what was read before a limit is given.
    pub(super) fn inflate_partly(
        &self,
        entry: &Entry,
        allowance: &mut Allowance,
    ) -> (Vec<u8>, Option<GapKind>) {
        if let Some(kind) = entry.unreadable() {
            return (Vec::new(), Some(kind));
        }
        let data = match self.data_start(entry).and_then(|start| self.data(entry, start)) {
            Ok(data) => data,
            Err(what) => return (Vec::new(), Some(entry.fault.clone().unwrap_or(GapKind::Damaged(what)))),
        };
        let (content, gap) = match entry.method {
            0 => within(data, data.len() as u64, allowance),
            _ => within(DeflateDecoder::new(data), data.len() as u64, allowance),
        };
        let gap = gap.or_else(|| entry.fault.clone()).or_else(|| entry.content_mismatch(&content));
        (content, gap)
    }

    fn data(&self, entry: &Entry, start: u64) -> Result<&'a [u8], String> {
        let range = usize::try_from(start).ok().zip(usize::try_from(entry.stored).ok());
        range
            .and_then(|(start, length)| self.bytes.get(start..start.checked_add(length)?))
            .ok_or_else(|| "数据不完整：登记的长度超出文件末尾".to_owned())
    }

    /// The entry of this name, whatever the case and the slashes.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        let wanted = part_key(name);
        self.entries.iter().find(|entry| part_key(&entry.name) == wanted)
    }
}

/// A part's name for comparing: `/` between its parts, none in front, lower case.
pub(super) fn part_key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn set_fault(entry: &mut Entry, fault: Option<GapKind>) {
    if entry.fault.is_none() {
        entry.fault = fault;
    }
}

/// Reads to the end, as far as limits allow.
fn within(reader: impl Read, stored: u64, allowance: &mut Allowance) -> (Vec<u8>, Option<GapKind>) {
    let (most, limit, allowed) = allowance.next();
    let ratio = allowance.limits[3];
    let by_ratio = stored.saturating_mul(ratio).max(RATIO_FREE_BYTES);
    let mut content = Vec::new();
    let failed = reader.take(most.min(by_ratio).saturating_add(1)).read_to_end(&mut content).is_err();
    let length = content.len() as u64;
    allowance.spend(length);
    content.truncate(usize::try_from(most.min(by_ratio)).unwrap_or(usize::MAX));
    if length > most {
        let measured = allowed.saturating_add(1);
        return (content, Some(GapKind::Limit { limit, measured, allowed }));
    }
    if length > by_ratio {
        let measured = length / stored.max(1) + 1;
        return (content, Some(GapKind::Limit { limit: "inflate-ratio", measured, allowed: ratio }));
    }
    let gap = failed.then(|| GapKind::Damaged("压缩数据无法完整解开，只读到前一部分".into()));
    (content, gap)
}

impl Entry {
    /// The entry at a place of the directory, and its length there.
    fn read(bytes: &[u8], at: usize) -> Option<(Self, usize)> {
        let record = bytes.get(at..).filter(|rest| rest.starts_with(b"PK\x01\x02") && rest.len() >= 46)?;
        let [name, extra, comment] = [28, 30, 32].map(|field| usize::from(u16_at(record, field)));
        let raw_name = record.get(46..46 + name)?.to_vec();
        let extra_fields = record.get(46 + name..46 + name + extra).unwrap_or_default();
        let flags = u16_at(record, 8);
        let mut entry = Self {
            name: unicode_path(extra_fields, &raw_name).unwrap_or_else(|| decode_name(&raw_name, flags)),
            kind: EntryKind::File,
            fault: None,
            flags,
            method: u16_at(record, 10),
            crc32: u32_at(record, 16),
            stored: u64::from(u32_at(record, 20)),
            size: u64::from(u32_at(record, 24)),
            header_at: u64::from(u32_at(record, 42)),
            raw_name,
        };
        entry.apply_zip64(extra_fields);
        entry.kind = entry.kind_by(record);
        Some((entry, 46 + name + extra + comment))
    }

    /// Long sizes stand in an extra field, in this order, for those fields that are full of ones.
    fn apply_zip64(&mut self, extra_fields: &[u8]) {
        let Some(mut values) = extra_field(extra_fields, 0x0001) else { return };
        for value in [&mut self.size, &mut self.stored, &mut self.header_at] {
            if *value == u64::from(u32::MAX)
                && let Some((first, rest)) = values.split_first_chunk::<8>()
            {
                *value = u64::from_le_bytes(*first);
                values = rest;
            }
        }
    }

    fn kind_by(&self, record: &[u8]) -> EntryKind {
        let (host, attributes) = (record[5], u32_at(record, 38));
        let is_unix = matches!(host, 3 | 19);
        if is_unix && (attributes >> 16) & 0o170_000 == 0o120_000 {
            EntryKind::Link
        } else if self.size == 0 && (self.name.ends_with(['/', '\\']) || attributes & 0x10 != 0) {
            EntryKind::Folder
        } else {
            EntryKind::File
        }
    }

    /// Encrypted, or packed by a method that is not read.
    fn unreadable(&self) -> Option<GapKind> {
        if self.flags & 0x2041 != 0 || self.method == 99 {
            return Some(GapKind::Encrypted);
        }
        let method = match self.method {
            0 | 8 => return None,
            9 => "Deflate64".to_owned(),
            12 => "BZip2".to_owned(),
            14 => "LZMA".to_owned(),
            93 => "Zstandard".to_owned(),
            95 => "XZ".to_owned(),
            98 => "PPMd".to_owned(),
            other => format!("编号 {other}"),
        };
        Some(GapKind::Unsupported(format!("压缩方法为 {method} 的压缩包条目")))
    }

    fn content_mismatch(&self, content: &[u8]) -> Option<GapKind> {
        if content.len() as u64 != self.size {
            let what = format!("解压后有 {} 字节，压缩包登记为 {} 字节", content.len(), self.size);
            return Some(GapKind::Damaged(what));
        }
        let mut crc = Crc::new();
        crc.update(content);
        (crc.sum() != self.crc32).then(|| GapKind::Damaged("校验值（CRC）不符，内容可能已损坏".into()))
    }
}

/// The end record.
struct End {
    /// Where it starts: the directory ends at or before this.
    at: usize,
    count: u64,
    directory_bytes: u64,
    directory_at: u64,
    is_zip64: bool,
    is_ambiguous: bool,
}

fn find_end(bytes: &[u8]) -> Result<End, String> {
    let from = bytes.len().saturating_sub(END_LENGTH + usize::from(u16::MAX));
    let found: Vec<usize> =
        memchr::memmem::find_iter(&bytes[from..], b"PK\x05\x06").map(|at| from + at).collect();
    let length_at = |at: usize| {
        bytes.get(at..at + END_LENGTH).map(|record| at + END_LENGTH + usize::from(u16_at(record, 20)))
    };
    let fitting: Vec<usize> =
        found.iter().copied().filter(|&at| length_at(at) == Some(bytes.len())).collect();
    let loose = || found.iter().copied().rfind(|&at| length_at(at).is_some_and(|end| end <= bytes.len()));
    let at = fitting.first().copied().or_else(loose).ok_or("找不到压缩包的结束记录，文件可能不完整")?;
    let mut end = End::read(bytes, at);
    end.is_ambiguous = fitting.len() > 1;
    Ok(end)
}

impl End {
    fn read(bytes: &[u8], at: usize) -> Self {
        let record = &bytes[at..];
        let plain = Self {
            at,
            count: u64::from(u16_at(record, 10)),
            directory_bytes: u64::from(u32_at(record, 12)),
            directory_at: u64::from(u32_at(record, 16)),
            is_zip64: false,
            is_ambiguous: false,
        };
        Self::read_zip64(bytes, at).unwrap_or(plain)
    }

    fn read_zip64(bytes: &[u8], at: usize) -> Option<Self> {
        let locator = bytes.get(at.checked_sub(20)?..at)?;
        if !locator.starts_with(b"PK\x06\x07") {
            return None;
        }
        let record_at = usize::try_from(u64_at(locator, 8)).ok()?;
        let record = bytes.get(record_at..)?.get(..56)?;
        record.starts_with(b"PK\x06\x06").then(|| Self {
            at: record_at,
            count: u64_at(record, 32),
            directory_bytes: u64_at(record, 40),
            directory_at: u64_at(record, 48),
            is_zip64: true,
            is_ambiguous: false,
        })
    }
}

/// The name in the extra field of Info-ZIP, where it belongs to the name in the record.
fn unicode_path(extra_fields: &[u8], raw_name: &[u8]) -> Option<String> {
    let field = extra_field(extra_fields, 0x7075).filter(|field| field.len() > 5)?;
    let mut crc = Crc::new();
    crc.update(raw_name);
    (u32_at(field, 1) == crc.sum()).then(|| String::from_utf8(field[5..].to_vec()).ok())?
}

fn extra_field(mut fields: &[u8], id: u16) -> Option<&[u8]> {
    while fields.len() >= 4 {
        let length = usize::from(u16_at(fields, 2));
        let body = fields.get(4..4 + length)?;
        if u16_at(fields, 0) == id {
            return Some(body);
        }
        fields = &fields[4 + length..];
    }
    None
}

/// UTF-8 where the flag says so, or where it can be nothing else; GB18030; code page 437.
fn decode_name(raw: &[u8], flags: u16) -> String {
    let utf8 = std::str::from_utf8(raw).ok();
    let is_marked = flags & 0x800 != 0;
    if let Some(name) =
        utf8.filter(|name| is_marked || name.is_ascii() || name.chars().any(|c| ('\u{2E80}'..).contains(&c)))
    {
        return name.to_owned();
    }
    if let Some(name) = GB18030.decode_without_bom_handling_and_without_replacement(raw) {
        return name.into_owned();
    }
    raw.iter().map(|&byte| cp437(byte)).collect()
}

fn cp437(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
    match byte.checked_sub(0x80) {
        Some(upper) => UPPER.chars().nth(usize::from(upper)).unwrap_or(char::REPLACEMENT_CHARACTER),
        None => char::from(byte),
    }
}

fn clip(name: &str) -> String {
    super::archive::escape_name(&name.chars().take(80).collect::<String>())
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

#[cfg(test)]
pub(super) mod tests;
