//! Bytes → text, by byte order mark, UTF-8, GB18030 and a last guess; line ends become `\n`.

use crate::gap::{Gap, GapKind};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that the last guess looks at.
const GUESS_BYTES: usize = 1 << 20;

/// The text, with what a person should know about how it was read; `None` for bytes that are no text.
///
/// Line ends are `\n`; NUL and characters without width, which would split words, are left out.
pub(crate) fn decode(bytes: &[u8]) -> Option<(String, Option<Gap>)> {
    let (text, kind) = decode_raw(bytes)?;
    let nul_count = nul_count(bytes);
    let kind = kind.or_else(|| {
        (nul_count > 0).then(|| GapKind::Remark(format!("文本中有 {nul_count} 个空字符（NUL），已略去")))
    });
    Some((tidy(text), kind.map(Gap::new)))
}

/// The text of a format that names its encoding; a name that does not fit the bytes is not believed.
pub(super) fn decode_named(bytes: &[u8], name: Option<&str>) -> Option<(String, Option<Gap>)> {
    let is_plain = Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok();
    let named = name.filter(|_| !is_plain).and_then(|name| Encoding::for_label(name.as_bytes()));
    let encoding = match named {
        Some(gbk) if gbk.name() == "GBK" => Some(GB18030),
        other => other.filter(|named| fits(named, bytes)),
    };
    let text = encoding.and_then(|named| named.decode_without_bom_handling_and_without_replacement(bytes));
    match text {
        Some(text) => Some((tidy(text.into_owned()), None)),
        None => decode(bytes),
    }
}

/// Whether bytes of text can be in an encoding. Where each byte is a character any bytes fit, so that it is
/// not believed where they look like another one.
fn fits(named: &'static Encoding, bytes: &[u8]) -> bool {
    let has_pairs =
        || gb18030(bytes).or_else(|| mostly_utf8(bytes)).is_some() || !guess(bytes).is_single_byte();
    named.is_ascii_compatible() && !(named.is_single_byte() && has_pairs())
}

fn decode_raw(bytes: &[u8]) -> Option<(String, Option<GapKind>)> {
    if let Some((encoding, mark_length)) = Encoding::for_bom(bytes) {
        return Some(with_mark(encoding, &bytes[mark_length..]));
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return Some((text.into_owned(), Some(read_as(encoding))));
    }
    if !has_text_controls(bytes) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (3 * nul_count(bytes) <= text.len()).then(|| (text.to_owned(), None));
    }
    if bytes.contains(&0) {
        return None;
    }
    gb18030(bytes).or_else(|| mostly_utf8(bytes)).or_else(|| guessed(bytes))
}

fn nul_count(bytes: &[u8]) -> usize {
    memchr::memchr_iter(0, bytes).count()
}

fn with_mark(encoding: &'static Encoding, body: &[u8]) -> (String, Option<GapKind>) {
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let kind = match had_errors {
        true => Some(broken(encoding, &text)),
        false if encoding == UTF_8 => None,
        false => Some(read_as(encoding)),
    };
    (text.into_owned(), kind)
}

fn read_as(encoding: &'static Encoding) -> GapKind {
    let name = if encoding == GB18030 { "GB18030（GBK）" } else { encoding.name() };
    GapKind::Remark(format!("文本不是 UTF-8 编码，已按 {name} 读取"))
}

fn broken(encoding: &'static Encoding, text: &str) -> GapKind {
    let count = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    GapKind::Damaged(format!("按 {} 读取时有 {count} 处字节无法解码，已用 \u{FFFD} 代替", encoding.name()))
}

/// UTF-16 without a mark: NUL bytes on one side of the pairs only, and usual characters.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(1 << 16) & !1];
    if nul_count(sample) == 0 {
        return None;
    }
    let odd = sample.iter().skip(1).step_by(2).filter(|&&byte| byte == 0).count();
    let even = sample.iter().step_by(2).filter(|&&byte| byte == 0).count();
    let encoding = match (even, odd) {
        (0, 1..) => UTF_16LE,
        (1.., 0) => UTF_16BE,
        _ => return None,
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(sample);
    let usual = |c: &char| {
        matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}'
            | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
    };
    let usual_count = text.chars().filter(usual).count();
    let all = text.chars().count();
    (bytes.len() > 2 && !had_errors && usual_count * 20 >= all * 19).then_some(encoding)
}

/// Few control characters: short notes may hold some terminal codes, long ones hardly any.
fn has_text_controls(bytes: &[u8]) -> bool {
    let is_control = |byte: u8| matches!(byte, 1..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    // Sums of single bytes are added up many at a time.
    let sum = |part: &[u8]| part.iter().map(|&byte| u8::from(is_control(byte))).sum::<u8>();
    let count: usize = bytes.chunks(usize::from(u8::MAX)).map(|part| usize::from(sum(part))).sum();
    let share = if bytes.len() < 512 { 4 } else { 50 };
    count * share <= bytes.len()
}

/// GB18030 without any error and with the usual characters of Chinese text.
fn gb18030(bytes: &[u8]) -> Option<(String, Option<GapKind>)> {
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    has_usual_pairs(bytes).then(|| (text.into_owned(), Some(read_as(GB18030))))
}

/// Whether most pairs lie in the plane of GB 2312, where nearly all of Chinese text lies.
fn has_usual_pairs(bytes: &[u8]) -> bool {
    let (mut usual, mut all, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied().unwrap_or(0);
        all += 1;
        usual += usize::from((0xA1..=0xF7).contains(&bytes[at]) && trail >= 0xA1);
        at += 2;
    }
    usual * 10 >= all * 8
}

/// UTF-8 with some broken bytes in it.
fn mostly_utf8(bytes: &[u8]) -> Option<(String, Option<GapKind>)> {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if bad > good {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let kind = broken(UTF_8, &text);
    Some((text.into_owned(), Some(kind)))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GUESS_BYTES)], true);
    match detector.guess(None, Utf8Detection::Deny) {
        gbk if gbk.name() == "GBK" => GB18030,
        other => other,
    }
}

