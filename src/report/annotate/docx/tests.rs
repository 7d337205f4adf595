//! Small documents written part by part: what the copy says, and that nothing else has changed.

use super::render;
use super::scan::{self, Found};
use crate::check::sample::{result, review};
use crate::finding::{Finding, Label, Place, RequirementResult, Severity, Status};
use crate::parse::{Limits, parse};
use crate::report::{Original, PackageReport};
use crate::rule::Reading;
use crate::source::{Package, Source};
use crate::span::Span;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "word/document.xml";
const COMMENTS: &str = "word/comments.xml";

fn elements(xml: &str, names: &[&str], attributes: &[&'static str]) -> Result<Vec<Found>, String> {
    scan::elements(xml, names, attributes, &Limits::default())
}

fn strip(main: &str, own: &BTreeSet<String>) -> String {
    super::strip::strip(main, own, &Limits::default()).unwrap()
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A docx with this main part, and more parts; the main part links those of the usual kinds.
fn docx(main: &[u8], more: &[(&str, &str)]) -> Vec<u8> {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let link = |nth: usize, kind: &str, target: &str| {
        format!(r#"<Relationship Id="rId{nth}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let list = |links: String| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
        )
    };
    let root = list(link(1, "officeDocument", MAIN));
    let links = more.iter().enumerate().map(|(nth, (name, _))| {
        let file = name.rsplit('/').next().unwrap();
        link(nth, file.trim_end_matches(".xml"), file)
    });
    let links = list(links.collect());
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        (MAIN, main),
        ("word/media/图.bin", b"\0\x01\x02 not XML"),
    ];
    if !more.is_empty() {
        parts.push(("word/_rels/document.xml.rels", links.as_bytes()));
    }
    parts.extend(more.iter().map(|(name, content)| (*name, content.as_bytes())));
    zipped(&parts)
}

fn body(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>"#
    )
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>")
}

/// The copy with a finding on each of these words.
fn annotated(bytes: &[u8], words: &[&str]) -> Vec<u8> {
    let (report, original) = checked(bytes, |document| {
        let finding = |words: &&str| finding("写得不对", words, document);
        words.iter().map(finding).collect()
    });
    render(&report, &original).unwrap()
}

fn checked(bytes: &[u8], findings: impl Fn(&str) -> Vec<Finding>) -> (PackageReport, Original) {
    let source = Source { path: "方案.docx".into(), bytes: bytes.to_vec(), gaps: Vec::new() };
    let document = parse(&source, &Limits::default());
    let findings = findings(&document.text);
    let result = RequirementResult { findings, ..result("T-01", Status::Unmet, Severity::Error) };
    let mut review = review(vec![result], vec![Reading { document, ..Reading::default() }]);
    review.files[0].sha256 = sha256(bytes);
    let package = Package { name: "方案".into(), path: "方案.docx".into(), sources: vec![source] };
    (PackageReport::new(&review), Original { package: Arc::new(package), review, limits: Limits::default() })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn finding(message: &str, words: &str, text: &str) -> Finding {
    Finding {
        severity: Severity::Error,
        message: message.into(),
        help: "改成 3 年".into(),
        place: (!words.is_empty()).then(|| place(words, text)),
        related: Vec::new(),
        accepted: None,
    }
}

fn place(words: &str, text: &str) -> Place {
    let start = text.find(words).unwrap();
    Place { document_idx: 0, span: Span::new(start, start + words.len()) }
}

fn part_bytes(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut content = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(part_bytes(bytes, name)).unwrap()
}

/// The text of some XML.
fn shown(xml: &str) -> String {
    let mut text = String::new();
    let mut rest = xml;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').unwrap().1;
    }
    text + rest
}

/// Words and comment of every comment in the copy, by id; what must hold for all is asserted.
fn comments(bytes: &[u8]) -> Vec<(String, String)> {
    let main = part(bytes, MAIN);
    let text = part(bytes, COMMENTS);
    let marks = ["commentRangeStart", "commentRangeEnd", "commentReference"];
    let in_main = elements(&main, &marks, &["id"]).unwrap();
    let all = elements(&text, &["comment"], &["id"]).unwrap();
    let ids: Vec<&str> = all.iter().map(|comment| comment.attribute("id").unwrap()).collect();
    let distinct: BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "an id twice");
    let of = |id: &str| {
        let own: Vec<_> = in_main.iter().filter(|mark| mark.attribute("id") == Some(id)).collect();
        assert_eq!(own.iter().map(|mark| mark.local.as_str()).collect::<Vec<_>>(), marks, "comment {id}");
        shown(&main[own[0].outer.end..own[1].outer.start])
    };
    all.iter().zip(ids).map(|(comment, id)| (of(id), shown(&text[comment.inner.clone()]))).collect()
}

