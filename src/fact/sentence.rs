//! Sentence → [`NamedFact`]s: the value that a word of the sentence names, before or behind it.

use super::scan::{char_at, char_before, starts_with_any, window_after};
use super::words::{self, Strength, Word};
use super::{Comparator, DateFact, Duration, Fact, FactName, NamedFact, TimeUnit, Value, date, values_in};
use crate::document::{BlockKind, Document};
use crate::span::Span;

/// Stages of a project; of another one unless the project's own name has them.
pub(super) const STAGES: [&str; 5] = ["一期", "二期", "三期", "四期", "首期"];
/// What is said of these is not said of this project.
const FOREIGN: [&str; 25] = [
    "外省",
    "外地",
    "同类系统",
    "同类项目",
    "其他城市",
    "其他地区",
    "邻县",
    "原系统",
    "原有",
    "原平台",
    "原项目",
    "原合同",
    "现有",
    "现状",
    "已建",
    "既有",
    "上一期",
    "上期",
    "前期项目",
    "其他项目",
    "其它项目",
    "以往",
    "历史项目",
    "案例",
    "过保",
];
/// Words that bring it back to this project.
const OURS: [&str; 10] = ["本项目", "本系统", "本次", "本期", "新建", "中标", "投标", "承建", "乙方", "成交"];
/// How far from a word its value may stand, in characters.
const REACH: usize = 40;
/// Bytes on both sides of a word in which its sentence is looked for.
const WINDOW: usize = 400;

/// A paragraph or a cell with its values.
pub(super) struct Scope<'a> {
    pub(super) document: &'a Document,
    pub(super) span: Span,
    pub(super) values: &'a [Fact],
    pub(super) own_stages: &'a [&'static str],
}

/// A word with its place in the document's text.
#[derive(Clone, Copy)]
struct Hit {
    start: usize,
    end: usize,
    word: &'static Word,
}

/// Adds what the sentences of the scope name.
pub(super) fn bind(scope: &Scope<'_>, named: &mut Vec<NamedFact>) {
    if scope.values.is_empty() {
        return;
    }
    let base = scope.span.start as usize;
    let hits: Vec<Hit> = words::hits(scope.document.slice(scope.span))
        .filter(|(_, _, word)| !matches!(word.name, FactName::ProjectName | FactName::Owner))
        .map(|(start, end, word)| Hit { start: base + start, end: base + end, word })
        .collect();
    let mut claimed = base;
    for (hit, limit) in hits.iter().zip(limits(&hits)) {
        if is_something_else(scope, hit) {
            continue;
        }
        if let Some((value, span)) = value_of(scope, hit, limit, claimed) {
            claimed = claimed.max(span.end as usize);
            named.push(NamedFact { name: hit.word.name, value: Some(value), text: None, span });
        }
    }
    levels(scope, named);
}

/// For each hit, where the next one of another name starts: values behind that are named by it.
fn limits(hits: &[Hit]) -> Vec<Option<usize>> {
    let mut limits = vec![None; hits.len()];
    for at in (1..hits.len()).rev() {
        let differs = hits[at].word.name != hits[at - 1].word.name;
        limits[at - 1] = if differs { Some(hits[at].start) } else { limits[at] };
    }
    limits
}

/// 质保金, 占总投资…: the word is part of something else.
fn is_something_else(scope: &Scope<'_>, hit: &Hit) -> bool {
    const BEHIND: [&str; 14] = [
        "金", "报告", "方案", "总结", "申请", "条件", "协议", "单位", "商", "人员", "费", "延", "的比",
        "要求",
    ];
    const BEFORE: [&str; 9] = ["占", "占项目", "占本项目", "占工程", "延误", "延长", "缩短", "每", "超"];
    let text = &scope.document.text;
    if starts_with_any(text, hit.end, &BEHIND).is_some() {
        return true;
    }
    if text[hit.end..].starts_with('的') {
        let behind = char_at(text, hit.end + '的'.len_utf8());
        if behind.is_some_and(|c| c.is_ascii_digit() || "百比".contains(c)) {
            return true; // 总投资的5%
        }
    }
    let before = &text[..hit.start];
    BEFORE.iter().any(|word| before.ends_with(word))
}

