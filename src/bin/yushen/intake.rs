//! A path → [`Package`]: one file, a folder with all its files, or an unpacked zip.
//!
//! Only regular files are read; what cannot be had becomes a source without bytes and with a gap.
#![expect(clippy::disallowed_methods, reason = "intake is where files are read")]

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use yushen::document::Format;
use yushen::gap::{Gap, GapKind};
use yushen::parse::archive::{self, Budget};
use yushen::parse::{Limits, format};
use yushen::source::{Package, Source};

/// Why a path is no package at all.
#[derive(Debug)]
pub(crate) enum IntakeError {
    /// Nothing is there.
    Missing(PathBuf),
    /// Something is there that may not be looked at.
    Inaccessible(PathBuf, io::Error),
    /// A device, a pipe or the like.
    NotAFile(PathBuf),
}

impl fmt::Display for IntakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "“{}”不存在：核对路径是否写对", show(path)),
            Self::Inaccessible(path, error) => {
                write!(f, "“{}”无法打开（{}）：核对读取权限", show(path), reason(error))
            }
            Self::NotAFile(path) => {
                write!(f, "“{}”不是文件或文件夹（可能是设备或管道）：给出文件或文件夹的路径", show(path))
            }
        }
    }
}

impl std::error::Error for IntakeError {}

/// Reads what stands at a path. A symbolic link given by the user is followed, one inside a folder
/// is not.
///
/// # Errors
/// When the path itself leads to nothing that can be read. What is wrong with a file of a folder or
/// archive is a gap of its source.
pub(crate) fn read_package(path: &Path, limits: &Limits) -> Result<Package, IntakeError> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => IntakeError::Missing(path.to_owned()),
        _ => IntakeError::Inaccessible(path.to_owned(), error),
    })?;
    let mut budget = Budget::new(limits);
    let (name, mut sources) = if metadata.is_dir() {
        (folder_name(path), read_folder(path, &mut budget, limits)?)
    } else if metadata.is_file() {
        let full = file_name(path);
        (stem(&full), read_single(path, &full, &metadata, &mut budget, limits)?)
    } else {
        return Err(IntakeError::NotAFile(path.to_owned()));
    };
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Package { name, path: show(path), sources })
}

/// The entries of a folder that are packages, by name: no clutter, no symbolic links, no configuration.
///
/// # Errors
/// When the folder cannot be listed, or is none.
pub(crate) fn packages_in(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut entries = sorted_entries(folder).map_err(|error| {
        format!("“{}”无法打开（{}）：给出装有申报包的文件夹", show(folder), reason(&error))
    })?;
    let is_package = |path: &PathBuf| {
        let name = file_name(path);
        !is_passed_over(&name)
            && fs::symlink_metadata(path).is_ok_and(|found| found.is_file() || found.is_dir())
    };
    entries.retain(is_package);
    Ok(entries)
}

/// Files in a folder that belong to no package: what systems leave there, and the settings, baselines and rule packs
/// of ours. What they say is no evidence.
fn is_passed_over(name: &str) -> bool {
    archive::is_clutter(name) || Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("toml"))
}

/// One file; a zip that is no document is the package itself.
fn read_single(
    path: &Path,
    name: &str,
    metadata: &Metadata,
    budget: &mut Budget,
    limits: &Limits,
) -> Result<Vec<Source>, IntakeError> {
    budget.take_file();
    match read_bytes(path, metadata, budget, limits) {
        Ok(bytes) if format::detect(name, &bytes) == Format::Zip => {
            Ok(archive::unpack(name, "", &bytes, budget, limits))
        }
        Ok(bytes) => Ok(vec![Source { path: name.to_owned(), bytes, gaps: Vec::new() }]),
        Err(Unread::Over(gap)) => Ok(vec![without_bytes(name.to_owned(), gap)]),
        Err(Unread::Failed(error)) => Err(IntakeError::Inaccessible(path.to_owned(), error)),
    }
}

/// All files below a folder, by sorted names, so that limits always cut at the same place.
fn read_folder(root: &Path, budget: &mut Budget, limits: &Limits) -> Result<Vec<Source>, IntakeError> {
    let mut walk = Walk { sources: Vec::new(), budget, limits, is_full: false };
    let entries = sorted_entries(root).map_err(|error| IntakeError::Inaccessible(root.to_owned(), error))?;
    // Folders wait in a list of their own, not on the call stack: nesting costs no stack.
    let mut waiting: Vec<(PathBuf, String, u64)> = Vec::new();
    walk.entries(entries, "", 0, &mut waiting);
    while let Some((folder, shown, depth)) = waiting.pop() {
        if walk.is_full {
            break;
        }
        match sorted_entries(&folder) {
            _ if depth > limits.walk_depth => {
                walk.refuse(shown, Gap::limit("walk-depth", depth, limits.walk_depth));
            }
            Ok(entries) => walk.entries(entries, &format!("{shown}/"), depth, &mut waiting),
            Err(error) => walk.refuse(shown, inaccessible(&error)),
        }
    }
    Ok(walk.sources)
}

