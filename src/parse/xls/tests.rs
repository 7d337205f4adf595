use super::*;
use crate::document::BlockKind;
use std::io::{Cursor, Write};

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Flags and characters.
fn unicode(text: &str) -> Vec<u8> {
    [vec![1], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
}

fn length(text: &str) -> u16 {
    u16::try_from(text.encode_utf16().count()).unwrap()
}

/// A workbook of these sheets: name, visibility, records.
struct Book {
    version: u16,
    globals: Vec<u8>,
    sheets: Vec<(&'static str, u8, Vec<u8>)>,
}

impl Book {
    fn new() -> Self {
        Self { version: 0x0600, globals: Vec::new(), sheets: Vec::new() }
    }

    fn global(mut self, kind: u16, body: &[u8]) -> Self {
        self.globals.extend(record(kind, body));
        self
    }

    /// Texts that cells share.
    fn strings(self, texts: &[&str]) -> Self {
        let texts = texts.iter().flat_map(|text| [words(&[length(text)]), unicode(text)].concat());
        let body = [vec![0xFF; 8], texts.collect()].concat();
        self.global(0x00FC, &body)
    }

    /// A cell style with a format of its own.
    fn style(self, id: u16, code: &str) -> Self {
        let format = [words(&[id, length(code)]), unicode(code)].concat();
        self.global(0x041E, &format).global(0x00E0, &words(&[0, id, 0]))
    }

    fn sheet(mut self, name: &'static str, visibility: u8, records: &[Vec<u8>]) -> Self {
        self.sheets.push((name, visibility, records.concat()));
        self
    }

    fn stream(&self) -> Vec<u8> {
        let begin = |kind| record(BOF, &words(&[self.version, kind, 0, 0, 0, 0, 0, 0]));
        let entry = |at: usize, name: &str, visibility: u8| {
            let name = match self.version {
                0x0600 => [vec![u8::try_from(length(name)).unwrap()], unicode(name)].concat(),
                _ => {
                    let (bytes, _, _) = encoding_rs::GBK.encode(name);
                    [vec![u8::try_from(bytes.len()).unwrap()], bytes.into_owned()].concat()
                }
            };
            let at = u32::try_from(at).unwrap().to_le_bytes();
            record(0x0085, &[at.to_vec(), vec![visibility, 0], name].concat())
        };
        let list: usize = self.sheets.iter().map(|(name, ..)| entry(0, name, 0).len()).sum();
        let mut at = begin(5).len() + self.globals.len() + list + 4;
        let mut stream = [begin(5), self.globals.clone()].concat();
        let mut parts = Vec::new();
        for (name, visibility, records) in &self.sheets {
            stream.extend(entry(at, name, *visibility));
            let part = [begin(SHEET), records.clone(), record(0x000A, &[])].concat();
            at += part.len();
            parts.extend(part);
        }
        stream.extend(record(0x000A, &[]));
        stream.extend(parts);
        stream
    }

    fn build(&self) -> Vec<u8> {
        contained(if self.version == 0x0600 { "Workbook" } else { "Book" }, &self.stream())
    }

    fn read(&self) -> Document {
        read_valid(&self.build())
    }
}

fn contained(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.into_inner().into_inner()
}

fn read_valid(bytes: &[u8]) -> Document {
    let document = read("概算.xls", bytes, &Limits::default());
    document.assert_valid();
    document
}

/// A text in the record of its cell.
fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    record(0x0204, &[words(&[row, column, 0, length(text)]), unicode(text)].concat())
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[words(&[row, column, style]), value.to_le_bytes().to_vec()].concat())
}

fn formula(row: u16, column: u16, result: [u8; 8], flags: u16) -> Vec<u8> {
    record(0x0006, &[words(&[row, column, 0]), result.to_vec(), words(&[flags, 0, 0, 0])].concat())
}

fn blocks(document: &Document) -> Vec<String> {
    let shown = |span| document.slice(span).replace('\n', " / ").replace('\t', "|");
    document.blocks.iter().map(|block| shown(block.span)).collect()
}

#[test]
fn a_sheet_is_a_section_with_a_table() {
    let shared = |row, column, idx| record(0x00FD, &words(&[row, column, 0, idx, 0]));
    let book = Book::new().strings(&["费用名称", "金额（万元）"]).style(164, "#,##0.00").sheet(
        "概算",
        0,
        &[
            label(0, 0, "项目投资概算表"),
            shared(1, 0, 0),
            shared(1, 1, 1),
            label(2, 0, "软件开发费"),
            number(2, 1, 0, 1280.0),
        ],
    );
    let document = book.read();
    assert_eq!(blocks(&document), ["概算", "项目投资概算表", "费用名称|金额（万元） / 软件开发费|1,280.00"]);
    assert!(matches!(document.blocks[0].kind, BlockKind::Heading { level: 1, .. }));
    assert_eq!(document.format, Format::Xls);
    let place = document.locate(document.tables[0].cell(1, 1).unwrap().span);
    assert_eq!((place.sheet.as_deref(), place.row, place.column), (Some("概算"), Some(3), Some(2)));
    assert!(document.gaps.is_empty());
}

