//! `yushen baseline create|prune`: findings → accepted with a reason; what has gone → out of the file.

use crate::args::{BaselineCommand, BaselineCreateArgs, BaselinePruneArgs};
use crate::config::is_missing;
use crate::failure::{Exit, Failure};
use crate::judging::{Judge, distinct, read_baseline};
use crate::output;
use crate::reports::{Checked, Keep, is_unchecked};
use crate::target::refuse_inside;
use yushen::check::PackageReview;
use yushen::report::baseline::{Acceptance, Baseline};
use yushen::report::layout::printable;

/// Runs the subcommand.
pub(crate) fn run(command: &BaselineCommand) -> Result<Exit, Failure> {
    match command {
        BaselineCommand::Create(args) => create(args),
        BaselineCommand::Prune(args) => prune(args),
    }
}

fn create(args: &BaselineCreateArgs) -> Result<Exit, Failure> {
    let paths = distinct(&args.paths);
    refuse_inside("基线", &args.output, &paths)?;
    let is_new = is_missing(&args.output);
    let mut baseline = if is_new { Baseline::default() } else { read_baseline(&args.output)? };
    let known = baseline.accepted.len();
    let judge = Judge::new(&args.judge, paths[0])?;
    let checked = judge.check(&paths, Keep::Reports)?;
    if checked.iter().all(|checked| is_unchecked(&checked)) {
        return Ok(nothing_checked(&checked));
    }
    let count = |checked: &Checked, baseline: &mut Baseline| {
        baseline.add(&checked.report, &args.only, &args.reason, args.expires)
    };
    let added: usize = checked.iter().map(|checked| count(checked, &mut baseline)).sum();
    if added == 0 {
        output::say("没有可接受的新问题，基线未改动");
        return Ok(Exit::Clean);
    }
    output::write_file(&args.output, baseline.render().as_bytes())?;
    for remark in baseline.same_names(checked.iter().map(|checked| &checked.report)).values() {
        output::say(&printable(remark));
    }
    list(&baseline.accepted[known..])?;
    let shown = output::shown(&args.output);
    let before = if known > 0 { format!("，原有 {known} 处不变") } else { String::new() };
    output::print(&format!("新接受 {added} 处{before}，已写入 {shown}。\n"))?;
    Ok(Exit::Clean)
}

fn prune(args: &BaselinePruneArgs) -> Result<Exit, Failure> {
    let paths = distinct(&args.paths);
    refuse_inside("基线", &args.file, &paths)?;
    let mut baseline = read_baseline(&args.file)?;
    let judge = Judge::new(&args.judge, paths[0])?;
    let checked = judge.check(&paths, Keep::Originals)?;
    if checked.iter().all(|checked| is_unchecked(&checked)) {
        return Ok(nothing_checked(&checked));
    }
    let reviews: Vec<&PackageReview> =
        checked.iter().filter_map(|checked| Some(&checked.original.as_ref()?.review)).collect();
    let dropped = baseline.prune(&reviews, judge.as_of);
    if !dropped.is_empty() {
        output::write_file(&args.file, baseline.render().as_bytes())?;
        list(&dropped)?;
    }
    output::print(&format!("清理 {} 处，保留 {} 处。\n", dropped.len(), baseline.accepted.len()))?;
    Ok(Exit::Clean)
}

/// What nobody has seen is neither accepted nor gone.
fn nothing_checked(checked: &[Checked]) -> Exit {
    for Checked { report, .. } in checked {
        output::say(&format!("{}  {}", printable(&report.path), printable(&report.summary)));
    }
    output::say("没有检查到任何内容，基线未改动");
    Exit::Unchecked
}

fn list(entries: &[Acceptance]) -> Result<(), Failure> {
    let line = |entry: &Acceptance| {
        let quote =
            if entry.quote.is_empty() { String::new() } else { format!("（“{}”）", entry.quote) };
        let line = format!("{} {}：{}{quote}", entry.package, entry.requirement, entry.message);
        format!("  {}\n", printable(&line))
    };
    output::print(&entries.iter().map(line).collect::<String>())
}
