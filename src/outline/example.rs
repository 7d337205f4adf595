//! The examples of an outline, run: what a requirement says about its own texts.

use super::{Example, Outline, Requirement};
use crate::finding::Status;
use crate::source::{Package, Source};

/// An example that got another status than it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The requirement's ID.
    pub requirement: String,
    /// Number of the example in the requirement, from 1.
    pub number: usize,
    /// What it must get.
    pub expected: Status,
    /// What it got.
    pub found: Status,
    /// The example's Markdown.
    pub text: String,
}

impl ExampleFailure {
    /// The failure in one line.
    pub fn message(&self) -> String {
        format!(
            "{} 的示例 {} 应为“{}”，实际为“{}”",
            self.requirement,
            self.number,
            self.expected.label(),
            self.found.label()
        )
    }
}

/// Name of an example's only file.
const ONLY_FILE: &str = "示例.md";

impl Example {
    /// The package that the example stands for: lines `=== name` begin its files; without one all of
    /// it is one Markdown file.
    pub fn package(&self) -> Package {
        let mut sources: Vec<Source> = Vec::new();
        for line in self.text.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix("=== ") {
                sources.push(Source { path: name.trim().into(), ..Source::default() });
                continue;
            }
            if sources.is_empty() {
                sources.push(Source { path: ONLY_FILE.into(), ..Source::default() });
            }
            if let Some(source) = sources.last_mut() {
                source.bytes.extend_from_slice(line.as_bytes());
            }
        }
        // Blank lines before the first file are none of a file.
        sources.retain(|source| source.path != ONLY_FILE || !source.bytes.trim_ascii().is_empty());
        Package { name: "示例".into(), path: ONLY_FILE.into(), sources }
    }
}

/// Runs every example of every requirement. `judge` reads the example as a package and evaluates that
/// one requirement, its condition included.
pub fn run_examples(
    outline: &Outline,
    judge: &dyn Fn(&Requirement, &Example) -> Status,
) -> Vec<ExampleFailure> {
    let mut failures = Vec::new();
    for requirement in &outline.requirements {
        for (at, example) in requirement.examples.iter().enumerate() {
            let found = judge(requirement, example);
            if found != example.expected {
                failures.push(ExampleFailure {
                    requirement: requirement.id.clone(),
                    number: at + 1,
                    expected: example.expected,
                    found,
                    text: example.text.clone(),
                });
            }
        }
    }
    failures
}
