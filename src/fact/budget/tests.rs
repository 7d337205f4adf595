//! Tables as people write them, and what is read from them and said about their sums.

use super::testing::{Piece::*, *};
use super::{BudgetTableKind as Kind, LineClass as Class, LineKind, *};

fn names<'a>(document: &'a Document, budget: &Budget) -> Vec<&'a str> {
    budget.lines.iter().map(|line| document.slice(line.name)).collect()
}

fn kinds(budget: &Budget) -> Vec<LineKind> {
    budget.lines.iter().map(|line| line.kind).collect()
}

const NOTHING: [&str; 0] = [];

// ---------------------------------------------------------------- recognising

#[test]
fn a_plain_table_is_read() {
    let (document, budget) = budget(&[
        &["序号", "名称", "单位", "数量", "单价（万元）", "金额（万元）", "备注"],
        &["1", "服务器", "台", "2", "12.5", "25", "国产"],
        &["2", "数据库软件", "套", "1", "10", "10", ""],
        &["", "合计", "", "", "", "35", ""],
    ]);
    assert_eq!(budget.kind, Kind::Detail);
    assert_eq!(names(&document, &budget), ["服务器", "数据库软件", "合计"]);
    assert_eq!(amounts(&budget), [Some(250_000), Some(100_000), Some(350_000)]);
    assert_eq!(kinds(&budget), [LineKind::Item, LineKind::Item, LineKind::Total]);
    let classes: Vec<_> = budget.lines.iter().map(|line| line.class).collect();
    assert_eq!(classes, [Some(Class::Hardware), Some(Class::PackagedSoftware), None]);
    assert_eq!(budget.lines[0].quantity.as_ref().unwrap().unit.as_deref(), Some("台"));
}

#[test]
fn a_header_of_two_rows_with_merged_cells() {
    let (_, budget) = budget(&[
        &["序号", "费用名称", "投资概算（万元）", ">", ">", "备注"],
        &["^", "^", "软件", "硬件", "合计", "^"],
        &["1", "应用系统", "100", "20", "120", ""],
        &["2", "系统集成费", "5", "3", "8", ""],
        &["", "合计", "105", "23", "128", ""],
    ]);
    assert_eq!(budget.kind, Kind::Summary);
    assert_eq!(amounts(&budget), [Some(1_200_000), Some(80_000), Some(1_280_000)]);
    assert_eq!(budget.lines[0].parts.len(), 2);
}

#[test]
fn a_header_of_two_rows_without_merged_cells() {
    let (_, budget) = budget(&[
        &["序号", "费用名称", "投资概算（万元）", "", "备注"],
        &["", "", "设备购置费", "合计", ""],
        &["1", "平台", "20", "20", ""],
    ]);
    assert_eq!(amounts(&budget), [Some(200_000)]);
}

#[test]
fn titles_and_units_may_stand_above_the_header() {
    let (document, budget) = budget(&[
        &["项目投资概算汇总表", ">", ">"],
        &["单位：万元", ">", ">"],
        &["序号", "项目", "费用"],
        &["1", "硬件设备购置费", "80"],
        &["2", "监理费", "3"],
        &["合计", ">", "83"],
    ]);
    assert_eq!(budget.unit, Some(Fen(1_000_000)));
    assert_eq!(document.slice(budget.title.unwrap()), "项目投资概算汇总表");
    assert_eq!(amounts(&budget), [Some(800_000), Some(30_000), Some(830_000)]);
    assert_eq!(kinds(&budget)[2], LineKind::Total);
}

#[test]
fn units_come_from_wherever_they_are_stated() {
    let rows: &[&[&str]] = &[&["序号", "名称", "金额"], &["1", "监理费", "3"], &["", "合计", "3"]];
    let wan = Some(Fen(1_000_000));
    for (pieces, unit) in [
        (vec![Heading("投资概算"), Text("单位：万元"), Table(rows)], wan),
        (vec![Heading("投资概算"), Text("总投资 3 万元。单位：元"), Table(rows)], Some(Fen(100))),
        (vec![Heading("投资概算"), Table(rows), Text("注：金额单位为万元。")], wan),
        (vec![Heading("投资概算"), Caption("表1 投资概算表（万元）"), Table(rows)], wan),
        (
            vec![Heading("投资概算"), Text("（单位：人民币元）"), Caption("表1 概算"), Table(rows)],
            Some(Fen(100)),
        ),
        (vec![Heading("投资概算"), Table(rows)], None),
        (vec![Text("单位：万元"), Heading("投资概算"), Table(rows)], None),
    ] {
        let document = document(&pieces);
        let found = budgets(&document);
        assert_eq!(found[0].unit, unit, "{}", document.text);
        assert_eq!(found[0].lines[0].amount.is_some(), unit.is_some());
    }
}

