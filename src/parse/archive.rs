//! Bytes of a zip → [`Source`](crate::source::Source)s.
