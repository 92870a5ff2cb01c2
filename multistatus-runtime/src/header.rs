//! Header fields of one item: how an outcome shows them, and which of them may be written.

use std::fmt;

/// Receives the header fields of an outcome, one after another.
pub trait HeaderVisitor {
    /// One field. `value` writes the value, and may be called more than once or not at all.
    ///
    /// A name that is no token, or a value with a control character, is dropped and logged: a field that a server would
    /// not send on its own must not travel inside a body either.
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result);
}

/// Whether `name` is a field name: a token (RFC 9110 section 5.1).
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether `value` may stand in a field: no control character but the tab (RFC 9110 section 5.5).
pub(crate) fn is_value(value: &[u8]) -> bool {
    value.iter().all(|&byte| byte >= b' ' && byte != 0x7f || byte == b'\t')
}

/// Logs a field that is left out. Its value may be secret, so only the name is shown.
#[cold]
pub(crate) fn log_dropped(name: &str) {
    tracing::warn!(header = name, "dropped a header field: its name or its value cannot stand in HTTP");
}

/// The whole seconds of a `Retry-After`, rounded up: half a second must not become "at once".
pub(crate) fn retry_after_seconds(wait: std::time::Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}
