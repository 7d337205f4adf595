//! The outline's requirements → `rules`.

use super::shape::{Driver, Rule, Text, Tool};
use crate::finding::Severity;
use crate::lexicon::Lexicon;
use crate::outline::explain::{Explanation, explain};
use crate::report::detail::basis;
use crate::report::{PackageReport, ResultReport};
use serde_json::json;
use std::collections::BTreeSet;

/// The program, with the rules of one run.
pub(super) fn tool(tool: crate::report::Tool, rules: Vec<Rule<'_>>) -> Tool<'_> {
    Tool {
        driver: Driver {
            name: tool.name,
            full_name: format!("{} 预审 {}", tool.name, tool.version),
            version: tool.version,
            semantic_version: tool.version,
            language: "zh-CN",
            notifications: json!([
                {"id": "unread", "name": "读不到的内容", "shortDescription": {"text": "文件或其中一部分没有读到"}},
                {"id": "notice", "name": "提示", "shortDescription": {"text": "办法是否施行、大纲怎样选定"}},
            ]),
            rules,
        },
    }
}

/// A rule for every requirement that the packages were checked against.
pub(super) fn rules<'a>(packages: &[&'a PackageReport]) -> Vec<Rule<'a>> {
    let mut seen = BTreeSet::new();
    let mut rules = Vec::new();
    for package in packages {
        for result in package.results.iter().filter(|result| seen.insert(&result.requirement)) {
            rules.push(rule(package, result));
        }
    }
    rules
}

fn rule<'a>(package: &'a PackageReport, result: &'a ResultReport) -> Rule<'a> {
    let pack = &package.outline.pack.0;
    let requirement = pack.requirements.iter().find(|requirement| requirement.id == result.requirement);
    let told = requirement.map(|requirement| explain(pack, requirement, Lexicon::builtin()));
    let severity = requirement.map_or(result.severity, |requirement| requirement.force.severity());
    Rule {
        id: &result.requirement,
        name: &result.title,
        short_description: Text::plain(&*result.title),
        full_description: Text::plain(told.as_ref().map_or(&*result.title, |told| told.duty)),
        help: help(result, told.as_ref()),
        default_configuration: json!({"level": level(severity)}),
        properties: json!({
            "clause": result.clause,
            "group": result.group,
            "force": told.map(|told| told.force),
            "veto": result.veto,
        }),
    }
}

fn help(result: &ResultReport, told: Option<&Explanation<'_>>) -> Text {
    let basis = told.map_or_else(|| basis(&result.clause), |told| told.basis.clone());
    let mut parts = vec![("依据", basis.as_str())];
    if let Some(told) = told {
        parts.extend([
            ("要求", told.duty),
            ("效力", &told.force),
            ("适用", &told.applies),
            ("判断", &told.method),
            ("补正", told.help),
        ]);
        parts.extend(told.limits.map(|limits| ("局限", limits)));
    }
    parts.retain(|(_, text)| !text.is_empty());
    let joined = |open: &str, close: &str, end: &str| {
        let lines = parts.iter().map(|(name, text)| format!("{open}{name}{close}{text}"));
        lines.collect::<Vec<_>>().join(end)
    };
    Text { text: joined("", "：", "\n"), markdown: Some(joined("**", "**：", "\n\n")) }
}

/// The level of a failure.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
