//! `yushen new`: an outline → a proposal that is still to be written.

use crate::args::NewArgs;
use crate::failure::{Exit, Failure};
use crate::{config, outlines, output};
use yushen::lexicon::Lexicon;
use yushen::outline::skeleton::skeleton;
use yushen::report::paper;
use yushen::report::skeleton::paper as paper_of;

/// Writes the skeleton of an outline.
pub(crate) fn run(args: &NewArgs) -> Result<Exit, Failure> {
    let outline = outlines::load(&args.outline)?;
    if outlines::is_shared(&outline.id) {
        return Err(Failure::Message(format!(
            "“{}”是供其他大纲引用的通用要求，没有章节可写。用 yushen outline list 看其他大纲",
            outline.id
        )));
    }
    let skeleton = skeleton(&outline, Lexicon::builtin());
    if skeleton.chapters.is_empty() {
        return Err(Failure::Message(format!("大纲“{}”没有关于内容的要求，没有章节可写", outline.id)));
    }
    let paper = paper_of(&skeleton);
    let Some(path) = &args.output else {
        output::print(&paper::markdown(&paper))?;
        return Ok(Exit::Clean);
    };
    let bytes = match output::extension(path).as_deref() {
        Some("docx") => paper::docx(&paper),
        Some("md") => paper::markdown(&paper).into_bytes(),
        _ => {
            return Err(Failure::Message(format!(
                "“{}”的扩展名不是 .docx 或 .md，不知道写成哪种格式",
                output::shown(path)
            )));
        }
    };
    if !args.force && !config::is_missing(path) {
        return Err(Failure::Message(format!(
            "“{}”已经存在，没有改动。换一个文件名，或加 --force 覆盖",
            output::shown(path)
        )));
    }
    output::write_file(path, &bytes)?;
    let chapters = skeleton.chapters.len();
    output::say(&format!("已写出“{}”：{chapters} 章，方头括号内是待填内容", output::shown(path)));
    output::say(&format!("填写后检查：yushen check {} --outline {}", output::shown(path), args.outline));
    Ok(Exit::Clean)
}
