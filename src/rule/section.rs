//! Chapters: found in the heading tree, with substance under them.

use super::sense::{Mood, Sense, clause_around};
use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::document::{BlockKind, SectionId};
use crate::finding::{Place, Severity};
use crate::lexicon::ConceptId;
use crate::span::Span;
use serde::Deserialize;

/// Characters without a single heading from which a document counts as one whose headings could not be seen.
const LONG_WITHOUT_HEADINGS: usize = 1_500;
/// Mentions of a term that are looked at for the one to show.
const MOST_SENSES: usize = 20;
/// Characters under a heading from which they are taken to tell what the heading says, in whatever words.
const TELLING_SUBSTANCE: usize = 60;
/// Characters of the shortest name under a heading that asks for it.
const LABELLED_SUBSTANCE: usize = 4;
/// Headings that a message about an absent chapter names.
const HEADINGS_SHOWN: usize = 10;

/// A chapter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SectionRule {
    /// The concept that the heading must name.
    pub concept: String,
    /// Further concepts that serve as well.
    #[serde(default)]
    pub or: Vec<String>,
    /// Characters of content that make it more than a heading.
    #[serde(default = "default_substance")]
    pub at_least_chars: u32,
    /// Term sets of which the section must say something: each entry one set.
    #[serde(default)]
    pub says: Vec<String>,
    /// Whether a reason why there is nothing to say does for the content.
    #[serde(default)]
    pub omissible: bool,
    /// Those of `says` of which a reason why they do not concern the project does as well.
    #[serde(default)]
    pub omissible_parts: Vec<String>,
    /// Those of `says` that a heading names and the few words under it give: 项目名称.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// Several chapters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SectionsRule {
    /// The chapters, in their usual order; each one concept or several that serve as well.
    pub all_of: Vec<Vec<String>>,
    /// Characters of content that make each more than a heading.
    #[serde(default = "default_substance")]
    pub at_least_chars: u32,
    /// Whether the order counts.
    #[serde(default)]
    pub in_order: bool,
}

fn default_substance() -> u32 {
    30
}

/// A section of one of the package's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) reading_idx: usize,
    pub(super) section: SectionId,
}

/// What became of the search for one chapter.
enum Chapter {
    /// It is there, with content; the richest section first.
    Present(Vec<Found>),
    /// Its heading is there, and nothing or hardly anything under it.
    Empty(Found),
    /// Its heading is there, and only pictures under it.
    Pictured(Found),
    /// Its content says that there is nothing to say.
    Denied { found: Found, reasoned: bool },
    /// Something that may be it.
    Possible(Place, String),
    /// Nothing.
    Absent,
}

