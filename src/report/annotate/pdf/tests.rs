//! Small files written object by object, read back with the library.

use super::render;
use crate::check::sample::{result, review};
use crate::finding::{Finding, Place, RequirementResult, Severity, Status};
use crate::parse::{Limits, parse};
use crate::report::{Original, PackageReport};
use crate::rule::Reading;
use crate::source::{Package, Source};
use crate::span::Span;
use lopdf::{Dictionary, Document, Object};
use std::fmt::Write;
use std::sync::Arc;

/// A file of one page that says `text` at 72, 700, with more entries of the page and the trailer.
fn pdf(text: &str, page: &str, trailer: &str) -> Vec<u8> {
    let content = format!("BT /F 12 Tf 72 700 Td ({text}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>{page}>>"
        ),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (nth, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", out.len()).unwrap();
        writeln!(out, "{} 0 obj{object}endobj", nth + 1).unwrap();
    }
    let at = out.len();
    write!(out, "xref\n0 6\n{table}trailer<</Root 1 0 R/Size 6{trailer}>>\nstartxref\n{at}\n%%EOF\n")
        .unwrap();
    out.into_bytes()
}

fn render_on(bytes: &[u8], words: &[&str]) -> Result<Vec<u8>, String> {
    let source = Source { path: "方案.pdf".into(), bytes: bytes.to_vec(), gaps: Vec::new() };
    let document = parse(&source, &Limits::default());
    let finding = |words: &&str| {
        let start = document.text.find(*words).unwrap();
        Finding {
            severity: Severity::Error,
            message: "写得不对".into(),
            help: "改正".into(),
            place: Some(Place { document_idx: 0, span: Span::new(start, start + words.len()) }),
            related: Vec::new(),
            accepted: None,
        }
    };
    let findings = words.iter().map(finding).collect();
    let result = RequirementResult { findings, ..result("T-01", Status::Unmet, Severity::Error) };
    let review = review(vec![result], vec![Reading { document, ..Reading::default() }]);
    let package = Package { name: "方案".into(), path: "方案.pdf".into(), sources: vec![source] };
    render(&PackageReport::new(&review), &Original { package: Arc::new(package), review })
}

/// The annotations of the first page.
fn annotations(bytes: &[u8]) -> Vec<Dictionary> {
    let document = Document::load_mem(bytes).unwrap();
    let page = document.get_dictionary(document.get_pages()[&1]).unwrap();
    let listed = page.get(b"Annots").and_then(Object::as_array).unwrap();
    let resolved = |object: &Object| match object {
        Object::Reference(id) => document.get_dictionary(*id).unwrap().clone(),
        other => other.as_dict().unwrap().clone(),
    };
    listed.iter().map(resolved).collect()
}

fn string(annotation: &Dictionary, key: &[u8]) -> String {
    let bytes = annotation.get(key).unwrap().as_str().unwrap();
    let units: Vec<u16> = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).unwrap()
}

fn numbers(annotation: &Dictionary, key: &[u8]) -> Vec<i64> {
    let array = annotation.get(key).unwrap().as_array().unwrap();
    array.iter().map(|number| number.as_float().unwrap().round() as i64).collect()
}

#[test]
fn the_exact_words_are_highlighted_behind_the_unchanged_file() {
    let bytes = pdf("free service of 2 years", "", "");
    let copy = render_on(&bytes, &["2 years"]).unwrap();
    assert!(copy.starts_with(&bytes));
    let found = annotations(&copy);
    assert_eq!(found.len(), 3);
    // Each letter of Courier is 7.2 points wide; the words begin behind 16 of them.
    assert_eq!(numbers(&found[0], b"QuadPoints"), [187, 711, 238, 711, 187, 698, 238, 698]);
    assert_eq!(string(&found[0], b"T"), "\u{feff}yushen 预审");
    assert!(string(&found[0], b"Contents").contains("依据：《示例办法》第七条\r建议：改正"));
    assert!(string(&found[1], b"Contents").contains("【预审结论】"));
    assert!(found.iter().all(|annotation| annotation.has(b"AP") && annotation.has(b"NM")));
}

#[test]
fn a_turned_page_has_its_words_where_they_are() {
    let copy = render_on(&pdf("free service of 2 years", "/Rotate 90", ""), &["2 years"]).unwrap();
    let quad = numbers(&annotations(&copy)[0], b"QuadPoints");
    assert_eq!(quad, [187, 711, 238, 711, 187, 698, 238, 698]);
}

#[test]
fn a_second_run_gives_the_same_and_keeps_what_others_wrote() {
    let note = "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(ok)/T(Li)>>]";
    let bytes = pdf("free service of 2 years", note, "");
    let copy = render_on(&bytes, &["2 years"]).unwrap();
    assert_eq!(annotations(&copy).len(), 4);
    assert_eq!(render_on(&copy, &["2 years"]).unwrap(), copy);
    // Somebody has written behind ours: that stays, ours is left out.
    let appended =
        [copy.as_slice(), b"%more", &copy[memchr::memmem::rfind(&copy, b"\nstartxref").unwrap()..]].concat();
    let again = render_on(&appended, &["service"]).unwrap();
    assert!(again.starts_with(&appended));
    let found = annotations(&again);
    assert_eq!(found.len(), 4);
    assert_eq!(found[0].get(b"T").unwrap().as_str().unwrap(), b"Li");
}

#[test]
fn a_protected_file_is_refused() {
    let trailer = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(0123456789abcdef0123456789abcdef)/U(0123456789abcdef0123456789abcdef)>>/ID[(a)(b)]";
    let bytes = pdf("free service", "", trailer);
    assert!(super::update::Update::open(&bytes).err().unwrap().contains("另存为不加密"));
}
