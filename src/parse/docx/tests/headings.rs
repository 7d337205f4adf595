//! Headings, captions, contents pages, lists.

use super::*;
use crate::document::{HeadingEvidence, Origin};

/// Styles as Chinese word processors write them: the ids are numbers.
const STYLES: &str = r#"
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="heading 2"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="7"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="4"><w:name w:val="章节"/><w:basedOn w:val="3"/></w:style>
<w:style w:type="paragraph" w:styleId="5"><w:name w:val="我的标题"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="6"><w:name w:val="Title"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="7"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="8"><w:name w:val="TOC Heading"/><w:basedOn w:val="2"/></w:style>
<w:style w:type="paragraph" w:styleId="9"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="10"><w:name w:val="标题 3"/></w:style>
<w:style w:type="paragraph" w:styleId="11"><w:name w:val="正文加重"/><w:basedOn w:val="2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="12"><w:name w:val="loop a"/><w:basedOn w:val="13"/></w:style>
<w:style w:type="paragraph" w:styleId="13"><w:name w:val="loop b"/><w:basedOn w:val="12"/></w:style>
"#;

fn styled(body: &str) -> Document {
    Parts::body(body).with("styles", "styles", STYLES).read()
}

#[test]
fn headings_come_from_names_and_outline_levels_through_the_chain() {
    let body = [
        ps("2", "概述"),
        ps("3", "背景"),
        ps("4", "现状"),
        ps("5", "问题"),
        ps("10", "目标"),
        ps("11", "不是标题"),
        ps("12", "圈"),
        ps("99", "没有的样式"),
        pp(r#"<w:pStyle w:val="2"/><w:outlineLvl w:val="9"/>"#, "改为正文"),
        pp(r#"<w:outlineLvl w:val="1"/>"#, "直接的级别"),
    ];
    let document = styled(&body.concat());
    assert_eq!(
        listing(&document),
        [
            "h1 概述",
            "h2 背景",
            "h2 现状",
            "h3 问题",
            "h3 目标",
            "p 不是标题",
            "p 圈",
            "p 没有的样式",
            "p 改为正文",
            "h2 直接的级别"
        ]
    );
    let BlockKind::Heading { evidence, .. } = document.blocks[0].kind else { panic!("a heading") };
    assert_eq!(evidence, HeadingEvidence::Explicit);
}

#[test]
fn a_title_opens_no_chapter_unless_it_is_numbered() {
    let document = styled(&[ps("6", "某平台建设方案"), ps("2", "概述"), p("内容。")].concat());
    assert_eq!(listing(&document), ["p 某平台建设方案", "h1 概述", "p 内容。"]);
    let document = styled(&[ps("6", "一、概述"), p("内容。"), ps("6", "第二章 方案"), p("内容。")].concat());
    assert_eq!(listing(&document), ["h1 一、概述", "p 内容。", "h1 第二章 方案", "p 内容。"]);
}

#[test]
fn without_a_styles_part_the_id_is_taken_for_the_name() {
    let document = Parts::body(&[ps("Heading1", "概述"), ps("2", "内容")].concat()).read();
    assert_eq!(listing(&document), ["h1 概述", "p 内容"]);
}

#[test]
fn fake_headings_are_left_to_number_and_typography() {
    let bold = |text: &str| {
        format!(r#"<w:p><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr><w:t>{text}</w:t></w:r></w:p>"#)
    };
    let body = [bold("一、概述"), p("这里是概述的内容。"), bold("二、方案"), p("这里是方案的内容。")];
    let document = styled(&body.concat());
    assert_eq!(
        listing(&document),
        ["h1 一、概述", "p 这里是概述的内容。", "h1 二、方案", "p 这里是方案的内容。"]
    );
}

#[test]
fn captions_by_style() {
    let document = styled(&ps("9", "投资概算一览"));
    assert_eq!(listing(&document), ["caption 投资概算一览"]);
}

#[test]
fn a_heading_is_one_line() {
    let document = styled(
        r#"<w:p><w:pPr><w:pStyle w:val="2"/></w:pPr><w:r><w:t xml:space="preserve">第一章   </w:t><w:br/><w:tab/><w:t>概述</w:t></w:r></w:p>"#,
    );
    assert_eq!(listing(&document), ["h1 第一章 概述"]);
}

const CONTENTS_BEGIN: &str = r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>
    <w:r><w:instrText> TOC \o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>"#;

#[test]
fn contents_pages_are_known_by_style_and_field() {
    let by_style = [ps("8", "目录"), ps("7", "概述")].concat();
    assert_eq!(listing(&styled(&by_style)), ["contents 目录", "contents 概述"]);

    let field = format!(
        r#"{CONTENTS_BEGIN}<w:r><w:t>概述</w:t><w:tab/><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>方案</w:t></w:r></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#
    );
    let document = styled(&format!("{field}{}{}", ps("2", "概述"), p("内容")));
    assert_eq!(listing(&document), ["contents 概述\t1", "contents 方案", "h1 概述", "p 内容"]);
}

#[test]
fn contents_pages_are_known_by_control_and_link() {
    let control = format!(
        r#"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>
        <w:sdtContent>{}{}</w:sdtContent></w:sdt>{}"#,
        ps("2", "目录"),
        p("概述"),
        p("内容")
    );
    assert_eq!(listing(&styled(&control)), ["contents 目录", "contents 概述", "p 内容"]);

    let link = r#"<w:p><w:hyperlink w:anchor="_Toc123"><w:r><w:t>概述 1</w:t></w:r></w:hyperlink></w:p>"#;
    assert_eq!(listing(&styled(link)), ["contents 概述 1"]);
}

#[test]
fn a_contents_field_without_end_swallows_no_chapter() {
    let field = format!("{CONTENTS_BEGIN}{}</w:p>", r("概述"));
    let document = styled(&[field.clone(), ps("2", "概述"), p("内容"), p("更多内容。")].concat());
    assert_eq!(listing(&document), ["contents 概述", "h1 概述", "p 内容", "p 更多内容。"]);
    let document = styled(&[field, p("这是正文的一句话。"), p("后面的正文")].concat());
    assert_eq!(listing(&document), ["contents 概述", "p 这是正文的一句话。", "p 后面的正文"]);
}

#[test]
fn a_table_that_lays_out_the_contents_is_the_contents() {
    let row = |title: &str| {
        format!("<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>", p(&format!("{title} ........")), p("4"))
    };
    let body = format!("<w:tbl>{}{}{}</w:tbl>", row("一、概述"), row("二、方案"), row("三、概算"));
    let document = styled(&body);
    assert!(document.tables.is_empty());
    assert_eq!(listing(&document)[0], "contents 一、概述 ........\t4");
    assert_eq!(document.blocks.len(), 3);
}

#[test]
fn paragraphs_are_numbered_as_they_stand_in_the_body() {
    let cell = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("格"));
    let document = styled(&[p("一"), "<w:p/>".into(), cell, p("二")].concat());
    let origins: Vec<Origin> = document.blocks.iter().map(|block| block.origin).collect();
    assert_eq!(origins, [Origin::Paragraph(1), Origin::Paragraph(3), Origin::Paragraph(4)]);
    assert_eq!(document.tables[0].cells[0].origin, Origin::Paragraph(3));
}

#[test]
fn lists_of_styles_number_headings_and_a_paragraph_can_switch_them_off() {
    let numbering = r#"<w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="a"/><w:suff w:val="nothing"/><w:lvlText w:val="第%1章 "/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="b"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
        </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
        <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>"#;
    // The second style only inherits its list; its level is the one that names it.
    let styles = r#"<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="b"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>"#;
    let body = [
        ps("a", "概述"),
        ps("b", "背景"),
        ps("b", "目标"),
        ps("a", "方案"),
        ps("b", "架构"),
        pp(r#"<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, "无号"),
        pp(r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>"#, "项"),
    ];
    let parts = Parts::body(&body.concat());
    let document = parts.with("numbering", "numbering", numbering).with("styles", "styles", styles).read();
    assert_eq!(
        listing(&document),
        ["h1 第一章 概述", "h2 1.1 背景", "h2 1.2 目标", "h1 第二章 方案", "h2 2.1 架构", "h2 无号", "li 项"]
    );
}
