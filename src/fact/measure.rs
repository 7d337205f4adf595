//! Numbers with units → money, durations, percentages and quantities.
//!
//! One grammar for all of them: comparator, number, scale (万), unit, comparator; ranges
//! (`100-200万元`); lists that name the unit once (`分别为 10、20、30 万元`); amounts in two steps
//! (`1亿2000万元`, `3年6个月`).

use super::comparator::{self, Subject};
use super::number::Decimal;
use super::scan::{Form, Token, begins, char_at, char_before, skip_space, skip_space_back, starts_with_any};
use super::{Comparator, Fact, Value, duration, money, percent, quantity};
use crate::span::Span;

/// What stands behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// An amount of money: 分 in one.
    Money(i64),
    /// A length of time.
    Time(duration::Unit),
    /// Thousandths of a percent in one.
    Percent(i64),
    /// Anything else that is counted.
    Count(String),
}

impl Unit {
    fn agrees(&self, other: &Unit) -> bool {
        match (self, other) {
            (Unit::Count(a), Unit::Count(b)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Unit::Time(_) => Subject::Time,
            _ => Subject::Other,
        }
    }
}

/// What was read in one text.
#[derive(Debug, Default)]
pub(super) struct Measures {
    /// In order of place.
    pub(super) facts: Vec<Fact>,
    /// Amounts whose digit groups do not fit.
    pub(super) malformed: Vec<Span>,
}

/// A text, what was found in it, and what is already explained.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The paragraph or cell.
    pub(super) text: &'a str,
    /// Its numbers.
    pub(super) tokens: &'a [Token],
    /// For each number, whether a date, a level or a citation has taken it.
    pub(super) taken: &'a [bool],
    /// Whether it is a cell of a table, where a number starts the text without being a label.
    pub(super) is_cell: bool,
}

/// All measures of a text.
pub(super) fn find(context: Context<'_>) -> Measures {
    let mut measures = Measures::default();
    let mut at = 0;
    while at < context.tokens.len() {
        let usable = !context.taken[at] && context.tokens[at].is_value();
        let next = usable.then(|| expression(&context, at, &mut measures)).flatten();
        at = next.unwrap_or(at + 1);
    }
    measures
}

/// A number with what stands behind it.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    /// The number; the lower end of an estimate.
    pub(super) low: Decimal,
    /// The upper end, else the same.
    pub(super) high: Decimal,
    /// What 万 and the like behind the number multiply it with.
    pub(super) scale: i64,
    /// What it counts.
    pub(super) unit: Option<Unit>,
    /// 余, 多: a little more than the number.
    pub(super) more: bool,
    /// One past all of it.
    pub(super) end: usize,
    /// Index of the next token.
    pub(super) next: usize,
    /// Worth of one of the last printed digit, in the number's own unit.
    pub(super) step: Decimal,
    /// Whether it is written in financial capitals.
    pub(super) capitals: bool,
}

/// Reads what starts at a token; the index behind it, or `None` when the token explains nothing.
fn expression(context: &Context<'_>, at: usize, measures: &mut Measures) -> Option<usize> {
    if is_ordinal(context, at) {
        return Some(past_ordinal(context, at));
    }
    if let Some((fact, next)) = percent::fraction(context, at) {
        measures.facts.push(fact);
        return Some(next);
    }
    let first = amount(context, at)?;
    if first.unit.is_none()
        && first.scale == 1
        && let Some(next) = list(context, at, measures)
    {
        return Some(next);
    }
    if let Some(range) = range(context, at, &first) {
        let next = range.next;
        measures.facts.extend(fact(context, at, range));
        return Some(next);
    }
    let next = first.next;
    let found = fact(context, at, first)?;
    measures.facts.push(found);
    Some(next)
}

/// The number at a token with its scale and unit.
fn amount(context: &Context<'_>, at: usize) -> Option<Amount> {
    amount_in_steps(context, at, MOST_STEPS)
}

/// 1亿2千万5百元 has three.
const MOST_STEPS: u8 = 3;

