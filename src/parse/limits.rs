//! [`Limits`]: how much work one input may cause. Every limit is a setting of `yushen.toml`.

use serde::{Deserialize, Serialize};

/// Bounds on the work that one input may cause; the field names are the settings' names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Bytes of one input file.
    pub file_bytes: u64,
    /// Bytes of a Markdown or text file.
    pub text_file_bytes: u64,
    /// Entries of one archive.
    pub archive_entries: u64,
    /// Archives inside archives.
    pub archive_depth: u64,
    /// Files of a package, nested archives included.
    pub package_files: u64,
    /// Bytes inflated for a whole package.
    pub package_inflated_bytes: u64,
    /// Bytes inflated for one part of a container.
    pub part_inflated_bytes: u64,
    /// Bytes inflated for one file.
    pub file_inflated_bytes: u64,
    /// Inflated size over stored size, counted after the first 8 MiB.
    pub inflate_ratio: u64,
    /// Open elements of an XML part.
    pub xml_depth: u64,
    /// Attributes of one element.
    pub xml_attributes: u64,
    /// Bytes of one tag.
    pub xml_tag_bytes: u64,
    /// Bytes of one text node.
    pub xml_text_bytes: u64,
    /// Paragraphs of a docx.
    pub docx_paragraphs: u64,
    /// Runs of one paragraph.
    pub docx_runs: u64,
    /// Cells of all tables of a document.
    pub table_cells: u64,
    /// Tables inside tables.
    pub table_depth: u64,
    /// Stored cells of a workbook.
    pub xlsx_cells: u64,
    /// Sheets of a workbook.
    pub xlsx_sheets: u64,
    /// Pages of a PDF.
    pub pdf_pages: u64,
    /// Objects of a PDF.
    pub pdf_objects: u64,
    /// Depth of the page tree.
    pub pdf_tree_depth: u64,
    /// Filters of one stream.
    pub pdf_filters: u64,
    /// Bytes inflated for one stream.
    pub pdf_stream_bytes: u64,
    /// Bytes inflated for all streams.
    pub pdf_inflated_bytes: u64,
    /// Operators of one page, forms included.
    pub pdf_page_operators: u64,
    /// Form calls of one page.
    pub pdf_form_calls: u64,
    /// Forms inside forms.
    pub pdf_form_depth: u64,
    /// Pages of an OFD file.
    pub ofd_pages: u64,
    /// Elements and characters of one page of an OFD file, templates and annotations included.
    pub ofd_page_elements: u64,
    /// Drawings inside drawings of an OFD file.
    pub ofd_object_depth: u64,
    /// Pages of one file, or pictures of a docx, whose text is recognised.
    pub ocr_pages: u64,
    /// Pixels of one page, and of all pictures on it, for recognition.
    pub ocr_pixels: u64,
    /// Seconds for recognising one page.
    pub ocr_page_seconds: u64,
    /// Characters kept of one document.
    pub characters: u64,
    /// Findings of one rule.
    pub rule_findings: u64,
    /// Seconds for one PDF or OFD file; the other readers are bounded by the work that they count.
    pub file_seconds: u64,
    /// Folders inside folders.
    pub walk_depth: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: u64 = 1 << 10;
        const MIB: u64 = 1 << 20;
        Self {
            file_bytes: 200 * MIB,
            text_file_bytes: 20 * MIB,
            archive_entries: 10_000,
            archive_depth: 3,
            package_files: 2_000,
            package_inflated_bytes: 2048 * MIB,
            part_inflated_bytes: 128 * MIB,
            file_inflated_bytes: 512 * MIB,
            inflate_ratio: 200,
            xml_depth: 256,
            xml_attributes: 1_000,
            xml_tag_bytes: 1024 * KIB,
            xml_text_bytes: 16 * MIB,
            docx_paragraphs: 200_000,
            docx_runs: 50_000,
            table_cells: 500_000,
            table_depth: 32,
            xlsx_cells: 2_000_000,
            xlsx_sheets: 500,
            pdf_pages: 5_000,
            pdf_objects: 1_000_000,
            pdf_tree_depth: 64,
            pdf_filters: 8,
            pdf_stream_bytes: 64 * MIB,
            pdf_inflated_bytes: 512 * MIB,
            pdf_page_operators: 1_000_000,
            pdf_form_calls: 10_000,
            pdf_form_depth: 16,
            ofd_pages: 5_000,
            ofd_page_elements: 1_000_000,
            ofd_object_depth: 16,
            ocr_pages: 100,
            ocr_pixels: 50_000_000,
            ocr_page_seconds: 30,
            characters: 20_000_000,
            rule_findings: 1_000,
            file_seconds: 30,
            walk_depth: 64,
        }
    }
}
