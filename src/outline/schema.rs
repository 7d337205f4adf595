//! The pack format → JSON Schema, for editors that complete and check TOML.
//!
//! Names and kinds of values are derived from the types that the loader itself uses (`shape`), so
//! the schema cannot fall behind a rule kind. Written by hand are only the descriptions and which
//! fields of a pack and of a requirement must be there. The schema is somewhat wider than the loader:
//! it does not know which fields of a rule are needed, and which concepts and term sets exist.

mod shape;

use super::format::{PackToml, RequirementToml};
use serde_json::{Map, Value, json};
use shape::{Catalog, Definition, Shape};

/// The JSON Schema of packs (draft 7, which the TOML tools of editors understand).
pub fn schema() -> Value {
    let mut catalog = Catalog::default();
    let root = catalog.add::<PackToml>();
    let requirement = catalog.add::<RequirementToml>();
    let mut definitions: Map<String, Value> = catalog
        .definitions
        .iter()
        .map(|(name, definition)| (name.clone(), define(name, definition)))
        .collect();
    if let Some(property) =
        definitions.get_mut("PackToml").and_then(|d| d.pointer_mut("/properties/requirement"))
    {
        *property = json!({ "type": "array", "items": of(&requirement), "description": "各项要求" });
    }
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "yushen 大纲",
        "definitions": definitions,
    });
    if let (Some(target), Value::Object(reference)) = (schema.as_object_mut(), of(&root)) {
        // A sibling of `$ref` is ignored in draft 7, so the root goes through `allOf`.
        target.insert("allOf".into(), json!([reference]));
    }
    schema
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Any => json!(true),
        Shape::List(item) => json!({ "type": "array", "items": of(item) }),
        Shape::Fields(fields) => object("", fields),
        Shape::Named(name) => json!({ "$ref": format!("#/definitions/{name}") }),
    }
}

fn define(name: &str, definition: &Definition) -> Value {
    match definition {
        Definition::Fields(fields) => object(name, fields),
        Definition::Variants(variants) => {
            let units: Vec<&str> =
                variants.iter().filter(|(_, content)| content.is_none()).map(|(name, _)| *name).collect();
            let mut kinds = Map::new();
            for (name, content) in variants {
                if let Some(content) = content {
                    insert_spellings(&mut kinds, name, &of(content));
                }
            }
            let kinds = json!({
                "type": "object", "properties": kinds, "additionalProperties": false,
                "minProperties": 1, "maxProperties": 1,
            });
            match (units.is_empty(), units.len() == variants.len()) {
                (_, true) => json!({ "enum": units }),
                (true, _) => kinds,
                (false, false) => json!({ "anyOf": [{ "enum": units }, kinds] }),
            }
        }
    }
}

