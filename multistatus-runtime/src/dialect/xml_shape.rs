//! `XmlShape`: an XML convention of AWS as data, for writing and reading.

use http::StatusCode;

use crate::{json_shape::members::Codes, summary::Overall};

/// An XML convention of AWS: a list of the items that succeeded, and one of those that failed. Its constants are
/// [`S3`](crate::dialect::S3) and [`SNS`](crate::dialect::SNS).
///
/// A failure has a code and a message. The code is the one of the outcome for the dialect (`code(s3 = "..")`), or else the one
/// of its status. The message is the description, or else the reason phrase. The members of the body of a success that are
/// text, numbers or booleans are elements beside its key.
///
/// A request that failed as a whole has an error document instead, with a code and a message.
///
/// There is no element for the exact status of a success, for header fields such as `Retry-After`, and for the body of a
/// failure. If the source of the items failed, the last failure says so, and a [`Reader`](crate::Reader) reports that the body
/// is truncated.
#[derive(Clone, Copy, Debug)]
pub struct XmlShape {
    pub(crate) namespace: &'static str,
    /// The elements from the root to the lists.
    pub(crate) path: &'static [&'static str],
    /// The elements that hold the successes and the failures; `None` if the items are not in lists of their own.
    pub(crate) lists: Option<[&'static str; 2]>,
    /// The elements of an item that succeeded and of one that failed.
    pub(crate) items: [&'static str; 2],
    pub(crate) key: &'static str,
    /// The elements that the context of an item supplies.
    pub(crate) context: &'static [&'static str],
    /// The element that says if the sender is at fault; empty if there is none.
    pub(crate) sender_fault: &'static str,
    /// The status that is read for a success.
    pub(crate) success: StatusCode,
    /// True if an item that was not found counts as a success, unless it has a code of its own.
    pub(crate) absent_succeeds: bool,
    /// The elements from the root to those of the error of a request that failed as a whole, and the namespace of the root.
    pub(crate) error: (&'static [&'static str], &'static str),
    /// The element of such an error that says if the sender or the receiver is at fault; empty if there is none.
    pub(crate) fault: &'static str,
    pub(crate) codes: Codes,
    pub(crate) media_types: &'static [&'static str],
    pub(crate) overall: Overall,
    pub(crate) max_items: usize,
}

impl XmlShape {
    /// Returns the maximum number of items of a request.
    pub const fn max_items(&self) -> usize {
        self.max_items
    }
}
