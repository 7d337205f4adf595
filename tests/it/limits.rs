//! Every limit is in force, and says so by its own name.

use crate::cases::package;
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use yushen::document::Document;
use yushen::gap::GapKind;
use yushen::parse::archive::{Budget, unpack};
use yushen::parse::recognise::{Failure, Line, Picture, Recogniser};
use yushen::parse::{Limits, parse_and_recognise};
use zip::write::SimpleFileOptions;

/// Limits with their tests elsewhere: of the program's own reading of folders and running of others, of
/// OFD beside its builder of files, of findings; the last one flattens a table and says so in words.
const ELSEWHERE: [&str; 8] = [
    "file-bytes",
    "ocr-page-seconds",
    "ofd-object-depth",
    "ofd-page-elements",
    "ofd-pages",
    "rule-findings",
    "table-depth",
    "walk-depth",
];

/// Finds nothing on any picture.
#[derive(Debug)]
pub(crate) struct Blind;

impl Recogniser for Blind {
    fn recognise(&self, _: &Picture) -> Result<Vec<Line>, Failure> {
        Ok(Vec::new())
    }
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document with this body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    zip(&[
        ("[Content_Types].xml", br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#),
        ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#),
        ("word/document.xml", document.as_bytes()),
    ])
}

fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect()
}

