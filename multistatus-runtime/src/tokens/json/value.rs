//! `JsonValue`: the position of a value in the text, and its kind.

use super::text::JsonText;

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
