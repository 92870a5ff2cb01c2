//! Tests of the macros inside this process: no compiler runs, so thousands of inputs take milliseconds.

mod batch;
mod budget;
mod descriptions;
mod diagnostics;
mod error_codes;
mod expansion;
mod fields;
mod item_headers;
mod mistakes;
mod pairs;
mod properties;
mod reading_back;
mod robust;
mod tables;
mod values;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::{from_item, outcome, properties as derived_properties};

/// The derives.
#[derive(Clone, Copy)]
enum Derive {
    Outcome,
    FromItem,
    Properties,
}

impl Derive {
    fn expand(self, input: &DeriveInput) -> TokenStream {
        match self {
            Self::Outcome => outcome::expand(input),
            Self::FromItem => from_item::expand(input),
            Self::Properties => derived_properties::expand(input),
        }
    }

    fn try_expand(self, input: &DeriveInput) -> Result<TokenStream, syn::Error> {
        match self {
            Self::Outcome => outcome::try_expand(input),
            Self::FromItem => from_item::try_expand(input),
            Self::Properties => derived_properties::try_expand(input),
        }
    }
}

/// Checks the errors of `#[derive(Outcome)]`. In the source each caret is marked `«like this»`; `expected` has the messages
/// in the order of the marks.
#[track_caller]
fn assert_errors(marked: &str, expected: &[&str]) {
    assert_derive_errors(Derive::Outcome, marked, expected);
}

/// The same as `assert_errors`, for `#[derive(FromItem)]`.
#[track_caller]
fn assert_from_item_errors(marked: &str, expected: &[&str]) {
    assert_derive_errors(Derive::FromItem, marked, expected);
}

#[track_caller]
fn assert_derive_errors(derive: Derive, marked: &str, expected: &[&str]) {
    let (source, _) = split_marks(marked);
    let input: DeriveInput = syn::parse_str(&source).unwrap();
    let Err(errors) = derive.try_expand(&input) else { panic!("no mistake was found in `{source}`") };
    assert_errors_at_marks(marked, errors, expected);
}

/// Checks that `errors` are the expected messages, each with its caret at its mark.
#[track_caller]
fn assert_errors_at_marks(marked: &str, errors: syn::Error, expected: &[&str]) {
    let (source, carets) = split_marks(marked);
    let mut expected: Vec<(&str, &str)> =
        carets.iter().map(|caret| source.get(caret.clone()).unwrap()).zip(expected.iter().copied()).collect();
    assert_eq!(carets.len(), expected.len(), "one message for each mark");
    let mut found: Vec<_> = errors.into_iter().map(|error| (error.span().byte_range(), error.to_string())).collect();
    found.sort_by_key(|(caret, _)| caret.start);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(caret, message)| (source.get(caret.clone()).unwrap(), message.as_str())).collect();
    // The source may have the same text twice, so the order is compared as well.
    expected.sort_by_key(|(caret, _)| caret.as_ptr());
    assert_eq!(found, expected);
    for (_, message) in found {
        assert!(
            !message.ends_with('.') && !message.starts_with(char::is_uppercase),
            "a message starts in lower case and has no full stop: {message}"
        );
    }
}

/// Checks the errors of one variant.
#[track_caller]
fn assert_variant_errors(marked: &str, expected: &[&str]) {
    assert_errors(&format!("enum E {{ {marked} }}"), expected);
}

/// Checks the errors of the attribute of a unit variant.
#[track_caller]
fn assert_list_errors(marked: &str, expected: &[&str]) {
    assert_variant_errors(&format!("#[outcome({marked})] A"), expected);
}

#[track_caller]
fn accept(source: &str) -> String {
    accept_derive(Derive::Outcome, source)
}

/// The same as `accept`, for `#[derive(FromItem)]`.
#[track_caller]
fn accept_from_item(source: &str) -> String {
    accept_derive(Derive::FromItem, source)
}

#[track_caller]
fn accept_derive(derive: Derive, source: &str) -> String {
    let input: DeriveInput = syn::parse_str(source).unwrap();
    match derive.try_expand(&input) {
        Ok(tokens) => tokens.to_string(),
        Err(error) => panic!("`{source}`: {}", error.into_iter().map(|error| error.to_string()).collect::<String>()),
    }
}

fn split_marks(marked: &str) -> (String, Vec<std::ops::Range<usize>>) {
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
