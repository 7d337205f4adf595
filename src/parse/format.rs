//! Bytes → [`Format`], by content; the extension only tells text formats apart.

use super::container::{Allowance, Container, part_key};
use super::{Limits, compound, encoding, html, xls};
use crate::document::Format;
use crate::gap::{Gap, GapKind};

/// Bytes in which a PDF's header is looked for.
const PDF_HEADER_WITHIN: usize = 1024;
/// Bytes that decide whether something is text.
const TEXT_SAMPLE: usize = 1 << 16;
/// Entries of a zip that decide which format it is.
const MOST_ENTRIES: u64 = 20_000;

/// The format of the bytes; the extension only tells text formats apart, and stands in where the
/// content is damaged.
pub fn detect(path: &str, bytes: &[u8]) -> Format {
    classify(path, bytes).0
}

/// Why a file is not read: encrypted, damaged, a format that is not read yet, unknown.
pub(super) fn why_unread(path: &str, bytes: &[u8]) -> GapKind {
    match classify(path, bytes) {
        (_, Some(kind)) => kind,
        (format, None) => GapKind::Unsupported(title(format).to_owned()),
    }
}

/// The gap for a name that promises another format.
pub(super) fn extension_mismatch(path: &str, format: Format) -> Option<Gap> {
    let named = extension(path);
    let promised = promised(&named)?;
    if format == promised || format == Format::Unknown {
        return None;
    }
    let kind = match (named.as_str(), format) {
        ("wps", Format::Docx) | ("et", Format::Xlsx) => {
            let found = format.name();
            GapKind::Remark(format!("扩展名是 {named}，内容是 {found} 格式，已按 {found} 读取"))
        }
        _ => GapKind::WrongExtension { named, found: format.name().to_owned() },
    };
    Some(Gap::new(kind))
}

/// The format that an extension stands for; `None` for those that promise nothing.
fn promised(extension: &str) -> Option<Format> {
    Some(match extension {
        "docx" | "docm" | "dotx" | "dotm" => Format::Docx,
        "pdf" => Format::Pdf,
        "md" | "markdown" | "mdown" => Format::Markdown,
        "txt" | "text" => Format::Text,
        "xlsx" | "xlsm" | "xltx" => Format::Xlsx,
        "zip" => Format::Zip,
        "doc" | "dot" | "wps" | "wpt" => Format::Doc,
        "xls" | "xlt" | "et" | "ett" => Format::Xls,
        "ofd" => Format::Ofd,
        "rtf" => Format::Rtf,
        "html" | "htm" | "mht" | "mhtml" => Format::Html,
        "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "webp" => Format::Image,
        _ => return None,
    })
}

/// The part of the name behind its last dot, in lower case.
fn extension(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.trim().to_lowercase())
}

/// What a format that is not read is called.
fn title(format: Format) -> &'static str {
    match format {
        Format::Docx => "Word 文档",
        Format::Pdf => "PDF 文档",
        Format::Markdown => "Markdown 文档",
        Format::Text => "文本文件",
        Format::Xlsx => "Excel 工作簿",
        Format::Zip => "zip 压缩包",
        Format::Doc => "Word 97-2003 或 WPS 文字文档（.doc、.wps）",
        Format::Xls => "Excel 97-2003 或 WPS 表格工作簿（.xls、.et）",
        Format::Ofd => "OFD 版式文档",
        Format::Rtf => "RTF 文档",
        Format::Html => "网页（HTML）",
        Format::Image => "图片",
        Format::Unknown => "未知格式的文件",
    }
}

/// The format, and why it cannot be read where more is known than its name.
fn classify(path: &str, bytes: &[u8]) -> (Format, Option<GapKind>) {
    if bytes.is_empty() {
        return (Format::Unknown, Some(GapKind::Empty));
    }
    if bytes.starts_with(compound::MAGIC) {
        return in_compound(path, bytes);
    }
    if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"PK\x05\x06")
        || bytes.starts_with(b"PK\x07\x08")
    {
        return zipped(path, bytes);
    }
    if let Some(found) = by_magic(bytes) {
        return found;
    }
    if xls::is_bare(bytes) {
        return (Format::Xls, None);
    }
    if let Some(found) = pdf(path, bytes) {
        return found;
    }
    if (bytes.starts_with(b"MZ") || extension(path) == "zip") && Container::open(bytes, MOST_ENTRIES).is_ok()
    {
        return zipped(path, bytes);
    }
    textual(path, bytes)
}

