//! A finding → its fingerprint: what it says about which words, never where they stand.

use super::passage::quote;
use crate::check::PackageReview;
use crate::finding::{Finding, Place};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The fingerprints of a package's findings: for each result one for each of its findings. What is
/// accepted changes none of them.
pub(super) fn fingerprints(review: &PackageReview) -> Vec<Vec<String>> {
    let mut fingerprints = Fingerprints::default();
    let quoted = |place: Place| match review.readings.get(place.document_idx as usize) {
        Some(reading) => quote(&reading.document, place.span),
        None => String::new(),
    };
    let of_finding = |fingerprints: &mut Fingerprints, requirement: &str, finding: &Finding| {
        let places = std::iter::once(finding.place).chain(finding.related.iter().map(|l| Some(l.place)));
        let quotes: Vec<String> = places.map(|place| place.map(quoted).unwrap_or_default()).collect();
        fingerprints.next(requirement, &finding.message, &quotes)
    };
    let results = review.results.iter().map(|result| {
        let findings = result.findings.iter();
        findings.map(|finding| of_finding(&mut fingerprints, &result.requirement, finding)).collect()
    });
    results.collect()
}

/// Gives equal findings of a package numbers behind their fingerprint.
#[derive(Debug, Default)]
struct Fingerprints {
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// The fingerprint of the next finding: 16 hexadecimal digits, from the second equal one on `-2`, ….
    fn next(&mut self, requirement: &str, message: &str, quotes: &[String]) -> String {
        let base = fingerprint(requirement, message, quotes);
        let count = self.seen.entry(base.clone()).or_default();
        *count += 1;
        if *count == 1 { base } else { format!("{base}-{count}") }
    }
}

/// Numbers of the message are left out: they may be of pages or rows. Those of the quotes stay.
fn fingerprint(requirement: &str, message: &str, quotes: &[String]) -> String {
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
    hexadecimal(hash)
}

/// 16 hexadecimal digits of the parts.
pub(super) fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hexadecimal(hash)
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::Fingerprints;

    #[test]
    fn follows_the_content_and_numbers_equals() {
        let mut prints = Fingerprints::default();
        let mut next = |requirement, message, quote: &str| prints.next(requirement, message, &[quote.into()]);
        let first = next("T-01", "第 3 段有占位符", "XX 单位");
        assert_eq!(first.len(), 16);
        assert_eq!(next("T-01", "第 4 段有占位符", "XX单位"), format!("{first}-2"));
        assert_ne!(next("T-02", "第 3 段有占位符", "XX 单位"), first);
        assert_ne!(next("T-01", "第 3 段有占位符", "YY 单位"), first);
        assert_ne!(next("T-01", "第 3 段没有占位符", "XX 单位"), first);
    }
}
