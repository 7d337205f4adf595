//! What the codes of a font mean: predefined maps, collections of characters, embedded fonts, names of glyphs.

use super::document;
use crate::gap::GapKind;
use crate::parse::pdf::testing::{TestPdf, show_bytes};

/// How the bytes of a predefined map are made of text.
type Encode = fn(&str) -> Vec<u8>;

fn legacy(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, had_errors) = encoding.encode(text);
    assert!(!had_errors, "{text} in {}", encoding.name());
    bytes.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

const GBK: Encode = |text| legacy(encoding_rs::GBK, text);
const BIG5: Encode = |text| legacy(encoding_rs::BIG5, text);
const SHIFT_JIS: Encode = |text| legacy(encoding_rs::SHIFT_JIS, text);
const UHC: Encode = |text| legacy(encoding_rs::EUC_KR, text);

/// A text of each collection with the maps that a reader must know by name (ISO 32000-1, table 118).
const PREDEFINED: [(&str, &str, Encode, &[&str]); 11] = [
    ("GB1", "数据平台，投资1280万元", GBK, &["GB-EUC", "GBpc-EUC", "GBK-EUC", "GBKp-EUC"]),
    ("GB1", "数据㑇平台，投资12万元", |text| legacy(encoding_rs::GB18030, text), &["GBK2K"]),
    ("GB1", "数据平台，投资1280万元", utf16, &["UniGB-UCS2", "UniGB-UTF16"]),
    ("CNS1", "數據平臺，投資12萬元", BIG5, &["B5pc", "HKscs-B5", "ETen-B5", "ETenms-B5"]),
    ("CNS1", "數據平臺", |_| b"\xed\xb0\x8e\xa1\xf0\xe3\xc6\xcd\xea\xd7".to_vec(), &["CNS-EUC"]),
    ("CNS1", "數據平臺，投資12萬元", utf16, &["UniCNS-UCS2", "UniCNS-UTF16"]),
    (
        "Japan1",
        "情報処理システム12台",
        SHIFT_JIS,
        &["83pv-RKSJ", "90ms-RKSJ", "90msp-RKSJ", "90pv-RKSJ", "Add-RKSJ", "Ext-RKSJ"],
    ),
    ("Japan1", "情報処理システム12台", |text| legacy(encoding_rs::EUC_JP, text), &["EUC"]),
    ("Japan1", "情報処理システム", jis, &[""]),
    ("Japan1", "情報処理システム12台", utf16, &["UniJIS-UCS2", "UniJIS-UCS2-HW", "UniJIS-UTF16"]),
    ("Korea1", "정보시스템12대", utf16, &["UniKS-UCS2", "UniKS-UTF16"]),
];

const KOREAN: (&str, &str, Encode, &[&str]) =
    ("Korea1", "정보시스템12대", UHC, &["KSC-EUC", "KSCms-UHC", "KSCms-UHC-HW", "KSCpc-EUC"]);

/// Maps that exist for one direction only.
const NO_VERTICAL: [&str; 3] = ["83pv-RKSJ", "90pv-RKSJ", "KSCpc-EUC"];

/// Two bytes of seven bits.
fn jis(text: &str) -> Vec<u8> {
    legacy(encoding_rs::EUC_JP, text).into_iter().map(|byte| byte & 0x7f).collect()
}

fn adobe(ordering: &str) -> String {
    format!("/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 4>>")
}

/// What a page reads on which these bytes stand in a composite font that is not embedded.
fn composite_text(encoding: &str, descendant: &str, bytes: &[u8]) -> String {
    let page = show_bytes('Z', 12.0, 90.0, 700.0, bytes);
    let file = TestPdf::new().composite('Z', 30, encoding, descendant).page(&page).build();
    let document = document(&file);
    assert!(document.gaps.is_empty(), "{encoding}: {:?}", document.gaps);
    document.text
}

#[test]
fn predefined_maps_are_known_by_their_names() {
    for (ordering, text, encode, maps) in PREDEFINED.into_iter().chain([KOREAN]) {
        for map in maps {
            for direction in ["H", "V"] {
                if direction == "V" && NO_VERTICAL.contains(map) {
                    continue;
                }
                let name =
                    if map.is_empty() { format!("/{direction}") } else { format!("/{map}-{direction}") };
                assert_eq!(composite_text(&name, &adobe(ordering), &encode(text)), text, "{name}");
            }
        }
    }
}

#[test]
fn characters_beyond_the_basic_plane_are_read() {
    let maps = [
        ("/UniGB-UTF16-H", "GB1"),
        ("/UniCNS-UTF16-H", "CNS1"),
        ("/UniJIS-UTF16-H", "Japan1"),
        ("/UniKS-UTF16-V", "Korea1"),
    ];
    for (map, ordering) in maps {
        assert_eq!(composite_text(map, &adobe(ordering), &utf16("甲𠮷乙")), "甲𠮷乙", "{map}");
    }
    assert_eq!(composite_text("/HKscs-B5-H", &adobe("CNS1"), b"\xa4\xa4\x9d\xef"), "中嘅");
}

#[test]
fn numbers_of_the_four_collections_are_characters() {
    let collections: [(&str, &[u16], &str); 4] = [
        ("GB1", &[3476, 2316, 3036, 3579, 2169, 3361], "数据平台建设"),
        ("CNS1", &[4464, 4797, 827, 4221], "數據平臺"),
        ("Japan1", &[2520, 3651, 2418, 3943], "情報処理"),
        ("Korea1", &[2687, 2049, 2342, 2333], "정보시스"),
    ];
    for (ordering, numbers, text) in collections {
        let bytes: Vec<u8> = numbers.iter().copied().flat_map(u16::to_be_bytes).collect();
        assert_eq!(composite_text("/Identity-H", &adobe(ordering), &bytes), text, "{ordering}");
        assert_eq!(composite_text("/Identity-V", &adobe(ordering), &bytes), text, "{ordering}");
    }
}