impl SectionRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let names: Vec<&str> = std::iter::once(&self.concept).chain(&self.or).map(String::as_str).collect();
        let title = case.concept_title(names[0]);
        match case.chapter(&names, self.at_least_chars) {
            Chapter::Present(found) => self.judge_content(case, &names, &found),
            Chapter::Pictured(found) => Outcome::unreadable(only_pictures(case, found)),
            Chapter::Empty(found) => {
                let lack = case.lack_of_content(found);
                Outcome::new(Verdict::Silent, format!("有“{title}”的标题，{lack}")).say(Remark::new(
                    format!("“{}”{lack}", case.heading(found)),
                    Some(case.heading_place(found)),
                ))
            }
            Chapter::Denied { found, reasoned } if self.omissible && (reasoned || case.explains(found)) => {
                Outcome::met(
                    format!("“{}”写明不涉及并给出理由", case.heading(found)),
                    vec![case.content_place(found)],
                )
            }
            Chapter::Denied { found, reasoned } => denied(case, &title, found, reasoned),
            Chapter::Possible(place, candidate) => {
                Outcome::new(Verdict::Doubtful, format!("没有明确的“{title}”章节，{candidate}"))
                    .say(Remark::new(format!("未找到标题为“{title}”的章节：{candidate}"), Some(place)))
            }
            Chapter::Absent => case.absent_chapter(&title),
        }
    }

    /// Whether the heading only announces the parts: a compound, or one that names two of what must be said.
    fn is_announced(&self, case: &Case<'_>, found: Found) -> bool {
        let reading = &case.readings[found.reading_idx];
        let own = reading.content().heading_span(found.section);
        reading.headings[found.section as usize].certain.len() > 1
            || self.says.iter().filter(|set| case.has(reading, set, own)).count() > 1
    }

    /// The chapter is there: does it say what it must?
    fn judge_content(&self, case: &Case<'_>, names: &[&str], found: &[Found]) -> Outcome {
        let mut evidence: Vec<Place> = found.iter().take(3).map(|&f| case.heading_place(f)).collect();
        let mut missing = Vec::new();
        for set in &self.says {
            let may_be_omitted = self.omissible || self.omissible_parts.contains(set);
            let omitted = || found.iter().find_map(|&f| case.omitted_in(f, set));
            let telling = if self.labels.contains(set) { LABELLED_SUBSTANCE } else { TELLING_SUBSTANCE };
            let said = found.iter().find_map(|&f| case.said_in(f, set, self.is_announced(case, f), telling));
            match said.or_else(|| may_be_omitted.then(omitted).flatten()) {
                Some(place) => evidence.push(place),
                None => missing.push(case.set_title(set)),
            }
        }
        let heading = case.heading(found[0]);
        let place = Some(case.heading_place(found[0]));
        let message = format!("“{heading}”没有写明{}", missing.join("、"));
        let said = self.says.len() - missing.len();
        if missing.is_empty() {
            Outcome::met(format!("见“{heading}”"), evidence)
        } else if said * 3 >= self.says.len() * 2 {
            Outcome::met(format!("见“{heading}”，建议补写{}", missing.join("、")), evidence)
                .say(Remark::new(message, place).severity(Severity::Note))
        } else if said > 0 {
            let mut outcome =
                Outcome::new(Verdict::Doubtful, message.clone()).say(Remark::new(message, place));
            outcome.evidence = evidence;
            outcome
        } else {
            let own = case.sections_of(&names[..1]).contains(&found[0]);
            let lead = if own { "有" } else { "没有专门的" };
            let title = case.concept_title(names[0]);
            Outcome::new(Verdict::Silent, format!("{lead}“{title}”章节，{message}"))
                .say(Remark::new(message, place))
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names {
            concepts: std::iter::once(&self.concept).chain(&self.or).map(String::as_str).collect(),
            term_sets: self.says.iter().map(String::as_str).collect(),
        }
    }
}

/// What is said of a chapter whose content only pictures show.
fn only_pictures(case: &Case<'_>, found: Found) -> String {
    format!("“{}”标题下只有图片，图中的内容没有读取", case.heading(found))
}

fn denied(case: &Case<'_>, title: &str, found: Found, reasoned: bool) -> Outcome {
    let heading = case.heading(found);
    let place = Some(case.content_place(found));
    if reasoned {
        Outcome::new(
            Verdict::Explained,
            format!("“{heading}”写明不涉及{title}并给出理由，理由是否成立由人工判断"),
        )
        .say(Remark::new(format!("“{heading}”称不涉及{title}，所给理由需人工判断"), place))
    } else {
        Outcome::new(Verdict::Contradicted, format!("“{heading}”只写不涉及{title}，没有理由"))
            .say(Remark::new(format!("“{heading}”只写不涉及{title}，没有说明理由"), place))
    }
}

impl SectionsRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let mut outcome = Outcome::new(Verdict::Met, "");
        let mut places: Vec<(Found, String)> = Vec::new();
        let mut absent = Vec::new();
        let (mut headings_told, mut pictured) = (false, false);
        for names in &self.all_of {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let title = names.first().map(|name| case.concept_title(name)).unwrap_or_default();
            match case.chapter(&names, self.at_least_chars) {
                Chapter::Present(found) => places.push((found[0], title)),
                Chapter::Denied { found, .. } => places.push((found, title)),
                Chapter::Empty(found) => {
                    let lack = case.lack_of_content(found);
                    let message = format!("必备章节“{}”{lack}", case.heading(found));
                    outcome = outcome.say(Remark::new(message, Some(case.heading_place(found))));
                    absent.push(format!("{title}（{lack}）"));
                }
                Chapter::Pictured(found) => {
                    pictured = true;
                    let place = Some(case.heading_place(found));
                    outcome = outcome.say(Remark::new(only_pictures(case, found), place));
                }
                Chapter::Possible(place, candidate) => {
                    outcome.verdict = Verdict::Doubtful;
                    outcome = outcome.say(
                        Remark::new(format!("未找到标题为“{title}”的章节：{candidate}"), Some(place))
                            .severity(Severity::Warning),
                    );
                }
                Chapter::Absent => {
                    // The headings that are there help once; behind every lack they would drown it.
                    let tail =
                        if headings_told { String::new() } else { format!("；{}", case.headings_shown()) };
                    headings_told = true;
                    outcome = outcome.say(Remark::new(format!("缺少“{title}”章节{tail}"), None));
                    absent.push(title);
                }
            }
        }
        outcome.evidence = places.iter().map(|(found, _)| case.heading_place(*found)).collect();
        if !absent.is_empty() {
            let verdict = case.absent_chapter(&absent.join("、")).verdict;
            outcome.verdict = verdict;
            outcome.reason = format!("缺少：{}", absent.join("、"));
            return outcome;
        }
        if pictured {
            outcome.verdict = Verdict::Unreadable;
            outcome.reason = "有必备章节只有图片，图中的内容没有读取".into();
            return outcome;
        }
        if self.in_order
            && let Some(remark) = out_of_order(case, &places)
        {
            outcome = outcome.say(remark);
        }
        outcome.reason = match outcome.verdict {
            Verdict::Met => format!("{} 个必备章节都有实际内容", places.len()),
            _ => "有章节的标题不能确定".into(),
        };
        outcome
    }

    pub(super) fn names(&self) -> Names<'_> {
        let concepts = self.all_of.iter().flatten().map(String::as_str).collect();
        Names { concepts, term_sets: Vec::new() }
    }
}

