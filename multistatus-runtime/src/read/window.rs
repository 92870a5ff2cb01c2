//! The part of a body that a parser reads, and the result of an attempt.

use super::verdict::Verdict;
#[cfg(feature = "xml")]
use crate::tokens::xml::XmlError;

/// The text that a parser sees. The text before `at` is read; the parser moves `at`.
pub(crate) struct Window<'w> {
    pub(crate) text: &'w str,
    /// The start of the part that is read: an item, or anything between two items.
    pub(crate) start: usize,
    pub(crate) at: usize,
    /// The position of `text` in the body.
    pub(crate) base: u64,
    /// True if the body has no more text behind this.
    pub(crate) last: bool,
}

impl<'w> Window<'w> {
    /// Returns the text that is not read yet.
    pub(crate) fn rest(&self) -> &'w str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Returns the result of an attempt that ended in an error.
    #[cfg(feature = "xml")]
    pub(crate) fn stopped(&self, error: XmlError) -> Progress {
        match error {
            XmlError::Unclosed { at, error } if self.last => {
                Progress::Ended(Verdict::Malformed { at: self.position(at), error })
            }
            XmlError::Incomplete | XmlError::Unclosed { .. } => Progress::Incomplete,
            XmlError::Malformed { at, error } => Progress::Ended(Verdict::Malformed { at: self.position(at), error }),
            XmlError::Refused { at, refusal } => Progress::Ended(Verdict::Refused { at: self.position(at), refusal }),
        }
    }

    /// Returns the position in the body of a position in the text.
    pub(crate) fn position(&self, at: usize) -> u64 {
        self.base + at as u64
    }
}

/// The result of an attempt to read an item.
#[derive(Debug, PartialEq)]
pub(crate) enum Progress {
    /// An item was read, up to `at`.
    Item,
    /// The text, which is not the last, ends within the part that begins at `at`.
    Incomplete,
    /// The document is at its end.
    Ended(Verdict),
}
