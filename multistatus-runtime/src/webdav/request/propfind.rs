//! `Propfind`: the body of a PROPFIND (RFC 4918 section 14.20).

use http::HeaderMap;

use super::{
    body::{children, limits, names, read_root},
    error::RequestError,
};
use crate::{
    property::{PropertyQuery, XmlElement},
    tokens::Limits,
};

/// The body of a PROPFIND (RFC 4918 section 9.1).
///
/// ```
/// use multistatus::{
///     http::HeaderMap,
///     webdav::{PropertyQuery, names, request::Propfind},
/// };
///
/// let body = br#"<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"#;
/// let propfind = Propfind::parse(&HeaderMap::new(), body)?;
/// assert_eq!(propfind.query, PropertyQuery::Prop(vec![names::GETETAG]));
///
/// let error = Propfind::parse(&HeaderMap::new(), b"<propfind xmlns='DAV:'/>").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line 1, column 1: expected one of `prop`, `allprop` and `propname` in the element `propfind`, found nothing"
/// );
/// # Ok::<(), multistatus::webdav::request::RequestError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Propfind {
    /// The properties that the client asks for.
    pub query: PropertyQuery,
}

impl Propfind {
    /// Reads a body. An empty one asks for all properties. Unknown elements are ignored (RFC 4918 section 17).
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not a `propfind`, or does not have exactly one of `prop`, `allprop` and `propname`.
    pub fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Self, RequestError> {
        Self::parse_within(headers, body, limits())
    }

    /// Reads a body with other limits: see [`XmlElement::parse_within`].
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse`](Self::parse).
    pub fn parse_within(headers: &HeaderMap, body: &[u8], limits: Limits) -> Result<Self, RequestError> {
        let Some(root) = read_root(headers, body, limits, "{DAV:}propfind")? else { return Ok(Self::default()) };
        match query(&root)? {
            Some(query) => Ok(Self { query }),
            None => Err(children(&root, EXPECTED)),
        }
    }
}

const EXPECTED: &str = "one of `prop`, `allprop` and `propname`";

/// Reads the properties that an element asks for; `None` if it does not say.
pub(super) fn query(element: &XmlElement) -> Result<Option<PropertyQuery>, RequestError> {
    let is_query = |child: &&XmlElement| ["prop", "allprop", "propname"].iter().any(|name| child.name().is_dav(name));
    let mut queries = element.children().iter().filter(is_query);
    let Some(first) = queries.next() else { return Ok(None) };
    if queries.next().is_some() {
        return Err(children(element, EXPECTED));
    }
    Ok(Some(match first.name().local() {
        "prop" => PropertyQuery::Prop(names(first)),
        "propname" => PropertyQuery::PropName,
        // `include` means something beside `allprop` only (RFC 4918 section 14.20).
        _ => PropertyQuery::AllProp { include: element.dav_child("include").map(names).unwrap_or_default() },
    }))
}
