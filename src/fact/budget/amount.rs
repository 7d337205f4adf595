//! Cells of budgets → amounts and counts, with the precision of what is printed.

use super::super::{CellMoney, Decimal, Fen, money_in_cell, parse_number};
use super::Count;
use super::unit::YUAN;
use crate::numeral;
use crate::span::Span;
use crate::words::without_spaces;

/// A cell that should hold an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// The cell.
    pub span: Span,
    /// What stands in it.
    pub state: AmountState,
}

/// What stands in a cell for an amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AmountState {
    /// There is no cell of its own: a merged one from above, or no such column.
    #[default]
    Absent,
    /// Nothing.
    Empty,
    /// A dash, 免费, 已含: nothing is paid, and the table says so.
    Waived,
    /// Something that is no single amount.
    Unreadable,
    /// An amount.
    Read(ReadAmount),
}

/// An amount as printed. In a table whose unit is nowhere stated it counts as 元.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadAmount {
    /// The amount.
    pub fen: Fen,
    /// Worth of one unit of the last printed digit.
    pub precision: Fen,
    /// Decimals printed.
    pub decimals: u8,
    /// Whether the cell names its own unit.
    pub own_unit: bool,
    /// Whether the thousands separators stand where they belong.
    pub well_grouped: bool,
    /// Whether it is written in Chinese financial capitals.
    pub capitals: bool,
}

impl Figure {
    /// The amount, if there is one.
    pub fn read(&self) -> Option<&ReadAmount> {
        match &self.state {
            AmountState::Read(amount) => Some(amount),
            _ => None,
        }
    }
}

/// Longest cell that is read as an amount, in bytes.
const LONGEST: usize = 300;

/// Reads a cell that should hold an amount.
pub(super) fn figure(text: &str, span: Span, unit: Option<Fen>) -> Figure {
    Figure { span, state: state(text, unit) }
}

fn state(text: &str, unit: Option<Fen>) -> AmountState {
    let text = text.trim();
    if text.is_empty() {
        return AmountState::Empty;
    }
    if is_waived(text) {
        return AmountState::Waived;
    }
    match money(text, unit) {
        Some(amount) => AmountState::Read(amount),
        None => AmountState::Unreadable,
    }
}

/// An amount that fills a cell: also behind the equals sign of a formula, with a bracketed remark
/// behind it, per something (`5000 元/台`), or broken over two lines in the middle of its digits.
pub(super) fn money(text: &str, unit: Option<Fen>) -> Option<ReadAmount> {
    if text.len() > LONGEST {
        return None;
    }
    let joined = join_lines(text)?;
    let text = joined.rsplit(['=', '＝']).next().unwrap_or(&joined).trim().trim_matches('*');
    let default = unit.unwrap_or(YUAN);
    let whole = money_in_cell(text, Some(default));
    let cell = whole.or_else(|| {
        let cut = text.find(['/', '／', '（', '(']).filter(|&at| at > 0)?;
        let rest = &text[cut..];
        let digits_behind = rest.chars().any(|c| numeral::ascii_digit(c).is_some());
        (!digits_behind).then(|| money_in_cell(text[..cut].trim(), Some(default)))?
    })?;
    read(&cell, text)
}

fn read(cell: &CellMoney, text: &str) -> Option<ReadAmount> {
    let money = &cell.money;
    if money.low != money.high {
        return None;
    }
    let fraction = text.rsplit_once(['.', '．']).map_or("", |(_, fraction)| fraction);
    let decimals = fraction.chars().take_while(|&c| numeral::ascii_digit(c).is_some()).count();
    Some(ReadAmount {
        fen: money.low,
        precision: Fen(money.precision.0.max(1)),
        decimals: u8::try_from(decimals).unwrap_or(u8::MAX),
        own_unit: cell.own_unit,
        well_grouped: cell.well_grouped,
        capitals: money.capitals,
    })
}

/// One line out of a cell's lines, if they can only be one number: `1,200.` and `50`. Two numbers
/// below each other are two amounts.
fn join_lines(text: &str) -> Option<String> {
    let mut joined = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let continues = joined.is_empty()
            || joined.ends_with(['.', ',', '，', '．', '¥', '￥', '='])
            || line.starts_with(['.', ',', '，', '．', '元', '万', '亿', '/', '（', '('])
            || joined.chars().all(|c| !c.is_alphanumeric());
        if !continues {
            return None;
        }
        joined.push_str(line);
    }
    Some(joined)
}

