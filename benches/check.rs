//! Time of each step on synthetic proposals, in process: `cargo bench`. Medians of interleaved runs.
//!
//! Whole processes against other programs: `python3 benches/performance/run.py`.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use yushen::check::{Options, check, judge, prepare, read};
use yushen::lexicon::Lexicon;
use yushen::outline::Outline;
use yushen::parse::{Limits, parse};
use yushen::report::{Original, Report, html};
use yushen::source::{Package, Source};

const RUNS: usize = 15;
const CHAPTERS: &str = include_str!("../fixtures/construction/proposal.md");

fn main() {
    let markdown = source("a.md", repeat_markdown(100_000).into_bytes());
    let docx = source("a.docx", docx(140_000));
    let lexicon = Lexicon::builtin();
    let outline =
        Arc::new(yushen::outline::builtin::load("shangrao/construction").expect("our own pack loads"));
    let options = Options {
        as_of: "2026-11-25".parse().expect("a date"),
        limits: Limits::default(),
        lexicon,
        recogniser: None,
    };
    let (report, originals) = thousand_findings(&outline, &options);
    let mut times: [Vec<Duration>; 5] = Default::default();
    for _ in 0..RUNS {
        times[0].push(time(|| parse(&docx.sources[0], &options.limits)));
        times[1].push(time(|| parse(&markdown.sources[0], &options.limits)));
        let document = parse(&markdown.sources[0], &options.limits);
        times[2].push(time(move || prepare(document, lexicon)));
        let readings = read(&markdown, &options);
        times[3].push(time(|| judge(&markdown, readings, &outline, &options)));
        times[4].push(time(|| html::render(&report, &originals)));
    }
    let steps = [
        "parse docx, 140,000 characters",
        "parse Markdown, 100,000 characters",
        "facts, terms, headings, budgets of 100,000 characters",
        "all requirements over 100,000 characters",
        "HTML page of 1,000 findings with the text beside them",
    ];
    let mut table = String::new();
    for (step, mut runs) in steps.into_iter().zip(times) {
        runs.sort();
        let _ = writeln!(table, "{step:<55} {:>8.2} ms (min {:.2})", ms(runs[RUNS / 2]), ms(runs[0]));
    }
    let _ = std::io::stdout().write_all(table.as_bytes());
}

/// A proposal with a thousand lines that nobody filled in.
fn thousand_findings(outline: &Arc<Outline>, options: &Options<'_>) -> (Report, Vec<Original>) {
    let lines =
        (1..=1000).map(|number| format!("第 {number} 项工作的负责人是 XXX，完成时间按计划执行。\n\n"));
    let text = format!("{CHAPTERS}\n\n# 附录\n\n{}", lines.collect::<String>());
    let package = Arc::new(source("a.md", text.into_bytes()));
    let review = check(&package, outline, options);
    let report = Report::new(options.as_of, std::slice::from_ref(&review));
    let count = report.packages[0].findings.len();
    assert!(count >= 1000, "{count} findings");
    (report, vec![Original { package, review, limits: Limits::default() }])
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn source(path: &str, bytes: Vec<u8>) -> Package {
    let source = Source { path: path.into(), bytes, gaps: Vec::new() };
    Package { name: "a".into(), path: path.into(), sources: vec![source] }
}

/// The example's chapters over and over, their numbers and amounts varied.
fn repeat_markdown(characters: usize) -> String {
    let mut text = String::new();
    let mut round = 0;
    while text.chars().count() < characters {
        text.push_str(
            &CHAPTERS.replace("平台", &format!("平台{round}")).replace("41家", &format!("{}家", 41 + round)),
        );
        round += 1;
    }
    text
}

/// A docx of about that many characters: headings and paragraphs with runs, as Word writes them.
fn docx(characters: usize) -> Vec<u8> {
    let mut body = String::new();
    for line in repeat_markdown(characters).lines().filter(|line| !line.is_empty()) {
        let level = line.chars().take_while(|&c| c == '#').count();
        let text = line.trim_start_matches(['#', ' ']).replace('&', "&amp;").replace('<', "&lt;");
        let style = if level > 0 { format!("<w:pStyle w:val=\"{level}\"/>") } else { String::new() };
        let _ = write!(
            body,
            "<w:p><w:pPr>{style}<w:spacing w:line=\"360\"/></w:pPr><w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/><w:sz w:val=\"24\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        );
    }
    let names = [1, 2, 3].map(|level| {
        format!("<w:style w:type=\"paragraph\" w:styleId=\"{level}\"><w:name w:val=\"heading {level}\"/><w:pPr><w:outlineLvl w:val=\"{}\"/></w:pPr></w:style>", level - 1)
    });
    const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let parts = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>".to_owned()),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>".to_owned()),
        ("word/_rels/document.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>".to_owned()),
        ("word/styles.xml", format!("<w:styles {W}>{}</w:styles>", names.concat())),
        ("word/document.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>")),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, xml) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("writing to memory");
        zip.write_all(xml.as_bytes()).expect("writing to memory");
    }
    zip.finish().expect("writing to memory").into_inner()
}