/// 试运行期内, 质保期满后: what follows happens in or after the period, and is not its length.
fn is_over_before(scope: &Scope<'_>, hit: &Hit) -> bool {
    const BEHIND: [&str; 17] = [
        "内", "间", "后", "外", "前", "结束", "届满", "到期", "期满", "期内", "期间", "期后", "合格", "通过",
        "完成", "之后", "满",
    ];
    let text = &scope.document.text;
    let lasts = text[hit.end..].starts_with('满') && hit.word.name == FactName::TrialOperation;
    !lasts && starts_with_any(text, hit.end, &BEHIND).is_some()
}

/// The value of a word: behind it, or in front of it where that is nearer.
fn value_of(scope: &Scope<'_>, hit: &Hit, limit: Option<usize>, claimed: usize) -> Option<(Value, Span)> {
    let sentence = sentence(scope, hit);
    let until = limit.unwrap_or(sentence.1).min(sentence.1);
    let behind = if is_over_before(scope, hit) { None } else { value_behind(scope, hit, until) };
    let in_front = value_in_front(scope, hit, sentence.0.max(claimed));
    let (value, span) = match (behind, in_front) {
        (Some(behind), Some(front)) => {
            let is_nearer = hit.start - front.1.end as usize > behind.1.start as usize - hit.end;
            if is_nearer { behind } else { front }
        }
        (found, None) | (None, found) => found?,
    };
    let from = hit.start.min(span.start as usize);
    let to = hit.end.max(span.end as usize);
    if hit.word.strength == Strength::Free && !speaks_of_maintenance(scope, from, to, sentence) {
        return None;
    }
    let is_ours = !is_foreign(scope, from, to, sentence)
        && !is_general(scope, hit, span)
        && !is_of_a_device(scope, hit, sentence);
    (is_ours && !is_guess(scope, hit, from, to, sentence)).then_some((value, span))
}

/// Whether a period in a table is the warranty of what the row buys: 含 3 年维保 promises nothing for the
/// project.
fn is_of_a_device(scope: &Scope<'_>, hit: &Hit, sentence: (usize, usize)) -> bool {
    const OF_THE_PROJECT: [&str; 5] = ["免费", "项目", "整体", "全系统", "验收"];
    let document = scope.document;
    let block = u32::try_from(hit.start).ok().and_then(|at| document.block_at(at));
    let in_table = block.is_some_and(|at| matches!(document.blocks[at as usize].kind, BlockKind::Table(_)));
    let cell = &document.text[sentence.0..sentence.1];
    // A cell that is the label itself names the period; a description that ends in it does not.
    let describes = hit.start > sentence.0;
    hit.word.name == FactName::FreeMaintenance
        && in_table
        && describes
        && !OF_THE_PROJECT.iter().any(|word| cell.contains(word))
}

/// Whether a period is only guessed at: 工期可能也得两三个月.
fn is_guess(scope: &Scope<'_>, hit: &Hit, from: usize, to: usize, sentence: (usize, usize)) -> bool {
    const GUESSED: [&str; 6] = ["可能", "大概", "也许", "估计也", "也得", "恐怕"];
    hit.word.name != FactName::TotalInvestment && {
        let clause = clause(&scope.document.text, from, to, sentence);
        GUESSED.iter().any(|word| clause.contains(word))
    }
}

/// 免费提供三年运维服务, not 免费培训, 免费试用: the clause names maintenance.
fn speaks_of_maintenance(scope: &Scope<'_>, from: usize, to: usize, sentence: (usize, usize)) -> bool {
    const MAINTENANCE: [&str; 8] = ["运维", "维护", "维保", "质保", "保修", "售后", "技术支持", "运行保障"];
    let clause = clause(&scope.document.text, from, to, sentence);
    MAINTENANCE.iter().any(|word| clause.contains(word))
}

