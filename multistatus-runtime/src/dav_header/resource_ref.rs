//! `ResourceRef`: how a header field names a resource (RFC 4918 section 8.3).

use std::{fmt, sync::Arc};

use http::{HeaderMap, Uri, header::HOST};
use thiserror::Error;

use super::HeaderError;
use crate::key::{Key, normal_form::is_scheme};

/// The name of a resource in a header field: a URI with a scheme, or a path (`Simple-ref`, RFC 4918 section 8.3).
///
/// A clone is cheap: each list of a field `If` has one.
///
/// ```
/// use multistatus::webdav::header::ResourceRef;
///
/// let resource = ResourceRef::new("https://Example.com/a b")?;
/// assert_eq!((resource.authority(), resource.path().encoded()), (Some("example.com"), "/a%20b"));
/// assert_eq!(ResourceRef::new("a").unwrap_err().expected, "a URI with a scheme, or a path that starts with `/`");
/// # Ok::<(), multistatus::webdav::header::InvalidResourceRef>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRef(Arc<ReferenceParts>);

#[derive(Debug, PartialEq, Eq)]
struct ReferenceParts {
    /// The scheme and the authority, in lower case.
    origin: Option<(String, String)>,
    path: Key,
}

/// The error of text that does not name a resource in a header field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("invalid name of a resource; expected {expected}")]
#[non_exhaustive]
pub struct InvalidResourceRef {
    /// The text that was expected, such as `a URI with a host`.
    pub expected: &'static str,
}

impl ResourceRef {
    /// Creates the name of a resource from a URI with a scheme, or from a path. Characters that a URI cannot have are
    /// percent-encoded, as in a [`Key`] of text.
    ///
    /// # Errors
    ///
    /// Returns an error if the text has a fragment or dot segments, or is a relative path.
    pub fn new(text: &str) -> Result<Self, InvalidResourceRef> {
        let (origin, path) = match text.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => {
                let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                if authority.is_empty()
                    || authority.bytes().any(|byte| byte <= b' ' || b"\"<>\\^`{|}\x7f".contains(&byte))
                {
                    return Err(InvalidResourceRef { expected: "a URI with a host" });
                }
                (Some((scheme.to_ascii_lowercase(), authority.to_ascii_lowercase())), path)
            }
            _ => (None, text),
        };
        let path = match path {
            "" if origin.is_some() => "/",
            path if path.starts_with("//") && origin.is_none() => {
                return Err(InvalidResourceRef { expected: "a URI with a scheme, or a path that starts with one `/`" });
            }
            path if path.starts_with('/') => path,
            _ => return Err(InvalidResourceRef { expected: "a URI with a scheme, or a path that starts with `/`" }),
        };
        if path.contains('#') {
            return Err(InvalidResourceRef { expected: "a URI without a fragment; `%23` stands for `#` in a name" });
        }
        if path.split('?').next().unwrap_or_default().split('/').any(is_dot_segment) {
            return Err(InvalidResourceRef { expected: "a URI without the segments `.` and `..`" });
        }
        Ok(Self(Arc::new(ReferenceParts { origin, path: Key::from(path) })))
    }

    /// Returns the path and the query, percent-encoded.
    pub fn path(&self) -> &Key {
        &self.0.path
    }

    /// Returns the host and port, in lower case; `None` for a path.
    pub fn authority(&self) -> Option<&str> {
        self.0.origin.as_ref().map(|(_, authority)| &**authority)
    }

    /// True if the resource is on the server with this host and port. The port that a scheme implies may be left out.
    /// Always true for a path. `None` stands for any server.
    pub fn is_on(&self, authority: Option<&str>) -> bool {
        let (Some((scheme, own)), Some(other)) = (&self.0.origin, authority) else { return true };
        let port = if scheme == "http" { ":80" } else { ":443" };
        // Behind a proxy that terminates TLS, a server does not know its own scheme.
        let plain = |authority: &str| {
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_ascii_lowercase();
            host.strip_suffix(port).map(str::to_owned).unwrap_or(host)
        };
        plain(own) == plain(other)
    }

    /// Returns the path if the resource is on the server with this host and port. `None` stands for any server.
    ///
    /// # Errors
    ///
    /// Returns an error, 502, if it is on another server (RFC 4918 section 9.8.5).
    pub fn path_on(&self, authority: Option<&str>) -> Result<&Key, HeaderError> {
        if self.is_on(authority) {
            return Ok(&self.0.path);
        }
        let text = |authority: Option<&str>| authority.unwrap_or_default().to_owned();
        Err(HeaderError::OtherServer { expected: text(authority), found: text(self.authority()) })
    }
}

/// Writes the URI or the path.
impl fmt::Display for ResourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((scheme, authority)) = &self.0.origin {
            write!(f, "{scheme}://{authority}")?;
        }
        f.write_str(self.0.path.encoded())
    }
}

/// Returns the host and port that a request was sent to: those of its URI (HTTP/2), or else the field `Host`.
pub fn authority<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let host = || headers.get(HOST).and_then(|host| host.to_str().ok());
    uri.authority().map(http::uri::Authority::as_str).or_else(host)
}

/// True for `.` and `..`, also if they are percent-encoded.
fn is_dot_segment(segment: &str) -> bool {
    segment.len() <= 6 && matches!(&*segment.to_ascii_lowercase().replace("%2e", "."), "." | "..")
}
