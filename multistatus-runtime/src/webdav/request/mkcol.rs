//! `Mkcol`: the body of a MKCOL or MKCALENDAR (RFC 5689, RFC 4791 section 5.3.1).

use http::HeaderMap;

use super::{
    body::{is_named, limits, read},
    error::RequestError,
    proppatch::{Instruction, instructions},
};
use crate::tokens::Limits;

/// The body of an extended MKCOL, or of a MKCALENDAR: the properties of the new collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mkcol {
    /// The properties to set, in the order of the document. None if there is no body.
    pub instructions: Vec<Instruction>,
}

impl Mkcol {
    /// Reads the body of a MKCOL (RFC 5689 section 5.1). An empty one sets no property.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not a `mkcol`: 415, as RFC 4918 section 9.3 requires.
    pub fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Self, RequestError> {
        Self::parse_within(headers, body, limits())
    }

    /// Reads the body of a MKCOL with other limits: see
    /// [`XmlElement::parse_within`](crate::webdav::XmlElement::parse_within).
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse`](Self::parse).
    pub fn parse_within(headers: &HeaderMap, body: &[u8], limits: Limits) -> Result<Self, RequestError> {
        parse(headers, body, limits, "{DAV:}mkcol")
    }

    /// Reads the body of a MKCALENDAR (RFC 4791 section 9.2). An empty one sets no property.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not a `mkcalendar` of CalDAV.
    pub fn parse_calendar(headers: &HeaderMap, body: &[u8]) -> Result<Self, RequestError> {
        Self::parse_calendar_within(headers, body, limits())
    }

    /// Reads the body of a MKCALENDAR with other limits: see
    /// [`XmlElement::parse_within`](crate::webdav::XmlElement::parse_within).
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse_calendar`](Self::parse_calendar).
    pub fn parse_calendar_within(headers: &HeaderMap, body: &[u8], limits: Limits) -> Result<Self, RequestError> {
        parse(headers, body, limits, "{urn:ietf:params:xml:ns:caldav}mkcalendar")
    }
}

fn parse(headers: &HeaderMap, body: &[u8], limits: Limits, expected: &'static str) -> Result<Mkcol, RequestError> {
    let Some(root) = read(headers, body, limits)? else { return Ok(Mkcol::default()) };
    if !is_named(&root, expected) {
        return Err(RequestError::MkcolBody { at: root.position(), expected, found: root.name().clone() });
    }
    let mut instructions = instructions(&root, limits)?;
    // `remove` is not part of these bodies, and so it is ignored.
    instructions.retain(|instruction| matches!(instruction, Instruction::Set(_)));
    Ok(Mkcol { instructions })
}
