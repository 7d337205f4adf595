//! `1,280 万元`, `¥1280`, 壹仟贰佰捌拾万元整 → [`Money`]; cells of tables → [`CellMoney`].

use super::measure::{Amount, Context, Unit};
use super::number::{Decimal, parse_number};
use super::scan::{Form, Token, begins, skip_space, skip_space_back, starts_with_any, tokens, window_before};
use super::{Comparator, Fen, Money, Value};

/// 分 in one 元.
const YUAN: i64 = 100;

/// An amount of money in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellMoney {
    /// The amount. Below zero behind a minus sign or in brackets.
    pub money: Money,
    /// Whether the cell names its unit; otherwise the given one was taken.
    pub own_unit: bool,
    /// Whether its thousands separators stand where they belong; see [`parse_number`].
    pub well_grouped: bool,
}

/// Reads a cell that holds nothing but an amount: `1,280.50`, `¥80`, `(12)`, `1280万元`, `约 80 万元`,
/// 壹仟元整. A bare number counts in `default_unit` (分 in one: [`Fen`]`(1_000_000)` for 万元); without
/// one it is no amount, unless `¥` stands before it. `None` for empty cells, `—` and words.
pub fn money_in_cell(text: &str, default_unit: Option<Fen>) -> Option<CellMoney> {
    let text = text.trim();
    if let Some(number) = parse_number(text) {
        let has_sign = text.trim_start_matches(['(', '（', '-', '－']).starts_with(['¥', '￥']);
        let unit = default_unit.or(has_sign.then_some(Fen(YUAN)))?;
        let fen = Fen(number.value.scaled(unit.0)?);
        let precision = Fen(Decimal::new(1, number.value.scale())?.scaled(unit.0)?);
        let capitals = number.script == super::number::Script::Capitals;
        let money = Money { low: fen, high: fen, comparator: Comparator::Exactly, precision, capitals };
        return Some(CellMoney { money, own_unit: false, well_grouped: number.well_grouped });
    }
    let (number, unit) = split_unit(text)?;
    if let Some((number, fen)) = parse_number(number).zip(unit_of_cell(unit)) {
        let amount = Fen(number.value.scaled(fen)?);
        let precision = Fen(Decimal::new(1, number.value.scale())?.scaled(fen)?);
        if number.script == super::number::Script::Arabic {
            let money = Money {
                low: amount,
                high: amount,
                comparator: Comparator::Exactly,
                precision,
                capitals: false,
            };
            return Some(CellMoney { money, own_unit: true, well_grouped: number.well_grouped });
        }
    }
    whole_expression(text)
}

/// Cuts a cell at the first character of its unit.
fn split_unit(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['元', '圆', '千', '百', '万', '亿'])?;
    Some((text[..at].trim_end(), &text[at..]))
}

/// 万元 and the like, and 万 alone, which in a cell of amounts can only be money.
fn unit_of_cell(text: &str) -> Option<i64> {
    let text = text.trim_end_matches(['整', '正']);
    match text {
        "万" => Some(10_000 * YUAN),
        "亿" => Some(100_000_000 * YUAN),
        _ => word(text).filter(|&(_, length)| length == text.len()).map(|(fen, _)| fen),
    }
}

/// A cell that is one expression of running text: 壹仟元整, 约 80 万元, 100-200万元.
fn whole_expression(text: &str) -> Option<CellMoney> {
    if text.len() > 200 {
        return None;
    }
    let tokens = tokens(text);
    let taken = vec![false; tokens.len()];
    let context = Context { text, tokens: &tokens, taken: &taken, is_cell: true };
    let measures = super::measure::find(context);
    match &measures.facts[..] {
        [fact] if fact.span.len() == text.len() => match &fact.value {
            Value::Money(money) => {
                Some(CellMoney { money: money.clone(), own_unit: true, well_grouped: true })
            }
            _ => None,
        },
        _ => None,
    }
}

/// The unit at the start of a text behind a number: 分 in one, and its length in bytes.
pub(super) fn unit(rest: &str, token: &Token) -> Option<(i64, usize)> {
    if token.form == Form::Half {
        return None;
    }
    word(rest)
}

