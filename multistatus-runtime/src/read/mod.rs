//! The way into reading: what is known of a body beforehand, and the reading of it as its bytes come.
//!
//! This file keeps the window of text that is not read yet; what stands in it is for the parser of its syntax.

#[cfg(feature = "xml")]
mod dav;
mod encoding;
#[cfg(feature = "json")]
mod json;
mod reading;
pub(crate) mod tokens;
pub(crate) mod verdict;

use http::StatusCode;

pub use self::{
    reading::Reading,
    verdict::{Fault, Limits, Refusal, Truncation, Verdict},
};
pub use crate::item::{
    DefectKind, ItemRef,
    defect::Defect,
    from_item::{Unrecognized, UnrecognizedReason},
};
#[cfg(feature = "json")]
pub use crate::json_shape::JsonShape;
use crate::{item::Item, summary::Summary};

/// What is known of a body before it is read, and how it shall be read.
///
/// All of it may be left out: the body itself says what it is. A multi-status may come under any status, and under any
/// content type or none.
///
/// ```
/// use multistatus::Reader;
///
/// let body = r#"<multistatus xmlns="DAV:"><response><href>/a</href><status>HTTP/1.1 423 Locked</status></response></multistatus>"#;
/// let document = Reader::new().read(body.as_bytes());
/// assert!(document.ending.verdict.is_complete());
/// assert_eq!(document.items[0].status(), 423);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub(crate) status: Option<StatusCode>,
    pub(crate) content_type: Option<String>,
    pub(crate) lenient: bool,
    pub(crate) limits: Limits,
    #[cfg(feature = "json")]
    pub(crate) shape: Option<JsonShape>,
}

impl Reader {
    /// A reader that knows nothing beforehand, and takes what the specifications allow.
    pub fn new() -> Self {
        Self::default()
    }

    /// The status of the response as a whole.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The content type of the response, with its parameters.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Takes what is wrong but clear, too: elements that should be in `DAV:` and are in no namespace, say. Each such
    /// thing is a defect of its item.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// The bounds within which to read.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The shape that JSON has, where it is none of those that are found out.
    #[cfg(feature = "json")]
    pub fn shape(mut self, shape: JsonShape) -> Self {
        self.shape = Some(shape);
        self
    }

    /// Begins to read a body that is there as a whole; items borrow from it.
    pub fn whole<'b>(&self, body: &'b [u8]) -> Reading<'b> {
        Reading::whole(self.clone(), body)
    }

    /// Begins to read a body that comes in chunks.
    pub fn chunks(&self) -> Reading<'static> {
        Reading::chunks(self.clone())
    }

    /// Reads a whole body into memory.
    pub fn read(&self, body: &[u8]) -> Document {
        let mut reading = self.whole(body);
        let mut items = Vec::new();
        while let Some(item) = reading.next_item() {
            items.push(item.to_item());
        }
        Document { items, ending: reading.ending() }
    }
}

/// A body that was read into memory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Document {
    /// The items, in the order of the body.
    pub items: Vec<Item>,
    /// What is known at the end.
    pub ending: Ending,
}

/// What is known at the end of a body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ending {
    /// What can be vouched for.
    pub verdict: Verdict,
    /// Text about the batch as a whole.
    pub description: Option<String>,
    /// The language of that text (`xml:lang`).
    pub language: Option<String>,
    /// The token for the next synchronization (RFC 6578 section 6.2).
    pub sync_token: Option<String>,
    /// The counts, where the sender gave them.
    pub summary: Option<Summary>,
}
