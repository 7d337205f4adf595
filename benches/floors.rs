//! What no check of a docx can be faster than, in process: `cargo bench --bench floors -- FILE.docx`.
//!
//! One line a floor: name, milliseconds (median), what it went through.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{Cursor, Read, Write as _};
use std::time::Instant;

const RUNS: usize = 21;
const BANDWIDTH_BYTES: usize = 256 << 20;

fn main() {
    let path = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let path = path.unwrap_or_else(|| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/construction/proposal.docx").to_owned()
    });
    #[expect(clippy::disallowed_methods, reason = "a program that measures reads its input")]
    let bytes = std::fs::read(path).expect("the file named is there");
    let xml = inflate(&bytes);
    let text = words(&xml);
    let lexicon = yushen::lexicon::Lexicon::builtin();
    let block = vec![1_u8; BANDWIDTH_BYTES];
    let mut table = String::new();
    let mut say = |name: &str, time: f64, bytes: usize| {
        let _ = writeln!(table, "{name}\t{time:.3}\t{bytes}");
    };
    say("inflate", median(|| inflate(&bytes).len()), xml.len());
    say("tokenise", median(|| words(&xml).len()), xml.len());
    say("terms", median(|| lexicon.find(&text)), text.len());
    say("copy", median(|| block.clone()), BANDWIDTH_BYTES);
    let _ = std::io::stdout().write_all(table.as_bytes());
}

fn median<T>(work: impl Fn() -> T) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

/// The main part of a docx.
fn inflate(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a docx is a zip");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("the main part").read_to_string(&mut xml).expect("text");
    xml
}

/// All text, by quick-xml.
fn words(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut text = String::new();
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Text(part) => text.push_str(&part),
            quick_xml::events::Event::Eof => return text,
            _ => {}
        }
    }
}