fn amount_in_steps(context: &Context<'_>, at: usize, steps: u8) -> Option<Amount> {
    let token = context.tokens.get(at).filter(|token| token.is_value() && !context.taken[at])?;
    let high = match token.form {
        Form::Pair(high) => Decimal::integer(i64::from(high)),
        _ => token.value,
    };
    let mut amount = Amount {
        low: token.value,
        high,
        scale: 1,
        unit: None,
        more: false,
        end: token.end,
        next: at + 1,
        step: Decimal::new(1, token.value.scale())?,
        capitals: token.form == Form::Capitals,
    };
    read_tail(context, at, &mut amount);
    match &amount.unit {
        Some(Unit::Money(_)) => money::add_small_change(context, &mut amount),
        Some(Unit::Count(_) | Unit::Percent(_)) => {}
        Some(Unit::Time(_)) | None => duration::add_rest(context, &mut amount),
    }
    if amount.unit.is_none() && amount.scale > 1 && steps > 1 {
        add_next_step(context, &mut amount, steps - 1);
    }
    Some(amount)
}

/// 余 and 多, 万, the unit.
fn read_tail(context: &Context<'_>, at: usize, amount: &mut Amount) {
    let text = context.text;
    let token = &context.tokens[at];
    let mut position = skip_space(text, token.end);
    if !char_at(text, position).is_some_and(can_start_unit) {
        return;
    }
    if let Some((unit, end)) = unit_at(context, token, position) {
        (amount.unit, amount.end) = (Some(unit), end);
        return;
    }
    let more = |position: usize| starts_with_any(text, position, &["余", "多"]);
    if let Some(end) = more(position) {
        (amount.more, position) = (true, skip_space(text, end));
    }
    if let Some((scale, end)) = scale_at(text, position) {
        (amount.scale, amount.end) = (scale, end);
        position = skip_space(text, end);
        if let Some(end) = more(position) {
            (amount.more, position) = (true, skip_space(text, end));
        }
    }
    if (amount.more || amount.scale > 1)
        && let Some((unit, end)) = unit_at(context, token, position)
    {
        (amount.unit, amount.end) = (Some(unit), end);
    }
}

/// Letters and the signs of units; nothing else can stand behind a number and belong to it.
fn can_start_unit(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '%' | '％' | '﹪' | '‰' | '℃' | '°' | '㎡' | '㎥')
}

/// 万, 亿, 百万, 千 … behind digits.
fn scale_at(text: &str, at: usize) -> Option<(i64, usize)> {
    const SCALES: [(&str, i64); 10] = [
        ("万亿", 1_000_000_000_000),
        ("千亿", 100_000_000_000),
        ("百亿", 10_000_000_000),
        ("千万", 10_000_000),
        ("百万", 1_000_000),
        ("十万", 100_000),
        ("亿", 100_000_000),
        ("万", 10_000),
        ("千", 1000),
        ("百", 100),
    ];
    SCALES
        .into_iter()
        .find(|(word, _)| begins(&text[at..], word))
        .map(|(word, scale)| (scale, at + word.len()))
}

fn unit_at(context: &Context<'_>, token: &Token, at: usize) -> Option<(Unit, usize)> {
    let rest = &context.text[at..];
    let (unit, length) = percent::unit(rest)
        .map(|(worth, length)| (Unit::Percent(worth), length))
        .or_else(|| duration::unit(context, token, at).map(|(unit, length)| (Unit::Time(unit), length)))
        .or_else(|| money::unit(rest, token).map(|(fen, length)| (Unit::Money(fen), length)))
        .or_else(|| quantity::unit(context, token, at).map(|(unit, length)| (Unit::Count(unit), length)))?;
    let end = at + length;
    match (&unit, quantity::rate(&context.text[end..])) {
        (Unit::Money(_) | Unit::Count(_), Some((per, more))) => {
            let name = match &unit {
                Unit::Count(name) => format!("{name}/{per}"),
                _ => format!("{}/{per}", &rest[..length]),
            };
            Some((Unit::Count(name), end + more))
        }
        _ => Some((unit, end)),
    }
}

