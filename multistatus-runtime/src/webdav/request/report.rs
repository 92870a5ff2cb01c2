//! `ReportRequest`: the body of a REPORT (RFC 3253 section 3.6, RFC 4791, RFC 6352 and RFC 6578).

use http::HeaderMap;

use super::{
    body::{children, limits, read, text},
    error::RequestError,
    propfind::query,
};
use crate::{
    dav_header::Depth,
    key::Key,
    property::{PropertyName, PropertyQuery, XmlElement},
    tokens::Limits,
};

/// The body of a REPORT.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportRequest {
    /// `calendar-multiget` (RFC 4791 section 9.10) or `addressbook-multiget` (RFC 6352 section 10.7): properties of the
    /// named resources.
    #[non_exhaustive]
    Multiget {
        /// The name of the report.
        name: PropertyName,
        /// The properties that the client asks for.
        query: PropertyQuery,
        /// The resources, in the order of the document. There is at least one.
        hrefs: Vec<Key>,
        /// The requested properties that have attributes or content, such as `calendar-data` with the components that the
        /// client asks for.
        parameters: Vec<XmlElement>,
    },
    /// `sync-collection` (RFC 6578 section 6.1): what changed in a collection since a token.
    #[non_exhaustive]
    SyncCollection {
        /// The token of the last synchronization; `None` for the first one.
        token: Option<String>,
        /// The levels of the collection whose changes are reported.
        level: SyncLevel,
        /// The maximum number of responses.
        limit: Option<u64>,
        /// The properties that the client asks for.
        query: PropertyQuery,
        /// The requested properties that have attributes or content.
        parameters: Vec<XmlElement>,
    },
    /// Another report. A server that does not know it refuses it with the condition `supported-report` (RFC 3253 section
    /// 3.6).
    Other(XmlElement),
}

/// The levels of a collection whose changes are reported (RFC 6578 section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SyncLevel {
    /// The members of the collection.
    One,
    /// Everything below the collection.
    Infinite,
}

const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
const CARDDAV: &str = "urn:ietf:params:xml:ns:carddav";

impl ReportRequest {
    /// Reads a body, and for `sync-collection` the header field `Depth`, which must be 0 (RFC 6578 section 3.2).
    ///
    /// # Errors
    ///
    /// Returns an error if there is no body, or if a report that this crate knows lacks a part or has a part that is not
    /// valid.
    pub fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Self, RequestError> {
        Self::parse_within(headers, body, limits())
    }

    /// Reads a body with other limits: see [`XmlElement::parse_within`].
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse`](Self::parse).
    pub fn parse_within(headers: &HeaderMap, body: &[u8], limits: Limits) -> Result<Self, RequestError> {
        let Some(root) = read(headers, body, limits)? else {
            return Err(RequestError::Empty { expected: "a report, such as the element {DAV:}sync-collection" });
        };
        match (root.name().namespace(), root.name().local()) {
            (CALDAV, "calendar-multiget") | (CARDDAV, "addressbook-multiget") => multiget(&root),
            _ if root.name().is_dav("sync-collection") => sync_collection(&root, headers),
            _ => Ok(Self::Other(root)),
        }
    }
}

fn multiget(root: &XmlElement) -> Result<ReportRequest, RequestError> {
    let hrefs: Vec<_> = root.children().iter().filter(|child| child.name().is_dav("href")).collect();
    if hrefs.is_empty() {
        return Err(children(root, "an `href` or more"));
    }
    if let Some(empty) = hrefs.iter().find(|href| href.trimmed().is_empty()) {
        return Err(text(empty, "a URI"));
    }
    Ok(ReportRequest::Multiget {
        name: root.name().clone(),
        query: requested(root)?,
        hrefs: hrefs.iter().map(|href| Key::from(href.trimmed())).collect(),
        parameters: parameters(root),
    })
}

fn sync_collection(root: &XmlElement, headers: &HeaderMap) -> Result<ReportRequest, RequestError> {
    let token = root.dav_child("sync-token").ok_or_else(|| children(root, "a `sync-token`"))?;
    let depth = Depth::parse(headers)?;
    let level = match root.dav_child("sync-level").map(|level| (level, level.trimmed())) {
        Some((_, "1")) => SyncLevel::One,
        Some((_, "infinite" | "infinity")) => SyncLevel::Infinite,
        Some((level, _)) => return Err(text(level, "`1` or `infinite`")),
        // Clients of a draft of RFC 6578 send the level as the depth (appendix A).
        None => match depth {
            Some(Depth::One) => SyncLevel::One,
            Some(Depth::Infinity) => SyncLevel::Infinite,
            _ => return Err(children(root, "a `sync-level`")),
        },
    };
    if root.dav_child("sync-level").is_some() {
        depth.unwrap_or(Depth::Zero).require(&[Depth::Zero])?;
    }
    let limit = root.dav_child("limit").map(|limit| {
        const EXPECTED: &str = "`nresults`";
        let results = limit.dav_child("nresults").ok_or_else(|| children(limit, EXPECTED))?;
        let digits = results.trimmed();
        let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        // A number that is too large for its type is no limit.
        if is_number { Ok(digits.parse().unwrap_or(u64::MAX)) } else { Err(text(results, "a whole number")) }
    });
    Ok(ReportRequest::SyncCollection {
        token: Some(token.trimmed()).filter(|token| !token.is_empty()).map(str::to_owned),
        level,
        limit: limit.transpose()?,
        query: requested(root)?,
        parameters: parameters(root),
    })
}

/// Returns the properties that a report asks for: none if it does not say.
fn requested(root: &XmlElement) -> Result<PropertyQuery, RequestError> {
    Ok(query(root)?.unwrap_or_else(|| PropertyQuery::Prop(Vec::new())))
}

/// Returns the requested properties that have attributes or content.
fn parameters(root: &XmlElement) -> Vec<XmlElement> {
    let properties = root.dav_child("prop").map(XmlElement::children).unwrap_or_default();
    properties.iter().filter(|property| !property.is_name_only()).cloned().collect()
}