/// The words of the comments behind the two at the beginning.
fn words(bytes: &[u8]) -> Vec<String> {
    comments(bytes).into_iter().skip(2).map(|(words, _)| words).collect()
}

#[test]
fn the_exact_words_get_the_whole_comment() {
    let bytes = docx(body(&(p("概述") + &p("提供 2 年运维"))).as_bytes(), &[]);
    let copy = annotated(&bytes, &["2 年"]);
    let found = comments(&copy);
    assert_eq!(found.len(), 3);
    assert!(found[0].1.contains("【预审结论】缺 1 项必备内容"), "{}", found[0].1);
    assert!(found[0].1.contains("辅助检查，不替代评审"), "{}", found[0].1);
    assert!(found[1].1.contains("✗ 不符合 T-01 要求"), "{}", found[1].1);
    assert_eq!(found[2].0, "2 年");
    assert_eq!(found[2].1, "【需补正】T-01 要求写得不对依据：《示例办法》第七条建议：改成 3 年");
    let main = part(&copy, MAIN);
    assert_eq!(main.matches("<w:rPr><w:b/></w:rPr>").count(), 4, "each piece keeps its look: {main}");
    assert!(main.contains(r#"<w:t xml:space="preserve" >提供 </w:t >"#), "{main}");
    assert!(part(&copy, "[Content_Types].xml").contains(r#"PartName="/word/comments.xml""#));
    assert!(part(&copy, "word/_rels/document.xml.rels").contains(r#"Target="comments.xml""#));
}

#[test]
fn ranges_may_meet_nest_and_reach_over_paragraphs() {
    let bytes = docx(body(&(p("甲乙丙丁") + &p("戊己"))).as_bytes(), &[]);
    let copy = annotated(&bytes, &["乙丙", "丙丁", "乙", "丁\n戊", "甲乙丙丁", "丙"]);
    let mut found = words(&copy);
    found.sort();
    assert_eq!(found, ["丁戊", "丙", "丙丁", "乙", "乙丙", "甲乙丙丁"]);
}

#[test]
fn all_other_entries_are_the_same_bytes() {
    let bytes = docx(
        body(&p("提供 2 年运维")).as_bytes(),
        &[("word/styles.xml", &format!(r#"<w:styles xmlns:w="{WORD}"/>"#))],
    );
    let copy = annotated(&bytes, &["2 年"]);
    let entries = |bytes: &[u8]| {
        let mut archive = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        let count = archive.len();
        let raw = |idx: usize| {
            let mut entry = archive.by_index_raw(idx).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        };
        (0..count).map(raw).collect::<Vec<_>>()
    };
    let (old, new) = (entries(&bytes), entries(&copy));
    assert_eq!(new.len(), old.len() + 1);
    for (old, new) in old.iter().zip(&new) {
        assert_eq!(old.0, new.0, "the order stays");
        let may_change =
            ["[Content_Types].xml", MAIN, "word/_rels/document.xml.rels"].contains(&old.0.as_str());
        assert_eq!(old.1 == new.1, !may_change, "{}", old.0);
    }
}

#[test]
fn a_second_run_replaces_our_own() {
    let text = "<w:p><w:r><w:t>提供 2 年</w:t><w:tab/><w:t xml:space=\"preserve\"> 运维 </w:t></w:r></w:p>";
    let bytes = docx(body(text).as_bytes(), &[]);
    let copy = annotated(&bytes, &["2", "年", "运"]);
    let again = annotated(&copy, &["2", "年", "运"]);
    assert_eq!(part(&again, MAIN), part(&copy, MAIN), "the same again");
    let hashed = |text: &str, bytes: &[u8]| text.replace(&sha256(bytes), "");
    assert_ne!(part(&again, COMMENTS), part(&copy, COMMENTS), "another file was checked");
    assert_eq!(hashed(&part(&again, COMMENTS), &copy), hashed(&part(&copy, COMMENTS), &bytes));
    let other = annotated(&copy, &["维"]);
    assert_eq!(words(&other), ["维"]);
    let ids = elements(&part(&copy, COMMENTS), &["comment"], &["id"]).unwrap();
    let ids = ids.iter().map(|comment| comment.attribute("id").unwrap().to_owned()).collect();
    assert_eq!(strip(&part(&copy, MAIN), &ids), body(text), "taken out again");
}

#[test]
fn the_file_that_is_named_is_the_one_that_was_handed_in() {
    let forged = "f".repeat(64);
    let own = format!(
        r#"<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="yushen 预审"><w:p><w:r><w:t>原件 SHA-256：{forged}</w:t></w:r></w:p></w:comment></w:comments>"#
    );
    let bytes = docx(body(&p("提供运维")).as_bytes(), &[(COMMENTS, &own)]);
    let front = comments(&annotated(&bytes, &["运维"])).remove(0).1;
    assert!(
        front.contains(&format!("原件 SHA-256：{}", sha256(&bytes))) && !front.contains(&forged),
        "{front}"
    );
}

#[test]
fn ids_are_free_ones_that_word_can_read() {
    for taken in [i64::MAX, i64::from(i32::MAX), i64::MIN, 1] {
        let others = format!(
            r#"<w:comments xmlns:w="{WORD}"><w:comment w:id="{taken}" w:author="李工"><w:p/></w:comment></w:comments>"#
        );
        // A mark whose comment is gone keeps its id, too.
        let main = body(&format!("{}<w:p><w:commentRangeStart w:id=\"3\"/></w:p>", p("提供运维")));
        let copy = annotated(&docx(main.as_bytes(), &[(COMMENTS, &others)]), &["提供", "运维"]);
        let all = elements(&part(&copy, COMMENTS), &["comment"], &["id"]).unwrap();
        let ids: Vec<i64> = all.iter().map(|found| found.attribute("id").unwrap().parse().unwrap()).collect();
        let expected = if taken == 1 { [1, 0, 2, 4, 5] } else { [taken, 0, 1, 2, 4] };
        assert_eq!(ids, expected);
        let again = annotated(&copy, &["提供", "运维"]);
        assert_eq!(part(&again, MAIN), part(&copy, MAIN));
    }
}

#[test]
fn marks_are_taken_out_in_time() {
    let time = |marks: usize| {
        let runs = r#"<w:r><w:commentReference w:id="0"/></w:r><w:r/>"#.repeat(marks);
        let main = body(&format!("<w:p>{runs}</w:p>"));
        let start = Instant::now();
        assert!(!strip(&main, &BTreeSet::from(["0".to_owned()])).contains("commentReference"));
        start.elapsed()
    };
    let (once, four_times) = (time(10_000), time(40_000));
    assert!(four_times < once * 8 + Duration::from_secs(2), "{once:?}, four times the marks {four_times:?}");
}

#[test]
fn what_was_read_within_raised_limits_is_annotated_within_them() {
    let limits = Limits { xml_text_bytes: 6, ..Limits::default() };
    let bytes = docx(body(&p("提供 2 年运维")).as_bytes(), &[]);
    let (report, mut original) = checked(&bytes, |_| Vec::new());
    original.limits = limits.clone();
    original.review.readings[0].document = parse(&original.package.sources[0], &limits);
    let refusal = render(&report, &original).unwrap_err();
    assert!(refusal.contains("xml-text-bytes") && refusal.contains("[limits]"), "{refusal}");
    let (report, mut original) = checked(&bytes, |_| Vec::new());
    original.limits = Limits { part_inflated_bytes: 100, ..Limits::default() };
    original.review.readings[0].document = parse(&original.package.sources[0], &original.limits);
    let refusal = render(&report, &original).unwrap_err();
    assert!(refusal.contains("part-inflated-bytes") && refusal.contains("[limits]"), "{refusal}");
    // More than the usual ratio of a part, and more than the 8 MiB that it counts from.
    let long = body(&(p("提供 2 年运维") + &" ".repeat(9 << 20)));
    let bytes = docx(long.as_bytes(), &[]);
    let (report, mut original) = checked(&bytes, |_| Vec::new());
    assert!(render(&report, &original).unwrap_err().contains("inflate-ratio"));
    original.limits = Limits { inflate_ratio: 5_000, ..Limits::default() };
    original.review.readings[0].document = parse(&original.package.sources[0], &original.limits);
    assert_eq!(comments(&render(&report, &original).unwrap()).len(), 2);
}

#[test]
fn comments_of_others_stay() {
    let others = format!(
        r#"<w:comments xmlns:w="{WORD}"><w:comment w:id="7" w:author="李工"><w:p><w:r><w:t>请核</w:t></w:r></w:p></w:comment></w:comments>"#
    );
    let run = r#"<w:p><w:commentRangeStart w:id="7"/><w:r><w:t>提供</w:t></w:r><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r><w:r><w:t>2 年</w:t></w:r></w:p>"#;
    let bytes = docx(body(run).as_bytes(), &[(COMMENTS, &others)]);
    let copy = annotated(&bytes, &["2 年"]);
    let found = comments(&copy);
    assert_eq!(found[0], ("提供".into(), "请核".into()));
    assert_eq!(found[3].0, "2 年");
    assert_eq!(part(&annotated(&copy, &["2 年"]), MAIN), part(&copy, MAIN));
}

#[test]
fn threads_that_word_has_kept_of_ours_go_and_answers_stay() {
    let own = r#"<w:comment w:id="3" w:author="yushen 预审"><w:p w14:paraId="0000AAAA"/></w:comment>"#;
    let answer = r#"<w:comment w:id="4" w:author="李工"><w:p w14:paraId="0000BBBB"><w:r><w:t>已改</w:t></w:r></w:p></w:comment>"#;
    let text = format!(r#"<w:comments xmlns:w="{WORD}" xmlns:w14="urn:w14">{own}{answer}</w:comments>"#);
    let extended = r#"<w15:commentsEx xmlns:w15="urn:w15"><w15:commentEx w15:paraId="0000aaaa" w15:done="0"/><w15:commentEx w15:paraId="0000BBBB" w15:paraIdParent="0000AAAA" w15:done="0"/></w15:commentsEx>"#;
    let mark = |id: u32| {
        format!(
            r#"<w:commentRangeStart w:id="{id}"/><w:r><w:t>年{id}</w:t></w:r><w:commentRangeEnd w:id="{id}"/><w:r><w:commentReference w:id="{id}"/></w:r>"#
        )
    };
    let main = body(&format!("<w:p>{}{}</w:p>", mark(3), mark(4)));
    let bytes = docx(main.as_bytes(), &[(COMMENTS, &text), ("word/commentsExtended.xml", extended)]);
    let copy = annotated(&bytes, &["年3"]);
    let threads = part(&copy, "word/commentsExtended.xml");
    assert_eq!(
        threads,
        r#"<w15:commentsEx xmlns:w15="urn:w15"><w15:commentEx w15:paraId="0000BBBB" w15:done="0"/></w15:commentsEx>"#
    );
    let found = comments(&copy);
    assert_eq!(found[0], ("年4".into(), "已改".into()));
    assert_eq!(found[3].0, "年3");
}

#[test]
fn other_prefixes_namespaces_and_encodings_are_kept() {
    let odd = body(&p("提供 2 年")).replace("w:", "ns0:").replace("xmlns:w", "xmlns:ns0");
    assert_eq!(words(&annotated(&docx(odd.as_bytes(), &[]), &["2 年"])), ["2 年"]);
    let bare = body(&p("提供 2 年")).replace("w:", "").replace("xmlns:w", "xmlns");
    let copy = annotated(&docx(bare.as_bytes(), &[]), &["2 年"]);
    assert_eq!(words(&copy), ["2 年"]);
    assert!(part(&copy, MAIN).contains(&format!(r#"<w:commentRangeStart xmlns:w="{WORD}" w:id="#)));
    let strict = body(&p("提供 2 年")).replace(WORD, STRICT);
    let copy = annotated(&docx(strict.as_bytes(), &[]), &["2 年"]);
    assert!(part(&copy, COMMENTS).contains(STRICT));
    assert!(
        part(&copy, "word/_rels/document.xml.rels")
            .contains("http://purl.oclc.org/ooxml/officeDocument/relationships/comments")
    );
    let marked = format!("\u{feff}{}", body(&p("提供 2 年")));
    let copy = annotated(&docx(marked.as_bytes(), &[]), &["2 年"]);
    assert!(part(&copy, MAIN).starts_with('\u{feff}'));
    let wide = body(&p("提供 2 年")).replace("UTF-8", "UTF-16");
    let wide: Vec<u8> =
        std::iter::once(0xFEFF).chain(wide.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let copy = part_bytes(&annotated(&docx(&wide, &[]), &["2 年"]), MAIN);
    let units: Vec<u16> = copy.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    assert!(String::from_utf16(&units).unwrap().contains("<w:commentRangeStart"));
}

#[test]
fn both_sides_of_a_contradiction_point_at_each_other() {
    let bytes = docx(body(&(p("总投资 1280 万元。") + &p("合计 1208 万元。"))).as_bytes(), &[]);
    let (report, original) = checked(&bytes, |text| {
        let label = Label { message: "概算表合计".into(), place: place("1208 万元", text) };
        vec![Finding { related: vec![label], ..finding("前后不一致", "1280 万元", text) }]
    });
    let found = comments(&render(&report, &original).unwrap());
    assert_eq!((found[2].0.as_str(), found[3].0.as_str()), ("1280 万元", "1208 万元"));
    assert!(found[2].1.contains("对照：概算表合计：“1208 万元”（第 2 段）"), "{}", found[2].1);
    assert!(found[3].1.contains("问题：前后不一致：“1280 万元”（第 1 段）"), "{}", found[3].1);
}

#[test]
fn what_has_no_place_is_said_at_the_beginning() {
    let bytes = docx(body(&p("提供运维")).as_bytes(), &[]);
    let (report, original) = checked(&bytes, |text| vec![finding("缺少一章", "", text)]);
    let found = comments(&render(&report, &original).unwrap());
    assert_eq!(found.len(), 2);
    assert!(found[0].1.contains("【需补正】T-01 要求：缺少一章 建议：改成 3 年"), "{}", found[0].1);
}

#[test]
fn text_that_is_markup_or_forbidden_is_made_harmless() {
    let bytes = docx(body(&p("提供运维")).as_bytes(), &[]);
    let (report, original) = checked(&bytes, |text| vec![finding("<b>&\u{0}\u{1b}\u{fffe}", "运维", text)]);
    let comments = part(&render(&report, &original).unwrap(), COMMENTS);
    assert!(elements(&comments, &["b"], &[]).unwrap().is_empty());
    assert!(comments.contains("&lt;b&gt;&amp;"), "{comments}");
}

#[test]
fn what_cannot_be_annotated_is_refused_with_a_way_out() {
    let bytes = docx(body(&p("提供运维")).as_bytes(), &[]);
    let (report, mut original) = checked(&bytes, |_| Vec::new());
    original.review.readings[0].document.format = crate::document::Format::Pdf;
    let refusal = render(&report, &original).unwrap_err();
    assert!(refusal.contains("--report pdf="), "{refusal}");
    original.review.readings[0].document.format = crate::document::Format::Doc;
    assert!(render(&report, &original).unwrap_err().contains("不能写入批注"));
    let (report, original) = checked(&docx(body("<w:p/>").as_bytes(), &[]), |_| Vec::new());
    assert!(render(&report, &original).unwrap_err().contains("没有段落"));
}

#[test]
fn a_thousand_comments_are_written_fast() {
    let text: String = (0..1000).map(|nth| p(&format!("第 {nth} 处不对"))).collect();
    let bytes = docx(body(&text).as_bytes(), &[]);
    let (report, original) = checked(&bytes, |text| {
        (0..1000).map(|nth| finding("写得不对", &format!("第 {nth} 处"), text)).collect()
    });
    let start = Instant::now();
    let copy = render(&report, &original).unwrap();
    let elapsed = start.elapsed();
    println!("{elapsed:?}");
    assert_eq!(part(&copy, COMMENTS).matches("<w:comment ").count(), 1002);
    // Optimised code takes a thirtieth of this.
    assert!(elapsed < Duration::from_secs(3), "{elapsed:?}");
}
