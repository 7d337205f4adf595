//! The packs that ship with the program.

/// A pack inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltinPack {
    /// `shangrao/construction`
    pub id: &'static str,
    /// Path of the file in the source tree.
    pub file: &'static str,
    /// Its TOML.
    pub text: &'static str,
}

/// The pack of an id: its file is `outlines/<id>.toml`.
macro_rules! packs {
    ($($id:literal),* $(,)?) => {
        &[$(BuiltinPack {
            id: $id,
            file: concat!("outlines/", $id, ".toml"),
            text: include_str!(concat!("../../outlines/", $id, ".toml")),
        }),*]
    };
}

/// The one list of shipped packs.
const PACKS: &[BuiltinPack] = packs!["common/construction", "common/hygiene", "shangrao/construction"];

/// All shipped packs, by id.
pub fn builtin() -> &'static [BuiltinPack] {
    PACKS
}

/// The shipped pack of that id.
pub fn find(id: &str) -> Option<&'static BuiltinPack> {
    PACKS.iter().find(|pack| pack.id == id)
}
