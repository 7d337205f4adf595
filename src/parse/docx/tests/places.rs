//! Characters of the document against the bytes that spell them.

use super::{Parts, p, r, read_bytes};
use crate::document::Document;
use crate::parse::Limits;
use crate::parse::docx::trace::testing::{assert_exact, coverage};
use crate::parse::docx::trace::{Cut, Trace, main_part};
use crate::span::Span;

fn traced(bytes: &[u8]) -> (Document, Trace) {
    let document = read_bytes(bytes);
    let trace =
        Trace::new(bytes, main_part(bytes, &Limits::default()).unwrap(), &document, &Limits::default())
            .unwrap();
    assert_exact(&trace, &document);
    (document, trace)
}

/// The bytes between the marks around some words.
fn between(body: &str, words: &str) -> String {
    let (document, trace) = traced(&Parts::body(body).zip());
    let start = document.text.find(words).unwrap();
    let (from, to) = trace.around(&document, Span::new(start, start + words.len())).unwrap();
    trace.source[from.at..to.at].to_owned()
}

#[test]
fn words_in_the_middle_of_a_text_are_cut_out() {
    assert_eq!(between(&p("提供 2 年运维服务"), "2 年"), "2 年");
    assert_eq!(between(&p("A&amp;B公司承建"), "&B公司"), "&amp;B公司");
}

#[test]
fn whole_runs_are_not_cut() {
    let body = format!("<w:p>{}{}</w:p>", r("免费"), r("运维"));
    assert_eq!(between(&body, "免费运维"), format!("{}{}", r("免费"), r("运维")));
    let body = format!("<w:p>{}{}{}</w:p>", r("提供"), r("免费"), r("运维"));
    assert_eq!(between(&body, "免费"), r("免费"));
}

#[test]
fn properties_belong_to_the_whole_run() {
    let run = "<w:r><w:rPr><w:b/></w:rPr><w:t>合计</w:t><w:tab/><w:t>1208</w:t></w:r>";
    let body = format!("<w:p>{run}</w:p>");
    let (document, trace) = traced(&Parts::body(&body).zip());
    let (from, to) = trace.around(&document, Span::new(0, document.text.len())).unwrap();
    assert_eq!((&trace.source[from.at..to.at], from.cut, to.cut), (run, Cut::Nothing, Cut::Nothing));
    let (from, to) = trace.around(&document, Span::new(7, 11)).unwrap();
    assert_eq!(&trace.source[from.at..to.at], "<w:t>1208</w:t></w:r>");
    assert!(matches!(from.cut, Cut::Run(_)));
}

#[test]
fn inserted_text_links_and_controls_hold_the_marks_inside() {
    let inner = r("运维期限");
    for wrap in ["ins", "hyperlink", "smartTag"] {
        let body = format!("<w:p>{}<w:{wrap}>{inner}</w:{wrap}></w:p>", r("写明"));
        assert_eq!(between(&body, "运维"), "<w:r><w:t>运维", "{wrap}");
    }
    let body = format!(
        "<w:p><w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt></w:p>"
    );
    assert_eq!(between(&body, "运维期限"), inner);
}

#[test]
fn formulas_boxes_and_notes_stand_as_a_whole() {
    let formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>";
    assert_eq!(between(&format!("<w:p>{}{formula}</w:p>", r("其中")), "+b"), formula);
    let content =
        format!("<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>", p("框内文字"));
    let body = format!("<w:p>{}<w:r>{content}</w:r></w:p>", r("框外"));
    assert_eq!(between(&body, "内文"), format!("<w:r>{content}</w:r>"));
    let note = format!(r#"<w:footnote w:id="5">{}</w:footnote>"#, p("注释文字"));
    let body = format!(r#"<w:p>{}<w:r><w:footnoteReference w:id="5"/></w:r></w:p>"#, r("正文"));
    let bytes = Parts::body(&body).with("footnotes", "footnotes", &note).zip();
    let (document, trace) = traced(&bytes);
    let start = document.text.find("释文").unwrap();
    let (from, to) = trace.around(&document, Span::new(start, start + 6)).unwrap();
    assert_eq!(&trace.source[from.at..to.at], r#"<w:r><w:footnoteReference w:id="5"/></w:r>"#);
}

#[test]
fn a_box_does_not_take_the_place_of_its_anchor() {
    let content =
        format!("<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>", p("图1"));
    let body = format!("<w:p><w:r>{content}</w:r>{}</w:p>", r("图1总体架构"));
    assert_eq!(between(&body, "图1总体"), "<w:r><w:t>图1总体");
}

#[test]
fn a_box_of_many_paragraphs_is_placed_in_linear_time() {
    let inside: String = (0..40_000).map(|number| p(&format!("段{number}"))).collect();
    let content = format!("<w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict>");
    let bytes = Parts::body(&format!("<w:p>{}<w:r>{content}</w:r></w:p>", r("框外"))).zip();
    let document = read_bytes(&bytes);
    let limits = Limits::default();
    let started = std::time::Instant::now();
    let trace = Trace::new(&bytes, main_part(&bytes, &limits).unwrap(), &document, &limits).unwrap();
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    let (shown, placed) = coverage(&trace, &document);
    assert!(shown > 200_000 && shown == placed, "{placed} of {shown}");
}

#[test]
fn text_that_goes_on_behind_a_deleted_mark_keeps_its_place() {
    let body =
        format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>", r("前半"), r("后半"));
    assert_eq!(between(&body, "前半"), r("前半"));
    assert_eq!(between(&body, "后半"), r("后半"));
}

#[test]
fn an_empty_cell_is_marked_by_its_row() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let body = format!(
        "<w:tbl><w:tr>{}<w:tc><w:p/></w:tc></w:tr><w:tr>{}</w:tr></w:tbl>",
        cell("软件"),
        cell("硬件")
    );
    let (document, trace) = traced(&Parts::body(&body).zip());
    let empty = document.tables[0].cells[1].span;
    let (from, to) = trace.around(&document, empty).unwrap();
    assert_eq!(&trace.source[from.at..to.at], r("软件"));
}

/// All but the numbers that Word counts: 99 of 100 characters that the files of `YUSHEN_CORPUS` show.
#[test]
#[expect(clippy::disallowed_methods, reason = "the corpus is a folder of files")]
fn real_files_have_a_place_for_each_character() {
    let Some(folder) = std::env::var_os("YUSHEN_CORPUS").map(std::path::PathBuf::from) else {
        println!("skipped: YUSHEN_CORPUS is not set");
        return;
    };
    let (mut all, mut with_place) = (0, 0);
    for entry in std::fs::read_dir(folder.join("files")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let source = crate::source::Source { path: "t".into(), bytes, gaps: Vec::new() };
        let document = crate::parse::parse(&source, &crate::parse::Limits::default());
        let Some(main) = main_part(&source.bytes, &Limits::default())
            .filter(|_| document.format == crate::document::Format::Docx)
        else {
            continue;
        };
        let Ok(trace) = Trace::new(&source.bytes, main, &document, &Limits::default()) else { continue };
        assert_exact(&trace, &document);
        let (shown, placed) = coverage(&trace, &document);
        if placed * 100 < shown * 99 {
            println!("{}: {placed} of {shown}", path.display());
        }
        all += shown;
        with_place += placed;
    }
    println!("{with_place} of {all} characters");
    assert!(all > 0 && with_place * 100 >= all * 99, "{with_place} of {all}");
}