fn unsupported(format: Format, what: &str) -> (Format, Option<GapKind>) {
    (format, Some(GapKind::Unsupported(what.to_owned())))
}

fn by_magic(bytes: &[u8]) -> Option<(Format, Option<GapKind>)> {
    const IMAGES: [(&[u8], &str); 8] = [
        (b"\x89PNG\r\n\x1A\n", "图片（PNG）"),
        (b"\xFF\xD8\xFF", "图片（JPEG）"),
        (b"GIF87a", "图片（GIF）"),
        (b"GIF89a", "图片（GIF）"),
        (b"II*\0", "图片（TIFF）"),
        (b"MM\0*", "图片（TIFF）"),
        (b"\0\0\0\x18ftypheic", "图片（HEIC）"),
        (b"\0\0\0\x0CjP  ", "图片（JPEG 2000）"),
    ];
    const OTHERS: [(&[u8], &str); 8] = [
        (b"Rar!\x1A\x07", "RAR 压缩包"),
        (b"7z\xBC\xAF\x27\x1C", "7z 压缩包"),
        (b"\x1F\x8B\x08", "gzip 压缩包"),
        (b"AC10", "CAD 图纸（DWG）"),
        (b"\xDB\xA5\x2D\0", "Word 2.0 文档"),
        (b"\x09\0\x04\0", "Excel 2.0 工作簿"),
        (b"\x09\x02\x06\0", "Excel 3.0 工作簿"),
        (b"\x09\x04\x06\0", "Excel 4.0 工作簿"),
    ];
    let named = |(magic, what): &(&[u8], &'static str)| bytes.starts_with(magic).then_some(*what);
    if let Some(what) = IMAGES.iter().find_map(named) {
        return Some(unsupported(Format::Image, what));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(unsupported(Format::Image, "图片（WebP）"));
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some(unsupported(Format::Image, "图片（BMP）"));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Some((Format::Rtf, None));
    }
    OTHERS.iter().find_map(named).map(|what| unsupported(Format::Unknown, what))
}

/// `%PDF-` in the first 1,024 bytes; a text that only speaks of it is none.
fn pdf(path: &str, bytes: &[u8]) -> Option<(Format, Option<GapKind>)> {
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    let at = memchr::memmem::find(head, b"%PDF-")?;
    let before = head[..at].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head[..at]);
    let stands_first = before.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
    let named_text = matches!(promised(&extension(path)), Some(Format::Markdown | Format::Text));
    (stands_first || !(named_text || is_text(before))).then_some((Format::Pdf, None))
}

fn is_text(bytes: &[u8]) -> bool {
    encoding::decode(bytes).is_some()
}

fn textual(path: &str, bytes: &[u8]) -> (Format, Option<GapKind>) {
    let mut sample = &bytes[..bytes.len().min(TEXT_SAMPLE)];
    if sample.len() < bytes.len() {
        // A sample that ends inside a character would look broken.
        sample = &sample[..memchr::memrchr(b'\n', sample).map_or(sample.len(), |at| at + 1)];
    }
    let named = extension(path);
    let Some((text, _)) = encoding::decode(sample) else {
        let what = match promised(&named) {
            Some(_) => GapKind::Damaged(format!("扩展名是 {named}，内容却不是，也不是其他能识别的格式")),
            None => GapKind::Unsupported(title(Format::Unknown).to_owned()),
        };
        return (Format::Unknown, Some(what));
    };
    let start: String = text.trim_start().chars().take(1024).collect::<String>().to_lowercase();
    let may_be_page = matches!(promised(&named), Some(Format::Html | Format::Doc | Format::Xls));
    if html::is_page(&start, may_be_page) || html::is_archive(&start) {
        return (Format::Html, None);
    }
    if start.starts_with("<?xml") {
        return marked_up(&start);
    }
    match promised(&named) {
        Some(Format::Markdown) => (Format::Markdown, None),
        _ => (Format::Text, None),
    }
}

