use super::*;
use crate::document::BlockKind;
use crate::source::Source;

fn read_valid(body: &str) -> Document {
    let document =
        read("方案.rtf", format!("{{\\rtf1\\ansi\\ansicpg936\\deff0{body}}}").as_bytes(), &Limits::default());
    document.assert_valid();
    document
}

fn blocks(document: &Document) -> Vec<String> {
    let name = |kind: &BlockKind| match kind {
        BlockKind::Heading { level, .. } => format!("h{level} "),
        BlockKind::Table(_) => "table ".to_owned(),
        BlockKind::Note => "note ".to_owned(),
        BlockKind::PageFurniture => "furniture ".to_owned(),
        BlockKind::Contents => "contents ".to_owned(),
        _ => String::new(),
    };
    let shown = |span| document.slice(span).replace('\n', " / ").replace('\t', "|");
    document.blocks.iter().map(|block| name(&block.kind) + &shown(block.span)).collect()
}

fn body(text: &str) -> Vec<String> {
    blocks(&read_valid(text))
}

#[test]
fn bytes_are_in_the_code_page_of_their_font() {
    let fonts =
        "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset136 PMingLiU;}{\\f2\\fcharset204 Arial Cyr;}}";
    let text = "\\pard \\'bd\\'a8\\'c9\\'e8\r\n\\'b7\\'bd\\'b0\\'b8{\\f1 \\'ab\\'d8}{\\f2 \\'c0}\\par";
    assert_eq!(body(&format!("{fonts}{text}")), ["建设方案建А"]);
    // A second byte can look like a letter, or like a mark of the format.
    assert_eq!(body("\\'81A\\'81\\'5c\\par"), ["丄乗"]);
}

#[test]
fn numbered_characters_replace_what_follows() {
    assert_eq!(body("\\u24314?\\u-32152\\'3f\\uc2\\u26041ab\\uc0\\u26696 x\\par"), ["建艨方案x"]);
    assert_eq!(body("\\u-10179?\\u-8704?\\u-10179?y\\par"), ["😀y"]);
}

#[test]
fn headings_by_style_and_by_level() {
    let styles = "{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}{\\s2 \\'b1\\'ea\\'cc\\'e2 2;}{\\s3 toc 1;}{\\*\\cs4 Char;}}";
    let text = "{\\pard\\s3 A\\tab 1\\par}{\\pard\\s1 A\\par}{\\pard\\s2 B\\par}{\\pard\\outlinelevel2 C\\par}{\\pard\\s1\\outlinelevel9 D\\par}\\pard E\\par";
    assert_eq!(body(&format!("{styles}{text}")), ["contents A|1", "h1 A", "h2 B", "h3 C", "D", "E"]);
    let styles = "{\\stylesheet{\\s1 \\uc2\\u26631\\'b1\\'ea\\uc1\\u39064? 3;}}{\\pard\\s1 A\\par}";
    assert_eq!(body(styles), ["h1 A"]);
}

#[test]
fn tables_keep_their_merges() {
    let first = "\\trowd\\trleft0\\clvmgf\\cellx1000\\clmgf\\cellx2000\\clmrg\\cellx3000\\intbl A\\par a\\cell B\\cell\\cell\\row";
    let second = "\\trowd\\clvmrg\\cellx1000\\cellx2000\\cellx3000\\intbl\\cell C\\cell D\\cell\\row";
    let third = "\\trowd\\cellx3000\\intbl E\\cell\\row\\pard F\\par";
    let document = read_valid(&format!("{first}{second}{third}"));
    assert_eq!(blocks(&document), ["table A / a|B / C|D / E", "F"]);
    let cells: Vec<_> =
        document.tables[0].cells.iter().map(|c| (c.column_idx, c.row_span, c.column_span)).collect();
    assert_eq!(cells, [(0, 2, 1), (1, 1, 2), (1, 1, 1), (2, 1, 1), (0, 1, 3)]);
}

#[test]
fn tables_inside_cells_stay_inside() {
    let nested = "\\pard\\intbl\\itap2 x\\nestcell y\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}{\\nonesttables\\par}";
    let text = format!(
        "\\trowd\\cellx1000\\cellx2000\\pard\\intbl A\\cell {nested}\\pard\\intbl B\\cell\\row\\pard C\\par"
    );
    let document = read_valid(&text);
    assert_eq!(blocks(&document), ["table A|B", "table x|y", "C"]);
    assert_eq!(document.tables[1].nested_in, Some(0));
}

#[test]
fn notes_boxes_and_headers_stand_behind_their_paragraph() {
    let text = "{\\header H\\par}A{\\footnote N}B{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt \\pard Box\\par}}}C\\par D\\par";
    assert_eq!(body(text), ["ABC", "furniture H", "note N", "note Box", "D"]);
}

#[test]
fn notes_in_one_group_or_without_an_end_lose_nothing() {
    assert_eq!(body("A{\\footnote\\footnote x} B\\par C\\par"), ["A B", "note x", "C"]);
    let cut = read("a.rtf", b"{\\rtf1 A{\\footnote N{\\b M", &Limits::default());
    assert_eq!(blocks(&cut), ["A", "note NM"]);
    assert!(matches!(&cut.gaps[..], [Gap { kind: GapKind::Damaged(_), .. }]));
}

