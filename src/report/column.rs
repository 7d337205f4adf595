//! Quoted words of a text file → the columns where they stand on their line.
//!
//! A document's text is not the file's: marks of emphasis and cells are gone. So the words are looked for
//! on the line; where they stand several times, those with the same words before them are meant. Words
//! that a mark interrupts have no columns.

use super::{PackageReport, Passage};
use crate::document::Format;
use crate::parse::encoding::decode;
use crate::source::Package;
use std::collections::BTreeMap;

/// Longer lines are not searched, in bytes.
const LONGEST_LINE: usize = 1 << 16;

/// Where words stand on a line. Everything counts from 1; ends are one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Bytes of UTF-8, whatever the file's own encoding.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
    /// Unicode scalar values.
    pub char_start: usize,
    /// One past the last.
    pub char_end: usize,
}

impl PackageReport {
    /// The report with the columns of what it quotes from text files. `package` is what was reviewed.
    pub fn with_columns(mut self, package: &Package) -> Self {
        let is_text = |format| format == Format::Markdown.name() || format == Format::Text.name();
        let texts = self.files.iter().zip(&package.sources).filter(|(file, _)| is_text(file.format));
        let texts: BTreeMap<String, String> =
            texts.filter_map(|(file, source)| Some((file.path.clone(), decode(&source.bytes)?.0))).collect();
        let lines: BTreeMap<&str, Vec<&str>> =
            texts.iter().map(|(path, text)| (path.as_str(), text.split('\n').collect())).collect();
        let place = |passage: &mut Passage| passage.column = column(&lines, passage);
        for finding in &mut self.findings {
            place(&mut finding.passage);
            finding.related.iter_mut().for_each(|related| place(&mut related.passage));
        }
        self.results.iter_mut().flat_map(|result| &mut result.evidence).for_each(place);
        self
    }
}

fn column(lines: &BTreeMap<&str, Vec<&str>>, passage: &Passage) -> Option<Column> {
    let location = &passage.location;
    let line_idx = usize::try_from(location.line?.checked_sub(1)?).ok()?;
    let line = lines.get(location.file.as_deref()?)?.get(line_idx)?;
    if line.len() > LONGEST_LINE {
        return None;
    }
    let words = words_of_one_line(passage);
    let start = find(line, words, &passage.before)?;
    let char_start = line[..start].chars().count();
    Some(Column {
        byte_start: start + 1,
        byte_end: start + words.len() + 1,
        char_start: char_start + 1,
        char_end: char_start + words.chars().count() + 1,
    })
}

/// The quote up to its first line or cell end; what was cut has an ellipsis that stands in no file.
fn words_of_one_line(passage: &Passage) -> &str {
    let words = passage.quote.split(['\n', '\t']).next().unwrap_or_default();
    if passage.is_cut() { words.trim_end_matches('…') } else { words }.trim_end()
}

/// The first of the occurrences with the longest agreement before them.
fn find(line: &str, words: &str, before: &str) -> Option<usize> {
    if words.is_empty() {
        return None;
    }
    let agreement = |at: usize| {
        let pairs = line[..at].chars().rev().zip(before.chars().rev());
        pairs.take_while(|(in_line, in_text)| in_line == in_text).count()
    };
    let mut best = None;
    for (at, _) in line.match_indices(words) {
        let agrees = agreement(at);
        if best.is_none_or(|(most, _)| agrees > most) {
            best = Some((agrees, at));
        }
    }
    best.map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::{Column, find};
    use crate::check::sample::faulty_proposal;
    use crate::report::PackageReport;
    use crate::source::{Package, Source};

    fn columns(text: &[u8]) -> Vec<Option<Column>> {
        let source = Source { path: "方案.md".into(), bytes: text.into(), gaps: Vec::new() };
        let package = Package { sources: vec![source], ..Package::default() };
        let report = PackageReport::new(&faulty_proposal()).with_columns(&package);
        report.findings.iter().map(|finding| finding.passage.column).collect()
    }

    #[test]
    fn words_are_found_on_their_line_of_the_file() {
        let text = "# 第一章 运维服务\r\n\r\n**项目**总投资 1,280 万元。验收合格后提供 2 年免费运维服务。\n";
        let found = columns(text.as_bytes());
        let line = text.lines().nth(2).unwrap();
        let column = found[0].unwrap();
        assert_eq!(&line[column.byte_start - 1..column.byte_end - 1], "2 年免费运维服务");
        let characters: Vec<char> = line.chars().collect();
        let marked: String = characters[column.char_start - 1..column.char_end - 1].iter().collect();
        assert_eq!(marked, "2 年免费运维服务");
        assert_eq!(found[2], None, "a finding of the whole package has no columns");
    }

    #[test]
    fn columns_count_utf8_whatever_the_encoding_of_the_file() {
        let text = "# 第一章 运维服务\n\n验收合格后提供 2 年免费运维服务，期满后另行签订运维合同。\n";
        let (legacy, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(columns(&legacy)[0], columns(text.as_bytes())[0]);
        assert!(columns(&legacy)[0].is_some());
        assert_eq!(columns(b"# one line"), [None, None, None]);
    }

    #[test]
    fn the_words_before_choose_among_equal_ones() {
        assert_eq!(find("提供 3 年质保，提供 3 年运维", "3 年", "质保，提供 "), Some(28));
        assert_eq!(find("3 年", "3 年", "别处"), Some(0));
        assert_eq!(find("3 **年**", "3 年", ""), None);
        assert_eq!(find("abc", "", ""), None);
    }
}
