//! The verdict on a document that was read.

use std::fmt;

use thiserror::Error;

use crate::tokens::{Refusal, SyntaxError};

/// The verdict of a reader at the end of a document: which items are certain.
///
/// Only [`Complete`](Verdict::Complete) means that every item of the response was read. After any other verdict, nothing is
/// known of the items that were not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "only a complete document has the outcome of every item"]
pub enum Verdict {
    /// The document is complete.
    Complete,
    /// The document ends too early, or reports that its source failed.
    Truncated {
        /// The position of the end, in bytes.
        at: u64,
        /// The cause.
        by: Truncation,
    },
    /// The document breaks the rules of its syntax. The items that were read before are not certain either (RFC 4918
    /// section 8.2).
    Malformed {
        /// The position of the error, in bytes.
        at: u64,
        /// The error.
        error: SyntaxError,
    },
    /// The document is not a multi-status.
    NotMultiStatus {
        /// The name of its root in Clark notation, or a description of its shape, with the text of the problem or of the
        /// error, shortened, if it is one.
        found: String,
    },
    /// The document was not read to its end: it exceeds a limit, or has a dangerous part.
    Refused {
        /// The position at which reading stopped, in bytes.
        at: u64,
        /// The reason.
        refusal: Refusal,
    },
}

impl Verdict {
    /// True if the document is complete.
    pub fn is_complete(&self) -> bool {
        *self == Self::Complete
    }

    /// True if the items that were read are certain. In a document that is not well-formed none is (RFC 4918 section
    /// 8.2). A document whose source failed is well-formed, and its items are certain.
    pub fn confirms_items(&self) -> bool {
        matches!(self, Self::Complete | Self::Truncated { by: Truncation::Sender | Truncation::BetweenLines, .. })
    }

    /// Returns the name of the verdict: `complete`, `truncated`, `malformed`, `not-multistatus` or `refused`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Truncated { .. } => "truncated",
            Self::Malformed { .. } => "malformed",
            Self::NotMultiStatus { .. } => "not-multistatus",
            Self::Refused { .. } => "refused",
        }
    }
}

/// Writes one sentence.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("the document is complete"),
            Self::Truncated { at, by } => write!(f, "truncated at byte {at}: {by}"),
            Self::Malformed { at, error } => write!(f, "malformed at byte {at}: {error}"),
            Self::NotMultiStatus { found } => write!(f, "not a multi-status: found {found}"),
            Self::Refused { at, refusal } => write!(f, "refused at byte {at}: {refusal}"),
        }
    }
}

/// The cause of a truncated document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Truncation {
    /// The input ended.
    #[error("the document ends before its last element does")]
    Input,
    /// The input ended between two lines of JSON Lines. Each line before is a document of its own.
    #[error("the last line, with the summary, is missing")]
    BetweenLines,
    /// The sender reports that its source failed.
    #[error("the sender reports that the source of its items failed")]
    Sender,
}
