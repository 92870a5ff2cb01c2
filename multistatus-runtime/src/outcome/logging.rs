//! Log messages about outcomes: failures of the server, and parts that cannot be written.

use std::fmt::{self, Write};

use http::StatusCode;

use super::outcome::Outcome;
use crate::panic_guard::{guard, guard_unlogged};

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

/// Logs an item that failed with a status of 500 and up, with its instance, its description and its causes.
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
        let (key, error, instance) = (key.map(tracing::field::display), failure_text(outcome), instance(outcome));
        tracing::error!(index, key, status = status.as_u16(), instance, error, "an item failed");
    }
}

/// Logs an outcome that failed with a status of 500 and up, as a response of its own. One that was logged before is not
/// logged again.
#[cold]
#[inline(never)]
pub(crate) fn log_failed_request<O: Outcome + ?Sized>(status: StatusCode, outcome: &O) {
    let is_logged = guard("an outcome", || outcome.is_logged()).unwrap_or_default();
    if !is_logged && tracing::enabled!(tracing::Level::ERROR) {
        let (error, instance) = (failure_text(outcome), instance(outcome));
        tracing::error!(status = status.as_u16(), instance, error, "a request failed");
    }
}

/// Returns the instance of the problem, by which a client can ask about a failure.
fn instance<O: Outcome + ?Sized>(outcome: &O) -> Option<String> {
    guard_unlogged(|| outcome.instance().map(|instance| instance.encoded().into_owned())).unwrap_or_default()
}

/// Returns the description of a failure and its causes; `None` if it has neither.
fn failure_text<O: Outcome + ?Sized>(outcome: &O) -> Option<String> {
    // The texts come from code of the user. If it panics, the items behind this one must not suffer.
    let text = guard_unlogged(|| joined_texts(outcome));
    Some(text.unwrap_or_else(|_| "the text of the failure panicked".to_owned())).filter(|text| !text.is_empty())
}

/// Returns the description of a failure and its causes, joined by colons as error chains usually are.
fn joined_texts<O: Outcome + ?Sized>(outcome: &O) -> String {
    let mut text = String::new();
    if outcome.description(&mut text).is_err() {
        // The format logs that.
        text.clear();
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
