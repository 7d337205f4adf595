//! The model → the five tables.

use super::cell::Cell;
use super::style::Paint;
use super::{Column, Sheet};
use crate::check::Readable;
use crate::lexicon::Lexicon;
use crate::outline::explain::explain;
use crate::report::detail::basis;
use crate::report::{
    FileReport, FindingReport, OutlineReport, PackageReport, Passage, Report, ResultReport, text,
};
use std::collections::BTreeSet;

/// Passages listed in one cell.
const MOST_PASSAGES: usize = 20;

pub(super) fn all(report: &Report) -> [Sheet; 5] {
    [packages(report), findings(report), results(report), files(report), rules(report)]
}

fn sheet(name: &'static str, columns: &[Column], rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet { name, columns: columns.to_vec(), rows, remarks: Vec::new(), printed: columns.len() }
}

fn packages(report: &Report) -> Sheet {
    const COLUMNS: &[Column] = &[
        ("申报包", 24),
        ("结论", 12),
        ("一句话结论", 36),
        ("符合", 8),
        ("不符合", 9),
        ("待核实", 9),
        ("无法检查", 11),
        ("不适用", 9),
        ("已接受", 9),
        ("问题", 8),
        ("文件", 8),
        ("大纲", 22),
        ("提示", 30),
        ("判断日期", 12),
        ("大纲编号", 22),
        ("大纲版本", 9),
        ("办法", 30),
        ("办法文号", 20),
        ("施行日期", 12),
        ("失效日期", 12),
    ];
    let row = |package: &PackageReport| {
        let (outline, counts) = (&package.outline, package.counts);
        let regulation = &outline.regulation;
        let date = |date: Option<_>| date.map_or(Cell::Empty, Cell::Date);
        vec![
            Cell::text(&*package.path),
            Cell::Painted(package.verdict.label(), Paint::of_verdict(package.verdict)),
            Cell::text(&*package.summary),
            Cell::count(counts.met),
            Cell::count(counts.unmet),
            Cell::count(counts.doubtful),
            Cell::count(counts.unreadable),
            Cell::count(counts.inapplicable),
            Cell::count(counts.accepted),
            Cell::count(package.findings.len()),
            Cell::count(package.files.len()),
            Cell::text(&*outline.title),
            Cell::Lines(package.notices.clone()),
            Cell::Date(report.as_of),
            Cell::text(&*outline.id),
            Cell::text(&*outline.version),
            Cell::text(&*regulation.title),
            Cell::text(regulation.number.as_deref().unwrap_or_default()),
            date(regulation.in_force.from),
            date(regulation.in_force.until),
        ]
    };
    let mut sheet = sheet("申报包", COLUMNS, report.packages.iter().map(row).collect());
    sheet.printed = 14;
    let tool = report.tool;
    sheet.remarks = vec![
        text::LIMITS_OF_THE_PROGRAM.to_owned(),
        format!("工具：{} {}。文件的 SHA-256 见“文件”表。", tool.name, tool.version),
    ];
    sheet
}

fn findings(report: &Report) -> Sheet {
    const COLUMNS: &[Column] = &[
        ("申报包", 14),
        ("后果", 10),
        ("编号", 9),
        ("问题", 34),
        ("建议", 28),
        ("原文", 20),
        ("位置", 24),
        ("对照处", 22),
        ("依据", 18),
        ("要求", 24),
        ("状态", 10),
        ("已接受的理由", 20),
        ("文件", 20),
        ("页", 6),
        ("段落", 7),
        ("行", 6),
        ("表格", 6),
        ("表行", 6),
        ("表列", 6),
        ("指纹", 20),
    ];
    let rows = report
        .packages
        .iter()
        .flat_map(|package| package.findings.iter().map(move |finding| finding_row(package, finding)));
    let mut sheet = sheet("问题", COLUMNS, rows.collect());
    sheet.printed = 9;
    sheet
}

fn finding_row(package: &PackageReport, finding: &FindingReport) -> Vec<Cell> {
    let result = package.result_of(finding);
    let location = &finding.passage.location;
    let related = finding.related.iter();
    let related = related.map(|related| format!("{}：{}", related.message, quoted(&related.passage)));
    vec![
        Cell::text(&*package.path),
        Cell::Painted(finding.consequence, Paint::of_consequence(finding.consequence)),
        Cell::text(&*finding.requirement),
        Cell::text(&*finding.message),
        Cell::text(&*finding.help),
        Cell::text(&*finding.passage.quote),
        Cell::text(location.describe()),
        few(related),
        Cell::text(result.map(|result| basis(&result.clause)).unwrap_or_default()),
        Cell::text(result.map(|result| result.title.as_str()).unwrap_or_default()),
        result.map_or(Cell::Empty, status),
        Cell::text(finding.accepted.as_deref().unwrap_or_default()),
        Cell::text(location.file.as_deref().unwrap_or_default()),
        Cell::number(location.page),
        Cell::number(location.paragraph),
        Cell::number(location.line),
        Cell::number(location.table),
        Cell::number(location.row),
        Cell::number(location.column),
        Cell::text(&*finding.fingerprint),
    ]
}