fn object(name: &str, fields: &[(&'static str, Shape)]) -> Value {
    let mut properties = Map::new();
    for (field, shape) in fields {
        let mut value = of(shape);
        let description = DESCRIPTIONS.iter().find(|(owner, known, _)| *owner == name && known == field);
        if let Some((_, _, text)) = description {
            value = match value {
                Value::Object(mut object) if !object.contains_key("$ref") => {
                    object.insert("description".into(), json!(text));
                    Value::Object(object)
                }
                other => json!({ "allOf": [other], "description": text }),
            };
        }
        insert_spellings(&mut properties, field, &value);
    }
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if let Some((_, required)) = REQUIRED.iter().find(|(owner, _)| *owner == name) {
        object["required"] = json!(required);
    }
    object
}

/// Names in packs may be written with `-` or `_`.
fn insert_spellings(properties: &mut Map<String, Value>, name: &str, value: &Value) {
    properties.insert(name.replace('-', "_"), value.clone());
    properties.insert(name.replace('_', "-"), value.clone());
}

/// Fields without which a pack does not load.
const REQUIRED: &[(&str, &[&str])] = &[
    ("PackToml", &["id", "title", "package", "version"]),
    ("RequirementToml", &["id", "title", "force", "rule", "help"]),
    ("Regulation", &["title", "issuer", "source"]),
];

/// What fields mean, for authors of packs.
const DESCRIPTIONS: &[(&str, &str, &str)] = &[
    ("PackToml", "id", "大纲编号，小写路径，如 mycity/construction"),
    ("PackToml", "title", "大纲名称，写在报告里"),
    ("PackToml", "package", "适用的材料类型"),
    ("PackToml", "version", "大纲的版本"),
    ("PackToml", "extends", "引入的其他大纲；本文件中同编号的要求取而代之"),
    ("PackToml", "regulation", "所依据的法规"),
    ("Regulation", "title", "法规全称"),
    ("Regulation", "number", "文号"),
    ("Regulation", "issuer", "发布机关"),
    ("Regulation", "in-force", "有效期：from、until，不知道的一端不写"),
    ("Regulation", "source", "文本来源，以及日期有多可靠"),
    ("RequirementToml", "id", "稳定编号，如 SR-C07；一经发布不再改作他用"),
    ("RequirementToml", "title", "几个字说明要求"),
    ("RequirementToml", "duty", "用自己的话写的完整要求；不写时用 title"),
    ("RequirementToml", "regulation", "依据另一部法规时，写它的全称"),
    ("RequirementToml", "clause", "条款，如 第七条"),
    ("RequirementToml", "group", "报告中归入的标题"),
    ("RequirementToml", "force", "must 必须；must* 约束项目本身；should 原则上；note 提示"),
    ("RequirementToml", "veto", "条文写明不予审核"),
    ("RequirementToml", "when", "适用条件；不写则始终适用"),
    ("RequirementToml", "rule", "判断方法：只写一种"),
    ("RequirementToml", "help", "不符合时申报人下一步怎么做"),
    ("RequirementToml", "limits", "可能多报或漏报的情形"),
    ("RequirementToml", "example", "示例：passes、fails、doubts 或 inapplicable 之一，值是 Markdown"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::outline::{BuiltinLibrary, Outline, builtin};

    fn validator() -> jsonschema::Validator {
        jsonschema::validator_for(&schema()).unwrap()
    }

    fn json_of(text: &str) -> Value {
        let table: toml::Table = toml::from_str(text).unwrap();
        serde_json::to_value(table).unwrap()
    }

    #[test]
    fn shipped_packs_are_valid() {
        let validator = validator();
        for pack in builtin::builtin() {
            let errors: Vec<String> = validator
                .iter_errors(&json_of(pack.text))
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", pack.file);
        }
    }

    const SMALL: &str = r#"
        id = "my/pack"
        title = "我的大纲"
        package = "construction"
        version = "1"
        [regulation]
        title = "办法"
        issuer = "单位"
        in_force = { from = "2025-01-01" }
        source = "自编"
        [[requirement]]
        id = "MY-01"
        title = "没有占位内容"
        force = "must"
        rule.hygiene = "placeholder"
        help = "补全"
        [[requirement.example]]
        passes = "正文。"
    "#;

    #[test]
    fn what_the_schema_refuses_the_loader_refuses() {
        let library = BuiltinLibrary { lexicon: Lexicon::builtin() };
        let validator = validator();
        assert!(validator.is_valid(&json_of(SMALL)));
        Outline::load("small.toml", SMALL, &library).unwrap();
        for (right, wrong) in [
            ("title = \"我的大纲\"", ""),
            ("package = \"construction\"", "package = \"constructions\""),
            ("in_force", "inforce"),
            ("force = \"must\"\n", "force = \"may\"\n"),
            ("force = \"must\"\n", ""),
            ("rule.hygiene = \"placeholder\"", ""),
            ("rule.hygiene = \"placeholder\"", "rule.hygiene = \"placeholders\""),
            ("rule.hygiene = \"placeholder\"", "rule.hygien = \"placeholder\""),
            ("rule.hygiene = \"placeholder\"", "rule.duration = { off = \"trial-operation\" }"),
            ("help = \"补全\"", "help = 3"),
            ("passes =", "pases ="),
            ("issuer = \"单位\"", ""),
        ] {
            let text = SMALL.replacen(right, wrong, 1);
            assert_ne!(text, SMALL, "{right}");
            assert!(!validator.is_valid(&json_of(&text)), "schema accepts {right} → {wrong}");
            assert!(
                Outline::load("small.toml", &text, &library).is_err(),
                "loader accepts {right} → {wrong}"
            );
        }
    }

    #[test]
    fn every_rule_kind_and_description_has_its_place() {
        let schema = schema();
        for kind in ["section", "sections", "statement", "duration", "budget", "hygiene"] {
            let property = schema.pointer(&format!("/definitions/Rule/properties/{kind}"));
            assert!(property.is_some(), "{kind}: {schema:#}");
        }
        for (owner, field, text) in DESCRIPTIONS {
            let place = format!("/definitions/{owner}/properties/{field}/description");
            assert_eq!(schema.pointer(&place), Some(&json!(text)), "{place}");
        }
    }
}
