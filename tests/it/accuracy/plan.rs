//! `fixtures/accuracy/*.toml` → good proposals and broken ones.

use super::{docx, styles};
use serde::Deserialize;
use std::collections::BTreeSet;
use yushen::source::Source;

/// What the good proposals for one outline say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Plan {
    pub(super) outline: String,
    pub(super) as_of: String,
    /// Name of the plan to which this one adds.
    pub(super) base: Option<String>,
    /// One file with the chapters; several for a package of files.
    pub(super) file: Vec<File>,
    /// Statements that look like a fault and are none: added to the first chapter one by one.
    #[serde(default)]
    harmless: Vec<String>,
    /// Edits of the finished text.
    #[serde(default)]
    edit: Vec<Edit>,
}

/// A file of the package.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    /// Without its ending.
    name: String,
    /// Title line, in up to four wordings.
    titles: Vec<String>,
    #[serde(default)]
    chapter: Vec<Chapter>,
    /// Requirements that rest on the file as a whole: it is taken away.
    #[serde(default)]
    r#for: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
}

/// A chapter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Chapter {
    /// Its heading, in up to four wordings.
    headings: Vec<String>,
    /// First heading of the chapter of the base whose place it takes.
    instead_of: Option<String>,
    /// Requirements that rest on the chapter as a whole: it is taken away, emptied, and only named in the contents.
    #[serde(default)]
    r#for: Vec<String>,
    /// Further requirements that may turn with it.
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    say: Vec<Say>,
}

/// A statement: one or more paragraphs or a table, in up to four wordings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Say {
    /// Heading of a section of its own.
    #[serde(default)]
    section: Vec<String>,
    texts: Vec<String>,
    /// Requirements that rest on it: all their statements are taken away together.
    #[serde(default)]
    r#for: Vec<String>,
    /// Further requirements that may turn with it.
    #[serde(default)]
    also: Vec<String>,
    /// What may stand in its place, and must turn the requirement: a denial, a weaker promise, a look-alike. A
    /// requirement's first statement stands for all of them.
    #[serde(default)]
    deny: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
    #[serde(default)]
    decoy: Vec<String>,
}

/// A replacement in the finished text, in every style in which the words stand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Edit {
    /// `sum`, `contradict`, …
    kind: String,
    r#for: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    /// Pairs of the words and what takes their place; the first that stands in the text.
    #[serde(default)]
    replace: Vec<(String, String)>,
    /// Another day on which the package is checked.
    as_of: Option<String>,
}

/// A broken proposal.
pub(super) struct Case {
    pub(super) name: String,
    /// `remove`, `empty`, `contents`, `deny`, `weak`, `decoy`, `harmless`, or an edit's own kind.
    pub(super) kind: String,
    pub(super) style: usize,
    pub(super) as_of: String,
    pub(super) breaks: BTreeSet<String>,
    pub(super) also: BTreeSet<String>,
    pub(super) sources: Vec<Source>,
}

/// What becomes of a proposal on its way to Markdown.
#[derive(Clone, Default)]
struct Change<'a> {
    /// Statements that rest on this requirement are left out.
    without: Option<&'a str>,
    /// The first of them says this instead.
    instead: Option<&'a str>,
    /// The one of them that is left out; the others stay.
    only: Option<&'a Say>,
    /// File and chapter that are left out, emptied or only named in the contents.
    chapter: Option<(usize, usize, Cut)>,
    /// File that is left out.
    file: Option<usize>,
    /// Added to the end of the first chapter.
    added: Option<&'a str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Remove,
    Empty,
    Contents,
}

/// Requirements of form that breaking a chapter may turn as well.
const FORM: [&str; 3] = ["DOC-01", "DOC-03", "DOC-04"];

fn form() -> Vec<String> {
    FORM.iter().map(|id| (*id).to_owned()).collect()
}

fn of(texts: &[String], style: usize) -> &str {
    &texts[style % texts.len()]
}

impl Plan {
    /// The plan with all that its base says and it does not replace.
    pub(super) fn over(self, base: Self) -> Self {
        let mut files = base.file;
        for file in self.file {
            let Some(old) = files.iter_mut().find(|old| old.name == file.name) else {
                files.push(file);
                continue;
            };
            old.titles = file.titles;
            for chapter in file.chapter {
                let is_old = |old: &Chapter| Some(&old.headings[0]) == chapter.instead_of.as_ref();
                match old.chapter.iter().position(is_old) {
                    Some(at) => old.chapter[at] = chapter,
                    None => old.chapter.push(chapter),
                }
            }
        }
        let harmless = base.harmless.into_iter().chain(self.harmless).collect();
        let edit = base.edit.into_iter().chain(self.edit).collect();
        Self { file: files, harmless, edit, ..self }
    }