/// `1亿2000万元`: adds what follows at once, counted in the scale and unit of what follows.
fn add_next_step(context: &Context<'_>, amount: &mut Amount, steps: u8) {
    let follows = context.tokens.get(amount.next).is_some_and(|next| next.start == amount.end);
    if !follows {
        return;
    }
    let Some(rest) = amount_in_steps(context, amount.next, steps) else { return };
    let worth = match &rest.unit {
        Some(Unit::Money(fen)) => (fen / 100).max(1) * rest.scale,
        Some(Unit::Count(_)) => rest.scale,
        None if rest.scale > 1 => rest.scale,
        _ => return,
    };
    if worth >= amount.scale || amount.scale % worth != 0 {
        return;
    }
    let Some(sum) = amount.low.times(amount.scale / worth).and_then(|large| large.sum(rest.low)) else {
        return;
    };
    *amount = Amount { low: sum, high: sum, ..rest };
}

/// `100-200万元`, `100万元至200万元`, `3%~6%`.
fn range(context: &Context<'_>, at: usize, first: &Amount) -> Option<Amount> {
    let second_at = range_separator(context, first.end, first.next)?;
    let second = amount(context, second_at)?;
    let (scale, unit) = (second.scale, second.unit.as_ref());
    let unit = match unit {
        Some(unit) => unit.clone(),
        None if second.scale > 1 && money::is_meant(context, at, second.end) => Unit::Money(100),
        None => return None,
    };
    let first_bare = first.unit.is_none();
    if first.unit.as_ref().is_some_and(|known| !known.agrees(&unit)) || is_ordinal(context, at) {
        return None;
    }
    let first_scale = if first_bare && first.scale == 1 { scale } else { first.scale };
    let mut low = first.low.times(first_scale)?;
    let high = second.high.times(scale)?;
    match (&first.unit, &unit) {
        (Some(Unit::Money(own)), Unit::Money(other)) if own != other => {
            low = convert(low, *own, *other)?;
        }
        (Some(Unit::Time(own)), Unit::Time(other)) if own != other => {
            low = convert(low, own.milli, other.milli).filter(|_| own.unit == other.unit)?;
        }
        (None, Unit::Money(worth)) if first.scale > 1 => low = convert(low, 100, *worth)?,
        _ => {}
    }
    let step = second.step.max(first.step).times(scale)?;
    (low < high).then_some(Amount { low, high, scale: 1, unit: Some(unit), step, ..second })
}

/// A number of one unit as a number of another, where that is a whole multiple of it.
fn convert(value: Decimal, own: i64, other: i64) -> Option<Decimal> {
    if own % other == 0 {
        return value.times(own / other);
    }
    let mut decimals = 0_u8;
    let mut ratio = other / own;
    while ratio > 1 && ratio % 10 == 0 {
        ratio /= 10;
        decimals += 1;
    }
    let exact = ratio == 1 && other % own == 0;
    exact.then(|| Decimal::new(value.mantissa(), value.scale() + decimals))?
}

/// The token behind `-`, `~`, 至, 到 at a byte, if it is the given one.
pub(super) fn range_separator(context: &Context<'_>, end: usize, next: usize) -> Option<usize> {
    const SEPARATORS: [&str; 16] =
        ["——", "--", "-", "–", "—", "－", "―", "‐", "‑", "−", "~", "～", "〜", "∼", "至", "到"];
    let token = context.tokens.get(next)?;
    let text = context.text;
    let mut behind = starts_with_any(text, skip_space(text, end), &SEPARATORS)?;
    behind = skip_space(text, behind);
    if token.start > behind {
        // 100万元-人民币200万元, ¥100~¥200
        behind = starts_with_any(text, behind, &["人民币", "¥", "￥", "第"])
            .map_or(behind, |at| skip_space(text, at));
    }
    (token.start == behind).then_some(next)
}

/// Numbers that share the unit of the last: `分别为 10、20、30 万元`. The index behind them; a chain
/// that ends without a unit is passed over, as none of its numbers has one.
fn list(context: &Context<'_>, at: usize, measures: &mut Measures) -> Option<usize> {
    let items = chain(context, at);
    let last = items.last()?;
    let Some(unit) = last.unit.clone() else {
        return Some(at + items.len() - 1).filter(|&next| next > at);
    };
    let (scale, next) = (last.scale, last.next);
    let distributed = comparator::is_distributed(context.text, context.tokens[at].start);
    if matches!(unit, Unit::Money(_)) && is_badly_grouped(context, at, next, distributed) {
        let (_, start) = comparator::before(context.text, context.tokens[at].start);
        measures.malformed.push(Span::new(start, last.end));
        return Some(next);
    }
    if !(distributed || items.len() >= 3) || starts_as_label(context, at) {
        return None;
    }
    let count = items.len();
    for (idx, mut item) in items.into_iter().enumerate() {
        if idx + 1 < count {
            (item.unit, item.scale) = (Some(unit.clone()), scale);
        }
        measures.facts.extend(fact(context, at + idx, item));
    }
    Some(next)
}

