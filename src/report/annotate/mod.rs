//! A checked package → a copy of the submitted file with the findings as comments in it.
//!
//! [`docx`] writes native comments, [`pdf`] highlights; both say the same (`Remarks`) and both
//! replace what an earlier run has written, so that none is there twice and the same file gives the same bytes.

pub mod docx;
pub mod pdf;
mod remark;

use crate::date::Date;
use crate::document::Format;
use crate::gap::Gap;
use crate::report::Original;
use remark::{Front, Remark, Remarks};

/// Who the comments are by; what is by this author is replaced by the next run.
pub const AUTHOR: &str = "yushen 预审";
/// Short form of the author.
const INITIALS: &str = "预审";
/// No more comments than this: readers become slow with more, and nobody reads them.
const MOST_REMARKS: usize = 3_000;
/// Files that are named where there are several.
const MOST_NAMED: usize = 5;

/// The line that says which bytes were checked.
fn identity(as_of: Date, sha256: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("检查日期：{as_of}，yushen {version}。原件 SHA-256：{sha256}")
}

/// Why nothing is written, and what to do: a limit is named with the setting that raises it.
fn refusal(what: &str, gap: &Gap) -> String {
    format!("{what}（{gap}），不能写入批注。{}", gap.kind.remedy())
}

/// The one file of that format in the package.
///
/// # Errors
/// What to do where there is none or more than one.
fn only_document(original: &Original, format: Format) -> Result<usize, String> {
    let documents = || original.review.readings.iter().map(|reading| &reading.document);
    let mut found = documents().enumerate().filter(|(_, document)| document.format == format);
    let name = format.name();
    match (found.next(), found.next()) {
        (Some((idx, _)), None) => Ok(idx),
        (Some(_), Some(_)) => {
            let of_format: Vec<&str> = documents()
                .filter(|document| document.format == format)
                .map(|document| document.path.as_str())
                .collect();
            let named = of_format[..of_format.len().min(MOST_NAMED)].join("、");
            let count = of_format.len();
            Err(format!(
                "申报包里有 {count} 个 {name} 文件（{named}），批注一次写一个。单独检查要批注的那个文件"
            ))
        }
        (None, _) => {
            let other = match format {
                Format::Docx => Format::Pdf,
                _ => Format::Docx,
            };
            let instead = if documents().any(|document| document.format == other) {
                let other = other.name();
                format!("其中的 {other} 文件可以批注：--report {other}=批注.{other}")
            } else {
                "这些文件不能写入批注，改用其他格式的报告（yushen check --help 列有全部格式）".to_owned()
            };
            Err(format!("申报包里没有 {name} 文件。{instead}"))
        }
    }
}
