//! Does the table of costs pay for what does not belong into it.

use super::{Entry, absent, entries, has_amounts};
use crate::fact::budget::{BudgetTableKind, LineClass, LineKind, bare_name};
use crate::finding::Place;
use crate::rule::{Case, Outcome, Remark, Verdict};
use crate::span::Span;
use crate::words::holds_any;

/// Characters of a given reason below which it is none.
const SHORTEST_REASON: usize = 6;

pub(super) fn judge(case: &Case<'_>, terms: &str, openers: Option<&str>) -> Outcome {
    let title = case.set_title(terms);
    let lines: Vec<Entry<'_>> =
        entries(case).filter(|entry| matches!(entry.line.kind, LineKind::Item | LineKind::Group)).collect();
    if lines.is_empty() {
        let outcome = absent(case, "没有识别到费用表，采购内容无从核对".into(), Vec::new());
        return match outcome.verdict {
            Verdict::Silent => {
                let remark = Remark::new(outcome.reason.clone(), None).help("补上概算明细表，再核对采购内容");
                Outcome { verdict: Verdict::Doubtful, ..outcome }.say(remark)
            }
            _ => outcome,
        };
    }
    let (mut wrong, mut doubtful, mut explained) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &lines {
        let Some(term) = named(case, entry, terms, openers) else { continue };
        let place = entry.place(case, entry.line.name);
        let word = entry.text(term);
        if let Some(reason) = reason(case, entry, word) {
            let message = format!("{}属于{title}，文中说明了原因，需核实", entry.words());
            explained.push(
                Remark::new(message, Some(place)).label(format!("说明：“{}”", case.quote(reason)), reason),
            );
        } else if entry.budget.kind == BudgetTableKind::EquipmentList || !entry.is_paid() {
            doubtful.push(Remark::new(
                format!("{}属于{title}，清单没有写金额，需核实是否由本项目采购", entry.words()),
                Some(place),
            ));
        } else {
            wrong.push(Remark::new(format!("{}属于{title}，不应列入概算", entry.words()), Some(place)));
        }
    }
    let names = |remarks: &[Remark]| -> String {
        let names: Vec<&str> =
            remarks.iter().filter_map(|remark| remark.place).map(|place| case.quote(place)).take(5).collect();
        names.join("、")
    };
    let (verdict, reason) = if !wrong.is_empty() {
        (Verdict::Contradicted, format!("概算列有{title}：{}", names(&wrong)))
    } else if !doubtful.is_empty() {
        (Verdict::Doubtful, format!("清单中有{title}：{}，需核实", names(&doubtful)))
    } else if !explained.is_empty() {
        (Verdict::Explained, format!("概算列有{title}：{}，文中说明了原因", names(&explained)))
    } else if !lines.iter().any(Entry::is_paid) {
        let what = if has_amounts(case) {
            "费用表没有填写金额"
        } else {
            "没有费用表，只有不带金额的清单"
        };
        let reason = format!("{what}；已读的 {} 行中没有{title}，采购内容待概算核对", lines.len());
        let place = lines.first().map(|entry| entry.place(case, entry.line.name));
        return Outcome::new(Verdict::Doubtful, reason.clone())
            .say(Remark::new(reason, place).help("补上写明金额的概算明细表，再核对采购内容"));
    } else {
        let evidence = lines.iter().map(|entry| entry.place(case, entry.line.name)).collect();
        return case.if_all_read(Outcome::met(format!("费用表 {} 行中没有{title}", lines.len()), evidence));
    };
    let remarks = wrong.into_iter().chain(doubtful).chain(explained).collect();
    Outcome { verdict, reason, evidence: Vec::new(), remarks }
}

/// The term that names what the line buys: at the end of its name, or anywhere in it when the line buys
/// goods. 打印机驱动开发 buys no printer, 新增设备维保费 no device; 新建分析平台 opens with what it is.
fn named(case: &Case<'_>, entry: &Entry<'_>, terms: &str, openers: Option<&str>) -> Option<Span> {
    let set = case.lexicon.term_set(terms)?;
    let line = entry.line;
    const NOT_BOUGHT: &[&str] = &["利旧", "已有", "不采购", "不含", "不包括"];
    if line.remarks.iter().chain([&line.name]).any(|&span| holds_any(entry.text(span), NOT_BOUGHT)) {
        return None;
    }
    let is_work = matches!(
        line.class,
        Some(
            LineClass::Development
                | LineClass::Data
                | LineClass::Integration
                | LineClass::Consulting
                | LineClass::Testing
                | LineClass::Training
                | LineClass::SecurityAssessment
                | LineClass::Maintenance
        )
    );
    let is_service = matches!(line.class, Some(LineClass::Maintenance | LineClass::Training));
    if let Some(openers) = openers.and_then(|set| case.lexicon.term_set(set)).filter(|_| !is_service)
        && let Some(term) =
            entry.reading.hits.of(openers, line.name).find(|term| term.start == line.name.start)
    {
        return Some(term);
    }
    let bare = bare_name(entry.name());
    let bare = ["购置费用", "采购费用", "购置费", "采购费", "购置", "采购", "费用", "费"]
        .iter()
        .find_map(|tail| bare.strip_suffix(tail))
        .unwrap_or(&bare);
    entry.reading.hits.of(set, line.name).find(|&term| !is_work || bare.ends_with(entry.text(term)))
}

/// Where the row or its chapter says why.
fn reason(case: &Case<'_>, entry: &Entry<'_>, word: &str) -> Option<Place> {
    let reading = entry.reading;
    let document = reading.content();
    let gives_reason = |span: Span| {
        case.has(reading, "exception-reasons", span)
            && document.slice(span).chars().count() >= SHORTEST_REASON
    };
    let in_row = entry.line.remarks.iter().copied().find(|&span| gives_reason(span));
    let in_chapter = || {
        let section = document.section_at(entry.line.span.start);
        document
            .blocks_in(section)
            .iter()
            .filter(|block| block.section == section && !super::in_table(reading, block.span))
            .flat_map(|block| document.sentences(block.span))
            .find(|&sentence| document.slice(sentence).contains(word) && gives_reason(sentence))
    };
    in_row.or_else(in_chapter).map(|span| case.place(entry.reading_idx, span))
}
