//! Bytes of a format → what they show.

use super::{Shown, ShownFinding};
use calamine::{Data, Reader as _, Xlsx};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

const STATUSES: [&str; 5] = ["met", "unmet", "doubtful", "unreadable", "inapplicable"];
const LABELS: [&str; 5] = ["符合", "不符合", "待核实", "无法检查", "不适用"];

fn count(shown: &mut Shown, words: &[&str; 5], status: &str) {
    let at = words.iter().position(|&known| known == status);
    shown.counts[at.unwrap_or_else(|| panic!("no status: {status}"))] += 1;
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn of_model(finding: &Value) -> ShownFinding {
    let related = list(&finding["related"]);
    ShownFinding {
        requirement: string(&finding["requirement"]),
        fingerprint: string(&finding["fingerprint"]),
        quote: string(&finding["quote"]),
        place: finding["location"].to_string(),
        related: related
            .map(|r| format!("{}：{}（{}）", string(&r["message"]), string(&r["quote"]), r["location"]))
            .collect(),
    }
}

pub(super) fn json(bytes: &[u8]) -> Shown {
    let mut shown = Shown::default();
    for package in list(&parsed(bytes)["packages"]) {
        for (sum, status) in shown.counts.iter_mut().zip(STATUSES) {
            *sum += usize::try_from(package["counts"][status].as_u64().unwrap()).unwrap();
        }
        shown.findings.extend(list(&package["findings"]).map(of_model));
    }
    shown
}

pub(super) fn jsonl(bytes: &[u8]) -> Shown {
    let mut shown = Shown::default();
    for line in std::str::from_utf8(bytes).unwrap().lines() {
        let value = parsed(line.as_bytes());
        match value["type"].as_str().unwrap() {
            "result" => count(&mut shown, &STATUSES, value["status"].as_str().unwrap()),
            "finding" => shown.findings.push(of_model(&value)),
            _ => {}
        }
    }
    shown
}

pub(super) fn sarif(bytes: &[u8]) -> Shown {
    const KINDS: [&str; 5] = ["pass", "fail", "review", "open", "notApplicable"];
    let mut shown = Shown::default();
    let log = parsed(bytes);
    let mut seen = BTreeSet::new();
    for result in list(&log["runs"]).flat_map(|run| list(&run["results"])) {
        let (rule, kind) = (string(&result["ruleId"]), string(&result["kind"]));
        assert_eq!(result["level"] != "none", kind == "fail", "{result}");
        if kind != "informational" && seen.insert((string(&result["properties"]["package"]), rule.clone())) {
            count(&mut shown, &KINDS, &kind);
        }
        let Some(fingerprint) = result["partialFingerprints"]["yushen/v1"].as_str() else { continue };
        let quote = |place: &Value| string(&place["physicalLocation"]["region"]["snippet"]["text"]);
        let place = |place: &Value| place["properties"]["yushen/1"].to_string();
        let related = list(&result["relatedLocations"]);
        shown.findings.push(ShownFinding {
            requirement: rule,
            fingerprint: fingerprint.to_owned(),
            quote: quote(&result["locations"][0]),
            place: place(&result["locations"][0]),
            related: related
                .map(|r| format!("{}：{}（{}）", string(&r["message"]["text"]), quote(r), place(r)))
                .collect(),
        });
    }
    shown
}

/// The lines below a message.
fn of_lines<'a>(requirement: &str, lines: impl Iterator<Item = &'a str>) -> ShownFinding {
    let mut finding = ShownFinding { requirement: requirement.to_owned(), ..ShownFinding::default() };
    for line in lines {
        let (name, text) = line.split_once('：').unwrap_or_else(|| panic!("no name: {line}"));
        match name {
            "位置" => text.clone_into(&mut finding.place),
            "原文" => text.clone_into(&mut finding.quote),
            "指纹" => text.clone_into(&mut finding.fingerprint),
            "依据" | "建议" | "已接受" => {}
            _ => finding.related.push(line.to_owned()),
        }
    }
    finding
}

pub(super) fn github(bytes: &[u8]) -> Shown {
    let mut shown = Shown::default();
    for line in std::str::from_utf8(bytes).unwrap().lines() {
        if let Some(command) = line.strip_prefix("::") {
            let (head, message) = command.split_once("::").unwrap();
            let Some((_, properties)) = head.split_once(" file=") else { continue };
            let (_, title) = properties.split_once("title=").unwrap();
            let message = message.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
            let requirement = title.split(' ').next().unwrap();
            shown.findings.push(of_lines(requirement, message.lines().skip(1)));
        } else if let Some(label) = line.split(' ').next().filter(|word| LABELS.contains(word)) {
            count(&mut shown, &LABELS, label);
        }
    }
    shown
}

