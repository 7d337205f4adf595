//! Tables as people write them, and what is said about their sums.

use super::super::testing::{Piece::*, *};
use super::*;
use crate::fact::budget::Fen;

const NOTHING: [&str; 0] = [];

// ---------------------------------------------------------------- products

#[test]
fn products_agree_or_differ() {
    let header: &[&str] = &["名称", "数量", "单价（万元）", "金额（万元）"];
    for (row, result) in [
        (&["服务器", "2", "12.5", "25"][..], ""),
        (&["服务器", "2台", "12.5", "25.00"], ""),
        (&["服务器", "2", "12.5", "26"], "2 Product Differ"),
        (&["服务器", "2", "6", "13"], "2 Product Differ"),
        (&["服务器", "3", "0.33", "1"], "2 Product Rounding"),
        (&["服务器", "100", "0.33", "33.33"], "2 Product Rounding"),
        (&["服务器", "100", "0.33", "36"], "2 Product Differ"),
        (&["服务器", "2", "125000", "25"], "2 Product UnitSlip"),
        (&["服务器", "2", "12.5", ""], ""),
        (&["服务器", "若干", "12.5", "26"], ""),
        (&["服务器", "两", "12.5", "25"], ""),
        (&["服务器", "2", "12.5万元", "25万元"], ""),
        (&["服务器", "2", "5000元/台", "1"], ""),
    ] {
        let expected: Vec<&str> = Some(result).filter(|r| !r.is_empty()).into_iter().collect();
        assert_eq!(complaints(&[header, row]), expected, "{row:?}");
    }
}

#[test]
fn a_difference_shows_both_sides() {
    let (document, budget) = budget(&[
        &["名称", "数量", "单价（万元）", "金额（万元）"],
        &["存储", "1", "3", "3"],
        &["服务器", "2", "12.5", "26"],
    ]);
    let checks = audit(&document, std::slice::from_ref(&budget));
    let wrong = checks.iter().find(|check| check.result == SumResult::Differ).unwrap();
    assert_eq!(wrong.formula, "2 × 12.5 万元");
    assert_eq!(wrong.computed.unwrap().show(wrong.unit), "25 万元");
    assert_eq!(wrong.printed.amount.unwrap().show(wrong.unit), "26 万元");
    assert_eq!(document.slice(wrong.printed.span), "26");
    let addends: Vec<&str> = wrong.addends.iter().map(|side| document.slice(side.span)).collect();
    assert_eq!(addends, ["2", "12.5"]);
}

#[test]
fn a_wrong_product_is_not_said_again_by_the_sum() {
    let header: &[&str] = &["名称", "数量", "单价（万元）", "金额（万元）"];
    let rows = |total| [header, &["服务器", "2", "12.5", "26"], &["存储", "1", "3", "3"], total];
    assert_eq!(complaints(&rows(&["合计", "", "", "28"])), ["2 Product Differ"]);
    assert_eq!(complaints(&rows(&["合计", "", "", "29"])), ["2 Product Differ"]);
    assert_eq!(complaints(&rows(&["合计", "", "", "39"])), ["2 Product Differ", "4 Total Differ"]);
}

#[test]
fn sums_may_name_their_parts_in_the_remark() {
    let rows: &[&[&str]] = &[
        &["序号", "名称", "金额（万元）", "备注"],
        &["一", "工程费", "100", ""],
        &["1", "硬件", "60", ""],
        &["2", "软件", "40", ""],
        &["二", "其他费", "20", ""],
        &["三", "总投资", "120", "一+二"],
    ];
    assert_eq!(complaints(rows), NOTHING);
}

#[test]
fn price_and_amount_may_have_units_of_their_own() {
    let header: &[&str] = &["名称", "数量", "单价（元）", "金额（万元）"];
    assert_eq!(complaints(&[header, &["服务器", "2", "125000", "25"]]), NOTHING);
    assert_eq!(complaints(&[header, &["服务器", "2", "12.5", "25"]]), ["2 Product UnitSlip"]);
}

#[test]
fn a_price_without_unit_that_slips_everywhere_is_said_once() {
    let said = complaints(&[
        &["名称", "数量", "单价", "金额（万元）"],
        &["服务器", "2", "125000", "25"],
        &["存储", "1", "80000", "8"],
    ]);
    assert_eq!(said, ["2 Unit UnitSlip"]);
}

