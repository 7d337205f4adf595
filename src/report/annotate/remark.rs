//! A checked package → what is said in one of its files, and where: [`Remarks`].

use crate::finding::{Place, RequirementResult, Status};
use crate::report::build::ranked_findings;
use crate::report::detail;
use crate::report::text::LIMITS_OF_THE_PROGRAM;
use crate::report::text::finding::without_title;
use crate::report::{FindingReport, Original, PackageReport, Passage, layout};
use crate::span::Span;

/// Something to say at a place of the file.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    /// Where in the document's text.
    pub(super) span: Span,
    /// The first one says what it is about.
    pub(super) lines: Vec<String>,
    /// Tells it from all others, the same in the next run.
    pub(super) name: String,
    /// How much it weighs.
    pub(super) consequence: &'static str,
}

/// All that is said in one file of a package.
#[derive(Debug)]
pub(super) struct Remarks<'a> {
    package: &'a PackageReport,
    document_idx: usize,
    path: &'a str,
    /// Findings at a place, and the other sides of contradictions.
    pub(super) placed: Vec<Remark>,
    /// Findings without a place in this file.
    elsewhere: Vec<&'a FindingReport>,
}

/// What stands at the file's beginning.
#[derive(Debug)]
pub(super) struct Front {
    /// The verdict, what could not be read, what has no place.
    pub(super) verdict: Vec<String>,
    /// The whole checklist.
    pub(super) checklist: Vec<String>,
}

impl<'a> Remarks<'a> {
    pub(super) fn new(package: &'a PackageReport, original: &'a Original, document_idx: usize) -> Self {
        let path = original.review.readings[document_idx].document.path.as_str();
        let mut remarks = Self { package, document_idx, path, placed: Vec::new(), elsewhere: Vec::new() };
        let ranked = ranked_findings(&original.review);
        for ((at, nth), shown) in ranked.into_iter().zip(&package.findings) {
            let result = &original.review.results[at];
            let finding = &result.findings[nth];
            match finding.place.filter(|place| remarks.is_here(*place)) {
                Some(place) => {
                    let remark = remarks.remark(place.span, remarks.lines(shown, result), shown, "");
                    remarks.placed.push(remark);
                }
                None => remarks.elsewhere.push(shown),
            }
            for (nth, (label, related)) in finding.related.iter().zip(&shown.related).enumerate() {
                if remarks.is_here(label.place) {
                    let lines = remarks.other_side(shown, result, &related.message);
                    let mark = format!("-{}", nth + 1);
                    let remark = remarks.remark(label.place.span, lines, shown, &mark);
                    remarks.placed.push(remark);
                }
            }
        }
        remarks
    }

    /// Whether a place is one in this file, and not the file as a whole.
    fn is_here(&self, place: Place) -> bool {
        place.document_idx as usize == self.document_idx && place.span != Span::default()
    }

    fn remark(&self, span: Span, lines: Vec<String>, finding: &FindingReport, mark: &str) -> Remark {
        let name = format!("yushen-{}{mark}", finding.fingerprint);
        Remark { span, lines, name, consequence: finding.consequence }
    }

    fn lines(&self, finding: &FindingReport, result: &RequirementResult) -> Vec<String> {
        let mut lines = vec![head(finding, &result.title)];
        lines.push(without_title(&finding.message, &result.title).to_owned());
        for related in &finding.related {
            lines.push(format!("对照：{}", self.quoted(&related.message, &related.passage)));
        }
        lines.extend(clause(result));
        lines.extend(finding.accepted.iter().map(|reason| format!("已接受：{reason}")));
        if !finding.help.is_empty() {
            lines.push(format!("建议：{}", finding.help));
        }
        lines
    }

    /// What is said at the other place of a finding: what the two have to do with each other.
    fn other_side(&self, finding: &FindingReport, result: &RequirementResult, message: &str) -> Vec<String> {
        let mut lines = vec![format!("{}（对照处）", head(finding, &result.title))];
        if !message.is_empty() {
            lines.push(message.to_owned());
        }
        let own = self.quoted(without_title(&finding.message, &result.title), &finding.passage);
        lines.push(format!("问题：{own}"));
        lines.extend(clause(result));
        lines
    }

