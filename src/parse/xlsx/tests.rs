use super::*;
use crate::document::BlockKind;
use crate::parse::container::tests::zip_of;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of these sheets: name, attributes, XML inside the worksheet.
fn workbook(sheets: &[(&str, &str, &str)], strings: &[&str], formats: &[&str]) -> Vec<u8> {
    let mut listed = String::new();
    let mut links = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for (at, (name, attributes, content)) in sheets.iter().enumerate() {
        listed += &format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\" {attributes}/>");
        links += &format!(
            "<Relationship Id=\"r{at}\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/s{at}.xml\"/>"
        );
        parts.push((
            format!("xl/worksheets/s{at}.xml"),
            format!("<worksheet xmlns=\"{MAIN}\">{content}</worksheet>"),
        ));
        if content.contains("<drawing") {
            let link =
                format!("<Relationship Id=\"d\" Type=\"{LINKS}/drawing\" Target=\"../drawings/d.xml\"/>");
            parts.push((
                format!("xl/worksheets/_rels/s{at}.xml.rels"),
                format!("<Relationships xmlns=\"{PACKAGE}\">{link}</Relationships>"),
            ));
        }
    }
    links += &format!("<Relationship Id=\"a\" Type=\"{LINKS}/sharedStrings\" Target=\"sharedStrings.xml\"/>");
    links += &format!("<Relationship Id=\"b\" Type=\"{LINKS}/styles\" Target=\"/xl/styles.xml\"/>");
    let items: String = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    parts.push((
        "xl/sharedStrings.xml".into(),
        format!("<sst xmlns=\"{MAIN}\" uniqueCount=\"4294967295\">{items}</sst>"),
    ));
    let codes: String = formats
        .iter()
        .enumerate()
        .map(|(at, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", 164 + at))
        .collect();
    let styles: String = (0..formats.len()).map(|at| format!("<xf numFmtId=\"{}\"/>", 164 + at)).collect();
    parts.push((
        "xl/styles.xml".into(),
        format!("<styleSheet xmlns=\"{MAIN}\"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>"),
    ));
    parts.push((
        "xl/workbook.xml".into(),
        format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets>{listed}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("<Relationships xmlns=\"{PACKAGE}\">{links}</Relationships>"),
    ));
    parts.push((
        "_rels/.rels".into(),
        format!("<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"x\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
    ));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zip_of(&parts)
}

fn read_book(bytes: &[u8]) -> Document {
    let document = read("a.xlsx", bytes, &Limits::default());
    document.assert_valid();
    document
}

/// A sheet of rows: `r` is the row's number, cells as `(place, attributes, inner XML)`.
fn one_sheet(content: &str) -> Document {
    read_book(&workbook(&[("概算", "", content)], &["费用名称", "软件开发费"], &["#,##0.00"]))
}

fn blocks(document: &Document) -> Vec<String> {
    document
        .blocks
        .iter()
        .map(|block| document.slice(block.span).replace('\n', " / ").replace('\t', "|"))
        .collect()
}

fn inline(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_sheet_is_a_section_with_a_table() {
    let rows = format!(
        "<sheetData><row r=\"1\">{}</row><row r=\"2\">{}</row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c>{}</row>\
         <row r=\"4\"><c r=\"A4\" t=\"s\"><v>1</v></c><c r=\"B4\" s=\"1\"><f>B5*2</f><v>1280</v></c></row></sheetData>",
        inline("A1", "项目投资概算表"),
        inline("B2", "单位：万元"),
        inline("B3", "金额")
    );
    let document = one_sheet(&rows);
    assert_eq!(
        blocks(&document),
        ["概算", "项目投资概算表 / 单位：万元", "费用名称|金额 / 软件开发费|1,280.00"]
    );
    let table = &document.tables[0];
    assert_eq!(table.caption, Some(1));
    let place = document.locate(table.cell(1, 1).unwrap().span);
    assert_eq!((place.sheet.as_deref(), place.row, place.column), (Some("概算"), Some(4), Some(2)));
    assert_eq!(place.section, ["概算"]);
    assert!(document.gaps.is_empty());
}

#[test]
fn merged_cells_cover_what_they_cover() {
    let rows = format!(
        "<sheetData><row r=\"1\">{}{}{}</row><row r=\"2\">{}{}</row></sheetData>\
         <mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"B1:C2\"/></mergeCells>",
        inline("A1", "序号"),
        inline("B1", "费用"),
        inline("C1", "被遮住"),
        inline("B2", "软件"),
        inline("C2", "硬件")
    );
    let document = one_sheet(&rows);
    assert_eq!(blocks(&document)[1], "序号|费用 / 软件|硬件");
    let cells = &document.tables[0].cells;
    assert_eq!((cells[0].row_span, cells[1].column_span, cells[2].column_idx), (2, 2, 1));
}

#[test]
fn runs_are_joined_and_readings_left_out() {
    let rich = "</t><r><rPr><b/></rPr><t>软件</t></r><r><t xml:space=\"preserve\"> 开发</t></r>\
                <rPh sb=\"0\" eb=\"2\"><t>ruanjian</t></rPh><phoneticPr fontId=\"1\"/><t>";
    let cells = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><r><t>硬</t></r>\
                 <r><t>件</t></r><rPh sb=\"0\" eb=\"1\"><t>ying</t></rPh></is></c></row></sheetData>";
    let document = read_book(&workbook(&[("甲", "", cells)], &[rich], &[]));
    assert_eq!(blocks(&document), ["甲", "软件 开发|硬件"]);
}

#[test]
fn truth_values_have_words() {
    let cell = |value| format!("<c t=\"b\"><v>{value}</v></c>");
    let document = one_sheet(&format!("<sheetData><row>{}{}</row></sheetData>", cell(1), cell(0)));
    assert_eq!(blocks(&document), ["概算", "TRUE|FALSE"]);
}

/// The workbook with another text in place of one.
fn patched(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let container = crate::parse::container::Container::open(bytes, 100).unwrap();
    let mut allowance = crate::parse::container::Allowance::new(&Limits::default());
    let mut part =
        |entry| String::from_utf8(container.inflate(entry, &mut allowance).0).unwrap().replace(from, to);
    let parts: Vec<(&str, String)> =
        container.entries.iter().map(|entry| (entry.name.as_str(), part(entry))).collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip_of(&parts)
}

#[test]
fn days_count_from_where_the_workbook_says() {
    let cell = "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>44620</v></c></row></sheetData>";
    let bytes = workbook(&[("甲", "", cell)], &[], &["yyyy-mm-dd"]);
    assert_eq!(blocks(&read_book(&bytes)), ["甲", "2022-02-28"]);
    let later = patched(&bytes, "<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    assert_eq!(blocks(&read_book(&later)), ["甲", "2026-03-01"]);
}

#[test]
fn the_strict_form_and_missing_links_are_read() {
    let cell = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>";
    let bytes = workbook(&[("甲", "", cell)], &["建设费"], &[]);
    let strict = patched(&bytes, MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main");
    let strict = patched(&strict, LINKS, "http://purl.oclc.org/ooxml/officeDocument/relationships");
    assert_eq!(blocks(&read_book(&strict)), ["甲", "建设费"]);
    let unlinked = patched(&bytes, &format!("{LINKS}/sharedStrings"), "x");
    assert_eq!(blocks(&read_book(&unlinked)), ["甲", "建设费"]);
    let nowhere = patched(&bytes, "Target=\"sharedStrings.xml\"", "Target=\"none.xml\"");
    let gaps = read_book(&nowhere).gaps;
    assert!(
        gaps.iter().any(|gap| matches!(&gap.kind, GapKind::Damaged(what) if what.contains("1 个单元格"))),
        "{gaps:?}"
    );
}

#[test]
fn hidden_rows_and_columns_with_content_are_said() {
    let cols = "<cols><col min=\"2\" max=\"16384\" hidden=\"1\"/></cols>";
    let row = |number, attributes| {
        let (first, second) = (inline(&format!("A{number}"), "甲"), inline(&format!("B{number}"), "乙"));
        format!("<row r=\"{number}\" {attributes}>{first}{second}</row>")
    };
    let rows = [row(1, ""), row(2, "hidden=\"1\""), "<row r=\"9\" hidden=\"1\"/>".to_owned()].concat();
    let document = one_sheet(&format!("{cols}<sheetData>{rows}</sheetData>"));
    let said: Vec<String> = document.gaps.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["概算：有 1 行被隐藏，已一并读取", "概算：有 1 列被隐藏，已一并读取"]);
}

#[test]
fn one_long_code_for_many_styles_costs_little() {
    let code = format!("0&quot;{}&quot;", "万".repeat(1 << 16));
    let codes = vec![code.as_str(); 100];
    let cells: String = (1..=100).map(|style| format!("<c s=\"{style}\"><v>7</v></c>")).collect();
    let document = read_book(&workbook(
        &[("甲", "", &format!("<sheetData><row>{cells}</row></sheetData>"))],
        &[],
        &codes,
    ));
    assert_eq!(document.tables[0].cells.len(), 100);
    assert!(document.text.len() < 1000, "{}", document.text.len());
}

#[test]
fn two_empty_rows_part_tables() {
    let row = |number: u32| {
        let (first, second) = (inline(&format!("A{number}"), "甲"), inline(&format!("B{number}"), "乙"));
        format!("<row r=\"{number}\">{first}{second}</row>")
    };
    let document = one_sheet(&format!("<sheetData>{}{}{}</sheetData>", row(2), row(4), row(7)));
    assert_eq!(document.tables.len(), 2);
    assert_eq!(document.tables[0].row_count, 3);
    assert_eq!(document.tables[1].first_sheet_row, Some(7));
}

#[test]
fn formulas_without_a_result_are_counted() {
    let rows = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>A1+1</f></c><c r=\"C1\"><f>A1</f><v/></c>\
                <c r=\"D1\" t=\"str\"><f>\"\"</f><v></v></c></row></sheetData>";
    let document = one_sheet(rows);
    assert_eq!(document.gaps, [Gap::new(GapKind::FormulaWithoutValue(2)).in_part("概算")]);
}

#[test]
fn error_values_are_said() {
    let document = one_sheet("<sheetData><row><c t=\"e\"><f>A9</f><v>#REF!</v></c></row></sheetData>");
    assert_eq!(blocks(&document), ["概算", "#REF!"]);
    assert!(matches!(&document.gaps[..], [Gap { kind: GapKind::Remark(what), .. }] if what.contains("1 个")));
}

#[test]
fn hidden_sheets_are_read_and_said() {
    let cell = format!("<sheetData><row r=\"1\">{}</row></sheetData>", inline("A1", "内容"));
    let document =
        read_book(&workbook(&[("甲", "", &cell), ("乙", "state=\"veryHidden\"", &cell)], &[], &[]));
    assert_eq!(blocks(&document), ["甲", "内容", "乙", "内容"]);
    assert_eq!(document.sheets, ["甲", "乙"]);
    assert!(
        matches!(&document.gaps[..], [Gap { kind: GapKind::Remark(_), part: Some(part), .. }] if part == "乙")
    );
}

#[test]
fn far_cells_cost_nothing() {
    let rows = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData>";
    let document = one_sheet(rows);
    assert_eq!(blocks(&document), ["概算", "1", "2"]);
    let place = document.locate(document.blocks[2].span);
    assert_eq!(place.row, Some(1_048_576));
}

#[test]
fn impossible_places_and_strings_are_said() {
    let rows = "<sheetData><row r=\"0\"><c r=\"A0\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row></sheetData>";
    let document = one_sheet(rows);
    let damaged = document.gaps.iter().filter(|gap| matches!(gap.kind, GapKind::Damaged(_))).count();
    assert_eq!(damaged, 2);
}

#[test]
fn cells_and_text_are_limited() {
    let row = format!("<sheetData><row r=\"1\">{}</row></sheetData>", "<c><v>1</v></c>".repeat(10));
    let limits = Limits { xlsx_cells: 4, ..Limits::default() };
    let document = read("a.xlsx", &workbook(&[("甲", "", &row)], &[], &[]), &limits);
    assert_eq!(document.tables[0].cells.len(), 4);
    assert_eq!(document.gaps, [Gap::limit("xlsx-cells", 5, 4).in_part("甲")]);
    let repeated =
        format!("<sheetData><row r=\"1\">{}</row></sheetData>", "<c t=\"s\"><v>0</v></c>".repeat(10));
    let limits = Limits { characters: 50, ..Limits::default() };
    let document = read("a.xlsx", &workbook(&[("甲", "", &repeated)], &["0123456789"], &[]), &limits);
    assert_eq!(document.tables[0].cells.len(), 5);
    assert_eq!(document.gaps, [Gap::limit("characters", 51, 50)]);
}

#[test]
fn a_missing_sheet_and_an_empty_book_are_said() {
    let mut bytes = workbook(&[("甲", "", "<sheetData/>")], &[], &[]);
    assert_eq!(read_book(&bytes).gaps, [Gap::new(GapKind::Empty)]);
    bytes =
        zip_of(&[("xl/workbook.xml", b"<workbook><sheets><sheet name='x' id='r1'/></sheets></workbook>")]);
    assert!(matches!(&read_book(&bytes).gaps[..], [Gap { kind: GapKind::Damaged(_), .. }]));
    assert!(read_book(b"PK\x03\x04").gaps.iter().any(|gap| matches!(gap.kind, GapKind::Damaged(_))));
}

#[test]
fn lone_lines_are_paragraphs() {
    let rows = format!(
        "<sheetData><row r=\"1\">{}</row><row r=\"2\">{}</row></sheetData>",
        inline("A1", "编制说明"),
        inline("A2", "本表依据询价结果编制。")
    );
    let document = one_sheet(&rows);
    assert_eq!(blocks(&document), ["概算", "编制说明", "本表依据询价结果编制。"]);
    assert!(document.blocks[1..].iter().all(|block| block.kind == BlockKind::Paragraph));
}

#[test]
fn shapes_and_pictures_are_said() {
    let drawing = "<drawing r:id=\"d\"/>";
    let row = "<sheetData><row r=\"1\"><c r=\"A1\"><v>12</v></c></row></sheetData>";
    let document = one_sheet(&format!("{row}{drawing}"));
    let told: Vec<String> = document.gaps.iter().map(Gap::to_string).collect();
    assert_eq!(told, ["概算：工作表上有图片、图形或批注，其中的内容没有读取"]);
    assert!(!document.has_hidden_content());
    let alone = one_sheet(drawing);
    assert!(matches!(&alone.gaps[..], [_, Gap { kind: GapKind::ImagePage, .. }]), "{:?}", alone.gaps);
}
