//! The words that name facts: in sentences, in label cells, on covers.

use super::FactName::{
    self, ConstructionPeriod, FreeMaintenance, Maintenance, Owner, ProjectName, ServicePeriod,
    TotalInvestment, TrialOperation,
};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How much a word says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// Names the fact wherever it stands.
    Full,
    /// Names it only where the value follows at once: 投资概算为…
    Linked,
    /// 免费: names it only where a word of maintenance stands in the same clause.
    Free,
}

/// A word of running text that names a fact.
pub(super) struct Word {
    /// The word.
    pub(super) text: &'static str,
    /// What it names.
    pub(super) name: FactName,
    /// How much it says by itself.
    pub(super) strength: Strength,
}

const fn full(text: &'static str, name: FactName) -> Word {
    Word { text, name, strength: Strength::Full }
}

const fn linked(text: &'static str, name: FactName) -> Word {
    Word { text, name, strength: Strength::Linked }
}

/// The words; the longest that fits at a place counts.
pub(super) const WORDS: &[Word] = &[
    full("总投资", TotalInvestment),
    full("总投资额", TotalInvestment),
    full("总投资估算", TotalInvestment),
    full("总投资概算", TotalInvestment),
    full("总投资金额", TotalInvestment),
    full("项目总投资", TotalInvestment),
    full("项目总投资额", TotalInvestment),
    full("工程总投资", TotalInvestment),
    full("建设总投资", TotalInvestment),
    full("概算总投资", TotalInvestment),
    full("估算总投资", TotalInvestment),
    full("计划总投资", TotalInvestment),
    full("预算总投资", TotalInvestment),
    full("投资总额", TotalInvestment),
    full("投资总金额", TotalInvestment),
    full("投资总估算", TotalInvestment),
    full("投资总概算", TotalInvestment),
    full("投资总预算", TotalInvestment),
    full("投资总计", TotalInvestment),
    full("投资合计", TotalInvestment),
    full("投资概算合计", TotalInvestment),
    full("投资估算合计", TotalInvestment),
    full("投资概算总额", TotalInvestment),
    full("投资估算总额", TotalInvestment),
    full("总预算", TotalInvestment),
    full("项目总预算", TotalInvestment),
    full("预算总额", TotalInvestment),
    full("预算总金额", TotalInvestment),
    full("总概算", TotalInvestment),
    full("概算总额", TotalInvestment),
    full("总估算", TotalInvestment),
    full("资金总额", TotalInvestment),
    full("资金总需求", TotalInvestment),
    full("总经费", TotalInvestment),
    full("经费总额", TotalInvestment),
    full("项目总费用", TotalInvestment),
    full("项目总造价", TotalInvestment),
    linked("项目总金额", TotalInvestment),
    linked("投资概算", TotalInvestment),
    linked("投资估算", TotalInvestment),
    linked("投资规模", TotalInvestment),
    linked("项目投资", TotalInvestment),
    linked("项目预算", TotalInvestment),
    linked("预算金额", TotalInvestment),
    linked("采购预算", TotalInvestment),
    linked("共需资金", TotalInvestment),
    linked("所需资金", TotalInvestment),
    linked("计划投资", TotalInvestment),
    full("建设周期", ConstructionPeriod),
    full("项目周期", ConstructionPeriod),
    full("项目建设周期", ConstructionPeriod),
    full("实施周期", ConstructionPeriod),
    full("项目实施周期", ConstructionPeriod),
    full("建设工期", ConstructionPeriod),
    full("项目工期", ConstructionPeriod),
    full("合同工期", ConstructionPeriod),
    full("计划工期", ConstructionPeriod),
    full("总工期", ConstructionPeriod),
    full("工期", ConstructionPeriod),
    full("建设期", ConstructionPeriod),
    full("项目建设期", ConstructionPeriod),
    full("建设期限", ConstructionPeriod),
    full("项目建设期限", ConstructionPeriod),
    full("实施期限", ConstructionPeriod),
    full("实施期", ConstructionPeriod),
    full("项目实施期", ConstructionPeriod),
    full("建设时间", ConstructionPeriod),
    full("建设起止年限", ConstructionPeriod),
    full("建设起止时间", ConstructionPeriod),
    full("项目起止时间", ConstructionPeriod),
    full("免费运维", FreeMaintenance),
    full("免费运维期", FreeMaintenance),
    full("免费运维期限", FreeMaintenance),
    full("免费运维服务", FreeMaintenance),
    full("免费运维服务期", FreeMaintenance),
    full("免费运维服务期限", FreeMaintenance),
    full("免费运行维护", FreeMaintenance),
    full("免费运行维护期", FreeMaintenance),
    full("免费维护", FreeMaintenance),
    full("免费维护期", FreeMaintenance),
    full("免费维护服务", FreeMaintenance),
    full("免费维护服务期", FreeMaintenance),
    full("免费维保", FreeMaintenance),
    full("免费维保期", FreeMaintenance),
    full("免费维保服务", FreeMaintenance),
    full("免费质保", FreeMaintenance),
    full("免费质保期", FreeMaintenance),
    full("免费质保服务", FreeMaintenance),
    full("免费保修", FreeMaintenance),
    full("免费保修期", FreeMaintenance),
    full("免费售后", FreeMaintenance),
    full("免费售后服务", FreeMaintenance),
    full("免费售后服务期", FreeMaintenance),
    full("免费服务期", FreeMaintenance),
    full("免费服务期限", FreeMaintenance),
    full("免费技术支持", FreeMaintenance),
    full("免费升级维护", FreeMaintenance),
    full("质保", FreeMaintenance),
    full("质保期", FreeMaintenance),
    full("质保期限", FreeMaintenance),
    full("质保服务", FreeMaintenance),
    full("质保服务期", FreeMaintenance),
    full("质量保证期", FreeMaintenance),
    full("质量保证期限", FreeMaintenance),
    full("质量保修期", FreeMaintenance),
    full("保修期", FreeMaintenance),
    full("保修期限", FreeMaintenance),
    full("维保", FreeMaintenance),
    full("维保期", FreeMaintenance),
    full("维保服务", FreeMaintenance),
    full("维保服务期", FreeMaintenance),
    Word { text: "免费", name: FreeMaintenance, strength: Strength::Free },
    full("试运行", TrialOperation),
    full("试运行期", TrialOperation),
    full("试运行期限", TrialOperation),
    full("试运行时间", TrialOperation),
    full("试运行周期", TrialOperation),
    full("试运行阶段", TrialOperation),
    full("服务期", ServicePeriod),
    full("服务期限", ServicePeriod),
    full("服务周期", ServicePeriod),
    full("服务年限", ServicePeriod),
    full("项目服务期", ServicePeriod),
    full("合同服务期", ServicePeriod),
    full("运维服务期", ServicePeriod),
    full("运维服务期限", ServicePeriod),
    full("运维服务周期", ServicePeriod),
    full("运维期", Maintenance),
    full("运维期限", Maintenance),
    full("运维年限", Maintenance),
    full("项目运维期", Maintenance),
    full("系统运维期", Maintenance),
    full("运行维护期", Maintenance),
    full("运行维护期限", Maintenance),
    full("租赁期", ServicePeriod),
    full("租赁期限", ServicePeriod),
    full("项目名称", ProjectName),
    full("建设项目名称", ProjectName),
    full("采购项目名称", ProjectName),
    full("申报项目名称", ProjectName),
    full("招标项目名称", ProjectName),
    full("工程名称", ProjectName),
    full("建设单位", Owner),
    full("项目建设单位", Owner),
    full("项目单位", Owner),
    full("申报单位", Owner),
    full("项目申报单位", Owner),
    full("建设单位名称", Owner),
    full("项目单位名称", Owner),
    full("申报单位名称", Owner),
    full("业主单位", Owner),
    full("项目业主", Owner),
    full("项目业主单位", Owner),
    full("采购单位", Owner),
    full("申报部门", Owner),
    full("项目承担单位", Owner),
];

