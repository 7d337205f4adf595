//! The command line writes papers: skeletons and review opinions.
#![expect(clippy::disallowed_methods, reason = "the tests of the command line are about files")]

use crate::command::Scratch;
use serde_json::Value;
use yushen::document::Document;
use yushen::parse::{Limits, parse};
use yushen::source::Source;

const OUTLINE: &str = "shangrao/construction";

fn document(scratch: &Scratch, name: &str) -> Document {
    let bytes = std::fs::read(scratch.path(name)).unwrap();
    parse(&Source { path: name.into(), bytes, gaps: Vec::new() }, &Limits::default())
}

#[test]
fn a_skeleton_is_written_once_and_not_over_anything() {
    let scratch = Scratch::new();
    let first = scratch.run(&["new", OUTLINE, "-o", "方案.docx"]);
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{}", first.err);
    assert!(first.err.contains("yushen check 方案.docx --outline shangrao/construction"), "{}", first.err);
    assert!(document(&scratch, "方案.docx").text.contains("投资概算"));

    scratch.file("方案.docx", "mine");
    let second = scratch.run(&["new", OUTLINE, "-o", "方案.docx"]);
    assert_eq!(second.code, 2);
    assert!(second.err.contains("已经存在，没有改动"), "{}", second.err);
    assert_eq!(scratch.read("方案.docx"), "mine");
    assert_eq!(scratch.run(&["new", OUTLINE, "-o", "方案.docx", "--force"]).code, 0);
    assert!(document(&scratch, "方案.docx").text.contains("投资概算"));
    assert_eq!(scratch.names(), ["方案.docx"]);
}

#[test]
fn without_a_file_a_skeleton_is_markdown() {
    let scratch = Scratch::new();
    let shown = scratch.run(&["new", OUTLINE]);
    assert!(shown.out.starts_with("# 【请填写：项目名称】项目建设方案\n"), "{}", shown.out);
    assert_eq!(scratch.run(&["new", OUTLINE, "-o", "方案.md"]).code, 0);
    assert_eq!(scratch.read("方案.md"), shown.out);
    let checked = scratch.run(&["check", "方案.md", "--outline", OUTLINE, "--quiet"]);
    assert_eq!(checked.code, 1, "{}", checked.out);
    assert!(checked.out.contains("缺 "), "{}", checked.out);
}

#[test]
fn what_cannot_be_written_is_told() {
    let scratch = Scratch::new();
    for (arguments, told) in [
        (&["new", OUTLINE, "-o", "方案.pdf"][..], "扩展名不是 .docx 或 .md"),
        (&["new", "common/hygiene"], "没有章节可写"),
        (&["new", "shangrao/constructoin"], "是否想写“shangrao/construction”"),
        (&["new", OUTLINE, "-o", "没有/方案.md"], "写不到“没有/方案.md”"),
    ] {
        let ended = scratch.run(arguments);
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.err.contains(told), "{arguments:?}: {}", ended.err);
    }
    assert!(scratch.names().is_empty());
}

#[test]
fn the_opinion_tells_as_many_findings_as_the_json() {
    let scratch = Scratch::new();
    scratch.example("faulty.docx", "方案.docx");
    let arguments =
        ["check", "方案.docx", "--as-of", "2026-11-25", "--report", "opinion=意见.docx", "--report", "json"];
    let ended = scratch.run(&arguments);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let package = &report["packages"][0];
    let findings = package["findings"].as_array().unwrap();
    let document = document(&scratch, "意见.docx");
    assert!(findings.len() > 12, "{}", findings.len());
    assert_eq!(document.text.matches("所在位置：").count(), findings.len(), "{}", document.text);
    assert!(document.text.contains(&format!("提出意见 {} 处", findings.len())));
    for name in ["met", "unmet", "doubtful", "unreadable", "inapplicable"] {
        let label = match name {
            "met" => "：符合",
            "unmet" => "不符合",
            "doubtful" => "待核实",
            "unreadable" => "无法检查",
            _ => "不适用",
        };
        let count = format!("{label} {} 项", package["counts"][name]);
        assert!(document.text.contains(&count), "{count}: {}", document.text);
    }
    assert!(document.text.contains(package["summary"].as_str().unwrap()));
    assert!(document.text.contains(package["files"][0]["sha256"].as_str().unwrap()));
}

#[test]
fn the_opinion_wants_a_file() {
    let scratch = Scratch::new();
    scratch.example("faulty.md", "方案.md");
    let ended = scratch.run(&["check", "方案.md", "--report", "opinion"]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("opinion=意见.docx"), "{}", ended.err);
}
