//! Tests of the checks themselves, on small sources.

use std::collections::BTreeMap;

use crate::{imports::Imports, layers::Layers, source::Crate};

fn parse(files: &[(&str, &str)]) -> Crate {
    let files: BTreeMap<String, String> = files.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    Crate::new(&files)
}

/// Returns the imports between files, each as `from -> to`.
fn imports(files: &[(&str, &str)]) -> Vec<String> {
    let imports = Imports::of(&parse(files));
    assert_eq!(imports.unresolved, [""; 0]);
    let pairs = imports.files.iter().flat_map(|(from, to)| to.keys().map(move |to| format!("{from} -> {to}")));
    pairs.collect()
}

#[test]
fn an_import_leads_through_reexports_to_the_file_that_defines_the_item() {
    let files = [
        ("lib.rs", "mod item; mod batch; pub use item::Item as Entry;"),
        ("item/mod.rs", "mod owned; pub use owned::*;"),
        ("item/owned.rs", "pub struct Item;"),
        ("batch.rs", "use crate::Entry; fn f(_: Entry) {}"),
    ];
    assert_eq!(imports(&files), ["batch.rs -> item/owned.rs"]);
}

#[test]
fn a_path_in_code_is_an_import() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b; fn f() -> u8 { let _: super::b::inner::T = b::inner::T; b::constant() }"),
        ("b.rs", "pub fn constant() -> u8 { 1 } pub mod inner;"),
        ("b/inner.rs", "pub struct T;"),
    ];
    assert_eq!(imports(&files), ["a.rs -> b.rs", "a.rs -> b/inner.rs"]);
}

#[test]
fn a_path_in_the_arguments_of_a_macro_is_an_import() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use super::c::*; fn f() { assert_eq!(crate::b::VALUE, Number::MIN); }"),
        ("b.rs", "pub const VALUE: u8 = 1;"),
        ("c.rs", "pub struct Number;"),
    ];
    assert_eq!(imports(&files), ["a.rs -> b.rs", "a.rs -> c.rs"]);
}

#[test]
fn a_module_does_not_import_what_it_only_reexports() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; pub(crate) use b::B; pub struct A;"),
        ("a/b.rs", "use super::A; pub struct B(A);"),
    ];
    assert_eq!(imports(&files), ["a/b.rs -> a/mod.rs"]);
}

#[test]
fn a_module_imports_what_it_reexports_and_uses() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; pub use b::B; pub struct A(B);"),
        ("a/b.rs", "use super::A; pub struct B(Box<A>);"),
    ];
    assert_eq!(imports(&files), ["a/b.rs -> a/mod.rs", "a/mod.rs -> a/b.rs"]);
}

#[test]
fn a_variable_is_not_the_function_of_the_same_name() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; pub use b::{text, other}; fn f(text: u8) -> u8 { text + other() } pub fn g() {}"),
        ("a/b.rs", "pub fn text() {} pub fn other() {}"),
    ];
    assert_eq!(imports(&files), ["a/mod.rs -> a/b.rs"]);
    let variables = "mod b; pub use b::text; fn f(text: u8) -> u8 { text }";
    assert_eq!(imports(&[files[0], ("a/mod.rs", variables), files[2]]), [""; 0]);
}

#[test]
fn a_module_may_have_the_name_of_a_function() {
    let files = [
        ("lib.rs", "mod a; mod b; pub fn b() {}"),
        ("a.rs", "use crate::b::B; struct A(B);"),
        ("b.rs", "pub struct B;"),
    ];
    assert_eq!(imports(&files), ["a.rs -> b.rs"]);
}

#[test]
fn test_code_and_names_of_other_crates_are_no_imports() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use std::fmt; #[cfg(test)] mod tests { use crate::b::B; } #[test] fn t() { crate::b::B; }"),
        ("b.rs", "pub struct B;"),
    ];
    assert_eq!(imports(&files), [""; 0]);
}

#[test]
fn a_variant_leads_to_the_file_of_its_enum() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::Kind::{self, One}; fn f() -> Kind { One }"),
        ("b.rs", "pub enum Kind { One }"),
    ];
    assert_eq!(imports(&files), ["a.rs -> b.rs"]);
}

#[test]
fn a_path_that_leads_nowhere_is_reported() {
    let source = parse(&[("lib.rs", "mod a;"), ("a.rs", "use crate::b::B;")]);
    assert_eq!(Imports::of(&source).unresolved, ["a.rs:1: `crate::b::B`"]);
}

#[test]
fn a_circle_lists_its_imports() {
    let source = parse(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "pub struct A(crate::b::B, crate::d::D);"),
        ("b.rs", "pub struct B(crate::c::C);"),
        ("c.rs", "use crate::a::A; pub struct C(Box<A>);"),
        ("d.rs", "pub struct D;"),
    ]);
    let imports = Imports::of(&source);
    let circles = imports.circles();
    assert_eq!(circles.len(), 1);
    let pairs: Vec<_> = circles[0].iter().map(|(from, to, origin)| (*from, *to, origin.path.as_str())).collect();
    let expected = [("a.rs", "b.rs", "crate::b::B"), ("b.rs", "c.rs", "crate::c::C"), ("c.rs", "a.rs", "crate::a::A")];
    assert_eq!(pairs, expected);
}

#[test]
fn layers_are_read_from_the_document_and_checked() {
    let document = "\
## Layers of `demo`

From the bottom up:

```text
key
format, read  what one writes, the other reads
batch
```
";
    let layers = Layers::parse(document, "demo").unwrap();
    let source = parse(&[
        ("lib.rs", "mod key; mod format; mod read; mod response;"),
        ("key.rs", "use crate::format::Format; pub struct Key(Box<Format>);"),
        ("format/mod.rs", "mod json; pub use json::Json; pub struct Format(crate::key::Key, crate::read::Reader);"),
        ("format/json.rs", "pub struct Json(super::Format);"),
        ("read.rs", "pub struct Reader;"),
        ("response.rs", ""),
    ]);
    let imports = Imports::of(&source);
    assert_eq!(
        layers.violations(&imports),
        [
            "format/mod.rs:1 imports `crate::read::Reader` from read.rs, but `format` is beside `read`",
            "key.rs:1 imports `crate::format::Format` from format/mod.rs, but `key` is below `format`",
            "lib.rs is in no layer",
            "response.rs is in no layer",
        ]
    );
    assert_eq!(layers.unused(&imports), ["batch"]);
}

#[test]
fn types_count_in_functions_but_not_in_traits_tests_or_macros() {
    let source = parse(&[(
        "lib.rs",
        "struct A; trait B { type C; } fn f() { enum D {} } type E = u8; \
         #[cfg(test)] mod tests { struct A; } macro_rules! m { () => { struct F; } }",
    )]);
    let names: Vec<&str> = source.modules[0].types.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["A", "B", "D", "E"]);
}
