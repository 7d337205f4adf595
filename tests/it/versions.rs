//! `yushen baseline` and `yushen compare` on the command line: what is accepted, solved, left and new.

use crate::command::{Ended, Scratch};

const OUTLINE: &[&str] = &["--outline", "shangrao/construction", "--as-of", "2026-11-25"];
const FAULTY: &str = "faulty.docx";
const GOOD: &str = "proposal.docx";

fn run(scratch: &Scratch, arguments: &[&str], code: i32) -> Ended {
    let ended = scratch.run(&[arguments, OUTLINE].concat());
    assert_eq!(ended.code, code, "stdout:\n{}\nstderr:\n{}", ended.out, ended.err);
    ended
}

fn create(scratch: &Scratch, more: &[&str]) -> Ended {
    let all =
        [&["baseline", "create", "方案.docx", "-o", "基线.toml", "--reason", "会议同意"], more].concat();
    run(scratch, &all, 0)
}

#[test]
fn what_is_accepted_is_shown_and_weighs_nothing() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "方案.docx");
    run(&scratch, &["check", "方案.docx"], 1);
    create(&scratch, &[]);
    let ended = run(&scratch, &["check", "方案.docx", "--baseline", "基线.toml"], 0);
    assert!(ended.out.contains("SR-C07 · 已接受"), "{}", ended.out);
    assert!(ended.out.contains("已接受：会议同意"), "{}", ended.out);
    assert!(ended.out.contains("15 项已接受"), "{}", ended.out);
}

#[test]
fn the_configuration_names_a_baseline_beside_it() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "方案.docx").file("yushen.toml", "baseline = \"基线.toml\"\n");
    let missing = run(&scratch, &["check", "方案.docx"], 2);
    assert!(missing.err.contains("baseline create"), "{}", missing.err);
    create(&scratch, &[]);
    run(&scratch, &["check", "方案.docx"], 0);
}

#[test]
fn creating_again_adds_what_is_new_and_keeps_the_rest() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "方案.docx");
    let first = create(&scratch, &["--only", "SR-C07", "--expires", "2027-06-30"]);
    assert!(first.out.contains("新接受 1 处"), "{}", first.out);
    let written = scratch.read("基线.toml");
    assert!(written.contains("expires = \"2027-06-30\""), "{written}");
    let second = create(&scratch, &["--only", "SR-C07", "--only", "SR-C19"]);
    assert!(second.out.contains("新接受 1 处，原有 1 处不变"), "{}", second.out);
    assert!(scratch.read("基线.toml").starts_with(&written));
    let third = create(&scratch, &["--only", "SR-C07"]);
    assert!(third.err.contains("基线未改动"), "{}", third.err);
    run(&scratch, &["check", "方案.docx", "--baseline", "基线.toml"], 1);
}

#[test]
fn pruning_drops_what_the_new_version_does_not_have() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "方案.docx");
    create(&scratch, &["--only", "SR-C07", "--only", "SR-C19"]);
    scratch.example(GOOD, "方案.docx");
    let checked = run(&scratch, &["check", "方案.docx", "--baseline", "基线.toml"], 0);
    assert!(checked.out.contains("SR-C07、SR-C19 有已不存在的问题"), "{}", checked.out);
    let pruned = run(&scratch, &["baseline", "prune", "基线.toml", "方案.docx"], 0);
    assert!(pruned.out.contains("清理 2 处，保留 0 处"), "{}", pruned.out);
    assert!(!scratch.read("基线.toml").contains("[[accepted]]"));
    let checked = run(&scratch, &["check", "方案.docx", "--baseline", "基线.toml"], 0);
    assert!(!checked.out.contains("基线"), "{}", checked.out);
}

