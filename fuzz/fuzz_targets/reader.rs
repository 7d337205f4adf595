//! What every target of a reader does: read the bytes as a file of that name, with all that rules look at.

use yushen::check;
use yushen::lexicon::Lexicon;
use yushen::parse::{self, Limits};
use yushen::source::Source;

/// Reads the bytes; the document must hold together.
pub fn read(name: &str, bytes: &[u8]) {
    let source = Source { path: name.into(), bytes: bytes.to_vec(), gaps: Vec::new() };
    let document = parse::parse(&source, &Limits::default());
    document.assert_valid();
    check::prepare(document, Lexicon::builtin());
}
