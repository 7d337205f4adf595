//! What a font says → the character that a person sees.
//!
//! Producers write Chinese characters with the code points of radicals or compatibility forms
//! that look the same; searching then finds nothing. Here each becomes the ordinary character.

use unicode_normalization::UnicodeNormalization;

/// The ordinary form of one character; `None` for what leaves no trace (controls, marks of
/// direction). U+FFFD stands for a value that means nothing outside its font.
pub(in crate::parse) fn ordinary(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\r' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Some(' ')
        }
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => {
            std::iter::once(character).nfkc().next()
        }
        '\u{2e80}'..='\u{2eff}' => Some(radical(character)),
        '\u{f020}'..='\u{f0ff}' => Some(symbol(character)),
        // GBK's user-defined row 0xA3 repeats ASCII at full width: these are its controls and space.
        '\u{e5c5}'..='\u{e5e5}' => Some(' '),
        // Dashes of the Founder typesetting fonts.
        '\u{e011}' => Some('-'),
        '\u{e012}' => Some('—'),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some('\u{fffd}'),
        other => Some(other),
    }
}

/// Ligatures are the only forms that become several characters.
pub(super) fn ligature(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

/// Whether the character belongs to a script that is written without spaces.
pub(in crate::parse) fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{303f}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '①'..='⑳')
}

/// CJK Radicals Supplement: those that stand for a character of their own.
fn radical(character: char) -> char {
    const PAIRS: &str = "⺁厂⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋卩⺌小⺍小⺎兀⺏尢⺐尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺\
        ⺟母⺠民⺡氵⺢水⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱罓⺲罒⺳羊⺴羊⺵羊⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹\
        ⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣\
        ⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";
    let mut chars = PAIRS.chars();
    while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
        if from == character {
            return to;
        }
    }
    character
}

/// Bullets and ticks of the symbol fonts, by the low byte of their private code.
fn symbol(character: char) -> char {
    match u32::from(character) & 0xff {
        0x20 => ' ',
        0x6c | 0x9f | 0xb7 => '•',
        0x6e | 0xa7 => '■',
        0x75 | 0x76 => '◆',
        0xfc | 0x50 => '√',
        0xfb | 0x4f => '×',
        0xfe | 0x52 => '☑',
        0xd8 | 0xe8 | 0xf0 => '➢',
        0x6f | 0x70 | 0x71 | 0xa3 | 0xa8 => '□',
        // Greek and operators of the Symbol font.
        0x61 => 'α',
        0x62 => 'β',
        0x6d => 'μ',
        0xb3 => '≥',
        0xb0 => '°',
        0xb1 => '±',
        0xb4 => '×',
        0xb8 => '÷',
        0xb9 => '≠',
        _ => '•',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_that_they_look_like() {
        let read = |text: &str| text.chars().filter_map(ordinary).collect::<String>();
        assert_eq!(read("⼀⽬⾦⾏"), "一目金行");
        assert_eq!(read("⻚⻔⻋⻓⺠⻅⻢"), "页门车长民见马");
        assert_eq!(read("\u{f900}金\u{f90a}"), "豈金金");
        assert_eq!(read("（１）ＡＢ，"), "（１）ＡＢ，");
        assert_eq!(read("a\u{200b}b\u{a0}c\u{e123}\u{f0b7}"), "ab c\u{fffd}•");
    }

    #[test]
    fn the_table_of_radicals_has_a_character_for_each() {
        for code in 0x2e80..=0x2ef3_u32 {
            let from = char::from_u32(code).unwrap();
            let to = radical(from);
            let is_unassigned = code == 0x2e9a;
            let has_no_character = matches!(from, '⺀' | '⺂' | '⺃' | '⺑' | '⺚');
            assert!(to != from || is_unassigned || has_no_character, "{from}");
        }
    }
}