/// A chapter that stands before one that usually comes first.
fn out_of_order(case: &Case<'_>, places: &[(Found, String)]) -> Option<Remark> {
    let start = |found: &Found| {
        case.readings[found.reading_idx].content().sections[found.section as usize].span.start
    };
    let (before, after) = places
        .windows(2)
        .map(|pair| (&pair[0], &pair[1]))
        .find(|(a, b)| a.0.reading_idx == b.0.reading_idx && start(&b.0) < start(&a.0))?;
    let message =
        format!("“{}”排在“{}”之前，与通常的章节顺序不同", case.heading(after.0), case.heading(before.0));
    Some(
        Remark::new(message, Some(case.heading_place(after.0)))
            .severity(Severity::Note)
            .help("核对章节顺序是否便于评审"),
    )
}

impl Case<'_> {
    /// The Chinese title of a concept.
    pub(super) fn concept_title(&self, name: &str) -> String {
        self.lexicon
            .concept(name)
            .map_or_else(|| name.to_owned(), |id| self.lexicon.concept_title(id).to_owned())
    }

    /// The sections whose headings name one of the concepts, in reading order.
    pub(super) fn sections_of(&self, names: &[&str]) -> Vec<Found> {
        let concepts: Vec<ConceptId> = names.iter().filter_map(|name| self.lexicon.concept(name)).collect();
        let mut found = Vec::new();
        for (reading_idx, reading) in self.readings.iter().enumerate() {
            for (section, heading) in reading.headings.iter().enumerate() {
                if heading.certain.iter().any(|concept| concepts.contains(concept)) {
                    found.push(Found { reading_idx, section: u32::try_from(section).unwrap_or(u32::MAX) });
                }
            }
        }
        found
    }

    fn chapter(&self, names: &[&str], at_least_chars: u32) -> Chapter {
        let mut found = self.sections_of(names);
        // A chapter or a section before a detail of some module, the richest first.
        let is_detail =
            |f: Found| self.readings[f.reading_idx].content().sections[f.section as usize].level > 2;
        found.sort_by_key(|&f| (is_detail(f), std::cmp::Reverse(self.substance(f))));
        let rich: Vec<Found> =
            found.iter().copied().filter(|&f| self.substance(f) >= at_least_chars as usize).collect();
        let denial = rich.iter().chain(&found).find_map(|&f| self.denial(f).map(|reasoned| (f, reasoned)));
        if !rich.is_empty() && rich.iter().any(|&f| self.denial(f).is_none()) {
            return Chapter::Present(rich.into_iter().filter(|&f| self.denial(f).is_none()).collect());
        }
        if let Some((found, reasoned)) = denial {
            return Chapter::Denied { found, reasoned };
        }
        // An empty chapter that could have served as well is no empty chapter of this name.
        let of_this_name = self.sections_of(&names[..names.len().min(1)]);
        if let Some(&first) = found.iter().find(|found| of_this_name.contains(found)) {
            let shows = |f: &&Found| self.readings[f.reading_idx].content().has_picture(f.section);
            let pictured = found.iter().filter(|found| of_this_name.contains(found)).find(shows);
            return pictured.map_or(Chapter::Empty(first), |&found| Chapter::Pictured(found));
        }
        self.possible(names).map_or(Chapter::Absent, |(place, candidate)| Chapter::Possible(place, candidate))
    }

    /// What a heading with too little under it lacks: all of it, or most.
    fn lack_of_content(&self, found: Found) -> String {
        match self.substance(found) {
            0 => "标题下没有实际内容".into(),
            few => format!("标题下只有 {few} 个字，没有展开"),
        }
    }

    /// Characters of content under a heading: text, lists, tables, notes.
    pub(super) fn substance(&self, found: Found) -> usize {
        self.readings[found.reading_idx].content().substance(found.section)
    }

    /// Whether a short section only says that there is nothing to say; then, whether with a reason.
    fn denial(&self, found: Found) -> Option<bool> {
        const LONGEST_DENIAL: usize = 160;
        let reading = &self.readings[found.reading_idx];
        if self.substance(found) > LONGEST_DENIAL {
            return None;
        }
        let span = self.content_place(found).span;
        // What follows other content denies a detail, not the whole.
        let opening = reading.content().sentences(span).next()?;
        let first = self.senses(reading, "not-involved", opening).next()?;
        if self.denies_a_part(found, span, first) {
            return None;
        }
        let reasoned = self.has(reading, "exception-reasons", first.unit)
            || reading.content().slice(span).chars().count() > 60
                && self.has(reading, "exception-reasons", span);
        Some(reasoned)
    }

    /// Whether the denial is about a part of what the section tells, and the rest of it has substance. The
    /// sentence that opens the section and names what its heading names denies the whole.
    fn denies_a_part(&self, found: Found, content: Span, denial: Sense) -> bool {
        const LEAST_REST: usize = 30;
        let document = self.readings[found.reading_idx].content();
        let object = document.slice(Span { start: denial.term.end, end: denial.unit.end });
        let object: Vec<char> = object.chars().take_while(|c| c.is_alphanumeric()).collect();
        let heading = self.heading(found);
        let names_it =
            object.len() < 2 || object.windows(2).any(|pair| heading.contains(&String::from_iter(pair)));
        if denial.section == found.section && denial.unit.start == content.start && names_it {
            return false;
        }
        let clause = clause_around(&self.readings[found.reading_idx], denial.term, denial.unit);
        let denied = document.slice(clause).chars().filter(|c| c.is_alphanumeric()).count();
        let rest = self.substance(found).saturating_sub(denied);
        rest >= LEAST_REST && rest >= 2 * denied
    }

    /// The text under a heading.
    pub(super) fn content_place(&self, found: Found) -> Place {
        let document = self.readings[found.reading_idx].content();
        let blocks = document.blocks_in(found.section);
        let span = match (blocks.first(), blocks.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => document.heading_span(found.section),
        };
        self.place(found.reading_idx, span)
    }

    /// The heading's text with its number.
    pub(super) fn heading(&self, found: Found) -> &str {
        self.readings[found.reading_idx].content().heading(found.section).trim()
    }

    /// The heading's place.
    pub(super) fn heading_place(&self, found: Found) -> Place {
        self.place(found.reading_idx, self.readings[found.reading_idx].content().heading_span(found.section))
    }

    /// Where the section affirms a term of the set; headings inside it count, and its own when it does not
    /// only announce the parts.
    fn said_in(&self, found: Found, set: &str, announces: bool, telling: usize) -> Option<Place> {
        let reading = &self.readings[found.reading_idx];
        let span = reading.content().sections[found.section as usize].span;
        let is_lead_in = |unit: Span| reading.content().slice(unit).ends_with(['：', ':']);
        let sense = self
            .senses(reading, set, span)
            .filter(|sense| matches!(sense.mood, Mood::Affirmed | Mood::Title))
            .take(MOST_SENSES)
            .min_by_key(|sense| is_lead_in(sense.unit));
        let own = reading.content().heading_span(found.section);
        let unit = sense.map(|sense| sense.unit).or_else(|| {
            let set = self.lexicon.term_set(set)?;
            let counts = |hit: &Span| !(announces && own.contains(*hit));
            reading.hits.of(set, span).filter(counts).find_map(|hit| {
                let block = &reading.content().blocks[reading.content().block_at(hit.start)? as usize];
                let tells = || self.substance(Found { section: block.section, ..found }) >= telling;
                (matches!(block.kind, BlockKind::Heading { .. }) && tells()).then_some(block.span)
            })
        })?;
        Some(self.place(found.reading_idx, unit))
    }

    /// Where the section says that a term of the set does not concern the project, and why.
    fn omitted_in(&self, found: Found, set: &str) -> Option<Place> {
        let reading = &self.readings[found.reading_idx];
        let span = reading.content().sections[found.section as usize].span;
        let is_omitted = |sense: &Sense| match sense.mood {
            Mood::Denied { reasoned } => reasoned || self.has(reading, "omission-reasons", sense.unit),
            _ => false,
        };
        let unit = self.senses(reading, set, span).find(is_omitted)?.unit;
        Some(self.place(found.reading_idx, unit))
    }

    /// Whether the section gives a reason that holds for leaving a part out, though not for an exception.
    fn explains(&self, found: Found) -> bool {
        let span = self.content_place(found).span;
        self.has(&self.readings[found.reading_idx], "omission-reasons", span)
    }

    /// A heading that may name one of the concepts, or a paragraph that opens with its name.
    fn possible(&self, names: &[&str]) -> Option<(Place, String)> {
        let concepts: Vec<ConceptId> = names.iter().filter_map(|name| self.lexicon.concept(name)).collect();
        let named = |matches: &[ConceptId]| matches.iter().any(|concept| concepts.contains(concept));
        for (reading_idx, reading) in self.readings.iter().enumerate() {
            for (section, heading) in reading.headings.iter().enumerate() {
                let found = Found { reading_idx, section: u32::try_from(section).unwrap_or(u32::MAX) };
                if named(&heading.possible) && self.substance(found) > 0 {
                    return Some((
                        self.heading_place(found),
                        format!("“{}”可能即为此项", self.heading(found)),
                    ));
                }
            }
        }
        self.readings.iter().enumerate().find_map(|(reading_idx, reading)| {
            let (span, head) =
                reading.run_in_heads().find(|(_, head)| named(&self.lexicon.match_heading(head).certain))?;
            Some((self.place(reading_idx, span), format!("以“{head}”起头的段落可能即为此项")))
        })
    }

    /// 缺失 with the headings that are there; 无法检查 where no heading could be seen at all.
    fn absent_chapter(&self, title: &str) -> Outcome {
        let blind = self.readings.iter().find(|reading| {
            reading.content().sections.len() <= 1
                && reading.content().character_count() >= LONG_WITHOUT_HEADINGS
        });
        if let Some(reading) = blind
            && self.readings.iter().all(|other| other.content().sections.len() <= 1)
        {
            return Outcome::unreadable(format!(
                "“{}”全文未识别出任何标题，无法按章节检查",
                reading.content().path
            ));
        }
        let outcome = self.absent(format!("标题树中没有“{title}”章节"));
        match outcome.verdict {
            Verdict::Silent => {
                outcome.say(Remark::new(format!("缺少“{title}”章节；{}", self.headings_shown()), None))
            }
            _ => outcome,
        }
    }

    /// The chapters that are there, for a reader who knows the document.
    fn headings_shown(&self) -> String {
        let mut titles: Vec<&str> = Vec::new();
        for reading in self.readings {
            let document = reading.content();
            let of_level =
                |level: u8| document.sections.iter().filter(|section| section.level == level).count();
            // A level with one heading is the document's title, not its chapters.
            let chapters = (1..=9).find(|&level| of_level(level) >= 2).unwrap_or(1);
            let is_chapter = |id: &u32| document.sections[*id as usize].level == chapters;
            let ids = (1..u32::try_from(document.sections.len()).unwrap_or(0)).filter(is_chapter);
            titles.extend(ids.map(|id| document.heading(id).trim()));
        }
        if titles.is_empty() {
            return "文中没有识别出标题".into();
        }
        let more =
            if titles.len() > HEADINGS_SHOWN { format!(" 等 {} 个", titles.len()) } else { String::new() };
        titles.truncate(HEADINGS_SHOWN);
        format!("现有标题：{}{more}", titles.join("、"))
    }
}

impl Reading {
    /// Paragraphs that open with a few words and a colon, and those words.
    fn run_in_heads(&self) -> impl Iterator<Item = (Span, &str)> {
        self.content()
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem))
            .filter_map(|block| {
                let text = self.content().slice(block.span);
                let (head, rest) = text.split_once(['：', ':'])?;
                let label = crate::document::numbering::parse(text).map_or(0, |n| n.label_len as usize);
                let head = head.get(label..)?.trim();
                ((2..=12).contains(&head.chars().count()) && rest.trim().chars().count() >= 10)
                    .then_some((block.span, head))
            })
    }
}
