//! Every format is read back and compared with the model: the same counts, findings, fingerprints, quotes
//! and places, on good, faulty, unreadable and hostile packages.

#![expect(clippy::disallowed_methods, reason = "fixtures are files")]

mod read;

use crate::cases::{fixture, review_of};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use yushen::check::PackageReview;
use yushen::document::Location;
use yushen::parse::Limits;
use yushen::report::{self, Original, PackageReport, Report, layout};
use yushen::source::{Package, Source};

/// What a format shows of a report.
#[derive(Debug, Default)]
struct Shown {
    /// 符合, 不符合, 待核实, 无法检查, 不适用; summed over the packages.
    counts: [usize; 5],
    findings: Vec<ShownFinding>,
}

/// A finding as a format shows it; what a format does not hold stays empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct ShownFinding {
    requirement: String,
    fingerprint: String,
    quote: String,
    place: String,
    /// `概算表合计：1,208（place）`
    related: Vec<String>,
}

/// What a format can hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Counts,
    Fingerprint,
    Quote,
    Place,
    Related,
}

struct Format {
    name: &'static str,
    render: fn(&Report, &[Original]) -> Vec<u8>,
    read: fn(&[u8]) -> Shown,
    /// A place as the format writes it.
    place: fn(&Location) -> String,
    holds: &'static [Part],
}

const ALL: &[Part] = &[Part::Counts, Part::Fingerprint, Part::Quote, Part::Place, Part::Related];
const FINDINGS: &[Part] = &[Part::Quote, Part::Place, Part::Related];

/// A new format is a line here and a reader.
#[rustfmt::skip]
const FORMATS: &[Format] = &[
    Format { name: "json", render: |r, _| report::json::render(r).into(), read: read::json, place: as_json, holds: ALL },
    Format { name: "jsonl", render: |r, _| report::jsonl::render(r).into(), read: read::jsonl, place: as_json, holds: ALL },
    Format { name: "sarif", render: |r, _| report::sarif::render(r).into(), read: read::sarif, place: as_json, holds: ALL },
    Format { name: "junit", render: |r, _| report::junit::render(r).into(), read: read::junit, place: in_words, holds: ALL },
    Format { name: "xlsx", render: |r, _| report::xlsx::render(r).unwrap(), read: read::xlsx, place: in_words, holds: ALL },
    Format { name: "github", render: |r, _| report::github::render(r).into(), read: read::github, place: in_words, holds: &[Part::Counts, Part::Quote, Part::Place, Part::Related] },
    Format { name: "gitlab", render: |r, _| report::gitlab::render(r).into(), read: read::gitlab, place: in_words, holds: &[Part::Fingerprint, Part::Quote, Part::Place, Part::Related] },
    Format { name: "rdjson", render: |r, _| report::rdjson::render(r).into(), read: read::rdjson, place: in_words, holds: FINDINGS },
];

fn as_json(location: &Location) -> String {
    serde_json::to_value(location).unwrap().to_string()
}

fn in_words(location: &Location) -> String {
    location.describe()
}

/// What the model says, in the words of a format.
fn model(report: &Report, format: &Format) -> Shown {
    let mut shown = Shown::default();
    for package in &report.packages {
        let counts = &package.counts;
        let all = [counts.met, counts.unmet, counts.doubtful, counts.unreadable, counts.inapplicable];
        shown.counts.iter_mut().zip(all).for_each(|(sum, count)| *sum += count);
        shown.findings.extend(package.findings.iter().map(|finding| {
            ShownFinding {
                requirement: finding.requirement.clone(),
                fingerprint: finding.fingerprint.clone(),
                quote: finding.passage.quote.clone(),
                place: (format.place)(&finding.passage.location),
                related: finding
                    .related
                    .iter()
                    .map(|r| {
                        format!(
                            "{}：{}（{}）",
                            r.message,
                            r.passage.quote,
                            (format.place)(&r.passage.location)
                        )
                    })
                    .collect(),
            }
        }));
    }
    shown
}

/// Without what the format does not hold, in one order, as people may see it.
fn comparable(shown: Shown, format: &Format) -> ([usize; 5], Vec<ShownFinding>) {
    let holds = |part| format.holds.contains(&part);
    let seen = |text: String| layout::printable(&text).into_owned();
    let mut findings: Vec<ShownFinding> = shown
        .findings
        .into_iter()
        .map(|finding| ShownFinding {
            requirement: finding.requirement,
            fingerprint: if holds(Part::Fingerprint) { finding.fingerprint } else { String::new() },
            quote: if holds(Part::Quote) { seen(finding.quote) } else { String::new() },
            place: if holds(Part::Place) { seen(finding.place) } else { String::new() },
            related: match holds(Part::Related) {
                true => finding.related.into_iter().map(seen).collect(),
                false => Vec::new(),
            },
        })
        .collect();
    findings.sort();
    (if holds(Part::Counts) { shown.counts } else { [0; 5] }, findings)
}

