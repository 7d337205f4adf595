use super::*;
use crate::finding::Status;
use crate::outline::PackageKind;

/// Some words, and packs by id.
struct Shelves(Vec<(&'static str, String)>);

impl Library for Shelves {
    fn pack(&self, id: &str) -> Option<PackFile> {
        let (id, text) = self.0.iter().find(|(known, _)| *known == id)?;
        Some(PackFile { file: format!("{id}.toml"), text: text.as_str().into() })
    }

    fn pack_ids(&self) -> Vec<String> {
        self.0.iter().map(|(id, _)| (*id).to_owned()).collect()
    }

    fn concepts(&self) -> Vec<String> {
        ["goals", "security", "sharing"].map(str::to_owned).to_vec()
    }

    fn term_sets(&self) -> Vec<String> {
        ["government-cloud", "deployment", "secrecy-marks"].map(str::to_owned).to_vec()
    }
}

const HEAD: &str = r#"
id = "my/pack"
title = "我的大纲"
package = "construction"
version = "1"
[regulation]
title = "某地办法"
issuer = "某单位"
in_force = { from = "2025-01-01", until = "2029-12-31" }
source = "自编"
"#;

const REQUIREMENT: &str = r#"
[[requirement]]
id = "MY-01"
title = "上云"
duty = "部署在政务云。"
clause = "第三条"
force = "should"
when.says = "deployment"
rule.statement = { says = ["government-cloud", "deployment"], in = ["security"] }
help = "写明部署方式"
limits = "可能漏报。"
[[requirement.example]]
passes = "系统部署在政务云。"
[[requirement.example]]
fails = "系统自建机房。"
"#;

fn pack() -> String {
    format!("{HEAD}{REQUIREMENT}")
}

/// A pack of one requirement, `DOC-…`.
fn small(id: &str, extends: &str, requirement_id: &str, title: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = \"通用\"\npackage = \"any\"\nversion = \"1\"\nextends = [{extends}]\n\
         [regulation]\ntitle = \"通用要求\"\nissuer = \"某单位\"\nsource = \"自编\"\n\
         [[requirement]]\nid = \"{requirement_id}\"\ntitle = \"{title}\"\nforce = \"must\"\n\
         rule.hygiene = \"placeholder\"\nhelp = \"补全\"\nexample = [{{ passes = \"正文。\" }}]\n"
    )
}

fn load(text: &str) -> Result<Outline, Vec<PackError>> {
    Outline::load("我的.toml", text, &Shelves(Vec::new()))
}

/// The only mistake of the pack in which `right` is replaced.
fn mistake(right: &str, wrong: &str) -> PackError {
    let text = pack().replacen(right, wrong, 1);
    assert_ne!(text, pack(), "{right}");
    let mut errors = load(&text).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors.remove(0)
}

#[test]
fn a_right_pack_loads_whole() {
    let outline = load(&pack()).unwrap();
    assert_eq!((outline.id.as_str(), outline.package), ("my/pack", PackageKind::Construction));
    assert_eq!(outline.regulation.in_force.until, "2029-12-31".parse().ok());
    let requirement = &outline.requirements[0];
    assert_eq!(requirement.clause, "第三条");
    assert_eq!(requirement.group, "我的大纲");
    assert_eq!(requirement.limits.as_deref(), Some("可能漏报。"));
    assert!(requirement.when.is_some());
    let expected: Vec<Status> = requirement.examples.iter().map(|e| e.expected).collect();
    assert_eq!(expected, [Status::Met, Status::Unmet]);
}

#[test]
fn dashes_and_underscores_are_the_same_in_keys() {
    load(&pack().replacen("in_force", "in-force", 1)).unwrap();
    let twice = mistake("in_force =", "in-force = {}\nin_force =");
    assert_eq!(twice.quote(), "in_force");
}

/// Right text, wrong text, what the caret covers, what the message and the help must say.
type Slip = (&'static str, &'static str, &'static str, &'static str, &'static str);

fn assert_slips(slips: &[Slip]) {
    for (right, wrong, caret, message, help) in slips {
        let error = mistake(right, wrong);
        assert_eq!(error.quote(), *caret, "{error}");
        assert!(error.message.contains(message), "{error}");
        assert!(error.help.as_deref().unwrap_or_default().contains(help), "{error}");
        assert_eq!(error.file, "我的.toml");
    }
}

#[test]
fn mistakes_of_form_have_a_caret() {
    assert_slips(&[
        ("limits =", "limit =", "limit", "没有“limit”这个字段", "是否想写“limits”"),
        ("package =", "pakage =", "pakage", "没有“pakage”这个字段", "“package”"),
        ("[[requirement]]", "[[requirment]]", "requirment", "“requirment”", "“requirement”"),
        ("issuer =", "isuer =", "isuer", "“isuer”", "“issuer”"),
        ("in = [", "inn = [", "inn", "“inn”", "“in”"),
        ("rule.statement", "rule.statment", "statment", "“statment”", "是否想写“statement”"),
        ("when.says", "when.say", "say", "“say”", "“says”"),
        ("passes =", "pass =", "pass", "“pass”", "“passes”"),
        ("\"construction\"", "\"construct\"", "\"construct\"", "“construct”", "“construction”"),
        ("force = \"should\"", "force = \"shall\"", "\"shall\"", "“shall”", "must"),
        ("force = \"should\"\n", "", "[[requirement]]", "缺少字段“force”", "force ="),
        ("version = \"1\"", "version = 1", "1", "应为带引号的字符串", "字符串"),
        ("in = [\"security\"]", "in = \"security\"", "\"security\"", "应为数组", "数组"),
        ("when.says", "rule.hygiene = \"readable\"\nwhen.says", "rule", "只能写一种", "rule.种类"),
        ("passes = \"系统部署在政务云。\"", "", "[[requirement.example]]", "没有写是哪一种", "示例"),
        ("2025-01-01", "2025-02-30", "\"2025-02-30\"", "2025-02-30", ""),
        ("title = \"上云\"", "title = 上云", "上云", "没有引号", "双引号"),
        ("help = \"写明部署方式\"", "help", "", "没有等号和值", "键 = 值"),
        ("duty =", "title = \"又\"\nduty =", "title", "键重复", "只保留一处"),
    ]);
}

#[test]
fn mistakes_of_sense_have_a_caret() {
    assert_slips(&[
        ("[\"security\"]", "[\"secuirty\"]", "\"secuirty\"", "没有“secuirty”这个章节概念", "“security”"),
        (
            "says = [\"government-cloud\"",
            "says = [\"goverment-cloud\"",
            "\"goverment-cloud\"",
            "没有“goverment-cloud”这个用语集",
            "“government-cloud”",
        ),
        ("when.says = \"deployment\"", "when.says = \"deploy\"", "\"deploy\"", "用语集", "“deployment”"),
        ("\"MY-01\"", "\"my-1\"", "\"my-1\"", "编号“my-1”格式不对", "SR-C07"),
        ("\"my/pack\"", "\"我的\"", "\"我的\"", "大纲编号“我的”格式不对", "小写字母"),
        ("\"写明部署方式\"", "\" \"", "\" \"", "MY-01 的 help 是空的", "申报人"),
        ("\"上云\"", "\"\"", "\"\"", "MY-01 的 title 是空的", "申报人"),
        ("\"我的大纲\"", "\"\"", "\"\"", "大纲的 title 是空的", "报告"),
        ("\"2029-12-31\"", "\"2024-12-31\"", "\"2024-12-31\"", "失效日期 2024-12-31 早于", "核对"),
        ("when.says", "veto = true\nwhen.says", "true", "veto 与 force 不一致", "must"),
    ]);
}

#[test]
fn one_mistake_does_not_hide_the_next() {
    let text = pack().replacen("limits", "limit", 1)
        + &REQUIREMENT.replacen("MY-01", "MY-02", 1).replacen("\"security\"", "\"budgt\"", 1)
        + &REQUIREMENT.replacen("MY-01", "MY-03", 1).replacen("help = \"写明部署方式\"\n", "", 1);
    let errors = load(&text).unwrap_err();
    let carets: Vec<&str> = errors.iter().map(PackError::quote).collect();
    assert_eq!(carets, ["limit", "\"budgt\"", "[[requirement]]"]);
}

#[test]
fn a_repeated_id_shows_both_places() {
    let text = pack() + REQUIREMENT;
    let errors = load(&text).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].quote(), "\"MY-01\"");
    assert_eq!(errors[0].message, "编号“MY-01”重复");
    let (first, _) = &errors[0].related[0];
    assert_eq!(&text[first.clone()], "\"MY-01\"");
    assert!(first.start < errors[0].span.start);
}

