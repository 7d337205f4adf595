//! DOC-09: files that could not be read, or are not what they seem.

use crate::document::Document;
use crate::finding::{Place, Severity};
use crate::gap::{Gap, GapKind};
use crate::rule::{Case, Outcome, Remark, Verdict};
use crate::span::Span;

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut remarks = Vec::new();
    for (idx, reading) in case.readings.iter().enumerate() {
        let place = case.place(idx, Span::default());
        remarks
            .extend(merged(&reading.document).iter().map(|trouble| trouble.remark(&reading.document, place)));
    }
    let any = |test: fn(&GapKind) -> bool| {
        case.readings.iter().filter(|r| r.document.gaps.iter().any(|gap| test(&gap.kind))).count()
    };
    let hidden = any(GapKind::hides_content);
    let empty = any(|kind| *kind == GapKind::Empty);
    let misnamed = any(|kind| matches!(kind, GapKind::WrongExtension { .. }));
    let mut outcome = if hidden > 0 {
        Outcome::unreadable(format!("{hidden} 个文件有内容无法读取"))
    } else if empty > 0 {
        Outcome::new(Verdict::Contradicted, format!("{empty} 个文件是空的"))
    } else if misnamed > 0 {
        Outcome::new(Verdict::Doubtful, format!("{misnamed} 个文件的扩展名与内容不一致"))
    } else if case.readings.is_empty() {
        Outcome::unreadable("没有可以检查的文件")
    } else {
        let files = case.readings.len();
        let reason = match any(|kind| matches!(kind, GapKind::Remark(_))) {
            0 => format!("{files} 个文件均已完整读取"),
            // Pictures beside the text, for example.
            noted => format!("{files} 个文件的文字均已读取，{noted} 个另有说明，见文件清单"),
        };
        Outcome::met(reason, vec![case.place(0, Span::default())])
    };
    outcome.remarks = remarks;
    outcome
}

/// A gap, or several of one kind on several pages.
struct Trouble {
    gap: Gap,
    pages: Vec<u32>,
    glyphs: u32,
}

/// The gaps of a document in their order; those that differ only in the page are told together.
fn merged(document: &Document) -> Vec<Trouble> {
    let mut troubles: Vec<Trouble> = Vec::new();
    for gap in &document.gaps {
        let alike = |known: &&mut Trouble| {
            let is_same = match (&known.gap.kind, &gap.kind) {
                (GapKind::UnmappedGlyphs(_), GapKind::UnmappedGlyphs(_)) => true,
                (known, kind) => known == kind,
            };
            is_same && known.gap.part == gap.part && known.gap.page.is_some() && gap.page.is_some()
        };
        let glyphs = if let GapKind::UnmappedGlyphs(count) = gap.kind { count } else { 0 };
        match troubles.iter_mut().find(alike) {
            Some(known) => {
                known.pages.extend(gap.page);
                known.glyphs = known.glyphs.saturating_add(glyphs);
            }
            None => {
                troubles.push(Trouble { gap: gap.clone(), pages: gap.page.into_iter().collect(), glyphs });
            }
        }
    }
    troubles
}

impl Trouble {
    fn remark(&self, document: &Document, place: Place) -> Remark {
        let remark = Remark::new(format!("“{}”{}", document.path, self.told()), Some(place));
        let remark = remark.help(self.gap.kind.remedy());
        match self.gap.kind {
            GapKind::WrongExtension { .. } => remark.severity(Severity::Warning),
            GapKind::Remark(_) => remark.severity(Severity::Note),
            _ => remark,
        }
    }

    /// What stands behind the file's name.
    fn told(&self) -> String {
        if self.pages.len() < 2 {
            let told = self.gap.to_string();
            return if self.gap.page.is_some() || self.gap.part.is_none() {
                told
            } else {
                format!("的 {told}")
            };
        }
        let pages = page_list(&self.pages);
        match self.gap.kind {
            GapKind::UnmappedGlyphs(_) => format!("第 {pages} 页共有 {} 个字符无法识别", self.glyphs),
            _ => {
                let told = Gap { page: None, ..self.gap.clone() };
                format!("第 {pages} 页（共 {} 页）{told}", self.pages.len())
            }
        }
    }
}

