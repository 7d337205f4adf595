//! Tables without lines: rows whose cells stand below each other.
//!
//! Text in two columns, lists, labels with values, contents pages and lines to sign on are set with
//! gaps, too. A table is taken for one only where several rows fill most of its columns, the columns
//! keep an edge or their middle, and nothing but white stands between them.

use super::columns::{self, Columns, MOST_COLUMNS, Segment, row_segments, row_starts};
use super::geometry::Area;
use super::ink::Rule;
use super::order::ColumnLine;
use super::paragraph::{is_contents_line, starts_item};
use super::table::{PageTable, TableCell};
use crate::document::{NumberStyle, numbering};
use std::ops::Range;

/// A page with more lines is no table to look through.
const MOST_LINES: usize = 1_000;
/// What looking through a page may cost, in cells looked at: from each line on, all that follow are.
const MOST_WORK: usize = 2_000_000;
/// Areas beside which a line is looked at, for the cost of one cell.
const CLOSED_PER_CELL: usize = 16;
/// Rows of a table stand no further apart than this, in units of the font size.
pub(super) const MOST_STEP: f64 = 4.0;
/// A line goes on in the next one within this, in units of the font size.
const LEADING: f64 = 1.75;
/// Sizes of one table differ by less than this.
const SAME_SIZE: f64 = 1.25;
/// Edges that are the same, in points.
const SAME_EDGE: f64 = 2.0;

/// What else stands on the page.
pub(super) struct Surroundings<'p> {
    pub(super) rules: &'p [Rule],
    /// Pictures and the tables already found.
    pub(super) closed: Vec<Area>,
    /// Shapes that were drawn, upright.
    pub(super) drawn: Vec<Area>,
}

/// Takes such tables out of the lines of a page.
pub(super) fn tables(lines: &mut Vec<ColumnLine>, around: &Surroundings<'_>) -> Vec<PageTable> {
    let mut found = Vec::new();
    let mut taken: Vec<Range<usize>> = Vec::new();
    if lines.len() > MOST_LINES {
        return found;
    }
    let mut work = Work(MOST_WORK);
    let mut at = 0;
    // Where the work is too much, what is left stays lines of text.
    while at < lines.len() && work.0 > 0 {
        if lines[at].row.pieces.len() < 2 {
            at += 1;
            continue;
        }
        let from = taken.last().map_or(0, |range| range.end);
        let made = stretch(lines, from, at, &around.closed, &mut work)
            .filter(|stretch| !is_above_figure_caption(&lines[stretch.range.end..]))
            .and_then(|stretch| table(stretch, around));
        match made {
            Some((range, table)) => {
                at = range.end;
                taken.push(range);
                found.push(table);
            }
            None => at += 1,
        }
    }
    let mut index = 0;
    lines.retain(|_| {
        index += 1;
        !taken.iter().any(|range| range.contains(&(index - 1)))
    });
    found
}

/// What looking for tables may still cost.
struct Work(usize);

impl Work {
    /// `None` when nothing is left.
    fn spend(&mut self, cost: usize) -> Option<()> {
        self.0 = self.0.saturating_sub(cost);
        (self.0 > 0).then_some(())
    }
}

/// Lines of a page that may make a table.
struct Stretch {
    range: Range<usize>,
    lines: Vec<Vec<Segment>>,
    columns: Columns,
}

