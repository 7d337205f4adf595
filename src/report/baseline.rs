//! Findings that somebody accepts for a reason, matched by what they say, never by where it stands.
//!
//! A baseline is a TOML file that `yushen baseline create` writes and people read: one `[[accepted]]`
//! table a finding. What is accepted stays in every report, marked with its reason.

use super::PackageReport;
use super::fingerprint::fingerprints;
use crate::check::PackageReview;
use crate::date::Date;
use crate::finding::{RequirementResult, Status};
use crate::outline::{PackError, toml_message};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// What stands above the entries of a file that the program writes.
const HEAD: &str = "# 已接受的问题，由 yushen baseline create 写成。按内容匹配，与行号、页码无关；\n\
                    # 可改 reason（理由，必填）和 expires（有效至该日，可不写），其余不要改。\n\n";

/// Findings that are accepted as they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Baseline {
    /// In the order of the file.
    pub accepted: Vec<Acceptance>,
}

/// One accepted finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    /// Name of the package.
    pub package: String,
    /// ID of the requirement.
    pub requirement: String,
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// What the finding says: for people, it matches nothing.
    pub message: String,
    /// The words that it speaks of: for people, they match nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub quote: String,
    /// Why it is accepted; never empty.
    pub reason: String,
    /// The last day on which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

