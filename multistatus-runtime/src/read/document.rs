//! A document that was read: its items and its ending.

use http::StatusCode;

use super::verdict::{Truncation, Verdict};
use crate::{
    item::{Item, defect::Defect},
    summary::Summary,
};

/// A body that was read into memory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Document {
    /// The items, in the order of the body.
    pub items: Vec<Item>,
    /// The verdict, and what the document says about the batch as a whole.
    pub ending: Ending,
}

/// The end of a document: the verdict, and what the document says about the batch as a whole.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ending {
    /// The verdict of the reader.
    pub verdict: Verdict,
    /// The status of the response as a whole, if the reader knows it: see [`Reader::status`](crate::Reader::status).
    pub status: Option<StatusCode>,
    /// The text about the batch as a whole.
    pub description: Option<String>,
    /// The language of that text (`xml:lang`).
    pub language: Option<String>,
    /// The token for the next synchronization (RFC 6578 section 6.2).
    pub sync_token: Option<String>,
    /// The counts, if the sender gave them.
    pub summary: Option<Summary>,
    /// The status of the items that the body does not list, if it lists failures only and is complete.
    pub unlisted: Option<StatusCode>,
    /// The number of failures that the body states outside of its items and of a summary, if it is not that of its items. A
    /// flag that says that something failed counts as one.
    pub failures: Option<usize>,
    /// True if the items are not in the order of the request, because they are in several lists.
    pub(crate) unordered: bool,
    /// The defects outside of the items, as many as [`Limits::defects`](crate::read::Limits::defects) allows.
    pub defects: Vec<Defect>,
}

impl Ending {
    /// Returns the ending of a document that is not read yet.
    pub(crate) fn new() -> Self {
        let verdict = Verdict::Truncated { at: 0, by: Truncation::Input };
        Self {
            verdict,
            status: None,
            description: None,
            language: None,
            sync_token: None,
            summary: None,
            unlisted: None,
            failures: None,
            unordered: false,
            defects: Vec::new(),
        }
    }
}