fn guessed(bytes: &[u8]) -> Option<(String, Option<GapKind>)> {
    let encoding = guess(bytes);
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let kind = match had_errors {
        true => broken(encoding, &text),
        false => GapKind::Remark(format!("编码无法确定，按 {} 解码，可能有误", encoding.name())),
    };
    Some((text.into_owned(), Some(kind)))
}

/// The encoding of a code page of Windows; `None` for one that is unknown.
pub(super) fn of_code_page(number: u16) -> Option<&'static Encoding> {
    let label: &[u8] = match number {
        932 => b"shift_jis",
        936 | 54936 => b"gb18030",
        949 => b"euc-kr",
        950 => b"big5",
        1200 => b"utf-16le",
        10000 => b"macintosh",
        20127 | 28591 => b"windows-1252",
        65001 => b"utf-8",
        874 | 1250..=1258 => return Encoding::for_label(format!("windows-{number}").as_bytes()),
        _ => return None,
    };
    Encoding::for_label(label)
}

/// `\r\n` and `\r` → `\n`; without NUL and characters of no width.
pub(super) fn tidy(text: String) -> String {
    let is_odd = |c: char| c == '\r' || is_invisible(c);
    if !text.contains(is_odd) {
        return text;
    }
    let mut tidied = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                tidied.push('\n');
            }
            c if is_invisible(c) => {}
            c => tidied.push(c),
        }
    }
    tidied
}

/// NUL, and characters that are not seen but would split a word.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\0' | '\u{00AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<GapKind>) {
        let (text, gap) = decode(bytes).unwrap();
        (text, gap.map(|gap| gap.kind))
    }

    #[test]
    fn utf8_needs_no_remark() {
        assert_eq!(read("建设方案\r\n第二行\r第三行".as_bytes()), ("建设方案\n第二行\n第三行".into(), None));
        assert_eq!(read("\u{FEFF}方\u{200B}案".as_bytes()), ("方案".into(), None));
    }

    #[test]
    fn gbk_is_read_and_said() {
        let (bytes, _, _) = GB18030.encode("总投资 1,280 万元，建设工期 12 个月。");
        let (text, kind) = read(&bytes);
        assert_eq!(text, "总投资 1,280 万元，建设工期 12 个月。");
        assert!(matches!(kind, Some(GapKind::Remark(what)) if what.contains("GB18030")));
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let units: Vec<u8> = "# 建设方案\n正文".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xFF\xFE".as_slice(), &units].concat();
        assert_eq!(read(&units).0, "# 建设方案\n正文");
        assert_eq!(read(&marked).0, "# 建设方案\n正文");
        let swapped: Vec<u8> = "# 建设方案\n正文".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&swapped).0, "# 建设方案\n正文");
    }

    #[test]
    fn broken_bytes_are_counted() {
        let bytes = ["# 建设".as_bytes(), b"\xFF\xC0", "方案\n".as_bytes()].concat();
        let (text, kind) = read(&bytes);
        assert!(text.starts_with("# 建设\u{FFFD}") && text.ends_with("方案\n"));
        assert!(matches!(kind, Some(GapKind::Damaged(what)) if what.contains("2 处")));
    }

    #[test]
    fn traditional_text_is_a_guess() {
        let (bytes, _, _) = encoding_rs::BIG5.encode(
            "本計畫建置資訊系統，提供民眾線上申辦服務，並整合各機關資料，預算經費共計新臺幣三百萬元，期程十二個月。",
        );
        let (text, kind) = read(&bytes);
        assert!(text.starts_with("本計畫建置"), "{text}");
        assert!(matches!(kind, Some(GapKind::Remark(what)) if what.contains("可能有误")));
    }

    #[test]
    fn a_name_that_any_bytes_fit_is_not_believed() {
        let page = "<h1>第一章 项目概述</h1><p>项目总投资一千万元。</p>";
        let (bytes, _, _) = GB18030.encode(page);
        for name in ["iso-8859-1", "windows-1252", "unicode", "x-user-defined"] {
            let (text, gap) = decode_named(&bytes, Some(name)).unwrap();
            assert_eq!(text, page, "{name}");
            assert!(matches!(gap.unwrap().kind, GapKind::Remark(what) if what.contains("GB18030")));
        }
        let (bytes, _, _) =
            encoding_rs::BIG5.encode("本計畫建置資訊系統，提供民眾線上申辦服務，並整合各機關資料");
        assert_eq!(
            decode_named(&bytes, Some("iso-8859-1")).unwrap().0,
            "本計畫建置資訊系統，提供民眾線上申辦服務，並整合各機關資料"
        );
        let latin = "Le déjà-vu d'une forêt à Besançon; naïve café.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(latin);
        assert_eq!(decode_named(&bytes, Some("iso-8859-1")), Some((latin.to_owned(), None)));
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Проект информационной системы");
        assert_eq!(decode_named(&bytes, Some("windows-1251")).unwrap().0, "Проект информационной системы");
    }

    #[test]
    fn noise_is_no_text() {
        let noise: Vec<u8> = (0..30_000_u64).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise), None);
        assert_eq!(decode(&[0; 4096]), None);
    }

    #[test]
    fn nul_in_text_is_left_out_and_said() {
        let (text, kind) = read(b"abc\0de\0abc\0de\0");
        assert_eq!(text, "abcdeabcde");
        assert!(matches!(kind, Some(GapKind::Remark(what)) if what.contains("4 个")));
    }
}
