//! Does each device and each packaged software have a model and a configuration.

use super::{Entry, absent, entries, has_amounts};
use crate::document::{BlockKind, Document};
use crate::fact::budget::{BudgetTableKind, ColumnRole, LineClass, LineKind, core_name, short_name};
use crate::finding::Place;
use crate::rule::{Case, Outcome, Reading, Remark, Verdict};
use crate::span::Span;
use crate::words::{holds_any, without_spaces};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Names that only say which kind of thing is meant: another table must list the things.
const GENERIC: &[&str] = &[
    "",
    "硬件",
    "硬件设备",
    "设备",
    "软件",
    "系统软件",
    "成品软件",
    "基础软件",
    "支撑软件",
    "软硬件",
    "硬件及软件",
    "硬件和软件",
    "网络设备",
    "安全设备",
    "主机设备",
    "存储设备",
    "软硬件设备",
    "基础设施",
    "硬件系统",
    "软件产品",
    "商用软件",
    "配套设备",
    "机房设备",
    "终端设备",
    "设备及软件",
    "设备和软件",
    "前端设备",
];
/// Characters of a description that says something without a number.
const LONG_DESCRIPTION: usize = 15;
/// Shortest name that may be a part of another name.
const SHORTEST_PART: usize = 3;
/// Things described outside the tables of costs that are remembered.
const MOST_DESCRIBED: usize = 20_000;

/// Names that are looked for inside other names.
const MOST_SEARCHES: usize = 200;

/// What is known about a line.
enum Known {
    /// Both, or a configuration alone: brands need not be named.
    Described(Place),
    /// Only brand or model.
    ModelOnly(Place),
    /// It points elsewhere, where nothing was found.
    Elsewhere(Place),
    Nothing,
}

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let goods: Vec<Entry<'_>> = entries(case).filter(is_goods).collect();
    let demanded = demanded(case, &goods);
    if demanded.is_empty() {
        if has_amounts(case) {
            return Outcome::new(Verdict::Inapplicable, "费用表中没有硬件和成品软件");
        }
        return absent(case, "没有识别到费用表，也没有识别到设备清单".into(), Vec::new());
    }
    let described = Described::new(case);
    let (mut evidence, mut missing, mut doubtful) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &demanded {
        let place = entry.place(case, entry.line.name);
        match known(case, entry, &goods, &described) {
            Known::Described(shown) => evidence.push(shown),
            Known::ModelOnly(shown) => doubtful.push(
                Remark::new(format!("{}只写了品牌或型号，没有写配置或技术参数", entry.words()), Some(shown))
                    .help("补写该项的主要配置或技术参数"),
            ),
            Known::Elsewhere(shown) => doubtful.push(
                Remark::new(
                    format!("{}写“{}”，在所提交的材料中没有找到它的参数", entry.words(), quote(case, shown)),
                    Some(shown),
                )
                .help("附上所指的参数表，或把型号和配置写在清单中"),
            ),
            Known::Nothing => missing.push(Remark::new(lacks(entry), Some(place))),
        }
    }
    let (all, lacking) = (demanded.len(), missing.len());
    if lacking > 0 {
        let reason = format!("{all} 项硬件和成品软件中，{lacking} 项没有写参考型号和配置");
        missing.extend(doubtful);
        return Outcome { evidence, ..absent(case, reason, missing) };
    }
    if !doubtful.is_empty() {
        let reason = format!("{all} 项硬件和成品软件中，{} 项的型号或配置不全", doubtful.len());
        return Outcome { verdict: Verdict::Doubtful, reason, evidence, remarks: doubtful };
    }
    case.if_all_read(Outcome::met(format!("{all} 项硬件和成品软件都写有型号或配置"), evidence))
}

fn quote<'a>(case: &'a Case<'_>, place: Place) -> &'a str {
    case.readings[place.document_idx as usize].content().slice(place.span).trim()
}

fn lacks(entry: &Entry<'_>) -> String {
    if is_generic(entry) {
        return format!("{}只有总额，没有逐项列出设备和软件的型号、配置", entry.words());
    }
    let has = |role| entry.budget.columns.iter().any(|column| column.role == role);
    let says_something = |span: &&Span| entry.text(**span).chars().any(char::is_alphanumeric);
    if let Some(&empty) = entry.line.specification.iter().find(says_something) {
        let written = short_name(entry.text(empty));
        format!("{}只写了“{written}”，没有型号和配置", entry.words())
    } else if has(ColumnRole::Model) || has(ColumnRole::Configuration) {
        format!("{}的型号、配置一栏为空", entry.words())
    } else {
        format!("{}没有写参考型号和配置，清单中也没有这样的列", entry.words())
    }
}