#[test]
fn an_empty_reason_or_a_broken_baseline_is_refused() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "方案.docx").file("坏.toml", "[[accepted]]\npackage = \"方案\"\n");
    let empty = &["baseline", "create", "方案.docx", "-o", "基线.toml", "--reason", " "];
    assert!(run(&scratch, empty, 2).err.contains("理由是空的"));
    let broken = run(&scratch, &["check", "方案.docx", "--baseline", "坏.toml"], 2);
    assert!(broken.err.contains("坏.toml:1") && broken.err.contains("缺少字段"), "{}", broken.err);
    assert_eq!(scratch.names(), ["坏.toml", "方案.docx"]);
}

#[test]
fn a_baseline_is_not_written_into_what_is_checked() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "包/方案.docx").file("包/基线.toml", "");
    let create = &["baseline", "create", "包", "-o", "包/新基线.toml", "--reason", "会议同意"];
    let ended = run(&scratch, create, 2);
    assert!(ended.err.contains("基线不能写进所检查的申报包“包”"), "{}", ended.err);
    let ended = run(&scratch, &["baseline", "prune", "包/基线.toml", "包"], 2);
    assert!(ended.err.contains("基线不能写进所检查的申报包“包”"), "{}", ended.err);
    assert!(!scratch.path("包/新基线.toml").exists());
    // The package itself is no place for a baseline either.
    scratch.file("方案.md", "# 第一章\n\n联系人：XX。\n");
    run(&scratch, &["baseline", "create", "方案.md", "-o", "方案.md", "--reason", "会议同意"], 2);
    assert!(scratch.read("方案.md").starts_with("# 第一章"));
}

#[test]
fn where_nothing_was_checked_the_baseline_stays_and_the_code_says_so() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "方案.docx").file("空.md", "");
    create(&scratch, &["--only", "SR-C07", "--expires", "2020-01-01"]);
    let written = scratch.read("基线.toml");
    for path in ["没有.docx", "空.md"] {
        let make = &["baseline", "create", path, "-o", "基线.toml", "--reason", "会议同意"];
        assert!(run(&scratch, make, 3).err.contains("没有检查到任何内容，基线未改动"));
        run(&scratch, &["baseline", "prune", "基线.toml", path], 3);
        assert_eq!(scratch.read("基线.toml"), written);
    }
}

#[test]
fn packages_of_one_name_share_what_is_accepted_and_the_report_says_so() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "甲/方案.docx").example(FAULTY, "乙/方案.docx");
    let make = |path| {
        let only = ["--only", "SR-C07", "--reason", "会议同意"];
        run(&scratch, &[&["baseline", "create", path, "-o", "基线.toml"], &only[..]].concat(), 0)
    };
    make("甲/方案.docx");
    let remark = "这次有 2 个申报包都叫“方案”";
    let both = ["check", "甲/方案.docx", "乙/方案.docx"];
    let with = run(&scratch, &[&both[..], &["--baseline", "基线.toml"]].concat(), 1);
    assert_eq!(with.out.matches(remark).count(), 2, "{}", with.out);
    assert!(!run(&scratch, &both, 1).out.contains(remark));
    let one = run(&scratch, &["check", "乙/方案.docx", "--baseline", "基线.toml"], 1);
    assert!(!one.out.contains(remark), "{}", one.out);
    let versions = run(&scratch, &["compare", "甲/方案.docx", "乙/方案.docx", "--baseline", "基线.toml"], 1);
    assert!(!versions.out.contains(remark), "{}", versions.out);
}

#[test]
fn a_mended_version_has_everything_solved() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "旧.docx").example(GOOD, "新.docx");
    let ended = run(&scratch, &["compare", "旧.docx", "新.docx"], 0);
    assert!(ended.out.contains("已解决 24 处，仍存在 0 处，新出现 0 处。"), "{}", ended.out);
    assert!(ended.out.contains("    现为：符合，免费运维期写为不少于3年"), "{}", ended.out);
    let back = run(&scratch, &["compare", "新.docx", "旧.docx", "--format", "json"], 1);
    let value: serde_json::Value = serde_json::from_str(&back.out).unwrap();
    assert_eq!(value["schema"], "yushen-compare/1");
    assert_eq!(value["new"].as_array().unwrap().len(), 24);
    assert!(value["solved"].as_array().unwrap().is_empty());
}

