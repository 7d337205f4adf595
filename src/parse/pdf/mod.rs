//! PDF → [`Document`].

mod budget;
mod character;
mod composite;
mod content;
mod font;
mod geometry;
mod ink;
mod layer;
mod marked;
mod screen;
mod sfnt;
mod simple;

use super::Limits;
use crate::document::{Builder, Document, Draft, Format};
use std::rc::Rc;
use std::time::{Duration, Instant};

pub(super) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Document {
    let mut b = Builder::new(path, Format::Pdf);
    if let Err(r) = screen::screen(bytes, limits) {
        b.gap(r.gap());
        return b.finish();
    }
    let Ok(pdf) = hayro_syntax::Pdf::new(bytes.to_vec()) else { return b.finish() };
    let budget = Rc::new(budget::Budget::new(limits));
    let mut reader = content::Reader::new(
        budget,
        layer::Layers::of(pdf.xref()),
        limits,
        Instant::now() + Duration::from_secs(limits.file_seconds),
    );
    for page in pdf.pages().iter() {
        let ink = reader.page(page);
        let mut s = String::new();
        for g in &ink.glyphs {
            match &g.text {
                font::Text::Char(c) => {
                    if let Some(c) = character::ordinary(*c) {
                        s.push(c)
                    }
                }
                font::Text::Many(t) => s.extend(t.chars().filter_map(character::ordinary)),
            }
        }
        b.paragraph(&s, Draft::default());
        for r in ink.refusals {
            b.gap(r.gap());
        }
    }
    b.finish()
}

#[cfg(test)]
mod dev {
    #[test]
    fn dump() {
        let Ok(dir) = std::env::var("DEVPDF") else { return };
        let mut names: Vec<_> = if std::path::Path::new(&dir).is_file() {
            vec![dir.clone().into()]
        } else {
            std::fs::read_dir(&dir)
                .unwrap()
                .map(|e| e.unwrap().path())
                .filter(|p| p.extension().is_some_and(|e| e == "pdf"))
                .collect()
        };
        names.sort();
        for n in names {
            let bytes = std::fs::read(&n).unwrap();
            let t = std::time::Instant::now();
            let d = super::read("x", &bytes, &super::Limits::default());
            let name = n.file_name().unwrap().to_str().unwrap();
            println!(
                "{name}\t{:?}\t{} chars\t{} fffd\t{:?}",
                t.elapsed(),
                d.text.chars().count(),
                d.text.matches('\u{fffd}').count(),
                d.gaps.iter().take(3).map(|g| g.to_string()).collect::<Vec<_>>()
            );
            std::fs::create_dir_all("/tmp/pdfout").unwrap();
            std::fs::write(format!("/tmp/pdfout/{name}.txt"), &d.text).unwrap();
        }
    }
}