    /// A message with the words that it is about and their place.
    fn quoted(&self, message: &str, passage: &Passage) -> String {
        let quote = layout::printable(&passage.quote);
        let place = self.place(passage);
        let quote = if quote.is_empty() { String::new() } else { format!("：“{quote}”") };
        let place = if place.is_empty() { place } else { format!("（{place}）") };
        format!("{message}{quote}{place}")
    }

    /// The place in words; this file needs no name.
    fn place(&self, passage: &Passage) -> String {
        let mut location = passage.location.clone();
        if location.file.as_deref() == Some(self.path) {
            location.file = None;
        }
        location.describe().trim_start_matches([' ', '›', '，']).to_owned()
    }

    /// What stands at the beginning. `identity` tells which bytes were checked; `unplaced` are remarks
    /// that could not be put at their place, `left_out` how many there is no room for.
    pub(super) fn front(&self, identity: &str, unplaced: &[Remark], left_out: usize) -> Front {
        let mut lines = vec![format!("【预审结论】{}", self.package.summary)];
        let counts = &self.package.counts;
        let accepted = if counts.accepted > 0 {
            format!("，其中已接受 {} 项", counts.accepted)
        } else {
            String::new()
        };
        lines.push(format!(
            "共 {} 项要求：符合 {}，不符合 {}，待核实 {}，无法检查 {}，不适用 {}{accepted}。批注 {} 处。",
            self.package.results.len(),
            counts.met,
            counts.unmet,
            counts.doubtful,
            counts.unreadable,
            counts.inapplicable,
            self.placed.len() - left_out - unplaced.len(),
        ));
        lines.extend(self.package.notices.iter().map(|notice| format!("注意：{notice}")));
        for file in &self.package.files {
            let whose = if file.path == self.path { "本文件" } else { file.path.as_str() };
            lines.extend(file.notes.iter().map(|note| format!("{whose}：{note}")));
        }
        if !self.elsewhere.is_empty() || !unplaced.is_empty() {
            lines.push("以下问题在本文件中没有可标注的位置：".to_owned());
        }
        for finding in &self.elsewhere {
            lines.push(self.listed(finding));
        }
        lines.extend(unplaced.iter().map(|remark| remark.lines.join("　")));
        if left_out > 0 {
            lines.push(format!("另有 {left_out} 处未加批注，完整清单见 JSON 报告。"));
        }
        lines.extend(self.basis(identity));
        lines.push(LIMITS_OF_THE_PROGRAM.to_owned());
        Front { verdict: lines, checklist: self.checklist() }
    }

    /// A finding in one line.
    fn listed(&self, finding: &FindingReport) -> String {
        let result = self.package.result_of(finding);
        let title = result.map_or("", |result| result.title.as_str());
        let own = self.quoted(without_title(&finding.message, title), &finding.passage);
        let help =
            if finding.help.is_empty() { String::new() } else { format!(" 建议：{}", finding.help) };
        format!("{}：{own}{help}", head(finding, title))
    }

    fn basis(&self, identity: &str) -> Vec<String> {
        let outline = &self.package.outline;
        let regulation = &outline.regulation;
        let number = regulation.number.as_deref().map(|number| format!("（{number}）")).unwrap_or_default();
        let title = regulation.title.trim_matches(['《', '》']);
        vec![
            format!("大纲：{}（{}，版本 {}）", outline.title, outline.id, outline.version),
            format!("依据：《{title}》{number}，{}", regulation.issuer),
            identity.to_owned(),
        ]
    }

    fn checklist(&self) -> Vec<String> {
        let results = &self.package.results;
        let mut lines = vec![format!("【逐项结果】{} 项", results.len())];
        let mut group = "";
        for result in results {
            if result.group != group {
                group = &result.group;
                lines.push(format!("— {group}"));
            }
            let accepted = if result.accepted.is_some() { "（已接受）" } else { "" };
            let mark = match result.status {
                Status::Met => '✓',
                Status::Unmet => '✗',
                Status::Doubtful => '?',
                Status::Unreadable => '!',
                Status::Inapplicable => '-',
            };
            let status = result.status.label();
            lines.push(format!("{mark} {status}{accepted} {} {}", result.requirement, result.title));
        }
        lines
    }
}

fn head(finding: &FindingReport, title: &str) -> String {
    format!("【{}】{} {title}", finding.consequence, finding.requirement)
}

fn clause(result: &RequirementResult) -> Option<String> {
    let words = detail::basis(&result.clause);
    (!words.is_empty()).then(|| format!("依据：{words}"))
}
