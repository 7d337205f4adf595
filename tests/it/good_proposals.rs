//! The good proposals: nothing is unmet, nothing is doubtful, on the day for which they were written.

#![expect(clippy::disallowed_methods, reason = "fixtures are files")]

use std::path::Path;
use std::sync::Arc;
use yushen::check::{Options, check};
use yushen::finding::Status;
use yushen::lexicon::Lexicon;
use yushen::parse::Limits;

/// File below `fixtures/`, outline, day.
const PROPOSALS: &[(&str, &str, &str)] = &[
    ("feasibility/proposal.md", "harbin/feasibility", "2026-11-25"),
    ("feasibility/design.md", "harbin/design", "2026-11-25"),
    ("county/proposal.md", "nanxian/construction", "2022-12-15"),
];

#[test]
fn the_good_proposals_have_nothing_open() {
    let mut wrong = String::new();
    for &(file, id, day) in PROPOSALS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(file);
        let package = crate::cases::package(file, std::fs::read(path).unwrap());
        let outline = Arc::new(yushen::outline::builtin::load(id).expect("our own pack loads"));
        let as_of = day.parse().unwrap();
        let options = Options { as_of, limits: Limits::default(), lexicon: Lexicon::builtin() };
        for result in check(&package, &outline, &options).results {
            if !matches!(result.status, Status::Met | Status::Inapplicable) {
                let told = (&result.requirement, result.status, &result.reason);
                wrong.push_str(&format!("\n{file}: {told:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
