//! Measured accuracy: good proposals in four writing styles, broken one requirement at a time.
//!
//! `fixtures/accuracy/*.toml` say what good proposals say, in four wordings each, and how each statement is
//! broken. Every broken proposal must turn the requirement it breaks and no other; the unbroken ones
//! must have nothing unmet. `docs/accuracy.md` is written from the outcome:
//! `YUSHEN_WRITE=1 cargo test --test it accuracy`.

#![expect(clippy::disallowed_methods, reason = "fixtures and the page of figures are files")]

mod docx;
mod plan;
mod report;
mod styles;

use plan::{Case, Plan};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yushen::check::{Options, check};
use yushen::finding::{Place, Status};
use yushen::lexicon::Lexicon;
use yushen::outline::{Outline, builtin};
use yushen::parse::Limits;
use yushen::source::{Package, Source};

/// How a broken proposal must be told from the unbroken one.
const LEAST_RECALL: f64 = 0.98;

/// How every requirement stands for one proposal, with the reasons.
type Results = BTreeMap<String, (Status, String)>;

/// What came of one broken proposal.
struct Tried {
    case: Case,
    /// Whether each requirement that it breaks turned; a harmless change breaks none.
    found: bool,
    /// Others that turned, with the reasons.
    alarms: Vec<(String, String)>,
    /// Why the broken requirement stands as it does.
    reason: String,
}

/// One pack: its unbroken proposals and its broken ones.
struct Measured {
    outline: Arc<Outline>,
    unbroken: usize,
    /// Requirements of unbroken proposals that are not met: style, id, reason.
    open: Vec<(usize, String, String)>,
    tried: Vec<Tried>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn plans() -> Vec<(PathBuf, Plan)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("fixtures/accuracy"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let read = |path: &Path| -> Plan {
        let text = std::fs::read_to_string(path).unwrap();
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let whole = |path: PathBuf| {
        let plan = read(&path);
        let base = plan.base.as_ref().map(|name| read(&path.with_file_name(format!("{name}.toml"))));
        let plan = match base {
            Some(base) => plan.over(base),
            None => plan,
        };
        (path, plan)
    };
    files.into_iter().map(whole).collect()
}

fn results(sources: Vec<Source>, outline: &Arc<Outline>, as_of: &str) -> Results {
    let package = Package { name: "方案".into(), path: "方案".into(), sources };
    let options = Options {
        as_of: as_of.parse().unwrap(),
        limits: Limits::default(),
        lexicon: Lexicon::builtin(),
        recogniser: None,
    };
    let review = check(&package, outline, &options);
    review
        .results
        .into_iter()
        .map(|result| {
            let messages: Vec<String> = result.findings.iter().take(3).map(|f| f.message.clone()).collect();
            let quote = |place: &Place| {
                let document = &review.readings[place.document_idx as usize].document;
                document.slice(place.span).chars().take(40).collect::<String>().replace('\n', " ")
            };
            let quotes: Vec<String> = result.evidence.iter().map(quote).collect();
            let told = format!("{}｜{}｜“{}”", result.reason, messages.join("｜"), quotes.join("”“"));
            (result.requirement, (result.status, told))
        })
        .collect()
}

fn is_open(status: Status) -> bool {
    !matches!(status, Status::Met | Status::Inapplicable)
}

/// Requirements that are open now and were not, or are open worse.
fn turned(before: &Results, after: &Results) -> BTreeMap<String, String> {
    let mut turned = BTreeMap::new();
    for (id, (status, reason)) in after {
        let was = before[id].0;
        let is_turned = is_open(*status) && !is_open(was)
            || was == Status::Doubtful && *status == Status::Unmet
            || was == Status::Inapplicable && *status == Status::Doubtful;
        if is_turned {
            turned.insert(id.clone(), reason.clone());
        }
    }
    turned
}

fn measure(path: &Path, plan: &Plan) -> Measured {
    let outline = Arc::new(builtin::load(&plan.outline).unwrap_or_else(|| panic!("{}", path.display())));
    let ids: BTreeSet<&str> = outline.requirements.iter().map(|r| r.id.as_str()).collect();
    for id in plan.names() {
        assert!(ids.contains(id), "{}: no requirement {id}", path.display());
    }
    let good: Vec<Results> =
        (0..styles::COUNT).map(|style| results(plan.good(style), &outline, &plan.as_of)).collect();
    let open = good
        .iter()
        .enumerate()
        .flat_map(|(style, results)| {
            results
                .iter()
                .filter(|(_, (status, _))| is_open(*status))
                .map(move |(id, (status, reason))| (style, id.clone(), format!("{status:?}: {reason}")))
        })
        .collect();
    let tried = plan
        .cases()
        .into_par_iter()
        .map(|case| {
            let after = results(case.sources.clone(), &outline, &case.as_of);
            let mut turned = turned(&good[case.style], &after);
            let found = case.breaks.iter().all(|id| turned.contains_key(id));
            let reason = case.breaks.iter().map(|id| after[id].1.clone()).collect::<Vec<_>>().join("；");
            turned.retain(|id, _| !case.breaks.contains(id) && !case.also.contains(id));
            Tried { case, found, alarms: turned.into_iter().collect(), reason }
        })
        .collect();
    Measured { outline, unbroken: good.len(), open, tried }
}

impl Measured {
    fn faults(&self) -> String {
        let mut faults = String::new();
        for (style, id, reason) in &self.open {
            faults.push_str(&format!("\n{} style {style}: {id} is open: {reason}", self.outline.id));
        }
        for tried in &self.tried {
            let name = format!("{} style {} {}", self.outline.id, tried.case.style, tried.case.name);
            if !tried.found {
                faults.push_str(&format!("\n{name}: not found: {}", tried.reason));
            }
            for (id, reason) in &tried.alarms {
                faults.push_str(&format!("\n{name}: turns {id} too: {reason}"));
            }
        }
        faults
    }
}

#[test]
fn broken_proposals_turn_what_they_break_and_nothing_else() {
    let measured: Vec<Measured> = plans().iter().map(|(path, plan)| measure(path, plan)).collect();
    let faults: String = measured.iter().map(Measured::faults).collect();
    if std::env::var_os("YUSHEN_SHOW").is_some() {
        println!("{faults}");
    }
    let page = report::page(&measured);
    let target = root().join("docs/accuracy.md");
    if std::env::var_os("YUSHEN_WRITE").is_some() {
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(&target, &page).unwrap();
    }
    for measured in &measured {
        assert!(measured.open.is_empty(), "good proposals have something open:{faults}");
        let broken: Vec<&Tried> =
            measured.tried.iter().filter(|tried| !tried.case.breaks.is_empty()).collect();
        let found = broken.iter().filter(|tried| tried.found).count();
        let recall = found as f64 / broken.len() as f64;
        assert!(recall >= LEAST_RECALL, "{}: recall {recall:.3}{faults}", measured.outline.id);
        let alarms: usize = measured.tried.iter().map(|tried| tried.alarms.len()).sum();
        assert_eq!(alarms, 0, "{}: false alarms{faults}", measured.outline.id);
    }
    let written = std::fs::read_to_string(&target).unwrap_or_default();
    assert_eq!(written, page, "docs/accuracy.md is old: YUSHEN_WRITE=1 cargo test --test it accuracy");
}
