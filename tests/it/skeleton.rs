//! The skeletons of all shipped outlines: nothing filled in meets nothing; filled in with a requirement's own
//! passing example, it is met.

mod filled;

use filled::filled;
use std::sync::Arc;
use yushen::check::{Options, PackageReview, PackageVerdict, check, judge_requirement, read};
use yushen::document::BlockKind;
use yushen::finding::Status;
use yushen::lexicon::Lexicon;
use yushen::outline::skeleton::{Skeleton, skeleton};
use yushen::outline::{Outline, Requirement, builtin};
use yushen::parse::Limits;
use yushen::report::paper::{self, Paper};
use yushen::report::skeleton::paper as paper_of;
use yushen::rule::budget::BudgetAsk;
use yushen::rule::{Case, Rule};
use yushen::source::{Package, Source};

const DAY: &str = "2026-11-25";

fn outlines() -> Vec<Arc<Outline>> {
    let ids = builtin::builtin().iter().map(|pack| pack.id).filter(|id| !id.starts_with("common/"));
    ids.map(|id| Arc::new(builtin::load(id).expect("our own pack loads"))).collect()
}

fn options() -> Options<'static> {
    Options {
        as_of: DAY.parse().unwrap(),
        limits: Limits::default(),
        lexicon: Lexicon::builtin(),
        recogniser: None,
    }
}

fn formats(paper: &Paper) -> [Package; 2] {
    [("方案.md", paper::markdown(paper).into_bytes()), ("方案.docx", paper::docx(paper))].map(
        |(path, bytes)| {
            let source = Source { path: path.into(), bytes, gaps: Vec::new() };
            Package { name: "方案".into(), path: path.into(), sources: vec![source] }
        },
    )
}

fn skeletons() -> impl Iterator<Item = (Arc<Outline>, Skeleton)> {
    outlines().into_iter().map(|outline| {
        let skeleton = skeleton(&outline, Lexicon::builtin());
        (outline, skeleton)
    })
}

/// Whether a rule asks about form alone, not about what the author says.
fn is_form(rule: &Rule) -> bool {
    match rule {
        Rule::Hygiene(_) | Rule::Marking(_) | Rule::Validity(_) | Rule::Agree(_) => true,
        Rule::All(rules) => rules.iter().all(is_form),
        _ => false,
    }
}

/// Whether a rule forbids something: a text that says nothing keeps it.
fn forbids(rule: &Rule) -> bool {
    match rule {
        Rule::Avoids(_) => true,
        Rule::Budget(rule) => matches!(rule.asks, BudgetAsk::Excluded { .. } | BudgetAsk::NotMostly { .. }),
        Rule::All(rules) | Rule::Any(rules) => rules.iter().all(forbids),
        _ => false,
    }
}

