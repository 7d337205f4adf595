//! Zips with faults, made by changing bytes of sound ones.

use super::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A zip of these parts.
pub(in crate::parse) fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read(bytes: &[u8], limits: &Limits) -> Vec<(String, Vec<u8>, Option<GapKind>)> {
    let container = Container::open(bytes, limits.archive_entries).unwrap();
    let mut allowance = Allowance::new(limits);
    let inflate = |entry: &Entry| {
        let (content, kind) = container.inflate(entry, &mut allowance);
        (entry.name.clone(), content, kind)
    };
    container.entries.iter().map(inflate).collect()
}

/// Where the central record of the first entry starts.
fn central(bytes: &[u8]) -> usize {
    memchr::memmem::find(bytes, b"PK\x01\x02").unwrap()
}

#[test]
fn parts_are_inflated() {
    let bytes = zip_of(&[("a.md", "# 方案".as_bytes()), ("文件夹/b.md", b"")]);
    let parts = read(&bytes, &Limits::default());
    assert_eq!(parts[0], ("a.md".into(), "# 方案".as_bytes().to_vec(), None));
    assert_eq!(parts[1], ("文件夹/b.md".into(), Vec::new(), None));
}

#[test]
fn names_without_the_flag_are_read_as_people_wrote_them() {
    let (gbk, _, _) = GB18030.encode("建设方案.md");
    assert_eq!(decode_name(&gbk, 0), "建设方案.md");
    assert_eq!(decode_name("建设方案.md".as_bytes(), 0), "建设方案.md");
    let (famous, _, _) = GB18030.encode("联通");
    assert_eq!(decode_name(&famous, 0), "联通");
    assert_eq!(decode_name(b"caf\x82.md", 0), "café.md");
}

#[test]
fn a_changed_byte_is_noticed() {
    let mut bytes = zip_of(&[("a.md", b"content of a part, long enough to deflate deflate deflate")]);
    let at = central(&bytes) + 16;
    bytes[at] ^= 1; // the checksum in the directory
    assert!(matches!(&read(&bytes, &Limits::default())[0].2, Some(GapKind::Damaged(_))));
}

#[test]
fn encryption_and_methods_are_named() {
    let plain = zip_of(&[("a.md", b"content")]);
    let mut locked = plain.clone();
    locked[central(&plain) + 8] |= 1;
    locked[6] |= 1;
    assert_eq!(read(&locked, &Limits::default())[0].2, Some(GapKind::Encrypted));
    let mut lzma = plain.clone();
    lzma[central(&plain) + 10] = 14;
    assert!(
        matches!(&read(&lzma, &Limits::default())[0].2, Some(GapKind::Unsupported(what)) if what.contains("LZMA"))
    );
}

#[test]
fn two_names_for_one_entry_are_ambiguous() {
    let mut bytes = zip_of(&[("a.md", b"content")]);
    let at = central(&bytes) + 46;
    bytes[at] = b'b';
    let (name, content, kind) = read(&bytes, &Limits::default()).remove(0);
    assert_eq!((name.as_str(), content.as_slice()), ("b.md", b"content".as_slice()));
    assert!(matches!(kind, Some(GapKind::Ambiguous(what)) if what.contains("a.md")));
}

#[test]
fn data_that_entries_share_is_read_once() {
    let bytes = zip_of(&[("a.md", b"content"), ("b.md", b"CONTENT")]);
    let first = central(&bytes);
    let second = first + 50;
    let mut shared = bytes.clone();
    shared.copy_within(first + 42..first + 46, second + 42); // b.md points at a.md's header
    let parts = read(&shared, &Limits::default());
    assert_eq!(parts[0].2, None);
    assert!(parts[1].1.is_empty() && matches!(parts[1].2, Some(GapKind::Ambiguous(_))));
}

#[test]
fn bombs_are_cut_by_ratio_and_by_size() {
    let bomb = zip_of(&[("a.txt", &vec![0; 20 << 20])]);
    let (_, content, kind) = read(&bomb, &Limits::default()).remove(0);
    assert!(content.is_empty());
    assert!(matches!(kind, Some(GapKind::Limit { limit: "inflate-ratio", .. })));
    let limits = Limits { part_inflated_bytes: 100, ..Limits::default() };
    let parts = read(&zip_of(&[("a.txt", &[b'x'; 101]), ("b.txt", &[b'x'; 100])]), &limits);
    assert!(matches!(parts[0].2, Some(GapKind::Limit { limit: "part-inflated-bytes", .. })));
    assert_eq!(parts[1].1.len(), 100);
    let limits = Limits { file_inflated_bytes: 150, ..Limits::default() };
    let parts = read(&zip_of(&[("a.txt", &[b'x'; 100]), ("b.txt", &[b'x'; 100])]), &limits);
    assert_eq!(parts[0].2, None);
    assert!(matches!(parts[1].2, Some(GapKind::Limit { limit: "file-inflated-bytes", .. })));
}

#[test]
fn wrong_counts_and_two_ends_are_said() {
    let plain = zip_of(&[("a.md", b"content")]);
    let mut counted = plain.clone();
    let end = counted.len() - END_LENGTH;
    counted[end + 10] = 9;
    let container = Container::open(&counted, 10).unwrap();
    assert!(matches!(container.faults[0].kind, GapKind::Damaged(_)));
    let mut doubled = plain.clone();
    doubled[end + 20] = 22;
    doubled.extend_from_slice(b"PK\x05\x06");
    doubled.extend_from_slice(&[0; 18]);
    let container = Container::open(&doubled, 10).unwrap();
    assert_eq!(container.entries.len(), 1);
    assert!(matches!(container.faults[0].kind, GapKind::Ambiguous(_)));
    assert!(Container::open(&plain[..plain.len() - 5], 10).is_err());
    let two = zip_of(&[("a", b""), ("b", b"")]);
    assert!(matches!(Container::open(&two, 1).unwrap().faults[0].kind, GapKind::Limit { .. }));
}
