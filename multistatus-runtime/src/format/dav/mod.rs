//! The DAV XML body of RFC 4918 section 13.

mod fragment;
mod problem;
mod propstat;
mod write;

use super::Duplicates;

/// The multi-status body of WebDAV: `application/xml`, RFC 4918 section 14.16.
///
/// An item is a `response` with its href, status, failed conditions, description and location. What a problem adds
/// (type, title, extension members) travels as `problem` of RFC 9457 appendix B inside `error`. Bodies and header fields
/// other than `Location` have no place in it.
///
/// An item with [propstats](crate::Outcome::propstats) is written with these instead of its status, those that succeeded
/// first. RFC 4918 section 14.24 has no place for both: where the item as a whole ended otherwise than its properties
/// did, the status is what counts, and the properties are left out.
///
/// ```
/// use multistatus::{DavXml, MultiStatus, StatusCode};
///
/// let result: MultiStatus<StatusCode> = [("/a b", StatusCode::LOCKED)].into_iter().collect();
/// let body = result.encode(&DavXml::new().default_namespace())?;
/// assert_eq!(
///     std::str::from_utf8(&body)?,
///     concat!(
///         "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n",
///         "<multistatus xmlns=\"DAV:\">",
///         "<response><href>/a%20b</href><status>HTTP/1.1 423 Locked</status></response>",
///         "</multistatus>",
///     )
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DavXml {
    names: write::Names,
    duplicates: Duplicates,
}

impl DavXml {
    /// The form that the most clients read: elements with the prefix `D:`, and a warning in the log where two items
    /// have the same key.
    pub const fn new() -> Self {
        Self { names: write::Names::Prefixed, duplicates: Duplicates::Report }
    }

    /// Writes `<multistatus xmlns="DAV:">` and no prefixes. Some clients look for `D:` and do not find it.
    pub const fn default_namespace(mut self) -> Self {
        self.names = write::Names::Plain;
        self
    }

    /// What to do where two items have the same key, which RFC 4918 section 14.24 forbids.
    ///
    /// A [`MultiStatus`](crate::MultiStatus) is checked before its first byte; a stream only as far as
    /// [`Streamed::check_keys`](crate::Streamed::check_keys) allows it to remember keys.
    pub const fn duplicates(mut self, policy: Duplicates) -> Self {
        self.duplicates = policy;
        self
    }
}

impl Default for DavXml {
    fn default() -> Self {
        Self::new()
    }
}
