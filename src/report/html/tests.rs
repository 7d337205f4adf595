//! The page as a whole: nothing can break out of it, every link leads somewhere, and it counts what the
//! model counts.

use super::render;
use crate::check::sample::{faulty_proposal, reading, result, review};
use crate::check::{Options, PackageReview, check, prepare};
use crate::document::{
    Builder, CellDraft, Document, Draft, DraftKind, Format, HeadingEvidence, Origin, Rect, TableDraft,
};
use crate::fact::budget::testing::table;
use crate::finding::{Finding, Place, RequirementResult, Severity, Status};
use crate::gap::GapKind;
use crate::lexicon::Lexicon;
use crate::outline::builtin;
use crate::parse::Limits;
use crate::report::{Original, Report};
use crate::rule::Reading;
use crate::source::{Package, Source};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

const HOSTILE: &str = "</script></style><img src=x onerror=\"alert(1)\">'&\u{202e}";

fn page(review: PackageReview) -> String {
    pages(vec![review])
}

fn pages(reviews: Vec<PackageReview>) -> String {
    let report = Report::new(reviews[0].as_of, &reviews);
    let html = render(&report, &reviews.into_iter().map(original).collect::<Vec<_>>());
    assert_well_formed(&html);
    assert_links(&html);
    html
}

fn original(review: PackageReview) -> Original {
    Original { package: Arc::new(Package::default()), review, limits: Limits::default() }
}

/// The example with a dozen faults, checked in earnest.
fn example() -> PackageReview {
    let source = Source {
        path: "方案.md".into(),
        bytes: include_bytes!("../../../fixtures/construction/faulty.md").to_vec(),
        gaps: Vec::new(),
    };
    let package = Package { name: "方案".into(), path: "方案.md".into(), sources: vec![source] };
    let pack = builtin::with_requirement("SR-C07").next().expect("the example was written for it");
    let outline = Arc::new(builtin::load(pack.id).unwrap());
    let as_of = "2024-01-01".parse().unwrap();
    check(
        &package,
        &outline,
        &Options { as_of, limits: Limits::default(), lexicon: Lexicon::builtin(), recogniser: None },
    )
}

fn with_document(document: Document, words: &[&str]) -> PackageReview {
    let place = |words: &&str| {
        let start = document.text.find(words).expect("the words stand in the document");
        Place { document_idx: 0, span: Span::new(start, start + words.len()) }
    };
    let mut met = result("T-01", Status::Met, Severity::Error);
    met.evidence = words.iter().map(place).collect();
    review(vec![met], vec![Reading { document, ..Reading::default() }])
}

/// The body of the page: what stands between style and script.
fn body(html: &str) -> &str {
    let start = html.find("<body>").unwrap();
    &html[start..html.find("<script>").unwrap()]
}

/// The values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let head = format!(" {attribute}=\"");
    html.split(head.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Every element is closed by its own tag.
fn assert_well_formed(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in body(html).split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed in the wrong order near {piece}");
        } else if !tag.ends_with('/') && !matches!(name, "input" | "wbr") {
            open.push(name);
        }
    }
    assert_eq!(open, ["body"]);
}

/// Every anchor exists once, and every link leads to one.
fn assert_links(html: &str) {
    let ids = values(body(html), "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an anchor exists twice");
    for attribute in ["href", "aria-labelledby", "data-of"] {
        for target in values(body(html), attribute).iter().flat_map(|value| value.split(' ')) {
            assert!(known.contains(target.trim_start_matches('#')), "{attribute} leads nowhere: {target}");
        }
    }
}

