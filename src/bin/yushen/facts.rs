//! `yushen facts`: what was read, with its places.

use crate::args::{FactsArgs, TextOrJson};
use crate::failure::{Exit, Failure};
use crate::table::{self, Overflow};
use crate::tesseract::Tesseract;
use crate::{output, reading};
use serde_json::{Value, json};
use yushen::document::Document;
use yushen::parse::recognise::Recogniser;
use yushen::report::{FactReport, Passage, layout};
use yushen::rule::Reading;
use yushen::span::Span;

/// Shows the facts of the package at a path.
pub(crate) fn run(args: &FactsArgs) -> Result<Exit, Failure> {
    let Some((package, config)) = reading::package(&args.path)? else { return Ok(Exit::Unchecked) };
    let recogniser = Tesseract::if_asked(args.ocr || config.ocr, &config.limits, None)?;
    let recogniser = recogniser.as_ref().map(|found| found as &dyn Recogniser);
    let readings = reading::readings(&package, &config, recogniser);
    match args.format {
        TextOrJson::Text => {
            let shown: Vec<String> = readings.iter().map(shown).collect();
            output::print(&shown.join("\n"))?;
            reading::tell_gaps(readings.iter().map(|reading| &reading.document));
        }
        TextOrJson::Json => {
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

/// How a place is shown: with what stands around it, or without.
type Place = fn(&Document, Span) -> Passage;

/// Facts whose subject the text names.
fn named(reading: &Reading, place: Place) -> impl Iterator<Item = FactReport> {
    let document = &reading.document;
    let named = reading.facts.named.iter();
    named.map(move |fact| FactReport::named(document, fact, place(document, fact.span)))
}

/// All values in the order of the text.
fn values(reading: &Reading, place: Place) -> impl Iterator<Item = FactReport> {
    let document = &reading.document;
    reading.facts.values.iter().map(move |fact| FactReport::value(fact, place(document, fact.span)))
}

fn machine_readable(reading: &Reading) -> Value {
    let named: Vec<FactReport> = named(reading, Passage::new).collect();
    let values: Vec<FactReport> = values(reading, Passage::new).collect();
    let gaps: Vec<String> = reading.document.gaps.iter().map(ToString::to_string).collect();
    json!({ "path": reading.document.path, "facts": named, "values": values, "gaps": gaps })
}

fn shown(reading: &Reading) -> String {
    let named: Vec<Vec<String>> = named(reading, Passage::words).map(|fact| row(&fact)).collect();
    let values: Vec<Vec<String>> = values(reading, Passage::words).map(|fact| row(&fact)).collect();
    let mut out = format!("{}\n", layout::printable(&reading.document.path));
    if named.is_empty() && values.is_empty() {
        out.push_str("没有读到事实。\n");
    }
    for (title, rows) in [("写明所指的事实", named), ("其余数值", values)] {
        if !rows.is_empty() {
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
