//! `yushen check` on the command line: exit codes, bad input, configuration.

use crate::command::{Ended, Scratch};

/// A pack of one requirement that a text meets by saying how long the construction takes.
const PACK: &str = r#"
id = "test/period"
title = "测试大纲"
package = "construction"
version = "1"
[regulation]
title = "测试办法"
issuer = "测试机关"
in_force = { from = "2020-01-01", until = "2024-12-31" }
source = "自拟"
[[requirement]]
id = "T-01"
title = "建设周期不超过 12 个月"
duty = "写明建设周期。"
clause = "第一条"
group = "第一章"
force = "must"
rule.duration = { of = "construction-period", at-most = "12 个月" }
help = "写明建设周期"
[[requirement.example]]
passes = "建设周期为 6 个月。"
[[requirement.example]]
fails = "本项目建设内容较多。"
"#;
const GOOD: &str = "# 第一章 概况\n\n项目建设周期为 6 个月，由本单位组织实施。\n";
const BAD: &str = "# 第一章 概况\n\n项目建设周期为 30 个月，由本单位组织实施。\n";

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("大纲.toml", PACK).file("好.md", GOOD).file("差.md", BAD);
    scratch
}

fn check(scratch: &Scratch, arguments: &[&str]) -> Ended {
    let mut all = vec!["check", "--outline", "大纲.toml"];
    all.extend(arguments);
    scratch.run(&all)
}

#[track_caller]
fn assert_code(ended: &Ended, code: i32) {
    assert_eq!(ended.code, code, "stdout:\n{}\nstderr:\n{}", ended.out, ended.err);
}

#[test]
fn code_0_when_nothing_is_to_be_done() {
    let ended = check(&scratch(), &["好.md"]);
    assert_code(&ended, 0);
    assert!(ended.out.contains("全部 1 项符合。"), "{}", ended.out);
    assert!(ended.out.contains("辅助检查，不替代评审"), "{}", ended.out);
}

#[test]
fn code_1_when_something_is() {
    let scratch = scratch();
    let ended = check(&scratch, &["差.md"]);
    assert_code(&ended, 1);
    let verdict = ended.out.lines().nth(1).unwrap();
    assert!(verdict.starts_with("不像申报方案，逐项结果仅供参考：缺 1 项必备内容"), "{}", ended.out);
    assert!(ended.out.contains("30 个月"), "{}", ended.out);
    assert_code(&check(&scratch, &["差.md", "--fail-on", "never"]), 0);
    assert_code(&check(&scratch, &["差.md", "好.md"]), 1);
}

#[test]
fn code_2_for_what_cannot_be_meant() {
    let scratch = scratch();
    scratch.file("坏.toml", "id = \"a\ntitle").file("包/好.md", GOOD);
    for (arguments, said) in [
        (&["check", "好.md", "--frob"][..], "没有“--frob”"),
        (&["check"], "缺少<路径>"),
        (&["chek", "好.md"], "没有“chek”这个命令"),
        (&["check", "好.md", "--outline", "no/such"], "没有“no/such”这个内置大纲"),
        (&["check", "好.md", "--outline", "坏.toml"], "坏.toml:1:"),
        (&["check", "好.md", "--report", "poem"], "可用的格式有 text、json、jsonl"),
        (&["check", "好.md", "--report", "json", "--report", "text"], "两个报告都输出到标准输出"),
        (&["check", "好.md", "--report", "json=a", "--report", "text=a"], "两个报告都写到“a”"),
        (
            &["check", "好.md", "--report", "json=a", "--report", "sarif=./包/../a"],
            "两个报告都写到“./包/../a”",
        ),
        (&["check", "包", "--report", "json=包/结果.json"], "报告不能写进所检查的申报包“包”"),
        (&["check", "好.md", "--report", "text=好.md"], "报告不能写进所检查的申报包“好.md”"),
        (&["check", "好.md", "--config", "无.toml"], "配置文件“无.toml”读不了：不存在"),
        (&["check", "好.md", "--as-of", "明天"], "“明天”"),
        (&["check", "好.md", "--jobs", "0"], "应为大于 0 的整数"),
    ] {
        let ended = scratch.run(arguments);
        assert_code(&ended, 2);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
        assert_eq!(ended.out, "", "{arguments:?}");
    }
    assert_eq!(scratch.read("好.md"), GOOD);
}

#[test]
fn code_2_for_a_report_that_cannot_be_written_and_the_result_is_still_told() {
    let scratch = scratch();
    let before = scratch.names();
    let ended = check(&scratch, &["好.md", "--report", "json=无此文件夹/结果.json"]);
    assert_code(&ended, 2);
    assert!(ended.err.contains("报告写不到“无此文件夹/结果.json”：不存在"), "{}", ended.err);
    assert!(ended.out.contains("全部 1 项符合"), "{}", ended.out);
    let ended = check(&scratch, &["好.md", "--report", "json=大纲.toml/结果.json"]);
    assert_code(&ended, 2);
    assert_eq!(scratch.names(), before, "nothing half-written is left");
}

