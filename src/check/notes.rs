//! [`Gap`]s → sentences: what could not be read, said once for all pages that it is true of.

use crate::gap::{Gap, GapKind};

/// What could not be read, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// `第 3—7 页：只有图像，没有文字层`
    pub text: String,
    /// The next step.
    pub remedy: String,
}

impl Note {
    /// Both in one line.
    pub fn line(&self) -> String {
        format!("{}。{}", self.text, self.remedy)
    }
}

/// The gaps in their order; those that differ only in their page are one.
pub fn notes(gaps: &[Gap]) -> Vec<Note> {
    let mut groups: Vec<(Gap, Vec<u32>)> = Vec::new();
    for gap in gaps {
        match groups.iter_mut().rev().find(|(first, pages)| !pages.is_empty() && is_alike(first, gap)) {
            Some((first, pages)) => {
                pages.extend(gap.page);
                if let (GapKind::UnmappedGlyphs(sum), GapKind::UnmappedGlyphs(count)) =
                    (&mut first.kind, &gap.kind)
                {
                    *sum = sum.saturating_add(*count);
                }
            }
            None => groups.push((gap.clone(), gap.page.into_iter().collect())),
        }
    }
    groups.into_iter().map(|(gap, pages)| note(gap, pages)).collect()
}

/// Whether the two say the same of different pages.
fn is_alike(first: &Gap, other: &Gap) -> bool {
    let is_same_kind = match (&first.kind, &other.kind) {
        (GapKind::UnmappedGlyphs(_), GapKind::UnmappedGlyphs(_)) => true,
        (first, other) => first == other,
    };
    is_same_kind && first.part == other.part && other.page.is_some()
}

fn note(gap: Gap, mut pages: Vec<u32>) -> Note {
    pages.sort_unstable();
    pages.dedup();
    let remedy = gap.kind.remedy();
    let text = match pages.len() {
        0 | 1 => gap.to_string(),
        _ => format!("第 {} 页：{}", ranges(&pages), Gap { page: None, ..gap }),
    };
    Note { text, remedy }
}

/// `1—3、7`
fn ranges(pages: &[u32]) -> String {
    let runs = pages.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [first, .., last] => format!("{first}—{last}"),
        run => run.iter().map(u32::to_string).collect(),
    });
    runs.collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::notes;
    use crate::gap::{Gap, GapKind};

    #[test]
    fn pages_with_the_same_lack_are_one_note() {
        let mut gaps: Vec<Gap> = [1, 2, 3, 7].map(|page| Gap::new(GapKind::ImagePage).on_page(page)).into();
        gaps.push(Gap::new(GapKind::UnmappedGlyphs(5)).on_page(4));
        gaps.push(Gap::new(GapKind::UnmappedGlyphs(6)).on_page(5));
        gaps.push(Gap::new(GapKind::Encrypted));
        let texts: Vec<String> = notes(&gaps).into_iter().map(|note| note.text).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].starts_with("第 1—3、7 页：只有图像"), "{}", texts[0]);
        assert!(texts[1].starts_with("第 4—5 页：11 个字符"), "{}", texts[1]);
    }

    #[test]
    fn pages_that_were_not_recognised_keep_their_reasons() {
        let unsure = |page| Gap::new(GapKind::Unrecognised("置信度低于 60%".into())).on_page(page);
        let slow = |page| Gap::limit("ocr-page-seconds", 31, 30).on_page(page);
        let texts: Vec<String> =
            notes(&[unsure(3), slow(4), unsure(5), slow(8)]).into_iter().map(|note| note.text).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert_eq!(texts[0], "第 3、5 页：只有图像，文字识别没有成功：置信度低于 60%");
        assert!(texts[1].starts_with("第 4、8 页：超过上限 ocr-page-seconds"), "{}", texts[1]);
    }

    #[test]
    fn what_differs_stays_apart() {
        let damaged = |detail: &str| Gap::new(GapKind::Damaged(detail.into()));
        let gaps = [
            damaged("甲").on_page(1),
            damaged("乙").on_page(2),
            damaged("丙"),
            damaged("丙").in_part("部件"),
        ];
        assert_eq!(notes(&gaps).len(), 4);
    }
}
