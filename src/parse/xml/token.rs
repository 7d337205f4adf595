//! XML text → [`Token`]s: tags, texts and references as they stand, every end tag held against its start.
//!
//! A docx is two megabytes of short tags, so what is done for each of them decides how long reading takes:
//! nothing is copied, and names are compared only where an element ends.

use memchr::{memchr_iter, memchr2, memchr3, memmem};

/// One piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<a b="c">` or `<a/>`.
    Start(StartTag<'a>),
    /// `</a>`.
    End,
    /// What stands between tags and references; the inside of a CDATA section.
    Text(&'a str),
    /// The name in `&name;`.
    Reference(&'a str),
    /// `&` without an end.
    OpenReference,
    /// A document type declaration begins.
    Doctype,
    /// The end of the text.
    Eof,
}

/// The inside of a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StartTag<'a> {
    /// Name and attributes.
    inner: &'a str,
    name_len: usize,
    /// Whether it ends its element itself.
    pub(super) is_empty: bool,
}

impl<'a> StartTag<'a> {
    /// The name, with its prefix.
    pub(super) fn name(&self) -> &'a str {
        &self.inner[..self.name_len]
    }

    /// All behind the name.
    pub(super) fn attributes(&self) -> &'a str {
        &self.inner[self.name_len..]
    }
}

/// Why a text ends as XML, and the byte at which that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    pub(super) at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// An end tag that is not the one of the innermost open element.
    Unpaired,
    /// Markup without an end, or none that there is.
    Unfinished,
}

/// Reads a text from its start.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Names of the open elements, outermost first.
    open: Vec<&'a str>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: text.strip_prefix('\u{feff}').unwrap_or(text), at: 0, open: Vec::new() }
    }

    /// The byte behind the last token.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The next token. Behind a fault there is only the end.
    pub(super) fn next(&mut self) -> Result<Token<'a>, Fault> {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            match rest.first() {
                None => return Ok(Token::Eof),
                Some(b'<') => match self.markup(rest) {
                    Ok(Some(token)) => return Ok(token),
                    Ok(None) => {} // comments and processing instructions say nothing
                    Err(kind) => {
                        let at = std::mem::replace(&mut self.at, self.text.len());
                        return Err(Fault { kind, at });
                    }
                },
                Some(b'&') => return Ok(self.reference(rest)),
                Some(_) => {
                    let length = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
                    return Ok(Token::Text(self.take(length)));
                }
            }
        }
    }

    /// The next bytes of the text.
    fn take(&mut self, length: usize) -> &'a str {
        let start = self.at;
        self.at += length;
        &self.text[start..self.at]
    }

    /// What begins with the `<` at the start of the rest.
    fn markup(&mut self, rest: &[u8]) -> Result<Option<Token<'a>>, FaultKind> {
        match rest.get(1) {
            Some(b'!' | b'?') => self.declaration(rest),
            Some(b'/') => {
                let length = tag_length(rest).ok_or(FaultKind::Unfinished)?;
                let name = &self.text[self.at + 2..self.at + length - 1];
                if self.open.pop() != Some(name.trim_ascii_end()) {
                    return Err(FaultKind::Unpaired);
                }
                self.at += length;
                Ok(Some(Token::End))
            }
            Some(_) => {
                let length = tag_length(rest).ok_or(FaultKind::Unfinished)?;
                let tag = &self.take(length)[1..length - 1];
                let inner = tag.strip_suffix('/').unwrap_or(tag);
                let name_len = inner.bytes().position(|byte| byte <= b' ').unwrap_or(inner.len());
                let start = StartTag { inner, name_len, is_empty: inner.len() < tag.len() };
                if !start.is_empty {
                    self.open.push(start.name());
                }
                Ok(Some(Token::Start(start)))
            }
            None => Err(FaultKind::Unfinished),
        }
    }

    fn declaration(&mut self, rest: &[u8]) -> Result<Option<Token<'a>>, FaultKind> {
        const CDATA: &[u8] = b"<![CDATA[";
        const DOCTYPE: &[u8] = b"<!DOCTYPE";
        let end = |from: usize, end: &[u8]| {
            let inside = memmem::find(rest.get(from..)?, end)?;
            Some((inside, from + inside + end.len()))
        };
        if rest.get(..DOCTYPE.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(DOCTYPE)) {
            self.at = self.text.len();
            return Ok(Some(Token::Doctype));
        }
        if rest.starts_with(CDATA) {
            let (inside, length) = end(CDATA.len(), b"]]>").ok_or(FaultKind::Unfinished)?;
            return Ok(Some(Token::Text(&self.take(length)[CDATA.len()..][..inside])));
        }
        let found = if rest.starts_with(b"<!--") {
            end(4, b"-->")
        } else if rest.starts_with(b"<?") {
            end(1, b"?>").filter(|(_, length)| *length > "<?>".len())
        } else {
            None
        };
        self.at += found.ok_or(FaultKind::Unfinished)?.1;
        Ok(None)
    }

    /// What begins with the `&` at the start of the rest.
    fn reference(&mut self, rest: &[u8]) -> Token<'a> {
        match memchr3(b';', b'&', b'<', &rest[1..]) {
            Some(length) if rest[1 + length] == b';' => Token::Reference(&self.take(length + 2)[1..=length]),
            other => {
                self.at += other.map_or(rest.len(), |length| 1 + length);
                Token::OpenReference
            }
        }
    }
}

