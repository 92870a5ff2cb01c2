//! Collects every mistake of one macro call, and words them alike: suggestions and lists. It decides nothing about the input.

use std::fmt::Display;

use quote::ToTokens;
use syn::Error;

/// The mistakes found so far. [`finish`](Self::finish) must be called: dropping the collector without it panics.
pub(crate) struct Diagnostics {
    errors: Vec<Error>,
    finished: bool,
}

impl Diagnostics {
    pub(crate) fn new() -> Self {
        Self { errors: Vec::new(), finished: false }
    }

    /// Adds a mistake, with the caret on `at`.
    pub(crate) fn error(&mut self, at: impl ToTokens, message: impl Display) {
        self.push(Error::new_spanned(at, message));
    }

    /// Adds the message of a check that failed, with the caret on `at`.
    pub(crate) fn check(&mut self, result: Result<(), String>, at: impl ToTokens) {
        if let Err(message) = result {
            self.error(at, message);
        }
    }

    pub(crate) fn push(&mut self, error: Error) {
        self.errors.push(error);
    }

    pub(crate) fn count(&self) -> usize {
        self.errors.len()
    }

    /// Returns all mistakes as one error, if there are any.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        self.finished = true;
        let mut errors = std::mem::take(&mut self.errors).into_iter();
        let Some(mut first) = errors.next() else { return Ok(()) };
        first.extend(errors.flatten());
        Err(first)
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "`Diagnostics` was dropped without a call of `finish`");
    }
}

/// Returns the candidate that `word` most likely means, if one is near enough.
pub(crate) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest_within((word.chars().count() / 3).max(1), word, candidates)
}

/// Returns the candidate with the fewest edits, if there are at most `limit`.
pub(crate) fn closest_within<'a>(
    limit: usize,
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let edits = candidates.into_iter().map(|candidate| (distance(word, candidate), candidate));
    edits.filter(|(edits, _)| *edits <= limit).min_by_key(|(edits, _)| *edits).map(|(_, candidate)| candidate)
}

/// Returns the Levenshtein distance: the number of characters to insert, delete or replace.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, character) in from.chars().enumerate() {
        let mut next = vec![line + 1];
        let mut left = line + 1;
        for ((above, above_left), other) in row.iter().skip(1).zip(&row).zip(&to) {
            left = (above + 1).min(left + 1).min(above_left + usize::from(character != *other));
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Returns `` `a`, `b` and `c` ``, with `conjunction` before the last word.
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>, conjunction: &str) -> String {
    let mut words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    let Some(last) = words.pop() else { return String::new() };
    if words.is_empty() { last } else { format!("{} {conjunction} {last}", words.join(", ")) }
}

/// Returns tokens as they are usually written, for a message.
pub(crate) fn written(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, close) in [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&")] {
        text = text.replace(spaced, close);
    }
    text
}

/// `LockTokenSubmitted` as `lock-token-submitted`, `HTTPError` as `http-error`.
pub(crate) fn kebab_case(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut kebab = String::new();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let after_lower = before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        let before_lower = characters.get(at + 1).is_some_and(|after| after.is_lowercase());
        let starts_word = after_lower || before_lower && before.is_some_and(|before| before.is_uppercase());
        if *character == '_' {
            kebab.push('-');
            continue;
        }
        if character.is_uppercase() && starts_word {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}
