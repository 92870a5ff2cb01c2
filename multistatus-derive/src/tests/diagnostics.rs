//! The catalogue of compile errors, `docs/diagnostics.md`: each case gives exactly the messages that the document shows.
//!
//! `BLESS=1` writes the messages anew after an intended change.

use std::{env, fs, iter::Peekable, path::PathBuf, str::Lines};

use syn::DeriveInput;

use super::{Derive, assert_errors_at_marks, batch, split_marks};

/// A folder or a file of the repository.
fn repository(path: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", path].iter().collect()
}

fn errors(kind: &str, source: &str) -> Option<syn::Error> {
    let derive = match kind {
        "batch" => return batch::errors(source),
        "FromItem" => Derive::FromItem,
        "Properties" => Derive::Properties,
        _ => Derive::Outcome,
    };
    let input: DeriveInput = syn::parse_str(source).unwrap_or_else(|error| panic!("`{source}`: {error}"));
    derive.try_expand(&input).err()
}

/// Returns the lines of a code block, without the fence that closes it.
fn block(lines: &mut Peekable<Lines<'_>>) -> String {
    lines.by_ref().take_while(|line| *line != "```").collect::<Vec<_>>().join("\n")
}

/// Returns the messages below a code block. They are paragraphs of one quotation.
fn quoted<'a>(lines: &mut Peekable<Lines<'a>>) -> Vec<&'a str> {
    let quotation = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('>')));
    quotation.filter_map(|line| line.strip_prefix("> ")).collect()
}

fn quotation(messages: &[impl AsRef<str>]) -> String {
    messages.iter().map(|message| format!("> {}\n", message.as_ref())).collect::<Vec<_>>().join(">\n")
}

/// Returns the messages in the order of their carets.
fn messages(errors: syn::Error) -> Vec<String> {
    let mut errors: Vec<_> = errors.into_iter().collect();
    errors.sort_by_key(|error| error.span().byte_range().start);
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn each_case_of_the_document_gives_its_messages() {
    let path = repository("docs/diagnostics.md");
    let document = fs::read_to_string(&path).unwrap();
    let bless = env::var_os("BLESS").is_some();
    let mut blessed = String::new();
    let mut lines = document.lines().peekable();
    while let Some(line) = lines.next() {
        blessed += &format!("{line}\n");
        let Some(fence) = line.strip_prefix("```rust") else { continue };
        let code = block(&mut lines);
        blessed += &format!("{code}\n```\n");
        let expected = quoted(&mut lines);
        let (source, _) = split_marks(&code);
        match fence.trim().split_once(' ').unwrap_or((fence.trim(), "")) {
            ("wrong", kind) => {
                let errors = errors(kind, &source).unwrap_or_else(|| panic!("no mistake was found in `{source}`"));
                blessed += &quotation(&messages(errors.clone()));
                if !bless {
                    assert_errors_at_marks(&code, errors, &expected);
                }
            }
            ("right", kind) => {
                let found = errors(kind, &source).map(messages);
                assert_eq!(found, None, "`{source}`");
            }
            _ => blessed += &quotation(&expected),
        }
    }
    if bless {
        fs::write(path, blessed).unwrap();
    }
}

#[test]
fn messages_of_rustc_are_those_of_the_tests() {
    let document = fs::read_to_string(repository("docs/diagnostics.md")).unwrap();
    let mut message = "";
    let mut count = 0;
    for line in document.lines() {
        if let Some(quoted) = line.strip_prefix("> ") {
            message = quoted;
        }
        if let Some(path) = line.strip_prefix("Reported by rustc: `").and_then(|rest| rest.split('`').next()) {
            let output = fs::read_to_string(repository(path)).unwrap();
            assert!(output.contains(message), "`{message}` is not in {path}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn numbers_are_unique_and_cover_the_tests() {
    let document = fs::read_to_string(repository("docs/diagnostics.md")).unwrap();
    let number = |line: &str| line.strip_prefix("### ")?.split('.').next()?.parse::<u32>().ok();
    let mut numbers: Vec<u32> = document.lines().filter_map(number).collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "a number is used twice");
    let tests = [
        include_str!("mistakes.rs"),
        include_str!("values.rs"),
        include_str!("descriptions.rs"),
        include_str!("fields.rs"),
        include_str!("reading_back.rs"),
        include_str!("error_codes.rs"),
        include_str!("properties.rs"),
    ];
    for line in tests.iter().flat_map(|test| test.lines()) {
        let Some(listed) = line.trim().strip_prefix("// ") else { continue };
        for number in listed.split(", ").filter_map(|number| number.parse().ok()) {
            assert!(numbers.contains(&number), "{number} is not in the document");
        }
    }
}
