//! HTML → tags and text, without a tree: what a page holds is seen in one pass, in linear time.

/// A tag: its name in lower case, whether it closes, its attributes as written.
pub(in crate::parse) struct Tag<'a> {
    pub(in crate::parse) name: String,
    pub(in crate::parse) is_end: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag in `<…>`; `None` for comments, declarations and what is no tag.
    pub(in crate::parse) fn parse(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?.trim_end_matches('>');
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let attributes = &inner[end..];
        let is_tag = inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && (attributes.is_ascii() || attributes.contains('='));
        is_tag.then(|| Self { name: inner[..end].to_ascii_lowercase(), is_end, attributes })
    }

    /// The value of an attribute as written; empty for one without a value.
    pub(in crate::parse) fn attribute(&self, wanted: &str) -> Option<&'a str> {
        let is_name = |c: char| !c.is_ascii_whitespace() && !matches!(c, '=' | '/' | '"' | '\'');
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c| !is_name(c));
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            if name.is_empty() {
                return None;
            }
            let value;
            (value, rest) = match behind.trim_ascii_start().strip_prefix('=') {
                Some(behind) => take_value(behind.trim_ascii_start()),
                None => ("", behind),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
        }
    }

    /// Whether it ends with the `/` of an element without content; one behind a bare value belongs to that.
    pub(in crate::parse) fn is_empty(&self) -> bool {
        let last = self.attributes.strip_suffix('/');
        let last = last.and_then(|last| last.rsplit([' ', '\t', '\n', '"', '\'']).next());
        last.is_some_and(|last| !last.contains('='))
    }

    /// The whole number that an attribute begins with.
    pub(in crate::parse) fn number(&self, attribute: &str) -> Option<u32> {
        let value = self.attribute(attribute)?.trim_start();
        let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
        value[..end].parse().ok()
    }

    /// Whether the text goes on in a new line behind it.
    pub(in crate::parse) fn breaks_line(&self) -> bool {
        matches!(
            self.name.as_str(),
            "br" | "p"
                | "div"
                | "li"
                | "ul"
                | "ol"
                | "hr"
                | "tr"
                | "section"
                | "article"
                | "blockquote"
                | "pre"
                | "center"
                | "dt"
                | "dd"
                | "caption"
                | "details"
                | "summary"
        )
    }

    /// 1 for `h1`.
    pub(in crate::parse) fn heading_level(&self) -> Option<u8> {
        let digit = self.name.strip_prefix('h')?.parse().ok()?;
        (1..=6).contains(&digit).then_some(digit)
    }
}

/// An attribute's value, and what stands behind it.
fn take_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// A piece of markup.
pub(in crate::parse) enum Token<'a> {
    Text(&'a str),
    Tag(Tag<'a>),
}

/// The tokens of a page with the number of line breaks before each, in linear time.
pub(in crate::parse) struct Tokens<'a> {
    rest: &'a str,
    line: u32,
    /// Whether a `>` may still come: looked for once, not again behind every `<`.
    closes_tag: bool,
    closes_quote: bool,
    closes_comment: bool,
    closes_hidden: bool,
}

impl<'a> Tokens<'a> {
    pub(in crate::parse) fn new(rest: &'a str) -> Self {
        Self {
            rest,
            line: 0,
            closes_tag: true,
            closes_quote: true,
            closes_comment: true,
            closes_hidden: true,
        }
    }

    pub(in crate::parse) fn next(&mut self) -> Option<(u32, Token<'a>)> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let line = self.line;
            if self.rest.starts_with("<!--") && self.closes_comment {
                match self.rest.find("-->") {
                    Some(end) => {
                        self.take(end + 3);
                        continue;
                    }
                    None => self.closes_comment = false,
                }
            }
            if let Some(token) = self.tag() {
                return Some((line, Token::Tag(token)));
            }
            let skip = self.rest.chars().next().map_or(0, char::len_utf8);
            let end = self.rest[skip..].find('<').map_or(self.rest.len(), |at| skip + at);
            return Some((line, Token::Text(self.take(end))));
        }
    }

    fn tag(&mut self) -> Option<Tag<'a>> {
        let second = self.rest.strip_prefix('<')?.chars().next()?;
        if !self.closes_tag || !(second.is_ascii_alphabetic() || matches!(second, '/' | '!' | '?')) {
            return None;
        }
        let end = self.end_of_tag()?;
        let text = &self.rest[..=end];
        let tag = match Tag::parse(text) {
            Some(tag) => tag,
            None if second.is_ascii_alphabetic() => return None,
            None => Tag { name: String::new(), is_end: false, attributes: "" },
        };
        self.take(end + 1);
        let is_code = !tag.is_end && !tag.is_empty() && matches!(tag.name.as_str(), "script" | "style");
        if is_code && self.closes_hidden {
            let name = tag.name.as_bytes();
            let closes = |at: &usize| {
                let named = &self.rest.as_bytes()[at + 2..];
                named.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            };
            match memchr::memmem::find_iter(self.rest.as_bytes(), "</").find(closes) {
                Some(end) => _ = self.take(end),
                None => self.closes_hidden = false,
            }
        }
        Some(tag)
    }

    /// Where the tag ends that begins here; a `>` in quotes does not end it. What meets a `<` before its end
    /// is none: no byte is looked through again behind every `<`.
    fn end_of_tag(&mut self) -> Option<usize> {
        let bytes = self.rest.as_bytes();
        let is_element = bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
        let mut at = 1;
        loop {
            let Some(length) = memchr::memchr3(b'>', b'=', b'<', &bytes[at..]) else {
                self.closes_tag = false;
                return None;
            };
            at += length;
            match bytes[at] {
                b'>' => return Some(at),
                b'<' if is_element => return None,
                b'<' => {
                    at += 1;
                    continue;
                }
                _ => {}
            }
            let value = at + 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            at += 1;
            let quote = bytes.get(value).copied().filter(|byte| matches!(byte, b'"' | b'\''));
            let Some(quote) = quote.filter(|_| is_element && self.closes_quote) else { continue };
            match memchr::memchr(quote, &bytes[value + 1..]) {
                Some(length) => at = value + 1 + length,
                None => self.closes_quote = false,
            }
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        let breaks = memchr::memchr_iter(b'\n', taken.as_bytes()).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.rest = rest;
        taken
    }
}
