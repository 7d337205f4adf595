//! Bytes of an RTF file → groups, control words and text.

/// A piece of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\par`, `\fs24`
    Word(&'a str, Option<i32>),
    /// `\~`, `\*`, `\{`
    Symbol(u8),
    /// `\'b7`
    Byte(u8),
    /// Bytes of text up to the next mark or line end.
    Text(&'a [u8]),
}

/// The tokens of a file; line ends are none.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.get(1)?;
        if first == b'\'' {
            let digits = self.take(4).get(2..)?;
            let code = std::str::from_utf8(digits).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
            return Some(Token::Byte(code.unwrap_or(b'?')));
        }
        if !first.is_ascii_alphabetic() {
            self.take(2);
            return Some(Token::Symbol(first));
        }
        self.take(1);
        let letters = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let name = std::str::from_utf8(self.take(letters)).unwrap_or_default();
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length = if digits == 0 { 0 } else { sign + digits };
        let number = std::str::from_utf8(self.take(length)).ok().and_then(|text| text.parse().ok());
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if name == "bin" {
            self.take(usize::try_from(number.unwrap_or(0)).unwrap_or(0));
        }
        Some(Token::Word(name, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match *self.rest.first()? {
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\\' => return self.control(),
                b'\r' | b'\n' | 0 => _ = self.take(1),
                _ => {
                    let is_mark = |byte: &u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let length = self.rest.iter().position(is_mark).unwrap_or(self.rest.len());
                    return Some(Token::Text(self.take(length)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_fall_into_tokens() {
        let tokens: Vec<Token<'_>> =
            Tokens::new(b"{\\rtf1\\u-3 a\r\nb\\'b7\\~\\bin3 {}{\\*\\x-}\\").collect();
        let wanted = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Word("u", Some(-3)),
            Token::Text(b"a"),
            Token::Text(b"b"),
            Token::Byte(0xB7),
            Token::Symbol(b'~'),
            Token::Word("bin", Some(3)),
            Token::Symbol(b'*'),
            Token::Word("x", None),
            Token::Text(b"-"),
            Token::Close,
        ];
        assert_eq!(tokens, wanted);
    }
}
