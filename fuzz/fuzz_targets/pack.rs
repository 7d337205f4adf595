#![no_main]

use yushen::lexicon::Lexicon;
use yushen::outline::BuiltinLibrary;
use yushen::outline::load::examine;

// A rule pack of a stranger: every mistake is told, none breaks the program.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let library = BuiltinLibrary { lexicon: Lexicon::builtin() };
    for issue in examine("pack.toml", text, &library).issues {
        let _ = issue.to_string();
    }
});
