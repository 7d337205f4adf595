//! The packs that ship with the program.

use super::{BuiltinLibrary, Outline};
use crate::lexicon::Lexicon;
use memchr::memmem::Finder;

/// A pack inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltinPack {
    /// `place/construction`
    pub id: &'static str,
    /// Path of the file in the source tree.
    pub file: &'static str,
    /// Its TOML.
    pub text: &'static str,
}

macro_rules! packs {
    ($($id:literal in $file:literal),* $(,)?) => {
        &[$(BuiltinPack { id: $id, file: $file, text: include_str!(concat!("../../", $file)) }),*]
    };
}

/// The one list of shipped packs, by id.
const PACKS: &[BuiltinPack] = packs![
    "common/hygiene" in "outlines/common/hygiene.toml",
    "harbin/design" in "outlines/harbin/design.toml",
    "harbin/feasibility" in "outlines/harbin/feasibility.toml",
    "nanxian/construction" in "outlines/nanxian/construction.toml",
    "national/feasibility-2023" in "outlines/national/feasibility-2023.toml",
    "national/proposal" in "outlines/national/proposal.toml",
    "shangrao/acceptance" in "outlines/shangrao/acceptance.toml",
    "shangrao/construction" in "outlines/shangrao/construction.toml",
    "shangrao/operations" in "outlines/shangrao/operations.toml",
    "tianning/construction" in "outlines/tianning/construction.toml",
    "tianning/filing" in "outlines/tianning/filing.toml",
    "yunfu/acceptance" in "outlines/yunfu/acceptance.toml",
    "yunfu/specialised" in "outlines/yunfu/specialised.toml",
];

/// All shipped packs, by id.
pub fn builtin() -> &'static [BuiltinPack] {
    PACKS
}

/// The shipped pack of that id.
pub fn find(id: &str) -> Option<&'static BuiltinPack> {
    PACKS.iter().find(|pack| pack.id == id)
}

/// The shipped packs that state a requirement or extend one that does; looked up in their texts, so that
/// none need be loaded.
pub fn with_requirement(id: &str) -> impl Iterator<Item = &'static BuiltinPack> {
    let line = format!("\nid = \"{id}\"\n");
    let finder = Finder::new(&line).into_owned();
    PACKS.iter().filter(move |pack| pack.has(&finder))
}

impl BuiltinPack {
    fn has(&self, line: &Finder<'_>) -> bool {
        line.find(self.text.as_bytes()).is_some()
            || self.extends().filter_map(find).any(|base| base.has(line))
    }

    /// Ids of the packs that it extends: one line, which a test holds.
    fn extends(&self) -> impl Iterator<Item = &'static str> {
        let line = self.text.lines().find_map(|line| line.strip_prefix("extends = ["));
        line.into_iter().flat_map(|ids| ids.split('"').skip(1).step_by(2))
    }
}

/// The shipped pack of that id, loaded with the shipped words.
pub fn load(id: &str) -> Option<Outline> {
    let pack = find(id)?;
    let library = BuiltinLibrary { lexicon: Lexicon::builtin() };
    Some(Outline::load(pack.file, pack.text, &library).expect("the packs that ship load: a test holds it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Status;
    use crate::outline::load::examine;
    use std::path::Path;

    /// Files of a folder, its folders' files included, relative to `base`; words are no packs.
    fn packs_on_disk(base: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("lexicon") {
                packs_on_disk(base, &path, found);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                found.push(path.strip_prefix(base).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn every_pack_on_disk_is_listed() {
        let base = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        packs_on_disk(base, &base.join("outlines"), &mut found);
        found.sort();
        let listed: Vec<&str> = builtin().iter().map(|pack| pack.file).collect();
        assert_eq!(listed, found);
    }

    #[test]
    fn every_pack_loads_without_a_word_of_advice() {
        let library = BuiltinLibrary { lexicon: Lexicon::builtin() };
        for pack in builtin() {
            let examined = examine(pack.file, pack.text, &library);
            let told: Vec<String> = examined.issues.iter().map(ToString::to_string).collect();
            assert!(told.is_empty(), "{told:#?}");
            assert!(examined.outline.is_some_and(|outline| outline.id == pack.id));
        }
    }

    /// What no Markdown can show: a file that cannot be read.
    const WITHOUT_FAILURE: &[&str] = &["DOC-09"];

    #[test]
    fn every_requirement_shows_a_text_that_passes_and_one_that_fails() {
        let library = BuiltinLibrary { lexicon: Lexicon::builtin() };
        for pack in builtin() {
            let outline = Outline::load(pack.file, pack.text, &library).unwrap();
            for requirement in &outline.requirements {
                let shows = |status| requirement.examples.iter().any(|e| e.expected == status);
                let quiet = shows(Status::Met) || shows(Status::Inapplicable);
                let id = requirement.id.as_str();
                assert!(quiet, "{id} shows nothing that passes");
                assert!(
                    shows(Status::Unmet) || WITHOUT_FAILURE.contains(&id),
                    "{id} shows nothing that fails"
                );
            }
        }
    }

    #[test]
    fn a_requirement_is_found_in_the_packs_that_have_it() {
        let outlines: Vec<Outline> = builtin().iter().filter_map(|pack| load(pack.id)).collect();
        for id in outlines.iter().flat_map(|outline| &outline.requirements).map(|known| known.id.as_str()) {
            let has = |outline: &&Outline| outline.requirements.iter().any(|known| known.id == id);
            let expected: Vec<&str> =
                outlines.iter().filter(has).map(|outline| outline.id.as_str()).collect();
            let found: Vec<&str> = with_requirement(id).map(|pack| pack.id).collect();
            assert_eq!(found, expected, "{id}");
        }
        assert_eq!(with_requirement("NO-01").count(), 0);
    }

    #[test]
    fn a_pack_is_found_by_the_id_that_it_states() {
        for pack in builtin() {
            assert!(pack.text.contains(&format!("id = \"{}\"\n", pack.id)), "{}", pack.file);
            assert_eq!(find(pack.id), Some(pack));
        }
        assert_eq!(find("nowhere/none"), None);
    }
}