#[test]
fn code_3_when_nothing_could_be_checked() {
    let scratch = scratch();
    scratch.file("空.md", "").file("图/扫描.png", b"\x89PNG\r\n\x1a\n0000").file("旧.doc", legacy_word());
    std::fs::create_dir(scratch.path("空文件夹")).unwrap();
    for (path, said) in [
        ("无.docx", "路径不存在"),
        ("空.md", "文件为空"),
        ("空文件夹", "没有找到可检查的文件"),
        ("图", "扫描.png"),
        ("旧.doc", "doc"),
    ] {
        let ended = check(&scratch, &[path]);
        assert_code(&ended, 3);
        assert!(ended.out.contains("未能检查："), "{path}: {}", ended.out);
        assert!(ended.out.contains(said), "{path}: {}", ended.out);
        assert!(!ended.out.contains("全部"), "{path}: {}", ended.out);
    }
    assert!(check(&scratch, &["无.docx"]).err.contains("核对路径"));
}

/// The head of an OLE2 file, where Word before 2007 kept its documents.
fn legacy_word() -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1536, 0);
    bytes
}

#[test]
fn code_4_when_some_input_was_unreadable_and_nothing_failed() {
    let scratch = scratch();
    scratch.file("包/好.md", GOOD).file("包/扫描.png", b"\x89PNG\r\n\x1a\n0000").file("包/差/差.md", BAD);
    let ended = check(&scratch, &["好.md", "无.md"]);
    assert_code(&ended, 4);
    assert!(ended.out.contains("全部 1 项符合") && ended.out.contains("路径不存在"), "{}", ended.out);
    scratch.file("包二/好.md", GOOD).file("包二/扫描.png", b"\x89PNG\r\n\x1a\n0000");
    let ended = check(&scratch, &["包二"]);
    assert_code(&ended, 4);
    assert!(ended.out.contains("1 个文件无法读取"), "{}", ended.out);
    assert_code(&check(&scratch, &["差.md", "无.md"]), 1);
}

#[test]
fn rules_that_have_lapsed_are_said_and_used() {
    let scratch = scratch();
    let ended = check(&scratch, &["好.md", "--as-of", "2025-01-01"]);
    assert_code(&ended, 0);
    assert!(ended.out.contains("《测试办法》有效期至 2024-12-31"), "{}", ended.out);
    assert!(!check(&scratch, &["好.md", "--as-of", "2024-12-31"]).out.contains("已失效"));
}

#[test]
fn accepted_requirements_are_shown_but_weigh_nothing() {
    let scratch = scratch();
    scratch.file(
        "yushen.toml",
        "outline = \"大纲.toml\"\n[[ignore]]\nrequirement = \"T-01\"\nreason = \"已经批准分期建设\"\n",
    );
    let ended = scratch.run(&["check", "差.md"]);
    assert_code(&ended, 0);
    for said in ["1 项已接受", "已接受：已经批准分期建设", "✗ 不符合"] {
        assert!(ended.out.contains(said), "{said}: {}", ended.out);
    }
    assert!(ended.err.contains("使用配置"), "{}", ended.err);
}

#[test]
fn mistakes_in_the_configuration_are_marked() {
    let scratch = scratch();
    scratch.file("yushen.toml", "fail-on = \"error\"\n[[ignore]]\nrequirement = \"T-01\"\n");
    let ended = check(&scratch, &["好.md"]);
    assert_code(&ended, 2);
    assert!(ended.err.contains("缺少字段“reason”") && ended.err.contains("yushen.toml:2:1"), "{}", ended.err);
    scratch.file("yushen.toml", "fail_an = \"error\"\n");
    let ended = check(&scratch, &["好.md"]);
    assert!(ended.err.contains("没有“fail_an”这个设置") && ended.err.contains("───"), "{}", ended.err);
}

#[test]
fn a_package_does_not_configure_its_own_check() {
    let scratch = scratch();
    let ignore = "[[ignore]]\nrequirement = \"T-01\"\nreason = \"自己说了算\"\n";
    scratch.file("包/差.md", BAD).file("包/yushen.toml", ignore);
    assert_code(&check(&scratch, &["包"]), 1);
    let inside = scratch.run_in("包", &["check", ".", "--outline", "../大纲.toml"]);
    assert!(inside.out.contains("已接受：自己说了算"), "{}", inside.out);
}

#[test]
fn limits_come_from_the_configuration() {
    let scratch = scratch();
    scratch.file("yushen.toml", "[limits]\nfile-bytes = 10\n");
    let ended = check(&scratch, &["好.md"]);
    assert_code(&ended, 3);
    assert!(ended.out.contains("file-bytes"), "{}", ended.out);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let ended = scratch().run_into_closed_pipe(&["check", "--outline", "大纲.toml", "好.md"]);
    assert_code(&ended, 0);
    assert_eq!(ended.err, "");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let scratch = scratch();
    assert!(!check(&scratch, &["差.md"]).out.contains('\u{1b}'));
    assert!(check(&scratch, &["差.md", "--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn help_and_version_are_results() {
    let scratch = Scratch::new();
    let help = scratch.run(&["check", "--help"]);
    assert_code(&help, 0);
    assert!(help.out.contains("退出码：") && help.err.is_empty());
    let version = scratch.run(&["--version"]);
    assert_code(&version, 0);
    assert_eq!(version.out, format!("yushen {}\n", env!("CARGO_PKG_VERSION")));
    let nothing = scratch.run(&[]);
    assert_code(&nothing, 2);
    assert!(nothing.err.contains("命令：") && nothing.out.is_empty());
}