fn word(rest: &str) -> Option<(i64, usize)> {
    const SCALES: [(&str, i64); 8] = [
        ("千万", 10_000_000),
        ("百万", 1_000_000),
        ("十万", 100_000),
        ("百亿", 10_000_000_000),
        ("千亿", 100_000_000_000),
        ("万亿", 1_000_000_000_000),
        ("亿", 100_000_000),
        ("万", 10_000),
    ];
    let (scale, length) = SCALES
        .into_iter()
        .find(|(word, _)| begins(rest, word))
        .map(|(word, scale)| (scale, word.len()))
        .or_else(|| rest.starts_with("千元").then_some((1000, "千".len())))
        .or_else(|| rest.starts_with("百元").then_some((100, "百".len())))
        .unwrap_or((1, 0));
    let at = skip_space(rest, length);
    let end = starts_with_any(rest, at, &["元人民币", "人民币元", "元", "圆", "圓"])?;
    (!continues_word(&rest[end..])).then_some((scale * YUAN, end))
}

/// 元 that starts another word: 元数据, 元素, 元月, 元旦.
fn continues_word(rest: &str) -> bool {
    rest.starts_with([
        '素', '旦', '化', '宇', '器', '组', '月', '论', '模', '老', '首', '宝', '凶', '勋', '帅', '气', '音',
    ]) || rest.starts_with("数据")
        || rest.starts_with("件") && !rest.starts_with("件均")
}

/// Adds 角 and 分 behind 元, and 零 between: 12元5角3分, 壹佰元零伍分.
pub(super) fn add_small_change(context: &Context<'_>, amount: &mut Amount) {
    let Some(Unit::Money(YUAN)) = amount.unit else { return };
    for (word, step) in [("角", (1, 1)), ("分", (1, 2))] {
        let Some(token) = context.tokens.get(amount.next).filter(|token| token.start == amount.end) else {
            return;
        };
        let Some(end) = starts_with_any(context.text, skip_space(context.text, token.end), &[word]) else {
            continue;
        };
        let Some(digit) = token.value.whole().filter(|digit| (0..=99).contains(digit)) else { return };
        let part = Decimal::new(i128::from(digit), step.1);
        let Some(sum) = part.and_then(|part| amount.low.sum(part)) else { return };
        (amount.low, amount.high) = (sum, sum);
        (amount.end, amount.next) = (end, amount.next + 1);
        amount.step = Decimal::new(step.0, step.1).unwrap_or(amount.step);
    }
}

/// Gives an amount without a unit one that its surroundings imply: `¥1280`, 总投资 1280 万.
pub(super) fn infer_unit(context: &Context<'_>, at: usize, amount: &mut Amount) {
    let token = &context.tokens[at];
    let scaled = amount.scale >= 10_000 || (token.is_chinese() && ends_in_scale(context.text, token));
    if has_sign(context.text, token.start) || (scaled && is_meant(context, at, amount.end)) {
        amount.unit = Some(Unit::Money(YUAN));
    }
}

/// Whether 万 or 亿 without 元 means money: the clause speaks of money, and nothing that could be
/// counted follows.
pub(super) fn is_meant(context: &Context<'_>, at: usize, end: usize) -> bool {
    const WORDS: [&str; 18] = [
        "投资",
        "预算",
        "资金",
        "费用",
        "金额",
        "概算",
        "估算",
        "经费",
        "造价",
        "报价",
        "限价",
        "合同价",
        "总价",
        "单价",
        "拨款",
        "费",
        "价款",
        "万元",
    ];
    const BOUNDS: [&str; 16] = [
        "以上",
        "以下",
        "以内",
        "及以上",
        "及以下",
        "左右",
        "至",
        "到",
        "的",
        "用于",
        "其中",
        "之间",
        "和",
        "为",
        "即",
        "整",
    ];
    let text = context.text;
    let behind = &text[skip_space(text, end)..];
    let closes = behind.chars().next().is_none_or(|c| !c.is_alphanumeric())
        || BOUNDS.iter().any(|word| behind.starts_with(word));
    let before = window_before(text, context.tokens[at].start, 60);
    let clause = before.rfind(['。', '；', '\n', '\t', '，', ',']).map_or(before, |stop| &before[stop..]);
    closes && WORDS.iter().any(|word| clause.contains(word)) && !clause.contains(['人', '户', '次', '条'])
}

