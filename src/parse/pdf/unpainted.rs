//! Pages that are recognised although not all of them could be painted: what is missing is told.

use super::testing::{FakeReader, TestPdf};
use crate::document::Document;
use crate::gap::GapKind;
use crate::parse::Limits;
use std::fmt::Write;

/// The upper half of the page: a picture that can be painted.
const UPPER: &str = "q 595 0 0 421 0 421 cm /I Do Q\n";
const LOWER: &str = "q 595 0 0 421 0 0 cm /F Do Q\n";

fn limits() -> Limits {
    Limits { ocr_pixels: 200_000, ..Limits::default() }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// An object of a picture with these keys; the data is given as hexadecimal digits.
fn picture(keys: &str, data: &[u8]) -> String {
    let data = hex(data) + ">";
    format!("<</Subtype/Image{keys}/Length {}>>stream\n{data}\nendstream", data.len())
}

fn plain(width: u32, height: u32, data: &[u8]) -> String {
    let keys = format!(
        "/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode"
    );
    picture(&keys, data)
}

/// A page that begins with a picture of its upper half.
fn file(content: &str) -> TestPdf {
    TestPdf::new().page(&(UPPER.to_owned() + content)).object(21, &plain(2, 2, &[0, 255, 255, 255]))
}

fn read(file: &TestPdf, limits: &Limits) -> (Document, Vec<GapKind>) {
    let document = super::read("t.pdf", &file.build(), limits, Some(&FakeReader::new(90)));
    document.assert_valid();
    assert_eq!(document.blocks.len(), 2, "what was painted is recognised");
    let gaps = document.gaps.iter().filter(|gap| gap.kind.hides_content()).map(|gap| gap.kind.clone());
    let gaps = gaps.collect();
    (document, gaps)
}

/// What is told of a page whose lower half is that picture.
fn told_of(picture: &str) -> Vec<GapKind> {
    read(&file(LOWER).object(20, picture), &limits()).1
}

/// What is told of a page with that content behind its picture.
fn told_after(content: &str) -> Vec<GapKind> {
    read(&file(content), &limits()).1
}

fn damaged(what: &str) -> Vec<GapKind> {
    vec![GapKind::Damaged(what.into())]
}

#[test]
fn a_page_that_is_painted_whole_has_no_gap() {
    assert_eq!(told_of(&plain(2, 2, &[0; 4])), []);
    assert_eq!(told_after("0 0 100 100 re f"), []);
}

#[test]
fn pictures_that_cannot_be_decoded_are_told() {
    let size = "/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8";
    for (keys, why) in [
        ("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode".to_owned(), "no size"),
        (format!("{size}/Filter[/ASCIIHexDecode/JPXDecode]"), "no code stream"),
        (format!("{size}/Filter[/ASCIIHexDecode/JBIG2Decode]"), "no page"),
        (format!("{size}/Filter[/ASCIIHexDecode/DCTDecode]"), "no frame"),
    ] {
        assert_eq!(told_of(&picture(&keys, b"nothing of the kind")), damaged("图像无法解码"), "{why}");
    }
    let twice = format!("{size}/Filter[/ASCIIHexDecode/JPXDecode/FlateDecode]");
    assert_eq!(told_of(&picture(&twice, b"")), damaged("图像在压缩之外又压缩了一次"));
    let many = format!("{size}/Filter[{}]", "/ASCIIHexDecode".repeat(9));
    assert_eq!(told_of(&picture(&many, b"")), damaged("图像的压缩层数过多"));
}

#[test]
fn a_mask_that_cannot_be_decoded_is_told() {
    let keys =
        "/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/SMask 30 0 R/Filter/ASCIIHexDecode";
    let file = file(LOWER).object(20, &picture(keys, &[0])).object(30, &picture("/Width 1", &[0]));
    assert_eq!(read(&file, &limits()).1, damaged("图像无法解码"));
}

#[test]
fn rows_that_are_missing_are_told() {
    assert_eq!(told_of(&plain(2, 200, &[0; 200])), damaged("图像数据不完整"));
    let stored = [0x78, 0x01, 0x01, 0xff, 0x00, 0x00, 0xff];
    let keys =
        "/Width 2/Height 200/ColorSpace/DeviceGray/BitsPerComponent 8/Filter[/ASCIIHexDecode/FlateDecode]";
    let cut = [&stored[..], &[0; 200]].concat();
    assert_eq!(told_of(&picture(keys, &cut)), damaged("图像数据不完整"));
}

#[test]
fn a_picture_that_is_not_there_is_told() {
    assert_eq!(told_after("/Nowhere Do"), damaged("页面引用的图像缺失"));
}

#[test]
fn what_is_too_much_to_paint_is_told() {
    let layers = "0 0 595 842 re f\n".repeat(120);
    assert_eq!(told_after(&layers), damaged("页面上层层重叠的内容过多，有一部分没有画出"));
    let path = "0 0 m\n".to_owned() + &"1 1 l 2 0 l\n".repeat(100_001) + "f";
    assert_eq!(told_after(&path), damaged("页面上有一条路径的点过多，没有画全"));
    assert_eq!(told_after(&"q ".repeat(2_001)), damaged("页面的图形状态嵌套过深"));
}

#[test]
fn the_limit_of_the_time_to_paint_is_named() {
    let limits = Limits { ocr_page_seconds: 0, ..limits() };
    let (document, told) = read(&file(&"0 0 1 1 re f\n".repeat(10)), &limits);
    assert_eq!(told, [GapKind::Limit { limit: "ocr-page-seconds", measured: 1, allowed: 0 }]);
    assert_eq!(document.gaps[0].page, Some(1));
}

/// The head of a JPEG 2000 code stream of that size, and nothing behind it.
fn code_stream(side: u32, parts: u16) -> Vec<u8> {
    let mut bytes = b"\xff\x4f\xff\x51".to_vec();
    bytes.extend((38 + 3 * parts).to_be_bytes());
    bytes.extend([0, 0]);
    for number in [side, side, 0, 0, side, side, 0, 0] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(parts.to_be_bytes());
    bytes.extend([7, 1, 1].repeat(usize::from(parts)));
    bytes.extend(b"\xff\x52\0\x0c\0\0\0\x01\0\0\x04\x04\0\x01\xff\x5c\0\x04\x40\x40");
    bytes.extend(b"\xff\x90\0\x0a\0\0\0\0\0\x4e\0\x01\xff\x93");
    bytes.extend([0; 64]);
    bytes.extend(b"\xff\xd9");
    bytes
}

#[test]
fn the_size_that_a_code_stream_tells_counts() {
    let keys = "/Width 20/Height 20/BitsPerComponent 8/Filter[/ASCIIHexDecode/JPXDecode]";
    assert_eq!(told_of(&picture(keys, &code_stream(20, 1))), []);
    let endless = code_stream(20, 1);
    let cut = &endless[..endless.len() - 2];
    assert_eq!(told_of(&picture(keys, cut)), damaged("图像数据不完整"));
    assert_eq!(told_of(&picture(keys, &code_stream(20, 40))), damaged("图像无法解码"), "forty parts");
    let hidden = [code_stream(1, 1), code_stream(1_000, 1)].concat();
    let told = told_of(&picture(keys, &hidden));
    assert!(matches!(told[..], [GapKind::Limit { limit: "ocr-pixels", .. }]), "{told:?}");
}

#[test]
fn symbols_that_inflate_without_end_are_not_decoded() {
    let page = [&[0, 0, 0, 0, 0x30, 0, 1, 0, 0, 0, 19, 0, 0, 0, 2, 0, 0, 0, 2][..], &[0; 11]].concat();
    let keys = |globals: &str| {
        format!(
            "/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 1\
             /Filter[/ASCIIHexDecode/JBIG2Decode]/DecodeParms[null<</JBIG2Globals {globals}>>]"
        )
    };
    let bomb = {
        let mut engine = flate2::Compress::new(flate2::Compression::fast(), true);
        let mut packed = Vec::with_capacity(1 << 20);
        engine.compress_vec(&vec![0; 17 << 20], &mut packed, flate2::FlushCompress::Finish).unwrap();
        packed
    };
    let with = |globals: &str| {
        let file = file(LOWER).object(20, &picture(&keys("30 0 R"), &page)).object(30, globals);
        read(&file, &limits()).1
    };
    assert_eq!(with("<</Length 0>>stream\n\nendstream"), []);
    let bomb = picture("/Filter[/ASCIIHexDecode/FlateDecode]", &bomb);
    assert_eq!(with(&bomb), damaged("图像的数据远多于它的像素"));
}

#[test]
fn ink_is_painted_dark_whatever_its_colour_space() {
    let dark = |content: &str, space: &str| {
        let form = format!(
            "<</Subtype/Form/BBox[0 0 595 842]/Resources<</ColorSpace<</S {space}>>>>/Length {}>>stream\n\
             {content}\nendstream",
            content.len()
        );
        let reader = FakeReader::new(90);
        let file = file("/F Do").object(20, &form).build();
        super::read("t.pdf", &file, &limits(), Some(&reader)).assert_valid();
        let seen = reader.seen.lock().unwrap();
        seen[0].grey[seen[0].grey.len() - 10] < 128
    };
    let black = "[/Separation/Black/DeviceCMYK<</FunctionType 2/Domain[0 1]/N 1>>]";
    assert!(dark("/S cs 1 scn 0 0 595 400 re f", black));
    assert!(!dark("/S cs 0 scn 0 0 595 400 re f", black));
    assert!(dark("/S cs 1 0 scn 0 0 595 400 re f", "[/DeviceN[/Black/Gold]/DeviceCMYK<<>>]"));
    assert!(dark("/S cs 1 scn 0 0 595 400 re f", "[/Unheard/Of]"));
    assert!(dark("/S cs 0 0 595 400 re f", black), "the first colour of a space is ink");
    assert!(!dark("/S cs 1 g 0 0 595 400 re f", black), "grey is named with its space");
    assert!(!dark("/DeviceRGB cs 1 1 1 sc 0 0 595 400 re f", black));
}
