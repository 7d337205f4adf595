//! A file of a package → where it lies: the file on disk, and the paths inside it when that is an archive.
//!
//! The model knows paths as people read them; an archive is told by the `.zip` of a part that is not the
//! last one.

use super::PackageReport;

/// Where a file of a package lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Artifact {
    /// The file on disk, or the package's folder; as the user named it, `/` between the parts.
    pub(super) disk: String,
    /// Paths inside archives, outermost first; each counts from the archive before it.
    pub(super) inside: Vec<String>,
}

impl Artifact {
    /// Where a file of a package lies; without a file the package itself.
    pub(super) fn new(package: &PackageReport, file: Option<&str>) -> Self {
        let path = below_here(&package.path);
        let Some(file) = file else { return Self::on_disk(path.to_owned()) };
        let name = path.rsplit('/').next().unwrap_or(path);
        if file == name || file == package.path {
            return Self::on_disk(path.to_owned());
        }
        let mut parts = through_archives(file).into_iter();
        if is_archive(path) {
            return Self { disk: path.to_owned(), inside: parts.collect() };
        }
        let first = parts.next().unwrap_or_default();
        let disk = match path.trim_end_matches('/') {
            "." => first,
            folder => format!("{folder}/{first}"),
        };
        Self { disk, inside: parts.collect() }
    }

    fn on_disk(disk: String) -> Self {
        Self { disk, inside: Vec::new() }
    }
}

/// The path without `./` before it; the folder itself is `.`.
fn below_here(path: &str) -> &str {
    match path.strip_prefix("./") {
        Some(below) => below_here(below.trim_start_matches('/')),
        None if path.is_empty() => ".",
        None => path,
    }
}

/// `a/b.zip/c.docx` → `a/b.zip`, `c.docx`.
fn through_archives(path: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = String::new();
    for part in path.split('/') {
        if !open.is_empty() {
            open.push('/');
        }
        open.push_str(part);
        if is_archive(part) {
            pieces.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        pieces.push(open);
    }
    pieces
}

fn is_archive(path: &str) -> bool {
    path.len() > 4 && path.as_bytes()[path.len() - 4..].eq_ignore_ascii_case(b".zip")
}

/// The path as a URI reference: everything but letters, digits, `-._~` and `/` percent-encoded.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len() * 2);
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{Artifact, uri};
    use crate::check::sample::review;
    use crate::report::PackageReport;

    fn place(package: &str, file: Option<&str>) -> (String, Vec<String>) {
        let mut review = review(Vec::new(), Vec::new());
        review.path = package.into();
        let Artifact { disk, inside } = Artifact::new(&PackageReport::new(&review), file);
        (disk, inside)
    }

    #[test]
    fn files_lie_on_disk_or_inside_archives() {
        for (package, file, disk, inside) in [
            ("申报/方案.docx", Some("方案.docx"), "申报/方案.docx", &[][..]),
            ("./方案.docx", Some("方案.docx"), "方案.docx", &[]),
            ("无/方案.docx", Some("无/方案.docx"), "无/方案.docx", &[]),
            ("申报/", Some("附件/概算.xlsx"), "申报/附件/概算.xlsx", &[]),
            (".", Some("方案.md"), "方案.md", &[]),
            ("./", Some("方案.md"), "方案.md", &[]),
            ("./", None, ".", &[]),
            (".//./申报/", Some("方案.md"), "申报/方案.md", &[]),
            ("/", Some("方案.md"), "/方案.md", &[]),
            ("申报", None, "申报", &[]),
            ("申报.ZIP", Some("附件/概算.xlsx"), "申报.ZIP", &["附件/概算.xlsx"]),
            ("申报.zip", Some("申报.zip"), "申报.zip", &[]),
            ("申报", Some("a/b.zip/c/d.zip/e.md"), "申报/a/b.zip", &["c/d.zip", "e.md"]),
            ("申报", Some("a/b.zip"), "申报/a/b.zip", &[]),
        ] {
            let inside: Vec<String> = inside.iter().map(|&part| part.to_owned()).collect();
            assert_eq!(place(package, file), (disk.to_owned(), inside), "{package} {file:?}");
        }
    }

    #[test]
    fn uris_are_percent_encoded() {
        assert_eq!(uri("a b/方%.md"), "a%20b/%E6%96%B9%25.md");
        assert_eq!(uri("a:b#c?d\"e\\"), "a%3Ab%23c%3Fd%22e%5C");
    }
}
