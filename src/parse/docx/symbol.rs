//! Characters of symbol fonts → the Unicode characters that they look like.

/// The character that `w:sym` shows; `None` where only the font knows.
pub(in crate::parse) fn symbol(font: &str, code: &str) -> Option<char> {
    let code = u32::from_str_radix(code.trim(), 16).ok()?;
    // Symbol fonts are addressed through the private use area.
    let low = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
    let font = font.to_ascii_lowercase();
    if font.starts_with("wingdings 2") {
        return wingdings_2(low);
    }
    if font.starts_with("wingdings") {
        return wingdings(low);
    }
    if font == "symbol" {
        return greek(low);
    }
    char::from_u32(code).filter(|character| !matches!(*character as u32, 0xE000..=0xF8FF | 0..=0x1F))
}

fn wingdings(low: u32) -> Option<char> {
    Some(match low {
        0x6C => '●',
        0x6E => '■',
        0x6F | 0x70 | 0x71 | 0x72 | 0xA8 => '☐',
        0x75 => '◆',
        0xA1 => '○',
        0xA7 => '▪',
        0xD8 => '➢',
        0xE0 | 0xE8 => '→',
        0xFB | 0xFD | 0x78 => '☒',
        0xFC => '✓',
        0xFE => '☑',
        0x80 => '⓪',
        0x81..=0x8A => char::from_u32('①' as u32 + low - 0x81)?,
        0x8C..=0x95 => char::from_u32('①' as u32 + low - 0x8C)?,
        _ => return None,
    })
}

fn wingdings_2(low: u32) -> Option<char> {
    Some(match low {
        0x50 => '✓',
        0x51 | 0x53 => '☒',
        0x52 => '☑',
        0xA3 | 0x2A => '☐',
        _ => return None,
    })
}

fn greek(low: u32) -> Option<char> {
    const LETTERS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    match low {
        0x41..=0x5A => LETTERS.chars().nth(low as usize - 0x41),
        0x61..=0x7A => SMALL.chars().nth(low as usize - 0x61),
        0xA3 => Some('≤'),
        0xA5 => Some('∞'),
        0xB0 => Some('°'),
        0xB1 => Some('±'),
        0xB3 => Some('≥'),
        0xB4 => Some('×'),
        0xB7 => Some('•'),
        0xB8 => Some('÷'),
        0xB9 => Some('≠'),
        0xBB => Some('≈'),
        0xAE => Some('→'),
        0xD7 => Some('·'),
        0x20..=0x7E => char::from_u32(low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::symbol;

    #[test]
    fn comparisons_and_boxes_keep_their_meaning() {
        assert_eq!(symbol("Symbol", "F0B3"), Some('≥'));
        assert_eq!(symbol("Symbol", "F06D"), Some('μ'));
        assert_eq!(symbol("Wingdings", "F0FE"), Some('☑'));
        assert_eq!(symbol("Wingdings 2", "0052"), Some('☑'));
        assert_eq!(symbol("宋体", "2460"), Some('①'));
        assert_eq!(symbol("Webdings", "F061"), None);
        assert_eq!(symbol("Symbol", "zz"), None);
    }
}
