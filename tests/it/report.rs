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
    for format in ["text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "html"] {
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

/// Formats with the files that one run writes them to.
const FILES: [(&str, &str); 9] = [
    ("text", "a.txt"),
    ("json", "a.json"),
    ("jsonl", "a.jsonl"),
    ("sarif", "a.sarif"),
    ("github", "a.log"),
    ("gitlab", "a.gitlab.json"),
    ("junit", "a.xml"),
    ("rdjson", "a.rdjson"),
    ("xlsx", "a.xlsx"),
];

/// `check 甲.md` with a report of each format, and further arguments.
fn with_all_reports(scratch: &Scratch, further: &[&str]) -> crate::command::Ended {
    let targets: Vec<String> = FILES.iter().map(|(format, file)| format!("{format}={file}")).collect();
    let mut arguments = vec!["check", "甲.md", "--as-of", "2024-01-01"];
    for target in &targets {
        arguments.extend(["--report", target]);
    }
    arguments.extend(further);
    scratch.run(&arguments)
}

fn faulty() -> Scratch {
    let scratch = Scratch::new();
    scratch.example("faulty.md", "甲.md");
    scratch
}

#[test]
fn one_run_writes_every_format_whole() {
    let scratch = faulty();
    let ended = with_all_reports(&scratch, &[]);
    assert_eq!((ended.code, ended.err.as_str()), (1, ""));
    assert!(ended.out.contains("缺 "), "the text still goes to the terminal: {}", ended.out);
    let mut expected: Vec<&str> = FILES.iter().map(|(_, file)| *file).collect();
    expected.push("甲.md");
    assert_eq!(
        scratch.names(),
        expected.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    );
    for (format, file) in FILES {
        let alone = scratch.bytes(&["check", "甲.md", "--as-of", "2024-01-01", "--report", format]);
        assert!(std::fs::read(scratch.path(file)).unwrap() == alone, "{format} to a file and to a pipe");
    }
}

#[test]
fn a_report_that_fails_leaves_the_others_whole() {
    let scratch = faulty();
    with_all_reports(&scratch, &[]);
    let whole: Vec<Vec<u8>> =
        FILES.iter().map(|(_, file)| std::fs::read(scratch.path(file)).unwrap()).collect();
    for (_, file) in FILES {
        scratch.file(file, "旧");
    }
    let names = scratch.names();
    std::fs::remove_file(scratch.path("a.json")).unwrap();
    std::fs::create_dir(scratch.path("a.json")).unwrap();
    let ended = with_all_reports(&scratch, &["--report", "json=甲.md/b.json", "--report", "xlsx=无/b.xlsx"]);
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("报告不能写进所检查的申报包"), "{}", ended.err);
    let ended = with_all_reports(&scratch, &["--report", "xlsx=无/b.xlsx"]);
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("报告写不到“a.json”：是文件夹"), "the first failure is told: {}", ended.err);
    assert_eq!(scratch.names(), names, "nothing half-written is left");
    for ((_, file), whole) in FILES.iter().zip(&whole).filter(|((_, file), _)| *file != "a.json") {
        assert!(&std::fs::read(scratch.path(file)).unwrap() == whole, "{file}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_folder_that_takes_no_files_are_said() {
    let scratch = faulty();
    for (target, said) in [
        ("xlsx=/dev/full", "报告写不到“/dev/full”：磁盘空间不足"),
        ("sarif=/dev/full", "磁盘空间不足"),
        ("junit=/proc/a.xml", "报告写不到“/proc/a.xml”："),
    ] {
        let ended = scratch.run(&["check", "甲.md", "--report", target]);
        assert_eq!(ended.code, 2, "{target}: {}", ended.err);
        assert!(ended.err.contains(said), "{target}: {}", ended.err);
        assert_eq!(scratch.names(), ["甲.md"], "{target}");
    }
}

#[test]
fn places_of_files_point_to_them() {
    let scratch = Scratch::new();
    scratch.example("faulty.md", "申报 包/附件/甲.md");
    let report = json(&run(&scratch, &["./申报 包", "--report", "sarif"]));
    let uris: Vec<&Value> = report["runs"][0]["artifacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|artifact| &artifact["location"]["uri"])
        .collect();
    assert!(
        uris.contains(&&json("\"%E7%94%B3%E6%8A%A5%20%E5%8C%85/%E9%99%84%E4%BB%B6/%E7%94%B2.md\"")),
        "{uris:?}"
    );
    let text = std::fs::read_to_string(scratch.path("申报 包/附件/甲.md")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let report = json(&run(&scratch, &["./申报 包", "--report", "rdjson"]));
    let mut pointed = 0;
    for diagnostic in report["diagnostics"].as_array().unwrap() {
        let (place, message) = (&diagnostic["location"], diagnostic["message"].as_str().unwrap());
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let Some(start) = place["range"]["start"]["column"].as_u64() else { continue };
        assert_eq!(place["path"], "申报 包/附件/甲.md");
        let line = lines[number(&place["range"]["start"]["line"]) - 1];
        let words = &line[usize::try_from(start).unwrap() - 1..number(&place["range"]["end"]["column"]) - 1];
        assert!(message.contains(&format!("\n原文：{words}")), "{words}: {message}");
        pointed += 1;
    }
    assert!(pointed >= 10, "most words are found on their lines: {pointed}");
}