pub(super) fn gitlab(bytes: &[u8]) -> Shown {
    let mut shown = Shown::default();
    for entry in list(&parsed(bytes)) {
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        assert!(entry["location"]["path"].as_str().is_some_and(|path| !path.is_empty()));
        let description = string(&entry["description"]);
        let mut finding = of_lines(&string(&entry["check_name"]), description.lines().skip(1));
        // In front stands what tells packages apart.
        finding.fingerprint = entry["fingerprint"].as_str().unwrap()[16..].to_owned();
        shown.findings.push(finding);
    }
    shown
}

pub(super) fn rdjson(bytes: &[u8]) -> Shown {
    let mut shown = Shown::default();
    for diagnostic in list(&parsed(bytes)["diagnostics"]) {
        assert!(["ERROR", "WARNING", "INFO"].contains(&diagnostic["severity"].as_str().unwrap()));
        let message = string(&diagnostic["message"]);
        let finding = of_lines(&string(&diagnostic["code"]["value"]), message.lines().skip(1));
        assert_eq!(list(&diagnostic["related_locations"]).count(), finding.related.len());
        shown.findings.push(finding);
    }
    shown
}

pub(super) fn junit(bytes: &[u8]) -> Shown {
    let mut shown = Shown::default();
    let mut reader = Reader::from_str(std::str::from_utf8(bytes).unwrap());
    let (mut case, mut message, mut text) = (None, String::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return shown,
            Event::Start(element) => {
                text.clear();
                match element.name().as_ref() {
                    "testcase" => case = Some((attribute(&element, "name"), None)),
                    "failure" | "skipped" => message = attribute(&element, "message"),
                    _ => {}
                }
            }
            Event::Empty(element) if element.name().as_ref() == "skipped" => {
                message = attribute(&element, "message");
            }
            Event::Empty(element) if element.name().as_ref() == "error" => case = None,
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(part) => {
                text.push_str(quick_xml::escape::resolve_predefined_entity(&part).unwrap());
            }
            Event::End(element) => match element.name().as_ref() {
                "failure" | "system-out" => {
                    if let Some((name, said)) = &mut case {
                        push_junit_findings(&mut shown, name, &text);
                        said.get_or_insert_with(|| text.lines().next().unwrap_or_default().to_owned());
                    }
                    text.clear();
                }
                "testcase" => {
                    if let Some((_, said)) = case.take() {
                        let said = if message.is_empty() { said.unwrap_or_default() } else { message };
                        count(&mut shown, &LABELS, said.split('：').next().unwrap());
                    }
                    message = String::new();
                }
                _ => text.clear(),
            },
            _ => {}
        }
    }
}

/// A finding is a line with indented ones below it.
fn push_junit_findings(shown: &mut Shown, case: &str, text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let below = lines[at + 1..].iter().take_while(|line| line.starts_with("  ")).count();
        if below > 0 {
            let requirement = case.split(' ').next().unwrap();
            shown
                .findings
                .push(of_lines(requirement, lines[at + 1..=at + below].iter().map(|line| line.trim_start())));
        }
        at += below + 1;
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let attribute = element.try_get_attribute(name).unwrap().unwrap();
    quick_xml::escape::unescape(&attribute.value).unwrap().into_owned()
}

pub(super) fn xlsx(bytes: &[u8]) -> Shown {
    let mut shown = Shown::default();
    let packages = rows(bytes, "申报包");
    let mut sums = [0; 5];
    for row in packages.iter().filter(|row| !row["结论"].is_empty()) {
        for (sum, label) in sums.iter_mut().zip(LABELS) {
            *sum += row[label].parse::<usize>().unwrap();
        }
    }
    for row in rows(bytes, "核对清单") {
        count(&mut shown, &LABELS, &row["状态"]);
    }
    assert_eq!(sums, shown.counts, "the sheets agree");
    for row in rows(bytes, "问题") {
        shown.findings.push(ShownFinding {
            requirement: row["编号"].clone(),
            fingerprint: row["指纹"].clone(),
            quote: row["原文"].clone(),
            place: row["位置"].clone(),
            related: row["对照处"].lines().map(str::to_owned).collect(),
        });
    }
    shown
}

/// The rows of a sheet by the titles of their columns, without the mark that makes formulas harmless.
fn rows(bytes: &[u8], name: &str) -> Vec<BTreeMap<String, String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = book.worksheet_range(name).unwrap();
    let mut rows = sheet.rows();
    let header: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let text = |cell: &Data| {
        let text = cell.to_string();
        text.strip_prefix('\'').map_or(text.clone(), str::to_owned)
    };
    rows.map(|row| header.iter().cloned().zip(row.iter().map(text)).collect()).collect()
}
