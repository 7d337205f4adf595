//! A package's report beside what it was made from: which passage each finding and each piece of
//! evidence links to.

use super::markup::{Anchor, Html};
use super::places::{Collector, Places, Reference};
use super::tone::Tone;
use crate::check::PackageReview;
use crate::finding::{Place, Status};
use crate::report::build::{named_facts, ranked_findings};
use crate::report::{FindingReport, Original, PackageReport, Passage, ResultReport};

/// One package of the page.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// From 1 in the page.
    pub(super) number: usize,
    pub(super) package: &'a PackageReport,
    /// The findings that are listed, most important first.
    pub(super) findings: Vec<Spoken<'a>>,
    /// Without it the page has no text to link to.
    pub(super) review: Option<&'a PackageReview>,
    pub(super) places: Option<Places<'a>>,
}

/// A finding that is listed.
#[derive(Debug)]
pub(super) struct Spoken<'a> {
    /// From 1 among all findings of the package.
    pub(super) number: usize,
    pub(super) finding: &'a FindingReport,
    pub(super) result: &'a ResultReport,
    pub(super) place: Option<Place>,
    pub(super) related: Vec<Place>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(number: usize, package: &'a PackageReport, original: Option<&'a Original>) -> Self {
        let review = original.map(|original| &original.review);
        let findings = match review {
            Some(review) => placed_findings(package, review),
            None => bare_findings(package),
        };
        let mut sheet = Self { number, package, findings, review, places: None };
        sheet.places = review.map(|review| sheet.collect(review));
        sheet
    }

    /// A link to a place, else its words alone.
    pub(super) fn push_place(&self, out: &mut Html, place: Option<Place>, words: &str) {
        let anchor = place.and_then(|place| self.places.as_ref().and_then(|places| places.anchor(place)));
        match anchor {
            Some(anchor) => out.open_link("go", anchor).text(words).raw("</a>"),
            None => out.raw("<span class=\"where\">").text(words).raw("</span>"),
        };
    }

    /// The place in words: without the file where there is only one.
    pub(super) fn describe(&self, passage: &Passage) -> String {
        let mut location = passage.location.clone();
        if self.package.files.len() == 1 && !location.section.is_empty() {
            location.file = None;
        }
        location.describe().trim_start_matches(" › ").trim_start_matches('，').to_owned()
    }

    fn collect(&self, review: &'a PackageReview) -> Places<'a> {
        let mut places = Collector::new(self.number, review);
        for spoken in &self.findings {
            let reference = Reference {
                anchor: Anchor::Finding(self.number, spoken.number),
                code: &spoken.finding.requirement,
                tone: Tone::of_consequence(spoken.finding.consequence),
            };
            for place in spoken.place.iter().chain(&spoken.related) {
                places.add(*place, Some(reference));
            }
        }
        for ((number, result), shown) in (1..).zip(&review.results).zip(&self.package.results) {
            // What was looked at for a requirement that is not met is not wrong itself.
            let tone = if result.status == Status::Met { Tone::Good } else { Tone::Plain };
            let reference =
                Reference { anchor: Anchor::Result(self.number, number), code: &shown.requirement, tone };
            result.evidence.iter().for_each(|place| places.add(*place, Some(reference)));
        }
        for (document_idx, fact) in named_facts(review) {
            places.add(place(document_idx, fact.span), None);
        }
        for bars in super::budget::charts(review).0 {
            bars.bars.iter().filter_map(|bar| bar.place).for_each(|place| places.add(place, None));
        }
        places.finish()
    }
}

pub(super) fn place(document_idx: usize, span: crate::span::Span) -> Place {
    Place { document_idx: u32::try_from(document_idx).unwrap_or(u32::MAX), span }
}

fn placed_findings<'a>(package: &'a PackageReport, review: &'a PackageReview) -> Vec<Spoken<'a>> {
    let all = (1..).zip(&package.findings).zip(ranked_findings(review));
    all.filter(|((_, finding), _)| package.has_words_for(finding))
        .filter_map(|((number, finding), (at, nth))| {
            let source = review.results[at].findings.get(nth)?;
            Some(Spoken {
                number,
                finding,
                result: package.results.get(at)?,
                place: source.place,
                related: source.related.iter().map(|label| label.place).collect(),
            })
        })
        .collect()
}

fn bare_findings(package: &PackageReport) -> Vec<Spoken<'_>> {
    let shown = (1..).zip(&package.findings).filter(|(_, finding)| package.has_words_for(finding));
    let spoken = |(number, finding)| {
        let result = package.result_of(finding)?;
        Some(Spoken { number, finding, result, place: None, related: Vec::new() })
    };
    shown.filter_map(spoken).collect()
}