fn package(path: &str, files: Vec<(String, Vec<u8>)>) -> Package {
    let sources = files.into_iter().map(|(path, bytes)| Source { path, bytes, gaps: Vec::new() }).collect();
    Package { name: path.into(), path: path.into(), sources }
}

/// Words of a document that try to get out of every format.
const HOSTILE: &str = "# 第一章 概况\n\n=SUM(A1)由待补充 ]]> 负责\n\n::error::由XX单位%0A承担，\"引号\"、'撇号'、<b>&amp;、\
     [点](http://a)\u{202e}倒写\u{1b}[31m待补充\n\n-待补充\n\n| 名称 | 金额（万元） |\n|---|---|\n| 待补充\u{7} | =1+1 |\n";

fn packages() -> Vec<Package> {
    let single = |name: &str| package(name, vec![(name.to_owned(), fixture(name))]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/acceptance");
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    let named = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    vec![
        single("faulty.md"),
        single("faulty.docx"),
        single("faulty.pdf"),
        single("proposal.md"),
        package("验收材料", files),
        package("空.md", vec![named("空.md", b"")]),
        package("恶意=1,%:\u{202e}.md", vec![named("恶意=1,%:\u{202e}.md", HOSTILE.as_bytes())]),
        package(
            "申报.zip",
            vec![
                ("附件.zip/方案.docx".to_owned(), fixture("faulty.docx")),
                named("图/扫描.png", b"\x89PNG\r\n\x1a\n0000"),
            ],
        ),
    ]
}

fn reviewed(package: &Package) -> PackageReview {
    let mut review = review_of(package, Limits::default());
    review.accept(&BTreeMap::from([("SR-C07".to_owned(), "已批准=例外\n见批复".to_owned())]));
    review
}

/// The report on some packages, with the originals in its order.
fn report_on(packages: &[Package]) -> (Report, Vec<Original>) {
    let mut all: Vec<(PackageReport, Original)> = packages
        .iter()
        .map(|package| {
            let review = reviewed(package);
            let report = PackageReport::new(&review).with_columns(package);
            (report, Original { package: Arc::new(package.clone()), review, limits: Limits::default() })
        })
        .collect();
    all.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    let (reports, originals): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    (Report::of("2026-11-25".parse().unwrap(), reports), originals)
}

#[test]
fn every_format_says_what_the_model_says() {
    let packages = packages();
    let all = report_on(&packages);
    assert!(all.0.packages.iter().map(|package| package.findings.len()).sum::<usize>() > 80);
    assert!(model(&all.0, &FORMATS[0]).counts.iter().all(|&count| count > 0), "all five statuses occur");
    let each = packages.iter().map(|package| report_on(std::slice::from_ref(package)));
    for (report, originals) in each.chain([all]) {
        for format in FORMATS {
            let shown = (format.read)(&(format.render)(&report, &originals));
            let (counts, findings) = comparable(shown, format);
            let (expected_counts, expected) = comparable(model(&report, format), format);
            let about = format!("{} of {}", format.name, report.packages[0].path);
            assert_eq!(counts, expected_counts, "{about}");
            assert_eq!(findings.len(), expected.len(), "{about}");
            for (shown, expected) in findings.iter().zip(&expected) {
                assert_eq!(shown, expected, "{about}");
            }
        }
    }
}

#[test]
fn every_format_gives_the_same_bytes_each_time() {
    let packages = packages();
    let backwards: Vec<Package> = packages.iter().rev().cloned().collect();
    let (one, originals) = report_on(&packages);
    let (two, backward_originals) = report_on(&backwards);
    for format in FORMATS {
        let (one, two) = ((format.render)(&one, &originals), (format.render)(&two, &backward_originals));
        assert!(one == two, "{}", format.name);
    }
}

#[test]
fn no_format_lets_control_or_direction_characters_through() {
    let hostile = packages().into_iter().find(|package| package.path.starts_with("恶意")).unwrap();
    let (report, _) = report_on(&[hostile]);
    for text in [report::github::render(&report), report::junit::render(&report)] {
        let bad = text.chars().find(|&c| (c.is_control() && c != '\n') || c == '\u{202e}');
        assert_eq!(bad, None, "{text}");
    }
}