#[test]
fn nothing_filled_in_meets_nothing() {
    let mut wrong = String::new();
    for (outline, skeleton) in skeletons() {
        for package in formats(&paper_of(&skeleton)) {
            let review = check(&package, &outline, &options());
            let mut say =
                |words: String| wrong.push_str(&format!("\n{} {}: {words}", outline.id, package.path));
            if review.verdict() == PackageVerdict::Clean {
                say("clean".into());
            }
            for (requirement, result) in outline.requirements.iter().zip(&review.results) {
                if result.status == Status::Met && !is_form(&requirement.rule) {
                    say(format!("{} is met: {}", result.requirement, result.reason));
                }
            }
            check_form(&review, &mut say);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every fill-in is found, and there is nothing else to say about the form but empty chapters.
fn check_form(review: &PackageReview, say: &mut impl FnMut(String)) {
    let document = &review.readings[0].document;
    let fill_ins = document.text.matches('【').count();
    let contents = document.blocks.iter().filter(|block| block.kind == BlockKind::Contents);
    assert!(contents.map(|block| document.slice(block.span)).all(|line| !line.contains('【')));
    for result in review.results.iter().filter(|result| result.requirement.starts_with("DOC-")) {
        match result.requirement.as_str() {
            "DOC-01" if result.status == Status::Unmet => {}
            "DOC-08" if result.status != Status::Met => {}
            "DOC-02" if result.reason.starts_with(&format!("有 {fill_ins} 处")) => {}
            "DOC-02" => say(format!("{fill_ins} fill-ins: {}", result.reason)),
            _ if matches!(result.status, Status::Met | Status::Inapplicable) => {}
            _ => say(format!("{} {:?}: {}", result.requirement, result.status, result.reason)),
        }
    }
}

#[test]
fn chapters_are_headings_in_order() {
    for (outline, skeleton) in skeletons() {
        let mut expected: Vec<&str> = Vec::new();
        for chapter in &skeleton.chapters {
            expected.push(&chapter.heading);
            expected.extend(chapter.sections.iter().map(|section| section.heading.as_str()));
        }
        for package in formats(&paper_of(&skeleton)) {
            let readings = read(&package, &options());
            let document = &readings[0].document;
            let titles: Vec<&str> =
                (1..document.sections.len()).map(|id| document.title(id as u32)).collect();
            let skipped = usize::from(package.path.ends_with(".md"));
            assert_eq!(titles[skipped..], expected, "{} {}", outline.id, package.path);
        }
    }
}

/// Each cost that must be listed has its row, each of the other columns is asked for by some requirement.
#[test]
fn the_table_of_costs_has_a_row_for_each_that_must_be_listed() {
    let (_, skeleton) = skeletons().find(|(outline, _)| outline.id == "shangrao/construction").unwrap();
    let text = paper::markdown(&paper_of(&skeleton));
    let head = "| 序号 | 名称 | 参考型号及配置 | 工作量（人月） | 数量 | 单价 | 金额 |";
    assert_eq!(text.matches(head).count(), 1, "{text}");
    for cost in ["硬件设备", "应用开发", "项目管理费", "监理费", "验收费", "评审费"] {
        assert!(text.contains(&format!(" | 【请填写：{cost}】 |  |  |  |  |  |")), "{cost}: {text}");
    }
    let (_, skeleton) = skeletons().find(|(outline, _)| outline.id == "yunfu/specialised").unwrap();
    let text = paper::markdown(&paper_of(&skeleton));
    assert!(text.contains("| 序号 | 名称 | 数量 | 单价 | 金额 |"), "{text}");
}

#[test]
fn filled_in_with_its_example_a_requirement_is_met() {
    let (mut wrong, mut tried) = (String::new(), 0);
    for (outline, skeleton) in skeletons() {
        let paper = paper_of(&skeleton);
        let own = |known: &&Requirement| !is_form(&known.rule) && !known.id.starts_with("DOC-");
        for requirement in outline.requirements.iter().filter(own) {
            let Some(filled) = filled(&paper, requirement) else {
                wrong.push_str(&format!("\n{} {} has no fill-in", outline.id, requirement.id));
                continue;
            };
            for mut package in formats(&filled.paper) {
                package.sources.extend(filled.attachments.iter().cloned());
                let (status, reason) = judged(&outline, requirement, &package);
                tried += 1;
                if status != Status::Met {
                    wrong.push_str(&format!("\n{} {} {status:?}: {reason}", package.path, requirement.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "of {tried}: {wrong}");
    assert!(tried > 150, "{tried}");
}

fn judged(outline: &Outline, requirement: &Requirement, package: &Package) -> (Status, String) {
    let readings = read(package, &options());
    let example = requirement.examples.iter().find(|example| example.expected == Status::Met);
    let as_of = example.and_then(|example| example.as_of).unwrap_or(options().as_of);
    let case = Case { readings: &readings, lexicon: Lexicon::builtin(), as_of };
    let result = judge_requirement(outline, requirement, &case);
    (result.status, result.reason)
}

#[test]
fn what_is_forbidden_has_its_fill_in_too() {
    for (outline, skeleton) in skeletons() {
        let text = paper::markdown(&paper_of(&skeleton));
        for requirement in outline.requirements.iter().filter(|known| forbids(&known.rule)) {
            // There is nothing to write where words are to be kept out; a refusal is told at the beginning.
            let asks_only_to_avoid = matches!(requirement.rule, Rule::Avoids(_)) && !requirement.veto;
            let is_told = text.contains(&requirement.id);
            assert_eq!(is_told, !asks_only_to_avoid, "{} {}", outline.id, requirement.id);
        }
    }
}