/// Bytes up to the `>` of a tag that stands in no quotes.
fn tag_length(tag: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        // Letters lie above all three signs: most bytes need one comparison.
        at += tag[at..].iter().position(|&byte| byte <= b'>' && matches!(byte, b'>' | b'"' | b'\''))?;
        match tag[at] {
            b'>' => return Some(at + 1),
            quote => at += 2 + tag[at + 1..].iter().position(|byte| *byte == quote)?,
        }
    }
}

/// Whether attributes declare a namespace.
pub(super) fn declares(attributes: &str) -> bool {
    let bytes = attributes.as_bytes();
    memchr_iter(b'x', bytes).any(|at| bytes[at..].starts_with(b"xmlns"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::Reader;
    use quick_xml::errors::{Error, IllFormedError};
    use quick_xml::events::Event;

    /// What both readers say, in one form; a fault ends it.
    fn ours(text: &str) -> Vec<String> {
        let mut tokens = Tokens::new(text);
        let mut said = Vec::new();
        loop {
            said.push(match tokens.next() {
                Ok(Token::Start(tag)) => format!("<{}|{}|{}", tag.name(), tag.attributes(), tag.is_empty),
                Ok(Token::End) => "</".into(),
                Ok(Token::Text("")) => continue,
                Ok(Token::Text(text)) => text.into(),
                Ok(Token::Reference(name)) => format!("&{name}"),
                Ok(Token::OpenReference) => "&?".into(),
                Ok(Token::Doctype) => "!".into(),
                Ok(Token::Eof) => break,
                Err(fault) => format!("fault {:?} {}", fault.kind, fault.at),
            });
            if said.last().is_some_and(|last| last == "!" || last.starts_with("fault")) {
                break;
            }
        }
        said
    }

    fn theirs(text: &str) -> Vec<String> {
        let mut reader = Reader::from_str(text);
        let mut said = Vec::new();
        let tag = |start: &quick_xml::events::BytesStart<'_>, is_empty: bool| {
            format!("<{}|{}|{is_empty}", start.name().0, start.attributes_raw())
        };
        loop {
            said.push(match reader.read_event() {
                Ok(Event::Start(start)) => tag(&start, false),
                Ok(Event::Empty(start)) => tag(&start, true),
                Ok(Event::End(_)) => "</".into(),
                Ok(Event::Text(text)) if text.is_empty() => continue,
                Ok(Event::CData(text)) if text.is_empty() => continue,
                Ok(Event::Text(text)) => text.into_inner().into_owned(),
                Ok(Event::CData(text)) => text.into_inner().into_owned(),
                Ok(Event::GeneralRef(name)) => format!("&{}", &*name),
                Ok(Event::DocType(_)) => "!".into(),
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => continue,
                Ok(Event::Eof) => break,
                Err(Error::IllFormed(IllFormedError::UnclosedReference)) => "&?".into(),
                Err(error) => {
                    let kind = match error {
                        Error::IllFormed(_) => FaultKind::Unpaired,
                        _ => FaultKind::Unfinished,
                    };
                    format!("fault {kind:?} {}", reader.error_position())
                }
            });
            if said.last().is_some_and(|last| last == "!" || last.starts_with("fault")) {
                break;
            }
        }
        said
    }

    const SAMPLES: [&str; 6] = [
        "\u{feff}<?xml version=\"1.0\"?><w:p a='x > y' b=\"<&amp;\"><w:r/>文&lt;字 &#x4e00; </w:p >",
        "<a><!-- <b> -- --><![CDATA[ <c> ]] ]]>&bogus &amp;<d e=\"\"/></a><!---->",
        "<a><b></a></b>",
        "</a>",
        "<a x:y = 'z'\n/><b\t c='\"'>text</b>&",
        "<a>]]></a><?pi a > b ?><b>>&;</b>",
    ];

    #[test]
    fn says_what_another_reader_says() {
        for text in SAMPLES {
            assert_eq!(ours(text), theirs(text), "{text}");
        }
    }

    #[test]
    fn says_the_same_of_broken_texts() {
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap_or(0) % below
        };
        const SIGNS: [char; 16] =
            ['<', '>', '/', '&', ';', '"', '\'', '!', '-', '[', ']', ' ', 'a', 'b', '=', '文'];
        for round in 0..20_000 {
            let mut text: Vec<char> = SAMPLES[round % SAMPLES.len()].chars().collect();
            for _ in 0..=random(4) {
                let at = random(text.len());
                match random(3) {
                    0 => text[at] = SIGNS[random(SIGNS.len())],
                    1 => text.insert(at, SIGNS[random(SIGNS.len())]),
                    _ => text.truncate(at.max(1)),
                }
            }
            let text: String = text.into_iter().collect();
            assert_eq!(ours(&text), theirs(&text), "{text}");
        }
    }

    #[test]
    fn a_document_type_is_seen_before_it_ends() {
        assert_eq!(ours("<!doctype a [ <!ENTITY"), ["!"]);
        assert_eq!(ours("<!DOC"), ["fault Unfinished 0"]);
    }

    #[test]
    fn namespaces_are_declared_by_name() {
        assert!(declares(" xmlns:w=\"a\"") && declares(" a='x' xmlns='b'"));
        assert!(!declares(" xml:space=\"preserve\""));
    }
}