fn is_goods(entry: &Entry<'_>) -> bool {
    entry.line.kind == LineKind::Item
        && matches!(entry.line.class, Some(LineClass::Hardware | LineClass::PackagedSoftware))
}

fn is_generic(entry: &Entry<'_>) -> bool {
    GENERIC.contains(&core_name(entry.name()).as_str())
}

/// The lines that must be described: all that are paid for; those of lists without amounts where no table
/// has amounts, or where the table of amounts only names the kind of thing.
fn demanded<'a>(case: &Case<'a>, goods: &[Entry<'a>]) -> Vec<Entry<'a>> {
    let is_list = |entry: &Entry<'_>| entry.budget.kind == BudgetTableKind::EquipmentList;
    let paid: Vec<Entry<'a>> =
        goods.iter().copied().filter(|entry| !is_list(entry) && entry.is_paid()).collect();
    let any_generic = paid.iter().any(is_generic);
    let mut demanded = paid;
    if any_generic || !has_amounts(case) {
        demanded.extend(goods.iter().copied().filter(is_list));
    }
    demanded
}

fn known(case: &Case<'_>, entry: &Entry<'_>, goods: &[Entry<'_>], described: &Described) -> Known {
    let in_row = in_row(case, entry);
    if matches!(in_row, Known::Described(_)) {
        return in_row;
    }
    if is_generic(entry) {
        let same_class = |other: &&Entry<'_>| {
            !std::ptr::eq(other.budget, entry.budget)
                && other.line.class == entry.line.class
                && !is_generic(other)
        };
        if let Some(listed) = goods.iter().find(same_class) {
            return Known::Described(listed.place(case, listed.line.name));
        }
    }
    match described.find(&core_name(entry.name()), entry) {
        Some(place) => Known::Described(place),
        None => in_row,
    }
}

/// What the line's own row says.
fn in_row(case: &Case<'_>, entry: &Entry<'_>) -> Known {
    let document = entry.reading.content();
    let table = &document.tables[entry.line.table as usize];
    let role_of = |span: Span| {
        let at = table.cells.partition_point(|cell| cell.span.start < span.start);
        let cell = table.cells[at..].iter().find(|cell| cell.span == span)?;
        let column = entry.budget.columns.iter().find(|column| column.column_idx == cell.column_idx)?;
        Some(column.role)
    };
    let (mut model, mut pointer) = (None, None);
    for &span in &entry.line.specification {
        let text = entry.text(span);
        if points_elsewhere(case, entry.reading, span) {
            pointer = pointer.or(Some(span));
        } else if is_placeholder(text) {
        } else if role_of(span) == Some(ColumnRole::Configuration) || is_configuration(text) {
            return Known::Described(entry.place(case, span));
        } else {
            model = model.or(Some(span));
        }
    }
    let beside = entry.line.remarks.iter().copied().chain([bracketed(document, entry.line.name)]);
    for span in beside.filter(|span| !span.is_empty()) {
        if is_configuration(entry.text(span)) && has_number(entry.text(span)) {
            return Known::Described(entry.place(case, span));
        }
        if points_elsewhere(case, entry.reading, span) {
            pointer = pointer.or(Some(span));
        }
    }
    match (model, pointer) {
        (Some(model), _) => Known::ModelOnly(entry.place(case, model)),
        (None, Some(pointer)) => Known::Elsewhere(entry.place(case, pointer)),
        (None, None) => Known::Nothing,
    }
}

/// What stands in brackets behind a name.
fn bracketed(document: &Document, name: Span) -> Span {
    let text = document.slice(name);
    match text.find(['（', '(']) {
        Some(open) => Span::new(open, text.len()).offset(name.start),
        None => Span::new(0, 0),
    }
}

fn points_elsewhere(case: &Case<'_>, reading: &Reading, span: Span) -> bool {
    let text = reading.content().slice(span);
    case.has(reading, "see-attachment", span)
        || (text.chars().count() <= LONG_DESCRIPTION && holds_any(text, &["详见", "参见", "见表", "见第"]))
}

fn is_placeholder(text: &str) -> bool {
    let text = without_spaces(text);
    text.chars().all(|c| !c.is_alphanumeric())
        || matches!(
            &*text,
            "无" | "定制"
                | "待定"
                | "国产"
                | "按需"
                | "满足需求"
                | "满足要求"
                | "优质"
                | "知名品牌"
                | "主流品牌"
                | "国内知名品牌"
                | "暂无"
                | "不限"
                | "同上"
        )
}

fn has_number(text: &str) -> bool {
    text.chars().any(|c| crate::numeral::ascii_digit(c).is_some())
}

/// Whether a text describes more than a model's name: numbers with what they measure, or a description.
fn is_configuration(text: &str) -> bool {
    const MEASURES: &[&str] = &[
        "核",
        "路",
        "内存",
        "硬盘",
        "GB",
        "TB",
        "MB",
        "Gb",
        "G ",
        "G，",
        "G;",
        "T，",
        "GHz",
        "口",
        "U",
        "寸",
        "千兆",
        "万兆",
        "并发",
        "用户",
        "授权",
        "许可",
        "节点",
        "端",
        "Mbps",
        "Gbps",
        "像素",
        "分辨率",
        "版",
        "瓦",
        "W",
        "KVA",
        "kVA",
        "米",
        "路",
        "点位",
        "Hz",
    ];
    let length = text.chars().filter(|c| !c.is_whitespace()).count();
    let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let measured = || has_number(text) && holds_any(text, MEASURES);
    (chinese && length >= LONG_DESCRIPTION) || ((chinese || length > 12) && measured())
}

/// Things that are described outside the line's own row, by name.
struct Described {
    things: BTreeMap<String, Vec<Place>>,
    count: usize,
    /// Names that were looked for inside other names.
    searched: Cell<usize>,
}

impl Described {
    fn new(case: &Case<'_>) -> Self {
        let mut described = Self { things: BTreeMap::new(), count: 0, searched: Cell::new(0) };
        for (reading_idx, reading) in case.readings.iter().enumerate() {
            described.add_rows(case, reading_idx, reading);
            described.add_text(case, reading_idx, reading);
        }
        described
    }

    /// Rows of any table: a name with a description beside it.
    fn add_rows(&mut self, case: &Case<'_>, reading_idx: usize, reading: &Reading) {
        let document = reading.content();
        for table in &document.tables {
            for row in 0..table.row_count {
                let cells = table.row(row);
                let is_name = |text: &str| {
                    let length = text.chars().count();
                    (2..=30).contains(&length) && text.chars().any(char::is_alphabetic)
                };
                let Some(name) = cells.iter().find(|cell| is_name(document.slice(cell.span))) else {
                    continue;
                };
                let description =
                    cells.iter().find(|c| c.span != name.span && is_configuration(document.slice(c.span)));
                if let Some(cell) = description {
                    self.add(document.slice(name.span), case.place(reading_idx, cell.span));
                }
            }
        }
    }

    /// Headings with a description under them, and paragraphs that begin with a name.
    fn add_text(&mut self, case: &Case<'_>, reading_idx: usize, reading: &Reading) {
        let document = reading.content();
        for (id, section) in (0..).zip(&document.sections).skip(1) {
            let own = document.blocks_in(id).iter().filter(|block| block.section == id);
            let is_described = own
                .filter(|block| {
                    matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Table(_))
                })
                .any(|block| measures(case, reading, block.span));
            if is_described && section.heading.is_some() {
                self.add(document.title(id), case.place(reading_idx, document.heading_span(id)));
            }
        }
        for block in &document.blocks {
            if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) {
                continue;
            }
            let text = document.slice(block.span);
            let Some(at) = text.find(['：', ':', '（', '(']) else { continue };
            let (name, rest) = text.split_at(at);
            if name.chars().count() <= 24 && has_number(rest) && is_configuration(rest) {
                self.add(name, case.place(reading_idx, block.span));
            }
        }
    }

    fn add(&mut self, name: &str, place: Place) {
        let core = core_name(name);
        if core.chars().count() >= 2 && self.count < MOST_DESCRIBED {
            self.count += 1;
            self.things.entry(core).or_default().push(place);
        }
    }

    /// Where a thing of that name is described: the same name, else one that holds it.
    fn find(&self, core: &str, entry: &Entry<'_>) -> Option<Place> {
        if core.is_empty() {
            return None;
        }
        let elsewhere = |place: &Place| {
            place.document_idx as usize != entry.reading_idx || !entry.line.span.contains(place.span)
        };
        let same = self.things.get(core).and_then(|places| places.iter().find(|place| elsewhere(place)));
        if same.is_some() || self.searched.get() >= MOST_SEARCHES {
            return same.copied();
        }
        self.searched.set(self.searched.get() + 1);
        let is_long = |name: &str| name.chars().count() >= SHORTEST_PART;
        let holds =
            |name: &str| (is_long(core) && name.ends_with(core)) || (is_long(name) && core.ends_with(name));
        let of_part = self.things.iter().filter(|(name, _)| holds(name)).flat_map(|(_, places)| places);
        of_part.into_iter().find(|place| elsewhere(place)).copied()
    }
}

/// Whether a text measures what it describes.
fn measures(case: &Case<'_>, reading: &Reading, span: Span) -> bool {
    let text = reading.content().slice(span);
    has_number(text) && (is_configuration(text) || case.has(reading, "configuration", span))
}