#[test]
fn an_empty_pack_is_a_mistake() {
    let errors = load(HEAD).unwrap_err();
    assert_eq!((errors[0].quote(), errors[0].message.as_str()), ("\"my/pack\"", "大纲里没有任何要求"));
    assert_eq!(load("").unwrap_err()[0].message, "缺少字段“id”");
}

#[test]
fn authors_get_advice() {
    let text = format!("{HEAD}{}", REQUIREMENT.split("[[requirement.example]]").next().unwrap()).replacen(
        "clause = \"第三条\"\n",
        "",
        1,
    );
    let examined = examine("我的.toml", &text, &Shelves(Vec::new()));
    assert_eq!(examined.outline.unwrap().requirements[0].clause, "通用");
    let messages: Vec<&str> = examined.issues.iter().map(|issue| issue.message.as_str()).collect();
    assert_eq!(messages, ["MY-01 没有示例", "MY-01 没有写依据的条款"]);
    assert!(examined.issues.iter().all(|issue| issue.severity == Severity::Warning));
    assert_eq!(examined.issues[0].quote(), "\"MY-01\"");
}

fn extending(bases: &str) -> String {
    pack().replacen("version = \"1\"", &format!("version = \"1\"\nextends = [{bases}]"), 1)
}

fn ids(outline: &Outline) -> Vec<(&str, &str)> {
    outline.requirements.iter().map(|r| (r.id.as_str(), r.title.as_str())).collect()
}

