//! Files with restrictions, which everyone may read, and files with passwords, which are named.

use super::document;
use crate::gap::GapKind;

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../../fixtures/formats/", $name, ".pdf")).as_slice())
    };
}

#[test]
fn files_with_restrictions_are_read() {
    let files = [
        fixture!("restricted-rc4-40"),
        fixture!("restricted-rc4-128"),
        fixture!("restricted-aes-128"),
        fixture!("restricted-aes-256"),
    ];
    for (name, file) in files {
        let document = document(file);
        assert_eq!(document.text, "本项目总投资1280万元。", "{name}");
        assert!(document.gaps.is_empty(), "{name}: {:?}", document.gaps);
    }
}

#[test]
fn files_with_passwords_are_named() {
    for (name, file) in [fixture!("password-rc4-128"), fixture!("password-aes-256")] {
        let document = document(file);
        let gaps: Vec<GapKind> = document.gaps.iter().map(|gap| gap.kind.clone()).collect();
        assert_eq!(gaps, [GapKind::Encrypted], "{name}");
        assert!(document.text.is_empty() && document.has_hidden_content(), "{name}");
    }
}
