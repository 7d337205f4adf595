//! What was measured → `docs/accuracy.md`.

use super::{Measured, Tried};
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str = "\
# 准确率

本页由测试生成：`YUSHEN_WRITE=1 cargo test --test it accuracy`；测试同时核对本页与实际结果一致。

测法：`fixtures/accuracy/` 为每个大纲写出四种写法的合格材料（编号样式、标题用词、行文和表格各不相同），再逐项改坏：
删去、只留标题、只在目录里出现、否定、把承诺改弱、换成似是而非的话、改错一个数、前后矛盾。每份改坏的材料都应当
只让被改坏的那一项变为“不符合”或“待核实”；未改坏的材料不应有任何“不符合”或“待核实”；另有一些看似有问题、
实则无妨的句子，加进去不应引起任何变化。四分之一的材料以 Word 文件检查，其余以 Markdown 检查。

这些材料由我们自己编写，数字说明规则按设计工作，不代表在任意真实材料上的准确率。
";

const KINDS: [(&str, &str); 9] = [
    ("remove", "删去"),
    ("empty", "只留标题"),
    ("contents", "只在目录"),
    ("deny", "否定"),
    ("weak", "改弱"),
    ("decoy", "似是而非"),
    ("sum", "改错数"),
    ("contradict", "矛盾"),
    ("lapsed", "过期"),
];

pub(super) fn page(measured: &[Measured]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n## 总表\n\n| 大纲 | 未改坏的材料 | 其中有误报的 | 改坏的材料 | 查出 | 查出率 | 误报 | 无妨的句子 | 误报 |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for pack in measured {
        let (harmless, broken): (Vec<&Tried>, Vec<&Tried>) =
            pack.tried.iter().partition(|tried| tried.case.breaks.is_empty());
        let found = broken.iter().filter(|tried| tried.found).count();
        let alarms = |tried: &[&Tried]| tried.iter().map(|tried| tried.alarms.len()).sum::<usize>();
        let open: std::collections::BTreeSet<usize> = pack.open.iter().map(|(style, ..)| *style).collect();
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {found} | {} | {} | {} | {} |",
            pack.outline.id,
            pack.unbroken,
            open.len(),
            broken.len(),
            percent(found, broken.len()),
            alarms(&broken),
            harmless.len(),
            alarms(&harmless),
        );
    }
    for pack in measured {
        section(pack, &mut page);
    }
    page
}

fn section(pack: &Measured, page: &mut String) {
    let _ = writeln!(page, "\n## {}（{}）\n", pack.outline.title, pack.outline.id);
    page.push_str("| 编号 | 要求 | 改坏的材料 | 查出 | 查出率 | 被误报 | 改坏的方式 |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    let mut by_requirement: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    let mut alarms: BTreeMap<&str, usize> = BTreeMap::new();
    for tried in &pack.tried {
        for id in &tried.case.breaks {
            by_requirement.entry(id).or_default().push(tried);
        }
        for (id, _) in &tried.alarms {
            *alarms.entry(id).or_default() += 1;
        }
    }
    for requirement in &pack.outline.requirements {
        let id = requirement.id.as_str();
        let tried = by_requirement.get(id).map_or(&[][..], Vec::as_slice);
        let found = tried.iter().filter(|tried| tried.found).count();
        let alarms = alarms.get(id).copied().unwrap_or(0);
        let kinds: Vec<String> = KINDS
            .iter()
            .filter_map(|(kind, title)| {
                let count = tried.iter().filter(|tried| tried.case.kind == *kind).count();
                (count > 0).then(|| format!("{title} {count}"))
            })
            .collect();
        let rate = if tried.is_empty() { "—".to_owned() } else { percent(found, tried.len()) };
        let kinds = if kinds.is_empty() { "见大纲示例".to_owned() } else { kinds.join("、") };
        let _ = writeln!(
            page,
            "| {id} | {} | {} | {found} | {rate} | {alarms} | {kinds} |",
            requirement.title,
            tried.len()
        );
    }
}

fn percent(part: usize, all: usize) -> String {
    match all {
        0 => "—".to_owned(),
        _ => format!("{:.1} %", 100.0 * part as f64 / all as f64),
    }
}
