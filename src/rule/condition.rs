//! When a requirement applies.
