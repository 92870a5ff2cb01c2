//! `ResourcePath`: the path of a resource, in the one form by which stores and locks know it.
//!
//! `/a%2db//c/` and `/a-b/c` name the same resource. A path that leads out of the server, such as `/a/%2e%2e/b`, is not the path
//! of a resource.

use multistatus::Key;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use super::failure::Failure;

/// The path of a resource: percent-encoded, with one slash before each segment and none at the end. The root is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ResourcePath(String);

/// The characters of a path segment that are encoded: all but `unreserved` of RFC 3986 and some that no client encodes.
const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@').remove(b',');

impl ResourcePath {
    /// Returns the path of the root collection.
    pub(crate) fn root() -> Self {
        Self(String::new())
    }

    /// Reads the path of a URI. Names are bytes: a file name that is not UTF-8 has a path, too.
    pub(crate) fn parse(path: &str) -> Result<Self, Failure> {
        let mut resource = String::new();
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            let name: Vec<u8> = percent_decode_str(segment).collect();
            if matches!(&*name, b"." | b"..") || name.iter().any(|byte| matches!(byte, b'/' | b'\0')) {
                return Err(Failure::InvalidPath);
            }
            resource.push('/');
            resource.extend(percent_encode(&name, SEGMENT));
        }
        Ok(Self(resource))
    }

    /// Reads the path of a resource that a header field names.
    pub(crate) fn of(key: &Key) -> Result<Self, Failure> {
        Self::parse(key.encoded().split('?').next().unwrap_or_default())
    }

    /// Returns the path of a member.
    pub(crate) fn join(&self, name: &[u8]) -> Self {
        Self(format!("{}/{}", self.0, percent_encode(name, SEGMENT)))
    }

    /// Returns the collection that the resource is a member of; `None` for the root.
    pub(crate) fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// Returns the names on the way from the root, as bytes.
    pub(crate) fn names(&self) -> impl Iterator<Item = Vec<u8>> {
        self.0.split('/').skip(1).map(|segment| percent_decode_str(segment).collect())
    }

    /// Returns the name of the resource, as far as it is UTF-8.
    pub(crate) fn name(&self) -> String {
        self.names().last().map(|name| String::from_utf8_lossy(&name).into_owned()).unwrap_or_default()
    }

    /// True if the resource is a descendant of a collection.
    pub(crate) fn is_below(&self, collection: &Self) -> bool {
        self.0.strip_prefix(&collection.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns the direct member of a collection that this descendant is in; `None` if it is a direct member itself.
    pub(crate) fn member_of(&self, collection: &Self) -> Option<Self> {
        let start = collection.0.len() + 1;
        let end = start + self.0.get(start..)?.find('/')?;
        Some(Self(self.0[..end].to_owned()))
    }

    /// Returns the text before the paths of all descendants, in the order of paths. It is not a path itself.
    pub(crate) fn before_members(&self) -> Self {
        Self(format!("{}/", self.0))
    }

    /// Returns the first path behind those of all descendants. `0` is the character behind the slash.
    pub(crate) fn after_members(&self) -> Self {
        Self(format!("{}0", self.0))
    }

    /// Returns the path that a descendant of `from` has after `from` has become `to`.
    pub(crate) fn rebased(&self, from: &Self, to: &Self) -> Self {
        Self(format!("{}{}", to.0, self.0.strip_prefix(&from.0).unwrap_or_default()))
    }

    /// Returns the path as text: empty for the root.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the key of the resource in a response. The href of a collection ends with a slash.
    pub(crate) fn href(&self, is_collection: bool) -> Key {
        self.clone().into_href(is_collection)
    }

    /// Converts the path into the key of the resource.
    pub(crate) fn into_href(self, is_collection: bool) -> Key {
        let slash = if is_collection || self.0.is_empty() { "/" } else { "" };
        (self.0 + slash).into()
    }
}