#[test]
fn further_factors_may_be_part_of_the_product() {
    let header: &[&str] = &["岗位", "人数", "月数", "单价（万元/人月）", "金额（万元）"];
    assert_eq!(complaints(&[header, &["开发", "5", "6", "2", "60"]]), NOTHING);
    assert_eq!(complaints(&[header, &["开发", "5", "6", "2", "50"]]), ["2 Product Differ"]);
    let header: &[&str] = &["名称", "数量", "服务期（年）", "单价（万元）", "金额（万元）"];
    assert_eq!(complaints(&[header, &["云主机", "4", "3", "1.5", "18"]]), NOTHING);
    assert_eq!(complaints(&[header, &["云主机", "4", "3", "1.5", "6"]]), NOTHING, "the years may not count");
    let header: &[&str] = &["名称", "数量", "单价（元）", "税率（%）", "金额（元）"];
    assert_eq!(complaints(&[header, &["服务器", "2", "100", "13", "226"]]), NOTHING);
    let header: &[&str] = &["名称", "数量", "单价（元）", "折扣", "金额（元）"];
    assert_eq!(complaints(&[header, &["服务器", "2", "100", "9.5折", "190"]]), NOTHING);
    let header: &[&str] = &["费用名称", "取费基数（万元）", "费率", "金额（万元）"];
    assert_eq!(complaints(&[header, &["监理费", "200", "3%", "6"]]), NOTHING);
    assert_eq!(complaints(&[header, &["监理费", "200", "3%", "9"]]), ["2 Product Differ"]);
}

#[test]
fn an_amount_over_several_rows_is_the_sum_of_their_products() {
    let header: &[&str] = &["名称", "数量", "单价（万元）", "金额（万元）"];
    assert_eq!(complaints(&[header, &["服务器", "2", "5", "13"], &["存储", "1", "3", "^"]]), NOTHING);
    assert_eq!(
        complaints(&[header, &["服务器", "2", "5", "14"], &["存储", "1", "3", "^"]]),
        ["2 Product Differ"]
    );
}

#[test]
fn the_amount_that_is_quantity_times_price_is_the_amount() {
    let (document, budget) = budget(&[
        &["名称", "报价", "数量", "单价（万元）", "小计（万元）"],
        &["服务器", "3", "2", "5", "10"],
        &["存储", "4", "1", "3", "3"],
    ]);
    assert_eq!(amounts(&budget), [Some(100_000), Some(30_000)]);
    assert_eq!(
        shown(&document, std::slice::from_ref(&budget), &audit(&document, std::slice::from_ref(&budget))),
        NOTHING
    );
}

// ---------------------------------------------------------------- sums

/// A table of number, name and amount in 万元.
fn sums(rows: &[[&str; 3]]) -> Vec<String> {
    let header: &[&str] = &["序号", "名称", "金额（万元）"];
    let rows: Vec<&[&str]> = std::iter::once(header).chain(rows.iter().map(|row| &row[..])).collect();
    complaints(&rows)
}

#[test]
fn totals_of_flat_tables() {
    assert_eq!(sums(&[["1", "甲", "12.5"], ["2", "乙", "10.0"], ["", "合计", "22.5"]]), NOTHING);
    assert_eq!(sums(&[["1", "甲", "12.5"], ["2", "乙", "10.0"], ["", "合计", "23.5"]]), ["4 Total Differ"]);
    assert_eq!(sums(&[["1", "甲", "12.5"], ["2", "乙", "10.0"], ["", "合计", "22.6"]]), ["4 Total Rounding"]);
    assert_eq!(sums(&[["1", "甲", "12.5"], ["2", "乙", "10.0"], ["合计", "—", "22.5"]]), NOTHING);
    assert_eq!(sums(&[["1", "甲", "12.5"], ["2", "乙", "10.0"], ["合计（元）", "", "225000"]]), NOTHING);
    assert_eq!(
        sums(&[["1", "甲", "12.5"], ["2", "乙", "10.0"], ["", "合计", "225000"]]),
        ["4 Total UnitSlip"]
    );
    assert_eq!(sums(&[["", "项目总投资", "22.5"], ["1", "甲", "12.5"], ["2", "乙", "10.0"]]), NOTHING);
    assert_eq!(
        sums(&[["", "项目总投资", "32.5"], ["1", "甲", "12.5"], ["2", "乙", "10.0"]]),
        ["2 Total Differ"]
    );
    assert_eq!(sums(&[["1", "甲", "12.5"], ["2", "乙", "10.0"], ["", "优惠后总价合计", "20"]]).len(), 1);
}

#[test]
fn a_reduction_is_an_addend_below_zero() {
    assert_eq!(sums(&[["1", "甲", "12.5"], ["2", "优惠", "-2.5"], ["", "合计", "10"]]), NOTHING);
}