fn marked_up(start: &str) -> (Format, Option<GapKind>) {
    if start.contains("<html") {
        return (Format::Html, None);
    }
    if start.contains("progid=\"word.document\"") || start.contains("schemas.microsoft.com/office/word/2003")
    {
        return unsupported(Format::Unknown, "Word 2003 XML 文档");
    }
    if start.contains("progid=\"excel.sheet\"") || start.contains("schemas-microsoft-com:office:spreadsheet")
    {
        return unsupported(Format::Unknown, "Excel 2003 XML 工作簿");
    }
    if start.contains("<svg") {
        return unsupported(Format::Image, "图片（SVG）");
    }
    unsupported(Format::Unknown, "XML 文件")
}

/// Zips by what they hold; one whose directory is lost is believed to be what its name says.
fn zipped(path: &str, bytes: &[u8]) -> (Format, Option<GapKind>) {
    let container = match Container::open(bytes, MOST_ENTRIES) {
        Ok(container) => container,
        Err(what) => {
            let format = promised(&extension(path)).filter(|format| {
                matches!(format, Format::Docx | Format::Xlsx | Format::Ofd | Format::Doc | Format::Xls)
            });
            let format = match format {
                Some(Format::Doc) => Format::Docx,
                Some(Format::Xls) => Format::Xlsx,
                other => other.unwrap_or(Format::Zip),
            };
            return (format, Some(GapKind::Damaged(what)));
        }
    };
    // All but the list of what is encrypted may be encrypted.
    if container.find("OFD.xml").or_else(|| container.find("Encryptions.xml")).is_some() {
        return (Format::Ofd, None);
    }
    by_content_types(&container)
        .or_else(|| by_mimetype(&container))
        .or_else(|| by_parts(&container))
        .unwrap_or((Format::Zip, None))
}

fn read_part(container: &Container<'_>, name: &str) -> Option<String> {
    let entry = container.find(name)?;
    let (content, _) = container.inflate(entry, &mut Allowance::new(&Limits::default()));
    encoding::decode(&content).map(|(text, _)| text)
}

/// What `[Content_Types].xml` declares as the main part.
fn by_content_types(container: &Container<'_>) -> Option<(Format, Option<GapKind>)> {
    let types = read_part(container, "[Content_Types].xml")?.to_lowercase();
    let declares = |marks: &[&str]| marks.iter().any(|mark| types.contains(mark));
    if declares(&[
        "wordprocessingml.document.main",
        "wordprocessingml.template.main",
        "ms-word.document.macroenabled.main",
        "ms-word.template.macroenabledtemplate.main",
    ]) {
        return Some((Format::Docx, None));
    }
    if declares(&[
        "spreadsheetml.sheet.main",
        "spreadsheetml.template.main",
        "ms-excel.sheet.macroenabled.main",
        "ms-excel.template.macroenabled.main",
    ]) {
        return Some((Format::Xlsx, None));
    }
    if declares(&["ms-excel.sheet.binary"]) {
        return Some(unsupported(Format::Unknown, "Excel 二进制工作簿（.xlsb）"));
    }
    if declares(&["presentationml.", "ms-powerpoint."]) {
        return Some(unsupported(Format::Unknown, "PowerPoint 演示文稿"));
    }
    declares(&["visio."]).then(|| unsupported(Format::Unknown, "Visio 绘图"))
}

/// OpenDocument and EPUB name themselves in a part of their own.
fn by_mimetype(container: &Container<'_>) -> Option<(Format, Option<GapKind>)> {
    let mimetype = read_part(container, "mimetype")?;
    let what = match mimetype.trim() {
        kind if kind.starts_with("application/vnd.oasis.opendocument.text") => "OpenDocument 文本",
        kind if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") => "OpenDocument 电子表格",
        kind if kind.starts_with("application/vnd.oasis.opendocument") => "OpenDocument 文档",
        "application/epub+zip" => "EPUB 电子书",
        _ => return None,
    };
    Some(unsupported(Format::Unknown, what))
}

