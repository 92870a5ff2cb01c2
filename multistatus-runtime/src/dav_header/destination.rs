//! `Destination`: where COPY and MOVE write (RFC 4918 section 10.3).

use http::{HeaderMap, HeaderName};

use super::{
    HeaderError, ResourceRef,
    field::{set, single},
};
use crate::key::Key;

/// The field `Destination`: the resource that `COPY` and `MOVE` create (RFC 4918 section 10.3).
///
/// ```
/// use multistatus::{http::HeaderMap, webdav::header::Destination};
///
/// let mut headers = HeaderMap::new();
/// headers.insert("Destination", "https://example.com/files/a b.txt".parse().unwrap());
/// let destination = Destination::parse(&headers)?.unwrap();
/// assert_eq!(destination.path_on(Some("example.com"))?.encoded(), "/files/a%20b.txt");
/// assert!(destination.path_on(Some("example.org")).is_err());
/// # Ok::<(), multistatus::webdav::header::HeaderError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination(ResourceRef);

const FIELD: &str = "Destination";

impl Destination {
    /// The name of the field.
    pub const NAME: HeaderName = HeaderName::from_static("destination");

    /// Creates the field.
    pub const fn new(resource: ResourceRef) -> Self {
        Self(resource)
    }

    /// Reads the field; `None` if there is none. Characters that a URI cannot have are percent-encoded.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not a URI or a path, has a fragment or dot segments, or if there are two different
    /// ones.
    pub fn parse(headers: &HeaderMap) -> Result<Option<Self>, HeaderError> {
        let Some(value) = single(headers, &Self::NAME, FIELD)? else { return Ok(None) };
        match ResourceRef::new(value) {
            Ok(resource) => Ok(Some(Self(resource))),
            Err(error) => Err(HeaderError::invalid(FIELD, error.expected, value)),
        }
    }

    /// Reads the field, which the method needs.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse`](Self::parse), and if there is no such field.
    pub fn require(method: &'static str, headers: &HeaderMap) -> Result<Self, HeaderError> {
        Self::parse(headers)?.ok_or(HeaderError::Missing { name: FIELD, method })
    }

    /// Returns the resource.
    pub const fn resource(&self) -> &ResourceRef {
        &self.0
    }

    /// Returns the path if the destination is on the server with this host and port: see
    /// [`authority`](super::authority). `None` stands for any server.
    ///
    /// # Errors
    ///
    /// Returns an error, 502, if it is on another server (RFC 4918 section 9.8.5).
    pub fn path_on(&self, authority: Option<&str>) -> Result<&Key, HeaderError> {
        self.0.path_on(authority)
    }

    /// Sets the field.
    pub fn insert(&self, headers: &mut HeaderMap) {
        set(headers, Self::NAME, &self.0.to_string());
    }
}
