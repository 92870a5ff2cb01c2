//! Every two keys that may be combined, in both orders: the order has no effect.

use super::{accept, accept_from_item};
use crate::{
    attr::table::{self, AttributeKey},
    outcome::keys::{OutcomeKey as Key, Target},
};

type Row = table::Row<Key>;

/// Returns the key with a value that is valid in every combination.
fn written(row: &Row) -> &'static str {
    match (row.key, row.targets) {
        (Key::Bound, _) => "bound(u8: Copy)",
        (Key::Header, [Target::Field]) => "header = \"ETag\"",
        (Key::Header, _) => "header(\"Location\", \"/x\")",
        (Key::ConditionHref, _) => "condition_href",
        _ => row.example,
    }
}

fn may_be_combined(a: &Row, b: &Row) -> bool {
    let sources = [Key::With, Key::Via, Key::Transparent, Key::Other, Key::Code];
    let delegation_allows = [Key::Retry, Key::Opaque, Key::SkipParse];
    let alone = |key: Key, other: Key| {
        matches!(key, Key::Transparent | Key::Other)
            && !delegation_allows.contains(&other)
            && Key::rows().iter().any(|row| row.key == other && row.targets.contains(&Target::Variant))
    };
    // A struct has one outcome: what it gives itself replaces what is for all variants.
    let unused = |of_type: Key, own: Key| match of_type {
        Key::Default => sources.contains(&own) && own != Key::Code,
        Key::TypeBase => matches!(own, Key::Type | Key::Transparent | Key::Other),
        Key::Display => matches!(own, Key::Transparent | Key::Other),
        _ => false,
    };
    let two_sources = sources.contains(&a.key) && sources.contains(&b.key);
    let excluded = |one: Key, other: Key| alone(one, other) || unused(one, other);
    !(two_sources || excluded(a.key, b.key) || excluded(b.key, a.key))
}

fn rows(target: Target) -> Vec<&'static Row> {
    Key::rows().iter().filter(|row| row.key != Key::Reserved && row.targets.contains(&target)).collect()
}

#[track_caller]
fn in_both_orders(target: Target, source: impl Fn(&str, &Row, &Row) -> String) -> usize {
    let rows = rows(target);
    let mut tried = 0;
    for (at, a) in rows.iter().enumerate() {
        for b in rows.iter().skip(at + 1).filter(|b| may_be_combined(a, b)) {
            let (first, second) = (written(a), written(b));
            let one = accept(&source(&format!("{first}, {second}"), a, b));
            let other = accept(&source(&format!("{second}, {first}"), a, b));
            assert_eq!(one, other, "{first}, {second}");
            let apart = accept(&source(&format!("{first})] #[outcome({second}"), a, b));
            assert_eq!(one, apart, "{first} and {second} in two attributes");
            tried += 1;
        }
    }
    tried
}

#[test]
fn on_an_enum() {
    let tried = in_both_orders(Target::Enum, |keys, _, _| {
        format!("#[outcome({keys})] enum E<T> {{ #[outcome(404, \"{{0}}\")] A(T) }}")
    });
    assert_eq!(tried, 28);
}

#[test]
fn on_a_variant() {
    let source_of = |a: &Row, b: &Row| {
        [a, b].iter().any(|row| matches!(row.key, Key::With | Key::Via | Key::Transparent | Key::Other))
    };
    let tried = in_both_orders(Target::Variant, |keys, a, b| {
        let default = if source_of(a, b) { "" } else { "#[outcome(default = 500)]" };
        format!("{default} enum E {{ #[outcome({keys})] A(u8) }}")
    });
    assert_eq!(tried, 60);
    let described = in_both_orders(Target::Variant, |keys, a, b| {
        if [a, b].iter().any(|row| matches!(row.key, Key::With | Key::Via | Key::Transparent | Key::Other)) {
            return "enum E {}".to_owned();
        }
        format!("enum E {{ #[outcome(404, \"text {{0}}\", {keys})] A(u8) }}")
    });
    assert_eq!(described, tried);
}

#[test]
fn on_a_struct() {
    let tried = in_both_orders(Target::Struct, |keys, a, b| {
        let source =
            |row: &&Row| matches!(row.key, Key::Default | Key::With | Key::Via | Key::Transparent | Key::Other);
        let default = if [&a, &b].into_iter().any(source) { "" } else { ", default = 503" };
        format!("#[outcome({keys}{default})] struct S(u8);")
    });
    assert!(tried > 80, "{tried}");
}

#[test]
fn on_a_field() {
    let tried = in_both_orders(Target::Field, |keys, a, b| {
        let status = if [a, b].iter().any(|row| row.key == Key::Code) { "" } else { "404, " };
        format!("enum E {{ #[outcome({status}condition = \"grant-only\")] A(#[outcome({keys})] u8) }}")
    });
    assert_eq!(tried, 45);
}

/// The order has no effect on `#[derive(FromItem)]` either.
#[test]
fn read_back() {
    let both = |one: String, other: String| assert_eq!(accept_from_item(&one), accept_from_item(&other), "{one}");
    let other = "#[outcome(other)] Other(multistatus::Item)";
    for second in [
        "retry = safe",
        "title = \"t\"",
        "type = \"/t\"",
        "condition = \"grant-only\"",
        "opaque",
        "skip_parse",
        "header(\"Location\", \"/{0}\")",
    ] {
        let source = |keys: String| format!("enum E {{ #[outcome({keys})] A(#[outcome(default, href)] u8), {other} }}");
        both(
            source(format!("404, condition(\"urn:x\", \"x\"), {second}")),
            source(format!("404, {second}, condition(\"urn:x\", \"x\")")),
        );
    }
    for key in ["with = pick", "via = Map", "transparent"] {
        let source = |keys: String| format!("enum E {{ #[outcome({keys})] A(X), {other} }}");
        both(source(format!("{key}, skip_parse")), source(format!("skip_parse, {key}")));
    }
    for role in
        ["href", "code", "header = \"ETag\"", "retry_after", "body", "extension = \"x\"", "condition_href", "instance"]
    {
        let status = if role == "code" { "" } else { "404, " };
        let source = |roles: String| {
            format!("enum E {{ #[outcome({status}condition = \"grant-only\")] A(#[outcome({roles})] X), {other} }}")
        };
        both(source(format!("{role}, default")), source(format!("default, {role}")));
    }
    for key in ["retry = safe", "opaque"] {
        let source = |keys: String| format!("enum E {{ #[outcome({keys})] Other(multistatus::Item) }}");
        both(source(format!("{key}, other")), source(format!("other, {key}")));
    }
}
