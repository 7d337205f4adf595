use super::*;
use crate::document::BlockKind;
use crate::source::Source;

fn read_valid(bytes: &[u8]) -> Document {
    let document = read("方案.html", bytes, &Limits::default());
    document.assert_valid();
    document
}

fn blocks(document: &Document) -> Vec<String> {
    let name = |kind: &BlockKind| match kind {
        BlockKind::Heading { level, .. } => format!("h{level} "),
        BlockKind::ListItem => "item ".to_owned(),
        BlockKind::Table(_) => "table ".to_owned(),
        _ => String::new(),
    };
    let shown = |span| document.slice(span).replace('\n', " / ").replace('\t', "|");
    document.blocks.iter().map(|block| name(&block.kind) + &shown(block.span)).collect()
}

fn body(html: &str) -> Vec<String> {
    blocks(&read_valid(format!("<!DOCTYPE html><html><body>{html}</body></html>").as_bytes()))
}

#[test]
fn headings_paragraphs_and_lists() {
    let html = "<h1>第一章<br>总则</h1><p>为规范<b>政务</b>信息化\n项目&ldquo;建设&rdquo;。<br>第二行 &ge; 3</p>\
                <ol start=3><li>甲</li><li><p>乙</p><ul><li>丙</ul></ol><div>末段<H3>附注</H3>文字";
    let wanted = [
        "h1 第一章 总则",
        "为规范政务信息化项目“建设”。 / 第二行 ≥ 3",
        "item 3. 甲",
        "item 4. 乙",
        "item 丙",
        "末段",
        "h3 附注",
        "文字",
    ];
    assert_eq!(body(html), wanted);
}

#[test]
fn outline_levels_of_word_processors_are_headings() {
    assert_eq!(
        body(
            "<p class=MsoNormal style='mso-outline-level:1'><b>建设目标</b><p style='mso-outline-level:body-text'>正文"
        ),
        ["h1 建设目标", "正文"]
    );
}

#[test]
fn tables_keep_their_spans() {
    let html = "<table><caption>表1 概算</caption><tr><th rowspan=2>名称<th colspan=\"2\">构成</tr>\
                <tr><td>数量<td>单价</tr><tr><td><p>软件</p><p>开发</p></td><td>1</td><td>2&nbsp;万元</td></tr></table>";
    let document = read_valid(format!("<html><body>{html}").as_bytes());
    assert_eq!(blocks(&document), ["表1 概算", "table 名称|构成 / 数量|单价 / 软件 / 开发|1|2 万元"]);
    let table = &document.tables[0];
    assert_eq!((table.cells[0].row_span, table.cells[1].column_span, table.column_count), (2, 2, 3));
    assert_eq!(table.cell(1, 2).map(|cell| document.slice(cell.span)), Some("单价"));
}

#[test]
fn tables_that_lay_out_the_page_are_none() {
    let inner = "<table><tr><td>名称</td><td>金额</td></tr><tr><td>软件</td><td>3</td></tr></table>";
    let menu = format!("<table><tr><td>菜单</td><td><h2>投资</h2><p>见下表。</p>{inner}</td></tr></table>");
    assert_eq!(body(&menu), ["菜单", "h1 投资", "见下表。", "table 名称|金额 / 软件|3"]);
    assert_eq!(body("<table><tr><td>一段</td></tr></table>"), ["一段"]);
}

#[test]
fn a_table_in_a_cell_of_a_table_stays_in_it() {
    let inner = "<table><tr><td>甲</td><td>乙</td></tr></table>";
    let html = format!("<table><tr><td>较长的说明文字</td><td>第二列 {inner}</td></tr></table>");
    let document = read_valid(format!("<html>{html}").as_bytes());
    assert_eq!(document.tables.len(), 2);
    assert_eq!(document.tables[1].nested_in, Some(0));
}

#[test]
fn what_is_not_shown_is_no_text() {
    let html = "<script>var a = '<p>脚本</p>';</SCRIPT><style>p{}</style><!-- 注释 --><p>甲</p>\
                <div style=\"color:red; Display : none\"><div>内</div>藏</div><p hidden>藏<p>乙</p><input hidden>\
                <table><tr><td>丙<td>丁</tr><tr style='display:none'><td>藏</td></tr><tr><td>戊</table>己<template>藏</template>";
    let document = read_valid(format!("<html><head><title>题</title></head>{html}").as_bytes());
    assert_eq!(blocks(&document), ["甲", "乙", "table 丙|丁 / 戊", "己"]);
    assert!(matches!(&document.gaps[..], [Gap { kind: GapKind::Remark(what), .. }] if what.contains("3 处")));
}

