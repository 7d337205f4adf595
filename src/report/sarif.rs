//! [`Report`] → SARIF 2.1.0, for code scanning and viewers.
//!
//! One run an outline, with all packages checked against it: the rules of a run are the outline's
//! requirements, and consumers take few runs from one file, each under a name of its own, while a batch
//! may hold hundreds of packages. Every requirement gives at least one result for every package. `level`
//! is `none` for whatever is no failure, as the standard demands.
//!
//! Documents without lines (docx, pdf, …) get line 1, because consumers want a line; the true place is in
//! `logicalLocations` and, as `yushen/1` has it, in the location's `properties`.

mod artifacts;
mod place;
mod result;
mod rule;
mod shape;

use super::{PackageReport, Report, text};
use artifacts::Artifacts;
use serde_json::json;
use shape::{Log, Run};

/// The report as indented JSON with a line break at its end.
pub fn render(report: &Report) -> String {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: by_outline(report).iter().map(|packages| run(report, packages)).collect(),
    };
    let mut text =
        serde_json::to_string_pretty(&log).expect("the log has string keys and no fallible serializer");
    text.push('\n');
    text
}

/// The packages of each outline, in the order in which the outlines come first.
fn by_outline(report: &Report) -> Vec<Vec<&PackageReport>> {
    let mut groups: Vec<Vec<&PackageReport>> = Vec::new();
    for package in &report.packages {
        let is_same = |group: &&mut Vec<&PackageReport>| group[0].outline.id == package.outline.id;
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(package),
            None => groups.push(vec![package]),
        }
    }
    groups
}

