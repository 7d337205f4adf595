use super::*;
use crate::document::BlockKind;

fn read_text(text: &str) -> Document {
    let document = read("a.md", text.as_bytes(), &Limits::default());
    document.assert_valid();
    document
}

/// `h1 标题`, `p 正文`, `li …`, `t a|b / c|d`: one line a block.
fn shape(text: &str) -> Vec<String> {
    let document = read_text(text);
    document.blocks.iter().map(|block| show(&document, block)).collect()
}

fn show(document: &Document, block: &crate::document::Block) -> String {
    let text = document.slice(block.span).replace('\n', "/");
    match &block.kind {
        BlockKind::Heading { level, .. } => format!("h{level} {text}"),
        BlockKind::Paragraph => format!("p {text}"),
        BlockKind::ListItem => format!("li {text}"),
        BlockKind::Table(_) => format!("t {}", text.replace('\t', "|")),
        BlockKind::Note => format!("note {text}"),
        BlockKind::Contents => format!("toc {text}"),
        other => format!("{other:?} {text}"),
    }
}

fn lines(text: &str) -> Vec<u32> {
    let document = read_text(text);
    document.blocks.iter().filter_map(|block| document.locate(block.span).line).collect()
}

#[test]
fn headings_of_every_kind() {
    assert_eq!(shape("# 一\n\n##1.1 二\n\n三\n===\n\n四\n---\n"), ["h1 一", "h2 1.1 二", "h1 三", "h2 四"]);
}

#[test]
fn a_paragraph_with_a_rule_close_below_is_no_heading() {
    assert_eq!(shape("本项目总投资 1280 万元。\n---\n\n正文"), ["p 本项目总投资 1280 万元。", "p 正文"]);
}

#[test]
fn bold_paragraphs_may_be_headings() {
    let text = "**一、概述**\n\n正文。\n\n**1.1 目标**\n\n正文。\n\n**重点：**建设平台。\n";
    assert_eq!(shape(text), ["h1 一、概述", "p 正文。", "h2 1.1 目标", "p 正文。", "p 重点：建设平台。"]);
}

#[test]
fn stray_marks_of_emphasis_go() {
    assert_eq!(shape("**重点：**建设与**“数据”**治理"), ["p 重点：建设与“数据”治理"]);
    assert_eq!(shape("面积为 2**3 平方米"), ["p 面积为 2**3 平方米"]);
}

#[test]
fn ranges_are_not_struck_out() {
    assert_eq!(shape("每天 2~3 次，每次 5~10 分钟，~~3 年~~5 年"), ["p 每天 2~3 次，每次 5~10 分钟，5 年"]);
}

#[test]
fn lists_keep_the_numbers_that_they_print() {
    assert_eq!(
        shape("3. 甲\n4. 乙\n   - 丙\n     1) 丁\n- 戊\n"),
        ["li 3. 甲", "li 4. 乙", "li 丙", "li 1) 丁", "li 戊"]
    );
}

#[test]
fn a_numbered_item_with_content_may_be_a_heading() {
    let text = "1. 建设目标\n\n   到年底建成平台。\n\n2. 建设内容\n\n   分三期建设。\n";
    assert_eq!(shape(text), ["h1 1. 建设目标", "p 到年底建成平台。", "h1 2. 建设内容", "p 分三期建设。"]);
    let text = "1. 建设目标\n\n到年底建成平台。\n\n2. 建设内容\n\n分三期建设。\n";
    assert_eq!(shape(text), ["h1 1. 建设目标", "p 到年底建成平台。", "h1 2. 建设内容", "p 分三期建设。"]);
}

#[test]
fn tables_with_their_lines() {
    let text = "表1 概算表\n\n| 序号 | 费用<br>（万元） |\n|---|---|\n| 1 | **软件** \\| 开发 |\n| 2 |\n";
    assert_eq!(shape(text), ["Caption 表1 概算表", "t 序号|费用/（万元）/1|软件 | 开发/2|"]);
    let document = read_text(text);
    let cell = document.tables[0].cell(1, 1).unwrap();
    let place = document.locate(cell.span);
    assert_eq!((place.line, place.row, place.column), (Some(5), Some(2), Some(2)));
    assert!(document.tables[0].caption.is_some());
}