#[test]
fn shared_requirements_come_last_and_can_be_replaced() {
    let shelves = Shelves(vec![
        ("common/a", small("common/a", "\"common/b\"", "DOC-01", "甲")),
        ("common/b", small("common/b", "", "DOC-02", "乙")),
    ]);
    let text = extending("\"common/a\", \"common/b\"");
    let outline = Outline::load("我的.toml", &text, &shelves).unwrap();
    assert_eq!(ids(&outline), [("MY-01", "上云"), ("DOC-01", "甲"), ("DOC-02", "乙")]);
    assert_eq!(outline.requirements[1].regulation.as_deref(), Some("通用要求"));
    assert_eq!(outline.requirements[0].regulation, None);

    let own = REQUIREMENT.replacen("MY-01", "DOC-01", 1).replacen("上云", "我的甲", 1);
    let outline = Outline::load("我的.toml", &(text + &own), &shelves).unwrap();
    assert_eq!(ids(&outline), [("MY-01", "上云"), ("DOC-01", "我的甲"), ("DOC-02", "乙")]);
    assert_eq!(outline.requirements[1].regulation, None);
}

#[test]
fn a_mistake_of_a_base_points_into_the_base() {
    let broken = small("common/a", "", "DOC-01", "甲").replacen("placeholder", "placeholders", 1);
    let shelves = Shelves(vec![("common/a", broken)]);
    let errors = Outline::load("我的.toml", &extending("\"common/a\""), &shelves).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!((errors[0].file.as_str(), errors[0].quote()), ("common/a.toml", "\"placeholders\""));
}

#[test]
fn wrong_bases_have_a_caret() {
    let shelves = Shelves(vec![
        ("common/a", small("common/a", "\"common/b\"", "DOC-01", "甲")),
        ("common/b", small("common/b", "\"common/a\"", "DOC-02", "乙")),
        ("common/c", small("common/c", "", "DOC-03", "丙")),
        ("common/d", small("common/d", "", "DOC-03", "丁")),
    ]);
    for (bases, file, caret, message, help) in [
        ("\"common/x\"", "我的.toml", "\"common/x\"", "没有“common/x”这个大纲", "common/a"),
        ("\"common/a\"", "common/b.toml", "\"common/a\"", "common/a → common/b → common/a", "去掉其中一处"),
        ("\"my/pack\"", "我的.toml", "\"my/pack\"", "my/pack → my/pack", "去掉其中一处"),
        ("\"common/c\", \"common/c\"", "我的.toml", "\"common/c\"", "写了两次", "只保留一处"),
        ("\"common/c\", \"common/d\"", "我的.toml", "\"common/d\"", "“DOC-03”", "重新写明"),
    ] {
        let errors = Outline::load("我的.toml", &extending(bases), &shelves).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors:#?}");
        let error = &errors[0];
        assert_eq!((error.file.as_str(), error.quote()), (file, caret), "{error}");
        assert!(error.message.contains(message), "{error}");
        assert!(error.help.as_deref().unwrap_or_default().contains(help), "{error}");
    }
}

#[test]
fn any_text_may_be_loaded() {
    for text in ["\u{feff}", "[[[[", "requirement = 3", "a.b.c.d = 1\na = 2", "\"\"\"", "x = [[[[[[[[[[[[[["]
    {
        assert!(load(text).is_err(), "{text}");
    }
    let deep = format!(
        "{HEAD}[[requirement]]\nwhen = {}says = \"x\"{}",
        "{ any = [{".repeat(2_000),
        "}] }".repeat(2_000)
    );
    assert!(load(&deep).is_err());
}