#[test]
fn what_is_not_shown_ends_where_browsers_end_it() {
    for (html, wanted) in [
        ("<p>甲</p><iframe src=about:blank /><p>乙</p>", &["甲", "乙"][..]),
        ("<p>甲</p><embed src=x.mid hidden=true><p>乙</p>", &["甲", "乙"]),
        ("<p>甲</p><div hidden/><p>乙</p><title class=\"a\"/><p>丙</p>", &["甲", "乙", "丙"]),
        ("<p>甲</p><script src='a.js'/><p>乙</p><script>藏</script>", &["甲", "乙"]),
        ("<p>甲</p><div hidden class=a/>藏</div><p>乙</p>", &["甲", "乙"]),
        ("<div><p hidden>藏</div>甲<p hidden>藏<h2>乙</h2><p hidden>藏", &["甲", "h1 乙"]),
        ("<ul><li hidden>藏<ul><li>藏</ul><li>甲</ul><ul><li hidden>藏</ul>乙", &["item 甲", "乙"]),
        (
            "<table><tr><td hidden><table><tr><td>藏</table><th>甲<td hidden>藏<tr><td>乙</table>",
            &["table 甲 / 乙"],
        ),
    ] {
        let document = read_valid(format!("<html><body>{html}</body></html>").as_bytes());
        assert_eq!(blocks(&document), wanted, "{html}");
        assert!(!document.gaps.iter().any(|gap| gap.kind.hides_content()), "{:?}", document.gaps);
    }
}

#[test]
fn what_is_not_shown_and_does_not_end_is_said() {
    for html in ["<noscript>", "<span style='display:none'>", "<title>", "<noframes>"] {
        let document = read_valid(format!("<html><p>甲</p>{html}藏<p>乙</p></html>").as_bytes());
        assert_eq!(blocks(&document), ["甲"]);
        let wanted = "没有结束，其后的内容没有读取";
        assert!(
            document
                .gaps
                .iter()
                .any(|gap| matches!(&gap.kind, GapKind::Damaged(what) if what.ends_with(wanted))),
            "{html}: {:?}",
            document.gaps
        );
    }
    assert!(read_valid("<html><p>甲</p><template> </html>".as_bytes()).gaps.is_empty());
}

#[test]
fn headings_go_on_in_blocks_inside() {
    assert_eq!(body("<h1><div></div><div>总则</div></h1>甲"), ["h1 总则", "甲"]);
    assert_eq!(body("<h2><p>总则</p></h2><h2></h2><p>甲"), ["h1 总则", "甲"]);
    assert_eq!(body("<h1>总则<p>甲<p>乙"), ["h1 总则", "甲", "乙"]);
    assert_eq!(body("<p style='mso-outline-level:1'></p><p>甲"), ["甲"]);
}

#[test]
fn frames_are_read_or_said() {
    let frames = "<html><frameset><frame src=\"sheet001.htm\"><frame src=\"sheet002.htm\"><noframes><body><p>此页使用了框架</p></body></noframes></frameset></html>";
    let said = |count| vec![Gap::new(GapKind::Unsupported(format!("网页中的 {count} 个框架")))];
    let document = read_valid(frames.as_bytes());
    assert_eq!((blocks(&document), document.gaps), (Vec::new(), said(2)));
    let html = "<html><p>甲</p><iframe src=a.htm></iframe><iframe></iframe><iframe src=about:blank></iframe><iframe hidden src=b></iframe>";
    assert_eq!(read_valid(html.as_bytes()).gaps[0], said(1)[0]);
    let part = |html: &str| format!("--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n");
    let archive = |parts: &[String]| {
        let head =
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b; type=\"text/html\"\r\n\r\n";
        format!("{head}{}--b--\r\n", parts.concat())
    };
    let sheets = [frames, "<table><tr><td>总投资<td>128", "<p>乙</p><ol><li>丙"].map(part);
    let document = read_valid(archive(&sheets).as_bytes());
    assert_eq!(blocks(&document), ["table 总投资|128", "乙", "item 1. 丙"]);
    assert_eq!(document.gaps, []);
    assert_eq!(read_valid(archive(&sheets[..2]).as_bytes()).gaps, said(1));
    let cut = archive(&sheets);
    let cut = read_valid(cut.split_once("<ol>").unwrap().0.as_bytes());
    assert_eq!(blocks(&cut), ["table 总投资|128", "乙"]);
    assert!(matches!(&cut.gaps[..], [Gap { kind: GapKind::Damaged(what), .. }] if what.contains("中途断开")));
    let limits = Limits { text_file_bytes: frames.len() as u64 + 40, ..Limits::default() };
    let document = read("a.mht", archive(&sheets).as_bytes(), &limits);
    assert!(matches!(document.gaps[..], [Gap { kind: GapKind::Limit { limit: "text-file-bytes", .. }, .. }]));
}

