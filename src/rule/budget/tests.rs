//! Proposals in Markdown, what each rule says about them, and that it says nothing else.

use super::BudgetRule;
use crate::fact::{self, budget};
use crate::gap::{Gap, GapKind};
use crate::lexicon::Lexicon;
use crate::parse::{Limits, parse};
use crate::rule::{Case, Outcome, Reading, Verdict};
use crate::source::Source;

fn reading(path: &str, text: &str) -> Reading {
    let source = Source { path: path.into(), bytes: text.as_bytes().to_vec(), gaps: Vec::new() };
    let document = parse(&source, &Limits::default());
    let lexicon = Lexicon::builtin();
    let headings = lexicon.match_headings(&document);
    let (facts, hits) = (fact::extract(&document), lexicon.find(&document.text));
    let budgets = budget::read_budgets(&document, &headings, lexicon);
    Reading { document, facts, hits, headings, budgets, ..Reading::default() }
}

fn judge_all(asks: &str, readings: &[Reading]) -> Outcome {
    let rule: BudgetRule = toml::from_str(&format!("asks = {asks}")).unwrap();
    let as_of = "2026-11-25".parse().unwrap();
    rule.judge(&Case { readings, lexicon: Lexicon::builtin(), as_of })
}

fn judge(asks: &str, text: &str) -> Outcome {
    judge_all(asks, &[reading("方案.md", text)])
}

/// The verdict and the remarks' messages.
fn said(asks: &str, text: &str) -> (Verdict, Vec<String>) {
    let outcome = judge(asks, text);
    assert!(!outcome.reason.is_empty());
    if outcome.verdict == Verdict::Met {
        assert!(!outcome.evidence.is_empty(), "met shows evidence");
    }
    (outcome.verdict, outcome.remarks.into_iter().map(|remark| remark.message).collect())
}

/// For each text: the verdict, and that the remarks are exactly these.
fn check(asks: &str, cases: &[(&str, Verdict, &[&str])]) {
    for (text, verdict, messages) in cases {
        let found = said(asks, text);
        assert_eq!(
            (found.0, &found.1[..]),
            (*verdict, &messages.iter().map(|&m| m.to_owned()).collect::<Vec<_>>()[..]),
            "{text}"
        );
    }
}

const MODEL: &str = "\"model\"";
const EFFORT: &str = "\"effort\"";
const SUMS: &str = "\"sums\"";
const FEES: &str = r#"{ lines = { all-of = ["management", "supervision"] } }"#;
const ACCEPTANCE: &str =
    r#"{ lines = { all-of = ["acceptance"], any-of = ["testing", "training", "review"] } }"#;
const EXCLUDED: &str = r#"{ excluded = { terms = "excluded-items" } }"#;

// ---------------------------------------------------------------- parameters

#[test]
fn parameters_are_strict() {
    for asks in [
        r#""nothing""#,
        r#"{ lines = { all = [] } }"#,
        r#"{ excluded = {} }"#,
        r#"{ lines = { all-of = ["x"] } }"#,
    ] {
        assert!(toml::from_str::<BudgetRule>(&format!("asks = {asks}")).is_err(), "{asks}");
    }
    assert!(toml::from_str::<BudgetRule>("asks = \"sums\"\nother = 1").is_err());
}

// ---------------------------------------------------------------- model

fn goods(rows: &str) -> String {
    format!(
        "# 投资概算\n单位：万元\n\n| 序号 | 名称 | 参考型号及配置 | 数量 | 单价 | 金额 |\n| --- | --- | --- | --- | --- | --- |\n{rows}"
    )
}

