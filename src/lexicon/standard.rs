//! Replaced standards.

/// A standard or policy that a newer one replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Superseded {
    /// Normalised as [`Citation`](crate::fact::Citation)s are.
    pub number: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The successor's number, or its title where the number is not known.
    pub replaced_by: &'static str,
}
