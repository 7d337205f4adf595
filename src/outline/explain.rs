//! A requirement → [`Explanation`]: what it asks, by which article, when, and how it is decided.

use super::{Example, Force, Outline, Requirement};
use crate::fact::budget::LineClass;
use crate::finding::Severity;
use crate::lexicon::Lexicon;
use crate::rule::condition::Condition;

/// What `explain` shows, in its order; sentences for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// Stable ID.
    pub id: &'a str,
    /// The demand in a few words.
    pub title: &'a str,
    /// The duty.
    pub duty: &'a str,
    /// Regulation and article: `《…办法》第七条`.
    pub basis: String,
    /// Title of the outline that asks it.
    pub outline: &'a str,
    /// How strongly it binds, and the consequence.
    pub force: String,
    /// When it applies.
    pub applies: String,
    /// How it is decided.
    pub method: String,
    /// Where it may say too much or too little.
    pub limits: Option<&'a str>,
    /// The next step for an author who does not meet it.
    pub help: &'a str,
    /// Texts with the status that they get.
    pub examples: &'a [Example],
}

/// Explains a requirement of an outline.
pub fn explain<'a>(outline: &'a Outline, requirement: &'a Requirement, lexicon: &Lexicon) -> Explanation<'a> {
    Explanation {
        id: &requirement.id,
        title: &requirement.title,
        duty: &requirement.duty,
        basis: basis(outline, requirement),
        outline: &outline.title,
        force: force(requirement),
        applies: match &requirement.when {
            Some(condition) => format!("仅当{}时适用；否则为“不适用”。", describe(condition, lexicon)),
            None => "始终适用。".to_owned(),
        },
        method: requirement.rule.method(),
        limits: requirement.limits.as_deref(),
        help: &requirement.help,
        examples: &requirement.examples,
    }
}

fn basis(outline: &Outline, requirement: &Requirement) -> String {
    let own = &outline.regulation;
    let (title, number) = match &requirement.regulation {
        Some(other) if *other != own.title => (other.as_str(), None),
        _ => (own.title.as_str(), own.number.as_deref()),
    };
    let mut text = String::new();
    if !title.is_empty() {
        text = if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") };
    }
    if let Some(number) = number {
        text.push_str(&format!("（{number}）"));
    }
    text + &requirement.clause
}

fn force(requirement: &Requirement) -> String {
    let consequence = |severity: Severity| severity.consequence(requirement.veto);
    match requirement.force {
        Force::Must => format!("必须做到。不符合时：{}。", consequence(Severity::Error)),
        Force::MustOfProject => format!(
            "约束项目本身。方案没有写到时：{}；写的内容与之相抵触时：{}。",
            consequence(Severity::Warning),
            consequence(Severity::Error)
        ),
        Force::Should => format!(
            "原则上做到。不符合时：{}；在同一节说明了例外理由的，由人工核实。",
            consequence(Severity::Warning)
        ),
        Force::Note => format!("不作强制要求。不符合时：{}。", consequence(Severity::Note)),
    }
}

/// The condition in words that fit into `仅当…时适用`.
pub fn describe(condition: &Condition, lexicon: &Lexicon) -> String {
    let set_title = |name: &str| {
        let title = lexicon.term_set(name).map(|set| lexicon.term_set_title(set)).unwrap_or_default();
        if title.is_empty() { name.to_owned() } else { title.to_owned() }
    };
    match condition {
        Condition::BudgetHas(classes) => format!("费用表中有{}", any_of(classes)),
        Condition::BudgetNames(set) => format!("费用表中写到“{}”", set_title(set)),
        Condition::BudgetMostly(classes) => format!("费用表中{}占一半以上", all_of(classes)),
        Condition::Priced => "有费用表或大写金额".into(),
        Condition::PeriodOver(bound) => format!("建设周期超过 {}", bound.text),
        Condition::Amount(bounds) => format!("{}{}", bounds.of.title(), bounds.words()),
        Condition::Says(set) => format!("文中写到“{}”（不是否定的说法）", set_title(set)),
        Condition::Marked(set) => format!("文件带有“{}”", set_title(set)),
        Condition::Any(conditions) => {
            let parts: Vec<String> = conditions.iter().map(|part| describe(part, lexicon)).collect();
            parts.join("，或")
        }
    }
}

