//! Odd, broken and hostile containers.

use super::*;

fn main_part(name: &str, content: &[u8]) -> Parts {
    let rels = relationships(&[("officeDocument", name)]);
    let mut parts = Parts(Vec::new()).part("_rels/.rels", &rels);
    parts.0.push((name.to_owned(), content.to_vec()));
    parts
}

fn read_main(xml: &[u8]) -> Document {
    main_part("word/document.xml", xml).read()
}

#[test]
fn strict_files_odd_prefixes_and_default_namespaces() {
    let strict = document_xml(&p("文")).replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main");
    let plain = document_xml(&p("文"));
    let renamed = plain.replace("<w:", "<x:").replace("</w:", "</x:").replace("xmlns:w=", "xmlns:x=");
    let bare = format!(r#"<document xmlns="{WORD}"><body><p><r><t>文</t></r></p></body></document>"#);
    let foreign = format!(
        r#"<w:document xmlns:w="{WORD}" xmlns:z="urn:z"><w:body>{}<z:p><z:r><z:t>外</z:t></z:r></z:p></w:body></w:document>"#,
        p("文")
    );
    for xml in [strict, renamed, bare, foreign] {
        assert_eq!(read_main(xml.as_bytes()).text, "文", "{xml}");
    }
}

#[test]
fn the_main_part_is_found_under_any_name() {
    let xml = document_xml(&p("文"));
    assert_eq!(main_part("other/main.xml", xml.as_bytes()).read().text, "文");
    let types = r#"<Types><Override PartName="/a/b.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>"#;
    let by_type = Parts(Vec::new()).part("[Content_Types].xml", types).part("a/b.xml", &xml);
    assert_eq!(by_type.read().text, "文");
    let by_name = Parts(Vec::new()).part("WORD\\Document.xml", &xml);
    assert_eq!(by_name.read().text, "文");
    let document = Parts(Vec::new()).part("a.xml", "<a/>").read();
    assert!(matches!(kinds(&document)[..], [GapKind::Damaged(_)]));
}

#[test]
fn links_out_of_the_container_are_not_followed() {
    for (target, mode) in [("../../etc/passwd", ""), ("file:///etc/passwd", r#"TargetMode="External""#)] {
        let rels = relationships(&[("officeDocument", target)]).replace("Id=", &format!("{mode} Id="));
        let parts = Parts(Vec::new()).part("_rels/.rels", &rels);
        let document = parts.part("word/document.xml", &document_xml(&p("文"))).read();
        assert_eq!(document.text, "文");
        assert!(matches!(kinds(&document)[..], [GapKind::Damaged(_)]), "{target}");
    }
}

#[test]
fn encodings_are_told_apart() {
    let xml = document_xml(&p("方案")).replace("UTF-8", "UTF-16");
    let units = xml.encode_utf16().flat_map(u16::to_le_bytes);
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units).collect();
    let document = read_main(&wide);
    assert_eq!((document.text.as_str(), document.gaps.len()), ("方案", 0));

    let marked = format!("\u{FEFF}{}", document_xml(&p("方案")));
    assert!(read_main(marked.as_bytes()).gaps.is_empty());

    let xml = document_xml(&p("方案"));
    let (named, _, _) = encoding_rs::GBK.encode(&xml);
    let named = String::from_utf8_lossy(&named).contains("UTF-8").then_some(named);
    let unnamed = read_main(&named.unwrap());
    assert!(matches!(kinds(&unnamed)[..], [GapKind::Damaged(_)]), "says UTF-8, is not");
    let xml = xml.replace("UTF-8", "GBK");
    let (named, _, _) = encoding_rs::GBK.encode(&xml);
    let document = read_main(&named);
    assert_eq!(document.text, "方案");
    assert!(matches!(kinds(&document)[..], [GapKind::Remark(_)]));
}

#[test]
fn what_was_read_before_a_fault_is_kept() {
    let whole = document_xml(&[p("前"), p("后")].concat());
    let at = whole.find("后").unwrap();
    let document = read_main(&whole.as_bytes()[..at + 3]);
    assert_eq!(document.text, "前\n后");
    assert!(matches!(kinds(&document)[..], [GapKind::Damaged(_)]));

    let crossed = document_xml(&format!("{}<w:p><w:r></w:p></w:r>", p("前")));
    let document = read_main(crossed.as_bytes());
    assert_eq!(document.text, "前");
    assert!(document.has_hidden_content());
}

#[test]
fn what_xml_forbids_is_said() {
    let doctype =
        document_xml(&p("文")).replace("<w:document", "<!DOCTYPE a [<!ENTITY x \"y\">]><w:document");
    let document = read_main(doctype.as_bytes());
    assert!(document.text.is_empty());
    assert!(matches!(kinds(&document)[..], [GapKind::Damaged(detail)] if detail.contains("DTD")));

    let nul = char::from(0);
    let control = document_xml(&p(&format!("甲&#1;乙&#0;丙{nul}丁")));
    let document = read_main(control.as_bytes());
    assert_eq!(document.text, "甲乙丙丁");
    assert_eq!(document.gaps.len(), 2, "a broken reference, and control characters");
}

#[test]
fn broken_side_parts_leave_the_text() {
    for root in ["styles", "numbering", "footnotes"] {
        let broken = format!(r#"<w:{root} xmlns:w="{WORD}"><w:style><w:pPr>"#);
        let name = format!("word/{root}.xml");
        let document = Parts::body(&p("文")).part(&name, &broken).read();
        assert_eq!(document.text, "文");
        assert_eq!(document.gaps.len(), 1, "{root}");
        assert_eq!(document.gaps[0].part.as_deref(), Some(name.as_str()));
    }
}

#[test]
fn parts_of_one_name_are_ambiguous() {
    let document = Parts::body(&p("一")).part("Word/Document.XML", &document_xml(&p("二"))).read();
    assert!(matches!(kinds(&document)[..], [GapKind::Ambiguous(_)]));
}

#[test]
fn limits_end_the_reading_and_keep_what_was_read() {
    let read_within = |limits: Limits, body: &str| {
        let document = read("t.docx", &Parts::body(body).zip(), &limits, None);
        document.assert_valid();
        let GapKind::Limit { limit, .. } = document.gaps[0].kind else { panic!("{:?}", document.gaps) };
        (limit, document.text)
    };
    let two = [p("甲"), p("乙")].concat();
    let limits = Limits { docx_paragraphs: 1, ..Limits::default() };
    assert_eq!(read_within(limits, &two), ("docx-paragraphs", "甲".into()));
    let limits = Limits { docx_runs: 1, ..Limits::default() };
    let runs = format!("<w:p>{}{}</w:p>", r("甲"), r("乙"));
    assert_eq!(read_within(limits, &runs), ("docx-runs", "甲".into()));
    let limits = Limits { characters: 1, ..Limits::default() };
    assert_eq!(read_within(limits, &two), ("characters", "甲".into()));
    let limits = Limits { table_cells: 1, ..Limits::default() };
    let cells = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("甲"), p("乙"));
    assert_eq!(read_within(limits, &cells), ("table-cells", "甲".into()));
    let deep = format!("{}{}", p("甲"), "<w:sdt>".repeat(300));
    assert_eq!(read_within(Limits::default(), &deep), ("xml-depth", "甲".into()));
}

#[test]
fn a_part_over_the_limit_is_read_up_to_it() {
    let limits = Limits { part_inflated_bytes: 2000, ..Limits::default() };
    let document = read("t.docx", &Parts::body(&p("方案").repeat(200)).zip(), &limits, None);
    document.assert_valid();
    assert!(document.text.starts_with("方案\n方案"));
    assert!(matches!(kinds(&document)[..], [GapKind::Limit { limit: "part-inflated-bytes", .. }]));
}

#[test]
fn a_template_on_the_network_is_not_fetched() {
    let rels = relationships(&[("attachedTemplate", "http://127.0.0.1:9/a.dotm")])
        .replace("Id=", r#"TargetMode="External" Id="#);
    let document = Parts::body(&p("文")).part("word/_rels/settings.xml.rels", &rels).read();
    assert_eq!(document.text, "文");
    assert!(matches!(kinds(&document)[..], [GapKind::Remark(_)]));
}

#[test]
fn any_bytes_give_a_document() {
    let sound = Parts::body(&[p("甲"), p("乙")].concat()).zip();
    for cut in (0..sound.len()).step_by(7) {
        read_bytes(&sound[..cut]);
    }
    for at in (0..sound.len()).step_by(3) {
        let mut changed = sound.clone();
        changed[at] ^= 0x55;
        read_bytes(&changed);
    }
    read_bytes(b"");
    read_bytes(b"PK\x03\x04");
}

#[test]
fn any_change_of_the_xml_gives_a_document() {
    let body = format!(
        r#"<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{}</w:tc></w:tr></w:tbl><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>{}"#,
        p("甲"),
        pp(r#"<w:outlineLvl w:val="0"/>"#, "乙")
    );
    let sound = document_xml(&body);
    let from = sound.find("<w:body>").unwrap();
    for at in from..sound.len() {
        for byte in [b'<', b'>', b'/', b'"', b'&', 0xFF] {
            let mut changed = sound.clone().into_bytes();
            changed[at] = byte;
            read_main(&changed);
        }
    }
}
