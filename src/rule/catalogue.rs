//! The catalogue of government data resources: a table known by its columns, checked row by row.

use super::columns::{Columns, is_blank};
use super::{Case, Names, Outcome, Reading, Remark, Verdict};
use crate::finding::Place;
use crate::lexicon::TermSetId;
use serde::Deserialize;

/// Columns that make a table a catalogue.
const FEWEST_COLUMNS: usize = 3;
/// Remarks after which the rest is only counted.
const MOST_REMARKS: usize = 50;

/// The catalogue that must be there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CatalogueRule {
    /// Concept of the chapter that holds it: without a table, that chapter is a near miss.
    pub concept: String,
    /// Columns that it must have.
    pub columns: Vec<CatalogueColumn>,
}

/// Columns of a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CatalogueColumn {
    /// 信息资源名称
    Name,
    /// 信息资源提供方
    Provider,
    /// 信息资源摘要
    Summary,
    /// 信息资源格式
    Format,
    /// 信息项
    Items,
    /// 共享类型
    SharingType,
    /// 共享条件
    SharingCondition,
    /// 共享方式
    SharingWay,
    /// 更新周期
    UpdateCycle,
}

const COLUMNS: [CatalogueColumn; 9] = [
    CatalogueColumn::Name,
    CatalogueColumn::Provider,
    CatalogueColumn::Summary,
    CatalogueColumn::Format,
    CatalogueColumn::Items,
    CatalogueColumn::SharingType,
    CatalogueColumn::SharingCondition,
    CatalogueColumn::SharingWay,
    CatalogueColumn::UpdateCycle,
];

impl CatalogueColumn {
    /// The term set of its headers.
    fn set(self) -> &'static str {
        match self {
            Self::Name => "catalogue-name",
            Self::Provider => "catalogue-provider",
            Self::Summary => "catalogue-summary",
            Self::Format => "catalogue-format",
            Self::Items => "catalogue-items",
            Self::SharingType => "catalogue-sharing-type",
            Self::SharingCondition => "catalogue-sharing-condition",
            Self::SharingWay => "catalogue-sharing-way",
            Self::UpdateCycle => "catalogue-update-cycle",
        }
    }

    fn role(self) -> usize {
        COLUMNS.iter().position(|&column| column == self).unwrap_or(0)
    }
}

/// A table that is a catalogue.
struct Catalogue<'a> {
    reading_idx: usize,
    reading: &'a Reading,
    columns: Columns<'a>,
}

impl CatalogueRule {
    pub(super) fn judge(&self, case: &Case<'_>) -> Outcome {
        let catalogues = catalogues(case);
        if catalogues.is_empty() {
            return self.no_table(case);
        }
        let rows: usize =
            catalogues.iter().map(|catalogue| catalogue.columns.rows(catalogue.reading).count()).sum();
        let evidence: Vec<Place> = catalogues
            .iter()
            .map(|catalogue| case.place(catalogue.reading_idx, catalogue.columns.table.span))
            .collect();
        if rows == 0 {
            let reason = "目录表只有表头，没有填写条目";
            return Outcome::new(Verdict::Contradicted, reason)
                .say(Remark::new(reason, evidence.first().copied()));
        }
        let mut remarks: Vec<Remark> =
            catalogues.iter().flat_map(|catalogue| self.missing_columns(case, catalogue)).collect();
        remarks.extend(catalogues.iter().flat_map(|catalogue| catalogue.row_remarks(case)));
        if remarks.is_empty() {
            return Outcome::met(format!("目录表 {} 张，共 {rows} 条，各列完整", catalogues.len()), evidence);
        }
        let reason = format!("目录表共 {rows} 条，有 {} 处不符", remarks.len());
        let more = remarks.len().saturating_sub(MOST_REMARKS);
        if more > 0 {
            remarks.truncate(MOST_REMARKS);
            remarks.push(Remark::new(format!("另有 {more} 处同类问题，未逐一列出"), None));
        }
        Outcome { evidence, remarks, ..Outcome::new(Verdict::Contradicted, reason) }
    }

    fn missing_columns(&self, case: &Case<'_>, catalogue: &Catalogue<'_>) -> Vec<Remark> {
        let missing: Vec<String> = self
            .columns
            .iter()
            .filter(|column| catalogue.columns.of_role[column.role()].is_none())
            .map(|column| format!("“{}”", case.set_title(column.set())))
            .collect();
        if missing.is_empty() {
            return Vec::new();
        }
        let place =
            case.place(catalogue.reading_idx, catalogue.columns.row_span(catalogue.columns.first_row - 1));
        vec![Remark::new(format!("目录表缺少{}列", missing.join("、")), Some(place))]
    }

