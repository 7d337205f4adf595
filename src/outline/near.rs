//! A misspelt name → the name that was probably meant.

/// The candidate closest to `word`, if it is close enough to be meant: at most a third of the letters
/// differ, or one name holds the other. Ties go to the candidate that comes first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(word);
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let folded = fold(candidate);
        let Some(distance) = closeness(&wanted, &folded) else { continue };
        if best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Longest name that is compared: the comparison takes the product of two lengths.
const LONGEST: usize = 100;

/// The name as people confuse it: letters without case, one kind of dash.
fn fold(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).map(|c| if c == '_' || c == ' ' { '-' } else { c }).collect()
}

fn closeness(wanted: &[char], candidate: &[char]) -> Option<usize> {
    let shorter = wanted.len().min(candidate.len());
    if candidate.is_empty() || candidate.len() > LONGEST {
        return None;
    }
    let distance = edit_distance(wanted, candidate);
    let allowed = (wanted.len().max(candidate.len()) / 3).max(1);
    let held = shorter >= 4 && (contains(wanted, candidate) || contains(candidate, wanted));
    // A name inside another ranks behind every plain slip.
    if distance <= allowed && distance < shorter {
        Some(distance)
    } else {
        held.then_some(LONGEST + distance)
    }
}

fn contains(outer: &[char], inner: &[char]) -> bool {
    outer.windows(inner.len().max(1)).any(|window| window == inner)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `from` into `to`.
fn edit_distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let names = ["government-cloud", "data-exchange", "security", "budget"];
        for (typed, meant) in [
            ("goverment-cloud", Some("government-cloud")),
            ("government_cloud", Some("government-cloud")),
            ("secuirty", Some("security")),
            ("Security", Some("security")),
            ("exchange", Some("data-exchange")),
            ("video", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, names), meant, "{typed}");
        }
    }

    #[test]
    fn a_long_word_costs_nothing() {
        assert_eq!(nearest(&"x".repeat(1_000_000), ["security"]), None);
    }
}
