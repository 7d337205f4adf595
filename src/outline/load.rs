//! TOML → [`Outline`], or every mistake in it with its place.
//!
//! The file is parsed once into a tree that knows the place of every key and value. The head and each
//! requirement are read from it on their own, so that one mistake does not hide the next one.

use super::error::PackError;
use super::format::{ExampleToml, PackToml, RequirementToml};
use super::library::{Library, PackFile};
use super::toml_message::{self, Explained};
use super::{Example, Outline, Regulation, Requirement, extend, tree};
use crate::finding::Severity;
use crate::rule::Names;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// Clause of a requirement that rests on no article.
const NO_CLAUSE: &str = "通用";

/// What came of reading a pack.
#[derive(Debug)]
pub struct Examined {
    /// The outline; `None` when a mistake keeps it from loading.
    pub outline: Option<Outline>,
    /// Mistakes, and advice to the pack's author, in the order of files and places.
    pub issues: Vec<PackError>,
}

impl Outline {
    /// Reads a pack and those that it extends.
    ///
    /// # Errors
    /// All mistakes of all files that were read; never empty.
    pub fn load(file: &str, text: &str, library: &dyn Library) -> Result<Self, Vec<PackError>> {
        let Examined { outline, mut issues } = examine(file, text, library);
        outline.ok_or_else(|| {
            issues.retain(|issue| issue.severity == Severity::Error);
            issues
        })
    }
}

/// Reads a pack and tells its mistakes together with advice to its author.
pub fn examine(file: &str, text: &str, library: &dyn Library) -> Examined {
    let mut shelf = Shelf::new(library);
    let file = PackFile { file: file.to_owned(), text: text.into() };
    let pack = shelf.read(&file);
    Examined { outline: pack.map(|pack| pack.outline), issues: shelf.issues }
}

/// A loaded pack that knows which pack each of its requirements comes from.
#[derive(Clone, Debug)]
pub(super) struct Pack {
    pub(super) outline: Outline,
    /// Same index as the outline's requirements.
    pub(super) origins: Vec<String>,
}

/// The packs of one load: each is read once, and its mistakes are told once.
pub(super) struct Shelf<'a> {
    pub(super) library: &'a dyn Library,
    concepts: Vec<String>,
    term_sets: Vec<String>,
    pub(super) done: BTreeMap<String, Option<Pack>>,
    /// Ids of the packs that are being read, outermost first.
    pub(super) path: Vec<String>,
    pub(super) issues: Vec<PackError>,
}

/// One file's mistakes.
pub(super) struct Issues {
    file: PackFile,
    found: Vec<PackError>,
}

impl Issues {
    pub(super) fn error(&mut self, span: Range<usize>, explained: Explained) {
        self.add(Severity::Error, span, explained);
    }

    fn add(&mut self, severity: Severity, span: Range<usize>, explained: Explained) {
        self.found.push(PackError {
            file: self.file.file.clone(),
            text: Arc::clone(&self.file.text),
            span,
            severity,
            message: explained.message,
            help: explained.help,
            related: Vec::new(),
        });
    }

    fn error_at_both(&mut self, span: Range<usize>, first: Range<usize>, explained: Explained) {
        self.error(span, explained);
        if let Some(error) = self.found.last_mut() {
            error.related.push((first, "先在这里".into()));
        }
    }

    fn toml_error(&mut self, error: &toml::de::Error, fallback: Range<usize>) {
        let span = error.span().unwrap_or(fallback);
        self.error(span, toml_message::explain(error.message()));
    }

    fn has_errors(&self) -> bool {
        self.found.iter().any(|issue| issue.severity == Severity::Error)
    }
}

/// A message with its help.
pub(super) fn say(message: impl Into<String>, help: impl Into<String>) -> Explained {
    Explained { message: message.into(), help: Some(help.into()) }
}

impl<'a> Shelf<'a> {
    fn new(library: &'a dyn Library) -> Self {
        let (concepts, term_sets) = (library.concepts(), library.term_sets());
        Self { library, concepts, term_sets, done: BTreeMap::new(), path: Vec::new(), issues: Vec::new() }
    }

    /// Reads one file; its mistakes go to `self.issues`, sorted by place.
    pub(super) fn read(&mut self, file: &PackFile) -> Option<Pack> {
        let mut issues = Issues { file: file.clone(), found: Vec::new() };
        let pack = self.read_into(&file.text, &mut issues);
        let failed = issues.has_errors();
        issues.found.sort_by_key(|issue| (issue.span.start, issue.span.end));
        self.issues.append(&mut issues.found);
        pack.filter(|_| !failed)
    }

