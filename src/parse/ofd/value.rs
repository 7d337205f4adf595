//! The notations inside attributes (GB/T 33190-2016, 7.3 and 9.1): numbers, offsets, outlines.

use crate::parse::fixed::{Matrix, Path};

/// No page is wider than this, in millimetres; larger values are nonsense and would overflow.
const LARGEST: f64 = 1e7;
/// Points in a millimetre.
pub(super) const POINTS: f64 = 72.0 / 25.4;

/// A number; what is none counts as 0.
pub(super) fn number(text: &str) -> f64 {
    let value: f64 = text.trim().parse().unwrap_or(0.0);
    if value.is_finite() { value.clamp(-LARGEST, LARGEST) } else { 0.0 }
}

/// A list of numbers, `ST_Array`.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = f64> {
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).map(number)
}

/// So many numbers, if there are as many: a box has four, a matrix six.
pub(super) fn array<const N: usize>(text: &str) -> Option<[f64; N]> {
    let mut all = numbers(text);
    let mut array = [0.0; N];
    for place in &mut array {
        *place = all.next()?;
    }
    Some(array)
}

/// `DeltaX`, `DeltaY`: offsets from each character to the next; `g 3 2.5` stands for three of them
/// (11.3). They are given one by one, as what is declared may be more than any text holds.
pub(super) fn offsets(text: &str) -> impl Iterator<Item = f64> {
    let mut words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let (mut left, mut value) = (0_u64, 0.0);
    std::iter::from_fn(move || {
        while left == 0 {
            let word = words.next()?;
            (left, value) = match word {
                "g" | "G" => (words.next()?.parse().unwrap_or(0), number(words.next()?)),
                word => (1, number(word)),
            };
        }
        left -= 1;
        Some(value)
    })
}

/// Draws `AbbreviatedData` (9.1.3): a letter and its numbers, one after the other.
pub(super) fn trace(data: &str, matrix: Matrix) -> Path {
    let mut path = Path::default();
    let mut words = Words(data);
    while let Some(word) = words.next() {
        let mut point = |skipped: usize| {
            for _ in 0..skipped {
                words.next_number();
            }
            let x = words.next_number();
            matrix.point(x, words.next_number())
        };
        match word {
            "S" | "M" => path.move_to(point(0)),
            "L" => path.line_to(point(0)),
            "Q" => path.curve_to(point(2)),
            "B" => path.curve_to(point(4)),
            "A" => path.curve_to(point(5)),
            "C" => path.close(),
            _ => {}
        }
    }
    path
}

/// Letters and numbers, also where nothing stands between them.
struct Words<'t>(&'t str);

impl<'t> Words<'t> {
    fn next(&mut self) -> Option<&'t str> {
        let rest = self.0.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let first = rest.chars().next()?;
        let length = if first.is_ascii_alphabetic() {
            1
        } else {
            let is_end =
                |c: char| c.is_whitespace() || c == ',' || (c.is_ascii_alphabetic() && c != 'e' && c != 'E');
            rest.find(is_end).unwrap_or(rest.len()).max(first.len_utf8())
        };
        let (word, behind) = rest.split_at(length);
        self.0 = behind;
        Some(word)
    }

    /// The next number; a letter stays for the next command.
    fn next_number(&mut self) -> f64 {
        let before = self.0;
        match self.next() {
            Some(word) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                self.0 = before;
                0.0
            }
            word => word.map_or(0.0, number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fixed::Ink;

    #[test]
    fn offsets_may_be_repeated() {
        let read = |text: &str| offsets(text).take(6).collect::<Vec<_>>();
        assert_eq!(read("1 g 2 2.5 3"), [1.0, 2.5, 2.5, 3.0]);
        assert_eq!(read("g 99999999999 1"), [1.0; 6]);
        assert_eq!(read("g 0 1 g"), [0.0; 0]);
        assert_eq!(read("x inf 1e300"), [0.0, 0.0, LARGEST]);
    }

    #[test]
    fn arrays_have_their_length() {
        assert_eq!(array("0 0 210,297"), Some([0.0, 0.0, 210.0, 297.0]));
        assert_eq!(array::<4>("0 0 210"), None);
    }

    #[test]
    fn outlines_draw_lines_with_and_without_spaces() {
        for data in [
            "M 0 0 L 100 0 L 100 50 L 0 50 C",
            "M0 0L100 0L100 50L0 50C",
            "S 0 0 M 0 0 L 100 0 100 50 L 100 50 L 0 50 C",
        ] {
            let mut ink = Ink::default();
            ink.stroke(&trace(data, Matrix::IDENTITY));
            assert_eq!(ink.rules.len(), 4, "{data}");
        }
        trace("M L Q B A C 1 2 é M", Matrix::IDENTITY);
    }
}
