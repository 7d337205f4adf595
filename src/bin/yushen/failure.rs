//! How a run ends: [`Exit`], and [`Failure`] when a command cannot do its work.

use std::process::ExitCode;
use yushen::outline::PackError;

/// The exit codes of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings at or above it.
    Findings = 1,
    /// Usage, configuration or outline wrong.
    Usage = 2,
    /// Nothing could be checked.
    Unchecked = 3,
    /// Checked, but some input was unreadable and nothing else failed.
    Unread = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command cannot do its work: always exit code 2.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A sentence for the user, with what to do.
    Message(String),
    /// Mistakes in a TOML file, each with its place.
    Toml(Vec<PackError>),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}
