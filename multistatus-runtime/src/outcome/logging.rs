//! Log messages about outcomes: failures of the server, and parts that cannot be written.

use std::fmt::{self, Write};

use http::StatusCode;

use super::outcome::Outcome;
use crate::panic_guard::guard_unlogged;

/// Logs an extension member that is dropped. Its value may be secret, so the log has only the name.
#[cold]
pub(crate) fn log_dropped_member(name: &str) {
    tracing::warn!(member = name, "dropped an extension member of an item: its problem has a member of this name");
}

/// Logs a part of an item that could not be written. The item keeps its status and its other parts.
#[cold]
pub(crate) fn log_left_out(part: &'static str, error: &dyn fmt::Display) {
    tracing::error!(part, %error, "left out a part of an item: it could not be written");
}

/// Logs an item that failed with a status of 500 and up, with its description and its causes.
///
/// The text is a string value, so that a subscriber escapes line ends in it.
#[cold]
#[inline(never)]
pub(crate) fn log_failure<O: Outcome + ?Sized>(
    index: usize,
    key: Option<impl fmt::Display>,
    status: StatusCode,
    outcome: &O,
) {
    if tracing::enabled!(tracing::Level::ERROR) {
        // The texts come from code of the user. If it panics, the items behind this one must not suffer.
        let text = guard_unlogged(|| failure_text(outcome));
        let text = text.unwrap_or_else(|_| "the text of the failure panicked".to_owned());
        let (key, error) = (key.map(tracing::field::display), Some(&*text).filter(|text| !text.is_empty()));
        tracing::error!(index, key, status = status.as_u16(), error, "an item failed");
    }
}

/// Returns the description of a failure and its causes, joined by colons as error chains usually are.
fn failure_text<O: Outcome + ?Sized>(outcome: &O) -> String {
    let mut text = String::new();
    if let Err(error) = outcome.description(&mut text) {
        text.clear();
        log_left_out("description", &error);
    }
    outcome.causes(&mut |cause| add_cause(&mut text, cause));
    text
}

/// Adds the text of a cause, unless it is there already: many errors show their source in their own text.
fn add_cause(text: &mut String, cause: &dyn fmt::Display) {
    let mut added = String::new();
    if write!(added, "{cause}").is_err() || text.contains(&added) {
        return;
    }
    if added.starts_with(&*text) {
        *text = added;
    } else {
        text.push_str(": ");
        text.push_str(&added);
    }
}
