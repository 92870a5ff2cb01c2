//! The tokens of JSON (RFC 8259), for responses and for request bodies: where a value ends, and of which kind it is.
//!
//! No value is built here, and nothing recurses.

use std::borrow::Cow;

mod cursor;
mod members;
mod nesting;
mod skip;
pub(crate) mod string;

pub(crate) use self::cursor::Cursor;
pub(crate) use self::members::{PathEnd, at_path, elements_of, members_named, members_of, visit_path};
#[cfg(feature = "batch")]
pub(crate) use self::skip::ValueScanner;

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
}

/// Returns the message of [`JsonError::Unexpected`]. `found` is the character in that position, if it is known.
pub(crate) fn unexpected(expected: &str, found: Option<char>) -> String {
    let found = found.map(|found| format!(", found {found:?}")).unwrap_or_default();
    format!("expected {expected}{found}")
}

/// The inside of a string, without its quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonText {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) escaped: bool,
}

impl JsonText {
    /// Returns the inside as the text spells it.
    #[inline]
    pub(crate) fn raw(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns the text that the inside stands for.
    #[inline]
    pub(crate) fn decoded(self, text: &str) -> Cow<'_, str> {
        if self.escaped { Cow::Owned(unescaped(self.raw(text))) } else { Cow::Borrowed(self.raw(text)) }
    }

    /// True if the inside stands for `wanted`. Any character may be spelled as an escape (RFC 8259 section 7).
    #[inline]
    pub(crate) fn is(self, text: &str, wanted: &str) -> bool {
        if self.escaped { unescaped(self.raw(text)) == wanted } else { self.raw(text) == wanted }
    }
}

#[cold]
fn unescaped(inside: &str) -> String {
    let mut text = String::new();
    string::decode(inside, &mut text);
    text
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueKind {
    Text { escaped: bool },
    Number,
    Boolean(bool),
    Null,
    Object,
    Array,
}

impl ValueKind {
    /// The kind with its article, for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text { .. } => "a string",
            Self::Number => "a number",
            Self::Boolean(_) => "a boolean",
            Self::Null => "null",
            Self::Object => "an object",
            Self::Array => "an array",
        }
    }
}

/// A complete value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonValue {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: ValueKind,
    /// True if it holds a number beyond the range of `f64`, which is valid JSON, but nothing that serde_json can hold.
    pub(crate) huge: bool,
}

impl JsonValue {
    /// Returns the inside of a string, and `None` for any other kind.
    pub(crate) fn string(&self) -> Option<JsonText> {
        match self.kind {
            ValueKind::Text { escaped } => Some(JsonText { start: self.start + 1, end: self.end - 1, escaped }),
            _ => None,
        }
    }
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonMember {
    pub(crate) name: JsonText,
    pub(crate) value: JsonValue,
}
