//! Names and chains of styles.

use super::*;

fn read(content: &str) -> Styles {
    let text = format!(
        r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{content}</w:styles>"#
    );
    let part = PartText { name: "styles".into(), text, is_cut: false };
    Styles::read(&part, &Limits::default(), &mut Numbering::default()).0
}

#[test]
fn names_of_headings() {
    for (name, level) in [
        ("heading 1", Some(1)),
        ("Heading 3", Some(3)),
        ("标题 2", Some(2)),
        ("标题4", Some(4)),
        ("一级标题", Some(1)),
        ("2级标题", Some(2)),
        ("标题三", Some(3)),
        ("章标题", Some(1)),
        ("二级条标题", Some(3)),
        ("标题", None),
        ("标题 1 Char", None),
        ("heading 10", None),
        ("二级无标题条", None),
        ("副标题", None),
    ] {
        assert_eq!(heading_level(name), level, "{name}");
    }
}

#[test]
fn names_of_roles() {
    for (name, expected) in [
        ("toc 1", Some(Role::Contents)),
        ("目录 2", Some(Role::Contents)),
        ("TOC Heading", Some(Role::Contents)),
        ("table of figures", Some(Role::Contents)),
        ("caption", Some(Role::Caption)),
        ("题注", Some(Role::Caption)),
        ("正文表标题", Some(Role::Caption)),
        ("Title", Some(Role::Title)),
        ("Subtitle", Some(Role::Title)),
        ("目录编制说明", None),
        ("Normal", None),
    ] {
        assert_eq!(role(name), expected, "{name}");
    }
}

#[test]
fn looks_come_through_the_chain_over_the_defaults() {
    let styles = read(
        r#"<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:default="1" w:styleId="n"><w:name w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="n"/><w:rPr><w:sz w:val="32"/></w:rPr></w:style>
        <w:style w:type="table" w:styleId="t"><w:tblStylePr><w:rPr><w:sz w:val="99"/></w:rPr></w:tblStylePr></w:style>
        <w:style w:type="character" w:styleId="c"><w:rPr><w:b/></w:rPr></w:style>"#,
    );
    let look = |id| styles.paragraph(id).1.run;
    assert_eq!((look(None).bold, look(None).size), (Some(true), Some(21)));
    assert_eq!((look(Some("a")).bold, look(Some("a")).size), (Some(true), Some(32)));
    assert_eq!(look(Some("t")).size, Some(21), "conditional looks of tables do not count");
    // Two styles that both turn bold on turn it off.
    assert_eq!(styles.character("c").toggled_over(look(None)).bold, Some(false));
}

#[test]
fn long_and_circular_chains_end() {
    let chain: String = (0..5000)
        .map(|i| {
            let next = i + 1;
            format!(r#"<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{next}"/></w:style>"#)
        })
        .collect();
    let end = r#"<w:style w:type="paragraph" w:styleId="s5000"><w:name w:val="heading 2"/></w:style>"#;
    assert_eq!(read(&format!("{chain}{end}")).paragraph(Some("s0")).1.outline, Some(1));
    let circle = r#"<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>
        <w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>"#;
    assert_eq!(read(circle).paragraph(Some("a")).1.outline, Some(1));
}
