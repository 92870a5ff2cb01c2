//! The tokens of JSON (RFC 8259), for responses and for request bodies: where a value ends, and of which kind it is.
//!
//! No value is built here, and nothing recurses.

mod cursor;
mod members;
mod nesting;
mod skip;
pub(crate) mod string;
mod text;
mod value;

pub(crate) use self::cursor::Cursor;
pub(crate) use self::members::{PathEnd, at_path, elements_of, members_named, members_of, values_in, visit_path};
#[cfg(feature = "batch")]
pub(crate) use self::skip::ValueScanner;
pub(crate) use self::text::JsonText;
pub(crate) use self::value::{JsonMember, JsonValue, ValueKind};

/// The deepest nesting that is read: one level less than serde_json takes, which reads the bodies.
pub(crate) const DEPTH: usize = 126;

/// Reason why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonError {
    /// The text ends before the token does.
    Incomplete,
    /// Another character is in the position of `expected`.
    Unexpected { at: usize, expected: &'static str },
    /// Arrays and objects are nested too deep.
    TooDeep { at: usize },
    /// There are more parts than the reader allows. The reader keeps the reason, so that this type stays small.
    TooMany { at: usize },
}

/// Returns the message of [`JsonError::Unexpected`]. `found` is the character in that position, if it is known.
pub(crate) fn unexpected(expected: &str, found: Option<char>) -> String {
    let found = found.map(|found| format!(", found {found:?}")).unwrap_or_default();
    format!("expected {expected}{found}")
}
