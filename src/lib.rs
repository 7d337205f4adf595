//! yushen 预审: a static checker for submission packages of Chinese government IT projects.
//!
//! The data goes one way:
//!
//! ```text
//! source ── parse ──▶ document ──▶ fact, lexicon ──▶ rule ──▶ check ──▶ report
//! bytes     readers   one model    values, terms     kinds    results   text html docx xlsx sarif …
//!                                                      ▲
//!                                  outlines/*.toml ── outline
//! ```
//!
//! - [`source`]: the files submitted together; [`gap`]: what could not be read of them.
//! - [`parse`] never fails: docx, doc, xlsx, xls, pdf, ofd, rtf, html, Markdown and text become a
//!   [`document::Document`] with gaps. Pages that are pictures go to a [`parse::recognise::Recogniser`], if the
//!   caller brings one.
//! - [`fact`] reads money, periods, levels, names and the tables of costs; [`lexicon`] knows which words
//!   name a chapter or a thing. Words are data under `outlines/lexicon/`.
//! - [`rule`] holds the kinds of questions, [`outline`] the questions of one regulation.
//! - [`check::check`] runs them all over a package; [`report`] shows the result.
//!
//! A module uses only those before it: `span, date, numeral, words, gap, source` → `finding, document` →
//! `parse, lexicon` → `fact` → `rule` → `outline` → `check` → `report`. The library does no I/O and has no
//! clock; the program `yushen` brings both.

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
mod words;
