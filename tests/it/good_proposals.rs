//! The good packages: nothing is unmet, nothing is doubtful, on the day for which they were written; and the
//! outline is chosen for each without being named.

#![expect(clippy::disallowed_methods, reason = "fixtures are files")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use yushen::check::{Options, PackageReview, judge, read};
use yushen::finding::Status;
use yushen::lexicon::Lexicon;
use yushen::outline::{builtin, select};
use yushen::parse::Limits;
use yushen::source::{Package, Source};

/// File or folder below `fixtures/`, outline, day.
const PACKAGES: &[(&str, &str, &str)] = &[
    ("construction/proposal.md", "shangrao/construction", "2026-11-25"),
    ("formats/proposal.html", "shangrao/construction", "2026-11-25"),
    ("formats/proposal.doc", "shangrao/construction", "2026-11-25"),
    ("formats/proposal.rtf", "shangrao/construction", "2026-11-25"),
    ("operations/proposal.md", "shangrao/operations", "2026-11-25"),
    ("acceptance", "shangrao/acceptance", "2028-01-10"),
    ("specialised/proposal.md", "yunfu/specialised", "2023-03-01"),
    ("feasibility/proposal.md", "harbin/feasibility", "2026-11-25"),
    ("feasibility/design.md", "harbin/design", "2026-11-25"),
    ("county/proposal.md", "nanxian/construction", "2022-12-15"),
    ("district/proposal.md", "tianning/construction", "2026-11-25"),
    ("filing", "tianning/filing", "2026-11-25"),
    ("study/study.md", "national/feasibility-2023", "2026-11-25"),
];

fn package(name: &str) -> Package {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let mut files: Vec<PathBuf> = match path.is_dir() {
        true => std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect(),
        false => vec![path],
    };
    files.sort();
    let source = |path: PathBuf| Source {
        path: path.file_name().unwrap().to_str().unwrap().into(),
        bytes: std::fs::read(&path).unwrap(),
        gaps: Vec::new(),
    };
    Package { name: name.into(), path: name.into(), sources: files.into_iter().map(source).collect() }
}

fn open(review: &PackageReview) -> String {
    let open = review.results.iter().filter(|r| !matches!(r.status, Status::Met | Status::Inapplicable));
    open.map(|r| format!("\n  {} {:?}: {}", r.requirement, r.status, r.reason)).collect()
}

#[test]
fn the_good_packages_have_nothing_open_and_choose_their_outline() {
    let mut wrong = String::new();
    for &(name, id, day) in PACKAGES {
        let package = package(name);
        let as_of = day.parse().unwrap();
        let options =
            Options { as_of, limits: Limits::default(), lexicon: Lexicon::builtin(), recogniser: None };
        let readings = read(&package, &options);
        let choice = select::choose(&readings, Lexicon::builtin());
        if choice.id != id {
            wrong.push_str(&format!("\n{name}: {} was chosen: {}", choice.id, choice.reason));
        }
        let outline = Arc::new(builtin::load(id).expect("our own pack loads"));
        let review = judge(&package, readings, &outline, &options);
        if !open(&review).is_empty() || review.unlike.is_some() {
            wrong.push_str(&format!("\n{name}: {:?}{}", review.unlike, open(&review)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