/// The lines from `at` on that keep to the same columns, and the ones above that belong to its cells;
/// those before `from` are taken.
fn stretch(
    lines: &[ColumnLine],
    from: usize,
    at: usize,
    closed: &[Area],
    work: &mut Work,
) -> Option<Stretch> {
    let mut cells = vec![row_segments(&lines[at].row)];
    if cells[0].len() > MOST_COLUMNS {
        return None;
    }
    let mut count = cells[0].len();
    let mut columns = Columns::of(&cells);
    let mut full_end = 1;
    let mut widest = 0.0_f64;
    for next in at + 1..lines.len() {
        let line = &lines[next];
        let segments = row_segments(&line.row);
        let step = line.row.y - lines[next - 1].row.y;
        let is_apart = next > at + 2 && step > 2.0 * widest;
        work.spend(segments.len() + closed.len() / CLOSED_PER_CELL)?;
        let is_next = follows(&lines[next - 1], line, closed) && !is_apart;
        if segments.len() > MOST_COLUMNS || !is_next || !keeps_size(&lines[at], line, segments.len()) {
            break;
        }
        widest = widest.max(step);
        if segments.len() == 1 {
            let (first, last) = columns.touched(&segments[0]);
            let opens = opens_group(&segments[0], &cells[0], &columns);
            if is_label(&segments[0].text) || (first != last && !opens) {
                break;
            }
            cells.push(segments);
            continue;
        }
        count += segments.len();
        work.spend(count)?;
        cells.push(segments);
        let merged = Columns::of(&cells);
        let most = cells.iter().map(Vec::len).max().unwrap_or(0);
        let filled = merged.filled(cells.last()?);
        if merged.len() < 2 || merged.len() * 10 < most * 7 || (merged.len() > 2 && filled < 2) {
            cells.pop();
            break;
        }
        columns = merged;
        full_end = cells.len();
    }
    let rest = cells[full_end..].to_vec();
    cells.truncate(full_end);
    for line in rest {
        if !is_wrapped_rest(&cells, &line, &columns) {
            break;
        }
        cells.push(line);
    }
    let end = at + cells.len();
    let start = start_of_header(lines, from, at, &columns, closed);
    let mut all: Vec<Vec<Segment>> = lines[start..at].iter().map(|line| row_segments(&line.row)).collect();
    all.append(&mut cells);
    for line in &all[..at - start] {
        columns = columns.with(line).unwrap_or(columns);
    }
    columns.join_letters(&all);
    (columns.len() >= 2 && all.len() >= 2).then_some(Stretch { range: start..end, lines: all, columns })
}

/// Whether `next` stands below `line`, near it and in the same column of the page.
fn follows(line: &ColumnLine, next: &ColumnLine, closed: &[Area]) -> bool {
    let step = next.row.y - line.row.y;
    let is_near = step >= 0.0 && step <= MOST_STEP * line.row.size.min(next.row.size);
    let is_cut = |area: &Area| {
        let middle = f64::midpoint(area.y0, area.y1);
        line.row.y < middle && middle < next.row.y
    };
    line.column == next.column && is_near && !is_contents_line(&last_text(next)) && !closed.iter().any(is_cut)
}

fn last_text(line: &ColumnLine) -> String {
    line.row.pieces.iter().rev().take(2).rev().map(|piece| piece.text.as_str()).collect()
}

fn keeps_size(first: &ColumnLine, line: &ColumnLine, segments: usize) -> bool {
    let (small, large) = (first.row.size.min(line.row.size), first.row.size.max(line.row.size));
    large <= small * if segments == 1 { 1.1 } else { SAME_SIZE }
}

/// `表 2-1`, `图 3`, `单位：万元`, `注：`: lines that stand above or below a table.
pub(super) fn is_label(text: &str) -> bool {
    let text = text.trim_start_matches('续');
    text.starts_with(['表', '图'])
        && text.chars().skip(1).find(|c| *c != ' ').is_some_and(|c| c.is_ascii_digit())
        || ["单位：", "单位:", "注：", "注:", "来源：", "说明："].iter().any(|word| text.starts_with(word))
}

/// A title over a group of rows: short, at the left edge of the table.
fn opens_group(segment: &Segment, first: &[Segment], columns: &Columns) -> bool {
    let (Some(left), Some(right)) = (first.first(), columns.0.last()) else { return false };
    let width = right.1 - left.x0;
    let starts = (segment.x0 - left.x0.min(columns.0[0].0)).abs() <= SAME_EDGE;
    starts && segment.x1 - segment.x0 <= 0.5 * width && starts_item(&segment.text)
}

/// Whether a last line is the rest of a cell.
fn is_wrapped_rest(cells: &[Vec<Segment>], line: &[Segment], columns: &Columns) -> bool {
    let [segment] = line else { return false };
    let (first, last) = columns.touched(segment);
    let above = cells.iter().rev().take(2).flatten().find(|other| columns.touched(other) == (first, first));
    first == last
        && above.is_some_and(|above| {
            segment.y - above.y <= LEADING * segment.size
                && columns.is_wrapped(above, segment)
                && shares_edge(above, segment)
        })
}

