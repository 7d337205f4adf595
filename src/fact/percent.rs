//! `99.9%`, `5‰`, `30个百分点`, 百分之九十五 → [`Percent`].

use super::comparator::{self, Subject};
use super::measure::{Context, range_separator};
use super::number::Decimal;
use super::scan::{begins, ends, starts_with_any};
use super::{Comparator, Fact, Percent, Value};
use crate::span::Span;

/// The unit at the start of a text: thousandths of a percent in one, and its length in bytes.
pub(super) fn unit(rest: &str) -> Option<(i64, usize)> {
    const UNITS: [(&str, i64); 7] = [
        ("%", 1000),
        ("％", 1000),
        ("﹪", 1000),
        ("‰", 100),
        ("个百分点", 1000),
        ("個百分點", 1000),
        ("百分点", 1000),
    ];
    UNITS.into_iter().find(|(word, _)| begins(rest, word)).map(|(word, worth)| (worth, word.len()))
}

/// The value; `None` on overflow.
pub(super) fn value(low: Decimal, high: Decimal, worth: i64, comparator: Comparator) -> Option<Percent> {
    Some(Percent { low_milli: low.scaled(worth)?, high_milli: high.scaled(worth)?, comparator })
}

/// 百分之… with the number at a token, and 百分之三至(百分之)五. Returns the index behind it too.
pub(super) fn fraction(context: &Context<'_>, at: usize) -> Option<(Fact, usize)> {
    const DENOMINATORS: [(&str, i64); 3] = [("百分之", 1000), ("千分之", 100), ("万分之", 10)];
    let text = context.text;
    let token = &context.tokens[at];
    let before = &text[..token.start];
    let (word, worth) = DENOMINATORS.into_iter().find(|(word, _)| ends(before, word))?;
    let (mut high, mut end, mut next) = (token.value, token.end, at + 1);
    if let Some(second) = second_end(context, token.end, next, word) {
        (high, end, next) = (context.tokens[second].value, context.tokens[second].end, second + 1);
    }
    let (before, start) = comparator::before(text, token.start - word.len());
    let (after, end) = comparator::after(text, end, Subject::Other);
    let comparator = if before == Comparator::Exactly { after } else { before };
    let percent = value(token.value, high.max(token.value), worth, comparator)?;
    Some((Fact { value: Value::Percent(percent), span: Span::new(start, end) }, next))
}

/// The token that ends the range, if one is there.
fn second_end(context: &Context<'_>, end: usize, next: usize, word: &str) -> Option<usize> {
    if let Some(second) = range_separator(context, end, next) {
        return Some(second);
    }
    let behind = starts_with_any(context.text, end, &["至", "到", "-", "~", "～", "—"])?;
    let start = starts_with_any(context.text, behind, &[word])?;
    context.tokens.get(next).filter(|token| token.start == start).map(|_| next)
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check;

    #[test]
    fn reads_percentages() {
        check(&[
            ("可用率«99.9%»", &["99.9%"]),
            ("可用率«不低于99.99％»", &["≥99.99%"]),
            ("可用率«≥ 95 %»", &["≥95%"]),
            ("覆盖率达到«95%以上»", &["≥95%"]),
            ("覆盖率«百分之九十五»", &["95%"]),
            ("覆盖率«不低于百分之九十九点九»", &["≥99.9%"]),
            ("覆盖率«百分之百»", &["100%"]),
            ("错误率«5‰以内»", &["≤0.5%"]),
            ("错误率«千分之五»", &["0.5%"]),
            ("错误率«低于万分之一»", &["<0.01%"]),
            ("效率提高«30个百分点»", &["30%"]),
            ("比例为«3%-5%»", &["3~5%"]),
            ("比例为«3-5%»", &["3~5%"]),
            ("比例为«百分之三至五»", &["3~5%"]),
            ("比例为«百分之三至百分之五»", &["3~5%"]),
            ("比例为«-0.5%»", &["-0.5%"]),
            ("«约30%»,«近 40%»,«80%左右»", &["≈30%", "≈40%", "≈80%"]),
            ("«超过 90%»", &[">90%"]),
            ("«９５％»", &["95%"]),
            ("比例分别为«10%»、«20%»", &["10%", "20%"]),
            ("比例分别为«10»、«20%»", &["10%", "20%"]),
        ]);
    }

    #[test]
    fn leaves_other_fractions() {
        check(&[("三分之二的席位,十分重要,百分制", &[]), ("满意度%,%d", &[])]);
    }
}
