//! Which format a file is, by its content.

use crate::document::Format;
use crate::gap::{Gap, GapKind};

/// The format of the bytes; the extension only tells text formats apart.
pub fn detect(_path: &str, _bytes: &[u8]) -> Format {
    Format::Unknown
}

/// The gap for a name that promises another format.
pub(super) fn extension_mismatch(_path: &str, _format: Format) -> Option<Gap> {
    None
}

/// Why a recognised format is not read: encrypted, legacy, unknown.
pub(super) fn why_unread(format: Format, _bytes: &[u8]) -> GapKind {
    GapKind::Unsupported(format.name().to_owned())
}
