//! [`Report`] → a letter to the applicant in the manner of an official review opinion: what the review came
//! to, what is to be put right and where, what could not be read, which files were looked at.

mod matters;

use super::model::{FileReport, PackageReport, Report};
use super::paper::{self, Look, Paper, PaperBlock, PaperTable};
use super::{FactValue, layout};
use crate::check::{PackageVerdict, Readable};
use crate::date::Date;
use crate::finding::Status;
use crate::numeral::chapter_number;
use crate::outline::skeleton::fill;
use matters::{Matters, sentence};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Characters of a project's name behind which the title turns: those of a line of twenty, less 关于.
const FILLS_A_LINE: RangeInclusive<usize> = 12..=18;

/// The letters as docx, one for each package, each on a page of its own.
pub fn docx(report: &Report) -> Vec<u8> {
    paper::docx(&letters(report))
}

/// The letters as Markdown.
pub fn markdown(report: &Report) -> String {
    paper::markdown(&letters(report))
}

fn letters(report: &Report) -> Paper {
    let mut paper = Paper { name: "形式审查意见".into(), ..Paper::default() };
    for (at, package) in report.packages.iter().enumerate() {
        if at > 0 {
            paper.blocks.push(PaperBlock::PageBreak);
        }
        push_letter(&mut paper, report, package);
    }
    paper
}

fn push_letter(paper: &mut Paper, report: &Report, package: &PackageReport) {
    let project = told(package, "project-name").unwrap_or_else(|| fill("项目名称"));
    let owner = told(package, "owner").unwrap_or_else(|| fill("建设单位"));
    // A name that fills a line gets it.
    let turn = if FILLS_A_LINE.contains(&project.chars().count()) { "\n" } else { "" };
    paper.blocks.push(PaperBlock::Title(format!("关于{project}{turn}的形式审查意见")));
    paper.say(Look::Centred, fill("文号"));
    paper.say(Look::Flush, format!("{owner}："));
    paper.say(Look::Body, opening(package, report.as_of, &project));
    let mut headings = 0;
    let mut head = |paper: &mut Paper, text: &str| {
        headings += 1;
        paper.head(1, format!("{}、{text}", chapter_number(headings)));
    };
    head(paper, "审查结论");
    push_conclusion(paper, package);
    if !package.findings.is_empty() {
        head(paper, "审查发现的问题");
        Matters::of(package).push(paper);
    }
    head(paper, "材料读取情况");
    push_reading(paper, package);
    head(paper, "有关说明");
    push_remarks(paper, package);
    push_signature(paper, report.as_of);
    push_annex(paper, report, package);
}

/// The name that the files tell most often: as they write it.
fn told(package: &PackageReport, name: &str) -> Option<String> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, fact) in package.facts.iter().filter(|fact| fact.name == name).enumerate() {
        if let FactValue::Text { text } = &fact.value {
            counts.entry(text).or_insert((0, at)).0 += 1;
        }
    }
    // Of names told equally often the first.
    let (text, _) = counts.into_iter().max_by_key(|(_, (count, at))| (*count, std::cmp::Reverse(*at)))?;
    Some(layout::printable(text.trim()).into_owned())
}

fn opening(package: &PackageReport, as_of: Date, project: &str) -> String {
    let regulation = &package.outline.regulation;
    let number = regulation.number.as_ref().map(|number| format!("（{number}）")).unwrap_or_default();
    format!(
        "你单位报送的{project}申报材料（“{}”，共 {} 个文件，清单见附件）收悉。依据《{}》{number}，\
         以{}为判断日期，对申报材料进行了形式审查，现将意见函告如下。",
        layout::printable(&package.name),
        package.files.len(),
        regulation.title.trim_matches(['《', '》']),
        date(as_of),
    )
}