#[test]
fn a_mark_in_an_attribute_ends_no_tag() {
    assert_eq!(
        body("<p onclick=\"if (a > b) c()\" title='x>y'>甲</p><p title=\"没有结束>乙</p>"),
        ["甲", "乙"]
    );
}

#[test]
fn encodings_are_those_that_the_page_names() {
    let page =
        |label: &str| format!("<html><head><meta charset=\"{label}\"></head><p>建設方案,預算三百萬元</p>");
    let big5 = page("big5");
    let (big5, _, _) = encoding_rs::BIG5.encode(&big5);
    let document = read_valid(&big5);
    assert_eq!(blocks(&document), ["建設方案,預算三百萬元"]);
    assert!(document.gaps.is_empty());
    let text =
        "<html><meta http-equiv=Content-Type content='text/html; charset=gb2312'><p>建设方案，总投资㎡</p>";
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    assert_eq!(blocks(&read_valid(&gbk)), ["建设方案，总投资㎡"]);
    // A page that is UTF-8 is read so, whatever it says.
    assert_eq!(blocks(&read_valid(page("gb2312").as_bytes())), ["建設方案,預算三百萬元"]);
}

#[test]
fn pages_saved_as_one_file_are_read() {
    let mhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b1\"; type=\"text/html\"\r\n\r\n--b1\r\n\
        Content-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <html><body><h1>=BD=A8=C9=E8=B7=BD=B0=B8</h1><p>=D5=FD=\r\n=CE=C4</p></body></html>\r\n--b1\r\n\
        Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b1--\r\n";
    let source = Source { path: "方案.doc".into(), bytes: mhtml.into(), gaps: Vec::new() };
    let document = crate::parse::parse(&source, &Limits::default());
    document.assert_valid();
    assert_eq!(blocks(&document), ["h1 建设方案", "正文"]);
    let named = GapKind::WrongExtension { named: "doc".into(), found: "html".into() };
    assert_eq!(document.gaps, [Gap::new(named)]);
    let cut = read_valid(&mhtml.as_bytes()[..60]);
    assert!(matches!(&cut.gaps[..], [Gap { kind: GapKind::Damaged(_) | GapKind::Empty, .. }]));
}

#[test]
fn pages_behind_other_names_are_found() {
    let table = b"<table><tr><td>a</td><td>b</td></tr></table>";
    assert_eq!(crate::parse::format::detect("导出.xls", table), Format::Html);
    assert_eq!(crate::parse::format::detect("a.md", table), Format::Markdown);
    assert_eq!(crate::parse::format::detect("a.txt", table), Format::Text);
}

#[test]
fn limits_are_said() {
    let read = |html: &str, limits: Limits| {
        let document = read("a.html", html.as_bytes(), &limits);
        document.assert_valid();
        document
    };
    let document = read("<p>甲<p>乙<p>丙", Limits { docx_paragraphs: 2, ..Limits::default() });
    assert_eq!((document.blocks.len(), document.gaps), (2, vec![Gap::limit("docx-paragraphs", 3, 2)]));
    let cells = "<table><tr><td>1<td>2<td>3</table>";
    let document = read(cells, Limits { table_cells: 2, ..Limits::default() });
    assert_eq!((document.tables[0].cells.len(), document.gaps), (2, vec![Gap::limit("table-cells", 3, 2)]));
    let deep = "<table><tr><td>字<td>".repeat(4);
    let document = read(&deep, Limits { table_depth: 2, ..Limits::default() });
    assert!(matches!(&document.gaps[..], [Gap { kind: GapKind::Remark(what), .. }] if what.contains("2 个")));
    let long = read(&"<p>甲</p>\n".repeat(10), Limits { text_file_bytes: 30, ..Limits::default() });
    assert_eq!((long.blocks.len(), long.gaps), (2, vec![Gap::limit("text-file-bytes", 110, 30)]));
}

#[test]
fn markup_that_never_ends_stays_linear() {
    let started = std::time::Instant::now();
    for html in [
        "<a b=\"",
        "<table>",
        "<table><tr><td>",
        "<!--",
        "<script>",
        "<p a=1 b='2' c",
        "&amp",
        "<li><ol>",
        "<div hidden>",
        " <b>",
        "<a 中",
        "<a =中",
        "</a 中",
        "<a b='<a c=\"",
    ] {
        read_valid(html.repeat(50_000).as_bytes());
    }
    read_valid(format!("<p>{}>甲", "<a 中".repeat(300_000)).as_bytes());
    read_valid(format!("<p {}>甲", "a=1 ".repeat(200_000)).as_bytes());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