    fn no_table(&self, case: &Case<'_>) -> Outcome {
        let title = case.concept_title(&self.concept);
        let chapter =
            case.sections_of(&[self.concept.as_str()]).into_iter().find(|&found| case.substance(found) > 0);
        match chapter {
            Some(found) => {
                let reason = format!("有“{}”一节，没有识别到目录表", case.heading(found));
                Outcome::new(Verdict::Doubtful, reason.clone())
                    .say(Remark::new(reason, Some(case.heading_place(found))))
            }
            None => case.absent(format!("没有识别到{title}的表格或章节")),
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        let term_sets = COLUMNS.iter().map(|column| column.set()).collect();
        Names { concepts: vec![&self.concept], term_sets }
    }
}

/// The tables whose headers are those of a catalogue: the resource, how it is shared or renewed, and more.
fn catalogues<'a>(case: &Case<'a>) -> Vec<Catalogue<'a>> {
    let roles: Vec<TermSetId> =
        COLUMNS.iter().filter_map(|column| case.lexicon.term_set(column.set())).collect();
    if roles.len() < COLUMNS.len() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (reading_idx, reading) in case.readings.iter().enumerate() {
        for table in &reading.content().tables {
            let Some(columns) = Columns::find(reading, table, &roles) else { continue };
            let has = |column: CatalogueColumn| columns.of_role[column.role()].is_some();
            let known = columns.of_role.iter().flatten().count();
            let names = has(CatalogueColumn::Name) || has(CatalogueColumn::Items);
            let shares = has(CatalogueColumn::SharingType)
                || has(CatalogueColumn::SharingCondition)
                || has(CatalogueColumn::UpdateCycle);
            if known >= FEWEST_COLUMNS && names && shares {
                found.push(Catalogue { reading_idx, reading, columns });
            }
        }
    }
    found
}

/// How an entry is shared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharing {
    Unconditional,
    Conditional,
    Refused,
    Unknown,
}

impl Sharing {
    /// Reads the cell of the type: the words of the guide for catalogues, or its codes 1 to 3.
    fn read(text: &str) -> Self {
        let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        match bare.trim_end_matches("类").trim_end_matches("型") {
            "无条件共享" | "无条件" | "普遍共享" | "1" => Self::Unconditional,
            "有条件共享" | "有条件" | "2" => Self::Conditional,
            "不予共享" | "不共享" | "不予" | "3" => Self::Refused,
            _ => Self::Unknown,
        }
    }
}

impl Catalogue<'_> {
    fn row_remarks(&self, case: &Case<'_>) -> Vec<Remark> {
        self.columns.rows(self.reading).flat_map(|row| self.row_remark(case, row)).collect()
    }

    fn row_remark(&self, case: &Case<'_>, row: u32) -> Vec<Remark> {
        let text = |column: CatalogueColumn| self.columns.text(self.reading, row, column.role());
        let name =
            text(CatalogueColumn::Name).or_else(|| text(CatalogueColumn::Items)).map_or("", |(text, _)| text);
        let words =
            format!("第 {} 行“{}”", self.columns.row_number(row), crate::fact::budget::short_name(name));
        let whole = case.place(self.reading_idx, self.columns.row_span(row));
        let at = |span: crate::span::Span| {
            Some(if span.is_empty() { whole } else { case.place(self.reading_idx, span) })
        };
        let mut remarks = Vec::new();
        for column in [CatalogueColumn::Name, CatalogueColumn::Provider, CatalogueColumn::UpdateCycle] {
            if let Some((cell, span)) = text(column)
                && is_blank(cell)
            {
                remarks
                    .push(Remark::new(format!("{words}没有填写{}", case.set_title(column.set())), at(span)));
            }
        }
        let Some((sharing, span)) = text(CatalogueColumn::SharingType) else { return remarks };
        let condition = text(CatalogueColumn::SharingCondition).is_none_or(|(cell, _)| is_blank(cell));
        match Sharing::read(sharing) {
            Sharing::Unconditional => {}
            Sharing::Conditional if condition => {
                remarks.push(Remark::new(format!("{words}为有条件共享，没有写明共享条件"), at(span)));
            }
            Sharing::Refused if condition => {
                remarks.push(Remark::new(format!("{words}为不予共享，没有写明依据"), at(span)));
            }
            Sharing::Conditional | Sharing::Refused => {}
            Sharing::Unknown if is_blank(sharing) => {
                remarks.push(Remark::new(format!("{words}没有填写共享类型"), at(span)));
            }
            Sharing::Unknown => remarks.push(Remark::new(
                format!("{words}的共享类型“{sharing}”不在“无条件共享、有条件共享、不予共享”之内"),
                at(span),
            )),
        }
        remarks
    }
}
