//! What is inside paragraphs: fields, symbols, breaks, boxes, notes, controls, hidden text.

use super::*;

fn run(content: &str) -> String {
    format!("<w:p><w:r>{content}</w:r></w:p>")
}

#[test]
fn breaks_tabs_hyphens_and_symbols() {
    let spaced = "<w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:cr/><w:t>丁</w:t>";
    assert_eq!(text_of(&run(spaced)), "甲\n乙 丙\n丁");
    let hyphens = "<w:t>GB/T 1</w:t><w:noBreakHyphen/><w:t>2020</w:t><w:softHyphen/>";
    assert_eq!(text_of(&run(hyphens)), "GB/T 1-2020");
    let symbol = r#"<w:t>可用率</w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t>99%</w:t>"#;
    assert_eq!(text_of(&run(symbol)), "可用率≥99%");
    assert_eq!(text_of(&run("<w:t>a\n b&amp;c&#x4E00;<![CDATA[<d>]]></w:t>")), "a  b&c一<d>");
}

#[test]
fn fields_show_their_result() {
    let field = r#"<w:p><w:r><w:t>共</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>
        <w:r><w:instrText>NUMPAGES</w:instrText></w:r><w:r><w:t>码</w:t></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>
        <w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>页</w:t></w:r></w:p>"#;
    assert_eq!(text_of(field), "共12页");
    let simple = r#"<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>"#;
    assert_eq!(text_of(simple), "3");
    let link = r#"<w:p><w:hyperlink r:id="r1"><w:r><w:t>网址</w:t></w:r></w:hyperlink></w:p>"#;
    assert_eq!(text_of(link), "网址");
}

#[test]
fn a_field_that_never_ends_hides_nothing() {
    let begun = r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>文字</w:t></w:r></w:p>"#;
    assert_eq!(text_of(&format!("{begun}{}", p("后文"))), "文字\n后文");
}

#[test]
fn boxes_of_forms_are_shown() {
    let tick = |checked: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>{checked}</w:checkBox></w:ffData></w:fldChar></w:r>
            <w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let body = format!("<w:p>{}{}{}{}</w:p>", tick("<w:checked/>"), r("是"), tick(""), r("否"));
    assert_eq!(text_of(&body), "☑是☐否");
}

