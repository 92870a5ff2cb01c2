//! `LockInfo`: the body of a LOCK (RFC 4918 section 14.11).

use http::HeaderMap;

use super::{
    body::{children, limits, read_root},
    error::RequestError,
};
use crate::{
    property::{LockScope, XmlElement},
    tokens::Limits,
};

/// The body of a LOCK that creates a lock (RFC 4918 section 9.10). The only type of locks is the write lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockInfo {
    /// Exclusive or shared.
    pub scope: LockScope,
    /// The element `owner`, exactly as the client sent it.
    pub owner: Option<XmlElement>,
}

impl LockInfo {
    /// Reads a body; `None` if it is empty, which refreshes a lock (RFC 4918 section 9.10.2).
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not a `lockinfo` with exactly one scope, and the type `write`.
    pub fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Option<Self>, RequestError> {
        Self::parse_within(headers, body, limits())
    }

    /// Reads a body with other limits: see [`XmlElement::parse_within`].
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse`](Self::parse).
    pub fn parse_within(headers: &HeaderMap, body: &[u8], limits: Limits) -> Result<Option<Self>, RequestError> {
        let Some(root) = read_root(headers, body, limits, "{DAV:}lockinfo")? else { return Ok(None) };
        let part = |name, expected| root.dav_child(name).ok_or_else(|| children(&root, expected));
        let scope = part("lockscope", "a `lockscope`")?;
        let scope = match (scope.dav_child("exclusive"), scope.dav_child("shared")) {
            (Some(_), None) => LockScope::Exclusive,
            (None, Some(_)) => LockScope::Shared,
            _ => return Err(children(scope, "one of `exclusive` and `shared`")),
        };
        let kind = part("locktype", "a `locktype`")?;
        if kind.dav_child("write").is_none() {
            return Err(children(kind, "`write`"));
        }
        Ok(Some(Self { scope, owner: root.dav_child("owner").map(XmlElement::detached) }))
    }
}