    fn read_into(&mut self, text: &str, issues: &mut Issues) -> Option<Pack> {
        let (root, errors) = DeTable::parse_recoverable(text);
        let end = text.len()..text.len();
        for error in &errors {
            issues.toml_error(error, end.clone());
        }
        if !errors.is_empty() {
            return None; // what the parser guessed behind a slip would only raise false mistakes
        }
        let mut root = tree::dashed(root);
        let entries = root.get_mut().remove("requirement");
        let head_tree = root.clone();
        let head: Option<PackToml> = read_value(root_value(root), issues);
        if let Some(head) = &head {
            check_head(head, &head_tree, issues);
        }
        let requirements = self.read_requirements(entries, head.as_ref(), issues);
        let head = head?;
        let own = Pack {
            origins: vec![head.id.clone(); requirements.len()],
            outline: Outline {
                id: head.id,
                title: head.title,
                package: head.package,
                version: head.version,
                regulation: head.regulation.unwrap_or_default(),
                requirements,
            },
        };
        let pack = extend::with_bases(self, own, &head.extends, &head_tree, issues)?;
        if pack.outline.requirements.is_empty() && !issues.has_errors() {
            let problem = say("大纲里没有任何要求", "至少写一个 [[requirement]]，或用 extends 引入");
            issues.error(tree::span_of(&head_tree, &["id"]), problem);
        }
        Some(pack)
    }

    fn read_requirements(
        &self,
        entries: Option<Spanned<DeValue<'_>>>,
        head: Option<&PackToml>,
        issues: &mut Issues,
    ) -> Vec<Requirement> {
        let Some(entries) = entries else { return Vec::new() };
        let span = entries.span();
        let DeValue::Array(array) = entries.into_inner() else {
            // A misspelt [[requirment]] leaves a table of this name behind, and has been told already.
            if head.is_some() {
                let help = "每项要求以 [[requirement]] 开头（两层方括号）";
                issues.error(span, say("requirement 不是一组要求", help));
            }
            return Vec::new();
        };
        let mut first_places: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let mut requirements = Vec::new();
        for entry in array {
            let parsed: Option<RequirementToml> = read_value(entry.clone(), issues);
            let id_span = tree::span_of(&entry, &["id"]);
            let written = parsed.as_ref().map(|parsed| parsed.id.clone());
            if let Some(id) = written.or_else(|| tree::text_of(&entry, &["id"])) {
                match first_places.get(&id) {
                    Some(first) => issues.error_at_both(
                        id_span,
                        first.clone(),
                        say(format!("编号“{id}”重复"), "每项要求用不同的编号；编号一经发布不再改作他用"),
                    ),
                    None => drop(first_places.insert(id, id_span)),
                }
            }
            let Some(mut parsed) = parsed else { continue };
            self.check_requirement(&parsed, &entry, head, issues);
            let examples = read_examples(std::mem::take(&mut parsed.example), &entry, issues);
            requirements.push(Requirement { examples, ..assemble(parsed, head) });
        }
        requirements
    }

    fn check_requirement(
        &self,
        parsed: &RequirementToml,
        entry: &Spanned<DeValue<'_>>,
        head: Option<&PackToml>,
        issues: &mut Issues,
    ) {
        let at = |field: &str| tree::span_of(entry, &[field]);
        let id = &parsed.id;
        if !is_requirement_id(id) {
            let help = "由大写字母、数字和连字符组成，如 SR-C07";
            issues.error(at("id"), say(format!("编号“{id}”格式不对"), help));
        }
        for (field, value) in [
            ("title", Some(&parsed.title)),
            ("help", Some(&parsed.help)),
            ("duty", parsed.duty.as_ref()),
            ("group", parsed.group.as_ref()),
        ] {
            if value.is_some_and(|value| value.trim().is_empty()) {
                issues.error(at(field), say(format!("{id} 的 {field} 是空的"), "写给申报人看的一句话"));
            }
        }
        if parsed.veto && parsed.force.severity() != Severity::Error {
            let help = "不予审核的要求写 force = \"must\"，否则去掉 veto";
            issues.error(at("veto"), say(format!("{id} 的 veto 与 force 不一致"), help));
        }
        let empty = Names::default();
        let when = parsed.when.as_ref().map_or(empty, |when| when.names());
        self.check_names(&when, entry, "when", issues);
        self.check_names(&parsed.rule.names(), entry, "rule", issues);
        advise(parsed, entry, head, issues);
    }

    fn check_names(&self, names: &Names<'_>, entry: &Spanned<DeValue<'_>>, field: &str, issues: &mut Issues) {
        if self.library.names_are_known_good() {
            return;
        }
        let kinds =
            [("章节概念", &names.concepts, &self.concepts), ("用语集", &names.term_sets, &self.term_sets)];
        for (what, used, known) in kinds {
            for (at, name) in used.iter().enumerate() {
                if known.iter().any(|k| k == name) || used[..at].contains(name) {
                    continue;
                }
                let span = tree::string_in(entry, field, name);
                issues.error(span, toml_message::unknown(what, name, known));
            }
        }
    }
}

