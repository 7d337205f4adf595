//! Pages of fixed layout → blocks: glyphs → rows → columns → paragraphs, ruled tables, furniture.
//!
//! Formats that know glyphs at places and nothing of words, paragraphs or tables (PDF, OFD) draw
//! their pages as [`Ink`]; what is said about them from there on has been measured here.

mod aligned;
mod assemble;
mod bookmark;
mod character;
mod columns;
mod face;
mod figure;
mod furniture;
mod geometry;
mod grid;
mod ink;
mod join;
mod line;
mod order;
mod page;
mod page_break;
mod paragraph;
mod recognised;
mod report;
mod table;
mod unruled;

pub(super) use assemble::assemble;
pub(super) use bookmark::Bookmark;
pub(super) use character::{is_wide, ordinary};
pub(super) use face::names_bold_face;
pub(super) use furniture::mark as mark_furniture;
pub(super) use geometry::{Area, Direction, Matrix};
pub(super) use ink::{Glyph, Ink, Path, Text};
pub(super) use page::{PageText, read_page};
pub(super) use report::report;
