//! Time that each report format takes for 1,000 findings: `cargo bench --bench reports`. Medians.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use yushen::check::{Options, check};
use yushen::lexicon::Lexicon;
use yushen::parse::Limits;
use yushen::report::{PackageReport, Report, github, gitlab, json, jsonl, junit, rdjson, sarif, text, xlsx};
use yushen::source::{Package, Source};

const RUNS: usize = 11;
const FINDINGS: usize = 1000;
const FAULTY: &[u8] = include_bytes!("../fixtures/construction/faulty.md");

type Render = fn(&Report) -> Vec<u8>;

const STYLE: text::Style = text::Style { width: 100, colour: text::Colour::Off, detail: text::Detail::Full };
const FORMATS: [(&str, Render); 9] = [
    ("text", |report| text::render(report, &STYLE).into()),
    ("json", |report| json::render(report).into()),
    ("jsonl", |report| jsonl::render(report).into()),
    ("sarif", |report| sarif::render(report).into()),
    ("github", |report| github::render(report).into()),
    ("gitlab", |report| gitlab::render(report).into()),
    ("junit", |report| junit::render(report).into()),
    ("rdjson", |report| rdjson::render(report).into()),
    ("xlsx", |report| xlsx::render(report).expect("the workbook can be written")),
];

fn main() {
    let report = report();
    let mut table = format!("{} findings\n", report.packages[0].findings.len());
    for (name, render) in FORMATS {
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                black_box(render(&report));
                start.elapsed()
            })
            .collect();
        times.sort();
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        let bytes = render(&report).len();
        let (median, least) = (milliseconds(times[RUNS / 2]), milliseconds(times[0]));
        let _ = writeln!(table, "{name:<8} {median:>7.2} ms (min {least:.2}), {bytes} bytes");
    }
    let _ = std::io::stdout().write_all(table.as_bytes());
}

/// The report on the faulty example, its findings repeated.
fn report() -> Report {
    let source = Source { path: "方案.md".into(), bytes: FAULTY.into(), gaps: Vec::new() };
    let package = Package { name: "方案".into(), path: "方案.md".into(), sources: vec![source] };
    let outline =
        Arc::new(yushen::outline::builtin::load("shangrao/construction").expect("our own pack loads"));
    let as_of = "2026-11-25".parse().expect("a date");
    let options = Options { as_of, limits: Limits::default(), lexicon: Lexicon::builtin(), recogniser: None };
    let mut report = PackageReport::new(&check(&package, &outline, &options)).with_columns(&package);
    report.findings = report.findings.iter().cycle().take(FINDINGS).cloned().collect();
    for (number, finding) in report.findings.iter_mut().enumerate() {
        finding.fingerprint = format!("{number:016x}");
    }
    assert_eq!(report.findings.len(), FINDINGS, "the example has findings");
    Report::of(as_of, vec![report])
}