/// Whether a Chinese number ends in 万 or 亿.
fn ends_in_scale(text: &str, token: &Token) -> bool {
    text[token.start..token.end].ends_with(['万', '亿', '萬', '億'])
}

/// Whether `¥` or the like stands before the number.
fn has_sign(text: &str, start: usize) -> bool {
    let before = &text[..skip_space_back(text, start)];
    ["¥", "￥", "RMB", "CNY"].iter().any(|sign| before.ends_with(sign))
}

/// The end of 整 or 正 behind the unit.
pub(super) fn whole_suffix(text: &str, end: usize, token: &Token) -> Option<usize> {
    let suffix = starts_with_any(text, end, &["整", "正"])?;
    let rest = &text[suffix..];
    let continues =
        rest.starts_with(['体', '合', '改', '个', '理', '治', '式', '常', '在', '确', '规', '好', '装']);
    (!continues && (token.is_chinese() || text[end..].starts_with('整'))).then_some(suffix)
}

/// Worth of the last printed digit: 万 for 二十万元, one 元 where 整 says so.
pub(super) fn step(text: &str, token: &Token, amount: &Amount, whole: bool) -> Decimal {
    let plain = amount.step.times(amount.scale).unwrap_or(amount.step);
    if whole || amount.unit.is_some() || !token.is_chinese() || amount.step.scale() > 0 {
        return plain;
    }
    match text[token.start..token.end].chars().next_back() {
        Some('万' | '萬') => Decimal::integer(10_000),
        Some('亿' | '億') => Decimal::integer(100_000_000),
        _ => plain,
    }
}

