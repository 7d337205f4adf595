//! `yushen extract`: a file as it was read.

use crate::args::{ExtractArgs, ExtractFormat};
use crate::failure::{Exit, Failure};
use crate::tesseract::Tesseract;
use crate::{output, reading};
use rayon::prelude::*;
use yushen::document::Document;
use yushen::parse;
use yushen::parse::recognise::Recogniser;
use yushen::report::extract::{self, Extract};

/// Shows the documents at a path.
pub(crate) fn run(args: &ExtractArgs) -> Result<Exit, Failure> {
    let Some((package, config)) = reading::package(&args.path)? else { return Ok(Exit::Unchecked) };
    let recogniser = Tesseract::if_asked(args.ocr || config.ocr, &config.limits, None)?;
    let recogniser = recogniser.as_ref().map(|found| found as &dyn Recogniser);
    let read = |source| parse::parse_and_recognise(source, &config.limits, recogniser);
    let documents: Vec<Document> = package.sources.par_iter().map(read).collect();
    match args.format {
        ExtractFormat::Text => output::print(&all(&documents, extract::text))?,
        ExtractFormat::Markdown => output::print(&all(&documents, extract::markdown))?,
        ExtractFormat::Json => {
            let json = serde_json::to_string_pretty(&Extract::new(&documents));
            output::print(&format!("{}\n", json.map_err(|error| error.to_string())?))?;
        }
    }
    if args.format != ExtractFormat::Json {
        reading::tell_gaps(documents.iter());
    }
    Ok(reading::exit(documents.iter()))
}

/// One file as it is; several with their names between them.
fn all(documents: &[Document], render: impl Fn(&Document) -> String) -> String {
    match documents {
        [document] => render(document),
        documents => documents
            .iter()
            .map(|document| {
                format!("<!-- {} -->\n\n{}", document.path.replace("--", "- -"), render(document))
            })
            .collect::<Vec<_>>()
            .join("\n"),
    }
}
