//! DOC-06: standards and policies that a newer one replaces.

use super::{Survey, Words, around};
use crate::document::{BlockKind, Document};
use crate::fact::{Citation, Value};
use crate::finding::Place;
use crate::rule::{Case, Outcome, Reading, Remark};
use crate::span::Span;

const WORDS: Words = Words {
    nothing: "没有引用标准或文件编号",
    fine: "引用的标准和文件中，没有发现已被代替或废止的",
    wrong: "处引用了已被代替或废止的标准、文件",
};

/// Further places of one number that are shown beside the first.
const MOST_PLACES: usize = 5;

/// Words that show that the text itself tells the history.
const HISTORY: &[&str] =
    &["代替", "替代", "取代", "替换", "废止", "作废", "失效", "修订自", "前身", "旧版", "原版", "历史版本"];

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let mut survey = Survey::default();
    for (idx, reading) in case.readings.iter().enumerate() {
        let mut seen: Vec<(&str, Vec<Place>)> = Vec::new();
        for (number, span) in citations(reading) {
            let place = case.place(idx, span);
            survey.look(place);
            let Some(old) = case.lexicon.superseded(number) else { continue };
            if tells_history(&reading.document, span, old.replaced_by) {
                continue;
            }
            match seen.iter_mut().find(|(known, _)| *known == old.number) {
                Some((_, places)) => places.push(place),
                None => seen.push((old.number, vec![place])),
            }
        }
        for (number, places) in seen {
            survey.find(remark(case, number, &places));
        }
    }
    survey.conclude(case, &WORDS)
}

fn remark(case: &Case<'_>, number: &str, places: &[Place]) -> Remark {
    let old = case.lexicon.superseded(number);
    let (title, successor) = old.map_or(("", ""), |old| (old.title, old.replaced_by));
    let title = if title.is_empty() { String::new() } else { format!("《{title}》") };
    let times = if places.len() > 1 { format!("（共 {} 处）", places.len()) } else { String::new() };
    let (fate, help) = if successor.is_empty() {
        ("已废止".to_owned(), "删去该引用，或改引现行有效的规定".to_owned())
    } else {
        (format!("已被 {successor} 代替"), format!("改引 {successor}，并核对所引的内容在新版中是否有变化"))
    };
    let mut remark =
        Remark::new(format!("引用的 {number}{title}{fate}{times}"), places.first().copied()).help(help);
    for place in places.iter().skip(1).take(MOST_PLACES) {
        remark = remark.label("这里也引用了", *place);
    }
    remark
}

/// The numbers that the document cites, outside the contents page and page furniture.
fn citations(reading: &Reading) -> impl Iterator<Item = (&str, Span)> {
    let document = &reading.document;
    reading.facts.values.iter().filter_map(move |fact| {
        let number = match &fact.value {
            Value::Citation(Citation::Standard(number)) => number,
            Value::Citation(Citation::Document { number, .. }) => number,
            _ => return None,
        };
        let block = &document.blocks.get(document.block_at(fact.span.start)? as usize)?.kind;
        let read = !matches!(block, BlockKind::Contents | BlockKind::PageFurniture);
        read.then_some((number.as_str(), fact.span))
    })
}

/// Whether the sentence says itself that the number is an old one, or names the successor beside it.
fn tells_history(document: &Document, span: Span, successor: &str) -> bool {
    let (before, after) = around(document, span);
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = squeezed(successor);
    [before, after].into_iter().any(|part| {
        HISTORY.iter().any(|word| part.contains(word))
            || (!wanted.is_empty() && squeezed(part).contains(&wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_met, messages, outcome, reading};
    use super::judge;
    use crate::rule::Verdict;

    #[test]
    fn names_the_successor() {
        let text = "# 依据\n按照 GB/T 22239-2008 的要求设计。\n其余按照GB/T22239－2008执行。";
        let messages = messages(judge, text);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].starts_with("引用的 GB/T 22239-2008"), "{messages:?}");
        assert!(messages[0].ends_with("已被 GB/T 22239-2019 代替（共 2 处）"), "{messages:?}");
    }

    #[test]
    fn history_is_no_mistake() {
        for text in [
            "按照 GB/T 22239-2019（代替 GB/T 22239-2008）设计。",
            "原 GB/T 22239-2008 已废止。",
            "执行 GB/T 22239-2019，原系统按 GB/T 22239-2008 建设。",
            "按照 GB/T 22239-2019 设计。",
        ] {
            assert_met(judge, text);
        }
    }

    #[test]
    fn nothing_cited_is_nothing_to_check() {
        assert_eq!(outcome(judge, &[reading("没有引用。")]).verdict, Verdict::Inapplicable);
    }
}