fn sorted_entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

struct Walk<'a> {
    sources: Vec<Source>,
    budget: &'a mut Budget,
    limits: &'a Limits,
    is_full: bool,
}

impl Walk<'_> {
    fn entries(
        &mut self,
        paths: Vec<PathBuf>,
        prefix: &str,
        depth: u64,
        waiting: &mut Vec<(PathBuf, String, u64)>,
    ) {
        let mut folders = Vec::new();
        for path in paths {
            let name = file_name(&path);
            if self.is_full || is_passed_over(&name) {
                continue;
            }
            let shown = format!("{prefix}{name}");
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_dir() => folders.push((path, shown, depth + 1)),
                Ok(metadata) => self.file(&path, shown, &metadata),
                Err(error) => self.refuse(shown, inaccessible(&error)),
            }
        }
        waiting.extend(folders.into_iter().rev());
    }

    fn file(&mut self, path: &Path, shown: String, metadata: &Metadata) {
        if !self.budget.take_file() {
            let allowed = self.limits.package_files;
            self.is_full = true;
            return self.refuse(shown, Gap::limit("package-files", allowed.saturating_add(1), allowed));
        }
        if metadata.is_symlink() {
            return self.refuse(shown, said("符号链接，未跟随读取"));
        }
        if !metadata.is_file() {
            return self.refuse(shown, said("不是普通文件（可能是设备、管道或套接字）"));
        }
        match read_bytes(path, metadata, self.budget, self.limits) {
            Ok(bytes) if format::detect(&shown, &bytes) == Format::Zip => {
                let prefix = format!("{shown}/");
                self.sources.extend(archive::unpack(&shown, &prefix, &bytes, self.budget, self.limits));
            }
            Ok(bytes) => self.sources.push(Source { path: shown, bytes, gaps: Vec::new() }),
            Err(Unread::Over(gap)) => self.refuse(shown, gap),
            Err(Unread::Failed(error)) => self.refuse(shown, inaccessible(&error)),
        }
    }

    fn refuse(&mut self, path: String, gap: Gap) {
        self.sources.push(without_bytes(path, gap));
    }
}

enum Unread {
    Over(Gap),
    Failed(io::Error),
}

/// The bytes of a regular file, never more than the limit, whatever its size says.
fn read_bytes(
    path: &Path,
    metadata: &Metadata,
    budget: &mut Budget,
    limits: &Limits,
) -> Result<Vec<u8>, Unread> {
    let allowed = limits.file_bytes;
    let over = |measured| Unread::Over(Gap::limit("file-bytes", measured, allowed));
    if metadata.len() > allowed {
        return Err(over(metadata.len()));
    }
    budget.take_bytes(metadata.len(), limits).map_err(Unread::Over)?;
    let file = File::open(path).map_err(Unread::Failed)?;
    let mut bytes = Vec::new();
    file.take(allowed.saturating_add(1)).read_to_end(&mut bytes).map_err(Unread::Failed)?;
    if bytes.len() as u64 > allowed {
        return Err(over(bytes.len() as u64));
    }
    Ok(bytes)
}

fn without_bytes(path: String, gap: Gap) -> Source {
    Source { path, bytes: Vec::new(), gaps: vec![gap] }
}

fn inaccessible(error: &io::Error) -> Gap {
    said(&reason(error))
}

fn said(what: &str) -> Gap {
    Gap::new(GapKind::Inaccessible(what.to_owned()))
}

/// Why the system refused, in words.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "没有读取权限".into(),
        io::ErrorKind::NotFound => "文件已不存在".into(),
        io::ErrorKind::InvalidFilename => "路径过长".into(),
        _ => format!("系统返回：{error}"),
    }
}

/// The last part of the path, safe to show; bytes that are no text are written `\xNN`.
fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| show(Path::new(name)))
}

fn show(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(&archive::escape_name(chunk.valid()));
        for byte in chunk.invalid() {
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
    shown
}

fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem }).to_owned()
}

