//! Pieces that several parts of the page share: a status, a quotation, a clause.

use super::markup::{Anchor, Html};
use super::tone::Tone;
use crate::finding::{Clause, Status};
use crate::report::Passage;

/// Opens a part of a package and its heading. Its name holds the package's, for there may be several.
pub(super) fn open_part(out: &mut Html, number: usize, class: &'static str, part: &'static str) {
    out.raw("<section class=\"").raw(class).raw("\" id=\"").anchor(Anchor::Part(number, part));
    out.raw("\" tabindex=\"").raw(if part == "text" { "0" } else { "-1" }).raw("\" aria-labelledby=\"");
    out.anchor(Anchor::Title(number, part)).raw(" ").anchor(Anchor::Part(number, "path"));
    out.raw("\"><h3 id=\"").anchor(Anchor::Title(number, part)).raw("\">");
}

/// Sign and word of a status.
pub(super) fn push_status(out: &mut Html, status: Status) {
    push_badge(out, Tone::of_status(status), status.label());
}

/// Sign and word.
pub(super) fn push_badge(out: &mut Html, tone: Tone, word: &str) {
    out.raw("<span class=\"badge ").raw(tone.class()).raw("\">").raw(tone.sign()).raw(" ").text(word);
    out.raw("</span>");
}

/// The words in their sentence or row; `tag` is `q` in running text, `blockquote` else.
pub(super) fn push_quote(out: &mut Html, passage: &Passage, tag: &'static str, tone: Tone) {
    out.raw("<").raw(tag).raw(">").text(&passage.before);
    out.raw("<mark class=\"").raw(tone.class()).raw("\">").text(&passage.quote).raw("</mark>");
    out.text(&passage.after).raw("</").raw(tag).raw(">");
}

/// Article, behind the regulation where that is another than the outline's.
pub(super) fn clause(clause: &Clause, of_outline: &str) -> String {
    let bare = |title: &str| title.trim_matches(['《', '》']).to_owned();
    let other = clause.regulation.as_deref().map(bare).filter(|title| *title != bare(of_outline));
    let title = other.map(|title| format!("《{title}》")).unwrap_or_default();
    format!("{title}{}", clause.article.as_deref().unwrap_or_default())
}

/// Regulation and article in full.
pub(super) fn full_clause(clause: &Clause) -> String {
    self::clause(clause, "")
}
