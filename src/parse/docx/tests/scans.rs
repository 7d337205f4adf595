//! Documents whose pages are pictures.

use super::{Parts, kinds, p};
use crate::document::{Document, Origin};
use crate::gap::GapKind;
use crate::parse::Limits;
use crate::parse::docx::read;
use crate::parse::picture::tests::{FakeReader, jpeg};

/// A paragraph with the picture of that relationship.
fn picture(link: &str) -> String {
    format!(r#"<w:p><w:r><w:drawing><a:blip r:embed="{link}"/></w:drawing></w:r></w:p>"#)
}

/// A document with three pictures: a page, one that is cut, a drawing of another kind.
fn parts(body: &str) -> Parts {
    let links = [("image", "media/page.jpeg"), ("image", "media/cut.jpeg"), ("image", "media/drawing.emf")];
    let mut parts = Parts::body(body).linked(&links);
    let page = jpeg();
    parts.0.push(("word/media/cut.jpeg".into(), page[..page.len() - 20].to_vec()));
    parts.0.push(("word/media/page.jpeg".into(), page));
    parts.0.push(("word/media/drawing.emf".into(), b"\x01\0\0\0".to_vec()));
    parts
}

fn recognised(body: &str, limits: &Limits) -> Document {
    let document = read("t.docx", &parts(body).zip(), limits, Some(&FakeReader::default()));
    document.assert_valid();
    document
}

/// Enough pixels to tell what is where.
fn small() -> Limits {
    Limits { ocr_pixels: 20_000, ..Limits::default() }
}

const READ: &str = "本项目投资一百万元。";

#[test]
fn pages_of_pictures_are_recognised_where_they_stand() {
    let body = [p("附件"), picture("r0"), picture("r0"), p("以下空白")].concat();
    let document = recognised(&body, &small());
    // Its only line reaches as far as any line of the page: the next page goes on with it.
    assert_eq!(document.text, format!("附件\n{READ}{READ}\n以下空白"));
    let told: Vec<(Origin, Option<u8>)> =
        document.blocks.iter().map(|block| (block.origin, block.confidence)).collect();
    let at = Origin::Paragraph;
    assert_eq!(told, [(at(1), None), (at(2), Some(88)), (at(4), None)]);
    assert!(
        matches!(kinds(&document)[..], [GapKind::Remark(told)] if told.contains("88%")),
        "{:?}",
        document.gaps
    );
    assert!(!document.has_hidden_content());
}

#[test]
fn what_could_not_be_recognised_is_named() {
    let document = recognised(&[picture("r0"), picture("r1")].concat(), &small());
    assert_eq!(document.text, READ);
    let hidden: Vec<_> = document.gaps.iter().filter(|gap| gap.kind.hides_content()).collect();
    assert!(matches!(&hidden[..], [gap] if matches!(gap.kind, GapKind::Unrecognised(_))), "{hidden:?}");
    assert_eq!(hidden[0].part.as_deref(), Some("word/media/cut.jpeg"));
    // A picture of another kind stays a page that was not read.
    let document = recognised(&[picture("r0"), picture("r2")].concat(), &small());
    assert_eq!(document.text, READ);
    assert!(kinds(&document).contains(&&GapKind::ImagePage));
    // Also where the text would be enough beside that one picture.
    let body = [p(&"项目附件扫描件。".repeat(8)), picture("r0"), picture("r0"), picture("r2")].concat();
    let document = recognised(&body, &small());
    assert!(document.text.ends_with(READ), "{}", document.text);
    assert_eq!(kinds(&document).iter().filter(|kind| ***kind == GapKind::ImagePage).count(), 1);
}

#[test]
fn more_pictures_than_allowed_stay_unread() {
    let limits = Limits { ocr_pages: 1, ..small() };
    let document = recognised(&[picture("r0"), picture("r0")].concat(), &limits);
    assert_eq!(document.text, READ);
    assert!(kinds(&document).contains(&&GapKind::Limit { limit: "ocr-pages", measured: 2, allowed: 1 }));
    assert!(kinds(&document).contains(&&GapKind::ImagePage));
}

#[test]
fn pictures_beside_text_are_drawings() {
    let body = [picture("r0"), p(&"本项目建设一个平台。".repeat(10))].concat();
    let document = recognised(&body, &small());
    assert_eq!(document.blocks.len(), 1);
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
}