fn xlsx() -> Vec<u8> {
    let sheet: &[u8] = br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData></worksheet>"#;
    zip(&[
        ("[Content_Types].xml", br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#),
        ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/><sheet name="b" sheetId="2" r:id="r2"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/a.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/b.xml"/></Relationships>"#),
        ("xl/worksheets/a.xml", sheet),
        ("xl/worksheets/b.xml", sheet),
    ])
}

/// A page below two nodes of the page tree that draws a line of text, a form with a form inside, and a
/// picture; its content is written in hexadecimal twice over.
fn pdf(content: &str) -> Vec<u8> {
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let content = hex(&hex(content));
    let stream =
        |dict: &str, data: &str| format!("<<{dict}/Length {}>>stream\n{data}\nendstream", data.len());
    let form = |inner: &str| stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 9 0 R", inner);
    let picture = "/Type/XObject/Subtype/Image/Width 2/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8\
                   /Filter/ASCIIHexDecode";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 3 0 R/MediaBox[0 0 100 100]/Resources 9 0 R/Contents 5 0 R>>".to_owned(),
        stream("/Filter[/ASCIIHexDecode/ASCIIHexDecode]", &content),
        form("/G Do"),
        form(""),
        stream(picture, "00FF"),
        "<</XObject<</F 6 0 R/G 7 0 R/I 8 0 R>>/Font<</L 10 0 R>>>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    file.push_str("trailer<</Root 1 0 R>>\n%%EOF\n");
    file.into_bytes()
}

fn read(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Document> {
    let sources = if name.ends_with(".zip") {
        unpack(name, "", bytes, &mut Budget::new(limits), limits)
    } else {
        package(name, bytes.to_vec()).sources
    };
    sources.iter().map(|source| parse_and_recognise(source, limits, Some(&Blind))).collect()
}

/// The limits that the documents say they reached.
fn told(documents: &[Document]) -> BTreeSet<&'static str> {
    documents
        .iter()
        .flat_map(|document| &document.gaps)
        .filter_map(|gap| match gap.kind {
            GapKind::Limit { limit, .. } => {
                assert!(gap.to_string().contains(limit) && gap.kind.remedy().contains(limit), "{gap}");
                Some(limit)
            }
            _ => None,
        })
        .collect()
}

type Case = (&'static str, &'static str, Vec<u8>, fn(&mut Limits));

fn cases() -> Vec<Case> {
    let text = pdf("BT /L 12 Tf 10 50 Td (text) Tj ET");
    let forms = pdf("BT /L 12 Tf 10 50 Td (text) Tj ET /F Do");
    let picture = pdf("100 0 0 100 0 0 cm /I Do");
    let two = docx(&paragraphs(&["甲", "乙"]));
    let cells = docx("<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>");
    let files = zip(&[("a.md", "甲".as_bytes()), ("b.md", "乙".as_bytes())]);
    let numbers: String = (0..1_400_000).map(|number| number.to_string()).collect();
    let long = docx(&paragraphs(&[numbers.as_str()]));
    let nested = zip(&[("a.zip", &files)]);
    vec![
        ("text-file-bytes", "a.md", b"0123456789".to_vec(), |l| l.text_file_bytes = 9),
        ("archive-entries", "a.zip", files.clone(), |l| l.archive_entries = 1),
        ("archive-depth", "a.zip", nested, |l| l.archive_depth = 1),
        ("package-files", "a.zip", files.clone(), |l| l.package_files = 1),
        ("package-inflated-bytes", "a.zip", files, |l| l.package_inflated_bytes = 4),
        ("part-inflated-bytes", "a.docx", two.clone(), |l| l.part_inflated_bytes = 100),
        ("file-inflated-bytes", "a.docx", two.clone(), |l| l.file_inflated_bytes = 300),
        ("inflate-ratio", "a.docx", long, |l| l.inflate_ratio = 2),
        ("xml-depth", "a.docx", two.clone(), |l| l.xml_depth = 3),
        ("xml-attributes", "a.docx", docx(r#"<w:p w:a="" w:b="" w:c="" w:d=""/>"#), |l| l.xml_attributes = 3),
        ("xml-tag-bytes", "a.docx", docx(&format!(r#"<w:p w:a="{}"/>"#, "x".repeat(300))), |l| {
            l.xml_tag_bytes = 200;
        }),
        ("xml-text-bytes", "a.docx", docx(&paragraphs(&["甲乙丙丁"])), |l| l.xml_text_bytes = 9),
        ("docx-paragraphs", "a.docx", two.clone(), |l| l.docx_paragraphs = 1),
        ("docx-runs", "a.docx", docx("<w:p><w:r><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r></w:p>"), |l| {
            l.docx_runs = 1;
        }),
        ("table-cells", "a.docx", cells, |l| l.table_cells = 1),
        ("characters", "a.docx", two, |l| l.characters = 1),
        ("xlsx-cells", "a.xlsx", xlsx(), |l| l.xlsx_cells = 1),
        ("xlsx-sheets", "a.xlsx", xlsx(), |l| l.xlsx_sheets = 1),
        ("pdf-pages", "a.pdf", text.clone(), |l| l.pdf_pages = 0),
        ("pdf-objects", "a.pdf", text.clone(), |l| l.pdf_objects = 3),
        ("pdf-tree-depth", "a.pdf", text.clone(), |l| l.pdf_tree_depth = 1),
        ("pdf-filters", "a.pdf", text.clone(), |l| l.pdf_filters = 1),
        ("pdf-stream-bytes", "a.pdf", text.clone(), |l| l.pdf_stream_bytes = 9),
        ("pdf-inflated-bytes", "a.pdf", text.clone(), |l| l.pdf_inflated_bytes = 9),
        ("pdf-page-operators", "a.pdf", text.clone(), |l| l.pdf_page_operators = 2),
        ("pdf-form-calls", "a.pdf", forms.clone(), |l| l.pdf_form_calls = 1),
        ("pdf-form-depth", "a.pdf", forms, |l| l.pdf_form_depth = 1),
        ("file-seconds", "a.pdf", text, |l| l.file_seconds = 0),
        ("ocr-pages", "a.pdf", picture.clone(), |l| l.ocr_pages = 0),
        ("ocr-pixels", "a.pdf", picture, |l| l.ocr_pixels = 1),
    ]
}

#[test]
fn every_limit_is_told_by_its_name() {
    for (limit, name, bytes, tighten) in cases() {
        let mut limits = Limits::default();
        let before = told(&read(name, &bytes, &limits));
        assert!(!before.contains(limit), "{limit}: reached by default: {before:?}");
        tighten(&mut limits);
        let documents = read(name, &bytes, &limits);
        documents.iter().for_each(Document::assert_valid);
        let after = told(&documents);
        let gaps: Vec<_> = documents.iter().flat_map(|document| &document.gaps).collect();
        assert!(after.contains(limit), "{limit}: not told, but {gaps:?}");
        assert!(documents.iter().any(Document::has_hidden_content), "{limit}: nothing seems to be missing");
    }
}

#[test]
fn no_limit_is_forgotten() {
    let settings = serde_json::to_value(Limits::default()).unwrap();
    let settings: BTreeSet<String> = settings.as_object().unwrap().keys().cloned().collect();
    let tested: BTreeSet<String> =
        cases().iter().map(|case| case.0).chain(ELSEWHERE).map(str::to_owned).collect();
    assert_eq!(settings, tested);
}