fn value_behind(scope: &Scope<'_>, hit: &Hit, until: usize) -> Option<(Value, Span)> {
    const MOST_VALUES: usize = 4;
    let text = &scope.document.text;
    let first = scope.values.partition_point(|fact| (fact.span.start as usize) < hit.end);
    for at in first..scope.values.len().min(first + MOST_VALUES) {
        let fact = &scope.values[at];
        let start = fact.span.start as usize;
        if start >= until || !links_forward(hit, &text[hit.end..start]) {
            return None;
        }
        if matches!(fact.value, Value::Percent(_)) && hit.word.name == FactName::TotalInvestment {
            return None; // 按总投资 5% 计取
        }
        if let Some(found) = fitting(scope, at, hit.word.name) {
            return Some(found);
        }
    }
    None
}

fn value_in_front(scope: &Scope<'_>, hit: &Hit, from: usize) -> Option<(Value, Span)> {
    let text = &scope.document.text;
    let at = scope.values.partition_point(|fact| (fact.span.end as usize) <= hit.start).checked_sub(1)?;
    let fact = &scope.values[at];
    let end = fact.span.end as usize;
    if (fact.span.start as usize) < from || hit.word.strength == Strength::Linked {
        return None;
    }
    links_backward(hit, &text[end..hit.start]).then(|| fitting(scope, at, hit.word.name))?
}

/// Whether what stands between a word and a value behind it joins the two.
fn links_forward(hit: &Hit, gap: &str) -> bool {
    const BREAKS: [&str; 9] = ["其中", "占", "增加", "节约", "减少", "单价", "响应", "一般", "分为"];
    const JOINS: [&str; 22] = [
        "",
        "期限为",
        "期限",
        "为期",
        "为",
        "共",
        "共计",
        "总计",
        "合计",
        "即",
        "时间为",
        "时间",
        "期为",
        "工期为",
        "计划工期",
        "投资为",
        "金额为",
        "周期为",
        "总投资",
        "预计",
        "时长",
        "总工期",
    ];
    let characters = gap.chars().count();
    if characters > REACH || BREAKS.iter().any(|word| gap.contains(word)) {
        return false;
    }
    if hit.word.strength == Strength::Linked {
        return characters <= 8 && !gap.contains(['，', ',', '、']);
    }
    let last = gap.rsplit(['，', ',']).next().unwrap_or(gap);
    last.len() == gap.len() || JOINS.contains(&last.trim_matches([' ', '：', ':']))
}

/// Whether what stands between a value and a word behind it joins the two: 36 个月的免费运维.
fn links_backward(hit: &Hit, gap: &str) -> bool {
    const BREAKS: [&str; 14] =
        ["后", "内", "进行", "完成", "开展", "进入", "组织", "开始", "前", "并", "及", "和", "与", "每"];
    if hit.word.name == FactName::TotalInvestment {
        return matches!(gap.trim(), "" | "的" | "的项目");
    }
    gap.chars().count() <= 10
        && !gap.contains(['，', ',', '。', '；', ';', '、', '：', ':', '\n', '\t', '（', '）', '(', ')'])
        && !BREAKS.iter().any(|word| gap.contains(word))
}

/// The value at an index of the scope's values, if it can be what the name says.
pub(super) fn fitting(scope: &Scope<'_>, at: usize, name: FactName) -> Option<(Value, Span)> {
    let fact = &scope.values[at];
    match (&fact.value, name) {
        (Value::Money(_), FactName::TotalInvestment) => Some((fact.value.clone(), fact.span)),
        (Value::Duration(duration), _) => {
            let fits = fits_period(duration, name) && is_period(&scope.document.text, fact.span);
            fits.then(|| (fact.value.clone(), fact.span))
        }
        (Value::Date(from), FactName::ConstructionPeriod | FactName::ServicePeriod) => {
            let next = scope.values.get(at + 1)?;
            let Value::Date(until) = next.value else { return None };
            let joined = date::range_mark(&scope.document.text, fact.span.end as usize)
                == Some(next.span.start as usize);
            let covers = DateFact { from: from.from, until: until.until };
            (joined && covers.from <= covers.until).then(|| (Value::Date(covers), fact.span.to(next.span)))
        }
        _ => None,
    }
}

