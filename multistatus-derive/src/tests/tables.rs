//! The tables of keys and names agree with the docs pages, the runtime and the manifest.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::attr::table::{AttributeKey, Form};
use crate::{
    outcome::{codes, keys::OutcomeKey, status::NAMES},
    properties::names,
};

/// The docs pages of the derives.
const PAGES: [&str; 2] = [include_str!("../../docs/outcome.md"), include_str!("../../docs/from_item.md")];

#[test]
fn the_docs_list_every_key() {
    for row in OutcomeKey::rows() {
        let listed = PAGES.iter().any(|page| page.contains(&format!("`{}", row.name)));
        assert!(listed, "`{}` is not on the docs pages", row.name);
    }
}

#[test]
fn every_key_has_an_example_on_the_docs_page() {
    let code: String = PAGES.iter().flat_map(|page| page.split("```").skip(1).step_by(2)).collect();
    for row in OutcomeKey::rows().iter().filter(|row| row.form != Form::Reserved) {
        let key = row.example.split([' ', '(']).next().unwrap();
        assert!(code.contains(key), "`{key}` is in no example");
    }
}

#[test]
fn names_are_those_of_the_runtime() {
    let mut codes = HashSet::new();
    for (code, name) in NAMES {
        // The older names of a code follow those of IANA.
        if !codes.insert(*code) || *code < 200 || *code == 418 {
            continue;
        }
        let status = multistatus::StatusCode::from_u16(*code).unwrap();
        let phrase: String = multistatus::outcome::reason(status).to_uppercase().replace([' ', '-'], "_");
        assert_eq!(*name, phrase);
    }
    for code in 200..600 {
        let phrase = multistatus::outcome::reason(multistatus::StatusCode::from_u16(code).unwrap());
        assert_eq!(codes.contains(&code), !phrase.is_empty() || code == 418, "{code}");
    }
}

#[test]
fn the_macro_depends_on_three_crates() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--manifest-path"])
        .arg(manifest)
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let mut names: Vec<&str> = output.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, ["proc-macro2", "quote", "syn", "unicode-ident"]);
}

#[test]
fn dialects_are_those_of_the_runtime() {
    let mut keys: Vec<&str> = codes::keys().collect();
    keys.sort_unstable();
    let source = fs::read_to_string(runtime("item/error_codes.rs")).unwrap();
    let list = source.split_once("DIALECTS: &[&str] = &[").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
    assert_eq!(keys, list.split('"').skip(1).step_by(2).collect::<Vec<_>>());
}

#[test]
fn each_dialect_of_a_shape_has_a_key() {
    let mut sources = String::new();
    add_sources(&runtime("dialect"), &mut sources);
    let keys: HashSet<&str> = codes::keys().collect();
    add_sources(&runtime("frameworks/grpc"), &mut sources);
    let after = |before: &str| -> Vec<&str> {
        sources.split(before).skip(1).filter_map(|rest| rest.split('"').next()).filter(|key| !key.is_empty()).collect()
    };
    let used: HashSet<&str> = [".codes(\"", "dialect: \"", "DIALECT: &str = \""].into_iter().flat_map(after).collect();
    let unknown: Vec<_> = used.difference(&keys).collect();
    assert!(unknown.is_empty(), "not in the table of the derive: {unknown:?}");
    let unused: Vec<_> = keys.difference(&used).collect();
    assert!(unused.is_empty(), "no dialect has these keys: {unused:?}");
}

#[test]
fn the_codes_of_statuses_are_codes_of_their_dialect() {
    for key in ["scim", "fhir", "json_rpc"] {
        let source = fs::read_to_string(runtime(&format!("dialect/{key}.rs"))).unwrap();
        let list = source.split_once("CODES: &[(u16, &str)] =").and_then(|(_, rest)| rest.split_once(';')).unwrap().0;
        let defaults: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        assert!(!defaults.is_empty(), "{key}");
        for code in defaults {
            assert_eq!(codes::check_code(key, code, true), Ok(()));
        }
    }
}

/// Returns a source file or folder of the runtime.
fn runtime(path: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../multistatus-runtime/src", path].iter().collect()
}

/// Adds the source files below a folder.
fn add_sources(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_sources(&path, sources);
        } else {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_docs_list_every_dialect() {
    for key in codes::keys() {
        assert!(PAGES[0].contains(&format!("`{key}`")), "`{key}` is not on the docs page");
    }
}

#[test]
fn properties_that_clients_never_set_are_those_of_the_runtime() {
    let source = fs::read_to_string(runtime("webdav/proppatch/protected.rs")).unwrap();
    let list = source.split_once("PROTECTED: &[&str] = &[").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
    let mut expected: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    let mut found: Vec<&str> = names::protected().collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn the_names_of_the_runtime_are_known() {
    let source = fs::read_to_string(runtime("property/names/mod.rs")).unwrap();
    let names = source.split("= \"").skip(1).filter_map(|rest| rest.split_once("\";")).map(|(name, _)| name);
    let is_type = |name: &str| matches!(name, "collection" | "principal");
    let unknown: Vec<&str> = names.filter(|name| !names::is_known(name) && !is_type(name)).collect();
    assert!(unknown.is_empty(), "not in the table of the derive: {unknown:?}");
}