#[test]
fn totals_of_groups_count_nothing_twice() {
    let heads =
        [["一", "硬件", "30"], ["1", "甲", "20"], ["2", "乙", "10"], ["二", "软件", "70"], ["1", "丙", "70"]];
    let with = |total| -> Vec<[&str; 3]> { heads.into_iter().chain([["", "合计", total]]).collect() };
    assert_eq!(sums(&with("100")), NOTHING);
    assert_eq!(sums(&with("200")), ["7 Total Differ"], "heads and things together are no sum");
    let without_sums = [
        ["一", "硬件", ""],
        ["1", "甲", "20"],
        ["2", "乙", "10"],
        ["二", "软件", ""],
        ["1", "丙", "70"],
        ["", "合计", "100"],
    ];
    assert_eq!(sums(&without_sums), NOTHING);
}

#[test]
fn a_head_with_a_wrong_sum() {
    let rows = [
        ["1", "硬件", "35"],
        ["1.1", "甲", "20"],
        ["1.2", "乙", "10"],
        ["2", "软件", "70"],
        ["", "合计", "105"],
    ];
    assert_eq!(sums(&rows), ["2 Group Differ"]);
}

#[test]
fn heads_without_numbers_are_seen_by_their_sums() {
    let rows = [
        ["", "硬件", "30"],
        ["", "甲", "20"],
        ["", "乙", "10"],
        ["", "软件", "75"],
        ["", "丙", "40"],
        ["", "丁", "35"],
        ["", "合计", "105"],
    ];
    assert_eq!(sums(&rows), NOTHING);
}

#[test]
fn subtotals_are_sums_of_what_stands_above_them() {
    let rows = [
        ["1", "甲", "20"],
        ["2", "乙", "10"],
        ["", "小计", "30"],
        ["3", "丙", "70"],
        ["", "小计", "70"],
        ["", "总计", "100"],
    ];
    assert_eq!(sums(&rows), NOTHING);
    let mut wrong = rows;
    wrong[2][2] = "34";
    wrong[5][2] = "104";
    assert_eq!(sums(&wrong), ["4 Group Differ"], "the total follows the printed subtotal");
    let mut loose = rows.to_vec();
    loose.insert(5, ["4", "丁", "5"]);
    loose[6][2] = "105";
    assert_eq!(sums(&loose), NOTHING, "a line outside all subtotals");
}

#[test]
fn sums_may_name_their_parts() {
    let rows = [
        ["一", "工程费", "100"],
        ["二", "其他费", "20"],
        ["三", "一至二合计", "120"],
        ["四", "预备费", "6"],
        ["五", "总投资（三+四）", "126"],
    ];
    assert_eq!(sums(&rows), NOTHING);
    let mut wrong = rows;
    wrong[2][2] = "130";
    wrong[4][2] = "136";
    assert_eq!(sums(&wrong), ["4 Group Differ"]);
}

#[test]
fn taxes_follow_the_first_sum() {
    let rows =
        [["1", "甲", "60"], ["2", "乙", "40"], ["", "合计", "100"], ["", "税金", "6"], ["", "总计", "106"]];
    assert_eq!(sums(&rows), NOTHING);
}

#[test]
fn of_which_is_counted_nowhere() {
    let rows = [["1", "甲", "60"], ["", "其中：子项", "25"], ["2", "乙", "40"], ["", "合计", "100"]];
    assert_eq!(sums(&rows), NOTHING);
}

#[test]
fn capitals_and_figures_of_the_sum() {
    let rows = [
        ["1", "甲", "60"],
        ["2", "乙", "40"],
        ["", "合计（小写）", "100"],
        ["", "合计（大写）", "壹佰万元整"],
    ];
    assert_eq!(sums(&rows), NOTHING);
    let mut wrong = rows;
    wrong[3][2] = "壹佰贰拾万元整";
    assert_eq!(sums(&wrong), ["5 Total Differ"]);
}

#[test]
fn rounding_needs_something_that_was_rounded() {
    let whole = [["1", "甲", "12"], ["2", "乙", "10"], ["", "合计", "23"]];
    assert_eq!(sums(&whole), ["4 Total Rounding"]);
    let said = complaints(&[
        &["名称", "数量", "单价（万元）", "金额（万元）"],
        &["甲", "2", "6", "12"],
        &["乙", "1", "10", "10"],
        &["合计", "", "", "23"],
    ]);
    assert_eq!(said, ["4 Total Differ"], "exact products were not rounded");
}

