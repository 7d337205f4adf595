//! The names of WordprocessingML that the walker knows.

use crate::parse::xml::{Space, Tag};

/// An element, as far as the walker cares about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Nothing of its own: what is inside counts.
    Plain,
    /// Nothing inside is shown: properties, old versions, deleted text.
    Unseen,
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    /// Properties of a paragraph's mark: `rPr` inside `pPr`.
    MarkProperties,
    NumberProperties,
    Text,
    Instruction,
    Tab,
    Break,
    CarriageReturn,
    NoBreakHyphen,
    Symbol,
    FieldMark,
    FormCheckBox,
    SimpleField,
    Hyperlink,
    NoteReference,
    Table,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    Control,
    ControlProperties,
    /// The kind of building block that a content control holds.
    Gallery,
    Alternates,
    Choice,
    Fallback,
    TextBox,
    /// A footnote or an endnote, in its part.
    Note,
    /// The part of a fraction below the line.
    Denominator,
    Picture,
    EmbeddedObject,
    /// Another file whose content belongs into the document.
    Import,
    Inserted,
    Deleted,
    /// A single property; its parent says of what.
    Property(Property),
}

/// Single properties; most hold their value in `val`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    Style,
    OutlineLevel,
    NumberId,
    Level,
    Bold,
    Size,
    Hidden,
    SkippedColumns,
    ColumnSpan,
    RowMerge,
    ColumnMerge,
    CellDeleted,
    Checked,
}

/// What a tag is.
pub(super) fn classify(tag: &Tag<'_>) -> Element {
    match tag.space {
        Space::Word => word(tag.local()),
        Space::Math => match tag.local() {
            b"t" => Element::Text,
            b"den" => Element::Denominator,
            _ => Element::Plain,
        },
        Space::Compatibility => match tag.local() {
            b"AlternateContent" => Element::Alternates,
            b"Choice" => Element::Choice,
            b"Fallback" => Element::Fallback,
            _ => Element::Plain,
        },
        Space::Office => match tag.local() {
            b"blip" | b"imagedata" => Element::Picture,
            b"OLEObject" => Element::EmbeddedObject,
            _ => Element::Plain,
        },
        Space::Foreign => Element::Plain,
    }
}

fn word(local: &[u8]) -> Element {
    match local {
        b"p" => Element::Paragraph,
        b"pPr" => Element::ParagraphProperties,
        b"r" => Element::Run,
        b"rPr" => Element::RunProperties,
        b"t" => Element::Text,
        b"tab" | b"ptab" => Element::Tab,
        b"br" => Element::Break,
        b"cr" => Element::CarriageReturn,
        b"noBreakHyphen" => Element::NoBreakHyphen,
        b"sym" => Element::Symbol,
        b"tbl" => Element::Table,
        b"tr" => Element::Row,
        b"tc" => Element::Cell,
        b"trPr" => Element::RowProperties,
        b"tcPr" => Element::CellProperties,
        b"ins" | b"moveTo" => Element::Inserted,
        b"del" | b"moveFrom" => Element::Deleted,
        b"hyperlink" => Element::Hyperlink,
        b"fldChar" => Element::FieldMark,
        b"fldSimple" => Element::SimpleField,
        b"instrText" => Element::Instruction,
        b"checkBox" => Element::FormCheckBox,
        b"footnoteReference" | b"endnoteReference" => Element::NoteReference,
        b"footnote" | b"endnote" => Element::Note,
        b"sdt" => Element::Control,
        b"sdtPr" => Element::ControlProperties,
        b"docPartGallery" => Element::Gallery,
        b"txbxContent" => Element::TextBox,
        b"altChunk" | b"subDoc" => Element::Import,
        b"numPr" => Element::NumberProperties,
        // Old versions of properties, deleted text, guides for pronunciation, grids, sections.
        b"pPrChange" | b"rPrChange" | b"tblPrChange" | b"tblGridChange" | b"trPrChange" | b"tcPrChange"
        | b"sectPrChange" | b"tblPrExChange" | b"numberingChange" | b"delText" | b"delInstrText" | b"rt"
        | b"rubyPr" | b"tblPr" | b"tblGrid" | b"tblPrEx" | b"sectPr" | b"sdtEndPr" | b"customXmlPr"
        | b"smartTagPr" | b"framePr" | b"tabs" | b"pBdr" | b"rFonts" | b"bookmarkStart" | b"bookmarkEnd" => {
            Element::Unseen
        }
        _ => property(local).map_or(Element::Plain, Element::Property),
    }
}

fn property(local: &[u8]) -> Option<Property> {
    Some(match local {
        b"pStyle" | b"rStyle" => Property::Style,
        b"outlineLvl" => Property::OutlineLevel,
        b"numId" => Property::NumberId,
        b"ilvl" => Property::Level,
        b"b" => Property::Bold,
        b"sz" => Property::Size,
        b"vanish" => Property::Hidden,
        b"hidden" => Property::Hidden,
        b"gridBefore" => Property::SkippedColumns,
        b"gridSpan" => Property::ColumnSpan,
        b"vMerge" => Property::RowMerge,
        b"hMerge" => Property::ColumnMerge,
        b"cellDel" => Property::CellDeleted,
        b"default" | b"checked" => Property::Checked,
        _ => return None,
    })
}
