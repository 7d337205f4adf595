//! Rules made of rules, and statements that must not be made: a pack of their own, with its examples.

use yushen::check::{Options, judge_example};
use yushen::lexicon::Lexicon;
use yushen::outline::example::run_examples;
use yushen::outline::{BuiltinLibrary, Outline};
use yushen::parse::Limits;

const PACK: &str = r####"
id = "test/parts"
title = "测试"
package = "any"
version = "1"

[[requirement]]
id = "T-01"
title = "二者有其一"
force = "must"
rule.any = [
    { statement = { says = ["supervision", "engaging"] } },
    { statement = { says = ["ipv6"] } },
]
help = "写明其中之一"
[[requirement.example]]
passes = "网络支持 IPv6。"
[[requirement.example]]
passes = "委托监理单位。本项目不支持 IPv6。"
[[requirement.example]]
doubts = "监理单位提出意见。"
[[requirement.example]]
fails = "建设三个子系统。"
[[requirement.example]]
fails = "不聘请监理单位。"

[[requirement]]
id = "T-02"
title = "有条件的一半"
force = "must"
rule.all = [
    { statement = { says = ["ipv6"] } },
    { given = { when = { says = "video" }, rule = { statement = { says = ["supervision", "engaging"] } } } },
]
help = "写明"
[[requirement.example]]
passes = "网络支持 IPv6。"
[[requirement.example]]
passes = "网络支持 IPv6。安装摄像机，委托监理单位。"
[[requirement.example]]
fails = "网络支持 IPv6。安装摄像机。"

[[requirement]]
id = "T-03"
title = "不得写"
force = "must"
rule.avoids = { says = ["source-code-rights", "contractor-owns"] }
help = "改正"
[[requirement.example]]
inapplicable = "源代码归建设单位所有。"
[[requirement.example]]
inapplicable = "源代码不归承建单位所有。"
[[requirement.example]]
fails = "源代码归承建单位所有。"
[[requirement.example]]
doubts = "源代码归承建单位所有，因其核心组件为已有产品，不能转让。"

[[requirement]]
id = "T-04"
title = "同一段内说全"
force = "must"
rule.statement = { says = ["self-evaluation", "six-to-twelve-months"], scope = "paragraph", denied-by = "rejection", subject-alone = "insufficient" }
help = "写明"
[[requirement.example]]
passes = "开展绩效自评价。时间为运行后6至12个月。"
[[requirement.example]]
passes = """
绩效管理如下：
- 开展绩效自评价；
- 运行后6至12个月完成。
"""
[[requirement.example]]
passes = "运行后6至12个月开展绩效自评价，不得虚报。"
[[requirement.example]]
passes = "运行后6至12个月开展绩效自评价不得拖延。"
[[requirement.example]]
fails = """
开展绩效自评价。

系统在6至12个月内建成。
"""
[[requirement.example]]
fails = "不开展绩效自评价。"

[[requirement]]
id = "T-05"
title = "费用写到地图才适用"
force = "must"
when = { budget-names = "commercial-map-data" }
rule.statement = { says = ["one-map"] }
help = "写明"
[[requirement.example]]
inapplicable = """
单位：万元

| 序号 | 名称 | 数量 | 单价 | 金额 |
| --- | --- | --- | --- | --- |
| 1 | 子系统开发 | 1 | 60 | 60 |
| | 合计 | | | 60 |
"""
[[requirement.example]]
fails = """
单位：万元

| 序号 | 名称 | 数量 | 单价 | 金额 |
| --- | --- | --- | --- | --- |
| 1 | 电子地图数据 | 1 | 60 | 60 |
| | 合计 | | | 60 |
"""
[[requirement.example]]
doubts = "建设三个子系统。"

[[requirement]]
id = "T-06"
title = "不以运维为主"
force = "must"
rule.budget = { asks = { not-mostly = { classes = ["maintenance"] } } }
help = "分开申报"
[[requirement.example]]
passes = """
单位：万元

| 序号 | 名称 | 金额 |
| --- | --- | --- |
| 1 | 子系统开发 | 60 |
| 2 | 运维服务费 | 20 |
| | 合计 | 80 |
"""
[[requirement.example]]
fails = """
单位：万元

| 序号 | 名称 | 金额 |
| --- | --- | --- |
| 1 | 子系统开发 | 20 |
| 2 | 运维服务费 | 60 |
| | 合计 | 80 |
"""
[[requirement.example]]
inapplicable = "建设三个子系统。"

[[requirement]]
id = "T-07"
title = "运维期"
force = "must"
rule.duration = { of = "maintenance", at-least = "3 年" }
help = "写明"
[[requirement.example]]
passes = "合同约定项目运维期不少于3年。"
[[requirement.example]]
fails = "运维期限为一年。"

[[requirement]]
id = "T-08"
title = "首页提到不算，另一个文件才算"
force = "must"
rule.attachment = { called = "feasibility-approval", says = ["approval-wording"] }
help = "附上"
[[requirement.example]]
passes = """
=== 一.md
# 方案
可研批复文号：某发〔2026〕1号
=== 二.md
# 关于某项目可行性研究报告的批复
经研究，同意该项目，现批复如下。
"""
[[requirement.example]]
fails = """
=== 一.md
# 方案
可研批复文号：某发〔2026〕1号
=== 二.md
# 申报表
项目按可研批复执行。
"""
"####;

#[test]
fn every_example_gets_what_it_must() {
    let library = BuiltinLibrary { lexicon: Lexicon::builtin() };
    let outline = Outline::load("parts.toml", PACK, &library).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let as_of = "2026-11-25".parse().unwrap();
    let options = Options { as_of, limits: Limits::default(), lexicon: Lexicon::builtin(), recogniser: None };
    let failures = run_examples(&outline, &|requirement, example| {
        judge_example(&outline, requirement, example, &options)
    });
    let told: Vec<String> =
        failures.iter().map(|failure| format!("{}\n{}", failure.message(), failure.text)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}