    /// Every requirement that the file names.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        let chapters = || self.file.iter().flat_map(|file| &file.chapter);
        let says = || chapters().flat_map(|chapter| &chapter.say);
        self.file
            .iter()
            .flat_map(|file| file.r#for.iter().chain(&file.also))
            .chain(chapters().flat_map(|chapter| chapter.r#for.iter().chain(&chapter.also)))
            .chain(says().flat_map(|say| say.r#for.iter().chain(&say.also)))
            .chain(self.edit.iter().flat_map(|edit| edit.r#for.iter().chain(&edit.also)))
            .map(String::as_str)
            .collect()
    }

    /// The unbroken package in a style.
    pub(super) fn good(&self, style: usize) -> Vec<Source> {
        sources(&self.render(style, &Change::default()))
    }

    /// All broken packages.
    pub(super) fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for style in 0..styles::COUNT {
            self.statement_cases(style, &mut cases);
            self.chapter_cases(style, &mut cases);
            self.file_cases(style, &mut cases);
            for (at, added) in self.harmless.iter().enumerate() {
                let change = Change { added: Some(added), ..Change::default() };
                let name = format!("harmless {at}");
                cases.push(self.case(style, name, "harmless", &change, &[], &[]));
            }
            self.edit_cases(style, &mut cases);
        }
        // Every fourth case of a kind as docx, so that each is read through both readers in some style.
        for (at, case) in cases.iter_mut().enumerate() {
            if at % 4 == case.style {
                for source in &mut case.sources {
                    let markdown = String::from_utf8(std::mem::take(&mut source.bytes)).unwrap();
                    source.bytes = docx::write(&markdown);
                    source.path = source.path.replace(".md", ".docx");
                }
                case.name.push_str(" (docx)");
            }
        }
        cases
    }

    fn case(
        &self,
        style: usize,
        name: String,
        kind: &str,
        change: &Change<'_>,
        breaks: &[&str],
        also: &[&String],
    ) -> Case {
        Case {
            name,
            kind: kind.to_owned(),
            style,
            as_of: self.as_of.clone(),
            breaks: breaks.iter().map(|id| (*id).to_owned()).collect(),
            also: also.iter().map(|id| (*id).clone()).collect(),
            sources: sources(&self.render(style, change)),
        }
    }

    /// Each requirement that rests on statements: all of them left out, and each thing said in their place.
    fn statement_cases(&self, style: usize, cases: &mut Vec<Case>) {
        let says = || self.file.iter().flat_map(|file| &file.chapter).flat_map(|chapter| &chapter.say);
        let form = form();
        let ids: BTreeSet<&str> = says().flat_map(|say| &say.r#for).map(String::as_str).collect();
        for id in ids {
            let own = || says().filter(move |say| say.r#for.iter().any(|own| own == id));
            let also: Vec<&String> =
                own().flat_map(|say| say.r#for.iter().chain(&say.also)).chain(&form).collect();
            let without = Change { without: Some(id), ..Change::default() };
            cases.push(self.case(style, format!("{id} remove"), "remove", &without, &[id], &also));
            // What a later statement says instead breaks it alone, a part of what its first requirement asks.
            let breaks_it =
                |(nth, say): &(usize, &Say)| *nth == 0 || say.r#for.first().is_some_and(|own| own == id);
            for (nth, say) in own().enumerate().filter(breaks_it) {
                let only = (nth > 0).then_some(say);
                for (kind, texts) in [("deny", &say.deny), ("weak", &say.weak), ("decoy", &say.decoy)] {
                    for (at, text) in texts.iter().enumerate() {
                        let change = Change { instead: Some(text), only, ..without.clone() };
                        let name = format!("{id} {kind} {nth}.{at}");
                        cases.push(self.case(style, name, kind, &change, &[id], &also));
                    }
                }
            }
        }
    }

    fn chapter_cases(&self, style: usize, cases: &mut Vec<Case>) {
        let form = form();
        for (file_idx, file) in self.file.iter().enumerate() {
            for (at, chapter) in file.chapter.iter().enumerate() {
                for id in &chapter.r#for {
                    let heading = of(&chapter.headings, style);
                    let says = chapter.say.iter().flat_map(|say| say.r#for.iter().chain(&say.also));
                    let also: Vec<&String> =
                        chapter.r#for.iter().chain(&chapter.also).chain(says).chain(&form).collect();
                    for (kind, cut) in
                        [("remove", Cut::Remove), ("empty", Cut::Empty), ("contents", Cut::Contents)]
                    {
                        let change = Change { chapter: Some((file_idx, at, cut)), ..Change::default() };
                        let name = format!("{id} {heading} {kind}");
                        cases.push(self.case(style, name, kind, &change, &[id], &also));
                    }
                }
            }
        }
    }

    fn file_cases(&self, style: usize, cases: &mut Vec<Case>) {
        for (at, file) in self.file.iter().enumerate() {
            let says = file.chapter.iter().flat_map(|chapter| {
                let says = chapter.say.iter().flat_map(|say| say.r#for.iter().chain(&say.also));
                chapter.r#for.iter().chain(&chapter.also).chain(says)
            });
            let also: Vec<&String> = file.r#for.iter().chain(&file.also).chain(says).collect();
            for id in &file.r#for {
                let change = Change { file: Some(at), ..Change::default() };
                cases.push(self.case(style, format!("{id} file remove"), "remove", &change, &[id], &also));
            }
        }
    }

    fn edit_cases(&self, style: usize, cases: &mut Vec<Case>) {
        for (at, edit) in self.edit.iter().enumerate() {
            let mut files = self.render(style, &Change::default());
            let mut changed = edit.as_of.is_some();
            for (old, new) in &edit.replace {
                for (_, text) in files.iter_mut().filter(|(_, text)| text.contains(old.as_str())) {
                    *text = text.replacen(old.as_str(), new, 1);
                    changed = true;
                }
            }
            if !changed {
                continue;
            }
            cases.push(Case {
                name: format!("{} {} {at}", edit.r#for.join(" "), edit.kind),
                kind: edit.kind.clone(),
                style,
                as_of: edit.as_of.as_ref().unwrap_or(&self.as_of).clone(),
                breaks: edit.r#for.iter().cloned().collect(),
                also: edit.also.iter().cloned().collect(),
                sources: sources(&files),
            });
        }
    }

    /// Name and Markdown of every file.
    fn render(&self, style: usize, change: &Change<'_>) -> Vec<(String, String)> {
        let mut instead = change.instead;
        let mut files = Vec::new();
        for (file_idx, file) in self.file.iter().enumerate().filter(|(at, _)| change.file != Some(*at)) {
            let mut writer = styles::Writer::new(style, of(&file.titles, style));
            for (at, chapter) in file.chapter.iter().enumerate() {
                let heading = of(&chapter.headings, style);
                let cut = change.chapter.filter(|cut| (cut.0, cut.1) == (file_idx, at)).map(|cut| cut.2);
                match cut {
                    Some(Cut::Remove) => continue,
                    Some(Cut::Contents) => {
                        writer.list_only(heading);
                        continue;
                    }
                    Some(Cut::Empty) => {
                        writer.chapter(heading);
                        continue;
                    }
                    None => writer.chapter(heading),
                }
                for say in &chapter.say {
                    let broken = change.without.is_some_and(|id| say.r#for.iter().any(|own| own == id))
                        && change.only.is_none_or(|only| std::ptr::eq(only, say));
                    let text = if broken { instead.take() } else { Some(of(&say.texts, style)) };
                    if let Some(text) = text {
                        if !say.section.is_empty() {
                            writer.section(of(&say.section, style));
                        }
                        writer.text(text);
                    }
                }
                if let Some(added) = change.added.filter(|_| at == 0 && file_idx == 0) {
                    writer.text(added);
                }
            }
            files.push((
                file.name.clone(),
                writer.finish(change.chapter.is_some_and(|cut| cut.2 == Cut::Contents)),
            ));
        }
        files
    }
}

fn sources(files: &[(String, String)]) -> Vec<Source> {
    files
        .iter()
        .map(|(name, text)| Source {
            path: format!("{name}.md"),
            bytes: text.clone().into_bytes(),
            gaps: Vec::new(),
        })
        .collect()
}
