//! The rules, checked on the library crates.

use std::collections::BTreeMap;

use crate::{CRATES, assert_none, imports::Imports, layers::Layers, read};

const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut mistakes = Vec::new();
    for name in CRATES {
        let imports = Imports::of(&read(name));
        for (number, circle) in imports.circles().into_iter().enumerate() {
            mistakes.push(format!("circle {} of {name}", number + 1));
            for (from, to, origin) in circle {
                mistakes.push(format!("  {from}:{} imports `{}` from {to}", origin.line, origin.path));
            }
        }
    }
    assert_none(&mistakes, "move what both files need into a third one");
}

#[test]
fn no_import_points_up() {
    let mut mistakes = Vec::new();
    for name in CRATES {
        let imports = Imports::of(&read(name));
        let layers = Layers::parse(ARCHITECTURE, name).expect("ARCHITECTURE.md lists the layers");
        mistakes.extend(layers.violations(&imports).into_iter().map(|mistake| format!("{name}: {mistake}")));
        let unused = layers.unused(&imports);
        mistakes.extend(unused.into_iter().map(|member| format!("{name}: `{member}` has no file")));
    }
    assert_none(&mistakes, "an import points down to a lower layer; ARCHITECTURE.md lists them");
}

#[test]
fn no_type_name_is_defined_twice() {
    let mut definitions = BTreeMap::<String, Vec<String>>::new();
    for name in CRATES {
        for module in read(name).modules {
            let mut types: Vec<_> = module.types;
            // Alternatives under `cfg`.
            types.dedup_by(|(name, _), (other, _)| name == other);
            for (type_name, line) in types {
                definitions.entry(type_name).or_default().push(format!("{name}/src/{}:{line}", module.file));
            }
        }
    }
    definitions.retain(|_, places| places.len() > 1);
    let mistakes: Vec<String> =
        definitions.iter().map(|(name, places)| format!("`{name}`: {}", places.join(", "))).collect();
    assert_none(&mistakes, "a type name means one thing; rename all but one");
}
