//! Lines and columns of a request body, and the errors that name them.

use crate::{
    Refused,
    batch::settled::NotRun,
    tokens::json::{self, JsonError},
};

/// The byte order mark, which RFC 8259 section 8.1 lets a reader ignore.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// A position between two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineColumn {
    line: usize,
    /// The number of bytes before it in its line.
    column: usize,
}

impl LineColumn {
    pub(super) const START: Self = Self { line: 1, column: 0 };

    /// Returns the start of a line.
    pub(super) fn of_line(line: usize) -> Self {
        Self { line, column: 0 }
    }

    /// Returns the position behind these bytes, which begin here. A byte order mark takes no column.
    pub(super) fn after(self, bytes: &[u8]) -> Self {
        let bytes = if self == Self::START { bytes.strip_prefix(MARK).unwrap_or(bytes) } else { bytes };
        match bytes.iter().rposition(|byte| *byte == b'\n') {
            None => Self { column: self.column + bytes.len(), ..self },
            Some(last) => {
                let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
                Self { line: self.line + lines, column: bytes.len() - last - 1 }
            }
        }
    }

    /// Returns the line and the column of the byte behind this position, both from 1.
    pub(super) fn line_and_column(self) -> (usize, usize) {
        (self.line, self.column + 1)
    }

    /// Returns an error at the byte behind this position.
    pub(super) fn error(self, detail: impl Into<String>) -> InvalidJson {
        let (line, column) = self.line_and_column();
        InvalidJson { line, column, detail: detail.into() }
    }

    /// Returns the error that stopped the tokenizer in these bytes, which begin here. `incomplete` is the message if they
    /// end too early.
    pub(super) fn syntax(self, bytes: &[u8], error: JsonError, incomplete: &str) -> InvalidJson {
        let before = |at: usize| self.after(bytes.get(..at).unwrap_or(bytes));
        match error {
            JsonError::Incomplete => before(bytes.len()).error(incomplete),
            JsonError::Unexpected { at, expected } => match bytes.get(at).copied() {
                // No character starts with such a byte, as in UTF-16 or in a compressed body.
                Some(0x80..0xc2 | 0xf5..) => before(at).error("expected UTF-8"),
                // The rest of a longer character may not have arrived, and chunks must not change the message.
                byte => before(at).error(json::unexpected(expected, byte.filter(u8::is_ascii).map(char::from))),
            },
            JsonError::TooDeep { at } => before(at).error("expected less nesting"),
            JsonError::TooMany { at } => before(at).error("expected fewer parts"),
        }
    }

    /// Returns these bytes, which begin here, as text (RFC 8259 section 8.1).
    pub(super) fn text(self, bytes: &[u8]) -> Result<&str, InvalidJson> {
        std::str::from_utf8(bytes)
            .map_err(|error| self.after(bytes.get(..error.valid_up_to()).unwrap_or_default()).error("expected UTF-8"))
    }
}

/// An error in JSON, with its position.
#[derive(Debug)]
pub(super) struct InvalidJson {
    line: usize,
    /// The number of the byte in its line, from 1.
    column: usize,
    detail: String,
}

/// An invalid document has no items.
impl From<InvalidJson> for Refused {
    fn from(InvalidJson { line, column, detail }: InvalidJson) -> Self {
        Self::NotJson { line, column, detail }
    }
}

/// A line is a document of its own.
impl From<InvalidJson> for NotRun {
    fn from(InvalidJson { line, column, detail }: InvalidJson) -> Self {
        Self::Undecodable { detail: format!("not valid JSON: line {line}, column {column}: {detail}").into() }
    }
}