#[test]
fn what_cannot_be_added_up_is_said() {
    assert_eq!(sums(&[["1", "甲", "12"], ["2", "乙", ""], ["", "合计", "22"]]), ["4 Total Unchecked"]);
    assert_eq!(
        sums(&[["1", "甲", "12"], ["2", "乙", "按实结算"], ["", "合计", "22"]]),
        ["4 Total Unchecked"]
    );
    assert_eq!(sums(&[["1", "甲", "12"], ["2", "乙", ""], ["", "合计", "12"]]), NOTHING);
    assert_eq!(sums(&[["1", "甲", "12"], ["2", "乙", "免费"], ["", "合计", "22"]]), ["4 Total Differ"]);
    assert_eq!(sums(&[["1", "甲", "32"], ["2", "乙", ""], ["", "合计", "22"]]), ["4 Total Differ"]);
}

#[test]
fn a_missing_unit_is_said_and_sums_are_still_done() {
    let rows: &[&[&str]] = &[&["名称", "金额"], &["监理费", "12"], &["培训费", "10"], &["合计", "23"]];
    assert_eq!(complaints(rows), ["2 Unit Unchecked", "4 Total Rounding"]);
}

#[test]
fn an_impossible_amount_is_a_slip_of_units() {
    assert_eq!(sums(&[["1", "甲", "1200000"], ["2", "乙", "300000"]]), ["2 Unit UnitSlip"]);
}

#[test]
fn columns_of_years_add_up_both_ways() {
    let header: &[&str] = &["费用名称", "2026年", "2027年", "合计（万元）"];
    let good: &[&[&str]] =
        &[header, &["开发", "40", "60", "100"], &["监理", "1", "2", "3"], &["合计", "41", "62", "103"]];
    assert_eq!(complaints(good), NOTHING);
    let row: &[&[&str]] =
        &[header, &["开发", "40", "50", "100"], &["监理", "1", "2", "3"], &["合计", "41", "52", "103"]];
    assert_eq!(complaints(row), ["2 Row Differ", "4 Row Differ"]);
    let amount: &[&[&str]] =
        &[header, &["开发", "40", "60", "105"], &["监理", "1", "2", "3"], &["合计", "41", "62", "103"]];
    assert_eq!(complaints(amount), ["2 Row Differ"], "the sum of all is right");
    let column: &[&[&str]] =
        &[header, &["开发", "40", "60", "100"], &["监理", "1", "2", "3"], &["合计", "51", "52", "103"]];
    assert_eq!(complaints(column), ["4 Column Differ", "4 Column Differ"]);
}

#[test]
fn merged_sums_of_groups() {
    let header: &[&str] = &["类别", "名称", "金额（万元）", "小计（万元）"];
    let good: &[&[&str]] = &[
        header,
        &["硬件", "甲", "20", "30"],
        &["^", "乙", "10", "^"],
        &["软件", "丙", "70", "70"],
        &["合计", ">", "100", ""],
    ];
    assert_eq!(complaints(good), NOTHING);
    let bad: &[&[&str]] =
        &[header, &["硬件", "甲", "20", "35"], &["^", "乙", "10", "^"], &["合计", ">", "30", ""]];
    assert_eq!(complaints(bad), ["2 Group Differ"]);
}

#[test]
fn sums_in_one_cell() {
    let header: &[&str] = &["名称", "数量", "金额（万元）"];
    let rows: &[&[&str]] = &[
        header,
        &["监理费", "1", "60"],
        &["培训费", "1", "40"],
        &["合计：壹佰万元整（¥1,000,000元）", ">", ">"],
    ];
    assert_eq!(complaints(rows), NOTHING);
    let rows: &[&[&str]] =
        &[header, &["监理费", "1", "60"], &["培训费", "1", "40"], &["合计：120 万元", ">", ">"]];
    assert_eq!(complaints(rows), ["4 Total Differ"]);
}

// ---------------------------------------------------------------- between tables

fn between(tables: &[(&str, &[&[&str]])]) -> Vec<String> {
    let mut pieces = Vec::new();
    for (heading, rows) in tables {
        pieces.push(Heading(heading));
        pieces.push(Table(rows));
    }
    let document = document(&pieces);
    let found = budgets(&document);
    assert_eq!(found.len(), tables.len());
    shown(&document, &found, &audit(&document, &found))
}

const SUMMARY: &[&[&str]] = &[
    &["序号", "费用名称", "金额（万元）"],
    &["1", "硬件设备购置费", "30"],
    &["2", "应用软件开发费", "70"],
    &["", "合计", "100"],
];

