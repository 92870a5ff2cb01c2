//! The documents for contributors name files that exist, and ARCHITECTURE.md names every fast path.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{CRATES, assert_none, rust_files};

const DOCUMENTS: [&str; 10] = [
    "ARCHITECTURE.md",
    "BENCHMARKS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "docs/clients.md",
    "docs/diagnostics.md",
    "docs/webdav.md",
    "examples/README.md",
    "examples/frameworks/README.md",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the parts of a text between `open` and `close`.
fn between<'a>(text: &'a str, open: &str, close: char) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close)).map(|(part, _)| part)
}

#[test]
fn every_link_leads_to_a_file() {
    let mut broken = Vec::new();
    for name in DOCUMENTS {
        let document = root().join(name);
        let text = fs::read_to_string(&document).unwrap_or_else(|error| panic!("{name}: {error}"));
        for link in between(&text, "](", ')') {
            let file = link.split('#').next().unwrap();
            let target = document.parent().unwrap().join(file);
            if !file.is_empty() && !file.contains("://") && !target.exists() {
                broken.push(format!("{name}: {link}"));
            }
        }
    }
    assert_none(&broken, "these links lead nowhere");
}

#[test]
fn every_source_file_that_a_document_names_exists() {
    let folders: [PathBuf; 3] =
        [root().into(), root().join("multistatus-runtime/src"), root().join("multistatus-derive/src")];
    let mut missing = Vec::new();
    for name in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        for path in text.split('`').skip(1).step_by(2).filter(|path| path.ends_with(".rs") && path.contains('/')) {
            let placeholder = path.contains("NAME") || path.contains('*');
            if !placeholder && !folders.iter().any(|folder| folder.join(path).exists()) {
                missing.push(format!("{name}: `{path}`"));
            }
        }
    }
    assert_none(&missing, "these files do not exist");
}

#[test]
fn the_architecture_lists_every_fast_path() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, section) = text.split_once("## Fast paths").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap_or((section, ""));
    let listed: BTreeSet<&str> = section.lines().filter_map(|line| between(line, "| `", '`').next()).collect();
    let mut missing = Vec::new();
    for name in CRATES {
        for (file, source) in rust_files(name) {
            let is_listed = listed.iter().any(|path| file == *path || path.ends_with('/') && file.starts_with(path));
            if source.starts_with("//! Fast path") && !is_listed {
                missing.push(file);
            }
        }
    }
    assert_none(&missing, "these fast paths are not in ARCHITECTURE.md");
}
