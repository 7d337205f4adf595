//! Passing examples → the tables of a skeleton: columns that are known to be understood, rows to fill in.

use super::{Form, fill};
use crate::finding::Status;
use crate::outline::Requirement;

/// Columns that every table of costs has, in front and behind.
const FIRST_COSTS: [&str; 2] = ["序号", "名称"];
const LAST_COSTS: [&str; 3] = ["数量", "单价", "金额"];
/// Rows to fill in below the header of a list.
const LIST_ROWS: usize = 2;

/// The table of costs: the columns of all examples, a row for each cost that must be listed, the total.
pub(super) fn costs(requirements: &[&Requirement], costs: &[String]) -> Form {
    let mut between: Vec<String> = Vec::new();
    for column in requirements.iter().flat_map(|requirement| headers(requirement)).flatten() {
        // 费用名称 and 金额（万元） are 名称 and 金额.
        let is_usual = FIRST_COSTS.iter().any(|usual| column.ends_with(usual))
            || LAST_COSTS.iter().any(|usual| column.starts_with(usual));
        if !is_usual && !between.contains(&column) {
            between.push(column);
        }
    }
    let columns: Vec<String> = FIRST_COSTS
        .map(str::to_owned)
        .into_iter()
        .chain(between)
        .chain(LAST_COSTS.map(str::to_owned))
        .collect();
    let names = if costs.is_empty() { vec!["费用名称".to_owned()] } else { costs.to_vec() };
    let row = |(at, name): (usize, &String)| {
        let mut cells = vec![String::new(); columns.len()];
        cells[0] = (at + 1).to_string();
        cells[1] = fill(name);
        cells
    };
    let mut rows: Vec<Vec<String>> = names.iter().enumerate().map(row).collect();
    let mut total = vec![String::new(); columns.len()];
    total[1] = "合计".into();
    rows.push(total);
    Form { title: "投资概算表".into(), unit: Some("单位：万元".into()), columns, rows }
}

/// The lists that a requirement's first passing example shows, without their rows.
pub(super) fn lists(requirement: &Requirement) -> Vec<Form> {
    let form = |columns: Vec<String>| {
        let row = || {
            let mut cells = vec![String::new(); columns.len()];
            let is_number = |column: &String| column == "序号";
            let first = columns.iter().position(|column| !is_number(column)).unwrap_or(0);
            cells[first] = fill(&columns[first]);
            cells
        };
        let mut rows: Vec<Vec<String>> = (0..LIST_ROWS).map(|_| row()).collect();
        if columns.first().is_some_and(|column| column == "序号") {
            for (at, cells) in rows.iter_mut().enumerate() {
                cells[0] = (at + 1).to_string();
            }
        }
        // A title of its own would say what the list must say.
        Form { title: fill("表名"), unit: None, columns, rows }
    };
    headers(requirement).into_iter().map(form).collect()
}

/// The header rows of the tables in the first passing example.
fn headers(requirement: &Requirement) -> Vec<Vec<String>> {
    let passing = requirement.examples.iter().find(|example| example.expected == Status::Met);
    let lines: Vec<&str> = passing.map(|example| example.text.lines().collect()).unwrap_or_default();
    let is_rule = |line: &str| line.starts_with('|') && line.contains("---");
    let pairs = lines.windows(2).filter(|pair| pair[0].starts_with('|') && is_rule(pair[1]));
    pairs.map(|pair| cells(pair[0])).collect()
}

fn cells(line: &str) -> Vec<String> {
    line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}