#[test]
fn a_comparison_tells_what_it_rests_on() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "旧.docx").example(GOOD, "新.docx");
    let outline = &["--outline", "shangrao/construction", "--as-of", "2019-01-01"];
    let ended = scratch.run(&[&["compare", "旧.docx", "新.docx"], &outline[..]].concat());
    for expected in [
        "── 旧版文件（1 个）",
        "── 新版文件（1 个）",
        "  新.docx  docx，",
        "sha256",
        "判断日期：2019-01-01　工具：yushen ",
        "shangrao/construction 版本 ",
        "辅助检查，不替代评审",
    ] {
        assert!(ended.out.contains(expected), "{expected}\n{}", ended.out);
    }
    let json = scratch.run(&[&["compare", "旧.docx", "新.docx", "--format", "json"], &outline[..]].concat());
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert!(value["disclaimer"].as_str().unwrap().starts_with("辅助检查"));
    for version in ["before", "after"] {
        assert_eq!(value[version]["files"][0]["format"], "docx");
        assert!(value[version]["notices"][0].as_str().unwrap().contains("尚未施行"));
    }
}

#[test]
fn what_holds_for_the_old_version_alone_is_said() {
    let scratch = Scratch::new();
    scratch.example(GOOD, "新.docx").file("旧.md", "# 第一章 概况\n\n项目建设周期为 30 个月。\n");
    let ended = scratch.run(&[&["compare", "旧.md", "新.docx"], OUTLINE].concat());
    assert!(ended.out.contains("! 旧版：") && ended.out.contains("不像申报方案"), "{}", ended.out);
}

#[test]
fn what_stood_in_a_file_that_cannot_be_read_any_more_is_not_solved() {
    let scratch = Scratch::new();
    let (body, spare) =
        ("# 第一章\n\n联系人：XX，电话：XX。\n", "# 附件\n\n单位：XX。\n\n日期：XX。\n\n地点：XX。\n");
    let noise: Vec<u8> = (0..4_000_u32).map(|at| (at * 197 % 251) as u8).collect();
    scratch
        .file("旧/方案.md", body)
        .file("旧/附件.md", spare)
        .file("新/方案.md", body)
        .file("新/附件.md", &noise);
    let ended = run(&scratch, &["compare", "旧", "新"], 1);
    let count = ended.out.matches("附件.md › 附件").count();
    assert!(count >= 3, "{}", ended.out);
    assert!(ended.out.contains("已解决 0 处"), "{}", ended.out);
    assert!(ended.out.contains("新版的“附件.md”无法读取，看不出这处是否已改"), "{}", ended.out);
    // What the new version hides just as the old one did was no place of a finding.
    scratch
        .file("旧/附图.md", &noise)
        .file("新/附图.md", &noise)
        .file("新/附件.md", "# 附件\n\n单位：某局。\n");
    let ended = run(&scratch, &["compare", "旧", "新"], 1);
    assert!(!ended.out.contains("看不出这处是否已改"), "{}", ended.out);
}

#[test]
fn a_version_that_cannot_be_read_solves_nothing() {
    let scratch = Scratch::new();
    scratch.example(FAULTY, "旧.docx").file("新.docx", "");
    let ended = run(&scratch, &["compare", "旧.docx", "新.docx"], 3);
    assert!(
        ended.err.contains("没有可比较的内容：新版“新.docx”未能检查：新.docx：文件为空"),
        "{}",
        ended.err
    );
    assert_eq!(ended.out, "");
    let ended = run(&scratch, &["compare", "新.docx", "旧.docx"], 3);
    assert!(ended.err.contains("没有可比较的内容：旧版“新.docx”"), "{}", ended.err);
}
