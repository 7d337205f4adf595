//! Reports of the program on the shipped examples: one model behind every format.
#![expect(clippy::disallowed_methods, reason = "the schema is a file")]

use crate::command::Scratch;
use serde_json::Value;

fn examples() -> Scratch {
    let scratch = Scratch::new();
    scratch.example("faulty.md", "甲.md").example("proposal.docx", "乙.docx").file("丙.md", "");
    scratch
}

fn run(scratch: &Scratch, arguments: &[&str]) -> String {
    let mut all = vec!["check", "--as-of", "2024-01-01"];
    all.extend(arguments);
    scratch.run(&all).out
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn json_follows_the_schema() {
    let scratch = examples();
    let schema = include_str!("../../src/report/report.schema.json");
    let validator = jsonschema::validator_for(&json(schema)).unwrap();
    let report = json(&run(&scratch, &["甲.md", "乙.docx", "丙.md", "无.md", "--report", "json"]));
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(report["packages"].as_array().unwrap().len(), 4);
}

#[test]
fn every_format_has_the_same_counts() {
    let scratch = examples();
    let text = run(
        &scratch,
        &["甲.md", "--report", "json=a.json", "--report", "jsonl=a.jsonl", "--report", "html=a.html"],
    );
    let report = json(&scratch.read("a.json"));
    let package = &report["packages"][0];
    let lines: Vec<Value> = scratch.read("a.jsonl").lines().map(json).collect();
    let of_type = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    assert_eq!(of_type("result"), package["results"].as_array().unwrap().len());
    assert_eq!(of_type("finding"), package["findings"].as_array().unwrap().len());
    assert_eq!(text.lines().next_back().unwrap(), package["summary"].as_str().unwrap());
    let page = scratch.read("a.html");
    assert!(
        page.contains(&format!("<span class=\"summary\">{}</span>", package["summary"].as_str().unwrap()))
    );
    for (key, mark) in [
        ("met", "  ✓ 符合 "),
        ("unmet", "  ✗ 不符合 "),
        ("doubtful", "  ? 待核实 "),
        ("unreadable", "  ! 无法检查 "),
        ("inapplicable", "  - 不适用 "),
    ] {
        let shown = text.lines().filter(|line| line.starts_with(mark)).count();
        assert_eq!(package["counts"][key], shown, "{key}:\n{text}");
        let listed = lines.iter().filter(|line| line["type"] == "result" && line["status"] == key).count();
        assert_eq!(package["counts"][key], listed, "{key}");
        let rows = page.matches(&format!("\" data-status=\"{key}\"><td")).count();
        assert_eq!(package["counts"][key], rows, "{key}");
    }
}

#[test]
fn threads_and_order_of_paths_change_nothing() {
    let scratch = examples();
    for format in ["text", "json", "jsonl", "html"] {
        let one = run(&scratch, &["甲.md", "乙.docx", "丙.md", "--jobs", "1", "--report", format]);
        let two = run(&scratch, &["丙.md", "乙.docx", "甲.md", "乙.docx", "--jobs", "2", "--report", format]);
        assert_eq!(one, two, "{format}");
    }
}

#[test]
fn results_say_where_and_findings_say_what_to_do() {
    let scratch = examples();
    let report = json(&run(&scratch, &["甲.md", "--report", "json"]));
    let package = &report["packages"][0];
    for result in package["results"].as_array().unwrap() {
        assert_ne!(result["reason"], "", "{result}");
        if result["status"] == "met" {
            assert_eq!(result["evidence"][0]["location"]["file"], "甲.md", "{result}");
        }
    }
    let findings = package["findings"].as_array().unwrap();
    assert!(findings.len() >= 10, "a dozen faults are in the example: {}", findings.len());
    let mut prints: Vec<&str> = findings.iter().map(|f| f["fingerprint"].as_str().unwrap()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), findings.len(), "fingerprints tell findings apart");
}

#[test]
fn fingerprints_do_not_move_with_the_text() {
    let scratch = Scratch::new();
    let text = std::fs::read_to_string(crate::command::fixture("faulty.md")).unwrap();
    scratch.file("甲.md", &text).file("乙.md", format!("\n\n\n{text}"));
    let prints = |name: &str| -> Vec<Value> {
        let report = json(&run(&scratch, &[name, "--report", "json"]));
        let findings = report["packages"][0]["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["fingerprint"].clone()).collect()
    };
    assert_eq!(prints("甲.md"), prints("乙.md"));
}
