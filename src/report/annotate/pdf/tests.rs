//! Small files written object by object, read back with the library.

use super::place::{Again, locate};
use super::render;
use crate::check::sample::{result, review};
use crate::document::{Builder, CellDraft, Draft, Format, Origin, Rect, TableDraft};
use crate::finding::{Finding, Place, RequirementResult, Severity, Status};
use crate::gap::Gap;
use crate::parse::pdf::trace::Quad;
use crate::parse::{Limits, parse};
use crate::report::annotate::Remark;
use crate::report::{Original, PackageReport};
use crate::rule::Reading;
use crate::source::{Package, Source};
use crate::span::Span;
use lopdf::{Dictionary, Document, Object};
use std::fmt::Write;
use std::sync::Arc;

/// A file of one page that says `text` at 72, 700, with more entries of the page and the trailer.
fn pdf(text: &str, page: &str, trailer: &str) -> Vec<u8> {
    pdf_of(&[text], page, trailer)
}

/// The same with a page for each text.
fn pdf_of(texts: &[&str], page: &str, trailer: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..texts.len()).map(|nth| format!("{} 0 R", 4 + 2 * nth)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), texts.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>".to_owned(),
    ];
    for text in texts {
        let content = format!("BT /F 12 Tf 72 700 Td ({text}) Tj ET");
        let number = objects.len() + 2;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number} 0 R/Resources<</Font<</F 3 0 R>>>>{page}>>"
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (nth, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", out.len()).unwrap();
        writeln!(out, "{} 0 obj{object}endobj", nth + 1).unwrap();
    }
    let (at, size) = (out.len(), objects.len() + 1);
    write!(
        out,
        "xref\n0 {size}\n{table}trailer<</Root 1 0 R/Size {size}{trailer}>>\nstartxref\n{at}\n%%EOF\n"
    )
    .unwrap();
    out.into_bytes()
}

fn render_on(bytes: &[u8], words: &[&str]) -> Result<Vec<u8>, String> {
    let (package, original) = checked(bytes, words);
    render(&package, &original)
}

fn checked(bytes: &[u8], words: &[&str]) -> (PackageReport, Original) {
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
    (PackageReport::new(&review), Original { package: Arc::new(package), review, limits: Limits::default() })
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

/// A table whose rows stand on two pages, each cell 10 points high below the one before.
fn table_over_pages() -> crate::document::Document {
    let cell = |column_idx: u32, page, row: i32, text: &str| {
        let x = 10_000 * column_idx as i32;
        let bbox = Rect { x0: x, y0: 1_000 * row, x1: x + 10_000, y1: 1_000 * (row + 1) };
        CellDraft {
            column_idx,
            text: text.into(),
            origin: Origin::Page { page, bbox },
            ..CellDraft::default()
        }
    };
    let row = |page, row, text: &str| vec![cell(0, page, row, text), cell(1, page, row, "fee")];
    let rows = vec![row(1, 70, "one"), row(1, 71, "two"), row(2, 10, "three"), row(2, 11, "four")];
    let mut builder = Builder::new("方案.pdf", Format::Pdf);
    let bbox = Rect { x0: 0, y0: 70_000, x1: 20_000, y1: 72_000 };
    builder.table(TableDraft { rows, first_sheet_row: None }, Origin::Page { page: 1, bbox });
    builder.paragraph("overleaf", Draft { origin: Origin::Page { page: 1, bbox }, ..Draft::default() });
    builder.finish()
}

/// Page and quads, as shown, of words of that document in a file whose two pages say this.
fn located(texts: [&str; 2], words: &str) -> (u32, Vec<[i64; 4]>) {
    let (document, bytes, limits) = (table_over_pages(), pdf_of(&texts, "", ""), Limits::default());
    let start = document.text.find(words).unwrap();
    let span = Span::new(start, start + words.len());
    let remark = Remark { span, lines: Vec::new(), name: String::new(), consequence: "提示" };
    let again = Again { bytes: &bytes, page_count: 2, limits: &limits };
    let remarks = [remark];
    let (located, unplaced) = locate(&again, &document, &remarks).unwrap();
    assert!(unplaced.is_empty());
    let highlight = &located.highlights[0];
    assert_eq!(
        Some(highlight.page),
        document.locate(span).page.map(|page| page + u32::from(words == "overleaf"))
    );
    let shown = |[a, .., d]: &Quad| [a.0, 842.0 - a.1, d.0, 842.0 - d.1].map(|value| value.round() as i64);
    (highlight.page, highlight.quads.iter().map(shown).collect())
}

#[test]
fn cells_are_marked_on_the_page_on_which_they_begin() {
    // Neither page says the words: the cells themselves are marked, of those overleaf none.
    let blank = ["-", "-"];
    assert_eq!(located(blank, "three\tfee\nfour"), (2, vec![[0, 100, 200, 120]]));
    assert_eq!(located(blank, "two\tfee\nthree"), (1, vec![[0, 710, 200, 720]]));
    assert_eq!(located(blank, "four"), (2, vec![[0, 110, 100, 120]]));
    // The next page says them of something else.
    assert_eq!(located(["-", "two"], "two"), (1, vec![[0, 710, 100, 720]]));
    // A paragraph may go on there.
    assert_eq!(located(["-", "overleaf"], "overleaf").0, 2);
}

#[test]
fn limits_of_the_check_hold_and_are_named() {
    // What looks like a stream of objects is counted as one.
    let bytes =
        pdf("free service of 2 years", "", "/X(1 0 obj/ObjStm/N 9 stream 1 0 2 0 3 0 4 0 5 0 endstream)");
    let (package, mut original) = checked(&bytes, &["2 years"]);
    assert!(render(&package, &original).is_ok());
    original.limits.pdf_objects = 1;
    original.review.readings[0].document.gaps.push(Gap::limit("pdf-objects", 5, 1));
    let refusal = render(&package, &original).unwrap_err();
    assert!(refusal.contains("pdf-objects") && refusal.contains("[limits]"), "{refusal}");
}

#[test]
fn a_protected_file_is_refused() {
    let trailer = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(0123456789abcdef0123456789abcdef)/U(0123456789abcdef0123456789abcdef)>>/ID[(a)(b)]";
    let bytes = pdf("free service", "", trailer);
    assert!(super::update::Update::open(&bytes).err().unwrap().contains("另存为不加密"));
}
