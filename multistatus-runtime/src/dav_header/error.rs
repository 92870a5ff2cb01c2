//! `HeaderError`: a header field that is not valid, or that does not allow the request to go on.

use std::fmt;

use http::StatusCode;
use thiserror::Error;

use crate::outcome::Outcome;

/// The error of a header field of WebDAV. It is an [`Outcome`], and so a response.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// The field is not valid: 400.
    #[error("the header field {name} is not valid: expected {expected}, found {}", FoundText(found))]
    Invalid {
        /// The name of the field.
        name: &'static str,
        /// The value that was expected.
        expected: &'static str,
        /// The value that was found, shortened.
        found: String,
    },
    /// A part of the field is not valid: 400.
    #[error("the header field {name} is not valid at character {at}: expected {expected}, found {}", FoundText(found))]
    InvalidAt {
        /// The name of the field.
        name: &'static str,
        /// The position, counted in characters from 1.
        at: usize,
        /// The part that was expected.
        expected: &'static str,
        /// The text at the position, shortened; empty at the end.
        found: String,
    },
    /// The field is given more than once, with different values: 400.
    #[error("the header field {name} is given more than once with different values; expected one value")]
    Repeated {
        /// The name of the field.
        name: &'static str,
    },
    /// The field is missing, and the method needs it: 400.
    #[error("the header field {name} is missing; the method {method} needs it")]
    Missing {
        /// The name of the field.
        name: &'static str,
        /// The method.
        method: &'static str,
    },
    /// The destination is on another server: 502 (RFC 4918 section 9.8.5).
    #[error("the destination is on the server {found}; expected a URI on this server, {expected}")]
    OtherServer {
        /// The host and port of this server.
        expected: String,
        /// The host and port in the field.
        found: String,
    },
    /// No list of the field `If` is true: 412 (RFC 4918 section 10.4.3).
    #[error("no list of the header field If is true for the state of its resource")]
    NoListIsTrue,
}

impl HeaderError {
    pub(crate) fn invalid(name: &'static str, expected: &'static str, found: &str) -> Self {
        Self::Invalid { name, expected, found: shortened(found) }
    }

    pub(crate) fn invalid_at(name: &'static str, at: usize, expected: &'static str, value: &str) -> Self {
        let (before, found) = value.split_at_checked(at).unwrap_or((value, ""));
        Self::InvalidAt { name, at: before.chars().count() + 1, expected, found: shortened(found) }
    }
}

impl Outcome for HeaderError {
    fn status(&self) -> StatusCode {
        match self {
            Self::OtherServer { .. } => StatusCode::BAD_GATEWAY,
            Self::NoListIsTrue => StatusCode::PRECONDITION_FAILED,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// Maximum number of characters of a value that an error repeats.
const LONGEST: usize = 64;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Shows a value that was found in an error.
struct FoundText<'t>(&'t str);

impl fmt::Display for FoundText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("nothing") } else { write!(f, "`{}`", self.0) }
    }
}
