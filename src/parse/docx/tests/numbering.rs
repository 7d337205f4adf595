//! Lists against what a word processor prints.

use super::super::styles::Styles;
use super::*;
use crate::parse::opc::PartText;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn part(root: &str, content: &str) -> PartText {
    let text = format!(r#"<w:{root} xmlns:w="{WORD}">{content}</w:{root}>"#);
    PartText { name: root.into(), text, is_cut: false }
}

fn read(content: &str) -> Numbering {
    let (numbering, fault) = Numbering::read(&part("numbering", content), &Limits::default());
    assert_eq!(fault, None);
    numbering
}

fn level(idx: usize, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{idx}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

fn definition(id: u32, levels: &[String]) -> String {
    format!(r#"<w:abstractNum w:abstractNumId="{id}">{}</w:abstractNum>"#, levels.concat())
}

fn list(id: u32, definition: u32, more: &str) -> String {
    format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{definition}"/>{more}</w:num>"#)
}

/// The labels of paragraphs, by list and level.
fn labels(numbering: &Numbering, paragraphs: &[(i64, u8)]) -> Vec<String> {
    let mut counters = Counters::default();
    paragraphs
        .iter()
        .map(|&(list, level)| match counters.label(numbering, list, level) {
            Some(Label::Number(text)) => text,
            Some(Label::Bullet) => "•".into(),
            None => "-".into(),
        })
        .collect()
}

#[test]
fn official_levels_count_and_start_again() {
    let levels = [
        level(0, "chineseCountingThousand", "第%1章", ""),
        level(1, "chineseCounting", "%2、", r#"<w:suff w:val="nothing"/>"#),
        level(2, "japaneseCounting", "（%3）", r#"<w:suff w:val="nothing"/>"#),
        level(3, "decimal", "%4.", r#"<w:suff w:val="space"/>"#),
    ];
    let numbering = read(&[definition(0, &levels), list(1, 0, "")].concat());
    let steps = [(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 1)];
    assert_eq!(
        labels(&numbering, &steps),
        ["第一章 ", "一、", "（一）", "（二）", "1. ", "二、", "（一）", "第二章 ", "一、"]
    );
}

#[test]
fn a_level_prints_those_above_it() {
    let levels = [
        level(0, "chineseCounting", "第%1章", ""),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "upperLetter", "%1.%2.%3", ""),
    ];
    let numbering = read(&[definition(0, &levels), list(1, 0, "")].concat());
    assert_eq!(
        labels(&numbering, &[(1, 0), (1, 1), (1, 2), (1, 0), (1, 1)]),
        ["第一章 ", "1.1 ", "一.1.A ", "第二章 ", "2.1 "]
    );
    // A level whose upper one was never used shows where that one starts.
    assert_eq!(labels(&numbering, &[(1, 1), (1, 1), (1, 0)]), ["1.1 ", "1.2 ", "第一章 "]);
}

#[test]
fn restarts_follow_the_level_that_is_named() {
    let never = [level(0, "decimal", "%1", ""), level(1, "decimal", "%2", r#"<w:lvlRestart w:val="0"/>"#)];
    let numbering = read(&[definition(0, &never), list(1, 0, "")].concat());
    assert_eq!(labels(&numbering, &[(1, 0), (1, 1), (1, 0), (1, 1)]), ["1 ", "1 ", "2 ", "2 "]);
    let first = [
        level(0, "decimal", "%1", ""),
        level(1, "decimal", "%2", ""),
        level(2, "decimal", "%3", r#"<w:lvlRestart w:val="1"/>"#),
    ];
    let numbering = read(&[definition(0, &first), list(1, 0, "")].concat());
    assert_eq!(
        labels(&numbering, &[(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)]),
        ["1 ", "1 ", "1 ", "2 ", "2 ", "2 ", "1 "]
    );
}

#[test]
fn lists_of_one_definition_go_on_unless_they_override_the_start() {
    let levels = [level(0, "decimal", "%1)", "")];
    let own = r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>"#;
    let lists = [definition(0, &levels), list(1, 0, ""), list(2, 0, ""), list(3, 0, own)];
    assert_eq!(
        labels(&read(&lists.concat()), &[(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)]),
        ["1) ", "2) ", "5) ", "6) ", "7) "]
    );
}

#[test]
fn a_list_overrides_the_whole_level() {
    let levels = [level(0, "decimal", "%1.", "")];
    let own = format!(r#"<w:lvlOverride w:ilvl="0">{}</w:lvlOverride>"#, level(0, "upperRoman", "%1、", ""));
    let numbering = read(&[definition(0, &levels), list(1, 0, &own), list(2, 0, "")].concat());
    assert_eq!(labels(&numbering, &[(1, 0), (2, 0)]), ["I、 ", "2. "]);
}

#[test]
fn bullets_pictures_and_nothing() {
    let levels = [
        level(0, "bullet", "•", ""),
        level(1, "none", "", ""),
        level(2, "decimal", "", ""),
        level(3, "decimal", "x", r#"<w:lvlPicBulletId w:val="0"/>"#),
    ];
    let numbering = read(&[definition(0, &levels), list(1, 0, "")].concat());
    let steps = [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (7, 0)];
    assert_eq!(labels(&numbering, &steps), ["•", "-", "-", "•", "-", "-"]);
}

#[test]
fn a_custom_format_is_the_choice_of_its_alternatives() {
    let level = r#"<w:lvl w:ilvl="0"><w:start w:val="7"/>
        <mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
        <mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>
        <mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>"#;
    let numbering = read(&[definition(0, &[level.to_owned()]), list(1, 0, "")].concat());
    assert_eq!(labels(&numbering, &[(1, 0), (1, 0)]), ["007 ", "008 "]);
}

#[test]
fn numbering_styles_are_followed_and_circles_end() {
    let linked = r#"<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="s"/></w:abstractNum>"#;
    let levels = [level(0, "decimal", "%1、", "")];
    let content = [definition(0, &levels), linked.into(), list(1, 1, ""), list(2, 0, "")].concat();
    let style = |list: u32| {
        format!(
            r#"<w:style w:type="numbering" w:styleId="s"><w:pPr><w:numPr><w:numId w:val="{list}"/></w:numPr></w:pPr></w:style>"#
        )
    };
    let mut numbering = read(&content);
    Styles::read(&part("styles", &style(2)), &Limits::default(), &mut numbering);
    assert_eq!(labels(&numbering, &[(1, 0), (2, 0)]), ["1、 ", "2、 "]);

    let mut numbering = read(&content);
    Styles::read(&part("styles", &style(1)), &Limits::default(), &mut numbering);
    assert_eq!(labels(&numbering, &[(1, 0)]), ["-"]);
}

#[test]
fn odd_numbers_do_no_harm() {
    let long = "%1".repeat(1000);
    let content = format!(
        r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="99"><w:start w:val="1"/></w:lvl>
        <w:lvl w:ilvl="0"><w:start w:val="4294967296"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%0%2%9{long}"/></w:lvl></w:abstractNum>
        <w:num w:numId="2147483648"><w:abstractNumId w:val="0"/></w:num>"#
    );
    let label = labels(&read(&content), &[(2_147_483_648, 255), (2_147_483_648, 0)]);
    assert_eq!(label[0], "-");
    assert!(label[1].starts_with("%01000000") && label[1].chars().count() < 400);
}