/// `3–7、12`; long lists are cut.
fn page_list(pages: &[u32]) -> String {
    const SHOWN: usize = 8;
    let mut sorted = pages.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in sorted {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == page => *end = page,
            _ => runs.push((page, page)),
        }
    }
    let told: Vec<String> = runs
        .iter()
        .take(SHOWN)
        .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") })
        .collect();
    told.join("、") + if runs.len() > SHOWN { " 等" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{outcome, read_file};
    use super::*;

    fn with(gaps: Vec<Gap>) -> Outcome {
        outcome(judge, &[read_file("方案.pdf", "正文。", gaps)])
    }

    #[test]
    fn a_file_without_gaps_is_read() {
        let outcome = with(Vec::new());
        assert_eq!((outcome.verdict, outcome.evidence.len()), (Verdict::Met, 1));
        assert_eq!(outcome.reason, "1 个文件均已完整读取");
        let outcome = with(vec![Gap::new(GapKind::Remark("有 40 张图片，图中的内容没有读取".into()))]);
        assert_eq!(outcome.verdict, Verdict::Met);
        assert_eq!(outcome.reason, "1 个文件的文字均已读取，1 个另有说明，见文件清单");
    }

    #[test]
    fn each_gap_has_its_own_remedy() {
        let outcome = with(vec![Gap::new(GapKind::Encrypted)]);
        assert_eq!(outcome.verdict, Verdict::Unreadable);
        assert!(outcome.remarks[0].message.starts_with("“方案.pdf”文件已加密"), "{outcome:?}");
        assert!(outcome.remarks[0].help.as_deref().unwrap().contains("密码"));
        assert_eq!(outcome.remarks[0].severity, None);

        let outcome = with(vec![Gap::new(GapKind::Empty)]);
        assert_eq!(outcome.verdict, Verdict::Contradicted);
    }

    #[test]
    fn a_wrong_name_is_a_question() {
        let kind = GapKind::WrongExtension { named: "pdf".into(), found: "docx".into() };
        let outcome = with(vec![Gap::new(kind)]);
        assert_eq!(outcome.verdict, Verdict::Doubtful);
        assert_eq!(outcome.remarks[0].severity, Some(Severity::Warning));
    }

    #[test]
    fn a_remark_of_the_reader_is_only_a_note() {
        let outcome = with(vec![Gap::new(GapKind::Remark("按 GB18030 解码".into()))]);
        assert_eq!((outcome.verdict, outcome.remarks[0].severity), (Verdict::Met, Some(Severity::Note)));
    }

    #[test]
    fn pages_are_told_together() {
        let pages = [1, 2, 3, 7].map(|page| Gap::new(GapKind::ImagePage).on_page(page));
        let outcome = with(pages.to_vec());
        assert_eq!(outcome.remarks.len(), 1);
        assert_eq!(outcome.remarks[0].message, "“方案.pdf”第 1–3、7 页（共 4 页）只有图像，没有文字层");
        let glyphs = [(2, 5), (4, 6)].map(|(page, n)| Gap::new(GapKind::UnmappedGlyphs(n)).on_page(page));
        assert_eq!(with(glyphs.to_vec()).remarks[0].message, "“方案.pdf”第 2、4 页共有 11 个字符无法识别");
    }

    #[test]
    fn pages_that_were_not_recognised_keep_their_reasons() {
        let unsure = |page| Gap::new(GapKind::Unrecognised("置信度低于 60%".into())).on_page(page);
        let slow = |page| Gap::limit("ocr-page-seconds", 31, 30).on_page(page);
        let outcome = with(vec![unsure(1), slow(2), unsure(3), slow(4)]);
        let told: Vec<&str> = outcome.remarks.iter().map(|remark| remark.message.as_str()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("第 1、3 页（共 2 页）") && told[0].ends_with("置信度低于 60%"), "{told:?}");
        assert!(told[1].contains("第 2、4 页（共 2 页）超过上限 ocr-page-seconds"), "{told:?}");
        let help = outcome.remarks[1].help.as_deref();
        assert!(help.is_some_and(|help| help.contains("ocr-page-seconds")), "{help:?}");
    }
}