/// The value; `None` on overflow.
pub(super) fn value(
    range: (Decimal, Decimal),
    fen: i64,
    comparator: Comparator,
    amount: &Amount,
) -> Option<Money> {
    Some(Money {
        low: Fen(range.0.scaled(fen)?),
        high: Fen(range.1.scaled(fen)?),
        comparator,
        precision: Fen(amount.step.scaled(fen)?.max(1)),
        capitals: amount.capitals,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::testing::{check, paragraph, show};
    use crate::fact::{Fact, extract};

    #[test]
    fn reads_amounts() {
        check(&[
            ("共«1280元»", &["¥1280"]),
            ("共«1,280 万元»", &["¥12800000"]),
            ("共«1，280万元»", &["¥12800000"]),
            ("共«１，２８０万元»", &["¥12800000"]),
            ("共«1.28亿元»", &["¥128000000"]),
            ("共«3千元»,«5百万元»,«2千万元»", &["¥3000", "¥5000000", "¥20000000"]),
            ("共«¥1,280.50»", &["¥1280.50"]),
            ("共«￥1280元»", &["¥1280"]),
            ("共«人民币1280万元»", &["¥12800000"]),
            ("共«12元5角3分»", &["¥12.53"]),
            ("共«壹仟贰佰捌拾万元整»", &["¥12800000 大写"]),
            ("共«人民币壹仟贰佰捌拾万元正»", &["¥12800000 大写"]),
            ("共«人民币（大写）壹佰万零伍仟圆整»", &["¥1005000 大写"]),
            ("共«壹佰元零伍分»", &["¥100.05 大写"]),
            ("共«壹佰贰拾叁元肆角伍分»", &["¥123.45 大写"]),
            ("共«一千二百八十万元整»", &["¥12800000 大写"]),
            ("共«一千二百八十万元»", &["¥12800000"]),
            ("共«三亿元»", &["¥300000000"]),
            ("共«二点五亿元»", &["¥250000000"]),
            ("共«1280万元整»", &["¥12800000"]),
            ("总投资«1280万»。", &["¥12800000"]),
            ("预算«约3亿»,其中", &["≈¥300000000"]),
            ("预算«五百万»。", &["¥5000000"]),
            ("«不超过200万元»", &["≤¥2000000"]),
            ("«不超过人民币200万元»", &["≤¥2000000"]),
            ("«不得高于 200 万元»", &["≤¥2000000"]),
            ("«200万元以内»", &["≤¥2000000"]),
            ("«200万元以下»", &["≤¥2000000"]),
            ("«200万元以下（不含）»", &["<¥2000000"]),
            ("«低于200万元»,«少于5元»", &["<¥2000000", "<¥5"]),
            ("«超过100万元（含）»", &["≥¥1000000"]),
            ("«大于100万元»", &[">¥1000000"]),
            ("«200万元以上(含)»", &["≥¥2000000"]),
            ("«200万元（含）以上»", &["≥¥2000000"]),
            ("«200万元及以上»", &["≥¥2000000"]),
            ("«≥200万元»,«≤ 5万元»,«>3元»,«<2元»", &["≥¥2000000", "≤¥50000", ">¥3", "<¥2"]),
            ("«约200万元»,«200万元左右»,«近200万元»", &["≈¥2000000", "≈¥2000000", "≈¥2000000"]),
            ("«10余万元»,«十多万元»", &[">¥100000", ">¥100000"]),
            ("节约«200万元»,附近«3元»店", &["¥2000000", "¥3"]),
            ("合计«1280万元»（含税）", &["¥12800000"]),
            ("«0.5元»", &["¥0.50"]),
            ("«十万元以上»", &["≥¥100000"]),
        ]);
    }

    #[test]
    fn leaves_what_is_no_amount() {
        check(&[
            ("单位:万元", &[]),
            ("金额（万元）", &[]),
            ("单位：元/人月,百万元", &[]),
            ("第1.2节 元数据", &[]),
            ("3元数据,二元论,一元化", &[]),
            ("电话 13812345678", &[]),
            ("粉丝1280万,人口3亿", &[]),
            ("数百万元,几千万元,千万元级", &[]),
        ]);
    }

    #[test]
    fn groups_that_do_not_fit_are_set_apart() {
        for (text, malformed) in
            [("共12,34万元", "12,34万元"), ("共1,28,000元", "1,28,000元"), ("约1280,000元", "约1280,000元")]
        {
            let document = paragraph(text);
            let facts = extract(&document);
            assert!(facts.values.is_empty(), "{text}");
            let shown: Vec<_> = facts.malformed.iter().map(|span| document.slice(*span)).collect();
            assert_eq!(shown, [malformed], "{text}");
        }
    }

    #[test]
    fn precision_is_the_last_printed_digit() {
        for (text, fen) in [
            ("1280万元", 1_000_000),
            ("1280.5万元", 100_000),
            ("1280.00万元", 10_000),
            ("12800000元", 100),
            ("12.50元", 1),
            ("12元5角", 10),
            ("1.28亿元", 100_000_000),
            ("1亿2000万元", 1_000_000),
            ("二十万元", 1_000_000),
            ("贰拾万元整", 100),
            ("100-200.5万元", 1_000_000),
        ] {
            let facts = extract(&paragraph(text));
            let [Fact { value: Value::Money(money), .. }] = &facts.values[..] else {
                panic!("{text}: {facts:?}")
            };
            assert_eq!(money.precision, Fen(fen), "{text}");
        }
    }

    #[test]
    fn reads_cells() {
        let wan = Some(Fen(1_000_000));
        for (text, unit, shown, own_unit, well_grouped) in [
            ("1,280.50", wan, "¥12805000", false, true),
            ("1280", Some(Fen(100)), "¥1280", false, true),
            ("１２８０", wan, "¥12800000", false, true),
            ("1280万元", None, "¥12800000", true, true),
            ("1,280 万", None, "¥12800000", true, true),
            ("80元", wan, "¥80", true, true),
            ("12,34", wan, "¥12340000", false, false),
            ("12,34元", None, "¥1234", true, false),
            ("¥80.00", None, "¥80", false, true),
            ("(12)", wan, "¥-120000", false, true),
            ("-3.5万元", None, "¥-35000", true, true),
            ("壹仟元整", None, "¥1000 大写", true, true),
            ("约80万元", None, "≈¥800000", true, true),
            ("100-200万元", None, "¥1000000~2000000", true, true),
            ("0", wan, "¥0", false, true),
        ] {
            let cell = money_in_cell(text, unit).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (show(&Value::Money(cell.money)).as_str(), cell.own_unit, cell.well_grouped),
                (shown, own_unit, well_grouped),
                "{text}"
            );
        }
        for text in ["", "—", "/", "1280", "元", "3台", "5%", "详见附件", "1280万元,其中软件80万元"]
        {
            assert_eq!(money_in_cell(text, None), None, "{text}");
        }
        assert_eq!(money_in_cell("3台", wan), None);
    }
}
