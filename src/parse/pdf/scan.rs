//! Pages that are pictures → their text, where somebody brought a [`Recogniser`].

use super::budget::{Budget, Deadline, Refusal};
use super::canvas::Canvas;
use super::content::Reader;
use super::layer::Layers;
use crate::document::Builder;
use crate::gap::{Gap, GapKind};
use crate::parse::Limits;
use crate::parse::fixed::{self, PageText};
use crate::parse::recognise::{Failure, Picture, Recognised, Recogniser, upright};
use hayro_syntax::Pdf;
use hayro_syntax::page::Page;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

/// A page painted, and the pixels for each of its points.
type Painted = Result<(Picture, f64), Failure>;

/// Gives the pages that are pictures the text that is recognised on them, or the reason why none is.
pub(super) fn recognise(
    pdf: &Pdf,
    pages: &mut [PageText],
    recogniser: &dyn Recogniser,
    limits: &Limits,
    builder: &mut Builder,
) {
    fixed::mark_furniture(pages);
    let scans: Vec<usize> = (0..pages.len()).filter(|&at| pages[at].is_scan()).collect();
    let allowed = usize::try_from(limits.ocr_pages).unwrap_or(usize::MAX);
    if scans.len() > allowed {
        builder.gap(Gap::limit("ocr-pages", scans.len() as u64, limits.ocr_pages));
    }
    let all = pdf.pages();
    for scans in scans[..scans.len().min(allowed)].chunks(recogniser.lanes().max(1)) {
        let painted: Vec<Painted> = scans
            .iter()
            .map(|&at| {
                let number = pages[at].number();
                let page = all.get(number as usize - 1).ok_or_else(|| Failure::told("找不到该页"))?;
                let (picture, scale, missing) = paint(pdf, page, limits)?;
                // What reading the page has told already is not told twice.
                missing.into_iter().for_each(|kind| builder.gap(Gap::new(kind).on_page(number)));
                Ok((picture, scale))
            })
            .collect();
        for (&at, read) in scans.iter().zip(read_all(recogniser, painted)) {
            match read {
                Ok((read, scale)) => pages[at].take_recognised(&read, scale),
                Err(failure) => pages[at].set_unrecognised(failure.kind()),
            }
        }
    }
}

/// The page painted, and what is missing on it.
fn paint(pdf: &Pdf, page: &Page<'_>, limits: &Limits) -> Result<(Picture, f64, Vec<GapKind>), Failure> {
    let (width, height) = page.render_dimensions();
    let canvas = Canvas::new(f64::from(width), f64::from(height), limits.ocr_pixels);
    // The net below the limits, as for reading.
    let deadline = Deadline::new("ocr-page-seconds", limits.ocr_page_seconds);
    let painted = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let budget = Rc::new(Budget::new(limits));
        Reader::new(budget, Layers::of(pdf.xref()), limits, deadline).paint(page, canvas)
    }));
    let Ok((Some(canvas), mut missing)) = painted else {
        return Err(Failure::told("该页的图像无法解码"));
    };
    let (picture, scale, refusals) = canvas.finish();
    missing.extend(refusals.iter().map(Refusal::kind));
    Ok((picture, scale, missing))
}