/// Office files whose list of content types is missing or names nothing.
fn by_parts(container: &Container<'_>) -> Option<(Format, Option<GapKind>)> {
    let holds = |folder: &str, mark: &str| {
        container.entries.iter().map(|entry| part_key(&entry.name)).any(|name| {
            name.strip_prefix(folder).is_some_and(|part| part.starts_with(mark) && part.ends_with(".xml"))
        })
    };
    if holds("word/", "document") {
        return Some((Format::Docx, None));
    }
    if holds("xl/", "workbook") {
        return Some((Format::Xlsx, None));
    }
    holds("ppt/", "presentation").then(|| unsupported(Format::Unknown, "PowerPoint 演示文稿"))
}

/// OLE2 files by their streams.
fn in_compound(path: &str, bytes: &[u8]) -> (Format, Option<GapKind>) {
    let file = match compound::open(bytes) {
        Ok(file) => file,
        Err(kind) => {
            let format = promised(&extension(path))
                .filter(|format| matches!(format, Format::Doc | Format::Xls))
                .unwrap_or_default();
            return (format, Some(kind));
        }
    };
    let streams: Vec<String> =
        file.read_root_storage().map(|entry| entry.name().to_lowercase()).take(1000).collect();
    let holds = |name: &str| streams.iter().any(|stream| stream == name);
    if holds("encryptedpackage") {
        return (Format::Unknown, Some(GapKind::Encrypted));
    }
    if holds("worddocument") {
        return (Format::Doc, None);
    }
    if holds("workbook") || holds("book") {
        return (Format::Xls, None);
    }
    if holds("powerpoint document") {
        return unsupported(Format::Unknown, "PowerPoint 97-2003 演示文稿（.ppt）");
    }
    unsupported(Format::Unknown, "Office 97-2003 复合文档")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::container::tests::zip_of;
    use std::io::{Cursor, Write};

    fn compound_of(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, content) in streams {
            file.create_stream(name).unwrap().write_all(content).unwrap();
        }
        file.into_inner().into_inner()
    }

    #[test]
    fn text_formats_are_told_apart_by_the_extension() {
        let text = "# 建设方案\n\n正文。\n".as_bytes();
        assert_eq!(detect("a.md", text), Format::Markdown);
        assert_eq!(detect("a.txt", text), Format::Text);
        assert_eq!(detect("a", text), Format::Text);
        assert_eq!(detect("a.docx", text), Format::Text);
        assert_eq!(detect("a.md", b"<!DOCTYPE html><html></html>"), Format::Html);
    }

    #[test]
    fn pdf_is_found_behind_some_bytes_but_not_in_a_text() {
        assert_eq!(detect("a.docx", b"%PDF-1.7\n%\xE2\xE3"), Format::Pdf);
        assert_eq!(detect("a.pdf", b"\0\x01\x02\x03\xFF\xFEjunk\n%PDF-1.4\n"), Format::Pdf);
        assert_eq!(detect("a.md", "# 关于 PDF\n\n文件以 %PDF-1.7 开头。".as_bytes()), Format::Markdown);
    }

    #[test]
    fn office_files_are_told_by_their_parts() {
        let types = |main: &str| {
            format!("<Types><Override PartName=\"/x.xml\" ContentType=\"application/{main}+xml\"/></Types>")
        };
        let docx = types("vnd.openxmlformats-officedocument.wordprocessingml.document.main");
        let docm = types("vnd.ms-word.document.macroEnabled.main");
        let xlsx = types("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main");
        for (content, format) in [(docx, Format::Docx), (docm, Format::Docx), (xlsx, Format::Xlsx)] {
            let bytes = zip_of(&[("[Content_Types].xml", content.as_bytes()), ("x.xml", b"<x/>")]);
            assert_eq!(detect("a.bin", &bytes), format);
        }
        assert_eq!(detect("a", &zip_of(&[("word\\document.xml", b"<x/>")])), Format::Docx);
        assert_eq!(detect("a", &zip_of(&[("OFD.xml", b"<x/>")])), Format::Ofd);
        assert_eq!(detect("a.docx", &zip_of(&[("readme.md", b"x")])), Format::Zip);
        let ods = zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]);
        assert_eq!(why_unread("a.ods", &ods), GapKind::Unsupported("OpenDocument 电子表格".into()));
    }

    #[test]
    fn a_cut_zip_is_what_its_name_says() {
        let whole = zip_of(&[("word/document.xml", b"<x/>")]);
        let cut = &whole[..20];
        assert_eq!(detect("a.docx", cut), Format::Docx);
        assert_eq!(detect("a.zip", cut), Format::Zip);
        assert!(matches!(why_unread("a.zip", cut), GapKind::Damaged(_)));
    }

    #[test]
    fn compound_files_are_told_by_their_streams() {
        let doc = compound_of(&[("WordDocument", &[0; 64])]);
        assert_eq!(detect("a.doc", &doc), Format::Doc);
        let encrypted = compound_of(&[("EncryptedPackage", &[0; 8]), ("EncryptionInfo", &[0; 8])]);
        assert_eq!(why_unread("a.docx", &encrypted), GapKind::Encrypted);
        assert_eq!(detect("a.xls", &compound_of(&[("Workbook", b"")])), Format::Xls);
        assert_eq!(detect("a.et", &compound_of(&[("Book", b"")])), Format::Xls);
        assert!(matches!(why_unread("a.doc", &doc[..100]), GapKind::Damaged(_)));
    }

    #[test]
    fn flat_office_files_of_2003_are_named_with_a_way_out() {
        let sheet = "<?xml version=\"1.0\"?>\r\n<?mso-application progid=\"Excel.Sheet\"?>\r\n<Workbook \
            xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"概算\"/></Workbook>";
        let word = "<?xml version=\"1.0\" standalone=\"yes\"?><?mso-application progid=\"Word.Document\"?>\
            <w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"/>";
        let files = [
            (sheet, ["概算.xml", "概算.xls"], "Excel 2003 XML 工作簿"),
            (word, ["方案.xml", "方案.doc"], "Word 2003 XML 文档"),
        ];
        for (content, paths, named) in files {
            for path in paths {
                let kind = why_unread(path, content.as_bytes());
                assert_eq!(kind, GapKind::Unsupported(named.into()), "{path}");
                assert!(kind.hides_content() && kind.remedy().contains("另存为 docx、pdf、xlsx"), "{path}");
                assert_eq!(extension_mismatch(path, detect(path, content.as_bytes())), None, "{path}");
            }
        }
    }

    #[test]
    fn a_wrong_extension_is_said() {
        let gap = extension_mismatch("附件/方案.docx", Format::Pdf).unwrap();
        assert_eq!(gap.kind, GapKind::WrongExtension { named: "docx".into(), found: "pdf".into() });
        assert!(matches!(extension_mismatch("方案.wps", Format::Docx).unwrap().kind, GapKind::Remark(_)));
        assert_eq!(extension_mismatch("方案.docm", Format::Docx), None);
        assert_eq!(extension_mismatch("方案", Format::Docx), None);
        assert!(extension_mismatch("方案.doc", Format::Docx).is_some());
    }

    #[test]
    fn noise_is_damaged_where_the_name_promised_something() {
        let noise: Vec<u8> = (0..9000_u64).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 | 1).collect();
        assert!(matches!(why_unread("a.docx", &noise), GapKind::Damaged(_)));
        assert!(matches!(why_unread("a.bin", &noise), GapKind::Unsupported(_)));
        assert!(
            matches!(why_unread("a.rar", b"Rar!\x1A\x07\x01\x00"), GapKind::Unsupported(what) if what.contains("RAR"))
        );
    }
}