fn shares_edge(a: &Segment, b: &Segment) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= SAME_EDGE;
    near(a.x0, b.x0) || near(a.x1, b.x1) || near(a.middle(), b.middle())
}

/// Where the first row begins: some of its cells have more lines than the one at `at`, and begin above.
fn start_of_header(
    lines: &[ColumnLine],
    from: usize,
    at: usize,
    columns: &Columns,
    closed: &[Area],
) -> usize {
    let mut start = at;
    while start > from && at - start < 3 && follows(&lines[start - 1], &lines[start], closed) {
        let (above, below) = (row_segments(&lines[start - 1].row), row_segments(&lines[start].row));
        if above.len() > MOST_COLUMNS {
            break;
        }
        let is_near = lines[start].row.y - lines[start - 1].row.y <= LEADING * lines[start].row.size;
        let goes_on = |segment: &Segment| {
            let (first, last) = columns.touched(segment);
            let under = below.iter().find(|other| columns.touched(other) == (first, first));
            first == last
                && !is_label(&segment.text)
                && under.is_none_or(|under| columns.is_wrapped(segment, under) && shares_edge(segment, under))
        };
        let is_line = is_near && keeps_size(&lines[at], &lines[start - 1], 1) && above.iter().all(goes_on);
        if !is_line && !is_head(&above, columns) {
            break;
        }
        start -= 1;
    }
    start
}

/// Whether a line with narrow gaps heads the columns: nearly all of them, each once.
pub(super) fn is_head(line: &[Segment], columns: &Columns) -> bool {
    line.len() >= 3
        && columns.filled(line) == line.len()
        && line.len() * 5 >= columns.len() * 4
        && columns.with(line).is_some()
}

/// Whether the next line of any weight says `图 2`: what stands above are labels of a drawing.
fn is_above_figure_caption(below: &[ColumnLine]) -> bool {
    const REACH: usize = 40;
    let is_caption = |text: &str| text.starts_with('图') && is_label(text);
    let is_text = |line: &ColumnLine| {
        let [piece] = &line.row.pieces[..] else { return false };
        piece.characters >= 25 || piece.text.ends_with(['。', '：', '；']) || is_label(&piece.text)
    };
    let first = below.iter().take(REACH).find(|line| is_text(line));
    first.is_some_and(|line| is_caption(&line.row.pieces[0].text))
}

/// The table of a stretch, if it is one.
fn table(stretch: Stretch, around: &Surroundings<'_>) -> Option<(Range<usize>, PageTable)> {
    let Stretch { range, lines, columns } = stretch;
    let ends = (columns.0.first()?.0, columns.0.last()?.1);
    let starts = row_starts(&lines, &columns);
    let mut table = columns::table(&lines, &columns, ends, &starts);
    let is_free = !around.closed.iter().any(|area| covers(area, &table.area));
    let is_table = is_free
        && !is_divided(&table.area, around.rules)
        && !is_drawing(&table.area, &around.drawn)
        && is_table(&lines, &columns, &starts, &table);
    table.gutters = columns.gutters();
    is_table.then_some((range, table))
}

fn covers(area: &Area, table: &Area) -> bool {
    let common = area.overlap(table);
    common.width() * common.height() > 0.05 * table.width() * table.height()
}

/// Whether shapes are drawn in it that are no shades of cells: those reach across the table or touch
/// each other.
fn is_drawing(table: &Area, drawn: &[Area]) -> bool {
    const LEAST: f64 = 6.0;
    let inside: Vec<&Area> = drawn
        .iter()
        .filter(|area| area.width() > LEAST && area.height() > LEAST)
        .filter(|area| area.overlap(table).width() > 0.0 && area.overlap(table).height() > 0.0)
        .take(200)
        .collect();
    let touches = |area: &Area| {
        area.x0 <= table.x0 + SAME_EDGE || inside.iter().any(|other| (other.x1 - area.x0).abs() <= SAME_EDGE)
    };
    inside.iter().any(|area| !touches(area) || area.width() < 0.1 * table.width() && inside.len() == 1)
}

/// Whether vertical lines stand in it: boxes of a drawing, axes of a chart.
fn is_divided(area: &Area, rules: &[Rule]) -> bool {
    rules.iter().any(|rule| {
        !rule.is_horizontal
            && area.x0 - SAME_EDGE < rule.at
            && rule.at < area.x1 + SAME_EDGE
            && rule.start < area.y1
            && rule.end > area.y0
            && rule.end - rule.start > 6.0
    })
}

