//! A finding → the lines that every plain format shows below its message.

use super::layout::printable;
use super::{FindingReport, PackageReport};
use crate::finding::Clause;

/// `《…办法》第七条`; empty where the requirement rests on no article.
pub(super) fn basis(clause: &Clause) -> String {
    let title = clause.regulation.as_deref().map(|title| format!("《{}》", title.trim_matches(['《', '》'])));
    [title.as_deref(), clause.article.as_deref()].map(Option::unwrap_or_default).concat()
}

/// Where, the words, the other sides, the article, the next step and why it is accepted; a line each,
/// safe to show.
pub(super) fn lines(package: &PackageReport, finding: &FindingReport) -> Vec<String> {
    let mut lines = Vec::new();
    let mut push = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push(printable(&format!("{name}：{text}")).into_owned());
        }
    };
    push("位置", &finding.passage.location.describe());
    push("原文", &finding.passage.quote);
    for related in &finding.related {
        let (place, quote) = (related.passage.location.describe(), &related.passage.quote);
        push(&related.message, &format!("{quote}（{place}）"));
    }
    let result = package.result_of(finding);
    push("依据", &result.map(|result| basis(&result.clause)).unwrap_or_default());
    push("建议", &finding.help);
    push("已接受", finding.accepted.as_deref().unwrap_or_default());
    lines
}

#[cfg(test)]
mod tests {
    use super::{basis, lines};
    use crate::check::sample::faulty_proposal;
    use crate::finding::Clause;
    use crate::report::PackageReport;

    #[test]
    fn a_contradiction_shows_both_sides() {
        let package = PackageReport::new(&faulty_proposal());
        assert_eq!(
            lines(&package, &package.findings[1]),
            [
                "位置：方案.md › 第一章 运维服务，第 3 行",
                "原文：1,280 万元",
                "概算表合计：1,208（方案.md › 第一章 运维服务，表格 1 第 2 行第 2 列）",
                "依据：《示例办法》第七条",
                "建议：写明验收后的免费运维年限，不少于 3 年",
            ]
        );
    }

    #[test]
    fn a_clause_may_lack_its_parts() {
        assert_eq!(basis(&Clause::default()), "");
        let article = Clause { regulation: None, article: Some("第三条".into()) };
        assert_eq!(basis(&article), "第三条");
    }
}