#[test]
fn hidden_text_is_left_out() {
    let hidden = |properties: &str| {
        format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>秘</w:t></w:r>{}</w:p>", r("明"))
    };
    assert_eq!(text_of(&hidden("<w:vanish/>")), "明");
    assert_eq!(text_of(&hidden(r#"<w:vanish w:val="0"/>"#)), "秘明");
    let styles = r#"<w:style w:type="character" w:styleId="s"><w:name w:val="s"/><w:rPr><w:vanish/></w:rPr></w:style>"#;
    let body = hidden(r#"<w:rStyle w:val="s"/>"#);
    assert_eq!(Parts::body(&body).with("styles", "styles", styles).read().text, "明");
}

#[test]
fn ruby_and_formulas_keep_their_base() {
    let ruby = "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>yǐ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>以</w:t></w:r></w:rubyBase></w:ruby>";
    assert_eq!(text_of(&run(ruby)), "以");
    let formula = "<w:p><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath></w:p>";
    assert_eq!(text_of(formula), "a/b");
}

fn text_box(text: &str) -> String {
    format!(
        r#"<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>
        <mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"#,
        p(text)
    )
}

#[test]
fn text_boxes_come_once_behind_their_paragraph() {
    let body = format!("<w:p>{}<w:r>{}</w:r>{}</w:p>{}", r("前"), text_box("框内"), r("后"), p("下一段"));
    let document = Parts::body(&body).read();
    assert_eq!(listing(&document), ["p 前后", "note 框内", "p 下一段"]);
    assert_eq!(document.blocks[1].origin, document.blocks[0].origin);
    let table = format!(
        "<w:tbl><w:tr><w:tc><w:p><w:r>{}</w:r></w:p>{}</w:tc></w:tr></w:tbl>",
        text_box("框内"),
        p("格")
    );
    assert_eq!(listing(&Parts::body(&table).read()), ["table 格", "note 框内"]);
}

#[test]
fn an_unknown_need_takes_the_fallback() {
    let body = r#"<w:p><w:r><mc:AlternateContent><mc:Choice Requires="new"><w:t>新</w:t></mc:Choice>
        <mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"#;
    assert_eq!(text_of(body), "旧");
    let known = body.replace(r#"Requires="new""#, r#"Requires="wps""#);
    assert_eq!(text_of(&known), "新");
}

#[test]
fn a_document_laid_out_in_boxes_is_its_text() {
    let long = "本项目建设一个统一的数据共享平台。".repeat(20);
    let boxes = |title: &str| {
        format!("<w:p><w:r>{}</w:r></w:p><w:p><w:r>{}</w:r></w:p>", text_box(title), text_box(&long))
    };
    let document = Parts::body(&[boxes("一、建设目标"), boxes("二、建设内容")].concat()).read();
    assert_eq!(document.sections.len(), 3);
}

#[test]
fn controls_pass_their_content_through() {
    let body = format!(
        "<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>
        <w:p>{}<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt><w:smartTag>{}</w:smartTag></w:p>",
        p("块"),
        r("行"),
        r("内"),
        r("签")
    );
    assert_eq!(text_of(&body), "块\n行内签");
    let table = format!(
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc>{}</w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>",
        p("格")
    );
    let document = Parts::body(&table).read();
    assert_eq!(document.text, "格");
    assert_eq!(document.tables[0].cells.len(), 1);
}

#[test]
fn notes_come_behind_the_paragraph_that_refers_to_them() {
    let body = format!(
        r#"<w:p>{}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>{}"#,
        r("正文"),
        p("下文")
    );
    let foot = format!(
        r#"<w:footnote w:type="separator" w:id="0">{}</w:footnote><w:footnote w:id="2">{}</w:footnote>"#,
        p("线"),
        p("脚注")
    );
    let document = Parts::body(&body)
        .with("footnotes", "footnotes", &foot)
        .with("endnotes", "endnotes", &format!(r#"<w:endnote w:id="2">{}</w:endnote>"#, p("尾注")))
        .read();
    assert_eq!(listing(&document), ["p 正文", "note 脚注", "note 尾注", "p 下文"]);
}

#[test]
fn headers_and_footers_are_page_furniture_once() {
    let document = Parts::body(&p("正文"))
        .with("header1", "hdr", &p("秘密★3年"))
        .with("header2", "hdr", &p("秘密★3年"))
        .with("footer1", "ftr", &p("- 1 -"))
        .linked(&[("header", "header1.xml"), ("header", "/word/header2.xml"), ("footer", "footer1.xml")])
        .read();
    assert_eq!(listing(&document), ["furniture 秘密★3年", "p 正文"]);
}

#[test]
fn pictures_and_what_cannot_be_read_are_said() {
    let picture = r#"<w:p><w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r></w:p>"#;
    let document = Parts::body(&picture.repeat(3)).read();
    assert_eq!(kinds(&document), [&GapKind::ImagePage]);
    let with_text = format!("{picture}{}", p(&"本项目建设一个平台。".repeat(10)));
    assert!(kinds(&Parts::body(&with_text).read()).is_empty());

    let sheet = r#"<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p><w:altChunk r:id="r2"/>"#;
    let document = Parts::body(&format!("{sheet}{}", p("正文"))).read();
    assert!(kinds(&document).iter().all(|kind| matches!(kind, GapKind::Unsupported(_))));
    assert_eq!(document.gaps.len(), 2);
}

#[test]
fn a_picture_stands_behind_the_paragraph_that_holds_it() {
    let picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>";
    let held = format!("<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr>{}{picture}</w:p>", r("总体架构"));
    let document = Parts::body(&format!("{held}{}", p(&"本项目建设一个平台。".repeat(10)))).read();
    let heading = document.blocks[0].span;
    assert_eq!(document.pictures, [heading.end]);
}