#[test]
fn counts_are_those_of_the_model() {
    let review = example();
    let report = Report::new(review.as_of, std::slice::from_ref(&review));
    let package = &report.packages[0];
    let html = page(review);
    assert!(html.contains(&package.summary), "the verdict");
    assert!(html.contains("✗ 需补正</span>"), "the verdict in one word");
    let spoken = package.findings.iter().filter(|finding| package.has_words_for(finding)).count();
    assert!(spoken > 10, "the example has faults");
    assert_eq!(html.matches("<li class=\"finding item\"").count(), spoken);
    let rows = |key: &str| {
        let row = format!("\" data-status=\"{key}\"><td");
        html.matches(row.as_str()).count()
    };
    let counts = &package.counts;
    assert_eq!(rows("met"), counts.met);
    assert_eq!(rows("unmet"), counts.unmet);
    assert_eq!(rows("doubtful"), counts.doubtful);
    assert_eq!(rows("unreadable"), counts.unreadable);
    assert_eq!(rows("inapplicable"), counts.inapplicable);
    assert!(html.contains("辅助检查，不替代评审"));
    assert!(html.contains(&package.files[0].sha256));
}

#[test]
fn nothing_breaks_out_of_the_page() {
    let mut builder = Builder::new(HOSTILE, Format::Markdown);
    let heading = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
    builder.paragraph(HOSTILE, Draft { kind: heading, ..Draft::default() });
    builder.paragraph(HOSTILE, Draft::default());
    builder.table(table(&[&[HOSTILE, "金额"], &[HOSTILE, HOSTILE]]), Origin::Unknown);
    let document = builder.finish();
    let place = Some(Place { document_idx: 0, span: document.blocks[1].span });
    let mut bad = result(HOSTILE, Status::Unmet, Severity::Error);
    (bad.title, bad.group, bad.reason) = (HOSTILE.into(), HOSTILE.into(), HOSTILE.into());
    (bad.clause.article, bad.clause.regulation) = (Some(HOSTILE.into()), Some(HOSTILE.into()));
    bad.accepted = Some(HOSTILE.into());
    bad.evidence.extend(place);
    let (severity, related) = (Severity::Error, Vec::new());
    let (message, help, accepted) = (HOSTILE.into(), HOSTILE.into(), Some(HOSTILE.into()));
    bad.findings = vec![Finding { severity, message, help, place, related, accepted }];
    let mut review = review(vec![bad], vec![Reading { document, ..Reading::default() }]);
    (review.name, review.path, review.chosen) = (HOSTILE.into(), HOSTILE.into(), Some(HOSTILE.into()));
    let outline = Arc::get_mut(&mut review.outline).unwrap();
    (outline.title, outline.regulation.title) = (HOSTILE.into(), HOSTILE.into());
    let html = page(review);
    assert_eq!(html.matches("<script").count(), 1);
    assert_eq!(html.matches("</script").count(), 1);
    assert_eq!(html.matches("</style").count(), 1);
    assert!(!html.contains("<img"), "markup of the document came through");
    assert!(!html.contains('\u{202e}'), "text could run backward");
    assert!(html.matches("&lt;/script&gt;").count() > 12);
}

