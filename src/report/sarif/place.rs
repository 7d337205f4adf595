//! A passage → `location`: the physical place that tools open, the logical one that people read.

use super::artifacts::Artifacts;
use super::shape::{PhysicalLocation, Place, Region, Snippet};
use crate::document::Location;
use crate::report::{PackageReport, Passage};
use serde_json::{Value, json};

/// The location of words, or of a file, or of the package.
pub(super) fn place<'a>(
    package: &'a PackageReport,
    passage: Option<&'a Passage>,
    artifacts: &mut Artifacts,
) -> Place<'a> {
    let location = passage.map(|passage| &passage.location);
    let file = location.and_then(|location| location.file.as_deref());
    let column = passage.and_then(|passage| passage.column);
    let quote = passage.map(|passage| passage.quote.as_str()).filter(|quote| !quote.is_empty());
    Place {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: artifacts.location(package, file),
            region: Region {
                start_line: location.and_then(|location| location.line).unwrap_or(1),
                start_column: column.map(|column| column.char_start),
                end_column: column.map(|column| column.char_end),
                snippet: quote.map(|text| Snippet { text }),
            },
        },
        logical_locations: location.map(logical).unwrap_or_default(),
        message: None,
        properties: location.map(|location| json!({"yushen/1": location})),
    }
}

/// The innermost section, then the innermost part of it.
fn logical(location: &Location) -> Vec<Value> {
    let mut found = Vec::new();
    if let Some(innermost) = location.section.last() {
        found.push(json!({
            "name": innermost,
            "fullyQualifiedName": location.section.join("/"),
            "kind": "section",
        }));
    }
    let kind = match location {
        Location { row: Some(_), column: Some(_), .. } => "cell",
        Location { row: Some(_), .. } => "row",
        Location { table: Some(_), .. } => "table",
        Location { sheet: Some(_), .. } => "sheet",
        Location { paragraph: Some(_), .. } => "paragraph",
        Location { page: Some(_), .. } => "page",
        _ => return found,
    };
    // Without file and headings the description is that of the part alone.
    let part = Location { file: None, section: Vec::new(), ..location.clone() }.describe();
    let part = part.trim_start_matches('，');
    let mut path = location.section.clone();
    path.push(part.to_owned());
    found.push(json!({"name": part, "fullyQualifiedName": path.join("/"), "kind": kind}));
    found
}