#[test]
fn floating_pictures_count() {
    let shape = |inside: &str| {
        format!(
            "{{\\shp{{\\*\\shpinst{{\\sp{{\\sn pib}}{{\\sv{{{inside}}}}}}}}}{{\\shprslt{{\\pict 00}}old}}}}"
        )
    };
    let document = read_valid(&format!("A\\par{}\\par", shape("\\pict\\pngblip 89504e47")));
    assert_eq!(blocks(&document), ["A"]);
    assert_eq!(document.gaps, [Gap::new(GapKind::ImagePage)]);
    assert_eq!(document.pictures.len(), 1);
    assert_eq!(read_valid(&format!("A\\par{}\\par", shape("x"))).gaps, []);
    // A mark behind the text of each page is none of its content.
    assert_eq!(read_valid(&format!("A\\par{{\\header{}\\par}}", shape("\\pict 00"))).gaps, []);
}

#[test]
fn text_behind_a_brace_too_many_is_read() {
    let document = read_valid("A\\par}} B {\\b C\\par}}");
    assert_eq!(blocks(&document), ["A", "B C"]);
    let said: Vec<String> = document.gaps.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["花括号不配对，多余的右括号之后的内容已一并读取"]);
    assert_eq!(read("a.rtf", b"{\\rtf1 A}}\r\n\0 ", &Limits::default()).gaps, []);
}

#[test]
fn what_is_not_shown_is_no_text() {
    let text = "{\\info{\\title T}}{\\*\\generator G}{\\field{\\*\\fldinst PAGE}{\\fldrslt P}} A{\\v hidden}{\\deleted gone}{\\revised new}\
                {\\*\\shppict{\\pict\\pngblip 89504e}}{\\nonshppict{\\pict 00}}{\\upr{x}{\\*\\ud{z}}}{\\pict\\bin4 }}{{}\\par";
    let document = read_valid(text);
    assert_eq!(blocks(&document), ["P Anewz"]);
    let said: Vec<String> = document.gaps.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["含有未接受的修订，按全部接受后的内容检查", "有 1 处隐藏文字，没有读取", "只有图像，没有文字层"]
    );
}

#[test]
fn signs_have_words() {
    assert_eq!(
        body("\\{a\\}\\~\\\\b\\_c\\-d\\emdash\\ldblquote e\\rdblquote\\line f\\\ng"),
        ["{a} \\b-cd—“e” / f", "g"]
    );
}

#[test]
fn a_file_behind_another_name_is_read() {
    let bytes = b"{\\rtf1\\ansi\\ansicpg936 \\'bd\\'a8\\'c9\\'e8}".to_vec();
    let source = Source { path: "方案.doc".into(), bytes, gaps: Vec::new() };
    let document = crate::parse::parse(&source, &Limits::default());
    assert_eq!(blocks(&document), ["建设"]);
    let named = GapKind::WrongExtension { named: "doc".into(), found: "rtf".into() };
    assert_eq!(document.gaps, [Gap::new(named)]);
}

#[test]
fn damage_and_limits_are_said() {
    let read = |text: &str, limits: Limits| {
        let document = read("a.rtf", text.as_bytes(), &limits);
        document.assert_valid();
        document
    };
    let cut = read("{\\rtf1 A\\par {B", Limits::default());
    assert_eq!(blocks(&cut), ["A", "B"]);
    assert!(matches!(&cut.gaps[..], [Gap { kind: GapKind::Damaged(_), .. }]));
    assert_eq!(read("{\\rtf1}", Limits::default()).gaps, [Gap::new(GapKind::Empty)]);
    assert_eq!(read(&"{".repeat(100_000), Limits::default()).gaps[0], Gap::limit("xml-depth", 257, 256));
    let document = read("{\\rtf1 A\\par B\\par C\\par}", Limits { docx_paragraphs: 2, ..Limits::default() });
    assert_eq!((document.blocks.len(), document.gaps), (2, vec![Gap::limit("docx-paragraphs", 3, 2)]));
    let two = Limits { docx_paragraphs: 2, ..Limits::default() };
    let document = read("{\\rtf1 A\\par {\\header\\par\\par\\par}}", two);
    assert_eq!(document.gaps, [Gap::limit("docx-paragraphs", 3, 2)]);
    let document = read(
        "{\\rtf1\\trowd\\cellx1\\cellx2\\intbl A\\cell B\\cell\\row}",
        Limits { table_cells: 1, ..Limits::default() },
    );
    assert_eq!(document.gaps, [Gap::limit("table-cells", 2, 1)]);
    let document = read("{\\rtf1 ABC\\par DEF}", Limits { characters: 4, ..Limits::default() });
    assert_eq!(
        (blocks(&document), document.gaps),
        (vec!["ABC".to_owned()], vec![Gap::limit("characters", 5, 4)])
    );
}
