//! `yushen review` on the command line: each entry of a folder is a package.

use crate::command::Scratch;

#[test]
fn every_entry_is_a_package_and_gets_a_line() {
    let scratch = Scratch::new();
    scratch.example("faulty.docx", "批/甲.docx").example("proposal.docx", "批/乙/方案.docx");
    scratch
        .file("批/丙.txt", "")
        .file("批/~$甲.docx", "x")
        .file("批/.隐藏.md", "# 一")
        .file("批/基线.toml", "")
        .file("批/乙/基线.TOML", "免费运维 1 年")
        .file("批/yushen.toml", "");
    let ended = scratch.run(&["review", "批", "--report", "text=明细.txt", "--report", "json=结果.json"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.out.contains("汇总（3 个申报包）"), "{}", ended.out);
    assert!(
        ended.out.contains("共 3 个申报包：需补正 1 个，未见问题 1 个，未能检查 1 个。"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("SR-C07"), "{}", ended.out);
    assert!(scratch.read("明细.txt").contains("SR-C07 · 需补正"));
    let value: serde_json::Value = serde_json::from_str(&scratch.read("结果.json")).unwrap();
    let packages = value["packages"].as_array().unwrap();
    let names: Vec<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["丙", "乙", "甲"]);
    let files: Vec<&str> =
        packages[1]["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(files, ["方案.docx"]);
}

#[test]
fn reports_do_not_become_packages_and_an_empty_folder_is_said() {
    let scratch = Scratch::new();
    scratch.example("proposal.docx", "批/甲.docx").file("空/.隐藏", "");
    let inside = scratch.run(&["review", "批", "--report", "json=批/结果.json"]);
    assert_eq!(inside.code, 2);
    assert!(inside.err.contains("报告不能写进"), "{}", inside.err);
    let empty = scratch.run(&["review", "空"]);
    assert_eq!((empty.code, empty.out.as_str()), (3, ""));
    assert!(empty.err.contains("没有申报包"), "{}", empty.err);
    let missing = scratch.run(&["review", "没有"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("不存在"), "{}", missing.err);
}