fn any_of(classes: &[LineClass]) -> String {
    classes.iter().map(|class| class_title(*class)).collect::<Vec<_>>().join("或")
}

fn all_of(classes: &[LineClass]) -> String {
    classes.iter().map(|class| class_title(*class)).collect::<Vec<_>>().join("和")
}

fn class_title(class: LineClass) -> &'static str {
    match class {
        LineClass::Hardware => "硬件设备",
        LineClass::PackagedSoftware => "成品软件",
        LineClass::Development => "应用开发",
        LineClass::Data => "数据资源",
        LineClass::Integration => "系统集成",
        LineClass::Cloud => "云资源和网络租用",
        LineClass::Management => "项目管理费",
        LineClass::Supervision => "监理费",
        LineClass::Consulting => "设计咨询费",
        LineClass::Tendering => "招标代理费",
        LineClass::Testing => "软件测试费",
        LineClass::SecurityAssessment => "安全测评费",
        LineClass::CryptographyAssessment => "密码应用评估费",
        LineClass::Acceptance => "验收费",
        LineClass::Review => "评审费",
        LineClass::Training => "培训费",
        LineClass::Reserve => "预备费",
        LineClass::Maintenance => "运行维护费",
        LineClass::Other => "其他费用",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::{PackageKind, Regulation};
    use crate::rule::Rule;
    use crate::rule::hygiene::HygieneRule;

    fn outline(force: Force, when: Option<Condition>) -> Outline {
        let requirement = Requirement {
            id: "T-01".into(),
            title: "标题".into(),
            duty: "职责。".into(),
            regulation: None,
            clause: "第三条".into(),
            group: "组".into(),
            force,
            veto: false,
            when,
            rule: Rule::Hygiene(HygieneRule::Readable),
            help: "这样做".into(),
            limits: None,
            examples: Vec::new(),
        };
        Outline {
            id: "t".into(),
            title: "大纲".into(),
            package: PackageKind::Construction,
            version: "1".into(),
            regulation: Regulation {
                title: "某地办法".into(),
                number: Some("某府〔2025〕3号".into()),
                ..Regulation::default()
            },
            requirements: vec![requirement],
        }
    }

    #[test]
    fn names_the_article_and_the_consequence() {
        let outline = outline(Force::MustOfProject, None);
        let told = explain(&outline, &outline.requirements[0], Lexicon::builtin());
        assert_eq!(told.basis, "《某地办法》（某府〔2025〕3号）第三条");
        assert_eq!(told.force, "约束项目本身。方案没有写到时：建议完善；写的内容与之相抵触时：需补正。");
        assert_eq!(told.applies, "始终适用。");
    }

    #[test]
    fn a_shared_requirement_names_its_own_source() {
        let mut outline = outline(Force::Must, None);
        outline.requirements[0].regulation = Some("《通用要求》".into());
        outline.requirements[0].veto = true;
        let told = explain(&outline, &outline.requirements[0], Lexicon::builtin());
        assert_eq!(told.basis, "《通用要求》第三条");
        assert_eq!(told.force, "必须做到。不符合时：不予审核。");
    }

    #[test]
    fn conditions_become_sentences() {
        let when = Condition::Any(vec![
            Condition::BudgetHas(vec![LineClass::Hardware, LineClass::PackagedSoftware]),
            Condition::Says("no-such-set".into()),
        ]);
        let outline = outline(Force::Should, Some(when));
        let told = explain(&outline, &outline.requirements[0], Lexicon::builtin());
        assert_eq!(
            told.applies,
            "仅当费用表中有硬件设备或成品软件，或文中写到“no-such-set”（不是否定的说法）时适用；否则为“不适用”。"
        );
    }
}
