//! The commands that show: explain, facts, extract, outline.

use crate::command::{Ended, Scratch};
use serde_json::Value;

#[track_caller]
fn run(scratch: &Scratch, arguments: &[&str], code: i32) -> Ended {
    let ended = scratch.run(arguments);
    assert_eq!(ended.code, code, "{arguments:?}\nstdout:\n{}\nstderr:\n{}", ended.out, ended.err);
    ended
}

#[test]
fn explain_tells_a_requirement() {
    let scratch = Scratch::new();
    let told = run(&scratch, &["explain", "sr-c07"], 0).out;
    for part in ["SR-C07", "依据", "第七条", "适用", "判断方法", "怎样补正", "示例（符合）", "示例（不符合）"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let unknown = run(&scratch, &["explain", "SR-C70"], 2);
    assert!(unknown.err.contains("没有编号为“SR-C70”的要求"), "{}", unknown.err);
}

#[test]
fn facts_are_shown_with_their_places() {
    let scratch = Scratch::new();
    scratch.example("proposal.md", "方案.md");
    let shown = run(&scratch, &["facts", "方案.md"], 0).out;
    assert!(shown.contains("总投资") && shown.contains(" 元") && shown.contains("行"), "{shown}");
    let value: Value =
        serde_json::from_str(&run(&scratch, &["facts", "方案.md", "--format", "json"], 0).out).unwrap();
    let facts = value["documents"][0]["facts"].as_array().unwrap();
    assert!(
        facts.iter().any(|fact| fact["name"] == "total-investment" && fact["value"]["fen"].is_i64()),
        "{value}"
    );
    assert!(run(&scratch, &["facts", "无.md"], 3).err.contains("不存在"));
}

#[test]
fn extract_shows_the_document_as_read() {
    let scratch = Scratch::new();
    scratch.file("方案.md", "# 第一章 概述\n\n正文。\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n");
    assert_eq!(
        run(&scratch, &["extract", "方案.md", "--format", "md"], 0).out,
        "# 第一章 概述\n\n正文。\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n"
    );
    assert_eq!(run(&scratch, &["extract", "方案.md"], 0).out, "第一章 概述\n正文。\n甲\t乙\n1\t2\n");
    let value: Value =
        serde_json::from_str(&run(&scratch, &["extract", "方案.md", "--format", "json"], 0).out).unwrap();
    assert_eq!(value["documents"][0]["blocks"][0]["level"], 1);
}

#[test]
fn extract_tells_gaps_on_standard_error() {
    let scratch = Scratch::new();
    scratch.file("空.docx", "");
    let ended = run(&scratch, &["extract", "空.docx"], 3);
    assert!(ended.err.contains("文件为空") && ended.out.is_empty(), "{}", ended.err);
    let json = run(&scratch, &["extract", "空.docx", "--format", "json"], 3);
    let value: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["documents"][0]["gaps"][0]["message"], "文件为空");
}

#[test]
fn outlines_are_listed_and_shown() {
    let scratch = Scratch::new();
    let list = run(&scratch, &["outline", "list"], 0).out;
    assert!(list.lines().count() > 1 && list.starts_with("编号"), "{list}");
    let ids: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.contains(&"shangrao/construction"), "{list}");
    let shown = run(&scratch, &["outline", "show", "shangrao/construction"], 0).out;
    assert!(shown.contains("SR-C07") && shown.contains("第七条"), "{shown}");
}

#[test]
fn examples_of_the_shipped_outlines_hold() {
    let ended = run(&Scratch::new(), &["outline", "test"], 0);
    assert!(ended.out.contains("0 个不符"), "{}", ended.out);
}

#[test]
fn mistakes_of_an_outline_are_marked() {
    let scratch = Scratch::new();
    scratch.file("甲.toml", "id = \"a\"\ntitel = \"标题\"\n");
    let ended = run(&scratch, &["outline", "check", "甲.toml"], 2);
    assert!(ended.out.contains("没有“titel”这个字段") && ended.out.contains("甲.toml:2:1"), "{}", ended.out);
    assert!(ended.out.contains("建议：是否想写“title”？"), "{}", ended.out);
}

#[test]
fn the_schema_of_outlines_is_json() {
    let value: Value = serde_json::from_str(&run(&Scratch::new(), &["outline", "schema"], 0).out).unwrap();
    assert!(value["$schema"].is_string());
}