fn status(result: &ResultReport) -> Cell {
    Cell::Painted(result.status.label(), Paint::of_status(result.status))
}

fn quoted(passage: &Passage) -> String {
    format!("{}（{}）", passage.quote, passage.location.describe())
}

/// No more lines than a reader of a cell takes in, and how many there are besides.
fn few(lines: impl Iterator<Item = String>) -> Cell {
    let mut lines: Vec<String> = lines.collect();
    let more = lines.len().saturating_sub(MOST_PASSAGES);
    if more > 0 {
        lines.truncate(MOST_PASSAGES);
        lines.push(format!("另有 {more} 处，见 JSON 报告"));
    }
    Cell::Lines(lines)
}

fn results(report: &Report) -> Sheet {
    const COLUMNS: &[Column] = &[
        ("申报包", 14),
        ("章", 18),
        ("编号", 9),
        ("要求", 24),
        ("状态", 10),
        ("理由", 36),
        ("证据", 40),
        ("依据", 22),
        ("不予审核项", 11),
        ("已接受的理由", 20),
        ("大纲编号", 22),
    ];
    let row = |package: &PackageReport, result: &ResultReport| {
        vec![
            Cell::text(&*package.path),
            Cell::text(&*result.group),
            Cell::text(&*result.requirement),
            Cell::text(&*result.title),
            status(result),
            Cell::text(&*result.reason),
            few(result.evidence.iter().map(quoted)),
            Cell::text(basis(&result.clause)),
            Cell::text(if result.veto { "是" } else { "" }),
            Cell::text(result.accepted.as_deref().unwrap_or_default()),
            Cell::text(&*package.outline.id),
        ]
    };
    let rows = report
        .packages
        .iter()
        .flat_map(|package| package.results.iter().map(move |result| row(package, result)));
    let mut sheet = sheet("核对清单", COLUMNS, rows.collect());
    sheet.printed = 8;
    sheet
}

fn files(report: &Report) -> Sheet {
    const COLUMNS: &[Column] = &[
        ("申报包", 28),
        ("文件", 40),
        ("格式", 8),
        ("读取", 14),
        ("字节", 12),
        ("页数", 7),
        ("字数", 9),
        ("读不到的内容", 50),
        ("SHA-256", 68),
    ];
    let row = |package: &PackageReport, file: &FileReport| {
        let paint = match file.readable {
            Readable::Full => Paint::Good,
            Readable::Partial => Paint::Doubtful,
            Readable::None => Paint::Unread,
        };
        vec![
            Cell::text(&*package.path),
            Cell::text(&*file.path),
            Cell::text(file.format),
            Cell::Painted(file.readable.label(), paint),
            Cell::count(usize::try_from(file.bytes).unwrap_or(usize::MAX)),
            Cell::number(file.pages),
            Cell::count(file.characters),
            Cell::Lines(file.notes.clone()),
            Cell::text(&*file.sha256),
        ]
    };
    let rows =
        report.packages.iter().flat_map(|package| package.files.iter().map(move |file| row(package, file)));
    sheet("文件", COLUMNS, rows.collect())
}

/// What each outline asks, whoever was checked against it.
fn rules(report: &Report) -> Sheet {
    const COLUMNS: &[Column] = &[
        ("大纲", 14),
        ("编号", 9),
        ("要求", 18),
        ("内容", 32),
        ("依据", 22),
        ("效力", 20),
        ("适用", 20),
        ("判断", 32),
        ("补正", 26),
        ("局限", 22),
        ("章", 22),
        ("大纲编号", 22),
        ("版本", 7),
    ];
    let mut seen = BTreeSet::new();
    let outlines = report.packages.iter().map(|package| &package.outline);
    let rows = outlines.filter(|outline| seen.insert(&outline.id)).flat_map(rule_rows);
    let mut sheet = sheet("规则集", COLUMNS, rows.collect());
    sheet.printed = 10;
    sheet
}

fn rule_rows(outline: &OutlineReport) -> Vec<Vec<Cell>> {
    let row = |requirement| {
        let told = explain(&outline.pack.0, requirement, Lexicon::builtin());
        vec![
            Cell::text(&*outline.title),
            Cell::text(told.id),
            Cell::text(told.title),
            Cell::text(told.duty),
            Cell::text(told.basis),
            Cell::text(told.force),
            Cell::text(told.applies),
            Cell::text(told.method),
            Cell::text(told.help),
            Cell::text(told.limits.unwrap_or_default()),
            Cell::text(&*requirement.group),
            Cell::text(&*outline.id),
            Cell::text(&*outline.version),
        ]
    };
    outline.pack.0.requirements.iter().map(row).collect()
}
