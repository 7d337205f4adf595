//! A finding → its fingerprint: what it says about which words, never where they stand.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Gives equal findings of a package numbers behind their fingerprint.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// The fingerprint of the next finding: 16 hexadecimal digits, from the second equal one on `-2`, ….
    pub(super) fn next(&mut self, requirement: &str, message: &str, quotes: &[&str]) -> String {
        let base = fingerprint(requirement, message, quotes);
        let count = self.seen.entry(base.clone()).or_default();
        *count += 1;
        if *count == 1 { base } else { format!("{base}-{count}") }
    }
}

/// Numbers of the message are left out: they may be of pages or rows. Those of the quotes stay.
fn fingerprint(requirement: &str, message: &str, quotes: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(requirement);
    for quote in quotes {
        hash.update([0]);
        hash.update(quote.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    }
    hash.update([1]);
    hash.update(
        message.chars().filter(|c| !c.is_whitespace() && !c.is_numeric() && *c != ',').collect::<String>(),
    );
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::Fingerprints;

    #[test]
    fn follows_the_content_and_numbers_equals() {
        let mut prints = Fingerprints::default();
        let first = prints.next("T-01", "第 3 段有占位符", &["XX 单位"]);
        assert_eq!(first.len(), 16);
        assert_eq!(prints.next("T-01", "第 4 段有占位符", &["XX单位"]), format!("{first}-2"));
        assert_ne!(prints.next("T-02", "第 3 段有占位符", &["XX 单位"]), first);
        assert_ne!(prints.next("T-01", "第 3 段有占位符", &["YY 单位"]), first);
        assert_ne!(prints.next("T-01", "第 3 段没有占位符", &["XX 单位"]), first);
    }
}