#[test]
fn a_map_of_the_file_builds_on_a_predefined_one() {
    let map = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/GBK-EUC-H usecmap\n\
        /CMapName /Own def /CMapType 1 def /WMode 0 def\n\
        1 begincodespacerange <8140> <fefe> endcodespacerange\n\
        1 begincidchar <aaa1> 3476 endcidchar\n1 begincidrange <aba1> <aba2> 2316 endcidrange\nendcmap end end";
    let bytes = [&b"\xaa\xa1\xab\xa1"[..], &GBK("平台")].concat();
    let page = show_bytes('Z', 12.0, 90.0, 700.0, &bytes);
    let file = TestPdf::new()
        .composite('Z', 30, "32 0 R", &adobe("GB1"))
        .stream(32, "/Type/CMap/CMapName/Own/UseCMap/GBK-EUC-H", map)
        .page(&page)
        .build();
    assert_eq!(document(&file).text, "数据平台");
}

#[test]
fn a_map_that_nobody_knows_is_told() {
    let page = show_bytes('Z', 12.0, 90.0, 700.0, b"\x01\x02\x03\x04");
    let file = TestPdf::new().composite('Z', 30, "/Founder-Own-H", &adobe("GB1")).page(&page).build();
    let gaps: Vec<GapKind> = document(&file).gaps.into_iter().map(|gap| gap.kind).collect();
    assert!(matches!(gaps[..], [GapKind::UnmappedGlyphs(_)]), "{gaps:?}");
}

/// A font program with nothing but a table from characters to glyphs (format 4, one segment each).
fn program(glyphs: &[(char, u16)]) -> Vec<u8> {
    let count = glyphs.len() as u16 + 1;
    let codes: Vec<u16> = glyphs.iter().map(|(character, _)| *character as u16).chain([0xffff]).collect();
    let deltas = glyphs.iter().map(|(character, glyph)| glyph.wrapping_sub(*character as u16)).chain([1]);
    let mut table = vec![0, 1, 3, 1, 0, 12, 4, 16 + count * 8, 0, count * 2, 0, 0, 0];
    table.extend(&codes);
    table.push(0);
    table.extend(&codes);
    table.extend(deltas);
    table.resize(table.len() + usize::from(count), 0);
    let length = (table.len() * 2) as u16;
    let mut words = vec![1, 0, 1, 16, 0, 0];
    words.extend([0x636d, 0x6170, 0, 0, 0, 28, 0, length]);
    // The table says where it starts with two words of its own.
    table.splice(4..6, [0, 12]);
    words.extend(table);
    words.into_iter().flat_map(u16::to_be_bytes).collect()
}

#[test]
fn without_a_map_the_embedded_font_tells_its_characters() {
    let glyphs = [('数', 5), ('据', 9), ('平', 6), ('台', 7)];
    let descriptor = "<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 41 0 R>>";
    let file = |descendant: &str, bytes: &[u8]| {
        TestPdf::new()
            .composite('Z', 30, "/Identity-H", &(adobe("Identity") + "/FontDescriptor 40 0 R" + descendant))
            .object(40, descriptor)
            .stream(41, "", &program(&glyphs))
            .stream(42, "", b"\0\0\0\x05\0\x09\0\x06\0\x07")
            .page(&show_bytes('Z', 12.0, 90.0, 700.0, bytes))
            .build()
    };
    let identity = document(&file("/CIDToGIDMap/Identity", b"\0\x05\0\x09\0\x06\0\x07"));
    assert_eq!(identity.text, "数据平台");
    assert!(identity.gaps.is_empty(), "{:?}", identity.gaps);
    let mapped = document(&file("/CIDToGIDMap 42 0 R", b"\0\x01\0\x02\0\x03\0\x04"));
    assert_eq!(mapped.text, "数据平台");
}

#[test]
fn names_of_glyphs_are_characters() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Own/FirstChar 33/LastChar 40\
        /Widths[1000 1000 1000 1000 500 500 500 500]\
        /Encoding<</Type/Encoding/Differences[33/uni6570/uni636E/u5E73/uni53F0/A/one/eacute/percent]>>>>";
    let page = show_bytes('Z', 12.0, 90.0, 700.0, b"!\"#$%&'(");
    let document = document(&TestPdf::new().font('Z', 30, font).page(&page).build());
    assert_eq!(document.text, "数据平台A1é%");
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
}

#[test]
fn the_map_to_unicode_comes_first() {
    let map = b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n\
        2 beginbfchar <0001> <2f00> <0002> <00660066> endbfchar\n\
        1 beginbfrange <0003> <0004> [<671f> <d842dfb7>] endbfrange endcmap";
    let dict = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[10 0 R]/ToUnicode 32 0 R>>";
    let page = show_bytes('Z', 12.0, 90.0, 700.0, b"\0\x01\0\x03\0\x02\0\x04");
    let file = TestPdf::new().font('Z', 30, dict).stream(32, "", map).page(&page).build();
    assert_eq!(document(&file).text, "一期ff𠮷");
}

#[test]
fn look_alikes_become_ordinary_characters() {
    // Radicals (Kangxi and supplement), a compatibility ideograph, a ligature.
    let text = "\u{2f00}期\u{2f2f}程\u{2ed3}期\u{f90a}額";
    assert_eq!(composite_text("/UniGB-UTF16-H", &adobe("GB1"), &utf16(text)), "一期工程长期金額");
    assert_eq!(composite_text("/UniGB-UTF16-H", &adobe("GB1"), &utf16("o\u{fb03}ce")), "office");
}