/// How an acceptance of a package stands to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The finding is there.
    Found,
    /// The requirement was judged, and the finding is not there any more.
    Stale,
    /// A requirement that was not judged or could not be: nothing can be said.
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineToml {
    #[serde(default)]
    accepted: Vec<AcceptanceToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptanceToml {
    package: String,
    requirement: String,
    fingerprint: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    quote: String,
    reason: Spanned<String>,
    expires: Option<Date>,
}

impl Baseline {
    /// The baseline in a file's text; `file` is named in mistakes.
    ///
    /// # Errors
    /// Every mistake with its place: no TOML, unknown fields, an empty reason.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<PackError>> {
        let parsed: BaselineToml = toml::from_str(text).map_err(|error| {
            let explained = toml_message::explain(error.message());
            let span = error.span().unwrap_or(0..0);
            vec![PackError::new(file, text, span, explained.message, explained.help)]
        })?;
        let without_reason: Vec<PackError> = parsed
            .accepted
            .iter()
            .filter(|entry| entry.reason.as_ref().trim().is_empty())
            .map(|entry| {
                let help = Some("写明为什么接受，报告会显示这条理由".to_owned());
                PackError::new(file, text, entry.reason.span(), "理由是空的".into(), help)
            })
            .collect();
        if !without_reason.is_empty() {
            return Err(without_reason);
        }
        Ok(Self { accepted: parsed.accepted.into_iter().map(Acceptance::from).collect() })
    }

    /// The file's text.
    pub fn render(&self) -> String {
        let entries = toml::to_string(self).expect("tables of strings are TOML");
        format!("{HEAD}{entries}")
    }

    /// Accepts every finding of a package that is not accepted yet, of these requirements or, where none
    /// is named, of all. What could not be read is left: nobody has seen it. Gives how many are new.
    pub fn add(
        &mut self,
        package: &PackageReport,
        only: &[String],
        reason: &str,
        expires: Option<Date>,
    ) -> usize {
        let is_wanted = |id: &String| only.is_empty() || only.contains(id);
        let mut known: BTreeSet<(&str, &str)> =
            self.of(&package.name).map(|(_, entry)| (&*entry.requirement, &*entry.fingerprint)).collect();
        let mut new = Vec::new();
        for finding in package.findings.iter().filter(|f| f.accepted.is_none() && is_wanted(&f.requirement)) {
            let was_seen = package.result_of(finding).is_some_and(|r| r.status != Status::Unreadable);
            if !was_seen || !known.insert((&finding.requirement, &finding.fingerprint)) {
                continue;
            }
            new.push(Acceptance {
                package: package.name.clone(),
                requirement: finding.requirement.clone(),
                fingerprint: finding.fingerprint.clone(),
                message: finding.message.clone(),
                quote: finding.passage.quote.clone(),
                reason: reason.to_owned(),
                expires,
            });
        }
        let added = new.len();
        self.accepted.append(&mut new);
        added
    }

    /// Drops what has expired and what is stale for the packages that were reviewed; gives the dropped.
    pub fn prune(&mut self, reviews: &[&PackageReview], as_of: Date) -> Vec<Acceptance> {
        let (mut found, mut stale) = (BTreeSet::new(), BTreeSet::new());
        for (at, _, standing) in reviews.iter().flat_map(|review| self.standings(review)) {
            match standing {
                Standing::Found => _ = found.insert(at),
                Standing::Stale => _ = stale.insert(at),
                Standing::Unknown => {}
            }
        }
        let all = std::mem::take(&mut self.accepted);
        let (kept, dropped) = all.into_iter().enumerate().partition::<Vec<_>, _>(|(at, entry)| {
            !entry.is_expired(as_of) && (found.contains(at) || !stale.contains(at))
        });
        self.accepted = kept.into_iter().map(|(_, entry)| entry).collect();
        dropped.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Marks the accepted findings of a package, and says which acceptances have expired or match nothing.
    pub fn apply(&self, review: &mut PackageReview) {
        if self.of(&review.name).next().is_none() {
            return;
        }
        let remarks = self.remarks(review);
        let prints = fingerprints(review);
        let mut valid: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for (_, entry) in self.of(&review.name).filter(|(_, entry)| !entry.is_expired(review.as_of)) {
            // Of several for one finding the first one holds.
            valid.entry((&entry.requirement, &entry.fingerprint)).or_insert(&entry.reason);
        }
        for (result, prints) in review.results.iter_mut().zip(&prints) {
            for (finding, print) in result.findings.iter_mut().zip(prints) {
                let reason = valid.get(&(result.requirement.as_str(), print.as_str()));
                finding.accepted = finding.accepted.take().or(reason.map(|&reason| reason.to_owned()));
            }
            accept_where_all_are(result);
        }
        review.remarks.extend(remarks);
    }

    /// Names that several packages of a run have and that acceptances speak of: what is to be known of it.
    pub fn same_names<'a>(
        &self,
        packages: impl Iterator<Item = &'a PackageReport>,
    ) -> BTreeMap<String, String> {
        let accepted: BTreeSet<&str> = self.accepted.iter().map(|entry| entry.package.as_str()).collect();
        let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for package in packages.filter(|package| accepted.contains(package.name.as_str())) {
            paths.entry(&package.name).or_default().insert(&package.path);
        }
        let several = paths.into_iter().filter(|(_, paths)| paths.len() > 1);
        let remark = |name: &str, count| {
            format!(
                "这次有 {count} 个申报包都叫“{name}”：基线按名称和内容匹配，对其中一个的接受对同名的都有效。\
                 要分开的，改用不同的文件名"
            )
        };
        several.map(|(name, paths)| (name.to_owned(), remark(name, paths.len()))).collect()
    }

    fn remarks(&self, review: &PackageReview) -> Vec<String> {
        let (mut expired, mut stale) = (BTreeSet::new(), BTreeSet::new());
        for (_, entry, standing) in self.standings(review) {
            match standing {
                Standing::Found if entry.is_expired(review.as_of) => {
                    expired.insert(entry.requirement.as_str());
                }
                Standing::Stale => _ = stale.insert(entry.requirement.as_str()),
                Standing::Found | Standing::Unknown => {}
            }
        }
        let listed = |ids: BTreeSet<&str>| ids.into_iter().collect::<Vec<_>>().join("、");
        let mut remarks = Vec::new();
        if !expired.is_empty() {
            remarks.push(format!("基线中对 {} 的接受已过有效期，不再算作已接受", listed(expired)));
        }
        if !stale.is_empty() {
            remarks
                .push(format!("基线中 {} 有已不存在的问题，可用 yushen baseline prune 清理", listed(stale)));
        }
        remarks
    }

    /// The entries of a package, each with its index.
    fn of(&self, package: &str) -> impl Iterator<Item = (usize, &Acceptance)> {
        self.accepted.iter().enumerate().filter(move |(_, entry)| entry.package == package)
    }

    /// How each entry of a package stands to it, with its index.
    fn standings(&self, review: &PackageReview) -> Vec<(usize, &Acceptance, Standing)> {
        let prints = fingerprints(review);
        let judged: BTreeMap<&str, (Status, BTreeSet<&str>)> = review
            .results
            .iter()
            .zip(&prints)
            .map(|(result, prints)| {
                (result.requirement.as_str(), (result.status, prints.iter().map(String::as_str).collect()))
            })
            .collect();
        let standing = |entry: &Acceptance| match judged.get(entry.requirement.as_str()) {
            None => Standing::Unknown,
            Some((_, prints)) if prints.contains(entry.fingerprint.as_str()) => Standing::Found,
            Some((Status::Unreadable, _)) => Standing::Unknown,
            Some(_) => Standing::Stale,
        };
        self.of(&review.name).map(|(at, entry)| (at, entry, standing(entry))).collect()
    }
}

