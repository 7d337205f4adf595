//! The parts of a docx that are the same in every paper: page, styles, fonts, footer. Sizes and spacing
//! follow GB/T 9704-2012, the layout of official documents.

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub(super) const RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
</Relationships>";

pub(super) const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
<w:characterSpacingControl w:val=\"compressPunctuation\"/>\
<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>";

/// Opens the contents field; Word fills it in when the file is opened.
pub(super) const CONTENTS_BEGIN: &str = "<w:r><w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/></w:r>\
<w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"1-2\" \\h \\z \\u </w:instrText></w:r>\
<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>";

pub(super) const FIELD_END: &str = "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";

/// Fonts by the names that official documents use, with what stands in for each where it is not installed.
const FONTS: &[(&str, &str)] = &[
    ("仿宋_GB2312", "仿宋"),
    ("楷体_GB2312", "楷体"),
    ("方正小标宋_GBK", "宋体"),
    ("黑体", "SimHei"),
    ("宋体", "SimSun"),
];

/// Style id, name, the style that it rests on, paragraph and character properties.
const STYLES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "Title",
        "Title",
        "Normal",
        "<w:spacing w:before=\"240\" w:after=\"360\" w:line=\"700\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>",
        "方正小标宋_GBK|44",
    ),
    (
        "Heading1",
        "heading 1",
        "Normal",
        "<w:keepNext/><w:spacing w:before=\"120\"/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:outlineLvl w:val=\"0\"/>",
        "黑体|32",
    ),
    (
        "Heading2",
        "heading 2",
        "Normal",
        "<w:keepNext/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:outlineLvl w:val=\"1\"/>",
        "楷体_GB2312|32",
    ),
    (
        "Heading3",
        "heading 3",
        "Normal",
        "<w:keepNext/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:outlineLvl w:val=\"2\"/>",
        "仿宋_GB2312|32b",
    ),
    ("BodyText", "Body Text", "Normal", "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>", ""),
    ("Flush", "Flush", "Normal", "", ""),
    ("Centred", "Centred", "Normal", "<w:jc w:val=\"center\"/>", ""),
    (
        "Signed",
        "Signed",
        "Normal",
        "<w:ind w:rightChars=\"200\" w:right=\"640\"/><w:jc w:val=\"right\"/>",
        "",
    ),
    (
        "FillIn",
        "Fill In",
        "BodyText",
        "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EEF3FA\"/><w:spacing w:line=\"440\" w:lineRule=\"exact\"/>",
        "楷体_GB2312|28#1F4E79",
    ),
    (
        "Caption",
        "caption",
        "Normal",
        "<w:keepNext/><w:spacing w:before=\"120\"/><w:jc w:val=\"center\"/>",
        "黑体|28",
    ),
    ("Unit", "Unit", "Normal", "<w:keepNext/><w:jc w:val=\"right\"/>", "|24"),
    (
        "TableText",
        "Table Text",
        "Normal",
        "<w:spacing w:before=\"40\" w:after=\"40\" w:line=\"320\" w:lineRule=\"atLeast\"/><w:jc w:val=\"left\"/>",
        "|24",
    ),
    ("TableHead", "Table Head", "TableText", "<w:keepNext/><w:jc w:val=\"center\"/>", "黑体|24"),
    (
        "ContentsTitle",
        "Contents Title",
        "Normal",
        "<w:spacing w:before=\"240\" w:after=\"240\"/><w:jc w:val=\"center\"/>",
        "黑体|36",
    ),
    (
        "TOC1",
        "toc 1",
        "Normal",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"8834\"/></w:tabs>",
        "|28",
    ),
    (
        "TOC2",
        "toc 2",
        "Normal",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"8834\"/></w:tabs><w:ind w:left=\"420\"/>",
        "|28",
    ),
    (
        "Header",
        "header",
        "Normal",
        "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>",
        "宋体|21",
    ),
    (
        "Footer",
        "footer",
        "Normal",
        "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>",
        "宋体|28",
    ),
];

