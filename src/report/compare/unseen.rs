//! Two versions of a package → the files of the new one in which a finding of the old one may still stand unseen.

use crate::check::Readable;
use crate::report::{FileReport, FindingReport, PackageReport};
use std::collections::{BTreeMap, BTreeSet};

/// What the new version hides and the old one did not.
pub(super) struct Unseen<'a> {
    /// The one file of each version, whatever their names.
    renamed: Option<(&'a str, &'a str)>,
    /// All files of the new version.
    files: BTreeSet<&'a str>,
    /// Those that hide something; not those that hid the same in the old version, where nothing was found in it.
    hiding: BTreeMap<&'a str, Readable>,
}

impl<'a> Unseen<'a> {
    pub(super) fn new(before: &'a PackageReport, after: &'a PackageReport) -> Self {
        let renamed = match (before.files.as_slice(), after.files.as_slice()) {
            ([old], [new]) => Some((old.path.as_str(), new.path.as_str())),
            _ => None,
        };
        let old: BTreeMap<&str, &FileReport> = before
            .files
            .iter()
            .map(|file| (renamed.map_or(file.path.as_str(), |(_, new)| new), file))
            .collect();
        let hides_as_before = |file: &FileReport| {
            let old = old.get(file.path.as_str());
            old.is_some_and(|old| (old.readable, &old.notes) == (file.readable, &file.notes))
        };
        let hiding = after.files.iter().filter(|f| f.readable != Readable::Full && !hides_as_before(f));
        Self {
            renamed,
            files: after.files.iter().map(|file| file.path.as_str()).collect(),
            hiding: hiding.map(|file| (file.path.as_str(), file.readable)).collect(),
        }
    }

    /// Why nobody can tell whether a finding of the old version is gone: its file cannot be read in full any
    /// more; where the new version has no such file, one that cannot be read may be it.
    pub(super) fn why(&self, gone: &FindingReport) -> Option<String> {
        let old = gone.passage.location.file.as_deref();
        let path = self.renamed.filter(|(before, _)| old == Some(before)).map(|(_, now)| now).or(old);
        let (path, readable) = match path {
            Some(path) if self.files.contains(path) => (path, *self.hiding.get(path)?),
            _ => self.hiding.iter().next().map(|(&path, &readable)| (path, readable))?,
        };
        Some(format!("新版的“{path}”{}，看不出这处是否已改", readable.label()))
    }
}