#[test]
fn short_numbers_are_unpacked() {
    for (bits, value) in [(0x3FF0_0000, 1.0), (0x0000_04D2 << 2 | 2, 1234.0), (0x0000_3039 << 2 | 3, 123.45)]
    {
        assert_eq!(sheet::short(bits), value);
    }
    assert_eq!(sheet::short((-5_i32).cast_unsigned() << 2 | 2), -5.0);
    let row = [
        words(&[0, 1]),
        words(&[0]),
        10_u32.to_le_bytes().to_vec(),
        words(&[0]),
        14_u32.to_le_bytes().to_vec(),
        words(&[2]),
    ];
    let document = Book::new().sheet("甲", 0, &[label(0, 0, "数量"), record(0x00BD, &row.concat())]).read();
    assert_eq!(blocks(&document), ["甲", "数量|2|3"]);
}

#[test]
fn formulas_show_their_result() {
    let text = record(0x0207, &[words(&[2]), unicode("合计")].concat());
    let document = Book::new()
        .sheet(
            "甲",
            0,
            &[
                formula(0, 0, 12.5_f64.to_le_bytes(), 0),
                formula(0, 1, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 0),
                record(0x04BC, &[0; 4]), // the formula that cells share stands between
                text,
                formula(0, 2, [1, 0, 1, 0, 0, 0, 0xFF, 0xFF], 0),
                formula(0, 3, [2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF], 0),
                formula(0, 4, [3, 0, 0, 0, 0, 0, 0xFF, 0xFF], 0),
                formula(0, 5, 0.0_f64.to_le_bytes(), 0),
            ],
        )
        .read();
    assert_eq!(blocks(&document), ["甲", "12.5|合计|TRUE|#REF!|0"]);
    assert!(matches!(&document.gaps[..], [Gap { kind: GapKind::Remark(what), .. }] if what.contains("1 个")));
}

#[test]
fn formulas_without_a_result_are_counted() {
    let waiting = formula(0, 1, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 0);
    let on_load = formula(0, 2, 0.0_f64.to_le_bytes(), 2);
    let empty_on_load = formula(0, 3, [3, 0, 0, 0, 0, 0, 0xFF, 0xFF], 3);
    let document = Book::new().sheet("甲", 0, &[label(0, 0, "合计"), waiting, on_load, empty_on_load]).read();
    assert_eq!(document.gaps, [Gap::new(GapKind::FormulaWithoutValue(3)).in_part("甲")]);
}

#[test]
fn texts_go_on_in_the_next_record() {
    let wide: Vec<u8> = "建设".encode_utf16().flat_map(u16::to_le_bytes).collect();
    // The first text is wide, then narrow; runs and a reading stand behind the second.
    let first = [vec![0; 8], words(&[4]), vec![1], wide].concat();
    let second =
        [vec![0], b"AB".to_vec(), words(&[2]), vec![0x0C], words(&[1]), 4_u32.to_le_bytes().to_vec()];
    let third = [b"CD".to_vec(), vec![9; 6]].concat();
    let fourth = [vec![9; 2], words(&[1]), vec![0], b"E".to_vec()].concat();
    let shared = |column, idx| record(0x00FD, &words(&[0, column, 0, idx, 0]));
    let document = Book::new()
        .global(0x00FC, &first)
        .global(0x003C, &second.concat())
        .global(0x003C, &[vec![0], third].concat())
        .global(0x003C, &fourth)
        .sheet("甲", 0, &[shared(0, 0), shared(1, 1), shared(2, 2), shared(3, 3)])
        .read();
    assert_eq!(blocks(&document), ["甲", "建设AB|CD|E"]);
    assert!(
        matches!(&document.gaps[..], [Gap { kind: GapKind::Damaged(what), .. }] if what.contains("文本缺失"))
    );
}

#[test]
fn texts_that_are_cut_are_said() {
    let shared = record(0x00FD, &words(&[0, 0, 0, 0, 0]));
    let cut = [vec![0; 8], words(&[20]), unicode("甲乙丙")].concat();
    let whole = label(0, 1, "单价");
    let document = Book::new().global(0x00FC, &cut).sheet("甲", 0, &[shared, whole.clone()]).read();
    let said = Gap::new(GapKind::Damaged("1 个单元格的文本缺失或不完整".into())).in_part("甲");
    assert_eq!(
        (blocks(&document), document.gaps),
        (vec!["甲".to_owned(), "单价".into()], vec![said.clone()])
    );
    let cut = record(0x0204, &[words(&[0, 0, 0, 9]), "建设".into()].concat());
    let older = Book { version: 0x0500, ..Book::new() }.sheet("a", 0, &[cut, number(0, 1, 0, 5.0)]);
    assert_eq!(older.read().gaps, [said.in_part("a")]);
}