#[test]
fn cells_may_name_their_own_unit() {
    let (_, budget) = budget(&[
        &["名称", "数量", "金额"],
        &["服务器", "两台", "１２．５万元"],
        &["存储", "1套", "30000元"],
        &["监理费", "", "壹万元整"],
    ]);
    assert_eq!(amounts(&budget), [Some(125_000), Some(30_000), Some(10_000)]);
    let counts: Vec<_> =
        budget.lines.iter().map(|l| l.quantity.as_ref().map(|q| q.value.to_string())).collect();
    assert_eq!(counts, [Some("2".into()), Some("1".into()), None]);
}

#[test]
fn the_header_may_repeat_in_the_middle() {
    let (document, budget) = budget(&[
        &["序号", "名称", "金额（万元）"],
        &["1", "服务器", "5"],
        &["序号", "名称", "金额（万元）"],
        &["2", "存储", "6"],
        &["", "合计", "11"],
    ]);
    assert_eq!(names(&document, &budget), ["服务器", "存储", "合计"]);
}

#[test]
fn a_table_goes_on_in_the_next() {
    for second in [
        &[&["2", "存储", "6"][..], &["", "合计", "11"][..]][..],
        &[&["序号", "名称", "金额（万元）"][..], &["2", "存储", "6"][..], &["", "合计", "11"][..]][..],
    ] {
        let document = document(&[
            Heading("投资概算"),
            Table(&[&["序号", "名称", "金额（万元）"], &["1", "服务器", "5"]]),
            Furniture("12"),
            Table(second),
        ]);
        let found = budgets(&document);
        assert_eq!(found.len(), 1);
        assert_eq!(names(&document, &found[0]), ["服务器", "存储", "合计"]);
        assert_eq!(found[0].lines[1].table, 1);
        assert_eq!(shown(&document, &found, &audit(&document, &found)), NOTHING);
    }
}

#[test]
fn one_table_may_hold_several() {
    let (document, found) = {
        let document = document(&[
            Heading("投资概算"),
            Table(&[
                &["一、硬件清单（万元）", ">", ">", ">"],
                &["序号", "名称", "数量", "金额"],
                &["1", "服务器", "2", "12"],
                &["", "合计", "", "12"],
                &["", "", "", ""],
                &["二、其他费用（元）", ">", ">", ">"],
                &["序号", "费用名称", "费用", "备注"],
                &["1", "监理费", "30000", ""],
                &["", "合计", "30000", ""],
            ]),
        ]);
        let found = budgets(&document);
        (document, found)
    };
    assert_eq!(found.len(), 2);
    assert_eq!(names(&document, &found[0]), ["服务器", "合计"]);
    assert_eq!(names(&document, &found[1]), ["监理费", "合计"]);
    assert_eq!(amounts(&found[1])[0], Some(30_000));
    assert_eq!(shown(&document, &found, &audit(&document, &found)), NOTHING);
}

#[test]
fn a_table_goes_on_behind_the_sum_of_a_part() {
    let document = document(&[
        Heading("投资概算"),
        Table(&[&["序号", "名称", "金额（万元）"], &["1", "服务器", "5"], &["", "合计", "5"]]),
        Furniture("12"),
        Table(&[&["2", "监理费", "6"], &["", "总计", "11"]]),
    ]);
    let found = budgets(&document);
    assert_eq!(found.len(), 1);
    assert_eq!(kinds(&found[0])[1], LineKind::Subtotal);
    assert_eq!(shown(&document, &found, &audit(&document, &found)), NOTHING);
}

#[test]
fn a_new_table_is_not_the_old_one_going_on() {
    let first: &[&[&str]] = &[&["序号", "名称", "金额（万元）"], &["1", "服务器", "5"], &["", "合计", "5"]];
    let other: &[&[&str]] = &[&["序号", "名称", "金额（万元）"], &["1", "监理费", "6"], &["", "合计", "6"]];
    let document = document(&[Heading("投资概算"), Table(first), Text("其他费用如下："), Table(other)]);
    assert_eq!(budgets(&document).len(), 2);
}

#[test]
fn a_table_without_header_in_the_chapter_on_costs() {
    let rows: &[&[&str]] = &[&["硬件购置", "80 万元"], &["软件开发", "120 万元"], &["合计", "200 万元"]];
    let in_costs = document(&[Heading("投资概算"), Table(rows)]);
    assert_eq!(amounts(&budgets(&in_costs)[0]), [Some(800_000), Some(1_200_000), Some(2_000_000)]);
    let elsewhere = document(&[Heading("建设内容"), Table(rows)]);
    assert_eq!(budgets(&elsewhere).len(), 0);
}

