//! [`Skeleton`] → [`Paper`]: what `yushen new` writes.

use super::paper::{Look, Paper, PaperBlock, PaperTable};
use crate::numeral;
use crate::outline::skeleton::{Form, Part, Skeleton};

/// The skeleton as a document to be filled in.
pub fn paper(skeleton: &Skeleton) -> Paper {
    let mut paper = Paper { name: skeleton.title.clone(), ..Paper::default() };
    paper.blocks.push(PaperBlock::Title(skeleton.title.clone()));
    for (name, value) in &skeleton.cover {
        paper.say(Look::Body, format!("{name}：{value}"));
    }
    for note in &skeleton.notes {
        paper.say(Look::FillIn, note.clone());
    }
    paper.blocks.push(PaperBlock::PageBreak);
    paper.blocks.push(PaperBlock::Contents);
    paper.blocks.push(PaperBlock::PageBreak);
    let mut tables = 0;
    for (chapter, number) in skeleton.chapters.iter().zip(1..) {
        let (label, is_decimal) = match skeleton.is_numbered_by_chapter {
            true => (format!("第{}章 ", numeral::chapter_number(number)), true),
            false => (format!("{}、", numeral::chapter_number(number)), false),
        };
        paper.head(1, format!("{label}{}", chapter.heading));
        push_parts(&mut paper, &chapter.parts, &mut tables);
        for (section, below) in chapter.sections.iter().zip(1..) {
            let label = match is_decimal {
                true => format!("{number}.{below} "),
                false => format!("（{}）", numeral::chapter_number(below)),
            };
            paper.head(2, format!("{label}{}", section.heading));
            push_parts(&mut paper, &section.parts, &mut tables);
        }
    }
    paper
}

fn push_parts(paper: &mut Paper, parts: &[Part], tables: &mut usize) {
    for part in parts {
        match part {
            Part::Note(text) => paper.say(Look::FillIn, text.clone()),
            Part::Form(form) => {
                *tables += 1;
                paper.blocks.push(PaperBlock::Table(table(form, *tables)));
            }
        }
    }
}

fn table(form: &Form, number: usize) -> PaperTable {
    let weight = |column: &String| match column.as_str() {
        "序号" => 2,
        "名称" => 8,
        "数量" | "单价" | "金额" => 3,
        other if other.chars().count() > 4 => 7,
        _ => 5,
    };
    PaperTable {
        caption: format!("表{number} {}", form.title),
        unit: form.unit.clone(),
        columns: form.columns.clone(),
        weights: form.columns.iter().map(weight).collect(),
        rows: form.rows.clone(),
    }
}