fn is_table(lines: &[Vec<Segment>], columns: &Columns, starts: &[bool], table: &PageTable) -> bool {
    let count = columns.len();
    let cells = || table.rows.iter().flatten().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty());
    let labels = cells().filter(|text| text.contains(['：', ':'])).count();
    let broken = cells().filter(|text| !closes_brackets(text)).count();
    let filled = |row: &Vec<TableCell>| row.iter().filter(|cell| !cell.text.is_empty()).count();
    let full = table.rows.iter().filter(|row| filled(row) * 5 >= count * 3 && filled(row) >= 2).count();
    let is_enough = match (count, table.rows.len()) {
        (2, _) => full >= 3 && holds_amounts(table),
        (_, ..=2) => full == 2 && table.rows.iter().map(filled).sum::<usize>() == 2 * count,
        _ => full >= 2,
    };
    let by_column = by_column(lines, columns);
    // A column of one cell has at least a head.
    let has_head = columns.filled(&lines[0]) * 5 >= columns.len() * 4;
    let kept = by_column.iter().filter(|cells| keeps_edge(cells, has_head)).count();
    let is_list =
        cells().next().is_some_and(starts_item) || table.rows.first().is_some_and(|row| is_entry(row));
    is_enough
        && kept + usize::from(count > 3) >= count
        && labels * 5 < cells().count()
        && broken < 2
        && cells().filter(|text| is_to_be_signed(text)).count() < 2
        && !is_list
        && cells().filter(|text| text.ends_with(['，', '、'])).count() < 2
        && !is_running_text(lines, columns)
        && !by_column.iter().any(|cells| is_text_column(cells, columns, starts))
}

/// The cells that stand in one column only, each with its line, column by column.
fn by_column<'l>(lines: &'l [Vec<Segment>], columns: &Columns) -> Vec<Vec<(&'l Segment, usize)>> {
    let mut cells = vec![Vec::new(); columns.len()];
    for (at, line) in lines.iter().enumerate() {
        for segment in line {
            if let (first, last) = columns.touched(segment)
                && first == last
                && let Some(cells) = cells.get_mut(first)
            {
                cells.push((segment, at));
            }
        }
    }
    cells
}

/// `第一章` beside its title: an entry of a contents page or of a list.
fn is_entry(row: &[TableCell]) -> bool {
    let text = row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
    numbering::parse(&text).is_some_and(|number| number.style != NumberStyle::Decimal(1))
}

fn is_to_be_signed(text: &str) -> bool {
    text.chars().count() <= 20 && ["盖章", "签章", "签字", "签名"].iter().any(|word| text.contains(word))
}

/// Whether every bracket that the text opens is closed in it.
fn closes_brackets(text: &str) -> bool {
    let count = |marks: [char; 2]| text.chars().filter(|c| marks.contains(c)).count();
    count(['（', '(']) == count(['）', ')'])
}

/// Whether a column is running text beside something else: its lines are full, those before the rows
/// of the others, too.
fn is_text_column(cells: &[(&Segment, usize)], columns: &Columns, starts: &[bool]) -> bool {
    const FULL: usize = 12;
    let goes_through = |pair: &&[(&Segment, usize)]| {
        let [(above, from), (below, to)] = pair else { return false };
        starts[from + 1..=*to].contains(&true)
            && above.text.chars().count() >= FULL
            && columns.is_wrapped(above, below)
    };
    let through = cells.windows(2).filter(goes_through).count();
    let rows = starts.iter().filter(|starts| **starts).count();
    let stops = cells.iter().filter(|(segment, _)| segment.text.contains(['，', '。'])).count();
    through >= 2 && through * 2 >= rows.saturating_sub(1) && stops * 10 >= cells.len() * 3
}