#[test]
fn no_sheet_is_lost_in_silence() {
    let book = || Book::new().sheet("甲", 0, &[label(0, 0, "内容")]).sheet("乙", 0, &[label(0, 0, "更多")]);
    let entry_of = |stream: &[u8]| memchr::memmem::rfind(stream, &[0x85, 0]).unwrap() + 4;
    for (kind, wanted) in [(7, &["甲", "内容", "乙", "更多"][..]), (2, &["甲", "内容"]), (6, &["甲", "内容"])]
    {
        let mut stream = book().stream();
        let entry = entry_of(&stream);
        stream[entry + 5] = kind;
        let document = read_valid(&contained("Workbook", &stream));
        assert_eq!(
            (blocks(&document), document.gaps),
            (wanted.iter().map(ToString::to_string).collect(), vec![])
        );
    }
    let mut stream = book().stream();
    let entry = entry_of(&stream);
    stream[entry + 6] = 200;
    let lost = Gap::new(GapKind::Damaged("工作表的名称或位置缺失，没有读取".into()));
    assert_eq!(read_valid(&contained("Workbook", &stream)).gaps, [lost]);
}

#[test]
fn merged_cells_cover_what_they_cover() {
    let merged = record(0x00E5, &words(&[2, 0, 1, 0, 0, 0, 0, 1, 2]));
    let cells = [label(0, 0, "序号"), label(0, 1, "费用"), label(1, 1, "软件"), label(1, 2, "硬件"), merged];
    let document = Book::new().sheet("甲", 0, &cells).read();
    let cells = &document.tables[0].cells;
    assert_eq!((cells[0].row_span, cells[1].column_span, cells[2].column_idx), (2, 2, 1));
}

#[test]
fn what_is_hidden_is_read_and_said() {
    let row = |flags| record(0x0208, &words(&[1, 0, 2, 0, 0, 0, flags, 0]));
    let columns = record(0x007D, &words(&[1, 255, 0, 0, 1, 0]));
    let cells = [label(0, 0, "名称"), label(0, 1, "金额"), label(1, 0, "甲"), row(0x20), columns];
    let document = Book::new().sheet("乙", 2, &cells).sheet("丙", 0, &[label(0, 0, "内容")]).read();
    assert_eq!(blocks(&document), ["乙", "名称|金额 / 甲", "丙", "内容"]);
    let said: Vec<String> = document.gaps.iter().map(ToString::to_string).collect();
    let wanted =
        ["乙：有 1 行被隐藏，已一并读取", "乙：有 1 列被隐藏，已一并读取", "乙：工作表被隐藏，已一并读取"];
    assert_eq!(said, wanted);
}

#[test]
fn drawings_are_said() {
    let object = |kind| record(0x005D, &words(&[0x15, 0x12, kind, 1]));
    let sheet = |kind| Book::new().sheet("甲", 0, &[label(0, 0, "内容"), object(kind)]).read().gaps;
    assert_eq!(sheet(0x14), []);
    assert!(matches!(&sheet(0x08)[..], [Gap { kind: GapKind::Remark(what), .. }] if what.contains("图片")));
    let alone = Book::new().sheet("甲", 0, &[object(0x08)]).read();
    assert!(matches!(&alone.gaps[..], [_, Gap { kind: GapKind::ImagePage, .. }]), "{:?}", alone.gaps);
}

#[test]
fn days_count_from_where_the_workbook_says() {
    let book =
        || Book::new().style(170, "yyyy\"年\"m\"月\"d\"日\"").sheet("甲", 0, &[number(0, 0, 0, 44_620.0)]);
    assert_eq!(blocks(&book().global(0x0022, &[1, 0]).read()), ["甲", "2026-03-01"]);
    assert_eq!(blocks(&book().global(0x0022, &[0, 0]).read()), ["甲", "2022-02-28"]);
}

#[test]
fn charts_are_no_tables_and_parts_inside_are_left_out() {
    let chart = [record(BOF, &words(&[0x0600, 0x0020])), label(5, 5, "图"), record(0x000A, &[])].concat();
    let document = Book::new().sheet("甲", 0, &[chart.clone(), label(0, 0, "内容")]).read();
    assert_eq!(blocks(&document), ["甲", "内容"]);
}