#[test]
fn what_is_no_budget_is_left_alone() {
    let cases: &[(&str, &[&[&str]])] = &[
        (
            "接口设计",
            &[&["字段名称", "字段类型", "字段说明"], &["price", "Int", "价格"], &["num", "Int", "数量"]],
        ),
        (
            "绩效目标",
            &[&["一级指标", "二级指标", "指标值"], &["产出", "数量", "≥500"], &["成本", "投资", "≤300万元"]],
        ),
        ("人员安排", &[&["序号", "姓名", "职称", "人数"], &["1", "张三", "高工", "1"]]),
        ("数据资源", &[&["序号", "数据名称", "数量", "单位"], &["1", "人口数据", "500", "万条"]]),
        ("统计", &[&["单位", "男", "女", "合计"], &["甲", "3", "4", "7"]]),
        ("接口参数", &[&["参数名称", "类型", "说明"], &["设备编号", "String", "必填"]]),
        ("付款方式", &[&["序号", "付款节点", "付款比例", "金额（万元）"], &["1", "签订合同", "30%", "30"]]),
        ("需求分析", &[&["部门", "业务量"], &["甲", "1,200"]]),
        ("进度安排", &[&["阶段", "时间安排", "主要内容"], &["一", "1 个月", "调研"]]),
    ];
    for (heading, rows) in cases {
        let document = document(&[Heading(heading), Table(rows)]);
        assert_eq!(budgets(&document).len(), 0, "{heading}");
    }
}

#[test]
fn tables_about_something_else_plan_nothing() {
    let rows: &[&[&str]] = &[&["序号", "系统名称", "投资金额（万元）"], &["1", "旧平台", "300"]];
    let document = document(&[Heading("信息化现状"), Table(rows)]);
    let found = budgets(&document);
    assert!(found.iter().all(|budget| !budget.is_plan()), "{found:?}");
}

#[test]
fn equipment_lists_have_no_amounts() {
    let rows: &[&[&str]] = &[
        &["序号", "设备类型", "技术参数要求", "单位", "数量"],
        &["1", "核心交换机", "48 口万兆", "台", "2"],
        &["2", "云平台软件", "40 颗 CPU 授权", "套", "1"],
    ];
    let document = document(&[Heading("系统设计"), Table(rows)]);
    let found = budgets(&document);
    assert_eq!(found[0].kind, Kind::EquipmentList);
    assert_eq!(found[0].lines[0].specification.len(), 1);
    assert!(audit(&document, &found).is_empty());
}

#[test]
fn plans_of_years_and_sources_are_told_apart() {
    let years: &[&[&str]] =
        &[&["序号", "费用名称", "2026年", "2027年", "合计"], &["1", "软件开发费", "40", "60", "100"]];
    let rows_of_years: &[&[&str]] = &[&["年度", "投资（万元）"], &["2026年", "40"], &["2027年", "60"]];
    let sources: &[&[&str]] = &[&["资金来源", "金额（万元）"], &["市级财政资金", "80"], &["自筹", "20"]];
    let columns: &[&[&str]] =
        &[&["项目", "中央资金", "地方配套", "合计（万元）"], &["平台", "60", "40", "100"]];
    for (rows, kind) in [
        (years, Kind::Yearly),
        (rows_of_years, Kind::Yearly),
        (sources, Kind::Funding),
        (columns, Kind::Funding),
    ] {
        assert_eq!(budget(rows).1.kind, kind, "{rows:?}");
    }
}

// ---------------------------------------------------------------- lines and groups

#[test]
fn numbers_make_groups() {
    let (_, budget) = budget(&[
        &["序号", "名称", "金额（万元）"],
        &["一", "硬件设备", "30"],
        &["1", "服务器", "20"],
        &["2", "存储", "10"],
        &["二", "应用软件开发", ""],
        &["（一）", "受理系统", "40"],
        &["（二）", "审批系统", "30"],
        &["三", "监理费", "3"],
        &["合计", "", "103"],
    ]);
    let parents: Vec<_> = budget.lines.iter().map(|line| line.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(0), None, Some(3), Some(3), None, None]);
    assert_eq!(
        kinds(&budget),
        [
            LineKind::Group,
            LineKind::Item,
            LineKind::Item,
            LineKind::Group,
            LineKind::Item,
            LineKind::Item,
            LineKind::Item,
            LineKind::Total
        ]
    );
}

