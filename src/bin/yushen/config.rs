//! `yushen.toml` → [`Config`]: found upwards from what is checked, or named by `--config`.
#![expect(clippy::disallowed_methods, reason = "the configuration is a file")]

use crate::args::FailOn;
use crate::failure::Failure;
use crate::output;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use yushen::lexicon::Lexicon;
use yushen::outline::near::nearest;
use yushen::outline::{PackError, toml_message};
use yushen::parse::Limits;

/// The file's name.
const NAME: &str = "yushen.toml";

/// What the file says.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// Where it was found.
    pub(crate) path: Option<PathBuf>,
    /// ID of a shipped outline, or a file's path as seen from the working folder.
    pub(crate) outline: Option<String>,
    pub(crate) fail_on: Option<FailOn>,
    /// A baseline's path as seen from the working folder.
    pub(crate) baseline: Option<PathBuf>,
    /// Whether the text of pictures is recognised.
    pub(crate) ocr: bool,
    /// Reasons by requirement.
    pub(crate) ignore: BTreeMap<String, String>,
    /// Pairs of a term set and a term.
    pub(crate) terms: Vec<(String, String)>,
    pub(crate) limits: Limits,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ConfigToml {
    outline: Option<Spanned<String>>,
    fail_on: Option<Spanned<String>>,
    baseline: Option<PathBuf>,
    #[serde(default)]
    ocr: bool,
    #[serde(default)]
    ignore: Vec<IgnoreToml>,
    #[serde(default)]
    terms: BTreeMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    limits: Limits,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IgnoreToml {
    requirement: Spanned<String>,
    reason: Spanned<String>,
}

impl Config {
    /// The configuration for checking `first_path`: the named file, else the nearest one upwards, else
    /// the defaults.
    ///
    /// # Errors
    /// When the named file cannot be read, or the file has mistakes.
    pub(crate) fn find(named: Option<&Path>, first_path: &Path) -> Result<Self, Failure> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => match discover(first_path) {
                Some(path) => path,
                None => return Ok(Self::default()),
            },
        };
        let text = fs::read_to_string(&path).map_err(|error| {
            let why = output::why(&error);
            Failure::Message(format!("配置文件“{}”读不了：{why}。核对路径和权限", output::shown(&path)))
        })?;
        read(&path, &text).map_err(Failure::Toml)
    }
}

/// A folder is a package of strangers: what lies inside it does not configure its own check, unless
/// the user works inside it.
fn discover(first_path: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(first_path).ok()?;
    let working = std::env::current_dir().and_then(fs::canonicalize).ok();
    let is_own = path.is_dir() && working.is_some_and(|working| working.starts_with(&path));
    let start = if is_own { Some(path.as_path()) } else { path.parent() };
    let candidates = start?.ancestors().map(|folder| folder.join(NAME));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

fn read(path: &Path, text: &str) -> Result<Config, Vec<PackError>> {
    let parsed: ConfigToml = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        vec![mistake(path, text, span, explained(error.message()))]
    })?;
    let mut mistakes = Vec::new();
    let config = convert(path, parsed, &mut |span, message, help| {
        mistakes.push(mistake(path, text, span, (message, help)));
    });
    if mistakes.is_empty() { Ok(config) } else { Err(mistakes) }
}

type Complain<'a> = &'a mut dyn FnMut(Range<usize>, String, Option<String>);

fn convert(path: &Path, parsed: ConfigToml, complain: Complain<'_>) -> Config {
    let fail_on = parsed.fail_on.and_then(|value| {
        let parsed = value.as_ref().parse();
        parsed.map_err(|why| complain(value.span(), format!("fail-on 的值不能用：{why}"), None)).ok()
    });
    let mut ignore = BTreeMap::new();
    for entry in parsed.ignore {
        if entry.reason.as_ref().trim().is_empty() {
            let help = "写明为什么不要求这一项，报告会显示这条理由".to_owned();
            complain(entry.reason.span(), "理由是空的".into(), Some(help));
        }
        let span = entry.requirement.span();
        let requirement = entry.requirement.into_inner();
        if ignore.insert(requirement.clone(), entry.reason.into_inner()).is_some() {
            complain(span, format!("“{requirement}”写了两次"), Some("只保留一条".into()));
        }
    }
    Config {
        path: Some(path.to_owned()),
        outline: parsed.outline.map(|outline| outline_from(path, outline.into_inner())),
        fail_on,
        baseline: parsed.baseline.map(|file| path.parent().unwrap_or(Path::new("")).join(file)),
        ocr: parsed.ocr,
        ignore,
        terms: terms(parsed.terms, complain),
        limits: parsed.limits,
    }
}

