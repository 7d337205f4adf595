//! Tracked changes: the text as it is once all are accepted.

use super::*;

#[test]
fn insertions_are_shown_and_deletions_are_not() {
    let body = format!(
        r#"<w:p>{}<w:ins w:id="1">{}</w:ins><w:del w:id="2"><w:r><w:delText>删</w:delText></w:r></w:del>
        <w:moveTo w:id="3">{}</w:moveTo><w:moveFrom w:id="4">{}</w:moveFrom></w:p>"#,
        r("原"),
        r("增"),
        r("移来"),
        r("移走")
    );
    let document = Parts::body(&body).read();
    assert_eq!(document.text, "原增移来");
    let [GapKind::Remark(remark)] = kinds(&document)[..] else { panic!("one remark") };
    assert!(remark.contains("插入 2 处") && remark.contains("删除 2 处"), "{remark}");
    assert!(!document.has_hidden_content());
}

#[test]
fn a_deleted_mark_joins_its_paragraph_to_the_next() {
    let deleted = format!(r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{}</w:p>"#, r("前半"));
    assert_eq!(text_of(&format!("{deleted}{}", p("后半"))), "前半后半");
    assert_eq!(text_of(&deleted), "前半", "nothing to join to");
    let cell = format!("<w:tbl><w:tr><w:tc>{deleted}{}{deleted}</w:tc></w:tr></w:tbl>", p("后半"));
    assert_eq!(text_of(&cell), "前半后半\n前半");
}

#[test]
fn old_properties_do_not_count() {
    let body = r#"<w:p><w:pPr><w:outlineLvl w:val="9"/><w:pPrChange w:id="1"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange></w:pPr>
        <w:r><w:rPr><w:rPrChange w:id="2"><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>正文</w:t></w:r></w:p>"#;
    assert_eq!(listing(&Parts::body(body).read()), ["p 正文"]);
}

#[test]
fn deleted_rows_and_cells_are_not_shown() {
    let row = |properties: &str, text: &str| {
        format!("<w:tr><w:trPr>{properties}</w:trPr><w:tc>{}</w:tc></w:tr>", p(text))
    };
    let body = format!(
        r#"<w:tbl>{}{}{}<w:tr><w:tc><w:tcPr><w:cellDel w:id="3"/></w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"#,
        row("", "留"),
        row(r#"<w:del w:id="1"/>"#, "删"),
        row(r#"<w:ins w:id="2"/>"#, "增"),
        p("删格"),
        p("留格")
    );
    assert_eq!(text_of(&body), "留\n增\n留格");
}

#[test]
fn deleted_numbered_paragraphs_do_not_count() {
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let list = r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#;
    let gone = format!(
        r#"<w:p><w:pPr>{list}<w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:del w:id="2"><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"#
    );
    let body = [pp(list, "甲"), gone, pp(list, "乙")].concat();
    assert_eq!(Parts::body(&body).with("numbering", "numbering", numbering).read().text, "1. 甲\n2. 乙");
}
