//! A path → its files as read, for the commands that show what was read.

use crate::failure::Exit;
use crate::intake::read_package;
use crate::{clock, config::Config, failure::Failure, output};
use std::path::Path;
use yushen::check::{self, Options, Readable};
use yushen::document::Document;
use yushen::lexicon::Lexicon;
use yushen::parse::recognise::Recogniser;
use yushen::rule::Reading;
use yushen::source::Package;

/// The package at a path, `None` after telling why there is none. Limits come from the configuration.
pub(crate) fn package(path: &Path) -> Result<Option<(Package, Config)>, Failure> {
    let config = Config::find(None, path)?;
    match read_package(path, &config.limits) {
        Ok(package) => Ok(Some((package, config))),
        Err(error) => {
            output::say(&format!("yushen：{error}"));
            Ok(None)
        }
    }
}

/// The package's files with their facts.
pub(crate) fn readings(
    package: &Package,
    config: &Config,
    recogniser: Option<&dyn Recogniser>,
) -> Vec<Reading> {
    let limits = config.limits.clone();
    let options = Options { as_of: clock::today(), limits, lexicon: Lexicon::builtin(), recogniser };
    check::read(package, &options)
}

/// Tells what could not be read.
pub(crate) fn tell_gaps<'a>(documents: impl Iterator<Item = &'a Document>) {
    for document in documents {
        for note in check::notes(&document.gaps) {
            let line = format!("{}：{}", document.path, note.line());
            output::say(&yushen::report::layout::printable(&line));
        }
    }
}

/// The exit code for showing these documents.
pub(crate) fn exit<'a>(documents: impl Iterator<Item = &'a Document>) -> Exit {
    let readable: Vec<Readable> = documents.map(Readable::of).collect();
    if readable.iter().all(|&readable| readable == Readable::None) {
        Exit::Unchecked
    } else if readable.iter().any(|&readable| readable != Readable::Full) {
        Exit::Unread
    } else {
        Exit::Clean
    }
}
