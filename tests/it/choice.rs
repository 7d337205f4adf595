//! Which outline is chosen, and what is not taken for a proposal.

use yushen::check::{self, Options};
use yushen::lexicon::Lexicon;
use yushen::outline::select::{choose, unlike_proposal};
use yushen::parse::Limits;
use yushen::rule::Reading;
use yushen::source::{Package, Source};

fn read(files: &[(&str, &str)]) -> Vec<Reading> {
    let source = |(path, text): &(&str, &str)| Source {
        path: (*path).into(),
        bytes: text.as_bytes().to_vec(),
        gaps: Vec::new(),
    };
    let package =
        Package { name: "包".into(), path: "包".into(), sources: files.iter().map(source).collect() };
    let options = Options {
        as_of: "2026-01-01".parse().unwrap(),
        limits: Limits::default(),
        lexicon: Lexicon::builtin(),
        recogniser: None,
    };
    check::read(&package, &options)
}

fn chosen(files: &[(&str, &str)]) -> (String, String) {
    let choice = choose(&read(files), Lexicon::builtin());
    (choice.id, choice.reason)
}

#[test]
fn place_and_kind_of_document_choose_the_outline() {
    for (title, place, id) in [
        ("某某平台建设方案", "上饶市某局", "shangrao/construction"),
        ("某某系统运维方案", "上饶市某局", "shangrao/operations"),
        ("某某平台可行性研究报告", "上饶市某局", "shangrao/construction"),
        ("某某平台项目方案", "云浮市某局", "yunfu/specialised"),
        ("某某平台可行性研究报告", "哈尔滨市某局", "harbin/feasibility"),
        ("某某平台初步设计方案", "哈尔滨市某局", "harbin/design"),
        ("某某平台建设方案", "南县人民政府办公室", "nanxian/construction"),
        ("某某平台建设方案建议书", "天宁区某局", "tianning/construction"),
        ("某某平台可行性研究报告", "某局", "national/feasibility-2023"),
        ("某某平台项目建议书", "某局", "national/proposal"),
    ] {
        let text = format!("# {title}\n建设单位是{place}。{place}负责建设统一的平台。");
        let (found, reason) = chosen(&[("方案.md", &text)]);
        assert_eq!(found, id, "{title}，{place}：{reason}");
    }
}

#[test]
fn files_of_an_acceptance_set_choose_its_outline() {
    let files = [
        ("监理总结报告.md", "# 监理总结报告\n上饶市某局的项目已完成。"),
        ("用户报告.md", "# 用户报告\n上饶市某局使用情况良好。"),
        ("验收报告.md", "# 竣工验收报告\n项目通过验收。"),
        ("建设方案.md", "# 上饶市某局平台建设方案\n建设统一平台。"),
    ];
    assert_eq!(chosen(&files).0, "shangrao/acceptance");
}

#[test]
fn the_reason_tells_what_was_seen() {
    let (_, reason) = chosen(&[("方案.md", "# 某某平台建设方案\n上饶市建设，由上饶市某局负责。")]);
    assert!(reason.contains("2 次写到上饶市"), "{reason}");
    assert!(reason.contains("建设方案"), "{reason}");
    let (_, reason) = chosen(&[("方案.md", "# 某某平台建设方案\n建设统一平台。")]);
    assert!(reason.contains("没有写到") && reason.contains("--outline"), "{reason}");
}

#[test]
fn other_kinds_of_documents_are_told_apart() {
    let articles: String = (1..=30).map(|n| format!("第{n}条 应当遵守下列规定。\n\n")).collect();
    for (text, kind) in [
        ("# 某某项目招标文件\n投标人须知。", "招标（采购）文件"),
        ("# 某某系统用户手册\n点击登录。", "手册或说明书"),
        ("# 智慧城市白皮书\n技术发展。", "白皮书或宣传材料"),
        (articles.as_str(), "法律、法规或规范性文件"),
        ("# 无题\n## 摘要\n甲。\n## 关键词\n乙。\n## 参考文献\n丙。", "论文或研究报告"),
    ] {
        let why = unlike_proposal(&read(&[("文件.md", text)]), Lexicon::builtin());
        assert!(why.as_ref().is_some_and(|why| why.contains(kind)), "{kind}: {why:?}");
    }
    let why = unlike_proposal(&read(&[("文件.md", "今天天气很好。")]), Lexicon::builtin());
    assert!(why.is_some_and(|why| why.contains("看不出")));
}

#[test]
fn a_proposal_is_one_by_its_title_or_by_its_chapters() {
    let by_chapters = "# 第一章 建设目标\n甲。\n# 第二章 建设内容\n乙。\n# 第三章 投资概算\n丙。\n# 第四章 实施计划\n丁。\n# 第五章 信息安全\n戊。";
    for text in ["# 某市某某平台建设方案\n内容。", "# 某某系统可研报告（送审稿）\n内容。", by_chapters]
    {
        assert_eq!(unlike_proposal(&read(&[("a.md", text)]), Lexicon::builtin()), None, "{text}");
    }
}
