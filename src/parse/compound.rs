//! Streams of a compound file (OLE2, [MS-CFB]), read under the limits.

use super::Limits;
use crate::gap::{Gap, GapKind};
use std::io::{Cursor, Read};

/// What every compound file begins with.
pub(super) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// What damage to a compound file is called.
const BROKEN: &str = "Office 97-2003 复合文档的结构已损坏";

/// An open compound file.
pub(super) type Compound<'a> = cfb::CompoundFile<Cursor<&'a [u8]>>;

/// Opens the file.
pub(super) fn open(bytes: &[u8]) -> Result<Compound<'_>, GapKind> {
    cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| GapKind::Damaged(BROKEN.to_owned()))
}

/// The bytes of a stream, as far as they can be read.
pub(super) fn stream(file: &mut Compound<'_>, name: &str, limits: &Limits, faults: &mut Vec<Gap>) -> Vec<u8> {
    let allowed = limits.part_inflated_bytes;
    let mut bytes = Vec::new();
    let outcome = file.open_stream(name).and_then(|stream| {
        let length = stream.len();
        stream.take(allowed).read_to_end(&mut bytes).map(|_| length)
    });
    match outcome {
        Ok(measured) if measured > allowed => {
            faults.push(Gap::limit("part-inflated-bytes", measured, allowed).in_part(name));
        }
        Ok(_) => {}
        Err(_) => {
            let kind = GapKind::Damaged("数据流中断，其后的内容没有读出".to_owned());
            faults.push(Gap::new(kind).in_part(name));
        }
    }
    bytes
}
