//! Log messages about parts of an outcome that cannot be written.

use std::fmt;

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
