//! Rule packs: TOML → [`Outline`].