/// Whether the column has cells and most of them have the same left edge, right edge or middle.
fn keeps_edge(cells: &[(&Segment, usize)], has_head: bool) -> bool {
    let most = |place: &dyn Fn(&Segment) -> f64| {
        let mut places: Vec<f64> = cells.iter().map(|(cell, _)| place(cell)).collect();
        places.sort_by(f64::total_cmp);
        let within = |from: usize| places[from..].partition_point(|at| *at - places[from] <= SAME_EDGE);
        (0..places.len()).map(within).max().unwrap_or(0)
    };
    let best = most(&|cell| cell.x0).max(most(&|cell| cell.x1)).max(most(&Segment::middle));
    let is_head = has_head && matches!(cells, [(_, 0)]);
    (cells.len() >= 2 || is_head) && best * 5 >= cells.len() * 3
}

/// Whether the second column of a table of two holds amounts, and no numbers of pages.
fn holds_amounts(table: &PageTable) -> bool {
    let last: Vec<&str> =
        table.rows.iter().skip(1).filter_map(|row| row.last()).map(|cell| cell.text.as_str()).collect();
    let is_amount = |text: &&&str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        digits > 0 && text.chars().count() <= digits + 6
    };
    let amounts = last.iter().filter(is_amount).count();
    let numbers: Vec<u32> = last.iter().filter_map(|text| text.trim().parse().ok()).collect();
    let are_pages = numbers.len() * 5 >= last.len() * 4 && numbers.is_sorted();
    amounts * 10 >= last.len() * 7 && !are_pages
}

