//! [`Comparison`] → text: what is solved, what is left, what is new, each with its place.

use super::paint::Paint;
use super::{Style, layout, push_basis, push_file, push_title, push_wrapped};
use crate::finding::Status;
use crate::report::FindingReport;
use crate::report::compare::{Comparison, Solved, Version};

/// The comparisons as text.
pub fn render(comparisons: &[Comparison], style: &Style) -> String {
    let mut out = String::new();
    for (at, comparison) in comparisons.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push(&mut out, comparison, style);
    }
    out
}

fn push(out: &mut String, comparison: &Comparison, style: &Style) {
    let paint = Paint::new(style.colour);
    let (before, after) = (&comparison.before, &comparison.after);
    let paths = layout::printable(&format!("{} → {}", before.path, after.path)).into_owned();
    out.push_str(&format!("{}\n", paint.bold(&paths)));
    push_wrapped(out, "", &comparison.summary(), style);
    for notice in &comparison.notices {
        push_wrapped(out, &paint.warning("! "), &layout::printable(notice), style);
    }
    for notice in before.notices.iter().filter(|notice| !comparison.notices.contains(notice)) {
        push_wrapped(out, &paint.warning("! 旧版："), &layout::printable(notice), style);
    }
    push_part(out, "新出现", comparison.new.iter(), style, |out, finding| {
        push_finding(out, comparison, &paint.error("✗ "), finding, style);
    });
    push_part(out, "仍存在", comparison.left.iter(), style, |out, left| {
        push_finding(out, comparison, &paint.warning("! "), &left.finding, style);
        if let Some(before) = &left.before {
            push_wrapped(out, "    旧版：", &layout::printable(&before.message), style);
        }
    });
    push_part(out, "无法判断", comparison.undecided.iter(), style, |out, gone| {
        push_finding(out, comparison, &paint.warning("? "), &gone.finding, style);
        push_now(out, gone, style);
    });
    push_part(out, "已解决", comparison.solved.iter(), style, |out, gone| {
        push_finding(out, comparison, &paint.good("✓ "), &gone.finding, style);
        // Other findings of the same requirement stand elsewhere in the comparison.
        if !matches!(gone.status, Status::Unmet | Status::Doubtful) {
            push_now(out, gone, style);
        }
    });
    push_files(out, "旧版", before, style);
    push_files(out, "新版", after, style);
    push_title(out, "依据", style);
    push_basis(out, &comparison.outline, comparison.as_of, comparison.tool, style);
    push_title(out, "结论", style);
    push_wrapped(out, "旧版：", &layout::printable(&before.summary), style);
    push_wrapped(out, "新版：", &layout::printable(&after.summary), style);
}

fn push_part<T>(
    out: &mut String,
    title: &str,
    items: impl ExactSizeIterator<Item = T>,
    style: &Style,
    push_item: impl Fn(&mut String, T),
) {
    if items.len() > 0 {
        push_title(out, &format!("{title}（{} 处）", items.len()), style);
        items.for_each(|item| push_item(out, item));
    }
}

fn push_finding(
    out: &mut String,
    comparison: &Comparison,
    mark: &str,
    finding: &FindingReport,
    style: &Style,
) {
    let title = comparison.title(&finding.requirement);
    let head = format!("{} · {} · {title}", finding.requirement, finding.consequence);
    push_wrapped(out, mark, &layout::printable(&head), style);
    let place = finding.passage.location.describe();
    let place = if place.is_empty() { place } else { format!("（{place}）") };
    push_wrapped(out, "    ", &layout::printable(&format!("{}{place}", finding.message)), style);
}

/// How its requirement stands now, and why.
fn push_now(out: &mut String, gone: &Solved, style: &Style) {
    let reason = if gone.reason.is_empty() { String::new() } else { format!("，{}", gone.reason) };
    let now = format!("{}{reason}", gone.status.label());
    push_wrapped(out, "    现为：", &layout::printable(&now), style);
}

fn push_files(out: &mut String, which: &str, version: &Version, style: &Style) {
    push_title(out, &format!("{which}文件（{} 个）", version.files.len()), style);
    version.files.iter().for_each(|file| push_file(out, file, style));
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::check::sample::faulty_proposal;
    use crate::finding::Status;
    use crate::report::PackageReport;
    use crate::report::compare::Comparison;
    use crate::report::text::{Colour, Detail, Style};

    #[test]
    fn says_what_changed_and_how_it_stands_now() {
        let mut after = faulty_proposal();
        after.path = "方案二.md".into();
        after.results[2].findings.clear();
        after.results[2].status = Status::Met;
        after.results[2].reason = "写明免费运维 3 年".into();
        after.results[3].findings[0].message = "未见项目联系人的电话".into();
        let before = PackageReport::new(&faulty_proposal());
        let comparison = Comparison::new(after.as_of, &before, &PackageReport::new(&after));
        let style = Style { width: 80, colour: Colour::Off, detail: Detail::Full };
        let text = render(&[comparison], &style);
        assert!(
            text.starts_with("方案.md → 方案二.md\n已解决 1 处，仍存在 2 处（其中 1 处内容有变），"),
            "{text}"
        );
        for expected in [
            "── 已解决（1 处）",
            "✓ T-03 · 不予审核 · 要求\n    承诺免费运维 2 年，少于要求的 3 年（方案.md › 第一章 运维服务，第 3 行）\n    \
             现为：符合，写明免费运维 3 年",
            "    未见项目联系人的电话\n    旧版：未见项目联系人\n",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        assert!(!text.contains("新出现（"), "{text}");
    }
}
