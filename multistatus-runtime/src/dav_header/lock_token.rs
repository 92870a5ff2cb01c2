//! `LockToken`: the URI that identifies a lock, or another state of a resource (RFC 4918 sections 6.5 and 10.5).

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName};
use uuid::Uuid;

use super::{
    HeaderError,
    field::{set, single},
};
use crate::key::{normal_form::is_scheme, percent_encoding::is_reference};

/// The URI that identifies a lock, or another state of a resource, such as a sync token (RFC 4918 section 6.5).
///
/// ```
/// use multistatus::webdav::header::LockToken;
///
/// let token = LockToken::new("urn:uuid:e71d4fae-5dec-22d6-fea5-00a0c91e6be4").unwrap();
/// assert_eq!(token.as_str(), "urn:uuid:e71d4fae-5dec-22d6-fea5-00a0c91e6be4");
/// assert_eq!(LockToken::new("not a URI"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LockToken(Arc<str>);

const FIELD: &str = "Lock-Token";

impl LockToken {
    /// The name of the field.
    pub const NAME: HeaderName = HeaderName::from_static("lock-token");

    /// Creates a token from a URI; `None` if the text is not a URI with a scheme.
    pub fn new(uri: impl Into<Arc<str>>) -> Option<Self> {
        let uri = uri.into();
        let is_absolute = uri
            .split_once(':')
            .is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty() && is_reference(&uri));
        is_absolute.then_some(Self(uri))
    }

    /// Creates a token that is unique: a random UUID (RFC 4918 section 6.5).
    pub fn random() -> Self {
        Self(format!("urn:uuid:{}", Uuid::new_v4()).into())
    }

    /// Reads the field `Lock-Token`, which UNLOCK needs; `None` if there is none. Some clients leave out the angle brackets.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not a URI, or if there are two different ones.
    pub fn parse(headers: &HeaderMap) -> Result<Option<Self>, HeaderError> {
        let Some(value) = single(headers, &Self::NAME, FIELD)? else { return Ok(None) };
        let uri = value.strip_prefix('<').map_or(Some(value), |value| value.strip_suffix('>'));
        let token = uri.and_then(|uri| Self::new(uri.trim()));
        let expected = "a URI in angle brackets, such as `<urn:uuid:...>`";
        token.map(Some).ok_or_else(|| HeaderError::invalid(FIELD, expected, value))
    }

    /// Returns the URI.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Sets the field `Lock-Token`.
    pub fn insert(&self, headers: &mut HeaderMap) {
        set(headers, Self::NAME, &format!("<{self}>"));
    }
}

/// Writes the URI.
impl fmt::Display for LockToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
