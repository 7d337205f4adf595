//! Copies with comments, of the shipped examples: read back with other programs.
#![expect(clippy::disallowed_methods, reason = "the copies are files, and other programs read them")]

use crate::command::Scratch;
use std::fs;
use std::io::{Cursor, Read};
use std::process::{Command, Stdio};
use zip::ZipArchive;

const CHECK: [&str; 5] = ["check", "--as-of", "2024-01-01", "--report", "text=全文.txt"];

fn annotated(scratch: &Scratch, file: &str, report: &str) -> (i32, String) {
    let mut arguments = CHECK.to_vec();
    arguments.extend(["--report", report, file]);
    let ended = scratch.run(&arguments);
    (ended.code, ended.err)
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Whether a program is there; says so where it is not.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_err() {
        println!("skipped: {program} is not installed");
    }
    found.is_ok()
}

#[test]
fn a_docx_gets_comments_and_its_text_stays() {
    let scratch = Scratch::new();
    scratch.example("faulty.docx", "方案.docx");
    assert_eq!(annotated(&scratch, "方案.docx", "docx=批注.docx"), (1, String::new()));
    let copy = fs::read(scratch.path("批注.docx")).unwrap();
    let comments = part(&copy, "word/comments.xml");
    for said in
        ["【预审结论】", "【逐项结果】", "【需补正】", "依据：", "建议：", "对照", "辅助检查，不替代评审"]
    {
        assert!(comments.contains(said), "{said}");
    }
    let main = part(&copy, "word/document.xml");
    for mark in ["<w:commentRangeStart ", "<w:commentRangeEnd ", "<w:commentReference "] {
        assert_eq!(main.matches(mark).count(), comments.matches("<w:comment ").count(), "{mark}");
    }
    let extract = |file: &str| scratch.run(&["extract", file]).out;
    assert_eq!(extract("批注.docx"), extract("方案.docx"));
    // The copy says the same when it is checked itself, but of itself: of another file.
    let first = scratch.read("全文.txt");
    assert_eq!(annotated(&scratch, "批注.docx", "docx=再次.docx").0, 1);
    let again = fs::read(scratch.path("再次.docx")).unwrap();
    assert_eq!(scratch.read("全文.txt").lines().next_back(), first.lines().next_back());
    assert_eq!(part(&again, "word/document.xml"), main);
    let hash = |text: &str| text.split("SHA-256：").nth(1).unwrap()[..64].to_owned();
    let comments_again = part(&again, "word/comments.xml");
    assert!(scratch.read("全文.txt").contains(&hash(&comments_again)), "the copy is what was checked");
    assert_ne!(hash(&comments_again), hash(&comments));
    assert_eq!(comments_again.replace(&hash(&comments_again), &hash(&comments)), comments);
    // The same file gives the same bytes.
    assert_eq!(annotated(&scratch, "方案.docx", "docx=重做.docx").0, 1);
    assert!(fs::read(scratch.path("重做.docx")).unwrap() == copy, "other bytes in the second run");
}

#[test]
fn word_processors_open_the_copy() {
    if !has("soffice") {
        return;
    }
    let scratch = Scratch::new();
    scratch.example("faulty.docx", "a.docx");
    annotated(&scratch, "a.docx", "docx=b.docx");
    let profile = format!("-env:UserInstallation=file://{}", scratch.path("profile").display());
    let folder = scratch.path("");
    let convert = ["--headless", "--convert-to", "odt", "b.docx"];
    let status = Command::new("soffice").arg(profile).args(convert).current_dir(&folder).output().unwrap();
    assert!(status.status.success());
    let content = part(&fs::read(scratch.path("b.odt")).unwrap(), "content.xml");
    let copy = fs::read(scratch.path("b.docx")).unwrap();
    let written = part(&copy, "word/comments.xml").matches("<w:comment ").count();
    assert_eq!(content.matches("<office:annotation ").count(), written);
    assert!(content.contains("【预审结论】"));
}

#[test]
fn a_pdf_gets_highlights_behind_its_own_bytes() {
    let scratch = Scratch::new();
    scratch.example("faulty.pdf", "方案.pdf");
    assert_eq!(annotated(&scratch, "方案.pdf", "pdf=批注.pdf"), (1, String::new()));
    let (original, copy) =
        (fs::read(scratch.path("方案.pdf")).unwrap(), fs::read(scratch.path("批注.pdf")).unwrap());
    assert!(copy.starts_with(&original) && copy.len() > original.len());
    assert_eq!(annotated(&scratch, "批注.pdf", "pdf=再次.pdf").0, 1);
    assert!(fs::read(scratch.path("再次.pdf")).unwrap() == copy, "other bytes in the second run");
    if has("qpdf") {
        let check = Command::new("qpdf").arg("--check").arg(scratch.path("批注.pdf")).output().unwrap();
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    }
}

#[test]
fn what_has_no_place_for_comments_is_told_with_a_way_out() {
    let scratch = Scratch::new();
    scratch.example("faulty.md", "方案.md").example("faulty.pdf", "方案.pdf");
    let (code, told) = annotated(&scratch, "方案.pdf", "docx=批注.docx");
    assert_eq!((code, told.contains("--report pdf=批注.pdf")), (2, true), "{told}");
    let (code, told) = annotated(&scratch, "方案.md", "docx=批注.docx");
    assert_eq!((code, told.contains("改用其他格式")), (2, true), "{told}");
    scratch.example("faulty.docx", "包/甲.docx").example("proposal.docx", "包/乙.docx");
    let (code, told) = annotated(&scratch, "包", "docx=批注.docx");
    assert_eq!((code, told.contains("单独检查")), (2, true), "{told}");
    let mut both = CHECK.to_vec();
    both.extend(["--report", "docx=批注.docx", "包/甲.docx", "包/乙.docx"]);
    let told = scratch.run(&both).err;
    assert!(told.contains("一次检查一个申报包"), "{told}");
    assert!(!scratch.names().contains(&"批注.docx".to_owned()), "nothing is written");
}