/// Reads a piece of the tree; a mistake goes to `issues`.
fn read_value<T: DeserializeOwned>(value: Spanned<DeValue<'_>>, issues: &mut Issues) -> Option<T> {
    let span = value.span();
    match T::deserialize(ValueDeserializer::from(value)) {
        Ok(read) => Some(read),
        Err(error) => {
            issues.toml_error(&error, span);
            None
        }
    }
}

fn root_value(root: Spanned<DeTable<'_>>) -> Spanned<DeValue<'_>> {
    let span = root.span();
    Spanned::new(span, DeValue::Table(root.into_inner()))
}

fn check_head(head: &PackToml, root: &Spanned<DeTable<'_>>, issues: &mut Issues) {
    if !is_pack_id(&head.id) {
        let help = "由小写字母、数字、连字符组成，各级用 / 分开，如 mycity/construction";
        issues.error(tree::span_of(root, &["id"]), say(format!("大纲编号“{}”格式不对", head.id), help));
    }
    for (field, value) in [("title", &head.title), ("version", &head.version)] {
        if value.trim().is_empty() {
            let span = tree::span_of(root, &[field]);
            issues.error(span, say(format!("大纲的 {field} 是空的"), "补上内容，它会出现在每份报告里"));
        }
    }
    let Some(Regulation { title, in_force, .. }) = &head.regulation else { return };
    if title.trim().is_empty() {
        let span = tree::span_of(root, &["regulation", "title"]);
        issues.error(span, say("法规的 title 是空的", "写法规全称"));
    }
    if let (Some(from), Some(until)) = (in_force.from, in_force.until)
        && until < from
    {
        let span = tree::span_of(root, &["regulation", "in-force", "until"]);
        let message = format!("失效日期 {until} 早于生效日期 {from}");
        issues.error(span, say(message, "核对两个日期；不知道的一端不写"));
    }
}

/// The examples; one without a text, or with several, is a mistake.
fn read_examples(
    examples: Vec<ExampleToml>,
    entry: &Spanned<DeValue<'_>>,
    issues: &mut Issues,
) -> Vec<Example> {
    let places = tree::items(entry, &["example"]);
    let mut read = Vec::new();
    for (at, example) in examples.into_iter().enumerate() {
        match example.read() {
            Some(example) => read.push(example),
            None => {
                let span = places.get(at).cloned().unwrap_or_else(|| tree::span_of(entry, &["example"]));
                let help = "每个示例只写 passes、fails、doubts、inapplicable 中的一个";
                issues.error(span, say("示例没有写是哪一种，或写了不止一种", help));
            }
        }
    }
    read
}

fn advise(
    parsed: &RequirementToml,
    entry: &Spanned<DeValue<'_>>,
    head: Option<&PackToml>,
    issues: &mut Issues,
) {
    let id = &parsed.id;
    let span = tree::span_of(entry, &["id"]);
    if parsed.example.is_empty() {
        let help =
            "用 [[requirement.example]] 至少写一段 passes 和一段 fails，yushen outline test 会运行它们";
        issues.add(Severity::Warning, span.clone(), say(format!("{id} 没有示例"), help));
    }
    let shared = head.is_none_or(|head| head.package == super::PackageKind::Any);
    if parsed.clause.is_none() && !shared {
        let help = "写上条款，如 clause = \"第七条\"，报告会引用它";
        issues.add(Severity::Warning, span, say(format!("{id} 没有写依据的条款"), help));
    }
}

fn assemble(parsed: RequirementToml, head: Option<&PackToml>) -> Requirement {
    let group = parsed.group.or_else(|| head.map(|head| head.title.clone()));
    Requirement {
        duty: parsed.duty.unwrap_or_else(|| parsed.title.clone()),
        id: parsed.id,
        title: parsed.title,
        regulation: parsed.regulation,
        clause: parsed.clause.unwrap_or_else(|| NO_CLAUSE.to_owned()),
        group: group.unwrap_or_default(),
        force: parsed.force,
        veto: parsed.veto,
        when: parsed.when,
        rule: parsed.rule,
        help: parsed.help,
        limits: parsed.limits,
        examples: Vec::new(),
    }
}

/// `SR-C07`, `DOC-01`: capitals and digits in at least two parts.
fn is_requirement_id(id: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    id.len() <= 32
        && id.starts_with(|c: char| c.is_ascii_uppercase())
        && id.contains('-')
        && id.split('-').all(part)
}

/// `shangrao/construction`: lower case, digits and dashes, in parts.
fn is_pack_id(id: &str) -> bool {
    let byte = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    id.len() <= 100 && id.split('/').all(|part| !part.is_empty() && part.bytes().all(byte))
}

#[cfg(test)]
mod tests;
