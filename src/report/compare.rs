//! Two versions of a package against one outline → what is solved, what is left, what is new.

mod unseen;

use super::build::TOOL;
use super::text::LIMITS_OF_THE_PROGRAM;
use super::{CountsReport, FileReport, FindingReport, OutlineReport, PackageReport, ResultReport, Tool};
use crate::date::Date;
use crate::finding::Status;
use serde::Serialize;
use unseen::Unseen;

/// How a package changed, `yushen-compare/1`. Findings are matched by what they say, never by where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// `yushen-compare/1`
    pub schema: &'static str,
    /// What made the comparison.
    pub tool: Tool,
    /// The day on which both were judged.
    pub as_of: Date,
    /// What both were checked against.
    pub outline: OutlineReport,
    /// What a program cannot judge.
    pub disclaimer: &'static str,
    /// What holds for the new version as a whole: rules not in force, how the outline was chosen.
    pub notices: Vec<String>,
    /// The version before.
    pub before: Version,
    /// The version now.
    pub after: Version,
    /// Findings of the old version that the new one does not have.
    pub solved: Vec<Solved>,
    /// Findings of the old version that the new one still has.
    pub left: Vec<Left>,
    /// Findings that only the new version has.
    pub new: Vec<FindingReport>,
    /// Findings of the old version in what could not be read of the new one.
    pub undecided: Vec<Solved>,
    /// Titles of all requirements that are named above.
    #[serde(skip)]
    titles: Vec<(String, String)>,
}

/// One of the two versions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Version {
    /// The path as given.
    pub path: String,
    /// The verdict in one sentence.
    pub summary: String,
    /// How many requirements stand how.
    pub counts: CountsReport,
    /// What holds for it as a whole.
    pub notices: Vec<String>,
    /// Its files, with what could not be read of them.
    pub files: Vec<FileReport>,
}

/// A finding that is gone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solved {
    /// What was said of the old version.
    pub finding: FindingReport,
    /// How its requirement stands now.
    pub status: Status,
    /// Why.
    pub reason: String,
}

/// A finding that is still there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Left {
    /// What is said of the new version.
    pub finding: FindingReport,
    /// What was said of the old one, where that was something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<FindingReport>,
}

impl Comparison {
    /// How `after` differs from `before`; both are reports against the same outline.
    pub fn new(as_of: Date, before: &PackageReport, after: &PackageReport) -> Self {
        let mut comparison = Self {
            schema: "yushen-compare/1",
            tool: TOOL,
            as_of,
            outline: after.outline.clone(),
            disclaimer: LIMITS_OF_THE_PROGRAM,
            notices: after.notices.clone(),
            before: Version::of(before),
            after: Version::of(after),
            solved: Vec::new(),
            left: Vec::new(),
            new: Vec::new(),
            undecided: Vec::new(),
            titles: after.results.iter().map(|r| (r.requirement.clone(), r.title.clone())).collect(),
        };
        let unseen = Unseen::new(before, after);
        for result in &after.results {
            comparison.add(before, after, result, &unseen);
        }
        comparison
    }

    /// The title of a requirement.
    pub fn title(&self, requirement: &str) -> &str {
        let known = self.titles.iter().find(|(id, _)| id == requirement);
        known.map_or("", |(_, title)| title.as_str())
    }

    /// The comparison in one sentence.
    pub fn summary(&self) -> String {
        let mut parts = vec![format!("已解决 {} 处", self.solved.len())];
        let changed = self.left.iter().filter(|left| left.before.is_some()).count();
        let changed =
            if changed > 0 { format!("（其中 {changed} 处内容有变）") } else { String::new() };
        parts.push(format!("仍存在 {} 处{changed}", self.left.len()));
        parts.push(format!("新出现 {} 处", self.new.len()));
        if !self.undecided.is_empty() {
            parts.push(format!("{} 处因新版读不全而无法判断", self.undecided.len()));
        }
        format!("{}。", parts.join("，"))
    }

    /// Sorts what was and is said about one requirement.
    fn add(
        &mut self,
        before: &PackageReport,
        after: &PackageReport,
        now: &ResultReport,
        unseen: &Unseen<'_>,
    ) {
        let of = |package: &PackageReport| -> Vec<FindingReport> {
            package.findings.iter().filter(|f| f.requirement == now.requirement).cloned().collect()
        };
        let (mut old, mut new) = (of(before), of(after));
        old.retain(|old| {
            let Some(at) = new.iter().position(|new| new.fingerprint == old.fingerprint) else { return true };
            self.left.push(Left { finding: new.remove(at), before: None });
            false
        });
        let is_unread = now.status == Status::Unreadable;
        // One lack that is told in other words is the same lack. With several nobody can tell which.
        if !is_unread && old.len() == 1 && new.len() == 1 {
            let pair = new.pop().zip(old.pop());
            self.left.extend(pair.map(|(finding, old)| Left { finding, before: Some(old) }));
        }
        self.new.append(&mut new);
        for finding in old {
            let why = match now.status {
                Status::Unreadable => Some(now.reason.clone()),
                // What is left of the requirement was seen elsewhere and says nothing of this place.
                Status::Unmet | Status::Doubtful => unseen.why(&finding),
                Status::Met | Status::Inapplicable => None,
            };
            let gone = if why.is_some() { &mut self.undecided } else { &mut self.solved };
            let reason = why.unwrap_or_else(|| now.reason.clone());
            gone.push(Solved { finding, status: now.status, reason });
        }
    }
}