fn run<'a>(report: &'a Report, packages: &[&'a PackageReport]) -> Run<'a> {
    let mut artifacts = Artifacts::default();
    for package in packages {
        artifacts.add_files(package);
    }
    let rules = rule::rules(packages);
    let results = result::results(packages, &rules, &mut artifacts);
    let invocation = result::invocation(packages, &mut artifacts);
    let outline = &packages[0].outline;
    let about = |package: &&PackageReport| {
        json!({
            "name": package.name,
            "path": package.path,
            "summary": package.summary,
            "verdict": package.verdict,
            "counts": package.counts,
            "notices": package.notices,
        })
    };
    Run {
        tool: rule::tool(report.tool, rules),
        automation_details: json!({
            "id": format!("{}/{}/", report.tool.name, outline.id),
            "description": {"text": format!("{}，判断日期 {}", outline.title, report.as_of)},
        }),
        language: "zh-CN",
        invocations: vec![invocation],
        original_uri_base_ids: json!({
            artifacts::BASE: {"description": {"text": "运行检查时所在的文件夹"}}
        }),
        column_kind: "unicodeCodePoints",
        artifacts: artifacts.list,
        results,
        properties: json!({
            "asOf": report.as_of,
            "outline": outline,
            "packages": packages.iter().map(about).collect::<Vec<_>>(),
            "disclaimer": text::LIMITS_OF_THE_PROGRAM,
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{faulty_proposal, review};
    use crate::finding::{Finding, Severity};
    use crate::report::Report;
    use serde_json::Value;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn sarif(report: &Report) -> Value {
        serde_json::from_str(&super::render(report)).unwrap()
    }

    fn sample() -> Value {
        let review = faulty_proposal();
        sarif(&Report::new(review.as_of, &[review]))
    }

    fn results(log: &Value) -> Vec<(&str, &str, &str)> {
        let text = |value: &'_ Value| -> &'static str { value.as_str().unwrap().to_owned().leak() };
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|r| (text(&r["ruleId"]), text(&r["kind"]), text(&r["level"]))).collect()
    }

    #[test]
    fn every_status_has_its_kind_and_only_failures_a_level() {
        assert_eq!(
            results(&sample()),
            [
                ("T-01", "pass", "none"),
                ("T-02", "review", "none"),
                ("T-03", "fail", "error"),
                ("T-04", "fail", "note"),
                ("T-05", "open", "none"),
                ("T-06", "notApplicable", "none"),
            ]
        );
    }

    #[test]
    fn a_remark_on_what_is_met_is_information() {
        let mut review = faulty_proposal();
        review.results[0].findings = review.results[3].findings.clone();
        let log = sarif(&Report::new(review.as_of, &[review]));
        assert_eq!(results(&log)[..2], [("T-01", "pass", "none"), ("T-01", "informational", "none")]);
    }

    #[test]
    fn a_result_says_where_in_both_ways() {
        let log = sample();
        let contradiction = &log["runs"][0]["results"][1];
        let place = &contradiction["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "%E6%96%B9%E6%A1%88.md");
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert_eq!(place["physicalLocation"]["region"]["startLine"], 3);
        assert_eq!(place["physicalLocation"]["region"]["snippet"]["text"], "1,280 万元");
        assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "第一章 运维服务");
        let other = &contradiction["relatedLocations"][0];
        assert_eq!(other["message"]["text"], "概算表合计");
        assert_eq!(other["logicalLocations"][1]["kind"], "cell");
        assert_eq!(
            other["logicalLocations"][1]["fullyQualifiedName"],
            "第一章 运维服务/表格 1 第 2 行第 2 列"
        );
        assert!(contradiction["message"]["text"].as_str().unwrap().contains("[概算表合计](1)"));
        let absent = &log["runs"][0]["results"][3]["locations"][0]["physicalLocation"];
        assert_eq!(absent["region"]["startLine"], 1);
        assert_eq!(absent["artifactLocation"]["index"], 0);
    }

    #[test]
    fn accepted_results_are_suppressed_with_their_reason() {
        let mut review = faulty_proposal();
        review.accept(&BTreeMap::from([("T-03".to_owned(), "已批准例外".to_owned())]));
        let log = sarif(&Report::new(review.as_of, &[review]));
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results[2]["suppressions"][0]["justification"], "已批准例外");
        assert_eq!(results[2]["kind"], "fail");
        assert!(results.iter().all(|result| result["suppressions"].is_array()));
        assert_eq!(results[1]["suppressions"].as_array().unwrap().len(), 0);
    }

    #[test]
    fn what_was_unread_is_told_and_nothing_checked_is_no_success() {
        let log = sample();
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], true);
        let unread = &invocation["toolExecutionNotifications"][0];
        assert!(unread["message"]["text"].as_str().unwrap().starts_with("第 9 页：只有图像"), "{unread}");
        assert_eq!(unread["level"], "warning");
        let empty = review(Vec::new(), Vec::new());
        let log = sarif(&Report::new(empty.as_of, &[empty]));
        assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    }

    #[test]
    fn packages_of_one_outline_share_a_run() {
        let (first, mut second, mut other) = (faulty_proposal(), faulty_proposal(), faulty_proposal());
        second.path = "乙.md".into();
        other.path = "丙.md".into();
        Arc::get_mut(&mut other.outline).unwrap().id = "test/other".into();
        let log = sarif(&Report::new(first.as_of, &[first, second, other]));
        let runs = log["runs"].as_array().unwrap();
        let ids: Vec<&Value> = runs.iter().map(|run| &run["automationDetails"]["id"]).collect();
        assert_eq!(ids, ["yushen/test/other/", "yushen/test/construction/"]);
        assert_eq!(runs[1]["results"].as_array().unwrap().len(), 12);
        assert_eq!(runs[1]["tool"]["driver"]["rules"].as_array().unwrap().len(), 6);
    }

    #[test]
    fn files_of_an_archive_are_nested() {
        let mut review = faulty_proposal();
        review.path = "申报.zip".into();
        review.readings[0].document.path = "附件.zip/方案.md".into();
        let log = sarif(&Report::new(review.as_of, &[review]));
        let artifacts = &log["runs"][0]["artifacts"];
        let uris: Vec<&Value> =
            artifacts.as_array().unwrap().iter().map(|artifact| &artifact["location"]["uri"]).collect();
        let name = "%E6%96%B9%E6%A1%88.md";
        assert_eq!(uris, ["%E7%94%B3%E6%8A%A5.zip", "%E9%99%84%E4%BB%B6.zip", name]);
        assert_eq!(artifacts[2]["parentIndex"], 1);
        assert_eq!(artifacts[2]["hashes"]["sha-256"], "0".repeat(64));
        let place = &log["runs"][0]["results"][2]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["index"], 2);
    }

    #[test]
    fn words_of_a_document_make_no_link() {
        let mut review = faulty_proposal();
        let finding = &mut review.results[2].findings[0];
        *finding = Finding {
            message: "写了“[点击](http://a)”\n\u{202e}\"".into(),
            severity: Severity::Error,
            ..finding.clone()
        };
        let log = sarif(&Report::new(review.as_of, &[review]));
        let message = log["runs"][0]["results"][2]["message"]["text"].as_str().unwrap();
        assert!(message.starts_with("写了“\\[点击\\](http://a)” \\u{202e}\""), "{message}");
    }
}
