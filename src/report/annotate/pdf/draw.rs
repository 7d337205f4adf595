//! Places and words → annotations that every viewer shows: each with an appearance of its own.

use super::AUTHOR;
use super::place::Highlight;
use crate::date::Date;
use crate::report::layout;
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};

/// An annotation and how it looks.
pub(super) struct Drawn {
    pub(super) annotation: Dictionary,
    pub(super) appearance: Stream,
}

/// A highlight on the words of a finding.
pub(super) fn highlight(highlight: &Highlight<'_>, as_of: Date) -> Drawn {
    let points: Vec<(f64, f64)> = highlight.quads.iter().flatten().copied().collect();
    let rect = around(&points);
    let [red, green, blue] = colour(highlight.remark.consequence);
    let mut content = format!("/G gs {red} {green} {blue} rg\n");
    for [top_left, top_right, bottom_left, bottom_right] in &highlight.quads {
        for (point, operator) in [(top_left, "m"), (top_right, "l"), (bottom_right, "l"), (bottom_left, "l")]
        {
            content.push_str(&format!("{:.2} {:.2} {operator}\n", point.0, point.1));
        }
        content.push_str("h f\n");
    }
    let quads: Vec<Object> = points.iter().flat_map(|(x, y)| [number(*x), number(*y)]).collect();
    let mut annotation = common("Highlight", &highlight.remark.name, &highlight.remark.lines, as_of);
    annotation.set("Rect", rect.clone());
    annotation.set("QuadPoints", quads);
    annotation.set("C", vec![number(red), number(green), number(blue)]);
    annotation.set("F", 4);
    Drawn { annotation, appearance: appearance(rect, content) }
}

/// A note in the corner of the first page.
pub(super) fn note(
    corner: &[[(f64, f64); 2]],
    nth: usize,
    name: &str,
    lines: &[String],
    as_of: Date,
) -> Drawn {
    let corners = corner.get(nth).copied().unwrap_or_default();
    let rect = around(&corners);
    let [x0, y0, x1, y1] = bounds(&corners);
    let (width, height) = (x1 - x0, y1 - y0);
    let mut content = format!(
        "1 0.82 0.25 rg 0.45 0.35 0 RG 1 w {:.2} {:.2} {:.2} {:.2} re B\n",
        x0 + 1.0,
        y0 + 1.0,
        width - 2.0,
        height - 2.0
    );
    for part in [0.3, 0.5, 0.7] {
        let y = y0 + height * part;
        content.push_str(&format!("{:.2} {y:.2} m {:.2} {y:.2} l S\n", x0 + width * 0.25, x0 + width * 0.75));
    }
    let mut annotation = common("Text", name, lines, as_of);
    annotation.set("Rect", rect.clone());
    annotation.set("Name", "Comment");
    annotation.set("C", vec![number(1.0), number(0.82), number(0.25)]);
    annotation.set("F", 4);
    Drawn { annotation, appearance: appearance(rect, content) }
}

fn common(kind: &str, name: &str, lines: &[String], as_of: Date) -> Dictionary {
    let text: Vec<String> = lines.iter().map(|line| layout::printable(line).into_owned()).collect();
    let digits: String = as_of.to_string().chars().filter(char::is_ascii_digit).collect();
    dictionary! {
        "Type" => "Annot",
        "Subtype" => kind,
        "Contents" => text_string(&text.join("\r")),
        "T" => text_string(AUTHOR),
        "NM" => Object::String(name.as_bytes().to_vec(), StringFormat::Literal),
        "M" => Object::String(format!("D:{digits}000000Z").into_bytes(), StringFormat::Literal),
        "CreationDate" => Object::String(format!("D:{digits}000000Z").into_bytes(), StringFormat::Literal),
    }
}

/// Drawn in the page's coordinates: the box of the appearance is the annotation's.
fn appearance(rect: Vec<Object>, content: String) -> Stream {
    let resources = dictionary! {
        "ExtGState" => dictionary! { "G" => dictionary! { "Type" => "ExtGState", "BM" => "Multiply" } },
    };
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => rect,
        "Resources" => resources,
        "Group" => dictionary! { "S" => "Transparency" },
    };
    Stream::new(form, content.into_bytes())
}

/// UTF-16 with its mark: what every viewer reads.
pub(super) fn text_string(text: &str) -> Object {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

fn colour(consequence: &str) -> [f64; 3] {
    match consequence {
        "不予审核" | "需补正" => [1.0, 0.72, 0.7],
        "待核实" | "无法检查" => [1.0, 0.9, 0.45],
        "建议完善" => [0.72, 0.86, 1.0],
        _ => [0.85, 0.93, 0.75],
    }
}

/// Hundredths of a point are more than anybody sees.
fn number(value: f64) -> Object {
    Object::Real(((value * 100.0).round() / 100.0) as f32)
}

fn bounds(points: &[(f64, f64)]) -> [f64; 4] {
    let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::MAX, f64::min);
    let most = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::MIN, f64::max);
    let (xs, ys) = (|| points.iter().map(|point| point.0), || points.iter().map(|point| point.1));
    [least(&mut xs()), least(&mut ys()), most(&mut xs()), most(&mut ys())]
}

fn around(points: &[(f64, f64)]) -> Vec<Object> {
    bounds(points).into_iter().map(number).collect()
}
