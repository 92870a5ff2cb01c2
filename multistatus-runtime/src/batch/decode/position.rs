//! Where something stands in a body, as a person counts: by lines and columns.

use std::{fmt, str::Utf8Error};

use super::{super::NotRun, splitter::Stop};
use crate::Refused;

/// A place between two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    line: usize,
    /// How many bytes of the line come before.
    column: usize,
}

impl Position {
    pub(super) const START: Self = Self { line: 1, column: 0 };

    /// The start of a line.
    pub(super) fn line(line: usize) -> Self {
        Self { line, column: 0 }
    }

    /// The place behind these bytes, which begin here.
    pub(super) fn behind(self, bytes: &[u8]) -> Self {
        match bytes.iter().rposition(|byte| *byte == b'\n') {
            None => Self { column: self.column + bytes.len(), ..self },
            Some(last) => {
                let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
                Self { line: self.line + lines, column: bytes.len() - last - 1 }
            }
        }
    }

    /// What is wrong with the byte behind this place.
    pub(super) fn fault(self, detail: impl Into<String>) -> Fault {
        Fault { line: self.line, column: self.column + 1, detail: detail.into() }
    }

    /// What is wrong with text that begins here, in the words of serde_json.
    pub(super) fn syntax(self, error: &serde_json::Error) -> Fault {
        let (line, column) = match error.line() {
            0 | 1 => (self.line, self.column + error.column()),
            line => (self.line + line - 1, error.column()),
        };
        Fault { line, column, detail: message(error) }
    }

    /// What is wrong with bytes that begin here and are no text (RFC 8259 section 8.1).
    pub(super) fn not_text(self, bytes: &[u8], error: Utf8Error) -> Fault {
        self.behind(bytes.get(..error.valid_up_to()).unwrap_or_default()).fault("expected UTF-8")
    }
}

/// Why something is no JSON, and where.
#[derive(Debug)]
pub(super) struct Fault {
    line: usize,
    column: usize,
    detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, detail } = self;
        write!(f, "no JSON: line {line}, column {column}: {detail}")
    }
}

/// A document with a fault is none.
impl From<Fault> for Refused {
    fn from(Fault { line, column, detail }: Fault) -> Self {
        Self::NotJson { line, column, detail }
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

/// A line is a document of its own.
impl From<Fault> for NotRun {
    fn from(fault: Fault) -> Self {
        Self::Undecodable { detail: fault.to_string().into() }
    }
}

/// What serde_json says, without the place, which counts from the start of what it was given.
pub(super) fn message(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    message.strip_suffix(&place).map(str::to_owned).unwrap_or(message)
}
