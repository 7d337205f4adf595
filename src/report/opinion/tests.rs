use super::{docx, markdown};
use crate::check::PackageReview;
use crate::check::sample::{faulty_proposal, reading, result, review};
use crate::document::{Document, Format};
use crate::finding::{Finding, RequirementResult, Severity, Status};
use crate::gap::GapKind;
use crate::parse::{Limits, parse};
use crate::report::Report;
use crate::source::Source;
use std::collections::BTreeMap;

fn report(review: PackageReview) -> Report {
    Report::new(review.as_of, &[review])
}

fn read_back(report: &Report) -> Document {
    let source = Source { path: "意见.docx".into(), bytes: docx(report), gaps: Vec::new() };
    let document = parse(&source, &Limits::default());
    assert_eq!((document.format, document.gaps.len()), (Format::Docx, 0));
    document
}

#[test]
fn the_letter_tells_every_finding_and_the_same_counts() {
    let report = report(faulty_proposal());
    let package = &report.packages[0];
    let text = read_back(&report).text;
    assert_eq!(text.matches("所在位置：").count(), package.findings.len(), "{text}");
    assert!(text.contains("提出意见 3 处"), "{text}");
    assert!(text.contains("符合 1 项，不符合 2 项，待核实 1 项，无法检查 1 项，不适用 1 项"), "{text}");
    assert!(text.contains(&package.summary), "{text}");
    for finding in &package.findings {
        assert!(text.contains(&finding.message), "{}", finding.message);
        assert!(text.contains(&finding.help), "{}", finding.help);
        assert!(text.contains(&finding.passage.quote), "{}", finding.passage.quote);
    }
    assert!(text.contains(&package.files[0].sha256), "{text}");
    assert!(text.contains("不替代评审"), "{text}");
    assert!(text.contains("第 9 页"), "what could not be read: {text}");
}

#[test]
fn groups_stand_by_consequence() {
    let document = read_back(&report(faulty_proposal()));
    let headings: Vec<&str> = (1..document.sections.len()).map(|at| document.heading(at as u32)).collect();
    let groups: Vec<&&str> = headings.iter().filter(|heading| heading.starts_with('（')).collect();
    assert_eq!(
        groups,
        [&"（一）不予审核的情形（1 处）", &"（二）待核实的事项（1 处）", &"（三）提示事项（1 处）"]
    );
}

#[test]
fn the_conclusion_follows_the_verdict() {
    let met = result("T-01", Status::Met, Severity::Error);
    let unmet = result("T-02", Status::Unmet, Severity::Error);
    let text = |review| markdown(&report(review));
    assert!(text(faulty_proposal()).contains("形式审查结论：退回。"));
    assert!(
        text(review(vec![met.clone(), unmet], vec![reading("正文", None)]))
            .contains("形式审查结论：需补正。")
    );
    let clean = text(review(vec![met.clone()], vec![reading("正文", None)]));
    assert!(clean.contains("形式审查结论：形式完备。"), "{clean}");
    assert!(!clean.contains("审查发现的问题"), "{clean}");
    let unread = text(review(vec![met], vec![reading("", Some(GapKind::Encrypted))]));
    assert!(unread.contains("形式审查结论：未能审查。"), "{unread}");
    assert!(unread.contains("方案.md：无法读取。文件已加密"), "{unread}");
    let mut scanned = result("T-03", Status::Unreadable, Severity::Error);
    scanned.findings = faulty_proposal().results[3].findings.clone();
    let pages = || vec![reading("正文", Some(GapKind::ImagePage))];
    let unread = text(review(vec![scanned.clone()], pages()));
    assert!(unread.contains("处理方法：提供能够完整读取的文件后再行审查。"), "{unread}");
    assert!(unread.contains("形式审查结论：未能审查。请按本意见更换材料后重新报送。"), "{unread}");
    let doubtful = || result("T-04", Status::Doubtful, Severity::Warning);
    for partly in [
        review(vec![doubtful(), scanned], vec![reading("正文", None)]),
        review(vec![doubtful()], pages()),
        review(vec![result("T-01", Status::Met, Severity::Error)], pages()),
    ] {
        let partly = text(partly);
        assert!(partly.contains("形式审查结论：暂不能作出。部分材料未能读取"), "{partly}");
    }
    let doubtful = text(review(vec![doubtful()], vec![reading("正文", None)]));
    assert!(doubtful.contains("形式审查结论：未发现必须补正的内容，另有事项待核实"), "{doubtful}");
}

