//! A part that could not be read proves nothing: neither that something is missing nor that all is well.

use crate::cases::{fixture, package, review_of};
use crate::limits::docx;
use yushen::finding::Status;
use yushen::gap::{Gap, GapKind};
use yushen::parse::Limits;
use yushen::source::Source;

fn scan() -> Source {
    Source {
        path: "扫描件.pdf".into(),
        bytes: Vec::new(),
        gaps: vec![Gap::new(GapKind::ImagePage).on_page(1)],
    }
}

#[test]
fn what_speaks_about_everything_is_open_while_a_part_is_unread() {
    let mut package = package("proposal.md", fixture("proposal.md"));
    package.sources.push(scan());
    let review = review_of(&package, Limits::default());
    for id in ["SR-C03", "SR-C16", "SR-C17", "SR-C26", "DOC-02", "DOC-07", "DOC-08", "DOC-10"] {
        let result = review.results.iter().find(|result| result.requirement == id).unwrap();
        assert_eq!(result.status, Status::Unreadable, "{id}: {}", result.reason);
    }
    let shown = review.results.iter().find(|result| result.requirement == "SR-C07").unwrap();
    assert_eq!(shown.status, Status::Met, "what was shown stays shown");
}

/// A document whose only content is the picture of a page.
fn docx_of_a_picture() -> Vec<u8> {
    docx(
        r#"<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="r1"/></w:drawing></w:r></w:p>"#,
    )
}

#[test]
fn pictures_are_named_and_prove_nothing() {
    let files: [(&str, &[u8], &str); 5] = [
        ("附件/执照.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "“附件/执照.png”第 1 页：只有图像，没有文字层"),
        ("附件/批复.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "“附件/批复.jpg”第 1 页：只有图像，没有文字层"),
        ("图.bmp", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "“图.bmp”已识别为 图片（BMP），暂不能读取其内容"),
        ("图.tif", b"II*\0\x08\0\0\0", "“图.tif”已识别为 图片（TIFF），暂不能读取其内容"),
        ("扫描.docx", &docx_of_a_picture(), "“扫描.docx”的 word/document.xml：只有图像，没有文字层"),
    ];
    for (path, bytes, told) in files {
        let mut package = package("proposal.md", fixture("proposal.md"));
        package.sources.push(Source { path: path.into(), bytes: bytes.to_vec(), gaps: Vec::new() });
        let review = review_of(&package, Limits::default());
        let said: Vec<&str> = review
            .results
            .iter()
            .flat_map(|result| &result.findings)
            .map(|finding| finding.message.as_str())
            .filter(|message| message.starts_with(&format!("“{path}”")))
            .collect();
        assert_eq!(said, [told]);
        let result = review.results.iter().find(|result| result.requirement == "SR-C16").unwrap();
        assert_eq!(result.status, Status::Unreadable, "{path}: {}", result.reason);
    }
}

#[test]
fn nothing_is_missing_while_a_part_is_unread() {
    let mut package = package(
        "short.md",
        "# 建设目标\n\n显著提升服务能力。\n\n# 信息安全\n\n# 信息共享\n\n见下。\n".into(),
    );
    package.sources.push(scan());
    let review = review_of(&package, Limits::default());
    let missing: Vec<&str> = review
        .results
        .iter()
        .filter(|result| result.status == Status::Unmet && result.requirement.starts_with("SR-"))
        .map(|result| result.requirement.as_str())
        .collect();
    assert!(missing.is_empty(), "said to be missing beside an unread file: {missing:?}");
}

#[test]
fn findings_beyond_the_limit_are_counted_not_dropped() {
    let text = format!("# 建设目标\n\n{}", "显著提升服务能力。\n\n".repeat(12));
    let limits = Limits { rule_findings: 5, ..Limits::default() };
    let review = review_of(&package("vague.md", text.into_bytes()), limits);
    let goals = review.results.iter().find(|result| result.requirement == "SR-C02").unwrap();
    assert_eq!(goals.findings.len(), 6);
    assert!(goals.findings[5].message.starts_with("另有 8 处"), "{}", goals.findings[5].message);
}