#[test]
fn the_page_loads_nothing_and_runs_only_its_own_script() {
    let html = page(example());
    for foreign in ["http:", "https:", "url(", "@import", " src=", " style=", "eval(", "fetch("] {
        assert!(!html.contains(foreign), "{foreign} in the page");
    }
    assert!(!body(&html).contains("=\"//") && !body(&html).contains(" on"), "an address or a handler");
    assert!(html.contains(&super::digest(super::STYLE)) && html.contains(&super::digest(super::SCRIPT)));
    assert!(html.contains("default-src 'none'") && !html.contains("unsafe"));
    assert_eq!(super::digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

#[test]
fn finding_and_sentence_lead_to_each_other() {
    let html = page(faulty_proposal());
    // The contradiction: both sides quoted, each with the way to its passage.
    let finding = html.split("id=\"p1f2\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert_eq!(finding.matches("<figure class=\"side\">").count(), 2, "{finding}");
    let targets: Vec<&str> = values(finding, "href");
    assert_eq!(targets.len(), 2, "{finding}");
    for (target, words) in targets.iter().zip(["1,280 万元", "1,208"]) {
        let id = target.trim_start_matches('#');
        let mark = format!(
            "<mark class=\"t-doubt\" id=\"{id}\">{words}</mark><wbr><a class=\"ref t-doubt\" href=\"#p1f2\">"
        );
        assert!(html.contains(&mark), "{mark}");
    }
    assert!(html.contains("第 9 页"), "what could not be read");
}

#[test]
fn accepted_findings_say_so() {
    let mut review = faulty_proposal();
    review.accept(&BTreeMap::from([("T-03".to_owned(), "已批准例外".to_owned())]));
    let html = page(review);
    assert!(html.contains("data-consequence=\"已接受\""));
    assert!(html.contains("<dt>已接受</dt><dd>已批准例外</dd>"));
    assert!(html.contains("其中已接受 <b>1</b> 项"));
}

#[test]
fn nothing_read_never_looks_like_a_pass() {
    let results = vec![result("T-01", Status::Unreadable, Severity::Error)];
    let html = page(review(results, vec![reading("", Some(GapKind::Encrypted))]));
    assert!(html.contains("! 未能检查</span>") && html.contains("文件已加密"));
    assert!(html.contains("各项都未能检查，原因见上") && !html.contains("没有要列出的问题"));
}

#[test]
fn several_packages_stand_under_an_overview() {
    let mut second = faulty_proposal();
    second.path = "方案二.md".into();
    let html = pages(vec![faulty_proposal(), second]);
    assert!(html.contains("汇总（2 个申报包）"));
    assert!(html.contains("href=\"#p2\">方案二.md</a>"));
}

#[test]
fn without_the_documents_there_is_no_text_and_no_dead_link() {
    let review = faulty_proposal();
    let html = render(&Report::new(review.as_of, &[review]), &[]);
    assert_links(&html);
    assert!(!html.contains("class=\"text\"") && html.contains("1,280 万元"));
}

#[test]
fn overlapping_passages_keep_the_words_and_the_nesting() {
    let text = "甲乙丙丁戊己庚辛壬癸".repeat(6);
    let document = reading(&text, None).document;
    // A small generator with a fixed seed: 40 ranges that overlap in every way.
    let mut seed = 7_usize;
    let mut next = |below: usize| {
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
        (seed >> 8) % below
    };
    let mut evidence = Vec::new();
    for _ in 0..40 {
        let start = next(59);
        let span = Span::new(start * 3, (start + 1 + next(60 - start)).min(60) * 3);
        evidence.push(Place { document_idx: 0, span });
    }
    let met = RequirementResult { evidence, ..result("T-01", Status::Met, Severity::Error) };
    let html = page(review(vec![met], vec![Reading { document, ..Reading::default() }]));
    let shown = html.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    let paragraph = shown.rsplit("<p>").next().unwrap();
    let mut words = String::new();
    let mut is_reference = false;
    for piece in paragraph.split('<') {
        let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
        is_reference = (is_reference || tag.starts_with("a ")) && tag != "/a";
        words.push_str(if is_reference { "" } else { rest });
    }
    assert_eq!(words, text);
}

#[test]
fn a_very_long_document_is_shown_around_what_is_spoken_of() {
    let mut builder = Builder::new("长.txt", Format::Text);
    for number in 0..30_000 {
        builder.paragraph(&format!("段落 {number} 的内容，重复的文字没有别的用处。"), Draft::default());
    }
    let html = page(with_document(builder.finish(), &["段落 29000 的"]));
    assert!(html.len() < 200_000, "{}", html.len());
    assert!(html.contains("正文较长") && html.contains("…… 略去 28997 段 ……"));
    assert!(html.contains(">段落 29000 的</mark>") && html.contains("段落 29003 的"));
    assert!(!html.contains("段落 29004 的"));
}

#[test]
fn a_document_of_nothing_but_headings_ends_where_there_is_no_more_room() {
    let mut builder = Builder::new("长.md", Format::Markdown);
    let kind = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
    for number in 0..40_000 {
        builder.paragraph(&format!("第 {number} 个标题"), Draft { kind, ..Draft::default() });
    }
    let html = page(with_document(builder.finish(), &["第 39000 个"]));
    assert!(html.len() < 1_100_000, "{}", html.len());
    assert!(html.contains("其后的正文因篇幅略去") && !html.contains("第 39000 个</mark><wbr>"));
    assert!(html.contains("href=\"#p1d1\""), "what is not shown leads to its file");
}

#[test]
fn an_endless_paragraph_is_shown_around_what_is_spoken_of() {
    let text = format!("{}此处两年{}", "前".repeat(40_000), "后".repeat(40_000));
    let html = page(with_document(reading(&text, None).document, &["此处两年"]));
    assert!(html.len() < 60_000, "{}", html.len());
    assert!(html.contains(">此处两年</mark>") && html.contains("……"));
}

#[test]
fn tables_keep_their_merged_cells() {
    let mut builder = Builder::new("表.docx", Format::Docx);
    let rows: &[&[&str]] = &[&["类", "项", "额"], &["硬件", "终端", "1"], &["^", "合计", ">"]];
    builder.table(table(rows), Origin::Unknown);
    let html = page(with_document(builder.finish(), &["终端"]));
    assert!(html.contains("<th scope=\"col\">类</th>"));
    assert!(html.contains("<td rowspan=\"2\">硬件</td>"));
    assert!(html.contains("<tr><td colspan=\"2\">合计</td></tr>"), "{html}");
}

#[test]
fn cells_from_above_leave_no_room_and_free_positions_get_a_cell() {
    let cell = |column_idx, row_span, text: &str| CellDraft {
        column_idx,
        row_span,
        text: text.into(),
        ..CellDraft::default()
    };
    let rows = vec![
        vec![cell(0, 1, "a"), cell(1, 2, "b"), cell(4, 3, "e"), cell(6, 1, "g")],
        vec![cell(0, 1, "h")],
        vec![cell(3, 1, "i")],
    ];
    let mut builder = Builder::new("方案.md", Format::Markdown);
    builder.table(TableDraft { rows, first_sheet_row: None }, Origin::Unknown);
    let html = page(with_document(builder.finish(), &[]));
    let table = html.split("<table>").nth(1).unwrap().split("</table>").next().unwrap();
    let rows: Vec<String> = table.split("<tr>").skip(2).map(|row| row.replace(" colspan=", " ")).collect();
    assert_eq!(rows[0], "<td>h</td><td \"2\"></td><td \"2\"></td></tr>");
    assert_eq!(rows[1], "<td \"3\"></td><td>i</td><td \"2\"></td></tr>");
}

#[test]
fn rows_below_many_merged_cells_cost_their_number() {
    let time = |columns: u32| {
        let cell = |column_idx, row_span| CellDraft {
            column_idx,
            row_span,
            text: "甲".into(),
            ..CellDraft::default()
        };
        let mut rows = vec![(0..columns).map(|at| cell(at, if at == 0 { 1 } else { 200 })).collect()];
        rows.resize_with(200, || vec![cell(0, 1)]);
        let mut builder = Builder::new("方案.md", Format::Markdown);
        builder.table(TableDraft { rows, first_sheet_row: None }, Origin::Unknown);
        let reviews = [with_document(builder.finish(), &[])];
        let report = Report::new(reviews[0].as_of, &reviews);
        let originals: Vec<Original> = reviews.into_iter().map(original).collect();
        let start = Instant::now();
        assert!(render(&report, &originals).contains("rowspan=\"200\""));
        start.elapsed()
    };
    let (once, four_times) = (time(1_000), time(4_000));
    assert!(
        four_times < once * 8 + Duration::from_secs(2),
        "{once:?}, four times the columns {four_times:?}"
    );
}

#[test]
fn what_the_lists_leave_out_is_counted() {
    let budget = || {
        let mut builder = Builder::new("方案.md", Format::Markdown);
        builder.paragraph("项目投资概算表（单位：万元）", Draft::default());
        let rows: &[&[&str]] = &[
            &["序号", "费用名称", "金额（万元）"],
            &["1", "软件", "12"],
            &["2", "硬件", "10"],
            &["", "合计", "22"],
        ];
        builder.table(table(rows), Origin::Unknown);
        prepare(builder.finish(), Lexicon::builtin())
    };
    let costs = |files| page(review(Vec::new(), std::iter::repeat_with(budget).take(files).collect()));
    let (all, cut) = (costs(4), costs(6));
    assert_eq!(all.matches("<table class=\"bars\">").count(), 4);
    assert!(!all.contains("投资构成未列出"));
    assert_eq!(cut.matches("<table class=\"bars\">").count(), 4);
    assert!(cut.contains("另有 2 个文件的投资构成未列出。"));
    let chapters = |count: usize| {
        let mut builder = Builder::new("方案.md", Format::Markdown);
        for number in 0..count {
            let kind = DraftKind::Heading { level: 1, evidence: HeadingEvidence::Explicit };
            builder.paragraph(&format!("章 {number}"), Draft { kind, ..Draft::default() });
        }
        page(with_document(builder.finish(), &[]))
    };
    assert!(chapters(302).contains("另有 2 个章节未列入目录。"));
    assert!(!chapters(300).contains("未列入目录"));
}

#[test]
fn a_very_long_table_is_shown_around_what_is_spoken_of() {
    let cells: Vec<[String; 2]> =
        (0..5_000).map(|row| [format!("第 {row} 项"), format!("{row} 元")]).collect();
    let rows: Vec<Vec<&str>> = cells.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let mut builder = Builder::new("表.docx", Format::Docx);
    builder.table(table(&rows), Origin::Unknown);
    let html = page(with_document(builder.finish(), &["第 4000 项"]));
    assert!(html.len() < 60_000, "{}", html.len());
    assert!(html.contains("<td>第 39 项</td>") && html.contains("…… 略去 3958 行 ……"));
    assert!(html.contains("<td>第 3998 项</td>") && html.contains("<td>第 4002 项</td>"));
    assert!(!html.contains("第 3997 项") && !html.contains("第 4003 项"));
}

#[test]
fn pages_are_numbered_where_there_are_pages() {
    let mut builder = Builder::new("方案.pdf", Format::Pdf);
    for page in [1, 1, 3] {
        let origin = Origin::Page { page, bbox: Rect::default() };
        builder.paragraph(&format!("第 {page} 页上的话。"), Draft { origin, ..Draft::default() });
    }
    let html = page(with_document(builder.finish(), &["第 3 页上"]));
    assert_eq!(html.matches("<span>第 1 页</span>").count(), 1);
    assert_eq!(html.matches("<span>第 3 页</span>").count(), 1);
    assert_eq!(html.matches("<span>第 2 页</span>").count(), 0);
}

#[test]
fn the_costs_are_drawn_as_read() {
    let html = page(example());
    let bars =
        html.split("<table class=\"bars\">").nth(1).expect("a chart").split("</table>").next().unwrap();
    assert!(bars.contains("应用软件开发费</a></th><td class=\"amount\">96 万元</td>"), "{bars}");
    assert!(bars.contains("<rect width=\"240\""), "the largest takes the whole width");
    assert_eq!(bars.matches("<tr>").count(), 1 + 13, "{bars}");
}

#[test]
fn a_thousand_findings_are_written_fast() {
    let mut review = faulty_proposal();
    let finding = review.results[1].findings[0].clone();
    let numbered = |number| Finding { message: format!("第 {number} 个问题"), ..finding.clone() };
    let result = |number| RequirementResult {
        findings: vec![numbered(number)],
        requirement: format!("T-{number}"),
        ..review.results[1].clone()
    };
    review.results = (0..1000).map(result).collect();
    let report = Report::new(review.as_of, std::slice::from_ref(&review));
    let originals = [original(review)];
    let start = Instant::now();
    let html = render(&report, &originals);
    println!("1,000 findings: {:?}", start.elapsed());
    assert_eq!(html.matches("<li class=\"finding item\"").count(), 1000);
    // `cargo bench` measures it; this holds for code that is not optimised, on a machine with other work.
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}
