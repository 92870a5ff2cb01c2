//! Defects: mistakes of a sender in an item that can be read nevertheless.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A mistake of the sender in an item, and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Defect {
    /// The position in the body, in bytes from its start. In a body that was not UTF-8, a position in the decoded text.
    pub at: u64,
    /// The kind of mistake.
    pub kind: DefectKind,
}

impl Defect {
    /// Creates a defect at a position.
    pub const fn new(at: u64, kind: DefectKind) -> Self {
        Self { at, kind }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {}", self.at, self.kind)
    }
}

/// The kind of a [`Defect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DefectKind {
    /// RFC 4918 section 14.24 requires one.
    #[error("there is no `href`")]
    MissingHref,
    /// RFC 4918 section 14.7.
    #[error("the `href` is empty")]
    EmptyHref,
    /// RFC 3986.
    #[error("the `href` is not a URI reference; the characters that are not allowed were percent-encoded")]
    InvalidHref,
    /// RFC 4918 section 14.24: a response has a status or a propstat.
    #[error("the status is missing")]
    MissingStatus,
    /// RFC 9112 section 4.
    #[error("the status cannot be read")]
    InvalidStatus,
    /// RFC 4918 section 13.
    #[error("an interim status (1xx) cannot be the outcome of an item")]
    InterimStatus,
    /// RFC 9112 section 4: one space between the parts, and the reason phrase of the status.
    #[error("the status line does not have the form of RFC 9112")]
    OddStatusLine,
    /// RFC 4918 section 14.24.
    #[error("there is a `status` beside a `propstat`; both were read, and a failure counts")]
    StatusBesidePropstat,
    /// RFC 4918 section 14.24.
    #[error("there are several `href`s beside a `propstat`; it applies to each of them")]
    SeveralHrefsWithPropstat,
    /// RFC 4918 section 14.22.
    #[error("there is a `propstat` without `prop`")]
    PropstatWithoutProp,
    /// XML 1.0 section 2.2. Only the lenient mode reads on.
    #[error("U+FFFD replaces a character that XML does not allow, or bytes that are not text in the encoding")]
    ReplacedCharacter,
    /// XML 1.0 section 2.8. Only the lenient mode reads a malformed one; nothing in it is used but the encoding.
    #[error("the XML declaration is malformed, or not at the start of the document")]
    InvalidDeclaration,
    /// Of several statuses, the first one that is not a success counts.
    #[error("the status is given more than once; the failure counts")]
    RepeatedStatus,
    /// An element that is allowed once is repeated.
    #[error("an element that is allowed once is repeated; the first one was read")]
    RepeatedElement,
    /// RFC 4918 section 17: the element cannot contain text, or cannot contain elements.
    #[error("there is content where none is allowed; it was ignored")]
    MisplacedContent,
    /// Only the lenient mode reads it as an element of `DAV:`.
    #[error("an element has no namespace; it was read as one of `DAV:`")]
    NoNamespace,
    /// RFC 4918 section 16: the name of a condition.
    #[error("a condition has an invalid name; it was ignored")]
    InvalidCondition,
    /// A member of a JSON item has the wrong type.
    #[error("a member has the wrong type; it was ignored")]
    WrongType,
    /// The id of an item is not a text or a number, or is given twice with different values.
    #[error("the id cannot be read, or there are different ones; the item has no key")]
    InvalidId,
    /// The index of an item is not a non-negative integer, or is given twice with different values.
    #[error("the index is not an integer from 0 up, or there are different ones; the item has no index")]
    InvalidIndex,
    /// RFC 9457 section 3.1.2: the member `status` of a problem repeats the status of the item.
    #[error("the status of the problem differs from that of the item")]
    ProblemStatusDiffers,
    /// An element of another name is in place of an item.
    #[error("an element has a name that its format does not have; it counts as a failure")]
    UnknownElement,
    /// RFC 9110 section 5: a header field that HTTP does not allow.
    #[error("a header field has a name or a value that HTTP does not allow; it was dropped")]
    InvalidHeader,
    /// A count in the root of a JSON document, or a flag that says if an item failed.
    #[error("a count of the document differs from its items; the items were read")]
    CountDiffers,
}

/// The defects of an item that is being read: as many as are kept, the first of each kind, and the number of the others.
#[cfg(any(feature = "json", feature = "xml"))]
#[derive(Debug, Default)]
pub(crate) struct DefectList {
    kept: Vec<Defect>,
    omitted: usize,
    /// A bit for each kind that is kept.
    kinds: u64,
}

/// A state of a [`DefectList`], to return to.
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct DefectMark {
    kept: usize,
    omitted: usize,
    kinds: u64,
}

#[cfg(any(feature = "json", feature = "xml"))]
impl DefectList {
    /// Adds a defect, or counts it if there are `most` already.
    #[cold]
    pub(crate) fn add(&mut self, defect: Defect, most: usize) {
        let kind = 1 << defect.kind as u32;
        if self.kept.len() < most || self.kinds & kind == 0 {
            self.kept.push(defect);
            self.kinds |= kind;
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    pub(crate) fn kept(&self) -> &[Defect] {
        &self.kept
    }

    /// Returns the number of defects that are not kept.
    pub(crate) fn omitted(&self) -> usize {
        self.omitted
    }

    /// Changes the position of each defect.
    pub(crate) fn move_each(&mut self, position: impl Fn(u64) -> u64) {
        self.kept.iter_mut().for_each(|defect| defect.at = position(defect.at));
    }

    /// Sorts the defects by their positions.
    #[cfg(feature = "json")]
    pub(crate) fn sort(&mut self) {
        self.kept.sort_by_key(|defect| defect.at);
    }

    /// Drops the defects of these kinds.
    #[cfg(feature = "json")]
    #[cold]
    pub(crate) fn drop_kinds(&mut self, kinds: &[DefectKind]) {
        self.kept.retain(|defect| !kinds.contains(&defect.kind));
        self.kinds = self.kept.iter().fold(0, |bits, defect| bits | 1 << defect.kind as u32);
    }

    #[inline]
    pub(crate) fn clear(&mut self) {
        // If none is kept, there was none.
        if !self.kept.is_empty() {
            self.kept.clear();
            self.omitted = 0;
            self.kinds = 0;
        }
    }

    #[cfg(feature = "json")]
    pub(crate) fn mark(&self) -> DefectMark {
        DefectMark { kept: self.kept.len(), omitted: self.omitted, kinds: self.kinds }
    }

    /// Drops the defects that were added since the mark.
    #[cfg(feature = "json")]
    pub(crate) fn restore(&mut self, mark: DefectMark) {
        self.kept.truncate(mark.kept);
        self.omitted = mark.omitted;
        self.kinds = mark.kinds;
    }
}
