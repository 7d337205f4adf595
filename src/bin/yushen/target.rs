//! `--report FORMAT[=FILE]` → [`ReportTarget`], and all of them → where the run writes.

use crate::failure::Failure;
use crate::output;
use crate::reports::Keep;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportTarget {
    pub(crate) format: ReportFormat,
    /// Standard output, without one.
    pub(crate) file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportFormat {
    Text,
    Json,
    Jsonl,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Rdjson,
    Html,
    Xlsx,
    Docx,
    Pdf,
    Opinion,
}

/// Whether a terminal can show a format's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    Text,
    Binary,
}

impl ReportFormat {
    const ALL: &[Self] = &[
        Self::Text,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Rdjson,
        Self::Html,
        Self::Xlsx,
        Self::Docx,
        Self::Pdf,
        Self::Opinion,
    ];

    /// Its name, what must be kept for it, and whether a terminal can show it.
    fn traits(self) -> (&'static str, Keep, Screen) {
        match self {
            Self::Text => ("text", Keep::Reports, Screen::Text),
            Self::Json => ("json", Keep::Reports, Screen::Text),
            Self::Jsonl => ("jsonl", Keep::Reports, Screen::Text),
            Self::Sarif => ("sarif", Keep::Reports, Screen::Text),
            Self::Github => ("github", Keep::Reports, Screen::Text),
            Self::Gitlab => ("gitlab", Keep::Reports, Screen::Text),
            Self::Junit => ("junit", Keep::Reports, Screen::Text),
            Self::Rdjson => ("rdjson", Keep::Reports, Screen::Text),
            Self::Html => ("html", Keep::Originals, Screen::Text),
            Self::Opinion => ("opinion", Keep::Reports, Screen::Binary),
            Self::Docx => ("docx", Keep::Originals, Screen::Binary),
            Self::Pdf => ("pdf", Keep::Originals, Screen::Binary),
            Self::Xlsx => ("xlsx", Keep::Reports, Screen::Binary),
        }
    }

    fn name(self) -> &'static str {
        self.traits().0
    }

    fn is_binary(self) -> bool {
        self.traits().2 == Screen::Binary
    }

    /// All names, for people.
    pub(crate) fn names() -> String {
        Self::ALL.iter().map(|format| format.name()).collect::<Vec<_>>().join("、")
    }
}

impl FromStr for ReportTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("等号后面缺少文件名".into()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = ReportFormat::ALL.iter().copied().find(|format| format.name() == name);
        let format = format.ok_or_else(|| format!("可用的格式有 {}", ReportFormat::names()))?;
        if format == ReportFormat::Opinion && !file.as_deref().is_some_and(is_paper) {
            return Err(
                "审查意见写成 Word 或 Markdown 文件，要写明文件名：opinion=意见.docx 或 opinion=意见.md"
                    .into(),
            );
        }
        Ok(Self { format, file })
    }
}

/// Whether the extension says docx or Markdown.
fn is_paper(file: &Path) -> bool {
    matches!(output::extension(file).as_deref(), Some("docx" | "md"))
}

/// Where the reports go: text to standard output unless another report goes there.
///
/// # Errors
/// When two reports would go to one place, one into what is checked, or bytes to a terminal.
pub(crate) fn resolve(asked: &[ReportTarget], paths: &[&Path]) -> Result<Vec<ReportTarget>, Failure> {
    let mut targets: Vec<ReportTarget> = Vec::new();
    for target in asked {
        let name = target.format.name();
        if target.format.is_binary() && target.file.is_none() && output::is_terminal() {
            return Err(Failure::Message(format!(
                "{name} 报告是一个文件，终端显示不了。写明文件名：--report {name}=报告.{name}"
            )));
        }
        let place = target.file.as_deref().map(place);
        let is_there = |earlier: &&ReportTarget| earlier.file.as_deref().map(self::place) == place;
        if let Some(earlier) = targets.iter().find(is_there) {
            if earlier.format == target.format {
                continue;
            }
            return Err(Failure::Message(match &target.file {
                Some(file) => format!("两个报告都写到“{}”。给它们不同的文件名", output::shown(file)),
                None => "两个报告都输出到标准输出。给其中一个指定文件：--report 格式=文件".to_owned(),
            }));
        }
        if let Some(file) = &target.file {
            refuse_inside("报告", file, paths)?;
        }
        targets.push(target.clone());
    }
    if targets.iter().all(|target| target.file.is_some()) {
        targets.insert(0, ReportTarget { format: ReportFormat::Text, file: None });
    }
    Ok(targets)
}

/// What the reports need to be kept.
pub(crate) fn keep(targets: &[ReportTarget]) -> Keep {
    let is_needed = targets.iter().any(|target| target.format.traits().1 == Keep::Originals);
    if is_needed { Keep::Originals } else { Keep::Reports }
}

/// What is checked is not changed: refuses a file that would lie in it. `what` is the file to the user.
///
/// # Errors
/// When the file is one of the packages or inside one.
pub(crate) fn refuse_inside(what: &str, file: &Path, paths: &[&Path]) -> Result<(), Failure> {
    let file = place(file);
    let is_around = |path: &&&Path| fs::canonicalize(path).is_ok_and(|input| file.starts_with(input));
    match paths.iter().find(is_around) {
        Some(path) => Err(Failure::Message(format!(
            "{what}不能写进所检查的申报包“{}”。换一个位置",
            output::shown(path)
        ))),
        None => Ok(()),
    }
}

/// One spelling for each place that a file can be written to; what leads nowhere stays as it is.
fn place(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let found = fs::canonicalize(folder).ok().zip(file.file_name());
    found.map_or_else(|| file.to_owned(), |(folder, name)| folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::{ReportFormat, ReportTarget};

    #[test]
    fn reports_go_where_they_are_sent() {
        let to_file = ReportTarget { format: ReportFormat::Json, file: Some("a=b.json".into()) };
        assert_eq!("json=a=b.json".parse(), Ok(to_file));
        assert_eq!("text".parse(), Ok(ReportTarget { format: ReportFormat::Text, file: None }));
        let letter = ReportTarget { format: ReportFormat::Opinion, file: Some("意见.docx".into()) };
        assert_eq!("opinion=意见.docx".parse(), Ok(letter));
        for wrong in ["opinion", "opinion=意见", "opinion=意见.pdf"] {
            assert!(wrong.parse::<ReportTarget>().unwrap_err().contains("opinion=意见.docx"));
        }
        assert!("json=".parse::<ReportTarget>().is_err());
        assert!("poem".parse::<ReportTarget>().unwrap_err().contains("text、json"));
    }
}
