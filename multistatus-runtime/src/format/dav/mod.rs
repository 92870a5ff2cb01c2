//! The DAV XML body of RFC 4918 section 13.

pub(crate) mod conditions;
pub(crate) mod document;
pub(crate) mod fragments;
mod problem;
pub(crate) mod propstat;
pub(crate) mod raw_xml;
pub(crate) mod reference;
pub(crate) mod write;

use super::Duplicates;

/// The multi-status body of WebDAV: `application/xml`, RFC 4918 section 14.16.
///
/// An item is a `response` with its href, status, failed conditions, description and location. The other parts of a
/// problem (type, title, extension members) are written as `problem` of RFC 9457 appendix B inside `error`. Bodies and
/// header fields other than `Location` are left out: the format has no element for them.
///
/// An item with [propstats](crate::Outcome::propstats) is written with these instead of its status, the successful ones
/// first. RFC 4918 section 14.24 does not allow both: if the item as a whole has another status than its properties
/// together, the status is written and the properties are left out.
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
    names: NameStyle,
    duplicates: Duplicates,
}

/// The way to name the elements of `DAV:`.
#[derive(Clone, Copy, Debug)]
enum NameStyle {
    /// `D:response`.
    Prefixed,
    /// `response`.
    Unprefixed,
}

impl DavXml {
    /// The form that most clients read: elements with the prefix `D:`, and a warning in the log if two items have the
    /// same key.
    pub const fn new() -> Self {
        Self { names: NameStyle::Prefixed, duplicates: Duplicates::Report }
    }

    /// Writes `<multistatus xmlns="DAV:">` and no prefixes. Some clients look for `D:` and cannot read this form.
    pub const fn default_namespace(mut self) -> Self {
        self.names = NameStyle::Unprefixed;
        self
    }

    /// Sets what to do if two items have the same key, which RFC 4918 section 14.24 forbids.
    ///
    /// A [`MultiStatus`](crate::MultiStatus) is checked before its first byte. A stream is checked as far as
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