impl Version {
    fn of(package: &PackageReport) -> Self {
        Self {
            path: package.path.clone(),
            summary: package.summary.clone(),
            counts: package.counts,
            notices: package.notices.clone(),
            files: package.files.clone(),
        }
    }
}

/// The comparisons as JSON.
pub fn render_json(comparisons: &[Comparison]) -> String {
    let shown = match comparisons {
        [one] => serde_json::to_string_pretty(one),
        several => serde_json::to_string_pretty(several),
    };
    let mut text = shown.expect("the model has string keys and no fallible serializer");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::Comparison;
    use crate::check::PackageReview;
    use crate::check::sample::faulty_proposal;
    use crate::finding::{Finding, Status};
    use crate::gap::{Gap, GapKind};
    use crate::report::PackageReport;

    fn compared(before: &PackageReview, after: &PackageReview) -> Comparison {
        Comparison::new(after.as_of, &PackageReport::new(before), &PackageReport::new(after))
    }

    fn met(review: &mut PackageReview, at: usize) {
        review.results[at].findings.clear();
        review.results[at].status = Status::Met;
    }

    #[test]
    fn the_same_version_has_everything_left() {
        let comparison = compared(&faulty_proposal(), &faulty_proposal());
        assert_eq!(comparison.left.len(), 3);
        assert!(comparison.left.iter().all(|left| left.before.is_none()));
        assert_eq!(comparison.summary(), "已解决 0 处，仍存在 3 处，新出现 0 处。");
    }

    #[test]
    fn what_is_gone_is_solved_what_came_is_new() {
        let (mut before, mut after) = (faulty_proposal(), faulty_proposal());
        met(&mut before, 1);
        met(&mut after, 2);
        let comparison = compared(&before, &after);
        let solved = &comparison.solved[0];
        assert_eq!((solved.finding.requirement.as_str(), solved.status), ("T-03", Status::Met));
        assert_eq!(comparison.new[0].requirement, "T-02");
        assert_eq!(comparison.summary(), "已解决 1 处，仍存在 1 处，新出现 1 处。");
    }

    #[test]
    fn one_lack_in_other_words_is_the_same_lack() {
        let mut after = faulty_proposal();
        after.results[2].findings[0].message = "承诺免费运维 1 年，少于要求的 3 年".into();
        after.results[2].findings[0].place = None;
        let comparison = compared(&faulty_proposal(), &after);
        let changed = comparison.left.iter().find(|left| left.before.is_some()).unwrap();
        assert!(changed.finding.message.contains("1 年"));
        assert!(changed.before.as_ref().unwrap().message.contains("2 年"));
        assert!(comparison.solved.is_empty() && comparison.new.is_empty());
    }

    #[test]
    fn of_several_lacks_in_other_words_nobody_knows_which_is_which() {
        let (mut before, mut after) = (faulty_proposal(), faulty_proposal());
        let other = |review: &PackageReview, message: &str| Finding {
            message: message.into(),
            ..review.results[2].findings[0].clone()
        };
        before.results[2].findings = vec![other(&before, "缺甲"), other(&before, "缺乙")];
        after.results[2].findings = vec![other(&after, "缺丙")];
        let comparison = compared(&before, &after);
        assert_eq!((comparison.solved.len(), comparison.new.len()), (2, 1));
    }

    #[test]
    fn what_stood_where_the_new_version_cannot_be_read_is_not_solved() {
        let (mut before, mut after) = (faulty_proposal(), faulty_proposal());
        let other = Finding { message: "缺甲".into(), ..before.results[2].findings[0].clone() };
        before.results[2].findings.push(other);
        let same_gaps = compared(&before, &after);
        assert_eq!((same_gaps.solved.len(), same_gaps.undecided.len()), (1, 0));
        after.readings[0].document.path = "方案二.md".into();
        after.readings[0].document.gaps.push(Gap::new(GapKind::ImagePage).on_page(1));
        let comparison = compared(&before, &after);
        assert_eq!((comparison.solved.len(), comparison.undecided.len()), (0, 1));
        let undecided = &comparison.undecided[0];
        assert_eq!((undecided.status, undecided.finding.message.as_str()), (Status::Unmet, "缺甲"));
        assert_eq!(undecided.reason, "新版的“方案二.md”部分无法读取，看不出这处是否已改");
    }

    #[test]
    fn what_cannot_be_read_any_more_is_not_solved() {
        let mut after = faulty_proposal();
        after.results[2].findings[0].message = "第 3 页无法读取".into();
        after.results[2].status = Status::Unreadable;
        let comparison = compared(&faulty_proposal(), &after);
        assert!(comparison.solved.is_empty());
        assert_eq!(comparison.undecided[0].finding.requirement, "T-03");
        assert!(comparison.summary().ends_with("1 处因新版读不全而无法判断。"));
    }
}