/// The bare numbers from a token on that only list separators part, up to the first with a unit.
fn chain(context: &Context<'_>, at: usize) -> Vec<Amount> {
    const MOST_ITEMS: usize = 32;
    let mut items: Vec<Amount> = Vec::new();
    while items.len() < MOST_ITEMS {
        let next = at + items.len();
        if let Some(last) = items.last() {
            let Some(token) = context.tokens.get(next) else { break };
            let separator = context.text[last.end..token.start].trim();
            if !matches!(separator, "、" | "，" | "," | "和" | "与" | "及" | "以及" | "/" | "／" | "或")
            {
                break;
            }
        }
        let Some(item) = amount(context, next).filter(|item| item.next == next + 1) else { break };
        let is_last = item.unit.is_some() || item.scale > 1;
        items.push(item);
        if is_last {
            break;
        }
    }
    items
}

/// `12,34万元`, `1,28,000元`: one number with separators in the wrong places, not a list.
fn is_badly_grouped(context: &Context<'_>, at: usize, next: usize, distributed: bool) -> bool {
    let groups = &context.tokens[at..next];
    let commas_only = groups.windows(2).all(|pair| &context.text[pair[0].end..pair[1].start] == ",");
    let starts_with_zero =
        groups[1..].iter().any(|group| context.text[group.start..].starts_with(['0', '０']));
    groups.len() >= 2 && commas_only && (starts_with_zero || (groups.len() == 2 && !distributed))
}

/// `1、20万元以上的…`: the first number counts the paragraphs.
fn starts_as_label(context: &Context<'_>, at: usize) -> bool {
    let token = &context.tokens[at];
    context.text[..token.start].trim().is_empty() && context.text[token.end..].starts_with(['、', '.', '．'])
}

/// The fact of an amount: comparators, the kind's own checks, the span.
fn fact(context: &Context<'_>, at: usize, mut amount: Amount) -> Option<Fact> {
    let text = context.text;
    let token = &context.tokens[at];
    if amount.unit.is_none() {
        money::infer_unit(context, at, &mut amount);
    }
    let unit = amount.unit.take()?;
    let minus = minus_before(text, token.start);
    let sign = if minus.is_some() { -1 } else { 1 };
    let low = amount.low.times(amount.scale * sign)?;
    let high = if amount.low == amount.high { low } else { amount.high.times(amount.scale)? };
    let (comparator, start, mut end) = bounds(context, token, &amount, &unit);
    let start = start.min(minus.unwrap_or(start));
    let value = match unit {
        Unit::Money(fen) => {
            let suffix = money::whole_suffix(text, amount.end, token);
            end = end.max(suffix.unwrap_or(end));
            amount.step = money::step(text, token, &amount, suffix.is_some());
            amount.capitals |= token.is_chinese() && suffix.is_some();
            Value::Money(money::value((low, high), fen, comparator, &amount)?)
        }
        Unit::Time(unit) => Value::Duration(duration::value(low, high, &unit, comparator)?),
        Unit::Percent(worth) => Value::Percent(percent::value(low, high, worth, comparator)?),
        Unit::Count(name) => Value::Quantity(quantity::value(low, high, name, comparator)?),
    };
    Some(Fact { value, span: Span::new(start, end) })
}

