//! [`Paper`]: a document that we write, in the layout of Chinese official documents → docx or Markdown.

mod docx;
mod markdown;
mod parts;

pub use docx::render as docx;
pub use markdown::render as markdown;

/// A document to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// What programs show as its title.
    pub name: String,
    /// Running header; none when empty.
    pub header: String,
    /// In order.
    pub blocks: Vec<PaperBlock>,
}

/// A piece of a [`Paper`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperBlock {
    /// The title of the document.
    Title(String),
    /// A heading, 1 to 3, with its number.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Look, String),
    /// A table.
    Table(PaperTable),
    /// The table of contents; Word fills in the page numbers.
    Contents,
    /// What follows begins a page.
    PageBreak,
}

/// How a paragraph looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Running text, its first line indented by two characters.
    Body,
    /// From the margin: whom a letter is written to.
    Flush,
    /// In the middle.
    Centred,
    /// At the right: who signs.
    Signed,
    /// Something to be replaced.
    FillIn,
}

/// A table with a header row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperTable {
    /// Above it, in the middle.
    pub caption: String,
    /// Above it, at the right: `单位：万元`
    pub unit: Option<String>,
    /// The header row.
    pub columns: Vec<String>,
    /// Widths in relation to each other; equal ones where there are none.
    pub weights: Vec<u32>,
    /// Rows as wide as the header.
    pub rows: Vec<Vec<String>>,
}

impl Paper {
    /// Adds a paragraph.
    pub fn say(&mut self, look: Look, text: impl Into<String>) {
        self.blocks.push(PaperBlock::Paragraph(look, text.into()));
    }

    /// Adds a heading.
    pub fn head(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(PaperBlock::Heading(level, text.into()));
    }
}
