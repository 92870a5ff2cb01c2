//! Header fields of one item: how an outcome shows them, and which of them may be written.

use std::fmt;
#[cfg(any(feature = "json", feature = "xml"))]
use std::time::{Duration, SystemTime};

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

/// How long a `Retry-After` says to wait from now: seconds, as RFC 9110 section 10.2.3 has them or with a fraction, as
/// some services write them, or a date.
#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) fn parse_retry_after(value: &str) -> Option<Duration> {
    let value = value.trim();
    if value.starts_with(|first: char| first.is_ascii_digit() || first == '.') && !value.contains(' ') {
        let seconds: f64 = value.parse().ok()?;
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // A date that has passed means at once.
    Some(until.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(all(test, any(feature = "json", feature = "xml")))]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_every_form() {
        let seconds = |value| parse_retry_after(value).map(|wait| wait.as_secs_f64());
        assert_eq!(seconds("7"), Some(7.0));
        assert_eq!(seconds(" 0.249 "), Some(0.249));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(0.0));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60));
        assert!(seconds(&soon).is_some_and(|wait| wait > 57.0 && wait <= 60.0));
        for nonsense in ["", "-1", "soon", "1e400", "inf", "NaN", "7 seconds"] {
            assert_eq!(seconds(nonsense), None, "{nonsense}");
        }
    }
}