#[test]
fn html_tables_and_breaks() {
    let text = "# 概算\n<table>\n<tr><td rowspan=\"2\">软件</td><td>开发</td></tr>\n\n<tr><td>测试</td></tr>\n</table>\n\n甲<br>乙 <!-- 备注 -->\n";
    assert_eq!(shape(text), ["h1 概算", "t 软件|开发/测试", "p 甲", "p 乙"]);
}

#[test]
fn front_matter_is_not_text_but_its_title_is() {
    assert_eq!(
        shape("---\ntitle: 政务平台建设方案\ndate: 2026-01-01\n---\n# 概述\n"),
        ["p 政务平台建设方案", "h1 概述"]
    );
    assert_eq!(lines("---\ntitle: 方案\n---\n# 概述\n\n正文"), [2, 4, 6]);
}

#[test]
fn images_go_unless_they_say_something() {
    assert_eq!(shape("![image-20210824](a.png)\n\n![系统总体架构](b.png)\n"), ["note 系统总体架构"]);
}

#[test]
fn links_into_the_document_are_its_contents() {
    assert_eq!(shape("[TOC]\n\n- [概述](#概述)\n- [依据](https://example.com)\n"), ["toc 概述", "li 依据"]);
}

#[test]
fn notes_code_and_quotations_are_no_headings() {
    let text = "正文[^1]。\n\n[^1]: 一、说明\n\n> 一、引文\n\n```\n# 注释\n```\n";
    assert_eq!(shape(text), ["p 正文。", "note 一、说明", "p 一、引文", "p # 注释"]);
}

#[test]
fn indented_paragraphs_are_text_and_indented_code_is_not() {
    assert_eq!(
        shape("一、概述\n\n    本项目建设**政务**平台。\n"),
        ["h1 一、概述", "p 本项目建设政务平台。"]
    );
    assert_eq!(shape("正文\n\n    let x = 1;\n"), ["p 正文", "p let x = 1;"]);
}

#[test]
fn lines_are_joined_only_where_they_were_wrapped() {
    let long = "本项目面向全市各部门建设统一的数据共享交换平台并提供目录编制";
    assert_eq!(shape(&format!("{long}\n{long}\n结束。")), [format!("p {long}{long}结束。")]);
    assert_eq!(
        shape("具备采集功能\n具备分析功能\n具备展示功能"),
        ["p 具备采集功能", "p 具备分析功能", "p 具备展示功能"]
    );
    assert_eq!(lines("# 一\n\n甲功能\n乙功能\n"), [1, 3, 4]);
}

#[test]
fn carriage_returns_alone_end_lines() {
    assert_eq!(shape("# 概述\r\r正文\r"), ["h1 概述", "p 正文"]);
}

#[test]
fn too_many_cells_are_said() {
    let limits = Limits { table_cells: 3, ..Limits::default() };
    let document = read("a.md", "|a|b|\n|-|-|\n|c|d|\n".as_bytes(), &limits);
    document.assert_valid();
    assert_eq!(document.tables[0].cells.len(), 3);
    assert_eq!(document.gaps, [Gap::limit("table-cells", 4, 3)]);
}

#[test]
fn hostile_nesting_stays_linear() {
    let started = std::time::Instant::now();
    for text in [
        "> ".repeat(50_000) + "a",
        "- ".repeat(50_000) + "x",
        "1. ".repeat(50_000) + "x",
        "# 一\n".repeat(50_000),
        "[a".repeat(50_000),
        "**a ".repeat(50_000),
        "a\n".repeat(100_000) + "===\n",
        "<div>\n".repeat(50_000),
    ] {
        read_text(&text);
    }
    assert!(started.elapsed().as_secs() < 20);
}