/// Whether nearly all lines fill all columns: text set in columns.
fn is_running_text(lines: &[Vec<Segment>], columns: &Columns) -> bool {
    let is_full = |segment: &Segment| {
        let (x0, x1) = columns.0[columns.at(segment.middle())];
        segment.x1 - segment.x0 >= 0.85 * (x1 - x0) && segment.text.chars().count() >= 8
    };
    let full = lines.iter().filter(|line| line.len() == columns.len() && line.iter().all(is_full)).count();
    full * 2 >= lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::line::rows;
    use crate::parse::fixed::line::tests::set;

    type Placed<'t> = (&'t str, f64, f64);

    const BUDGET: [Placed<'_>; 10] = [
        ("序号", 0.0, 20.0),
        ("费用名称", 60.0, 20.0),
        ("金额", 200.0, 20.0),
        ("1", 0.0, 45.0),
        ("软件开发", 60.0, 45.0),
        ("120.00", 200.0, 45.0),
        ("2", 0.0, 70.0),
        ("数据治理", 60.0, 70.0),
        ("80.00", 200.0, 70.0),
        ("表格之后的正文又写满了整整一行文字没有空隙也没有列", 0.0, 110.0),
    ];

    fn read(placed: &[Placed<'_>], rules: &[Rule], drawn: Vec<Area>) -> (Vec<PageTable>, usize) {
        let glyphs = placed.iter().flat_map(|(text, x, y)| set(text, *x, *y)).collect();
        let mut lines: Vec<ColumnLine> =
            rows(glyphs).into_iter().map(|row| ColumnLine { row, column: 0 }).collect();
        let found = tables(&mut lines, &Surroundings { rules, closed: Vec::new(), drawn });
        (found, lines.len())
    }

    fn is_taken(placed: &[Placed<'_>]) -> bool {
        !read(placed, &[], Vec::new()).0.is_empty()
    }

    #[test]
    fn cells_below_each_other_make_a_table() {
        let (found, left) = read(&BUDGET, &[], Vec::new());
        assert_eq!((found.len(), left), (1, 1));
        let texts: Vec<Vec<&str>> =
            found[0].rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(
            texts,
            [["序号", "费用名称", "金额"], ["1", "软件开发", "120.00"], ["2", "数据治理", "80.00"]]
        );
    }

    #[test]
    fn a_head_with_narrow_gaps_belongs_to_its_table() {
        let placed: Vec<Placed<'_>> =
            [["方法", "准确率", "耗时"], ["甲", "0.91", "12"], ["乙", "0.93", "15"]]
                .iter()
                .zip(0..)
                .flat_map(|(cells, row)| {
                    let y = 20.0 * f64::from(row);
                    [0.0, 30.0, 70.0].into_iter().zip(cells).map(move |(x, cell)| (*cell, x, y))
                })
                .collect();
        let (found, left) = read(&placed, &[], Vec::new());
        assert_eq!((found[0].rows.len(), left), (3, 0));
    }

    #[test]
    fn boxes_axes_and_arrows_make_a_drawing() {
        let axis = Rule { is_horizontal: false, at: 50.0, start: 10.0, end: 80.0 };
        assert!(read(&BUDGET, &[axis], Vec::new()).0.is_empty());
        let boxes = vec![
            Area { x0: 55.0, y0: 30.0, x1: 120.0, y1: 50.0 },
            Area { x0: 190.0, y0: 30.0, x1: 240.0, y1: 50.0 },
        ];
        assert!(read(&BUDGET, &[], boxes).0.is_empty());
        let shade = vec![Area { x0: -4.0, y0: 30.0, x1: 240.0, y1: 50.0 }];
        assert_eq!(read(&BUDGET, &[], shade).0.len(), 1, "a shaded row is none");
        let mut figure = BUDGET[..9].to_vec();
        figure.push(("图 2 总体架构", 60.0, 100.0));
        assert!(!is_taken(&figure), "what stands above the caption of a figure is in it");
    }

    #[test]
    fn labels_lists_signatures_and_contents_make_none() {
        let grid = |rows: &[[&'static str; 3]]| -> bool {
            let placed: Vec<Placed<'_>> = (0..)
                .zip(rows)
                .flat_map(|(row, cells)| {
                    [0.0, 120.0, 240.0]
                        .into_iter()
                        .zip(cells)
                        .map(move |(x, cell)| (*cell, x, 20.0 * f64::from(row)))
                })
                .filter(|(text, ..)| !text.is_empty())
                .collect();
            is_taken(&placed)
        };
        assert!(grid(&[["甲", "100", "一类"], ["乙", "200", "二类"], ["丙", "300", "三类"]]));
        assert!(!grid(&[["编制：张三", "审核：李四", "批准：王五"], ["日期：1", "日期：2", "日期：3"]]));
        assert!(!grid(&[
            ["建设单位（盖章）", "设计单位（盖章）", ""],
            ["负责人", "负责人", ""],
            ["年月日", "年月日", ""]
        ]));
        assert!(!grid(&[["第一章", "概述", "1"], ["第二章", "目标", "4"], ["第三章", "投资", "9"]]));
        assert!(!grid(&[["项目名称", "某平台", ""], ["建设单位", "某中心", ""], ["资金来源", "财政", ""]]));
        assert!(!grid(&[["概述", "1", ""], ["目标", "4", ""], ["投资", "9", ""], ["附件", "12", ""]]));
        assert!(grid(&[
            ["费用", "金额", ""],
            ["软件", "120.00", ""],
            ["硬件", "80.00", ""],
            ["合计", "200.00", ""]
        ]));
    }

    #[test]
    fn a_table_beside_running_text_does_not_take_it_in() {
        let mut placed = BUDGET[..9].to_vec();
        for row in 0..5 {
            placed.push(("右栏的正文，写满这一栏的整个宽", 280.0, 12.0 + 15.0 * f64::from(row)));
        }
        assert!(!is_taken(&placed));
    }

    #[test]
    fn a_page_that_is_too_much_work_stays_text() {
        let row = |row: i32, cells: i32| {
            (0..cells).map(move |cell| ("1", 30.0 * f64::from(cell), 12.0 * f64::from(row)))
        };
        let long: Vec<Placed<'_>> = (0..400).flat_map(|at| row(at, 30)).collect();
        assert_eq!(read(&long, &[], Vec::new()).1, 400);
        let mut wide: Vec<Placed<'_>> = (0..3).flat_map(|at| row(at, MOST_COLUMNS as i32)).collect();
        assert_eq!(read(&wide, &[], Vec::new()).1, 0);
        wide.extend(row(3, MOST_COLUMNS as i32 + 1));
        wide.extend(row(4, MOST_COLUMNS as i32 + 1));
        assert_eq!(read(&wide, &[], Vec::new()).1, 2, "lines with too many cells end the table");
    }

    #[test]
    fn text_in_columns_makes_none() {
        let placed: Vec<Placed<'_>> = (0..8)
            .flat_map(|row| {
                let y = 15.0 * f64::from(row);
                [
                    ("第一栏正文写满一栏", 0.0, y),
                    ("第二栏正文写满一栏", 110.0, y),
                    ("第三栏正文写满一栏", 220.0, y),
                ]
            })
            .collect();
        assert!(!is_taken(&placed));
    }
}
