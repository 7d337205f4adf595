//! Which file was checked: the hash of its bytes, kept while its content is the same.
//!
//! A copy with our comments has other bytes. Its comments go on naming the file that they were made
//! from, as long as a digest of everything but our comments shows that nothing else has changed.

use super::comments::Comments;
use super::copy::Copy;
use crate::date::Date;
use sha2::{Digest, Sha256};

const HASH: &str = "原件 SHA-256：";
const MARK: &str = "（内容标记 ";

/// The line that says it.
pub(super) fn line(as_of: Date, sha256: &str, digest: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("检查日期：{as_of}，yushen {version}。{HASH}{sha256}{MARK}{digest}）")
}

/// 16 hexadecimal digits over all parts, without our comments.
pub(super) fn digest(copy: &Copy<'_>, main: &str, clean: &str, comments: &Comments) -> String {
    let mut hash = Sha256::new();
    for (name, checksum, size) in copy.untouched(main) {
        hash.update(format!("{name}\0{checksum:08x} {size}\n"));
    }
    hash.update(clean);
    hash.update([0]);
    hash.update(&comments.others);
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The hash that earlier comments tell, when they tell this digest too.
pub(super) fn known(earlier: &str, digest: &str) -> Option<String> {
    let start = earlier.find(HASH)? + HASH.len();
    let sha256 = earlier.get(start..start + 64)?;
    let is_same = earlier[start + 64..].strip_prefix(MARK)?.starts_with(digest);
    (is_same && sha256.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| sha256.to_owned())
}
