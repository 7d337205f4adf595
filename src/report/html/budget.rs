//! The tables of all costs as read → bars: the lines of a short table, the classes of a long one.

use super::markup::Html;
use super::sheet::{Sheet, place};
use crate::check::PackageReview;
use crate::document::Document;
use crate::fact::Fen;
use crate::fact::budget::{Budget, BudgetLine, LineClass, LineKind, project_total, short_name};
use crate::finding::Place;
use crate::rule::Reading;
use std::collections::BTreeMap;

/// Lines up to which a table is shown line by line.
const MOST_LINES: usize = 14;
/// Documents of a package whose costs are shown.
const MOST_CHARTS: usize = 4;
/// Length of the longest bar.
const WIDTH: i64 = 240;

/// A table of all costs.
#[derive(Debug)]
pub(super) struct Chart<'a> {
    document: &'a Document,
    budget: &'a Budget,
    /// The sum of all.
    total: Fen,
    total_place: Place,
    /// Whether the bars are classes of lines.
    is_by_class: bool,
    pub(super) bars: Vec<Bar>,
}

/// A line or a class of lines.
#[derive(Debug)]
pub(super) struct Bar {
    name: String,
    fen: i64,
    /// Lines behind it.
    lines: usize,
    /// Where it stands, when it is one line.
    pub(super) place: Option<Place>,
}

/// The tables of all costs of a package, one a document at most; and of how many documents none is shown.
pub(super) fn charts(review: &PackageReview) -> (Vec<Chart<'_>>, usize) {
    let readings = review.readings.iter().enumerate();
    let mut charts: Vec<Chart<'_>> = readings.filter_map(|(at, reading)| chart(at, reading)).collect();
    let left_out = charts.len().saturating_sub(MOST_CHARTS);
    charts.truncate(MOST_CHARTS);
    (charts, left_out)
}

fn chart(document_idx: usize, reading: &Reading) -> Option<Chart<'_>> {
    let total = project_total(&reading.budgets)?;
    let budget = reading.budgets.get(total.budget_idx)?;
    let document = &reading.document;
    let is_outermost = |line: &&BudgetLine| {
        line.parent.is_none()
            && matches!(line.kind, LineKind::Item | LineKind::Group)
            && line.amount.is_some()
    };
    let outermost: Vec<&BudgetLine> = budget.lines.iter().filter(is_outermost).collect();
    let is_by_class = outermost.len() > MOST_LINES;
    let bars = if is_by_class { by_class(&outermost) } else { by_line(document_idx, document, &outermost) };
    (bars.len() > 1).then_some(Chart {
        document,
        budget,
        total: total.side.fen,
        total_place: place(document_idx, total.side.span),
        is_by_class,
        bars,
    })
}

fn by_line(document_idx: usize, document: &Document, lines: &[&BudgetLine]) -> Vec<Bar> {
    let bar = |line: &&BudgetLine| Bar {
        name: short_name(document.slice(line.name)),
        fen: line.amount.map_or(0, |amount| amount.0),
        lines: 1,
        place: Some(place(document_idx, line.name)),
    };
    lines.iter().map(bar).collect()
}

/// The largest first.
fn by_class(lines: &[&BudgetLine]) -> Vec<Bar> {
    let mut classes: BTreeMap<LineClass, (i64, usize)> = BTreeMap::new();
    for line in lines {
        let class = classes.entry(line.class.unwrap_or(LineClass::Other)).or_default();
        class.0 = class.0.saturating_add(line.amount.map_or(0, |amount| amount.0));
        class.1 += 1;
    }
    let bar = |(class, (fen, lines)): (LineClass, _)| Bar {
        name: class.title().to_owned(),
        fen,
        lines,
        place: None,
    };
    let mut bars: Vec<Bar> = classes.into_iter().map(bar).collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.fen));
    bars
}

/// The charts of a package; nothing where no table of all costs was read.
pub(super) fn push(out: &mut Html, sheet: &Sheet<'_>) {
    let Some(review) = sheet.review else { return };
    let (charts, left_out) = charts(review);
    for chart in &charts {
        push_chart(out, sheet, chart);
    }
    if left_out > 0 {
        out.raw("<p class=\"about\">另有 ").number(left_out).raw(" 个文件的投资构成未列出。</p>");
    }
}

fn push_chart(out: &mut Html, sheet: &Sheet<'_>, chart: &Chart<'_>) {
    let unit = chart.budget.unit;
    out.raw("<section class=\"figure\"><h4>读到的投资构成</h4><p class=\"about\">");
    if sheet.package.files.len() > 1 {
        out.text(&chart.document.path).raw("，");
    }
    if let Some(title) = chart.budget.title {
        out.text(&short_name(chart.document.slice(title))).raw("，");
    }
    out.raw("合计 ");
    sheet.push_place(out, Some(chart.total_place), &chart.total.show(unit));
    out.raw(if chart.is_by_class {
        "。行数较多，按费用类别归并；只列读到的数，不评价价格。</p>"
    } else {
        "。只列读到的数，不评价价格。</p>"
    });
    out.raw("<table class=\"bars\"><thead><tr><th scope=\"col\">");
    out.raw(if chart.is_by_class { "费用类别" } else { "费用项" });
    out.raw("</th><th scope=\"col\" class=\"amount\">金额</th><th scope=\"col\"><span class=\"sr\">图示</span></th>");
    out.raw("</tr></thead><tbody>");
    let largest = chart.bars.iter().map(|bar| bar.fen).max().unwrap_or(0).max(1);
    for bar in &chart.bars {
        push_bar(out, sheet, bar, largest, unit);
    }
    out.raw("</tbody></table></section>");
}

fn push_bar(out: &mut Html, sheet: &Sheet<'_>, bar: &Bar, largest: i64, unit: Option<Fen>) {
    let width = i128::from(bar.fen.max(0)) * i128::from(WIDTH) / i128::from(largest);
    out.raw("<tr><th scope=\"row\">");
    let name = if bar.name.is_empty() { "（未写名称）" } else { bar.name.as_str() };
    match bar.place {
        Some(_) => sheet.push_place(out, bar.place, name),
        None => {
            out.text(name).raw("（").number(bar.lines).raw(" 行）");
        }
    }
    out.raw("</th><td class=\"amount\">").text(&Fen(bar.fen).show(unit)).raw("</td><td class=\"bar\">");
    out.raw(
        "<svg viewBox=\"0 0 240 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
    );
    out.raw("<rect width=\"").number(usize::try_from(width).unwrap_or(0).max(1));
    out.raw("\" height=\"10\"/></svg></td></tr>");
}
