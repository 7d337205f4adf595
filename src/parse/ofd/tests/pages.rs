//! Text, tables, headings and pictures of sound files.

use super::*;
use crate::document::Origin;

#[test]
fn lines_become_paragraphs_and_outline_entries_headings() {
    let full = "一行写满的正文一行写满的正文一行写满的正文一行写满的正文";
    let outline = "<ofd:Outlines><ofd:OutlineElem Title=\"整份文件\"><ofd:OutlineElem Title=\"第一章 概述\">\
        <ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto><ofd:Dest Type=\"XYZ\" PageID=\"1\" Top=\"20\"/>\
        </ofd:Goto></ofd:Action></ofd:Actions><ofd:OutlineElem Title=\"1.1 背景\"><ofd:Actions><ofd:Action>\
        <ofd:Goto><ofd:Bookmark Name=\"b\"/></ofd:Goto></ofd:Action></ofd:Actions></ofd:OutlineElem>\
        </ofd:OutlineElem></ofd:OutlineElem></ofd:Outlines><ofd:Bookmarks><ofd:Bookmark Name=\"b\">\
        <ofd:Dest PageID=\"2\" Top=\"30\"/></ofd:Bookmark></ofd:Bookmarks>";
    let document = TestOfd::default()
        .page(
            &[line(30.0, 20.0, "第一章 概述"), line(40.0, 40.0, full), line(30.0, 48.0, "接着写完。")]
                .concat(),
        )
        .page(&[line(30.0, 30.0, "1.1 背景"), line(30.0, 50.0, "另一页。")].concat())
        .more(outline)
        .read();
    assert_eq!(headings(&document), [(1, "第一章 概述"), (2, "1.1 背景")]);
    assert_eq!(texts(&document)[1], format!("{full}接着写完。"));
    assert_eq!(document.pages, Some(2));
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
    let Origin::Page { page: 2, bbox } = document.blocks.last().unwrap().origin else { panic!("no page") };
    assert_eq!(bbox.x0, 8504, "30 mm in hundredths of a point");
}

