//! Places in the main part → the part with the marks of comments, runs cut where they must be.

use super::scan::Names;
use crate::parse::docx::trace::{Boundary, Cut, ElementId, Trace};
use std::collections::BTreeMap;

/// Ends the tag of a text whose spaces a cut made count. The space before `>` tells it as ours.
pub(super) const KEEPS_SPACES: &str = r#" xml:space="preserve" >"#;

/// The marks of the comments, by the byte that they stand before.
pub(super) struct Marks<'a> {
    trace: &'a Trace,
    names: Names,
    sites: BTreeMap<Boundary, Site>,
}

/// What stands at one place, in this order.
#[derive(Debug, Default)]
struct Site {
    ends: String,
    points: String,
    starts: String,
}

impl<'a> Marks<'a> {
    pub(super) fn new(trace: &'a Trace, names: Names) -> Self {
        Self { trace, names, sites: BTreeMap::new() }
    }

    /// A comment at a place.
    pub(super) fn point(&mut self, at: Boundary, id: i64) {
        let marks = [self.mark("commentRangeStart", id), self.end(id)].concat();
        self.sites.entry(at).or_default().points.push_str(&marks);
    }

    /// A comment on a range.
    pub(super) fn range(&mut self, start: Boundary, end: Boundary, id: i64) {
        let mark = self.mark("commentRangeStart", id);
        self.sites.entry(start).or_default().starts.push_str(&mark);
        let mark = self.end(id);
        self.sites.entry(end).or_default().ends.push_str(&mark);
    }

    fn mark(&self, name: &str, id: i64) -> String {
        format!(r#"{} {}id="{id}"/>"#, self.names.open(name), self.names.prefix)
    }

    /// The end of the range, and the run that shows the comment.
    fn end(&self, id: i64) -> String {
        let prefix = &self.names.prefix;
        let (end, run) = (self.mark("commentRangeEnd", id), self.names.open("r"));
        format!(r#"{end}{run}><{prefix}commentReference {prefix}id="{id}"/></{prefix}r>"#)
    }

    /// The part with all marks.
    pub(super) fn apply(&self) -> String {
        let source = &self.trace.source;
        let mut inserts: Vec<(usize, String)> = Vec::new();
        let mut cut_texts: BTreeMap<ElementId, Vec<usize>> = BTreeMap::new();
        for boundary in self.sites.keys() {
            if let Cut::Text { text, .. } = boundary.cut {
                cut_texts.entry(text).or_default().push(boundary.at);
            }
        }
        for (&text, cuts) in &cut_texts {
            let inner = &self.trace.element(text).inner;
            if !self.trace.keeps_spaces(text) && has_loose_ends(&source[inner.start..cuts[0]]) {
                let keeps = KEEPS_SPACES.trim_end_matches('>').to_owned();
                inserts.push((inner.start - 1, keeps));
            }
        }
        for (boundary, site) in &self.sites {
            let marks = [site.ends.as_str(), &site.points, &site.starts].concat();
            inserts.push((boundary.at, self.around_cut(boundary, marks, &cut_texts)));
        }
        inserts.sort_by_key(|(at, _)| *at);
        let mut out =
            String::with_capacity(source.len() + inserts.iter().map(|(_, i)| i.len()).sum::<usize>());
        let mut done = 0;
        for (at, insert) in &inserts {
            out.push_str(&source[done..*at]);
            out.push_str(insert);
            done = *at;
        }
        out.push_str(&source[done..]);
        out
    }

    /// The marks with the tags that close what they cut and open it again.
    fn around_cut(
        &self,
        boundary: &Boundary,
        marks: String,
        cut_texts: &BTreeMap<ElementId, Vec<usize>>,
    ) -> String {
        match boundary.cut {
            Cut::Nothing => marks,
            Cut::Run(run) => format!("{}{marks}{}", self.closing(run), self.opening(run)),
            Cut::Text { run, text } => {
                let inner = &self.trace.element(text).inner;
                let cuts = cut_texts.get(&text).map_or(&[][..], Vec::as_slice);
                let end = cuts.iter().copied().find(|cut| *cut > boundary.at).unwrap_or(inner.end);
                let piece = &self.trace.source[boundary.at..end];
                let tag = self.trace.start_tag(text).trim_end_matches('>').trim_end();
                let needs_spaces = !self.trace.keeps_spaces(text) && has_loose_ends(piece);
                let tag_end = if needs_spaces { KEEPS_SPACES } else { " >" };
                let (close_text, close_run) = (self.closing(text), self.closing(run));
                format!("{close_text}{close_run}{marks}{}{tag}{tag_end}", self.opening(run))
            }
        }
    }

    /// The end tag of an element, with the space that tells it as ours.
    fn closing(&self, id: ElementId) -> String {
        let tag = &self.trace.start_tag(id)[1..];
        let name = &tag[..tag.find([' ', '>', '\t', '\r', '\n']).unwrap_or(tag.len())];
        format!("</{name} >")
    }

    /// The start tag of a run, and its properties.
    fn opening(&self, run: ElementId) -> String {
        let element = self.trace.element(run);
        let tag = self.trace.start_tag(run).trim_end_matches('>').trim_end();
        format!("{tag} >{}", &self.trace.source[element.inner.start..element.content])
    }
}

/// Whether there are spaces at an end, which would not be shown.
fn has_loose_ends(text: &str) -> bool {
    let is_space = |character: char| matches!(character, ' ' | '\t' | '\n' | '\r');
    text.starts_with(is_space) || text.ends_with(is_space)
}