/// Recognises painted pages side by side.
fn read_all(recogniser: &dyn Recogniser, painted: Vec<Painted>) -> Vec<Result<(Recognised, f64), Failure>> {
    let read = |painted: Painted| {
        let (picture, scale) = painted?;
        Ok((upright(recogniser, picture)?, scale))
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = painted.into_iter().map(|painted| scope.spawn(move || read(painted))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Failure::told("识别时发生内部错误"))))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use crate::document::{BlockKind, Document, Origin};
    use crate::gap::GapKind;
    use crate::parse::Limits;
    use crate::parse::pdf::testing::{FakeReader, TestPdf};
    use crate::parse::recognise::{Failure, Picture};

    /// Enough pixels to tell what is where.
    fn small() -> Limits {
        Limits { ocr_pixels: 200_000, ..Limits::default() }
    }

    /// A page that is one picture of 2 × 2 pixels: black, white, white, white.
    fn scan(pages: u32, keys: &str) -> Vec<u8> {
        let picture = "<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8\
                       /Filter/ASCIIHexDecode/Length 9>>stream\n00FFFFFF>\nendstream";
        let draw = b"q 595 0 0 842 0 0 cm /I Do Q".to_vec();
        let file = (0..pages).fold(TestPdf::new(), |file, _| file.page_with(keys, draw.clone()));
        file.object(21, picture).build()
    }

    fn read(file: &[u8], limits: &Limits, reader: &FakeReader) -> Document {
        let document = super::super::read("t.pdf", file, limits, Some(reader));
        document.assert_valid();
        document
    }

    fn gaps(document: &Document) -> Vec<GapKind> {
        document.gaps.iter().map(|gap| gap.kind.clone()).collect()
    }

    /// Mean grey of the four quarters: top left, top right, bottom left, bottom right.
    fn quarters(picture: &Picture) -> [u32; 4] {
        let (width, height) = (picture.width as usize, picture.height as usize);
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(x, y)| {
            let (x, y) = (width / 4 + x * width / 2, height / 4 + y * height / 2);
            u32::from(picture.grey[y * width + x])
        })
    }

    #[test]
    fn a_scanned_page_becomes_text_with_its_place_and_confidence() {
        let document = read(&scan(1, ""), &small(), &FakeReader::new(87));
        assert_eq!(document.text, "第一章项目概述\n本项目投资一百万元。");
        assert!(matches!(document.blocks[0].kind, BlockKind::Heading { level: 1, .. }), "{document:?}");
        assert!(document.blocks.iter().all(|block| block.confidence == Some(87)));
        let Origin::Page { page: 1, bbox } = document.blocks[1].origin else { panic!("no place") };
        assert!((bbox.x0 - 59_500 / 4).abs() < 200, "a quarter of the page from its left edge: {bbox:?}");
        assert!(matches!(&gaps(&document)[..], [GapKind::Remark(told)] if told.contains("87%")));
        assert!(!document.has_hidden_content());
    }

    #[test]
    fn a_page_that_is_not_sure_stays_unread() {
        let document = read(&scan(1, ""), &small(), &FakeReader::new(59));
        assert!(document.blocks.is_empty());
        assert!(matches!(&gaps(&document)[..], [GapKind::Unrecognised(why)] if why == "置信度低于 60%"));
        assert!(document.has_hidden_content());
        let nothing = FakeReader::default();
        let document = read(&scan(1, ""), &small(), &nothing);
        assert!(matches!(&gaps(&document)[..], [GapKind::Unrecognised(_)]));
        assert_eq!(nothing.seen.lock().unwrap().len(), 4, "it was looked at from all four sides");
    }

    #[test]
    fn a_turned_page_is_painted_as_it_is_shown() {
        for (keys, dark) in [("", 0), ("/Rotate 90", 1), ("/Rotate 180", 3), ("/Rotate 270", 2)] {
            let reader = FakeReader::new(90);
            read(&scan(1, keys), &small(), &reader);
            let seen = reader.seen.lock().unwrap();
            let shades = quarters(&seen[0]);
            assert!((0..4).all(|at| (shades[at] < 128) == (at == dark)), "{keys}: {shades:?}");
            assert_eq!(seen[0].width > seen[0].height, keys.ends_with("90") || keys.ends_with("270"));
        }
    }

    #[test]
    fn outlined_letters_are_painted() {
        let letter =
            "1 0 0 1 7 0 cm 100 100 m 104 100 l 106 104 l 104 108 l 101 109 l 100 108 l 99 104 l f\n";
        let page = letter.repeat(70);
        let reader = FakeReader::new(90);
        let document = read(&TestPdf::new().page(&page).build(), &small(), &reader);
        assert_eq!(document.blocks.len(), 2);
        let seen = reader.seen.lock().unwrap();
        let at = |x: f64, y: f64| {
            let pixel = |points: f64| (points * f64::from(seen[0].width) / 595.0) as usize;
            seen[0].grey[pixel(842.0 - y) * seen[0].width as usize + pixel(x)]
        };
        assert!(at(109.0, 106.0) < 128 && at(116.0, 106.0) < 128, "the first two letters");
        assert_eq!(at(109.0, 120.0), 255, "above them");
    }

    #[test]
    fn a_page_that_takes_too_long_names_the_limit() {
        let mut slow = FakeReader::new(90);
        slow.failure = Some(Failure::TooSlow(7));
        let document = read(&scan(1, ""), &small(), &slow);
        let limit = GapKind::Limit { limit: "ocr-page-seconds", measured: 8, allowed: 7 };
        assert_eq!(gaps(&document), [limit]);
    }

    #[test]
    fn a_page_of_furniture_alone_has_been_looked_at() {
        let document = read(&scan(3, ""), &small(), &FakeReader::with(vec!["某单位内部资料"]));
        let why = GapKind::Unrecognised("除页眉页脚外没有识别出文字".into());
        assert!(gaps(&document).contains(&why), "{document:?}");
        assert!(!gaps(&document).contains(&GapKind::ImagePage));
    }

    #[test]
    fn what_the_frame_of_a_page_lacks_is_told_with_recognition_too() {
        let frame = "q 595 0 0 600 0 100 cm /I Do Q BT /X 10 Tf 60 800 Td <00010002> Tj ET";
        let picture = "<</Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8\
                       /Filter/ASCIIHexDecode/Length 3>>stream\n00>\nendstream";
        let file = TestPdf::new().page(frame).page(frame).page(frame).object(21, picture).build();
        let document = read(&file, &small(), &FakeReader::new(90));
        assert!(document.blocks.iter().any(|block| block.confidence.is_some()), "{document:?}");
        let unknown = document.gaps.iter().filter(|gap| gap.kind == GapKind::UnmappedGlyphs(2));
        assert_eq!(unknown.count(), 3, "{:?}", document.gaps);
    }

    #[test]
    fn more_pages_than_allowed_stay_unread() {
        let limits = Limits { ocr_pages: 1, ..small() };
        let document = read(&scan(2, ""), &limits, &FakeReader::new(90));
        let told = gaps(&document);
        assert!(told.contains(&GapKind::Limit { limit: "ocr-pages", measured: 2, allowed: 1 }), "{told:?}");
        assert!(told.contains(&GapKind::ImagePage));
        assert_eq!(document.blocks.len(), 2);
    }

    #[test]
    fn a_picture_with_too_many_pixels_is_not_decoded() {
        let limits = Limits { ocr_pixels: 3, ..Limits::default() };
        let document = read(&scan(1, ""), &limits, &FakeReader::new(90));
        let told = gaps(&document);
        assert!(told.contains(&GapKind::Limit { limit: "ocr-pixels", measured: 4, allowed: 3 }), "{told:?}");
        assert!(document.blocks.is_empty());
    }

    #[test]
    fn without_a_reader_nothing_changes() {
        let document = super::super::read("t.pdf", &scan(1, ""), &Limits::default(), None);
        assert_eq!(gaps(&document), [GapKind::ImagePage]);
        assert!(GapKind::ImagePage.remedy().contains("--ocr"));
    }
}