#[test]
fn ruled_lines_make_a_table() {
    let rule = |data: &str| {
        format!(
            "<ofd:PathObject Boundary=\"0 0 210 297\"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    };
    let mut objects = String::new();
    for y in [50, 60, 70] {
        objects.push_str(&rule(&format!("M 30 {y} L 130 {y}")));
    }
    for x in [30, 80, 130] {
        objects.push_str(&rule(&format!("M {x} 50 L {x} 70")));
    }
    for (x, y, text) in [(32.0, 52.0, "名称"), (82.0, 52.0, "金额"), (32.0, 62.0, "软件"), (82.0, 62.0, "12")]
    {
        objects.push_str(&line(x, y, text));
    }
    let document = TestOfd::default().page(&objects).read();
    assert_eq!(document.tables.len(), 1);
    let cells: Vec<&str> = document.tables[0].cells.iter().map(|cell| document.slice(cell.span)).collect();
    assert_eq!(cells, ["名称", "金额", "软件", "12"]);
}

#[test]
fn templates_annotations_and_composite_objects_are_drawn() {
    let resources = "<ofd:Res BaseLoc=\"Res\"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID=\"7\" \
        Width=\"9\" Height=\"9\"><ofd:Content>";
    let resources = format!(
        "{resources}{}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>",
        line(0.0, 0.0, "复合图元")
    );
    let annotation = format!(
        "<ofd:PageAnnot><ofd:Annot Type=\"Stamp\"><ofd:Remark>批注</ofd:Remark><ofd:Appearance Boundary=\"30 90 50 9\">{}\
         </ofd:Appearance></ofd:Annot><ofd:Annot Type=\"Watermark\"><ofd:Appearance Boundary=\"60 150 50 9\">{}</ofd:Appearance>\
         </ofd:Annot><ofd:Annot Type=\"Link\" Visible=\"false\"><ofd:Appearance Boundary=\"0 0 9 9\">{}</ofd:Appearance>\
         </ofd:Annot></ofd:PageAnnot>",
        line(0.0, 0.0, "盖章处。"),
        line(0.0, 0.0, "内部资料"),
        line(0.0, 0.0, "看不见")
    );
    let template = format!(
        "<ofd:Page><ofd:Content><ofd:Layer>{}</ofd:Layer></ofd:Content></ofd:Page>",
        line(30.0, 60.0, "模板文字。")
    );
    let document = TestOfd::default()
        .common("<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID=\"5\" BaseLoc=\"Tpls/T.xml\"/>")
        .part("Doc_0/PublicRes.xml", resources.as_bytes())
        .part("Doc_0/Tpls/T.xml", template.as_bytes())
        .part("Doc_0/Annots.xml", b"<ofd:Annotations><ofd:Page PageID=\"1\"><ofd:FileLoc>Annots/A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>")
        .part("Doc_0/Annots/A.xml", annotation.as_bytes())
        .more("<ofd:Annotations>Annots.xml</ofd:Annotations>")
        .page_with(
            "<ofd:Template TemplateID=\"5\" ZOrder=\"Background\"/>",
            "<ofd:CompositeObject ResourceID=\"7\" Boundary=\"30 120 50 9\" CTM=\"1 0 0 1 0 0\"/>",
        )
        .read();
    assert_eq!(texts(&document), ["模板文字。", "盖章处。", "复合图元", "内部资料"]);
    assert_eq!(document.blocks[3].kind, BlockKind::PageFurniture);
    assert!(document.gaps.is_empty(), "{:?}", document.gaps);
}

#[test]
fn parts_are_found_whatever_their_case_slashes_and_start() {
    let page = format!(
        "<Page><Content><Layer>{}</Layer></Content></Page>",
        line(30.0, 30.0, "正文。").replace("ofd:", "")
    );
    let document = "<Document><Pages><Page ID=\"1\" BaseLoc=\"\\DOC_0\\pages\\page_0\\content.xml\"/></Pages></Document>";
    let bytes = zip_of(&[
        ("OFD.xml", b"<OFD><DocBody><DocRoot>/doc_0/document.xml</DocRoot></DocBody></OFD>".as_slice()),
        ("Doc_0\\Document.xml", document.as_bytes()),
        ("Doc_0\\Pages\\Page_0\\Content.xml", page.as_bytes()),
    ]);
    let document = read_bytes(&bytes, &Limits::default());
    assert_eq!((texts(&document), document.pages), (vec!["正文。"], Some(1)));
}

#[test]
fn several_documents_count_their_pages_on() {
    let base = TestOfd::default().page(&line(30.0, 30.0, "第一份。"));
    let page = format!(
        "<Page><Content><Layer>{}</Layer></Content></Page>",
        line(30.0, 30.0, "第二份。").replace("ofd:", "")
    );
    let document = base
        .part("OFD.xml", b"<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody><DocBody><DocRoot>Doc_1/Document.xml</DocRoot></DocBody></OFD>")
        .part("Doc_1/Document.xml", b"<Document><Pages><Page ID=\"1\" BaseLoc=\"P.xml\"/></Pages></Document>")
        .part("Doc_1/P.xml", page.as_bytes())
        .read();
    assert_eq!(texts(&document), ["第一份。", "第二份。"]);
    assert!(matches!(document.blocks[1].origin, Origin::Page { page: 2, .. }));
}

#[test]
fn places_come_from_offsets_matrices_and_directions() {
    let object = |attributes: &str, code: &str, text: &str| {
        format!(
            "<ofd:TextObject Size=\"5\" {attributes}><ofd:TextCode X=\"0\" Y=\"4.4\" {code}>{text}</ofd:TextCode></ofd:TextObject>"
        )
    };
    let read = |objects: &str| {
        let document = TestOfd::default().page(objects).read();
        assert!(document.gaps.is_empty());
        document.text
    };
    let at = "Boundary=\"30 30 90 6\"";
    assert_eq!(read(&object(at, "DeltaX=\"5 g 2 5\"", "投投投资")), "投投投资");
    assert_eq!(read(&object(at, "", "没有位移的投投")), "没有位移的投投", "nothing stands on each other");
    assert_eq!(read(&object(at, "DeltaX=\"2.5 2.5 5.6 2.5\"", "IoTok")), "IoT ok", "a gap parts words");
    assert_eq!(read(&object(at, "DeltaX=\"g 3 5\"", "1280")), "1280", "spread evenly it is one number");
    assert_eq!(read(&object(at, "DeltaY=\"g 3 6\"", "竖排文字")), "竖排文字");
    let scaled = "Boundary=\"30 30 90 6\" CTM=\"0.01 0 0 0.01 0 0\"".to_owned();
    let small = object(&scaled, "DeltaX=\"g 3 500\"", "缩放文字")
        .replace("Size=\"5\"", "Size=\"500\"")
        .replace("4.4", "440");
    assert_eq!(
        read(&[small, object("Boundary=\"50 30 90 6\"", "DeltaX=\"5\"", "接着")].concat()),
        "缩放文字接着"
    );
    let turned = "Boundary=\"30 30 6 90\" CTM=\"0 1 -1 0 0 0\"";
    assert_eq!(read(&object(turned, "DeltaX=\"g 3 5\"", "横放的页")), "横放的页");
    let two = "<ofd:TextObject Size=\"5\" Boundary=\"30 30 90 20\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"5\">\n  上行\n\
        </ofd:TextCode><ofd:TextCode Y=\"14\" DeltaX=\"5\">下行</ofd:TextCode></ofd:TextObject>";
    assert_eq!(read(two), "上行\n下行");
}

#[test]
fn glyphs_without_characters_are_looked_up_in_their_font() {
    let words = |values: &[u16]| values.iter().flat_map(|value| value.to_be_bytes()).collect::<Vec<u8>>();
    // A table of format 6: codes from 一 on are glyphs 5 and 6.
    let mut font = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    font.extend_from_slice(b"cmap\0\0\0\0\0\0\0\x1c\0\0\0\0");
    font.extend(words(&[0, 1, 3, 1, 0, 12, 6, 0, 0, 0x4e00, 2, 5, 6]));
    let object = |glyphs: &str, text: &str| {
        format!(
            "<ofd:TextObject Boundary=\"30 30 90 6\" Font=\"3\" Size=\"5\"><ofd:CGTransform CodePosition=\"0\" \
             CodeCount=\"2\" GlyphCount=\"2\"><ofd:Glyphs>{glyphs}</ofd:Glyphs></ofd:CGTransform>\
             <ofd:TextCode X=\"0\" Y=\"4.4\" DeltaX=\"5\">{text}</ofd:TextCode></ofd:TextObject>"
        )
    };
    let resources = "<ofd:Res BaseLoc=\"Res\"><ofd:Fonts><ofd:Font ID=\"3\" FontName=\"X\">\
        <ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>";
    let read = |objects: &str| {
        TestOfd::default()
            .common("<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>")
            .part("Doc_0/PublicRes.xml", resources.as_bytes())
            .part("Doc_0/Res/f.ttf", &font)
            .page(objects)
            .read()
    };
    for text in ["\u{e001}\u{e002}", "", "  ", "\u{fffd}\u{fffd}"] {
        assert_eq!(read(&object("5 6", text)).text, "一丁", "{text:?}");
    }
    assert_eq!(read(&object("5 6", "规划")).text, "规划", "characters count before glyphs");
    let unknown = read(&object("8 9", "\u{e001}\u{e002}"));
    assert_eq!(kinds(&unknown), [&GapKind::UnmappedGlyphs(2)]);
}

#[test]
fn pages_of_pictures_are_scans() {
    let picture = "<ofd:ImageObject ResourceID=\"4\" Boundary=\"20 20 170 250\" CTM=\"170 0 0 250 0 0\"/>";
    let document = TestOfd::default().page(picture).page(&line(30.0, 30.0, "正文。")).read();
    assert_eq!(document.gaps.len(), 1);
    assert_eq!((&document.gaps[0].kind, document.gaps[0].page), (&GapKind::ImagePage, Some(1)));
    let layer = with("Alpha=\"0\"", 30.0, 30.0, "识别出的文字");
    let document = TestOfd::default().page(&[picture, &layer].concat()).read();
    assert_eq!(document.text, "识别出的文字");
    assert!(matches!(kinds(&document)[..], [GapKind::Remark(what)] if what.contains("看不见的文字层")));
}

#[test]
fn bold_faces_are_told() {
    let resources = "<ofd:Res><ofd:Fonts><ofd:Font ID=\"3\" FontName=\"黑体\"/></ofd:Fonts></ofd:Res>";
    let page = [
        line(30.0, 30.0, "总则"),
        with("", 30.0, 40.0, "正文正文正文正文正文。").replace("Font=\"3\"", "Font=\"4\""),
    ]
    .concat();
    let document = TestOfd::default()
        .common("<ofd:DocumentRes>Res.xml</ofd:DocumentRes>")
        .part("Doc_0/Res.xml", resources.as_bytes())
        .page(&page)
        .read();
    assert_eq!(headings(&document), [(1, "总则")]);
}
