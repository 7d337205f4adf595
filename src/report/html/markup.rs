//! Markup that cannot be forged: what a program knows at compile time goes in as it is, everything else
//! is escaped.

use crate::report::layout::printable;
use std::fmt::{self, Display, Write};

/// HTML as it grows.
#[derive(Debug, Default)]
pub(super) struct Html {
    out: String,
}

/// A place inside the page that links name. Packages, files, findings and the like count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// A package.
    Package(usize),
    /// A part of a package: its findings, its checklist, its text.
    Part(usize, &'static str),
    /// The heading of a part.
    Title(usize, &'static str),
    /// A finding of a package.
    Finding(usize, usize),
    /// A requirement of a package.
    Result(usize, usize),
    /// A file of a package.
    File(usize, usize),
    /// A chapter of a file.
    Section(usize, usize, usize),
    /// A highlighted passage of a file.
    Mark(usize, usize, usize),
}

impl Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Package(package) => write!(f, "p{package}"),
            Self::Part(package, part) => write!(f, "p{package}-{part}"),
            Self::Title(package, part) => write!(f, "p{package}-{part}-title"),
            Self::Finding(package, finding) => write!(f, "p{package}f{finding}"),
            Self::Result(package, result) => write!(f, "p{package}r{result}"),
            Self::File(package, file) => write!(f, "p{package}d{file}"),
            Self::Section(package, file, section) => write!(f, "p{package}d{file}s{section}"),
            Self::Mark(package, file, mark) => write!(f, "p{package}d{file}m{mark}"),
        }
    }
}

impl Html {
    /// Markup of our own. That it is `'static` keeps words of a document out.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Words on one line, for content and for attributes in double quotes. Control and bidirectional
    /// characters are written out; a tab between cells becomes a bar.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.out, &printable(text));
        self
    }

    /// Words that keep their line breaks; the style shows them.
    pub(super) fn lines(&mut self, text: &str) -> &mut Self {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.text(line);
        }
        self
    }

    /// A whole number.
    pub(super) fn number(&mut self, number: usize) -> &mut Self {
        self.display(number)
    }

    /// The name of an anchor: letters, digits and hyphens.
    pub(super) fn anchor(&mut self, anchor: Anchor) -> &mut Self {
        self.display(anchor)
    }

    /// Opens a link inside the page; its class is markup of our own.
    pub(super) fn open_link(&mut self, class: &'static str, anchor: Anchor) -> &mut Self {
        self.raw("<a class=\"").raw(class).raw("\" href=\"#").anchor(anchor).raw("\">")
    }

    /// Markup that was made apart.
    pub(super) fn append(&mut self, part: &Self) -> &mut Self {
        self.out.push_str(&part.out);
        self
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn into_string(self) -> String {
        self.out
    }

    fn display(&mut self, value: impl Display) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{value}");
        self
    }
}

fn escape(out: &mut String, text: &str) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(entity);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Html};

    fn shown(text: &str) -> String {
        let mut html = Html::default();
        html.text(text);
        html.into_string()
    }

    #[test]
    fn words_never_become_markup() {
        assert_eq!(
            shown("</script><img src=x onerror=\"a('b')\">&amp;"),
            "&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;amp;"
        );
        assert_eq!(shown("甲\u{202e}乙\u{0}丙"), "甲\\u{202e}乙\\u{0}丙");
        assert_eq!(shown("合计\t1,208\n"), "合计 │ 1,208 ");
    }

    #[test]
    fn lines_stay_lines() {
        let mut html = Html::default();
        html.lines("一\n<二>");
        assert_eq!(html.into_string(), "一\n&lt;二&gt;");
    }

    #[test]
    fn links_name_anchors() {
        let mut html = Html::default();
        html.open_link("go", Anchor::Mark(1, 2, 3)).raw("</a>");
        assert_eq!(html.into_string(), "<a class=\"go\" href=\"#p1d2m3\"></a>");
    }
}