/// Whether a length of time is long enough for what it is to be.
fn fits_period(duration: &Duration, name: FactName) -> bool {
    let counted_in = |units: &[TimeUnit]| units.contains(&duration.unit);
    let long = duration.days() >= 28;
    match name {
        FactName::ConstructionPeriod | FactName::TrialOperation => {
            !counted_in(&[TimeUnit::Second, TimeUnit::Minute, TimeUnit::Hour])
        }
        FactName::FreeMaintenance | FactName::ServicePeriod | FactName::Maintenance => {
            counted_in(&[TimeUnit::Year, TimeUnit::Month])
                || (counted_in(&[TimeUnit::Day, TimeUnit::Week]) && long)
        }
        _ => false,
    }
}

/// 2小时内响应, 每3个月, 提前30天 are no periods.
fn is_period(text: &str, span: Span) -> bool {
    let before = &text[..span.start as usize];
    let repeats =
        ["每", "每隔", "提前", "延长", "前", "近", "过去", "最近"].iter().any(|word| before.ends_with(word));
    let behind = window_after(text, span.end as usize, 15);
    // 36个月 in a cell is not what the next row says.
    let behind = behind.split(['\n', '\t']).next().unwrap_or(behind);
    let reacts = ["响应", "到场", "到达", "修复", "解决", "恢复"].iter().any(|word| behind.contains(word));
    !repeats && !reacts
}

/// The sentence around a word, not past the scope and not past a window.
fn sentence(scope: &Scope<'_>, hit: &Hit) -> (usize, usize) {
    let text = &scope.document.text;
    let mut low = (scope.span.start as usize).max(hit.start.saturating_sub(WINDOW));
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let mut high = (scope.span.end as usize).min(hit.end + WINDOW);
    while !text.is_char_boundary(high) {
        high -= 1;
    }
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '；' | ';' | '\n');
    let start = text[low..hit.start].char_indices().rev().find(|&(_, c)| ends(c));
    let end = text[hit.end..high].find(ends);
    (start.map_or(low, |(at, c)| low + at + c.len_utf8()), end.map_or(high, |at| hit.end + at))
}

/// Whether the clause speaks of another system, an earlier project or a warranty that has run out.
fn is_foreign(scope: &Scope<'_>, from: usize, to: usize, sentence: (usize, usize)) -> bool {
    let text = &scope.document.text;
    let clause = clause(text, from, to, sentence);
    if OURS.iter().any(|word| clause.contains(word)) {
        return false;
    }
    let behind = window_after(&text[..sentence.1.max(to)], to, 60);
    let is_over = clause.contains("到期")
        || ["已到期", "已过", "过保", "已满", "已于"].iter().any(|word| behind.contains(word));
    let other_stage =
        STAGES.iter().any(|stage| mentions_stage(clause, stage) && !scope.own_stages.contains(stage));
    is_over || other_stage || FOREIGN.iter().any(|word| clause.contains(word))
}

/// What stands between the commas around a place.
fn clause(text: &str, from: usize, to: usize, sentence: (usize, usize)) -> &str {
    let comma = |c: char| matches!(c, '，' | ',' | '、');
    let before = text[sentence.0..from].char_indices().rev().find(|&(_, c)| comma(c));
    let start = before.map_or(sentence.0, |(at, c)| sentence.0 + at + c.len_utf8());
    let end = text[to..sentence.1.max(to)].find(comma).map_or(sentence.1.max(to), |at| to + at);
    &text[start..end]
}

/// 一期, but not 统一期限.
fn mentions_stage(clause: &str, stage: &str) -> bool {
    clause.match_indices(stage).any(|(at, _)| {
        !clause[..at].ends_with('统') && !clause[at + stage.len()..].starts_with(['限', '间', '满'])
    })
}

/// Sums that are parts (年度, 2026年总投资) or thresholds (200万元以上的项目), not the project's total.
fn is_general(scope: &Scope<'_>, hit: &Hit, span: Span) -> bool {
    if hit.word.name != FactName::TotalInvestment {
        return false;
    }
    let text = &scope.document.text;
    let before = &text[..hit.start];
    if ["年度", "每年", "各年", "当年", "上年", "年", "月", "子项", "分项", "单项"]
        .iter()
        .any(|word| before.ends_with(word))
    {
        return true;
    }
    if hit.word.strength == Strength::Linked {
        let plain = char_before(text, hit.start).is_none_or(|c| !c.is_alphabetic() || "本该目程".contains(c));
        if !plain {
            return true;
        }
    }
    let bounded = values_in(scope.values, span).first().is_some_and(|fact| match &fact.value {
        Value::Money(money) => !matches!(money.comparator, Comparator::Exactly | Comparator::About),
        _ => false,
    });
    let behind = &text[span.end as usize..];
    bounded && (behind.starts_with('的') || behind.starts_with("项目") || behind.starts_with("时"))
}

