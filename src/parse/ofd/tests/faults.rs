//! Damaged, encrypted and hostile files: what is left is read, what is missing is said.

use super::*;

#[test]
fn what_is_missing_is_said() {
    let whole = TestOfd::default().page(&line(30.0, 30.0, "第一页。")).page(&line(30.0, 30.0, "第二页。"));
    let mut lacking = whole.clone();
    lacking.parts.remove(0);
    let document = lacking.read();
    assert_eq!(document.text, "第二页。");
    assert_eq!((document.pages, document.gaps[0].page), (Some(2), Some(1)));
    assert!(matches!(kinds(&document)[..], [GapKind::Damaged(what)] if what.contains("找不到该页")));
    let lost =
        whole.clone().part("OFD.xml", b"<OFD><DocBody><DocRoot>Doc_9/D.xml</DocRoot></DocBody></OFD>").read();
    assert!(lost.gaps.iter().all(|gap| matches!(gap.kind, GapKind::Damaged(_))) && lost.gaps.len() == 2);
    let guessed = whole.clone().part("OFD.xml", b"<OFD/>").read();
    assert_eq!(guessed.text, "第一页。\n第二页。");
    let no_template = whole.page_with("<ofd:Template TemplateID=\"77\"/>", "").read();
    assert!(
        kinds(&no_template)
            .iter()
            .any(|kind| matches!(kind, GapKind::Damaged(what) if what.contains("模板")))
    );
}

#[test]
fn a_page_that_breaks_off_keeps_its_text() {
    let content = format!("<Page><Content><Layer>{}", line(30.0, 30.0, "写到一半").replace("ofd:", ""));
    let cut = content.split_once("</TextCode>").unwrap().0;
    let mut file = TestOfd::default().page("");
    file.parts[0].1 = cut.as_bytes().to_vec();
    let document = file.read();
    assert_eq!(document.text, "写到一半");
    assert!(matches!(kinds(&document)[..], [GapKind::Damaged(_)]));
}

#[test]
fn encrypted_files_are_told() {
    let file = TestOfd::default()
        .page(&line(30.0, 30.0, "未加密的一页。"))
        .part("Encryptions.xml", b"<ofd:Encryptions/>");
    let mut file = file.page("");
    file.parts.last_mut().unwrap().1 = b"\x01\x02\xff\xfe".to_vec();
    let document = file.read();
    assert_eq!(document.text, "未加密的一页。");
    assert_eq!(kinds(&document), [&GapKind::Encrypted]);
}

#[test]
fn what_is_not_shown_or_not_read_is_told() {
    let attachments = "<ofd:Attachments><ofd:Attachment ID=\"1\" Name=\"概算表.xlsx\"/></ofd:Attachments>";
    let document = TestOfd::default()
        .page(&[line(30.0, 30.0, "正文。"), with("Visible=\"false\"", 30.0, 40.0, "隐藏")].concat())
        .more("<ofd:Attachments>Attachs/A.xml</ofd:Attachments>")
        .part("Doc_0/Attachs/A.xml", attachments.as_bytes())
        .read();
    assert_eq!(document.text, "正文。");
    assert!(matches!(kinds(&document)[..], [GapKind::Remark(hidden), GapKind::Remark(attached)]
        if hidden.contains("标为不显示") && attached.contains("概算表.xlsx")));
}

#[test]
fn drawings_that_hold_themselves_end() {
    let unit = "<ofd:CompositeObject ResourceID=\"7\" Boundary=\"0 0 9 9\"/>".repeat(2);
    let resources = format!("<Res><CompositeGraphicUnit ID=\"7\">{unit}</CompositeGraphicUnit></Res>");
    let file = TestOfd::default()
        .common("<ofd:PublicRes>R.xml</ofd:PublicRes>")
        .part("Doc_0/R.xml", resources.as_bytes())
        .page(&[&unit, line(30.0, 30.0, "正文。").as_str()].concat());
    let document = file.read();
    assert!(matches!(kinds(&document)[..], [GapKind::Limit { limit: "ofd-object-depth", .. }]));
    assert_eq!(document.text, "正文。");
}

#[test]
fn pages_and_objects_are_limited() {
    let file =
        TestOfd::default().page(&line(30.0, 30.0, "第一页。").repeat(9)).page(&line(30.0, 30.0, "第二页。"));
    let read = |limits: Limits| read_bytes(&file.build(), &limits);
    let few = read(Limits { ofd_pages: 1, ..Limits::default() });
    assert!(matches!(kinds(&few)[..], [GapKind::Limit { limit: "ofd-pages", measured: 2, allowed: 1 }]));
    let few = read(Limits { ofd_page_elements: 40, ..Limits::default() });
    assert!(matches!(kinds(&few)[..], [GapKind::Limit { limit: "ofd-page-elements", .. }]));
    assert!(few.text.ends_with("第二页。"), "the other page is read");
    let few = read(Limits { characters: 2, ..Limits::default() });
    assert!(matches!(kinds(&few)[..], [GapKind::Limit { limit: "characters", .. }]));
}

#[test]
fn nonsense_values_are_survived() {
    let object = "<ofd:TextObject Boundary=\"1e308 -inf NaN\" Size=\"-1e9\" CTM=\"0 0 0 0 1e300 x\" HScale=\"0\" \
        ReadDirection=\"1e30\"><ofd:CGTransform CodePosition=\"99999999999999999999\" CodeCount=\"18446744073709551615\">\
        <ofd:Glyphs>70000 -1 x</ofd:Glyphs></ofd:CGTransform><ofd:TextCode DeltaX=\"g 18446744073709551615 1e300\" \
        DeltaY=\"g\">字字</ofd:TextCode></ofd:TextObject><ofd:PathObject Boundary=\"\"><ofd:AbbreviatedData>M 1e999 L \
        </ofd:AbbreviatedData></ofd:PathObject><ofd:TextCode>孤</ofd:TextCode>";
    for paper in ["", "<ofd:Area><ofd:PhysicalBox>0 0 -1 1e300</ofd:PhysicalBox></ofd:Area>"] {
        TestOfd::default().page_with(paper, object).read();
    }
}

/// Bytes flipped, cut and repeated, in the zip and in its parts: always the same 300 files.
#[test]
fn mutated_files_are_survived() {
    let outline = "<ofd:Outlines><ofd:OutlineElem Title=\"第一章 概述\"><ofd:Actions><ofd:Action><ofd:Goto>\
        <ofd:Dest PageID=\"1\" Top=\"20\"/></ofd:Goto></ofd:Action></ofd:Actions></ofd:OutlineElem></ofd:Outlines>";
    let file = TestOfd::default()
        .page(&[line(30.0, 20.0, "第一章 概述"), line(30.0, 40.0, "正文一段。")].concat())
        .more(outline)
        .common("<ofd:PublicRes>R.xml</ofd:PublicRes>")
        .part("Doc_0/R.xml", b"<Res><Fonts><Font ID=\"3\" FontName=\"X\"/></Fonts></Res>");
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for round in 0..300 {
        let mut changed = file.clone();
        let mut bytes = if round % 2 == 0 { file.build() } else { changed.parts[0].1.clone() };
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] ^= 1 << next(8),
                1 => bytes.truncate(at.max(1)),
                _ => bytes.splice(at..at, bytes[at / 2..at].to_vec()).for_each(drop),
            }
        }
        if round % 2 == 1 {
            changed.parts[0].1 = bytes;
            bytes = changed.build();
        }
        read_bytes(&bytes, &Limits::default());
    }
}
