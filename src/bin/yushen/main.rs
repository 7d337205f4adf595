//! Shows how the files of a package are read; the command line takes its place.
#![expect(clippy::print_stdout, reason = "a stand-in for the command line")]
mod intake;

use std::path::Path;
use yushen::document::BlockKind;
use yushen::parse::{self, Limits};

fn main() {
    let limits = Limits::default();
    let full = std::env::args().any(|a| a == "--full");
    for path in std::env::args().skip(1).filter(|a| a != "--full") {
        let started = std::time::Instant::now();
        let package = match intake::read_package(Path::new(&path), &limits) {
            Ok(package) => package,
            Err(error) => {
                println!("!! {error}");
                continue;
            }
        };
        println!("=== {} ({} sources)", package.path.escape_debug(), package.sources.len());
        for source in &package.sources {
            let document = parse::parse(source, &limits);
            document.assert_valid();
            println!(
                "--- {} {} {} chars, {} blocks, {} sections, {} tables",
                source.path,
                document.format.name(),
                document.character_count(),
                document.blocks.len(),
                document.sections.len() - 1,
                document.tables.len()
            );
            for gap in document.gaps.iter().take(8) {
                println!("   gap: {gap}");
            }
            for block in &document.blocks {
                let text: String =
                    document.slice(block.span).chars().take(if full { 10000 } else { 60 }).collect();
                let line = document.locate(block.span);
                let at = line.line.map(|n| format!("L{n}")).unwrap_or_default();
                match &block.kind {
                    BlockKind::Heading { level, evidence, .. } => {
                        println!(
                            "{:indent$}{level} {text}   [{evidence:?} {at}]",
                            "",
                            indent = usize::from(*level) * 2
                        )
                    }
                    other if full => println!("        {at} {other:?}: {text}"),
                    _ => {}
                }
            }
        }
        println!("    {:?}", started.elapsed());
    }
}
