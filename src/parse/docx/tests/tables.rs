//! Tables.

use super::*;

fn cell(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn shapes(document: &Document, table: usize) -> Vec<(u32, u32, u32, u32, &str)> {
    document.tables[table]
        .cells
        .iter()
        .map(|c| (c.row_idx, c.column_idx, c.row_span, c.column_span, document.slice(c.span)))
        .collect()
}

#[test]
fn merged_cells_and_skipped_columns() {
    let body = format!(
        "<w:tbl><w:tblPr/><w:tblGrid/>{}{}<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}</w:tr></w:tbl>",
        row(&[
            cell(r#"<w:vMerge w:val="restart"/>"#, &p("类别")),
            cell(r#"<w:gridSpan w:val="2"/>"#, &p("金额"))
        ]),
        row(&[cell("<w:vMerge/>", "<w:p/>"), cell("", &p("1")), cell("", &p("2"))]),
        cell("", &p("3"))
    );
    let document = Parts::body(&body).read();
    assert_eq!(
        shapes(&document, 0),
        [(0, 0, 2, 1, "类别"), (0, 1, 1, 2, "金额"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2"), (2, 1, 1, 1, "3")]
    );
    assert_eq!(document.text, "类别\t金额\n1\t2\n3");
}

#[test]
fn paragraphs_of_a_cell_are_lines_without_tabs() {
    let tabbed = "<w:p><w:r><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>";
    let content = format!("{}<w:p/>{tabbed}", p("甲"));
    assert_eq!(text_of(&format!("<w:tbl>{}</w:tbl>", row(&[cell("", &content)]))), "甲\n乙 丙");
}

#[test]
fn nested_tables_stand_behind_and_know_their_parent() {
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell("", &p("内"))]));
    let outer = row(&[cell("", &format!("{}{inner}<w:p/>", p("外")))]);
    let document = Parts::body(&format!("<w:tbl>{outer}</w:tbl>{}", p("后"))).read();
    assert_eq!(listing(&document), ["table 外", "table 内", "p 后"]);
    assert_eq!(document.tables[1].nested_in, Some(0));
}

#[test]
fn tables_too_deep_keep_their_text() {
    let depth = 40;
    let body = format!(
        "{}{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(depth),
        p("底"),
        "</w:tc></w:tr></w:tbl>".repeat(depth)
    );
    let document = Parts::body(&body).read();
    assert_eq!(document.text, "底");
    assert!(matches!(kinds(&document)[..], [GapKind::Remark(remark)] if remark.contains("8 个表格")));
}

#[test]
fn a_flattened_table_does_not_change_the_cell_around_it() {
    let limits = Limits { table_depth: 1, ..Limits::default() };
    let merged = cell(r#"<w:gridSpan w:val="5"/><w:vMerge/>"#, &p("内"));
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[merged]));
    let body = format!("<w:tbl>{}</w:tbl>", row(&[cell("", &inner), cell("", &p("旁"))]));
    let document = read("t.docx", &Parts::body(&body).zip(), &limits, None);
    assert_eq!(shapes(&document, 0), [(0, 0, 1, 1, "内"), (0, 1, 1, 1, "旁")]);
}

#[test]
fn automatic_numbers_stand_in_cells_too() {
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let number = r#"<w:numPr><w:numId w:val="1"/></w:numPr>"#;
    let body = format!(
        "<w:tbl>{}{}</w:tbl>",
        row(&[cell("", &pp(number, "服务器")), cell("", &pp(number, ""))]),
        row(&[cell("", &pp(number, "存储"))])
    );
    let document = Parts::body(&body).with("numbering", "numbering", numbering).read();
    assert_eq!(document.text, "1 服务器\t\n3 存储", "an empty paragraph counts and shows nothing");
}
