//! The files of all packages → `artifacts`, each once, those of an archive below it.

use crate::report::artifact::{Artifact, uri};
use crate::report::{FileReport, PackageReport};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What relative paths count from.
pub(super) const BASE: &str = "%SRCROOT%";

/// The artifacts met so far.
#[derive(Default)]
pub(super) struct Artifacts {
    pub(super) list: Vec<Value>,
    index: BTreeMap<Artifact, usize>,
}

impl Artifacts {
    /// Adds the package's files, with what is known of them.
    pub(super) fn add_files(&mut self, package: &PackageReport) {
        for file in &package.files {
            let idx = self.idx(&Artifact::new(package, Some(&file.path)));
            self.describe(idx, file);
        }
    }

    /// `artifactLocation` of a file; without one that of the package's first file when it is the only
    /// one, else that of the package.
    pub(super) fn location(&mut self, package: &PackageReport, file: Option<&str>) -> Value {
        let only = || match package.files.as_slice() {
            [only] => Some(only.path.as_str()),
            _ => None,
        };
        let artifact = Artifact::new(package, file.or_else(only));
        let idx = self.idx(&artifact);
        let mut location = address(&artifact);
        location["index"] = json!(idx);
        location
    }

    fn idx(&mut self, artifact: &Artifact) -> usize {
        if let Some(&idx) = self.index.get(artifact) {
            return idx;
        }
        let mut value = json!({ "location": address(artifact) });
        if let Some((_, before)) = artifact.inside.split_last() {
            let parent = Artifact { disk: artifact.disk.clone(), inside: before.to_vec() };
            value["parentIndex"] = json!(self.idx(&parent));
        }
        self.list.push(value);
        self.index.insert(artifact.clone(), self.list.len() - 1);
        self.list.len() - 1
    }

    fn describe(&mut self, idx: usize, file: &FileReport) {
        let value = &mut self.list[idx];
        value["roles"] = json!(["analysisTarget"]);
        // A file whose bytes could not be had has a hash of nothing.
        if file.bytes > 0 {
            value["length"] = json!(file.bytes);
            value["hashes"] = json!({"sha-256": file.sha256});
        }
        if let Some(mime_type) = mime_type(file.format) {
            value["mimeType"] = json!(mime_type);
        }
        value["properties"] = json!({
            "format": file.format,
            "pages": file.pages,
            "characters": file.characters,
            "readable": file.readable,
        });
    }
}

/// Inside an archive paths count from the archive: `parentIndex` says from which. A slash before them, as the
/// standard's example has it, is refused by its own validator.
fn address(artifact: &Artifact) -> Value {
    match artifact.inside.last() {
        Some(path) => json!({"uri": uri(path)}),
        None if artifact.disk.starts_with('/') => json!({"uri": format!("file://{}", uri(&artifact.disk))}),
        None => json!({"uri": uri(&artifact.disk), "uriBaseId": BASE}),
    }
}

fn mime_type(format: &str) -> Option<&'static str> {
    Some(match format {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf" => "application/pdf",
        "md" => "text/markdown",
        "txt" => "text/plain",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ofd" => "application/ofd",
        "rtf" => "application/rtf",
        "html" => "text/html",
        "zip" => "application/zip",
        _ => return None,
    })
}
