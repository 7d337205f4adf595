//! `yushen compare`: two versions of a package → what is solved, left and new.

use crate::args::{CompareArgs, TextOrJson, When};
use crate::check::exit;
use crate::failure::{Exit, Failure};
use crate::judging::Judge;
use crate::output;
use crate::reports::{Checked, Keep, is_unchecked};
use std::sync::Arc;
use yushen::report::compare::{Comparison, render_json};
use yushen::report::layout::printable;
use yushen::report::text::{Detail, Style, compare};

/// Checks both versions against the outlines of the new one and shows how they differ.
pub(crate) fn run(args: &CompareArgs) -> Result<Exit, Failure> {
    let judge = Judge::new(&args.judge, &args.after)?.with_baseline(args.baseline.as_deref())?;
    let after = judge.check(&[&args.after], Keep::Reports)?;
    let outlines = after.iter().map(|checked| Arc::clone(&checked.report.outline.pack.0)).collect();
    let before = judge.check_against(&args.before, outlines, Keep::Reports)?;
    let unread: Vec<String> = [("旧版", &before), ("新版", &after)]
        .into_iter()
        .filter_map(|(which, checked)| Some(without_content(which, checked.iter().find(is_unchecked)?)))
        .collect();
    if !unread.is_empty() {
        unread.iter().for_each(|line| output::say(line));
        return Ok(Exit::Unchecked);
    }
    let pairs = before.iter().zip(&after);
    let comparisons: Vec<Comparison> =
        pairs.map(|(before, after)| Comparison::new(judge.as_of, &before.report, &after.report)).collect();
    match args.format {
        TextOrJson::Json => output::print(&render_json(&comparisons))?,
        TextOrJson::Text => {
            let colour = output::stdout_colour(When::Auto);
            let style = Style { width: output::width(), colour, detail: Detail::Full };
            output::print(&compare::render(&comparisons, &style))?;
        }
    }
    let packages: Vec<_> = after.into_iter().map(|checked| checked.report).collect();
    Ok(exit(&packages, args.fail_on.or(judge.fail_on())))
}

fn without_content(which: &str, checked: &Checked) -> String {
    let line = format!("没有可比较的内容：{which}“{}”{}", checked.report.path, checked.report.summary);
    printable(&line).into_owned()
}
