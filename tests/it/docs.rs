//! The pages under `docs/` say what the program does: every line of a `console` block is in the output of
//! the command above it, in that order. `……` stands for lines that are left out.
#![expect(clippy::disallowed_methods, reason = "the pages are files")]

use crate::command::Scratch;
use std::fs;
use std::path::Path;

/// A command with the lines shown below it.
struct Sample {
    command: String,
    shown: Vec<String>,
}

/// The samples of a page, in its order.
fn samples(page: &str) -> Vec<Sample> {
    let mut samples: Vec<Sample> = Vec::new();
    let mut is_inside = false;
    for line in page.lines() {
        match line.strip_prefix("$ yushen ") {
            _ if line.starts_with("```") => is_inside = line == "```console",
            Some(command) if is_inside => {
                samples.push(Sample { command: command.to_owned(), shown: Vec::new() });
            }
            None if is_inside && line != "……" => samples.last_mut().unwrap().shown.push(line.to_owned()),
            _ => {}
        }
    }
    samples
}

/// Words of a command; `"…"` holds one together.
fn words(command: &str) -> Vec<&str> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .collect()
}

#[test]
fn the_pages_show_what_the_commands_print() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut checked = 0;
    for entry in fs::read_dir(docs).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let scratch = Scratch::new();
        scratch.example("faulty.docx", "方案.docx").example("proposal.docx", "补正后.docx");
        for Sample { command, shown } in samples(&fs::read_to_string(&path).unwrap()) {
            let ended = scratch.run(&words(&command));
            let printed = format!("{}{}", ended.err, ended.out);
            let mut lines = printed.lines();
            for line in &shown {
                assert!(lines.any(|printed| printed == line), "{path:?}: {command}\n{line}\n{printed}");
            }
            checked += shown.len();
        }
    }
    assert!(checked > 10, "only {checked} lines were checked");
}