/// The folder's name; `.` and `..` stand for folders that have one.
fn folder_name(path: &Path) -> String {
    let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = match path.file_name() {
        Some(_) => file_name(path),
        None => file_name(&canonical),
    };
    if name.is_empty() { show(&canonical) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own that goes with the test.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("yushen-intake-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str, content: &[u8]) -> &Self {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
            self
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn read(path: &Path) -> Package {
        read_package(path, &Limits::default()).unwrap()
    }

    fn paths(package: &Package) -> Vec<&str> {
        package.sources.iter().map(|source| source.path.as_str()).collect()
    }

    #[test]
    fn a_file_is_a_package_of_one() {
        let scratch = Scratch::new("single");
        scratch.file("建设方案.v2.md", b"# x");
        let package = read(&scratch.0.join("建设方案.v2.md"));
        assert_eq!((package.name.as_str(), paths(&package)), ("建设方案.v2", vec!["建设方案.v2.md"]));
    }

    #[test]
    fn a_folder_is_all_its_files_sorted() {
        let scratch = Scratch::new("folder");
        scratch.file("b.md", b"x").file("a/c.md", b"x").file(".git/config", b"x").file("~$b.docx", b"x");
        assert_eq!(paths(&read(&scratch.0)), ["a/c.md", "b.md"]);
    }

    #[test]
    fn what_is_missing_is_an_error() {
        let error = read_package(Path::new("/nonexistent/方案.docx"), &Limits::default()).unwrap_err();
        assert!(matches!(error, IntakeError::Missing(_)));
        assert!(error.to_string().contains("不存在"));
    }

    #[test]
    fn a_large_file_is_not_read() {
        let scratch = Scratch::new("large");
        scratch.file("a.md", &[b'x'; 100]);
        let limits = Limits { file_bytes: 99, ..Limits::default() };
        let package = read_package(&scratch.0, &limits).unwrap();
        assert!(package.sources[0].bytes.is_empty());
        assert_eq!(package.sources[0].gaps, [Gap::limit("file-bytes", 100, 99)]);
    }

    #[test]
    fn depth_and_number_of_files_are_limited() {
        let scratch = Scratch::new("deep");
        scratch.file("a/b/c.md", b"x").file("d.md", b"x").file("e.md", b"x");
        let limits = Limits { walk_depth: 1, package_files: 1, ..Limits::default() };
        let package = read_package(&scratch.0, &limits).unwrap();
        assert_eq!(paths(&package), ["d.md", "e.md"]);
        assert_eq!(package.sources[1].gaps, [Gap::limit("package-files", 2, 1)]);
        let limits = Limits { walk_depth: 1, ..Limits::default() };
        let package = read_package(&scratch.0, &limits).unwrap();
        assert_eq!(paths(&package), ["a/b", "d.md", "e.md"]);
        assert_eq!(package.sources[0].gaps, [Gap::limit("walk-depth", 2, 1)]);
    }

    #[test]
    fn the_bytes_of_a_package_are_limited() {
        let scratch = Scratch::new("bytes");
        scratch.file("a.md", &[b'x'; 60]).file("b.md", &[b'x'; 60]);
        let limits = Limits { package_inflated_bytes: 100, ..Limits::default() };
        let package = read_package(&scratch.0, &limits).unwrap();
        assert_eq!(package.sources[0].bytes.len(), 60);
        assert_eq!(package.sources[1].gaps, [Gap::limit("package-inflated-bytes", 101, 100)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_odd_names_are_said() {
        use std::os::unix::ffi::OsStrExt;
        let scratch = Scratch::new("links");
        scratch.file("a.md", b"x");
        std::os::unix::fs::symlink("a.md", scratch.0.join("link.md")).unwrap();
        std::os::unix::fs::symlink(".", scratch.0.join("loop")).unwrap();
        fs::write(scratch.0.join(std::ffi::OsStr::from_bytes(b"b\xFF\x1b.md")), b"x").unwrap();
        let package = read(&scratch.0);
        assert_eq!(paths(&package), ["a.md", "b\\xff\\u{1b}.md", "link.md", "loop"]);
        assert!(matches!(package.sources[2].gaps[0].kind, GapKind::Inaccessible(_)));
        assert_eq!(read(&scratch.0.join("link.md")).sources[0].bytes, b"x");
    }

    #[test]
    fn a_folder_has_a_name_however_it_is_called() {
        assert!(!folder_name(Path::new(".")).is_empty());
        assert_eq!(folder_name(Path::new("/")), "/");
    }
}