#[test]
fn a_detail_table_is_the_line_of_the_summary() {
    let detail: &[&[&str]] = &[
        &["名称", "数量", "单价（元）", "金额（元）"],
        &["服务器", "2", "150000", "300000"],
        &["合计", "", "", "300000"],
    ];
    assert_eq!(between(&[("投资概算汇总", SUMMARY), ("硬件设备购置费明细", detail)]), NOTHING);
    let wrong: &[&[&str]] = &[
        &["名称", "数量", "单价（元）", "金额（元）"],
        &["服务器", "2", "160000", "320000"],
        &["合计", "", "", "320000"],
    ];
    assert_eq!(between(&[("投资概算汇总", SUMMARY), ("硬件设备购置费明细", wrong)]), ["2 Across Differ"]);
    assert_eq!(between(&[("投资概算汇总", SUMMARY), ("运维费用测算", wrong)]), NOTHING);
}

#[test]
fn years_and_sources_are_compared_with_the_sum_of_all() {
    let years: &[&[&str]] =
        &[&["年度", "投资（万元）"], &["2026年", "40"], &["2027年", "60"], &["合计", "100"]];
    assert_eq!(between(&[("投资概算", SUMMARY), ("年度投资计划", years)]), NOTHING);
    let short: &[&[&str]] =
        &[&["年度", "投资（万元）"], &["2026年", "40"], &["2027年", "50"], &["合计", "90"]];
    assert_eq!(between(&[("投资概算", SUMMARY), ("年度投资计划", short)]), ["Yearly Differ"]);
    let sources: &[&[&str]] = &[&["资金来源", "金额（万元）"], &["市级财政资金", "80"], &["自筹资金", "10"]];
    assert_eq!(between(&[("投资概算", SUMMARY), ("资金来源", sources)]), ["Funding Differ"]);
}

#[test]
fn amounts_are_shown_as_people_write_them() {
    for (fen, unit, shown) in [
        (1_280_050_000_i64, Some(1_000_000), "1,280.05 万元"),
        (25_000_000, Some(1_000_000), "25 万元"),
        (12_345_678_900, Some(100), "123,456,789 元"),
        (-150, Some(100), "-1.5 元"),
        (2_500, None, "25"),
        (0, Some(1_000_000), "0 万元"),
    ] {
        assert_eq!(Fen(fen).show(unit.map(Fen)), shown);
    }
}

// ---------------------------------------------------------------- any table

/// Whatever stands in a table, reading and checking it ends, and says the same again.
#[test]
fn any_table_can_be_read_and_checked() {
    const WORDS: [&str; 34] = [
        "序号",
        "名称",
        "类别",
        "数量",
        "单价（元）",
        "金额（万元）",
        "合计",
        "小计",
        "2026年",
        "备注",
        "一",
        "（一）",
        "1",
        "1.1",
        "12.5",
        "-3",
        "99999999999999999",
        "0.000001",
        "服务器",
        "监理费",
        "其中：甲",
        "一至三合计",
        "",
        "—",
        "待定",
        "6%",
        "2×12个月",
        "壹佰万元整",
        "12\n10",
        ">",
        "^",
        "单位：元",
        "总投资（一+二）",
        "¥5,000",
    ];
    const HEADER: [&str; 7] = ["名称", "金额（万元）", "数量", "单价（元）", "合计", "2026年", "备注"];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut found = 0;
    for _ in 0..1_500 {
        let width = 2 + random(5);
        let mut rows: Vec<Vec<&str>> = vec![HEADER[..width].to_vec()];
        for row in 0..random(12) {
            let mut cells: Vec<&str> = (0..width).map(|_| WORDS[random(WORDS.len())]).collect();
            cells[0] = if matches!(cells[0], ">" | "^") { "1" } else { cells[0] };
            if row == 0 || cells.contains(&">") {
                cells.iter_mut().filter(|cell| **cell == "^").for_each(|cell| *cell = "2");
            }
            rows.push(cells);
        }
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let document = document(&[Heading("投资概算"), Table(&rows), Table(&rows)]);
        let budgets = budgets(&document);
        let checks = audit(&document, &budgets);
        assert_eq!(checks, audit(&document, &budgets));
        for check in &checks {
            assert!(check.budget_idx < budgets.len());
            assert!(check.line_idx.is_none_or(|at| at < budgets[check.budget_idx].lines.len()));
        }
        found += checks.len();
    }
    assert!(found > 500, "the tables are not all alike: {found}");
}

/// A table of nothing but sums is not added up forever.
#[test]
fn work_is_bounded() {
    let mut rows: Vec<&[&str]> = vec![&["名称", "金额（万元）"]];
    for _ in 0..3_000 {
        rows.push(&["甲", "1"]);
        rows.push(&["小计", "2"]);
    }
    let said = complaints(&rows);
    assert!(said.last().is_some_and(|last| last.ends_with("Total Unchecked")), "{:?}", said.last());
}
