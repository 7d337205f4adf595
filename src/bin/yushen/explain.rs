//! `yushen explain`: what a requirement asks.

use crate::args::ExplainArgs;
use crate::failure::{Exit, Failure};
use crate::{outlines, output};
use std::sync::Arc;
use yushen::lexicon::Lexicon;
use yushen::outline::near::nearest;
use yushen::outline::{Explanation, Outline, Requirement, explain};
use yushen::report::layout;

/// Explains the requirement of that code.
pub(crate) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let wanted = args.code.trim();
    let outlines: Vec<Arc<Outline>> = if args.outline.is_empty() {
        outlines::with_requirement(&wanted.to_ascii_uppercase())?
    } else {
        args.outline.iter().map(|name| outlines::load(name)).collect::<Result<_, _>>()?
    };
    let mut shown: Vec<String> = Vec::new();
    for outline in &outlines {
        let is_it = |known: &&Requirement| known.id.eq_ignore_ascii_case(wanted);
        if let Some(requirement) = outline.requirements.iter().find(is_it) {
            shown.push(render(&explain(outline, requirement, Lexicon::builtin())));
        }
    }
    if shown.is_empty() {
        let outlines = if args.outline.is_empty() { outlines::checkable()? } else { outlines };
        return Err(Failure::Message(unknown(wanted, &outlines)));
    }
    output::print(&shown.join("\n"))?;
    Ok(Exit::Clean)
}

fn unknown(wanted: &str, outlines: &[Arc<Outline>]) -> String {
    let known = outlines.iter().flat_map(|outline| &outline.requirements).map(|known| known.id.as_str());
    let hint = match nearest(wanted, known) {
        Some(meant) => format!("是否想写“{meant}”？"),
        None => "用 yushen outline show <大纲编号> 看全部编号".to_owned(),
    };
    format!("没有编号为“{}”的要求。{hint}", layout::printable(wanted))
}

fn render(told: &Explanation<'_>) -> String {
    let mut out = format!("{}　{}\n\n", told.id, told.title);
    let mut add = |label: &str, text: &str| {
        let indent = 10;
        let wrapped = layout::wrap(text.trim(), output::width() - indent, 0);
        out.push_str(&layout::pad(label, indent));
        out.push_str(&wrapped.replace('\n', &format!("\n{}", " ".repeat(indent))));
        out.push('\n');
    };
    add("要求", told.duty);
    add("依据", &told.basis);
    add("大纲", told.outline);
    add("约束力", &told.force);
    add("适用", &told.applies);
    add("判断方法", &told.method);
    if let Some(limits) = told.limits {
        add("局限", limits);
    }
    add("怎样补正", told.help);
    for example in told.examples {
        out.push_str(&format!("\n示例（{}）\n", example.expected.label()));
        for line in example.text.trim().lines() {
            out.push_str(&format!("  {line}"));
            out.push('\n');
        }
    }
    out
}
