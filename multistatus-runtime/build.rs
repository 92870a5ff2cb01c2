//! Names the module that generated code uses after the patch version, as the macros do: code of one release never compiles
//! against the support code of another. The module has a macro for each word of `respond(...)` and `schema(...)`: its own
//! if its feature is enabled, else one that reports that the feature is disabled.

use std::{env, fs, path::Path};

/// The words that need a feature of the same name, with their keys.
const WORDS: &[(&str, &str)] = &[
    ("respond", "actix"),
    ("respond", "axum"),
    ("respond", "grpc"),
    ("respond", "poem"),
    ("respond", "rocket"),
    ("respond", "salvo"),
    ("schema", "schemars"),
    ("schema", "utoipa"),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let patch = env::var("CARGO_PKG_VERSION_PATCH").expect("cargo sets the version");
    let folder = env::var_os("OUT_DIR").expect("cargo sets the folder");
    let mut module = format!("#[doc(hidden)]\npub mod __private{patch} {{\n    pub use crate::private::*;\n");
    let is_enabled = |word: &str| env::var_os(format!("CARGO_FEATURE_{}", word.to_uppercase())).is_some();
    for (key, word) in WORDS {
        let implementation = if is_enabled(word) { format!("__{key}_{word}") } else { "__disabled".to_owned() };
        module.push_str(&format!("    pub use crate::{implementation} as {key}_{word};\n"));
    }
    // The macros of `schema(...)` share this one.
    if WORDS.iter().any(|(key, word)| *key == "schema" && is_enabled(word)) {
        module.push_str("    pub use crate::__outcome_schema as outcome_schema;\n");
    }
    module.push_str("}\n");
    fs::write(Path::new(&folder).join("private.rs"), module).expect("the folder can be written to");
}
