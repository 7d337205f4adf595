//! The one place where text recognition weighs: what rests on recognised text is at most 待核实.
//!
//! Recognition misreads and overlooks. A value that it shows may be another one, and what it does not
//! show may stand there all the same; no rule has to know of that.

use crate::finding::Place;
use crate::rule::{Case, Outcome, Verdict};

/// The outcome, no surer than the text that it rests on.
pub(super) fn cap(outcome: Outcome, case: &Case<'_>) -> Outcome {
    let Some(path) = first_recognised(case) else { return outcome };
    let seen = seen_in_recognised(&outcome, case);
    let (verdict, because) = match (outcome.verdict, seen) {
        (Verdict::Met, Some(confidence)) => {
            (Verdict::Doubtful, format!("依据来自文字识别（置信度 {confidence}%），请对照原件核实"))
        }
        (Verdict::Contradicted, Some(confidence)) => {
            (Verdict::Doubtful, format!("所据文字来自文字识别（置信度 {confidence}%），请对照原件核实"))
        }
        (Verdict::Contradicted, None) if shown(&outcome).next().is_some() => return outcome,
        (Verdict::Silent | Verdict::Contradicted, _) => {
            (Verdict::Doubtful, format!("但“{path}”有内容由文字识别得到，可能漏识或错识，不能断定缺失"))
        }
        (Verdict::Inapplicable, _) => {
            (Verdict::Explained, format!("但“{path}”有内容由文字识别得到，是否适用请对照原件核实"))
        }
        (Verdict::Met | Verdict::Doubtful | Verdict::Explained | Verdict::Unreadable, _) => return outcome,
    };
    let mut outcome = Outcome { verdict, reason: format!("{}；{because}", outcome.reason), ..outcome };
    // A lack without a place is told by its remark alone.
    for remark in outcome.remarks.iter_mut().filter(|remark| remark.place.is_none()) {
        remark.message.push_str("（有文字识别的页面，可能漏识）");
    }
    outcome
}

/// Path of the first document with recognised text.
fn first_recognised<'a>(case: &Case<'a>) -> Option<&'a str> {
    let reading = case.readings.iter().find(|reading| reading.document.has_recognised_text())?;
    Some(&reading.document.path)
}

/// Every place that the outcome points to.
fn shown(outcome: &Outcome) -> impl Iterator<Item = Place> + '_ {
    let remarks = outcome.remarks.iter().flat_map(|remark| {
        let related = remark.related.iter().map(|label| label.place);
        remark.place.into_iter().chain(related)
    });
    outcome.evidence.iter().copied().chain(remarks)
}

/// The lowest confidence of the recognised text that the outcome points to.
fn seen_in_recognised(outcome: &Outcome, case: &Case<'_>) -> Option<u8> {
    let confidence =
        |place: Place| case.readings.get(place.document_idx as usize)?.document.confidence(place.span);
    shown(outcome).filter_map(confidence).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Builder, Draft, Format};
    use crate::lexicon::Lexicon;
    use crate::rule::{Reading, Remark};
    use crate::span::Span;

    /// `甲。` was read, `乙。` recognised.
    fn reading(confidence: Option<u8>) -> Reading {
        let mut builder = Builder::new("扫描件.pdf", Format::Pdf);
        builder.paragraph("甲。", Draft::default());
        builder.confidence(confidence);
        builder.paragraph("乙。", Draft::default());
        Reading { document: builder.finish(), ..Reading::default() }
    }

    fn capped(verdict: Verdict, span: Option<Span>, confidence: Option<u8>) -> Outcome {
        let readings = [reading(confidence)];
        let as_of = "2026-11-25".parse().unwrap();
        let case = Case { readings: &readings, lexicon: Lexicon::builtin(), as_of };
        let evidence = span.into_iter().map(|span| case.place(0, span)).collect();
        cap(Outcome { evidence, ..Outcome::new(verdict, "理由") }.say(Remark::new("提示", None)), &case)
    }

    const READ: Span = Span { start: 0, end: 6 };
    const RECOGNISED: Span = Span { start: 7, end: 13 };

    #[test]
    fn what_rests_on_recognised_text_is_a_question() {
        use Verdict::{Contradicted, Doubtful, Explained, Inapplicable, Met, Silent, Unreadable};
        for (verdict, span, expected) in [
            (Met, Some(READ), Met),
            (Met, Some(RECOGNISED), Doubtful),
            (Met, Some(Span { start: 0, end: 13 }), Doubtful),
            (Met, Some(Span::default()), Doubtful),
            (Contradicted, Some(READ), Contradicted),
            (Contradicted, Some(RECOGNISED), Doubtful),
            (Contradicted, None, Doubtful),
            (Silent, Some(READ), Doubtful),
            (Silent, None, Doubtful),
            (Inapplicable, None, Explained),
            (Unreadable, None, Unreadable),
        ] {
            assert_eq!(capped(verdict, span, Some(87)).verdict, expected, "{verdict:?} {span:?}");
            assert_eq!(capped(verdict, span, None).verdict, verdict, "nothing was recognised");
        }
    }

    #[test]
    fn the_reason_says_why() {
        let outcome = capped(Verdict::Met, Some(RECOGNISED), Some(87));
        assert_eq!(outcome.reason, "理由；依据来自文字识别（置信度 87%），请对照原件核实");
        let outcome = capped(Verdict::Silent, None, Some(87));
        assert!(outcome.reason.contains("“扫描件.pdf”"), "{}", outcome.reason);
        assert!(outcome.remarks[0].message.contains("可能漏识"), "{:?}", outcome.remarks);
    }
}
