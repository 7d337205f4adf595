//! The integration tests, one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accuracy;
mod annotated;
mod cases;
mod choice;
mod cli;
mod cli_new;
mod cli_show;
mod command;
mod corpus;
mod doc_corpus;
mod docs;
mod docx_corpus;
mod endless;
mod endless_pdf;
mod formats;
mod good_proposals;
mod growth;
mod limits;
mod mutated;
mod ocr;
mod ofd_corpus;
mod pdf_corpus;
mod report;
mod review;
mod rule_parts;
mod skeleton;
mod tidy;
mod unread;
mod versions;
