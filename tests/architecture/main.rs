//! The structure of the library crates: no files import each other in a circle, no import points up against the layers of
//! ARCHITECTURE.md, no type name means two things, and the documents name files that exist.

mod documents;
mod imports;
mod layers;
mod resolver;
mod rules;
mod source;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use imports::Imports;
use source::Crate;

const CRATES: [&str; 2] = ["multistatus-derive", "multistatus-runtime"];

/// Reads the crate in this folder of the workspace.
fn read(name: &str) -> Crate {
    Crate::new(&rust_files(name))
}

/// Returns the sources of a crate, by path from its `src`.
fn rust_files(name: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(name).join("src");
    let mut files = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

#[track_caller]
fn assert_none(mistakes: &[String], rule: &str) {
    assert!(mistakes.is_empty(), "{rule} ({}):\n\n{}\n", mistakes.len(), mistakes.join("\n"));
}

#[test]
fn every_local_import_leads_to_an_item() {
    for name in CRATES {
        assert_none(
            &Imports::of(&read(name)).unresolved,
            "these imports lead nowhere, so no rule can be checked for them",
        );
    }
}
