//! `yushen facts`: what was read, with its places.

use crate::args::{FactsArgs, FactsFormat};
use crate::failure::{Exit, Failure};
use crate::table::{self, Overflow};
use crate::{output, reading};
use serde_json::{Value, json};
use yushen::report::{FactReport, layout};
use yushen::rule::Reading;

/// Shows the facts of the package at a path.
pub(crate) fn run(args: &FactsArgs) -> Result<Exit, Failure> {
    let Some((package, config)) = reading::package(&args.path)? else { return Ok(Exit::Unchecked) };
    let readings = reading::readings(&package, &config);
    match args.format {
        FactsFormat::Text => {
            let shown: Vec<String> = readings.iter().map(shown).collect();
            output::print(&shown.join("\n"))?;
            reading::tell_gaps(readings.iter().map(|reading| &reading.document));
        }
        FactsFormat::Json => {
            let tool = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
            let documents: Vec<Value> = readings.iter().map(machine_readable).collect();
            let value = json!({
                "schema": "yushen-facts/1",
                "tool": tool,
                "name": package.name,
                "path": package.path,
                "documents": documents,
            });
            output::print(&format!("{value:#}\n"))?;
        }
    }
    Ok(reading::exit(readings.iter().map(|reading| &reading.document)))
}

/// Facts whose subject the text names, then all values in the order of the text.
fn facts(reading: &Reading) -> (Vec<FactReport>, Vec<FactReport>) {
    let document = &reading.document;
    let named = reading.facts.named.iter().map(|fact| FactReport::named(document, fact)).collect();
    let values = reading.facts.values.iter().map(|fact| FactReport::value(document, fact)).collect();
    (named, values)
}

fn machine_readable(reading: &Reading) -> Value {
    let (named, values) = facts(reading);
    let gaps: Vec<String> = reading.document.gaps.iter().map(ToString::to_string).collect();
    json!({ "path": reading.document.path, "facts": named, "values": values, "gaps": gaps })
}

fn shown(reading: &Reading) -> String {
    let (named, values) = facts(reading);
    let mut out = format!("{}\n", layout::printable(&reading.document.path));
    if named.is_empty() && values.is_empty() {
        out.push_str("没有读到事实。\n");
    }
    for (title, facts) in [("写明所指的事实", named), ("其余数值", values)] {
        if !facts.is_empty() {
            let rows: Vec<Vec<String>> = facts.iter().map(row).collect();
            out.push_str(&format!("\n{title}（{} 条）\n", rows.len()));
            out.push_str(&table::render(
                &["名称", "读作", "原文", "位置"],
                &rows,
                Overflow::Cut,
                output::width(),
            ));
        }
    }
    out
}

/// Longest quote in a table, in characters.
const QUOTE: usize = 24;

fn row(fact: &FactReport) -> Vec<String> {
    let quote: String = fact.passage.quote.chars().take(QUOTE).collect();
    let cut = if quote.len() < fact.passage.quote.len() { "…" } else { "" };
    let mut location = fact.passage.location.clone();
    location.file = None;
    let section = location.section.pop();
    location.section.clear();
    let place = location.describe();
    let place = place.trim_start_matches('，');
    let place = section.map_or(place.to_owned(), |section| format!("{place}（{section}）"));
    vec![
        fact.label().to_owned(),
        layout::printable(&fact.value.describe()).into_owned(),
        layout::printable(&format!("{quote}{cut}")).into_owned(),
        layout::printable(&place).into_owned(),
    ]
}