/// The levels that are this system's own.
fn levels(scope: &Scope<'_>, named: &mut Vec<NamedFact>) {
    for (at, fact) in scope.values.iter().enumerate() {
        let Value::Level(level) = fact.value else { continue };
        let place = Hit { start: fact.span.start as usize, end: fact.span.end as usize, word: &NO_WORD };
        let sentence = sentence(scope, &place);
        let others = scope.values[at.saturating_sub(2)..scope.values.len().min(at + 3)].iter().any(|other| {
            let same_sentence = (sentence.0..sentence.1).contains(&(other.span.start as usize));
            same_sentence && matches!(other.value, Value::Level(other) if other != level)
        });
        if !others
            && !is_general_level(scope, &place, sentence)
            && !is_foreign(scope, place.start, place.end, sentence)
        {
            named.push(NamedFact {
                name: FactName::ProtectionLevel,
                value: Some(Value::Level(level)),
                text: None,
                span: fact.span,
            });
        }
    }
}

/// A level needs no word that names it.
static NO_WORD: Word = Word { text: "", name: FactName::ProtectionLevel, strength: Strength::Full };

/// 三级以上系统应当…, 政务云已通过三级: of all systems, or of others.
fn is_general_level(scope: &Scope<'_>, place: &Hit, sentence: (usize, usize)) -> bool {
    let text = &scope.document.text;
    let behind = text[place.end..].trim_start_matches([' ', '（', '(', '含', '）', ')']);
    if ["及以上", "以上", "及以下", "以下", "或以上", "的，应", "的应"]
        .iter()
        .any(|word| behind.starts_with(word))
    {
        return true;
    }
    let before = &text[sentence.0..place.start];
    let sentence = &text[sentence.0..sentence.1];
    let others = ["政务云", "云平台", "数据中心", "机房", "云服务商", "测评机构", "服务商", "投标人"];
    let passed = ["已通过", "通过了", "具备", "具有", "已完成", "取得", "获得"];
    let conditions = ["分为", "如果", "划分为", "五个等级", "五个级别", "不同等级", "应当按照"];
    let of_others =
        others.iter().any(|word| sentence.contains(word)) && passed.iter().any(|word| before.contains(word));
    of_others || conditions.iter().any(|word| sentence.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::testing::check_named;

    #[test]
    fn totals() {
        check_named(&[
            ("本项目总投资1280万元。", &["总投资 ¥12800000"]),
            ("项目总投资估算为1,280.5万元，其中软件开发费500万元。", &["总投资 ¥12805000"]),
            ("投资概算合计：人民币1280万元。", &["总投资 ¥12800000"]),
            ("本项目总预算约 1.28 亿元", &["总投资 ≈¥128000000"]),
            ("总投资为人民币壹仟贰佰捌拾万元整（¥12,800,000.00）。", &["总投资 ¥12800000 大写"]),
            ("项目投资概算为1280万元。", &["总投资 ¥12800000"]),
            ("本项目总投资1280万。", &["总投资 ¥12800000"]),
            ("总投资控制在1280万元以内。", &["总投资 ≤¥12800000"]),
            ("需要资金总额为 80 万元", &["总投资 ¥800000"]),
        ]);
    }

    #[test]
    fn parts_and_thresholds_are_no_totals() {
        check_named(&[
            ("软件开发费不超过总投资的5%，即64万元。", &[]),
            ("软件费占总投资5%，为64万元。", &[]),
            ("总投资200万元以上的项目应当委托监理。", &[]),
            ("总投资超过1000万元的，应当评审。", &[]),
            ("2026年总投资500万元，2027年总投资780万元。", &[]),
            ("年度总投资500万元。", &[]),
            ("一期总投资500万元。", &[]),
            ("原系统总投资300万元。", &[]),
            ("总投资较大，其中软件500万元。", &[]),
            ("硬件投资概算为300万元。", &[]),
            ("单位：万元,总投资", &[]),
        ]);
    }

    #[test]
    fn periods() {
        check_named(&[
            ("建设周期为6个月。", &["工期 6月"]),
            ("建设工期：合同签订后90天内完成。", &["工期 ≤90日"]),
            ("工期 120 日历天", &["工期 120日"]),
            ("本项目建设期从2026年3月至2026年12月。", &["工期 2026-03-01..2026-12-31"]),
            ("项目实施周期预计为一年半", &["工期 1.5年"]),
            ("建设周期6个月，试运行3个月，免费运维期3年。", &["工期 6月", "试运行 3月", "运维 3年"]),
            ("系统试运行不少于1个月。", &["试运行 ≥1月"]),
            ("经过三个月的试运行后验收。", &["试运行 3月"]),
            ("试运行结束后10个工作日内提交报告。", &[]),
            ("试运行期间每5天报告一次。", &[]),
            ("系统经过三个月的试运行。", &["试运行 3月"]),
            ("试运行满3个月后组织终验。", &["试运行 3月"]),
            ("服务期限为2年。", &["服务期 2年"]),
            ("服务期：2026年1月1日至2026年12月31日", &["服务期 2026-01-01..2026-12-31"]),
        ]);
    }

    #[test]
    fn free_maintenance() {
        check_named(&[
            ("提供 36 个月的免费运维服务。", &["运维 36月"]),
            ("3 年免费运维。", &["运维 3年"]),
            ("免费运维期为三年。", &["运维 3年"]),
            ("免费运维期:自验收合格之日起 3 年。", &["运维 3年"]),
            ("免费运维服务期限自终验合格之日起计算，为期三年。", &["运维 3年"]),
            ("质保期不少于三年，2小时内响应。", &["运维 ≥3年"]),
            ("提供三年及以上的原厂质保。", &["运维 ≥3年"]),
            ("免费提供三年运维服务。", &["运维 3年"]),
            ("验收后提供3年的系统免费升级和维护。", &["运维 3年"]),
            ("质保期内，2小时内响应，24小时内解决。", &[]),
            ("质保期满后3个月内支付质保金5%。", &[]),
            ("免费运维期间每3个月巡检一次。", &[]),
            ("原系统质保期3年。", &[]),
            ("一期项目免费运维2年。", &[]),
            ("现有设备质保期3年，已于2024年到期。", &[]),
            ("依托现有平台，本项目提供3年免费运维。", &["运维 3年"]),
            ("维保单位应在2小时内到场。", &[]),
            ("提供免费培训3天。", &[]),
            ("一年内免费升级，免费试用3个月。", &[]),
        ]);
    }

    #[test]
    fn a_value_belongs_to_the_last_name_before_it() {
        let text = "总投资和总预算,工期,质保期,质保";
        let hits: Vec<Hit> = words::hits(text).map(|(start, end, word)| Hit { start, end, word }).collect();
        let names: Vec<Option<&str>> =
            limits(&hits).iter().map(|limit| limit.map(|at| &text[at..])).collect();
        let (term, warranty) = (Some("工期,质保期,质保"), Some("质保期,质保"));
        assert_eq!(names, [term, term, warranty, None, None]);
    }

    #[test]
    fn own_stage_is_not_foreign() {
        check_named(&[(
            "项目名称：江北区智慧停车一期项目\n江北区智慧停车一期项目总投资500万元。",
            &["名称 江北区智慧停车一期项目", "总投资 ¥5000000"],
        )]);
    }

    #[test]
    fn levels() {
        check_named(&[
            ("本系统安全保护等级定为第三级。", &["等保 第3级"]),
            ("按等保三级建设。", &["等保 第3级"]),
            ("三级及以上等级保护系统每年测评。", &[]),
            ("等级保护分为一级、二级、三级。", &[]),
            ("政务云平台已通过等保三级测评。", &[]),
            ("原系统按等保二级建设。", &[]),
        ]);
    }
}