/// A result whose findings are all accepted is accepted, for all their reasons.
fn accept_where_all_are(result: &mut RequirementResult) {
    if !result.is_open() || result.findings.is_empty() {
        return;
    }
    let reasons: Option<BTreeSet<&str>> = result.findings.iter().map(|f| f.accepted.as_deref()).collect();
    result.accepted = reasons.map(|reasons| reasons.into_iter().collect::<Vec<_>>().join("；"));
}

impl Acceptance {
    fn is_expired(&self, as_of: Date) -> bool {
        self.expires.is_some_and(|expires| expires < as_of)
    }
}

impl From<AcceptanceToml> for Acceptance {
    fn from(entry: AcceptanceToml) -> Self {
        Self {
            package: entry.package,
            requirement: entry.requirement,
            fingerprint: entry.fingerprint,
            message: entry.message,
            quote: entry.quote,
            reason: entry.reason.into_inner(),
            expires: entry.expires,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Baseline;
    use crate::check::sample::faulty_proposal;
    use crate::check::{PackageReview, PackageVerdict};
    use crate::date::Date;
    use crate::finding::Status;
    use crate::report::PackageReport;

    const REASON: &str = "领导小组 2023 年第 4 次会议同意";

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn baseline(only: &[&str], expires: Option<Date>) -> Baseline {
        let only: Vec<String> = only.iter().map(|&id| id.to_owned()).collect();
        let mut baseline = Baseline::default();
        baseline.add(&PackageReport::new(&faulty_proposal()), &only, REASON, expires);
        baseline
    }

    fn applied(baseline: &Baseline, mut review: PackageReview) -> PackageReport {
        baseline.apply(&mut review);
        PackageReport::new(&review)
    }

    #[test]
    fn accepted_findings_weigh_nothing_and_stay_in_the_report() {
        let plain = PackageReport::new(&faulty_proposal());
        let accepted = applied(&baseline(&["T-03"], None), faulty_proposal());
        assert_eq!((plain.verdict, accepted.verdict), (PackageVerdict::Veto, PackageVerdict::Advice));
        assert_eq!(accepted.findings.len(), plain.findings.len());
        let finding = accepted.findings.last().unwrap();
        assert_eq!((finding.requirement.as_str(), finding.consequence), ("T-03", "已接受"));
        assert_eq!(finding.accepted.as_deref(), Some(REASON));
        assert!(accepted.summary.contains("1 项已接受"), "{}", accepted.summary);
        let prints = |package: &PackageReport| {
            let mut prints: Vec<_> = package.findings.iter().map(|f| f.fingerprint.clone()).collect();
            prints.sort();
            prints
        };
        assert_eq!(prints(&plain), prints(&accepted));
    }

    #[test]
    fn a_result_is_accepted_when_all_its_findings_are() {
        let mut review = faulty_proposal();
        let other = &review.results[2].findings[0];
        let other = crate::finding::Finding { message: "另一个问题".into(), ..other.clone() };
        review.results[2].findings.push(other);
        let package = applied(&baseline(&["T-03"], None), review);
        assert_eq!(package.verdict, PackageVerdict::Veto);
        let shown: Vec<_> = package.findings.iter().filter(|f| f.requirement == "T-03").collect();
        assert_eq!(shown.iter().filter(|f| f.accepted.is_some()).count(), 1);
        assert_eq!(package.counts.accepted, 0);
    }

    #[test]
    fn what_could_not_be_read_is_not_accepted() {
        let mut review = faulty_proposal();
        review.results[2].status = Status::Unreadable;
        let mut baseline = Baseline::default();
        assert_eq!(baseline.add(&PackageReport::new(&review), &[], REASON, None), 2);
        assert!(baseline.accepted.iter().all(|entry| entry.requirement != "T-03"));
    }

    #[test]
    fn what_has_expired_counts_again_and_is_said() {
        let last_day = baseline(&["T-03"], Some(day("2024-01-01")));
        assert_eq!(applied(&last_day, faulty_proposal()).verdict, PackageVerdict::Advice);
        let over = baseline(&["T-03"], Some(day("2023-12-31")));
        let package = applied(&over, faulty_proposal());
        assert_eq!(package.verdict, PackageVerdict::Veto);
        assert!(package.notices.iter().any(|n| n.contains("T-03") && n.contains("有效期")));
    }

    #[test]
    fn stale_entries_are_said_and_pruned_others_kept() {
        let all = baseline(&[], None);
        assert_eq!(all.accepted.len(), 3);
        let mut review = faulty_proposal();
        review.results[2].findings.clear();
        review.results[2].status = Status::Met;
        review.results[1].findings.clear();
        review.results[1].status = Status::Unreadable;
        let notices = applied(&all, faulty_proposal()).notices;
        assert!(!notices.iter().any(|notice| notice.contains("prune")), "{notices:?}");
        let mut pruned = all.clone();
        let dropped = pruned.prune(&[&review], review.as_of);
        assert_eq!(dropped.iter().map(|e| e.requirement.as_str()).collect::<Vec<_>>(), ["T-03"]);
        assert_eq!(pruned.accepted.len(), 2);
        let stale = applied(&all, review).notices;
        assert!(stale.iter().any(|notice| notice.contains("T-03") && notice.contains("prune")), "{stale:?}");
    }

    #[test]
    fn another_package_is_not_touched() {
        let mut other = faulty_proposal();
        other.name = "别的方案".into();
        let all = baseline(&[], None);
        let package = applied(&all, other);
        assert!(package.findings.iter().all(|finding| finding.accepted.is_none()));
        assert!(!package.notices.iter().any(|notice| notice.contains("基线")), "{:?}", package.notices);
    }

    #[test]
    fn packages_of_one_name_are_told_of() {
        let mut other = faulty_proposal();
        other.path = "别处/方案.md".into();
        let [first, second] = [&faulty_proposal(), &other].map(PackageReport::new);
        let all = baseline(&[], None);
        let remarks = all.same_names([&first, &second, &first].into_iter());
        assert!(remarks["方案"].starts_with("这次有 2 个申报包都叫“方案”"), "{remarks:?}");
        assert!(all.same_names([&first, &first].into_iter()).is_empty());
        assert!(Baseline::default().same_names([&first, &second].into_iter()).is_empty());
    }

    #[test]
    fn is_read_as_it_was_written() {
        let written = baseline(&[], Some(day("2026-12-31")));
        assert_eq!(Baseline::parse("基线.toml", &written.render()), Ok(written));
    }

    #[test]
    fn mistakes_are_marked_where_they_stand() {
        let text =
            "[[accepted]]\npackage = \"方案\"\nrequirement = \"T-01\"\nfingerprint = \"0\"\nreason = \" \"\n";
        let mistakes = Baseline::parse("基线.toml", text).unwrap_err();
        assert_eq!((mistakes[0].quote(), mistakes[0].message.as_str()), ("\" \"", "理由是空的"));
        let mistakes = Baseline::parse("基线.toml", "[[accept]]\n").unwrap_err();
        assert!(mistakes[0].message.contains("accept"), "{mistakes:?}");
        let text = text.replace("\" \"", "\"可\"\nexpires = \"2026-13-01\"");
        assert!(Baseline::parse("基线.toml", &text).unwrap_err()[0].message.contains("2026-13-01"));
    }
}