#[test]
fn all_was_read_is_said_only_where_it_was() {
    let told = |readings| {
        let text = markdown(&report(review(vec![result("T-01", Status::Met, Severity::Error)], readings)));
        let start = text.find("材料读取情况").unwrap();
        text[start..text.find("有关说明").unwrap()].to_owned()
    };
    let all = "所报送的文件均已完整读取。";
    assert!(told(vec![reading("正文", None)]).contains(all));
    let pictures =
        told(vec![reading("正文", Some(GapKind::Remark("有 40 张图片，图中的内容没有读取".into())))]);
    assert!(!pictures.contains(all) && pictures.contains("方案.md：有 40 张图片"), "{pictures}");
    assert!(pictures.contains("未能读取或者需要核对的内容，未读取的内容不作为缺失处理"), "{pictures}");
    let scanned = told(vec![reading("正文", Some(GapKind::ImagePage))]);
    assert!(scanned.contains("方案.md：部分无法读取。"), "{scanned}");
    let nothing = told(Vec::new());
    assert!(!nothing.contains(all) && nothing.contains("没有收到可以读取的文件。"), "{nothing}");
}

#[test]
fn what_is_not_known_is_left_to_fill_in() {
    let text = markdown(&report(faulty_proposal()));
    for blank in ["项目名称", "建设单位", "文号", "审查单位（盖章）"] {
        assert!(text.contains(&format!("【请填写：{blank}】")), "{blank}: {text}");
    }
    assert!(text.contains("2024年1月1日"), "{text}");
}

#[test]
fn what_is_accepted_is_told_with_its_reason() {
    let mut review = faulty_proposal();
    review.accept(&BTreeMap::from([("T-03".to_owned(), "已批准例外".to_owned())]));
    let text = markdown(&report(review));
    assert!(text.contains("已接受的事项（1 处）"), "{text}");
    assert!(text.contains("接受理由：已批准例外。"), "{text}");
    assert!(text.contains("其中已接受 1 项"), "{text}");
}

#[test]
fn a_thousand_findings_are_written_fast() {
    let mut review = faulty_proposal();
    let finding = review.results[1].findings[0].clone();
    let numbered = |number| Finding { message: format!("第 {number} 个问题"), ..finding.clone() };
    review.results = (0..1000)
        .map(|number| RequirementResult {
            findings: vec![numbered(number)],
            ..result(&format!("T-{number}"), Status::Doubtful, Severity::Warning)
        })
        .collect();
    let report = report(review);
    let start = std::time::Instant::now();
    let bytes = docx(&report);
    println!("{} bytes in {:?}", bytes.len(), start.elapsed());
    // Optimised code takes a small part of this.
    assert!(start.elapsed() < std::time::Duration::from_secs(3), "{:?}", start.elapsed());
    assert_eq!(markdown(&report).matches("所在位置：").count(), 1000);
}

#[test]
fn each_package_has_a_letter() {
    let mut second = faulty_proposal();
    second.path = "另一份.md".into();
    let first = faulty_proposal();
    let report = Report::new(first.as_of, &[first, second]);
    let text = read_back(&report).text;
    assert_eq!(text.matches("的形式审查意见").count(), 2, "{text}");
    assert_eq!(text.matches("所在位置：").count(), 6, "{text}");
}

#[test]
fn what_files_say_stays_text() {
    let mut review = faulty_proposal();
    review.results[2].findings[0].message = "<w:p>&\u{1}【*甲*】\u{202e}".into();
    let report = report(review);
    assert!(read_back(&report).text.contains("<w:p>&\\u{1}【*甲*】\\u{202e}。"));
    assert_eq!(docx(&report), docx(&report));
}
