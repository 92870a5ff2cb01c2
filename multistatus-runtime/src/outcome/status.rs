//! Status codes: IANA's reason phrases, the class, and which codes can be the outcome of an item.

use http::StatusCode;

/// Expands `$then!` with `$given` and IANA's final status codes (200 to 599) and reason phrases: the one table of them.
macro_rules! iana {
    ($then:ident $($given:tt)*) => {
        $then! { $($given)*;
            200 "OK", 201 "Created", 202 "Accepted", 203 "Non-Authoritative Information", 204 "No Content",
            205 "Reset Content", 206 "Partial Content", 207 "Multi-Status", 208 "Already Reported", 226 "IM Used",
            300 "Multiple Choices", 301 "Moved Permanently", 302 "Found", 303 "See Other", 304 "Not Modified",
            305 "Use Proxy", 307 "Temporary Redirect", 308 "Permanent Redirect",
            400 "Bad Request", 401 "Unauthorized", 402 "Payment Required", 403 "Forbidden", 404 "Not Found",
            405 "Method Not Allowed", 406 "Not Acceptable", 407 "Proxy Authentication Required",
            408 "Request Timeout", 409 "Conflict", 410 "Gone", 411 "Length Required", 412 "Precondition Failed",
            413 "Content Too Large", 414 "URI Too Long", 415 "Unsupported Media Type", 416 "Range Not Satisfiable",
            417 "Expectation Failed", 421 "Misdirected Request", 422 "Unprocessable Content", 423 "Locked",
            424 "Failed Dependency", 425 "Too Early", 426 "Upgrade Required", 428 "Precondition Required",
            429 "Too Many Requests", 431 "Request Header Fields Too Large", 451 "Unavailable For Legal Reasons",
            500 "Internal Server Error", 501 "Not Implemented", 502 "Bad Gateway", 503 "Service Unavailable",
            504 "Gateway Timeout", 505 "HTTP Version Not Supported", 506 "Variant Also Negotiates",
            507 "Insufficient Storage", 508 "Loop Detected", 510 "Not Extended", 511 "Network Authentication Required",
        }
    };
}
pub(crate) use iana;

/// Returns IANA's reason phrase of a final status; empty for a code that the registry does not have.
///
/// `http`'s own `canonical_reason` follows older texts for some codes ("Payload Too Large").
///
/// Source: the IANA HTTP Status Code Registry.
///
/// ```
/// use multistatus::{StatusCode, outcome::reason};
///
/// assert_eq!(reason(StatusCode::PAYLOAD_TOO_LARGE), "Content Too Large");
/// assert_eq!(reason(StatusCode::from_u16(599).unwrap()), "");
/// ```
pub const fn reason(status: StatusCode) -> &'static str {
    macro_rules! phrases {
        (; $($code:literal $phrase:literal,)+) => {
            match status.as_u16() {
                $($code => $phrase,)+
                _ => "",
            }
        };
    }
    iana!(phrases)
}

/// The class of a status, as items use it (RFC 9110 section 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatusClass {
    /// 2xx.
    Success,
    /// 3xx: neither a success nor a failure; the item has another URI.
    Redirection,
    /// 4xx, 5xx, and any code above.
    Failure,
}

impl StatusClass {
    /// Returns the class of a final status. An interim status cannot be an outcome, so it counts as a failure.
    pub(crate) const fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            200..=299 => Self::Success,
            300..=399 => Self::Redirection,
            _ => Self::Failure,
        }
    }
}

/// True if an item can have this status. An interim status (1xx) is not the end of anything, and `207 Multi-Status` says
/// nothing about the item itself (RFC 4918 sections 11.1 and 13).
#[inline]
pub(crate) const fn is_item_status(status: StatusCode) -> bool {
    status.as_u16() >= 200 && status.as_u16() != 207
}

/// Returns the status to report for the computed status of an item. A status that an item cannot have becomes a 500, and
/// an error is logged.
#[inline]
pub(crate) fn final_status(status: StatusCode) -> StatusCode {
    if is_item_status(status) { status } else { replace(status, "a 1xx or 207 cannot be the status of an item") }
}

/// Returns the status to send for the computed status of a whole response. An interim status (1xx) becomes a 500, and an
/// error is logged.
pub(crate) fn response_status(status: StatusCode) -> StatusCode {
    if status.as_u16() >= 200 { status } else { replace(status, "a 1xx cannot be the status of a response") }
}

#[cold]
fn replace(status: StatusCode, reason: &'static str) -> StatusCode {
    tracing::error!(status = status.as_u16(), "{reason}; it is reported as 500");
    StatusCode::INTERNAL_SERVER_ERROR
}

/// Returns the one that counts of two statuses for the same thing: the first that is not a success. `None` is a status that
/// cannot be read.
#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) fn first_failure(first: Option<StatusCode>, second: Option<StatusCode>) -> Option<StatusCode> {
    let succeeded =
        |status: Option<StatusCode>| status.is_some_and(|status| status.is_success() && is_item_status(status));
    if succeeded(first) && !succeeded(second) { second } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_phrases_are_those_of_the_registry() {
        assert_eq!(reason(StatusCode::MULTI_STATUS), "Multi-Status");
        assert_eq!(reason(StatusCode::UNPROCESSABLE_ENTITY), "Unprocessable Content");
        assert_eq!(reason(StatusCode::IM_A_TEAPOT), "", "418 is reserved, without a phrase");
    }

    #[test]
    fn a_redirection_is_neither_a_success_nor_a_failure() {
        assert_eq!(StatusClass::of(StatusCode::FOUND), StatusClass::Redirection);
    }

    #[test]
    fn an_interim_status_is_reported_as_500() {
        assert_eq!(final_status(StatusCode::EARLY_HINTS), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(final_status(StatusCode::MULTI_STATUS), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(final_status(StatusCode::OK), StatusCode::OK);
        assert_eq!(response_status(StatusCode::EARLY_HINTS), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response_status(StatusCode::MULTI_STATUS), StatusCode::MULTI_STATUS);
    }
}
