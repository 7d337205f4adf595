//! A skeleton with one requirement's fill-ins replaced by its own passing example: its words under the headings
//! that the skeleton has, its rows in the tables that the skeleton has.

use yushen::document::numbering;
use yushen::finding::Status;
use yushen::lexicon::Lexicon;
use yushen::outline::Requirement;
use yushen::report::paper::{self, Look, Paper, PaperBlock, PaperTable};
use yushen::source::Source;

/// A heading of an example with what stands right under it.
#[derive(Default)]
struct Passage {
    title: String,
    is_file: bool,
    lines: Vec<String>,
    tables: Vec<PaperTable>,
}

impl Passage {
    /// A file of that name with what the passage says.
    fn file(self, name: &str) -> Source {
        let mut paper = Paper { blocks: vec![PaperBlock::Title(name.to_owned())], ..Paper::default() };
        self.lines.into_iter().for_each(|line| paper.say(Look::Body, line));
        paper.blocks.extend(self.tables.into_iter().map(PaperBlock::Table));
        let bytes = paper::markdown(&paper).into_bytes();
        Source { path: format!("{name}.md"), bytes, gaps: Vec::new() }
    }
}

/// What an author hands in.
pub(super) struct Filled {
    pub(super) paper: Paper,
    /// Files beside it, named as the skeleton names them.
    pub(super) attachments: Vec<Source>,
}

/// The paper with the example in place; `None` where the requirement has no fill-in in it.
pub(super) fn filled(paper: &Paper, requirement: &Requirement) -> Option<Filled> {
    let example = requirement.examples.iter().find(|example| example.expected == Status::Met)?;
    let sites = sites(paper, &requirement.id);
    let passages = passages(&example.text);
    let mut at_site: Vec<(usize, Passage)> = Vec::new();
    let mut attachments = Vec::new();
    // Files stand in the order in which the rule asks for them.
    let is_in_order = passages.len() == sites.len() && passages.iter().all(|passage| passage.is_file);
    for (at, passage) in passages.into_iter().enumerate() {
        let fit = |site: &&Site| (site.fits(&passage.title), usize::MAX - site.block);
        let best = if is_in_order { &sites[at] } else { sites.iter().max_by_key(fit)? };
        match best.chapter.as_str() {
            "附件" if passage.is_file => attachments.push(passage.file(&best.section)),
            _ => at_site.push((best.block, passage)),
        }
    }
    let mut filled = Paper { blocks: Vec::new(), ..paper.clone() };
    let mut tables: Vec<PaperTable> = Vec::new();
    for (at, block) in paper.blocks.iter().enumerate() {
        let here: Vec<&Passage> =
            at_site.iter().filter(|(block, _)| *block == at).map(|(_, passage)| passage).collect();
        if here.is_empty() {
            filled.blocks.push(block.clone());
        }
        for passage in here {
            passage.lines.iter().for_each(|line| filled.say(Look::Body, line.clone()));
            for table in &passage.tables {
                let fits =
                    |block: &PaperBlock| matches!(block, PaperBlock::Table(form) if holds(form, table));
                match paper.blocks.iter().any(fits) {
                    true => tables.push(table.clone()),
                    false => filled.blocks.push(PaperBlock::Table(table.clone())),
                }
            }
        }
    }
    for block in &mut filled.blocks {
        let PaperBlock::Table(form) = block else { continue };
        if let Some(at) = tables.iter().position(|table| holds(form, table)) {
            form.rows = rows_of(form, &tables.remove(at));
        }
    }
    Some(Filled { paper: filled, attachments })
}

/// Where a requirement has a fill-in.
struct Site {
    block: usize,
    chapter: String,
    section: String,
}

impl Site {
    /// How well a heading of the example goes with the ones above the fill-in.
    fn fits(&self, title: &str) -> u8 {
        let own = if self.section.is_empty() { &self.chapter } else { &self.section };
        let read = |heading: &str| Lexicon::builtin().match_heading(heading).certain;
        let shares = |heading: &str| read(heading).iter().any(|concept| read(title).contains(concept));
        match () {
            () if title.is_empty() => 0,
            () if own == title || title.ends_with(own.as_str()) => 4,
            () if read(title).first().is_some_and(|first| read(own).first() == Some(first)) => 3,
            () if shares(own) => 2,
            () => u8::from(shares(&self.chapter)),
        }
    }
}

fn sites(paper: &Paper, id: &str) -> Vec<Site> {
    let mark = format!("（{id}，");
    let (mut chapter, mut section) = (String::new(), String::new());
    let mut sites = Vec::new();
    for (block, content) in paper.blocks.iter().enumerate() {
        match content {
            PaperBlock::Heading(1, heading) => (chapter, section) = (bare(heading), String::new()),
            PaperBlock::Heading(_, heading) => section = bare(heading),
            PaperBlock::Paragraph(Look::FillIn, text)
                if text.contains(&mark) && !text.starts_with("【填写说明") =>
            {
                sites.push(Site { block, chapter: chapter.clone(), section: section.clone() });
            }
            _ => {}
        }
    }
    sites
}

/// The heading without its number.
fn bare(heading: &str) -> String {
    let label = numbering::parse(heading).map_or(0, |numbering| numbering.label_len as usize);
    heading[label..].trim().to_owned()
}

/// The example, heading by heading; the name of a file is one.
fn passages(text: &str) -> Vec<Passage> {
    let mut passages = vec![Passage::default()];
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains("| ---")) {
        if let Some(name) = line.strip_prefix("=== ") {
            passages.push(Passage { title: file_title(name), is_file: true, ..Passage::default() });
            continue;
        }
        let heading = line.starts_with('#').then(|| bare(line.trim_start_matches('#').trim()));
        let last = passages.last_mut().unwrap();
        match heading {
            // A file is one chapter; its own title is a line of it.
            Some(title) if last.is_file => last.lines.push(title),
            Some(title) => passages.push(Passage { title, ..Passage::default() }),
            None if line.starts_with('|') => {
                let cells: Vec<String> =
                    line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
                match last.tables.last_mut() {
                    Some(table) => table.rows.push(cells),
                    None => last.tables.push(PaperTable { columns: cells, ..PaperTable::default() }),
                }
            }
            None => last.lines.push(line.to_owned()),
        }
    }
    passages.retain(|passage| !passage.lines.is_empty() || !passage.tables.is_empty());
    passages
}

fn file_title(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned()
}

/// Whether a table of the skeleton has every column of the example's.
fn holds(form: &PaperTable, table: &PaperTable) -> bool {
    table.columns.iter().all(|column| form.columns.contains(column))
}

fn rows_of(form: &PaperTable, table: &PaperTable) -> Vec<Vec<String>> {
    let cell = |row: &Vec<String>, column: &String| {
        let at = table.columns.iter().position(|known| known == column)?;
        row.get(at).cloned()
    };
    let row =
        |row: &Vec<String>| form.columns.iter().map(|column| cell(row, column).unwrap_or_default()).collect();
    table.rows.iter().map(row).collect()
}
