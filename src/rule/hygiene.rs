//! The form of a document, whatever its content: DOC-01 to DOC-06 and DOC-09.
//!
//! Each kind surveys all documents of the package and says every lack at its place. A false alarm is
//! worse than silence here: what a reader of the file would not send back is not reported.

mod citations;
mod contents_page;
mod empty_section;
mod heading_numbers;
mod labels;
mod placeholder;
mod readable;
mod references;
#[cfg(test)]
mod testing;

use super::{Case, Outcome, Remark, Verdict};
use crate::document::{Block, BlockKind, Document};
use crate::finding::Place;
use crate::span::Span;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HygieneRule {
    /// Headings with nothing under them.
    EmptySection,
    /// Placeholders and remains of the template.
    Placeholder,
    /// Heading numbers that skip, repeat or mix styles.
    HeadingNumbers,
    /// Contents page against the headings.
    ContentsPage,
    /// Numbers of figures and tables, and references to them.
    References,
    /// Replaced standards and policies.
    Citations,
    /// Files that could not be read, or are not what they seem.
    Readable,
}

impl HygieneRule {
    pub(super) fn judge(self, case: &Case<'_>) -> Outcome {
        match self {
            Self::EmptySection => empty_section::judge(case),
            Self::Placeholder => placeholder::judge(case),
            Self::HeadingNumbers => heading_numbers::judge(case),
            Self::ContentsPage => contents_page::judge(case),
            Self::References => references::judge(case),
            Self::Citations => citations::judge(case),
            Self::Readable => readable::judge(case),
        }
    }

    /// How it decides, for `explain`.
    pub fn method(self) -> &'static str {
        match self {
            Self::EmptySection => {
                "逐个标题查看其下是否有文字、列表、图题或有数据的表格；下面还有小标题的不算空"
            }
            Self::Placeholder => {
                "逐段、逐单元格查找占位符号、填写说明和模板残留文字，举例和说明格式的句子除外"
            }
            Self::HeadingNumbers => "逐级比较同一上级之下的标题编号，核对是否连续、同一样式、与上级一致",
            Self::ContentsPage => "把目录的每一行与正文标题对照，编号、空格和标点的差别不计",
            Self::References => "核对图表编号是否连续、不重复，以及“见表…”“如图…”“见第…章”指向的内容是否存在",
            Self::Citations => {
                "读取文中引用的标准和文件编号，与已知的被代替、已废止的编号对照；说明沿革的句子除外"
            }
            Self::Readable => "逐个文件核对能否打开、是否加密或损坏、是否只有图像、扩展名与内容是否一致",
        }
    }
}

/// Findings of one kind that are said one by one.
const MOST_FINDINGS: usize = 50;

/// Findings after which a kind looks no further: the file needs another look altogether.
const MOST_COUNTED: usize = 10_000;

/// What a kind looked at, and what it found.
#[derive(Debug, Default)]
struct Survey {
    looked: Option<Place>,
    remarks: Vec<Remark>,
    count: usize,
}

/// What the three ends of a survey are called.
struct Words {
    /// When there was nothing to look at.
    nothing: &'static str,
    /// When all is well.
    fine: &'static str,
    /// What was found, behind the number: `处标题编号有误`.
    wrong: &'static str,
}

impl Survey {
    /// Notes that something was looked at; the first place is the evidence.
    fn look(&mut self, place: Place) {
        self.looked.get_or_insert(place);
    }

    fn find(&mut self, remark: Remark) {
        self.count += 1;
        if self.remarks.len() < MOST_FINDINGS {
            self.remarks.push(remark);
        }
    }

    /// Whether enough was found to stop.
    fn is_full(&self) -> bool {
        self.count >= MOST_COUNTED
    }

    /// The outcome: what was found; else met, as far as everything could be read.
    fn conclude(self, case: &Case<'_>, words: &Words) -> Outcome {
        if self.count > 0 {
            let more = if self.is_full() { "以上" } else { "" };
            let reason = format!("有 {}{more} {}", self.count, words.wrong);
            let mut outcome = Outcome::new(Verdict::Contradicted, reason);
            let unsaid = self.count - self.remarks.len();
            outcome.remarks = self.remarks;
            if unsaid > 0 {
                outcome =
                    outcome.say(Remark::new(format!("另有 {unsaid} {}，未逐一列出", words.wrong), None));
            }
            return outcome;
        }
        let hidden = case.readings.iter().find(|reading| reading.document.has_hidden_content());
        match (hidden, self.looked) {
            (Some(reading), _) => Outcome::unreadable(format!(
                "可读部分{}，但“{}”有内容无法读取，不能断定没有",
                if self.looked.is_some() { words.fine } else { words.nothing },
                reading.document.path
            )),
            (None, Some(place)) => {
                Outcome::met(words.fine, vec![place]).and_rests_on(case.recognised_files())
            }
            (None, None) => Outcome::new(Verdict::Inapplicable, words.nothing),
        }
    }
}

/// The pieces of a document that people wrote and read one at a time: paragraphs, headings, captions,
/// notes, and the cells of tables. Contents page and page furniture are left out.
fn pieces(document: &Document) -> impl Iterator<Item = (&Block, Span)> {
    document.blocks.iter().flat_map(|block| {
        let (single, cells) = match block.kind {
            BlockKind::Contents | BlockKind::PageFurniture => (None, None),
            BlockKind::Table(id) => (None, document.tables.get(id as usize)),
            _ => (Some(block.span), None),
        };
        let cells = cells.into_iter().flat_map(|table| table.cells.iter().map(|cell| cell.span));
        single.into_iter().chain(cells).map(move |span| (block, span))
    })
}

/// The words before and behind a place, within its sentence: at most [`CONTEXT`] bytes each way, for a
/// line may be as long as a file.
fn around(document: &Document, place: Span) -> (&str, &str) {
    let (start, end) = (place.start as usize, place.end as usize);
    let text = document.text.as_str();
    let before = &text[text.floor_char_boundary(start.saturating_sub(CONTEXT))..start];
    let after = &text[end..text.floor_char_boundary(end.saturating_add(CONTEXT).min(text.len()))];
    let before = before.rsplit(SENTENCE_ENDS).next().unwrap_or(before);
    let after = after.split(SENTENCE_ENDS).next().unwrap_or(after);
    (before, after)
}

/// Bytes of the context that a decision looks at.
const CONTEXT: usize = 300;
const SENTENCE_ENDS: [char; 8] = ['。', '！', '？', '；', ';', '!', '\n', '\t'];

/// Letters and digits only, in one form and case: what is left when spaces, punctuation and
/// full-width forms do not count.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'a'..='z' => bare.push(character),
            'A'..='Z' => bare.push(character.to_ascii_lowercase()),
            '\0'..='\u{7f}' => {}
            // Single characters decompose as whole texts do, but for marks that stand on their own.
            other => {
                let folded = std::iter::once(other).nfkc().filter(|c| c.is_alphanumeric());
                bare.extend(folded.flat_map(char::to_lowercase));
            }
        }
    }
    bare
}

/// The text in one line, cut to what fits into a message.
fn short(text: &str) -> String {
    const LONGEST: usize = 30;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}

/// A number that is not the last of its block: enough text behind it to be read as a heading's number.
fn leading_numbering(line: &str) -> Option<crate::document::Numbering> {
    let head: String = line.chars().take(24).collect();
    crate::document::numbering::parse(&(head + "题"))
}
