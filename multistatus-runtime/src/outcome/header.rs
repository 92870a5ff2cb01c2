//! Header fields of one item: the visitor that receives them, and the rules for what may be written.

use std::fmt;
#[cfg(any(feature = "json", feature = "xml"))]
use std::time::{Duration, SystemTime};

/// Receives the header fields of an outcome, one by one.
pub trait HeaderVisitor {
    /// Receives one field. `value` writes the value; it may be called any number of times.
    ///
    /// A format drops and logs a field whose name is not a token or whose value has a control character, because HTTP
    /// does not allow such a field. It does the same with a field that is repeated, and with one that frames a message or
    /// belongs to a connection (`Content-Length`, `Transfer-Encoding`, `Connection` and the like), because an item is not
    /// a message.
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result);
}

/// True if `name` is a field name: a token (RFC 9110 section 5.1).
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Fields that frame a message or belong to a connection (RFC 9110 sections 7.6.1, 8.6, 10.1.4 and 6.6.2, RFC 9112 section
/// 6.1). The macros refuse the same names: `OF_THE_MESSAGE` in `outcome/syntax.rs` of
/// `multistatus-derive`.
const OF_THE_MESSAGE: [&str; 8] =
    ["Connection", "Content-Length", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

/// True if an item can have a field of this name: a token that does not frame a message.
#[inline]
pub(crate) fn is_item_field(name: &str) -> bool {
    // Most names have another length than these, which takes one test.
    let of_the_message = matches!(name.len(), 2 | 7 | 10 | 14 | 16 | 17)
        && OF_THE_MESSAGE.iter().any(|known| known.eq_ignore_ascii_case(name));
    is_name(name) && !of_the_message
}

/// True if `value` is a valid field value: no control character but the tab (RFC 9110 section 5.5).
pub(crate) fn is_value(value: &[u8]) -> bool {
    value.iter().all(|&byte| byte >= b' ' && byte != 0x7f || byte == b'\t')
}

/// Logs a field that is dropped. Its value may be secret, so the log has only the name.
#[cold]
pub(crate) fn log_dropped(name: &str) {
    tracing::warn!(
        header = name,
        "dropped a header field of an item: it is not valid, it is repeated, or it frames a message"
    );
}

/// Returns the whole seconds of a `Retry-After`, rounded up, so that half a second does not become zero.
pub(crate) fn retry_after_seconds(wait: std::time::Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

/// The longest time that a `Retry-After` can ask to wait.
#[cfg(any(feature = "json", feature = "xml"))]
const LONGEST_WAIT: Duration = Duration::from_secs(u64::MAX);

/// Returns the time from now that a `Retry-After` asks to wait: a date, or seconds (RFC 9110 section 10.2.3). Some services
/// write seconds as another decimal number. A number that a [`Duration`] cannot hold is the longest wait, because an item that asks for
/// it must not be sent again at once. `None` if the value has neither form.
#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) fn parse_retry_after(value: &str) -> Option<Duration> {
    let value = value.trim();
    if value.starts_with(|first: char| first.is_ascii_digit() || first == '.') && !value.contains(' ') {
        let seconds: f64 = value.parse().ok()?;
        // Any number of digits is valid, but an exponent has to be within the range of the type.
        let valid = seconds.is_finite() || !value.contains(['e', 'E']);
        return valid.then(|| Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_WAIT));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // A date in the past means no wait.
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
        for nonsense in
            ["", "-1", "soon", "1e400", "inf", "NaN", "7 seconds", ".", "1.2.3", "+5", "-99999999999999999999"]
        {
            assert_eq!(seconds(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_retry_after_that_is_too_large_is_the_longest_wait() {
        let digits = "9".repeat(400);
        for huge in ["18446744073709551616", "99999999999999999999", "1e20", &digits, &format!("{digits}.5")] {
            assert_eq!(parse_retry_after(huge), Some(LONGEST_WAIT), "{huge}");
        }
        let year_9999 = parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT");
        assert!(year_9999.is_some_and(|wait| wait > Duration::from_secs(7000 * 365 * 86400)));
    }
}
