//! The examples of an outline, run: what a requirement says about its own texts.

use super::{Outline, Requirement};
use crate::finding::Status;

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

/// Runs every example of every requirement. `judge` reads the Markdown as the only document of a
/// package and evaluates that one requirement, its condition included.
pub fn run_examples(outline: &Outline, judge: &dyn Fn(&Requirement, &str) -> Status) -> Vec<ExampleFailure> {
    let mut failures = Vec::new();
    for requirement in &outline.requirements {
        for (at, example) in requirement.examples.iter().enumerate() {
            let found = judge(requirement, &example.text);
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
