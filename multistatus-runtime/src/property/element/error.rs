//! `InvalidXml`: text that is not one well-formed element.

use std::fmt;

use thiserror::Error;

use crate::tokens::{Refusal, SyntaxError};

/// The error of text that is not one well-formed XML element, or that exceeds a limit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidXml {
    /// The text is not well-formed.
    #[error("{at}: {error}")]
    Malformed {
        /// The position.
        at: XmlPosition,
        /// The error.
        error: SyntaxError,
    },
    /// The text exceeds a limit, or has a dangerous part.
    #[error("{at}: {refusal}")]
    Refused {
        /// The position.
        at: XmlPosition,
        /// The limit.
        refusal: Refusal,
    },
    /// There are more elements than [`Limits::elements`](crate::read::Limits::elements).
    #[error("{at}: there are more than {limit} elements")]
    Elements {
        /// The position of the first element beyond the limit.
        at: XmlPosition,
        /// The limit.
        limit: usize,
    },
    /// The names of the elements, each with its namespace, take more memory than
    /// [`Limits::copies`](crate::read::Limits::copies).
    #[error("{at}: the names of the elements and their namespaces take more than {limit} bytes")]
    Names {
        /// The position of the first element beyond the limit.
        at: XmlPosition,
        /// The limit.
        limit: usize,
    },
    /// The text ends inside the element, or before it.
    #[error("{at}: the document ends before its root element does")]
    Incomplete {
        /// The end of the text.
        at: XmlPosition,
    },
}

impl InvalidXml {
    /// Returns the position.
    pub fn position(&self) -> XmlPosition {
        match self {
            Self::Malformed { at, .. }
            | Self::Refused { at, .. }
            | Self::Elements { at, .. }
            | Self::Names { at, .. }
            | Self::Incomplete { at } => *at,
        }
    }

    /// Sets the position to that in `text`, which was read after one other line, and before an end tag.
    pub(crate) fn inside(mut self, text: &str) -> Self {
        let end = XmlPosition::of(text, text.len());
        match &mut self {
            Self::Incomplete { at } => *at = end,
            Self::Malformed { at, .. }
            | Self::Refused { at, .. }
            | Self::Elements { at, .. }
            | Self::Names { at, .. } => {
                at.line = at.line.saturating_sub(1).max(1);
                *at = (*at).min(end);
            }
        }
        self
    }
}

/// A position in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct XmlPosition {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, counted in bytes of UTF-8.
    pub column: usize,
}

impl XmlPosition {
    /// Returns the position of a byte.
    pub(crate) fn of(text: &str, at: usize) -> Self {
        let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        Self { line, column: before.len() - start + 1 }
    }
}

/// Writes `line 1, column 1`.
impl fmt::Display for XmlPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
