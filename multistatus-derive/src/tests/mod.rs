//! In-process tests: no compiler runs, so thousands of inputs cost milliseconds.

mod batch;
mod budget;
mod descriptions;
mod expansion;
mod fields;
mod inverse;
mod mistakes;
mod pairs;
mod robust;
mod tables;
mod values;

use syn::DeriveInput;

use crate::expand::Derive;

/// Checks the mistakes of `marked`: the caret of each is marked `«like this»` in the source, the message follows in the
/// order of the marks.
#[track_caller]
fn mistakes(marked: &str, expected: &[&str]) {
    mistakes_of(Derive::Outcome, marked, expected);
}

/// As `mistakes`, of `#[derive(FromItem)]`.
#[track_caller]
fn not_inverted(marked: &str, expected: &[&str]) {
    mistakes_of(Derive::FromItem, marked, expected);
}

#[track_caller]
fn mistakes_of(derive: Derive, marked: &str, expected: &[&str]) {
    let (source, _) = unmark(marked);
    let input: DeriveInput = syn::parse_str(&source).unwrap();
    let Err(errors) = derive.try_expand(&input) else { panic!("no mistake was found in `{source}`") };
    found(marked, errors, expected);
}

/// Checks that `errors` are the expected ones, each with its caret at its mark.
#[track_caller]
fn found(marked: &str, errors: syn::Error, expected: &[&str]) {
    let (source, carets) = unmark(marked);
    let mut expected: Vec<(&str, &str)> =
        carets.iter().map(|caret| source.get(caret.clone()).unwrap()).zip(expected.iter().copied()).collect();
    assert_eq!(carets.len(), expected.len(), "one message for each mark");
    let mut found: Vec<_> = errors.into_iter().map(|error| (error.span().byte_range(), error.to_string())).collect();
    found.sort_by_key(|(caret, _)| caret.start);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(caret, message)| (source.get(caret.clone()).unwrap(), message.as_str())).collect();
    // The same text may stand elsewhere, so the order counts as well.
    expected.sort_by_key(|(caret, _)| caret.as_ptr());
    assert_eq!(found, expected);
    for (_, message) in found {
        assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "house style: {message}");
    }
}

/// The mistakes of one variant.
#[track_caller]
fn in_variant(marked: &str, expected: &[&str]) {
    mistakes(&format!("enum E {{ {marked} }}"), expected);
}

/// The mistakes of the attribute of one unit variant.
#[track_caller]
fn in_list(marked: &str, expected: &[&str]) {
    in_variant(&format!("#[outcome({marked})] A"), expected);
}

#[track_caller]
fn accepts(source: &str) -> String {
    accepts_of(Derive::Outcome, source)
}

/// As `accepts`, of `#[derive(FromItem)]`.
#[track_caller]
fn inverts(source: &str) -> String {
    accepts_of(Derive::FromItem, source)
}

#[track_caller]
fn accepts_of(derive: Derive, source: &str) -> String {
    let input: DeriveInput = syn::parse_str(source).unwrap();
    match derive.try_expand(&input) {
        Ok(tokens) => tokens.to_string(),
        Err(error) => panic!("`{source}`: {}", error.into_iter().map(|error| error.to_string()).collect::<String>()),
    }
}

fn unmark(marked: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let mut source = String::new();
    let mut carets = Vec::new();
    let mut start = 0;
    for character in marked.chars() {
        match character {
            '«' => start = source.len(),
            '»' => carets.push(start..source.len()),
            other => source.push(other),
        }
    }
    (source, carets)
}
