//! The retry class: whether a failed item may be sent again.

use std::time::Duration;

use http::StatusCode;
use serde::{Deserialize, Serialize};

/// The terms on which a failed item may be sent again.
///
/// The names in attributes are `never`, `safe`, `if_idempotent` and `with_cause`; serde uses the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Sending the same item again cannot succeed.
    Never,
    /// The item was not applied: it may be sent again.
    Safe,
    /// The item may have been applied: send it again only if applying it twice is harmless.
    IfIdempotent,
    /// The item failed because another item failed: send both again (RFC 4918 section 11.4).
    WithCause,
}

impl Retry {
    /// Returns the class of a status, for outcomes that do not name a class.
    ///
    /// | status | class | why |
    /// | --- | --- | --- |
    /// | 408, 425, 429, 503 | `Safe` | refused before anything was applied |
    /// | 500, 502, 504 | `IfIdempotent` | it is unknown whether the item was applied |
    /// | 424 | `WithCause` | RFC 4918 section 11.4 |
    /// | everything else, 423 and 507 too | `Never` | RFC 4918 section 11.5 forbids repeating a 507 unasked |
    ///
    /// A failure with `retry_after` asks to be sent again: `Never` becomes `Safe`.
    ///
    /// ```
    /// use multistatus::{Retry, StatusCode};
    ///
    /// assert_eq!(Retry::of(StatusCode::TOO_MANY_REQUESTS, None), Retry::Safe);
    /// assert_eq!(Retry::of(StatusCode::LOCKED, None), Retry::Never);
    /// assert_eq!(Retry::of(StatusCode::LOCKED, Some(std::time::Duration::from_secs(5))), Retry::Safe);
    /// ```
    pub const fn of(status: StatusCode, retry_after: Option<Duration>) -> Self {
        match status.as_u16() {
            408 | 425 | 429 | 503 => Self::Safe,
            500 | 502 | 504 => Self::IfIdempotent,
            424 => Self::WithCause,
            400.. if retry_after.is_some() => Self::Safe,
            _ => Self::Never,
        }
    }
}