#[test]
fn code_pages_of_older_workbooks() {
    let (bytes, _, _) = encoding_rs::GBK.encode("建设费");
    let cell = record(0x0204, &[words(&[0, 0, 0, 6]), bytes.to_vec()].concat());
    let older = Book { version: 0x0500, ..Book::new() }.sheet("概算", 0, std::slice::from_ref(&cell));
    assert_eq!(blocks(&older.read()), ["概算", "建设费"]);
    let older =
        Book { version: 0x0500, ..Book::new() }.global(0x0042, &words(&[936])).sheet("概算", 0, &[cell]);
    assert_eq!(blocks(&older.read()), ["概算", "建设费"]);
}

#[test]
fn a_stream_without_a_container_is_read() {
    let cell = record(0x0204, &[words(&[0, 0, 0, 9]), "建设费".into()].concat());
    let begin = record(BOF, &words(&[0, SHEET, 0, 0]));
    let stream = [begin, cell, record(0x000A, &[])].concat();
    assert!(is_bare(&stream));
    assert_eq!(blocks(&read_valid(&stream)), ["Sheet1", "建设费"]);
}

#[test]
fn encryption_is_named() {
    let document = Book::new().global(0x002F, &[0; 6]).sheet("甲", 0, &[label(0, 0, "内容")]).read();
    assert_eq!(document.gaps, [Gap::new(GapKind::Encrypted)]);
}

#[test]
fn damage_is_said_and_what_came_before_it_is_kept() {
    let book = Book::new().sheet("甲", 0, &[label(0, 0, "内容"), label(1, 0, "更多内容")]);
    let stream = book.stream();
    for cut in [stream.len() - 4, stream.len() - 8] {
        let document = read_valid(&contained("Workbook", &stream[..cut]));
        assert!(blocks(&document).contains(&"内容".to_owned()));
        assert!(
            document
                .gaps
                .iter()
                .any(|gap| matches!(&gap.kind, GapKind::Damaged(what) if what.contains("中途")))
        );
    }
    for stream in [&b""[..], b"\x09", &[0xFF; 40]] {
        assert!(matches!(
            &read_valid(&contained("Book", stream)).gaps[..],
            [Gap { kind: GapKind::Damaged(_), .. }]
        ));
    }
    assert!(matches!(&read_valid(&book.build()[..600]).gaps[..], [Gap { kind: GapKind::Damaged(_), .. }]));
    assert_eq!(read_valid(&Book::new().build()).gaps, [Gap::new(GapKind::Empty)]);
}

#[test]
fn sheets_at_one_place_are_read_once() {
    let mut stream = Book::new().sheet("甲", 0, &[label(0, 0, "内容")]).sheet("乙", 0, &[]).stream();
    let entries: Vec<usize> = memchr::memmem::find_iter(&stream, &[0x85, 0]).collect();
    stream.copy_within(entries[0] + 4..entries[0] + 8, entries[1] + 4);
    let document = read_valid(&contained("Workbook", &stream));
    assert_eq!(blocks(&document), ["甲", "内容"]);
    assert!(
        matches!(&document.gaps[..], [Gap { kind: GapKind::Damaged(_), part: Some(part), .. }] if part == "乙")
    );
}

#[test]
fn cells_texts_and_sheets_are_limited() {
    let cells: Vec<Vec<u8>> = (0..10).map(|column| number(0, column, 0, 1.0)).collect();
    let book = Book::new().strings(&["甲", "乙", "丙"]).sheet("概算", 0, &cells).sheet("二", 0, &cells);
    let limited = |limits| read("概算.xls", &book.build(), &limits);
    let document = limited(Limits { xlsx_cells: 2, ..Limits::default() });
    assert_eq!(document.tables[0].cells.len(), 2);
    let limit = Gap::limit("xlsx-cells", 3, 2);
    assert_eq!(document.gaps, [limit.clone().in_part("概算"), limit.in_part("共享文本")]);
    let document = limited(Limits { characters: 5, ..Limits::default() });
    assert_eq!(document.tables[0].cells.len(), 5);
    assert_eq!(document.gaps, [Gap::limit("characters", 6, 5)]);
    let document = limited(Limits { xlsx_sheets: 1, ..Limits::default() });
    assert_eq!(document.gaps, [Gap::limit("xlsx-sheets", 2, 1)]);
    let entries = record(0x0085, &[0; 8]).repeat(200_000);
    let formats = record(0x041E, &[1, 0, 0, 0, 0]).repeat(200_000);
    let stream = [&Book::new().stream()[..20], &entries[..], &formats].concat();
    let mut faults = Vec::new();
    let globals = Globals::read(&stream, &Limits::default(), &mut faults).unwrap();
    assert_eq!((globals.listed.len(), globals.codes.len(), faults.len()), (501, MOST_STYLES, 1));
}
