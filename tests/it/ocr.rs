//! Scanned pages with `--ocr`: the whole way with the real program where it is installed, and what is said
//! where it is not there, knows no Chinese, or does not come back.

use crate::command::{Ended, Scratch};
use serde_json::Value;
use std::process::Command;
use std::time::{Duration, Instant};

/// Whether the machine has what `--ocr` needs; says so where it does not.
#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
fn is_installed() -> bool {
    let listed = Command::new("tesseract").arg("--list-langs").output();
    let is_installed = listed.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("chi_sim"));
    if !is_installed {
        println!("skipped: tesseract with chi_sim is not installed");
    }
    is_installed
}

fn scan() -> Scratch {
    let scratch = Scratch::new();
    scratch.example("scanned.pdf", "扫描件.pdf");
    scratch
}

/// Statuses by requirement.
fn statuses(ended: &Ended) -> Vec<(String, String, String)> {
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let results = report["packages"][0]["results"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    results.iter().map(|r| (text(&r["requirement"]), text(&r["status"]), text(&r["reason"]))).collect()
}

const CHECK: [&str; 7] =
    ["check", "扫描件.pdf", "--outline", "shangrao/construction", "--report", "json", "--quiet"];

#[test]
fn a_scan_is_read_and_nothing_rests_on_it_alone() {
    if !is_installed() {
        return;
    }
    let scratch = scan();
    // Machines that test are busy.
    scratch.file("yushen.toml", "[limits]\nocr-page-seconds = 600\n");
    let ended = scratch.run(&["extract", "扫描件.pdf", "--ocr", "--format", "json"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let value: Value = serde_json::from_str(&ended.out).unwrap();
    let blocks = value["documents"][0]["blocks"].as_array().unwrap();
    assert!(
        blocks.iter().all(|block| block["location"]["ocr_confidence"].as_u64() >= Some(30)),
        "{}",
        ended.out
    );
    assert!(blocks.iter().any(|block| block["kind"] == "heading"));
    let cells: Vec<&Value> = blocks.iter().filter_map(|block| block["cells"].as_array()).flatten().collect();
    assert!(cells.iter().any(|cell| cell["text"] == "198.00"), "the total stands in a cell: {cells:?}");
    let text: String = blocks.iter().filter_map(|block| block["text"].as_str()).collect();
    assert!(text.contains("项目总投资"), "{text}");

    let with: Vec<&str> = CHECK.into_iter().chain(["--ocr", "--report", "text=报告.txt"]).collect();
    let ended = scratch.run(&with);
    assert_eq!(ended.code, 0, "what rests on a scan fails nobody: {}", ended.err);
    let results = statuses(&ended);
    let sure: Vec<_> = results.iter().filter(|r| r.1 == "met" || r.1 == "unmet").collect();
    assert!(sure.is_empty(), "{sure:?}");
    let doubtful: Vec<_> = results.iter().filter(|r| r.1 == "doubtful").collect();
    assert!(doubtful.iter().any(|r| r.2.contains("文字识别（置信度")), "{doubtful:?}");
    assert!(doubtful.iter().any(|r| r.2.contains("不能断定缺失")), "{doubtful:?}");
    let report = scratch.read("报告.txt");
    assert!(report.contains("（文字识别，置信度 "), "{report}");
}

/// The picture of the last page of the scan, a JPEG.
fn picture_of_a_page() -> Vec<u8> {
    let file = crate::cases::fixture("scanned.pdf");
    let start = file.windows(3).rposition(|bytes| bytes == b"\xff\xd8\xff").unwrap();
    let end = file[start..].windows(9).position(|bytes| bytes == b"endstream").unwrap();
    file[start..start + end].to_vec()
}

#[test]
fn pictures_of_pages_are_read() {
    if !is_installed() {
        return;
    }
    let scratch = Scratch::new();
    scratch.file("yushen.toml", "[limits]\nocr-page-seconds = 600\n").file("扫描件.jpg", picture_of_a_page());
    let ended = scratch.run(&["extract", "扫描件.jpg", "--ocr", "--format", "json"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let value: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(value["documents"][0]["format"], "image");
    let blocks = value["documents"][0]["blocks"].as_array().unwrap();
    assert!(
        blocks.iter().all(|block| block["location"]["ocr_confidence"].as_u64() >= Some(30)),
        "{}",
        ended.out
    );
    let cells: Vec<&Value> = blocks.iter().filter_map(|block| block["cells"].as_array()).flatten().collect();
    assert!(cells.iter().any(|cell| cell["text"] == "198.00"), "the total stands in a cell: {cells:?}");
}

#[test]
fn without_the_option_scans_stay_unread() {
    let ended = scan().run(&CHECK);
    assert_eq!(ended.code, 3, "{}", ended.err);
    assert!(ended.out.contains("--ocr"), "the remedy names the option");
    assert!(statuses(&ended).iter().all(|r| r.1 == "unreadable"));
}

#[cfg(unix)]
mod stand_in {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const KNOWS_CHINESE: &str = "[ \"$1\" = --list-langs ] && echo chi_sim && exit";

    /// A program of that name in a folder of its own, which the run finds first.
    fn scan_with(script: Option<&str>, setting: &str) -> Scratch {
        let scratch = scan();
        scratch.file("yushen.toml", setting).file("bin/none", "");
        if let Some(script) = script {
            scratch.file("bin/tesseract", format!("#!/bin/sh\n{script}\n"));
            let program = scratch.path("bin/tesseract");
            std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        scratch
    }

    fn run_here(scratch: &Scratch, arguments: &[&str]) -> Ended {
        let path = scratch.path("bin").to_string_lossy().into_owned();
        scratch.run_with_path(&path, arguments)
    }

    fn run_with(script: Option<&str>, setting: &str) -> Ended {
        run_here(&scan_with(script, setting), &CHECK)
    }

    /// How often a page is recognised for these outlines.
    fn pages_recognised(outlines: &[&str]) -> usize {
        let script = format!("{KNOWS_CHINESE}\necho page >> \"${{0%/*}}/pages\"\nexit 1");
        let scratch = scan_with(Some(&script), "ocr = true");
        let outlines = outlines.iter().flat_map(|outline| ["--outline", outline]);
        run_here(&scratch, &["check", "扫描件.pdf"].into_iter().chain(outlines).collect::<Vec<_>>());
        scratch.read("bin/pages").lines().count()
    }

    #[test]
    fn a_second_outline_recognises_nothing_again() {
        let once = pages_recognised(&["shangrao/construction"]);
        assert!(once > 0);
        assert_eq!(pages_recognised(&["shangrao/construction", "shangrao/operations"]), once);
    }

    #[test]
    fn what_is_missing_is_said_and_nothing_goes_on() {
        let ended = run_with(None, "ocr = true");
        assert_eq!(ended.code, 2);
        assert!(ended.err.contains("没有找到") && ended.err.contains("apt install"), "{}", ended.err);
        let ended = run_with(Some("echo eng"), "ocr = true");
        assert_eq!(ended.code, 2);
        assert!(ended.err.contains("chi_sim"), "{}", ended.err);
        assert!(ended.out.is_empty(), "{}", ended.out);
    }

    #[test]
    fn a_page_that_takes_too_long_is_given_up() {
        let start = Instant::now();
        // A script that waits for a program of its own, which holds the pipe.
        let script = format!("{KNOWS_CHINESE}\n/bin/sleep 600\necho ended");
        let ended = run_with(Some(&script), "ocr = true\n[limits]\nocr-page-seconds = 1");
        assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
        assert_eq!(ended.code, 3, "{}", ended.err);
        assert!(ended.out.contains("ocr-page-seconds"), "{}", ended.out);
    }

    #[test]
    fn what_the_script_has_left_running_does_not_hold_up_the_page() {
        let start = Instant::now();
        let script = format!("{KNOWS_CHINESE}\n/bin/sleep 600 &");
        let ended = run_with(Some(&script), "ocr = true\n[limits]\nocr-page-seconds = 1");
        assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
        assert!(ended.out.contains("ocr-page-seconds"), "{}", ended.out);
    }

    #[test]
    fn output_without_end_is_no_page() {
        let script = format!(
            "{KNOWS_CHINESE}\nwhile true; do echo 4444444444444444444444444444444444444444444444444444444444444444; done"
        );
        let ended = run_with(Some(&script), "ocr = true\n[limits]\nocr-page-seconds = 100");
        assert_eq!(ended.code, 3, "{}", ended.err);
        assert!(ended.out.contains("输出过多"), "{}", ended.out);
    }

    #[test]
    fn what_the_program_complains_of_is_passed_on() {
        let script = format!("{KNOWS_CHINESE}\necho broken model >&2\nexit 1");
        let ended = run_with(Some(&script), "ocr = true");
        assert_eq!(ended.code, 3, "{}", ended.err);
        assert!(ended.out.contains("broken model"), "{}", ended.out);
    }
}