#[test]
fn devices_and_software_have_models() {
    check(
        MODEL,
        &[
            (
                &goods(
                    "| 1 | 应用服务器 | 2 路 32 核，256GB 内存 | 2 | 6 | 12 |\n| 2 | 数据库软件 | 企业版，4 核授权 | 1 | 10 | 10 |",
                ),
                Verdict::Met,
                &[],
            ),
            (
                &goods("| 1 | 应用服务器 | | 2 | 6 | 12 |\n| 2 | 数据库软件 | 企业版 | 1 | 10 | 10 |"),
                Verdict::Silent,
                &["第 2 行“应用服务器”的型号、配置一栏为空"],
            ),
            (
                &goods("| 1 | 应用服务器 | — | 2 | 6 | 12 |"),
                Verdict::Silent,
                &["第 2 行“应用服务器”的型号、配置一栏为空"],
            ),
            (&goods("| 1 | 应用服务器（2 路 32 核，256GB 内存） | | 2 | 6 | 12 |"), Verdict::Met, &[]),
            (
                &goods("| 1 | 软件开发费 | | 1 | 6 | 6 |\n| 2 | 监理费 | | 1 | 1 | 1 |"),
                Verdict::Inapplicable,
                &[],
            ),
            (
                &goods("| 1 | 应用服务器 | 国产 | 2 | 6 | 12 |"),
                Verdict::Silent,
                &["第 2 行“应用服务器”只写了“国产”，没有型号和配置"],
            ),
        ],
    );
}

#[test]
fn a_column_for_models_alone_leaves_the_configuration_open() {
    let table = |cell: &str| {
        format!(
            "# 投资概算\n\n| 名称 | 品牌型号 | 数量 | 金额（万元） |\n| --- | --- | --- | --- |\n| 服务器 | {cell} | 2 | 12 |"
        )
    };
    check(
        MODEL,
        &[
            (
                &table("甲牌 R750"),
                Verdict::Doubtful,
                &["第 2 行“服务器”只写了品牌或型号，没有写配置或技术参数"],
            ),
            (&table("甲牌 R750，2 路 32 核，内存 256GB"), Verdict::Met, &[]),
        ],
    );
}

