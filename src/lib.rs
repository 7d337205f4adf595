//! yushen 预审: a static checker for submission packages of Chinese government IT projects.
//!
//! The data goes one way: intake → [`parse`] → [`document`] → [`fact`] → [`check`] → [`report`].

pub mod check;
pub mod date;
pub mod document;
pub mod fact;
pub mod finding;
pub mod gap;
pub mod lexicon;
pub mod numeral;
pub mod outline;
pub mod parse;
pub mod report;
pub mod rule;
pub mod source;
pub mod span;
