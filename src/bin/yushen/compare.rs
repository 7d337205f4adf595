//! `yushen compare`: two versions of a package → what is solved, left and new.

use crate::args::{CompareArgs, TextOrJson, When};
use crate::check::exit;
use crate::failure::{Exit, Failure};
use crate::judging::Judge;
use crate::output;
use crate::reports::{Checked, Keep};
use std::sync::Arc;
use yushen::check::PackageVerdict;
use yushen::report::compare::{Comparison, render_json};
use yushen::report::text::{Detail, Style, compare};

/// Checks both versions against the outlines of the new one and shows how they differ.
pub(crate) fn run(args: &CompareArgs) -> Result<Exit, Failure> {
    let judge = Judge::new(&args.judge, &args.after)?.with_baseline(args.baseline.as_deref())?;
    let after = judge.check(&[&args.after], Keep::Originals)?;
    let originals = after.iter().filter_map(|checked| checked.original.as_ref());
    let outlines = originals.map(|original| Arc::clone(&original.review.outline)).collect();
    let before = judge.check_against(&args.before, outlines, Keep::Reports)?;
    let is_unread = |checked: &&Checked| checked.report.verdict == PackageVerdict::Unchecked;
    if let Some(unread) = before.iter().chain(&after).find(is_unread) {
        output::say(&format!("没有可比较的内容。{}", unread.report.summary));
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