#[test]
fn a_list_elsewhere_may_describe_the_line() {
    let priced =
        "# 投资概算\n单位：万元\n\n| 名称 | 数量 | 金额 |\n| --- | --- | --- |\n| 核心交换机 | 2 | 12 |\n\n";
    let missing = "第 2 行“核心交换机”没有写参考型号和配置，清单中也没有这样的列";
    let with = |rest: &str| format!("{priced}{rest}");
    check(
        MODEL,
        &[
            (priced, Verdict::Silent, &[missing]),
            (
                &with(
                    "# 设备清单\n\n| 名称 | 技术参数 | 数量 |\n| --- | --- | --- |\n| 核心交换机 | 48 口万兆，双电源 | 2 |",
                ),
                Verdict::Met,
                &[],
            ),
            (
                &with("# 网络设计\n\n## 核心交换机\n\n交换容量不低于 19Tbps，48 个万兆端口。"),
                Verdict::Met,
                &[],
            ),
            (&with("# 网络设计\n\n核心交换机：48 口万兆，双电源，2 台。"), Verdict::Met, &[]),
            (&with("# 网络设计\n\n核心交换机部署在机房，连接各接入层。"), Verdict::Silent, &[missing]),
        ],
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_doubtful() {
    check(
        MODEL,
        &[(
            &goods("| 1 | 应用服务器 | 详见附件 | 2 | 6 | 12 |"),
            Verdict::Doubtful,
            &["第 2 行“应用服务器”写“详见附件”，在所提交的材料中没有找到它的参数"],
        )],
    );
}

#[test]
fn a_sum_for_all_devices_describes_none() {
    let summary = "# 投资概算\n\n| 序号 | 费用名称 | 金额（万元） |\n| --- | --- | --- |\n| 1 | 硬件设备购置费 | 30 |\n| 2 | 应用软件开发费 | 70 |\n| | 合计 | 100 |\n\n";
    check(
        MODEL,
        &[
            (
                summary,
                Verdict::Silent,
                &["第 2 行“硬件设备购置费”只有总额，没有逐项列出设备和软件的型号、配置"],
            ),
            (
                &format!(
                    "{summary}# 设备清单\n\n| 名称 | 技术参数 | 数量 |\n| --- | --- | --- |\n| 服务器 | 2 路 32 核，内存 256GB | 2 |"
                ),
                Verdict::Met,
                &[],
            ),
            (
                &format!(
                    "{summary}# 设备清单\n\n| 名称 | 技术参数 | 数量 |\n| --- | --- | --- |\n| 服务器 | | 2 |"
                ),
                Verdict::Silent,
                &["第 2 行“服务器”的型号、配置一栏为空"],
            ),
        ],
    );
}

// ---------------------------------------------------------------- effort

#[test]
fn development_states_its_effort() {
    let table = |header: &str, a: &str, b: &str| {
        format!(
            "# 投资概算\n单位：万元\n\n| 名称 | {header} | 金额 |\n| --- | --- | --- |\n| 受理子系统开发 | {a} | 40 |\n| 审批子系统开发 | {b} | 30 |\n| 合计 | | 70 |\n\n"
        )
    };
    check(
        EFFORT,
        &[
            (&table("工作量（人月）", "20", "15"), Verdict::Met, &[]),
            (&table("数量", "20 人月", "15 人月"), Verdict::Met, &[]),
            (&table("功能点数", "200", "150"), Verdict::Met, &[]),
            (&table("测算依据", "20 人月 × 2 万元", "15 人月 × 2 万元"), Verdict::Met, &[]),
            (
                &table("工作量（人月）", "20", ""),
                Verdict::Doubtful,
                &["第 3 行“审批子系统开发”没有写明开发工作量，同表其他开发项写有"],
            ),
            (
                &table("备注", "", ""),
                Verdict::Silent,
                &[
                    "第 2 行“受理子系统开发”没有写明开发工作量（人月、人日或功能点）",
                    "第 3 行“审批子系统开发”没有写明开发工作量（人月、人日或功能点）",
                ],
            ),
            (&(table("备注", "", "") + "经估算，应用系统开发工作量为 35 人月。"), Verdict::Met, &[]),
            (&(table("备注", "", "") + "# 实施\n\n软件开发共需 35 人月。"), Verdict::Met, &[]),
        ],
    );
}

#[test]
fn effort_of_others_is_no_effort_of_development() {
    let text = "# 投资概算\n\n| 名称 | 金额（万元） |\n| --- | --- |\n| 受理子系统开发 | 40 |\n\n# 运维\n\n运维服务投入 12 人月。";
    assert_eq!(said(EFFORT, text).0, Verdict::Doubtful);
}

// ---------------------------------------------------------------- lines

fn fees(rows: &str) -> String {
    format!(
        "# 投资概算\n单位：万元\n\n| 序号 | 名称 | 金额 | 备注 |\n| --- | --- | --- | --- |\n| 1 | 软件开发费 | 100 | |\n{rows}\n\n"
    )
}

#[test]
fn required_lines_are_named_one_by_one() {
    check(
        FEES,
        &[
            (&fees("| 2 | 项目管理费 | 2 | |\n| 3 | 项目监理费 | 3 | |"), Verdict::Met, &[]),
            (&fees("| 2 | 项目管理及监理费 | 5 | |"), Verdict::Met, &[]),
            (&fees("| 2 | 其他费用 | 5 | 含项目管理、监理 |"), Verdict::Met, &[]),
            (
                &fees("| 2 | 其他费用 | 5 | 不含项目管理、监理 |"),
                Verdict::Silent,
                &["概算中没有项目管理费", "概算中没有监理费"],
            ),
            (&fees("| 2 | 项目管理费 | 2 | |"), Verdict::Silent, &["概算中没有监理费"]),
            (&fees("| 2 | 培训费 | 2 | |"), Verdict::Silent, &["概算中没有项目管理费", "概算中没有监理费"]),
            (
                &fees("| 2 | 项目管理费 | 2 | |\n| 3 | 项目监理费 | | |"),
                Verdict::Doubtful,
                &["第 4 行“项目监理费”没有写出金额"],
            ),
        ],
    );
}

#[test]
fn fees_may_stand_in_the_text() {
    let base = fees("| 2 | 项目管理费 | 2 | |");
    check(
        FEES,
        &[
            (&(base.clone() + "监理费按 3% 计取，为 3 万元。"), Verdict::Met, &[]),
            (&(base.clone() + "其中培训费 1 万元、监理费 3 万元。"), Verdict::Met, &[]),
            (&(base.clone() + "其中监理费另行申请、培训费 3 万元。"), Verdict::Silent, &["概算中没有监理费"]),
            (&(base.clone() + "# 现状\n\n一期项目监理费 3 万元。"), Verdict::Silent, &["概算中没有监理费"]),
            (&(base.clone() + "监理工作量估算为 2 人月。"), Verdict::Met, &[]),
            (
                &(base.clone() + "本项目不聘请监理单位。"),
                Verdict::Contradicted,
                &["此处写明不列监理费，没有说明理由"],
            ),
            (
                &(base.clone() + "由于项目投资较小且由市级统一组织监理，本项目不单独计列监理费。"),
                Verdict::Explained,
                &["概算没有列监理费，此处说明了原因，需核实"],
            ),
        ],
    );
    let only_text =
        "# 投资概算\n\n项目总投资 105 万元，其中软件开发费 100 万元，项目管理费 2 万元，监理费 3 万元。";
    check(FEES, &[(only_text, Verdict::Met, &[])]);
}

#[test]
fn one_of_several_is_enough() {
    check(
        ACCEPTANCE,
        &[
            (&fees("| 2 | 项目验收费 | 2 | |\n| 3 | 第三方软件测评费 | 3 | |"), Verdict::Met, &[]),
            (&fees("| 2 | 项目验收费 | 2 | |\n| 3 | 培训费 | 3 | |"), Verdict::Met, &[]),
            (
                &fees("| 2 | 项目验收费 | 2 | |"),
                Verdict::Silent,
                &["概算中没有软件测试费、培训费、评审费中的任何一项"],
            ),
            (&fees("| 2 | 培训费 | 2 | |"), Verdict::Silent, &["概算中没有验收费"]),
        ],
    );
}

#[test]
fn what_is_hidden_proves_no_absence() {
    let mut read = reading("方案.md", &fees("| 2 | 培训费 | 2 | |"));
    read.document.gaps.push(Gap::new(GapKind::ImagePage).on_page(9));
    for asks in [FEES, EFFORT] {
        let outcome = judge_all(asks, std::slice::from_ref(&read));
        assert_eq!(outcome.verdict, Verdict::Unreadable, "{asks}");
    }
    let mut empty = reading("方案.md", "# 概述\n\n内容。");
    empty.document.gaps.push(Gap::new(GapKind::ImagePage).on_page(9));
    for asks in [FEES, EFFORT, SUMS, EXCLUDED, MODEL] {
        let outcome = judge_all(asks, std::slice::from_ref(&empty));
        assert_eq!(outcome.verdict, Verdict::Unreadable, "{asks}");
    }
}

#[test]
fn without_a_table_the_reason_says_what_was_looked_at() {
    let outcome = judge(FEES, "# 投资概算\n\n费用待定。");
    assert_eq!(outcome.verdict, Verdict::Silent);
    assert!(outcome.reason.contains("没有识别到费用表，只查了投资章节的文字"), "{}", outcome.reason);
    assert_eq!(judge(SUMS, "# 投资概算\n\n费用待定。").verdict, Verdict::Silent);
    assert_eq!(judge(EXCLUDED, "# 投资概算\n\n费用待定。").verdict, Verdict::Doubtful);
}

// ---------------------------------------------------------------- sums

fn priced(intro: &str, rows: &str) -> String {
    format!(
        "# 投资概算\n{intro}单位：万元\n\n| 序号 | 名称 | 数量 | 单价 | 金额 |\n| --- | --- | --- | --- | --- |\n{rows}"
    )
}

const GOOD: &str = "| 1 | 服务器 | 2 | 12.5 | 25 |\n| 2 | 数据库 | 1 | 10 | 10 |\n| | 合计 | | | 35 |";

#[test]
fn sums_agree_or_are_shown_with_both_sides() {
    check(
        SUMS,
        &[
            (&priced("", GOOD), Verdict::Met, &[]),
            (&priced("项目总投资 35 万元。", GOOD), Verdict::Met, &[]),
            (
                &priced("", &GOOD.replace("| 25 |", "| 26 |").replace("| 35 |", "| 36 |")),
                Verdict::Contradicted,
                &["第 2 行“服务器”：2 × 12.5 万元 = 25 万元，表中写 26 万元"],
            ),
            (
                &priced("", &GOOD.replace("| 35 |", "| 45 |")),
                Verdict::Contradicted,
                &["第 4 行“合计”：分项 25 + 10 = 35 万元，表中写 45 万元"],
            ),
            (
                &priced("项目总投资 53 万元。", GOOD),
                Verdict::Contradicted,
                &["总投资前后不一致：正文写 53 万元，费用表总计 35 万元"],
            ),
            (
                &priced("项目总投资 350000 万元。", GOOD),
                Verdict::Doubtful,
                &["正文写总投资“350000 万元”，费用表总计 35 万元，相差约一万倍，疑元与万元混用"],
            ),
            (
                &priced("", &GOOD.replace("| | 合计 | | | 35 |", "")),
                Verdict::Doubtful,
                &["费用表没有写出合计，总额无从核对"],
            ),
            (
                &priced("", &GOOD.replace("| 10 | 10 |", "| 10 | |")),
                Verdict::Doubtful,
                &["第 4 行“合计”写 35 万元，无法核对：第 3 行“数据库”没有金额"],
            ),
        ],
    );
}

#[test]
fn rounding_is_doubtful() {
    check(
        SUMS,
        &[(
            &priced("", "| 1 | 服务器 | 3 | 0.33 | 1.00 |\n| | 合计 | | | 1.00 |"),
            Verdict::Doubtful,
            &[
                "第 2 行“服务器”：3 × 0.33 万元 = 0.99 万元，表中写 1 万元，相差 0.01 万元，可能是四舍五入，需核实",
            ],
        )],
    );
}

#[test]
fn capitals_and_figures_must_agree() {
    let with = |capitals: &str| priced(&format!("项目总投资 35 万元（大写：{capitals}）。"), GOOD);
    check(
        SUMS,
        &[
            (&with("叁拾伍万元整"), Verdict::Met, &[]),
            (
                &with("伍拾叁万元整"),
                Verdict::Contradicted,
                &["大写与小写金额不一致：大写“伍拾叁万元整”为 530,000 元，小写“35 万元”为 350,000 元"],
            ),
        ],
    );
}

#[test]
fn a_missing_unit_is_doubtful() {
    let text = priced("", GOOD).replace("单位：万元", "");
    let (verdict, messages) = said(SUMS, &text);
    assert_eq!(verdict, Verdict::Doubtful);
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("金额单位不明"), "{messages:?}");
}

#[test]
fn tables_of_several_files_must_agree() {
    let one = reading("a.md", &priced("", GOOD));
    let same = reading("b.md", &priced("", GOOD));
    let other = reading("b.md", &priced("", "| 1 | 服务器 | 2 | 10 | 20 |\n| | 合计 | | | 20 |"));
    assert_eq!(judge_all(SUMS, &[reading("a.md", &priced("", GOOD)), same]).verdict, Verdict::Met);
    let outcome = judge_all(SUMS, &[one, other]);
    assert_eq!(outcome.verdict, Verdict::Doubtful);
    assert!(outcome.remarks[0].message.contains("“b.md”写 20 万元，“a.md”写 35 万元"));
}

#[test]
fn no_more_than_fifty_remarks() {
    let rows: String = (1..=70).map(|n| format!("| {n} | 服务器{n} | 2 | 5 | 11 |\n")).collect();
    let outcome = judge(SUMS, &priced("", &rows));
    assert_eq!(outcome.remarks.len(), 51);
    assert_eq!(outcome.remarks[50].message, "另有 20 处同类问题，未逐一列出");
}

// ---------------------------------------------------------------- excluded

#[test]
fn what_does_not_belong_is_found_in_names_only() {
    let rows = |row: &str| priced("", &format!("| 1 | 应用服务器 | 2 | 6 | 12 |\n{row}"));
    check(
        EXCLUDED,
        &[
            (&rows(""), Verdict::Met, &[]),
            (
                &rows("| 2 | 复印机 | 1 | 2 | 2 |"),
                Verdict::Contradicted,
                &["第 3 行“复印机”属于不在申报范围的物品，不应列入概算"],
            ),
            (
                &rows("| 2 | 复印机购置费 | 1 | 2 | 2 |"),
                Verdict::Contradicted,
                &["第 3 行“复印机购置费”属于不在申报范围的物品，不应列入概算"],
            ),
            (&rows("| 2 | 打印机接口开发 | 1 | 2 | 2 |"), Verdict::Met, &[]),
            (&rows("| 2 | 无人机巡检系统开发 | 1 | 2 | 2 |"), Verdict::Met, &[]),
            (&(rows("") + "\n\n本项目不采购复印机等办公设备。"), Verdict::Met, &[]),
        ],
    );
}

#[test]
fn an_explained_exception_is_no_fault() {
    let text =
        priced("", "| 1 | 打印机 | 1 | 2 | 2 |") + "\n\n由于自助终端须出具纸质凭证，打印机为其组成部分。";
    check(
        EXCLUDED,
        &[(&text, Verdict::Explained, &["第 2 行“打印机”属于不在申报范围的物品，文中说明了原因，需核实"])],
    );
}

#[test]
fn a_list_without_amounts_is_only_doubtful() {
    let text = "# 设备清单\n\n| 名称 | 技术参数 | 数量 |\n| --- | --- | --- |\n| 服务器 | 2 路 32 核 | 2 |\n| 复印机 | A3 幅面 | 1 |";
    assert_eq!(said(EXCLUDED, text).0, Verdict::Doubtful);
}

#[test]
fn each_cost_says_what_it_is_based_on() {
    const BASIS: &str = r#"{ basis = { terms = "cost-basis" } }"#;
    let table = |rows: &str| {
        format!(
            "# 经费预算\n单位：万元\n\n| 名称 | 数量 | 单价 | 金额 | 说明 |\n| --- | --- | --- | --- | --- |\n{rows}"
        )
    };
    let priced =
        table("| 维保费 | 6 | 0.5 | 3 | |\n| 驻场服务费 | | | 18 | 市场询价 |\n| 合计 | | | 21 | |\n");
    let bare = table("| 维保费 | 6 | 0.5 | 3 | |\n| 驻场服务费 | | | 18 | 日常保障 |\n| 合计 | | | 21 | |\n");
    let none = table("| 驻场服务费 | | | 18 | |\n| 合计 | | | 18 | |\n");
    let in_text = format!("{none}\n驻场服务费按 12 人月、每人月 1.5 万元计算。\n");
    let only_amount = format!("{none}\n驻场服务费为 18 万元。\n");
    const LACKS: &str = "第 3 行“驻场服务费”只有金额，没有写明测算依据与过程";
    const ALL: &str = "第 2 行“驻场服务费”只有金额，没有写明测算依据与过程";
    check(
        BASIS,
        &[
            (&priced, Verdict::Met, &[]),
            (&bare, Verdict::Contradicted, &[LACKS]),
            (&none, Verdict::Silent, &[ALL]),
            (&in_text, Verdict::Met, &[]),
            (&only_amount, Verdict::Silent, &[ALL]),
            ("# 概述\n没有费用表。", Verdict::Inapplicable, &[]),
        ],
    );
}