pub(super) fn document(body: &str, has_header: bool) -> String {
    let header = if has_header { "<w:headerReference w:type=\"default\" r:id=\"rId5\"/>" } else { "" };
    format!(
        "{XML}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><w:body>{body}<w:sectPr>{header}\
         <w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"1134\" w:footer=\"1417\" w:gutter=\"0\"/>\
         <w:docGrid w:linePitch=\"312\"/></w:sectPr></w:body></w:document>"
    )
}

pub(super) fn content_types(has_header: bool) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut parts = vec![
        ("document", "document.main"),
        ("styles", "styles"),
        ("fontTable", "fontTable"),
        ("settings", "settings"),
        ("footer1", "footer"),
    ];
    if has_header {
        parts.push(("header1", "header"));
    }
    let overrides: String = parts
        .iter()
        .map(|(part, kind)| {
            format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{word}.{kind}+xml\"/>")
        })
        .collect();
    format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{overrides}\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    )
}

pub(super) fn document_relationships(has_header: bool) -> String {
    let mut parts = vec!["styles", "fontTable", "settings", "footer"];
    if has_header {
        parts.push("header");
    }
    let relations: String = parts
        .iter()
        .zip(1..)
        .map(|(part, number)| {
            let file =
                if matches!(*part, "footer" | "header") { format!("{part}1") } else { (*part).to_owned() };
            format!("<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/{part}\" Target=\"{file}.xml\"/>")
        })
        .collect();
    format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>")
}

pub(super) fn core(title: &str) -> String {
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:title>{title}</dc:title><dc:creator>yushen</dc:creator></cp:coreProperties>"
    )
}

pub(super) fn styles() -> String {
    let styles: String = STYLES
        .iter()
        .map(|(id, name, base, paragraph, characters)| {
            format!(
                "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{base}\"/>\
                 <w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{}</w:rPr></w:style>",
                character_properties(characters)
            )
        })
        .collect();
    format!(
        "{XML}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr><w:spacing w:line=\"560\" w:lineRule=\"exact\"/><w:jc w:val=\"both\"/></w:pPr></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:tblPr><w:tblCellMar><w:left w:w=\"100\" w:type=\"dxa\"/><w:right w:w=\"100\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         <w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/>\
         <w:tblPr><w:tblBorders>{}</w:tblBorders></w:tblPr></w:style>{styles}</w:styles>",
        character_properties("仿宋_GB2312|32"),
        borders()
    )
}

fn borders() -> String {
    ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
        .concat()
}

/// `font|half points`, with `b` for bold and `#RRGGBB` for a colour behind.
fn character_properties(short: &str) -> String {
    let Some((font, rest)) = short.split_once('|') else { return String::new() };
    let (rest, colour) = rest.split_once('#').unwrap_or((rest, ""));
    let (size, bold) = rest.strip_suffix('b').map_or((rest, ""), |size| (size, "<w:b/>"));
    let mut out = String::new();
    if !font.is_empty() {
        out.push_str(&format!(
            "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"{font}\"/>"
        ));
    }
    out.push_str(bold);
    if !colour.is_empty() {
        out.push_str(&format!("<w:color w:val=\"{colour}\"/>"));
    }
    out.push_str(&format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"));
    out
}

pub(super) fn fonts() -> String {
    let fonts: String = FONTS
        .iter()
        .map(|(name, other)| {
            format!(
                "<w:font w:name=\"{name}\"><w:altName w:val=\"{other}\"/><w:charset w:val=\"86\"/></w:font>"
            )
        })
        .collect();
    format!("{XML}<w:fonts xmlns:w=\"{MAIN}\">{fonts}</w:fonts>")
}

pub(super) fn header(text: &str) -> String {
    format!(
        "{XML}<w:hdr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>\
         <w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p></w:hdr>"
    )
}

/// `— 1 —`
pub(super) fn footer() -> String {
    format!(
        "{XML}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r>\
         <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>{FIELD_END}\
         <w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"
    )
}