/// `2026年11月25日`
fn date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn push_conclusion(paper: &mut Paper, package: &PackageReport) {
    let is_partly_unread = package.files.iter().any(|file| file.readable != Readable::Full)
        || package.results.iter().any(|result| result.status == Status::Unreadable);
    let conclusion = match package.verdict {
        PackageVerdict::Veto => "退回。申报材料存在不予审核的情形，消除该情形后可以重新报送",
        PackageVerdict::Incomplete => "需补正。申报材料存在必须补正的内容，补正后重新报送",
        // What was not read may hold what has to be put right.
        PackageVerdict::Advice if is_partly_unread => {
            "暂不能作出。部分材料未能读取，已读取的部分未发现必须补正的内容"
        }
        PackageVerdict::Advice => "未发现必须补正的内容，另有事项待核实或者建议完善",
        PackageVerdict::Clean => "形式完备",
        PackageVerdict::Unchecked => "未能审查。请按本意见更换材料后重新报送",
    };
    paper.say(Look::Body, format!("形式审查结论：{conclusion}。"));
    paper.say(Look::Body, format!("审查结果：{}", layout::printable(&package.summary)));
    let counts = &package.counts;
    let all = package.results.len();
    let accepted = if counts.accepted > 0 {
        format!("；其中已接受 {} 项", counts.accepted)
    } else {
        String::new()
    };
    paper.say(
        Look::Body,
        format!(
            "共审查 {all} 项要求：符合 {} 项，不符合 {} 项，待核实 {} 项，无法检查 {} 项，不适用 {} 项{accepted}。\
             提出意见 {} 处。",
            counts.met,
            counts.unmet,
            counts.doubtful,
            counts.unreadable,
            counts.inapplicable,
            package.findings.len()
        ),
    );
}

fn push_reading(paper: &mut Paper, package: &PackageReport) {
    if package.files.is_empty() {
        paper.say(Look::Body, "没有收到可以读取的文件。");
        return;
    }
    let files = package.files.iter();
    let told: Vec<&FileReport> =
        files.filter(|file| file.readable != Readable::Full || !file.notes.is_empty()).collect();
    if told.is_empty() {
        paper.say(Look::Body, "所报送的文件均已完整读取。");
        return;
    }
    paper.say(Look::Body, "下列文件有未能读取或者需要核对的内容，未读取的内容不作为缺失处理：");
    for (file, number) in told.iter().zip(1..) {
        let how = Some(file.readable.label()).filter(|_| file.readable != Readable::Full);
        let told = how.into_iter().chain(file.notes.iter().map(String::as_str)).map(sentence);
        let told: String = told.collect();
        paper.say(Look::Body, format!("{number}. {}：{told}", layout::printable(&file.path)));
    }
}

fn push_remarks(paper: &mut Paper, package: &PackageReport) {
    paper.say(
        Look::Body,
        "本意见仅就申报材料的形式作出，属于辅助检查，不替代评审。项目建设的必要性、投资价格的合理性和技术方案的优劣，\
         由评审环节判断。",
    );
    for notice in &package.notices {
        paper.say(Look::Body, format!("{}。", layout::printable(notice).trim_end_matches('。')));
    }
    let next = match package.verdict {
        PackageVerdict::Clean => "请按规定办理后续手续。",
        _ => "请对照上述意见逐项核实、补正，并在重新报送时附补正说明。对意见有不同看法的，可以书面说明理由。",
    };
    paper.say(Look::Body, next);
}

fn push_signature(paper: &mut Paper, as_of: Date) {
    paper.say(Look::Body, "附件：报送材料清单");
    paper.say(Look::Signed, "");
    paper.say(Look::Signed, fill("审查单位（盖章）"));
    paper.say(Look::Signed, date(as_of));
}

/// Which bytes were looked at, and with what.
fn push_annex(paper: &mut Paper, report: &Report, package: &PackageReport) {
    paper.blocks.push(PaperBlock::PageBreak);
    paper.say(Look::Flush, "附件");
    let row = |(file, number): (&FileReport, usize)| {
        vec![
            number.to_string(),
            layout::printable(&file.path).into_owned(),
            file.format.to_owned(),
            file.bytes.to_string(),
            file.readable.label().to_owned(),
            file.sha256.clone(),
        ]
    };
    paper.blocks.push(PaperBlock::Table(PaperTable {
        caption: "报送材料清单".into(),
        unit: None,
        columns: ["序号", "文件", "格式", "字节数", "读取", "SHA-256"].map(str::to_owned).to_vec(),
        weights: vec![3, 9, 3, 5, 3, 15],
        rows: package.files.iter().zip(1..).map(row).collect(),
    }));
    paper.say(
        Look::Body,
        format!(
            "审查依据：{}（{}，版本 {}）；审查工具：{} {}。",
            package.outline.title,
            package.outline.id,
            package.outline.version,
            report.tool.name,
            report.tool.version
        ),
    );
}

#[cfg(test)]
mod tests;