/// A file's path counts from the folder of the configuration.
fn outline_from(config: &Path, outline: String) -> String {
    let beside = config.parent().unwrap_or(Path::new("")).join(&outline);
    if outline.ends_with(".toml") || beside.is_file() {
        beside.to_string_lossy().into_owned()
    } else {
        outline
    }
}

fn terms(sets: BTreeMap<String, Vec<Spanned<String>>>, complain: Complain<'_>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (set, terms) in sets {
        if Lexicon::builtin().term_set(&set).is_none() {
            let span = terms.first().map_or(0..0, Spanned::span);
            let help = nearest(&set, Lexicon::builtin().term_set_names())
                .map(|meant| format!("是否想写“{meant}”？"));
            complain(span, format!("没有“{set}”这个词语集"), help);
        }
        pairs.extend(terms.into_iter().map(|term| (set.clone(), term.into_inner())));
    }
    pairs
}

fn mistake(
    path: &Path,
    text: &str,
    span: Range<usize>,
    (message, help): (String, Option<String>),
) -> PackError {
    PackError::new(&output::shown(path), text, span, message, help)
}

/// Settings are written with `-`; the words for mistakes in packs would write them with `_`.
fn explained(message: &str) -> (String, Option<String>) {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match names.split_first() {
        Some((name, known)) if message.starts_with("unknown field") => {
            let help = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("是否想写“{meant}”？"),
                None => format!("可以写：{}", known.join("、")),
            };
            (format!("没有“{name}”这个设置"), Some(help))
        }
        _ => {
            let explained = toml_message::explain(message);
            (explained.message, explained.help)
        }
    }
}

/// Whether reading the path failed because nothing is there.
pub(crate) fn is_missing(path: &Path) -> bool {
    fs::metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<(String, String)> {
        let found = read(Path::new("yushen.toml"), text).unwrap_err();
        found.iter().map(|mistake| (mistake.quote().to_owned(), mistake.message.clone())).collect()
    }

    #[test]
    fn reads_every_setting() {
        let text = "outline = \"packs/a.toml\"\nbaseline = \"基线.toml\"\nfail-on = \"warning\"\nocr = true\n\
                    [[ignore]]\nrequirement = \"T-01\"\n\
                    reason = \"已批准例外\"\n[limits]\npdf-pages = 7\n";
        let config = read(Path::new("/项目/yushen.toml"), text).unwrap();
        assert_eq!(config.outline.as_deref(), Some("/项目/packs/a.toml"));
        assert_eq!(config.baseline.as_deref(), Some(Path::new("/项目/基线.toml")));
        assert_eq!(config.fail_on, Some(FailOn::Warning));
        assert!(config.ocr);
        assert_eq!(config.ignore["T-01"], "已批准例外");
        assert_eq!(config.limits, Limits { pdf_pages: 7, ..Limits::default() });
    }

    #[test]
    fn marks_mistakes_where_they_stand() {
        assert_eq!(
            mistakes("fail-no = \"error\""),
            [("fail-no".to_owned(), "没有“fail-no”这个设置".to_owned())]
        );
        assert_eq!(mistakes("[limits]\npdf_pages = 7")[0].0, "pdf_pages");
        assert_eq!(mistakes("fail-on = \"never!\"")[0].0, "\"never!\"");
        assert_eq!(mistakes("[[ignore]]\nrequirement = \"T-01\"")[0].1, "缺少字段“reason”");
        assert_eq!(mistakes("[[ignore]]\nrequirement = \"T-01\"\nreason = \" \"")[0].1, "理由是空的");
        assert_eq!(mistakes("[terms]\nno-such-set = [\"词\"]")[0].1, "没有“no-such-set”这个词语集");
    }
}