/// Whether the cell says that nothing is paid.
fn is_waived(text: &str) -> bool {
    let text = without_spaces(text);
    text.chars().all(|c| {
        matches!(c, '-' | '－' | '—' | '–' | '―' | '─' | '/' | '／' | '\\' | '*' | '~' | '～' | '·' | '_')
    }) || matches!(
        &*text,
        "无" | "免费"
            | "赠送"
            | "免"
            | "不计"
            | "已含"
            | "含"
            | "利旧"
            | "包含"
            | "不涉及"
            | "不计费"
            | "免费提供"
            | "已有"
            | "不收费"
    )
}

/// Reads a cell that should hold a count: `2`, `2 台`, `20人月`, `2×12个月`, `6%`, `9.5折`, `两套`.
pub(super) fn count(text: &str, span: Span) -> Option<Count> {
    let text = text.trim().trim_matches('*');
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let mut value = Decimal::integer(1);
    let mut unit = None;
    let mut percent = false;
    for factor in text.split(['×', 'x', 'X', '*', '✕', '＊']) {
        let (number, rest) = leading(factor.trim())?;
        let rest = rest.trim();
        let number = match rest {
            "%" | "％" | "‰" => {
                percent = true;
                number.product(Decimal::new(1, if rest == "‰" { 3 } else { 2 })?)?
            }
            "折" => number.product(Decimal::new(1, 1)?)?,
            _ if rest.chars().count() <= 8 && rest.chars().all(|c| numeral::ascii_digit(c).is_none()) => {
                number
            }
            _ => return None,
        };
        value = value.product(number)?;
        unit = (!rest.is_empty()).then(|| rest.to_owned());
    }
    Some(Count { value, percent, unit, span })
}

/// The number at the start of a text, and what stands behind it.
fn leading(text: &str) -> Option<(Decimal, &str)> {
    if let Some(number) = parse_number(text) {
        return Some((number.value, ""));
    }
    let end = text
        .char_indices()
        .find(|&(_, c)| {
            numeral::ascii_digit(c).is_none() && !matches!(c, '.' | '．' | ',' | '，' | '-' | '－' | '+')
        })
        .map_or(text.len(), |(at, _)| at);
    let (digits, rest) = if end > 0 {
        text.split_at(end)
    } else {
        let end = text.char_indices().find(|&(_, c)| !numeral::is_chinese_numeral(c))?.0;
        text.split_at(end)
    };
    Some((parse_number(digits)?.value, rest))
}

#[cfg(test)]
mod tests {
    use super::super::unit::WAN;
    use super::*;

    #[test]
    fn cells_hold_amounts() {
        for (text, unit, fen) in [
            ("12", Some(WAN), Some(12_000_000)),
            ("１２．５", Some(WAN), Some(12_500_000)),
            ("1,280.50", Some(YUAN), Some(128_050)),
            ("12 万元", None, Some(12_000_000)),
            ("¥5,000", Some(WAN), Some(5_000_000_000)),
            ("5000元/台", Some(WAN), Some(500_000)),
            ("2万元/人月", None, Some(2_000_000)),
            ("2×6=12", Some(WAN), Some(12_000_000)),
            ("12（含税）", Some(WAN), Some(12_000_000)),
            ("1,200.\n50", Some(YUAN), Some(120_050)),
            ("12\n10", Some(WAN), None),
            ("壹佰万元整", Some(WAN), Some(100_000_000)),
            ("10-12", Some(WAN), None),
            ("待定", Some(WAN), None),
            ("(5)", Some(WAN), Some(-5_000_000)),
            ("**22**", Some(WAN), Some(22_000_000)),
        ] {
            assert_eq!(money(text, unit).map(|amount| amount.fen.0), fen, "{text}");
        }
    }

    #[test]
    fn empty_is_not_waived() {
        assert_eq!(state(" ", None), AmountState::Empty);
        for text in ["—", "/", "免费", "－－"] {
            assert_eq!(state(text, None), AmountState::Waived, "{text}");
        }
        assert_eq!(state("按实结算", None), AmountState::Unreadable);
    }

    #[test]
    fn cells_hold_counts() {
        for (text, mantissa, scale) in [
            ("2", 2, 0),
            ("2台", 2, 0),
            ("20 人月", 20, 0),
            ("1.5人月", 15, 1),
            ("２", 2, 0),
            ("两套", 2, 0),
            ("一批", 1, 0),
            ("2×12个月", 24, 0),
            ("6%", 6, 2),
            ("9.5折", 95, 2),
            ("1,200", 1200, 0),
        ] {
            let expected = Decimal::new(mantissa, scale).unwrap();
            assert_eq!(count(text, Span::default()).map(|count| count.value), Some(expected), "{text}");
        }
        for text in ["", "—", "若干", "按需", "2U机架式服务器及配件", "2026-03"] {
            assert_eq!(count(text, Span::default()), None, "{text}");
        }
    }
}
