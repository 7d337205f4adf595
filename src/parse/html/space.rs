//! Characters of a page's source → the text that a browser shows.

use quick_xml::escape::resolve_html5_entity;

/// A break that stays; line ends in the source do not.
pub(in crate::parse) const BREAK: char = '\u{B}';
/// Bytes of the longest entity with its marks.
const LONGEST_ENTITY: usize = 33;

/// White space as a browser shows it: runs become one space, none between Chinese characters at a
/// line end; entities become characters.
pub(in crate::parse) fn collapse(text: &str) -> String {
    let decoded = decode_entities(text);
    let lines: Vec<String> =
        decoded.split(BREAK).map(collapse_line).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn collapse_line(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line.trim();
    while let Some(at) = rest.find(|c: char| c.is_ascii_whitespace()) {
        shown.push_str(&rest[..at]);
        let behind = rest[at..].trim_ascii_start();
        let space = &rest[at..rest.len() - behind.len()];
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
        let joins_words = is_latin(shown.chars().next_back()) || is_latin(behind.chars().next());
        if joins_words || !space.contains('\n') {
            shown.push(' ');
        }
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest
            .bytes()
            .skip(1)
            .take(LONGEST_ENTITY)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
        let end = Some(1 + name.count()).filter(|&end| rest.as_bytes().get(end) == Some(&b';'));
        match end.and_then(|end| Some((entity(&rest[1..end])?, end + 1))) {
            Some((characters, length)) => {
                decoded.push_str(&characters);
                rest = &rest[length..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let value = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(value).filter(|c| !c.is_control()).map(String::from);
    }
    // A space that is wider, or does not break, is a space.
    Some(match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => " ".to_owned(),
        _ => resolve_html5_entity(name)?.to_owned(),
    })
}
