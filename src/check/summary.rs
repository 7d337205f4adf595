//! A checked package → the words that stand above every report: the verdict in one sentence, notices.

use super::{PackageReview, notes};
use crate::document::Document;
use crate::finding::{Severity, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// How much of a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Readable {
    /// All of it.
    Full,
    /// Some of it is missing from what was read.
    Partial,
    /// Nothing.
    None,
}

impl Readable {
    /// The words that reports show.
    pub fn label(self) -> &'static str {
        match self {
            Self::Full => "已全部读取",
            Self::Partial => "部分无法读取",
            Self::None => "无法读取",
        }
    }

    /// How much of this document could be read.
    pub fn of(document: &Document) -> Self {
        if document.blocks.is_empty() {
            Self::None
        } else if document.has_hidden_content() {
            Self::Partial
        } else {
            Self::Full
        }
    }
}

impl PackageReview {
    /// The verdict in one sentence: the lead of every report. Parts that count nothing are left out.
    pub fn summary(&self) -> String {
        if !self.is_checked() {
            return format!("未能检查：{}。", self.why_unchecked());
        }
        let open = |status, severities: &[Severity]| {
            let is = |r: &&crate::finding::RequirementResult| {
                r.is_open() && r.status == status && severities.contains(&r.severity)
            };
            self.results.iter().filter(is).count()
        };
        const ANY: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];
        let partly = self.readings.iter().filter(|r| Readable::of(&r.document) == Readable::Partial).count();
        let accepted = self.results.iter().filter(|r| r.accepted.is_some()).count();
        let mut parts = Vec::new();
        let mut add = |count: usize, before: &str, after: &str| {
            if count > 0 {
                parts.push(format!("{before}{count} {after}"));
            }
        };
        add(open(Status::Unmet, &[Severity::Error]), "缺 ", "项必备内容");
        add(open(Status::Unmet, &[Severity::Warning, Severity::Note]), "", "项建议完善");
        add(open(Status::Doubtful, &ANY), "", "项需人工核实");
        add(open(Status::Unreadable, &ANY), "", "项无法检查");
        add(self.files_unread() - partly, "", "个文件无法读取");
        add(partly, "", "个文件部分无法读取");
        add(accepted, "", "项已接受");
        let counts = self.counts();
        if counts.met > 0 {
            let rest = if parts.is_empty() { "全部" } else { "其余" };
            parts.push(format!("{rest} {} 项符合", counts.met));
        }
        if counts.inapplicable > 0 {
            parts.push(format!("{} 项不适用", counts.inapplicable));
        }
        let lead =
            if self.unlike.is_some() { "不像申报方案，逐项结果仅供参考：" } else { "" };
        format!("{lead}{}。", parts.join("，"))
    }

    /// Number of files that could not be read, or not in full.
    pub fn files_unread(&self) -> usize {
        self.readings.iter().filter(|r| Readable::of(&r.document) != Readable::Full).count()
    }

    /// Whether some input could not be read, or some requirement not be judged for that.
    pub fn is_partly_unread(&self) -> bool {
        self.files_unread() > 0 || self.results.iter().any(|r| r.status == Status::Unreadable)
    }

    /// What stands above every report: rules not in force, how the outline was chosen.
    pub fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        notices.extend(self.out_of_force());
        notices.extend(self.unlike.as_ref().map(|unlike| format!("{unlike}，逐项结果仅供参考")));
        if let Some(chosen) = &self.chosen {
            notices
                .push(format!("未指定大纲，按“{}”（{}）检查：{chosen}", self.outline.title, self.outline.id));
        }
        notices.extend_from_slice(&self.remarks);
        notices
    }

    /// Whether the regulation is in force on the day of judgement.
    pub fn is_in_force(&self) -> bool {
        self.out_of_force().is_none()
    }

    /// Marks results as accepted as they stand; `reasons` by requirement. What is met stays as it is.
    pub fn accept(&mut self, reasons: &BTreeMap<String, String>) {
        for result in self.results.iter_mut().filter(|result| result.is_open()) {
            let Some(reason) = reasons.get(&result.requirement) else { continue };
            result.accepted = Some(reason.clone());
            result.findings.iter_mut().for_each(|finding| finding.accepted = Some(reason.clone()));
        }
    }

    fn out_of_force(&self) -> Option<String> {
        let regulation = &self.outline.regulation;
        let title = format!("《{}》", regulation.title.trim_matches(['《', '》']));
        if let Some(from) = regulation.in_force.from.filter(|&from| self.as_of < from) {
            return Some(format!(
                "{title}自 {from} 起施行，判断日期 {} 时尚未施行，结论仅供提前准备",
                self.as_of
            ));
        }
        let until = regulation.in_force.until.filter(|&until| until < self.as_of)?;
        Some(format!(
            "{title}有效期至 {until}，判断日期 {} 时已失效，结论仅供参考，请向审批部门核实现行规定",
            self.as_of
        ))
    }

    fn why_unchecked(&self) -> String {
        if self.readings.is_empty() {
            return "没有找到可检查的文件".into();
        }
        let has_text = self.has_text();
        if self.results.is_empty() && has_text {
            return format!("大纲“{}”没有可用的要求", self.outline.id);
        }
        let readings = self.readings.iter();
        let at_fault = readings.filter(|reading| !has_text || reading.document.has_hidden_content());
        let mut gaps = at_fault.filter_map(|reading| {
            let gaps = &reading.document.gaps;
            let hiding: Vec<_> = gaps.iter().filter(|gap| gap.kind.hides_content()).cloned().collect();
            let told = notes(if hiding.is_empty() { gaps } else { &hiding });
            told.first().map(|note| format!("{}：{}", reading.document.path, note.text))
        });
        if has_text {
            let why = gaps.next().or_else(|| self.results.first().map(|result| result.reason.clone()));
            return format!("{} 项要求都无法检查，{}", self.counts().unreadable, why.unwrap_or_default());
        }
        let first = gaps.next().unwrap_or_else(|| "文件中没有文字".into());
        match self.readings.len() {
            1 => first,
            count => format!("{count} 个文件都读不出文字，例如 {first}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::PackageVerdict;
    use crate::check::sample::{reading, result, review};
    use crate::finding::{RequirementResult, Severity, Status};
    use crate::gap::GapKind;
    use std::collections::BTreeMap;

    fn many(count: usize, status: Status, severity: Severity) -> impl Iterator<Item = RequirementResult> {
        (0..count).map(move |n| result(&format!("{status:?}-{severity:?}-{n}"), status, severity))
    }

    #[test]
    fn says_every_part_in_its_order() {
        let mut results: Vec<_> = many(3, Status::Unmet, Severity::Error).collect();
        results.extend(many(1, Status::Unmet, Severity::Warning));
        results.extend(many(1, Status::Unmet, Severity::Note));
        results.extend(many(2, Status::Doubtful, Severity::Error));
        results.extend(many(4, Status::Unreadable, Severity::Error));
        results.extend(many(41, Status::Met, Severity::Error));
        results.extend(many(5, Status::Inapplicable, Severity::Error));
        let readings = vec![
            reading("正文", None),
            reading("", Some(GapKind::Encrypted)),
            reading("正文", Some(GapKind::ImagePage)),
        ];
        let review = review(results, readings);
        assert_eq!(
            review.summary(),
            "缺 3 项必备内容，2 项建议完善，2 项需人工核实，4 项无法检查，1 个文件无法读取，\
             1 个文件部分无法读取，其余 41 项符合，5 项不适用。"
        );
        assert_eq!(review.verdict(), PackageVerdict::Incomplete);
        assert!(review.is_partly_unread());
    }

    #[test]
    fn leaves_out_what_counts_nothing() {
        let text = || vec![reading("正文", None)];
        let all_met = review(many(7, Status::Met, Severity::Error).collect(), text());
        assert_eq!(all_met.summary(), "全部 7 项符合。");
        assert_eq!(all_met.verdict(), PackageVerdict::Clean);
        let mut results: Vec<_> = many(2, Status::Doubtful, Severity::Error).collect();
        results.extend(many(1, Status::Met, Severity::Error));
        let doubtful = review(results, text());
        assert_eq!(doubtful.summary(), "2 项需人工核实，其余 1 项符合。");
        assert_eq!(doubtful.verdict(), PackageVerdict::Advice);
        let nothing_met = review(many(1, Status::Unmet, Severity::Error).collect(), text());
        assert_eq!(nothing_met.summary(), "缺 1 项必备内容。");
    }

    #[test]
    fn accepted_results_are_told_apart_and_weigh_nothing() {
        let mut results: Vec<_> = many(1, Status::Unmet, Severity::Error).collect();
        results.extend(many(2, Status::Met, Severity::Error));
        let mut review = review(results, vec![reading("正文", None)]);
        let id = review.results[0].requirement.clone();
        let met = review.results[1].requirement.clone();
        review.accept(&BTreeMap::from([(id, "已批准例外".to_owned()), (met, "多余".to_owned())]));
        assert_eq!(review.summary(), "1 项已接受，其余 2 项符合。");
        assert_eq!(review.verdict(), PackageVerdict::Clean);
        assert_eq!(review.results[1].accepted, None);
    }

    #[test]
    fn an_unread_file_is_never_clean() {
        let review = review(
            many(1, Status::Met, Severity::Error).collect(),
            vec![reading("正文", None), reading("", Some(GapKind::Empty))],
        );
        assert_eq!(review.summary(), "1 个文件无法读取，其余 1 项符合。");
        assert_ne!(review.verdict(), PackageVerdict::Clean);
    }

    #[test]
    fn nothing_checked_is_said_with_its_reason() {
        let results = || many(2, Status::Unreadable, Severity::Error).collect::<Vec<_>>();
        assert_eq!(review(results(), Vec::new()).summary(), "未能检查：没有找到可检查的文件。");
        let encrypted = review(results(), vec![reading("", Some(GapKind::Encrypted))]);
        assert!(encrypted.summary().starts_with("未能检查：方案.md：文件已加密"), "{}", encrypted.summary());
        let two =
            review(results(), vec![reading("", Some(GapKind::Encrypted)), reading("", Some(GapKind::Empty))]);
        assert!(
            two.summary().starts_with("未能检查：2 个文件都读不出文字，例如 方案.md"),
            "{}",
            two.summary()
        );
        let no_rules = review(Vec::new(), vec![reading("正文", None)]);
        assert!(no_rules.summary().starts_with("未能检查：大纲"), "{}", no_rules.summary());
        assert_eq!(no_rules.verdict(), PackageVerdict::Unchecked);
    }

    #[test]
    fn text_of_which_no_requirement_could_be_judged_is_not_checked() {
        let mut results: Vec<_> = many(3, Status::Unreadable, Severity::Error).collect();
        results.extend(many(2, Status::Inapplicable, Severity::Error));
        let scanned = || vec![reading("封面", Some(GapKind::ImagePage))];
        let none = review(results.clone(), scanned());
        assert_eq!(none.verdict(), PackageVerdict::Unchecked);
        let summary = none.summary();
        assert!(summary.starts_with("未能检查：3 项要求都无法检查，方案.md："), "{summary}");
        assert!(summary.contains("图像") && !summary.contains("读不出文字"), "{summary}");
        // A rule that fell over says so itself.
        let fallen = review(results.clone(), vec![reading("正文", None)]);
        assert_eq!(fallen.summary(), "未能检查：3 项要求都无法检查，理由。");
        // One that could be judged is a check; that none applies is told by a condition that was judged.
        results.extend(many(1, Status::Met, Severity::Error));
        assert_eq!(review(results, scanned()).verdict(), PackageVerdict::Advice);
        let inapplicable = many(2, Status::Inapplicable, Severity::Error).collect();
        assert_eq!(review(inapplicable, vec![reading("正文", None)]).verdict(), PackageVerdict::Clean);
    }

    #[test]
    fn says_when_the_rules_are_not_in_force() {
        let mut review = review(Vec::new(), Vec::new());
        assert_eq!(review.notices(), Vec::<String>::new());
        review.as_of = "2026-01-01".parse().unwrap();
        assert!(review.notices()[0].contains("已失效"), "{:?}", review.notices());
        review.as_of = "2019-01-01".parse().unwrap();
        review.chosen = Some("正文提到建设方案".into());
        assert!(review.notices()[0].contains("尚未施行"), "{:?}", review.notices());
        assert_eq!(
            review.notices()[1],
            "未指定大纲，按“示例方案”（test/construction）检查：正文提到建设方案"
        );
        assert!(!review.is_in_force());
    }
}
