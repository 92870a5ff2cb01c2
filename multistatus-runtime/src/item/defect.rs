//! What is odd about an item that can be read all the same.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Something about an item that its sender should not have written, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Defect {
    /// The position in the body, in bytes from its start; in a body that was not UTF-8, from the start of its text.
    pub at: u64,
    /// What is odd.
    pub kind: DefectKind,
}

impl Defect {
    /// A defect at a position.
    pub const fn new(at: u64, kind: DefectKind) -> Self {
        Self { at, kind }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {}", self.at, self.kind)
    }
}

/// What is odd about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DefectKind {
    /// RFC 4918 section 14.24 wants one.
    #[error("there is no `href`")]
    MissingHref,
    /// RFC 4918 section 14.7.
    #[error("the `href` is empty")]
    EmptyHref,
    /// RFC 3986.
    #[error("the `href` is no URI reference; what it may not hold was percent-encoded")]
    InvalidHref,
    /// RFC 4918 section 14.24: a response has a status or a propstat.
    #[error("there is no status")]
    MissingStatus,
    /// RFC 9112 section 4.
    #[error("the status cannot be read")]
    InvalidStatus,
    /// RFC 4918 section 13.
    #[error("an interim status (1xx) ends no item")]
    InterimStatus,
    /// RFC 9112 section 4: one space between the parts, and a reason phrase of its own.
    #[error("the status line is not spelled as RFC 9112 wants it")]
    OddStatusLine,
    /// RFC 4918 section 14.24.
    #[error("there is a `status` beside a `propstat`; both are kept")]
    StatusBesidePropstat,
    /// RFC 4918 section 14.24.
    #[error("there are several `href`s beside a `propstat`; each got it")]
    SeveralHrefsWithPropstat,
    /// RFC 4918 section 14.22.
    #[error("a `propstat` without `prop`")]
    PropstatWithoutProp,
    /// An element that may stand once stands again.
    #[error("an element that may stand once is repeated; the first one counts")]
    RepeatedElement,
    /// RFC 4918 section 17: such an element has no text, or no elements, inside of it.
    #[error("there is content where none belongs; it was ignored")]
    MisplacedContent,
    /// Only the lenient mode takes it for the element of `DAV:` that it should be.
    #[error("an element has no namespace; it was read as one of `DAV:`")]
    NoNamespace,
    /// RFC 4918 section 16: the name of a condition.
    #[error("a condition has a name that cannot be kept")]
    InvalidCondition,
    /// A member of a JSON item has another type than its place wants.
    #[error("a member has another type than it should; it was ignored")]
    WrongType,
    /// The number of an item is not the place that it has in the list.
    #[error("the index is no number from 0 up")]
    InvalidIndex,
    /// RFC 9457 section 3.1.2: the member `status` of a problem repeats the status of the item.
    #[error("the status of the problem is another one than that of the item")]
    ProblemStatusDiffers,
    /// RFC 9110 section 5: a header field that HTTP could not hold.
    #[error("a header field has a name or a value that HTTP does not allow; it was dropped")]
    InvalidHeader,
}