#[test]
fn heads_may_stand_over_the_whole_width() {
    let (document, budget) = budget(&[
        &["序号", "名称", "数量", "单价", "金额（万元）"],
        &["硬件部分", ">", ">", ">", ">"],
        &["1", "服务器", "2", "10", "20"],
        &["小计", ">", ">", ">", "20"],
        &["软件部分", ">", ">", ">", ">"],
        &["1", "操作系统", "2", "1", "2"],
        &["小计", ">", ">", ">", "2"],
        &["总计", ">", ">", ">", "22"],
        &["注：以上价格均含税。", ">", ">", ">", ">"],
    ]);
    assert_eq!(names(&document, &budget).len(), 7);
    assert_eq!(budget.lines[1].parent, Some(0));
    assert_eq!(budget.lines[4].parent, Some(3));
    assert_eq!(kinds(&budget)[2], LineKind::Subtotal);
    assert_eq!(kinds(&budget)[6], LineKind::Total);
}

#[test]
fn merged_categories_give_the_class() {
    let (document, budget) = budget(&[
        &["类别", "名称", "金额（万元）"],
        &["硬件设备", "视频管理平台", "20"],
        &["^", "防火墙", "10"],
        &["应用软件开发", "视频监控", "40"],
        &["^", "报表", "30"],
        &["合计", ">", "100"],
    ]);
    let classes: Vec<_> = budget.lines.iter().map(|line| line.class).collect();
    assert_eq!(
        classes[..4],
        [Some(Class::Hardware), Some(Class::Hardware), Some(Class::Development), Some(Class::Development)]
    );
    assert_eq!(document.slice(budget.lines[1].category.unwrap()), "硬件设备");
}

#[test]
fn two_columns_of_names_are_category_and_name() {
    let (document, budget) = budget(&[
        &["序号", "项目", "内容", "金额（万元）"],
        &["1", "应用系统", "受理", "20"],
        &["^", "^", "审批", "10"],
        &["2", "其他费用", "监理费", "3"],
    ]);
    assert_eq!(names(&document, &budget), ["受理", "审批", "监理费"]);
    let categories: Vec<&str> =
        budget.lines.iter().map(|line| document.slice(line.category.unwrap())).collect();
    assert_eq!(categories, ["应用系统", "应用系统", "其他费用"]);
}

#[test]
fn categories_may_be_left_empty_below_the_first() {
    let (document, budget) = budget(&[
        &["序号", "子系统", "功能模块", "费用（万元）"],
        &["1", "受理系统", "登记", "24"],
        &["2", "", "预约", "36"],
        &["3", "审批系统", "流程", "60"],
        &["", "合计", "", "120"],
    ]);
    assert_eq!(names(&document, &budget), ["登记", "预约", "流程", "合计"]);
    assert_eq!(document.slice(budget.lines[1].category.unwrap()), "受理系统");
    assert_eq!(budget.lines[3].category, None);
}

#[test]
fn a_stated_unit_makes_a_column_of_numbers_an_amount() {
    let rows: &[&[&str]] =
        &[&["序号", "费用名称", "批复值", "备注"], &["1", "监理费", "3.5", ""], &["2", "培训费", "2", ""]];
    let stated = document(&[Heading("投资概算"), Caption("表1 概算表（单位：万元）"), Table(rows)]);
    assert_eq!(amounts(&budgets(&stated)[0]), [Some(35_000), Some(20_000)]);
    let unstated = document(&[Heading("投资概算"), Table(rows)]);
    assert!(budgets(&unstated).is_empty());
}

#[test]
fn the_sum_shows_the_unit_that_is_not_stated() {
    let stated: &[&[&str]] = &[&["名称", "金额（万元）"], &["监理费", "3.5"], &["合计", "3.5"]];
    let unstated: &[&[&str]] = &[&["资金来源", "金额"], &["财政资金", "3.5"], &["合计", "3.5"]];
    let other: &[&[&str]] = &[&["资金来源", "金额"], &["财政资金", "4.5"], &["合计", "4.5"]];
    let with = |rows| document(&[Heading("投资概算"), Table(stated), Heading("资金来源"), Table(rows)]);
    assert_eq!(budgets(&with(unstated))[1].unit, Some(Fen(1_000_000)));
    assert_eq!(budgets(&with(other))[1].unit, None);
}

#[test]
fn specifications_are_cells_with_content() {
    let (document, budget) = budget(&[
        &["名称", "品牌型号", "配置", "数量", "单价（万元）", "金额（万元）"],
        &["服务器", "甲 R1", "2 路 32 核", "1", "5", "5"],
        &["存储", "", "", "1", "5", "5"],
    ]);
    let spec: Vec<&str> = budget.lines[0].specification.iter().map(|&span| document.slice(span)).collect();
    assert_eq!(spec, ["甲 R1", "2 路 32 核"]);
    assert!(budget.lines[1].specification.is_empty());
}
