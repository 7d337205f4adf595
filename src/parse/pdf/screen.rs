//! Raw bytes → whether the library may open them.
//!
//! While opening a file the library inflates cross-reference streams and object streams whole and
//! keeps an entry for each object. Both are measured here first, in one pass over the bytes that
//! trusts no table of the file.

use super::budget::{Refusal, inflated_len};
use crate::parse::Limits;
use memchr::memmem;

/// Largest object stream of an encrypted file, which cannot be measured from outside.
const ENCRYPTED_OBJECT_STREAM: u64 = 512 << 10;
/// Words `stream` that are looked at behind one `obj`: the first one that is no text is the stream.
const STREAM_WORDS: u32 = 16;

/// Refuses a file whose structure alone would cost more than the limits allow.
pub(super) fn screen(bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut tally = Tally {
        is_encrypted: memmem::find(bytes, b"/Encrypt").is_some(),
        objects: 0,
        inflated: 0,
        objects_allowed: limits.pdf_objects,
        stream_allowed: limits.pdf_stream_bytes,
        inflated_allowed: limits.pdf_inflated_bytes,
    };
    let mut objects = memmem::find_iter(bytes, b"obj").peekable();
    let (mut object, mut words) = (0, 0);
    for at in memmem::find_iter(bytes, b"stream") {
        while let Some(start) = objects.next_if(|&start| start < at) {
            if start > object {
                words = 0;
            }
            object = start;
        }
        let is_end = bytes[..at].ends_with(b"end");
        words += 1;
        if is_end || words > STREAM_WORDS {
            continue;
        }
        tally.add(&bytes[object..at], &bytes[at + b"stream".len()..])?;
    }
    Ok(())
}

struct Tally {
    is_encrypted: bool,
    objects: u64,
    inflated: u64,
    objects_allowed: u64,
    stream_allowed: u64,
    inflated_allowed: u64,
}

impl Tally {
    fn add(&mut self, dict: &[u8], data: &[u8]) -> Result<(), Refusal> {
        let has = |word: &[u8]| memmem::find(dict, word).is_some();
        // A name may be written with escapes (`/Obj#53tm`): then the worst is assumed.
        let is_hidden = memchr::memchr(b'#', dict).is_some() && !has(b"/Image") && !has(b"/Font");
        let is_table = has(b"XRef");
        if !is_table && !has(b"ObjStm") && !is_hidden {
            return Ok(());
        }
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let stored = memmem::find(data, b"endstream").unwrap_or(data.len()) as u64;
        if self.is_encrypted && !is_table && stored > ENCRYPTED_OBJECT_STREAM {
            return Err(Refusal::Limit("pdf-stream-bytes", stored, ENCRYPTED_OBJECT_STREAM));
        }
        let length = if has(b"/Fl") || has(b"Filter") || is_hidden {
            inflated_len(data, self.stream_allowed)?.max(stored)
        } else {
            stored
        };
        self.inflated += length;
        if self.inflated > self.inflated_allowed {
            return Err(Refusal::Limit("pdf-inflated-bytes", self.inflated, self.inflated_allowed));
        }
        self.objects += if is_table { table_entries(dict, length)? } else { stream_objects(dict, length) };
        if self.objects > self.objects_allowed.saturating_mul(2) {
            // Each object may stand once in a table and once in a stream.
            return Err(Refusal::Limit("pdf-objects", self.objects / 2, self.objects_allowed));
        }
        Ok(())
    }
}

/// Entries of a cross-reference stream, by the widths of its columns.
fn table_entries(dict: &[u8], length: u64) -> Result<u64, Refusal> {
    let widths = numbers_behind(dict, b"/W");
    match widths.iter().take(3).sum::<u64>() {
        0 => Err(Refusal::Broken("交叉引用流的列宽无效")),
        width => Ok(length / width),
    }
}

/// Objects of an object stream: as many as it says, but no more than fit.
fn stream_objects(dict: &[u8], length: u64) -> u64 {
    let said = numbers_behind(dict, b"/N").first().copied().unwrap_or(u64::MAX);
    said.min(length / 4)
}

/// The numbers right behind a key: `/W[1 4 2]`, `/N 12`.
fn numbers_behind(dict: &[u8], key: &[u8]) -> Vec<u64> {
    let is_number_or_space = |b: &u8| b.is_ascii_digit() || b.is_ascii_whitespace() || *b == b'[';
    memmem::find_iter(dict, key)
        .map(|at| &dict[at + key.len()..])
        .find(|rest| rest.first().is_some_and(is_number_or_space))
        .map(|rest| {
            let length = rest.iter().take_while(|&b| is_number_or_space(b)).take(200).count();
            rest[..length]
                .split(|b| !b.is_ascii_digit())
                .filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
                .collect()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_entries_and_objects_before_the_library_does() {
        let file = |dict: &str, data: &str| format!("1 0 obj<<{dict}>>stream\n{data}\nendstream endobj");
        let limits = Limits { pdf_objects: 10, ..Limits::default() };
        let check = |text: String| screen(text.as_bytes(), &limits);
        assert_eq!(check(file("/Type/XRef/W[1 2 1]", &"x".repeat(40))), Ok(()));
        assert!(matches!(
            check(file("/Type/XRef/W[1 2 1]", &"x".repeat(400))),
            Err(Refusal::Limit("pdf-objects", ..))
        ));
        assert!(matches!(check(file("/Type/XRef/W[0 0 0]", "x")), Err(Refusal::Broken(_))));
        assert_eq!(check(file("/Type/ObjStm/N 4", &"1 0 ".repeat(400))), Ok(()));
        assert!(check(file("/Type/ObjStm/N 4000", &"1 0 ".repeat(400))).is_err());
        assert!(check(file("/Type/Obj#53tm/N 4000", &"1 0 ".repeat(400))).is_err());
        assert_eq!(check(file("/Length 4", &"1 0 ".repeat(400))), Ok(()));
    }
}
