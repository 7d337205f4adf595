//! `yushen outline`: the rule packs, for users and for their authors.

use crate::args::OutlineCommand;
use crate::failure::{Exit, Failure};
use crate::table::{self, Overflow};
use crate::{clock, outlines, output};
use std::path::PathBuf;
use std::sync::Arc;
use yushen::check::{self, Options};
use yushen::finding::Severity;
use yushen::lexicon::Lexicon;
use yushen::outline::{Example, Outline, PackageKind, Requirement, builtin, run_examples, schema};
use yushen::parse::Limits;
use yushen::report::layout;

/// Runs one of the commands on outlines.
pub(crate) fn run(command: &OutlineCommand) -> Result<Exit, Failure> {
    match command {
        OutlineCommand::List => list(),
        OutlineCommand::Show { outline } => show(outline),
        OutlineCommand::Check { files } => examine(files),
        OutlineCommand::Test { outlines } => test(outlines),
        OutlineCommand::Schema => {
            output::print(&format!("{:#}\n", schema::schema()))?;
            Ok(Exit::Clean)
        }
    }
}

fn list() -> Result<Exit, Failure> {
    let mut rows = Vec::new();
    for pack in builtin::builtin() {
        let outline = outlines::load_builtin(pack)?;
        let title = if outlines::is_shared(pack.id) {
            format!("{}（供其他大纲引用）", outline.title)
        } else {
            outline.title.clone()
        };
        rows.push(vec![
            outline.id.clone(),
            kind(outline.package).to_owned(),
            outline.version.clone(),
            outline.requirements.len().to_string(),
            title,
        ]);
    }
    output::print(&table::render(
        &["编号", "适用", "版本", "要求", "名称"],
        &rows,
        Overflow::Wrap,
        output::width(),
    ))?;
    Ok(Exit::Clean)
}

fn kind(kind: PackageKind) -> &'static str {
    match kind {
        PackageKind::Construction => "建设类方案",
        PackageKind::Operations => "运维类方案",
        PackageKind::Acceptance => "验收材料",
        PackageKind::Filing => "申报材料包",
        PackageKind::Any => "各类",
    }
}

fn show(name: &str) -> Result<Exit, Failure> {
    let outline = outlines::load(name)?;
    let regulation = &outline.regulation;
    let mut out = format!(
        "{}　{}　版本 {}，适用：{}\n",
        outline.id,
        outline.title,
        outline.version,
        kind(outline.package)
    );
    let number = regulation.number.as_deref().unwrap_or("文号未知");
    out.push_str(&format!("《{}》（{number}）{}\n", trimmed(&regulation.title), regulation.issuer));
    let from = regulation.in_force.from.map_or("施行日期未知".into(), |from| format!("{from} 起施行"));
    let until = regulation.in_force.until.map_or(String::new(), |until| format!("，有效期至 {until}"));
    out.push_str(&format!("{from}{until}\n"));
    let source = layout::wrap(&format!("来源：{}", regulation.source.trim()), output::width(), 6);
    out.push_str(&format!("{source}\n"));
    let mut group = None;
    for requirement in &outline.requirements {
        if group != Some(&requirement.group) {
            out.push_str(&format!("\n{}\n", requirement.group));
            group = Some(&requirement.group);
        }
        let severity = requirement.force.severity().consequence(requirement.veto);
        let head = format!("  {}{}", layout::pad(&requirement.id, 9), layout::pad(severity, 10));
        let text = layout::wrap(
            &format!("{}（{}）", requirement.title, requirement.clause),
            output::width().saturating_sub(layout::columns(&head)),
            0,
        );
        let indent = format!("\n{}", " ".repeat(layout::columns(&head)));
        out.push_str(&format!("{head}{}\n", text.replace('\n', &indent)));
    }
    output::print(&out)?;
    Ok(Exit::Clean)
}

fn trimmed(title: &str) -> &str {
    title.trim_matches(['《', '》'])
}

fn examine(files: &[PathBuf]) -> Result<Exit, Failure> {
    let mut exit = Exit::Clean;
    for file in files {
        let examined = outlines::examine_file(file)?;
        for issue in &examined.issues {
            output::print(&format!(
                "{}\n",
                output::drawn(issue, output::stdout_colour(crate::args::When::Auto))
            ))?;
        }
        let is_wrong = examined.issues.iter().any(|issue| issue.severity == Severity::Error);
        match examined.outline.filter(|_| !is_wrong) {
            Some(outline) => {
                let count = outline.requirements.len();
                output::print(&format!("{}：没有错误，{count} 项要求。\n", output::shown(file)))?;
            }
            None => {
                let count = examined.issues.iter().filter(|issue| issue.severity == Severity::Error).count();
                output::print(&format!("{}：{count} 处错误，不能使用。\n", output::shown(file)))?;
                exit = Exit::Usage;
            }
        }
    }
    Ok(exit)
}

fn test(names: &[String]) -> Result<Exit, Failure> {
    let options = Options {
        as_of: clock::today(),
        limits: Limits::default(),
        lexicon: Lexicon::builtin(),
        recogniser: None,
    };
    let tested: Vec<Arc<Outline>> = if names.is_empty() {
        outlines::checkable()?
    } else {
        names.iter().map(|name| outlines::load(name)).collect::<Result<_, _>>()?
    };
    let mut exit = Exit::Clean;
    for outline in tested {
        let judge = |requirement: &Requirement, example: &Example| {
            check::judge_example(&outline, requirement, example, &options)
        };
        let failures = run_examples(&outline, &judge);
        let count: usize = outline.requirements.iter().map(|requirement| requirement.examples.len()).sum();
        let mut out = String::new();
        for failure in &failures {
            out.push_str(&format!("✗ {}\n", failure.message()));
            for line in failure.text.trim().lines() {
                out.push_str(&format!("    {}\n", layout::printable(line)));
            }
        }
        let failed = failures.len();
        out.push_str(&format!(
            "{}：{count} 个示例，{} 个相符，{failed} 个不符。\n",
            outline.id,
            count - failed
        ));
        output::print(&out)?;
        if failed > 0 {
            exit = Exit::Findings;
        }
    }
    Ok(exit)
}