/// How the amount bounds, and where the expression starts and ends with the words that say so.
fn bounds(context: &Context<'_>, token: &Token, amount: &Amount, unit: &Unit) -> (Comparator, usize, usize) {
    let text = context.text;
    let (mut before, mut start) = comparator::before(text, token.start);
    if matches!(unit, Unit::Time(_)) && text[start..].starts_with('近') {
        (before, start) = (Comparator::Exactly, token.start); // 近三年 is the time until now
    }
    let (after, end) = comparator::after(text, amount.end, unit.subject());
    if before != Comparator::Exactly {
        let (stated, inclusive_end) = comparator::with_inclusion(before, text, amount.end);
        return (stated, start, end.max(inclusive_end));
    }
    let comparator = match (after, token.form) {
        (Comparator::Exactly, _) if amount.more => Comparator::MoreThan,
        (Comparator::Exactly, Form::Pair(_)) => Comparator::About,
        _ => after,
    };
    (comparator, start, end)
}

/// Where the minus sign in front of a number stands, if that is one.
fn minus_before(text: &str, start: usize) -> Option<usize> {
    let sign = char_before(text, start).filter(|c| matches!(c, '-' | '－' | '−'))?;
    let at = start - sign.len_utf8();
    let is_minus =
        char_before(text, at).is_none_or(|c| c.is_whitespace() || "为是达至到在：:（(，,".contains(c));
    is_minus.then_some(at)
}

/// 第3年, 第六条, 表3, 图 2, 附件1: the number counts places, not things.
fn is_ordinal(context: &Context<'_>, at: usize) -> bool {
    let text = context.text;
    let mut before = skip_space_back(text, context.tokens[at].start);
    if char_before(text, before) == Some('\n') {
        before = skip_space_back(text, before - 1); // 第 at the end of a line
        return text[..before].ends_with('第');
    }
    let Some(last) = char_before(text, before) else { return false };
    if last == '第' {
        return true;
    }
    if matches!(last, '表' | '图' | '件' | '录' | '章' | '式') {
        let head = &text[..before];
        if ["附件", "附表", "附图", "附录", "公式"].iter().any(|word| head.ends_with(word)) {
            return true;
        }
        let word_before = char_before(text, before - last.len_utf8());
        let starts_word =
            word_before.is_none_or(|c| !c.is_alphabetic() || "见如附和由从据在为与及按下上".contains(c));
        return matches!(last, '表' | '图') && starts_word;
    }
    false
}

/// Behind an ordinal and the range or list that it opens: 第3-6个月, 第1、2年.
fn past_ordinal(context: &Context<'_>, at: usize) -> usize {
    let end = context.tokens[at].end;
    if let Some(second) = range_separator(context, end, at + 1) {
        return second + 1;
    }
    let listed = context.tokens.get(at + 1).is_some_and(|next| {
        matches!(context.text[end..next.start].trim(), "、" | "和" | "与" | "及" | "/")
            && char_at(context.text, next.end).is_some()
    });
    if listed { at + 2 } else { at + 1 }
}

#[cfg(test)]
mod tests {
    use crate::fact::testing::check;

    #[test]
    fn ranges_and_lists_share_their_unit() {
        check(&[
            ("投资«100-200万元»。", &["¥1000000~2000000"]),
            ("«100万元至200万元»", &["¥1000000~2000000"]),
            ("预算«100万~200万元»", &["¥1000000~2000000"]),
            ("«5000万元-1亿元»", &["¥50000000~100000000"]),
            ("«100——200 万元»之间", &["¥1000000~2000000"]),
            ("分别为 «10»、«20»、«30 万元»。", &["¥100000", "¥200000", "¥300000"]),
            ("分别为«10»和«20万元»", &["¥100000", "¥200000"]),
            ("1、«20万元以上»的项目", &["≥¥200000"]),
            ("按«3»、«5»、«10年»测算", &["3年", "5年", "10年"]),
            ("«6-8个月»", &["6~8月"]),
            ("«3%~6%»", &["3~6%"]),
            ("«95至98%»", &["95~98%"]),
            ("«10-20台»", &["10~20台"]),
            ("由«30天»到«5天»", &["30日", "5日"]),
            ("第3-6个月,第1、2年,第3年,第7条,表3 台账,附件1 个", &[]),
            ("«1亿2000万元»", &["¥120000000"]),
            ("«1亿2,000万元»", &["¥120000000"]),
            ("«1万5千元»", &["¥15000"]),
            ("«3年6个月»", &["42月"]),
        ]);
    }
}
