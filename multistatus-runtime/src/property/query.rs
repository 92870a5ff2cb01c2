//! `PropertyQuery`: the properties that a request asks for.

use super::PropertyName;

/// The properties that a PROPFIND or a REPORT asks for (RFC 4918 section 14.20).
///
/// ```
/// use multistatus::webdav::{PropertyQuery, names};
///
/// let query = PropertyQuery::Prop(vec![names::GETETAG, names::RESOURCETYPE]);
/// assert_ne!(query, PropertyQuery::default());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PropertyQuery {
    /// `allprop`: those that the server lists, and those that `include` names.
    AllProp {
        /// The names in `include` (RFC 4918 section 14.8).
        include: Vec<PropertyName>,
    },
    /// `propname`: the names of all properties, without values.
    PropName,
    /// `prop`: the named ones.
    Prop(Vec<PropertyName>),
}

/// A request without a body asks for `allprop` (RFC 4918 section 9.1).
impl Default for PropertyQuery {
    fn default() -> Self {
        Self::AllProp { include: Vec::new() }
    }
}
