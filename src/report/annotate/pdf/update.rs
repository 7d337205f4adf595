//! A pdf and new annotations → the pdf with an incremental update behind it.

use super::AUTHOR;
use super::draw::{Drawn, text_string};
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId};
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

/// Stands before our update, with the length of the file that it was made for.
const MARK: &[u8] = b"\n%yushen-annotations ";
/// Ends a file.
const END: &[u8] = b"%%EOF";
/// Bytes that a stream may inflate to.
const MOST_INFLATED: usize = 512 << 20;

/// The update that is being made.
pub(super) struct Update {
    file: IncrementalDocument,
    /// By number, from 1.
    pages: BTreeMap<u32, ObjectId>,
    added: BTreeMap<u32, Vec<Object>>,
}

/// The file without our update, where that is the last thing in it.
pub(super) fn without_own(bytes: &[u8]) -> &[u8] {
    let Some(at) = memchr::memmem::rfind(bytes, MARK) else { return bytes };
    let rest = &bytes[at + MARK.len()..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse::<usize>().ok());
    let ends = memchr::memmem::find_iter(rest, END).count();
    let is_last = ends == 1 && rest.trim_ascii_end().ends_with(END);
    if length == Some(at) && is_last { &bytes[..at] } else { bytes }
}

impl Update {
    /// Reads the file's objects.
    ///
    /// # Errors
    /// When it is encrypted or too damaged to be written behind.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, String> {
        let damaged = || "PDF 的结构有损坏，不能写入批注。用 PDF 软件另存一份再检查".to_owned();
        let options = LoadOptions { max_decompressed_size: Some(MOST_INFLATED), ..LoadOptions::default() };
        // The last net: the library is not made for files from strangers.
        let load = || Document::load_mem_with_options(bytes, options);
        let document = std::panic::catch_unwind(AssertUnwindSafe(load)).map_err(|_| damaged())?;
        let document = document.map_err(|_| damaged())?;
        if document.trailer.has(b"Encrypt") || document.encryption_state.is_some() {
            return Err(
                "PDF 设有权限保护（已加密），不能写入批注。先用 PDF 软件另存为不加密的文件再检查".into()
            );
        }
        if document.xref_start == 0 {
            return Err(damaged());
        }
        let mut marked = bytes.to_vec();
        marked.extend_from_slice(MARK);
        marked.extend_from_slice(format!("{}\n", bytes.len()).as_bytes());
        let pages = document.get_pages();
        let mut file = IncrementalDocument::create_from(marked, document);
        // Of a hybrid file the table stays the one that counts; its stream belongs to the old part.
        file.new_document.trailer.remove(b"XRefStm");
        Ok(Self { file, pages, added: BTreeMap::new() })
    }

    pub(super) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Adds an annotation to a page.
    pub(super) fn add(&mut self, page: u32, drawn: Drawn) {
        let Some(&page_id) = self.pages.get(&page) else { return };
        let appearance = self.file.new_document.add_object(drawn.appearance);
        let mut annotation = drawn.annotation;
        annotation.set("AP", lopdf::dictionary! { "N" => appearance });
        annotation.set("P", page_id);
        let id = self.file.new_document.add_object(annotation);
        self.added.entry(page).or_default().push(id.into());
    }

    /// The bytes of the file with the update.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, String> {
        for (&number, &id) in &self.pages {
            let page = self.file.get_prev_documents().get_dictionary(id);
            let page = page.map_err(|_| format!("PDF 第 {number} 页的对象有损坏，不能写入批注"))?;
            let (mut annotations, had_own) = self.of_others(page);
            let added = self.added.get(&number).map_or(&[][..], Vec::as_slice);
            if added.is_empty() && !had_own {
                continue;
            }
            annotations.extend_from_slice(added);
            let mut page = page.clone();
            page.set("Annots", annotations);
            self.file.new_document.set_object(id, page);
        }
        let mut out = Vec::new();
        self.file.save_to(&mut out).map_err(|error| format!("批注写不进 PDF：{error}"))?;
        Ok(out)
    }

    /// The annotations of a page without ours, and whether there were any of ours.
    fn of_others(&self, page: &Dictionary) -> (Vec<Object>, bool) {
        let old = self.file.get_prev_documents();
        let listed = match page.get(b"Annots") {
            Ok(Object::Reference(id)) => old.get_object(*id).and_then(Object::as_array),
            Ok(object) => object.as_array(),
            Err(error) => Err(error),
        };
        let listed = listed.cloned().unwrap_or_default();
        let count = listed.len();
        let others: Vec<Object> = listed.into_iter().filter(|annotation| !self.is_ours(annotation)).collect();
        let had_own = others.len() < count;
        (others, had_own)
    }

    fn is_ours(&self, annotation: &Object) -> bool {
        let old = self.file.get_prev_documents();
        let dictionary = match annotation {
            Object::Reference(id) => old.get_dictionary(*id),
            object => object.as_dict(),
        };
        let Ok(dictionary) = dictionary else { return false };
        let author = text_string(AUTHOR);
        let own = author.as_str().ok();
        let is_author = dictionary.get(b"T").and_then(Object::as_str).ok() == own;
        let name = dictionary.get(b"NM").and_then(Object::as_str).unwrap_or_default();
        is_author && name.starts_with(b"yushen-")
    }
}