static AUTOMATON: LazyLock<CharwiseDoubleArrayAhoCorasick<usize>> = LazyLock::new(|| {
    let patterns = WORDS.iter().enumerate().map(|(idx, word)| (word.text, idx));
    CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build_with_values(patterns)
        .expect("the words are distinct and not empty")
});

/// The words of a text, in order, without overlap: start, end, the word.
pub(super) fn hits(text: &str) -> impl Iterator<Item = (usize, usize, &'static Word)> + '_ {
    AUTOMATON.leftmost_find_iter(text).map(|hit| (hit.start(), hit.end(), &WORDS[hit.value()]))
}

/// What a whole cell or heading names, if it is one of the words or one that only stands alone.
pub(super) fn label(text: &str) -> Option<FactName> {
    const ALONE: [(&str, FactName); 10] = [
        ("总投资概算额", TotalInvestment),
        ("项目概算", TotalInvestment),
        ("项目总概算", TotalInvestment),
        ("申请资金总额", TotalInvestment),
        ("建设工期要求", ConstructionPeriod),
        ("项目建设周期与进度", ConstructionPeriod),
        ("运维期", FreeMaintenance),
        ("运维期限", FreeMaintenance),
        ("免费运维年限", FreeMaintenance),
        ("免费维护年限", FreeMaintenance),
    ];
    static LABELS: LazyLock<HashMap<&str, FactName>> = LazyLock::new(|| {
        // What stands alone counts before what stands in a sentence.
        let words = WORDS.iter().filter(|word| word.strength != Strength::Free);
        words.map(|word| (word.text, word.name)).chain(ALONE).collect()
    });
    LABELS.get(text.strip_prefix("本").unwrap_or(text)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_counts() {
        let read = |text| hits(text).map(|(start, end, _)| &text[start..end]).collect::<Vec<_>>();
        assert_eq!(read("项目总投资概算和免费运维服务期"), ["项目总投资", "免费运维服务期"]);
        assert_eq!(read("试运行期内"), ["试运行期"]);
        assert_eq!(label("建设周期"), Some(ConstructionPeriod));
        assert_eq!(label("建设周期长"), None);
    }
}
