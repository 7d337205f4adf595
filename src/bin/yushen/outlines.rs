//! Names of outlines → outlines: shipped ones by id, others from a file.
#![expect(clippy::disallowed_methods, reason = "an outline of one's own is a file")]

use crate::failure::Failure;
use crate::output;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use yushen::lexicon::Lexicon;
use yushen::outline::builtin::{self, BuiltinPack};
use yushen::outline::load::{Examined, examine};
use yushen::outline::near::nearest;
use yushen::outline::select;
use yushen::outline::{BuiltinLibrary, Library, Outline, ShippedLibrary};
use yushen::rule::Reading;

/// The outline of that id, else the one in the file of that name.
pub(crate) fn load(name: &str) -> Result<Arc<Outline>, Failure> {
    match builtin::find(name) {
        Some(pack) => load_builtin(pack),
        None => load_text(name, &text_of(name)?, &BuiltinLibrary { lexicon: Lexicon::builtin() }),
    }
}

/// A shipped outline.
pub(crate) fn load_builtin(pack: &BuiltinPack) -> Result<Arc<Outline>, Failure> {
    load_text(pack.file, pack.text, &ShippedLibrary)
}

fn load_text(file: &str, text: &str, library: &dyn Library) -> Result<Arc<Outline>, Failure> {
    let outline = Outline::load(file, text, library).map_err(Failure::Toml)?;
    Ok(Arc::new(outline))
}

/// A file's outline with all that is to be said about it.
pub(crate) fn examine_file(path: &Path) -> Result<Examined, Failure> {
    let lexicon = Lexicon::builtin();
    let text = text_of(&path.to_string_lossy())?;
    Ok(examine(&output::shown(path), &text, &BuiltinLibrary { lexicon }))
}

fn text_of(name: &str) -> Result<String, Failure> {
    let path = Path::new(name);
    if crate::config::is_missing(path) {
        return Err(Failure::Message(unknown(name)));
    }
    fs::read_to_string(path).map_err(|error| {
        Failure::Message(format!("大纲文件“{}”读不了：{}", output::shown(path), output::why(&error)))
    })
}

fn unknown(name: &str) -> String {
    let ids = builtin::builtin().iter().map(|pack| pack.id);
    let hint = match nearest(name, ids) {
        Some(meant) => format!("是否想写“{meant}”？"),
        None => "用 yushen outline list 看内置大纲，或给出存在的 TOML 文件".to_owned(),
    };
    format!("没有“{}”这个内置大纲，也没有这个文件。{hint}", output::shown(Path::new(name)))
}

/// Shipped outlines that a package can be checked against: those that others only extend are left out.
pub(crate) fn checkable() -> Result<Vec<Arc<Outline>>, Failure> {
    let packs = builtin::builtin().iter().filter(|pack| !is_shared(pack.id));
    packs.map(load_builtin).collect()
}

/// Those of them that have the requirement.
pub(crate) fn with_requirement(id: &str) -> Result<Vec<Arc<Outline>>, Failure> {
    builtin::with_requirement(id).filter(|pack| !is_shared(pack.id)).map(load_builtin).collect()
}

/// Whether a pack holds requirements that others share.
pub(crate) fn is_shared(id: &str) -> bool {
    id.starts_with("common/")
}

/// The outline for a package when nobody named one, and why it.
pub(crate) fn choose(readings: &[Reading]) -> Result<(Arc<Outline>, String), Failure> {
    let choice = select::choose(readings, Lexicon::builtin());
    Ok((load(&choice.id)?, choice.reason))
}

/// Whether a shipped outline has the requirement.
pub(crate) fn ship(requirement: &str) -> bool {
    builtin::with_requirement(requirement).next().is_some()
}
