//! Log messages about parts of an outcome that cannot be written.

use std::fmt;

/// Logs a part of an item that could not be written. The item keeps its status and its other parts.
#[cold]
pub(crate) fn log_left_out(part: &'static str, error: &dyn fmt::Display) {
    tracing::error!(part, %error, "left out a part of an item: it could not be written");
}
